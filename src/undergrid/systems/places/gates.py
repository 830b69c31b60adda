"""Gates: a gate opens for whoever the guard has cleared, stays open for a few seconds, and hurts nobody as it shuts.

Whoever is still on the way through when it shuts is put back, unhurt, on the side they came from. A gate that stands
open by the scenario has no closing time and stays so. One whose drive has failed, or that a window keeps shut to
everybody, opens for nobody, cleared or not.

Reads   gates.link, open, closes, stuck, cleared, cause (a verdict that waits to be carried out); nodes.gate, cause;
        citizens.cause, cell; who is on the way through as `people_on` has it
Writes  gates.closes, cleared, cause; citizens.doing, since, cause; those whom it catches as `halt` does; whether a
        gate is open, and routes, as `set_gate` does
Emits   GATE_OPENED(gate, citizen; amount seconds; cause: the verdict), GATE_CLOSED(gate; cause: its opening),
        REFUSED(citizen, gate; amount SHUT or LOCKED_DOWN; cause: the closing; of a gate that is stuck or shut to
        everybody, what has made it so, because CONDITION: the verdict)
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
from undergrid.world.places.windows import shut_by
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
        if what == _OPENS and (gates.stuck[gate] or shut_by(world, gate)):
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
    """Leave a gate as it is that is stuck, or shut to everybody, whoever has been cleared; by one that stands open they
    can pass.
    """
    gates, people, who = world.gates, world.citizens, int(world.gates.cleared[gate])
    verdict, reason = int(gates.cause[gate]), Refusal.LOCKED_DOWN
    bar = shut_by(world, gate)
    if not bar:
        bar, reason = int(world.nodes.cause[np.flatnonzero(world.nodes.gate == gate)[0]]), Refusal.SHUT
    gates.cleared[gate], gates.cause[gate] = -1, bar
    if not gates.open[gate]:
        people.cause[who] = log_refusal(world, who, gate, reason, bar)
        world.events.because(int(people.cause[who]), verdict, Role.CONDITION)


def _close(world: World, gate: int) -> None:
    gates, people, link = world.gates, world.citizens, int(world.gates.link[gate])
    event = world.events.one(Kind.GATE_CLOSED, gate, where=int(world.city.link_a[link]), cause=int(gates.cause[gate]))
    gates.closes[gate], gates.cleared[gate], gates.cause[gate] = -1, -1, event
    set_gate(world, gate, False)
    caught, reason = people_on(world, link), Refusal.LOCKED_DOWN if shut_by(world, gate) else Refusal.SHUT
    if len(caught):
        for who in caught.tolist():
            halt(people.handle, who)
        people.doing[caught] = Activity.WAITING
        people.since[caught] = world.tick
        people.cause[caught] = world.events.add(Kind.REFUSED, caught, gate, people.cell[caught], int(reason), event)


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
