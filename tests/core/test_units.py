"""Human units in, whole numbers out."""

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
    ],
)
def test_durations(text: str | int, seconds: int):
    assert units.seconds(text) == seconds


@pytest.mark.parametrize("text", ["", "h", "36 lightyears", "1:30", "-5 s", "3 h and a bit"])
def test_what_is_no_duration_is_said(text: str):
    with pytest.raises(ValueError, match="duration"):
        units.seconds(text)


def test_a_duration_is_not_negative():
    with pytest.raises(ValueError, match="negative"):
        units.seconds(-1)


def test_clock_times():
    assert units.clock("17:40") == 17 * 3600 + 40 * 60
    assert units.clock("5:00:30") == 5 * 3600 + 30
    for wrong in ("24:00", "17:60", "1740", "noon"):
        with pytest.raises(ValueError, match="clock time"):
            units.clock(wrong)


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
