"""A network that loses something and then more: which nodes or wires, in which round."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import numpy as np

from undergrid.city.maps.map_error import Complaint
from undergrid.city.networks.draft import NetworkError
from undergrid.city.networks.network import Network
from undergrid.city.networks.read import read_network
from undergrid.core import graphs, limits
from undergrid.core.errors import UsageError
from undergrid.core.graphs import UnsolvableError
from undergrid.core.plain import cut
from undergrid.study.network import explained
from undergrid.study.network.asked import Answer, Asked, Losses, Progress, losses, number_of, percent
from undergrid.study.network.drawing import draw_nodes, draw_wires
from undergrid.world.network import cascade as spreading
from undergrid.world.network.cascade import I32, STANDS, U8
from undergrid.world.network.flow import Grid, cascade

_USUAL_TOLERANCE = 1.2
_LEAST = 1e-12  # of a reactance
_USUAL_SHARE = 0.18  # of neighbours, with which D. Watts drew his figures


def answer(network: Network, asked: Asked, called: str, progress: Progress) -> Answer:
    """Lose what is named, or what matters most, and say what follows."""
    if asked.cascade == "flow":
        return _flow(network, asked, called, progress)
    lost, edge_on = losses(network, asked), None
    graph = network.simple
    if lost.wires and asked.cascade != "overload":
        raise UsageError(f"--lose wire:{lost.wires[0]}: in a cascade by {asked.cascade} nodes are lost")
    if not asked.lose:
        by_ways = asked.cascade == "overload"
        most = graphs.betweenness(graph, progress=progress) if by_ways else np.diff(graph.start)
        lost = Losses((int(most.argmax()),), ())
    if asked.cascade == "threshold":
        share = number_of(asked.tolerance, _USUAL_SHARE, 1e-6, 1)
        failed = spreading.thresholds(graph, lost.nodes, share)
        said = f"a node fails once {share:.4g} of its neighbours have"
    elif asked.cascade == "overload":
        tolerance = number_of(asked.tolerance, _USUAL_TOLERANCE, 1)
        edge_on = _standing(network, lost.wires)
        failed = spreading.overload(graph, lost.nodes, tolerance, edge_on, progress)
        said = f"a node fails above {tolerance:.4g} times its first load of shortest ways"
    else:
        other = _layer(network, asked.other or Path())
        failed = spreading.layers(graph, other.simple, lost.nodes)
        said = f"a node needs to be in the largest part here and in {cut(str(asked.other))}"
    return _answer(network, lost, failed, edge_on, f"{called}: {said}")


def _answer(network: Network, lost: Losses, failed: I32, edge_on: U8 | None, head: str) -> Answer:
    """What is said of a cascade of nodes."""
    rounds, n = int(failed.max()), network.n
    left = spreading.largest_left(network.simple, failed, edge_on)
    stands = int((failed == STANDS).sum())
    fell = np.argsort(failed, kind="stable")[stands:].tolist()  # by round
    json = {
        "rounds": max(0, rounds), "nodes_lost": n - stands, "largest": left / n, "nodes": n,
        "wires": network.simple.n_edges,
        "failed": [{"node": network.name(node), "round": int(failed[node])} for node in fell],
    }  # fmt: skip
    lines = [head]
    lines += [f"lost at first: {explained.wire_named(network, wire)}" for wire in lost.wires]
    for number in range(rounds + 1):
        found = np.flatnonzero(failed == number).tolist()
        named = ", ".join(network.name(node) for node in found[: limits.TOLD])
        more = f" and {len(found) - limits.TOLD:,} more" if len(found) > limits.TOLD else ""
        if found:
            begins = "lost at first" if number == 0 else f"round {number}"
            lines.append(f"{begins}: {len(found):,} {'node' if len(found) == 1 else 'nodes'} ({named}{more})")
    lines.append(f"{stands:,} of {n:,} nodes stand ({percent(stands / n)}), {left:,} of them in the largest part")
    return Answer(json, "\n".join(lines), lambda: draw_nodes(network, failed))


def _standing(network: Network, wires: tuple[int, ...]) -> U8:
    """(edges of the simple graph,) u8 0 where all wires between two nodes are lost."""
    kept = np.ones(network.n_wires, dtype=bool)
    kept[list(wires)] = False
    left = {tuple(sorted(pair)) for pair in zip(network.a[kept].tolist(), network.b[kept].tolist(), strict=True)}
    graph, standing = network.simple, np.ones(network.simple.n_edges, dtype=np.uint8)
    for wire in wires:
        low, high = sorted((int(network.a[wire]), int(network.b[wire])))
        if low != high and (low, high) not in left:
            first = int(graph.start[low])
            standing[graph.edge[first + int(np.searchsorted(graph.neighbours(low), high))]] = 0
    return standing


def _layer(network: Network, path: Path) -> Network:
    """The other layer, its nodes numbered as those of the same name in the first. Raises NetworkError."""
    other = read_network(path)
    rank = np.array([network.number(other.name(node)) for node in range(other.n)], dtype=np.int32)
    if (rank < 0).any():
        stranger = other.name(int((rank < 0).argmax()))
        raise NetworkError([Complaint(path, 0, f"node {cut(stranger)} is not in the first layer: expected the same")])
    if other.n != network.n:
        names = {other.name(node) for node in range(other.n)}
        missing = next(network.name(node) for node in range(network.n) if network.name(node) not in names)
        raise NetworkError([Complaint(path, 0, f"there is no node {cut(missing)}, which the first layer has")])
    return dataclasses.replace(other, a=rank[other.a], b=rank[other.b], names=network.names)


def _flow(network: Network, asked: Asked, called: str, progress: Progress) -> Answer:
    lost = losses(network, asked)
    grid, by_limits = (
        grid_of(network),
        asked.tolerance == "limits" or (not asked.tolerance and network.limit_w is not None),
    )
    if by_limits and network.limit_w is None:
        raise NetworkError([Complaint(network.files[0], 1, "no column limit_mw: --tolerance limits needs it")])
    tolerance = 0.0 if by_limits else number_of(asked.tolerance, _USUAL_TOLERANCE, 0)
    try:
        first = grid.flow(np.ones(network.n, dtype=np.uint8), np.ones(network.n_wires, dtype=np.uint8))
        if not asked.lose and network.n_wires:
            lost = Losses((), (int(np.abs(first.watts).argmax()),))
        capacity = grid.capacities(first, network.limit_w if by_limits else None, tolerance)
        found = cascade(grid, first, capacity, lost.wires, lost.nodes, progress)
        pushed = explained.explained(found, progress)
    except UnsolvableError as error:
        raise NetworkError([Complaint(network.files[0], 0, f"no flow can be worked out: {error}")]) from None
    by = "wires carry what limit_mw says" if by_limits else f"wires carry {tolerance:.4g} times their first flow"
    text = explained.told(network, found, lost, pushed, called, by)
    return Answer(explained.as_json(network, found, pushed), text, lambda: draw_wires(network, found))


def grid_of(network: Network) -> Grid:
    """What flows are worked out on. Raises NetworkError with what is missing for that, and where."""
    path = network.files[0]
    missing = [
        name
        for name, value in (("x", network.reactance), ("load_mw", network.load_w), ("capacity_mw", network.capacity_w))
        if value is None
    ]
    if missing:
        where = f"{path.stem}.nodes.csv" if path.suffix == ".csv" else path.name
        what = (
            f"a flow needs {', '.join(missing)}: x of wires in {path.name}, load_mw and capacity_mw of nodes in {where}"
        )
        raise NetworkError([Complaint(path, 0, what)])
    assert network.reactance is not None
    assert network.load_w is not None
    assert network.capacity_w is not None
    zero = np.flatnonzero(np.abs(network.reactance) < _LEAST).tolist()
    if zero:
        said = (
            f"x is {'0' if not network.reactance[zero].any() else 'all but 0'}: a flow needs a reactance other than 0"
        )
        lines = [0] * network.n_wires if network.lines is None else network.lines.tolist()
        raise NetworkError([Complaint(path, lines[wire], said) for wire in zero[: limits.NOTICED]])
    try:
        return Grid(network.a, network.b, network.reactance, network.load_w, network.capacity_w)
    except ValueError as error:
        raise NetworkError([Complaint(path, 0, str(error))]) from None
