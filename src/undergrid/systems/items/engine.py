"""Heart Engines: a cube is charged, carried, and linked to a node of the network; where its carrier dies, it falls.

A cube is charged at a socket, or outdoors at a power node, as long as its carrier stays in the building, or by the
node, and that has power. A full one can be linked to a Core, a hub, a cell or a server: that takes a while, the less
the more of the linker is machine; whatever breaks it off, it begins again. Linked, the cube lies at the node, and it
has been worked out whom it would kill. Then it tunes in, until it can be fired (`systems/network/purge.py`). Whoever
takes it up before takes it off the network. Whoever puts a cube out of order lets all that it holds go; it cannot be
charged until it has been put right.

Reads   who is about to CONNECT, CHARGE_CUBE or SABOTAGE, as `asked` has it; citizens.target, cause, cell, inside,
        alive; tasks.owner, target, cause; engines; items.holder, cause; nodes.dark, cause; forecasts.item; what
        a socket gives as `Consumption` has it; how long linking takes, what the pulse would reach and whom it would
        kill, as `world/network/purging.py` has it; who is near a node as `nodes_at` has it; who is of which faction as
        `factions_of` has it; what stands in the way, as `world/reasons` has it
Writes  engines.stage, node, by, ready, cause; what flows into them as `engines.begin` and `stop` do; forecasts; items
        as `kit.lay` does; what people are at as `tasks.begin` and `finish` do, who charges as `stand_still` does;
        spoilt as `engines.spoil` does
Emits   CUBE_CHARGES(citizen, building; W; cause: the order), CUBE_TAPS(citizen, node; the same),
        ENGINE_CHARGED(citizen; J; cause: that charging began), CUBE_HOLDS(citizen; J; cause: the walk that led them
        away, that it changed hands or fell, or what took the node's power), ENGINE_LINKED(citizen, node; amount nodes
        that the pulse would reach; cause: the order), DEATHS_FORESEEN(citizen, faction; amount; cause: the linking),
        ENGINE_UNLINKED(citizen, node; cause: that they took the cube), CUBE_FELL(citizen; cause: their death),
        ENGINE_SPOILT(citizen; J that it held; cause: the order, or the vote), INTERRUPTED, REFUSED
Units   joules, watts, ticks of 1 s
Source  Conservation of energy; the rest is assumed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from undergrid.core import luck, units
from undergrid.core.tables import I64
from undergrid.world.items import kit
from undergrid.world.items.power import Consumption
from undergrid.world.log.kinds import Kind
from undergrid.world.network import engines as cubes
from undergrid.world.network.lines import nodes_at, place_of
from undergrid.world.network.purging import Purging, harm_of, pulse_from, seconds_for
from undergrid.world.orders import tasks
from undergrid.world.orders.attempts import anybody_tries, asked, refuse
from undergrid.world.reasons.council import at_hand, sabotaging
from undergrid.world.reasons.engines import charging, gives_power, linking
from undergrid.world.society.factions import factions_of
from undergrid.world.tables.engines import EngineStage
from undergrid.world.tables.orders import Verb
from undergrid.world.tables.people import NEVER

if TYPE_CHECKING:
    from undergrid.world.world import World

TURN = luck.stream("engine/turn")

_LINKED = int(EngineStage.LINKED)


class Params(BaseModel):
    """The knobs a scenario may turn, under `rules.engine`."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    node_w: int = Field(20_000, ge=1, le=1_000_000, description="what a power node gives to a cube, W [assumed]")
    tuning_minutes: float = Field(
        10, ge=0, le=100_000, description="from when it is linked until it can be fired, min [assumed]"
    )
    sabotage_minutes: float = Field(5, ge=0, le=100_000, description="to put one out of order takes, min [assumed]")
    repair_hours: float = Field(3, ge=0, le=100_000, description="until it has been put right, h [assumed]")


def step(world: World, params: Params) -> None:
    """Begin and end work at engines, and see to each of them."""
    if anybody_tries(world):
        for who in asked(world, Verb.CHARGE_CUBE):
            _begin_charging(world, params, who)
        for who in asked(world, Verb.CONNECT):
            _begin_linking(world, who)
        for who in asked(world, Verb.SABOTAGE):
            why = sabotaging(world, who, Verb.SABOTAGE, -1, 0)
            tasks.begin_or_refuse(world, who, why, Verb.SABOTAGE, -1, round(60 * params.sabotage_minutes))
    engines = world.engines
    if not engines.n_used:
        return
    if world.tasks.n_used:
        _end_linking(world, params)
        _end_sabotage(world, params)
    for row in engines.rows().tolist():
        _see_to(world, row)


# ---------------------------------------------------------------- charging


def _begin_charging(world: World, params: Params, who: int) -> None:
    """Let power flow into the cube that somebody carries, or refuse it."""
    people, node = world.citizens, int(world.citizens.target[who])
    why = charging(world, who, Verb.CHARGE_CUBE, node, 0)
    if why is not None:
        refuse(world, who, why)
        return
    where, building, cause = int(people.cell[who]), int(people.inside[who]), int(people.cause[who])
    row = cubes.carried(world, who)
    world.engines.by[row] = who
    if building >= 0:
        watts = world.shared(Consumption).socket_w
        event = world.events.one(Kind.CUBE_CHARGES, who, building, where, watts, cause)
        cubes.begin(world, row, watts, event, building=building)
    else:
        event = world.events.one(Kind.CUBE_TAPS, who, node, place_of(world, node), params.node_w, cause)
        cubes.begin(world, row, params.node_w, event, node=node)
    tasks.stand_still(world, who)


def _see_to_charging(world: World, row: int) -> None:
    """End the charging of a cube that is full, or has come away from where it is charged."""
    engines, held = world.engines, cubes.stored(world, row)
    full, ends, began = held == engines.full[row], _parted(world, row), int(engines.cause[row])
    if not full and not ends:
        return
    cubes.stop(world, row, ends or began)
    kind, who = Kind.ENGINE_CHARGED if full else Kind.CUBE_HOLDS, int(engines.by[row])
    where, cause = int(world.citizens.cell[who]), began if full else ends
    engines.cause[row] = world.events.one(kind, who, where=where, amount=held, cause=cause)
    if full:
        engines.stage[row] = EngineStage.CHARGED


def _parted(world: World, row: int) -> int:
    """The event that has parted a cube from what charges it: that it changed hands, a walk, a failure; 0 for none."""
    engines, items, people, nodes = world.engines, world.items, world.citizens, world.nodes
    item, who, node = int(engines.item[row]), int(engines.by[row]), int(engines.tap[row])
    if items.holder[item] != who:
        return int(items.cause[item])
    if node < 0:
        return 0 if people.inside[who] == engines.socket[row] else int(people.cause[who])
    if people.inside[who] >= 0 or node not in nodes_at(world, int(people.cell[who])):
        return int(people.cause[who])
    return 0 if gives_power(world, node) else int(nodes.dark[node] or nodes.cause[node])


# ---------------------------------------------------------------- linking


def _begin_linking(world: World, who: int) -> None:
    """Begin or refuse to link the cube that somebody carries."""
    node = int(world.citizens.target[who])
    seconds = seconds_for(world, who, world.shared(Purging).link_seconds)
    tasks.begin_or_refuse(world, who, linking(world, who, Verb.CONNECT, node, 0), Verb.CONNECT, node, seconds)


def _end_linking(world: World, params: Params) -> None:
    """Link the cubes of those whose time is up; a draw gives their order."""
    table = world.tasks
    for slot in tasks.done_in_turn(world, (Verb.CONNECT,), TURN):
        who, node, cause = int(table.owner[slot]), int(table.target[slot]), int(table.cause[slot])
        if linking(world, who, Verb.CONNECT, node, 0) is not None:
            tasks.interrupt(world, slot)
            continue
        _link(world, params, cubes.carried(world, who), who, node, cause)
        tasks.finish(world, slot)


def _link(world: World, params: Params, row: int, who: int, node: int, cause: int) -> None:
    """Let a cube lie linked at a node, and say whom it would kill if nothing changed."""
    engines, cell = world.engines, int(world.citizens.cell[who])
    pulse = pulse_from(world, node)
    event = world.events.one(Kind.ENGINE_LINKED, who, node, place_of(world, node), len(pulse.reached), cause)
    kit.lay(world, int(engines.item[row]), cell, -1, event)
    engines.stage[row], engines.node[row], engines.by[row] = EngineStage.LINKED, node, who
    engines.ready[row], engines.cause[row] = world.tick + round(60 * params.tuning_minutes), event
    harm = harm_of(world, pulse)
    _foretell(world, row, who, harm.who[harm.dies], event)


def _foretell(world: World, row: int, who: int, doomed: I64, event: int) -> None:
    """Write down and tell how many of each faction would die; nobody of none where nobody would."""
    forecasts, item, cell = world.forecasts, int(world.engines.item[row]), int(world.citizens.cell[who])
    forecasts.free(forecasts.of(item))
    of = factions_of(world)[doomed]
    factions, deaths = np.unique(of, return_counts=True) if len(doomed) else (np.array([-1]), np.array([0]))
    for faction, n in zip(factions.tolist(), deaths.tolist(), strict=True):
        slot = forecasts.take(1)
        forecasts.item[slot], forecasts.faction[slot], forecasts.deaths[slot] = item, faction, n
        forecasts.cause[slot] = world.events.one(Kind.DEATHS_FORESEEN, who, faction, cell, n, event)


# ---------------------------------------------------------------- sabotage


def _end_sabotage(world: World, params: Params) -> None:
    """Put the cubes out of order of those whose time is up; a draw gives their order."""
    table = world.tasks
    for slot in tasks.done_in_turn(world, (Verb.SABOTAGE,), TURN):
        who, cause = int(table.owner[slot]), int(table.cause[slot])
        if sabotaging(world, who, Verb.SABOTAGE, -1, 0) is not None:
            tasks.interrupt(world, slot)
            continue
        row, where = at_hand(world, who), int(world.citizens.cell[who])
        event = world.events.one(Kind.ENGINE_SPOILT, who, where=where, amount=cubes.stored(world, row), cause=cause)
        cubes.spoil(world, row, round(units.HOUR * params.repair_hours), event)
        tasks.finish(world, slot)


# ---------------------------------------------------------------- what becomes of them


def _see_to(world: World, row: int) -> None:
    """Let a cube fall where its carrier has died, end its charging, or take it off the network, as it is due."""
    engines, items, people = world.engines, world.items, world.citizens
    item = int(engines.item[row])
    who = int(items.holder[item])
    if who >= 0 and not people.alive[who]:
        event = world.events.one(Kind.CUBE_FELL, who, where=int(people.cell[who]), cause=int(people.cause[who]))
        kit.lay(world, item, int(people.cell[who]), int(people.inside[who]), event)
    if engines.rate[row]:
        _see_to_charging(world, row)
    if who >= 0 and engines.stage[row] == _LINKED:
        node, cause = int(engines.node[row]), int(items.cause[item])
        event = world.events.one(Kind.ENGINE_UNLINKED, who, node, place_of(world, node), cause=cause)
        engines.stage[row], engines.node[row], engines.ready[row] = EngineStage.CHARGED, -1, NEVER
        engines.cause[row] = event
