"""Traffic: over which line the orders of the Core go to each node: the way with the fewest lines.

Of ways as short the one is taken over the node that is reached first, as `core/graphs` has it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from undergrid.core import graphs
from undergrid.world.network.control import Control

if TYPE_CHECKING:
    from undergrid.world.world import World


def beyond(world: World, wire: int) -> list[int]:
    """The nodes to which orders go over a line, in the order in which they are reached; none where nothing passes."""
    reach = world.cache(Control).reach
    if reach is None:
        return []
    tree = graphs.breadth_first(reach.graph, [reach.source], reach.node_on, reach.edge_on)
    found: dict[int, None] = {}
    for node in tree.order.tolist():
        if tree.back[node] >= 0 and (tree.edge[node] == wire or int(tree.back[node]) in found):
            found[node] = None
    return list(found)
