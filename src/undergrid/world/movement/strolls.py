"""Strolls: a place near a door to go to without wanting anything there."""

from __future__ import annotations

from undergrid.core import luck
from undergrid.core.jit import kernel

TRIES = 8  # places that are tried, each with a draw of its own [assumed]


@kernel(inline=True)
def stroll_from(door, reach, lucky, walk, city, key, first):
    """A cell within some cells of a door that can be walked, or -1 where no try finds one.

    key, first: the key of the stream, and the first of its draws that are for this.
    """
    row = door // city.width
    x, y, level = door % city.width, row % city.height, row // city.height
    for k in range(TRIES):
        draw = luck.u32(key, lucky, first + k)
        at_x = x - reach + (draw & 0xFFFF) * (2 * reach + 1) // 65536
        at_y = y - reach + (draw >> 16) * (2 * reach + 1) // 65536
        if 0 <= at_x < city.width and 0 <= at_y < city.height:
            place = (level * city.height + at_y) * city.width + at_x
            if walk[place] != 0 and place != door:
                return place
    return -1
