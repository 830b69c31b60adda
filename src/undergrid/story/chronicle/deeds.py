"""Deeds: what came of what somebody made up their mind to, and when they next did something that is not hiding."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import combinations

from undergrid.runs.contents import Columns
from undergrid.world.log.events import Event, kind_of
from undergrid.world.log.kinds import Kind
from undergrid.world.tables.orders import Verb

_STILL = frozenset({
    Verb.NONE, Verb.WAIT, Verb.HIDE, Verb.FLAT, Verb.ENTER, Verb.SLEEP, Verb.LOCK, Verb.BARRICADE, Verb.SEAL,
})  # fmt: skip
"""What somebody does who hides."""
_ON_FOOT = frozenset({Verb.WALK, Verb.RUN, Verb.SNEAK})
"""What somebody does who runs from a watcher, too, but for where they had made up their mind to go."""


_A_WHILE = 600  # seconds [assumed]
TOGETHER = 60  # seconds within which those who leave one building leave it together [assumed]
_PUT_AN_END = ((Kind.ARRESTED, "whom"), (Kind.FAINTED, "who"), (Kind.DIED, "who"), (Kind.SHUT_DOWN, "who"))
"""What puts an end to hiding, and whom it befalls."""


@dataclass
class Deeds:
    """The orders of a night, as far as a story asks after them."""

    acted: dict[int, int] = field(default_factory=dict)  # decision -> the first order that came of it
    own: dict[int, list[int]] = field(default_factory=dict)  # who -> when they hid no more
    asleep: frozenset[int] = frozenset()  # events in which somebody is asleep who is talked to, or resolved
    dropped: frozenset[int] = frozenset()  # decisions that were undone in no time: no deed is told of them
    held: dict[int, int] = field(default_factory=dict)  # decision -> seconds, where it came to an end
    spent: dict[int, int] = field(default_factory=dict)  # events by which a chip lost its worth -> who carries it
    tried: dict[int, Event] = field(default_factory=dict)  # chips held up at a gate -> the one before, in vain
    hid: frozenset[tuple[int, int]] = frozenset()  # who went to ground, and by which order, as it is told
    outrun: dict[int, Event] = field(default_factory=dict)  # the same, where that was too late -> who got through
    firing: dict[int, tuple[int, int]] = field(default_factory=dict)  # orders to set an engine off: who, when
    left: dict[int, tuple[int, int, int]] = field(default_factory=dict)  # orders to leave a building: when, who, where
    _given: dict[int, tuple[int, int]] = field(default_factory=dict)  # the same, by order: who, when

    def note(self, columns: Columns, rows: Iterable[int]) -> None:
        """Take in a stretch of the log, of which the orders of some people count."""
        kinds, of = columns["kind"], frozenset(rows)
        ordered = kinds == int(Kind.ORDERED)
        names = ("id", "tick", "who", "amount", "cause", "where")
        for order, tick, who, verb, cause, where in zip(
            *(columns[name][ordered].tolist() for name in names), strict=True
        ):
            self.acted.setdefault(cause, order)
            if verb == Verb.FIRE and who in of:
                self.firing[order] = who, tick
            if verb == Verb.LEAVE and who in of:
                self.left[order] = tick, who, where
            if who in of and verb not in _STILL and (verb not in _ON_FOOT or kind_of(cause) == Kind.DECIDED):
                self._given[order] = who, tick
        for kind, party in _PUT_AN_END:
            rows_of = kinds == int(kind)
            for tick, who in zip(columns["tick"][rows_of].tolist(), columns[party][rows_of].tolist(), strict=True):
                if who in of:
                    self.own.setdefault(who, []).append(tick)
        for order in columns["cause"][kinds == int(Kind.REFUSED)].tolist():
            self._given.pop(order, None)  # it was not carried out
            self.firing.pop(order, None)
            self.left.pop(order, None)

    def close(self) -> None:
        """All has been noted."""
        for who, tick in self._given.values():
            self.own.setdefault(who, []).append(tick)
        for theirs in self.own.values():
            theirs.sort()

    def for_a_while(self, decision: int) -> bool:
        """Whether somebody was at what they had made up their mind to for as long as that is worth a word."""
        return self.held.get(decision, _A_WHILE) >= _A_WHILE

    def company(self) -> frozenset[tuple[int, int]]:
        """The pairs, the lower row first, who have left a building by one door at one time."""
        found: set[tuple[int, int]] = set()
        for (tick, who, where), (then, other, there) in combinations(self.left.values(), 2):
            if where == there and who != other and abs(then - tick) <= TOGETHER:
                found.add((min(who, other), max(who, other)))
        return frozenset(found)

    def next(self, who: int, tick: int) -> int | None:
        """When somebody did something after a tick that is not hiding, or could not go on with it; None for never."""
        theirs = self.own.get(who, [])
        n = bisect_right(theirs, tick)
        return theirs[n] if n < len(theirs) else None
