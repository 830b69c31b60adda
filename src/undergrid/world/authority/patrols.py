"""Watchers on the move: patrols on their beats, drones that are called away, Sentinels on foot."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from undergrid.core.fields import diagonal_of
from undergrid.core.jit import kernel
from undergrid.core.paths import PathFinder
from undergrid.world.authority.search_patterns import fly, next_stop
from undergrid.world.authority.timetable import beat_position
from undergrid.world.tables.authority import Duty, WatcherKind

if TYPE_CHECKING:
    from undergrid.city.city import City

_POST, _PATROL, _HUNT, _SEARCH, _RETURN = (
    int(Duty.POST),
    int(Duty.PATROL),
    int(Duty.HUNT),
    int(Duty.SEARCH),
    int(Duty.RETURN),
)
_DRONE, _HUNTER = int(WatcherKind.DRONE), int(WatcherKind.HUNTER)
_STOPS_A_TICK = 8  # a searcher turns so often in a tick at most


@kernel
def patrol(duty, kind, beat, home, cell, leg, first, cells, starts, total, width, flown, walked, called):
    """Put everybody on a beat where the timetable has them; returns how many are called away, their rows in `called`.

    Of hunters on foot only the beats are this kernel's: the rest is `systems/authority/pursuit.py`'s. Who is back where
    its beat begins joins it when its time comes round.
    flown, walked: mm that drones and others have gone since tick 0.
    """
    n_called = 0
    for row in range(len(duty)):
        at = duty[row]
        if at == _PATROL:
            if beat[row] >= 0:
                gone = flown if kind[row] == _DRONE else walked
                cell[row], leg[row] = beat_position(first, cells, starts, total, width, beat[row], gone)
        elif kind[row] == _HUNTER:
            if at == _RETURN and beat[row] >= 0 and cell[row] == home[row]:
                there, ahead = beat_position(first, cells, starts, total, width, beat[row], walked)
                if abs(there - home[row]) <= 1 or abs(abs(there - home[row]) - width) <= 1:
                    duty[row], cell[row], leg[row] = _PATROL, there, ahead
        elif at in (_HUNT, _SEARCH, _RETURN):
            called[n_called] = row
            n_called += 1
    return n_called


@kernel
def fly_out(rows, duty, kind, cell, home, beat, goal, datum, leg, progress, impaired, lucky, first, cells, starts,
            total, width, height, cell_mm, flown, speed, pattern, spacing, radius, key, tick):  # fmt: skip
    """Move the drones among `rows`, all called away, by one tick at `speed` mm/s; see `next_stop` for searches."""
    for row in rows:
        if kind[row] != _DRONE or impaired[row] > tick:
            continue
        budget = speed + int(progress[row])
        if duty[row] == _HUNT:
            cell[row], left = fly(int(cell[row]), int(goal[row]), width, height, cell_mm, budget)
            progress[row] = min(left, 0) if cell[row] == goal[row] else left
        elif duty[row] == _SEARCH:
            for _ in range(_STOPS_A_TICK):
                if cell[row] == goal[row]:
                    stop, legs = next_stop(pattern, int(leg[row]), int(datum[row]), int(cell[row]), width, height,
                                           spacing, radius, key, lucky[row])  # fmt: skip
                    goal[row], leg[row] = stop, legs
                cell[row], budget = fly(int(cell[row]), int(goal[row]), width, height, cell_mm, budget)
                if cell[row] != goal[row]:
                    break
            progress[row] = min(budget, speed)
        elif duty[row] == _RETURN:
            back = int(home[row])
            if beat[row] >= 0:
                back, leg[row] = beat_position(first, cells, starts, total, width, beat[row], flown)
            cell[row], progress[row] = fly(int(cell[row]), back, width, height, cell_mm, budget)
            if cell[row] == back:
                duty[row] = _PATROL if beat[row] >= 0 else _POST
                progress[row] = 0


def walk_near(
    city: City, walk: npt.NDArray[np.uint8], home: int, radius: int, cell: int, goal: int, budget: int
) -> tuple[int, int, bool]:
    """Go up to `budget` mm on foot from a cell towards a goal, within `radius` cells of `home`, on its level.

    Returns the cell reached, the mm left over for the next tick, and whether this is as far as one gets: at the goal,
    or at the bounds before it, or where no way leads on.
    """
    level, home_x, home_y = city.where(home)
    left, top = max(0, home_x - radius), max(0, home_y - radius)
    ground = walk[level * city.area : (level + 1) * city.area].reshape(city.height, city.width)
    window = np.ascontiguousarray(ground[top : home_y + radius + 1, left : home_x + radius + 1])
    height, width = window.shape

    def inside(place: int) -> int:
        _, x, y = city.where(place)
        return min(height - 1, max(0, y - top)) * width + min(width - 1, max(0, x - left))

    here, diagonal = inside(cell), diagonal_of(city.cell_mm)
    way = PathFinder(width, height, straight=city.cell_mm).find_path(window.ravel(), here, inside(goal)).cells.tolist()
    for ahead in way[1:]:
        cost = city.cell_mm if abs(ahead - here) in (1, width) else diagonal
        if budget < cost:
            break
        budget -= cost
        here = ahead
    there = not way or here == way[-1]
    return city.cell(level, left + here % width, top + here // width), 0 if there else budget, there
