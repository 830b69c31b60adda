"""Suppression: who is shot at keeps down, and shoots worse, for some seconds."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from undergrid.world.body.posture import hears
from undergrid.world.combat.weapons import Shooting
from undergrid.world.log.kinds import Kind
from undergrid.world.movement.near import squares
from undergrid.world.orders import tasks
from undergrid.world.orders.attempts import is_minded
from undergrid.world.orders.halting import halt
from undergrid.world.places.occupancy import Occupancy
from undergrid.world.tables.people import NEVER, Activity, Posture

if TYPE_CHECKING:
    from undergrid.world.world import World

_IDLE = (Activity.RESTING, Activity.WAITING, Activity.WORKING)


def is_suppressed(world: World, who: int) -> bool:
    """Whether somebody is being shot at, or was some seconds ago."""
    slot = world.suppressed.first(owner=who)
    return slot >= 0 and world.suppressed.until[slot] > world.tick


def keep_low(world: World, who: int, low: Posture, until: int) -> None:
    """Let somebody keep down where they are, crouched or flat, until a tick; whoever has a mind, until they move."""
    people = world.citizens
    tasks.drop(world, who)
    halt(people.handle, who)
    people.doing[who] = Activity.LYING if low == Posture.FLAT else Activity.HIDING
    people.posture[who], people.since[who] = low, world.tick
    people.wake[who] = NEVER if is_minded(world, who) else until


def pin(world: World, whom: int, event: int) -> None:
    """Let somebody who is shot at, by the event `event`, keep down for a while, and those beside them.

    Who walks goes on, of which nothing is told, and who lies stays so; who stands about ducks. Told once, for as long
    as it lasts.
    """
    people, shooting = world.citizens, world.shared(Shooting)
    inside, here = people.inside[whom], int(people.cell[whom])
    if not shooting.keeps_down_s:
        return
    if inside >= 0:
        rows = np.flatnonzero(people.inside == inside)
    else:
        rows = world.cache(Occupancy).outdoors.rows()
        rows = rows[people.cell[rows] // world.city.area == here // world.city.area]
        far = squares(people.cell[rows], here, world.city.width, world.city.height)
        rows = rows[far * world.city.cell_mm**2 <= (1000 * shooting.near_m) ** 2]
    for who in rows.tolist():
        _pin(world, who, event, world.tick + shooting.keeps_down_s)


def _pin(world: World, who: int, event: int, until: int) -> None:
    people, table = world.citizens, world.suppressed
    if not hears(world, who):
        return
    slot = table.first(owner=who)
    if slot < 0:
        slot = int(table.take(1)[0])
        table.owner[slot], table.cause[slot] = who, event
        if people.doing[who] != Activity.WALKING:
            seconds = until - world.tick
            world.events.one(Kind.KEPT_DOWN, who, where=int(people.cell[who]), amount=seconds, cause=event)
    table.until[slot] = until
    if people.doing[who] in _IDLE:
        keep_low(world, who, Posture.CROUCHED, until)
        people.cause[who] = event


def let_up(world: World) -> None:
    """Forget those who have not been shot at for a while."""
    table = world.suppressed
    rows = table.rows()
    table.free(rows[table.until[rows] <= world.tick])
