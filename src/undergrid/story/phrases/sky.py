"""Phrases: weather, light and curfew."""

from __future__ import annotations

from undergrid.story.phrases.phrase import Phrase
from undergrid.world.log.kinds import Kind

PHRASES = {
    Kind.PROGRAMME_CHANGED: Phrase(
        "The Weather Authority projects {amount}.",
        past=(
            "The Weather Authority projected {amount}",
            "The sky was made to show {amount}",
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
