"""Captures: gates that open for nobody else, and yards that draw all they can."""

import pytest
from scenes.captured import MINUTE, skilled, take, tell
from scenes.gatehouse import gatehouse, give_chip
from scenes.wired import CORE, HUB, NodeKind, live, of_kind, order, power, wire_up
from scenes.worlds import field, make_city, make_world

from undergrid.systems.authority import judgement
from undergrid.systems.movement import movement
from undergrid.systems.network import captures
from undergrid.systems.places import gates
from undergrid.world.log.kinds import Kind
from undergrid.world.tables.network import Bid
from undergrid.world.tables.orders import Refusal, Verb


def wall(**columns):
    """A gate (node 1) with a guard, on a hub (2) far off; the captor before the gate."""
    world = gatehouse(people=2, **columns)
    city = world.city
    nodes = [(CORE, 11), (NodeKind.GATE, 1, {"gate": 0}), (HUB, 9 * city.width + 9)]
    return wire_up(skilled(world), nodes, [(0, 2), (2, 1)])


def guarded(world, verb, ticks=30):
    """Let the second, who has a chip in order, do something at the gate."""
    order(world, 1, verb, 0)
    told = live(world, ticks, judgement, captures, gates, movement)
    return [e.kind for e in told if e.kind in (Kind.GATE_OPENED, Kind.CROSSED)], of_kind(told, Kind.REFUSED)


def test_a_gate_in_other_hands_opens_for_nobody_whom_the_guard_clears_and_says_by_whom():
    world = wall()
    give_chip(world, 1, 1)
    [taken], _ = take(world, 1)
    opened, refused = guarded(world, Verb.PRESENT)
    assert opened == []
    assert [(e.who, e.amount, e.cause) for e in refused] == [(1, Refusal.SHUT, taken.id)]


def test_it_stands_open_at_its_captors_word_and_shuts_at_another():
    world = wall()
    take(world, 1)
    [said] = of_kind(tell(world, 1, 0, 10, gates), Kind.NODE_COMMANDED)
    assert (said.amount, bool(world.gates.open[0]), int(world.gates.closes[0])) == (Bid.OPEN, True, -1)
    order(world, 1, Verb.WALK, 1)
    live(world, 10, movement)
    opened, _ = guarded(world, Verb.CROSS)
    assert opened == [Kind.CROSSED]
    told = tell(world, 1, 0, 10, gates)
    [said], [shut] = of_kind(told, Kind.NODE_COMMANDED), of_kind(told, Kind.GATE_CLOSED)
    assert (said.amount, shut.tick, shut.cause) == (Bid.SHUT, said.tick, said.id)


def test_taken_back_it_shuts_and_the_guard_opens_it_again():
    world = wall()
    give_chip(world, 1, 1)
    take(world, 1)
    tell(world, 1, 0, 10, gates)
    told = live(world, 10 * MINUTE, captures, gates)
    [back], [shut] = of_kind(told, Kind.NODE_RETAKEN), of_kind(told, Kind.GATE_CLOSED)
    assert (shut.tick, shut.cause) == (back.tick, back.id)
    opened, _ = guarded(world, Verb.PRESENT)
    assert opened == [Kind.GATE_OPENED]


def grid(limit):
    """A plant feeds two yards over a line each; lamps of 400 W on either. The captor stands at the first yard."""
    city = make_city(field(40, 12))
    world = make_world(city, [(20, 5)])
    nodes = [
        (CORE, city.cell(0, 1, 10)),
        (NodeKind.PLANT, city.cell(0, 5, 4), {"capacity": 10_000}),
        (NodeKind.SUBSTATION, city.cell(0, 20, 4)),
        (NodeKind.SUBSTATION, city.cell(0, 35, 4)),
        (NodeKind.LIGHTS, city.cell(0, 22, 8), {"load": 400, "district": 0}),
        (NodeKind.LIGHTS, city.cell(0, 36, 8), {"load": 400, "district": 0}),
    ]
    wires = [power(1, 2, limit), power(1, 3, limit), power(2, 3), power(2, 4), power(3, 5), (0, 4), (0, 5)]
    return wire_up(skilled(world), nodes, wires)


def test_a_yard_that_draws_all_it_can_trips_line_after_line_and_why_leads_from_the_dark_to_the_hand():
    world = grid(550)
    take(world, 2)
    ordered = world.tick
    told = tell(world, 2, 0, 3 * MINUTE)
    [said], trips = of_kind(told, Kind.NODE_COMMANDED), of_kind(told, Kind.WIRE_TRIPPED)
    assert (said.amount, said.tick - ordered) == (Bid.SURGE, 5)
    assert [(e.who, e.cause) for e in trips] == [(0, said.id), (1, trips[0].id)]
    dark = of_kind(told, Kind.LIGHTS_WENT_OUT)
    assert {e.who for e in dark} == {4, 5}
    assert all(e.cause in {trip.id for trip in trips} for e in dark)


def test_within_its_limit_it_trips_nothing_and_eases_again():
    world = grid(2000)
    take(world, 2)
    told = tell(world, 2)
    assert world.nodes.load[2] == 400
    told += tell(world, 2)
    assert world.nodes.load[2] == 0
    assert [e.amount for e in of_kind(told, Kind.NODE_COMMANDED)] == [Bid.SURGE, Bid.EASE]
    assert not of_kind(told, Kind.WIRE_TRIPPED)


def test_taken_back_it_draws_what_it_drew():
    world = grid(2000)
    take(world, 2)
    tell(world, 2)
    order(world, 0, Verb.RESET, 2)
    live(world, 130, captures)
    assert world.nodes.load[2] == 0


@pytest.mark.parametrize("times", [0.5, 3])
def test_how_much_more_is_for_the_scenario_to_say(times):
    world = grid(100_000)
    take(world, 2)
    tell(world, 2, surge=times)
    assert world.nodes.load[2] == 400 * times
