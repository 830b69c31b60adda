"""A field of wounded, each in a state of their own: for rules that look at bodies when their time has come."""

from __future__ import annotations

import numpy as np
from scenes.worlds import field, make_world

from undergrid.core import luck
from undergrid.world.body import injuries
from undergrid.world.body.exposure import expose
from undergrid.world.log.kinds import Kind
from undergrid.world.tables.body import BodyPart, Dressing, WoundKind
from undergrid.world.tables.people import NEVER, Activity
from undergrid.world.world import World

N = 110
NOW = 50_000


def casualties(seed: int) -> World:
    """Most of them wounded, in an order that is not that of their rows; many have their turn in this very second."""
    dice = np.random.default_rng(seed)
    world = make_world(field(20, 20), N, seed=seed)
    people, wounds = world.citizens, world.wounds
    world.tick = NOW
    keys = [luck.key_of(f"casualty/{seed}/{who}") >> 1 for who in range(N)]
    turns = dice.choice((0, 0, 0, 1, 59), N).tolist()
    people.luck[:] = [key - (NOW + key) % 60 + turn for key, turn in zip(keys, turns, strict=True)]
    people.age[:] = dice.integers(2, 80, N)
    people.doing[:] = dice.choice((Activity.WAITING, Activity.WALKING, Activity.LYING, Activity.LYING, Activity.HELD,
                                   Activity.HAULED, Activity.UNCONSCIOUS, Activity.TENDING), N)  # fmt: skip
    for who in dice.permutation(N)[:95].tolist():
        for _ in range(int(dice.integers(1, 4))):
            kind, part = WoundKind(int(dice.integers(0, 5))), BodyPart(int(dice.integers(0, 6)))
            cause = world.events.one(Kind.ORDERED, int(dice.integers(0, N)))
            flow = int(dice.choice((0, 60, 119, 120, 121, 240, 899, 900, 901, 9000)))
            injuries.wound(world, who, kind, part, int(dice.integers(1, 4)), dice.random() < 0.5, cause, flow=flow)
    people.alive[:] = dice.random(N) < 0.95
    rows = wounds.rows()
    n = len(rows)
    wounds.control[rows], wounds.dressing[rows] = dice.choice((0, 0, 500, 1000), n), dice.choice(list(Dressing), n)
    wounds.due[rows], wounds.turns[rows], wounds.infected[rows] = when(dice, n), when(dice, n), dice.random(n) < 0.2
    drain(world, dice)
    call(world, dice)
    world.plans.grow(20)
    world.plans.owner[:] = dice.permutation(N)[:20]
    world.rebuild()
    world.events.begin(NOW)
    return world


def when(dice: np.random.Generator, n: int) -> np.ndarray:
    """Times to look at n things: most of them have come, some just now."""
    return np.asarray(np.where(dice.random(n) < 0.7, NOW - dice.integers(0, 2, n), NOW + dice.choice((1, 50), n)))


def drain(world: World, dice: np.random.Generator) -> None:
    """What each body has lost and got so far; rows that nobody has are left as they are."""
    blood = world.blood
    rows = blood.rows()
    n = len(rows)
    edges = (0, 149_999, 150_000, 299_999, 300_000, 400_000, 400_001, 449_999, 450_000)
    blood.lost[rows] = np.where(dice.random(n) < 0.6, dice.choice(edges, n), dice.integers(0, 480_000, n))
    blood.since[rows] = NOW - dice.choice((0, 0, 1, 60, 600), n)
    dry = dice.random(n) < 0.5
    blood.flow[rows] = np.where(dry, dice.choice((0, 119, 120, 121), n), dice.choice((500, 5000, 40_000), n))
    blood.klass[rows] = np.where(dice.random(n) < 0.4, dice.integers(1, 5, n), np.digitize(
        blood.lost[rows], (150_000, 300_000, 400_001)) + 1)  # fmt: skip
    blood.since_class[rows] = NOW - dice.choice((0, 10, 1799, 1800, 1801, 9000), n)
    blood.shock_since[rows] = np.where(dice.random(n) < 0.4, NOW - dice.choice((0, 1, 500), n), -1)
    blood.dying[rows] = np.where(dice.random(n) < 0.15, NOW - dice.choice((1, 19, 20, 21), n), -1)
    blood.dose[rows] = np.where(dice.random(n) < 0.5, dice.integers(0, 9000, n), 0)
    blood.dosed_at[rows] = NOW - dice.choice((0, 3600, 7200, 20_000), n)
    blood.pain[rows], blood.fever[rows] = dice.integers(0, 1001, n), dice.choice((0, 460, 480, 700, 990, 1000), n)
    blood.roused[rows] = np.where(dice.random(n) < 0.5, NOW + dice.integers(-1, 2, n), -1)
    for name, kind in (
        ("bled", Kind.CLASS_REACHED), ("shocked", Kind.SHOCKED), ("passed_out", Kind.FAINTED), ("dosed", Kind.REFUSED),
        ("infected", Kind.INFECTED), ("found", Kind.ORDERED), ("tended", Kind.CLOTTED),
    ):  # fmt: skip
        told = [world.events.one(kind, int(who)) for who in blood.owner[rows]]
        getattr(blood, name)[rows] = np.where(dice.random(n) < 0.6, told, 0)
    blood.due[rows], blood.mind_due[rows], blood.ill_due[rows] = when(dice, n), when(dice, n), when(dice, n)
    blood.ill_due[rows[::3]] = NEVER


def call(world: World, dice: np.random.Generator) -> None:
    """Some have called for help; of some the cold has the senses; some are under debris."""
    beacons = world.beacons.take(30)
    world.beacons.sender[beacons] = dice.permutation(N)[:30]
    world.beacons.cause[beacons] = [world.events.one(Kind.ORDERED, n) for n in range(30)]
    slots = expose(world, dice.permutation(N)[:60])
    world.exposure.numb[slots] = dice.random(60) < 0.4
    world.exposure.core[slots] = dice.integers(30_000, 37_001, 60)
    world.events.begin(NOW)
