"""What happens to the network of a file or a run: attacked, or losing one thing and then more."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import numpy as np

from undergrid.city.networks.network import Network
from undergrid.city.networks.read import read_network
from undergrid.core import graphs
from undergrid.core.inputs import is_there
from undergrid.core.plain import line
from undergrid.study.network import attacked, cascaded
from undergrid.study.network.asked import CASCADES, Answer, Asked, Progress, node_of
from undergrid.study.network.drawing import draw_nodes
from undergrid.study.network.of_run import network_of_run
from undergrid.world.tables.network import Carries

__all__ = ["CASCADES", "Answer", "Asked", "study"]


def study(path: str | Path, asked: Asked, progress: Progress = lambda done, of: None) -> Answer:
    """Attack a network, or let it cascade; without either, say what it is.

    Args:
        path: a file of a network, as `read_network` reads it, or the folder of a run.
        asked: which attack or cascade, and its options.
        progress: told how much is done, and of how much.

    Raises:
        NetworkError: for a file that cannot be read or says too little, with file and line.
        UsageError: for options that do not go together or name what there is not; RunError for a run that is not whole.
    """
    asked.checked()
    if asked.attack:
        attacked.how_of(asked.attack)
    file = Path(path)
    if is_there(file / "run.json"):
        network = network_of_run(file, Carries.POWER if asked.cascade == "flow" else Carries.CONTROL, progress)
    else:
        network = read_network(file)
    if asked.core:
        network = dataclasses.replace(network, core=node_of(network, asked.core, "--core"))
    called = f"{line(file.stem)}: {network.n:,} nodes, {network.simple.n_edges:,} wires"
    if network.n_wires != network.simple.n_edges:
        called += f" ({network.n_wires:,} with those beside each other)"
    if asked.attack:
        return attacked.answer(network, asked, called, progress)
    if asked.cascade:
        return cascaded.answer(network, asked, called, progress)
    return _described(network, called)


def _described(network: Network, called: str) -> Answer:
    """What a network is."""
    part = graphs.components(network.simple)
    size = np.bincount(part, minlength=1)
    parts, core = int((size > 0).sum()), network.core
    degree = np.diff(network.simple.start)
    hub = int(degree.argmax())
    json = {
        "nodes": network.n, "wires": network.simple.n_edges, "parts": parts, "largest": int(size.max()),
        "core": network.name(core) if core >= 0 else None,
        "with_core": int(size[part[core]]) if core >= 0 else None,
    }  # fmt: skip
    lines = [called, f"{parts:,} {'part' if parts == 1 else 'parts'}, the largest has {size.max():,} nodes"]
    lines.append(f"most wires: node {network.name(hub)} with {degree[hub]:,}")
    if core >= 0:
        lines.append(f"Core: node {network.name(core)}; {size[part[core]]:,} nodes have a path to it")
    return Answer(json, "\n".join(lines), lambda: draw_nodes(network, np.full(network.n, -1, dtype=np.int32)))
