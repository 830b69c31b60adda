"""Thirst worked out once more, for a crowd of different bodies."""

from __future__ import annotations

import numpy as np
import pytest
from scenes.worlds import field, make_city, make_world

from undergrid.city.city import Use
from undergrid.systems.body import thirst
from undergrid.world.body.ambient import temperatures
from undergrid.world.body.exposure import LOOK, expose
from undergrid.world.body.physique import MASS
from undergrid.world.log.events import event_id
from undergrid.world.log.kinds import Kind
from undergrid.world.tables.body import Death
from undergrid.world.tables.people import NEVER, Activity

N, NOW = 150, 50_000
KNOBS = {"thirsty": 2.5, "parched": 5, "dying": 10, "deadly": 14, "loss": 1.5, "parched_pace": 80, "dying_pace": 45}
LIMITS = (25_000, 50_000, 100_000, 140_000)  # 1/1000 mL for each kg
COLUMNS = ("water", "drunk_at", "drain", "thirst_due", "parched", "dry", "thirst_cause")


def lives(celsius):
    """Adolph's days, straight from one of his figures to the next, and a third less for each 5.6 C beyond the last."""
    if celsius > 48.9:
        return 2 * (2 / 3) ** ((celsius - 48.9) / 5.6)
    return float(np.interp(celsius, (21.1, 26.7, 32.2, 37.8, 43.3, 48.9), (10, 9, 7, 5, 3, 2)))


def crowd(seed):
    dice = np.random.default_rng(seed)
    uses = [(Use.PODS, 0, 1, 1), (Use.REFUGE, 0, 3, 1), (Use.DISUSED, 0, 5, 1)]
    world = make_world(make_city(field(20, 20), buildings=uses), N, seed=seed)
    world.tick, people, exposure = NOW, world.citizens, world.exposure
    world.sky.temperature[0] = (3450, -800, 6200)[seed - 1]
    expose(world, dice.permutation(N)[: N // 2])
    exposure.free(dice.permutation(exposure.rows())[:9])
    expose(world, dice.permutation(N)[: N - 6])
    people.age[:], people.inside[:] = dice.integers(0, 90, N), dice.integers(-1, 3, N)
    people.doing[:], people.alive[:] = dice.integers(0, 8, N), dice.random(N) < 0.93
    slots = len(exposure.used)
    weight = MASS[people.age[exposure.owner]]
    exposure.water[:] = dice.integers(0, 160_000, slots) * weight
    exact = dice.random(slots) < 0.3  # some lack just what makes a stage, or a thousandth less
    exposure.water[exact] = (dice.choice(LIMITS, slots) * weight - dice.integers(0, 2, slots))[exact]
    exposure.drain[:] = np.where(exact, 0, dice.integers(0, 400_000, slots))
    exposure.drunk_at[:] = np.where(dice.random(slots) < 0.1, -1, NOW - dice.integers(0, 601, slots))
    exposure.thirst_due[:] = NOW + dice.choice((-1, 0, 1, 40), slots)
    exposure.parched[:], exposure.dry[:] = dice.integers(0, 4, slots), 100
    exposure.thirst_cause[:] = [event_id(int(t), Kind.DEPRIVED, k) for k, t in enumerate(dice.integers(9, 90, slots))]
    exposure.thirst_cause[::7] = 0
    world.rebuild()
    return world


def expected(world):
    """({column: values} after one look of those due, the events that are told)."""
    people, exposure, told = world.citizens, world.exposure, []
    now = {name: getattr(exposure, name).astype(np.int64) for name in COLUMNS}
    around = dict(
        zip(range(len(exposure.used)), temperatures(world, np.arange(len(exposure.used))).tolist(), strict=True)
    )
    hourly = [round(LIMITS[-1] * 1.5 / (24 * lives(t))) for t in range(71)]
    for slot in np.flatnonzero(exposure.used & (exposure.thirst_due <= NOW)):
        who = int(exposure.owner[slot])
        weight = int(MASS[people.age[who]])
        if now["drunk_at"][slot] >= 0:
            now["water"][slot] += int(now["drain"][slot] * (NOW - now["drunk_at"][slot]) / 3600 + 0.5)
        now["drunk_at"][slot], now["drain"][slot], now["thirst_due"][slot] = NOW, 0, NEVER
        if not people.alive[who]:
            continue
        now["thirst_due"][slot] = NOW + LOOK
        if people.doing[who] == Activity.PLUGGED:
            now["water"][slot], stage = 0, 0
        else:
            stage = sum(now["water"][slot] >= limit * weight for limit in LIMITS)
            place = min(max(around[slot], 0), 6999) / 100
            here, part = int(place), around[slot] % 100 if 0 <= around[slot] < 7000 else 99 * (around[slot] > 0)
            now["drain"][slot] = weight * (hourly[here] + (hourly[here + 1] - hourly[here]) * part // 100)
            if stage < 4:
                left = int(LIMITS[stage] * weight - now["water"][slot])
                now["thirst_due"][slot] = NOW + min(LOOK, -(-left * 3600 // int(now["drain"][slot])))
        old = now["parched"][slot]
        if stage == old:
            continue
        cause = int(now["thirst_cause"][slot]) or world.scenario_event
        now["parched"][slot] = min(stage, 3)
        if stage == 4:
            now["thirst_due"][slot] = NEVER
            told.append((Kind.DIED, who, Death.THIRST, cause))
            continue
        if stage > old:
            told.append((Kind.DEPRIVED, who, stage, cause))
            now["thirst_cause"][slot] = event_id(NOW, Kind.DEPRIVED, who)
        now["dry"][slot] = (100, 100, 80, 45)[stage]
    return now, told


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_each_of_a_crowd_has_lost_what_the_hours_took_and_is_told_of_their_stage(seed):
    world = crowd(seed)
    people, exposure = world.citizens, world.exposure
    now, told = expected(world)
    world.events.begin(NOW)
    thirst.step(world, thirst.Params(**KNOBS))
    for name in COLUMNS:
        assert getattr(exposure, name).tolist() == now[name].tolist(), name
    said = [(e.kind, e.who, e.amount, e.cause, e.where) for e in world.events.this_tick()]
    assert said == [(*one, people.cell[one[1]]) for one in told]
    died = {one[1] for one in told if one[0] == Kind.DIED}
    assert not people.alive[list(died)].any()
    slots = exposure.rows()
    able = {int(exposure.owner[slot]): int(exposure.dry[slot]) for slot in slots}
    for who in range(N):
        if people.alive[who]:
            assert people.able[who] == able.get(who, 100)
    assert min(len(died), len(told) - len(died)) > 3


def test_somebody_is_looked_at_again_in_the_very_second_of_their_next_stage():
    world = crowd(1)
    for _ in range(40):
        world.events.begin(world.tick)
        thirst.step(world, thirst.Params(**KNOBS))
        exposure, people = world.exposure, world.citizens
        weight = MASS[people.age[exposure.owner]]
        for event in world.events.this_tick():
            (slot,) = exposure.of(event.who)
            if event.kind == Kind.DEPRIVED and world.tick > NOW + 60:
                over = exposure.water[slot] - LIMITS[event.amount - 1] * weight[slot]
                assert 0 <= over <= -(-int(exposure.drain[slot]) // 3600) + 1
        world.tick = int(exposure.thirst_due[exposure.used].min())
    assert world.tick > NOW + LOOK


def test_one_lives_as_many_days_as_adolph_says_at_each_half_degree():
    for half in range(141):
        assert thirst.days(half / 2) == pytest.approx(lives(half / 2)), half / 2
