"""Why somebody cannot lock, bar, force or seal a door, light a fire or put it out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from undergrid.world.body import reach
from undergrid.world.body.footing import cannot_stand
from undergrid.world.items import kit
from undergrid.world.places.shelters import at_hand, burns, shelter_row
from undergrid.world.places.windows import shut_by
from undergrid.world.senses.earshot import at_door
from undergrid.world.tables.items import ItemKind
from undergrid.world.tables.orders import Refusal, Verb

if TYPE_CHECKING:
    from undergrid.world.world import World


def doors(world: World, who: int, verb: Verb, target: int, amount: int) -> Refusal | None:
    """Why somebody cannot do `verb` to the door of a building; `amount` is the ItemKind to bar it with, 0 for any."""
    people, shelters, row = world.citizens, world.shelters, shelter_row(world, target)
    inside = int(people.inside[who])
    if row < 0:
        return Refusal.NOT_NEEDED if verb in (Verb.UNLOCK, Verb.UNBAR, Verb.BREACH) else Refusal.NO_TOOL
    if verb == Verb.BREACH:
        if inside >= 0:
            return Refusal.INDOORS
        # whether there is anything to force shows only in the attempt
        return None if at_door(world, who, target) else Refusal.NOT_HERE
    if inside < 0:
        return Refusal.OUTDOORS
    if inside != target:
        return Refusal.NOT_HERE
    lame = cannot_stand(world, who) if verb in (Verb.UNLOCK, Verb.BARRICADE, Verb.UNBAR) else None
    if lame is not None:
        return lame
    if verb == Verb.LOCK:
        if not shelters.door[row] or not shelters.lock[row] or shelters.forced[row]:
            return Refusal.NO_TOOL
        return Refusal.NOT_NEEDED if shelters.locked[row] else None
    if verb == Verb.UNLOCK:
        return None if shelters.locked[row] else Refusal.NOT_NEEDED
    if verb == Verb.UNBAR:
        return None if shelters.barricade[row] else Refusal.NOT_NEEDED
    return None if load_for(world, who, amount) else Refusal.NO_SUPPLIES


def fires(world: World, who: int, verb: Verb, target: int, amount: int) -> Refusal | None:
    """Why somebody cannot light a fire where they are, put it out, or seal the door of a building (`target`)."""
    inside = int(world.citizens.inside[who])
    building = target if verb == Verb.SEAL else inside
    row = shelter_row(world, building)
    if inside < 0:
        return Refusal.OUTDOORS
    if row < 0 or inside != building:
        return Refusal.NOT_HERE
    if verb == Verb.LIGHT:
        return None if at_hand(world, who, ItemKind.FUEL) else Refusal.NO_SUPPLIES
    if verb == Verb.DOUSE:
        return None if burns(world, building) else Refusal.NOT_NEEDED
    if not world.shelters.door[row] or world.shelters.forced[row]:
        return Refusal.NO_TOOL
    return Refusal.NOT_NEEDED if world.shelters.sealed[row] else None


def holding(world: World, who: int, verb: Verb, target: int, amount: int) -> Refusal | None:
    """Why somebody cannot stand in a gate to keep it open."""
    people, city = world.citizens, world.city
    if people.inside[who] >= 0:
        return Refusal.INDOORS
    if not 0 <= target < world.gates.n:
        return Refusal.NO_SUCH_TARGET
    link = int(world.gates.link[target])
    if int(people.cell[who]) not in (int(city.link_a[link]), int(city.link_b[link])):
        return Refusal.NOT_HERE
    lame = cannot_stand(world, who)
    if lame is not None:
        return lame
    if reach.hauling(world, who) >= 0:
        return Refusal.HANDS_FULL
    if not world.gates.open[target]:
        return Refusal.LOCKED_DOWN if shut_by(world, target) else Refusal.SHUT
    return None


def load_for(world: World, who: int, kind: int) -> tuple[int, int, int] | None:
    """(slot, how many, kg) of the load that somebody can put behind the door; slot -1 for the building's furniture.

    kind: the ItemKind that was asked for, 0 for any: beams before furniture, scraps of fuel last. None where there is
    nothing.
    """
    if kind in (0, ItemKind.BEAM) and (beams := at_hand(world, who, ItemKind.BEAM)):
        return beams[0], 1, kit.GRAMS[ItemKind.BEAM] // 1000
    furniture = int(world.shelters.furniture[shelter_row(world, int(world.citizens.inside[who]))])
    if kind == 0 and furniture:
        return -1, 1, furniture
    if kind in (0, ItemKind.FUEL) and (fuel := at_hand(world, who, ItemKind.FUEL)):
        n = int(world.items.count[fuel[0]])
        return fuel[0], n, max(1, n * kit.GRAMS[ItemKind.FUEL] // 1000)
    return None
