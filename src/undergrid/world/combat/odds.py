"""Odds of shots: one kernel for what is shown before and what is decided then.

Shots scatter round the point of aim in a circular normal distribution of sigma = error * range, so that

    P(hit) = 1 - exp(-A / (2 pi sigma^2))

where A is the area that the target shows: by its size and posture, the cover of the ground that it is on
(`world/senses/optics.py`), and what a wreck between leaves to be seen of it (`world/senses/wrecks.py`). The error is
the weapon's and the shooter's; it grows where the target moves, where the shooter is shot at, and where the shooter
makes out less of the target: by half for every halving below 32 cycles, in the dark, the rain, the haze, and far away.
No shot is certain.

All is whole numbers: logarithms to base 2 in 1 / 4096, which the kernel adds, from tables.

Source  J. Przemieniecki, Mathematical Methods in Defense Analyses (1990). What makes the error larger, by how much:
        assumed.
"""

from __future__ import annotations

import math
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from undergrid.city.city import Ground
from undergrid.core.jit import kernel
from undergrid.core.tables import I32
from undergrid.world.body import posture
from undergrid.world.combat.suppression import is_suppressed
from undergrid.world.combat.weapons import WEAPONS, Shooting
from undergrid.world.orders.tasks import task_of
from undergrid.world.people.background import skill_soldiering
from undergrid.world.senses import optics
from undergrid.world.senses.eyes import eyes_now
from undergrid.world.senses.lamps import tables_now
from undergrid.world.senses.optics import Sensor, Target, between, clear, cycles, spans
from undergrid.world.senses.wrecks import BODY_MM, EYES_MM, shadow_between
from undergrid.world.sky.air import OCTAVE
from undergrid.world.tables.authority import Duty, WatcherKind
from undergrid.world.tables.items import ItemKind
from undergrid.world.tables.orders import Refusal, Verb
from undergrid.world.tables.people import Activity, Being, Pace, Posture

if TYPE_CHECKING:
    from undergrid.world.world import World

PLAIN = 5 * OCTAVE  # log2 of the cycles, 32, of a target seen well enough: who makes out less aims worse [assumed]
ROOM_M = 4.0  # how far off a target in the same building is, m [assumed]
_LOWEST, _HIGHEST = -20 * OCTAVE, 4 * OCTAVE  # of log2 of A / (2 pi sigma^2): below it nothing hits, above it all does
_SUREST = 0.99  # no shot is surer [assumed]
_WHOLE = 1000  # a target of which all shows
_LEAST = 50  # of it, that shows where anything does [assumed]
_ROUND = round(OCTAVE * math.log2(2 * math.pi))  # log2 of 2 pi


class Sightline(NamedTuple):
    """How a target shows from where a shooter is."""

    squared: int  # how far off, cells squared
    ground: int  # what it stands on
    spanned: int  # log2 of the cycles that it spans, 1 / 4096
    shows: int  # of its height, 1 / 1000; 0: it is behind a wreck, and may come up
    sensor: int
    target: int


class _Tables(NamedTuple):
    chances: I32  # by log2 of A / (2 pi sigma^2): thresholds of 2^20
    shares: I32  # (1001,) log2 of a share in 1 / 1000
    errors: dict[ItemKind, list[int]]  # by weapon and skill 0..10, then of a watcher: log2 of the error in rad


@lru_cache(maxsize=16)
def tables(given: Shooting) -> _Tables:
    """All that the odds need of `exp` and `log`, rounded so coarsely that all machines agree."""
    x = 2.0 ** (np.arange(_LOWEST, _HIGHEST) / OCTAVE)
    chances = np.rint(np.minimum(_SUREST, -np.expm1(-x)) * (1 << 20)).astype(np.int32)
    shares = np.rint(OCTAVE * np.log2(np.maximum(1, np.arange(_WHOLE + 1)) / _WHOLE)).astype(np.int32)
    own = [given.aim_mrad * (given.skilled_mrad / given.aim_mrad) ** (skill / 10) for skill in range(11)]
    errors = {
        kind: [_log2(math.hypot(weapon.mrad, mrad) / 1000) for mrad in (*own, given.watcher_mrad)]
        for kind, weapon in WEAPONS.items()
    }
    return _Tables(chances, shares, errors)


@lru_cache(maxsize=256)
def _log2(x: float) -> int:
    return round(OCTAVE * math.log2(x))


# ---------------------------------------------------------------- what shows


def sees_person(world: World, who: int, whom: int) -> Sightline | Refusal:
    """How somebody shows from where somebody else is; the reason, where they do not."""
    people = world.citizens
    inside, there = int(people.inside[who]), int(people.inside[whom])
    if inside >= 0 and inside == there:
        squared = round(1000 * ROOM_M) ** 2 // world.city.cell_mm**2
        return Sightline(squared, Ground.STREET, PLAIN, _WHOLE, _eye_of(world, who), int(people.posture[whom]))
    if inside >= 0:
        return Refusal.INDOORS
    return Refusal.NO_LINE if there >= 0 else _line(world, _eye_of(world, who), int(people.cell[who]), whom)


def sees_watcher(world: World, who: int, row: int, there: int = -1) -> Sightline | Refusal:
    """How a watcher shows from where somebody is, where it is or would be on the cell `there`; the reason, where it
    does not.
    """
    people, watchers = world.citizens, world.watchers
    if people.inside[who] >= 0:
        return Refusal.INDOORS
    target, there = int(Target.READER) + int(watchers.kind[row]), there if there >= 0 else int(watchers.cell[row])
    return _between(world, _eye_of(world, who), target, int(people.cell[who]), there)


def seen_by_watcher(world: World, row: int, whom: int, here: int = -1) -> Sightline | Refusal:
    """How somebody shows from where a watcher is, or would be on the cell `here`; the reason, where they do not."""
    watchers = world.watchers
    if world.citizens.inside[whom] >= 0:
        return Refusal.NO_LINE
    return _line(world, int(watchers.kind[row]), here if here >= 0 else int(watchers.cell[row]), whom)


def _eye_of(world: World, who: int) -> int:
    """The `Sensor` that somebody's eyes are, by what is left of their implants."""
    people = world.citizens
    kind = Sensor.COMPANION_EYE if people.being[who] != Being.HUMAN else Sensor.EYE
    return int(kind) + min(max(int(people.stage[who]), int(eyes_now(world)[who])), optics.STAGES - 1)


def _line(world: World, sensor: int, here: int, whom: int) -> Sightline | Refusal:
    """How somebody outdoors shows to a sensor on a cell: by their posture, and what stands between."""
    people = world.citizens
    there, low = int(people.cell[whom]), int(people.posture[whom])
    covered = int(shadow_between(world.city.handle, int(EYES_MM[sensor]), here, there))
    shows = _WHOLE * max(0, int(BODY_MM[low]) - covered) // int(BODY_MM[low])
    if not shows and aims(world, whom):
        low, shows = int(Posture.STANDING), round(_WHOLE * world.shared(Shooting).peeks)
    return _between(world, sensor, low, here, there, max(_LEAST, shows) if shows else 0)


def aims(world: World, who: int) -> bool:
    """Whether somebody is aiming: then they show, whatever they are behind."""
    slot = task_of(world, who) if world.citizens.doing[who] == Activity.TENDING else -1
    return slot >= 0 and world.tasks.verb[slot] in (Verb.SHOOT, Verb.SHOOT_DOWN)


def _between(world: World, sensor: int, target: int, here: int, there: int, shows: int = _WHOLE) -> Sightline | Refusal:
    """How a target on one cell shows to a sensor on another, where wrecks leave so much of it to be seen."""
    city, table, sky = world.city.handle, tables_now(world), world.sky
    squared, light = between(table, city, sensor, here, there, int(sky.light[0]))
    if squared < 0:
        return Refusal.OUT_OF_RANGE
    if not clear(city, here, there):
        return Refusal.NO_LINE
    ground = int(world.city.ground[there])
    spanned = int(cycles(table, sensor, target, int(squared), int(light), ground, optics.haze(table, sky)))
    if spanned < 0:
        return Refusal.UNSEEN
    return Sightline(int(squared), ground, spanned, shows, sensor, target)


# ---------------------------------------------------------------- the odds


def odds_at_person(world: World, who: int, whom: int, kind: ItemKind, line: Sightline) -> int:
    """The threshold of 2^32 that somebody hits somebody with a weapon."""
    return _odds(world, _own_error(world, who, kind) + _lead(world, whom), line)


def odds_at_watcher(world: World, who: int, row: int, kind: ItemKind, line: Sightline) -> int:
    """The same at a watcher: one that flies or goes somewhere is harder to hit."""
    shooting, watchers = world.shared(Shooting), world.watchers
    moves = watchers.kind[row] >= WatcherKind.SENTINEL and watchers.duty[row] not in (
        Duty.OFF, Duty.POST, Duty.AMBUSH, Duty.SIEGE, Duty.QUESTION,
    )  # fmt: skip
    return _odds(world, _own_error(world, who, kind) + (_log2(shooting.running) if moves else 0), line)


def odds_of_watcher(world: World, whom: int, kind: ItemKind, line: Sightline) -> int:
    """The same of a watcher that shoots at somebody."""
    return _odds(world, tables(world.shared(Shooting)).errors[kind][-1] + _lead(world, whom), line)


def in_range(world: World, kind: ItemKind, line: Sightline) -> bool:
    """Whether a target is near enough for a weapon."""
    return line.squared * world.city.cell_mm**2 <= (1000 * WEAPONS[kind].metres) ** 2


def _own_error(world: World, who: int, kind: ItemKind) -> int:
    """The error of somebody with a weapon, as a logarithm: by their skill, and whether they are shot at."""
    shooting = world.shared(Shooting)
    error = tables(shooting).errors[kind][min(10, skill_soldiering(world, who))]
    return error + (_log2(shooting.suppressed) if is_suppressed(world, who) else 0)


def _lead(world: World, whom: int) -> int:
    """What is added to the error for somebody who moves, as a logarithm."""
    people, shooting = world.citizens, world.shared(Shooting)
    if people.doing[whom] != Activity.WALKING or not posture.has_senses(world, whom):
        return 0
    return _log2(shooting.running if people.pace[whom] == Pace.RUN else shooting.walking)


def _odds(world: World, error: int, line: Sightline) -> int:
    made = tables(world.shared(Shooting))
    return int(hit_odds(tables_now(world), made.chances, made.shares, error, np.array(line, np.int64)))


@kernel
def hit_odds(table, chances, shares, error, line):
    """The threshold of 2^32 that a shot hits.

    table: that of `optics`; chances, shares: of `tables`; error: log2 of the angular error in rad, 1 / 4096; line: a
    `Sightline`.
    """
    squared, ground, spanned, shows, sensor, target = line[0], line[1], line[2], line[3], line[4], line[5]
    error += max(np.int64(0), PLAIN - spanned) // 2
    size = spans(table, sensor, target, squared, ground) - np.int64(table[3 * sensor])
    at = 2 * (size - error) + np.int64(shares[shows]) - _ROUND - _LOWEST
    if at < 0 or shows == 0:
        return np.int64(0)
    return np.int64(chances[min(at, len(chances) - 1)]) << 12
