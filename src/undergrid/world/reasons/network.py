"""Why somebody cannot cut or mend a line, or break or mend a node of the control network."""

from __future__ import annotations

from typing import TYPE_CHECKING

from undergrid.world.body import reach
from undergrid.world.body.footing import cannot_stand
from undergrid.world.items import kit
from undergrid.world.items.wrecks import stripped
from undergrid.world.network.lines import nodes_at, wires_at
from undergrid.world.network.repairs import parts_for
from undergrid.world.tables.items import ItemKind
from undergrid.world.tables.orders import Refusal, Verb

if TYPE_CHECKING:
    from undergrid.world.world import World

MENDS = (Verb.MEND_WIRE, Verb.MEND_NODE)
ON_WIRES = (Verb.CUT_WIRE, Verb.MEND_WIRE)


def working(world: World, who: int, verb: Verb, target: int, amount: int) -> Refusal | None:
    """Why somebody cannot do `verb` to a wire or node, or has not what it takes."""
    people = world.citizens
    if people.inside[who] >= 0:
        return Refusal.INDOORS
    here = int(people.cell[who])
    near = wires_at(world, here) if verb in ON_WIRES else nodes_at(world, here)
    if target not in near:
        return Refusal.NOT_HERE
    lame = cannot_stand(world, who)
    if lame is not None:
        return lame
    if reach.hauling(world, who) >= 0:
        return Refusal.HANDS_FULL
    works = bool((world.wires if verb in ON_WIRES else world.nodes).works[target])
    if works == (verb in MENDS):
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
    return None if verb != Verb.CUT_WIRE or kit.count(world, who, ItemKind.CUTTERS) else Refusal.NO_TOOL
