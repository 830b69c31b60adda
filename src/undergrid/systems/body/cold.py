"""Cold: a body that loses more warmth than it makes cools down, shivers, goes numb and dies of it.

The body is one lump that makes warmth and loses it through its skin, its clothes and the air about them. In mild air it
makes more than enough and sheds what is too much: it stays at 37 C. In the cold it shivers the harder the cooler it is,
fully at 35 C; below 32 C it shivers half as hard, below 28 C not at all. Between these marks the law is linear, so its
temperature is an exponential in closed form: a value as of a tick, and the conditions it has been under since. Those
are looked at anew every ten minutes, and when the body falls asleep, wakes, gets up or lies down. Wind counts through
the wind chill index, a roof and a fire through the warmth indoors. The wet are no colder here than the dry.

Reads   exposure.owner, clothing; citizens.alive, age, doing, pace, inside, cell; sky.temperature, wind; warmth of
        shelters; blankets among items
Writes  exposure.core, core_rest, warmed_at, air, heat, wraps, cold_due, chilled, stiff, numb, cold_cause; citizens by
        `world/body/posture.py` and `world/body/blood_loss.py`
Emits   CHILLED(citizen; amount Swiss stage; cause: the stage before, or what exposed them), WARMED(the same),
        WOKE(citizen; amount Waking.COLD; cause: the stage before, or what put them to sleep), FAINTED, CAME_TO, DIED
Units   C in 1e-6 and 1/100; W/kg in mW/kg; clo in 1/1000
Source  3.47 kJ/(kg K), 0.155 m2K/W for 1 clo: textbook figures (A. Burton, O. Edholm, Man in a Cold Environment, 1955).
        Stages: Swiss staging of hypothermia (B. Durrer et al., ICAR MEDCOM 2003): 35-32, 32-28, 28-24, below 24 C.
        Warmth made at rest, asleep, walking: Compendium of Physical Activities (B. Ainsworth et al. 2011), in METs.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
from pydantic import BaseModel, ConfigDict, Field

from undergrid.core.halving import HALVES, shrunk
from undergrid.core.jit import kernel
from undergrid.core.tables import I64
from undergrid.world.body import blood_loss
from undergrid.world.body import exposure as exposed
from undergrid.world.body.ambient import temperatures
from undergrid.world.body.blood_rows import blood_slot
from undergrid.world.body.exposure import LOOK, due_now
from undergrid.world.body.physique import SKIN
from undergrid.world.body.posture import get_up, hears, lay_down, wake_up
from undergrid.world.log.kinds import Kind
from undergrid.world.tables.body import Death, Waking
from undergrid.world.tables.items import ItemKind
from undergrid.world.tables.people import Activity, Pace

if TYPE_CHECKING:
    from undergrid.world.world import World

_MARKS = (35_000_000, 32_000_000, 28_000_000, 24_000_000)  # 1e-6 C: below which the Swiss stages 1 to 4 begin
_WARM = 37_000_000
_DEADLY, _NUMB = 4, 3  # stages
_PLUGGED, _SLEEPING, _WALKING = int(Activity.PLUGGED), int(Activity.SLEEPING), int(Activity.WALKING)
_RUN = int(Pace.RUN)
_SHIVERS = 3600  # ticks for which whoever has been woken by cold does not fall asleep against their will [assumed]


class Params(BaseModel):
    """The knobs a scenario may turn, under `rules.cold`."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    capacity: float = Field(3470, gt=0, le=10_000, description="heat that warms a body by 1 C, J/kg [textbook]")
    clo: float = Field(0.155, gt=0, le=1, description="what 1 clo insulates, m2K/W [Burton & Edholm 1955]")
    still_air: float = Field(0.11, gt=0, le=1, description="what the air at the clothes insulates, m2K/W [ibid.]")
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
    wakes_at: float = Field(36, ge=30, le=37, description="a sleeper is woken by cold at a core of, C [assumed]")
    settles: float = Field(0.3, gt=0, le=2, description="a stage is over so far above where it began, C [assumed]")
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
    def body(self) -> I64:
        """(4,) heat capacity in mJ/(kg K); insulation of air and tissue together and of 1 clo, 1e-6 m2K/W; shivering
        in mW/kg.
        """
        air = round(1_000_000 * (self.still_air + self.tissue))
        return np.array(
            [round(1000 * self.capacity), air, round(1_000_000 * self.clo), round(1000 * self.shivering)], np.int64
        )

    @cached_property
    def paces(self) -> tuple[int, ...]:
        """By Swiss stage: what it leaves of the walking speed, %."""
        return 100, self.stiff_pace, self.stumbling_pace, 0, 0


def step(world: World, params: Params) -> None:
    """Look at those who are due: how warm they are, what stage that is, and under what conditions they are from now."""
    exposure, people = world.exposure, world.citizens
    if not exposure.n:
        return
    (due,) = world.scratch(exposure.n, 1)
    n_due = due_now(exposure.used, exposure.cold_due, world.tick, due)
    if not n_due:
        return
    slots = due[:n_due].copy()
    (stages,) = world.scratch(n_due, 1)
    _cool(
        slots, exposure.owner, exposure.core, exposure.core_rest, exposure.warmed_at, exposure.air, exposure.heat,
        exposure.wraps, exposure.cold_due, exposure.chilled, people.alive, people.doing, people.pace, people.age, SKIN,
        temperatures(world, slots, felt=True), _wrapped(world, params, slots), params.warmth,
        round(1000 * params.running), params.body, np.array(_MARKS, np.int64), round(1_000_000 * params.settles),
        round(1_000_000 * params.wakes_at), world.tick, LOOK, HALVES, stages,
    )  # fmt: skip
    asleep = people.doing[exposure.owner[slots]] == _SLEEPING
    woken = asleep & (exposure.core[slots] <= round(1000 * params.wakes_at)) & (stages[:n_due] < _NUMB)
    for n in np.flatnonzero((stages[:n_due] >= 0) & ((stages[:n_due] != exposure.chilled[slots]) | woken)).tolist():
        slot = int(slots[n])
        if woken[n]:
            cause = int(exposure.cold_cause[slot] if exposure.chilled[slot] else exposure.sleep_cause[slot])
            wake_up(world, int(exposure.owner[slot]), Waking.COLD, cause)
            exposure.alert[slot] = world.tick + _SHIVERS
            exposure.cold_due[slot] = world.tick + 1
        if stages[n] != exposure.chilled[slot]:
            _change(world, params, slot, int(stages[n]))


def _wrapped(world: World, params: Params, slots: I64) -> npt.NDArray[np.int64]:
    """(slots,) what people have on, 1/1000 clo: their clothes, and a blanket if they have one."""
    exposure, items = world.exposure, world.items
    wraps = exposure.clothing[slots].astype(np.int64)
    if items.n:
        holders = items.holder[items.used & (items.kind == ItemKind.BLANKET) & (items.count > 0)]
        if len(holders):
            wraps[np.isin(exposure.owner[slots], holders)] += round(1000 * params.blanket)
    return np.minimum(wraps, 30_000)


def _change(world: World, params: Params, slot: int, stage: int) -> None:
    """Let a body be in another stage of cold, with all that comes of it."""
    exposure, people = world.exposure, world.citizens
    who, cause = int(exposure.owner[slot]), int(exposure.cold_cause[slot]) or world.scenario_event
    kind = Kind.CHILLED if stage > exposure.chilled[slot] else Kind.WARMED
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
        bled = blood_slot(world, who)  # who has fainted for other reasons as well comes to by those
        if people.doing[who] == Activity.UNCONSCIOUS and (bled < 0 or not world.blood.passed_out[bled]):
            get_up(world, who, world.events.one(Kind.CAME_TO, who, where=int(people.cell[who]), cause=event))
    exposure.stiff[slot] = params.paces[stage]
    exposed.slow(world, slot)


@kernel(inline=True)
def _mark(core, falling, marks):
    """The number of the mark of 1e-6 C that bounds the law holding just below, or just above, a temperature: 0 for
    the one that holds down to marks[0], len(marks) for the one below the last.
    """
    n = 0
    while n < len(marks) and (core < marks[n] or (falling and core == marks[n])):
        n += 1
    return n


@kernel
def pull(core, falling, air, heat, skin, wraps, body, marks):
    """What a body's temperature tends to, 1e-6 C, and how fast, as a time constant in s.

    skin: 1e-6 m2/kg; air: 1/100 C; heat: mW/kg; wraps: 1/1000 clo; body: as Params has it.
    """
    capacity, still, clo, shivering = body[0], body[1], body[2], body[3]
    loses = skin * 1_000_000_000 // (still + clo * wraps // 1000)  # nW/(kg K)
    part = _mark(core, falling, marks)
    if part == 0:  # between 35 and 37 C, or above: it shivers in proportion to what is missing
        gains = shivering * 1_000_000 // 2
        warmed = (heat * 1_000_000 + 37 * gains) * 1_000_000 + loses * air * 10_000
        return warmed // (loses + gains), capacity * 1_000_000 // (loses + gains)
    made = heat + (shivering if part == 1 else shivering // 2 if part == 2 else 0)
    return air * 10_000 + made * 1_000_000_000_000 // loses, capacity * 1_000_000 // loses


@kernel
def cooled(core, ticks, air, heat, skin, wraps, body, marks, halves):
    """A body's temperature in 1e-6 C after so many ticks under the same conditions; never above 37 C."""
    left = ticks
    while left > 0:
        core = min(core, 37_000_000)
        target, tau = pull(core, True, air, heat, skin, wraps, body, marks)
        falling = target < core
        if not falling:
            target, tau = pull(core, False, air, heat, skin, wraps, body, marks)
            if target <= core or core >= 37_000_000:
                return core
        part = _mark(core, falling, marks)
        # how far the law holds
        bound = (marks[part] if part < len(marks) else -200_000_000) if falling else (
            37_000_000 if part == 0 else marks[part - 1])  # fmt: skip
        last = _after(core, target, tau, left, halves)
        if (falling and last > bound) or (not falling and last < bound):
            return last
        low, high = 0, left  # not there at `low`, but at `high`
        while high - low > 1:
            middle = (low + high) // 2
            there = _after(core, target, tau, middle, halves)
            if (falling and there <= bound) or (not falling and there >= bound):
                high = middle
            else:
                low = middle
        core, left = bound, left - high
    return min(core, 37_000_000)


@kernel(inline=True)
def _after(core, target, tau, ticks, halves):
    if target < core:
        return target + shrunk(core - target, ticks, max(1, tau), halves)
    return target - shrunk(target - core, ticks, max(1, tau), halves)


@kernel
def _stage(core, old, marks, settles):
    """The Swiss stage of a temperature, where one that has been reached holds until it is left by a margin."""
    stage = 0
    while stage < len(marks) and core < marks[stage]:
        stage += 1
    return old if stage < old and core < marks[old - 1] + settles else stage


@kernel
def _cool(slots, owner, core, core_rest, warmed_at, air, heat, wraps, due, chilled, alive, doing, pace, age, skin,
          around, wrapped, warmth, running, body, marks, settles, wakes_at, tick, period, halves, stages):  # fmt: skip
    """Bring the warmth of these slots up to date, say what stage it makes, -1 of the dead, and set new conditions."""
    for n in range(len(slots)):
        slot = slots[n]
        who = int(owner[slot])
        own = int(skin[age[who]])
        now = int(core[slot]) * 1000 + int(core_rest[slot])
        stages[n], due[slot] = -1, 2147483647
        if not alive[who]:
            continue
        if warmed_at[slot] >= 0:
            ticks = tick - int(warmed_at[slot])
            now = cooled(now, ticks, int(air[slot]), int(heat[slot]), own, int(wraps[slot]), body, marks, halves)
        what = int(doing[who])
        if what == _PLUGGED:  # the pod keeps whoever is in it warm
            now = _WARM
        made = int(warmth[what])
        if what == _WALKING and pace[who] == _RUN:
            made = running
        core[slot], core_rest[slot], warmed_at[slot] = now // 1000, now % 1000, tick
        air[slot], heat[slot], wraps[slot] = max(-30_000, min(int(around[n]), 30_000)), made, wrapped[n]
        stages[n] = _stage(now, int(chilled[slot]), marks, settles)
        due[slot] = tick + period
        if what == _PLUGGED:
            continue
        later = cooled(now, period, int(air[slot]), made, own, int(wraps[slot]), body, marks, halves)
        old = int(stages[n])
        wakes = what == _SLEEPING and now > wakes_at
        if _stage(later, old, marks, settles) == old and not (wakes and later <= wakes_at):
            continue
        low, high = 0, period  # nothing new at `low`, but at `high`
        while high - low > 1:
            middle = (low + high) // 2
            there = cooled(now, middle, int(air[slot]), made, own, int(wraps[slot]), body, marks, halves)
            if _stage(there, old, marks, settles) != old or (wakes and there <= wakes_at):
                high = middle
            else:
                low = middle
        due[slot] = tick + high
