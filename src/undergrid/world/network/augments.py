"""Augments: parts of bodies that are machines, and what burns them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from undergrid.world.body.posture import refresh_pace
from undergrid.world.log.kinds import Kind

if TYPE_CHECKING:
    from undergrid.world.world import World


def burn(world: World, who: int, cause: int) -> int:
    """Let all that is a machine of somebody go dead, because of the event `cause`: what came over the network.

    It reaches whoever is wired, as `is_wired` and `wired_rows` have it before the network goes; whom it is to reach is
    for the caller to say. Returns AUGMENTS_DIED, 0 where there is nothing that works.
    """
    augments = world.augments
    slots = augments.where(owner=who, works=True)
    if not len(slots):
        return 0
    cell = int(world.citizens.cell[who])
    event = world.events.one(Kind.AUGMENTS_DIED, who, where=cell, amount=len(slots), cause=cause)
    augments.works[slots], augments.cause[slots] = False, event
    refresh_pace(world, who)
    return event
