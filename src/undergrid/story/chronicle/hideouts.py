"""Hideouts: where those go to ground whom a guard has driven off, and who tries the next gate with the same chip.

The log has only that somebody means to go in somewhere. How long they stayed stands in where a run kept that they were.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from undergrid.runs.reading import Log
from undergrid.story.chronicle.episodes import Beat, citizens
from undergrid.story.chronicle.indoors import Stay
from undergrid.world.authority.clearance import Verdict
from undergrid.world.log.events import Event
from undergrid.world.log.kinds import Kind
from undergrid.world.tables.orders import Verb

_AWAY = 600  # seconds after a guard's verdict in which somebody gets away [assumed]
_LOW = 600  # seconds that somebody has to stay in there for it to be a hideout [assumed]
_WORSE = frozenset({
    Kind.ARRESTED, Kind.CAUGHT_UP, Kind.STOPPED, Kind.HEADED_OFF, Kind.WOUNDED, Kind.FAINTED, Kind.DIED, Kind.SHUT_DOWN,
})  # fmt: skip
"""What befalls somebody who does not simply get away."""


def gone_to_ground(
    log: Log, beats: Sequence[Beat], events: Sequence[Event], stays: Mapping[int, Sequence[Stay]]
) -> list[Beat]:
    """The beats of those who get away from a gate into a building, and of who is with them there."""
    found = []
    for gate in beats:
        if gate.how != "gate" or not _driven_off(gate):
            continue
        came = {row: one for row in stays if (one := _went_in(log, gate, events, row, stays[row])) is not None}
        first = came.get(gate.lead.who)
        if first is not None:
            orders = sorted(
                (order for order, _ in came.values() if order.whom == first[0].whom), key=lambda one: one.id
            )
            beat = Beat("gone to ground", orders, building=first[0].whom, until=first[1].last)
            found.append(beat)
    return found


def _driven_off(gate: Beat) -> bool:
    judged = gate.only(Kind.JUDGED)
    return bool(gate.only(Kind.ALARM)) or bool(judged and judged[-1].amount != Verdict.OPEN)


def _went_in(
    log: Log, gate: Beat, events: Sequence[Event], row: int, stays: Sequence[Stay]
) -> tuple[Event, Stay] | None:
    """The order by which somebody goes where they hide after a gate, and their stay there; None where they do not go
    anywhere, or are met before.
    """
    stay = next((one for one in stays if gate.last < one.first <= gate.last + _AWAY and one.inside >= 0), None)
    if stay is None or stay.last - stay.first < _LOW:
        return None
    between = (one for one in events if gate.last < one.tick <= stay.first and one.kind in _WORSE)
    if any(row in citizens(one) for one in between):
        return None
    order = went_into(log, row, stay, gate.last)
    return None if order is None else (order, stay)


def went_into(log: Log, row: int, stay: Stay, since: int) -> Event | None:
    """The order by which somebody came where they stayed, where they have given it after a tick; None for none."""
    orders = (one for one in log.events(about=row, since=since, until=stay.first + 1) if one.kind == Kind.ORDERED)
    into = [one for one in orders if one.who == row and one.amount == Verb.ENTER and one.whom == stay.inside]
    return into[-1] if into else None


def tried_again(events: Iterable[Event]) -> dict[int, Event]:
    """Chips that are held up at another gate after a guard has not let them through: shown -> shown before."""
    last: dict[int, Event] = {}
    found: dict[int, Event] = {}
    for event in events:
        if event.kind == Kind.CHIP_PRESENTED:
            before, last[event.who] = last.get(event.who), event
            if before is not None and before.whom != event.whom:
                found[event.id] = before
        elif event.kind == Kind.CROSSED:
            last.pop(event.who, None)
    return found
