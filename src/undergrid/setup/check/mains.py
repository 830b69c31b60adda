"""The power grid of a network that is drawn: its substations and plants with their places, and lines between them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from undergrid.city.city import City
from undergrid.city.generate.mains import mains
from undergrid.setup.check.network import NetworkPlan, NodePlan, WirePlan
from undergrid.setup.check.standing import middle_of, open_cells
from undergrid.setup.file.network import Drawn
from undergrid.world.tables.network import Carries, NodeKind

BY_SIZE = -2
"""A capacity or a limit that is worked out when the network is built: what hangs on it is known then."""


def with_mains(plan: NetworkPlan | None, city: City, drawn: Drawn | None) -> NetworkPlan | None:
    """A network with the power grid that was asked for, if one was."""
    if plan is None or drawn is None or drawn.power is None:
        return plan
    cells = open_cells(city)
    district_of = np.asarray(city.district_of)[cells]
    homes = np.unique(district_of).tolist()
    at = [middle_of(city, cells[district_of == district]) for district in homes]
    spots = [(cell % city.width, cell % city.area // city.width) for cell in at]
    stands, lines = mains(spots, drawn.power.plants, drawn.seed)
    first = len(plan.nodes)
    yards = [NodePlan(f"yard_of_{city.districts[district].name}", NodeKind.SUBSTATION, cell)
             for district, cell in zip(homes, at, strict=True)]  # fmt: skip
    plants = [NodePlan(f"plant_{n}", NodeKind.PLANT, at[one], capacity=BY_SIZE) for n, one in enumerate(stands, 1)]
    wires = [WirePlan(first + a, first + b, carries=Carries.POWER, limit=BY_SIZE) for a, b in lines]
    nodes = (*plan.nodes, *yards, *plants)
    return replace(plan, nodes=nodes, wires=(*plan.wires, *wires), spare=drawn.power.spare)
