"""Foreseen: where watchers will be, as far as somebody can tell who has seen them come and go, or knows the timetables.

By what they have seen come and go (`world/authority/comings.py`); and auditors know the timetables of the drones that
they have perceived of late. Nobody foretells what they have not perceived.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from undergrid.core import units
from undergrid.core.jit import kernel
from undergrid.core.tables import I64
from undergrid.world.authority.comings import ROUNDS, SLACK, expected, next_gap
from undergrid.world.authority.timetable import Timetable
from undergrid.world.tables.authority import WatcherKind
from undergrid.world.tables.minds import Topic
from undergrid.world.tables.people import Profession

if TYPE_CHECKING:
    from undergrid.world.world import World


class Foreseen(NamedTuple):
    """Where a watcher is expected: cells, one for each moment asked for, -1 for nowhere; by what event one knows."""

    row: int
    cells: I64
    cause: int


def foreseen(world: World, who: int, ticks: I64, patrol_speed: int) -> list[Foreseen]:
    """Where watchers that somebody has noticed will be at some ticks to come, by watcher; patrol_speed: mm/s."""
    found = {one.row: one for one in _foretold(world, who, ticks)}
    if int(world.citizens.profession[who]) == Profession.AUDITOR:
        known, watchers = world.knowledge, world.watchers
        rows = known.where(knower=who, topic=Topic.WATCHER)
        rows = rows[known.at[rows] >= world.tick - (int(ticks[-1]) - world.tick) - units.HOUR]
        rows = rows[np.lexsort((rows, known.at[rows]))]  # of each watcher the newest word counts
        for row in rows.tolist():
            drone = int(known.subject[row])
            post = int(watchers.beat[drone])
            if post >= 0 and watchers.kind[drone] == WatcherKind.DRONE:
                cells = world.cache(Timetable).places(post, ticks, patrol_speed)
                found[drone] = Foreseen(drone, cells.astype(np.int64), int(known.cause[row]))
    return [found[row] for row in sorted(found)]


def _foretold(world: World, who: int, ticks: I64) -> list[Foreseen]:
    """Where the watchers that somebody has seen come and go will be at some ticks to come, as far as one can tell."""
    kept = world.watched
    slots = expected(world, who)
    if not len(slots):
        return []
    cells = np.full((len(slots), len(ticks)), -1, np.int64)
    n = _expect(kept.handle, slots, ticks, cells)
    rows, causes = kept.watcher[slots].tolist(), kept.cause[slots].tolist()
    return [Foreseen(rows[k], cells[k], causes[k]) for k in sorted(range(len(slots)), key=rows.__getitem__) if n[k]]


@kernel
def _expect(watched, slots, ticks, cells):
    """Write where each watcher is expected at those ticks, by rows of `watched`, into the cells of its first row.

    ticks: ascending.

    Returns (slots,) i64, at how many ticks a watcher is expected by its own row and those after it; 0 for other rows
    than its first.
    """
    found = np.zeros(len(slots), np.int64)
    for k in range(len(slots)):
        slot, first = slots[k], 0
        while watched.watcher[slots[first]] != watched.watcher[slot]:
            first += 1
        came, slack = int(watched.came[slot]), SLACK << int(watched.heard[slot])
        for nth in range(2 * ROUNDS + len(ticks)):
            came += next_gap(int(watched.gap[slot]), int(watched.earlier[slot]), nth)
            if came - slack > ticks[-1]:
                break
            gone = came + int(watched.lasted[slot]) + slack
            for n in range(np.searchsorted(ticks, came - slack), len(ticks)):
                if ticks[n] > gone:
                    break
                cells[first, n] = watched.cell[slot]
                found[first] += 1
    return found
