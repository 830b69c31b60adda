"""Pictures of a city's levels: one pixel a cell, written as PNG without any library."""

from __future__ import annotations

import struct
import zlib
from pathlib import Path

import numpy as np

from undergrid.city.city import U8, City, Ground, Use, ground_column

GROUND_COLOURS: dict[Ground, tuple[int, int, int]] = {
    Ground.VOID: (6, 7, 11),
    Ground.BUILDING: (70, 78, 96),
    Ground.GLASS: (20, 120, 150),
    Ground.STREET: (34, 36, 44),
    Ground.ALLEY: (22, 20, 26),
    Ground.PLAZA: (92, 84, 66),
    Ground.RUBBLE: (74, 60, 50),
    Ground.TUNNEL: (96, 82, 58),
    Ground.WASTE: (44, 40, 34),
    Ground.WALKWAY: (150, 160, 172),
    Ground.WATER: (12, 44, 66),
    Ground.SCAFFOLD: (112, 66, 40),
    Ground.SEEP: (44, 70, 72),
    Ground.NEON: (64, 30, 70),
    Ground.WRECK: (104, 84, 72),
}

USE_COLOURS: dict[Use, tuple[int, int, int]] = {
    Use.PODS: (64, 74, 104),
    Use.OFFICES: (104, 112, 124),
    Use.VATS: (70, 128, 82),
    Use.FARM: (122, 78, 146),
    Use.RECLAMATION: (156, 70, 64),
    Use.REFUGE: (226, 190, 92),
    Use.STATION: (58, 116, 190),
    Use.DISUSED: (58, 48, 52),
}

_LIGHT = np.array((226, 230, 238), np.float32)
_LIT, _UNLIT = 0.55, 0.4  # share of it in the colour of ground where people walk, under lamps and without
_DIM = 0.75  # of the colour of a building, so that none is as light as a street


def picture(city: City, level: int | str) -> U8:
    """One level as an image: a pixel a cell, light where people walk, dark where they do not.

    Args:
        city: the city.
        level: number or name of the level.

    Returns:
        (height, width, 3) uint8, red green blue, row 0 in the north.
    """
    number = level if isinstance(level, int) else city.level(level)
    size = (city.height, city.width)
    first = number * city.area
    ground = city.ground[first : first + city.area].reshape(size)
    colours = np.array([GROUND_COLOURS[kind] for kind in Ground], dtype=np.float32)
    walks = ground_column("walkable") != 0
    share = np.where(ground_column("lit") != 0, _LIT, _UNLIT)[walks, None].astype(np.float32)
    colours[walks] += (_LIGHT - colours[walks]) * share
    image: U8 = colours.astype(np.uint8)[ground]
    for building in sorted(city.buildings, key=lambda one: -one.width * one.height):  # small ones stand in large boxes
        if building.level == number:
            box = (slice(building.y, building.y + building.height), slice(building.x, building.x + building.width))
            shade = (np.array(USE_COLOURS[building.use]) * _DIM).astype(np.uint8)
            image[box][ground[box] == Ground.BUILDING] = shade
    return image


def write_png(image: U8, path: str | Path) -> None:
    """Write a (height, width, 3) uint8 image as a PNG file; raises ValueError for any other array."""
    Path(path).write_bytes(png(image))


def png(image: U8) -> bytes:
    """A (height, width, 3) uint8 image as an 8-bit PNG (PNG specification, third edition, section 11)."""
    if image.ndim != 3 or image.shape[2] != 3 or image.dtype != np.uint8:
        raise ValueError(f"expected (height, width, 3) uint8, got {image.shape} {image.dtype}")
    height, width = image.shape[:2]

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = np.zeros((height, 1 + width * 3), dtype=np.uint8)  # each row begins with filter type 0
    rows[:, 1:] = image.reshape(height, width * 3)
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(rows.tobytes(), 6))
        + chunk(b"IEND", b"")
    )
