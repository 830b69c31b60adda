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
    """Makes a scenario whose map names a tileset by this path, which lies there, unless it is of another system."""

    def make(source, ground="street"):
        home = tmp_path / "scenario"
        (home / "sub").mkdir(parents=True, exist_ok=True)
        (home / "scenario.yaml").write_text(SCENARIO)
        (home / "map.tmx").write_text(MAP.format(source, ",".join("1" * 16)))
        if not source.startswith("C:"):
            (home / source).write_text(TILES.format(ground))
        return home

    return make


def test_a_map_is_no_scenario_and_is_told_where_it_belongs(scenario):
    home = scenario("t.tsx")
    [problem] = setup.check(home / "map.tmx")
    assert str(problem).endswith("map.tmx: this is a map, and no scenario, expected a scenario that says map: map.tmx")


def test_a_place_of_two_numbers_is_told_what_a_place_is(scenario):
    file = scenario("t.tsx") / "scenario.yaml"
    file.write_text(SCENARIO.replace("[street, 1, 1]", "[1, 1]"))
    [problem] = setup.check(file)
    assert "places.square: a list of another length, expected [level, column, row]" in str(problem)


@pytest.mark.parametrize(
    ("source", "kept"),
    [
        ("t.tsx", "t.tsx"),
        ("sub/t.tsx", "sub/t.tsx"),
        ("./t.tsx", "t.tsx"),
        ("sub/../t.tsx", "t.tsx"),
        ("../t.tsx", "_above/t.tsx"),
        ("sub/../../tiles/t.tsx", "_above/tiles/t.tsx"),
        ("{}/t.tsx", "_root{}/t.tsx"),
    ],
)
def test_a_tileset_goes_with_the_run_wherever_it_lies(scenario, tmp_path, source, kept):
    (tmp_path / "tiles").mkdir()
    home, out = scenario(source.format(tmp_path)), tmp_path / "run"
    digest = runs.record(home, out, until=60, keyframe=30).meta.digest
    for file in (*home.rglob("*.*"), *tmp_path.glob("t*.tsx"), *tmp_path.glob("tiles/*")):
        file.unlink()
    copied = load(out / "scenario")
    assert list(copied.map_files) == ["map.tmx", kept.format(tmp_path)]
    assert runs.replay(out).same
    assert runs.verify(out) == []
    assert runs.resume(out).meta.digest == digest


def test_a_tileset_that_is_not_there_is_told_with_where_it_was_looked_for(scenario):
    home = scenario("C:\\t.tsx")
    (problem,) = setup.check(home)
    assert (problem.file, problem.line) == (str(home / "map.tmx"), 1)
    assert problem.what == 'tileset "C:\\t.tsx": there is no such file, looked for from map.tmx'


def test_what_a_tileset_elsewhere_says_is_part_of_the_digest_and_of_the_city_that_is_kept(scenario):
    home = scenario("../t.tsx")
    before = load(home)
    digests = before.digest, before.city.digest()
    scenario("../t.tsx", ground="rubble")
    after = load(home)
    assert after.digest != digests[0]
    assert after.city.digest() != digests[1]
    scenario("../t.tsx", ground="street")
    again = load(home)
    assert (again.digest, again.city.digest()) == digests


def test_pictures_and_templates_go_with_the_run_and_nothing_else_that_is_named_as_one(scenario, tmp_path):
    home = scenario("../t.tsx")
    (tmp_path / "t.tsx").write_text(
        '<tileset tilecount="1"><image source="img/t.png"/>'
        '<tile id="0" type="street"><image source="secret.txt"/></tile>'
        '<tile id="1"><image source="missing.png"/></tile></tileset>'
    )
    (tmp_path / "img").mkdir()
    (tmp_path / "img" / "t.png").write_bytes(b"\x89PNG\r\n\x1a\n and more")
    (tmp_path / "secret.txt").write_text("nobody's business")
    (home / "p.tx").write_text('<template><object name="market" type="place"><point/></object></template>')
    placed = '<objectgroup><object id="1" template="p.tx" x="20" y="20"/></objectgroup></map>'
    (home / "map.tmx").write_text((home / "map.tmx").read_text().replace("</map>", placed))
    found = load(home)
    assert list(found.files) == ["scenario.yaml", "map.tmx", "_above/t.tsx", "_above/img/t.png", "p.tx"]
    assert found.city.places["market"] == found.city.cell(0, 2, 2)
    (tmp_path / "missing.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    assert "_above/missing.png" in load(home).files


def test_places_of_an_infinite_map_are_counted_as_tiled_counts_them(tmp_path):
    (tmp_path / "scenario.yaml").write_text(SCENARIO.replace("[street, 1, 1]", "[street, -3, 6]"))
    chunk = f'<chunk x="-4" y="5" width="4" height="4">{",".join("1" * 16)}</chunk>'
    (tmp_path / "map.tmx").write_text(
        f"""<map width="4" height="4" tilewidth="8" tileheight="8" infinite="1">
        {TILES.format("street").replace("<tileset", '<tileset firstgid="1"')}
        <layer name="street" width="4" height="4"><data encoding="csv">{chunk}</data></layer></map>"""
    )
    found = load(tmp_path)
    assert found.atlas.spots["square"] == found.city.cell(0, 1, 1)
    (tmp_path / "scenario.yaml").write_text(SCENARIO.replace("[street, 1, 1]", "[street, 1, 6]"))
    (problem,) = setup.check(tmp_path)
    assert problem.what == "places.square: square (1, 6) lies outside the map"


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
