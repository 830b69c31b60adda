"""Whether two runs on disk say the same."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from undergrid.runs.contents import Sizes
from undergrid.runs.folder import Folder
from undergrid.runs.reading import names_of
from undergrid.runs.remains import KINDS
from undergrid.runs.segments import Segments


def rows(path: Path, kind: str = "events") -> list[tuple[int, ...]]:
    """All rows of all segments of a kind, in order."""
    return [
        row
        for columns in segments_of(path).read(kind)
        for row in zip(*(values.tolist() for values in columns.values()), strict=True)
    ]


def segments_of(path: Path) -> Segments:
    folder, meta = Folder.open(path)
    return Segments(folder, Sizes.of(names_of(folder), meta.citizens))


def same_log(a: Path, b: Path) -> bool:
    """Whether both have the same events, further causes, series and tracks, row by row."""
    return all(rows(a, kind) == rows(b, kind) for kind in KINDS)


def differing(a: dict[str, dict[str, np.ndarray]], b: dict[str, dict[str, np.ndarray]]) -> list[str]:
    """The columns in which two states differ."""
    return [
        f"{table}.{name}"
        for table, columns in a.items()
        for name, values in columns.items()
        if not np.array_equal(values, b[table][name])
    ]
