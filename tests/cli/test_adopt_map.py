"""The command `map adopt`: a map of another game made usable, answered to people and to programs."""

import json
import re
import shlex
from pathlib import Path

import pytest
from typer.testing import CliRunner

from undergrid import runs
from undergrid.cli import commands
from undergrid.setup import check, load

DOCS = Path(__file__).resolve().parents[2] / "docs"
MAP = """<map width="10" height="4" tilewidth="8" tileheight="8"><tileset firstgid="1" source="../tiles/town.tsx"/>
<layer name="Lower" width="10" height="4"><data encoding="csv">{}</data></layer>
<layer name="Walls" width="10" height="4"><data encoding="csv">{}</data></layer></map>"""
SCENARIO = """scenario: ours
title: Ours
clock: {starts: "12:00", lasts: 1 h}
map: town.tmx
places: {here: [street, 0, 0], there: [street, 9, 0]}
cast: {mara: {name: Mara, at: here, wants: [{reach: there}]}}
"""


def adopt(*args):
    return CliRunner().invoke(commands.app, ["map", "adopt", *map(str, args)])


@pytest.fixture
def town(tmp_path) -> Path:
    """A map whose tileset lies in another folder, with a wall across it that has a hole."""
    (tmp_path / "tiles").mkdir()
    (tmp_path / "game").mkdir()
    (tmp_path / "tiles" / "town.tsx").write_text(
        '<tileset name="town" tilewidth="8" tileheight="8" tilecount="4" columns="2">'
        '<tile id="1" type="water"/></tileset>'
    )
    walls = ["0"] * 40
    walls[4] = walls[14] = walls[24] = "3"
    (tmp_path / "game" / "town.tmx").write_text(MAP.format(",".join(["1"] * 39 + ["2"]), ",".join(walls)))
    return tmp_path / "game" / "town.tmx"


def test_it_says_what_it_has_written_and_what_it_guessed(town):
    found = adopt(town, "--png", town.with_suffix(".png"))
    assert found.exit_code == 0
    lines = found.stdout.splitlines()
    assert lines[0] == f"{town.with_suffix('.ground.yaml')} is written: of 40 cells one can stand on 36"
    assert lines[1:4] == [
        "street 36, building 3, water 1",
        'guessed: tile 0 of "town", on 39 cells, is street',
        'guessed: tile 2 of "town", on 3 cells, is building, by the name of its layer',
    ]
    with_walls(town, [4])
    assert "on 1 cell, is building" in adopt(town, "--force").stdout
    assert lines[4] == f"Say otherwise: undergrid map adopt {town} --force --ground 'town:0=GROUND'"
    assert lines[5] == f"Look at it: undergrid map show {town}; a scenario beside it lives there with: map: town.tmx"
    assert town.with_suffix(".png").read_bytes().startswith(b"\x89PNG")


def test_a_command_that_is_told_can_be_typed(town):
    """Typed as it stands, with an answer where one is asked for, whatever is in the names."""
    strange = town.rename(town.with_name("our town.tmx"))
    strange.write_text(strange.read_text().replace('source="../tiles/town.tsx"', """name="it's" tilecount="3\""""))
    out = town.with_name("the grounds.yaml")
    [said] = [line for line in adopt(strange, "--out", out).stdout.splitlines() if "Say otherwise" in line]
    typed = shlex.split(said.partition(": undergrid map adopt ")[2].replace("GROUND", "plaza"))
    again = adopt(*typed)
    assert again.exit_code == 0, again.stderr
    assert "plaza" in out.read_text()
    assert not strange.with_suffix(".ground.yaml").exists()
    look = again.stdout.splitlines()[-1]
    _, moved_to, *_ = shlex.split(look.partition("put it there ")[2].replace(". Then", " . Then"))
    out.rename(moved_to)
    typed = shlex.split(look.partition("undergrid map show ")[2].partition(";")[0])
    shown = CliRunner().invoke(commands.app, ["map", "show", *typed, "--out", str(town.with_name("x.png"))])
    assert shown.exit_code == 0, shown.stderr


def test_programs_get_what_walks_what_blocks_and_the_questions(town):
    found = json.loads(adopt(town, "--json").stdout)
    assert (found["walkable"], found["blocked"]) == (36, 4)
    assert found["grounds"] == {"street": 36, "building": 3, "water": 1}
    assert found["questions"] == [
        {"tileset": "town", "tile": 0, "cells": 39, "guess": "street", "by": ""},
        {"tileset": "town", "tile": 2, "cells": 3, "guess": "building", "by": "layer"},
    ]
    both = ["--ground", "town:0=plaza", "--ground", "town:2=building"]
    said = json.loads(adopt(town, "--json", "--force", *both).stdout)
    assert (said["grounds"]["plaza"], said["questions"]) == (36, [])


def test_what_is_there_already_is_not_written_over(town):
    adopt(town)
    before = town.with_suffix(".ground.yaml").read_bytes()
    found = adopt(town, "--ground", "0=plaza")
    assert found.exit_code == 2
    assert "is there already" in found.stderr
    assert town.with_suffix(".ground.yaml").read_bytes() == before


@pytest.mark.parametrize(
    ("more", "said"), [(["--ground", "0=lawn"], "unknown ground 'lawn'"), (["--out", "/nowhere/x"], "/nowhere/x")]
)
def test_a_wrong_answer_or_place_is_told_and_nothing_is_written(town, more, said):
    found = adopt(town, *more)
    assert found.exit_code in (1, 2)
    assert said in found.stderr
    assert not town.with_suffix(".ground.yaml").exists()


def with_walls(town, cells, name="Walls"):
    """The same town with walls on these of its 40 cells."""
    walls = ",".join("3" if n in cells else "0" for n in range(40))
    town.write_text(re.sub("Walls(.*?csv.>)[^<]*", lambda found: name + found[1] + walls, town.read_text()))


def new_told(town):
    """What is told of a new scenario on a map that was not adopted before."""
    town.with_suffix(".ground.yaml").unlink()
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(town.parent)
        return new("ours", "--map", town.name).stdout.splitlines()


@pytest.mark.parametrize(("rocks", "scant"), [(38, True), (20, False)])
def test_a_map_on_which_one_can_hardly_stand_is_told_as_such(town, rocks, scant):
    with_walls(town, range(rocks), "Rocks")
    line = "one can stand on hardly any of it: 1 of 40 cells"
    assert (line in adopt(town).stdout.splitlines()) == scant
    assert (line in new_told(town)) == scant


def test_a_map_that_falls_into_parts_is_told_as_such(town):
    with_walls(town, range(4, 40, 10))
    line = "no way leads to 1 part of it at street 0,0: 16 cells"
    assert json.loads(adopt(town, "--json").stdout)["cut_off"] == [{"at": ["street", 0, 0], "cells": 16}]
    assert line in adopt(town, "--force").stdout
    assert line in new_told(town)


def test_what_was_said_once_stands_when_a_map_is_adopted_again(town):
    adopt(town, "--ground", "town:0=plaza")
    file = town.with_suffix(".ground.yaml")
    file.write_text(file.read_text().replace('building: "2"', 'rubble: "2"\n    alley: "3"'))
    by_hand = file.read_text()
    said = json.loads(adopt(town, "--force", "--json").stdout)
    assert said["grounds"] == {"plaza": 36, "rubble": 3, "water": 1}
    assert "alley" in file.read_text()
    said = json.loads(adopt(town, "--force", "--json", "--ground", "town:1=seep").stdout)
    assert said["grounds"] == {"plaza": 36, "rubble": 3, "seep": 1}
    said = json.loads(adopt(town, "--force", "--json", "--ground", "town:2=building").stdout)
    assert said["grounds"] == {"plaza": 36, "building": 3, "seep": 1}
    assert by_hand != file.read_text()


def test_a_guess_that_nobody_answered_stays_a_guess_when_a_map_is_adopted_again(town):
    first = json.loads(adopt(town, "--json").stdout)
    assert json.loads(adopt(town, "--json", "--force").stdout) == first
    assert first["questions"]


def test_a_file_that_cannot_be_read_is_not_written_over(town):
    town.with_suffix(".ground.yaml").write_text("tiles: {town: {stret: 0}}")
    found = adopt(town, "--force")
    assert (found.exit_code, "delete it to begin anew" in found.stderr) == (2, True)
    assert town.with_suffix(".ground.yaml").read_text() == "tiles: {town: {stret: 0}}"


def test_a_run_in_an_adopted_town_takes_all_of_it_along(town, tmp_path):
    adopt(town)
    town.with_name("scenario.yaml").write_text(SCENARIO)
    digest = load(town.parent).digest
    recorded = runs.record(town.parent, tmp_path / "run", until=60, keyframe=30)
    assert sorted(load(tmp_path / "run" / "scenario").map_files) == [
        "_above/tiles/town.tsx",
        "town.ground.yaml",
        "town.tmx",
    ]
    (tmp_path / "tiles" / "town.tsx").unlink()
    assert runs.replay(tmp_path / "run").same
    assert recorded.meta.scenario_digest == digest == load(tmp_path / "run" / "scenario").digest


def test_the_scenario_that_the_docs_put_beside_an_adopted_map_is_right(tmp_path):
    [said] = re.findall(r"```yaml\n(scenario: courier.*?)```", (DOCS / "maps.md").read_text(), re.DOTALL)
    (tmp_path / "scenario.yaml").write_text(said)
    (tmp_path / "town.tmx").write_text(
        '<map width="50" height="50" tilewidth="8" tileheight="8"><tileset firstgid="1" name="t" tilecount="1"/>'
        f'<layer name="Ground" width="50" height="50"><data encoding="csv">{",".join("1" * 2500)}</data></layer></map>'
    )
    assert adopt(tmp_path / "town.tmx").exit_code == 0
    assert check(tmp_path) == []


def test_a_ground_said_later_is_another_city(town):
    town.with_name("scenario.yaml").write_text(SCENARIO)
    adopt(town)
    before = load(town.parent)
    adopt(town, "--force", "--ground", "0=rubble")
    assert load(town.parent).city.digest() != before.city.digest()


IN_JSON = {
    "width": 3, "height": 1, "tilewidth": 8, "tileheight": 8, "tilesets": [{"firstgid": 1, "source": "t.json"}],
    "layers": [{"type": "tilelayer", "name": "Lower", "width": 3, "height": 1, "data": [1, 1, 2]}],
}  # fmt: skip
TILES_IN_JSON = {"name": "t", "tilewidth": 8, "tileheight": 8, "tilecount": 2, "tiles": [{"id": 1, "type": "wall"}]}


@pytest.mark.parametrize("says", [{}, {"type": "map"}])
def test_a_map_called_json_as_they_were_once_is_read_wherever_maps_are(here, says):
    Path("t.json").write_text(json.dumps(TILES_IN_JSON))
    Path("map.json").write_text(json.dumps(IN_JSON | says))
    assert adopt("map.json").exit_code == 0
    shown = CliRunner().invoke(commands.app, ["map", "show", "map.json", "--json"])
    assert json.loads(shown.stdout)["levels"][0]["walkable"] == 2
    assert new("ours", "--map", "map.json").exit_code == 0
    assert check("ours") == []
    assert "this is a map, and no scenario" in str(check("map.json")[0])


def test_what_is_called_json_and_is_no_map_is_no_map(here):
    Path("t.json").write_text(json.dumps(TILES_IN_JSON))
    Path("ours.json").write_text(json.dumps({"scenario": "ours", "map": "t.json"}))
    assert any("clock is missing" in str(one) for one in check("ours.json"))
    assert any("this is a <tileset> file, expected <map>" in str(one) for one in check("ours.json"))
    assert "this is a <tileset> file, expected <map>" in new("ours", "--map", "t.json").stderr


def floor(name, gids):
    """A group with one layer of 4 x 2 tiles."""
    data = f'<data encoding="csv">{gids}</data>'
    return f'<group name="{name}"><layer name="Ground" width="4" height="2">{data}</layer></group>'


HOUSE = f"""<map width="4" height="2" tilewidth="8" tileheight="8">
<tileset firstgid="1" name="h" tilecount="2"><tile id="0" type="floor"/><tile id="1" type="stairs"/></tileset>
{floor("Cellar", "1,1,1,1,1,2,1,1")}{floor("Floor 0", "1,1,2,1,1,1,1,1")}{floor("Floor 1", "1,1,1,1,1,1,1,1")}</map>"""


@pytest.fixture
def house(tmp_path) -> Path:
    """A map of three levels, of which two are joined by stairs."""
    (tmp_path / "house.tmx").write_text(HOUSE)
    return tmp_path / "house.tmx"


def test_where_levels_join_is_told_and_drawn_and_what_is_not_known_is_asked(house):
    found = adopt(house, "--png", house.with_suffix(".png"))
    assert found.exit_code == 0
    assert found.stdout.splitlines()[2:] == [
        "cellar: one can stand on 8 cells; to floor_0: stairs_1",
        "floor_0: one can stand on 8 cells; to cellar: stairs_1",
        "floor_1: one can stand on 8 cells",
        "no way leads to 1 part of it at floor_1 0,0: 8 cells",
        "asked: floor_1 0,0: no way leads to this level",
        f"Say where it leads: undergrid map adopt {house} --force --join 'floor_1:0,0=LEVEL:X,Y'",
        f"Look at it: undergrid map show {house}; a scenario beside it lives there with: map: house.tmx",
    ]
    assert house.with_suffix(".png").read_bytes().startswith(b"\x89PNG")


def test_programs_get_the_joins_with_their_reasons_and_can_answer(house):
    found = json.loads(adopt(house, "--json").stdout)
    stairs = {"kind": "stairs", "from": ["cellar", 1, 1], "to": ["floor_0", 2, 0], "why": "stairs drawn there"}
    assert found["joins"] == [stairs]
    assert found["questions"] == [{"at": ["floor_1", 0, 0], "asks": "no way leads to this level"}]
    said = json.loads(adopt(house, "--json", "--force", "--join", "floor_0:0,0=floor_1:0,0").stdout)
    assert (said["questions"], said["levels"][2]["ways"]) == ([], {"floor_0": ["stairs_1"]})


def test_ways_and_levels_that_were_said_stand_when_a_map_is_adopted_again(house):
    adopt(house, "--join", "floor_0:0,0=floor_1:0,0")
    file = house.with_suffix(".ground.yaml")
    before = file.read_text()
    adopt(house, "--force")
    assert file.read_text() == before
    file.write_text(before.replace("floor_1", "attic").replace("  stairs:\n", "  lift:\n", 1))
    by_hand = file.read_text()
    adopt(house, "--force")
    assert file.read_text() == by_hand


def test_another_way_from_where_one_was_said_to_begin_takes_its_place(house):
    adopt(house, "--join", "floor_0:0,0=floor_1:0,0")
    said = json.loads(adopt(house, "--force", "--json", "--join", "floor_0:0,0=floor_1:3,1").stdout)
    assert said["levels"][2]["ways"] == {"floor_0": ["stairs_1"]}
    assert "floor_1:3,1" in house.with_suffix(".ground.yaml").read_text()


def test_a_way_whose_end_nobody_can_stand_on_any_more_is_asked_about_again(house):
    adopt(house, "--join", "floor_0:0,0=floor_1:0,0")
    said = json.loads(adopt(house, "--force", "--json", "--ground", "h:0=building").stdout)
    assert all("floor_1" not in level["ways"] for level in said["levels"])


@pytest.fixture
def here(tmp_path, monkeypatch) -> Path:
    """An empty folder that commands start in."""
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    return tmp_path / "here"


def new(*args):
    return CliRunner().invoke(commands.app, ["new", *map(str, args)])


def test_a_new_scenario_on_somebody_elses_map_is_right_and_lives(town, here):
    made = new("ours", "--map", town)
    assert made.exit_code == 0
    assert made.stdout.splitlines()[:3] == [
        "ours is made. Live through it with: undergrid run ours",
        "ours/town.ground.yaml is written: of 40 cells one can stand on 36",
        "street 36, building 3, water 1",
    ]
    assert not town.with_suffix(".ground.yaml").exists()
    assert check("ours") == []
    assert (here / "ours" / "_above" / "tiles" / "town.tsx").exists()
    assert "copy it again" in (here / "ours" / "README.md").read_text()
    assert runs.record("ours", "run", until=600, keyframe=300).meta.tick == 600


def test_it_is_adopted_by_the_same_code_as_by_map_adopt(house, here):
    new("ours", "--map", house)
    adopt(house)
    assert (here / "ours" / "house.ground.yaml").read_bytes() == house.with_suffix(".ground.yaml").read_bytes()
    answer = json.loads(new("other", "--map", house, "--json").stdout)
    assert answer["folder"] == "other"


def test_a_map_that_was_adopted_before_is_taken_as_it_was(house, here):
    adopt(house, "--ground", "h:0=plaza")
    answer = json.loads(new("ours", "--map", house, "--json").stdout)
    assert answer == {"folder": "ours"}
    assert (load("ours").city.ground == 5).any()


@pytest.mark.parametrize(
    ("text", "args", "said"),
    [
        ('<map width="1" height="1" tilewidth="8" tileheight="8" orientation="isometric"/>', ["ours"], "isometric"),
        ("<map", ["ours"], "m.tmx"),
        (HOUSE, ["Our Town"], "is not a short name"),
        (HOUSE, ["village"], "comes with Undergrid"),
    ],
)  # fmt: skip
def test_a_map_that_cannot_be_lived_on_is_refused_and_no_folder_is_made(here, text, args, said):
    (here / "m.tmx").write_text(text)
    found = new(*args, "--map", "m.tmx")
    assert found.exit_code == 2
    assert said in found.stderr
    assert [path.name for path in here.iterdir()] == ["m.tmx"]


@pytest.mark.parametrize(
    ("args", "said"),
    [(["town.tmx", "--map"], "town.tmx is a map: how is the scenario called?"), (["ours", "x.png"], "no map of Tiled"),
     (["ours", "--map", "none.tmx"], "none.tmx")],
)  # fmt: skip
def test_what_is_no_map_is_refused(here, args, said):
    found = new(*args)
    assert found.exit_code == 2
    assert said in found.stderr
    assert list(here.iterdir()) == []
