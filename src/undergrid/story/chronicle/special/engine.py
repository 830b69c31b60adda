"""Words for what keeps somebody from setting off a Heart Engine."""

from __future__ import annotations

from typing import TYPE_CHECKING

from undergrid.story.chronicle.episodes import Beat
from undergrid.story.chronicle.spell import capital, lapse, number
from undergrid.world.log.events import split_id
from undergrid.world.log.kinds import Kind

if TYPE_CHECKING:
    from undergrid.story.chronicle.wording import Wording


def driven_off(words: Wording, beat: Beat, pick: int) -> list[str]:
    """Somebody who had to run again and again before they could fire what they had linked."""
    m, who = words.mentions, beat.lead.who
    since = lapse(beat.lead.tick - split_id(beat.also[0])[0])
    times = f"{number(len(beat.events))} times in {since}"
    acts, mine = m.subject(who), m.pronouns(who)
    m.end(who)
    told = (
        f"{acts} had to run and lie low {times}, and could not set the engine off",
        f"{times} {acts} was driven to ground before {mine.subject} could set the engine off",
    )
    return [f"{capital(told[pick % 2])}."]


def in_the_act(words: Wording, beat: Beat, pick: int) -> list[str]:
    """Somebody who is seized as they are about to fire it, and led away."""
    m, whom = words.mentions, beat.lead.whom
    text = words.clause(beat.lead, pick)
    mine = m.pronouns(whom)
    m.end(whom)
    found = [f"{text} as {mine.subject} {mine.was} about to set the engine off."]
    for led in beat.only(Kind.LED_AWAY):
        found.append(f"{capital(words.clause(led, pick))}.")
        m.end(whom)
    return found
