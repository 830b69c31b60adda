"""A cascade of flows, explained wire by wire: what carried too much, what it had carried, whose loss pushed it."""

from __future__ import annotations

from typing import Any

import numpy as np

from undergrid.city.networks.network import Network
from undergrid.core import graphs, limits
from undergrid.study.network.asked import Losses, Progress, percent
from undergrid.world.network.flow import MW, FlowCascade, served_share
from undergrid.world.network.pushes import Pushes, pushes

_NAMED = 8  # nodes that are named before the rest is only counted


def explained(cascade: FlowCascade, progress: Progress) -> list[Pushes]:
    """What pushed the wires of each round, the first round first."""
    found = []
    for number in range(1, cascade.rounds + 1):
        progress(number - 1, cascade.rounds)
        found.append(pushes(cascade, number))
    return found


def as_json(network: Network, cascade: FlowCascade, pushed: list[Pushes]) -> dict[str, Any]:
    """`rounds`, `lines_lost`, `served`, and for programs that ask further each trip and the first losses."""
    trips = [
        {
            "wire": int(wire), "from": network.name(int(network.a[wire])), "to": network.name(int(network.b[wire])),
            "round": number, "flow_mw": abs(int(cascade.flows[number].watts[wire])) / MW,
            "capacity_mw": int(cascade.capacity_w[wire]) / MW,
            "before_mw": abs(int(cascade.flows[number - 1].watts[wire])) / MW,
            "pushed_by": int(by) if by >= 0 else None, "pushed_mw": int(watts) / MW,
        }
        for number, of in enumerate(pushed, 1)
        for wire, by, watts in zip(of.wires, of.by, of.watts, strict=True)
    ]  # fmt: skip
    return {
        "rounds": cascade.rounds, "lines_lost": int((cascade.lost >= 0).sum()), "served": cascade.served,
        "nodes": network.n, "wires": network.n_wires, "served_before": served_share(cascade.grid, cascade.flows[0]),
        "lost_at_first": np.flatnonzero(cascade.lost == 0).tolist(), "trips": trips,
    }  # fmt: skip


def told(network: Network, cascade: FlowCascade, lost: Losses, pushed: list[Pushes], called: str, by: str) -> str:
    """The same for people."""
    grid, first = cascade.grid, cascade.flows[0]
    lines = [f"{called}: {grid.demand_w / MW:,.1f} MW wanted, {percent(served_share(grid, first))} of it served; {by}"]
    for node in lost.nodes:
        wants, gives = int(grid.load_w[node]) / MW, int(first.generated[node]) / MW
        lines.append(f"lost at first: node {network.name(node)}, which wanted {wants:,.1f} MW and gave {gives:,.1f}")
    for wire in np.flatnonzero(cascade.lost == 0)[: limits.TOLD].tolist():
        carried = abs(int(first.watts[wire])) / MW
        lines.append(f"lost at first: {wire_named(network, wire)}, which carried {carried:,.1f} MW")
    lines.append(_state(network, cascade, 0))
    for number, of in enumerate(pushed, 1):
        lines.append(f"round {number}: {_count(of.wires.size, 'wire')} {'trips' if of.wires.size == 1 else 'trip'}")
        rows = zip(of.wires.tolist(), of.by.tolist(), of.watts.tolist(), strict=True)
        for wire, whose, watts in list(rows)[: limits.TOLD]:
            lines.append(_trip(network, cascade, number, wire, whose, watts))
        if of.wires.size > limits.TOLD:
            lines.append(f"    and {of.wires.size - limits.TOLD:,} more, all of them with --json")
        lines.append(_state(network, cascade, number))
    n_lost = int((cascade.lost >= 0).sum())
    end = f"after {_count(cascade.rounds, 'round')}" if cascade.rounds else "nothing trips"
    lines.append(f"{end}: {n_lost:,} of {network.n_wires:,} wires are lost, {percent(cascade.served)} is served")
    return "\n".join(lines)


def _trip(network: Network, cascade: FlowCascade, number: int, wire: int, whose: int, watts: int) -> str:
    flow, before = (abs(int(cascade.flows[n].watts[wire])) / MW for n in (number, number - 1))
    why = "as its part is balanced anew"
    if whose >= 0:
        why = f"mostly by the loss of {wire_named(network, whose)}: +{watts / MW:,.1f} MW"
    capacity = int(cascade.capacity_w[wire]) / MW
    return f"    {wire_named(network, wire)}: {flow:,.1f} MW, it can {capacity:,.1f}; {before:,.1f} before, {why}"


def _state(network: Network, cascade: FlowCascade, number: int) -> str:
    """In how many parts the grid is after the losses of a round, and who is without power."""
    grid, flow = cascade.grid, cascade.flows[number + 1]
    edge_on = ((cascade.lost < 0) | (cascade.lost > number)).astype(np.uint8)
    part = graphs.components(grid.graph, cascade.node_on, edge_on)
    dark = np.flatnonzero((grid.load_w > 0) & (flow.served == 0) & (cascade.node_on == 1))
    text = f"    {_count(np.unique(part[part >= 0]).size, 'part')}, {percent(served_share(grid, flow))} served"
    if dark.size:
        named = ", ".join(network.name(node) for node in dark[:_NAMED].tolist())
        more = f" and {dark.size - _NAMED:,} more" if dark.size > _NAMED else ""
        text += f"; without power: {_count(dark.size, 'node')} ({named}{more})"
    return text


def wire_named(network: Network, wire: int) -> str:
    """A wire by its row and its ends."""
    return f"wire {wire} ({network.name(int(network.a[wire]))} - {network.name(int(network.b[wire]))})"


def _count(n: int, what: str) -> str:
    return f"{n:,} {what}{'' if n == 1 else 's'}"
