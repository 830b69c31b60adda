"""Phrases: viruses on the control network, and what they make of what they reach."""

from __future__ import annotations

from undergrid.story.phrases.phrase import Phrase
from undergrid.world.log.kinds import Kind

PHRASES = {
    Kind.OUTBREAK: Phrase(
        "The virus that {who} has left wakes on {whom}{at}: {amount}.",
        past=(
            "what {who} had left on {whom} woke{at}",
            "the virus in {whose} likeness broke out of {whom}{at}",
        ),
    ),
    Kind.NODE_INFECTED: Phrase(
        "The virus of {who} comes over {whom}{at}.",
        past=(
            "{whose} virus came over {whom}{at}",
            "{whose} virus reached {whom}{at}",
        ),
    ),
    Kind.GATE_GLITCHED: Phrase(
        "{who} {amount} by itself{at}.",
        past=(
            "{who} {amount}{at}, and nobody had told it to",
            "{who} {amount} of its own accord{at}",
        ),
    ),
    Kind.SENTINEL_GLITCHED: Phrase(
        "{who} freezes{at}, for {amount} s.",
        past=(
            "{who} froze{at} and took notice of nothing",
            "{who} stood like a statue{at} for a while",
        ),
    ),
    Kind.TIMER_GLITCHED: Phrase(
        "The timer of {who} slips by {amount} minutes.",
        past=(
            "{whose} timer slipped",
            "{whose} subscription jumped to another hour",
        ),
    ),
    Kind.NODE_CLEANED: Phrase(
        "{whom} cleans {who}{at} of its virus, and patches it.",
        unknown="{who} boots itself anew{at}, and is rid of its virus.",
        past=(
            "{who} {was} rid of its virus{at}",
            "{who} ran clean again{at}",
        ),
    ),
    Kind.VIRUS_ENDED: Phrase(
        "Of the virus that {who} has left nothing is left: {whom} was its last node.",
        past=(
            "nothing was left of {whose} virus once {whom} was rid of it",
            "{whose} virus ended with {whom}",
        ),
    ),
}
