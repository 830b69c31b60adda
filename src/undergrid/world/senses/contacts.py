"""Contacts: watchers that somebody comes to know of by an instrument, not by the naked eye."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from undergrid.world.log.kinds import Kind
from undergrid.world.tables.minds import Topic

if TYPE_CHECKING:
    from undergrid.world.world import World

_AGAIN = 600  # s after which a watcher that has been out of sight is news again, as for the naked eye [assumed]
_FIRM = 1000  # 1/1000, how firmly it is believed: it has been seen [assumed]


class Drawn(NamedTuple):
    """Why a contact was made: what the instrument was about, and the draw that decided it, where one did."""

    cause: int
    stream: int = 0
    odds: int = 0


def mark(world: World, kind: Kind, who: int, watcher: int, metres: int, drawn: Drawn, source: int = -1) -> int:
    """Let somebody know where a watcher is now; returns the event of that kind, 0 where it is no news to them.

    source: the citizen who has told them; -1 where it is their own instrument.
    """
    known, cell = world.knowledge, int(world.watchers.cell[watcher])
    slot = known.first(knower=who, topic=Topic.WATCHER, subject=watcher)
    event = 0
    if slot < 0 or world.tick - int(known.at[slot]) >= _AGAIN:
        event = world.events.one(kind, who, watcher, cell, metres, drawn.cause, drawn.stream, drawn.odds)
    if slot < 0:
        slot = int(known.take(1)[0])
        known.knower[slot], known.topic[slot], known.subject[slot] = who, Topic.WATCHER, watcher
    known.cell[slot], known.at[slot], known.source[slot], known.strength[slot] = cell, world.tick, source, _FIRM
    if event:
        known.cause[slot] = event
    return event
