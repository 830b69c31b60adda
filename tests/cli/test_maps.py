"""The commands `map show` and `map export`: any map as a picture, and as a Tiled map that is put back unchanged."""

import json
import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

import undergrid
from undergrid import setup
from undergrid.city.generate.generator import generate
from undergrid.city.maps.tiled import read_city
from undergrid.cli import commands
from undergrid.setup import load

Image = pytest.importorskip("PIL.Image", reason="Pillow is not installed: it comes with the extra `pictures`")
GENERATED = """scenario: born
title: Born
clock: {starts: "20:00", lasts: 2 h}
map: {generate: {seed: 3}}
people: 120
crowd: [{name: all, share: 100 %, at: anywhere, plugged: 50 %}]
cast: {ada: {name: Ada, at: parlour_alley, knows: [gate_1], wants: [{reach: gate_1}]}}
endings: {ada_is_there: {who: ada, at: gate_1}}
"""
FAR = """<map width="2" height="2" tilewidth="8" tileheight="8" infinite="1">
<tileset firstgid="1" name="t" tilewidth="8" tileheight="8" tilecount="1"><tile id="0" type="street"/></tileset>
<layer name="street"><data encoding="csv"><chunk x="-16" y="4" width="2" height="2">1,1,1,1</chunk></data></layer>
<objectgroup name="places"><object id="1" name="corner" x="-120" y="40"><point/></object></objectgroup></map>"""


@pytest.fixture(autouse=True)
def _here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def born(tmp_path) -> Path:
    """A scenario whose city is generated."""
    (tmp_path / "born").mkdir()
    (tmp_path / "born" / "scenario.yaml").write_text(GENERATED)
    return tmp_path / "born"


def call(*args):
    return CliRunner().invoke(commands.app, ["map", *map(str, args)])


# ---------------------------------------------------------------- show


def test_a_picture_is_named_as_the_map_and_says_what_joins_its_levels():
    done = call("show", "village")
    assert done.exit_code == 0, done.output
    lines = done.stdout.splitlines()
    assert lines[0] == "village.png: 93 x 93 cells of 2 m"
    assert lines[3] == (
        "wall: one can stand on 344 cells; to street: wall_lift_1, wall_lift_2, wall_lift_3, wall_lift_4"
    )
    with Image.open("village.png") as found:
        assert (found.format, found.width) == ("PNG", 1440)


def test_a_level_alone_is_named_after_it_too(born):
    assert call("show", born, "--level", "Outside").exit_code == 0
    with Image.open("born-outside.png") as found:
        assert found.width == 1000


def test_programs_get_what_is_on_the_picture(born):
    found = json.loads(call("show", born, "--json").stdout)
    city = load(born).city
    assert [level["name"] for level in found["levels"]] == ["street", "underbelly", "wall", "outside"]
    assert sum(level["walkable"] for level in found["levels"]) == int(city.walkable().sum())
    assert sum(level["walkable"] + level["blocked"] for level in found["levels"]) == int((city.ground > 0).sum())
    assert found["levels"][3]["ways"] == {"street": ["gate_1", "gate_2"]}
    level, x, y = city.where(city.places["parlour_alley"])
    assert found["people"] == {"Ada": [city.levels[level].name, x, y]}
    assert set(found["places"]) == set(city.places)
    assert [one["name"] for one in found["districts"]] == [one.name for one in city.districts]


def test_the_places_of_a_scenario_are_shown_with_those_of_its_map(born):
    said = (born / "scenario.yaml").read_text()
    x, y = next((x, y) for _, x, y in map(load(born).city.where, [load(born).city.places["gate_1"]]))
    (born / "scenario.yaml").write_text(said + f"places: {{here: [street, {x}, {y}]}}\n")
    assert json.loads(call("show", born, "--json").stdout)["places"]["here"] == ["street", x, y]


def test_the_posts_that_a_scenario_adds_are_drawn_with_those_of_its_map(born):
    """A guard on a bridge was on no picture: only the posts of the map were drawn, and the key named none."""
    call("show", born, "--out", "before.png")
    own = json.loads(call("show", born, "--json").stdout)["posts"]
    with (born / "scenario.yaml").open("a") as file:
        file.write("watchers: {more: [{kind: guard, at: parlour_alley}]}\n")
    found = json.loads(call("show", born, "--json", "--out", "after.png").stdout)
    assert found["posts"] == [*own, {"kind": "sentinel", "at": found["places"]["parlour_alley"]}]
    assert Path("after.png").read_bytes() != Path("before.png").read_bytes()
    assert call("export", born, "--tmx", "city.tmx").exit_code == 0
    assert json.loads(call("show", "city.tmx", "--json").stdout)["posts"] == own  # the scenario adds it to the map anew


def test_what_is_hardly_meant_is_told_beside_the_picture_and_by_check():
    level = '<layer name="roofs"><data encoding="csv"><chunk x="-16" y="4" width="2" height="2">1,1,1,1</chunk></data>'
    Path("far.tmx").write_text(FAR.replace("</layer>", f"</layer>\n{level}</layer>", 1))
    said = 'far.tmx:4: warning: level "roofs": no way leads there from another level; expected a link'
    done = call("show", "far.tmx")
    assert done.exit_code == 0, done.output
    assert done.stderr.startswith(said)
    [warning] = json.loads(call("show", "far.tmx", "--json").stdout)["warnings"]
    assert (warning["file"], warning["line"]) == ("far.tmx", 4)
    text = GENERATED.replace("{generate: {seed: 3}}", "far.tmx").partition("people:")[0]
    Path("scenario.yaml").write_text(text + "cast: {ada: {name: Ada, at: corner}}\n")
    assert setup.check(".") == []
    assert [str(doubt).startswith(said) for doubt in setup.doubts(".")] == [True]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("gate_1]", "gate_99]"), "gate_99"),
        (("clock: {", "clok: {"), "clok"),
        (("{who: ada, at", "{who: bob, at"), "bob"),
    ],
)
def test_the_map_of_a_scenario_with_mistakes_is_drawn_and_the_mistakes_are_told(born, change, said):
    file = born / "scenario.yaml"
    file.write_text(file.read_text().replace(*change))
    done = call("show", born, "--json")
    assert (done.exit_code, said in done.stderr) == (0, True), done.output
    assert json.loads(done.stdout)["people"].keys() == {"Ada"}
    assert Path("born.png").exists()
    assert call("export", born, "--tmx", "city.tmx").exit_code == 2


def test_a_place_in_a_wall_is_drawn_where_it_lies():
    Path("far.tmx").write_text(FAR.replace("1,1,1,1<", "1,1,1,0<").replace('y="40"', 'y="32"'))
    said = 'clock: {starts: "20:00", lasts: 2 h}\nmap: far.tmx\nplaces: {start: [street, -15, 5]}\n'
    Path("scenario.yaml").write_text(f"scenario: walled\ntitle: W\n{said}cast: {{ada: {{name: Ada, at: start}}}}\n")
    done = call("show", ".", "--json")
    assert done.exit_code == 0, done.output
    assert "start" in done.stderr
    assert json.loads(done.stdout)["places"]["start"] == ["street", -15, 5]


@pytest.mark.parametrize("change", [("map: {generate: {seed: 3}}", "map: none.tmx"), ("title: Born", "title: ["),
                                    ("people: 120", "people: 99999999")])  # fmt: skip
def test_a_scenario_whose_map_cannot_be_read_is_refused(born, change):
    file = born / "scenario.yaml"
    file.write_text(file.read_text().replace(*change))
    assert call("show", born).exit_code == 2
    assert not list(Path().glob("*.png"))


def test_what_no_way_leads_to_is_told_in_the_coordinates_of_the_map():
    wall = FAR.replace('width="2" height="2">1,1,1,1<', 'width="5" height="2">1,1,0,1,1,1,1,0,0,1<')
    Path("far.tmx").write_text(wall)
    assert json.loads(call("show", "far.tmx", "--json").stdout)["cut_off"] == [{"at": ["street", -13, 4], "cells": 3}]
    assert call("show", "far.tmx").stdout.splitlines()[-1] == "no way leads to 1 part of it at street -13,4: 3 cells"
    assert json.loads(call("show", "village", "--json").stdout)["cut_off"] == []


def test_a_map_of_another_game_is_sent_to_adopt():
    Path("town.tmx").write_text(FAR.replace('<tile id="0" type="street"/>', ""))
    done = call("show", "town.tmx")
    assert done.exit_code == 2
    assert "town.tmx:3: layer" in done.stderr
    assert "undergrid map adopt town.tmx" in done.stderr


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["nowhere.tmx"], "nowhere.tmx: there is no such file"),
        (["vilage"], "there is no such scenario"),
        (["village", "--level", "sewer"], "no level is called 'sewer'"),
        (["village", "--out", "."], "is a folder, not a file"),
        (["village", "--out", "none/x.png"], "would lie in a folder that there is not"),
        (["folder.tmx"], "folder.tmx: cannot be read: this is a folder"),
        (["empty.tmx"], "empty.tmx:1: broken XML"),
        (["empty.map"], "empty.map:1:"),
        (["village", "--people", "9000"], "expected 3 to"),
    ],
)
def test_what_cannot_be_shown_is_refused_with_the_reason_and_nothing_is_written(args, said):
    Path("folder.tmx").mkdir()
    Path("empty.tmx").touch()
    Path("empty.map").touch()
    done = call("show", *args)
    assert (done.exit_code, said in done.stderr) == (2, True), done.output
    assert "adopt" not in done.stderr
    assert not list(Path().glob("*.png"))


# ---------------------------------------------------------------- export


@pytest.mark.parametrize("name", ["village", "eden", "neonhaven", "expiry"])
def test_the_map_of_a_shipped_scenario_is_put_back_as_it_was(name):
    assert call("export", name, "--tmx", "city.tmx").exit_code == 0
    assert read_city("city.tmx").digest() == load(name).city.digest()


def test_a_night_in_a_generated_city_is_the_same_in_the_map_that_it_was_exported_to(born):
    before = undergrid.load(born, seed=4)
    assert call("export", born, "--tmx", born / "city.tmx").exit_code == 0
    said = (born / "scenario.yaml").read_text()
    (born / "scenario.yaml").write_text(said.replace("{generate: {seed: 3}}", "city.tmx"))
    after = undergrid.load(born, seed=4)
    for sim in (before, after):
        sim.run(until=600)
    assert len(before.world.events.rows()) == len(after.world.events.rows()) > 10
    assert before.digest() == after.digest()


def test_a_city_is_as_large_as_its_people(born):
    call("export", born, "--tmx", "large.tmx", "--people", "900")
    assert read_city("large.tmx").digest() == generate(3, 900, "born").digest() != load(born).city.digest()


def test_what_is_edited_in_the_exported_map_is_what_the_scenario_has(born):
    call("export", born, "--tmx", born / "city.tmx")
    drawn = (born / "city.tmx").read_text()
    drawn = re.sub(r'name="pods_1"', 'name="home_of_ada"', drawn)
    (born / "city.tmx").write_text(drawn.replace('name="parlour_alley"', 'name="alley"'))
    said = (born / "scenario.yaml").read_text().replace("{generate: {seed: 3}}", "city.tmx")
    (born / "scenario.yaml").write_text(said.replace("at: parlour_alley", "at: alley, home: home_of_ada"))
    assert {"alley", "home_of_ada"} <= load(born).atlas.places


def test_a_map_that_counts_from_elsewhere_keeps_its_cells():
    Path("far.tmx").write_text(FAR)
    call("export", "far.tmx", "--tmx", "again.tmx")
    for name in ("far.tmx", "again.tmx"):
        assert json.loads(call("show", name, "--json").stdout)["places"] == {"corner": ["street", -15, 5]}


def test_programs_get_how_much_there_is_of_what():
    found = json.loads(call("export", "village", "--tmx", "v.tmx", "--json").stdout)
    assert found == {
        "file": "v.tmx", "project": "v.tiled-project", "levels": ["street", "underbelly", "wall", "outside"],
        "districts": 12, "buildings": 35, "links": 16, "posts": 13, "places": 16,
    }  # fmt: skip


def test_neither_a_map_nor_a_project_that_is_there_is_written_over():
    Path("v.tmx").write_text("mine")
    Path("v.tiled-project").write_text("mine")
    refused = call("export", "village", "--tmx", "v.tmx")
    assert (refused.exit_code, "is there already" in refused.stderr) == (2, True)
    assert Path("v.tmx").read_text() == "mine"
    assert call("export", "village", "--tmx", "v.tmx", "--force").exit_code == 0
    assert read_city("v.tmx").digest() == load("village").city.digest()
    assert Path("v.tiled-project").read_text() == "mine"


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["village"], "Missing option '--tmx'"),
        (["village", "--tmx", "town.json"], "expected a name ending in .tmx"),
        (["village", "--tmx", "none/town.tmx"], "would lie in a folder that there is not"),
        (["nobody", "--tmx", "town.tmx"], "there is no such scenario"),
    ],
)
def test_what_cannot_be_exported_is_refused_with_the_reason_and_nothing_is_written(args, said):
    done = call("export", *args)
    assert (done.exit_code, said in done.stderr) == (2, True), done.output
    assert not list(Path().iterdir())
