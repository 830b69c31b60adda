import json
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from undergrid import runs

from .alike import same_log

TICKS, KEYFRAME = 1500, 100


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("undisturbed") / "run"
    runs.record("village", out, seed=3, until=TICKS, keyframe=KEYFRAME)
    return out


def test_runs_killed_at_random_moments_end_as_an_undisturbed_one(undisturbed, tmp_path, cases):
    n_runs, n_kills = cases(5, 250), 4
    script = Path(__file__).with_name("killed.py")
    numbers = map(str, (n_runs, n_kills, TICKS, KEYFRAME, 20_26))
    done = subprocess.run(
        [sys.executable, str(script), str(tmp_path), *numbers], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    found = [json.loads(line) for line in done.stdout.splitlines()]
    digest = runs.Folder.open(undisturbed)[1].digest
    assert [run["digest"] for run in found] == [digest] * n_runs
    assert all(same_log(tmp_path / str(number), undisturbed) for number in range(n_runs))
    assert any(0 < tick < TICKS for run in found for tick in run["kept"])  # not always at the very beginning


@pytest.mark.parametrize(("by", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_run_that_is_asked_to_stop_can_be_gone_on_with(by, code, tmp_path):
    out = tmp_path / "run"
    command = [sys.executable, "-P", "-m", "undergrid"]
    running = subprocess.Popen(
        [*command, "run", "village", "--seed", "3", "--until", "1h", "--out", str(out)],
        stderr=subprocess.PIPE,
        text=True,
    )
    while not (out / "run.json").exists():
        assert running.poll() is None
        time.sleep(0.01)
    running.send_signal(by)
    _, said = running.communicate()
    assert running.returncode == code
    assert f"undergrid resume {out}" in said
    assert "Traceback" not in said
    stopped = runs.Folder.open(out)[1]
    assert (stopped.status, stopped.stopped) == ("running", by.name)
    done = subprocess.run([*command, "resume", str(out), "--json"], capture_output=True, text=True, check=True)
    assert json.loads(done.stdout)["ticks"] == 3600
    ended = runs.Folder.open(out)[1]
    assert (ended.status, ended.stopped) == ("ended", "")
    assert runs.replay(out).same


def test_whoever_stops_a_run_between_two_ticks_loses_nothing(undisturbed, tmp_path):
    def stop(tick: int, of: int) -> None:
        if tick == 720:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        runs.record("village", tmp_path / "run", seed=3, until=TICKS, keyframe=KEYFRAME, progress=stop)
    assert runs.Folder.open(tmp_path / "run")[1].tick == 720
    runs.resume(tmp_path / "run")
    assert same_log(tmp_path / "run", undisturbed)
