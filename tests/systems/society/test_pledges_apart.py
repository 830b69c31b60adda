"""Pledges of people who come apart: broken by deeds of who gave them alone, failed where anything else parts them."""

from __future__ import annotations

import pytest
from scenes.strangers import live, told
from scenes.worlds import field, make_city, make_world, run

from undergrid.city.city import LinkKind
from undergrid.systems.movement import hauling, movement
from undergrid.systems.society import pledges
from undergrid.world.body import blood_loss, injuries, posture
from undergrid.world.body.blood_rows import BloodOf
from undergrid.world.log.events import Event
from undergrid.world.log.kinds import Kind
from undergrid.world.orders.attempts import intend
from undergrid.world.society import regard
from undergrid.world.tables.body import BodyPart, Death, HaulMode, WoundKind
from undergrid.world.tables.orders import Verb
from undergrid.world.tables.people import NEVER, Activity
from undergrid.world.tables.society import PledgeState
from undergrid.world.world import World

PLACE, HERE, AWAY = 0, 100, 160  # cells along a street: where to, where they promise it, and off the other way
ENDS = (Kind.PLEDGE_KEPT, Kind.PLEDGE_BROKEN, Kind.PLEDGE_FAILED, Kind.RELEASED)
RULES = pledges.Params()
APART, BARRED = round(RULES.apart_minutes * 60), round(RULES.barred_minutes * 60)


def promised() -> World:
    """Citizen 0 has promised citizen 1 to bring them to a place 200 m off in a street of 480 m; 2 stands by."""
    world = make_world("." * 240, [(HERE, 0), (HERE + 1, 0), (HERE + 2, 0)])
    world.citizens.wake[:] = NEVER
    intend(world, 0, Verb.PLEDGE, 1, world.scenario_event, amount=PLACE)
    live(world, [pledges])
    world.tick = 20
    return world


def put(world: World, who: int, cell: int) -> None:
    world.citizens.cell[who] = cell
    world.rebuild()


def befalls(world: World, kind: Kind, who: int, whom: int = -1) -> int:
    """Something happens to somebody, and is why they do what they do now."""
    world.events.begin(world.tick)
    event = world.events.one(kind, who, whom, int(world.citizens.cell[who]), cause=world.scenario_event)
    world.citizens.cause[who if kind.who == "citizen" else whom] = event
    return event


def goes(world: World, who: int, cell: int) -> int:
    """Somebody walks to a cell because they have been told to; returns the order."""
    world.events.begin(world.tick)
    order = world.events.one(Kind.ORDERED, who, cell, amount=int(Verb.WALK))
    intend(world, who, Verb.WALK, cell, order)
    return order


def end(world: World) -> Event | None:
    """What has become of the pledge."""
    ends = told(world, *ENDS)
    assert len(ends) <= 1
    return ends[0] if ends else None


# ---------------------------------------------------------------- whose walking


def test_who_walks_off_and_stays_away_has_broken_it_by_the_order_that_led_them_off():
    world = promised()
    order = goes(world, 0, AWAY)
    live(world, [movement, pledges], APART + 200)
    broken = end(world)
    assert (broken.kind, broken.who, broken.whom, broken.cause) == (Kind.PLEDGE_BROKEN, 0, 1, order)
    assert regard.trust(world, 1, 0) < 500


def test_who_stays_while_the_other_walks_off_has_not_broken_it():
    world = promised()
    before = regard.trust(world, 1, 0)
    order = goes(world, 1, AWAY + 1)
    live(world, [movement, pledges], APART + 600)
    assert end(world) is None
    assert world.pledges.outcome[0] == PledgeState.OPEN
    live(world, [pledges], BARRED)
    failed = end(world)
    assert (failed.kind, failed.who, failed.whom, failed.cause) == (Kind.PLEDGE_FAILED, 0, 1, order)
    assert world.pledges.outcome[0] == PledgeState.FAILED
    assert regard.trust(world, 1, 0) == before


@pytest.mark.parametrize(("his", "hers", "kind"), [(40, 80, Kind.PLEDGE_FAILED), (80, 40, Kind.PLEDGE_BROKEN)])
def test_of_two_who_both_walk_off_who_goes_farther_has_left_the_other(his: int, hers: int, kind: Kind):
    world = make_world("." * 240, [(100, 0), (101, 0)])
    intend(world, 0, Verb.PLEDGE, 1, world.scenario_event, amount=239)
    live(world, [pledges])
    put(world, 0, 100 - his)
    put(world, 1, 101 + hers)
    live(world, [pledges], BARRED + 30)
    assert end(world).kind == kind


def test_it_fails_after_two_hours_apart_by_anything_else_and_on_that_very_look():
    world = promised()
    put(world, 1, AWAY + 1)
    first = world.tick
    run(pledges, world, BARRED + 20)
    assert end(world).tick == first + BARRED
    world = promised()
    put(world, 1, AWAY + 1)
    run(pledges, world, 100, barred_minutes=0.5)
    assert end(world).tick == 50


def test_half_an_hour_begins_anew_once_they_have_been_together():
    world = promised()
    put(world, 0, AWAY)
    live(world, [pledges], APART - 60)
    put(world, 0, HERE + 3)
    live(world, [pledges], 20)
    put(world, 0, AWAY)
    live(world, [pledges], APART - 60)
    assert end(world) is None
    live(world, [pledges], 120)
    assert end(world).kind == Kind.PLEDGE_BROKEN


def test_whoever_takes_the_stairs_away_from_the_other_has_left_them():
    city = make_city(field(12, 1), field(12, 1), links=[(LinkKind.STAIRS, (0, 3, 0), (1, 3, 0), 4000)])
    for who, kind in ((0, Kind.PLEDGE_BROKEN), (1, Kind.PLEDGE_FAILED)):
        world = make_world(city, [(3, 0), (3, 0)])
        intend(world, 0, Verb.PLEDGE, 1, world.scenario_event, amount=11)
        live(world, [pledges])
        put(world, who, city.cell(1, 3, 0))
        live(world, [pledges], BARRED + 30)
        assert end(world).kind == kind


# ---------------------------------------------------------------- on the way back


@pytest.mark.parametrize(
    ("his", "goal", "hers"),
    [
        (AWAY, HERE + 30, HERE),  # to the other
        (AWAY + 60, HERE + 30, AWAY - 90),  # to where they were last together, from where the other has gone, less far
        (AWAY, AWAY - 5, HERE + 1),  # on to the place, if not by far
    ],
)
def test_who_is_on_the_way_there_has_not_left_anybody(his: int, goal: int, hers: int):
    world = promised()
    people = world.citizens
    put(world, 0, his)
    put(world, 1, hers)
    people.doing[0], people.goal[0] = Activity.WALKING, goal
    live(world, [pledges], 2 * APART)
    assert end(world) is None
    people.doing[0], people.goal[0] = Activity.WAITING, -1
    live(world, [pledges], APART + 20)
    assert end(world).kind == Kind.PLEDGE_BROKEN


def test_who_goes_on_to_the_place_alone_has_left_the_other_once_they_stay_there():
    world = promised()
    order = goes(world, 0, PLACE)
    live(world, [movement, pledges], 120)
    assert world.pledges.returning[0]
    assert world.pledges.strayed[0] == 0
    live(world, [movement, pledges], APART + 60)
    assert (end(world).kind, end(world).cause) == (Kind.PLEDGE_BROKEN, order)


def test_taking_cover_on_the_way_back_is_still_the_way_back_and_standing_about_is_not():
    for doing, broken in ((Activity.HIDING, False), (Activity.LYING, False), (Activity.WAITING, True)):
        world = promised()
        put(world, 0, AWAY)
        world.citizens.doing[0], world.citizens.goal[0] = Activity.WALKING, HERE
        live(world, [pledges], 20)
        world.citizens.doing[0], world.citizens.goal[0] = doing, -1
        live(world, [pledges], APART + 20)
        assert (end(world) is not None) == broken


def test_who_hides_without_having_turned_back_stays_away():
    world = promised()
    put(world, 0, AWAY)
    world.citizens.doing[0] = Activity.HIDING
    live(world, [pledges], APART + 20)
    assert end(world).kind == Kind.PLEDGE_BROKEN


def test_who_turns_back_but_walks_on_away_again_has_broken_it():
    world = promised()
    put(world, 0, AWAY)
    world.citizens.doing[0], world.citizens.goal[0] = Activity.WALKING, HERE
    live(world, [pledges], 60)
    world.citizens.goal[0] = AWAY + 60
    live(world, [pledges], APART + 20)
    assert end(world).kind == Kind.PLEDGE_BROKEN


# ---------------------------------------------------------------- what prevents it


def arrested(world: World) -> int:
    world.citizens.doing[0] = Activity.HELD
    return befalls(world, Kind.ARRESTED, 0, 0)


def fainted(world: World) -> int:
    injuries.wound(world, 0, WoundKind.CUT, BodyPart.ARM, 1, False, world.scenario_event)
    event = befalls(world, Kind.FAINTED, 0)
    posture.lay_down(world, 0, Activity.UNCONSCIOUS, event)
    world.blood.passed_out[world.cache(BloodOf).slot[0]] = event
    return event


def trapped(world: World) -> int:
    world.events.begin(world.tick)
    return injuries.trap(world, 0, world.scenario_event)


def lamed(world: World) -> int:
    world.events.begin(world.tick)
    slot = injuries.wound(world, 0, WoundKind.CRUSH, BodyPart.LEG, 3, False, world.scenario_event)
    blood_loss.refresh_legs(world, 0)
    assert world.citizens.able[0] == 0
    return int(world.wounds.cause[slot])


def carried_off(world: World, whom: int = 0) -> int:
    event = befalls(world, Kind.TOOK_UP, 2, whom)
    slot, hauls = world.hauls.take(1), world.hauls
    hauls.hauler[slot], hauls.hauled[slot], hauls.mode[slot], hauls.cause[slot] = 2, whom, HaulMode.CARRY, event
    return event


@pytest.mark.parametrize("what", [arrested, fainted, trapped, lamed, carried_off])
def test_who_is_kept_from_it_has_not_broken_it_and_the_reason_is_told(what):
    world = promised()
    before = regard.trust(world, 1, 0)
    put(world, 0, AWAY)
    event = what(world)
    live(world, [pledges], APART + 600)
    assert end(world) is None
    live(world, [pledges], BARRED)
    failed = end(world)
    assert (failed.kind, failed.cause) == (Kind.PLEDGE_FAILED, event)
    assert regard.trust(world, 1, 0) == before


@pytest.mark.parametrize("how", ["held", "carried off"])
def test_whom_others_have_in_hand_nobody_can_be_with(how: str):
    world = promised()
    put(world, 0, AWAY)
    if how == "held":
        event = befalls(world, Kind.ARRESTED, 0, 1)
        world.citizens.doing[1] = Activity.HELD
    else:
        event = carried_off(world, 1)
    live(world, [pledges], BARRED + 30)
    assert (end(world).kind, end(world).cause) == (Kind.PLEDGE_FAILED, event)


def test_who_leaves_somebody_helpless_behind_has_broken_it():
    world = promised()
    world.citizens.doing[1], world.citizens.able[1] = Activity.UNCONSCIOUS, 0
    order = goes(world, 0, AWAY)
    live(world, [movement, pledges], APART + 200)
    assert (end(world).kind, end(world).cause) == (Kind.PLEDGE_BROKEN, order)


def test_a_sleeper_breaks_nothing_and_when_the_time_is_over_it_has_failed_by_that_sleep():
    world = promised()
    put(world, 0, AWAY)
    slept = befalls(world, Kind.FELL_ASLEEP, 0)
    world.citizens.doing[0] = Activity.SLEEPING
    live(world, [pledges], BARRED + APART)
    assert end(world) is None
    world.pledges.due[0] = world.tick
    live(world, [pledges], 10)
    assert (end(world).kind, end(world).cause) == (Kind.PLEDGE_FAILED, slept)


def test_where_others_take_somebody_is_no_way_of_their_own_also_after_they_are_free():
    world = promised()
    event = arrested(world)
    put(world, 0, AWAY)
    live(world, [pledges], 60)
    world.citizens.doing[0] = Activity.WAITING
    live(world, [pledges], BARRED)
    assert (end(world).kind, end(world).cause) == (Kind.PLEDGE_FAILED, event)
    world = promised()
    arrested(world)
    put(world, 0, AWAY)
    live(world, [pledges], 60)
    world.citizens.doing[0] = Activity.WAITING
    put(world, 0, AWAY + 50)
    live(world, [pledges], APART + 30)
    assert end(world).kind == Kind.PLEDGE_BROKEN


def test_if_the_time_is_over_while_they_are_together_what_stood_in_the_way_is_the_reason():
    world = promised()
    wounded = injuries.wound(world, 1, WoundKind.CRUSH, BodyPart.LEG, 3, False, world.scenario_event)
    blood_loss.refresh_legs(world, 1)
    world.pledges.due[0] = world.tick
    live(world, [pledges], 10)
    assert (end(world).kind, end(world).cause) == (Kind.PLEDGE_FAILED, int(world.wounds.cause[wounded]))
    world = promised()
    did = befalls(world, Kind.DECIDED, 0)
    world.pledges.due[0] = world.tick
    live(world, [pledges], 10)
    assert (end(world).kind, end(world).cause) == (Kind.PLEDGE_FAILED, did)


def test_if_the_time_is_over_while_who_promised_stays_away_it_is_broken_and_on_the_way_back_it_has_failed():
    for walks, kind in ((False, Kind.PLEDGE_BROKEN), (True, Kind.PLEDGE_FAILED)):
        world = promised()
        put(world, 0, AWAY)
        if walks:
            world.citizens.doing[0], world.citizens.goal[0] = Activity.WALKING, HERE
        live(world, [pledges], 60)
        world.pledges.due[0] = world.tick
        live(world, [pledges], 10)
        assert end(world).kind == kind


def test_a_death_in_the_night_is_told_as_what_came_between():
    world = promised()
    world.events.begin(world.tick)
    died = blood_loss.die(world, 0, Death.BLOOD_LOSS, world.scenario_event)
    live(world, [pledges], 20)
    assert (end(world).kind, end(world).cause) == (Kind.PLEDGE_FAILED, died)


def test_whoever_carries_the_one_they_promised_it_to_is_with_them():
    world = promised()
    world.citizens.doing[1] = Activity.LYING
    world.citizens.able[1] = 0
    intend(world, 0, Verb.CARRY, 1, world.scenario_event)
    live(world, [movement, hauling, pledges], 10)
    goes(world, 0, PLACE)
    live(world, [movement, hauling, pledges], 1200)
    assert end(world).kind == Kind.PLEDGE_KEPT
