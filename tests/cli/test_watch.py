"""`undergrid watch`: the address comes first, a scenario is recorded meanwhile, and Ctrl-C saves as `run` does."""

import json
import signal
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest
from typer.testing import CliRunner

from undergrid import runs
from undergrid.cli import commands
from undergrid.serve import client

pytestmark = pytest.mark.skipif(not client.built(), reason="the page has not been built: python web/build.py")


def start(*args):
    return subprocess.Popen(
        [sys.executable, "-m", "undergrid", "watch", *map(str, args), "--no-browser"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def end(process, how=signal.SIGINT):
    process.send_signal(how)
    out, err = process.communicate(timeout=60)
    return process.returncode, out, err


def meta_of(folder):
    return json.loads((folder / "run.json").read_text())


def test_a_scenario_is_shown_while_it_is_recorded_and_ctrl_c_saves_it(tmp_path):
    out = tmp_path / "kept"
    with start("village", "--people", "60", "--seed", "5", "--until", "300 h", "--out", out) as process:
        address = process.stdout.readline().strip()
        assert address.startswith("http://127.0.0.1:")
        assert b"Undergrid" in urllib.request.urlopen(address, timeout=20).read()
        while meta_of(out)["tick"] == 0:
            time.sleep(0.1)
        code, _, err = end(process)
    assert code == 130
    assert f"undergrid resume {out}" in err
    kept = meta_of(out)
    assert (kept["status"], kept["stopped"]) == ("running", "SIGINT")
    assert kept["keyframe"] < runs.record.__kwdefaults__["keyframe"]
    assert runs.replay(out).same


def test_a_recorded_run_is_shown_until_one_asks_to_stop(tmp_path):
    run = tmp_path / "run"
    runs.record("village", run, seed=3, people=60, until=120)
    before = {path: path.read_bytes() for path in run.rglob("*") if path.is_file()}
    with start(run) as process:
        address = process.stdout.readline().strip()
        urllib.request.urlopen(address, timeout=20)
        code, out, err = end(process, signal.SIGTERM)
    assert (code, out, err.strip()) == (143, "", "stopped")
    assert {path: path.read_bytes() for path in run.rglob("*") if path.is_file()} == before


def test_when_the_command_is_killed_nothing_of_it_stays(tmp_path):
    run = tmp_path / "run"
    runs.record("village", run, seed=3, people=60, until=120)
    with start(run) as process:
        address = process.stdout.readline().strip()
        process.kill()
        process.wait(20)
    assert any(is_gone(address) for _ in range(100))


def is_gone(address):
    time.sleep(0.1)
    try:
        urllib.request.urlopen(address, timeout=5)
    except OSError:
        return True
    return False


@pytest.mark.parametrize(
    ("args", "says"),
    [
        (["nowhere"], "nowhere"),
        (["RUN", "--people", "5"], "--people: RUN is a run that has been recorded"),
        (["village", "--until", "soon"], "soon"),
        (["village", "RUN"], "no run that has been recorded"),
        (["RUN", "OTHER"], "runs of different cities"),
    ],
)
def test_what_cannot_be_shown_is_said(tmp_path, args, says):
    runs.record("village", tmp_path / "run", seed=3, people=60, until=60)
    runs.record("village", tmp_path / "other", seed=3, people=61, until=60)
    given = [arg.replace("RUN", str(tmp_path / "run")).replace("OTHER", str(tmp_path / "other")) for arg in args]
    found = CliRunner().invoke(
        commands.app,
        ["watch", *given, "--no-browser", "--out", str(tmp_path / "out")]
        if args[0] != "RUN"
        else ["watch", *given, "--no-browser"],
    )
    assert found.exit_code == 2
    assert says.replace("RUN", str(tmp_path / "run")) in found.output
    assert not (tmp_path / "out").exists()


def test_without_the_page_it_is_said_what_to_do(tmp_path, monkeypatch):
    monkeypatch.setattr(client, "FOLDER", Path(tmp_path / "gone"))
    found = CliRunner().invoke(commands.app, ["watch", "village", "--no-browser", "--out", str(tmp_path / "out")])
    assert found.exit_code == 1
    assert "web/build.py" in found.output
    assert not (tmp_path / "out").exists()
