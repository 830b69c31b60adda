"""Burdens: how somebody has another with them whom they move, and where they mean to bring them."""

from __future__ import annotations

from collections.abc import Iterable

from undergrid.runs.reading import Log
from undergrid.story.chronicle.episodes import Beat
from undergrid.story.chronicle.facts import back
from undergrid.story.chronicle.people import People, Pronouns
from undergrid.world.log.events import Event
from undergrid.world.log.kinds import Kind
from undergrid.world.tables.body import HaulMode
from undergrid.world.tables.minds import Aim


def held(how: int, mine: Pronouns) -> str:
    """Where somebody has another whom they move: `on her back`. mine: the pronouns of who moves them."""
    return {
        HaulMode.CARRY: f"on {mine.possessive} back",
        HaulMode.TARP: f"on a tarp behind {mine.object}",
        HaulMode.SUPPORT: f"on {mine.possessive} arm",
    }.get(HaulMode(how), f"in {mine.possessive} grip")


def note_goals(log: Log, people: People, beats: Iterable[Beat]) -> None:
    """Let each haul know for which place it is meant, where somebody is taken up to be brought there."""
    for beat in beats:
        if beat.how == "haul" and _to_bring(log, beat.lead):
            beat.bound_for = _wanted(people, beat.lead)


def _to_bring(log: Log, took: Event) -> bool:
    decided = next((one for one in back(log, took) if one.kind == Kind.DECIDED), None)
    return decided is not None and decided.amount == Aim.BRING and decided.whom == took.whom


def _wanted(people: People, took: Event) -> str:
    """The place to which somebody wants to bring just this one; "" where the scenario names none."""
    person = people.person(took.who)
    wants = [want["bring"] for want in person.wants if isinstance(want, dict) and "bring" in want] if person else []
    wants = [want for want in wants if isinstance(want, dict) and want.get("place")]
    found = [str(want["place"]) for want in wants if people.row_of(str(want.get("who"))) == took.whom]
    return found[0] if found else ""
