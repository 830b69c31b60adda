"""Events: dated facts that happened, each with the event that enabled it.

An event's id is content, not position (63 bits: tick 24, kind 9, subject 26, nth 4), so an extra event elsewhere
renumbers nothing. `cause` is the id of what enabled it. Only three sorts of event may have none: an order from
outside, what a draw decided (`stream` and `odds` say which), and the scenario itself. Every chain of causes ends there.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from undergrid.core.jit import kernel
from undergrid.core.tables import I64
from undergrid.world.log.kinds import Kind, Role

NTH_BITS, SUBJECT_BITS, KIND_BITS = 4, 26, 9
TICK_SHIFT = NTH_BITS + SUBJECT_BITS + KIND_BITS  # event id >> TICK_SHIFT is its tick
NOBODY = (1 << SUBJECT_BITS) - 1
_KIND_SHIFT, _KIND_MASK = NTH_BITS + SUBJECT_BITS, (1 << KIND_BITS) - 1
_MOST_ALIKE = 1 << NTH_BITS  # events of one kind about one subject in a tick

COLUMNS = ("id", "tick", "kind", "who", "whom", "where", "amount", "cause", "stream", "odds")
DTYPES = {"id": "<i8", "tick": "<i4", "kind": "<i2", "who": "<i4", "whom": "<i4", "where": "<i4", "amount": "<i8",
           "cause": "<i8", "stream": "<i8", "odds": "<i8"}  # fmt: skip
BECAUSE = ("event", "cause", "role")

Values = int | npt.NDArray[Any] | Sequence[int]


@dataclass(frozen=True, slots=True)
class Event:
    """One event, spelled as numbers: rows, cells and ids."""

    id: int
    tick: int
    kind: Kind
    who: int
    whom: int
    where: int
    amount: int
    cause: int
    stream: int
    odds: int


def event_id(tick: int, kind: int, subject: int, nth: int = 0) -> int:
    """The id of the `nth` event of its kind about `subject` (-1 for none) at `tick`."""
    subject = NOBODY if subject < 0 else subject
    return (((tick << KIND_BITS | kind) << SUBJECT_BITS | subject) << NTH_BITS) | nth


def split_id(event: int) -> tuple[int, int, int, int]:
    """(tick, kind, subject, nth) of an event id."""
    nth = event & (_MOST_ALIKE - 1)
    subject = event >> NTH_BITS & NOBODY
    kind = event >> _KIND_SHIFT & _KIND_MASK
    return event >> TICK_SHIFT, kind, -1 if subject == NOBODY else subject, nth


@kernel(inline=True)
def kind_of(event):
    """The kind of an event, by its id."""
    return event >> _KIND_SHIFT & _KIND_MASK


SCENARIO_EVENT = event_id(0, Kind.SCENARIO, -1)
"""The event that stands for all that was there at the start."""


class EventLog:
    """All events since the log was last cleared, as columns, in the order in which they happened."""

    def __init__(self) -> None:
        self.n = 0
        self.n_because = 0
        self.tick = 0
        self.tick_began = 0  # the first row of the present tick
        self._columns = {name: np.zeros(1024, dtype) for name, dtype in DTYPES.items()}
        self._because = {name: np.zeros(64, np.int64) for name in BECAUSE}
        self._taken = np.zeros(4096, np.int64)  # hash table (open addressing) of the ids given out, to count `nth`
        self._n_taken = 0

    def begin(self, tick: int) -> None:
        """Start a tick."""
        self.tick = tick
        self.tick_began = self.n
        if self._n_taken:
            self._taken[:] = 0
            self._n_taken = 0

    def add(
        self,
        kind: Kind,
        who: Values = -1,
        whom: Values = -1,
        where: Values = -1,
        amount: Values = 0,
        cause: Values = 0,
        stream: int = 0,
        odds: Values = 0,
    ) -> I64:
        """Log one event per row of the columns given (plain numbers count for all rows); returns their ids.

        What a draw has decided, and nothing has brought about but that the scenario has it so, rests on the draw.
        """
        subject = whom if kind.subject == "whom" else who
        n = 1 if isinstance(subject, int) else len(subject)
        if n == 0:
            return np.empty(0, np.int64)
        first, last = self.n, self.n + n
        if last > len(self._columns["id"]):
            self._widen(self._columns, last)
        if 2 * (self._n_taken + n) > len(self._taken):
            self._rehash(self._n_taken + n)
        c = self._columns
        c["tick"][first:last] = self.tick
        c["kind"][first:last] = kind
        c["who"][first:last] = who
        c["whom"][first:last] = whom
        c["where"][first:last] = where
        c["amount"][first:last] = amount
        c["cause"][first:last] = cause
        if stream:
            c["cause"][first:last][c["cause"][first:last] == SCENARIO_EVENT] = 0
        c["stream"][first:last] = stream
        c["odds"][first:last] = odds
        subjects = c[kind.subject]
        if not _number(c["id"], subjects, first, last, self.tick, int(kind), self._taken):
            raise OverflowError(f"more than {_MOST_ALIKE} events {kind.name} about one subject in tick {self.tick}")
        self._n_taken += n
        self.n = last
        return c["id"][first:last].copy()

    def one(
        self,
        kind: Kind,
        who: int = -1,
        whom: int = -1,
        where: int = -1,
        amount: int = 0,
        cause: int = 0,
        stream: int = 0,
        odds: int = 0,
    ) -> int:
        """Log a single event; returns its id."""
        row, c = self.n, self._columns
        if row == len(c["id"]):
            self._widen(c, row + 1)
        if 2 * (self._n_taken + 1) > len(self._taken):
            self._rehash(self._n_taken + 1)
        c["tick"][row], c["kind"][row], c["who"][row], c["whom"][row] = self.tick, kind, who, whom
        c["where"][row], c["amount"][row] = where, amount
        c["cause"][row] = 0 if stream and cause == SCENARIO_EVENT else cause
        c["stream"][row], c["odds"][row] = stream, odds
        subjects = c[kind.subject]
        if not _number(c["id"], subjects, row, row + 1, self.tick, int(kind), self._taken):
            raise OverflowError(f"more than {_MOST_ALIKE} events {kind.name} about one subject in tick {self.tick}")
        self._n_taken += 1
        self.n = row + 1
        return int(c["id"][row])

    def because(self, event: Values, cause: Values, role: Role) -> None:
        """Add further causes to events, beside the `cause` that each has."""
        n = 1 if isinstance(cause, int) else len(cause)
        last = self.n_because + n
        if last > len(self._because["event"]):
            self._widen(self._because, last)
        self._because["event"][self.n_because : last] = event
        self._because["cause"][self.n_because : last] = cause
        self._because["role"][self.n_because : last] = role
        self.n_because = last

    def columns(self, first: int = 0) -> dict[str, npt.NDArray[Any]]:
        """The log from row `first` on, as views of its columns."""
        return {name: self._columns[name][first : self.n] for name in COLUMNS}

    def kinds(self, first: int = 0) -> npt.NDArray[np.int16]:
        """The kinds of the log from row `first` on, as a view: the cheapest way to find out what has happened."""
        return self._columns["kind"][first : self.n]

    def because_columns(self) -> dict[str, npt.NDArray[Any]]:
        return {name: self._because[name][: self.n_because] for name in BECAUSE}

    def this_tick(self) -> list[Event]:
        """The events of the present tick."""
        return self.rows(self.tick_began)

    def rows(self, first: int = 0) -> list[Event]:
        """The log from row `first` on, event by event."""
        columns = [self._columns[name][first : self.n].tolist() for name in COLUMNS]
        return [Event(i, t, Kind(k), *rest) for i, t, k, *rest in zip(*columns, strict=True)]

    def clear(self) -> None:
        """Forget what has been logged (it has been written to disk, or nobody asked for it)."""
        self.n = self.n_because = self.tick_began = 0

    @staticmethod
    def _widen(columns: dict[str, npt.NDArray[Any]], need: int) -> None:
        for name, values in columns.items():
            wider = np.zeros(max(need, 2 * len(values)), values.dtype)
            wider[: len(values)] = values
            columns[name] = wider

    def _rehash(self, need: int) -> None:
        """Make a larger hash table, with the ids of this tick."""
        size = 1 << (4 * need - 1).bit_length()
        self._taken = np.zeros(size, np.int64)
        _refill(self._columns["id"], self.tick_began, self.n, self._taken)


@kernel
def _place(taken, wanted):
    """Put an id into the hash table; False where it is there already. Ids are never 0."""
    mask = len(taken) - 1
    at = ((wanted >> NTH_BITS) * 0x9E3779B1 >> 7) & mask
    while taken[at] != 0:
        if taken[at] == wanted:
            return False
        at = (at + 1) & mask
    taken[at] = wanted
    return True


@kernel
def _number(ids, subjects, first, last, tick, kind, taken):
    """Write the ids of the rows from `first` up to `last`, numbering those alike; False where there are too many."""
    for row in range(first, last):
        subject = int(subjects[row])
        if subject < 0:
            subject = NOBODY
        base = (((tick << KIND_BITS) | kind) << SUBJECT_BITS | subject) << NTH_BITS
        nth = 0
        while not _place(taken, base | nth):
            nth += 1
            if nth == _MOST_ALIKE:
                return False
        ids[row] = base | nth
    return True


@kernel
def _refill(ids, first, last, taken):
    for row in range(first, last):
        _place(taken, int(ids[row]))
