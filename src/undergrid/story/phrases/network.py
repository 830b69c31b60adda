"""Phrases: the control network, its wires, and devices that lose control."""

from __future__ import annotations

from undergrid.story.phrases.phrase import Phrase, Repeats
from undergrid.world.log.kinds import Kind

PHRASES = {
    Kind.WIRE_CUT: Phrase("{who} cuts {whom}{at}, which takes control from {amount}."),
    Kind.WIRE_MENDED: Phrase("{who} mends {whom}{at}, which gives control back to {amount}."),
    Kind.NODE_BROKEN: Phrase("{who} breaks {whom}{at}, which takes control from {amount}."),
    Kind.NODE_MENDED: Phrase("{who} mends {whom}{at}, which gives control back to {amount}."),
    Kind.LINE_FOUND: Phrase(
        "{who} comes upon {whom}{at}.", counts=("more line found", "more lines found"), repeats=Repeats.BY_WHO
    ),
    Kind.DRONE_LANDED: Phrase("{who} lands{at}, without control."),
    Kind.DRONE_FELL: Phrase("{who} falls out of the sky{at}, without control."),
    Kind.WENT_BLIND: Phrase("{who} goes blind{at}, without control."),
    Kind.GATE_STUCK: Phrase("{who} opens for nobody any more, without control."),
    Kind.GATE_SPRANG_OPEN: Phrase("{who} springs open, without control."),
    Kind.LIGHTS_WENT_OUT: Phrase("The lights go out{at}: {who} is without control."),
    Kind.LIFT_STOPPED: Phrase("{who} stops, without control."),
    Kind.SHIELD_FELL: Phrase("The shield falls{at}: {who} is without control."),
    Kind.PROJECTOR_DARK: Phrase("{who} projects no weather any more, without control."),
    Kind.DEVICE_BACK: Phrase("{who} works again{at}."),
}
