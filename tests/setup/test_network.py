"""The network of a scenario: drawn, from a file or by luck; what stands for what; and all that is wrong with one."""

import numpy as np
import pytest

import undergrid
from undergrid import setup
from undergrid.city.city import LinkKind, Use
from undergrid.core.errors import UndergridError
from undergrid.setup import build, load
from undergrid.world.network.control import Control
from undergrid.world.network.mains import Mains
from undergrid.world.tables.authority import WatcherKind
from undergrid.world.tables.network import Carries, Failing, NodeKind

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


def write(tmp_path, network=DRAWN, **files):
    (tmp_path / "scenario.yaml").write_text(SCENARIO + network)
    for name, text in files.items():
        (tmp_path / name.replace("__", ".")).write_text(text)
    return tmp_path


def built(tmp_path, network=DRAWN, seed=1, **files):
    return build(load(write(tmp_path, network, **files)), seed)


def names(world):
    return dict(enumerate(world.node_names))


# -- drawn


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


# -- by luck and from files


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


# -- power

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


# -- wrong


def wrong(tmp_path, network, **files):
    """What is told, without the folder; nothing may have been started."""
    folder = write(tmp_path, network, **files)
    told = [str(problem).replace(f"{folder}/", "") for problem in setup.check(folder)]
    assert told
    with pytest.raises(UndergridError):
        undergrid.record(folder, tmp_path / "run", until="1 min")
    assert not (tmp_path / "run").exists()
    return told


HEAD = "network:\n  devices: []\n  nodes:\n    nexus: {kind: core, at: sector_1}\n    hub_1: {kind: hub, at: gate_1}\n"
LINE = len(SCENARIO.splitlines())


@pytest.mark.parametrize(
    ("body", "line", "said"),
    [
        ("  wires: [[nexus, hub_l]]", 6, "no node 'hub_l', expected the name of a node; did you mean 'hub_1'?"),
        ("  wires: [[nexus, nexus]]", 6, "a wire from 'nexus' to itself, expected two nodes"),
        ("  wires: [[nexus]]", 6, "network.wires[1]: a wire with 1 ends, expected two: [core, hub_1]"),
        ("  wires: [{from: nexus, to: hub_1, length: -4}]", 6, "network.wires[1].length: -4, expected at least 0"),
        ("    other: {kind: core, at: gate_1}", 6, "a second Core: the first is 'nexus', and one is meant"),
        ("    g: {kind: gate, at: gate_111}", 6, "the map has no gate 'gate_111', expected"),
        ("    g: {kind: gate, at: gate_1}\n    h: {kind: gate, at: gate_1}", 7, "another node stands for gate_1"),
        ("    l: {kind: lift, at: lift}", 6, "the map has no lift 'lift'"),
        ("    d: {kind: lights, at: nowhere}", 6, "the map has no place 'nowhere'"),
        ("    e: {kind: camera, at: nowhere}", 6, "the map has no place 'nowhere'"),
        ("    e: {kind: camera}", 6, "which camera is 'e', expected at: a place or a name"),
        ("    c: {kind: cell}", 6, "where does 'c' stand, expected at: a place"),
        ("    c: {at: gate_1}", 6, "what kind of node is 'c', expected kind: "),
        ("    s: {kind: shield}", 6, "a shield that bars nothing, expected covers: [places]"),
        ("    s: {kind: shield, covers: [nowhere]}", 6, "the map has no place 'nowhere'"),
        ("    s: {kind: hub, at: gate_1, covers: [gate_1]}", 6, "covers is for shields"),
        ("    s: {kind: camera, at: gate_1, fails: open}", 6, "a camera that fails open, expected safe"),
        ("    s: {kind: hubb, at: gate_1}", 6, "network.nodes.s.kind: 'hubb', expected"),
        ("  fails: {drone: open}", 6, "network.fails.drone: 'open', expected one of dead, safe"),
        ("  core: nexos", 6, "there is no node 'nexos', expected the name of a node; did you mean 'nexus'?"),
        ("  core: hub_1", 6, "a second Core: the first is 'nexus', and one is meant"),
        ("  generate: {kind: hierarchical}", 6, "with nothing, expected branching, spare if you like"),
        ("  generate: {kind: hierarchical, branching: [1000, 1000, 1000]}", 6, "more than 200,000 nodes in the"),
        ("  generate: {kind: erdos_renyi, nodes: 1000000000, wires: 5}", 6, "more than 200,000 nodes in the"),
        ("  generate: {kind: barabasi_albert, nodes: 3, wires: 3}", 6, "3 wires from each of 3 nodes: expected 1 to 2"),
        ("  generate: {kind: by_district, nodes: 1000000}", 6, "more than 200,000 nodes in the"),
        ("    p: {kind: plant, at: gate_1}", 6, "a plant without capacity, expected kind: plant, and capacity"),
        ("    p: {kind: hub, at: gate_1, capacity: 5 MW}", 6, "capacity is for plants"),
        ("    p: {kind: plant, at: gate_1, capacity: -5 MW}", 6, "'-5 MW' is negative, expected a power such as"),
        ("    p: {kind: plant, at: gate_1, capacity: 5}", 6, "5 is not a power, expected a power such as '500 W'"),
        ("    p: {kind: plant, at: gate_1, capacity: 9000 GW}", 6, "'9000 GW' is too much, expected at most 1,000,000"),
        ("    h: {kind: hub, at: gate_1, load: 5 kW}", 6, "no power line leads to 'h', expected a wire that carries"),
        ("  wires: [{from: nexus, to: hub_1, limit: 5 kW}]", 6, "limit is for power lines, expected carries: power"),
        ("  wires: [{from: nexus, to: hub_1, carries: power}]", 6, "power lines, and no plant, expected a node"),
        ("  wires: [{from: nexus, to: hub_1, carries: water}]", 6, "'water', expected one of control, power"),
        ("  from: a/b.csv", 6, "network.from: 'a/b.csv', expected"),
        ("  from: gone.csv", 0, "gone.csv: "),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_with_its_line_and_nothing_is_started(tmp_path, body, line, said):
    told = wrong(tmp_path, f"{HEAD}{body}\n")
    assert len(told) == 1, told
    assert said in told[0]
    if line:
        assert told[0].startswith(f"scenario.yaml:{LINE + line}: ")


@pytest.mark.parametrize(
    "body",
    [
        "network: {generate: {kind: tree}}",
        "network: {nodes: {nexus: {kind: kore, at: gate_1}, a: {kind: hub, at: gate_1}}, wires: [[nexus, a]]}",
        "network: {nodes: {nexus: {kind: core, at: 7}, a: {kind: hub, at: gate_1}}, wires: [[nexus, a]]}",
        "network: {nodes: {nexus: {kind: core, at: gate_1}, s: {kind: shield, covers: 5}}, wires: [[nexus, s]]}",
        "network: {nodes: {nexus: {kind: core, at: gate_1}, a: 5}, wires: [[nexus, a]]}",
        "network: {from: 7}",
        "network: 7",
        "network: {core: 7, from: w.txt}",
    ],
)
def test_what_is_wrong_already_is_not_missed_as_well(tmp_path, body):
    assert len(wrong(tmp_path, f"{body}\n", w__txt="0 1\n")) == 1


def test_without_a_core_there_is_no_network(tmp_path):
    [told] = wrong(tmp_path, "network: {devices: [], nodes: {h: {kind: hub, at: gate_1}}}\n")
    assert "a network without a Core, expected a node of kind core, or core: its name" in told
    [told] = wrong(tmp_path, "network: {from: w.txt}\n", w__txt="0 1\n")
    assert "a network without a Core" in told


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("g.csv", "from,to\nnexus,a\na,zz\n", "g.csv:3: a wire to nowhere: there is no node 'zz'"),
        ("g.csv", "from,to,limit_mw\nnexus,a,-5\n", "g.csv:2: limit_mw is '-5': expected at least 0"),
        ("g.txt", "0 1\n0 999999999\n", "g.txt:2: node '999999999' would be one of more than 10,000,000 nodes"),
    ],
)
def test_a_file_that_is_wrong_is_told_by_its_own_lines(tmp_path, name, text, said):
    files = {name.replace(".", "__"): text}
    if name.endswith("csv"):
        files["g__nodes__csv"] = "node,core\nnexus,1\na,0\n"
    told = wrong(tmp_path, f"network: {{from: {name}}}\n", **files)
    assert said in told[0], told


def test_two_cores_in_a_file_are_told_with_both_lines(tmp_path):
    files = {"g__csv": "from,to\nnexus,a\n", "g__nodes__csv": "node,core\nnexus,1\na,1\n"}
    [told] = wrong(tmp_path, "network: {from: g.csv}\n", **files)
    assert told == "g.nodes.csv:3: a second Core: the first is in line 2, and one is meant"


def test_all_mistakes_are_told_at_once(tmp_path):
    body = "    g: {kind: gate, at: gate_111}\n    s: {kind: shield}\n  wires: [[nexus, hub_x], [hub_1, q]]\n"
    assert len(wrong(tmp_path, HEAD + body)) == 4


# -- power that is drawn

DRAWN_POWER = "network: {generate: {kind: by_district, nodes: 3, seed: 2, power: {plants: 2, spare: 40 %}}}\n"


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


@pytest.mark.parametrize(
    ("power", "word"), [("{plants: 0}", "plants"), ("{spare: -1 %}", "spare"), ("{plans: 2}", "plans")]
)
def test_a_grid_that_is_wrong_is_refused(tmp_path, power, word):
    with pytest.raises(UndergridError, match=word):
        load(write(tmp_path, DRAWN_POWER.replace("{plants: 2, spare: 40 %}", power)))


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


@pytest.mark.parametrize(
    ("pods", "said"),
    [
        ("{kind: pods}", "which pods is .vault"),
        ("{kind: pods, at: gate_1}", "gate_1 is no building"),
        ("{kind: pods, at: arcade_1, fails: open}", "safe or dead"),
    ],
)
def test_pods_that_are_wrong_are_refused(tmp_path, pods, said):
    (tmp_path / "scenario.yaml").write_text(SCENARIO + DRAWN.replace("  wires: [", f"    vault: {pods}\n  wires: ["))
    with pytest.raises(UndergridError, match=said):
        load(tmp_path)
