"""Passages: by which places with a name somebody went, and past which guard, where no other sentence says so.

The log says little of a walk on which nobody was stopped. That it led over a bridge is known from where a run kept
that its cast was; that a guard stood there, from what it saw of them or they of it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from undergrid.runs.contents import Columns
from undergrid.runs.folder import RunError
from undergrid.runs.reading import Log
from undergrid.story.beside import Beside
from undergrid.story.chronicle.spell import Places
from undergrid.world.log.events import Event
from undergrid.world.log.kinds import Kind

_BY = 3  # cells from the way within which a place lies on it [assumed]
_MOST = 2  # places that a sentence names [assumed]
_AHEAD = 300  # seconds for which what somebody has noticed is still ahead [assumed]
_NO_WAY = ("_door", "_outside")
_GUARD = "sentinel"  # the watcher that stands somewhere
_PERCEIVED = (Kind.SIGHTED, Kind.NOTICED)
_MET = (Kind.STOPPED, Kind.CAUGHT_UP, Kind.HUNT_BEGAN, Kind.FIRED_ON)  # by which a guard is told of anyhow


@dataclass(frozen=True)
class Passage:
    """What somebody passed on a way."""

    places: tuple[str, ...]  # as they are said, in the order of the way
    guard: int  # a watcher; -1 for none
    seen: bool  # whether it saw somebody of those who passed, and let them go by
    events: tuple[int, ...]  # that say so of the guard
    noticed: dict[int, int]  # who of those who passed noticed it, by which event


class Passages:
    """The ways of a run's cast, read when one is asked for first."""

    def __init__(self, log: Log, places: Places) -> None:
        self._log, self._places = log, places
        self._tracks: Columns | None = None
        self._beside: Beside | None = None

    def of(self, who: int, whom: int, first: int, last: int) -> Passage:
        """What somebody passed between two ticks. whom: another who was with them, -1 for nobody."""
        glimpses = [one for one in self._log.events(since=first, until=last) if _at_guards(self._log, one)]
        glimpses = [one for one in glimpses if _subject(one) in (who, whom) and _subject(one) >= 0]
        met = {_watcher(one) for one in glimpses if one.kind in _MET}
        passed = [one for one in glimpses if one.kind in _PERCEIVED and _watcher(one) not in met]
        if passed:
            guard = _watcher(passed[0])
            passed = [one for one in passed if _watcher(one) == guard]
        seen = any(one.kind == Kind.SIGHTED for one in passed)
        events = tuple(one.id for one in passed if one.kind == Kind.SIGHTED or not seen)
        noticed = {one.who: one.id for one in reversed(passed) if one.kind == Kind.NOTICED}
        guard = _watcher(passed[0]) if passed else -1
        return Passage(self._on_the_way(who, first, last), guard, seen, events[:1], noticed)

    def noticed(self, who: int, stopped: Event) -> int:
        """The event by which somebody noticed whoever stopped them, while it stood ahead; 0 for none."""
        lately = self._log.events(since=max(0, stopped.tick - _AHEAD), until=stopped.tick)
        of_it = (one.id for one in lately if one.kind == Kind.NOTICED and (one.who, one.whom) == (who, stopped.who))
        return next(of_it, 0)

    def at_hand(self, who: int, whom: int, tick: int) -> bool:
        """Whether somebody is beside another of the cast at a tick, or nobody knows where the two are."""
        try:
            self._beside = self._beside or Beside(self._log)
        except RunError:  # what is damaged is not told
            return True
        known = self._beside.at(who, tick) is not None and self._beside.at(whom, tick) is not None
        return not known or who in self._beside.those_by(whom, tick)

    def who_waited(self, who: int, whom: int, since: int, tick: int) -> list[int]:
        """Those of the cast by whom somebody arrives at a tick with another, and who were not with them before."""
        try:
            self._beside = self._beside or Beside(self._log)
        except RunError:  # what is damaged is not told
            return []
        before = {who, whom, *self._beside.those_by(whom, since)}
        return [row for row in self._beside.those_by(whom, tick) if row not in before]

    def _on_the_way(self, who: int, first: int, last: int) -> tuple[str, ...]:
        cells = self._cells(who, first, last)
        if not cells:
            return ()
        ends = {self._places.spot(cells[0]), self._places.spot(cells[-1])}
        names = self._log.names
        found: dict[str, None] = {}
        for cell in cells:
            for at, name in names.places.items():
                said = self._places.called(name)
                if name.endswith(_NO_WAY):  # of a building or a gate, which is named where somebody goes in or through
                    continue
                if said not in found and said not in ends and 0 <= self._places.apart(at, cell) <= _BY:
                    found[said] = None
        return tuple(found)[:_MOST]

    def _cells(self, who: int, first: int, last: int) -> list[int]:
        if self._tracks is None:
            try:
                parts = list(self._log.tracks())
            except RunError:  # what is damaged is not told
                parts = []
            of = ("tick", "who", "cell")
            self._tracks = {name: np.concatenate([np.empty(0, np.int64), *(p[name] for p in parts)]) for name in of}
        tracks = self._tracks
        mine = (tracks["who"] == who) & (tracks["tick"] >= first) & (tracks["tick"] <= last) & (tracks["cell"] >= 0)
        return [int(cell) for cell in tracks["cell"][mine]]


def _at_guards(log: Log, event: Event) -> bool:
    if event.kind not in _PERCEIVED and event.kind not in _MET:
        return False
    row = _watcher(event)
    return row >= 0 and log.names.watchers[row].rpartition(" ")[0] == _GUARD


def _watcher(event: Event) -> int:
    return event.whom if event.kind == Kind.NOTICED else event.who


def _subject(event: Event) -> int:
    return event.who if event.kind == Kind.NOTICED else event.whom
