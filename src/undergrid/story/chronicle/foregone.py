"""What goes without saying beside what is told.

That somebody set out who arrives a moment later, or who is told to leave hours later; that they told of a place to one
whom they carry there, that who is led away is locked up, that raiders leave who have taken whom they came for, or of
whose raid nothing came, that who has given their word means to keep it, that who is turned away was warned first, that
a door is barred once more, that somebody drinks, that they look at a sky which does nothing to them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from undergrid.story.chronicle.episodes import Beat, citizens, subject
from undergrid.world.log.events import Event
from undergrid.world.log.kinds import Kind
from undergrid.world.tables.minds import Aim

_AT_ONCE = 120  # seconds within which two who look somebody over do it at once [assumed]
_SOON = 900  # seconds within which an arrival says that somebody has set out [assumed]
_HALF_AN_HOUR = 1800  # around a dressing in which somebody is in danger [assumed]
_AN_HOUR = 3600  # within which the end of a trail says that it was followed [assumed]
_A_NIGHT = 43_200  # seconds within which a door that was shut once is shut again without a word [assumed]
_HELD = 7200  # seconds after they were seized within which it says nothing that somebody is locked up [assumed]

_BINDS = frozenset({Kind.CUT_AWAY, Kind.DRESSED, Kind.STABILISED, Kind.GAVE_WATER})
_WORSE = frozenset({Kind.DIED, Kind.SHUT_DOWN, Kind.DIED_TOGETHER, Kind.SHOCKED, Kind.FAINTED, Kind.REOPENED})
_BURNS = (Kind.SEARED, Kind.AUGMENTS_DIED)
"""What an engine does to whoever set it off, who dies of it in the same second."""
_TRAIL_ENDS = (Kind.TRACED, Kind.TRACKED_IN)
_BOUND = (Kind.PLEDGED, Kind.ENTRUSTED, Kind.LAST_WORDS)
"""By which somebody is bound to another: that they mean to hold out for them says no more."""


def without_saying(told: Sequence[Beat]) -> list[Beat]:
    """All but what another beat that is told says as well."""
    return [beat for beat in told if not _says_so(beat, told)]


def _says_so(beat: Beat, told: Sequence[Beat]) -> bool:
    lead = beat.lead
    if lead.kind == Kind.DECIDED and Aim(lead.amount) == Aim.REACH:
        return _after(beat, _by(told, lead.who, Kind.ACHIEVED), _SOON)
    if lead.kind == Kind.DECIDED and Aim(lead.amount) == Aim.LINK:
        return any(one.how == "departure" and one.first > beat.first and lead.who in one.people for one in told)
    if lead.kind == Kind.DECIDED and Aim(lead.amount) == Aim.FOLLOW_TRAIL:
        return _after(beat, _by(told, lead.who, *_TRAIL_ENDS), _AN_HOUR)
    if lead.kind == Kind.RESOLVES:
        return any(abs(one.first - beat.first) <= _SOON for one in told if one.only(*_BOUND) and lead.who in one.people)
    if beat.how == "custody" and lead.kind == Kind.TAKEN_INTO_CUSTODY and not beat.only(Kind.TENDED_IN_CUSTODY):
        return any(0 <= beat.first - one.first <= _HELD for one in _seizures(told) if subject(lead) in one.people)
    if lead.kind == Kind.PLACE_TOLD:  # whoever brings somebody there need not have told them of it
        return any(_takes(one, lead) for one in told)
    if lead.kind == Kind.ASSESSED:
        others = (one for one in told if one.lead.kind == Kind.ASSESSED and one.lead.whom == lead.whom)
        return any(0 < beat.first - one.first <= _AT_ONCE for one in others)
    if beat.how == "look":
        return not beat.only(Kind.MOOD_CHANGED)
    if beat.how == "treatment":
        kinds = {event.kind for event in beat.events}
        light = kinds <= _BINDS or (kinds <= _BINDS | {Kind.TOURNIQUET_PUT_ON} and not _is_hit(beat, told))
        return kinds == {Kind.GAVE_WATER} or (light and not _in_danger(lead.whom, beat.first, told))
    if beat.how == "refused":
        return any(
            one.how == "grief" and 0 <= beat.first - one.first <= _HALF_AN_HOUR and lead.who in one.people
            for one in told
        )
    if lead.kind == Kind.SIZED_UP:  # what they are given where they come in matters where they are to win those there
        speaks = (one for one in told if one.lead.kind == Kind.ADDRESSED and one.people & beat.people)
        return not any(0 <= one.first - beat.first <= _AN_HOUR for one in speaks)
    if beat.how == "night":
        return any(0 < beat.first - one.first <= _A_NIGHT for one in told if one.how == "night")
    if lead.kind == Kind.WARNED:
        sent_away = _by(told, lead.who, Kind.TURNED_AWAY)
        return any(one.lead.whom == lead.whom and 0 <= one.first - beat.first <= _AT_ONCE for one in sent_away)
    if lead.kind == Kind.MEMORIAL:  # the same hand lays the same thing down
        return any(one.first < beat.first for one in _by(told, lead.who, Kind.MEMORIAL))
    if lead.kind in _BURNS:
        return any(one.lead.kind == Kind.DIED and one.lead.who == lead.who for one in told if one.first == beat.first)
    if lead.kind == Kind.RAID_ENDED:
        raid = beat.came_of
        if raid is None or not any(one.came_of is raid for one in told if one is not beat):
            return True  # nothing that is told came of it
        since = raid.first if raid is not None else beat.first
        return any(since <= one.first <= beat.first for one in _seizures(told))
    return False


def _takes(beat: Beat, told: Event) -> bool:
    """Whether somebody brings another on to whom they have told of a place."""
    both = (beat.lead.who, beat.lead.whom) == (told.who, told.whom)
    return beat.how == "haul" and both and 0 <= beat.first - told.tick <= _AN_HOUR


def _in_danger(row: int, tick: int, told: Iterable[Beat]) -> bool:
    """Whether somebody is told to be worse off about a time than a dressing mends."""
    near = [beat for beat in told if abs(beat.first - tick) <= _HALF_AN_HOUR]
    return any(beat.lead.who == row and beat.lead.kind in _WORSE for beat in near) or any(
        event.whom == row for beat in near for event in beat.only(Kind.PULSE_FOUND, Kind.ASSESSED)
    )


def _is_hit(tended: Beat, told: Iterable[Beat]) -> bool:
    """Whether it is told how somebody came by a wound that is tended."""
    row, near = tended.lead.whom, (one for one in told if 0 <= tended.first - one.first <= _HALF_AN_HOUR)
    return any(event.who == row for one in near for event in one.only(Kind.WOUNDED))


def _by(told: Iterable[Beat], who: int, *kinds: Kind) -> list[Beat]:
    return [beat for beat in told if beat.lead.kind in kinds and beat.lead.who == who]


def _after(beat: Beat, others: Iterable[Beat], within: int) -> bool:
    return any(0 <= one.first - beat.first <= within for one in others)


def _seizures(told: Iterable[Beat]) -> list[Beat]:
    return [beat for beat in told if beat.only(Kind.ARRESTED, Kind.LED_AWAY) and citizens(beat.lead)]
