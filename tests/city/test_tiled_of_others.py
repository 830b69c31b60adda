"""Tiled maps that other people drew."""

import re

import pytest
from reference import data

from undergrid.city.maps.tiled import MapError, read_city, read_tmx


def test_a_city_drawn_by_others_is_read_whole():
    tiled = read_tmx(data.path("maps/kenney_city_level1.tmx"))
    assert (tiled.width, tiled.height, tiled.tile_width) == (150, 100, 16)
    assert [layer.name for layer in tiled.tile_layers] == ["Background", "Building Details", "Barriers"]
    assert tiled.tile_layers[0].gids[0, :3].tolist() == [748, 748, 748]
    (tileset,) = tiled.tilesets
    assert (tileset.n_tiles, tileset.first_gid) == (1036, 1)
    assert tiled.tileset_of(1036) is tileset
    assert tiled.tileset_of(1037) is None


def test_the_sewers_of_tiled_itself_are_read_whole():
    tiled = read_tmx(data.path("maps/tiled_sewers.tmx"))
    assert [layer.gids.shape for layer in tiled.tile_layers] == [(50, 50), (50, 50)]
    assert tiled.tile_layers[0].gids.max() == 70


def test_a_map_without_grounds_says_which_tile_has_none():
    with pytest.raises(MapError, match=re.escape("expected its class to be one of void, building")):
        read_city(data.path("maps/tiled_sewers.tmx"))
