"""Beats as they are looked for: a pattern of the file with rows, cells and numbers in place of its names.

`setup/file/arcs.py` has what a writer may write, `setup/check/arcs.py` makes this of it, and `study/arcs` looks for it
in what was recorded of a run. `docs/arcs.md` is the whole grammar.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from undergrid.world.log.kinds import Kind
from undergrid.world.tables.orders import TARGETS, Verb

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
    spanning: int = -1  # ticks from the first to the last of these
    after: Moment = Moment()
    before: Moment = Moment()
    within: int = -1  # ticks since the step before, or since `after`
    without: tuple[Step, ...] = ()
    third: str = ""  # the Variable that the amount is, where it is somebody
    district: str = ""  # the Variable that the district is in which it happened
    called: str = ""  # by this name, later steps speak of its event
    because_of: str = ""  # the step called so, of which this came, over however many causes
    either: tuple[Step, ...] = ()  # any of these, which speak of the same Variables; of the rest only windows count

    @property
    def beats(self) -> set[str]:
        """The beats that it waits for or has to come before, also those of `without`."""
        own = {self.after.beat, self.before.beat} - {""}
        return own.union(*(step.beats for step in self.without))

    @property
    def variables(self) -> tuple[str, ...]:
        """The Variables that it speaks of itself, in the order who, whom, third, district."""
        if self.either:
            return self.either[0].variables
        found = (self.who.variable, self.whom.variable, self.third, self.district)
        return tuple(dict.fromkeys(filter(None, found)))

    @property
    def tables(self) -> dict[str, str]:
        """Of which table each Variable is a row."""
        if self.either:
            return {name: table for one in self.either for name, table in one.tables.items()}
        found = {name: "citizen" for name in (self.who.variable, self.whom.variable, self.third) if name}
        for party, name in (("who", self.who.variable), ("whom", self.whom.variable)):
            if name and self.kinds:
                tables = {str(getattr(Kind(kind), party)) for kind in self.kinds}
                if tables == {"target"} and self.amounts:
                    tables = {TARGETS.get(Verb(verb), "nothing") for verb in self.amounts}
                found[name] = " or ".join(sorted(tables)) or "nothing"
        return {**found, self.district: "a district"} if self.district else found


@dataclass(frozen=True)
class Role:
    """Who may be what a Variable stands for: one of `rows`, none of `others`, of the cast or not."""

    name: str
    rows: tuple[int, ...] = ()  # empty: anybody
    others: tuple[int, ...] = ()
    named: bool | None = None


@dataclass(frozen=True)
class Plan:
    """Steps, and how they belong together."""

    how: How
    steps: tuple[Step, ...]
    roles: tuple[Role, ...] = ()  # those that ask for something
    never_again: tuple[Step, ...] = ()  # of which nothing happens after the last step, as far as is known
    means: str = ""

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
