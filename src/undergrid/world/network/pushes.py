"""Which lost wire pushed most onto a wire that then tripped.

Had only that one wire been lost, its flow would have gone other ways: a share of it (the outage distribution factor)
over the wire in question. A wire that was the only way between two parts pushes nothing; what trips then, trips because
generation and demand of the parts are balanced anew.

Source  J. Guo et al., IEEE Trans. Power Systems 24 (2009) 1633, 10.1109/TPWRS.2009.2023273: the factors.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from undergrid.core import graphs
from undergrid.core.graphs import UnsolvableError
from undergrid.world.network.flow import FlowCascade, Grid

U8 = npt.NDArray[np.uint8]
I64 = npt.NDArray[np.int64]

_ONLY_WAY = 1e-6  # of a wire's own flow that other ways would take: below it there are none [assumed]


class Pushes(NamedTuple):
    """Of each wire that tripped in a round.

    wires: (trips,) i64 which; by: (trips,) i64 the wire of the round before whose loss pushed most onto it, -1 where
    none did; watts: (trips,) i64 how much, in the direction of its flow.
    """

    wires: I64
    by: I64
    watts: I64


def pushes(cascade: FlowCascade, number: int) -> Pushes:
    """What pushed wires over their capacity in one round, 1 or later, of a cascade."""
    edge_on = ((cascade.lost < 0) | (cascade.lost >= number - 1)).astype(np.uint8)
    node_on = cascade.node_on if number > 1 else np.ones_like(cascade.node_on)
    tripped, gone = np.flatnonzero(cascade.lost == number), np.flatnonzero(cascade.lost == number - 1)
    before, after = cascade.flows[number - 1].watts, cascade.flows[number].watts
    return pushed_by(cascade.grid, (node_on, edge_on), gone, tripped, (before, after))


def pushed_by(grid: Grid, on: tuple[U8, U8], gone: I64, wires: I64, watts: tuple[I64, I64]) -> Pushes:
    """Which wire of those that are gone pushed most onto each of `wires`.

    on: nodes and wires that were in order before those were gone, u8; watts: (wires,) i64 the flows before and after.
    """
    node_on, edge_on = on
    before, towards = watts[0], np.sign(watts[1][wires])
    most, by = np.zeros(wires.size), np.full(wires.size, -1, dtype=np.int64)
    part = graphs.components(grid.graph, node_on, edge_on)
    grid.currents.prepare(edge_on, ((part < 0) | (part == np.arange(part.size))).astype(np.uint8))
    for wire in gone[before[gone] != 0].tolist():
        amounts = np.zeros(part.size)
        amounts[grid.a[wire]], amounts[grid.b[wire]] = 1.0, -1.0
        try:
            angle = grid.currents.potentials(amounts)
        except UnsolvableError:
            continue
        elsewhere = 1.0 - (angle[grid.a[wire]] - angle[grid.b[wire]]) * grid.conducts[wire]
        if abs(elsewhere) < _ONLY_WAY:
            continue
        share = (angle[grid.a[wires]] - angle[grid.b[wires]]) * grid.conducts[wires] / elsewhere
        pushed = before[wire] * share * towards
        larger = pushed > most
        most[larger], by[larger] = pushed[larger], wire
    found = np.rint(most).astype(np.int64)
    return Pushes(wires, np.where(found > 0, by, -1), found)
