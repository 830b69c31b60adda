"""Attacks: nodes are removed one after another, at random or the most important first.

Source  R. Albert, H. Jeong, A.-L. Barabási, Nature 406 (2000) 378, 10.1038/35019019; for random removal R. Cohen et
        al., PRL 85 (2000) 4626, 10.1103/PhysRevLett.85.4626. Which ranking a published figure used is often not said:
        that by the first degree and that recomputed after each removal differ by half.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
import numpy.typing as npt

from undergrid.core import graphs, luck
from undergrid.core.graphs import Graph

I32 = npt.NDArray[np.int32]
I64 = npt.NDArray[np.int64]
F64 = npt.NDArray[np.float64]

STREAM = luck.stream("network.attack")
How = Literal["random", "degree", "recomputed", "betweenness"]
ATTACKS: tuple[How, ...] = get_args(How)
_FINE = 40  # bits to which betweenness counts: what is as large but for the rounding of its sums is as large


@dataclass(frozen=True)
class Attack:
    """What is left while a network is attacked.

    order: (n,) i32 the nodes in the order of their removal; largest and with_core: (n + 1,) i64 as `graphs.Removal`.
    """

    order: I32
    largest: I64
    with_core: I64

    def below(self, percent: int) -> float:
        """The share of nodes removed when the largest part first has less than so many percent of all nodes."""
        n = self.order.size
        return float(np.argmax(100 * self.largest < percent * n)) / n


def attack(graph: Graph, how: How, seed: int = 0, core: int = -1,
           progress: Callable[[int, int], None] = lambda done, of: None) -> Attack:  # fmt: skip
    """Remove all nodes of a simple graph, which has at least one.

    Args:
        graph: undirected, without parallel edges (`graphs.simple_graph`).
        how: "random"; "degree", most edges first; "recomputed", the same, counted anew after each removal;
            "betweenness", most shortest ways first. Of equals the lowest number.
        seed: of "random".
        core: the node that others must have a path to, -1 for none.
        progress: told how much is done, and of how much.

    Raises:
        ValueError: for another `how`, and a graph without nodes.
    """
    if how not in ATTACKS or not graph.n_nodes:
        raise ValueError(f"expected an attack of {', '.join(ATTACKS)} on at least one node, not {how}")
    if how == "recomputed":
        order = graphs.by_degree_recomputed(graph)
    else:
        order = np.argsort(_first(graph, how, seed, progress), kind="stable").astype(np.int32)
    return Attack(order, *graphs.removal(graph, order, core))


def _first(graph: Graph, how: How, seed: int, progress: Callable[[int, int], None]) -> I64:
    """(n,) i64 by which nodes are removed in ascending order."""
    if how == "random":
        return drawn(graph.n_nodes, seed)
    if how == "degree":
        return -np.diff(graph.start)
    return -whole(graphs.betweenness(graph, progress=progress))


def drawn(n: int, seed: int) -> I64:
    """(n,) i64 one draw for each node: the luck of node i is the same however many there are."""
    draws = np.empty(n, dtype=np.int64)
    luck.draws(luck.make_key(seed, 0, STREAM), np.arange(n, dtype=np.int64), draws)
    return draws


def whole(loads: F64, most: float = 0.0) -> I64:
    """(n,) i64 loads in whole steps of 2^-40 of the least power of two above the largest of them, or above `most`."""
    _, exponent = np.frexp(most or loads.max(initial=0.0))
    return np.rint(np.ldexp(loads, _FINE - int(exponent))).astype(np.int64)
