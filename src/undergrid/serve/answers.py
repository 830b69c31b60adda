"""What is told in answer to a question of the page: events, causes, lives, and where two runs part."""

from __future__ import annotations

from typing import Literal

from typing_extensions import TypedDict

Mark = Literal["", "decision", "wound", "crossing", "sighting", "arrest", "death", "ending"]


class Told(TypedDict):
    """An event as a sentence; `id` is empty for what is only counted."""

    id: str
    tick: int
    time: str
    says: str
    kind: str
    cell: int
    mark: Mark  # what it is in the story that it is told in


class Why(TypedDict):
    """One event on the way back to a root."""

    id: str
    tick: int
    time: str
    says: str
    cell: int
    root: str
    draw: str
    odds: float
    also: list[tuple[str, str]]


class Beat(TypedDict):
    """A beat of the scenario's arc that has happened."""

    name: str
    tick: int  # when it was complete
    time: str
    id: str  # of the event that completed it; "" where it is none
    arc: bool  # whether it is one of those that make the whole arc


class Arc(TypedDict):
    """How much of the scenario's arc has happened."""

    at: int  # the run has been lived through so far
    whole: bool  # all that is on disk has been: only then are there beats
    beats: list[Beat]  # as they happened
    of: int  # beats that make the whole arc


class Life(TypedDict):
    """How somebody was over the run: columns, one value for each of some ticks."""

    at: int
    whole: bool
    ticks: list[int]
    cell: list[int]
    inside: list[int]  # building; -1 outdoors
    doing: list[int]
    blood: list[int]  # what is left of it, of 255
    cold: list[int]  # Swiss stage, 0 to 4
    left: list[int]  # seconds until they expire; -1 where nothing expires


class Interest(TypedDict):
    """Somebody to whom much happens around a tick, and the rarest of it."""

    row: int
    name: str
    why: Told
    score: float  # bits


class Apart(TypedDict):
    """Where two runs first part."""

    tick: int  # -1 where they do not
    time: str
    by: str  # the rule that wrote the first difference, and what; "" until it is known exactly
    exact: bool  # whether it is the very first difference, and not only the first that the logs show
    events: list[Told | None]  # of each, the first event that only it has
