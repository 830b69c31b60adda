"""Quoted: which event is meant by a sentence of the chronicle, at any of its lengths, the synopsis and the close too.

A sentence that is quoted whole is itself what is meant. Else the last that has all the words in it is.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from undergrid.runs.reading import Log
from undergrid.story.chronicle import LENGTHS, Sentence, chronicle
from undergrid.world.log.events import Event
from undergrid.world.log.kinds import Kind

_END = re.compile(r"[.!?][\"'”’]?$")


def ends_as_one(said: str) -> bool:
    """Whether words end as a sentence does, and are more than one."""
    return bool(_END.search(said)) and len(said.split()) > 1


def turn(log: Log, said: str, events: Sequence[Event]) -> Event | None:
    """The event on which a sentence that tells of many turns, by its words: of a hunt that somebody ran, or was not
    believed; of a raid that it began; of a council that somebody voted otherwise than they had spoken, or the word of
    whoever is named first; of those who leave together the one who is named first. None where it has no such words.
    """
    words = " ".join(_read(said))
    if (own := _of_the_first_named(log, words, events)) is not None:
        return own
    spoke = {one.who: one.amount for one in events if one.kind == Kind.ARGUED}
    turned = [one for one in events if one.kind == Kind.VOTED and spoke.get(one.who, one.amount) != one.amount]
    if turned and _WENT_OVER.search(words):
        return turned[-1]
    for pattern, first, kinds in _TURNS:
        found = [one for one in events if one.kind in kinds] if pattern.search(words) else []
        if found:
            return found[0 if first else -1]
    return None


def _of_the_first_named(log: Log, words: str, events: Sequence[Event]) -> Event | None:
    """What whoever a sentence names first has said in a council, or set out by with others; None for neither."""
    spoke = [one for one in events if one.kind == Kind.ARGUED] if _SPOKE.search(words) else []
    left = [one for one in events if one.kind == Kind.ORDERED]
    theirs = spoke or (left if len({one.who for one in left}) > 1 else [])
    at = {one: words.find(log.names.citizen(one.who).split()[0].lower()) for one in theirs}
    return min((one for one, where in at.items() if where >= 0), key=lambda one: (at[one], one.id), default=None)


_SPOKE = re.compile(r"\b(spoke (for|against) it|said \w+)$")
_WENT_OVER = re.compile(r"\b(went over to the other side|changed sides)\b")
_TURNS = (
    (re.compile(r"\bforgive\b"), False, (Kind.FEELS_GUILT,)),
    (re.compile(r"\bnot believe\b"), False, (Kind.UNCONVINCED,)),
    (re.compile(r"\bbelieved?\b"), False, (Kind.LET_GO, Kind.UNCONVINCED)),
    (re.compile(r"\b(ran|kept down|lay low)\b"), True, (Kind.LAY_LOW, Kind.FLED)),
    (re.compile(r"\b(fell upon|came down)\b"), True, (Kind.RAIDERS_LANDED,)),
    (re.compile(r"\b(lost (him|her|it|them) again|got away)\b"), False, (Kind.SLIPPED_AWAY, Kind.BROKE_AWAY)),
    (re.compile(r"\bstopped\b"), True, (Kind.STOPPED,)),
    (re.compile(r"\bwoke on\b"), True, (Kind.OUTBREAK,)),
)  # by its words; whether the first of such events is meant, or the last; the kinds


def whole(log: Log, said: str) -> list[Event]:
    """The events of the last sentence that reads so, but for capitals and marks; none where there is no such."""
    asked = _read(said)
    return _last(log, [one for one in _told(log) if _read(one.text) == asked]) if len(asked) > 1 else []


def in_part(log: Log, said: str) -> list[Event]:
    """The events of the last sentence that has all these words in it; none where there is no such."""
    asked = set(_read(said))
    return _last(log, [one for one in _told(log) if asked <= set(_read(one.text))])


@lru_cache(maxsize=1)
def _told(log: Log) -> tuple[Sentence, ...]:
    """The sentences of a night by all its lengths, the fullest last. Of one run they are often asked for anew."""
    nights = [chronicle(log, length=length) for length in LENGTHS.values()]
    return tuple(
        sentence
        for night in nights
        for part in (night.synopsis, night.opening, *(scene.sentences for scene in night.scenes), night.close)
        for sentence in part
    )


def _last(log: Log, found: Sequence[Sentence]) -> list[Event]:
    return [event for one in found[-1:] for id_ in one.events if (event := log.get(id_)) is not None]


def _read(text: str) -> list[str]:
    """The words of a text, without what differs between a page and what is typed after it."""
    return re.findall(r"[a-z0-9']+", text.lower().replace("’", "'"))
