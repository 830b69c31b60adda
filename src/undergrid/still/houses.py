"""The colour of points of buildings: fronts with windows, roofs that tell what they are for, neon along the edges."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from undergrid.city.city import Use
from undergrid.still.ground import EAST, NORTH, SOUTH, WEST, Blocks, Plan
from undergrid.still.mood import Mood
from undergrid.still.noise import Floats, mixed, noise, smooth
from undergrid.still.palette import DREAM, EDGE, ROOF, WINDOW

Ints = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]


class Points:
    """Points of buildings as columns: where they lie, of which building, what they are made of, what shines there."""

    def __init__(self, plan: Plan, x: Floats, y: Floats, cx: Ints, cy: Ints) -> None:
        blocks = plan.blocks
        local = (cy - plan.window.y, cx - plan.window.x)
        self.x, self.y = x, y
        row = plan.block[local].astype(np.int64)
        self.named = row >= 0
        self.b = np.where(self.named, row, 0)
        self.use = np.where(self.named, blocks.use[self.b], Use.DISUSED)
        self.ruin = np.where(self.named, blocks.ruin[self.b], blocks.in_ruins)
        self.awake = np.where(self.named, blocks.awake[self.b], 0).astype(np.float32)
        self.dream = np.where(self.named, blocks.dream[self.b], 0).astype(np.float32)
        self.u, self.v = x - blocks.x[self.b], y - blocks.y[self.b]
        fx, fy = x - cx, y - cy
        self.north, self.west = plan.north[local] + fy, plan.west[local] + fx
        self.east, self.south = plan.east[local] + 1 - fx, plan.south[local] + 1 - fy
        self.front = np.where(self.named, blocks.front[self.b], 0.5).astype(np.float32)
        self.made = ROOF[self.use]  # (n, 3), of what it is made
        self.shines = np.zeros((len(x), 3), np.float32)

    def shine(self, where: Mask, colour: Floats, how_much: npt.NDArray[np.floating[Any]]) -> None:
        self.shines[where] += (colour * np.broadcast_to(how_much, where.shape)[..., None])[where]


def houses(plan: Plan, mood: Mood, x: Floats, y: Floats, cx: Ints, cy: Ints) -> Floats:
    """The light that comes from points of buildings: (n, 3)."""
    p = Points(plan, x, y, cx, cy)
    front = p.south < p.front
    _roofs(p, plan.blocks, mood, ~front)
    fades = np.where(front, 0.55 - 0.2 * p.south / np.maximum(p.front, 1e-3), 1).astype(np.float32)
    p.made = p.made * fades[:, None]
    _fronts(p, plan.blocks, mood, front)
    _neon(p, plan.blocks, mood)
    tone = np.ones(len(x), np.float32)
    if mood.day > 0 and not mood.ruins:
        tone = np.where(front, 1 - 0.3 * mood.day, 1 + 0.25 * mood.day).astype(np.float32)
        p.made = p.made * (1 + 1.5 * mood.day) + np.array([0.035, 0.033, 0.03], np.float32) * mood.day
    lit = mood.sun * 0.55 * np.where(front, 0.25, 1.0)[:, None] * np.array([1, 1, 0.82])
    found: Floats = (p.made * tone[:, None] * (mood.ambient + lit) + p.shines).astype(np.float32)
    return found


def windows(
    blocks: Blocks, b: Ints, u: Floats, t: Floats, zoom: float, spread: Floats | float,
) -> Floats:  # fmt: skip
    """Windows at `u` along a front and `t` up it; far away their mean takes the place of the pattern."""
    k = float(smooth(3.2, 5.5, zoom))
    column, row = np.floor(u / 0.5), np.floor(t / 0.42)
    fu, ft = u / 0.5 - column, t / 0.42 - row
    pane = (fu > 0.2) & (fu < 0.82) & (ft > 0.22) & (ft < 0.86)
    awake, dream = blocks.awake[b], blocks.dream[b]
    on = mixed(column + blocks.x[b] * 31, row + blocks.y[b] * 17, b) < awake
    dreams = ~on & (mixed(column, row, b + 77) < dream * 0.8)
    strength = pane * (0.65 + 0.7 * mixed(column, row, 5))
    lit = (k * on * strength + (1 - k) * 0.36 * awake) * 1.5 * spread
    dim = (k * dreams * strength + (1 - k) * 0.36 * dream) * 0.5 * spread
    colour = WINDOW[blocks.use[b]] * lit[:, None]
    colour[:, 2] *= 0.75 + 0.5 * mixed(column, row, b + 3)
    found: Floats = (colour + DREAM * dim[:, None]).astype(np.float32)
    return found


def _fronts(p: Points, blocks: Blocks, mood: Mood, front: Mask) -> None:
    lit = front & p.named & ~p.ruin
    p.shines[lit] += windows(blocks, p.b[lit], p.u[lit], p.south[lit], mood.zoom, 1 - 0.9 * mood.day)
    sill = lit & (p.south < 0.16)
    p.shine(sill, WINDOW[p.use], p.awake * 0.5 * (1 - mood.day))
    column = np.floor(p.u / 0.9)
    part = p.u / 0.9 - column
    slit = front & p.ruin & (p.awake > 0) & (mixed(column, p.b, 4) < 0.3) & (part > 0.3) & (part < 0.6)
    slit &= (p.south > 0.2) & (p.south < 0.5)
    p.shine(slit, np.array([0.6, 0.33, 0.11], np.float32), np.ones(len(p.x), np.float32))


def _roofs(p: Points, blocks: Blocks, mood: Mood, roof: Mask) -> None:
    ruin = np.array([0.034, 0.036, 0.044], np.float32) + np.array([0.03, 0.026, 0.02], np.float32) * mood.day
    made = np.where(p.ruin[:, None], ruin, p.made * 1.25)
    p.made = np.where(roof[:, None], made, p.made)
    k = float(smooth(4, 7, mood.zoom))
    _forms(p, blocks, k, roof & p.named & ~p.ruin)
    p.shines *= 1 - 0.85 * mood.day
    rim = np.minimum(np.minimum(p.north, p.west), p.east)
    edge = roof & ((rim < 0.14) | (p.south - p.front < 0.12))
    p.made[edge] = p.made[edge] * np.where(p.ruin[edge], 2.6, 1.7)[:, None] + 0.012
    broken = roof & p.ruin
    n = noise(p.x[broken] * 1.9, p.y[broken] * 1.9, 3)
    p.made[broken] *= ((0.45 + 0.9 * n) * np.where(n < 0.28, 0.3, 1))[:, None]


def _forms(p: Points, blocks: Blocks, k: float, where: Mask) -> None:
    """What the roof of each use looks like."""
    big = (blocks.width[p.b] > 3) & (blocks.height[p.b] > 3)
    scale = np.ones(len(p.x), np.float32)
    _cots(p, k, where & (p.use == Use.PODS), scale)
    vats = where & big & (p.use == Use.VATS)
    d = np.hypot((p.u / 2.6 % 1 - 0.5) * 2.6, (p.v / 2.6 % 1 - 0.5) * 2.6)
    fill = np.where(d < 0.95, 0.14 + 0.1 * noise(p.u * 3, p.v * 3, p.b), 0)
    ring = np.exp(-(((d - 0.95) / 0.1) ** 2))
    p.shine(vats, EDGE[Use.VATS], (k * (ring * 0.45 + fill) + (1 - k) * 0.16) * (0.4 + 0.6 * p.awake) * 0.65)
    scale[vats & (d > 0.95) & (d < 1.2)] *= 1.6
    farm = where & big & (p.use == Use.FARM)
    f = p.v / 0.9 % 1
    bed = (f > 0.28) & (f < 0.62) & (p.u > 0.7) & (p.u < blocks.width[p.b] - 0.7)
    part = mixed(np.floor(p.u * 0.9), np.floor(p.v / 0.9), p.b)
    p.shine(farm, EDGE[Use.FARM], k * bed * (0.08 + 0.24 * part) + (1 - k) * 0.08)
    stacks = where & big & (p.use == Use.RECLAMATION)
    for n in (1, 2, 3):
        d = np.hypot(p.u - blocks.width[p.b] * n / 4, p.v - blocks.height[p.b] * 0.38)
        p.shine(stacks, EDGE[Use.RECLAMATION], (np.exp(-d * d * 2.2) * 1.3 + (d < 0.45) * 1.1) * 0.7)
        scale[stacks & (d < 0.8) & (d > 0.5)] *= 2
    pads = where & big & (p.use == Use.STATION)
    x, y = np.abs(p.u - blocks.width[p.b] / 2), np.abs(p.v - blocks.height[p.b] * 0.4)
    letter = ((x > 0.45) & (x < 0.62) & (y < 0.7)) | ((y < 0.09) & (x < 0.5))
    p.shine(pads, EDGE[Use.STATION], letter * 0.35 + np.exp(-(((np.hypot(x, y) - 1.25) / 0.08) ** 2)) * 0.3)
    _panels(p, k, where & (p.use == Use.OFFICES), scale)
    holes = where & np.isin(p.use, (Use.DISUSED, Use.REFUGE))
    scale[holes & (noise(p.u * 1.3 + p.b, p.v * 1.3, 11) > 0.64)] *= 0.35
    patch = mixed(np.floor(p.u * 0.75), np.floor(p.v * 0.75), p.b)
    scale[where] *= (1 + (-0.14 + 0.28 * patch) * smooth(0, 0.2, k))[where]
    p.made = p.made * scale[:, None]


def _cots(p: Points, k: float, where: Mask, scale: Floats) -> None:
    a, c = np.floor(p.u), np.floor(p.v / 0.62)
    fu, fv = p.u - a, p.v / 0.62 - c
    on = mixed(a + 7, c + 3, p.b) < p.dream * 0.62
    cot = (fu > 0.2) & (fu < 0.8) & (fv > 0.3) & (fv < 0.72)
    f = k * cot * np.where(on, 0.55 + 0.45 * mixed(a, c, p.b + 9), 0.03) + (1 - k) * 0.25 * p.dream * 0.62
    p.shine(where, DREAM, f * 0.3)
    if k > 0.5:
        scale[where & cot] *= 0.7


def _panels(p: Points, k: float, where: Mask, scale: Floats) -> None:
    a, c = np.floor(p.u / 1.3), np.floor(p.v / 1.3)
    fu, fv = p.u / 1.3 - a, p.v / 1.3 - c
    joint = where & ((fu < 0.05) | (fv < 0.05))
    scale[joint] *= 1 + 0.8 * k
    p.shine(joint, EDGE[Use.OFFICES], np.full(len(p.x), 0.01 * k, np.float32))
    pane = where & (mixed(a, c, p.b) < 0.35) & (fu > 0.25) & (fu < 0.75) & (fv > 0.25) & (fv < 0.75)
    scale[pane] *= 1.5
    p.shine(pane, WINDOW[Use.OFFICES], 0.06 * p.awake * k)


def _neon(p: Points, blocks: Blocks, mood: Mood) -> None:
    """Neon along the edges: bright far away, where it draws the city; dimmer near by, where people matter."""
    sides = np.where(p.named, blocks.sides[p.b], 0)
    d = np.full(len(p.x), 9.0)
    for side, away in ((NORTH, p.north), (EAST, p.east), (WEST, p.west)):
        d = np.where(sides & side, np.minimum(d, away), d)
    low = (sides & SOUTH > 0) & (p.south > p.front - 0.2)
    d = np.where(low, np.minimum(d, np.abs(p.south - p.front)), d)
    near = p.named & (d <= 3) & (blocks.glow[p.b] > 0)
    core = np.exp(-(((d - 0.09) / max(0.055, 0.62 / mood.zoom)) ** 2))
    gain = blocks.glow[p.b] * (1 - 0.9 * mood.day) * (1 - 0.55 * mood.far) * (1 - 0.42 * mood.near)
    p.shine(near, EDGE[p.use], gain * (core * 1.25 + np.exp(-d * 2.6) * 0.1))
    p.shine(near, np.ones(3, np.float32), core * gain * 0.08)
