"""Phrases: people who hide, are moved by others, or find a way barred."""

from __future__ import annotations

from undergrid.story.phrases.phrase import Phrase, Repeats
from undergrid.world.log.kinds import Kind

PHRASES = {
    Kind.HID: Phrase(
        "{who} hides{at}.",
        repeats=Repeats.LEFT_OUT,
        past=(
            "{who} hid{at}",
            "{who} went into hiding{at}",
        ),
        many="{who} hid {n} times",
    ),
    Kind.WAITED_FOR: Phrase(
        "{who} has waited {amount} s for {whom} to pass.",
        counts=("more wait for a watcher", "more waits for watchers"),
        repeats=Repeats.BY_WHO,
        past=(
            "{who} waited for {whom} to pass",
            "{who} kept still until {whom} had gone by",
            "{who} stayed hidden until {whom} had passed",
        ),
        many="{who} waited {n} times for watchers to pass",
    ),
    Kind.WENT_ROUND: Phrase(
        "{who} goes another way because of {whom}, {amount} m longer.",
        counts=("more way round a watcher", "more ways round watchers"),
        repeats=Repeats.BY_WHO,
        past=(
            "{who} went another way because of {whom}",
            "{who} made a detour round {whom}",
        ),
        many="{who} made {n} detours round watchers",
    ),
    Kind.LAY_LOW: Phrase(
        "{who} runs for it, and means to lie low for {amount} min because of {whom}.",
        counts=("more narrow escape", "more narrow escapes"),
        repeats=Repeats.BY_WHO,
        past=(
            "{who} ran for it and lay low because of {whom}",
            "{who} ran from {whom} and kept out of sight",
            "{who} got out of the way of {whom} and lay low",
        ),
        many="{who} had to run and lie low {n} times",
    ),
    Kind.TOOK_UP: Phrase(
        "{who} {amount}.",
        counts=("more time taken up", "more times taken up"),
        repeats=Repeats.BY_BOTH_AND_PLACE,
        past=(
            "{who} {amount}",
            "{who} took {whom} up",
        ),
        many="{who} took {whom} up {n} times",
    ),
    Kind.SET_DOWN: Phrase(
        "{who} sets {whom} down{at}.",
        counts=("more time set down", "more times set down"),
        repeats=Repeats.BY_BOTH_AND_PLACE,
        past=(
            "{who} set {whom} down{at}",
            "{who} laid {whom} down{at}",
        ),
        many="{who} set {whom} down {n} times",
    ),
    Kind.BROUGHT_TO_SAFETY: Phrase(
        "{who} has brought {whom} to safety{at}.",
        past=(
            "{who} brought {whom} to safety{at}",
            "{who} got {whom} under a roof{at}",
            "{who} brought {whom} to shelter{at}",
        ),
    ),
    Kind.HANDED_OVER: Phrase(
        "{who} takes over from {whom}.",
        past=(
            "{who} took over from {whom}",
            "{who} took the burden from {whom}",
        ),
    ),
    Kind.WAY_BARRED: Phrase(
        "A way is barred{at}.",
        past=(
            "A way was barred{at}",
            "There was no getting through any more{at}",
        ),
    ),
}
