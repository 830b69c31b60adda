"""What a kind of event is: a number, what its fields hold, whom it wakes, and what it does to hope.

    WANTED = kind(31, amount="suspicion, points")

declares a kind in the file of its theme; everywhere else it is `Kind.WANTED`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import IntEnum
from typing import Any, Literal

OF_MAKERS = range(401, 512)
"""The numbers that belong to makers' own rules."""

Party = Literal["who", "whom"]


class _Kinds(type):
    """`Kind` as a whole: `Kind.WANTED`, `Kind(31)`, `for kind in Kind`."""

    known: dict[int, Kind]

    def __getattr__(cls, name: str) -> Kind:
        raise AttributeError(f"there is no kind of event {name}")

    def __iter__(cls) -> Iterator[Kind]:
        return iter(sorted(cls.known.values()))

    def __len__(cls) -> int:
        return len(cls.known)

    def __contains__(cls, kind: object) -> bool:
        return kind in cls.known


class Kind(int, metaclass=_Kinds):
    """A kind of event. The numbers stand in runs on disk and never change; 401 to 511 belong to makers' own rules."""

    name: str
    who: str
    """The table of which the event's field of this name is a row; "" where the field is not used."""
    whom: str
    amount: str
    """What the amount counts, or which enumeration it is a member of."""
    subject: Party
    """The field that goes into the id."""
    wakes: frozenset[str]
    """Those who cannot fail to notice the event: their minds look up."""
    says: str
    """How a maker's kind is told; for ours, see `story/phrases`."""
    hope: int
    """By how much it changes the hope of `whom`, where that is a citizen, else of `who`, 1/1000 [assumed]."""

    def __new__(cls, number: int) -> Kind:
        try:
            return _Kinds.known[number]
        except KeyError:
            raise ValueError(f"{number} is no kind of event") from None

    def __repr__(self) -> str:
        return f"<Kind.{self.name}: {int(self)}>"

    def __str__(self) -> str:
        return str(int(self))

    def __reduce__(self) -> tuple[Any, ...]:
        return Kind, (int(self),)


_Kinds.known = {}


def kind(
    number: int,
    *,
    who: str = "citizen",
    whom: str = "",
    amount: str = "",
    subject: Party = "who",
    wakes: str = "",
    hope: int = 0,
    says: str = "",
) -> Kind:
    """A kind of event, which has no name yet: `name_kinds` gives it the one it is assigned to.

    wakes: "who", "whom" or both, apart by a space. says: its sentence, for a maker's kind. Raises ValueError where
    the number is out of range.
    """
    if not 0 < number < OF_MAKERS.stop:
        raise ValueError(f"the number of a kind of event is 1 to {OF_MAKERS.stop - 1}, not {number}")
    made = int.__new__(Kind, number)
    made.who, made.whom, made.amount, made.subject = who, whom, amount, subject
    made.hope, made.says = hope, says
    made.wakes = frozenset(wakes.split())
    made.name = ""
    return made


def name_kinds(names: Mapping[str, Any]) -> list[Kind]:
    """Take in the kinds among the names of a module, as `Kind.NAME`; returns them.

    A maker's kind replaces another maker's of that number or name: the scenario decides which a run has. Raises
    ValueError where a number or a name of ours is taken already.
    """
    found = []
    for name, value in names.items():
        if not isinstance(value, Kind):
            continue
        if not value.name:
            taken = _Kinds.known.get(int(value))
            if taken is not None and value not in OF_MAKERS:
                raise ValueError(f"{name}: {int(value)} is the number of {taken.name} already")
            if vars(Kind).get(name, value) not in OF_MAKERS and name in vars(Kind):
                raise ValueError(f"{name}: there is a kind of event of that name already")
            value.name = name
        elif value.name != name:
            raise ValueError(f"{name}: that is {value.name} by another name")
        _Kinds.known[int(value)] = value
        setattr(Kind, name, value)
        found.append(value)
    return found


class Role(IntEnum):
    """How a further cause contributed to an event."""

    EVIDENCE = 1
    CREDENTIAL = 2
    CONDITION = 3
    HELPER = 4
    WOUND = 5
    DELAY = 6  # the time that was lost
    DOSE = 7
    TRACE = 8
    THROUGH = 9  # what lay between
    INSTEAD = 10  # what was left for it
    RIVAL = 11  # what came next to it
