"""What pytest is told in a mutant's process: where the package lies, which kernels can be reused, when to give up.

Loaded by `-p mutation.plugin`, before undergrid is imported.

- A kernel's cache entry is named by a digest of its file and of all that it imports, so a changed line anywhere would
  compile anew whatever stands above it. Where the change stands in a plain function no compiled code can depend on it:
  the file then counts with the digest it had (`UNDERGRID_MUTANT_WAS` names a file with its former text).
- Nothing of a mutant is stored in the cache (`UNDERGRID_MUTANT`).
- The process ends when the runner does.
"""

from __future__ import annotations

import json
import os
import resource
import threading
import time
from hashlib import blake2b
from pathlib import Path

import pytest

from undergrid.core import kernel_cache

MEMORY = 12 << 30  # bytes of addresses: a mutant that takes in ever more ends, and not the machine

_parent = os.getppid()


def _end_with_the_runner() -> None:
    while os.getppid() == _parent:
        time.sleep(1)
    os._exit(1)


def _count_as_it_was(file: Path, was: Path) -> None:
    source = kernel_cache._read(file)
    digest = blake2b(was.read_bytes(), digest_size=16).digest()
    kernel_cache._seen[file] = kernel_cache._Source(source.name, source.modified, digest, source.imports)


threading.Thread(target=_end_with_the_runner, daemon=True).start()
if mutant := os.environ.get("UNDERGRID_MUTANT"):
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    kernel_cache.save = lambda *_: None  # type: ignore[assignment]
    if was := os.environ.get("UNDERGRID_MUTANT_WAS"):
        _count_as_it_was(Path(mutant).resolve(), Path(was))


def pytest_sessionstart(session: pytest.Session) -> None:
    package = str(kernel_cache.PACKAGE)
    if not package.startswith(os.environ["UNDERGRID_SANDBOX"]):
        pytest.exit(f"{package} is not the copy that was to be tested", returncode=99)


def pytest_sessionfinish(session: pytest.Session) -> None:
    if report := os.environ.get("UNDERGRID_MUTANT_REPORT"):
        Path(report).write_text(json.dumps({"failed": _failed}))


_failed: list[str] = []


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    if report.failed:
        _failed.append(report.nodeid)
