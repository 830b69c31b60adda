"""Currents on a graph: potentials that send given amounts from node to node over edges that conduct more or less.

This solves the symmetric sparse system of all nodes by elimination (L D L'), in an order that is chosen once for the
graph: always the node with the fewest neighbours left. What is lost later conducts nothing, and the order stays. Each
sum is made in one fixed order and without fused operations, so a result is the same to the last bit on every machine,
compiled or not.

Source  A. George, J. Liu, SIAM Review 31 (1989) 1, 10.1137/1031001: the order by minimum degree;
        T. Davis, Direct Methods for Sparse Linear Systems (2006), 10.1137/1.9780898718881: columns from the left.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from undergrid.core import limits
from undergrid.core.graphs.graph import I32, I64, U8, Graph, sort_between
from undergrid.core.handles import record
from undergrid.core.jit import kernel

F64 = npt.NDArray[np.float64]

_CLOSE = 1e-10  # of the largest amount that is sent: how far what arrives may be from it
_TRIES = 4


class UnsolvableError(ValueError):
    """No potentials that send these amounts are found: some edges conduct the other way (negative) and cancel what the
    others conduct, some conduct too much better than others for floats, or the graph is too densely woven.
    """


class Currents:
    """A graph whose edges conduct, in the order in which its nodes are eliminated.

    a, b: (edges,) i32 ends; conducts: (edges,) f64, above 0 or (rarely) below. Raises UnsolvableError where the
    elimination would fill more than `limits.FILLED` entries.
    """

    def __init__(self, graph: Graph, a: I32, b: I32, conducts: F64) -> None:
        n = graph.n_nodes
        self.a, self.b = a, b
        place, start, row = _eliminated(graph)
        self._entry: I64 = np.empty(a.size, dtype=np.int64)
        _find_entries(place[a], place[b], start, row, self._entry)
        self._value = np.empty(row.size)
        self._ends = record(a=a, b=b, entry=self._entry, conducts=conducts)
        self._lower = record(place=place, start=start, row=row, value=self._value, diagonal=np.empty(n))
        whole = {name: np.empty(n, dtype=np.int64) for name in ("head", "link", "at")}
        self._work = np.empty(n)
        self._room = record(work=self._work, **whole)
        self._edge_on: U8 = np.ones(a.size, dtype=np.uint8)
        self._ground: U8 = np.zeros(n, dtype=np.uint8)

    def prepare(self, edge_on: U8, ground: U8) -> None:
        """Take what conducts now: (edges,) u8, and the nodes with potential 0: (n,) u8, one in each connected part.

        Raises UnsolvableError.
        """
        self._edge_on, self._ground = edge_on, ground
        _gather(self._ends, edge_on, ground, self._lower)
        if _factor(self._lower, self._room) >= 0:
            raise UnsolvableError("edges that conduct the other way cancel what the others conduct")

    def potentials(self, amounts: F64) -> F64:
        """(n,) f64 what sends `amounts` (n,) into the nodes (out of them where negative), as prepared.

        In each connected part the amounts sum to 0; the node with potential 0 takes what they do not. Raises
        UnsolvableError where rounding has spoiled the result.
        """
        found, wanting = np.zeros(amounts.size), np.where(self._ground, 0.0, amounts)
        most = float(np.abs(wanting).max(initial=0.0))
        for _ in range(_TRIES):
            _solve(self._lower, wanting, self._work)
            found += wanting
            wanting = np.where(self._ground, 0.0, amounts)
            _residual(self._ends, self._edge_on, found, wanting)
            wanting[self._ground != 0] = 0.0
            if float(np.abs(wanting).max(initial=0.0)) <= _CLOSE * most:
                return found
        raise UnsolvableError("what conducts well and badly is too far apart, or edges all but cancel each other")


def _eliminated(graph: Graph) -> tuple[I32, I64, I32]:
    """(place of each node in the order, where each place's column begins, the later places that it is bound to)."""
    n = graph.n_nodes
    place, start = np.full(n, -1, dtype=np.int32), np.zeros(n + 1, dtype=np.int64)
    most = limits.FILLED.most  # room that is not used is never taken from the system
    row = np.empty(most, dtype=np.int32)
    pool = np.empty(3 * graph.to.size + 4 * n + 6 * most, dtype=np.int32)
    whole = {
        name: np.zeros(n + 1, dtype=np.int64) for name in ("first", "length", "size", "left", "head", "next", "last")
    }
    lists = record(mark=np.full(n, -1, dtype=np.int64), **whole)
    filled = _eliminate(graph.handle, pool, lists, place, start, row)
    if filled < 0:
        raise UnsolvableError(f"solving for all nodes at once takes {limits.FILLED.exceeded(most + 1)}")
    row = row[:filled].copy()
    _in_order(place, start, row)
    return place, start, row


@kernel(inline=True)
def _put(lists, node, degree):
    """Add a node to the list of those with this degree."""
    lists.next[node], lists.last[node] = lists.head[degree], -1
    if lists.head[degree] >= 0:
        lists.last[lists.head[degree]] = node
    lists.head[degree] = node


@kernel(inline=True)
def _take(lists, node, degree):
    """Take a node from the list of those with this degree."""
    if lists.last[node] >= 0:
        lists.next[lists.last[node]] = lists.next[node]
    else:
        lists.head[degree] = lists.next[node]
    if lists.next[node] >= 0:
        lists.last[lists.next[node]] = lists.last[node]


@kernel
def _neighbours(graph, pool, lists):
    """Write each node's neighbours, every one once, into the pool with room for as many more; returns the end."""
    end = 0
    for node in range(graph.start.size - 1):
        lists.first[node] = end
        for i in range(graph.start[node], graph.start[node + 1]):
            there = graph.to[i]
            if there != node and (i == graph.start[node] or graph.to[i - 1] != there):
                pool[end] = there
                end += 1
        lists.left[node] = lists.length[node] = end - lists.first[node]
        lists.size[node] = 2 * lists.length[node] + 4
        end = lists.first[node] + lists.size[node]
    return end


@kernel
def _eliminate(graph, pool, lists, place, start, row):
    """Take out the node with the fewest neighbours, bind those to each other, and so on; -1 where there is no room.

    lists.first, length, size: where a node's neighbours stand in the pool, how many entries, room for how many;
    lists.left: how many of these are not taken out yet. place is -1 for who is left.
    """
    n = place.size
    lists.head[:] = -1
    end = _neighbours(graph, pool, lists)
    for node in range(n - 1, -1, -1):
        _put(lists, node, lists.left[node])
    least = filled = 0
    for k in range(n):
        while lists.head[least] < 0:
            least += 1
        node = lists.head[least]
        _take(lists, node, least)
        place[node], start[k] = k, filled
        if filled + least > row.size:
            return -1
        for i in range(lists.first[node], lists.first[node] + lists.length[node]):
            if place[pool[i]] < 0:
                row[filled] = pool[i]
                filled += 1
        clique = row[start[k] : filled]
        for there in clique:
            _take(lists, there, lists.left[there])
            lists.left[there] -= 1
            if clique.size > 1:  # a leaf binds nobody, and a hub with many leaves is not gone through for each
                end = _bind(pool, lists, place, clique, there, end)
                if end < 0:
                    return -1
            _put(lists, there, lists.left[there])
        least = max(0, least - 1)
    start[n] = filled
    return filled


@kernel
def _bind(pool, lists, place, clique, node, end):
    """Make all others of a clique neighbours of a node; returns the pool's end, -1 where there is no room."""
    first, mark = lists.first[node], lists.mark
    n = 0
    for i in range(first, first + lists.length[node]):
        if place[pool[i]] < 0:
            pool[first + n] = pool[i]
            mark[pool[i]] = node
            n += 1
    mark[node] = node
    if n + clique.size > lists.size[node]:
        size = 2 * (n + clique.size)
        if end + size > pool.size:
            return -1
        for i in range(n):
            pool[end + i] = pool[first + i]
        first, lists.first[node], lists.size[node], end = end, end, size, end + size
    for there in clique:
        if mark[there] != node:
            pool[first + n] = there
            n += 1
    for i in range(first, first + n):
        mark[pool[i]] = -1
    mark[node] = -1
    lists.left[node] = lists.length[node] = n
    return end


@kernel
def _in_order(place, start, row):
    """Name the rows of each column by their place, ascending."""
    for k in range(place.size):
        for i in range(start[k], start[k + 1]):
            row[i] = place[row[i]]
        sort_between(row, start[k], start[k + 1])


@kernel
def _find_entries(a, b, start, row, entry):
    """Where the entry of each edge stands, between places a and b; -1 for an edge from a node to itself."""
    for i in range(a.size):
        low, high = min(a[i], b[i]), max(a[i], b[i])
        entry[i] = -1
        if low != high:
            entry[i] = start[low] + np.searchsorted(row[start[low] : start[low + 1]], high)


@kernel
def _gather(ends, edge_on, ground, lower):
    """Write the system of equations; a node with potential 0 stands for itself alone."""
    value, diagonal, place = lower.value, lower.diagonal, lower.place
    value[:] = 0.0
    diagonal[:] = 0.0
    for i in range(ends.entry.size):
        if edge_on[i] and ends.entry[i] >= 0:
            a, b, conducts = ends.a[i], ends.b[i], ends.conducts[i]
            diagonal[place[a]] += conducts
            diagonal[place[b]] += conducts
            if not ground[a] and not ground[b]:
                value[ends.entry[i]] -= conducts
    for node in range(ground.size):
        if ground[node]:
            diagonal[place[node]] = 1.0


@kernel
def _factor(lower, room):
    """Turn the system into its factors, column after column; returns the column where that fails, or -1.

    room.head, link: the earlier columns whose next row is this one; room.at: where that row stands in them.
    """
    start, row, value, diagonal = lower.start, lower.row, lower.value, lower.diagonal
    work, head, link, at = room.work, room.head, room.link, room.at
    head[:] = -1
    for j in range(diagonal.size):
        first, last, pivot = start[j], start[j + 1], diagonal[j]
        for p in range(first, last):
            work[row[p]] = value[p]
        k = head[j]
        while k >= 0:
            following, p = link[k], at[k]
            part = value[p] * diagonal[k]
            if part != 0.0:
                pivot -= value[p] * part
                for q in range(p + 1, start[k + 1]):
                    work[row[q]] -= value[q] * part
            if p + 1 < start[k + 1]:
                at[k], link[k] = p + 1, head[row[p + 1]]
                head[row[p + 1]] = k
            k = following
        if pivot == 0.0:
            return j
        diagonal[j] = pivot
        for p in range(first, last):
            value[p] = work[row[p]] / pivot
        if first < last:
            at[j], link[j] = first, head[row[first]]
            head[row[first]] = j
    return -1


@kernel
def _solve(lower, wanting, work):
    """Put the potentials in the place of the amounts."""
    place, start, row, value, diagonal = lower.place, lower.start, lower.row, lower.value, lower.diagonal
    n = place.size
    for node in range(n):
        work[place[node]] = wanting[node]
    for k in range(n):
        for p in range(start[k], start[k + 1]):
            work[row[p]] -= value[p] * work[k]
    for k in range(n - 1, -1, -1):
        left = work[k] / diagonal[k]
        for p in range(start[k], start[k + 1]):
            left -= value[p] * work[row[p]]
        work[k] = left
    for node in range(n):
        wanting[node] = work[place[node]]


@kernel
def _residual(ends, edge_on, potential, wanting):
    """Take from the amounts what these potentials send."""
    for i in range(edge_on.size):
        if edge_on[i]:
            a, b = ends.a[i], ends.b[i]
            sent = (potential[a] - potential[b]) * ends.conducts[i]
            wanting[a] -= sent
            wanting[b] += sent
