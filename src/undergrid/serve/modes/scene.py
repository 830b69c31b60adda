"""A scene: what a mode is given to look at."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from undergrid.core.tables import I64
from undergrid.serve import wire
from undergrid.serve.box import Box
from undergrid.serve.recent import Recent
from undergrid.sim import Sim
from undergrid.world.tables.people import Activity
from undergrid.world.view.names import Names
from undergrid.world.world import World

Columns = dict[str, npt.NDArray[Any]]


@dataclass(frozen=True)
class Scene:
    """A part of a level at a moment, who is followed, and what is known of the time before."""

    sim: Sim
    names: Names
    look: wire.Look
    box: Box
    recent: Recent

    @property
    def world(self) -> World:
        return self.sim.world

    @property
    def followed(self) -> int:
        """The row of the citizen who is followed; -1 for nobody."""
        row = self.look.row if self.look.what == "citizen" else -1
        return row if 0 <= row < self.world.citizens.n else -1

    @property
    def named(self) -> list[int]:
        """The rows of the named, and of whoever is followed."""
        rows = set(self.world.names) | ({self.followed} if self.followed >= 0 else set())
        return sorted(rows)

    def knob(self, rule: str, name: str) -> float:
        """A knob of a rule, as it stands in this run."""
        return float(getattr(self.sim.built.rules[rule], name))

    def outdoors(self) -> I64:
        """The rows of those out of doors in view."""
        people = self.world.citizens
        out = np.flatnonzero((people.inside < 0) & (people.doing != Activity.RECLAIMED))
        return out[self.box.holds(people.cell[out])]

    def metres(self, cells: float) -> int:
        return round(cells * self.world.city.cell_mm / 1000)


def as_u8(values: npt.NDArray[Any]) -> npt.NDArray[np.uint8]:
    """Whole numbers cut to a byte."""
    return np.clip(values, 0, 255).astype(np.uint8)
