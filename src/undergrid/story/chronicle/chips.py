"""Chips: when the registry strikes somebody off whose chip another carries, that chip opens nothing any more."""

from __future__ import annotations

from collections.abc import Iterable

from undergrid.story.chronicle.people import People
from undergrid.world.log.events import Event
from undergrid.world.log.kinds import Kind

_LOST = ((Kind.CROSSED, "who"), (Kind.DIED, "who"), (Kind.SHUT_DOWN, "who"), (Kind.TAKEN_INTO_CUSTODY, "whom"))
"""What a chip is no use after, and whom it befalls: they are through a gate, dead, or searched."""


def outrun(events: Iterable[Event], people: People) -> dict[int, Event]:
    """Events by which a chip lost its worth to whoever is through a gate with it: event -> that they got through."""
    carries = _carries(people)
    shown, through, found = set[int](), dict[int, Event](), dict[int, Event]()
    for event in events:
        if event.kind == Kind.CHIP_PRESENTED:
            shown.add(event.who)
        elif event.kind == Kind.CROSSED and event.who in shown:
            through[event.who] = event
        elif event.kind == Kind.STRUCK_OFF and (crossed := through.get(carries.get(event.who, -1))) is not None:
            found[event.id] = crossed
    return found


def _carries(people: People) -> dict[int, int]:
    """Whose chip is carried by whom since the start."""
    return {
        people.row_of(carried.chip.of): row
        for row in people.log.names.citizens
        if (person := people.person(row)) is not None
        for carried in person.carries
        if carried.chip is not None
    }


def spent(events: Iterable[Event], people: People) -> dict[int, int]:
    """Events by which a chip lost its worth to whoever still needed it: event -> who has carried it since the start."""
    carries = _carries(people)
    lost, found = set[int](), dict[int, int]()
    for event in events:
        lost |= {getattr(event, party) for kind, party in _LOST if event.kind == kind}
        bearer = carries.get(event.who, -1) if event.kind == Kind.STRUCK_OFF else -1
        if bearer >= 0 and bearer != event.who and bearer not in lost:
            found[event.id] = bearer
    return found
