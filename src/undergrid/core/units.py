"""Human units in, whole numbers out: durations, clock times, shares, lengths and speeds.

Inside a run: time in ticks, lengths in mm, speeds in mm/s, shares as thresholds of 2**32, mass in g.
"""

from __future__ import annotations

import re
from functools import lru_cache

from undergrid.core.plain import cut

HOUR = 3600  # seconds
DAY = 24 * HOUR  # seconds

_SECONDS = {"": 1, "s": 1, "sec": 1, "min": 60, "m": 60, "h": HOUR, "d": DAY, "day": DAY, "days": DAY}
_LONGEST = 1 << 62  # seconds: whatever is longer is a mistake, not a time
_PART = re.compile(r"\s*(\d+(?:\.\d+)?)\s*([a-z]*)\s*")
_CLOCK = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)(?::([0-5]\d))?")
CLOCK_TIME = r"^([01]?\d|2[0-3]):[0-5]\d$"  # the pattern of a knob that is a time of day, without seconds


def seconds(text: str | int) -> int:
    """Seconds of a duration: `90`, `"36h"`, `"2 h 30 min"`, `"1 d"`. Raises ValueError where it is not one."""
    if isinstance(text, int):
        if text < 0:
            raise ValueError(f"a duration cannot be negative: {cut(text)}")
        return _short_enough(text, text)
    rest, total = text.strip().lower(), 0.0
    if not rest:
        raise ValueError("an empty duration: expected something like '36 h', '20 min' or '90 s'")
    while rest:
        found = _PART.match(rest)
        if not found or found[2] not in _SECONDS:
            raise ValueError(f"not a duration: {cut(text)}, expected something like '36 h', '20 min' or '90 s'")
        total += float(found[1]) * _SECONDS[found[2]]
        rest = rest[found.end() :]
    return _short_enough(total, text)


def _short_enough(total: float, given: str | int) -> int:
    if not total <= _LONGEST:
        raise ValueError(f"a duration beyond all measure: {cut(given)}, expected something like '36 h' or '20 min'")
    return round(total)


@lru_cache(maxsize=1024)
def clock(text: str) -> int:
    """Seconds since midnight of a clock time `"17:40"` or `"17:40:30"`. Raises ValueError where it is not one."""
    found = _CLOCK.fullmatch(text.strip())
    if not found:
        raise ValueError(f"not a clock time: {cut(text)}, expected something like '17:40', in quotes")
    return int(found[1]) * HOUR + int(found[2]) * 60 + int(found[3] or 0)


def share(text: str | float | int) -> float:
    """A share between 0 and 1: `0.3` or `"30 %"`. Raises ValueError outside."""
    percent = isinstance(text, str) and text.strip().endswith("%")
    try:
        value = float(str(text).strip()[:-1]) / 100 if percent else float(text)
    except (ValueError, OverflowError):
        value = -1.0
    if not 0 <= value <= 1:
        raise ValueError(f"not a share: {cut(text)}, expected 0 to 1 or 0 % to 100 %")
    return value


def spell_duration(n_seconds: int) -> str:
    """A duration as people write it: `36 h`, `1 h 20 min`, `45 s`."""
    hours, rest = divmod(int(n_seconds), HOUR)
    minutes, left = divmod(rest, 60)
    parts = [f"{value} {unit}" for value, unit in ((hours, "h"), (minutes, "min"), (left, "s")) if value]
    return " ".join(parts) or "0 s"


def spell_clock(n_seconds: int) -> str:
    """A time of day, `17:40:05`, with the day before it (`day 2, 05:00:00`) from the second day on."""
    day, rest = divmod(int(n_seconds), DAY)
    hours, rest = divmod(rest, HOUR)
    minutes, left = divmod(rest, 60)
    time = f"{hours:02d}:{minutes:02d}:{left:02d}"
    return time if day == 0 else f"day {day + 1}, {time}"


def mm(metres: float) -> int:
    """Millimetres of a length in metres (of a speed in m/s: mm/s)."""
    return round(metres * 1000)
