"""Gates: they open for whom is cleared, shut in time, and on nobody."""

import numpy as np
from scenes.gatehouse import GATE_MM, gatehouse, give_chip, live, of_kind, order

from undergrid.systems.authority import judgement
from undergrid.systems.movement import movement
from undergrid.systems.places import gates
from undergrid.world.log.kinds import Kind
from undergrid.world.places.ways import Ways, set_gate
from undergrid.world.tables.orders import Refusal, Verb
from undergrid.world.tables.people import Activity


def cleared(world, who=0, gate=0):
    """Let the guard clear somebody at this tick; returns the verdict's event."""
    world.events.begin(world.tick)
    event = world.events.one(Kind.JUDGED, gate, who, cause=world.scenario_event)
    world.gates.cleared[gate], world.gates.cause[gate] = who, event
    return event


def test_a_gate_opens_at_the_verdict_and_shuts_by_itself():
    world = gatehouse()
    verdict = cleared(world)
    told = live(world, 40, gates, gates={"open_seconds": 30})
    assert [(e.kind, e.tick, e.cause) for e in told] == [
        (Kind.GATE_OPENED, 0, verdict),
        (Kind.GATE_CLOSED, 30, told[0].id),
    ]
    assert (told[0].whom, told[0].amount) == (0, 30)
    assert world.gates.cleared[0] == -1


def test_routes_know_at_once():
    world = gatehouse()
    cleared(world)
    live(world, 1, gates)
    assert world.gates.open[0]
    assert world.cache(Ways).link_open[0]
    live(world, 30, gates)
    assert not world.cache(Ways).link_open[0]
    kept = world.cache(Ways).link_open
    assert np.array_equal(kept, world.renew(Ways).link_open)


def test_a_second_verdict_keeps_it_open_for_longer():
    world = gatehouse(people=2)
    cleared(world)
    live(world, 20, gates)
    cleared(world, who=1)
    told = live(world, 40, gates)
    assert [(e.kind, e.tick) for e in told] == [(Kind.GATE_OPENED, 20), (Kind.GATE_CLOSED, 50)]


def test_a_gate_that_stands_open_by_the_scenario_stays_open():
    world = gatehouse()
    set_gate(world, 0, True)
    assert not live(world, 100, gates)
    cleared(world)
    assert [e.kind for e in live(world, 100, gates)] == [Kind.GATE_OPENED]
    assert world.gates.open[0]


def test_who_is_through_in_time_is_through_and_who_is_not_is_put_back():
    world = gatehouse(people=2)
    a, b = int(world.city.link_a[0]), int(world.city.link_b[0])
    world.citizens.cell[:] = a
    world.citizens.speed[:] = (1400, 400)
    world.rebuild()
    cleared(world)
    live(world, 1, movement, gates, gates={"open_seconds": 12})
    for who in (0, 1):
        order(world, who, Verb.CROSS, 0)
    told = live(world, 40, movement, gates)
    shut = of_kind(told, Kind.GATE_CLOSED)
    assert [e.who for e in of_kind(told, Kind.CROSSED)] == [0]
    assert [(e.who, e.amount, e.cause) for e in of_kind(told, Kind.REFUSED)] == [(1, Refusal.SHUT, shut[0].id)]
    assert world.citizens.cell.tolist() == [b, a]
    assert world.citizens.doing[1] == Activity.WAITING
    assert world.citizens.alive.all()
    assert (world.citizens.heading[1], world.citizens.goal[1], world.citizens.progress[1]) == (255, -1, 0)


def test_the_slowest_pace_that_still_makes_it():
    """A gate is open for so many seconds: crossing must finish before, not begin before."""
    made_it = {}
    for speed in (GATE_MM // 12, GATE_MM // 9):
        world = gatehouse()
        world.citizens.cell[:] = world.city.link_a[0]
        world.citizens.speed[:] = speed
        world.rebuild()
        cleared(world)
        live(world, 1, movement, gates, gates={"open_seconds": 11})
        order(world, 0, Verb.CROSS, 0)
        told = live(world, 20, movement, gates)
        made_it[speed] = bool(of_kind(told, Kind.CROSSED))
    assert list(made_it.values()) == [False, True]


def test_from_chip_to_open_gate_is_one_chain_of_causes():
    world = gatehouse()
    give_chip(world, 0, 0)
    ordered = order(world, 0, Verb.PRESENT, 0)
    told = live(world, 10, judgement, movement, gates)
    assert [e.kind for e in told] == [Kind.CHIP_PRESENTED, Kind.JUDGED, Kind.GATE_OPENED]
    assert [e.cause for e in told] == [ordered, told[0].id, told[1].id]
    assert told[1].tick == told[2].tick
