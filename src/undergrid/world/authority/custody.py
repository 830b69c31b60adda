"""Custody: where arrested people are taken and held, who guards them, and how they are free again."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from undergrid.city.city import Use
from undergrid.world.authority.cases import DossierOf
from undergrid.world.items import kit
from undergrid.world.log.kinds import Kind
from undergrid.world.movement.near import squares
from undergrid.world.orders.attempts import Pause, is_minded
from undergrid.world.orders.halting import stand
from undergrid.world.tables.authority import Duty, WatcherKind
from undergrid.world.tables.items import ItemKind
from undergrid.world.tables.people import Activity

if TYPE_CHECKING:
    from undergrid.world.world import World

_GUARD_M = 12  # m, within which of a door a guard stops whoever opens it [assumed]
_ON_FOOT = (WatcherKind.HUNTER, WatcherKind.SENTINEL)
_LEFT_TO_THEM = (ItemKind.WATER, ItemKind.FOOD, ItemKind.BLANKET, ItemKind.SUIT, ItemKind.GAUZE, ItemKind.CIGARETTE)
_TOLD = (ItemKind.SIDEARM, ItemKind.RIFLE, ItemKind.PLASMA, ItemKind.GRENADE, ItemKind.ENGINE_CUBE)  # when taken away
_FAR = 1 << 40  # cells squared: farther than any map


def seize(world: World, who: int, row: int, event: int) -> None:
    """Put somebody whom a watcher has arrested into its hands, because of the event ARRESTED."""
    held = world.custodies
    slot = int(held.take(1)[0])
    held.subject[slot], held.watcher[slot], held.cause[slot], held.due[slot] = who, row, event, world.tick
    case = int(world.cache(DossierOf).slot[who])  # an arrest is about to settle it
    wanted = case >= 0 and bool(world.dossiers.wanted[case])
    held.charge[slot] = world.dossiers.suspicion[case] if wanted else 0


def place_for(world: World, who: int, row: int) -> tuple[int, int]:
    """(building, cell before its door) where a watcher takes whom it has arrested: -1 for a post under the open sky.

    A Sentinel goes back to its gate. Others go to the nearest station, else to the nearest gate that a Sentinel keeps,
    else to where they stand guard themselves.
    """
    watchers, city, here = world.watchers, world.city, int(world.citizens.cell[who])
    home = int(watchers.home[row])
    if watchers.kind[row] == WatcherKind.SENTINEL:
        return -1, home
    station = nearest_use(world, Use.STATION, here)
    if station >= 0:
        return station, int(city.buildings[station].door)
    guards = np.flatnonzero((watchers.kind == WatcherKind.SENTINEL) & (watchers.link >= 0))
    if len(guards):
        far = squares(watchers.home[guards], here, city.width, city.height)
        home = int(watchers.home[guards[int(np.argmin(far))]])
    return -1, home


def nearest_use(world: World, use: Use, place: int) -> int:
    """The building of a use whose door is nearest to a place, those on its level first; -1 for none."""
    city = world.city
    fit = [number for number, building in enumerate(city.buildings) if building.use == use]
    if not fit:
        return -1
    doors = city.doors[fit].astype(np.int64)
    far = squares(doors, place, city.width, city.height)
    far = np.where(doors // city.area == place // city.area, far, far + _FAR)
    return fit[int(np.argmin(far))]


def search(world: World, who: int, cause: int) -> None:
    """Take from somebody who has been brought in what they carry, but for what they live on: it lies where they are.

    PUT_DOWN is logged for each kind of weapon, and for a Heart Engine, by the event `cause`.
    """
    items, people = world.items, world.citizens
    here, inside = int(people.cell[who]), int(people.inside[who])
    rows = items.where(holder=who)
    rows = rows[(items.count[rows] > 0) & ~np.isin(items.kind[rows], _LEFT_TO_THEM)]
    for kind in np.unique(items.kind[rows]).tolist():
        event = cause
        if kind in _TOLD:
            event = world.events.one(Kind.PUT_DOWN, who, where=here, amount=kind, cause=cause)
        for slot in rows[items.kind[rows] == kind].tolist():
            while items.holder[slot] == who and items.count[slot] > 0:
                kit.lay(world, slot, here, inside, event)


def in_custody(world: World, who: int) -> bool:
    """Whether somebody is held in the hands of the authority."""
    return int(world.citizens.doing[who]) == Activity.HELD and world.custodies.first(subject=who) >= 0


def on_raid(world: World, row: int) -> bool:
    """Whether a watcher has been sent upon a raid that is not over yet."""
    raiders = world.raiders
    return bool(raiders.n and np.any((raiders.watcher == row) & (raiders.raid >= 0)))


def is_guarded(world: World, who: int) -> bool:
    """Whether a watcher on foot, at its senses, is near enough to stop whoever comes to free somebody."""
    watchers, city, here = world.watchers, world.city, int(world.citizens.cell[who])
    rows = np.flatnonzero(np.isin(watchers.kind, _ON_FOOT) & (watchers.duty != Duty.OFF))
    rows = rows[watchers.impaired[rows] <= world.tick]
    rows = rows[watchers.cell[rows] // city.area == here // city.area]
    far = squares(watchers.cell[rows], here, city.width, city.height)
    return bool(np.any(far <= (_GUARD_M * 1000 // city.cell_mm) ** 2))


def release(world: World, who: int, event: int) -> None:
    """Let somebody stand free where they are; routine takes over people without a mind after a pause."""
    people = world.citizens
    stand(world, who)
    people.cause[who] = event
    if not is_minded(world, who):
        people.wake[who] = world.tick + world.shared(Pause).ticks
