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
from undergrid.world.network.flow import FlowCascade

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
    grid = cascade.grid
    tripped, gone = np.flatnonzero(cascade.lost == number), np.flatnonzero(cascade.lost == number - 1)
    most, by = np.zeros(tripped.size), np.full(tripped.size, -1, dtype=np.int64)
    edge_on = ((cascade.lost < 0) | (cascade.lost >= number - 1)).astype(np.uint8)
    node_on = cascade.node_on if number > 1 else np.ones_like(cascade.node_on)
    part = graphs.components(grid.graph, node_on, edge_on)
    grid.currents.prepare(edge_on, ((part < 0) | (part == np.arange(part.size))).astype(np.uint8))
    before, towards = cascade.flows[number - 1].watts, np.sign(cascade.flows[number].watts[tripped])
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
        share = (angle[grid.a[tripped]] - angle[grid.b[tripped]]) * grid.conducts[tripped] / elsewhere
        pushed = before[wire] * share * towards
        larger = pushed > most
        most[larger], by[larger] = pushed[larger], wire
    watts = np.rint(most).astype(np.int64)
    return Pushes(tripped, np.where(watts > 0, by, -1), watts)
