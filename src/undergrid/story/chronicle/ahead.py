"""What is told ahead: that somebody came to minutes later jumps over nothing that is told of them between."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from undergrid.story.chronicle.episodes import Beat, subject


def in_their_order(told: Sequence[Beat]) -> list[Beat]:
    """The beats that are told, with what comes later in one told in its time where something else of them is first.

    Somebody fainted, came to eleven minutes later, and was then told to be arrested, five minutes before they did.
    """
    found = list(told)
    for beat in told:
        while beat.how == "decline" and (rest := _behind(found, beat)) is not None:
            at = next((n for n, one in enumerate(found) if one.turn.tick > rest.first), len(found))
            found.insert(at, rest)
            beat = rest
    return found


def _behind(found: Sequence[Beat], beat: Beat) -> Beat | None:
    """What of a beat is told after another; its events are taken out of it. None where nothing comes between."""
    row, ticks = subject(beat.lead), range(beat.first + 1, beat.last)
    between = [one.turn.tick for one in found if one is not beat and row in one.people and one.turn.tick in ticks]
    later = [event for event in beat.events if between and event.tick > min(between)]
    if not later:
        return None
    beat.events = [event for event in beat.events if event not in later]
    opens = later[0].kind == beat.lead.kind
    return replace(beat, how=beat.how if opens else "", events=later if opens else later[:1], came_of=beat, also=[])
