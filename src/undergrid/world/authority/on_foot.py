"""Watchers on foot: they find their way as people do, round walls, over rubble, by stairs and open gates.

Where they go next from a cell is a function of the city as it is now and of their goal alone (`city/routes/routes.py`),
so no path has to be remembered. Crowds do not hold them up.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from undergrid.city.city import ground_column
from undergrid.city.routes.routes import NOT_READY, next_direction
from undergrid.core.fields import diagonal_of
from undergrid.core.grid import ARRIVED, BY_LINK, DX, DY
from undergrid.core.jit import kernel
from undergrid.core.tables import I64, Out
from undergrid.world.movement.walking import link_at
from undergrid.world.places.ways import Ways

if TYPE_CHECKING:
    from undergrid.world.world import World

UNDER_WAY, THERE, LOST, ASKS = 0, 1, 2, 3  # results of a tick on foot: LOST no way leads on, ASKS routes are not ready
_PACE = ground_column("pace")


class _Marchers(Out):
    """Watchers on foot at one tick, and what comes of each."""

    row: I64
    goal: I64  # the cell that it goes to; `number` is what routes call that goal
    number: I64
    speed: I64  # mm/s on even ground
    state: I64


def march(world: World, rows: I64, goals: I64, speeds: I64) -> I64:
    """Move watchers on foot by one tick towards their goals; returns (n,) the result for each (UNDER_WAY, ...).

    rows, goals, speeds: (n,) watchers, cells, mm/s on even ground. Writes watchers.cell and progress.
    """
    n, routes = len(rows), world.cache(Ways).routes
    marchers = world.out(_Marchers, n)
    marchers.row[:n], marchers.goal[:n], marchers.speed[:n] = rows, goals, speeds
    marchers.number[:n] = [routes.goal(goal) for goal in goals.tolist()]
    marchers.state[:n] = ASKS
    _go(world, n, marchers)
    if (marchers.state[:n] == ASKS).any():
        asking = np.flatnonzero(marchers.state[:n] == ASKS)
        routes.prepare(marchers.number[asking], world.watchers.cell[rows[asking]])
        _go(world, n, marchers)
    return marchers.state[:n].copy()


def forget_way(world: World, goal: int) -> None:
    """Let routes forget the way to a cell, unless a watcher still goes there; routes make it again when needed."""
    if goal < 0 or (world.watchers.goal == goal).any() or (world.city.doors == goal).any():
        return
    for number in np.flatnonzero(world.cache(Ways).routes.tables.goal_cell == goal).tolist():
        world.cache(Ways).routes.forget(number)


def _go(world: World, n: int, marchers: _Marchers) -> None:
    ways, city = world.cache(Ways), world.city
    _march(
        n, marchers.handle, world.watchers.handle, ways.handle, city.handle, diagonal_of(city.cell_mm),
        ways.routes.tables,
    )  # fmt: skip


@kernel
def _march(n, marchers, watchers, ways, city, diagonal, tables):
    """Move those of the first `n` marchers whose state is ASKS; one that has to ask again stays as it was."""
    for k in range(n):
        if marchers.state[k] != ASKS:
            continue
        row, goal = marchers.row[k], marchers.goal[k]
        here = np.int64(watchers.cell[row])
        left = np.int64(watchers.progress[row]) + marchers.speed[k] * np.int64(_PACE[city.ground[here]]) // 100
        now = UNDER_WAY
        while now == UNDER_WAY:
            direction = ARRIVED if here == goal else np.int64(next_direction(here, marchers.number[k], tables))
            if direction == NOT_READY:
                now = ASKS
            elif direction == ARRIVED:
                now, left = THERE, np.int64(0)
            else:
                ahead, length = _step(here, direction, ways, city, diagonal)
                if ahead == here:
                    now, left = LOST, np.int64(0)
                elif left < length:
                    break
                else:
                    left -= length
                    here = ahead
        marchers.state[k] = now
        if now != ASKS:
            watchers.cell[row], watchers.progress[row] = here, left


@kernel(inline=True)
def _step(here, direction, ways, city, diagonal):
    """(cell, mm to it) that a direction leads to from a cell; the same cell where there is no way."""
    if direction < BY_LINK:
        length = np.int64(diagonal if direction & 1 else city.cell_mm)
        return here + DY[direction] * city.width + DX[direction], length
    if direction == BY_LINK:
        link = link_at(here, city.end_cells, city.end_links)
        if ways.link_open[link]:
            to = city.link_b[link] if city.link_a[link] == here else city.link_a[link]
            return np.int64(to), np.int64(city.link_mm[link])
    return here, np.int64(0)
