"""Crews: those who live in a depot go out to mend the lines and nodes of the city, with spare parts from its stores.

A fault becomes known a while after it has come about; that from which most hangs is seen to first. One of the crew who
is at home takes the parts that it needs, walks there and does what anybody could do there: mends a wire or a node,
closes a switch, boots a node anew that somebody has taken over, cleans one that has shown a virus, then goes home. What
cannot be reached is left alone for some hours; what there are no parts for likewise, and that is told.

Reads   depots; errands; citizens.alive, doing, home, inside, cell, intent, luck; nodes.kind, works, failed, cause,
        lost, dark; captures.node, noticed; infections.node, stage; wires.works, open, cause, a, b; items; where lines
        run as `Lines` has it; what can be walked as `Ways` has it; how many parts it takes as `Repairs` has it; what
        stands in the way, as `world/reasons` has it; what stays open as `kept_open`, what is known to be infected as
        `shows_infection` has it; those with minds as `is_minded` has them
Writes  errands; citizens.enter; citizens as `intend` does; things as `kit.hand` does; people as `posture.wake_up` does
Emits   SENT_TO_LINE(citizen, wire; parts; cause: what became of it), SENT_TO_NODE(citizen, node; the same),
        NO_PARTS_LEFT(building; parts; cause: the same), WOKE(citizen; cause: that they are sent)
Units   s; h
Source  assumed throughout.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from undergrid.core import luck, units
from undergrid.core.tables import I64
from undergrid.world.body import posture
from undergrid.world.items import kit
from undergrid.world.log.events import TICK_SHIFT
from undergrid.world.log.kinds import Kind
from undergrid.world.network.isolation import kept_open
from undergrid.world.network.lines import Lines, place_of
from undergrid.world.network.repairs import parts_for
from undergrid.world.network.viruses import shows_infection
from undergrid.world.orders.attempts import intend, is_minded
from undergrid.world.places.ways import Ways
from undergrid.world.reasons.captures import resetting
from undergrid.world.reasons.network import ON_WIRES, working
from undergrid.world.reasons.viruses import cleaning
from undergrid.world.tables.body import Waking
from undergrid.world.tables.items import ItemKind
from undergrid.world.tables.network import NodeKind
from undergrid.world.tables.orders import Refusal, Verb
from undergrid.world.tables.people import Activity
from undergrid.world.tables.viruses import Infection

if TYPE_CHECKING:
    from undergrid.world.world import World

STREAM = luck.stream("crews")

_FREE = {int(Activity.RESTING), int(Activity.WAITING)}  # who is at nothing else
_SLEEPS, _WORKS = int(Activity.SLEEPING), int(Activity.WORKING)
_TRIES = 2  # how often somebody sets out for the same fault [assumed]


class Params(BaseModel):
    """The knobs a scenario may turn, under `rules.crews`."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    notice_seconds: int = Field(120, ge=0, le=86_400, description="a fault is known after, s [assumed]")
    again_hours: float = Field(2, ge=0.01, le=1000, description="what could not be mended is left for, h [assumed]")


class Fault(NamedTuple):
    """Something to be put in order: by which verb, and what became of it."""

    verb: Verb
    target: int
    event: int


def step(world: World, params: Params) -> None:
    """Send out who is free, and let those who are out go on."""
    if not world.depots.n or not world.nodes.n:
        return
    faults = [fault for fault in _faults(world) if (fault.event >> TICK_SHIFT) + params.notice_seconds <= world.tick]
    errands = world.errands
    for slot in errands.rows().tolist():
        if errands.owner[slot] >= 0:
            _go_on(world, params, slot)
        elif errands.until[slot] <= world.tick:
            errands.free(np.array([slot]))
    if faults:
        _send(world, params, faults)


def _faults(world: World) -> Iterator[Fault]:
    """All that is out of order, that from which most hangs first, of equals what came first."""
    nodes, wires = world.nodes, world.wires
    found = [Fault(Verb.MEND_WIRE, wire, int(wires.cause[wire])) for wire in np.flatnonzero(~wires.works).tolist()]
    switched = [wire for wire in np.flatnonzero(wires.works & wires.open).tolist() if not kept_open(world, wire)]
    found += [Fault(Verb.CLOSE_SWITCH, wire, int(wires.cause[wire])) for wire in switched]
    grounded = (nodes.kind != NodeKind.DRONE) | nodes.failed
    broken = np.flatnonzero(~nodes.works & grounded).tolist()
    found += [Fault(Verb.MEND_NODE, node, int(nodes.cause[node])) for node in broken]
    captures = world.captures
    for slot in captures.rows()[captures.noticed[captures.rows()] != 0].tolist() if captures.n_used else ():
        if nodes.works[captures.node[slot]]:
            found.append(Fault(Verb.RESET, int(captures.node[slot]), int(captures.noticed[slot])))
    carried = world.infections
    for node in carried.node[carried.where(stage=Infection.ACTIVE)].tolist() if carried.n_used else ():
        if shows_infection(world, node) and nodes.works[node]:
            found.append(Fault(Verb.CLEAN, node, shows_infection(world, node)))
    without = {fault.event: int(np.count_nonzero((nodes.lost == fault.event) | (nodes.dark == fault.event)))
               for fault in found}  # fmt: skip
    return iter(sorted(found, key=lambda fault: (-without[fault.event], fault.event, fault.verb, fault.target)))


# ---------------------------------------------------------------- sending


def _send(world: World, params: Params, faults: list[Fault]) -> None:
    """Send one of a crew to each fault for which there is somebody."""
    errands = world.errands
    taken = {_of(world, slot) for slot in errands.rows().tolist()}
    free, told = {depot: _at_home(world, depot) for depot in range(world.depots.n)}, list[int]()
    for fault in faults:
        ready = [depot for depot, crew in free.items() if crew]
        if not ready:
            return
        if (fault.verb, fault.target) not in taken:
            _see_to(world, params, fault, ready, free, told)


def _see_to(
    world: World, params: Params, fault: Fault, ready: list[int], free: dict[int, list[int]], told: list[int]
) -> None:
    """Send somebody from the first depot that has what it takes; where none has, leave the fault for some hours.

    told: the houses of which it has been said already that they lack parts: once is enough for all faults at a time.
    """
    parts, lacking = parts_for(world, fault.verb), -1
    for depot in ready:
        where = _spot(world, fault, int(world.city.doors[world.depots.building[depot]]))
        if where >= 0 and _stock(world, depot) >= parts:
            _set_out(world, _noted(world, depot, fault, where), free[depot].pop(0), fault, parts)
            return
        if where >= 0 and lacking < 0:
            lacking = int(world.depots.building[depot])
    if lacking >= 0 and lacking not in told:
        told.append(lacking)
        cell = int(world.city.doors[lacking])
        world.events.one(Kind.NO_PARTS_LEFT, lacking, where=cell, amount=parts, cause=fault.event)
    _leave(world, params, _noted(world, ready[0], fault, -1))


def _at_home(world: World, depot: int) -> list[int]:
    """Who of a crew is in and can be sent: those awake first, and of these a draw decides."""
    people, building = world.citizens, int(world.depots.building[depot])
    rows: I64 = np.flatnonzero((people.home == building) & (people.inside == building) & people.alive)
    busy = set(world.errands.owner[world.errands.rows()].tolist())
    ready = [
        who for who in rows.tolist()
        if who not in busy and not is_minded(world, who) and not people.intent[who]
        and int(people.doing[who]) in (*_FREE, _SLEEPS, _WORKS)
    ]  # fmt: skip
    key = world.key(STREAM)
    return sorted(ready, key=lambda who: (people.doing[who] == _SLEEPS, luck.u32(key, int(people.luck[who]))))


def _spot(world: World, fault: Fault, door: int) -> int:
    """The cell nearest to a door from which hands reach what is out of order; -1 for none that can be walked."""
    city = world.city
    if fault.verb == Verb.MEND_WIRE:
        lines = world.cache(Lines)
        cells = lines.cells[lines.wires == fault.target].astype(np.int64).tolist()
    elif fault.verb == Verb.CLOSE_SWITCH:
        wires = world.wires
        cells = [place_of(world, int(end)) for end in (wires.a[fault.target], wires.b[fault.target])]
    else:
        cells = [place_of(world, fault.target)]
    walk = world.cache(Ways).walk
    at_hand = {near for cell in cells for near in _around(world, cell) if walk[near]}
    return min(at_hand, key=lambda cell: (city.apart(cell, door), cell), default=-1)


def _around(world: World, cell: int) -> Iterator[int]:
    """A cell and those beside it."""
    city = world.city
    level, x, y = city.where(cell)
    for row in range(max(0, y - 1), min(city.height, y + 2)):
        yield from (city.cell(level, column, row) for column in range(max(0, x - 1), min(city.width, x + 2)))


def _stored(world: World, depot: int) -> list[int]:
    """The slots of spare parts that lie in a depot."""
    items = world.items
    rows = items.where(kind=ItemKind.PARTS, building=world.depots.building[depot])
    return [int(row) for row in rows[(items.holder[rows] < 0) & (items.count[rows] > 0)]]


def _stock(world: World, depot: int) -> int:
    return int(world.items.count[_stored(world, depot)].sum())


def _noted(world: World, depot: int, fault: Fault, where: int) -> int:
    """A row for a fault, for nobody yet."""
    errands = world.errands
    slot = int(errands.take(1)[0])
    errands.depot[slot], errands.cell[slot], errands.cause[slot] = depot, where, fault.event
    on_wire = fault.verb in ON_WIRES
    errands.wire[slot], errands.node[slot] = (fault.target, -1) if on_wire else (-1, fault.target)
    return slot


def _set_out(world: World, slot: int, who: int, fault: Fault, parts: int) -> None:
    """Let somebody take what parts they need and go."""
    people, errands = world.citizens, world.errands
    kind = Kind.SENT_TO_LINE if fault.verb in ON_WIRES else Kind.SENT_TO_NODE
    event = world.events.one(kind, who, fault.target, int(people.cell[who]), parts, fault.event)
    if int(people.doing[who]) == _SLEEPS:
        posture.wake_up(world, who, Waking.VOICE, event)
    for _ in range(max(0, parts - kit.count(world, who, ItemKind.PARTS))):
        kit.hand(world, _stored(world, int(errands.depot[slot]))[0], who, event)
    errands.owner[slot], errands.cause[slot], errands.tries[slot] = who, event, 1
    intend(world, who, Verb.WALK, int(errands.cell[slot]), event)


def _leave(world: World, params: Params, slot: int) -> None:
    """Let nobody be sent to a fault for some hours."""
    errands = world.errands
    errands.owner[slot], errands.until[slot] = -1, world.tick + round(params.again_hours * units.HOUR)


# ---------------------------------------------------------------- out there


def _of(world: World, slot: int) -> tuple[Verb, int]:
    """What is to be done there, and to what."""
    errands = world.errands
    node, wire = int(errands.node[slot]), int(errands.wire[slot])
    if node >= 0:
        mends = Verb.CLEAN if shows_infection(world, node) else Verb.RESET
        return (mends if world.nodes.works[node] else Verb.MEND_NODE), node
    return (Verb.CLOSE_SWITCH if world.wires.works[wire] else Verb.MEND_WIRE), wire


def _in_order(world: World, slot: int) -> bool:
    """Whether what somebody was sent for is as it should be."""
    errands, wires = world.errands, world.wires
    node = int(errands.node[slot])
    if node >= 0:
        taken = world.captures.noticed[world.captures.where(node=node)].any() or shows_infection(world, node)
        return bool(world.nodes.works[node]) and not taken
    return bool(wires.works[errands.wire[slot]] and not wires.open[errands.wire[slot]])


def _go_on(world: World, params: Params, slot: int) -> None:
    """Let somebody who is out do what they came for, set out again, or go home."""
    people, errands = world.citizens, world.errands
    who, cause = int(errands.owner[slot]), int(errands.cause[slot])
    doing = int(people.doing[who])
    if not people.alive[who] or doing in (Activity.HELD, Activity.SHUT_DOWN, Activity.UNCONSCIOUS):
        errands.free(np.array([slot]))
        return
    if doing not in _FREE or people.intent[who]:
        return
    if _in_order(world, slot):
        _go_home(world, slot, who, cause)
        errands.free(np.array([slot]))
        return
    verb, target = _of(world, slot)
    why = {Verb.RESET: resetting, Verb.CLEAN: cleaning}.get(verb, working)(world, who, verb, target, 0)
    if why is None:
        intend(world, who, verb, target, cause)
    elif why in (Refusal.NOT_HERE, Refusal.INDOORS) and errands.tries[slot] < _TRIES:
        errands.tries[slot] += 1
        intend(world, who, Verb.WALK, int(errands.cell[slot]), cause)
    else:
        _go_home(world, slot, who, cause)
        _leave(world, params, slot)


def _go_home(world: World, slot: int, who: int, cause: int) -> None:
    """Let somebody walk home to their depot."""
    building = int(world.depots.building[world.errands.depot[slot]])
    intend(world, who, Verb.WALK, int(world.city.doors[building]), cause, world.tick + units.HOUR)
    world.citizens.enter[who] = building
