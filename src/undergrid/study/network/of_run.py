"""The networks of a run's city where the run has got to: what is broken, cut or switched off is left out.

A cascade of flows is asked of its power lines, anything else of its control network.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np

from undergrid.city.networks.network import Network
from undergrid.core.errors import UsageError, from_here
from undergrid.runs import Folder, last
from undergrid.study.network.asked import Progress
from undergrid.world.tables.network import MOST_WATTS, Carries, NodeKind
from undergrid.world.world import World


def network_of_run(path: Path, carries: Carries, progress: Progress) -> Network:
    """The nodes that are in order, and the wires between them that carry so.

    Raises RunError for what is no whole run, UsageError for one whose city has no such network.
    """
    _, meta = Folder.open(path)
    world = last(path, progress).world
    if not world.nodes.n:
        raise UsageError(
            f"{from_here(path)} is a run of {meta.scenario}, whose city has no control network",
            hint="Say `network:` in the scenario, or give the file of one: a table, a list of edges, or GraphML.",
        )
    if not (world.wires.carries == carries).any() and carries == Carries.POWER:
        raise UsageError(
            f"{from_here(path)} is a run of {meta.scenario}, whose city has no power lines",
            hint="Say `carries: power` of wires in the scenario, or give the file of a grid.",
        )
    return network_of(world, path, carries)


def network_of(world: World, path: Path, carries: Carries) -> Network:
    """A network of a world, with where each node stands, seen from above; of power, with loads, plants and limits."""
    nodes, wires, city = world.nodes, world.wires, world.city
    left = np.flatnonzero(nodes.works)
    rank = np.full(nodes.n, -1, np.int32)
    rank[left] = np.arange(left.size, dtype=np.int32)
    whole = wires.works & ~wires.open & (wires.carries == carries) & nodes.works[wires.a] & nodes.works[wires.b]
    rest = nodes.cell[left].astype(np.int64) % city.area
    cores = np.flatnonzero(nodes.kind[left] == NodeKind.CORE)
    found = Network(
        left.size, rank[wires.a[whole]], rank[wires.b[whole]], tuple(world.node_names[node] for node in left.tolist()),
        core=int(cores[0]) if len(cores) else -1,
        place=np.column_stack([rest % city.width, -(rest // city.width)]).astype(np.float64),
        files=(path,),
    )  # fmt: skip
    if carries == Carries.CONTROL:
        return found
    limit = np.where(wires.limit[whole] < 0, MOST_WATTS, wires.limit[whole])
    gives = np.where(nodes.failed[left], 0, nodes.capacity[left])
    reactance = wires.reactance[whole] / 1_000_000
    return replace(found, reactance=reactance, limit_w=limit, load_w=nodes.load[left].copy(), capacity_w=gives)
