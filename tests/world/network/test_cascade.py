"""Cascades on drawn networks against the figures of Watts, Motter and Lai, and Buldyrev."""

import math

import numpy as np
import pytest

from undergrid.city.generate.networks import barabasi_albert, erdos_renyi
from undergrid.core import graphs
from undergrid.core.graphs import simple_graph
from undergrid.world.network.attack import drawn
from undergrid.world.network.cascade import STANDS, largest_left, layers, overload, thresholds


def global_cascades(degree, graphs_drawn=40, seeds=25, n=3000, within_largest=False):
    """In how many of the runs one node, its threshold 0.18 like that of all, brought down a tenth of the network."""
    fell = []
    for seed in range(graphs_drawn):
        graph = erdos_renyi(n, int(degree * n / 2), 1000 + seed).simple
        first = np.argsort(drawn(n, seed), kind="stable")
        if within_largest:
            part = graphs.components(graph)
            first = first[part[first] == np.bincount(part).argmax()]
        fell += [(thresholds(graph, [node], 0.18) != STANDS).sum() > n / 10 for node in first[:seeds]]
    return np.mean(fell)


def one_starts_it(degree):
    """The chance that a node has a neighbour in the endless cluster of those that one neighbour can bring down.

    Those have at most five neighbours: P(excess degree j <= 4). `without` is the chance that a wire does not
    lead there.
    """
    excess = [math.exp(-degree) * degree**j / math.factorial(j) for j in range(5)]
    without = 0.5
    for _ in range(2000):
        without = 1 - sum(p * (1 - without**j) for j, p in enumerate(excess))
    return 1 - math.exp(-degree * (1 - without))


@pytest.mark.parametrize("degree", [0.5, 8])
def test_outside_of_watts_window_no_single_node_brings_down_the_network(degree):
    """Global cascades are possible only for 1.021 < z < 5.765 at a threshold of 0.18."""
    assert one_starts_it(degree) < 1e-6
    assert global_cascades(degree, 20, 10) == 0


@pytest.mark.parametrize("degree", [1.5, 3, 5])
def test_within_watts_window_one_node_brings_it_down_as_often_as_theory_says(degree):
    assert global_cascades(degree) == pytest.approx(one_starts_it(degree), abs=0.04)


def test_in_the_middle_of_the_window_nearly_any_node_does_that_has_a_way_to_the_others():
    assert global_cascades(3, within_largest=True) >= 0.9


def test_a_threshold_is_a_share_of_all_neighbours_and_who_has_none_stands():
    star = simple_graph(6, [0, 0, 0, 0], [1, 2, 3, 4])  # node 5 is alone
    assert thresholds(star, [1], 0.25).tolist() == [1, 0, 2, 2, 2, STANDS]
    assert thresholds(star, [1], 0.250001).tolist() == [STANDS, 0, STANDS, STANDS, STANDS, STANDS]
    assert thresholds(star, [1, 2], 0.5).tolist() == [1, 0, 0, 2, 2, STANDS]


def test_more_tolerance_leaves_more_and_the_busiest_node_does_more_harm_than_a_random_one():
    """400 nodes: share left for alpha .05 .1 .2 .4 .8 2, busiest and random (Motter and Lai)."""
    by_hub, by_luck = [], []
    for alpha in (0.1, 0.4, 0.8, 2):
        left = []
        for seed in range(3):
            graph = barabasi_albert(400, 2, seed).simple
            hub, other = int(graphs.betweenness(graph).argmax()), int(drawn(400, seed).argmin())
            left.append([largest_left(graph, overload(graph, [node], 1 + alpha)) / 400 for node in (hub, other)])
        by_hub.append(np.mean(left, axis=0)[0])
        by_luck.append(np.mean(left, axis=0)[1])
    assert by_hub == sorted(by_hub)
    assert by_luck == sorted(by_luck)
    assert all(hub <= luck for hub, luck in zip(by_hub, by_luck, strict=True))
    assert by_hub[0] < 0.2 < 0.9 < by_luck[0]


def test_with_unlimited_tolerance_nothing_but_what_was_lost_is_lost():
    graph = barabasi_albert(200, 2, 1).simple
    failed = overload(graph, [3], 1e9)
    assert (failed != STANDS).tolist() == [node == 3 for node in range(200)]


def test_a_lost_wire_sends_its_load_around():
    """A ring of six with a chord: without the chord all ways lead around, and nobody was made for that."""
    ends = [0, 1, 2, 3, 4, 5, 0], [1, 2, 3, 4, 5, 0, 3]
    graph = simple_graph(6, *ends)
    chord = np.ones(graph.n_edges, dtype=np.uint8)
    number = int(graph.edge[graph.start[0] : graph.start[1]][graph.neighbours(0).tolist().index(3)])
    chord[number] = 0
    assert (overload(graph, [], 1.0) == STANDS).all()
    failed = overload(graph, [], 1.0, chord)
    assert [node for node in range(6) if failed[node] == 1] == [1, 2, 4, 5]


@pytest.mark.parametrize(("kept", "found"), [(0.64, 0.435), (0.68, 0.522), (0.75, 0.637)])
def test_two_layers_that_need_each_other_keep_what_theory_says(kept, found):
    """P = p (1 - exp(-k P))^2 for k = 4, above p_c = 0.6139."""
    share = 1.0
    for _ in range(2000):
        share = kept * (1 - math.exp(-4 * share)) ** 2
    assert share == pytest.approx(found, abs=1e-3)
    assert both(kept) == pytest.approx(found, abs=0.03)


def test_two_layers_break_down_all_at_once_below_the_threshold():
    assert both(0.58) < 0.01


def both(kept, n=20_000):
    """The share that stands of two layers of four wires a node, where so many are kept at first."""
    one, other = (erdos_renyi(n, 2 * n, seed).simple for seed in (10, 100))
    lost = np.argsort(drawn(n, 1), kind="stable")[: round((1 - kept) * n)]
    return (layers(one, other, lost) == STANDS).mean()


def test_layers_fail_in_turn():
    """1 falls off the first layer, which cuts 2 off in the second, and so on."""
    one = simple_graph(6, [0, 0, 3, 2, 0], [1, 3, 4, 5, 5])
    other = simple_graph(6, [0, 3, 4, 1, 2], [3, 4, 0, 2, 5])
    failed = layers(one, other, [1])
    assert failed[1] == 0
    assert failed.tolist() == [STANDS, 0, 2, STANDS, STANDS, 2]
    assert (layers(one, one, []) == STANDS).tolist() == [True] * 6
    with pytest.raises(ValueError, match="layers of 6 and 2 nodes"):
        layers(one, simple_graph(2, [0], [1]), [])
