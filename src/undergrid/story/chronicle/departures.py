"""Departures: who leaves a building together in which they have been for long, by the orders that a log has.

A reader who is told of a deed hours later asks who set out for it, when and with what: no other event says that.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from undergrid.runs.reading import Log
from undergrid.story.chronicle.deeds import TOGETHER, Deeds
from undergrid.story.chronicle.episodes import Beat
from undergrid.story.chronicle.indoors import Stay
from undergrid.world.log.events import Event
from undergrid.world.log.kinds import Kind
from undergrid.world.tables.minds import Aim

_STAYED = 1800  # for which they have been in there [assumed]
_AWAY = 14_400  # and for which they stay away, or it was no departure [assumed]
_SETS_OUT = (Aim.REACH, Aim.LINK, Aim.GO_ALONG, Aim.COVER)
"""What somebody makes up their mind to that their leaving says as well."""


def with_departures(log: Log, beats: Sequence[Beat], deeds: Deeds, where: Mapping[int, Sequence[Stay]]) -> list[Beat]:
    """The beats, with those of the cast who leave somewhere together told so instead of what each sets out for.

    where: the stays of each of the cast.
    """
    parties = list(_parties(deeds.left, where))
    found: list[Beat] = []
    gone: set[int] = set()
    for party in parties:
        orders = [order for order in map(log.get, party) if order is not None]
        rows, first, last = {order.who for order in orders}, orders[0].tick, orders[-1].tick
        set_out = [
            beat
            for beat in beats
            if beat.lead.kind == Kind.DECIDED
            and beat.lead.who in rows
            and first - TOGETHER <= beat.first <= last + TOGETHER
            and Aim(beat.lead.amount) in _SETS_OUT
        ]
        meant = log.get(orders[0].cause)
        if meant is not None and meant.kind == Kind.MEANT:
            set_out += [beat for beat in beats if beat.lead.id == meant.id]
        gone |= {id(beat) for beat in set_out}
        stay = _left(where[orders[0].who], first)
        building = -1 if stay is None else stay.inside
        found.append(Beat("departure", orders, also=[beat.lead.id for beat in set_out], building=building))
    return [*(beat for beat in beats if id(beat) not in gone), *found]


def aim_of(log: Log, order: Event) -> Event | None:
    """What somebody had made up their mind to, was about, or in a canon was out for, as they left; None for nothing."""
    cause = log.get(order.cause) if order.cause else None
    return cause if cause is not None and cause.kind in (Kind.DECIDED, Kind.INTENDED, Kind.MEANT) else None


def sets_out_to_link(log: Log, order: Event) -> bool:
    """Whether somebody who leaves is about to link a Heart Engine to the network."""
    aim = aim_of(log, order)
    return aim is not None and aim.kind != Kind.MEANT and Aim(aim.amount) == Aim.LINK


def _parties(left: Mapping[int, tuple[int, int, int]], theirs: Mapping[int, Sequence[Stay]]) -> Iterator[list[int]]:
    """The orders to leave of each party: two or more who go out by one door within a minute, and stay away."""
    party: list[int] = []
    for order, (tick, who, where) in sorted(left.items(), key=lambda one: (one[1][0], one[0])):
        if not _for_long(theirs.get(who, ()), tick):
            continue
        if party and (left[party[0]][2] != where or tick - left[party[0]][0] > TOGETHER):
            if len(party) > 1:
                yield party
            party = []
        if all(left[one][1] != who for one in party):
            party.append(order)
    if len(party) > 1:
        yield party


def _for_long(theirs: Sequence[Stay], tick: int) -> bool:
    """Whether somebody leaves at a tick where they have been for long, and does not soon come back."""
    stay = _left(theirs, tick)
    if stay is None or stay.inside < 0 or tick - stay.first < _STAYED:
        return False
    return all(one.inside != stay.inside or one.first <= tick or one.first - tick >= _AWAY for one in theirs)


def _left(theirs: Sequence[Stay], tick: int) -> Stay | None:
    """Where somebody was who leaves at a tick."""
    return next((one for one in reversed(theirs) if one.first < tick), None)
