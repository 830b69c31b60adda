"""Whatever stands on the command line and in the files that it names: an answer, or a sentence and exit code 1 or 2."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

TESTS = Path(__file__).resolve().parents[1]
SECONDS, BYTES = 10, 1 << 30
TOLD = ("Traceback", "a mistake in Undergrid itself")  # by a program that fails


@pytest.mark.skipif(sys.platform == "win32", reason="no fork")
def test_any_command_is_answered_in_words_in_seconds_and_within_a_gigabyte(tmp_path, cases):
    n = cases(40, 2_000)
    command = [sys.executable, "-m", "cli.warm", str(tmp_path), str(n), "20"]
    path = os.pathsep.join([str(TESTS), *sys.path])
    done = subprocess.run(command, env=os.environ | {"PYTHONPATH": path}, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    found = [json.loads(line) for line in done.stdout.splitlines()]
    assert [one for one in found if one["code"] not in (0, 1, 2)] == []
    assert [one for one in found if any(mark in one["said"] for mark in TOLD) or one["forged"]] == []
    assert [one for one in found if one["code"] and not one["said"].strip()] == []
    assert [one for one in found if one["seconds"] > SECONDS or one["bytes"] > BYTES] == []
    assert len(found) == n
    assert {one["code"] for one in found} == {0, 1, 2}
