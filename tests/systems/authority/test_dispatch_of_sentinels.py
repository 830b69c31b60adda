"""Sentinels: on foot round their gate, after those against whom much speaks."""

from itertools import pairwise

import pytest
from scenes.gatehouse import live, of_kind
from scenes.worlds import make_world
from systems.authority.test_dispatch import path, want

from undergrid.systems.authority import dispatch, dossiers
from undergrid.world.log.kinds import Kind
from undergrid.world.places.ways import Ways
from undergrid.world.tables.authority import Duty, WatcherKind


def gate_guard(*walls):
    drawing = ["." * 60 for _ in range(60)]
    for x, y in walls:
        drawing[y] = drawing[y][:x] + "#" + drawing[y][x + 1 :]
    world = make_world("\n".join(drawing), [(30, 30)], [(WatcherKind.SENTINEL, 5 * 60 + 30)])
    world.watchers.link[0] = 0
    return world


def test_a_sentinel_hunts_on_foot_round_its_gate_and_returns():
    world = gate_guard(*((x, 10) for x in range(20, 50)))
    want(world, 0, 20 * 60 + 30)
    told = live(world, 1500, dossiers, dispatch)
    assert [e.kind for e in told] == [Kind.SEARCH_BEGAN, Kind.HUNT_ENDED, Kind.ON_WATCH]
    assert told[0].where == 20 * 60 + 30
    assert told[0].tick > 15  # round the wall, not through it
    assert (world.watchers.duty[0], world.watchers.cell[0]) == (Duty.POST, 5 * 60 + 30)


def test_a_sentinel_walks_on_open_ground_only():
    world = gate_guard(*((x, 10) for x in range(20, 50)))
    want(world, 0, 20 * 60 + 30)
    cells = path(world, 400)
    assert all(world.cache(Ways).walk[cell] for cell in cells)
    for a, b in pairwise(cells):
        assert max(abs(a % 60 - b % 60), abs(a // 60 - b // 60)) <= 2  # 3 m/s on cells of 2 m


def test_a_sentinel_stays_at_its_gate_until_much_speaks_against_somebody_near():
    for suspicion, leaves in ((150, False), (300, True)):
        world = gate_guard()
        assert bool(of_kind(want(world, 0, 20 * 60 + 30, suspicion), Kind.HUNT_BEGAN)) == leaves


def test_a_sentinel_does_not_leave_its_gate_for_somebody_far_off():
    world = gate_guard()
    assert not of_kind(want(world, 0, 59 * 60 + 30), Kind.HUNT_BEGAN)


def test_a_quarry_in_a_place_without_a_way_is_looked_for_nearby():
    world = gate_guard((29, 19), (30, 19), (31, 19), (29, 20), (31, 20), (29, 21), (30, 21), (31, 21))
    want(world, 0, 20 * 60 + 30)
    told = live(world, 20, dossiers, dispatch)
    assert [e.kind for e in told] == [Kind.SEARCH_BEGAN]


@pytest.mark.parametrize(
    ("x", "y", "follows"), [(30, 30, True), (30, 45, True), (30, 46, False), (6, 37, True), (5, 37, False)]
)
def test_a_sentinel_follows_within_eighty_metres_of_its_own_gate_wherever_others_have_theirs(x, y, follows):
    """40 cells, and 24 by 32; each guard far from the others."""
    homes = [59 * 60 + 59, 5 * 60 + 30, 59 * 60 + 59]
    world = make_world("\n".join(["." * 60] * 60), [(30, 30)], [(WatcherKind.SENTINEL, home) for home in homes])
    world.watchers.link[1] = 0
    assert [event.who for event in of_kind(want(world, 0, 20 * 60 + 30), Kind.HUNT_BEGAN)] == [1]
    told = want(world, 0, y * 60 + x) + live(world, 1, dossiers, dispatch)
    assert bool(of_kind(told, Kind.HUNT_ENDED)) != follows
    assert (world.watchers.duty[1] == Duty.HUNT) == follows
    assert not follows or world.watchers.goal[1] == y * 60 + x
