"""Where a picture looks: which level, which part of it, how near."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from undergrid.city.city import City, Ground
from undergrid.core.errors import UsageError, did_you_mean
from undergrid.still.ground import Window
from undergrid.world.view.names import words

MOST_SIDE, LEAST_SIDE = 4096, 160  # px
MOST_PIXELS = 9_000_000
_MOST_ZOOM, _NEAR = 28.0, 14.0  # px a cell
_AROUND = 40  # cells beyond what is in view that still throw light into it


@dataclass(frozen=True)
class Camera:
    """A picture of `width` by `height` px with a place of a level in its middle."""

    level: int
    x: float  # in cells
    y: float
    zoom: float  # px a cell
    width: int
    height: int

    @property
    def x0(self) -> float:
        return self.x - self.width / 2 / self.zoom

    @property
    def y0(self) -> float:
        return self.y - self.height / 2 / self.zoom

    def window(self, city: City) -> Window:
        """The part of the map that matters for the picture."""
        x0, y0 = max(0, int(self.x0) - _AROUND), max(0, int(self.y0) - _AROUND)
        x1 = min(city.width, int(self.x0 + self.width / self.zoom) + _AROUND)
        y1 = min(city.height, int(self.y0 + self.height / self.zoom) + _AROUND)
        return Window(min(x0, city.width - 2), min(y0, city.height - 2), max(2, x1 - x0), max(2, y1 - y0))

    def px(self, x: float, y: float) -> tuple[float, float]:
        """Where a point of the map, in cells, lies on the picture."""
        return (x - self.x0) * self.zoom, (y - self.y0) * self.zoom


def street(city: City) -> int:
    """The level that a city is known by: the first under the sky where its law holds."""
    for number, level in enumerate(city.levels):
        if level.sky and level.lawful:
            return number
    return 0


def level_of(city: City, name: str) -> int:
    """A level by its name, in the words that the page uses. Raises UsageError where there is none."""
    known = {words(level.name): number for number, level in enumerate(city.levels)}
    wanted = words(name).strip().lower()
    if wanted in known:
        return known[wanted]
    raise UsageError(f"no level is called {name!r}", hint=did_you_mean(wanted, known))


def sized(width: int, height: int) -> None:
    """Raise UsageError unless a picture may be so wide and so high."""
    if not (LEAST_SIDE <= width <= MOST_SIDE and LEAST_SIDE <= height <= MOST_SIDE):
        raise UsageError(f"a picture is {LEAST_SIDE} to {MOST_SIDE} px wide and high, not {width} × {height}")
    if width * height > MOST_PIXELS:
        raise UsageError(f"a picture has at most {MOST_PIXELS:,} px, not {width} × {height}")


def over(city: City, level: int, width: int, height: int) -> Camera:
    """All of a level that is not void."""
    sized(width, height)
    whole = city.ground[level * city.area : (level + 1) * city.area].reshape(city.height, city.width) != Ground.VOID
    rows, columns = np.flatnonzero(whole.any(1)), np.flatnonzero(whole.any(0))
    if not len(rows):
        rows, columns = np.arange(city.height), np.arange(city.width)
    x0, x1, y0, y1 = int(columns[0]), int(columns[-1]) + 1, int(rows[0]), int(rows[-1]) + 1
    zoom = min(_MOST_ZOOM, width / (x1 - x0 + 4), height / (y1 - y0 + 4))
    return Camera(level, (x0 + x1) / 2, (y0 + y1) / 2, zoom, width, height)


def along(city: City, way: list[int], width: int, height: int, level: int = -1, room: int = 0) -> Camera:
    """The cells of a way, with so many cells around them: as near as that allows, but no nearer than one has to be.

    The level is that on which most of the way lies, unless one is given.
    """
    sized(width, height)
    spots = [city.where(cell) for cell in way]
    if level < 0:
        levels = [one for one, _, _ in spots]
        level = max(levels, key=levels.count)
    xs, ys = [x for _, x, _ in spots], [y for _, _, y in spots]
    wide, high = max(xs) - min(xs) + 1 + 2 * room, max(ys) - min(ys) + 1 + 2 * room
    zoom = min(_NEAR, width / wide, height / high)
    return Camera(level, (min(xs) + max(xs) + 1) / 2, (min(ys) + max(ys) + 1) / 2, zoom, width, height)
