"""Comings: when a watcher comes past a place again, and when it leaves a gap, as foretold from what somebody has seen.

Two passes make a gap, and the third is foretold by it; of two gaps that differ, as of a patrol that goes to and fro,
the one and the other in turn. What has not come for three rounds is expected no more.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from undergrid.core.index import NO_SLOTS
from undergrid.core.jit import kernel
from undergrid.core.tables import I64
from undergrid.world.senses.optics import clear

if TYPE_CHECKING:
    from undergrid.world.world import World

ROUNDS = 3  # so many gaps without it, and one expects it no more [assumed]
SLACK = 4  # seconds that a watcher may come earlier, or stay longer; twice as many where it was only heard [assumed]
_STEADY = 5  # two gaps are the same where they differ by no more than one part in so many [assumed]
_AHEAD = 1800  # seconds that one foretells at most [assumed]
_ON_ITS_WAY = 30  # seconds from one place to the next on its beat, for which it is taken to be in between [assumed]
IN_SIGHT = 45  # cells of a place within which a watcher is taken to look at it [assumed]


@dataclass(frozen=True, slots=True)
class Gap:
    """The next time that no watcher comes past a place, as far as one has watched them come and go. Ticks."""

    cell: int  # the place
    begins: int
    ends: int  # the first tick at which one may be there again
    watchers: tuple[int, ...]  # those that one has watched there, by row


def expected(world: World, who: int) -> I64:
    """The rows of `watched` by which somebody expects watchers to come to a place again."""
    if not world.watched.n_used:
        return NO_SLOTS
    rows: I64 = _expected(world.watched.handle, who, world.tick)
    return rows


@kernel
def _expected(watched, who, now):
    """As `expected`."""
    rows, n = np.empty(len(watched.used), np.int64), 0
    for row in range(len(watched.used)):
        if not watched.used[row] or watched.owner[row] != who or watched.gap[row] <= 0:
            continue
        if now - watched.gone[row] <= ROUNDS * int(watched.gap[row]):
            rows[n] = row
            n += 1
    return rows[:n].copy()


def gap_at(world: World, who: int, cell: int, within: int = IN_SIGHT) -> Gap | None:
    """The next gap at a place, of the watchers that somebody has watched come within so many cells and in view of it;
    None where they have watched none come twice.
    """
    kept, city = world.watched, world.city
    near = [row for row in expected(world, who).tolist() if city.apart(int(kept.cell[row]), cell) <= within]
    near = [row for row in near if clear(city.handle, int(kept.cell[row]), cell)]
    if not near:
        return None
    begins, until = world.tick, world.tick + _AHEAD
    ends = until
    for comes, goes in sorted(spell for row in near for spell in _spells(world, row, until)):
        if comes > begins + _ON_ITS_WAY:
            ends = comes
            break
        begins = max(begins, goes + 1)
    watchers = sorted({int(kept.watcher[row]) for row in near})
    return Gap(cell, begins, max(begins, ends), tuple(watchers))


def _spells(world: World, row: int, until: int) -> list[tuple[int, int]]:
    """(first tick, last tick) of each time at which a watcher is expected at a place (a row of `watched`), from its
    last coming on.
    """
    kept, found = world.watched, list[tuple[int, int]]()
    came, slack = int(kept.came[row]), SLACK << int(kept.heard[row])
    stays = max(int(kept.lasted[row]), int(kept.gone[row]) - came)
    for nth in range(_AHEAD):
        if came - slack > until:
            break
        if came + stays + slack >= world.tick:
            found.append((came - slack, came + stays + slack))
        came += int(next_gap(int(kept.gap[row]), int(kept.earlier[row]), nth))
    return found


@kernel(inline=True)
def next_gap(gap, earlier, nth):
    """The gap before the nth coming from now, where the last one was `gap` and the one before it `earlier`."""
    alike = earlier <= 0 or abs(gap - earlier) * _STEADY <= max(gap, earlier)
    return earlier if not alike and nth % 2 == 0 else gap
