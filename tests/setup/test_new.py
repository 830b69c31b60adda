"""A new scenario runs as it is; its schema knows every key, rule and want."""

import json

import pytest

import undergrid
from undergrid import setup
from undergrid.core.errors import UsageError
from undergrid.setup import new
from undergrid.setup.check.knobs import known_rules, known_wants
from undergrid.setup.file import schema


def test_a_new_scenario_is_right_and_can_be_built(tmp_path):
    folder = new.new("my_city", tmp_path)
    assert sorted(file.name for file in folder.iterdir()) == ["README.md", "scenario.schema.json", "scenario.yaml"]
    assert setup.check(folder) == []
    built = setup.build(folder, 1)
    assert built.world.citizens.n == 300
    assert set(built.people) == {"mara", "jonas"}


def test_a_new_scenario_with_a_map_is_right_and_has_what_tiled_needs(tmp_path):
    folder = new.new("harbour", tmp_path, drawn=True)
    files = {file.name for file in folder.iterdir()}
    assert files == {"README.md", "scenario.schema.json", "scenario.yaml", "map.tmx", "map.tiled-project",
                     "propertytypes.json"}  # fmt: skip
    assert setup.check(folder) == []
    assert setup.doubts(folder) == []
    words = json.loads((folder / "propertytypes.json").read_text())
    assert json.loads((folder / "map.tiled-project").read_text())["propertyTypes"] == words


def test_the_night_of_a_new_map_can_be_lived_and_mara_gets_across_it(tmp_path):
    sim = undergrid.load(new.new("harbour", tmp_path, drawn=True), seed=1)
    mara, there = sim.built.people["mara"], sim.built.places["far_side"]
    assert sim.built.world.citizens.n == 60
    while sim.world.citizens.cell[mara] != there and sim.tick < 1800:
        sim.run(until=sim.tick + 60)
    assert sim.world.citizens.cell[mara] == there


def test_the_first_line_of_a_new_scenario_points_editors_to_the_schema(tmp_path):
    folder = new.new("my_city", tmp_path)
    first = (folder / "scenario.yaml").read_text().splitlines()[0]
    assert first == "# yaml-language-server: $schema=scenario.schema.json"
    assert json.loads((folder / "scenario.schema.json").read_text()) == json.loads(json.dumps(schema.schema()))


@pytest.mark.parametrize("name", ["My City", "", "village", "9lives", "../up"])
def test_a_name_that_cannot_be_is_refused(name, tmp_path):
    with pytest.raises(UsageError):
        new.new(name, tmp_path)
    assert not list(tmp_path.iterdir())


def test_nothing_that_is_there_is_overwritten(tmp_path):
    new.new("my_city", tmp_path)
    with pytest.raises(UsageError, match="there already"):
        new.new("my_city", tmp_path, drawn=True)


def test_the_schema_knows_every_rule_and_want():
    made = schema.schema()
    rules = made["properties"]["rules"]["properties"]
    assert set(rules) == {*known_rules(), "preset"}
    assert set(rules["implants"]["properties"]) == set(known_rules()["implants"].model_fields)
    wants = made["$defs"]["Person"]["properties"]["wants"]["items"]["anyOf"]
    assert set(wants[0]["enum"]) == set(known_wants())


def test_every_reference_of_the_schema_leads_somewhere():
    made = schema.schema()

    def references(part):
        if isinstance(part, dict):
            if "$ref" in part:
                yield part["$ref"]
            for value in part.values():
                yield from references(value)
        elif isinstance(part, list):
            for value in part:
                yield from references(value)

    found = set(references(made))
    assert found
    assert all(ref.removeprefix("#/$defs/") in made["$defs"] for ref in found)
