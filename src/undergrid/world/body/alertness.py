"""Alertness: what keeps somebody awake who has not lain down to: to be on the way, a watcher near, what is watched."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from undergrid.world.tables.minds import Aim, Topic
from undergrid.world.tables.people import Activity

if TYPE_CHECKING:
    from undergrid.world.world import World

STARTLED = 300  # s for which a watcher that one has perceived keeps one awake [assumed]
_ON_THE_WAY = (Activity.WALKING, Activity.CROSSING)
_WATCHED = (Aim.FIGHT, Aim.LINK, Aim.COVER, Aim.SEVER, Aim.AWAIT_GAP)
"""What nobody nods off over."""


def on_the_alert(world: World, who: int) -> bool:
    """Whether somebody with a mind is on the way or has somebody in their hands, has just perceived a watcher, lies low
    after an escape, or is about what has to be watched.
    """
    plans, known, now = world.plans, world.knowledge, world.tick
    plan = np.flatnonzero(plans.owner == who)
    if not len(plan):
        return False
    if world.citizens.doing[who] in _ON_THE_WAY or world.hauls.has(hauler=who):
        return True
    about = int(plans.intends[plan[0]])
    if about >= 0 and int(world.intentions.aim[about]) in _WATCHED:
        return True
    seen = known.at[known.where(knower=who, topic=Topic.WATCHER)]
    return bool(plans.low[plan[0]] > now or (seen > now - STARTLED).any())
