"""The network of a scenario: drawn, from a file or by luck, and what stands for what."""

import numpy as np
import pytest
from scenes.wired_towns import DRAWN, built, write

import undergrid
from undergrid.city.city import LinkKind
from undergrid.setup import load
from undergrid.world.network.control import Control
from undergrid.world.tables.authority import WatcherKind
from undergrid.world.tables.network import Failing, NodeKind


def test_a_network_that_is_drawn_stands_where_it_says_and_is_what_it_says(tmp_path):
    found = built(tmp_path)
    world, atlas = found.world, found.scenario.atlas
    nodes, wires = world.nodes, world.wires
    assert world.node_names == ("nexus", "hub_1", "west", "door", "dome")
    assert nodes.kind.tolist() == [NodeKind.CORE, NodeKind.HUB, NodeKind.LIGHTS, NodeKind.GATE, NodeKind.SHIELD]
    assert nodes.cell[1] == nodes.cell[3] == atlas.place("gate_1").cell
    assert nodes.district[2] == atlas.districts["sector_2"]
    assert np.asarray(world.city.district_of)[nodes.cell[[0, 2]]].tolist() == [
        atlas.districts[name] for name in ("sector_1", "sector_2")
    ]
    assert nodes.gate[3] == atlas.gates["gate_1"]
    assert (nodes.fails[3], nodes.autonomy.tolist()) == (Failing.OPEN, [-1, -1, 30, -1, -1])
    assert world.shielded.cell[world.shielded.of(4)].tolist() == [
        atlas.place(name).cell for name in ("parlour_alley", "old_station")
    ]
    assert list(zip(wires.a.tolist(), wires.b.tolist(), strict=True)) == [(0, 1), (1, 2), (1, 3), (0, 4)]
    assert (wires.length[1], wires.length[2]) == (250, 0)
    assert world.cache(Control).reached.all()
    assert not nodes.lost.any()


def test_another_seed_has_the_same_network(tmp_path):
    one, two = (built(tmp_path, seed=seed).world.nodes for seed in (1, 2))
    assert one.state().keys() == two.state().keys()
    assert all(np.array_equal(one.state()[name], two.state()[name]) for name in one.state())


def test_a_scenario_without_a_network_has_none_and_is_what_it_was(tmp_path):
    world = built(tmp_path, "").world
    assert (world.nodes.n, world.wires.n, world.shielded.n) == (0, 0, 0)


def test_unless_told_otherwise_all_devices_of_the_city_hang_on_it(tmp_path):
    world = built(tmp_path, DRAWN.replace("  devices: []\n", "  fails: {drone: dead}\n")).world
    nodes, watchers, city = world.nodes, world.watchers, world.city
    for kind, of in ((NodeKind.DRONE, WatcherKind.DRONE), (NodeKind.CAMERA, WatcherKind.CAMERA),
                     (NodeKind.READER, WatcherKind.READER)):  # fmt: skip
        assert sorted(nodes.watcher[nodes.kind == kind].tolist()) == np.flatnonzero(watchers.kind == of).tolist()
    assert sorted(nodes.gate[nodes.kind == NodeKind.GATE].tolist()) == list(range(world.gates.n))
    lifts = [n for n, link in enumerate(city.links) if link.kind == LinkKind.LIFT]
    assert lifts
    assert sorted(nodes.link[nodes.kind == NodeKind.LIFT].tolist()) == lifts
    fed = nodes.district[nodes.kind == NodeKind.LIGHTS].tolist()
    assert len(set(fed)) == len(fed) > 2
    assert (nodes.fails[nodes.kind == NodeKind.DRONE] == Failing.DEAD).all()
    assert len(set(world.node_names)) == nodes.n
    assert world.cache(Control).reached.all()
    hubs = np.flatnonzero(nodes.kind == NodeKind.HUB).tolist()
    assert set(world.wires.a[4:].tolist()) == set(hubs)


def test_of_some_kinds_only_those(tmp_path):
    world = built(tmp_path, DRAWN.replace("devices: []", "devices: [lift]")).world
    assert {NodeKind(kind) for kind in world.nodes.kind[5:].tolist()} == {NodeKind.LIFT}


def test_a_camera_is_the_one_beside_the_place_that_is_named(tmp_path):
    city = load(write(tmp_path)).city
    cell = next(post.cell for post in city.posts if post.kind == "camera")
    level, x, y = city.where(cell)
    more = f"places: {{spot: [{city.levels[level].name}, {x}, {y}]}}\n"
    network = """network:
  devices: [camera]
  nodes: {nexus: {kind: core, at: sector_1}, eye: {kind: camera, at: spot, autonomy: 9}}
  wires: [[nexus, eye]]
"""
    world = built(tmp_path, more + network).world
    row = int(world.nodes.watcher[1])
    assert (world.watchers.kind[row], world.watchers.cell[row]) == (WatcherKind.CAMERA, cell)
    assert (world.nodes.watcher == row).sum() == 1
    world = built(tmp_path, "watchers: {cameras: 0 %}\n" + more + network).world
    assert world.nodes.watcher.tolist() == [-1, -1]


@pytest.mark.parametrize(
    ("luck", "n"),
    [
        ("{kind: hierarchical, branching: [3, 4, 2], seed: 5}", 1 + 3 + 12 + 24),
        ("{kind: erdos_renyi, nodes: 50, wires: 90}", 50),
        ("{kind: barabasi_albert, nodes: 60, wires: 2, seed: 3}", 60),
        ("{kind: by_district, nodes: 5, spare: 50 %}", None),
    ],
)
def test_a_network_drawn_by_luck_fills_the_city(tmp_path, luck, n):
    world = built(tmp_path, f"network: {{generate: {luck}, devices: []}}\n").world
    nodes, city = world.nodes, world.city
    home = np.asarray(city.district_of)[nodes.cell]
    if n is None:
        assert (nodes.n - 1) % 5 == 0
        assert all(len(set(home[first : first + 5].tolist())) == 1 for first in range(1, nodes.n, 5))
        assert len(set(home[1:].tolist())) == (nodes.n - 1) // 5
    else:
        assert nodes.n == n
    assert (nodes.kind == NodeKind.CORE).sum() == 1
    assert city.walkable()[nodes.cell].all()
    assert len(set(home.tolist())) > 2
    core = int(np.flatnonzero(nodes.kind == NodeKind.CORE)[0])
    ends = np.column_stack([world.wires.a, world.wires.b])
    below = set(ends[(ends == core).any(axis=1)].ravel().tolist()) - {core}
    assert set(np.flatnonzero(nodes.kind == NodeKind.HUB).tolist()) == below
    again = built(tmp_path, f"network: {{generate: {luck}, devices: []}}\n", seed=8).world
    assert np.array_equal(again.nodes.cell, nodes.cell)


def test_lines_get_shorter_from_the_core_down(tmp_path):
    luck = "{kind: hierarchical, branching: [4, 5, 5], spare: 0 %}"
    world = built(tmp_path, f"network: {{generate: {luck}, devices: []}}\n").world
    by_depth = [world.wires.length[first:last].mean() for first, last in ((0, 4), (4, 24), (24, 124))]
    assert by_depth[0] > by_depth[1] > by_depth[2]


CSV = "from,to\nnexus,a\na,b\nnexus,c\n"
NODES = "node,core,x,y\nnexus,1,5,5\na,0,0,0\nb,0,10,0\nc,0,10,10\n"
GRAPHML = """<graphml><key id="c" for="node" attr.name="core" attr.type="int"/><graph edgedefault="undirected">
<node id="n0"><data key="c">1</data></node><node id="n1"/><edge source="n0" target="n1"/></graph></graphml>
"""


def test_a_network_of_tables_stands_as_they_show_it_and_goes_into_the_run(tmp_path):
    found = built(tmp_path, "network: {from: grid.csv, devices: []}\n", grid__csv=CSV, grid__nodes__csv=NODES)
    world = found.world
    assert world.node_names == ("nexus", "a", "b", "c")
    assert world.nodes.kind.tolist() == [NodeKind.CORE, NodeKind.HUB, NodeKind.CELL, NodeKind.HUB]
    x, y = world.nodes.cell % world.city.width, world.nodes.cell % world.city.area // world.city.width
    assert x[1] < x[0] < x[2]
    assert y[2] < y[0] < y[3]
    assert {"grid.csv", "grid.nodes.csv"} <= set(found.scenario.files)
    undergrid.record(tmp_path, tmp_path / "run", until="1 min")
    assert not undergrid.runs.verify(tmp_path / "run")


def test_graphml_and_plain_lists_are_read_and_what_the_scenario_says_goes_before(tmp_path):
    world = built(tmp_path, "network: {from: g.graphml, devices: []}\n", g__graphml=GRAPHML).world
    assert (world.node_names, world.nodes.kind.tolist()) == (("n0", "n1"), [NodeKind.CORE, NodeKind.HUB])
    more = """network:
  from: wires.txt
  core: "2"
  devices: []
  nodes: {"0": {at: gate_1, kind: cell}, eye: {kind: lights, at: sector_1}}
  wires: [["0", eye]]
"""
    found = built(tmp_path, more, wires__txt="# three\n0 1\n1 2\n")
    world = found.world
    assert world.node_names == ("0", "1", "2", "eye")
    assert world.nodes.kind.tolist() == [NodeKind.CELL, NodeKind.HUB, NodeKind.CORE, NodeKind.LIGHTS]
    assert world.nodes.cell[0] == found.scenario.atlas.place("gate_1").cell
    assert world.wires.n == 3
