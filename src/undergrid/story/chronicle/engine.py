"""Engine: what kept somebody from setting off a Heart Engine that they had linked, which nothing else tells.

Whoever has linked it waits until it is tuned in, and comes back each time that they are driven off. A hand on them is
told with what they were about.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from undergrid.story.chronicle.deeds import Deeds
from undergrid.story.chronicle.episodes import Beat
from undergrid.world.log.events import Event
from undergrid.world.log.kinds import Kind

_OFTEN = 3  # flights that are worth a word together [assumed]
_IN_THE_ACT = 60  # seconds after somebody set about firing it within which that was broken off [assumed]
_OVER = (Kind.ENGINE_FIRED, Kind.ENGINE_UNLINKED, Kind.DIED, Kind.ARRESTED)
"""By which whoever has linked an engine is no longer about to fire it."""


def driven_off(events: Sequence[Event]) -> list[Beat]:
    """The beats of those who ran again and again from where they had linked an engine, and had not fired it."""
    found: list[Beat] = []
    now: dict[int, Beat] = {}
    for event in events:
        who = event.whom if event.kind == Kind.ARRESTED else event.who
        if event.kind == Kind.ENGINE_LINKED:
            now[who] = Beat("driven off", [event])
        elif event.kind == Kind.LAY_LOW and who in now:
            now[who].events.append(event)
        elif event.kind in _OVER and (beat := now.pop(who, None)) is not None:
            found.append(beat)
    return [_of_flights(beat) for beat in [*found, *now.values()] if len(beat.events) > _OFTEN]


def _of_flights(beat: Beat) -> Beat:
    """The flights alone, told at the last of them; they come of that the engine was linked."""
    linked, *flights = beat.events
    return Beat("driven off", [flights[-1], *flights[:-1]], also=[linked.id])


def in_the_act(beats: Iterable[Beat], deeds: Deeds) -> None:
    """Let each arrest know of whoever was about to fire an engine."""
    for beat in beats:
        seized = beat.lead
        for order, (who, tick) in deeds.firing.items():
            if beat.how == "arrest" and seized.whom == who and 0 <= seized.tick - tick <= _IN_THE_ACT:
                beat.how = "in the act"
                beat.also.append(order)
