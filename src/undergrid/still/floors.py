"""The colour of points of ground: paving, the light that falls on it, what wet streets mirror."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from undergrid.city.city import Ground
from undergrid.still.ground import SOUTH, Plan
from undergrid.still.houses import windows
from undergrid.still.mood import Mood
from undergrid.still.noise import Floats, noise, smooth
from undergrid.still.palette import ALBEDO, EDGE

Ints = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]
_WET = (Ground.STREET, Ground.PLAZA, Ground.ALLEY, Ground.NEON)
_KERBED = (Ground.BUILDING, Ground.ALLEY, Ground.PLAZA, Ground.GLASS)


def between(values: Floats, x: Floats, y: Floats) -> Floats:
    """Values of cells at points between them; `values` is (rows, columns) or has colours besides."""
    height, width = values.shape[:2]
    ix = np.clip(np.floor(x - 0.5), 0, width - 2).astype(np.int64)
    iy = np.clip(np.floor(y - 0.5), 0, height - 2).astype(np.int64)
    tx, ty = np.clip(x - 0.5 - ix, 0, 1), np.clip(y - 0.5 - iy, 0, 1)
    if values.ndim == 3:
        tx, ty = tx[:, None], ty[:, None]
    top = values[iy, ix] * (1 - tx) + values[iy, ix + 1] * tx
    low = values[iy + 1, ix] * (1 - tx) + values[iy + 1, ix + 1] * tx
    found: Floats = (top * (1 - ty) + low * ty).astype(np.float32)
    return found


def floors(plan: Plan, mood: Mood, x: Floats, y: Floats, cx: Ints, cy: Ints) -> Floats:
    """The light that comes from points of ground: (n, 3)."""
    lx, ly = cx - plan.window.x, cy - plan.window.y
    t = plan.ground[ly, lx].astype(np.int64)
    fine = noise(x * 9, y * 9, t + 3)
    grain = 0.78 + 0.3 * noise(x * 2.1, y * 2.1, t) + 0.16 * fine
    made = ALBEDO[t] * grain[:, None]
    shines = np.zeros_like(made)
    _pave(plan, mood, (x, y, cx, cy), t, fine, made)
    px, py = x - plan.window.x, y - plan.window.y
    _waters(plan, mood, x, y, t, shines)
    lamp = between(plan.light, px, py)
    shut = (1 - 0.62 * between(plan.solid, px, py))[:, None]
    shadow = _shadow(plan, px, py)[:, None] if mood.sun > 0 else np.ones((len(x), 1))
    sun = mood.sun * shadow * np.array([1, 1, 0.8])
    strength = mood.lamps * (3.4 - 1.3 * mood.far) * (0.6 + 0.4 * shut)
    found = made * ((mood.ambient + sun) * shut + lamp * strength) + shines
    wet = np.isin(t, _WET)
    if mood.wet > 0 and mood.day < 0.6 and wet.any():
        puddle = smooth(0.25, 0.75, noise(x[wet] * 0.55, y[wet] * 0.55, 61) * 0.75 + fine[wet] * 0.25)
        sheen = mood.wet * (0.25 + 0.75 * puddle)
        glint = sheen * puddle * 0.1 * mood.lamps
        found[wet] += _mirrored(plan, mood, (x[wet], y[wet], lx[wet], ly[wet]), sheen)
        found[wet] += lamp[wet] ** 2 * glint[:, None]
    done: Floats = found.astype(np.float32)
    return done


def _mirrored(plan: Plan, mood: Mood, at: tuple[Floats, Floats, Ints, Ints], sheen: Floats) -> Floats:
    """What the wet street mirrors of the front north of it."""
    x, y, lx, ly = at
    blocks = plan.blocks
    found = np.zeros((len(x), 3), np.float32)
    open_ = np.ones(len(x), bool)
    for d in range(1, 5):
        row = ly - d
        open_ &= row >= 0
        t = plan.ground[np.maximum(row, 0), lx]
        b = plan.block[np.maximum(row, 0), lx].astype(np.int64)
        hits = open_ & (t == Ground.BUILDING) & (b >= 0) & ~blocks.ruin[np.maximum(b, 0)]
        if hits.any():
            one, here = b[hits], y[hits]
            away = here - (row[hits] + plan.window.y + 1)
            jitter = (noise(x[hits] * 3, here * 2.2, 71) - 0.5) * (0.25 + away * 0.3)
            f = sheen[hits] * np.exp(-away * 0.55) * 0.5
            u = x[hits] - blocks.x[one] + jitter
            found[hits] = windows(blocks, one, u, away * 0.75, min(mood.zoom, 12), f)
            glow = blocks.glow[one] * np.exp(-(((away - blocks.front[one] * 1.1) / 0.5) ** 2)) * 0.5 * f
            found[hits] += EDGE[blocks.use[one]] * np.where(blocks.sides[one] & SOUTH, glow, 0)[:, None]
        open_ &= t > Ground.GLASS
    return found


def _shadow(plan: Plan, px: Floats, py: Floats) -> Floats:
    height, width = plan.ground.shape
    found = np.ones(len(px), np.float32)
    for s in range(1, 9):
        sy = np.clip(py + s * 0.3, 0, height - 1).astype(np.int64)
        sx = np.clip(px + s * 0.42, 0, width - 1).astype(np.int64)
        b = plan.block[sy, sx]
        tall = np.where(b >= 0, plan.blocks.tall[np.maximum(b, 0)], 1.4)
        found[(plan.ground[sy, sx] == Ground.BUILDING) & (s * 0.52 < tall * 1.3)] = 0.3
    return found


def _pave(plan: Plan, mood: Mood, at: tuple[Floats, Floats, Ints, Ints], t: Ints, fine: Floats, made: Floats) -> None:
    """The pattern of each kind of ground."""
    x, y, cx, cy = at
    fx, fy = x - cx, y - cy
    street = (t == Ground.STREET) | (t == Ground.NEON)
    _kerbs(plan, at, street, made)
    if mood.ruins:
        worn = (0.6 + 0.7 * noise(x * 0.8, y * 0.8, 21))[:, None] * np.array([0.058, 0.054, 0.052])
        made[street] = (made * 0.6 + worn)[street]
    plaza = t == Ground.PLAZA
    tiles = np.where((cx + cy) & 1, 0.9, 1.05) * np.where((fx < 0.05) | (fy < 0.05), 0.6, 1)
    made[plaza] *= tiles[plaza, None]
    tree = plaza & (cx % 5 == 0) & (cy % 5 == 0) & (np.hypot(fx - 0.5, fy - 0.5) < 0.48) & (not mood.ruins)
    leaf = np.stack([np.full(len(x), 0.02), 0.06 + 0.05 * fine, np.full(len(x), 0.025)], 1)
    made[tree] = (leaf + np.array([0.05, 0.1, 0.03]) * mood.day)[tree]
    rubble = t == Ground.RUBBLE
    heap, stone = noise(x * 1.5, y * 1.5, 31), noise(x * 4.6, y * 4.6, 32)
    made[rubble] *= (0.3 + 0.95 * heap * (0.5 + stone))[rubble, None]
    made[rubble & (stone > 0.74)] += 0.035
    waste = t == Ground.WASTE
    if waste.any():
        wx, wy = x[waste], y[waste]
        made[waste] *= (0.45 + noise(wx * 0.35, wy * 0.5, 51) * 0.7 + noise(wx * 1.4, wy * 2.2, 52) * 0.4)[:, None]
        tuft = noise(wx * 0.12, wy * 0.12, 53) + 0.12 * (noise(wx * 0.9, wy * 0.9, 54) - 0.5)
        grass = smooth(0.48, 0.7, tuft) * (0.15 if mood.ruins else 0.75)
        made[waste] *= 1 - grass[:, None] * np.array([0.6, 0.1, 0.66], np.float32)
    grid = ((t == Ground.TUNNEL) | (t == Ground.SCAFFOLD)) & ((fx < 0.06) | (fy < 0.06))
    made[grid] *= 0.55
    wreck = t == Ground.WRECK
    d = np.maximum(np.abs(fx - 0.5), np.abs(fy - 0.5))
    made[wreck] *= np.where(d < 0.4, 1.4 - d, 0.4)[wreck, None]


def _kerbs(plan: Plan, at: tuple[Floats, Floats, Ints, Ints], street: Mask, made: Floats) -> None:
    x, y, cx, cy = at
    height, width = plan.ground.shape
    kerbed = np.isin(plan.ground, _KERBED)
    lx, ly = cx - plan.window.x, cy - plan.window.y
    fx, fy = x - cx, y - cy
    e = np.ones(len(x))
    for dx, dy, away in ((-1, 0, fx), (1, 0, 1 - fx), (0, -1, fy), (0, 1, 1 - fy)):
        beside = kerbed[np.clip(ly + dy, 0, height - 1), np.clip(lx + dx, 0, width - 1)]
        e = np.where(beside, np.minimum(e, away), e)
    walk, gutter = street & (e < 0.3), street & (e >= 0.3) & (e < 0.34)
    made[walk] = made[walk] * 1.5 + 0.01
    made[gutter] *= 0.5


def _waters(plan: Plan, mood: Mood, x: Floats, y: Floats, t: Ints, shines: Floats) -> None:
    """What water and seeping walls mirror of the light around them."""
    for ground, tint, seed in ((Ground.WATER, (0.06, 0.06, 0.06), 41), (Ground.SEEP, (0.05, 0.06, 0.07), 55)):
        here = t == ground
        if not here.any():
            continue
        hx, hy = x[here], y[here]
        wave = noise(hx * 1.2 + noise(hx, hy, 9) * 2, hy * 4.5, seed)
        lit = between(plan.light, hx - plan.window.x + (wave - 0.5) * 1.6, hy - plan.window.y - 1.2 + wave)
        shines[here] += lit * np.array(tint, np.float32)
        if ground == Ground.WATER:
            glint = np.where(wave > 0.78, 0.01 + 0.05 * mood.day, 0)
            shines[here] += glint[:, None] * np.array([1, 1.6, 2.4], np.float32)
