"""Closed, full and cut streams: what can still be done is done, and no traceback reaches anybody."""

import os
import shlex
import subprocess
import sys

import pytest

COMMAND = shlex.join([sys.executable, "-P", "-m", "undergrid"])
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="a shell of POSIX")


def shell(line, **environment):
    whole = os.environ | environment
    return subprocess.run(["sh", "-c", line], capture_output=True, text=True, check=False, env=whole)


@pytest.mark.parametrize(
    ("line", "code", "said"),
    [
        ("check village >&-", 0, ""),
        ("check village 2>&-", 0, "village: nothing wrong\n"),
        ("check village <&- >&- 2>&-", 0, ""),
        ("check nobody >&- 2>&-", 2, ""),
        ("check nobody 2>/dev/full", 2, ""),
        ("check village >/dev/full", 1, "No space left on device\n"),
        ("--help >/dev/full", 1, "No space left on device\n"),
        ("--version >/dev/full", 1, "No space left on device\n"),
    ],
)
def test_a_stream_that_is_closed_or_full_is_no_mistake(line, code, said):
    if "full" in line and not os.path.exists("/dev/full"):
        pytest.skip("there is no /dev/full here")
    done = shell(f"{COMMAND} {line}")
    assert (done.returncode, done.stdout + done.stderr) == (code, said)


def test_no_file_of_a_run_takes_the_place_of_a_closed_stream(tmp_path):
    out = shlex.quote(str(tmp_path / "run"))
    assert shell(f"{COMMAND} run village --people 20 --until 5 --out {out} <&- >&- 2>&-").returncode == 0
    assert shell(f"{COMMAND} verify {out}").returncode == 0


def test_what_numba_would_choke_on_is_told_before(tmp_path):
    for name, value in (("NUMBA_THREADING_LAYER", "foo"), ("NUMBA_NUM_THREADS", "0")):
        done = shell(f"{COMMAND} check village", **{name: value})
        assert done.returncode == 2
        assert done.stderr.startswith(f"{name}='{value}': expected ")


def test_a_home_that_nobody_has_is_no_place_for_a_cache():
    done = shell(f"{COMMAND} doctor", UNDERGRID_CACHE="~nobody-of-that-name/kernels")
    assert done.returncode == 0
    assert "Traceback" not in done.stderr
