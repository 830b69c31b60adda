"""What a caller in Python gives is a number, an order, a time; or it is refused before anything is written."""

from __future__ import annotations

from datetime import timedelta

import numpy as np
import pytest

import undergrid
from undergrid import runs
from undergrid.core.errors import UndergridError, UsageError
from undergrid.world.tables.orders import Order, Verb

from .conftest import KEYFRAME


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"keyframe": 30.5}, "keyframe: 30.5, expected a whole number"),
        ({"keyframe": 2**70}, "keyframe: .* is out of range"),
        ({"keyframe": 0}, "keyframe: 0 is out of range, expected 1 to"),
        ({"canon": 0}, "--canon: 0, expected True or False"),
        ({"seed": True}, "--seed: True, expected a whole number"),
        ({"seed": 1.5}, "--seed: 1.5, expected a whole number"),
        ({"seed": -1}, "--seed: -1 is out of range, expected 0 to"),
        ({"people": "60"}, "--people: '60', expected a whole number"),
        ({"people": np.float64(60)}, "--people: .*60.0.*, expected a whole number"),
        ({"until": True}, "--until: not a duration: True"),
        ({"until": "-20 min"}, "--until: a duration cannot be negative: '-20 min'"),
        ({"until": timedelta(seconds=-1)}, "--until: a duration cannot be negative"),
        ({"until": np.array([1, 2])}, r"--until: array\(\[1, 2\]\), expected a whole number"),
        ({"orders": [Order(5, 0, 9999, -1, 0)]}, r"orders\[0\]: verb: 9999, expected a name such as 'walk'"),
        ({"orders": [Order(5, 0, 250, -1, 0)]}, "verb: 250"),
        ({"orders": [Order(5, 0, Verb.NONE)]}, "verb: 0"),
        ({"orders": [Order(5, True, Verb.WAIT)]}, "who: True, expected a name or a whole number"),
        ({"orders": [Order(5, "adda", Verb.WAIT)]}, "nobody is called 'adda', did you mean 'ada'?"),
        ({"orders": [Order(5, 0, Verb.WAIT, -1, 1.5)]}, "amount: 1.5, expected a name or a whole number"),
        ({"orders": [Order(5, 0, Verb.WAIT, -1, float("nan"))]}, "amount: nan"),
        ({"orders": [Order(float("nan"), 0, Verb.WAIT)]}, "tick: not a duration: nan"),
        ({"orders": [Order(5, 0, Verb.WAIT, 2**64)]}, "target: .* is out of range"),
        ({"orders": [(5, 0, 4)]}, r"\(5, 0, 4\) is no order"),
        ({"orders": Order(5, 0, Verb.WAIT)}, r"expected a list of orders"),
    ],
)
def test_what_is_none_is_refused_before_anything_is_written(go, tmp_path, options, said):
    with pytest.raises(UsageError, match=said):
        go("out", **options)
    assert not (tmp_path / "out").exists()


def test_numbers_of_numpy_are_numbers(go):
    i64 = np.int64
    orders = [Order(i64(5), np.int32(0), np.uint8(Verb.WAIT), i64(-1), np.uint64(9))]
    given = {"seed": np.uint64(3), "until": i64(60), "keyframe": np.int16(30), "people": i64(60), "canon": np.False_}
    asked = go("numpy", orders=orders, **given)
    plain = go("plain", orders=[Order(5, 0, Verb.WAIT, -1, 9)], seed=3, until=60, keyframe=30, people=60)
    assert asked.meta.digest == plain.meta.digest
    for done in (asked, plain):
        assert runs.verify(done.folder.path) == []
        assert runs.replay(done.folder.path).same
    branch = runs.fork(asked.folder.path, asked.folder.path.with_name("branch"), at=i64(40), until=np.int32(50),
                       set={"tags.reader_m": i64(0)})  # fmt: skip
    assert runs.replay(branch.folder.path).same


def test_a_fork_asks_the_same(village, tmp_path):
    for options, said in (
        ({"at": -5.0}, "--at: a duration cannot be negative: -5.0"),
        ({"at": KEYFRAME, "until": False}, "--until: not a duration: False"),
        ({"at": KEYFRAME, "orders": [Order(KEYFRAME, 0, 250)]}, "verb: 250"),
        ({"at": KEYFRAME, "set": {"tags.reader_m": float("nan")}}, "."),
        ({"at": KEYFRAME, "set": {"tags.reader_m": object()}}, "could not be read back"),
    ):
        with pytest.raises(UsageError, match=said):
            runs.fork(village, tmp_path / "branch", **options)
    assert not (tmp_path / "branch").exists()


@pytest.mark.parametrize(
    ("ask", "said"),
    [
        (
            lambda _: undergrid.load("village", rules=["sight.lost_after"]),
            "rules: ['sight.lost_after'], expected a value",
        ),
        (lambda _: undergrid.load("village", rules=""), "rules: '', expected a value for each name, such as {"),
        (lambda _: undergrid.load("village", rules={1: 2}), "rules: {1: 2}, expected a value for each name"),
        (lambda _: undergrid.load("village").fork("sight.lost_after=4"), "changed: 'sight.lost_after=4', expected"),
        (lambda _: undergrid.load("village").losses(["sight"]), "changed: ['sight'], expected a value"),
        (lambda _: undergrid.load(None), "scenario: None, expected a path"),
        (lambda _: undergrid.load(b"village"), "scenario: b'village', expected a path"),
        (lambda _: undergrid.Sim("village"), "'village' is no city that was built"),
        (lambda _: undergrid.open(3), "a run: 3, expected a path"),
        (lambda _: undergrid.resume(None), "a run: None, expected a path"),
        (lambda _: undergrid.record("village", None), "--out: None, expected a path"),
        (lambda out: undergrid.record("village", out, set="x=1"), "set: 'x=1', expected a value for each name"),
    ],
)
def test_what_is_of_another_type_is_told_at_once(tmp_path, ask, said):
    with pytest.raises(undergrid.UsageError) as found:
        ask(tmp_path / "run")
    assert found.value.message.startswith(said)
    assert not list(tmp_path.iterdir())


def test_an_error_says_what_to_do_where_it_is_printed(tmp_path):
    (tmp_path / "mine").write_text("x")
    with pytest.raises(undergrid.FolderTakenError) as found:
        undergrid.record("village", tmp_path)
    assert str(found.value) == f"{found.value.message}\n{found.value.hint}"
    assert found.value.hint == "give another --out"


def test_what_is_printed_of_a_sim_says_which_it_is_and_when():
    sim = undergrid.load("village", seed=7, people=60)
    sim.run("2 s")
    assert repr(sim) == "<Sim of village, seed 7: 17:00:02 (tick 2), 60 people>"


def test_a_sim_lives_until_a_time_of_day():
    sim = undergrid.load("village", people=60)
    sim.run(until="17:00:07")
    assert sim.tick == 7


def test_a_sim_asks_the_same():
    for options in ({"seed": 1.5}, {"seed": True}, {"people": "60"}, {"seed": "x"}, {"canon": 1}):
        with pytest.raises(UsageError, match="expected"):
            undergrid.load("village", **options)
    sim = undergrid.load("village", seed=np.int64(3), people=np.int64(60))
    sim.run(np.int64(5))
    sim.run(until=np.int32(6))
    assert sim.tick == 6
    for until in (-7.0, True, "x", None.__class__):
        with pytest.raises(UndergridError, match="until: "):
            sim.run(until)
    assert sim.view(np.int64(3)) == sim.view(3)
    for who in (True, 3.0, 60, -1, np.int64(60), "nobody"):
        with pytest.raises(UndergridError):
            sim.view(who)
    for order in (Order(6, 0, 9999), Order(6, 0, 250), Order(6, 1.5, Verb.WAIT), Order(6, 0, Verb.WAIT, True), "wait"):
        with pytest.raises(UsageError, match="order"):
            sim.step([order])
    assert sim.tick == 6
    assert sim.step([Order(np.int64(6), np.int64(0), np.int64(Verb.WAIT))])


def test_orders_by_name_are_recorded_as_those_by_number(go):
    named = go("named", orders=[undergrid.Order("5 s", "ada", "wait", amount="9 s")], until="1 min", people=60)
    numbered = go("numbered", orders=[Order(5, 0, Verb.WAIT, -1, 9)], until=timedelta(minutes=1), people=60)
    assert named.folder.orders.read_bytes() == numbered.folder.orders.read_bytes() != b""
    assert named.meta.digest == numbered.meta.digest
    by_name = [undergrid.Order("40 s", "cleo", "tell", "bram", "outzone")]
    branch = runs.fork(named.folder.path, named.folder.path.with_name("branch"), at=30.0, orders=by_name)
    assert runs.replay(branch.folder.path).same
    assert len(branch.folder.orders.read_bytes().splitlines()) == 2
