"""Feelings: how strong each is now, how it fades, and when it is an event.

A feeling is a strength as of a tick, and halves in a fixed time: nothing is worked out tick by tick. It is an event
when it arises or deepens past a step, and never when it fades.

Source  That feelings are appraisals of what happens, by what it means for those one is bound to, for one's own deeds
        and for what one hopes for: A. Ortony, G. Clore, A. Collins, The Cognitive Structure of Emotions (1988). How
        long they last: P. Verduyn, S. Lavrijsen, Which emotions last longest and why, Motiv. Emot. 39 (2015) 119:
        fear 0.7 h, guilt 3.5 h, sadness 120 h, enthusiasm 6 h. That a feeling is over when an eighth is left is
        assumed: it halves three times in as long as it lasts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from undergrid.world.log.kinds import Kind
from undergrid.world.people.households import TIE, live_together
from undergrid.world.society import regard
from undergrid.world.tables.feelings import Feeling
from undergrid.world.tables.minds import Aim, Topic
from undergrid.world.tables.society import BondKind

if TYPE_CHECKING:
    from undergrid.world.world import World

ONE = 1000  # of a feeling's strength
HALVES = {  # s in which each halves
    Feeling.FEAR: 14 * 60,  # a third of 0.7 h [Verduyn 2015]
    Feeling.GRIEF: 40 * 3600,  # a third of 120 h, of sadness [Verduyn 2015]
    Feeling.GUILT: 70 * 60,  # a third of 3.5 h [Verduyn 2015]
    Feeling.ATTACHMENT: 30 * 86_400,  # a month [assumed]
    Feeling.RESOLVE: 2 * 3600,  # a third of 6 h, of enthusiasm [Verduyn 2015]
}
NUMBS = 2400  # s in which the part of grief that keeps one from doing anything halves: it comes first [assumed]
STEPS = (250, 500, 750)  # strength past which it is an event, 1/1000 [assumed]
CLOSE = 500  # strength of a bond from which on people are close already, and grow no more attached [assumed]
IN_CARE = np.zeros(max(Aim) + 1, bool)  # by Aim
IN_CARE[[Aim.SAVE, Aim.TEND, Aim.BRING]] = True
_FORGOTTEN = 5  # what is less than that is over, 1/1000 [assumed]

_TOLD = {
    Feeling.FEAR: Kind.IS_AFRAID,
    Feeling.GRIEF: Kind.GRIEVES,
    Feeling.GUILT: Kind.FEELS_GUILT,
    Feeling.ATTACHMENT: Kind.GROWS_ATTACHED,
    Feeling.RESOLVE: Kind.RESOLVES,
}


def slot_of(world: World, who: int, kind: Feeling, whom: int = -1) -> int:
    """The slot of what somebody feels towards somebody, or nobody; -1 for none."""
    return world.feelings.first(owner=who, kind=kind, whom=whom)


def now(world: World, slot: int) -> int:
    """How strong a feeling is by now, by its slot, 0 to 1000."""
    feelings = world.feelings
    halves = HALVES[Feeling(int(feelings.kind[slot]))]
    return regard.faded(int(feelings.strength[slot]), world.tick - int(feelings.since[slot]), halves)


def felt(world: World, who: int, kind: Feeling, whom: int = -1) -> int:
    """How strongly somebody feels something towards somebody, or nobody, 0 to 1000."""
    slot = slot_of(world, who, kind, whom)
    return now(world, slot) if slot >= 0 else 0


def knows_dead(world: World, who: int, whom: int) -> bool:
    """Whether somebody knows of a death: where the dead lie may be forgotten, whom one grieves for is not."""
    grieves = world.feelings.has(owner=who, kind=Feeling.GRIEF, whom=whom)
    return grieves or world.knowledge.has(knower=who, topic=Topic.BODY, subject=whom, strength=0)


def strongest(world: World, who: int, kind: Feeling) -> tuple[int, int]:
    """(strength, slot) of the strongest feeling of a kind, whomever it is for; (0, -1) for none."""
    slots = world.feelings.where(owner=who, kind=kind).tolist()
    strength, slot = max(((now(world, slot), -slot) for slot in slots), default=(0, 1))
    return strength, -slot


def deepen(world: World, who: int, kind: Feeling, whom: int, by: int, cause: int) -> int:
    """Let somebody feel something more strongly, by so much in 1/1000, because of an event; returns the slot.

    An event where it passes a step that it had not passed, or below half of which it had faded in between.
    """
    feelings = world.feelings
    slot = slot_of(world, who, kind, whom)
    if slot < 0:
        slot = int(feelings.take(1)[0])
        feelings.owner[slot], feelings.kind[slot], feelings.whom[slot] = who, kind, whom
        feelings.since[slot] = world.tick
    before = now(world, slot)
    told = int(feelings.told[slot])
    while told and before < STEPS[told - 1] // 2:
        told -= 1
    strength = min(ONE, max(0, before + by))
    passed = sum(strength >= step for step in STEPS)
    if passed > told:
        cause = world.events.one(_TOLD[kind], who, whom, int(world.citizens.cell[who]), passed, cause)
    if passed > told or not feelings.cause[slot]:
        feelings.cause[slot] = cause
    feelings.strength[slot], feelings.since[slot], feelings.told[slot] = strength, world.tick, max(told, passed)
    return slot


def ease(world: World, slot: int, seconds: int) -> None:
    """Let a feeling fade by as much as it does in so many seconds, at once."""
    feelings = world.feelings
    halves = HALVES[Feeling(int(feelings.kind[slot]))]
    feelings.strength[slot] = regard.faded(int(feelings.strength[slot]), seconds, halves)


def forget(world: World) -> None:
    """Drop what has faded away."""
    feelings = world.feelings
    over = [slot for slot in feelings.rows().tolist() if now(world, slot) < _FORGOTTEN]
    feelings.free(np.array(over, np.int64))


def numbness(world: World, slot: int) -> int:
    """How much of a grief keeps one from doing anything, by its slot, 0 to 1000: that passes sooner than grief."""
    feelings = world.feelings
    return regard.faded(int(feelings.strength[slot]), world.tick - int(feelings.since[slot]), NUMBS)


def tie(world: World, who: int, whom: int) -> int:
    """How close somebody is to somebody else: by the bond, or the home they share, and by attachment, 0 to 1000."""
    bonds = world.bonds
    strength = bonds.strength[bonds.where(a=who, b=whom)]
    bound = max(int(strength.max()) if len(strength) else 0, TIE if live_together(world, who, whom) else 0)
    return min(ONE, bound + felt(world, who, Feeling.ATTACHMENT, whom))


def take_to_heart(world: World, who: int, whom: int, by: int, cause: int) -> int:
    """Let somebody grow attached to somebody, unless they are close already; returns the event of it, 0 for none.

    Whoever has grown attached is bound from then on.
    """
    bonds = world.bonds
    if live_together(world, who, whom) or (bonds.strength[bonds.where(a=who, b=whom)] >= CLOSE).any():
        return 0
    before = world.events.n
    slot = deepen(world, who, Feeling.ATTACHMENT, whom, by, cause)
    if world.events.n == before:
        return 0
    grown = int(world.feelings.cause[slot])
    regard.bind(world, who, whom, BondKind.FRIEND, 0, grown)
    return grown


def in_care(world: World, who: int) -> list[int]:
    """Whom one of the named has in their care, or means to save, to look after or to bring somewhere."""
    kept, plans = world.intentions, world.plans
    rows = kept.of(who)
    aimed = kept.whom[rows[IN_CARE[kept.aim[rows]]]].tolist()
    return [whom for whom in (*plans.charge[plans.owner == who].tolist(), *aimed) if whom >= 0]
