"""What rows a segment may hold, at every edge: the last that is right, and the first that is wrong, by its row."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest

from undergrid.core.luck import CERTAIN
from undergrid.runs import contents
from undergrid.runs.contents import SERIES, TRACKS, TYPES, Sizes, typed
from undergrid.world.log.events import BECAUSE, COLUMNS, TICK_SHIFT, event_id
from undergrid.world.log.kinds import Kind, Role
from undergrid.world.tables.people import Activity

FIRST, LAST = 300, 600
SIZES = Sizes({"citizen": 9, "watcher": 5, "gate": 3, "facility": 2, "building": 4}, cells=50)
BY_WHOM = next(kind for kind in Kind if kind.subject == "whom" and kind.whom == "citizen")


def row(tick, kind, who=-1, whom=-1, nth=0, cause=0, where=-1, odds=0, stream=0):
    """One event as the log writes it."""
    subject = whom if kind.subject == "whom" else who
    return [event_id(tick, kind, subject, nth), tick, int(kind), who, whom, where, 0, cause, stream, odds]


def log():
    """Events of the span, of all sorts: (rows of numbers, in the order of COLUMNS)."""
    before = event_id(20, Kind.ORDERED, 8)
    wanted = row(FIRST, Kind.WANTED, 8, cause=before, where=49)
    seen = row(FIRST + 1, Kind.SIGHTED, 4, 0, nth=1, cause=before)
    return [
        wanted,
        row(FIRST, Kind.SIGHTED, 4, 8, cause=wanted[0], odds=CERTAIN, stream=7),
        seen,
        row(FIRST + 1, BY_WHOM, -1, 3, cause=wanted[0]),
        row(FIRST + 1, Kind.TRACKED_IN, 0, 3, where=0, cause=seen[0]),
        row(LAST - 1, Kind.ORDERED, 0, -1, where=-1),
    ]


def said(rows, kind="events"):
    """What is wrong with such rows, up to what was found there."""
    names = {"events": COLUMNS, "because": BECAUSE, "series": SERIES, "tracks": tuple(TRACKS)}[kind]
    columns = {name: np.array([one[k] for one in rows], np.int64) for k, name in enumerate(names)}
    return contents.wrong(kind, columns, FIRST, LAST, SIZES)


def with_(at, **changed):
    """The events with another value in some columns of one row; its id says what the row says, unless it is given."""
    rows = log()
    rows[at] = [changed.get(name, value) for name, value in zip(COLUMNS, rows[at], strict=True)]
    _, tick, kind, who, whom, *_ = rows[at]
    if "id" not in changed:
        subject = whom if kind in Kind and Kind(kind).subject == "whom" else who
        rows[at][0] = event_id(tick, kind, subject, rows[at][0] & 15)
    return rows


def test_a_log_as_a_run_writes_it_is_right_and_so_is_an_empty_one():
    assert said(log()) == said([]) == said([], "because") == said([], "series") == said([], "tracks") == ""
    assert said(with_(5, whom=2**31 - 1)) == "", "an order may be aimed at any number"


@pytest.mark.parametrize(("at", "right", "wrong", "expected"), [
    (0, {"tick": FIRST}, {"tick": FIRST - 1}, "ticks 300 to 599"),
    (5, {"tick": LAST - 1}, {"tick": LAST}, "ticks 300 to 599"),
    (2, {"tick": FIRST}, {"tick": FIRST + 2}, "ticks in their order"),
    (5, {"who": 8}, {"who": 9}, "who to be a row that there is, or -1"),
    (5, {"who": -1}, {"who": -2, "id": event_id(LAST - 1, Kind.ORDERED, -1)}, "who to be a row that there is, or -1"),
    (2, {"who": 4}, {"who": 5}, "who to be a row that there is, or -1"),
    (1, {"whom": -1}, {"whom": -2}, "whom to be a row that there is, or -1"),
    (1, {"whom": 8}, {"whom": 9}, "whom to be a row that there is, or -1"),
    (4, {"whom": 3}, {"whom": 4}, "whom to be a row that there is, or -1"),
    (0, {"where": 49}, {"where": 50}, "where to be a cell of the city, or -1"),
    (0, {"where": -1}, {"where": -2}, "where to be a cell of the city, or -1"),
    (1, {"odds": CERTAIN}, {"odds": CERTAIN + 1}, r"odds of 0 to 2^32"),
    (1, {"odds": 0}, {"odds": -1}, r"odds of 0 to 2^32"),
    (1, {"stream": 0}, {"stream": -1}, r"odds of 0 to 2^32"),
    (5, {"kind": int(Kind.WANTED)}, {"kind": 511}, "a kind of event that there is"),
    (5, {"kind": int(min(Kind))}, {"kind": 512}, "a kind of event that there is"),
    (5, {"kind": int(Kind.WANTED)}, {"kind": -1}, "a kind of event that there is"),
])  # fmt: skip
def test_a_value_may_be_the_last_that_there_is_and_no_more(at, right, wrong, expected):
    rows = with_(at, **right)
    rows[4][COLUMNS.index("cause")] = rows[2][0]
    assert said(rows) == ""
    rows = with_(at, **wrong)
    found = {name: rows[at if "order" not in expected else at + 1][k] for k, name in enumerate(COLUMNS)}
    assert said(rows) == f"no events of this city: expected {expected}, found {found}"


@pytest.mark.parametrize("at", range(6))
def test_an_id_is_that_of_its_tick_its_kind_and_its_subject(at):
    rows = log()
    _, tick, kind, who, whom, *_ = rows[at]
    subject = whom if Kind(kind).subject == "whom" else who
    for other in (
        event_id(tick + 1, kind, subject), event_id(tick, kind ^ 1, subject), event_id(tick, kind, subject + 1),
        event_id(tick, kind, -1 if subject >= 0 else 0),
    ):  # fmt: skip
        assert "expected an id of its tick, kind and subject" in said(with_(at, id=other))


def test_an_id_stands_there_once_wherever_the_other_one_is():
    rows = log()
    again = [*rows[:3], rows[2], *rows[3:]]
    assert "expected each id once" in said(again)
    assert str(rows[2][0]) in said(again)
    assert "expected each id once" in said([*rows, rows[-1]])
    assert "expected each id once" in said([rows[0], *rows])


def test_a_cause_is_of_an_earlier_span_or_stands_in_a_row_before():
    expected = "expected a cause that stands before the event"
    cause = COLUMNS.index("cause")
    ids = [one[0] for one in log()]
    for at in range(6):
        for other in range(6):
            rows = log()
            rows[at][cause] = ids[other]
            assert (expected in said(rows)) == (other >= at), (at, other)
        for wild, right in (
            (0, True), (1, True), (-1, False), ((FIRST << TICK_SHIFT) - 1, True), (FIRST << TICK_SHIFT, False),
            (ids[0] + 1, False), (ids[-1] + 1, False), (event_id(LAST + 5, Kind.ORDERED, 0), False),
        ):  # fmt: skip
            rows = log()
            rows[at][cause] = wild
            assert (said(rows) == "") == right, (at, wild)


def test_further_causes_are_of_the_span_no_later_than_the_event_and_in_a_role():
    event, role = event_id(400, Kind.WANTED, 3), int(Role.CONDITION)
    assert said([(event, event_id(400, Kind.SIGHTED, 4), role), (event, 0, role)], "because") == ""
    for odd, expected in (
        ((event_id(FIRST - 1, Kind.WANTED, 3), 0, role), "events of ticks 300 to 599"),
        ((event_id(LAST, Kind.WANTED, 3), 0, role), "events of ticks 300 to 599"),
        ((event, event_id(401, Kind.WANTED, 3), role), "a cause that is no later than the event"),
        ((event, -1, role), "a cause that is no later than the event"),
        ((event, 0, max(Role) + 1), "a role that there is"), ((event, 0, -1), "a role that there is"),
    ):  # fmt: skip
        found = dict(zip(BECAUSE, odd, strict=True))
        rows = [(event, 0, role), odd, (event, 0, role)]
        assert said(rows, "because") == f"no events of this city: expected {expected}, found {found}"
    for tick in (FIRST, LAST - 1):
        assert said([(event_id(tick, Kind.WANTED, 3), 0, role)], "because") == ""


def test_the_lines_of_a_series_are_of_the_span_and_each_later_than_the_one_before():
    def series(*ticks):
        return said([(tick, *[5] * (len(SERIES) - 1)) for tick in ticks], "series")

    assert series(FIRST, FIRST + 1, LAST - 1) == ""
    span, order = "ticks 300 to 599", "ticks in their order"
    for ticks, expected in (((299, 300), span), ((300, 600), span), ((300, 300), order), ((302, 301), order)):
        assert series(*ticks).startswith(f"no series of this city: expected {expected}, found ")


def test_the_rows_of_a_track_are_of_the_span_one_a_second_of_each_person_and_of_what_there_is():
    def track(*changed):
        right = dict(zip(TRACKS, (FIRST, 3, 7, -1, 0, 2, 1), strict=True))
        return said([tuple((right | one).values()) for one in changed], "tracks")

    citizens, buildings = SIZES.rows["citizen"], SIZES.rows["building"]
    assert track({}, {"who": 4}, {"tick": LAST - 1, "who": 0, "inside": buildings - 1}) == ""
    order = "ticks in their order, and each person once in each"
    for changed, expected in (
        ([{"tick": FIRST - 1}], "ticks 300 to 599"), ([{"tick": LAST}], "ticks 300 to 599"),
        ([{}, {}], order), ([{}, {"who": 2}], order), ([{"tick": FIRST + 1}, {"who": 5}], order),
        ([{"who": -1}], f"who from 0 to {citizens - 1}"), ([{"who": citizens}], f"who from 0 to {citizens - 1}"),
        ([{"cell": -1}], f"cell from 0 to {SIZES.cells - 1}"), ([{"cell": SIZES.cells}], "cell from 0"),
        ([{"inside": -2}], f"inside from -1 to {buildings - 1}"), ([{"inside": buildings}], "inside from -1"),
        ([{"doing": len(Activity)}], f"doing from 0 to {len(Activity) - 1}"), ([{"posture": 3}], "posture from 0 to 2"),
        ([{"alive": 2}], "alive from 0 to 1"),
    ):  # fmt: skip
        assert track(*changed).startswith(f"no tracks of this city: expected {expected}"), changed


@pytest.mark.parametrize("kind", TYPES)
def test_columns_have_the_types_that_they_are_written_with_and_no_gaps(kind):
    right = {name: np.arange(3).astype(dtype) for name, dtype in TYPES[kind].items()}
    found = typed(kind, right)
    assert list(found) == list(TYPES[kind])
    assert all(values.dtype == np.int64 and values.tolist() == [0, 1, 2] for values in found.values())
    for name, dtype in TYPES[kind].items():
        other = np.dtype(np.int16) if dtype != np.int16 else np.dtype(np.int32)
        with pytest.raises(ValueError, match=f"its column {name} is of type {other}, expected {dtype}"):
            typed(kind, right | {name: right[name].astype(other)})
        with pytest.raises(ValueError, match=f"its column {name} has gaps"):
            typed(kind, right | {name: np.ma.masked_array(right[name], [False, True, False])})
        whole = np.ma.masked_array(right[name], [False] * 3)
        assert not isinstance(typed(kind, right | {name: whole})[name], np.ma.MaskedArray)


def test_the_sizes_of_a_city_are_those_of_what_has_names_there():
    names = SimpleNamespace(watchers="ab", gates="abc", facilities="abcd", buildings="abcde", nodes="abcdef",
                            wires="abcdefgh", district_of=range(60))  # fmt: skip
    rows = {"citizen": 7, "watcher": 2, "gate": 3, "facility": 4, "building": 5, "node": 6, "wire": 8}
    assert Sizes.of(names, 7) == Sizes(rows, 60)
