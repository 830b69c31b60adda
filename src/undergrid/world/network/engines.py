"""Heart Engines as things: who carries one, what it holds, and how it is charged.

    stored(t) = min(full, stored(since) + rate (t - since))

What a socket or a power node gives flows in whole seconds; the last of them only as far as there is room.

Units   joules, watts, ticks of 1 s: whole numbers
Source  Conservation of energy.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from undergrid.world.network.mains import set_load
from undergrid.world.tables.engines import EngineStage
from undergrid.world.tables.items import ItemKind

if TYPE_CHECKING:
    from undergrid.world.world import World


def add_engine(world: World, item: int, joules: int, full: int) -> int:
    """Let a thing be a Heart Engine that holds `joules` of `full`; returns its row of `engines`."""
    row, engines = int(world.engines.take(1)[0]), world.engines
    engines.item[row], engines.joules[row], engines.full[row], engines.since[row] = item, joules, full, world.tick
    engines.stage[row] = EngineStage.CHARGED if joules >= full else EngineStage.IDLE
    engines.cause[row] = world.items.cause[item]
    return row


def carried(world: World, who: int) -> int:
    """The row of the engine that somebody carries, of several the one that has come farthest; -1 for none."""
    engines, items = world.engines, world.items
    if not engines.n_used:
        return -1
    rows = [engines.first(item=slot) for slot in items.where(holder=who, kind=ItemKind.ENGINE_CUBE).tolist()]
    return min(rows, key=lambda row: (-_worth(world, row), int(items.luck[engines.item[row]])), default=-1)


def _worth(world: World, row: int) -> int:
    """By what one engine is taken before another: what it holds, unless it has been fired."""
    return -1 if world.engines.stage[row] == EngineStage.FIRED else stored(world, row)


def linked_at(world: World, node: int) -> int:
    """The row of the engine that is linked to a node; -1 for none."""
    return world.engines.first(node=node, stage=EngineStage.LINKED) if world.engines.n_used else -1


def stored(world: World, row: int) -> int:
    """What an engine holds now, J."""
    engines = world.engines
    flowed = int(engines.rate[row]) * (world.tick - int(engines.since[row]))
    return min(int(engines.full[row]), int(engines.joules[row]) + flowed)


def spoilt_until(world: World, row: int) -> int:
    """The tick at which an engine is put right that somebody has put out of order; 0 for one that is in order."""
    slot = world.spoilt.first(item=int(world.engines.item[row])) if world.spoilt.n_used else -1
    return int(world.spoilt.until[slot]) if slot >= 0 else 0


def spoil(world: World, row: int, ticks: int, event: int) -> None:
    """Let an engine be empty, and out of order for so long, because of `event`."""
    engines, spoilt, item = world.engines, world.spoilt, int(world.engines.item[row])
    if engines.rate[row]:
        stop(world, row, event)
    engines.joules[row], engines.since[row], engines.stage[row] = 0, world.tick, EngineStage.IDLE
    engines.cause[row] = event
    slot = spoilt.first(item=item)
    slot = slot if slot >= 0 else int(spoilt.take(1)[0])
    spoilt.item[slot], spoilt.until[slot], spoilt.cause[slot] = item, world.tick + ticks, event


def begin(world: World, row: int, watts: int, event: int, *, building: int = -1, node: int = -1) -> None:
    """Let so much power flow into an engine from now on, from a socket or a power node, because of `event`."""
    engines = world.engines
    engines.joules[row], engines.since[row], engines.rate[row] = stored(world, row), world.tick, watts
    engines.socket[row], engines.tap[row], engines.cause[row] = building, node, event
    if node >= 0:
        set_load(world, node, int(world.nodes.load[node]) + watts, event)


def stop(world: World, row: int, event: int) -> None:
    """Let no power flow into an engine any more, because of `event`."""
    engines, nodes = world.engines, world.nodes
    node, watts = int(engines.tap[row]), int(engines.rate[row])
    engines.joules[row], engines.since[row], engines.rate[row] = stored(world, row), world.tick, 0
    engines.socket[row] = engines.tap[row] = -1
    if node >= 0:
        set_load(world, node, int(nodes.load[node]) - watts, event)
        if not nodes.load[node]:
            nodes.dark[node] = 0  # who wants nothing lacks nothing


def spend(world: World, row: int) -> int:
    """Let an engine give all that it holds; returns how much that was, J."""
    held = stored(world, row)
    world.engines.joules[row], world.engines.since[row] = 0, world.tick
    return held
