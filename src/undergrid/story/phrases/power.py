"""Phrases: fusion cells and what hangs on them, suits that fail, and want of air."""

from __future__ import annotations

from undergrid.story.phrases.phrase import Phrase
from undergrid.world.log.kinds import Kind

PHRASES = {
    Kind.SWITCHED_ON: Phrase(
        "{who} switches on {amount}.",
        past=(
            "{who} switched on {amount}",
            "{who} turned on {amount}",
        ),
    ),
    Kind.SWITCHED_OFF: Phrase(
        "{who} switches off {amount}.",
        past=(
            "{who} switched off {amount}",
            "{who} turned off {amount}",
        ),
    ),
    Kind.CELL_EMPTY: Phrase(
        "The fusion cell of {who} is empty, at a load of {amount} W.",
        past=(
            "{whose} fusion cell was empty",
            "{whose} fusion cell had nothing left to give",
        ),
    ),
    Kind.POWER_FAILED: Phrase(
        "{who} is left without power for {amount}.",
        past=(
            "{who} {was} left without power for {amount}",
            "{who} had no more power for {amount}",
        ),
    ),
    Kind.CABLE_LINKED: Phrase(
        "{who} runs a cable to {whom}, who gets {amount} W.",
        past=(
            "{who} ran a cable to {whom}",
            "{who} shared power with {whom} over a cable",
        ),
    ),
    Kind.CABLE_ENDED: Phrase(
        "The cable from {who} to {whom} gives no more: {amount} J went over.",
        past=(
            "{whose} cable to {whom} gave no more",
            "{who} could give {whom} nothing more over the cable",
        ),
    ),
    Kind.CHARGING_BEGAN: Phrase(
        "{who} charges a fusion cell at {whom} with {amount} W.",
        past=(
            "{who} put a fusion cell on charge at {whom}",
            "{who} began to charge a fusion cell at {whom}",
        ),
    ),
    Kind.CHARGED: Phrase(
        "{who} has charged a fusion cell at {whom} with {amount} J.",
        past=(
            "{who} charged a fusion cell at {whom}",
            "{who} had a charged fusion cell from {whom}",
        ),
    ),
    Kind.SUFFOCATES: Phrase(
        "{who} has no air{at}, and will faint in {amount} s.",
        past=(
            "{who} had no air{at}",
            "{who} {was} running out of air",
            "{who} fought for air",
        ),
    ),
    Kind.SUIT_FAULT: Phrase(
        "In the suit of {who}, {amount} fail{at}.",
        past=(
            "In {whose} suit, {amount} failed{at}",
            "{who} had trouble with the suit: {amount} failed",
        ),
    ),
    Kind.AIR_LEAKED_OUT: Phrase(
        "The last air has leaked out of the suit of {who}.",
        past=(
            "The last air leaked out of {whose} suit",
            "{whose} suit held no more air",
        ),
    ),
    Kind.SUIT_MENDED: Phrase(
        "{who} mends {amount} of the suit that {whom} wears.",
        oneself="{who} mends {amount} of the suit.",
        past=(
            "{who} mended {amount} of {whoms} suit",
            "{who} put {amount} of {whoms} suit in order",
        ),
        alone=(
            "{who} mended {amount} of {whose} own suit",
            "{who} put {amount} of {whose} own suit in order",
        ),
    ),
    Kind.BREATHES_AGAIN: Phrase(
        "{who} has air again{at}.",
        past=(
            "{who} had air again{at}",
            "{who} could breathe again",
        ),
    ),
}
