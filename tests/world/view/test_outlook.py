"""Outlook: every chance is that of each look which each believed watcher will have, worked out once more by hand."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from scenes.worlds import field, make_city, make_world

from undergrid.city.city import Use
from undergrid.systems.authority import dispatch
from undergrid.systems.senses import sight
from undergrid.world.movement.walking import Gaits
from undergrid.world.senses import optics, thermal
from undergrid.world.senses.optics import Optics
from undergrid.world.senses.thermal import Scanning, Thermal
from undergrid.world.tables.authority import Senses, WatcherKind
from undergrid.world.tables.minds import Topic
from undergrid.world.tables.people import Activity, Being, Pace, Posture, Profession
from undergrid.world.view.outlook import FRESH, Lookout, Outlook

WIDE, HIGH, N = 60, 30, 400
WHO = 1
HEAT = Thermal(look_every=4, sweep_s=30)
LOOKS = sight.Params(glimpse_every=3, hiding=0.3)
PLACES = ("street", "outside", "underbelly")


def learn(world, knower, subject, cell, at, topic=Topic.WATCHER):
    slot = int(world.knowledge.take(1)[0])
    for name, value in (("knower", knower), ("topic", topic), ("subject", subject), ("cell", cell), ("at", at)):
        getattr(world.knowledge, name)[slot] = value


def town(seed=1, level=0, people=3, **columns):
    """Three levels, hundreds of watchers of all kinds and senses, and people of whom none is vouched for."""
    city = make_city(*(field(WIDE, HIGH, sign) for sign in ",,,"))
    dice = np.random.default_rng(seed)
    kinds = [(WatcherKind(int(kind)), int(cell)) for kind, cell in zip(
        dice.integers(0, 5, N), dice.integers(0, WIDE * HIGH, N) + level * city.area, strict=True)]  # fmt: skip
    places = [city.cell(level, 20 + 3 * who, 12 + who) for who in range(people)]
    world = make_world(city, places, kinds, seed=seed, **{"tagged": 0, **columns})
    world.watchers.senses[:] = dice.integers(0, 8, N)
    world.sky.light[0], world.sky.temperature[0], world.sky.ash[0], world.sky.rain[0] = 12, 2500, 300, 2
    world.share([HEAT])
    world.tick = int(dice.integers(200, 1000))
    return world


def lookout(world):
    return Lookout(world, {"sight": LOOKS, "dispatch": dispatch.Params()})


def looks(world, who, row, cell, tick, there, posture, moving, clothes):
    """(odds by heat, odds by sight) that a watcher at `cell` finds somebody who is on `there` at a tick."""
    watchers, city, scan = world.watchers, world.city, Scanning(world)
    if not city.levels[cell // city.area].lawful:
        return 0, 0  # no sensors beyond the wall
    (_, x, y), (_, to_x, to_y) = city.where(cell), city.where(there)
    warm = seen = 0
    low, high = thermal.arc(np.int64(watchers.luck[row]), tick, HEAT.look_every, HEAT.sweep_s)
    over = thermal.within(scan.table, low, high, np.int64(to_x - x), np.int64(to_y - y))
    if watchers.senses[row] & Senses.HEAT and (tick - row // 64) % HEAT.look_every == 0 and over:
        warm = scan.chance(world, cell, there, posture, moving, clothes)
    kind = int(watchers.kind[row])
    if watchers.senses[row] & Senses.EYES and kind != WatcherKind.READER and (tick - row // 64) % 3 == 0:
        table = optics.tables(Optics(), city.cell_mm)
        dim = optics.haze(table, world.sky)
        light = int(world.sky.light[0])
        seen = int(optics.chance_between(table, city.handle, kind, posture, cell, there, light, dim))
        if world.citizens.profession[who] == Profession.AUDITOR:
            seen = seen * round(0.3 * optics.CERTAIN) >> 12
    return warm, seen


def chance(world, who, believed, cells, postures, moving):
    """The chance that one of all these looks finds them."""
    clothes, missed = int(Scanning(world).clothes[who]), 1.0
    for row, cell in believed:
        for k, there in enumerate(cells):
            asked = (world.tick + k, int(there), int(postures[k]), int(moving[k]), clothes)
            for odds in looks(world, who, row, cell, *asked):
                missed *= 1 - odds / 2**32
    return 1 - missed


def walked(world, who, path, pace, ticks):
    """Where somebody is at each tick who goes along a path: all the millimetres gone since the first."""
    people, city = world.citizens, world.city
    steps = [2000 if abs(b - a) in (1, city.width) else 2828 for a, b in pairwise(path)]
    marks = np.cumsum(steps)
    speed = int(people.speed[who]) * int(Gaits().speeds[pace]) * int(people.able[who]) // 100
    found, gone = [], 0
    for _ in range(ticks):
        found.append(path[int(np.count_nonzero(marks <= gone))])
        gone += speed * 95 // 100_000  # all is alley, where one goes at 95 % of the pace
    return found


def expected(world, who, believed, path, ticks):
    """All four chances, for what somebody believes and the path that they would take."""
    people = world.citizens
    begins = 1 + int(people.pace[who]) if people.doing[who] == Activity.WALKING else 0
    chances = []
    for pace in (Pace.RUN, Pace.WALK):
        cells = walked(world, who, path, pace, ticks)
        moving = [begins, *(0 if cell == path[-1] else 1 + pace for cell in cells[1:])]
        postures = [int(people.posture[who]), *[int(Posture.STANDING)] * (ticks - 1)]
        chances.append(chance(world, who, believed, cells, postures, moving))
    for posture in (Posture.STANDING, Posture.FLAT):
        postures = [int(people.posture[who]), *[int(posture)] * (ticks - 1)]
        cells = [int(people.cell[who])] * ticks
        chances.append(chance(world, who, believed, cells, postures, [begins] + [0] * (ticks - 1)))
    return chances


def shown(seen):
    return [seen.run, seen.walk, seen.freeze, seen.flat]


SEEDS = [(6, 0, 12), (2, 2, 25), (3, 0, 1), (4, 2, 40), (5, 0, 31)]


@pytest.mark.parametrize(("seed", "level", "ticks"), SEEDS)
def test_the_chances_are_those_of_every_look_of_every_watcher_that_is_believed_near(seed, level, ticks):
    world = town(seed, level)
    people, city, dice = world.citizens, world.city, np.random.default_rng(seed + 100)
    people.profession[:] = dice.permutation((Profession.AUDITOR, Profession.CLERK, Profession.AUDITOR))
    people.doing[:] = dice.choice((Activity.WALKING, Activity.WAITING), 3)
    people.posture[:], people.pace[:] = dice.permutation(3), dice.permutation(3)
    people.able[:], people.speed[:] = (50, 90, 100), (1000, 1900, 1500)
    world.exposure.take(3)
    world.exposure.owner[:3], world.exposure.clothing[:3] = range(3), (200, 1900, 900)
    believed = {int(row): city.cell(level, int(x), int(y)) for row, x, y in zip(
        dice.choice(N, 7, replace=False), dice.integers(3, 57, 7), dice.integers(2, 28, 7), strict=True)}  # fmt: skip
    for row, cell in believed.items():
        learn(world, WHO, row, cell, world.tick - 5)
    here = int(people.cell[WHO])
    path = [here, here + 1, here + 2, here + 3 + WIDE, here + 4 + 2 * WIDE, here + 4 + 3 * WIDE]
    seen = lookout(world).outlook(world, WHO, ticks, path)
    found = expected(world, WHO, believed.items(), path, ticks)
    assert seen.ticks == ticks
    assert shown(seen) == pytest.approx(found, rel=1e-9, abs=1e-12)
    assert 0.01 < max(found) < 1 - 1e-7
    if ticks > 1:
        assert len(set(found)) >= 3, "the ways to go on are different risks here"


def test_no_watcher_is_a_danger_beyond_the_wall():
    for level in range(3):
        world = town(level=level)
        world.watchers.senses[:] = Senses.EYES | Senses.HEAT
        learn(world, WHO, 200, int(world.citizens.cell[WHO]) + 4, world.tick)
        seen = lookout(world).outlook(world, WHO, 30)
        assert (seen.freeze > 0) == (PLACES[level] != "outside")
        assert len(seen.beams) == 1


# ---------------------------------------------------------------- the beams that somebody knows of


def test_the_beams_are_those_believed_fresh_on_ones_level_and_the_newest_word_of_each_counts():
    world = town()
    world.watchers.senses[:] = Senses.HEAT
    world.watchers.senses[70] = Senses.EYES | Senses.EARS
    world.watchers.kind[:] = WatcherKind.DRONE
    world.watchers.kind[[301, 303]] = WatcherKind.READER, WatcherKind.CAMERA  # who never move
    now, here, area = world.tick, int(world.citizens.cell[WHO]), world.city.area
    learn(world, 0, 5, here + 1, now)  # what others know
    learn(world, 2, 6, here + 1, now)
    learn(world, WHO, 7, here + 1, now, topic=Topic.TRACE)
    learn(world, WHO, 8, -1, now)  # of whom they do not know where
    learn(world, WHO, 9, here + area, now)
    learn(world, WHO, 70, here + 1, now)
    learn(world, WHO, 300, here - 9, now - FRESH)
    learn(world, WHO, 301, here + 8 * WIDE, now - FRESH - 1)
    learn(world, WHO, 302, here + 2, now - FRESH - 1)  # which may be anywhere by now
    learn(world, WHO, 303, here + 10, 0)
    learn(world, WHO, 100, here + 5, now - 40)
    learn(world, WHO, 100, here + 3, now - 10)
    learn(world, WHO, 100, here + 6, now - 20)
    learn(world, WHO, 110, here + 4 * WIDE, now - 10)
    learn(world, WHO, 110, here - 3 * WIDE - 2, now - 10)  # as new, and told last
    learn(world, WHO, 399, here, now - 1)
    learn(world, WHO, 99, here - 7 * WIDE + 3, now)
    seen = lookout(world).outlook(world, WHO, 30)
    assert [(beam.watcher, beam.cell) for beam in seen.beams] == [
        (399, here), (100, here + 3), (110, here - 3 * WIDE - 2), (99, here - 7 * WIDE + 3), (301, here + 8 * WIDE),
        (300, here - 9), (303, here + 10),
    ]  # fmt: skip


@pytest.mark.parametrize("ticks", [1, 4, 11, 60])
def test_a_beam_is_shown_as_it_turns_with_the_seconds_until_its_next_look_over_them(ticks):
    world = town()
    world.watchers.senses[:] = Senses.HEAT
    here, city, scan = int(world.citizens.cell[WHO]), world.city, Scanning(world)
    offsets = {3: (5, 0), 64: (5, 1), 130: (-6, 2), 200: (-6, -6), 319: (0, 9), 320: (0, -7), 390: (8, -3), 0: (0, 0)}
    for row, (dx, dy) in offsets.items():
        learn(world, WHO, row, here - dx - dy * WIDE, world.tick)
    beams = {beam.watcher: beam for beam in lookout(world).outlook(world, WHO, ticks).beams}
    assert beams.keys() == offsets.keys()
    for row, (dx, dy) in offsets.items():
        lucky = int(world.watchers.luck[row])
        over = []
        for k in range(ticks):
            low, high = thermal.arc(np.int64(lucky), world.tick + k, HEAT.look_every, HEAT.sweep_s)
            if (world.tick + k - row // 64) % HEAT.look_every == 0 and thermal.within(scan.table, low, high, dx, dy):
                over.append(k)
        assert beams[row].passes == (over[0] if over else -1)
        assert (beams[row].low, beams[row].high) == thermal.beam(HEAT, lucky, world.tick)
        assert (beams[row].cell, beams[row].metres) == (here - dx - dy * city.width, HEAT.beam_m)


# ---------------------------------------------------------------- whom nothing threatens


def threatened(change=lambda world: None, **columns):
    """Whether the second of three people has anything to fear from a drone that all know of."""
    city = make_city(field(WIDE, HIGH, ","), buildings=[(Use.VATS, 0, 50, 3)])
    world = make_world(city, [(20, 5), (23, 5), (26, 5)], [(WatcherKind.CAMERA, 0), (WatcherKind.DRONE, 400)],
                       starts=10 * 3600 + 45 * 60)  # fmt: skip
    world.watchers.senses[:] = Senses.EYES | Senses.HEAT
    world.sky.light[0], world.sky.temperature[0] = 200, 0
    for name, value in columns.items():
        getattr(world.citizens, name)[WHO] = value
    for who in range(3):
        learn(world, who, 1, city.cell(0, 30, 5), 0)
    change(world)
    seen = lookout(world).outlook(world, WHO, 30)
    assert len({chance > 0 for chance in shown(seen)}) == 1
    assert [beam.watcher for beam in seen.beams] == [1], "the beam is shown to whomever it threatens"
    return seen.freeze > 0


@pytest.mark.parametrize(("columns", "fears"), [
    ({}, False), ({"tagged": 0}, True), ({"being": Being.COMPANION}, True), ({"wanted": 1}, False),
    ({"tagged": 0, "inside": 0}, False), ({"tagged": 0, "alive": 0}, False),
])  # fmt: skip
def test_whoever_is_vouched_for_or_dead_or_under_a_roof_has_nothing_to_fear(columns, fears):
    assert threatened(**columns) == fears


@pytest.mark.parametrize(("knower", "topic", "subject", "fears"), [
    (WHO, Topic.PERSON, WHO, True), (WHO, Topic.PERSON, 0, False), (WHO, Topic.PERSON, 2, False),
    (0, Topic.PERSON, WHO, False), (2, Topic.PERSON, WHO, False), (WHO, Topic.BODY, WHO, False),
])  # fmt: skip
def test_who_has_been_told_that_they_are_hunted_fears_the_drone(knower, topic, subject, fears):
    assert threatened(lambda world: learn(world, knower, subject, 0, 0, topic)) == fears


@pytest.mark.parametrize(("seconds", "work", "fears"), [
    (0, 0, False), (-1, 0, True), (0, -1, True), (675 * 60 + 59, 0, False), (676 * 60, 0, True),
])  # fmt: skip
def test_under_curfew_the_permit_reaches_from_75_minutes_before_the_shift_to_600_after_its_start(seconds, work, fears):
    def under_curfew(world):
        world.sky.curfew[0] = 1
        world.citizens.work[:] = -1, work, -1
        world.citizens.shift[:] = 12 * 60
        world.tick = seconds
        world.knowledge.at[:] = seconds

    assert threatened(under_curfew) == fears


def test_a_forecast_is_for_somebody_and_for_one_second_at_least():
    world = town()
    for who in (-1, 3):
        with pytest.raises(IndexError, match=f"no citizen {who}: the city has 3"):
            lookout(world).outlook(world, who)
    with pytest.raises(ValueError, match="one tick at least, not 0"):
        lookout(world).outlook(world, WHO, 0)
    assert lookout(world).outlook(world, 0, 1) == Outlook(1, 0, 0, 0, 0, ())
    assert lookout(world).outlook(world, 2).ticks == 60


def test_the_best_way_on_is_the_least_chance_and_of_equals_the_fastest():
    for chances, best in (
        ((0, 0, 0, 0), "run"), ((2, 1, 1, 1), "walk"), ((2, 2, 1, 1), "freeze"), ((4, 3, 2, 1), "flat"),
        ((1, 2, 3, 0), "flat"), ((1, 2, 1, 2), "run"),
    ):  # fmt: skip
        assert Outlook(9, *(chance / 8 for chance in chances), ()).best == best


def test_a_forecast_changes_nothing_and_asks_each_time_anew():
    world = town()
    learn(world, WHO, 200, int(world.citizens.cell[WHO]) + 4, world.tick)
    world.watchers.senses[200] = Senses.EYES | Senses.HEAT
    world.watchers.kind[200] = WatcherKind.DRONE
    one, before = lookout(world), world.digest()
    first = one.outlook(world, WHO, 30)
    assert first == one.outlook(world, WHO, 30)
    world.sky.light[0] = 255
    world.sky.temperature[0] = 3300
    assert shown(one.outlook(world, WHO, 30)) == shown(lookout(world).outlook(world, WHO, 30)) != shown(first)
    world.sky.light[0], world.sky.temperature[0] = 12, 2500
    assert world.digest() == before
