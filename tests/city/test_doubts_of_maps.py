"""What is no mistake in a map but hardly what was meant: houses without walls, levels apart, districts of nothing."""

import re
from pathlib import Path

import pytest

from undergrid import setup
from undergrid.city.maps.doubts import doubts_of
from undergrid.city.maps.map_error import MapError
from undergrid.city.maps.tiled import read_tmx, to_city
from undergrid.setup import shipped
from undergrid.setup.check.maps import doubts_in

TILES = {" ": 0, ".": 1, "#": 2, "W": 3, "d": 4}
TILESET = """<tileset firstgid="1" name="g" tilewidth="8" tileheight="8" tilecount="4" columns="4">
<tile id="0" type="street"/><tile id="1" type="building"/><tile id="2" type="water"/><tile id="3" type="district"/>
</tileset>"""
STREET = """
..........
..####....
..####....
..........
"""


def layer(name: str, rows: str, kind: str = "") -> str:
    lines = [",".join(str(TILES[letter]) for letter in row) for row in rows.strip("\n").split("\n")]
    head = f'<layer name="{name}" class="{kind}" width="10" height="4">'
    return f'{head}<data encoding="csv">{",".join(lines)}</data></layer>\n'


def box(name: str, x: int, y: int, wide: int, high: int, level: str = "street") -> str:
    where = f'x="{8 * x}" y="{8 * y}" width="{8 * wide}" height="{8 * high}"'
    said = f'<properties><property name="level" value="{level}"/></properties>'
    return f'<object name="{name}" {where}>{said}</object>\n'


def group(name: str, *objects: str) -> str:
    return f'<objectgroup name="{name}">\n{"".join(objects)}</objectgroup>\n'


def told(folder: Path, *parts: str, street: str = STREET) -> list[str]:
    """What is doubtful in a map of one street and these parts, with its line."""
    size = 'width="10" height="4" tilewidth="8" tileheight="8"'
    text = f'<map version="1.10" orientation="orthogonal" {size}>\n{TILESET}\n{layer("street", street)}{"".join(parts)}'
    (folder / "town.tmx").write_text(f"{text}</map>")
    tiled = read_tmx(folder / "town.tmx")
    return [f"{one.line}: {one.what}" for one in doubts_of(tiled, None, to_city(tiled))]


@pytest.mark.parametrize("name", shipped())
def test_nothing_is_doubtful_in_what_is_shipped(name):
    scenario = setup.load(name)
    drawn = scenario.spec.map.file
    assert not drawn or doubts_in(scenario.path.parent / drawn) == []


def test_a_house_without_walls_is_told_where_it_stands(tmp_path):
    [said] = told(tmp_path, group("buildings", box("inn", 6, 0, 4, 3), box("mill", 2, 1, 4, 2)))
    assert said == (
        '7: building "inn" at street 6,0 has walls on 0 of its 12 cells, and people walk on the others;'
        " expected tiles of building or glass inside its box"
    )
    assert told(tmp_path, group("buildings", box("mill", 2, 1, 5, 3))) == []  # 8 of 15: as where a house stands askew


def test_two_houses_in_one_place_are_told_but_not_two_that_touch(tmp_path):
    [said] = told(tmp_path, group("buildings", box("inn", 2, 1, 4, 2), box("mill", 3, 1, 3, 2)))
    assert (
        said
        == '8: building "mill" at street 3,1 shares 6 of its cells with building "inn"; expected boxes side by side'
    )
    assert told(tmp_path, group("buildings", box("inn", 2, 1, 2, 2), box("mill", 4, 1, 2, 2))) == []


def test_a_level_to_which_no_way_leads_is_told_and_the_largest_is_not(tmp_path):
    below = layer("below", "          \n   ....   \n          \n          ")
    [said] = told(tmp_path, below)
    assert said.startswith('6: level "below": no way leads there from another level; expected a link')
    down = '<object id="7" name="down" type="link" x="4" y="4"><properties><property name="to" value="8"/>'
    level = '<properties><property name="level" value="below"/></properties>'
    end = f'<object id="8" type="link_end" x="36" y="12">{level}</object>'
    joined = group("links", f"{down}</properties></object>", end)
    assert told(tmp_path, below, joined) == []


def test_a_level_on_which_nobody_can_stand_is_told(tmp_path):
    [said] = told(tmp_path, layer("roofs", "##########\n" * 4))
    assert said.startswith('6: level "roofs": nobody can stand anywhere on it;')
    assert "class decoration" in said
    assert told(tmp_path, layer("roofs", "##########\n" * 4, "decoration")) == []


@pytest.mark.parametrize(("kind", "meant"), [("distrits", "districts"), ("Decoration", "decoration")])
def test_a_class_of_a_layer_that_looks_like_ours_misspelt_is_a_mistake(tmp_path, kind, meant):
    with pytest.raises(MapError) as wrong:
        told(tmp_path, layer("parts", "dddddddddd\n" * 4, kind))
    assert [one.what for one in wrong.value.complaints] == [
        f'layer "parts" has class "{kind}"; did you mean {meant!r}?'
    ]


def test_a_game_may_have_classes_of_its_own_for_layers(tmp_path):
    with_class = layer("upper", "..........\n" * 4, "walkable_layer")
    assert len(told(tmp_path, with_class)) == 1  # that no way leads there, as for any other


def test_a_district_that_covers_no_ground_is_told(tmp_path):
    found = told(tmp_path, group("districts", box("old", 0, 0, 3, 3), box("new", 0, 0, 10, 4)))
    assert [line.partition(";")[0] for line in found] == [
        '7: district "old" around street 1,1 covers no ground: its level is void there, or others lie over it'
    ]
    cellar = layer("below", ".         \n          \n          \n          ")
    void = group("districts", box("dark", 5, 0, 3, 3, "below"))
    assert any(
        line.startswith('8: district "dark" around below 6,1 covers no ground') for line in told(tmp_path, cellar, void)
    )
    assert told(tmp_path, group("districts", box("old", 0, 0, 3, 3))) == []


def test_on_a_map_of_another_game_a_layer_called_like_ours_needs_a_class(tmp_path):
    """There the name alone says nothing: what a game calls links may be anything."""
    text = group("buildings", box("inn", 2, 1, 4, 2))
    told(tmp_path, text)
    (tmp_path / "town.ground.yaml").write_text('levels: {street: [street]}\ntiles: {g: {street: "0", building: "1"}}\n')
    [said] = doubts_in(tmp_path / "town.tmx")
    assert (said.line, said.what) == (
        6, 'layer "buildings": 1 object without a class says nothing on an adopted map; expected class building of the'
        " layer, if that is what they are",
    )  # fmt: skip
    classed = (tmp_path / "town.tmx").read_text().replace('name="buildings"', 'name="buildings" class="building"')
    (tmp_path / "town.tmx").write_text(classed)
    assert doubts_in(tmp_path / "town.tmx") == []


@pytest.mark.parametrize(
    ("tiles", "said"),
    [
        ('{h: {street: "0", building: "1"}}', """town.ground.yaml: there is no tileset "h"; expected one of g"""),
        ('{g: {street: "0-1", building: "1"}}', """"g": tile 1 is street and building: expected one of them"""),
    ],
)
def test_what_is_said_of_a_map_of_another_game_is_said_of_its_tiles_once(tmp_path, tiles, said):
    told(tmp_path)
    (tmp_path / "town.ground.yaml").write_text(f"levels: {{street: [street]}}\ntiles: {tiles}\n")
    with pytest.raises(MapError, match=re.escape(said)):
        doubts_in(tmp_path / "town.tmx")


def test_a_layer_that_is_not_there_is_told_once(tmp_path):
    told(tmp_path)
    (tmp_path / "town.ground.yaml").write_text("levels: {street: [stret]}\n")
    with pytest.raises(MapError) as wrong:
        doubts_in(tmp_path / "town.tmx")
    assert [one.what for one in wrong.value.complaints] == [
        'level "street": no layer "stret"; did you mean \'street\'?'
    ]


def test_a_tile_that_its_tileset_does_not_have_is_told(tmp_path):
    told(tmp_path)
    text = 'levels: {street: [street]}\ntiles: {g: {street: "0", building: "1", water: "6-7"}}\n'
    (tmp_path / "town.ground.yaml").write_text(text)
    [said] = doubts_in(tmp_path / "town.tmx")
    assert said.what == 'tileset "g" has no tile 6-7, of which town.ground.yaml speaks; its tiles are counted from 0'
