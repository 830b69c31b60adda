"""Hours: what somebody wants from the beginning and by which hours, where a decision comes of that alone."""

from __future__ import annotations

from typing import Any

from undergrid.minds import WANTS
from undergrid.minds.minds import wanting
from undergrid.runs.reading import Log
from undergrid.setup.file.persons import Person
from undergrid.story.chronicle.frame import wants
from undergrid.story.chronicle.people import People
from undergrid.story.chronicle.spell import Places
from undergrid.world.log.events import Event
from undergrid.world.log.kinds import Kind
from undergrid.world.tables.minds import Aim

_OWN = {Aim.KEEP_HIDDEN: ("hide",), Aim.SHELTER: ("shelter",), Aim.REACH: ("reach",), Aim.KEEP_UP: ("escort",)}


def wanted(log: Log, decided: Event) -> str:
    """`Rex wants to stay hidden: from 04:30 until 22:30, and while it is light`; "" where a decision came of more."""
    reason = _behind(log, decided)
    if reason is not None and reason.kind == Kind.ACHIEVED:  # it had its turn: what counts is of what it was taken up
        mine = log.events(about=decided.who, kind="intended", until=decided.tick + 1)
        own = [one for one in mine if (one.who, one.amount) == (decided.who, decided.amount)]
        reason = _behind(log, own[0]) if own else None
    people = People(log)
    person, aim = people.person(decided.who), Aim(decided.amount)
    if person is None or reason is None or reason.kind != Kind.SCENARIO:
        return ""
    names = _OWN.get(aim) or wanting(aim)
    said = wants(people, Places(log.names), person, names) if names else ""
    when = next((one for name in names if (one := _when(name, person))), "")
    return f"{log.names.citizen(decided.who)} wants {said}{when}" if said else ""


def _behind(log: Log, event: Event) -> Event | None:
    """Of what a decision came, past its own taking up."""
    reason: Event | None = event
    while reason is not None and reason.kind in (Kind.DECIDED, Kind.INTENDED):
        reason = log.get(reason.cause) if reason.cause else None
    return reason


def _when(name: str, person: Person) -> str:
    """By which hours one of a person's wants has them do something; "" for one that has none."""
    given: object = next((one[name] for one in person.wants if isinstance(one, dict) and name in one), {})
    knobs: dict[str, Any] = WANTS[name](**given).model_dump() if isinstance(given, dict) and name in _HOURS else {}
    return _HOURS[name].format(**knobs) if knobs and knobs["begins"] != knobs[_ENDS[name]] else ""


_ENDS = {"hide": "ends", "shelter": "until"}
_HOURS = {
    "hide": ": from {begins} until {ends}, and while it is light",
    "shelter": ": from {begins} until {until}, while it is dark",
}
