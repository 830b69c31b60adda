"""Pursuit worked out once more: hunters at all kinds of things, each tick from the rule as it is told."""

from __future__ import annotations

import numpy as np
import pytest
from scenes import chases
from scenes.chases import CELL, Chase
from scenes.towns import filed_since, said_now

from undergrid.core import luck
from undergrid.systems.authority import pursuit
from undergrid.world.authority.search_patterns import square_stop
from undergrid.world.log.kinds import Kind
from undergrid.world.movement.near import place_near
from undergrid.world.places.shelters import door_holds
from undergrid.world.tables.authority import Duty, Sense, WatcherKind
from undergrid.world.tables.people import Activity, Being, Pace, Posture

KNOBS = {"march_speed": 1.5, "run_speed": 3.1, "glimpse_seconds": 6, "walk_speed": 1.2, "hunters": 3, "call_m": 15,
         "fresh_minutes": 0.5, "hunt_minutes": 2, "search_minutes": 0.5, "siege_minutes": 1, "spacing_m": 5,
         "search_m": 13, "door_m": 6, "reach_m": 3.2, "grip": 0.7, "grip_running": 0.4, "grip_low": 0.9,
         "regrip_seconds": 7, "find": 0.5, "try_seconds": 5, "tries": 3, "found_points": 140, "report_delay": 4,
         "pursue": chases.PURSUE, "lost_minutes": 0.4}  # fmt: skip
SEARCHING, BESIEGING, PATIENCE, FRESH = 30, 60, 120, 30
AWAY = (Duty.HUNT, Duty.SEARCH, Duty.RETURN, Duty.SIEGE)
FREE = (Duty.PATROL, Duty.POST, Duty.RETURN)
LEVELS = ("always", "grave", "always")
LOST, THERE = 2, 1


class Once(Chase):
    """One tick. The ways themselves are another rule's: what comes of each step on foot is `states`, by row."""

    def __init__(self, world, states):
        super().__init__(world, KNOBS, LEVELS)
        self.states, self.holds, self.filed, self.marched, self.forgotten = states, [], [], [], []
        kind, was = world.watchers.kind, self.was
        self.hunters = np.flatnonzero(kind == WatcherKind.HUNTER).tolist()
        free = any(self.is_free(row) for row in self.hunters)
        rows = [row for row in self.hunters if was["duty"][row] in AWAY]
        if rows:
            self.go_on(rows)
        wanted = any(world.dossiers.wanted[slot] for slot in self.slot.values())
        if free and self.now % 5 == 0 and wanted:
            self.call()

    def is_free(self, row):
        return self.was["duty"][row] in FREE and self.world.watchers.impaired[row] <= self.now

    def go_on(self, rows):
        before = {row: int(self.was["goal"][row]) for row in rows}
        news = [(row, self.decides(row)) for row in rows]
        claims, inside = {}, {}
        for row, what in news:
            if what == "grabs":
                self.grabs(row)
                claims.setdefault(int(self.was["quarry"][row]), []).append(row)
            elif what == "tries":
                inside.setdefault(int(self.was["cell"][row]), []).append(row)
            elif what == "arrives":
                self.arrive(row)
            elif what == "resumes":
                self.resume(row)
            elif what:
                self.end(row, what == "in vain")
        for quarry in sorted(claims):
            self.holds.append((quarry, claims[quarry], self.grip(quarry), 7))
        for door in sorted(inside):
            self.go_in(door, inside[door])
        self.forgotten += sorted({goal for row, goal in before.items() if goal != self.was["goal"][row]})
        self.move(rows)

    def decides(self, row):
        world, was = self.world, self.was
        people, dossiers, who = world.citizens, world.dossiers, int(was["quarry"][row])
        if was["duty"][row] == Duty.RETURN or world.watchers.impaired[row] > self.now:
            return ""
        place, sees = -1, False
        if who >= 0:
            slot = self.slot.get(who, -1)
            gone = not people.alive[who] or people.doing[who] in chases.GONE
            if slot < 0 or not dossiers.wanted[slot] or dossiers.cell[slot] < 0 or gone:
                return "ends"
            sees = (self.sees(row) or self.at_feet(row, who)) and people.inside[who] < 0
            place = self.lead(row, slot, sees, BESIEGING)
            place = place if place >= 0 and self.walkable(place) else -1
            if place >= 0 and not self.follows(slot, place):
                return "in vain"
        what = self.follow(row, place, sees, PATIENCE, (3200 // CELL) ** 2)
        besieges = was["duty"][row] == Duty.SIEGE and (was["until"][row] - self.now) % 5 == 0
        return "tries" if besieges and not sees and not what else what

    def at_feet(self, row, who):
        """Whether the quarry lies there without their senses, within reach of the hunter."""
        people, here = self.world.citizens, self.was["cell"][row]
        near = self.level(here) == self.level(people.cell[who])
        near = near and self.squared(here, people.cell[who]) <= (3200 // CELL) ** 2
        return near and people.doing[who] == Activity.UNCONSCIOUS

    def arrive(self, row):
        was, doors = self.was, self.world.city.doors.tolist()
        here = int(was["cell"][row])
        if was["datum"][row] == here and here not in doors:  # where it was to cut somebody off
            self.search(row, self.now + SEARCHING)
            return
        if was["datum"][row] == here:
            was["duty"][row], was["leg"][row], was["until"][row] = Duty.SIEGE, 0, self.now + BESIEGING
            return
        near = [(self.squared(door, here), n) for n, door in enumerate(doors) if self.level(door) == self.level(here)]
        far, nearest = min(near, default=(10**9, -1))
        if was["quarry"][row] >= 0 and far <= (6000 // CELL) ** 2:
            was["goal"][row] = was["datum"][row] = doors[nearest]
        else:
            self.search(row, self.now + SEARCHING)

    def go_in(self, door, rows):
        world, was, people = self.world, self.was, self.world.citizens
        building = world.city.doors.tolist().index(door)
        if door_holds(world, building):
            return
        unknown = [row for row in rows if was["quarry"][row] < 0]
        key = world.key(pursuit.FIND)
        for who in np.flatnonzero(people.alive & (people.inside == building)).tolist():
            if people.doing[who] in chases.GONE:
                continue
            draws = {row: luck.u32(key, luck.pair(int(world.watchers.luck[row]), int(people.luck[who])))
                     for row in (rows if people.wanted[who] else unknown)}  # fmt: skip
            finders = [row for row in draws if draws[row] < luck.chance(0.5)]
            if finders and people.wanted[who]:
                self.holds.append((who, finders, self.grip(who), 7))
            elif finders:
                self.recognise(who, min(finders, key=lambda row: (draws[row], row)), door)
        for row in rows:
            was["leg"][row] += 1
            if was["leg"][row] >= 3:
                self.search(row, self.now + SEARCHING)

    def recognise(self, who, row, door):
        people, reports = self.world.citizens, self.world.reports
        told = len(reports.where(subject=who, watcher=row))
        if not told and (not people.tagged[who] or people.being[who] == Being.COMPANION):
            event = self.tell(Kind.CAUGHT_UP, row, who, door, self.was["cause"][row])
            self.filed.append((who, row, int(Sense.SIGHT), door, self.now, self.now + 4, 140, event))

    def grip(self, who):
        people = self.world.citizens
        low = people.posture[who] != Posture.STANDING or people.doing[who] > Activity.RECLAIMED
        runs = people.doing[who] == Activity.WALKING and people.pace[who] == Pace.RUN
        return luck.chance(0.9 if low else 0.4 if runs else 0.7)

    def move(self, rows):
        world, was = self.world, self.was
        watchers = world.watchers
        going = [row for row in rows if was["duty"][row] in AWAY[:3] and watchers.impaired[row] <= self.now]
        for row in going:
            duty, quarry = was["duty"][row], was["quarry"][row]
            views = quarry >= 0 and watchers.in_sight[row] == quarry and watchers.seen_at[row] + 6 >= self.now
            goal = watchers.home[row] if duty == Duty.RETURN else was["goal"][row]
            self.marched.append((row, int(goal), 1200 if duty != Duty.HUNT else 3100 if views else 1500))
        for row in going:
            duty, state = was["duty"][row], self.states[row]
            if duty == Duty.SEARCH and state:
                self.look_on(row)
            elif duty == Duty.HUNT and state == LOST:
                self.search(row, self.now + SEARCHING)
            elif duty == Duty.RETURN and state == THERE and watchers.beat[row] < 0:
                was["duty"][row] = Duty.POST

    def look_on(self, row):
        """The next stop of an expanding square 3 cells apart, up to 8 from its middle, that can be entered."""
        was, city = self.was, self.world.city
        level, x, y = city.where(int(was["datum"][row]))
        for _ in range(8):
            dx, dy = square_stop(int(was["leg"][row]), 3)
            if max(abs(dx), abs(dy)) > 8:
                was["leg"][row], dx, dy = 0, 0, 0
            was["leg"][row] += 1
            to_x, to_y = min(city.width - 1, max(0, x + dx)), min(city.height - 1, max(0, y + dy))
            there = place_near(self.world, city.cell(level, to_x, to_y))
            if there >= 0:
                self.forgotten.append(int(was["goal"][row]))
                was["goal"][row] = there
                return

    def call(self):
        world, was, people = self.world, self.was, self.world.citizens
        key, dossiers, luck_of = world.key(pursuit.CALLED), world.dossiers, world.watchers.luck
        called = [(who, slot) for who, slot in self.cases(FRESH) if people.alive[who]]
        for who, slot in sorted(called, key=lambda one: (luck.u32(key, int(people.luck[one[0]])), one[0])):
            place = place_near(world, int(dossiers.cell[slot]))
            after = sum(was["quarry"][row] == who for row in self.hunters)
            near = []
            for row in self.hunters if place >= 0 else ():
                far = self.squared(was["cell"][row], place)
                if self.is_free(row) and far <= (15_000 // CELL) ** 2:
                    near.append((far, luck.u32(key, luck.pair(int(luck_of[row]), int(people.luck[who]))), row))
            for _, _, row in sorted(near)[: max(0, 3 - after)]:
                self.send(row, who, place, dossiers.event[slot] or world.scenario_event, PATIENCE)


def stubbed(monkeypatch, world, dice):
    """(what each step on foot comes to, what is asked of others): no ways are walked, nobody is held."""
    states = dice.integers(0, 3, chases.WATCHERS)
    asked = {"march": [], "hold": [], "forget": []}

    def march(_, rows, goals, speeds):
        asked["march"] += list(zip(rows.tolist(), goals.tolist(), speeds.tolist(), strict=True))
        return states[rows]

    def lay_hold(_, quarry, claimants, odds, again, stream, claim):
        assert (stream, claim) == (pursuit.STREAM, pursuit.CLAIM)
        asked["hold"].append((quarry, claimants, odds, again))

    monkeypatch.setattr(pursuit, "march", march)
    monkeypatch.setattr(pursuit, "lay_hold", lay_hold)
    monkeypatch.setattr(pursuit, "forget_way", lambda _, goal: asked["forget"].append(goal))
    return states, asked


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_every_hunter_goes_on_and_is_called_as_the_rule_says(seed, monkeypatch):
    world, dice = chases.chases(seed, (3, 4, 4, 4, 4))
    around = np.append(dice.choice(np.flatnonzero(world.city.walkable()), 12), world.city.doors)
    world.watchers.beat[:] = dice.integers(-1, 2, chases.WATCHERS)
    kinds, claims = [], 0
    for _ in range(12):
        chases.news_of(world, dice, around)
        chases.watch_out(world, dice, (0, 1, 2, 2, 3, 3, 4, 5, 6, 7, 8, 8, 8), around)
        slots = world.reports.take(3)
        world.reports.subject[slots], world.reports.watcher[slots] = dice.integers(0, 130, 3), dice.integers(0, 150, 3)
        states, asked = stubbed(monkeypatch, world, dice)
        n_reports = len(world.reports.rows())
        once = Once(world, states)
        world.events.begin(world.tick)
        pursuit.step(world, pursuit.Params(**KNOBS))
        assert said_now(world) == sorted(once.told)
        for name in chases.COLUMNS:
            assert getattr(world.watchers, name).tolist() == once.was[name].tolist(), name
        assert world.dossiers.searched.tolist() == once.searched.tolist()
        assert filed_since(world, n_reports) == sorted(once.filed)
        assert asked == {"march": once.marched, "hold": once.holds, "forget": once.forgotten}
        kinds += [one[0] for one in once.told]
        claims += len(once.holds)
        world.tick += 1
    assert claims > 10
    for kind in (Kind.HUNT_BEGAN, Kind.SEARCH_BEGAN, Kind.HUNT_ENDED):
        assert kinds.count(kind) > 20
    assert kinds.count(Kind.CAUGHT_UP) > 1
