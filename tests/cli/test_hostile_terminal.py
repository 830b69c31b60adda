"""Nothing that stands in somebody's files speaks to the terminal, or passes for a line of ours."""

import importlib.resources
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from undergrid.cli import commands, console
from undergrid.core import errors
from undergrid.runs import seals

ADA = r"Ada \x1b[2J\x1b]0;pwned\x07\n# Dead\n- nobody \u202e \x9b Lind"
BRAM = r"\x1c {who} %s [red]x"


def undergrid(*args: object) -> Result:
    found = CliRunner().invoke(commands.app, [str(arg) for arg in args])
    assert "Traceback" not in found.output
    assert all(line.isprintable() for line in found.output.split("\n")), found.output
    return found


def unescaped(markdown: str) -> str:
    return re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", markdown)


@pytest.fixture(scope="module")
def scenario(tmp_path_factory) -> Path:
    """The village, with people whose names are hostile."""
    folder = tmp_path_factory.mktemp("hostile") / "village"
    shutil.copytree(str(importlib.resources.files("undergrid") / "scenarios" / "village"), folder)
    file = folder / "scenario.yaml"
    text = file.read_text().replace("title: A village", r'title: "A \x1b[31m village" #')
    file.write_text(text.replace("name: Ada Lind", f'name: "{ADA}"').replace("name: Bram Okafor", f'name: "{BRAM}"'))
    return folder


@pytest.fixture(scope="module")
def run(scenario) -> Path:
    out = scenario.parent / "run"
    assert undergrid("run", scenario, "--people", 60, "--seed", 5, "--until", "20 min", "--out", out).exit_code == 0
    return out


def test_a_name_is_shown_as_it_was_written_and_stays_in_its_line(run):
    for command in (["chronicle"], ["events"], ["events", "--about", "ada"], ["events", "--about", "ada", "--all"]):
        said = undergrid(command[0], run, *command[1:]).stdout
        assert ADA in (unescaped(said) if command == ["chronicle"] else said)
        assert not [line for line in said.split("\n") if line.startswith(("# Dead", "- nobody"))]
    assert len(undergrid("events", run).stdout.splitlines()) == len(
        undergrid("events", run, "--json").stdout.splitlines()
    )


def test_why_and_json_are_plain_too(run):
    events = [json.loads(line) for line in undergrid("events", run, "--about", "ada", "--json").stdout.splitlines()]
    assert any(ADA in (event["who"], event["whom"]) for event in events)
    for more in ([], ["--json"]):
        assert undergrid("why", run, events[-1]["id"], *more).exit_code == 0
    assert ADA in undergrid("chronicle", run, "--json").stdout.replace("\\\\", "\\")


def test_the_name_of_a_maps_object_forges_no_line_of_check(scenario, tmp_path):
    folder = Path(shutil.copytree(scenario, tmp_path / "forged"))
    text = (folder / "map.tmx").read_text()
    at = text.index('name="old_station"')
    end = text.index(">", at)
    forged = 'name="a&#10;map.tmx:7: fake &#x9b;2J &#x202e;&#x85;map.tmx:8: too" type="bogus" x="0" y="0"'
    (folder / "map.tmx").write_text(text[:at] + forged + text[end:])
    found = undergrid("check", folder)
    assert found.exit_code == 2
    lines = found.stderr.splitlines()
    assert sum(r"a\nmap.tmx:7: fake \x9b2J \u202e\x85map.tmx:8: too" in line for line in lines) == 1
    assert not [line for line in lines if ":7: fake" in line.partition(" ")[0] or line.startswith("map.tmx")]
    problems = json.loads(undergrid("check", folder, "--json").stdout)["problems"]
    assert not [problem for problem in problems if problem["line"] in (7, 8)]


@pytest.mark.parametrize("change", [{"scenario": "a\n# Dead"}, {"endings": {"\x1b[2J": 3}}, {"stopped": "\x1b[2J"}])
def test_run_json_holds_short_names_only(run, tmp_path, change):
    forged = Path(shutil.copytree(run, tmp_path / "forged"))
    values = json.loads((forged / "run.json").read_text()) | change
    values.pop("seal")
    (forged / "run.json").write_text(json.dumps(values | {"seal": seals.seal(values)}))
    found = undergrid("chronicle", forged)
    assert found.exit_code == 1
    assert f"run.json: damaged, not as it was written: {next(iter(change))}" in found.stderr


def test_orders_forge_no_line(scenario, tmp_path):
    (tmp_path / "orders").write_text(
        '{"at": "1 h", "who": "a\\norders:7: \\u009b", "verb": "\\u001b"}\n{"\\n": 1, "\\n": 2}\n'
    )
    found = undergrid("run", scenario, "--orders", tmp_path / "orders", "--out", tmp_path / "run")
    assert found.exit_code == 2
    assert [line.split(":")[1] for line in found.stderr.splitlines()] == ["1", "1", "2"]


def test_a_message_of_ours_keeps_its_lines_and_a_mistake_is_one_line(capsys):
    def fails() -> None:
        raise errors.UndergridError("one\ntwo \x1b[2J", hint="three\x07")

    def is_wrong() -> None:
        raise ZeroDivisionError("of all\nthings \x9b")

    assert console.guarded(fails) == console.guarded(is_wrong) == 1
    said = capsys.readouterr().err.splitlines()
    assert said[:4] == [
        r"one",
        r"two \x1b[2J",
        r"three\x07",
        r"a mistake in Undergrid itself: ZeroDivisionError: of all\nthings \x9b",
    ]
    Path(said[4].split()[-1]).unlink()


def test_a_bar_of_progress_takes_a_name_for_a_name(monkeypatch, capsys):
    monkeypatch.setattr(console, "PLAIN_LINES_EVERY", -1.0)
    with console.progress("life in [red]\x1b[2J\nhere", lambda n: f"{n}\x9b") as update:
        update(1, 1)
    assert capsys.readouterr().err == "life in [red]\\x1b[2J\\nhere: 100 %, 1\\x9b\n"


# -- signals and surroundings, as real processes


def process(*args: str, code: str = "", **surroundings: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-P", *(["-c", code] if code else ["-m", "undergrid"]), *args]
    paths = {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    return subprocess.run(command, env=paths | surroundings, capture_output=True, text=True, check=False)


@pytest.mark.parametrize(("by", "code"), [("SIGINT", 130), ("SIGTERM", 143)])
@pytest.mark.parametrize("at", ["typer", "numpy"])
def test_whoever_stops_it_while_it_starts_sees_no_traceback(at, by, code):
    """The signal comes while a module is being imported: before there are commands, and within one."""
    begin = f"""
import os, signal, sys
class Stop:
    def find_spec(self, name, path=None, target=None):
        if name == {at!r}:
            os.kill(os.getpid(), signal.{by})
sys.meta_path.insert(0, Stop())
from undergrid.cli import main
main()
"""
    done = process("check", "village", code=begin)
    assert (done.returncode, done.stdout, done.stderr) == (code, "", "stopped\n")


def test_a_stop_that_passes_through_exec_ends_with_an_exit_code_all_the_same():
    passed = """
import os, signal
from undergrid.cli import console, stopping
stopping.listen()
raise SystemExit(console.guarded(lambda: exec("os.kill(os.getpid(), signal.SIGINT)", globals())))
"""
    done = process(code=passed)
    assert (done.returncode, done.stderr) == (130, "stopped\n")


def test_an_empty_environment_is_enough():
    done = process("check", "village")
    assert (done.returncode, done.stdout, done.stderr) == (0, "village: nothing wrong\n", "")


@pytest.mark.parametrize("threads", ["0", "x", "-1", "²", "9" * 400])
def test_a_wrong_number_of_threads_is_told_in_a_line(threads):
    done = process("check", "village", NUMBA_NUM_THREADS=threads)
    assert done.returncode == 2
    assert done.stderr.startswith("NUMBA_NUM_THREADS=")
    assert len(done.stderr.splitlines()) == 1


def test_a_terminal_that_knows_few_letters_gets_escapes(tmp_path):
    (tmp_path / "scenario.yaml").write_text("scenario: é李\n", "utf-8")
    done = process("check", str(tmp_path), PYTHONIOENCODING="ascii")
    assert done.returncode == 2
    assert "\\xe9\\u674e" in done.stderr
    assert "Traceback" not in done.stderr


def test_libraries_do_not_speak_of_their_own_accord(tmp_path):
    warned = "from undergrid.cli import console\nimport warnings\nconsole.prepare()\nwarnings.warn('told by a library')"
    assert process(code=warned).stderr == ""
