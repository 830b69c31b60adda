"""What hungry people do: they ask for food, take it, or go and stand in line for it."""

import numpy as np
import pytest
from scenes.famine import FAR_VATS, FARM, PODS, VATS, housed, live, of, short

from undergrid.systems.body import hunger
from undergrid.systems.economy import scrounging
from undergrid.systems.movement import movement
from undergrid.world.body.meals import LOOK, eats_at, go_without
from undergrid.world.log.events import kind_of
from undergrid.world.log.kinds import Kind
from undergrid.world.orders.attempts import is_minded
from undergrid.world.society import regard
from undergrid.world.tables.economy import Outing
from undergrid.world.tables.items import ItemKind
from undergrid.world.tables.orders import Verb
from undergrid.world.tables.people import NEVER, Activity

HUNGRY = 0  # in every scene: who has missed the last meal


def beside(n=96, **columns):
    """People of one house, the first of whom is hungry, at a look right after that at which some have eaten.

    (the world, those who have just been served)
    """
    world = housed(n, obedience=500, **columns)
    shortage = short(world)
    world.tick = 100 * LOOK
    for look in range(100, 148):  # the first of them is not among those who eat at the last look
        world.tick = look * LOOK
        served = np.flatnonzero(eats_at(world, np.arange(n), world.tick - LOOK))
        if len(served) >= 2 and HUNGRY not in served:
            break
    world.events.begin(world.tick)
    go_without(world, HUNGRY, shortage)
    slot = world.hungry.first(owner=HUNGRY)
    world.hungry.stage[slot] = 1
    world.hungry.cause[slot] = world.events.one(Kind.DEPRIVED, HUNGRY, amount=4, cause=shortage)
    return world, served.tolist()


def act(world, looks=1, **params):
    live(world, looks, scrounging, **{"acts": 1, **params})


def test_where_nobody_is_hungry_nothing_happens():
    world = housed(10)
    before = world.digest()
    live(world, 1, scrounging, apart=0)
    assert world.digest() == before


def test_of_those_asked_who_have_just_eaten_some_give_their_meal_and_go_without():
    world, served = beside()
    act(world, shares=1)
    (gave,) = of(world, Kind.GAVE)
    assert gave.who in served
    assert (gave.whom, gave.amount, kind_of(gave.cause)) == (HUNGRY, ItemKind.FOOD, Kind.DEPRIVED)
    assert not world.hungry.has(owner=HUNGRY)
    slot = world.hungry.first(owner=gave.who)
    assert world.hungry.why[slot] == gave.id
    assert regard.trust(world, HUNGRY, gave.who) > regard.trust(world, HUNGRY, gave.who + 1)
    live(world, 1, hunger)
    assert [event.cause for event in of(world, Kind.DEPRIVED) if event.who == gave.who] == [gave.id]


def test_about_as_many_share_as_is_said_and_each_meal_missed_is_asked_for_once():
    world, _ = beside()
    act(world, shares=0)
    assert world.hungry.asked[world.hungry.first(owner=HUNGRY)]
    given = 0
    for seed in range(60):
        world, _ = beside()
        world.seed = seed
        act(world, shares=0.3)
        given += len(of(world, Kind.GAVE))
    assert 8 < given < 30


def test_whoever_is_bound_to_the_hungry_is_asked_first_and_gives():
    world, served = beside()
    friend = served[-1]
    slot = int(world.bonds.take(1)[0])
    world.bonds.a[slot], world.bonds.b[slot] = friend, HUNGRY
    act(world, shares=0, bound=1)
    assert [event.who for event in of(world, Kind.GAVE)] == [friend]


def test_who_sleeps_in_a_pod_cannot_be_asked():
    world, served = beside()
    world.citizens.doing[served] = Activity.PLUGGED
    act(world, shares=1)
    assert not of(world, Kind.GAVE)


def test_who_cares_little_for_obedience_takes_a_meal_of_who_sleeps_and_nobody_knows():
    world, served = beside()
    world.citizens.obedience[HUNGRY] = 350
    world.citizens.doing[served[0]] = Activity.PLUGGED
    act(world, lawless=400, tells=1)
    (took,) = of(world, Kind.TOOK)
    assert (took.who, took.whom, took.amount) == (HUNGRY, served[0], ItemKind.FOOD)
    assert kind_of(took.cause) == Kind.DEPRIVED
    assert not world.hungry.has(owner=HUNGRY)
    assert world.hungry.has(owner=served[0])
    assert not of(world, Kind.INFORMED)


def test_who_is_robbed_awake_thinks_the_worse_of_them_and_may_tell_the_authority():
    world, served = beside()
    world.citizens.obedience[HUNGRY] = 350
    act(world, lawless=400, tells=1, seconds=60, weight=40)
    (took,) = of(world, Kind.TOOK)
    (told,) = of(world, Kind.INFORMED)
    assert took.whom in served
    assert (told.who, told.whom, told.cause) == (took.whom, HUNGRY, took.id)
    assert regard.trust(world, took.whom, HUNGRY) < regard.trust(world, took.whom, took.whom + 1)
    (slot,) = world.reports.rows().tolist()
    assert (world.reports.subject[slot], world.reports.event[slot]) == (HUNGRY, told.id)


@pytest.mark.parametrize("params", [{"tells": 0}, {"lawless": 300}])
def test_nobody_informs_who_keeps_it_to_themselves_or_has_lost_nothing(params):
    world, _ = beside()
    world.citizens.obedience[HUNGRY] = 350
    act(world, **{"lawless": 400, "tells": 1, **params})
    assert not of(world, Kind.INFORMED)


def test_at_work_they_ask_those_who_work_there_and_do_not_walk_out():
    world, _ = beside(inside=VATS, home=PODS, work=VATS, doing=Activity.WORKING)
    act(world, shares=0)
    act(world, shares=0)
    assert world.hungry.asked[world.hungry.first(owner=HUNGRY)]
    assert world.citizens.doing[HUNGRY] == Activity.WORKING
    assert not of(world, Kind.STEPPED_OUT)


def alone(**columns):
    """Somebody hungry who has nobody beside them."""
    world = housed(1, **columns)
    shortage = short(world)
    live(world, 48, hunger)
    assert world.hungry.why[0] == shortage
    return world


def test_with_nothing_at_hand_they_go_to_the_nearest_works_that_runs_and_gives_food():
    world = alone()
    act(world)
    (out,) = of(world, Kind.STEPPED_OUT)
    assert (out.cause, out.amount) == (world.hungry.cause[0], Outing.FOOD)
    assert kind_of(out.cause) == Kind.DEPRIVED
    people = world.citizens
    assert (people.intent[0], people.target[0]) == (Verb.WALK, world.city.doors[VATS])
    assert world.facilities.building[world.hungry.line[0]] == VATS
    world = alone()
    world.facilities.broken[0] = world.scenario_event
    act(world)
    assert world.citizens.target[0] == world.city.doors[FAR_VATS]
    world = alone()
    world.facilities.workers[:2] = 0
    act(world)
    assert not of(world, Kind.STEPPED_OUT)
    assert world.city.doors[FARM] != world.citizens.target[0]


def test_they_get_out_of_the_pod_for_it_and_are_up_a_while():
    world = alone(doing=Activity.PLUGGED)
    world.facilities.workers[:] = 0
    act(world, up_minutes=30)
    assert world.citizens.doing[0] == Activity.RESTING
    assert world.citizens.wake[0] == world.tick - LOOK + 30 * 60


def test_they_stay_in_line_until_they_have_eaten():
    world = alone()
    act(world)
    for _ in range(600):
        live(world, 1, movement, apart=1)
    assert world.citizens.cell[0] == world.city.doors[VATS]
    world.tick = -(-world.tick // LOOK) * LOOK
    act(world)
    assert world.citizens.wake[0] == NEVER
    world.facilities.product[0] = world.facilities.taken_in[0] = 1000
    live(world, 1, hunger)
    assert not world.hungry.n_used
    assert world.citizens.wake[0] < NEVER
    assert world.facilities.given_out[0] == 200


def test_they_lose_patience_and_go_home_in_curfew_and_leave_works_that_break_down():
    for change in ("time", "curfew", "breakdown"):
        world = alone()
        act(world)
        people, slot = world.citizens, world.hungry.first(owner=0)
        people.intent[0], people.doing[0], people.inside[0] = 0, Activity.WAITING, -1
        world.rebuild()
        live(world, 1, scrounging, acts=0)
        assert world.hungry.line[slot] >= 0
        if change == "time":
            live(world, 18, scrounging, acts=0, patience_hours=3)
        elif change == "curfew":
            world.sky.curfew[0] = True
        else:
            world.facilities.broken[0] = world.scenario_event
        live(world, 1, scrounging, acts=0)
        assert world.hungry.line[slot] == -1
        assert people.wake[0] < NEVER


def test_nobody_goes_out_in_curfew():
    world = alone()
    world.sky.curfew[0] = True
    act(world)
    assert not of(world, Kind.STEPPED_OUT)


def test_who_has_a_mind_of_their_own_decides_for_themselves():
    world = alone()
    world.plans.grow(1)
    world.plans.owner[0] = 0
    world.rebuild()
    assert is_minded(world, 0)
    act(world)
    assert not of(world, Kind.STEPPED_OUT)


def test_about_as_many_act_within_an_hour_as_is_said():
    world = housed(1000)
    short(world)
    live(world, 48, hunger)
    live(world, 6, scrounging, acts=0.5)
    out = len({event.who for event in of(world, Kind.STEPPED_OUT)})
    assert out == pytest.approx(500, abs=60)


def test_a_world_that_was_saved_and_loaded_does_the_same():
    world = housed(200)
    short(world, 60)
    live(world, 30, scrounging, hunger)
    other = world.copy()
    other.restore(world.tick, world.state())
    for one in (world, other):
        live(one, 48, scrounging, hunger)
    assert world.digest() == other.digest()
