"""Power lines and grids of a scenario, told or drawn by luck; pods that want power."""

import numpy as np
from scenes.wired_towns import DRAWN, DRAWN_POWER, SCENARIO, built, write

from undergrid.city.city import Use
from undergrid.setup import build, load
from undergrid.world.network.mains import Mains
from undergrid.world.tables.network import Carries, Failing, NodeKind

POWERED = """network:
  devices: [lights, gate]
  nodes:
    nexus: {kind: core, at: sector_1}
    hub_1: {kind: hub, at: gate_1, load: 2.5 kW}
    west: {kind: lights, at: sector_2}
    reactor: {kind: plant, at: old_station, capacity: 5 MW}
    yard: {kind: substation, at: parlour_alley}
    far_yard: {kind: substation, at: gate_1}
  wires:
    - [nexus, hub_1]
    - [hub_1, west]
    - {from: reactor, to: yard, carries: power, limit: 800 kW, reactance: 0.002}
    - {from: yard, to: far_yard, carries: power}
    - {from: yard, to: hub_1, carries: power}
"""


def test_what_wants_power_and_has_no_line_hangs_on_the_nearest_substation(tmp_path):
    world = built(tmp_path, POWERED).world
    nodes, wires, of = world.nodes, world.wires, world.node_names.index
    assert (nodes.capacity[of("reactor")], nodes.load[of("hub_1")], nodes.load[of("west")]) == (5_000_000, 2500, 10_000)
    lines = np.flatnonzero(wires.carries == Carries.POWER)
    found = {(world.node_names[wires.a[n]], world.node_names[wires.b[n]]): n for n in lines.tolist()}
    first = found["reactor", "yard"]
    assert (wires.limit[first], wires.reactance[first]) == (800_000, 2000)
    assert (wires.limit[found["yard", "hub_1"]], wires.reactance[found["yard", "hub_1"]]) == (-1, 10_000)
    assert [name for name in found if "hub_1" in name] == [("yard", "hub_1")]
    assert ("far_yard", "gate_1") in found
    fed = {b for a, b in found if a in ("yard", "far_yard")}
    assert {"nexus", "west", "gate_1"} <= fed
    assert set(np.flatnonzero(nodes.load).tolist()) == {of(name) for name in fed - {"yard", "far_yard"}}


def test_a_network_without_power_lines_lives_on_its_own(tmp_path):
    world = built(tmp_path).world
    assert not world.nodes.load.any()
    assert (world.wires.carries == Carries.CONTROL).all()


def test_a_network_that_is_drawn_has_a_grid_that_serves_everybody_within_its_limits(tmp_path):
    world = built(tmp_path, DRAWN_POWER).world
    nodes, wires = world.nodes, world.wires
    plants, yards = nodes.kind == NodeKind.PLANT, nodes.kind == NodeKind.SUBSTATION
    mains = world.cache(Mains)
    flow, limits = mains.state.flow, wires.limit[mains.lines]
    assert np.count_nonzero(plants) == 2
    assert np.count_nonzero(yards) == len(set(nodes.district[nodes.kind == NodeKind.LIGHTS].tolist()))
    assert nodes.capacity[plants].sum() >= 1.3 * nodes.load.sum()
    assert flow.served.tolist() == nodes.load.tolist()
    said = limits >= 0
    assert (np.abs(flow.watts[said]) <= limits[said]).all()
    assert (limits[said] <= np.maximum(10_000, 1.4 * np.abs(flow.watts[said]) + 1000)).all()
    wanting = np.isin(nodes.kind, (NodeKind.CORE, NodeKind.HUB, NodeKind.CELL, NodeKind.LIGHTS, NodeKind.GATE))
    assert (nodes.load[wanting] > 0).all()


def test_without_power_asked_for_there_is_none_and_the_digest_is_as_ever(tmp_path):
    plain = load(write(tmp_path, DRAWN_POWER.replace(", power: {plants: 2, spare: 40 %}", "")))
    assert "power" not in plain.spec.model_dump_json()
    world = build(plain).world
    assert not (world.wires.carries == Carries.POWER).any()


def test_pods_stand_for_a_building_and_want_power_for_who_lives_there(tmp_path):
    text = SCENARIO + DRAWN
    (tmp_path / "scenario.yaml").write_text(text)
    home = next(b for b in build(load(tmp_path)).world.city.buildings if b.use == Use.PODS)
    pods = f"    vault: {{kind: pods, at: {home.name}, fails: dead}}\n  wires: [[nexus, vault], "
    (tmp_path / "scenario.yaml").write_text(text.replace("  wires: [", pods))
    world = build(load(tmp_path)).world
    node = world.node_names.index("vault")
    building = world.city.buildings.index(home)
    assert (world.nodes.kind[node], world.nodes.fails[node]) == (NodeKind.PODS, Failing.DEAD)
    assert world.pods.building[world.pods.of(node)].tolist() == [building]
