"""`undergrid doctor`: is everything in place to simulate here? It looks, and changes nothing."""

from __future__ import annotations

import importlib.metadata
import importlib.util
import os
import platform
import shutil
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

NEEDED = ("numpy", "numba", "pydantic", "ruamel.yaml", "duckdb", "typer", "rich", "websockets", "zstandard")
ROOM = 1_000_000_000  # bytes: a recorded run of a story-sized city takes far less [assumed]


class Finding(NamedTuple):
    """One thing looked at."""

    what: str
    ok: bool
    says: str


def examine() -> list[Finding]:
    """Look at Python, the packages, the compiler's cache and the disk; what is written to try is removed again."""
    return [_python(), *map(_package, NEEDED), _processors(), _kernels(), _page(), _disk()]


def _python() -> Finding:
    version = platform.python_version()
    return Finding("Python", sys.version_info >= (3, 11), f"{version} on {platform.system()} {platform.machine()}")


def _package(name: str) -> Finding:
    try:
        return Finding(name, importlib.util.find_spec(name) is not None, importlib.metadata.version(name))
    except (ImportError, importlib.metadata.PackageNotFoundError):
        return Finding(name, False, "missing: install undergrid again")


def _processors() -> Finding:
    n = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return Finding("processors", n >= 1, f"{n}")


def _kernels() -> Finding:
    """Say where compiled rules are kept, so that only the first run has to compile them."""
    from undergrid.core import jit, kernel_cache

    if not jit.COMPILED:
        return Finding("compiled rules", True, "off (UNDERGRID_JIT=0): the same results, hundreds of times slower")
    folder = kernel_cache.folder()
    n = sum(1 for path in folder.rglob("*") if path.is_file())
    return Finding(
        "compiled rules", True, f"{n} kept in {folder}" if n else f"none yet in {folder}: the first run compiles"
    )


def _page() -> Finding:
    from undergrid.serve import client

    there = client.built()
    return Finding("page", there, "built" if there else "not built: `undergrid watch` cannot show a city")


def _disk() -> Finding:
    here = Path.cwd()
    try:
        with tempfile.TemporaryFile(dir=here):
            pass
    except OSError as error:
        return Finding("disk", False, f"cannot write to {here}: {error.strerror}. Use --out")
    free = shutil.disk_usage(here).free
    return Finding("disk", free >= ROOM, f"{free / 1e9:.1f} GB free in {here}")
