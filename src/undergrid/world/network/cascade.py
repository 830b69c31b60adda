"""Cascades that need no more than the graph: by thresholds, by overload, and between layers that need each other.

A round is one step in which all that cannot hold fails at once. Each cascade says for every node in which round it
failed: 0 for those that were lost at first, `STANDS` for those that never did.

Source  thresholds: D. Watts, PNAS 99 (2002) 5766, 10.1073/pnas.082090499
        overload: A. Motter, Y.-C. Lai, PRE 66 (2002) 065102, 10.1103/PhysRevE.66.065102
        layers: S. Buldyrev et al., Nature 464 (2010) 1025, 10.1038/nature08932
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from undergrid.core import graphs
from undergrid.core.graphs import Graph
from undergrid.core.jit import kernel
from undergrid.world.network.attack import whole

U8 = npt.NDArray[np.uint8]
I32 = npt.NDArray[np.int32]

STANDS = -1
_MILLION = 1_000_000


def thresholds(graph: Graph, lost: npt.ArrayLike, share: float) -> I32:
    """(n,) i32 the round in which each node failed, where one fails once `share` of its neighbours have.

    lost: the nodes that fail at first; share: above 0, counted to the millionth. Who has no neighbours stands.
    """
    failed = _failed_at_first(graph, lost)
    order = np.empty(graph.n_nodes, dtype=np.int32)
    _spread(graph.handle, round(share * _MILLION), np.zeros(graph.n_nodes, dtype=np.int32), order, failed)
    return failed


def overload(graph: Graph, lost: npt.ArrayLike, tolerance: float, edge_on: U8 | None = None,
             progress: Callable[[int, int], None] = lambda done, of: None) -> I32:  # fmt: skip
    """(n,) i32 the round in which each node failed, where one fails above `tolerance` times its first load.

    A node's load is its betweenness, its own ways counted: the pairs of nodes whose shortest way begins, ends or
    passes there. lost: the nodes that fail at first; edge_on: (edges,) u8, edges that are lost at first.
    """
    failed = _failed_at_first(graph, lost)
    first = _loads(graph, np.ones(graph.n_nodes, dtype=np.uint8), None, progress)
    most = first.max(initial=0.0)
    capacity = np.floor(whole(first, most) * tolerance)
    rounds = 0
    while True:
        standing = (failed == STANDS).astype(np.uint8)
        over = (failed == STANDS) & (whole(_loads(graph, standing, edge_on, progress), most) > capacity)
        if not over.any():
            return failed
        rounds += 1
        failed[over] = rounds


def layers(one: Graph, other: Graph, lost: npt.ArrayLike) -> I32:
    """(n,) i32 the round in which each node failed, where one works only in the largest part of both layers.

    Node i of one layer needs node i of the other. In odd rounds fails what is cut off from the largest part of the
    first layer, in even rounds what is of the second; of parts as large the one with the lowest node counts. Raises
    ValueError for layers of unequal size.
    """
    if one.n_nodes != other.n_nodes:
        raise ValueError(f"layers of {one.n_nodes} and {other.n_nodes} nodes: node i of each needs node i of the other")
    failed = _failed_at_first(one, lost)
    rounds = quiet = 0
    while quiet < 2:
        standing = (failed == STANDS).astype(np.uint8)
        part = graphs.components(one if rounds % 2 == 0 else other, standing)
        size = np.bincount(part[part >= 0], minlength=1)
        cut_off = (part >= 0) & (part != size.argmax())
        rounds += 1
        failed[cut_off] = rounds
        quiet = 0 if cut_off.any() else quiet + 1
    return failed


def largest_left(graph: Graph, failed: I32, edge_on: U8 | None = None) -> int:
    """How many nodes the largest connected part of those that stand has."""
    part = graphs.components(graph, (failed == STANDS).astype(np.uint8), edge_on)
    return int(np.bincount(part[part >= 0], minlength=1).max())


def _failed_at_first(graph: Graph, lost: npt.ArrayLike) -> I32:
    failed = np.full(graph.n_nodes, STANDS, dtype=np.int32)
    failed[np.asarray(lost, dtype=np.int64)] = 0
    return failed


def _loads(
    graph: Graph, node_on: U8, edge_on: U8 | None, progress: Callable[[int, int], None]
) -> npt.NDArray[np.float64]:
    """(n,) f64 betweenness and the ways that begin or end at each node."""
    part = graphs.components(graph, node_on, edge_on)
    size = np.bincount(part[part >= 0], minlength=graph.n_nodes)
    own = np.where(part >= 0, size[part] - 1.0, 0.0)
    return graphs.betweenness(graph, node_on, edge_on, progress) + own


@kernel
def _spread(graph, per_million, gone, order, failed):
    """gone: (n,) how many neighbours of each node have failed."""
    n = done = 0
    for node in range(failed.size):
        if failed[node] == 0:
            order[n] = node
            n += 1
    while done < n:
        node = order[done]
        done += 1
        for i in range(graph.start[node], graph.start[node + 1]):
            there = graph.to[i]
            gone[there] += 1
            degree = graph.start[there + 1] - graph.start[there]
            if failed[there] == -1 and gone[there] * 1_000_000 >= per_million * degree:
                failed[there] = failed[node] + 1
                order[n] = there
                n += 1
