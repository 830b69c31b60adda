"""Phrases: daily life, the subscription, and the works."""

from __future__ import annotations

from undergrid.story.phrases.phrase import Phrase, Repeats
from undergrid.world.log.kinds import Kind

PHRASES = {
    Kind.UNPLUGGED: Phrase("{who} pulls out of the DreamNet{at}."),
    Kind.STEPPED_OUT: Phrase("{who} steps out of the door{at} to look about."),
    Kind.ESCAPE_ATTEMPTED: Phrase("{who} sets out for the wall{at}."),
    Kind.SHIFT_WORKED: Phrase(
        "{who} finishes a shift: {amount} points.", counts=("shift worked", "shifts worked"), repeats=Repeats.COUNTED
    ),
    Kind.FINED: Phrase(
        "{who} is fined {amount} points of obedience.", counts=("fine", "fines"), repeats=Repeats.COUNTED
    ),
    Kind.REWARDED: Phrase(
        "{who} is credited {amount} points of obedience.", counts=("reward", "rewards"), repeats=Repeats.COUNTED
    ),
    Kind.SLUMPED: Phrase("{who} has had a bad period: {amount} points of productivity."),
    Kind.RENEWAL_REFUSED: Phrase("The renewal of {who} is refused: usefulness {amount}."),
    Kind.STRUCK_OFF: Phrase("The registry strikes {who} off, {amount} late."),
    Kind.SHORTAGE: Phrase("{who} cannot deliver all that is asked for."),
    Kind.DELIVERED: Phrase("The body of {whom} is delivered to {who}."),
}
