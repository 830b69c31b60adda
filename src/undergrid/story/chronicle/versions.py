"""Versions: which wordings an event may have, by what is known of it beside its kind."""

from __future__ import annotations

from typing import TYPE_CHECKING

from undergrid.story.chronicle.asides import too_late
from undergrid.story.chronicle.spell import lasting
from undergrid.story.phrases import (
    ARRIVALS,
    DEEDS,
    LOOKED_OVER,
    NO_FURTHER,
    OF_A_COPY,
    SET_OUT_TO_FETCH,
    SIZED_UP,
    STILL_CALLING,
    TO_A_SLEEPER,
    phrase,
)
from undergrid.story.uncalled import SET_OUT_TO_HELP, uncalled
from undergrid.world.log.events import Event
from undergrid.world.log.kinds import Kind
from undergrid.world.tables.minds import Aim
from undergrid.world.view.names import words as spelled

if TYPE_CHECKING:
    from undergrid.story.chronicle.wording import Wording


def wordings_of(words: Wording, event: Event) -> tuple[str, ...]:
    """The wordings of an event, of which any will do."""
    how = phrase(event.kind)
    nobody = event.kind.whom and (event.whom < 0 or (event.whom == event.who and event.kind.whom == event.kind.who))
    wordings = (how.alone if nobody and how.alone else how.past) or (how.says,)
    if event.kind == Kind.ASSESSED and words.mentions.people.teller not in (None, event.who):
        wordings = LOOKED_OVER
    if event.kind == Kind.ACHIEVED:
        goal = words.goal(event.who).removeprefix("for ") if Aim(event.amount) == Aim.REACH else ""
        wordings = tuple(f"{{who}} {did} {goal} at last" for did in ("reached", "came to")) if goal else ARRIVALS
    if event.kind == Kind.BEACON_HEARD and too_late(words, event):
        wordings = STILL_CALLING
    if event.kind == Kind.SOOTHED and event.id in words.deeds.asleep:
        wordings = TO_A_SLEEPER
    if event.kind == Kind.WOUNDED and "shallow" not in str(words.log.names.amount(event.kind, event.amount)):
        wordings = tuple(one for one in wordings if "{amount}" in one)  # the graver, the fuller
    if event.kind == Kind.SIZED_UP:
        wordings = next((graded for below, graded in SIZED_UP if event.amount < below), SIZED_UP[-1][1])
    if event.kind == Kind.DECIDED:
        none = uncalled(words.log, event)
        deeds = SET_OUT_TO_HELP if none else DEEDS.get(spelled(Aim(event.amount).name), ())
        begun = event.id in words.deeds.acted and event.id not in words.deeds.dropped
        if (
            Aim(event.amount) == Aim.BRING
            and event.whom >= 0
            and not words.passages.at_hand(event.who, event.whom, event.tick)
        ):
            deeds = SET_OUT_TO_FETCH
        done = begun and ("{whom}" not in deeds[0] or event.whom >= 0) if deeds else False
        wordings = lasting(deeds, [words.deeds.for_a_while(event.id)]) if done else wordings
        if done and Aim(event.amount) == Aim.REACH and (goal := words.goal(event.who)):
            wordings = tuple(f"{one} {goal}" for one in wordings)
    if event.kind == Kind.ABANDONED and Aim(event.amount) == Aim.REACH:
        wordings = NO_FURTHER
    if event.kind == Kind.DIED and not words.mentions.people.breathes(event.who):
        wordings = tuple(one for one in wordings if "breath" not in one)
    if event.kind in OF_A_COPY and words.mentions.people.has_a_copy(event.who):
        wordings = OF_A_COPY[event.kind]
    if event.kind == Kind.SHUT_DOWN and words.mentions.people.has_hours(event.who):
        wordings = tuple(one for one in wordings if "time" in one)
    return wordings
