"""Quiet hours: what somebody did in the many hours in which nothing that is told befell them, in one sentence.

Whoever lives on does not vanish between two notices of an authority: where they stayed, slept, smoked and fainted is in
the log and in where a run kept that they were, each too little to be told by itself.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from undergrid.core import units
from undergrid.runs.reading import Log
from undergrid.story.chronicle.episodes import Beat
from undergrid.story.chronicle.hideouts import went_into
from undergrid.story.chronicle.indoors import Stay
from undergrid.story.chronicle.spell import Places
from undergrid.world.log.events import Event
from undergrid.world.log.kinds import Kind

_LONG = 8 * units.HOUR  # of which a reader asks where somebody has been [assumed]
_MOST = 0.8  # of these hours that they have to have spent in one place [assumed]
_NEAR = 20  # cells [assumed]
_LITTLE = frozenset({Kind.FELL_ASLEEP, Kind.WOKE, Kind.LIT_UP, Kind.FAINTED})
"""What somebody does, and what befalls them, that is told of such hours."""
_OF_AN_OFFICE = frozenset({
    Kind.DOSSIER_CLOSED, Kind.CASE_REOPENED, Kind.STRUCK_OFF, Kind.SANCTIONED, Kind.OUTBREAK, Kind.VIRUS_ENDED,
})  # fmt: skip
"""What is told of somebody who has no part in it."""
_HELD = frozenset({Kind.ARRESTED, Kind.LED_AWAY, Kind.TAKEN_INTO_CUSTODY, Kind.MOVED_ON})

Gap = tuple[int, int]  # after which tick, before which


def quiet_hours(
    log: Log, told: Sequence[Beat], events: Sequence[Event], stays: Mapping[int, Sequence[Stay]]
) -> list[Beat]:
    """A beat for each long time in which nothing is told of somebody but what an authority puts down about them.

    Those who spent it together have one.
    """
    known = {event.id for beat in told for event in beat.events}
    found: list[tuple[Gap, Stay, list[int]]] = []
    for row, theirs in stays.items():
        for gap in _gaps(told, row):
            stay = _most_of(theirs, gap)
            if stay is None:
                continue
            same = next((one for one in found if one[1].inside == stay.inside and _overlap(one[0], gap)), None)
            if same is not None:
                same[2].append(row)
            else:
                found.append((gap, stay, [row]))
    beats = []
    notices = [beat for beat in told if beat.lead.kind in _OF_AN_OFFICE]
    for (first, last), stay, rows in found:
        if not any(first < one.first < last and one.people & set(rows) for one in notices):
            continue  # then nobody is told of meanwhile
        since = max(first, stay.first)
        went = went_into(log, rows[0], stay, first) if stay.first > first else None
        did = [one for one in events if since < one.tick < last and one.kind in _LITTLE and one.who in rows]
        little = [*([went] if went is not None else []), *(one for one in did if one.id not in known)]
        if little and (stay.inside >= 0 or _at_one_place(log, did)):
            beats.append(
                Beat("quiet hours", little, inside=dict.fromkeys(rows, since), building=stay.inside, until=last)
            )
    return beats


def _gaps(told: Sequence[Beat], row: int) -> list[Gap]:
    """The long times between two things that are told of somebody at large."""
    theirs = [beat for beat in told if row in beat.people and beat.lead.kind not in _OF_AN_OFFICE]
    spans = sorted((beat.turn.tick, max(beat.last, beat.turn.tick), bool(beat.only(*_HELD))) for beat in theirs)
    found, until, held = [], 0, False
    for first, last, seized in spans:
        if until and first - until >= _LONG and not held:
            found.append((until, first))
        until, held = max(until, last), seized
    return found


def _most_of(stays: Sequence[Stay], gap: Gap) -> Stay | None:
    """The stay in one building, or out of doors, that took nearly all of a time, short ways out left aside; or None."""
    first, last = gap
    theirs = [stay for stay in stays if stay.first < last and stay.last > first]
    spent: dict[int, int] = {}
    for stay in theirs:
        spent[stay.inside] = spent.get(stay.inside, 0) + min(last, stay.last) - max(first, stay.first)
    most = max(spent, key=lambda inside: spent[inside], default=-1)
    if spent.get(most, 0) < _MOST * (last - first):
        return None
    return next(stay for stay in theirs if stay.inside == most)


def _at_one_place(log: Log, events: Sequence[Event]) -> bool:
    """Whether all that somebody does out of doors is done near one place: else they have been about."""
    places = Places(log.names)
    cells = [one.where for one in events if one.where >= 0]
    return bool(cells) and all(0 <= places.apart(cells[0], cell) <= _NEAR for cell in cells)


def _overlap(one: Gap, other: Gap) -> bool:
    both = min(one[1], other[1]) - max(one[0], other[0])
    return both >= _MOST * max(one[1] - one[0], other[1] - other[0])
