"""Settle: what is over at the end of a tick makes room. Runs last.

A report that has arrived was merged into the dossiers while the senses had their turn; its slot is free again. So
whoever makes a report later in the tick than that lets it arrive at the next tick or after.

Tasks whose owners have turned to something else, and amounts of intents that are over, are gone too.

Reads   reports.arrives; what `tasks.sweep` reads
Writes  reports; what `tasks.sweep` frees
Emits   nothing
Units   ticks
Source  none needed: no quantity of the City is decided here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from undergrid.core.jit import kernel
from undergrid.core.tables import I64, Out
from undergrid.world.orders import tasks

if TYPE_CHECKING:
    from undergrid.world.world import World


class _Over(Out):
    """The reports that have arrived."""

    slot: I64


def step(world: World, params: None = None) -> None:
    """Free what is over."""
    tasks.sweep(world)
    reports = world.reports
    if not reports.n_used:
        return
    over = world.out(_Over, reports.n)
    n = _arrived(reports.handle, world.tick, over.handle)
    if n:
        reports.free(over.slot[:n])


@kernel
def _arrived(reports, now, over):
    """The slots of reports that have arrived by this tick, ascending; returns how many."""
    n = 0
    for slot in range(len(reports.used)):
        if reports.used[slot] and reports.arrives[slot] <= now:
            over.slot[n] = slot
            n += 1
    return n
