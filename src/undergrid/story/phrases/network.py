"""Phrases: the networks of a city, their wires, and what loses control or power."""

from __future__ import annotations

from undergrid.story.phrases.phrase import Phrase, Repeats
from undergrid.world.log.kinds import Kind

PHRASES = {
    Kind.WIRE_CUT: Phrase("{who} cuts {whom}{at}{amount}."),
    Kind.WIRE_MENDED: Phrase("{who} mends {whom}{at}{amount}."),
    Kind.NODE_BROKEN: Phrase("{who} breaks {whom}{at}{amount}."),
    Kind.NODE_MENDED: Phrase("{who} mends {whom}{at}{amount}."),
    Kind.LINE_FOUND: Phrase(
        "{who} comes upon {whom}{at}.", counts=("more line found", "more lines found"), repeats=Repeats.BY_WHO
    ),
    Kind.DRONE_LANDED: Phrase("{who} lands{at}, without {amount}."),
    Kind.DRONE_FELL: Phrase("{who} falls out of the sky{at}, without {amount}."),
    Kind.WENT_BLIND: Phrase("{who} goes blind{at}, without {amount}."),
    Kind.GATE_STUCK: Phrase("{who} opens for nobody any more, without {amount}."),
    Kind.GATE_SPRANG_OPEN: Phrase("{who} springs open, without {amount}."),
    Kind.LIGHTS_WENT_OUT: Phrase("The lights go out{at}: {who} is without {amount}."),
    Kind.LIFT_STOPPED: Phrase("{who} stops, without {amount}."),
    Kind.SHIELD_FELL: Phrase("The shield falls{at}: {who} is without {amount}."),
    Kind.PROJECTOR_DARK: Phrase("{who} projects no weather any more, without {amount}."),
    Kind.WIRE_TRIPPED: Phrase("The switch of {who} opens by itself: {amount} W are too much for it."),
    Kind.PLANT_STOPPED: Phrase("{who} stops, without {amount}."),
    Kind.NODE_WENT_DOWN: Phrase("{who} goes down{at}, without power{amount}."),
    Kind.SWITCH_OPENED: Phrase("{who} opens the switch of {whom}{at}{amount}."),
    Kind.SWITCH_CLOSED: Phrase("{who} closes the switch of {whom}{at}{amount}."),
    Kind.SENT_TO_LINE: Phrase("{who} is sent out to put {whom} in order, with {amount}."),
    Kind.SENT_TO_NODE: Phrase("{who} is sent out to mend {whom}, with {amount}."),
    Kind.LINE_TAPPED: Phrase("{who} listens in on {whom}{at}, and hears of {amount}."),
    Kind.HEARD_ON_LINE: Phrase(
        "{who} hears on the line where {whom} is, {amount} m off.",
        counts=("watcher heard of on a line", "watchers heard of on a line"),
        repeats=Repeats.BY_WHO,
    ),
    Kind.NODE_CAPTURED: Phrase("{who} takes {whom}{at} over, and has {amount} in hand."),
    Kind.CAPTURE_FAILED: Phrase("{who} tries in vain to take {whom}{at} over."),
    Kind.CAPTURE_NOTICED: Phrase("The Core misses {who}{at}, and counts {amount} in other hands."),
    Kind.NODE_RETAKEN: Phrase(
        "{whom} boots {who}{at} anew, and it obeys the Core again.",
        unknown="The Core boots {who}{at} anew, and it obeys again.",
    ),
    Kind.NODE_COMMANDED: Phrase("{who} lets {whom}{at} {amount}."),
    Kind.LINE_ISOLATED: Phrase("The Core opens the switch of {whom} at {who}{at}{amount}."),
    Kind.PODS_FAILED: Phrase("The pods of {who} fail{at}, without {amount}."),
    Kind.SERVER_STOPPED: Phrase("{who} stands still{at}, without {amount}."),
    Kind.NODE_PASSED: Phrase("{whom}{at} is not the authority's any more: {who} has mended it."),
    Kind.NO_PARTS_LEFT: Phrase("Nobody is sent out from {who}: it takes {amount}, and there are fewer."),
    Kind.DEVICE_BACK: Phrase("{who} works again{at}."),
}
