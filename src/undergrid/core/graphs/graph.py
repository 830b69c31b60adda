"""Compressed sparse graphs: breadth-first order, connected parts, shortest ways.

A graph has nodes 0..n-1 and its edges in one row of arrays: the edges out of node v are the entries start[v] to
start[v + 1] of `to`, in ascending order of their other end and then of their number. The order of every result follows
from that, ties included: of several ways as short, `shortest` takes the one over the lowest node, then the lowest edge,
and `breadth_first` the one over the node that it reached first.

`node_on` and `edge_on` (u8, 0 for what is out of order now) let one graph serve a network that is losing parts of
itself; without them all is on.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from undergrid.core.handles import Handle, record
from undergrid.core.jit import kernel

U8 = npt.NDArray[np.uint8]
I32 = npt.NDArray[np.int32]
I64 = npt.NDArray[np.int64]

UNREACHED = int(np.iinfo(np.int64).max)
_ALL = np.empty(0, dtype=np.uint8)
_FEW = 24


@dataclass(frozen=True)
class Graph:
    """Edges sorted by the node they leave.

    start: (n + 1,) i64; to: (m,) i32 other end; weight: (m,) i64, at least 0; edge: (m,) i32 number of the edge in the
    arrays it was made from. An undirected edge stands here twice, once from each end.
    """

    start: I64
    to: I32
    weight: I64
    edge: I32

    @property
    def n_nodes(self) -> int:
        return self.start.size - 1

    @cached_property
    def n_edges(self) -> int:
        """How many edges the graph was made from."""
        return int(self.edge.max(initial=-1)) + 1

    @cached_property
    def handle(self) -> Handle:
        """What kernels take: the four arrays."""
        return record(start=self.start, to=self.to, weight=self.weight, edge=self.edge)

    def neighbours(self, node: int) -> I32:
        """(degree,) i32 the other ends of a node's edges, ascending."""
        return self.to[self.start[node] : self.start[node + 1]]


def from_edges(n_nodes: int, a: npt.ArrayLike, b: npt.ArrayLike, weight: npt.ArrayLike | None = None,
               directed: bool = False) -> Graph:  # fmt: skip
    """The graph of edges a[i] - b[i], or a[i] -> b[i]; each (edges,), weights 1 where none are given.

    Raises ValueError for ends that are no nodes, negative weights and arrays of unequal length.
    """
    first, second = np.ascontiguousarray(a, dtype=np.int64), np.ascontiguousarray(b, dtype=np.int64)
    weights = np.zeros(first.shape, dtype=np.int64) if weight is None else np.asarray(weight, dtype=np.int64)
    if not (first.shape == second.shape == weights.shape == (first.size,)):
        raise ValueError(
            f"edges need equally many a, b and weights, not {first.shape}, {second.shape}, {weights.shape}"
        )
    for name, ends in (("a", first), ("b", second)):
        if ends.size and not (ends.min() >= 0 and ends.max() < n_nodes):
            raise ValueError(f"an edge's {name} is none of the nodes 0 to {n_nodes - 1}")
    if weights.size and weights.min() < 0:
        raise ValueError(f"edge {int(weights.argmin())} has weight {weights.min()}: at least 0 expected")
    start = np.zeros(n_nodes + 1, dtype=np.int64)
    n_arcs = _count(first, second, directed, start)
    packed = np.empty(n_arcs, dtype=np.int64)
    _arrange(first, second, directed, start, packed)
    to, number = (packed >> 32).astype(np.int32), packed.astype(np.int32)
    return Graph(start, to, np.ones(n_arcs, dtype=np.int64) if weight is None else weights[number], number)


def simple_graph(n_nodes: int, a: npt.ArrayLike, b: npt.ArrayLike) -> Graph:
    """The undirected graph of edges a[i] - b[i] in which parallel edges are one, and edges from a node to itself none.

    Its edges are numbered anew, by their lower and then their higher end. Raises ValueError as `from_edges` does.
    """
    whole = from_edges(n_nodes, a, b)
    origin = np.repeat(np.arange(n_nodes, dtype=np.int32), np.diff(whole.start))
    up = whole.to > origin
    low, high = origin[up], whole.to[up]  # sorted by both ends
    new = np.ones(low.size, dtype=bool)
    new[1:] = (low[1:] != low[:-1]) | (high[1:] != high[:-1])
    return from_edges(n_nodes, low[new], high[new])


def reversed_graph(graph: Graph) -> Graph:
    """The same edges the other way round, with the same numbers: distances *to* a node are distances from it here."""
    origin = np.repeat(np.arange(graph.n_nodes), np.diff(graph.start))
    order = np.lexsort((graph.edge, origin, graph.to))
    start = np.zeros(graph.n_nodes + 1, dtype=np.int64)
    np.cumsum(np.bincount(graph.to, minlength=graph.n_nodes), out=start[1:])
    return Graph(start, origin[order].astype(np.int32), graph.weight[order], graph.edge[order])


class Tree(NamedTuple):
    """What is reached from some sources.

    order: (reached,) i32 nodes in the order they were reached; distance: (n,) i64, `UNREACHED` where there is no way;
    back: (n,) i32 the next node on the way back to the source, -1 at sources and where there is no way; edge: (n,) i32
    the edge to it, likewise.
    """

    order: I32
    distance: I64
    back: I32
    edge: I32


def breadth_first(graph: Graph, sources: npt.ArrayLike, node_on: U8 | None = None, edge_on: U8 | None = None) -> Tree:
    """Nodes by the number of edges from the nearest source, weights ignored; see `Tree`.

    Raises ValueError for masks of the wrong size, IndexError for a source that is no node.
    """
    nodes, edges = _masks(graph, node_on, edge_on)
    tree = _empty_tree(graph)
    n = _breadth_first(graph.handle, _checked(graph, sources), nodes, edges, record(**tree._asdict()))
    return tree._replace(order=tree.order[:n])


def shortest(graph: Graph, sources: npt.ArrayLike, node_on: U8 | None = None, edge_on: U8 | None = None) -> Tree:
    """Shortest ways from the nearest source by weight (Dijkstra, binary heap); see `Tree`.

    Raises ValueError for masks of the wrong size, IndexError for a source that is no node.
    """
    nodes, edges = _masks(graph, node_on, edge_on)
    tree = _empty_tree(graph)
    heap = np.empty((graph.to.size + graph.n_nodes, 2), dtype=np.int64)
    n = _dijkstra(graph.handle, _checked(graph, sources), nodes, edges, heap, record(**tree._asdict()))
    return tree._replace(order=tree.order[:n])


def components(graph: Graph, node_on: U8 | None = None, edge_on: U8 | None = None) -> I32:
    """(n,) i32 the lowest node of the connected part each node is in (directions ignored), -1 for nodes that are off.

    Raises ValueError for masks of the wrong size.
    """
    nodes, edges = _masks(graph, node_on, edge_on)
    part = np.arange(graph.n_nodes, dtype=np.int32)
    _components(graph.handle, nodes, edges, part)
    return part


def _masks(graph: Graph, node_on: U8 | None, edge_on: U8 | None) -> tuple[U8, U8]:
    if node_on is not None and node_on.size != graph.n_nodes:
        raise ValueError(f"node_on has {node_on.size} entries, {graph.n_nodes} expected")
    if edge_on is not None and edge_on.size < graph.n_edges:
        raise ValueError(f"edge_on has {edge_on.size} entries, {graph.n_edges} expected")
    return (_ALL if node_on is None else node_on), (_ALL if edge_on is None else edge_on)


def _checked(graph: Graph, sources: npt.ArrayLike) -> I32:
    nodes = np.atleast_1d(np.asarray(sources, dtype=np.int32))
    if nodes.size and not (nodes.min() >= 0 and nodes.max() < graph.n_nodes):
        raise IndexError(f"a source is none of the nodes 0 to {graph.n_nodes - 1}")
    return nodes


def _empty_tree(graph: Graph) -> Tree:
    n = graph.n_nodes
    distance = np.full(n, UNREACHED, dtype=np.int64)
    return Tree(np.empty(n, dtype=np.int32), distance, np.full(n, -1, dtype=np.int32), np.full(n, -1, dtype=np.int32))


@kernel
def _count(first, second, directed, start):
    """Count the edges that leave each node, and write where those of each begin; returns how many stand in all."""
    for i in range(first.size):
        start[first[i] + 1] += 1
        if not directed and first[i] != second[i]:  # the second half of an edge from a node to itself says it twice
            start[second[i] + 1] += 1
    for node in range(start.size - 1):
        start[node + 1] += start[node]
    return start[start.size - 1]


@kernel
def _arrange(first, second, directed, start, packed):
    """Write the other end and the number of each edge as one number, and sort those of each node."""
    for i in range(first.size):
        packed[start[first[i]]] = (second[i] << 32) | i
        start[first[i]] += 1
        if not directed and first[i] != second[i]:
            packed[start[second[i]]] = (first[i] << 32) | i
            start[second[i]] += 1
    for node in range(start.size - 1, 0, -1):  # each beginning has walked to its end
        start[node] = start[node - 1]
    start[0] = 0
    for node in range(start.size - 1):
        sort_between(packed, start[node], start[node + 1])


@kernel
def sort_between(values, first, last):
    """Sort values[first:last]; few of them, as the neighbours of a node mostly are, by insertion."""
    if last - first > _FEW:
        values[first:last].sort()
        return
    for i in range(first + 1, last):
        value, j = values[i], i
        while j > first and values[j - 1] > value:
            values[j] = values[j - 1]
            j -= 1
        values[j] = value


@kernel
def find(part, node):
    """The lowest node of a union-find part; path halving makes the next look-up shorter.

    part: (n,) i32, at first each node's own number (`np.arange`).

    J. Hopcroft, J. Ullman, SIAM J. Computing 2 (1973) 294.
    """
    node = np.int64(node)
    while part[node] != node:
        part[node] = part[part[node]]
        node = np.int64(part[node])
    return node


@kernel
def unite(part, a, b):
    """Join the parts of two nodes under the lowest node of both; returns whether they had been apart."""
    a, b = find(part, a), find(part, b)
    if a == b:
        return False
    part[max(a, b)] = min(a, b)
    return True


@kernel(inline=True)
def _is_on(node_on, node):
    """Whether a node, or an edge, is in order; an empty mask says that all are."""
    return node_on.size == 0 or node_on[node] != 0


@kernel
def _components(graph, node_on, edge_on, part):
    n = part.size
    for node in range(n):
        if not _is_on(node_on, node):
            continue
        for i in range(graph.start[node], graph.start[node + 1]):
            if _is_on(node_on, graph.to[i]) and _is_on(edge_on, graph.edge[i]):
                unite(part, node, graph.to[i])
    for node in range(n):  # ascending, so what a node hangs on is already the lowest of its part
        part[node] = part[part[node]] if _is_on(node_on, node) else -1


@kernel
def _breadth_first(graph, sources, node_on, edge_on, tree):
    reached = done = 0
    for i in range(sources.size):
        source = sources[i]
        if tree.distance[source] != 0 and _is_on(node_on, source):
            tree.distance[source] = 0
            tree.order[reached] = source
            reached += 1
    while done < reached:
        node = np.int64(tree.order[done])
        done += 1
        for i in range(graph.start[node], graph.start[node + 1]):
            there = graph.to[i]
            if tree.distance[there] != UNREACHED or not _is_on(node_on, there) or not _is_on(edge_on, graph.edge[i]):
                continue
            tree.distance[there] = tree.distance[node] + 1
            tree.back[there] = node
            tree.edge[there] = graph.edge[i]
            tree.order[reached] = there
            reached += 1
    return reached


@kernel(inline=True)
def _before(heap, i, j):
    """Whether entry i of the heap comes before entry j: nearer, or as near and the lower node."""
    return heap[i, 0] < heap[j, 0] or (heap[i, 0] == heap[j, 0] and heap[i, 1] < heap[j, 1])


@kernel(inline=True)
def _swap(heap, i, j):
    heap[i, 0], heap[j, 0] = heap[j, 0], heap[i, 0]
    heap[i, 1], heap[j, 1] = heap[j, 1], heap[i, 1]


@kernel
def _push(heap, n, distance, node):
    """Add an entry to a heap of n."""
    heap[n, 0], heap[n, 1] = distance, node
    while n > 0 and _before(heap, n, (n - 1) // 2):
        _swap(heap, n, (n - 1) // 2)
        n = (n - 1) // 2


@kernel
def _drop(heap, n):
    """Take the first entry off a heap of n."""
    n -= 1
    _swap(heap, 0, n)
    i = 0
    while 2 * i + 1 < n:
        child = 2 * i + 1
        if child + 1 < n and _before(heap, child + 1, child):
            child += 1
        if not _before(heap, child, i):
            break
        _swap(heap, child, i)
        i = child


@kernel
def _dijkstra(graph, sources, node_on, edge_on, heap, tree):
    n = reached = 0
    for i in range(sources.size):
        source = sources[i]
        if tree.distance[source] != 0 and _is_on(node_on, source):
            tree.distance[source] = 0
            _push(heap, n, 0, source)
            n += 1
    while n > 0:
        near, node = heap[0, 0], heap[0, 1]
        _drop(heap, n)
        n -= 1
        if near != tree.distance[node]:
            continue  # a stale entry: the node was found nearer since
        tree.order[reached] = node
        reached += 1
        for i in range(graph.start[node], graph.start[node + 1]):
            there = graph.to[i]
            if not _is_on(node_on, there) or not _is_on(edge_on, graph.edge[i]):
                continue
            new = near + graph.weight[i]
            if new < tree.distance[there]:
                tree.distance[there] = new
                tree.back[there] = node
                tree.edge[there] = graph.edge[i]
                _push(heap, n, new, there)
                n += 1
            elif new == tree.distance[there] and graph.weight[i] > 0 and node < tree.back[there]:
                tree.back[there] = node
                tree.edge[there] = graph.edge[i]
    return reached
