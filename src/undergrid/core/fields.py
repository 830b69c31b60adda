"""Flow fields and single paths on 8-neighbour grids of one or more levels joined by links.

A straight step costs `straight`, a diagonal one `straight * sqrt(2)` rounded to a whole number, and needs both cells
beside it free. With `straight` in mm (2000 for cells of 2 m, the default; diagonal 2828) costs are lengths to walk.

Exact lengths. With `straight = EXACT` = S = 2**40 and D = round(sqrt(2) * 2**40) one int64 stands for the pair (a
straight steps, b diagonal ones) and compares as a + b * sqrt(2) does: two different lengths differ by |m + n * sqrt(2)|
>= 1 / (|m| + |n| * sqrt(2)), for |m**2 - 2 * n**2| is a whole number and not 0, while D is off by at most 1/2 in
2**40, so the order can only turn where |n| * (|m| + |n| * sqrt(2)) >= 2**41, on walks of more than 600,000 steps.
`steps_of` recovers the pair, `length_of` the length.

The queue is a ring of buckets (R. Dial, CACM 12 (1969) 632; E. Denardo and B. Fox, Operations Research 27 (1979) 161):
a bucket no wider than the shortest step can be emptied in any order, for no step leads from it into itself. What is
found cheaper later stays behind as a stale entry and is skipped. Paths use the same ring on cost plus the distance
across open ground (A*); there a bucket may get new entries while it is emptied, and a cell may be opened again.

Arrays belong to the caller or to the objects here and are reused; nothing is allocated by `fill`, and nothing but the
path by `find_path`. Results depend on the arguments alone, ties included.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from undergrid.core.grid import ARRIVED, BY_LINK, DX, DY, NO_WAY, octile, steps_from
from undergrid.core.jit import kernel

U8 = npt.NDArray[np.uint8]
U16 = npt.NDArray[np.uint16]
I32 = npt.NDArray[np.int32]
I64 = npt.NDArray[np.int64]
Cells = npt.ArrayLike
Costs = npt.NDArray[np.int32] | npt.NDArray[np.int64]

STRAIGHT_MM = 2000
EXACT = 2**40
_OPENED = 16  # a flag beside a direction: this cell has been expanded at its present cost


def diagonal_of(straight: int) -> int:
    """The cost of a diagonal step: straight * sqrt(2), to the nearest whole number."""
    return (math.isqrt(8 * straight * straight) + 1) // 2


_EXACT_DIAGONAL = diagonal_of(EXACT)
_TWOS = (_EXACT_DIAGONAL & -_EXACT_DIAGONAL).bit_length() - 1
_INVERSE = pow(_EXACT_DIAGONAL >> _TWOS, -1, EXACT >> _TWOS)


def steps_of(cost: int) -> tuple[int, int]:
    """The (straight, diagonal) steps in an exact cost: S vanishes modulo 2**40, so D can be divided out there.

    Raises ValueError for a number that is no such cost.
    """
    diagonal = (int(cost) >> _TWOS) * _INVERSE % (EXACT >> _TWOS)
    straight, rest = divmod(int(cost) - diagonal * _EXACT_DIAGONAL, EXACT)
    if rest or straight < 0:
        raise ValueError(f"{cost} is not the exact cost of a walk")
    return straight, diagonal


def length_of(cost: int) -> float:
    """The length of an exact cost, in straight steps."""
    straight, diagonal = steps_of(cost)
    return straight + diagonal * math.sqrt(2)


@dataclass(frozen=True)
class Links:
    """Extra edges between cells (stairs, lifts, tunnels, gates), usable both ways, at most one end per cell.

    ends: (2 * links,) i32 ascending cells; across: (same,) i32 the cell at the other end; link: (same,) i32 which link;
    length: (links,) i64 in the unit of the steps, at least 1; marks: (cells / 8,) u8, bit `cell & 7` set at an end.
    """

    ends: I32
    across: I32
    link: I32
    length: I64
    marks: U8

    @classmethod
    def between(cls, n_cells: int, a: Cells, b: Cells, length: npt.ArrayLike) -> Links:
        """Links between cells a[i] and b[i], each (links,); raises ValueError where a link cannot be."""
        first, second = np.asarray(a, dtype=np.int64), np.asarray(b, dtype=np.int64)
        lengths = np.asarray(length, dtype=np.int64)
        if not (first.shape == second.shape == lengths.shape == (first.size,)):
            raise ValueError(f"links need equally many a, b and lengths, not {first.shape}, {second.shape}, "
                             f"{lengths.shape}")  # fmt: skip
        ends = np.concatenate([first, second])
        order = np.argsort(ends, kind="stable")
        ends = ends[order]
        if ends.size and (ends[0] < 0 or ends[-1] >= n_cells):
            raise ValueError(f"a link ends outside the cells 0 to {n_cells - 1}")
        if (twice := ends[1:][ends[1:] == ends[:-1]]).size:
            raise ValueError(f"two links end at cell {twice[0]}: a cell has room for one")
        if lengths.size and lengths.min() < 1:
            raise ValueError(f"link {int(lengths.argmin())} has length {lengths.min()}: at least 1 expected")
        marks = np.zeros((n_cells + 7) // 8, dtype=np.uint8)
        np.bitwise_or.at(marks, ends >> 3, np.left_shift(1, ends & 7).astype(np.uint8))
        return cls(
            ends.astype(np.int32),
            np.concatenate([second, first])[order].astype(np.int32),
            (order % max(first.size, 1)).astype(np.int32),
            lengths,
            marks,
        )


class Path(NamedTuple):
    """A way from start to goal: its cells (i32, both ends included) and its length; no cells and -1 if there is none.

    Two cells in a row that are no neighbours are joined by a link.
    """

    cells: I32
    length: int


@kernel
def _end_at(marks, ends, cell):
    """The index in `ends` of the link end at a cell, or -1."""
    if marks[cell >> 3] & (1 << (cell & 7)) == 0:
        return -1
    low, high = 0, ends.size - 1
    while low < high:
        middle = (low + high) // 2
        if ends[middle] < cell:
            low = middle + 1
        else:
            high = middle
    return low


@kernel
def _flow(walk, width, height, goals, extra, marks, ends, across, link, length, is_open, straight, diagonal, shift,
          unreached, cost, way, head, item, after):  # fmt: skip
    """Fill cost and way from the goals outwards; False where the queue is too small."""
    ring = head.size - 1
    free, used, waiting = -1, 0, 0
    for g in range(goals.size):
        goal = np.int64(goals[g])
        if walk[goal] == 0 or cost[goal] == 0:
            continue
        cost[goal] = 0
        way[goal] = ARRIVED
        if used == item.size:
            return False
        item[used], after[used] = goal, head[0]
        head[0] = used
        used += 1
        waiting += 1
    bucket = 0
    while waiting > 0:
        entry = head[bucket & ring]
        if entry < 0:
            bucket += 1
            continue
        cell = np.int64(item[entry])
        head[bucket & ring] = after[entry]
        after[entry] = free
        free = entry
        waiting -= 1
        here = np.int64(cost[cell])
        if here >> shift != bucket:
            continue
        if extra.size > 0:
            here += np.int64(extra[cell])
        open_steps = steps_from(walk, width, height, cell)
        end = _end_at(marks, ends, cell)
        if end >= 0 and is_open[link[end]] != 0 and walk[across[end]] != 0:
            open_steps |= 1 << BY_LINK
        for k in range(BY_LINK + 1):
            if open_steps >> k & 1 == 0:
                continue
            if k == BY_LINK:
                there = np.int64(across[end])
                back = k
                new = here + length[link[end]]
            else:
                there = cell + DY[k] * width + DX[k]
                back = (k + 4) & 7
                new = here + (diagonal if k & 1 else straight)
            old = np.int64(cost[there])
            if new < old:
                cost[there] = new
                way[there] = back
                # A cell waits in each bucket once, unless a link shorter than a bucket leads into this very one.
                if old >> shift != new >> shift or new >> shift == bucket:
                    if free >= 0:
                        entry = free
                        free = after[entry]
                    elif used < item.size:
                        entry = used
                        used += 1
                    else:
                        return False
                    slot = (new >> shift) & ring
                    item[entry], after[entry] = there, head[slot]
                    head[slot] = entry
                    waiting += 1
            elif new == old and new < unreached and back < way[there]:
                way[there] = back
    return True


@kernel
def _search(walk, width, height, start, goal, guided, extra, marks, ends, across, link, length, is_open, straight,
            diagonal, shift, unreached, cost, way, head, item, after, touched):  # fmt: skip
    """Fill cost and way (back towards the start) until the goal's cost is known; False where the queue is too small.

    touched: (levels, 2) i64, the first and last cell of each level that may have got a cost.
    """
    ring = head.size - 1
    free, used, waiting = -1, 1, 1
    goal_x, goal_y = goal % width, goal // width % height
    guess = octile(start % width - goal_x, start // width % height - goal_y, straight, diagonal) * guided
    bucket = guess >> shift
    cost[start] = 0
    way[start] = ARRIVED
    level = start // (width * height)
    touched[level, 0], touched[level, 1] = start, start
    item[0], after[0] = start, -1
    head[bucket & ring] = 0
    while waiting > 0 and bucket <= np.int64(cost[goal]) >> shift:
        entry = head[bucket & ring]
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
        way[cell] |= _OPENED
        touched[level, 0] = min(touched[level, 0], cell - width - 1)
        touched[level, 1] = max(touched[level, 1], cell + width + 1)
        open_steps = steps_from(walk, width, height, cell)
        end = _end_at(marks, ends, cell)
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
                level = there // (width * height)
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
                if free >= 0:
                    entry = free
                    free = after[entry]
                elif used < item.size:
                    entry = used
                    used += 1
                else:
                    return False
                slot = ((new + guess) >> shift) & ring
                item[entry], after[entry] = there, head[slot]
                head[slot] = entry
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
            end = _end_at(marks, ends, cell)
            total += length[link[end]]
            cell = np.int64(across[end])
        else:
            total += diagonal if k & 1 else straight
            cell += DY[k] * width + DX[k]
        n += 1
        if cells.size > 0:
            cells[cells.size - n] = cell
    return n, total


class _Routes:
    """What flow fields and paths share: the shape of the grid, its links, what steps cost, and the queue."""

    def __init__(self, width: int, height: int, levels: int = 1, links: Links | None = None,
                 straight: int = STRAIGHT_MM) -> None:  # fmt: skip
        self.width, self.height, self.levels = width, height, levels
        self.n_cells = width * height * levels
        self.links = Links.between(self.n_cells, [], [], []) if links is None else links
        self.straight, self.diagonal = straight, diagonal_of(straight)
        self._all_open = np.ones(self.links.length.size, dtype=np.uint8)
        self._no_extra = np.empty(0, dtype=np.uint16)
        self._grow(4 * (width + height) + 64)

    def _grow(self, capacity: int) -> None:
        self._item = np.empty(capacity, dtype=np.int32)
        self._after = np.empty(capacity, dtype=np.int32)

    def _make_ring(self, widest: int) -> None:
        """Buckets enough for the most that one step can add to a cost."""
        self._head = np.empty(1 << ((widest >> self._shift) + 1).bit_length(), dtype=np.int32)

    def _given(self, walk: U8, is_open: U8 | None, extra: U16 | None) -> tuple[U8, U16]:
        if walk.size != self.n_cells:
            raise ValueError(f"walk has {walk.size} cells, {self.n_cells} expected")
        if extra is not None and extra.size != self.n_cells:
            raise ValueError(f"extra has {extra.size} cells, {self.n_cells} expected")
        return self._all_open if is_open is None else is_open, self._no_extra if extra is None else extra


class FlowFields(_Routes):
    """Ways from everywhere to the nearest of some goals."""

    _shift = 0

    def __init__(self, width: int, height: int, levels: int = 1, links: Links | None = None,
                 straight: int = STRAIGHT_MM) -> None:  # fmt: skip
        super().__init__(width, height, levels, links, straight)
        self._shift = straight.bit_length() - 1  # the widest bucket that no step stays in
        self._make_ring(max(self.diagonal + 0xFFFF, int(self.links.length.max(initial=0)) + 0xFFFF))

    def fill(self, walk: U8, goals: Cells, cost: Costs, way: U8, is_open: U8 | None = None,
             extra: U16 | None = None) -> None:  # fmt: skip
        """Fill cost and way for every cell.

        walk: (cells,) u8, 1 where a cell can be entered; goals: cells, of which those that cannot be entered are left
        out; cost: (cells,) i32 or i64, gets the cost to the nearest goal, or the greatest number of its type where no
        way leads (or a longer one than fits); way: (cells,) u8, gets the direction 0..7 of the first step, the lowest
        of several as short, 8 for the link here, 9 at a goal, 255 where no way leads; is_open: (links,) u8, 0 where a
        link is closed (none: all are open); extra: (cells,) u16, added for every cell entered.
        Raises ValueError for arrays of the wrong size, IndexError for a goal that is no cell.
        """
        is_open, extra = self._given(walk, is_open, extra)
        if cost.size != self.n_cells or way.size != self.n_cells:
            raise ValueError(f"cost and way have {cost.size} and {way.size} cells, {self.n_cells} expected")
        targets = np.atleast_1d(np.asarray(goals, dtype=np.int32))
        if targets.size and not (0 <= targets.min() and targets.max() < self.n_cells):
            raise IndexError(f"a goal is none of the cells 0 to {self.n_cells - 1}")
        links, unreached = self.links, int(np.iinfo(cost.dtype).max)
        while True:
            cost.fill(unreached)
            way.fill(NO_WAY)
            self._head.fill(-1)
            if _flow(walk, self.width, self.height, targets, extra, links.marks, links.ends, links.across, links.link,
                     links.length, is_open, self.straight, self.diagonal, self._shift, unreached, cost, way,
                     self._head, self._item, self._after):  # fmt: skip
                return
            self._grow(2 * self._item.size)


class PathFinder(_Routes):
    """Single ways across the whole grid: 5 bytes of scratch a cell (9 where a step costs more than 2**20)."""

    def __init__(self, width: int, height: int, levels: int = 1, links: Links | None = None,
                 straight: int = STRAIGHT_MM) -> None:  # fmt: skip
        super().__init__(width, height, levels, links, straight)
        # Finer buckets than a step, so that the goal is reached before much of its bucket is searched.
        self._shift = max(straight.bit_length() - 3, 0)
        self._cost: Costs = np.empty(self.n_cells, dtype=np.int32 if straight < 1 << 20 else np.int64)
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


def flow_field(walk: U8, width: int, height: int, goals: Cells, straight: int = STRAIGHT_MM) -> tuple[Costs, U8]:
    """(cost, way) of one level as new arrays, i32 in mm by default, i64 with `straight=EXACT`: see `FlowFields.fill`."""
    cost: Costs = np.empty(width * height, dtype=np.int32 if straight < 1 << 20 else np.int64)
    way = np.empty(width * height, dtype=np.uint8)
    FlowFields(width, height, straight=straight).fill(walk, goals, cost, way)
    return cost, way
