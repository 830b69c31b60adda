"""Phrases: shots and what comes of them, grenades, watchers that break, glass that falls."""

from __future__ import annotations

from undergrid.story.phrases.phrase import Phrase, Repeats
from undergrid.world.log.kinds import Kind

PHRASES = {
    Kind.SHOT: Phrase(
        "{who} shoots at {whom} {amount}.",
        past=(
            "{who} shot at {whom} {amount}",
            "{who} took aim and fired at {whom} {amount}",
            "{who} raised a weapon and shot at {whom} {amount}",
        ),
        many="{who} shot at {whom} {n} times",
    ),
    Kind.SHOT_AT_WATCHER: Phrase(
        "{who} aims at {whom}, shoots {amount}.",
        past=(
            "{who} aimed and shot at {whom} {amount}",
            "{who} let fly at {whom} {amount}",
            "{who} drew a bead and fired at {whom} {amount}",
        ),
        many="{who} shot {n} times at what came",
    ),
    Kind.FIRED_ON: Phrase(
        "{who} fires at {whom} {amount}.",
        past=(
            "{who} fired at {whom} {amount}",
            "{who} opened fire on {whom} {amount}",
            "{who} had {whom} in {whose} sights and fired {amount}",
        ),
        many="{n} shots were fired at {whom}",
    ),
    Kind.KEPT_DOWN: Phrase(
        "{who} keeps down{at}.",
        counts=("more time kept down", "more times kept down"),
        repeats=Repeats.BY_WHO,
        past=(
            "{who} kept down{at}",
            "{who} kept {whose} head down",
        ),
        many="{who} had to keep down {n} times",
    ),
    Kind.DEFLECTED: Phrase(
        "The armour of {who} turns it aside, {amount} % of it left.",
        past=(
            "{whose} armour turned it aside",
            "{whose} armour held",
        ),
    ),
    Kind.PIERCED: Phrase(
        "It goes through the armour of {who}, {amount} % of it left.",
        past=(
            "It went through {whose} armour",
            "{whose} armour did not hold",
        ),
    ),
    Kind.BOUNCED_OFF: Phrase(
        "It glances off {who}.",
        past=(
            "It glanced off {who}",
            "It did {who} no harm",
        ),
    ),
    Kind.SUBSYSTEM_FAILED: Phrase(
        "{who} is hit{at}: {amount}.",
        past=(
            "{who} {was} hit{at}: {amount}",
            "The hit told on {who}: {amount}",
        ),
    ),
    Kind.CRASHED: Phrase(
        "{who} comes down{at}, shot out of the air.",
        past=(
            "{who} came down{at}",
            "{who} dropped out of the air{at}",
        ),
        alone=(
            "{who} came down{at}, shot out of the air",
            "{who} fell, shot out of the air{at}",
        ),
    ),
    Kind.OUT_OF_ACTION: Phrase(
        "{who} falls{at}, and does not get up.",
        past=(
            "{who} fell and did not get up",
            "{who} went down and lay still{at}",
        ),
    ),
    Kind.GRENADE_THROWN: Phrase(
        "{who} throws a grenade{at}.",
        past=(
            "{who} threw a grenade{at}",
            "{who} lobbed a grenade{at}",
        ),
    ),
    Kind.EXPLODED: Phrase(
        "A grenade goes off{at}.",
        past=(
            "A grenade went off{at}",
            "A grenade burst{at}",
        ),
    ),
    Kind.GLASS_FELL: Phrase(
        "Glass rains down{at}.",
        past=(
            "Glass rained down{at}",
            "Panes broke and came down in pieces{at}",
        ),
    ),
}
