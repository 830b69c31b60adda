"""Raiders: Sentinels in their berth at tick 0, beside the watchers that are at their posts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from undergrid.core import luck
from undergrid.world.tables.authority import Duty, WatcherKind

if TYPE_CHECKING:
    from undergrid.setup.load import Scenario
    from undergrid.world.world import World


def add_raiders(world: World, scenario: Scenario) -> None:
    """Add those that are kept for raids, after all other watchers: nobody sees them, and they see nobody."""
    given = scenario.spec.raiders
    if given is None:
        return
    place = scenario.atlas.place(given.at)
    assert place is not None  # the scenario has been checked
    watchers, rows = world.watchers, world.watchers.n + np.arange(given.count)
    watchers.grow(given.count)
    watchers.kind[rows], watchers.duty[rows] = WatcherKind.SENTINEL, Duty.OFF
    watchers.cell[rows] = watchers.home[rows] = place.cell
    watchers.luck[rows] = [luck.key_of(f"{scenario.name}/raider/{n}") for n in range(given.count)]
    watchers.cause[rows] = world.scenario_event
    world.raiders.grow(given.count)
    world.raiders.watcher[:] = rows
