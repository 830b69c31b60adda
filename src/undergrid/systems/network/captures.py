"""Captures: somebody takes a node of the network over, tells it what to do, and the authority takes it back.

It takes a terminal, a while, and skill: a draw decides, against odds that can be seen before
(`world/network/captures.py`). What hangs on a captured node is in its captor's hand: cameras and readers report
nothing, drones come down, gates open for nobody whom a guard clears. The captor opens gates and shuts them, switches
off lamps, lifts, shields, projectors and plants, has a projector show another sky, and lets substations draw more, from
any node of theirs to which a line leads. The Core calls on all of them: what does not report as it ought to is missed
after a while, what is made to do something that shows sooner. Then it boots the node anew, where it still has a line to
it that is live; else a crew has to come.

Reads   who is about to CAPTURE, COMMAND or RESET, as `asked` has it; citizens.intent, target, luck; tasks.owner, verb,
        target, amount, cause; captures; in_hand; nodes.kind, works, failed, gate, load, luck; wires.a, b,
        carries; gates.open, stuck; in whose hand nodes are as `hands` has it; the odds as `true_odds` has them;
        what stands in the way, as `world/reasons` has it
Writes  captures; in_hand; gates.stuck, closes, cleared, cause; nodes.ends, cause; what fails and works again as `fail`
        and `restore` do; skies as `alter` and `set_right` do; gates as `set_gate` does; loads as `set_load` does; what
        people are at as `tasks.begin` and `finish` do
Emits   NODE_CAPTURED, CAPTURE_FAILED(citizen, node; amount nodes in hand; cause: the order; stream, odds),
        NODE_COMMANDED(citizen, node; amount Bid; cause: the order), CAPTURE_NOTICED(node; amount nodes; cause: the
        capture, or what it was told to do), NODE_RETAKEN(node, citizen, -1 the Core; amount nodes; cause: that it was
        noticed, or the order), WENT_BLIND, DRONE_LANDED, DRONE_FELL (node; amount WORD; cause: the capture),
        LIGHTS_WENT_OUT, LIFT_STOPPED, SHIELD_FELL, PROJECTOR_DARK, PLANT_STOPPED (the same; cause: the command),
        DEVICE_BACK(node; cause: the command, or that it was taken back), INTERRUPTED, REFUSED
Units   times in ticks of 1 s; power in W
Source  assumed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from undergrid.core import luck
from undergrid.world.log.kinds import Kind
from undergrid.world.network.captures import (
    EYES,
    SHOWS,
    capture_of,
    freed_by,
    hands,
    leads_to,
    opposite,
    seconds_for,
    true_odds,
)
from undergrid.world.network.control import Control
from undergrid.world.network.devices import fail, restore
from undergrid.world.network.lines import place_of
from undergrid.world.network.mains import set_load
from undergrid.world.network.skies import alter, set_right
from undergrid.world.orders import tasks
from undergrid.world.orders.attempts import amount_of, anybody_tries, asked
from undergrid.world.places.ways import set_gate
from undergrid.world.reasons.captures import capturing, commanding, resetting
from undergrid.world.tables.network import Bid, Carries, Lack, NodeKind
from undergrid.world.tables.orders import Verb
from undergrid.world.tables.people import NEVER

if TYPE_CHECKING:
    from undergrid.world.world import World

STREAM = luck.stream("captures")
TURN = luck.stream("captures/turn")

_VERBS = (Verb.CAPTURE, Verb.COMMAND, Verb.RESET)
_WHY_NOT = {Verb.CAPTURE: capturing, Verb.COMMAND: commanding, Verb.RESET: resetting}


class Params(BaseModel):
    """The knobs a scenario may turn, under `rules.captures`."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    command_seconds: int = Field(5, ge=1, le=86_400, description="to tell a node what to do takes, s [assumed]")
    reset_seconds: int = Field(120, ge=1, le=86_400, description="to boot one anew by hand, s [assumed]")
    silent_minutes: float = Field(
        10, ge=0, le=100_000, description="what nothing is made of a captured node is missed after, min [assumed]"
    )
    telltale_minutes: float = Field(
        2, ge=0, le=100_000, description="what it is told to do is noticed after, min [assumed]"
    )
    boot_minutes: float = Field(3, ge=0, le=100_000, description="the Core boots a node anew in, min [assumed]")
    surge: float = Field(
        1.0,
        ge=0,
        le=100,
        description="a substation can be made to draw more by so many times what hangs on it [assumed]",
    )


def step(world: World, params: Params) -> None:
    """Begin and end work at nodes, see to what is in whose hand, and let the authority notice and take back."""
    if not world.nodes.n:
        return
    if anybody_tries(world):
        for who in asked(world, Verb.CAPTURE, Verb.RESET):
            _begin(world, params, who)
    if world.tasks.n_used:
        _end_tasks(world, params)
    if world.captures.n_used:
        _see_to_hands(world)
        _notice(world, params)


# ---------------------------------------------------------------- work


def _begin(world: World, params: Params, who: int) -> None:
    """Begin or refuse what somebody is about to do to a node."""
    people, amount = world.citizens, amount_of(world, who)
    verb, target = Verb(int(people.intent[who])), int(people.target[who])
    why = _WHY_NOT[verb](world, who, verb, target, amount)
    seconds = {Verb.COMMAND: params.command_seconds, Verb.RESET: params.reset_seconds}
    takes = seconds[verb] if verb in seconds else seconds_for(world, who)
    tasks.begin_or_refuse(world, who, why, verb, target, takes, amount)


def _end_tasks(world: World, params: Params) -> None:
    """End the tasks whose time is up; a draw gives their order."""
    table = world.tasks
    for slot in tasks.done_in_turn(world, _VERBS, TURN):
        who, verb, node = int(table.owner[slot]), Verb(int(table.verb[slot])), int(table.target[slot])
        amount, cause = int(table.amount[slot]), int(table.cause[slot])
        if _WHY_NOT[verb](world, who, verb, node, amount) is not None:
            tasks.interrupt(world, slot)
            continue
        if verb == Verb.CAPTURE:
            _try(world, who, node, cause)
        elif verb == Verb.COMMAND:
            _command(world, params, who, node, Bid(amount or opposite(world, node)), cause)
        else:
            _give_back(world, capture_of(world, node), who, cause)
        tasks.finish(world, slot)


def _try(world: World, who: int, node: int, cause: int) -> None:
    """Let a draw decide whether somebody has a node in hand now."""
    captures, odds = world.captures, true_odds(world, who, node)
    where, pair = place_of(world, node), luck.pair(int(world.citizens.luck[who]), int(world.nodes.luck[node]))
    if luck.u32(world.key(STREAM), pair) >= odds:
        world.events.one(Kind.CAPTURE_FAILED, who, node, where, 0, cause, STREAM, odds)
        return
    slot = capture_of(world, node)
    if slot < 0:
        slot = int(captures.take(1)[0])
        captures.node[slot] = node
    captures.captor[slot] = captures.by[slot] = who
    captures.since[slot], captures.shows[slot], captures.boots[slot] = world.tick, NEVER, NEVER
    captures.noticed[slot] = 0
    many = int(np.count_nonzero(hands(world).root == node))
    captures.cause[slot] = world.events.one(Kind.NODE_CAPTURED, who, node, where, many, cause, STREAM, odds)


def _command(world: World, params: Params, who: int, node: int, bid: Bid, cause: int) -> None:
    """Let a node do what it is told."""
    _see_to_hands(world)  # it may have come into their hand in this very tick
    held, gates, slot = world.in_hand, world.gates, world.in_hand.first(node=node)
    event = world.events.one(Kind.NODE_COMMANDED, who, node, place_of(world, node), bid, cause)
    held.bid[slot] = bid
    if bid in (Bid.OPEN, Bid.SHUT):
        gate = int(world.nodes.gate[node])
        gates.closes[gate], gates.cleared[gate] = -1 if bid == Bid.OPEN else world.tick, -1
        gates.cause[gate] = event
        if bid == Bid.OPEN and not gates.open[gate]:
            set_gate(world, gate, True)
    elif bid in SHOWS:
        if held.off[slot]:
            held.off[slot] = False
            restore(world, node, event)
        alter(world, node, SHOWS[bid], who, event)
    elif bid in (Bid.ON, Bid.OFF):
        set_right(world, node, event)
        held.off[slot] = bid == Bid.OFF
        if bid == Bid.OFF:
            fail(world, node, event, Lack.WORD)
        else:
            restore(world, node, event)
    else:
        before = int(world.nodes.load[node]) - int(held.more[slot])
        held.more[slot] = round(_fed(world, node) * params.surge) if bid == Bid.SURGE else 0
        set_load(world, node, before + int(held.more[slot]), event)
    root = capture_of(world, int(held.root[slot]))
    if world.captures.shows[root] == NEVER:
        world.captures.shows[root], world.captures.cause[root] = world.tick, event


def _fed(world: World, node: int) -> int:
    """What all that hangs on a substation wants, W."""
    wires, nodes = world.wires, world.nodes
    power = wires.carries == Carries.POWER
    beside = np.concatenate([wires.b[power & (wires.a == node)], wires.a[power & (wires.b == node)]])
    beside = beside[nodes.kind[beside] != NodeKind.SUBSTATION]
    return int(nodes.load[beside].sum())


# ---------------------------------------------------------------- what is in whose hand


def _see_to_hands(world: World) -> None:
    """Bring `in_hand` up to date, and let everything in it be as it is in other hands than the authority's."""
    held, root = world.in_hand, hands(world).root
    rows = held.rows()
    for slot in rows[root[held.node[rows]] < 0].tolist():
        _let_go(world, slot)
    rows = held.rows()
    held.root[rows] = root[held.node[rows]]
    new = np.setdiff1d(np.flatnonzero(root >= 0), held.node[rows])
    if len(new):
        slots = held.take(len(new))
        held.node[slots], held.root[slots] = new, root[new]
        world.cache(Control).stale = True
    nodes = world.nodes
    rows = held.rows()
    seeing = np.isin(nodes.kind[held.node[rows]], EYES) & nodes.works[held.node[rows]] & ~nodes.failed[held.node[rows]]
    for slot in rows[seeing].tolist():
        held.off[slot] = True
        fail(world, int(held.node[slot]), _taken_by(world, slot), Lack.WORD)
    gate = nodes.gate[held.node[rows]]
    free = (gate >= 0) & ~world.gates.stuck[gate] if world.gates.n else np.zeros(len(rows), bool)
    for slot in rows[free].tolist():
        node = int(held.node[slot])
        world.gates.stuck[nodes.gate[node]] = True
        nodes.cause[node] = _taken_by(world, slot)


def _taken_by(world: World, slot: int) -> int:
    """The event by which what a node hangs on was taken over."""
    return int(world.captures.cause[capture_of(world, int(world.in_hand.root[slot]))])


def _let_go(world: World, slot: int) -> None:
    """Let a node obey the authority again: by what took its root back, or by what has freed it from that."""
    held, nodes, gates = world.in_hand, world.nodes, world.gates
    node, root = int(held.node[slot]), capture_of(world, int(held.root[slot]))
    back = world.captures.captor[root] < 0
    cause = int(world.captures.cause[root]) if back else freed_by(world, node)
    more, off, bid = int(held.more[slot]), bool(held.off[slot]), int(held.bid[slot])
    held.free(np.array([slot]))
    if bid in SHOWS:
        set_right(world, node, cause)
    world.cache(Control).stale = True
    if off and nodes.failed[node] and nodes.works[node]:
        restore(world, node, cause)
    elif off and nodes.failed[node]:
        nodes.ends[node] = world.tick  # broken meanwhile: the rule `control` lets it work again once it is mended
    if more:
        set_load(world, node, int(nodes.load[node]) - more, cause)
    gate = int(nodes.gate[node])
    if gate >= 0 and not nodes.failed[node]:
        gates.stuck[gate], gates.cause[gate], nodes.cause[node] = False, cause, cause
        if bid == Bid.OPEN and gates.open[gate]:
            gates.closes[gate] = world.tick


# ---------------------------------------------------------------- the authority


def _notice(world: World, params: Params) -> None:
    """Let the authority miss what does not report, see what it ought not to, and boot anew what it can reach."""
    captures, found = world.captures, hands(world)
    if not found.loyal.any():  # nobody is left who could notice
        return
    silent, shows = round(60 * params.silent_minutes), round(60 * params.telltale_minutes)
    for slot in captures.rows()[captures.captor[captures.rows()] >= 0].tolist():
        node = int(captures.node[slot])
        at = min(int(captures.since[slot]) + silent, int(captures.shows[slot]) + shows)
        if not captures.noticed[slot] and at <= world.tick:
            many, where = int(np.count_nonzero(found.root == node)), place_of(world, node)
            cause = int(captures.cause[slot])
            captures.noticed[slot] = world.events.one(Kind.CAPTURE_NOTICED, node, -1, where, many, cause)
        if captures.noticed[slot]:
            _boot(world, params, slot, node)


def _boot(world: World, params: Params, slot: int, node: int) -> None:
    """Let the Core begin to boot a node anew, go on with it, or give up where no live line leads there any more."""
    captures = world.captures
    if not leads_to(world, node):
        captures.boots[slot] = NEVER
    elif captures.boots[slot] == NEVER:
        captures.boots[slot] = world.tick + round(60 * params.boot_minutes)
    if captures.boots[slot] <= world.tick:
        _give_back(world, slot, -1, int(captures.noticed[slot]))


def _give_back(world: World, slot: int, who: int, cause: int) -> None:
    """Let a node obey the authority again, by somebody's hand or (-1) the Core's."""
    captures, node = world.captures, int(world.captures.node[slot])
    many = int(np.count_nonzero(hands(world).root == node))
    captures.captor[slot], captures.boots[slot], captures.noticed[slot] = -1, NEVER, 0
    captures.lost[slot] = min(255, int(captures.lost[slot]) + 1)
    captures.cause[slot] = world.events.one(Kind.NODE_RETAKEN, node, who, place_of(world, node), many, cause)
    _see_to_hands(world)
