"""The still part of the picture: a level and what is seen where it is void, as amounts of light, then as colours."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from undergrid.city.city import Ground
from undergrid.still.floors import between, floors
from undergrid.still.ground import Plan
from undergrid.still.houses import houses
from undergrid.still.lamps import Lamps, spot
from undergrid.still.mood import Mood
from undergrid.still.noise import Floats, noise, smooth

_BAND = 160  # rows of a picture that are worked out at once
_SHRINK = 4
_HAZE = np.array([0.175, 0.115, 0.075], np.float32)
_VOID = np.array([0.0028, 0.0032, 0.0056], np.float32)


@dataclass(frozen=True)
class Stack:
    """What is drawn: a level, then what is seen where it is void."""

    main: Plan
    beneath: tuple[Plan, ...]
    outline: Plan | None  # the street, above a tunnel


def shaded(stack: Stack, mood: Mood, x0: float, y0: float, width: int, height: int) -> Floats:
    """Amounts of light of a picture whose first pixel lies at a point of the map, in cells: (height, width, 3)."""
    light = np.zeros((height, width, 3), np.float32)
    for top in range(0, height, _BAND):
        rows = min(_BAND, height - top)
        x = np.tile((x0 + (np.arange(width) + 0.5) / mood.zoom).astype(np.float32), rows)
        y = np.repeat((y0 + (np.arange(top, top + rows) + 0.5) / mood.zoom).astype(np.float32), width)
        light[top : top + rows] = _points(stack, mood, x, y).reshape(rows, width, 3)
    return light


def _points(stack: Stack, mood: Mood, x: Floats, y: Floats) -> Floats:
    found, there = _level(stack.main, mood, x, y)
    city = stack.main.city
    back = 1 + 5 * mood.day * (0 if mood.ruins else 1)
    left = np.flatnonzero(~there)
    for other in stack.beneath:
        if not len(left):
            return found
        ox, oy = x[left], y[left]
        seen, hit = _level(other, mood, ox, oy)
        lawful = city.levels[other.level].lawful
        border = np.minimum(np.minimum(ox, oy), np.minimum(city.width - ox, city.height - oy))
        edge = np.ones(len(left)) if mood.ruins or lawful else smooth(0, 14 + 34 * mood.far, border)
        f = (0.34 if lawful else (0.85 + 1.1 * mood.far) * (1 - 0.45 * mood.day)) * edge
        grey = seen.mean(1) * (1 - 0.8 * mood.day)
        dimmed = seen * (0.6 + 0.4 * mood.day) + grey[:, None] * np.array([0.3, 0.4, 0.55])
        found[left[hit]] = (_VOID * back + dimmed * f[:, None])[hit]
        left = left[~hit]
    if stack.outline is not None:
        found[left] = _outlined(stack.outline, x[left], y[left])
    else:
        found[left] = 0.004 * back * np.array([0.7, 0.8, 1.4], np.float32)
    return found


def _level(plan: Plan, mood: Mood, x: Floats, y: Floats) -> tuple[Floats, npt.NDArray[np.bool_]]:
    """(light, whether there is anything) of points of one level."""
    w = plan.window
    cx, cy = np.floor(x).astype(np.int64), np.floor(y).astype(np.int64)
    there = (cx >= max(1, w.x)) & (cy >= max(1, w.y))
    there &= (cx < min(plan.city.width - 1, w.x + w.width)) & (cy < min(plan.city.height - 1, w.y + w.height))
    found = np.zeros((len(x), 3), np.float32)
    t = np.where(there, plan.ground[np.where(there, cy - w.y, 0), np.where(there, cx - w.x, 0)], Ground.VOID)
    glass = np.where(there, between(plan.glass, x - w.x, y - w.y), 0)
    wall = glass > plan.rim
    there &= (t != Ground.VOID) | wall
    for kind, part in (
        ("wall", there & wall),
        ("pane", there & ~wall & (t == Ground.GLASS)),
        ("house", there & ~wall & (t == Ground.BUILDING)),
        ("floor", there & ~wall & (t > Ground.GLASS)),
    ):
        if not part.any():
            continue
        if kind == "wall":
            found[part] = _wall(plan, mood, x[part], y[part], glass[part])
        elif kind == "pane":
            found[part] = mood.ambient * (0.05 + 0.16 * mood.day)
        else:
            paint = houses if kind == "house" else floors
            found[part] = paint(plan, mood, x[part], y[part], cx[part], cy[part])
    return found, there


def _wall(plan: Plan, mood: Mood, x: Floats, y: Floats, glass: Floats) -> Floats:
    """The wall of glass: an isoline of the softened cells, so that it is round."""
    dx, dy = x - plan.city.width / 2, y - plan.city.height / 2
    along = np.arctan2(dy, dx) * np.hypot(dx, dy)
    seam = np.abs(along / 3.2 % 1 - 0.5) > 0.485
    edge = np.exp(-(((glass - plan.rim - 0.015) / (0.03 + 0.06 * mood.far)) ** 2))
    core = np.exp(-(((glass - 0.57) / 0.035) ** 2))
    sheen = noise(x * 0.5, y * 0.5, 2) * 0.6 + 0.4 * noise(along * 0.4, glass * 18, 3)
    f = (0.02 + 0.03 * sheen + seam * 0.05 * (1 - mood.far) + edge * 0.42 + core * 0.1) * (1 - 0.55 * mood.day)
    pale = mood.day * (0.5 + 0.5 * sheen + 1.4 * edge + 0.5 * core)
    found: Floats = np.stack([0.16 * f + 0.07 * pale, 0.72 * f + 0.2 * pale, f + 0.26 * pale], 1).astype(np.float32)
    return found


def _outlined(street: Plan, x: Floats, y: Floats) -> Floats:
    """Above a tunnel: the blocks of the street, as lines."""
    height, width = street.ground.shape
    lx = np.clip(np.floor(x).astype(np.int64) - street.window.x, 0, width - 1)
    ly = np.clip(np.floor(y).astype(np.int64) - street.window.y, 0, height - 1)
    fx, fy = x % 1, y % 1
    block = street.block[ly, lx]
    edge = np.zeros(len(x), bool)
    for dx, dy, near in ((-1, 0, fx < 0.12), (1, 0, fx > 0.88), (0, -1, fy < 0.12), (0, 1, fy > 0.88)):
        edge |= near & (street.block[np.clip(ly + dy, 0, height - 1), np.clip(lx + dx, 0, width - 1)] != block)
    found = np.tile(_VOID, (len(x), 1))
    found[street.ground[ly, lx] == Ground.STREET] = (0.006, 0.008, 0.014)
    found[(block >= 0) & edge] = (0.02, 0.025, 0.045)
    return found


def spark(light: Floats, plan: Plan, lamps: Lamps, mood: Mood, x0: float, y0: float) -> None:
    """Heads of lamps."""
    zoom, w = mood.zoom, plan.window
    head, burn = float(smooth(2.5, 9, zoom)), 1 - 0.94 * mood.day
    height, width = light.shape[:2]
    sx, sy = (lamps.x + 0.5 + w.x - x0) * zoom, (lamps.y + 0.5 + w.y - y0) * zoom
    near = (sx > -20) & (sy > -20) & (sx < width + 20) & (sy < height + 20)
    for n in np.flatnonzero(near).tolist():
        gain = float(lamps.gain[n]) * burn
        spot(light, sx[n], sy[n], max(1.6, zoom * 0.3), lamps.colour[n], 2.2 * gain * (0.25 + 0.75 * head))
        if head > 0:
            spot(light, sx[n], sy[n], max(3.0, zoom * 0.9), lamps.colour[n], 0.25 * gain * head)


def _blurred(values: Floats, r: int) -> Floats:
    """A box blur, twice, which is nearly a bell."""
    for axis in (0, 1, 0, 1):
        wide = [(r + 1, r) if a == axis else (0, 0) for a in range(3)]
        sums = np.cumsum(np.pad(values, wide, mode="edge"), axis=axis, dtype=np.float64)
        n = 2 * r + 1
        upper, lower = [slice(None)] * 3, [slice(None)] * 3
        upper[axis], lower[axis] = slice(n, None), slice(0, -n)
        values = ((sums[tuple(upper)] - sums[tuple(lower)]) / n).astype(np.float32)
    return values


def toned(light: Floats, mood: Mood, x0: float, y0: float) -> npt.NDArray[np.uint8]:
    """From amounts of light to colours: bloom, haze, a film-like curve."""
    height, width = light.shape[:2]
    rows, columns = -(-height // _SHRINK), -(-width // _SHRINK)
    padded = np.pad(np.clip(light, 0, 3) - 0.22, ((0, rows * _SHRINK - height), (0, columns * _SHRINK - width), (0, 0)))
    bright = np.maximum(padded, 0).reshape(rows, _SHRINK, columns, _SHRINK, 3).mean((1, 3), dtype=np.float32)
    glow = _blurred(bright, 2) * 0.65 + _blurred(bright, 7) * 0.75
    y, x = np.arange(height) / _SHRINK + 0.125, np.arange(width) / _SHRINK + 0.125
    wide = _stretched(_stretched(glow, y, 0), x, 1)
    found = light + wide * (1 - 0.8 * mood.day) * (1 + 0.7 * mood.ash)
    if mood.ash > 0:
        cx = np.tile((x0 + np.arange(width) / mood.zoom).astype(np.float32), height)
        cy = np.repeat((y0 + np.arange(height) / mood.zoom).astype(np.float32), width)
        cloud = 0.55 + 0.9 * noise(cx * 0.05, cy * 0.08, 91) * (0.6 + 0.4 * noise(cx * 0.21, cy * 0.3, 92))
        haze = (0.42 * mood.ash * cloud).reshape(height, width, 1)
        found = found * (1 - haze) + haze * _HAZE * (0.35 + 1.15 * mood.day)
    v = np.clip(found * (1.02 if mood.day > 0.6 else 1.5 - 0.8 * mood.day), 0, 4)
    film = np.clip(v * (2.51 * v + 0.03) / (v * (2.43 * v + 0.59) + 0.14), 0, 1)
    colours: npt.NDArray[np.uint8] = np.round(255 * film ** (1 / 2.2)).astype(np.uint8)
    return colours


def _stretched(values: Floats, at: npt.NDArray[np.float64], axis: int) -> Floats:
    """Values of a small picture along one axis, between its rows or columns."""
    at = np.clip(at - 0.5, 0, values.shape[axis] - 1)
    low = np.minimum(at.astype(np.int64), values.shape[axis] - 2) if values.shape[axis] > 1 else np.zeros(len(at), int)
    high = np.minimum(low + 1, values.shape[axis] - 1)
    share = (at - low).astype(np.float32).reshape((-1, 1, 1) if axis == 0 else (1, -1, 1))
    found: Floats = values.take(low, axis) * (1 - share) + values.take(high, axis) * share
    return found


def below_ground(mood: Mood) -> Mood:
    """The mood where there is no sky."""
    return replace(mood, day=0.0, wet=0.0, ash=0.0)
