"""Care: which wound is treated next, how long skilled and unskilled hands take, and what moving does to dressings.

Several rules share this: those that treat people (`systems/body/nursing.py`, `systems/body/treatment.py`), and the one
that moves the wounded (`systems/movement/hauling.py`).

Source  That skill and the tools decide how long hands take is assumed, as is how well a binding bears being moved.
        Gauze for wounds that pressure can reach, tourniquets for limbs, neither for the trunk: combat-care teaching.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from undergrid.core import luck
from undergrid.world.body import blood_loss, injuries
from undergrid.world.body.blood_rows import blood_slot
from undergrid.world.log.events import split_id
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
"""By mode, the chance that moving somebody opens a wound that is dressed and not bound [assumed]."""
NEAR_SHOCK = 3  # class of loss in which morphine may bring shock on, while more blood goes [TCCC; class assumed]
RUNS_ON = 120  # mL/h, above which somebody bleeds on: below, wounds clot by themselves [as `bleeding.trickle_ml`]
FELT_AFTER = 1800  # s after which one knows what a dose into the muscle has done [assumed]


# ---------------------------------------------------------------- how long it takes


def seconds(plain: int, skill: int, share: int = 100) -> int:
    """The duration for a skill of 0 to 10, in s, of what takes `plain` seconds at skill 5: from 3/2 to 1/2 of it.

    `share` scales it, in percent. Whole seconds, at least one.
    """
    return max(1, plain * (150 - 10 * skill) * share // 10_000)


# ---------------------------------------------------------------- wounds


def wound_for(world: World, whom: int, verb: Verb) -> int:
    """The slot of the wound that CUT, DRESS, TOURNIQUET or STABILISE would treat; -1 where none needs it.

    The worst that fits (`blood_loss.worst_wound`). Gauze and bindings are not for the trunk, a tourniquet is only for a
    limb that bleeds. STABILISE takes wounds that are dressed already before others.
    """
    wounds = world.wounds

    def dressing(slot: int) -> int:
        return int(wounds.dressing[slot])

    def part(slot: int) -> int:
        return int(wounds.part[slot])

    match verb:
        case Verb.CUT:
            return blood_loss.worst_wound(world, whom, lambda slot: bool(wounds.clothed[slot]))
        case Verb.DRESS:
            return blood_loss.worst_wound(
                world, whom, lambda slot: part(slot) not in TRUNK and dressing(slot) == Dressing.NONE
            )
        case Verb.TOURNIQUET:
            return blood_loss.worst_wound(
                world, whom, lambda slot: part(slot) in LIMBS and blood_loss.bleeds(world, slot) > 0
            )  # fmt: skip
    half_done = (Dressing.GAUZE, Dressing.TOURNIQUET)
    slot = blood_loss.worst_wound(world, whom, lambda slot: part(slot) not in TRUNK and dressing(slot) in half_done)
    if slot >= 0:
        return slot
    return blood_loss.worst_wound(world, whom, lambda slot: part(slot) not in TRUNK and dressing(slot) == Dressing.NONE)


def takes(world: World, wound: int, verb: Verb, gauze: int) -> ItemKind | None:
    """The supply that this treatment of a wound uses up; None for nothing.

    A dressed wound can be bound without gauze, with strips of the clothing that has been cut away from it.
    """
    if verb == Verb.TOURNIQUET:
        return ItemKind.TOURNIQUET
    if verb == Verb.CUT:
        return None
    wounds = world.wounds
    cut = not wounds.clothed[wound] and wounds.part[wound] != BodyPart.HEAD
    bound = verb == Verb.STABILISE and wounds.dressing[wound] != Dressing.NONE and cut
    return None if bound and not gauze else ItemKind.GAUZE


def jolt(world: World, who: int, mode: int, cause: int) -> int:
    """Jolt somebody who is moved: each wound that is dressed and not bound may open again, by the mode.

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


# ---------------------------------------------------------------- morphine


def bears_a_dose(world: World, whom: int) -> bool:
    """Whether a dose of morphine would not do somebody more harm than good now: one dose at a time.

    None in shock, none to who has lost much and bleeds on, and none before the last one can be felt.
    """
    slot, blood = blood_slot(world, whom), world.blood
    if slot < 0:
        return True
    if blood.shock_since[slot] >= 0 or (blood.klass[slot] >= NEAR_SHOCK and blood.flow[slot] > RUNS_ON):
        return False
    tick, kind, _, _ = split_id(int(blood.dosed[slot]))
    return kind != Kind.INJECTED or world.tick - tick >= FELT_AFTER


# ---------------------------------------------------------------- what hands learn


def learn_of_body(world: World, who: int, whom: int, strength: int, cause: int) -> None:
    """Let `who` know of the body of `whom` from now on; `strength`: how sure they are that it lives, 1/1000."""
    known = world.knowledge
    slot = known.first(knower=who, topic=Topic.BODY, subject=whom)
    slot = slot if slot >= 0 else int(known.take(1)[0])
    known.knower[slot], known.topic[slot], known.subject[slot] = who, Topic.BODY, whom
    known.cell[slot], known.at[slot] = world.citizens.cell[whom], world.tick
    known.source[slot], known.strength[slot], known.cause[slot] = -1, strength, cause
