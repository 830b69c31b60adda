"""Beside: how each of the cast was at a moment of a run, and who stood by somebody then, by the run's tracks."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from undergrid.runs.reading import Log
from undergrid.story.chronicle.spell import Places
from undergrid.world.senses.earshot import AWAKE
from undergrid.world.tables.people import Activity

_BESIDE_M = 15  # metres within which somebody notices what befalls another [assumed]
_NOTICE_TOO = (Activity.CROSSING, Activity.QUESTIONED)


class Stand(NamedTuple):
    """How one of the cast was at the end of a second."""

    cell: int
    inside: int  # the building they were in; -1 for none
    doing: Activity
    alive: bool


class Beside:
    """The tracks of a run's cast, read once. Raises RunError where they are damaged."""

    def __init__(self, log: Log) -> None:
        self._places, self._cell_mm = Places(log.names), log.names.cell_mm
        parts = list(log.tracks())
        columns = {name: np.concatenate([part[name] for part in parts]) for name in parts[0]} if parts else {}
        self._of = {
            who: {name: column[columns["who"] == who] for name, column in columns.items()}
            for who in (np.unique(columns["who"]).tolist() if columns else ())
        }

    def at(self, who: int, tick: int) -> Stand | None:
        """How somebody was at a tick; None where that is not known: for the crowd, and before the first second."""
        mine = self._of.get(who)
        n = int(np.searchsorted(mine["tick"], tick, side="right")) - 1 if mine is not None else -1
        if mine is None or n < 0:
            return None
        doing = Activity(int(mine["doing"][n]))
        return Stand(int(mine["cell"][n]), int(mine["inside"][n]), doing, bool(mine["alive"][n]))

    def those_by(self, whom: int, tick: int) -> Iterator[int]:
        """Those of the cast who were awake and free beside somebody at a tick."""
        there = self.at(whom, tick)
        for who in self._of if there is not None else ():
            other = self.at(who, tick)
            if there is None or other is None or who == whom or not other.alive:
                continue
            if not AWAKE[other.doing] and other.doing not in _NOTICE_TOO:
                continue
            if there.inside != other.inside:
                continue
            if there.inside >= 0 or 0 <= self._metres(there.cell, other.cell) <= _BESIDE_M:
                yield who

    def _metres(self, a: int, b: int) -> int:
        """Between two cells; -1 across levels or for nowhere."""
        cells = self._places.apart(a, b)
        return cells if cells < 0 else cells * self._cell_mm // 1000
