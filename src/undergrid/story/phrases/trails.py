"""Phrases: traces that are found, followed, covered and faked."""

from __future__ import annotations

from undergrid.story.phrases.phrase import Phrase, Repeats
from undergrid.world.log.kinds import Kind

PHRASES = {
    Kind.TRAIL_FOUND: Phrase(
        "{who} comes across {amount} of someone{at}.",
        counts=("more trail found", "more trails found"),
        repeats=Repeats.BY_BOTH,
        past=(
            "{who} came across {amount} of someone{at}",
            "{who} saw {amount} of someone on the ground{at}",
            "{who} noticed {amount} that someone had left",
        ),
        many="{who} came across a trail {n} times",
    ),
    Kind.TRAIL_LOST: Phrase(
        "{who} loses the trail of someone{at}.",
        counts=("more trail lost", "more trails lost"),
        repeats=Repeats.BY_BOTH,
        past=(
            "{who} lost the trail of someone{at}",
            "{who} lost the trail",
            "{who} could not read the trail any further",
        ),
        many="{who} lost the trail {n} times",
    ),
    Kind.TRAIL_COVERED: Phrase(
        "{who} covers {amount}{at}.",
        past=(
            "{who} covered the tracks{at}",
            "{who} wiped out what would have shown the way{at}",
        ),
    ),
    Kind.TRAIL_FAKED: Phrase(
        "{who} lays a false trail{at}.",
        past=(
            "{who} laid a false trail{at}",
            "{who} left a trail that led astray{at}",
        ),
    ),
    Kind.SIGN_LEFT: Phrase(
        "{who} leaves a sign{at}.",
        past=(
            "{who} left a sign{at}",
            "{who} left a sign for whoever came after{at}",
        ),
    ),
    Kind.TRACKED: Phrase(
        "{who} comes across {amount} of someone{at}.",
        counts=("more trail read by a watcher", "more trails read by watchers"),
        repeats=Repeats.BY_WHOM,
        past=(
            "{who} found {amount} of someone{at}",
            "{who} came upon {amount} of someone{at}",
            "{who} picked up the trail of someone",
        ),
        many="Watchers came upon the trail {n} times",
    ),
    Kind.TRACK_LOST: Phrase(
        "{who} loses the trail of someone{at}.",
        counts=("more trail lost by a watcher", "more trails lost by watchers"),
        repeats=Repeats.BY_WHOM,
        past=(
            "{who} lost track of someone{at}",
            "{who} found no more of the trail{at}",
        ),
        many="Watchers lost the trail {n} times",
    ),
    Kind.TRACKED_IN: Phrase(
        "{who} follows the trail of someone to the door of {whom}{at}.",
        past=(
            "{who} followed the trail of someone to the door of {whom}",
            "{who} found that the trail led to the door of {whom}",
        ),
    ),
    Kind.TRACED: Phrase(
        "{who} has followed the trail of {whom} to its end{at}.",
        past=(
            "{who} followed the trail to the end and found {whom}{at}",
            "{who} came to the end of the trail and to {whom}",
            "{who} found {whom} where the trail ended{at}",
        ),
    ),
}
