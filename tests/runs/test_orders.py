from pathlib import Path

import pytest

from undergrid import runs
from undergrid.core.errors import UsageError
from undergrid.runs import orders as order_files
from undergrid.setup import build, load
from undergrid.sim import Sim
from undergrid.world.log.kinds import Kind
from undergrid.world.tables.minds import Topic
from undergrid.world.tables.orders import Order, Refusal, Verb


@pytest.fixture(scope="module")
def sim() -> Sim:
    return Sim(build(load("village"), 3))


def read(sim: Sim, tmp_path: Path, text: str, since: int = 0) -> list[Order]:
    file = tmp_path / "orders.jsonl"
    file.write_text(text, "utf-8")
    return order_files.read(file, sim, since)


def test_a_file_of_orders_speaks_in_names_and_human_units(sim, tmp_path):
    places = sim.built.places
    found = read(
        sim,
        tmp_path,
        """
        {"at": "1 min 30 s", "who": "cleo", "verb": "tell", "target": "ada", "amount": "outzone"}
        {"tick": 7, "who": "ada", "verb": "walk", "target": "old_station"}

        {"tick": 9, "who": 17, "verb": "hide", "amount": "10 min"}
        {"tick": 9, "who": 17, "verb": "enter", "target": 3}
        """,
    )
    assert found == [
        Order(7, 0, Verb.WALK, places["old_station"]),
        Order(9, 17, Verb.HIDE, -1, 600),
        Order(9, 17, Verb.ENTER, 3),
        Order(90, 2, Verb.TELL, 0, Topic.OUTZONE),
    ]


def test_a_file_may_be_one_list(sim, tmp_path):
    text = '[\n {"tick": 7, "who": 3, "verb": "wait"},\n {"tick": 5,\n  "who": 3, "verb": "work"}\n]\n'
    assert read(sim, tmp_path, text) == [Order(5, 3, Verb.WORK), Order(7, 3, Verb.WAIT)]
    with pytest.raises(order_files.OrderError) as found:
        read(sim, tmp_path, text.replace("work", "wrok"))
    assert found.value.problems == [f"{tmp_path}/orders.jsonl:3: unknown verb 'wrok', did you mean 'work'?"]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("{", "not JSON"),
        ("wait", "not JSON"),
        ("3", "not an order: 3"),
        ('"wait"', 'not an order: "wait"'),
        ("null", "not an order: null"),
        ('{"tick": 1, "verb": "wait"}', "an order needs 'who'"),
        ('{"tick": 1, "who": "ada"}', "an order needs 'verb'"),
        ('{"who": "ada", "verb": "wait"}', "either 'tick' or 'at'"),
        ('{"tick": 1, "at": "1 s", "who": "ada", "verb": "wait"}', "either 'tick' or 'at'"),
        ('{"tick": -1, "who": "ada", "verb": "wait"}', "tick -1 is out of range"),
        ('{"tick": 99999999999, "who": "ada", "verb": "wait"}', "out of range, expected 0 to"),
        ('{"tick": 1.5, "who": "ada", "verb": "wait"}', "tick 1.5 is not a whole number"),
        ('{"tick": "1", "who": "ada", "verb": "wait"}', 'tick "1" is not a whole number'),
        ('{"tick": true, "who": "ada", "verb": "wait"}', "tick true is not a whole number"),
        ('{"tick": NaN, "who": "ada", "verb": "wait"}', "tick NaN is not a whole number"),
        ('{"at": "soon", "who": "ada", "verb": "wait"}', "at: not a duration: 'soon'"),
        ('{"at": "25:00", "who": "ada", "verb": "wait"}', "at: not a clock time: '25:00'"),
        ('{"at": "day 1 16:00", "who": "ada", "verb": "wait"}', "at: 'day 1 16:00' is before the run begins"),
        ('{"at": [1], "who": "ada", "verb": "wait"}', "at: not a duration: [1]"),
        ('{"at": -3, "who": "ada", "verb": "wait"}', "at: a duration cannot be negative"),
        ('{"tick": 1, "who": "adda", "verb": "wait"}', "nobody is called 'adda', did you mean 'ada'?"),
        ('{"tick": 1, "who": 1.0, "verb": "wait"}', "who 1.0 is not a name"),
        ('{"tick": 1, "who": null, "verb": "wait"}', "who null is not a name"),
        ('{"tick": 1, "who": "ada", "verb": "snek"}', "unknown verb 'snek', did you mean 'sneak'?"),
        ('{"tick": 1, "who": "ada", "verb": "none"}', "unknown verb 'none'"),
        ('{"tick": 1, "who": "ada", "verb": 4}', "verb 4 is not a name"),
        ('{"tick": 1, "who": "ada", "verb": "walk", "target": "old_staton"}', "did you mean 'old_station'?"),
        ('{"tick": 1, "who": "ada", "verb": "present", "target": "gate_11"}', "unknown target 'gate_11' of present"),
        ('{"tick": 1, "who": "ada", "verb": "tell", "target": "clio"}', "did you mean 'cleo'?"),
        ('{"tick": 1, "who": "ada", "verb": "walk", "target": 2.5}', "target 2.5 is not a name"),
        ('{"tick": 1, "who": "ada", "verb": "walk", "target": 99999999999999999999}', "is out of range"),
        ('{"tick": 1, "who": "ada", "verb": "wait", "amount": 0.5}', "amount 0.5 is not a whole number"),
        ('{"tick": 1, "who": "ada", "verb": "wait", "amount": "long"}', "amount: not a duration: 'long'"),
        ('{"tick": 1, "who": "ada", "verb": "tell", "target": "cleo", "amount": "out"}', "unknown topic 'out'"),
        ('{"tick": 1, "who": "ada", "verb": "wait", "ammount": 3}', "unknown key 'ammount', did you mean 'amount'?"),
        ('{"tick": 1, "who": "ada", "verb": "wait", "colour": 3}', "unknown key 'colour', expected one of"),
    ],
)
def test_a_mistake_is_told_with_its_line(sim, tmp_path, line, said):
    good = '{"tick": 1, "who": "ada", "verb": "wait"}\n'
    with pytest.raises(order_files.OrderError) as found:
        read(sim, tmp_path, good * 2 + line + "\n" + good)
    (problem,) = found.value.problems
    assert problem.startswith(f"{tmp_path}/orders.jsonl:3: ")
    assert said in problem


@pytest.mark.parametrize("form", ["{}", "[\n{}\n]"])
def test_a_key_that_stands_twice_is_told_with_all_other_mistakes(sim, tmp_path, form):
    twice = '{"tick": 1, "who": "ada", "verb": "wait", "tick": 2}'
    lines = ["3", twice, '{"tick": 1, "who": "ada", "verb": "wait"}', twice.replace('"verb"', '"who"')]
    with pytest.raises(order_files.OrderError) as found:
        read(sim, tmp_path, form.replace("{}", (",\n" if "[" in form else "\n").join(lines)))
    told = sorted(problem.split(":", 2)[1:] for problem in found.value.problems)
    first = 1 + form.count("[")
    assert [line for line, _ in told] == [str(first), str(first + 1), str(first + 3)]
    assert "'tick' stands here twice" in told[1][1]


@pytest.mark.parametrize(
    "value", ['"' + "9" * 400 + ' h"', '"' + "9" * 5000 + '"', "9" * 400, "9" * 5000, '"²"', "1e999"]
)
@pytest.mark.parametrize("key", ["at", "tick", "who", "target", "amount"])
def test_overlong_numbers_are_told_in_a_short_line(sim, tmp_path, key, value):
    order = {"at": '"1 h"', "who": '"ada"', "verb": '"wait"'} | {key: value}
    if key == "tick":
        del order["at"]
    with pytest.raises(order_files.OrderError) as found:
        read(sim, tmp_path, "{" + ", ".join(f'"{name}": {said}' for name, said in order.items()) + "}")
    (problem,) = found.value.problems
    assert len(problem.removeprefix(str(tmp_path))) < 400


def test_all_mistakes_of_a_file_are_told_at_once(sim, tmp_path):
    with pytest.raises(order_files.OrderError) as found:
        read(sim, tmp_path, '{\n{"tick": 1}\n{"tick": 1, "who": "ada", "verb": "wait"}\n3')
    assert [problem.split(":")[1] for problem in found.value.problems] == ["1", "2", "2", "4"]
    assert found.value.exit_code == 2


def test_all_mistakes_of_one_order_are_told_at_once(sim, tmp_path):
    wrong = '{"tick": -1, "at": "x", "who": "adda", "verb": "wlak", "amount": 1.5, "colour": 3, "target": "nowhere"}'
    with pytest.raises(order_files.OrderError) as found:
        read(sim, tmp_path, wrong)
    told = [problem.removeprefix(f"{tmp_path}/orders.jsonl:1: ") for problem in found.value.problems]
    assert [line.split(",")[0].split(" is ")[0] for line in told] == [
        "unknown key 'colour'", "an order needs either 'tick' or 'at'", "at: not a duration: 'x'", "tick -1", "nobody",
        "unknown verb 'wlak'",
    ]  # fmt: skip


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", b"\x80abc"])
def test_a_file_that_is_no_text_is_told(sim, tmp_path, content):
    (tmp_path / "orders").write_bytes(content)
    with pytest.raises(UsageError, match="not a text file in UTF-8"):
        order_files.read(tmp_path / "orders", sim)


def test_a_file_that_is_not_there_is_told(sim, tmp_path):
    for path in (tmp_path / "none.jsonl", tmp_path):
        with pytest.raises(UsageError, match="cannot be read"):
            order_files.read(path, sim)


def test_an_empty_file_holds_no_orders(sim, tmp_path):
    assert read(sim, tmp_path, "") == read(sim, tmp_path, "\n \n") == read(sim, tmp_path, " [ ] ") == []
    assert read(sim, tmp_path, "\ufeff[]") == []


def test_a_list_that_is_cut_off_is_told(sim, tmp_path):
    with pytest.raises(order_files.OrderError, match=r"orders.jsonl:2: not JSON"):
        read(sim, tmp_path, '[{"tick": 1, "who": "ada", "verb": "wait"},\n')


def test_orders_before_a_fork_are_told_with_their_line(sim, tmp_path):
    with pytest.raises(order_files.OrderError, match=r"jsonl:1: tick 5 is out of range, expected 100 to"):
        read(sim, tmp_path, '{"tick": 5, "who": "ada", "verb": "wait"}', since=100)


def test_wrong_orders_stop_a_run_before_anything_is_written(go, tmp_path):
    (tmp_path / "orders.jsonl").write_text('{"tick": 5, "who": "nobody", "verb": "wait"}')
    with pytest.raises(order_files.OrderError):
        go("run", orders=tmp_path / "orders.jsonl")
    assert not (tmp_path / "run").exists()


def test_what_nobody_can_do_is_refused_in_the_run_with_the_reason(go):
    asked = [
        (Order(10, 99_999, Verb.WAIT), Refusal.NO_SUCH_TARGET),
        (Order(11, -7, Verb.WAIT), Refusal.NO_SUCH_TARGET),
        (Order(12, 5, Verb.WALK, 10**12), Refusal.NO_SUCH_TARGET),
        (Order(13, 5, Verb.TELL, 5), Refusal.NO_SUCH_TARGET),
        (Order(14, 5, Verb.PRESENT, -3), Refusal.NO_SUCH_TARGET),
        (Order(15, 5, Verb.CROSS, 0), None),  # refused by the gate, for a reason of its own
    ]
    done = go("asked", orders=[order for order, _ in asked], until=60)
    log = list(runs.Log(done.folder.path).events())
    for order, reason in asked:
        given = [event for event in log if event.kind == Kind.ORDERED and event.tick == order.tick and not event.cause]
        refused = [event for event in log if event.kind == Kind.REFUSED and event.cause in {e.id for e in given}]
        assert len(given) == len(refused) == 1
        if reason is not None:
            assert refused[0].amount == reason


def test_of_more_than_sixteen_orders_in_a_tick_sixteen_are_logged(go):
    done = go("many", orders=[Order(10, 5, Verb.WAIT, -1, n) for n in range(40)], until=60)
    log = [event for event in runs.Log(done.folder.path).events() if event.tick == 10]
    given = [event.id for event in log if event.kind == Kind.ORDERED and event.who == 5 and not event.cause]
    refused = [event for event in log if event.kind == Kind.REFUSED and event.cause in given]
    assert (len(given), len(refused)) == (16, 15)
    assert {event.amount for event in refused} == {Refusal.SUPERSEDED}


def test_an_order_from_outside_is_on_disk_before_it_is_obeyed(go, tmp_path):
    def look(tick: int, of: int) -> None:
        if tick == 0:
            assert order_files.recorded(*runs.Folder.open(tmp_path / "asked")) == [Order(100, 5, Verb.LEAVE)]

    assert go("asked", orders=[Order(100, 5, Verb.LEAVE)], progress=look, until=120).meta.events > 0
