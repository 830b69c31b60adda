"""Traces: prints, blood, drag marks and signs, how they fade, and what people do about them."""

import numpy as np
import pytest
from scenes.worlds import field, make_world, run

from undergrid.systems.movement import hauling, movement
from undergrid.systems.trails import traces
from undergrid.world.body import injuries
from undergrid.world.items import kit
from undergrid.world.log.kinds import Kind
from undergrid.world.orders.attempts import intend
from undergrid.world.tables.body import BodyPart, WoundKind
from undergrid.world.tables.items import ItemKind
from undergrid.world.tables.orders import Refusal, Verb
from undergrid.world.tables.people import Activity
from undergrid.world.tables.trails import TraceKind
from undergrid.world.trails import trails

LONG = 40


def live(world, ticks=1, **params):
    knobs, legs, hands = traces.Params(**params), movement.Params(), hauling.Params()
    for _ in range(ticks):
        world.events.begin(world.tick)
        movement.step(world, legs)
        hauling.step(world, hands)
        traces.step(world, knobs)
        world.tick += 1


def ask(world, who, verb, target=-1):
    intend(world, who, verb, target, world.scenario_event)


def told(world, *kinds):
    return [event for event in world.events.rows() if event.kind in kinds]


def found(world, kind=None):
    """(cell, kind, maker) of all traces, or of those of a kind."""
    rows, marks = world.traces.rows(), world.traces
    all_ = zip(marks.cell[rows].tolist(), marks.kind[rows].tolist(), marks.maker[rows].tolist(), strict=True)
    return sorted(row for row in all_ if kind is None or row[1] == kind)


def assert_index_is_true(world):
    """Every trace is found on its cell, and nothing else is."""
    marks = world.traces
    for cell in range(world.city.n_cells):
        rows = np.flatnonzero(marks.used & (marks.cell == cell)).tolist()
        assert trails.at(world, cell) == rows


# ---------------------------------------------------------------- fading


def test_wind_rain_and_ash_hasten_the_fading_each_by_its_share():
    def after(**share):
        world = make_world(field(5, 1), citizens=[(0, 0)])
        world.sky.wind[0], world.sky.rain[0], world.sky.ash[0] = 50, 2, 50
        slot = trails.lay(world, 0, TraceKind.PRINTS, 3)
        run(traces, world, 60, prints_hours=0.1, **{"wind": 0, "rain": 0, "ash": 0, **share})
        return trails.left(world, slot)

    still = after()
    assert after(wind=1) < after(wind=0.1) < still
    assert after(rain=1) < after(rain=0.1) < still
    assert after(ash=0.1) < after(ash=0.01) < still


def test_what_is_left_halves_in_the_half_life_of_its_kind_and_sooner_in_wind_and_rain():
    def after(ticks, kind=TraceKind.PRINTS, **sky):
        world = make_world(field(5, 1), citizens=[(0, 0)])
        for name, value in sky.items():
            getattr(world.sky, name)[0] = value
        slot = trails.lay(world, 0, kind, 3)
        run(traces, world, ticks, prints_hours=0.5, blood_hours=1)
        return trails.left(world, slot)

    assert after(900) == 707  # 1000 / sqrt 2
    assert after(1800) == 500
    assert after(3600) == 250
    assert after(3600, TraceKind.BLOOD) == 500
    assert after(900, rain=2) == 500  # twice as fast in 2 mm/h
    assert after(900, wind=50, ash=50) == 500  # as in 5 m/s with 50 mg/m3 of ash
    assert after(900, TraceKind.SIGN) > after(900, TraceKind.DRAG) > after(900)


def test_a_trace_too_faint_to_matter_is_gone_and_its_place_is_found_empty():
    world = make_world(field(5, 1), citizens=[(0, 0)])
    trails.lay(world, 0, TraceKind.PRINTS, 3, strength=100)
    run(traces, world, 300, prints_hours=0.02)
    assert not world.traces.used.any()
    assert trails.at(world, 3) == []


def test_where_others_have_trodden_since_less_can_be_read():
    world = make_world(field(5, 1), citizens=[(0, 0)] * 6)
    plain = []
    for who in range(4):
        world.tick = who
        trails.lay(world, who, TraceKind.PRINTS, 2)
        plain.append({int(world.traces.maker[s]): p for s, p in trails.readable(world, 2)}[0])
    assert plain == [1000, 500, 333, 250]
    world.tick = 4
    trails.lay(world, 4, TraceKind.PRINTS, 2)  # a fifth treads out the first
    assert {int(world.traces.maker[s]) for s in trails.at(world, 2)} == {1, 2, 3, 4}
    assert_index_is_true(world)


# ---------------------------------------------------------------- left without meaning to


@pytest.mark.parametrize(("sign", "ash", "prints"), [("%", 0, True), ("_", 0, True), (".", 0, False), (".", 50, True)])
def test_prints_stay_where_the_ground_takes_them(sign, ash, prints):
    world = make_world(field(LONG, 1, sign), citizens=[(0, 0)])
    world.sky.ash[0] = ash
    ask(world, 0, Verb.WALK, 10)
    live(world, 40, prints=True)
    assert bool(found(world)) == prints
    if prints:
        cells = [cell for cell, *_ in found(world)]
        assert (np.diff([0, *cells, 10]) <= 2).all()  # no gap that could not be read over
        made = [int(world.traces.made[trails.at(world, cell)[0]]) for cell in cells]
        assert made == sorted(set(made))
    assert_index_is_true(world)


def test_nobody_leaves_prints_unless_the_scenario_says_so():
    world = make_world(field(LONG, 1, "%"), citizens=[(0, 0)])
    ask(world, 0, Verb.WALK, 10)
    live(world, 40)
    assert not found(world)


def test_whoever_bleeds_drips_at_every_step_and_where_they_lie():
    world = make_world(field(LONG, 1), citizens=[(0, 0), (20, 0)])
    for who in (0, 1):
        injuries.wound(world, who, WoundKind.CUT, BodyPart.ARM, 2, False, world.scenario_event, flow=600)
    ask(world, 0, Verb.WALK, 10)
    live(world, 70)
    assert {cell for cell, *_ in found(world, TraceKind.BLOOD)} >= {1, 5, 9, 20}
    assert all(maker == (1 if cell == 20 else 0) for cell, _, maker in found(world))


def dragged(tarp):
    world = make_world(field(LONG, 1), citizens=[(0, 0), (1, 0)])
    world.citizens.age[1], world.citizens.doing[1] = 12, Activity.LYING
    if tarp:
        kit.add(world, 0, ItemKind.TARP, 1, world.scenario_event)
    ask(world, 0, Verb.DRAG, 1)
    live(world, 7)
    ask(world, 0, Verb.WALK, LONG - 1)
    live(world, 40)
    rows = world.traces.rows()
    return int(world.citizens.cell[0]), found(world, TraceKind.DRAG), int(world.traces.strength[rows].max())


def test_a_body_that_is_dragged_leaves_a_mark_less_of_it_on_a_tarp_on_which_it_gets_farther():
    by_hand, on_tarp = dragged(False), dragged(True)
    assert on_tarp[0] > by_hand[0]
    assert {cell for cell, *_ in by_hand[1]} >= set(range(1, by_hand[0]))
    assert {cell for cell, *_ in on_tarp[1]} >= set(range(1, on_tarp[0]))
    assert on_tarp[2] < by_hand[2]


# ---------------------------------------------------------------- on purpose


def test_covering_takes_its_time_and_leaves_less_to_read():
    world = make_world(field(5, 3), citizens=[(2, 1)])
    near = trails.lay(world, 0, TraceKind.BLOOD, world.city.cell(0, 1, 0))
    far = trails.lay(world, 0, TraceKind.BLOOD, world.city.cell(0, 4, 1))
    ask(world, 0, Verb.COVER)
    live(world, 25)
    assert world.citizens.doing[0] == Activity.TENDING
    assert world.traces.covered[near] == 0
    live(world, 10)
    assert trails.left(world, near) < 310
    assert trails.left(world, far) > 990
    assert [event.amount for event in told(world, Kind.TRAIL_COVERED)] == [1]
    trails.lay(world, 0, TraceKind.BLOOD, world.city.cell(0, 1, 0))  # and who passes again undoes it
    assert trails.left(world, near) == 1000


def test_a_false_trail_leads_away_in_order_and_stops_before_walls():
    world = make_world("........#...", citizens=[(2, 0)])
    ask(world, 0, Verb.FAKE, 11)
    live(world, 40)
    cells = [cell for cell, *_ in found(world, TraceKind.PRINTS)]
    assert cells == [3, 4, 5, 6, 7]
    slots = [trails.at(world, cell)[0] for cell in cells]
    assert world.traces.false[slots].all()
    assert (world.traces.heading[slots] == 0).all()
    assert (np.diff(world.traces.made[slots]) > 0).all()
    assert [event.amount for event in told(world, Kind.TRAIL_FAKED)] == [5]


def test_a_sign_is_left_at_once():
    world = make_world(field(5, 1), citizens=[(2, 0)])
    ask(world, 0, Verb.MARK)
    live(world)
    assert found(world) == [(2, TraceKind.SIGN, 0)]
    assert len(told(world, Kind.SIGN_LEFT)) == 1


@pytest.mark.parametrize(
    ("verb", "target", "inside", "refusal"),
    [
        (Verb.COVER, -1, -1, Refusal.NOT_NEEDED),
        (Verb.COVER, -1, 0, Refusal.INDOORS),
        (Verb.MARK, -1, 0, Refusal.INDOORS),
        (Verb.FAKE, 0, -1, Refusal.NO_WAY),
    ],
)
def test_what_cannot_be_done_about_traces_is_refused(verb, target, inside, refusal):
    world = make_world(field(5, 1), citizens=[(0, 0)])
    world.citizens.inside[0] = inside
    ask(world, 0, verb, target)
    live(world)
    assert [Refusal(event.amount) for event in told(world, Kind.REFUSED)] == [refusal]
    assert not world.traces.used.any()


# ---------------------------------------------------------------- the same for all


def crowd(**columns):
    rng = np.random.default_rng(2)
    places = [tuple(xy) for xy in rng.integers(0, LONG, (200, 2)).tolist()]
    world = make_world(field(LONG, LONG, "%"), citizens=places, **columns)
    for who, goal in enumerate(rng.integers(0, LONG * LONG, 200).tolist()):
        ask(world, who, Verb.WALK, goal)
    return world


def test_a_restored_world_leaves_the_same_traces():
    world = crowd()
    live(world, 40, prints=True)
    twin = world.copy()
    assert twin.digest() == world.digest()
    live(world, 30, prints=True, prints_hours=0.01)
    live(twin, 30, prints=True, prints_hours=0.01)
    assert twin.digest() == world.digest()
    assert_index_is_true(world)


def test_nothing_to_do_changes_nothing():
    world = make_world(field(5, 1), citizens=[(0, 0)])
    before = world.digest()
    traces.step(world, traces.Params())
    assert world.digest() == before
