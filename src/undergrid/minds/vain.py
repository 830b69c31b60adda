"""Vain: what somebody has tried in vain is remembered, and not tried a third time while things stand as they did."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from undergrid.minds.bids import Bid
from undergrid.world.log.events import Event
from undergrid.world.tables.orders import Refusal

if TYPE_CHECKING:
    from undergrid.minds.mind import Mind
    from undergrid.world.world import World

_OFTEN = 2  # times that something is tried before it is held to be in vain [assumed]
_MOST = 16  # things that one remembers so
_PASSING = (Refusal.SUPERSEDED, Refusal.BUSY, Refusal.CROWDED)  # what waiting alone can change


def remember(world: World, mind: Mind, refused: Event) -> None:
    """Remember that what somebody ordered last has come to nothing."""
    plans, vain = world.plans, world.vain
    if refused.amount in _PASSING or not plans.verb[mind.plan]:
        return
    verb, target = int(plans.verb[mind.plan]), int(plans.target[mind.plan])
    mark = mind.purpose.mark(verb, target)
    rows = vain.of(mind.who)
    same = rows[(vain.verb[rows] == verb) & (vain.target[rows] == target) & (vain.reason[rows] == refused.amount)]
    if len(same):
        slot = int(same[0])
    else:
        if len(rows) >= _MOST:
            vain.free(rows[[int(np.lexsort((rows, vain.at[rows]))[0])]])
        slot = int(vain.take(1)[0])
        vain.owner[slot], vain.verb[slot], vain.target[slot] = mind.who, verb, target
        vain.reason[slot] = refused.amount
    as_before = bool(len(same)) and int(vain.mark[slot]) == mark
    vain.times[slot] = min(255, int(vain.times[slot]) + 1) if as_before else 1
    vain.mark[slot], vain.at[slot], vain.cause[slot] = mark, world.tick, refused.id


def why_vain(mind: Mind, bid: Bid) -> int:
    """The refusal (an event) for which what a bid orders is in vain as things stand; 0 where it is worth trying."""
    vain = mind.purpose.vain
    rows = vain.of(mind.who)
    if not len(rows):
        return 0
    rows = rows[(vain.verb[rows] == bid.verb) & (vain.target[rows] == bid.target) & (vain.times[rows] >= _OFTEN)]
    if not len(rows):
        return 0
    mark = mind.purpose.mark(bid.verb, bid.target)
    still = rows[vain.mark[rows] == mark]
    return int(vain.cause[still[0]]) if len(still) else 0
