"""What the log of a run tells, for a page without a server: the events of the named, why they happened, the curves."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from undergrid import story
from undergrid.serve import answers, wire
from undergrid.serve.telling import Teller, why_of

Progress = Callable[[int, int], None]


def tale(teller: Teller, last: int, beats: list[int], progress: Progress) -> dict[str, Any]:
    """All that is told up to a tick, and what brought about the events `beats`.

    `why` has each event of a chain once, `cause` the one before it by its id.
    """
    log = teller.log()
    told: dict[int, list[answers.Told]] = {}
    for row in sorted(log.names.citizens):
        body = teller.answer(wire.Ask(do="ask", number=0, about="events", row=row)).get("body") or []
        told[row] = [one for one in body if one["tick"] <= last]
    ids = sorted({int(one["id"]) for lines in told.values() for one in lines if one["id"]} | set(beats))
    why: dict[str, answers.Why] = {}
    cause: dict[str, str] = {}
    for n, event in enumerate(ids):
        progress(n, len(ids))
        if str(event) in why:
            continue
        links = [why_of(log, link) for link in story.why(log, event)]
        for at, link in enumerate(links):
            why[link["id"]] = link
            if at + 1 < len(links):
                cause[link["id"]] = links[at + 1]["id"]
    course = teller.answer(wire.Ask(do="ask", number=0, about="course"))["body"]
    n = sum(tick <= last for tick in course["ticks"])
    course = {"ticks": course["ticks"][:n], "columns": {name: one[:n] for name, one in course["columns"].items()}}
    return {"kind": "tale", "told": told, "why": why, "cause": cause, "course": course}
