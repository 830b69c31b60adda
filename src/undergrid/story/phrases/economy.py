"""Phrases: daily life, the subscription, and the works."""

from __future__ import annotations

from undergrid.story.phrases.phrase import Phrase, Repeats
from undergrid.world.log.kinds import Kind

PHRASES = {
    Kind.UNPLUGGED: Phrase(
        "{who} pulls out of the DreamNet{at}.",
        past=(
            "{who} pulled out of the DreamNet{at}",
            "{who} unplugged and sat up{at}",
        ),
        many="{n} people were pulled out of the DreamNet",
    ),
    Kind.STEPPED_OUT: Phrase(
        "{who} steps out of the door to {amount}{at}.",
        past=(
            "{who} stepped outside to {amount}",
            "{who} went out of the door to {amount}{at}",
        ),
        many="{n} people came out into the streets",
    ),
    Kind.ESCAPE_ATTEMPTED: Phrase(
        "{who} sets out for the wall{at}.",
        past=(
            "{who} set out for the wall{at}",
            "{who} made for the wall{at}",
        ),
    ),
    Kind.SHIFT_WORKED: Phrase(
        "{who} finishes a shift: {amount} points.",
        counts=("shift worked", "shifts worked"),
        repeats=Repeats.COUNTED,
        past=(
            "{who} finished a shift",
            "{who} worked a shift to the end",
        ),
        many="{who} worked {n} shifts",
    ),
    Kind.FINED: Phrase(
        "{who} is fined {amount} points of obedience.",
        counts=("fine", "fines"),
        repeats=Repeats.COUNTED,
        past=(
            "{who} {was} fined",
            "{who} lost points of obedience",
        ),
        many="{who} {was} fined {n} times",
    ),
    Kind.REWARDED: Phrase(
        "{who} is credited {amount} points of obedience.",
        counts=("reward", "rewards"),
        repeats=Repeats.COUNTED,
        past=(
            "{who} {was} credited with obedience",
            "{who} earned points of obedience",
        ),
        many="{who} {was} credited with obedience {n} times",
    ),
    Kind.SLUMPED: Phrase(
        "{who} has had a bad period: {amount} points of productivity.",
        past=(
            "{who} had a bad stretch at work",
            "{whose} work fell off",
        ),
    ),
    Kind.RENEWAL_REFUSED: Phrase(
        "The renewal of {who} is refused: usefulness {amount}.",
        past=(
            "{whose} renewal was refused",
            "{whose} subscription was not renewed",
            "{who} {was} found no longer useful and not renewed",
        ),
    ),
    Kind.APPEAL_UPHELD: Phrase(
        "The appeal of {who} is upheld: {amount} days.",
        past=(
            "{whose} appeal was upheld",
            "The refusal was taken back on {whose} appeal",
        ),
    ),
    Kind.APPEAL_DISMISSED: Phrase(
        "The appeal of {who} is dismissed.",
        past=(
            "{whose} appeal was dismissed",
            "Nothing came of {whose} appeal",
        ),
    ),
    Kind.LEDGER_FALSIFIED: Phrase(
        "{who} enters a renewal of {whom} that was never granted: {amount} days.",
        oneself="{who} enters a renewal that was never granted: {amount} days.",
        past=(
            "{who} falsified the ledger for {whom}",
            "{who} entered a renewal of {whom} that had never been granted",
        ),
        alone=(
            "{who} falsified the ledger",
            "{who} entered a renewal that had never been granted",
        ),
    ),
    Kind.FRAUD_FOUND: Phrase(
        "What {who} falsified for {whom} is found out.",
        oneself="What {who} falsified is found out.",
        past=(
            "{whose} false entry for {whom} came to light",
            "An audit came upon {whose} false entry for {whom}",
        ),
        alone=(
            "{whose} false entry came to light",
            "An audit came upon {whose} false entry",
        ),
    ),
    Kind.STRUCK_OFF: Phrase(
        "The registry strikes {who} off, {amount} late.",
        past=(
            "{who} {was} struck off the registry",
            "{whose} name was struck off the registry",
        ),
    ),
    Kind.SHORTAGE: Phrase(
        "{who} cannot deliver all that is asked for.",
        past=(
            "{who} could not deliver all that was asked for",
            "{who} fell short of what was asked for",
        ),
        many="{n} works could not deliver all that was asked for",
    ),
    Kind.DELIVERED: Phrase(
        "The body of {whom} is delivered to {who}.",
        past=(
            "{whoms} body was delivered to {who}",
            "{who} took in {whoms} body",
        ),
    ),
    Kind.PROCESSED: Phrase(
        "The body of {whom} has been processed at {who}: {amount} g of paste.",
        counts=("body processed", "bodies processed"),
        repeats=Repeats.BY_WHO,
        past=(
            "{whoms} body was made into paste at {who}",
            "{who} made paste of {whoms} body",
        ),
        many="{who} made paste of {n} bodies",
    ),
    Kind.WORKS_BROKE_DOWN: Phrase(
        "{who} breaks down: {amount} h of work to mend it.",
        counts=("breakdown", "breakdowns"),
        repeats=Repeats.BY_WHO,
        past=(
            "{who} broke down",
            "The machines at {who} stopped",
        ),
        many="{who} broke down {n} times",
    ),
    Kind.WORKS_MENDED: Phrase(
        "{who} runs again.",
        counts=("more mending", "more mendings"),
        repeats=Repeats.BY_WHO,
        past=(
            "{who} ran again",
            "The machines at {who} were mended",
        ),
        many="{who} ran again after {n} mendings",
    ),
}
