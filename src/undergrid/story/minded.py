"""Minded: what people were about at any moment of a run, as the log has it, and of what that came."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator

from undergrid.runs.reading import Log
from undergrid.world.log.events import Event
from undergrid.world.log.kinds import Kind, Role

_IN_HAND = (Kind.TOOK_UP, Kind.BROUGHT_TO_SAFETY)
_OF_LATE = 3600  # seconds for which somebody counts as brought where they are [assumed]


class Minded:
    """The decisions of a run's people, each looked up once."""

    def __init__(self, log: Log) -> None:
        self.log = log
        self._of: dict[int, tuple[list[Event], dict[int, int]]] = {}

    def events(self, who: int) -> list[Event]:
        """What somebody did or had done to them, in its order."""
        return self._known(who)[0]

    def decision(self, who: int, tick: int) -> Event | None:
        """What somebody had decided and was still about at a tick; None for nothing."""
        mine, ends = self._known(who)
        decided = [event for event in mine if event.kind == Kind.DECIDED and event.who == who]
        n = bisect_right(decided, tick, key=lambda event: event.tick)
        if not n:
            return None
        last = decided[n - 1]
        return last if ends.get(last.id, tick) >= tick else None

    def meant(self, who: int, tick: int) -> Event | None:
        """What somebody who follows a canon wanted at a tick; None for nothing that it says."""
        mine = [event for event in self.events(who) if event.kind == Kind.MEANT and event.tick <= tick]
        return mine[-1] if mine else None

    def carried(self, who: int, event: Event) -> Event | None:
        """By what others had somebody in hand who was not about anything of their own; None where nobody had."""
        mine = [
            one
            for one in self.events(who)
            if one.kind in _IN_HAND and one.whom == who and event.tick - _OF_LATE <= one.tick <= event.tick
        ]
        return mine[-1] if mine and mine[-1].id != event.id else None

    def reasons(self, decided: Event) -> Iterator[Event]:
        """Of what a decision came: neither its own taking up, nor that the scenario has it so, nor what was done."""
        passed = (Kind.INTENDED,) if decided.kind == Kind.DECIDED else (Kind.ORDERED, Kind.MEANT)
        cause = self.log.get(decided.cause) if decided.cause else None
        while cause is not None and cause.kind in passed:
            cause = self.log.get(cause.cause) if cause.cause else None
        if cause is not None and cause.kind not in (Kind.SCENARIO, Kind.ACHIEVED):
            yield cause

    def rival(self, decided: Event) -> Event | None:
        """What came next to a decision; None where nothing else was weighed."""
        found = next((cause for cause, role in self.log.because(decided.id) if role == Role.RIVAL), 0)
        return self.log.get(found) if found else None

    def _known(self, who: int) -> tuple[list[Event], dict[int, int]]:
        """(the events about somebody; the tick at which each decision was over, where one was)."""
        if who not in self._of:
            mine, ends, held = list(self.log.events(about=who)), dict[int, int](), dict[tuple[int, int], int]()
            for event in mine:
                if event.who != who:
                    continue
                if event.kind == Kind.DECIDED:
                    held[event.amount, event.whom] = event.id
                elif event.kind in (Kind.ACHIEVED, Kind.ABANDONED) and (event.amount, event.whom) in held:
                    ends[held.pop((event.amount, event.whom))] = event.tick
            self._of[who] = mine, ends
        return self._of[who]
