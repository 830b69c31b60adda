"""Fatigue: the pressure to sleep rises while one is up and falls while one sleeps; work tires, and makes one sleepy.

Two processes meet. The pressure S rises towards 1 awake and falls towards 0 asleep, each exponentially. Two thresholds
go up and down with the time of day, C(t). At the upper one a body falls asleep, wanted or not; at the lower one it
wakes. Whoever lies still gives way sooner, whoever is up and busy later; whoever has lain down to sleep falls asleep at
a much lower pressure. Whoever keeps out of a watcher's sight gives way no sooner than the busy do, however they lie;
and who has just perceived one, lies low after a narrow escape, or is about to link, cut or fight, does not drop off at
all against their will. Nobody falls asleep for cold that would wake them. Whoever is held has nothing to do but sleep,
and is as rested when they are let out as after a night in a pod. S is a value as of a tick, and the next crossing is
worked out when something changes, not looked for every tick.

Work is what walking, running and hauling cost beyond walking on a street unburdened. It is sampled every ten seconds.
It makes people sleepier, thirstier and slower, until they have slept it off.

Reads   citizens.doing, since, goal, pace, speed, able, age, alive, cell, cause; exposure.owner, pressure, slept_at,
        rest, willing, alert, shivers, sleep_due, fatigue, counted, water, weary, worn, sleep_cause, up_cause;
        plans.owner, ducks, held; who is on the alert as `alertness` has it; hauls.hauler, hauled, mode; city and clock;
        intents to SLEEP; what stands in the way, as `world/reasons` has it
Writes  exposure.pressure, slept_at, rest, willing, alert, sleep_due, fatigue, counted, water, weary, worn, sleep_cause,
        cold_due; who is not exposed yet as `exposure.expose` does, their speed as `exposure.slow`; people as
        `posture.lay_down` and `wake_up` do
Emits   FELL_ASLEEP(citizen; cause: the order, or what woke them last; else the stream of when they woke before the
        start; because: WORN_OUT), WOKE(citizen; amount Waking; cause: FELL_ASLEEP), WORN_OUT(citizen; cause: what they
        are about), REFUSED
Units   S in 1e-6; fatigue in 1/1000 J/kg; power in mW; times in ticks
Source  A. Borbely, Hum. Neurobiol. 1 (1982) 195; S. Daan, D. Beersma, A. Borbely, Am. J. Physiol. 246 (1984) R161,
        10.1152/ajpregu.1984.246.2.R161. Power: world/body/exertion.py. Assumed: that work adds to S, and that the held
        sleep.
"""

from __future__ import annotations

import math
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from undergrid.city.city import LinkKind, ground_column
from undergrid.core import units
from undergrid.core.caches import Cache
from undergrid.core.halving import HALVES, shrunk
from undergrid.core.handles import Handle, record
from undergrid.core.jit import kernel
from undergrid.core.tables import I64, Out
from undergrid.world.body import exposure as exposed
from undergrid.world.body.alertness import STARTLED, on_the_alert
from undergrid.world.body.exertion import power, roughness, tenths_of, weary_at
from undergrid.world.body.exposure import due_now
from undergrid.world.body.physique import MASS
from undergrid.world.body.posture import lay_down, wake_up
from undergrid.world.body.sleep import ripe, ripens, risen, sleeps
from undergrid.world.log.events import kind_of
from undergrid.world.log.kinds import Kind, Role
from undergrid.world.movement.walking import Gaits
from undergrid.world.orders.attempts import anybody_tries, asked, drop_intent, log_refusal
from undergrid.world.reasons.body import sleeping
from undergrid.world.tables.body import HaulMode, Rest, Waking
from undergrid.world.tables.orders import Verb
from undergrid.world.tables.people import NEVER, Activity

if TYPE_CHECKING:
    from undergrid.world.world import World

_SAMPLE = 10  # ticks between two looks at what somebody is doing
_NEWS = 1_000_000  # work since the last look after which the pressure to sleep is worked out anew, 1/1000 J/kg
_HARMONICS = (0.97, 0.22, 0.07, 0.03, 0.001)  # of C(t), a day long and shorter [Daan et al. 1984]
_ONE = 1_000_000_000
_FALLS, _WAKES = 1, 2  # what `_settle` says of a body
_UP, _STILL, _LYING, _ASLEEP, _NONE, _DREAMING = (int(rest) for rest in Rest)
_WALKING, _CROSSING = int(Activity.WALKING), int(Activity.CROSSING)
_CARRY, _SUPPORT = int(HaulMode.CARRY), int(HaulMode.SUPPORT)
_JOULES_PER_ML = 2430  # of heat that a millilitre of sweat takes away [latent heat of water at 35 C]

_REST: I64 = np.full(256, _NONE, np.int64)
_REST[[Activity.WALKING, Activity.WORKING, Activity.TENDING]] = _UP
_REST[[Activity.RESTING, Activity.WAITING, Activity.HIDING]] = _STILL
_REST[Activity.LYING], _REST[Activity.SLEEPING] = _LYING, _ASLEEP
_REST[[Activity.PLUGGED, Activity.HELD]] = _DREAMING
_GROUND_PACE, _ROUGHNESS = ground_column("pace"), roughness()


class Params(BaseModel):
    """The knobs a scenario may turn, under `rules.fatigue`."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    rises_hours: float = Field(18.2, ge=0.01, le=1000, description="time constant of S awake, h [Daan et al. 1984]")
    falls_hours: float = Field(4.2, ge=0.01, le=1000, description="time constant of S asleep, h [Daan et al. 1984]")
    upper: float = Field(0.67, ge=0, le=1, description="S at which one falls asleep [Daan et al. 1984]")
    lower: float = Field(0.17, ge=0, le=1, description="S at which one wakes [Daan et al. 1984]")
    amplitude: float = Field(0.1, ge=0, le=0.5, description="what the time of day adds at most [Daan et al. 1984]")
    rises_at: float = Field(
        8.615, ge=0, le=23.99, description="C(t) rises through 0 at, h: so asleep at 23:00 [fitted]"
    )
    busy: float = Field(0.08, ge=0, le=1, description="who is up and busy falls asleep at so much more [assumed]")
    lying: float = Field(0.1, ge=0, le=1, description="who lies still at so much less [assumed]")
    meaning_to: float = Field(0.3, ge=0, le=1, description="who has lain down to sleep at so much less [assumed]")
    tires: float = Field(0.01, ge=0, le=1, description="what work adds to S, for each kJ/kg [assumed]")
    heat: int = Field(
        75, ge=0, le=100, description="heat in the power of working muscles, % [Margaria 1968: 25 % is work]"
    )
    worn_kj: float = Field(15, ge=0.01, le=1000, description="work that wears one out, kJ/kg [assumed]")
    worn_pace: int = Field(70, ge=10, le=100, description="walking speed that being worn out leaves, % [assumed]")
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


class _Desk(Cache):
    """What the kernels take as knobs: gaits and loads, S and C in 1e-9, times in ticks, work in 1/1000 J/kg.

    rose: when C last rose through 0 before the first tick. tires: what work adds to S, 1e-6 for each J/kg. stairs: the
    cells where stairs end, ascending.
    """

    def __init__(self, world: World, params: Params) -> None:
        links = [link for link in world.city.links if link.kind == LinkKind.STAIRS]
        self.knobs: Handle = record(
            gaits=world.shared(Gaits).speeds,
            pulls=params.pulls,
            stairs=np.array(sorted(end for link in links for end in (link.a, link.b)), np.int64),
            stairs_slope=round(10 * params.stairs_slope),
            worn_at=_worn_at(params),
            worn_pace=params.worn_pace,
            thresholds=params.thresholds,
            circadian=params.circadian,
            rises=round(params.rises_hours * units.HOUR),
            falls=round(params.falls_hours * units.HOUR),
            rose=world.starts - round(params.rises_at * units.HOUR),
            tires=round(1000 * params.tires),
            heat=params.heat,
            halves=HALVES,
        )


class _Found(Out):
    """Slots in `exposure`: those that need a look at their sleep, and what happens to each of them now; those whose
    legs have got heavier or lighter.
    """

    slot: I64
    news: I64
    tired: I64


def step(world: World, params: Params) -> None:
    """Let those who want to lie down, sample who is at work, and see who falls asleep or wakes."""
    if anybody_tries(world):
        _lie_down(world)
    exposure, people = world.exposure, world.citizens
    if not exposure.n:
        return
    found, knobs, plans = world.out(_Found, exposure.n), world.cache(_Desk, params).knobs, world.plans.handle
    n, n_tired = _sample(
        exposure.handle, people.handle, world.hauls.handle, world.city.handle, knobs, world.tick, found.handle
    )
    for slot in found.tired[:n_tired].tolist() if n_tired else ():
        _tire(world, params, slot)
    if not n:
        return
    slots = np.sort(found.slot[:n])
    changed = slots[_REST[people.doing[exposure.owner[slots]]] != exposure.rest[slots]]
    exposure.cold_due[changed] = world.tick  # they make more warmth now, or less
    found.slot[:n] = slots
    _settle(exposure.handle, people.handle, plans, knobs, world.tick, found.handle, n)
    news = [(slot, what) for slot, what in zip(slots.tolist(), found.news[:n].tolist(), strict=True) if what]
    for slot, what in news:
        _drop_off(world, slot) if what == _FALLS else _wake(world, slot)
    if news:
        found.slot[: len(news)] = [slot for slot, _ in news]
        _settle(exposure.handle, people.handle, plans, knobs, world.tick, found.handle, len(news))


def _lie_down(world: World) -> None:
    """Let whoever is to sleep lie down; sleep comes once the pressure is high enough."""
    people = world.citizens
    for who in asked(world, Verb.SLEEP):
        cause = int(people.cause[who])
        refusal = sleeping(world, who, Verb.SLEEP, -1, 0)
        if refusal is not None:
            log_refusal(world, who, -1, refusal)
            drop_intent(world, who)
            continue
        slot = exposed.slot_of(world, who)
        if slot < 0:
            slot = int(exposed.expose(world, np.array([who]), cause)[0])
        lay_down(world, who, Activity.LYING, cause)
        world.exposure.willing[slot], world.exposure.sleep_due[slot] = True, world.tick


def _drop_off(world: World, slot: int) -> None:
    """Let somebody fall asleep, unless they have not lain down to and what is about keeps them awake."""
    if not world.exposure.willing[slot] and on_the_alert(world, int(world.exposure.owner[slot])):
        world.exposure.alert[slot] = world.tick + STARTLED
    else:
        _fall_asleep(world, slot)


def _fall_asleep(world: World, slot: int) -> None:
    exposure, people = world.exposure, world.citizens
    who = int(exposure.owner[slot])
    meant_to = exposure.willing[slot] and kind_of(int(people.cause[who])) != Kind.CAME_TO
    cause = int(people.cause[who] if meant_to else exposure.up_cause[slot])
    stream = 0 if cause else exposed.WAKING
    event = world.events.one(Kind.FELL_ASLEEP, who, where=int(people.cell[who]), cause=cause, stream=stream)
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
    """Set the walking speed that the work done so far leaves somebody, and log when they are worn out."""
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


@kernel
def _sample(exposure, people, hauls, city, knobs, now, found):
    """The slots that need a look at their sleep, in no order, and the tired; returns how many.

    Everybody is sampled once in _SAMPLE ticks, by chunks of 64; whoever is due is looked at in any case.
    """
    n_turned, n_tired = due_now(exposure.used, exposure.sleep_due, now, found.slot), 0
    for chunk in range(now % _SAMPLE, (len(exposure.used) + 63) >> 6, _SAMPLE):
        for slot in range(chunk << 6, min((chunk + 1) << 6, len(exposure.used))):
            if not exposure.used[slot]:
                continue
            if _toil(exposure, people, hauls, city, knobs, slot) and exposure.sleep_due[slot] > now:
                found.slot[n_turned] = slot
                n_turned += 1
            tenths = tenths_of(int(exposure.fatigue[slot]), knobs.worn_at)
            heavier = weary_at(tenths, knobs.worn_pace) != exposure.weary[slot]
            if heavier or (tenths == 10) != (exposure.worn[slot] != 0):
                found.tired[n_tired] = slot
                n_tired += 1
    return n_turned, n_tired


@kernel(inline=True)
def _toil(exposure, people, hauls, city, knobs, slot):
    """Add up the work somebody does; returns whether their sleep needs a look, for that or for a change of rest."""
    who = int(exposure.owner[slot])
    if not people.alive[who]:
        return exposure.rest[slot] != _NONE
    doing = people.doing[who]
    turns = _REST[doing] != exposure.rest[slot]
    if (doing == _WALKING and people.goal[who] >= 0) or doing == _CROSSING:
        weight = int(MASS[people.age[who]])
        extra = _effort(people, hauls, city, knobs, who, weight)
        if extra > 0:
            exposure.fatigue[slot] += extra
            exposure.water[slot] += extra * weight * knobs.heat // (100 * _JOULES_PER_ML)
            turns = turns or exposure.fatigue[slot] - exposure.counted[slot] >= _NEWS
    return turns


@kernel(inline=True)
def _effort(people, hauls, city, knobs, who, weight):
    """The work of somebody on the way between two looks, beyond walking on a street unburdened: 1/1000 J/kg."""
    here = int(people.cell[who])
    load, slope = _burden(people, hauls, knobs, who, weight)
    if people.doing[who] == _CROSSING:
        place = np.searchsorted(knobs.stairs, here)
        if place < len(knobs.stairs) and knobs.stairs[place] == here:
            slope += knobs.stairs_slope
    street, ground = np.int64(people.speed[who]), city.ground[here]
    goes = street * knobs.gaits[people.pace[who]] // 1000 * np.int64(people.able[who]) // 100
    goes = goes * np.int64(_GROUND_PACE[ground]) // 100
    spent = power(weight, load, goes, slope, int(_ROUGHNESS[ground]))
    return (spent - power(weight, 0, min(goes, street), 0, 100)) * _SAMPLE // weight


@kernel(inline=True)
def _burden(people, hauls, knobs, who, weight):
    """(what a hauler bears, kg; what they pull, as a slope in 1/10 %)."""
    load = slope = 0
    for haul in range(len(hauls.used)):
        if hauls.used[haul] and hauls.hauler[haul] == who:
            other = int(MASS[people.age[hauls.hauled[haul]]]) * int(knobs.pulls[hauls.mode[haul]])
            if hauls.mode[haul] == _CARRY or hauls.mode[haul] == _SUPPORT:
                load += other // 1000
            else:
                slope += other // weight
    return load, slope


@kernel
def _settle(exposure, people, plans, knobs, now, found, n):
    """Bring the sleep of the first `n` up to date, and work out when it next turns, and what happens now."""
    for k in range(n):
        slot = found.slot[k]
        who = int(exposure.owner[slot])
        rests = int(_REST[people.doing[who]]) if people.alive[who] else _NONE
        _add_up(exposure, people, knobs, now, slot, rests)
        if rests != _LYING:
            exposure.willing[slot] = False
        exposure.rest[slot] = rests
        exposure.sleep_due[slot] = NEVER
        found.news[k] = 0
        if rests != _NONE and rests != _DREAMING:
            found.news[k] = _turn(exposure, plans, knobs, now, slot, rests)


@kernel
def _add_up(exposure, people, knobs, now, slot, rests):
    """Bring the pressure up to now, if it turns from rising to falling or back, or if work has been done since."""
    began, old = int(exposure.slept_at[slot]), int(exposure.rest[slot])
    if sleeps(old) == sleeps(rests) and exposure.fatigue[slot] == exposure.counted[slot]:
        return
    turned = now
    if rests != old:
        turned = min(now, max(began, int(people.since[exposure.owner[slot]])))
    value = int(exposure.pressure[slot]) * 1000
    for part in range(2):  # as they rested before the turn, then as they have rested since
        until = turned if part == 0 else now
        if sleeps(old if part == 0 else rests):
            value = shrunk(value, until - began, knobs.falls, knobs.halves)
            exposure.fatigue[slot] = shrunk(int(exposure.fatigue[slot]), until - began, knobs.falls, knobs.halves)
            exposure.counted[slot] = min(int(exposure.counted[slot]), int(exposure.fatigue[slot]))
        else:
            value = risen(value, until - began, knobs.rises, knobs.halves)
        began = until
    value += (int(exposure.fatigue[slot]) - int(exposure.counted[slot])) * knobs.tires
    value = min(max(value, 0), _ONE)
    exposure.pressure[slot], exposure.slept_at[slot] = (value + 500) // 1000, now
    exposure.counted[slot] = exposure.fatigue[slot]


@kernel(inline=True)
def _on_their_guard(plans, who):
    """Whether somebody keeps out of a watcher's sight, or waits until one has passed."""
    for plan in range(len(plans.owner)):
        if plans.owner[plan] == who:
            return plans.ducks[plan] or plans.held[plan] >= 0
    return False


@kernel
def _turn(exposure, plans, knobs, now, slot, rests):
    """Set when somebody next falls asleep or wakes; returns which of the two happens now, or 0."""
    value, began = int(exposure.pressure[slot]) * 1000, int(exposure.slept_at[slot])
    kind = 4 if rests == _ASLEEP else 3 if exposure.willing[slot] else rests
    if kind < 3 and _on_their_guard(plans, exposure.owner[slot]):
        kind = _UP
    start, phase = now - began, knobs.rose + began
    if rests != _ASLEEP:
        alert = exposure.shivers[slot] if exposure.willing[slot] else max(exposure.alert[slot], exposure.shivers[slot])
        start = max(start, int(alert) - began)
    if not ripe(value, rests, kind, start, phase, knobs):
        start = ripens(value, rests, kind, start, phase, knobs)
        if start < 0:
            return 0
    elif start + began <= now:
        exposure.sleep_due[slot] = now  # for who falls asleep at so little pressure that they wake at the next look
        return _WAKES if rests == _ASLEEP else _FALLS
    exposure.sleep_due[slot] = start + began
    return 0
