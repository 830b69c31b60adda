"""Gates: a gate opens for whoever the guard has cleared, stays open for a few seconds, and hurts nobody as it shuts.

Whoever is still on the way through when it shuts is put back, unhurt, on the side they came from. A gate that stands
open by the scenario has no closing time and stays so. One whose drive has failed opens for nobody, cleared or not.

Reads   gates.link, open, closes, stuck, cleared, cause (a verdict that waits to be carried out); nodes.gate, cause;
        citizens.cause, cell; who is on the way through as `people_on` has it
Writes  gates.closes, cleared, cause; citizens.doing, since, cause; those whom it catches as `halt` does; whether a
        gate is open, and routes, as `set_gate` does
Emits   GATE_OPENED(gate, citizen; amount seconds; cause: the verdict), GATE_CLOSED(gate; cause: its opening),
        REFUSED(citizen, gate; amount SHUT; cause: the closing; of a gate that is stuck, what has made it so, because
        CONDITION: the verdict)
Units   times in ticks of 1 s
Source  assumed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from undergrid.core.jit import kernel
from undergrid.world.log.events import kind_of
from undergrid.world.log.kinds import Kind, Role
from undergrid.world.movement.on_links import people_on
from undergrid.world.orders.attempts import log_refusal
from undergrid.world.orders.halting import halt
from undergrid.world.places.ways import set_gate
from undergrid.world.tables.orders import Refusal
from undergrid.world.tables.people import Activity

if TYPE_CHECKING:
    from undergrid.world.world import World

_OPENS, _CLOSES = 1, 2  # what _look reports
_JUDGED = int(Kind.JUDGED)


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
        if what == _OPENS and gates.stuck[gate]:
            _stay(world, gate)
        elif what == _OPENS:
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


def _stay(world: World, gate: int) -> None:
    """Leave a gate that is stuck as it is, whoever has been cleared; by one that stands open they can pass."""
    gates, people, who = world.gates, world.citizens, int(world.gates.cleared[gate])
    verdict, drive = int(gates.cause[gate]), int(np.flatnonzero(world.nodes.gate == gate)[0])
    failed = int(world.nodes.cause[drive])
    gates.cleared[gate], gates.cause[gate] = -1, failed
    if not gates.open[gate]:
        people.cause[who] = log_refusal(world, who, gate, Refusal.SHUT, failed)
        world.events.because(int(people.cause[who]), verdict, Role.CONDITION)


def _close(world: World, gate: int) -> None:
    gates, people, link = world.gates, world.citizens, int(world.gates.link[gate])
    event = world.events.one(Kind.GATE_CLOSED, gate, where=int(world.city.link_a[link]), cause=int(gates.cause[gate]))
    gates.closes[gate], gates.cleared[gate], gates.cause[gate] = -1, -1, event
    set_gate(world, gate, False)
    caught = people_on(world, link)
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
