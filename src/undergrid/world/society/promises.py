"""Promises: open pledges between people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from undergrid.world.tables.society import PledgeState

if TYPE_CHECKING:
    from undergrid.world.world import World


def open_between(world: World, by: int, to: int) -> int:
    """The slot of an open pledge that `by` has given to `to`; -1 for none."""
    return world.pledges.first(by=by, to=to, outcome=PledgeState.OPEN)
