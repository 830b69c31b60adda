"""Why somebody cannot give or take a thing, cover the insignia they wear, or send a distress call."""

from __future__ import annotations

from typing import TYPE_CHECKING

from undergrid.world.body import burdens, posture, reach
from undergrid.world.items import kit
from undergrid.world.people import background
from undergrid.world.tables.items import ItemKind
from undergrid.world.tables.orders import Refusal, Verb
from undergrid.world.tables.people import Activity

if TYPE_CHECKING:
    from undergrid.world.world import World


def giving(world: World, who: int, verb: Verb, target: int, amount: int) -> Refusal | None:
    """Why somebody cannot hand over a thing of the kind `amount` (an ItemKind)."""
    why = reach.out_of_reach(world, who, target)
    if why is not None:
        return why
    if amount not in set(ItemKind):
        return Refusal.NO_SUCH_TARGET
    if not posture.hears(world, target):
        return Refusal.NO_ANSWER
    if not kit.slots_of(world, who, ItemKind(amount)):
        return Refusal.NO_SUPPLIES
    return None if burdens.can_carry(world, target, ItemKind(amount)) else Refusal.TOO_HEAVY


def putting_down(world: World, who: int, verb: Verb, target: int, amount: int) -> Refusal | None:
    """Why somebody cannot put down a thing of the kind `amount` (an ItemKind) where they are."""
    if amount not in set(ItemKind):
        return Refusal.NO_SUCH_TARGET
    return None if kit.slots_of(world, who, ItemKind(amount)) else Refusal.NO_SUPPLIES


def taking(world: World, who: int, verb: Verb, target: int, amount: int) -> Refusal | None:
    """Why somebody cannot take a thing of the kind `amount` (an ItemKind) from `target`, or from the ground (-1).

    Whether somebody who is awake lets it go shows only in the attempt.
    """
    if amount not in set(ItemKind):
        return Refusal.NO_SUCH_TARGET
    return not_to_be_taken(world, who, target) or nothing_to_take(world, who, target, ItemKind(amount))


def not_to_be_taken(world: World, who: int, whom: int) -> Refusal | None:
    """Why somebody cannot reach for the things of `whom`, or for things that lie there (-1)."""
    if whom < 0:
        return Refusal.HANDS_FULL if reach.hauling(world, who) >= 0 else None
    why = reach.out_of_reach(world, who, whom, dead=True)
    if why is None and has_a_say(world, whom) and not posture.hears(world, whom):
        return Refusal.NO_ANSWER
    return why


def has_a_say(world: World, whom: int) -> bool:
    """Whether somebody's consent is needed to take their things: not of the dead and the unconscious."""
    return bool(world.citizens.alive[whom]) and world.citizens.doing[whom] != Activity.UNCONSCIOUS


def nothing_to_take(world: World, who: int, whom: int, kind: ItemKind) -> Refusal | None:
    """Why there is nothing of a kind that somebody could take and carry."""
    if not kit.to_be_taken(world, who, whom, kind):
        return Refusal.NO_SUPPLIES
    return None if burdens.can_carry(world, who, kind) else Refusal.TOO_HEAVY


def veiling(world: World, who: int, verb: Verb, target: int, amount: int) -> Refusal | None:
    """Why somebody cannot cover the insignia they wear, or show them."""
    slot, profiles = background.profile(world, who), world.profiles
    worn = slot >= 0 and bool(profiles.insignia[slot])
    return None if worn and bool(profiles.covered[slot]) != (verb == Verb.VEIL) else Refusal.NOT_NEEDED


def calling(world: World, who: int, verb: Verb, target: int, amount: int) -> Refusal | None:
    """Why somebody cannot set off a beacon: they carry none, all they carry are sending, or it has no charge left."""
    if not kit.count(world, who, ItemKind.BEACON):
        return Refusal.NO_TOOL
    idle = kit.idle_beacons(world, who)
    if not idle:
        return Refusal.NOT_NEEDED
    return None if world.items.quality[idle[0]] else Refusal.NO_SUPPLIES


def smoking(world: World, who: int, verb: Verb, target: int, amount: int) -> Refusal | None:
    """Why somebody cannot light a cigarette: they have none, or one in their mouth already, or no hand free."""
    if world.smoking.has(owner=who):
        return Refusal.NOT_NEEDED
    if not kit.count(world, who, ItemKind.CIGARETTE):
        return Refusal.NO_SUPPLIES
    return Refusal.HANDS_FULL if reach.hauling(world, who) >= 0 else None
