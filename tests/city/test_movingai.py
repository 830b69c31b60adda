"""The MovingAI benchmark: its files, and every published length found exactly."""

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from reference import data

from undergrid.city.city import Ground
from undergrid.city.maps.movingai import MovingAIError, check, read_map, read_scenario, to_city
from undergrid.core.fields import EXACT, FlowFields, costs, length_of
from undergrid.core.paths import PathFinder

STREETS = ["Berlin_0_256", "Boston_0_256", "London_0_256", "Moscow_0_256"]


def benchmark(name):
    grid = read_map(data.path(f"movingai/{name}.map"))
    return grid, read_scenario(data.path(f"movingai/{name}.map.scen"))


def cell(grid, place):
    return place[1] * grid.width + place[0]


# ---------------------------------------------------------------- published lengths


@pytest.mark.parametrize(("name", "rows"), list(zip(STREETS, (930, 950, 1000, 910), strict=True)))
def test_every_published_length_on_the_streets_is_found_exactly(name, rows):
    result = check(*benchmark(name))
    assert (result.rows, result.misses) == (rows, 0)
    assert result.largest_error < 1e-6


def test_every_twentieth_published_length_in_new_york_is_found_exactly():
    grid, scenario = benchmark("NewYork_0_1024")
    result = check(grid, replace(scenario, rows=scenario.rows[::20]))
    assert (result.rows, result.misses) == (184, 0)
    assert result.largest_error < 1e-6


@pytest.mark.slow
def test_every_published_length_in_new_york_is_found_exactly():
    result = check(*benchmark("NewYork_0_1024"))
    assert (result.rows, result.misses) == (3670, 0)
    assert result.largest_error < 1e-6


@pytest.mark.parametrize(("name", "rows"), [("random512-10-0", 1670), ("8room_000", 1940)])
def test_every_published_length_of_six_digits_is_found_as_near_as_it_is_printed(name, rows):
    grid, scenario = benchmark(name)
    result = check(grid, scenario)
    assert (result.rows, result.misses) == (rows, 0)
    assert result.largest_error <= 6e-6 * max(row.length for row in scenario.rows)


@pytest.mark.parametrize("name", STREETS)
def test_the_way_back_and_the_field_of_the_goal_give_the_same_lengths(name):
    grid, scenario = benchmark(name)
    walk = grid.walkable()
    finder = PathFinder(grid.width, grid.height, straight=EXACT)
    fields = FlowFields(grid.width, grid.height, straight=EXACT)
    cost, way = costs(walk.size, EXACT), np.empty(walk.size, dtype=np.uint8)
    for row in scenario.rows[::25]:
        start, goal = cell(grid, row.start), cell(grid, row.goal)
        fields.fill(walk, [goal], cost, way)
        assert finder.find_path(walk, start, goal).length == cost[start]
        assert finder.find_path(walk, goal, start).length == cost[start]
        assert length_of(cost[start]) == pytest.approx(row.length, abs=1e-6)


def test_no_corner_is_cut_where_two_cells_only_touch_at_one():
    grid, scenario = benchmark("Berlin_0_256")
    first = scenario.rows[0]
    path = PathFinder(256, 256, straight=EXACT).find_path(
        grid.walkable(), cell(grid, first.start), cell(grid, first.goal)
    )
    assert [abs(a - b) for a, b in zip(first.start, first.goal, strict=True)] == [1, 1]
    assert length_of(path.length) == first.length == 2.0
    assert all(abs(int(a) - int(b)) in {1, 256} for a, b in pairwise(path.cells))


# ---------------------------------------------------------------- files


MAP = "type octile\nheight 3\nwidth 4\nmap\n..@.\n.GT.\n....\n"
SCEN = "version 1\n0\tmaps/x/a.map\t4\t3\t0\t0\t3\t0\t6.41421\n0\ta.map\t4\t3\t0\t0\t1\t1\t1.41421\n"


def written(tmp_path, text, name="a.map"):
    path = tmp_path / name
    path.write_bytes(text.encode("latin-1"))
    return path


def test_a_map_is_read_row_by_row_with_x_the_column(tmp_path):
    grid = read_map(written(tmp_path, MAP))
    assert (grid.width, grid.height) == (4, 3)
    assert grid.walkable().reshape(3, 4).tolist() == [[1, 1, 0, 1], [1, 1, 0, 1], [1, 1, 1, 1]]


@pytest.mark.parametrize(
    "text",
    [
        MAP.replace("\n", "\r\n"),
        MAP.rstrip("\n"),
        MAP + "\n\n",
        MAP.replace("height 3\nwidth 4", "width 4\nheight 3"),
        MAP.replace("G", "g").replace("type octile", "Type Octile "),
    ],
)
def test_a_map_may_be_written_a_little_differently(tmp_path, text):
    right = read_map(written(tmp_path, MAP, "right.map")).walkable().tolist()
    assert read_map(written(tmp_path, text)).walkable().tolist() == right


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", ":1: '' is no type of map, expected 'type octile'"),
        (MAP.replace("octile", "tile"), ":1: 'type tile' is no type of map, expected 'type octile'"),
        (MAP.replace("height 3\n", ""), ":3: 'map', expected 'height N' with N at least 1"),
        (MAP.replace("height 3", "height three"), ":2: 'height three', expected 'height N' or 'width N'"),
        (MAP.replace("width 4", "width 0"), ":3: 'width 0', expected 'width N' with N at least 1"),
        (MAP.replace("width 4", "height 4"), ":3: 'height 4', expected 'width N'"),
        (MAP.replace("width 4", "width 400000000"), "cells are more than 16,384 cells along one side"),
        (MAP.replace("map\n", ""), ":4: '..@.', expected 'map'"),
        (MAP.replace("height 3", "height 4"), ":8: the map has 3 rows, expected 4"),
        (MAP.replace("height 3", "height 2"), ":7: the map has 3 rows, expected 2"),
        (MAP.replace(".GT.", ".GT"), ":6: the row has 3 cells, expected 4"),
        (MAP.replace(".GT.", ".GX."), ":6: 'X' in column 3 is no terrain, expected one of . G S B W T @ O"),
        (MAP.replace(".GT.", ".G\xff."), ":6: 'ÿ' in column 3 is no terrain"),
    ],
)
def test_a_broken_map_says_where_and_what_was_expected(tmp_path, text, said):
    path = written(tmp_path, text)
    with pytest.raises(MovingAIError) as failure:
        read_map(path)
    assert str(failure.value).startswith(f"{path}:")
    assert said in str(failure.value)
    assert isinstance(failure.value, ValueError)


def test_a_scenario_names_its_map_with_or_without_a_folder_and_is_split_by_tabs_or_blanks(tmp_path):
    rows = read_scenario(written(tmp_path, SCEN)).rows
    assert [(row.map_name, row.start, row.goal, row.length) for row in rows] == [
        ("maps/x/a.map", (0, 0), (3, 0), 6.41421),
        ("a.map", (0, 0), (1, 1), 1.41421),
    ]
    blanks = SCEN.replace("\t", " ").replace("version 1", "version 1.0").replace("\n", "\r\n") + "\n"
    assert read_scenario(written(tmp_path, blanks)).rows == rows
    assert read_scenario(written(tmp_path, SCEN.replace("\ta.map", "\ta b.map"))).rows[1].map_name == "a b.map"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", ":1: '', expected 'version 1'"),
        (SCEN.replace("version 1", "version 2"), ":1: 'version 2', expected 'version 1'"),
        (SCEN.replace("\t1.41421", ""), ":3: the row has 8 fields, expected 9: bucket, map, map width"),
        (SCEN.replace("6.41421", "long"), ":2: length is 'long', expected a number, at least 0"),
        (SCEN.replace("6.41421", "-1"), ":2: length is '-1'"),
        (SCEN.replace("6.41421", "nan"), ":2: length is 'nan'"),
        (SCEN.replace("\t3\t0\t6", "\t4\t0\t6"), ":2: goal x is 4, expected 0 to 3"),
        (SCEN.replace("\t3\t0\t0\t1\t1\t1", "\t3\t0\t-1\t1\t1\t1"), ":3: start y is '-1', expected a whole number"),
    ],
)
def test_a_broken_scenario_says_where_and_what_was_expected(tmp_path, text, said):
    path = written(tmp_path, text, "a.map.scen")
    with pytest.raises(MovingAIError) as failure:
        read_scenario(path)
    assert f"{path}{said}" in str(failure.value)


# ---------------------------------------------------------------- the check


def checked(tmp_path, grid, scenario, progress=None):
    return check(read_map(written(tmp_path, grid)), read_scenario(written(tmp_path, scenario, "a.scen")), progress)


def test_a_wrong_length_and_a_missing_way_are_misses(tmp_path):
    told = []
    right = checked(tmp_path, MAP, SCEN, lambda done, rows: told.append((done, rows)))
    assert (right.rows, right.misses) == (2, 0)
    assert told == [(1, 2), (2, 2)]
    wrong = checked(tmp_path, MAP, SCEN.replace("1.41421", "1.41424"))
    assert [str(miss) for miss in wrong.missed] == [
        "line 3: (0, 0) to (1, 1) is published as 1.41424, found 1.41421356"
    ]
    assert wrong.largest_error == pytest.approx(2.64e-5, abs=1e-7)
    cut_off = checked(tmp_path, MAP.replace("....\n", "..@.\n"), SCEN)
    assert str(cut_off.missed[0]) == "line 2: (0, 0) to (3, 0) is published as 6.41421, found no way"
    in_a_wall = checked(tmp_path, MAP, "version 1\n0\ta.map\t4\t3\t2\t0\t2\t0\t0\n")
    assert in_a_wall.misses == 1


def test_eight_decimals_are_taken_at_their_word_and_two_decimals_to_half_of_the_last(tmp_path):
    eight = "version 1\n0\ta.map\t4\t3\t0\t0\t1\t1\t1.41421{}\n0\ta.map\t4\t3\t0\t0\t0\t1\t1.00000000\n"
    assert checked(tmp_path, MAP, eight.format("356")).misses == 0
    assert checked(tmp_path, MAP, eight.format("556")).misses == 1
    two = "version 1.0\n0 a.map 4 3 0 0 1 1 {}\n0 a.map 4 3 0 0 0 1 1.00\n"
    assert checked(tmp_path, MAP, two.format("1.41")).misses == 0
    assert checked(tmp_path, MAP, two.format("1.43")).misses == 1


def test_a_walker_keeps_to_the_terrain_it_stands_on(tmp_path):
    """Swamp is ground to walk on; water and trees are crossed only by what is in them already."""
    grid = "type octile\nheight 2\nwidth 4\nmap\n.SWT\n.SWT\n"
    row = "0\ta.map\t4\t2\t{}\t{}\t{}\t{}\t{}\n"
    rows = [(0, 0, 1, 1, 1.41421356), (2, 0, 2, 1, 1.0), (3, 1, 3, 0, 1.0), (1, 0, 2, 0, 1.0), (2, 0, 3, 0, 1.0)]
    scenario = "version 1\n" + "".join(row.format(a, b, c, d, f"{length:.8f}") for a, b, c, d, length in rows)
    assert [miss.row.line for miss in checked(tmp_path, grid, scenario).missed] == [5, 6]


def test_a_scenario_for_a_map_of_another_size_is_refused(tmp_path):
    with pytest.raises(MovingAIError, match=r"a.scen:2: the row is for a map of 5 x 3 cells, expected 4 x 3 as in"):
        checked(tmp_path, MAP, SCEN.replace("\t4\t3\t0\t0\t3", "\t5\t3\t0\t0\t3"))


# ---------------------------------------------------------------- as a city


def test_a_map_becomes_a_city_of_one_street_level(tmp_path):
    city = to_city(read_map(written(tmp_path, "type octile\nheight 2\nwidth 4\nmap\n.GS@\nOTW.\n", "town.map")))
    assert (city.name, city.width, city.height, [level.name for level in city.levels]) == ("town", 4, 2, ["street"])
    assert city.walkable().reshape(2, 4).tolist() == [[1, 1, 1, 0], [0, 0, 0, 1]]
    assert city.ground[city.cell("street", 3, 0)] == Ground.BUILDING
    assert city.ground[city.cell("street", 2, 1)] == Ground.WATER
    assert city.digest()


def test_a_street_map_as_a_city_is_walkable_where_the_benchmark_says():
    grid, _ = benchmark("Berlin_0_256")
    city = to_city(grid)
    assert np.array_equal(city.walkable(), grid.walkable())
    assert city.n_cells == 65536
