"""Currents on graphs, against dense least squares."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from undergrid.core import graphs, limits
from undergrid.core.graphs import Currents, UnsolvableError, from_edges


def dense(n, a, b, conducts, amounts):
    """What flows over each edge, by the pseudoinverse of the whole matrix."""
    matrix = np.zeros((n, n))
    for i, j, c in zip(a, b, conducts, strict=True):
        matrix[i, i] += c
        matrix[j, j] += c
        matrix[i, j] -= c
        matrix[j, i] -= c
    # rcond above the rounding of what is nothing, below what one weak edge among strong ones leaves
    potential = np.linalg.pinv(matrix, rcond=1e-13, hermitian=True) @ amounts
    return (potential[a] - potential[b]) * conducts


def currents_of(n, a, b, conducts, edge_on, amounts):
    """What flows over each edge, by elimination; each part's lowest node has potential 0."""
    graph = from_edges(n, a, b)
    part = graphs.components(graph, edge_on=edge_on)
    found = Currents(graph, a.astype(np.int32), b.astype(np.int32), conducts)
    found.prepare(edge_on, (part == np.arange(n)).astype(np.uint8))
    potential = found.potentials(amounts)
    return (potential[a] - potential[b]) * conducts * edge_on, part


@given(st.integers(0, 10**6))
def test_currents_are_those_of_dense_least_squares_in_every_part_loops_and_parallels_included(seed):
    draw = np.random.default_rng(seed)
    n = int(draw.integers(1, 30))
    m = int(draw.integers(0, 60))
    a, b = draw.integers(0, n, (2, m))
    conducts = 10.0 ** draw.uniform(-2, 4, m)
    edge_on = (draw.random(m) < 0.8).astype(np.uint8)
    amounts = draw.normal(size=n)
    part = graphs.components(from_edges(n, a, b), edge_on=edge_on)
    amounts -= (np.bincount(part, amounts, n) / np.maximum(1, np.bincount(part, minlength=n)))[part]
    found, _ = currents_of(n, a, b, conducts, edge_on, amounts)
    on = edge_on == 1
    expected = np.zeros(m)
    expected[on] = dense(n, a[on], b[on], conducts[on], amounts)
    assert found == pytest.approx(expected, abs=1e-7 * max(1.0, np.abs(expected).max(initial=0)))


def test_a_bridge_that_balances_carries_nothing():
    """Wheatstone's: 1 : 2 on both arms."""
    a, b = np.array([0, 0, 1, 2, 1]), np.array([1, 2, 3, 3, 2])
    flows, _ = currents_of(
        4, a, b, 1 / np.array([1.0, 1.0, 2.0, 2.0, 5.0]), np.ones(5, np.uint8), np.array([1, 0, 0, -1.0])
    )
    assert flows == pytest.approx([0.5, 0.5, 0.5, 0.5, 0], abs=1e-12)


def test_an_edge_that_conducts_the_other_way_is_taken_as_it_is():
    """As series capacitors do: 2 and -1 beside each other conduct 1."""
    a, b = np.array([0, 0]), np.array([1, 1])
    flows, _ = currents_of(2, a, b, np.array([2.0, -1.0]), np.ones(2, np.uint8), np.array([1, -1.0]))
    assert flows == pytest.approx([2, -1])


def test_edges_that_cancel_each_other_are_refused():
    a, b = np.array([0, 0]), np.array([1, 1])
    with pytest.raises(UnsolvableError, match="cancel"):
        currents_of(2, a, b, np.array([2.0, -2.0]), np.ones(2, np.uint8), np.array([1, -1.0]))
    with pytest.raises(UnsolvableError, match="too far apart"):
        currents_of(2, a, b, np.array([2.0, np.nan]), np.ones(2, np.uint8), np.array([1, -1.0]))


def test_a_star_of_many_leaves_fills_nothing_and_a_large_lattice_little():
    n = 20_001
    star = from_edges(n, np.zeros(n - 1, int), np.arange(1, n))
    ends = np.zeros(n - 1, np.int32), np.arange(1, n, dtype=np.int32)
    assert Currents(star, *ends, np.ones(n - 1))._value.size == n - 1
    side = 60
    node = np.arange(side * side).reshape(side, side)
    a = np.concatenate([node[:, :-1].ravel(), node[:-1].ravel()]).astype(np.int32)
    b = np.concatenate([node[:, 1:].ravel(), node[1:].ravel()]).astype(np.int32)
    filled = Currents(from_edges(side * side, a, b), a, b, np.ones(a.size))._value.size
    assert filled < 31 * side * side / 4 * np.log2(side)  # A. George's bound for nested dissection


def test_a_graph_too_densely_woven_is_refused_before_it_takes_the_memory(monkeypatch):
    monkeypatch.setattr(limits, "FILLED", limits.Limit("FILLED", 1000, "entries", "take fewer"))
    a, b = np.triu_indices(60, 1)
    with pytest.raises(UnsolvableError, match="more than 1,000 entries"):
        Currents(from_edges(60, a, b), a.astype(np.int32), b.astype(np.int32), np.ones(a.size))
