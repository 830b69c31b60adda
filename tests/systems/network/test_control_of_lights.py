"""Lights, shields, the sky: districts go dark node by node, which changes who is seen; what stood in the way falls."""

import numpy as np
import pytest
from scenes.gatehouse import report
from scenes.wired import CORE, NodeKind, cut, live, mend, of_kind, wire_up
from scenes.worlds import field, make_city, make_world, run

from undergrid.city.city import District, Post
from undergrid.systems.authority import dispatch, dossiers
from undergrid.systems.movement import movement
from undergrid.systems.senses import sight
from undergrid.systems.sky import weather
from undergrid.world.log.kinds import Kind
from undergrid.world.orders.attempts import intend
from undergrid.world.places.ways import Ways, bar
from undergrid.world.senses import lamps, optics
from undergrid.world.senses.lamps import Lamps
from undergrid.world.tables.authority import Duty, WatcherKind
from undergrid.world.tables.orders import Verb
from undergrid.world.tables.sky import Programme

WIDE, HIGH = 40, 8


def two_districts(people=(), watchers=(), autonomy=0):
    """A lit street at night in two districts, west and east; three nodes feed the western lamps, one the eastern."""
    city = make_city(field(WIDE, HIGH))
    districts = np.zeros(city.n_cells, np.uint8)
    districts.reshape(HIGH, WIDE)[:, 20:] = 1
    vars(city).update(district_of=districts, districts=(District("west", "housing"), District("east", "housing")))
    world = make_world(city, list(people), list(watchers), tagged=0)
    world.sky.light[0] = 0
    fed = [(2, 0), (10, 0), (18, 0), (30, 1)]
    nodes = [(CORE, 0)]
    nodes += [(NodeKind.LIGHTS, city.cell(0, x, 4), {"district": d, "autonomy": autonomy}) for x, d in fed]
    return wire_up(world, nodes, [(0, n) for n in (1, 2, 3, 4)])


def lit(world):
    """(cells,) whether lamps burn there, by the tables with which everybody looks."""
    table = lamps.tables_now(world)
    street = int(world.city.ground[0])
    return np.array([optics.light_on(table, street, cell, 0, 0) for cell in range(world.city.n_cells)]) > 3


def share_lit(world, district):
    return lit(world)[np.asarray(world.city.district_of) == district].mean()


def test_the_share_of_a_district_that_is_lit_is_that_of_the_lamps_that_each_of_its_nodes_feeds():
    """N3: lights-on ratio per district equals powered nodes."""
    world = two_districts()
    assert share_lit(world, 0) == share_lit(world, 1) == 1
    feeder = world.cache(Lamps).feeder
    assert sorted(np.unique(feeder).tolist()) == [1, 2, 3, 4]
    for wire, nodes in ((0, [1]), (2, [1, 3]), (1, [1, 2, 3])):
        event = cut(world, wire)
        [out] = live(world, 1)
        assert (out.kind, out.who, out.cause) == (Kind.LIGHTS_WENT_OUT, wire + 1, event)
        west = np.asarray(world.city.district_of) == 0
        assert share_lit(world, 0) == 1 - np.isin(feeder[west], nodes).mean()
        assert share_lit(world, 1) == 1
    assert share_lit(world, 0) == 0
    mend(world, 1)
    live(world, 1)
    assert np.array_equal(lit(world) & (feeder < 4), feeder == 2)


def test_lamps_hang_on_the_nearest_node_of_their_own_district():
    world = two_districts()
    feeder = world.cache(Lamps).feeder.reshape(HIGH, WIDE)
    assert feeder[4].tolist() == [1] * 7 + [2] * 8 + [3] * 5 + [4] * 20


def test_lamps_of_a_district_without_a_node_burn_whatever_happens():
    world = make_world(field(WIDE, HIGH))
    world.sky.light[0] = 0
    wire_up(world, [(CORE, 0), (NodeKind.LIGHTS, 5, {"district": -1})], [])
    live(world, 120)
    assert lit(world).all()


def test_by_night_who_stands_where_the_lamps_are_out_is_seen_less_and_by_day_as_ever():
    def sighted(dark, light=0):
        n = 0
        for seed in range(40):
            world = two_districts([(19, 4)], [(WatcherKind.CAMERA, 0)])
            world.seed, world.sky.light[0] = seed, light
            for wire in range(3) if dark else ():
                cut(world, wire)
            live(world, 1)
            run(sight, world, ticks=9, camera_mrad=4)
            n += len(of_kind(world.events.rows(), Kind.SIGHTED))
        return n

    assert sighted(dark=True) < sighted(dark=False) / 2
    assert sighted(dark=True, light=255) == sighted(dark=False, light=255) > 20


def test_who_looks_already_sees_at_once_that_the_lamps_are_out():
    """The tables that a rule holds on to are those that change."""
    world = two_districts()
    live(world, 1)
    held = lamps.tables_now(world)
    cut(world, 0)
    live(world, 1)
    assert held is lamps.tables_now(world)
    assert np.array_equal(held, world.renew(Lamps).tables)


def test_a_city_without_such_nodes_is_lit_by_the_tables_that_all_cities_share():
    one, two = make_world(field(9, 9)), make_world(field(9, 9))
    assert lamps.tables_now(one) is lamps.tables_now(two)


# -- shields

SIDE = 60


def shielded(people=((10, 5),), autonomy=0):
    """A field that a shield cuts in two from north to south, and a drone on a beat west of it."""
    posts = [Post("drone", 5 * SIDE + 5, beat=(5 * SIDE + 5, 5 * SIDE + 15))]
    city = make_city(field(SIDE, 20), posts=posts)
    world = make_world(city, list(people), [(WatcherKind.DRONE, 5 * SIDE + 5)])
    world.watchers.beat[0], world.watchers.duty[0] = 0, Duty.PATROL
    slots = world.shielded.take(20)
    world.shielded.node[slots], world.shielded.cell[slots] = 1, [y * SIDE + 30 for y in range(20)]
    return wire_up(world, [(CORE, 0), (NodeKind.SHIELD, 30, {"autonomy": autonomy})], [(0, 1)])


def walk(world, x, y=5):
    world.events.begin(world.tick)
    event = world.events.one(Kind.ORDERED, 0, amount=int(Verb.WALK))
    intend(world, 0, Verb.WALK, world.city.cell(0, x, y), event)
    live(world, 120, movement)
    return world.city.where(int(world.citizens.cell[0]))[1:]


def test_n2_crossing_fails_while_the_shield_stands_and_succeeds_once_its_line_is_cut():
    world = shielded()
    assert np.count_nonzero(world.cache(Ways).walk == 0) == 20
    assert walk(world, 45) != (45, 5)
    event = cut(world, 0)
    [fell] = live(world, 1)
    assert (fell.kind, fell.cause) == (Kind.SHIELD_FELL, event)
    assert np.count_nonzero(world.cache(Ways).walk == 0) == 0
    assert walk(world, 45) == (45, 5)


def test_a_shield_that_rises_again_bars_its_cells_and_no_others():
    world = shielded()
    cut(world, 0)
    live(world, 1)
    bar(world, 30, world.scenario_event)
    assert np.flatnonzero(world.cache(Ways).walk == 0).tolist() == [30]
    mend(world, 0)
    live(world, 1)
    now = world.cache(Ways).walk.copy()
    assert np.flatnonzero(now == 0).tolist() == [y * SIDE + 30 for y in range(20)]
    assert np.array_equal(now, world.renew(Ways).walk)
    assert walk(world, 45) != (45, 5)


def test_who_stands_in_a_shield_that_rises_again_can_walk_out_of_it():
    world = shielded(people=((30, 5),))
    cut(world, 0)
    live(world, 1)
    assert walk(world, 30) == (30, 5)
    mend(world, 0)
    live(world, 1)
    assert walk(world, 35) == (35, 5)


@pytest.mark.parametrize("falls", [False, True])
def test_what_flies_stops_before_a_shield_and_passes_where_it_has_fallen(falls):
    world = shielded(people=((50, 10),), autonomy=10)
    if falls:
        cut(world, 0)
        live(world, 15)
    report(world, 0, world.city.cell(0, 50, 10), 500)
    live(world, 60, dossiers, dispatch)
    assert (int(world.watchers.cell[0]) % SIDE > 30) == falls


def test_a_shield_stands_for_half_a_minute_without_control_unless_the_scenario_says_otherwise():
    world = shielded(autonomy=-1)
    cut(world, 0)
    assert [e.tick for e in live(world, 60)] == [30]


# -- projectors

RAINY = {"clear": 0, "clouds": 0, "drizzle": 0, "rain": 1, "storm": 0, "slot_hours": 0.1}
SLOT = 360  # ticks


def under_projectors():
    """A city in which two projectors show rain in every slot."""
    world = wire_up(make_world(field(9, 9)), [(CORE, 0), (NodeKind.PROJECTOR, 1), (NodeKind.PROJECTOR, 2)],
                    [(0, 1), (0, 2)])  # fmt: skip
    live(world, SLOT + 1, weather, weather=RAINY)
    assert world.sky.programme[0] == Programme.RAIN
    return world


def test_the_sky_is_clear_once_the_last_projector_has_no_control_and_rains_again_with_one():
    world = under_projectors()
    cut(world, 0)
    assert [e.kind for e in live(world, 90, weather, weather=RAINY)] == [Kind.PROJECTOR_DARK]
    assert world.sky.rain[0] == 5
    event = cut(world, 1)
    began = world.tick
    dark, changed = live(world, 90, weather, weather=RAINY)
    assert (dark.kind, dark.tick, dark.cause) == (Kind.PROJECTOR_DARK, began + 60, event)
    assert (changed.kind, changed.amount, changed.cause) == (Kind.PROGRAMME_CHANGED, Programme.CLEAR, dark.id)
    assert (world.sky.programme[0], world.sky.rain[0]) == (Programme.CLEAR, 0)
    assert not live(world, 3 * SLOT, weather, weather=RAINY)
    mend(world, 0)
    told = live(world, 5, weather, weather=RAINY)
    assert [e.kind for e in told] == [Kind.DEVICE_BACK, Kind.PROGRAMME_CHANGED]
    assert world.sky.rain[0] == 5


def test_without_projectors_the_weather_is_shown_by_itself():
    world = wire_up(make_world(field(9, 9)), [(CORE, 0)], [])
    live(world, SLOT + 1, weather, weather=RAINY)
    assert world.sky.programme[0] == Programme.RAIN
