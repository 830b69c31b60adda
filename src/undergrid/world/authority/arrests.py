"""Arrests: a draw picks one of the watchers who reach for a person; a second draw decides whether it holds them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from undergrid.core import luck
from undergrid.world.authority.cases import DossierOf
from undergrid.world.authority.custody import seize
from undergrid.world.log.kinds import Kind
from undergrid.world.orders.attempts import drop_intent
from undergrid.world.orders.halting import halt
from undergrid.world.tables.people import Activity

if TYPE_CHECKING:
    from undergrid.world.world import World


def lay_hold(
    world: World, quarry: int, claimants: list[int], odds: int, again: int, stream: luck.Stream, claim: luck.Stream,
    reason: int = 0,
) -> int:  # fmt: skip
    """Let one of the watchers `claimants` try to arrest `quarry`; returns the event ARRESTED, 0 for an escape.

    odds: threshold of 2^32 for `stream`, drawn by watcher and quarry; `claim`: the stream that picks among claimants;
    again: ticks until that watcher can try again; reason: the event by which it reaches for them, by default that it
    has them in sight, or what it is about. SLIPPED_AWAY logs an escape; whoever cannot walk is held for certain.
    """
    watchers, people = world.watchers, world.citizens
    if people.able[quarry] == 0:
        odds = luck.chance(1)
    lucky, key = int(people.luck[quarry]), world.key(claim)
    first = min(claimants, key=lambda row: (luck.u32(key, luck.pair(watchers.luck[row], lucky)), row))
    held = luck.u32(world.key(stream), luck.pair(watchers.luck[first], lucky)) < odds
    seen = int(watchers.sighting[first]) if watchers.in_sight[first] == quarry else 0
    cause = reason or seen or int(watchers.cause[first])
    here = int(people.cell[quarry])
    watchers.impaired[first] = world.tick + again
    if not held:
        world.events.one(Kind.SLIPPED_AWAY, quarry, first, here, 0, cause, stream, odds)
        return 0
    event = world.events.one(Kind.ARRESTED, first, quarry, here, 0, cause, stream, odds)
    people.doing[quarry], people.since[quarry], people.cause[quarry] = Activity.HELD, world.tick, event
    people.wanted[quarry] = False
    halt(people.handle, quarry)
    seize(world, quarry, first, event)
    drop_intent(world, quarry)
    slot, dossiers = int(world.cache(DossierOf).slot[quarry]), world.dossiers
    if slot < 0:
        return event
    dossiers.suspicion[slot], dossiers.wanted[slot], dossiers.wanted_cause[slot] = 0, False, 0
    dossiers.sought[slot], dossiers.asked[slot] = 0, -1
    dossiers.event[slot] = event
    dossiers.cell[slot], dossiers.at[slot] = here, world.tick
    return event
