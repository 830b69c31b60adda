"""Meetings: that two come face to face is told where a reader would not learn it otherwise.

Everybody meets somebody all night long. It is news of two with names who did not know each other, and where neither a
door nor a word nor a hand on a wound tells of the two of them at that time.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from undergrid.story.chronicle.people import People
from undergrid.story.chronicle.weights import weight
from undergrid.world.log.events import Event
from undergrid.world.log.kinds import Kind

_SOON = 600  # seconds around a meeting in which something else tells of it [assumed]
_SAYS_SO = 2.0  # what that has to weigh [assumed]


def of_note(events: Sequence[Event], people: People) -> Iterator[Event]:
    """All but the meetings that need no word."""
    between: dict[tuple[int, int], list[int]] = {}
    for event in events:
        of_both = event.kind.who == event.kind.whom == "citizen" and event.kind != Kind.MET
        if of_both and weight(event.kind, event.amount) >= _SAYS_SO:
            between.setdefault(_pair(event), []).append(event.tick)
    met = set[tuple[int, int]]()
    for event in events:
        if event.kind == Kind.MET:
            pair = _pair(event)
            first = pair not in met
            met.add(pair)
            told = any(abs(tick - event.tick) <= _SOON for tick in between.get(pair, ()))
            cast = people.person(event.who) is not None and people.person(event.whom) is not None
            if told or not first or not cast or people.acquainted(event.who, event.whom):
                continue
        yield event


def _pair(event: Event) -> tuple[int, int]:
    return min(event.who, event.whom), max(event.who, event.whom)
