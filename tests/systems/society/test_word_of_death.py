"""Word of a death: who tells whom, once, and what the hearer makes of it."""

from __future__ import annotations

import pytest
from scenes.closed import closed
from scenes.heads import bind
from scenes.strangers import told
from scenes.worlds import field, make_city, make_world

from undergrid.city.city import Use
from undergrid.systems.society import feelings, word_of_death
from undergrid.world.body import blood_loss
from undergrid.world.body.care import learn_of_body
from undergrid.world.body.posture import lay_down
from undergrid.world.log.kinds import Kind
from undergrid.world.places.occupancy import move_body
from undergrid.world.society import regard
from undergrid.world.society.feelings import felt
from undergrid.world.society.first_impressions import meet
from undergrid.world.tables.body import Death
from undergrid.world.tables.feelings import Feeling
from undergrid.world.tables.minds import Topic
from undergrid.world.tables.people import Activity
from undergrid.world.world import World

HEARER, TELLER, DEAD = 0, 1, 2


def meeting(bound: bool = True, met: bool = True, knows: bool = True, apart: int = 0) -> World:
    """Two who have met and stand before each other; one is bound to somebody who has died far off, the other knows."""
    city = make_city(field(60, 9), buildings=[(Use.REFUGE, 0, 4, 4)])
    world = make_world(city, [(10, 4), (11 + apart, 4), (50, 4)], tagged=0)
    plan = world.plans.grow(1)
    world.plans.owner[plan] = HEARER
    world.events.begin(world.tick)
    if bound:
        bind(world, (HEARER, DEAD))
        world.bonds.strength[:] = 400
    if met:
        meet(world, TELLER, HEARER, world.scenario_event)
        meet(world, HEARER, TELLER, world.scenario_event)
    died = blood_loss.die(world, DEAD, Death.COLD, world.scenario_event)
    if knows:
        learn_of_body(world, TELLER, DEAD, 0, died)
    world.rebuild()
    return world


def pass_by(world: World, seconds: int = 30) -> None:
    for _ in range(seconds):
        world.tick += 1
        world.events.begin(world.tick)
        word_of_death.step(world, word_of_death.Params())
        feelings.step(world, feelings.Params())


def test_who_knows_of_a_death_tells_who_is_bound_to_the_dead_once_and_they_grieve_because_of_that():
    world = meeting()
    pass_by(world)
    (said,) = told(world, Kind.DEATH_TOLD)
    (died,) = told(world, Kind.DIED)
    assert (said.who, said.whom, said.amount, said.cause) == (TELLER, HEARER, DEAD, died.id)
    known = world.knowledge
    (row,) = known.where(knower=HEARER, topic=Topic.BODY, subject=DEAD).tolist()
    assert (known.source[row], known.strength[row], known.cause[row]) == (TELLER, 0, said.id)
    (grief,) = told(world, Kind.GRIEVES)
    assert (grief.who, grief.whom, grief.cause) == (HEARER, DEAD, said.id)
    assert felt(world, HEARER, Feeling.GRIEF, DEAD) >= 390


def test_nor_are_they_told_again_who_have_forgotten_where_the_dead_lie():
    world = meeting()
    pass_by(world)
    world.knowledge.free(world.knowledge.where(knower=HEARER, topic=Topic.BODY))
    pass_by(world)
    assert len(told(world, Kind.DEATH_TOLD)) == 1


def test_who_has_been_told_passes_it_on():
    world = meeting(knows=False)
    bind(world, (TELLER, DEAD))
    learn_of_body(world, TELLER, DEAD, 0, world.scenario_event)
    world.knowledge.source[world.knowledge.where(knower=TELLER, topic=Topic.BODY)] = 5
    pass_by(world)
    assert [(event.who, event.whom) for event in told(world, Kind.DEATH_TOLD)] == [(TELLER, HEARER)]


@pytest.mark.parametrize("why", [{"bound": False}, {"met": False}, {"knows": False}, {"apart": 30}])
def test_nobody_tells_who_is_not_bound_who_is_a_stranger_who_knows_nothing_or_is_far_off(why: dict[str, int]):
    world = meeting(**why)
    pass_by(world)
    assert not told(world, Kind.DEATH_TOLD, Kind.GRIEVES)


@pytest.mark.parametrize("who", [TELLER, HEARER])
def test_nor_do_sleepers_tell_or_hear(who: int):
    world = meeting()
    lay_down(world, who, Activity.SLEEPING, world.scenario_event)
    pass_by(world)
    assert not told(world, Kind.DEATH_TOLD)


@pytest.mark.parametrize(("a", "b"), [(TELLER, HEARER), (HEARER, TELLER)])
def test_nor_enemies(a: int, b: int):
    world = meeting()
    regard.bad(world, a, b, 20_000, world.scenario_event)
    pass_by(world)
    assert not told(world, Kind.DEATH_TOLD)


def test_who_is_with_the_dead_sees_it_for_themselves():
    world = meeting()
    for row in (HEARER, TELLER, DEAD):
        move_body(world, row, 0)
        if row != DEAD:
            world.citizens.doing[row] = Activity.RESTING
    pass_by(world)
    assert not told(world, Kind.DEATH_TOLD)
    assert len(told(world, Kind.GRIEVES)) == 1


def test_where_nobody_is_named_nobody_is_told():
    world = meeting()
    world.plans.owner[:] = -1
    world.plans.n = 0
    pass_by(world)
    assert not told(world, Kind.DEATH_TOLD)


# ---------------------------------------------------------------- in a base


@pytest.mark.parametrize(
    "what", ["all at home", "nobody knows", "the hearer is out", "the teller sleeps", "no faction"]
)
def test_in_their_base_those_of_one_faction_tell_each_other_who_of_them_is_dead(what):
    world = closed(3, 1)
    for slot, who in enumerate((0, 1, 2)):
        row = world.lodgers.take(1)
        world.lodgers.owner[row], world.lodgers.base[row] = who, 0
        assert row == slot
    cause = world.events.one(Kind.DIED, 3, cause=world.scenario_event)
    world.citizens.alive[3] = False
    if what != "nobody knows":
        learn_of_body(world, 0, 3, 0, cause)
    if what == "the hearer is out":
        world.lodgers.free(world.lodgers.where(owner=1))
    if what == "the teller sleeps":
        world.citizens.doing[0] = Activity.UNCONSCIOUS
    if what == "no faction":
        world.sworn.free(world.sworn.where(owner=3))
    for _ in range(2):
        word_of_death.step(world, word_of_death.Params())
    hearers = {"all at home": [1, 2], "the hearer is out": [2]}.get(what, [])
    events = told(world, Kind.DEATH_TOLD)
    assert [(event.who, event.whom, event.amount, event.cause) for event in events] == [
        (0, one, 3, cause) for one in hearers
    ]
    assert all(world.knowledge.has(knower=one, topic=Topic.BODY, subject=3, strength=0) for one in hearers)
