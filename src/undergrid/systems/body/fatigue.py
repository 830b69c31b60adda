"""Fatigue: the pressure to sleep rises while one is up and falls while one sleeps; work tires, and makes one sleepy.

Two processes meet. The pressure S rises towards 1 awake and falls towards 0 asleep, each exponentially. Two thresholds
go up and down with the time of day, C(t). At the upper one a body falls asleep, wanted or not; at the lower one it
wakes. Whoever lies still gives way sooner, whoever is up and busy later; whoever has lain down to sleep falls asleep at
a pressure that would keep nobody from staying awake. S is a value as of a tick, and the next crossing is worked out
when something changes, not looked for every tick.

Work is what walking, running and hauling cost beyond walking on a street unburdened. It is sampled every ten seconds.
It makes people sleepier, thirstier and slower, until they have slept it off.

Reads   intents to SLEEP; citizens.doing, since, pace, speed, able, age, alive, cell; hauls; city, clock
Writes  exposure.pressure, slept_at, rest, willing, sleep_due, fatigue, counted, water, weary, worn, sleep_cause,
        cold_due; citizens by `world/body/posture.py`
Emits   FELL_ASLEEP(citizen; cause: the order, or what woke them last; because: WORN_OUT), WOKE(citizen; amount Waking;
        cause: FELL_ASLEEP), WORN_OUT(citizen; cause: what they are about), REFUSED
Units   S in 1e-6; fatigue in 1/1000 J/kg; power in mW; times in ticks
Source  A. Borbely, Hum. Neurobiol. 1 (1982) 195; S. Daan, D. Beersma, A. Borbely, Am. J. Physiol. 246 (1984) R161,
        10.1152/ajpregu.1984.246.2.R161. Power: world/body/exertion.py. That work adds to S is assumed.
"""

from __future__ import annotations

import math
from functools import cached_property
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from undergrid.city.city import LinkKind, ground_column
from undergrid.core import units
from undergrid.core.bits import rows_where
from undergrid.core.halving import HALVES, shrunk
from undergrid.core.jit import kernel
from undergrid.core.tables import I64, Rows
from undergrid.world.body import exposure as exposed
from undergrid.world.body.exertion import power, roughness
from undergrid.world.body.exposure import due_now
from undergrid.world.body.physique import MASS
from undergrid.world.body.posture import lay_down, wake_up
from undergrid.world.log.kinds import Kind, Role
from undergrid.world.orders.attempts import Attempts, drop_intent
from undergrid.world.tables.body import HaulMode, Rest, Waking
from undergrid.world.tables.orders import Refusal, Verb
from undergrid.world.tables.people import Activity

if TYPE_CHECKING:
    from undergrid.world.world import World

_SAMPLE = 10  # ticks between two looks at what somebody is doing
_NEWS = 1_000_000  # work since the last look after which the pressure to sleep is worked out anew, 1/1000 J/kg
_STEP = 600  # of the search for a crossing, ticks
_AHEAD = 30 * units.HOUR // _STEP  # so many steps; there is a crossing within a day unless amplitudes are odd
_HARMONICS = (0.97, 0.22, 0.07, 0.03, 0.001)
_ONE = 1_000_000_000
_FALLS, _WAKES = 1, 2  # what `_settle` reports
_UP, _STILL, _LYING, _ASLEEP, _NONE, _DREAMING = (int(rest) for rest in Rest)
_WALKING, _CROSSING = int(Activity.WALKING), int(Activity.CROSSING)
_CARRY, _SUPPORT = int(HaulMode.CARRY), int(HaulMode.SUPPORT)
_JOULES_PER_ML = 2430  # of heat that a millilitre of sweat takes away: latent heat of water at 35 C
_HEAT_SHARE = 75  # percent of the power of working muscles that is heat

_REST: I64 = np.full(256, _NONE, np.int64)
_REST[[Activity.WALKING, Activity.WORKING, Activity.TENDING]] = _UP
_REST[[Activity.RESTING, Activity.WAITING, Activity.HIDING]] = _STILL
_REST[Activity.LYING], _REST[Activity.SLEEPING], _REST[Activity.PLUGGED] = _LYING, _ASLEEP, _DREAMING
_GROUND_PACE = ground_column("pace")


class Params(BaseModel):
    """The knobs a scenario may turn, under `rules.fatigue`."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    rises_hours: float = Field(18.2, gt=0, le=1000, description="time constant of S awake, h [Daan et al. 1984]")
    falls_hours: float = Field(4.2, gt=0, le=1000, description="time constant of S asleep, h [Daan et al. 1984]")
    upper: float = Field(0.67, ge=0, le=1, description="S at which one falls asleep [Daan et al. 1984]")
    lower: float = Field(0.17, ge=0, le=1, description="S at which one wakes [Daan et al. 1984]")
    amplitude: float = Field(0.1, ge=0, le=0.5, description="what the time of day adds at most [Daan et al. 1984]")
    rises_at: float = Field(8.615, ge=0, lt=24, description="C(t) rises through 0 at, h: so asleep at 23:00 [fitted]")
    busy: float = Field(0.08, ge=0, le=1, description="who is up and busy falls asleep at so much more [assumed]")
    lying: float = Field(0.1, ge=0, le=1, description="who lies still at so much less [assumed]")
    meaning_to: float = Field(0.3, ge=0, le=1, description="who has lain down to sleep at so much less [assumed]")
    tires: float = Field(0.01, ge=0, le=1, description="what work adds to S, for each kJ/kg [assumed]")
    worn_kj: float = Field(15, gt=0, le=1000, description="work that wears one out, kJ/kg [assumed]")
    worn_pace: int = Field(70, ge=10, le=100, description="walking speed that being worn out leaves, % [assumed]")
    sneak: float = Field(0.5, gt=0, le=1, description="sneaking, share of walking speed [as in movement]")
    run: float = Field(2.2, ge=1, le=5, description="running, times walking speed [as in movement]")
    stairs_slope: float = Field(12, ge=0, le=100, description="slope that stairs count as, up and down, % [assumed]")
    drag: float = Field(0.6, ge=0, le=2, description="pull for a body dragged by hand, share of its weight [assumed]")
    tarp: float = Field(0.35, ge=0, le=2, description="the same on a tarp [assumed]")
    support: float = Field(0.3, ge=0, le=1, description="share of a supported body's weight one bears [assumed]")

    @cached_property
    def circadian(self) -> I64:
        """(1441,) C by minutes since it rose through 0, in 1e-9."""
        w = [2 * math.pi * minute / 1440 for minute in range(1441)]
        sums = [sum(a * math.sin((n + 1) * wt) for n, a in enumerate(_HARMONICS)) for wt in w]
        return np.array([round(self.amplitude * c * _ONE) for c in sums], np.int64)

    @cached_property
    def thresholds(self) -> I64:
        """(5,) S in 1e-9, without C: to fall asleep up, still, lying, meaning to; to wake."""
        awake = [self.upper + self.busy, self.upper, self.upper - self.lying, self.upper - self.meaning_to]
        return np.array([round(s * _ONE) for s in (*awake, self.lower)], np.int64)

    @cached_property
    def pulls(self) -> I64:
        """(4,) by HaulMode: the share of the other's weight that is pulled, or borne, in 1/1000."""
        return np.array([round(1000 * share) for share in (self.drag, self.tarp, 1, self.support)], np.int64)

    @cached_property
    def gaits(self) -> I64:
        """(3,) speed by Pace, in thousandths of walking speed."""
        return np.array([round(1000 * self.sneak), 1000, round(1000 * self.run)], np.int64)

    @cached_property
    def clock(self) -> tuple[int, int, int]:
        """The time constants and when C rises, in ticks."""
        hours = (self.rises_hours, self.falls_hours, self.rises_at)
        rises, falls, at = (round(h * units.HOUR) for h in hours)
        return rises, falls, at


_ROUGHNESS = roughness()
_stairs: WeakKeyDictionary[World, I64] = WeakKeyDictionary()


def step(world: World, params: Params) -> None:
    """Let those who want to lie down, sample who is at work, and see who falls asleep or wakes."""
    if world.cache(Attempts).intending.any:
        _lie_down(world)
    exposure, people = world.exposure, world.citizens
    if not exposure.n:
        return
    hauls = world.hauls
    turned, tired = world.scratch(exposure.n, 2)
    n_turned, n_tired = _sample(
        exposure.used, exposure.owner, exposure.rest, exposure.sleep_due, exposure.fatigue, exposure.counted,
        exposure.water, exposure.weary, exposure.worn, people.alive, people.doing,
        people.goal, people.speed, people.pace, people.able, people.age,
        people.cell, world.city.ground, _GROUND_PACE, _ROUGHNESS, MASS, _REST, params.gaits, _stairs_of(world),
        round(10 * params.stairs_slope), hauls.used, hauls.hauler, hauls.hauled, hauls.mode, params.pulls,
        hauls.n if hauls.n_used else 0, _worn_at(params), params.worn_pace, world.tick, turned, tired,
    )  # fmt: skip
    slots = np.sort(turned[:n_turned]) if n_turned else turned[:0]
    for slot in tired[:n_tired].tolist() if n_tired else ():
        _tire(world, params, slot)
    if n_turned:
        changed = slots[_REST[people.doing[exposure.owner[slots]]] != exposure.rest[slots]]
        exposure.cold_due[changed] = world.tick  # they make more warmth now, or less
        news = _look(world, params, slots)
        for slot, what in zip(slots[news > 0].tolist(), news[news > 0].tolist(), strict=True):
            _fall_asleep(world, slot) if what == _FALLS else _wake(world, slot)
        if news.any():
            _look(world, params, slots[news > 0])


def _stairs_of(world: World) -> I64:
    """The cells where stairs end, ascending."""
    cells = _stairs.get(world)
    if cells is None:
        ends = [end for link in world.city.links if link.kind == LinkKind.STAIRS for end in (link.a, link.b)]
        cells = _stairs[world] = np.array(sorted(ends), np.int64)
    return cells


def _look(world: World, params: Params, slots: Rows) -> I64:
    exposure, people = world.exposure, world.citizens
    rises, falls, at = params.clock
    return _settle(
        slots, exposure.owner, exposure.pressure, exposure.slept_at, exposure.rest, exposure.willing, exposure.alert,
        exposure.sleep_due, exposure.fatigue, exposure.counted, people.alive, people.doing, people.since, _REST,
        params.thresholds, params.circadian, rises, falls, round(params.tires * 1000), world.second - at, world.tick,
        HALVES,
    )  # fmt: skip


def _lie_down(world: World) -> None:
    """Whoever is asked to sleep lies down; sleep comes as the pressure has it."""
    people = world.citizens
    for who in rows_where(world.cache(Attempts).intending.bits, people.intent, int(Verb.SLEEP)).tolist():
        cause = int(people.cause[who])
        if people.doing[who] == Activity.CROSSING:
            world.events.one(Kind.REFUSED, who, -1, int(people.cell[who]), Refusal.BUSY, cause)
            drop_intent(world, who)
            continue
        slot = exposed.slot_of(world, who)
        if slot < 0:
            slot = int(exposed.expose(world, np.array([who]), cause)[0])
        lay_down(world, who, Activity.LYING, cause)
        world.exposure.willing[slot], world.exposure.sleep_due[slot] = True, world.tick


def _fall_asleep(world: World, slot: int) -> None:
    exposure, people = world.exposure, world.citizens
    who = int(exposure.owner[slot])
    cause = int(people.cause[who] if exposure.willing[slot] else exposure.sleep_cause[slot]) or world.scenario_event
    event = world.events.one(Kind.FELL_ASLEEP, who, where=int(people.cell[who]), cause=cause)
    worn = int(exposure.worn[slot])
    if worn:
        world.events.because(event, worn, Role.CONDITION)
    lay_down(world, who, Activity.SLEEPING, event)
    exposure.sleep_cause[slot] = event
    exposure.cold_due[slot] = world.tick


def _wake(world: World, slot: int) -> None:
    wake_up(world, int(world.exposure.owner[slot]), Waking.RESTED, int(world.exposure.sleep_cause[slot]))
    world.exposure.cold_due[slot] = world.tick


def _worn_at(params: Params) -> int:
    return round(params.worn_kj * 1_000_000)


def _tire(world: World, params: Params, slot: int) -> None:
    """Let somebody go as fast as the work done so far has it, and be worn out or not."""
    exposure, people = world.exposure, world.citizens
    tenths = tenths_of(int(exposure.fatigue[slot]), _worn_at(params))
    exposure.weary[slot] = weary_at(tenths, params.worn_pace)
    exposed.slow(world, slot)
    who = int(exposure.owner[slot])
    if tenths == 10 and not exposure.worn[slot]:
        cause = int(people.cause[who]) or world.scenario_event
        exposure.worn[slot] = world.events.one(Kind.WORN_OUT, who, where=int(people.cell[who]), cause=cause)
    elif tenths < 10:
        exposure.worn[slot] = 0


@kernel(inline=True)
def tenths_of(fatigue, worn_at):
    """How far somebody is worn out, 0 to 10."""
    return min(10, 10 * fatigue // worn_at)


@kernel(inline=True)
def weary_at(tenths, worn_pace):
    """What that leaves of the walking speed, %."""
    return 100 - (100 - worn_pace) * tenths // 10


@kernel
def _sample(used, owner, rest, due, fatigue, counted, water, weary, worn, alive, doing, goal, speed, pace, able,
            age, cell, ground,
            ground_pace, roughness, mass, rest_of, gaits, stairs, stairs_slope, hauling, hauler, hauled, mode, pulls,
            n_hauls, worn_at, worn_pace, tick, turned, tired):  # fmt: skip
    """The slots that need a look at their sleep into `turned`, in no order, and into `tired` those whose legs have got
    heavier or lighter; returns how many.

    Everybody's turn to be sampled comes once in _SAMPLE ticks, by chunks of 64; who is due is looked at in any case.
    """
    n_turned, n_tired = due_now(used, due, tick, turned), 0
    for chunk in range(tick % _SAMPLE, (len(used) + 63) >> 6, _SAMPLE):
        for slot in range(chunk << 6, min((chunk + 1) << 6, len(used))):
            if not used[slot]:
                continue
            who = int(owner[slot])
            what = int(doing[who])
            now = rest_of[what] if alive[who] else _NONE
            turns = now != rest[slot]
            if alive[who] and ((what == _WALKING and goal[who] >= 0) or what == _CROSSING):
                here, weight = int(cell[who]), int(mass[age[who]])
                load, slope = 0, 0
                for haul in range(n_hauls):
                    if hauling[haul] and hauler[haul] == who:
                        other = int(mass[age[hauled[haul]]]) * int(pulls[mode[haul]])
                        if mode[haul] == _CARRY or mode[haul] == _SUPPORT:
                            load += other // 1000
                        else:
                            slope += other // weight
                street = np.int64(speed[who])
                goes = street * gaits[pace[who]] // 1000 * np.int64(able[who]) // 100
                if what == _CROSSING:
                    place = np.searchsorted(stairs, here)
                    if place < len(stairs) and stairs[place] == here:
                        slope += stairs_slope
                goes = goes * np.int64(ground_pace[ground[here]]) // 100
                spent = power(weight, load, goes, slope, int(roughness[ground[here]]))
                extra = (spent - power(weight, 0, min(goes, street), 0, 100)) * _SAMPLE // weight
                if extra > 0:
                    fatigue[slot] += extra
                    water[slot] += extra * weight * _HEAT_SHARE // (100 * _JOULES_PER_ML)
                    turns = turns or fatigue[slot] - counted[slot] >= _NEWS
            tenths = tenths_of(int(fatigue[slot]), worn_at)
            if weary_at(tenths, worn_pace) != weary[slot] or (tenths == 10) != (worn[slot] != 0):
                tired[n_tired] = slot
                n_tired += 1
            if turns and due[slot] > tick:
                turned[n_turned] = slot
                n_turned += 1
    return n_turned, n_tired


@kernel(inline=True)
def risen(pressure, ticks, tau, halves):
    """S in 1e-9 after so many ticks awake, from `pressure` in 1e-9."""
    return 1_000_000_000 - shrunk(1_000_000_000 - pressure, ticks, tau, halves)


@kernel(inline=True)
def day(second, circadian):
    """C in 1e-9 at so many seconds after it rose through 0, on whatever day."""
    second = second % 86_400
    minute, rest = second // 60, second % 60
    here = circadian[minute]
    return here + (circadian[minute + 1] - here) * rest // 60


@kernel(inline=True)
def _sleeps(rest):
    """Whether the pressure falls: asleep, or plugged into a pod."""
    return rest == _ASLEEP or rest == _DREAMING


@kernel(inline=True)
def _ripe(pressure, rest, ticks, second, thresholds, circadian, kind, rises, falls, halves):
    """Whether one falls asleep, or wakes, so many ticks after having had that pressure."""
    level = thresholds[kind] + day(second + ticks, circadian)
    if rest == _ASLEEP:
        return shrunk(pressure, ticks, falls, halves) <= level
    return risen(pressure, ticks, rises, halves) >= level


@kernel
def _settle(slots, owner, pressure, slept_at, rest, willing, alert, due, fatigue, counted, alive, doing, since, rest_of,
            thresholds, circadian, rises, falls, tires, second, tick, halves):  # fmt: skip
    """Bring the sleep of these slots up to date, and work out when it next turns; returns what happens now, for each.

    `second` is the time of day now, counted from when C rose through 0; `tires` is what work adds to S, 1e-6 for each
    J/kg.
    """
    news = np.zeros(len(slots), np.int64)
    for n in range(len(slots)):
        slot = slots[n]
        who = int(owner[slot])
        now = int(rest_of[doing[who]]) if alive[who] else _NONE
        began, old = int(slept_at[slot]), int(rest[slot])
        turned = tick if now == old else min(tick, max(began, int(since[who])))
        value = int(pressure[slot]) * 1000
        if _sleeps(old) != _sleeps(now) or fatigue[slot] != counted[slot]:
            for part in range(2):  # as they rested until they turned, and as they have rested since
                until = turned if part == 0 else tick
                if _sleeps(old if part == 0 else now):
                    value = shrunk(value, until - began, falls, halves)
                    fatigue[slot] = shrunk(int(fatigue[slot]), until - began, falls, halves)
                    counted[slot] = min(int(counted[slot]), int(fatigue[slot]))
                else:
                    value = risen(value, until - began, rises, halves)
                began = until
            value += (int(fatigue[slot]) - int(counted[slot])) * tires
            value = min(max(value, 0), 1_000_000_000)
            pressure[slot], slept_at[slot], counted[slot] = (value + 500) // 1000, tick, fatigue[slot]
        if now != _LYING:
            willing[slot] = False
        rest[slot] = now
        due[slot] = 2147483647
        if now == _NONE or now == _DREAMING:
            continue
        value, began = int(pressure[slot]) * 1000, int(slept_at[slot])
        kind = 4 if now == _ASLEEP else 3 if willing[slot] else now
        start = tick - began
        if now != _ASLEEP and not willing[slot]:
            start = max(start, int(alert[slot]) - began)
        phase = second - tick + began
        if _ripe(value, now, start, phase, thresholds, circadian, kind, rises, falls, halves):
            if start + began <= tick:
                news[n] = _WAKES if now == _ASLEEP else _FALLS
            else:
                due[slot] = start + began
            continue
        for _ in range(_AHEAD):
            if _ripe(value, now, start + _STEP, phase, thresholds, circadian, kind, rises, falls, halves):
                low, high = start, start + _STEP  # not at `low`, but at `high`
                while high - low > 1:
                    middle = (low + high) // 2
                    if _ripe(value, now, middle, phase, thresholds, circadian, kind, rises, falls, halves):
                        high = middle
                    else:
                        low = middle
                due[slot] = began + high
                break
            start += _STEP
    return news
