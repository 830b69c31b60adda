"""Firebreak: the Core cuts off what it knows to be captured, and gives consumers up to save the rest."""

import pytest
from scenes.wired import CELL, CORE, HUB, NodeKind, break_node, live, of_kind, power, wire_up
from scenes.worlds import field, make_city, make_world

from undergrid.systems.network import captures, firebreak
from undergrid.world.log.kinds import Kind
from undergrid.world.network.control import set_switch
from undergrid.world.network.isolation import kept_open
from undergrid.world.tables.people import NEVER

MINUTE = 60


def chain():
    """Core - hub 1 - hub 2 - cell 3 - cell 4, and a cell 5 on the first hub. Wires 0 to 4."""
    world = make_world(make_city(field(40, 6)), [(5, 5)])
    kinds = [CORE, HUB, HUB, CELL, CELL, CELL]
    nodes = [(kind, 1 + 6 * n) for n, kind in enumerate(kinds)]
    return wire_up(world, nodes, [(0, 1), (1, 2), (2, 3), (3, 4), (1, 5)])


def captured(world, *nodes, noticed=True):
    """Let nodes be in the hand of citizen 0, by captures that the Core knows of; returns what it knows by."""
    world.events.begin(world.tick)
    found = []
    for node in nodes:
        slot = world.captures.take(1)
        event = world.events.one(Kind.NODE_CAPTURED, 0, node, cause=world.scenario_event)
        world.captures.node[slot], world.captures.captor[slot], world.captures.by[slot] = node, 0, 0
        world.captures.cause[slot], world.captures.since[slot] = event, world.tick
        if noticed:
            event = world.events.one(Kind.CAPTURE_NOTICED, node, -1, amount=1, cause=event)
            world.captures.noticed[slot] = event
        found.append(event)
    world.rebuild()
    return found


def test_from_the_second_captured_node_on_they_are_cut_off_from_the_side_that_obeys():
    world = chain()
    _, known = captured(world, 3, 2)
    [cut] = of_kind(live(world, 30, firebreak, captures), Kind.LINE_ISOLATED)
    assert (cut.tick, cut.who, cut.whom, cut.cause) == (0, 1, 1, known)
    assert world.wires.open.tolist() == [False, True, False, False, False]


def test_of_one_that_it_knows_it_boots_it_anew_instead():
    world = chain()
    captured(world, 3)
    captured(world, 2, noticed=False)
    told = live(world, 2 * MINUTE, firebreak, captures)
    assert not of_kind(told, Kind.LINE_ISOLATED)


@pytest.mark.parametrize("many", [1, 3])
def test_from_how_many_is_for_the_scenario_to_say(many):
    world = chain()
    captured(world, *[3, 2, 5][:many])
    assert not of_kind(live(world, 1, firebreak, firebreak={"captures": many + 1}), Kind.LINE_ISOLATED)
    world.tick = 10
    told = live(world, 1, firebreak, firebreak={"captures": many})
    assert len(of_kind(told, Kind.LINE_ISOLATED)) == (2 if many == 3 else 1)


def test_a_switch_at_a_node_that_obeys_others_unknown_to_the_core_is_not_opened():
    world = chain()
    captured(world, 3, 5)
    captured(world, 1, noticed=False)
    told = live(world, 5, firebreak, captures)
    assert not of_kind(told, Kind.LINE_ISOLATED)  # it would go by the first hub, which obeys it no more
    assert not world.wires.open.any()


def test_what_was_opened_stays_open_until_its_node_obeys_again():
    world = chain()
    captured(world, 3, 5)
    live(world, 5, firebreak, captures)
    wires = [wire for wire in range(5) if world.wires.open[wire]]
    assert [kept_open(world, wire) for wire in wires] == [True, True]
    world.captures.captor[:] = -1
    world.captures.noticed[:] = 0
    assert [kept_open(world, wire) for wire in wires] == [False, False]


# -- power


def grid(loads=(400, 300, 100), limits=(450, 300, 300, 300)):
    """A plant feeds a yard over some lines side by side, the yard three districts: lines first, then feeders."""
    world = make_world(make_city(field(40, 6)), [(5, 5)])
    lamps = [(NodeKind.LIGHTS, 20 + 2 * n, {"load": load, "district": 0}) for n, load in enumerate(loads)]
    nodes = [(CORE, 0), (NodeKind.PLANT, 5, {"capacity": 5000}), (NodeKind.SUBSTATION, 10), *lamps]
    lines = [power(1, 2, limit) for limit in limits] + [power(2, 3 + n) for n in range(3)]
    return wire_up(world, nodes, [*lines, *((0, 3 + n) for n in range(3))])


def opens(world, wire):
    world.events.begin(world.tick)
    told = world.events.one(Kind.SWITCH_OPENED, 0, wire, cause=world.scenario_event)
    set_switch(world, wire, True, lambda _: told)
    return told


def test_after_two_lines_have_tripped_consumers_are_given_up_before_the_last_trips():
    world = grid(limits=(450, 190, 190, 700))  # of 800 W one line less is 267 W each
    hand = opens(world, 0)
    told = live(world, 3 * MINUTE, firebreak)
    trips, shed = of_kind(told, Kind.WIRE_TRIPPED), of_kind(told, Kind.LINE_ISOLATED)
    assert [e.who for e in trips] == [1, 2]
    assert [(e.who, e.whom, e.amount) for e in shed] == [(2, 4, 0)]  # the district that wants most, at the yard
    assert shed[0].cause in {e.id for e in trips}
    assert {e.cause for e in trips} == {hand}
    assert world.wires.trips.min() == NEVER
    assert [e.who for e in of_kind(told, Kind.LIGHTS_WENT_OUT)] == [3]
    assert of_kind(told, Kind.LIGHTS_WENT_OUT)[0].cause == shed[0].id


@pytest.mark.parametrize(("knobs", "shed"), [({}, 1), ({"trips": 3}, 0), ({"trips": 1}, 1)])
def test_when_it_does_is_for_the_scenario_to_say(knobs, shed):
    world = grid(limits=(450, 190, 190, 700))
    opens(world, 0)
    told = live(world, 3 * MINUTE, firebreak, firebreak=knobs)
    assert len(of_kind(told, Kind.LINE_ISOLATED)) == shed


@pytest.mark.parametrize(("minutes", "shed"), [(5, 1), (1, 0)])
def test_what_tripped_long_ago_does_not_count(minutes, shed):
    world = grid(limits=(450, 190, 190, 700, 0))
    world.wires.limit[4] = -1
    world.events.begin(0)
    tripped = world.events.one(Kind.WIRE_TRIPPED, 4, amount=1, cause=world.scenario_event)
    set_switch(world, 4, True, lambda _: tripped)
    live(world, 2 * MINUTE, firebreak)
    opens(world, 0)
    told = live(world, MINUTE, firebreak, firebreak={"trips": 3, "within_minutes": minutes})
    assert len(of_kind(told, Kind.LINE_ISOLATED)) == shed


def test_without_the_core_nobody_gives_anything_up():
    world = grid(limits=(450, 190, 190, 700))
    break_node(world, 0)
    opens(world, 0)
    assert not of_kind(live(world, 3 * MINUTE, firebreak), Kind.LINE_ISOLATED)


def test_what_was_given_up_stays_open_until_the_other_lines_are_in_order():
    world = grid(limits=(450, 190, 190, 700))
    opens(world, 0)
    live(world, 3 * MINUTE, firebreak)
    assert kept_open(world, 4)
    assert not kept_open(world, 1)
    world.wires.open[:4] = False
    assert not kept_open(world, 4)
