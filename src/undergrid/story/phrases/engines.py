"""Phrases: the Heart Engine, how it is charged, linked and fired, whom it kills, and things laid down."""

from __future__ import annotations

from undergrid.story.phrases.phrase import Phrase, Repeats
from undergrid.world.log.kinds import Kind

PHRASES = {
    Kind.CUBE_CHARGES: Phrase(
        "{who} charges the cube in {whom} with {amount} W.",
        past=(
            "{who} set the cube to charge at the socket in {whom}",
            "{who} put the cube to the socket in {whom}",
        ),
    ),
    Kind.CUBE_TAPS: Phrase(
        "{who} charges the cube at {whom}{at} with {amount} W.",
        past=(
            "{who} set the cube to charge at {whom}{at}",
            "{who} let the cube feed on {whom}",
        ),
    ),
    Kind.CUBE_HOLDS: Phrase(
        "The cube of {who} gets no more: it holds {amount} J.",
        past=(
            "{whose} cube drew no more",
            "Nothing more went into {whose} cube",
        ),
    ),
    Kind.ENGINE_CHARGED: Phrase(
        "The cube of {who} is charged: it holds {amount} J.",
        past=(
            "{whose} cube was charged",
            "{who} had the cube charged",
        ),
    ),
    Kind.ENGINE_LINKED: Phrase(
        "{who} links the cube to {whom}{at}: from there it would reach {amount}.",
        past=(
            "{who} linked the cube to {whom}{at}",
            "{who} ran a line from the cube to {whom}",
            "{who} joined the cube to {whom}",
        ),
    ),
    Kind.DEATHS_FORESEEN: Phrase(
        "Fired now, it would kill {amount} of {whom}.",
        unknown="Fired now, it would kill {amount} of no faction.",
        past=(
            "Fired then, it would kill {amount} of {whom}",
            "{who} knew that it would kill {amount} of {whom}",
        ),
        alone=(
            "Fired then, it would kill {amount} who had sworn to nobody",
            "{who} knew that it would kill {amount} who had sworn to nobody",
        ),
    ),
    Kind.ENGINE_UNLINKED: Phrase(
        "{who} {amount}{at}.",
        past=(
            "{who} {amount}{at}",
            "{who} {amount}",
        ),
    ),
    Kind.ENGINE_FIRED: Phrase(
        "{who} fires the engine at {whom}{at}, and burns out {amount}.",
        past=(
            "{who} fired the engine at {whom}{at}",
            "{who} laid a hand on the panel and let the engine loose on {whom}",
            "{who} set the engine off against {whom}",
        ),
    ),
    Kind.SEARED: Phrase(
        "The purge runs through {who}{at} at {amount} %, and burns out what it ran through.",
        counts=("more person seared by the purge", "more people seared by the purge"),
        repeats=Repeats.COUNTED,
        past=(
            "{who} {was} seared by the purge",
            "{who} {was} caught in the purge",
            "{who} burned as the purge ran through",
        ),
        many="The purge ran through {n} people",
    ),
    Kind.THROWN_BACK: Phrase(
        "{who} is thrown back from the panel{at}, and lives.",
        past=(
            "{who} {was} thrown back from the panel and lived",
            "{who} {was} flung from the panel alive",
            "{who} {was} hurled off the panel and survived it",
        ),
    ),
    Kind.CORE_SCREAMED: Phrase(
        "{who} screams{at}{amount}.",
        past=(
            "{who} screamed",
            "A scream came out of {who}",
        ),
    ),
    Kind.SCREAM_HEARD: Phrase(
        "{who} hears the scream{at}.",
        counts=("more person hears it", "more people hear it"),
        repeats=Repeats.COUNTED,
        past=(
            "{who} heard the scream",
            "{who} heard it scream{at}",
        ),
        many="{n} people heard the scream",
    ),
    Kind.PUT_DOWN: Phrase(
        "{who} puts {amount} down{at}.",
        past=(
            "{who} put {amount} down{at}",
            "{who} laid {amount} down",
        ),
    ),
    Kind.CUBE_FELL: Phrase(
        "The cube falls{at} where {who} falls.",
        past=(
            "{who} fell, and the cube fell too",
            "The cube dropped from {whose} hands{at}",
        ),
    ),
}
