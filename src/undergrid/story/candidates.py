"""Candidates: the decisions and draws of a run that an event may have hung on, the latest first.

They are those in its causes, as far back as they go; what the people in these were about at the time; and, where
somebody died, was wounded or taken, what those did instead who knew of it (`omissions.py`).
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from undergrid.core.luck import CERTAIN
from undergrid.runs.reading import Log
from undergrid.story.omissions import omissions
from undergrid.story.why import parties
from undergrid.world.log.events import Event
from undergrid.world.log.kinds import Role
from undergrid.world.tables.minds import Aim

_FARTHEST = 2000  # events that are looked at on the way back


@dataclass(frozen=True)
class Candidate:
    """A decision that could have fallen on what came next to it, or a draw that could have come out otherwise."""

    event: Event
    what: Literal["decision", "draw"]

    @property
    def odds(self) -> float:
        """Of a draw, the chance it had; of a decision, what came next, in parts of what was chosen."""
        return self.event.odds / CERTAIN


def candidates(log: Log, end: Event) -> list[Candidate]:
    """What `end` may have hung on, the latest first."""
    decided = _decisions(log)
    found: dict[int, Candidate] = {}
    behind = list(_behind(log, end))
    for event in behind:
        if event.stream and 0 < event.odds < CERTAIN:
            found[event.id] = Candidate(event, "draw")
        for who in parties(event):
            held = decided.get(who, [])
            n = bisect_right(held, event.tick, key=lambda one: one.tick)
            chosen = held[:n] if event is end else held[max(0, n - 1) : n]
            found |= {one.id: Candidate(one, "decision") for one in chosen}
    for who in parties(end):
        for omission in omissions(log, end, who):
            instead = omission.instead
            if instead is not None and instead in decided.get(instead.who, []):
                found[instead.id] = Candidate(instead, "decision")
    return sorted(found.values(), key=lambda one: (-one.event.tick, one.event.id))


def _behind(log: Log, end: Event) -> Iterator[Event]:
    """An event, and all that is behind it but what was only weighed, each once."""
    seen, left = {end.id}, [end]
    while left and len(seen) < _FARTHEST:
        event = left.pop(0)
        yield event
        more = [cause for cause, role in log.because(event.id) if role not in (Role.RIVAL, Role.INSTEAD)]
        for cause in (event.cause, *more):
            before = log.get(cause) if cause and cause not in seen else None
            if before is not None:
                seen.add(cause)
                left.append(before)


def _decisions(log: Log) -> dict[int, list[Event]]:
    """The decisions of everybody that something came next to, in their order. Those to fight are made otherwise."""
    found: dict[int, list[Event]] = {}
    for event in log.events(kind="decided"):
        if event.amount != Aim.FIGHT and any(role == Role.RIVAL for _, role in log.because(event.id)):
            found.setdefault(event.who, []).append(event)
    return found
