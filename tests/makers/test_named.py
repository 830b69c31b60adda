"""How a scenario names the file of a rule: so that it lies in the scenario, and in a run, at the same place."""

from pathlib import Path

import pytest

import undergrid
from undergrid import setup
from undergrid.core.errors import UndergridError
from undergrid.runs.orders import read
from undergrid.runs.record import record
from undergrid.runs.replay import replay
from undergrid.runs.verify import verify
from undergrid.setup.check.orders import settled
from undergrid.setup.new import new
from undergrid.world.tables.orders import Order, Verb

from .test_bad_rules import GOOD, faults, rule


@pytest.fixture
def scenario(tmp_path, monkeypatch) -> Path:
    monkeypatch.chdir(tmp_path)
    folder = new("coast")
    rule(folder)
    file = folder / "scenario.yaml"
    file.write_text(file.read_text("utf-8").replace("rules: {}", "systems: [tides.py after weather]"), "utf-8")
    return folder


@pytest.mark.parametrize(
    ("asked", "what", "expected"),
    [
        ("tides.py", "does not say which rule", "such as rules/rust.py after weather"),
        ("tides.py within weather", "does not say which rule", ""),
        ("tides.py after wether", "there is no rule 'wether' to come after", "weather"),
        ("tide.py after weather", "there is no file tide.py", ""),
        ("../outside.py after weather", "../outside.py lies outside of the scenario's folder", ""),
        ("/outside.py after weather", "/outside.py lies outside of the scenario's folder", ""),
        ("rules/../../outside.py after weather", "outside.py lies outside of the scenario's folder", ""),
        ("../scenario/tides.py after weather", "tides.py lies outside of the scenario's folder", ""),
        ("rules/../tides.py after weather", "is not the plain name of a file", "tides.py"),
        ("./tides.py after weather", "is not the plain name of a file", "tides.py"),
        ("rules//tides.py after weather", "is not the plain name of a file", "rules/tides.py"),
        ("rules\\tides.py after weather", "is not the plain name of a file", "rules/tides.py"),
        ("C:/tides.py after weather", "is not the plain name of a file", ""),
        (".hidden/tides.py after weather", "is not the plain name of a file", ""),
        ("tides after weather", "no installed plug-in offers a rule 'tides'", ""),
        ("weather.py after clock", "there is a rule 'weather' already", "another name"),
        ("my-tides.py after clock", "'my-tides' is no name for a rule", "small letters, digits and _"),
        ("Tides.py after clock", "'Tides' is no name for a rule", ""),
        ("_tides.py after clock", "'_tides' is no name for a rule", ""),
        ("__init__.py after clock", "'__init__' is no name for a rule", ""),
        ("marée.py after clock", "'marée' is no name for a rule", ""),
        ("class.py after clock", "'class' is a word of Python's", ""),
        (f"{'a' * 65}.py after clock", "is too long a name", "at most 64"),
        (".py after clock", "'.py' is no name for a rule", ""),
        ("optics.py after clock", "rules.optics has the numbers that several rules share", "another name"),
    ],
)
def test_what_cannot_be_named_is_told(asked, what, expected, tmp_path):
    folder = tmp_path / "scenario"
    folder.mkdir()
    (folder / "rules").mkdir()
    named = ("weather", "my-tides", "Tides", "_tides", "__init__", "marée", "class", "a" * 65, "", "optics")
    for name in ("scenario/rules/tides.py", "outside.py", *(f"scenario/{name}.py" for name in ("tides", *named))):
        rule(tmp_path, name=name)
    ((_, said, hoped),) = faults(folder, asked)
    assert what in said
    assert expected in hoped


def test_a_rule_with_an_absolute_name_is_told(tmp_path):
    file = rule(tmp_path)
    ((_, said, _),) = faults(tmp_path, f"{file} after weather")
    assert "lies outside of the scenario's folder" in said


@pytest.mark.parametrize("place", ["tides.py", "rules/tides.py", "règles/mer.2/tides.py"])
def test_what_can_be_named_lies_at_the_same_place_in_a_run(place, scenario, tmp_path):
    (scenario / place).parent.mkdir(parents=True, exist_ok=True)
    rule(scenario, name=place)
    file = scenario / "scenario.yaml"
    file.write_text(file.read_text("utf-8").replace("tides.py after", f"{place} after"), "utf-8")
    assert setup.check("coast") == []
    record("coast", tmp_path / "run", until=2)
    assert (tmp_path / "run" / "scenario" / place).read_text("utf-8") == GOOD
    assert verify(tmp_path / "run") == []
    assert replay(tmp_path / "run").same


def test_a_rule_that_leads_out_of_the_folder_overwrites_nothing(scenario, tmp_path):
    precious = tmp_path / "out" / "coast" / "tides.py"
    precious.parent.mkdir(parents=True)
    precious.write_text("precious")
    file = scenario / "scenario.yaml"
    file.write_text(file.read_text("utf-8").replace("tides.py after", "../../coast/tides.py after"), "utf-8")
    with pytest.raises(UndergridError, match="lies outside of the scenario's folder"):
        record("coast", tmp_path / "out" / "run", until=2)
    assert precious.read_text() == "precious"


def test_a_makers_verb_goes_by_its_name_in_an_order_and_in_a_file_of_them(scenario, tmp_path):
    sim = undergrid.load(scenario)
    door = sim.world.city.buildings[0].name
    (tmp_path / "orders.jsonl").write_text(f'{{"tick": 0, "who": 0, "verb": "bail", "target": "{door}"}}')
    [asked] = settled([undergrid.Order(0, 0, "Bail", door)], sim.built, 0)
    assert asked == Order(0, 0, Verb(210), 0)
    assert read(tmp_path / "orders.jsonl", sim) == [asked]
    with pytest.raises(undergrid.OrderError, match="unknown target 'nowhere' of bail"):
        sim.step([undergrid.Order(0, 0, "bail", "nowhere")])
