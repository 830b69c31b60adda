"""Consciousness: who has lost much blood, is in shock or full of morphine may faint, and may come to; talk keeps awake.

Who has lost little faints upright only, of pain too: lying flat brings the blood back to the head. The rule looks at
each body in danger once a minute, on a tick of the body's own. Morphine takes away pain and with it the drive to
breathe, the more so in shock; whoever has too little of that drive left faints, and may die of it.

Reads   blood.owner, klass, shock_since, pain, dose, dosed_at, roused, mind_due, passed_out, bled, shocked, dosed;
        wounds.cause; exposure.numb; breaths.owner; citizens.alive, luck, doing, posture, cell
Writes  blood.passed_out, mind_due; people as `injuries.faint`, `injuries.rise` and `blood_loss.die` do
Emits   FAINTED(citizen; cause: shock, else the class of loss, the dose or the wound; stream, odds), CAME_TO(citizen;
        cause: the fainting; stream, odds), DIED(citizen; of morphine; cause: the dose; stream, odds)
Units   rates per hour, pain, dose and the drive to breathe in 1/1000
Source  That the mind goes from anxious (I, II) over confused (III) to lethargic (IV) by the ATLS class, so that nobody
        lying faints of class II; that who faints of standing or pain does so upright, and lies awake again within
        minutes: guidelines on syncope (ESC 2018, doi 10.1093/eurheartj/ehy037); half-life of morphine 2 h. All rates:
        assumed.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Annotated

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from undergrid.core import luck, units
from undergrid.core.halving import HALVES, halved
from undergrid.core.handles import Handle, record
from undergrid.core.jit import kernel
from undergrid.core.tables import I64, Out
from undergrid.world.body import blood_loss, injuries
from undergrid.world.body import exposure as exposed
from undergrid.world.body.blood_loss import DRIVE_COSTS, EASE, HALF_LIFE, IN_SHOCK_COUNTS, ONE, any_due
from undergrid.world.log.kinds import Kind, Role
from undergrid.world.tables.body import Death
from undergrid.world.tables.people import NEVER, Activity, Posture

if TYPE_CHECKING:
    from undergrid.world.world import World

FAINT = luck.stream("consciousness/faint")
COME_TO = luck.stream("consciousness/come to")
BREATH = luck.stream("consciousness/breath")

LOOK = 60  # s between looks at a body
_FINE = 20  # rates are counted in 1/20 an hour,
_MOST = 60 * _FINE  # up to 60 an hour
_FAINTED, _CAME_TO, _STIFLED = 1, 2, 3
_FLAT = int(Posture.FLAT)


_Hourly = Annotated[float, Field(ge=0, le=1000)]
_Share = Annotated[int, Field(ge=0, le=100)]


class Params(BaseModel):
    """The knobs a scenario may turn, under `rules.consciousness`."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    faint: tuple[_Hourly, _Hourly, _Hourly, _Hourly] = Field(
        (0, 0.2, 2, 10), description="per hour in class I to IV, upright [assumed]"
    )
    lying: tuple[_Share, _Share, _Share, _Share] = Field(
        (0, 0, 25, 100), description="% of that left in who lies flat [ATLS: awake in II, confused in III; assumed]"
    )
    come_to: tuple[_Hourly, _Hourly, _Hourly, _Hourly] = Field(
        (12, 12, 1, 0.1), description="per hour, the same [ESC 2018: syncope passes within minutes; assumed]"
    )
    shock: float = Field(2, ge=1, le=10, description="shock makes fainting so many times likelier [assumed]")
    agony: int = Field(800, ge=0, le=1001, description="pain from which on one may faint of it, 1/1000 [assumed]")
    agony_faints: float = Field(0.5, ge=0, le=1000, description="that, per hour [assumed]")
    least_drive: int = Field(500, ge=0, le=1000, description="drive to breathe, 1/1000, below which ... [assumed]")
    stifled_faints: float = Field(12, ge=0, le=1000, description="... one faints, per hour with none left [assumed]")
    stifled_dies: float = Field(4, ge=0, le=1000, description="... and dies, per hour with none left [assumed]")
    talk: int = Field(30, ge=0, le=100, description="% of fainting that is left while somebody talks [assumed]")
    talk_wakes: float = Field(1.5, ge=1, le=10, description="talk makes coming to so many times likelier [assumed]")

    @cached_property
    def rates(self) -> I64:
        """(4, 2, 4): in 1/20 an hour, by what (fainting; with talk; coming to; with talk), shock and class."""
        table = np.zeros((4, 2, 4), np.int64)
        for shocked, factor in ((0, 1.0), (1, self.shock)):
            for n in range(4):
                rates = (
                    self.faint[n] * factor,
                    self.faint[n] * factor * self.talk / 100,
                    self.come_to[n] / factor,
                    self.come_to[n] / factor * self.talk_wakes,
                )
                table[:, shocked, n] = [min(_MOST, round(_FINE * rate)) for rate in rates]
        return table

    @cached_property
    def knobs(self) -> Handle:
        """What the kernel takes: rates in 1/20 an hour, and the threshold per look of each from 0 to 60 an hour."""
        per_look = units.HOUR // LOOK
        return record(
            rates=self.rates,
            lying=np.array(self.lying, np.int64),
            thresholds=np.array([luck.rate_per_tick(n / _FINE, per_look) for n in range(_MOST + 1)], np.int64),
            agony=self.agony,
            agony_faints=round(_FINE * self.agony_faints),
            least_drive=self.least_drive,
            stifled_faints=round(_FINE * self.stifled_faints),
            stifled_dies=round(_FINE * self.stifled_dies),
            talk=self.talk,
            halves=HALVES,
        )


class _News(Out):
    """What `_look` has to tell of a body: slot in `blood`, what has happened, and at which odds."""

    slot: I64
    what: I64
    odds: I64


def step(world: World, params: Params) -> None:
    blood, people = world.blood, world.citizens
    if not blood.n or not any_due(blood.mind_due, world.tick):
        return
    news, keys = world.out(_News, blood.n), world.keys(faint=FAINT, come_to=COME_TO, breath=BREATH)
    n = _look(blood.handle, people.handle, params.knobs, world.tick, keys, news.handle)
    for slot, what, odds in news.rows(n):
        _tell(world, slot, what, odds)


def _tell(world: World, slot: int, what: int, odds: int) -> None:
    people, blood = world.citizens, world.blood
    who = int(blood.owner[slot])
    where = int(people.cell[who])
    if what == _CAME_TO:
        frozen = exposed.slot_of(world, who)
        if frozen >= 0 and world.exposure.numb[frozen]:
            return  # the cold has their senses too
        if world.breaths.has(owner=who):
            return  # and so has want of air
        event = world.events.one(Kind.CAME_TO, who, -1, where, 0, int(blood.passed_out[slot]), COME_TO, odds)
        blood.passed_out[slot] = 0
        if people.doing[who] == Activity.UNCONSCIOUS:
            injuries.rise(world, who, event)
        return
    cause = _why(world, slot, who)
    if what == _STIFLED:
        because = [(event, role) for event, role in blood_loss.behind(world, who) if role != Role.DOSE]
        blood_loss.die(world, who, Death.MORPHINE, int(blood.dosed[slot]) or cause, because, BREATH, odds)
        return
    injuries.faint(world, who, cause, FAINT, odds)


def _why(world: World, slot: int, who: int) -> int:
    """What makes somebody faint: shock, else their loss of blood, else the dose, the pain of the wound."""
    blood = world.blood
    if blood.shock_since[slot] >= 0 and blood.shocked[slot]:
        return int(blood.shocked[slot])
    if blood.klass[slot] > 1 and blood.bled[slot]:
        return int(blood.bled[slot])
    drive = blood_loss.drive(blood_loss.dose_in(world, slot), False)
    gravest = blood_loss.gravest(world, who)
    if gravest < 0 or drive < ONE // 2:
        return int(blood.dosed[slot]) or world.scenario_event
    return int(world.wounds.cause[gravest])


@kernel
def _look(blood, people, knobs, now, keys, news):
    """Look at the bodies whose time has come; returns how many rows of news there are."""
    n = 0
    for slot in range(len(blood.used)):
        if blood.mind_due[slot] > now or not blood.used[slot]:
            continue
        who = blood.owner[slot]
        if not people.alive[who]:
            blood.mind_due[slot] = NEVER
            continue
        doses = halved(int(blood.dose[slot]), now - int(blood.dosed_at[slot]), HALF_LIFE, knobs.halves)
        out = blood.passed_out[slot] != 0
        if blood.klass[slot] == 1 and doses == 0 and not out and blood.pain[slot] < knobs.agony:
            blood.mind_due[slot] = NEVER
            continue
        turn = (now + people.luck[who]) % LOOK
        blood.mind_due[slot] = now + LOOK - turn
        if turn:
            continue
        upright = 0 if people.posture[who] == _FLAT else 1
        what, odds = _draw(blood, slot, upright, people.luck[who], doses, knobs, now, keys)
        if what:
            news.slot[n], news.what[n], news.odds[n] = slot, what, odds
            n += 1
    return n


@kernel(inline=True)
def _draw(blood, slot, upright, lucky, doses, knobs, now, keys):
    """(what the draws make of a body, or 0; at which odds): it stifles, comes to or faints."""
    number = int(blood.klass[slot]) - 1
    shocked = 1 if blood.shock_since[slot] >= 0 else 0
    talk = 1 if blood.roused[slot] >= now else 0
    drive = max(0, ONE - DRIVE_COSTS * doses * (IN_SHOCK_COUNTS if shocked else 1) // ONE)
    lacks = max(0, knobs.least_drive - drive)
    odds = 0
    if lacks > 0:
        odds = knobs.thresholds[min(_MOST, knobs.stifled_dies * lacks // knobs.least_drive)]
        if luck.u32(keys.breath, lucky) < odds:
            return _STIFLED, odds
    if blood.passed_out[slot] != 0:
        odds = knobs.thresholds[knobs.rates[2 + talk, shocked, number]] if lacks == 0 else 0
        return (_CAME_TO if luck.u32(keys.come_to, lucky) < odds else 0), odds
    share = 100 if upright else knobs.lying[number]
    more = knobs.stifled_faints * lacks // knobs.least_drive if lacks > 0 else 0
    if max(0, int(blood.pain[slot]) - EASE * doses // ONE) >= knobs.agony:
        more += knobs.agony_faints * share // 100
    rate = knobs.rates[talk, shocked, number] * share // 100 + (more * knobs.talk // 100 if talk else more)
    odds = knobs.thresholds[min(_MOST, rate)]
    return (_FAINTED if luck.u32(keys.faint, lucky) < odds else 0), odds
