"""Care: who can lay hands on whom, which wound is seen to next, and how long skilled and unskilled hands take.

What several systems ask: those that treat people (`systems/care.py`, `systems/treatment.py`), that let things change
hands (`systems/handling.py`), and whoever moves the wounded.

Source  That skill and the tools decide how long hands take is assumed, as is how well a binding bears being moved.
        Gauze for wounds that pressure can reach, tourniquets for limbs, neither for the trunk: combat-care teaching.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from undergrid.core import luck
from undergrid.core.bits import each_set
from undergrid.core.jit import kernel
from undergrid.world import burdens, health, injuries, tasks
from undergrid.world.log.kinds import Kind
from undergrid.world.tables.body import BodyPart, Dressing, HaulMode
from undergrid.world.tables.minds import Topic
from undergrid.world.tables.orders import Refusal, Verb
from undergrid.world.tables.people import NEVER, Activity, Posture

if TYPE_CHECKING:
    from undergrid.world.world import World

JOLT = luck.stream("care, jolt")

TRUNK = (BodyPart.CHEST, BodyPart.BELLY)  # no pressure from outside stops what bleeds in there
LIMBS = (BodyPart.ARM, BodyPart.LEG)
PAUSE = 600  # s that routine lets be who has done as ordered [assumed, as movement does]
REOPENS = {
    HaulMode.DRAG: luck.chance(0.5),
    HaulMode.CARRY: luck.chance(0.3),
    HaulMode.TARP: luck.chance(0.15),
    HaulMode.SUPPORT: luck.chance(0.1),
}
"""The chance that moving somebody so opens a wound that is dressed and not bound [assumed]."""

_MOVING = (Activity.WALKING, Activity.CROSSING)


# ---------------------------------------------------------------- who can lay hands on whom


def asked(world: World, low: Verb, high: Verb) -> list[int]:
    """Who is about to do something from `low` to `high`, by the numbers of the verbs: rows, ascending."""
    rows: npt.NDArray[np.int64] = _asked(world.intending.bits, world.citizens.intent, int(low), int(high))
    return [int(row) for row in rows]


def within_reach(world: World, a: int, b: int) -> bool:
    """Whether two people are at arm's length: in the same building, or outdoors on the same cell or one beside it."""
    people = world.citizens
    if people.inside[a] >= 0 or people.inside[b] >= 0:
        return bool(people.inside[a] == people.inside[b])
    level, x, y = world.city.where(int(people.cell[a]))
    there, there_x, there_y = world.city.where(int(people.cell[b]))
    return level == there and abs(x - there_x) <= 1 and abs(y - there_y) <= 1


def hauling(world: World, who: int) -> int:
    """Whom somebody drags, carries or holds up; -1 for nobody."""
    hauls = world.hauls
    rows = np.flatnonzero(hauls.used & (hauls.hauler == who))
    return int(hauls.hauled[rows[0]]) if len(rows) else -1


def why_not(world: World, who: int, whom: int, dead: bool = False) -> Refusal | None:
    """Why somebody cannot lay hands on somebody else now; None where nothing speaks against it.

    The dead are out of the question unless `dead` says otherwise. Whoever walks is not there any more, and nobody
    kneels down beside those whom somebody else is moving.
    """
    people = world.citizens
    if not 0 <= whom < people.n:
        return Refusal.NO_SUCH_TARGET
    if not within_reach(world, who, whom):
        return Refusal.NOT_HERE
    if not people.alive[whom] and not dead:
        return Refusal.TARGET_DEAD
    if who != whom and people.doing[whom] in _MOVING:
        return Refusal.NOT_HERE
    if hauling(world, who) >= 0:
        return Refusal.HANDS_FULL
    moved = people.doing[whom] == Activity.HAULED or burdens.hauler_of(world, whom) >= 0
    return Refusal.CARRIED if moved else None


def refuse(world: World, who: int, why: Refusal) -> int:
    """Let what somebody was about to try come to nothing, with the reason; returns the event REFUSED.

    Whoever is not minded is routine's business again.
    """
    people = world.citizens
    event = world.events.one(
        Kind.REFUSED, who, int(people.target[who]), int(people.cell[who]), why, int(people.cause[who])
    )
    world.drop_intent(who)
    if not world.is_minded(who):
        people.wake[who] = world.tick + PAUSE
    return event


def interrupt(world: World, slot: int) -> int:
    """End a task without anything having come of it or been spent; returns the event INTERRUPTED."""
    doing, people = world.tasks, world.citizens
    who = int(doing.owner[slot])
    event = world.events.one(
        Kind.INTERRUPTED, who, where=int(people.cell[who]), amount=int(doing.verb[slot]), cause=int(doing.cause[slot])
    )
    tasks.finish(world, slot)
    return event


def stand_still(world: World, who: int) -> None:
    """Let somebody do a thing that takes no time: what they were at, a walk or a task, is over; so is the intent."""
    people = world.citizens
    tasks.drop(world, who)
    if people.doing[who] in (Activity.WALKING, Activity.TENDING, Activity.HIDING):
        people.doing[who] = Activity.WAITING if people.inside[who] < 0 else Activity.RESTING
        people.posture[who], people.since[who] = Posture.STANDING, world.tick
        people.goal[who] = people.enter[who] = -1
        people.heading[who], people.progress[who] = 255, 0
    people.wake[who] = NEVER if world.is_minded(who) else world.tick + PAUSE
    world.drop_intent(who)


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
            return health.worst_wound(world, whom, lambda slot: bool(wounds.clothed[slot]))
        case Verb.DRESS:
            return health.worst_wound(
                world, whom, lambda slot: part[slot] not in TRUNK and dressing[slot] == Dressing.NONE
            )
        case Verb.TOURNIQUET:
            return health.worst_wound(
                world, whom, lambda slot: part[slot] in LIMBS and health.bleeds(world, slot) > 0
            )  # fmt: skip
    half_done = (Dressing.GAUZE, Dressing.TOURNIQUET)
    slot = health.worst_wound(world, whom, lambda slot: part[slot] not in TRUNK and dressing[slot] in half_done)
    if slot >= 0:
        return slot
    return health.worst_wound(world, whom, lambda slot: part[slot] not in TRUNK and dressing[slot] == Dressing.NONE)


def jolt(world: World, who: int, mode: int, cause: int) -> int:
    """Somebody is taken up or dragged on: each wound that is dressed and not bound may open again, by the mode.

    `mode` is a HaulMode. An opened wound has lost its dressing and bleeds as it did. Returns how many opened.
    """
    wounds, odds, key, opened = world.wounds, REOPENS[HaulMode(mode)], world.key(JOLT), 0
    for slot in health.wounds_of(world, who):
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
        health.redo(world, who)
    return opened


# ---------------------------------------------------------------- what hands learn


def learn_of_body(world: World, who: int, whom: int, strength: int, cause: int) -> None:
    """Let somebody know a body from now on, because of the event `cause`: `strength` how sure that it lives, 1/1000."""
    known = world.knowledge
    rows = np.flatnonzero(
        known.used & (known.knower == who) & (known.topic == Topic.BODY) & (known.subject == whom)
    )  # fmt: skip
    slot = int(rows[0]) if len(rows) else int(known.take(1)[0])
    known.knower[slot], known.topic[slot], known.subject[slot] = who, Topic.BODY, whom
    known.cell[slot], known.at[slot] = world.citizens.cell[whom], world.tick
    known.source[slot], known.strength[slot], known.cause[slot] = -1, strength, cause


@kernel
def _asked(bits, intent, low, high):
    """The set rows whose intent lies from `low` to `high`, ascending."""
    n = 0
    for row in each_set(bits):
        if low <= intent[row] <= high:
            n += 1
    rows = np.empty(n, np.int64)
    n = 0
    for row in each_set(bits):
        if low <= intent[row] <= high:
            rows[n] = row
            n += 1
    return rows
