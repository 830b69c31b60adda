"""Gates: a gate opens for whoever the guard has cleared, stays open for a few seconds, and hurts nobody as it shuts.

Whoever is still on the way through when it shuts is put back, unhurt, on the side they came from. A gate that stands
open by the scenario has no closing time and stays so.

Reads   gates.link, open, closes, cleared, cause (a verdict that waits to be carried out); citizens.doing, heading, cell
Writes  gates.closes, cleared, cause; citizens.doing, since, cause; those whom it catches as `halt` does; whether a
        gate is open, and routes, as `set_gate` does
Emits   GATE_OPENED(gate, citizen; amount seconds; cause: the verdict), GATE_CLOSED(gate; cause: its opening),
        REFUSED(citizen, gate; amount SHUT; cause: the closing)
Units   times in ticks of 1 s
Source  assumed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from undergrid.core.bits import each_set
from undergrid.core.grid import BY_LINK
from undergrid.core.jit import kernel
from undergrid.world.log.events import kind_of
from undergrid.world.log.kinds import Kind
from undergrid.world.orders.halting import halt
from undergrid.world.places.occupancy import Occupancy
from undergrid.world.places.ways import set_gate
from undergrid.world.tables.orders import Refusal
from undergrid.world.tables.people import Activity

if TYPE_CHECKING:
    from undergrid.world.world import World

_OPENS, _CLOSES = 1, 2  # what _look reports
_JUDGED = int(Kind.JUDGED)
_CROSSING, _BY_LINK = int(Activity.CROSSING), int(BY_LINK)


class Params(BaseModel):
    """The knobs a scenario may turn, under `rules.gates`."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    open_seconds: int = Field(30, ge=1, le=86_400, description="a gate stays open for one who is cleared, s [assumed]")


def step(world: World, params: Params) -> None:
    """Open what has been cleared, shut what is due."""
    gates = world.gates
    if _look(gates.handle, world.tick) < 0:
        return
    for gate in range(gates.n):
        what = _what_now(gates.handle, gate, world.tick)
        if what == _OPENS:
            _open(world, gate, params.open_seconds)
        elif what == _CLOSES:
            _close(world, gate)


def _open(world: World, gate: int, seconds: int) -> None:
    gates, link = world.gates, int(world.gates.link[gate])
    event = world.events.one(
        Kind.GATE_OPENED, gate, int(gates.cleared[gate]), int(world.city.link_a[link]), seconds, int(gates.cause[gate])
    )
    gates.cause[gate] = event
    if gates.open[gate]:
        if gates.closes[gate] >= 0:  # one that stands open by the scenario stays so
            gates.closes[gate] = world.tick + seconds
        return
    gates.closes[gate] = world.tick + seconds
    set_gate(world, gate, True)


def _close(world: World, gate: int) -> None:
    gates, people, link = world.gates, world.citizens, int(world.gates.link[gate])
    a, b = int(world.city.link_a[link]), int(world.city.link_b[link])
    event = world.events.one(Kind.GATE_CLOSED, gate, where=a, cause=int(gates.cause[gate]))
    gates.closes[gate], gates.cleared[gate], gates.cause[gate] = -1, -1, event
    set_gate(world, gate, False)
    caught = _on_link(world.cache(Occupancy).handle, people.handle, a, b)
    if len(caught):
        for who in caught.tolist():
            halt(people.handle, who)
        people.doing[caught] = Activity.WAITING
        people.since[caught] = world.tick
        people.cause[caught] = world.events.add(
            Kind.REFUSED, caught, gate, people.cell[caught], int(Refusal.SHUT), event
        )


@kernel
def _what_now(gates, gate, now):
    """Whether a gate opens (its last event is a verdict that cleared somebody), closes, or neither (0)."""
    if gates.cleared[gate] >= 0 and kind_of(gates.cause[gate]) == _JUDGED:
        return _OPENS
    if gates.open[gate] and gates.closes[gate] >= 0 and gates.closes[gate] <= now:
        return _CLOSES
    return 0


@kernel
def _look(gates, now):
    """The first gate with something to do, or -1."""
    for gate in range(len(gates.open)):
        if _what_now(gates, gate, now) != 0:
            return gate
    return -1


@kernel
def _on_link(occupancy, people, a, b):
    """Those outdoors who are on the way through the link between cells a and b, ascending."""
    n_rows = 0
    for row in each_set(occupancy.outdoors):
        if _crosses(people, row, a, b):
            n_rows += 1
    rows = np.empty(n_rows, np.int64)
    n_rows = 0
    for row in each_set(occupancy.outdoors):
        if _crosses(people, row, a, b):
            rows[n_rows] = row
            n_rows += 1
    return rows


@kernel(inline=True)
def _crosses(people, who, a, b):
    """Whether somebody is on the way through the link between two cells."""
    crossing = people.heading[who] == _BY_LINK and people.doing[who] == _CROSSING
    return crossing and (people.cell[who] == a or people.cell[who] == b)
