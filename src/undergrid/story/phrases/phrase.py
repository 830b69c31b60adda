"""What a phrase is: how a kind of event is told, how it is counted, and when it only repeats what was told."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto


class Repeats(Enum):
    """What has to be the same for an event to say nothing new for a while after another of its kind."""

    NEVER = auto()  # it is always told
    LEFT_OUT = auto()  # it is neither told nor counted: another sentence says as much
    COUNTED = auto()  # it is never told
    BY_WHO = auto()
    BY_WHOM = auto()
    BY_BOTH = auto()
    BY_WHO_AND_AMOUNT = auto()
    BY_WHOM_AND_AMOUNT = auto()
    BY_WHOM_AND_PLACE = auto()  # in the same district
    BY_BOTH_AND_PLACE = auto()
    BY_THE_NAMED = auto()  # the one of the two who has a name


@dataclass(frozen=True)
class Phrase:
    """How a kind of event is told: a sentence with {who}, {whom}, {amount} and {at}; words for one and for more.

    A sentence says no more than those in it can know: whoever is only warm, heard, calling or on a trail is "someone".

    `past` and `many` are for the chronicle (`story/chronicle`), in the past tense. Beside the above they may hold
    {whose} and {whoms} (her, Leo's), {self} (herself), {was} (was or were, of who) and, in `many`, {n} (a number in
    words). Where somebody acts a wording begins with "{who} ", so that deeds of one person can be joined. A person
    stands as {who} there alone, and as {whom} only where something is done to them: either may come out as a pronoun.
    """

    says: str
    counts: tuple[str, str] | None = None
    repeats: Repeats = Repeats.NEVER
    unknown: str = ""  # the sentence where the event itself does not know whom
    oneself: str = ""  # the sentence where both are the same person
    again: bool = True  # whether it is told anew after a pause
    past: tuple[str, ...] = ()  # two wordings or more
    alone: tuple[str, ...] = ()  # as `past`, where the event does not know whom, or both are the same person
    many: str = ""  # several of the kind as one: "{who} felt {n} others for a pulse, and found none"
