"""Graphs that lose nodes and edges, against searches that look at everything anew."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from undergrid.core import graphs
from undergrid.core.graphs import Reach, from_edges, removal, simple_graph


def parts_of(n, edges, alive):
    """The sets of nodes that hang together, by going over all edges until nothing changes."""
    label = list(range(n))
    changed = True
    while changed:
        changed = False
        for a, b in edges:
            if a in alive and b in alive and label[a] != label[b]:
                label[a] = label[b] = min(label[a], label[b])
                changed = True
    parts = {}
    for node in sorted(alive):
        parts.setdefault(label[node], set()).add(node)
    return list(parts.values())


@st.composite
def drawn(draw):
    """(nodes, edges) of a graph with parallel edges and edges from a node to itself."""
    n = draw(st.integers(1, 12))
    ends = st.integers(0, n - 1)
    return n, draw(st.lists(st.tuples(ends, ends), max_size=24))


def columns(edges):
    return np.array(edges, dtype=np.int64).reshape(-1, 2).T


@given(drawn(), st.randoms(use_true_random=False))
def test_what_is_left_after_each_removal_is_what_a_search_finds(network, luck):
    n, edges = network
    order = list(range(n))
    luck.shuffle(order)
    core = luck.choice([-1, *range(n)])
    left = removal(from_edges(n, *columns(edges)), order, core)
    for k in range(n + 1):
        parts = parts_of(n, edges, set(order[k:]))
        assert left.largest[k] == max(map(len, parts), default=0)
        assert left.with_core[k] == sum(len(part) for part in parts if core in part)


def test_an_order_that_leaves_a_node_out_or_names_one_twice_is_refused():
    graph = from_edges(3, [0], [1])
    for order in ([0, 1], [0, 1, 1], [0, 1, 3]):
        with pytest.raises(ValueError, match="must name each of the nodes 0 to 2 once"):
            removal(graph, order)
    with pytest.raises(IndexError, match="the Core is none of the nodes"):
        removal(graph, [0, 1, 2], 3)


@given(drawn())
def test_the_recomputed_order_takes_who_has_most_neighbours_left_and_the_lowest_of_them(network):
    n, edges = network
    graph = simple_graph(n, *columns(edges))
    pairs = {(a, b) for a, b in edges if a != b} | {(b, a) for a, b in edges if a != b}
    left, expected = set(range(n)), []
    while left:
        node = min(left, key=lambda v: (-len({b for a, b in pairs if a == v and b in left}), v))
        expected.append(node)
        left.remove(node)
    assert graphs.by_degree_recomputed(graph).tolist() == expected


@given(drawn())
def test_a_simple_graph_has_each_pair_once_and_no_node_beside_itself(network):
    n, edges = network
    graph = simple_graph(n, *columns(edges))
    pairs = sorted({(min(edge), max(edge)) for edge in edges if edge[0] != edge[1]})
    assert graph.n_edges == len(pairs)
    assert [(v, int(w)) for v in range(n) for w in graph.neighbours(v) if v < w] == pairs


def ways(n, pairs, source):
    """(distance, number of shortest ways) from a node, by walking all of them outwards."""
    distance, count, front = {source: 0}, {source: 1}, [source]
    while front:
        coming = {}
        for v in front:
            for w in range(n):
                if (v, w) in pairs and w not in distance:
                    coming[w] = coming.get(w, 0) + count[v]
        for w, c in coming.items():
            distance[w], count[w] = distance[front[0]] + 1, c
        front = list(coming)
    return distance, count


@given(drawn())
def test_betweenness_counts_the_shortest_ways_through_a_node(network):
    n, edges = network
    pairs = {(a, b) for a, b in edges if a != b} | {(b, a) for a, b in edges if a != b}
    known = [ways(n, pairs, v) for v in range(n)]
    expected = np.zeros(n)
    for s in range(n):
        for t in range(s + 1, n):
            for v in set(range(n)) - {s, t}:
                (from_s, count_s), (from_t, count_t) = known[s], known[t]
                if t in from_s and v in from_s and v in from_t and from_s[v] + from_t[v] == from_s[t]:
                    expected[v] += count_s[v] * count_t[v] / count_s[t]
    assert graphs.betweenness(simple_graph(n, *columns(edges))) == pytest.approx(expected, abs=1e-12)


def test_betweenness_leaves_out_what_is_off():
    ring = simple_graph(5, [0, 1, 2, 3, 4], [1, 2, 3, 4, 0])
    off = np.array([1, 1, 0, 1, 1], dtype=np.uint8)
    assert graphs.betweenness(ring, node_on=off).tolist() == [2, 0, 0, 0, 2]  # 1 - 0 - 4 - 3
    edge_off = np.ones(5, dtype=np.uint8)
    edge_off[0] = 0  # 0 - 1
    assert graphs.betweenness(ring, edge_on=edge_off).tolist() == [0, 0, 3, 4, 3]


@given(drawn(), st.lists(st.tuples(st.sampled_from(["edge", "node", "mend"]), st.integers(0, 99)), max_size=12))
def test_what_is_reached_is_what_a_search_of_what_is_on_finds(network, steps):
    n, edges = network
    graph = from_edges(n, *columns(edges))
    reach = Reach(graph, 0)
    for what, number in steps:
        before = reach.n_reached
        if what == "edge" and edges:
            assert reach.lose_edges(number % len(edges)) == before - reach.n_reached
        elif what == "node":
            assert reach.lose_nodes(number % n) == before - reach.n_reached
        elif what == "mend" and edges:
            assert reach.mend([number % n], [number % len(edges)]) == reach.n_reached - before
        tree = graphs.breadth_first(graph, 0, reach.node_on, reach.edge_on)
        assert np.flatnonzero(reach.reached).tolist() == sorted(tree.order.tolist())
        assert reach.n_reached == tree.order.size


def test_many_edges_at_once_are_lost_as_one_by_one():
    draw = np.random.default_rng(3)
    ends, cut = draw.integers(0, 400, (2, 900)), draw.permutation(900)[:300]
    graph = from_edges(400, *ends)
    at_once, one_by_one = Reach(graph, 7), Reach(graph, 7)
    at_once.lose_edges(cut)
    for edge in cut:
        one_by_one.lose_edges(edge)
    assert 100 < at_once.n_reached < 400
    assert np.array_equal(at_once.reached, one_by_one.reached)
    whole = Reach(graph, 7)
    at_once.mend(edges=cut)
    assert np.array_equal(at_once.reached, whole.reached)


def test_nothing_is_reached_once_the_source_is_lost_and_all_again_once_it_is_mended():
    reach = Reach(from_edges(4, [0, 1, 2], [1, 2, 3]), 1)
    assert (reach.lose_nodes([1]), reach.n_reached, reach.reached.tolist()) == (4, 0, [0, 0, 0, 0])
    assert (reach.mend([1]), reach.n_reached) == (4, 4)


def test_what_is_not_there_cannot_be_lost():
    reach = Reach(from_edges(2, [0], [1]), 0)
    for lose in (lambda: reach.lose_edges(1), lambda: reach.lose_nodes([0, -1]), lambda: reach.mend(edges=[1])):
        with pytest.raises(IndexError):
            lose()
    assert reach.n_reached == 2
