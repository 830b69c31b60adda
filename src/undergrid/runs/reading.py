"""Read a run's log: by id, and by whom, what and when. Only the segments that are asked for are opened."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from undergrid.core import units
from undergrid.runs import segments
from undergrid.runs.folder import Folder, RunError
from undergrid.world.events import BECAUSE, COLUMNS, ROLES, Event, Kind, Role, split_id
from undergrid.world.names import Names, words


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


class Log:
    """The events of a run on disk."""

    def __init__(self, path: str | Path) -> None:
        self.folder, self.meta = Folder.open(path)
        try:
            self.names = Names.load(self.folder.names)
        except (OSError, ValueError, KeyError):
            raise RunError(f"{self.folder.names}: damaged, names cannot be read") from None
        self._segments: dict[Path, tuple[segments.Columns, dict[int, int]]] = {}

    def get(self, event: int) -> Event | None:
        """The event with an id, or None where the log has none such."""
        tick = split_id(event)[0]
        for first, last, path in self.folder.segments("events"):
            if first <= tick < last:
                columns, rows = self._open(path, COLUMNS)
                row = rows.get(event)
                return None if row is None else _event(columns, row)
        return None

    def because(self, event: int) -> list[tuple[int, Role]]:
        """The further causes of an event, each with the role it played."""
        tick = split_id(event)[0]
        found = []
        for first, last, path in self.folder.segments("because"):
            if first <= tick < last:
                columns, _ = self._open(path, BECAUSE)
                for row in np.flatnonzero(columns["event"] == event).tolist():
                    found.append((int(columns["cause"][row]), Role(int(columns["role"][row]))))
        return found

    def _open(self, path: Path, names: tuple[str, ...]) -> tuple[segments.Columns, dict[int, int]]:
        if path not in self._segments:
            columns = segments.read_file(path, names)
            ids = columns["id"].tolist() if "id" in columns else []
            self._segments[path] = columns, {event: row for row, event in enumerate(ids)}
        return self._segments[path]

    def events(self, about: str | int | None = None, kind: str | None = None, since: int | str = 0) -> Iterator[Event]:
        """The events about somebody (as `who` or `whom`), of a kind, since a tick or a time since the beginning; in order.

        Raises RunError where nobody is called so, or no kind is.
        """
        conditions, values = ["tick >= $v0"], [since if isinstance(since, int) else units.seconds(since)]
        if kind is not None:
            conditions.append(f"kind = $v{len(values)}")
            values.append(int(kind_of(kind)))
        if about is not None:
            row = self.citizen(about)
            as_who, as_whom = (
                [int(k) for k, roles in ROLES.items() if getattr(roles, field) == "citizen"]
                for field in ("who", "whom")
            )
            orders = [int(k) for k, roles in ROLES.items() if roles.whom == "target" and roles.who == "citizen"]
            n = len(values)
            conditions.append(
                f"((who = $v{n} and kind in {_tuple(as_who + orders)}) or (whom = $v{n} and kind in {_tuple(as_whom)}))"
            )
            values.append(row)
        columns = segments.read(self.folder, "events", " and ".join(conditions), tuple(values))
        lists = [columns[name].tolist() for name in COLUMNS]
        for i, t, k, *rest in zip(*lists, strict=True):
            yield Event(i, t, Kind(k), *rest)

    def citizen(self, who: str | int) -> int:
        """The row of a citizen by name or number."""
        if isinstance(who, int) or who.isdigit():
            if int(who) < self.meta.citizens:
                return int(who)
            raise RunError(f"there is no citizen {who}: the city has {self.meta.citizens:,}")
        for row, name in self.names.citizens.items():
            if who.lower() in (name.lower(), self.names.full.get(name, name).lower()):
                return row
        raise RunError(
            f"nobody is called {who!r}", hint=f"the named are {', '.join(sorted(self.names.citizens.values()))}"
        )

    def told(self, event: Event) -> Told:
        """An event with names, place, time and amount spelled out."""
        names, roles = self.names, ROLES[event.kind]
        return Told(
            id=event.id,
            tick=event.tick,
            time=names.time(event.tick),
            kind=words(event.kind.name),
            who=names.thing(roles.who, event.who) if roles.who else "",
            whom=names.whom(event.kind, event.whom, event.amount),
            where=names.place(event.where),
            amount=names.amount(event.kind, event.amount),
            cause=event.cause,
            odds=round(event.odds / 2**32, 6) if event.stream else None,
        )


def kind_of(name: str) -> Kind:
    """A kind of event by its words. Raises RunError where there is none, with the nearest."""
    known = {words(kind.name): kind for kind in Kind}
    wanted = words(name).replace("-", " ")
    if wanted in known:
        return known[wanted]
    close = difflib.get_close_matches(wanted, list(known), 1)
    raise RunError(f"no kind of event is called {name!r}", hint=f"did you mean {close[0]!r}?" if close else None)


def _tuple(numbers: list[int]) -> str:
    return f"({', '.join(str(number) for number in numbers)})"


def _event(columns: segments.Columns, row: int) -> Event:
    i, t, k, *rest = (int(columns[name][row]) for name in COLUMNS)
    return Event(i, t, Kind(k), *rest)
