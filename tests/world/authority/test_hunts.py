"""Hunts: what a watcher sees of its quarry, where it is led, and what each turn of a hunt writes and tells."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest
from scenes.gatehouse import report
from scenes.worlds import field, make_city, make_world

from undergrid.core.handles import record
from undergrid.systems.authority import dossiers
from undergrid.world.authority import hunts
from undergrid.world.authority.cases import DossierOf
from undergrid.world.authority.hunts import ARRIVES, GRABS, IN_VAIN, LOSES, RESUMES
from undergrid.world.log.events import Event
from undergrid.world.log.kinds import Kind
from undergrid.world.tables.authority import Duty, WatcherKind
from undergrid.world.tables.people import Activity
from undergrid.world.world import World

NOW = 100
ROW, OTHER = 1, 0  # the watcher that is looked at, and another before it; a third comes after
QUARRY = 1  # of three people
PLACE = 55  # where the authority believes the quarry to be


def rows(**columns: tuple[int, int, int]) -> SimpleNamespace:
    """Three rows of some columns, and a handle on them."""
    arrays = {name: np.array(values, np.int64) for name, values in columns.items()}
    return SimpleNamespace(handle=record(**arrays), **arrays)


# ---------------------------------------------------------------- who is in view


@pytest.mark.parametrize(("in_sight", "recognised", "seen_at", "sees"), [
    (QUARRY, 1, NOW, 1), (QUARRY, 1, NOW - 1, 0), (QUARRY, 0, NOW, 0), (QUARRY + 1, 1, NOW, 0), (-1, 0, NOW, 0),
    (-1, 0, NOW - 1, 0),
])  # fmt: skip
def test_a_watcher_has_in_view_whom_it_sees_at_this_tick_and_knows_for_its_quarry(in_sight, recognised, seen_at, sees):
    for others in (0, 1):  # whatever those before and after it see
        known = {"in_sight": QUARRY, "recognised": 1, "seen_at": NOW} if others else {
            "in_sight": -1, "recognised": 0, "seen_at": -1
        }  # fmt: skip
        mine = {"in_sight": in_sight, "recognised": recognised, "seen_at": seen_at}
        watchers = rows(quarry=(QUARRY,) * 3, **{name: (known[name], mine[name], known[name]) for name in known})
        assert hunts.has_in_view(watchers.handle, ROW, NOW) == sees


# ---------------------------------------------------------------- where it is led


def led(duty=Duty.HUNT, sees=0, goal=7, datum=-1, at=50, until=90, lost_at=70, **seen: int) -> int:
    """Where a watcher is led whose dossier, the second of three, was last changed at tick `at`."""
    seen = {"in_sight": -1, "recognised": 0, "seen_at": -1} | seen
    watchers = rows(
        duty=(Duty.POST, duty, Duty.POST), goal=(PLACE, goal, PLACE), datum=(PLACE, datum, PLACE),
        until=(9999, until, -9999), lost_at=(9999, lost_at, -9999), quarry=(0, QUARRY, 2),
        **{name: (0, value, 0) for name, value in seen.items()},
    )  # fmt: skip
    people, cases = rows(cell=(70, 71, 72)), rows(cell=(54, PLACE, 56), at=(9999, at, -9999))
    knobs = record(besieging=60)
    return int(hunts.lead(watchers.handle, people.handle, cases.handle, ROW, 1, sees, knobs))


def test_who_sees_its_quarry_goes_to_where_that_is_whatever_is_believed():
    for duty in (Duty.HUNT, Duty.SEARCH, Duty.SIEGE):
        assert led(duty, sees=1, goal=PLACE, datum=PLACE) == 71


def test_who_hunts_goes_where_the_quarry_is_believed_to_be_unless_it_is_on_the_way_there_or_to_a_door_of_its_own():
    assert led() == PLACE
    assert led(goal=PLACE) == -1
    assert led(datum=0) == -1
    assert led(datum=3) == -1


@pytest.mark.parametrize(("seen_at", "recognised", "place"), [(49, 1, PLACE), (50, 1, -1), (51, 1, -1), (51, 0, PLACE)])
def test_what_it_has_seen_itself_since_the_newest_report_counts_for_more(seen_at, recognised, place):
    assert led(in_sight=QUARRY, recognised=recognised, seen_at=seen_at) == place


@pytest.mark.parametrize(("duty", "began"), [(Duty.SEARCH, 70), (Duty.SIEGE, 90 - 60)])
def test_a_search_or_a_siege_is_broken_off_only_for_news_of_another_place_that_came_after_it_began(duty, began):
    assert led(duty, datum=9, at=began + 1) == PLACE
    assert led(duty, datum=9, at=began) == -1
    assert led(duty, datum=PLACE, at=began + 1) == -1


# ---------------------------------------------------------------- going on


def followed(duty: Duty, place: int, sees: int, cell: int = 0, lost: int = 50) -> tuple[int, SimpleNamespace]:
    """What comes of going on, of a watcher that began to look round `lost` ticks ago."""
    watchers = rows(duty=(Duty.POST, duty, Duty.POST), goal=(1, 2, 3), datum=(4, 5, 6), until=(7, 8, 9),
                    lost_at=(-1, NOW - lost, -1), cell=(99, cell, 99))  # fmt: skip
    knobs, city = record(patience=30, reach=4, lost=50), record(width=20, area=200)
    return int(hunts.follow(watchers.handle, ROW, place, sees, city, knobs, NOW)), watchers


@pytest.mark.parametrize(("duty", "what"), [(Duty.HUNT, 0), (Duty.SEARCH, RESUMES), (Duty.SIEGE, RESUMES)])
def test_who_is_led_somewhere_hunts_for_there_with_new_patience(duty, what):
    found, watchers = followed(duty, place=0, sees=0)
    assert found == what
    assert watchers.duty.tolist() == [Duty.POST, Duty.HUNT, Duty.POST]
    assert watchers.goal.tolist() == [1, 0, 3]
    assert watchers.datum.tolist() == [4, -1, 6]
    assert watchers.until.tolist() == [7, NOW + 30, 9]


@pytest.mark.parametrize(("duty", "lost", "what"), [
    (Duty.SEARCH, 49, 0), (Duty.SEARCH, 50, RESUMES), (Duty.SIEGE, 49, RESUMES),
])  # fmt: skip
def test_whom_it_finds_again_within_minutes_it_has_never_lost(duty, lost, what):
    found, watchers = followed(duty, place=0, sees=1, cell=9, lost=lost)
    assert found == what
    assert (watchers.duty[ROW], watchers.goal[ROW], watchers.until[ROW]) == (Duty.HUNT, 0, NOW + 30)


def test_who_is_led_nowhere_goes_on_as_before():
    found, watchers = followed(Duty.SEARCH, place=-1, sees=0)
    assert found == 0
    assert (watchers.duty[ROW], watchers.goal[ROW], watchers.datum[ROW], watchers.until[ROW]) == (Duty.SEARCH, 2, 5, 8)


@pytest.mark.parametrize(("cell", "sees", "what"), [(2, 1, GRABS), (3, 1, 0), (2, 0, 0), (40, 1, GRABS), (41, 1, 0)])
def test_it_lays_hold_of_a_quarry_in_view_and_within_reach(cell, sees, what):
    assert followed(Duty.HUNT, place=0, sees=sees, cell=cell)[0] == what


@pytest.mark.parametrize(("until", "duty", "cell", "what"), [
    (NOW, Duty.HUNT, 5, IN_VAIN), (NOW + 1, Duty.HUNT, 5, ARRIVES), (NOW + 1, Duty.HUNT, 6, 0),
    (NOW + 1, Duty.SEARCH, 5, 0), (NOW - 1, Duty.SIEGE, 6, IN_VAIN), (NOW + 1, Duty.SIEGE, 5, 0),
])  # fmt: skip
def test_a_hunt_ends_with_its_time_or_at_its_goal(until, duty, cell, what):
    watchers = rows(until=(0, until, 0), duty=(Duty.HUNT, duty, Duty.HUNT), cell=(5, cell, 5), goal=(6, 5, 6))
    assert hunts.come_to(watchers.handle, ROW, NOW) == what


# ---------------------------------------------------------------- what is written and told


def scene() -> World:
    """Three watchers on a field with three people, of whom two are wanted; HUNT_BEGAN was the last that happened."""
    city = make_city(field(20, 10))
    world = make_world(city, [(10, 5), (11, 5), (12, 5)], [(WatcherKind.HUNTER, cell) for cell in (21, 22, 23)])
    for who in (0, QUARRY):
        report(world, who, PLACE + who, 500)
    dossiers.step(world, dossiers.Params())
    world.tick = NOW
    world.events.begin(NOW)
    for row in range(3):
        hunts.send(world, row, row, PLACE, world.scenario_event, 30)
    return world


def last(world: World) -> Event:
    return world.events.rows()[-1]


def test_who_is_sent_out_is_on_a_hunt_for_so_long():
    world = scene()
    watchers = world.watchers
    watchers.progress[:], watchers.datum[:] = 9, 9
    hunts.send(world, ROW, 2, 66, 77, 40)
    event = last(world)
    assert (event.kind, event.who, event.whom, event.where, event.cause) == (Kind.HUNT_BEGAN, ROW, 2, 66, 77)
    assert watchers.cause[ROW] == event.id
    assert (watchers.duty[ROW], watchers.quarry[ROW], watchers.goal[ROW]) == (Duty.HUNT, 2, 66)
    assert (watchers.until[ROW], watchers.progress[ROW], watchers.datum[ROW]) == (NOW + 40, 0, -1)
    assert (watchers.quarry[OTHER], watchers.goal[OTHER], watchers.progress[OTHER]) == (0, PLACE, 9)


def test_who_searches_does_so_round_where_it_is_because_of_its_hunt():
    world = scene()
    watchers = world.watchers
    hunt = int(watchers.cause[ROW])
    hunts.search(world, ROW, 400)
    event = last(world)
    assert (event.kind, event.who, event.whom, event.where, event.cause) == (Kind.SEARCH_BEGAN, ROW, QUARRY, 22, hunt)
    assert watchers.cause[ROW] == event.id
    assert (watchers.duty[ROW], watchers.until[ROW], watchers.leg[ROW]) == (Duty.SEARCH, 400, 1)
    assert (watchers.datum[ROW], watchers.goal[ROW]) == (22, 22)
    assert watchers.lost_at.tolist() == [-1, NOW, -1]


def test_a_hunt_that_searches_again_has_not_begun_to_search_anew():
    world = scene()
    watchers = world.watchers
    hunts.search(world, ROW, 400)
    began = last(world)
    watchers.duty[ROW] = Duty.HUNT  # it has found its quarry, and loses it again
    world.tick += 20
    hunts.search(world, ROW, 420)
    assert last(world) == began
    assert watchers.cause[ROW] == began.id
    assert (watchers.duty[ROW], watchers.until[ROW], watchers.lost_at[ROW]) == (Duty.SEARCH, 420, NOW + 20)


@pytest.mark.parametrize(("until", "duty", "lost_at", "in_sight", "what"), [
    (NOW + 1, Duty.HUNT, NOW - 9, QUARRY, 0), (NOW, Duty.SEARCH, NOW - 9, QUARRY, IN_VAIN),
    (NOW + 1, Duty.SEARCH, NOW - 9, QUARRY, 0), (NOW + 1, Duty.SEARCH, NOW - 9, 0, LOSES),
    (NOW + 1, Duty.SEARCH, NOW - 8, 0, -1), (NOW + 1, Duty.SEARCH, NOW - 10, 0, -1), (NOW, Duty.SEARCH, NOW - 9, 0, -1),
    (NOW + 1, Duty.HUNT, NOW - 9, 0, -1),
])  # fmt: skip
def test_whom_it_only_watches_it_loses_once_it_has_looked_round_for_minutes(until, duty, lost_at, in_sight, what):
    watchers = rows(until=(0, until, 0), duty=(Duty.HUNT, duty, Duty.HUNT), lost_at=(-1, lost_at, -1),
                    in_sight=(-1, in_sight, -1), recognised=(0, 1, 0), quarry=(0, QUARRY, 0))  # fmt: skip
    assert hunts.stays_by(watchers.handle, ROW, record(lost=9), NOW) == what


@pytest.mark.parametrize(
    ("wanted", "quarry", "until"), [(True, QUARRY, 400), (False, QUARRY, NOW + 30), (True, -1, 400)]
)
def test_a_hunt_by_order_alone_lasts_as_long_as_it_does_whether_it_searches_or_not(wanted, quarry, until):
    world = scene()
    world.dossiers.wanted[world.cache(DossierOf).slot[QUARRY]] = wanted
    world.watchers.quarry[ROW] = quarry
    before = last(world)
    hunts.search(world, ROW, 400)
    assert world.watchers.until[ROW] == until
    assert (last(world) == before) == (until != 400)  # it has not lost them yet
    hunts.loses(world, ROW)
    assert last(world).kind == Kind.SEARCH_BEGAN


@pytest.mark.parametrize(
    ("in_sight", "seen_at", "own"), [(QUARRY, NOW, True), (QUARRY, NOW - 1, False), (0, NOW, False)]
)
def test_a_search_becomes_a_hunt_again_by_its_own_eyes_or_else_by_the_news(in_sight, seen_at, own):
    world = scene()
    watchers = world.watchers
    watchers.in_sight[ROW], watchers.seen_at[ROW], watchers.sighting[:] = in_sight, seen_at, (71, 72, 73)
    hunts.resume_if_searching(world, ROW)
    assert last(world).kind == Kind.HUNT_BEGAN, "it hunts already"
    hunts.search(world, ROW, 400)
    watchers.goal[ROW] = 88
    hunts.resume_if_searching(world, ROW)
    event, slot = last(world), world.cache(DossierOf).slot[QUARRY]
    assert (event.kind, event.who, event.whom, event.where) == (Kind.HUNT_BEGAN, ROW, QUARRY, 88)
    assert event.cause == (72 if own else world.dossiers.event[slot])
    assert watchers.cause[ROW] == event.id


@pytest.mark.parametrize(("why", "in_vain"), [
    ("in vain", True), ("held", False), ("reclaimed", False), ("closed", False), ("else", False),
    ("held in vain", True),
])  # fmt: skip
def test_a_hunt_ends_because_of_what_became_of_its_quarry_or_else_of_its_search(why, in_vain):
    world = scene()
    watchers, people, cases = world.watchers, world.citizens, world.dossiers
    slots = world.cache(DossierOf).slot[[0, QUARRY]].tolist()
    people.cause[:] = 61, 62, 63
    if "held" in why or why == "reclaimed":
        people.doing[QUARRY] = Activity.RECLAIMED if why == "reclaimed" else Activity.HELD
    cases.at[slots] = 40, 41
    cases.searched[slots] = -1
    closed = world.events.one(Kind.DOSSIER_CLOSED, QUARRY)
    if why == "closed":
        cases.event[slots[1]] = closed
    search = int(watchers.cause[ROW])
    hunts.end(world, ROW, in_vain)
    event = last(world)
    assert (event.kind, event.who, event.whom, event.where) == (Kind.HUNT_ENDED, ROW, QUARRY, 22)
    assert event.cause == {"held": 62, "reclaimed": 62, "closed": closed}.get(why, search)
    assert watchers.cause[ROW] == event.id
    assert (watchers.duty[ROW], watchers.quarry[ROW], watchers.goal[ROW], watchers.datum[ROW]) == (
        Duty.RETURN,
        -1,
        -1,
        -1,
    )
    assert cases.searched[slots].tolist() == [-1, 41 if in_vain else -1]
    assert (watchers.duty[OTHER], watchers.quarry[OTHER]) == (Duty.HUNT, 0)


def test_a_hunt_for_somebody_unknown_ends_by_its_search_alone():
    world = scene()
    world.citizens.doing[:] = Activity.HELD
    search = world.watchers.cause[ROW]
    world.watchers.quarry[ROW] = -1
    world.dossiers.searched[:] = -1
    hunts.end(world, ROW, True)
    assert (last(world).whom, last(world).cause) == (-1, search)
    assert (world.dossiers.searched == -1).all()


def test_a_hunt_for_the_first_of_all_people_ends_like_any_other():
    world = scene()
    world.citizens.cause[:] = 61, 62, 63
    world.citizens.doing[0] = Activity.HELD
    hunts.end(world, OTHER, False)
    assert (last(world).who, last(world).whom, last(world).cause) == (OTHER, 0, 61)
    slot = world.cache(DossierOf).slot[0]
    world.dossiers.at[slot], world.dossiers.searched[slot] = 40, -1
    world.watchers.quarry[OTHER] = 0
    hunts.end(world, OTHER, True)
    assert world.dossiers.searched[slot] == 40
