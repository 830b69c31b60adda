"""Feelings: what frightens, who grieves and who feels guilty, how people grow attached, and what makes resolved."""

from __future__ import annotations

import numpy as np
import pytest
from scenes.heads import bind
from scenes.strangers import told
from scenes.worlds import field, make_city, make_world

from undergrid.city.city import Use
from undergrid.systems.society import feelings
from undergrid.world.body import blood_loss
from undergrid.world.body.posture import lay_down, wake_up
from undergrid.world.log.kinds import Kind
from undergrid.world.places.occupancy import move_body
from undergrid.world.society.feelings import felt
from undergrid.world.tables.body import Death, Waking
from undergrid.world.tables.feelings import Feeling
from undergrid.world.tables.minds import Aim, Topic
from undergrid.world.tables.people import Activity
from undergrid.world.world import World

WHO, WHOM, OTHER = 0, 1, 2  # one of the named, and two of the crowd


def room(inside: tuple[int, ...] = (WHO, WHOM), bound: bool = True) -> World:
    """A refuge, with some of the three in it; the named and the first of the others are bound to each other."""
    city = make_city(field(60, 9), buildings=[(Use.REFUGE, 0, 4, 4)])
    world = make_world(city, [(4, 4), (4, 4), (40, 4)], tagged=0)
    for row in inside:
        move_body(world, row, 0)
        world.citizens.doing[row] = Activity.RESTING
    plan = world.plans.grow(1)
    world.plans.owner[plan] = WHO
    if bound:
        bind(world, (WHO, WHOM), (WHOM, WHO))
        world.bonds.strength[:] = 400
    world.rebuild()
    return world


def befall(world: World, kind: Kind, who: int, whom: int = -1, **params: float) -> int:
    """Let something happen, and the rule look at it; returns the event."""
    world.events.begin(world.tick)
    event = world.events.one(kind, who, whom, 0, cause=world.scenario_event)
    feelings.step(world, feelings.Params(**params))
    world.tick += 1
    return event


def dies(world: World, whom: int, ticks: int = 10, **params: float) -> int:
    """Let somebody die, and some seconds pass; returns the event."""
    world.events.begin(world.tick)
    died = blood_loss.die(world, whom, Death.COLD, world.scenario_event)
    pass_by(world, ticks, **params)
    return died


def pass_by(world: World, ticks: int, **params: float) -> None:
    for _ in range(ticks):
        world.tick += 1
        world.events.begin(world.tick)
        feelings.step(world, feelings.Params(**params))


def cares(world: World, aim: Aim = Aim.TEND, whom: int = WHOM) -> None:
    slot = world.intentions.take(1)
    world.intentions.owner[slot], world.intentions.aim[slot], world.intentions.whom[slot] = WHO, aim, whom


def test_who_sees_somebody_close_shut_down_grieves_because_of_that():
    world = room(bound=True)
    world.events.begin(world.tick)
    down = world.events.one(Kind.SHUT_DOWN, WHOM, cause=world.scenario_event)
    world.citizens.alive[WHOM], world.citizens.doing[WHOM] = False, Activity.SHUT_DOWN
    world.citizens.cause[WHOM] = down
    pass_by(world, 10)
    (grief,) = told(world, Kind.GRIEVES)
    assert (grief.who, grief.whom, grief.cause) == (WHO, WHOM, down)


# ---------------------------------------------------------------- fear


@pytest.mark.parametrize(
    ("kind", "knob"),
    [
        (Kind.SWEPT, "swept"),
        (Kind.CAUGHT_UP, "chased"),
        (Kind.ALARM, "chased"),
        (Kind.AMBUSHED, "struck"),
    ],
)
def test_danger_at_hand_makes_afraid(kind: Kind, knob: str):
    world = room()
    event = befall(world, kind, 0, WHO, **{knob: 300})
    (afraid,) = told(world, Kind.IS_AFRAID)
    assert (afraid.who, afraid.whom, afraid.amount, afraid.cause) == (WHO, -1, 1, event)
    assert felt(world, WHO, Feeling.FEAR) == 300


@pytest.mark.parametrize(("kind", "knob"), [(Kind.SLIPPED_AWAY, "chased"), (Kind.WOUNDED, "struck")])
def test_so_do_a_narrow_escape_and_a_wound(kind: Kind, knob: str):
    world = room()
    befall(world, kind, WHO, 0, **{knob: 300})
    assert felt(world, WHO, Feeling.FEAR) == 300


def test_one_beam_is_borne_and_a_second_soon_after_it_is_not():
    world = room()
    befall(world, Kind.SWEPT, 0, WHO)
    assert not told(world, Kind.IS_AFRAID)
    befall(world, Kind.SWEPT, 0, WHO)
    assert len(told(world, Kind.IS_AFRAID)) == 1


def test_what_sleepers_do_not_notice_frightens_nobody_and_the_crowd_keeps_no_feelings():
    world = room()
    lay_down(world, WHO, Activity.SLEEPING, world.scenario_event)
    befall(world, Kind.SWEPT, 0, WHO, swept=1000)
    befall(world, Kind.SWEPT, 0, OTHER, swept=1000)
    assert not world.feelings.n_used


@pytest.mark.parametrize(("x", "afraid"), [(55, True), (56, False)])
def test_an_arrest_is_seen_so_far_and_no_farther(x: int, afraid: bool):
    world = room(inside=())
    world.citizens.cell[WHO], world.citizens.cell[OTHER] = world.city.cell(0, 40, 4), world.city.cell(0, x, 4)
    event = befall(world, Kind.ARRESTED, 0, OTHER, sees_m=30)
    assert [(one.who, one.cause) for one in told(world, Kind.IS_AFRAID)] == [(WHO, event)] * afraid
    assert felt(world, WHO, Feeling.FEAR) == (400 if afraid else 0)


@pytest.mark.parametrize("how", [200, 300])
def test_an_arrest_frightens_as_much_as_is_said_and_walls_hide_it(how: int):
    world = room((WHO, OTHER))
    befall(world, Kind.ARRESTED, 0, OTHER, arrested=how)
    assert felt(world, WHO, Feeling.FEAR) == how
    world = room((WHO,))
    befall(world, Kind.ARRESTED, 0, OTHER, arrested=how)
    assert felt(world, WHO, Feeling.FEAR) == 0


# ---------------------------------------------------------------- grief and guilt


@pytest.mark.parametrize(("grief", "left"), [(1000, 400), (700, 280)])
def test_who_sees_that_somebody_whom_they_are_bound_to_has_died_grieves_by_how_close_they_were(grief, left):
    world = room()
    died = dies(world, WHOM, grief=grief)
    (grieves,) = told(world, Kind.GRIEVES)
    assert (grieves.who, grieves.whom, grieves.cause) == (WHO, WHOM, died)
    assert felt(world, WHO, Feeling.GRIEF, WHOM) == left
    assert world.knowledge.has(knower=WHO, topic=Topic.BODY, subject=WHOM, strength=0)
    pass_by(world, 100)
    assert len(told(world, Kind.GRIEVES)) == 1


def test_who_is_bound_to_one_of_the_named_grieves_for_them_too_and_strangers_do_not():
    world = room((WHO, WHOM, OTHER))
    died = dies(world, WHO, ticks=30)
    assert [(event.who, event.whom, event.cause) for event in told(world, Kind.GRIEVES)] == [(WHOM, WHO, died)]


def test_nobody_grieves_for_a_death_that_they_do_not_see():
    for inside, asleep in (((WHO,), False), ((WHO, WHOM), True)):
        world = room(inside)
        if asleep:
            lay_down(world, WHO, Activity.SLEEPING, world.scenario_event)
        dies(world, WHOM)
        assert not told(world, Kind.GRIEVES)


def test_who_wakes_beside_their_dead_sees_that_at_once():
    """A morning in which he woke beside her, who had died while he slept, and went out to wait for her."""
    for wakes in (OTHER, WHO):
        world = room()
        for row in (WHO, OTHER):
            lay_down(world, row, Activity.SLEEPING, world.scenario_event)
        died = dies(world, WHOM)
        while (world.tick + 1) % 5 == 0:
            pass_by(world, 1)
        world.tick += 1
        world.events.begin(world.tick)
        wake_up(world, wakes, Waking.RESTED, world.scenario_event)
        world.citizens.doing[WHO] = Activity.RESTING  # that a stranger wakes is no reason for them to look
        feelings.step(world, feelings.Params())
        grieves = [(event.tick, event.who, event.cause) for event in told(world, Kind.GRIEVES)]
        assert grieves == ([(world.tick, WHO, died)] if wakes == WHO else [])


def test_who_finds_no_pulse_grieves_and_grief_ends_where_one_is_found_after_all():
    world = room((), bound=True)
    felt_none = befall(world, Kind.NO_PULSE, WHO, WHOM)
    assert [(event.who, event.cause) for event in told(world, Kind.GRIEVES)] == [(WHO, felt_none)]
    befall(world, Kind.PULSE_FOUND, WHO, WHOM)
    assert felt(world, WHO, Feeling.GRIEF, WHOM) == 0


@pytest.mark.parametrize("how", [400, 300])
def test_who_had_them_in_their_care_feels_guilty_less_so_where_they_stayed(how: int):
    world = room(bound=False)
    cares(world)
    died = dies(world, WHOM, lost=how)
    assert [(event.whom, event.cause) for event in told(world, Kind.FEELS_GUILT)] == [(WHOM, died)]
    assert felt(world, WHO, Feeling.GUILT, WHOM) == how
    assert not told(world, Kind.GRIEVES)


@pytest.mark.parametrize(("away", "guilt"), [(60, 250), (70, 500)])
def test_who_comes_back_to_find_them_dead_has_left_them(away: int, guilt: int):
    world = room((WHOM,), bound=False)
    cares(world)
    dies(world, WHOM, ticks=away - 10)
    move_body(world, WHO, 0)
    pass_by(world, 10)
    assert felt(world, WHO, Feeling.GUILT, WHOM) == guilt


def test_how_much_it_weighs_to_have_left_them_is_said():
    world = room((), bound=False)
    cares(world, Aim.SAVE)
    befall(world, Kind.NO_PULSE, WHO, WHOM, left=700)
    assert felt(world, WHO, Feeling.GUILT, WHOM) == 700


def test_who_comes_too_late_for_a_call_feels_guilty_and_who_has_heard_none_does_not():
    for called in (True, False):
        world = room((), bound=False)
        if called:
            slot, known = int(world.knowledge.take(1)[0]), world.knowledge
            known.knower[slot], known.topic[slot], known.subject[slot] = WHO, Topic.CALL, WHOM
        event = befall(world, Kind.NO_PULSE, WHO, WHOM, late=300)
        assert [(one.whom, one.cause) for one in told(world, Kind.FEELS_GUILT)] == [(WHOM, event)] * called


def test_who_has_broken_a_promise_feels_guilty_and_who_could_not_keep_it_does_not():
    world = room()
    broken = befall(world, Kind.PLEDGE_BROKEN, WHO, WHOM, broken=600)
    assert [(event.who, event.whom, event.cause) for event in told(world, Kind.FEELS_GUILT)] == [(WHO, WHOM, broken)]
    befall(world, Kind.PLEDGE_FAILED, WHO, OTHER)
    assert len(told(world, Kind.FEELS_GUILT)) == 1


# ---------------------------------------------------------------- attachment and resolve


@pytest.mark.parametrize("kind", [Kind.FREED, Kind.DRESSED, Kind.GAVE_WATER, Kind.BROUGHT_TO_SAFETY])
def test_help_binds_those_who_give_it_and_those_who_get_it_awake(kind: Kind):
    world = room()
    event = befall(world, kind, WHO, WHOM, care=260)
    attached = told(world, Kind.GROWS_ATTACHED)
    assert [(one.who, one.whom, one.cause) for one in attached] == [(WHO, WHOM, event), (WHOM, WHO, event)]
    names = told(world, Kind.NAMED)
    assert [(one.who, one.whom, one.cause) for one in names] == [(one.who, one.whom, one.id) for one in attached]
    world = room()
    lay_down(world, WHOM, Activity.UNCONSCIOUS, world.scenario_event)
    befall(world, kind, WHO, WHOM, care=260)
    assert [one.who for one in told(world, Kind.GROWS_ATTACHED)] == [WHO]
    assert not told(world, Kind.NAMED)  # nobody listens


@pytest.mark.parametrize("names", [100, 900])
def test_to_be_told_a_name_is_good_experience(names: int):
    world = room()
    befall(world, Kind.DRESSED, WHO, WHOM, care=260, names=names)
    slot = world.regards.first(a=WHOM, b=WHO)
    assert world.regards.named[slot]
    assert names * 0.9 < world.regards.good[slot] - 400 * 6 * 0.95 <= names


@pytest.mark.parametrize("an_hour", [60, 120])
def test_hours_together_make_attached(an_hour: int):
    world = room()
    pass_by(world, 1200, hour=an_hour)
    assert felt(world, WHO, Feeling.ATTACHMENT, WHOM) == an_hour // 3
    assert felt(world, WHOM, Feeling.ATTACHMENT, WHO) == an_hour // 3


def test_not_those_who_sleep_or_are_not_bound_or_elsewhere():
    asleep, strangers, apart = room(), room(bound=False), room((WHO,))
    for row in (WHO, WHOM):
        lay_down(asleep, row, Activity.SLEEPING, asleep.scenario_event)
    for world in (asleep, strangers, apart):
        pass_by(world, 1201, hour=900)
        assert not world.feelings.n_used


@pytest.mark.parametrize(("with_m", "together"), [(15, False), (40, True)])
def test_outdoors_one_is_together_within_some_metres(with_m: float, together: bool):
    world = room(())
    world.citizens.cell[:] = [world.city.cell(0, x, 4) for x in (20, 37, 50)]
    pass_by(world, 601, hour=900, with_m=with_m)
    assert (felt(world, WHO, Feeling.ATTACHMENT, WHOM) > 0) == together


def test_a_promise_and_help_make_resolved():
    world = room()
    pledged = befall(world, Kind.PLEDGED, WHO, WHOM, word=400)
    (resolved,) = told(world, Kind.RESOLVES)
    assert (resolved.who, resolved.whom, resolved.cause) == (WHO, WHOM, pledged)
    befall(world, Kind.LET_IN, WHOM, WHO, helped=90)
    befall(world, Kind.DRESSED, WHOM, WHO, helped=90)
    assert felt(world, WHO, Feeling.RESOLVE) == 180


def test_nothing_is_kept_where_nobody_is_named():
    world = room()
    world.plans.owner[:] = np.int32(OTHER)
    befall(world, Kind.PLEDGE_BROKEN, WHO, WHOM)
    assert not world.feelings.n_used
