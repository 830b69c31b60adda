"""What sets two runs apart: counted on states made by hand, and where a record and its life disagree."""

import numpy as np
import pytest

from undergrid import runs
from undergrid.runs import compare
from undergrid.world.tables.orders import Order, Verb

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


def test_runs_that_are_alike_at_all_keyframes_are_told_apart_by_their_logs(village, tmp_path, monkeypatch):
    """As of runs that part and come together again between two keyframes, digests say nothing of these."""
    out = runs.fork(village, tmp_path / "fork", at=650, orders=[Order(701, 150, Verb.CROSS, 0)]).folder.path
    monkeypatch.setattr(compare, "_parting", lambda *_: None)
    found = runs.diff(village, out)
    assert (found.same, found.first.tick, found.first.system) == (False, 701, "intake")
    monkeypatch.setattr(compare, "_between", lambda *_: None)  # nor does any tick of the city
    found = runs.diff(village, out)
    assert (found.same, found.first) == (False, None)
    assert found.others == ("their logs differ from tick 701 on, though nothing in the city does",)
    assert found.events["refused"][1] == found.events["refused"][0] + 1


def test_logs_are_compared_row_by_row_and_to_the_end(village):
    left, right = compare.lives(village, village)
    assert compare._logs_apart(left, right, 1500) is None
    events = list(compare._before(left, 1500))
    assert len(events) == left.meta.events
    assert list(compare._before(left, 700)) == [row for row in events if row[1] < 700]


def test_what_two_runs_were_given_is_said_where_it_is_not_the_same(village, a_copy, go):
    reseal(a_copy, lambda meta: meta.update(scenario_digest="0" * 32))
    names = [runs.Folder.open(path)[1] for path in (village, a_copy)]
    assert names[0].scenario_digest != names[1].scenario_digest
    left, _ = compare.lives(village, village)
    other = compare.Life(left.folder, names[0])
    other.meta = names[1]
    assert list(compare._given(left, other)) == ["their scenarios are not the same, to the letter"]
