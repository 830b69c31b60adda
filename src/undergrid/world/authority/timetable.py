"""The timetable of beats: where each patrol is at which second. It follows from the city alone.

A patrol goes round a closed beat at a steady speed, straight from stop to stop, and passes its first stop at tick 0. So
its place is a function of the tick alone: a watcher that was called away joins its beat again where it would have been,
and whoever knows beat and speed can work out the gaps. `dispatch` and forecasts use the same kernel.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from undergrid.core.caches import Cache
from undergrid.core.grid import isqrt
from undergrid.core.handles import Handle, record
from undergrid.core.jit import kernel

if TYPE_CHECKING:
    from undergrid.world.world import World

I32 = npt.NDArray[np.int32]
I64 = npt.NDArray[np.int64]


class Timetable(Cache):
    """The beats of all posts of a city as columns, stop after stop."""

    def __init__(self, world: World) -> None:
        city = world.city
        self.cell_mm = city.cell_mm
        self.width = city.width
        first, cells, starts, total = [0], [], [], []
        for post in city.posts:
            beat = [c for c, ahead in zip(post.beat, post.beat[1:] + post.beat[:1], strict=True) if c != ahead]
            beat = beat or list(post.beat[:1])
            places = [city.where(cell) for cell in beat]
            if len({level for level, _, _ in places}) > 1:
                raise ValueError(f"the beat of the {post.kind} at cell {post.cell} leaves its level")
            done = 0
            for n, (_, x, y) in enumerate(places):
                starts.append(done)
                _, to_x, to_y = places[(n + 1) % len(places)]
                done += int(isqrt(((to_x - x) ** 2 + (to_y - y) ** 2) * city.cell_mm**2))
            cells += beat
            total.append(done)
            first.append(len(cells))
        self.first: I32 = np.array(first, np.int32)  # (posts + 1,) the first stop of each post's beat
        self.cells: I32 = np.array(cells, np.int32)  # (stops,)
        self.starts: I64 = np.array(starts, np.int64)  # (stops,) mm from the first stop of the beat
        self.total: I64 = np.array(total, np.int64)  # (posts,) mm once round
        self.handle: Handle = record(
            first=self.first, cells=self.cells, starts=self.starts, total=self.total, width=self.width
        )

    def cell(self, post: int, tick: int, speed: int) -> int:
        """The cell over which the patrol of a post is at a tick of 1 s; speed in mm/s.

        Raises IndexError where the post has no beat.
        """
        if self.first[post] == self.first[post + 1]:
            raise IndexError(f"post {post} has no beat")
        return int(beat_position(self.handle, post, tick * speed)[0])

    def places(self, post: int, ticks: npt.NDArray[np.int64], speed: int) -> I32:
        """(ticks,) the cells of a patrol at many ticks, past or to come: what a forecast of gaps needs.

        Raises IndexError where the post has no beat.
        """
        if self.first[post] == self.first[post + 1]:
            raise IndexError(f"post {post} has no beat")
        cells = np.empty(len(ticks), np.int32)
        _places(self.handle, post, ticks, speed, cells)
        return cells

    def period(self, post: int, speed: int) -> int:
        """Seconds that one round takes, rounded up."""
        return -(-int(self.total[post]) // speed)


@kernel
def beat_position(timetable, post, gone):
    """(cell, number of the stop ahead) of a patrol that has gone `gone` mm since it first passed its first stop."""
    cells, starts, total = timetable.cells, timetable.starts, timetable.total[post]
    low, stop = int(timetable.first[post]), int(timetable.first[post + 1])
    if total == 0:
        return int(cells[low]), 0
    gone = int(gone) % int(total)
    high, begin = stop, low
    while high - low > 1:  # the last stop that lies behind
        middle = (low + high) >> 1
        if starts[middle] <= gone:
            low = middle
        else:
            high = middle
    ahead = low + 1 if low + 1 < stop else begin
    length = (starts[low + 1] if low + 1 < stop else total) - starts[low]
    return between(int(cells[low]), int(cells[ahead]), timetable.width, gone - starts[low], length), ahead - begin


@kernel
def _places(timetable, post, ticks, speed, found):
    """Write where a patrol is at each tick."""
    for n in range(len(ticks)):
        found[n] = beat_position(timetable, post, ticks[n] * speed)[0]


@kernel
def between(start, end, width, gone, length):
    """The cell `gone` of `length` along the straight line between two cells of one level, 0 <= gone <= length."""
    row, end_row = start // width, end // width
    dx = (end - end_row * width) - (start - row * width)
    dy = end_row - row
    twice = 2 * length
    return start + (2 * dx * gone + length) // twice + (2 * dy * gone + length) // twice * width
