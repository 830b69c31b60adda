"""The people of a chronicle: what they are called, and by which pronouns, as far as the teller knows them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from undergrid.core.errors import UsageError
from undergrid.runs.folder import RunError
from undergrid.runs.reading import Log
from undergrid.setup import load
from undergrid.setup.file.model import End
from undergrid.setup.file.persons import Person
from undergrid.story.chronicle.spell import lapse, number
from undergrid.world.log.events import Event
from undergrid.world.log.kinds import Kind
from undergrid.world.tables.society import Category


@dataclass(frozen=True)
class Pronouns:
    """How somebody is spoken of: she, her, her, herself, was."""

    subject: str
    object: str
    possessive: str
    reflexive: str
    was: str = "was"


SHE = Pronouns("she", "her", "her", "herself")
HE = Pronouns("he", "him", "his", "himself")
IT = Pronouns("it", "it", "its", "itself")
THEY = Pronouns("they", "them", "their", "themselves", "were")
ME = Pronouns("I", "me", "my", "myself")

_BY_WORD = {"she": SHE, "he": HE, "it": IT, "they": THEY, "": THEY}
_CATEGORIES = {
    Category.HEALER: "healer", Category.REBEL: "rebel", Category.SOLDIER: "soldier", Category.LOYAL: "loyalist",
}  # fmt: skip
_GROWN = 16  # years [assumed]
_AT_LENGTH = 6  # people who are introduced one by one


class People:
    """Everybody in a run, by row.

    teller: the row of the one who tells, in the first person; None for a narrator, who knows all names.
    """

    def __init__(self, log: Log, teller: int | None = None) -> None:
        self.log, self.teller = log, teller
        self._file = _scenario(log)
        self.cast, self.title = self._file.cast, self._file.title
        self.premise, self.endings = self._file.premise, self._file.endings
        self._rows = {name: row for row, name in log.names.citizens.items()}
        full = [log.names.citizen(row) for row in log.names.citizens]
        self._firsts_seen: dict[str, int] = {}
        self._firsts = [name.split()[0] for name in full]
        self._known = self._known_from_the_start()

    def _known_from_the_start(self) -> set[int]:
        if self.teller is None:
            return set(self.log.names.citizens)
        key = self.log.names.citizens.get(self.teller, "")
        mine = self.cast.get(key)
        known = {self.teller}
        if mine is not None:
            known |= {self._rows[bond.to] for bond in mine.bonds if bond.to in self._rows}
            known |= {self._rows[topic] for topic in mine.known if topic in self._rows}
        for name, person in self.cast.items():
            if name in self._rows and any(bond.to == key for bond in person.bonds):
                known.add(self._rows[name])
        return known

    def sworn_alike(self, event: Event) -> bool:
        """Whether both in an event have sworn to the same faction, as far as the teller knows."""
        return bool(own := self.faction(event.who)) and own == self.faction(event.whom)

    def knows(self, person: Person, whom: str) -> bool:
        """Whether somebody of the cast knows another from the start, both by their names in the scenario."""
        own = next((name for name, one in self.cast.items() if one is person), "")
        back = self.cast[whom].bonds if whom in self.cast else ()
        return whom in person.known or any(bond.to == whom for bond in person.bonds) or any(b.to == own for b in back)

    def bound(self, row: int, other: int) -> bool:
        """Whether one of the cast is bound to another from the start."""
        person, whom = self.person(row), self.log.names.citizens.get(other, "")
        return person is not None and any(bond.to == whom for bond in person.bonds)

    def acquainted(self, row: int, other: int) -> bool:
        """Whether one of the cast knows another from the start."""
        person, whom = self.person(row), self.log.names.citizens.get(other, "")
        return person is not None and self.knows(person, whom)

    def learn(self, event: Event) -> None:
        """Take note of a name that the teller learns by an event."""
        if event.kind == Kind.NAMED and event.whom == self.teller:
            self._known.add(event.who)

    def faction(self, row: int) -> str:
        """The faction to which somebody has sworn, where the teller knows it for certain; "" for none."""
        person = self.person(row) if self.teller in (None, row) else None
        return self._file.factions.get(person.faction, "") if person and person.faction else ""

    def person(self, row: int) -> Person | None:
        """What the scenario says of somebody; None for the crowd, or where its copy is gone."""
        return self.cast.get(self.log.names.citizens.get(row, ""))

    def has_a_copy(self, row: int) -> bool:
        """Whether a copy of somebody's mind sleeps in the network until they die."""
        return self.log.names.citizens.get(row) in self._file.copies

    def has_hours(self, row: int) -> bool:
        """Whether somebody has so many hours to live, and no more."""
        person = self.person(row)
        return person is not None and person.expires is not None

    def cast_of(self, row: int) -> Person:
        """As `person`, of somebody in the cast. Raises KeyError for anybody else."""
        return self.cast[self.log.names.citizens[row]]

    def pronouns(self, row: int) -> Pronouns:
        if row == self.teller:
            return ME
        person = self.person(row)
        return _BY_WORD[person.pronouns] if person is not None else THEY

    def breathes(self, row: int) -> bool:
        """Whether somebody is made of flesh, as far as the scenario says."""
        person = self.person(row)
        return person is None or person.being == "human"

    def named(self, row: int) -> bool:
        """Whether the teller knows somebody by name."""
        return row in self._known and row in self.log.names.citizens

    def row_of(self, key: str) -> int:
        """The row of somebody of the cast by their name in the scenario; -1 for nobody."""
        return self._rows.get(key, -1)

    def of(self, key: str) -> str:
        """Somebody of the cast by their name in the scenario."""
        return self.short(self._rows[key]) if key in self._rows else key

    def owner(self, key: str) -> str:
        """As `of`, of somebody whose chip another carries: a reader is told that they are dead, and for how long."""
        person = self.cast.get(key)
        dead = person.shut_down if person is not None else None
        return self.of(key) + (f", {lapse(dead.ago)} dead" if dead is not None else "")

    def full(self, row: int) -> str:
        return self.log.names.citizen(row) if self.named(row) else self.described(row, first=True)

    def short(self, row: int) -> str:
        """The first name, where nobody else has it; else the whole one."""
        if not self.named(row):
            return self.described(row, first=False)
        first = self.full(row).split()[0]
        return first if self._firsts.count(first) == 1 else self.full(row)

    def described(self, row: int, first: bool) -> str:
        """Somebody without a name, by what is plain to see: `a man with a rifle`, then `the man with the rifle`."""
        person = self.person(row)
        if person is None:
            return self._one(self._category(row) or "stranger", row, first)
        what = _CATEGORIES[Category[person.category.upper()]] if person.insignia and not person.covered else ""
        grown = person.age >= _GROWN
        kind = {"she": ("girl", "woman"), "he": ("boy", "man")}.get(person.pronouns, ("child", "stranger"))[grown]
        arms = next(
            (kind for kind in ("rifle", "plasma", "sidearm") if any(kind in c.named for c in person.carries)), ""
        )
        held = {"plasma": "plasma rifle"}.get(arms, arms)
        return self._one(what or kind, row, first) + (
            f" with {'a' if first else 'the'} {held}" if held and not what else ""
        )

    def _one(self, kind: str, row: int, first: bool) -> str:
        """`a woman`, `another woman` where one has been spoken of before, and then `the woman`."""
        of_these = self._firsts_seen.setdefault(kind, row)
        return f"{('a' if row == of_these else 'another') if first else 'the'} {kind}"

    def epithet(self, row: int) -> str:
        """Who somebody is, in a few words: `a healer of thirty-four`; empty where nothing is known."""
        person = self.person(row)
        if person is None:
            return ""
        if not self.breathes(row):
            return "a companion unit"
        category = Category[person.category.upper()]
        what = _CATEGORIES.get(category, "") or (person.profession if person.profession != "none" else "")
        plain = {"she": ("girl", "woman"), "he": ("boy", "man")}.get(person.pronouns, ("child", "person"))
        what = what or plain[person.age >= _GROWN]
        return f"{'an' if what[0] in 'aeiou' else 'a'} {what} of {number(person.age)}"

    def _category(self, row: int) -> str:
        return _CATEGORIES.get(Category(self._profiles.get(row, 0)), "")

    @cached_property
    def _profiles(self) -> Mapping[int, int]:
        """What those of the crowd are who wear a sign of it, by row."""
        try:
            return self.log.worn()
        except RunError:
            return {}


@dataclass(frozen=True)
class _Scenario:
    """What a scenario's copy in a run says of its people and its place."""

    cast: Mapping[str, Person] = field(default_factory=dict)
    factions: Mapping[str, str] = field(default_factory=dict)  # what they are called
    title: str = ""
    premise: str = ""
    copies: frozenset[str] = frozenset()  # those of whose mind a copy sleeps in the network until they die
    endings: Mapping[str, End] = field(default_factory=dict)


def _scenario(log: Log) -> _Scenario:
    """What the scenario's copy in the run says.

    Nothing where it is gone or damaged.
    """
    try:
        spec = load(log.folder.scenario / log.meta.file, log.meta.people).spec
    except (UsageError, OSError):
        return _Scenario()
    copies = frozenset(name for name, virus in spec.viruses.items() if virus.trigger.death == name)
    factions = {name: faction.name or name for name, faction in spec.factions.items()}
    return _Scenario(dict(spec.cast), factions, spec.title, spec.premise or "", copies, dict(spec.endings))


def plays(person: Person | None) -> bool:
    """Whether the scenario gives somebody a part, rather than a name alone."""
    return person is not None and bool(person.wants or person.wanted or person.wounds or person.trapped)


def beside_the_cast(people: People, cast: Sequence[int]) -> list[int]:
    """Those of a large cast of whom an opening tells no more than where they are."""
    return [row for row in cast if len(cast) > _AT_LENGTH and not people.cast_of(row).wanted]


def at_length(people: People, rows: Sequence[int]) -> list[int]:
    """Those of whom an opening tells what they want."""
    cast = [row for row in rows if plays(people.person(row))]
    beside = beside_the_cast(people, cast)
    return [row for row in cast if row not in beside and people.cast_of(row).wants and not people.cast_of(row).dead]
