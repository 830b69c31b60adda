"""The recipes of docs/cookbook.md and the example they lead to: right, and what is said of seed 1 comes to pass."""

import re
from pathlib import Path

import pytest

import undergrid
from undergrid import setup

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "cookbook.md").read_text(encoding="utf-8")
RECIPES = re.findall(r"```yaml\n(.*?)```\n\nIn seed 1: ([^\n]*)\n", PAGE, re.DOTALL)
RECIPES = [(text, re.findall(r"`(\w+)`", said.partition(". Without")[0])) for text, said in RECIPES]
NAMES = [re.search(r"scenario: (\w+)", text)[1] for text, _ in RECIPES]


def endings_of(scenario):
    sim = undergrid.load(scenario, seed=1)
    sim.run(until=sim.built.scenario.spec.clock.lasts)
    return set(sim.endings())


def test_every_recipe_is_found():
    assert len(RECIPES) == PAGE.count("```yaml") == 4


@pytest.mark.parametrize(("text", "said"), RECIPES, ids=NAMES)
def test_a_recipe_comes_to_what_is_said_of_it(text, said, tmp_path):
    (tmp_path / "scenario.yaml").write_text(text)
    assert setup.check(tmp_path) == []
    assert not [doubt for doubt in setup.doubts(tmp_path) if doubt.grade == "warning: "]
    assert endings_of(tmp_path) == set(said)


@pytest.mark.parametrize(
    ("name", "without", "comes_to"),
    [
        ("somebody_lies_there", "    wants: [{rescue: soy_vats}]\n", {"she_dies"}),
        ("a_deep_wound", "    wants: [tend]\n", {"he_dies"}),
        ("two_together", " bonds: [{to: ann}],", set()),
    ],
)
def test_without_what_the_page_names_it_does_not(name, without, comes_to, tmp_path):
    text, _ = RECIPES[NAMES.index(name)]
    assert without in text
    (tmp_path / "scenario.yaml").write_text(text.replace(without, ""))
    assert endings_of(tmp_path) == comes_to


def test_the_nurse_carries_the_boy_over_the_guarded_bridge_before_dawn():
    folder = ROOT / "examples" / "night_bridge"
    assert setup.check(folder) == []
    sim = undergrid.load(folder, seed=3)
    sim.run(until="30 min")
    assert set(sim.endings()) == {"over_before_dawn"}


def bridge(tmp_path, *changes):
    text = (ROOT / "examples" / "night_bridge" / "scenario.yaml").read_text()
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    (tmp_path / "scenario.yaml").write_text(text)
    (tmp_path / "town.map").write_bytes((ROOT / "examples" / "night_bridge" / "town.map").read_bytes())
    return tmp_path


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("evade, tend,", "evade, {tend: tim},", "told of nobody by name"),
        ("medicine: 7", "job: nurse", "medicine: 0 to 10"),
        ("{painkillers: 2}, tourniquet", "{painkillers: 2}, gun", "sidearm or rifle"),
    ],
)
def test_what_stopped_a_newcomer_is_said_plainly(old, new, said, tmp_path):
    [problem] = setup.check(bridge(tmp_path, (old, new)))
    assert said in str(problem)


def test_a_boy_who_can_walk_and_wants_nothing_is_told_of(tmp_path):
    [doubt] = [one for one in setup.doubts(bridge(tmp_path, ("depth: 3", "depth: 2"))) if one.grade == "warning: "]
    assert "tim can walk and wants nothing" in str(doubt)


def test_nobody_is_brought_through_a_gate_and_that_is_told_of(tmp_path):
    text = RECIPES[NAMES.index("a_deep_wound")][0].replace(
        "wants: [tend]", "wants: [{bring: {who: tim, place: old_station}}]"
    )
    (tmp_path / "scenario.yaml").write_text(text.replace("bleeds: 2000", "depth: 3"))
    [doubt] = [one for one in setup.doubts(tmp_path) if one.grade == "warning: "]
    assert "old_station lies beyond a gate, and who brings somebody opens none" in str(doubt)
