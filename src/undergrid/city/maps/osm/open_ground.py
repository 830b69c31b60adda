"""What lies between the buildings: squares, ruins, waters, and the yards that nobody comes to."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from undergrid.city.city import I32, U8, Ground, ground_column
from undergrid.city.connected import flood
from undergrid.city.maps.osm import tags as meaning
from undergrid.city.maps.osm.draft import STREET, Draft
from undergrid.city.maps.osm.extract import Extract
from undergrid.city.maps.osm.plane import I64
from undergrid.core.jit import kernel

_KEPT = 20  # one in so many: a part of the map with less than that of the largest is closed [assumed]
_UNDER = "waters that run under the ground"


def draw(draft: Draft, extract: Extract) -> int:
    """Draw areas and waters on the street; returns how many waters there are."""
    ground, waters = draft.ground[STREET], 0
    drawn = [(*found, area) for area in extract.areas if (found := meaning.area(area.tags))]
    for _, kind, area in sorted(drawn, key=lambda one: one[0]):
        rows, columns, there = draft.inside(area.rings)
        ground[rows, columns][there] = kind
        waters += bool(kind == Ground.WATER and there.any())
    for way in extract.ways:
        line = meaning.water(way.tags)
        cells = draft.along(way.line, line[1]) if line else np.zeros(0, np.int64)
        if line and len(cells):
            cells = cells[ground.reshape(-1)[cells] != Ground.WATER]
            ground.reshape(-1)[cells] = line[0]
            waters += way.part == 0
        elif "waterway" in way.tags and (meaning.is_yes(way.tags, "tunnel") or meaning.is_yes(way.tags, "covered")):
            extract.left_out[_UNDER] += 1
    return waters


def close(draft: Draft, links: Sequence[tuple[int, int, int]]) -> tuple[int, int]:
    """Close the ground that nobody comes to: small parts of the map, such as yards, become what lies around them.

    Returns how many parts of the map are left that no way joins, and how many cells are closed.
    """
    walk = ground_column("walkable")[draft.ground].astype(np.uint8)
    parts, sizes = _parts(walk)
    whole = np.arange(len(sizes))
    for level, row, column in links:
        a, b = whole[parts[STREET, row, column]], whole[parts[level, row, column]]
        whole[whole == max(a, b)] = min(a, b)
    large = np.bincount(whole, sizes, len(sizes))
    kept = large * _KEPT >= large.max()
    lost = (parts >= 0) & ~kept[whole[parts]]
    for level in range(len(parts)):
        _fill(draft.ground[level], np.where(lost[level], parts[level], -1))
    draft.streets &= ~lost[STREET]
    draft.homely &= ~lost[STREET]
    return len(np.unique(whole[kept[whole]])), int(lost.sum())


def _parts(walk: U8) -> tuple[I32, I64]:
    """For each cell the part of its level that it belongs to, or -1; and how many cells each has."""
    parts = np.full(walk.shape, -1, np.int32)
    queue = np.empty(walk[0].size, np.int32)
    sizes: list[int] = []
    for level, here in enumerate(walk):
        flat, reached = here.reshape(-1), np.zeros(here.size, np.uint8)
        of = parts[level].reshape(-1)
        for start in np.flatnonzero(flat).tolist():
            if not reached[start]:
                n = flood(flat, here.shape[1], start, reached, queue)
                of[queue[:n]] = len(sizes)
                sizes.append(n)
    return parts, np.array(sizes, np.int64)


def _fill(ground: U8, lost: I32) -> None:
    """Make of each lost part what most of the cells beside it are that nobody walks on, or nothing without any."""
    walks = ground_column("walkable") != 0
    rows, columns = np.nonzero(lost >= 0)
    mine = lost[rows, columns]
    beside: list[npt.NDArray[np.int64]] = []
    for y, x in ((rows - 1, columns), (rows + 1, columns), (rows, columns - 1), (rows, columns + 1)):
        held = (y >= 0) & (y < ground.shape[0]) & (x >= 0) & (x < ground.shape[1])
        there = ground[y[held], x[held]]
        blocks = ~walks[there]
        beside.append(mine[held][blocks].astype(np.int64) * len(Ground) + there[blocks])
    numbers, inverse = np.unique(mine, return_inverse=True)
    codes = np.concatenate(beside)
    counts = np.zeros((len(numbers), len(Ground)), np.int64)
    np.add.at(counts, (np.searchsorted(numbers, codes // len(Ground)), codes % len(Ground)), 1)
    ground[rows, columns] = counts.argmax(axis=1).astype(np.uint8)[inverse]


def from_streets(draft: Draft) -> tuple[I32, I32]:
    """(cells,) how many steps each cell of the street level lies from a way, and the cell of that way; -1 for none."""
    walk = ground_column("walkable")[draft.ground[STREET]].reshape(-1)
    steps = np.full(walk.size, -1, np.int32)
    origin = np.full(walk.size, -1, np.int32)
    queue = np.empty(walk.size, np.int32)
    starts = np.flatnonzero(draft.streets.reshape(-1) & (walk != 0))
    queue[: len(starts)] = starts
    steps[starts] = 0
    origin[starts] = starts
    _spread(walk, draft.size[1], len(starts), steps, origin, queue)
    return steps, origin


@kernel
def _spread(walk, width, n, steps, origin, queue):
    """Go out from the first n cells of the queue in all directions at once; steps and origin of each cell reached."""
    head = 0
    while head < n:
        cell = int(queue[head])
        head += 1
        x = cell % width
        for side in range(4):
            if side == 0 and x + 1 < width:
                near = cell + 1
            elif side == 1 and x > 0:
                near = cell - 1
            elif side == 2 and cell + width < walk.shape[0]:
                near = cell + width
            elif side == 3 and cell >= width:
                near = cell - width
            else:
                continue
            if walk[near] and steps[near] < 0:
                steps[near] = steps[cell] + 1
                origin[near] = origin[cell]
                queue[n] = near
                n += 1
