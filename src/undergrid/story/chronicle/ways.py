"""By which ways people came from one scene to the next, from where a run kept that they were.

The log says little of a walk on which nothing befell anybody. Through which parts of the city it led, down and up, is
told where it led to another level by way of two parts or more, once in a night.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

import numpy as np

from undergrid.runs.folder import RunError
from undergrid.runs.reading import Log
from undergrid.story.chronicle.spell import Places
from undergrid.world.tables.people import Activity

_FEW = 2  # parts of the city between two places that make a way of it [assumed]

Stay = tuple[int, int, str]  # from which tick, on which level, in which part of the city


class Ways:
    """Where each of the cast was, part by part of the city."""

    def __init__(self, log: Log, places: Places) -> None:
        self._stays: dict[int, list[Stay]] = {}
        self._held: dict[int, list[int]] = {}  # the ticks at which somebody was in custody
        self._told: set[str] = set()  # the parts of the city by which somebody has been told to come
        try:
            self._read(log, places)
        except RunError:  # what is damaged is not told
            self._stays.clear()

    def _read(self, log: Log, places: Places) -> None:
        names = log.names
        area = names.width * names.height
        for columns in log.tracks():
            for row in np.unique(columns["who"]).tolist():
                mine = columns["who"] == row
                cells, ticks = columns["cell"][mine], columns["tick"][mine]
                self._held.setdefault(row, []).extend(ticks[columns["doing"][mine] == Activity.HELD].tolist())
                inside = cells >= 0
                cells, ticks = cells[inside], ticks[inside]
                part = names.district_of[cells] + cells // area * (int(names.district_of.max()) + 1)
                stays = self._stays.setdefault(row, [])
                for n in np.flatnonzero(np.diff(part, prepend=-1)).tolist():
                    cell = int(cells[n])
                    stay = int(ticks[n]), cell // area, places.district(cell)
                    if not stays or stays[-1][1:] != stay[1:]:
                        stays.append(stay)

    def between(self, row: int, first: int, last: int) -> tuple[str, ...]:
        """The parts of the city by which somebody came from where they were at one tick to where they are at another.

        Nothing where they stayed on their level, were led, or the way is too short to tell of.
        """
        if any(first < tick <= last for tick in self._held.get(row, ())):
            return ()
        stays = self._stays.get(row, [])
        on_it = [stay for stay, after in pairwise([*stays, (last + 1, 0, "")]) if after[0] > first and stay[0] <= last]
        if len(on_it) < _FEW + 2 or on_it[0][1] == on_it[-1][1]:
            return ()
        ends = {on_it[0][2], on_it[-1][2]}
        # a number says nothing to a reader
        passed = tuple(dict.fromkeys(part for _, _, part in on_it if part not in ends and not part[-1:].isdecimal()))
        return passed if len(set(passed) - self._told) >= _FEW else ()

    def tell(self, passed: Iterable[str]) -> None:
        """Note that a way is told: the next is, where it leads elsewhere."""
        self._told |= set(passed)
