"""How a picture is lit."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from undergrid.still.noise import Floats, smooth


@dataclass(frozen=True)
class Mood:
    """How a picture is lit: by the sky, by rain and ash, and by how near one is."""

    day: float  # 0 night to 1 noon
    wet: float  # how much streets mirror
    ash: float  # 0 to 1, haze
    zoom: float  # px a cell
    ruins: bool  # whether most of the city lies in ruins

    @property
    def ambient(self) -> Floats:
        """The light that comes from everywhere."""
        day = self.day
        if self.ruins:
            return np.array([0.66 * day + 0.03, 0.57 * day + 0.03, 0.52 * day + 0.04], np.float32)
        return np.array([0.04 + 0.36 * day, 0.048 + 0.42 * day, 0.088 + 0.52 * day], np.float32)

    @property
    def sun(self) -> float:
        return 0.0 if self.ruins else max(0.0, self.day - 0.2) * 2.3

    @property
    def far(self) -> float:
        return 1 - float(smooth(3, 5, self.zoom))

    @property
    def near(self) -> float:
        return float(smooth(8, 14, self.zoom))

    @property
    def lamps(self) -> float:
        return (1 - 0.94 * self.day) * (0.9 if self.ruins else 1)
