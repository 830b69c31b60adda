"""Forecasts of who is lost, as the command line has them."""

from pathlib import Path

import pytest

from .typed import answer, undergrid


@pytest.fixture(scope="module")
def run(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("forecasting") / "run"
    made = undergrid("run", "village", "--people", "150", "--seed", "5", "--until", "5 min", "--out", folder)
    assert made.exit_code == 0
    return folder


def test_a_policy_is_forecast_beside_things_as_they_are(run):
    told = undergrid("forecast", run, "--at", "2min", "--set", "subscription.threshold=560", "--until", "600h")
    assert told.exit_code == 0
    lines = told.stdout.splitlines()
    assert lines[0].startswith("as things are: of ")
    assert any(line.startswith("under that policy: of ") for line in lines)
    found = answer("forecast", run, "--at", "2min", "--set", "subscription.threshold=560", "--until", "600h")
    now, then = found["as_things_are"], found["under_that_policy"]
    assert then["expected"] > now["expected"] > 0
    assert then["assessed"] == now["assessed"] > 50
    assert all(0 < one["chance"] < 1 for one in now["at_risk"])
    assert "Cleo Marsh" in now["refused"]


def test_a_policy_is_forecast_by_the_clock_as_by_durations(run):
    by_clock = answer("forecast", run, "--at", "17:02", "--until", "day 3 17:00")
    assert by_clock == answer("forecast", run, "--at", "2min", "--until", "48h")


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--set", "subscription.threshold=0"], "a policy that frees everybody"),
        (["--set", "subscription.threshold=1", "--set", "subscription.slump=0"], "this policy frees everybody"),
        (["--set", "subscription.treshold=9"], "no knob 'treshold'"),
        (["--set", "people.ada.tagged=no"], "a policy is a knob of a rule"),
        (["--at", "9h"], "is not in the run"),
        (["--at", "4min", "--until", "2min"], "is not ahead of"),
    ],
)
def test_what_is_no_forecast_is_refused_with_the_reason(run, options, said):
    told = undergrid("forecast", run, "--until", "48h", *options)
    assert (told.exit_code, told.stdout) == (2, "")
    assert said in told.stderr
