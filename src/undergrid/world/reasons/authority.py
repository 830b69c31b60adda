"""Why somebody cannot show a chip at a gate, or denounce somebody."""

from __future__ import annotations

from typing import TYPE_CHECKING

from undergrid.world.authority import denouncing as denounce
from undergrid.world.combat.breakage import is_laid_up
from undergrid.world.items import kit
from undergrid.world.places.windows import shut_by
from undergrid.world.reasons.orders import asking
from undergrid.world.society.factions import at_home, knows_base
from undergrid.world.tables.authority import Duty
from undergrid.world.tables.orders import Refusal, Verb
from undergrid.world.tables.places import Stage

if TYPE_CHECKING:
    from undergrid.world.world import World


def presenting(world: World, who: int, verb: Verb, target: int, amount: int) -> Refusal | None:
    """Why somebody cannot hold out a chip to the guard of a gate."""
    people, gates, city = world.citizens, world.gates, world.city
    why = asking(world, who, verb, target)
    if why is not None:
        return why
    if people.inside[who] >= 0:
        return Refusal.INDOORS
    link = city.links[gates.link[target]]
    if not any(city.beside(int(people.cell[who]), end) for end in (link.a, link.b)):
        return Refusal.NOT_HERE
    if shut_by(world, target):
        return Refusal.LOCKED_DOWN
    if kit.best_chip(world, who) < 0:
        return Refusal.NO_CHIP
    guard = int(gates.guard[target])
    if guard < 0 or is_laid_up(world, guard):
        return Refusal.SHUT  # nobody is there to open it
    busy = world.judgements.stage[world.judgements.where(guard=guard)] < Stage.RECOVERING
    return Refusal.BUSY if busy.any() or world.watchers.duty[guard] != Duty.POST else None


def denouncing(world: World, who: int, verb: Verb, target: int, amount: int) -> Refusal | None:
    """Why somebody cannot denounce somebody: they neither see them nor know where they have been."""
    why = asking(world, who, verb, target)
    return why if why is not None or denounce.witnessed(world, who, target) else Refusal.NOT_HERE


def giving_away(world: World, who: int, verb: Verb, target: int, amount: int) -> Refusal | None:
    """Why somebody cannot tell the authority whose base a building is: they do not know, or it knows."""
    faction = at_home(world, target)
    if faction < 0 or not knows_base(world, who, faction):
        return Refusal.KNOWS_NOTHING
    return Refusal.ONLY_ONCE if world.factions.known[faction] else None
