"""The ways of an outlook: how far somebody comes along a path, tick after tick, and which way leads farthest off."""

from __future__ import annotations

import numpy as np
import pytest
from scenes.worlds import field, make_city, make_world

from undergrid.city.city import TRAITS, Ground
from undergrid.systems.authority import dispatch
from undergrid.systems.senses import sight
from undergrid.world.places.ways import Ways
from undergrid.world.tables.authority import Senses, WatcherKind
from undergrid.world.tables.minds import Topic
from undergrid.world.view import outlook
from undergrid.world.view.outlook import Lookout

WIDE, HIGH = 23, 17
PACE = np.array([TRAITS[kind].pace for kind in Ground])
AROUND = [(1, 0), (1, 1), (0, 1), (-1, 1), (-1, 0), (-1, -1), (0, -1), (1, -1)]  # clockwise from east


def drawn(dice, signs):
    return "\n".join("".join(dice.choice(list(signs), WIDE)) for _ in range(HIGH))


def stroll(dice, ground, steps):
    """A path of so many steps from somewhere in the middle, straight and aslant as it comes."""
    at = (dice.integers(8, 14), dice.integers(6, 10))
    path = [at]
    for turn in dice.integers(0, 8, steps):
        x, y = path[-1][0] + AROUND[turn][0], path[-1][1] + AROUND[turn][1]
        if 0 <= x < WIDE and 0 <= y < HIGH:
            path.append((x, y))
    cells = np.array([x + y * WIDE for x, y in path], np.int64)
    assert (ground[cells] != Ground.BUILDING).all()
    return cells


@pytest.mark.parametrize("seed", range(12))
def test_along_a_path_one_has_gone_the_sum_of_all_seconds_at_the_pace_of_the_ground_stood_on(seed):
    dice = np.random.default_rng(seed)
    ground = make_city(drawn(dice, ".,%_")).ground
    for speed in (200_000, 1_340_000, 2_948_000, 6_500_000):
        path, cells = stroll(dice, ground, int(dice.integers(0, 30))), np.full(40, -1, np.int64)
        outlook._walk(path, speed, ground, outlook._PACE, WIDE, 2000, 2828, cells)
        straight = np.isin(np.abs(np.diff(path)), (1, WIDE))
        marks, gone = np.cumsum(np.where(straight, 2000, 2828)), 0
        for cell in cells:
            here = path[np.count_nonzero(marks <= gone)]
            assert cell == here
            gone += speed * PACE[ground[here]] // 100_000


def test_a_step_is_done_in_the_very_second_in_which_its_last_millimetre_is():
    path = np.arange(0, 6, dtype=np.int64)
    ground = make_city(field(WIDE, 1)).ground
    for speed, expected in (
        (2_000_000, [0, 1, 2, 3, 4, 5]), (1_999_000, [0, 0, 1, 2, 3, 4]), (1_000_000, [0, 0, 1, 1, 2, 2]),
        (4_000_000, [0, 2, 4, 5, 5, 5]), (0, [0] * 6),
    ):  # fmt: skip
        cells = np.full(6, -1, np.int64)
        outlook._walk(path, speed, ground, outlook._PACE, WIDE, 2000, 2828, cells)
        assert cells.tolist() == expected


def straight_on(walk, here, threat, most):
    """The straight way of at most so many steps whose end is farthest from the threat, the first of equals."""
    level, area = here // (WIDE * HIGH), WIDE * HIGH
    free = {(x, y) for y in range(HIGH) for x in range(WIDE) if walk[level * area + y * WIDE + x]}
    x, y = here % WIDE, here % area // WIDE
    from_x, from_y = threat % WIDE, threat % area // WIDE
    ways = []
    for dx, dy in AROUND:
        way = [(x, y)]
        while len(way) <= most:
            at_x, at_y = way[-1]
            if not {(at_x + dx, at_y + dy), (at_x + dx, at_y), (at_x, at_y + dy)} <= free:  # no corner is cut
                break
            way.append((at_x + dx, at_y + dy))
        ways.append(way)
    ends = [(way[-1][0] - from_x) ** 2 + (way[-1][1] - from_y) ** 2 for way in ways]
    return [level * area + at_y * WIDE + at_x for at_x, at_y in ways[int(np.argmax(ends))]]


@pytest.mark.parametrize("seed", range(25))
def test_away_leads_straight_on_to_the_end_that_is_farthest_from_the_threat(seed):
    dice = np.random.default_rng(seed)
    signs = "." * int(dice.integers(2, 20)) + "#"
    world = make_world(make_city(drawn(dice, signs), drawn(dice, signs)))
    walk = world.cache(Ways).walk
    for here in dice.permutation(np.flatnonzero(walk))[:15].tolist():
        base = here - here % (WIDE * HIGH)
        for most in (1, 2, 7, 60):
            threat = base + int(dice.integers(0, WIDE * HIGH))
            way = outlook._away(here, threat, most, walk, WIDE, HIGH)
            assert way.tolist() == straight_on(walk, here, threat, most)


@pytest.mark.parametrize("ticks", [1, 3, 4])
def test_who_names_no_path_goes_straight_away_from_the_nearest_watcher_two_steps_a_second_at_the_most(ticks):
    """Somebody so fast that they come to the end of it, and stand still there."""
    city = make_city(field(200, 3, ","))
    world = make_world(city, [(2, 1), (100, 1), (150, 1)], [(WatcherKind.DRONE, 0)] * 3, tagged=0, speed=9000)
    world.watchers.senses[:] = Senses.EYES | Senses.HEAT
    world.sky.light[0], world.sky.temperature[0], world.sky.ash[0] = 60, 2500, 200
    slots = world.knowledge.take(2)
    known = world.knowledge
    known.knower[slots], known.topic[slots], known.subject[slots] = 1, Topic.WATCHER, (2, 1)
    known.cell[slots], known.at[slots] = (city.cell(0, 141, 1), city.cell(0, 60, 1)), 0
    look = Lookout(world, {"sight": sight.Params(glimpse_every=1), "dispatch": dispatch.Params()})
    east = [city.cell(0, x, 1) for x in range(100, 101 + 2 * ticks)]
    asked = {n: look.outlook(world, 1, ticks, east[:n]) for n in (2 * ticks + 1, 2 * ticks, 2 * ticks - 1)}
    assert look.outlook(world, 1, ticks) == asked[2 * ticks + 1]
    if ticks > 1:
        assert asked[2 * ticks] != asked[2 * ticks + 1] != asked[2 * ticks - 1]
