"""Ruled: answers that lie in a rule more than in a deed: why a Sentinel pauses, why a unit confesses just then, and why
a stranger at a door opens a case again.

The chain behind such an event is true and short, and does not say what the rule makes of it. This does, in a sentence.
"""

from __future__ import annotations

from collections.abc import Sequence

from undergrid.runs.reading import Log
from undergrid.story.chronicle.claims import outcome
from undergrid.story.why import Link
from undergrid.world.log.events import Event
from undergrid.world.log.kinds import Kind
from undergrid.world.view.names import words

_IN_A_PAUSE = 60  # seconds before a confession in which the pause began that it ends [assumed]


def by_rule(log: Log, chain: Sequence[Link], event: Event) -> str:
    """Why an event happened, where a rule says more than what it came of; "" where none does."""
    match event.kind:
        case Kind.PAUSED:
            return _pause(log, event)
        case Kind.CONFESSED:
            return _confession(log, event)
        case Kind.CASE_REOPENED:
            return _clues(log, chain, event)
    return ""


def _pause(log: Log, event: Event) -> str:
    """What a claim makes a Sentinel do, and how that came out."""
    unit, pause = log.names.citizen(event.whom), f"a Sentinel stands still for {event.amount} s over that"
    said = f"Because {unit} claimed to be property of the authority: {pause}"
    came = outcome(log, event)
    if came is None:
        return f"{said}."
    if came[0] >= 0:
        return f"{said}, and by then {unit} was on the way into {words(log.names.thing('building', came[0]))}."
    return f"{said}, and when it was over, none went for {unit}."


def _confession(log: Log, event: Event) -> str:
    """What a unit confesses before: that a pause runs out with somebody still before the Sentinel."""
    if event.whom < 0:
        return ""
    before = log.events(about=event.who, since=event.tick - _IN_A_PAUSE, until=event.tick + 1)
    pauses = [one for one in before if one.kind == Kind.PAUSED and one.whom == event.who]
    left = pauses[-1].tick + pauses[-1].amount - event.tick if pauses else -1
    if left < 0:
        return ""
    unit, whom, guard = log.names.citizen(event.who), log.names.citizen(event.whom), log.names.watchers[pauses[-1].who]
    return (
        f"Because {guard} would stand still over the claim of {unit} for {left} s more, with {whom} still before it: "
        f"it fires at a unit that confesses, and at nobody else."
    )


def _clues(log: Log, chain: Sequence[Link], event: Event) -> str:
    """That a stranger at a door counts for everybody who is lost."""
    clue = log.get(event.cause) if event.cause else None
    if clue is None or clue.kind != Kind.TRAFFIC_NOTICED or clue.who == event.who or len(chain) < 2:
        return ""
    newest, lost = chain[1].sentence.rstrip("."), log.names.citizen(event.who)
    return (
        f"Because {newest[:1].lower()}{newest[1:]}, and nobody knows who that is: it counts for everybody whom the "
        f"authority has lost, and with the clues before it came to {event.amount} points for {lost}."
    )
