"""The examples in docs/scenario-file.md are right."""

import re
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from undergrid import setup
from undergrid.setup.check.knobs import known_wants
from undergrid.setup.file import canon
from undergrid.setup.file.canon import When
from undergrid.setup.file.model import ScenarioFile
from undergrid.setup.file.persons import Carried, Group, Nature, Person

PAGE = Path(__file__).resolve().parents[2] / "docs" / "scenario-file.md"
WHOLE, *PARTS = re.findall(r"```yaml\n(.*?)```", PAGE.read_text(), re.DOTALL)


def test_the_whole_example_is_right(tmp_path):
    (tmp_path / "scenario.yaml").write_text(WHOLE)
    assert setup.check(tmp_path) == []


@pytest.mark.parametrize("part", PARTS, ids=[part.split(":")[0] for part in PARTS])
def test_each_part_is_right_in_place_of_the_same_part_of_the_example(part, tmp_path):
    blocks = dict(re.findall(r"^((\w+):.*?)(?=^\w|\Z)", WHOLE, re.DOTALL | re.MULTILINE))
    kept = [block for block, name in blocks.items() if name not in YAML(typ="safe", pure=True).load(part)]
    (tmp_path / "scenario.yaml").write_text("".join(kept) + part)
    assert setup.check(tmp_path) == []


def test_the_example_of_a_canon_is_right(tmp_path):
    """All its beats are taken, in the whole example with its canon beside it."""
    (tmp_path / "scenario.yaml").write_text(WHOLE)
    [beats] = re.findall(r"```canon\n(.*?)```", PAGE.read_text(), re.DOTALL)
    (tmp_path / "canon.yaml").write_text(beats)
    assert len(canon.beats(setup.build(setup.load(tmp_path), seed=7))) == beats.count("- {name")


@pytest.mark.parametrize(
    "model", [Nature, Group, Person, Carried, ScenarioFile, When], ids=lambda model: model.__name__
)
def test_every_key_is_named(model):
    said = set(re.findall(r"`(\w+)`|^(\w+):", PAGE.read_text(), re.MULTILINE))
    assert {name for name in model.model_fields if not {(name, ""), ("", name)} & said} == set()


def test_every_want_stands_in_the_table_with_all_its_knobs():
    rows = dict(re.findall(r"^\| `(\w+)` \|.*\| (`.*`) \|$", PAGE.read_text(), re.MULTILINE))
    for name, params in known_wants().items():
        assert re.findall(r"`(\w+)`", rows[name]) == list(params.model_fields)


@pytest.mark.parametrize("name", setup.shipped())
def test_a_scenario_names_its_endings_where_it_is_described(name):
    found = setup.load(name)
    said = (found.path.parent / "README.md").read_text(encoding="utf-8")
    assert {ending for ending in found.spec.endings if f"`{ending}`" not in said} == set()
