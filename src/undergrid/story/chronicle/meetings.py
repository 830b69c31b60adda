"""Meetings: that two come face to face is told where a reader would not learn it otherwise.

Everybody meets somebody all night long. It is news of two with names who did not know each other and are no comrades,
and where neither a door nor a word nor a hand on a wound tells of the two of them at that time; nor of whom it is told
that they have just come in among people.
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
    came_in: dict[int, list[int]] = {}
    for event in events:
        if event.kind == Kind.LET_IN:
            came_in.setdefault(event.whom, []).append(event.tick)
        of_both = event.kind.who == event.kind.whom == "citizen" and event.kind != Kind.MET
        if of_both and weight(event.kind, event.amount) >= _SAYS_SO:
            between.setdefault(_pair(event), []).append(event.tick)
    met = set[tuple[int, int]]()
    for event in events:
        if event.kind == Kind.MET:
            pair = _pair(event)
            first = pair not in met
            met.add(pair)
            ticks = [*between.get(pair, ()), *came_in.get(event.who, ()), *came_in.get(event.whom, ())]
            if not first or any(abs(tick - event.tick) <= _SOON for tick in ticks) or not _strangers(people, event):
                continue
        yield event


def _strangers(people: People, event: Event) -> bool:
    """Whether both in an event have a name, did not know each other, and are no comrades."""
    cast = people.person(event.who) is not None and people.person(event.whom) is not None
    return cast and not people.acquainted(event.who, event.whom) and not people.sworn_alike(event)


def _pair(event: Event) -> tuple[int, int]:
    return min(event.who, event.whom), max(event.who, event.whom)
