"""What a scenario may turn: the knobs of the rules and the wants of the minds, as the packages below define them."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from importlib import import_module
from pkgutil import iter_modules

from pydantic import BaseModel

from undergrid import systems
from undergrid.minds import WANTS

PLACE_KNOBS = frozenset({"place", "via"})
PERSON_KNOBS = frozenset({"who"})
"""Knobs of wants that name a place or one of the cast. A want that takes a name calls it so."""


@cache
def known_rules() -> dict[str, type[BaseModel]]:
    """Every rule that has knobs: the name of its system and its `Params`."""
    names = sorted(module.name for module in iter_modules(systems.__path__))
    modules = {name: import_module(f"{systems.__name__}.{name}") for name in names}
    return {name: module.Params for name, module in modules.items() if hasattr(module, "Params")}


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
