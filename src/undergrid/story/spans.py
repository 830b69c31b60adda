"""Spans: what the time of somebody was made of whose subscription ran out: what they were given, what put it off."""

from __future__ import annotations

from itertools import pairwise

from undergrid.core import units
from undergrid.runs.reading import Log
from undergrid.setup.file.persons import Person
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
        said = f"{capital(number(len(patches)))} patches bought {whose.object} {bought} in all ({each} minutes)."
        if all(one.amount > after.amount for one, after in pairwise(patches)):
            said += " Each bought less than the one before."
        found.append(("put off", said))
    return found


def held(log: Log, end: Event) -> list[str]:
    """That somebody was held when their time ran out, or who is bound to them was, since when: a sentence, or none."""
    people, found, name = People(log), list[str](), log.names.citizens.get(end.who)
    bound = (row for row in log.names.citizens if name and name in _bound_to(people.person(row)))
    for who in dict.fromkeys([end.who, *bound]):
        mine = [one for one in log.events(about=who, until=end.tick) if one.kind in (*_TAKEN, *_FREE)]
        since = next((n for n in range(len(mine), 0, -1) if mine[n - 1].kind in _FREE), 0)
        taken = [one for one in mine[since:] if one.whom == who]
        if taken:
            at = log.names.time(taken[0].tick)
            found.append(f"{log.names.citizen(who)} {'had been held ' if not found else ''}since {at}")
    return [f"{listed(found)}."] if found else []


def _bound_to(person: Person | None) -> list[str]:
    return [bond.to for bond in person.bonds] if person is not None else []


_TAKEN = (Kind.ARRESTED, Kind.TAKEN_INTO_CUSTODY)
_FREE = (Kind.SET_FREE, Kind.LET_OUT, Kind.BROKE_AWAY, Kind.LET_GO, Kind.DIED, Kind.SHUT_DOWN)
