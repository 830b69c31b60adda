"""Watching: when watchers came past, and when they will come again."""

import numpy as np
import pytest
from scenes.heads import mind_of, minds, tell
from scenes.worlds import field, make_world

from undergrid.core.handles import record
from undergrid.minds.knows import watching
from undergrid.minds.knows.map import chances_at, seen_around
from undergrid.world.senses import optics
from undergrid.world.tables.authority import WatcherKind
from undergrid.world.tables.minds import Topic
from undergrid.world.tables.people import Posture, Profession
from undergrid.world.view.foreseen import foreseen

WIDTH = 80
SPEED = 6000  # mm/s of patrols
PLACE = 30 * WIDTH + 40


def watcher(kind=WatcherKind.DRONE, heard=False):
    """Somebody, and what they know of a watcher, as of long ago."""
    places = [(40, 50), (42, 50)]
    world = make_world(field(WIDTH, 60), places, [(kind, PLACE)], tagged=0, profession=Profession.CLERK)
    minds(world, {0: []})
    slot = tell(world, 0, Topic.WATCHER, 0, PLACE)
    world.knowledge.at[slot] = -100
    world.knowledge.strength[slot] = 600 if heard else 1000
    return world, slot


@pytest.mark.parametrize("here", [(40, 30), (0, 0), (79, 59), (20, 2)])
@pytest.mark.parametrize("kind", [WatcherKind.DRONE, WatcherKind.HUNTER])
def test_the_cells_on_which_a_watcher_might_notice_one_are_those_with_the_chance(here, kind):
    drawing = "\n".join("".join("#" if (7 * x + y) % 23 == 0 else "." for x in range(WIDTH)) for y in range(60))
    world = make_world(drawing, [(1, 1)], tagged=0)
    table, city = optics.tables(world.shared(optics.Optics), world.city.cell_mm), world.city
    there, sort, light, dim = city.cell(0, *here), int(kind), 90, optics.haze(table, world.sky)
    around = [
        city.cell(0, x, y)
        for y in range(max(0, here[1] - 25), min(60, here[1] + 26))
        for x in range(max(0, here[0] - 25), min(WIDTH, here[0] + 26))
    ]
    cells = np.array(around, np.int64)
    odds = chances_at(table, city.handle, sort, int(Posture.STANDING), there, cells, light, dim)
    walkable = city.walkable()
    in_sight, cells_seen = np.zeros(city.n_cells, np.uint8), np.empty(city.area, np.int32)
    air = record(light=light, dim=dim, seen=in_sight, cells=cells_seen)
    seen = seen_around(table, city.handle, walkable, sort, there, 25, air)
    assert not in_sight.any()
    assert seen.tolist() == cells[(odds > 0.02 * 2**32) & (walkable[cells] == 1)].tolist()
    assert 0 < len(seen) < len(cells)


def passes(world, slot, *spells, cell=PLACE):
    """Let the watcher be perceived from one tick to another, each time."""
    for begins, ends in spells:
        for tick in range(begins, ends + 1):
            world.tick = world.knowledge.at[slot] = tick
            world.knowledge.cell[slot] = cell
            watching.watch(world)
    world.tick += -world.tick % 3
    watching.watch(world)


def due(world, until=400):
    """The ticks at which the first of the watchers is expected."""
    ticks = np.arange(world.tick, until)
    found = foreseen(world, 0, ticks, SPEED)
    return [int(tick) for one in found for tick in ticks[one.cells >= 0]]


def test_what_has_come_past_twice_is_expected_a_third_time_in_its_time():
    world, slot = watcher()
    passes(world, slot, (30, 36), (132, 138))
    kept = world.watched
    assert kept.gap[0] == 102
    again = 132 + 102
    ticks = due(world, until=again + 50)
    assert ticks == list(range(again - 4, again + int(kept.lasted[0]) + 5))
    assert foreseen(world, 0, np.array([again]), SPEED)[0].cells.tolist() == [PLACE]
    assert foreseen(world, 0, np.array([again]), SPEED)[0].cause == world.knowledge.cause[slot]


def test_what_has_come_once_is_not():
    world, slot = watcher()
    passes(world, slot, (30, 36))
    assert due(world) == []


def test_a_patrol_that_goes_to_and_fro_is_expected_after_the_one_gap_and_the_other_in_turn():
    world, slot = watcher()
    passes(world, slot, (30, 33), (90, 93), (240, 243))
    assert (world.watched.earlier[0], world.watched.gap[0]) == (60, 150)
    ticks = due(world, until=600)
    assert {300, 450, 510} <= set(ticks)
    assert not {360, 390} & set(ticks)


def test_nobody_else_expects_it():
    world, slot = watcher()
    passes(world, slot, (30, 36), (130, 136))
    assert foreseen(world, 1, np.arange(world.tick, 400), SPEED) == []


def test_what_has_not_come_for_three_rounds_is_expected_no_more():
    world, slot = watcher()
    passes(world, slot, (30, 33), (90, 93))
    gone, gap = int(world.watched.gone[0]), int(world.watched.gap[0])
    world.tick = gone + 3 * gap
    assert due(world, until=world.tick + 200)
    world.tick += 1
    assert not due(world, until=world.tick + 200)


@pytest.mark.parametrize(("pause", "anew"), [(30, False), (33, True)])
def test_one_pass_is_told_from_the_next_by_a_pause(pause, anew):
    world, slot = watcher()
    passes(world, slot, (30, 30), (30 + pause, 30 + pause))
    assert (world.watched.gap[0] > 0) == anew


@pytest.mark.parametrize(("after", "beat"), [(1800, True), (1803, False)])
def test_what_comes_again_after_half_an_hour_is_on_no_beat(after, beat):
    world, slot = watcher()
    passes(world, slot, (30, 30), (30 + after, 30 + after))
    assert (world.watched.gap[0] > 0) == beat


@pytest.mark.parametrize(("off", "places"), [(12, 1), (13, 2)])
def test_a_place_is_some_cells_wide(off, places):
    world, slot = watcher()
    passes(world, slot, (30, 30))
    passes(world, slot, (33, 33), cell=PLACE + off)
    assert world.watched.n_used == places


def test_what_is_only_heard_is_expected_less_exactly():
    world, slot = watcher(heard=True)
    passes(world, slot, (30, 30), (130, 130))
    assert len(due(world, until=250)) == 2 * 8 + 1
    world, slot = watcher()
    passes(world, slot, (30, 30), (130, 130))
    assert len(due(world, until=250)) == 2 * 4 + 1


@pytest.mark.parametrize(("kind", "noted"), [(WatcherKind.CAMERA, 0), (WatcherKind.READER, 0), (WatcherKind.HUNTER, 1)])
def test_only_what_moves_is_watched(kind, noted):
    world, slot = watcher(kind)
    passes(world, slot, (30, 36))
    assert world.watched.n_used == noted


def test_what_was_seen_long_ago_is_forgotten():
    world, slot = watcher()
    passes(world, slot, (30, 33))
    world.tick = 3 * 1800
    watching.watch(world)
    assert world.watched.n_used == 1
    world.tick = 4 * 1800
    watching.watch(world)
    assert world.watched.n_used == 0


def test_what_is_perceived_now_is_taken_to_go_on_as_it_went_and_not_for_ever():
    world, slot = watcher()
    passes(world, slot, (30, 30), cell=PLACE)
    passes(world, slot, (33, 33), cell=PLACE + 9)  # three cells a second
    world.tick = 33
    (places,) = mind_of(world).risk.believed(60).places
    assert [int(cell) - PLACE for cell in places[:4]] == [9, 12, 15, 18]
    assert places[10] == PLACE + 39
    assert places[11] == -1  # that would be beyond the map


def test_what_has_not_been_seen_to_move_is_taken_to_stay_for_a_while():
    world, slot = watcher()
    world.tick = 10
    world.knowledge.at[slot] = 10
    (places,) = mind_of(world).risk.believed(60).places
    assert (places[:21] == PLACE).all()
    assert (places[21:] == -1).all()


def test_what_was_lost_sight_of_a_while_ago_may_be_anywhere():
    world, slot = watcher()
    world.tick = 30
    world.knowledge.at[slot] = 10
    assert mind_of(world).risk.threats(200, 20, WatcherKind.DRONE)
    world.knowledge.at[slot] = 9
    assert not mind_of(world).risk.near
    assert mind_of(world).risk.believed(60).rows.tolist() == []
