"""`undergrid network` as a user meets it."""

from __future__ import annotations

import json
import zlib

import numpy as np
import pytest
from reference import data
from scenes.wired_town import beside, powered, town

from undergrid import load, runs
from undergrid.city.generate.networks import barabasi_albert
from undergrid.study.network import Asked, attacked, study
from undergrid.study.network.layout import places
from undergrid.study.network.of_run import network_of
from undergrid.world.tables.network import Carries
from undergrid.world.tables.orders import Order, Verb

from .typed import undergrid

# case5_pjm of the IEEE PES Power Grid Library (CC BY 4.0; F. Li, R. Bo, Small test systems, 2010), nodes from 0
WIRES = """from,to,x,limit_mw
0,1,0.0281,400
0,3,0.0304,426
0,4,0.0064,426
1,2,0.0108,426
2,3,0.0297,426
3,4,0.0297,240
"""
NODES = "node,load_mw,capacity_mw\n0,0,210\n1,300,0\n2,300,520\n3,400,200\n4,0,600\n"


def answer(*args: object) -> dict:
    found = undergrid("network", *args, "--json")
    assert found.exit_code == 0, found.output
    return json.loads(found.stdout)


@pytest.fixture
def grid(tmp_path):
    (tmp_path / "pjm.csv").write_text(WIRES)
    (tmp_path / "pjm.nodes.csv").write_text(NODES)
    return tmp_path / "pjm.csv"


def pixels(file) -> np.ndarray:
    """(height, width, 3) of a PNG without filters."""
    content = file.read_bytes()
    assert content[:8] == b"\x89PNG\r\n\x1a\n"
    width, height = (int.from_bytes(content[at : at + 4], "big") for at in (16, 20))
    begins = content.index(b"IDAT")
    rows = np.frombuffer(zlib.decompress(content[begins + 4 :]), dtype=np.uint8).reshape(height, 1 + 3 * width)
    return rows[:, 1:].reshape(height, width, 3)


def test_a_cascade_of_flows_is_explained_wire_by_wire(grid):
    """Rounds, wires and share as SciPy has them: 2, 3 and 0.72."""
    told = undergrid("network", grid, "--cascade", "flow").stdout.splitlines()
    assert told == [
        "pjm: 5 nodes, 6 wires: 1,000.0 MW wanted, 100.0 % of it served; wires carry what limit_mw says",
        "lost at first: wire 0 (0 - 1), which carried 218.0 MW",
        "    1 part, 100.0 % served",
        "round 1: 1 wire trips",
        "    wire 5 (3 - 4): 279.8 MW, it can 240.0; 180.1 before, mostly by the loss of wire 0 (0 - 1): +99.7 MW",
        "    1 part, 100.0 % served",
        "round 2: 1 wire trips",
        "    wire 1 (0 - 3): 529.4 MW, it can 426.0; 249.7 before, mostly by the loss of wire 5 (3 - 4): +279.8 MW",
        "    2 parts, 72.0 % served",
        "after 2 rounds: 3 of 6 wires are lost, 72.0 % is served",
    ]


def test_with_json_programs_get_the_same(grid):
    found = answer(grid, "--cascade", "flow")
    assert (found["rounds"], found["lines_lost"], found["served"]) == (2, 3, 0.72)
    assert [(trip["wire"], trip["round"], trip["pushed_by"]) for trip in found["trips"]] == [(5, 1, 0), (1, 2, 5)]
    assert found["trips"][0]["flow_mw"] == pytest.approx(279.8, abs=0.05)
    quiet = answer(grid, "--cascade", "flow", "--lose", "node:2", "--tolerance", "1.5")
    assert (quiet["rounds"], quiet["lines_lost"], quiet["served"]) == (0, 2, 0.7)


@pytest.mark.parametrize("name", ["case24_ieee_rts", "case118_ieee", "case2869_pegase"])
def test_real_grids_fall_as_others_found(name):
    file = data.path(f"networks/{name}.csv")
    expected = json.loads(data.path(f"networks/{name}.expected.json").read_text())
    for capacity in ("limits", "1.05", "1.2"):
        of = expected["dc"][capacity if capacity == "limits" else f"tolerance_{capacity}"]
        lost = {"worst_line": [], "hub_node": ["--lose", f"node:{of['hub_node']['node']}"]}  # the worst is the default
        for which, more in lost.items():
            found = answer(file, "--cascade", "flow", "--tolerance", capacity, *more)
            said = of[which]
            assert (found["rounds"], found["lines_lost"]) == (said["rounds"], said["lines_lost"])
            assert found["served"] == pytest.approx(said["served"], abs=1e-6)


@pytest.mark.parametrize("how", ["degree", "recomputed", "betweenness"])
def test_real_grids_are_attacked_as_others_found(how):
    file = data.path("networks/case118_ieee.csv")
    expected = json.loads(data.path("networks/case118_ieee.expected.json").read_text())
    found = answer(file, "--attack", how)
    assert set(found) == {"nodes", "wires", "curve", "below_5", "below_1"}
    assert (found["nodes"], found["wires"]) == (118, 179)
    assert round(found["below_5"], 6) == expected[how]["below_5"]
    assert round(float(np.mean([left for _, left, _ in found["curve"]])), 6) == expected[how]["area"]
    assert {core for _, _, core in found["curve"]} == {None}


def test_an_attack_tells_who_still_has_a_path_to_the_core(tmp_path):
    (tmp_path / "star.edges").write_text("hub a\nhub b\nb c\n")
    found = answer(tmp_path / "star.edges", "--attack", "degree", "--core", "b")
    assert found["curve"] == [[0, 1, 1], [0.25, 0.5, 0.5], [0.5, 0.25, 0], [0.75, 0.25, 0], [1, 0, 0]]
    assert (found["below_5"], found["below_1"]) == (1, 1)
    told = undergrid("network", tmp_path / "star.edges", "--attack", "degree", "--core", "b").stdout
    assert "with a path to the Core" in told
    assert "the first to go: hub, b, a, c" in told


def test_the_same_seed_gives_the_same_failures_and_another_others(tmp_path):
    network = barabasi_albert(300, 2, 1)
    (tmp_path / "n.edges").write_text("".join(f"{a} {b}\n" for a, b in zip(network.a, network.b, strict=True)))
    runs = [answer(tmp_path / "n.edges", "--attack", "random", "--seed", seed)["curve"] for seed in (3, 3, 4)]
    assert runs[0] == runs[1] != runs[2]


def test_the_curve_of_a_large_network_is_thinned_and_its_ends_are_not(tmp_path, monkeypatch):
    monkeypatch.setattr(attacked, "MOST_POINTS", 10)
    (tmp_path / "n.edges").write_text("".join(f"{a} {a + 1}\n" for a in range(99)))
    found = answer(tmp_path / "n.edges", "--attack", "degree")
    assert [removed for removed, _, _ in found["curve"]] == [k / 100 for k in [*range(0, 100, 11), 100]]
    assert found["curve"][0][1] == 1
    assert found["below_5"] == 0.95  # nodes 1 to 95 are gone, 96 to 99 are left


def test_layers_are_matched_by_the_names_of_their_nodes(tmp_path):
    (tmp_path / "one.edges").write_text("a b\nb c\nc d\n")
    (tmp_path / "two.edges").write_text("d c\nb a\nc b\n")
    found = answer(tmp_path / "one.edges", "--cascade", "layers", "--other", tmp_path / "two.edges", "--lose", "node:c")
    assert found["failed"] == [{"node": "c", "round": 0}, {"node": "d", "round": 1}]
    assert (found["rounds"], found["nodes_lost"], found["largest"]) == (1, 2, 0.5)


def test_thresholds_and_overload_name_who_fails_in_which_round(grid):
    told = undergrid("network", grid, "--cascade", "threshold", "--lose", "node:4", "--tolerance", "0.5").stdout
    assert told.splitlines()[1:] == [
        "lost at first: 1 node (4)",
        "4 of 5 nodes stand (80.0 %), 4 of them in the largest part",
    ]
    told = undergrid("network", grid, "--cascade", "overload", "--tolerance", "1", "--lose", "wire:0").stdout
    assert "lost at first: wire 0 (0 - 1)\nround 1: 2 nodes (2, 3)\n3 of 5 nodes stand" in told


def test_a_wire_beside_another_is_no_loss_of_ways(tmp_path):
    (tmp_path / "n.edges").write_text("0 1\n1 0\n1 2\n2 0\n")
    found = answer(tmp_path / "n.edges", "--cascade", "overload", "--tolerance", "1", "--lose", "wire:0")
    assert found["nodes_lost"] == 0
    both = answer(
        tmp_path / "n.edges", "--cascade", "overload", "--tolerance", "1", "--lose", "wire:0", "--lose", "wire:1"
    )
    assert both["failed"] == [{"node": "2", "round": 1}]


def test_without_an_option_a_network_is_described(grid):
    found = answer(grid, "--core", "4")
    assert found == {"nodes": 5, "wires": 6, "parts": 1, "largest": 5, "core": "4", "with_core": 5}
    assert "most wires: node 0 with 3" in undergrid("network", grid).stdout


def test_pictures_show_what_was_lost(grid, tmp_path):
    found = undergrid("network", grid, "--cascade", "flow", "--png", tmp_path / "flow.png")
    assert found.exit_code == 0, found.output
    image = pixels(tmp_path / "flow.png").astype(int)
    assert image.shape == (1000, 1000, 3)
    white, yellow, red, blue = (
        (np.abs(image - colour).sum(axis=2) < 12).sum()
        for colour in [(255, 255, 255), (255, 226, 90), (205, 30, 60), (84, 112, 150)]
    )
    assert min(white, yellow, red) > 300  # a wire each
    assert blue > 900  # three wires, five nodes
    undergrid("network", grid, "--attack", "degree", "--core", "0", "--png", tmp_path / "attack.png")
    curve = pixels(tmp_path / "attack.png")
    assert (curve == (255, 255, 255)).all(axis=2).sum() > 500
    assert (curve == (90, 240, 240)).all(axis=2).sum() > 100


def test_a_layout_keeps_neighbours_near_and_nobody_on_another():
    network = barabasi_albert(400, 1, 5)
    at = places(network)
    assert at.min() >= 0
    assert at.max() <= 1
    near = np.hypot(*(at[network.a] - at[network.b]).T).mean()
    apart = np.hypot(*(at[np.random.default_rng(1).permutation(400)] - at).T).mean()
    assert near < apart / 4
    distance = np.hypot(*(at[:, None] - at[None]).transpose(2, 0, 1)) + np.eye(400)
    assert distance.min() > 0.001


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (["--attack", "betwenness"], "--attack 'betwenness': did you mean 'betweenness'?"),
        (["--cascade", "flows"], "--cascade 'flows': did you mean 'flow'?"),
        (["--attack", "degree", "--cascade", "flow"], "--attack and --cascade: expected one of them"),
        (["--attack", "degree", "--lose", "node:0"], "--lose: expected with --cascade"),
        (["--cascade", "flow", "--lose", "wire:6"], "--lose 'wire:6': expected wire:0 to wire:5, the row of the file"),
        (["--cascade", "flow", "--lose", "wire:-1"], "--lose 'wire:-1': expected wire:0 to wire:5"),
        (["--cascade", "flow", "--lose", "node:7"], "--lose: there is no node '7'; expected one of 0, 1, 2, 3, 4"),
        (["--cascade", "flow", "--lose", "7"], "--lose '7': expected wire:N, node:NAME or a share"),
        (["--cascade", "flow", "--lose", "101%"], "--lose 101%: expected at most 100%"),
        (["--cascade", "flow", "--tolerance", "nan"], "--tolerance 'nan': expected a number from 0 to 1e+06"),
        (["--cascade", "overload", "--tolerance", "0.5"], "--tolerance '0.5': expected a number from 1 to"),
        (["--cascade", "threshold", "--tolerance", "2"], "--tolerance '2': expected a number from 1e-06 to 1"),
        (["--cascade", "threshold", "--lose", "wire:0"], "--lose wire:0: in a cascade by threshold nodes are lost"),
        (["--cascade", "layers"], "--cascade layers and --other FILE: each needs the other"),
        (["--attack", "random", "--seed", "-1"], "--seed -1: expected 0 to 2^64 - 1"),
        (["--attack", "degree", "--core", "hub"], "--core: there is no node 'hub'"),
        (["--attack", "degree", "--png", "nowhere/x.png"], "--png 'nowhere/x.png': there is no such folder"),
    ],
)
def test_what_cannot_be_asked_is_said_in_a_line_and_nothing_is_started(grid, more, said, tmp_path):
    found = undergrid("network", grid, "--png", tmp_path / "x.png", *more)
    assert (found.exit_code, found.stdout) == (2, "")
    assert said in found.stderr
    assert not (tmp_path / "x.png").exists()


@pytest.mark.parametrize(
    ("wires", "nodes", "more", "said"),
    [
        (WIRES.replace("0.0064", "0"), NODES, [], "pjm.csv:4: x is 0: a flow needs a reactance other than 0"),
        (WIRES.replace("0.0064", "1e-320"), NODES, [], "pjm.csv:4: x is all but 0: a flow needs"),
        ("from,to,x\n0,1,1\n", NODES, ["--tolerance", "limits"], "pjm.csv:1: no column limit_mw: --tolerance limits"),
        (WIRES, "node\n0\n1\n2\n3\n4\n", [], "pjm.csv: a flow needs load_mw, capacity_mw: x of wires in pjm.csv"),
        (WIRES.replace("0,4,", "0,9,"), NODES, [], "pjm.csv:4: a wire to nowhere: there is no node '9'"),
        ("from,to,x\n0,1,1\n1,0,-1\n", NODES, [], "pjm.csv: no flow can be worked out: edges that conduct"),
    ],
)  # fmt: skip
def test_a_file_that_allows_no_flow_is_said_with_its_line(tmp_path, wires, nodes, more, said):
    (tmp_path / "pjm.csv").write_text(wires)
    (tmp_path / "pjm.nodes.csv").write_text(nodes)
    found = undergrid("network", tmp_path / "pjm.csv", "--cascade", "flow", *more)
    assert (found.exit_code, found.stdout) == (2, "")
    assert said in found.stderr


def test_other_layers_of_other_nodes_are_refused(tmp_path):
    for name, text in (("one", "a b\nb c\n"), ("more", "a b\nb c\nc d\n"), ("less", "a b\n")):
        (tmp_path / f"{name}.edges").write_text(text)
    for other, said in (
        ("more", "node 'd' is not in the first layer"),
        ("less", "there is no node 'c', which the first"),
    ):
        found = undergrid(
            "network", tmp_path / "one.edges", "--cascade", "layers", "--other", tmp_path / f"{other}.edges"
        )
        assert found.exit_code == 2
        assert f"{other}.edges: {said}" in found.stderr


def test_the_network_of_a_run_is_what_is_left_of_it_where_the_run_has_got_to(tmp_path):
    """The same as that of a Sim that has lived through it; what somebody has cut is not in it any more."""
    folder = town(tmp_path / "town")
    sim = load(folder, seed=1)
    before = network_of(sim.world, tmp_path, Carries.CONTROL)
    wire = next(wire for wire in range(sim.world.wires.n) if beside(sim, wire))
    there = sim.world.city.where(beside(sim, wire)[0])
    text = (folder / "scenario.yaml").read_text()
    at = f"places: {{by_the_line: {{level: {sim.world.city.levels[there[0]].name}, x: {there[1]}, y: {there[2]}}}}}\n"
    (folder / "scenario.yaml").write_text(at + text.replace("at: old_station", "at: by_the_line"))
    cut = Order(2, sim.row("kael"), Verb.CUT_WIRE, wire)
    runs.record(folder, tmp_path / "run", seed=1, until=120, orders=[cut])
    found = answer(tmp_path / "run")
    assert (found["nodes"], found["core"]) == (before.n, before.name(before.core))
    assert found["wires"] == before.simple.n_edges - 1
    shown = undergrid("network", tmp_path / "run", "--attack", "degree", "--png", tmp_path / "run.png")
    assert shown.exit_code == 0, shown.output
    assert "with a path to the Core" in shown.stdout
    assert pixels(tmp_path / "run.png").any()
    flow = undergrid("network", tmp_path / "run", "--cascade", "flow")
    assert (flow.exit_code, "whose city has no power lines" in flow.stderr) == (2, True)


def test_a_cascade_of_flows_of_a_run_is_that_of_its_power_lines(tmp_path):
    folder = powered(tmp_path / "town")
    runs.record(folder, tmp_path / "run", seed=1, until=5)
    found = answer(tmp_path / "run", "--cascade", "flow", "--lose", "wire:0")
    assert found["served_before"] == 1
    assert found["lines_lost"] == 2
    assert [trip["wire"] for trip in found["trips"]] == [1]
    whole = answer(tmp_path / "run", "--cascade", "flow", "--lose", "wire:2")
    assert whole["lines_lost"] == 1


def test_a_run_whose_city_has_no_network_is_refused_for_that_and_what_is_no_run_for_what_it_is(tmp_path):
    runs.record("village", tmp_path / "run", people=20, until=60)
    found = undergrid("network", tmp_path / "run", "--attack", "degree")
    assert found.exit_code == 2
    assert "is a run of village, whose city has no control network" in found.stderr
    (tmp_path / "torn").mkdir()
    (tmp_path / "torn" / "run.json").write_text("{}")
    torn = undergrid("network", tmp_path / "torn")
    assert (torn.exit_code, torn.stderr) == (1, undergrid("events", tmp_path / "torn").stderr)  # as everywhere


@pytest.mark.parametrize("text", ["0 0\n", "a b\nc d\ne f\n", "0 1\n0 1\n1 1\n"])
@pytest.mark.parametrize("more", [["--attack", "random"], ["--attack", "betweenness"], ["--cascade", "overload"],
                                  ["--cascade", "threshold"], []])  # fmt: skip
def test_loops_pairs_and_parallels_alone_are_networks_too(tmp_path, text, more):
    (tmp_path / "n.edges").write_text(text)
    found = undergrid("network", tmp_path / "n.edges", *more, "--png", tmp_path / "n.png")
    assert found.exit_code == 0, found.output
    assert pixels(tmp_path / "n.png").any()


def test_a_grid_without_wires_or_without_generation_serves_what_it_can(tmp_path):
    (tmp_path / "g.csv").write_text("from,to,x\n")
    (tmp_path / "g.nodes.csv").write_text("node,load_mw,capacity_mw\na,3,1\nb,3,0\n")
    found = answer(tmp_path / "g.csv", "--cascade", "flow")
    assert (found["rounds"], found["lines_lost"], found["served"]) == (0, 0, 1 / 6)
    (tmp_path / "g.nodes.csv").write_text("node,load_mw,capacity_mw\na,0,1\nb,0,0\n")
    assert answer(tmp_path / "g.csv", "--cascade", "flow", "--lose", "node:a")["served"] == 1


def test_the_library_gives_what_the_command_shows(grid):
    found = study(grid, Asked(cascade="flow", lose=("wire:0",)))
    assert found.json["served"] == 0.72
    assert found.text.endswith("72.0 % is served")
