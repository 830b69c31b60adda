"""Purposes: what somebody of a canon is out for is told with the deed that they do for it, or by itself."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from undergrid.story.chronicle.episodes import Beat
from undergrid.story.phrases import phrase
from undergrid.world.log.events import Event
from undergrid.world.log.kinds import Kind

if TYPE_CHECKING:
    from undergrid.story.chronicle.wording import Wording

_AT_ONCE = 60  # seconds in which a deed is done for what somebody is out for [assumed]
_IN_TIME = 900  # the same, of what came of it [assumed]
_IN_A_ROW = 300  # seconds within which one want after the other is one [assumed]
_BY_ITSELF = 2  # wants of one person that are told though nothing that is told came of them [assumed]

_FOUND = (Kind.NO_PULSE, Kind.PULSE_FOUND, Kind.ASSESSED, Kind.TRAIL_FOUND, Kind.CLAIM_DISMISSED)
"""What somebody finds out by a deed, and not what they do it for."""

_GOES_ON = ("treatment", "night", "haul")
"""Episodes in which each step may have a purpose of its own."""


def told_by_deeds(beats: Sequence[Beat]) -> list[Beat]:
    """All but what somebody is out for of whom a deed is told in the next minutes: that is told with what it is for.

    One want right after the other is told once, and of those of which nothing came that is told, the first two.
    """
    told: list[Beat] = []
    latest: dict[int, Beat] = {}
    lone: Counter[int] = Counter()
    for beat in beats:
        lead = beat.lead
        if lead.kind != Kind.MEANT:
            told.append(beat)
            continue
        deed = _deed(beat, beats)
        if deed is not None:
            if deed.lead.who == lead.who and lead.tick <= deed.first and _is_a_deed(deed.lead):
                deed.meant = lead  # the latest: what they wanted before led up to it
            continue
        before, latest[lead.who] = latest.get(lead.who), beat
        if before is not None and beat.first - before.first <= _IN_A_ROW:
            continue
        came = any(one.came_of is beat for one in beats)
        lone[lead.who] += not came
        if came or lone[lead.who] <= _BY_ITSELF:
            told.append(beat)
    return told


def to_what_end(words: Wording, beat: Beat, lead: str, text: str) -> tuple[str, str]:
    """How a sentence begins, and the sentence, with what whoever acts in it is out for by it where it is known."""
    if beat.meant is None or not _begins_with(words, text, beat.meant.who):
        return lead, text
    aim = str(words.log.names.amount(beat.meant.kind, beat.meant.amount))
    if " ".join(aim.split()[-2:]) in text:  # the deed says it in as many words
        return lead, text
    beat.also.append(beat.meant.id)
    return (f"{lead.strip()}, " if lead.strip() else ""), f"to {aim}, {words.inside(text)}"


def _begins_with(words: Wording, text: str, row: int) -> bool:
    """Whether it is somebody with whom a sentence begins, and nobody beside them."""
    people = words.mentions.people
    first = (people.full(row), people.short(row), people.pronouns(row).subject)
    rest = (text[len(name) :] for name in first if text.lower().startswith(f"{name.lower()} "))
    return any(not one.startswith((" and ", ", ")) for one in rest)


def _deed(meant: Beat, beats: Sequence[Beat]) -> Beat | None:
    """The first deed of somebody for what they are out for; None where none is told."""
    who, tick = meant.lead.who, meant.lead.tick
    for beat in beats:
        theirs = [event for event in beat.events if event.who == who and event.kind.who == "citizen"]
        if beat.lead.kind == Kind.MEANT or not any(_acts(event) for event in theirs) or _is_moved(beat, meant.lead):
            continue
        came = beat.came_of is meant and 0 <= beat.first - tick <= _IN_TIME
        if came or beat.first - _AT_ONCE <= tick <= max(beat.first, beat.last if beat.how in _GOES_ON else 0):
            return beat
    return None


def _is_moved(beat: Beat, meant: Event) -> bool:
    """Whether something is done because of what somebody else did after the want, and so not for it."""
    reason = beat.came_of
    if reason is None or reason.first <= meant.tick:
        return False
    return not any(one.kind.who == "citizen" and one.who == meant.who for one in reason.events)


def _acts(event: Event) -> bool:
    """Whether whoever an event is about does something in it, and does not only undergo it."""
    past = phrase(event.kind).past
    return bool(past) and all(one.startswith("{who} ") and not one.startswith("{who} {was}") for one in past)


def _is_a_deed(event: Event) -> bool:
    return event.kind != Kind.DECIDED and event.kind not in _FOUND
