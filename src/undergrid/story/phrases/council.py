"""Phrases: what a faction decides, who said and voted what, and what is prepared until a deadline."""

from __future__ import annotations

from undergrid.story.phrases.phrase import Phrase, Repeats
from undergrid.world.log.kinds import Kind

PHRASES = {
    Kind.VOTE_CALLED: Phrase("{who} has {whom} decide {amount}."),
    Kind.ARGUED: Phrase(
        "{who} speaks {amount}.", counts=("more voice in council", "more voices in council"), repeats=Repeats.BY_WHO
    ),
    Kind.VOTED: Phrase("{who} votes {amount}.", counts=("more vote", "more votes"), repeats=Repeats.BY_WHO),
    Kind.VOTE_CARRIED: Phrase("It is carried by {whom}: {amount}."),
    Kind.VOTE_FAILED: Phrase("It is voted down by {whom}: {amount}."),
    Kind.WALKED_OUT: Phrase("{who}, outvoted, turns away from {whom}{at}."),
    Kind.ENGINE_SPOILT: Phrase("{who} puts the cube of the engine out of order{at}, and {amount} J are gone."),
    Kind.TASK_DONE: Phrase(
        "{who} has got {amount} for {whom}.",
        counts=("more task done", "more tasks done"),
        repeats=Repeats.BY_WHO_AND_AMOUNT,
        unknown="{who} has got {amount}.",
        oneself="{who} has got {amount}.",
    ),
    Kind.PREPARED: Phrase("{who} is as ready as it gets: {amount}."),
}
