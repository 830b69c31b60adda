"""Watchers on foot near their post: how far they get in a tick, and where the bounds stop them."""

import pytest
from scenes.worlds import field, make_city, make_world

from undergrid.city.city import Post
from undergrid.core.tables import I64, Out
from undergrid.world.authority.patrols import patrol, walk_near
from undergrid.world.authority.timetable import Timetable
from undergrid.world.tables.authority import Duty, WatcherKind

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


def test_on_another_level_it_is_the_ground_there_that_counts():
    walled = field(21, 21).split("\n")
    walled[10] = walled[10][:12] + "#" + walled[10][13:]
    for number in (0, 1):  # the level on which the goal is walled up
        drawings = [field(21, 21)] * 2
        drawings[number] = "\n".join(walled)
        city = make_city(*drawings)
        home, goal = city.cell(1, *HOME), city.cell(1, 12, 10)
        cell, _, there = walk_near(city, city.walkable(), home, 3, home, goal, FAR)
        assert there
        assert (cell == goal) == (number == 0)
        assert city.where(cell)[0] == 1


# ---------------------------------------------------------------- beats

DRONE, HUNTER, SENTINEL, CAMERA = WatcherKind.DRONE, WatcherKind.HUNTER, WatcherKind.SENTINEL, WatcherKind.CAMERA
WIDE = 30
BEATS = ((31, 51), (331, 351))  # each 20 cells along a row and back


class Called(Out):
    row: I64


def on_beats(*watchers):
    """A field with two beats, and (kind, duty, beat, x) watchers, each x cells from where its beat begins."""
    city = make_city(field(WIDE, 20), posts=[Post("drone", beat[0], beat=beat) for beat in BEATS])
    world = make_world(city, watchers=[(kind, BEATS[beat][0]) for kind, _, beat, _ in watchers])
    for row, (_, duty, beat, x) in enumerate(watchers):
        world.watchers.duty[row], world.watchers.beat[row] = duty, beat
        world.watchers.cell[row] += x
    return world


def stands(world, flown=0, walked=0):
    """(how many cells each watcher is from where its beat begins, the rows that are called away) after one tick."""
    called = world.out(Called, world.watchers.n)
    n = patrol(world.watchers.handle, world.cache(Timetable).handle, flown, walked, called.handle)
    return (world.watchers.cell - world.watchers.home).tolist(), called.row[:n].tolist()


def test_drones_on_a_beat_are_where_they_have_flown_and_others_where_they_have_walked():
    world = on_beats((SENTINEL, Duty.PATROL, 0, 0), (DRONE, Duty.PATROL, 1, 0), (HUNTER, Duty.PATROL, 0, 0))
    assert stands(world, flown=14_000, walked=4000) == ([2, 7, 2], [])
    assert stands(world, flown=46_000, walked=38_000) == ([19, 17, 19], [])
    assert world.watchers.leg.tolist() == [1, 0, 1]


def test_a_watcher_without_a_beat_stays_where_it_is_on_patrol():
    world = on_beats((DRONE, Duty.PATROL, 1, 3), (DRONE, Duty.PATROL, 0, 4))
    world.watchers.beat[0] = -1
    assert stands(world, flown=14_000) == ([3, 7], [])


def test_those_who_hunt_search_or_return_are_called_away_and_hunters_on_foot_are_not():
    duties = (Duty.HUNT, Duty.SEARCH, Duty.RETURN, Duty.POST, Duty.OFF, Duty.SIEGE)
    world = on_beats(*((DRONE, duty, 1, 3) for duty in duties), *((HUNTER, duty, 1, 3) for duty in duties))
    assert stands(world, flown=14_000, walked=14_000) == ([3] * 12, [0, 1, 2])


@pytest.mark.parametrize("beat", [0, 1])
@pytest.mark.parametrize(
    ("walked", "joins"), [(0, True), (2000, True), (4000, False), (40_000, False), (76_000, False), (78_000, True)]
)
def test_a_hunter_back_where_its_beat_begins_joins_it_as_the_timetable_passes_there(beat, walked, joins):
    world = on_beats((HUNTER, Duty.RETURN, 1 - beat, 1), (HUNTER, Duty.RETURN, beat, 0), (HUNTER, Duty.POST, beat, 0))
    where, called = stands(world, walked=walked)
    assert world.watchers.duty.tolist() == [Duty.RETURN, Duty.PATROL if joins else Duty.RETURN, Duty.POST]
    assert where == [1, (0 if walked == 0 else 1) if joins else 0, 0]
    assert not called


def test_a_hunter_that_has_no_beat_joins_none():
    world = on_beats((HUNTER, Duty.RETURN, 0, 0), (HUNTER, Duty.RETURN, 1, 0))
    world.watchers.beat[1] = -1
    stands(world)
    assert world.watchers.duty.tolist() == [Duty.PATROL, Duty.RETURN]


@pytest.mark.parametrize("step", [WIDE - 1, WIDE, WIDE + 1, 1 - WIDE, -WIDE, -1 - WIDE, -1])
def test_a_hunter_joins_its_beat_as_that_passes_beside_where_it_begins_whichever_way_it_goes(step):
    home = 10 * WIDE + 15
    city = make_city(field(WIDE, 20), posts=[Post("hunter", home, beat=(home, home + 8 * step))])
    for walked, duty in ((2400, Duty.PATROL), (5000, Duty.RETURN)):
        world = make_world(city, watchers=[(HUNTER, home)])
        world.watchers.duty[0], world.watchers.beat[0] = Duty.RETURN, 0
        stands(world, walked=walked)
        assert world.watchers.duty[0] == duty
