"""Tags: readers log everybody who passes, and the authority knows of each citizen where and when that was.

A reader hears the tags in a few metres around it, as far as no wall is between. What it logs are two columns of the
citizen, not events; only the wanted among those who pass are reported, once in a while.

Reads   watchers.kind, duty, cell, cause; citizens.alive, tagged, wanted, cell, cause
Writes  citizens.seen_cell, seen_at; reports
Emits   SIGHTED(reader, citizen; amount m; cause: what the citizen is about)
Units   range in m; times in ticks of 1 s
Source  assumed: the range of ultra-high-frequency identity tags, 5 to 12 m.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from undergrid.core.bits import empty, set_bit, test_bit
from undergrid.core.caches import Cache
from undergrid.core.grid import sees
from undergrid.core.jit import kernel, trailing_zeros
from undergrid.world.authority.reporting import report
from undergrid.world.log.kinds import Kind
from undergrid.world.places.occupancy import Occupancy
from undergrid.world.tables.authority import Duty, Sense, WatcherKind

if TYPE_CHECKING:
    from undergrid.world.world import World

_NONE, _ONE = np.uint64(0), np.uint64(1)
_READER, _OFF = int(WatcherKind.READER), int(Duty.OFF)


class Params(BaseModel):
    """The knobs a scenario may turn, under `rules.tags`."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    reader_m: float = Field(8.0, ge=0, le=200, description="how far a reader hears tags, m [assumed: UHF tags, 5-12 m]")
    read_every: int = Field(2, ge=1, le=60, description="each tag is asked once in, s [assumed]")
    report_every: int = Field(30, ge=1, le=3600, description="a wanted tag is reported once in, s [assumed]")
    report_delay: int = Field(2, ge=0, le=3600, description="from reader to the authority, s [assumed]")
    wanted_points: int = Field(10, ge=0, le=1000, description="suspicion that such a report carries [assumed]")


class _Desk(Cache):
    """Which cells the readers of one world cover: no state, a function of where the readers stand."""

    def __init__(self, world: World, params: Params) -> None:
        self.squared = int(params.reader_m * 1000 // world.city.cell_mm) ** 2
        self.flags = world.city.flags
        self.covered = empty(world.city.n_cells)
        self.cover(world)

    def cover(self, world: World) -> None:
        watchers, city = world.watchers, world.city
        self.posts = np.full(watchers.n, -1, np.int32)
        self.covered[:] = 0
        _cover(
            watchers.kind, watchers.duty, watchers.cell, world.city.opaque, self.flags, city.width, city.area,
            self.squared, self.covered, self.posts,
        )  # fmt: skip


def step(world: World, params: Params) -> None:
    """Log whoever passes a reader, a chunk of the people at a time, and report the wanted among them."""
    watchers, people = world.watchers, world.citizens
    out = world.cache(Occupancy).outdoors.count
    if not watchers.n or not out or len(world.cache(Occupancy).outdoors.bits) <= world.tick % params.read_every:
        return
    desk = world.cache(_Desk, params)
    if len(desk.posts) != watchers.n:
        desk = world.renew(_Desk, params)
    if _moved(watchers.kind, watchers.duty, watchers.cell, desk.posts):
        desk.cover(world)
    (found,) = world.scratch(out, 1)
    n_found = _read(
        world.cache(Occupancy).outdoors.bits, people.alive, people.tagged, people.wanted, people.cell, desk.covered,
        people.seen_cell, people.seen_at, world.tick, params.read_every, params.report_every, found,
    )  # fmt: skip
    if n_found:
        _tell(world, params, desk, found[:n_found].tolist())


def _tell(world: World, params: Params, desk: _Desk, wanted: list[int]) -> None:
    """Log and report the wanted people who have just been read."""
    people, watchers, city = world.citizens, world.watchers, world.city
    for who in wanted:
        here = int(people.cell[who])
        reader, metres = _reader_of(here, desk.posts, world.city.opaque, city.width, city.area, city.cell_mm)
        cause = int(people.cause[who]) or int(watchers.cause[reader])
        event = world.events.add(Kind.SIGHTED, reader, np.array([who]), here, metres, cause)
        report(world, who, reader, Sense.TAG, here, params.report_delay, params.wanted_points, event)


@kernel
def _cover(kind, duty, cell, opaque, flags, width, area, squared, covered, posts):
    """Mark the cells that readers hear in the bitmap `covered`; note where each reader stands, -1 for the others."""
    for w in range(len(kind)):
        here = np.int64(cell[w])
        level = here // area
        if kind[w] != _READER or duty[w] == _OFF or flags[level] & 2 == 0:
            continue
        posts[w] = here
        y, x = (here - level * area) // width, here % area % width
        off = 0
        while (off + 1) * (off + 1) <= squared:
            off += 1
        for there_y in range(max(0, y - off), min(area // width - 1, y + off) + 1):
            for there_x in range(max(0, x - off), min(width - 1, x + off) + 1):
                apart = (there_x - x) * (there_x - x) + (there_y - y) * (there_y - y)
                if apart <= squared and sees(opaque, width, level * area, x, y, there_x, there_y):
                    set_bit(covered, level * area + there_y * width + there_x)


@kernel
def _moved(kind, duty, cell, posts):
    """Whether any reader stands elsewhere than noted, or has gone on or off."""
    for w in range(len(kind)):
        if kind[w] == _READER and (posts[w] != cell[w] or duty[w] == _OFF) and (posts[w] >= 0 or duty[w] != _OFF):
            return True
    return False


@kernel
def _read(outdoors, alive, tagged, wanted, cell, covered, seen_cell, seen_at, tick, every, report_every, found):
    """Log those whose turn it is and who are in range; write the wanted among them whose report is due into `found`."""
    n_found = 0
    for word in range(tick % every, len(outdoors), every):
        left = outdoors[word]
        while left != _NONE:
            who = (word << 6) + trailing_zeros(left)
            left &= left - _ONE
            here = np.int64(cell[who])
            if not (test_bit(covered, here) and tagged[who] and alive[who]):
                continue
            if wanted[who] and (seen_at[who] < 0 or tick // report_every > seen_at[who] // report_every):
                found[n_found] = who
                n_found += 1
            seen_cell[who] = here
            seen_at[who] = tick
    return n_found


@kernel
def _reader_of(here, posts, opaque, width, area, cell_mm):
    """The nearest reader that hears a cell, the lower row among equals, and how many m it is away."""
    level = here // area
    y, x = (here - level * area) // width, here % area % width
    nearest, least = -1, 0
    for w in range(len(posts)):
        if posts[w] >= 0 and posts[w] // area == level:
            post_y, post_x = (posts[w] - level * area) // width, posts[w] % area % width
            apart = (post_x - x) * (post_x - x) + (post_y - y) * (post_y - y)
            if (nearest < 0 or apart < least) and sees(opaque, width, level * area, post_x, post_y, x, y):
                nearest, least = w, apart
    metres = 0
    while (metres + 1) * (metres + 1) * 1_000_000 <= least * cell_mm * cell_mm:
        metres += 1
    return nearest, metres
