"""Files that were made to harm: each is answered in seconds and within a gigabyte, by the reader's own error."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

HOSTILE = Path(__file__).with_name("hostile.py")
SECONDS = 10


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="neither pipes nor limits of memory")
def test_hostile_files_are_answered_in_seconds_and_within_a_gigabyte(tmp_path):
    done = subprocess.run([sys.executable, HOSTILE, tmp_path], capture_output=True, text=True, timeout=300, check=False)
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert done.returncode == 0, f"after {rows[-1]['name'] if rows else 'nothing'}: {done.stderr[-2000:]}"
    assert [(row["name"], row["raised"], row["said"]) for row in rows if row["raised"]] == []
    assert [(row["name"], row["said"]) for row in rows if not row["right"]] == []
    assert [(row["name"], row["seconds"]) for row in rows if row["seconds"] > SECONDS] == []
    assert len(rows) > 100
