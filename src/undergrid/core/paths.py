"""Single paths across a whole grid of levels and links, as it is now: for the few who find their own way.

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

_OPENED = 16  # a flag beside a direction: this cell has been expanded at its present cost


class Path(NamedTuple):
    """A way from start to goal: its cells (i32, both ends included) and its length; no cells and -1 if there is none.

    Two cells in a row that are no neighbours are joined by a link.
    """

    cells: I32
    length: int


@kernel
def _search(walk, width, height, start, goal, guided, extra, marks, ends, across, link, length, is_open, straight,
            diagonal, shift, unreached, cost, way, head, item, after, touched):  # fmt: skip
    """Fill cost and way (back towards the start) until the goal's cost is known; False where the queue is too small.

    touched: (levels, 2) i64, the first and last cell of each level that may have got a cost.
    """
    ring, area = head.size - 1, width * height
    goal_x, goal_y = goal % width, goal // width % height
    guess = octile(start % width - goal_x, start // width % height - goal_y, straight, diagonal) * guided
    bucket = guess >> shift
    cost[start] = 0
    way[start] = ARRIVED
    touched[start // area, 0], touched[start // area, 1] = start, start
    free, used = push(head, item, after, bucket & ring, start, np.int64(-1), np.int64(0))
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
        x, y, level = cell - row * width, row % height, row // height
        here = np.int64(cost[cell])
        through = here + octile(x - goal_x, y - goal_y, straight, diagonal) * guided
        if way[cell] & _OPENED != 0 or through >> shift != bucket or through >= cost[goal]:
            continue
        open_steps = steps_from(walk, width, height, cell) & AHEAD[way[cell]]
        way[cell] |= _OPENED
        touched[level, 0] = min(touched[level, 0], cell - width - 1)
        touched[level, 1] = max(touched[level, 1], cell + width + 1)
        end = end_at(marks, ends, cell)
        if end >= 0 and is_open[link[end]] != 0 and walk[across[end]] != 0:
            open_steps |= 1 << BY_LINK
        for k in range(BY_LINK + 1):
            if open_steps >> k & 1 == 0:
                continue
            if k == BY_LINK:
                there = np.int64(across[end])
                there_x, there_y = there % width, there // width % height
                back = k
                new = here + length[link[end]]
                level = there // area
                touched[level, 0] = min(touched[level, 0], there)
                touched[level, 1] = max(touched[level, 1], there)
            else:
                there = cell + DY[k] * width + DX[k]
                there_x, there_y = x + DX[k], y + DY[k]
                back = (k + 4) & 7
                new = here + (diagonal if k & 1 else straight)
            if extra.size > 0:
                new += np.int64(extra[there])
            old = np.int64(cost[there])
            if new >= old:
                continue
            guess = octile(there_x - goal_x, there_y - goal_y, straight, diagonal) * guided
            waits = old < unreached and way[there] & _OPENED == 0 and (old + guess) >> shift == (new + guess) >> shift
            cost[there] = new
            way[there] = back
            if not waits:
                free, used = push(head, item, after, ((new + guess) >> shift) & ring, there, free, used)
                if used < 0:
                    return False
                waiting += 1
    return True


@kernel
def _trace(way, width, start, goal, marks, ends, across, link, length, straight, diagonal, cells):
    """Follow `way` from the goal back to the start; fills `cells` from its end if it has room, returns (n, length)."""
    cell, n, total = np.int64(goal), 1, np.int64(0)
    if cells.size > 0:
        cells[cells.size - 1] = cell
    while cell != start:
        k = np.int64(way[cell]) & (_OPENED - 1)
        if k == BY_LINK:
            end = end_at(marks, ends, cell)
            total += length[link[end]]
            cell = np.int64(across[end])
        else:
            total += diagonal if k & 1 else straight
            cell += DY[k] * width + DX[k]
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
        self._shift = max(straight.bit_length() - 3, 0)
        self._cost = costs(self.n_cells, straight)
        self._unreached = int(np.iinfo(self._cost.dtype).max)
        self._cost.fill(self._unreached)
        self._way = np.empty(self.n_cells, dtype=np.uint8)
        self._touched = np.empty((levels, 2), dtype=np.int64)
        longest = int(self.links.length.max(initial=0))
        self._make_ring(2 * max(self.diagonal, longest) + 0xFFFF)
        # The guess of the rest of the way must never be too long: a link that is shorter than the open ground between
        # its ends would make it so, and the search then goes without.
        ends, across = self.links.ends.astype(np.int64), self.links.across.astype(np.int64)
        dx, dy = np.abs(ends % width - across % width), np.abs(ends // width % height - across // width % height)
        ground = np.minimum(dx, dy) * self.diagonal + np.abs(dx - dy) * straight
        self._guided = int(np.all(ground <= self.links.length[self.links.link]))

    def find_path(self, walk: U8, start: int, goal: int, is_open: U8 | None = None, extra: U16 | None = None) -> Path:
        """The cheapest way from start to goal as the grid is now; its length leaves `extra` out.

        walk: (cells,) u8, 1 where a cell can be entered (the start need not be); is_open: (links,) u8, 0 where a link
        is closed (none: all are open); extra: (cells,) u16, added for every cell entered, for instance the risk of
        being seen there, so that a sneaking person prefers the dark.
        Raises ValueError for arrays of the wrong size, IndexError where start or goal is no cell.
        """
        is_open, extra = self._given(walk, is_open, extra)
        if not (0 <= start < self.n_cells and 0 <= goal < self.n_cells):
            raise IndexError(f"start {start} or goal {goal} is none of the cells 0 to {self.n_cells - 1}")
        if start != goal and walk[goal] == 0:
            return Path(np.empty(0, dtype=np.int32), -1)
        links = self.links
        ways = (links.marks, links.ends, links.across, links.link, links.length)
        while True:
            self._head.fill(-1)
            self._touched[:, 0], self._touched[:, 1] = self.n_cells, -1
            fits = _search(walk, self.width, self.height, start, goal, self._guided, extra, *ways, is_open,
                           self.straight, self.diagonal, self._shift, self._unreached, self._cost, self._way,
                           self._head, self._item, self._after, self._touched)  # fmt: skip
            reached = int(self._cost[goal]) < self._unreached
            for first, last in self._touched:
                self._cost[max(first, 0) : last + 1] = self._unreached
            if fits:
                break
            self._grow(2 * self._item.size)
        cells = np.empty(0, dtype=np.int32)
        if not reached:
            return Path(cells, -1)
        back = (self._way, self.width, start, goal, *ways, self.straight, self.diagonal)
        n, _ = _trace(*back, cells)
        cells = np.empty(n, dtype=np.int32)
        return Path(cells, int(_trace(*back, cells)[1]))
