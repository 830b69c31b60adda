"""Answers: whoever is let in, sent away or met with silence has asked, and a reader hears what.

A talk at a door goes on while the two of them ask and answer within minutes. Of one of which anything is told, the last
answer is told too: a night does not break off on the second of four questions.
"""

from __future__ import annotations

from collections.abc import Sequence

from undergrid.story.chronicle.episodes import Beat
from undergrid.world.log.kinds import Kind

ANSWERS = frozenset({Kind.LET_IN, Kind.TURNED_AWAY, Kind.KEPT_SILENT})
_ONE_TALK = 600  # seconds between two moves of one talk [assumed]


def heard_out(beats: Sequence[Beat], told: Sequence[Beat]) -> list[Beat]:
    """Those that are told, and of all beats the questions that they answer and the last answers of their talks."""
    ids = {id(beat) for beat in told}
    for talk in _talks(beats):
        answers = [beat for beat in talk if beat.lead.kind in ANSWERS]
        if answers and any(id(beat) in ids for beat in talk):
            ids.add(id(answers[-1]))
        for answer in answers:
            if id(answer) in ids and (question := _question(talk, answer)) is not None:
                ids.add(id(question))
    return [beat for beat in beats if id(beat) in ids]


def _talks(beats: Sequence[Beat]) -> list[list[Beat]]:
    """What each two ask and answer at a door, talk by talk, in the order of time."""
    found: list[list[Beat]] = []
    latest: dict[tuple[int, int], list[Beat]] = {}
    asked: dict[int, list[Beat]] = {}  # who -> the talk in which they asked last, be it of somebody else there
    for beat in beats:
        lead = beat.lead
        if lead.kind == Kind.ASKED:
            pair = lead.who, lead.whom
        elif lead.kind in ANSWERS:
            pair = lead.whom, lead.who
        else:
            continue
        talk = latest.get(pair) or (asked.get(pair[0]) if lead.kind in ANSWERS else None)
        if talk is None or beat.first - talk[-1].first > _ONE_TALK:
            talk = []
            found.append(talk)
        talk.append(beat)
        latest[pair] = talk
        if lead.kind == Kind.ASKED:
            asked[lead.who] = talk
    return found


def _question(talk: Sequence[Beat], answer: Beat) -> Beat | None:
    """What somebody answers: the question that is the cause of it, or the latest before it."""
    before = [beat for beat in talk[: talk.index(answer)] if beat.lead.kind == Kind.ASKED]
    return next((beat for beat in before if beat.lead.id == answer.lead.cause), before[-1] if before else None)
