"""The log beside a plain list of the same events: ids, defaults, growth, further causes."""

from __future__ import annotations

from collections import Counter
from typing import Any

import numpy as np
import pytest

from undergrid.world.log.events import (
    BECAUSE,
    COLUMNS,
    DTYPES,
    NOBODY,
    SCENARIO_EVENT,
    TICK_SHIFT,
    EventLog,
    event_id,
    kind_of,
    split_id,
)
from undergrid.world.log.kinds import Kind, Role

NOTHING = (-1, -1, -1, 0, 0, 0, 0)
KINDS = (Kind.HID, Kind.SIGHTED, Kind.WANTED, Kind.SHIFT_WORKED, Kind.NOTICED)  # some about the one, some the other


class Twin:
    """A log, and a plain list of what it should hold."""

    def __init__(self) -> None:
        self.log = EventLog()
        self.rows: list[tuple[int, ...]] = []
        self.alike: Counter[tuple[int, int, int]] = Counter()
        self.tick = self.began = 0

    def begin(self, tick: int) -> None:
        self.log.begin(tick)
        self.tick, self.began = tick, len(self.rows)

    def expect(self, kind: Kind, row: dict[str, int]) -> int:
        subject = row[kind.subject]
        this = (self.tick, int(kind), max(subject, -1))
        found = event_id(self.tick, kind, subject, self.alike[this])
        self.alike[this] += 1
        cause = 0 if row["stream"] and row["cause"] == SCENARIO_EVENT else row["cause"]
        told = {"id": found, "tick": self.tick, "kind": int(kind), **row, "cause": cause}
        self.rows.append(tuple(told[name] for name in COLUMNS))
        return found

    def check(self) -> None:
        log = self.log
        assert (log.n, log.tick_began) == (len(self.rows), self.began)
        assert [tuple(getattr(event, name) for name in COLUMNS) for event in log.rows()] == self.rows
        assert [event.id for event in log.this_tick()] == [row[0] for row in self.rows[self.began :]]
        columns = log.columns(self.began)
        assert {name: values.dtype for name, values in columns.items()} == {n: np.dtype(d) for n, d in DTYPES.items()}
        assert list(zip(*(columns[name].tolist() for name in COLUMNS), strict=True)) == self.rows[self.began :]


def some(draw: np.random.Generator, stream: int) -> dict[str, int]:
    return {
        "who": int(draw.integers(-1, 400)), "whom": int(draw.integers(-2, 400)), "where": int(draw.integers(-1, 9)),
        "amount": int(draw.integers(-9, 1 << 40)), "cause": int(draw.choice([0, SCENARIO_EVENT, 1 << 50])),
        "stream": stream, "odds": int(draw.integers(0, (1 << 32) + 1)),
    }  # fmt: skip


@pytest.mark.parametrize("seed", range(4))
def test_a_log_holds_what_a_plain_list_of_the_same_events_holds_however_much_it_grows(seed):
    draw = np.random.default_rng(seed)
    twin = Twin()
    for tick in (0, 3, 4, (1 << 24) - 1):
        twin.begin(tick)
        for _ in range(12):
            kind, stream = KINDS[int(draw.integers(len(KINDS)))], int(draw.choice([0, 77]))
            if draw.random() < 0.5:
                row = some(draw, stream)
                assert twin.log.one(kind, **row) == twin.expect(kind, row)
                continue
            rows = [some(draw, stream) for _ in range(int(draw.integers(0, 250)))]
            given: dict[str, Any] = {name: np.array([row[name] for row in rows]) for name in some(draw, 0)}
            ids = twin.log.add(kind, **(given | {"stream": stream}))
            assert ids.tolist() == [twin.expect(kind, row) for row in rows]
        twin.check()
    assert len(twin.rows) > 2 * 1024, "the columns have grown more than once"
    assert max(twin.alike.values()) > 1


@pytest.mark.parametrize("n", [1023, 1024, 1025, 2048, 2049])
def test_it_grows_in_time_event_by_event_and_all_at_once(n):
    by_one, at_once = EventLog(), EventLog()
    for log in (by_one, at_once):
        log.begin(8)
    single = [by_one.one(Kind.HID, who % 700, amount=who) for who in range(n)]
    assert at_once.add(Kind.HID, np.arange(n) % 700, amount=np.arange(n)).tolist() == single
    assert by_one.rows() == at_once.rows()
    assert single == [event_id(8, Kind.HID, who % 700, who // 700) for who in range(n)]


def test_the_ids_of_a_tick_are_known_even_where_the_log_had_to_make_room_for_them():
    """Then they are put into a larger table anew: those of this tick, from the first to the last."""
    for n in (2047, 2048, 2049, 4096, 9000):
        log = EventLog()
        log.begin(1)
        log.add(Kind.WANTED, np.arange(50))
        log.begin(2)
        log.add(Kind.HID, np.arange(n))
        again = [log.one(Kind.HID, who) for who in (0, n - 1)]
        assert again == [event_id(2, Kind.HID, who, 1) for who in (0, n - 1)]
        assert log.one(Kind.WANTED, 3) == event_id(2, Kind.WANTED, 3)


def test_what_is_not_said_is_nobody_nowhere_nothing():
    log = EventLog()
    log.begin(5)
    for event in (log.one(Kind.HID), int(log.add(Kind.NOTICED)[0])):
        assert event_id(5, kind_of(event), -1) == event
    assert [tuple(getattr(event, name) for name in COLUMNS[3:]) for event in log.rows()] == [NOTHING] * 2


def test_what_a_draw_decided_rests_on_the_draw_and_not_on_the_scenario():
    log = EventLog()
    log.one(Kind.HID, 1, cause=SCENARIO_EVENT, stream=9, odds=3)
    log.one(Kind.HID, 2, cause=SCENARIO_EVENT)
    log.one(Kind.HID, 3, cause=66, stream=9)
    log.add(Kind.HID, [4, 5, 6], cause=[SCENARIO_EVENT, 66, 0], stream=9, odds=[1, 2, 3])
    log.add(Kind.HID, [7, 8], cause=SCENARIO_EVENT)
    assert [event.cause for event in log.rows()] == [0, SCENARIO_EVENT, 66, 0, 66, 0, SCENARIO_EVENT, SCENARIO_EVENT]
    assert [event.odds for event in log.rows()] == [3, 0, 0, 1, 2, 3, 0, 0]


@pytest.mark.parametrize("first", [15, 16])
def test_a_seventeenth_alike_is_refused_one_by_one_and_among_many(first):
    for at_once in (False, True):
        log = EventLog()
        log.begin(2)
        log.add(Kind.HID, np.full(first, 4))
        for _ in range(16 - first):
            log.one(Kind.HID, 4)
        with pytest.raises(OverflowError, match="more than 16 events HID about one subject in tick 2"):
            log.add(Kind.HID, [3, 4]) if at_once else log.one(Kind.HID, 4)
        assert log.n == 16
        assert log.one(Kind.HID, 5) == event_id(2, Kind.HID, 5)


def test_the_kind_and_the_tick_can_be_told_from_an_id_alone():
    for tick, kind, who, nth in ((0, Kind.SCENARIO, -1, 0), ((1 << 24) - 1, Kind.HID, NOBODY - 1, 15), (9, 511, 0, 3)):
        event = event_id(tick, kind, who, nth)
        assert (kind_of(event), event >> TICK_SHIFT) == (kind, tick)
        assert split_id(event) == (tick, kind, who, nth)
    assert event_id(0, Kind.SCENARIO, -1) == SCENARIO_EVENT


def test_further_causes_are_kept_in_their_order_however_many_there_are():
    log, expected = EventLog(), []
    for n in (1, 62, 1, 1, 3, 200, 0, 1):
        causes = np.arange(n) + 1000 * len(expected)
        log.because(7 + n, causes if n != 1 else int(causes[0]), Role.EVIDENCE)
        expected += [(7 + n, int(cause), int(Role.EVIDENCE)) for cause in causes]
    log.because(np.array([4, 5]), np.array([6, 7]), Role.DELAY)
    expected += [(4, 6, 6), (5, 7, 6)]
    columns = log.because_columns()
    assert list(zip(*(columns[name].tolist() for name in BECAUSE), strict=True)) == expected
    assert log.n_because == len(expected)


def test_clearing_forgets_events_and_further_causes_and_nothing_else():
    log = EventLog()
    log.begin(3)
    first = log.one(Kind.HID, 4)
    log.because(first, 9, Role.EVIDENCE)
    log.clear()
    assert (log.n, log.n_because, log.tick_began, log.tick) == (0, 0, 0, 3)
    assert log.one(Kind.HID, 4) == event_id(3, Kind.HID, 4, 1), "it is the second of this tick all the same"
    assert [event.id for event in log.this_tick()] == [event_id(3, Kind.HID, 4, 1)]


def test_a_log_that_no_tick_has_begun_is_at_the_first():
    log = EventLog()
    assert (log.n, log.n_because, log.tick, log.tick_began) == (0, 0, 0, 0)
    log.one(Kind.HID, 4)
    assert [event.id for event in log.this_tick()] == [event_id(0, Kind.HID, 4)]


@pytest.mark.parametrize("at_once", [1, 0, 700])
def test_the_table_of_a_ticks_ids_is_half_full_at_most_and_quarter_full_when_it_has_grown(at_once):
    """Fuller, the ids would be looked for ever longer; and it counts what is in it, whoever put it there."""
    log, size, n = EventLog(), 4096, 0
    for tick in (1, 2):
        log.begin(tick)
        assert (log._n_taken, np.count_nonzero(log._taken)) == (0, 0)
        n = 0
        while n < 5000:
            step = max(1, at_once)
            if at_once:
                log.add(Kind.HID, np.arange(n, n + step))
            else:
                log.one(Kind.HID, n)
            n += step
            if 2 * n > size:
                size = 1 << (4 * n - 1).bit_length()
            assert (log._n_taken, len(log._taken)) == (n, size)
        assert np.count_nonzero(log._taken) == n
    assert size == 1 << 14


def test_columns_are_doubled_when_they_are_full_or_made_as_long_as_they_have_to_be():
    log, size, causes = EventLog(), 1024, 64
    for row in range(5000):
        log.one(Kind.HID, row)
        log.because(row, 1, Role.HELPER)
        size, causes = (2 * size if row == size else size), (2 * causes if row == causes else causes)
        assert (len(log._columns["id"]), len(log._because["event"])) == (size, causes)
    assert (size, causes) == (8192, 8192)
    log.add(Kind.HID, np.arange(5000, 8192))
    assert len(log._columns["id"]) == 8192
    log.add(Kind.SHIFT_WORKED, np.arange(20_000))
    log.because(1, np.arange(20_000), Role.HELPER)
    assert (len(log._columns["id"]), len(log._because["event"])) == (28_192, 25_000)
