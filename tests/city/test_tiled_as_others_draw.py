"""What Tiled offers and other people use: each with where its cells come to lie, or with the reason why not."""

import pytest

from undergrid.city.city import Ground, Use
from undergrid.city.maps.tiled import MapError, read_city

TILES = (
    '<tileset firstgid="1" name="g" tilewidth="8" tileheight="8" tilecount="3" columns="3">'
    '<tile id="0" type="street"/><tile id="1" type="building"/><tile id="2" type="water"/></tileset>'
)


def layer(gids="1", name="street", more="", inside=""):
    """A layer of 10 x 10 tiles, those that are given again and again."""
    data = ",".join((gids.split(",") * 100)[:100])
    return f'<layer name="{name}" width="10" height="10" {more}>{inside}<data encoding="csv">{data}</data></layer>'


def group(objects, name="places", more=""):
    return f'<objectgroup name="{name}" {more}>{objects}</objectgroup>'


def thing(name="a", x=0, y=0, more="", inside=""):
    return f'<object id="1" name="{name}" x="{x}" y="{y}" {more}>{inside}</object>'


def prop(name, value, kind=""):
    typed = f' type="{kind}"' if kind else ""
    return f'<properties><property name="{name}"{typed} value="{value}"/></properties>'


@pytest.fixture
def read(tmp_path):
    """Reads a map of 10 x 10 tiles of 8 px, with its parts as given and other files beside it."""

    def city(*parts, tiles=TILES, more="", **files):
        for name, text in files.items():
            path = tmp_path / name.replace("__", "/").replace("_", ".")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        text = f'<map orientation="orthogonal" width="10" height="10" tilewidth="8" tileheight="8" {more}>\n{tiles}\n'
        (tmp_path / "map.tmx").write_text(text + "\n".join(parts) + "\n</map>")
        return read_city(tmp_path / "map.tmx")

    return city


@pytest.fixture
def said(read, tmp_path):
    def complaints(*parts, **given):
        with pytest.raises(MapError) as error:
            read(*parts, **given)
        return str(error.value).replace(f"{tmp_path}/", "").splitlines()

    return complaints


def cells(city, name):
    """Columns and rows of a district of a city of one level."""
    number = [district.name for district in city.districts].index(name)
    rows, columns = (city.district_of.reshape(10, 10) == number).nonzero()
    return sorted(zip(columns.tolist(), rows.tolist(), strict=True))


def box(x, y, wide, high):
    return sorted((column, row) for column in range(x, x + wide) for row in range(y, y + high))


# ---------------------------------------------------------------- tilesets


def test_a_collection_of_images_may_have_gaps_in_its_numbers(read, said):
    tiles = (
        '<tileset firstgid="1" name="g" tilewidth="8" tileheight="8" tilecount="2" columns="0">'
        '<tile id="0" type="street"/><tile id="30" type="water"/></tileset>'
    )
    assert int(read(layer("1,31"), tiles=tiles).walkable().sum()) == 50
    assert said(layer("1,3"), tiles=tiles) == [
        'map.tmx:3: layer "street": tile 2 of tileset "g" is not there: it has 2 tiles; it lies at 1,0 and 49 more'
    ]


def test_what_is_wrong_with_a_tile_is_said_once_for_all_layers(said):
    tiles = TILES.replace('<tile id="2" type="water"/>', "")
    found = said(layer("1,1,1,3"), layer("3", "below"), tiles=tiles)
    assert len(found) == 1
    assert found[0].startswith('map.tmx:3: layer "street": tile 2 of tileset "g" has no ground; expected its class')
    assert found[0].endswith("it lies at 3,0 and 24 more")


def test_a_misspelt_ground_of_a_tile_is_named_and_what_a_game_notes_there_is_not(read, said):
    own = TILES.replace('<tile id="0" type="street"/>', f'<tile id="0" type="street">{prop("footstep", "hard")}</tile>')
    assert read(layer(), tiles=own).ground[0] == Ground.STREET
    misspelt = TILES.replace('<tile id="0" type="street"/>', f'<tile id="0">{prop("gruond", "street")}</tile>')
    assert said(layer(), tiles=misspelt) == [
        'map.tmx:3: layer "street": tile 0 of tileset "g" has no property "gruond"; did you mean \'ground\'?; '
        "it lies at 0,0 and 99 more"
    ]


# ---------------------------------------------------------------- templates

HOUSE = (
    '<template><object name="house" type="building" width="16" height="8"><properties>'
    '<property name="use" value="offices"/><property name="capacity" type="int" value="7"/>'
    "</properties></object></template>"
)


@pytest.mark.parametrize(
    ("source", "more", "inside", "right"),
    [
        ("t.tx", "", "", ("house", Use.OFFICES, 2, 1, 2, 1, 7)),
        ("sub/t.tx", 'name="b" height="24"', "", ("b", Use.OFFICES, 2, 1, 2, 3, 7)),
        ("t.tx", "", prop("capacity", 90, "int"), ("house", Use.OFFICES, 2, 1, 2, 1, 90)),
        ("t.tx", "", prop("use", "vats"), ("house", Use.VATS, 2, 1, 2, 1, 7)),
    ],
)
def test_an_object_is_what_its_template_says_and_it_does_not_say_itself(read, source, more, inside, right):
    placed = f'<object id="1" template="{source}" x="16" y="8" {more}>{inside}</object>'
    (b,) = read(layer(), group(placed, "buildings"), **{source.replace("/", "__").replace(".", "_"): HOUSE}).buildings
    assert (b.name, b.use, b.x, b.y, b.width, b.height, b.capacity) == right


def test_a_template_that_is_missing_or_is_none_is_named(said):
    placed = group('<object id="1" template="t.tx"/>')
    assert said(layer(), placed) == ['map.tmx:4: template "t.tx": there is no such file, looked for from map.tmx']
    twice = placed.replace("</objectgroup>", '<object id="2" template="t.tx"/></objectgroup>')
    assert said(layer(), twice) == said(layer(), placed)
    assert said(layer(), placed, t_tx="<template/>") == ["t.tx:1: this template has no <object>"]


# ---------------------------------------------------------------- where things lie


@pytest.mark.parametrize(
    "parts",
    [
        group(thing("a", 4, 4, inside="<point/>"), more='offsetx="16" offsety="8"'),
        '<group offsetx="8" offsety="8">' + group(thing("a", 4, 4), more='offsetx="8"') + "</group>",
        f'<group offsetx="20"><group offsety="12">{group(thing("a", 0, 0))}</group></group>',
    ],
)
def test_offsets_of_layers_and_groups_move_what_is_in_them(read, parts):
    assert read(layer(), parts).places == {"a": 12}


def test_tiles_are_moved_by_whole_tiles_and_not_off_the_map(read, said):
    city = read(layer(), layer("3,0,0,0,0,0,0,0,0,0", "below", 'offsetx="24"'))
    assert (city.ground[100:200].reshape(10, 10) == Ground.WATER).nonzero()[1].tolist() == [3] * 10
    assert said(layer(more='offsetx="-8"')) == [
        'map.tmx:3: layer "street" is shifted so that 10 of its tiles lie outside the map'
    ]
    assert said(layer(more='offsety="3"')) == [
        'map.tmx:3: layer "street" is 3 px off the cells: expected whole tiles, '
        "or class decoration for what is no ground"
    ]
    assert "moves against the map" in said(layer(more='parallaxx="0.5"'))[0]
    decoration = layer("2", "roofs", 'class="decoration" offsety="3" parallaxx="0.5"')
    assert [level.name for level in read(layer(), decoration).levels] == ["street"]


@pytest.mark.parametrize(
    ("turned", "right"),
    [
        (0, box(5, 5, 3, 2)),
        (90, box(3, 5, 2, 3)),
        (180, box(2, 3, 3, 2)),
        (-90, box(5, 2, 2, 3)),
        (450, box(3, 5, 2, 3)),
    ],
)
def test_what_is_turned_lies_where_tiled_shows_it(read, turned, right):
    district = thing("d", 40, 40, f'width="24" height="16" rotation="{turned}"')
    assert cells(read(layer(), group(district, "districts")), "d") == right
    (b,) = read(
        layer(), group(thing("d", 40, 40, f'width="24" height="16" rotation="{turned}"'), "buildings")
    ).buildings
    assert box(b.x, b.y, b.width, b.height) == right


def test_a_diamond_is_a_district_and_no_building(read, said):
    turned = thing("d", 40, 12, 'width="40" height="40" rotation="45"')
    found = cells(read(layer(), group(turned, "districts")), "d")
    rows = [[x for x, y in found if y == row] for row in range(10)]
    assert rows[5] == [2, 3, 4, 5, 6, 7]
    assert rows[2] == [4, 5]
    assert said(layer(), group(turned, "buildings")) == [
        'map.tmx:4: building "d" is turned by 45 degrees: expected a box along the cells'
    ]


@pytest.mark.parametrize(
    ("shape", "right"),
    [
        ("<ellipse/>", 80),
        ("<capsule/>", 80),
        ('<polygon points="0,0 80,0 0,80"/>', 45),
    ],
)
def test_round_and_cornered_districts_cover_the_cells_whose_middle_lies_inside(read, said, shape, right):
    drawn = thing("d", 0, 0, 'width="80" height="80"', shape)
    city = read(layer(), group(drawn, "districts"))
    found = cells(city, "d")
    assert len(found) == right
    assert (9, 9) not in found
    (complaint,) = said(layer(), group(drawn, "buildings"))
    assert complaint == f'map.tmx:4: building "d" is a {shape[1:8].strip("/>")}: expected a box along the cells'


def test_an_ellipse_is_turned_too_and_a_capsule_has_straight_sides(read):
    lying = thing("d", 0, 32, 'width="80" height="16"', "<ellipse/>")
    standing = thing("d", 48, 0, 'width="80" height="16" rotation="90"', "<ellipse/>")
    there = cells(read(layer(), group(lying, "districts")), "d")
    assert cells(read(layer(), group(standing, "districts")), "d") == sorted((y, x) for x, y in there)
    capsule = thing("d", 0, 32, 'width="80" height="16"', "<capsule/>")
    assert cells(read(layer(), group(capsule, "districts")), "d") == box(0, 4, 10, 2)


@pytest.mark.parametrize(
    ("alignment", "right"),
    [
        ("", (4, 2)),
        ("unspecified", (4, 2)),
        ("bottomleft", (4, 2)),
        ("bottom", (3, 2)),
        ("bottomright", (2, 2)),
        ("left", (4, 3)),
        ("center", (3, 3)),
        ("right", (2, 3)),
        ("topleft", (4, 4)),
        ("top", (3, 4)),
        ("topright", (2, 4)),
    ],
)
def test_a_tile_object_lies_where_the_alignment_of_its_tileset_has_it(read, alignment, right):
    tiles = TILES.replace("<tileset", f'<tileset objectalignment="{alignment}"') if alignment else TILES
    tile = thing("h", 32, 32, 'gid="2" width="16" height="16"')
    (b,) = read(layer(), group(tile, "buildings"), tiles=tiles).buildings
    assert (b.x, b.y, b.width, b.height) == (*right, 2, 2)


def test_a_tile_object_without_a_size_or_class_has_those_of_its_tile(read, said):
    (b,) = read(layer(), group(thing("h", 16, 32, 'gid="2"'), "houses")).buildings
    assert (b.x, b.y, b.width, b.height) == (2, 3, 1, 1)
    flipped = thing("h", 16, 32, f'gid="{2 + (1 << 31)}" rotation="90"')
    (b,) = read(layer(), group(flipped, "houses")).buildings
    assert (b.x, b.y, b.width, b.height) == (2, 4, 1, 1)
    assert said(layer(), group(thing("h", 16, 32, 'gid="9"'))) == [
        'map.tmx:4: object "h": tile 9 belongs to no tileset'
    ]


@pytest.mark.parametrize(
    ("x", "wide", "right"), [(12, 16, (2, 2)), (4, 16, (1, 2)), (20, 16, (3, 2)), (11, 16, (1, 2)), (12, 2, (1, 1))]
)
def test_edges_halfway_between_two_cells_go_to_the_right_wherever_they_lie(read, x, wide, right):
    (b,) = read(layer(), group(thing("h", x, 16, f'width="{wide}" height="8"'), "buildings")).buildings
    assert (b.x, b.width) == right


# ---------------------------------------------------------------- properties


@pytest.mark.parametrize(
    ("word", "lawful"), [("false", False), ("no", False), ("0", False), ("true", True), ("1", True)]
)
def test_a_property_without_a_type_says_the_same_in_words(read, word, lawful):
    assert read(layer(inside=prop("lawful", word))).levels[0].lawful is lawful


def test_numbers_and_references_without_a_type_are_numbers(read):
    assert read(layer(), prop("cell_mm", "1000")).cell_mm == 1000
    ends = thing("s", 4, 4, 'type="link"', prop("to", "7")) + '<object id="7" type="link_end" x="20" y="4"/>'
    assert [(link.a, link.b) for link in read(layer(), group(ends, "links")).links] == [(0, 2)]


@pytest.mark.parametrize("value", ["perhaps", "2", "²"])
def test_what_is_no_yes_and_no_no_is_said(said, value):
    (complaint,) = said(layer(inside=prop("lawful", value)))
    assert complaint == f'map.tmx:3: layer "street": lawful="{value}": expected true or false'


def test_a_list_says_its_values_one_after_the_other(read):
    stops = (
        '<properties><property name="beat" type="list"><item value="1,1"/><item value="5,1"/></property></properties>'
    )
    (post,) = read(layer(), group(thing("", 12, 12, inside=stops), "posts")).posts
    assert post.beat == (11, 15)


@pytest.mark.parametrize(
    ("part", "right"),
    [
        (
            group(thing("b", 16, 8, 'width="8" height="8"', prop("capcity", 7)), "buildings"),
            'building "b" has no property "capcity"; did you mean \'capacity\'?',
        ),
        (
            group(thing("p", 4, 4, "", prop("colour", "red"))),
            'place "p" has no property "colour"; expected one of level',
        ),
        (
            group("", more="", name="places").replace("></obj", f">{prop('levle', 'street')}</obj"),
            'layer "places" has no property "levle"; did you mean \'level\'?',
        ),
        (prop("cellmm", 1000), "this map has no property \"cellmm\"; did you mean 'cell_mm'?"),
    ],
)
def test_a_property_that_is_unknown_is_named_once(said, part, right):
    (complaint,) = said(layer(), part)
    assert complaint.split(": ", 1)[1] == right


def test_a_maps_own_properties_are_its_own(read):
    assert read(layer(inside=prop("z", 3, "int")), prop("music", "rain.ogg")).name == "map"


# ---------------------------------------------------------------- names and districts


@pytest.mark.parametrize(
    ("things", "right"),
    [
        (
            group(
                thing("b", 8, 8, 'width="8" height="8"') + "\n" + thing("b", 40, 8, 'width="8" height="8"'), "buildings"
            ),
            'map.tmx:5: two of class building are named "b" (on line 4): a name is used once',
        ),
        (
            group(thing("b", 8, 8, 'width="8" height="8"'), "buildings") + group(thing("b", 60, 60)),
            'map.tmx:4: place "b" has the name of a building and lies elsewhere: expected another name',
        ),
        (group(thing("p", 4, 4) + thing("p", 20, 4)), 'map.tmx:4: place "p": expected a name that no other place has'),
        (
            group(
                thing("d", 0, 0, 'width="8" height="8"', prop("kind", "edge"))
                + thing("d", 40, 0, 'width="8" height="8"'),
                "districts",
            ),
            'map.tmx:4: district "d" is of kind "housing" here and "edge" above: expected one',
        ),
        (
            group(thing("d", 1, 1, 'width="2" height="2"'), "districts"),
            'map.tmx:4: district "d" covers the middle of no cell of the map',
        ),
        (
            group(thing("d", 1, 1, "", '<polyline points="0,0 50,50"/>'), "districts"),
            'map.tmx:4: district "d" is a line: expected a box, polygon, ellipse or capsule',
        ),
        (
            group(thing("s", 4, 4), "links"),
            'map.tmx:4: link "s" leads nowhere: it has no property to: expected an object of class link_end',
        ),
        (
            group(thing("s", 4, 4, "", "<squiggle/>")),
            'map.tmx:4: object "s" is a <squiggle>: that is no shape of Tiled 1.12',
        ),
    ],
)
def test_what_names_and_districts_cannot_mean_is_said(said, things, right):
    assert said(layer(), things) == [right]


def test_a_district_of_one_name_may_be_drawn_in_parts(read):
    parts = thing("d", 0, 0, 'width="8" height="8"') + thing("d", 40, 0, 'width="8" height="8"')
    assert cells(read(layer(), group(parts, "districts")), "d") == [(0, 0), (5, 0)]


def test_cells_in_no_district_are_in_one_of_their_own(read):
    city = read(layer(), group(thing("slum", 0, 0, 'width="16" height="16"'), "districts"))
    assert cells(city, "slum") == box(0, 0, 2, 2)
    assert len(cells(city, "city")) == 96
    assert [(district.name, district.kind) for district in city.districts] == [("slum", "housing"), ("city", "housing")]


# ---------------------------------------------------------------- infinite maps


def test_complaints_about_an_infinite_map_name_its_own_cells(said):
    chunk = f'<chunk x="-16" y="32" width="10" height="10">{",".join("1" * 99)},2</chunk>'
    tiles = f'<layer name="street"><data encoding="csv">{chunk}</data></layer>'
    things = thing("in", -60, 332, "<point/>") + thing("out", 4, 4) + thing("wall", -52, 332)
    found = said(tiles, group(things.replace("<point/>>", "><point/>")), more='infinite="1"')
    assert found == [
        'map.tmx:4: place "out" lies outside the map (10 x 10 cells, from -16,32) at 0,0',
        'map.tmx:4: place "wall" at -7,41 lies on building: expected walkable ground',
    ]
