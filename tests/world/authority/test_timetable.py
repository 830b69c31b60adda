"""Timetables: where a patrol is on its beat, to the millimetre."""

import numpy as np
import pytest
from scenes.worlds import field, make_city, make_world

from undergrid.city.city import Post
from undergrid.world.authority.timetable import Timetable, beat_position, between

WIDTH = 20


def table(*beat, more=()):
    city = make_city(field(WIDTH, 10), field(WIDTH, 10))
    cells = tuple(city.cell(0, *place) for place in beat)
    posts = [Post("patrol_drone", cells[0] if cells else 0, beat=cells), *more]
    return make_world(make_city(field(WIDTH, 10), field(WIDTH, 10), posts=posts)).cache(Timetable)


SQUARE = ((2, 2), (8, 2), (8, 6), (2, 6))  # 12 m, 8 m, 12 m, 8 m


@pytest.mark.parametrize(
    ("gone", "place", "ahead"),
    [
        (0, (2, 2), 1),
        (999, (2, 2), 1),
        (1000, (3, 2), 1),
        (11_999, (8, 2), 1),
        (12_000, (8, 2), 2),
        (14_000, (8, 3), 2),
        (19_999, (8, 6), 2),
        (20_000, (8, 6), 3),
        (26_000, (5, 6), 3),
        (32_000, (2, 6), 0),
        (36_000, (2, 4), 0),
        (40_000, (2, 2), 1),
        (54_000, (8, 3), 2),
        (-4000, (2, 4), 0),
    ],
)
def test_a_patrol_is_as_far_as_it_has_gone(gone, place, ahead):
    timetable = table(*SQUARE)
    assert timetable.total.tolist() == [40_000]
    assert timetable.starts.tolist() == [0, 12_000, 20_000, 32_000]
    cell, stop = beat_position(timetable.handle, 0, gone)
    assert ((cell % WIDTH, cell // WIDTH), stop) == (place, ahead)


def test_ticks_and_speeds_make_the_way():
    timetable = table(*SQUARE)
    assert timetable.cell(0, 7, 2000) == 3 * WIDTH + 8
    assert timetable.places(0, np.array([0, 7, 20, 27]), 2000).tolist() == [
        2 * WIDTH + 2, 3 * WIDTH + 8, 2 * WIDTH + 2, 3 * WIDTH + 8
    ]  # fmt: skip
    assert [timetable.period(0, speed) for speed in (2000, 3000, 40_000, 39_999)] == [20, 14, 1, 2]


def test_stops_that_repeat_count_once_and_one_stop_is_where_it_stays():
    timetable = table((2, 2), (2, 2), (8, 2), (8, 2))
    assert timetable.cells.tolist() == [2 * WIDTH + 2, 2 * WIDTH + 8]
    assert timetable.first.tolist() == [0, 2]
    still = table((5, 5), (5, 5))
    assert (still.total.tolist(), still.cell(0, 1234, 9000)) == ([0], 5 * WIDTH + 5)


def test_each_post_has_its_own_beat_or_none():
    more = (Post("camera", 7), Post("patrol_drone", 0, beat=(3, 9)))
    timetable = table(*SQUARE, more=more)
    assert timetable.first.tolist() == [0, 4, 4, 6]
    assert timetable.total.tolist() == [40_000, 0, 24_000]
    assert beat_position(timetable.handle, 2, 13_000) == (9, 0)
    assert beat_position(timetable.handle, 2, 2000) == (4, 1)
    for ask in (lambda: timetable.cell(1, 5, 2000), lambda: timetable.places(1, np.array([5]), 2000)):
        with pytest.raises(IndexError, match="post 1 has no beat"):
            ask()


def test_a_beat_stays_on_its_level():
    with pytest.raises(ValueError, match="leaves its level"):
        table(more=(Post("patrol_drone", 0, beat=(0, 10 * WIDTH + 3)),))


@pytest.mark.parametrize(
    ("gone", "cell"), [(0, 21), (499, 21), (500, 41), (1499, 41), (1500, 61), (3500, 101), (3999, 101), (4000, 101)]
)
def test_between_two_cells_it_is_the_nearest_cell(gone, cell):
    assert between(21, 101, WIDTH, gone, 4000) == cell
    if gone % 1000 != 500:  # a half is rounded east and down, whichever way it goes
        assert between(101, 21, WIDTH, gone, 4000) == 122 - cell
