"""Where a picture shows the nodes of a network that does not say where they are.

The largest part is laid out so that distances on paper are like those over wires, from a few nodes that lie far apart
(pivot MDS), then pushed apart where nodes are crowded. Nodes of smaller parts stand in rows below it.

Source  U. Brandes, C. Pich, Graph Drawing 2006, 10.1007/978-3-540-70904-6_6: pivot MDS
        T. Fruchterman, E. Reingold, Software: Practice and Experience 21 (1991) 1129: forces, near nodes alone
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from undergrid.city.networks.network import Network
from undergrid.core import graphs
from undergrid.core.graphs import Graph
from undergrid.core.jit import kernel

F64 = npt.NDArray[np.float64]

_PIVOTS = 30
_ROUNDS = 150
_PUSHED_APART = 20_000  # nodes; more are too many to be told apart
_STRIP = 0.12  # of the height, for smaller parts


def places(network: Network) -> F64:
    """(n, 2) f64 where each node is shown, x and y from 0 to 1, y downwards."""
    if network.place is not None:
        north = network.place * [1.0, -1.0]
        span = float(np.ptp(north, axis=0).max()) or 1.0
        found: F64 = (north - north.min(axis=0)) / span
        return found + (1 - np.ptp(found, axis=0)) / 2
    graph = network.simple
    part = graphs.components(graph)
    largest = part == np.bincount(part).argmax()
    found = np.zeros((network.n, 2))
    found[largest] = _unit(_by_distance(graph, largest))
    if network.n <= _PUSHED_APART:
        _pushed_apart(graph, largest, found)
        found[largest] = _unit(found[largest])
    rest = np.flatnonzero(~largest)
    if rest.size:
        found[:, 1] *= 1 - _STRIP
        rest = rest[np.argsort(part[rest], kind="stable")]
        columns = max(20, int(np.ceil(np.sqrt(rest.size / _STRIP))))
        rows = -(-rest.size // columns)
        found[rest, 0] = (np.arange(rest.size) % columns + 0.5) / columns
        found[rest, 1] = 1 - _STRIP * 0.8 * (1 - (np.arange(rest.size) // columns + 0.5) / rows)
    return found


def _unit(found: F64) -> F64:
    """The same shape from 0 to 1, in the middle of the shorter side."""
    low, span = found.min(axis=0), float(np.ptp(found, axis=0).max()) or 1.0
    scaled: F64 = (found - low) / span
    return scaled + (1 - np.ptp(scaled, axis=0)) / 2


def _by_distance(graph: Graph, within: npt.NDArray[np.bool_]) -> F64:
    """(nodes within, 2): the two directions in which distances to the pivots differ most."""
    nodes = np.flatnonzero(within)
    if nodes.size < 3:
        return np.column_stack([np.arange(nodes.size), np.zeros(nodes.size)]).astype(np.float64)
    pivot, nearest, rows = int(nodes[0]), np.full(nodes.size, np.inf), []
    for _ in range(min(_PIVOTS, nodes.size)):
        distance = graphs.breadth_first(graph, pivot).distance[nodes].astype(np.float64)
        rows.append(distance)
        nearest = np.minimum(nearest, distance)
        pivot = int(nodes[nearest.argmax()])
    squared = np.array(rows).T ** 2
    squared = squared - squared.mean(axis=0) - squared.mean(axis=1, keepdims=True) + squared.mean()
    _, directions = np.linalg.eigh(squared.T @ squared)
    found: F64 = squared @ directions[:, -2:][:, ::-1]
    deviation = found.std(axis=0)
    return found / np.where(deviation > 0, deviation, 1)


def _pushed_apart(graph: Graph, within: npt.NDArray[np.bool_], found: F64) -> None:
    nodes = np.flatnonzero(within).astype(np.int32)
    side = max(1, int(2 * np.sqrt(nodes.size)))  # squares; twice as fine, so that nobody is pushed to the edge
    ideal = 1.0 / side
    found[nodes] = 0.2 + 0.6 * found[nodes]  # room to spread
    found[nodes] += ideal * 0.2 * np.column_stack([np.cos(nodes * 2.4), np.sin(nodes * 2.4)])  # none on one another
    first, following = np.empty((side + 1) * (side + 1), dtype=np.int32), np.empty(graph.n_nodes, dtype=np.int32)
    pull = np.zeros((graph.n_nodes, 2))
    for number in range(_ROUNDS):
        found[nodes] = np.clip(found[nodes], 0, 1)
        _push(graph.handle, nodes, side, found, first, following, pull)
        length = np.maximum(np.hypot(pull[nodes, 0], pull[nodes, 1]), 1e-12)
        most = 2 * ideal * (1 - number / _ROUNDS) + 0.05 * ideal
        found[nodes] += pull[nodes] * (np.minimum(length, most) / length)[:, None]


@kernel
def _push(graph, nodes, side, found, first, following, pull):
    """Push nodes away from those near them and pull them to their neighbours; first, following: nodes by square."""
    ideal = 1.0 / side
    first[:] = -1
    for node in nodes:
        square = int(found[node, 1] * side) * (side + 1) + int(found[node, 0] * side)
        following[node] = first[square]
        first[square] = node
    for node in nodes:
        x, y = found[node, 0], found[node, 1]
        column, row = int(x * side), int(y * side)
        fx = fy = 0.0
        for r in range(max(0, row - 1), min(side, row + 1) + 1):
            for c in range(max(0, column - 1), min(side, column + 1) + 1):
                other = first[r * (side + 1) + c]
                while other >= 0:
                    dx, dy = x - found[other, 0], y - found[other, 1]
                    squared = dx * dx + dy * dy
                    if other != node and squared < 4 * ideal * ideal:
                        strength = ideal * ideal / max(squared, 1e-4 * ideal * ideal)
                        fx += dx * strength
                        fy += dy * strength
                    other = following[other]
        for i in range(graph.start[node], graph.start[node + 1]):
            there = graph.to[i]
            dx, dy = found[there, 0] - x, found[there, 1] - y
            strength = np.sqrt(dx * dx + dy * dy) / ideal * 0.5
            fx += dx * strength
            fy += dy * strength
        pull[node, 0], pull[node, 1] = fx, fy
