"""Flow fields on 8-neighbour grids of one or more levels joined by links, and what steps cost there.

A straight step costs `straight`, a diagonal one `straight * sqrt(2)` rounded to a whole number, and needs both cells
beside it free. With `straight` in mm (2000 for cells of 2 m, the default; diagonal 2828) costs are lengths to walk.

Exact lengths. With `straight = EXACT` = S = 2**40 and D = round(sqrt(2) * 2**40) one int64 stands for the pair (a
straight steps, b diagonal ones) and compares as a + b * sqrt(2) does: two different lengths differ by |m + n * sqrt(2)|
>= 1 / (|m| + |n| * sqrt(2)), for |m**2 - 2 * n**2| is a whole number and not 0, while D is off by at most 1/2 in
2**40, so the order can only turn where |n| * (|m| + |n| * sqrt(2)) >= 2**41, on walks of more than 600,000 steps.
`steps_of` recovers the pair, `length_of` the length.

The queue is a ring of buckets (R. Dial, CACM 12 (1969) 632; E. Denardo and B. Fox, Operations Research 27 (1979) 161):
a bucket no wider than the shortest step can be emptied in any order, for no step leads from it into itself. Where
a cheaper way to a cell is found later, the cell's old entry stays behind as stale and is skipped.

Arrays belong to the caller or to `FlowFields` and are reused; `fill` allocates nothing. Results depend on the arguments
alone, ties included. `paths.py` finds the way of a single person.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from undergrid.core.grid import ARRIVED, BY_LINK, DX, DY, NO_WAY, steps_from
from undergrid.core.handles import Handle, change, record
from undergrid.core.jit import kernel

U8 = npt.NDArray[np.uint8]
U16 = npt.NDArray[np.uint16]
I32 = npt.NDArray[np.int32]
I64 = npt.NDArray[np.int64]
Cells = npt.ArrayLike
Costs = npt.NDArray[np.int32] | npt.NDArray[np.int64]

STRAIGHT_MM = 2000
EXACT = 2**40
# Which steps can lead to a shorter way, by the direction in which a cell's own best way continues: the cells in that
# direction, or one eighth to either side, are reached as cheaply without the detour through this cell.
AHEAD = np.array([255 & ~(1 << (k + 7 & 7) | 1 << k | 1 << (k + 1 & 7)) for k in range(8)] + [255] * 2, dtype=np.int64)
AHEAD.flags.writeable = False


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
        lengths = np.ascontiguousarray(length, dtype=np.int64)
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


@kernel(inline=True)
def end_at(room, cell):
    """The index in `ends` of the link end at a cell, or -1."""
    if room.marks[cell >> 3] & (1 << (cell & 7)) == 0:
        return -1
    low, high = 0, room.ends.size - 1
    while low < high:
        middle = (low + high) // 2
        if room.ends[middle] < cell:
            low = middle + 1
        else:
            high = middle
    return low


@kernel(inline=True)
def push(room, slot, cell, free, used):
    """Put a cell on top of a bucket; returns the queue's (free, used) entries, used = -1 where it is full."""
    if free >= 0:
        entry = free
        free = np.int64(room.after[entry])
    elif used < room.item.size:
        entry = used
        used += 1
    else:
        return free, -1
    room.item[entry], room.after[entry] = cell, room.head[slot]
    room.head[slot] = entry
    return free, used


@kernel
def _flow(walk, is_open, extra, goals, room, cost, way):
    """Fill cost and way from the goals outwards; False where the queue is too small."""
    ring, unreached = room.head.size - 1, np.iinfo(cost.dtype).max
    free, used, waiting, bucket = np.int64(-1), np.int64(0), 0, np.int64(0)
    for g in range(goals.size):
        goal = np.int64(goals[g])
        if walk[goal] != 0 and cost[goal] != 0:
            cost[goal] = 0
            way[goal] = ARRIVED
            free, used = push(room, 0, goal, free, used)
            if used < 0:
                return False
            waiting += 1
    while waiting > 0:
        entry = np.int64(room.head[bucket & ring])
        if entry < 0:
            bucket += 1
            continue
        cell = np.int64(room.item[entry])
        room.head[bucket & ring] = room.after[entry]
        room.after[entry] = free
        free = entry
        waiting -= 1
        here = np.int64(cost[cell])
        if here >> room.shift != bucket:
            continue
        if extra.size > 0:
            here += np.int64(extra[cell])
        open_steps = steps_from(walk, room.width, room.height, cell) & AHEAD[way[cell]]
        for k in range(8):
            if open_steps >> k & 1 != 0:
                there = cell + room.offset[k]
                back = (k + 4) & 7
                new = here + (room.diagonal if k & 1 else room.straight)
                old = np.int64(cost[there])
                if new < old:
                    cost[there] = new
                    way[there] = back
                    if old >> room.shift != new >> room.shift:  # else it waits in that bucket already
                        free, used = push(room, (new >> room.shift) & ring, there, free, used)
                        if used < 0:
                            return False
                        waiting += 1
                elif new == old and new < unreached and back < way[there]:
                    way[there] = back
        end = end_at(room, cell)
        if end >= 0 and is_open[room.link[end]] != 0 and walk[room.across[end]] != 0:
            there = np.int64(room.across[end])
            new = here + room.length[room.link[end]]
            if new < np.int64(cost[there]):
                cost[there] = new
                way[there] = BY_LINK
                # Always put in: a link shorter than a bucket leads into this very one, where the cell may be done with.
                free, used = push(room, (new >> room.shift) & ring, there, free, used)
                if used < 0:
                    return False
                waiting += 1
    return True


def costs(n_cells: int, straight: int) -> Costs:
    """A new array (cells,) for costs: i32, or i64 where a straight step costs more than 2**20."""
    return np.empty(n_cells, dtype=np.int32) if straight <= 1 << 20 else np.empty(n_cells, dtype=np.int64)


class Routes:
    """What flow fields and single paths share: the shape of the grid, its links, what steps cost, and the queue."""

    room: Handle
    """What a search takes: width, height; the arrays of `Links`; straight and diagonal, what steps cost; offset: (8,)
    i64, what each step adds to a cell's number; head, item, after: the ring of buckets, each 2 ** shift wide; and
    what each kind of search adds.
    """

    def __init__(self, width: int, height: int, levels: int = 1, links: Links | None = None,
                 straight: int = STRAIGHT_MM) -> None:  # fmt: skip
        self.width, self.height, self.levels = width, height, levels
        self.n_cells = width * height * levels
        self.links = Links.between(self.n_cells, [], [], []) if links is None else links
        self.straight, self.diagonal = straight, diagonal_of(straight)
        self._all_open = np.ones(self.links.length.size, dtype=np.uint8)
        self._no_extra = np.empty(0, dtype=np.uint16)

    def _make_room(self, shift: int, widest: int, **beside: Any) -> None:
        """Make the scratch arrays, with enough buckets for `widest`, the most that one step can add to a cost."""
        links, capacity = self.links, 4 * (self.width + self.height) + 64
        self._head = np.empty(1 << ((widest >> shift) + 1).bit_length(), dtype=np.int32)
        self._item, after = np.empty(capacity, dtype=np.int32), np.empty(capacity, dtype=np.int32)
        self.room = record(
            width=self.width, height=self.height, marks=links.marks, ends=links.ends, across=links.across,
            link=links.link, length=links.length, straight=self.straight, diagonal=self.diagonal,
            offset=DY * self.width + DX, shift=shift, head=self._head, item=self._item, after=after, **beside,
        )  # fmt: skip

    def _grow(self, capacity: int) -> None:
        """Make room for so many entries in the queue."""
        self._item = np.empty(capacity, dtype=np.int32)
        change(self.room, item=self._item, after=np.empty(capacity, dtype=np.int32))

    def _given(self, walk: U8, is_open: U8 | None, extra: U16 | None) -> tuple[U8, U16]:
        if walk.size != self.n_cells:
            raise ValueError(f"walk has {walk.size} cells, {self.n_cells} expected")
        if extra is not None and extra.size != self.n_cells:
            raise ValueError(f"extra has {extra.size} cells, {self.n_cells} expected")
        if is_open is not None and is_open.size != self._all_open.size:
            raise ValueError(f"is_open has {is_open.size} links, {self._all_open.size} expected")
        return self._all_open if is_open is None else is_open, self._no_extra if extra is None else extra


class FlowFields(Routes):
    """Ways from everywhere to the nearest of some goals."""

    def __init__(self, width: int, height: int, levels: int = 1, links: Links | None = None,
                 straight: int = STRAIGHT_MM) -> None:  # fmt: skip
        super().__init__(width, height, levels, links, straight)
        shift = straight.bit_length() - 1  # the widest bucket that no step stays in
        self._make_room(shift, max(self.diagonal + 0xFFFF, int(self.links.length.max(initial=0)) + 0xFFFF))

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
        if targets.size and not (targets.min() >= 0 and targets.max() < self.n_cells):
            raise IndexError(f"a goal is none of the cells 0 to {self.n_cells - 1}")
        while True:
            cost.fill(np.iinfo(cost.dtype).max)
            way.fill(NO_WAY)
            self._head.fill(-1)
            if _flow(walk, is_open, extra, targets, self.room, cost, way):
                return
            self._grow(2 * self._item.size)


def flow_field(walk: U8, width: int, height: int, goals: Cells, straight: int = STRAIGHT_MM) -> tuple[Costs, U8]:
    """(cost, way) of one level as new arrays, see `FlowFields.fill`: costs i32 in mm, or i64 with `straight=EXACT`."""
    cost = costs(width * height, straight)
    way = np.empty(width * height, dtype=np.uint8)
    FlowFields(width, height, straight=straight).fill(walk, goals, cost, way)
    return cost, way
