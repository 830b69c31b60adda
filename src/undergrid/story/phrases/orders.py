"""Phrases: the story itself, what people are told and decide to do, and what comes of it."""

from __future__ import annotations

from undergrid.story.phrases.phrase import Phrase, Repeats
from undergrid.world.log.kinds import Kind

PHRASES = {
    Kind.SCENARIO: Phrase("The story begins."),
    Kind.ORDERED: Phrase("{who} {means} to {amount}.", counts=("more move", "more moves")),
    Kind.REFUSED: Phrase(
        "{who} cannot do that: {amount}.",
        counts=("more thing tried in vain", "more things tried in vain"),
        repeats=Repeats.BY_WHO_AND_AMOUNT,
    ),
    Kind.DECIDED: Phrase("{who} decides to {amount}.", counts=("passing change of mind", "passing changes of mind")),
    Kind.INTENDED: Phrase("{who} means to {amount}.", repeats=Repeats.LEFT_OUT),
    Kind.ACHIEVED: Phrase("{who} need not {amount} any more.", repeats=Repeats.LEFT_OUT),
    Kind.ABANDONED: Phrase("{who} gives up: to {amount}.", counts=("more thing given up", "more things given up")),
    Kind.LEFT_ASLEEP: Phrase("{who} goes, and lets {whom} sleep."),
    Kind.STUCK: Phrase(
        "{who} gets no further: {amount}.",
        counts=("more time that somebody gets no further", "more times that somebody gets no further"),
    ),
    Kind.INTERRUPTED: Phrase(
        "{who} breaks off before it is done: to {amount}.",
        counts=("more thing broken off", "more things broken off"),
        repeats=Repeats.BY_WHO,
    ),
    Kind.ENDED: Phrase("An ending is reached: {amount}."),
}
