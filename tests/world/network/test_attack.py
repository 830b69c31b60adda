"""Attacks on drawn networks against percolation theory and simulations of others (science: control network)."""

import math

import numpy as np
import pytest

from undergrid.city.generate.networks import barabasi_albert, erdos_renyi
from undergrid.core.graphs import simple_graph
from undergrid.world.network.attack import ATTACKS, attack, drawn, whole


def largest_share(c):
    """S = 1 - exp(-c S): the share of the largest part of a random graph with c wires a node on average."""
    share = 0.5
    for _ in range(500):
        share = 1 - math.exp(-c * share)
    return share


@pytest.mark.parametrize("degree", [1.5, 2, 3, 4])
def test_the_largest_part_of_a_random_graph_is_what_theory_says(degree):
    found = attack(erdos_renyi(100_000, int(degree * 50_000), 1).simple, "random").largest[0] / 100_000
    assert found == pytest.approx(largest_share(degree), abs=0.005)


@pytest.mark.parametrize(("removed", "left"), [(0.5, 0.3984), (0.7, 0.0941), (0.85, 0.0)])
def test_what_is_left_after_random_removal_is_what_theory_says(removed, left):
    """(1 - f) S((1 - f) <k>) for <k> = 4, nothing beyond f = 0.75."""
    assert (1 - removed) * largest_share(4 * (1 - removed)) == pytest.approx(left, abs=1e-4)
    nets = [erdos_renyi(100_000, 200_000, seed).simple for seed in range(12)]  # near f_c one differs by 0.005 (1 sd)
    found = [attack(net, "random", seed).largest[round(100_000 * removed)] for seed, net in enumerate(nets)]
    assert np.mean(found) / 100_000 == pytest.approx(left, abs=0.005)


@pytest.mark.parametrize(
    ("network", "how", "below_1", "below_5"),
    [
        (barabasi_albert, "degree", 0.179, 0.146),
        (barabasi_albert, "recomputed", 0.153, 0.136),
        (erdos_renyi, "degree", 0.391, 0.353),
        (erdos_renyi, "recomputed", 0.298, 0.273),
    ],
)
def test_attacks_by_degree_take_networks_apart_where_others_found_it(network, how, below_1, below_5):
    """10,000 nodes, 20,000 wires, five graphs; the reference is a simulation by NetworkX and igraph."""
    size = (10_000, 2) if network is barabasi_albert else (10_000, 20_000)
    found = [attack(network(*size, seed).simple, how) for seed in range(5)]
    assert np.mean([one.below(1) for one in found]) == pytest.approx(below_1, abs=0.01)
    assert np.mean([one.below(5) for one in found]) == pytest.approx(below_5, abs=0.01)


def test_a_well_wired_network_stands_failures_better_than_a_random_one_and_attacks_worse():
    """At 80 % removed 3.9 % against 0.5 %."""
    preferred, even = barabasi_albert(10_000, 2, 1).simple, erdos_renyi(10_000, 20_000, 1).simple
    failed = [np.mean([attack(g, "random", seed).largest[8000] for seed in range(5)]) / 1e4 for g in (preferred, even)]
    assert failed == pytest.approx([0.039, 0.005], abs=0.01)
    assert attack(preferred, "degree").below(5) < attack(even, "degree").below(5)


def test_the_curves_end_with_nothing_and_the_core_is_in_its_own_part():
    graph = barabasi_albert(300, 1, 3).simple
    for how in ATTACKS:
        found = attack(graph, how, seed=1, core=7)
        assert sorted(found.order.tolist()) == list(range(300))
        assert (np.diff(found.largest) <= 0).all()
        assert (found.with_core <= found.largest).all()
        removed = found.order.tolist().index(7)
        assert found.with_core[removed] > 0
        assert not found.with_core[removed + 1 :].any()


def test_of_equals_the_lowest_number_goes_first():
    ring = simple_graph(7, range(7), [1, 2, 3, 4, 5, 6, 0])
    assert attack(ring, "degree").order.tolist() == list(range(7))
    assert attack(ring, "betweenness").order.tolist() == list(range(7))
    assert attack(ring, "recomputed").order.tolist() == [0, 2, 4, 5, 1, 3, 6]


def test_loads_that_differ_by_the_rounding_of_their_sums_alone_are_equal():
    third = 1 / 3
    loads = np.array([0.1 + 0.2, 0.3, third + third + third, 1.0])
    assert loads[0] != loads[1]
    steps = whole(loads)
    assert (steps[0], steps[2]) == (steps[1], steps[3])


def test_the_draw_of_a_node_is_its_own_and_seeds_differ():
    assert drawn(10, 4).tolist() == drawn(1000, 4)[:10].tolist()
    assert drawn(10, 4).tolist() != drawn(10, 5).tolist()


def test_what_cannot_be_attacked_is_refused():
    with pytest.raises(ValueError, match="expected an attack of random, degree"):
        attack(simple_graph(2, [0], [1]), "closeness")
    with pytest.raises(ValueError, match="at least one node"):
        attack(simple_graph(0, [], []), "random")
