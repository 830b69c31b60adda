"""Turned decisions: somebody decides, at one tick, for what came next to what they would have decided for.

They keep to it, whatever else promises more, for as long as there is something to do for it: a decision that is taken
back a second later would be none.
"""

from __future__ import annotations

from collections.abc import Container, Mapping

from undergrid.minds.bids import Bid
from undergrid.minds.intentions import Chosen
from undergrid.world.log.events import split_id
from undergrid.world.world import World


def turn(
    world: World,
    plan: int,
    chosen: Chosen,
    offers: Mapping[int, Bid],
    slots: Mapping[int, int],
    turned: Container[tuple[int, int]],
) -> tuple[Chosen, bool]:
    """(what a mind follows instead of what it has chosen, or that itself; whether this is to be a decision anew).

    turned: (row, tick) of the decisions that fall otherwise.
    """
    plans, who = world.plans, int(world.plans.owner[plan])
    if (who, world.tick) in turned:
        others = [want for want in offers if want != chosen.want]
        if not others:
            return chosen, False
        next_ = max(others, key=lambda want: offers[want].urgency)  # as `decide` notes it
        return Chosen(slots[next_], offers[next_], next_), True
    about, decided = int(plans.intends[plan]), int(plans.decided[plan])
    if about >= 0 and decided and (who, split_id(decided)[0]) in turned:
        kept = next((want for want in offers if slots[want] == about), -1)
        if kept >= 0:
            return Chosen(about, offers[kept], kept), False
    return chosen, False
