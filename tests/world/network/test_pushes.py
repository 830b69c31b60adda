"""What pushed a wire over its capacity, against flows without that one wire."""

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from undergrid.core import graphs
from undergrid.world.network.flow import MW, Grid, cascade
from undergrid.world.network.pushes import pushes


def grid_of(seed):
    """A connected grid of eight nodes in which one generates and all others want."""
    draw = np.random.default_rng(seed)
    a = np.concatenate([np.arange(1, 8), draw.integers(0, 8, 6)]).astype(np.int32)
    b = np.concatenate([(np.arange(1, 8) * draw.random(7)).astype(int), draw.integers(0, 8, 6)]).astype(np.int32)
    load = np.concatenate([[0], draw.integers(1, 100, 7)]) * MW
    return Grid(a, b, draw.uniform(0.01, 0.5, 13), load, np.array([2000 * MW, *[0] * 7]))


@given(st.integers(0, 10**6), st.integers(0, 12))
def test_the_push_of_a_single_loss_is_what_the_flow_grows_by(seed, wire):
    grid = grid_of(seed)
    without = np.ones(13, dtype=np.uint8)
    without[wire] = 0
    assume(not graphs.components(grid.graph, edge_on=without).any())
    first = grid.flow(np.ones(8, np.uint8), np.ones(13, np.uint8))
    found = cascade(grid, first, np.maximum(np.abs(first.watts), MW), wires=[wire])
    of = pushes(found, 1) if found.rounds else None
    after = found.flows[1].watts
    over = np.flatnonzero((np.abs(after) > np.maximum(np.abs(first.watts), MW)) & (without == 1))
    if of is None:
        assert not over.size
        return
    assert of.wires.tolist() == over.tolist()
    grown = (after - first.watts)[over] * np.sign(after[over])
    assert of.watts == pytest.approx(grown, abs=2)
    assert (of.by[grown > 2] == wire).all()


def test_of_two_losses_the_one_that_pushed_more_is_named():
    """Three ways side by side of reactance 1, 2 and 4 and a fourth of 1: 36.4, 18.2, 9.1 and 36.4 of 100 MW."""
    grid = Grid(
        np.zeros(4, np.int32), np.ones(4, np.int32), np.array([1.0, 2.0, 4.0, 1.0]),
        np.array([0, 100 * MW]), np.array([100 * MW, 0]),
    )  # fmt: skip
    first = grid.flow(np.ones(2, np.uint8), np.ones(4, np.uint8))
    found = cascade(grid, first, np.array([50, 50, 50, 50]) * MW, wires=[1, 0])
    assert found.lost.tolist() == [0, 0, 2, 1]
    one = pushes(found, 1)
    assert (one.wires.tolist(), one.by.tolist()) == ([3], [0])
    assert one.watts[0] == pytest.approx(36_363_636 * 4 / 7, abs=2)
    two = pushes(found, 2)
    assert (two.wires.tolist(), two.by.tolist(), two.watts.tolist()) == ([2], [3], [80 * MW])


def test_the_loss_of_the_only_way_between_two_parts_pushes_nothing():
    """Without the bridge its generation is lost, and what is left comes over the other wire."""
    grid = Grid(
        np.int32([0, 1]), np.int32([1, 2]), np.ones(2), np.array([0, 100, 0]) * MW, np.array([100, 0, 100]) * MW
    )
    first = grid.flow(np.ones(3, np.uint8), np.ones(2, np.uint8))
    found = cascade(grid, first, np.array([60, 60]) * MW, wires=[0])
    assert pushes(found, 1).by.tolist() == [-1]
