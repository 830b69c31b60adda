"""All that is wrong with a network of a scenario, said with its line."""

import pytest
from scenes.wired_towns import DRAWN, DRAWN_POWER, SCENARIO, write

import undergrid
from undergrid import setup
from undergrid.core.errors import UndergridError
from undergrid.setup import load


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


@pytest.mark.parametrize(
    ("power", "word"), [("{plants: 0}", "plants"), ("{spare: -1 %}", "spare"), ("{plans: 2}", "plans")]
)
def test_a_grid_that_is_wrong_is_refused(tmp_path, power, word):
    with pytest.raises(UndergridError, match=word):
        load(write(tmp_path, DRAWN_POWER.replace("{plants: 2, spare: 40 %}", power)))


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
