"""Forks and what differs between runs, as the command line has them."""

import json
from pathlib import Path

import pytest

from undergrid.runs import Log

from .typed import answer, undergrid


@pytest.fixture(scope="module")
def run(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("branching") / "run"
    assert (
        undergrid("run", "village", "--people", "60", "--seed", "5", "--until", "20 min", "--out", folder).exit_code
        == 0
    )
    return folder


@pytest.mark.parametrize("options", [[], ["--at", "5min"], ["--at", "5min", "--until", "10min"]])
def test_a_fork_without_a_change_is_refused(run, tmp_path, options):
    found = undergrid("fork", run, *options, "--out", tmp_path / "fork")
    assert (found.exit_code, found.stdout) == (2, "")
    assert "nothing is changed" in found.stderr
    assert "--set, --orders or --otherwise" in found.stderr
    assert not list(tmp_path.iterdir())


def test_a_command_to_be_typed_has_its_folder_in_quotes(run, tmp_path):
    out = tmp_path / "my fork"
    given = ["fork", run, "--at", "5min", "--set", "people.ada.age=80", "--until", "6min", "--out", out]
    answer(*given)
    assert f"undergrid resume '{tmp_path}/my fork'" in undergrid(*given).stderr
    assert f"undergrid replay '{tmp_path / 'my fork'}'" in undergrid("chronicle", tmp_path / "my fork").stdout


def test_a_fork_that_only_lasts_longer_is_the_same_run_for_as_long_as_that_lasted(run, tmp_path):
    answer("fork", run, "--at", "20min", "--until", "22min", "--out", tmp_path / "fork")
    found = undergrid("diff", run, tmp_path / "fork")
    assert found.exit_code == 0
    assert "no difference in 20 min" in found.stdout
    assert "goes on to 22 min" in found.stdout


@pytest.mark.parametrize(("at", "until"), [("17:05", "17:22"), ("day 1 17:05:00", "day 1, 17:22"), ("5 min", "22 min")])
def test_a_fork_goes_on_from_a_time_of_day_as_from_a_duration(run, tmp_path, at, until):
    answer("fork", run, "--at", at, "--until", until, "--set", "people.ada.age=80", "--out", tmp_path / "fork")
    meta = Log(tmp_path / "fork").meta
    assert (meta.forked["at"], meta.until) == (300, 1320)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--set", "people.ada.tagged=no"], "--at: expected the moment"),
        (["--at", "25:00", "--set", "people.ada.tagged=no"], "--at: not a clock time: '25:00'"),
        (["--at", "day 1 16:00", "--set", "people.ada.tagged=no"], "before the run begins, at 17:00:00"),
        (["--at", "16:59", "--set", "people.ada.tagged=no"], "is not in the run"),
        (["--at", "day", "2", "--set", "people.ada.tagged=no"], "write --at 'day 2 04:00'"),
        (["--at", "17:05", "--until", "17:04", "--set", "people.ada.age=9"], "does not come after the fork"),
        (["--otherwise", "e3", "--until", "soon"], "--until: not a duration: 'soon', expected something like"),
        (["--at", "5min", "--otherwise", "e3"], "--at does not go with --otherwise"),
        (["--set", "rules.sight.lost_after=4", "--otherwise", "e3"], "--set does not go with --otherwise"),
        (["--at", "5min", "--set", "people.ada.tagged=no", "--budget", "3h"], "--budget does not go with"),
        (["--otherwise", "e3", "--budget", "soon"], "soon"),
        (["--otherwise", "e999999"], "no event e999999"),
        (["--otherwise", "nobody"], "'nobody' names no event"),
        (["--at", "5h", "--set", "people.ada.tagged=no"], "is not in the run"),
        (["--at", "5min", "--set", "people.ad.tagged=no"], "did you mean 'ada'?"),
        (["--at", "5min", "--set", "people.ada.taged=no"], "did you mean 'tagged'?"),
        (["--at", "5min", "--set", "people.ada.tagged=perhaps"], "expected yes or no"),
        (["--at", "5min", "--set", "people.ada.medicine=11"], "expected 0 to 10"),
        (["--at", "5min", "--set", "people.ada.age=old"], "expected a number"),
        (["--at", "5min", "--set", "people.999.age=9"], "there is no citizen 999"),
        (["--at", "5min", "--set", "people.ada=9"], "expected three words"),
        (["--at", "5min", "--set", "gates.no_gate.open=yes"], "no gate is called 'no_gate'"),
        (["--at", "5min", "--set", "things.ada.chocolate=3"], "nothing is called 'chocolate'"),
        (["--at", "5min", "--set", "things.ada.gauze=-3"], "expected how many"),
        (["--at", "5min", "--set", "things.ada.suit=1"], "cannot be counted"),
        (["--at", "5min", "--set", "things.mars.gauze=1"], "neither somebody nor a place is called 'mars'"),
        (["--at", "5min", "--set", "people.ada.age=9", "--set", "people.ada.age=10"], "is set twice"),
    ],
)
def test_what_cannot_be_forked_is_refused_with_what_could(run, tmp_path, options, said):
    found = undergrid("fork", run, *options, "--out", tmp_path / "fork")
    assert (found.exit_code, found.stdout) == (2, "")
    assert said in found.stderr
    assert not list(tmp_path.iterdir())


def test_a_fork_reaches_people_things_and_rules_at_once_and_diff_says_which(run, tmp_path):
    sets = ["people.ada.age=80", "things.ada.gauze=7", "rules.sight.lost_after=44"]
    options = [part for one in sets for part in ("--set", one)]
    answer("fork", run, "--at", "5min", *options, "--out", tmp_path / "fork")
    assert answer("replay", tmp_path / "fork")["same"]
    told = undergrid("diff", run, tmp_path / "fork")
    assert told.exit_code == 1
    assert "from 5 min on, other rules: sight.lost_after" in told.stdout
    assert "people.ada.age = 80, things.ada.gauze = 7" in told.stdout
    lines = told.stdout.splitlines()
    people = [n for n, line in enumerate(lines) if line.startswith(("Nobody with a name", "Ada Lind"))]
    assert people[0] < next(n for n, line in enumerate(lines) if line.startswith("They part at"))
    first = answer("diff", run, tmp_path / "fork", code=1)["first"]
    assert (first["tick"], first["system"], first["b"]) == (300, "the change from outside", 80)


def test_otherwise_answers_with_decision_odds_and_otherwise_or_says_that_there_is_none(run, tmp_path):
    event = next(one for one in Log(run).events() if one.stream and 0 < one.odds < 1 << 32 and one.tick)
    found = undergrid("fork", run, "--otherwise", event.id, "--budget", "2h", "--out", tmp_path / "fork", "--json")
    told = json.loads(found.stdout)
    assert {"decision", "odds", "otherwise", "tried", "left", "lived_s"} <= set(told)
    if found.exit_code:
        assert (found.exit_code, told["decision"]) == (1, None)
        assert not (tmp_path / "fork").exists()
    else:
        assert told["out"] == str(tmp_path / "fork")
        assert answer("replay", tmp_path / "fork")["same"]


def test_where_nothing_could_have_changed_it_no_branch_is_recorded(run, tmp_path):
    found = undergrid("fork", run, "--otherwise", "e1", "--out", tmp_path / "fork")
    assert found.exit_code == 1
    assert "No decision and no draw lies behind it" in found.stdout
    assert not list(tmp_path.iterdir())


def test_why_takes_a_short_name_and_several_words(run):
    line = undergrid("events", run).stdout.splitlines()[3]
    short, clock = line.split()[:2]
    assert answer("why", run, short)["short"] == short
    assert answer("why", run, "e1")["chain"][0]["kind"] == "scenario"
    assert undergrid("why", run, "e1", "--onward").stdout.count("What came of it:") == 1
    both = undergrid("why", run, "ada", "--at", "10 min", "--onward")
    assert (both.exit_code, "--onward does not go with --at" in both.stderr) == (2, True)
    assert clock.count(":") == 2
