"""Holding: whoever stands in an open gate keeps it from shutting, at a price.

When its time is up, or a lockdown begins, the gate does not shut as long as somebody stands in it. Its drive pushes,
again and again: that can be heard, it may crush an arm or a shoulder (who is hurt lets go), and it wears the drive. The
guard raises the alarm. A drive that is worn out gives way: the gate stands open until it is mended.

Reads   who is about to HOLD as `asked` has it; citizens.target, cell, luck; tasks.owner, target, until, cause;
        gates.guard, open, closes, cause, luck; drives; nodes.gate, works; how gates push as `Pushing` has it; what
        stands in the way, as `world/reasons` has it
Writes  drives; gates.closes, stuck, cleared, cause; nodes.was, ends; nodes break and fail as `set_node` and
        `set_failed` do; wounds as `wound` does; noises as `make_noise` does; reports as `report` files them; what
        people are at as `tasks.begin`, `finish` and `interrupt` do
Emits   GATE_HELD(citizen, gate; amount % that its drive has worn; cause: the order; because CONDITION: what shuts it),
        ALARM(gate, citizen; cause: GATE_HELD), WOUNDED(citizen; cause: GATE_HELD; stream, odds), INTERRUPTED, REFUSED
Units   times in s; %; dB
Source  assumed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from undergrid.core import luck
from undergrid.world.authority.reporting import report
from undergrid.world.body.injuries import wound
from undergrid.world.log.kinds import Kind, Role
from undergrid.world.network.control import set_failed, set_node
from undergrid.world.orders import tasks
from undergrid.world.orders.attempts import amount_of, anybody_tries, asked
from undergrid.world.places.drives import Pushing, crush_odds
from undergrid.world.reasons.places import holding
from undergrid.world.senses.noises import make_noise
from undergrid.world.tables.authority import Sense
from undergrid.world.tables.body import BodyPart, WoundKind
from undergrid.world.tables.orders import Verb
from undergrid.world.tables.people import NEVER

if TYPE_CHECKING:
    from undergrid.world.world import World

STREAM = luck.stream("holding")
WHERE = luck.stream("holding/where")

_WORN_OUT = 100  # %, as `drives.worn` counts it [assumed]
_TOLD_EVERY = 25  # %, of wear, from which it is told again that a gate is held [assumed]
_DEEP = 2  # how deep such a wound is, of 3 [assumed]


class Params(BaseModel):
    """The knobs a scenario may turn, under `rules.holding`."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    push_db: float = Field(90, ge=0, le=200, description="sound power of a push, dB [assumed]")
    alarm_weight: int = Field(
        100, ge=0, le=1000, description="suspicion that the guard's alarm earns, points [assumed]"
    )
    report_seconds: int = Field(2, ge=1, le=86_400, description="the guard's word is merged after, s [assumed]")


def step(world: World, params: Params) -> None:
    """Let people take their stand in gates and leave it, and gates push against whoever stands there."""
    if anybody_tries(world):
        for who in asked(world, Verb.HOLD):
            gate, amount = int(world.citizens.target[who]), amount_of(world, who)
            why = holding(world, who, Verb.HOLD, gate, amount)
            tasks.begin_or_refuse(world, who, why, Verb.HOLD, gate, amount or NEVER - world.tick, amount)
    if world.tasks.n_used or world.drives.n_used:
        _stand(world, params)


def _stand(world: World, params: Params) -> None:
    """Let those go on who stand in gates, and the gates push that would shut."""
    standing: dict[int, list[int]] = {}
    table = world.tasks
    for slot in tasks.at(world, Verb.HOLD).tolist():
        who, gate = int(table.owner[slot]), int(table.target[slot])
        if holding(world, who, Verb.HOLD, gate, 0) is not None:
            tasks.interrupt(world, slot)
        elif table.until[slot] <= world.tick:
            tasks.finish(world, slot)
        else:
            standing.setdefault(gate, []).append(slot)
    drives, gates = world.drives, world.gates
    for slot in drives.rows().tolist() if drives.n_used else ():
        if int(drives.gate[slot]) not in standing:
            drives.held[slot] = drives.push[slot] = 0
    for gate, slots in sorted(standing.items()):
        if gates.open[gate] and 0 <= gates.closes[gate] <= world.tick:
            gates.closes[gate], gates.cleared[gate] = world.tick + 1, -1
            _push(world, params, gate, slots)


def _push(world: World, params: Params, gate: int, slots: list[int]) -> None:
    """Let a gate push, where it is time, against those who stand in it; slots: their tasks."""
    drives = world.drives
    drive = drives.first(gate=gate)
    if drive < 0:
        drive = int(drives.take(1)[0])
        drives.gate[drive] = gate
    if drives.push[drive] > world.tick:
        return
    knobs = world.shared(Pushing)
    key, lucky = world.key(WHERE), world.citizens.luck
    slot = min(slots, key=lambda task: luck.u32(key, int(lucky[world.tasks.owner[task]])))  # who bears it
    before, drives.push[drive] = int(drives.worn[drive]), world.tick + knobs.push_seconds
    now = drives.worn[drive] = min(_WORN_OUT, before + knobs.wears)
    who = int(world.tasks.owner[slot])
    first = not drives.held[drive]
    if first or now // _TOLD_EVERY > before // _TOLD_EVERY:
        cause, shuts = int(world.tasks.cause[slot]), int(world.gates.cause[gate])
        here = int(world.citizens.cell[who])
        drives.held[drive] = world.events.one(Kind.GATE_HELD, who, gate, here, int(now), cause)
        world.events.because(int(drives.held[drive]), shuts, Role.CONDITION)
    held = int(drives.held[drive])
    make_noise(world, int(world.citizens.cell[who]), params.push_db, held, who)
    if first:
        _alarm(world, params, gate, who, held)
    if now == _WORN_OUT:
        _give_way(world, gate, held)
    _crush(world, slot, who, gate, held)


def _alarm(world: World, params: Params, gate: int, who: int, held: int) -> None:
    """Let the guard of a gate, where it has one, raise the alarm."""
    guard, here = int(world.gates.guard[gate]), int(world.citizens.cell[who])
    if guard >= 0:
        event = world.events.one(Kind.ALARM, gate, who, here, cause=held)
        news = np.array([event], np.int64)
        report(world, who, guard, Sense.GATE, here, params.report_seconds, params.alarm_weight, news)


def _crush(world: World, slot: int, who: int, gate: int, held: int) -> None:
    """Let a draw decide whether a push crushes an arm or a shoulder; who is hurt lets go."""
    pair, odds = luck.pair(int(world.citizens.luck[who]), int(world.gates.luck[gate])), crush_odds(world)
    if luck.u32(world.key(STREAM), pair) < odds:
        part = BodyPart.ARM if luck.below(world.key(STREAM), pair, 2, 1) else BodyPart.SHOULDER
        wound(world, who, WoundKind.CRUSH, part, _DEEP, False, held, stream=STREAM, odds=odds)
        tasks.interrupt(world, slot)


def _give_way(world: World, gate: int, held: int) -> None:
    """Let the drive of a gate break: it stands open, and what drives it has to be mended."""
    gates, nodes = world.gates, world.nodes
    gates.stuck[gate], gates.closes[gate] = True, -1
    gates.cause[gate] = held
    for node in np.flatnonzero((nodes.gate == gate) & nodes.works).tolist():
        nodes.was[node], nodes.ends[node] = False, world.tick
        set_failed(world, node, True, lambda _: held)
        set_node(world, node, False, lambda _: held)
