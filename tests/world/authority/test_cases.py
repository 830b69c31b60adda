"""Cases, policy and reports: for whom watchers set out and how far, what people pass for, what is filed."""

import numpy as np
import pytest
from scenes.worlds import field, make_city, make_world

from undergrid.core import luck
from undergrid.core.handles import record
from undergrid.world.authority import cases, hunts, policy, reporting
from undergrid.world.authority.cases import DossierOf
from undergrid.world.log.kinds import Kind
from undergrid.world.places.occupancy import Occupancy
from undergrid.world.tables.authority import Duty, WatcherKind
from undergrid.world.tables.people import Activity
from undergrid.world.tables.society import Category

PURSUE = 200


def wanted(n=1, cell=5):
    city = make_city(field(6, 6), field(6, 6, "_"), field(6, 6, "="))
    world = make_world(city, n + 1, watchers=[(WatcherKind.DRONE, 0), (WatcherKind.DRONE, 3)])
    slots = world.dossiers.take(n)
    world.dossiers.subject[slots] = np.arange(n)
    world.dossiers.wanted[slots], world.dossiers.cell[slots], world.dossiers.at[slots] = True, cell, 100
    world.dossiers.suspicion[slots] = PURSUE - 1
    world.rebuild()
    return world


def called(world, since=100, underground=False):
    knobs = record(levels=cases.where_to(world.city.levels, underground), pursue=PURSUE)
    return cases.cases(world.dossiers.handle, world.citizens.handle, world.city.handle, knobs, since).tolist()


def test_watchers_go_within_the_wall_beyond_it_for_grave_cases_and_below_on_foot():
    world = wanted()
    assert cases.where_to(world.city.levels).tolist() == [cases.ALWAYS, cases.GRAVE, cases.NEVER]
    assert cases.where_to(world.city.levels, underground=True).tolist() == [cases.ALWAYS, cases.GRAVE, cases.ALWAYS]
    for level, suspicion, underground, goes in (
        (0, 0, False, True), (1, PURSUE - 1, False, False), (1, PURSUE, False, True), (2, PURSUE, False, False),
        (2, 0, True, True),
    ):  # fmt: skip
        world.dossiers.cell[0], world.dossiers.suspicion[0] = world.city.cell(level, 3, 3), suspicion
        assert called(world, underground=underground) == ([0] if goes else [])


@pytest.mark.parametrize(
    ("column", "value", "goes"),
    [("wanted", False, False), ("cell", -1, False), ("at", 99, False), ("at", 101, True), ("searched", 100, False),
     ("searched", 99, True), ("used", False, False)],
)  # fmt: skip
def test_a_case_needs_news_that_was_not_followed_in_vain(column, value, goes):
    world = wanted()
    assert called(world) == [0]
    getattr(world.dossiers, column)[0] = value
    assert called(world) == ([0] if goes else [])


def test_the_held_are_no_case_and_several_come_in_their_order():
    world = wanted(3)
    assert called(world) == [0, 1, 2]
    world.citizens.doing[1] = Activity.HELD
    assert called(world) == [0, 2]
    assert cases.any_wanted(world.dossiers.handle)
    world.dossiers.wanted[:] = False
    assert not cases.any_wanted(world.dossiers.handle)
    assert world.cache(DossierOf).slot.tolist() == [0, 1, 2, -1]


# ---------------------------------------------------------------- hunts


def test_a_hunt_is_begun_turns_into_a_search_and_ends():
    world = wanted()
    world.tick = 50
    world.events.begin(50)
    watchers = world.watchers
    watchers.progress[1], watchers.datum[1] = 9, 7
    hunts.send(world, 1, 0, 17, 77, 300)
    (began,) = world.events.rows()
    assert (began.kind, began.who, began.whom, began.where, began.cause) == (Kind.HUNT_BEGAN, 1, 0, 17, 77)
    assert (watchers.duty[1], watchers.quarry[1], watchers.goal[1], watchers.until[1]) == (Duty.HUNT, 0, 17, 350)
    assert (watchers.progress[1], watchers.datum[1], watchers.cause[1]) == (0, -1, began.id)
    watchers.cell[1] = 17
    hunts.search(world, 1, 900)
    search = world.events.rows()[-1]
    assert (search.kind, search.who, search.whom, search.where) == (Kind.SEARCH_BEGAN, 1, 0, 17)
    assert (search.cause, watchers.cause[1]) == (began.id, search.id)
    assert (watchers.duty[1], watchers.until[1], watchers.leg[1]) == (Duty.SEARCH, 900, 1)
    assert (watchers.datum[1], watchers.goal[1]) == (17, 17)
    hunts.end(world, 1, in_vain=False)
    ended = world.events.rows()[-1]
    assert (ended.kind, ended.who, ended.whom, ended.where) == (Kind.HUNT_ENDED, 1, 0, 17)
    assert (ended.cause, watchers.cause[1]) == (search.id, ended.id)
    assert (watchers.duty[1], watchers.quarry[1], watchers.goal[1], watchers.datum[1]) == (Duty.RETURN, -1, -1, -1)
    assert world.dossiers.searched[0] == -1
    assert watchers.duty[0] == Duty.POST


def test_what_was_followed_in_vain_calls_nobody_else():
    world = wanted()
    world.watchers.quarry[1] = 0
    hunts.end(world, 1, in_vain=True)
    assert world.dossiers.searched[0] == 100
    assert called(world) == []
    world.watchers.quarry[1] = -1
    hunts.end(world, 1, in_vain=True)


@pytest.mark.parametrize(("in_sight", "seen_at", "own"), [(0, 50, True), (0, 49, False), (1, 50, False)])
def test_a_search_becomes_a_hunt_by_the_watchers_own_eyes_or_by_news(in_sight, seen_at, own):
    world = wanted()
    world.tick = 50
    world.events.begin(50)
    watchers = world.watchers
    watchers.quarry[1], watchers.goal[1], watchers.sighting[1] = 0, 8, 4711
    watchers.in_sight[1], watchers.seen_at[1], watchers.cause[1] = in_sight, seen_at, 5
    world.dossiers.event[0] = 4712
    hunts.resume(world, 1)
    (event,) = world.events.rows()
    assert (event.kind, event.who, event.whom, event.where) == (Kind.HUNT_BEGAN, 1, 0, 8)
    assert (event.cause, watchers.cause[1]) == (4711 if own else 4712, event.id)


# ---------------------------------------------------------------- policy and reports


def test_what_people_pass_for_hangs_on_the_sign_they_show_and_on_their_tag():
    looks = policy.looks_like
    for kind in Category:
        assert looks(int(kind), 0, 0) == looks(int(kind), 0, 1) == kind
        assert looks(int(kind), 1, 0) == Category.UNALIGNED
        assert looks(int(kind), 1, 1) == Category.LOYAL
    assert (looks(policy.UNREAD, 0, 0), looks(policy.UNREAD, 0, 1)) == (Category.UNALIGNED, Category.LOYAL)


def test_signs_are_those_that_are_worn():
    world = make_world(field(4, 4), 4)
    slots = world.profiles.take(3)
    profiles = world.profiles
    profiles.owner[slots], profiles.category[slots] = (2, 0, 3), (Category.REBEL, Category.HEALER, Category.SOLDIER)
    profiles.insignia[slots], profiles.covered[slots] = (True, True, False), (True, False, True)
    category, covered = policy.signs(world)
    assert category.tolist() == [Category.HEALER, policy.UNREAD, Category.REBEL, policy.UNREAD]
    assert covered.tolist() == [0, 0, 1, 0]
    assert [policy.sign_of(profiles.handle, who) for who in range(4)] == [slots[1], -1, slots[0], -1]
    world.policy.hunted[0] = 1 << Category.REBEL
    assert {kind for kind in Category if policy.is_hunted(world, kind)} == {Category.REBEL}


def test_a_report_says_when_it_was_seen_and_when_it_arrives():
    world = make_world(field(4, 4), 2)
    world.tick = 40
    reporting.report(world, 1, np.array([3, 4]), 2, 7, 5, 30, np.array([11, 12]))
    reporting.report(world, -1, 3, 2, 8, 6, 0, np.array([13]), at=22)
    reports, rows = world.reports, world.reports.rows()
    names = ("subject", "watcher", "sense", "cell", "at", "arrives", "weight", "event")
    assert [tuple(int(getattr(reports, name)[row]) for name in names) for row in rows] == [
        (1, 3, 2, 7, 40, 45, 30, 11), (1, 4, 2, 7, 40, 45, 30, 12), (-1, 3, 2, 8, 22, 46, 0, 13)
    ]  # fmt: skip


def test_a_place_is_taken_for_one_up_to_so_many_cells_off_but_never_a_wall():
    world = make_world(
        make_city("\n".join("." * 20 if y != 5 else "." * 10 + "#" * 10 for y in range(20)), field(20, 20))
    )
    key = luck.make_key(1, 0, luck.stream("test/misplaced"))
    for cell in (world.city.cell(1, 10, 6), world.city.cell(0, 10, 6), 0):
        level, x, y = world.city.where(cell)
        found = {int(reporting.misplaced(key, thing, 0, cell, 2, world.city.handle)) for thing in range(2000)}
        near = {
            world.city.cell(level, x + dx, y + dy)
            for dx in range(-2, 3)
            for dy in range(-2, 3)
            if x + dx >= 0 and y + dy >= 0 and not world.city.opaque[world.city.cell(level, x + dx, y + dy)]
        }
        assert found == near
        assert reporting.misplaced(key, 5, 0, cell, 0, world.city.handle) == cell


def test_the_nearest_neighbour_outdoors_on_ones_level():
    city = make_city(field(20, 20), field(20, 20))
    world = make_world(city, [(5, 5), (8, 5), (5, 7), (5, 6), city.cell(1, 5, 5)])

    def nearest(near):
        return reporting.neighbour(world.citizens.handle, world.cache(Occupancy).handle, city.handle, 0, near)

    assert [nearest(near) for near in (0, 1, 9)] == [0, 3, 3]
    world.citizens.inside[3] = 0
    world.rebuild()
    assert [nearest(near) for near in (3, 4, 100)] == [0, 2, 2]
