"""Try a sample of mutants, each on its own tests in a copy of the checkout, and say how many were noticed."""

from __future__ import annotations

import contextlib
import json
import math
import os
import queue
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path

from mutation.operators import Mutant, mutants
from mutation.own_tests import OwnTests

PLACES = ("src/undergrid/systems", "src/undergrid/world", "src/undergrid/runs")
NEEDED = ("src", "tests", "docs", "examples", "changes", "benchmarks", "pyproject.toml", "README.md", "undergrid")
EQUIVALENT = "tests/mutation/equivalents.txt"
N, SEED = 200, 1
ENOUGH = 60.0  # s of tests, as they take without a mutant, after which no further test file is tried
SLOW = 240.0  # s after which a test file without a mutant is given up: nobody's own tests then
START, COMPILING = 45.0, 120.0  # s that a mutant's tests may take beside ...
QUICK = 15.0  # s: a test file that takes no more has not compiled much
NOTHING_RAN = 5  # pytest's exit code where all tests of a file are slow ones
FACTOR = 4.0  # ... so many times what they take without it


class BrokenError(Exception):
    """The tests cannot tell anything: they fail without a mutant."""


@dataclass(frozen=True)
class Outcome:
    """What became of a mutant."""

    killed: bool
    how: str  # the test that failed, or what else happened
    seconds: float


# ---------------------------------------------------------------- which


def sources(root: Path) -> dict[str, bytes]:
    """The files whose mutants are tried, by their names in the checkout."""
    found = sorted(path for place in PLACES for path in (root / place).rglob("*.py"))
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in found}


def equivalents(root: Path) -> dict[str, str]:
    """`file::function: before -> after` of the mutants that change nothing that could be seen, and why."""
    path, last = root / EQUIVALENT, ""
    found: dict[str, str] = {}
    for line in path.read_text(encoding="utf-8").splitlines() if path.exists() else []:
        if line.startswith(" ") and last:
            found[last] = f"{found[last]} {line.strip()}".strip()
        elif line and not line.startswith("#"):
            last = line.strip()
            found[last] = ""
    return found


def sample(files: dict[str, bytes], n: int, seed: int, left_out: dict[str, str]) -> list[Mutant]:
    """`n` mutants of different spans, or all there are; each span and operator is as likely as any other."""
    spans: dict[tuple[str, str, int, int], list[Mutant]] = {}
    for file, source in files.items():
        for one in mutants(file, source):
            if one.named(source) not in left_out:
                spans.setdefault((file, one.operator, one.start, one.end), []).append(one)
    dice = random.Random(f"mutants/{seed}")
    chosen = dice.sample(sorted(spans), min(n, len(spans)))
    return [dice.choice(spans[span]) for span in chosen]


# ---------------------------------------------------------------- one at a time, in a copy


class Sandbox:
    """A copy of the checkout whose files may be changed."""

    def __init__(self, root: Path, folder: Path) -> None:
        self.root, self.folder = root, folder
        self._running: subprocess.Popen[bytes] | None = None
        self._stopped = False
        folder.mkdir()
        for name in NEEDED:
            if (root / name).is_dir():
                shutil.copytree(root / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
            elif (root / name).exists():
                shutil.copy(root / name, folder / name)

    def put(self, file: str, source: bytes) -> None:
        """Write a file, and forget what Python has compiled of it: its date may not tell two versions apart."""
        path = self.folder / file
        path.write_bytes(source)
        for stale in (path.parent / "__pycache__").glob(f"{path.stem}.*.pyc"):
            stale.unlink()

    def run(self, tests: list[str], limit: float, **more: str) -> tuple[int | None, list[str]]:
        """Run test files in this order up to the first that fails: (exit code, or None after `limit` s; failed)."""
        report = self.folder / "report.json"
        report.unlink(missing_ok=True)
        kept = self.root / ".pytest_cache" / "kernels"
        left = ("UNDERGRID_MUTANT", "PYTEST", "PYTHONPYCACHEPREFIX")  # what Python compiles stays in the copy
        env = {name: value for name, value in os.environ.items() if not name.startswith(left)}
        env |= {
            "PYTHONPATH": f"{self.folder / 'src'}{os.pathsep}{self.folder / 'tests'}",
            "UNDERGRID_BOUNDS": "1",
            "UNDERGRID_CACHE": env.get("UNDERGRID_CACHE", str(kept)),
            "UNDERGRID_DATA": env.get("UNDERGRID_DATA", str(self.root.parent / "shared" / "data")),
            "UNDERGRID_SANDBOX": str(self.folder),
            "UNDERGRID_MUTANT_REPORT": str(report),
        } | more
        options = ["-x", "-q", "-p", "no:cacheprovider", "-p", "mutation.plugin", "-p", "no:xdist"]
        if self._stopped:
            return None, []
        with (self.folder / "output.txt").open("wb") as output:
            self._running = process = subprocess.Popen(
                [sys.executable, "-m", "pytest", *options, f"--basetemp={self.folder / 'tmp'}", *tests],
                cwd=self.folder,
                env=env,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        try:
            process.wait(limit)
        except subprocess.TimeoutExpired:
            return None, []
        finally:
            _end(process)
            self._running = None
        failed = json.loads(report.read_text())["failed"] if report.exists() else []
        return process.returncode, failed

    def stop(self) -> None:
        """Let nothing run here any more."""
        self._stopped = True
        if process := self._running:
            _end(process)


def _end(process: subprocess.Popen[bytes]) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)  # what it has started ends with it
    process.wait()


class Baseline:
    """How long each test file takes without a mutant; kept for as long as neither the package nor the file changes."""

    def __init__(self, root: Path) -> None:
        self._root = root
        package = [path for path in (root / "src").rglob("*") if path.is_file() and path.suffix != ".pyc"]
        helpers = [path for path in (root / "tests").rglob("*.py") if not path.name.startswith("test_")]
        helpers = [path for path in helpers if path.parent != Path(__file__).parent]
        digest = blake2b(digest_size=8)
        for path in sorted([*package, *helpers]):
            digest.update(path.relative_to(root).as_posix().encode() + b"\0" + path.read_bytes())
        self._digest = digest.digest()
        self._file = root / ".pytest_cache" / "mutants.json"
        self._seconds: dict[str, float] = json.loads(self._file.read_text()) if self._file.exists() else {}
        self._locks: dict[str, threading.Lock] = {}
        self._lock = threading.Lock()

    def seconds(self, test: str, sandbox: Sandbox) -> float:
        """How long a test file takes; infinite where it is too slow. Raises BrokenError where it fails."""
        text = (sandbox.folder / test).read_bytes()
        key = f"{test} {blake2b(self._digest + text, digest_size=8).hexdigest()}"
        with self._lock:
            lock = self._locks.setdefault(test, threading.Lock())
        with lock:
            if key not in self._seconds:
                took = self._take(test, sandbox)
                with self._lock:
                    self._seconds[key] = took
                    self._file.parent.mkdir(parents=True, exist_ok=True)
                    self._file.write_text(json.dumps(self._seconds, indent=1))
            return self._seconds[key]

    def _take(self, test: str, sandbox: Sandbox) -> float:
        took = 0.0
        for _ in range(2):
            begun = time.monotonic()
            code, failed = sandbox.run([test], SLOW)
            took = time.monotonic() - begun
            if code is None:
                return math.inf
            if code not in (0, NOTHING_RAN):
                raise BrokenError(f"{test} fails without any mutant: {', '.join(failed) or f'exit code {code}'}")
            if took < QUICK:
                break  # else it may have compiled: once more
        return took


def enough(tests: list[str], baseline: Baseline, sandbox: Sandbox) -> tuple[list[str], float]:
    """The first of the tests, as many as there is time for but at least one, and how long they take."""
    taken: list[str] = []
    total = 0.0
    for test in tests:
        seconds = baseline.seconds(test, sandbox)
        if seconds < math.inf and (not taken or total + seconds <= ENOUGH):
            taken.append(test)
            total += seconds
        if total > ENOUGH * 0.9:
            break
    return taken, total


def judge(mutant: Mutant, source: bytes, tests: list[str], seconds: float, sandbox: Sandbox) -> Outcome:
    """Put a mutant in its place and run its tests."""
    begun = time.monotonic()
    if not tests:
        return Outcome(False, "it has no tests", 0.0)
    changed = mutant.applied(source)
    try:
        compile(changed, mutant.file, "exec")
    except (SyntaxError, ValueError):
        return Outcome(True, "does not compile", 0.0)
    was = sandbox.folder / "was.py"
    was.write_bytes(source)
    more = {} if mutant.kernel else {"UNDERGRID_MUTANT_WAS": str(was)}
    sandbox.put(mutant.file, changed)
    try:
        limit = START + FACTOR * seconds + (COMPILING if mutant.kernel else 0)
        code, failed = sandbox.run(tests, limit, UNDERGRID_MUTANT=str(sandbox.folder / mutant.file), **more)
    finally:
        sandbox.put(mutant.file, source)
    took = time.monotonic() - begun
    if code == 0:
        return Outcome(False, f"survived {len(tests)} files of tests", took)
    if code is None:
        return Outcome(True, "out of time", took)
    return Outcome(True, failed[0] if failed else f"exit code {code}", took)


# ---------------------------------------------------------------- all of them


def tell(text: str) -> None:
    """Say something about how it goes."""
    print(text, file=sys.stderr, flush=True)  # noqa: T201


def try_all(root: Path, chosen: list[Mutant], files: dict[str, bytes], jobs: int) -> Iterator[tuple[Mutant, Outcome]]:
    """Each mutant and what became of it, as they are done."""
    own, baseline = OwnTests(root), Baseline(root)
    done: queue.Queue[tuple[Mutant, Outcome] | BaseException] = queue.Queue()
    stopped = threading.Event()
    with tempfile.TemporaryDirectory(prefix="undergrid-mutants-") as folder:
        free: queue.Queue[Sandbox] = queue.Queue()
        sandboxes = [Sandbox(root, Path(folder).resolve() / str(n)) for n in range(jobs)]
        for sandbox in sandboxes:
            free.put(sandbox)

        def one(mutant: Mutant) -> None:
            if stopped.is_set():
                return
            sandbox = free.get()
            try:
                tests, seconds = enough(own.of(mutant.file, mutant.function), baseline, sandbox)
                done.put((mutant, judge(mutant, files[mutant.file], tests, seconds, sandbox)))
            except BaseException as wrong:
                done.put(wrong)
            finally:
                free.put(sandbox)

        with ThreadPoolExecutor(jobs) as pool:
            for mutant in chosen:
                pool.submit(one, mutant)
            try:
                for _ in chosen:
                    found = done.get()
                    if isinstance(found, BaseException):
                        raise found
                    yield found
            finally:
                stopped.set()
                for sandbox in sandboxes:
                    sandbox.stop()


def report(root: Path, n: int, seed: int, jobs: int) -> None:
    """Try a sample and print it: survivors and the count on stdout, the rest on stderr."""
    files = sources(root)
    chosen = sample(files, n, seed, equivalents(root))
    begun, outcomes = time.monotonic(), []
    for mutant, outcome in try_all(root, chosen, files, jobs):
        outcomes.append(outcome)
        killed = sum(each.killed for each in outcomes)
        said = f"{mutant.file}:{mutant.line}: {mutant.told(files[mutant.file])}"
        minutes = (time.monotonic() - begun) / 60
        tell(
            f"{len(outcomes)}/{len(chosen)} killed {killed} in {minutes:.1f} min | {outcome.seconds:.0f} s "
            f"{'killed' if outcome.killed else 'LIVES'} ({mutant.operator}; {outcome.how}) {said}"
        )
        if not outcome.killed:
            print(said, flush=True)  # noqa: T201
    late = sum(outcome.how == "out of time" for outcome in outcomes)
    broken = sum(outcome.how.startswith(("does not", "exit code")) for outcome in outcomes)
    tell(f"of those killed, {late} ran out of time and {broken} did not start")
    print(f"mutants: {sum(each.killed for each in outcomes)} of {len(outcomes)} killed", flush=True)  # noqa: T201
