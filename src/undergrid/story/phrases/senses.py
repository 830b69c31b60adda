"""Phrases: what is seen, heard, picked up by its warmth, or received."""

from __future__ import annotations

from undergrid.story.phrases.phrase import Phrase, Repeats
from undergrid.world.log.kinds import Kind

PHRASES = {
    Kind.SIGHTED: Phrase(
        "{who} {sees} {whom} at {amount} m{at}.",
        counts=("more sighting", "more sightings"),
        repeats=Repeats.BY_WHOM_AND_PLACE,
    ),
    Kind.LOST_SIGHT: Phrase("{who} loses sight of {whom} after {amount} s.", repeats=Repeats.LEFT_OUT),
    Kind.NOTICED: Phrase(
        "{who} notices {whom}, {amount} m away.",
        counts=("watcher noticed", "watchers noticed"),
        repeats=Repeats.COUNTED,
    ),
    Kind.HEARD: Phrase("{who} hears someone{at}.", counts=("time heard", "times heard"), repeats=Repeats.COUNTED),
    Kind.HEAT_SEEN: Phrase(
        "{who} picks up the warmth of someone{at}, at {amount}.",
        counts=("more sighting by warmth", "more sightings by warmth"),
        repeats=Repeats.BY_WHOM,
    ),
    Kind.SWEPT: Phrase(
        "The beam of {who} sweeps over {whom} at {amount}, and passes.",
        counts=("more beam that passed", "more beams that passed"),
        repeats=Repeats.BY_WHOM,
    ),
    Kind.FLICKERED_OUT: Phrase("The beam of {who} flickers and fails for {amount} s."),
    Kind.ROTORS_HEARD: Phrase(
        "{who} hears the whirr of {whom}, {amount} m away.",
        counts=("drone heard", "drones heard"),
        repeats=Repeats.BY_WHO,
    ),
    Kind.NOISE_HEARD: Phrase(
        "{who} hears a noise, {amount} dB.", counts=("more noise", "more noises"), repeats=Repeats.BY_WHO
    ),
    Kind.NOISE_DREW: Phrase("{who} hears a noise and goes to look: {amount} dB."),
    Kind.BEACON_SET_OFF: Phrase("{who} sets off a distress beacon{at}."),
    Kind.BEACON_HEARD: Phrase(
        "{who} receives a distress call from someone{at}, {amount} m away.",
        counts=("more call received", "more calls received"),
        repeats=Repeats.BY_BOTH,
    ),
    Kind.BEACON_TRACED: Phrase(
        "{who} traces a distress call to someone{at}, {amount} m away.",
        counts=("more call traced", "more calls traced"),
        repeats=Repeats.BY_WHOM,
    ),
    Kind.BEACON_DIED: Phrase("The beacon of {who} falls silent."),
    Kind.RADIO_HEARD: Phrase(
        "{who} hears {whom} on the radio: {amount}.",
        counts=("more word over radio", "more words over radio"),
        repeats=Repeats.BY_BOTH,
    ),
    Kind.RADIO_TRACED: Phrase(
        "{who} listens in on the radio of someone{at}, {amount} m away.",
        counts=("more word listened in to", "more words listened in to"),
        repeats=Repeats.BY_WHOM,
    ),
    Kind.FIRE_SEEN: Phrase("{who} makes out the light of a fire in {whom}, {amount} m away."),
    Kind.SCOPED: Phrase(
        "Through a scope, {who} makes out {whom}, {amount} m away.",
        counts=("more watcher seen through a scope", "more watchers seen through a scope"),
        repeats=Repeats.BY_BOTH,
    ),
}
