"""Marks: what an event is in somebody's story, for the strip at the bottom of the page and for jumps along it."""

from __future__ import annotations

from undergrid.runs.reading import Log
from undergrid.serve import answers
from undergrid.world.log.events import Event
from undergrid.world.log.kinds import Kind
from undergrid.world.view.names import words

_MARKS: dict[Kind, tuple[answers.Mark, str]] = {
    Kind.DECIDED: ("decision", "who"),
    Kind.MEANT: ("decision", "who"),
    Kind.WOUNDED: ("wound", "who"),
    Kind.SEARED: ("wound", "who"),
    Kind.TRAPPED: ("wound", "who"),
    Kind.CROSSED: ("crossing", "who"),
    Kind.SIGHTED: ("sighting", "whom"),
    Kind.HEAT_SEEN: ("sighting", "whom"),
    Kind.ARRESTED: ("arrest", "whom"),
    Kind.DIED: ("death", "who"),
    Kind.SHUT_DOWN: ("death", "who"),
    Kind.ENDED: ("ending", ""),
}
"""kind -> what it is, and whose story it marks: the one in that field; "" for everybody's."""


def mark_of(event: Event, row: int) -> answers.Mark:
    """What an event is in the story of the citizen in a row."""
    mark, field = _MARKS.get(event.kind, ("", ""))
    return mark if not field or getattr(event, field) == row else ""


def told(log: Log, event: Event, says: str, row: int) -> answers.Told:
    """An event as it is told in the story of the citizen in a row; -1 for nobody's."""
    return {
        "id": str(event.id),
        "tick": event.tick,
        "time": log.names.time(event.tick),
        "says": says,
        "kind": words(event.kind.name),
        "cell": event.where,
        "mark": mark_of(event, row),
    }
