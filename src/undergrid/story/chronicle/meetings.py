"""Meetings: that two come face to face, or on each other's trail, is told where a reader would not learn it otherwise.

Everybody meets somebody all night long. It is news of two with names who did not know each other and are no comrades,
and where neither a door nor a word nor a hand on a wound tells of the two of them at that time; nor of whom it is told
that they have just come in among people. The blood of whoever one has set out with is no trail, unless one looks for
them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from undergrid.story.chronicle.people import People
from undergrid.story.chronicle.weights import weight
from undergrid.world.log.events import Event
from undergrid.world.log.kinds import Kind
from undergrid.world.tables.minds import Aim

_SOON = 600  # seconds around a meeting in which something else tells of it [assumed]
_SAYS_SO = 2.0  # what that has to weigh [assumed]


_ON_A_TRAIL = (Kind.TRAIL_FOUND, Kind.TRACED)


def of_note(events: Sequence[Event], people: People, company: Collection[tuple[int, int]] = ()) -> Iterator[Event]:
    """All but the meetings and trails that need no word. company: pairs, the lower row first, who set out together."""
    looked_for = set[tuple[int, int]]()
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
        if event.kind == Kind.DECIDED and Aim(event.amount) == Aim.LOOK_FOR:
            looked_for.add(_pair(event))
        if event.kind in _ON_A_TRAIL and _pair(event) in company and _pair(event) not in looked_for:
            continue
        yield event


def _strangers(people: People, event: Event) -> bool:
    """Whether both in an event have a name, did not know each other, and are no comrades."""
    cast = people.person(event.who) is not None and people.person(event.whom) is not None
    return cast and not people.acquainted(event.who, event.whom) and not people.sworn_alike(event)


def _pair(event: Event) -> tuple[int, int]:
    return min(event.who, event.whom), max(event.who, event.whom)
