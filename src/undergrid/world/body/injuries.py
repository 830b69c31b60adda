"""Injuries: how somebody gets a wound, dirt in a wound, or debris on top of them.

Source  What wounds bleed is assumed; a draw decides how much between bounds, evenly over the logarithm. One in twenty
        deep cuts, shrapnel and gunshot wounds of a leg opens the femoral artery: cut through, it bleeds 0.95 L/min,
        which kills in three minutes, as combat care teaches; how many do so is assumed. Where wounds are: B. Owens et
        al., J. Trauma 64 (2008) 295.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from undergrid.core import luck
from undergrid.core.halving import HALVES, fall
from undergrid.world.body import blood_loss, posture
from undergrid.world.log.kinds import Kind
from undergrid.world.orders.attempts import drop_intent
from undergrid.world.tables.body import BodyPart, WoundKind
from undergrid.world.tables.people import NEVER, Activity, ConditionKind

if TYPE_CHECKING:
    from undergrid.world.world import World


FLOW = luck.stream("injuries/flow")
TURNS = luck.stream("injuries/turns")
MOST = (0, 200, 2_400, 15_000)  # mL/h that a wound of each depth bleeds at most, before place and kind [assumed]
SPAN = 3  # how many halvings lie between the most and the least [assumed]
BY_PART = {
    BodyPart.HEAD: 120,
    BodyPart.CHEST: 100,
    BodyPart.BELLY: 100,
    BodyPart.SHOULDER: 80,
    BodyPart.ARM: 60,
    BodyPart.LEG: 100,
}  # % of that, by the vessels there [assumed]
BY_KIND = {
    WoundKind.CUT: 100,
    WoundKind.SHRAPNEL: 100,
    WoundKind.GUNSHOT: 120,
    WoundKind.CRUSH: 50,
    WoundKind.BURN: 5,
}  # % of that, by what made it [assumed]
FEMORAL = 57_000  # mL/h from a femoral artery that is cut through [0.95 L/min, combat care: dead in three minutes]
# where shots and fragments hit, of 100 [Owens 2008: head and neck 30, chest 6, belly 10, limbs 54; split as assumed]
PLACES = (
    [BodyPart.HEAD] * 30 + [BodyPart.CHEST] * 6 + [BodyPart.BELLY] * 10 + [BodyPart.SHOULDER] * 9 + [BodyPart.ARM] * 18
    + [BodyPart.LEG] * 27
)  # fmt: skip
ONE_IN = 20  # deep wounds of a leg opens it; where it is only torn, it bleeds half of that at least [assumed]
OPENS = (WoundKind.CUT, WoundKind.SHRAPNEL, WoundKind.GUNSHOT)
DIRTY = 1 << 12  # the bit of a wound in one number that says so
TURN_SOONEST, TURN_SPREAD = 6 * 3600, 6 * 3600  # s until it is decided whether dirt infects a wound [assumed]
LOOK = 600  # s between looks whether a wound has clotted by itself
MOST_WOUNDS = 16  # that one body can have
_HANDS = (Activity.HELD, Activity.HAULED)  # as which one is in other people's hands
_A_WOUND = 130  # the number of WOUNDED: in luck keys, it tells wounds from other children of their owner


def wound(
    world: World,
    who: int,
    kind: WoundKind,
    part: BodyPart,
    depth: int,
    dirty: bool,
    cause: int,
    watcher: int = -1,
    flow: int = -1,
    stream: int = 0,
    odds: int = 0,
) -> int:
    """Wound somebody, because of the event `cause`; returns the slot of the wound. watcher: who did it, -1 for none.

    stream, odds: the draw that decided it, where one did.

    depth is 1 (a graze) to 3 (deep); flow is what it bleeds in mL/h, drawn by depth, part and kind where -1. Nobody
    has more than sixteen wounds: a further one makes the newest bleed more. Raises ValueError for other depths
    and for the dead.
    """
    if not 1 <= depth <= 3:
        raise ValueError(f"a wound is 1 to 3 deep, not {depth}")
    if not world.citizens.alive[who]:
        raise ValueError(f"citizen {who} is dead: wounds are for the living")
    body = blood_loss.blood_row(world, who)
    before = blood_loss.wounds_of(world, who)
    key = int(luck.child(int(world.citizens.luck[who]), world.tick, _A_WOUND, len(before)))
    flow = _flow(world, key, kind, part, depth) if flow < 0 else flow
    if len(before) == MOST_WOUNDS:
        world.wounds.flow[before[-1]] += flow
        blood_loss.redo(world, who)
        return before[-1]
    slot, wounds = int(world.wounds.take(1)[0]), world.wounds
    wounds.luck[slot], wounds.owner[slot], wounds.made[slot] = key, who, world.tick
    wounds.kind[slot], wounds.part[slot], wounds.depth[slot], wounds.dirty[slot] = kind, part, depth, dirty
    wounds.flow[slot], wounds.clothed[slot] = flow, part != BodyPart.HEAD
    wounds.turns[slot] = world.tick + TURN_SOONEST + int(luck.below(world.key(TURNS), key, TURN_SPREAD))
    wounds.due[slot] = world.tick + LOOK
    wounds.cause[slot] = world.events.one(
        Kind.WOUNDED, who, watcher, int(world.citizens.cell[who]), code(world, slot), cause, stream, odds
    )
    wounds.next[slot], world.blood.last[body] = world.blood.last[body], slot
    blood_loss.redo(world, who)
    return slot


def code(world: World, slot: int) -> int:
    """A wound in one number, for the amount of an event."""
    wounds = world.wounds
    return wound_code(int(wounds.kind[slot]), int(wounds.part[slot]), int(wounds.depth[slot]), bool(wounds.dirty[slot]))


def soil(world: World, slot: int) -> None:
    """Let dirt come into a wound, by a blunt tool or a fall: a new draw says when it may turn."""
    wounds = world.wounds
    if wounds.dirty[slot]:
        return
    wounds.dirty[slot] = True
    delay = TURN_SOONEST + int(luck.below(world.key(TURNS), int(wounds.luck[slot]), TURN_SPREAD))
    wounds.turns[slot] = world.tick + delay


def _flow(world: World, key: int, kind: WoundKind, part: BodyPart, depth: int) -> int:
    """What a wound bleeds, mL/h, by a draw: the most it could, halved up to `SPAN` times; or as the femoral artery."""
    draw = int(luck.u32(world.key(FLOW), key))
    if depth == len(MOST) - 1 and part == BodyPart.LEG and kind in OPENS and draw < (1 << 32) // ONE_IN:
        return int(fall(FEMORAL, 0, (draw * ONE_IN & 0xFFFFFFFF) << 8, HALVES))
    draw *= SPAN
    most = MOST[depth] * BY_PART[part] // 100 * BY_KIND[kind] // 100
    return int(fall(most, draw >> 32, (draw & 0xFFFFFFFF) << 8, HALVES))


def trap(world: World, who: int, cause: int) -> int:
    """Let debris hold somebody where they are, because of the event `cause`; returns the event TRAPPED."""
    if _holds(world, who).size:
        return int(world.conditions.cause[_holds(world, who)[0]])
    event = world.events.one(Kind.TRAPPED, who, where=int(world.citizens.cell[who]), cause=cause)
    slot, held = world.conditions.take(1), world.conditions
    held.owner[slot], held.kind[slot] = who, ConditionKind.TRAPPED
    held.since[slot], held.cause[slot] = world.tick, event
    if posture.hears(world, who):
        posture.lay_down(world, who, Activity.LYING, event)
    return event


def trapped(world: World, who: int) -> bool:
    """Whether debris holds somebody."""
    return len(_holds(world, who)) > 0


def untrap(world: World, who: int) -> None:
    """Take away the debris that holds somebody, if any; they go on lying until they get up."""
    rows = _holds(world, who)
    if rows.size:
        world.conditions.free(rows)


def faint(world: World, who: int, cause: int, stream: int = 0, odds: int = 0) -> None:
    """Let somebody who has wounds or has lost blood lose their senses, by the event `cause`: FAINTED.

    stream and odds name the draw that decided, if one did. Who faints in other people's hands stays there.
    """
    people, blood, slot = world.citizens, world.blood, blood_loss.blood_row(world, who)
    event = world.events.one(Kind.FAINTED, who, -1, int(people.cell[who]), 0, cause, stream, odds)
    blood.passed_out[slot] = event
    if blood.mind_due[slot] == NEVER:
        blood.mind_due[slot] = world.tick + 1
    if people.doing[who] in _HANDS:
        drop_intent(world, who)
    else:
        posture.lay_down(world, who, Activity.UNCONSCIOUS, event)


def rise(world: World, who: int, cause: int) -> None:
    """Let somebody who lies get up, because of the event `cause`, if legs and debris let them; else they lie awake."""
    if world.citizens.able[who] and not trapped(world, who):
        posture.get_up(world, who, cause)
    else:
        posture.lay_down(world, who, Activity.LYING, cause)


def _holds(world: World, who: int) -> np.ndarray:
    return world.conditions.where(owner=who, kind=ConditionKind.TRAPPED)


def wound_code(kind: int, part: int, depth: int, dirty: bool) -> int:
    """A wound in one number, as events carry it: `spell_wound` reads it."""
    return kind | part << 4 | depth << 8 | DIRTY * dirty


def spell_wound(code: int) -> str:
    """A wound as words: `a deep, clean shrapnel wound in the shoulder`."""
    kind, part = WoundKind(code & 15), BodyPart(code >> 4 & 15)
    depth, dirt = _DEPTHS[code >> 8 & 15], "dirty" if code & DIRTY else "clean"
    return f"a {depth}, {dirt} {_KINDS[kind]} {_PARTS[part]}"


_KINDS = {
    WoundKind.CUT: "cut",
    WoundKind.SHRAPNEL: "shrapnel wound",
    WoundKind.GUNSHOT: "gunshot wound",
    WoundKind.CRUSH: "crush wound",
    WoundKind.BURN: "burn",
}
_PARTS = {
    BodyPart.HEAD: "on the head",
    BodyPart.CHEST: "in the chest",
    BodyPart.BELLY: "in the belly",
    BodyPart.SHOULDER: "in the shoulder",
    BodyPart.ARM: "in the arm",
    BodyPart.LEG: "in the leg",
}
_DEPTHS = ("shallow", "shallow", "moderate", "deep")
