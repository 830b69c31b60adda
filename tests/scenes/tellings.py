"""Events as if they stood in a log, and how a chronicle tells them."""

from __future__ import annotations

from dataclasses import replace

from undergrid.runs.reading import Log
from undergrid.story.chronicle.deeds import Deeds
from undergrid.story.chronicle.episodes import Beat, fold
from undergrid.story.chronicle.joining import joined, merged
from undergrid.story.chronicle.mentions import Mentions
from undergrid.story.chronicle.people import People
from undergrid.story.chronicle.spell import Places
from undergrid.story.chronicle.wording import Wording
from undergrid.world.log.events import Event, event_id
from undergrid.world.log.kinds import Kind


def first_names(log: Log) -> dict[str, int]:
    """The rows of those with a name, by their first."""
    return {log.names.citizen(row).split()[0].lower(): row for row in log.names.citizens}


def event(kind: Kind, tick: int, who: int = 0, whom: int = -1, amount: int = 0, cause: Event | None = None) -> Event:
    by = 0 if cause is None else cause.id
    return Event(event_id(tick, kind, who, 0), tick, kind, who, whom, 5, amount, by, 0, 0)


def wording(log: Log, deeds: Deeds | None = None) -> Wording:
    mentions = Mentions(People(log, None), Places(log.names), log.names)
    return Wording(log, mentions, "narrator", {}, Deeds() if deeds is None else deeds)


def beats_of(log: Log, events: list[Event]) -> list[Beat]:
    """The beats that some events make, in whatever order they are given."""
    events = sorted(events, key=lambda one: one.tick)
    return merged(joined(fold(events, cast=log.names.citizens, places=Places(log.names))))


def decided_at(where: int, tick: int, who: int, whom: int = -1) -> Beat:
    """The beat of a decision taken somewhere."""
    return Beat("", [replace(event(Kind.DECIDED, tick, who, whom), where=where)])


def said_of(log: Log, monkeypatch, events: list[Event]) -> list[str]:
    """What is told of events, as if they stood in the log."""
    monkeypatch.setattr(log, "get", {event.id: event for event in events}.get)
    words = wording(log)
    return [sentence.text for beat in beats_of(log, events) for sentence in words.beat(beat) if not sentence.talk]
