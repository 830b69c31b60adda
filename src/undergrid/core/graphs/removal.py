"""What is left of a graph while its nodes are removed one after another.

Nobody searches the graph anew after each removal: the nodes are put back in reverse order, and parts only ever join.

Source  M. Newman, R. Ziff, PRL 85 (2000) 4104, 10.1103/PhysRevLett.85.4104: percolation by adding in order.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from undergrid.core.graphs.graph import I32, I64, Graph, _drop, _push, find
from undergrid.core.jit import kernel


class Removal(NamedTuple):
    """What is left after 0, 1, ... n removals.

    largest: (n + 1,) i64 nodes in the largest connected part; with_core: (n + 1,) i64 nodes in the part of the Core,
    itself counted, 0 once it is removed (and all along where no Core was named).
    """

    largest: I64
    with_core: I64


def removal(graph: Graph, order: npt.ArrayLike, core: int = -1) -> Removal:
    """Remove all nodes of a graph, directions ignored, in this order.

    Raises ValueError where the order does not name every node once, IndexError for a Core that is no node.
    """
    nodes = np.asarray(order, dtype=np.int32)
    if nodes.shape != (graph.n_nodes,) or not np.array_equal(np.sort(nodes), np.arange(graph.n_nodes)):
        raise ValueError(f"the order of removal must name each of the nodes 0 to {graph.n_nodes - 1} once")
    if not -1 <= core < graph.n_nodes:
        raise IndexError(f"the Core is none of the nodes 0 to {graph.n_nodes - 1}")
    left = Removal(*(np.zeros(graph.n_nodes + 1, dtype=np.int64) for _ in range(2)))
    part, size = np.arange(graph.n_nodes, dtype=np.int32), np.zeros(graph.n_nodes, dtype=np.int32)
    _put_back(graph.handle, nodes, core, part, size, left.largest, left.with_core)
    return left


def by_degree_recomputed(graph: Graph) -> I32:
    """(n,) i32 all nodes, each the one with the most edges to nodes that are left, the lowest of several."""
    order = np.empty(graph.n_nodes, dtype=np.int32)
    heap = np.empty((graph.n_nodes + graph.to.size, 2), dtype=np.int64)
    _peel(graph.handle, np.diff(graph.start).astype(np.int32), heap, order)
    return order


@kernel
def _put_back(graph, order, core, part, size, largest, with_core):
    """size: nodes in the part of each root; 0 says that a node is not there yet."""
    best = 0
    for n in range(order.size - 1, -1, -1):
        node = order[n]
        size[node] = 1
        best = max(best, 1)
        for i in range(graph.start[node], graph.start[node + 1]):
            there = graph.to[i]
            if size[there] == 0:
                continue
            a, b = find(part, node), find(part, there)
            if a != b:
                low, high = min(a, b), max(a, b)
                part[high] = low
                size[low] += size[high]
                best = max(best, size[low])
        largest[n] = best
        if core >= 0 and size[core] != 0:
            with_core[n] = size[find(part, core)]


@kernel
def _peel(graph, degree, heap, order):
    """degree: (n,) edges to nodes that are left, -1 once a node is removed."""
    n = 0
    for node in range(order.size):
        _push(heap, n, -degree[node], node)
        n += 1
    done = 0
    while n > 0:
        left, node = -heap[0, 0], heap[0, 1]
        _drop(heap, n)
        n -= 1
        if degree[node] != left:
            continue  # a stale entry: it has lost edges since
        degree[node] = -1
        order[done] = node
        done += 1
        for i in range(graph.start[node], graph.start[node + 1]):
            there = graph.to[i]
            if degree[there] > 0:
                degree[there] -= 1
                _push(heap, n, -degree[there], there)
                n += 1
