"""Claims: what came of it that a machine stood still over somebody who had claimed to be property."""

from __future__ import annotations

from undergrid.runs.reading import Log
from undergrid.world.log.events import Event
from undergrid.world.log.kinds import Kind
from undergrid.world.tables.orders import Verb

_AFTER = 60  # seconds beyond the pause within which it would have gone for them [assumed]
_WORSE = frozenset({
    Kind.ARRESTED, Kind.CAUGHT_UP, Kind.STOPPED, Kind.HEADED_OFF, Kind.FIRED_ON, Kind.WOUNDED, Kind.DIED,
    Kind.SHUT_DOWN, Kind.CONFESSED, Kind.FOUND_DEFECTIVE, Kind.LUNGED, Kind.TRAPPED,
})  # fmt: skip
"""What is told by itself, and says that a pause was not the end of it."""


def outcome(log: Log, paused: Event) -> tuple[int, Event] | None:
    """How a pause came out, of which nothing else tells: (the building they got away into, or -1 where nobody went for
    them; the event that says so). None where more came of it, or the run ends before it is known.
    """
    until = paused.tick + paused.amount + _AFTER
    if log.meta.tick < until:
        return None
    away: dict[int, Event] = {}
    for event in log.events(about=paused.whom, since=paused.tick):
        if event.tick > until:
            break
        if event.id == paused.id or event.tick < paused.tick:
            continue
        if event.kind in _WORSE:
            return None
        if event.kind == Kind.ORDERED and event.who == paused.whom and event.amount == Verb.ENTER:
            away[event.id] = event
        elif event.kind == Kind.REFUSED:
            away.pop(event.cause, None)
    entered = next(iter(away.values()), None)
    return (-1, paused) if entered is None else (entered.whom, entered)
