"""Mains: power flows from plants to whatever wants it; a line that carries too much trips; who gets too little is dark.

Flows are worked out anew whenever something of the grid breaks, is mended or switched (`world/network/mains.py`). A
line above its limit trips after a while unless it carries less by then: its switch opens, the power goes other ways,
and may be too much for those. What that does to devices and to those that hand control on is the business of the rule
`control`; plants that lose control stop in turn.

Reads   nodes.load, works, dark, cell; wires.a, limit, trips, pushed; what flows as `Mains` has it
Writes  nodes.dark, cause; wires.trips, pushed; what is live as `note_changes` has it; switches as `set_switch` does
Emits   WIRE_TRIPPED(wire; amount W that it carried; cause: what made it carry too much)
Units   power in W, times in s
Source  assumed: a line trips a while after, whatever it carries; those above their limit at once trip together.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from undergrid.core.tables import I64
from undergrid.world.log.kinds import Kind
from undergrid.world.network.control import Control, set_switch
from undergrid.world.network.mains import Change, Mains, State, blamed, look, next_trip, note_changes, overloaded_by
from undergrid.world.tables.people import NEVER

if TYPE_CHECKING:
    from undergrid.world.world import World


class Params(BaseModel):
    """The knobs a scenario may turn, under `rules.mains`."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    trip_seconds: int = Field(10, ge=1, le=86_400, description="a line carries too much for, s [assumed]")
    least_percent: float = Field(
        90, ge=1, le=100, description="of the power that it wants: what gets less is dark, % [assumed]"
    )


def step(world: World, params: Params) -> None:
    """Work out the flows where something has changed, and let trip what has carried too much for too long."""
    if not world.wires.n:
        return
    mains = world.cache(Mains)
    while mains.stale or mains.due <= world.tick:
        if mains.stale:
            _flow_anew(world, params, mains)
        else:
            _trip(world, mains)
        mains.due = next_trip(world)


def _flow_anew(world: World, params: Params, mains: Mains) -> None:
    """Note who has power now, and which lines carry too much."""
    mains.stale = False
    if mains.grid is not None:
        before, changes = mains.state, note_changes(world, mains)
        if changes:
            mains.state = look(world, mains, mains.grid)
        _note_dark(world, params, mains, before, changes)
        _note_loads(world, params, mains, before, changes)


def _note_dark(world: World, params: Params, mains: Mains, before: State, changes: list[Change]) -> None:
    """Write down what took the power of those that have too little, and what gave it back to others."""
    nodes, served = world.nodes, mains.state.flow.served
    wants = (nodes.load > 0) & nodes.works
    has = served >= np.ceil(nodes.load * (params.least_percent / 100)).astype(np.int64)
    for node in np.flatnonzero(wants & ~has & (nodes.dark == 0)).tolist():
        nodes.dark[node] = blamed(world, changes, before.part, node)
        world.cache(Control).stale = True
    for node in np.flatnonzero(wants & has & (nodes.dark != 0)).tolist():
        nodes.dark[node], nodes.cause[node] = 0, blamed(world, changes, mains.state.part, node)
        world.cache(Control).stale = True


def _note_loads(world: World, params: Params, mains: Mains, before: State, changes: list[Change]) -> None:
    """Begin to count for lines that have come to carry too much, and end it for those that do no more."""
    wires, lines = world.wires, mains.lines
    limit = wires.limit[lines]
    over = (limit >= 0) & (np.abs(mains.state.flow.watts) > limit)
    new: I64 = np.flatnonzero(over & (wires.pushed[lines] == 0))
    if len(new):
        wires.pushed[lines[new]] = overloaded_by(world, mains, new, before, changes)
        wires.trips[lines[new]] = world.tick + params.trip_seconds
    eased = lines[~over & (wires.pushed[lines] != 0)]
    wires.pushed[eased], wires.trips[eased] = 0, NEVER


def _trip(world: World, mains: Mains) -> None:
    """Open the switches of all lines whose time is up."""
    wires = world.wires
    for line in np.flatnonzero(wires.trips[mains.lines] <= world.tick).tolist():
        wire, watts = int(mains.lines[line]), abs(int(mains.state.flow.watts[line]))
        cause = int(wires.pushed[wire])
        wires.trips[wire], wires.pushed[wire] = NEVER, 0
        where = int(world.nodes.cell[wires.a[wire]])
        told = world.events.one(Kind.WIRE_TRIPPED, wire, where=where, amount=watts, cause=cause)
        set_switch(world, wire, True, _at(told))


def _at(event: int) -> Callable[[int], int]:
    """What tells of a change by an event that stands in the log already."""
    return lambda devices: event
