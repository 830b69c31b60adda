"""The arcs file beside a scenario: the beats that its story is made of, and how a run of it may end, as patterns.

arcs: eden
beats:
  leo_found_alive: {kind: pulse found, who: amara, whom: leo}
  treated: {kind: [cut away, dressed, stabilised], whom: leo, at_least: 2}
arc: [leo_found_alive, treated]
endings:
  saved: {reached: at_the_clinic, settled: 1 h}
  lost: {}
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field, WithJsonSchema

from undergrid.setup.file.quantities import Duration, Name, Part, wrong

FILE = "arcs.yaml"
ANY = "any"  # the scenario of an arcs file that belongs to none
MOST = 1_000_000  # events that a pattern may ask for


def _some(value: Any) -> Any:
    return value if isinstance(value, list) else [value]


Words = Annotated[
    list[str],
    BeforeValidator(_some),
    WithJsonSchema({"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}, "minItems": 1}]}),
    Field(min_length=1),
]
"""One word, or a list of them, any of which will do."""


def _time(value: str | int) -> str:
    text = str(value).strip()
    if not text:
        raise wrong("an empty moment", '"22:30", 2 h, or the name of a beat')
    return text


Time = Annotated[str, BeforeValidator(lambda value: str(value) if type(value) is int else value), AfterValidator(_time)]
"""A time of day in quotes, a duration since the start, or the name of a beat."""


class While(Part):
    """What the parties of an event have to be while it happens: any of the states."""

    who: Words | None = None
    whom: Words | None = None


class Pattern(Part):
    """One event, or several alike."""

    kind: Words = Field(description="of which kind the event is, such as let in; any of a list")
    who: Words | None = Field(None, description="a name of the cast, 'not NAME', or a Variable")
    whom: Words | None = Field(None, description="the same; a building or gate where the kind has such")
    near: Words | None = Field(None, description="a place; a name that ends in * stands for all that begin so")
    within_m: Annotated[int, Field(ge=1, le=10_000)] = Field(10, description="how near, m")
    at: Words | None = Field(None, description="a level or district, or a kind of district")
    amount: Annotated[list[str | int], BeforeValidator(_some), Field(min_length=1)] | None = Field(
        None, description="the amount of the event, in words where it stands for something"
    )
    least: int | None = Field(None, description="the amount is no less")
    most: int | None = Field(None, description="the amount is no more")
    cause: Words | None = Field(None, description="of which kind the event is that brought it about")
    state: While = Field(While(), description="what who and whom are at that moment")
    at_least: Annotated[int, Field(ge=1, le=MOST)] = Field(1, description="so many such events")
    spanning: Duration | None = Field(None, description="the last of these no longer than that after the first")
    of_different: Literal["who", "whom", "where"] | None = Field(None, description="each with another one")
    after: Time | None = Field(None, description="only after that moment")
    before: Time | None = Field(None, description="only before that moment")
    within: Duration | None = Field(None, description="no longer than that after the step before, or `after`")
    without: Any = Field(None, description="patterns of which nothing happens between the step before and this one")
    called: Name | None = Field(None, description="a name by which later steps speak of this one")
    because_of: Name | None = Field(None, description="the step called so: this came of it, over however many causes")


class Either(Part):
    """A step that is any of several patterns, which speak of the same Variables."""

    any_of: Annotated[list[Any], BeforeValidator(_some), Field(min_length=1)] = Field(description="patterns")
    within: Duration | None = Field(None, description="no longer than that after the step before")
    without: Any = Field(None, description="patterns of which nothing happens between the step before and this one")
    called: Name | None = Field(None, description="a name by which later steps speak of this one")
    because_of: Name | None = Field(None, description="the step called so: this came of it, over however many causes")


class Story(Part):
    """A beat with roles: what it means, who plays in it, and its steps in turn."""

    means: Annotated[str, Field(min_length=1)] = Field(description="in a sentence")
    roles: dict[str, Words] = Field(description="each Variable: anybody, named, nameless, names, or 'not NAME'")
    steps: Annotated[list[Any], BeforeValidator(_some), Field(min_length=1)] = Field(description="patterns in turn")
    never_again: Any = Field(None, description="patterns of which nothing happens after the last step")


class Ending(Part):
    """One way to end."""

    reached: Annotated[list[Name], BeforeValidator(_some), Field(min_length=1)] | None = Field(
        None, description="endings of the scenario, all of which are reached"
    )
    happened: Any = Field(None, description="a beat of its own that has happened")
    without: Any = Field(None, description="a beat of its own that has not")
    settled: Duration | None = Field(None, description="so long after it is reached, nothing changes the end any more")


class ArcsFile(Part):
    """An arcs file."""

    arcs: Name = Field(description="the scenario it belongs to; any for one that speaks of nobody and no place by name")
    beats: dict[Name, Any] = Field(
        {}, description="a pattern, a list of patterns in turn, all, any, none of a list, or roles and steps"
    )
    arc: list[str] = Field([], description="the beats that make the whole arc")
    endings: dict[Name, Ending] = Field({}, description="how a run ends: the first of these that holds")
