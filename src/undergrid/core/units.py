"""Human units in, whole numbers out: durations, clock times, shares, lengths and speeds.

Inside a run: time in ticks, lengths in mm, speeds in mm/s, shares as thresholds of 2**32, mass in g.
"""

from __future__ import annotations

import re
from datetime import timedelta
from functools import lru_cache

from undergrid.core.plain import cut

Time = int | float | str | timedelta
"""A duration, as people give it to `seconds`, or a moment of a run, as `moment` reads it."""

HOUR = 3600  # seconds
DAY = 24 * HOUR  # seconds

_SECONDS = {
    "": 1,
    **dict.fromkeys(("s", "sec", "secs", "second", "seconds"), 1),
    **dict.fromkeys(("m", "min", "mins", "minute", "minutes"), 60),
    **dict.fromkeys(("h", "hr", "hrs", "hour", "hours"), HOUR),
    **dict.fromkeys(("d", "day", "days"), DAY),
}
_LONGEST = 1 << 62  # seconds: whatever is longer is a mistake, not a time
_SUCH = "something like '36 h', '20 min' or '90 s'"
_PART = re.compile(r"\s*(\d+(?:\.\d+)?)\s*([a-z]*)\s*")
_CLOCK = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)(?::([0-5]\d))?")
TIME_OF_DAY = re.compile(r"(?:day (\d{1,4}),? )?(\d{1,2}:\d{2}(?::\d{2})?)")
"""A time of day, behind its day or without one, as logs write it: `04:11`, `day 2, 04:11:30`."""
CLOCK_TIME = r"^([01]?\d|2[0-3]):[0-5]\d$"  # the pattern of a knob that is a time of day, without seconds


def seconds(time: object) -> int:
    """Whole seconds of a duration: `90`, `1000.0`, `"36h"`, `"2 hours 30 mins"`, a timedelta of Python or NumPy.

    Raises ValueError where it is none, or is negative. Every duration that somebody gives is read here.
    """
    total: float
    if isinstance(time, str):
        total = _spelled(time)
    elif isinstance(time, timedelta):
        total = time.total_seconds()
    elif isinstance(time, int | float) and not isinstance(time, bool):
        total = time
    else:
        total = _of_numpy(time)
    if total != total:  # not a number
        raise ValueError(f"not a duration: {cut(time)}, expected {_SUCH}")
    if total < 0:
        raise ValueError(f"a duration cannot be negative: {cut(time)}")
    if not total <= _LONGEST:
        raise ValueError(f"a duration beyond all measure: {cut(time)}, expected {_SUCH}")
    return round(total)


def is_unit(word: str) -> bool:
    """Whether a word is a unit of time, as people write it behind a number."""
    return word != "" and word in _SECONDS


def _of_numpy(time: object) -> float:
    """Seconds of a duration of NumPy's; what is no number for anything else."""
    import numpy as np  # only here: `undergrid --help` does without it

    if isinstance(time, np.timedelta64):
        return float(time / np.timedelta64(1, "s"))
    return float(time) if isinstance(time, np.floating) else float("nan")


def _spelled(text: str) -> float:
    """Seconds of a duration in words: parts, each a number and its unit, or a number of seconds alone."""
    rest, total, n = text.strip().lower(), 0.0, 0
    if not rest:
        raise ValueError(f"an empty duration: expected {_SUCH}")
    sign = -1 if rest[0] in "-−" and _PART.match(rest, 1) else 1
    rest = rest[1:] if sign < 0 else rest
    while rest:
        found, n = _PART.match(rest), n + 1
        bare = found is not None and not found[2] and (n > 1 or found.end() < len(rest))  # the 30 of "1 h 30"
        if not found or found[2] not in _SECONDS or bare:
            raise ValueError(f"not a duration: {cut(text)}, expected {_SUCH}")
        total += float(found[1]) * _SECONDS[found[2]]
        rest = rest[found.end() :]
    return sign * total


@lru_cache(maxsize=1024)
def clock(text: str) -> int:
    """Seconds since midnight of a clock time `"17:40"` or `"17:40:30"`. Raises ValueError where it is not one."""
    found = _CLOCK.fullmatch(text.strip())
    if not found:
        raise ValueError(f"not a clock time: {cut(text)}, expected something like '17:40', in quotes")
    return int(found[1]) * HOUR + int(found[2]) * 60 + int(found[3] or 0)


def moment(time: object, starts: int) -> int:
    """The tick of a moment of a run that `starts` at a second of the day: `90`, `"2 h"`, `"21:30"`, `"day 2, 04:11"`.

    A time of day without a day is the first such time of the run; with one it may lie before the run, below 0. Raises
    ValueError where it is no moment. Every moment of a run that somebody gives is read here.
    """
    text = " ".join(time.lower().split()) if isinstance(time, str) else ""
    timed = TIME_OF_DAY.fullmatch(text)
    if timed is None and ":" not in text:
        try:
            return seconds(time)
        except ValueError as wrong:
            also = ", or '21:30'" if isinstance(time, str) and _SUCH in str(wrong) else ""
            raise ValueError(f"{wrong}{also}") from None
    since = clock(timed[2] if timed else text) - starts
    if timed is None or timed[1] is None:
        return since % DAY
    if int(timed[1]) == 0:
        raise ValueError(f"not a day: {cut(time)}, the first is day 1")
    return since + (int(timed[1]) - 1) * DAY


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
