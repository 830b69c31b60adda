"""Tags: readers log everybody who passes, and the authority knows where and when each citizen was read last.

A reader hears the tags within a few metres, except behind walls. It logs into two columns of the citizen, not as
events; it reports only the wanted who pass, once in a while.

Reads   watchers.kind, duty, cell, cause; citizens.alive, tagged, wanted, cell, cause, seen_at
Writes  citizens.seen_cell, seen_at; reports as `report` files them
Emits   SIGHTED(reader, citizen; amount m; cause: what the citizen is about)
Units   range in m; times in ticks of 1 s
Source  assumed: the range of ultra-high-frequency identity tags, 5 to 12 m.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from undergrid.core.bits import each_due, empty, set_bit, test_bit
from undergrid.core.caches import Cache
from undergrid.core.grid import sees
from undergrid.core.handles import Handle, record
from undergrid.core.jit import kernel
from undergrid.core.tables import I64, Out
from undergrid.world.authority.reporting import report
from undergrid.world.authority.suspects import anybody
from undergrid.world.log.kinds import Kind
from undergrid.world.places.occupancy import Occupancy
from undergrid.world.tables.authority import Duty, Sense, WatcherKind

if TYPE_CHECKING:
    from undergrid.world.world import World

_READER, _OFF = int(WatcherKind.READER), int(Duty.OFF)
_LAWFUL = 2  # of `city.flags`


class Params(BaseModel):
    """The knobs a scenario may turn, under `rules.tags`."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    reader_m: float = Field(8.0, ge=0, le=200, description="how far a reader hears tags, m [assumed: UHF tags, 5-12 m]")
    read_every: int = Field(2, ge=1, le=60, description="each tag is asked once in, s [assumed]")
    report_every: int = Field(30, ge=1, le=3600, description="a wanted tag is reported once in, s [assumed]")
    report_delay: int = Field(2, ge=0, le=3600, description="from reader to the authority, s [assumed]")
    wanted_points: int = Field(10, ge=0, le=1000, description="suspicion that such a report carries [assumed]")

    @cached_property
    def knobs(self) -> Handle:
        """What `_read` takes: both in ticks."""
        return record(every=self.read_every, report_every=self.report_every)


class _Desk(Cache):
    """Which cells the readers of one world cover: no state, a function of where the readers stand."""

    def __init__(self, world: World, params: Params) -> None:
        self.squared = int(params.reader_m * 1000 // world.city.cell_mm) ** 2
        self.covered = empty(world.city.n_cells)
        self.cover(world)

    def cover(self, world: World) -> None:
        """Let `covered` be the cells that readers hear, and `posts` where each reader stands; -1 for other watchers."""
        self.posts = np.full(world.watchers.n, -1, np.int32)
        self.covered[:] = 0
        _cover(world.watchers.handle, world.city.handle, self.squared, self.covered, self.posts)


class _Read(Out):
    """The wanted people whose tag has been read and who are to be reported."""

    who: I64


def step(world: World, params: Params) -> None:
    """Log whoever passes a reader, a chunk of the people at a time, and report the wanted among them."""
    watchers, occupancy = world.watchers, world.cache(Occupancy)
    turn = world.tick % params.read_every
    if not watchers.n or not anybody(occupancy.outdoors.bits, turn, params.read_every):
        return
    desk = world.cache(_Desk, params)
    if len(desk.posts) != watchers.n:
        desk = world.renew(_Desk, params)
    if _moved(watchers.handle, desk.posts):
        desk.cover(world)
    found = world.out(_Read, occupancy.room)
    n = _read(occupancy.handle, world.citizens.handle, desk.covered, params.knobs, world.tick, found.handle)
    if n:
        _tell(world, params, desk, found.who[:n].tolist())


def _tell(world: World, params: Params, desk: _Desk, wanted: list[int]) -> None:
    """Log and report the wanted people who have just been read."""
    people, watchers = world.citizens, world.watchers
    for who in wanted:
        here = int(people.cell[who])
        reader, metres = _reader_of(here, desk.posts, world.city.handle)
        cause = int(people.cause[who]) or int(watchers.cause[reader])
        event = world.events.add(Kind.SIGHTED, reader, np.array([who]), here, metres, cause)
        report(world, who, reader, Sense.TAG, here, params.report_delay, params.wanted_points, event)


@kernel
def _cover(watchers, city, squared, covered, posts):
    """Mark the cells that readers hear in the bitmap `covered`; note where each reader stands, -1 for the others."""
    width, area = city.width, city.area
    for w in range(len(watchers.kind)):
        here = np.int64(watchers.cell[w])
        level = here // area
        if watchers.kind[w] != _READER or watchers.duty[w] == _OFF or city.flags[level] & _LAWFUL == 0:
            continue
        posts[w] = here
        y, x = (here - level * area) // width, here % area % width
        off = 0
        while (off + 1) * (off + 1) <= squared:
            off += 1
        for there_y in range(max(0, y - off), min(area // width - 1, y + off) + 1):
            for there_x in range(max(0, x - off), min(width - 1, x + off) + 1):
                apart = (there_x - x) * (there_x - x) + (there_y - y) * (there_y - y)
                if apart <= squared and sees(city.opaque, width, level * area, x, y, there_x, there_y):
                    set_bit(covered, level * area + there_y * width + there_x)


@kernel
def _moved(watchers, posts):
    """Whether any reader stands elsewhere than noted, or has gone on or off."""
    for w in range(len(watchers.kind)):
        if watchers.kind[w] != _READER:
            continue
        off = watchers.duty[w] == _OFF
        if (posts[w] != watchers.cell[w] or off) and (posts[w] >= 0 or not off):
            return True
    return False


@kernel
def _read(occupancy, people, covered, knobs, now, found):
    """Log those whose turn it is and who are in range; returns how many of the wanted among them are to be reported."""
    n_found = 0
    for who in each_due(occupancy.outdoors, now, knobs.every):
        here = np.int64(people.cell[who])
        if not (test_bit(covered, here) and people.tagged[who] and people.alive[who]):
            continue
        before = people.seen_at[who]
        if people.wanted[who] and (before < 0 or now // knobs.report_every > before // knobs.report_every):
            found.who[n_found] = who
            n_found += 1
        people.seen_cell[who], people.seen_at[who] = here, now
    return n_found


@kernel
def _reader_of(here, posts, city):
    """The nearest reader that hears a cell, the lower row among equals, and how many m it is away."""
    width, area = city.width, city.area
    level = here // area
    y, x = (here - level * area) // width, here % area % width
    nearest, least = -1, 0
    for w in range(len(posts)):
        if posts[w] >= 0 and posts[w] // area == level:
            post_y, post_x = (posts[w] - level * area) // width, posts[w] % area % width
            apart = (post_x - x) * (post_x - x) + (post_y - y) * (post_y - y)
            if (nearest < 0 or apart < least) and sees(city.opaque, width, level * area, post_x, post_y, x, y):
                nearest, least = w, apart
    metres = 0
    while (metres + 1) * (metres + 1) * 1_000_000 <= least * city.cell_mm * city.cell_mm:
        metres += 1
    return nearest, metres
