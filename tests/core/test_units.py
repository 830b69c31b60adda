"""Human units in, whole numbers out."""

from datetime import timedelta

import numpy as np
import pytest

from undergrid.core import units


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("36h", 129_600),
        ("36 h", 129_600),
        ("2 h 30 min", 9000),
        ("90 s", 90),
        ("1 d", 86_400),
        ("1.5h", 5400),
        (90, 90),
        ("7", 7),
        ("20 mins", 1200),
        ("20 minutes", 1200),
        ("1 hour", 3600),
        ("2 hrs 1 sec", 7201),
        ("1 Day 30 seconds", 86_430),
        ("1000.0", 1000),
        (1000.0, 1000),
        (0.4, 0),
        (np.float32(90), 90),
        (timedelta(minutes=20), 1200),
        (timedelta(days=1, milliseconds=700), 86_401),
        (np.timedelta64(20, "m"), 1200),
        (np.timedelta64(1_500_000_000, "ns"), 2),
    ],
)
def test_durations(text: units.Time, seconds: int):
    assert units.seconds(text) == seconds


@pytest.mark.parametrize(
    "text",
    ["", "h", "36 lightyears", "1:30", "3 h and a bit", "1 h 30", "30 1 h", "1,000 s", "1e3", "-", "5 -3 s",
     float("nan"), np.timedelta64("NaT"), True, None, [60], 60j, b"60"],
    ids=repr,
)  # fmt: skip
def test_what_is_no_duration_is_said(text: object):
    with pytest.raises(ValueError, match=r"not a duration: .*, expected something like|an empty duration"):
        units.seconds(text)


@pytest.mark.parametrize(
    "given", [-1, -0.5, "-5 s", "- 1 h", "−20 min", timedelta(minutes=-1), np.timedelta64(-1, "s"), float("-inf")]
)
def test_a_duration_is_not_negative(given: units.Time):
    with pytest.raises(ValueError, match="cannot be negative"):
        units.seconds(given)


def test_clock_times():
    assert units.clock("17:40") == 17 * 3600 + 40 * 60
    assert units.clock("5:00:30") == 5 * 3600 + 30
    for wrong in ("24:00", "17:60", "1740", "noon"):
        with pytest.raises(ValueError, match="clock time"):
            units.clock(wrong)


@pytest.mark.parametrize(
    ("time", "tick"),
    [
        ("16:00", 1200), ("15:40", 0), ("15:39:59", units.DAY - 1), ("04:00", 44_400), ("day 1, 16:00:05", 1205),
        ("Day 1  16:00", 1200), ("day 2 04:00", 44_400), ("day 3, 15:40", 2 * units.DAY), ("day 1 15:00", -2400),
        ("2 h 30 min", 9000), ("2 days", 2 * units.DAY), (90, 90), (timedelta(minutes=20), 1200),
    ],
)  # fmt: skip
def test_a_moment_of_a_run_is_a_duration_since_its_start_or_a_time_of_day(time: units.Time, tick: int):
    assert units.moment(time, starts=units.clock("15:40")) == tick


@pytest.mark.parametrize("time", ["25:00", "day 0 04:00", "day 2", "day two 04:00", "16:00 h", "soon", "", "-1", None])
def test_what_is_no_moment_is_said(time: object):
    with pytest.raises(ValueError, match=r"not a (duration|clock time|day): |an empty duration|cannot be negative"):
        units.moment(time, starts=0)


def test_shares():
    assert units.share("35 %") == 0.35
    assert units.share(0.5) == 0.5
    for wrong in ("101 %", 1.5, -0.1):
        with pytest.raises(ValueError, match="share"):
            units.share(wrong)


def test_spelled_out_again():
    assert units.spell_duration(129_600) == "36 h"
    assert units.spell_duration(4805) == "1 h 20 min 5 s"
    assert units.spell_duration(0) == "0 s"
    assert units.spell_clock(67_205) == "18:40:05"
    assert units.spell_clock(86_400 + 5 * 3600) == "day 2, 05:00:00"
    assert units.mm(1.34) == 1340
