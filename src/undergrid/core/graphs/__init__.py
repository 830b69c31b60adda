"""Graphs: compressed and sparse (`graph`), taken apart (`removal`), ways through a node (`between`), what is still
reached while parts are lost (`reach`), and currents (`currents`).
"""

from undergrid.core.graphs.between import betweenness
from undergrid.core.graphs.currents import Currents, UnsolvableError
from undergrid.core.graphs.graph import (
    UNREACHED,
    Graph,
    Tree,
    breadth_first,
    components,
    find,
    from_edges,
    reversed_graph,
    shortest,
    simple_graph,
    unite,
)
from undergrid.core.graphs.reach import Reach
from undergrid.core.graphs.removal import Removal, by_degree_recomputed, removal

__all__ = [
    "UNREACHED",
    "Currents",
    "Graph",
    "Reach",
    "Removal",
    "Tree",
    "UnsolvableError",
    "betweenness",
    "breadth_first",
    "by_degree_recomputed",
    "components",
    "find",
    "from_edges",
    "removal",
    "reversed_graph",
    "shortest",
    "simple_graph",
    "unite",
]
