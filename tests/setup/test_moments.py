"""Endings by the clock and the sun: `before: "06:00"`, `after: dusk`."""

import pytest

from undergrid import setup
from undergrid.core import units

H, M = units.HOUR, 60

FILE = """\
scenario: night
title: A night
clock: {starts: "21:00", lasts: 2 d}
map: {generate: {seed: 1}}
cast: {ada: {name: Ada, at: parlour_alley}}
rules: {clock: {sunrise: "06:00", sunset: "18:00", twilight_minutes: 30}}
"""


def file(tmp_path, window, rules=""):
    text = FILE + f"endings: {{out: {{who: ada, are: free, {window}}}}}\n"
    (tmp_path / "scenario.yaml").write_text(text.replace('sunrise: "06:00"', rules) if rules else text)
    return tmp_path


@pytest.mark.parametrize(
    ("window", "after", "before"),
    [
        ("after: 2 h", 2 * H, -1),
        ('before: "06:00"', 0, 9 * H),
        ("before: dawn", 0, 8 * H + 30 * M),
        ("before: Sunrise", 0, 9 * H),
        ("after: dusk", 21 * H + 30 * M, -1),
        ("after: sunset, before: dawn", 21 * H, 32 * H + 30 * M),
        ('after: "21:00", before: "21:00"', 0, 24 * H),
        ('after: "23:30:10", before: 4 h', 2 * H + 30 * M + 10, 4 * H),
        ("until: dawn", 0, 8 * H + 30 * M),
    ],
)
def test_a_moment_by_the_clock_is_the_first_such(window, after, before, tmp_path):
    [ending] = setup.build(setup.load(file(tmp_path, window)), seed=1).endings
    assert (ending.after, ending.before) == (after, before)


def test_the_sun_comes_up_when_the_rules_say_so(tmp_path):
    [ending] = setup.build(setup.load(file(tmp_path, "before: dawn", 'sunrise: "04:10"')), seed=1).endings
    assert ending.before == 6 * H + 40 * M


@pytest.mark.parametrize(
    ("window", "said"),
    [
        ("before: 06:00", "without quotes"),
        ('before: "25:00"', "is not a clock time"),
        ("before: tomorrow", "'tomorrow' is no moment, expected dawn, sunrise, sunset, dusk, a clock time"),
        ("before: -2", "is negative"),
        ("before: [dawn]", "is not a duration"),
        ('after: "23:00", before: 1 h', "has passed before `after` comes"),
        ("after: 3 h, before: 2 h", "is not later than after"),
        ("after: 3 d", "only once the run is over"),
    ],
)
def test_what_is_no_moment_is_said_once_with_its_line(window, said, tmp_path):
    [problem] = setup.check(file(tmp_path, window))
    assert said in str(problem)
    assert problem.line == 7
