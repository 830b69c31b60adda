"""Everything that a map is read from belongs to its scenario, and goes with it into a run."""

import pytest

from undergrid import runs, setup
from undergrid.setup import load

TILES = '<tileset tilecount="1"><tile id="0" type="{}"/></tileset>'
MAP = """<map width="4" height="4" tilewidth="8" tileheight="8"><tileset firstgid="1" source="{}"/>
<layer name="street" width="4" height="4"><data encoding="csv">{}</data></layer></map>"""
SCENARIO = """scenario: drawn
title: Drawn
clock: {starts: "12:00", lasts: 1 h}
map: map.tmx
cast: {ada: {name: Ada, age: 30, at: square}}
places: {square: [street, 1, 1]}
"""


@pytest.fixture
def scenario(tmp_path):
    """Makes a scenario whose map names a tileset by this path, which lies there."""

    def make(source, ground="street"):
        home = tmp_path / "scenario"
        (home / "sub").mkdir(parents=True, exist_ok=True)
        (home / "scenario.yaml").write_text(SCENARIO)
        (home / "map.tmx").write_text(MAP.format(source, ",".join("1" * 16)))
        if not source.startswith("C:"):
            (home / source).write_text(TILES.format(ground))
        return home

    return make


@pytest.mark.parametrize("source", ["t.tsx", "sub/t.tsx", "./t.tsx"])
def test_a_tileset_in_the_folder_of_the_map_goes_with_the_run(scenario, tmp_path, source):
    home, out = scenario(source), tmp_path / "run"
    digest = runs.record(home, out, until=60, keyframe=30).meta.digest
    for file in sorted(home.rglob("*"), reverse=True):
        file.rmdir() if file.is_dir() else file.unlink()
    copied = load(out / "scenario")
    assert copied.map_files == ("map.tmx", source.removeprefix("./"))
    assert runs.replay(out)
    assert runs.verify(out) == []
    assert runs.resume(out).meta.digest == digest


@pytest.mark.parametrize("source", ["../t.tsx", "sub/../../t.tsx", "sub/../t.tsx", "C:\\t.tsx", "{}/t.tsx"])
def test_a_tileset_elsewhere_is_refused_with_the_reason(scenario, tmp_path, source):
    home = scenario(source.format(tmp_path))
    (problem,) = setup.check(home)
    assert problem.file.endswith("map.tmx")
    assert problem.line == 1
    assert "leads up or out of the folder of the map, and would not go with it" in problem.what


def test_tilesets_that_the_map_does_not_name_stay_where_they_are(scenario):
    home = scenario("t.tsx")
    before = load(home).digest
    (home / "other.tsx").write_text("<tileset/>")
    assert list(load(home).files) == ["scenario.yaml", "map.tmx", "t.tsx"]
    assert load(home).digest == before


def test_a_problem_in_a_tileset_is_told_with_its_own_file_and_line(scenario):
    home = scenario("t.tsx")
    (home / "t.tsx").write_text("<tileset>\n<tile/></tileset>")
    (problem,) = setup.check(home)
    assert (problem.file, problem.line) == (str(home / "t.tsx"), 2)
    assert problem.what == "<tile> has no id"


def test_a_tileset_that_was_changed_is_read_again(scenario):
    home = scenario("t.tsx")
    assert setup.check(home) == []
    scenario("t.tsx", ground="building")
    assert "nobody can stand anywhere" in str(setup.check(home)[0])


def test_a_map_of_many_mistakes_tells_the_first_hundred_and_how_many_more(scenario):
    home = scenario("t.tsx")
    places = "".join(f'<object name="p{n}" type="plaec"/>' for n in range(250))
    text = (home / "map.tmx").read_text().replace("</map>", f"<objectgroup>{places}</objectgroup></map>")
    (home / "map.tmx").write_text(text)
    problems = setup.check(home)
    assert len(problems) == 101
    assert "and 150 more mistakes, the first 100 are told" in str(problems[-1])
