"""Fatigue worked out once more: the work, the pressure and the hours of a crowd of different sleepers and walkers."""

from __future__ import annotations

import math
from functools import cache

import numpy as np
import pytest
from scenes.worlds import make_city, make_world

from undergrid.city.city import TRAITS, Ground, LinkKind
from undergrid.systems.body import fatigue
from undergrid.world.body import exposure as exposed
from undergrid.world.body.exposure import expose
from undergrid.world.body.physique import MASS
from undergrid.world.log.events import event_id
from undergrid.world.log.kinds import Kind, Role
from undergrid.world.orders.attempts import intend
from undergrid.world.tables.body import HaulMode, Rest, Waking
from undergrid.world.tables.orders import Verb
from undergrid.world.tables.people import NEVER, Activity

N, STARTS, HOUR = 170, 21 * 3600, 3600
KNOBS = {"rises_hours": 15, "falls_hours": 5, "upper": 0.6, "lower": 0.15, "amplitude": 0.12, "rises_at": 7.5,
         "busy": 0.06, "lying": 0.12, "meaning_to": 0.25, "tires": 0.02, "heat": 70, "worn_kj": 9, "worn_pace": 60,
         "stairs_slope": 14, "drag": 0.5, "tarp": 0.3, "support": 0.4}  # fmt: skip
RESTS = {Activity.WALKING: Rest.UP, Activity.WORKING: Rest.UP, Activity.TENDING: Rest.UP,
         Activity.RESTING: Rest.STILL, Activity.WAITING: Rest.STILL, Activity.HIDING: Rest.STILL,
         Activity.LYING: Rest.LYING, Activity.SLEEPING: Rest.ASLEEP, Activity.PLUGGED: Rest.DREAMING,
         Activity.HELD: Rest.DREAMING}  # fmt: skip
ROUGH = {Ground.RUBBLE: 1.5, Ground.WASTE: 1.2, Ground.ALLEY: 1.1}
ENDS = [(4, 4), (9, 3), (14, 12), (2, 17)]  # of stairs, below and above
SLEEPY = (Rest.ASLEEP, Rest.DREAMING)
COLUMNS = (
    "fatigue",
    "counted",
    "water",
    "weary",
    "rest",
    "slept_at",
    "willing",
    "cold_due",
    "alert",
    "shivers",
    "pressure",
)


def crowd(seed, now):
    dice = np.random.default_rng(seed)
    drawings = ["\n".join("".join(dice.choice(list(".,%_"), 20)) for _ in range(20)) for _ in range(2)]
    links = [(LinkKind.STAIRS, (0, *end), (1, *end), 4000) for end in ENDS] + [
        (LinkKind.LIFT, (0, 7, 7), (1, 7, 7), 9000)
    ]
    city = make_city(*drawings, links=links)
    world = make_world(city, dice.integers(0, city.n_cells, N).tolist(), seed=seed, starts=STARTS)
    people, exposure, world.tick = world.citizens, world.exposure, now
    expose(world, dice.permutation(N)[: N // 2])
    exposure.free(dice.permutation(exposure.rows())[:9])
    expose(world, dice.permutation(N)[: N - 6])
    people.doing[:], people.pace[:], people.age[:] = (
        dice.integers(0, 16, N),
        dice.integers(0, 3, N),
        dice.integers(2, 80, N),
    )
    more = Activity.WALKING, Activity.CROSSING, Activity.SLEEPING, Activity.SLEEPING
    people.doing[::2] = dice.choice(more, len(people.doing[::2]))
    people.alive[:], people.goal[:] = dice.random(N) < 0.94, np.where(dice.random(N) < 0.8, 5, -1)
    people.speed[:], people.able[:] = dice.integers(800, 1800, N), dice.integers(20, 101, N)
    people.since[:] = now - dice.integers(-50, 9000, N)
    crossing = np.flatnonzero(people.doing == Activity.CROSSING)
    ends = [city.cell(level, *end) for end in [*ENDS, (7, 7)] for level in (0, 1)]
    people.cell[crossing] = dice.choice(ends, len(crossing))
    people.cause[:] = [event_id(1 + who, (Kind.ORDERED, Kind.CAME_TO)[who % 2], who) for who in range(N)]
    people.cause[::11] = 0
    slots = len(exposure.used)
    exposure.pressure[:], exposure.slept_at[:] = (
        dice.integers(50_000, 800_000, slots),
        now - dice.integers(0, 20_000, slots),
    )
    exposure.pressure[::3] = dice.integers(0, 200_000, len(exposure.pressure[::3]))
    exposure.rest[:], exposure.willing[:] = dice.integers(0, 6, slots), dice.random(slots) < 0.5
    same = dice.random(slots) < 0.6
    exposure.rest[same] = [RESTS.get(int(people.doing[who]), Rest.NONE) for who in exposure.owner[same]]
    exposure.alert[:] = np.where(dice.random(slots) < 0.3, now + dice.integers(-9, 900, slots), 0)
    exposure.sleep_due[:] = now + dice.choice((-1, 0, 1, 900), slots)
    exposure.fatigue[:] = dice.choice((0, 899_999, 900_000, 4_000_000, 8_999_999, 9_000_000, 20_000_000), slots)
    exposure.counted[:] = np.where(dice.random(slots) < 0.5, exposure.fatigue, exposure.fatigue // 2)
    exposure.worn[:] = np.where(dice.random(slots) < 0.5, [event_id(3, Kind.WORN_OUT, k) for k in range(slots)], 0)
    exposure.weary[:] = dice.choice((100, 96, 60, 84), slots)
    exposure.sleep_cause[:] = [event_id(2, Kind.FELL_ASLEEP, k) for k in range(slots)]
    exposure.up_cause[:] = np.where(dice.random(slots) < 0.7, [event_id(1, Kind.WOKE, k) for k in range(slots)], 0)
    cold = np.random.default_rng(1000 + seed)
    exposure.shivers[:] = np.where(cold.random(slots) < 0.15, now + cold.integers(-9, 3000, slots), 0)
    hauls = world.hauls.take(70)
    world.hauls.hauler[hauls], world.hauls.hauled[hauls] = dice.integers(0, N, 70), dice.integers(0, N, 70)
    world.hauls.mode[hauls] = dice.integers(0, 4, 70)
    world.hauls.free(hauls[::6])
    return world


def toil(world, who):
    """The work of ten seconds on the way, beyond walking unburdened on a street, J/kg [Pandolf 1977]."""
    people, city = world.citizens, world.city
    weight, here = int(MASS[people.age[who]]), int(people.cell[who])
    load = slope = 0.0
    for haul in world.hauls.rows():
        if world.hauls.hauler[haul] == who:
            other = int(MASS[people.age[world.hauls.hauled[haul]]])
            mode = HaulMode(world.hauls.mode[haul])
            load += {HaulMode.CARRY: 1, HaulMode.SUPPORT: 0.4}.get(mode, 0) * other
            slope += {HaulMode.DRAG: 50, HaulMode.TARP: 30}.get(mode, 0) * other / weight
    _, x, y = city.where(here)
    if people.doing[who] == Activity.CROSSING and (x, y) in ENDS:
        slope += 14
    ground = Ground(city.ground[here])
    gait = (0.5, 1, 2.2)[people.pace[who]]
    goes = int(people.speed[who]) * gait * int(people.able[who]) / 100 * TRAITS[ground].pace / 100 / 1000  # m/s
    street = min(goes, people.speed[who] / 1000)

    def watts(load, speed, slope, rough):
        standing = 1.5 * weight + 2 * (weight + load) * (load / weight) ** 2
        return standing + rough * (weight + load) * (1.5 * speed**2 + 0.35 * speed * slope)

    return 10 * (watts(load, goes, slope, ROUGH.get(ground, 1)) - watts(0, street, 0, 1)) / weight


def is_on_the_way(world, who):
    people = world.citizens
    return (people.doing[who] == Activity.WALKING and people.goal[who] >= 0) or people.doing[who] == Activity.CROSSING


def rest_of(world, who):
    people = world.citizens
    return RESTS.get(int(people.doing[who]), Rest.NONE) if people.alive[who] else Rest.NONE


@cache
def circadian(now):
    """C(t) of each second from a tick on, for 31 hours."""
    w = 2 * math.pi * (STARTS + now + np.arange(31 * HOUR) - 7.5 * HOUR) / 86_400
    return 0.12 * sum(a * np.sin((n + 1) * w) for n, a in enumerate((0.97, 0.22, 0.07, 0.03, 0.001)))


class Sleeper:
    """The sleep of one person by the law, in plain numbers."""

    def __init__(self, was, slot, fatigue_j):
        self.pressure, self.slept_at = was["pressure"][slot] / 1e6, int(was["slept_at"][slot])
        self.rest, self.willing = int(was["rest"][slot]), bool(was["willing"][slot])
        self.shivers = int(was["shivers"][slot])
        self.alert, self.fatigue, self.counted = int(was["alert"][slot]), fatigue_j, was["counted"][slot] / 1000

    def settle(self, now, rest, since, worked):
        """Bring it up to now; returns "falls", "wakes" or None, and when it next turns."""
        if (self.rest in SLEEPY) != (rest in SLEEPY) or worked:
            turned = now if rest == self.rest else min(now, max(self.slept_at, since))
            for rests, ticks in ((self.rest, turned - self.slept_at), (rest, now - turned)):
                if rests in SLEEPY:
                    left = math.exp(-ticks / (5 * HOUR))
                    self.pressure, self.fatigue = self.pressure * left, self.fatigue * left
                    self.counted = min(self.counted, self.fatigue)
                else:
                    self.pressure = 1 - (1 - self.pressure) * math.exp(-ticks / (15 * HOUR))
            self.pressure += (self.fatigue - self.counted) * 0.02 / 1000
            self.pressure, self.slept_at, self.counted = min(max(self.pressure, 0), 1), now, self.fatigue
        self.willing = self.willing and rest == Rest.LYING
        self.rest = int(rest)
        return self.turns(now)

    def turns(self, now):
        """(what happens now, the tick at which it turns next or NEVER)."""
        if self.rest in (Rest.NONE, Rest.DREAMING):
            return None, NEVER
        wakeful = self.shivers if self.willing else max(self.alert, self.shivers)
        begins = now if self.rest == Rest.ASLEEP else max(now, wakeful)
        ticks = np.arange(begins, begins + 30 * HOUR)
        day, gone = circadian(now)[ticks - now], ticks - self.slept_at
        if self.rest == Rest.ASLEEP:
            ripe = self.pressure * np.exp(-gone / (5 * HOUR)) <= 0.15 + day
        else:
            level = 0.35 if self.willing else {Rest.UP: 0.66, Rest.STILL: 0.6, Rest.LYING: 0.48}[Rest(self.rest)]
            ripe = 1 - (1 - self.pressure) * np.exp(-gone / (15 * HOUR)) >= level + day
        first = int(np.argmax(ripe)) if ripe.any() else -1
        if first == 0 and begins == now:
            return ("wakes" if self.rest == Rest.ASLEEP else "falls"), NEVER
        return None, begins + first if first >= 0 else NEVER


def kept(world):
    names = (*COLUMNS, "sleep_due", "worn", "sleep_cause", "up_cause")
    return {name: getattr(world.exposure, name).copy() for name in names}


CASES = [(1, 40_000), (2, 40_001), (3, 40_002), (4, 40_003), (5, 40_010)]


@pytest.mark.parametrize(("seed", "now"), CASES)
def test_those_on_the_way_tire_and_sweat_by_the_work_of_ten_seconds_and_nobody_else_does(seed, now):
    world = crowd(seed, now)
    exposure, people, was = world.exposure, world.citizens, kept(world)
    exposure.rest[:] = was["rest"][:] = [rest_of(world, who) if who >= 0 else 0 for who in exposure.owner]
    exposure.sleep_due[:] = now + 50_000  # nobody's sleep is looked at, but for the work they have done
    work = {slot: toil(world, int(exposure.owner[slot])) for slot in exposure.rows()}
    toils = {
        int(slot) for slot in exposure.rows()
        if slot // 64 == now % 10 and people.alive[exposure.owner[slot]] and is_on_the_way(world, exposure.owner[slot])
    }  # fmt: skip
    causes = people.cause.copy()
    world.events.begin(now)
    fatigue.step(world, fatigue.Params(**KNOBS))
    worked = exposure.fatigue - was["fatigue"]
    for slot in range(len(exposure.used)):
        extra = max(0, work[slot]) if slot in toils else 0
        assert worked[slot] / 1000 == pytest.approx(extra, abs=0.02 + extra * 0.01), slot
        weight = int(MASS[people.age[exposure.owner[slot]]])
        sweat = worked[slot] / 1000 * weight * 0.7 / 2430 * 1000  # 1/1000 mL
        assert exposure.water[slot] - was["water"][slot] == pytest.approx(sweat, abs=1)
        looked = slot in toils and worked[slot] > 0 and exposure.fatigue[slot] - was["counted"][slot] >= 1_000_000
        assert exposure.counted[slot] == (exposure.fatigue[slot] if looked else was["counted"][slot])
    in_turn = [slot for slot in exposure.rows() if slot // 64 == now % 10]
    assert (len(toils) > 3) == bool(in_turn)
    for slot in exposure.rows():
        tenths = min(10, int(exposure.fatigue[slot]) * 10 // 9_000_000)
        weary = 100 - 40 * tenths // 10
        who = int(exposure.owner[slot])
        told = [e for e in world.events.this_tick() if e.kind == Kind.WORN_OUT and e.who == who]
        if slot not in in_turn:
            assert (exposure.weary[slot], exposure.worn[slot]) == (was["weary"][slot], was["worn"][slot])
            assert not told
            continue
        assert exposure.weary[slot] == weary
        if weary != was["weary"][slot]:
            assert exposure.legs[slot] == weary
        if tenths == 10 and not was["worn"][slot]:
            cause = int(causes[who]) or world.scenario_event
            assert [(e.id, e.where, e.cause) for e in told] == [(exposure.worn[slot], people.cell[who], cause)]
        else:
            assert (int(exposure.worn[slot]), told) == (int(was["worn"][slot]) if tenths == 10 else 0, [])


@pytest.mark.parametrize(("seed", "now"), CASES)
def test_the_pressure_to_sleep_rises_falls_and_turns_as_the_law_has_it(seed, now):
    world = crowd(seed, now)
    exposure, people, was = world.exposure, world.citizens, kept(world)
    world.citizens.doing[is_walker(world)] = Activity.WAITING  # who is on the way: see above
    rests = {slot: rest_of(world, int(exposure.owner[slot])) for slot in exposure.rows()}
    causes, since = people.cause.copy(), people.since.copy()
    world.events.begin(now)
    fatigue.step(world, fatigue.Params(**KNOBS))
    told = {(e.kind, e.who): e for e in world.events.this_tick() if e.kind in (Kind.FELL_ASLEEP, Kind.WOKE)}
    done = {"falls": 0, "wakes": 0, None: 0}
    for slot in exposure.rows():
        who = int(exposure.owner[slot])
        due = was["sleep_due"][slot] <= now or (slot // 64 == now % 10 and rests[slot] != was["rest"][slot])
        if not due:
            for name in ("pressure", "slept_at", "rest", "willing", "sleep_due", "cold_due", "alert"):
                assert getattr(exposure, name)[slot] == was[name][slot], name
            continue
        sleeper = Sleeper(was, slot, int(was["fatigue"][slot]) / 1000)
        worked = was["fatigue"][slot] != was["counted"][slot]
        news, turns = sleeper.settle(now, rests[slot], int(since[who]), worked)
        done[news] += 1
        changed = rests[slot] != was["rest"][slot]
        if news == "falls":
            assert_falls(world, was, slot, told.pop((Kind.FELL_ASLEEP, who)), sleeper, causes)
            _, turns = sleeper.settle(now, Rest.ASLEEP, now, worked=False)
        elif news == "wakes":
            woke = told.pop((Kind.WOKE, who))
            assert (woke.amount, woke.cause) == (Waking.RESTED, was["sleep_cause"][slot])
            assert (exposure.alert[slot], exposure.up_cause[slot]) == (now + 600, woke.id)
            sleeper.alert = now + 600
            _, turns = sleeper.settle(now, Rest.STILL, now, worked=False)
        else:
            assert exposure.alert[slot] == was["alert"][slot]
        assert exposure.pressure[slot] / 1e6 == pytest.approx(sleeper.pressure, abs=5e-6)
        assert exposure.slept_at[slot] == sleeper.slept_at
        assert (exposure.rest[slot], bool(exposure.willing[slot])) == (sleeper.rest, sleeper.willing)
        assert exposure.fatigue[slot] / 1000 == pytest.approx(sleeper.fatigue, abs=0.01 + sleeper.fatigue * 1e-5)
        assert exposure.counted[slot] / 1000 == pytest.approx(sleeper.counted, abs=0.01 + sleeper.fatigue * 1e-5)
        assert exposure.sleep_due[slot] == pytest.approx(turns, abs=8)
        if people.alive[who]:
            assert exposure.cold_due[slot] == (now if changed or news else was["cold_due"][slot])
    assert not told
    assert min(done.values()) > 2


def is_walker(world):
    return [is_on_the_way(world, who) for who in range(N)]


def assert_falls(world, was, slot, asleep, sleeper, causes):
    """Somebody has fallen asleep: by their own will, or because of when they woke; the worn out for that as well."""
    who = asleep.who
    came_to = causes[who] and who % 2  # see `crowd`
    cause = int(causes[who] if sleeper.willing and not came_to else was["up_cause"][slot])
    assert (asleep.where, asleep.cause) == (world.citizens.cell[who], cause)
    assert asleep.stream == (0 if cause else exposed.WAKING)
    assert (world.exposure.sleep_cause[slot], world.citizens.doing[who]) == (asleep.id, Activity.SLEEPING)
    because = world.events.because_columns()
    rows = list(zip(*(because[name].tolist() for name in ("event", "cause", "role")), strict=True))
    worn = int(world.exposure.worn[slot])
    assert [row for row in rows if row[0] == asleep.id] == ([(asleep.id, worn, Role.CONDITION)] if worn else [])


def test_whoever_falls_asleep_too_rested_to_stay_so_wakes_again():
    """With knobs so odd that one may lie down to sleep below the pressure at which one wakes."""
    world = make_world(".....", [0, 1, 2])
    slots = expose(world, np.array([2, 1]))
    world.exposure.pressure[slots] = 100_000
    intend(world, 1, Verb.SLEEP, -1, world.scenario_event)
    for _ in range(5):
        world.events.begin(world.tick)
        fatigue.step(world, fatigue.Params(meaning_to=0.6, amplitude=0))
        world.tick += 1
    assert [(e.tick, e.kind, e.who) for e in world.events.rows()] == [(0, Kind.FELL_ASLEEP, 1), (1, Kind.WOKE, 1)]


def test_who_wants_to_sleep_lies_down_willing_and_keeps_their_place_among_the_exposed():
    world = make_world(".....", [0, 1, 2, 3, 4])
    slots = expose(world, np.array([3, 1]))
    world.exposure.pressure[slots], world.exposure.sleep_due[slots] = 200_000, 5000
    for who in (1, 4):
        intend(world, who, Verb.SLEEP, -1, event_id(0, Kind.ORDERED, who))
    fatigue.step(world, fatigue.Params())
    assert world.citizens.doing.tolist() == [Activity.WAITING, Activity.LYING, *[Activity.WAITING] * 2, Activity.LYING]
    exposure = world.exposure
    assert sorted(exposure.owner[exposure.used].tolist()) == [1, 3, 4]
    assert {int(exposure.owner[slot]): bool(exposure.willing[slot]) for slot in exposure.rows()} == {
        1: True, 3: False, 4: True,
    }  # fmt: skip
    assert world.citizens.cause[[1, 4]].tolist() == [event_id(0, Kind.ORDERED, who) for who in (1, 4)]
    assert exposure.up_cause[exposure.of(4)].tolist() == [event_id(0, Kind.ORDERED, 4)]
