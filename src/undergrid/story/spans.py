"""Spans: what the time of somebody was made of whose subscription ran out: what they were given, what put it off."""

from __future__ import annotations

from undergrid.core import units
from undergrid.runs.reading import Log
from undergrid.story.chronicle.people import People
from undergrid.story.chronicle.spell import capital, listed, number
from undergrid.story.phrases import tell
from undergrid.story.telling import plainly
from undergrid.world.log.events import Event
from undergrid.world.log.kinds import Kind

RUNS_OUT = (Kind.SHUT_DOWN, Kind.PINGED, Kind.FLICKERED, Kind.STAGE_REACHED)
"""Kinds of what befalls somebody whose time runs out, the last first."""


def made_of(log: Log, end: Event) -> list[tuple[str, str]]:
    """(what part it had, a sentence) of all that made up somebody's time until an event of a kind among `RUNS_OUT`.

    What the scenario gives stands in it for the cast alone; of others the log has what renewed it.
    """
    people, found = People(log), list[tuple[str, str]]()
    person, whose = people.person(end.who), people.pronouns(end.who)
    if person is not None and person.expires is not None:
        found.append(
            (
                "given",
                f"{capital(whose.possessive)} subscription gave {whose.object} "
                f"{units.spell_duration(person.expires)} from {log.names.time(0)} on, "
                f"until {log.names.time(person.expires)}.",
            )
        )
    patches = [one for one in log.events(about=end.who, kind="net patched") if one.whom == end.who and one.id < end.id]
    if len(patches) == 1:
        found.append(("put off", tell(patches[0].kind, plainly(log, patches[0]))))
    elif patches:
        bought = units.spell_duration(60 * sum(one.amount for one in patches))
        each = listed([f"{one.amount}" for one in patches])
        found.append(
            (
                "put off",
                f"{capital(number(len(patches)))} patches bought {whose.object} {bought} in all ({each} minutes).",
            )
        )
    return found
