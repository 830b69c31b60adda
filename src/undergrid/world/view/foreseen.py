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
    if world.citizens.profession[who] == Profession.AUDITOR:
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
    kept, found = world.watched, dict[int, Foreseen]()
    for slot in expected(world, who).tolist():
        row = int(kept.watcher[slot])
        one = found.setdefault(row, Foreseen(row, np.full(len(ticks), -1, np.int64), int(kept.cause[slot])))
        _expect(kept.handle, slot, ticks, one.cells)
    return [found[row] for row in sorted(found) if (found[row].cells >= 0).any()]


@kernel
def _expect(watched, slot, ticks, cells):
    """Write the place of a row of `watched` into the cells of those ticks at which the watcher is expected there."""
    came, slack = int(watched.came[slot]), SLACK << int(watched.heard[slot])
    for nth in range(2 * ROUNDS + len(ticks)):
        came += next_gap(int(watched.gap[slot]), int(watched.earlier[slot]), nth)
        if came - slack > ticks[-1]:
            return
        gone = came + int(watched.lasted[slot]) + slack
        for k in range(len(ticks)):
            if came - slack <= ticks[k] <= gone:
                cells[k] = watched.cell[slot]
