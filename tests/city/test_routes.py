import os
import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest
from scenes.cities import drawn

from undergrid.city.city import City, Link, LinkKind
from undergrid.city.generate.generator import generate
from undergrid.city.routes.routes import NOT_READY, Routes, next_direction
from undergrid.core.fields import Links
from undergrid.core.grid import ARRIVED, BY_LINK, DX, DY, NO_WAY
from undergrid.core.paths import PathFinder


def routes_of(city: City, walk=None, is_open=None) -> Routes:
    return Routes(
        city,
        city.walkable() if walk is None else walk,
        np.ones(len(city.links), dtype=np.uint8) if is_open is None else is_open,
    )


def follow(routes: Routes, start: int, goal: int) -> int:
    """Walk as the routes say; the length in mm, or -1 if there is no way. Fails in a wall or a circle."""
    city, walk = routes.city, routes.walk
    across = {a: (b, link.length_mm) for link in city.links for a, b in ((link.a, link.b), (link.b, link.a))}
    number = routes.goal(goal)
    routes.prepare([number])
    cell, length, seen = start, 0, set()
    while True:
        assert cell not in seen, "walks in a circle"
        seen.add(cell)
        way = int(next_direction(cell, number, routes.tables))
        if way == ARRIVED:
            assert cell == goal
            return length
        if way == NO_WAY:
            assert cell == start, "sent off, and then no way"
            return -1
        if way == BY_LINK:
            cell, mm = across[cell]
            length += mm
        else:
            dx, dy = int(DX[way]), int(DY[way])
            assert walk[cell + dy * city.width + dx]
            if way % 2:
                assert walk[cell + dx]
                assert walk[cell + dy * city.width]
                length += 2828
            else:
                length += 2000
            cell += dy * city.width + dx


def finder(city: City) -> PathFinder:
    links = Links.between(
        city.n_cells,
        [link.a for link in city.links],
        [link.b for link in city.links],
        [link.length_mm for link in city.links],
    )
    return PathFinder(city.width, city.height, len(city.levels), links)


def ruins(seed: int, width: int = 90, height: int = 70, levels: int = 2, share: float = 0.3, n_links: int = 6) -> City:
    """Random blocked cells on several levels, joined by random links."""
    rng = np.random.default_rng(seed)
    grids = rng.random((levels, height, width)) < share
    text = ["\n".join("".join("#" if solid else "." for solid in row) for row in grid) for grid in grids]
    free = rng.permutation(np.flatnonzero(~grids.reshape(-1)))
    pairs = free[: 2 * n_links].reshape(-1, 2)
    links = tuple(Link(LinkKind.STAIRS, int(a), int(b), 9000, f"stairs_{i}") for i, (a, b) in enumerate(pairs))
    return drawn(*text, links=links)


def answers(routes: Routes, cells, goals) -> list[int]:
    numbers = [routes.goal(int(goal)) for goal in goals]
    routes.prepare(numbers)
    return [int(next_direction(int(cell), n, routes.tables)) for cell in cells for n in numbers]


@pytest.mark.parametrize("seed", range(4))
def test_on_random_ruins_one_arrives_exactly_where_there_is_a_way(seed):
    city = ruins(seed, share=0.3 + 0.05 * (seed % 3))
    routes, paths, rng = routes_of(city), finder(city), np.random.default_rng(seed)
    free = np.flatnonzero(routes.walk)
    stretch = []
    for start, goal in rng.choice(free, (60, 2)).tolist():
        best = paths.find_path(routes.walk, start, goal).length
        length = follow(routes, start, goal)
        assert (length < 0) == (best < 0)
        if best > 0:
            assert length >= best
            stretch.append(length / best)
    assert np.mean(stretch) < 1.25  # a maze of odd holes, where the last region weighs most; cities are tested below


def test_ways_in_a_city_are_within_15_percent_of_the_shortest():
    city = generate(3, 6000)
    routes, paths, rng = routes_of(city), finder(city), np.random.default_rng(1)
    doors = [building.door for building in city.buildings]
    lengths = []
    for start, goal in rng.choice(doors, (150, 2)).tolist():
        best = paths.find_path(routes.walk, start, goal).length
        lengths.append((follow(routes, start, goal), best))
    walked, best = np.array(lengths).T
    assert (walked >= best).all()
    assert walked.sum() < 1.15 * best.sum()
    assert np.mean(walked[best > 0] / best[best > 0]) < 1.15


def test_answers_do_not_depend_on_when_goals_were_registered_or_prepared():
    city = ruins(5)
    rng = np.random.default_rng(5)
    free = np.flatnonzero(city.walkable())
    cells, goals = rng.choice(free, 80), rng.choice(free, 12, replace=False)
    first = answers(routes_of(city), cells, goals)
    late = routes_of(city)
    for goal in rng.permutation(goals):
        late.prepare([late.goal(int(goal))])
    late.forget(late.goal(int(goals[0])))
    late.goal(int(free[0]))
    assert answers(late, cells, goals) == first
    by_walker = routes_of(city)
    assert [by_walker.direction(int(cell), by_walker.goal(int(goal))) for cell in cells for goal in goals] == first


@pytest.mark.parametrize("seed", range(3))
def test_after_barricades_and_clearings_routes_are_as_if_built_anew(seed):
    city = ruins(seed, share=0.25)
    rng = np.random.default_rng(seed)
    walk = city.walkable()
    free = np.flatnonzero(walk)
    cells, goals = rng.choice(free, 60), rng.choice(free, 10, replace=False)
    routes = routes_of(city, walk)
    answers(routes, cells, goals)
    for turn in range(6):
        places = rng.choice(free, 1 + turn, replace=False)
        walk[places] ^= 1
        routes.changed(places)
        assert answers(routes, cells, goals) == answers(routes_of(city, walk.copy()), cells, goals)
        follow(routes, int(free[turn]), int(goals[turn]))


def test_a_barricade_sends_the_very_next_step_another_way():
    city = drawn(
        """
..........
.########.
..........
"""
    )
    walk = city.walkable()
    routes = routes_of(city, walk)
    start, goal = city.cell(0, 0, 1), routes.goal(city.cell(0, 9, 1))
    before = routes.direction(start, goal)
    assert before in (2, 6)
    barred = city.cell(0, 5, 2 if before == 2 else 0)
    walk[barred] = 0
    routes.changed(barred)
    assert routes.direction(start, goal) == 8 - before
    walk[city.cell(0, 5, 0)] = walk[city.cell(0, 5, 2)] = 0
    routes.changed([city.cell(0, 5, 0), city.cell(0, 5, 2)])
    assert routes.direction(start, goal) == NO_WAY


def walled() -> City:
    """Two yards with a gate at each end of the wall between them."""
    rows = "\n".join("." * 20 + "#" + "." * 20 for _ in range(40))
    city = drawn(rows)
    north = Link(LinkKind.GATE, city.cell(0, 19, 2), city.cell(0, 21, 2), 6000, "north")
    south = Link(LinkKind.GATE, city.cell(0, 19, 37), city.cell(0, 21, 37), 6000, "south")
    return drawn(rows, links=(north, south))


def test_gates_that_open_and_shut_change_ways_at_once():
    city = walled()
    is_open = np.ones(2, dtype=np.uint8)
    routes = routes_of(city, is_open=is_open)
    start, goal = city.cell(0, 10, 5), city.cell(0, 30, 5)
    assert 0 < follow(routes, start, goal) < 60_000
    is_open[0] = 0
    routes.link_changed(0)
    assert follow(routes, start, goal) > 120_000
    is_open[1] = 0
    routes.link_changed(1)
    assert follow(routes, start, goal) == -1
    is_open[0] = 1
    routes.link_changed(0)
    assert follow(routes, start, goal) < 60_000


def test_a_gate_drops_only_the_ways_that_pass_gates():
    city = walled()
    is_open = np.ones(2, dtype=np.uint8)
    routes = routes_of(city, is_open=is_open)
    near, far = city.cell(0, 3, 30), city.cell(0, 38, 30)
    goal = routes.goal(city.cell(0, 10, 5))
    routes.prepare([goal])
    is_open[0] = 0
    routes.link_changed(0)
    assert routes.prepare([goal], [near]) == 0
    assert next_direction(far, goal, routes.tables) == NOT_READY
    assert routes.prepare([goal], [far]) == 1
    assert next_direction(far, goal, routes.tables) < 8


@pytest.mark.parametrize("kind", [LinkKind.GATE, LinkKind.TUNNEL])
def test_a_link_within_one_side_is_used_while_it_is_open(kind):
    rows = "\n".join(["." * 100, *("." * 50 + "#" * 50 for _ in range(3)), "." * 100])
    plain = drawn(rows)
    cut = Link(kind, plain.cell(0, 99, 0), plain.cell(0, 99, 4), 4000, "cut")
    city = drawn(rows, links=(cut,))
    is_open = np.ones(1, dtype=np.uint8)
    routes = routes_of(city, is_open=is_open)
    assert follow(routes, city.cell(0, 97, 0), city.cell(0, 97, 4)) == 12_000
    is_open[0] = 0
    routes.link_changed(0)
    assert follow(routes, city.cell(0, 97, 0), city.cell(0, 97, 4)) > 180_000


def test_links_are_taken_where_they_end():
    city = drawn("....\n....", "....\n....", links=(Link(LinkKind.LIFT, 3, 8 + 4, 10_000, "lift"),))
    routes = routes_of(city)
    goal = routes.goal(8)
    assert routes.direction(3, goal) == BY_LINK
    assert routes.direction(8, goal) == ARRIVED
    assert follow(routes, 0, 8) == 6000 + 10_000 + 2000


def test_who_stands_on_a_cell_that_was_barred_steps_off_it():
    city = drawn("...\n...\n...")
    walk = city.walkable()
    routes = routes_of(city, walk)
    goal = routes.goal(0)
    walk[4] = 0
    routes.changed(4)
    assert routes.direction(4, goal) in (0, 2, 4, 6)
    buried = routes.goal(4)
    assert routes.direction(0, buried) == NO_WAY


def test_ways_that_are_forgotten_come_back_the_same():
    city = ruins(6)
    rng = np.random.default_rng(6)
    free = np.flatnonzero(city.walkable())
    cells, goals = rng.choice(free, 80), rng.choice(free, 12, replace=False)
    routes = routes_of(city)
    first, before = answers(routes, cells, goals), routes.memory()
    kept = [routes.goal(int(goal)) for goal in goals[:3]]
    routes.keep(kept)
    assert routes.memory()["trees"] < before["trees"] / 2
    assert routes.memory()["fields"] < before["fields"]
    assert answers(routes, cells, goals[:3]) == answers(routes_of(city), cells, goals[:3])
    assert answers(routes, cells, goals) == first


def test_goals_keep_their_number_and_freed_numbers_are_used_again():
    routes = routes_of(drawn("......"))
    assert [routes.goal(cell) for cell in (4, 2, 4, 5)] == [0, 1, 0, 2]
    routes.forget(1)
    with pytest.raises(KeyError):
        routes.forget(1)
    assert routes.goal(3) == 1
    with pytest.raises(ValueError, match="cell 6 is not on the map"):
        routes.goal(6)


def test_whoever_has_the_tables_sees_every_goal_and_way_and_what_was_put_beside_them():
    city, beside = drawn("......"), np.arange(3, dtype=np.int32)
    routes = Routes(city, city.walkable(), np.zeros(0, dtype=np.uint8), beside=beside)
    tables = routes.tables
    for cell in range(6):
        number = routes.goal(cell)
        routes.prepare([number])
        assert next_direction(cell, number, tables) == ARRIVED
        assert next_direction(cell ^ 1, number, tables) == (4 if cell % 2 == 0 else 0)
    assert tables is routes.tables
    assert routes.goal_cells[:6].tolist() == list(range(6))
    assert tables.beside is beside


def test_arrays_of_the_wrong_length_are_refused():
    city = drawn("...")
    with pytest.raises(ValueError, match=r"expected 3 cells and 0 links"):
        Routes(city, np.ones(2, dtype=np.uint8), np.ones(0, dtype=np.uint8))


def test_without_preparing_the_answer_is_that_it_is_not_ready():
    city = drawn("\n".join("." * 80 for _ in range(3)))
    routes = routes_of(city)
    goal = routes.goal(79)
    assert next_direction(0, goal, routes.tables) == NOT_READY
    assert routes.prepare([goal]) == 1
    assert routes.prepare([goal]) == 0
    assert next_direction(0, goal, routes.tables) < 8


SCRIPT = """
import sys, hashlib
sys.path[:0] = {paths}
from city.test_routes import answers, routes_of, ruins
import numpy as np
city = ruins(1, width=45, height=40)
free = np.flatnonzero(city.walkable())
walk = city.walkable()
routes = routes_of(city, walk)
first = answers(routes, free[::37], free[5::600])
walk[free[::91]] = 0
routes.changed(free[::91])
print(hashlib.sha256(bytes(first + answers(routes, free[::37], free[5::600]))).hexdigest())
"""


def test_compiled_and_plain_kernels_agree():
    here = os.path.dirname(os.path.dirname(__file__))
    script = SCRIPT.format(paths=[here])
    digests = {
        subprocess.run(
            [sys.executable, "-c", script],
            env=os.environ | {"UNDERGRID_JIT": jit},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for jit in ("0", "1")
    }
    assert len(digests) == 1


@pytest.mark.parametrize("seed", range(12))
def test_whatever_opens_or_shuts_ways_exist_where_they_should_and_as_if_built_anew(seed):
    rng = np.random.default_rng(seed)
    size = {"width": int(rng.integers(1, 100)), "height": int(rng.integers(2, 80)), "levels": int(rng.integers(1, 4))}
    city = ruins(seed, share=float(rng.choice([0, 0.2, 0.4])), n_links=0, **size)
    walk = city.walkable()
    free = rng.permutation(np.flatnonzero(walk))
    ends = free[: 2 * min(len(free) // 2, int(rng.integers(0, 12)))].reshape(-1, 2)
    kinds = rng.choice(len(LinkKind), len(ends))
    links = [Link(LinkKind(kind), int(a), int(b), 9000, f"{a}") for (a, b), kind in zip(ends, kinds, strict=True)]
    city = replace(city, links=tuple(links))
    is_open = np.ones(len(links), dtype=np.uint8)
    routes, paths = routes_of(city, walk, is_open), finder(city)
    for _ in range(3):
        for link in rng.choice(len(links), 2) if links else ():
            is_open[link] ^= 1
            routes.link_changed(int(link))
        places = rng.choice(free, 2)
        walk[places] ^= 1
        routes.changed(places)
        cells, goals = rng.choice(free, 12), rng.choice(free, 5)
        assert answers(routes, cells, goals) == answers(routes_of(city, walk.copy(), is_open.copy()), cells, goals)
        for start, goal in zip(cells[walk[cells] == 1].tolist(), goals.tolist(), strict=False):
            length, best = follow(routes, start, goal), paths.find_path(walk, start, goal, is_open).length
            assert (length < 0) == (best < 0)
            assert length >= best
