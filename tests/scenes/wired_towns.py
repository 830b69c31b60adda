"""A small town with a network of its own, as a scenario tells it."""

from __future__ import annotations

from undergrid.setup import build, load

SCENARIO = """scenario: wired
title: A wired town
clock: {starts: "22:00", lasts: 6 h}
map: {generate: {seed: 7}}
crowd: [{count: 40, at: anywhere}]
cast: {kael: {name: Kael Ardent, at: parlour_alley, carries: [{cutters: 1}, {parts: 4}]}}
"""
DRAWN = """network:
  devices: []
  nodes:
    nexus: {kind: core, at: sector_1}
    hub_1: {kind: hub, at: gate_1}
    west: {kind: lights, at: sector_2, autonomy: 30 s}
    door: {kind: gate, at: gate_1, fails: open}
    dome: {kind: shield, covers: [parlour_alley, old_station]}
  wires: [[nexus, hub_1], {from: hub_1, to: west, length: 250}, [hub_1, door], [nexus, dome]]
"""
DRAWN_POWER = "network: {generate: {kind: by_district, nodes: 3, seed: 2, power: {plants: 2, spare: 40 %}}}\n"


def write(tmp_path, network=DRAWN, **files):
    (tmp_path / "scenario.yaml").write_text(SCENARIO + network)
    for name, text in files.items():
        (tmp_path / name.replace("__", ".")).write_text(text)
    return tmp_path


def built(tmp_path, network=DRAWN, seed=1, **files):
    return build(load(write(tmp_path, network, **files)), seed)


def names(world):
    return dict(enumerate(world.node_names))
