"""Phrases: things that change hands, and signs that are covered and shown, and what is made of wrecks."""

from __future__ import annotations

from undergrid.story.phrases.phrase import Phrase, Repeats
from undergrid.world.log.kinds import Kind

PHRASES = {
    Kind.GAVE: Phrase("{who} gives {whom} {amount}."),
    Kind.TOOK: Phrase("{who} takes {amount}{from_whom}{at}."),
    Kind.INSIGNIA_COVERED: Phrase("{who} covers the insignia: {amount}."),
    Kind.INSIGNIA_SHOWN: Phrase("{who} shows the insignia: {amount}."),
    Kind.SALVAGED: Phrase("{who} takes a wreck apart{at}, and gets {amount} out of it."),
    Kind.BUILT: Phrase("{who} builds {amount} of spare parts."),
    Kind.PATCHED: Phrase(
        "{who} makes {whom}, which had fallen, fly again, with {amount} in it.",
        unknown="{who} makes a fallen drone fly again, with {amount} in it.",
    ),
    Kind.DRONE_SENT: Phrase("{who} sends a drone of their own to {amount}."),
    Kind.DRONE_RECALLED: Phrase("{who} calls a drone of their own back."),
    Kind.DRONE_SHOWED: Phrase(
        "The drone that obeys {who} shows {whom}, {amount} m from it.",
        counts=("more watcher shown by a drone", "more watchers shown by a drone"),
        repeats=Repeats.BY_BOTH,
    ),
}
