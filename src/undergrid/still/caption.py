"""What is written on a still: the title, when and where it is, how many are about, a scale, what the signs mean."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from undergrid.city.city import City
from undergrid.core import units
from undergrid.still import seen
from undergrid.still.camera import Camera
from undergrid.still.glyphs import DIM, GOLD, INK, MACHINE
from undergrid.still.pen import NAMES, Pen
from undergrid.world.tables.sky import Programme
from undergrid.world.view.names import Names, words
from undergrid.world.world import World

_KEYED = 1000  # px wide from which on there is room for the key
_LENGTHS = (5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 20_000, 50_000)  # m, of a scale


@dataclass(frozen=True)
class Caption:
    """What a world does not know of itself."""

    title: str
    scenario: str
    seed: int


def lines(world: World, names: Names, caption: Caption, level: int) -> tuple[str, str]:
    """(when and where, how many) of a still, as text."""
    people, city = world.citizens, world.city
    out = people.cell[seen.outdoors(world)]
    clock = units.spell_clock(world.starts + world.tick)
    sky = words(Programme(int(world.sky.programme[0])).name)
    when = f"{clock} · {sky} · {words(city.levels[level].name)}"
    alive, wanted = int(people.alive.sum()), int(people.wanted.sum())
    here = int(np.count_nonzero(out // city.area == level))
    scenario = f"{caption.scenario} · " if caption.scenario else ""
    many = f"{alive:,} of {people.n:,} people alive, {here:,} out of doors here, {wanted:,} wanted"
    return when, f"{scenario}seed {caption.seed} · {many}"


def keep_free(pen: Pen, camera: Camera) -> None:
    """Keep labels off the place where the caption will stand."""
    pen.block((0, camera.height - 0.62 * _deep(camera), camera.width, _deep(camera)))


def _small(camera: Camera) -> bool:
    return camera.width < 800 or camera.height < 450


def _margins(camera: Camera) -> tuple[int, int]:
    """How far from the left and from the lower edge words stand, px."""
    return (16, 14) if _small(camera) else (34, 32)


def _deep(camera: Camera) -> int:
    """How many px of the picture the caption takes."""
    return 84 if _small(camera) else 150


def write(pen: Pen, world: World, names: Names, camera: Camera, caption: Caption) -> None:
    """Write the caption and the key at the lower edge."""
    small = _small(camera)
    pen.shade(_deep(camera))
    when, many = lines(world, names, caption, camera.level)
    size, (left, low) = 20 if small else 40, _margins(camera)
    pen.words(
        _fitting(pen, many, 11 if small else 14, camera.width * 0.7),
        left,
        camera.height - low,
        11 if small else 14,
        DIM,
    )
    pen.words(when, left, camera.height - low - (16 if small else 24), 12 if small else 18, INK)
    title = _fitting(pen, caption.title, size, camera.width * 0.66, NAMES)
    pen.words(title, left, camera.height - low - (38 if small else 64), size, INK, NAMES)
    if camera.width >= _KEYED:
        _key(pen, camera, left, low)
    credit = _fitting(pen, world.city.attribution, 11, camera.width * 0.9)
    pen.words(credit, camera.width - 10 - pen.wide(credit, 11), 12, 11, DIM)


def _fitting(pen: Pen, text: str, size: int, wide: float, name: str = "") -> str:
    """A text, cut where it would be too wide."""
    font = {"name": name} if name else {}
    if pen.wide(text, size, **font) <= wide:
        return text
    while text and pen.wide(text + "…", size, **font) > wide:
        text = text[:-1]
    return text + "…"


def scale(pen: Pen, city: City, camera: Camera) -> None:
    """How long so many metres are, at the lower right."""
    left, low = _margins(camera)
    ruler(pen, city, camera, camera.width - left, camera.height - low - (24 if camera.width >= _KEYED else 0))


def ruler(pen: Pen, city: City, camera: Camera, x: float, y: float) -> None:
    """How long so many metres are, in a line that ends at a place."""
    metre = camera.zoom * 1000 / city.cell_mm  # px
    long = max((one for one in _LENGTHS if one * metre <= camera.width / 7), default=_LENGTHS[0])
    pen.line([(x - long * metre, y - 4), (x - long * metre, y), (x, y), (x, y - 4)], DIM, 1.4)
    text = f"{long} m" if long < 1000 else f"{long // 1000} km"
    pen.words(text, x - pen.wide(text, 12), y - 13, 12, DIM)


def _key(pen: Pen, camera: Camera, left: int, low: int) -> None:
    """What the signs mean, in a row that ends at the right."""
    entries = (
        ("#ffcf94", "awake"),
        ("#6a63ff", "dreaming"),
        ("#cfe6ff", "out of doors"),
        (GOLD, "named"),
        (MACHINE, "watcher"),
    )
    x, y = float(camera.width - left), camera.height - low
    for colour, text in reversed(entries):
        x -= pen.wide(text, 12)
        pen.words(text, x, y, 12, DIM)
        x -= 12
        if text in ("awake", "dreaming"):
            pen.line([(x, y - 3.5), (x + 7, y - 3.5)], colour, 0.1)
            pen.line([(x + 3.5, y - 3.5), (x + 3.5, y + 3.5)], colour, 7)
        elif text == "watcher":
            pen.glyph("drone", x + 3, y, 4.5, colour)
        else:
            pen.dot(x + 3.5, y, 3.5, colour)
        x -= 18
