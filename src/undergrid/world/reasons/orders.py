"""Why somebody cannot be asked to do anything, and why the daily orders are refused."""

from __future__ import annotations

from typing import TYPE_CHECKING

from undergrid.city.city import TRAITS, Ground
from undergrid.world.orders import daily
from undergrid.world.tables.orders import TARGETS, Refusal, Verb
from undergrid.world.tables.people import Activity

if TYPE_CHECKING:
    from undergrid.world.world import World

_AT_ONESELF = (
    Verb.CUT, Verb.DRESS, Verb.TOURNIQUET, Verb.STABILISE, Verb.WATER, Verb.MEND_SUIT, Verb.CLAIM, Verb.FALSIFY,
)  # fmt: skip
"""Of the verbs aimed at people, those that people may aim at themselves."""
_AT_NOBODY = (
    Verb.TAKE,
    Verb.CHARGE_CUBE,
    Verb.CONFESS,
)  # and those that may be aimed at nobody and nothing in particular
_CANNOT_ACT = {
    Activity.HELD: Refusal.HELD,
    Activity.SLEEPING: Refusal.ASLEEP,
    Activity.UNCONSCIOUS: Refusal.UNCONSCIOUS,
    Activity.HAULED: Refusal.CARRIED,
    Activity.QUESTIONED: Refusal.HELD,
}


def asking(world: World, who: int, verb: Verb, target: int) -> Refusal | None:
    """Why somebody cannot be asked to do `verb` at all: they cannot act, or there is no such target."""
    people, city = world.citizens, world.city
    if not people.alive[who]:
        return Refusal.DEAD
    if people.doing[who] in _CANNOT_ACT:
        return _CANNOT_ACT[Activity(int(people.doing[who]))]
    if world.spellbound.n_used and world.spellbound.has(owner=who):
        return Refusal.SPELLBOUND
    aim, exists = TARGETS.get(verb), True
    if aim == "cell":
        exists = 0 <= target < city.n_cells and TRAITS[Ground(int(city.ground[target]))].walkable
    elif aim == "building":
        exists = 0 <= target < len(city.buildings)
    elif aim == "gate":
        exists = 0 <= target < world.gates.n
    elif aim == "watcher":
        exists = 0 <= target < world.watchers.n
    elif aim == "wire":
        exists = 0 <= target < world.wires.n
    elif aim == "node":
        exists = 0 <= target < world.nodes.n or (target == -1 and verb in _AT_NOBODY)
    elif aim == "citizen":
        somebody = 0 <= target < people.n and (target != who or verb in _AT_ONESELF)
        exists = somebody or (target == -1 and verb in _AT_NOBODY)
    return None if exists else Refusal.NO_SUCH_TARGET


def plugging_and_work(world: World, who: int, verb: Verb, target: int, amount: int) -> Refusal | None:
    """Why somebody cannot plug themselves in, unplug or work where they are."""
    why = int(daily.why_not(world.citizens.handle, who, int(verb)))
    if not why and verb == Verb.PLUG and pods_fail(world, int(world.citizens.home[who])):
        return Refusal.POD_DOWN
    return Refusal(why) if why else None


def pods_fail(world: World, building: int) -> bool:
    """Whether the pods of a building hang on the network, and have failed."""
    pods, nodes = world.pods, world.nodes
    at = pods.node[pods.where(building=building)] if pods.n_used else pods.node[:0]
    return bool((nodes.failed[at] | ~nodes.works[at]).any())
