"""Viruses: a mind that lies dormant on nodes wakes by its trigger, spreads over the control network, makes it glitch.

A payload does nothing, and shows to nobody, until what it waits for has come: a death, an arrest, an hour. Then it is
out. From look to look it passes over lines that are whole and switched on, from nodes that run to nodes that
run; each device glitches by its kind while it carries it. A gate opens or shuts by itself, or the Sentinel that guards
it freezes; a projector paints static over the sky until it is clean; what gives orders or hands them on, and servers,
slip the timer of somebody whose life is subscribed to.

What has glitched is known to carry it. Nodes boot themselves anew now and then, and whoever lays hands on one, as crews
do, can clean it; both patch it for a while. What breaks carries nothing any more. With its last node a virus ends.

Reads   viruses; infections; minds.node; citizens.alive, doing, cause, target, cell, expires; nodes.works, failed, dark,
        kind, gate, luck, cause; gates.link, open, stuck, guard; projections; watchers.cell, impaired; tasks.owner,
        target, cause; who is about to CLEAN, as `asked` has it; which lines there are as `Web`, what passes over wires
        as `passes` has it; whose timers can be moved as `is_timed` has it; what stands in the way, as `world/reasons`
        has it
Writes  viruses.woke, ended; infections; minds.node, cause, ended; gates.closes, cleared, cause; watchers.impaired;
        gates as `set_gate` does; projectors as `set_static` and `set_right` do; timers as `move_end` does; what people
        are at as `tasks.begin` and `finish` do
Emits   OUTBREAK(citizen whose mind it is, node; amount nodes; cause: the death, the arrest or the scenario),
        NODE_INFECTED(citizen whose mind it is, node; cause: by which the node that it came from was infected; stream,
        odds), GATE_GLITCHED(gate, citizen whose mind it is; amount GateWay), SENTINEL_GLITCHED(watcher, that citizen;
        amount s), TIMER_GLITCHED(citizen, node; amount minutes) (each by what infected the node; stream, odds),
        NODE_CLEANED(node, citizen, -1 itself; cause: the order, or what infected it; stream, odds),
        VIRUS_ENDED(citizen whose mind it was, node; cause: what became of its last node), INTERRUPTED, REFUSED
Units   times in ticks of 1 s; rates by the hour
Source  SIR on networks as in core/graphs/contagion.py. Rates and what glitches are assumed.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from undergrid.core import luck, units
from undergrid.core.bits import from_mask
from undergrid.core.graphs.contagion import CARRIES, OVER, SUSCEPTIBLE, Law, carriers, lines, spread
from undergrid.core.handles import Handle, record
from undergrid.core.jit import kernel
from undergrid.core.tables import I64
from undergrid.world.log.kinds import Kind
from undergrid.world.network import viruses as known
from undergrid.world.network.control import CONTROLLERS, passes
from undergrid.world.network.lines import place_of
from undergrid.world.network.skies import set_right, set_static
from undergrid.world.network.viruses import Web, infection_of
from undergrid.world.orders import tasks
from undergrid.world.orders.attempts import anybody_tries, asked
from undergrid.world.people.timers import is_timed, move_end
from undergrid.world.places.ways import set_gate
from undergrid.world.reasons.viruses import cleaning
from undergrid.world.tables.network import NodeKind
from undergrid.world.tables.orders import Verb
from undergrid.world.tables.people import NEVER, Activity
from undergrid.world.tables.viruses import GateWay, Infection, Trigger

if TYPE_CHECKING:
    from undergrid.world.world import World

STREAM = luck.stream("virus")
BOOTS = luck.stream("virus/boots")
GLITCH = luck.stream("virus/glitch")
WHICH = luck.stream("virus/which")
TURN = luck.stream("virus/turn")

_LOOK_S = 60  # s between looks at who passes it to whom, and what glitches [assumed]
_AN_HOUR = units.HOUR // _LOOK_S  # looks
_LEAST_S = units.HOUR  # a timer that slips leaves no less, s [assumed]
_TIMERS = (*CONTROLLERS, NodeKind.SERVER)
_DEATH, _ARREST, _DATE, _HELD = int(Trigger.DEATH), int(Trigger.ARREST), int(Trigger.DATE), int(Activity.HELD)


class Params(BaseModel):
    """The knobs a scenario may turn, under `rules.virus`."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    passes_per_hour: float = Field(
        2.0, ge=0, le=1000, description="how often a virus passes over a line, times an hour [assumed]"
    )
    boots_per_hour: float = Field(
        0.1, ge=0, le=1000, description="how often a node that carries one boots itself anew, times an hour [assumed]"
    )
    patched_hours: float = Field(24, ge=0, le=100_000, description="a patch holds for, h [assumed]")
    glitches_per_hour: float = Field(
        0.25, ge=0, le=1000, description="how often a node that carries one glitches, times an hour [assumed]"
    )
    gate_seconds: int = Field(60, ge=1, le=86_400, description="a gate that opens by itself stands open, s [assumed]")
    sentinel_seconds: int = Field(180, ge=1, le=86_400, description="a Sentinel freezes for, s [assumed]")
    timer_hours: float = Field(6, ge=0, le=240, description="a timer slips by up to, either way, h [assumed]")
    clean_seconds: int = Field(300, ge=1, le=86_400, description="to clean a node by hand takes, s [assumed]")

    @cached_property
    def law(self) -> Handle:
        """How it spreads, by the look."""
        boots = luck.rate_per_tick(self.boots_per_hour, _AN_HOUR) / luck.CERTAIN
        return Law(luck.rate_per_tick(self.passes_per_hour, _AN_HOUR) / luck.CERTAIN, ends=boots).handle


def step(world: World, params: Params) -> None:
    """Wake what has been triggered, clean what is cleaned by hand, and at each look let what is awake go on."""
    if not world.viruses.n:
        return
    if _any_triggered(world.viruses.handle, world.citizens.handle, world.tick):
        _wake(world)
    if anybody_tries(world):
        for who in asked(world, Verb.CLEAN):
            node = int(world.citizens.target[who])
            why = cleaning(world, who, Verb.CLEAN, node, 0)
            tasks.begin_or_refuse(world, who, why, Verb.CLEAN, node, params.clean_seconds)
    if world.tasks.n_used:
        for slot in tasks.done_in_turn(world, (Verb.CLEAN,), TURN):
            _clean(world, params, slot)
    if world.tick % _LOOK_S == 0 and (world.infections.stage != Infection.DORMANT).any():
        _look(world, params)


# ---------------------------------------------------------------- what wakes it


@kernel
def _any_triggered(viruses, people, now):
    """Whether what a virus waits for has come."""
    for row in range(len(viruses.woke)):
        if viruses.woke[row] == 0 and viruses.ended[row] == 0 and _has_come(viruses, row, people, now):
            return True
    return False


@kernel
def _has_come(viruses, row, people, now):
    """Whether what one virus waits for has come."""
    trigger, subject = viruses.trigger[row], viruses.subject[row]
    if trigger == _DATE:
        return viruses.at[row] <= now
    if trigger == _DEATH:
        return not people.alive[subject]
    return people.doing[subject] == _HELD


def _wake(world: World) -> None:
    """Let those viruses break out whose hour has come; copies on broken nodes are lost."""
    viruses, carried, nodes = world.viruses, world.infections, world.nodes
    for row in np.flatnonzero((viruses.woke == 0) & (viruses.ended == 0)).tolist():
        if not _has_come(viruses.handle, row, world.citizens.handle, world.tick):
            continue
        slots = carried.where(virus=row, stage=Infection.DORMANT)
        lost = slots[~nodes.works[carried.node[slots]]]
        slots = np.setdiff1d(slots, lost)
        who, subject = int(viruses.owner[row]), int(viruses.subject[row])
        cause = int(world.citizens.cause[subject]) if subject >= 0 else world.scenario_event
        if not len(slots):
            _end(world, row, int(carried.node[lost[0]]), int(nodes.cause[carried.node[lost[0]]]))
            carried.free(lost)
            continue
        carried.free(lost)
        first = int(carried.node[slots].min())
        woke = world.events.one(Kind.OUTBREAK, who, first, place_of(world, first), len(slots), cause)
        viruses.woke[row], world.minds.cause[viruses.mind[row]] = woke, woke
        carried.stage[slots], carried.cause[slots] = Infection.ACTIVE, woke


def _end(world: World, virus: int, node: int, cause: int) -> None:
    """Let a virus end with the last of its nodes."""
    who, mind = int(world.viruses.owner[virus]), int(world.viruses.mind[virus])
    ended = world.events.one(Kind.VIRUS_ENDED, who, node, place_of(world, node), cause=cause)
    world.viruses.ended[virus] = world.minds.ended[mind] = ended


# ---------------------------------------------------------------- how it spreads


def _look(world: World, params: Params) -> None:
    """Let what is awake pass on, nodes boot themselves anew, patches lapse, and what carries it glitch."""
    carried, nodes = world.infections, world.nodes
    rows = carried.rows()
    stale = (carried.stage[rows] == Infection.PATCHED) & (carried.until[rows] <= world.tick)
    carried.free(rows[stale])
    for virus in np.flatnonzero((world.viruses.woke != 0) & (world.viruses.ended == 0)).tolist():
        slots = known.carriers(world, virus)
        broken = slots[~nodes.works[carried.node[slots]]]
        last = int(carried.node[slots[0]])
        for slot in broken.tolist():
            node = int(carried.node[slot])
            _set_right(world, node, int(carried.cause[slot]), int(nodes.cause[node]))
        if len(broken) == len(slots):
            _end(world, virus, last, int(nodes.cause[last]))
            carried.free(broken)
            continue
        carried.free(broken)
        _spread(world, params, virus)
        if not world.viruses.ended[virus]:
            _glitch(world, params, virus)


def _spread(world: World, params: Params, virus: int) -> None:
    """Let a virus pass over lines, and nodes be rid of it that boot themselves anew."""
    carried, nodes = world.infections, world.nodes
    slots, rows = known.carriers(world, virus), carried.rows()
    here = carried.node[slots].astype(np.int64)
    state = np.full(nodes.n, SUSCEPTIBLE, np.uint8)
    state[~nodes.works] = state[carried.node[rows]] = OVER
    state[here] = CARRIES
    runs, sets = nodes.works & ~nodes.failed & (nodes.dark == 0), carriers(nodes.n)
    state[(state == SUSCEPTIBLE) & ~runs] = OVER
    sets.carry[:] = from_mask(state == CARRIES)
    sets.active[:] = from_mask((state == CARRIES) & runs)
    by = np.full(nodes.n, -1, np.int32)
    web = lines(world.cache(Web).graph, passes(world.wires).astype(np.uint8))
    keys = record(passes=world.key(STREAM), meets=world.key(STREAM), ends=world.key(BOOTS))
    spread(web, state, sets, by, params.law, nodes.luck, keys)
    booted = here[state[here] == OVER]
    fresh = np.flatnonzero((state == CARRIES) & (by >= 0))
    if len(fresh):
        _infect(world, params, virus, fresh, by[fresh].astype(np.int64))
    for node in booted.tolist():
        cause = int(carried.cause[infection_of(world, node)])
        _patch(world, params, node, -1, cause, BOOTS, params.law.ends)


def _infect(world: World, params: Params, virus: int, nodes: I64, by: I64) -> None:
    """Let nodes carry a virus from now on, each by another."""
    carried, who = world.infections, int(world.viruses.owner[virus])
    causes = np.array([carried.cause[infection_of(world, node)] for node in by.tolist()], np.int64)
    where = np.array([place_of(world, node) for node in nodes.tolist()])
    events = world.events.add(Kind.NODE_INFECTED, np.full(len(nodes), who), nodes, where, cause=causes, stream=STREAM,
                              odds=int(params.law.passes))  # fmt: skip
    slots = carried.take(len(nodes))
    carried.node[slots], carried.virus[slots], carried.stage[slots] = nodes, virus, Infection.ACTIVE
    carried.by[slots], carried.cause[slots] = by, events


def _patch(world: World, params: Params, node: int, who: int, cause: int, stream: int = 0, odds: int = 0) -> None:
    """Let a node be rid of what it carries, by somebody's hands or (-1) by itself, and patched for a while."""
    carried, slot = world.infections, infection_of(world, node)
    virus = int(carried.virus[slot])
    event = world.events.one(Kind.NODE_CLEANED, node, who, place_of(world, node), 0, cause, stream, odds)
    _set_right(world, node, int(carried.cause[slot]), event)
    carried.stage[slot], carried.by[slot], carried.shown[slot] = Infection.PATCHED, -1, 0
    carried.until[slot] = world.tick + round(params.patched_hours * units.HOUR)
    carried.cause[slot] = event
    left, mind = known.carriers(world, virus), int(world.viruses.mind[virus])
    if not len(left):
        _end(world, virus, node, event)
    elif world.minds.node[mind] == node:
        world.minds.node[mind] = carried.node[left[0]]


def _clean(world: World, params: Params, slot: int) -> None:
    """Let somebody have cleaned a node, unless it is clean already."""
    table = world.tasks
    who, node, cause = int(table.owner[slot]), int(table.target[slot]), int(table.cause[slot])
    if cleaning(world, who, Verb.CLEAN, node, 0) is not None:
        tasks.interrupt(world, slot)
        return
    _patch(world, params, node, who, cause)
    tasks.finish(world, slot)


# ---------------------------------------------------------------- what glitches


def _glitch(world: World, params: Params, virus: int) -> None:
    """Let what carries a virus glitch, as draws decide: each by its kind."""
    carried, nodes, key = world.infections, world.nodes, world.key(GLITCH)
    odds = luck.rate_per_tick(params.glitches_per_hour, _AN_HOUR)
    for slot in known.carriers(world, virus).tolist():
        node = int(carried.node[slot])
        runs = nodes.works[node] and not nodes.failed[node] and not nodes.dark[node]
        if not runs or luck.u32(key, int(nodes.luck[node])) >= odds:
            continue
        kind, cause = NodeKind(int(nodes.kind[node])), int(carried.cause[slot])
        event = 0
        if kind == NodeKind.GATE and nodes.gate[node] >= 0:
            event = _at_a_gate(world, params, virus, node, cause, odds)
        elif kind == NodeKind.PROJECTOR:
            event = _in_the_sky(world, node, cause)
        elif kind in _TIMERS:
            event = _with_a_timer(world, params, node, cause, odds)
        if event and not carried.shown[slot]:
            carried.shown[slot] = event


def _at_a_gate(world: World, params: Params, virus: int, node: int, cause: int, odds: int) -> int:
    """Let the Sentinel of a gate freeze, or the gate open or shut by itself, as a draw decides; returns the event.

    A gate whose drive has failed, or that a window keeps as it is, stays so: 0.
    """
    gates, watchers, gate = world.gates, world.watchers, int(world.nodes.gate[node])
    guard, whose = int(gates.guard[gate]), int(world.viruses.owner[virus])
    if guard >= 0 and luck.below(world.key(WHICH), int(world.nodes.luck[node]), 2):
        watchers.impaired[guard] = max(int(watchers.impaired[guard]), world.tick + params.sentinel_seconds)
        where, amount = int(watchers.cell[guard]), params.sentinel_seconds
        return world.events.one(Kind.SENTINEL_GLITCHED, guard, whose, where, amount, cause, GLITCH, odds)
    if gates.stuck[gate]:
        return 0
    way = GateWay.SHUTS if gates.open[gate] else GateWay.OPENS
    where = int(world.city.link_a[gates.link[gate]])
    event = world.events.one(Kind.GATE_GLITCHED, gate, whose, where, way, cause, GLITCH, odds)
    gates.cleared[gate], gates.cause[gate] = -1, event
    gates.closes[gate] = world.tick + (params.gate_seconds if way == GateWay.OPENS else 0)
    if way == GateWay.OPENS:
        set_gate(world, gate, True)
    return event


def _in_the_sky(world: World, node: int, cause: int) -> int:
    """Let a projector show static until it is clean, unless it shows what somebody has told it to; returns why it does,
    0 where it does not. That the sky has changed is for the rule `weather` to say.
    """
    if world.projections.has(node=node):
        return 0
    set_static(world, node, cause)
    return cause


def _set_right(world: World, node: int, infected: int, cause: int) -> None:
    """Let a projector show what all others do, if it is the virus that has it show something else."""
    if world.projections.n_used and world.projections.has(node=node, cause=infected):
        set_right(world, node, cause)


def _with_a_timer(world: World, params: Params, node: int, cause: int, odds: int) -> int:
    """Let the timer of somebody slip, as a draw decides: of one whom the node keeps; returns the event, 0 for none.

    The Core keeps everybody's, the others those of the district where they stand.
    """
    people, city, key = world.citizens, world.city, world.key(WHICH)
    kept = people.alive & (people.expires != NEVER)
    if world.nodes.kind[node] != NodeKind.CORE:
        kept &= city.district_of[people.cell] == city.district_of[place_of(world, node)]
    rows, thing, most = np.flatnonzero(kept), int(world.nodes.luck[node]), round(60 * params.timer_hours)
    if not len(rows) or not most:
        return 0
    who = int(rows[luck.below(key, thing, len(rows))])
    left = (int(people.expires[who]) - world.tick - _LEAST_S) // 60
    minutes = max(luck.below(key, thing, 2 * most + 1, 1) - most, min(0, -left))
    if not minutes or not is_timed(world, who):
        return 0
    event = world.events.one(Kind.TIMER_GLITCHED, who, node, int(people.cell[who]), minutes, cause, GLITCH, odds)
    move_end(world, who, 60 * minutes, event)
    return event
