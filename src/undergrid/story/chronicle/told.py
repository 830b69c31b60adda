"""What a chronicle is made of: sentences with the events they tell, in scenes, under a synopsis."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Length = Literal["short", "night", "full"]


@dataclass(frozen=True)
class Sentence:
    """One sentence, or one line of talk with who says it."""

    text: str
    events: tuple[int, ...]  # ids of what it tells, never none
    teller: str  # "narrator", "record", or the name of the one who tells
    tick: int  # of the first of its events
    talk: bool = False  # whether it is what somebody says, in quotation marks


@dataclass(frozen=True)
class Scene:
    """What happens in one stretch of time, mostly in one place and to one company."""

    name: str  # short and unique in its chronicle, for links: "s3"
    title: str  # "15:43, the west market"
    place: str
    people: tuple[str, ...]  # the named who are in it
    first: int  # tick
    last: int
    lapse: str  # "Five hours later." where much time has passed since the scene before; else ""
    sentences: tuple[Sentence, ...]


@dataclass(frozen=True)
class Character:
    """Somebody with a name, as a reader meets them."""

    name: str
    who: str  # "a healer of thirty-four"; "" where the run does not say
    wants: str  # "to reach the clinic"; ""
    carries: str  # "two doses of morphine and a radio"; ""
    end: str  # how they are at the end: "at the clinic, asleep"
    faction: str  # "the Rust Syndicate"; "" for none


@dataclass(frozen=True)
class Chronicle:
    """A night told. Every sentence names the events it tells."""

    title: str
    scenario: str
    seed: int
    citizens: int
    starts: str  # clock times: "15:40:00", "day 2, 07:40:00"
    ends: str
    begun: int  # seconds since the first midnight at tick 0
    teller: str
    synopsis: tuple[Sentence, ...]  # five at most
    opening: tuple[Sentence, ...]  # sky, hour, place; who hunts whom; what each carries and wants
    characters: tuple[Character, ...]
    scenes: tuple[Scene, ...]
    close: tuple[Sentence, ...]  # the endings reached, and how everybody is
    again: str  # the command that makes the run again
    run: str = ""  # its folder, as a command is given it
