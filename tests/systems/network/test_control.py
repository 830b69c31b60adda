"""Control: what has lost its path to the Core goes on for its autonomy time, then fails by its kind; or works again."""

import numpy as np
import pytest
from scenes.wired import (
    CELL,
    CORE,
    HUB,
    Failing,
    NodeKind,
    break_node,
    cut,
    live,
    mend,
    mend_node,
    of_kind,
    power,
    wire_up,
    without_path,
)  # fmt: skip
from scenes.worlds import field, make_city, make_world, run

from undergrid.city.city import Post
from undergrid.city.generate.networks import hierarchical
from undergrid.core import luck
from undergrid.systems.authority import dispatch
from undergrid.systems.senses import sight
from undergrid.world.log.kinds import Kind
from undergrid.world.network.control import Control, controlled
from undergrid.world.tables.authority import Duty, WatcherKind
from undergrid.world.tables.people import NEVER

MINUTE = 60


def watched(*, kinds=(NodeKind.CAMERA, NodeKind.READER, NodeKind.DRONE), **columns):
    """A street with a watcher for each kind, all of them on one hub below the Core; wire 0 leads to the hub."""
    city = make_city(field(40, 8))
    watchers = {NodeKind.CAMERA: WatcherKind.CAMERA, NodeKind.READER: WatcherKind.READER,
                NodeKind.DRONE: WatcherKind.DRONE}  # fmt: skip
    cells = [city.cell(0, 5 + 5 * n, 4) for n in range(len(kinds))]
    world = make_world(city, [(3, 4)], [(watchers[kind], cell) for kind, cell in zip(kinds, cells, strict=True)])
    devices = [(kind, cell, {"watcher": n, **columns}) for n, (kind, cell) in enumerate(zip(kinds, cells, strict=True))]
    nodes = [(CORE, city.cell(0, 0, 0)), (HUB, city.cell(0, 20, 0)), *devices]
    return wire_up(world, nodes, [(0, 1), *((1, 2 + n) for n in range(len(kinds)))])


def test_while_there_is_a_path_nothing_happens():
    world = watched()
    before = world.digest()
    assert not live(world, 10 * MINUTE)
    world.tick = 0
    assert world.digest() == before


def test_what_has_lost_its_path_goes_on_for_its_autonomy_and_fails_then_because_of_what_took_it():
    world = watched()
    event = cut(world, 0)
    told = live(world, 61 * MINUTE)
    assert [(e.kind, e.tick, e.who, e.cause) for e in told] == [
        (Kind.DRONE_LANDED, 20 * MINUTE, 4, event),
        (Kind.WENT_BLIND, 30 * MINUTE, 2, event),
        (Kind.WENT_BLIND, 60 * MINUTE, 3, event),
    ]
    assert (world.watchers.duty == Duty.OFF).all()
    assert np.array_equal(world.nodes.ends[2:], [30 * MINUTE, 60 * MINUTE, 20 * MINUTE])


@pytest.mark.parametrize(
    "kind", ["drone", "camera", "reader", "lights", "lift", "gate", "shield", "projector", "plant", "pods"]
)
def test_how_long_it_goes_on_is_for_the_scenario_to_say(kind):
    world = make_world(field(9, 9))
    wire_up(world, [(CORE, 0), (NodeKind[kind.upper()], 1, {"district": 0})], [(0, 1)])
    cut(world, 0)
    told = live(world, 4 * MINUTE, control={f"{kind}_minutes": 3})
    assert [(e.tick, e.who) for e in told] == [(3 * MINUTE, 1)]


@pytest.mark.parametrize("kind", ["core", "hub", "cell"])
def test_how_long_each_goes_on_without_power_is_for_the_scenario_to_say(kind):
    nodes = [(CORE, 0), (HUB, 5), (CELL, 6), (NodeKind.PLANT, 9, {"capacity": 10})]
    row = ("core", "hub", "cell").index(kind)
    nodes[row] = (*nodes[row], {"load": 5})
    world = wire_up(make_world(field(30, 3)), nodes, [(0, 1), (1, 2), power(3, row)])
    event = cut(world, 2)
    told = live(world, 5 * MINUTE, control={f"{kind}_minutes": 3})
    assert [(e.kind, e.tick, e.who, e.cause) for e in told] == [(Kind.NODE_WENT_DOWN, 3 * MINUTE + 1, row, event)]


def test_a_server_goes_on_without_control_and_without_power_for_as_long_as_the_scenario_says():
    nodes = [(CORE, 0), (NodeKind.SERVER, 5, {"load": 5}), (NodeKind.PLANT, 9, {"capacity": 10})]
    world = wire_up(make_world(field(30, 3)), nodes, [(0, 1), power(2, 1)])
    cut(world, 0)
    assert not live(world, 10 * MINUTE, control={"server_minutes": 3})
    event, began = cut(world, 1), world.tick
    told = live(world, 5 * MINUTE, control={"server_minutes": 3})
    assert [(e.kind, e.tick, e.who, e.cause) for e in told] == [(Kind.SERVER_STOPPED, began + 3 * MINUTE + 1, 1, event)]


def test_a_time_of_its_own_goes_before_that_of_its_kind_and_may_be_nothing():
    world = watched(kinds=(NodeKind.CAMERA,), autonomy=7)
    cut(world, 0)
    assert [e.tick for e in live(world, 10)] == [7]
    world = watched(kinds=(NodeKind.CAMERA,), autonomy=0)
    cut(world, 0)
    assert [e.tick for e in live(world, 10)] == [0]


def test_a_path_that_is_found_again_in_time_ends_the_countdown_and_the_next_loss_begins_a_whole_one():
    world = watched(kinds=(NodeKind.CAMERA,), autonomy=100)
    cut(world, 0)
    assert not live(world, 99)
    mend(world, 0)
    assert not live(world, 1)
    assert world.nodes.ends[2] == NEVER
    cut(world, 0)
    assert [e.tick for e in live(world, 200)] == [200]


def test_what_was_without_control_already_does_not_begin_anew_with_another_cut():
    world = watched(kinds=(NodeKind.CAMERA,), autonomy=100)
    first = cut(world, 1)
    live(world, 60)
    cut(world, 0)
    told = live(world, 60)
    assert [(e.tick, e.cause) for e in told] == [(100, first)]


def test_another_way_to_the_core_is_as_good():
    city = make_city(field(20, 8))
    world = make_world(city, 0, [(WatcherKind.CAMERA, 5)])
    wire_up(world, [(CORE, 0), (HUB, 1), (HUB, 2), (NodeKind.CAMERA, 5, {"watcher": 0, "autonomy": 10})],
            [(0, 1), (0, 2), (1, 3), (2, 3)])  # fmt: skip
    cut(world, 2)
    assert not live(world, 30)
    event = cut(world, 1)
    assert [(e.tick, e.cause) for e in live(world, 30)] == [(40, event)]


def test_a_device_that_is_broken_fails_at_once_by_that_even_where_it_had_no_path():
    world = watched(kinds=(NodeKind.CAMERA,))
    broken = break_node(world, 2)
    assert [(e.kind, e.tick, e.cause) for e in live(world, 5)] == [(Kind.WENT_BLIND, 0, broken)]
    world = watched(kinds=(NodeKind.CAMERA,))
    cut(world, 0)
    live(world, 5)
    broken = break_node(world, 2)
    assert [(e.tick, e.cause) for e in live(world, 5)] == [(5, broken)]


def test_without_its_core_nothing_has_control():
    world = watched()
    event = break_node(world, 0)
    live(world, 1)
    assert (world.nodes.lost[2:] == event).all()
    mend_node(world, 0)
    live(world, 1)
    assert (world.nodes.lost == 0).all()
    assert (world.nodes.ends == NEVER).all()


def test_what_works_again_does_so_because_of_what_gave_it_a_path():
    world = watched(autonomy=5)
    cut(world, 0)
    live(world, 10)
    event = mend(world, 0)
    told = live(world, 1)
    assert [(e.kind, e.who, e.cause) for e in told] == [(Kind.DEVICE_BACK, node, event) for node in (2, 3, 4)]
    assert world.watchers.duty.tolist() == [Duty.POST, Duty.POST, Duty.RETURN]
    assert not world.nodes.failed.any()


def test_what_is_not_reached_at_the_start_is_so_because_of_the_scenario():
    world = make_world(field(20, 8), 0, [(WatcherKind.CAMERA, 5)])
    wire_up(world, [(CORE, 0), (NodeKind.CAMERA, 5, {"watcher": 0})], [])
    assert [(e.tick, e.cause) for e in live(world, 31 * MINUTE)] == [(30 * MINUTE, world.scenario_event)]


# -- by kind


def test_a_camera_without_control_sees_nobody_and_sees_again_with_it():
    def sightings(world):
        world.citizens.tagged[:] = False
        run(sight, world, ticks=60)
        return len(of_kind(world.events.rows(), Kind.SIGHTED))

    assert sightings(watched(kinds=(NodeKind.CAMERA,)))
    world = watched(kinds=(NodeKind.CAMERA,), autonomy=0)
    cut(world, 0)
    live(world, 1)
    assert not sightings(world)
    mend(world, 0)
    live(world, 1)
    assert sightings(world)


def flown(**columns):
    """A drone on its beat over a field, a node of its own below the Core."""
    city = make_city(field(60, 10), posts=[Post("drone", 100, beat=(100, 140))])
    world = make_world(city, 0, [(WatcherKind.DRONE, 100)])
    world.watchers.beat[0], world.watchers.duty[0] = 0, Duty.PATROL
    return wire_up(world, [(CORE, 0), (NodeKind.DRONE, 100, {"watcher": 0, "autonomy": 5, **columns})], [(0, 1)])


def test_a_drone_lands_where_it_is_and_flies_back_to_its_beat():
    world = flown()
    live(world, 3, dispatch)
    cut(world, 0)
    told = live(world, 20, dispatch)
    assert [e.kind for e in told if e.kind != Kind.ON_WATCH] == [Kind.DRONE_LANDED]
    where = int(world.watchers.cell[0])
    assert told[-1].where == where != 100
    live(world, 30, dispatch)
    assert world.watchers.cell[0] == where
    mend(world, 0)
    live(world, 120, dispatch)
    assert world.watchers.duty[0] == Duty.PATROL


def test_a_drone_that_drops_is_broken_and_needs_more_than_a_path():
    world = flown(fails=Failing.DEAD)
    cut(world, 0)
    told = live(world, 10, dispatch)
    assert [e.kind for e in told if e.kind != Kind.ON_WATCH] == [Kind.DRONE_FELL]
    assert not world.nodes.works[1]
    mend(world, 0)
    assert not of_kind(live(world, 10), Kind.DEVICE_BACK)
    event = mend_node(world, 1)
    assert [(e.kind, e.cause) for e in live(world, 1)] == [(Kind.DEVICE_BACK, event)]
    assert world.watchers.duty[0] == Duty.RETURN


# -- in a thousand cuts


def network_of_cameras(seed):
    """A hierarchical network with 60 cameras at its leaves, each with an autonomy of its own of up to 90 s."""
    tree = hierarchical([4, 5, 3], spare=0.3, seed=seed)
    leaves = range(1 + 4 + 20, tree.n)
    world = make_world(field(60, 10), 0, [(WatcherKind.CAMERA, 5) for _ in leaves])
    key = luck.make_key(seed, 0, luck.stream("test.autonomy"))
    nodes = [(CORE, 0), *((HUB, 1) for _ in range(4)), *((CELL, 2) for _ in range(20))]
    nodes += [(NodeKind.CAMERA, 5, {"watcher": n, "autonomy": int(luck.below(key, n, 90))}) for n in range(len(leaves))]
    return wire_up(world, nodes, zip(tree.a.tolist(), tree.b.tolist(), strict=True))


@pytest.mark.slow
def test_every_device_that_lost_its_path_is_uncontrolled_within_its_own_autonomy_time_in_a_thousand_random_cuts():
    """Wires are cut and mended by chance, nodes broken and mended; an independent search says who has a path."""
    cuts, failures, restored = 0, 0, 0
    for seed in range(4):
        world = network_of_cameras(seed)
        nodes, wires = world.nodes, world.wires
        since = np.full(nodes.n, -1)  # as of which tick each has had no path
        draw = np.random.default_rng(seed)
        while cuts < 250 * (seed + 1):
            for _ in range(draw.integers(1, 4)):
                if draw.random() < 0.9:
                    wire = int(draw.integers(wires.n))
                    cuts += bool(wires.works[wire])
                    (cut if wires.works[wire] else mend)(world, wire)
                else:
                    node = int(draw.integers(1, nodes.n))
                    cuts += bool(nodes.works[node])
                    (break_node if nodes.works[node] else mend_node)(world, node)
            broken = ~nodes.works
            away = without_path(world)
            assert np.array_equal(away, [not controlled(world, node) for node in range(nodes.n)])
            since = np.where(away, np.where(since < 0, world.tick, since), -1)
            for _ in range(int(draw.integers(1, 30))):
                told = live(world, 1)
                failures += len(of_kind(told, Kind.WENT_BLIND))
                restored += len(of_kind(told, Kind.DEVICE_BACK))
                now = world.tick - 1
                due = (since >= 0) & (broken | (now - since >= nodes.autonomy))
                due[: 1 + 4 + 20] = False
                assert np.array_equal(nodes.failed, due)
                off = world.watchers.duty == Duty.OFF
                assert np.array_equal(off, due[1 + 4 + 20 :])
    assert cuts >= 1000
    assert failures > 500
    assert restored > 300


def test_a_world_that_is_restored_in_between_goes_on_the_same():
    one, two = network_of_cameras(1), network_of_cameras(1)
    draw = np.random.default_rng(9)
    for _ in range(40):
        wire = int(draw.integers(one.wires.n))
        for world in (one, two):
            (cut if world.wires.works[wire] else mend)(world, wire)
        two.restore(two.tick, two.state())
        for world in (one, two):
            live(world, 7)
        assert one.digest() == two.digest()
        assert np.array_equal(one.cache(Control).reached, two.cache(Control).reached)
        assert one.cache(Control).due == two.cache(Control).due
