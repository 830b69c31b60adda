"""Walls round rooms, found by how tiles lie: a room has walls all round and a door."""

import numpy as np
import pytest

from undergrid.city.maps.rooms import walls

HOUSE = """
............
.#######....
.#.....#....
.#.....#....
.#.....#....
.###.###....
............
"""
TWO_ROOMS = """
.............
.###########.
.#....#....#.
.#....a....#.
.#.........#.
.#....a....#.
.###.####=##.
.............
"""
ROAD = """
............
.#######....
.#.....#....
.#.....#....
.#.....#....
.#######....
............
"""
ACROSS = """
......#.....
......#.....
............
......#.....
......#.....
......#.....
"""
FLOWERS = """
...............
.#..#..#..#..#.
...............
...............
.#..#..#..#..#.
...............
...............
.#..#..#..#..#.
...............
"""
THICK = """
..............
.##########...
.##########...
.##########...
.##......##...
.##......##...
.##......##...
.####..####...
.####..####...
..............
"""
AT_THE_EDGE = """
########
#......#
#......#
#......#
###.####
"""
ROOF = """
..........
.#######..
.#######..
.#######..
.#######..
.###.###..
..........
"""
GIDS = {".": 0, "#": 5, "a": 6, "=": 7}


def layer(text):
    return np.array([[GIDS[letter] for letter in row] for row in text.split()], np.uint32)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (HOUSE, {5}),
        (TWO_ROOMS, {5, 6, 7}),
        (THICK, {5}),
        (AT_THE_EDGE, {5}),
        (ROAD, set()),
        (ACROSS, set()),
        (FLOWERS, set()),
        (ROOF, set()),
        ("....\n....", set()),
        ("####\n####", set()),
    ],
)
def test_lines_with_a_door_around_empty_ground_are_walls_and_nothing_else_is(text, found):
    assert walls(layer(text), {5, 6, 7}) == found
    assert walls(layer(text).T.copy(), {5, 6, 7}) == found


def test_what_stands_in_a_room_is_no_wall_of_it():
    gids = layer(HOUSE)
    gids[3, 4] = 9
    assert walls(gids, {5, 9}) == {5}


def test_a_mat_before_a_wall_is_no_part_of_it():
    gids = layer(HOUSE)
    gids[6, 4] = gids[6, 6] = 9  # before the door, and beside it
    assert walls(gids, {5, 9}) == {5}


def test_ends_of_a_wall_beside_a_door_are_parts_of_it():
    gids = layer(HOUSE)
    gids[5, 3], gids[5, 5] = 8, 9
    assert walls(gids, {5, 8, 9}) == {5, 8, 9}


def test_what_blocks_anyway_closes_a_room_with_the_others():
    gids = layer(HOUSE)
    gids[5, 5:7] = 8  # beside the door: without them there is none
    assert walls(gids, {5}) == set()
    assert walls(gids, {5}, {8}) == {5}


def test_a_layer_without_tiles_has_no_walls():
    assert walls(np.zeros((3, 4), np.uint32), {5}) == set()
    assert walls(np.zeros((0, 0), np.uint32), {5}) == set()
