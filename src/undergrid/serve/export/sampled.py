"""What a page without a server has of the modes: those of which little is left once it is compressed.

Every five minutes a look is taken as a server would, at all levels at once. Heat, sight and noise are none of these:
what they show changes from second to second in each cell.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from undergrid.serve import layers, modes, wire
from undergrid.serve.box import Box, Mask
from undergrid.serve.export.kept import Changes, Columns
from undergrid.serve.modes.scene import Scene
from undergrid.serve.recent import Recent
from undergrid.sim import Sim
from undergrid.world.view.names import Names

EVERY = 300  # ticks between two looks
MODES: tuple[layers.ModeName, ...] = ("belief", "bodies", "network")
"""The modes that show the same to whoever is followed; ties are looked at for each of the named, too."""


class Everywhere(Box):
    """All levels, as if they were in view."""

    def __init__(self, width: int, height: int) -> None:
        super().__init__(0, 0, 0, width, height, width, width * height)

    def wider(self, cells: int) -> Box:
        return self

    def holds(self, cells: npt.NDArray[Any]) -> Mask:
        return np.ones(len(cells), bool)


class Sampled:
    """The layers of an hour, and their columns. A layer is noted once it differs from the one before."""

    def __init__(self) -> None:
        self.layers = list[tuple[int, str, int, layers.Layer]]()  # (second, mode, whoever is followed or -1, layer)
        self._last: dict[tuple[str, int], layers.Layer] = {}
        self._changes: dict[str, Changes] = {}

    def take(self, sim: Sim, names: Names, second: int) -> None:
        """Look at the present tick."""
        for mode in MODES:
            self._look(sim, names, second, mode, -1)
        for row in (-1, *sorted(sim.world.names)):
            self._look(sim, names, second, "ties", row)

    def _look(self, sim: Sim, names: Names, second: int, mode: layers.ModeName, row: int) -> None:
        city = sim.world.city
        everywhere = Everywhere(city.width, city.height)
        what = "citizen" if row >= 0 else ""
        look = wire.Look(
            do="look", got=0, tick=sim.tick, box=everywhere.sides, level=0, step=0, lit=-1, what=what, row=row,
            mode=mode,
        )  # fmt: skip
        layer, columns = modes.MODES[mode](Scene(sim, names, look, everywhere, Recent()))
        if layer != self._last.get((mode, row)):
            self._last[mode, row] = layer
            self.layers.append((second, mode, row, layer))
        for name, values in columns.items():
            self._changes.setdefault(name, Changes()).note(second, values)

    def columns(self) -> Columns:
        """The columns of all layers."""
        found: Columns = {}
        for name, changes in self._changes.items():
            found |= changes.columns(name)
        return found
