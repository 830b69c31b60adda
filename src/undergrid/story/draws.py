"""Draws: the chance that something drawn had, in words, and what luck decided on the way to it."""

from __future__ import annotations

from undergrid.core.luck import CERTAIN
from undergrid.runs.reading import Log, Told
from undergrid.story.phrases import tell
from undergrid.story.telling import plainly
from undergrid.world.authority.clearance import Verdict
from undergrid.world.log.events import TICK_SHIFT, Event
from undergrid.world.log.kinds import Kind
from undergrid.world.view.names import words


def chance(told: Told) -> str:
    """The chance that something drawn had; of a verdict, that of being let through, whatever it came to."""
    said = f"a chance of {percent(told.odds or 0.0)}"
    opened = told.amount == words(Verdict.OPEN.name)
    return f"{said} of being let through" if told.kind == words(Kind.JUDGED.name) and not opened else said


def percent(odds: float) -> str:
    """A chance as people say it: never 0 % of what happened, nor 100 % of what need not have."""
    share = 100 * odds
    if share < 1:
        return f"{share:.1f} %" if share >= 0.05 else "less than 0.1 %"
    return f"{min(99, round(share))} %" if share < 100 else "100 %"


def on_the_way(log: Log, event: Event) -> str:
    """What luck decided between what an event came of and the event, by its further causes; "" where luck decided once.

    A guard who lets somebody pass does so for the chip that they show; that the chip has disturbed the guard is a
    further cause, and comes of the chip as well, by a draw of its own.
    """
    drawn: dict[int, Event] = {}
    given = not event.cause >> TICK_SHIFT  # what stands from the beginning is behind too much
    for also, _ in log.because(event.id) if _is_drawn(event) and not given else ():
        found, between = log.get(also), list[Event]()
        while found is not None and found.id > event.cause:
            between.append(found)
            if found.cause == event.cause:
                drawn |= {one.id: one for one in between if _is_drawn(one)}
            found = log.get(found.cause) if found.cause else None
    if not drawn:
        return ""
    steps = [*(drawn[id_] for id_ in sorted(drawn)), event]
    return "; then ".join(f"{_bare(log, one)}: {chance(log.told(one)).removeprefix('a chance of ')}" for one in steps)


def _is_drawn(event: Event) -> bool:
    return bool(event.stream) and 0 < event.odds < CERTAIN


def _bare(log: Log, event: Event) -> str:
    return tell(event.kind, plainly(log, event)).rstrip(".")
