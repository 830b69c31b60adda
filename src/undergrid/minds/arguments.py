"""What the texts among a want's arguments name: one of the cast, a place, a gate. Each want declares it by these types.

A scenario's `check` looks up every name so declared, so that a want meets none that its city or cast does not have.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Literal, get_args

from pydantic import BaseModel, WithJsonSchema

Kind = Literal["person", "place", "gate"]


@dataclass(frozen=True)
class Names:
    """Marks a text as the name of something of this kind."""

    kind: Kind


Person = Annotated[str, Names("person"), WithJsonSchema({"type": "string", "description": "somebody of the cast"})]
"""Somebody of the cast, by their name in the scenario; never the one who wants it."""

Place = Annotated[str, Names("place"), WithJsonSchema({"type": "string", "description": "a place, building or gate"})]
"""A place, a building or a gate."""

Gate = Annotated[str, Names("gate"), WithJsonSchema({"type": "string", "description": "a gate"})]
"""A gate."""


def declared(params: type[BaseModel]) -> Mapping[str, Kind]:
    """The arguments of a want that name something, and what: `{"who": "person"}`."""
    found = {}
    for argument, field in params.model_fields.items():
        marks = [*field.metadata, *_marks(field.annotation)]
        kinds = [mark.kind for mark in marks if isinstance(mark, Names)]
        if kinds:
            found[argument] = kinds[0]
    return found


def names_in(params: BaseModel) -> Iterator[tuple[tuple[str | int, ...], Kind, str]]:
    """The names that somebody's want refers to: (where it stands, such as `("rounds", 1)`; of what kind; the name)."""
    for argument, kind in declared(type(params)).items():
        value = getattr(params, argument)
        if isinstance(value, str):
            yield (argument,), kind, value
        elif value is not None:
            yield from (((argument, n), kind, name) for n, name in enumerate(value))


def _marks(annotation: Any) -> Iterator[Any]:
    """Everything that stands inside a type: `list[Person]` holds the mark of `Person`."""
    for part in get_args(annotation):
        yield part
        yield from _marks(part)
