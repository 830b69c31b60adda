"""From plain data to the models, with every misfit said in a writer's words and at its line.

What does not fit is reported and then left out, so that the names in all the rest can still be checked: one look at a
file finds everything that is wrong with it.
"""

from __future__ import annotations

import types
import typing
from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from undergrid.setup.human import shown
from undergrid.setup.model import ScenarioFile
from undergrid.setup.problems import nearest, one_of
from undergrid.setup.source import Key, Loc, Source

_WORDS = {
    "int_type": "a whole number",
    "int_parsing": "a whole number",
    "int_from_float": "a whole number",
    "float_type": "a number",
    "float_parsing": "a number",
    "finite_number": "a finite number",
    "string_type": "a text",
    "bool_type": "true or false",
    "bool_parsing": "true or false",
    "list_type": "a list: [one, two]",
    "tuple_type": "a list: [one, two]",
    "dict_type": "a mapping, name: value",
    "model_type": "a mapping, name: value",
    "model_attributes_type": "a mapping, name: value",
}
_NEUTRAL = {"count": 0, "name": "left_out"}  # stands in for a group of the crowd that was left out
_STAND_IN: dict[str, Any] = {  # so that the rest of a file can be checked without them
    "scenario": "unnamed",
    "title": "Unnamed",
    "clock": {"starts": "12:00", "lasts": 86_400},
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
    first = True
    for _ in range(200):  # each round leaves out at least one value
        try:
            return ScenarioFile.model_validate(data), standing_in
        except ValidationError as error:
            found = error.errors(include_url=False)
        if first:
            for one in found:
                _report(source, one, ScenarioFile)
        first = False
        for one in found:
            data = _without(data, _place(one, data), standing_in)
    return None, standing_in


def fit(source: Source, loc: Loc, model: type[BaseModel], value: Any) -> BaseModel | None:
    """A value of the file as a model that is known only now (a rule's knobs, a want); None with the problems noted."""
    try:
        return model.model_validate(value)
    except ValidationError as error:
        for one in error.errors(include_url=False):
            _report(source, one, model, loc)
    return None


def _report(source: Source, error: ErrorDetails, model: type[BaseModel], under: Loc = ()) -> None:
    """Note one of Pydantic's errors in plain words."""
    loc, kind, context = error["loc"], error["type"], error.get("ctx", {})
    place, name = (*under, *loc), str(loc[-1]) if loc else ""
    value = shown(error["input"])
    words = _dotted(place)
    if kind == "extra_forbidden":
        known = _fields(model, loc[:-1])
        where = _dotted(place[:-1])
        what = f"unknown key {name!r}" + (f" in {where}" if where else "")
        source.report(place, what, one_of(known), nearest(name, known), key=True)
    elif kind == "missing":
        source.report(place[:-1], f"{words} is missing")
    elif loc and loc[-1] == "[key]":
        name = str(loc[-2])
        plain = "".join(c if c.isascii() and c.isalnum() else "_" for c in name.lower()).strip("_")
        expected = "small letters, digits and _, a letter first"
        source.report(
            place[:-1], f"{name!r} is not a short name", expected, plain if plain[:1].isalpha() else "", key=True
        )
    elif kind == "human":
        source.report(place, f"{words}: {context['what']}" if words else context["what"], context["expected"])
    elif kind == "literal_error":
        known = [str(arg) for arg in typing.get_args(_type_at(model, loc))]
        source.report(place, f"{words}: {value}", one_of(known), nearest(str(error["input"]), known))
    elif kind == "string_pattern_mismatch" and name == "file":
        source.report(place, f"{words}: {value}", "the name of a file beside the scenario")
    elif kind == "string_pattern_mismatch":
        source.report(place, f"{words}: {value} is not a short name", "small letters, digits and _, a letter first")
    elif kind in _WORDS:
        source.report(place, f"{words}: {value}", _WORDS[kind])
    else:
        source.report(place, f"{words}: {value}", _limits(kind, context) or error["msg"])


def _limits(kind: str, context: Mapping[str, Any]) -> str:
    match kind:
        case "greater_than_equal":
            return f"at least {context['ge']}"
        case "greater_than":
            return f"more than {context['gt']}"
        case "less_than_equal":
            return f"at most {context['le']}"
        case "less_than":
            return f"less than {context['lt']}"
        case "too_short":
            return f"at least {context['min_length']} of them"
        case "too_long":
            return f"at most {context['max_length']} of them"
        case "string_too_short":
            return "a text that is not empty"
        case "string_too_long":
            return f"a text of at most {context['max_length']} letters"
        case "value_error":
            return str(context.get("error", ""))
    return ""


def _dotted(loc: Sequence[Key]) -> str:
    text = ""
    for part in loc:
        text += f"[{part + 1}]" if isinstance(part, int) else f".{part}" if text else part
    return text


def _bare(annotation: Any) -> Any:
    """A type without Annotated and without "or None"."""
    while typing.get_origin(annotation) is typing.Annotated:
        annotation = typing.get_args(annotation)[0]
    if typing.get_origin(annotation) in (typing.Union, types.UnionType):
        inner = [arg for arg in typing.get_args(annotation) if arg is not type(None)]
        return _bare(inner[0]) if len(inner) == 1 else annotation
    return annotation


def _type_at(model: Any, loc: Sequence[Key]) -> Any:
    """The type that stands at a place of a model, as far as it can be told."""
    here: Any = model
    for part in loc:
        if isinstance(here, type) and issubclass(here, BaseModel):
            found = here.model_fields.get(str(part))
            if found is None:
                return None
            here = _bare(found.annotation)
        else:
            inside = typing.get_args(here)
            if not inside:
                return None
            here = _bare(inside[-1])
    return here


def _fields(model: type[BaseModel], loc: Sequence[Key]) -> list[str]:
    here = _type_at(model, loc)
    return list(here.model_fields) if isinstance(here, type) and issubclass(here, BaseModel) else []


def _place(error: ErrorDetails, data: Any) -> Loc:
    """What to leave out because of an error: the value itself, or what lacks one."""
    loc = error["loc"]
    if loc and loc[-1] == "[key]":
        return loc[:-1]
    if error["type"] == "missing" and len(loc) > 1:
        return loc[:-1]
    return loc


def _without(data: dict[str, Any], loc: Loc, standing_in: set[str]) -> dict[str, Any]:
    """A copy of the data without what stands at `loc`; with a stand-in where nothing can be done without."""
    if not loc:
        return data
    top = str(loc[0])
    if top in _STAND_IN:
        standing_in.add(top)
        return {**data, top: _STAND_IN[top]}
    copy = dict(data)
    if len(loc) == 1 or not isinstance(data.get(top), dict | list):
        copy.pop(top, None)
    elif top == "crowd":
        groups = list(copy[top])
        if isinstance(loc[1], int) and loc[1] < len(groups):
            groups[loc[1]] = {**_NEUTRAL, "name": f"left_out_{loc[1]}"}
        copy[top] = groups
    elif isinstance(copy[top], dict):
        copy[top] = _cut(copy[top], loc[1:])
    else:
        copy.pop(top)
    return copy


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
