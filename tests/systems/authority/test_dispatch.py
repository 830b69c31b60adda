"""Dispatch: beats by the timetable, hunts on belief alone, searches that find what the theory of search says."""

from itertools import pairwise

import numpy as np
import pytest
from scenes.gatehouse import live, of_kind, report
from scenes.worlds import field, make_city, make_world

from undergrid.city.city import Post
from undergrid.core import units
from undergrid.systems.authority import dispatch, dossiers
from undergrid.world.authority.cases import DossierOf
from undergrid.world.authority.search_patterns import square_stop
from undergrid.world.authority.timetable import Timetable
from undergrid.world.authority.watches import take_up
from undergrid.world.log.kinds import Kind, Role
from undergrid.world.tables.authority import Duty, WatcherKind

SIDE = 120
BEAT = ((10, 10), (90, 10), (90, 70), (10, 70))
SPEED = units.mm(dispatch.Params().beat_speed)


def sky(*people, drones=1, side=SIDE, seed=1, levels=1):
    """An open field with drones on one beat, and people at the given places."""
    beat = tuple(y * side + x for x, y in BEAT)
    posts = [Post("drone", beat[0], beat=beat)] * drones
    grounds = [field(side, side)] + [field(side, side, "_")] * (levels - 1)
    city = make_city(*grounds, posts=posts)
    world = make_world(city, list(people), [(WatcherKind.DRONE, beat[0])] * drones, seed=seed)
    world.watchers.beat[:] = np.arange(drones)
    world.watchers.duty[:] = Duty.PATROL
    return world


def want(world, who, cell, weight=500):
    """Let the authority learn that somebody wanted was seen at a cell."""
    report(world, who, cell, weight)
    return live(world, 1, dossiers, dispatch)


def show(world, watcher, who):
    """Let a watcher see and know somebody at this tick, as `sight` would."""
    world.watchers.in_sight[watcher], world.watchers.seen_at[watcher] = who, world.tick
    world.watchers.recognised[watcher] = True
    world.watchers.sighting[watcher] = world.scenario_event


def path(world, ticks, watcher=0, **params):
    cells = []
    for _ in range(ticks):
        live(world, 1, dossiers, dispatch, dispatch=params)
        cells.append(int(world.watchers.cell[watcher]))
    return cells


# -- beats


def test_a_patrol_is_where_the_timetable_says_at_every_tick():
    world = sky()
    forecast = world.cache(Timetable).places(0, np.arange(400), SPEED)
    assert path(world, 400) == forecast.tolist()
    assert len(set(forecast.tolist())) > 200


def test_a_beat_comes_round_and_keeps_its_speed():
    world = sky()
    table, city = world.cache(Timetable), world.city
    assert table.total[0] == 2 * (80 + 60) * 2000
    assert table.period(0, SPEED) == 94  # 560 m at 6 m/s
    assert [city.where(table.cell(0, tick, 2000))[1:] for tick in (0, 80, 140, 220, 280)] == [*BEAT, BEAT[0]]
    assert [city.where(table.cell(0, tick, 2000))[1:] for tick in (40, 110)] == [(50, 10), (90, 40)]


def test_a_beat_on_foot_is_walked_at_the_speed_of_walking():
    rounds = {}
    for speed in (1, 4):
        world = sky()
        world.watchers.kind[0] = WatcherKind.SENTINEL
        rounds[speed] = path(world, 120, walk_speed=speed)
    assert rounds[4][:30] == rounds[1][::4]


def test_a_beat_of_one_cell_or_of_the_same_cell_twice_stays_there():
    for beat in ((7,), (7, 7)):
        world = make_world(make_city(field(9, 9), posts=[Post("drone", 7, beat=beat)]))
        assert world.cache(Timetable).cell(0, 1234, SPEED) == 7


def test_a_post_without_a_beat_has_no_timetable():
    world = make_world(make_city(field(9, 9), posts=[Post("camera", 7)]))
    with pytest.raises(IndexError, match="no beat"):
        world.cache(Timetable).cell(0, 0, SPEED)


def test_a_beat_stays_on_its_level():
    with pytest.raises(ValueError, match="leaves its level"):
        make_world(make_city(field(9, 9), field(9, 9), posts=[Post("drone", 0, beat=(0, 90))])).cache(Timetable)


def test_in_the_gap_of_a_beat_the_drone_is_elsewhere():
    """The forecast gap is the real gap: while it lasts no drone comes within 30 cells of the spot."""
    world = sky()
    spot = (50, 10)
    ticks = np.arange(300)

    def far(cell):
        _, x, y = world.city.where(cell)
        return (x - spot[0]) ** 2 + (y - spot[1]) ** 2 > 30**2

    forecast = [far(cell) for cell in world.cache(Timetable).places(0, ticks, SPEED).tolist()]
    assert [far(cell) for cell in path(world, 300)] == forecast
    assert 0 < sum(forecast) < 300


# -- hunts


def test_the_nearest_free_drones_hunt_whom_there_is_news_of():
    world = sky((60, 90), drones=3)
    world.watchers.beat[1:] = -1
    world.watchers.duty[1:] = Duty.POST
    world.watchers.cell[1:] = (20 * SIDE + 60, 100 * SIDE + 60)
    began = of_kind(want(world, 0, 95 * SIDE + 60), Kind.HUNT_BEGAN)
    assert [e.who for e in began] == [2, 1]  # not the one on its beat far off
    assert began[0].cause == world.dossiers.event[0]


def test_among_equally_near_drones_a_draw_decides():
    first = set()
    for seed in range(12):
        world = sky((60, 90), drones=4, seed=seed)
        report(world, 0, 95 * SIDE + 60, 500)
        told = live(world, 1, dossiers, dispatch, dispatch={"hunters": 1})
        first.add(of_kind(told, Kind.HUNT_BEGAN)[0].who)
    assert len(first) > 1


def test_a_hunt_goes_to_the_believed_place_and_not_to_the_true_one():
    def flight(truth):
        world = sky(truth)
        want(world, 0, 95 * SIDE + 60)
        cells = path(world, 600)
        return cells, [e.kind for e in world.events.rows()]

    assert flight((60, 95)) == flight((5, 5))  # nobody sees anybody here: only the belief counts


def test_a_newer_belief_turns_the_hunt():
    world = sky((0, 0))
    want(world, 0, 110 * SIDE + 110)
    path(world, 3)
    report(world, 0, 110 * SIDE + 5, 0)
    live(world, 1, dossiers, dispatch)
    assert world.watchers.goal[0] == 110 * SIDE + 5


def test_in_vain_it_searches_gives_up_and_is_back_on_its_beat_by_the_timetable():
    world = sky((0, 0))
    want(world, 0, 60 * SIDE + 60)
    told = live(world, 900, dossiers, dispatch, dispatch={"search_minutes": 2})
    assert [e.kind for e in told] == [Kind.SEARCH_BEGAN, Kind.HUNT_ENDED, Kind.ON_WATCH]
    assert told[0].where == 60 * SIDE + 60
    assert told[1].tick == told[0].tick + 120
    assert told[1].cause == told[0].id
    assert told[2].cause == told[1].id
    assert world.watchers.cause[0] == told[2].id
    assert world.watchers.duty[0] == Duty.PATROL
    assert world.watchers.cell[0] == world.cache(Timetable).cell(0, world.tick - 1, SPEED)


def test_a_place_searched_in_vain_is_searched_again_only_on_newer_news():
    world = sky((0, 0))
    want(world, 0, 60 * SIDE + 60)
    live(world, 700, dossiers, dispatch)
    assert not of_kind(live(world, 100, dossiers, dispatch), Kind.HUNT_BEGAN)
    report(world, 0, 61 * SIDE + 60, 0)
    assert of_kind(live(world, 1, dossiers, dispatch), Kind.HUNT_BEGAN)


def test_stale_news_draws_nobody():
    world = sky((0, 0))
    world.tick = 5000
    report(world, 0, 60 * SIDE + 60, 500, at=0)
    assert [e.kind for e in live(world, 1, dossiers, dispatch)] == [Kind.WANTED, Kind.ON_WATCH]


def test_a_hunter_follows_whom_it_sees():
    world = sky((60, 60))
    want(world, 0, 60 * SIDE + 60)
    for step in range(12):
        world.citizens.cell[0] = 60 * SIDE + 60 + step
        show(world, 0, 0)
        world.watchers.impaired[0] = 0
        live(world, 1, dossiers, dispatch, dispatch={"grip": 0})
        assert world.watchers.goal[0] == world.citizens.cell[0]


def test_an_unknown_noise_draws_one_drone_to_look():
    world = sky((0, 0), drones=3)
    event = report(world, -1, 20 * SIDE + 20, 10)
    told = live(world, 1, dossiers, dispatch)
    report(world, -1, 20 * SIDE + 21, 10)  # the same again: somebody is on the way
    told += live(world, 200, dossiers, dispatch)
    assert [e.kind for e in told[:3]] == [Kind.ON_WATCH] * 3
    told = told[3:]
    assert [e.kind for e in told] == [Kind.HUNT_BEGAN, Kind.HUNT_ENDED, Kind.ON_WATCH]
    assert (told[0].whom, told[0].cause) == (-1, event)


def test_a_watch_goes_on_because_it_is_the_watchers_own_and_what_called_it_is_over():
    world = sky((0, 0), drones=1)
    take_up(world, 0, world.scenario_event)
    first = int(world.watchers.posted[0])
    report(world, -1, 20 * SIDE + 20, 10)
    ended, again = live(world, 200, dossiers, dispatch)[-2:]
    assert [event.kind for event in (ended, again)] == [Kind.HUNT_ENDED, Kind.ON_WATCH]
    assert (again.cause, world.watchers.posted[0]) == (first, first)
    because = world.events.because_columns()
    found = because["event"] == again.id
    assert (because["cause"][found].tolist(), because["role"][found].tolist()) == ([ended.id], [Role.CONDITION])


def test_a_hunt_ends_because_the_case_is_closed():
    world = sky((0, 0), drones=1)
    want(world, 0, 20 * SIDE + 20)
    live(world, 3, dossiers, dispatch)
    slot = world.cache(DossierOf).slot[0]
    world.dossiers.cell[slot] = -1
    world.dossiers.event[slot] = closed = world.events.one(Kind.DOSSIER_CLOSED, 0)
    (ended,) = of_kind(live(world, 2, dossiers, dispatch), Kind.HUNT_ENDED)
    assert ended.cause == closed


def call_for_help(world, place):
    """A beacon of citizen 0 that has been traced to a cell, as `radio` does; the report arrives at this tick."""
    beacons, event = world.beacons, report(world, -1, place, 20)
    slot = int(beacons.take(1)[0])
    beacons.sender[slot], beacons.cell[slot], beacons.traced[slot] = 0, place, place
    beacons.believed[slot], beacons.trace[slot] = place, event
    return event


def test_a_call_that_finds_a_free_drone_is_answered_once():
    world = sky((0, 0), drones=3)
    event = call_for_help(world, 20 * SIDE + 20)
    told = of_kind(live(world, 1000, dossiers, dispatch), Kind.HUNT_BEGAN, Kind.SEARCH_BEGAN, Kind.HUNT_ENDED)
    assert [e.kind for e in told] == [Kind.HUNT_BEGAN, Kind.HUNT_ENDED]
    assert (told[0].cause, told[0].where) == (event, 20 * SIDE + 20)


def test_a_call_waits_until_a_drone_is_free_and_is_forgotten_with_its_beacon():
    for dies in (False, True):
        world = sky((0, 0), drones=1)
        world.watchers.duty[0] = Duty.OFF
        event = call_for_help(world, 20 * SIDE + 20)
        assert not of_kind(live(world, 100, dossiers, dispatch), Kind.HUNT_BEGAN)
        assert world.beacons.waits[0]
        if dies:
            world.beacons.free(np.array([0]))
        world.watchers.duty[0] = Duty.PATROL
        told = live(world, 600, dossiers, dispatch)
        assert [e.cause for e in told if e.kind == Kind.HUNT_BEGAN] == ([] if dies else [event])


def test_a_call_near_which_somebody_looks_for_something_else_waits_until_they_have_done():
    world = sky((0, 0), drones=2)
    noise = report(world, -1, 20 * SIDE + 20, 10)
    told = live(world, 1, dossiers, dispatch)
    call = call_for_help(world, 20 * SIDE + 25)
    told += live(world, 1000, dossiers, dispatch)
    assert [e.cause for e in of_kind(told, Kind.HUNT_BEGAN)] == [noise, call]
    assert of_kind(told, Kind.HUNT_BEGAN)[1].tick > of_kind(told, Kind.HUNT_ENDED)[0].tick
    assert not world.beacons.waits[0]


def test_nobody_follows_beyond_the_wall_unless_the_case_is_grave():
    beyond = SIDE * SIDE + 20 * SIDE + 20
    world = sky((20, 20), levels=2)
    assert not of_kind(want(world, 0, beyond, weight=300), Kind.HUNT_BEGAN)
    world = sky((20, 20), levels=2)
    assert of_kind(want(world, 0, beyond, weight=700), Kind.HUNT_BEGAN)
    path(world, 30)
    assert world.watchers.cell[0] // world.city.area == 1


def test_a_hunter_stops_at_the_wall_when_its_quarry_is_seen_beyond():
    world = sky((20, 20), levels=2)
    want(world, 0, 20 * SIDE + 20, weight=300)
    world.citizens.cell[0] = SIDE * SIDE + 20 * SIDE + 20
    show(world, 0, 0)
    assert [e.kind for e in live(world, 1, dossiers, dispatch)] == [Kind.HUNT_ENDED]


# -- searches [science: Koopman 1956]

BOX = 500  # cells: 1 km
BAND = 4  # cells to either side that a searcher sees: with its own a sweep of 18 m
SWEEP_M = 2 * (2 * BAND + 1)


def searched(pattern, seed, coverage):
    """(box, box) what a search has swept of a box of 1 km when sweep x way is so many times its area."""
    middle = BOX // 2 * BOX + BOX // 2
    world = make_world(field(BOX, BOX), watchers=[(WatcherKind.DRONE, middle)], seed=seed)
    watchers = world.watchers
    watchers.duty[0], watchers.leg[0], watchers.until[0] = Duty.SEARCH, 1, 10**8
    watchers.datum[0] = watchers.goal[0] = middle
    params = dispatch.Params(hunt_speed=10, pattern=pattern, spacing_m=SWEEP_M, search_m=2000)
    seen = np.zeros((BOX, BOX), bool)
    y, x = np.mgrid[-BAND - 6 : BAND + 7, -BAND - 6 : BAND + 7]
    before = middle
    for _ in range(round(coverage * 1e6 / (SWEEP_M * 10))):
        dispatch.step(world, params)
        world.tick += 1
        now = int(watchers.cell[0])
        at_x, at_y = before % BOX, before // BOX
        dx, dy = now % BOX - at_x, now // BOX - at_y
        along = np.clip((x * dx + y * dy) / max(1, dx * dx + dy * dy), 0, 1)
        near = (x - along * dx) ** 2 + (y - along * dy) ** 2 <= (BAND + 0.5) ** 2
        ys, xs = y[near] + at_y, x[near] + at_x
        on_map = (xs >= 0) & (xs < BOX) & (ys >= 0) & (ys < BOX)
        seen[ys[on_map], xs[on_map]] = True
        before = now
    return seen[BAND:-BAND, BAND:-BAND]


def test_an_expanding_square_has_legs_of_one_one_two_two_three_three():
    stops = [square_stop(leg, 1) for leg in range(9)]
    legs = [abs(a[0] - b[0]) + abs(a[1] - b[1]) for a, b in pairwise(stops)]
    assert legs == [1, 1, 2, 2, 3, 3, 4, 4]


def test_random_search_finds_what_the_law_of_random_search_says():
    found = np.mean([searched("random", seed, 1.0).mean() for seed in range(6)])
    assert abs(found - 0.6321) < 0.015


@pytest.mark.parametrize(("coverage", "random"), [(0.5, 0.3935), (1.0, 0.6321)])
def test_a_search_in_squares_lies_between_random_and_definite_search(coverage, random):
    found = searched("square", 1, coverage).mean()
    assert random < found <= min(1, coverage) + 0.015
