"""Ambushes worked out once more: five parties among a crowd in ruins, tick by tick from the rule as it is told."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scenes.towns import conditions_of
from scenes.worlds import make_city, make_world

from undergrid.city.city import TRAITS, Ground, Use
from undergrid.core import luck
from undergrid.core.grid import sees
from undergrid.systems.authority import ambush
from undergrid.world.body import blood_loss
from undergrid.world.body.injuries import wound_code
from undergrid.world.log.events import event_id
from undergrid.world.log.kinds import Kind, Role
from undergrid.world.orders.attempts import Attempts
from undergrid.world.tables.authority import Duty, WatcherKind
from undergrid.world.tables.body import BodyPart, Death, WoundKind
from undergrid.world.tables.orders import Verb
from undergrid.world.tables.people import Activity, Being, ConditionKind, Pace, Posture
from undergrid.world.tables.society import Category
from undergrid.world.tables.trails import TraceKind

WIDE, HIGH, PEOPLE, WATCHERS = 48, 36, 140, 71
BEGAN = 1001
CELL = 1500
KNOBS = {"least": 3, "ground_m": 16, "range_m": 31, "fire_seconds": 5, "spread_mrad": 9, "running": 2.5, "blast_m": 27,
         "half_m": 9, "lethal_m": 3, "crouched": 0.6, "flat": 0.3, "person_m2": 0.4, "debris_m": 11, "debris": 0.6,
         "deep": 0.5, "flesh": 0.3, "dirty": 0.7, "dirty_shot": 0.4, "blast_db": 161.2, "shot_db": 148.3,
         "shelter_m": 22}  # fmt: skip
PARTS = {BodyPart.HEAD: 30, BodyPart.CHEST: 6, BodyPart.BELLY: 10, BodyPart.SHOULDER: 9, BodyPart.ARM: 18,
         BodyPart.LEG: 27}  # fmt: skip
GONE = (Activity.HELD, Activity.SHUT_DOWN, Activity.RECLAIMED, Activity.SLEEPING, Activity.UNCONSCIOUS,
        Activity.HAULED)  # fmt: skip
COLUMNS = ("duty", "datum", "until", "goal", "cause")
BODIES = ("alive", "doing", "posture", "intent", "cause")
USED = ("kind", "cell", "home", "leg", "quarry", "impaired", "luck")


def ruins(seed):
    """Two levels of ruins, five places with hunters and people about them, all different, and decoys of every kind."""
    dice = np.random.default_rng(seed)
    signs = [list(".,%#+"), list("_=%#.")]
    drawn = ["\n".join("".join(dice.choice(some, WIDE, p=(0.4, 0.2, 0.2, 0.05, 0.15))) for _ in range(HIGH))
             for some in signs]  # fmt: skip
    uses = [(Use.DISUSED, 0, 9, 9), (Use.REFUGE, 1, 30, 9), (Use.DISUSED, 0, 30, 20), (Use.PODS, 1, 9, 25)]
    city = make_city(*drawn, buildings=uses, cell_mm=CELL)
    free = np.flatnonzero(city.walkable())

    def near(place, spread):
        level, x, y = city.where(int(place))
        x, y = np.clip(np.rint(dice.normal((x, y), spread)), 0, (WIDE - 1, HIGH - 1)).astype(int)
        there = city.cell(level, int(x), int(y))
        return there if city.walkable()[there] else near(place, spread)

    places = dice.choice(free, 5)
    people = [near(place, 4.5) for place in dice.choice(places, PEOPLE)]
    posts = [near(place, 7) for place in dice.choice(places, WATCHERS)]
    kinds = dice.choice((3, 4, 4, 4), WATCHERS)
    world = make_world(city, people, [(WatcherKind(k), c) for k, c in zip(kinds, posts, strict=True)], seed=seed)
    world.tick = BEGAN
    fill(world, dice)
    watchers = world.watchers
    watchers.duty[:] = dice.choice((Duty.AMBUSH, Duty.AMBUSH, Duty.SIEGE, Duty.TRACK, Duty.POST), WATCHERS)
    watchers.goal[:] = np.where(dice.random(WATCHERS) < 0.8, dice.choice(places, WATCHERS), -1)
    watchers.impaired[:] = np.where(dice.random(WATCHERS) < 0.3, BEGAN + dice.integers(0, 8, WATCHERS), 0)
    watchers.cause[:] = [event_id(100 + row, Kind.HUNT_BEGAN, row) for row in range(WATCHERS)]
    watchers.cause[::5] = 0
    watchers.until[:] = np.where(watchers.kind == WatcherKind.HUNTER, 0, 7)
    world.rebuild()
    return world, dice


def fill(world, dice):
    """People in every state; signs, bands and minds of some."""
    people = world.citizens
    people.alive[:], people.able[:] = dice.random(PEOPLE) < 0.95, dice.choice((100, 100, 40, 0), PEOPLE)
    people.inside[:] = np.where(dice.random(PEOPLE) < 0.1, 0, -1)
    people.doing[:], people.pace[:] = dice.choice((3, 3, 3, *range(16)), PEOPLE), dice.integers(0, 3, PEOPLE)
    people.posture[:], people.tagged[:] = dice.integers(0, 3, PEOPLE), dice.random(PEOPLE) < 0.5
    people.being[:], people.wanted[:] = dice.random(PEOPLE) < 0.2, dice.random(PEOPLE) < 0.2
    people.cause[:] = [event_id(50 + who, Kind.ESCAPE_ATTEMPTED, who) for who in range(PEOPLE)]
    people.cause[::7] = 0
    world.policy.hunted[0] = 1 << Category.UNALIGNED | 1 << Category.HEALER
    slots = world.profiles.take(90)
    profiles, owners = world.profiles, dice.permutation(PEOPLE)
    profiles.owner[slots], profiles.category[slots] = owners[:90], dice.integers(0, 5, 90)
    profiles.insignia[slots], profiles.covered[slots] = dice.random(90) < 0.7, dice.random(90) < 0.4
    profiles.free(slots[::4])
    bands, slots = world.bands.take(7), world.members.take(80)
    members = world.members
    members.owner[slots], members.band[slots] = dice.permutation(PEOPLE)[:80], dice.choice(bands, 80)
    members.free(slots[::5])
    world.plans.grow(9)
    world.plans.owner[:9] = dice.permutation(PEOPLE)[:9]
    held = world.conditions.take(8)
    world.conditions.owner[held] = dice.permutation(PEOPLE)[:8]
    world.conditions.kind[held] = ConditionKind.TRAPPED
    world.shelters.locked[0] = True


class Once:
    """One tick, worked out from the world as it is before: columns, events and further causes, blood, noise, flight."""

    def __init__(self, world, params):
        self.world, self.params, self.now = world, params, world.tick
        people, watchers = world.citizens, world.watchers
        self.was = {name: getattr(watchers, name).astype(np.int64) for name in COLUMNS}
        for name in BODIES:
            setattr(self, name, getattr(people, name).copy())
        self.told, self.conditions, self.noises, self.blood, self.ambushed = [], set(), [], {}, {}
        owners = world.wounds.owner[world.wounds.rows()]
        self.wounds = {who: int((owners == who).sum()) for who in range(PEOPLE)}
        self.hits, self.new, self.runs = {}, {}, set()
        self.trapped = set(world.conditions.owner[world.conditions.where(kind=ConditionKind.TRAPPED)].tolist())
        rows = world.profiles.where(insignia=True)
        self.signs = {int(world.profiles.owner[row]): world.profiles.category[row]
                      for row in rows if not world.profiles.covered[row]}  # fmt: skip
        self.live()

    def live(self):
        watchers, was, now = self.world.watchers, self.was, self.now
        party = np.flatnonzero((watchers.kind == WatcherKind.HUNTER) & (was["duty"] == Duty.AMBUSH)).tolist()
        for row in party:
            if was["datum"][row] < 0:
                self.lie_down(row, party)
        struck = [row for row in party if was["until"][row] > 0]
        ready = [row for row in party if row not in struck and watchers.impaired[row] <= now]
        for place in sorted({int(was["datum"][row]) for row in ready}):
            if now % self.params.look_every == 0:
                self.watch(place, [row for row in ready if was["datum"][row] == place])
        for row in struck:
            if watchers.impaired[row] <= now and (now + int(watchers.luck[row]) % 65536) % self.params.shot_every == 0:
                self.shoot(row)
        for row in struck:
            if was["until"][row] <= now:
                was["duty"][row], was["until"][row], was["datum"][row], was["goal"][row] = Duty.RETURN, 0, -1, -1

    def tell(self, kind, who, whom, where, amount, cause, stream=0, odds=0):
        self.told.append((kind, who, whom, where, amount, cause, int(stream), odds))
        self.new[kind, who] = self.new.get((kind, who), -1) + 1
        return event_id(self.now, kind, who, self.new[kind, who])

    def lie_down(self, row, party):
        was, cell = self.was, int(self.world.watchers.cell[row])
        place = int(was["goal"][row]) if was["goal"][row] >= 0 else cell
        others = [one for one in party if was["datum"][one] == place]
        was["datum"][row], was["until"][row] = place, 0
        if others:
            was["cause"][row] = was["cause"][others[0]]
        else:
            cause = int(was["cause"][row]) or self.world.scenario_event
            was["cause"][row] = self.tell(Kind.AMBUSH_LAID, row, -1, place, 0, cause)

    def squared(self, one, other):
        (level, x, y), (to, to_x, to_y) = self.world.city.where(int(one)), self.world.city.where(int(other))
        return (x - to_x) ** 2 + (y - to_y) ** 2 if level == to else 10**9

    def clear(self, one, other):
        city = self.world.city
        (level, x, y), (to, to_x, to_y) = city.where(int(one)), city.where(int(other))
        return level == to and bool(sees(city.opaque, city.width, level * city.area, x, y, to_x, to_y))

    def is_hunted(self, who):
        people = self.world.citizens
        vouched = people.tagged[who] and people.being[who] != Being.COMPANION
        looks = self.signs.get(who, Category.LOYAL if vouched else Category.UNALIGNED)
        return people.wanted[who] or looks in (Category.UNALIGNED, Category.HEALER)

    def prey(self, party, place, metres):
        """Whom a party would strike within some metres of a place: those about there, hunted, and seen by any of it."""
        people, cells = self.world.citizens, [int(self.world.watchers.cell[row]) for row in party]
        found, far = [], self.params.range_m * 1000 // CELL
        for who in np.flatnonzero((people.inside < 0) & self.alive & ~np.isin(self.doing, GONE)).tolist():
            there = int(people.cell[who])
            near = self.squared(place, there) <= (metres * 1000 // CELL) ** 2
            if near and self.is_hunted(who):
                in_view = (self.squared(cell, there) <= far**2 and self.clear(cell, there) for cell in cells)
                found += [who] if any(in_view) else []
        return found

    def watch(self, place, party):
        world, was, params = self.world, self.was, self.params
        people, members = world.citizens, world.members
        prey, seen = self.prey(party, place, params.ground_m), self.prey(party, place, params.range_m)
        if len(prey) < params.least:
            return
        nearest = min(prey, key=lambda who: (self.squared(place, people.cell[who]), who))
        event = self.tell(Kind.AMBUSHED, party[0], nearest, place, len(seen), int(was["cause"][party[0]]))
        if self.cause[nearest]:
            self.conditions.add((event, int(self.cause[nearest]), int(Role.CONDITION)))
        was["cause"][party], was["until"][party] = event, self.now + max(1, params.fire_seconds)
        banded = {int(members.owner[slot]): int(members.band[slot]) for slot in members.rows()}
        self.ambushed |= {banded[who]: event for who in seen if who in banded}
        if params.blast:
            self.noises.append((place, -1, 1612, -1, event))
            self.go_off(place, event)
        for who in seen:
            alone = who not in banded and who not in world.cache(Attempts).minded
            can = self.alive[who] and people.able[who] and self.doing[who] not in GONE and who not in self.trapped
            if alone and can:
                self.cause[who], self.intent[who] = event, Verb.RUN
                self.runs.add(who)

    def shows(self, who):
        p, ground = self.params, int(self.world.city.ground[self.world.citizens.cell[who]])
        return (1.0, p.crouched, p.flat)[self.posture[who]] * max(0.05, 1 - TRAITS[Ground(ground)].cover / 100)

    def hit_by(self, who, squared, half_m):
        """Chances, in 2^-20, to be hit by at least one, two, three fragments."""
        mean = math.log(2) * half_m**2 / max(1.0, squared * (CELL / 1000) ** 2) * self.shows(who)
        none = [math.exp(-mean) * mean**n / math.factorial(n) for n in range(3)]
        return [round((1 - sum(none[: n + 1])) * 2**20) for n in range(3)]

    def go_off(self, place, event):
        world, people, params = self.world, self.world.citizens, self.params
        reach, key, victims = params.blast_m * 1000 // CELL, world.key(ambush.BLAST), []
        for who in np.flatnonzero((people.inside < 0) & self.alive).tolist():
            there, own = int(people.cell[who]), int(people.luck[who])
            squared = self.squared(place, there)
            if squared <= reach**2 and self.clear(place, there):
                draw = luck.u32(key, own, 0) >> 12
                fragments = sum(draw < chance for chance in self.hit_by(who, squared, params.half_m))
                odds = self.hit_by(who, squared, params.lethal_m)[0] << 12
                victims.append((who, squared, fragments, odds if luck.u32(key, own, 7) < odds else 0))
        for who, squared, fragments, odds in victims:
            deep = params.deep if 2 * math.sqrt(squared) <= reach else params.deep / 2
            made = [self.hurt(who, WoundKind.SHRAPNEL, nth, params.dirty, deep, event) for nth in range(fragments)]
            there, draw = int(people.cell[who]), luck.u32(world.key(ambush.DEBRIS), int(people.luck[who]))
            near = squared <= (params.debris_m * 1000 // CELL) ** 2 and self.by_a_wall(there)
            if odds:
                died = self.tell(Kind.DIED, who, -1, there, int(Death.BLAST), event, ambush.BLAST, odds)
                self.conditions |= {(died, wound, int(Role.WOUND)) for wound in made}
                self.alive[who] = False
                self.lay(who, Activity.SHUT_DOWN, died)
            elif near and draw < luck.chance(params.debris) and who not in self.trapped:
                held = self.tell(Kind.TRAPPED, who, -1, there, 0, event)
                self.trapped.add(who)
                if self.doing[who] not in GONE[:-1]:  # who is hauled falls down with whoever hauls them
                    self.lay(who, Activity.LYING, held)

    def lay(self, who, doing, cause):
        self.doing[who], self.posture[who] = doing, Posture.FLAT
        self.intent[who], self.cause[who] = 0, cause

    def by_a_wall(self, cell):
        city = self.world.city
        level, x, y = city.where(cell)
        beside = [(x + dx, y + dy) for dx in range(-2, 3) for dy in range(-2, 3)]
        return any(city.opaque[city.cell(level, *at)] for at in beside if 0 <= at[0] < WIDE and 0 <= at[1] < HIGH)

    def hurt(self, who, kind, nth, dirty, deep, event, by=-1):
        world, key = self.world, self.world.key(ambush.WOUND)
        own = int(world.citizens.luck[who])
        own = own if by < 0 else luck.pair(int(world.watchers.luck[by]), own)
        part = np.repeat(list(PARTS), list(PARTS.values()))[luck.below(key, own, 100, 40 + nth)]
        draw, flesh = luck.u32(key, own, 20 + nth), self.params.deep + self.params.flesh
        depth = 3 if draw < luck.chance(deep) else 2 if draw < luck.chance(flesh) else 1
        in_it = luck.u32(key, own, nth) < luck.chance(dirty)
        there = int(world.citizens.cell[who])
        self.blood[there, who] = (300 * depth, event)
        self.wounds[who] += 1
        if self.wounds[who] <= 16:
            return self.tell(Kind.WOUNDED, who, by, there, wound_code(kind, int(part), depth, in_it), event)
        return 0

    def shoot(self, row):
        world, params, people = self.world, self.params, self.world.citizens
        here, key = int(world.watchers.cell[row]), world.key(ambush.SHOT)
        odds, draws = {}, {}
        for who in self.prey([row], here, params.range_m):
            runs = self.doing[who] == Activity.WALKING and people.pace[who] == Pace.RUN
            sigma = params.spread_mrad / 1000 * (params.running if runs else 1)
            squared = max(1.0, self.squared(here, people.cell[who]) * (CELL / 1000) ** 2)
            share = -math.expm1(-params.person_m2 * self.shows(who) / (2 * math.pi * sigma**2 * squared))
            pair = luck.pair(int(world.watchers.luck[row]), int(people.luck[who]))
            odds[who], draws[who] = round(share * 2**20) << 12, (luck.u32(key, pair), luck.u32(key, pair, 1))
        if not odds:
            return
        target, event = min(odds, key=lambda who: (-odds[who], draws[who][1], who)), int(self.was["cause"][row])
        self.noises.append((here, -1, 1483, -1, event))
        if draws[target][0] < odds[target] and self.hits.get(target, 0) < 8:
            self.hits[target] = self.hits.get(target, 0) + 1
            self.hurt(target, WoundKind.GUNSHOT, 0, params.dirty_shot, params.deep, event, row)


def enters(world, who, reach_m):
    """The building that somebody runs for: the nearest on their level within reach that is not shut; -1 for none."""
    city, shelters, here = world.city, world.shelters, int(world.citizens.cell[who])
    (level, x, y), found = city.where(here), []
    for row in range(shelters.n):
        building = int(shelters.building[row])
        to, to_x, to_y = city.where(city.buildings[building].door)
        far = (x - to_x) ** 2 + (y - to_y) ** 2
        if not shelters.locked[row] and to == level and far <= (reach_m * 1000 // CELL) ** 2:
            found.append((far, building))
    return min(found, default=(0, -1))[1]


def of_noises(world):
    names = ("cell", "building", "power", "maker", "cause")
    return [tuple(int(getattr(world.noises, name)[slot]) for name in names) for slot in world.noises.rows()]


def of_blood(world):
    traces, found = world.traces, {}
    for slot in traces.where(kind=TraceKind.BLOOD):
        about = (int(traces.strength[slot]), int(traces.cause[slot]))
        found[int(traces.cell[slot]), int(traces.maker[slot])] = about
    return found


@pytest.mark.parametrize(("seed", "turned"), [
    (1, {}), (2, {"look_every": 3, "shot_every": 2}), (3, {"blast": False, "shot_every": 1}),
    (4, {"fire_seconds": 0, "least": 1, "shot_every": 1}), (5, {"look_every": 1, "debris": 1, "lethal_m": 0}),
])  # fmt: skip
def test_every_party_lies_strikes_shoots_and_goes_back_as_the_rule_says(seed, turned, monkeypatch):
    monkeypatch.setattr(blood_loss, "refresh_legs", lambda *_: None)  # what wounds do to legs is told elsewhere
    world, _ = ruins(seed)
    params = ambush.Params(**(KNOBS | turned))
    people, watchers = world.citizens, world.watchers
    kept = {name: getattr(watchers, name).copy() for name in USED}
    told, conditions, blood, noises, ambushed = [], set(), {}, [], np.zeros(len(world.bands.used), np.int64)
    for _ in range(12):
        once = Once(world, params)
        world.events.begin(world.tick)
        ambush.step(world, params)
        said = [(e.kind, e.who, e.whom, e.where, e.amount, e.cause, e.stream, e.odds)
                for e in world.events.this_tick()]  # fmt: skip
        assert said == once.told
        for name in COLUMNS:
            assert getattr(watchers, name).tolist() == once.was[name].tolist(), name
        for name in BODIES:
            assert getattr(people, name).tolist() == getattr(once, name).tolist(), name
        for who in once.runs:
            assert people.intent[who] == 0 or people.enter[who] == enters(world, who, params.shelter_m)
        for band, event in once.ambushed.items():
            ambushed[band] = event
        told, conditions, noises = told + once.told, conditions | once.conditions, noises + once.noises
        blood |= once.blood
        world.tick += 1
    assert conditions_of(world) == conditions
    assert of_noises(world) == noises
    assert of_blood(world) == blood
    assert world.bands.ambushed.tolist() == ambushed.tolist()
    for name, column in kept.items():
        assert (getattr(watchers, name) == column).all(), name
    kinds = [one[0] for one in told]
    assert kinds.count(Kind.AMBUSHED) > 3
    assert kinds.count(Kind.WOUNDED) > 40


@pytest.mark.parametrize(("more", "below"), [(0, False), (1, True)])
def test_a_draw_is_below_odds_that_are_more_by_one_and_not_below_odds_that_are_the_same(more, below):
    drawing = [list("." * 40) for _ in range(40)]
    drawing[20][21] = "#"
    drawn = (("dirty", "WOUND", 0), ("deep", "WOUND", 20), ("flesh", "WOUND", 20), ("debris", "DEBRIS", 0))
    for knob, stream, nth in drawn:
        city = make_city("\n".join("".join(row) for row in drawing))
        places = [(2, 2), (20, 21), (38, 2)]
        world = make_world(city, places, [(WatcherKind.HUNTER, city.cell(0, 20, 30))], tagged=False)
        world.watchers.duty[:], world.watchers.goal[:] = Duty.AMBUSH, city.cell(0, 20, 22)
        draw = luck.u32(world.key(getattr(ambush, stream)), int(world.citizens.luck[1]), nth)
        world.policy.hunted[0] = 1 << Category.UNALIGNED
        knobs = {"dirty": 0.5, "deep": 0, "flesh": 0, "debris": 0.5, "lethal_m": 0, "half_m": 400, "least": 1}
        knobs[knob] = (draw + more) / 2**32
        ambush.step(world, ambush.Params(**knobs))
        slot = world.wounds.rows()[0]
        assert world.wounds.owner[slot] == 1
        found = {"dirty": world.wounds.dirty[slot], "deep": world.wounds.depth[slot] == 3,
                 "flesh": world.wounds.depth[slot] == 2,
                 "debris": bool(len(world.conditions.where(owner=1, kind=ConditionKind.TRAPPED)))}  # fmt: skip
        assert found[knob] == below, knob
