"""Settle: what is over at the end of a tick makes room. Runs last.

A report that has arrived was merged into the dossiers while the senses had their turn; its slot is free again. So
whoever makes a report later in the tick than that lets it arrive at the next tick or after.

Tasks whose owners have turned to something else, and amounts of intents that are over, are gone too.

Reads   reports.used, arrives; citizens.doing, intent
Writes  reports, tasks, asked
Emits   nothing
Units   ticks
Source  none needed: no quantity of the City is decided here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from undergrid.core.jit import kernel
from undergrid.world.orders import tasks

if TYPE_CHECKING:
    from undergrid.world.world import World


def step(world: World, params: None = None) -> None:
    tasks.sweep(world)
    reports = world.reports
    if not reports.n_used:
        return
    (over,) = world.scratch(reports.n, 1)
    n_over = _arrived(reports.used, reports.arrives, world.tick, over)
    if n_over:
        reports.free(over[:n_over])


@kernel
def _arrived(used, arrives, tick, over):
    """The slots of reports that have arrived by this tick, ascending; returns how many."""
    n_over = 0
    for slot in range(used.shape[0]):
        if used[slot] and arrives[slot] <= tick:
            over[n_over] = slot
            n_over += 1
    return n_over
