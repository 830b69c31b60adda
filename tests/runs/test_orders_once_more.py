"""Orders at every edge: the first and the last tick, each line of a list, each link of the chain they are kept in."""

from __future__ import annotations

import json
from hashlib import blake2b
from types import SimpleNamespace

import pytest

from undergrid.core.limits import NOTICED, TOLD
from undergrid.runs import orders as order_files
from undergrid.runs.folder import Folder, RunError
from undergrid.runs.orders import OrderError, append, given, recorded
from undergrid.setup import build, load
from undergrid.sim import Sim
from undergrid.world.log.events import TICK_SHIFT
from undergrid.world.tables.orders import Order, Verb

LAST = 2 ** (63 - TICK_SHIFT) - 1  # the last tick whose events have an id
GOOD = '{"tick": 1, "who": "ada", "verb": "wait"}'


@pytest.fixture(scope="module")
def sim() -> Sim:
    return Sim(build(load("village"), 3))


def read(sim: Sim, tmp_path, text: str, since: int = 0) -> list[Order]:
    file = tmp_path / "orders.jsonl"
    file.write_text(text, "utf-8")
    return order_files.read(file, sim, since)


def problems(sim: Sim, tmp_path, text: str, since: int = 0) -> list[str]:
    """The mistakes of a file, each after the name of the file and its colon; what it is expected to have some of."""
    with pytest.raises(OrderError) as found:
        read(sim, tmp_path, text, since)
    return [problem.removeprefix(f"{tmp_path}/orders.jsonl:") for problem in found.value.problems]


# ---------------------------------------------------------------- ticks


@pytest.mark.parametrize("since", [0, 7])
def test_an_order_is_for_the_first_tick_at_the_earliest_and_for_the_last_that_an_id_can_hold(sim, tmp_path, since):
    said = f"out of range, expected {since:,} to {LAST:,}"
    for tick, right in ((since, True), (LAST, True), (since - 1, False), (LAST + 1, False)):
        asked = Order(tick, 3, Verb.WAIT)
        line = f'{{"tick": {tick}, "who": 3, "verb": "wait"}}'
        if right:
            assert read(sim, tmp_path, line, since) == given([asked], sim, since) == [asked]
            continue
        assert problems(sim, tmp_path, line, since) == [f"1: tick {tick} is {said}"]
        if tick >= 0:
            with pytest.raises(OrderError) as found:
                given([Order(9, 3, Verb.WAIT), asked], sim, since)
            assert found.value.problems == [f"orders[1]: tick: {tick} is {said}"]


def test_orders_come_by_tick_and_those_of_one_tick_as_they_were_given(sim, tmp_path):
    asked = [Order(tick, who, Verb.WAIT, -1, 0) for who, tick in enumerate((5, 0, 9, 5, 0, 5))]
    text = "\n".join(f'{{"tick": {one.tick}, "who": {one.who}, "verb": "wait"}}' for one in asked)
    ordered = [asked[k] for k in (1, 4, 0, 3, 5, 2)]
    assert read(sim, tmp_path, text) == given(asked, sim) == given(iter(asked), sim) == ordered
    assert given(tmp_path / "orders.jsonl", sim) == given(str(tmp_path / "orders.jsonl"), sim) == ordered
    assert given([], sim) == []


def test_a_time_is_a_tick_as_good_as_any_and_what_is_left_out_is_nobody_and_nothing(sim, tmp_path):
    text = (
        '{"at": "0 s", "who": 0, "verb": "wait"}\n{"at": "2 min", "who": 7, "verb": "enter", "target": 0, "amount": 0}'
    )
    assert read(sim, tmp_path, text) == [Order(0, 0, Verb.WAIT, -1, 0), Order(120, 7, Verb.ENTER, 0, 0)]
    most = 2**63 - 1
    text = f'{{"tick": 1, "who": {most}, "verb": "wait", "target": -{most}, "amount": {most}}}'
    assert read(sim, tmp_path, text) == [Order(1, most, Verb.WAIT, -most, most)]
    for key, value in (("who", most + 1), ("target", -most - 1), ("amount", most + 1), ("tick", 2**70)):
        (said,) = problems(sim, tmp_path, json.dumps(json.loads(GOOD) | {key: value}))
        assert said.startswith(f"1: {key} ")
        assert said.endswith("is out of range")


# ---------------------------------------------------------------- mistakes


def test_every_order_of_a_list_that_is_none_is_told_by_its_number(sim):
    asked = [Order(1, 0, Verb.WAIT), Order(1, 0, 250), Order(2, 0, Verb.WAIT), Order(-1, 0, Verb.WAIT), "wait"]
    with pytest.raises(OrderError) as found:
        given(asked, sim)
    assert [line.split(":")[0] for line in found.value.problems] == ["orders[1]", "orders[3]", "orders[4]"]


@pytest.mark.parametrize("n", [1, TOLD, TOLD + 1, NOTICED - 1, NOTICED, NOTICED + 5])
def test_mistakes_are_told_up_to_a_number_and_noticed_up_to_another(sim, tmp_path, n):
    noticed = min(n, NOTICED)
    for ask in (
        lambda: given([Order(1, 0, Verb.WAIT), *[Order(1, 0, 250)] * n], sim),
        lambda: read(sim, tmp_path, f"{GOOD}\n" + "3\n" * n),
    ):
        with pytest.raises(OrderError) as found:
            ask()
        assert len(found.value.problems) == noticed
        lines = str(found.value).split("\n")
        assert lines[:TOLD] == found.value.problems[:TOLD]
        more = f"and {'at least ' if n >= NOTICED else ''}{noticed - TOLD:,} more mistakes, the first {TOLD} are told"
        assert lines[TOLD:] == ([more] if n > TOLD else [])


@pytest.mark.parametrize(("text", "said"), [
    (f"\n\n{GOOD}\n\n\n{{\n{GOOD}\n\nwait", ["6: ", "9: "]),
    (f"{GOOD} 3\n{GOOD}{GOOD}\n{GOOD}", ["1: ", "2: "]),
    (f"[\n{GOOD},\n\n{GOOD} {GOOD}]", ["4: not JSON: the list does not end, expected ',' or ']'"]),
    (f"\n [{GOOD},\n{GOOD}\n]\n\n 3", ["4: not JSON: something stands behind the list"]),
    (f"[{GOOD},\n{GOOD}\n", ["3: not JSON: the list does not end, expected ',' or ']'"]),
    (f"[{GOOD},\n]", ["2: not JSON: Expecting value"]),
    ("[\n,]", ["2: not JSON: Expecting value"]),
    (f"[{GOOD},\n\n{{]\n", ["3: not JSON: Expecting property name enclosed in double quotes"]),
    ("[\n\n", ["3: not JSON: the list does not end, expected ',' or ']'"]),
    ("[" * 100_000, ["1: not JSON: brackets in brackets, too deep to be read"]),
    ("\n" + '{"a":' * 100_000, ["2: not JSON: brackets in brackets, too deep to be read"]),
])  # fmt: skip
def test_a_mistake_is_told_with_the_line_on_which_it_stands(sim, tmp_path, text, said):
    told = problems(sim, tmp_path, text)
    assert len(told) == len(said)
    assert all(line.startswith(start) for line, start in zip(told, said, strict=True)), told


def test_what_is_no_object_is_told_with_an_example_of_one_a_line_and_a_key_that_stands_twice_without(sim, tmp_path):
    example = 'such as {"at": "2 h", "who": "rex", "verb": "wait"}'
    cut, twice, none = problems(sim, tmp_path, f'{{"tick": 1\n{GOOD[:-1]}, "who": 3}}\n[1]\n')
    assert cut.startswith("1: not JSON: ")
    assert cut.endswith(f", expected one object a line, {example}")
    assert twice == "2: 'who' stands here twice, expected each key once"
    assert none == f"3: not an order: [1], expected an object {example}"


def test_a_long_value_is_shown_by_its_first_eighty_letters(sim, tmp_path):
    for length in (78, 79):  # and its two quotes
        (said,) = problems(sim, tmp_path, json.dumps("x" * length))
        shown = '"' + "x" * 78 + '"' if length == 78 else '"' + "x" * 76 + "..."
        assert said.startswith(f"1: not an order: {shown}, expected")


# ---------------------------------------------------------------- as they are kept


def links(orders: list[Order]) -> list[str]:
    """The digest at the end of each line: of the one before and of the numbers of this line."""
    made, before = [], ""
    for one in orders:
        values = [one.tick, one.who, int(one.verb), one.target, one.amount]
        before = blake2b(f"{before}{values}".encode(), digest_size=4).hexdigest()
        made.append(before)
    return made


ASKED = [Order(5, 1, Verb.WAIT, -1, 9), Order(6, 2, Verb.LEAVE, 4, 0), Order(6, 0, Verb.HIDE, -1, 60),
         Order(9, 3, Verb.WALK, 77, 0)]  # fmt: skip


def kept(tmp_path) -> tuple[Folder, SimpleNamespace]:
    """A folder in which all of ASKED have been written ahead, in two goes."""
    folder, meta = Folder(tmp_path), SimpleNamespace(link="", orders=0)
    append(folder, meta, ASKED[:3])
    assert (meta.orders, meta.link) == (3, links(ASKED)[2])
    append(folder, meta, iter(ASKED[3:]))
    return folder, meta


def test_orders_are_written_one_a_line_each_with_the_digest_of_all_up_to_it(tmp_path):
    folder, meta = kept(tmp_path)
    lines = [json.loads(line) for line in folder.orders.read_text().splitlines()]
    assert lines == [[one.tick, one.who, int(one.verb), one.target, one.amount, link]
                     for one, link in zip(ASKED, links(ASKED), strict=True)]  # fmt: skip
    assert (meta.orders, meta.link) == (4, links(ASKED)[-1])
    assert recorded(folder, meta) == ASKED
    meta.orders, meta.link = 2, links(ASKED)[1]  # two more were written ahead, and not counted any more
    assert recorded(folder, meta) == ASKED
    folder.orders.write_text(folder.orders.read_text()[:-1])
    assert recorded(folder, meta) == ASKED[:3], "a last line that was cut off does not count"


@pytest.mark.parametrize("line", [0, 1, 3])
@pytest.mark.parametrize("change", [
    lambda values: [values[0] + 1, *values[1:]], lambda values: [*values[:4], values[4] + 1, values[5]],
    lambda values: [*values[:5], "0" * 8], lambda values: values[:-1], lambda values: [*values[:-1], 0, values[-1]],
    lambda values: 3, lambda values: {}, lambda values: "[" * 100_000,
])  # fmt: skip
def test_a_line_that_is_not_as_it_was_written_is_told_by_its_number(tmp_path, line, change):
    folder, meta = kept(tmp_path)
    lines = folder.orders.read_text().splitlines()
    changed = change(json.loads(lines[line]))
    lines[line] = changed if isinstance(changed, str) else json.dumps(changed)
    folder.orders.write_text("\n".join(lines) + "\n")
    with pytest.raises(RunError, match=rf"jsonl:{line + 1}: damaged, not as it was written") as found:
        recorded(folder, meta)
    assert found.value.hint == "without its orders a run cannot go on"


@pytest.mark.parametrize("values", [[5, 1, 9999, -1, 0], [5, 1.0, 4, -1, 0], [5, 1, 4, True, 0], [5, 1, 4, -1, None]])
def test_a_line_with_the_right_digest_and_no_order_in_it_is_damaged_too(tmp_path, values):
    folder, meta = kept(tmp_path)
    link = blake2b(str(values).encode(), digest_size=4).hexdigest()
    folder.orders.write_text(json.dumps([*values, link]) + "\n")
    meta.orders = 1
    meta.link = link
    with pytest.raises(RunError, match="jsonl:1: damaged"):
        recorded(folder, meta)


def test_orders_that_are_gone_or_of_another_run_are_told(tmp_path):
    folder, meta = kept(tmp_path)
    meta.orders = 5
    with pytest.raises(RunError, match="not the orders of this run: 4 are there, 5 were written"):
        recorded(folder, meta)
    meta.orders, meta.link = 3, links(ASKED)[3]
    with pytest.raises(RunError, match="not the orders of this run: 4 are there, 3 were written"):
        recorded(folder, meta)
    folder.orders.write_bytes(b"\xff\n")
    with pytest.raises(RunError, match="cannot be read: not a text file in UTF-8"):
        recorded(folder, meta)
    folder.orders.unlink()
    with pytest.raises(RunError, match="cannot be read: No such file"):
        recorded(folder, meta)
    folder.orders.mkdir()
    with pytest.raises(RunError, match="cannot be read: no regular file"):
        recorded(folder, meta)
