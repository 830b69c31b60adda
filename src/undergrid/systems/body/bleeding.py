"""Bleeding: open wounds drain blood, small ones clot by themselves, and without blood a body goes into shock and dies.

Nobody is integrated tick by tick: a body is looked at when it reaches the next class of loss, and once a minute while
something is decided by chance about it. Class III is shock; in class II it may come while the body has not settled yet.
Shock kills in time, or is overcome once the bleeding is stopped; fluid from the tissues has then made up for some of
the loss.

Reads   blood, wounds, citizens.alive, luck, doing
Writes  blood.lost, since, klass, since_class, shock_since, dying, due, mind_due, bled, shocked, legs; wounds.control,
        due; citizens as `health.die` and `waking.lay_down` do
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
from undergrid.core.jit import kernel
from undergrid.core.tables import I64
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
    trickle_ml: int = Field(120, ge=0, description="a wound that bleeds no more, mL/h, soon clots by itself [assumed]")
    trickle_clots: float = Field(0.9, ge=0, le=1, description="chance that it does in an hour [assumed]")
    clots_ml: int = Field(900, ge=0, description="a wound that bleeds more, mL/h, never clots by itself [assumed]")
    clots: float = Field(0.3, ge=0, le=1, description="chance that one between the two clots in an hour [assumed]")
    fatal_seconds: int = Field(30, ge=0, le=3600, description="life with 45 % of the blood lost, s [assumed]")
    unsettled_hours: float = Field(2, ge=0, le=48, description="shock may come so long after class II [assumed]")
    shock: float = Field(0.05, ge=0, le=1, description="chance that it does in an hour [set by Kragh 2009]")
    shock_kills: float = Field(0.9, ge=0, description="deaths per hour in shock [set by Kragh 2009]")
    class_4_kills: float = Field(1.8, ge=0, description="the same in class IV [assumed]")
    dose_adds: float = Field(0.5, ge=0, description="to that, as a share, per dose of morphine [assumed]")
    overcome: float = Field(0.1, ge=0, description="recoveries per hour, once it bleeds no more [set by Kragh 2009]")

    @cached_property
    def chances(self) -> I64:
        """Thresholds per look: trickle clots, wound clots, shock, recovery."""
        per_clot, per_look = units.HOUR // CLOT_LOOK, units.HOUR // LOOK
        return np.array(
            [
                luck.per_tick(self.trickle_clots, per_clot),
                luck.per_tick(self.clots, per_clot),
                luck.per_tick(self.shock, per_look),
                luck.rate_per_tick(self.overcome, per_look),
            ],
            np.int64,
        )

    @cached_property
    def deaths(self) -> I64:
        """(2, 9): thresholds of death per look, in shock before class IV and in it, by half doses in the body."""
        by_dose = [1 + self.dose_adds * half / 2 for half in range(9)]
        rates = [[kills * more for more in by_dose] for kills in (self.shock_kills, self.class_4_kills)]
        return np.array([[luck.rate_per_tick(r, units.HOUR // LOOK) for r in row] for row in rates], np.int64)


def step(world: World, params: Params) -> None:
    blood, wounds, people = world.blood, world.wounds, world.citizens
    if not blood.n:
        return
    if any_due(wounds.due, world.tick):
        _look_for_clots(world, params)
    if not any_due(blood.due, world.tick):
        return
    slots, news, odds = world.scratch(blood.n, 3)
    n = _look(
        blood.used, blood.due, blood.owner, blood.lost, blood.since, blood.flow, blood.volume, blood.klass,
        blood.since_class, blood.shock_since, blood.dying, blood.dose, blood.dosed_at, blood.mind_due, people.alive,
        people.luck, world.tick, params.fatal_seconds, round(params.unsettled_hours * units.HOUR), params.trickle_ml,
        params.chances, params.deaths, world.key(SHOCK), world.key(DEATH), world.key(RECOVERY), HALVES, slots, news,
        odds,
    )  # fmt: skip
    if n:
        told = zip(slots[:n].tolist(), news[:n].tolist(), odds[:n].tolist(), strict=True)
        for slot, what, odd in list(told):
            _tell(world, slot, what, odd)


def _look_for_clots(world: World, params: Params) -> None:
    """The wounds whose time has come: which of them clot by themselves."""
    wounds, people = world.wounds, world.citizens
    slots, odds = world.scratch(wounds.n, 2)
    n = _clot(
        wounds.used, wounds.due, wounds.owner, wounds.flow, wounds.control, wounds.luck, people.alive, world.tick,
        params.trickle_ml, params.clots_ml, params.chances, world.key(CLOT), slots, odds,
    )  # fmt: skip
    told = zip(slots[:n].tolist(), odds[:n].tolist(), strict=True)
    for slot, odd in list(told):
        who = int(wounds.owner[slot])
        where, cause = int(people.cell[who]), int(wounds.cause[slot])
        world.events.one(Kind.CLOTTED, who, -1, where, injuries.code(world, slot), cause, CLOT, odd)
        blood_loss.redo(world, who)


def _tell(world: World, slot: int, news: int, odds: int) -> None:
    """What has come of one body: its events, in the order in which one leads to the next."""
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
def _clot(used, due, owner, flow, control, lucky, alive, tick, trickle, most, chances, key, slots, odds):
    """Look at the wounds whose time has come; those that clot are written down. Returns how many."""
    n = 0
    for slot in range(len(used)):
        if due[slot] > tick or not used[slot]:
            continue
        bleeds = int(flow[slot]) * (1000 - int(control[slot])) // 1000
        if bleeds <= 0 or not alive[owner[slot]]:
            due[slot] = NEVER
            continue
        due[slot] = tick + CLOT_LOOK
        chance = chances[0] if bleeds <= trickle else chances[1] if bleeds <= most else 0
        if luck.u32(key, lucky[slot]) < chance:
            control[slot], due[slot] = 1000, NEVER
            slots[n], odds[n] = slot, chance
            n += 1
    return n


@kernel
def _look(
    used, due, owner, lost, since, flow, volume, klass, since_class, shock_since, dying, dose, dosed_at, mind_due,
    alive, lucky, tick, fatal_ticks, unsettled, stopped, chances, deaths, shock_key, death_key, recovery_key, halves,
    slots, news, odds,
):  # fmt: skip
    """Look at the bodies whose time has come, and set when to look again; returns of how many there is news.

    A chance is taken on a tick of the body's own, by its luck, once in `LOOK`.
    """
    n = 0
    for slot in range(len(used)):
        if due[slot] > tick or not used[slot]:
            continue
        who = owner[slot]
        if not alive[who]:
            due[slot] = NEVER
            continue
        what, odd, start, bleeds, full = 0, 0, int(since[slot]), int(flow[slot]), int(volume[slot])
        gone = lost_after(int(lost[slot]), bleeds, full, tick - start, halves)
        turn = (tick + lucky[who]) % LOOK == 0
        if gone >= FATAL and dying[slot] < 0:
            dying[slot] = tick
        now = 1 if gone < _II else 2 if gone < _III else 3 if gone < _IV else 4
        shocked = int(shock_since[slot])
        if shocked >= 0 and turn and tick > shocked:
            half_doses = min(8, halved(int(dose[slot]), tick - int(dosed_at[slot]), HALF_LIFE, halves) // 500)
            odd = deaths[1 if now == 4 else 0, half_doses]
            if luck.u32(death_key, lucky[who]) < odd:
                what |= _GAVE_OUT
            elif bleeds <= stopped and dying[slot] < 0 and luck.u32(recovery_key, lucky[who]) < chances[3]:
                what |= _OVERCAME
                shock_since[slot] = shocked = -1
                mind_due[slot] = tick
                gone = min(gone, REFILLED)
                lost[slot], since[slot], start, now = gone, tick, tick, 2
        if now != klass[slot]:
            what |= _CLASS
            klass[slot], since_class[slot], mind_due[slot] = now, tick, tick
        if shocked < 0 and not what & _OVERCAME:
            if now >= 3:
                what |= _SHOCKED
            elif now == 2 and turn and tick - since_class[slot] < unsettled:
                odd = chances[2] if luck.u32(shock_key, lucky[who]) < chances[2] else 0
                what |= _SHOCKED if odd else 0
            if what & _SHOCKED:
                shock_since[slot] = shocked = tick
                mind_due[slot] = tick
        if dying[slot] >= 0 and tick - dying[slot] >= fatal_ticks:
            what |= _BLED_OUT
        # when to look again: at the next class, at the end, or when chance has its turn
        next_look = NEVER
        if dying[slot] >= 0:
            next_look = int(dying[slot]) + fatal_ticks
        if shocked >= 0 or (now == 2 and tick + 1 - since_class[slot] < unsettled):
            next_look = min(next_look, tick + LOOK - (tick + lucky[who]) % LOOK)
        nearest = _II if now == 1 else _III if now == 2 else _IV if gone < _IV else FATAL
        if bleeds > 0 and gone < FATAL:
            base = int(lost[slot])
            if next_look == NEVER or lost_after(base, bleeds, full, next_look - start, halves) >= nearest:
                until = ticks_until(nearest, base, bleeds, full, halves)
                if until < NEVER:
                    next_look = min(next_look, start + until)
        due[slot] = next_look
        if what:
            slots[n], news[n], odds[n] = slot, what, odd
            n += 1
    return n
