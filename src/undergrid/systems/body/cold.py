"""Cold: a body that loses more warmth than it makes cools down, shivers, goes numb and dies of it.

The body is one lump that makes warmth and loses it through its skin, its clothes and the air about them. In mild air it
makes more than enough and sheds what is too much: it stays at 37 C. In the cold it shivers the harder the cooler it is,
fully at 35 C; below 32 C it shivers half as hard, below 28 C not at all. Between these marks the law is linear, so its
temperature is an exponential in closed form: a value as of a tick, and the conditions it has been under since. The
conditions are looked at anew every ten minutes, and when the body falls asleep, wakes, gets up or lies down. Wind
counts through the wind chill index, a roof and a fire through the warmth indoors. Clothes that are wet insulate less.

Reads   exposure.owner, clothing, core, core_rest, warmed_at, air, heat, wraps, cold_due, chilled, numb, shivers,
        cold_cause, sleep_cause; citizens.alive, age, doing, pace, cell, inside, cause; blood.passed_out; items.holder,
        kind, count; shelters.fire, fire_cause; what is wet as `soak` has it; the air around people
        as `ambient.temperatures` has it
Writes  exposure.core, core_rest, warmed_at, air, heat, wraps, cold_due, chilled, stiff, numb, alert, shivers,
        sleep_due, cold_cause; their speed as `exposure.slow` does; flows as `blood_loss.redo` does; people as
        `posture.lay_down`, `get_up` and `wake_up` do, and `blood_loss.die`
Emits   CHILLED(citizen; amount Swiss stage; cause: the stage before, or what exposed them), WARMED(citizen; amount
        Swiss stage; cause: the fire indoors, what they have begun there since, or the stage before),
        WOKE(citizen; amount Waking.COLD; cause: the stage of cold, the fire that
        went out, or that they fell asleep there), FAINTED, CAME_TO, DIED
Units   C in 1e-6 and 1/100; W/kg in mW/kg; clo in 1/1000
Source  3.47 kJ/(kg K), 0.155 m2K/W for 1 clo: textbook figures (A. Burton, O. Edholm, Man in a Cold Environment, 1955).
        Stages: Swiss staging of hypothermia (B. Durrer et al., ICAR MEDCOM 2003): 35-32, 32-28, 28-24, below 24 C.
        Warmth made at rest, asleep, walking: Compendium of Physical Activities (B. Ainsworth et al. 2011), in METs.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from undergrid.core.halving import HALVES, shrunk
from undergrid.core.handles import Handle, record
from undergrid.core.jit import kernel
from undergrid.core.tables import I64, Out
from undergrid.world.body import blood_loss
from undergrid.world.body import exposure as exposed
from undergrid.world.body.ambient import temperatures
from undergrid.world.body.blood_rows import blood_slot
from undergrid.world.body.exposure import LOOK, due_now
from undergrid.world.body.physique import SKIN
from undergrid.world.body.posture import get_up, hears, lay_down, wake_up
from undergrid.world.body.wet import soak
from undergrid.world.log.events import kind_of
from undergrid.world.log.kinds import Kind
from undergrid.world.places.shelters import shelter_row
from undergrid.world.tables.body import Death, Waking
from undergrid.world.tables.items import ItemKind
from undergrid.world.tables.people import NEVER, Activity, Pace

if TYPE_CHECKING:
    from undergrid.world.world import World

_MARKS = (35_000_000, 32_000_000, 28_000_000, 24_000_000)  # 1e-6 C: Swiss stages 1 to 4 begin below [Durrer 2003]
_WARM = 37_000_000  # 1e-6 C: a core that has lost nothing [textbook figure]
_DEADLY, _NUMB = 4, 3  # stages
_PLUGGED, _SLEEPING, _WALKING = int(Activity.PLUGGED), int(Activity.SLEEPING), int(Activity.WALKING)
_RUN = int(Pace.RUN)
_BLANKET = int(ItemKind.BLANKET)
_MOST_WRAPS = 30_000  # 1/1000 clo: what fits into the column, and far more than anybody wears [assumed]
_SHIVERS = 3600  # ticks for which nobody falls asleep who is as cold as would wake them, unless they get warm [assumed]


class Params(BaseModel):
    """The knobs a scenario may turn, under `rules.cold`."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    capacity: float = Field(3470, ge=0.01, le=10_000, description="heat that warms a body by 1 C, J/kg [textbook]")
    clo: float = Field(0.155, ge=0.01, le=1, description="what 1 clo insulates, m2K/W [Burton & Edholm 1955]")
    still_air: float = Field(0.11, ge=0.01, le=1, description="what the air at the clothes insulates, m2K/W [ibid.]")
    tissue: float = Field(
        0.10, ge=0, le=1, description="what skin and fat insulate with no blood in them, m2K/W [ibid.]"
    )
    asleep: float = Field(1.1, ge=0, le=20, description="warmth made asleep, W/kg [Ainsworth 2011: 0.95 MET]")
    lying: float = Field(1.3, ge=0, le=20, description="lying awake or senseless, W/kg [Ainsworth 2011: 1.1 MET]")
    still: float = Field(1.5, ge=0, le=20, description="standing or sitting, W/kg [Pandolf 1977, standing]")
    busy: float = Field(2.5, ge=0, le=20, description="working with one's hands, W/kg [Ainsworth 2011: 2.2 MET]")
    walking: float = Field(4.2, ge=0, le=20, description="walking, W/kg [Pandolf 1977 at 1.34 m/s]")
    running: float = Field(11, ge=0, le=30, description="running, W/kg [Ainsworth 2011: 9.8 MET]")
    shivering: float = Field(2, ge=0, le=20, description="what shivering adds at most, W/kg [assumed: doubles rest]")
    blanket: float = Field(1.5, ge=0, le=10, description="what a blanket adds to clothes, clo [assumed]")
    wet: float = Field(0.5, ge=0, le=1, description="what wet clothes insulate, share of dry ones [assumed]")
    wakes_at: float = Field(36, ge=30, le=37, description="a sleeper is woken by cold at a core of, C [assumed]")
    settles: float = Field(0.3, ge=0.01, le=2, description="a stage is over so far above where it began, C [assumed]")
    stiff_pace: int = Field(90, ge=0, le=100, description="walking speed left in Swiss stage 1, % [assumed]")
    stumbling_pace: int = Field(50, ge=0, le=100, description="the same in stage 2, % [assumed]")

    @cached_property
    def warmth(self) -> I64:
        """(256,) what a body makes of warmth by Activity, mW/kg; the pace of walkers aside."""
        made = np.full(256, round(1000 * self.still), np.int64)
        made[Activity.SLEEPING] = round(1000 * self.asleep)
        made[[Activity.LYING, Activity.UNCONSCIOUS, Activity.HAULED]] = round(1000 * self.lying)
        made[[Activity.WORKING, Activity.TENDING]] = round(1000 * self.busy)
        made[[Activity.WALKING, Activity.CROSSING]] = round(1000 * self.walking)
        return made

    @cached_property
    def knobs(self) -> Handle:
        """What the kernels take: heat capacity in mJ/(kg K); insulation of air and tissue together, and of 1 clo, in
        1e-6 m2K/W, of a blanket in 1/1000 clo; warmth and shivering in mW/kg; marks and margins in 1e-6 C, and what
        is cold and warm in 1/1000 C.
        """
        return record(
            capacity=round(1000 * self.capacity),
            still_air=round(1_000_000 * (self.still_air + self.tissue)),
            clo=round(1_000_000 * self.clo),
            shivering=round(1000 * self.shivering),
            warmth=self.warmth,
            running=round(1000 * self.running),
            marks=np.array(_MARKS, np.int64),
            settles=round(1_000_000 * self.settles),
            wakes_at=round(1_000_000 * self.wakes_at),
            cold_at=round(1000 * self.wakes_at),
            warm_at=round(1000 * (self.wakes_at + self.settles)),
            blanket=round(1000 * self.blanket),
            wet=round(100 * self.wet),
            halves=HALVES,
        )

    @cached_property
    def paces(self) -> tuple[int, ...]:
        """By Swiss stage: what it leaves of the walking speed, %."""
        return 100, self.stiff_pace, self.stumbling_pace, 0, 0


class _Looked(Out):
    """Those who are looked at: slot in `exposure`, temperature around them in 1/100 C, what they have on in 1/1000 clo,
    and their Swiss stage, -1 of the dead. Then, of those only for whom it means something: slot in `exposure`, their
    stage, and whether the cold wakes them.
    """

    slot: I64
    around: I64
    wraps: I64
    stage: I64
    news: I64
    woken: I64


def step(world: World, params: Params) -> None:
    """Look at those who are due: how warm they are, what stage that is, and under what conditions they are from now."""
    exposure, people = world.exposure, world.citizens
    if not exposure.n:
        return
    looked = world.out(_Looked, exposure.n)
    n = due_now(exposure.used, exposure.cold_due, world.tick, looked.slot)
    if not n:
        return
    slots, knobs = looked.slot[:n], params.knobs
    looked.around[:n] = temperatures(world, slots, felt=True)
    _wrap(exposure.handle, world.items.handle, knobs, looked.handle, n)
    if world.soaked.n_used:
        soak(world.soaked.handle, exposure.handle, params.knobs.wet, looked.handle, n)
    _cool(exposure.handle, people.handle, knobs, world.tick, looked.handle, n)
    for k in range(_settle(exposure.handle, people.handle, knobs, world.tick, looked.handle, n)):
        slot, stage = int(looked.news[k]), int(looked.stage[k])
        if looked.woken[k]:
            wake_up(world, int(exposure.owner[slot]), Waking.COLD, _what_woke(world, slot))
            exposure.alert[slot] = world.tick + _SHIVERS
            exposure.cold_due[slot] = world.tick + 1
        if stage != exposure.chilled[slot]:
            _change(world, params, slot, stage)


def _change(world: World, params: Params, slot: int, stage: int) -> None:
    """Move a body to another stage of cold, with all that comes of it."""
    exposure, people = world.exposure, world.citizens
    who = int(exposure.owner[slot])
    colder = stage > exposure.chilled[slot]
    cause = _what_chills(world, slot, who) if colder else _what_warms(world, slot, who)
    kind = Kind.CHILLED if colder else Kind.WARMED
    event = world.events.one(kind, who, where=int(people.cell[who]), amount=stage, cause=cause)
    exposure.chilled[slot], exposure.cold_cause[slot] = stage, event
    if stage == _DEADLY:
        blood_loss.die(world, who, Death.COLD, event)
        return
    blood_loss.redo(world, who)  # what dressings hold goes by the warmth of the body
    if stage == _NUMB and (hears(world, who) or people.doing[who] == _SLEEPING):
        world.events.one(Kind.FAINTED, who, where=int(people.cell[who]), cause=event)
        lay_down(world, who, Activity.UNCONSCIOUS, event)
        exposure.numb[slot] = True
    elif stage < _NUMB and exposure.numb[slot]:
        exposure.numb[slot] = False
        bled = blood_slot(world, who)  # consciousness wakes whoever has fainted for other reasons too
        if people.doing[who] == Activity.UNCONSCIOUS and (bled < 0 or not world.blood.passed_out[bled]):
            came_to = world.events.one(Kind.CAME_TO, who, where=int(people.cell[who]), cause=event)
            get_up(world, who, came_to)
    exposure.stiff[slot] = params.paces[stage]
    exposed.slow(world, slot)


def _what_chills(world: World, slot: int, who: int) -> int:
    """The stage before, or what exposed somebody; what they are about, if they were warm again in between."""
    before = int(world.exposure.cold_cause[slot])
    if kind_of(before) == Kind.WARMED:
        before = int(world.citizens.cause[who])
    return before or world.scenario_event


def _what_warms(world: World, slot: int, who: int) -> int:
    """The fire indoors, or else what somebody there has begun since the stage before; out of doors, that stage."""
    people, shelters, before = world.citizens, world.shelters, int(world.exposure.cold_cause[slot])
    row = shelter_row(world, int(people.inside[who]))
    fire = int(shelters.fire_cause[row]) if row >= 0 and shelters.fire[row] >= 0 else 0
    begun = max(before, int(people.cause[who])) if people.inside[who] >= 0 else before  # the later of the two
    return fire or begun or world.scenario_event


def _what_woke(world: World, slot: int) -> int:
    """The cold that has come already, the fire that went out in their sleep, or else that they fell asleep there."""
    exposure, shelters = world.exposure, world.shelters
    if exposure.chilled[slot]:
        return int(exposure.cold_cause[slot])
    row, asleep = shelter_row(world, int(world.citizens.inside[exposure.owner[slot]])), int(exposure.sleep_cause[slot])
    out = int(shelters.fire_cause[row]) if row >= 0 and shelters.fire[row] < 0 else 0
    return max(asleep, out)  # the later of the two


@kernel(inline=True)
def _mark(core, falling, marks):
    """The number of the law that holds just below (`falling`), or just above, a temperature in 1e-6 C: 0 for the law
    down to marks[0], len(marks) for the law below the last mark.
    """
    n = 0
    while n < len(marks) and (core < marks[n] or (falling != 0 and core == marks[n])):
        n += 1
    return n


@kernel
def pull(core, falling, air, heat, skin, wraps, knobs):
    """What a body's temperature tends to, 1e-6 C, and how fast, as a time constant in s.

    falling: 1 for the law just below that temperature, 0 for the one just above. skin: 1e-6 m2/kg; air: 1/100 C; heat:
    mW/kg; wraps: 1/1000 clo.
    """
    loses = skin * 1_000_000_000 // (knobs.still_air + knobs.clo * wraps // 1000)  # nW/(kg K)
    part = _mark(core, falling, knobs.marks)
    if part == 0:  # between 35 and 37 C, or above: it shivers in proportion to what is missing
        gains = knobs.shivering * 1_000_000 // 2
        warmed = (heat * 1_000_000 + 37 * gains) * 1_000_000 + loses * air * 10_000
        return warmed // (loses + gains), knobs.capacity * 1_000_000 // (loses + gains)
    made = heat + (knobs.shivering if part == 1 else knobs.shivering // 2 if part == 2 else 0)
    return air * 10_000 + made * 1_000_000_000_000 // loses, knobs.capacity * 1_000_000 // loses


@kernel
def cooled(core, ticks, air, heat, skin, wraps, knobs):
    """A body's temperature in 1e-6 C after so many ticks under the same conditions; never above 37 C."""
    left = ticks
    while left > 0:
        core = min(core, _WARM)
        falling = 1
        target, tau = pull(core, falling, air, heat, skin, wraps, knobs)
        if target >= core:
            falling = 0
            target, tau = pull(core, falling, air, heat, skin, wraps, knobs)
            if target <= core or core >= _WARM:
                return core
        bound = _bound(core, falling, knobs.marks)
        if not _reaches(_after(core, target, tau, left, knobs.halves), bound, falling):
            return _after(core, target, tau, left, knobs.halves)
        low, high = 0, left  # not there at `low`, but at `high`
        while high - low > 1:
            middle = (low + high) // 2
            if _reaches(_after(core, target, tau, middle, knobs.halves), bound, falling):
                high = middle
            else:
                low = middle
        core, left = bound, left - high
    return min(core, _WARM)


@kernel(inline=True)
def _bound(core, falling, marks):
    """The temperature, 1e-6 C, down or up to which the present law holds."""
    part = _mark(core, falling, marks)
    if falling:
        return marks[part] if part < len(marks) else -200_000_000
    return _WARM if part == 0 else marks[part - 1]


@kernel(inline=True)
def _reaches(core, bound, falling):
    """Whether a temperature that falls, or rises, has come to a bound."""
    return core <= bound if falling else core >= bound


@kernel(inline=True)
def _after(core, target, tau, ticks, halves):
    if target < core:
        return target + shrunk(core - target, ticks, max(1, tau), halves)
    return target - shrunk(target - core, ticks, max(1, tau), halves)


@kernel
def _stage(core, old, knobs):
    """The Swiss stage of a temperature; a body leaves its stage only by a margin (hysteresis)."""
    stage = 0
    while stage < len(knobs.marks) and core < knobs.marks[stage]:
        stage += 1
    return old if stage < old and core < knobs.marks[old - 1] + knobs.settles else stage


@kernel
def _cool(exposure, people, knobs, now, looked, n):
    """Bring the warmth of the first `n` up to date, say what stage it makes, and set new conditions."""
    for k in range(n):
        slot = looked.slot[k]
        who = int(exposure.owner[slot])
        looked.stage[k], exposure.cold_due[slot] = -1, NEVER
        if not people.alive[who]:
            continue
        core = _warmth_now(exposure, people, knobs, now, slot)
        plugged = people.doing[who] == _PLUGGED
        if plugged:  # the pod keeps whoever is in it warm
            core = np.int64(_WARM)
        made = int(knobs.warmth[people.doing[who]])
        if people.doing[who] == _WALKING and people.pace[who] == _RUN:
            made = knobs.running
        exposure.core[slot], exposure.core_rest[slot], exposure.warmed_at[slot] = core // 1000, core % 1000, now
        exposure.air[slot] = max(-30_000, min(looked.around[k], 30_000))
        exposure.heat[slot], exposure.wraps[slot] = made, looked.wraps[k]
        looked.stage[k] = _stage(core, int(exposure.chilled[slot]), knobs)
        exposure.cold_due[slot] = now + LOOK
        if not plugged:
            wakes = 1 if people.doing[who] == _SLEEPING and core > knobs.wakes_at else 0
            skin = int(SKIN[people.age[who]])
            exposure.cold_due[slot] = now + _until_news(exposure, knobs, slot, core, skin, looked.stage[k], wakes)


@kernel
def _wrap(exposure, items, knobs, looked, n):
    """Write down what the first `n` have on: their clothes, and a blanket if they have one."""
    for k in range(n):
        looked.wraps[k] = min(int(exposure.clothing[looked.slot[k]]), _MOST_WRAPS)
    for item in range(len(items.used)):
        if items.kind[item] != _BLANKET or not items.used[item] or items.count[item] <= 0 or items.holder[item] < 0:
            continue
        for k in range(n):
            slot = looked.slot[k]
            if exposure.owner[slot] == items.holder[item]:
                looked.wraps[k] = min(int(exposure.clothing[slot]) + knobs.blanket, _MOST_WRAPS)


@kernel
def _settle(exposure, people, knobs, now, looked, n):
    """Let cold keep the first `n` awake, or let them sleep; writes those who have changed stage or are woken by cold to
    the front of `looked`, and returns how many they are.
    """
    n_news = 0
    for k in range(n):
        slot, stage, core = looked.slot[k], looked.stage[k], exposure.core[looked.slot[k]]
        cold = core <= knobs.cold_at and stage < _NUMB
        if cold:
            exposure.shivers[slot] = now + _SHIVERS
        if core >= knobs.warm_at and exposure.shivers[slot] > now:
            exposure.shivers[slot] = exposure.sleep_due[slot] = now
        woken = cold and people.doing[exposure.owner[slot]] == _SLEEPING
        if stage >= 0 and (woken or stage != exposure.chilled[slot]):
            looked.news[n_news], looked.stage[n_news], looked.woken[n_news] = slot, stage, 1 if woken else 0
            n_news += 1
    return n_news


@kernel(inline=True)
def _warmth_now(exposure, people, knobs, now, slot):
    """The temperature of a body now, 1e-6 C, under the conditions it has been under since it was last looked at."""
    core, since = int(exposure.core[slot]) * 1000 + int(exposure.core_rest[slot]), int(exposure.warmed_at[slot])
    if since < 0:
        return core
    air, heat, wraps = int(exposure.air[slot]), int(exposure.heat[slot]), int(exposure.wraps[slot])
    return cooled(core, now - since, air, heat, int(SKIN[people.age[exposure.owner[slot]]]), wraps, knobs)


@kernel
def _until_news(exposure, knobs, slot, core, skin, stage, wakes):
    """The ticks until a body is in another stage, or woken by cold (if `wakes`), or is to be looked at again anyhow."""
    air, heat, wraps = int(exposure.air[slot]), int(exposure.heat[slot]), int(exposure.wraps[slot])
    if not _news(cooled(core, LOOK, air, heat, skin, wraps, knobs), stage, wakes, knobs):
        return LOOK
    low, high = 0, LOOK  # nothing new at `low`, but at `high`
    while high - low > 1:
        middle = (low + high) // 2
        if _news(cooled(core, middle, air, heat, skin, wraps, knobs), stage, wakes, knobs):
            high = middle
        else:
            low = middle
    return high


@kernel(inline=True)
def _news(core, stage, wakes, knobs):
    """Whether a temperature makes another stage, or wakes a sleeper who may be woken (1)."""
    return _stage(core, stage, knobs) != stage or (wakes != 0 and core <= knobs.wakes_at)
