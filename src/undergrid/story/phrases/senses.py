"""Phrases: what is seen, heard, picked up by its warmth, or received."""

from __future__ import annotations

from undergrid.story.phrases.phrase import Phrase, Repeats
from undergrid.world.log.kinds import Kind

PHRASES = {
    Kind.SIGHTED: Phrase(
        "{who} {sees} {whom} at {amount} m{at}.",
        counts=("more sighting", "more sightings"),
        repeats=Repeats.BY_WHOM_AND_PLACE,
        past=(
            "{who} caught sight of {whom}{at}",
            "{who} saw {whom}",
            "{who} spotted {whom}{at}",
        ),
        many="Watchers saw {whom} {n} times",
    ),
    Kind.LOST_SIGHT: Phrase(
        "{who} loses sight of {whom} after {amount} s.",
        repeats=Repeats.LEFT_OUT,
        past=(
            "{who} lost sight of {whom}",
            "{who} could not see {whom} any more",
        ),
        many="Watchers lost sight of {whom} {n} times",
    ),
    Kind.NOTICED: Phrase(
        "{who} notices {whom}, {amount} m away.",
        counts=("watcher noticed", "watchers noticed"),
        repeats=Repeats.COUNTED,
        past=(
            "{who} noticed {whom}",
            "{who} saw {whom} in time",
        ),
        many="{who} noticed watchers {n} times",
    ),
    Kind.HEARD: Phrase(
        "{who} hears someone{at}.",
        counts=("time heard", "times heard"),
        repeats=Repeats.COUNTED,
        past=(
            "{who} heard someone{at}",
            "{who} caught the sound of someone{at}",
        ),
        many="Watchers heard someone {n} times",
    ),
    Kind.HEAT_SEEN: Phrase(
        "{who} picks up the warmth of someone{at}, at {amount}.",
        counts=("more sighting by warmth", "more sightings by warmth"),
        repeats=Repeats.BY_WHOM,
        past=(
            "{who} picked up the warmth of someone{at}",
            "{who} felt the warmth of a body",
            "The warmth of someone gave itself away to {who}{at}",
        ),
        many="Watchers picked up the warmth of a body {n} times",
    ),
    Kind.SWEPT: Phrase(
        "The beam of {who} sweeps over {whom} at {amount}, and passes.",
        counts=("more beam that passed", "more beams that passed"),
        repeats=Repeats.BY_WHOM,
        past=(
            "The beam of {who} swept over {whom} and passed",
            "The beam of {who} went across {whom} and did not stop",
            "The beam of {who} touched {whom} and moved on",
        ),
        many="{n} beams swept over {whom} and passed",
    ),
    Kind.FLICKERED_OUT: Phrase(
        "The beam of {who} flickers and fails for {amount} s.",
        past=(
            "The beam of {who} flickered and failed",
            "The beam of {who} went out for a while",
        ),
    ),
    Kind.ROTORS_HEARD: Phrase(
        "{who} hears the whirr of {whom}, {amount} m away.",
        counts=("drone heard", "drones heard"),
        repeats=Repeats.BY_WHO,
        past=(
            "{who} heard the whirr of {whom}",
            "{who} heard {whom} in the air",
        ),
        many="{who} heard drones {n} times",
    ),
    Kind.NOISE_HEARD: Phrase(
        "{who} hears a noise, {amount} dB.",
        counts=("more noise", "more noises"),
        repeats=Repeats.BY_WHO,
        past=(
            "{who} heard a noise",
            "{who} listened to a noise",
        ),
        many="{who} heard {n} noises",
    ),
    Kind.NOISE_DREW: Phrase(
        "{who} hears a noise and goes to look: {amount} dB.",
        past=(
            "{who} heard a noise and went to look",
            "A noise drew {who}",
        ),
    ),
    Kind.BEACON_SET_OFF: Phrase(
        "{who} sets off a distress beacon{at}.",
        past=(
            "{who} set off a distress beacon{at}",
            "{who} called for help by beacon",
            "{who} sent out a distress call{at}",
        ),
    ),
    Kind.BEACON_HEARD: Phrase(
        "{who} receives a distress call from someone{at}, {amount} m away.",
        counts=("more call received", "more calls received"),
        repeats=Repeats.BY_BOTH,
        past=(
            "{who} received a distress call from someone",
            "{who} heard someone call for help",
            "{who} picked up a call for help from someone",
        ),
        many="{who} received {n} distress calls",
    ),
    Kind.BEACON_TRACED: Phrase(
        "{who} traces a distress call to someone{at}, {amount} m away.",
        counts=("more call traced", "more calls traced"),
        repeats=Repeats.BY_WHOM,
        past=(
            "{who} traced a distress call to someone{at}",
            "{who} took a bearing on someone who called for help{at}",
        ),
        many="Watchers traced the call {n} times",
    ),
    Kind.BEACON_DIED: Phrase(
        "The beacon of {who} falls silent.",
        past=(
            "{whose} beacon fell silent",
            "{whose} beacon gave out",
        ),
    ),
    Kind.RADIO_HEARD: Phrase(
        "{who} hears {whom} on the radio: {amount}.",
        counts=("more word over radio", "more words over radio"),
        repeats=Repeats.BY_BOTH,
        past=(
            "{who} heard {whom} on the radio: {amount}",
            "{who} had word from {whom} by radio: {amount}",
        ),
        many="{who} heard {whom} on the radio {n} times",
    ),
    Kind.RADIO_TRACED: Phrase(
        "{who} listens in on the radio of someone{at}, {amount} m away.",
        counts=("more word listened in to", "more words listened in to"),
        repeats=Repeats.BY_WHOM,
        past=(
            "{who} listened in on the radio of someone{at}",
            "{who} overheard someone speaking by radio",
        ),
        many="Watchers listened in on the radio {n} times",
    ),
    Kind.FIRE_SEEN: Phrase(
        "{who} makes out the light of a fire in {whom}, {amount} m away.",
        past=(
            "{who} made out the light of a fire in {whom}",
            "{who} saw that a fire was burning in {whom}",
        ),
    ),
    Kind.SCOPED: Phrase(
        "Through a scope, {who} makes out {whom}, {amount} m away.",
        counts=("more watcher seen through a scope", "more watchers seen through a scope"),
        repeats=Repeats.BY_BOTH,
        past=(
            "{who} made out {whom} through a scope",
            "{who} looked through a scope and saw {whom}",
        ),
        many="{who} made out watchers through a scope {n} times",
    ),
}
