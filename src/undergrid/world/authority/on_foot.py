"""Watchers on foot: they find their way as people do, round walls, over rubble, by stairs and open gates.

Where they go next from a cell is a function of the city as it is now and of their goal alone (`city/routes/routes.py`),
so nothing of a way has to be remembered. Crowds do not hold them up.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from undergrid.city.city import ground_column
from undergrid.city.routes.routes import NOT_READY, next_direction
from undergrid.core.fields import diagonal_of
from undergrid.core.grid import ARRIVED, BY_LINK, DX, DY
from undergrid.core.jit import kernel
from undergrid.core.tables import I64
from undergrid.world.movement.walking import link_at
from undergrid.world.places.ways import Ways

if TYPE_CHECKING:
    from undergrid.world.world import World

UNDER_WAY, THERE, LOST, ASKS = 0, 1, 2, 3  # what comes of a tick on foot: LOST where no way leads on
_PACE = ground_column("pace")


def march(world: World, rows: I64, goals: I64, speeds: I64) -> I64:
    """Move watchers on foot by one tick towards their goals; returns (rows,) what comes of each.

    rows, goals, speeds: (n,) watchers, cells, mm/s on even ground. Writes watchers.cell and progress.
    """
    routes = world.cache(Ways).routes
    numbers = np.array([routes.goal(goal) for goal in goals.tolist()], np.int64)
    state = np.full(len(rows), ASKS, np.int64)
    _go(world, rows, goals, numbers, speeds, state)
    asking = np.flatnonzero(state == ASKS)
    if len(asking):
        routes.prepare(numbers[asking], world.watchers.cell[rows[asking]])
        _go(world, rows, goals, numbers, speeds, state)
    return state


def forget_way(world: World, goal: int) -> None:
    """Let routes forget the way to a cell, unless a watcher still goes there; who needs it asks anew."""
    if goal < 0 or (world.watchers.goal == goal).any() or (world.city.doors == goal).any():
        return
    for number in np.flatnonzero(world.cache(Ways).routes.tables.goal_cell == goal).tolist():
        world.cache(Ways).routes.forget(number)


def _go(world: World, rows: I64, goals: I64, numbers: I64, speeds: I64, state: I64) -> None:
    watchers, city = world.watchers, world.city
    _march(
        rows, goals, numbers, speeds, watchers.cell, watchers.progress, world.cache(Ways).routes.tables, city.ground,
        _PACE, world.city.end_cells, world.city.end_links, world.city.link_a, world.city.link_b, world.city.link_mm,
        world.cache(Ways).link_open, city.width, city.cell_mm, diagonal_of(city.cell_mm), state,
    )  # fmt: skip


@kernel
def _march(rows, goals, numbers, speeds, cell, progress, tables, ground, pace, end_cells, end_links, link_a, link_b,
           link_mm, is_open, width, straight, diagonal, state):  # fmt: skip
    """Those of `rows` whose state is ASKS, each by itself; nothing of one changes that has to ask for ways again."""
    for k in range(len(rows)):
        if state[k] != ASKS:
            continue
        row, goal = rows[k], goals[k]
        here = np.int64(cell[row])
        left = np.int64(progress[row]) + speeds[k] * np.int64(pace[ground[here]]) // 100
        now = UNDER_WAY
        while True:
            direction = ARRIVED if here == goal else np.int64(next_direction(here, numbers[k], tables))
            if direction == NOT_READY:
                now = ASKS
                break
            if direction == ARRIVED:
                now, left = THERE, np.int64(0)
                break
            ahead, length = here, np.int64(diagonal if direction & 1 else straight)
            if direction == BY_LINK:
                link = link_at(here, end_cells, end_links)
                if is_open[link]:
                    ahead = np.int64(link_b[link] if link_a[link] == here else link_a[link])
                    length = np.int64(link_mm[link])
            elif direction < BY_LINK:
                ahead = here + DY[direction] * width + DX[direction]
            if ahead == here:
                now, left = LOST, np.int64(0)
                break
            if left < length:
                break
            left -= length
            here = ahead
        state[k] = now
        if now != ASKS:
            cell[row] = here
            progress[row] = left
