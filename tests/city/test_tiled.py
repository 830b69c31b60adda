import base64
import gzip
import re
import zlib

import numpy as np
import pytest
import zstandard

from undergrid.city.city import City, Ground, LinkKind, Use
from undergrid.city.maps.tiled import MapError, read_city

TILESET = """<tileset firstgid="1" name="ground" tilewidth="8" tileheight="8" tilecount="12" columns="12">
 <tile id="0" type="street"/>
 <tile id="1" type="building"/>
 <tile id="2"><properties><property name="ground" value="Alley"/></properties></tile>
 <tile id="3"/>
 <tile id="4" type="strete"/>
</tileset>"""
GRID = [[1, 1, 1, 1, 1], [1, 2, 2, 3, 1], [1, 1, 1, 1, 0]]


def csv(grid=GRID, name="street", more="") -> str:
    rows = ",\n".join(",".join(str(gid) for gid in row) for row in grid)
    return (
        f'<layer id="1" name="{name}" width="{len(grid[0])}" height="{len(grid)}">{more}'
        f'<data encoding="csv">\n{rows}\n</data></layer>'
    )


def objects(text: str, name="objects", more="") -> str:
    return f'<objectgroup id="9" name="{name}">{more}{text}</objectgroup>'


def thing(what: str, x=0.0, y=0.0, name="", /, size=(0, 0), number=1, shape="<point/>", **properties) -> str:
    """An object at a cell."""
    given = "".join(
        f'<property name="{key}" type="{"int" if isinstance(value, int) else "string"}" value="{value}"/>'
        for key, value in properties.items()
    )
    box = f'width="{size[0] * 8}" height="{size[1] * 8}"'
    return (
        f'<object id="{number}" name="{name}" type="{what}" x="{x * 8}" y="{y * 8}" {box}>'
        f"<properties>{given}</properties>{'' if size[0] else shape}</object>"
    )


def tmx(*parts: str, size=(5, 3), head="", tileset=TILESET) -> str:
    return (
        f'<?xml version="1.0"?>\n<map version="1.10" orientation="orthogonal" width="{size[0]}" height="{size[1]}" '
        f'tilewidth="8" tileheight="8" {head}>\n{tileset}\n' + "\n".join(parts) + "\n</map>"
    )


@pytest.fixture
def read(tmp_path):
    def read_text(text: str) -> City:
        (tmp_path / "map.tmx").write_text(text)
        return read_city(tmp_path / "map.tmx")

    return read_text


@pytest.fixture
def complaint(read, tmp_path):
    def complain(text: str) -> str:
        with pytest.raises(MapError) as error:
            read(text)
        return str(error.value).replace(f"{tmp_path}/", "")

    return complain


# ---------------------------------------------------------------- reading


def test_tiles_name_the_ground_by_class_or_property(read):
    city = read(tmx(csv()))
    kinds = [Ground.VOID, Ground.STREET, Ground.BUILDING, Ground.ALLEY]
    assert city.ground.tolist() == [kinds[gid] for row in GRID for gid in row]
    assert (city.name, city.width, city.height, city.levels[0].name) == ("map", 5, 3, "street")
    assert [district.name for district in city.districts] == ["city"]


def packed(grid, compression: str) -> str:
    raw = np.array(grid, dtype="<u4").tobytes()
    squeeze = {"": bytes, "zlib": zlib.compress, "gzip": gzip.compress, "zstd": zstandard.compress}[compression]
    return base64.b64encode(squeeze(raw)).decode()


@pytest.mark.parametrize("compression", ["", "zlib", "gzip", "zstd"])
def test_base64_layers_say_the_same_as_csv(read, compression):
    layer = (
        f'<layer name="street" width="5" height="3"><data encoding="base64" compression="{compression}">\n  '
        f"{packed(GRID, compression)}\n</data></layer>"
    )
    assert read(tmx(layer)).digest() == read(tmx(csv())).digest()


def test_one_element_a_tile_says_the_same_as_csv(read):
    tiles = "".join(f'<tile gid="{gid}"/>' if gid else "<tile/>" for row in GRID for gid in row)
    layer = f'<layer name="street" width="5" height="3"><data>{tiles}</data></layer>'
    assert read(tmx(layer)).digest() == read(tmx(csv())).digest()


def test_the_bits_that_flip_tiles_are_masked(read):
    flipped = [[gid | (0x80000000 >> x % 4) if gid else 0 for x, gid in enumerate(row)] for row in GRID]
    assert read(tmx(csv(flipped))).digest() == read(tmx(csv())).digest()


def test_an_infinite_map_is_as_large_as_its_chunks(read):
    def chunk(x, y, rows):
        text = ",".join(str(gid) for row in rows for gid in row)
        return f'<chunk x="{x}" y="{y}" width="2" height="2">{text}</chunk>'

    chunks = chunk(-2, 4, [[1, 2], [1, 1]]) + chunk(0, 6, [[3, 0], [1, 1]])
    layer = f'<layer name="street"><data encoding="csv">{chunks}</data></layer>'
    place = objects(thing("place", -1.5, 5.5, "here"))
    city = read(tmx(layer, place, size=(30, 20), head='infinite="1"'))
    assert (city.width, city.height) == (4, 4)
    rows = [[1, 2, 0, 0], [1, 1, 0, 0], [0, 0, 3, 0], [0, 0, 1, 1]]
    kinds = [Ground.VOID, Ground.STREET, Ground.BUILDING, Ground.ALLEY]
    assert city.ground.tolist() == [kinds[gid] for row in rows for gid in row]
    assert city.places == {"here": 4}


def test_external_tilesets_are_found_beside_the_map(read, tmp_path):
    body = TILESET.replace(' firstgid="1"', "")
    (tmp_path / "ground.tsx").write_text(body)
    assert read(tmx(csv(), tileset='<tileset firstgid="1" source="ground.tsx"/>')).digest() == read(tmx(csv())).digest()


def test_layers_in_groups_are_levels_and_decoration_is_not(read):
    lawless = '<properties><property name="lawful" type="bool" value="false"/></properties>'
    extra = csv(name="glow").replace("<layer", '<layer class="decoration"')
    city = read(tmx(csv(), f"<group>{csv(name='outside', more=lawless)}{extra}</group>"))
    assert [(level.name, level.lawful, level.sky) for level in city.levels] == [
        ("street", True, True),
        ("outside", False, True),
    ]


def test_objects_become_buildings_links_posts_and_places(read):
    city = read(
        tmx(
            csv(),
            csv(name="below"),
            objects(
                thing("district", 3, 0, "east", size=(2, 3), kind="edge")
                + thing("building", 1, 1, "home", size=(2, 1), use="pods", capacity=12)
                + thing("building", 1, 1, "shop", size=(2, 1), use="Disused", door="0,1")
                + thing("link", 4.5, 0.5, "shaft", kind="lift", to=77)
                + thing("link_end", 4.5, 0.5, number=77, level="below")
                + thing("post", 0.5, 2.5, kind="camera", link="shaft")
                + thing("post", 0.5, 0.5, kind="drone", shape='<polyline points="0,0 16,0 16,16"/>')
                + thing("place", 3.2, 1.9, "corner", level="below")
            ),
        )
    )
    home, shop = city.buildings
    assert (home.use, home.capacity, home.width, home.height) == (Use.PODS, 12, 2, 1)
    assert city.where(home.door) in ((0, 1, 0), (0, 1, 2), (0, 2, 0), (0, 2, 2))
    assert (shop.use, city.where(shop.door)) == (Use.DISUSED, (0, 0, 1))
    assert city.districts[city.district_of[city.cell(0, 3, 2)]].name == "east"
    (link,) = city.links
    assert (link.kind, city.where(link.a), city.where(link.b)) == (LinkKind.LIFT, (0, 4, 0), (1, 4, 0))
    assert link.length_mm == 10_000
    camera, drone = city.posts
    assert (camera.kind, city.where(camera.cell), camera.link) == ("camera", (0, 0, 2), 0)
    assert [city.where(cell) for cell in drone.beat] == [(0, 0, 0), (0, 2, 0), (0, 2, 2)]
    assert city.places == {"corner": city.cell("below", 3, 1)}


def test_a_layer_of_objects_may_name_their_class_and_level(read):
    below = '<properties><property name="level" value="below"/></properties>'
    city = read(tmx(csv(), csv(name="below"), objects(thing("", 0, 0, "start"), name="Places", more=below)))
    assert city.places == {"start": city.cell("below", 0, 0)}


def test_a_polygon_gives_its_cells_a_district(read):
    corners = '<polygon points="0,0 24,0 0,24"/>'
    city = read(tmx(csv(), objects(thing("district", 0, 0, "corner", shape=corners))))
    numbers = city.district_of.reshape(3, 5)
    assert numbers.tolist() == [[0, 0, 1, 1, 1], [0, 1, 1, 1, 1], [1, 1, 1, 1, 1]]
    assert [(district.name, district.kind) for district in city.districts] == [
        ("corner", "housing"),
        ("city", "housing"),
    ]


# ---------------------------------------------------------------- complaints

GOOD = csv()


def data_layer(text: str, encoding="base64", compression="zlib") -> str:
    return (
        f'<layer name="street" width="5" height="3"><data encoding="{encoding}" compression="{compression}">{text}'
        "</data></layer>"
    )


def one(*args, **kwargs) -> str:
    return tmx(GOOD, objects(thing(*args, **kwargs)))


BROKEN = {
    "broken XML": ("<map><layer>", "map.tmx:1: broken XML: no element found"),
    "mismatched tag": ("<map>\n<layer></map>", "map.tmx:2: broken XML: mismatched tag"),
    "another file": ('<tileset name="x"/>', "this is a <tileset> file, expected <map>"),
    "entities": ('<!DOCTYPE m [<!ENTITY a "b">]><map>&a;</map>', "entity declarations are not allowed"),
    "isometric": (tmx(GOOD).replace("orthogonal", "isometric"), "orientation isometric: expected orthogonal"),
    "no width": ('<map height="3" tilewidth="8" tileheight="8"/>', "<map> has no width"),
    "width in words": (tmx(GOOD).replace('width="5"', 'width="five"', 1), 'width="five" of <map>: expected a whole'),
    "negative width": (tmx(GOOD).replace('width="5"', 'width="-5"', 1), "width=-5 of <map>: expected at least 0"),
    "empty map": (tmx(size=(0, 0)), "0 x 0 tiles: expected at least one"),
    "huge map": (tmx(size=(99999, 99999)), "99999 x 99999 tiles are more than"),
    "layer of another size": (tmx(csv([[1, 1]])), 'layer "street" is 2 x 1 tiles, the map 5 x 3'),
    "no layers": (tmx(), "there is no tile layer"),
    "no data": (tmx('<layer name="street" width="5" height="3"/>'), 'layer "street" has no <data>'),
    "too few tiles": (tmx(data_layer("1,1", "csv")), '2 tiles, fewer than 5 x 3 = 15'),
    "too many tiles": (tmx(data_layer("1," * 16, "csv")), "16 tiles, more than 5 x 3 = 15"),
    "letters in csv": (tmx(data_layer("1,1,x", "csv")), "expected numbers with commas between them"),
    "negative tile": (tmx(data_layer("-1," * 15, "csv")), "a tile number is not in 0 to 4294967295"),
    "unknown encoding": (tmx(data_layer("", "base46")), 'unknown encoding "base46"; did you mean \'base64\'?'),
    "unknown compression": (tmx(data_layer("AAAA", compression="zlip")), '"zlip"; did you mean \'zlib\'?'),
    "not base64": (tmx(data_layer("?!")), 'layer "street": this is not base64'),
    "damaged zlib": (tmx(data_layer("AAAAAAAA")), "damaged zlib data"),
    "damaged zstd": (tmx(data_layer("AAAAAAAA", compression="zstd")), "damaged zstd data"),
    "cut zlib": (tmx(data_layer(packed(GRID, "zlib")[:16])), "data is cut short: "),
    "cut zstd": (tmx(data_layer(packed(GRID, "zstd")[:20], compression="zstd")), "zstd data"),
    "short base64": (tmx(data_layer("AAAAAAAA", compression="")), "6 bytes of tiles, expected 60"),
    "chunks in a finite map": (
        tmx(data_layer('<chunk x="0" y="0" width="1" height="1">1</chunk>', "csv")),
        "comes in chunks, but the map is not infinite",
    ),
    "chunks far apart": (
        tmx(
            '<layer name="street"><data encoding="csv"><chunk x="0" y="0" width="1" height="1">1</chunk>'
            '<chunk x="99999" y="99999" width="1" height="1">1</chunk></data></layer>',
            head='infinite="1"',
        ),
        "100000 x 100000 tiles are more than",
    ),
    "a bomb": (tmx(data_layer(base64.b64encode(zlib.compress(bytes(10**7))).decode())), "61 bytes of tiles, expected"),
    "missing tileset": (
        tmx(GOOD, tileset='<tileset firstgid="1" source="grund.tsx"/>'),
        'tileset "grund.tsx": there is no such file, looked for from map.tmx',
    ),
    "tileset of another kind": (
        tmx(GOOD, tileset='<tileset firstgid="1" source="a.png"/>'),
        'tileset "a.png": expected a file ending in .tsx or .tsj',
    ),
    "tile of no tileset": (tmx(csv(), tileset=""), "tile 1 belongs to no tileset; it lies at 0,0 and 10 more"),
    "tile beyond its tileset": (tmx(csv([[99] * 5] * 3)), 'tile 98 of tileset "ground" is not there: it has 12 tiles'),
    "tile without ground": (tmx(csv([[4] * 5] * 3)), 'layer "street": tile 3 of tileset "ground" has no ground'),
    "unknown ground": (tmx(csv([[5] * 5] * 3)), 'unknown ground "strete"; did you mean \'street\'?'),
    "levels of one name": (tmx(GOOD, GOOD), 'two levels are named "street"'),
    "nowhere to stand": (tmx(csv([[2] * 5] * 3)), "nobody can stand anywhere"),
    "unknown class": (one("buildin", 0, 0, "x"), 'object "x" has class "buildin"; did you mean \'building\'?'),
    "unknown level": (one("place", 1, 0, "x", level="stret"), 'there is no level "stret"; did you mean \'street\'?'),
    "place outside": (one("place", 9, 0, "x"), 'place "x" lies outside the map (5 x 3 cells) at 9,0'),
    "place in a wall": (one("place", 1, 1, "x"), 'place "x" at 1,1 lies on building: expected walkable ground'),
    "place without name": (one("place", 0, 0), 'place "": expected a name that no other place has'),
    "unknown use": (one("building", 1, 1, "x", (2, 1), use="podz"), 'unknown use "podz"; did you mean \'pods\'?'),
    "negative capacity": (one("building", 1, 1, "x", (2, 1), capacity=-2), "capacity=-2: expected a whole number of 0"),
    "building outside": (one("building", 4, 1, "x", (2, 1)), 'building "x" at 4,1 reaches outside the map'),
    "building without name": (one("building", 1, 1, "", (2, 1)), "a building has no name"),
    "unknown district": (one("building", 1, 1, "x", (2, 1), district="sity"), '"sity"; did you mean \'city\'?'),
    "door in words": (one("building", 1, 1, "x", (2, 1), door="west"), '"west" is no cell; expected "x,y"'),
    "door in a wall": (one("building", 1, 1, "x", (1, 1), door="2,1"), "at 2,1 lies on building: expected walkable"),
    "door far away": (one("building", 1, 1, "x", (1, 1), door="4,1"), "at 4,1 is not beside it"),
    "no room for a door": (
        tmx(csv([[2, 2, 2], [2, 2, 2], [1, 2, 2]]), objects(thing("building", 1, 0, "x", (1, 1))), size=(3, 3)),
        'building "x" has no walkable cell beside it for a door',
    ),
    "two of a name": (
        tmx(GOOD, objects(thing("building", 1, 1, "x", (1, 1)) + thing("building", 2, 1, "x", (1, 1)))),
        'two of class building are named "x"',
    ),
    "link to nothing": (one("link", 0, 0, "x", to=5), 'leads to object 5: expected an object of class link_end'),
    "link into a wall": (
        tmx(GOOD, objects(thing("link", 0, 0, "x", to=5) + thing("link_end", 1, 1, number=5))),
        'link "x" at 1,1 lies on building',
    ),
    "two links at a cell": (
        tmx(
            GOOD,
            objects(
                thing("link", 0, 0, "x", to=5) + thing("link_end", 2, 0, number=5)
                + thing("link", 0, 0, "y", to=6) + thing("link_end", 3, 0, number=6)
            ),
        ),
        'link "y" ends where link "x" does',
    ),
    "unknown kind of link": (
        tmx(GOOD, objects(thing("link", 0, 0, "x", to=5, kind="stair") + thing("link_end", 2, 0, number=5))),
        'unknown kind "stair"; did you mean \'stairs\'?',
    ),
    "unknown kind of post": (one("post", 0, 0, kind="camra"), 'unknown kind of post "camra"; did you mean \'camera\'?'),
    "post at no link": (one("post", 0, 0, kind="camera", link="gate"), 'there is no link "gate"'),
    "post in a wall": (one("post", 1, 1, kind="camera"), "post (camera) at 1,1 lies on building"),
    "broken points": (
        one("post", 0, 0, kind="drone", shape='<polyline points="0,0 a,b"/>'),
        'points="a" of <polyline>: expected a number of pixels',
    ),
    "pixels in words": (one("place", 0, 0, "x").replace('x="0"', 'x="left"'), 'x="left" of <object>: expected'),
    "not a number": (one("place", 0, 0, "x").replace('x="0"', 'x="nan"'), 'x="nan" of <object>: expected'),
    "bad property": (
        one("place", 0, 0, "x", capacity=1).replace('value="1"', 'value="one"'),
        'property capacity="one": expected a number (int)',
    ),
    "bad switch": (
        tmx(csv(more='<properties><property name="sky" type="bool" value="yes"/></properties>')),
        'property sky="yes": expected true or false',
    ),
    "cells of no size": (
        tmx('<properties><property name="cell_mm" type="int" value="5"/></properties>', GOOD),
        "cell_mm=5: expected a whole number from 100 to 100000",
    ),
}  # fmt: skip


@pytest.mark.parametrize("broken", BROKEN)
def test_what_is_wrong_is_said_with_file_and_line(complaint, broken):
    text, expected = BROKEN[broken]
    message = complaint(text)
    assert expected in message
    assert re.match(r"map\.tmx:\d+: ", message)


def test_all_that_is_wrong_is_said_at_once(complaint):
    text = tmx(GOOD, objects(thing("place", 1, 1, "x") + thing("building", 1, 1, "y", (1, 1), use="?", capacity=-1)))
    assert len(complaint(text).splitlines()) == 3


def test_a_file_that_is_not_there_is_named(tmp_path):
    (tmp_path / "map.tmx").write_text(tmx(GOOD))
    with pytest.raises(MapError, match=r"there is no such file; did you mean \'map\.tmx\'\?"):
        read_city(tmp_path / "mpa.tmx")
    with pytest.raises(MapError, match="cannot be read"):
        read_city(tmp_path)


@pytest.mark.parametrize("cut", range(40, 2000, 93))
def test_a_map_cut_anywhere_is_a_map_error_and_nothing_else(tmp_path, cut):
    text = tmx(GOOD, objects(thing("building", 1, 1, "home", (2, 1)) + thing("place", 0, 0, "x")))
    (tmp_path / "map.tmx").write_text(text[: min(cut, len(text) - 8)])
    with pytest.raises(MapError):
        read_city(tmp_path / "map.tmx")
