"""Row N38 of neonhaven: an alarm at a gate, and what comes to it through the air."""

from math import ceil, hypot

import numpy as np
from scenes.retold import silenced

from undergrid.core import units
from undergrid.setup import build, load
from undergrid.sim import Sim
from undergrid.world.log.kinds import Kind
from undergrid.world.tables.authority import Duty, WatcherKind
from undergrid.world.tables.orders import Order, Verb

FREE = (Duty.PATROL, Duty.POST, Duty.RETURN)


def at_a_gate(seed):
    """The City, and Rex before a guard, with a chip that does not answer."""
    sim = silenced(Sim(build(load("expiry", 20_000), seed)))
    world, rex = sim.world, sim.row("rex")
    link = world.city.links[int(world.gates.link[0])]
    world.citizens.inside[rex] = -1
    world.citizens.cell[rex] = link.a if world.city.levels[link.a // world.city.area].lawful else link.b
    world.rebuild()
    return sim, rex


def test_n38_an_alarm_calls_the_nearest_free_drones_which_come_straight_through_the_air():
    """The first is there after its way, in a straight line over all walls, at the speed of a drone on a hunt."""
    sim, rex = at_a_gate(1)
    world, city = sim.world, sim.world.city
    drones = np.flatnonzero(world.watchers.kind == WatcherKind.DRONE)
    speed, sent, came, alarm = units.mm(sim.built.rules["dispatch"].hunt_speed), {}, {}, None

    def metres(drone, place):
        (_, x, y), (_, to_x, to_y) = city.where(int(world.watchers.cell[drone])), city.where(place)
        return hypot(to_x - x, to_y - y) * city.cell_mm / 1000

    while sim.tick < 60:
        free = [drone for drone in drones.tolist() if world.watchers.duty[drone] in FREE]
        far = {drone: metres(drone, int(world.citizens.cell[rex])) for drone in free}
        for event in sim.step([Order(sim.tick, rex, Verb.PRESENT, 0)] if sim.tick == 1 else []):
            if event.kind == Kind.ALARM:
                alarm = event
            if event.kind == Kind.HUNT_BEGAN and event.who in far:
                assert event.whom == rex
                sent[event.who] = event, far[event.who], sorted(far.values())[len(sent)]
        for drone, (event, _, _) in sent.items():
            if drone not in came and world.watchers.cell[drone] == event.where:
                came[drone] = sim.tick - event.tick
    assert alarm is not None
    assert len(came) == len(sent) >= 2
    assert all(event.cause == alarm.id for event, _, _ in sent.values())
    for drone, (_, way, nearest) in sent.items():
        assert way <= nearest + speed / 1000  # of those about as near, within a second's flight, a draw may take either
        assert abs(came[drone] - ceil(way * 1000 / speed)) <= 1
