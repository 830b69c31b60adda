"""Laid aside: when the authority closes for good the file of somebody whom it has hunted from the start."""

from __future__ import annotations

from collections.abc import Iterable

from undergrid.core import units
from undergrid.story.chronicle.episodes import Beat, subject
from undergrid.story.chronicle.people import People
from undergrid.world.log.events import Event
from undergrid.world.log.kinds import Kind

_AT_ONE = units.HOUR  # between two files that are laid aside together [assumed]
_SOUGHT = frozenset({
    Kind.HUNT_BEGAN, Kind.SEARCH_BEGAN, Kind.SIGHTED, Kind.HEAT_SEEN, Kind.WANTED, Kind.CASE_REOPENED, Kind.ARRESTED,
    Kind.TAKEN_INTO_CUSTODY,
})  # fmt: skip
"""By which somebody is still looked for, or has been found."""


def laid_aside(events: Iterable[Event], people: People) -> list[Beat]:
    """The beats of the last files that are closed of those alive whom the scenario has hunted, two at once as one."""
    last: dict[int, Event] = {}
    hunted, over = set[int](), set[int]()
    for event in events:
        row = subject(event)
        person = people.person(row) if row >= 0 else None
        if event.kind == Kind.HUNT_BEGAN:
            hunted.add(row)
        if event.kind in (Kind.DIED, Kind.SHUT_DOWN):
            over.add(row)
        elif event.kind == Kind.DOSSIER_CLOSED and person is not None and person.wanted and row not in over:
            last[row] = event
        elif event.kind in _SOUGHT:
            last.pop(row, None)
    beats: list[Beat] = []
    for event in sorted((one for row, one in last.items() if row in hunted), key=lambda one: one.id):
        if beats and event.tick - beats[-1].first <= _AT_ONE:
            beats[-1].events.append(event)
        else:
            beats.append(Beat("laid aside", [event]))
    return beats
