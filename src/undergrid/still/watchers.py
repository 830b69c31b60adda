"""Watchers on a still: what they see as light that walls cut, where they go; gates, and ways between levels."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from undergrid.city.city import LinkKind
from undergrid.still import sight
from undergrid.still.camera import Camera
from undergrid.still.floors import between
from undergrid.still.glyphs import CORAL, CYAN, HUNTS, MACHINE, POST, TEAL
from undergrid.still.noise import Floats
from undergrid.still.pen import Label, Pen
from undergrid.world.tables.authority import Duty, WatcherKind
from undergrid.world.view.names import Names, words
from undergrid.world.world import World

_CALM = np.array([255, 132, 98], np.float32)
_HOT = np.array([255, 84, 66], np.float32)
_BEAM = np.array([255, 216, 168], np.float32)
_HUNTS = (Duty.HUNT, Duty.SEARCH, Duty.TRACK, Duty.SIEGE)
_STILL = (WatcherKind.READER, WatcherKind.CAMERA)


def shine(light: Floats, world: World, camera: Camera, day: float) -> None:
    """What those who move see, added to a picture."""
    watchers, city = world.watchers, world.city
    mine = np.isin(watchers.kind, [int(kind) for kind in sight.MOBILE])
    mine &= watchers.cell // city.area == camera.level
    x, y = watchers.cell % city.area % city.width, watchers.cell % city.area // city.width
    around = 40
    mine &= (x > camera.x0 - around) & (x < camera.x0 + camera.width / camera.zoom + around)
    mine &= (y > camera.y0 - around) & (y < camera.y0 + camera.height / camera.zoom + around)
    lights, beams, bits = sight.sights(world, np.flatnonzero(mine))
    swept = {watcher: (low, high, reach) for watcher, low, high, reach in beams}
    at = 0
    for watcher, cx, cy, r in lights:
        side = 2 * r + 1
        square = np.unpackbits(bits[at : at + (side * side + 7) // 8], count=side * side).reshape(side, side)
        at += (side * side + 7) // 8
        tint = _HOT if watchers.duty[watcher] in _HUNTS else _CALM
        strength = (0.4 if day > 0.6 else 1 - 0.5 * day) * (0.5 if watcher in swept else 1)
        strength *= 0.6 if camera.zoom < 4 else 1
        _add(light, camera, (cx, cy, r), square, tint * strength)
        if watcher in swept:
            low, high, reach = swept[watcher]
            _add(light, camera, (cx, cy, r), square & _wedge(r, low, high, reach), _BEAM * (0.5 if day > 0.6 else 1))


def _wedge(r: int, low: int, high: int, reach: int) -> npt.NDArray[np.uint8]:
    y, x = np.mgrid[-r : r + 1, -r : r + 1]
    turn = np.degrees(np.arctan2(y, x)) % 360
    found: npt.NDArray[np.uint8] = (((turn - low) % 360 <= (high - low) % 360) & (np.hypot(x, y) <= reach)).astype(
        np.uint8
    )
    return found


def _add(light: Floats, camera: Camera, at: tuple[int, int, int], square: npt.NDArray[np.uint8], tint: Floats) -> None:
    """A square of cells that are seen, as light that fades with distance."""
    cx, cy, r = at
    y, x = np.mgrid[-r : r + 1, -r : r + 1]
    d = np.hypot(x, y) / (r + 0.5)
    fades = np.where(d < 1, 0.36 * np.exp(-9 * d) + 0.12 * (1 - d) + 0.02, 0) * square
    height, width = light.shape[:2]
    left, top = camera.px(cx - r, cy - r)
    right, low = camera.px(cx + r + 1, cy + r + 1)
    x0, x1, y0, y1 = max(0, int(left)), min(width, int(right)), max(0, int(top)), min(height, int(low))
    if x0 >= x1 or y0 >= y1:
        return
    gx = ((np.arange(x0, x1) + 0.5 - left) / camera.zoom).astype(np.float32)
    gy = ((np.arange(y0, y1) + 0.5 - top) / camera.zoom).astype(np.float32)
    soft = between(fades.astype(np.float32), np.tile(gx, len(gy)), np.repeat(gy, len(gx))).reshape(len(gy), len(gx))
    light[y0:y1, x0:x1] += soft[..., None] * tint


def machines(pen: Pen, world: World, names: Names, camera: Camera) -> None:
    """Watchers by kind; those that hunt with whom they hunt, and a broken line to where they go."""
    watchers, city, z = world.watchers, world.city, camera.zoom
    said = list[tuple[float, float, int]]()
    for row in range(watchers.n):
        level, x, y = city.where(int(watchers.cell[row]))
        kind, duty = int(watchers.kind[row]), int(watchers.duty[row])
        px, py = camera.px(x + 0.5, y + 0.5)
        if level != camera.level or duty == Duty.OFF or not pen.holds(px, py) or (kind in _STILL and z < 5):
            continue
        hot, goal = duty in _HUNTS, int(watchers.goal[row])
        gx, gy = camera.px(goal % city.area % city.width + 0.5, goal % city.area // city.width + 0.5)
        if hot and goal >= 0 and kind not in _STILL:
            pen.dashes((px, py), (gx, gy), "#ff7a66bf")
            pen.line([(gx - 5, gy - 5), (gx + 5, gy - 5), (gx + 5, gy + 5), (gx - 5, gy + 5), (gx - 5, gy - 5)], CORAL)
        towards = math.atan2(gy - py, gx - px) if goal >= 0 else 0.0
        angle = {WatcherKind.DRONE: towards + math.pi / 2, WatcherKind.HUNTER: towards}.get(WatcherKind(kind), 0.0)
        r = max(3.5, min(6, z * 0.34)) if kind in _STILL else max(6, min(11, z * 0.62))
        if kind not in _STILL:
            pen.dot(px, py, r + 4, (8, 12, 20, 150))
        word = words(WatcherKind(kind).name)
        pen.glyph(word, px, py, r, POST if kind in _STILL else HUNTS if hot else MACHINE, angle)
        quarry = int(watchers.quarry[row])
        near = any(math.dist((a, b), (px, py)) < (260 if whom == quarry else 60) for a, b, whom in said)
        if hot and quarry >= 0 and z > 4 and not near:
            said.append((px, py, quarry))
            name = names.citizen(quarry)
            short = name if name.startswith("citizen") else name.split()[0]
            pen.label(Label(f"{word} hunts {short}", px, py, r + 8, 12, "#ffb3a5", rank=2))


def places(pen: Pen, world: World, names: Names, camera: Camera) -> None:
    """Gates, and ways between levels."""
    _ways(pen, world, camera)
    _gates(pen, world, names, camera)


def _ways(pen: Pen, world: World, camera: Camera) -> None:
    city = world.city
    for link in city.links if camera.zoom >= 6 else ():
        for end in (link.a, link.b):
            level, x, y = city.where(end)
            px, py = camera.px(x + 0.5, y + 0.5)
            if level == camera.level and link.kind != LinkKind.GATE and pen.holds(px, py):
                stairs(pen, px, py, max(4.5, min(8, camera.zoom * 0.42)))


def _gates(pen: Pen, world: World, names: Names, camera: Camera) -> None:
    city = world.city
    for row, number in enumerate(world.gates.link.tolist()):
        link = city.links[number]
        (level, ax, ay), (beyond, bx, by) = city.where(link.a), city.where(link.b)
        a, b = camera.px(ax + 0.5, ay + 0.5), camera.px(bx + 0.5, by + 0.5)
        if camera.level not in (level, beyond) or not pen.holds(*a, 60):
            continue
        open_ = bool(world.gates.open[row])
        colour = TEAL if open_ else CORAL
        if open_:
            pen.line([a, b], colour, 3)
        else:
            pen.dashes(a, b, colour, 3)
        x, y, r = (a[0] + b[0]) / 2, (a[1] + b[1]) / 2, 11 if camera.zoom > 5 else 8
        pen.glyph("gate", x, y, r, colour)
        pen.block((x - r, y - r, 2 * r, 2 * r))
        said = words(names.thing("gate", row))
        text = f"{said[:1].upper()}{said[1:]} · {'open' if open_ else 'shut'}"
        ink = "#bff5e8" if open_ else "#ffc2b8"
        pen.label(Label(text, x, y, r + 4, 12, ink, rank=3, centred=True))


def stairs(pen: Pen, x: float, y: float, r: float) -> None:
    """The sign of a way between levels."""
    pen.box(x, y, r, (8, 16, 26, 235), CYAN)
    steps = [(x - r * 0.55, y + r * 0.5)]
    for n in range(3):
        steps.append((x - r * 0.55 + n * r * 0.4, y + r * 0.5 - (n + 1) * r * 0.34))
        steps.append((x - r * 0.55 + (n + 1) * r * 0.4, y + r * 0.5 - (n + 1) * r * 0.34))
    pen.line(steps, CYAN, 1.2)
