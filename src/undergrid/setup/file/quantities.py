"""How people write quantities in a scenario: types for the models that take `36 h`, `"17:40"`, `35 %`.

Each raises a problem in a reader's words: `what` is wrong with the value, and what was `expected`.
"""

from __future__ import annotations

import re
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, StringConstraints, WithJsonSchema
from pydantic_core import PydanticCustomError

from undergrid.core import units
from undergrid.core.plain import cut
from undergrid.setup.file.source import Bare
from undergrid.world.tables.network import MOST_WATTS

NAME = r"^[a-z][a-z0-9_]*$"
LONGEST = 20_000 * units.DAY  # seconds: what fits a column of ticks

_A_DURATION = "a duration such as '36 h', '20 min' or '90 s'"
_A_CLOCK_TIME = 'a clock time in quotes such as "17:40"'
_A_SHARE = "a share: 0 % to 100 %, or 0 to 1"


def wrong(what: str, expected: str, *keys: str) -> PydanticCustomError:
    """The error that a validator raises; one that compares several values of a mapping names their keys."""
    return PydanticCustomError(
        "human", "{what}, expected {expected}", {"what": what, "expected": expected, "keys": keys}
    )


def shown(value: Any) -> str:
    """A value as it might stand in the file, short."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if value is None:
        return "nothing"
    if isinstance(value, dict):
        return "a mapping"
    if isinstance(value, list):
        return "a list"
    return cut(str(value) if isinstance(value, str) else value)


def _duration(value: Any) -> int:
    if isinstance(value, str) and ":" in value:
        raise wrong(f"{shown(value)} is a clock time", _A_DURATION)
    try:
        seconds = units.seconds(value)
    except (ValueError, OverflowError):
        what = "is negative" if str(value).lstrip().startswith("-") else "is not a duration"
        raise wrong(f"{shown(value)} {what}", _A_DURATION) from None
    if seconds > LONGEST:
        raise wrong(f"{shown(value)} is too long", f"at most {LONGEST // units.DAY} d")
    return seconds


def _clock(value: Any) -> int:
    if isinstance(value, int) and not isinstance(value, bool):
        clock = units.spell_clock(value * 60)[:-3] if 0 <= value < 24 * 60 else ""
        meant = f" (older YAML reads a bare {clock} as {value})" if clock else ""
        raise wrong(f"{shown(value)} is a number{meant}", _A_CLOCK_TIME)
    if not isinstance(value, str):
        raise wrong(f"{shown(value)} is not a clock time", _A_CLOCK_TIME)
    try:
        seconds = units.clock(value)
    except ValueError:
        raise wrong(f"{shown(value)} is not a clock time", _A_CLOCK_TIME) from None
    if isinstance(value, Bare):
        raise wrong(f"{value} stands without quotes, which older YAML reads as a number", f'"{value}", in quotes')
    return seconds


def _share(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise wrong(f"{shown(value)} is not a share", _A_SHARE)
    try:
        return units.share(value)
    except ValueError:
        hint = ""
        if isinstance(value, int | float) and 1 < value <= 100:
            hint = f" (for percent write {value} %)"
        raise wrong(f"{shown(value)} is not a share{hint}", _A_SHARE) from None


Duration = Annotated[
    int,
    BeforeValidator(_duration),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "string", "pattern": r"^\s*(\d+(\.\d+)?\s*[a-z]*\s*)+$"},
                {"type": "number", "minimum": 0},
            ],
            "description": "a duration: 36 h, 20 min, 90 s, 2 d",
        }
    ),
]
"""A duration; becomes whole seconds."""

ClockTime = Annotated[
    int,
    BeforeValidator(_clock),
    WithJsonSchema(
        {"type": "string", "pattern": r"^([01]?\d|2[0-3]):[0-5]\d(:[0-5]\d)?$", "description": 'a time: "17:40"'}
    ),
]
"""A time of day; becomes whole seconds since midnight."""

Share = Annotated[
    float,
    BeforeValidator(_share),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "string", "pattern": r"^\s*\d+(\.\d+)?\s*%\s*$"},
                {"type": "number", "minimum": 0, "maximum": 1},
            ],
            "description": "a share: 35 %, or 0.35",
        }
    ),
]
"""A share between 0 and 1."""

_A_POWER = "a power such as '500 W', '20 kW' or '5 MW'"
_WATTS = {"W": 1, "kW": 1000, "MW": 1_000_000, "GW": 1_000_000_000}
_POWER = re.compile(r"(\d{1,15}(?:\.\d{1,6})?) ?(W|kW|MW|GW)")


def _watts(value: Any) -> int:
    found = _POWER.fullmatch(value.strip()) if isinstance(value, str) else None
    if found is None:
        negative = str(value).lstrip().startswith("-")
        raise wrong(f"{shown(value)} is {'negative' if negative else 'not a power'}", _A_POWER)
    watts = round(float(found[1]) * _WATTS[found[2]])
    if watts > MOST_WATTS:
        raise wrong(f"{shown(value)} is too much", f"at most {MOST_WATTS // _WATTS['MW']:,} MW")
    return watts


Watts = Annotated[
    int,
    BeforeValidator(_watts),
    WithJsonSchema(
        {
            "type": "string",
            "pattern": r"^\s*\d{1,15}(\.\d{1,6})? ?(W|kW|MW|GW)\s*$",
            "description": "a power: 500 W, 20 kW, 5 MW",
        }
    ),
]
"""A power; becomes whole watts."""

Name = Annotated[str, StringConstraints(pattern=NAME, max_length=64)]
"""A short name that other lines refer to: small letters, digits and _."""

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2000)]
"""Words for readers."""


class Part(BaseModel):
    """One mapping of the file: every key is known, nothing is guessed."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, allow_inf_nan=False)
