"""Why somebody cannot treat, nurse or rouse somebody, or lie down to sleep."""

from __future__ import annotations

from typing import TYPE_CHECKING

from undergrid.world.authority import custody
from undergrid.world.body import care, exposure, injuries, posture, reach
from undergrid.world.body.blood_rows import blood_slot
from undergrid.world.items import kit
from undergrid.world.tables.items import ItemKind
from undergrid.world.tables.orders import Refusal, Verb
from undergrid.world.tables.people import Activity

if TYPE_CHECKING:
    from undergrid.world.world import World


def treating(world: World, who: int, verb: Verb, target: int, amount: int) -> Refusal | None:
    """Why somebody cannot treat somebody in this way now; `amount`: the doses of an injection."""
    why = reach.out_of_reach(world, who, target)
    if why is not None:
        return why
    match verb:
        case Verb.FREE:
            if custody.in_custody(world, target):
                return Refusal.HELD if custody.is_guarded(world, target) else None
            return None if injuries.trapped(world, target) else Refusal.NOT_NEEDED
        case Verb.INJECT:
            if kit.count(world, who, ItemKind.MORPHINE) < max(1, amount):
                return Refusal.NO_DOSE
            return None if kit.count(world, who, ItemKind.SYRINGE) else Refusal.NO_TOOL
    wound = care.wound_for(world, target, verb)
    if wound < 0:
        return Refusal.NOT_NEEDED
    supply = care.takes(world, wound, verb, kit.count(world, who, ItemKind.GAUZE))
    return Refusal.NO_SUPPLIES if supply is not None and not kit.count(world, who, supply) else None


def nursing(world: World, who: int, verb: Verb, target: int, amount: int) -> Refusal | None:
    """Why somebody cannot check, assess, rouse or water somebody now; `amount`: tenths of a litre of water."""
    why = reach.out_of_reach(world, who, target, dead=verb == Verb.CHECK)
    if verb == Verb.ROUSE and why in (Refusal.HANDS_FULL, Refusal.CARRIED):
        why = None  # words need no hands
    if why is not None:
        return why
    sleeper = verb == Verb.ROUSE and world.citizens.doing[target] == Activity.SLEEPING
    if verb in (Verb.WATER, Verb.ROUSE) and not sleeper and not posture.hears(world, target):
        return Refusal.NO_ANSWER
    if verb == Verb.WATER:
        if kit.count(world, who, ItemKind.WATER) < max(1, amount):
            return Refusal.NO_SUPPLIES
        return None if exposure.tenths_lacking(world, target) >= max(1, amount) else Refusal.NOT_NEEDED
    known = blood_slot(world, target) >= 0 or exposure.slot_of(world, target) >= 0
    return None if known or verb == Verb.CHECK else Refusal.NOT_NEEDED


def sleeping(world: World, who: int, verb: Verb, target: int, amount: int) -> Refusal | None:
    """Why somebody cannot lie down to sleep: they are on their way through a gate or over stairs."""
    return Refusal.BUSY if world.citizens.doing[who] == Activity.CROSSING else None
