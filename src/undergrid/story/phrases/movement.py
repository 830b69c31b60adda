"""Phrases: people who hide, are moved by others, or find a way barred."""

from __future__ import annotations

from undergrid.story.phrases.phrase import Phrase, Repeats
from undergrid.world.log.kinds import Kind

PHRASES = {
    Kind.HID: Phrase("{who} hides{at}.", repeats=Repeats.LEFT_OUT),
    Kind.WAITED_FOR: Phrase(
        "{who} has waited {amount} s for {whom} to pass.",
        counts=("more wait for a watcher", "more waits for watchers"),
        repeats=Repeats.BY_WHO,
    ),
    Kind.WENT_ROUND: Phrase(
        "{who} goes another way because of {whom}, {amount} m longer.",
        counts=("more way round a watcher", "more ways round watchers"),
        repeats=Repeats.BY_WHO,
    ),
    Kind.LAY_LOW: Phrase(
        "{who} runs for it, and means to lie low for {amount} min because of {whom}.",
        counts=("more narrow escape", "more narrow escapes"),
        repeats=Repeats.BY_WHO,
    ),
    Kind.TOOK_UP: Phrase(
        "{who} {amount}.", counts=("more time taken up", "more times taken up"), repeats=Repeats.BY_BOTH_AND_PLACE
    ),
    Kind.SET_DOWN: Phrase(
        "{who} sets {whom} down{at}.",
        counts=("more time set down", "more times set down"),
        repeats=Repeats.BY_BOTH_AND_PLACE,
    ),
    Kind.BROUGHT_TO_SAFETY: Phrase("{who} has brought {whom} to safety{at}."),
    Kind.HANDED_OVER: Phrase("{who} takes over from {whom}."),
    Kind.WAY_BARRED: Phrase("A way is barred{at}."),
}
