"""Phrases: minds on the network, what a feed does to bodies, and parts of bodies that are machines."""

from __future__ import annotations

from undergrid.story.phrases.phrase import Phrase
from undergrid.world.log.kinds import Kind

PHRASES = {
    Kind.EYES_CLOUDED: Phrase("The eyes of {who} cloud over: {amount}."),
    Kind.EYES_CLEARED: Phrase("The eyes of {who} clear: {amount}."),
    Kind.AUGMENTS_DIED: Phrase("A surge burns {amount} in the body of {who}{at}."),
    Kind.GHOSTS_LOST: Phrase("All is lost that {who} held{at}: {amount}."),
    Kind.VOICES_HEARD: Phrase("As {who} dies{at}, {amount} cry out at once."),
    Kind.MIND_FLED: Phrase("{who} leaves what it lived on, for {whom}."),
    Kind.MIND_ARRIVED: Phrase("{who} lives on {whom} now."),
    Kind.MIND_ENDED: Phrase("{who} has nowhere left to go, and ends with {whom}{at}."),
    Kind.MIND_SENT: Phrase("{who} sends {whom} after {amount}."),
    Kind.MIND_SPOKE: Phrase("{who} speaks to {whom}{at}, and {amount} it."),
    Kind.STALLED: Phrase("{who} stands still, held by the voice, for {amount} s."),
    Kind.STOOD_FIRM: Phrase("{who} does not give in to the voice."),
    Kind.SPELL_BROKEN: Phrase("{who} can move again."),
    Kind.ECHO_LEFT: Phrase("Something of {who} is left on {whom}{at}."),
    Kind.WHISPERED: Phrase("{whom} hears on the radio what sounds like {who}, {amount} % of it clear."),
    Kind.NODE_RESTARTED: Phrase("What is left of {who} starts {whom}{at} anew."),
    Kind.NETWORK_RESTARTED: Phrase("What is left of {who} runs a network again from {whom}{at}: {amount}."),
    Kind.ECHO_LOST: Phrase("What was left of {who} is gone with {whom}{at}."),
}
