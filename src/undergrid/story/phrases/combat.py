"""Phrases: shots and what comes of them, grenades, watchers that break, glass that falls."""

from __future__ import annotations

from undergrid.story.phrases.phrase import Phrase, Repeats
from undergrid.world.log.kinds import Kind

PHRASES = {
    Kind.SHOT: Phrase("{who} shoots at {whom} {amount}."),
    Kind.SHOT_AT_WATCHER: Phrase("{who} aims at {whom}, shoots {amount}."),
    Kind.FIRED_ON: Phrase("{who} fires at {whom} {amount}."),
    Kind.KEPT_DOWN: Phrase(
        "{who} keeps down{at}.", counts=("more time kept down", "more times kept down"), repeats=Repeats.BY_WHO
    ),
    Kind.DEFLECTED: Phrase("The armour of {who} turns it aside, {amount} % of it left."),
    Kind.PIERCED: Phrase("It goes through the armour of {who}, {amount} % of it left."),
    Kind.BOUNCED_OFF: Phrase("It glances off {who}."),
    Kind.SUBSYSTEM_FAILED: Phrase("{who} is hit{at}: {amount}."),
    Kind.CRASHED: Phrase("{who} comes down{at}, shot out of the air."),
    Kind.OUT_OF_ACTION: Phrase("{who} falls{at}, and does not get up."),
    Kind.GRENADE_THROWN: Phrase("{who} throws a grenade{at}."),
    Kind.EXPLODED: Phrase("A grenade goes off{at}."),
    Kind.GLASS_FELL: Phrase("Glass rains down{at}."),
}
