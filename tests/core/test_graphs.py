"""Sparse graphs against plain searches."""

import numpy as np
import pytest

from undergrid.core import graphs
from undergrid.core.graphs import UNREACHED, from_edges


def random_graph(seed, n=40, m=70, directed=False):
    draw = np.random.default_rng(seed)
    a, b = draw.integers(0, n, (2, m))
    weight = draw.integers(1, 6, m)
    node_on = (draw.random(n) < 0.9).astype(np.uint8)
    edge_on = (draw.random(m) < 0.9).astype(np.uint8)
    return from_edges(n, a, b, weight, directed), list(zip(a.tolist(), b.tolist(), weight.tolist(), strict=True)), (
        node_on,
        edge_on,
    )  # fmt: skip


def relaxed(n, edges, sources, node_on, edge_on, directed, by_weight=True):
    """Distances by going over all edges until nothing changes."""
    distance = [0 if v in sources and node_on[v] else UNREACHED for v in range(n)]
    arcs = [(a, b, w, e) for e, (a, b, w) in enumerate(edges) if edge_on[e]]
    arcs += [] if directed else [(b, a, w, e) for a, b, w, e in arcs]
    for _ in range(n):
        for a, b, w, _ in arcs:
            if node_on[a] and node_on[b] and distance[a] != UNREACHED:
                distance[b] = min(distance[b], distance[a] + (w if by_weight else 1))
    return distance, arcs


def test_the_edges_of_a_node_stand_in_ascending_order_with_their_numbers():
    graph = from_edges(4, [2, 0, 0, 0], [1, 3, 1, 3], [5, 6, 7, 8])
    assert graph.neighbours(0).tolist() == [1, 3, 3]
    assert graph.edge[graph.start[0] : graph.start[1]].tolist() == [2, 1, 3]
    assert graph.weight[graph.start[0] : graph.start[1]].tolist() == [7, 6, 8]
    assert graph.neighbours(3).tolist() == [0, 0]
    assert (graph.n_nodes, graph.n_edges) == (4, 4)


def test_a_directed_edge_leads_one_way_and_its_reverse_the_other():
    graph = from_edges(3, [0, 1], [1, 2], directed=True)
    assert [graph.neighbours(v).tolist() for v in range(3)] == [[1], [2], []]
    back = graphs.reversed_graph(graph)
    assert [back.neighbours(v).tolist() for v in range(3)] == [[], [0], [1]]
    assert back.edge.tolist() == [0, 1]


def test_an_edge_from_a_node_to_itself_stands_there_once():
    assert from_edges(2, [1], [1]).neighbours(1).tolist() == [1]


@pytest.mark.parametrize("directed", [False, True])
@pytest.mark.parametrize("seed", range(8))
def test_shortest_ways_are_the_shortest_and_go_over_the_lowest_node(seed, directed):
    graph, edges, (node_on, edge_on) = random_graph(seed, directed=directed)
    sources = [seed, 20]
    tree = graphs.shortest(graph, sources, node_on, edge_on)
    right, arcs = relaxed(40, edges, sources, node_on, edge_on, directed)
    assert tree.distance.tolist() == right
    assert sorted(tree.order.tolist()) == [v for v in range(40) if right[v] != UNREACHED]
    assert (np.diff(tree.distance[tree.order]) >= 0).all()
    for v in range(40):
        tight = [(a, e) for a, b, w, e in arcs if b == v and a != v and node_on[a] and node_on[b]
                 and right[a] != UNREACHED and right[a] + w == right[v]]  # fmt: skip
        assert (tree.back[v], tree.edge[v]) == (min(tight) if tight and right[v] > 0 else (-1, -1))


@pytest.mark.parametrize("seed", range(8))
def test_breadth_first_reaches_nodes_by_the_number_of_edges(seed):
    graph, edges, (node_on, edge_on) = random_graph(seed)
    tree = graphs.breadth_first(graph, [seed, 20], node_on, edge_on)
    right, _ = relaxed(40, edges, [seed, 20], node_on, edge_on, False, by_weight=False)
    assert tree.distance.tolist() == right
    assert (np.diff(tree.distance[tree.order]) >= 0).all()
    for v in tree.order.tolist():
        if tree.back[v] >= 0:
            assert tree.distance[tree.back[v]] + 1 == tree.distance[v]


@pytest.mark.parametrize("directed", [False, True])
@pytest.mark.parametrize("seed", range(8))
def test_parts_are_what_can_be_reached_and_are_called_after_their_lowest_node(seed, directed):
    graph, edges, (node_on, edge_on) = random_graph(seed, directed=directed)
    part = graphs.components(graph, node_on, edge_on)
    for v in range(40):
        if not node_on[v]:
            assert part[v] == -1
            continue
        right, _ = relaxed(40, edges, [v], node_on, edge_on, False)
        assert part[v] == min(u for u in range(40) if right[u] != UNREACHED)


def test_all_is_on_where_nothing_is_said():
    graph, _, _ = random_graph(3)
    on = np.ones(40, dtype=np.uint8), np.ones(70, dtype=np.uint8)
    assert np.array_equal(graphs.components(graph), graphs.components(graph, *on))
    for search in (graphs.shortest, graphs.breadth_first):
        for plain, masked in zip(search(graph, 0), search(graph, 0, *on), strict=True):
            assert np.array_equal(plain, masked)


def test_parts_grow_as_edges_come_back_in_reverse_order_of_their_loss():
    """Union-find one edge at a time agrees with the parts counted anew: the way to replay an attack backwards."""
    graph, edges, _ = random_graph(6)
    edge_on = np.zeros(70, dtype=np.uint8)
    part, n_parts = np.arange(40, dtype=np.int32), 40
    for number in np.random.default_rng(1).permutation(70).tolist():
        edge_on[number] = 1
        n_parts -= bool(graphs.unite(part, *edges[number][:2]))
        anew = graphs.components(graph, edge_on=edge_on)
        assert [int(graphs.find(part, v)) for v in range(40)] == anew.tolist()
        assert n_parts == len(set(anew.tolist()))


def test_edges_of_no_weight_make_no_circles():
    graph = from_edges(4, [0, 1, 2, 3], [1, 2, 3, 0], [0, 0, 0, 0])
    tree = graphs.shortest(graph, 2)
    assert tree.distance.tolist() == [0, 0, 0, 0]
    for v in range(4):
        for _ in range(4):
            v = int(tree.back[v]) if tree.back[v] >= 0 else v
        assert v == 2


def test_a_graph_without_edges_or_sources_is_no_trouble():
    graph = from_edges(3, [], [])
    assert graphs.components(graph).tolist() == [0, 1, 2]
    assert graphs.shortest(graph, []).order.size == 0
    assert graphs.breadth_first(graph, [1, 1]).order.tolist() == [1]


def test_what_does_not_fit_is_refused():
    graph = from_edges(3, [0, 1], [1, 2])
    with pytest.raises(ValueError, match="an edge's b is none of the nodes 0 to 2"):
        from_edges(3, [0], [3])
    with pytest.raises(ValueError, match="edge 1 has weight -2"):
        from_edges(3, [0, 0], [1, 2], [1, -2])
    with pytest.raises(ValueError, match="equally many"):
        from_edges(3, [0, 1], [1])
    with pytest.raises(ValueError, match="node_on has 2 entries, 3 expected"):
        graphs.components(graph, node_on=np.ones(2, dtype=np.uint8))
    with pytest.raises(ValueError, match="edge_on has 1 entries, 2 expected"):
        graphs.shortest(graph, 0, edge_on=np.ones(1, dtype=np.uint8))
    with pytest.raises(IndexError, match="a source is none of the nodes 0 to 2"):
        graphs.breadth_first(graph, 3)
