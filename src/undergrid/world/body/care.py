"""Care: who can lay hands on whom, which wound is seen to next, and how long skilled and unskilled hands take.

What several systems ask: those that treat people (`systems/body/nursing.py`, `systems/body/treatment.py`), that let
things change hands (`systems/items/exchange.py`), and whoever moves the wounded.

Source  That skill and the tools decide how long hands take is assumed, as is how well a binding bears being moved.
        Gauze for wounds that pressure can reach, tourniquets for limbs, neither for the trunk: combat-care teaching.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from undergrid.core import luck
from undergrid.world.body import blood_loss, injuries
from undergrid.world.log.kinds import Kind
from undergrid.world.tables.body import BodyPart, Dressing, HaulMode
from undergrid.world.tables.items import ItemKind
from undergrid.world.tables.minds import Topic
from undergrid.world.tables.orders import Verb

if TYPE_CHECKING:
    from undergrid.world.world import World

JOLT = luck.stream("care, jolt")

TRUNK = (BodyPart.CHEST, BodyPart.BELLY)  # no pressure from outside stops what bleeds in there
LIMBS = (BodyPart.ARM, BodyPart.LEG)
REOPENS = {
    HaulMode.DRAG: luck.chance(0.5),
    HaulMode.CARRY: luck.chance(0.3),
    HaulMode.TARP: luck.chance(0.15),
    HaulMode.SUPPORT: luck.chance(0.1),
}
"""The chance that moving somebody so opens a wound that is dressed and not bound [assumed]."""


# ---------------------------------------------------------------- who can lay hands on whom


def seconds(plain: int, skill: int, share: int = 100) -> int:
    """How long something takes that takes `plain` seconds at skill 5, for a skill of 0 to 10: from 3/2 to 1/2 of it.

    `share` lengthens or shortens it, in percent. Whole seconds, at least one.
    """
    return max(1, plain * (150 - 10 * skill) * share // 10_000)


# ---------------------------------------------------------------- wounds


def wound_for(world: World, whom: int, verb: Verb) -> int:
    """The wound that CUT, DRESS, TOURNIQUET or STABILISE would see to: slot, -1 where there is nothing for it to do.

    The worst of them (`health.worst_wound`). Gauze and bindings do nothing for the trunk, a tourniquet only for a limb
    that bleeds. What is dressed already is bound before what is not.
    """
    wounds = world.wounds
    dressing, part = wounds.dressing, wounds.part
    match verb:
        case Verb.CUT:
            return blood_loss.worst_wound(world, whom, lambda slot: bool(wounds.clothed[slot]))
        case Verb.DRESS:
            return blood_loss.worst_wound(
                world, whom, lambda slot: part[slot] not in TRUNK and dressing[slot] == Dressing.NONE
            )
        case Verb.TOURNIQUET:
            return blood_loss.worst_wound(
                world, whom, lambda slot: part[slot] in LIMBS and blood_loss.bleeds(world, slot) > 0
            )  # fmt: skip
    half_done = (Dressing.GAUZE, Dressing.TOURNIQUET)
    slot = blood_loss.worst_wound(world, whom, lambda slot: part[slot] not in TRUNK and dressing[slot] in half_done)
    if slot >= 0:
        return slot
    return blood_loss.worst_wound(world, whom, lambda slot: part[slot] not in TRUNK and dressing[slot] == Dressing.NONE)


def takes(world: World, wound: int, verb: Verb, gauze: int) -> ItemKind | None:
    """What is used up by treating a wound so; None for nothing.

    A dressed wound can be bound without gauze, with strips of the clothing that has been cut away from it.
    """
    if verb == Verb.TOURNIQUET:
        return ItemKind.TOURNIQUET
    if verb == Verb.CUT:
        return None
    dressed = world.wounds.dressing[wound] != Dressing.NONE and not world.wounds.clothed[wound]
    return None if verb == Verb.STABILISE and dressed and not gauze else ItemKind.GAUZE


def jolt(world: World, who: int, mode: int, cause: int) -> int:
    """Somebody is taken up or dragged on: each wound that is dressed and not bound may open again, by the mode.

    `mode` is a HaulMode. An opened wound has lost its dressing and bleeds as it did. Returns how many opened.
    """
    wounds, odds, key, opened = world.wounds, REOPENS[HaulMode(mode)], world.key(JOLT), 0
    for slot in blood_loss.wounds_of(world, who):
        if wounds.dressing[slot] != Dressing.GAUZE or luck.u32(key, wounds.luck[slot]) >= odds:
            continue
        wounds.dressing[slot], wounds.control[slot] = Dressing.NONE, 0
        wounds.due[slot] = world.tick + injuries.LOOK
        wounds.treated[slot] = world.events.one(
            Kind.REOPENED, who, where=int(world.citizens.cell[who]), amount=injuries.code(world, slot),
            cause=cause, stream=int(JOLT), odds=odds,
        )  # fmt: skip
        opened += 1
    if opened:
        blood_loss.redo(world, who)
    return opened


# ---------------------------------------------------------------- what hands learn


def learn_of_body(world: World, who: int, whom: int, strength: int, cause: int) -> None:
    """Let somebody know a body from now on, because of the event `cause`: `strength` how sure that it lives, 1/1000."""
    known = world.knowledge
    slot = known.first(knower=who, topic=Topic.BODY, subject=whom)
    slot = slot if slot >= 0 else int(known.take(1)[0])
    known.knower[slot], known.topic[slot], known.subject[slot] = who, Topic.BODY, whom
    known.cell[slot], known.at[slot] = world.citizens.cell[whom], world.tick
    known.source[slot], known.strength[slot], known.cause[slot] = -1, strength, cause
