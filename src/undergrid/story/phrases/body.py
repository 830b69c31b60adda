"""Phrases: wounds and blood, cold, thirst and sleep, care, and implants that fail."""

from __future__ import annotations

from undergrid.story.phrases.phrase import Phrase, Repeats
from undergrid.world.log.kinds import Kind

PHRASES = {
    Kind.WOUNDED: Phrase("{who} is wounded{at}: {amount}."),
    Kind.CLOTTED: Phrase("A wound of {who} stops bleeding by itself: {amount}."),
    Kind.CLASS_REACHED: Phrase("{who} has lost {amount}."),
    Kind.SHOCKED: Phrase("{who} goes into shock."),
    Kind.FAINTED: Phrase("{who} loses consciousness."),
    Kind.CAME_TO: Phrase("{who} comes to."),
    Kind.DIED: Phrase("{who} dies of {amount}{at}."),
    Kind.INFECTED: Phrase("A wound of {who} becomes infected: {amount}."),
    Kind.PARCHED: Phrase("{who} is {amount}."),
    Kind.CHILLED: Phrase("{who} grows cold: {amount}."),
    Kind.WARMED: Phrase("{who} warms up: {amount}."),
    Kind.FELL_ASLEEP: Phrase("{who} falls asleep{at}.", counts=("more nod", "more nods"), repeats=Repeats.BY_WHO),
    Kind.WOKE: Phrase(
        "{who} {amount}{at}.", counts=("more awakening", "more awakenings"), repeats=Repeats.BY_WHO_AND_AMOUNT
    ),
    Kind.WORN_OUT: Phrase("{who} is worn out."),
    Kind.TRAPPED: Phrase("{who} is caught under debris{at}."),
    Kind.PULSE_FOUND: Phrase("{who} finds a pulse in {whom}: {amount} a minute."),
    Kind.NO_PULSE: Phrase("{who} finds no pulse in {whom}."),
    Kind.FREED: Phrase("{who} frees {whom}."),
    Kind.CUT_AWAY: Phrase(
        "{who} cuts the clothing of {whom} away: {amount}.", oneself="{who} cuts their own clothing away: {amount}."
    ),
    Kind.INJECTED: Phrase("{who} gives {whom} morphine: {amount}.", oneself="{who} takes morphine: {amount}."),
    Kind.DRESSED: Phrase(
        "{who} dresses a wound of {whom}: {amount}.", oneself="{who} dresses a wound of their own: {amount}."
    ),
    Kind.TOURNIQUET_PUT_ON: Phrase(
        "{who} ties off a limb of {whom}: {amount}.", oneself="{who} ties off a limb of their own: {amount}."
    ),
    Kind.STABILISED: Phrase(
        "{who} binds up a wound of {whom}: {amount}.", oneself="{who} binds up a wound of their own: {amount}."
    ),
    Kind.GAVE_WATER: Phrase("{who} lets {whom} drink {amount} mL.", oneself="{who} drinks {amount} mL."),
    Kind.ADMITTED: Phrase("{who} is given a bed at {whom}."),
    Kind.NO_BED: Phrase("There is no bed for {who} at {whom}: all {amount} are taken."),
    Kind.DISCHARGED: Phrase("{who} is well enough to leave {whom}."),
    Kind.STORES_FILLED: Phrase("Things are brought to {who}: {amount}."),
    Kind.MADE_FOR_CLINIC: Phrase("{who}, hurt, makes for {whom}."),
    Kind.ASSESSED: Phrase(
        "{who} looks {whom} over: {amount}.",
        counts=("more look at wounds that tells nothing new", "more looks at wounds that tell nothing new"),
        repeats=Repeats.BY_WHOM_AND_AMOUNT,
        again=False,
    ),
    Kind.ROUSED: Phrase("{who} talks to {whom} to keep them awake."),
    Kind.REOPENED: Phrase("A wound of {who} opens again: {amount}."),
    Kind.STAGE_REACHED: Phrase("The implants of {who} degrade to stage {amount}."),
    Kind.SLIPPED: Phrase(
        "{who} stops{at} and no longer knows what for.", counts=("more slip", "more slips"), repeats=Repeats.BY_WHO
    ),
    Kind.FLICKERED: Phrase(
        "The lattice of {who} flickers.", counts=("more flicker", "more flickers"), repeats=Repeats.BY_WHO, again=False
    ),
    Kind.PINGED: Phrase("The implants of {who} send their last ping."),
    Kind.SHUT_DOWN: Phrase("{who} is shut down{at}."),
    Kind.FELL: Phrase("{who} loses their footing and falls{at}."),
    Kind.DRENCHED: Phrase("Water from a leaking pipe drenches {who}{at}."),
}
