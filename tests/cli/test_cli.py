"""The command line as a user meets it: what it answers, with which exit code, and never with a traceback."""

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from undergrid import bench
from undergrid.cli import console

from .typed import answer, undergrid

SIZE = ["--people", "60", "--seed", "5"]


@pytest.fixture(scope="module")
def run(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("cli") / "run"
    assert undergrid("run", "village", *SIZE, "--until", "20 min", "--out", folder).exit_code == 0
    return folder


def test_run_answers_what_was_run_how_fast_and_where_it_is(tmp_path):
    found = answer("run", "village", *SIZE, "--until", "2min", "--out", tmp_path / "run")
    assert found["scenario"] == "village"
    assert (found["seed"], found["people"], found["ticks"]) == (5, 60, 120)
    assert found["out"] == str(tmp_path / "run")
    assert found["ticks_per_second"] > 0
    assert isinstance(found["endings"], dict)
    assert isinstance(found["events"], int)
    assert len(found["digest"]) == 32


def test_run_tells_people_what_became_of_the_named(tmp_path):
    told = undergrid("run", "village", *SIZE, "--until", "2min", "--out", tmp_path / "run").stdout
    assert "## How it ends" in told
    assert str(tmp_path / "run") in told


def test_a_run_without_out_gets_a_folder_of_its_own_each_time(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    folders = [answer("run", "village", *SIZE, "--until", "1min")["out"] for _ in range(2)]
    assert folders == ["runs/village-5", "runs/village-5-2"]


def test_a_scenario_in_the_folder_where_one_stands_gives_its_run_the_name_of_that_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert undergrid("new", "harbour", "--map").exit_code == 0
    monkeypatch.chdir(tmp_path / "harbour")
    for given in (".", "scenario.yaml", "../harbour"):
        found = answer("run", given, "--until", "1s")["out"]
        assert found.startswith("runs/harbour-1"), given
    assert "did you mean runs/harbour-1?" in undergrid("events", "harbour-1").stderr


def test_seeds_are_a_run_each_with_what_is_set_from_the_start(tmp_path):
    given = "run", "village", "--people", "60", "--until", "1min", "--set", "rules.sight.lost_after=41"
    found = answer(*given, "--seeds", "5..6", "--out", tmp_path)["runs"]
    assert [(one["seed"], one["out"]) for one in found] == [(n, str(tmp_path / str(n))) for n in (5, 6)]
    alone = undergrid(*given, "--seed", "5", "--out", tmp_path / "alone").stdout
    assert found[0]["digest"] in alone
    assert "--people 60 --set 'rules.sight.lost_after=41' --until '1 min'" in alone


def test_events_are_one_object_a_line_with_names_spelled_out(run):
    lines = undergrid("events", run, "--json").stdout.splitlines()
    events = [json.loads(line) for line in lines]
    assert events
    for event in events:
        assert {"id", "tick", "kind", "who", "whom", "where", "amount", "cause"} <= set(event)
    assert events[0]["kind"] == "scenario"


def test_events_can_be_asked_for_by_kind_and_time(run):
    later = [json.loads(line) for line in undergrid("events", run, "--since", "10min", "--json").stdout.splitlines()]
    assert all(event["tick"] >= 600 for event in later)
    of_a_kind = undergrid("events", run, "--kind", "scenario", "--json").stdout.splitlines()
    assert len(of_a_kind) == 1


def test_events_are_asked_for_from_a_clock_time_as_from_a_duration(run):
    assert undergrid("events", run, "--since", "17:10").stdout == undergrid("events", run, "--since", "10 min").stdout
    assert undergrid("events", run, "--since", "17:10").stdout != undergrid("events", run).stdout
    for command, since in (("events", "--since"), ("chronicle", "--from")):
        turned = undergrid(command, run, since, "17:15", "--until", "17:10")
        assert (turned.exit_code, turned.stdout) == (2, "")
        assert "ends before it begins" in turned.stderr
    wrong = undergrid("events", run, "--since", "noon")
    assert wrong.exit_code == 2
    assert "--since: not a duration: 'noon'" in wrong.stderr
    assert "or '21:30'" in wrong.stderr


def test_events_before_a_time_and_those_from_it_on_are_all_there_are(run):
    before, after = (undergrid("events", run, side, "17:10").stdout for side in ("--until", "--since"))
    assert before
    assert before + after == undergrid("events", run).stdout


def test_events_about_somebody_are_folded_unless_all_are_asked_for(run):
    folded, every = (undergrid("events", run, "--about", "ada", *more).stdout for more in ([], ["--all"]))
    assert folded != every
    told = [line for line in folded.splitlines() if re.fullmatch(r"e\d+", line.split()[0])]
    assert 0 < len(told) <= len(every.splitlines())
    json_lines = undergrid("events", run, "--about", "ada", "--json").stdout.splitlines()
    assert len(json_lines) == len(every.splitlines())


def test_a_series_is_drawn_over_time_or_answered_as_points(run):
    lines = undergrid("series", run, "outdoors", "--every", "5min").stdout.splitlines()
    found = answer("series", run, "outdoors", "--every", "5min")
    assert found["series"] == "outdoors"
    assert [point["tick"] for point in found["points"]] == [0, 300, 600, 900]
    assert [line.split()[0] for line in lines] == [point["time"] for point in found["points"]]
    assert all(point["share"] == round(point["value"] / 60, 6) for point in found["points"])
    assert answer("series", run)["series"] == "free"


def test_why_walks_from_every_event_to_a_root(run):
    for line in undergrid("events", run, "--json").stdout.splitlines()[:40]:
        event = json.loads(line)["id"]
        chain = answer("why", run, event)["chain"]
        assert chain[0]["id"] == event
        assert [link["root"] for link in chain[:-1]] == [None] * (len(chain) - 1)
        assert chain[-1]["root"] in {"order", "draw", "scenario"}


def test_replay_gives_the_same(run):
    assert answer("replay", run)["same"] is True


def test_resuming_a_finished_run_changes_nothing(run):
    before = json.loads((run / "run.json").read_text())
    assert answer("resume", run)["digest"] == before["digest"]


def test_diff_of_equal_runs_tells_their_endings(run):
    found = answer("diff", run, run)
    reached = json.loads((run / "run.json").read_text("utf-8"))["endings"]
    assert (found["first"], found["others"], found["endings"]) == (None, [], [reached, reached])


def test_verify_speaks_of_resume_only_where_it_helps(run, tmp_path):
    copy = tmp_path / "copy"
    shutil.copytree(run, copy)
    (copy / "names.npz").unlink()
    found = undergrid("verify", copy)
    assert (found.exit_code, "undergrid resume" in found.stderr) == (1, True)
    (copy / "orders.jsonl").unlink()
    found = undergrid("verify", copy)
    assert (found.exit_code, "undergrid resume" in found.stderr) == (1, False)


def test_diff_names_the_first_difference_and_ends_with_1(run, tmp_path):
    rule = "rules.subscription.shift_points"
    changed = undergrid("fork", run, "--at", "5min", "--set", f"{rule}=nonsense", "--out", tmp_path / "x")
    assert changed.exit_code == 2
    several = undergrid("fork", run, "--at", "5min", "--set", f"{rule}=nonsense", "--set", "a", "--set", "b=1")
    assert (several.exit_code, several.stderr.count("--set")) == (2, 4)  # twice in each of two lines
    answer("run", "village", "--people", "60", "--seed", "6", "--until", "20min", "--out", tmp_path / "other")
    found = answer("diff", run, tmp_path / "other", code=1)
    assert {"tick", "system", "row"} <= set(found["first"])


@pytest.mark.parametrize("command", ["resume", "replay", "events", "chronicle", "report"])
def test_a_folder_that_is_no_run_is_named(command, tmp_path):
    found = undergrid(command, tmp_path)
    assert found.exit_code in (1, 2)
    assert str(tmp_path) in found.stderr
    assert found.stdout == ""


@pytest.mark.parametrize(
    ("args", "word"),
    [
        (["run", "nowhere_town"], "nowhere_town"),
        (["run", "village", "--until", "soon"], "soon"),
        (["run", "village", "--people", "none"], "--people"),
        (["run", "village", "--set", "rules.sigt.lost_after=3"], "did you mean 'sight'?"),
        (["run", "village", "--set", "sight"], "--set"),
        (["run", "village", "--seed", "2", "--seeds", "1..2"], "--seed does not go with --seeds"),
        (["run", "village", "--seeds", "9..3"], "expected the smaller one first: 3..9"),
        (["bench", "--people", "many"], "many"),
        (["bench", "--until", "soon"], "soon"),
        (["fork", ".", "--at", "1h", "--set", "sight"], "--set"),
        (["fork", ".", "--at", "soon"], "soon"),
        (["events", "nowhere"], "no folder 'nowhere', expected the folder of a run"),
        (["why", "village", "ada"], "village is a scenario, and no run of it: `undergrid run village` makes one"),
        (["diff", ".", "nowhere"], "no folder 'nowhere'"),
        (["map", "check", "no.map", "--scen", "no.scen"], "no.map"),
        (["rn"], "Did you mean 'run'?"),
        (["village", "run"], "the command comes first: undergrid run village"),
        (["help", "run"], "undergrid COMMAND --help"),
        (["run", "village", "--until", "5", "min"], "--until takes one word: write --until '5 min', or 5min"),
        (["series", ".", "--every", "2", "hours"], "write --every '2 hours', or 2hours"),
        (["series", ".", "--every", "soon"], "soon"),
        (["series", ".", "free", "--every", "0"], "--every"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_wrong_usage_is_named_and_ends_with_2(args, word, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    found = undergrid(*args)
    assert found.exit_code == 2
    assert word in found.stderr
    assert found.stdout == ""
    assert not list(tmp_path.iterdir())


def test_an_event_that_never_happened_is_named(run):
    found = undergrid("why", run, 12345)
    assert found.exit_code in (1, 2)
    assert "12345" in found.stderr


def test_check_names_a_typo_with_its_line(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert undergrid("new", "my_town").exit_code == 0
    assert undergrid("check", "my_town").exit_code == 0
    file = tmp_path / "my_town" / "scenario.yaml"
    file.write_text(file.read_text().replace("\nclock:", "\nclok:"))
    line = next(n for n, text in enumerate(file.read_text().splitlines(), 1) if text.startswith("clok"))
    found = undergrid("check", "my_town")
    assert found.exit_code == 2
    assert f"scenario.yaml:{line}: " in found.stderr
    assert "did you mean 'clock'" in found.stderr
    assert line in [problem["line"] for problem in answer("check", "my_town", code=2)["problems"]]


def test_check_warns_of_a_want_that_can_never_act_and_is_content_all_the_same(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert undergrid("new", "my_town").exit_code == 0
    file = tmp_path / "my_town" / "scenario.yaml"
    text = "cast:\n  zoe: {name: Zoe, at: parlour_alley, wants: [{call_for_help: {}}, {rescue: {}}]}\n"
    file.write_text(file.read_text().replace("cast:\n", text, 1))
    found = undergrid("check", "my_town")
    assert (found.exit_code, found.stdout) == (0, "my_town: nothing wrong, 1 warning\n")
    assert "warning: cast.zoe.wants[1].call_for_help: zoe has no beacon" in found.stderr
    assert "note: cast.zoe.wants[2].rescue: rules.bodies_found.bodies is on" in found.stderr
    said = answer("check", "my_town")
    assert (said["ok"], said["problems"], len(said["warnings"])) == (True, [], 1)


def test_doctor_looks_at_all_that_is_needed():
    found = answer("doctor")
    assert found["ok"]
    assert {"Python", "numba", "compiled rules", "disk"} <= {finding["what"] for finding in found["findings"]}


def test_bench_measures_a_city_and_names_every_system():
    found = answer("bench", "--scenario", "village", "--people", "60", "--until", "2min")["sizes"][0]
    assert (found["people"], found["ticks"]) == (60, 120)
    assert found["ticks_per_second"] > 0
    assert found["bytes_per_person"] > 0
    assert 0 <= found["recording_share"] < 1
    assert {"routine", "movement", "sight", "minds"} <= set(found["us_per_tick_by_system"])
    assert "ticks/s" in bench.spelled(found)


def test_check_of_a_map_compares_with_published_lengths(tmp_path):
    (tmp_path / "a.map").write_text("type octile\nheight 2\nwidth 3\nmap\n...\n...\n")
    row = "0\ta.map\t3\t2\t0\t0\t2\t1\t{}\n"
    (tmp_path / "a.scen").write_text("version 1\n" + row.format("2.41421356"))
    found = answer("map", "check", tmp_path / "a.map", "--scen", tmp_path / "a.scen")
    assert (found["rows"], found["misses"]) == (1, 0)
    assert found["largest_error"] < 1e-6
    (tmp_path / "b.scen").write_text("version 1\n" + row.format("9.00000000"))
    assert answer("map", "check", tmp_path / "a.map", "--scen", tmp_path / "b.scen", code=1)["misses"] == 1


def test_help_needs_nothing_heavy():
    code = "\n".join(
        (
            "import runpy, sys",
            "sys.argv = ['undergrid', '--help']",
            "try: runpy.run_module('undergrid')",
            "except SystemExit: pass",
            "heavy = {'numpy', 'numba', 'duckdb', 'pydantic', 'rich', 'ruamel.yaml'} & set(sys.modules)",
            "sys.exit(' '.join(heavy) or 0)",
        )
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert "resume" in done.stdout


def test_a_mistake_of_ours_leaves_a_report_instead_of_a_traceback(capsys):
    def broken() -> None:
        raise ZeroDivisionError("of all things")

    assert console.guarded(broken) == 1
    said = capsys.readouterr().err
    assert "Traceback" not in said
    report = Path(said.split()[-1])
    assert "ZeroDivisionError: of all things" in report.read_text()
    report.unlink()


def test_ctrl_c_says_how_to_go_on(tmp_path, capsys):
    def stopped() -> None:
        (tmp_path / "run.json").touch()
        with console.stoppable(tmp_path):
            raise KeyboardInterrupt

    assert console.guarded(stopped) == 130
    assert f"undergrid resume {tmp_path}" in capsys.readouterr().err


@pytest.mark.parametrize(("waits", "said"), [(0.0, "60 %, 3 done\nlife: 100 %, 5 done\n"), (99.0, "")])
def test_progress_that_was_begun_is_told_to_its_end(waits, said, monkeypatch, capsys):
    """Elsewhere than on a terminal; what takes no time is not told of at all."""
    ticks = iter([0.0, 1.0, 1.5])
    monkeypatch.setattr(console, "PLAIN_LINES_EVERY", waits + 1.0)
    monkeypatch.setattr(console.time, "monotonic", lambda: next(ticks))
    with console.progress("life", lambda n: f"{n} done") as update:
        update(3, 5)
        update(5, 5)
    assert capsys.readouterr().err == (f"life: {said}" if said else "")
