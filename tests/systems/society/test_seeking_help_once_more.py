"""Seeking help worked out once more: a field of wounded people and of healers, each by each, tick after tick."""

from __future__ import annotations

import numpy as np
import pytest
from scenes.worlds import make_city, make_world

from undergrid.core import luck
from undergrid.core.grid import sees
from undergrid.systems.society import seeking_help
from undergrid.world.body import injuries
from undergrid.world.log.kinds import Kind
from undergrid.world.orders.attempts import Attempts, intend
from undergrid.world.tables.body import BodyPart, WoundKind
from undergrid.world.tables.people import Activity
from undergrid.world.tables.society import Category

N, WIDE, HIGH, PERIOD, NOW = 420, 60, 44, 3, 900
KNOBS = {"sight_m": 17, "per_minute": 1 - 0.4**20, "covered": 0.5, "near_m": 5, "stays_minutes": 7}
REACH, NEAR = 8, 2  # cells
STAND = [Activity.WAITING] * 10 + [Activity.WALKING] * 4 + [Activity.HIDING, Activity.RESTING] * 3


def scattered(seed):
    """A ruined field on two levels with healers, others who wear a sign, and hundreds of wounded."""
    dice = np.random.default_rng(seed)
    levels = ["\n".join("".join(dice.choice(list("......##"), WIDE)) for _ in range(HIGH)) for _ in range(2)]
    world = make_world(make_city(*levels), dice.integers(0, 2 * WIDE * HIGH, N).tolist(), seed=seed)
    people, profiles, blood = world.citizens, world.profiles, world.blood
    world.tick = NOW
    for who in dice.permutation(N)[:380].tolist():
        for flow in dice.integers(1, 900, int(dice.integers(1, 4))).tolist():
            injuries.wound(world, who, WoundKind.CUT, BodyPart.ARM, 1, False, 700 + flow)
    world.wounds.flow[:], world.wounds.cause[:] = dice.integers(0, 50, world.wounds.n), 5000 + np.arange(world.wounds.n)
    blood.free(dice.permutation(blood.rows())[:25])
    people.doing[:] = np.where(dice.random(N) < 0.6, dice.choice(STAND, N), dice.choice(list(Activity), N))
    people.alive[:], people.able[:] = dice.random(N) < 0.93, np.where(dice.random(N) < 0.93, 100, 0)
    people.inside[:] = np.where(dice.random(N) < 0.9, -1, 0)
    people.intent[:], people.enter[:] = np.where(dice.random(N) < 0.93, 0, 1), 3
    rows = profiles.take(170)
    profiles.owner[rows] = dice.permutation(N)[:170]
    profiles.category[rows] = np.where(dice.random(170) < 0.6, Category.HEALER, dice.integers(0, 5, 170))
    profiles.insignia[rows], profiles.covered[rows] = dice.random(170) < 0.8, dice.random(170) < 0.3
    profiles.free(rows[3::13])
    cells = people.cell[profiles.owner[profiles.rows()]]
    people.goal[:] = np.where(dice.random(N) < 0.2, dice.choice(cells, N), 7)
    for who in dice.permutation(N)[:40].tolist():  # on the way to a healer whom they see
        near = [int(cell) for cell in cells if abs(int(cell) - int(people.cell[who])) < 6]
        people.goal[who] = near[0] if near else 7
    world.plans.grow(30)
    world.plans.owner[:] = dice.permutation(N)[:30]
    world.rebuild()
    return world


def draws(world):
    """{healer: odds} of those who wear the sign of a healer in the open, in the order of their profiles."""
    people, profiles, found = world.citizens, world.profiles, {}
    each = int(luck.per_tick(KNOBS["per_minute"], 60 // PERIOD))
    for slot in profiles.rows().tolist():
        who = int(profiles.owner[slot])
        away = people.doing[who] in (Activity.HELD, Activity.SHUT_DOWN, Activity.RECLAIMED)
        healer = profiles.category[slot] == Category.HEALER and profiles.insignia[slot]
        if healer and people.alive[who] and people.inside[who] < 0 and not away:
            found[who] = round(each * 0.5) if profiles.covered[slot] else each
    return found


def looks(world, who):
    """Whether somebody wounded is free to look for help."""
    people = world.citizens
    if who in world.plans.owner or not people.alive[who] or people.able[who] == 0 or people.inside[who] >= 0:
        return False
    return people.intent[who] == 0 and people.doing[who] < Activity.PRESENTING


def chosen(world, who, healers):
    """The healer whom somebody goes to; -1 for none."""
    people, area, found = world.citizens, WIDE * HIGH, []
    here = int(people.cell[who])
    x, y, base = here % WIDE, here % area // WIDE, here // area * area
    for nth, (healer, odds) in enumerate(healers.items()):
        there = int(people.cell[healer])
        if healer == who or there // area * area != base:
            continue
        to_x, to_y = there % WIDE, there % area // WIDE
        far = (to_x - x) ** 2 + (to_y - y) ** 2
        if far <= NEAR**2 or (people.doing[who] == Activity.WALKING and people.goal[who] == there):
            return -1
        thing = luck.pair(int(people.luck[who]), int(people.luck[healer]))
        drawn = luck.u32(world.key(seeking_help.STREAM), thing) < odds
        if far <= REACH**2 and drawn and sees(world.city.opaque, WIDE, base, x, y, to_x, to_y):
            found.append((far, nth, healer))
    return min(found)[2] if found else -1


def once(world):
    """One tick by the rule; returns how many have gone."""
    people, blood, wounds = world.citizens, world.blood, world.wounds
    healers, n = draws(world), 0
    turn = [slot for slot in blood.rows().tolist() if slot // 64 % PERIOD == world.tick % PERIOD]
    going = [(who, chosen(world, who, healers)) for who in map(int, blood.owner[turn]) if looks(world, who)]
    for who, healer in going:
        if healer < 0:
            continue
        mine = np.flatnonzero(wounds.used & (wounds.owner == who)).tolist()
        worst = min(mine, key=lambda slot: (-int(wounds.flow[slot]), slot))
        event = world.events.one(
            Kind.SOUGHT_HELP, who, healer, int(people.cell[who]), 0, int(wounds.cause[worst]),
            seeking_help.STREAM, healers[healer],
        )  # fmt: skip
        intend(world, who, 1, int(people.cell[healer]), event, world.tick + 420)
        n += 1
    return n


@pytest.mark.parametrize("seed", [1, 2])
def test_each_of_the_wounded_goes_to_the_nearest_healer_who_is_in_sight_and_draws_them(seed):
    start, gone = scattered(seed), []
    start.period = PERIOD
    assert start.blood.n > 6 * 64
    for now in range(NOW, NOW + PERIOD):
        start.tick = now
        world, twin = start.copy(), start.copy()
        world.period = PERIOD
        world.events.begin(now)
        seeking_help.step(world, seeking_help.Params(**KNOBS))
        twin.events.begin(now)
        gone.append(once(twin))
        assert world.events.rows() == twin.events.rows()
        for (name, table), then in zip(world.state().items(), twin.state().values(), strict=True):
            for column, values in table.items():
                assert values.tolist() == then[column].tolist(), f"{name}.{column}"
        trying = world.cache(Attempts).intending
        assert [who in trying for who in range(N)] == (world.citizens.intent != 0).tolist()
    assert min(gone) > 4


@pytest.mark.parametrize(("sign", "slot", "hurt", "goes"), [
    (True, 69, True, True), (True, 0, True, True), (False, 69, True, False), (True, 69, False, False),
])  # fmt: skip
def test_somebody_who_is_hurt_goes_where_anybody_wears_the_sign(sign, slot, hurt, goes):
    world = make_world("." * 12, [0, 9])
    profiles = world.profiles
    profiles.take(70)
    profiles.free(np.delete(np.arange(70), slot))
    profiles.owner[slot], profiles.category[slot], profiles.insignia[slot] = 1, Category.HEALER, sign
    world.events.begin(0)
    if hurt:
        injuries.wound(world, 0, WoundKind.CUT, BodyPart.ARM, 1, False, 700)
    seeking_help.step(world, seeking_help.Params(per_minute=1))
    told = [(event.who, event.whom) for event in world.events.this_tick() if event.kind == Kind.SOUGHT_HELP]
    assert told == [(0, 1)] * goes
