"""What is reached from one node while edges and nodes are lost and come back.

A tree of ways is kept. An edge that is no part of it can go without a further look; where one is, only what hung on it
looks for another way. `reached` follows from what is on alone. Which tree is kept depends on what happened before, so
nobody sees it.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from undergrid.core.graphs.graph import I32, U8, Graph
from undergrid.core.handles import record
from undergrid.core.jit import kernel

_AWAY, _REACHED, _LOOSE = 0, 1, 2


class Reach:
    """What a source reaches in an undirected graph, losses counted.

    node_on: (n,) u8 and edge_on: (edges,) u8 what is in order; reached: (n,) u8. They are for reading: what changes
    goes through the methods. Raises IndexError for a source, node or edge that there is not.
    """

    def __init__(self, graph: Graph, source: int) -> None:
        if not 0 <= source < graph.n_nodes:
            raise IndexError(f"the source is none of the nodes 0 to {graph.n_nodes - 1}")
        self.graph, self.source = graph, source
        n = graph.n_nodes
        self.node_on: U8 = np.ones(n, dtype=np.uint8)
        self.edge_on: U8 = np.ones(graph.n_edges, dtype=np.uint8)
        self.reached: U8 = np.zeros(n, dtype=np.uint8)
        ends = np.empty((graph.n_edges, 2), dtype=np.int32)
        _find_ends(graph.handle, ends)
        self._state = record(
            node_on=self.node_on, edge_on=self.edge_on, reached=self.reached, via=np.full(n, -1, dtype=np.int32),
            loose=np.empty(n, dtype=np.int32), queue=np.empty(n, dtype=np.int32), ends=ends,
        )  # fmt: skip
        self.n_reached: int = _reach(graph.handle, self._state, source)
        """How many nodes are reached, the source itself counted."""

    def lose_edges(self, edges: npt.ArrayLike) -> int:
        """Edges go out of order; returns how many nodes are no longer reached."""
        lost = _lose_edges(self.graph.handle, self._state, self._of(edges, self.graph.n_edges, "edge"))
        self.n_reached -= lost
        return int(lost)

    def lose_nodes(self, nodes: npt.ArrayLike) -> int:
        """Nodes go out of order; returns how many nodes are no longer reached, themselves counted."""
        lost = _lose_nodes(self.graph.handle, self._state, self.source, self._of(nodes, self.graph.n_nodes, "node"))
        self.n_reached -= lost
        return int(lost)

    def mend(self, nodes: npt.ArrayLike = (), edges: npt.ArrayLike = ()) -> int:
        """Nodes and edges are in order again; returns how many more nodes are reached."""
        mended = self._of(nodes, self.graph.n_nodes, "node"), self._of(edges, self.graph.n_edges, "edge")
        more = int(_mend(self.graph.handle, self._state, self.source, *mended))
        self.n_reached += more
        return more

    @staticmethod
    def _of(numbers: npt.ArrayLike, n: int, what: str) -> I32:
        found = np.atleast_1d(np.asarray(numbers, dtype=np.int32))
        if found.size and not (found.min() >= 0 and found.max() < n):
            raise IndexError(f"there is no {what} of that number: they are 0 to {n - 1}")
        return found


@kernel
def _find_ends(graph, ends):
    for node in range(graph.start.size - 1):
        for i in range(graph.start[node], graph.start[node + 1]):
            if graph.to[i] >= node:
                ends[graph.edge[i], 0], ends[graph.edge[i], 1] = node, graph.to[i]


@kernel
def _reach(graph, state, source):
    """Find all anew; returns how many nodes are reached."""
    state.reached[:] = _AWAY
    state.via[:] = -1
    if not state.node_on[source]:
        return 0
    state.reached[source] = _REACHED
    state.queue[0] = source
    return _spread(graph, state, 1, _AWAY)


@kernel
def _spread(graph, state, n, over):
    """Go on from the first n nodes of the queue over nodes in that state; returns how many stand in the queue then."""
    reached, via, queue = state.reached, state.via, state.queue
    done = 0
    while done < n:
        node = queue[done]
        done += 1
        for i in range(graph.start[node], graph.start[node + 1]):
            there = graph.to[i]
            if reached[there] == over and state.node_on[there] and state.edge_on[graph.edge[i]]:
                reached[there] = _REACHED
                via[there] = graph.edge[i]
                queue[n] = there
                n += 1
    return n


@kernel
def _mend(graph, state, source, nodes, edges):
    """Go on from what is reached over what is in order again; returns how many more nodes are reached."""
    reached, via, queue = state.reached, state.via, state.queue
    n = 0
    for node in nodes:
        state.node_on[node] = 1
    for edge in edges:
        state.edge_on[edge] = 1
    for node in nodes:
        if node == source and not reached[node]:
            reached[node] = _REACHED
            queue[n] = node
            n += 1
        for i in range(graph.start[node], graph.start[node + 1]):
            if not reached[node] and reached[graph.to[i]] and state.edge_on[graph.edge[i]]:
                reached[node] = _REACHED
                via[node] = graph.edge[i]
                queue[n] = node
                n += 1
    for edge in edges:
        for side in range(2):
            here, there = state.ends[edge, side], state.ends[edge, 1 - side]
            if reached[here] and not reached[there] and state.node_on[there]:
                reached[there] = _REACHED
                via[there] = edge
                queue[n] = there
                n += 1
    return _spread(graph, state, n, _AWAY)


@kernel
def _lose_edges(graph, state, edges):
    lost = 0
    for edge in edges:
        if not state.edge_on[edge]:
            continue
        state.edge_on[edge] = 0
        a, b = state.ends[edge, 0], state.ends[edge, 1]
        if state.via[b] == edge:
            lost += _hang_anew(graph, state, b)
        elif state.via[a] == edge:
            lost += _hang_anew(graph, state, a)
    return lost


@kernel
def _lose_nodes(graph, state, source, nodes):
    lost = 0
    for node in nodes:
        if not state.node_on[node]:
            continue
        state.node_on[node] = 0
        if node == source:
            for other in range(state.reached.size):
                lost += state.reached[other]
                state.reached[other] = _AWAY
                state.via[other] = -1
        elif state.reached[node]:
            lost += _hang_anew(graph, state, node)
    return lost


@kernel
def _hang_anew(graph, state, node):
    """What hung on a node, and the node, look for another way; returns how many find none."""
    reached, via, loose, queue = state.reached, state.via, state.loose, state.queue
    loose[0] = node
    reached[node] = _LOOSE
    via[node] = -1
    n = 1
    done = 0
    while done < n:
        here = loose[done]
        done += 1
        for i in range(graph.start[here], graph.start[here + 1]):
            there = graph.to[i]
            if via[there] == graph.edge[i] and reached[there] == _REACHED:  # reached over this edge: it hangs on here
                reached[there] = _LOOSE
                via[there] = -1
                loose[n] = there
                n += 1
    held = 0
    for k in range(n):
        here = loose[k]
        if not state.node_on[here]:
            continue
        for i in range(graph.start[here], graph.start[here + 1]):
            if reached[graph.to[i]] == _REACHED and via[graph.to[i]] != graph.edge[i] and state.edge_on[graph.edge[i]]:
                reached[here] = _REACHED
                via[here] = graph.edge[i]
                queue[held] = here
                held += 1
                break
    held = _spread(graph, state, held, _LOOSE)
    for k in range(n):
        if reached[loose[k]] == _LOOSE:
            reached[loose[k]] = _AWAY
    return n - held
