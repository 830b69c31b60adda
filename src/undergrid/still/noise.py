"""Numbers that look like chance and are not: the same place always looks the same. Nothing in a run hangs on them."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]
Rgb = tuple[float, float, float]


def mixed(x: npt.ArrayLike, y: npt.ArrayLike, seed: npt.ArrayLike = 0) -> Floats:
    """0 to 1, from two whole numbers and a seed; whole arrays of them at once."""
    with np.errstate(over="ignore"):
        h = _word(x) * np.uint32(0x27D4EB2D) ^ _word(y) * np.uint32(0x165667B1) ^ _word(seed) * np.uint32(0x9E3779B1)
        h ^= h >> np.uint32(15)
        h = h * np.uint32(0x85EBCA6B)
        h ^= h >> np.uint32(13)
        h = h * np.uint32(0xC2B2AE35)
        h ^= h >> np.uint32(16)
    return (h / np.float32(2**32)).astype(np.float32)


def _word(values: npt.ArrayLike) -> npt.NDArray[np.uint32]:
    return np.atleast_1d(np.asarray(values)).astype(np.int64).astype(np.uint32)


_LATTICE = mixed(np.arange(65536) & 255, np.arange(65536) >> 8, 4099)


def noise(x: Floats, y: Floats, seed: Any = 0) -> Floats:
    """Value noise: 0 to 1, smooth, with a feature about every unit."""
    ix, iy = np.floor(x), np.floor(y)
    fx, fy = x - ix, y - iy
    left = (ix.astype(np.int64) + seed * 37) & 255
    right = (left + 1) & 255
    top = ((iy.astype(np.int64) + seed * 91) & 255) << 8
    low = (top + 256) & 65535
    fx, fy = fx * fx * (3 - 2 * fx), fy * fy * (3 - 2 * fy)
    a, b = _LATTICE[top | left], _LATTICE[top | right]
    c, d = _LATTICE[low | left], _LATTICE[low | right]
    found: Floats = (a + (b - a) * fx + (c - a) * fy + (a - b - c + d) * fx * fy).astype(np.float32)
    return found


def smooth(low: float, high: float, x: Any) -> Any:
    """0 below `low`, 1 above `high`, smooth between."""
    t = np.clip((x - low) / (high - low), 0, 1)
    return t * t * (3 - 2 * t)


def light_of(colour: str) -> Rgb:
    """A colour as amounts of light."""
    red, green, blue = ((int(colour[at : at + 2], 16) / 255) ** 2.2 for at in (1, 3, 5))
    return red, green, blue
