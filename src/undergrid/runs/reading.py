"""Read a run's log: by id, or by whom, what and when. Only the segments that are needed are opened."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from undergrid.core import numbers, plain
from undergrid.core.errors import UsageError, did_you_mean
from undergrid.core.everyday import instead, own_word
from undergrid.core.tables import Table
from undergrid.core.units import Time
from undergrid.runs import rules, segments, snapshots
from undergrid.runs.contents import SERIES, Columns, Mask, Sizes
from undergrid.runs.folder import Folder, RunError
from undergrid.runs.segments import Segments
from undergrid.runs.snapshots import UNREADABLE
from undergrid.world.log.events import COLUMNS, TICK_SHIFT, Event, split_id
from undergrid.world.log.kinds import Kind, Role
from undergrid.world.log.kinds.kind import Party
from undergrid.world.tables.orders import Verb
from undergrid.world.tables.people import Activity, Citizens
from undergrid.world.tables.society import Profiles
from undergrid.world.view.names import Names, words


@dataclass(frozen=True)
class Told:
    """An event with everything spelled out, for people and for JSON."""

    id: int
    tick: int
    time: str
    kind: str
    who: str
    whom: str
    where: str
    amount: str | int
    cause: int
    odds: float | None


@dataclass(frozen=True)
class Standing:
    """How somebody is at the end of what is on disk."""

    alive: bool
    doing: Activity
    where: str
    wanted: bool
    cell: int
    indoors: bool


class Log:
    """The events of a run on disk."""

    def __init__(self, path: str | Path) -> None:
        self.folder, self.meta = Folder.open(path)
        rules.declare(self.meta.systems)
        self.names = names_of(self.folder)
        self._check_gap()
        self._sizes = Sizes.of(self.names, self.meta.citizens)
        self._segments = Segments(self.folder, self._sizes)

    def refresh(self) -> None:
        """Take note of what has been recorded meanwhile; what was read stays. Raises RunError as opening does."""
        self.folder, self.meta = Folder.open(self.folder.path, alone=False)
        self._check_gap()
        self._segments.folder = self.folder

    def _check_gap(self) -> None:
        path, gap = self.folder.path, segments.gap(self.folder, self.meta.tick)
        if gap is not None:
            again = f"undergrid resume {shlex.quote(str(path))}"
            raise RunError(
                f"{path}: the events from tick {gap:,} on are missing",
                hint=f"DuckDB can read the other segments; the missing one is made again by: {again}",
            )

    def get(self, event: int) -> Event | None:
        """The event with an id, or None where the log has none."""
        tick = split_id(event)[0]
        columns = self._segments.at("events", tick)
        if columns is None:
            return None
        first, last = np.searchsorted(columns["tick"], (tick, tick + 1)).tolist()
        for row in np.flatnonzero(columns["id"][first:last] == event).tolist():
            return _event(columns, first + row)
        return None

    def number(self, event: Event) -> int:
        """Which event of the run one is, counted from 1 in the order in which they happened: `e417` for short.

        A run's log only grows, and is made again row for row: the number stays.
        """
        columns = self._segments.at("events", event.tick)
        assert columns is not None  # it has been read from there
        first, last = np.searchsorted(columns["tick"], (event.tick, event.tick + 1)).tolist()
        row = first + int(np.argmax(columns["id"][first:last] == event.id))
        return 1 + row + max(before for begins, before, _ in self._segments.spans("events") if begins <= event.tick)

    def numbered(self, number: int) -> Event | None:
        """The event with a number of `number`, or None where the run has fewer."""
        for first, before, n in self._segments.spans("events"):
            if before < number <= before + n:
                columns = self._segments.at("events", first)
                return None if columns is None else _event(columns, number - before - 1)
        return None

    def because(self, event: int) -> list[tuple[int, Role]]:
        """The further causes of an event, each with the role it played."""
        columns = self._segments.at("because", split_id(event)[0])
        if columns is None:
            return []
        rows = np.flatnonzero(columns["event"] == event).tolist()
        return [(int(columns["cause"][row]), Role(int(columns["role"][row]))) for row in rows]

    def events(
        self, about: str | int | None = None, kind: str | None = None, since: Time = 0, until: Time | None = None
    ) -> Iterator[Event]:
        """The events about somebody (as `who` or `whom`), of a kind, from a tick on and before another.

        `since` and `until` may be times since the beginning, or of day. Events come in the order in which they
        happened. Raises UsageError where no person or kind has that name.
        """
        starts = self.names.starts
        first = numbers.ticks(since, "since", starts)
        end = None if until is None else numbers.ticks(until, "until", starts)
        asked = None if kind is None else kind_of(kind)
        row = None if about is None else self.citizen(about)
        return self._matching(first, end, asked, row)

    def _matching(self, first: int, end: int | None, kind: Kind | None, row: int | None) -> Iterator[Event]:
        for columns in self.columns(first, end):
            wanted = np.ones(len(columns["tick"]), np.bool_)
            if kind is not None:
                wanted &= columns["kind"] == int(kind)
            if row is not None:
                wanted &= _concern(columns, row)
            lists = [columns[name][wanted].tolist() for name in COLUMNS]
            for i, t, k, *rest in zip(*lists, strict=True):
                yield Event(i, t, Kind(k), *rest)

    def columns(self, since: int = 0, before: int | None = None) -> Iterator[Columns]:
        """The columns of the events from a tick on and before another, segment by segment."""
        for columns in self._segments.read("events", since):
            last = len(columns["tick"]) if before is None else int(np.searchsorted(columns["tick"], before))
            first = int(np.searchsorted(columns["tick"], since))
            if first < last:
                yield {name: values[first:last] for name, values in columns.items()}
            if before is not None and last < len(columns["tick"]):
                return

    def further(self, since: int = 0) -> Iterator[Columns]:
        """The further causes of the events from a tick on, segment by segment: event, cause, role."""
        for columns in self._segments.read("because", since):
            first = int(np.searchsorted(columns["event"] >> TICK_SHIFT, since))
            yield {name: values[first:] for name, values in columns.items()}

    def table(self, table: type[Table], names: Sequence[str]) -> Columns:
        """Some columns of a table at the end of what is on disk. Raises RunError where the last snapshot is damaged."""
        n = self.meta.citizens if table is Citizens else None
        found = snapshots.columns(self.folder, self.meta, table, names, n, self._sizes)
        return dict(zip(names, found, strict=True))

    def series(self) -> Columns:
        """All columns of the run's series: one row a minute."""
        parts = list(self._segments.read("series"))
        return {name: np.concatenate([np.empty(0, np.int64), *(part[name] for part in parts)]) for name in SERIES}

    def tracks(self, since: int = 0) -> Iterator[Columns]:
        """How each of the cast was at the end of a second, where that had changed, segment by segment (`TRACKS`)."""
        for columns in self._segments.read("tracks", since):
            first = int(np.searchsorted(columns["tick"], since))
            yield {name: values[first:] for name, values in columns.items()}

    def citizen(self, who: str | int) -> int:
        """The row of a citizen by name, first name or number (`rex`, `Rex`, `17`, `citizen 17`).

        Raises UsageError where there is none.
        """
        number = (
            plain.cut(numbers.whole(who, "--about"))
            if not isinstance(who, str)
            else who.lower().removeprefix("citizen ")
        )
        if number.removeprefix("-").isdecimal() and number.isascii():
            row = plain.whole(number)
            if row is not None and row < self.meta.citizens:
                return row
            raise UsageError(f"there is no citizen {number[:20]}: the city has {self.meta.citizens:,}, numbered from 0")
        full = {row: self.names.citizen(row).lower() for row in self.names.citizens}
        firsts = [name.split()[0] for name in full.values()]
        for row, name in self.names.citizens.items():
            if number in (name.lower(), full[row]):
                return row
        for row, name in full.items():
            if number == name.split()[0] and firsts.count(number) == 1:
                return row
        raise UsageError(
            f"nobody is called {plain.cut(who)}",
            hint=f"the named are {', '.join(sorted(self.names.citizens.values()))}; the others go by their number",
        )

    def standing(self, row: int) -> Standing:
        """How a citizen is at the end of what is on disk. Raises RunError where the last snapshot is damaged."""
        names = ("alive", "doing", "cell", "wanted", "inside")
        found = snapshots.columns(self.folder, self.meta, Citizens, names, self.meta.citizens, self._sizes)
        alive, doing, cell, wanted, inside = (int(column[row]) for column in found)
        return Standing(bool(alive), Activity(doing), self.names.area(cell), bool(wanted), cell, inside >= 0)

    def worn(self) -> dict[int, int]:
        """The category of everybody who wears the sign of one, by row, at the end of what is on disk.

        Raises RunError where the last snapshot is damaged.
        """
        names = ("used", "owner", "category", "insignia", "covered")
        used, owner, category, insignia, covered = self.table(Profiles, names).values()
        shown = (used > 0) & (insignia > 0) & (covered == 0)
        return dict(zip(owner[shown].tolist(), category[shown].tolist(), strict=True))

    def told(self, event: Event) -> Told:
        """An event with names, place, time and amount spelled out."""
        names, kind = self.names, event.kind
        try:
            return Told(
                id=event.id,
                tick=event.tick,
                time=names.time(event.tick),
                kind=words(event.kind.name),
                who=names.thing(kind.who, event.who) if kind.who else "",
                whom=names.whom(event.kind, event.whom, event.amount),
                where=names.place(event.where),
                amount=names.amount(event.kind, event.amount),
                cause=event.cause,
                odds=round(event.odds / 2**32, 6) if event.stream else None,
            )
        except (ValueError, IndexError, OverflowError):
            raise RunError(f"{self.folder.path}: no event of this city: {event}") from None


def _event(columns: Columns, row: int) -> Event:
    i, t, k, *rest = (int(columns[name][row]) for name in COLUMNS)
    return Event(i, t, Kind(k), *rest)


def kind_of(name: str) -> Kind:
    """A kind of event by its words. Raises UsageError where there is none, with the nearest."""
    known = {words(kind.name): kind for kind in Kind}
    wanted = words(own_word("event", name)).replace("-", " ")
    if wanted in known:
        return known[wanted]
    advice = instead("event", name)
    hint = f"expected {advice}" if advice else did_you_mean(wanted, known)
    raise UsageError(f"no kind of event is called {name!r}", hint=hint)


def _concern(columns: Columns, row: int) -> Mask:
    """Which events are about a citizen."""
    kinds = columns["kind"]

    def as_party(party: Party) -> Mask:
        people = [int(kind) for kind in Kind if getattr(kind, party) == "citizen"]
        return (columns[party] == row) & np.isin(kinds, people)

    asked = (columns["whom"] == row) & (kinds == int(Kind.ORDERED))
    return as_party("who") | as_party("whom") | asked & np.isin(columns["amount"], (Verb.TELL, Verb.INFORM))


def names_of(folder: Folder) -> Names:
    """What everything in a run is called. Raises RunError where that is gone or damaged."""
    wrong = folder.wrong_with(folder.names)
    if wrong.startswith("cannot be read"):
        raise RunError(f"{folder.names}: {wrong}")
    try:
        if not wrong:
            return Names.load(folder.names)
    except UNREADABLE:
        pass
    raise RunError(
        f"{folder.names}: gone or damaged: without it nothing in the run has a name",
        hint=f"`undergrid resume {shlex.quote(str(folder.path))}` makes it again",
    )
