"""Watchers on the move worked out once more: drones that hunt, search and return, and beats that are joined."""

from __future__ import annotations

import numpy as np
import pytest
from scenes import chases
from scenes.chases import AREA, CELL, HIGH, WATCHERS, WIDE

from undergrid.core import luck
from undergrid.core.handles import record
from undergrid.systems.authority import dispatch
from undergrid.world.authority.patrols import fly_out, patrol, walk_near
from undergrid.world.authority.search_patterns import Pattern, chord_stop, fly, square_stop
from undergrid.world.authority.timetable import Timetable, beat_position
from undergrid.world.places.ways import Ways
from undergrid.world.tables.authority import Duty, WatcherKind

NOW, SPEED, BEAT_SPEED, SPACING, RADIUS = 1234, 13_500, 6500, 3, 8
COLUMNS = ("duty", "leg", "cell", "goal", "datum", "progress", "until", "quarry", "home")
TURNS = luck.stream("test/turns")


def flock(seed):
    """Watchers of all kinds at all kinds of things, on beats or without, some a few cells from where they are going."""
    world, dice = chases.chases(seed, (2, 3, 3, 3, 4))
    watchers = world.watchers
    around = dice.integers(0, world.city.n_cells, 60)
    chases.watch_out(world, dice, (0, 1, 2, 2, 3, 3, 4, 4, 5), around)
    world.tick = NOW
    watchers.beat[:], watchers.home[:] = dice.integers(-1, 3, WATCHERS), dice.choice(around, WATCHERS)
    watchers.impaired[:] = np.where(dice.random(WATCHERS) < 0.3, NOW + dice.integers(-1, 2, WATCHERS), 0)
    watchers.progress[:] = dice.integers(-800, 14_000, WATCHERS)
    watchers.datum[:] = dice.choice(around, WATCHERS)
    near = np.flatnonzero(dice.random(WATCHERS) < 0.5)
    for aim in (watchers.goal, watchers.home):
        aim[near] = np.clip(watchers.cell[near] + dice.integers(-4, 5, len(near)), 0, world.city.n_cells - 1)
    for row in np.flatnonzero((watchers.duty == Duty.RETURN) & (watchers.beat >= 0))[::2]:
        timetable = world.cache(Timetable).handle
        watchers.cell[row] = beat_position(timetable, int(watchers.beat[row]), NOW * BEAT_SPEED)[0]
    return world, dice


def knobs_of(world, **turned):
    """What drones go by, as `dispatch` gives it."""
    knobs = {"beat_speed": 6.5, "hunt_speed": 13.5, "spacing_m": 5, "search_m": 13} | turned
    return dispatch._Desk(world, dispatch.Params(**knobs)).knobs


def next_stop(world, row, was, pattern, key):
    """(cell, leg) of the next stop of a search: of squares, or of chords of a box, both no farther than RADIUS."""
    datum, leg = int(was["datum"][row]), int(was["leg"][row])
    level, (y, x) = datum // AREA, divmod(datum % AREA, WIDE)
    if pattern == Pattern.SQUARE:
        dx, dy = square_stop(leg, SPACING)
        if max(abs(dx), abs(dy)) > RADIUS:
            leg, dx, dy = 0, 0, 0
        to_x, to_y = x + dx, y + dy
    else:
        here_y, here_x = divmod(int(was["cell"][row]) % AREA, WIDE)
        lucky = int(world.watchers.luck[row])
        to_x, to_y = chord_stop(
            here_x, here_y, max(0, x - RADIUS), max(0, y - RADIUS), min(WIDE - 1, x + RADIUS),
            min(HIGH - 1, y + RADIUS), luck.u32(key, lucky, 0), luck.u32(key, lucky, 1),
        )  # fmt: skip
    to_x, to_y = min(WIDE - 1, max(0, int(to_x))), min(HIGH - 1, max(0, int(to_y)))
    return level * AREA + to_y * WIDE + to_x, leg + 1


def flown(world, row, was, pattern, key):
    """Move one drone by a tick, in the columns `was`."""

    def go(goal, budget):
        cell, left = fly(int(was["cell"][row]), int(goal), WIDE, HIGH, CELL, int(budget))
        was["cell"][row] = cell
        return int(left)

    duty, beat, budget = was["duty"][row], int(world.watchers.beat[row]), SPEED + int(was["progress"][row])
    if duty == Duty.HUNT:
        left = go(was["goal"][row], budget)
        was["progress"][row] = min(left, 0) if was["cell"][row] == was["goal"][row] else left
    elif duty == Duty.SEARCH:
        for _ in range(8):  # stops at the most
            if was["cell"][row] == was["goal"][row]:
                was["goal"][row], was["leg"][row] = next_stop(world, row, was, pattern, key)
            budget = go(was["goal"][row], budget)
            if was["cell"][row] != was["goal"][row]:
                break
        was["progress"][row] = min(budget, SPEED)
    elif duty == Duty.RETURN:
        back = was["home"][row]
        if beat >= 0:
            back, was["leg"][row] = beat_position(world.cache(Timetable).handle, beat, NOW * BEAT_SPEED)
        was["progress"][row] = go(back, budget)
        if was["cell"][row] == back:
            was["duty"][row], was["progress"][row] = Duty.PATROL if beat >= 0 else Duty.POST, 0


@pytest.mark.parametrize(("seed", "pattern"), [(1, Pattern.SQUARE), (2, Pattern.RANDOM), (3, Pattern.SQUARE)])
def test_every_drone_that_is_called_away_flies_on_by_its_own_goal_beat_and_rest_of_way(seed, pattern):
    world, dice = flock(seed)
    watchers = world.watchers
    rows = np.sort(dice.permutation(WATCHERS)[: WATCHERS - 20])
    knobs = knobs_of(world, pattern=pattern.name.lower())
    key, was = world.key(TURNS), {name: getattr(watchers, name).astype(np.int64) for name in COLUMNS}
    for row in rows.tolist():
        if watchers.kind[row] == WatcherKind.DRONE and watchers.impaired[row] <= NOW:
            flown(world, row, was, pattern, key)
    duties = watchers.duty.copy()
    beats, ways = world.cache(Timetable).handle, world.cache(Ways).handle
    fly_out(rows, watchers.handle, beats, ways, world.city.handle, knobs, NOW, key)
    for name in COLUMNS:
        assert getattr(watchers, name).tolist() == was[name].tolist(), name
    back = watchers.duty[duties != watchers.duty].tolist()
    assert min(back.count(Duty.PATROL), back.count(Duty.POST)) > 0


def test_a_search_in_narrow_squares_reaches_eight_stops_in_a_tick_and_no_more():
    world, _ = flock(4)
    watchers = world.watchers
    watchers.duty[:], watchers.kind[:], watchers.impaired[:] = Duty.SEARCH, WatcherKind.DRONE, 0
    watchers.cell[:] = watchers.goal[:] = watchers.datum[:] = 16 * WIDE + 20
    watchers.leg[:], watchers.progress[:] = 1, np.arange(WATCHERS)
    knobs = knobs_of(world, hunt_speed=60, spacing_m=2)  # one cell between the tracks
    tables = (watchers.handle, world.cache(Timetable).handle, world.cache(Ways).handle, world.city.handle)
    fly_out(np.arange(WATCHERS), *tables, knobs, NOW, world.key(TURNS))
    assert (watchers.leg == 9).all()
    assert (watchers.progress == np.minimum(60_000 + np.arange(WATCHERS) - 20 * CELL, 60_000)).all()
    dx, dy = square_stop(8, 1)
    assert (watchers.cell == (16 + dy) * WIDE + 20 + dx).all()


@pytest.mark.parametrize("seed", [5, 6])
def test_who_is_on_a_beat_is_where_the_timetable_says_and_who_is_called_away_is_listed(seed):
    world, dice = flock(seed)
    watchers, timetable = world.watchers, world.cache(Timetable).handle
    flew, went, called = 345_678, 78_901, []
    for row in np.flatnonzero(watchers.kind == WatcherKind.HUNTER)[::2]:  # some are where their beat begins
        beat = max(0, int(watchers.beat[row]))
        near = beat_position(timetable, beat, went)[0] + int(dice.choice((-WIDE, -1, 0, 1, WIDE, 2, 2 * WIDE)))
        watchers.home[row] = watchers.cell[row] = near
    was = {name: getattr(watchers, name).astype(np.int64) for name in COLUMNS}
    for row in range(WATCHERS):
        kind, duty, beat = watchers.kind[row], was["duty"][row], int(watchers.beat[row])
        at, ahead = beat_position(timetable, max(0, beat), flew if kind == WatcherKind.DRONE else went)
        beside = max(abs(at % WIDE - was["home"][row] % WIDE), abs(at // WIDE - was["home"][row] // WIDE)) <= 1
        back = duty == Duty.RETURN and kind == WatcherKind.HUNTER and was["cell"][row] == was["home"][row] and beside
        if beat >= 0 and (duty == Duty.PATROL or back):
            was["duty"][row], was["cell"][row], was["leg"][row] = Duty.PATROL, at, ahead
        elif duty in (Duty.HUNT, Duty.SEARCH, Duty.RETURN) and kind != WatcherKind.HUNTER:
            called.append(row)
    found = record(row=np.full(WATCHERS, -1, np.int64))
    n = patrol(watchers.handle, timetable, flew, went, found)
    assert found.row[:n].tolist() == called
    for name in COLUMNS:
        assert getattr(watchers, name).tolist() == was[name].tolist(), name


@pytest.mark.parametrize("seed", [7, 8, 9])
def test_whoever_walks_near_a_post_goes_by_open_cells_as_far_as_the_budget_goes(seed):
    """At a corner of the map too: step by step with a budget for one step, it ends where one long budget ends."""
    world, dice = flock(seed)
    city, walk = world.city, world.cache(Ways).walk
    for _ in range(12):
        level, x, y = int(dice.integers(0, 3)), int(dice.integers(0, WIDE)), int(dice.integers(0, HIGH))
        home, radius = city.cell(level, x, y), int(dice.integers(1, 7))
        goal = city.cell(level, int(dice.integers(0, WIDE)), int(dice.integers(0, HIGH)))
        end, left, there = walk_near(city, walk, home, radius, home, goal, 10**7)
        assert (left, there) == (0, True)
        here, rest, steps, spent = home, 0, 0, 0
        while not there or steps == 0:
            before = here
            here, rest, there = walk_near(city, walk, home, radius, here, goal, rest + 1000)
            steps, spent = steps + 1, spent + 1000
            if here == before:
                assert there or rest < 1.5 * CELL
                continue
            (y0, x0), (y1, x1) = divmod(before, WIDE), divmod(here, WIDE)
            assert max(abs(y0 - y1), abs(x0 - x1)) == 1
            assert walk[here]
            assert here // AREA == level
            assert max(abs(x1 - x), abs(y1 - level * HIGH - y)) <= radius
        assert here == end
