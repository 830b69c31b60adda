"""Phrases: windows that begin and end, and what is done about them."""

from __future__ import annotations

from undergrid.story.phrases.phrase import Phrase, Repeats
from undergrid.world.log.kinds import Kind

PHRASES = {
    Kind.SYNC_BEGAN: Phrase("The sync {who} begins, and is to last {amount}."),
    Kind.SYNC_ENDED: Phrase("The sync {who} is over."),
    Kind.LOCKDOWN_BEGAN: Phrase("The lockdown {who} begins: gates shut to everybody{amount}."),
    Kind.LOCKDOWN_ENDED: Phrase("The lockdown {who} is lifted."),
    Kind.MAINTENANCE_BEGAN: Phrase("The maintenance {who} begins: {amount} off."),
    Kind.MAINTENANCE_ENDED: Phrase("The maintenance {who} is done with."),
    Kind.SYNC_JAMMED: Phrase("{who} jams the sync at {whom}{at}, and draws it out by {amount}."),
    Kind.DRONE_SET_OUT: Phrase(
        "{who} sets out from its stand{at}.", counts=("drone sets out", "drones set out"), repeats=Repeats.COUNTED
    ),
    Kind.DRONE_WENT_HOME: Phrase(
        "{who} is back at its stand{at}.", counts=("drone goes home", "drones go home"), repeats=Repeats.COUNTED
    ),
    Kind.WINDOW_TOLD: Phrase("{who} tells {whom} of {amount} in the timetable."),
}
