"""How searchers go: straight flight by whole cells, expanding squares, chords of a box."""

from types import SimpleNamespace

import numpy as np
import pytest

from undergrid.core import luck
from undergrid.world.authority.search_patterns import Pattern, chord_stop, fly, next_stop, square_stop

WIDTH, HEIGHT, MM = 20, 10, 2000
AREA = WIDTH * HEIGHT


def at(x, y, level=0):
    return level * AREA + y * WIDTH + x


@pytest.mark.parametrize(
    ("start", "goal", "budget", "end", "left"),
    [
        (at(2, 3), at(12, 3), 20_000, at(12, 3), 0),
        (at(2, 3), at(12, 3), 20_500, at(12, 3), 500),
        (at(2, 3), at(12, 3), 19_999, at(12, 3), -1),
        (at(2, 3), at(12, 3), 6000, at(5, 3), 0),
        (at(12, 3), at(2, 3), 6000, at(9, 3), 0),
        (at(5, 1), at(5, 8), 4000, at(5, 3), 0),
        (at(5, 8), at(5, 1), 4000, at(5, 6), 0),
        (at(2, 2), at(8, 8), 5656, at(4, 4), 0),
        (at(2, 3), at(12, 3), 900, at(2, 3), 900),
        (at(2, 3), at(12, 3), 1000, at(3, 3), -1000),
        (at(2, 3), at(12, 3), 0, at(2, 3), 0),
        (at(2, 3), at(12, 3), -700, at(2, 3), -700),
        (at(2, 3), at(2, 3), 300, at(2, 3), 300),
        (at(2, 3), at(12, 3, 1), 6000, at(5, 3), 0),
        (at(2, 3), at(12, 3, 1), 20_000, at(12, 3, 1), 0),
        (at(2, 3, 1), at(12, 4, 0), 6000, at(5, 3, 1), 0),
    ],
)
def test_flight_is_straight_and_what_is_left_over_is_kept(start, goal, budget, end, left):
    assert fly(start, goal, WIDTH, HEIGHT, MM, budget) == (end, left)


def test_a_square_grows_by_a_track_on_each_side():
    stops = [tuple(map(int, square_stop(leg, 3))) for leg in range(10)]
    assert stops == [
        (0, 0), (3, 0), (3, 3), (-3, 3), (-3, -3), (6, -3), (6, 6), (-6, 6), (-6, -6), (9, -6)
    ]  # fmt: skip


BOX = (2, 3, 12, 9)  # low x, low y, high x, high y
STRAIGHT = 1 << 31  # a draw whose sine is 0


@pytest.mark.parametrize(
    ("x", "y", "turn", "end"),
    [
        (2, 5, 0, (12, 5)),
        (12, 5, 0, (2, 5)),
        (6, 3, 0, (6, 9)),
        (6, 9, 0, (6, 3)),
        (6, 5, 0, (12, 5)),
        (6, 5, 1 << 30, (6, 9)),
        (6, 5, 2 << 30, (2, 5)),
        (6, 5, 3 << 30, (6, 3)),
    ],
)
def test_a_chord_goes_straight_across_for_the_middle_draw(x, y, turn, end):
    assert chord_stop(x, y, *BOX, STRAIGHT, turn) == end


@pytest.mark.parametrize(
    ("x", "y", "draw", "end"),
    [
        (2, 3, 0, (3, 3)),
        (2, 5, (1 << 32) - 1, (2, 9)),
        (2, 5, 0, (2, 3)),
        (2, 3, 56_134 << 16, (8, 9)),
        (2, 6, 56_134 << 16, (5, 9)),
        (2, 6, (65_536 - 56_134) << 16, (5, 3)),
        (2, 3, 49_152 << 16, (12, 8)),
        (12, 9, 49_152 << 16, (2, 4)),
        (6, 3, 49_152 << 16, (3, 9)),
        (6, 9, 49_152 << 16, (9, 3)),
    ],
)
def test_other_draws_turn_it_and_it_ends_at_the_nearer_side(x, y, draw, end):
    found = chord_stop(x, y, *BOX, draw, 0)
    assert abs(found[0] - end[0]) <= 1
    assert abs(found[1] - end[1]) <= 1
    assert found[0] in (2, 12) or found[1] in (3, 9)


def searcher(cell, datum, leg=0):
    columns = {"datum": datum, "leg": leg, "cell": cell, "luck": 77}
    return SimpleNamespace(**{name: np.array([value], np.int64) for name, value in columns.items()})


def stop(pattern, cell, datum, leg=0, radius=6):
    """The next stop by the rule as plain Python: a searcher alone, in a city of two levels."""
    from undergrid.core.jit import python

    knobs = SimpleNamespace(pattern=int(pattern), spacing=3, radius=radius)
    city = SimpleNamespace(width=WIDTH, height=HEIGHT)
    key = luck.make_key(1, 0, luck.stream("test/search"))
    return tuple(map(int, python(next_stop)(searcher(cell, datum, leg), 0, city, knobs, key)))


@pytest.mark.parametrize(
    ("datum", "leg", "radius", "end", "after"),
    [
        (at(10, 5), 1, 6, at(13, 5), 2),
        (at(10, 5, 1), 2, 6, at(13, 8, 1), 3),
        (at(10, 5), 5, 6, at(16, 2), 6),
        (at(10, 5), 5, 5, at(10, 5), 1),
        (at(18, 5), 1, 6, at(19, 5), 2),
        (at(1, 1), 4, 6, at(0, 0), 5),
        (at(10, 8), 2, 6, at(13, 9), 3),
    ],
)
def test_a_search_by_squares_stays_on_the_map_and_begins_anew_at_its_radius(datum, leg, radius, end, after):
    assert stop(Pattern.SQUARE, datum, datum, leg, radius) == (end, after)


def test_a_search_by_chords_goes_from_side_to_side_of_its_box():
    cell, after = stop(Pattern.RANDOM, at(4, 5, 1), at(10, 5, 1), leg=3)
    assert after == 4
    assert cell // AREA == 1
    x, y = cell % AREA % WIDTH, cell % AREA // WIDTH
    assert x == 16 or y in (0, 9)
    assert 4 <= x <= 16
