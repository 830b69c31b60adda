"""Covering tracks: what lies within reach, and where a false trail would lead."""

from __future__ import annotations

import pytest
from scenes.worlds import field, make_city, make_world

from undergrid.core.grid import DX, DY
from undergrid.world.tables.trails import TraceKind
from undergrid.world.trails import trails
from undergrid.world.trails.covering import false_way, within_reach


def test_what_lies_on_a_cell_and_on_the_eight_around_it_is_within_reach_and_nothing_farther_off():
    world = make_world(field(7, 7), [(3, 3)])
    slots = {
        (x, y): trails.lay(world, 0, TraceKind.PRINTS, world.city.cell(0, x, y)) for y in range(7) for x in range(7)
    }
    near = sorted(slots[x, y] for x in (2, 3, 4) for y in (2, 3, 4))
    assert within_reach(world, world.city.cell(0, 3, 3)) == near
    for corner in ((0, 0), (6, 6)):
        x, y = corner
        near = sorted(slot for (to_x, to_y), slot in slots.items() if abs(to_x - x) <= 1 and abs(to_y - y) <= 1)
        assert within_reach(world, world.city.cell(0, x, y)) == near
        assert len(near) == 4


def way(drawing: str, start: tuple[int, int], goal: tuple[int, int], most: int) -> list[tuple[int, int]]:
    """The cells of a false trail, as (x, y); each step leads where its heading says."""
    world = make_world(make_city(drawing))
    city = world.city
    at, found = start, []
    for cell, heading in false_way(world, city.cell(0, *start), city.cell(0, *goal), most):
        at = at[0] + int(DX[heading]), at[1] + int(DY[heading])
        assert city.where(cell) == (0, *at)
        found.append(at)
    return found


@pytest.mark.parametrize("goal", [(6, 3), (6, 6), (3, 6), (0, 6), (0, 3), (0, 0), (3, 0), (6, 0)])
def test_a_false_trail_leads_straight_towards_any_of_eight_sides_and_ends_there(goal):
    step = tuple((to > 3) - (to < 3) for to in goal)
    straight = [(3 + n * step[0], 3 + n * step[1]) for n in (1, 2, 3)]
    assert way(field(7, 7), (3, 3), goal, 9) == straight
    assert way(field(7, 7), (3, 3), goal, 3) == straight
    assert way(field(7, 7), (3, 3), goal, 2) == straight[:2], "it is no longer than one has time for"
    assert way(field(7, 7), (3, 3), goal, 0) == way(field(7, 7), (3, 3), (3, 3), 9) == []


def test_a_false_trail_turns_once_it_is_level_with_its_goal():
    assert way(field(7, 7), (1, 1), (5, 2), 9) == [(2, 2), (3, 2), (4, 2), (5, 2)]
    assert way(field(7, 7), (5, 5), (4, 1), 9) == [(4, 4), (4, 3), (4, 2), (4, 1)]


def test_a_false_trail_slants_past_no_corner_and_slides_along_walls_while_that_leads_on():
    assert way("....\n.#..\n....", (0, 1), (3, 2), 9) == [(0, 2), (1, 2), (2, 2), (3, 2)]
    assert way("....\n.#..\n....", (1, 0), (2, 2), 9) == [(2, 0), (2, 1), (2, 2)]
    assert way("....\n.#..\n....", (1, 2), (2, 0), 9) == [(2, 2), (2, 1), (2, 0)]
    assert way("..#..", (0, 0), (4, 0), 9) == [(1, 0)]


def test_no_false_trail_leads_to_another_level():
    world = make_world(make_city(field(5, 5), field(5, 5, "_")))
    assert false_way(world, world.city.cell(1, 0, 0), world.city.cell(0, 4, 0), 9) == []
    assert len(false_way(world, world.city.cell(1, 0, 0), world.city.cell(1, 4, 0), 9)) == 4
