"""Ruins: masonry over rubble comes down here and there, buries whoever stands below and closes the way.

Rubble is low cover: whoever crouches in it is partly hidden (`world/senses/optics.py`), and one can see over it between
broken walls. Standing walls lean over the rubble beside them. For each such cell a draw decides whether a piece comes
down; then nobody can cross that cell, and whoever is on it is hurt and trapped. What has come down lies for good.

Reads   city; Ways.walk; citizens.cell, alive, luck
Writes  the way as `bar` does; who stands below as `wound` and `trap` do
Emits   COLLAPSED(where; stream, odds), WAY_BARRED(where; cause: the collapse)
Units   chances per hour and cell, by draws per minute as thresholds of 2^32
Source  Crush injuries by falling masonry: assumed. How often it falls: assumed; a lawful city keeps its walls up.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from undergrid.city.city import City, Ground
from undergrid.core import luck, units
from undergrid.core.caches import Cache
from undergrid.core.jit import kernel
from undergrid.core.tables import I64, Out
from undergrid.world.body.injuries import trap, wound
from undergrid.world.log.kinds import Kind
from undergrid.world.places.occupancy import Occupancy
from undergrid.world.places.ways import Ways, bar
from undergrid.world.tables.body import BodyPart, WoundKind

if TYPE_CHECKING:
    from undergrid.world.world import World

STREAM = luck.stream("ruins")
HARM = luck.stream("ruins.harm")

_MINUTE = 60  # ticks between turns, as in the schedule
_WALLS = np.isin(np.arange(256), (Ground.BUILDING, Ground.GLASS))
_AT_ONCE = 8  # pieces that come down in one turn


class Params(BaseModel):
    """The knobs a scenario may turn, under `rules.ruins`."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    collapses_per_hour: float = Field(
        0, ge=0, le=1000, description="how many pieces come down in an hour over 1,000 such cells [assumed]"
    )
    crushed_depth: int = Field(2, ge=1, le=3, description="depth of the wound of who stands below [assumed]")


class _Desk(Cache):
    """Where masonry leans over rubble in one city, and the luck of each piece: no state."""

    def __init__(self, world: World, params: Params) -> None:
        self.cells = leaning(world.city)
        self.luck: I64 = np.array([luck.key_of(f"ruin/{cell}") for cell in self.cells.tolist()], np.int64)
        self.odds = luck.rate_per_tick(params.collapses_per_hour / 1000, units.HOUR // _MINUTE)


class _Fallen(Out):
    """Where masonry comes down."""

    cell: I64


def leaning(city: City) -> I64:
    """The cells of rubble that lie beside a wall, ascending."""
    ground = np.pad(city.ground.reshape(-1, city.height, city.width), ((0, 0), (1, 1), (1, 1)))
    wall = _WALLS[ground]
    beside = wall[:, :-2, 1:-1] | wall[:, 2:, 1:-1] | wall[:, 1:-1, :-2] | wall[:, 1:-1, 2:]
    return np.flatnonzero((city.ground == Ground.RUBBLE) & beside.ravel()).astype(np.int64)


def step(world: World, params: Params) -> None:
    """Let masonry come down."""
    if not params.collapses_per_hour:
        return
    desk = world.cache(_Desk, params)
    fallen = world.out(_Fallen, _AT_ONCE)
    n = _fall(desk.cells, desk.luck, world.cache(Ways).handle, desk.odds, world.key(STREAM), fallen.handle)
    for (cell,) in fallen.rows(n):
        event = world.events.one(Kind.COLLAPSED, where=cell, stream=STREAM, odds=desk.odds)
        collapse(world, cell, event, params.crushed_depth)


def collapse(world: World, cell: int, event: int, depth: int) -> None:
    """Let masonry come down on a cell, by the event `event`: it bars the way, and traps whoever is there."""
    people, key = world.citizens, world.key(HARM)
    out = world.cache(Occupancy).outdoors.rows()
    below = out[(people.cell[out] == cell) & people.alive[out].astype(bool)]
    bar(world, cell, event)
    for who in below.tolist():
        part = BodyPart(luck.below(key, people.luck[who], len(BodyPart)))
        wound(world, who, WoundKind.CRUSH, part, depth, True, event)
        trap(world, who, event)


@kernel
def _fall(cells, lucky, ways, odds, key, fallen):
    """The pieces that come down now, of those over cells that can still be walked; returns how many."""
    n = 0
    for i in range(len(cells)):
        if ways.walk[cells[i]] != 0 and n < _AT_ONCE and luck.u32(key, lucky[i]) < odds:
            fallen.cell[n] = cells[i]
            n += 1
    return n
