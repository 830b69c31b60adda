"""Phrases: viruses on the control network, and what they make of what they reach."""

from __future__ import annotations

from undergrid.story.phrases.phrase import Phrase
from undergrid.world.log.kinds import Kind

PHRASES = {
    Kind.OUTBREAK: Phrase(
        "The virus that {who} has left wakes on {whom}{at}: {amount}.",
        past=(
            "{whose} virus woke on {whom}{at}",
            "{whose} virus broke out of {whom}{at}",
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
            "{who} {amount} without a word from anybody{at}",
            "{who} {amount} unasked{at}",
        ),
    ),
    Kind.SENTINEL_GLITCHED: Phrase(
        "{who} freezes{at}, for {amount} s.",
        past=(
            "{who} froze, and took notice of nothing{at}",
            "{who} stood for a while like a statue{at}",
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
            "a pair of hands rid {who} of a virus{at}",
            "{who} {was} rid of a virus by hand{at}",
        ),
        alone=(
            "{who} {was} rid of a virus{at}",
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
