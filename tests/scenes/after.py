"""A small city that is run by a network, and what is left of it once its Core and its readers are lost."""

from __future__ import annotations

import numpy as np
from scenes.wired import break_node
from scenes.written import written

from undergrid.sim import Sim
from undergrid.world.tables.network import NodeKind

_HOUSES = range(1, 17)  # of pods
TOWN = """scenario: after
title: A town that is run by a network
clock: {starts: "23:00", lasts: 2 d}
map: {generate: {seed: 7}}
crowd:
  - {name: sleepers, count: 120, at: anywhere}
cast:
  lyra: {name: Lyra Vale, at: bunker}
  kael: {name: Kael Ardent, at: bunker, tagged: false}
network:
  generate: {kind: by_district, nodes: 6, spare: 20 %, seed: 4}
  nodes:
{dens}
  wires: [{wires}]
rules: {control: {lights_minutes: 1, pods_minutes: 2, reader_minutes: 1, drone_minutes: 1, camera_minutes: 1}}
""".replace("{dens}", "\n".join(f"    dens_{n}: {{kind: pods, at: pods_{n}}}" for n in _HOUSES)).replace(
    "{wires}", ", ".join(f"[core, dens_{n}]" for n in _HOUSES)
)


def sim_of(text: str = TOWN, seed: int = 1) -> Sim:
    return written(text, seed=seed)


def fall(sim: Sim, *kinds: NodeKind) -> list[int]:
    """Let all nodes of some kinds break between ticks, or all; returns the events."""
    nodes = sim.world.nodes
    rows = np.flatnonzero(np.isin(nodes.kind, kinds)) if kinds else np.arange(nodes.n)
    return [break_node(sim.world, node) for node in rows.tolist()]
