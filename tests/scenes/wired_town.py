"""A small generated city with a control network, for tests of whole lives: a Core, hubs, and all that hangs on them."""

from __future__ import annotations

from pathlib import Path

import numpy as np

import undergrid
from undergrid.sim import Sim

TOWN = """scenario: wired_town
title: A wired town
clock: {starts: "11:30", lasts: 4 h}
map: {generate: {seed: 7}}
crowd: [{count: 60, at: anywhere}]
cast:
  kael: {name: Kael Ardent, at: old_station, carries: [{cutters: 1}, {parts: 4}], wants: [{hide: {}}]}
  lyra: {name: Lyra Vale, at: bunker, carries: [{cutters: 1}]}
network:
  generate: {kind: by_district, nodes: 6, spare: 20 %, seed: 4}
  nodes:
    dome: {kind: shield, covers: [gate_1_outside]}
  wires: [[core, dome]]
rules: {control: {lights_minutes: 2, gate_minutes: 3, camera_minutes: 5, reader_minutes: 6, drone_minutes: 4}}
"""

POWERED = TOWN.replace(
    "  wires: [[core, dome]]",
    """\
    reactor: {kind: plant, at: gate_1, capacity: 5 MW, autonomy: 2 min}
    north: {kind: substation, at: parlour_alley}
    south: {kind: substation, at: old_station}
  wires:
    - [core, dome]
    - [core, reactor]
    - {from: reactor, to: north, carries: power, limit: 800 kW}
    - {from: reactor, to: north, carries: power, limit: 800 kW}
    - {from: north, to: south, carries: power, limit: 2 MW}""",
)
"""The same with power: two lines from the plant to a substation, either of which is too little for the whole town."""


def powered(folder: Path) -> Path:
    """The scenario with power in a folder."""
    folder.mkdir(exist_ok=True)
    (folder / "scenario.yaml").write_text(POWERED)
    return folder


def town(folder: Path, more: str = "") -> Path:
    """The scenario in a folder; `more` are further lines, of sections that it does not have."""
    folder.mkdir(exist_ok=True)
    (folder / "scenario.yaml").write_text(TOWN + more)
    return folder


def sim_of(folder: Path, more: str = "", seed: int = 1) -> Sim:
    return undergrid.load(town(folder, more), seed=seed)


def row(sim: Sim, name: str) -> int:
    """The node of this name."""
    return sim.world.node_names.index(name)


def beside(sim: Sim, wire: int) -> list[int]:
    """The cells from which a wire can be reached, that can be walked, along its course."""
    from undergrid.world.network.lines import Lines

    found = sim.world.cache(Lines)
    cells = found.cells[found.wires == wire].astype(np.int64)
    walkable = sim.world.city.walkable()
    return [int(cell) for cell in cells if walkable[cell]]
