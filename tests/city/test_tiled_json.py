"""Maps that Tiled has written as JSON: the same city, or what is wrong with them."""

import json

import pytest

from undergrid.city.city import Ground
from undergrid.city.maps.tiled import MapError, read_city, read_tmx

from .test_tiled_as_others_draw import cells


def as_json(tmp_path):
    tiles = {"name": "g", "tilewidth": 8, "tileheight": 8, "tilecount": 3, "columns": 3,
             "tiles": [{"id": 0, "type": "street"}, {"id": 1, "class": "building"},
                       {"id": 2, "properties": [{"name": "ground", "type": "string", "value": "water"}]}]}  # fmt: skip
    (tmp_path / "g.tsj").write_text(json.dumps(tiles | {"type": "tileset"}))
    house = {"id": 5, "name": "h", "type": "building", "x": 16, "y": 32, "width": 16, "height": 16, "rotation": 0,
             "gid": 2, "properties": [{"name": "capacity", "type": "int", "value": 9}]}  # fmt: skip
    corners = [{"x": 0, "y": 0}, {"x": 80, "y": 0}, {"x": 0, "y": 80}]
    slum = {"id": 6, "name": "slum", "x": 0, "y": 0, "polygon": corners}
    (tmp_path / "p.tj").write_text(
        json.dumps({"type": "template", "object": {"name": "p", "point": True, "type": "place"}})
    )
    layers = [
        {"type": "tilelayer", "name": "street", "width": 10, "height": 10, "data": [1] * 90 + [3] * 10,
         "properties": [{"name": "lawful", "type": "bool", "value": False}]},
        {"type": "group", "name": "all", "offsetx": 8, "layers": [
            {"type": "objectgroup", "name": "places", "objects": [{"id": 9, "template": "p.tj", "x": 12, "y": 4}]}]},
        {"type": "objectgroup", "name": "buildings", "objects": [house]},
        {"type": "objectgroup", "name": "districts", "objects": [slum]},
        {"type": "imagelayer", "name": "sky", "image": "sky.png"},
    ]  # fmt: skip
    return {"type": "map", "orientation": "orthogonal", "infinite": False, "width": 10, "height": 10, "tilewidth": 8,
             "tileheight": 8, "tilesets": [{"firstgid": 1, "source": "g.tsj"}], "layers": layers,
             "properties": [{"name": "cell_mm", "type": "int", "value": 1000}]}  # fmt: skip


def test_a_map_in_json_is_the_same_city(tmp_path):
    (tmp_path / "map.tmj").write_text(json.dumps(as_json(tmp_path)))
    city = read_city(tmp_path / "map.tmj")
    (b,) = city.buildings
    assert (b.name, b.x, b.y, b.width, b.height, b.capacity) == ("h", 2, 2, 2, 2, 9)
    assert (city.cell_mm, city.levels[0].lawful, city.places) == (1000, False, {"p": 2})
    assert city.ground.tolist() == [Ground.STREET] * 90 + [Ground.WATER] * 10
    assert len(cells(city, "slum")) == 45


@pytest.mark.parametrize(
    "given",
    [
        {"wangsets": [{"name": "w", "type": "corner", "colors": [{"name": "Sand"}, {"name": "Water"}],
                       "wangtiles": [{"tileid": 1, "wangid": [0, 2, 0, 2, 0, 2, 0, 2]},
                                     {"tileid": 2, "wangid": [0, 1, 0, 2, 0, 2, 0, 2]}]}]},
        {"wangsets": [{"name": "w", "cornercolors": [{"name": "Sand"}, {"name": "Water"}], "edgecolors": [],
                       "wangtiles": [{"tileid": 1, "wangid": [0, 2, 0, 2, 0, 2, 0, 2]},
                                     {"tileid": 2, "wangid": [0, 1, 0, 2, 0, 2, 0, 2]}]}]},
        {"terrains": [{"name": "Sand", "tile": 0}, {"name": "Water", "tile": 1}],
         "tiles": [{"id": 1, "terrain": [1, 1, 1, 1]}, {"id": 2, "terrain": [0, 1, 1, 1]}]},
        {"terrains": [{"name": "Sand", "tile": 0}, {"name": "Water", "tile": 1}],
         "tiles": {"1": {"terrain": [1, 1, 1, 1]}, "2": {"terrain": [0, 1, 1, 1]}}},
    ],
)  # fmt: skip
def test_terrains_and_wang_sets_in_json_say_what_tiles_are_called(tmp_path, given):
    tiles = {"name": "g", "tilewidth": 8, "tileheight": 8, "tilecount": 3}
    (tmp_path / "map.tmj").write_text(json.dumps(as_json(tmp_path)))
    (tmp_path / "g.tsj").write_text(json.dumps(tiles | given | {"type": "tileset"}))
    [tileset] = read_tmx(tmp_path / "map.tmj").tilesets
    assert tileset.called == {1: "Water"}


@pytest.mark.parametrize(
    ("change", "right"),
    [
        (lambda whole: "{", "map.tmj:1: broken JSON: Expecting property name enclosed in double quotes"),
        (lambda whole: "[1]", "map.tmj: the file is no JSON object: expected one, as Tiled writes it"),
        (lambda whole: whole | {"layers": 3}, 'map.tmj: "layers" is no list: expected one, as Tiled writes it'),
        (lambda whole: whole | {"width": "five"}, 'map.tmj: width="five" of <map>: expected a whole number'),
        (
            lambda whole: whole | {"orientation": "isometric"},
            "map.tmj: orientation isometric: expected orthogonal, the only one with cells",
        ),
        (lambda whole: "[" * 100_000, "levels, one in another"),
        (
            lambda whole: whole | {"layers": [{"type": "tilelair", "name": "x"}]},
            'map.tmj: layer "x" has type "tilelair": expected one of tilelayer, objectgroup, imagelayer, group',
        ),
        (lambda whole: '{"layers": [], "width": NaN}', 'map.tmj: width="nan" of <map>: expected a whole number'),
    ],
)
def test_what_is_wrong_with_a_map_in_json_is_said(tmp_path, change, right):
    changed = change(as_json(tmp_path))
    (tmp_path / "map.tmj").write_text(changed if isinstance(changed, str) else json.dumps(changed))
    with pytest.raises(MapError) as error:
        read_city(tmp_path / "map.tmj")
    assert right in str(error.value).replace(f"{tmp_path}/", "")
