"""Settle: frees the rows that are over at the end of a tick. Runs last.

Dossiers, the last of the senses, has merged the reports that arrived this tick; their slots are free again. So a report
made later in the tick than that has to arrive at the next tick or after.

Tasks whose owners have turned to something else, and amounts of intents that are over, are freed too.

Reads   reports.arrives; what `tasks.sweep` reads
Writes  reports; what `tasks.sweep` frees
Emits   nothing
Units   ticks
Source  none needed: no quantity of the City is decided here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from undergrid.core.index import due_by
from undergrid.world.orders import tasks

if TYPE_CHECKING:
    from undergrid.world.world import World


def step(world: World, params: None = None) -> None:
    """Free what is over."""
    tasks.sweep(world)
    reports = world.reports
    if not reports.n_used:
        return
    reports.free(due_by(reports.used, reports.arrives, world.tick))
