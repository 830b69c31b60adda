"""Phrases: the Heart Engine, how it is charged, linked and fired, whom it kills, and things laid down."""

from __future__ import annotations

from undergrid.story.phrases.phrase import Phrase, Repeats
from undergrid.world.log.kinds import Kind

PHRASES = {
    Kind.CUBE_CHARGES: Phrase("{who} charges the cube in {whom} with {amount} W."),
    Kind.CUBE_TAPS: Phrase("{who} charges the cube at {whom}{at} with {amount} W."),
    Kind.CUBE_HOLDS: Phrase("The cube of {who} gets no more: it holds {amount} J."),
    Kind.ENGINE_CHARGED: Phrase("The cube of {who} is charged: it holds {amount} J."),
    Kind.ENGINE_LINKED: Phrase("{who} links the cube to {whom}{at}: from there it would reach {amount}."),
    Kind.DEATHS_FORESEEN: Phrase(
        "Fired now, it would kill {amount} of {whom}.",
        unknown="Fired now, it would kill {amount} of no faction.",
    ),
    Kind.ENGINE_UNLINKED: Phrase("{who} pulls the cube off {whom}{at}."),
    Kind.ENGINE_FIRED: Phrase("{who} fires the engine at {whom}{at}, and burns out {amount}."),
    Kind.SEARED: Phrase(
        "The purge runs through {who}{at} at {amount} %, and burns out what it ran through.",
        counts=("more person seared by the purge", "more people seared by the purge"),
        repeats=Repeats.COUNTED,
    ),
    Kind.THROWN_BACK: Phrase("{who} is thrown back from the panel{at}, and lives."),
    Kind.CORE_SCREAMED: Phrase("{who} screams{at}{amount}."),
    Kind.SCREAM_HEARD: Phrase(
        "{who} hears the scream{at}.",
        counts=("more person hears it", "more people hear it"),
        repeats=Repeats.COUNTED,
    ),
    Kind.PUT_DOWN: Phrase("{who} puts {amount} down{at}."),
    Kind.CUBE_FELL: Phrase("The cube falls{at} where {who} falls."),
}
