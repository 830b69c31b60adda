"""Vain: what somebody has tried in vain is remembered, and not tried a third time while things stand as they did."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from undergrid.minds.bids import Bid
from undergrid.world.log.events import Event
from undergrid.world.log.kinds import Kind
from undergrid.world.tables.orders import Refusal

if TYPE_CHECKING:
    from undergrid.minds.mind import Mind
    from undergrid.world.world import World

_MOST = 16  # things that one remembers so
_PASSING = (Refusal.SUPERSEDED, Refusal.BUSY, Refusal.CROWDED)  # what waiting alone can change


def remember(world: World, mind: Mind, refused: Event) -> None:
    """Remember that what somebody ordered last has come to nothing: refused, or judged against by a guard."""
    plans, vain = world.plans, world.vain
    reason = refused.amount if refused.kind == Kind.REFUSED else Refusal.UNWILLING
    if reason in _PASSING or not plans.verb[mind.plan]:
        return
    verb, target = int(plans.verb[mind.plan]), int(plans.target[mind.plan])
    mark = mind.purpose.mark(verb, target)
    rows = vain.of(mind.who)
    same = rows[(vain.verb[rows] == verb) & (vain.target[rows] == target) & (vain.reason[rows] == reason)]
    if len(same):
        slot = int(same[0])
    else:
        if len(rows) >= _MOST:
            vain.free(rows[[int(np.lexsort((rows, vain.at[rows]))[0])]])
        slot = int(vain.take(1)[0])
        vain.owner[slot], vain.verb[slot], vain.target[slot] = mind.who, verb, target
        vain.reason[slot] = reason
    as_before = bool(len(same)) and int(vain.mark[slot]) == mark
    vain.times[slot] = min(255, int(vain.times[slot]) + 1) if as_before else 1
    vain.mark[slot], vain.at[slot], vain.cause[slot] = mark, world.tick, refused.id


def why_vain(mind: Mind, bid: Bid) -> int:
    """The event by which what a bid orders has come to nothing, where it is in vain as things stand; else 0."""
    return mind.purpose.refused(bid.verb, bid.target)
