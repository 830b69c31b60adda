"""Phrases: the story itself, what people are told and decide to do, and what comes of it."""

from __future__ import annotations

from undergrid.story.phrases.phrase import Phrase, Repeats
from undergrid.world.log.kinds import Kind

PHRASES = {
    Kind.SCENARIO: Phrase(
        "The story begins.",
        past=(
            "The story began",
            "It began",
        ),
    ),
    Kind.ORDERED: Phrase(
        "{who} {means} to {amount}.",
        counts=("more move", "more moves"),
        past=(
            "{who} moved to {amount}",
            "{who} tried to {amount}",
        ),
        many="{who} made {n} moves",
    ),
    Kind.REFUSED: Phrase(
        "{who} cannot do that: {amount}.",
        counts=("more thing tried in vain", "more things tried in vain"),
        repeats=Repeats.BY_WHO_AND_AMOUNT,
        past=(
            "{who} could not do it: {amount}",
            "{who} tried in vain: {amount}",
        ),
        many="{who} tried {n} things in vain",
    ),
    Kind.DECIDED: Phrase(
        "{who} decides to {amount}.",
        counts=("passing change of mind", "passing changes of mind"),
        past=(
            "{who} decided to {amount}",
            "{who} made up {whose} mind to {amount}",
            "{who} chose to {amount}",
            "{who} thought it best to {amount}",
        ),
        many="{who} changed {whose} mind {n} times",
    ),
    Kind.INTENDED: Phrase(
        "{who} means to {amount}.",
        repeats=Repeats.LEFT_OUT,
        past=(
            "{who} meant to {amount}",
            "{who} wanted to {amount}",
        ),
    ),
    Kind.MEANT: Phrase(
        "{who} wants to {amount}.",
        past=(
            "{who} wanted to {amount}",
            "{who} meant to {amount}",
        ),
    ),
    Kind.ACHIEVED: Phrase(
        "{who} need not {amount} any more.",
        repeats=Repeats.LEFT_OUT,
        past=(
            "{who} had no more need to {amount}",
            "{who} no longer had to {amount}",
        ),
    ),
    Kind.ABANDONED: Phrase(
        "{who} gives up: to {amount}.",
        counts=("more thing given up", "more things given up"),
        past=(
            "{who} gave up trying to {amount}",
            "{who} no longer tried to {amount}",
            "{who} stopped trying to {amount}",
        ),
        many="{who} gave up {n} times",
    ),
    Kind.LEFT_ASLEEP: Phrase(
        "{who} goes, and lets {whom} sleep.",
        past=(
            "{who} left and let {whom} sleep",
            "{who} went without waking {whom}",
        ),
    ),
    Kind.STUCK: Phrase(
        "{who} gets no further: {amount}.",
        counts=("more time that somebody gets no further", "more times that somebody gets no further"),
        past=(
            "{who} got no further: {amount}",
            "{who} came to a stop: {amount}",
        ),
        many="{who} got no further {n} times",
    ),
    Kind.INTERRUPTED: Phrase(
        "{who} breaks off before it is done: to {amount}.",
        counts=("more thing broken off", "more things broken off"),
        repeats=Repeats.BY_WHO,
        past=(
            "{who} broke off before it was done",
            "{who} left something half done",
        ),
        many="{who} broke off {n} times",
    ),
    Kind.ENDED: Phrase(
        "An ending is reached: {amount}.",
        past=(
            "It came to this: {amount}",
            "So far it had come: {amount}",
        ),
    ),
}
