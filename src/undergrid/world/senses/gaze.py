"""Gaze: whom watchers have before their eyes, how that is logged, and how they turn from one to another."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from undergrid.core.grid import squared_apart_on
from undergrid.world.log.events import TICK_SHIFT
from undergrid.world.log.kinds import Kind, Role
from undergrid.world.tables.people import UP_AND_ABOUT

if TYPE_CHECKING:
    from undergrid.core.tables import I64
    from undergrid.world.world import World


def log_sightings(
    world: World, who: I64, whom: I64, squared: I64, curfew: I64, stream: int = 0, odds: I64 | int = 0
) -> None:
    """Log whom watchers have in sight from now on: SIGHTED, by what each is about and what those they see are about.

    squared: how far off they are, cells squared; curfew: non-zero for those who are out under one.
    """
    people, watchers, log = world.citizens, world.watchers, world.events
    metres = np.sqrt(squared * world.city.cell_mm**2).astype(np.int64) // 1000
    events = log.add(Kind.SIGHTED, who, whom, people.cell[whom], metres, watchers.cause[who], stream, odds)
    watchers.sighting[who] = events
    acts = UP_AND_ABOUT[people.doing[whom]] & (people.cause[whom] != 0) & (people.cause[whom] != world.scenario_event)
    if acts.any():
        log.because(events[acts], people.cause[whom[acts]], Role.CONDITION)
    if world.sky.curfew_cause[0] != 0:
        out = curfew > 0
        log.because(events[out], np.broadcast_to(world.sky.curfew_cause[:1], out.sum()), Role.CONDITION)


def lose_sight(world: World, row: int, cause: int) -> None:
    """Let a watcher lose whom it has in sight, if anybody, by the event `cause`: LOST_SIGHT."""
    watchers, whom = world.watchers, int(world.watchers.in_sight[row])
    if whom >= 0:
        seconds = int(watchers.seen_at[row]) - (int(watchers.sighting[row]) >> TICK_SHIFT)
        world.events.one(Kind.LOST_SIGHT, row, whom, int(watchers.cell[row]), max(0, seconds), cause)
    watchers.in_sight[row], watchers.recognised[row] = -1, False


def turn_to(world: World, row: int, who: int, curfew: bool) -> None:
    """Let a watcher look at somebody in plain sight, and lose whomever else it had before its eyes by that."""
    watchers, city = world.watchers, world.city
    if watchers.in_sight[row] != who:
        here, there = int(watchers.cell[row]), int(world.citizens.cell[who])
        before, began = int(watchers.in_sight[row]), int(watchers.sighting[row])
        squared = squared_apart_on(here, there, city.width, city.area)
        log_sightings(world, np.array([row]), np.array([who]), np.array([squared]), np.array([int(curfew)]))
        sighting = int(watchers.sighting[row])
        if before >= 0:
            watchers.sighting[row] = began
            lose_sight(world, row, sighting)
        watchers.in_sight[row], watchers.sighting[row], watchers.recognised[row] = who, sighting, False
    watchers.seen_at[row], watchers.lost_cause[row] = world.tick, 0
