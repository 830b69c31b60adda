"""An `undergrid.Order` takes names as a file of orders does; a mistake in it is told at once, and nothing has moved."""

from __future__ import annotations

import json
from datetime import timedelta

import numpy as np
import pytest

import undergrid
from undergrid import Order, OrderError, Verb
from undergrid.runs.orders import read
from undergrid.setup.check.orders import settled
from undergrid.world.log.kinds import Kind
from undergrid.world.tables import orders as engine


@pytest.fixture(scope="module")
def sim() -> undergrid.Sim:
    return undergrid.load("village", people=60)


def told(sim: undergrid.Sim, *orders: object) -> list[str]:
    """What is wrong with orders that are handed to the next tick, which is not lived through."""
    before = sim.digest()
    with pytest.raises(OrderError) as found:
        sim.step(orders)
    assert (sim.tick, sim.digest()) == (0, before)
    assert str(found.value).splitlines() == found.value.problems
    assert found.value.exit_code == 2
    return found.value.problems


NAMED = [
    ("2 min", "ada", "walk", "old_station", 0),
    (7, "ada", "PRESENT", "gate_1", 0),
    ("17:02", "ada", "wait", -1, 0),
    ("day 2, 04:00", "ada", "wait", -1, 0),
    (8.0, 0, "tell", "bram", "outzone"),
    ("1 hour", "cleo", "wait", -1, "20 mins"),
    (9, "cleo", "take", -1, "gauze"),
    (9, "ada", "vouch", "bram", "cleo"),
]


@pytest.mark.parametrize("given", NAMED, ids=str)
def test_names_mean_what_they_do_in_a_file_of_orders(sim, given, tmp_path):
    tick, who, verb, target, amount = given
    line = {"at": tick, "who": who, "verb": verb, "amount": amount} | ({"target": target} if target != -1 else {})
    (tmp_path / "orders.jsonl").write_text(json.dumps(line))
    assert settled([Order(*given)], sim.built, 0) == read(tmp_path / "orders.jsonl", sim)


def test_an_order_for_a_time_of_day_is_for_its_tick(sim):
    found = settled([Order(at, "ada", "wait") for at in ("17:02", "day 1 17:02", "day 2, 04:00")], sim.built, 0)
    assert [order.tick for order in found] == [120, 120, 11 * 3600]
    assert told(sim, Order("day 1 16:00", "ada", "wait")) == [
        "orders[0]: tick: 'day 1 16:00' is before the run begins, at 17:00:00"
    ]


def test_an_order_by_name_is_the_order_by_number():
    named, numbered = undergrid.load("village", people=60), undergrid.load("village", people=60)
    cell = named.built.places["old_station"]
    events = named.step([Order("0 s", "ada", "walk", "old_station"), Order(0, "cleo", "wait", amount="20 min")])
    numbered.step([Order(0, 0, Verb.WALK, cell), engine.Order(np.int64(0), 2, Verb.WAIT, -1, 1200)])
    assert named.digest() == numbered.digest()
    ordered = [(e.who, e.whom, e.amount) for e in events if e.kind == Kind.ORDERED]
    assert (0, cell, Verb.WALK) in ordered
    assert (2, -1, Verb.WAIT) in ordered


def test_the_amount_of_a_verb_that_lasts_is_any_duration(sim):
    for amount in ("10 minutes", 600, timedelta(minutes=10)):
        assert settled([Order(0, "ada", "wait", amount=amount)], sim.built, 0)[0].amount == 600
    assert told(sim, Order(0, "ada", "give", "bram", timedelta(minutes=10))) == [
        "orders[0]: amount: datetime.timedelta(seconds=600), expected a thing by name"
    ]
    assert "negative" in told(sim, Order(0, "ada", "wait", amount=timedelta(minutes=-10)))[0]


@pytest.mark.parametrize(
    ("order", "said"),
    [
        ((0, "ada", "wlak"), "unknown verb 'wlak', did you mean 'walk'?"),
        ((0, "ada", 255), "verb: 255, expected a name such as 'walk'"),
        ((0, "ada", "none"), "unknown verb 'none'"),
        ((0, "adda", "wait"), "nobody is called 'adda', did you mean 'ada'?"),
        ((0, "ada", "walk", "old_staton"), "unknown target 'old_staton' of walk, did you mean 'old_station'?"),
        ((0, "ada", "tell", "brm"), "unknown target 'brm' of tell, did you mean 'bram'?"),
        ((0, "ada", "wait", "gate_1"), "unknown target 'gate_1' of wait"),
        ((0, "ada", "take", -1, "guaze"), "unknown thing 'guaze', did you mean 'gauze'?"),
        ((0, "ada", "wait", -1, "a while"), "amount: not a duration: 'a while'"),
        ((1, "ada", "wait"), "tick: 1, expected 0, the tick that is lived through next"),
        (("2 min", "ada", "wait"), "tick: 120, expected 0, the tick that is lived through next"),
        ((0, "a\x1b[2Jda", "wait"), r"nobody is called 'a\x1b[2Jda'"),
    ],
    ids=str,
)
def test_a_wrong_name_is_told_before_anything_moves(sim, order, said):
    [problem] = told(sim, Order(*order))
    assert problem.startswith(f"orders[0]: {said}")


@pytest.mark.parametrize(
    ("order", "said"),
    [
        ((None, "ada", "wait"), "tick: not a duration: None"),
        ((-1, "ada", "wait"), "tick: a duration cannot be negative: -1"),
        (("soon", "ada", "wait"), "tick: not a duration: 'soon'"),
        ((0, None, "wait"), "who: None, expected a name or a whole number"),
        ((0, 1.0, "wait"), "who: 1.0, expected a name or a whole number"),
        ((0, "ada", ["wait"]), "verb: ['wait'], expected a name or a whole number"),
        ((0, "ada", "walk", (3, 4)), "target: (3, 4), expected a name or a whole number"),
        ((0, "ada", "walk", b"gate_1"), "target: b'gate_1', expected a name or a whole number"),
        ((0, "ada", "wait", -1, 1.5), "amount: 1.5, expected a name or a whole number"),
        ((0, "ada", "wait", -1, True), "amount: True, expected a name or a whole number"),
        ((0, timedelta(1), "wait"), "who: datetime.timedelta(days=1), expected a name or a whole number"),
    ],
    ids=str,
)
def test_a_value_of_another_type_is_told_when_the_order_is_made(order, said):
    with pytest.raises(OrderError) as found:
        Order(*order)
    assert found.value.problems[0].startswith(said)


def test_all_that_is_wrong_is_told_at_once(sim):
    with pytest.raises(OrderError) as found:
        Order("soon", 1.5, None)
    assert [line.split(":")[0] for line in found.value.problems] == ["tick", "who", "verb"]
    assert told(sim, Order(3, "adda", "wlak"), Order(0, "ada", "wait"), "wait") == [
        "orders[0]: tick: 3, expected 0, the tick that is lived through next",
        "orders[0]: nobody is called 'adda', did you mean 'ada'?",
        "orders[0]: unknown verb 'wlak', did you mean 'walk'?",
        "orders[2]: 'wait' is no order, expected an undergrid.Order",
    ]


@pytest.mark.parametrize("orders", [Order(0, "ada", "wait"), "orders.jsonl", 7, None], ids=repr)
def test_what_is_no_list_of_orders_is_told(sim, orders):
    with pytest.raises(OrderError, match=r"expected a list of orders, such as \[undergrid.Order"):
        sim.step(orders)
    assert sim.tick == 0


def test_an_order_for_a_number_that_nothing_has_is_refused_by_an_event():
    """As in a file: a policy that errs by a row does not stop the city."""
    sim = undergrid.load("village", people=60)
    events = sim.step([Order(0, 10**6, "wait"), Order(0, "ada", "walk", 10**9)])
    assert [e.kind for e in events if e.who in (-1, 0)].count(Kind.REFUSED) == 2
