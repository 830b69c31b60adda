"""Firebreak: the Core opens switches by itself, to save the rest, when captures or overloads spread.

From the second captured node on that it knows of, it opens the lines by which these hang together with what it trusts.
From the second line on that has tripped within minutes, it gives up consumers before the next line trips: as many as it
takes, those that want most first. It plans by what it believes (`world/network/isolation.py`): a switch at a node that
obeys somebody else is not opened, though the Core thinks so. It cannot close what it has opened: that takes hands.

Reads   wires.cause, open; nodes.cell; what is overloaded as `Mains` has it; in whose hand
        nodes are as `hands` has it; what the Core would open as `around_captured` and `to_shed` have it
Writes  switches as `set_switch` does
Emits   LINE_ISOLATED(node, wire; amount devices lost; cause: that a capture was noticed, or what makes a line carry too
        much)
Units   min; lines; nodes
Source  assumed; that operators give up consumers to save a grid: UCTE, Final Report: System Disturbance on 4 November
        2006 (2007).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from undergrid.world.log.events import TICK_SHIFT, kind_of
from undergrid.world.log.kinds import Kind
from undergrid.world.network.captures import hands
from undergrid.world.network.control import Control, set_switch
from undergrid.world.network.isolation import Break, around_captured, captured_as_known, to_shed
from undergrid.world.network.mains import Mains
from undergrid.world.tables.people import NEVER

if TYPE_CHECKING:
    from undergrid.world.world import World

_EVERY = 10  # s between looks at what has been captured [assumed]


class Params(BaseModel):
    """The knobs a scenario may turn, under `rules.firebreak`."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    captures: int = Field(
        2, ge=1, le=100_000, description="captured nodes known, from which they are cut off [assumed]"
    )
    trips: int = Field(2, ge=1, le=100_000, description="lines that trip, from which consumers are given up [assumed]")
    within_minutes: float = Field(5, ge=0.01, le=100_000, description="of lines that trip: within, min [assumed]")


def step(world: World, params: Params) -> None:
    """Let the Core open what it thinks it has to."""
    if not world.nodes.n:
        return
    if world.captures.n_used and world.tick % _EVERY == 0 and len(captured_as_known(world)) >= params.captures:
        for one in around_captured(world):
            _open(world, one)
    if world.wires.n and world.cache(Mains).due != NEVER and _cascades(world, params):
        reach = world.cache(Control).reach
        if reach is not None and world.cache(Control).reached[reach.source]:
            for one in to_shed(world):
                _open(world, one)


def _cascades(world: World, params: Params) -> bool:
    """Whether so many lines have tripped of late that the next are to be saved."""
    wires, since = world.wires, world.tick - round(60 * params.within_minutes)
    causes = wires.cause[np.flatnonzero(wires.open)].tolist()
    return sum(kind_of(one) == Kind.WIRE_TRIPPED and one >> TICK_SHIFT >= since for one in causes) >= params.trips


def _open(world: World, one: Break) -> None:
    """Open the switch of a line at one of its ends, unless that obeys somebody else."""
    if world.captures.n_used and hands(world).root[one.end] >= 0:
        return
    where = int(world.nodes.cell[one.end])

    def tell(devices: int) -> int:
        return world.events.one(Kind.LINE_ISOLATED, one.end, one.wire, where, devices, one.cause)

    set_switch(world, one.wire, True, tell)
