"""Tracking: trails are noticed, read one way or the other, followed, lost where they are covered, and ended."""

import numpy as np
import pytest
from scenes.worlds import field, make_city, make_world

from undergrid.city.city import Use
from undergrid.systems.movement import movement
from undergrid.systems.trails import traces, tracking
from undergrid.world.log.kinds import Kind
from undergrid.world.orders.attempts import intend
from undergrid.world.places.occupancy import move_body
from undergrid.world.tables.authority import Duty, WatcherKind
from undergrid.world.tables.minds import Topic
from undergrid.world.tables.orders import Verb
from undergrid.world.tables.people import Activity
from undergrid.world.tables.society import BondKind
from undergrid.world.tables.trails import TraceKind
from undergrid.world.trails import trails

LONG = 60
MAKER, FINDER = 0, 1


def path(world, cells, kind=TraceKind.DRAG, first=0, apart=2, strength=900, maker=MAKER):
    """A trail of one maker over cells, a step every `apart` seconds; the tick goes on with it."""
    for n, cell in enumerate(cells):
        trails.lay(world, maker, kind, int(cell), strength=strength, made=first + n * apart)
    world.tick = max(world.tick, first + len(cells) * apart)


def scene(finder=None, watcher=None, maker=(LONG - 1, 1), skill=5, seed=1, rows=3, **columns):
    """A maker at the east end of a field, and a finder with a mind or a watcher somewhere on it."""
    watchers = [(WatcherKind.HUNTER, watcher)] if watcher else []
    world = make_world(field(LONG, rows), [maker, finder or (0, 0)], watchers, seed, **columns)
    if finder:
        world.plans.grow(1)
        world.plans.owner[0] = FINDER
    slot = world.profiles.take(1)
    world.profiles.owner[slot], world.profiles.soldiering[slot] = FINDER, skill
    world.sky.light[0] = 255
    world.rebuild()
    world.events.begin(0)
    return world


def live(world, ticks=1, walks=None, **params):
    """Let tracking, movement and traces go on; the finder walks along the trail as far as they know it."""
    knobs, legs, marks = tracking.Params(**params), movement.Params(), traces.Params()
    for _ in range(ticks):
        world.events.begin(world.tick)
        tracking.step(world, knobs)
        if walks is not None and world.knowledge.n and world.citizens.alive[FINDER]:
            known = np.flatnonzero(world.knowledge.used & (world.knowledge.topic == Topic.TRACE))
            if len(known) and world.citizens.goal[FINDER] < 0:
                there = int(world.knowledge.cell[known[0]])
                if there != world.citizens.cell[FINDER]:
                    intend(world, FINDER, Verb.WALK, there, world.scenario_event)
        movement.step(world, legs)
        traces.step(world, marks)
        world.tick += 1


def told(world, *kinds):
    return [event for event in world.events.rows() if event.kind in kinds]


def middle(x):
    return LONG + x  # of the middle row


EAST = [middle(x) for x in range(1, LONG)]


# ---------------------------------------------------------------- coming across


def test_whoever_stands_on_a_trail_notices_it_by_the_odds_that_plainness_skill_and_light_make():
    noticed, odds = 0, 0
    for seed in range(400):
        world = scene(finder=(10, 1), seed=seed, skill=5)
        path(world, [middle(10)], strength=500)
        world.sky.light[0] = 128
        live(world)
        found = told(world, Kind.TRAIL_FOUND)
        noticed += len(found)
        odds = found[0].odds if found else odds
    chance = 0.5 * 0.5 * 0.7 * (0.5 + 0.5 * 128 / 255)
    assert odds / 2**32 == pytest.approx(chance, abs=0.002)
    assert noticed / 400 == pytest.approx(chance, abs=3 * (chance * (1 - chance) / 400) ** 0.5)


def test_the_finding_is_known_and_says_whose_trail_and_what_caused_it():
    world = scene(finder=(10, 1))
    world.citizens.cause[MAKER] = world.events.one(Kind.WOUNDED, MAKER, cause=world.scenario_event)
    path(world, EAST[:20], kind=TraceKind.BLOOD)
    live(world, 20)
    (event,) = told(world, Kind.TRAIL_FOUND)
    assert event.cause == world.citizens.cause[MAKER]
    assert (event.who, event.whom, event.where, event.amount) == (FINDER, MAKER, middle(10), TraceKind.BLOOD)
    slot = int(np.flatnonzero(world.knowledge.used)[0])
    assert world.knowledge.topic[slot] == Topic.TRACE
    assert event.cause == world.traces.cause[trails.at(world, middle(10))[0]]


@pytest.mark.parametrize("why", ["own", "bound", "beside", "prints", "indoors", "asleep"])
def test_what_is_no_news_is_not_found(why):
    world = scene(finder=(10, 1), maker=(11, 1) if why == "beside" else (LONG - 1, 1))
    path(world, EAST[:20], maker=FINDER if why == "own" else MAKER, kind=TraceKind.PRINTS if why == "prints" else 2)
    if why == "bound":
        slot = world.bonds.take(1)
        world.bonds.a[slot], world.bonds.b[slot], world.bonds.kind[slot] = FINDER, MAKER, BondKind.FRIEND
    if why == "indoors":
        world.citizens.inside[FINDER] = 0
    if why == "asleep":
        world.citizens.doing[FINDER] = Activity.SLEEPING
    live(world, 30)
    assert not told(world, Kind.TRAIL_FOUND)


# ---------------------------------------------------------------- which way


def right_ways(cells, n=400, skill=0):
    """How many of n unskilled finders, each in a world of their own luck, take a trail the way it was made."""
    world = scene(finder=(10, 1), skill=skill)
    path(world, cells)
    right = 0
    for seed in range(n):
        world.seed = seed
        world._keys.clear()
        slot = trails.at(world, middle(10))[-1]
        tracking._find(world, tracking.Params(), FINDER, slot, 1)
        row = world.trackings.rows()[-1]
        right += int(world.trackings.onward[row])
        world.trackings.free(world.trackings.rows())
        world.events.begin(seed + 1000)
    return right / n


def test_five_steps_in_order_tell_the_way_and_three_or_shuffled_ones_do_not():
    five = [middle(x) for x in range(8, 13)]
    assert right_ways(five) > 0.5 + 3.1 * 0.025  # one-sided binomial p < 0.001
    assert abs(right_ways([middle(x) for x in (9, 10, 11)]) - 0.5) < 0.08
    shuffled = [middle(x) for x in (10, 4, 12, 6, 9, 3, 11, 5, 8, 14)]
    assert abs(right_ways(shuffled) - 0.5) < 0.08
    assert right_ways(five, skill=10) > right_ways(five)


def test_two_who_stand_on_one_trail_both_come_across_it_and_of_two_equal_traces_the_older_is_taken():
    world = make_world(field(LONG, 3), [(LONG - 1, 1), (10, 1), (10, 1), (0, 0)], [], 1)
    world.plans.grow(2)
    world.plans.owner[:2] = (1, 2)
    world.sky.light[0] = 255
    world.rebuild()
    for maker in (0, 3):
        trails.lay(world, maker, TraceKind.DRAG, middle(10), strength=900, made=0)
    for _ in range(60):
        live(world, 1, notice=1.0, unskilled=1.0)
    assert [(event.who, event.whom) for event in told(world, Kind.TRAIL_FOUND)][:2] == [(1, 0), (2, 0)]


# ---------------------------------------------------------------- following


def test_somebody_follows_a_trail_cell_by_cell_to_whom_it_leads():
    world = scene(finder=(10, 1))
    path(world, EAST)
    live(world, 300, walks=True, way=1.0)
    kinds = [event.kind for event in told(world, Kind.TRAIL_FOUND, Kind.TRAIL_LOST, Kind.TRACED)]
    assert kinds == [Kind.TRAIL_FOUND, Kind.TRACED]
    assert world.citizens.cell[FINDER] > middle(45)
    assert not world.knowledge.used.any()


def test_a_later_step_of_the_same_maker_does_not_hide_what_was_dragged_there():
    """A healer who had dragged somebody home walked over the mark again, and nobody could follow it any more."""
    world = scene(finder=(1, 1))
    path(world, EAST)
    path(world, EAST[::-1], TraceKind.PRINTS, first=1000, strength=100)
    world.tick = 2000
    live(world, 300, walks=True)
    assert len(told(world, Kind.TRACED)) == 1


def test_somebody_who_finds_no_further_trace_where_the_trail_ends_has_lost_it():
    world = scene(finder=(10, 1))
    path(world, EAST[:20])
    live(world, 300, walks=True, way=1.0, patience=60)
    found, lost = told(world, Kind.TRAIL_FOUND, Kind.TRAIL_LOST, Kind.TRACED)
    assert (found.kind, lost.kind) == (Kind.TRAIL_FOUND, Kind.TRAIL_LOST)
    assert (lost.who, lost.whom, lost.cause) == (FINDER, MAKER, found.id)
    assert middle(18) <= lost.where <= middle(20)


@pytest.mark.parametrize(("minutes", "lost"), [(1, True), (5, False)])
def test_a_trail_that_is_not_followed_is_forgotten(minutes, lost):
    world = scene(finder=(10, 1))
    path(world, EAST[:20])
    live(world, 20)
    assert told(world, Kind.TRAIL_FOUND)
    world.citizens.cell[FINDER] = 2 * LONG
    live(world, 100, forget_minutes=minutes)
    assert world.knowledge.used.any() != lost


def test_a_sentinel_finds_the_trail_the_sooner_the_more_it_has_learned():
    found = []
    for skill in (0, 10):
        world = scene(watcher=LONG + 10)
        world.watchers.kind[0], world.watchers.duty[0] = WatcherKind.SENTINEL, Duty.PATROL
        path(world, EAST, strength=300)
        live(world, 200, sentinel_skill=skill)
        found += [event.odds for event in told(world, Kind.TRACKED)[:1]]
    assert found[0] < found[1]


def test_a_hunter_follows_a_trail_by_itself_and_reports_whom_it_comes_upon():
    world = scene(watcher=LONG + 10)
    path(world, EAST)
    live(world, 20, way=1.0)
    assert world.watchers.duty[0] == Duty.TRACK
    assert world.watchers.quarry[0] == -1, "it does not know whose trail that is"
    live(world, 200, way=1.0)
    assert [e.kind for e in told(world, Kind.TRACKED, Kind.TRACK_LOST, Kind.CAUGHT_UP)] == [
        Kind.TRACKED, Kind.CAUGHT_UP
    ]  # fmt: skip
    assert world.watchers.duty[0] == Duty.RETURN
    row = int(world.reports.rows()[0])
    assert (int(world.reports.subject[row]), int(world.reports.cell[row])) == (MAKER, middle(LONG - 1))


def test_the_other_way_ends_in_nothing():
    world = scene(watcher=LONG + 10)
    path(world, EAST)
    world.trackings.take(1)
    world.trackings.free(np.array([0]))
    live(world, 8, way=1.0)
    world.trackings.onward[world.trackings.rows()] = False
    live(world, 200, way=1.0)
    assert [e.kind for e in told(world, Kind.TRACK_LOST, Kind.CAUGHT_UP)] == [Kind.TRACK_LOST]
    assert [int(world.reports.subject[row]) for row in world.reports.rows()] == [-1], "of whom it has only read a trail"
    live(world, 100)
    assert len(told(world, Kind.TRACKED)) == 1  # it does not begin with the same trail over and over


@pytest.mark.parametrize("kind", [WatcherKind.HUNTER, WatcherKind.SENTINEL])
def test_behind_the_door_to_which_a_trail_leads_is_somebody_unknown(kind):
    city = make_city(field(LONG, 3), buildings=[(Use.REFUGE, 0, LONG - 1, 1)])
    world = make_world(city, [(LONG - 1, 1), (0, 0)], [(kind, LONG + 10)], 1)
    world.watchers.duty[0] = Duty.PATROL
    world.sky.light[0] = 255
    move_body(world, MAKER, 0)
    world.rebuild()
    path(world, EAST)
    for _ in range(400):
        live(world, 1, way=1.0, read=1.0, unskilled=1.0, patience=200)
        if told(world, Kind.TRACKED_IN):
            break
    (arrived,) = told(world, Kind.TRACKED_IN)
    (found,) = told(world, Kind.TRACKED)
    assert (arrived.who, arrived.whom, arrived.where, arrived.cause) == (0, 0, middle(LONG - 1), found.id)
    assert not told(world, Kind.CAUGHT_UP)
    reports = world.reports
    assert [(int(reports.subject[row]), int(reports.event[row])) for row in reports.rows()] == [(-1, arrived.id)]
    hunts = [(event.whom, event.cause) for event in told(world, Kind.HUNT_BEGAN)]
    if kind == WatcherKind.HUNTER:
        assert hunts == [(-1, arrived.id)]
        assert (world.watchers.duty[0], world.watchers.datum[0]) == (Duty.HUNT, middle(LONG - 1))
    else:
        assert hunts == []
        assert world.watchers.duty[0] == Duty.RETURN


def reaches(seeds, change, ticks=160):
    """In how many of so many worlds a hunter gets to the end of a trail that `change` has been at."""
    ended = 0
    for seed in range(seeds):
        world = scene(watcher=LONG + 10, seed=seed)
        path(world, EAST)
        change(world)
        live(world, ticks, way=1.0)
        ended += len(told(world, Kind.CAUGHT_UP))
    return ended


def cover(world):
    for cell in range(middle(20), middle(29)):
        world.traces.covered[trails.at(world, cell)] = 850


def cut(world):
    for cell in range(middle(20), middle(29)):
        trails.erase(world, np.array(trails.at(world, cell)))


def fake(world):
    """From the 20th cell a false trail turns back along the north side, each step made just after that cell's."""
    made = int(world.traces.made[trails.at(world, middle(20))[0]])
    for n in range(1, 12):
        trails.lay(world, MAKER, TraceKind.PRINTS, 20 - n, strength=600, made=made + 1, false=True)


def test_covered_ground_shakes_off_some_and_a_gap_everybody():
    plain, covered, gap = reaches(12, lambda world: None), reaches(12, cover), reaches(3, cut)
    assert plain == 12
    assert covered < plain
    assert gap == 0


def test_a_false_trail_leads_astray():
    assert reaches(12, fake) < 12


def test_a_watcher_called_away_forgets_the_trail():
    world = scene(watcher=LONG + 10)
    path(world, EAST)
    live(world, 20)
    world.watchers.duty[0] = Duty.HUNT
    live(world, 20)
    assert not told(world, Kind.TRACK_LOST, Kind.CAUGHT_UP)
    assert world.trackings.over[world.trackings.used].all()


def test_a_bystander_changes_nothing_and_without_traces_nothing_happens():
    def story(more):
        world = scene(finder=(10, 1))
        path(world, EAST)
        if more:
            world.citizens.grow(1)
            world.citizens.cell[2], world.citizens.luck[2] = 5, 99
            world.rebuild()
        live(world, 100, walks=True)
        return [(e.tick, e.kind, e.where) for e in told(world, Kind.TRAIL_FOUND, Kind.TRAIL_LOST, Kind.TRACED)]

    assert story(False) == story(True) != []
    world = scene(finder=(10, 1))
    before = world.digest()
    tracking.step(world, tracking.Params())
    assert world.digest() == before


def test_who_knows_trails_well_doubts_a_false_one_and_goes_on_along_the_true_one():
    world = scene(watcher=LONG + 10)
    path(world, EAST)
    fake(world)
    for doubt, skill, misled in ((0.1, 10, False), (0.1, 0, True), (0, 10, True)):
        follows = 0
        for seed in range(40):
            again = scene(watcher=LONG + 10, seed=seed)
            path(again, EAST[:5])
            (step,) = trails.at(again, EAST[4])
            false = trails.lay(
                again, MAKER, TraceKind.DRAG, EAST[5], strength=900, made=int(again.traces.made[step]) + 1, false=True
            )
            slot = int(again.trackings.take(1)[0])
            again.trackings.watcher[slot], again.trackings.maker[slot] = 0, MAKER
            again.trackings.cell[slot], again.trackings.made[slot] = EAST[4], again.traces.made[step]
            again.trackings.onward[slot] = True
            read = tracking._read_on(again, tracking.Params(doubt=doubt, read=1), slot, seed, skill)
            assert read in (-1, int(false))
            follows += read >= 0
        assert (follows > 0) == misled


@pytest.mark.parametrize("watcher", [False, True])
@pytest.mark.parametrize(("ends", "found"), [(20, True), (19, False)])
def test_whoever_went_indoors_is_found_where_their_trail_ends_at_that_door(watcher, ends, found):
    world = scene(finder=(20, 1), watcher=middle(20) if watcher else None, maker=(20, 1))
    world.citizens.inside[MAKER] = 0
    world.rebuild()
    trails.lay(world, MAKER, TraceKind.DRAG, middle(ends), strength=900, made=0)
    slots = world.trackings.take(2)  # the first is somebody else's, and of another place
    follows = world.trackings
    follows.follower[slots], follows.watcher[slots], follows.maker[slots] = (-1, -1 if watcher else FINDER), -1, MAKER
    follows.over[slots[0]], follows.until[slots] = True, 10_000
    follows.cell[slots] = (middle(3), middle(ends))
    if watcher:
        follows.watcher[slots[1]] = 0
        world.watchers.duty[0], world.watchers.quarry[0] = Duty.TRACK, MAKER
    known = world.knowledge.take(1)
    world.knowledge.knower[known], world.knowledge.topic[known], world.knowledge.cell[known] = (
        FINDER, Topic.TRACE, middle(ends),
    )  # fmt: skip
    world.knowledge.subject[known] = trails.at(world, middle(ends))[0]
    cause = world.events.one(Kind.TRAIL_FOUND, FINDER, MAKER, cause=world.scenario_event)
    follows.cause[slots] = (0, cause)
    world.knowledge.cause[known] = cause
    tracking.step(world, tracking.Params(read=0))
    events = told(world, Kind.TRACED, Kind.CAUGHT_UP, Kind.TRACKED_IN)
    house = 0  # of its maker a watcher knows no more than in which house they are
    assert [(event.kind, event.whom, event.cause) for event in events] == (
        [(Kind.TRACKED_IN, house, cause) if watcher else (Kind.TRACED, MAKER, cause)] if found else []
    )
    assert [event.where for event in events] == [middle(20)] * found
