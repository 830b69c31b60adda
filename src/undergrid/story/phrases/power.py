"""Phrases: fusion cells and what hangs on them, suits that fail, and want of air."""

from __future__ import annotations

from undergrid.story.phrases.phrase import Phrase
from undergrid.world.log.kinds import Kind

PHRASES = {
    Kind.SWITCHED_ON: Phrase("{who} switches on {amount}."),
    Kind.SWITCHED_OFF: Phrase("{who} switches off {amount}."),
    Kind.CELL_EMPTY: Phrase("The fusion cell of {who} is empty, at a load of {amount} W."),
    Kind.POWER_FAILED: Phrase("{who} is left without power for {amount}."),
    Kind.CABLE_LINKED: Phrase("{who} runs a cable to {whom}, who gets {amount} W."),
    Kind.CABLE_ENDED: Phrase("The cable from {who} to {whom} gives no more: {amount} J went over."),
    Kind.CHARGING_BEGAN: Phrase("{who} charges a fusion cell at {whom} with {amount} W."),
    Kind.CHARGED: Phrase("{who} has charged a fusion cell at {whom} with {amount} J."),
    Kind.SUFFOCATES: Phrase("{who} has no air{at}, and will faint in {amount} s."),
    Kind.SUIT_FAULT: Phrase("In the suit of {who}, {amount} fail{at}."),
    Kind.AIR_LEAKED_OUT: Phrase("The last air has leaked out of the suit of {who}."),
    Kind.SUIT_MENDED: Phrase(
        "{who} mends {amount} of the suit that {whom} wears.", oneself="{who} mends {amount} of the suit."
    ),
    Kind.BREATHES_AGAIN: Phrase("{who} has air again{at}."),
}
