"""Lines: people come upon the wires of the network, cut, mend and switch them; nodes are broken and mended likewise.

Whoever has a mind of their own knows where a line runs once they have seen it. To cut one takes bolt cutters; to mend
it, or a node, takes spare parts, which are used up when it is done: until then nothing is spent. A switch at either end
of a wire takes bare hands. Who has a path to the Core after that follows at once (`world/network/control.py`). A node
that is mended while the authority gives no orders belongs to the faction of whoever has mended it, or to nobody, but
for those whose faction rules.

Reads   citizens.intent (CUT_WIRE to MEND_NODE, OPEN_SWITCH, CLOSE_SWITCH), target, cause, cell, inside; tasks.owner,
        verb, target, cause; plans.owner; nodes.cause; knowledge.knower, topic, subject; factions.rules; who is of
        which as `faction_of` has it; where lines run as `Lines` has
        it; who has their senses as `hears` has it; what stands in the way, as `world/reasons` has it; how many parts it
        takes as `Repairs` has it; whether the authority `gives_orders`
Writes  what is changed as `set_wire`, `set_switch` and `set_node` do; whose nodes are as `hand_over` does; items as
        `kit.spend` does; knowledge (topic LINE); what they are at as `tasks.begin` and `finish` do
Emits   WIRE_CUT, WIRE_MENDED, SWITCH_OPENED, SWITCH_CLOSED(citizen, wire; amount devices; cause: the order),
        NODE_BROKEN, NODE_MENDED(citizen, node; amount devices; cause: the order), NODE_PASSED(citizen, node; cause:
        that they have mended it), LINE_FOUND(citizen, wire; cause: what they are about), INTERRUPTED, REFUSED
Units   times in s, distances in m
Source  assumed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from undergrid.core import luck
from undergrid.core.grid import cells_in
from undergrid.core.jit import kernel
from undergrid.core.tables import I64, Out
from undergrid.world.body.posture import hears
from undergrid.world.items import kit
from undergrid.world.log.kinds import Kind
from undergrid.world.network.control import set_node, set_switch, set_wire
from undergrid.world.network.lines import Lines, place_of
from undergrid.world.network.regime import gives_orders, hand_over
from undergrid.world.network.repairs import parts_for
from undergrid.world.orders import tasks
from undergrid.world.orders.attempts import anybody_tries, asked
from undergrid.world.reasons.network import MENDS, ON_WIRES, SWITCHES, working
from undergrid.world.senses.optics import clear
from undergrid.world.society.factions import faction_of
from undergrid.world.tables.items import ItemKind
from undergrid.world.tables.minds import Topic
from undergrid.world.tables.orders import Verb

if TYPE_CHECKING:
    from undergrid.world.world import World

STREAM = luck.stream("lines")

_VERBS = (Verb.CUT_WIRE, Verb.MEND_WIRE, Verb.BREAK_NODE, Verb.MEND_NODE, *SWITCHES)
_TOLD = {
    Verb.CUT_WIRE: Kind.WIRE_CUT,
    Verb.MEND_WIRE: Kind.WIRE_MENDED,
    Verb.BREAK_NODE: Kind.NODE_BROKEN,
    Verb.MEND_NODE: Kind.NODE_MENDED,
    Verb.OPEN_SWITCH: Kind.SWITCH_OPENED,
    Verb.CLOSE_SWITCH: Kind.SWITCH_CLOSED,
}
_AT_ONCE = 256  # lines that one person sees at once
_NEW_AT_ONCE = 12  # of these, those that are come upon at once, the others at the next looks [assumed]


class Params(BaseModel):
    """The knobs a scenario may turn, under `rules.lines`."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    cut_seconds: int = Field(20, ge=1, le=86_400, description="to cut a wire takes, s [assumed]")
    mend_seconds: int = Field(300, ge=1, le=86_400, description="to mend one, s [assumed]")
    break_seconds: int = Field(60, ge=1, le=86_400, description="to break a node, s [assumed]")
    renew_seconds: int = Field(900, ge=1, le=86_400, description="to mend one, s [assumed]")
    switch_seconds: int = Field(5, ge=1, le=86_400, description="to open or close a switch, s [assumed]")
    seen_m: float = Field(15, ge=0, le=500, description="a line is come upon within, m [assumed]")
    look_every: int = Field(5, ge=1, le=3600, description="one looks about for lines once in, s [assumed]")

    def seconds(self, verb: Verb) -> int:
        """How long a verb takes."""
        return {
            Verb.CUT_WIRE: self.cut_seconds,
            Verb.MEND_WIRE: self.mend_seconds,
            Verb.BREAK_NODE: self.break_seconds,
            **dict.fromkeys(SWITCHES, self.switch_seconds),
        }.get(verb, self.renew_seconds)


class _Seen(Out):
    """Who sees which line, the nearest cell that it passes in their sight, and how far off that is, cells squared."""

    who: I64
    wire: I64
    cell: I64
    squared: I64


def step(world: World, params: Params) -> None:
    """Begin and end work at lines and nodes, and let people come upon lines."""
    if not world.nodes.n:
        return
    if anybody_tries(world):
        for first, last in ((Verb.CUT_WIRE, Verb.MEND_NODE), SWITCHES):
            for who in asked(world, first, last):
                _begin(world, params, who)
    if world.tasks.n_used:
        _end_tasks(world)
    if world.wires.n and world.plans.n and world.tick % params.look_every == 0:
        _look_about(world, params)


def _begin(world: World, params: Params, who: int) -> None:
    """Begin or refuse what somebody is about to do to a wire or node."""
    people = world.citizens
    verb, target = Verb(int(people.intent[who])), int(people.target[who])
    tasks.begin_or_refuse(world, who, working(world, who, verb, target, 0), verb, target, params.seconds(verb))


def _end_tasks(world: World) -> None:
    """End the tasks whose time is up; a draw gives their order."""
    table = world.tasks
    for slot in tasks.done_in_turn(world, _VERBS, STREAM):
        who, verb, target = int(table.owner[slot]), Verb(int(table.verb[slot])), int(table.target[slot])
        if working(world, who, verb, target, 0) is not None:
            tasks.interrupt(world, slot)
            continue
        kit.spend(world, who, ItemKind.PARTS, parts_for(world, verb))
        _change(world, who, verb, target, int(table.cause[slot]))
        tasks.finish(world, slot)


def _change(world: World, who: int, verb: Verb, target: int, cause: int) -> None:
    """Cut, break, mend or switch something by the hand of `who`.

    The event says for how many devices that is the end of control, or its return.
    """
    on_wire = verb in ON_WIRES
    where = int(world.citizens.cell[who]) if on_wire else place_of(world, target)

    def told(devices: int) -> int:
        return world.events.one(_TOLD[verb], who, target, where, devices, cause)

    faction = faction_of(world, who)
    passes = verb == Verb.MEND_NODE and not gives_orders(world) and (faction < 0 or not world.factions.rules[faction])
    if verb in SWITCHES:
        set_switch(world, target, verb == Verb.OPEN_SWITCH, told)
    else:
        (set_wire if on_wire else set_node)(world, target, verb in MENDS, told)
    if passes:
        event = world.events.one(Kind.NODE_PASSED, who, target, where, cause=int(world.nodes.cause[target]))
        hand_over(world, target, faction, event)


def _look_about(world: World, params: Params) -> None:
    """Let the named see lines near by, and remember where they run."""
    people, known = world.citizens, world.knowledge
    lookers = [who for who in world.plans.owner.tolist() if who >= 0 and people.inside[who] < 0 and hears(world, who)]
    seen = world.out(_Seen, len(lookers) * _AT_ONCE)
    reach = cells_in(params.seen_m, world.city.cell_mm)
    rows, lines = np.array(lookers, np.int64), world.cache(Lines).handle
    n = _see(rows, people.handle, lines, world.city.handle, reach, seen.handle)
    news, slots = dict.fromkeys(lookers, 0), {who: _lines_of(world, who) for who in lookers}
    for who, wire, cell, _ in seen.rows(n):
        slot = slots[who].get(wire, -1)
        if slot < 0 and news[who] == _NEW_AT_ONCE:
            continue
        if slot < 0:
            news[who] += 1
            slot = int(known.take(1)[0])
            known.knower[slot], known.topic[slot], known.subject[slot] = who, Topic.LINE, wire
            known.cause[slot] = world.events.one(Kind.LINE_FOUND, who, wire, cell, cause=int(people.cause[who]))
        known.cell[slot], known.at[slot] = cell, world.tick


def _lines_of(world: World, who: int) -> dict[int, int]:
    """The slots in which somebody knows of lines, by wire."""
    known = world.knowledge
    rows = known.where(knower=who, topic=Topic.LINE)
    return dict(zip(known.subject[rows].tolist(), rows.tolist(), strict=True))


@kernel
def _see(lookers, people, lines, city, reach, seen):
    """Write which lines the lookers have in sight, each once; returns how many rows of `seen` it wrote."""
    n = 0
    for who in lookers:
        begun = n
        here = np.int64(people.cell[who])
        level = here // city.area
        x, y = here % city.width, here // city.width % city.height
        for row in range(max(0, y - reach), min(city.height, y + reach + 1)):
            base = (level * city.height + row) * city.width
            last = base + min(city.width - 1, x + reach)
            k = np.searchsorted(lines.cells, base + max(0, x - reach))
            while k < len(lines.cells) and lines.cells[k] <= last:
                there = np.int64(lines.cells[k])
                squared = (there - base - x) ** 2 + (row - y) ** 2
                if squared <= reach * reach and clear(city, here, there):
                    n = _note(seen, begun, n, who, np.int64(lines.wires[k]), there, squared)
                k += 1
    return n


@kernel
def _note(seen, begun, n, who, wire, there, squared):
    """Write down a line that somebody sees, or that they see it nearer; returns how many rows there are then."""
    for k in range(begun, n):
        if seen.wire[k] == wire:
            if squared < seen.squared[k]:
                seen.cell[k], seen.squared[k] = there, squared
            return n
    if n - begun == _AT_ONCE:
        return n
    seen.who[n], seen.wire[n], seen.cell[n], seen.squared[n] = who, wire, there, squared
    return n + 1
