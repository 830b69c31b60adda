"""What Pydantic finds wrong with a scenario, said in a writer's words and with its line."""

from __future__ import annotations

import re
import typing
from collections.abc import Mapping, Sequence
from types import UnionType
from typing import Any

from pydantic import BaseModel
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

from undergrid.core.errors import nearest, one_of
from undergrid.setup.file.persons import MOST_PEOPLE
from undergrid.setup.file.quantities import NAME, shown
from undergrid.setup.file.source import Key, Loc, Source, dotted
from undergrid.setup.file.spots import listed, meant

_WORDS = {
    "int_type": "a whole number",
    "int_parsing": "a whole number",
    "int_from_float": "a whole number",
    "float_type": "a number",
    "float_parsing": "a number",
    "finite_number": "a finite number",
    "string_type": "a text",
    "string_unicode": "a text of whole characters",
    "bool_type": "true or false",
    "bool_parsing": "true or false",
    "list_type": "a list: [one, two]",
    "tuple_type": "a list: [one, two]",
    "dict_type": "a mapping, name: value",
    "model_type": "a mapping, name: value",
    "model_attributes_type": "a mapping, name: value",
}
_BOUNDS = ("greater_than_equal", "less_than_equal")


def report(source: Source, error: ErrorDetails, model: type[BaseModel], under: Loc = ()) -> None:
    """Note one of Pydantic's errors in plain words."""
    loc, kind, context = error["loc"], error["type"], error.get("ctx", {})
    place, name = (*under, *loc), str(loc[-1]) if loc else ""
    value = shown(error["input"])
    words = dotted(place)
    if place == ("people",) and kind in _BOUNDS:
        source.report(place, f"{words}: {value}", people_range(source.data))
    elif kind == "extra_forbidden":
        known = _fields(model, loc[:-1])
        where = dotted(place[:-1])
        what, advice = f"unknown key {name!r}" + (f" in {where}" if where else ""), meant(place[:-1], name, True)
        near, expected = nearest(name, known), one_of(known) + listed(place[:-1], True)
        source.report(place, what, advice or expected, "" if advice else near, key=True)
    elif kind == "missing":
        source.report(place[:-1], f"{words} is missing")
    elif loc and loc[-1] == "[key]":
        name = str(loc[-2])
        plain = "".join(c if c.isascii() and c.isalnum() else "_" for c in name.lower()).strip("_")
        expected = "small letters, digits and _, a letter first"
        where = dotted(place[:-2])
        what = (f"{where}: " if where else "") + f"{name!r} is not a short name"
        source.report(place[:-1], what, expected, plain if plain[:1].isalpha() else "", key=True)
    elif kind == "human":
        source.report(place, f"{words}: {context['what']}" if words else context["what"], context["expected"])
    elif kind == "literal_error":
        known = [str(arg) for arg in typing.get_args(_type_at(model, loc))]
        advice = meant(place, str(error["input"]), False)
        near = "" if advice else nearest(str(error["input"]), known)
        source.report(place, f"{words}: {value}", advice or one_of(known) + listed(place, False), near)
    elif kind == "string_pattern_mismatch" and name == "file":
        source.report(place, f"{words}: {value}", "the name of a file beside the scenario")
    elif kind == "string_pattern_mismatch" and context["pattern"] == NAME:
        source.report(place, f"{words}: {value} is not a short name", "small letters, digits and _, a letter first")
    elif kind in ("string_pattern_mismatch", "string_type") and (pattern := _pattern_at(model, loc)):
        source.report(place, f"{words}: {value}", _such_as(pattern, _field_at(model, loc)))
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


def people_range(data: Any) -> str:
    """How many people a scenario may have: no fewer than its cast and the groups it counts. Takes unchecked data."""
    cast, crowd = (data.get(part) for part in ("cast", "crowd"))
    counts = [group.get("count") for group in crowd if isinstance(group, dict)] if isinstance(crowd, list) else []
    fewest = (len(cast) if isinstance(cast, dict) else 0) + sum(n for n in counts if type(n) is int and n > 0)
    return f"{max(1, fewest):,} to {MOST_PEOPLE:,}"


def _such_as(pattern: str, field: FieldInfo | None) -> str:
    """What a text with a pattern should be, by the default and the description of its field."""
    example = f'"{field.default}"' if field and isinstance(field.default, str) else ""
    if re.match(pattern, "21:00") and not re.match(pattern, "25:00"):
        example = example or '"21:00"'
        return f"a time of day in quotes, such as {example}"
    meaning = re.sub(r"\s*\[[^]]*\]", "", field.description or "") if field else ""
    return (meaning or "another text") + (f", such as {example}" if example else "")


def _bare(annotation: Any) -> Any:
    """A type without Annotated and without "or None"."""
    while typing.get_origin(annotation) is typing.Annotated:
        annotation = typing.get_args(annotation)[0]
    if typing.get_origin(annotation) in (typing.Union, UnionType):
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


def _field_at(model: type[BaseModel], loc: Sequence[Key]) -> FieldInfo | None:
    """The field of a model that a value at this place belongs to."""
    here = _type_at(model, loc[:-1])
    return (
        here.model_fields.get(str(loc[-1])) if loc and isinstance(here, type) and issubclass(here, BaseModel) else None
    )


def _pattern_at(model: type[BaseModel], loc: Sequence[Key]) -> str:
    """The pattern that a text at this place has to match, "" for none; short names count as none."""
    field = _field_at(model, loc)
    found = [str(each.pattern) for each in field.metadata if getattr(each, "pattern", None)] if field else []
    return found[0] if found and found[0] != NAME else ""
