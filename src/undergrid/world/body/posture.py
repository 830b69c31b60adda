"""Lying down and getting up: how a body comes to lie, asleep, unconscious or hauled, and stands again.

All rules that lay somebody down or wake them do it here, so that no walk, task or intent goes on by itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from undergrid.world.body import augmented, machine, meals
from undergrid.world.body.blood_rows import blood_slot
from undergrid.world.items import suits
from undergrid.world.log.kinds import Kind
from undergrid.world.orders import tasks
from undergrid.world.orders.attempts import drop_intent, is_minded
from undergrid.world.orders.halting import halt, stand
from undergrid.world.people.hope import effort
from undergrid.world.tables.people import NEVER, Activity, Posture

if TYPE_CHECKING:
    from undergrid.world.tables.body import Waking
    from undergrid.world.world import World

SENSELESS = (Activity.SLEEPING, Activity.UNCONSCIOUS)
ALERT = 600  # ticks after waking in which nobody falls asleep again against their will [assumed]
GONE = (Activity.HELD, Activity.SHUT_DOWN, Activity.RECLAIMED)


def lay_down(world: World, who: int, doing: Activity, cause: int) -> None:
    """Let a body lie from now on, because of the event `cause`: asleep, unconscious, hauled, or flat by choice."""
    people = world.citizens
    tasks.drop(world, who)
    drop_intent(world, who)
    people.doing[who], people.since[who], people.posture[who] = doing, world.tick, Posture.FLAT
    halt(people.handle, who)
    people.cause[who], people.wake[who] = cause, NEVER


def get_up(world: World, who: int, cause: int) -> None:
    """Let a body that lies stand again, because of the event `cause`; routine takes over people without a mind."""
    people = world.citizens
    stand(world, who)
    people.cause[who] = cause
    if not is_minded(world, who):
        people.wake[who] = world.tick + 1


def wake_up(world: World, who: int, why: Waking, cause: int) -> int:
    """Wake somebody who is asleep, because of the event `cause`; returns the event WOKE.

    They get up, unless their wounds do not let them: then they go on lying, awake.
    """
    exposure, slot = world.exposure, blood_slot(world, who)
    woke = world.events.one(Kind.WOKE, who, where=int(world.citizens.cell[who]), amount=int(why), cause=cause)
    if slot >= 0 and world.blood.legs[slot] == 0:
        lay_down(world, who, Activity.LYING, woke)
    else:
        get_up(world, who, woke)
    rows = exposure.of(who)
    exposure.willing[rows], exposure.up_cause[rows] = False, woke
    exposure.sleep_due[rows], exposure.alert[rows] = world.tick, world.tick + ALERT
    return woke


def has_senses(world: World, who: int) -> bool:
    """Whether somebody lives, and neither sleeps nor has passed out; the held and the hauled may have their senses."""
    people = world.citizens
    if not people.alive[who] or int(people.doing[who]) in SENSELESS:
        return False
    slot = blood_slot(world, who)
    return slot < 0 or not world.blood.passed_out[slot]


def may_feel(world: World, who: int) -> bool:
    """Whether somebody lives and has not passed out: sleepers feel what befalls their bodies."""
    asleep = int(world.citizens.doing[who]) == Activity.SLEEPING
    return has_senses(world, who) or (asleep and bool(world.citizens.alive[who]))


def hears(world: World, who: int) -> bool:
    """Whether somebody lives, has their senses and is among others, hauled or not."""
    return has_senses(world, who) and int(world.citizens.doing[who]) not in GONE


def refresh_pace(world: World, who: int) -> None:
    """Work out anew what wounds, weariness, hunger, burdens, despair and machines leave of somebody's walking speed."""
    slot = blood_slot(world, who)
    share = (int(world.blood.legs[slot]) if slot >= 0 else 100) * effort(world, who) // 100
    exposure, hauls = world.exposure, world.hauls
    for left in (*exposure.legs[exposure.of(who)].tolist(), *hauls.pace[hauls.where(hauler=who)].tolist()):
        share = share * left // 100
    if world.hungry.n_used:
        share = share * meals.pace_left(world, who) // 100
    if world.suit_parts.n_used:
        share = share * suits.pace_left(world, who) // 100
    if world.augments.n_used:
        share = share * augmented.pace_left(world, who) // 100
    world.citizens.able[who] = share * machine.pace_left(world, who) // 100
