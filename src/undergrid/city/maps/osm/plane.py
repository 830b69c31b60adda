"""A plane laid on the Earth at one point, in mm: where places of which latitude and longitude are known lie on a map.

Source  Transverse Mercator on the ellipsoid WGS84, the meridian of the point in the middle, at scale 1: J. P. Snyder,
        Map Projections, USGS Professional Paper 1395 (1987), p. 61, to the third power of the longitude. Within 500 m
        of the point lengths are right to 3 mm, within 5 km to 7 mm.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

F64 = npt.NDArray[np.float64]
I64 = npt.NDArray[np.int64]

_A = 6_378_137.0  # m, half of the longest axis [WGS84]
_E2 = 0.006694379990141  # square of the eccentricity [WGS84]


class Box(NamedTuple):
    """A part of the Earth, in degrees."""

    south: float
    west: float
    north: float
    east: float

    def __str__(self) -> str:
        return f"latitude {self.south:.5f} to {self.north:.5f}, longitude {self.west:.5f} to {self.east:.5f}"

    @property
    def middle(self) -> tuple[float, float]:
        """Latitude and longitude, to the 1 cm that OpenStreetMap has."""
        return round((self.south + self.north) / 2, 7), round((self.west + self.east) / 2, 7)

    def holds(self, lat: float, lon: float) -> bool:
        return self.south <= lat <= self.north and self.west <= lon <= self.east

    def meets(self, other: Box) -> bool:
        """Whether they have a place in common."""
        apart = other.south > self.north or other.north < self.south or other.west > self.east or other.east < self.west
        return not apart


class Plane:
    """The plane at a point: x grows to the east and y to the south, as on a map."""

    def __init__(self, lat: float, lon: float) -> None:
        self.lat, self.lon = lat, lon

    def mm(self, lat: F64, lon: F64) -> I64:
        """(points, 2) x and y in mm of places, whose latitudes and longitudes are in degrees."""
        phi, middle = np.radians(lat), math.radians(self.lat)
        ahead = np.radians((lon - self.lon + 180) % 360 - 180)
        sin, cos = np.sin(phi), np.cos(phi)
        radius = _A / np.sqrt(1 - _E2 * sin * sin)  # of the curve from west to east
        squeezed = _E2 / (1 - _E2) * cos * cos
        x = radius * cos * ahead * (1 + ahead * ahead / 6 * (cos * cos - sin * sin + squeezed * cos * cos))
        y = self._along(phi, middle) + radius * sin * cos * ahead * ahead / 2
        return np.rint(np.stack([1000 * x, -1000 * y], axis=-1)).astype(np.int64)

    def around(self, half_mm: float) -> Box:
        """A part of the Earth that holds the square whose sides lie so far from the point, and a bit more."""
        up = math.degrees(half_mm / 1000 / (_A * (1 - _E2)))
        most = min(89.9, abs(self.lat) + up)
        aside = math.degrees(half_mm / 1000 / (_A * math.cos(math.radians(most))))
        return Box(self.lat - up, self.lon - aside, self.lat + up, self.lon + aside)

    @staticmethod
    def _along(phi: F64, start: float) -> F64:
        """Metres along a meridian from one latitude to others: Simpson's rule over the curve from south to north."""
        found = np.zeros_like(phi)
        for share, weight in ((0.0, 1), (0.5, 4), (1.0, 1)):
            sin = np.sin(start + share * (phi - start))
            found += weight * _A * (1 - _E2) / (1 - _E2 * sin * sin) ** 1.5
        return found * (phi - start) / 6
