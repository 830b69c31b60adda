"""One set of shapes, as the page has them: in a unit box, y down, nose to the east. Shape tells before colour does."""

from __future__ import annotations

import math
from collections.abc import Sequence

from undergrid.still.seen import ALIVE, BLEEDS, COMPANION, TAGGED, WANTED
from undergrid.world.tables.people import Activity, Posture

Point = tuple[float, float]
Shape = tuple[tuple[Point, ...], ...]  # polygons

INK, DIM, GOLD, CORAL = "#e9edf5", "#a3adc2", "#ffd479", "#ff7a66"
TEAL, CYAN, BLOOD, PANEL = "#5fd9c0", "#6fd3ff", "#ff5468", "#090d16"
MACHINE, POST, DEAD, HUNTS, FIRE = "#ffa48c", "#f2b07c", "#8d93a3", "#ff6a55", "#ff8a35"
COLOURS = (INK, DIM, GOLD, CORAL, TEAL, CYAN, BLOOD, MACHINE, POST, DEAD, HUNTS, FIRE, "#ffe7b3", "#cfe6ff")

_STANDING = 7  # a heading above it is none
_DOWN = (Activity.LYING, Activity.SLEEPING, Activity.UNCONSCIOUS)
_LOW = (Activity.HIDING, Activity.TENDING)


def _arc(x: float, y: float, r: float, start: float, end: float, n: int = 20) -> list[Point]:
    turns = [math.radians(start + (end - start) * i / n) for i in range(n + 1)]
    return [(x + r * math.cos(turn), y + r * math.sin(turn)) for turn in turns]


def _of(*polygons: Sequence[Point]) -> Shape:
    return tuple(tuple(polygon) for polygon in polygons)


def _box(x0: float, y0: float, x1: float, y1: float) -> list[Point]:
    return [(x0, y0), (x1, y0), (x1, y1), (x0, y1)]


SHAPES: dict[str, Shape] = {
    "standing": _of(_arc(0, 0, 0.62, 0, 360)),
    "walking": _of([(1, 0), *_arc(0, 0, 0.62, 57, 303)]),
    "crouched": _of(_arc(0, 0.42, 0.78, 180, 360)),
    "lying": _of([*_arc(-0.7, 0, 0.3, 90, 270), *_arc(0.7, 0, 0.3, 270, 450)]),
    "companion": _of([(0, -0.85), (0.85, 0), (0, 0.85), (-0.85, 0)]),
    "dead": _of([
        (-0.75, -0.6), (0, -0.08), (0.75, -0.6), (0.85, -0.45), (0.16, 0), (0.85, 0.45),
        (0.75, 0.6), (0, 0.08), (-0.75, 0.6), (-0.85, 0.45), (-0.16, 0), (-0.85, -0.45),
    ]),
    "hauled": _of([*_arc(-0.9, 0.36, 0.26, 90, 270), *_arc(0.5, 0.36, 0.26, 270, 450)], _arc(0.65, -0.5, 0.3, 0, 360)),
    "drone": _of([
        (0, -1), (0.24, -0.18), (0.92, 0.5), (0.78, 0.7), (0, 0.3), (-0.78, 0.7), (-0.92, 0.5), (-0.24, -0.18),
    ]),
    "sentinel": _of([(-0.7, -0.8), (0.7, -0.8), (0.7, 0.1), (0.45, 0.65), (0, 1), (-0.45, 0.65), (-0.7, 0.1)]),
    "hunter": _of([(-0.8, -0.8), (0.95, 0), (-0.8, 0.8), (-0.3, 0)]),
    "camera": _of([(-0.7, 0), (0.7, -0.75), (0.7, 0.75)]),
    "reader": _of(_box(-0.6, -0.8, -0.15, 0.8), _box(0.15, -0.8, 0.6, 0.8)),
    "gate": _of(_box(-1, -0.9, -0.6, 0.9), _box(0.6, -0.9, 1, 0.9), _box(-0.6, -0.15, 0.6, 0.15)),
}  # fmt: skip


def shape_of(doing: int, posture: int, marks: int, heading: int) -> str:
    """The shape of somebody, by what they do and how they hold themselves."""
    if not marks & ALIVE or doing == Activity.SHUT_DOWN:
        return "dead"
    if doing == Activity.HAULED:
        return "hauled"
    if posture == Posture.FLAT or doing in _DOWN:
        return "lying"
    if posture == Posture.CROUCHED or doing in _LOW:
        return "crouched"
    if marks & COMPANION:
        return "companion"
    return "walking" if heading <= _STANDING else "standing"


def fill_of(shape: str, marks: int) -> str:
    """The colour of somebody of the crowd."""
    if shape == "dead":
        return DEAD
    if marks & BLEEDS:
        return "#ff8d8d"
    if marks & WANTED:
        return "#ffb27a"
    return "#cfe6ff" if marks & TAGGED else "#ffe9b8"


def turned(polygon: Sequence[Point], x: float, y: float, r: float, angle: float) -> list[Point]:
    """A polygon put at a place, so large and so turned (in radians)."""
    cos, sin = math.cos(angle) * r, math.sin(angle) * r
    return [(x + px * cos - py * sin, y + px * sin + py * cos) for px, py in polygon]
