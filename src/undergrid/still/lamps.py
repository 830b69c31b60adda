"""The light on the ground of a level: lamps, neon, fronts, fires; cut by walls."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from undergrid.city.city import Building, Ground, Use
from undergrid.still.ground import EAST, NORTH, SOUTH, WEST, Plan
from undergrid.still.noise import Floats, Rgb, mixed
from undergrid.still.palette import DREAM, EDGE, FIRE, SIGNS, WINDOW, is_ruin, lamp_of

_NEON_FADES = (0.3, 0.11, 0.04)  # by cells from the edge
_FRONT_FADES = (0.5, 0.24, 0.1)
_DREAM_FADES = (0.6, 0.26, 0.1)


@dataclass
class Lamps:
    """Lamps of a window: where they hang (in cells of the window), their light, how far it goes."""

    x: npt.NDArray[np.int64]
    y: npt.NDArray[np.int64]
    colour: Floats  # (n, 3)
    gain: Floats
    share: Floats  # of the gain that falls on the ground


def hang(plan: Plan, dark: npt.NDArray[np.uint8]) -> Lamps:
    """Lamps along kerbs, on squares, in tunnels and on the wall. `dark`: bits of the cells whose lamps are out."""
    g, w = plan.ground, plan.window
    inner = np.zeros(g.shape, bool)
    inner[2:-2, 2:-2] = True
    yy, xx = np.nonzero(inner & np.isin(g, (Ground.STREET, Ground.PLAZA, Ground.TUNNEL, Ground.NEON, Ground.WALKWAY)))
    x, y, t = xx + w.x, yy + w.y, g[yy, xx]
    kinds = [district.kind for district in plan.city.districts]
    ruin = np.array([is_ruin(kind) for kind in kinds], bool)
    edge_kind = np.array([kind == "edge" for kind in kinds], bool)
    cells = plan.level * plan.city.area + y * plan.city.width + x
    district = np.asarray(plan.city.district_of[cells], np.int64)
    beside = [g[yy, xx - 1], g[yy, xx + 1], g[yy - 1, xx], g[yy + 1, xx]]
    edge = (beside[0] != t) | (beside[1] != t) | (beside[2] != t) | (beside[3] != t)
    kerb = edge & ((x + y * 3) % 7 == 0) & (mixed(x, y, 4) < 0.62)
    square = (x % 6 == 2) & (y % 6 == 2)
    street = np.isin(t, (Ground.STREET, Ground.PLAZA, Ground.TUNNEL)) & ~ruin[district]
    street &= np.where(t == Ground.PLAZA, square, kerb) & ~(edge_kind[district] & (mixed(x, y, 8) < 0.3))
    sign = (t == Ground.NEON) & (mixed(x, y, 14) < 0.16)
    wall = (t == Ground.WALKWAY) & ((x * 7 + y * 5) % 19 == 0)
    burns = street | sign | wall
    if len(dark):
        burns &= (dark[cells >> 3] >> (7 - (cells & 7))) & 1 == 0
    colours = np.array([lamp_of(kind) for kind in kinds], np.float32)[district]
    colours[sign] = np.array(SIGNS, np.float32)[(mixed(x, y, 15) * 4).astype(int)[sign]]
    colours[wall] = lamp_of("wall")
    gain = np.where(t == Ground.TUNNEL, 0.5, 1.0) * (0.7 + 0.5 * mixed(x, y, 2))
    gain = np.where(sign, 0.8, np.where(wall, 0.6, gain)).astype(np.float32)
    share = np.where(t == Ground.PLAZA, 0.7, 1.0).astype(np.float32)
    return Lamps(xx[burns], yy[burns], colours[burns], gain[burns], share[burns])


def relight(plan: Plan, lamps: Lamps, fires: npt.NDArray[np.int64]) -> None:
    """Work out the light on the ground of a plan. `fires`: the cells that burn."""
    plan.light[:] = 0
    opaque = plan.ground <= Ground.GLASS
    _pour(plan.light, opaque, lamps.x, lamps.y, 6.5, lamps.colour * (lamps.gain * lamps.share)[:, None])
    blocks, w = plan.blocks, plan.window
    doors = []
    for row, building in plan.buildings():
        colour = EDGE[building.use] * blocks.glow[row]
        for side in (NORTH, EAST, SOUTH, WEST):
            if blocks.glow[row] > 0 and blocks.sides[row] & side:
                _along(plan, building, side, colour, _NEON_FADES)
        if not blocks.ruin[row]:
            _along(plan, building, SOUTH, WINDOW[building.use] * blocks.awake[row] * 0.75, _FRONT_FADES)
            _along(plan, building, SOUTH, DREAM * blocks.dream[row] * 0.5, _DREAM_FADES)
            if building.use != Use.DISUSED:
                doors.append((building.door, WINDOW[building.use] * 0.35))
    sources = [(cell, colour, 3.0) for cell, colour in doors]
    sources += [(int(cell), np.array(FIRE, np.float32) * 4.2, 22.0) for cell in fires.tolist()]
    for reach in (3.0, 22.0):
        mine = [(cell % plan.city.area, colour) for cell, colour, r in sources if r == reach and _on(plan, cell)]
        if mine:
            cells = np.array([cell for cell, _ in mine])
            x, y = cells % plan.city.width - w.x, cells // plan.city.width - w.y
            _pour(plan.light, opaque, x, y, reach, np.array([colour for _, colour in mine], np.float32))


def _on(plan: Plan, cell: int) -> bool:
    return cell // plan.city.area == plan.level


def _along(plan: Plan, one: Building, side: int, colour: Floats, fades: tuple[float, ...]) -> None:
    """Light on the cells that lie beside one side of a building."""
    height, width = plan.ground.shape
    x0, y0 = one.x - plan.window.x, one.y - plan.window.y
    for away, fade in enumerate(fades):
        rows, columns = slice(max(0, y0), max(0, y0 + one.height)), slice(max(0, x0), max(0, x0 + one.width))
        if side in (NORTH, SOUTH):
            row = y0 - 1 - away if side == NORTH else y0 + one.height + away
            rows = slice(row, row + 1) if 0 <= row < height else slice(0, 0)
        else:
            column = x0 - 1 - away if side == WEST else x0 + one.width + away
            columns = slice(column, column + 1) if 0 <= column < width else slice(0, 0)
        free = 1 - plan.solid[rows, columns]
        plan.light[rows, columns] += free[..., None] * colour * np.float32(fade)


def _pour(
    light: Floats, opaque: npt.NDArray[np.bool_], x: npt.NDArray[np.int64], y: npt.NDArray[np.int64],
    reach: float, colour: Floats,
) -> None:  # fmt: skip
    """Light from many points at once, cut by walls: offset by offset, all points together."""
    height, width = opaque.shape
    far = int(reach)
    for dy in range(-far, far + 1):
        for dx in range(-far, far + 1):
            d = float(np.hypot(dx, dy))
            if d > reach:
                continue
            tx, ty = x + dx, y + dy
            sees = (tx >= 0) & (ty >= 0) & (tx < width) & (ty < height)
            if not sees.any():
                continue
            n = max(abs(dx), abs(dy))
            for step in range(1, n):
                sx = np.clip(x + round(dx * step / n), 0, width - 1)
                sy = np.clip(y + round(dy * step / n), 0, height - 1)
                sees &= ~opaque[sy, sx]
            f = np.float32((1 - d / reach) ** 2 / (1 + 0.1 * d * d))
            np.add.at(light, (ty[sees], tx[sees]), colour[sees] * f)


def spot(light: Floats, x: float, y: float, r: float, colour: Rgb | Floats, gain: float) -> None:
    """A round light on a picture, in px."""
    height, width = light.shape[:2]
    x0, x1 = max(0, int(x - r)), min(width, int(x + r) + 2)
    y0, y1 = max(0, int(y - r)), min(height, int(y + r) + 2)
    if x0 >= x1 or y0 >= y1:
        return
    dx, dy = np.arange(x0, x1) + 0.5 - x, np.arange(y0, y1) + 0.5 - y
    d = np.sqrt(dx[None] ** 2 + dy[:, None] ** 2) / r
    f = gain * np.clip(1 - d, 0, 1) ** 3
    light[y0:y1, x0:x1] += f[..., None].astype(np.float32) * np.asarray(colour, np.float32)
