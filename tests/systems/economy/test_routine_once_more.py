"""Routine worked out once more: a crowd of all sorts, half of whom have their turn, at one second of the day."""

import numpy as np
import pytest
from scenes.worlds import make_city, make_world

from undergrid.city.city import Use
from undergrid.core import luck
from undergrid.core.fields import diagonal_of
from undergrid.core.handles import record
from undergrid.systems.economy import routine
from undergrid.world.authority.denouncing import Denouncing, denounced
from undergrid.world.log.kinds import Kind
from undergrid.world.orders.attempts import Attempts, Pause, intend
from undergrid.world.places.ways import Ways
from undergrid.world.tables.authority import Sense
from undergrid.world.tables.orders import Verb
from undergrid.world.tables.people import NEVER, Activity, Pace

WIDTH, HEIGHT, PERIOD = 21, 9, 3
N = 64 * 23 + 20  # in the last chunk are 20
NOW = 100_001  # of chunks 0 to 23 every third has its turn, from 2 on
DUE = [who for who in range(N) if who // 64 % PERIOD == NOW % PERIOD]
DAY, HOUR = 86_400, 3600
KNOBS = {"attends": 0.5, "lingers": 0.6, "early_minutes": 14, "detour": 1.7, "points": 37, "linger_minutes": 9,
         "inform_per_hour": 0.999_999_999}  # fmt: skip
HELD = (Activity.HELD, Activity.SHUT_DOWN, Activity.RECLAIMED, Activity.LYING, Activity.TENDING, Activity.SLEEPING,
        Activity.UNCONSCIOUS, Activity.HAULED)  # fmt: skip
ON_THE_WAY = (Activity.WALKING, Activity.CROSSING)
SENT = ("intent", "target", "enter", "cause")
CHANGES = (*SENT, "wake", "doing", "since", "productivity")


def city_of(dice):
    """Two levels, within the wall and beyond, two thirds of them walls; each with doors, some at the edge."""
    levels = []
    doors = [(2, 0), (20, 8), (4, 1), (11, 4), (0, 5), (15, 7), (7, 3)]
    for _ in range(2):
        signs = dice.choice(list(".##"), (HEIGHT, WIDTH))
        for x, y in doors:
            signs[y, x] = "."
        levels.append("\n".join("".join(row) for row in signs))
    return make_city(*levels, buildings=[(Use.PODS, n % 3 == 2, x, y) for n, (x, y) in enumerate(doors)])


def crowd(seed, second, curfew):
    """People in and out of doors whose hour has come, or not; of some a dossier is kept, some have a mind."""
    dice = np.random.default_rng(seed)
    city = city_of(dice)
    world = make_world(city, citizens=dice.integers(0, len(city.ground), N).tolist(), seed=seed)
    world.starts, world.tick = (second - NOW) % DAY, NOW
    people = world.citizens
    people.home[:], people.work[:] = dice.integers(-1, 7, N), dice.integers(-1, 7, N)
    people.inside[:] = np.choose(dice.integers(0, 5, N), [-1, -1, people.home, people.work, dice.integers(0, 7, N)])
    people.enter[:] = np.choose(dice.integers(0, 3, N), [people.home, people.work, -1])
    people.doing[:] = np.where(dice.random(N) < 0.85, dice.integers(0, 8, N), dice.integers(0, 16, N))
    at_work = (people.inside == people.work) & (people.inside >= 0)
    people.doing[at_work & (dice.random(N) < 0.6)] = Activity.WORKING
    people.alive[:], people.wanted[:] = dice.random(N) < 0.96, dice.random(N) < 0.2
    people.pace[:], people.plugged[:] = dice.integers(0, 3, N), dice.random(N) < 0.6
    people.intent[:] = np.where(dice.random(N) < 0.05, Verb.WALK, 0)
    people.wake[:] = NOW + dice.choice((-9, -1, 0, 0, 1, 50), N)
    people.since[:] = NOW - dice.choice((40, 1000, 9000, 28_796, 28_797, 28_798, 40_000), N)
    people.expires[:] = np.where(dice.random(N) < 0.2, NEVER, NOW + 5)
    people.productivity[:] = np.where(dice.random(N) < 0.2, 29_990, dice.integers(0, 900, N))
    people.speed[:] = dice.choice((0, 1, 2, 400, 1340), N)
    people.obedience[:] = dice.integers(-50, 1200, N)
    near = (people.work >= 0) & (dice.random(N) < 0.4)  # some live where they work: no way to go
    people.cell[near] = city.doors[people.work[near]]
    minutes = dice.choice((0, 1, -1, 14, 15, 13, 44, 45, 43, 300, -479, -480, -481, -700), N)
    people.shift[:] = (second // 60 + minutes) % 1440
    world.plans.grow(60)
    world.plans.owner[:] = dice.permutation(N)[:60]
    watched(world, dice)
    world.sky.curfew[0], world.sky.curfew_cause[0] = curfew, world.events.one(Kind.CURFEW_BEGAN)
    world.rebuild()
    world.events.begin(NOW)
    return world


def watched(world, dice):
    """Dossiers of wanted people and others, and bonds between many."""
    people, dossiers, bonds = world.citizens, world.dossiers, world.bonds
    slots = dossiers.take(200)
    dossiers.subject[slots] = dice.permutation(N)[:200]
    dossiers.wanted[slots] = dice.random(200) < 0.5
    dossiers.wanted_cause[slots] = [world.events.one(Kind.WANTED, k) * (k % 5 > 0) for k in range(200)]
    dossiers.free(slots[::9])
    people.wanted[dossiers.subject[slots[::2]]] = True
    bound, known = np.meshgrid(np.arange(0, N, 3), dossiers.subject[slots[1:130:2]])
    slots = bonds.take(bound.size)
    bonds.a[slots], bonds.b[slots] = bound.ravel(), known.ravel()
    bonds.free(slots[::7])


# ---------------------------------------------------------------- what each of them does


class Day:
    """What is to become of each of those whose turn it is: `new` by column and person, the shifts that end."""

    def __init__(self, world, knobs):
        self.world, self.people, self.city, self.knobs = world, world.citizens, world.city, KNOBS | knobs
        self.shift = round(self.knobs["shift_hours"] * HOUR)
        self.second = (NOW + world.starts) % DAY
        self.key = world.key(routine.STREAM)
        self.new, self.shifts, self.outdoors = {name: {} for name in CHANGES}, [], []
        self.minded = set(world.plans.owner.tolist())
        self.slot_of = {int(world.dossiers.subject[slot]): int(slot) for slot in world.dossiers.rows()}
        for who in DUE:
            if self.people.wake[who] <= NOW:
                self.look_at(who)

    def set(self, who, **values):
        for name, value in values.items():
            self.new[name][who] = value

    def send(self, who, place, building, verb=Verb.WALK, cause=None):
        cause = self.world.scenario_event if cause is None else cause
        self.set(who, intent=verb, target=place, enter=building, cause=cause)

    def draw(self, who, nth):
        return luck.u32(self.key, int(self.people.luck[who]), nth)

    def happens(self, who, nth, share):
        return self.draw(who, nth) < luck.chance(share)

    def is_within(self, cell):
        return self.city.levels[cell // (WIDTH * HEIGHT)].lawful

    def look_at(self, who):
        people = self.people
        inside, home, doing = int(people.inside[who]), int(people.home[who]), int(people.doing[who])
        door = int(self.city.doors[home]) if home >= 0 else -1
        decides = people.intent[who] == 0 and (who not in self.minded or doing == Activity.WORKING)
        if not people.alive[who]:
            self.set(who, wake=NEVER)
        elif doing in HELD:
            self.set(who, wake=NOW + HOUR)
        elif doing == Activity.PRESENTING or not decides:
            return
        elif inside < 0:
            if home < 0 or (self.is_within(door) and not self.is_within(int(people.cell[who]))):
                self.set(who, wake=NOW + HOUR)
            else:
                self.outdoors += [who] * (not people.wanted[who])
                (self.hurry if people.wanted[who] else self.go_about)(who, home, door, doing)
        elif inside == people.work[who]:
            self.work(who, home, door, doing)
        elif inside == home:
            self.stay_or_leave(who, doing)
        elif home >= 0:
            self.send(who, door, home)
        else:
            self.set(who, wake=NOW + HOUR)

    def hurry(self, who, home, door, doing):
        people = self.people
        if people.enter[who] == home and people.pace[who] == Pace.RUN and doing in ON_THE_WAY:
            return
        slot = self.slot_of.get(who, -1)
        why = self.world.scenario_event if slot < 0 else int(self.world.dossiers.wanted_cause[slot])
        self.send(who, door, home, Verb.RUN, why)

    def go_about(self, who, home, door, doing):
        people, sky = self.people, self.world.sky
        enters, works = int(people.enter[who]), int(people.work[who])
        if sky.curfew[0]:
            if doing not in ON_THE_WAY or enters not in ({home, works} - {-1}):
                self.send(who, door, home, cause=int(sky.curfew_cause[0]))
        elif doing not in ON_THE_WAY:
            ends = luck.rate_per_tick(60 / self.knobs["linger_minutes"], 60)  # a look a minute
            if self.draw(who, 3) < ends:
                self.send(who, door, home)

    def work(self, who, home, door, doing):
        people, works = self.people, doing == Activity.WORKING
        into = (self.second - int(people.shift[who]) * 60) % DAY
        if into < self.shift:
            if not works:
                self.set(who, doing=Activity.WORKING, since=NOW)
            self.set(who, wake=NOW + self.shift - into)
            return
        if not works and DAY - into <= 60 * self.knobs["early_minutes"] + 1800:
            self.set(who, wake=NOW + DAY - into)
            return
        if works:
            self.end(who)
        if home < 0 or who in self.minded:
            self.set(who, wake=NOW + HOUR)
            return
        place = -1
        if not self.world.sky.curfew[0] and not people.wanted[who] and self.happens(who, 2, self.knobs["lingers"]):
            place = self.stroll(who, door)
        self.send(who, *((place, -1) if place >= 0 else (door, home)))

    def end(self, who):
        people, points = self.people, 0
        if people.expires[who] != NEVER:
            percent = 70 + luck.pair(int(people.luck[who]), self.world.seed) % 65536 * 61 // 65536
            worked = min(NOW - int(people.since[who]), self.shift)
            points = self.knobs["points"] * percent * worked // (100 * self.shift)
        self.set(
            who, doing=Activity.RESTING, since=NOW, productivity=min(30_000, int(people.productivity[who]) + points)
        )
        self.shifts.append((who, points))

    def stroll(self, who, door):
        far = self.knobs["stroll_m"] // 2
        level, y, x = np.unravel_index(door, (2, HEIGHT, WIDTH))
        for nth in range(4, 12):
            right, down = self.draw(who, nth) % 65536, self.draw(who, nth) // 65536
            at_x, at_y = x - far + right * (2 * far + 1) // 65536, y - far + down * (2 * far + 1) // 65536
            if not (0 <= at_x < WIDTH and 0 <= at_y < HEIGHT) or (at_x, at_y) == (x, y):
                continue
            place = int(np.ravel_multi_index((level, at_y, at_x), (2, HEIGHT, WIDTH)))
            if self.world.cache(Ways).walk[place]:
                return place
        return -1

    def stay_or_leave(self, who, doing):
        people, work = self.people, int(self.people.work[who])
        does = Activity.PLUGGED if people.plugged[who] else Activity.RESTING
        if doing != does:
            self.set(who, doing=does, since=NOW)
        if work < 0 or people.wanted[who]:
            self.set(who, wake=NOW + 6 * HOUR)
            return
        there = int(self.city.doors[work])
        _, y, x = np.unravel_index(int(people.cell[who]), (2, HEIGHT, WIDTH))
        _, v, u = np.unravel_index(there, (2, HEIGHT, WIDTH))
        short, long = sorted((abs(int(x) - int(u)), abs(int(y) - int(v))))
        far = short * diagonal_of(2000) + (long - short) * 2000
        travel = far * round(100 * self.knobs["detour"]) // 100 // max(1, int(people.speed[who])) + PERIOD
        until, early = (int(people.shift[who]) * 60 - self.second) % DAY, 60 * self.knobs["early_minutes"]
        if until > travel + early:
            earlier = luck.below(self.key, int(people.luck[who]), early + 1, 1)
            self.set(who, wake=NOW + until - travel - earlier)
        elif self.happens(who, 0, self.knobs["attends"]):
            self.send(who, there, work)
        else:
            self.set(who, wake=NOW + until + 1)


def informers(world, outdoors):
    """(who, whom, odds) of the passers-by who denounce somebody that they are not bound to, and are told from."""
    knobs = record(
        informs=luck.per_tick(KNOBS["inform_per_hour"], 60), recognise=world.shared(Denouncing).recognise_m // 2
    )
    told = denounced(world, np.array(outdoors, np.int64), knobs, world.key(routine.INFORM))
    bonds = world.bonds
    bound = set(zip(bonds.a[bonds.rows()].tolist(), bonds.b[bonds.rows()].tolist(), strict=True))
    assert any(one[:2] in bound for one in told)
    return [one for one in told if one[:2] not in bound]


def check_reports(world, informed, slots):
    """Each denunciation is an event, and a report of it is on its way."""
    reports = world.reports
    by_subject = {int(world.dossiers.subject[s]): int(world.dossiers.wanted_cause[s]) for s in world.dossiers.rows()}
    told = [event for event in world.events.this_tick() if event.kind == Kind.INFORMED]
    where = world.citizens.cell
    assert [(e.who, e.whom, e.where, e.cause, e.stream, e.odds) for e in told] == [
        (who, whom, where[whom], by_subject[whom], routine.INFORM, odds) for who, whom, odds in informed
    ]
    filed = [
        tuple(int(getattr(reports, name)[slot]) for name in (
            "subject", "watcher", "sense", "cell", "at", "arrives", "weight", "event"))
        for slot in slots
    ]  # fmt: skip
    assert filed == [(e.whom, -1, Sense.INFORMER, e.where, NOW, NOW + 77, 23, e.id) for e in told]


@pytest.mark.parametrize(
    ("seed", "second", "shift_hours", "stroll_m", "curfew"),
    [
        (1, 36_000 + 57, 28_797 / 3600, 2, False),  # at shifts and turns of odd length a second is the boundary
        (2, 36_000, 8, 8, False),
        (3, 0, 8, 40, False),
        (4, 3_600 + 57, 28_797 / 3600, 8, True),
    ],
)
def test_each_of_a_crowd_goes_works_sleeps_or_informs_as_the_rule_says_and_nobody_else_is_touched(
    seed, second, shift_hours, stroll_m, curfew
):
    world = crowd(seed, second, curfew)
    people = world.citizens
    world.share([Denouncing(recognise_m=24, seconds=77, weight=23), Pause()])
    day = Day(world, {"shift_hours": shift_hours, "stroll_m": stroll_m})
    informed = informers(world, day.outdoors)
    want = {name: values.copy() for name, values in people.items()}
    for name, values in day.new.items():
        want[name][list(values)] = list(values.values())
    before, world.period = len(world.reports.rows()), PERIOD
    routine.step(world, routine.Params(**day.knobs))
    for name, values in people.items():
        assert values.tolist() == want[name].tolist(), name
    assert (np.flatnonzero(people.intent) == world.cache(Attempts).intending.rows()).all()
    worked = [event for event in world.events.this_tick() if event.kind == Kind.SHIFT_WORKED]
    assert [(e.who, e.where, e.amount, e.cause, e.stream, e.odds) for e in worked] == [
        (who, people.cell[who], points, 0, routine.STREAM, luck.chance(0.5)) for who, points in day.shifts
    ]
    check_reports(world, informed, world.reports.rows()[before:])
    assert len(world.events.this_tick()) == len(worked) + len(informed)
    assert min(len(day.shifts), len(informed), len(day.new["target"]), len(day.new["wake"])) > 3


@pytest.mark.parametrize("row", [0, 63, 64, 130, 255])
def test_one_alone_whose_second_has_come_is_looked_at_in_their_turn_and_not_before(row):
    city = make_city("." * 20, buildings=[(Use.PODS, 0, 2, 0)])
    world = make_world(city, citizens=256, home=0, inside=0, wake=NEVER, plugged=True, starts=0)
    people, world.period = world.citizens, PERIOD
    for tick in range(7, 13):
        people.doing[:], people.wake[row], world.tick = Activity.RESTING, 9, tick
        routine.step(world, routine.Params())
        looked_at = tick >= 9 and tick % PERIOD == row // 64 % PERIOD
        assert np.flatnonzero(people.doing == Activity.PLUGGED).tolist() == [row] * looked_at
        assert people.wake[row] == (tick + 6 * HOUR if looked_at else 9)


@pytest.mark.parametrize("inside", [0, -1])
def test_all_who_can_have_their_turn_at_once_are_looked_at(inside):
    city = make_city("." * 20, buildings=[(Use.PODS, 0, 2, 0)])
    world = make_world(city, citizens=256, home=0, inside=inside, wake=0, plugged=True, doing=Activity.RESTING)
    world.sky.curfew[0], world.period = True, PERIOD
    routine.step(world, routine.Params())
    begun = (world.citizens.doing == Activity.PLUGGED) | (world.citizens.intent == Verb.WALK)
    assert np.flatnonzero(begun).tolist() == [*range(64), *range(192, 256)]


def test_orders_are_carried_out_whoever_has_their_turn_and_routine_lets_be_who_has_obeyed_for_a_while():
    city = make_city("." * 20, buildings=[(Use.PODS, 0, 2, 0), (Use.OFFICES, 0, 9, 0)])
    world = make_world(city, citizens=200, home=0, work=1, inside=0, wake=NEVER, shift=11 * 60, starts=12 * HOUR)
    people, world.period, world.tick = world.citizens, 60, 59
    people.inside[::2] = 1
    for who in (70, 71, 130, 131):
        intend(world, who, Verb.PLUG if who % 2 else Verb.WORK, -1, world.scenario_event)
    world.share([Denouncing(), Pause(minutes=7)])
    routine.step(world, routine.Params(shift_hours=5))
    assert people.wake[[70, 130]].tolist() == [4 * HOUR] * 2
    assert people.wake[[71, 131]].tolist() == [59 + 7 * 60] * 2
    assert np.flatnonzero(people.wake != NEVER).tolist() == [70, 71, 130, 131]
    assert np.flatnonzero(people.doing == Activity.WORKING).tolist() == [70, 130]
    assert np.flatnonzero(people.doing == Activity.PLUGGED).tolist() == [71, 131]
