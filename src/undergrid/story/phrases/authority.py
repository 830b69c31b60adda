"""Phrases: what the authority believes and orders, its hunts, ambushes and arrests."""

from __future__ import annotations

from undergrid.story.phrases.phrase import Phrase, Repeats
from undergrid.world.log.kinds import Kind

PHRASES = {
    Kind.INFORMED: Phrase("{who} informs on {whom}{at}."),
    Kind.SUSPECTED: Phrase("The authority begins to suspect {who}: {amount} points."),
    Kind.WANTED: Phrase("{who} is wanted now: {amount} points of suspicion."),
    Kind.DOSSIER_CLOSED: Phrase("The authority closes its dossier on {who}."),
    Kind.IDENTIFIED: Phrase(
        "{who} is taken to be someone who was noticed{at}: {amount} more points.",
        counts=("time recognised", "times recognised"),
        repeats=Repeats.BY_WHO,
    ),
    Kind.HUNT_BEGAN: Phrase(
        "{who} is sent after {whom}.",
        counts=("more hunter sent", "more hunters sent"),
        repeats=Repeats.BY_WHOM,
        unknown="{who} is sent after someone{at}.",
    ),
    Kind.SEARCH_BEGAN: Phrase(
        "{who} searches for {whom}{at}.",
        counts=("search", "searches"),
        repeats=Repeats.COUNTED,
        unknown="{who} searches for someone{at}.",
    ),
    Kind.HUNT_ENDED: Phrase("{who} gives up on {whom}.", unknown="{who} gives up on someone{at}."),
    Kind.ON_WATCH: Phrase("{who} takes up its watch{at}.", counts=("watch", "watches"), repeats=Repeats.COUNTED),
    Kind.ARRESTED: Phrase("{who} arrests {whom}{at}."),
    Kind.SLIPPED_AWAY: Phrase("{who} slips away from {whom}{at}."),
    Kind.CLASSIFIED: Phrase(
        "{who} takes {whom} for {amount}.",
        counts=("more look at what somebody is", "more looks at what somebody is"),
        repeats=Repeats.BY_WHOM_AND_AMOUNT,
    ),
    Kind.HUNT_ASSIGNED: Phrase(
        "The order goes out to hunt {who} as {amount}.",
        counts=("more word to the hunters", "more words to the hunters"),
        repeats=Repeats.BY_WHO_AND_AMOUNT,
    ),
    Kind.AMBUSH_LAID: Phrase("{who} lies in wait{at}."),
    Kind.AMBUSHED: Phrase("{who} springs an ambush on the people with {whom}: {amount} of them{at}."),
    Kind.CAUGHT_UP: Phrase("{who} catches up with {whom}{at}."),
    Kind.STOPPED: Phrase("{who} stops {whom}{at}, and asks who they are."),
    Kind.LET_GO: Phrase("{who} lets {whom} go."),
    Kind.UNCONVINCED: Phrase("{who} does not believe {whom}: {amount} more points."),
    Kind.ORDER_LAPSED: Phrase("Nobody looks for {who} as {amount} any more."),
    Kind.LED_AWAY: Phrase("{who} leads {whom} away{at}."),
    Kind.TENDED_IN_CUSTODY: Phrase("{who} dresses a wound of {whom}, whom it has to deliver alive: {amount}."),
    Kind.TAKEN_INTO_CUSTODY: Phrase("{who} brings {whom} to be held{at}."),
    Kind.CREW_SENT: Phrase("{who} is sent to fetch {whom}{at}."),
    Kind.MOVED_ON: Phrase("{who} is moved on to {whom}."),
    Kind.SET_FREE: Phrase("{who} gets {whom} out of custody{at}."),
    Kind.BROKE_AWAY: Phrase("{who} breaks away from {whom}{at}."),
    Kind.LET_OUT: Phrase("{who} is let out{at}."),
}
