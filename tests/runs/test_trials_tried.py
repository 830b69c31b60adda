"""Which trials are tried, with how many people, for how long, and what another process says."""

from __future__ import annotations

import dataclasses
import json
import subprocess
from types import SimpleNamespace
from typing import Any

import pytest

from undergrid.runs import trials
from undergrid.runs.folder import RunError
from undergrid.runs.trials import Fault, try_rules
from undergrid.setup import load
from undergrid.world.log.kinds import Kind


@pytest.fixture
def tried(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Any, ...]]:
    """Trials that say what they were given instead of trying anything; the scenarios that were loaded."""
    given: list[tuple[Any, ...]] = []

    def trial(name: str, fault: Fault | None = None, why: str = "") -> Any:
        def one(scenario: Any, seed: int, ticks: int) -> Fault | None:
            given.append((name, scenario.people, seed, ticks))
            if why:
                raise trials._NoTrialError(why)
            return fault

        return one

    found = {"a": trial("a", Fault("a", "x", 1, "y")), "b": trial("b"), "c": trial("c", why="no room"),
             "d": trial("d", Fault("d", "x", 2, "z"))}  # fmt: skip
    monkeypatch.setattr(trials, "_TRIALS", found)
    return given


def scenario(people: int, *periods: int, file: str | None = None) -> Any:
    """A loaded scenario of so many people, with rules of these periods; asked for fewer, it has fewer."""

    def load(name: str, asked: int | None = None) -> Any:
        assert name == "coast"
        makers = [SimpleNamespace(placed=SimpleNamespace(entry=SimpleNamespace(period=one))) for one in periods]
        spec = SimpleNamespace(map=SimpleNamespace(file=file))
        return SimpleNamespace(people=people if asked is None else asked, spec=spec, makers=makers, asked=asked)

    return load


def test_all_trials_are_tried_and_the_first_fault_of_each_is_told(tried, monkeypatch):
    monkeypatch.setattr(trials, "load", scenario(5000))
    left_out, progress = [], []
    faults = try_rules("coast", progress=lambda n, of: progress.append((n, of)), left_out=left_out.append)
    assert faults == [Fault("a", "x", 1, "y"), Fault("d", "x", 2, "z")]
    assert tried == [(name, 300, 1, 600) for name in "abcd"]
    assert progress == [(n, 4) for n in (1, 2, 3, 4)]
    assert left_out == ["c: this trial could not be made: no room"]


def test_only_those_are_tried_that_are_named_and_nobody_has_to_listen(tried, monkeypatch):
    monkeypatch.setattr(trials, "load", scenario(5000))
    assert try_rules("coast", seed=9, only=["d", "c", "b"]) == [Fault("d", "x", 2, "z")]
    assert tried == [(name, 300, 9, 600) for name in "bcd"]


@pytest.mark.parametrize(("people", "file", "taken"), [(299, None, 299), (301, None, 300), (5000, "map.tmx", 5000)])
def test_a_city_that_is_made_is_tried_with_few_people_and_one_that_is_drawn_with_all(
    tried, monkeypatch, people, file, taken
):
    monkeypatch.setattr(trials, "load", scenario(people, file=file))
    try_rules("coast", only=["b"])
    assert tried == [("b", taken, 1, 600)]


@pytest.mark.parametrize(("periods", "ticks"), [((1, 60), 600), ((1, 270), 600), ((271, 10), 602), ((10, 3600), 7260)])
def test_a_trial_lasts_for_two_turns_of_the_slowest_rule_and_a_minute(tried, monkeypatch, periods, ticks):
    monkeypatch.setattr(trials, "load", scenario(10, *periods))
    try_rules("coast", only=["b"])
    assert tried == [("b", 10, 1, ticks)]


# ---------------------------------------------------------------- causes


def told(*events: dict[str, int]) -> Any:
    """A life in which something happens in each tick; the makers' kinds are HID and WANTED."""
    rows = [SimpleNamespace(**({"cause": 0, "stream": 0} | event)) for event in events]
    cleared: list[int] = []
    life = SimpleNamespace(step=lambda: [rows.pop(0)], cleared=cleared)
    life.world = SimpleNamespace(events=SimpleNamespace(clear=lambda: cleared.append(1)))
    return life


OWNERS = [SimpleNamespace(name="hides", kinds=[Kind.HID]), SimpleNamespace(name="wants", kinds=[Kind.WANTED])]


def causes(monkeypatch: pytest.MonkeyPatch, life: Any, ticks: int, makers: Any = OWNERS) -> Fault | None:
    monkeypatch.setattr(trials, "_begin", lambda scenario, seed: life)
    return trials._causes(SimpleNamespace(makers=makers), 1, ticks)  # type: ignore[arg-type]  # a stand-in that has what the trial asks for


def test_an_event_of_a_makers_kind_needs_a_cause_or_a_draw_and_ours_are_not_looked_at(monkeypatch):
    fine = [{"kind": Kind.HID, "cause": 4}, {"kind": Kind.WANTED, "stream": 9}, {"kind": Kind.NOTICED}]
    life = told(*fine, {"kind": Kind.WANTED}, {"kind": Kind.HID})
    how = "emits an event that has neither a cause nor a draw"
    assert causes(monkeypatch, life, 5) == Fault("causes", "wants", 3, "WANTED", how)
    assert len(life.cleared) == 3
    assert causes(monkeypatch, told(*fine, {"kind": Kind.HID}), 3) is None
    assert causes(monkeypatch, told({"kind": Kind.HID}), 1, [SimpleNamespace(name="x", kinds=[])]) is None


# ---------------------------------------------------------------- as plain Python


def plain(monkeypatch: pytest.MonkeyPatch, here: Any, there: Any, ticks: int = 600, file: str | None = None) -> Any:
    """The fault that is found, and the jobs that were done here and elsewhere."""
    jobs: list[tuple[str, Any]] = []

    def lived(where: str, says: Any) -> Any:
        def live(job: Any) -> Any:
            jobs.append((where, job))
            return says[1] if job.closely >= 0 else says[0]

        return live

    monkeypatch.setattr(trials, "_lived", lived("here", here))
    monkeypatch.setattr(trials, "_elsewhere", lived("there", there))
    one = SimpleNamespace(path="coast.yaml", people=42, spec=SimpleNamespace(map=SimpleNamespace(file=file)))
    return trials._plain(one, 8, ticks), jobs  # type: ignore[arg-type]  # a stand-in that has what the trial asks for


def test_another_process_lives_a_minute_and_a_turn_or_as_long_as_there_is(monkeypatch):
    for ticks, file, lived, people in ((600, None, 61, 42), (40, None, 40, 42), (600, "map.tmx", 61, None)):
        fault, jobs = plain(monkeypatch, (["x", "y"], []), (["x", "y"], []), ticks, file)
        assert fault is None
        job = trials._Job("coast.yaml", people, 8, lived, -1)
        assert jobs == [("here", job), ("there", job)]


def test_where_it_lives_otherwise_the_first_rule_and_column_of_that_tick_are_named(monkeypatch):
    here = [["minds", {"a.x": "1", "a.y": "2"}], ["rain", {"a.x": "3", "a.y": "4", "a.z": "5"}], ["last", {"a.x": "6"}]]
    there = [["minds", {"a.x": "1", "a.y": "2"}], ["rain", {"a.x": "3", "a.y": "0"}], ["last", {"a.x": "0"}]]
    fault, jobs = plain(monkeypatch, (["p", "q", "r"], here), (["p", "o", "n"], there))
    assert fault == Fault("plain", "rain", 1, "a.y")
    assert jobs[2][1] == trials._Job("coast.yaml", 42, 8, 2, 1)
    assert [where for where, _ in jobs] == ["here", "there", "here", "there"]
    fault, _ = plain(monkeypatch, (["p", "q"], here), (["p", "o"], here))
    assert fault == Fault("plain", "some rule", 1, "the log of events")


def test_another_process_runs_plain_python_with_other_hashes_and_what_it_says_is_told(monkeypatch):
    asked: list[Any] = []

    def run(command: list[str], **given: Any) -> Any:
        env = given.pop("env")
        asked.append((command[1:], env["UNDERGRID_JIT"], env["PYTHONHASHSEED"], given))
        return SimpleNamespace(returncode=len(asked) - 1, stdout='["a", "b"]', stderr="Traceback\nhow\nwhat was it\n")

    monkeypatch.setattr(subprocess, "run", run)
    job = trials._Job("coast.yaml", 5, 8, 3)
    assert trials._elsewhere(job) == ["a", "b"]
    given = ["-m", "undergrid.runs.trials", json.dumps(dataclasses.asdict(job))]
    assert asked == [(given, "0", "77", {"capture_output": True, "text": True, "check": False})]
    with pytest.raises(RunError, match="another process could not live the same life") as found:
        trials._elsewhere(job)
    assert found.value.hint == "what was it"


def test_a_life_is_told_by_a_digest_of_columns_and_log_each_tick_or_after_each_rule_of_one():
    path = str(load("village").path)
    ticks = trials._lived(trials._Job(path, 60, 8, 3))
    assert len(ticks) == len(set(ticks)) == 3
    assert ticks == trials._lived(trials._Job(path, 60, 8, 3))
    assert ticks != trials._lived(trials._Job(path, 60, 9, 3)) != trials._lived(trials._Job(path, 61, 9, 3))
    assert trials._lived(trials._Job(path, 60, 8, 1, 0))[0][0] == "minds", "the first tick can be looked at too"
    rules = trials._lived(trials._Job(path, 60, 8, 3, 2))
    names = [name for name, _ in rules]
    assert len(names) == len(set(names)) > 20, "those of one tick"
    assert names[0] == "minds"
    assert all("citizens.cell" in columns for _, columns in rules)
    assert rules[0][1] != rules[-1][1], "something has happened"


# ---------------------------------------------------------------- begun twice, spoilt, resumed


@pytest.mark.parametrize("trial", ["determinism", "heavy", "resume"])
def test_a_life_is_held_against_one_that_began_alike(trial, monkeypatch):
    """And each of the trials lets the second go another way: from the start, made anew, or read back."""
    seen: list[Any] = []

    class Life:
        def __init__(self) -> None:
            self.world, self.tick, self.forked = SimpleNamespace(tick=0), 0, 0

        def run(self, until: int) -> None:
            self.tick = until

        def fork(self) -> Life:
            self.forked += 1
            return self

    monkeypatch.setattr(trials, "_begin", lambda scenario, seed: Life())
    monkeypatch.setattr(trials, "_apart", lambda *given, **more: seen.append((given, more)))
    snapshots = SimpleNamespace(
        save=lambda folder, world: seen.append(("save", folder.snapshots.is_dir(), world)),
        load=lambda folder, tick, world: seen.append(("load", tick, world)),
    )
    monkeypatch.setattr(trials, "snapshots", snapshots)
    trials._TRIALS[trial](None, 1, 7)
    (name, one, two, ticks), more = seen.pop()
    assert (name, one is two) == (trial, False)
    assert ticks == (4 if trial == "resume" else 7)
    if trial == "resume":
        assert (one.tick, seen) == (3, [("save", True, one.world), ("load", 3, two.world)])
    elif trial == "heavy":
        assert more["anew"](two) is two
        assert (one.forked, two.forked) == (0, 1)
    else:
        assert (more, seen) == ({}, [])


def test_the_trials_are_these():
    assert {name: trial.__name__ for name, trial in trials._TRIALS.items()} == {
        "determinism": "_determinism", "heavy": "_heavy", "resume": "_resume", "bystander": "_bystander",
        "causes": "_causes", "plain": "_plain",
    }  # fmt: skip
