"""Directions, steps, distances, line of sight and field of view."""

import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from undergrid.core import grid
from undergrid.core.jit import COMPILED, kernel

SIZE = 32


def random_maps(count=50, size=SIZE):
    """Square maps of walls at densities from 5 to 45 percent."""
    for number, density in enumerate(np.linspace(0.05, 0.45, count)):
        yield (np.random.default_rng(number).random((size, size)) < density).astype(np.uint8)


def seen_from(opaque, x, y, radius=-1):
    height, width = opaque.shape
    return grid.visible(np.ascontiguousarray(opaque).ravel(), width, height, 0, x, y, radius)


@kernel
def sight_matrix(opaque, width, height, out):
    """out[a, b] = whether cell a sees cell b."""
    for a in range(width * height):
        for b in range(width * height):
            out[a, b] = grid.sees(opaque, width, 0, a % width, a // width, b % width, b // width)


def all_sight(opaque):
    height, width = opaque.shape
    out = np.empty((opaque.size, opaque.size), dtype=np.bool_)
    sight_matrix(np.ascontiguousarray(opaque).ravel(), width, height, out)
    return out


# ---------------------------------------------------------------- directions, steps, distances


def test_the_eight_directions_turn_clockwise_from_east():
    assert list(zip(grid.DX.tolist(), grid.DY.tolist(), strict=True)) == [
        (1, 0), (1, 1), (0, 1), (-1, 1), (-1, 0), (-1, -1), (0, -1), (1, -1),
    ]  # fmt: skip
    for d in range(8):
        assert grid.direction(grid.DX[d], grid.DY[d]) == d
        assert grid.direction(7 * grid.DX[d], 3 * grid.DY[d]) == d
        assert grid.direction(-grid.DX[d], -grid.DY[d]) == (d + 4) & 7
    assert grid.direction(0, 0) == grid.NO_WAY


def test_a_step_stays_on_its_level_and_cuts_no_corner():
    width, height, levels = 7, 5, 2
    walk = (np.random.default_rng(5).random((levels, height, width)) < 0.7).astype(np.uint8)
    for level in range(levels):
        for y in range(height):
            for x in range(width):
                found = grid.steps_from(walk.ravel(), width, height, (level * height + y) * width + x)
                for d in range(8):
                    dx, dy = int(grid.DX[d]), int(grid.DY[d])
                    inside = 0 <= x + dx < width and 0 <= y + dy < height
                    free = inside and walk[level, y + dy, x + dx] == 1
                    if free and dx and dy:
                        free = walk[level, y, x + dx] == 1 and walk[level, y + dy, x] == 1
                    assert bool(found >> d & 1) == free


def test_the_whole_square_root_is_exact_even_where_floats_are_not():
    for root in (0, 1, 2, 3, 1000, 46341, 94_906_267, 2**31 - 1):
        for n in (root * root - 1, root * root, root * root + 1, root * root + 2 * root):
            if n >= 0:
                assert grid.isqrt(n) == math.isqrt(n)


def test_distances_are_whole_numbers_and_mutual():
    assert grid.squared_distance(2, 3, 5, 7) == 25
    assert grid.distance_mm(2, 3, 5, 7, 2000) == 10_000
    assert grid.distance_mm(0, 0, 1, 1, 2000) == 2828
    narrow = np.array([2, 3, 5, 7], dtype=np.uint16)  # an unsigned column must not wrap
    assert grid.distance_mm(narrow[0], narrow[1], narrow[2], narrow[3], 2000) == 10_000
    assert grid.octile(-3, 5, 2000, 2828) == 3 * 2828 + 2 * 2000
    assert grid.octile(5, -3, 2000, 2828) == grid.octile(-3, 5, 2000, 2828)


# ---------------------------------------------------------------- line of sight


def test_sight_is_mutual_for_every_pair_of_cells_on_fifty_random_maps():
    for opaque in random_maps(50 if COMPILED else 1, SIZE if COMPILED else 8):
        sight = all_sight(opaque)
        assert np.array_equal(sight, sight.T)
        assert sight.diagonal().all()


def test_a_cell_sees_its_neighbours_whatever_they_are():
    sight = all_sight(np.ones((5, 5), dtype=np.uint8)).reshape(5, 5, 5, 5)
    assert sight[2, 2, 1:4, 1:4].all()
    assert sight[2, 2].sum() == 9


def test_a_line_between_two_cells_is_blocked_by_a_wall_on_either_flank_but_not_by_one_wall():
    row = np.zeros((2, 3), dtype=np.uint8)  # from (0, 0) to (2, 1) the line runs exactly between (1, 0) and (1, 1)
    assert grid.sees(row.ravel(), 3, 0, 0, 0, 2, 1)
    for flank in (0, 1):
        one = row.copy()
        one[flank, 1] = 1
        assert grid.sees(one.ravel(), 3, 0, 0, 0, 2, 1)
    row[:, 1] = 1
    assert not grid.sees(row.ravel(), 3, 0, 0, 0, 2, 1)


def test_walls_on_both_flanks_block_though_they_stand_in_different_rows():
    opaque = np.zeros((3, 5), dtype=np.uint8)  # the line from (0, 0) to (4, 2) touches the flanks of x = 1 and x = 3
    opaque[0, 1] = opaque[2, 3] = 1
    assert not grid.sees(opaque.ravel(), 5, 0, 0, 0, 4, 2)
    opaque[2, 3], opaque[1, 3] = 0, 1  # now both stand on the same side of it
    assert grid.sees(opaque.ravel(), 5, 0, 0, 0, 4, 2)


def test_sight_on_one_level_ignores_the_walls_of_the_others():
    opaque = np.ones((3, 6, 6), dtype=np.uint8)
    opaque[1] = 0
    assert grid.sees(opaque.ravel(), 6, 36, 0, 0, 5, 4)
    assert not grid.sees(opaque.ravel(), 6, 0, 0, 0, 5, 4)


@kernel
def over_matrix(opaque, width, height, out):
    """out[a, b] = whether cell a sees cell b, where both may be above a roof."""
    for a in range(width * height):
        for b in range(width * height):
            out[a, b] = grid.sees_over(opaque, width, 0, a % width, a // width, b % width, b // width)


def test_from_above_roofs_sight_is_mutual_hides_less_than_on_the_ground_and_between_floor_cells_is_the_same():
    for opaque in random_maps(20, 16) if COMPILED else random_maps(1, 8):
        on_ground, over = all_sight(opaque), np.empty((opaque.size, opaque.size), np.bool_)
        over_matrix(opaque.ravel(), len(opaque), len(opaque), over)
        assert np.array_equal(over, over.T)
        assert (over >= on_ground).all()
        floor = opaque.ravel() == 0
        assert np.array_equal(over[np.ix_(floor, floor)], on_ground[np.ix_(floor, floor)])


def row_of(text):
    return np.array([[sign == "#" for sign in text]], np.uint8)


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("###....", True),  # out over the edge of the roof
        ("###.#..", False),  # not through the next house
        ("###...#", True),  # the face of a house
        ("###..##", True),  # from roof to roof
        ("###.#.#", False),
        ("#######", True),  # above one roof
        ("...####", True),  # from the ground up to somebody above a roof
        ("..#.###", False),
    ],
)
def test_whoever_is_above_a_roof_looks_out_over_its_edges_and_not_through_other_houses(text, seen):
    row = row_of(text)
    for line in (row, row[:, ::-1]):
        for flat in (line, line.T):
            width, last = flat.shape[1], (flat.shape[1] - 1, flat.shape[0] - 1)
            assert grid.sees_over(np.ascontiguousarray(flat).ravel(), width, 0, 0, 0, *last) == seen


def test_taking_a_wall_away_hides_no_floor_cell():
    for number, opaque in enumerate(random_maps(10, 12)):
        before = all_sight(opaque)
        walls = np.argwhere(opaque)
        for y, x in walls[np.random.default_rng(number).permutation(len(walls))[:5]]:
            fewer = opaque.copy()
            fewer[y, x] = 0
            assert not (before & ~all_sight(fewer)).any()


# ---------------------------------------------------------------- field of view


def test_every_floor_cell_in_view_is_one_that_the_viewer_sees_and_no_other():
    for number, opaque in enumerate(random_maps(50 if COMPILED else 1, SIZE if COMPILED else 8)):
        size = len(opaque)
        sight = all_sight(opaque).reshape(size, size, size, size)
        for x, y in np.random.default_rng(number).integers(0, size, (20, 2)):
            view = seen_from(opaque, int(x), int(y))
            floor = opaque == 0
            floor[y, x] = True
            assert np.array_equal(view[floor], sight[y, x][floor])


def published(opaque, x, y):
    """The field of view by the published recursion, in fractions (A. Ford 2017)."""
    height, width = opaque.shape
    view = {(x, y)}

    def wall(at):
        return not (0 <= at[0] < width and 0 <= at[1] < height) or opaque[at[1], at[0]] != 0

    def scan(turn, depth, low, high):
        if depth > max(width, height):
            return
        before = None
        for aside in range(math.floor(depth * low + Fraction(1, 2)), math.ceil(depth * high - Fraction(1, 2)) + 1):
            at = turn(depth, aside)
            if wall(at) or depth * low <= aside <= depth * high:
                view.add(at)
            if before is not None and wall(before) and not wall(at):
                low = Fraction(2 * aside - 1, 2 * depth)
            if before is not None and not wall(before) and wall(at):
                scan(turn, depth + 1, low, Fraction(2 * aside - 1, 2 * depth))
            before = at
        if before is not None and not wall(before):
            scan(turn, depth + 1, low, high)

    for turn in (lambda d, a: (x + d, y + a), lambda d, a: (x - d, y - a),
                 lambda d, a: (x - a, y + d), lambda d, a: (x + a, y - d)):  # fmt: skip
        scan(turn, 1, Fraction(-1), Fraction(1))
    return {at for at in view if 0 <= at[0] < width and 0 <= at[1] < height}


def test_the_field_of_view_is_the_published_one_walls_included():
    for number, opaque in enumerate(random_maps(12, 15)):
        for x, y in np.random.default_rng(number).integers(0, 15, (8, 2)):
            found = {(int(i), int(j)) for j, i in np.argwhere(seen_from(opaque, int(x), int(y)))}
            assert found == published(opaque, int(x), int(y))


def test_floor_cells_in_view_equal_those_of_tcod_wherever_no_line_runs_between_two_cells():
    """There tcod rounds halves in floats: one way on the lines with dx * dy > 0, the other on their mirror images."""
    constants, theirs_of = pytest.importorskip("tcod.constants"), pytest.importorskip("tcod.map").compute_fov
    compared = 0
    for number, opaque in enumerate(random_maps()):
        for x, y in np.random.default_rng(number).integers(0, SIZE, (20, 2)):
            clear = opaque.copy()
            clear[y, x] = 0
            theirs = theirs_of(clear == 0, (y, x), radius=0, algorithm=constants.FOV_SYMMETRIC_SHADOWCAST)
            aside, ahead = np.abs(np.mgrid[:SIZE, :SIZE] - np.array([y, x])[:, None, None])
            aside, ahead = np.minimum(aside, ahead), np.maximum(aside, ahead)
            between = ahead // np.maximum(np.gcd(aside, ahead), 1) % 2 == 0
            same = (clear == 0) & (~between | (ahead == 0))
            assert np.array_equal(seen_from(clear, int(x), int(y))[same], theirs[same])
            compared += int(same.sum())
    assert compared > 400_000


@pytest.mark.parametrize("turns", range(4))
@pytest.mark.parametrize("flipped", [False, True])
def test_turning_or_mirroring_the_map_turns_or_mirrors_the_view(turns, flipped):
    def turned(array):
        array = array[:, ::-1] if flipped else array
        return np.rot90(array, turns)

    for number, opaque in enumerate(random_maps(20, 21)):
        for x, y in np.random.default_rng(number).integers(0, 21, (5, 2)):
            viewer = np.zeros_like(opaque)
            viewer[y, x] = 1
            ((to_y, to_x),) = np.argwhere(turned(viewer))
            assert np.array_equal(turned(seen_from(opaque, int(x), int(y))),
                                  seen_from(turned(opaque), int(to_x), int(to_y)))  # fmt: skip


def test_an_empty_room_is_fully_seen_with_its_walls_and_nothing_beyond():
    opaque = np.zeros((20, 30), dtype=np.uint8)
    opaque[3, 2:25] = opaque[15, 2:25] = opaque[3:16, 2] = opaque[3:16, 24] = 1
    inside = np.zeros_like(opaque, dtype=bool)
    inside[3:16, 2:25] = True
    for x, y in ((3, 4), (23, 14), (12, 9)):
        assert np.array_equal(seen_from(opaque, x, y), inside)


def test_open_ground_is_seen_to_the_radius_with_its_rim():
    view = seen_from(np.zeros((41, 41), dtype=np.uint8), 20, 20, radius=10)
    dy, dx = np.mgrid[-20:21, -20:21]
    assert np.array_equal(view, dx * dx + dy * dy <= 100)
    assert view.sum() == 317
    assert seen_from(np.zeros((5, 5), dtype=np.uint8), 2, 2, radius=0).sum() == 1


def test_a_radius_only_takes_far_cells_out_of_the_view():
    dy, dx = np.mgrid[:SIZE, :SIZE]
    for opaque in random_maps(20):
        for x, y, radius in ((3, 30, 7), (16, 16, 11), (0, 0, 40)):
            near = (dx - x) ** 2 + (dy - y) ** 2 <= radius * radius
            assert np.array_equal(seen_from(opaque, x, y, radius), seen_from(opaque, x, y) & near)


def test_views_of_several_eyes_gather_in_one_mask_and_can_be_wiped_again():
    opaque = np.zeros(2 * 64, dtype=np.uint8)
    seen, cells = np.zeros(2 * 64, dtype=np.uint8), np.empty(64, dtype=np.int32)
    first = grid.field_of_view(opaque, 8, 8, 64 + 9, 2, seen, cells)
    assert cells[0] == 64 + 9
    assert set(cells[:first].tolist()) == set(np.flatnonzero(seen).tolist())
    assert not seen[:64].any()
    again = grid.field_of_view(opaque, 8, 8, 64 + 9, 2, seen, cells)
    assert again == 0
    seen[np.flatnonzero(seen)] = 0
    assert grid.field_of_view(opaque, 8, 8, 64 + 9, 2, seen, cells) == first


def test_a_viewer_off_the_map_is_refused():
    with pytest.raises(IndexError, match=r"cell \(8, 0\) is not on a level of 8 x 8 cells"):
        grid.visible(np.zeros(64, dtype=np.uint8), 8, 8, 0, 8, 0)


@given(a=st.integers(0, 3 * 35 - 1), b=st.integers(0, 3 * 35 - 1), squared=st.integers(0, 80))
def test_how_far_cells_lie_apart_is_told_from_their_numbers(a, b, squared):
    """On three levels of 7 x 5 cells."""
    (level, y, x), (there, there_y, there_x) = (np.unravel_index(cell, (3, 5, 7)) for cell in (a, b))
    across = max(abs(x - there_x), abs(y - there_y))
    far = (x - there_x) ** 2 + (y - there_y) ** 2
    assert grid.cells_across(a, b, 7, 35) == across
    assert grid.cells_apart(a, b, 7, 35) == (across if level == there else grid.FAR)
    assert grid.squared_apart_on(a, b, 7, 35) == far
    assert grid.is_near(a, b, squared, 7, 35) == (level == there and far <= squared)
