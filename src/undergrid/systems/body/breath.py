"""Breath: where there is no air, whoever has no life support faints within seconds and dies within minutes.

Outdoors on a level without air, and inside a building without it, people live on the life support of their suits. Where
it fails, or they come there without any, the two ticks at which they faint and die are known at once. Whoever has air
again before the second is well, and comes to.

Reads   airless; breaths; feeds.owner, kind; citizens.alive, cell, inside, cause, doing; blood.passed_out
Writes  breaths; people as `posture.lay_down`, `injuries.rise` and `blood_loss.die` do
Emits   SUFFOCATES(citizen; seconds until a faint; cause: that life support failed or was switched off, that the air
        of the suit leaked out, or that of a base was used up; else what has brought them there), FAINTED(citizen;
        cause: SUFFOCATES), CAME_TO(citizen; cause: the fainting), BREATHES_AGAIN(citizen; cause: SUFFOCATES),
        DIED(citizen; of failed life support, or of want of air; cause: the fainting)
Units   ticks of 1 s
Source  Seconds until a faint: NASA SP-3006; minutes until death: MedlinePlus; `rules.air` (world/body/air.py).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from undergrid.core.jit import kernel
from undergrid.core.tables import I64, Out
from undergrid.world.body import blood_loss, injuries, posture
from undergrid.world.body.air import Air
from undergrid.world.body.blood_rows import blood_slot
from undergrid.world.log.events import TICK_SHIFT
from undergrid.world.log.kinds import Kind
from undergrid.world.orders.attempts import drop_intent
from undergrid.world.tables.body import Death
from undergrid.world.tables.people import Activity
from undergrid.world.tables.power import Device
from undergrid.world.tables.suits import SuitPart

if TYPE_CHECKING:
    from undergrid.world.world import World

_LIFE_SUPPORT = int(Device.LIFE_SUPPORT)
_PLUGGED = int(Activity.PLUGGED)
_KEEPS = (Activity.HELD, Activity.HAULED)  # whoever faints in other people's hands stays there
_OUTAGES = {
    Kind.POWER_FAILED: Device.LIFE_SUPPORT, Kind.SWITCHED_OFF: Device.LIFE_SUPPORT,
    Kind.SUIT_FAULT: SuitPart.LIFE_SUPPORT, Kind.AIR_LEAKED_OUT: None,
}  # fmt: skip
"""What ends the air of a suit, and of which amount; None for any."""


class _Looked(Out):
    """People without air who have no row yet (slot -1), and rows of those who have air again or are dead."""

    who: I64
    slot: I64


def step(world: World, params: None = None) -> None:
    """Note who has lost their air and who has it again; then let those faint and die whose time has come."""
    airless, people, breaths = world.airless, world.citizens, world.breaths
    if not airless.n or not (breaths.n_used or (airless.building >= 0).any() or (airless.level >= 0).any()):
        return
    looked = world.out(_Looked, people.n + breaths.n)
    n = _look(people.handle, world.feeds.handle, breaths.handle, world.airless.handle, world.city.handle, looked.handle)
    for who, slot in looked.rows(n):
        if slot < 0:
            _lose(world, who)
        else:
            _recover(world, who, slot)
    if breaths.n_used and blood_loss.any_due(breaths.due, world.tick):
        for slot in breaths.rows().tolist():
            if breaths.due[slot] <= world.tick:
                _sink(world, slot)


def _lose(world: World, who: int) -> None:
    """Somebody has no air from now on."""
    people, air = world.citizens, world.shared(Air)
    outages = [
        e.id for e in world.events.this_tick()
        if e.who == who and e.kind in _OUTAGES and _OUTAGES[e.kind] in (e.amount, None)
    ]  # fmt: skip
    cause = outages[-1] if outages else _led_to(world, who)
    event = world.events.one(Kind.SUFFOCATES, who, where=int(people.cell[who]), amount=air.faints_s, cause=cause)
    slot, breaths = int(world.breaths.take(1)[0]), world.breaths
    breaths.owner[slot], breaths.since[slot], breaths.cause[slot] = who, world.tick, event
    breaths.due[slot], breaths.failed[slot] = world.tick + air.faints_s, bool(outages)


def _led_to(world: World, who: int) -> int:
    """What has brought somebody under bad air: that it was used up where they were, else what has led them there."""
    airless, people = world.airless, world.citizens
    rows = np.flatnonzero((airless.building == people.inside[who]) & (airless.building >= 0))
    used_up, led = int(airless.cause[rows].max(initial=0)), int(people.cause[who])
    return used_up if used_up and used_up >> TICK_SHIFT >= led >> TICK_SHIFT else led


def _recover(world: World, who: int, slot: int) -> None:
    """Somebody has air again, or has died of something else meanwhile."""
    people, breaths = world.citizens, world.breaths
    fainted, cause = int(breaths.fainted[slot]), int(breaths.cause[slot])
    breaths.free(np.array([slot]))
    if not people.alive[who]:
        return
    where = int(people.cell[who])
    event = world.events.one(Kind.BREATHES_AGAIN, who, where=where, cause=cause)
    if fainted not in (0, cause) and people.doing[who] == Activity.UNCONSCIOUS and not _passed_out(world, who):
        event = world.events.one(Kind.CAME_TO, who, where=where, cause=fainted)
        injuries.rise(world, who, event)


def _passed_out(world: World, who: int) -> bool:
    """Whether loss of blood, pain or morphine have somebody's senses, whatever air they have."""
    slot = blood_slot(world, who)
    return slot >= 0 and bool(world.blood.passed_out[slot])


def _sink(world: World, slot: int) -> None:
    """Let somebody without air faint, or die, whose time has come."""
    people, breaths = world.citizens, world.breaths
    who, cause, fainted = int(breaths.owner[slot]), int(breaths.cause[slot]), int(breaths.fainted[slot])
    if fainted:
        death = Death.LIFE_SUPPORT if breaths.failed[slot] else Death.SUFFOCATION
        breaths.free(np.array([slot]))
        blood_loss.die(world, who, death, fainted)
        return
    air = world.shared(Air)
    breaths.due[slot] = max(world.tick + 1, int(breaths.since[slot]) + air.dies_s)
    if people.doing[who] == Activity.UNCONSCIOUS or _passed_out(world, who):
        breaths.fainted[slot] = cause  # they have no senses to lose
        return
    event = world.events.one(Kind.FAINTED, who, where=int(people.cell[who]), cause=cause)
    breaths.fainted[slot] = event
    if people.doing[who] in _KEEPS:
        drop_intent(world, who)
    else:
        posture.lay_down(world, who, Activity.UNCONSCIOUS, event)


@kernel
def _look(people, feeds, breaths, airless, city, looked):
    """Find who has lost their air, and who of those without has it again; returns how many."""
    lacks = np.zeros(len(people.alive), np.uint8)
    for who in range(len(people.alive)):
        if not people.alive[who] or people.doing[who] == _PLUGGED:
            continue
        inside, level = people.inside[who], people.cell[who] // city.area
        for row in range(len(airless.level)):
            bad = airless.building[row] == inside if inside >= 0 else airless.level[row] == level
            if bad:
                lacks[who] = 1
    for row in range(len(feeds.used)):
        if feeds.used[row] and feeds.kind[row] == _LIFE_SUPPORT:
            lacks[feeds.owner[row]] = 0
    n = 0
    for slot in range(len(breaths.used)):
        if breaths.used[slot]:
            who = breaths.owner[slot]
            if lacks[who] == 0:
                looked.who[n], looked.slot[n] = who, slot
                n += 1
            lacks[who] = 0
    for who in range(len(lacks)):
        if lacks[who]:
            looked.who[n], looked.slot[n] = who, -1
            n += 1
    return n
