"""Phrases: laws, and who is found to break them."""

from __future__ import annotations

from undergrid.story.phrases.phrase import Phrase, Repeats
from undergrid.world.log.kinds import Kind

PHRASES = {
    Kind.LAW_CAME_INTO_FORCE: Phrase(
        "From now on {who} is in force.",
        past=(
            "{who} came into force",
            "From that hour on {who} was in force",
        ),
    ),
    Kind.LAW_LAPSED: Phrase(
        "{who} is in force no longer.",
        past=(
            "{who} lapsed",
            "From that hour on {who} held no longer",
        ),
    ),
    Kind.BANNED_FOUND: Phrase(
        "{who} finds {whom} breaking {amount}{at}.",
        counts=("breach of a law found", "breaches of laws found"),
        repeats=Repeats.BY_WHOM_AND_AMOUNT,
        past=(
            "{who} found {whom} breaking {amount}{at}",
            "{who} caught {whom} breaking {amount}{at}",
        ),
        many="{who} found {n} people breaking the law",
    ),
    Kind.SANCTIONED: Phrase(
        "{who} is sanctioned under {amount}.",
        counts=("sanction", "sanctions"),
        repeats=Repeats.COUNTED,
        past=(
            "{who} {was} sanctioned under {amount}",
            "{who} {was} found guilty under {amount}",
        ),
        many="{who} {was} sanctioned {n} times",
    ),
}
