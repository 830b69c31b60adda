"""Why somebody cannot charge a Heart Engine, link it to a node, or fire it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from undergrid.world.network import engines
from undergrid.world.network.control import is_up
from undergrid.world.network.purging import PORTS
from undergrid.world.reasons.network import out_of_reach
from undergrid.world.tables.engines import EngineStage
from undergrid.world.tables.network import NodeKind
from undergrid.world.tables.orders import Refusal, Verb

if TYPE_CHECKING:
    from undergrid.world.world import World

_POWER = (NodeKind.PLANT, NodeKind.SUBSTATION)


def charging(world: World, who: int, verb: Verb, target: int, amount: int) -> Refusal | None:
    """Why somebody cannot charge the cube that they carry: indoors at a socket, outdoors by a power node at hand."""
    inside, row = int(world.citizens.inside[who]), engines.carried(world, who)
    if inside >= 0:
        why = None if (world.sockets.building == inside).any() else Refusal.NOT_HERE
    else:
        why = out_of_reach(world, who, verb, target)
    if why is not None:
        return why
    if row < 0:
        return Refusal.NO_TOOL
    if inside < 0 and world.nodes.kind[target] not in _POWER:
        return Refusal.NO_PORT
    if world.engines.stage[row] == EngineStage.FIRED:
        return Refusal.ONLY_ONCE
    if world.engines.stage[row] != EngineStage.IDLE or world.engines.rate[row]:
        return Refusal.NOT_NEEDED
    if engines.spoilt_until(world, row) > world.tick:
        return Refusal.NOT_RUNNING
    return None if inside >= 0 or gives_power(world, target) else Refusal.NOT_RUNNING


def gives_power(world: World, node: int) -> bool:
    """Whether a power node has some to give."""
    nodes = world.nodes
    return bool(nodes.works[node] and not nodes.failed[node] and not nodes.dark[node])


def linking(world: World, who: int, verb: Verb, target: int, amount: int) -> Refusal | None:
    """Why somebody cannot link the cube that they carry to a node."""
    why, row = out_of_reach(world, who, verb, target), engines.carried(world, who)
    if why is not None:
        return why
    if world.nodes.kind[target] not in PORTS:
        return Refusal.NO_PORT
    if row < 0:
        return Refusal.NO_TOOL
    if world.engines.stage[row] != EngineStage.CHARGED:
        fired = world.engines.stage[row] == EngineStage.FIRED
        return Refusal.ONLY_ONCE if fired else Refusal.UNCHARGED
    if engines.linked_at(world, target) >= 0:
        return Refusal.NOT_NEEDED
    return None if is_up(world.nodes)[target] else Refusal.NOT_RUNNING


def firing(world: World, who: int, verb: Verb, target: int, amount: int) -> Refusal | None:
    """Why somebody cannot fire the engine that is linked to a node. Whoever is at hand may, whosever it was."""
    why, row = out_of_reach(world, who, verb, target), engines.linked_at(world, target)
    if why is not None:
        return why
    if row < 0:
        own = engines.carried(world, who)
        empty = own >= 0 and world.engines.stage[own] == EngineStage.IDLE
        return Refusal.UNCHARGED if empty else Refusal.NOT_LINKED
    if world.tick < world.engines.ready[row]:
        return Refusal.NOT_READY
    return None if is_up(world.nodes)[target] else Refusal.NOT_RUNNING
