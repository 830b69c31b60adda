"""Stops that matter: one that cost minutes, or of somebody with another in their arms, or on the way to a call."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from undergrid.story.chronicle.episodes import Beat
from undergrid.world.log.events import Event
from undergrid.world.log.kinds import Kind
from undergrid.world.tables.minds import Aim

MINUTES = 300  # seconds that a stop has to cost to be worth a word [assumed]
_HALF_AN_HOUR = 1800  # seconds within which several stops of one person are one story [assumed]
_SETS_DOWN = (Kind.SET_DOWN, Kind.BROUGHT_TO_SAFETY, Kind.HANDED_OVER)


def note_stops(beats: Iterable[Beat], events: Sequence[Event]) -> list[Beat]:
    """The beats, hunts with whom a stop held up that matters, and whom they have in their arms."""
    beats = list(beats)
    for beat in beats:
        for row in dict.fromkeys(stop.whom for stop in beat.only(Kind.STOPPED)) if beat.how == "hunt" else ():
            stops = stops_of(beat, row)
            arms, how, called = _held(events, row, stops[0].tick)
            if beat.held_up < 0 and (len(stops) > 1 or lasted(beat, row) >= MINUTES or arms >= 0 or called):
                beat.held_up, beat.in_arms, beat.held_how = row, arms, how
    return beats


def stops_of(beat: Beat, row: int) -> list[Event]:
    """The stops of somebody in a hunt, within half an hour of the first."""
    stops = [stop for stop in beat.only(Kind.STOPPED) if stop.whom == row]
    return [stop for stop in stops if stop.tick - stops[0].tick <= _HALF_AN_HOUR]


def lasted(beat: Beat, row: int) -> int:
    """Seconds from the first stop of somebody until they were let go for good; 0 where they were not."""
    stops = stops_of(beat, row)
    let_go = [event.tick for event in beat.only(Kind.LET_GO) if event.whom == row and event.tick > stops[-1].tick]
    return let_go[0] - stops[0].tick if let_go else 0


def _held(events: Sequence[Event], row: int, tick: int) -> tuple[int, int, bool]:
    """Whom somebody moves at a moment, -1 for nobody, and how; and whether they are about answering a call."""
    arms, how, called = -1, 0, False
    for event in events:
        if event.tick > tick:
            break
        if event.who == row and event.kind == Kind.TOOK_UP:
            arms, how = event.whom, event.amount
        elif event.who == row and event.kind in _SETS_DOWN:
            arms = -1
        elif event.who == row and event.kind == Kind.DECIDED:
            called = event.amount == Aim.ANSWER_CALL
    return arms, how, called
