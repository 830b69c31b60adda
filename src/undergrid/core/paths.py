"""Single paths across a whole grid of levels and links, as it is now: for the few people who need a way of their own.

A* over the cost of `fields.py` and the distance across open ground, on the same ring of buckets. A bucket may get new
entries while it is emptied, and a cell that is found cheaper is opened again, so the cost found is the least there is.
Arrays belong to the finder and are reused; nothing is allocated but the path. Which of several ways as cheap is found
depends on the arguments alone.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from undergrid.core.fields import AHEAD, I32, STRAIGHT_MM, U8, U16, Links, Routes, costs, end_at, push
from undergrid.core.grid import ARRIVED, BY_LINK, DX, DY, octile, steps_from
from undergrid.core.jit import kernel

_FARTHEST = int(np.iinfo(np.int64).max >> 2)  # longer than any way
_OPENED = 16  # a flag beside a direction: this cell has been expanded at its present cost


class Path(NamedTuple):
    """A way from start to goal: its cells (i32, both ends included) and its length; no cells and -1 if there is none.

    Two cells in a row that are no neighbours are joined by a link.
    """

    cells: I32
    length: int


@kernel
def _search(walk, is_open, extra, start, goal, least, room):
    """Fill cost and way (back towards the start) until the goal's cost is known; False where the queue is too small."""
    beyond, cost, way = _beyond(room, goal, least), room.cost, room.way
    head, item, after = room.head, room.item, room.after
    width, height, shift = room.width, room.height, room.shift
    head[:] = -1
    for level in range(len(room.touched)):
        room.touched[level, 0], room.touched[level, 1] = len(walk), -1
    ring, area = head.size - 1, width * height
    goal_x, goal_y, level = goal % width, goal // width % height, goal // area
    guess = _rest(
        room, start % width - goal_x, start // width % height - goal_y, start // area == level, least,
        beyond,
    )  # fmt: skip
    bucket = guess >> shift
    cost[start] = 0
    way[start] = ARRIVED
    room.touched[start // area, 0], room.touched[start // area, 1] = start, start
    free, used = push(room, bucket & ring, start, np.int64(-1), np.int64(0))
    waiting = 1
    while waiting > 0 and bucket <= np.int64(cost[goal]) >> shift:
        entry = np.int64(head[bucket & ring])
        if entry < 0:
            bucket += 1
            continue
        cell = np.int64(item[entry])
        head[bucket & ring] = after[entry]
        after[entry] = free
        free = entry
        waiting -= 1
        row = cell // width
        x, y = cell - row * width, row % height
        here = np.int64(cost[cell])
        through = here + _rest(room, x - goal_x, y - goal_y, cell // area == level, least, beyond)
        if way[cell] & _OPENED != 0 or through >> shift != bucket or through >= cost[goal]:
            continue
        open_steps = steps_from(walk, width, height, cell) & AHEAD[way[cell]]
        way[cell] |= _OPENED
        _touch(room, row // height, cell - width - 1, cell + width + 1)
        end = end_at(room, cell)
        if end >= 0 and is_open[room.link[end]] != 0 and walk[room.across[end]] != 0:
            open_steps |= 1 << BY_LINK
        for k in range(BY_LINK + 1):
            if open_steps >> k & 1 == 0:
                continue
            if k == BY_LINK:
                there, back = np.int64(room.across[end]), k
                there_x, there_y = there % width, there // width % height
                new = here + room.length[room.link[end]]
                _touch(room, there // area, there, there)
            else:
                there, back = cell + DY[k] * width + DX[k], (k + 4) & 7
                there_x, there_y = x + DX[k], y + DY[k]
                new = here + (room.diagonal if k & 1 else room.straight)
            if extra.size > 0:
                new += np.int64(extra[there])
            old = np.int64(cost[there])
            if new >= old:
                continue
            guess = _rest(room, there_x - goal_x, there_y - goal_y, there // area == level, least, beyond)
            same_bucket = (old + guess) >> shift == (new + guess) >> shift
            waits = old < room.unreached and way[there] & _OPENED == 0 and same_bucket
            cost[there] = new
            way[there] = back
            if not waits:
                free, used = push(room, ((new + guess) >> shift) & ring, there, free, used)
                if used < 0:
                    return False
                waiting += 1
    return True


@kernel(inline=True)
def _rest(room, dx, dy, same_level, least, beyond):
    """The least that can be left to the goal (the heuristic of A*).

    Across open ground, where links don't make that unknown; and with what every cell of the goal's level adds, where
    the way stays on that level: else it comes there by a link, with `beyond` to go at least.
    """
    direct = octile(dx, dy, room.straight, room.diagonal) * room.guided
    added = min(octile(dx, dy, room.straight + least, room.diagonal + least), beyond) if same_level else beyond
    return max(direct, added)


@kernel
def _beyond(room, goal, least):
    """What is left at least, to a goal, of a way that comes to its level by a link."""
    left, width, area = _FARTHEST, room.width, room.width * room.height
    for n in range(len(room.ends)):
        end = np.int64(room.ends[n])
        if end // area == goal // area:
            dx, dy = end % width - goal % width, end // width - goal // width
            left = min(left, octile(dx, dy, room.straight + least, room.diagonal + least))
    return left


@kernel(inline=True)
def _touch(room, level, first, last):
    """Note that cells of a level from the first to the last may have got a cost."""
    room.touched[level, 0] = min(room.touched[level, 0], first)
    room.touched[level, 1] = max(room.touched[level, 1], last)


@kernel
def _found(room, start, goal):
    """(cells from the start to the goal, their length) as a search has found them, no cells and -1 for no way; takes
    back every cost.
    """
    if room.cost[goal] < room.unreached:
        n, total = _follow(room, start, goal, np.empty(0, np.int32))
        cells = np.empty(n, np.int32)
        _follow(room, start, goal, cells)
    else:
        cells, total = np.empty(0, np.int32), np.int64(-1)
    for level in range(len(room.touched)):
        for cell in range(max(room.touched[level, 0], 0), min(room.touched[level, 1] + 1, len(room.cost))):
            room.cost[cell] = room.unreached
    return cells, total


@kernel
def _follow(room, start, goal, cells):
    """Follow `way` from the goal back to the start; fills `cells` from its end if it has room, returns (n, length)."""
    cell, n, total = np.int64(goal), 1, np.int64(0)
    if cells.size > 0:
        cells[cells.size - 1] = cell
    while cell != start:
        k = np.int64(room.way[cell]) & (_OPENED - 1)
        if k == BY_LINK:
            end = end_at(room, cell)
            total += room.length[room.link[end]]
            cell = np.int64(room.across[end])
        else:
            total += room.diagonal if k & 1 else room.straight
            cell += DY[k] * room.width + DX[k]
        n += 1
        if cells.size > 0:
            cells[cells.size - n] = cell
    return n, total


class PathFinder(Routes):
    """Single ways across the whole grid: 5 bytes of scratch a cell (9 where a step costs more than 2**20)."""

    def __init__(self, width: int, height: int, levels: int = 1, links: Links | None = None,
                 straight: int = STRAIGHT_MM) -> None:  # fmt: skip
        super().__init__(width, height, levels, links, straight)
        # Finer buckets than a step, so that the goal is reached before much of its bucket is searched.
        shift = max(straight.bit_length() - 3, 0)
        cost = costs(self.n_cells, straight)
        cost.fill(np.iinfo(cost.dtype).max)
        longest = int(self.links.length.max(initial=0))
        # The guess of the rest of the way must never be too long: a link that is shorter than the open ground between
        # its ends would make it so, and the search then goes without.
        ends, across = self.links.ends.astype(np.int64), self.links.across.astype(np.int64)
        dx, dy = np.abs(ends % width - across % width), np.abs(ends // width % height - across // width % height)
        ground = np.minimum(dx, dy) * self.diagonal + np.abs(dx - dy) * straight
        # cost, way: (cells,), way back towards the start. touched: (levels, 2), the first and last cell of each level
        # that may have got a cost.
        self._make_room(
            shift, 2 * (max(self.diagonal, longest) + 0xFFFF), cost=cost, way=np.empty(self.n_cells, np.uint8),
            touched=np.empty((levels, 2), np.int64), unreached=int(np.iinfo(cost.dtype).max),
            guided=int(np.all(ground <= self.links.length[self.links.link])),
        )  # fmt: skip

    def find_path(self, walk: U8, start: int, goal: int, is_open: U8 | None = None, extra: U16 | None = None,
                  least: int = 0) -> Path:  # fmt: skip
        """The cheapest way from start to goal as the grid is now; its length leaves `extra` out.

        walk: (cells,) u8, 1 where a cell can be entered (the start need not be); is_open: (links,) u8, 0 where a link
        is closed (none: all are open); extra: (cells,) u16, added for every cell entered, for instance the risk of
        being seen there, so that a sneaking person prefers the dark; least: what every cell of the goal's level adds at
        least: the search is the shorter for it.
        Raises ValueError for arrays of the wrong size, IndexError where start or goal is no cell.
        """
        is_open, extra = self._given(walk, is_open, extra)
        if not (0 <= start < self.n_cells and 0 <= goal < self.n_cells):
            raise IndexError(f"start {start} or goal {goal} is none of the cells 0 to {self.n_cells - 1}")
        if start != goal and walk[goal] == 0:
            return Path(np.empty(0, dtype=np.int32), -1)
        while True:
            fits = _search(walk, is_open, extra, start, goal, least, self.room)
            path = Path(*_found(self.room, start, goal))
            if fits:
                return path
            self._grow(2 * self._item.size)
