"""Phrases: weather, light and curfew."""

from __future__ import annotations

from undergrid.story.phrases.phrase import Phrase
from undergrid.world.log.kinds import Kind

PHRASES = {
    Kind.PROGRAMME_CHANGED: Phrase("The Weather Authority projects {amount}."),
    Kind.CURFEW_BEGAN: Phrase("The curfew begins."),
    Kind.CURFEW_ENDED: Phrase("The curfew ends."),
    Kind.ASH_CHANGED: Phrase("The air carries {amount} mg of ash in a cubic metre."),
    Kind.FIRESTORM_BEGAN: Phrase("A firestorm flares up at the horizon."),
    Kind.FIRESTORM_ENDED: Phrase("The firestorm at the horizon dies down."),
    Kind.SANDSTORM_BEGAN: Phrase("A sandstorm comes up, with {amount} mg of dust in a cubic metre."),
    Kind.SANDSTORM_ENDED: Phrase("The sandstorm lies down."),
    Kind.DEBRIS_FELL: Phrase("A piece of the ring in orbit comes down{at}: {amount} g."),
}
