"""How many shortest ways lead through a node.

Source  U. Brandes, J. Mathematical Sociology 25 (2001) 163, 10.1080/0022250X.2001.9990249.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from undergrid.core.graphs.graph import U8, Graph, _is_on, _masks
from undergrid.core.handles import record
from undergrid.core.jit import kernel

F64 = npt.NDArray[np.float64]

_AT_ONCE = 20_000_000  # edges looked at between two calls of `progress`


def betweenness(graph: Graph, node_on: U8 | None = None, edge_on: U8 | None = None,
                progress: Callable[[int, int], None] = lambda done, of: None) -> F64:  # fmt: skip
    """(n,) f64 for each node the pairs of other nodes whose shortest way leads through it, all edges equally long.

    A pair with several such ways gives each its share. For an undirected graph; the sums are made in one fixed order,
    so they are the same on every machine. Raises ValueError for masks of the wrong size.
    """
    nodes, edges = _masks(graph, node_on, edge_on)
    n = graph.n_nodes
    score = np.zeros(n)
    room = record(
        distance=np.full(n, -1, dtype=np.int32), ways=np.zeros(n), share=np.zeros(n), order=np.empty(n, dtype=np.int32)
    )
    step = max(1, _AT_ONCE // max(1, graph.to.size + n))
    for first in range(0, n, step):
        progress(first, n)
        _through(graph.handle, nodes, edges, first, min(n, first + step), room, score)
    progress(n, n)
    return score / 2  # every pair was counted from both of its ends


@kernel
def _through(graph, node_on, edge_on, first, last, room, score):
    """Add the shortest ways that begin at nodes first..last - 1. Between sources `distance` is -1 everywhere."""
    distance, ways, share, order = room.distance, room.ways, room.share, room.order
    start, to, edge = graph.start, graph.to, graph.edge
    for source in range(first, last):
        if not _is_on(node_on, source):
            continue
        distance[source], ways[source], share[source], order[0] = 0, 1.0, 0.0, source
        reached, done = 1, 0
        while done < reached:
            node = order[done]
            done += 1
            beyond = distance[node] + 1
            for i in range(start[node], start[node + 1]):
                there = to[i]
                if 0 <= distance[there] < beyond or not _is_on(node_on, there) or not _is_on(edge_on, edge[i]):
                    continue
                if distance[there] < 0:
                    distance[there], ways[there], share[there] = beyond, 0.0, 0.0
                    order[reached] = there
                    reached += 1
                ways[there] += ways[node]  # none is further than that: the last layer is not done yet
        for n in range(reached - 1, 0, -1):
            node = order[n]
            each = (1.0 + share[node]) / ways[node]
            before = distance[node] - 1
            for i in range(start[node], start[node + 1]):
                there = to[i]
                if distance[there] == before and _is_on(edge_on, edge[i]):
                    share[there] += ways[there] * each
            score[node] += share[node]
        for n in range(reached):
            distance[order[n]] = -1
