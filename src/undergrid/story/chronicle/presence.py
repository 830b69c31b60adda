"""Presence: of each of those whose wants an opening tells, a night tells enough that a reader can follow them.

Somebody was introduced with all that they wanted, and then told of once. Of whom fewer than four things are told, the
worthiest of what was left out is told as well, each with what it came of.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from undergrid.story.chronicle.episodes import Beat, subject
from undergrid.story.chronicle.refrains import done_at_once
from undergrid.world.log.kinds import Kind
from undergrid.world.tables.minds import Aim

_FEW = 4  # beats of somebody below which more of them are told [assumed]
_ENOUGH = 5  # beats that are told of them then [assumed]
_WORTH = 1.9  # what such a beat has to weigh at least [assumed]
_OF_LATE = 900  # seconds for which a reason is the reason that a reader looks for [assumed]
_NO_THREAD = ("names", "attachment", "fear", "blood", "night", "preparation")
_NO_DEED = frozenset({Kind.RESOLVES, Kind.FELL_ASLEEP, Kind.WOKE, Kind.DEPRIVED, Kind.STUCK, Kind.REFUSED, Kind.MEANT})
_FOUND = (Kind.TRAIL_FOUND, Kind.TRAIL_LOST)  # what is told with what came of it alone
_IDLE = (Aim.SHELTER, Aim.REST, Aim.KEEP_HIDDEN, Aim.KEEP_WATCH, Aim.MAKE_ROUNDS)


def with_their_threads(
    beats: Sequence[Beat], told: Sequence[Beat], cast: Collection[int], until: int | None
) -> list[Beat]:
    """Those that are told, and of all beats the worthiest of each of the cast of whom few are.

    until: the tick from which on a night is long over.
    """
    ids = {id(beat) for beat in told}
    for row in cast:
        theirs = sum(subject(beat.turn) == row for beat in told)
        if theirs >= _FEW:
            continue
        left = [beat for beat in beats if id(beat) not in ids and _of_theirs(beat, row)]
        left = [beat for beat in left if until is None or beat.turn.tick <= until]
        for beat in sorted((one for one in left if one.lead.kind not in _FOUND), key=lambda one: -one.weight):
            more = [one for one in (beat, _reason(beat, row)) if one is not None and id(one) not in ids]
            if theirs < _ENOUGH and id(beat) not in ids:
                ids |= {id(one) for one in more}
                theirs += 1  # its reason is told for its sake
    found, before = [beat for beat in beats if id(beat) in ids], {id(beat) for beat in told}
    anew = {id(beat) for beat in done_at_once(found)}  # who is told to do it need not be told to make up their mind
    return [beat for beat in found if id(beat) in before | anew]


def _reason(beat: Beat, row: int) -> Beat | None:
    """The nearest of what a beat came of that is theirs, and not long before; None for nothing."""
    origin = beat.came_of
    while origin is not None and not _of_theirs(origin, row):
        origin = origin.came_of
    return origin if origin is not None and beat.first - origin.first <= _OF_LATE else None


def _of_theirs(beat: Beat, row: int) -> bool:
    """Whether somebody does or undergoes something in a beat that leads them anywhere."""
    lead = beat.lead
    if subject(beat.turn) != row or beat.undone or beat.weight < _WORTH or beat.how in _NO_THREAD:
        return False
    if beat.how == "hunt" and beat.turn.kind == Kind.STOPPED and beat.held_up < 0 and beat.only(Kind.LET_GO):
        return False  # somebody is asked who they are, and goes on
    return lead.kind not in _NO_DEED and not (lead.kind == Kind.DECIDED and Aim(lead.amount) in _IDLE)
