"""Phrases: minds on the network, what a feed does to bodies, and parts of bodies that are machines."""

from __future__ import annotations

from undergrid.story.phrases.phrase import Phrase
from undergrid.world.log.kinds import Kind

PHRASES = {
    Kind.EYES_CLOUDED: Phrase("The eyes of {who} cloud over: {amount} now."),
    Kind.EYES_CLEARED: Phrase("The eyes of {who} clear: {amount} now."),
    Kind.AUGMENTS_DIED: Phrase("{amount} of {who} that was a machine goes dead{at}."),
}
