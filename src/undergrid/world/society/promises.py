"""Promises: who owes whom."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from undergrid.world.tables.society import PledgeState

if TYPE_CHECKING:
    from undergrid.world.world import World


def open_between(world: World, by: int, to: int) -> int:
    """The slot of an open pledge between two people; -1 for none."""
    pledges = world.pledges
    if not pledges.n_used:
        return -1
    mine = pledges.used & (pledges.by == by) & (pledges.to == to)
    rows = np.flatnonzero(mine & (pledges.outcome == PledgeState.OPEN))
    return int(rows[0]) if len(rows) else -1
