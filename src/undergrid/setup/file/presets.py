"""Presets: departures from many rules at once under one name, as `presets.yaml` beside this file has them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from ruamel.yaml import YAML

KEY = "preset"  # among the names of rules


class Preset(NamedTuple):
    """Knobs under one name."""

    means: str
    rules: Mapping[str, Mapping[str, Any]]  # rule: {knob: value}


@cache
def presets() -> dict[str, Preset]:
    """All presets by name."""
    text = Path(__file__).with_name("presets.yaml").read_text(encoding="utf-8")
    return {name: Preset(**given) for name, given in YAML(typ="safe", pure=True).load(text).items()}


def expanded(rules: Any) -> Any:
    """The rules of a file with the knobs of their preset among them; what the file itself says of a knob stands.

    A preset that does not exist is left out: the checker of names says so.
    """
    if not isinstance(rules, dict) or KEY not in rules:
        return rules
    own = {name: knobs for name, knobs in rules.items() if name != KEY}
    known = presets().get(rules[KEY]) if isinstance(rules[KEY], str) else None
    if known is None:
        return own
    found: dict[str, Any] = {name: dict(knobs) for name, knobs in known.rules.items()}
    for name, knobs in own.items():
        found[name] = {**found.get(name, {}), **knobs} if isinstance(knobs, dict) else knobs
    return found
