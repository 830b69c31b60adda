"""Phrases: the networks of a city, their wires, and what loses control or power."""

from __future__ import annotations

from undergrid.story.phrases.phrase import Phrase, Repeats
from undergrid.world.log.kinds import Kind

PHRASES = {
    Kind.WIRE_CUT: Phrase(
        "{who} cuts {whom}{at}{amount}.",
        past=(
            "{who} cut {whom}{at}",
            "{who} cut through {whom}{at}",
        ),
    ),
    Kind.WIRE_MENDED: Phrase(
        "{who} mends {whom}{at}{amount}.",
        past=(
            "{who} mended {whom}{at}",
            "{who} spliced {whom} together again{at}",
        ),
    ),
    Kind.NODE_BROKEN: Phrase(
        "{who} breaks {whom}{at}{amount}.",
        past=(
            "{who} broke {whom}{at}",
            "{who} smashed {whom}{at}",
        ),
    ),
    Kind.NODE_MENDED: Phrase(
        "{who} mends {whom}{at}{amount}.",
        past=(
            "{who} put {whom} right again{at}",
            "{who} repaired {whom}{at}",
        ),
    ),
    Kind.LINE_FOUND: Phrase(
        "{who} comes upon {whom}{at}.",
        counts=("more line found", "more lines found"),
        repeats=Repeats.BY_WHO,
        past=(
            "{who} came upon {whom}{at}",
            "{who} noticed {whom} running there",
        ),
        many="{who} came upon lines {n} times",
    ),
    Kind.DRONE_LANDED: Phrase(
        "{who} lands{at}, without {amount}.",
        past=(
            "{who} landed for want of {amount}",
            "Without {amount} {who} came down and stayed there{at}",
        ),
    ),
    Kind.DRONE_FELL: Phrase(
        "{who} falls out of the sky{at}, without {amount}.",
        past=(
            "{who} fell out of the sky{at}",
            "{who} dropped like a stone for want of {amount}",
        ),
    ),
    Kind.WENT_BLIND: Phrase(
        "{who} goes blind{at}, without {amount}.",
        past=(
            "{who} went blind for want of {amount}",
            "{who} saw nothing any more without {amount}",
        ),
    ),
    Kind.GATE_STUCK: Phrase(
        "{who} opens for nobody any more, without {amount}.",
        past=(
            "{who} opened for nobody any more without {amount}",
            "{who} stuck fast for want of {amount}",
        ),
    ),
    Kind.GATE_SPRANG_OPEN: Phrase(
        "{who} springs open, without {amount}.",
        past=(
            "{who} sprang open without {amount}",
            "{who} flew open for want of {amount}",
        ),
    ),
    Kind.LIGHTS_WENT_OUT: Phrase(
        "The lights go out{at}: {who} is without {amount}.",
        past=(
            "The lights went out{at}",
            "{who} failed and the lights went out{at}",
        ),
        many="The lights went out in {n} places",
    ),
    Kind.LIFT_STOPPED: Phrase(
        "{who} stops, without {amount}.",
        past=(
            "{who} stopped for want of {amount}",
            "{who} stood still without {amount}",
        ),
    ),
    Kind.SHIELD_FELL: Phrase(
        "The shield falls{at}: {who} is without {amount}.",
        past=(
            "The shield fell{at}",
            "{who} failed and the shield came down{at}",
        ),
        many="The shield fell",
    ),
    Kind.PROJECTOR_DARK: Phrase(
        "{who} projects no weather any more, without {amount}.",
        past=(
            "{who} projected no more weather without {amount}",
            "{who} went dark for want of {amount}",
        ),
    ),
    Kind.WIRE_TRIPPED: Phrase(
        "The switch of {who} opens by itself: {amount} W are too much for it.",
        past=(
            "The switch of {who} opened by itself",
            "{who} carried too much and cut out",
        ),
    ),
    Kind.PLANT_STOPPED: Phrase(
        "{who} stops, without {amount}.",
        past=(
            "{who} stopped delivering for want of {amount}",
            "{who} fell still without {amount}",
        ),
    ),
    Kind.NODE_WENT_DOWN: Phrase(
        "{who} goes down{at}, without power{amount}.",
        past=(
            "{who} went down without power{at}",
            "{who} lost power and went dead",
        ),
    ),
    Kind.SWITCH_OPENED: Phrase(
        "{who} opens the switch of {whom}{at}{amount}.",
        past=(
            "{who} opened the switch of {whom}{at}",
            "{who} switched {whom} off{at}",
        ),
    ),
    Kind.SWITCH_CLOSED: Phrase(
        "{who} closes the switch of {whom}{at}{amount}.",
        past=(
            "{who} closed the switch of {whom}{at}",
            "{who} switched {whom} on again{at}",
        ),
    ),
    Kind.SENT_TO_LINE: Phrase(
        "{who} is sent out to put {whom} in order, with {amount}.",
        past=(
            "{who} {was} sent out to put {whom} in order",
            "{who} went out with parts to put {whom} in order",
        ),
    ),
    Kind.SENT_TO_NODE: Phrase(
        "{who} is sent out to mend {whom}, with {amount}.",
        past=(
            "{who} {was} sent out to mend {whom}",
            "{who} went out with parts to mend {whom}",
        ),
    ),
    Kind.LINE_TAPPED: Phrase(
        "{who} listens in on {whom}{at}, and hears of {amount}.",
        past=(
            "{who} listened in on {whom} and heard of {amount}",
            "{who} tapped {whom} and heard of {amount}",
        ),
    ),
    Kind.HEARD_ON_LINE: Phrase(
        "{who} hears on the line where {whom} is, {amount} m off.",
        counts=("watcher heard of on a line", "watchers heard of on a line"),
        repeats=Repeats.BY_WHO,
        past=(
            "{who} heard on the line where {whom} stood",
            "{who} learned from the line where {whom} stood",
        ),
        many="{who} heard on the line of watchers {n} times",
    ),
    Kind.NODE_CAPTURED: Phrase(
        "{who} takes {whom}{at} over, and has {amount} in hand.",
        past=(
            "{who} took {whom} over{at}",
            "{who} got {whom} in hand",
        ),
    ),
    Kind.CAPTURE_FAILED: Phrase(
        "{who} tries in vain to take {whom}{at} over.",
        past=(
            "{who} tried in vain to take {whom} over{at}",
            "{who} could not get {whom} in hand",
        ),
    ),
    Kind.CAPTURE_NOTICED: Phrase(
        "The Core misses {who}{at}, and counts {amount} in other hands.",
        past=(
            "The Core missed {who}",
            "The Core noticed that {who} obeyed others",
        ),
    ),
    Kind.NODE_RETAKEN: Phrase(
        "{whom} boots {who}{at} anew, and it obeys the Core again.",
        unknown="The Core boots {who}{at} anew, and it obeys again.",
        past=(
            "{who} {was} booted anew by {whom} and obeyed the Core again",
            "{who} {was} won back for the Core by {whom}",
        ),
        alone=(
            "{who} {was} booted anew and obeyed the Core again",
            "The Core got {who} back",
        ),
    ),
    Kind.NODE_COMMANDED: Phrase(
        "{who} lets {whom}{at} {amount}.",
        past=(
            "{who} let {whom} {amount}",
            "{who} made {whom} {amount}",
        ),
    ),
    Kind.LINE_ISOLATED: Phrase(
        "The Core opens the switch of {whom} at {who}{at}{amount}.",
        past=(
            "The Core cut {whom} off at {who}",
            "The Core opened the switch of {whom} at {who}",
        ),
    ),
    Kind.PODS_FAILED: Phrase(
        "The pods of {who} fail{at}, without {amount}.",
        past=(
            "The pods of {who} failed for want of {amount}",
            "Without {amount} the pods of {who} gave out",
        ),
    ),
    Kind.SERVER_STOPPED: Phrase(
        "{who} stands still{at}, without {amount}.",
        past=(
            "{who} stopped for lack of {amount}",
            "Without {amount} nothing stirred in {who} any more",
        ),
    ),
    Kind.NODE_PASSED: Phrase(
        "{whom}{at} is not the authority's any more: {who} has mended it.",
        past=(
            "{who} mended {whom} and it obeyed the authority no longer",
            "{who} had mended {whom} and kept it from the authority",
        ),
    ),
    Kind.NO_PARTS_LEFT: Phrase(
        "Nobody is sent out from {who}: it takes {amount}, and there are fewer.",
        past=(
            "Nobody was sent out from {who} for want of spare parts",
            "{who} had no parts left to send anybody out with",
        ),
    ),
    Kind.DEVICE_BACK: Phrase(
        "{who} works again{at}.",
        past=(
            "{who} worked again{at}",
            "{who} came back to life{at}",
        ),
    ),
}
