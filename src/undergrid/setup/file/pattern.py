"""Beats as they are looked for: a pattern of the file with rows, cells and numbers in place of its names.

`setup/file/arcs.py` has what a writer may write, `setup/check/arcs.py` makes this of it, and `study/arcs` looks for it
in what was recorded of a run. `docs/arcs.md` is the whole grammar.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

IS_AT, IS_WITH = "is at", "is with"
"""The two kinds that are no events: where somebody of the cast is, and with whom, every ten seconds."""

STATES = (
    "still", "standing", "crouched", "flat", "indoors", "outdoors", "awake", "asleep", "unconscious", "walking",
    "hauled", "held", "alive", "dead",
)  # fmt: skip
"""What somebody of the cast can be while something happens."""


class How(Enum):
    """How the patterns of a beat belong together."""

    IN_TURN = "in turn"
    ALL = "all"
    ANY = "any"
    NONE = "none"


@dataclass(frozen=True)
class Party:
    """Who one side of an event has to be: one of `rows`, none of `others`, or the same as elsewhere (`variable`)."""

    rows: tuple[int, ...] = ()  # empty: anybody
    others: tuple[int, ...] = ()
    variable: str = ""


@dataclass(frozen=True)
class Moment:
    """A tick of the run, or when a beat has happened."""

    tick: int = -1
    beat: str = ""


@dataclass(frozen=True)
class Step:
    """One event that is looked for, or `at_least` so many. Fields at their defaults ask for nothing."""

    of: str = ""  # IS_AT or IS_WITH; "" for events
    kinds: tuple[int, ...] = ()
    who: Party = Party()
    whom: Party = Party()
    cells: tuple[int, ...] | None = None
    within_cells: int = 0
    levels: tuple[int, ...] = ()
    districts: tuple[int, ...] = ()
    amounts: tuple[int, ...] = ()
    bits: int = 0  # in the second byte of what lay between
    least: int | None = None
    most: int | None = None
    causes: tuple[int, ...] = ()
    while_who: tuple[str, ...] = ()
    while_whom: tuple[str, ...] = ()
    at_least: int = 1
    of_different: str = ""
    after: Moment = Moment()
    before: Moment = Moment()
    within: int = -1  # ticks since the step before, or since `after`
    without: tuple[Step, ...] = ()

    @property
    def beats(self) -> set[str]:
        """The beats that it waits for or has to come before, also those of `without`."""
        own = {self.after.beat, self.before.beat} - {""}
        return own.union(*(step.beats for step in self.without))


@dataclass(frozen=True)
class Plan:
    """Steps, and how they belong together."""

    how: How
    steps: tuple[Step, ...]

    @property
    def beats(self) -> set[str]:
        return set().union(*(step.beats for step in self.steps))


@dataclass(frozen=True)
class Beat:
    """Something that a story is made of."""

    name: str
    plan: Plan


@dataclass(frozen=True)
class End:
    """One way in which a run ends: the first in the order of the file of which all holds is the end of a run."""

    name: str
    reached: tuple[int, ...] = ()  # numbers of the scenario's endings, each of which was reached
    happened: Plan | None = None
    without: Plan | None = None
    settled: int = -1  # ticks after it was reached from which on nothing changes the end of the run; -1 never


@dataclass(frozen=True)
class Arcs:
    """All that a scenario asks for: beats in an order in which each comes after those that it names."""

    beats: tuple[Beat, ...] = ()
    names: tuple[str, ...] = ()  # the beats in the order of the file
    arc: tuple[str, ...] = ()
    endings: tuple[End, ...] = ()
