"""Phrases: minds on the network, what a feed does to bodies, and parts of bodies that are machines."""

from __future__ import annotations

from undergrid.story.phrases.phrase import Phrase
from undergrid.world.log.kinds import Kind

PHRASES = {
    Kind.EYES_CLOUDED: Phrase(
        "The eyes of {who} cloud over: {amount}.",
        past=(
            "{whose} eyes clouded over",
            "A haze came before {whose} eyes",
        ),
    ),
    Kind.EYES_CLEARED: Phrase(
        "The eyes of {who} clear: {amount}.",
        past=(
            "{whose} eyes cleared",
            "The haze before {whose} eyes thinned",
        ),
    ),
    Kind.AUGMENTS_DIED: Phrase(
        "A surge burns {amount} in the body of {who}{at}.",
        past=(
            "A surge burned {amount} in {whose} body{at}",
            "{who} lost {amount} to a surge",
        ),
    ),
    Kind.GHOSTS_LOST: Phrase(
        "All is lost that {who} held{at}: {amount}.",
        past=(
            "All that {who} held was lost{at}",
            "{who} lost all the ghosts it held{at}",
        ),
    ),
    Kind.VOICES_HEARD: Phrase(
        "As {who} dies{at}, {amount} cry out at once.",
        past=(
            "As {who} died, {amount} cried out at once{at}",
            "{amount} cried out of {who} at the end",
        ),
    ),
    Kind.MIND_FLED: Phrase(
        "{who} leaves what it lived on, for {whom}.",
        past=(
            "{who} left what it lived on and fled to {whom}",
            "{who} fled along the lines to {whom}",
        ),
    ),
    Kind.MIND_ARRIVED: Phrase(
        "{who} lives on {whom} now.",
        past=(
            "{who} arrived on {whom}",
            "{who} lived on {whom} from then on",
        ),
    ),
    Kind.MIND_ENDED: Phrase(
        "{who} has nowhere left to go, and ends with {whom}{at}.",
        past=(
            "{who} had nowhere left to go and ended with {whom}{at}",
            "{who} ended where {whom} ended",
            "{who} went down with {whom} and {was} no more",
        ),
    ),
    Kind.MIND_SENT: Phrase(
        "{who} sends {whom} after {amount}.",
        past=(
            "{who} sent {whom} after {amount}",
            "{who} set {whom} on {amount}",
        ),
    ),
    Kind.MIND_SPOKE: Phrase(
        "{who} speaks to {whom}{at}, and {amount} it.",
        past=(
            "{who} spoke to {whom}{at}",
            "{who} called out to {whom}",
            "{who} raised a voice against {whom}",
        ),
    ),
    Kind.STALLED: Phrase(
        "{who} stands still, held by the voice, for {amount} s.",
        past=(
            "{who} {was} held fast by the voice",
            "{who} stood still under the voice and could not stir",
        ),
    ),
    Kind.STOOD_FIRM: Phrase(
        "{who} does not give in to the voice.",
        past=(
            "{who} did not give in to the voice",
            "{who} withstood the voice",
        ),
    ),
    Kind.SPELL_BROKEN: Phrase(
        "{who} can move again.",
        past=(
            "{who} could move again",
            "{who} {was} free of the voice",
            "The hold of the voice broke",
        ),
    ),
    Kind.ECHO_LEFT: Phrase(
        "Something of {who} is left on {whom}{at}.",
        past=(
            "{who} left something behind on {whom}{at}",
            "{who} {was} not wholly gone from {whom}",
            "{whose} echo stayed on {whom}{at}",
        ),
    ),
    Kind.WHISPERED: Phrase(
        "{whom} hears on the radio what sounds like {who}, {amount} % of it clear.",
        past=(
            "{who} seemed to speak to {whom} out of the static",
            "Something like {whose} voice reached {whom} on the radio",
        ),
    ),
    Kind.NODE_RESTARTED: Phrase(
        "What is left of {who} starts {whom}{at} anew.",
        past=(
            "{whose} echo started {whom} anew{at}",
            "{whose} echo woke {whom}{at}",
        ),
    ),
    Kind.NETWORK_RESTARTED: Phrase(
        "What is left of {who} runs a network again from {whom}{at}: {amount}.",
        past=(
            "{whose} echo ran a network again from {whom}{at}",
            "{whose} echo brought a network back from {whom}{at}",
        ),
    ),
    Kind.ECHO_LOST: Phrase(
        "What was left of {who} is gone with {whom}{at}.",
        past=(
            "{whose} echo perished with {whom}{at}",
            "{whose} echo was gone with {whom}{at}",
        ),
    ),
}
