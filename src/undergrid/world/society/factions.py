"""Factions: who belongs to which, whom a base keeps out, and how often a faction has been sold out; on truth.

Members know each other. Those at home in a base open it to members; where it is a refuge with room left, to whomever
they trust; else to those for whom a member has vouched to one of them: as long as that member is with them, in the base
or within earshot of them, and neither has sold it out since.

Source  assumed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from undergrid.core.tables import I64
from undergrid.world.log.kinds import Role
from undergrid.world.places.shelters import best_shelter
from undergrid.world.senses.earshot import within_earshot
from undergrid.world.tables.factions import Allegiance
from undergrid.world.tables.minds import Topic

if TYPE_CHECKING:
    from undergrid.world.world import World


def sworn_row(world: World, who: int, faction: int = -1) -> int:
    """The slot of `sworn` by which somebody is a member of a faction (any if -1); -1 where they are of none."""
    sworn = world.sworn
    if not sworn.n_used:
        return -1
    for slot in sworn.of(who).tolist():
        if sworn.stands[slot] == Allegiance.MEMBER and faction in (-1, int(sworn.faction[slot])):
            return int(slot)
    return -1


def faction_of(world: World, who: int) -> int:
    """The row of the faction of which somebody is a member; -1 for none."""
    slot = sworn_row(world, who)
    return int(world.sworn.faction[slot]) if slot >= 0 else -1


def factions_of(world: World) -> I64:
    """(citizens,) i64 the row of the faction of which each is a member; -1 for none. Nobody is a member of two."""
    sworn, found = world.sworn, np.full(world.citizens.n, -1)
    if sworn.n_used:
        slots = sworn.where(stands=Allegiance.MEMBER)
        found[sworn.owner[slots]] = sworn.faction[slots]
    return found


def members(world: World, faction: int) -> list[int]:
    """The living members of a faction, whatever has become of them; rows, ascending."""
    sworn = world.sworn
    if not sworn.n_used:
        return []
    owners = sworn.owner[sworn.where(faction=faction, stands=Allegiance.MEMBER)]
    return np.sort(owners[world.citizens.alive[owners]]).tolist()


def shared_belief(world: World, a: int, b: int) -> int:
    """How firmly `a` believes in what both have sworn to, 1/1000; 0 where they have sworn to nothing in common."""
    slot = sworn_row(world, a)
    if slot < 0 or sworn_row(world, b, int(world.sworn.faction[slot])) < 0:
        return 0
    return int(world.sworn.belief[slot])


def at_home(world: World, building: int) -> int:
    """The row of the faction whose base a building is; -1 for none."""
    if not world.factions.n or building < 0:
        return -1
    rows = np.flatnonzero(world.factions.base == building)
    return int(rows[0]) if len(rows) else -1


def at_home_together(world: World, a: int, b: int) -> bool:
    """Whether somebody is of the same faction as somebody else who is in its base."""
    faction = at_home(world, int(world.citizens.inside[b]))
    return faction >= 0 and sworn_row(world, a, faction) >= 0 and sworn_row(world, b, faction) >= 0


def knows_base(world: World, who: int, faction: int) -> bool:
    """Whether somebody knows where the base of a faction is."""
    base = int(world.factions.base[faction])
    return base >= 0 and world.knowledge.has(knower=who, topic=Topic.PLACE, subject=base)


def keeps_out(world: World, host: int, asker: int) -> bool:
    """Whether somebody inside the base of their faction lets `asker` in under no circumstances."""
    building = int(world.citizens.inside[host])
    faction = at_home(world, building)
    if faction < 0 or sworn_row(world, host, faction) < 0 or sworn_row(world, asker, faction) >= 0:
        return False
    refuge = refuge_of(world, building)
    if refuge >= 0 and not is_full(world, refuge):
        return world.sworn.has(owner=asker, faction=faction, stands=Allegiance.TRAITOR)
    if world.sworn.has(owner=asker, faction=faction, stands=Allegiance.TRAITOR):
        return True
    return not _spoken_for(world, faction, asker, building)


def refuge_of(world: World, building: int) -> int:
    """The row of a building in `refuges`; -1 for one that takes in nobody, and for -1."""
    if not world.refuges.n or building < 0:
        return -1
    rows = np.flatnonzero(world.refuges.building == building)
    return int(rows[0]) if len(rows) else -1


def is_full(world: World, refuge: int) -> bool:
    """Whether there is room for nobody more in a refuge, as of the last look."""
    return int(world.refuges.inside[refuge]) >= int(world.refuges.room[refuge])


def vouchers(world: World, faction: int, about: int) -> list[int]:
    """The members of a faction who have vouched for somebody to another member; rows, ascending."""
    return sorted({int(world.vouches.by[slot]) for slot in _vouches(world, faction, about)})


def say_who_vouched(world: World, host: int, guest: int, let_in: int) -> None:
    """Note with the event LET_IN, at the door of a base, by whose word somebody who has not sworn was let in."""
    building = int(world.citizens.inside[host])
    faction = at_home(world, building)
    if faction < 0 or not world.vouches.n_used or sworn_row(world, guest, faction) >= 0:
        return
    for slot in _spoken_for(world, faction, guest, building):
        world.events.because(let_in, int(world.vouches.cause[slot]), Role.CREDENTIAL)


def _spoken_for(world: World, faction: int, about: int, building: int) -> list[int]:
    """The rows of `vouches` in which somebody who is with them at that door has vouched for somebody."""
    rows = _vouches(world, faction, about)
    return [row for row in rows if _stands_by(world, int(world.vouches.by[row]), about, building)]


def _vouches(world: World, faction: int, about: int) -> list[int]:
    """The rows of `vouches` in which a member of a faction has vouched for somebody to another member."""
    vouches = world.vouches
    rows: list[int] = vouches.where(about=about).tolist()
    parties = (vouches.by, vouches.to)
    return [row for row in rows if all(sworn_row(world, int(one[row]), faction) >= 0 for one in parties)]


def _stands_by(world: World, by: int, asker: int, building: int) -> bool:
    """Whether whoever has vouched is with somebody at the door of a building: in there, or within earshot of them."""
    people = world.citizens
    return bool(people.alive[by]) and (int(people.inside[by]) == building or within_earshot(world, by, asker))


def leave(world: World, who: int, faction: int, cause: int) -> None:
    """Let somebody be a member of a faction no more, by their own will, because of the event `cause`."""
    sworn, slot = world.sworn, sworn_row(world, who, faction)
    sworn.stands[slot], sworn.belief[slot] = Allegiance.LEFT, 0
    sworn.since[slot], sworn.cause[slot] = world.tick, cause


def another_roof(world: World, who: int) -> int:
    """The shelter where somebody who has left a base goes to live: one that they know, else the nearest; -1 for none.

    It is nobody's base, depot or clinic, and on their level.
    """
    city, here = world.city, int(world.citizens.cell[who])
    taken = (*world.factions.base.tolist(), *world.depots.building.tolist(), *world.clinics.building.tolist())
    known = best_shelter(world, who, taken)
    if known is not None:
        return known.building
    rows = [row for row in world.shelters.building.tolist() if row not in taken]
    rows = [row for row in rows if city.doors[row] // city.area == here // city.area]
    return min(rows, key=lambda row: (city.apart(here, int(city.doors[row])), row), default=-1)


def betrayals(world: World, insider: int, outsider: int) -> int:
    """How often the faction of `insider` has been sold out, which weighs on all but its members."""
    faction = faction_of(world, insider)
    if faction < 0 or sworn_row(world, outsider, faction) >= 0:
        return 0
    return int(world.factions.betrayed[faction])
