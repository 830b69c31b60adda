"""What sets two runs apart, counted on states made by hand."""

import numpy as np

from undergrid.runs import compare


def test_rows_that_one_has_and_the_other_has_not_count_as_differing():
    gates = {"link": np.array([0])}
    one = {"citizens": {"cell": np.array([1, 2, 3]), "age": np.array([4, 5, 6])}, "gates": gates}
    two = {"citizens": {"cell": np.array([1, 9, 3, 4, 5]), "age": np.array([4, 8, 7, 0, 0])}, "gates": gates}
    assert compare._rows(one, two) == compare._rows(two, one) == {"citizens": 2 + 2}
    assert compare._rows(one, one) == {}
    empty = {"citizens": {"cell": np.zeros(0), "age": np.zeros(0)}, "gates": gates}
    assert compare._rows(empty, two) == {"citizens": 5}
