"""`sim.collect`: series that grow while a Sim lives, at the ticks that were asked for, and change nothing in it."""

from __future__ import annotations

from datetime import timedelta

import numpy as np
import polars
import pyarrow
import pytest

import undergrid
from undergrid import Order
from undergrid.core.collected import Collected
from undergrid.core.errors import UsageError


@pytest.fixture
def sim() -> undergrid.Sim:
    return undergrid.load("village", people=60)


def walking(sim: undergrid.Sim) -> int:
    return len(sim.citizens.where(doing="walking"))


def test_a_row_now_and_then_every_so_many_ticks(sim):
    found = sim.collect("2 min", walking=walking, tick_too=lambda sim: sim.tick)
    assert found.tick.tolist() == [0]
    sim.run("5 min")
    assert found.tick.tolist() == found.tick_too.tolist() == [0, 120, 240]
    sim.run("6 min")
    assert found.tick.tolist() == [0, 120, 240, 360]
    assert found.columns == ("tick", "walking", "tick_too")
    assert repr(found) == "4 rows of tick, walking, tick_too"


def test_the_values_are_what_one_sees_who_stops_at_the_same_ticks(sim):
    seen = []
    for until in range(0, 601, 60):
        sim.run(until)
        seen.append((walking(sim), int(sim.citizens.cell.sum())))
    again = undergrid.load("village", people=60)
    found = again.collect(every=60, walking=walking, cells=lambda sim: int(sim.citizens.cell.sum()))
    again.run("10 min")
    assert list(zip(found.walking.tolist(), found.cells.tolist(), strict=True)) == seen
    assert len(set(seen)) > 5


def test_collecting_moves_no_digest(sim):
    other = undergrid.load("village", people=60)
    sim.collect(
        1, everything=lambda sim: len(polars.DataFrame(sim.citizens)), seen=lambda sim: len(sim.view("ada").verbs)
    )
    assert sim.digest() == other.digest()
    for until in ("1 s", "2 min", "4 min"):
        sim.run(until)
        other.run(until)
        assert sim.digest() == other.digest()


def test_it_begins_when_it_is_asked_for_and_several_go_on_beside_each_other(sim):
    early = sim.collect("1 min", walking=walking)
    sim.run(90)
    late = sim.collect(timedelta(minutes=1), walking=walking)
    for _ in range(60):
        sim.step([Order(sim.tick, "ada", "wait")])
    assert early.tick.tolist() == [0, 60, 120]
    assert late.tick.tolist() == [90, 150]


def test_a_fork_collects_for_itself(sim):
    mine = sim.collect("1 min", walking=walking)
    twin = sim.fork()
    its = twin.collect("1 min", walking=walking)
    twin.run("2 min")
    assert (len(mine), len(its)) == (1, 3)


def test_libraries_take_it_over_with_its_types(sim):
    found = sim.collect(
        "1 min",
        share=lambda sim: sim.citizens.alive.mean(),
        any_wanted=lambda sim: sim.citizens.wanted.any(),
        first=lambda sim: sim.citizens.cell[0],
        word=lambda sim: "even" if sim.tick % 120 == 0 else "odd",
        seldom=lambda sim: None if sim.tick < 60 else sim.tick,
        quote=lambda sim: "it's",
    )
    sim.run("2 min")
    frame = polars.DataFrame(found)
    assert frame.schema == {
        "tick": polars.Int64, "share": polars.Float64, "any_wanted": polars.Boolean, "first": polars.Int64,
        "word": polars.String, "seldom": polars.Float64, "quote": polars.String,
    }  # fmt: skip
    assert frame["word"].to_list() == ["even", "odd", "even"] == found.to_pandas()["word"].tolist()
    assert frame["seldom"].to_list() == [None, 60, 120]
    assert np.isnan(found.seldom[0])
    assert found.any_wanted.dtype == bool
    assert pyarrow.table(found).num_rows == 3
    assert polars.DataFrame(found).equals(frame)
    with pytest.raises(ValueError, match="read-only"):
        found.share[0] = 0


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({}, "there is no series to collect, expected a function of the Sim, such as"),
        ({"evry": "10 min"}, "evry: '10 min', expected a function of the Sim, such as"),
        ({"n": 3}, "n: 3, expected a function"),
        ({"tick": walking}, "tick: the first column has this name"),
        ({"Tick": walking}, "Tick: the first column has this name"),
        ({"n": walking, "N": walking}, "n, N: expected names that differ by more than capitals"),
        ({"n": walking, "every": 0}, "every: 0, expected a second or more"),
        ({"n": walking, "every": 0.2}, "every: 0.2, expected a second or more"),
        ({"n": walking, "every": "-1 min"}, "every: a duration cannot be negative: '-1 min'"),
        ({"n": walking, "every": "often"}, "every: not a duration: 'often'"),
        ({"n": walking, "every": None}, "every: not a duration: None"),
        (
            {"n": lambda sim: sim.citizens.wanted},
            r"n at tick 0: array.*, expected one number, a truth value, a text or",
        ),
        ({"n": lambda sim: 1j}, "n at tick 0: 1j, expected one number"),
        ({"n": lambda sim: 2**63}, "n at tick 0: 9223372036854775808, expected one number"),
        ({"n": lambda sim: [1]}, r"n at tick 0: \[1\], expected one number"),
    ],
)
def test_what_cannot_be_collected_is_said_at_once(sim, options, said):
    with pytest.raises(UsageError, match=said):
        sim.collect(**options)
    sim.run(2)
    assert sim.tick == 2


def test_a_series_stays_of_one_sort(sim):
    found = sim.collect(60, n=lambda sim: sim.tick if sim.tick < 100 else "many")
    with pytest.raises(UsageError, match="n at tick 120: 'many', expected a number as before"):
        sim.run(300)
    assert (sim.tick, len(found), found.n.tolist()) == (120, 2, [0, 60])


def test_a_series_that_fails_says_which_and_when_and_leaves_no_half_row(sim):
    found = sim.collect(60, right=walking, wrong=lambda sim: 1 / (60 - sim.tick))
    with pytest.raises(ZeroDivisionError) as failed:
        sim.run(300)
    assert failed.value.__notes__ == ["in the series wrong at tick 60"]
    assert found.tick.tolist() == [0]
    assert len(found.right) == len(found.wrong) == 1
    sim.run(121)
    assert found.tick.tolist() == [0, 120]


def test_a_series_may_not_let_the_city_live_on(sim):
    for go_on in (lambda sim: sim.run(10), lambda sim: len(sim.step())):
        with pytest.raises(UsageError, match="may not let the city live on"):
            sim.collect(n=go_on)
    assert sim.tick == 0
    with pytest.raises(UsageError, match="may not let the city live on"):  # nor after it has looked at another series
        sim.collect(n=lambda sim: len(sim.collect(n=walking)) and len(sim.step()))
    ahead = sim.collect(60, ahead=lambda sim: _lived(sim.fork()))
    sim.run(61)
    assert ahead.ahead.tolist() == [5, 65]


def _lived(twin: undergrid.Sim) -> int:
    twin.run(twin.tick + 5)
    return twin.tick


def test_a_name_is_any_text():
    found = Collected({'the "n"': lambda at: at}, 1, 0)
    found.look(3, 0)
    assert polars.DataFrame(found).to_dict(as_series=False) == {"tick": [0], 'the "n"': [3]}
