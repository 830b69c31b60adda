"""What a caller in Python gives: whole numbers of Python and NumPy are taken, and nothing else is one.

True is no number here, and 5.0 no whole one: whoever wrote that meant something else. So it is with yes and no, times,
places on the disk, and what is set by name.
"""

from __future__ import annotations

import contextlib
import operator
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypeGuard

import numpy as np

from undergrid.core import units
from undergrid.core.errors import UsageError
from undergrid.core.plain import cut

MOST_SEED = (1 << 64) - 1
MOST = (1 << 63) - 1
"""What a whole number of an order may be."""


def is_whole(value: object) -> TypeGuard[int]:
    """Whether a value is a whole number of Python or NumPy."""
    return type(value) is int or (hasattr(value, "__index__") and not isinstance(value, bool | np.bool_))


def whole(value: object, what: str, least: int | None = None, most: int | None = None) -> int:
    """A whole number as an int. Raises UsageError, which says of `what` what was expected, for anything else."""
    number = None
    if is_whole(value):
        with contextlib.suppress(TypeError):  # an array that is no single number
            number = operator.index(value)
    if number is None:
        raise UsageError(f"{what}: {cut(value)}, expected a whole number{_within(least, most)}")
    if (least is not None and number < least) or (most is not None and number > most):
        raise UsageError(f"{what}: {cut(number)} is out of range, expected{_within(least, most)}")
    return number


def _within(least: int | None, most: int | None) -> str:
    if most is not None:
        return f" {least or 0:,} to {most:,}"
    return "" if least is None else f" of {least:,} or more"


def flag(value: object, what: str) -> bool:
    """Yes or no. Raises UsageError for anything else."""
    if isinstance(value, bool | np.bool_):
        return bool(value)
    raise UsageError(f"{what}: {cut(value)}, expected True or False")


def ticks(time: object, what: str, starts: int | None = None) -> int:
    """A tick, or a duration such as "36 h" in ticks. Raises UsageError, which names `what`, for anything else.

    Of a run that `starts` at a second of the day, a moment: a duration since then, or "21:30", or "day 2, 04:11".
    """
    given = whole(time, what) if is_whole(time) else time
    try:
        found = units.seconds(given) if starts is None else units.moment(given, starts)
    except ValueError as wrong:
        raise UsageError(f"{what}: {wrong}") from None
    if starts is not None and found < 0:
        raise UsageError(f"{what}: {cut(time)} is before the run begins, at {units.spell_clock(starts)}")
    return found


def place(given: object, what: str) -> Path:
    """A place on the disk. Raises UsageError, which says of `what` what was expected, for anything else."""
    found = os.fspath(given) if isinstance(given, str | os.PathLike) else None
    if isinstance(found, str):
        return Path(found)
    raise UsageError(f"{what}: {cut(given)}, expected a path")


def settings(given: object, what: str, such: str = '{"sight.lost_after": 40}') -> Mapping[str, Any]:
    """What is set, by name. Raises UsageError, which says of `what` what was expected, for anything else."""
    if isinstance(given, Mapping) and all(isinstance(name, str) for name in given):
        return given
    raise UsageError(f"{what}: {cut(given)}, expected a value for each name, such as {such}")
