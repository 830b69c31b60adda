"""Flow fields and single paths, against a plain search in exact numbers."""

import heapq
from fractions import Fraction

import numpy as np
import pytest

from undergrid.core.fields import EXACT, FlowFields, Links, costs, diagonal_of, flow_field, length_of, steps_of
from undergrid.core.grid import ARRIVED, BY_LINK, DX, DY, NO_WAY
from undergrid.core.paths import PathFinder

FAR = 2**31 - 1


def drawing(text):
    """(walk, width, height, cells of letters) of a map drawn with `#` for walls."""
    rows = text.split()
    walk = np.array([[sign != "#" for sign in row] for row in rows], dtype=np.uint8)
    letters = {sign: y * len(row) + x for y, row in enumerate(rows) for x, sign in enumerate(row) if sign.isalpha()}
    return walk.ravel(), walk.shape[1], walk.shape[0], letters


def steps(walk, width, height, cell, links=(), is_open=None):
    """(direction, cell, straight steps, diagonal steps, extra length) of every step from a cell."""
    level, y, x = cell // (width * height), cell // width % height, cell % width
    at = walk.reshape(-1, height, width)[level]
    for k in range(8):
        dx, dy = int(DX[k]), int(DY[k])
        if not (0 <= x + dx < width and 0 <= y + dy < height and at[y + dy, x + dx]):
            continue
        if dx and dy and not (at[y, x + dx] and at[y + dy, x]):
            continue
        yield k, cell + dy * width + dx, 1 - k % 2, k % 2, 0
    for number, (a, b, length) in enumerate(links):
        if is_open is None or is_open[number]:
            for here, there in ((a, b), (b, a)):
                if here == cell and walk[there]:
                    yield BY_LINK, there, 0, 0, length


def plain_field(walk, width, height, goals, links=(), is_open=None, extra=None, straight=2000, diagonal=2828):
    """Cost and lowest direction to the nearest goal by a search without any trick."""
    cost, way = {}, {}
    heap = [(0, goal) for goal in goals if walk[goal]]
    best = dict.fromkeys((goal for _, goal in heap), 0)
    while heap:
        near, cell = heapq.heappop(heap)
        if cell in cost:
            continue
        cost[cell] = near
        near += 0 if extra is None else int(extra[cell])
        for _, there, s, d, length in steps(walk, width, height, cell, links, is_open):
            new = near + s * straight + d * diagonal + length
            if there not in best or new < best[there]:
                best[there] = new
                heapq.heappush(heap, (new, there))
    for cell in cost:
        ways = [
            k
            for k, there, s, d, length in steps(walk, width, height, cell, links, is_open)
            if there in cost
            and cost[there] + (0 if extra is None else int(extra[there])) + s * straight + d * diagonal + length
            == cost[cell]
        ]
        way[cell] = ARRIVED if cost[cell] == 0 else min(ways)
    return cost, way


def random_city(seed, width=13, height=9, levels=3, density=0.3, n_links=6):
    draw = np.random.default_rng(seed)
    walk = (draw.random(width * height * levels) >= density).astype(np.uint8)
    ends = draw.permutation(np.flatnonzero(walk))[: 2 * n_links]
    links = [
        (int(a), int(b), int(length))
        for a, b, length in zip(ends[::2], ends[1::2], draw.integers(1, 30_000, n_links), strict=True)
    ]
    is_open = (draw.random(n_links) < 0.8).astype(np.uint8)
    extra = draw.integers(0, 5000, walk.size).astype(np.uint16)
    extra[draw.random(walk.size) < 0.02] = 65535
    return draw, walk, links, is_open, extra


def linked(n_cells, links):
    return Links.between(n_cells, *np.array(links, dtype=np.int64).reshape(-1, 3).T)


# ---------------------------------------------------------------- exact lengths


def test_exact_costs_stand_in_the_order_of_the_lengths_they_stand_for():
    """The closest calls are the convergents of sqrt(2): 7/5, 17/12, 41/29, ... straight steps for diagonal ones."""
    diagonal, straight, other = diagonal_of(EXACT), 1, 1
    while straight < 250_000:
        straight, other = straight + 2 * other, straight + other
        shorter_straight = straight * straight < 2 * other * other
        assert (straight * EXACT < other * diagonal) == shorter_straight
        assert ((straight + 9) * EXACT + 7 * diagonal < 9 * EXACT + (other + 7) * diagonal) == shorter_straight


def test_the_steps_are_recovered_from_an_exact_cost():
    diagonal = diagonal_of(EXACT)
    for s, d in np.random.default_rng(1).integers(0, 600_000, (200, 2)).tolist():
        assert steps_of(s * EXACT + d * diagonal) == (s, d)
    assert steps_of(0) == (0, 0)
    assert length_of(3 * EXACT + 2 * diagonal) == pytest.approx(3 + 2 * 2**0.5, abs=1e-12)
    with pytest.raises(ValueError, match="12345 is not the exact cost of a walk"):
        steps_of(12345)


def test_a_diagonal_step_is_the_nearest_whole_number():
    assert diagonal_of(2000) == 2828
    for straight in (1, 3, 2000, 999_983, EXACT):
        assert abs(Fraction(diagonal_of(straight)) ** 2 - 2 * straight**2) <= 2 * straight


# ---------------------------------------------------------------- flow fields


@pytest.mark.parametrize("seed", range(12))
def test_a_field_over_levels_links_and_risk_equals_a_plain_search(seed):
    draw, walk, links, is_open, extra = random_city(seed)
    fields = FlowFields(13, 9, 3, linked(walk.size, links))
    cost, way = costs(walk.size, 2000), np.empty(walk.size, dtype=np.uint8)
    for doors, risk in ((None, None), (is_open, None), (None, extra), (is_open, extra)):
        goals = draw.integers(0, walk.size, 2)
        fields.fill(walk, goals, cost, way, doors, risk)
        right_cost, right_way = plain_field(walk, 13, 9, goals.tolist(), links, doors, risk)
        assert {c: int(cost[c]) for c in np.flatnonzero(cost != FAR)} == right_cost
        assert {c: int(way[c]) for c in np.flatnonzero(way != NO_WAY)} == right_way


@pytest.mark.parametrize("seed", range(4))
def test_an_exact_field_equals_a_plain_search_in_exact_numbers(seed):
    walk = (np.random.default_rng(seed).random(24 * 20) >= 0.25).astype(np.uint8)
    goal = int(np.flatnonzero(walk)[seed * 7])
    cost, way = flow_field(walk, 24, 20, [goal], EXACT)
    right_cost, right_way = plain_field(walk, 24, 20, [goal], straight=EXACT, diagonal=diagonal_of(EXACT))
    assert {c: int(cost[c]) for c in np.flatnonzero(way != NO_WAY)} == right_cost
    assert {c: int(way[c]) for c in np.flatnonzero(way != NO_WAY)} == right_way


def test_following_the_field_leads_to_the_goal_at_the_cost_it_says():
    _, walk, links, _, _ = random_city(3, width=30, height=20, n_links=8)
    fields = FlowFields(30, 20, 3, linked(walk.size, links))
    cost, way = costs(walk.size, 2000), np.empty(walk.size, dtype=np.uint8)
    fields.fill(walk, [links[0][0]], cost, way)
    by_link = {a: (b, length) for a, b, length in links} | {b: (a, length) for a, b, length in links}
    reached = np.flatnonzero(way != NO_WAY)
    assert len(reached) > 500
    for cell in reached.tolist():
        total, here = 0, cell
        while way[here] != ARRIVED:
            if way[here] == BY_LINK:
                here, length = by_link[here]
                total += length
            else:
                total += 2828 if way[here] % 2 else 2000
                here += int(DY[way[here]]) * 30 + int(DX[way[here]])
        assert total == cost[cell]


def test_corners_are_not_cut():
    walk, width, height, at = drawing("""a.
                                         #b""")
    cost, _ = flow_field(walk, width, height, [at["b"]])
    assert cost[at["a"]] == 4000


def test_the_nearest_of_several_goals_counts_and_blocked_goals_are_left_out():
    walk, width, height, at = drawing("a....b....#")
    cost, way = flow_field(walk, width, height, [at["a"], at["b"], at["b"], 10])
    assert (cost[:10] // 2000).tolist() == [0, 1, 2, 2, 1, 0, 1, 2, 3, 4]
    assert way.tolist() == [9, 4, 4, 0, 0, 9, 4, 4, 4, 4, NO_WAY]


def test_no_goal_that_can_be_entered_means_no_way_anywhere():
    cost, way = flow_field(np.zeros(12, dtype=np.uint8), 4, 3, [5])
    assert (cost == FAR).all()
    assert (way == NO_WAY).all()
    assert (flow_field(np.ones(12, dtype=np.uint8), 4, 3, [])[1] == NO_WAY).all()


def test_a_field_does_not_depend_on_what_was_asked_before_or_on_how_the_queue_grew():
    _, walk, links, _, extra = random_city(8)
    used = FlowFields(13, 9, 3, linked(walk.size, links))
    one, two = costs(walk.size, 2000), costs(walk.size, 2000)
    way, again = np.empty((2, walk.size), dtype=np.uint8)
    for goal in range(0, walk.size, 29):
        used.fill(walk, [goal], one, way, None, extra)
        fresh = FlowFields(13, 9, 3, linked(walk.size, links))
        fresh._grow(1)
        fresh.fill(walk, [goal], two, again, None, extra)
        assert np.array_equal(one, two)
        assert np.array_equal(way, again)


def test_arrays_and_goals_that_do_not_fit_are_refused():
    walk, way = np.ones(12, dtype=np.uint8), np.empty(12, dtype=np.uint8)
    fields = FlowFields(4, 3)
    with pytest.raises(ValueError, match="walk has 11 cells, 12 expected"):
        fields.fill(walk[:11], [0], costs(12, 2000), way)
    with pytest.raises(ValueError, match="extra has 3 cells"):
        fields.fill(walk, [0], costs(12, 2000), way, None, np.zeros(3, dtype=np.uint16))
    with pytest.raises(ValueError, match="is_open has 1 links, 0 expected"):
        fields.fill(walk, [0], costs(12, 2000), way, np.ones(1, dtype=np.uint8))
    with pytest.raises(ValueError, match="cost and way have 12 and 4 cells"):
        fields.fill(walk, [0], costs(12, 2000), way[:4])
    for goal in (-1, 12):
        with pytest.raises(IndexError, match="a goal is none of the cells 0 to 11"):
            fields.fill(walk, [goal], costs(12, 2000), way)


# ---------------------------------------------------------------- links


def test_links_that_cannot_be_are_refused():
    with pytest.raises(ValueError, match="two links end at cell 3"):
        Links.between(9, [1, 3], [3, 5], [10, 10])
    with pytest.raises(ValueError, match="a link ends outside the cells 0 to 8"):
        Links.between(9, [1], [9], [10])
    with pytest.raises(ValueError, match="link 1 has length 0: at least 1"):
        Links.between(9, [1, 2], [3, 4], [10, 0])
    with pytest.raises(ValueError, match="equally many"):
        Links.between(9, [1, 2], [3], [10])


# ---------------------------------------------------------------- single paths


def cost_of(path, walk, width, height, links, is_open, extra):
    """(length, cost) of a path, having made sure that every step of it can be taken."""
    length = risk = 0
    for a, b in zip(path.cells[:-1].tolist(), path.cells[1:].tolist(), strict=True):
        taken = min(
            s * 2000 + d * 2828 + more for _, to, s, d, more in steps(walk, width, height, a, links, is_open) if to == b
        )
        length += taken
        risk += 0 if extra is None else int(extra[b])
    return length, length + risk


@pytest.mark.parametrize("seed", range(12))
def test_a_path_can_be_walked_and_no_way_is_cheaper(seed):
    draw, walk, links, is_open, extra = random_city(seed)
    if seed % 2:  # links as long as the ground between their ends let the search be guided
        links = [(a, b, length + 60_000) for a, b, length in links]
    finder = PathFinder(13, 9, 3, linked(walk.size, links))
    found = 0
    dear = extra + np.repeat(np.array([700, 0, 5000], np.uint16), 117)  # each level has a least of its own
    for doors, risk in ((None, None), (is_open, None), (None, extra), (is_open, dear)):
        for start, goal in draw.choice(np.flatnonzero(walk), (12, 2)).tolist():
            level = slice(goal // 117 * 117, goal // 117 * 117 + 117)
            least = int(risk[level].min()) if risk is not None and seed % 3 else 0
            path = finder.find_path(walk, start, goal, doors, risk, least)
            entered = None if risk is None else np.where(np.arange(walk.size) == goal, 0, risk)
            right, _ = plain_field(walk, 13, 9, [goal], links, doors, entered)
            if start not in right:
                assert path.length == -1
                assert path.cells.size == 0
                continue
            found += 1
            assert (path.cells[0], path.cells[-1]) == (start, goal)
            length, cost = cost_of(path, walk, 13, 9, links, doors, risk)
            assert path.length == length
            assert cost == right[start] + (0 if risk is None or start == goal else int(risk[goal]))
    assert found > 12


def test_the_way_back_is_as_long():
    _, walk, links, _, _ = random_city(5, width=40, height=30, density=0.35)
    finder = PathFinder(40, 30, 3, linked(walk.size, links))
    ends = np.random.default_rng(2).choice(np.flatnonzero(walk), (60, 2)).tolist()
    lengths = [(finder.find_path(walk, a, b).length, finder.find_path(walk, b, a).length) for a, b in ends]
    assert all(there == back for there, back in lengths)
    assert sum(there > 0 for there, _ in lengths) > 20


def test_a_barricade_or_a_closed_gate_changes_the_way_at_once():
    walk, width, height, at = drawing("""a....b
                                         .####.
                                         ......""")
    links = Links.between(18, [at["a"] + 12], [at["b"] + 12], [12_000])
    finder = PathFinder(width, height, links=links)
    assert finder.find_path(walk, at["a"], at["b"]).length == 10_000
    walk[3] = 0
    round_about = finder.find_path(walk, at["a"], at["b"])
    assert round_about.length == 2 * 2000 + 10_000 + 2 * 2000
    walk[15] = 0
    by_gate = finder.find_path(walk, at["a"], at["b"])
    assert by_gate.length == 4000 + 12_000 + 4000
    assert by_gate.cells.tolist() == [0, 6, 12, 17, 11, 5]
    assert finder.find_path(walk, at["a"], at["b"], is_open=np.zeros(1, dtype=np.uint8)).length == -1
    walk[[3, 15]] = 1
    assert finder.find_path(walk, at["a"], at["b"]).length == 10_000


def test_risk_makes_the_dark_way_the_better_one():
    walk, width, height, at = drawing("""a.....b
                                         .#####.
                                         .......""")
    finder = PathFinder(width, height)
    risk = np.zeros(21, dtype=np.uint16)
    risk[1:6] = 1700  # a lit street
    assert finder.find_path(walk, at["a"], at["b"]).cells.tolist() == list(range(7))
    dark = finder.find_path(walk, at["a"], at["b"], extra=risk)
    assert dark.cells.tolist() == [0, 7, 14, 15, 16, 17, 18, 19, 20, 13, 6]
    assert dark.length == 20_000
    risk[1:6] = 100
    assert finder.find_path(walk, at["a"], at["b"], extra=risk).cells.tolist() == list(range(7))


def test_who_stands_on_a_blocked_cell_may_leave_it_and_nobody_may_enter_one():
    walk, width, height, at = drawing("a.b")
    finder = PathFinder(width, height)
    walk[at["a"]] = 0
    assert finder.find_path(walk, at["a"], at["b"]).length == 4000
    assert finder.find_path(walk, at["b"], at["a"]).length == -1
    here = finder.find_path(walk, at["a"], at["a"])
    assert (here.cells.tolist(), here.length) == ([at["a"]], 0)


def test_a_path_does_not_depend_on_what_was_asked_before_or_on_how_the_queue_grew():
    draw, walk, links, _, extra = random_city(11)
    used = PathFinder(13, 9, 3, linked(walk.size, links))
    for start, goal in draw.choice(np.flatnonzero(walk), (40, 2)).tolist():
        path = used.find_path(walk, start, goal, None, extra)
        fresh = PathFinder(13, 9, 3, linked(walk.size, links))
        fresh._grow(1)
        again = fresh.find_path(walk, start, goal, None, extra)
        assert path.cells.tolist() == again.cells.tolist()
        assert (used.room.cost == FAR).all()


def test_a_start_or_goal_that_is_no_cell_is_refused():
    finder = PathFinder(3, 3)
    for start, goal in ((-1, 0), (0, 9)):
        with pytest.raises(IndexError, match="is none of the cells 0 to 8"):
            finder.find_path(np.ones(9, dtype=np.uint8), start, goal)
