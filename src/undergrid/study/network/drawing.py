"""Pictures of networks: what fell in which round, and curves of what is left. Drawn twice as large, then averaged."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from undergrid.city.networks.network import Network
from undergrid.core.jit import kernel
from undergrid.study.network.layout import places
from undergrid.world.network.flow import FlowCascade

U8 = npt.NDArray[np.uint8]
I32 = npt.NDArray[np.int32]
F64 = npt.NDArray[np.float64]
Colour = tuple[int, int, int]

SIDE = 1000
"""Pixels along a side of a picture."""

_FINE = 2
_MARGIN = 0.05
_GROUND, _GRID, _FRAME = (6, 7, 11), (28, 31, 40), (70, 78, 96)
_STANDS, _AT_FIRST, _CORE, _DARK = (84, 112, 150), (255, 255, 255), (90, 240, 240), (78, 78, 82)
_EARLY, _LATE = np.array([255.0, 226.0, 90.0]), np.array([205.0, 30.0, 60.0])
_GLYPHS = {
    "0": "755557", "1": "262227", "2": "717447", "3": "717117", "4": "557111", "5": "747117", "6": "747557",
    "7": "711244", "8": "757557", "9": "757117", "%": "514245",
}  # fmt: skip
"""Three bits a row, from above."""


def draw_wires(network: Network, cascade: FlowCascade) -> U8:
    """(side, side, 3) u8 a cascade of flows.

    Wires that stand are blue, those lost at first white, those that tripped yellow in the first round to red in the
    last; nodes without the power they want are grey.
    """
    flow = cascade.flows[-1]
    without = (cascade.grid.load_w > 0) & (flow.served == 0)
    state = np.where(cascade.node_on == 0, 0, -1).astype(np.int32)
    return _drawn(network, cascade.lost, state, without)


def draw_nodes(network: Network, failed: I32) -> U8:
    """(side, side, 3) u8 a cascade of nodes: blue what stands, white what was lost at first, then yellow to red."""
    ends = np.stack([failed[network.a], failed[network.b]])
    lost = np.where((ends < 0).all(axis=0), -1, np.where(ends < 0, np.iinfo(np.int32).max, ends).min(axis=0))
    return _drawn(network, lost.astype(np.int32), failed, np.zeros(network.n, dtype=bool))


def _drawn(network: Network, lost: I32, failed: I32, without: npt.NDArray[np.bool_]) -> U8:
    image = _canvas()
    at = (_MARGIN + (1 - 2 * _MARGIN) * places(network)) * SIDE * _FINE
    rounds = max(int(lost.max(initial=0)), int(failed.max(initial=0)))
    thick = 3.0 if network.n <= 5000 else 1.5
    order = np.argsort(np.where(lost < 0, np.iinfo(np.int32).max, lost), kind="stable")[::-1]  # the first on top
    wires = np.concatenate([at[network.a[order]], at[network.b[order]]], axis=1)
    _lines(image, wires, np.where(lost[order] < 0, thick, thick + 1.5), _colours(lost[order], rounds))
    size = 4.0 + 120 / np.sqrt(network.n)
    dots = np.where(without[:, None] & (failed[:, None] < 0), np.array(_DARK), _colours(failed, rounds)).astype(
        np.uint8
    )
    _dots(image, at, np.full(network.n, size), dots)
    if network.core >= 0:
        _dots(image, at[[network.core]], np.array([2 * size]), np.array([_CORE], dtype=np.uint8))
    return _finished(image)


def _colours(fell: I32, rounds: int) -> U8:
    """(n, 3) u8 by the round in which each fell, -1 for never."""
    share = ((fell - 1.0) / max(1, rounds - 1)).clip(0, 1)[:, None]
    found = _EARLY + (_LATE - _EARLY) * share
    found[fell == 0], found[fell < 0] = _AT_FIRST, _STANDS
    return found.astype(np.uint8)


def plot(largest: F64, with_core: F64 | None) -> U8:
    """(side, side, 3) u8 shares that are left, (n + 1,) each, over the share removed, in tenths.

    The largest part is white, what has a path to the Core light blue; grey lines lie at 5 and 1 %.
    """
    image, whole = _canvas(), SIDE * _FINE
    low, high = 0.1 * whole, 0.95 * whole

    def x_of(share: F64) -> F64:
        return low + share * (high - low)

    def y_of(share: F64) -> F64:
        return whole - x_of(share)

    def curve(x: F64, y: F64, colour: Colour, thick: float) -> None:
        ends = np.column_stack([x_of(x[:-1]), y_of(y[:-1]), x_of(x[1:]), y_of(y[1:])])
        _lines(image, ends, np.full(len(ends), thick), np.full((len(ends), 3), colour, dtype=np.uint8))

    across = np.array([0.0, 1.0])
    for tenth in range(11):
        level, colour = np.full(2, tenth / 10), _FRAME if tenth in (0, 10) else _GRID
        curve(across, level, colour, 2)
        curve(level, across, colour, 2)
        if tenth % 2 == 0:
            text = f"{tenth * 10}%"
            _write(image, text, int(x_of(level)[0]) - 12 * len(text), whole - int(0.06 * whole))
            _write(image, text, int(0.01 * whole), int(y_of(level)[0]) - 18)
    for low_share in (0.05, 0.01):
        curve(across, np.full(2, low_share), _DARK, 2)
    removed = np.linspace(0, 1, largest.size)
    if with_core is not None:
        curve(removed, with_core, _CORE, 4)
    curve(removed, largest, _AT_FIRST, 4)
    return _finished(image)


def _canvas() -> U8:
    return np.full((SIDE * _FINE, SIDE * _FINE, 3), _GROUND, dtype=np.uint8)


def _finished(image: U8) -> U8:
    parts = image.reshape(SIDE, _FINE, SIDE, _FINE, 3).astype(np.uint16)
    found: U8 = (parts.sum(axis=(1, 3)) // (_FINE * _FINE)).astype(np.uint8)
    return found


def _write(image: U8, text: str, x: int, y: int) -> None:
    """Write digits with their upper left corner at (x, y), six pixels a dot."""
    dot = 3 * _FINE
    for number, letter in enumerate(text):
        for row, bits in enumerate(_GLYPHS[letter]):
            for column in range(3):
                if int(bits) >> (2 - column) & 1:
                    left, top = x + (4 * number + column) * dot, y + row * dot
                    image[top : top + dot, left : left + dot] = _STANDS


@kernel
def _lines(image, ends, thick, colours):
    """Draw lines from (x, y) to (x, y), each so many pixels thick."""
    for n in range(ends.shape[0]):
        x, y, dx, dy = ends[n, 0], ends[n, 1], ends[n, 2] - ends[n, 0], ends[n, 3] - ends[n, 1]
        steps = int(max(abs(dx), abs(dy))) + 1
        half = thick[n] / 2
        for step in range(steps + 1):
            left, top = x + dx * step / steps - half, y + dy * step / steps - half
            for row in range(max(0, int(top + 0.5)), min(image.shape[0], int(top + 2 * half + 0.5))):
                for column in range(max(0, int(left + 0.5)), min(image.shape[1], int(left + 2 * half + 0.5))):
                    for part in range(3):
                        image[row, column, part] = colours[n, part]


@kernel
def _dots(image, at, size, colours):
    """Draw discs around (x, y), each of that diameter."""
    for n in range(at.shape[0]):
        half = size[n] / 2
        for row in range(max(0, int(at[n, 1] - half)), min(image.shape[0], int(at[n, 1] + half) + 2)):
            for column in range(max(0, int(at[n, 0] - half)), min(image.shape[1], int(at[n, 0] + half) + 2)):
                if (row - at[n, 1]) ** 2 + (column - at[n, 0]) ** 2 <= half * half:
                    for part in range(3):
                        image[row, column, part] = colours[n, part]
