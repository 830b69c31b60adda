"""Fields of scrap at tick 0: wrecks that lie about a place."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from undergrid.core import luck
from undergrid.setup.build import spreads
from undergrid.setup.build.crowd import Traits, around
from undergrid.world.items.wrecks import leave_wreck

if TYPE_CHECKING:
    from undergrid.setup.load import Scenario
    from undergrid.world.world import World

WHERE = luck.stream("setup/scrap/where")
PARTS = luck.stream("setup/scrap/parts")


def add_scrap(world: World, scenario: Scenario) -> None:
    """Add the wrecks of each field, each where a draw says and with as many parts."""
    fields, scattered = world.scrap_fields, world.scattered
    for field, given in enumerate(scenario.spec.scrap):
        place = scenario.atlas.place(given.at)
        assert place is not None  # the scenario has been checked
        row = fields.grow(1)
        fields.cell[row] = place.cell
        keys = np.array([luck.key_of(f"{scenario.name}/scrap/{field}/{n}") for n in range(given.wrecks)], np.int64)
        traits, cells = Traits(world.seed, keys), around(scenario.atlas, place.cell, given.within)
        where, (least, most) = cells[spreads.below(len(cells), traits.draw(WHERE))], given.parts
        parts = least + spreads.below(most - least + 1, traits.draw(PARTS))
        for key, cell, n in zip(keys.tolist(), where.tolist(), parts.tolist(), strict=True):
            slot = int(scattered.take(1)[0])
            scattered.field[slot] = field
            scattered.wreck[slot] = leave_wreck(world, cell, n, key, world.scenario_event, frame=False)
