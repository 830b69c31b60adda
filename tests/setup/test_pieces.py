"""Which parts of a city can be reached from one another, on foot and by links."""

from dataclasses import replace

import numpy as np
import pytest

from undergrid.city.city import Ground
from undergrid.city.generate.generator import generate
from undergrid.city.maps.template import template
from undergrid.setup.check.maps import pieces


def test_a_generated_city_is_one_piece_and_all_that_is_walked_on_is_in_it():
    city = generate(5, 60)
    (whole,) = pieces(city)
    assert sorted(whole.tolist()) == np.flatnonzero(city.walkable()).tolist()


def test_without_its_links_every_level_is_a_piece_and_the_largest_is_first():
    found = pieces(replace(template("town"), links=()))
    assert [len(cells) for cells in found] == [1296, 120]


@pytest.mark.parametrize(("x", "y"), [(0, 0), (47, 31)])
def test_a_corner_behind_a_wall_is_a_piece_and_so_is_one_that_touches_the_rest_by_a_corner_alone(x, y):
    town = template("town")
    ground = town.ground.copy()
    for dx, dy in ((1, 0), (0, 1), (-1, 0), (0, -1)):
        if 0 <= x + dx < town.width and 0 <= y + dy < town.height:
            ground[town.cell(0, x + dx, y + dy)] = Ground.WATER
    found = pieces(replace(town, ground=ground))
    assert [cells.tolist() for cells in found[1:]] == [[town.cell(0, x, y)]]


def test_a_city_in_which_nobody_can_stand_has_no_piece():
    town = template("town")
    assert pieces(replace(town, ground=np.zeros_like(town.ground), links=())) == []
