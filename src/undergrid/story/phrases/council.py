"""Phrases: what a faction decides, who said and voted what, and what is prepared until a deadline."""

from __future__ import annotations

from undergrid.story.phrases.phrase import Phrase, Repeats
from undergrid.world.log.kinds import Kind

PHRASES = {
    Kind.VOTE_CALLED: Phrase(
        "{who} has {whom} decide {amount}.",
        past=(
            "{who} had {whom} decide {amount}",
            "{who} called on {whom} to decide {amount}",
            "{who} put it to the vote {amount}",
        ),
    ),
    Kind.ARGUED: Phrase(
        "{who} speaks {amount}.",
        counts=("more voice in council", "more voices in council"),
        repeats=Repeats.BY_WHO,
        past=(
            "{who} spoke {amount} in council",
            "{who} argued {amount} in council",
            "{who} spoke up {amount} in council",
        ),
        many="{n} voices were raised in council",
    ),
    Kind.VOTED: Phrase(
        "{who} votes {amount}.",
        counts=("more vote", "more votes"),
        repeats=Repeats.BY_WHO,
        past=(
            "{who} voted {amount}",
            "{whose} vote was {amount}",
        ),
        many="{n} votes were cast",
    ),
    Kind.VOTE_CARRIED: Phrase(
        "It is carried by {whom}: {amount}.",
        past=(
            "It was carried by {whom}",
            "{whom} decided for it",
            "When the votes were counted, {whom} had agreed to it",
        ),
    ),
    Kind.VOTE_FAILED: Phrase(
        "It is voted down by {whom}: {amount}.",
        past=(
            "It was voted down by {whom}",
            "{whom} decided against it",
            "When the votes were counted, {whom} had refused it",
        ),
    ),
    Kind.WALKED_OUT: Phrase(
        "{who}, outvoted, turns away from {whom}{at}.",
        past=(
            "{who} {was} outvoted and turned away from {whom}",
            "{who} turned {whose} back on {whom}",
            "{who} walked out on {whom}{at}",
        ),
    ),
    Kind.ENGINE_SPOILT: Phrase(
        "{who} puts the cube of the engine out of order{at}, and {amount} J are gone.",
        past=(
            "{who} put the cube of the engine out of order{at}",
            "{who} spoilt the cube and let out what it held",
            "{who} sabotaged the engine{at}",
        ),
    ),
    Kind.TASK_DONE: Phrase(
        "{who} has got {amount} for {whom}.",
        counts=("more task done", "more tasks done"),
        repeats=Repeats.BY_WHO_AND_AMOUNT,
        unknown="{who} has got {amount}.",
        oneself="{who} has got {amount}.",
        past=(
            "{who} got {amount} for {whom}",
            "{who} set to work for {whom} and had {amount} in the end",
        ),
        alone=(
            "{who} got {amount}",
            "{who} made sure of it and had {amount}",
        ),
        many="{who} got {n} things ready",
    ),
    Kind.PREPARED: Phrase(
        "{who} is as ready as it gets: {amount}.",
        past=(
            "{who} {was} as ready as there had been time for",
            "There was no more time for {who} to make ready",
        ),
    ),
}
