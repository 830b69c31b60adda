"""Phrases: windows that begin and end, and what is done about them."""

from __future__ import annotations

from undergrid.story.phrases.phrase import Phrase, Repeats
from undergrid.world.log.kinds import Kind

PHRASES = {
    Kind.SYNC_BEGAN: Phrase(
        "The sync {who} begins, and is to last {amount}.",
        past=(
            "The sync began",
            "The hour of the sync had come",
        ),
    ),
    Kind.SYNC_ENDED: Phrase(
        "The sync {who} is over.",
        past=(
            "The sync was over",
            "The sync came to an end",
        ),
    ),
    Kind.LOCKDOWN_BEGAN: Phrase(
        "The lockdown {who} begins: gates shut to everybody{amount}.",
        past=(
            "The lockdown began and every gate shut",
            "The gates shut for the lockdown",
        ),
    ),
    Kind.LOCKDOWN_ENDED: Phrase(
        "The lockdown {who} is lifted.",
        past=(
            "The lockdown was lifted",
            "The lockdown was over",
        ),
    ),
    Kind.MAINTENANCE_BEGAN: Phrase(
        "The maintenance {who} begins: {amount} off.",
        past=(
            "The maintenance began",
            "The hour of the maintenance had come",
        ),
    ),
    Kind.MAINTENANCE_ENDED: Phrase(
        "The maintenance {who} is done with.",
        past=(
            "The maintenance was done with",
            "All that the maintenance had switched off worked again",
        ),
    ),
    Kind.SYNC_JAMMED: Phrase(
        "{who} jams the sync at {whom}{at}, and draws it out by {amount}.",
        past=(
            "{who} jammed the sync at {whom}{at}",
            "{who} drew the sync out with a jammer at {whom}",
        ),
    ),
    Kind.DRONE_SET_OUT: Phrase(
        "{who} sets out from its stand{at}.",
        counts=("drone sets out", "drones set out"),
        repeats=Repeats.COUNTED,
        past=(
            "{who} set out from {whose} stand{at}",
            "{who} rose from {whose} stand{at}",
        ),
        many="{n} drones set out",
    ),
    Kind.DRONE_WENT_HOME: Phrase(
        "{who} is back at its stand{at}.",
        counts=("drone goes home", "drones go home"),
        repeats=Repeats.COUNTED,
        past=(
            "{who} went back to {whose} stand{at}",
            "{who} returned to {whose} stand{at}",
        ),
        many="{n} drones went home",
    ),
    Kind.WINDOW_TOLD: Phrase(
        "{who} tells {whom} of {amount} in the timetable.",
        past=(
            "{who} told {whom} of the timetable",
            "{who} let {whom} know the hours of the timetable",
        ),
    ),
}
