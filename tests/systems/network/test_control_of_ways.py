"""Control of ways: what becomes of gates and lifts that have lost their path to the Core, and of who goes by them."""

import numpy as np
from scenes.gatehouse import gatehouse
from scenes.wired import CORE, Failing, NodeKind, cut, live, mend, of_kind, wire_up
from scenes.worlds import field, make_city, make_world

from undergrid.city.city import LinkKind
from undergrid.systems.movement import movement
from undergrid.systems.places import gates
from undergrid.world.log.kinds import Kind
from undergrid.world.orders.attempts import intend
from undergrid.world.places.ways import Ways
from undergrid.world.tables.orders import Refusal, Verb
from undergrid.world.tables.people import Activity


def at_a_gate(**columns):
    world = gatehouse()
    return wire_up(world, [(CORE, 5), (NodeKind.GATE, 1, {"gate": 0, "autonomy": 5, **columns})], [(0, 1)])


def clear(world):
    """Let the guard clear citizen 0 in this tick."""
    world.events.begin(world.tick)
    world.gates.cleared[0], world.gates.cause[0] = 0, world.events.one(Kind.JUDGED, 0, 0, cause=world.scenario_event)
    return int(world.gates.cause[0])


def test_a_gate_that_fails_shut_opens_for_nobody_and_says_why():
    world = at_a_gate()
    event = cut(world, 0)
    told = live(world, 10, gates)
    assert [(e.kind, e.tick, e.cause) for e in told] == [(Kind.GATE_STUCK, 5, event)]
    verdict = clear(world)
    [refused] = live(world, 1, gates)
    assert (refused.kind, refused.who, refused.amount, refused.cause) == (Kind.REFUSED, 0, Refusal.SHUT, told[0].id)
    assert world.events.because_columns()["cause"].tolist() == [verdict]
    assert not world.gates.open[0]
    mend(world, 0)
    live(world, 1, gates)
    clear(world)
    assert [e.kind for e in live(world, 1, gates)] == [Kind.GATE_OPENED]


def test_a_gate_that_is_open_as_it_fails_shuts():
    world = at_a_gate()
    world.gates.open[0] = True
    world.rebuild()
    cut(world, 0)
    told = live(world, 10, gates)
    assert [e.kind for e in told] == [Kind.GATE_STUCK, Kind.GATE_CLOSED]
    assert told[1].cause == told[0].id
    assert not world.gates.open[0]


def test_a_gate_springs_open_and_routes_know_and_shuts_once_it_has_control_again():
    world = at_a_gate(fails=Failing.OPEN)
    cut(world, 0)
    told = live(world, 200, gates)
    assert [(e.kind, e.tick) for e in told] == [(Kind.GATE_SPRANG_OPEN, 5)]
    assert world.gates.open[0]
    assert world.cache(Ways).link_open[0]
    mend(world, 0)
    told = live(world, 3, gates)
    assert [e.kind for e in told] == [Kind.DEVICE_BACK, Kind.GATE_CLOSED]
    assert not world.cache(Ways).link_open[0]


def test_a_gate_that_stood_open_by_the_scenario_stays_open_as_it_has_control_again():
    world = at_a_gate(fails=Failing.OPEN)
    world.gates.open[0] = True
    world.rebuild()
    cut(world, 0)
    live(world, 10, gates)
    mend(world, 0)
    assert [e.kind for e in live(world, 10, gates)] == [Kind.DEVICE_BACK]
    assert world.gates.open[0]


def lift_between(autonomy=5):
    """Two levels that a lift alone joins, with somebody before it below who wants up."""
    city = make_city(field(12, 5), field(12, 5), links=[(LinkKind.LIFT, (0, 6, 2), (1, 6, 2), 20_000)])
    world = make_world(city, [(3, 2)])
    return wire_up(world, [(CORE, 0), (NodeKind.LIFT, 6, {"link": 0, "autonomy": autonomy})], [(0, 1)])


def go_up(world):
    world.events.begin(world.tick)
    event = world.events.one(Kind.ORDERED, 0, amount=int(Verb.WALK))
    intend(world, 0, Verb.WALK, world.city.cell(1, 3, 2), event)


def test_a_lift_carries_people_up_while_it_has_control():
    world = lift_between()
    go_up(world)
    live(world, 120, movement)
    assert world.citizens.cell[0] == world.city.cell(1, 3, 2)


def test_a_lift_that_stops_lets_people_out_where_they_got_in_and_takes_nobody_until_it_has_control():
    world = lift_between(autonomy=15)
    go_up(world)
    cut(world, 0)
    live(world, 14, movement)
    assert world.citizens.doing[0] == Activity.CROSSING
    told = live(world, 3, movement)
    [stopped] = of_kind(told, Kind.LIFT_STOPPED)
    [refused] = of_kind(told, Kind.REFUSED)
    assert (refused.who, refused.amount, refused.cause) == (0, Refusal.NO_WAY, stopped.id)
    go_up(world)
    live(world, 120, movement)
    assert world.citizens.cell[0] // world.city.area == 0
    assert np.array_equal(world.cache(Ways).link_open, world.renew(Ways).link_open)
    mend(world, 0)
    live(world, 1, movement)
    go_up(world)
    live(world, 120, movement)
    assert world.citizens.cell[0] == world.city.cell(1, 3, 2)
