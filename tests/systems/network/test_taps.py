"""Taps: whoever listens in on a line hears where the watchers are to which orders go over it, and nothing else."""

import pytest
from scenes.wired import CORE, HUB, NodeKind, break_node, cut, live, of_kind, order, power, wire_up
from scenes.worlds import field, make_city, make_world

from undergrid.systems.network import taps
from undergrid.world.items import kit
from undergrid.world.log.kinds import Kind
from undergrid.world.network.traffic import beyond
from undergrid.world.orders import tasks
from undergrid.world.reasons import why_not
from undergrid.world.tables.authority import WatcherKind
from undergrid.world.tables.items import ItemKind
from undergrid.world.tables.minds import Topic
from undergrid.world.tables.orders import Refusal, Verb


def street(radio=True):
    """A line (0) from the Core to a hub with two cameras (2, 3); a third camera (4) hangs on the Core itself."""
    city = make_city(field(60, 12))
    at = [city.cell(0, x, 8) for x in (50, 54, 6)]
    world = make_world(city, [(30, 5)], [(WatcherKind.CAMERA, cell) for cell in at])
    if radio:
        kit.add(world, 0, ItemKind.RADIO, 1, world.scenario_event)
    cameras = [(NodeKind.CAMERA, cell, {"watcher": n}) for n, cell in enumerate(at)]
    nodes = [(CORE, city.cell(0, 2, 4)), (HUB, city.cell(0, 55, 4)), *cameras]
    return wire_up(world, nodes, [(0, 1), (1, 2), (1, 3), (0, 4), power(0, 1)])


def known(world):
    """Watcher -> where the first person knows it to be."""
    rows = world.knowledge.where(knower=0, topic=Topic.WATCHER)
    return dict(zip(world.knowledge.subject[rows].tolist(), world.knowledge.cell[rows].tolist(), strict=True))


def test_after_a_minute_one_knows_where_those_are_that_get_their_orders_over_the_line():
    world = street()
    ordered = order(world, 0, Verb.TAP, 0)
    told = live(world, 100, taps)
    [tapped], heard = of_kind(told, Kind.LINE_TAPPED), of_kind(told, Kind.HEARD_ON_LINE)
    assert (tapped.tick, tapped.who, tapped.whom, tapped.amount, tapped.cause) == (60, 0, 0, 2, ordered)
    assert [(e.who, e.whom, e.amount, e.cause) for e in heard] == [(0, 0, 40, tapped.id), (0, 1, 48, tapped.id)]
    assert known(world) == {row: int(world.watchers.cell[row]) for row in (0, 1)}
    assert world.wires.works.all()


@pytest.mark.parametrize("seconds", [5, 200])
def test_how_long_it_takes_is_for_the_scenario_to_say(seconds):
    world = street()
    order(world, 0, Verb.TAP, 0)
    [tapped] = of_kind(live(world, 300, taps, taps={"tap_seconds": seconds}), Kind.LINE_TAPPED)
    assert tapped.tick == seconds


def test_who_breaks_off_has_heard_nothing():
    world = street()
    order(world, 0, Verb.TAP, 0)
    live(world, 30, taps)
    tasks.drop(world, 0)
    live(world, 60, taps)
    assert known(world) == {}


def test_where_orders_come_another_way_they_do_not_go_over_this_one():
    world = street()
    assert beyond(world, 0) == [1, 2, 3]
    assert beyond(world, 3) == [4]
    break_node(world, 2)
    assert beyond(world, 0) == [1, 3]
    cut(world, 0)
    assert beyond(world, 0) == []
    ring = make_world(field(20, 3))
    wire_up(ring, [(CORE, 0), (HUB, 1), (HUB, 2), (HUB, 3)], [(0, 1), (1, 3), (0, 2), (2, 3)])
    assert [beyond(ring, wire) for wire in range(4)] == [[1, 3], [3], [2], []]


@pytest.mark.parametrize(
    ("hinder", "target", "why"),
    [
        (lambda world: None, 0, None),
        (lambda world: None, 3, Refusal.NOT_HERE),
        (lambda world: None, 4, Refusal.NOT_NEEDED),  # a power line: nothing is said over it
        (lambda world: cut(world, 0), 0, Refusal.NOT_NEEDED),
        (lambda world: world.items.free(world.items.rows()), 0, Refusal.NO_TOOL),
    ],
)
def test_what_stands_in_the_way_is_said(hinder, target, why):
    world = street()
    hinder(world)
    assert why_not(world, 0, Verb.TAP, target) == why
    order(world, 0, Verb.TAP, target)
    told = live(world, 70, taps)
    assert [Refusal(e.amount) for e in of_kind(told, Kind.REFUSED)] == ([why] if why else [])
    assert bool(of_kind(told, Kind.LINE_TAPPED)) == (why is None)
