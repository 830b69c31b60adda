"""Ordinary game maps made usable: what their tiles are taken for, and the file that says so."""

import pytest
from reference import data

from undergrid.city.city import Ground
from undergrid.city.maps.adopt import in_words, propose
from undergrid.city.maps.grounds import Grounds, as_yaml, beside, numbers_in, read_grounds, text_of
from undergrid.city.maps.tiled import MapError, read_city, read_tmx
from undergrid.core.errors import UsageError

TILES = """<tileset firstgid="1" name="town" tilewidth="8" tileheight="8" tilecount="12" columns="12">
<terraintypes><terrain name="Deep water" tile="1"/></terraintypes>
<tile id="1" terrain="0,0,0,0"/>
<tile id="2"><properties><property name="solid" type="bool" value="true"/></properties></tile>
<tile id="3" type="WoodenFence"/>
<tile id="4"><objectgroup><object id="1" x="0" y="0" width="8" height="4"/></objectgroup></tile>
<tile id="5"><objectgroup><object id="1" x="0" y="0" width="2" height="2"/></objectgroup></tile>
<tile id="6"><properties><property name="walkable" value="false"/></properties></tile>
<tile id="7" type="rubble"/>
<tile id="8"><objectgroup><object id="1" x="4" y="0"><polygon points="0,0 4,8 -4,8"/></object></objectgroup></tile>
<wangsets><wangset name="w"><wangcolor name="Bridge"/>
<wangtile tileid="9" wangid="0,1,0,1,0,1,0,1"/></wangset></wangsets>
</tileset>"""


def layer(gids, name="Tile Layer 1", more=""):
    return f'<layer name="{name}" width="10" height="1" {more}><data encoding="csv">{gids}</data></layer>'


@pytest.fixture
def drawn(tmp_path):
    """Writes a map of 10 tiles with such layers."""

    def write(*layers, tiles=TILES):
        text = f'<map width="10" height="1" tilewidth="8" tileheight="8">{tiles}{"".join(layers)}</map>'
        (tmp_path / "town.tmx").write_text(text)
        return tmp_path / "town.tmx"

    return write


def adopted(path, *given):
    """The grounds of a map's cells once its proposal is written down."""
    found = propose(read_tmx(path), given)
    beside(path).write_text(as_yaml(found.grounds, path.name))
    return [Ground(kind).name.lower() for kind in read_city(path).ground.tolist()]


def test_a_tile_is_what_property_class_shape_or_terrain_say(drawn):
    found = propose(read_tmx(drawn(layer("1,2,3,4,5,6,7,8,9,10"))))
    assert found.grounds.tiles["town"] == {
        0: "street", 1: "water", 2: "building", 3: "building", 4: "building", 5: "street", 6: "building", 7: "rubble",
        8: "building", 9: "walkway",
    }  # fmt: skip
    assert {tile: why for (_, tile), why in found.why.items()} == {
        0: "guessed", 1: "name", 2: "property", 3: "class", 4: "collision shape", 5: "guessed", 6: "property",
        7: "its own ground", 8: "collision shape", 9: "name",
    }  # fmt: skip
    assert [(one.tile, one.cells, one.guess) for one in found.questions] == [(0, 1, "street"), (5, 1, "street")]


def test_layers_lie_over_one_another_and_what_is_only_for_the_eye_hides_nothing(drawn):
    above = layer("0,12,0,0,0,0,0,0,0,0", "Walls") + layer("11,11,11,0,0,0,0,0,0,0", "Shadows")
    path = drawn(layer("1,1,2,1,1,1,1,1,1,1"), above)
    assert adopted(path)[:4] == ["street", "building", "water", "street"]
    assert [level.name for level in read_city(path).levels] == ["street"]


def test_tilesets_of_one_name_are_told_apart_by_their_order(drawn):
    one = '<tileset firstgid="{}" name="{}" tilecount="1"><tile id="0" type="{}"/></tileset>'
    tiles = one.format(1, "t", "wall") + one.format(2, "t", "floor") + one.format(3, "t#2", "water")
    path = drawn(layer("1,2,2,3,1,1,1,1,1,1"), tiles=tiles)
    assert adopted(path)[:5] == ["building", "street", "street", "water", "building"]
    assert adopted(path, "t#3:0=plaza", "t:0=rubble", "t#2:0=seep")[:4] == ["rubble", "plaza", "plaza", "seep"]


def test_a_file_that_names_tilesets_of_one_name_once_speaks_of_all_of_them(drawn):
    one = '<tileset firstgid="{}" name="t" tilecount="1"/>'
    path = drawn(layer("1,2,2,1,1,1,1,1,1,1"), tiles=one.format(1) + one.format(2))
    beside(path).write_text('levels: {street: ["Tile Layer 1"]}\ntiles: {t: {street: 0}}')
    assert set(read_city(path).ground.tolist()) == {Ground.STREET}


def test_what_somebody_says_themselves_comes_first(drawn):
    path = drawn(layer("1,1,2,3,4,1,1,1,1,1"))
    assert adopted(path, "town:1-2=plaza", "3=none")[:5] == ["street", "street", "plaza", "plaza", "void"]


@pytest.mark.parametrize(
    ("given", "right"),
    [
        ("0=lawn", "unknown ground 'lawn'"),
        ("city:0=street", "there is no tileset 'city'"),
        ("town:x=street", '"x" is no number of a tile: expected such as "0-3, 7"'),
        ("town:0-999999999=street", "more than 262,144 different tiles"),
    ],
)
def test_what_cannot_be_said_of_a_tile_is_refused(drawn, given, right):
    with pytest.raises(UsageError) as error:
        propose(read_tmx(drawn(layer("1,1,1,1,1,1,1,1,1,1"))), [given])
    assert right in str(error.value)


def test_where_nobody_could_stand_the_tile_that_covers_most_is_a_street_and_a_question(drawn):
    path = drawn(layer("3,3,3,3,3,3,3,5,5,5"), layer("5,5,5,5,5,5,5,5,5,0", "Collision"))
    assert adopted(path).count("street") == 10
    assert [one.tile for one in propose(read_tmx(path)).questions] == [4]


WANG = """<tileset firstgid="1" name="t" tilecount="9" columns="9"><wangsets><wangset name="w" type="{}">
<wangcolor name="Water"/><wangcolor name="Cliff"/><wangtile tileid="0" wangid="{}"/></wangset></wangsets></tileset>"""
TERRAIN = """<tileset firstgid="1" name="t" tilecount="9" columns="9"><terraintypes><terrain name="Water"/>
<terrain name="Cliff"/></terraintypes><tile id="0" terrain="{}"/></tileset>"""


@pytest.mark.parametrize(
    ("tiles", "ground", "why"),
    [
        (WANG.format("mixed", "1,1,1,1,1,1,1,1"), "water", "name"),
        (WANG.format("mixed", "1,1,1,0,0,0,1,1"), "water", "terrain"),
        (WANG.format("mixed", "2,2,2,2,0,0,1,1"), "building", "terrain"),
        (WANG.format("mixed", "0,1,0,1,0,1,0,1"), "street", "guessed"),
        (WANG.format("corner", "0,1,0,1,0,1,0,1"), "water", "name"),
        (WANG.format("corner", "0,1,0,1,0,1,0,0"), "water", "terrain"),
        (WANG.format("corner", "0,1,0,1,0,0,0,0"), "street", "guessed"),
        (WANG.format("edge", "2,0,2,0,2,0,2,0"), "building", "name"),
        (WANG.format("edge", "2,0,2,0,2,0,0,0"), "building", "terrain"),
        (WANG.format("", "0,1,0,1,0,1,0,0"), "water", "terrain"),
        (WANG.format("", "0x10101010").replace("wangcolor", "wangcornercolor"), "water", "name"),
        (WANG.format("", "0x10101000").replace("wangcolor", "wangcornercolor"), "water", "terrain"),
        (WANG.format("", "0x01010101").replace("wangcolor", "wangcornercolor"), "building", "layer"),
        (TERRAIN.format("0,0,0,0"), "water", "name"),
        (TERRAIN.format("0,0,,0"), "water", "terrain"),
        (TERRAIN.format("0,,,0"), "street", "guessed"),
        (TERRAIN.format(",,,"), "building", "layer"),
    ],
)
def test_a_tile_that_is_partly_open_is_a_guess_of_what_holds_most(drawn, tiles, ground, why):
    found = propose(
        read_tmx(drawn(layer("1,1,1,1,1,1,1,1,1,5", "Rock") + layer("5,0,5,5,5,5,5,5,5,5"), tiles=tiles)), ["4=street"]
    )
    assert (found.grounds.tiles["t"][0], found.why["t", 0]) == (ground, why)
    assert bool(found.questions) == (why != "name")


@pytest.mark.parametrize(
    ("name", "tileset", "right"),
    [("Ground", "town", ("street", "layer")), ("Walls", "rock", ("building", "layer")),
     ("A", "rock", ("building", "tileset")), ("A", "desert", ("street", ""))],
)  # fmt: skip
def test_what_only_the_name_of_a_layer_or_tileset_says_is_a_guess(drawn, name, tileset, right):
    path = drawn(layer("1,3,1,1,1,1,1,1,1,8", name), tiles=TILES.replace('name="town"', f'name="{tileset}"'))
    [asked] = [one for one in propose(read_tmx(path)).questions if one.tile == 0]
    assert (asked.guess, asked.by, asked.cells) == (*right, 8)


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("StoneWall_03", "building"),
        ("grass-dark", "street"),
        ("water bridge", "walkway"),
        ("wallet", ""),
        ("RiverBank", "water"),
        ("Tile Layer 1", ""),
    ],
)
def test_words_are_whole_words(text, right):
    assert in_words(text) == right


def test_objects_of_a_game_mean_nothing_there_and_ours_do(drawn):
    spawn = '<objectgroup name="Places"><object id="1" name="spawn" x="4" y="4"><point/></object></objectgroup>'
    ours = '<objectgroup name="Any"><object id="2" name="den" type="place" x="20" y="4"><point/></object></objectgroup>'
    path = drawn(layer("1,1,1,1,1,1,1,1,1,1"), spawn, ours)
    adopted(path)
    assert read_city(path).places == {"den": 2}


def test_the_file_says_what_was_proposed_in_any_words(tmp_path):
    grounds = Grounds({"street": ("A: b", 'c "d"')}, {"t, [1]": {0: "street", 1: "street", 2: "none", 9: "street"}})
    (tmp_path / "x.ground.yaml").write_text(as_yaml(grounds, "x.tmx"))
    found = read_grounds(tmp_path / "x.ground.yaml")
    assert (found.levels, found.tiles) == (grounds.levels, grounds.tiles)
    assert text_of(numbers_in("7, 0-3,9-9")) == "0-3, 7, 9"


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("tiles: {town: {stret: 0}}", '"town": unknown ground "stret"; did you mean \'street\'?'),
        ("tiles: {town: {street: a}}", '"town", street: "a" is no number of a tile: expected such as "0-3, 7"'),
        ("tils: {}", "there is no \"tils\"; did you mean 'tiles'?"),
        ("- 1", "expected levels and tiles"),
        ("tiles: [1]", "tiles: expected names, each with what it stands for"),
        ("a: &x {b: 1}\nc: *x", ":2: aliases are not read here: write it out"),
        ("a: {", "broken YAML"),
        ("levels: {street: [Grond]}\ntiles: {}", 'level "street": no layer "Grond"; did you mean \'Ground\'?'),
    ],
)
def test_what_is_wrong_with_the_file_is_said(drawn, text, right):
    path = drawn(layer("1,1,1,1,1,1,1,1,1,1", "Ground"))
    beside(path).write_text(text)
    with pytest.raises(MapError) as error:
        read_city(path)
    assert right in str(error.value)
    assert "town.ground.yaml" in str(error.value)


def test_a_tile_that_nobody_says_anything_about_is_named(drawn):
    path = drawn(layer("1,1,1,12,1,1,1,1,1,1", "Ground"))
    beside(path).write_text('levels: {street: [Ground]}\ntiles: {town: {street: "0-3"}}')
    with pytest.raises(MapError, match='tile 11 of tileset "town" has no ground'):
        read_city(path)


def test_a_city_of_another_game_can_be_walked_in_and_its_barriers_block(tmp_path):
    found = propose(read_tmx(data.path("maps/kenney_city_level1.tmx")))
    assert found.grounds.levels == {"street": ("Background", "Building Details", "Barriers")}
    (tiles,) = found.grounds.tiles.values()
    assert set(tiles.values()) == {"street", "building"}


def test_walls_round_a_room_that_nothing_speaks_of_are_guessed_to_block_and_its_door_is_open(tmp_path):
    rows = ["0000000000", "0777777000", "0700007000", "0700007000", "0700007000", "0770777000", "0000090000"]
    floor, above = (",".join(",".join(row) for row in rows).translate(str.maketrans(swap))
                    for swap in ({"0": "1", "7": "1", "9": "1"}, {"7": "6", "9": "12"}))  # fmt: skip
    head = f'<map width="10" height="7" tilewidth="8" tileheight="8">{TILES}'
    data = '<layer name="{}" width="10" height="7"><data encoding="csv">{}</data></layer>'
    path = tmp_path / "house.tmx"
    path.write_text(head + data.format("A", floor) + data.format("B", above) + "</map>")
    grid = [adopted(path)[n : n + 10] for n in range(0, 70, 10)]
    assert ["".join("7" if kind == "building" else "0" for kind in row) for row in grid] == [
        row.replace("9", "0") for row in rows
    ]
    asked = propose(read_tmx(path)).questions
    assert [(one.tile, one.guess) for one in asked] == [(0, "street"), (5, "building"), (11, "none")]
