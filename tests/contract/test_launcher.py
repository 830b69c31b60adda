"""`./undergrid` from a fresh checkout: with a Python whose venv and pip only pretend, so that nothing is downloaded."""

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

# Knows `-m venv`, `-m pip install` (slow, or failing, where the test says so); is the real Python for all else.
PYTHON = """#!/bin/sh
case "$1 $2 $3" in
"-m venv "*)
    mkdir -p "$3/bin" && cp "$0" "$3/bin/python" ;;
"-m pip --version") ;;
"-m pip install")
    echo "$PWD: $*" >>"$LAUNCHER_TEST/installs"
    sleep "${PIP_TAKES:-0}"
    [ ! -e "$LAUNCHER_TEST/offline" ] || { echo "no network" >&2; exit 1; }
    printf '#!/bin/sh\\necho "$PWD|$*"\\n' >"$PWD/.venv/bin/undergrid"
    chmod +x "$PWD/.venv/bin/undergrid" ;;
*) exec "REAL" "$@" ;;
esac
"""


class Checkout:
    """A copy of the launcher in a folder with a space in its name, and what it is run with."""

    def __init__(self, folder: Path):
        self.folder = folder
        self.root = folder / "a checkout"
        self.root.mkdir()
        shutil.copy(ROOT / "undergrid", self.root)
        shutil.copy(ROOT / "pyproject.toml", self.root)
        tools = folder / "bin"
        tools.mkdir()
        self.tool("python3", PYTHON.replace("REAL", sys.executable))
        self.env = {
            "PATH": f"{tools}:/usr/bin:/bin",
            "LAUNCHER_TEST": str(folder),
            "UNDERGRID_PYTHON": str(tools / "python3"),
        }
        self.tool("uv", "#!/bin/sh\nexit 1\n")  # whatever this machine has

    def tool(self, name: str, text: str) -> None:
        path = self.folder / "bin" / name
        path.write_text(text)
        path.chmod(0o755)

    def start(self, *args: str, **env: str) -> subprocess.Popen:
        return subprocess.Popen(
            [self.root / "undergrid", *args],
            cwd=self.folder,
            env={**self.env, **env},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            stdin=subprocess.DEVNULL,
            text=True,
            start_new_session=True,
        )

    def run(self, *args: str) -> tuple[int, str, str]:
        with self.start(*args) as process:
            out, err = process.communicate(timeout=60)
        return process.returncode, out, err

    def n_installs(self) -> int:
        path = self.folder / "installs"
        return len(path.read_text().splitlines()) if path.exists() else 0


@pytest.fixture
def checkout(tmp_path):
    return Checkout(tmp_path)


def test_the_first_start_installs_and_every_start_hands_over_from_where_it_was_called(checkout):
    assert checkout.run("run", "two words")[:2] == (0, f"{checkout.folder}|run two words\n")
    assert checkout.run("check", "x")[1:] == (f"{checkout.folder}|check x\n", "")
    assert checkout.n_installs() == 1


def test_it_works_through_a_symbolic_link(checkout):
    os.symlink("../a checkout/undergrid", checkout.folder / "bin" / "undergrid")
    done = subprocess.run(
        [checkout.folder / "bin" / "undergrid", "x"], env=checkout.env, cwd="/", capture_output=True, text=True
    )
    assert done.stdout == "/|x\n"


def test_a_changed_pyproject_installs_again(checkout):
    checkout.run("x")
    with (checkout.root / "pyproject.toml").open("a") as file:
        file.write("\n# changed\n")
    checkout.run("x")
    assert checkout.n_installs() == 2


def test_two_starts_at_once_install_once(checkout):
    first, second = checkout.start("a", PIP_TAKES="2"), checkout.start("b", PIP_TAKES="2")
    said = first.communicate(timeout=60), second.communicate(timeout=60)
    assert (said[0][0], said[1][0]) == (f"{checkout.folder}|a\n", f"{checkout.folder}|b\n")
    assert sorted("waiting" in err for _, err in said) == [False, True]
    assert checkout.n_installs() == 1


def test_an_install_that_was_killed_is_begun_afresh(checkout):
    process = checkout.start("x", PIP_TAKES="60")
    until = time.monotonic() + 60
    while not checkout.n_installs():
        assert time.monotonic() < until
        time.sleep(0.05)
    os.killpg(process.pid, 9)
    process.communicate()
    (checkout.root / ".venv" / "half").touch()
    code, out, err = checkout.run("x")
    assert (code, out) == (0, f"{checkout.folder}|x\n")
    assert "cut off" in err
    assert not (checkout.root / ".venv" / "half").exists()


def test_a_failed_install_says_so_and_keeps_what_was_there(checkout):
    checkout.run("x")
    (checkout.folder / "offline").touch()
    before = (checkout.root / "pyproject.toml").read_text()
    (checkout.root / "pyproject.toml").write_text(before + "\n# changed\n")
    code, out, err = checkout.run("x")
    assert (code, out) == (1, "")
    assert "no network" in err
    assert "installing failed" in err
    (checkout.root / "pyproject.toml").write_text(before)
    assert checkout.run("x")[:2] == (0, f"{checkout.folder}|x\n")


def test_without_a_suitable_python_it_says_what_is_missing(checkout):
    for name in ("python", "python3", "python3.11", "python3.12", "python3.13", "python3.14"):
        checkout.tool(name, "#!/bin/sh\nexit 127\n")  # as a pyenv shim without its version does
    checkout.env["PATH"] = f"{checkout.folder / 'bin'}:{checkout.env['PATH']}"
    code, out, err = checkout.run("x")
    assert (code, out) == (1, "")
    assert "no Python 3.11 or newer" in err


def test_pip_installs_what_uv_could_not(checkout):
    checkout.tool("uv", '#!/bin/sh\n[ "$1" = --version ]\n')
    code, out, err = checkout.run("x")
    assert (code, out) == (0, f"{checkout.folder}|x\n")
    assert "trying pip" in err


def test_mutants_are_asked_for_by_number_and_seed(checkout):
    shutil.copytree(ROOT / "tests" / "mutation", checkout.root / "tests" / "mutation")
    for given, wrong in ((("twenty",), "'twenty'"), (("20", "--seed", "x"), "'x'"), (("--seed",), "wants a number")):
        code, out, err = checkout.run("test", "--mutants", *given)
        assert (code, out) == (2, "")
        assert wrong in err
        assert "usage: ./undergrid test --mutants [N] [--seed S]" in err
