"""Whether homes and workplaces can be reached, and whether there is room for everybody, on maps drawn by hand."""

from pathlib import Path

import pytest
from scenes.worlds import make_city

from undergrid import setup
from undergrid.city.city import LinkKind, Use
from undergrid.city.maps.tiled_write import write_tmx
from undergrid.setup.check.maps import regions

# two streets with a wall between them; a building stands west of each door
SPLIT = """
..........
#.......#.
##########
#.......#.
..........
"""

TEXT = """\
scenario: split
title: Two streets
clock: {starts: "12:00", lasts: 1 h}
map: map.tmx
crowd:
  - {count: 20}
cast:
  ada:
    name: Ada Lind
    home: pods_0
    work: offices_1
"""


def city(*, joined: bool, level: int = 0):
    rooms = [(Use.PODS, level, 1, 1), (Use.OFFICES, level, 1, 3)]
    stairs = [(LinkKind.STAIRS, (0, 7, 1), (0, 7, 3), 9000)] if joined else []
    return make_city(SPLIT, buildings=rooms, links=stairs, capacity=30)


def problems(folder: Path, text: str = TEXT, *, joined: bool) -> list[str]:
    write_tmx(city(joined=joined), folder / "map.tmx")
    (folder / "scenario.yaml").write_text(text)
    return [str(problem) for problem in setup.check(folder)]


def test_a_city_whose_streets_are_joined_is_fine(tmp_path):
    assert problems(tmp_path, joined=True) == []


def test_a_workplace_behind_a_wall_cannot_be_reached_from_home(tmp_path):
    found = problems(tmp_path, joined=False)
    assert any(
        ":11: cast.ada.work: offices_1 cannot be reached from where ada starts" in problem for problem in found
    ), found


def test_buildings_cut_off_from_the_rest_are_named(tmp_path):
    found = problems(tmp_path, joined=False)
    assert any(":4: map: no way leads from the rest of the city to " in problem for problem in found), found


def test_a_map_with_too_few_pods_says_how_many_it_has(tmp_path):
    [found] = problems(tmp_path, TEXT.replace("count: 20", "count: 31"), joined=True)
    assert "31 people, but the map has pods for 30" in found


@pytest.mark.parametrize("joined", [True, False])
def test_cells_share_a_region_if_one_can_walk_between_them(joined):
    drawn = city(joined=joined)
    north, south, wall = drawn.cell(0, 0, 0), drawn.cell(0, 9, 4), drawn.cell(0, 4, 2)
    region = regions(drawn, [north, south, wall, drawn.cell(0, 5, 1)])
    assert (region[north] == region[south]) == joined
    assert region[wall] == -1
    assert region[drawn.cell(0, 5, 1)] == region[north]
