"""The size of a power grid that is drawn: what its plants can give, and what its lines carry, by what hangs on it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from undergrid.setup.check.mains import BY_SIZE
from undergrid.setup.check.network import NodePlan, WirePlan
from undergrid.world.network.flow import Grid
from undergrid.world.tables.network import Carries

_MORE_PERCENT = 30  # what plants can give more than is wanted [assumed]
_ROUND_W = 1000
_LEAST_W = 10_000  # that a line carries [assumed]


def sized(nodes: Sequence[NodePlan], wires: Sequence[WirePlan], spare: float) -> tuple[list[NodePlan], list[WirePlan]]:
    """Nodes and wires with their capacities and limits, where these are to be worked out.

    spare: how much more than at first each line carries. Plants of which nothing is said are of one size.
    """
    plants = sum(node.capacity == BY_SIZE for node in nodes)
    lines = [n for n, wire in enumerate(wires) if wire.carries == Carries.POWER]
    if not plants:
        return list(nodes), list(wires)
    ends = {end for n in lines for end in (wires[n].a, wires[n].b)}
    load = np.array([node.load if row in ends else 0 for row, node in enumerate(nodes)], np.int64)
    wanted = int(load.sum()) * (100 + _MORE_PERCENT) // 100
    each = max(_ROUND_W, -(-wanted // (plants * _ROUND_W)) * _ROUND_W)
    given = [replace(node, capacity=each) if node.capacity == BY_SIZE else node for node in nodes]
    a, b = (np.array([getattr(wires[n], end) for n in lines], np.int32) for end in ("a", "b"))
    reactance = np.array([wires[n].micros for n in lines], np.int64) / 1_000_000
    grid = Grid(a, b, reactance, load, np.array([node.capacity for node in given], np.int64))
    flow = grid.flow(np.ones(len(nodes), np.uint8), np.ones(len(lines), np.uint8))
    strung = list(wires)
    for n, watts in zip(lines, np.abs(flow.watts).tolist(), strict=True):
        if wires[n].limit == BY_SIZE:
            carries = max(_LEAST_W, -(-watts * round(1000 * (1 + spare)) // (1000 * _ROUND_W)) * _ROUND_W)
            strung[n] = replace(wires[n], limit=carries)
    return given, strung
