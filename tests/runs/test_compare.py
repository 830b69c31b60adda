"""What sets two runs apart: counted on states made by hand, and where a record and its life disagree."""

import numpy as np
import pytest

from undergrid import runs
from undergrid.runs import compare

from .resealed import reseal


def test_rows_that_one_has_and_the_other_has_not_count_as_differing():
    gates = {"link": np.array([0])}
    one = {"citizens": {"cell": np.array([1, 2, 3]), "age": np.array([4, 5, 6])}, "gates": gates}
    two = {"citizens": {"cell": np.array([1, 9, 3, 4, 5]), "age": np.array([4, 8, 7, 0, 0])}, "gates": gates}
    assert compare._rows(one, two) == compare._rows(two, one) == {"citizens": 2 + 2}
    assert compare._rows(one, one) == {}
    empty = {"citizens": {"cell": np.zeros(0), "age": np.zeros(0)}, "gates": gates}
    assert compare._rows(empty, two) == {"citizens": 5}


@pytest.mark.parametrize("tick", [600, 1500])
def test_runs_that_are_recorded_as_different_and_live_alike_are_not_called_the_same(village, a_copy, tick):
    reseal(a_copy, lambda meta: meta["keyframes"].update({str(tick): "0" * len(meta["keyframes"][str(tick)])}))
    with pytest.raises(runs.RunError, match=f"have other digests at tick {tick:,}, but do not differ") as found:
        runs.diff(village, a_copy)
    assert str(village) in str(found.value)
    assert str(a_copy) in str(found.value)
    assert "undergrid replay DIR" in found.value.hint
