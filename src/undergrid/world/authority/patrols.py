"""Watchers on the move: patrols on their beats, drones that have been called away, Sentinels on foot."""

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
_STOPS_A_TICK = 8  # most stops that a searching drone reaches in one tick


@kernel
def patrol(watchers, timetable, flown, walked, called):
    """Put every watcher on a beat where the timetable has it; returns how many are called away, rows in `called`.

    Of hunters on foot this kernel moves only those on a beat; `systems/authority/pursuit.py` moves the others. A hunter
    that is back where its beat begins joins it when the timetable next passes there.
    flown, walked: mm that drones and others have gone since tick 0.
    """
    n_called = 0
    for row in range(len(watchers.duty)):
        duty, beat = watchers.duty[row], watchers.beat[row]
        if duty == _PATROL:
            if beat >= 0:
                gone = flown if watchers.kind[row] == _DRONE else walked
                watchers.cell[row], watchers.leg[row] = beat_position(timetable, beat, gone)
        elif watchers.kind[row] == _HUNTER:
            home = watchers.home[row]
            if duty == _RETURN and beat >= 0 and watchers.cell[row] == home:
                there, ahead = beat_position(timetable, beat, walked)
                if abs(there - home) <= 1 or abs(abs(there - home) - timetable.width) <= 1:
                    watchers.duty[row], watchers.cell[row], watchers.leg[row] = _PATROL, there, ahead
        elif duty in (_HUNT, _SEARCH, _RETURN):
            called.row[n_called] = row
            n_called += 1
    return n_called


@kernel
def fly_out(rows, watchers, timetable, ways, city, knobs, now, key):
    """Move the drones among `rows`, all called away, by one tick. They stop before a shield that stands.

    knobs: `beat_speed` and `hunt_speed` in mm/s, and what `next_stop` takes.
    """
    for row in rows:
        if watchers.kind[row] != _DRONE or watchers.impaired[row] > now:
            continue
        budget = knobs.hunt_speed + int(watchers.progress[row])
        here, goal = int(watchers.cell[row]), int(watchers.goal[row])
        if watchers.duty[row] == _HUNT:
            watchers.cell[row], left = _fly(here, goal, ways, city, budget)
            watchers.progress[row] = min(left, 0) if watchers.cell[row] == goal else left
        elif watchers.duty[row] == _SEARCH:
            _fly_about(watchers, row, budget, ways, city, knobs, key)
        elif watchers.duty[row] == _RETURN:
            back, beat = int(watchers.home[row]), watchers.beat[row]
            if beat >= 0:
                back, watchers.leg[row] = beat_position(timetable, beat, now * knobs.beat_speed)
            watchers.cell[row], left = _fly(here, back, ways, city, budget)
            watchers.progress[row] = left
            if watchers.cell[row] == back:
                watchers.duty[row], watchers.progress[row] = _PATROL if beat >= 0 else _POST, 0


@kernel(inline=True)
def _fly(here, goal, ways, city, budget):
    """`fly`, unless that leads through a shield: then one stays where one is, and nothing is left over."""
    there, left = fly(here, goal, city.width, city.height, city.cell_mm, budget)
    if len(ways.shield) > 0 and there != here and _meets_shield(ways.shield, here, there, city.width, city.area):
        return here, 0
    return there, left


@kernel
def _meets_shield(shield, here, there, width, area):
    """Whether a shield stands on the straight line between two cells, the first left out, on whatever level."""
    a, b = here % area, there % area
    x, y = a % width, a // width
    dx, dy = b % width - x, b // width - y
    n = max(abs(dx), abs(dy))
    for k in range(1, n + 1):
        at = (y + (2 * dy * k + n) // (2 * n)) * width + x + (2 * dx * k + n) // (2 * n)
        if shield[at] != 0:
            return True
    return False


@kernel(inline=True)
def _fly_about(watchers, row, budget, ways, city, knobs, key):
    """Let a drone that searches go on from stop to stop, as far as its budget in mm carries it."""
    for _ in range(_STOPS_A_TICK):
        if watchers.cell[row] == watchers.goal[row]:
            watchers.goal[row], watchers.leg[row] = next_stop(watchers, row, city, knobs, key)
        here, goal = int(watchers.cell[row]), int(watchers.goal[row])
        watchers.cell[row], budget = _fly(here, goal, ways, city, budget)
        if watchers.cell[row] != watchers.goal[row]:
            break
    watchers.progress[row] = min(budget, knobs.hunt_speed)


def walk_near(
    city: City, walk: npt.NDArray[np.uint8], home: int, radius: int, cell: int, goal: int, budget: int
) -> tuple[int, int, bool]:
    """Go up to `budget` mm on foot from a cell towards a goal, within `radius` cells of `home`, on its level.

    Returns the cell reached, the mm left over for the next tick, and whether it can get no further: at the goal, at the
    bounds before it, or where no way leads on.
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
