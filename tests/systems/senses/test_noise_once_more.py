"""A noisy night, worked out once more noise by noise: who wakes, who learns of what, which watcher goes by it."""

from __future__ import annotations

import numpy as np
import pytest
from scenes.lanes import reports, rows_of
from scenes.worlds import field, make_city, make_world, run

from undergrid.city.city import Use
from undergrid.core import luck
from undergrid.systems.senses import noise
from undergrid.world.authority.reporting import misplaced
from undergrid.world.body.exposure import expose
from undergrid.world.log.events import event_id, split_id
from undergrid.world.log.kinds import Kind
from undergrid.world.senses.acoustics import BROADBAND, Acoustics, absorption
from undergrid.world.senses.noises import make_noise
from undergrid.world.senses.optics import clear
from undergrid.world.tables.authority import Duty, Sense, Senses, WatcherKind
from undergrid.world.tables.body import Waking
from undergrid.world.tables.minds import Topic
from undergrid.world.tables.people import NEVER, Activity

WIDE, HIGH, PEOPLE, WATCHERS, BEGAN, AGAIN, ALERT, OFF = 40, 26, 150, 90, 2000, 40, 600, 3
KNOBS = {"wake_db": 58, "loud_db": 52, "room_db": 27, "room_m": 3, "again_after": AGAIN, "off_m": 6, "report_delay": 9,
         "points": 21}  # fmt: skip
SOUND = {"busy_db": 41, "quiet_db": 30, "wall_db": 11, "drone_deaf_db": 7, "needed_db": 2, "door_m": 5}
DOORS = [(Use.DISUSED, 0, 5, 5), (Use.PODS, 0, 30, 4), (Use.REFUGE, 0, 12, 20), (Use.DISUSED, 1, 7, 7),
         (Use.STATION, 0, 33, 20), (Use.DISUSED, 0, 20, 12)]  # fmt: skip
SENSELESS = (Activity.HELD, Activity.SHUT_DOWN, Activity.RECLAIMED, Activity.UNCONSCIOUS, Activity.SLEEPING)
KNOWN = ("subject", "cell", "at", "source", "strength", "cause")
BODY = ("doing", "wake", "cause", "since", "posture")
REST = ("alert", "sleep_due", "up_cause", "willing")


def night(seed):
    """A town by night: half of it sleeps, many have minds, and most have heard something lately."""
    dice = np.random.default_rng(seed)
    drawings = ["\n".join("".join(dice.choice(list("....,%#"), WIDE)) for _ in range(HIGH)) for _ in range(2)]
    city = make_city(*drawings, buildings=DOORS)
    cells, posts = dice.integers(0, city.n_cells, PEOPLE), dice.integers(0, city.n_cells, WATCHERS)
    cells[::2], posts[::2] = cells[::2] % city.area, posts[::2] % city.area
    kinds = [WatcherKind(int(kind)) for kind in dice.integers(0, 5, WATCHERS)]
    world = make_world(city, cells.tolist(), list(zip(kinds, posts.tolist(), strict=True)), seed=seed)
    people, watchers, shelters, world.tick = world.citizens, world.watchers, world.shelters, BEGAN
    people.doing[:], people.alive[:] = dice.integers(0, 16, PEOPLE), dice.random(PEOPLE) < 0.93
    people.doing[::3] = Activity.SLEEPING
    people.inside[:] = np.where(dice.random(PEOPLE) < 0.4, dice.integers(0, len(DOORS), PEOPLE), -1)
    indoors = people.inside >= 0
    people.cell[indoors] = city.doors[people.inside[indoors]]
    expose(world, dice.permutation(PEOPLE)[:80])
    world.exposure.free(dice.permutation(world.exposure.rows())[:20])
    expose(world, np.setdiff1d(np.flatnonzero(people.doing == Activity.SLEEPING), world.exposure.owner))
    slots = len(world.exposure.used)
    world.exposure.alert[:], world.exposure.sleep_due[:] = BEGAN + dice.integers(0, 1200, slots), 4
    world.exposure.willing[:] = True
    world.plans.grow(70)
    world.plans.owner[:] = dice.permutation(PEOPLE)[:70]
    watchers.duty[:], watchers.senses[:] = dice.integers(0, 9, WATCHERS), dice.integers(0, 8, WATCHERS)
    watchers.duty[::2], watchers.senses[::3] = dice.choice((0, 1, 4), len(watchers.duty[::2])), 7
    watchers.heard_at[:] = np.where(dice.random(WATCHERS) < 0.5, BEGAN - AGAIN + dice.integers(-3, 5, WATCHERS), -1)
    watchers.impaired[:] = np.where(dice.random(WATCHERS) < 0.3, BEGAN + dice.integers(-2, 4, WATCHERS), 0)
    rows = len(shelters.building)
    shelters.door[:], shelters.forced[:] = dice.random(rows) < 0.7, dice.random(rows) < 0.3
    shelters.sealed[:], shelters.barricade[:] = dice.random(rows) < 0.5, dice.integers(0, 2, rows)
    world.rebuild()
    remember(world, dice)
    return world, dice


def remember(world, dice):
    """What was heard before, about as long ago and as far off as decides whether it is news; and other knowledge."""
    known, minds = world.knowledge, world.plans.owner
    slots = known.take(200)
    known.knower[slots], known.topic[slots] = dice.choice(minds, 200), dice.choice((0, 1, 6, 8), 200)
    heard = dice.permutation(200)[:40]
    known.knower[heard], known.topic[heard] = minds[:40], Topic.NOISE
    known.subject[slots], known.strength[slots], known.source[slots] = 5, 66, 7
    known.cell[slots], known.at[slots] = dice.integers(0, world.city.n_cells, 200), 3
    known.cause[slots] = [event_id(BEGAN - AGAIN + int(ago), Kind.NOISE_HEARD, 3) for ago in dice.integers(-1, 6, 200)]
    known.free(dice.permutation(slots)[:50])


class Once:
    """One tick by the rule: columns, events and reports as they are to be."""

    def __init__(self, world):
        self.world, self.city, self.now, sound = world, world.city, world.tick, Acoustics(**SOUND)
        self.outdoors = sound.needed(world.sky)
        self.air, self.told, self.filed = absorption(BROADBAND, sound.celsius, sound.humidity), [], []
        self.body = {name: getattr(world.citizens, name).copy() for name in BODY}
        self.rest = {name: getattr(world.exposure, name).copy() for name in REST}
        self.heard_at = world.watchers.heard_at.copy()
        self.known, self.free = knowledge_of(world), np.flatnonzero(~world.knowledge.used).tolist()
        noises = world.noises
        self.noises = [(int(noises.cell[n]), int(noises.building[n]), int(noises.power[n]) * 10, int(noises.maker[n]),
                        int(noises.cause[n])) for n in noises.rows()]  # fmt: skip
        minds = set(world.plans.owner.tolist())
        for who in range(PEOPLE):
            asleep = world.citizens.doing[who] == Activity.SLEEPING
            if asleep and world.exposure.has(owner=who):
                self.listen(who, who in minds)
            elif who in minds:
                self.listen(who, True)
        for one in self.noises:
            self.draw(*one)

    def fall(self, here, there):
        """What a sound loses on its way in the open, 1/100 dB, and how far it is in cells squared; None: all of it."""
        (level, x, y), (to_level, to_x, to_y) = self.city.where(int(here)), self.city.where(int(there))
        squared = (x - to_x) ** 2 + (y - to_y) ** 2
        metres = max(1.0, 2 * squared**0.5)
        if level != to_level:
            return None, 10**9
        return round(100 * (20 * np.log10(metres) + 8 + self.air * metres / 1000)), squared

    def listen(self, who, minded):
        people, exposure, now = self.world.citizens, self.world.exposure, self.now
        inside, here, asleep = int(people.inside[who]), int(people.cell[who]), people.doing[who] == Activity.SLEEPING
        if not people.alive[who] or (people.doing[who] in SENSELESS and not asleep):
            return
        least = self.outdoors if inside < 0 else max(2900, self.outdoors - round(100 * through(self.world, inside)))
        least, best = max(least, 5800) if asleep else least, None
        for n, (cell, building, power, maker, _) in enumerate(self.noises):
            fall, _ = self.fall(here, cell)
            if maker == who or fall is None:
                continue
            level = power - fall - round(100 * (through(self.world, inside) + through(self.world, building)))
            level -= 0 if clear(self.city.handle, here, cell) else 1100
            if inside >= 0 and inside == building:
                level = power - round(100 * (20 * np.log10(3) + 8))
            if level >= least and (best is None or level > best[0]):
                best = level, n
        if best is None:
            return
        level, (cell, _, _, maker, cause) = best[0], self.noises[best[1]]
        if asleep:
            self.told.append((Kind.WOKE, who, -1, here, int(Waking.NOISE), cause, 0, 0))
            woke = event_id(now, Kind.WOKE, who)
            self.body["since"][who], self.body["posture"][who] = now, 0
            self.body["doing"][who] = Activity.RESTING if inside >= 0 else Activity.WAITING
            self.body["cause"][who] = woke
            if not minded:
                self.body["wake"][who] = now + 1
            for slot in exposure.where(owner=who):
                for name, value in zip(REST, (now + ALERT, now, woke, False), strict=True):
                    self.rest[name][slot] = value
        if minded:
            for slot in exposure.where(owner=who):
                self.rest["alert"][slot] = max(self.rest["alert"][slot], now + ALERT)
            self.learn(who, cell, maker, cause, level, asleep)

    def learn(self, who, cell, maker, cause, level, woken):
        now, (_, squared) = self.now, self.fall(self.world.citizens.cell[who], cell)
        place = cell
        if squared > (5 / 2) ** 2:
            pair = luck.pair(int(self.world.citizens.luck[who]), cell)
            place = int(misplaced(self.world.key(noise.STREAM), pair, 0, cell, OFF, self.city.handle))
        slot, was = self.known[who] if who in self.known else (self.free.pop(0), None)
        old = was is None or now - split_id(was[5])[0] >= AGAIN or self.fall(was[1], cell)[1] > (2 * OFF + 1) ** 2
        event = event_id(now, Kind.NOISE_HEARD, who) if old or woken else was[5]
        if old or woken:
            self.told.append((Kind.NOISE_HEARD, who, maker, cell, level // 100, cause, 0, 0))
        self.known[who] = slot, (-1, place, now, -1, 1000, event)

    def draw(self, cell, building, power, maker, cause):
        watchers, best = self.world.watchers, (0, -1)
        for w in range(WATCHERS):
            free = watchers.duty[w] in (Duty.POST, Duty.PATROL, Duty.RETURN) and watchers.impaired[w] <= self.now
            rested = self.heard_at[w] < 0 or self.now - self.heard_at[w] >= AGAIN
            moves = watchers.kind[w] in (WatcherKind.SENTINEL, WatcherKind.DRONE, WatcherKind.HUNTER)
            fall, _ = self.fall(watchers.cell[w], cell)
            if not (free and rested and moves and watchers.senses[w] & Senses.EARS) or fall is None:
                continue
            level = power - round(100 * through(self.world, building)) - fall
            level -= 0 if clear(self.city.handle, int(watchers.cell[w]), cell) else 1100
            needed = max(self.outdoors, 5200) + 700 * (watchers.kind[w] == WatcherKind.DRONE)
            if level >= needed and level > best[0]:
                best = level, w
        level, w = best
        if w >= 0:
            self.heard_at[w] = self.now
            pair = luck.pair(int(watchers.luck[w]), cell)
            place = int(misplaced(self.world.key(noise.STREAM), pair, 2, cell, OFF, self.city.handle))
            self.told.append((Kind.NOISE_DREW, w, maker, cell, level // 100, cause, 0, 0))
            self.filed.append((-1, w, int(Sense.HEARING), place, self.now, self.now + 9, 21,
                               event_id(self.now, Kind.NOISE_DREW, w)))  # fmt: skip


def through(world, building):
    """What walls and door of a building take, dB: more the better it is shut."""
    shelters = world.shelters
    rows = np.flatnonzero(shelters.building == building)
    if building < 0 or not len(rows):
        return 0.0 if building < 0 else 30.0
    (row,) = rows
    if shelters.door[row] and not shelters.forced[row]:
        return 25.0 if shelters.sealed[row] else 20.0
    return 20.0 if shelters.barricade[row] else 10.0


def knowledge_of(world):
    known = world.knowledge
    return {int(known.knower[slot]): (int(slot), tuple(int(getattr(known, name)[slot]) for name in KNOWN))
            for slot in known.where(topic=Topic.NOISE)}  # fmt: skip


def make_noises(world, dice):
    """Noises in the streets, in houses, by people and by nobody, two of them alike but for their causes."""
    for n in range(9):
        building = int(dice.integers(0, len(DOORS))) if n % 3 == 0 else -1
        cell = int(world.city.doors[building]) if building >= 0 else int(dice.integers(0, world.city.n_cells))
        maker = int(dice.choice(world.plans.owner)) if n % 2 else -1
        if maker >= 0 > building and world.citizens.inside[maker] < 0:
            cell = int(world.citizens.cell[maker])
        power = float(dice.integers(600, 1150)) / 10
        for twin in range(1 + (n == 4)):
            make_noise(world, cell, power, 70_000 + 10 * n + twin, maker, building)
    world.noises.free(world.noises.rows()[[2]])


@pytest.mark.parametrize("seed", [1, 2, 3, 4])
def test_every_noise_wakes_warns_and_draws_whom_it_reaches(seed):
    world, dice = night(seed)
    kinds = []
    for now in range(BEGAN, BEGAN + 6):
        world.sky.curfew[0], world.sky.rain[0] = now % 2, (0, 0, 4)[now % 3]
        others = world.knowledge.rows()[world.knowledge.topic[world.knowledge.rows()] != Topic.NOISE]
        was = [getattr(world.knowledge, name)[others].tolist() for name in world.knowledge.columns]
        make_noises(world, dice)
        once, n_filed = Once(world), len(world.reports.rows())
        run(noise, world, **KNOBS, **SOUND)
        said = [(e.kind, e.who, e.whom, e.where, e.amount, e.cause, e.stream, e.odds)
                for e in world.events.this_tick()]  # fmt: skip
        assert said == once.told
        filed = reports(world, "subject", "watcher", "sense", "cell", "at", "arrives", "weight", "event")
        assert filed[n_filed:] == once.filed
        assert knowledge_of(world) == once.known
        for table, columns in ((world.citizens, once.body), (world.exposure, once.rest)):
            for name, values in columns.items():
                assert getattr(table, name).tolist() == values.tolist(), name
        assert world.watchers.heard_at.tolist() == once.heard_at.tolist()
        assert [getattr(world.knowledge, name)[others].tolist() for name in world.knowledge.columns] == was
        assert not world.noises.used.any()
        kinds += [one[0] for one in said]
    assert min(kinds.count(kind) for kind in (Kind.WOKE, Kind.NOISE_HEARD, Kind.NOISE_DREW)) > 9


@pytest.mark.parametrize("cells", [10, 11])
def test_nothing_is_heard_farther_off_than_a_kilometre(cells):
    city = make_city(field(13, 1), cell_mm=100_000)
    world = make_world(city, [(12, 0), (cells, 0)], [(WatcherKind.READER, 0), (WatcherKind.HUNTER, cells)])
    world.plans.grow(1)
    world.plans.owner[0] = 1
    world.rebuild()
    make_noise(world, 0, 300, 77)
    run(noise, world)
    heard = [(event.kind, event.who) for event in rows_of(world)]
    assert heard == ([(Kind.NOISE_HEARD, 1), (Kind.NOISE_DREW, 1)] if cells == 10 else [])


def test_who_has_no_exposure_sleeps_through_any_noise_and_wakes_by_routine_only():
    world = make_world("......", [0, 1, 2], doing=Activity.SLEEPING, wake=NEVER)
    expose(world, np.array([1]))
    make_noise(world, 3, 120, 77)
    run(noise, world)
    assert world.citizens.doing.tolist() == [Activity.SLEEPING, Activity.WAITING, Activity.SLEEPING]
    assert world.citizens.wake.tolist() == [NEVER, 1, NEVER]


@pytest.mark.parametrize("kind", [WatcherKind.SENTINEL, WatcherKind.DRONE])
@pytest.mark.parametrize(("behind", "drawing"), [(0, "........."), (11, "....#....")])
def test_a_noise_draws_who_hears_it_just_as_loud_as_they_go_by_and_not_a_hundredth_less(kind, behind, drawing):
    sound = Acoustics(**SOUND)
    lost = 20 * np.log10(16) + 8 + absorption(BROADBAND, sound.celsius, sound.humidity) * 0.016
    level = 11_000 - round(100 * lost) - 100 * behind - (700 if kind == WatcherKind.DRONE else 0)
    for least, drawn in ((level + 1, 0), (level, 1)):
        world = make_world(drawing, 0, [(kind, 0)])
        make_noise(world, 8, 110, 77)
        run(noise, world, **{**KNOBS, **SOUND, "loud_db": least / 100})
        assert len(world.events.this_tick()) == drawn
