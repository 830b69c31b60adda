"""Feeding: what hours in a feed do to a body, in whole units that fall due one after another.

Source  assumed: no such feed is known. See `systems/body/neural_feed.py` and `atrophy.py` for the rates.
"""

from __future__ import annotations

from undergrid.core import units
from undergrid.core.jit import kernel

CLEAR = 1_000_000  # haze of eyes through which nothing is seen


def unit_seconds(percent_a_day: float, whole: int) -> int:
    """How many seconds one unit takes, where so many percent of `whole` units fall due in a day."""
    return max(1, round(units.DAY / (percent_a_day / 100 * whole)))


@kernel(inline=True)
def each_at(seconds, depth):
    """How many seconds a unit takes that takes `seconds` in a feed of the full depth, in one of `depth` %."""
    return max(1, seconds * 100 // max(1, depth))


def due_after(seconds: int, percent_a_day: float, whole: int, depth: int) -> int:
    """How many units fall due in so many seconds in a feed of `depth` %."""
    return seconds // max(1, unit_seconds(percent_a_day, whole) * 100 // max(1, depth))
