"""Direct-current flows and cascades on three real grids against SciPy's, and on small ones against arithmetic."""

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from reference import data

from undergrid.city.networks.read import read_network
from undergrid.core import graphs
from undergrid.world.network.attack import attack
from undergrid.world.network.flow import MW, Grid, cascade, served_share

GRIDS = ("case24_ieee_rts", "case118_ieee", "case2869_pegase")


def read(name):
    """(network, its grid, what others found) of the IEEE PES Power Grid Library."""
    network = read_network(data.path(f"networks/{name}.csv"))
    grid = Grid(network.a, network.b, network.reactance, network.load_w, network.capacity_w)
    return network, grid, json.loads(data.path(f"networks/{name}.expected.json").read_text())


def whole_flow(grid):
    return grid.flow(np.ones(grid.load_w.size, np.uint8), np.ones(grid.a.size, np.uint8))


@pytest.mark.parametrize("how", ["degree", "recomputed", "betweenness"])
@pytest.mark.parametrize("name", GRIDS)
def test_attacks_take_real_grids_apart_as_igraph_found(name, how):
    network, _, expected = read(name)
    found = attack(network.simple, how)
    n, said = network.n, expected[how]
    assert (n, network.simple.n_edges) == (expected["nodes"], expected["wires"])
    assert round(found.below(5), 6) == said["below_5"]
    assert round(found.below(1), 6) == said["below_1"]
    assert round(float((found.largest / n).mean()), 6) == said["area"]
    for share, left in said["largest_after"].items():
        assert found.largest[int(n * float(share))] / n == left


@pytest.mark.parametrize("name", GRIDS)
def test_flows_on_real_grids_are_those_of_scipy(name):
    _, grid, expected = read(name)
    found, said = whole_flow(grid), expected["dc"]
    largest = np.abs(found.watts).max() / MW
    for wire, flow in said["flow_mw"].items():
        assert found.watts[int(wire)] / MW == pytest.approx(flow, abs=max(1e-6 * largest, 5.1e-5))  # 4 decimals given
    assert np.abs(found.watts).sum() / MW == pytest.approx(said["sum_abs_flow_mw"], abs=max(6e-4, 1e-6 * largest))
    assert served_share(grid, found) == said["served_before"]


@pytest.mark.parametrize("lost", ["worst_line", "hub_node"])
@pytest.mark.parametrize("capacity", ["limits", "tolerance_1.05", "tolerance_1.2"])
@pytest.mark.parametrize("name", GRIDS)
def test_cascades_on_real_grids_are_those_of_scipy(name, capacity, lost):
    network, grid, expected = read(name)
    said, first = expected["dc"][capacity][lost], whole_flow(grid)
    by_limits = capacity == "limits"
    capacities = grid.capacities(
        first, network.limit_w if by_limits else None, 0 if by_limits else float(capacity.rpartition("_")[2])
    )
    what = {"wires": [said["line"]]} if lost == "worst_line" else {"nodes": [said["node"]]}
    found = cascade(grid, first, capacities, **what)
    assert found.rounds == said["rounds"]
    assert (found.lost >= 0).sum() == said["lines_lost"]
    assert found.served == pytest.approx(said["served"], abs=1e-6)
    for flow in found.flows:
        assert flow.generated.sum() == flow.served.sum()


@given(st.integers(0, 10**6))
def test_every_part_generates_what_it_serves_to_the_watt_and_every_node_passes_on_what_it_gets(seed):
    draw = np.random.default_rng(seed)
    n, m = int(draw.integers(1, 25)), int(draw.integers(0, 40))
    a, b = draw.integers(0, n, (2, m)).astype(np.int32)
    load, capacity = (draw.integers(0, 10**9, n) * (draw.random(n) < 0.6) for _ in range(2))
    grid = Grid(a, b, 10.0 ** draw.uniform(-3, 0, m), load.astype(np.int64), capacity.astype(np.int64))
    node_on, edge_on = ((draw.random(size) < 0.85).astype(np.uint8) for size in (n, m))
    found = grid.flow(node_on, edge_on & node_on[a] & node_on[b])
    part = graphs.components(grid.graph, node_on, edge_on)
    for root in set(part[part >= 0].tolist()):
        inside = part == root
        assert found.generated[inside].sum() == found.served[inside].sum()
        assert found.served[inside].sum() == min(load[inside].sum(), capacity[inside].sum())
    assert (found.served <= load).all()
    assert (found.generated <= capacity).all()
    assert not found.watts[(edge_on & node_on[a] & node_on[b]) == 0].any()
    passed = found.generated - found.served - np.bincount(a, found.watts, n) + np.bincount(b, found.watts, n)
    assert np.abs(passed).max() <= 1 + m  # each flow is rounded to the watt


def test_a_part_without_generation_is_dark_and_nothing_flows_there():
    grid = Grid(
        np.int32([0, 2]), np.int32([1, 3]), np.ones(2), np.int64([5, 5, 5, 5]) * MW, np.int64([20, 0, 0, 0]) * MW
    )
    found = whole_flow(grid)
    assert found.served.tolist() == [5 * MW, 5 * MW, 0, 0]
    assert found.watts.tolist() == [5 * MW, 0]
    assert served_share(grid, found) == 0.5


def test_wires_beside_each_other_share_by_what_they_conduct_and_trip_one_after_the_other():
    """100 MW over reactances 1, 1 and 2: 40, 40, 20. Without the first 66.7 and 33.3: the second trips."""
    grid = Grid(
        np.int32([0, 0, 0]),
        np.int32([1, 1, 1]),
        np.array([1.0, 1.0, 2.0]),
        np.int64([0, 100 * MW]),
        np.int64([100 * MW, 0]),
    )
    first = whole_flow(grid)
    assert first.watts.tolist() == [40 * MW, 40 * MW, 20 * MW]
    found = cascade(grid, first, grid.capacities(first, np.int64([50, 60, 90]) * MW, 0), wires=[0])
    assert found.lost.tolist() == [0, 1, 2]
    assert [flow.watts.tolist() for flow in found.flows[1:3]] == [[0, 66666667, 33333333], [0, 0, 100 * MW]]
    assert (found.rounds, found.served) == (2, 0.0)
    held = cascade(grid, first, grid.capacities(first, np.int64([50_000_000, 66_666_667, 90_000_000]), 0), wires=[0])
    assert (held.rounds, held.served) == (0, 1.0)


def test_a_capacity_is_at_least_a_twentieth_above_the_first_flow_and_a_multiple_at_least_a_megawatt():
    grid = Grid(np.int32([0, 1]), np.int32([1, 2]), np.ones(2), np.int64([0, 0, 2 * MW]), np.int64([2 * MW, 0, 0]))
    first = whole_flow(grid)
    assert grid.capacities(first, np.int64([1, 3]) * MW, 0).tolist() == [2_100_000, 3 * MW]
    assert grid.capacities(first, None, 1.5).tolist() == [3 * MW, 3 * MW]
    assert grid.capacities(first, None, 0.1).tolist() == [MW, MW]


def test_a_negative_load_is_no_demand():
    grid = Grid(np.int32([0]), np.int32([1]), np.ones(1), np.int64([-3 * MW, 2 * MW]), np.int64([4 * MW, 0]))
    found = whole_flow(grid)
    assert (grid.demand_w, found.generated.tolist(), found.watts.tolist()) == (2 * MW, [2 * MW, 0], [2 * MW])


@pytest.mark.parametrize(
    ("reactance", "load", "capacity", "said"),
    [
        (0.0, 1, 1, "other than 0"),
        (np.nan, 1, 1, "other than 0"),
        (1.0, 1, -1, "at least 0"),
        (1.0, 1 << 53, 1, "at most 4,503,599,627 MW"),
    ],
)
def test_a_grid_that_makes_no_sense_is_refused(reactance, load, capacity, said):
    with pytest.raises(ValueError, match=said):
        Grid(np.int32([0]), np.int32([1]), np.array([reactance]), np.int64([load, 0]), np.int64([0, capacity]))
