"""What a scenario may turn: the knobs of the rules and the wants of the minds, as the packages below define them."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from pydantic import BaseModel

from undergrid.minds import WANTS
from undergrid.schedule import SCHEDULE, Entry

PLACE_KNOBS = frozenset({"place", "via", "rounds"})
PERSON_KNOBS = frozenset({"who", "together"})
"""Knobs of wants that name a place or one of the cast. A want that takes a name calls it so."""


@cache
def known_rules(schedule: tuple[Entry, ...] = SCHEDULE) -> dict[str, type[BaseModel]]:
    """Every rule that has knobs: the name of its system and its `Params`."""
    return {entry.name: entry.module.Params for entry in schedule if hasattr(entry.module, "Params")}


@cache
def known_wants() -> dict[str, type[BaseModel]]:
    """Every want that somebody of the cast can have, and what it needs to know."""
    return dict(WANTS)


def names_in(params: BaseModel) -> Iterator[tuple[str, str, str]]:
    """The names that a want refers to: (knob, "place" or "person", name), by the knob's name."""
    for knob, value in params:
        kind = "place" if knob in PLACE_KNOBS else "person" if knob in PERSON_KNOBS else ""
        if not kind:
            continue
        for name in value if isinstance(value, list | tuple) else [value]:
            if isinstance(name, str) and name:
                yield knob, kind, name
