"""`undergrid fates` as a user meets it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from typing import Any

import pytest

from undergrid.study.fates import counting

from .typed import undergrid

SIZE = ["--people", "60", "--until", "2min", "--seeds", "1..2", "--processes", "1"]


@pytest.fixture
def alone(monkeypatch):
    """Seeds are lived in this process: no other has to start."""
    from undergrid.study.fates.lives import Lives

    def live(self: Any, seeds: list[int]) -> None:
        lives = Lives(self.task)
        for n, seed in enumerate(seeds, 1):
            self.folder.keep(lives.live(seed))
            self.progress(n, 0)

    monkeypatch.setattr(counting.Pool, "live", live)


def test_the_table_is_for_people_and_with_json_for_programs(alone, tmp_path):
    told = undergrid("fates", "village", *SIZE, "--out", tmp_path / "f")
    assert told.exit_code == 0, told.output
    assert "village: 2 seeds, 60 people" in told.stdout
    answer = json.loads(undergrid("fates", "village", *SIZE, "--out", tmp_path / "f", "--json").stdout)
    assert set(answer) == {"seeds", "people", "beats", "arc", "endings", "properties", "promises"}
    assert answer["seeds"] == 2


def test_a_study_has_a_folder_of_its_own(alone, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert undergrid("fates", "village", *SIZE).exit_code == 0
    assert undergrid("fates", "village", *SIZE, "--only", "endings").exit_code == 0
    assert undergrid("fates", "village", *SIZE, "--set", "rules.sight.lost_after=44").exit_code == 0
    plain, endings, turned = sorted(path.name for path in (tmp_path / "fates").iterdir())
    assert (plain, endings) == ("village-60-120s", "village-60-120s-endings")
    assert turned.startswith("village-60-120s-set-")
    refused = undergrid("fates", "village", *SIZE, "--set", "sight.lost_after=45", "--out", f"fates/{turned}")
    assert (refused.exit_code, "another --set" in refused.stderr) == (2, True)


def test_a_study_until_a_time_of_day_is_the_one_until_then(alone, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert undergrid("fates", "village", *SIZE).exit_code == 0
    by_clock = [one if one != "2min" else "17:02" for one in SIZE]
    assert undergrid("fates", "village", *by_clock).exit_code == 0
    assert [path.name for path in (tmp_path / "fates").iterdir()] == ["village-60-120s"]


def test_shards_say_what_is_left_and_the_last_one_has_the_table(alone, tmp_path):
    one = undergrid("fates", "village", *SIZE, "--out", tmp_path, "--shard", "1/2")
    assert "1 of 2 seeds are not done yet" in one.stderr
    assert "1 seed, 60 people" in one.stdout
    two = undergrid("fates", "village", *SIZE, "--out", tmp_path, "--shard", "2/2")
    assert "not done" not in two.stderr
    assert two.stdout == undergrid("fates", "village", *SIZE, "--out", tmp_path).stdout


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (["--seeds", "3..1"], "--seeds '3..1': there is no seed in it"),
        (["--shard", "5/4"], "--shard '5/4': expected one part of several"),
        (["--only", "beats"], "--only 'beats': expected endings"),
        (["--until", "0"], "a run takes at least one second"),
        (["--people", "0"], "cannot have 0 people"),
        (["--processes", "0"], "greater than or equal to 1"),
        (["--ray", "auto"], "--ray: the package ray is not installed"),
    ],
)
def test_what_cannot_be_is_told(more, said, tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "ray", None)
    found = undergrid("fates", "village", *SIZE, *more, "--out", tmp_path)
    assert found.exit_code == 2
    assert said in found.output


def test_another_study_in_the_folder_is_told(alone, tmp_path):
    assert undergrid("fates", "village", *SIZE, "--out", tmp_path).exit_code == 0
    found = undergrid("fates", "village", *SIZE, "--people", "70", "--out", tmp_path)
    assert found.exit_code == 2
    assert "holds another study (village, 60 people" in found.stderr
    assert "give another --out" in found.stderr


def test_ctrl_c_says_what_is_kept_and_how_to_go_on(tmp_path):
    command = [sys.executable, "-P", "-m", "undergrid", "fates", "village", "--people", "60", "--seeds", "1..4"]
    command += ["--processes", "1", "--until", "8h", "--out", str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as run:
        while not (tmp_path / "fates.json").exists() and run.poll() is None:
            time.sleep(0.05)
        time.sleep(0.5)
        os.kill(run.pid, signal.SIGINT)
        _, said = run.communicate(timeout=60)
    assert run.returncode == 130
    assert f"0 seeds are done and kept in {tmp_path}" in said
    assert "go on with: the same command again" in said
