"""Why somebody cannot shoot at somebody or at a watcher, or throw a grenade.

Whether a shot hits shows only in the attempt.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from undergrid.core.grid import is_near, squared_cells
from undergrid.world.body import injuries, reach
from undergrid.world.body.footing import cannot_stand
from undergrid.world.combat import odds, weapons
from undergrid.world.combat.breakage import out_of_use
from undergrid.world.combat.odds import Sightline
from undergrid.world.combat.overload import CLING_M
from undergrid.world.items import kit
from undergrid.world.senses.optics import clear
from undergrid.world.tables.authority import WatcherKind
from undergrid.world.tables.items import ItemKind
from undergrid.world.tables.orders import Refusal, Verb
from undergrid.world.tables.people import Activity

if TYPE_CHECKING:
    from undergrid.world.world import World

THROW_M = 30
"""How far a grenade can be thrown, m [35 m: FM 3-23.30; in gear: assumed]."""

SHOTS = (Verb.SHOOT, Verb.SHOOT_DOWN)
_ELSEWHERE = (Activity.RECLAIMED, Activity.PLUGGED)


def shooting(world: World, who: int, verb: Verb, target: int, amount: int) -> Refusal | None:
    """Why somebody cannot shoot at somebody with a weapon of the kind `amount`, 0 for the best that they carry.

    One may aim at who is hidden behind a wreck, and wait.
    """
    if not world.citizens.alive[target]:
        return Refusal.TARGET_DEAD
    if world.citizens.doing[target] in _ELSEWHERE:
        return Refusal.NO_LINE
    found = aim(world, who, verb, target, amount)
    return found if isinstance(found, Refusal) else None


def lunging(world: World, who: int, verb: Verb, target: int, amount: int) -> Refusal | None:
    """Why somebody cannot lunge at a watcher (`target`): it is no Sentinel that works, or too far off."""
    people, watchers, city = world.citizens, world.watchers, world.city
    if people.inside[who] >= 0:
        return Refusal.INDOORS
    if watchers.kind[target] != WatcherKind.SENTINEL or out_of_use(world, target):
        return Refusal.NOT_NEEDED
    here, there = int(people.cell[who]), int(watchers.cell[target])
    if not is_near(here, there, squared_cells(CLING_M, city.cell_mm), city.width, city.area):
        return Refusal.OUT_OF_RANGE
    return cannot_stand(world, who) if clear(city.handle, here, there) else Refusal.NO_LINE


def shooting_down(world: World, who: int, verb: Verb, target: int, amount: int) -> Refusal | None:
    """Why somebody cannot shoot at a watcher (`target`); `amount` as of `shooting`."""
    if out_of_use(world, target):
        return Refusal.NOT_NEEDED
    found = aim(world, who, verb, target, amount)
    return found if isinstance(found, Refusal) else None


def aim(world: World, who: int, verb: Verb, target: int, amount: int) -> tuple[ItemKind, Sightline] | Refusal:
    """The weapon with which somebody would do SHOOT or SHOOT_DOWN, and how the target shows; or why they cannot."""
    kind = weapons.weapon_of(world, who, amount)
    if kind is None:
        return Refusal.NO_WEAPON
    if reach.hauling(world, who) >= 0:
        return Refusal.HANDS_FULL
    if not weapons.loaded(world, who, kind):
        return Refusal.NO_AMMUNITION
    if world.citizens.doing[who] == Activity.CROSSING:
        return Refusal.BUSY
    line = (odds.sees_person if verb == Verb.SHOOT else odds.sees_watcher)(world, who, target)
    if isinstance(line, Refusal):
        return line
    return (kind, line) if odds.in_range(world, kind, line) else Refusal.OUT_OF_RANGE


def shot_odds(world: World, who: int, verb: Verb, target: int, amount: int) -> int:
    """The threshold of 2^32 that SHOOT or SHOOT_DOWN hits, as things look to somebody now; 0 where they cannot."""
    found = aim(world, who, verb, target, amount)
    if isinstance(found, Refusal):
        return 0
    return (odds.odds_at_person if verb == Verb.SHOOT else odds.odds_at_watcher)(world, who, target, *found)


def throwing(world: World, who: int, verb: Verb, target: int, amount: int) -> Refusal | None:
    """Why somebody cannot throw a grenade onto a cell."""
    people, city = world.citizens, world.city
    if not kit.count(world, who, ItemKind.GRENADE):
        return Refusal.NO_WEAPON
    if people.inside[who] >= 0:
        return Refusal.INDOORS
    if reach.hauling(world, who) >= 0:
        return Refusal.HANDS_FULL
    if people.doing[who] == Activity.CROSSING:
        return Refusal.BUSY
    if injuries.trapped(world, who):
        return Refusal.TRAPPED
    here = int(people.cell[who])
    if not is_near(here, target, round(1000 * THROW_M) ** 2 // city.cell_mm**2, city.width, city.area):
        return Refusal.OUT_OF_RANGE
    return None if clear(city.handle, here, target) else Refusal.NO_LINE
