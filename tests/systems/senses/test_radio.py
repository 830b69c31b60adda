"""Radio: beacons, who hears them on both sides, how well the place is known, and batteries."""

import numpy as np
import pytest
from scenes.worlds import field, make_city, make_world, run

from undergrid.city.city import Use
from undergrid.systems.senses import radio
from undergrid.world.items import kit
from undergrid.world.log.kinds import Kind
from undergrid.world.orders.attempts import Attempts, intend
from undergrid.world.senses.radio_link import Airwaves
from undergrid.world.tables.authority import Duty, Sense, WatcherKind
from undergrid.world.tables.items import ItemKind
from undergrid.world.tables.minds import Topic
from undergrid.world.tables.orders import Refusal, Verb
from undergrid.world.tables.people import Activity

HUNTER, DRONE, CAMERA = WatcherKind.HUNTER, WatcherKind.DRONE, WatcherKind.CAMERA
NEAR = {"shadow_db": 0, "sensitivity_dbm": -100}  # everybody on the test map is well within range


def listeners(n=3, hunters=(), width=60, quality=100, seed=1, sign="."):
    """Citizen 0 with a beacon in the west, others with receivers in the east, watchers where given."""
    city = make_city(field(width, 12, sign), buildings=[(Use.DISUSED, 0, 2, 5)])
    cells = [(2, 5)] + [(width - 5, 2 + k % 9) for k in range(n)]
    world = make_world(city, cells, watchers=[(kind, city.cell(0, *place)) for kind, place in hunters], seed=seed)
    kit.add(world, 0, ItemKind.BEACON, 1, world.scenario_event, quality)
    for who in range(1, n + 1):
        kit.add(world, who, ItemKind.RADIO, 1, world.scenario_event)
    return world


def call(world, who=0, amount=0):
    intend(world, who, Verb.BEACON, -1, world.scenario_event, amount=amount)


def events(world, *kinds):
    return [event for event in world.events.rows() if event.kind in kinds]


def calls(world, who):
    known = world.knowledge
    rows = np.flatnonzero(known.used & (known.knower == who) & (known.topic == Topic.CALL))
    return [(int(known.subject[r]), int(known.cell[r]), int(known.at[r]), int(known.cause[r])) for r in rows]


def test_who_carries_a_receiver_hears_a_beacon_and_knows_about_where_it_calls_from():
    world = listeners()
    kit.spend(world, 3, ItemKind.RADIO)
    call(world)
    run(radio, world, **NEAR)
    (set_off,) = events(world, Kind.BEACON_SET_OFF)
    heard = events(world, Kind.BEACON_HEARD)
    assert [(event.who, event.whom, event.cause) for event in heard] == [(1, 0, set_off.id), (2, 0, set_off.id)]
    assert {event.amount for event in heard} == {106}
    ((sender, cell, at, cause),) = calls(world, 1)
    assert (sender, at, cause) == (0, 0, heard[0].id)
    assert abs(cell % 60 - 2) <= 12
    assert not calls(world, 3)
    assert not calls(world, 0)


def test_a_call_is_news_once_and_then_only_fresher_until_the_beacon_dies():
    world = listeners(n=1)
    call(world, amount=120)
    run(radio, world, ticks=125, **NEAR)
    assert len(events(world, Kind.BEACON_HEARD)) == 1
    ((_, _, at, _),) = calls(world, 1)
    assert at == 100
    (died,) = events(world, Kind.BEACON_DIED)
    assert (died.tick, died.who, died.cause) == (120, 0, events(world, Kind.BEACON_SET_OFF)[0].id)
    run(radio, world, ticks=300, **NEAR)
    assert calls(world, 1)[0][2] == 100  # it grows stale
    call(world)
    run(radio, world, **NEAR)
    assert len(events(world, Kind.BEACON_HEARD)) == 2
    assert len(calls(world, 1)) == 1


@pytest.mark.parametrize("state", ["asleep", "dead", "held", "too far", "beyond a level"])
def test_not_everybody_hears(state):
    world = listeners(n=1, width=60 if state != "too far" else 400)
    if state == "asleep":
        world.citizens.doing[1] = Activity.SLEEPING
    elif state == "dead":
        world.citizens.alive[1], world.citizens.doing[1] = False, Activity.SHUT_DOWN
    elif state == "held":
        world.citizens.doing[1] = Activity.HELD
    call(world)
    knobs = {"too far": {"sensitivity_dbm": -60}, "beyond a level": {"indoors_db": 60, "sensitivity_dbm": -40}}
    if state == "beyond a level":
        world.citizens.inside[1] = 0
        world.rebuild()
    run(radio, world, ticks=101, shadow_db=0, **knobs.get(state, {}))
    assert not events(world, Kind.BEACON_HEARD)


@pytest.mark.parametrize(("level_db", "hears"), [(0, True), (200, False)])
def test_each_level_between_takes_its_share_of_a_signal(level_db, hears):
    city = make_city(field(60, 12), field(60, 12, "_"))
    world = make_world(city, [city.cell(0, 5, 5), city.cell(1, 8, 5)])
    kit.add(world, 0, ItemKind.BEACON, 1, world.scenario_event)
    kit.add(world, 1, ItemKind.RADIO, 1, world.scenario_event)
    call(world)
    run(radio, world, level_db=level_db, **NEAR)
    assert bool(events(world, Kind.BEACON_HEARD)) == hears


def test_hunters_and_drones_hear_it_too_and_the_authority_is_told_by_the_best_signal():
    world = listeners(n=1, hunters=[(HUNTER, (50, 5)), (DRONE, (10, 5)), (CAMERA, (4, 5)), (HUNTER, (5, 5))])
    world.watchers.duty[3] = Duty.OFF
    call(world)
    run(radio, world, ticks=60, report_delay=10, **NEAR)
    (traced,) = events(world, Kind.BEACON_TRACED)
    assert (traced.who, traced.whom, traced.amount) == (1, 0, 16)
    assert traced.cause == events(world, Kind.BEACON_SET_OFF)[0].id
    reports = world.reports
    (slot,) = reports.rows()
    assert (reports.subject[slot], reports.watcher[slot], reports.sense[slot]) == (-1, 1, Sense.RADIO)
    assert (reports.arrives[slot], reports.event[slot]) == (10, traced.id)
    assert reports.weight[slot] >= 5
    assert reports.cell[slot] == traced.where
    run(radio, world, ticks=7200, **NEAR)
    assert len(events(world, Kind.BEACON_TRACED)) == 1, "it calls from there still: that is no news"


def test_a_beacon_is_traced_anew_once_it_has_moved_farther_than_that_or_starts_anew():
    world = listeners(n=1, width=150, hunters=[(DRONE, (10, 5))])
    call(world, amount=400)
    run(radio, world, ticks=10, **NEAR)
    for x, n in ((50, 1), (53, 2), (3, 2), (2, 3)):  # 100 m are 50 cells: from 2 to 52, from 53 to 3
        world.citizens.cell[0] = world.city.cell(0, x, 5)
        world.rebuild()
        run(radio, world, ticks=60, moved_m=100, **NEAR)
        traced = events(world, Kind.BEACON_TRACED)
        assert len(traced) == n
    assert traced[-1].cause == events(world, Kind.BEACON_SET_OFF)[0].id
    run(radio, world, ticks=200, **NEAR)
    assert len(events(world, Kind.BEACON_DIED)) == 1
    call(world)
    run(radio, world, ticks=2, **NEAR)
    assert len(events(world, Kind.BEACON_TRACED)) == 4
    assert events(world, Kind.BEACON_TRACED)[-1].cause == events(world, Kind.BEACON_SET_OFF)[-1].id


def test_the_place_is_known_the_better_the_nearer():
    def error(width, n=400):
        world = listeners(n=n, width=width)
        call(world)
        run(radio, world, shadow_db=0, sensitivity_dbm=-65)
        here = world.city.cell(0, 2, 5)
        offs = [abs(cell % width - here % width) for who in range(1, n + 1) for _, cell, _, _ in calls(world, who)]
        assert len(offs) > n // 3
        return np.mean(offs)

    assert error(14) < 0.7 * error(60)


def test_shadowing_belongs_to_the_pair_and_stays():
    def who_hears(seed):
        world = listeners(n=200, width=200, seed=seed)
        call(world)
        heard = []
        for _ in range(3):
            before = len(events(world, Kind.BEACON_HEARD))
            run(radio, world, ticks=50, shadow_db=12, sensitivity_dbm=-58)
            heard.append(len(events(world, Kind.BEACON_HEARD)) - before)
        return heard, sorted(event.who for event in events(world, Kind.BEACON_HEARD))

    counts, first = who_hears(1)
    assert 40 < counts[0] < 160
    assert sum(counts[1:]) < counts[0] / 3  # who could not hear the first burst hardly ever hears the next
    assert first != who_hears(2)[1]


@pytest.mark.parametrize("way", ["ruins", "ash", "indoors"])
def test_ruins_ash_and_walls_shorten_the_range(way):
    def heard(weaker):
        world = listeners(n=100, width=100, sign="%" if weaker and way == "ruins" else ".")
        if weaker and way == "ash":
            world.sky.ash[0] = 400
        if weaker and way == "indoors":
            world.citizens.inside[0] = 0
            world.rebuild()
        call(world)
        run(radio, world, sensitivity_dbm=-60)
        return len(events(world, Kind.BEACON_HEARD))

    assert heard(True) < 0.8 * heard(False)


def test_a_beacon_sends_from_where_the_thing_is_whoever_has_it_now():
    world = listeners(n=1, hunters=[(DRONE, (30, 5))])
    call(world)
    run(radio, world, **NEAR)
    world.citizens.alive[0] = False  # the dead still call
    world.citizens.cell[0] = world.city.cell(0, 40, 5)
    run(radio, world, ticks=50, **NEAR)
    assert world.beacons.cell[0] == world.city.cell(0, 40, 5)
    slot = kit.slots_of(world, 0, ItemKind.BEACON)[0]
    world.items.holder[slot], world.items.cell[slot] = -1, world.city.cell(0, 20, 5)
    run(radio, world, ticks=50, **NEAR)
    assert world.beacons.cell[0] == world.city.cell(0, 20, 5)


def test_a_battery_is_used_up():
    world = listeners(n=1, quality=50)
    call(world)
    run(radio, world, ticks=1801, battery_hours=1, **NEAR)
    (died,) = events(world, Kind.BEACON_DIED)
    assert died.tick == 1800
    call(world)
    run(radio, world, battery_hours=1, **NEAR)
    (event,) = events(world, Kind.REFUSED)
    assert event.amount == Refusal.NO_SUPPLIES


def test_no_beacon_no_call_and_one_that_sends_needs_no_second_order():
    world = listeners(n=1)
    call(world, 1)
    run(radio, world, **NEAR)
    call(world)
    run(radio, world, **NEAR)
    call(world)
    run(radio, world, **NEAR)
    assert [(e.who, e.amount) for e in events(world, Kind.REFUSED)] == [(1, Refusal.NO_TOOL), (0, Refusal.NOT_NEEDED)]
    assert not world.cache(Attempts).intending.any
    assert world.beacons.used.sum() == 1


def test_one_receiver_more_changes_nothing_for_the_others():
    def heard(n):
        world = listeners(n=n, width=150)
        call(world)
        run(radio, world, ticks=101, sensitivity_dbm=-60)
        return {e.who: (e.tick, e.where, e.amount, e.odds) for e in events(world, Kind.BEACON_HEARD)}

    few, more = heard(60), heard(61)
    assert few
    assert {who: what for who, what in more.items() if who <= 60} == few


def test_all_goes_on_alike_after_a_restore_at_any_tick():
    def live(restores):
        world = listeners(n=40, width=150, hunters=[(DRONE, (30, 5))])
        call(world, amount=150)
        digests = []
        for _ in range(160):
            run(radio, world, sensitivity_dbm=-60)
            if restores:
                world.restore(world.tick, world.state())
            digests.append(world.digest())
        return digests

    assert live(True) == live(False)


def test_each_level_between_costs_a_call_as_much_as_is_said():
    margins = {}
    for level, level_db in ((0, 30), (1, 30), (1, 0), (1, 17.5)):
        city = make_city(field(60, 12), field(60, 12))
        world = make_world(city, [(2, 5), city.cell(level, 42, 5)])
        kit.add(world, 0, ItemKind.BEACON, 1, world.scenario_event)
        call(world)
        params = radio.Params()
        world.share([Airwaves(shadow_db=0, level_db=level_db, ruins=3.0, street=3.0)])
        world.events.begin(0)
        radio.step(world, params)
        (burst,) = radio._received(world, params, 0, 0, np.array([1]), np.zeros(0, np.int64))
        assert burst.metres == 80
        margins[level, level_db] = burst.over
    assert margins[0, 30] == margins[1, 0] == margins[1, 30] + 3000 == margins[1, 17.5] + 1750
