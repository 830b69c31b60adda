"""Bands worked out once more: a hundred of them under way, in every plight, and what becomes of each."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest
from scenes.worlds import field, make_city, make_world, run

from undergrid.city.city import Use
from undergrid.systems.society import bands
from undergrid.world.log.kinds import Kind
from undergrid.world.movement.fleeing import run_for_shelter
from undergrid.world.orders.attempts import Attempts, intend
from undergrid.world.places.shelters import Doors
from undergrid.world.tables.authority import Duty, WatcherKind
from undergrid.world.tables.orders import Verb
from undergrid.world.tables.people import NEVER, Activity, ConditionKind
from undergrid.world.tables.society import BandState

WIDE, HIGH, WALL, CELL = 70, 50, 40, 1500  # cells, and mm a cell: a wall without a gate parts the map
N, BANDS, NOW, EVERY, IDLE = 900, 120, 6000, 3, 20
KNOBS = {"look_every": EVERY, "spread_m": 3, "lost_m": 8, "arrive_m": 5, "drone_m": 8, "drone_minutes": 0.5,
         "idle_seconds": IDLE, "retry_minutes": 0.7, "shelter_m": 10, "rally_minutes": 1.3}  # fmt: skip
LOST, THERE, NEAR, SHELTER = 5, 3, 5, 6  # the same in whole cells
PATIENCE, RETRY, RALLY = 30, 42, 78
DOING = [*Activity, *[Activity.WALKING] * 25, *[Activity.WAITING] * 25, Activity.CROSSING, Activity.TENDING]
STAGES = [*BandState, *[BandState.TRAVELLING] * 9]


def around(dice, places, most, off=0.08):
    """A cell that can be walked on for each of some cells, close by: `off` of them on another level."""
    x, y = places % WIDE + dice.integers(-most, most + 1, len(places)), places // WIDE % HIGH
    y = y + dice.integers(-most, most + 1, len(places))
    x, y = np.clip(x, 0, WIDE - 1), np.clip(y, 0, HIGH - 1)
    x[x == WALL] += 1
    level = (places // (WIDE * HIGH)) ^ (dice.random(len(places)) < off)
    return (level * HIGH + y) * WIDE + x


def on_their_way(seed):
    """Bands that gather, travel and scatter on both sides of the wall, with drones about and shelters at hand."""
    dice = np.random.default_rng(seed)
    ground = "\n".join("." * WALL + "#" + "." * (WIDE - WALL - 1) for _ in range(HIGH))
    places = dice.integers(0, 2 * WIDE * HIGH, BANDS)
    doors = around(dice, dice.choice(places, 40), 6)
    uses = dice.choice([Use.REFUGE, Use.DISUSED, Use.OFFICES], 40)
    houses = [(Use(int(use)), int(at) // (WIDE * HIGH), int(at) % WIDE, int(at) // WIDE % HIGH)
              for use, at in zip(uses, doors, strict=True)]  # fmt: skip
    city = make_city(ground, ground, buildings=houses, cell_mm=CELL)
    of_band = dice.integers(0, BANDS, N)
    drones = around(dice, places, 8)
    kinds = dice.choice([WatcherKind.DRONE, WatcherKind.DRONE, WatcherKind.HUNTER, WatcherKind.CAMERA], BANDS)
    watchers = [(WatcherKind(int(kind)), int(at)) for kind, at in zip(kinds, drones, strict=True)]
    world = make_world(city, around(dice, places[of_band], 4).tolist(), watchers, seed=seed)
    world.tick = NOW
    world.watchers.duty[:] = dice.choice([Duty.POST, Duty.PATROL, Duty.HUNT, Duty.OFF], BANDS)
    world.shelters.locked[:] = dice.random(world.shelters.n) < 0.4
    slots = world.bands.take(BANDS)
    columns = world.bands
    columns.goal[slots], columns.building[slots] = around(dice, places, 5, 0.2), dice.integers(-20, 40, BANDS).clip(-1)
    columns.sets_out[slots] = NOW + dice.choice([-1, 0, 1, 2, 3, 9], BANDS)
    columns.stage[slots], columns.routed[slots] = dice.choice(STAGES, BANDS), dice.random(BANDS) < 0.1
    columns.still[slots] = dice.choice([-1, -1, *range(NOW - PATIENCE - 2, NOW - PATIENCE + 5), NOW - 1], BANDS)
    columns.cause[slots] = np.where(dice.random(BANDS) < 0.2, 0, 7000 + slots)
    members = world.members
    rows = members.take(N)
    members.owner[rows], members.band[rows] = dice.permutation(N), -1
    members.band[rows] = of_band[members.owner[rows]]
    for band in slots.tolist():
        its = members.owner[members.where(band=band)]
        columns.leader[band] = dice.choice(its) if len(its) and dice.random() < 0.8 else -1
    members.free(dice.permutation(rows)[:30])
    busy(world, of_band, dice)
    columns.free(slots[dice.random(BANDS) < 0.1])
    world.rebuild()
    return world


def busy(world, of_band, dice):
    """Let everybody be at something, some about what their band is about."""
    people, its = world.citizens, world.bands
    people.alive[:], people.able[:] = dice.random(N) < 0.94, np.where(dice.random(N) < 0.92, 100, 0)
    people.alive[of_band % 17 == 3] = False  # some bands of which nobody is left, some of whom nobody can go on
    people.able[of_band % 17 == 4] = 0
    people.doing[:] = dice.choice(DOING, N)
    indoors = dice.random(N) < 0.2
    people.inside[indoors] = np.where(dice.random(N) < 0.7, its.building[of_band], dice.integers(0, 40, N))[indoors]
    people.intent[:] = np.where(dice.random(N) < 0.93, 0, Verb.RUN)
    ours = dice.random(N) < 0.7
    people.cause[:] = np.where(ours, its.cause[of_band], 99)
    people.target[:] = np.where(dice.random(N) < 0.5, its.goal[of_band], dice.integers(0, 9, N))
    people.since[:] = NOW - dice.choice([0, 1, 2, 3, 4, 5, *range(IDLE - 3, IDLE + 6), 60, 99], N)
    people.wake[:], people.enter[:] = 20_000 + np.arange(N), 300 + np.arange(N)
    asked = world.asked.take(70)
    world.asked.owner[asked], world.asked.amount[asked] = dice.permutation(N)[:70], 5
    world.plans.grow(30)
    world.plans.owner[:] = dice.permutation(N)[:30]
    held = world.conditions.take(90)
    world.conditions.owner[held] = dice.integers(0, N, 90)
    world.conditions.kind[held] = dice.choice(list(ConditionKind), 90)
    world.conditions.free(held[::5])


class Once:
    """One tick of all bands by the rule, in a world of its own."""

    def __init__(self, world):
        self.world, self.now, self.ends = world, world.tick, Counter()
        held, self.minded = world.conditions, set(world.plans.owner.tolist())
        self.under = {int(held.owner[row]) for row in held.rows() if held.kind[row] == ConditionKind.TRAPPED}
        world.events.begin(self.now)
        leads = []
        for band in world.bands.rows().tolist():
            if band % EVERY == self.now % EVERY and self.is_due(band):
                leads.append((band, self.become(band)))
        for band, stuck in leads:
            if stuck:
                world.bands.stage[band], world.bands.sets_out[band] = BandState.GATHERED, self.now + RETRY
                self.ends["stuck"] += 1

    def is_due(self, band):
        its = self.world.bands
        come = its.sets_out[band] <= self.now
        ready = {BandState.TRAVELLING: True, BandState.GATHERED: its.routed[band] or come,
                 BandState.SCATTERED: not its.routed[band] or come}  # fmt: skip
        return ready.get(BandState(int(its.stage[band])), False)

    def apart(self, a, b):
        """(levels, across, down) between two cells."""
        area = WIDE * HIGH
        return a // area - b // area, abs(a % WIDE - b % WIDE), abs(a % area // WIDE - b % area // WIDE)

    def within(self, a, b, cells):
        _, across, down = self.apart(int(a), int(b))
        return across**2 + down**2 <= cells**2

    def to_go(self, who, goal):
        _, across, down = self.apart(int(self.world.citizens.cell[who]), int(goal))
        return round(CELL * 2**0.5) * min(across, down) + CELL * abs(across - down)

    def is_there(self, who, band):
        people, its = self.world.citizens, self.world.bands
        if people.inside[who] >= 0:
            return people.inside[who] == its.building[band]
        here, goal = int(people.cell[who]), int(its.goal[band])
        return self.apart(here, goal)[0] == 0 and self.within(here, goal, THERE)

    def has_way(self, band):
        here, goal = int(self.world.citizens.cell[self.world.bands.leader[band]]), int(self.world.bands.goal[band])
        return self.apart(here, goal)[0] == 0 and (here % WIDE < WALL) == (goal % WIDE < WALL)

    def can_go(self, who):
        people = self.world.citizens
        held = (
            Activity.HELD,
            Activity.SHUT_DOWN,
            Activity.RECLAIMED,
            *range(Activity.SLEEPING, Activity.QUESTIONED + 1),
        )
        return people.alive[who] and people.able[who] and people.doing[who] not in held and who not in self.under

    def is_free(self, who):
        """Whether one who can go on can be told to."""
        people = self.world.citizens
        return who not in self.minded and people.intent[who] == 0 and people.doing[who] != Activity.TENDING

    def become(self, band):
        """What becomes of a band whose turn it is; whether its leader has stopped where no way leads on."""
        its, people, members = self.world.bands, self.world.citizens, self.world.members
        everybody = members.owner[members.used & (members.band == band)].tolist()
        fit = [who for who in everybody if self.can_go(who)]
        if not fit:
            if not any(people.alive[who] for who in everybody):
                its.stage[band] = BandState.OVER
                self.ends["over"] += 1
            return False
        if its.leader[band] not in fit:
            its.leader[band] = fit[0]
        halted = self.look_out(band)
        there = [who for who in fit if self.is_there(who, band)]
        seen = [who for who in fit if who not in there
                and self.within(people.cell[who], people.cell[its.leader[band]], LOST)]  # fmt: skip
        if its.routed[band] and its.stage[band] != BandState.SCATTERED:
            self.scatter(band, fit)
        elif its.stage[band] != BandState.TRAVELLING:
            self.set_out(band, fit)
        elif there and not seen:
            self.arrive(band, fit, len(there))
        else:
            return self.walk_on(
                band, fit, there, halted, max((self.to_go(one, its.goal[band]) for one in seen), default=0)
            )
        return False

    def look_out(self, band):
        its, people, watchers = self.world.bands, self.world.citizens, self.world.watchers
        leader = int(its.leader[band])
        near = people.inside[leader] < 0 and any(
            watchers.kind[w] == WatcherKind.DRONE and watchers.duty[w] != Duty.OFF
            and self.within(watchers.cell[w], people.cell[leader], NEAR)
            for w in range(watchers.n)
        )  # fmt: skip
        its.still[band] = -1 if not near else self.now if its.still[band] < 0 else its.still[band]
        return near and self.now - its.still[band] <= PATIENCE

    def tell(self, kind, band, n, cause):
        leader = int(self.world.bands.leader[band])
        self.ends[kind] += 1
        return self.world.events.one(kind, leader, -1, int(self.world.citizens.cell[leader]), n, cause)

    def scatter(self, band, fit):
        its = self.world.bands
        its.stage[band], its.still[band], its.sets_out[band] = BandState.SCATTERED, -1, self.now + RALLY
        cause = int(its.cause[band]) or self.world.scenario_event
        runners = [who for who in fit if self.is_free(who)]
        run_for_shelter(self.world, runners, cause, SHELTER**2, bands.STREAM)
        self.ends["routed"] += 1

    def set_out(self, band, fit):
        its, people = self.world.bands, self.world.citizens
        if not self.has_way(band):
            its.sets_out[band] = self.now + RETRY
            self.ends["no way"] += 1
            return
        event = self.tell(Kind.BAND_SET_OUT, band, len(fit), int(its.cause[band]) or self.world.scenario_event)
        its.stage[band], its.cause[band], its.routed[band], its.still[band] = BandState.TRAVELLING, event, False, -1
        for who in fit:
            if self.is_free(who) and (its.building[band] < 0 or people.inside[who] != its.building[band]):
                intend(self.world, who, Verb.WALK, int(its.goal[band]), event)
                people.enter[who] = its.building[band]

    def arrive(self, band, fit, come):
        its, people = self.world.bands, self.world.citizens
        event = self.tell(Kind.BAND_ARRIVED, band, come, int(its.cause[band]))
        its.stage[band], its.cause[band] = BandState.ARRIVED, event
        free = [who for who in fit if self.is_free(who)]
        people.wake[free], people.cause[free] = self.now + 1, event

    def walk_on(self, band, fit, there, halted, last):
        its, people, stuck = self.world.bands, self.world.citizens, False
        for who in fit:
            on_foot = people.doing[who] in (Activity.WALKING, Activity.CROSSING)
            idle = self.now - people.since[who]
            else_where = people.cause[who] != its.cause[band] and (on_foot or idle < IDLE)
            if not self.is_free(who) or else_where:
                continue
            people.wake[who] = NEVER
            ahead, building = last - self.to_go(who, its.goal[band]), int(its.building[band])
            if people.doing[who] == Activity.CROSSING:
                continue
            if people.doing[who] == Activity.WALKING:
                verb = Verb.WAIT if halted or (who not in there and ahead > 3000) else 0
            elif who in there:
                shut = building >= 0 and self.world.cache(Doors).shut[building]
                tries = building >= 0 and people.inside[who] != building and not shut and idle >= IDLE
                verb = Verb.WALK if tries else 0
            else:
                verb = 0 if halted or ahead > 1500 or idle < EVERY else Verb.WALK
            if not verb:
                continue
            self.ends[verb, who in there] += 1
            walks, failed = verb == Verb.WALK, people.target[who] == its.goal[band]
            stuck |= walks and failed and who == its.leader[band] and who not in there and not self.has_way(band)
            people.intent[who], people.cause[who] = verb, its.cause[band]
            people.target[who] = its.goal[band] if walks else -1
            people.enter[who] = building if walks else -1
        return stuck


def assert_alike(world, twin):
    for (name, now), then in zip(world.state().items(), twin.state().values(), strict=True):
        for column, values in now.items():
            assert values.tolist() == then[column].tolist(), f"{name}.{column}"
    assert world.events.rows() == twin.events.rows()
    trying = world.cache(Attempts).intending
    assert [who in trying for who in range(world.citizens.n)] == (world.citizens.intent != 0).tolist()


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_every_band_whose_turn_it_is_sets_out_walks_on_waits_scatters_or_arrives_by_the_rule(seed):
    start, ends = on_their_way(seed), Counter()
    for now in range(NOW, NOW + EVERY):
        start.tick = now
        world, twin = start.copy(), start.copy()
        run(bands, world, **KNOBS)
        ends += Once(twin).ends
        twin.tick += 1
        assert_alike(world, twin)
    seen = {Kind.BAND_SET_OUT, Kind.BAND_ARRIVED, "routed", "no way", "over", "stuck", (Verb.WALK, True),
            (Verb.WALK, False), (Verb.WAIT, True), (Verb.WAIT, False)}  # fmt: skip
    assert set(ends) == seen
    assert sum(ends.values()) > 60


@pytest.mark.parametrize("slot", [0, 1, 66, 67])
def test_the_only_band_that_has_something_to_do_sets_out_at_its_turn_and_its_time(slot):
    world = make_world(make_city(field(30, 3), cell_mm=CELL), [1, 2, 3, 4, 5])
    world.bands.take(70)
    world.bands.leader[:], world.bands.goal[:], world.bands.stage[:] = 3, 20, BandState.ARRIVED
    world.members.take(80)
    world.members.owner[:], world.members.band[:] = 4, (slot + 1) % 70
    world.members.owner[70:72], world.members.band[70:72] = (3, 2), slot
    world.members.free(np.r_[0:70])
    world.bands.stage[slot], world.bands.sets_out[slot] = BandState.GATHERED, 11
    world.tick = 4
    run(bands, world, ticks=20, look_every=5)
    told = [(event.tick, event.kind, event.who, event.amount) for event in world.events.rows()]
    comes = next(now for now in range(11, 20) if now % 5 == slot % 5)
    assert told == [(comes, Kind.BAND_SET_OUT, 3, 2)]
    assert world.bands.stage[slot] == BandState.TRAVELLING
