"""People on a still: one by one near by, as a haze far away; the named with their names."""

from __future__ import annotations

import math
from collections import Counter

import numpy as np

from undergrid.still import seen
from undergrid.still.camera import Camera
from undergrid.still.glyphs import BLOOD, CORAL, GOLD, fill_of, shape_of
from undergrid.still.lamps import spot
from undergrid.still.noise import Floats
from undergrid.still.pen import Label, Pen
from undergrid.world.view.names import Names, words
from undergrid.world.world import World

_HAZE = (214.0, 232.0, 255.0)
_GOLDEN = (255.0, 214.0, 130.0)
_MOST = 20_000  # drawn one by one
_APART = 18  # px between two of the named


def haze(light: Floats, world: World, camera: Camera) -> None:
    """How many are out of doors, as a warm haze: one light for each square of a few px."""
    cells = world.citizens.cell[seen.outdoors(world)]
    city = world.city
    cells = cells[cells // city.area == camera.level] % city.area
    step = max(1, round(3 / camera.zoom))
    squares = Counter(zip((cells % city.width // step).tolist(), (cells // city.width // step).tolist(), strict=True))
    for (x, y), n in squares.items():
        px, py = camera.px((x + 0.5) * step, (y + 0.5) * step)
        spot(light, px, py, max(7.0, step * camera.zoom * (2.4 + 0.5 * math.log2(n))), _HAZE, 0.5 + 0.1 * math.log2(n))


def glow(light: Floats, world: World, camera: Camera, day: float) -> None:
    """A little light around each who is out of doors, more around the named."""
    if day > 0.6:
        return
    shown = _in_view(world, camera)
    if len(shown) < 1500:
        for row in shown.tolist():
            spot(light, *_at(world, camera, row), max(8.0, camera.zoom * 1.2), _HAZE, 0.3)
    for row in sorted(world.names):
        if world.citizens.alive[row]:
            spot(light, *_at(world, camera, row), max(24.0, camera.zoom * 2.1), _GOLDEN, 0.25)


def crowd(pen: Pen, world: World, camera: Camera, day: bool) -> None:
    """All who are out of doors but for the named, each with the shape and colour of their state."""
    people, z = world.citizens, camera.zoom
    rows = _in_view(world, camera)[:_MOST]
    marks = seen.marks(world, rows)
    r = max(4.4, min(11, z * 0.36))
    placed = Counter[tuple[int, int]]()
    for row, mark in zip(rows.tolist(), marks.tolist(), strict=True):
        if row in world.names:
            continue
        x, y = _at(world, camera, row)
        n = placed[int(x / 4), int(y / 4)]
        placed[int(x / 4), int(y / 4)] += 1
        if n:  # those who stand on one cell stand around it
            x, y = x + math.cos(n * 2.4) * r * 0.9 * math.sqrt(n), y + math.sin(n * 2.4) * r * 0.9 * math.sqrt(n)
        heading = int(people.heading[row])
        shape = shape_of(int(people.doing[row]), int(people.posture[row]), mark, heading)
        fill = fill_of(shape, mark)
        if z < 6:
            pen.dot(x, y, 2.6, (4, 6, 12, 224))
            pen.dot(x, y, 1.7, "#0c1424" if day and shape != "dead" else fill)
            continue
        angle = heading * math.pi / 4 if shape == "walking" else 0
        pen.glyph(shape, x, y, r, "#ffffff" if day and shape != "dead" else fill, angle)
        if mark & seen.BLEEDS:
            pen.dot(x + r, y - r, 2.6, BLOOD)


def cast(pen: Pen, world: World, names: Names, camera: Camera, who: int) -> None:
    """The named, and whoever is asked for: gold, larger, hollow where they are indoors or on another level."""
    people, city, z = world.citizens, world.city, camera.zoom
    rows = sorted({*world.names, who} - {-1}, key=lambda row: (row != who, row))
    marks = dict(zip(rows, seen.marks(world, np.array(rows, np.int64)).tolist(), strict=True))
    placed = list[tuple[float, float]]()
    for row in rows:
        x, y = _at(world, camera, row)
        if not pen.holds(x, y, 0):
            continue
        while any(math.dist(one, (x, y)) < _APART for one in placed):
            x, y = x + 17, y - 12
        placed.append((x, y))
        main, mark = row == who, marks[row]
        level, alive, inside = int(people.cell[row]) // city.area, bool(mark & seen.ALIVE), int(people.inside[row])
        away = inside >= 0 or level != camera.level
        r = max(7.5 if main else 6, min(14, z * 0.48))
        heading = int(people.heading[row])
        shape = shape_of(int(people.doing[row]), int(people.posture[row]), mark, heading)
        shape = "standing" if away and alive else shape
        angle = heading * math.pi / 4 if shape == "walking" else 0
        pen.block((x - r - 3, y - r - 3, 2 * r + 6, 2 * r + 6))
        pen.glyph(shape, x, y, r, GOLD if alive else "#a7adbb", angle, away)
        if mark & seen.BLEEDS:
            pen.dot(x + r * 0.8, y - r * 0.8, 2.6, BLOOD)
        for quarter in range(4) if main else ():
            pen.arc(x, y, r + 8, (quarter * 90 + 26, quarter * 90 + 64), GOLD)
        if alive and mark & seen.WANTED:
            pen.arc(x, y, r + (13 if main else 6), (-34, 34), CORAL, 1.8)
        name = names.citizen(row)
        short = name if main or name.startswith("citizen") else name.split()[0]
        where = f" · in {words(city.buildings[inside].name)}" if inside >= 0 else ""
        where = where or (f" · {words(city.levels[level].name)}" if level != camera.level else "")
        pen.label(Label(
            short + where + ("" if alive else " · dead"), x, y, r + 8, 14 if main else 13,
            "#ffe7b3" if alive else "#b9bfcc", GOLD if main else "#ffd47959", rank=0 if main else 1,
        ))  # fmt: skip


def _in_view(world: World, camera: Camera) -> np.ndarray:
    rows = seen.outdoors(world)
    city, cells = world.city, world.citizens.cell[rows]
    x = (cells % city.area % city.width - camera.x0) * camera.zoom
    y = (cells % city.area // city.width - camera.y0) * camera.zoom
    near = (x > -20) & (y > -20) & (x < camera.width + 20) & (y < camera.height + 20)
    found: np.ndarray = rows[(cells // city.area == camera.level) & near]
    return found


_DX, _DY = (1, 1, 0, -1, -1, -1, 0, 1), (0, 1, 1, 1, 0, -1, -1, -1)


def _at(world: World, camera: Camera, row: int) -> tuple[float, float]:
    """Where on the picture somebody is, as far as they have come towards their next cell."""
    people, city = world.citizens, world.city
    _, x, y = city.where(int(people.cell[row]))
    heading, f = int(people.heading[row]), 0.0
    if heading < 8 and people.inside[row] < 0:
        f = min(1.0, float(people.progress[row]) / (city.cell_mm * (math.sqrt(2) if heading & 1 else 1)))
    turn = heading % 8
    return camera.px(x + 0.5 + (_DX[turn] * f), y + 0.5 + (_DY[turn] * f))
