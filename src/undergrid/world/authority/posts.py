"""Posts: who comes near to a Sentinel that stands at one, in plain sight of it, whomever else it looks at."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from undergrid.core.caches import Cache
from undergrid.core.grid import squared_apart_on
from undergrid.core.handles import record
from undergrid.core.jit import kernel
from undergrid.world.authority.suspects import CURFEW, Permits, Suspects, suspects
from undergrid.world.places.occupancy import Occupancy
from undergrid.world.senses.lamps import tables_now
from undergrid.world.senses.optics import makes_out, refresh
from undergrid.world.tables.authority import Duty, Senses, WatcherKind

if TYPE_CHECKING:
    from undergrid.core.tables import I64
    from undergrid.world.world import World

_SENTINEL, _POST, _EYES = int(WatcherKind.SENTINEL), int(Duty.POST), int(Senses.EYES)


class _Desk(Cache):
    """The knobs of the kernel: optics; light and dim (as of `haze`), of the tick; reach, cells squared."""

    def __init__(self, world: World, metres: int) -> None:
        reach = (metres * 1000 // world.city.cell_mm) ** 2
        self.knobs = record(optics=tables_now(world), light=0, dim=0, reach=reach)


@kernel
def on_guard(watchers, now):
    """The Sentinels that stand undisturbed at posts other than gates: rows, ascending."""
    n, rows = 0, np.empty(len(watchers.kind), np.int64)
    for row in range(len(watchers.kind)):
        posted = watchers.kind[row] == _SENTINEL and watchers.link[row] < 0 and watchers.duty[row] == _POST
        if posted and watchers.impaired[row] <= now:
            rows[n] = row
            n += 1
    return rows[:n]


def comers(world: World, guards: I64, metres: int) -> list[list[tuple[int, bool]]]:
    """Of each Sentinel, who suspect is within so many metres whom it makes out or has glimpsed at this tick.

    The nearest come first, those as near in the order of their luck; with each, whether they are out under curfew.
    """
    people, standing, sky = world.citizens, world.cache(Occupancy), world.sky
    found = world.out(Suspects, standing.outdoors.count)
    n = suspects(
        people.handle, standing.handle, world.shared(Permits).knobs, int(sky.curfew[0]), world.second_of_day // 60, 0,
        1, found.handle,
    )  # fmt: skip
    knobs = world.cache(_Desk, metres).knobs
    refresh(knobs, sky)
    told = []
    for row in guards.tolist():
        near, squared = _near(row, world.watchers.handle, n, found.handle, people.handle, world.city.handle, knobs,
                              world.tick)  # fmt: skip
        who = found.row[near]
        order = np.lexsort((people.luck[who], squared))
        told.append([(int(found.row[i]), bool(found.why[i] & CURFEW)) for i in near[order]])
    return told


@kernel
def _near(row, watchers, n, suspected, people, city, knobs, now):
    """(which of the n suspects a Sentinel has near it and makes out, or has glimpsed at this tick; cells squared)."""
    near, squared, found = np.empty(n, np.int64), np.empty(n, np.int64), 0
    here, eyes = np.int64(watchers.cell[row]), watchers.senses[row] & _EYES != 0
    lawful = city.flags[here // city.area] & 2 != 0
    for i in range(n):
        who = suspected.row[i]
        there = np.int64(people.cell[who])
        if there // city.area != here // city.area:
            continue
        apart = squared_apart_on(here, there, city.width, city.area)
        if apart > knobs.reach:
            continue
        seen = watchers.in_sight[row] == who and watchers.seen_at[row] == now
        if not seen and eyes and lawful:
            target = np.int64(people.posture[who])
            seen = makes_out(knobs.optics, city, _SENTINEL, target, here, there, knobs.light, knobs.dim) >= 0
        if seen:
            near[found], squared[found] = i, apart
            found += 1
    return near[:found], squared[:found]
