"""Overload: what a watcher fires bursts against somebody who clings to it, and harms all who are close, itself too."""

from __future__ import annotations

from typing import TYPE_CHECKING

from undergrid.core import luck
from undergrid.core.grid import isqrt, squared_apart_on, squared_cells
from undergrid.world.body import injuries
from undergrid.world.body.posture import has_senses
from undergrid.world.combat.breakage import fail, has_failed, hit_watcher, out_of_use
from undergrid.world.combat.hits import strike
from undergrid.world.combat.weapons import ARMS, WEAPONS
from undergrid.world.log.kinds import Kind, Role
from undergrid.world.orders import tasks
from undergrid.world.places.occupancy import Occupancy
from undergrid.world.senses.noises import make_noise
from undergrid.world.senses.optics import clear
from undergrid.world.tables.authority import WatcherKind
from undergrid.world.tables.body import WoundKind
from undergrid.world.tables.combat import Subsystem
from undergrid.world.tables.orders import Verb

if TYPE_CHECKING:
    from undergrid.world.world import World

CLING_M = 4
"""How far off one can leap at a watcher, m [assumed]."""

_BLAST_M = 8  # m within which the burst harms anybody, the less the farther off [assumed]
_BLAST_DB = 155  # sound power of it, dB [assumed]


def clinging_to(world: World, row: int) -> int:
    """The slot of the task by which somebody clings to a watcher, whoever has lunged first; -1 for nobody."""
    slots = tasks.at(world, Verb.LUNGE)
    slots = slots[world.tasks.target[slots] == row]
    return min(
        slots.tolist(), key=lambda slot: (int(world.tasks.since[slot]), int(world.tasks.owner[slot])), default=-1
    )


def burst_against(world: World, row: int, slot: int, cause: int) -> int:
    """Let what a watcher fires burst against who clings to it by the task `slot`; returns BLAST.

    Everybody within some metres and in the open is burnt, and who outlives that loses their senses; the watcher's
    weapon is gone, and what else of it the burst meets.
    """
    people, watchers = world.citizens, world.watchers
    who, lunged, here = int(world.tasks.owner[slot]), int(world.tasks.cause[slot]), int(watchers.cell[row])
    most = WEAPONS[ARMS[WatcherKind(int(watchers.kind[row]))]].most
    tasks.finish(world, slot)
    near = _near(world, here)
    event = world.events.one(Kind.BLAST, who, row, here, len(near), cause)
    world.events.because(event, lunged, Role.CONDITION)
    make_noise(world, here, _BLAST_DB, event, who)
    reach = int(isqrt(squared_cells(_BLAST_M, world.city.cell_mm))) + 1
    for whom, squared in near:
        pair = luck.pair(int(watchers.luck[row]), int(people.luck[whom]))
        strike(world, whom, WoundKind.BURN, most * (reach - int(isqrt(squared))) // reach, event, pair, watcher=row)
        if people.alive[whom] and has_senses(world, whom):
            injuries.faint(world, whom, event)
    if not has_failed(world, row, Subsystem.WEAPON):
        fail(world, row, Subsystem.WEAPON, event, who)
    if not out_of_use(world, row):
        hit_watcher(world, row, most, event, luck.pair(int(watchers.luck[row]), int(people.luck[who])), who)
    return event


def _near(world: World, here: int) -> list[tuple[int, int]]:
    """(who, cells squared) of those alive outdoors whom the burst reaches: rows, ascending."""
    people, city, found = world.citizens, world.city, list[tuple[int, int]]()
    most = squared_cells(_BLAST_M, city.cell_mm)
    for whom in world.cache(Occupancy).outdoors.rows().tolist():
        there = int(people.cell[whom])
        if not people.alive[whom] or there // city.area != here // city.area:
            continue
        squared = int(squared_apart_on(there, here, city.width, city.area))
        if squared <= most and clear(city.handle, here, there):
            found.append((whom, squared))
    return found
