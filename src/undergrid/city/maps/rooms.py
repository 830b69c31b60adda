"""Walls round rooms: tiles about which nothing says anything, but which lie in lines around empty ground.

A line alone is no wall: a road round a block of houses is one, too. What tells them apart is a gap: a room has a door.
"""

from __future__ import annotations

from collections.abc import Callable, Collection

import numpy as np
import numpy.typing as npt

from undergrid.city.connected import flood
from undergrid.city.maps.tmx_data import U32

_SMALLEST = 6  # cells of a room [assumed]
_LINKED = 0.8  # share of a tile's cells beside which the wall goes on [assumed]
_PARTS = 0.5  # share of a tile's cells that part a room from what lies beyond [assumed]
_NEAR = 2  # cells from a wall's middle to what it parts: walls are drawn up to three cells thick [assumed]
_OUTSIDE = 1

Mask = npt.NDArray[np.bool_]
Labels = npt.NDArray[np.int32]


def walls(gids: U32, unsure: Collection[int], known: Collection[int] = ()) -> set[int]:
    """Which tiles of a layer are walls round rooms.

    Args:
        gids: (rows, columns) global tile ids, 0 where there is none.
        unsure: those that are asked about.
        known: those that block anyway; they close rooms with the others.
    """
    drawn = np.pad(gids, _NEAR + 1)  # what lies beyond the map is outside
    tiles, number = np.unique(drawn, return_inverse=True)
    number, counts = number.reshape(-1), np.bincount(number.reshape(-1))
    blocks = np.isin(drawn, list(known))

    def wall(of: set[int]) -> Mask:
        return blocks | np.isin(drawn, list(of))

    def those(of: set[int], where: Mask, least: float) -> set[int]:
        shares = np.bincount(number, where.reshape(-1)) / counts
        return of & set(tiles[shares >= least].tolist())

    found = set(tiles.tolist()) & set(unsure)
    found = _settled(found, lambda one: those(one, _goes_on(wall(one), drawn == 0), _LINKED))
    return _settled(found, lambda one: those(one, _parts(_rooms(wall(one), drawn == 0)), _PARTS))


def _settled(tiles: set[int], keep: Callable[[set[int]], set[int]]) -> set[int]:
    """What is left of some tiles once nothing is dropped any more."""
    while tiles and (kept := keep(tiles)) != tiles:
        tiles = kept
    return tiles


def _beside(cells: Mask) -> npt.NDArray[np.uint8]:
    """How many of the four cells right beside each are among some cells."""
    found = np.zeros(cells.shape, np.uint8)
    for shift, axis in ((1, 0), (-1, 0), (1, 1), (-1, 1)):
        found += np.roll(cells, shift, axis)
    return found


def _goes_on(wall: Mask, empty: Mask) -> Mask:
    """Cells beside which the wall goes on, and on another side as well, if only after a door."""
    found: Mask = (_beside(wall) > 0) & (_beside(wall | _doors(wall, empty)) > 1)
    return found


def _doors(wall: Mask, empty: Mask) -> Mask:
    found: Mask = empty & (_gaps(wall) | _gaps(wall.T).T)
    return found


def _rooms(wall: Mask, empty: Mask) -> Labels:
    """(rows, columns) 1 outside, 2 and more in rooms that have a door, 0 elsewhere."""
    doors = _doors(wall, empty)
    walk = (empty & ~doors).astype(np.uint8).reshape(-1)
    labels = np.zeros(walk.shape, np.int32)
    reached, queue = np.zeros_like(walk), np.zeros(walk.shape, np.int32)
    at_door = _beside(doors).reshape(-1) > 0
    number = _OUTSIDE
    for start in (0, *np.flatnonzero(walk).tolist()):
        if reached[start]:
            continue
        n = flood(walk, wall.shape[1], start, reached, queue)
        cells = queue[:n]
        if number == _OUTSIDE or (n >= _SMALLEST and at_door[cells].any()):
            labels[cells] = number
            number += 1
    return labels.reshape(wall.shape)


def _gaps(wall: Mask) -> Mask:
    """Cells of gaps of one or two between walls of a row."""
    left, right = np.roll(wall, 1, 1), np.roll(wall, -1, 1)
    further_left, further_right = np.roll(wall, 2, 1), np.roll(wall, -2, 1)
    found: Mask = ~wall & ((left & right) | (left & further_right) | (further_left & right))
    return found


def _parts(labels: Labels) -> Mask:
    """Cells near which there is a room, and outside or another room."""
    highest, lowest = labels.copy(), np.where(labels, labels, np.iinfo(np.int32).max)
    for axis in (0, 1):
        high, low = highest, lowest
        for shift in range(-_NEAR, _NEAR + 1):
            highest = np.maximum(highest, np.roll(high, shift, axis))
            lowest = np.minimum(lowest, np.roll(low, shift, axis))
    found: Mask = highest > lowest
    return found
