"""Bleeding: open wounds drain blood, small ones clot by themselves, and without blood a body goes into shock and dies.

Nothing is integrated tick by tick: the rule looks at a body when it reaches the next class of loss, and once a minute
while chance decides something about it. Class III is shock; in class II shock may come during the first hours. Shock
kills in time, or is overcome once the bleeding is stopped; fluid from the tissues has then made up for some of the
loss.

Reads   blood.owner, lost, since, flow, volume, klass, since_class, shock_since, dying, due, dose, dosed_at, bled,
        shocked; wounds.owner, flow, control, due, cause, luck; citizens.alive, luck, doing, cell
Writes  blood.lost, since, klass, since_class, shock_since, dying, due, mind_due, bled, shocked; wounds.control, due;
        flows and legs as `blood_loss.redo` works them out; people as `blood_loss.die` and `injuries.rise` do
Emits   CLASS_REACHED(citizen; amount class; cause: the wound that bleeds most), SHOCKED(citizen; cause: the class),
        CLOTTED(citizen; cause: the wound), DIED(citizen; amount of what; cause: the gravest wound; because: the other
        wounds, when they were found and tended, doses, shock). By chance, with stream and odds: CLOTTED, SHOCKED in
        class II, DIED in shock
Units   shares of the blood in 1/1000000, flows in mL/h, chances per hour
Source  Classes: ATLS. What shock does is set so that tourniquets do what J. F. Kragh et al., Ann. Surg. 249 (2009) 1
        report: nine in ten live where one is put on before shock, one in ten after. The law:
        `world/body/blood_loss.py`.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from undergrid.core import luck, units
from undergrid.core.halving import HALVES, halved
from undergrid.core.handles import Handle, record
from undergrid.core.jit import kernel
from undergrid.core.tables import I64, Out
from undergrid.world.body import blood_loss, injuries
from undergrid.world.body.blood_loss import CLASSES, FATAL, HALF_LIFE, any_due, lost_after, ticks_until
from undergrid.world.body.injuries import LOOK as CLOT_LOOK
from undergrid.world.log.kinds import Kind
from undergrid.world.orders.attempts import is_minded
from undergrid.world.tables.body import Death
from undergrid.world.tables.people import NEVER, Activity

if TYPE_CHECKING:
    from undergrid.world.world import World

CLOT = luck.stream("bleeding/clot")
SHOCK = luck.stream("bleeding/shock")
DEATH = luck.stream("bleeding/death")
RECOVERY = luck.stream("bleeding/recovery")

LOOK = 60  # s between looks at a body about which chance decides
REFILLED = 250_000  # share lost, 1/1000000, of a body that has overcome shock, at most [assumed]
_CLASS, _SHOCKED, _OVERCAME, _BLED_OUT, _GAVE_OUT = 1, 2, 4, 8, 16  # what `_look` reports of a body
_II, _III, _IV = CLASSES[0], CLASSES[1], CLASSES[2] + 1  # lost: from there on a body is in that class


class Params(BaseModel):
    """The knobs a scenario may turn, under `rules.bleeding`."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    trickle_ml: int = Field(
        120, ge=0, le=60_000, description="a wound that bleeds no more, mL/h, soon clots by itself [assumed]"
    )
    trickle_clots: float = Field(0.9, ge=0, le=1, description="chance that it does in an hour [assumed]")
    clots_ml: int = Field(
        900, ge=0, le=60_000, description="a wound that bleeds more, mL/h, never clots by itself [assumed]"
    )
    clots: float = Field(0.3, ge=0, le=1, description="chance that one between the two clots in an hour [assumed]")
    fatal_seconds: int = Field(30, ge=0, le=3600, description="life with 45 % of the blood lost, s [assumed]")
    unsettled_hours: float = Field(2, ge=0, le=48, description="shock may come so long after class II [assumed]")
    shock: float = Field(0.05, ge=0, le=1, description="chance that it does in an hour [set by Kragh 2009]")
    shock_kills: float = Field(0.9, ge=0, le=1000, description="deaths per hour in shock [set by Kragh 2009]")
    class_4_kills: float = Field(1.8, ge=0, le=1000, description="the same in class IV [assumed]")
    dose_adds: float = Field(0.5, ge=0, le=100, description="to that, as a share, per dose of morphine [assumed]")
    overcome: float = Field(
        0.1, ge=0, le=1000, description="recoveries per hour, once it bleeds no more [set by Kragh 2009]"
    )

    @cached_property
    def knobs(self) -> Handle:
        """What the kernels take: flows in mL/h, times in ticks, chances as thresholds per look."""
        per_clot, per_look = units.HOUR // CLOT_LOOK, units.HOUR // LOOK
        return record(
            trickle_ml=self.trickle_ml,
            trickle_clots=luck.per_tick(self.trickle_clots, per_clot),
            clots_ml=self.clots_ml,
            clots=luck.per_tick(self.clots, per_clot),
            fatal=self.fatal_seconds,
            unsettled=round(self.unsettled_hours * units.HOUR),
            shock=luck.per_tick(self.shock, per_look),
            overcome=luck.rate_per_tick(self.overcome, per_look),
            deaths=self.deaths,
            halves=HALVES,
        )

    @cached_property
    def deaths(self) -> I64:
        """(2, 9): thresholds of death per look, in shock before class IV and in it, by half doses in the body."""
        by_dose = [1 + self.dose_adds * half / 2 for half in range(9)]
        rates = [[kills * more for more in by_dose] for kills in (self.shock_kills, self.class_4_kills)]
        return np.array([[luck.rate_per_tick(r, units.HOUR // LOOK) for r in row] for row in rates], np.int64)


class _Clotted(Out):
    """The wounds that clot by themselves: slots, and at which odds."""

    slot: I64
    odds: I64


class _News(Out):
    """What `_look` has to tell of a body: slot in `blood`, what has happened, and at which odds."""

    slot: I64
    what: I64
    odds: I64


def step(world: World, params: Params) -> None:
    blood, wounds = world.blood, world.wounds
    if not blood.n:
        return
    if any_due(wounds.due, world.tick):
        _look_for_clots(world, params)
    if not any_due(blood.due, world.tick):
        return
    news, keys = world.out(_News, blood.n), world.keys(shock=SHOCK, death=DEATH, recovery=RECOVERY)
    n = _look(blood.handle, world.citizens.handle, params.knobs, world.tick, keys, news.handle)
    for slot, what, odds in news.rows(n):
        _tell(world, slot, what, odds)


def _look_for_clots(world: World, params: Params) -> None:
    """The wounds whose time has come: which of them clot by themselves."""
    wounds, people = world.wounds, world.citizens
    clotted = world.out(_Clotted, wounds.n)
    n = _clot(wounds.handle, people.handle, params.knobs, world.tick, world.key(CLOT), clotted.handle)
    for slot, odds in clotted.rows(n):
        who = int(wounds.owner[slot])
        where, cause = int(people.cell[who]), int(wounds.cause[slot])
        world.events.one(Kind.CLOTTED, who, -1, where, injuries.code(world, slot), cause, CLOT, odds)
        blood_loss.redo(world, who)


def _tell(world: World, slot: int, news: int, odds: int) -> None:
    """Log what has happened to one body, causes before their effects, and act on it."""
    blood, log = world.blood, world.events
    who = int(blood.owner[slot])
    where, gravest = int(world.citizens.cell[who]), blood_loss.gravest(world, who)
    root = int(world.wounds.cause[gravest]) if gravest >= 0 else world.scenario_event
    if news & _CLASS:
        worst = blood_loss.worst_wound(world, who)
        cause = int(world.wounds.cause[worst]) if worst >= 0 else root
        cause = int(blood.shocked[slot]) if news & _OVERCAME else cause
        blood.bled[slot] = log.one(Kind.CLASS_REACHED, who, -1, where, int(blood.klass[slot]), cause)
    if news & _SHOCKED:
        drawn = (SHOCK, odds) if odds else (0, 0)
        blood.shocked[slot] = log.one(Kind.SHOCKED, who, -1, where, 0, int(blood.bled[slot]) or root, *drawn)
    if news & (_BLED_OUT | _GAVE_OUT):
        death, drawn = (Death.BLOOD_LOSS, (0, 0)) if news & _BLED_OUT else (Death.SHOCK, (DEATH, odds))
        blood_loss.die(world, who, death, root, blood_loss.behind(world, who), *drawn)
        return
    blood_loss.refresh_legs(world, who)
    if news & _OVERCAME and world.citizens.doing[who] == Activity.LYING and not is_minded(world, who):
        injuries.rise(world, who, int(blood.bled[slot]))


@kernel
def _clot(wounds, people, knobs, now, key, clotted):
    """Look at the wounds whose time has come; those that clot are written down. Returns how many."""
    n = 0
    for slot in range(len(wounds.used)):
        if wounds.due[slot] > now or not wounds.used[slot]:
            continue
        bleeds = int(wounds.flow[slot]) * (1000 - int(wounds.control[slot])) // 1000
        if bleeds <= 0 or not people.alive[wounds.owner[slot]]:
            wounds.due[slot] = NEVER
            continue
        wounds.due[slot] = now + CLOT_LOOK
        chance = 0
        if bleeds <= knobs.trickle_ml:
            chance = knobs.trickle_clots
        elif bleeds <= knobs.clots_ml:
            chance = knobs.clots
        if luck.u32(key, wounds.luck[slot]) < chance:
            wounds.control[slot], wounds.due[slot] = 1000, NEVER
            clotted.slot[n], clotted.odds[n] = slot, chance
            n += 1
    return n


@kernel
def _look(blood, people, knobs, now, keys, news):
    """Look at the bodies whose time has come, and set when to look again; returns how many rows of news there are.

    Chance is drawn once in `LOOK`, on a tick of the body's own, by its luck.
    """
    n = 0
    for slot in range(len(blood.used)):
        if blood.due[slot] > now or not blood.used[slot]:
            continue
        lucky = people.luck[blood.owner[slot]]
        if not people.alive[blood.owner[slot]]:
            blood.due[slot] = NEVER
            continue
        turn = (now + lucky) % LOOK == 0
        gone = lost_after(
            int(blood.lost[slot]), int(blood.flow[slot]), int(blood.volume[slot]), now - int(blood.since[slot]),
            knobs.halves,
        )  # fmt: skip
        if gone >= FATAL and blood.dying[slot] < 0:
            blood.dying[slot] = now
        klass = _class(gone)
        what, odds = 0, 0
        if blood.shock_since[slot] >= 0 and turn and now > blood.shock_since[slot]:
            what, odds = _in_shock(blood, slot, klass, lucky, knobs, now, keys)
            if what & _OVERCAME:
                blood.shock_since[slot], blood.mind_due[slot] = -1, now
                gone, klass = min(gone, REFILLED), 2
                blood.lost[slot], blood.since[slot] = gone, now
        if klass != blood.klass[slot]:
            what |= _CLASS
            blood.klass[slot], blood.since_class[slot], blood.mind_due[slot] = klass, now, now
        if blood.shock_since[slot] < 0 and not what & _OVERCAME:
            goes_into_shock = klass >= 3
            if klass == 2 and turn and now - blood.since_class[slot] < knobs.unsettled:
                goes_into_shock = luck.u32(keys.shock, lucky) < knobs.shock
                odds = knobs.shock if goes_into_shock else 0
            if goes_into_shock:
                what |= _SHOCKED
                blood.shock_since[slot] = blood.mind_due[slot] = now
        if blood.dying[slot] >= 0 and now - blood.dying[slot] >= knobs.fatal:
            what |= _BLED_OUT
        blood.due[slot] = _next_look(blood, slot, gone, klass, lucky, knobs, now)
        if what:
            news.slot[n], news.what[n], news.odds[n] = slot, what, odds
            n += 1
    return n


@kernel(inline=True)
def _class(gone):
    """The class of loss, 1 to 4."""
    return 1 if gone < _II else 2 if gone < _III else 3 if gone < _IV else 4


@kernel(inline=True)
def _in_shock(blood, slot, klass, lucky, knobs, now, keys):
    """(what shock does to a body whose turn it is, or 0; at which odds): it kills, or it is overcome."""
    since_dose = now - int(blood.dosed_at[slot])
    half_doses = min(8, halved(int(blood.dose[slot]), since_dose, HALF_LIFE, knobs.halves) // 500)
    odds = knobs.deaths[1 if klass == 4 else 0, half_doses]
    if luck.u32(keys.death, lucky) < odds:
        return _GAVE_OUT, odds
    stopped = blood.flow[slot] <= knobs.trickle_ml and blood.dying[slot] < 0
    overcame = stopped and luck.u32(keys.recovery, lucky) < knobs.overcome
    return (_OVERCAME if overcame else 0), odds


@kernel(inline=True)
def _next_look(blood, slot, gone, klass, lucky, knobs, now):
    """When to look at a body again: at the next class, at the end, or when chance has its turn."""
    due = NEVER
    if blood.dying[slot] >= 0:
        due = int(blood.dying[slot]) + knobs.fatal
    if blood.shock_since[slot] >= 0 or (klass == 2 and now + 1 - blood.since_class[slot] < knobs.unsettled):
        due = min(due, now + LOOK - (now + lucky) % LOOK)
    base, bleeds, full = int(blood.lost[slot]), int(blood.flow[slot]), int(blood.volume[slot])
    if bleeds > 0 and gone < FATAL:
        start = int(blood.since[slot])
        nearest = _II if klass == 1 else _III if klass == 2 else _IV if gone < _IV else FATAL
        if due == NEVER or lost_after(base, bleeds, full, due - start, knobs.halves) >= nearest:
            until = ticks_until(nearest, base, bleeds, full, knobs.halves)
            if until < NEVER:
                due = min(due, start + until)
    return due
