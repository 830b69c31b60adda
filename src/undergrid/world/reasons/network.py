"""Why somebody cannot cut, mend or switch a line, break or mend a node of the network, or jam what runs by it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from undergrid.world.body import reach
from undergrid.world.body.footing import cannot_stand
from undergrid.world.items import kit
from undergrid.world.items.wrecks import stripped
from undergrid.world.network.control import passes
from undergrid.world.network.lines import nodes_at, wires_at
from undergrid.world.network.repairs import parts_for
from undergrid.world.places.windows import syncs_at
from undergrid.world.tables.items import ItemKind
from undergrid.world.tables.orders import Refusal, Verb

if TYPE_CHECKING:
    from undergrid.world.world import World

MENDS = (Verb.MEND_WIRE, Verb.MEND_NODE)
SWITCHES = (Verb.OPEN_SWITCH, Verb.CLOSE_SWITCH)
ON_WIRES = (Verb.CUT_WIRE, Verb.MEND_WIRE, Verb.TAP, *SWITCHES)
_TOOLS = {Verb.CUT_WIRE: ItemKind.CUTTERS, Verb.TAP: ItemKind.RADIO}


def working(world: World, who: int, verb: Verb, target: int, amount: int) -> Refusal | None:
    """Why somebody cannot do `verb` to a wire or node, or has not what it takes."""
    why = out_of_reach(world, who, verb, target)
    if why is not None:
        return why
    if _is_so(world, verb, target):
        return Refusal.NOT_NEEDED
    if (
        verb == Verb.MEND_NODE
        and world.nodes.watcher[target] >= 0
        and stripped(world, int(world.nodes.watcher[target]))
    ):
        return Refusal.STRIPPED
    if verb in MENDS:
        enough = kit.count(world, who, ItemKind.PARTS) >= parts_for(world, verb)
        return None if enough else Refusal.NO_SUPPLIES
    return None if verb not in _TOOLS or kit.count(world, who, _TOOLS[verb]) else Refusal.NO_TOOL


def jamming(world: World, who: int, verb: Verb, target: int, amount: int) -> Refusal | None:
    """Why somebody cannot jam the sync that runs by a node."""
    why = out_of_reach(world, who, verb, target)
    if why is not None:
        return why
    syncs, nodes = syncs_at(world, target), world.nodes
    if not syncs or not nodes.works[target] or nodes.failed[target]:
        return Refusal.NOT_NEEDED
    if world.windows.jam[syncs].all():
        return Refusal.ONLY_ONCE
    return None if kit.count(world, who, ItemKind.JAMMER) else Refusal.NO_TOOL


def out_of_reach(world: World, who: int, verb: Verb, target: int) -> Refusal | None:
    """Why somebody cannot lay hands on a wire or node."""
    people = world.citizens
    if people.inside[who] >= 0:
        return Refusal.INDOORS
    if not _at_hand(world, int(people.cell[who]), verb, target):
        return Refusal.NOT_HERE
    return no_hands(world, who)


def no_hands(world: World, who: int) -> Refusal | None:
    """Why somebody has no hands for work."""
    lame = cannot_stand(world, who)
    if lame is not None:
        return lame
    return Refusal.HANDS_FULL if reach.hauling(world, who) >= 0 else None


def _at_hand(world: World, here: int, verb: Verb, target: int) -> bool:
    """Whether a wire or node can be reached from a cell. The switches of a wire are at its ends."""
    if verb in SWITCHES:
        ends = {int(world.wires.a[target]), int(world.wires.b[target])} if 0 <= target < world.wires.n else set()
        return not ends.isdisjoint(nodes_at(world, here))
    return target in (wires_at(world, here) if verb in ON_WIRES else nodes_at(world, here))


def _is_so(world: World, verb: Verb, target: int) -> bool:
    """Whether a wire or node is already as the verb would make it; of one to listen in on, whether it is silent."""
    if verb == Verb.TAP:
        return not passes(world.wires, target)
    if verb in SWITCHES:
        return bool(world.wires.open[target]) == (verb == Verb.OPEN_SWITCH)
    return bool((world.wires if verb in ON_WIRES else world.nodes).works[target]) == (verb in MENDS)
