"""Where there is a Core and it is lost, the authority gives no order any more, whichever rule would have given it."""

import pytest
from scenes.by_order import at, ground
from scenes.gatehouse import live, of_kind, report
from scenes.timetables import LOCKDOWN, SYNC, timetable
from scenes.wired import CORE, break_node, mend_node, wire_up
from scenes.worlds import make_world, run
from systems.authority.test_classification import glimpse, seen
from systems.authority.test_custody import arrested, kept, lives

from undergrid.systems.authority import dispatch, dossiers, pursuit, windows
from undergrid.systems.sky import clock, weather
from undergrid.world.log.kinds import Kind
from undergrid.world.network.regime import hand_over
from undergrid.world.tables.society import Category

LOST = pytest.mark.parametrize("lost", [False, True])
DAY = 86_400


def wired(world, lost):
    """The world with a Core, in order or lost."""
    wire_up(world, [(CORE, 0)], [])
    if lost:
        break_node(world, 0)
    return world


@LOST
def test_no_curfew_begins(lost):
    world = wired(make_world("..", starts=21 * 3600 + 59 * 60), lost)
    run(clock, world, ticks=180)
    assert bool(world.sky.curfew[0]) is not lost


def test_a_curfew_that_has_begun_ends_by_the_clock():
    world = wired(make_world("..", starts=4 * 3600 + 59 * 60), False)
    run(clock, world, ticks=2)
    assert world.sky.curfew[0]
    break_node(world, 0)
    run(clock, world, ticks=120)
    assert not world.sky.curfew[0]


@LOST
def test_no_programme_is_shown_anew(lost):
    world = wired(make_world(".."), lost)
    world.tick = 3 * 3600
    run(weather, world)
    assert bool(world.sky.since[0]) is not lost


@LOST
def test_no_window_begins_and_a_daily_one_is_passed_over_by_a_day(lost):
    rows = ({"kind": SYNC, "begins": 10, "lasts": 5, "daily": True}, {"kind": LOCKDOWN, "begins": 12, "lasts": 5})
    world = timetable(*rows)
    if lost:
        break_node(world, 0)
    events = live(world, 40, windows)
    assert bool(of_kind(events, Kind.SYNC_BEGAN, Kind.LOCKDOWN_BEGAN)) is not lost
    assert world.windows.begins[0] == DAY + 10
    if lost:
        mend_node(world, 0)
        world.tick = DAY
        assert [event.kind for event in live(world, 40, windows)] == [Kind.SYNC_BEGAN, Kind.SYNC_ENDED]


@LOST
def test_what_is_reported_is_merged_by_nobody(lost):
    world = wired(ground((30, 30)), lost)
    report(world, 0, at(30, 30), 500)
    assert bool(of_kind(live(world, 1, dossiers), Kind.WANTED)) is not lost


@LOST
@pytest.mark.parametrize(("rule", "who"), [(dispatch, "drones"), (pursuit, "hunters")])
def test_nobody_is_sent_after_the_wanted(rule, who, lost):
    world = wired(ground((30, 30), **{who: ((10, 30),)}), False)
    report(world, 0, at(30, 30), 500)
    assert of_kind(live(world, 1, dossiers), Kind.WANTED)
    if lost:
        break_node(world, 0)
    assert bool(of_kind(live(world, 10, rule), Kind.HUNT_BEGAN)) is not lost


@LOST
def test_nobody_is_sent_to_look_where_there_is_something_unknown(lost):
    world = wired(ground((0, 0), drones=((10, 30),)), lost)
    report(world, -1, at(30, 30), 10)
    assert bool(of_kind(live(world, 1, dispatch), Kind.HUNT_BEGAN)) is not lost


@LOST
def test_no_hunt_is_assigned_for_what_somebody_is(lost):
    world = wired(seen(20, category=Category.HEALER), lost)
    told = glimpse(world, hunted=("healer",))
    assert of_kind(told, Kind.CLASSIFIED)
    assert bool(of_kind(told, Kind.HUNT_ASSIGNED)) is not lost


@LOST
def test_nobody_is_taken_on_when_their_term_is_over_but_they_are_held_for_another_or_let_go(lost):
    world, _ = kept()
    wired(world, lost)
    world.custodies.due[0] = world.tick
    assert bool(of_kind(lives(world, 5, let_out=0), Kind.CREW_SENT)) is not lost
    if lost:
        world.custodies.due[0] = world.tick
        assert [event.who for event in of_kind(lives(world, 1, let_out=1), Kind.LET_OUT)] == [0]


def test_for_whom_a_drone_holds_nobody_is_sent_without_a_core():
    world, _ = arrested(hunters=((50, 50),), drones=((30, 30),), by=1)
    wired(world, True)
    assert not of_kind(lives(world, 5), Kind.CREW_SENT)


def test_a_core_that_somebody_else_has_mended_for_themselves_gives_none_of_its_orders_either():
    world = wired(ground((30, 30)), True)
    mend_node(world, 0)
    hand_over(world, 0, -1, world.scenario_event)
    report(world, 0, at(30, 30), 500)
    assert not live(world, 1, dossiers)


def test_a_city_without_a_core_hears_the_authority_as_ever():
    world = ground((30, 30))
    wire_up(world, [(CORE + 1, 0)], [])
    report(world, 0, at(30, 30), 500)
    assert of_kind(live(world, 1, dossiers), Kind.WANTED)
