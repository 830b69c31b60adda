"""Perception of a whole company, worked out once more: who sees and hears of what, and what they then know."""

from __future__ import annotations

from math import isqrt

import numpy as np
import pytest
from scenes.worlds import make_city, make_world, run

from undergrid.city.city import LinkKind
from undergrid.core import luck
from undergrid.systems.senses import perception
from undergrid.world.log.events import event_id
from undergrid.world.log.kinds import Kind
from undergrid.world.senses import optics
from undergrid.world.senses.acoustics import Acoustics
from undergrid.world.senses.earshot import carries
from undergrid.world.senses.optics import Optics, Sensor, Target
from undergrid.world.tables.authority import Duty, WatcherKind
from undergrid.world.tables.minds import Topic
from undergrid.world.tables.people import Activity, Being

WIDE, HIGH, PEOPLE, PLANS, WATCHERS, BONDS, BEGAN, AGAIN = 30, 24, 90, 70, 66, 110, 5000, 40
KNOBS = {"notice_again": AGAIN, "eye_attention": 0.8, "companion_attention": 0.9, "eye_m": 60, "companion_m": 80}
SENSELESS = (Activity.SHUT_DOWN, Activity.RECLAIMED, Activity.SLEEPING, Activity.UNCONSCIOUS)
COLUMNS = ("cell", "at", "source", "strength", "cause", "telling")


def company(seed):
    """A town with gates in which everybody has seen something, and everybody is bound to somebody."""
    dice = np.random.default_rng(seed)
    drawings = ["\n".join("".join(dice.choice(list("..,%#"), WIDE)) for _ in range(HIGH)) for _ in range(2)]
    ends = dice.integers(0, (HIGH, WIDE, HIGH, WIDE), (9, 4)).tolist()
    links = [(LinkKind.STAIRS if n % 3 == 0 else LinkKind.GATE, (n % 2, x, y), ((n // 2) % 2, to_x, to_y), 4000)
             for n, (y, x, to_y, to_x) in enumerate(ends)]  # fmt: skip
    city = make_city(*drawings, links=links)
    cells = dice.integers(0, city.n_cells, WATCHERS + PEOPLE)
    cells[::2] = WIDE * dice.integers(4, 14, len(cells[::2])) + dice.integers(6, 16, len(cells[::2]))  # a crowded place
    posts = zip(dice.integers(0, 5, WATCHERS).tolist(), cells[:WATCHERS].tolist(), strict=True)
    places = cells[WATCHERS:].tolist()
    world = make_world(city, places, [(WatcherKind(kind), cell) for kind, cell in posts], seed=seed)
    people, watchers, plans, world.tick = world.citizens, world.watchers, world.plans, BEGAN
    people.alive[:], people.inside[:] = dice.random(PEOPLE) < 0.9, np.where(dice.random(PEOPLE) < 0.15, 0, -1)
    people.doing[:], people.being[:] = dice.integers(0, 16, PEOPLE), dice.random(PEOPLE) < 0.3
    people.doing[::2] = Activity.WAITING
    people.posture[:], people.stage[:] = dice.integers(0, 3, PEOPLE), dice.integers(0, 5, PEOPLE)
    people.cause[:] = [event_id(100 + who, Kind.ORDERED, who) for who in range(PEOPLE)]
    watchers.duty[:], watchers.cause[:] = dice.integers(0, 9, WATCHERS), 7000 + np.arange(WATCHERS)
    watchers.cause[::5] = 0
    plans.grow(PLANS)
    plans.owner[:] = dice.permutation(PEOPLE)[:PLANS]
    plans.owner[::9] = -1
    bind(world, dice, BONDS)
    world.bonds.free(dice.permutation(BONDS)[:20])
    remember(world, dice)
    return world, dice


def bind(world, dice, n):
    bonds, owners = world.bonds, world.plans.owner[world.plans.owner >= 0]
    slots = bonds.take(n)
    bonds.a[slots], bonds.b[slots] = dice.choice(owners, n), dice.choice(owners, n)
    bonds.b[slots[::4]] = dice.integers(0, PEOPLE, len(slots[::4]))
    bonds.b[slots[::11]] = bonds.a[slots[::11]]  # who is bound to themselves
    bonds.a[slots[1:40:9]], bonds.b[slots[1:40:9]] = bonds.a[slots[:40:9]], bonds.b[slots[:40:9]]  # who is bound twice


def remember(world, dice):
    """Fill knowledge with what is new and what is old, to the tick, and with decoys that only look alike."""
    known, lookers = world.knowledge, world.plans.owner[world.plans.owner >= 0].tolist()
    facts = {(who, topic, subject) for who in lookers for topic in range(10) for subject in range(WATCHERS)
             if dice.random() < 0.03}  # fmt: skip
    facts |= {(int(a), Topic.PERSON, int(b)) for a, b in zip(world.bonds.a, world.bonds.b, strict=True)
              if a >= 0 and a % 3 == 0}  # fmt: skip
    facts |= {(who, Topic.WATCHER, subject) for who in lookers[::3] for subject in range(WATCHERS) if subject % 3}
    facts |= {(who, Topic.GATE, subject) for who in lookers for subject in range(6) if dice.random() < 0.4}
    facts = dice.permutation(sorted(facts))
    slots = known.take(len(facts))
    known.knower[slots], known.topic[slots], known.subject[slots] = facts.T
    known.cell[slots], known.source[slots] = dice.integers(0, world.city.n_cells, len(facts)), 3
    known.at[slots] = BEGAN - AGAIN + dice.choice((-9, -1, 0, 1, 2, 30), len(facts))
    known.strength[slots], known.telling[slots] = 77, dice.random(len(facts)) < 0.5
    known.cause[slots] = 90_000 + slots
    known.free(dice.permutation(slots)[: len(facts) // 5])


class Once:
    """One tick by the rule: what everybody knows, by (knower, topic, subject), and what is told."""

    def __init__(self, world):
        self.world, self.people, self.now = world, world.citizens, world.tick
        self.table = optics.tables(world.shared(Optics), world.city.cell_mm)
        self.sky = int(world.sky.light[0]), optics.haze(self.table, world.sky)
        self.known = knowledge_of(world)
        n = world.knowledge.n
        self.free = [*np.flatnonzero(~world.knowledge.used).tolist(), *range(n, n + 2000)]
        self.told, self.fresh = [], {}  # fresh: (knower, topic, subject) of this tick -> event
        owners = world.plans.owner.tolist()
        self.lookers = [who for who in owners if who >= 0 and self.looks(who)]
        found = [self.look(who) for who in self.lookers]  # all see first, then they talk
        seen = [(who, watcher) for who, (watchers, _) in zip(self.lookers, found, strict=True) for watcher in watchers]
        later = self.pass_on(seen, [new for _, news in found for new in news])
        for new in [new for _, news in found for new in news] + later:
            self.learn(*new)

    def looks(self, who):
        people = self.people
        return bool(people.alive[who]) and people.inside[who] < 0 and people.doing[who] not in SENSELESS

    def sensor(self, who):
        unit = self.people.being[who] == Being.COMPANION
        return (Sensor.COMPANION_EYE if unit else Sensor.EYE) + int(self.people.stage[who])

    def is_news(self, fact):
        return fact not in self.known or self.now - self.known[fact][1][1] >= AGAIN

    def plain(self, who, there, target):
        return optics.makes_out(self.table, self.world.city.handle, self.sensor(who), target,
                                int(self.people.cell[who]), int(there), *self.sky) >= 0  # fmt: skip

    def update(self, fact, **columns):
        slot, was = self.known[fact]
        now = dict(zip(COLUMNS, was, strict=True)) | columns
        self.known[fact] = slot, tuple(now[name] for name in COLUMNS)

    def look(self, who):
        """(watchers that somebody sees, what of all they see is new to them)."""
        world, now = self.world, self.now
        seen, news = [], []
        for watcher in range(world.watchers.n):
            if world.watchers.duty[watcher] == Duty.OFF or len(news) == 8:
                continue
            there = int(world.watchers.cell[watcher])
            odds = optics.chance_between(self.table, world.city.handle, self.sensor(who),
                                         Target.READER + int(world.watchers.kind[watcher]),
                                         int(self.people.cell[who]), there, *self.sky)  # fmt: skip
            pair = luck.pair(self.people.luck[who], world.watchers.luck[watcher])
            if not odds or luck.u32(world.key(perception.STREAM), pair, 0) >= odds:
                continue
            seen.append(watcher)
            fact = who, int(Topic.WATCHER), watcher
            if self.is_news(fact):
                news.append((*fact, -1, there, int(odds)))
            else:
                self.update(fact, cell=there, at=now, source=-1, strength=1000)
        city = world.city
        for gate in range(world.gates.n):
            link, fact = int(world.gates.link[gate]), (who, int(Topic.GATE), gate)
            ends = [end for end in (city.link_a[link], city.link_b[link]) if self.plain(who, end, Target.GATE)]
            if ends and fact in self.known:
                self.update(fact, at=now, source=-1)
            elif ends:
                news.append((*fact, -1, int(ends[0]), 0))
        for bond in world.bonds.where(a=who).tolist():
            other = int(world.bonds.b[bond])
            fact, there = (who, int(Topic.PERSON), other), int(self.people.cell[other])
            felt = world.city.beside(int(self.people.cell[who]), there)
            plain = felt or self.plain(who, there, int(self.people.posture[other]))
            hidden = self.people.inside[other] >= 0 or not plain
            if other == who or hidden:
                continue
            if fact in self.known:
                self.update(fact, cell=there, at=now, source=-1)
            elif fact not in [new[:3] for new in news]:
                news.append((*fact, -1, there, 0))
        return seen, news

    def pass_on(self, seen, news):
        world, later = self.world, []
        speech = world.shared(Acoustics).speech(world.sky, world.city.cell_mm)
        here, bonds = self.people.cell.tolist(), world.bonds
        pairs = set(zip(bonds.a[bonds.used].tolist(), bonds.b[bonds.used].tolist(), strict=True))
        for teller, watcher in seen:
            there = int(world.watchers.cell[watcher])
            for who in self.lookers:
                fact = who, int(Topic.WATCHER), watcher
                bound = (who, teller) in pairs or (teller, who) in pairs
                if who == teller or not bound or not carries(world.city.handle, here[teller], here[who], *speech):
                    continue
                mine = [new for new in news + later if new[:2] == fact[:2]]
                if not self.is_news(fact):
                    if self.known[fact][1][1] < self.now:
                        self.update(fact, cell=there, at=self.now, source=teller)
                elif len(mine) < 8 and fact not in [new[:3] for new in mine]:
                    later.append((*fact, teller, there, 0))
        return later

    def learn(self, who, topic, subject, teller, there, odds):
        world, fact, event = self.world, (who, topic, subject), int(self.people.cause[who])
        if topic == Topic.WATCHER:
            (_, x, y), (_, to_x, to_y) = world.city.where(int(self.people.cell[who])), world.city.where(there)
            metres = isqrt(((x - to_x) ** 2 + (y - to_y) ** 2) * world.city.cell_mm**2) // 1000
            if teller < 0:
                cause, stream = int(world.watchers.cause[subject]) or event, int(perception.STREAM)
            else:
                heard = teller, topic, subject
                cause, stream = self.fresh.get(heard) or self.known[heard][1][4], 0
            nth = sum(one[1] == who for one in self.told)
            event = self.fresh[fact] = event_id(self.now, Kind.NOTICED, who, nth)
            self.told.append((Kind.NOTICED, who, subject, there, metres, cause, stream, odds))
        slot = self.known[fact][0] if fact in self.known else self.free.pop(0)
        telling = self.known[fact][1][5] if fact in self.known else False
        self.known[fact] = slot, (there, self.now, teller, 1000, event, telling)


def knowledge_of(world):
    """{(knower, topic, subject): (slot, all else)}."""
    rows = world.knowledge.rows()
    facts, rest = ([getattr(world.knowledge, name)[rows].tolist() for name in names]
                   for names in (("knower", "topic", "subject"), COLUMNS))  # fmt: skip
    slots = zip(rows.tolist(), zip(*rest, strict=True), strict=True)
    return dict(zip(zip(*facts, strict=True), slots, strict=True))


@pytest.mark.parametrize("seed", [1, 2])
def test_everybody_comes_to_know_what_they_see_and_what_those_tell_whom_they_are_bound_to(seed):
    world, dice = company(seed)
    n_told = n_own = most = 0
    for now in range(BEGAN, BEGAN + 9):
        world.sky.light[0], world.sky.rain[0] = (255, 255, 40)[now // 2 % 3], (0, 30, 30)[now % 3]
        world.sky.curfew[0], world.sky.wind[0] = now % 5 < 2, (1, 1, 250)[now % 3]
        world.watchers.duty[now % WATCHERS] = Duty.OFF
        if now == BEGAN + 3:  # some go elsewhere, some things are forgotten: rows stand in other slots then
            world.citizens.cell[::3] = dice.integers(0, world.city.n_cells, len(world.citizens.cell[::3]))
            world.watchers.cell[::2] = dice.integers(0, world.city.n_cells, len(world.watchers.cell[::2]))
            world.citizens.doing[1::5], world.citizens.inside[2::7] = Activity.SLEEPING, 0
            world.knowledge.free(dice.permutation(world.knowledge.rows())[:300])
            world.rebuild()
        if now == BEGAN + 5:  # each to where the next one was
            world.watchers.cell[:] = np.roll(world.watchers.cell, -1)
        if now == BEGAN + 6:
            bind(world, dice, 70)
        knobs = {"speech_m": 30, "voice_db": 88, **KNOBS}
        run(perception, world, ticks=0, **knobs)  # so that what rules share is there
        once = Once(world)
        run(perception, world, **knobs)
        said = [(e.kind, e.who, e.whom, e.where, e.amount, e.cause, e.stream, e.odds)
                for e in world.events.this_tick()]  # fmt: skip
        assert said == once.told
        assert knowledge_of(world) == once.known
        n_told += sum(one[6] == 0 for one in said)
        n_own += sum(one[6] != 0 for one in said)
        most = max([most, *np.bincount([one[1] for one in said])]) if said else most
    assert n_own > 100
    assert n_told > 20
    assert most == 8
