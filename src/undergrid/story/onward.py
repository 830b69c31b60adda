"""Onward: what came of an event, as far as anything did: the events that go back to it, in their order."""

from __future__ import annotations

from collections.abc import Iterator

from undergrid.runs.reading import Log
from undergrid.story.phrases import phrase
from undergrid.story.phrases.phrase import Repeats
from undergrid.story.telling import told
from undergrid.world.log.events import TICK_SHIFT, Event
from undergrid.world.log.kinds import Role

_WEIGHED = (Role.RIVAL, Role.INSTEAD)  # what was not done: nothing came of it in this way


def onward(log: Log, event: Event) -> list[Event]:
    """The events that go back to `event` by any of their causes, in the order in which they happened."""
    known, found = {event.id}, list[Event]()
    also: dict[int, list[int]] = {}
    for columns in log.further(since=event.tick):
        rows = zip(columns["event"].tolist(), columns["cause"].tolist(), columns["role"].tolist(), strict=True)
        for later, cause, role in rows:
            if cause >> TICK_SHIFT >= event.tick and role not in _WEIGHED:
                also.setdefault(later, []).append(cause)
    for one in log.events(since=event.tick):
        if one.cause in known or any(cause in known for cause in also.get(one.id, ())):
            known.add(one.id)
            found.append(one)
    return found


def lines(log: Log, events: list[Event]) -> Iterator[tuple[Event, str]]:
    """Those of them that say something new, each with its sentence: neither orders of minds nor what only repeats."""
    for one, sentence in told(log, events):
        if sentence and phrase(one.kind).repeats != Repeats.LEFT_OUT:
            yield one, sentence
