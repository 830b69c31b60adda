"""Pursuit: which hunters are called, from how far, after whom, how fresh the news, and who is drawn among equals."""

from __future__ import annotations

import numpy as np
import pytest
from scenes.gatehouse import live, of_kind, report
from scenes.worlds import field, make_city, make_world

from undergrid.core import luck
from undergrid.systems.authority import dossiers, pursuit
from undergrid.world.log.kinds import Kind
from undergrid.world.tables.authority import Duty, WatcherKind
from undergrid.world.tables.people import Activity
from undergrid.world.world import World

SIDE = 60
QUARRY = 1  # of three people
FOUR = ((25, 30), (35, 30), (30, 25), (30, 35))  # all as far from (30, 30)


def ground(hunters: tuple[tuple[int, int], ...] = FOUR, seed: int = 1) -> World:
    """Three people, of whom the second stands in the middle, and hunters at their posts."""
    city = make_city(field(SIDE, SIDE))
    posts = [(WatcherKind.HUNTER, city.cell(0, *at)) for at in hunters]
    world = make_world(city, [(1, 1), (30, 30), (58, 58)], posts, seed=seed)
    world.watchers.duty[:] = Duty.POST
    return world


def called(world: World, **params: float) -> list[tuple[int, int]]:
    """(hunter, quarry) of those who are called at the next look at the dossiers, in order."""
    while world.tick % 5:
        world.tick += 1
    events = live(world, 1, dossiers, pursuit, pursuit=params)
    return [(event.who, event.whom) for event in of_kind(events, Kind.HUNT_BEGAN)]


def want(world: World, who: int = QUARRY, **params: float) -> list[tuple[int, int]]:
    report(world, who, int(world.citizens.cell[who]), 500)
    live(world, 1, dossiers)
    return called(world, **params)


def drawn(seed: int, people: tuple[int, ...] = (), hunters: tuple[int, ...] = ()) -> list[int]:
    """The hunters called in turn, with other luck for some people and hunters."""
    world = ground(seed=seed)
    for kind, table, rows in (("citizen", world.citizens, people), ("watcher", world.watchers, hunters)):
        for row in rows:
            table.luck[row] = luck.key_of(f"another {kind}/{row}")
    return [row for row, _ in want(world, hunters=4)]


def test_among_equals_a_draw_for_each_of_them_and_the_quarry_decides_and_nobody_elses_luck():
    plain = [drawn(seed) for seed in range(12)]
    assert all(sorted(rows) == [0, 1, 2, 3] for rows in plain)
    assert len({rows[0] for rows in plain}) == 4
    assert [drawn(seed, people=(0, 2)) for seed in range(12)] == plain
    assert [drawn(seed, people=(QUARRY,)) for seed in range(12)] != plain
    others = [drawn(seed, hunters=(1,)) for seed in range(12)]
    assert others != plain
    for one, two in zip(others, plain, strict=True):
        assert [row for row in one if row != 1] == [row for row in two if row != 1]


@pytest.mark.parametrize("most", [0, 1, 2, 4, 9])
def test_so_many_are_called_as_it_takes_less_those_who_are_after_them_already(most):
    assert len(want(ground(), hunters=most)) == min(most, 4)
    world = ground()
    world.watchers.duty[2], world.watchers.quarry[2] = Duty.HUNT, QUARRY
    world.watchers.until[2] = 10_000
    found = [row for row, _ in want(world, hunters=most)]
    assert len(found) == min(max(0, most - 1), 3)
    assert 2 not in found


@pytest.mark.parametrize(("cells", "comes"), [(10, True), (11, False)])
def test_hunters_are_called_from_so_many_metres_and_no_farther(cells, comes):
    far = want(ground(((30, 30 + cells), (30 + cells, 30), (0, 0))), call_m=20)
    assert sorted(row for row, _ in far) == ([0, 1] if comes else [])
    assert want(ground(((30 - cells, 30), (0, 0))), call_m=21) == ([(0, QUARRY)] if comes else [])


def test_the_nearest_come_first():
    assert [row for row, _ in want(ground(((30, 33), (30, 35), (32, 30), (31, 31))), hunters=4)] == [3, 2, 0, 1]
    assert [row for row, _ in want(ground(((30, 33), (30, 35), (32, 30), (31, 31))), hunters=2)] == [3, 2]


@pytest.mark.parametrize(("duty", "comes"), [
    (Duty.POST, True), (Duty.PATROL, True), (Duty.RETURN, True), (Duty.TRACK, False), (Duty.SEARCH, False),
    (Duty.SIEGE, False), (Duty.OFF, False),
])  # fmt: skip
def test_only_those_at_their_post_on_their_beat_or_on_the_way_back_are_called(duty, comes):
    world = ground()
    world.watchers.duty[:], world.watchers.duty[1] = Duty.OFF, duty
    world.watchers.until[:], world.watchers.goal[:] = 10_000, world.watchers.cell
    assert [row for row, _ in want(world, hunters=4)] == [1] * comes


@pytest.mark.parametrize(("kind", "comes"), [(WatcherKind.HUNTER, True), (WatcherKind.SENTINEL, False)])
def test_only_hunters_are_called(kind, comes):
    world = ground()
    world.watchers.kind[1] = kind
    assert sorted(row for row, _ in want(world, hunters=4)) == ([0, 1, 2, 3] if comes else [0, 2, 3])


@pytest.mark.parametrize(("impaired", "comes"), [(4, True), (5, True), (6, False)])
def test_whoever_is_disturbed_is_called_again_from_the_tick_at_which_that_ends(impaired, comes):
    world = ground()
    world.watchers.impaired[:], world.watchers.impaired[1] = 900, impaired
    assert [row for row, _ in want(world, hunters=4)] == [1] * comes


@pytest.mark.parametrize(("late", "comes"), [(115, True), (120, True), (125, False)])
def test_news_is_worth_a_hunt_while_it_is_fresh(late, comes):
    world = ground()
    report(world, QUARRY, int(world.citizens.cell[QUARRY]), 500)
    live(world, 1, dossiers)
    world.tick = late
    assert bool(called(world, fresh_minutes=2)) == comes


def test_each_of_two_wanted_people_has_hunters_of_their_own_and_the_held_and_the_dead_have_none():
    world = ground((*FOUR, (5, 5), (6, 6)))
    report(world, 0, int(world.citizens.cell[0]), 500)
    found = want(world, hunters=2, call_m=40)
    assert sorted(found) == sorted([(4, 0), (5, 0), *[pair for pair in found if pair[1] == QUARRY]])
    assert len(found) == 4
    for column, value in (("alive", False), ("doing", Activity.HELD)):
        world = ground((*FOUR, (5, 5), (6, 6)))
        getattr(world.citizens, column)[0] = value
        report(world, 0, int(world.citizens.cell[0]), 500)
        assert {quarry for _, quarry in want(world, hunters=2, call_m=40)} == {QUARRY}


def test_who_is_called_goes_to_where_the_quarry_is_believed_to_be_for_half_an_hour_because_of_the_dossier():
    world = ground()
    ((row, _),) = want(world, hunters=1)
    watchers, slot = world.watchers, int(np.flatnonzero(world.dossiers.used)[0])
    assert (watchers.goal[row], watchers.quarry[row]) == (world.citizens.cell[QUARRY], QUARRY)
    assert watchers.until[row] == 5 + 30 * 60
    (began,) = of_kind(world.events.rows(), Kind.HUNT_BEGAN)
    assert began.cause == world.dossiers.event[slot]
