"""What the tests of a checkout show of the table of rows: each row, its tests, what stepped in them, how they stand.

The table and the tests are no part of the installed package: they stand in `tests/` of a checkout.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

from undergrid.core.errors import UndergridError, UsageError

_TEST = re.compile(r"^def test_[necx]\d+_\w+", re.MULTILINE)
_WORST_FIRST = ("fail", "none", "xfail", "pass")
_TESTS_RAN = (0, 1)  # how pytest ends where all tests were collected and run, whether or not they passed


class Row(NamedTuple):
    """A row of the table."""

    name: str
    title: str


class Shown(NamedTuple):
    """A test of a row: its engine is `sim` where a Sim stepped alone, else `rules`; a row without a test has none."""

    row: str
    test: str | None
    engine: str | None
    stands: str


def checkout() -> Path:
    """The folder of the checkout that this package runs from. Raises UsageError where there are no tests beside it."""
    root = Path(__file__).resolve().parents[2]
    if not (root / "tests" / "seeds" / "rows.txt").is_file():
        raise UsageError("the rows are shown by tests, and there are none here", hint="start it from a checkout")
    if find_spec("pytest") is None:
        raise UsageError("pytest is not installed", hint="`./undergrid rows` of the checkout installs it")
    return root


def table(root: Path) -> list[Row]:
    """All rows, in their order."""
    lines = (root / "tests" / "seeds" / "rows.txt").read_text("utf-8").splitlines()
    return [Row(*line.split(" ", 1)) for line in lines]


def shown(root: Path, progress: Callable[[int, int], None] = lambda done, total: None) -> list[Shown]:
    """Run the tests of all rows; what each shows, in the order of the rows. Rows without a test are among them."""
    files = {}
    for path in sorted((root / "tests").rglob("test_*.py")):
        n_tests = len(_TEST.findall(path.read_text("utf-8")))
        if n_tests:
            files[str(path.relative_to(root))] = n_tests
    with tempfile.TemporaryDirectory() as folder:
        lines = _run(root, list(files), Path(folder), lambda done: progress(done, sum(files.values())))
    return merged(table(root), lines)


def _run(root: Path, files: list[str], folder: Path, done: Callable[[int], None]) -> list[Shown]:
    """Let pytest run the tests of rows in these files; one line a test, or several where it has several cases."""
    out, said = folder / "rows", folder / "said"
    out.touch()
    command = [sys.executable, "-m", "pytest", "-q", "-m", "", "--rows", str(out), *files]
    if find_spec("xdist") is not None:
        command += ["-n", str(min(4, os.cpu_count() or 1)), "--dist", "loadfile"]
    with said.open("wb") as log, subprocess.Popen(command, cwd=root, stdout=log, stderr=log) as tests:
        try:
            while tests.poll() is None:
                done(len({shown.test for shown in _read(out)}))
                time.sleep(0.3)
        except BaseException:
            tests.terminate()
            raise
    if tests.returncode not in _TESTS_RAN:
        words = said.read_text("utf-8", "replace").strip().splitlines()[-12:]
        raise UndergridError("the tests could not be run:\n" + "\n".join(words))
    return _read(out)


def _read(out: Path) -> list[Shown]:
    whole, _, _ = out.read_text("utf-8").rpartition("\n")  # the last line may be half-written
    return [Shown(**json.loads(line)) for line in whole.splitlines()]


def merged(rows: Iterable[Row], lines: Iterable[Shown]) -> list[Shown]:
    """One line a test: it stands as the worst of its cases, and a Sim stepped alone only if it did in all of them."""
    tests: dict[tuple[str, str | None], Shown] = {}
    for line in lines:
        before = tests.setdefault((line.row, line.test), line)
        tests[line.row, line.test] = line._replace(
            engine="sim" if before.engine == line.engine == "sim" else "rules",
            stands=min(before.stands, line.stands, key=_WORST_FIRST.index),
        )
    found = []
    for row in rows:
        mine = sorted((test for test in tests.values() if test.row == row.name), key=lambda test: str(test.test))
        found += mine or [Shown(row.name, None, None, "none")]
    return found


def spelled(rows: Iterable[Row], tests: Iterable[Shown]) -> str:
    """The table: a row stands as the worst of its tests; `sim` where at least one of them is shown in a Sim."""
    by_row: dict[str, list[Shown]] = {}
    for test in tests:
        by_row.setdefault(test.row, []).append(test)
    lines, stands = [f"{'row':4} {'engine':6} {'stands':6} {'tests':>5}  what it is about"], []
    for row in rows:
        mine = [test for test in by_row[row.name] if test.test]
        engine = "-" if not mine else "sim" if any(test.engine == "sim" for test in mine) else "rules"
        stands.append(min((test.stands for test in by_row[row.name]), key=_WORST_FIRST.index))
        lines.append(f"{row.name:4} {engine:6} {stands[-1]:6} {len(mine):5}  {row.title}")
    counts = ", ".join(f"{stands.count(word)} {word}" for word in ("pass", "xfail", "none", "fail") if word in stands)
    return "\n".join([*lines, f"{len(stands)} rows: {counts}"])
