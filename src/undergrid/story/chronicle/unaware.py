"""Unaware: who does not know at the end that somebody is dead whom they cared for in the course of a night.

That nobody told them is in no log: they have no part in any event after the death that says so, were not by, and have
not come near the body since, by what a run kept of its cast.
"""

from __future__ import annotations

from collections.abc import Sequence

from undergrid.runs.folder import RunError
from undergrid.runs.reading import Log
from undergrid.story.beside import Beside
from undergrid.story.chronicle.spell import Places
from undergrid.world.log.events import Event
from undergrid.world.log.kinds import Kind
from undergrid.world.tables.minds import Aim

_CARED = frozenset({Kind.PULSE_FOUND, Kind.TOOK_UP, Kind.INJECTED, Kind.DRESSED, Kind.STABILISED, Kind.PLEDGED})
_STAYS_BY = frozenset({Aim.LOOK_FOR, Aim.KEEP_UP, Aim.COVER})
_LEARNT = frozenset({Kind.NO_PULSE, Kind.GRIEVES, Kind.FEELS_GUILT, Kind.MEMORIAL, Kind.DIED_TOGETHER})
_NEAR = 20  # cells within which somebody has seen a body [assumed]
_STEP = 20  # seconds between two looks at where somebody was [assumed]


def unaware(log: Log, events: Sequence[Event], row: int) -> list[Event]:
    """The deaths of those whom somebody cared for, and of which they know nothing."""
    died = [event for event in events if event.kind == Kind.DIED and event.who in log.names.citizens]
    cared = {event.whom: event.tick for event in events if event.who == row and _cares(event)}
    died = [one for one in died if one.who != row and cared.get(one.who, one.tick) < one.tick]
    return [one for one in died if not _knows(log, events, row, one)]


def _cares(event: Event) -> bool:
    """Whether somebody tends another in an event, or makes up their mind to stay by them or to look for them."""
    return event.kind in _CARED or (event.kind == Kind.DECIDED and Aim(event.amount) in _STAYS_BY)


def _knows(log: Log, events: Sequence[Event], row: int, death: Event) -> bool:
    after = [event for event in events if event.tick >= death.tick and row in (event.who, event.whom)]
    if any(event.kind == Kind.DEATH_TOLD for event in after):
        return True
    if any(event.kind in _LEARNT and {event.who, event.whom} == {row, death.who} for event in after):
        return True
    try:
        tracks, places = Beside(log), Places(log.names)
    except RunError:  # what is damaged is not told
        return True
    for tick in range(death.tick, log.meta.tick, _STEP):
        stood, body = tracks.at(row, tick), tracks.at(death.who, tick)
        if stood is None or body is None or 0 <= places.apart(stood.cell, body.cell) <= _NEAR:
            return True
    return False
