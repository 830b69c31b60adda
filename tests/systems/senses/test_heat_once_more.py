"""Beams over a whole town, worked out once more scanner by scanner from the rule as it is told."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scenes.lanes import rows_of
from scenes.towns import BEGAN, PEOPLE, WATCHERS, conditions_of, filed_since, said_now, town, why_suspect
from scenes.worlds import field, make_city, make_world, run

from undergrid.core import luck
from undergrid.systems.senses import heat
from undergrid.world.log.kinds import Kind, Role
from undergrid.world.senses import thermal
from undergrid.world.senses.thermal import Scanning, Thermal
from undergrid.world.tables.authority import Duty, Sense, Senses, WatcherKind
from undergrid.world.tables.people import UP_AND_ABOUT, Activity

KNOBS = {"lost_after": 40, "again_after": 70, "report_every": 12, "report_delay": 3, "points": 7, "swept_share": 0.02,
         "faults_per_hour": 50, "fault_s": 9}  # fmt: skip
TURNS = Thermal(sweep_s=12, look_every=5, crowd_cycles=0.02)
COLUMNS = ("warm", "warm_at", "warm_told", "faulty", "warm_event")


def scanned(seed, curfew):
    """A town whose scanners mind all kinds of people since all kinds of moments."""
    world, dice = town(seed, curfew)
    watchers = world.watchers
    watchers.kind[:] = WatcherKind.DRONE
    watchers.faulty[:] = np.where(dice.random(WATCHERS) < 0.1, BEGAN + dice.integers(0, 4, WATCHERS), 0)
    watchers.warm[:] = np.where(dice.random(WATCHERS) < 0.6, dice.integers(0, PEOPLE, WATCHERS), -1)
    watchers.warm_at[:] = BEGAN - dice.integers(35, 45, WATCHERS)
    watchers.warm_told[:] = np.where(dice.random(WATCHERS) < 0.2, -1, BEGAN - dice.integers(8, 75, WATCHERS))
    watchers.warm_event[:] = np.arange(WATCHERS) + 5000
    people = world.citizens
    world.plans.grow(40)
    world.plans.owner[:] = dice.permutation(np.flatnonzero(people.alive & (people.inside < 0)))[:40]
    world.share([TURNS])
    return world


def beam_of(world, w, suspects):
    """[(squared cells, who, odds, through what, whether picked out)] of those in the beam of a scanner."""
    city, people, scan = world.city, world.citizens, Scanning(world)
    key, lucky, here = world.key(heat.STREAM), np.int64(world.watchers.luck[w]), int(world.watchers.cell[w])
    low, high = thermal.arc(lucky, world.tick, TURNS.look_every, TURNS.sweep_s)
    level, x, y = city.where(here)
    found = []
    for who in suspects:
        there = int(people.cell[who])
        to_level, to_x, to_y = city.where(there)
        if to_level != level or not thermal.within(scan.table, low, high, to_x - x, to_y - y):
            continue
        moving = 1 + int(people.pace[who]) if people.doing[who] == Activity.WALKING else 0
        odds, through = thermal.chance_between(
            scan.handle, city.handle, here, there, int(people.posture[who]), moving, int(scan.clothes[who]), -1
        )
        picked = odds > 0 and int(luck.u32(key, luck.pair(lucky, people.luck[who]))) < odds
        found.append(((to_x - x) ** 2 + (to_y - y) ** 2, who, int(odds), int(through), picked))
    return found


def look(world, was, w, suspects, told):
    """What one look of a scanner brings: its columns in `was` change, and (event, ...) and (report, ...) are told."""
    city, people, now = world.city, world.citizens, world.tick
    here, luck_of = int(world.watchers.cell[w]), world.watchers.luck[w]
    _, x, y = city.where(here)
    if was["warm"][w] >= 0 and now - was["warm_at"][w] >= KNOBS["lost_after"]:
        was["warm"][w] = -1
    if was["faulty"][w] > now:
        return
    fails, key = luck.rate_per_tick(KNOBS["faults_per_hour"], 720), world.key(heat.FAULT)
    if int(luck.u32(key, luck_of)) < fails:
        lasts = (KNOBS["fault_s"] + 1) // 2 + int(luck.below(key, luck_of, KNOBS["fault_s"], 1))
        was["faulty"][w] = now + lasts
        told.append((Kind.FLICKERED_OUT, w, -1, here, lasts, 0, heat.FAULT, fails))
        return

    def news(kind, squared, who, odds, through):
        _, to_x, to_y = city.where(int(people.cell[who]))
        amount = thermal.pack(math.isqrt(squared * 4), through, to_x - x, to_y - y)
        cause = int(world.watchers.cause[w])
        told.append((kind, w, who, int(people.cell[who]), amount, cause, heat.STREAM, odds))

    beam, minded = beam_of(world, w, suspects), set(world.plans.owner.tolist())
    for squared, who, odds, through, picked in beam:
        if who in minded and not picked and odds and odds >= luck.chance(KNOBS["swept_share"]):
            news(Kind.SWEPT, squared, who, odds, through)
    picked = sorted(one for one in beam if one[4])
    if was["warm"][w] in [one[1] for one in picked]:
        was["warm_at"][w] = now
        if now - was["warm_told"][w] >= KNOBS["report_every"]:
            was["warm_told"][w] = now
            told.append(("report", w, int(was["warm"][w])))
    elif picked and was["warm"][w] < 0:
        since = was["warm_told"][w]
        if since < 0 or now - since >= KNOBS["again_after"]:
            squared, who, odds, through, _ = picked[0]
            was["warm"][w], was["warm_at"][w], was["warm_told"][w] = who, now, now
            news(Kind.HEAT_SEEN, squared, who, odds, through)
            told.append(("report", w, who))


def expected(world):
    """(the columns after one tick, what is told in it)."""
    watchers, told = world.watchers, []
    was = {name: getattr(watchers, name).copy() for name in COLUMNS}
    suspects = [who for who in range(PEOPLE) if why_suspect(world, who)]
    for w in range(WATCHERS):
        scans = watchers.senses[w] & Senses.HEAT and watchers.duty[w] != Duty.OFF
        lawful = world.city.levels[int(watchers.cell[w]) // world.city.area].lawful
        if scans and lawful and watchers.impaired[w] <= world.tick and (world.tick - w // 64) % 5 == 0:
            look(world, was, w, suspects, told)
    return was, told


def assert_told(world, told, n_reports, was):
    """What is in the log and among the reports since is what was to be told, no more and no less."""
    assert said_now(world) == sorted(one for one in told if one[0] != "report")
    people, conditions = world.citizens, set()
    for event in world.events.this_tick():
        if event.kind == Kind.HEAT_SEEN:
            was["warm_event"][event.who] = event.id
            about = int(people.cause[event.whom])
            if UP_AND_ABOUT[people.doing[event.whom]] and about not in (0, world.scenario_event):
                conditions.add((event.id, about, int(Role.CONDITION)))
    assert filed_since(world, n_reports) == sorted(
        (-1, w, int(Sense.HEAT), int(people.cell[who]), world.tick, world.tick + 3, 7, int(was["warm_event"][w]))
        for kind, w, who, *_ in told
        if kind == "report"
    )
    return conditions


@pytest.mark.parametrize(("seed", "curfew"), [(1, 0), (2, 1), (3, 0)])
def test_every_look_of_every_scanner_finds_minds_and_tells_what_the_rule_says(seed, curfew):
    world, dice, kinds, conditions = scanned(seed, curfew), np.random.default_rng(seed), [], set()
    bystanders = world.citizens
    before = {name: column.copy() for name, column in vars(bystanders).items() if isinstance(column, np.ndarray)}
    for _ in range(26):
        was, told = expected(world)
        n_reports = len(world.reports.rows())
        run(heat, world, sweep_s=12, look_every=5, crowd_cycles=0.02, **KNOBS)
        world.tick -= 1
        conditions |= assert_told(world, told, n_reports, was)
        for name in COLUMNS:
            assert getattr(world.watchers, name).tolist() == was[name].tolist(), name
        world.tick += 1
        kinds += [one[0] for one in told]
        moved = dice.integers(0, PEOPLE, 20)  # some go elsewhere meanwhile
        world.citizens.cell[moved] = before["cell"][moved] = dice.permutation(world.citizens.cell[moved])
        world.rebuild()
    assert conditions_of(world) == conditions
    for name, column in before.items():
        assert (getattr(world.citizens, name) == column).all(), name
    assert min(kinds.count(kind) for kind in (Kind.HEAT_SEEN, Kind.SWEPT, Kind.FLICKERED_OUT)) > 10
    assert kinds.count("report") > kinds.count(Kind.HEAT_SEEN), "some are minded on and reported again"


def ring(n_scanners, n_people):
    """People whom one look passes over all together, and scanners over one spot whose beams are in step."""
    city = make_city(field(40, 9))
    scanners = [(WatcherKind.DRONE, city.cell(0, 2, 4))] * n_scanners
    world = make_world(city, [(30, 4)] * n_people, scanners, tagged=0)
    world.watchers.senses[:] = Senses.HEAT
    world.watchers.luck[:] = [luck.key_of(f"ring/{n}") & ~0x1FFF for n in range(n_scanners)]
    world.sky.light[0], world.sky.temperature[0] = 3, 2600
    world.plans.grow(n_people)
    world.plans.owner[:] = range(n_people)
    world.rebuild()
    return world


@pytest.mark.parametrize(("scanners", "people"), [(1, 7), (1, 8), (1, 12), (7, 1), (8, 1), (12, 1), (3, 3)])
def test_at_most_eight_are_told_of_one_look_and_one_of_eight_beams_at_a_time(scanners, people):
    world = ring(scanners, people)
    run(heat, world, ticks=30, faults_per_hour=0, swept_share=0, pixel_mrad=20)
    swept = rows_of(world, Kind.SWEPT)
    assert not rows_of(world, Kind.HEAT_SEEN)
    assert len({event.tick for event in swept}) == 1
    pairs = {(event.who, event.whom) for event in swept}
    assert pairs == {(w, who) for w in range(min(8, scanners)) for who in range(min(8, people))}
    assert len(swept) == len(pairs)


@pytest.mark.parametrize("share", [0.0, 1.0])
def test_a_share_of_one_or_none_is_the_edge_of_what_one_notices(share):
    """Odds of exactly the share count: those of a beam that could not find them never do."""
    world = ring(1, 1)
    run(heat, world, ticks=30, faults_per_hour=0, swept_share=share, netd_k=10, full_k=10)
    assert not rows_of(world)
