"""Series drawn over time: one line for each stretch of it, with a bar. People are drawn as shares of the living."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from undergrid.core.errors import UsageError, did_you_mean
from undergrid.runs.contents import PEOPLE, SERIES
from undergrid.runs.reading import Log

_WIDE = 40  # characters of the longest bar


@dataclass(frozen=True)
class Point:
    """One moment of a series."""

    tick: int
    time: str
    value: int
    share: float | None
    """Of the living; None of what does not count people, and where nobody lives."""


def course(log: Log, name: str, every: int) -> list[Point]:
    """One of a run's series by its name, one row in so many seconds, the first of each such stretch.

    Raises UsageError where no series has that name.
    """
    if name not in SERIES[1:]:
        raise UsageError(
            f"no series is called {name!r}", hint=did_you_mean(name, SERIES[1:]) or f"there are {', '.join(SERIES[1:])}"
        )
    columns = log.series()
    ticks = columns["tick"]
    rows = np.flatnonzero(np.diff(ticks // max(1, every), prepend=-1))
    points = []
    for row in rows.tolist():
        tick, value, alive = int(ticks[row]), int(columns[name][row]), int(columns["alive"][row])
        share = round(value / alive, 6) if name in PEOPLE and alive else None
        points.append(Point(tick, log.names.time(tick), value, share))
    return points


def draw(points: list[Point]) -> list[str]:
    """A line for each point. The bars of shares are as long as all the living, others as the greatest number."""
    most = max((abs(point.value) for point in points), default=0) or 1
    wide = max((len(f"{point.value:,}") for point in points), default=0)
    lines = []
    for point in points:
        said = "" if point.share is None else f"{100 * point.share:6.1f} %"
        part = abs(point.value) / most if point.share is None else point.share
        lines.append(f"{point.time}  {point.value:{wide},}{said}  {'#' * round(part * _WIDE)}".rstrip())
    return lines
