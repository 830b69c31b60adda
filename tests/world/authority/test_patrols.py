"""Watchers on foot near their post: how far they get in a tick, and where the bounds stop them."""

import pytest
from scenes.worlds import field, make_city

from undergrid.world.authority.patrols import walk_near

HOME = (10, 10)
FAR = 10**9  # mm: as far as the way goes


def walked(goal, start=HOME, budget=FAR, drawing=None, radius=3):
    """((x, y) reached, mm left, whether it gets no further) by somebody at home in the middle of a field."""
    city = make_city(drawing or field(21, 21))
    cell, left, there = walk_near(
        city, city.walkable(), city.cell(0, *HOME), radius, city.cell(0, *start), city.cell(0, *goal), budget
    )
    return city.where(cell)[1:], left, there


@pytest.mark.parametrize(
    ("goal", "end"),
    [
        ((12, 9), (12, 9)),
        ((13, 10), (13, 10)),
        ((14, 10), (13, 10)),
        ((20, 10), (13, 10)),
        ((0, 10), (7, 10)),
        ((10, 20), (10, 13)),
        ((10, 0), (10, 7)),
        ((20, 20), (13, 13)),
    ],
)
def test_a_goal_beyond_the_bounds_is_followed_to_the_bounds(goal, end):
    assert walked(goal) == (end, 0, True)


def test_a_budget_buys_whole_cells_and_the_rest_is_kept():
    assert walked((13, 10), budget=1999) == ((10, 10), 1999, False)
    assert walked((13, 10), budget=2000) == ((11, 10), 0, False)
    assert walked((13, 10), budget=4500) == ((12, 10), 500, False)
    assert walked((12, 12), budget=2827) == ((10, 10), 2827, False)
    assert walked((12, 12), budget=2828) == ((11, 11), 0, False)


def test_a_wall_across_the_bounds_ends_the_way():
    rows = [list("." * 21) for _ in range(21)]
    for row in rows:
        row[12] = "#"
    assert walked((13, 10), drawing="\n".join(map("".join, rows)))[2]
    assert walked((13, 10), drawing="\n".join(map("".join, rows)))[0][0] < 12
