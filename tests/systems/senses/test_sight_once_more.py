"""Glimpses over a whole town, worked out once more watcher by watcher from the rule as it is told."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scenes.towns import BEGAN, PEOPLE, WATCHERS, conditions_of, filed_since, said_now, town, why_suspect
from scenes.worlds import field, make_world, run

from undergrid.core import luck
from undergrid.systems.senses import sight
from undergrid.world.authority.reporting import misplaced, neighbour
from undergrid.world.log.events import event_id, split_id
from undergrid.world.log.kinds import Kind, Role
from undergrid.world.places.occupancy import Occupancy
from undergrid.world.senses import optics
from undergrid.world.senses.optics import CERTAIN, Optics
from undergrid.world.tables.authority import Duty, Sense, Senses, WatcherKind
from undergrid.world.tables.people import UP_AND_ABOUT, Activity, Profession

KNOBS = {"glimpse_every": 3, "lost_after": 8, "report_every": 4, "report_delay": 2, "hiding": 0.3, "mistaken": 0.3,
         "mistaken_m": 30, "displaced": 0.4, "displaced_cells": 2}  # fmt: skip
POINTS = {"untagged_points": 3, "companion_points": 20, "curfew_points": 100, "wanted_points": 500}
COLUMNS = ("in_sight", "seen_at", "recognised", "sighting", "lost_cause")
SIGHTED, LOST = -1, -1000  # less the watcher: events that have no number yet
CARRIED = (Activity.WALKING, Activity.CROSSING, Activity.HAULED)


def watched(seed, curfew):
    """A town whose watchers have all kinds of people in sight since all kinds of moments."""
    world, dice = town(seed, curfew)
    watchers, sky = world.watchers, world.sky
    watchers.in_sight[:] = np.where(dice.random(WATCHERS) < 0.6, dice.integers(0, PEOPLE, WATCHERS), -1)
    watchers.seen_at[:] = BEGAN - dice.integers(1, 11, WATCHERS)
    watchers.recognised[:] = dice.random(WATCHERS) < 0.5
    began = watchers.seen_at - dice.integers(0, 5, WATCHERS)
    watchers.sighting[:] = [event_id(int(tick), Kind.SIGHTED, w) for w, tick in enumerate(began)]
    watchers.lost_cause[:] = np.where(dice.random(WATCHERS) < 0.5, 4000 + np.arange(WATCHERS), 0)
    sky.light[0] = 120
    sky.curfew_cause[0] = event_id(300, Kind.CURFEW_BEGAN, -1) if curfew else 0
    return world, dice


class Once:
    """One tick, worked out from the world as it is before: columns, events, reports and further causes."""

    def __init__(self, world, knobs):
        self.world, self.table = world, optics.tables(world.shared(Optics), world.city.cell_mm)
        self.dim, self.light = optics.haze(self.table, world.sky), int(world.sky.light[0])
        self.was = {name: getattr(world.watchers, name).copy() for name in COLUMNS}
        self.why = {who: why for who in range(PEOPLE) if (why := why_suspect(world, who))}
        self.every, self.knobs = knobs["glimpse_every"], knobs
        self.told, self.reports, self.conditions = [], [], set()
        self.new = {}  # watcher -> whom it has just sighted
        watchers = world.watchers
        for w in range(WATCHERS):
            eyes = watchers.senses[w] & Senses.EYES and watchers.kind[w] != WatcherKind.READER
            if eyes and (world.tick - w // 64) % self.every == 0:
                self.glimpse(w)

    def draw(self, stream, w, who, nth=0):
        pair = luck.pair(self.world.watchers.luck[w], self.world.citizens.luck[who])
        return int(luck.u32(self.world.key(stream), pair, nth))

    def odds(self, w, who):
        """The odds that a watcher notices somebody, what their skill leaves of it included."""
        people, watchers = self.world.citizens, self.world.watchers
        chance = optics.chance_between(
            self.table, self.world.city.handle, int(watchers.kind[w]), int(people.posture[who]),
            int(watchers.cell[w]), int(people.cell[who]), self.light, self.dim,
        )  # fmt: skip
        share = round(0.3 * CERTAIN) if people.profession[who] == Profession.AUDITOR else CERTAIN
        return int(chance) * share >> 12

    def squared(self, w, who):
        city, people, watchers = self.world.city, self.world.citizens, self.world.watchers
        (_, x, y), (_, to_x, to_y) = city.where(int(watchers.cell[w])), city.where(int(people.cell[who]))
        return (to_x - x) ** 2 + (to_y - y) ** 2

    def glimpse(self, w):
        world, was, now = self.world, self.was, self.world.tick
        watchers, wanted = world.watchers, world.citizens.wanted
        looks = watchers.duty[w] != Duty.OFF and watchers.impaired[w] <= now
        looks = looks and world.city.levels[int(watchers.cell[w]) // world.city.area].lawful
        noticed = [who for who in self.why if looks and self.draw(sight.STREAM, w, who) < self.odds(w, who)]
        current, unseen = int(was["in_sight"][w]), now - int(was["seen_at"][w])
        order = {who: (not wanted[who], who != current, self.squared(w, who), self.draw(sight.STREAM, w, who))
                 for who in noticed}  # fmt: skip
        who = min(order, key=order.__getitem__, default=-1)
        if who >= 0 and who != current:
            minds = current >= 0 and unseen < self.knobs["lost_after"] and (wanted[current] or not wanted[who])
            if minds or list(self.new.values()).count(who) >= 8:
                who = -1
        if current >= 0 and who != current:
            if unseen <= self.every:
                was["lost_cause"][w] = self.what_took(w, current, who >= 0)
            if who >= 0 or unseen >= self.knobs["lost_after"]:
                if [one[2] for one in self.told if one[0] == Kind.LOST_SIGHT].count(current) >= 8:
                    return
                self.lose(w, current)
        if who >= 0:
            self.keep(w, who)

    def what_took(self, w, who, turns):
        world, people, watchers = self.world, self.world.citizens, self.world.watchers
        did, went = int(people.cause[who]), int(watchers.cause[w])
        if turns:
            return went
        if people.inside[who] >= 0:
            return did
        here, there = int(watchers.cell[w]), int(people.cell[who])
        reach = int(optics.reach(self.table, int(watchers.kind[w])))
        level = here // world.city.area == there // world.city.area
        if not level or self.squared(w, who) > reach or not optics.clear(world.city.handle, here, there):
            return did if people.doing[who] in CARRIED else went
        return did if split_id(did)[0] > self.was["seen_at"][w] - self.every else 0

    def lose(self, w, who):
        was, cause = self.was, int(self.was["lost_cause"][w])
        sighting, here = int(was["sighting"][w]), int(self.world.watchers.cell[w])
        seconds = int(was["seen_at"][w]) - split_id(sighting)[0]
        self.told.append((Kind.LOST_SIGHT, w, who, here, seconds, cause, 0 if cause else int(sight.STREAM), 0))
        self.conditions.add((LOST - w, sighting, int(Role.CONDITION)))
        was["in_sight"][w], was["recognised"][w] = -1, False

    def keep(self, w, who):
        world, was, now = self.world, self.was, self.world.tick
        people, watchers = world.citizens, world.watchers
        tells = new = was["in_sight"][w] != who
        knew = bool(was["recognised"][w]) and not new
        knows = knew
        if new:
            self.sighted(w, who)
        elif knew and people.wanted[who]:
            began, every = split_id(int(was["sighting"][w]))[0], self.knobs["report_every"]
            tells = (now - began) // every > (int(was["seen_at"][w]) - began) // every
        if not knew:
            kind, ground = int(watchers.kind[w]), int(world.city.ground[people.cell[who]])
            squared, light = optics.between(
                self.table, world.city.handle, kind, int(watchers.cell[w]), int(people.cell[who]), self.light
            )
            spanned = optics.cycles(self.table, kind, int(people.posture[who]), squared, light, ground, self.dim)
            odds = int(optics.chance_of(self.table, spanned, optics.log_cycles(4)))
            knows = self.draw(sight.RECOGNITION, w, who) < odds
        was["in_sight"][w], was["recognised"][w], was["seen_at"][w], was["lost_cause"][w] = who, knows, now, 0
        if tells or (knows and not knew):
            self.report(w, who, knows, 0 if knew else self.points(who))

    def points(self, who):
        return sum(points for bit, points in enumerate(POINTS.values()) if self.why[who] >> bit & 1)

    def sighted(self, w, who):
        world, people = self.world, self.world.citizens
        metres, cause = math.isqrt(self.squared(w, who) * 4_000_000) // 1000, int(world.watchers.cause[w])
        said = int(people.cell[who]), metres, cause, int(sight.STREAM), self.odds(w, who)
        self.told.append((Kind.SIGHTED, w, who, *said))
        self.new[w], self.was["sighting"][w] = who, SIGHTED - w
        about = int(people.cause[who])
        if UP_AND_ABOUT[people.doing[who]] and about not in (0, world.scenario_event):
            self.conditions.add((SIGHTED - w, about, int(Role.CONDITION)))
        if self.why[who] & 4 and world.sky.curfew_cause[0]:
            self.conditions.add((SIGHTED - w, int(world.sky.curfew_cause[0]), int(Role.CONDITION)))

    def report(self, w, who, knows, points):
        """A report, which may name the nearest neighbour within 30 m, and a place up to two cells off."""
        world, people = self.world, self.world.citizens
        subject, there = who if knows else -1, int(people.cell[who])
        if knows and self.draw(sight.ERROR, w, who, 0) < luck.chance(0.3):
            subject = int(neighbour(people.handle, world.cache(Occupancy).handle, world.city.handle, who, 15**2))
        if self.draw(sight.ERROR, w, who, 1) < luck.chance(0.4):
            pair = luck.pair(world.watchers.luck[w], people.luck[who])
            there = int(misplaced(world.key(sight.ERROR), pair, np.int64(2), there, 2, world.city.handle))
        now = world.tick
        sighting = int(self.was["sighting"][w])
        self.reports.append((subject, w, int(Sense.SIGHT), there, now, now + 2, points, sighting))

    def number(self):
        """Put the numbers in that the log has given to the new events since."""
        ids = {(e.kind, e.who): e.id for e in self.world.events.this_tick()}
        ids = {SIGHTED - w: ids.get((Kind.SIGHTED, w)) for w in range(WATCHERS)} | {
            LOST - w: ids.get((Kind.LOST_SIGHT, w)) for w in range(WATCHERS)
        }
        self.was["sighting"][:] = [ids.get(event, event) for event in self.was["sighting"].tolist()]
        self.reports = [(*rest, ids.get(event, event)) for *rest, event in self.reports]
        self.conditions = {(ids.get(a, a), ids.get(b, b), role) for a, b, role in self.conditions}


@pytest.mark.parametrize(("seed", "curfew"), [(1, 0), (2, 1), (3, 1)])
def test_every_glimpse_of_every_watcher_notices_keeps_loses_and_tells_what_the_rule_says(seed, curfew):
    (world, dice), told, reports, conditions = watched(seed, curfew), [], [], set()
    people = world.citizens
    before = {name: column.copy() for name, column in vars(people).items() if isinstance(column, np.ndarray)}
    for _ in range(16):
        once, n_reports = Once(world, KNOBS), len(world.reports.rows())
        run(sight, world, **KNOBS, **POINTS)
        world.tick -= 1
        once.number()
        assert said_now(world) == sorted(once.told)
        assert filed_since(world, n_reports) == sorted(once.reports)
        for name in COLUMNS:
            assert getattr(world.watchers, name).tolist() == once.was[name].tolist(), name
        world.tick += 1
        told, reports, conditions = told + once.told, reports + once.reports, conditions | once.conditions
        moved = dice.integers(0, PEOPLE, 25)  # some go elsewhere meanwhile
        people.cell[moved] = before["cell"][moved] = dice.permutation(people.cell[moved])
        world.rebuild()
    assert conditions_of(world) == conditions
    for name, column in before.items():
        assert (getattr(people, name) == column).all(), name
    kinds = [one[0] for one in told]
    assert min(kinds.count(Kind.SIGHTED), kinds.count(Kind.LOST_SIGHT)) > 30
    causes = {("stream" if not one[5] else "watcher" if one[5] < 2000 else "else") for one in told if one[7] == 0}
    assert causes == {"stream", "watcher", "else"}
    assert {report[6] for report in reports} > {0, 3}
    assert len(reports) > kinds.count(Kind.SIGHTED), "some are recognised later, or told of again"


@pytest.mark.parametrize("n", [7, 8, 9, 12])
def test_eight_watchers_at_the_most_find_or_lose_one_person_in_one_tick(n):
    world = make_world(field(30, 3), [(20, 0), (20, 1), (20, 2)], [(WatcherKind.CAMERA, k % 3) for k in range(n)])
    world.sky.light[0] = 255
    world.citizens.tagged[1] = 0
    knobs = {"glimpse_every": 1, "camera_attention": 1, "camera_mrad": 0.1, "lost_after": 1}
    found = []
    for _ in range(2):
        run(sight, world, **knobs)
        found.append([(event.kind, event.who, event.whom) for event in world.events.this_tick()])
    assert found[0] == [(Kind.SIGHTED, w, 1) for w in range(min(8, n))]
    assert found[1] == [(Kind.SIGHTED, w, 1) for w in range(8, n)], "the others have to look again"
    world.citizens.tagged[1] = 1
    for lost in (range(min(8, n)), range(8, n), ()):
        run(sight, world, **knobs)
        said = [(event.kind, event.who, event.whom) for event in world.events.this_tick()]
        assert said == [(Kind.LOST_SIGHT, w, 1) for w in lost]
    assert (world.watchers.in_sight == -1).all()


def test_nobody_in_the_streets_is_news_only_to_who_had_somebody_in_sight():
    for rows, turn in ((64, 0), (65, 1), (70, 1), (128, 1), (129, 2), (192, 2)):
        world = make_world(field(30, 3), [(20, 1)] * 3, [(WatcherKind.CAMERA, 0)] * rows, inside=0)
        world.watchers.in_sight[-1], world.watchers.sighting[-1] = 2, event_id(0, Kind.SIGHTED, 2)
        world.tick = 30
        run(sight, world, ticks=3, glimpse_every=3)
        (lost,) = world.events.rows()
        assert (lost.kind, lost.tick, lost.who, lost.whom) == (Kind.LOST_SIGHT, 30 + turn, rows - 1, 2)
