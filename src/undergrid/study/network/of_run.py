"""The control network of a run's city, as it stands where the run has got to: what is broken or cut is left out."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from undergrid.city.networks.network import Network
from undergrid.core.errors import UsageError, from_here
from undergrid.runs import Folder, last
from undergrid.study.network.asked import Progress
from undergrid.world.tables.network import NodeKind
from undergrid.world.world import World


def network_of_run(path: Path, progress: Progress) -> Network:
    """The nodes that are in order, and the wires between them.

    Raises RunError for what is no whole run, UsageError for one whose city has no network.
    """
    _, meta = Folder.open(path)
    world = last(path, progress).world
    if not world.nodes.n:
        raise UsageError(
            f"{from_here(path)} is a run of {meta.scenario}, whose city has no control network",
            hint="Say `network:` in the scenario, or give the file of one: a table, a list of edges, or GraphML.",
        )
    return network_of(world, path)


def network_of(world: World, path: Path) -> Network:
    """The network of a world, with where each node stands, seen from above."""
    nodes, wires, city = world.nodes, world.wires, world.city
    left = np.flatnonzero(nodes.works)
    rank = np.full(nodes.n, -1, np.int32)
    rank[left] = np.arange(left.size, dtype=np.int32)
    whole = wires.works & nodes.works[wires.a] & nodes.works[wires.b]
    rest = nodes.cell[left].astype(np.int64) % city.area
    cores = np.flatnonzero(nodes.kind[left] == NodeKind.CORE)
    return Network(
        left.size, rank[wires.a[whole]], rank[wires.b[whole]], tuple(world.node_names[node] for node in left.tolist()),
        core=int(cores[0]) if len(cores) else -1,
        place=np.column_stack([rest % city.width, -(rest // city.width)]).astype(np.float64),
        files=(path,),
    )  # fmt: skip
