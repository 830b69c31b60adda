"""Mains: power flows from plants; lines that carry too much trip, one after another; who gets too little is dark."""

import numpy as np
import pytest
from scenes.wired import CELL, CORE, HUB, NodeKind, break_node, cut, live, mend, mend_node, of_kind, power, wire_up
from scenes.worlds import field, make_world

from undergrid.city.generate.networks import erdos_renyi
from undergrid.world.log.kinds import Kind
from undergrid.world.network.control import controlled
from undergrid.world.network.flow import cascade
from undergrid.world.network.mains import Mains
from undergrid.world.tables.network import Lack
from undergrid.world.tables.people import NEVER

MINUTE = 60
PLANT, SUBSTATION, LIGHTS = NodeKind.PLANT, NodeKind.SUBSTATION, NodeKind.LIGHTS


def by_kind(events):
    return [(event.kind, event.tick, event.who) for event in events]


def town(**columns):
    """A plant feeds a substation, which feeds the hub and lamps; Core, hub, lamps by control. Power lines: 2, 3, 4."""
    nodes = [
        (CORE, 0),
        (HUB, 5, {"load": 100}),
        (LIGHTS, 9, {"load": 400, "district": 0, **columns}),
        (PLANT, 20, {"capacity": 1000}),
        (SUBSTATION, 25),
    ]
    wires = [(0, 1), (1, 2), power(3, 4), power(4, 1), power(4, 2)]
    return wire_up(make_world(field(30, 3)), nodes, wires)


def flows(world):
    """By wire: the watts that it carries, whichever way."""
    mains = world.cache(Mains)
    return dict(zip(mains.lines.tolist(), np.abs(mains.state.flow.watts).tolist(), strict=True))


def test_power_flows_from_the_plant_to_what_wants_it_and_nothing_else_happens():
    world = town()
    before = world.digest()
    assert not live(world, 20)
    world.tick = 0
    assert world.digest() == before
    assert flows(world) == {2: 500, 3: 100, 4: 400}


def test_lamps_without_power_go_out_after_their_time_because_of_the_cut():
    world = town()
    event = cut(world, 4)
    [out] = live(world, 2 * MINUTE)
    # the flows are worked out after the devices have been looked at: they count from the next second on
    assert (out.kind, out.tick, out.who, out.amount, out.cause) == (
        Kind.LIGHTS_WENT_OUT, MINUTE + 1, 2, Lack.POWER, event,
    )  # fmt: skip
    assert controlled(world, 2)
    again = mend(world, 4)
    [back] = live(world, 5)
    assert (back.kind, back.who, back.cause) == (Kind.DEVICE_BACK, 2, again)


def test_a_hub_without_power_goes_down_and_takes_control_from_what_hangs_on_it():
    world = town()
    event = cut(world, 3)
    told = live(world, 40, control={"hub_minutes": 0.5})
    assert by_kind(told) == [(Kind.NODE_WENT_DOWN, 31, 1)]
    assert (told[0].cause, told[0].amount) == (event, 1)
    assert not controlled(world, 2)
    [out] = live(world, 2 * MINUTE, control={"hub_minutes": 0.5})
    assert (out.kind, out.amount, out.cause) == (Kind.LIGHTS_WENT_OUT, Lack.CONTROL, told[0].id)
    again = mend(world, 3)
    told = live(world, 5)
    assert [(e.kind, e.who) for e in told] == [(Kind.DEVICE_BACK, 1), (Kind.DEVICE_BACK, 2)]
    assert [e.cause for e in told] == [again, told[0].id]
    assert controlled(world, 2)


def test_a_hub_that_is_broken_does_not_go_down_as_well():
    world = town()
    cut(world, 3)
    break_node(world, 1)
    told = live(world, 200, control={"hub_minutes": 1})
    assert not of_kind(told, Kind.NODE_WENT_DOWN)


@pytest.mark.parametrize(
    ("load", "capacity", "least", "dark"),
    [
        (1000, 899, 90, True),
        (1000, 900, 90, False),
        (1000, 1000, 90, False),
        (1000, 500, 50, False),
        (1000, 499, 50, True),
        (3, 2, 67, True),  # 2 / 3 is less than 67 %
    ],
)
def test_what_gets_a_little_less_than_it_wants_goes_on_and_what_gets_too_little_is_dark(load, capacity, least, dark):
    nodes = [(CORE, 0), (LIGHTS, 9, {"load": load, "district": 0}), (PLANT, 20, {"capacity": capacity})]
    world = wire_up(make_world(field(30, 3)), nodes, [(0, 1), power(2, 1)])
    live(world, 1, mains={"least_percent": least})
    assert bool(world.nodes.dark[1]) == dark


def test_what_is_dark_at_the_start_is_so_because_of_the_scenario():
    nodes = [(CORE, 0), (LIGHTS, 9, {"load": 400, "district": 0}), (PLANT, 20, {"capacity": 10})]
    world = wire_up(make_world(field(30, 3)), nodes, [(0, 1), power(2, 1)])
    [out] = live(world, 3 * MINUTE)
    assert (out.kind, out.cause) == (Kind.LIGHTS_WENT_OUT, world.scenario_event)


# -- lines that carry too much


def two_ways(limit):
    """From a plant to lamps over two lines side by side, each with so much room; of 600 W each carries half."""
    nodes = [(CORE, 0), (LIGHTS, 9, {"load": 600, "district": 0}), (PLANT, 20, {"capacity": 1000})]
    return wire_up(make_world(field(30, 3)), nodes, [(0, 1), power(2, 1, limit), power(2, 1, limit)])


def test_the_way_of_a_line_that_is_lost_is_taken_by_the_other_which_trips_if_that_is_too_much():
    world = two_ways(limit=500)
    event = cut(world, 1)
    [tripped, out] = live(world, 3 * MINUTE)
    assert (tripped.kind, tripped.tick, tripped.who, tripped.amount, tripped.cause) == (
        Kind.WIRE_TRIPPED, 10, 2, 600, event,
    )  # fmt: skip
    assert (out.kind, out.who, out.cause) == (Kind.LIGHTS_WENT_OUT, 1, tripped.id)
    assert world.wires.open[2]
    assert world.wires.works[2]


def test_a_line_with_room_enough_does_not_trip():
    world = two_ways(limit=600)
    cut(world, 1)
    assert not live(world, 3 * MINUTE)


def test_a_line_without_a_limit_never_trips():
    world = two_ways(limit=-1)
    cut(world, 1)
    assert not live(world, 3 * MINUTE)


@pytest.mark.parametrize("seconds", [1, 25])
def test_how_long_a_line_carries_too_much_is_for_the_scenario_to_say(seconds):
    world = two_ways(limit=500)
    cut(world, 1)
    told = of_kind(live(world, 60, mains={"trip_seconds": seconds}), Kind.WIRE_TRIPPED)
    assert [e.tick for e in told] == [seconds]


def test_a_line_that_is_eased_in_time_does_not_trip_and_counts_anew_the_next_time():
    world = two_ways(limit=500)
    cut(world, 1)
    assert not live(world, 9)
    mend(world, 1)
    assert not live(world, 20)
    assert world.wires.trips[2] == NEVER
    assert not world.wires.pushed[2]
    event = cut(world, 1)
    tripped = live(world, 20)[0]
    assert (tripped.tick, tripped.cause) == (39, event)


def test_what_carries_too_much_from_the_start_trips_because_of_the_scenario():
    world = two_ways(limit=200)
    told = live(world, 20)
    assert [(e.kind, e.tick, e.who, e.cause) for e in told] == [
        (Kind.WIRE_TRIPPED, 10, line, world.scenario_event) for line in (1, 2)
    ]


def test_each_of_two_that_trip_does_so_by_the_loss_that_pushed_most_onto_it():
    """Two towns on one plant, each with two lines; one line to each town is lost in the same second."""
    nodes = [(CORE, 0), (PLANT, 20, {"capacity": 5000}), (SUBSTATION, 3), (SUBSTATION, 4),
             (LIGHTS, 9, {"load": 600, "district": 0}), (LIGHTS, 12, {"load": 800, "district": 0})]  # fmt: skip
    wires = [(0, 4), (0, 5), power(1, 2), power(1, 3)]
    wires += [power(2, 4, 500), power(2, 4, 500), power(3, 5, 500), power(3, 5, 500)]
    world = wire_up(make_world(field(30, 3)), nodes, wires)
    east, west = cut(world, 6), cut(world, 4)
    told = of_kind(live(world, 20), Kind.WIRE_TRIPPED)
    assert {(e.who, e.cause) for e in told} == {(5, west), (7, east)}


def test_what_is_dark_by_one_of_two_losses_in_the_same_second_is_so_by_its_own():
    nodes = [(CORE, 0), (PLANT, 20, {"capacity": 500}), (LIGHTS, 9, {"load": 400, "district": 0}),
             (PLANT, 21, {"capacity": 500}), (LIGHTS, 12, {"load": 400, "district": 0})]  # fmt: skip
    world = wire_up(make_world(field(30, 3)), nodes, [(0, 2), (0, 4), power(1, 2), power(3, 4)])
    first, second = cut(world, 2), cut(world, 3)
    live(world, 1)
    assert world.nodes.dark[[2, 4]].tolist() == [first, second]
    mend(world, 2), mend(world, 3)
    told = live(world, 1)
    assert not told
    assert not world.nodes.dark.any()


def grid_at_random(seed):
    """(world, the wires that carry power, all of them in the order of the rows): a grid of 40 nodes and 80 lines."""
    drawn = erdos_renyi(40, 80, seed=seed)
    draw = np.random.default_rng(seed)
    load = draw.integers(0, 90, drawn.n) * 1_000_000 * (draw.random(drawn.n) < 0.6)
    capacity = draw.integers(0, 400, drawn.n) * 1_000_000 * (draw.random(drawn.n) < 0.3)
    nodes = [(SUBSTATION, 5, {"load": int(w), "capacity": int(c)}) for w, c in zip(load, capacity, strict=True)]
    reactance = draw.integers(2_000, 40_000, drawn.n_wires)
    lines = [
        power(a, b, reactance=int(x)) for a, b, x in zip(drawn.a.tolist(), drawn.b.tolist(), reactance, strict=True)
    ]
    world = wire_up(make_world(field(30, 3)), nodes, lines)
    grid = world.cache(Mains).grid
    first = grid.flow(np.ones(drawn.n, np.uint8), np.ones(drawn.n_wires, np.uint8))
    world.wires.limit[:] = grid.capacities(first, None, 1.2)
    return world, grid, first


@pytest.mark.parametrize("seed", range(5))
def test_in_a_city_lines_trip_round_by_round_as_in_the_grid_by_itself(seed):
    world, grid, first = grid_at_random(seed)
    lost = int(np.argmax(np.abs(first.watts)))
    alone = cascade(grid, first, world.wires.limit, [lost])
    cut(world, lost)
    told = of_kind(live(world, 300, mains={"trip_seconds": 10}), Kind.WIRE_TRIPPED)
    rounds = np.where(np.arange(world.wires.n) == lost, 0, -1)
    for event in told:
        rounds[event.who] = event.tick // 10
    assert np.array_equal(rounds, alone.lost)
    assert np.array_equal(world.cache(Mains).state.flow.served, alone.flows[-1].served)
    assert alone.rounds >= 1


def test_in_every_island_as_much_is_served_as_is_generated():
    world, _, first = grid_at_random(0)
    cut(world, int(np.argmax(np.abs(first.watts))))
    live(world, 200)
    state = world.cache(Mains).state
    for part in np.unique(state.part):
        inside = state.part == part
        assert state.flow.generated[inside].sum() == state.flow.served[inside].sum()
    assert len(np.unique(state.part)) > 1


# -- the two layers need each other


def test_a_plant_without_control_stops_and_what_it_fed_is_dark_because_of_that():
    nodes = [(CORE, 0), (PLANT, 20, {"capacity": 1000}), (LIGHTS, 9, {"load": 400, "district": 0})]
    world = wire_up(make_world(field(30, 3)), nodes, [(0, 1), (0, 2), power(1, 2)])
    event = cut(world, 0)
    told = live(world, 10 * MINUTE, control={"plant_minutes": 5})
    assert by_kind(told) == [(Kind.PLANT_STOPPED, 5 * MINUTE, 1), (Kind.LIGHTS_WENT_OUT, 6 * MINUTE + 1, 2)]
    assert [(e.cause, e.amount) for e in told] == [(event, Lack.CONTROL), (told[0].id, Lack.POWER)]
    again = mend(world, 0)
    told = live(world, 5)
    assert [(e.kind, e.who, e.cause) for e in told] == [
        (Kind.DEVICE_BACK, 1, again), (Kind.DEVICE_BACK, 2, told[0].id),
    ]  # fmt: skip


def test_a_plant_without_a_wire_of_control_runs_by_itself():
    world = town()
    break_node(world, 0)
    told = live(world, 10 * MINUTE, control={"plant_minutes": 5})
    assert not of_kind(told, Kind.PLANT_STOPPED)
    assert flows(world)[2] == 500


def test_control_and_power_bring_each_other_down_and_do_not_come_back_by_themselves():
    """The plant gets its orders over a cell that it feeds: once the cell is down it stops, and both stay so."""
    nodes = [(CORE, 0), (CELL, 5, {"load": 100}), (PLANT, 20, {"capacity": 1000})]
    world = wire_up(make_world(field(30, 3)), nodes, [(0, 1), (1, 2), power(2, 1)])
    quick = {"control": {"cell_minutes": 1, "plant_minutes": 2}}
    event = cut(world, 2)
    told = live(world, 4 * MINUTE, **quick)
    assert by_kind(told) == [(Kind.NODE_WENT_DOWN, 61, 1), (Kind.PLANT_STOPPED, 61 + 1 + 2 * MINUTE, 2)]
    assert [e.cause for e in told] == [event, told[0].id]
    mend(world, 2)
    assert not live(world, 10 * MINUTE, **quick)


def test_a_broken_plant_gives_nothing_and_what_it_fed_is_dark_by_that():
    world = town()
    event = break_node(world, 3)
    live(world, 1)
    assert world.nodes.dark[[1, 2]].tolist() == [event, event]
    mend_node(world, 3)
    live(world, 2)
    assert not world.nodes.dark.any()


def test_a_world_that_is_restored_in_between_goes_on_the_same():
    one, two = town(autonomy=20), town(autonomy=20)
    draw = np.random.default_rng(4)
    for _ in range(60):
        wire = int(draw.integers(one.wires.n))
        for world in (one, two):
            (cut if world.wires.works[wire] else mend)(world, wire)
            live(world, int(1 + wire), control={"hub_minutes": 0.2})
        two.restore(two.tick, two.state())
        assert one.digest() == two.digest()
        assert flows(one) == flows(two)
