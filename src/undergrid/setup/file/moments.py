"""Moments of a run: so long after the start, or by the clock and the sun: `2 h`, `"06:00"`, `dawn`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Protocol

from pydantic import BeforeValidator, TypeAdapter, WithJsonSchema

from undergrid.core import units
from undergrid.core.everyday import plain_form
from undergrid.setup.file.quantities import ClockTime, Duration, wrong

SUNS = ("dawn", "sunrise", "sunset", "dusk")
"""First light, the sun coming up, going down, and the last of the light: by `rules.clock`."""

_CLOCK, _DURATION = TypeAdapter(ClockTime), TypeAdapter(Duration)


def _moment(value: Any) -> int | str:
    if isinstance(value, str) and plain_form(value) in SUNS:
        return plain_form(value)
    if isinstance(value, str) and ":" in value:
        return units.spell_clock(_CLOCK.validate_python(value))
    if isinstance(value, str) and value.strip()[:1].isalpha():
        raise wrong(f"{value!r} is no moment", f'{", ".join(SUNS)}, a clock time such as "06:00", or a duration')
    return _DURATION.validate_python(value)


Moment = Annotated[
    int | str,
    BeforeValidator(_moment),
    WithJsonSchema(
        {"type": ["string", "integer"], "description": 'a duration since the start, a time: "06:00", or dawn'}
    ),
]
"""A duration since the start in seconds; a clock time, spelled out; or one of `SUNS`."""


class Window(Protocol):
    """What counts between two moments."""

    @property
    def after(self) -> int | str: ...

    @property
    def before(self) -> int | str | None: ...


def window_of(window: Window, starts: int, clock: Mapping[str, Any]) -> tuple[int, int | None]:
    """The ticks from which on something counts, and from which on no longer: None for never.

    By the clock or the sun the first such moment since the start, and of `before` the first after `after`. starts:
    seconds of the day at tick 0. clock: the knobs of `rules.clock`.
    """
    after = _tick(window.after, 0, starts, clock)
    return after, None if window.before is None else _tick(window.before, after + 1, starts, clock)


def _tick(moment: int | str, first: int, starts: int, clock: Mapping[str, Any]) -> int:
    """The tick of a moment, by the clock or the sun no sooner than `first`."""
    if isinstance(moment, int):
        return moment
    twilight = clock["twilight_minutes"] * 60
    named = {"dawn": ("sunrise", -twilight), "dusk": ("sunset", twilight)}
    text, later = named.get(moment, (moment, 0))
    time = units.clock(str(clock.get(text, text))) + later
    return int(first + (time - starts - first) % units.DAY)
