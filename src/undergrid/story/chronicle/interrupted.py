"""What is broken off is told in parts: what is told of somebody in between stands between them.

Whoever carries somebody is stopped on the way, whoever tends somebody takes them up in the midst of it: told as one,
all of it stood before what came between, and of each of the cast everything is told in the order of time.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from undergrid.story.chronicle.episodes import Beat
from undergrid.world.log.events import Event
from undergrid.world.log.kinds import Kind

_BROKEN_OFF = ("haul", "treatment")
_ALONGSIDE = ("blood", "fear", "attachment", "guilt")  # what goes on in somebody breaks nothing off


def in_parts(told: Sequence[Beat]) -> list[Beat]:
    """Those that are told, in the order of time, with what was broken off by another of them in parts."""
    found: list[Beat] = []
    first: dict[int, Beat] = {}  # of what is in parts (by `id`) the first
    for beat in told:
        others = [one for one in told if one.how not in (beat.how, *_ALONGSIDE)]
        parts = _parts(beat, others) if beat.how in _BROKEN_OFF else [beat]
        if len(parts) > 1 and _taken_up_alone(parts[0]) and not beat.bound_for and not _stopped(beat, others):
            parts = parts[1:]  # that they were taken up says no more than that they were brought on
        parts = [part for part in parts if not _only_water(part)] or parts
        first[id(beat)] = parts[0]
        found += parts
    for beat in found:
        if beat.came_of is not None:
            beat.came_of = first.get(id(beat.came_of), beat.came_of)
    return sorted(found, key=lambda beat: beat.turn.tick)


def _taken_up_alone(part: Beat) -> bool:
    return all(event.kind == Kind.TOOK_UP for event in part.events)


def _only_water(part: Beat) -> bool:
    return part.how == "treatment" and all(event.kind == Kind.GAVE_WATER for event in part.events)


def _stopped(beat: Beat, others: Sequence[Beat]) -> bool:
    """Whether a hunter comes upon those of a haul on the way."""
    rows = {beat.lead.who, beat.lead.whom}
    return any(one.how == "hunt" and one.people & rows and beat.first < one.turn.tick < beat.last for one in others)


def _parts(beat: Beat, others: Sequence[Beat]) -> list[Beat]:
    """A beat, or its parts: each ends where something else begins of those who are in it."""
    rows = {beat.lead.who, beat.lead.whom}
    between = {one.turn.tick for one in others if one.people & rows and beat.first < one.turn.tick < beat.last}
    parts, rest = list[Beat](), beat.events
    for tick in sorted(between):
        before, behind = [e for e in rest if e.tick < tick], [e for e in rest if e.tick >= tick]
        if before and behind:
            parts.append(_part(beat, before, parts))
            rest = behind
    return [*parts, _part(beat, rest, parts)] if parts else [beat]


def _part(beat: Beat, events: list[Event], before: Sequence[Beat]) -> Beat:
    """One part of a beat, which comes of the first."""
    if not before:
        return replace(beat, events=events, also=list(beat.also))
    how = "carried on" if beat.how == "haul" else beat.how
    return replace(beat, how=how, events=events, came_of=before[0], also=[], meant=None)
