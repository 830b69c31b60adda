"""Tracks: where each of the cast was and what they did, second by second.

A row says how somebody was at the end of a second; the next one how they were when anything about that had changed. So
the rows of a run are the same wherever its segments end.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from undergrid.core.jit import kernel
from undergrid.runs.contents import TRACKS, Columns
from undergrid.world.world import World

_UNKNOWN = -2  # no value that any column has: whoever is looked at for the first time has changed
_KEPT = tuple(TRACKS)[2:]  # of a person, columns of `citizens`
_ROWS = 1024  # that a table begins with


class Tracks:
    """The rows since the last segment was written, held until the next one is; of a world as it stands on."""

    def __init__(self, cast: Iterable[int], world: World) -> None:
        self.cast = np.array(sorted(cast), np.int64)
        self._were = np.full((len(self.cast), len(_KEPT)), _UNKNOWN, np.int64)
        if world.tick:  # what has not changed since a keyframe was told before it
            for column, name in enumerate(_KEPT):
                self._were[:, column] = getattr(world.citizens, name)[self.cast]
        self._rows = np.zeros((max(_ROWS, len(self.cast)), len(TRACKS)), np.int64)
        self._n = 0

    def look(self, world: World) -> None:
        """Note who has changed in the second that has just been lived through."""
        if not len(self.cast):
            return
        if self._n + len(self.cast) > len(self._rows):
            self._rows = np.concatenate((self._rows, np.zeros_like(self._rows)))
        self._n = _note(world.citizens.handle, world.tick - 1, self.cast, self._were, self._rows, self._n)

    def take(self) -> Columns:
        """The rows so far as columns, and forget them."""
        rows = self._rows[: self._n].T
        self._n = 0
        return {name: column.astype(dtype) for (name, dtype), column in zip(TRACKS.items(), rows, strict=True)}


@kernel
def _note(people, tick, cast, were, rows, n):
    """Append a row, as `TRACKS` names it, for each of the cast who differs from how they `were`; returns how many there
    are by now.
    """
    for k in range(len(cast)):
        who = cast[k]
        is_now = (
            np.int64(people.cell[who]), np.int64(people.inside[who]), np.int64(people.doing[who]),
            np.int64(people.posture[who]), np.int64(people.alive[who]),
        )  # fmt: skip
        changed = False
        for column in range(len(is_now)):
            changed = changed or were[k, column] != is_now[column]
            were[k, column] = is_now[column]
        if changed:
            rows[n, 0], rows[n, 1] = tick, who
            rows[n, 2:] = were[k]
            n += 1
    return n
