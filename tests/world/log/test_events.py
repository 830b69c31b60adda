"""Events: ids by content, causes, and a log that can be read back."""

import operator
import pickle
from types import ModuleType

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from undergrid.world.log import kinds
from undergrid.world.log.events import Event, EventLog, event_id, split_id
from undergrid.world.log.kinds import OF_MAKERS, Kind, Role, kind, name_kinds


def log_at(tick: int) -> EventLog:
    log = EventLog()
    log.begin(tick)
    return log


@given(st.integers(0, (1 << 24) - 1), st.integers(1, 511), st.integers(-1, (1 << 26) - 2), st.integers(0, 15))
def test_an_id_holds_tick_kind_subject_and_nth_in_63_bits(tick: int, kind: int, subject: int, nth: int):
    event = event_id(tick, kind, subject, nth)
    assert 0 < event < 1 << 63
    assert split_id(event) == (tick, kind, subject, nth)


def test_ids_are_content_so_other_events_renumber_nothing():
    alone, among = log_at(9), log_at(9)
    among.add(Kind.WANTED, np.array([1, 2, 3]))
    among.one(Kind.SUSPECTED, 7)
    assert alone.one(Kind.WANTED, 7) == among.one(Kind.WANTED, 7) == event_id(9, Kind.WANTED, 7)


def test_like_events_of_one_tick_are_counted():
    log = log_at(3)
    ids = [log.one(Kind.NOTICED, 5, watcher) for watcher in (0, 1)]
    assert [split_id(event) for event in ids] == [(3, Kind.NOTICED, 5, 0), (3, Kind.NOTICED, 5, 1)]


def test_sixteen_are_told_apart_and_a_seventeenth_is_an_error():
    log = log_at(0)
    ids = log.add(Kind.HID, np.full(16, 4))
    assert len(set(ids.tolist())) == 16
    with pytest.raises(OverflowError, match="more than 16 events HID"):
        log.one(Kind.HID, 4)


def test_a_new_tick_counts_from_nought():
    log = log_at(0)
    log.one(Kind.HID, 4)
    log.begin(1)
    assert log.one(Kind.HID, 4) == event_id(1, Kind.HID, 4, 0)


def test_the_subject_is_the_one_seen_where_many_see():
    log = log_at(2)
    (event,) = log.add(Kind.SIGHTED, np.array([8]), np.array([3]))
    assert split_id(int(event))[2] == 3
    assert Kind.SIGHTED.subject == "whom"


def test_columns_and_plain_numbers_mix():
    log = log_at(5)
    ids = log.add(Kind.SHIFT_WORKED, np.array([1, 2]), where=np.array([10, 20]), amount=9, cause=77)
    assert log.rows() == [
        Event(int(ids[0]), 5, Kind.SHIFT_WORKED, 1, -1, 10, 9, 77, 0, 0),
        Event(int(ids[1]), 5, Kind.SHIFT_WORKED, 2, -1, 20, 9, 77, 0, 0),
    ]


def test_no_rows_are_no_event():
    log = log_at(0)
    assert len(log.add(Kind.HID, np.empty(0, np.int64))) == 0
    assert log.n == 0


def test_the_log_grows_and_can_be_cleared_without_forgetting_this_ticks_ids():
    log = log_at(1)
    log.add(Kind.SHIFT_WORKED, np.arange(50_000))
    assert log.n == 50_000
    assert len(np.unique(log.columns()["id"])) == 50_000
    log.clear()
    assert log.n == 0
    log.begin(2)
    log.one(Kind.HID, 0)
    assert [event.tick for event in log.this_tick()] == [2]


def test_further_causes_stand_beside_with_their_role():
    log = log_at(0)
    a, b, c = (log.one(Kind.SIGHTED, w, 0) for w in range(3))
    wanted = log.one(Kind.WANTED, 0, cause=a)
    log.because(wanted, np.array([b, c]), Role.EVIDENCE)
    assert log.because_columns()["cause"].tolist() == [b, c]
    assert set(log.because_columns()["event"].tolist()) == {wanted}
    assert set(log.because_columns()["role"].tolist()) == {Role.EVIDENCE}


def test_every_kind_says_what_its_fields_hold():
    tables = {
        "",
        "citizen",
        "watcher",
        "gate",
        "facility",
        "building",
        "node",
        "wire",
        "window",
        "mind",
        "faction",
        "law",
        "target",
    }
    for known in Kind:
        assert {known.who, known.whom} <= tables, known
        assert known.subject in ("who", "whom"), known
        assert not known.hope or known.who == "citizen" or known.whom == "citizen", known
    themes = [theme for theme in vars(kinds).values() if isinstance(theme, ModuleType)]
    ours = [known for theme in themes for known in vars(theme).values() if isinstance(known, Kind)]
    assert len(ours) > 100
    assert not [known.name for known in ours if known in OF_MAKERS]


def test_a_kind_is_found_by_number_and_by_name_and_survives_pickling():
    assert Kind(31) is Kind.WANTED is pickle.loads(pickle.dumps(Kind.WANTED))
    assert Kind.WANTED == 31
    assert f"{Kind.WANTED}" == "31"
    with pytest.raises(ValueError, match="511 is no kind of event"):
        Kind(511)
    with pytest.raises(AttributeError, match="there is no kind of event WANTD"):
        operator.attrgetter("WANTD")(Kind)


def test_two_kinds_share_neither_number_nor_name():
    with pytest.raises(ValueError, match="TEST_AGAIN: 31 is the number of WANTED already"):
        name_kinds({"TEST_AGAIN": kind(31)})
    with pytest.raises(ValueError, match="WANTED: there is a kind of event of that name"):
        name_kinds({"WANTED": kind(511)})
    with pytest.raises(ValueError, match="1 to 511, not 512"):
        kind(512)
