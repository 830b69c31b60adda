"""Phrases: weather, light and curfew."""

from __future__ import annotations

from undergrid.story.phrases.phrase import Phrase, Repeats
from undergrid.world.log.kinds import Kind

PHRASES = {
    Kind.PROGRAMME_CHANGED: Phrase(
        "The Weather Authority projects {amount}.",
        past=(
            "The Weather Authority projected {amount}",
            "The sky was made to show {amount}",
        ),
    ),
    Kind.SKY_ALTERED: Phrase(
        "The sky is altered by way of {who}: it shows {amount}.",
        past=(
            "Somebody else than the Weather Authority had the sky show {amount}",
            "The sky was altered, and showed {amount}",
        ),
    ),
    Kind.WEATHER_CHANGED: Phrase(
        "Beyond the wall the weather turns: {amount}.",
        past=(
            "Beyond the wall the weather turned to {amount}",
            "Outside, where nobody made the weather, it turned to {amount}",
        ),
    ),
    Kind.MOOD_CHANGED: Phrase(
        "{who} takes on something of the sky: {amount}.",
        counts=("mood changed by the sky", "moods changed by the sky"),
        repeats=Repeats.COUNTED,
        past=(
            "{who} looked up, and was left with {amount}",
            "{who} looked at the sky for a while, and came away with {amount}",
        ),
        many="the sky changed the mood of {n} people",
    ),
    Kind.SAW_REAL_SKY: Phrase(
        "{who} sees a sky that nobody shows, for the first time: {amount}.",
        past=(
            "{who} saw a sky that nobody had made, for the first time in {whose} life",
            "{who} stood under a sky that asked for nothing, and had never seen one before",
        ),
    ),
    Kind.CURFEW_BEGAN: Phrase(
        "The curfew begins.",
        past=(
            "The curfew began",
            "The hour of curfew came",
        ),
    ),
    Kind.CURFEW_ENDED: Phrase(
        "The curfew ends.",
        past=(
            "The curfew ended",
            "The curfew was over",
        ),
    ),
    Kind.ASH_CHANGED: Phrase(
        "The air carries {amount} mg of ash in a cubic metre.",
        past=(
            "The ash in the air shifted",
            "The fall of ash changed",
        ),
    ),
    Kind.FIRESTORM_BEGAN: Phrase(
        "A firestorm flares up at the horizon.",
        past=(
            "A firestorm flared up on the horizon",
            "Far off a firestorm began to burn",
        ),
    ),
    Kind.FIRESTORM_ENDED: Phrase(
        "The firestorm at the horizon dies down.",
        past=(
            "The firestorm on the horizon died down",
            "Far off the firestorm burned out",
        ),
    ),
    Kind.SANDSTORM_BEGAN: Phrase(
        "A sandstorm comes up, with {amount} mg of dust in a cubic metre.",
        past=(
            "A sandstorm came up",
            "Sand began to blow over everything",
        ),
    ),
    Kind.SANDSTORM_ENDED: Phrase(
        "The sandstorm lies down.",
        past=(
            "The sandstorm died away",
            "The sand settled",
        ),
    ),
    Kind.DEBRIS_FELL: Phrase(
        "A piece of the ring in orbit comes down{at}: {amount} g.",
        past=(
            "A piece of the ring in orbit came down{at}",
            "Something from the ring in orbit struck the ground{at}",
        ),
    ),
}
