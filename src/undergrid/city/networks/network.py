"""A network: nodes, wires between them, and what is known of both."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
import numpy.typing as npt

from undergrid.core import graphs
from undergrid.core.graphs import Graph

I32 = npt.NDArray[np.int32]
I64 = npt.NDArray[np.int64]
F64 = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Network:
    """Nodes 0..n-1 and wires, in the order of the file.

    n: how many nodes; a, b: (wires,) i32 the ends of each wire, parallel wires and wires from a node to itself kept.
    names: of the nodes, None where a node is called by its number. core: the node that controls, -1 for none.
    What a file may say besides, else None: reactance (wires,) f64 per unit; limit_w (wires,) i64 W; load_w and
    capacity_w (nodes,) i64 W; place (nodes, 2) f64 where a picture shows each; lines (wires,) i32 of the file.
    files: what it was read from, first that of the wires.
    """

    n: int
    a: I32
    b: I32
    names: tuple[str, ...] | None = None
    core: int = -1
    reactance: F64 | None = None
    limit_w: I64 | None = None
    load_w: I64 | None = None
    capacity_w: I64 | None = None
    place: F64 | None = None
    lines: I32 | None = None
    files: tuple[Path, ...] = ()

    @property
    def n_wires(self) -> int:
        return self.a.size

    @cached_property
    def simple(self) -> Graph:
        """The graph in which parallel wires are one, and wires from a node to itself none."""
        return graphs.simple_graph(self.n, self.a, self.b)

    def name(self, node: int) -> str:
        return str(node) if self.names is None else self.names[node]

    def number(self, name: str) -> int:
        """The node of this name, -1 where there is none."""
        if self.names is not None:
            return self._numbers.get(name, -1)
        return int(name) if name.isdecimal() and str(int(name)) == name and int(name) < self.n else -1

    @cached_property
    def _numbers(self) -> dict[str, int]:
        return {name: number for number, name in enumerate(self.names or ())}
