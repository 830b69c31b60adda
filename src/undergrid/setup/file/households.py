"""What a group of the crowd may say of its households: that it lives in them, and how large they are."""

from __future__ import annotations

import re
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field, WithJsonSchema

from undergrid.setup.file.quantities import Share, shown, wrong

MOST = 20  # people in one household [assumed]
CENSUS = (0.2782, 0.3443, 0.1576, 0.1365, 0.0509, 0.0197, 0.0127)
"""Shares of the households of 1, 2, ... 7 and more people [ACS 2019, Seattle metropolis, by SynthPops]."""

_NUMBER = re.compile(r"-?\d{1,9}(\.\d{1,9})?")
_SUM = 0.01  # by which shares may miss one: that of a dozen rounded to whole percents [assumed]
_SHARES = "true, or the shares of households of 1, 2, ... people: [30 %, 35 %, 20 %, 15 %]"


def _sizes(value: Any) -> Any:
    """`true` stands for the census's sizes, `false` for none."""
    if value is None or isinstance(value, bool):
        return [*CENSUS] if value else None
    for size in map(str, value if isinstance(value, dict) else [value]):
        if _NUMBER.fullmatch(size) and float(size) < 1:
            raise wrong(f"a household of {size} people", _SHARES)
    if not isinstance(value, list | tuple):
        raise wrong(f"{shown(value)} is neither true nor a list of shares", _SHARES)
    return value


def _whole(value: list[float]) -> list[float]:
    if abs((total := sum(value)) - 1) > _SUM:
        raise wrong(f"the shares sum to {100 * total:.4g} %", "shares that sum to 100 %")
    return value


Households = Annotated[
    Annotated[list[Share], Field(min_length=1, max_length=MOST), AfterValidator(_whole)] | None,
    BeforeValidator(_sizes),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "boolean"},
                {"type": "array", "items": {"type": ["string", "number"]}, "minItems": 1, "maxItems": MOST},
            ],
            "description": _SHARES,
        }
    ),
]
"""Shares of the households of 1, 2, ... people; None for people who live each for themselves."""
