"""Direct-current flows on a grid, and the cascade when wires trip that carry more than they can.

Amounts are whole watts, flows too: they are worked out in floats in one fixed order and rounded, so that a cascade is
the same on every machine. In each connected part generation in proportion to capacity, and demand, are scaled down to
the smaller of the two; what is generated and what is served are equal to the watt. A node with a negative load has no
demand. Flow = difference of angles / reactance.

Source  B. Stott, J. Jardim, O. Alsaç, IEEE Trans. Power Systems 24 (2009) 1290, 10.1109/TPWRS.2009.2021235: the model.
        All wires above their capacity trip at once, then flows are worked out anew, until none does. Capacities in
        proportion to the first flow are those of A. Motter, Y.-C. Lai (2002); on real grids they fit poorly below a
        tolerance of 2 (arXiv 1907.12848).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from undergrid.core import graphs
from undergrid.core.graphs import Currents, Graph
from undergrid.core.jit import kernel
from undergrid.world.network.cascade import STANDS

U8 = npt.NDArray[np.uint8]
I32 = npt.NDArray[np.int32]
I64 = npt.NDArray[np.int64]
F64 = npt.NDArray[np.float64]

MW = 1_000_000
"""Watts in a megawatt."""

MOST_W = 1 << 52
"""Of all loads, and of all capacities of generation: up to there floats are exact to the watt."""

_OVER_FIRST = 1.05  # of its first flow: what a wire carries at least, whatever its limit says [assumed]
_LEAST_W = MW  # what a wire carries at least where its capacity is a multiple of its first flow [assumed]


@dataclass(frozen=True)
class Flow:
    """What the wires carry. watts: (wires,) i64, from a to b where positive; generated and served: (nodes,) i64 W."""

    watts: I64
    generated: I64
    served: I64


class Grid:
    """Nodes with load and capacity of generation, and wires with a reactance.

    a, b: (wires,) i32 ends; reactance: (wires,) f64 per unit, not 0; load_w, capacity_w: (nodes,) i64 watts, capacity
    at least 0. Raises ValueError for what is none of that, UnsolvableError for a grid woven too densely.
    """

    def __init__(self, a: I32, b: I32, reactance: F64, load_w: I64, capacity_w: I64) -> None:
        if not np.isfinite(reactance).all() or not reactance.all():
            raise ValueError("a reactance is a number other than 0")
        if capacity_w.size and capacity_w.min() < 0:
            raise ValueError("a capacity of generation is at least 0")
        self.a, self.b, self.load_w, self.capacity_w = a, b, np.maximum(load_w, 0), capacity_w
        if max(self.load_w.sum(dtype=np.float64), capacity_w.sum(dtype=np.float64)) > MOST_W:
            raise ValueError(f"loads and capacities are at most {MOST_W // MW:,} MW in all")
        self.conducts = 1.0 / reactance
        self.graph: Graph = graphs.from_edges(load_w.size, a, b)

    @cached_property
    def currents(self) -> Currents:
        """What solves for all angles at once; the order of elimination is chosen when it is first asked for."""
        return Currents(self.graph, self.a, self.b, self.conducts)

    @property
    def demand_w(self) -> int:
        """Watts that all nodes want."""
        return int(self.load_w.sum())

    def flow(self, node_on: U8, edge_on: U8, stopped: I64 | None = None) -> Flow:
        """What the wires carry when these nodes and wires are in order; u8 each. Raises UnsolvableError.

        stopped: the nodes that generate nothing, if any.
        """
        part = graphs.components(self.graph, node_on, edge_on)
        generated, served = np.zeros_like(self.load_w), np.zeros_like(self.load_w)
        sums = np.zeros((4, self.load_w.size), dtype=np.int64)
        capacity_w = self.capacity_w
        if stopped is not None and stopped.size:
            capacity_w = capacity_w.copy()
            capacity_w[stopped] = 0
        _share_out(part, self.load_w, capacity_w, sums, generated, served)
        self.currents.prepare(edge_on, ((part < 0) | (part == np.arange(part.size))).astype(np.uint8))
        angle = self.currents.potentials((generated - served).astype(np.float64))
        watts = np.rint((angle[self.a] - angle[self.b]) * self.conducts * edge_on).astype(np.int64)
        return Flow(watts, generated, served)

    def capacities(self, first: Flow, limits_w: I64 | None, tolerance: float) -> I64:
        """(wires,) i64 W: limits, yet at least 1.05 times the first flow; or `tolerance` times that, at least 1 MW."""
        flow = np.abs(first.watts)
        if limits_w is not None:
            return np.maximum(limits_w, np.floor(_OVER_FIRST * flow).astype(np.int64))
        return np.maximum(_LEAST_W, np.floor(tolerance * flow).astype(np.int64))


@dataclass(frozen=True)
class FlowCascade:
    """How wires tripped.

    capacity_w: (wires,) i64; lost: (wires,) i32 the round in which each was lost, 0 at first, -1 never; node_on:
    (nodes,) u8 without those lost at first; flows: before anything was lost, then after the losses of round 0, 1, ...
    """

    grid: Grid
    capacity_w: I64
    lost: I32
    node_on: U8
    flows: tuple[Flow, ...]

    @property
    def rounds(self) -> int:
        """How many times wires tripped."""
        return len(self.flows) - 2

    @property
    def served(self) -> float:
        """The share of all demand that is served in the end, 1 where there was none."""
        return served_share(self.grid, self.flows[-1])


def served_share(grid: Grid, flow: Flow) -> float:
    """The share of a grid's demand that is served, 1 where there is none."""
    return int(flow.served.sum()) / grid.demand_w if grid.demand_w else 1.0


def cascade(grid: Grid, first: Flow, capacity_w: I64, wires: npt.ArrayLike = (), nodes: npt.ArrayLike = (),
            progress: Callable[[int, int], None] = lambda done, of: None) -> FlowCascade:  # fmt: skip
    """Lose wires and nodes, with all of their wires, and let trip what carries more than it can until nothing does.

    first: the flow before; progress is told how many wires are lost. Raises UnsolvableError.
    """
    node_on, edge_on = np.ones(grid.load_w.size, dtype=np.uint8), np.ones(grid.a.size, dtype=np.uint8)
    node_on[np.asarray(nodes, dtype=np.int64)] = 0
    edge_on[np.asarray(wires, dtype=np.int64)] = 0
    edge_on &= node_on[grid.a] & node_on[grid.b]
    lost = np.where(edge_on, STANDS, 0).astype(np.int32)
    flows = [first, grid.flow(node_on, edge_on)]
    while True:
        trips = (edge_on == 1) & (np.abs(flows[-1].watts) > capacity_w)
        if not trips.any():
            return FlowCascade(grid, capacity_w, lost, node_on, tuple(flows))
        lost[trips] = len(flows) - 1
        edge_on[trips] = 0
        progress(int((edge_on == 0).sum()), edge_on.size)
        flows.append(grid.flow(node_on, edge_on))


@kernel
def _share_out(part, load, capacity, sums, generated, served):
    """Scale generation and demand of each part down to the smaller; whole watts, so that both sum to the same.

    sums: capacity and load of each part, at its lowest node, and how much of each has been gone through.
    """
    for node in range(part.size):
        if part[node] >= 0:
            sums[0, part[node]] += capacity[node]
            sums[1, part[node]] += load[node]
    for node in range(part.size):
        root = part[node]
        if root < 0 or sums[0, root] == 0 or sums[1, root] == 0:
            continue
        much = float(min(sums[0, root], sums[1, root]))
        before = int(np.rint(much * (sums[2, root] / sums[0, root])))
        sums[2, root] += capacity[node]
        generated[node] = int(np.rint(much * (sums[2, root] / sums[0, root]))) - before
        before = int(np.rint(much * (sums[3, root] / sums[1, root])))
        sums[3, root] += load[node]
        served[node] = int(np.rint(much * (sums[3, root] / sums[1, root]))) - before
