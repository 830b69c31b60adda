"""Pleas: what somebody can say at a door, what of it they have said, and who inside can open to them.

A plea is a move that is made once in a talk: to ask, to say who one is and why one has come, to offer help, to offer to
leave one's weapons outside; hands are raised by an order of its own. Reasons are true: nobody says that they have heard
a call who has not, or that they could have done harm who could not. Whoever opens is awake, stands on their own feet,
and is grown where somebody grown is there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from undergrid.world.body.footing import cannot_stand
from undergrid.world.body.physique import Ages
from undergrid.world.people import background
from undergrid.world.people.households import live_together
from undergrid.world.senses.earshot import listens
from undergrid.world.society import regard
from undergrid.world.tables.minds import Topic
from undergrid.world.tables.people import Activity
from undergrid.world.tables.society import Plea

if TYPE_CHECKING:
    from undergrid.world.world import World

REASONS = (Plea.BY_NAME, Plea.CALLED, Plea.TRAIL)  # the strongest first
HANDS = -1  # among the moves before a door that are no Plea: to raise one's hands
_HANDS_S = 3600  # for which raised hands are remembered at a door, s [assumed]


# ---------------------------------------------------------------- what is said


def reasons_of(world: World, asker: int, building: int) -> list[Plea]:
    """The reasons that somebody has for coming to that door, the strongest first."""
    people, known, follows = world.citizens, world.knowledge, world.trackings
    inside = np.flatnonzero((people.inside == building) & people.alive).tolist()
    makers = follows.maker[follows.where(follower=asker)].tolist()
    have = {
        Plea.BY_NAME: any(knows_name(world, asker, who) for who in inside),
        Plea.CALLED: known.has(knower=asker, topic=Topic.CALL),
        Plea.TRAIL: any(maker in inside for maker in makers),
    }
    return [plea for plea in REASONS if have[plea]]


def knows_name(world: World, who: int, other: int) -> bool:
    """Whether somebody knows another by name: they are bound to them, live with them, or have been told."""
    if world.bonds.has(a=who, b=other) or live_together(world, who, other):
        return True
    slot = regard.regard(world, who, other, make=False)
    return slot >= 0 and bool(world.regards.named[slot])


def worded(world: World, asker: int, building: int, plea: int) -> Plea:
    """The plea as it is put: whoever says who they are also says why they have come, if there is a reason."""
    reasons = reasons_of(world, asker, building) if plea == Plea.NAME else []
    return reasons[0] if reasons else Plea(plea)


def has_said(said: int, *pleas: Plea) -> bool:
    """Whether one of some pleas is among those in the bits `said`."""
    return any(said >> plea & 1 for plea in pleas)


def introduced(said: int) -> bool:
    """Whether somebody has said who they are, with or without a reason."""
    return has_said(said, Plea.NAME, *REASONS)


def shows_hands(world: World, who: int, asker: int) -> bool:
    """Whether somebody before a door has raised their hands to `who` not long ago."""
    slot = regard.regard(world, who, asker, make=False)
    up = int(world.regards.yielded[slot]) if slot >= 0 else -1
    return up >= 0 and world.tick - up <= _HANDS_S


def unsaid(world: World, asker: int, said: int) -> list[Plea]:
    """What somebody could still say at a door, having said the bits `said`, in the order in which it is said."""
    left = [] if introduced(said) else [Plea.NAME]
    left += [] if has_said(said, Plea.HELP) else [Plea.HELP]
    armed = background.armed(world, asker) is not None
    return left + ([Plea.DISARM] if armed and not has_said(said, Plea.DISARM) else [])


def moves_left(world: World, asker: int, host: int, said: int) -> list[int]:
    """What somebody could still say, as Plea, or show (`HANDS`) before a door where `host` has answered last."""
    pleas: list[int] = [int(plea) for plea in unsaid(world, asker, said)]
    return pleas if host < 0 or shows_hands(world, host, asker) else [*pleas, HANDS]


# ---------------------------------------------------------------- who opens


def openers(world: World, building: int, asker: int) -> tuple[list[int], list[int]]:
    """Who inside can open: (those awake, those asleep), rows, ascending; children only where nobody grown can."""
    people, child = world.citizens, world.shared(Ages).child
    fit = [
        who
        for who in np.flatnonzero((people.inside == building) & people.alive).tolist()
        if who != asker and (listens(world, who) or people.doing[who] == Activity.SLEEPING)
        if cannot_stand(world, who) is None
    ]
    fit = [who for who in fit if people.age[who] >= child] or fit
    return [who for who in fit if listens(world, who)], [who for who in fit if not listens(world, who)]
