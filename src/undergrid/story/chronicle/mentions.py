"""How those in a sentence are called: a name at first, a pronoun where it can mean nobody else."""

from __future__ import annotations

from undergrid.story.chronicle.people import THEY, People, Pronouns
from undergrid.story.chronicle.spell import Places, listed, number
from undergrid.world.view.names import Names

State = tuple[set[int], set[int], int, set[int], set[int], tuple[dict[str, tuple[int, ...]], dict[str, int]]]

_MORE = {1: "another", 2: "a third", 3: "a fourth"}  # what one more is, after so many of the kind
_NTH = ("first", "second", "third", "fourth")  # what they are called then, in the order in which they came in


class Mentions:
    """What has been mentioned so far in a scene, and what a reader therefore takes a word for."""

    def __init__(self, people: People, places: Places, names: Names) -> None:
        self.people, self.places, self._names = people, places, names
        self._before: set[int] = set()  # the people in the sentence before
        self._now: set[int] = set()
        self._subject = -1  # of the sentence before
        self._met: set[int] = set()  # who has been mentioned at all
        self._minds: set[int] = set()  # those that have been mentioned
        self._watchers: dict[str, tuple[int, ...]] = {}  # kind -> the rows mentioned in this scene, as they came in
        self._latest: dict[str, int] = {}  # kind -> the row mentioned last

    def new_scene(self) -> None:
        self._before, self._now, self._subject = set(), set(), -1
        self._watchers.clear()
        self._latest.clear()

    def state(self) -> State:
        """To be put back by `restore`, where a sentence is not told after all."""
        of_watchers = dict(self._watchers), dict(self._latest)
        return set(self._before), set(self._now), self._subject, set(self._met), self._minds, of_watchers

    def restore(self, state: State) -> None:
        """Back to what had been mentioned when `state` was asked for."""
        before, now, self._subject, met, self._minds, (watchers, latest) = state
        self._before, self._now, self._met = set(before), set(now), set(met)
        self._watchers, self._latest = dict(watchers), dict(latest)

    def end(self, subject: int) -> None:
        """A sentence has ended. subject: the row of whom it was about, -1 for nobody of the city.

        Whom it did not name, a reader takes no pronoun for.
        """
        self._before, self._now, self._subject = self._now, set(), subject if subject in self._now else -1

    def subject(self, row: int) -> str:
        """Somebody as the one who acts."""
        mine = self.people.pronouns(row)
        plain = (
            row == self._subject and not self._alike(row, mine.subject) and (mine is not THEY or len(self._before) == 1)
        )
        self._now.add(row)
        return mine.subject if row == self.people.teller or plain else self.name(row)

    def object(self, row: int, of: int) -> str:
        """Somebody to whom it is done. of: the row of who acts."""
        mine = self.people.pronouns(row)
        clear = row in self._before | self._now and not self._alike(row, mine.subject, of) and mine is not THEY
        self._now.add(row)
        return mine.object if row == self.people.teller or clear else self.name(row)

    def name(self, row: int) -> str:
        first, self._met = row not in self._met, self._met | {row}
        if not self.people.named(row):
            return self.people.described(row, first)
        return self.people.full(row) if first else self.people.short(row)

    def possessive(self, row: int, of: int) -> str:
        """Whose: `her`, `Leo's`. of: the row of who acts in the sentence."""
        mine = self.people.pronouns(row)
        if row in (of, self.people.teller) or (
            row in self._before | self._now and not self._alike(row, mine.subject, of)
        ):
            self._now.add(row)
            return mine.possessive
        name = self.name(row)
        return f"{name}'s"

    def together(self, rows: list[int]) -> str:
        """Several people as the ones who act; of those without a name, more than one is a number."""
        self._now |= set(rows)
        others = [row for row in rows if not self.people.named(row)]
        told = rows if len(others) < 2 else [row for row in rows if row not in others]
        said = [self.people.pronouns(row).subject if row == self.people.teller else self.name(row) for row in told]
        if len(told) < len(rows):
            said.append(f"{number(len(others))} {'others' if told else 'strangers'}")
        return listed(said)

    def _alike(self, row: int, pronoun: str, *others: int) -> bool:
        """Whether another one who has been mentioned could be meant by a pronoun."""
        near = (self._before | self._now | set(others)) - {row, -1, self.people.teller}
        return any(self.people.pronouns(other).subject == pronoun for other in near)

    def pronouns(self, row: int) -> Pronouns:
        return self.people.pronouns(row)

    def knows_watcher(self, row: int) -> bool:
        """Whether a machine has been told of in this scene."""
        return any(row in rows for rows in self._watchers.values())

    def watcher(self, row: int) -> str:
        """A machine of the authority: `a drone`, `the drone`, `another drone`, `the first drone`, `a third drone`."""
        if row < 0:
            return "a watcher"
        kind = self._names.watchers[row].rpartition(" ")[0]
        before, latest = self._watchers.get(kind, ()), self._latest.get(kind, -1)
        self._latest[kind] = row
        if row == latest:
            return f"the {kind}"
        if row in before:
            nth = before.index(row)
            return f"the {_NTH[nth]} {kind}" if nth < len(_NTH) else f"one of the {kind}s"
        self._watchers[kind] = (*before, row)
        if before:
            return f"{_MORE.get(len(before), 'yet another')} {kind}"
        return f"{'an' if kind[0] in 'aeiou' else 'a'} {kind}"

    def thing(self, table: str, row: int) -> str:
        """A row of any other table by name."""
        name = self._names.thing(table, row)
        if table == "mind" and row not in self._minds:
            self._minds = self._minds | {row}
            return f"{name}, a mind on the network,"
        if table in ("faction", "mind", "wire") or not name:
            return name
        return self.places.called(name)
