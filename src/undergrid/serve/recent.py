"""Recent: what one moment does not show: where people have been of late, and what was loud.

It is written down while moments are lived, in parts of `PART` ticks: where everybody was at the beginning of the part,
then whoever had changed their cell at each `EVERY` ticks; and all noises. A part that nobody has lived through, since
it was jumped over, is missing until somebody lives it.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from undergrid.core.tables import I32
from undergrid.world.world import World

PART = 300  # ticks
EVERY = 5  # ticks between two looks at where people are
_MOST = 96  # parts that are kept

Noise = tuple[int, int, int, int, int, int]  # (tick, cell, building, 1/10 dB of power, maker, event behind it)


@dataclass
class Part:
    """A part of the run, lived through as far as `upto`."""

    upto: int
    first: I32  # (citizens,) where they were at its beginning
    last: I32
    ticks: list[int] = field(default_factory=list)  # at which somebody had changed their cell
    rows: list[I32] = field(default_factory=list)  # who, by those ticks
    cells: list[I32] = field(default_factory=list)  # where to
    noises: list[Noise] = field(default_factory=list)


class Recent:
    """The parts of a run that have been lived through lately."""

    def __init__(self) -> None:
        self._parts: dict[int, Part] = {}

    def note(self, world: World) -> None:
        """Write down a moment. Of each part the moments come in their order; one out of order is left out."""
        tick, cell = world.tick, world.citizens.cell
        part = self._parts.get((tick - 1) // PART)
        if part is not None and part.upto == tick - 1:
            part.upto = tick
            if world.noises.n_used:
                part.noises += _noises(world)
            if tick % EVERY == 0:
                moved = np.flatnonzero(cell != part.last).astype(np.int32)
                if len(moved):
                    part.ticks.append(tick)
                    part.rows.append(moved)
                    part.cells.append(cell[moved])
                    part.last[moved] = cell[moved]
        if tick % PART == 0 and tick // PART not in self._parts:
            self._parts[tick // PART] = Part(tick, cell.copy(), cell.copy())
            while len(self._parts) > _MOST:
                self._parts.pop(next(iter(self._parts)))

    def missing(self, tick: int, since: int) -> int:
        """The newest tick at which a part begins that is needed for the time from `since` to `tick`, and is not whole.

        -1 for none.
        """
        for k in range(max(0, tick - 1) // PART, max(0, since) // PART - 1, -1):
            part = self._parts.get(k)
            if part is None or part.upto < min(tick, (k + 1) * PART):
                return k * PART
        return -1

    def upto(self, start: int) -> int:
        """How far the part that begins at `start` has been lived."""
        part = self._parts.get(start // PART)
        return part.upto if part else start

    def trail(self, row: int, tick: int, since: int) -> tuple[list[int], list[int]]:
        """(ticks, cells): where somebody has been from `since` to `tick`, each time that they had changed their cell.

        A cell of -1 ends what is known: what comes after it begins anew.
        """
        ticks, cells = list[int](), list[int]()
        for k in range(max(0, since) // PART, max(0, tick - 1) // PART + 1):
            part = self._parts.get(k)
            if part is None:
                if cells and cells[-1] >= 0:
                    ticks.append(k * PART)
                    cells.append(-1)
                continue
            at, where = [k * PART], [int(part.first[row])]
            for when, rows, to in zip(part.ticks, part.rows, part.cells, strict=True):
                n = int(np.searchsorted(rows, row))
                if n < len(rows) and rows[n] == row:
                    at.append(when)
                    where.append(int(to[n]))
            for when, cell in zip(at, where, strict=True):
                if since <= when <= tick and (not cells or cells[-1] != cell):
                    ticks.append(when)
                    cells.append(cell)
        return ticks, cells

    def noises(self, tick: int, since: int) -> list[Noise]:
        """The noises made after `since`, up to `tick`, the newest last."""
        found = list[Noise]()
        for k in range(max(0, since) // PART, max(0, tick - 1) // PART + 1):
            if part := self._parts.get(k):
                found += [noise for noise in part.noises if since < noise[0] <= tick]
        return found


def _noises(world: World) -> list[Noise]:
    noises = world.noises
    slots = noises.rows()
    columns = (noises.cell, noises.building, noises.power, noises.maker, noises.cause)
    rows = zip(*(column[slots].tolist() for column in columns), strict=True)
    return [(world.tick, *row) for row in rows]
