"""From plain data to the models, with everything noted that does not fit.

What does not fit is reported and then left out, so that all the rest can still be checked: one look at a file finds
everything that is wrong with it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from undergrid.core.limits import NOTICED
from undergrid.setup.file.mistakes import report
from undergrid.setup.file.model import LONGEST, ScenarioFile
from undergrid.setup.file.quantities import shown
from undergrid.setup.file.source import Loc, Source, dotted

_STAND_IN: dict[str, Any] = {  # in place of missing parts, so that the rest of a file can be checked
    "scenario": "unnamed",
    "title": "Unnamed",
    "clock": {"starts": "12:00", "lasts": LONGEST},
    "map": {"generate": {"seed": 0}},
}


def shape(source: Source) -> tuple[ScenarioFile | None, set[str]]:
    """The scenario of a source, and which of its top-level parts are stand-ins because they were wrong or missing.

    Problems are noted in the source. None where nothing could be made of it.
    """
    if source.data is None:
        return None, set()
    if not isinstance(source.data, dict):
        source.report((), f"the file holds {shown(source.data)}", "a mapping that begins with scenario: name")
        return None, set()
    data, standing_in = source.data, set[str]()
    left_out: set[Loc] = set()
    for _ in range(200):  # each round leaves out at least one value
        try:
            return ScenarioFile.model_validate(data), standing_in
        except ValidationError as error:
            found = error.errors(include_url=False)
        if len(found) >= NOTICED:
            for one in found:
                report(source, one, ScenarioFile)  # until they are too many
        for one in found:
            if not left_out or _is_news(one, left_out):
                report(source, one, ScenarioFile)
        for one in found:
            left_out.add(one["loc"])
            data = _without(data, _place(one), standing_in)
    return None, standing_in


def fit(source: Source, loc: Loc, model: type[BaseModel], value: Any) -> BaseModel | None:
    """A value of the file as a model that is known only now (a rule's knobs, a want); None with the problems noted."""
    try:
        made = model.model_validate(value)
    except ValidationError as error:
        for one in error.errors(include_url=False):
            report(source, one, model, loc)
        return None
    places = list(_taken_for_numbers(value, made))
    for place, truth in places:
        place = (*loc, *place)
        source.report(place, f"{dotted(place)}: {shown(truth)}", "a number")
    return None if places else made


def _taken_for_numbers(given: Any, made: Any) -> Iterator[tuple[Loc, bool]]:
    """Where `true` or `false` was given, and Pydantic has made 1 or 0 of it."""
    if isinstance(given, bool) and not isinstance(made, bool):
        yield (), given
    elif isinstance(given, Mapping):
        for key, value in given.items():
            inside = made.get(key) if isinstance(made, Mapping) else getattr(made, str(key), value)
            yield from (((key, *place), truth) for place, truth in _taken_for_numbers(value, inside))
    elif isinstance(given, list | tuple) and isinstance(made, list | tuple):
        for n, (value, inside) in enumerate(zip(given, made, strict=False)):
            yield from (((n, *place), truth) for place, truth in _taken_for_numbers(value, inside))


def _is_news(error: ErrorDetails, left_out: set[Loc]) -> bool:
    """Whether an error of a later round is the file's own, and not caused by what was left out before.

    Values are compared with each other only once each of them is right.
    """
    loc, keys = error["loc"], error.get("ctx", {}).get("keys", ())
    compared = {(*loc, key) for key in keys}
    return bool(keys) and not any(out[: len(loc) + 1] in compared or out == loc[: len(out)] for out in left_out)


def _place(error: ErrorDetails) -> Loc:
    """What to leave out because of an error: the value itself, or the mapping that lacks a value."""
    loc = error["loc"]
    if loc and loc[-1] == "[key]":
        return loc[:-1]
    if error["type"] == "missing" and len(loc) > 1:
        return loc[:-1]
    return loc


def _without(data: dict[str, Any], loc: Loc, standing_in: set[str]) -> dict[str, Any]:
    """A copy of the data without what stands at `loc`; with a stand-in for a part that no scenario can lack."""
    if not loc:
        return data
    top = str(loc[0])
    if top == "clock" and isinstance(data.get(top), dict):
        return {**data, top: {**_STAND_IN[top], **{key: v for key, v in data[top].items() if key not in loc[1:]}}}
    if top in _STAND_IN:
        standing_in.add(top)
        return {**data, top: _STAND_IN[top]}
    copy = dict(data)
    if len(loc) == 1 or not isinstance(data.get(top), dict | list):
        copy.pop(top, None)
    elif top == "crowd":
        groups = list(copy[top])
        if isinstance(loc[1], int) and loc[1] < len(groups):
            groups[loc[1]] = _lame(groups[loc[1]], loc[1:])
        copy[top] = groups
    elif isinstance(copy[top], dict):
        copy[top] = _cut(copy[top], loc[1:])
    else:
        copy.pop(top)
    return copy


def _lame(group: Any, loc: Loc) -> dict[str, Any]:
    """A group of the crowd without what is wrong with it; of nobody, if its number of people is wrong."""
    named = {"name": f"left_out_{loc[0]}"}
    if not isinstance(group, dict):
        return {**named, "count": 0}
    if len(loc) > 1 and loc[1] not in ("count", "share"):
        return {**(named if loc[1] in ("name", "at") else {}), **{key: v for key, v in group.items() if key != loc[1]}}
    return {**{key: v for key, v in group.items() if key != "share"}, "count": 0}


def _cut(mapping: dict[str, Any], loc: Loc) -> dict[str, Any]:
    """A copy of a mapping without the innermost key on the way to `loc`; lists go as a whole."""
    key, rest = str(loc[0]), loc[1:]
    copy = dict(mapping)
    inner = copy.get(key)
    if rest and isinstance(inner, dict) and str(rest[0]) in inner:
        copy[key] = _cut(inner, rest)
    else:
        copy.pop(key, None)
    return copy
