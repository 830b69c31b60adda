"""Phrases: traces that are found, followed, covered and faked."""

from __future__ import annotations

from undergrid.story.phrases.phrase import Phrase, Repeats
from undergrid.world.log.kinds import Kind

PHRASES = {
    Kind.TRAIL_FOUND: Phrase(
        "{who} comes across {amount} of someone{at}.",
        counts=("more trail found", "more trails found"),
        repeats=Repeats.BY_BOTH,
    ),
    Kind.TRAIL_LOST: Phrase(
        "{who} loses the trail of someone{at}.", counts=("more trail lost", "more trails lost"), repeats=Repeats.BY_BOTH
    ),
    Kind.TRAIL_COVERED: Phrase("{who} covers {amount}{at}."),
    Kind.TRAIL_FAKED: Phrase("{who} lays a false trail{at}."),
    Kind.SIGN_LEFT: Phrase("{who} leaves a sign{at}."),
    Kind.TRACKED: Phrase(
        "{who} comes across {amount} of someone{at}.",
        counts=("more trail read by a watcher", "more trails read by watchers"),
        repeats=Repeats.BY_WHOM,
    ),
    Kind.TRACK_LOST: Phrase(
        "{who} loses the trail of someone{at}.",
        counts=("more trail lost by a watcher", "more trails lost by watchers"),
        repeats=Repeats.BY_WHOM,
    ),
    Kind.TRACKED_IN: Phrase("{who} follows the trail of someone to the door of {whom}{at}."),
    Kind.TRACED: Phrase("{who} has followed the trail of {whom} to its end{at}."),
}
