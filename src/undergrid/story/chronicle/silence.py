"""Silence: hours in custody of which a log has nothing but that somebody was held there, told in one sentence."""

from __future__ import annotations

from collections.abc import Iterator

from undergrid.core import units
from undergrid.story.chronicle.episodes import citizens
from undergrid.story.chronicle.facts import Facts
from undergrid.story.chronicle.scenes import Cut
from undergrid.story.chronicle.spell import capital, lapse
from undergrid.story.chronicle.told import Sentence
from undergrid.story.chronicle.wording import Wording
from undergrid.world.log.events import Event
from undergrid.world.log.kinds import Kind

_LONG = 6 * units.HOUR  # of which a reader asks what was done with somebody [assumed]
_HELD = frozenset({Kind.TAKEN_INTO_CUSTODY, Kind.MOVED_ON})
_BY_ITSELF = frozenset({Kind.MOOD_CHANGED, Kind.CLOTTED, Kind.NOTICED, Kind.CAME_TO, Kind.DOSSIER_CLOSED})
"""What befalls somebody whom nobody comes near."""


def silent_hours(facts: Facts, words: Wording, now: Cut) -> Iterator[Sentence]:
    """That those with whom a scene begins have been held for hours, and that nobody came to them, where nobody did."""
    lead, m = now.beats[0].lead, words.mentions
    for row in [row for row in citizens(lead) if m.people.named(row)] if m.people.teller is None else ():
        last = _last(facts, row, lead)
        if last is None or last.kind not in _HELD or lead.tick - last.tick < _LONG:
            continue
        held = f"held{_where(facts, words, last)} for {lapse(lead.tick - last.tick)}"
        text = f"{m.subject(row)} had been {held}, and nobody had come to {m.pronouns(row).object}."
        m.end(row)
        yield Sentence(capital(text), (last.id,), words.teller, lead.tick)


def _last(facts: Facts, row: int, lead: Event) -> Event | None:
    """The last that somebody did, or that was done to them, before an event."""
    theirs = (one for one in facts.events if one.tick < lead.tick and row in citizens(one))
    return max((one for one in theirs if one.kind not in _BY_ITSELF), key=lambda one: (one.tick, one.id), default=None)


def _where(facts: Facts, words: Wording, held: Event) -> str:
    moved = held if held.kind == Kind.MOVED_ON else facts.log.get(held.cause)
    if moved is not None and moved.kind == Kind.MOVED_ON:
        return f" in {words.mentions.thing('building', moved.whom)}"
    return f" {words.mentions.places.at(held.where)}" if held.where >= 0 else ""
