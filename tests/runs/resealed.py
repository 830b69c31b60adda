"""Runs that somebody has changed who also wrote the digests: what is read is checked all the same."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import numpy as np

from undergrid.runs.seals import digest_of, seal


def reseal(run: Path, change: Callable[[dict[str, Any]], object] = lambda meta: None) -> None:
    """Change run.json, and let it vouch for itself and all files as they are now."""
    found = json.loads((run / "run.json").read_text("utf-8"))
    found["files"] = {name: digest_of(run / name) for name in found["files"] if (run / name).exists()}
    change(found)
    (run / "run.json").write_text(json.dumps(found | {"seal": seal(found)}), "utf-8")


def rewrite(run: Path, name: str, query: str) -> Path:
    """Put what a query makes of a segment in its place; `rows` in it stands for the segment."""
    path = run / name
    changed = f"with rows as (select * from read_parquet('{path}')) {query}"
    duckdb.execute(f"copy ({changed}) to '{path}.new' (format parquet)")
    Path(f"{path}.new").replace(path)
    reseal(run)
    return path


def change_arrays(path: Path, change: Callable[[dict[str, Any]], object]) -> None:
    """Change the arrays of a snapshot."""
    with np.load(path) as saved:
        arrays = dict(saved)
    change(arrays)
    np.savez(path.with_suffix(""), **arrays)
