"""Dispatch worked out once more: drones and Sentinels at all kinds of things, each tick from the rule as it is told."""

from __future__ import annotations

import numpy as np
import pytest
from scenes import chases
from scenes.chases import WATCHERS, Chase
from scenes.towns import conditions_of, said_now

from undergrid.core import luck
from undergrid.systems.authority import dispatch
from undergrid.world.authority.search_patterns import Pattern, square_stop
from undergrid.world.authority.timetable import Timetable, beat_position
from undergrid.world.log.events import event_id, kind_of
from undergrid.world.log.kinds import Kind, Role
from undergrid.world.tables.authority import Duty, Sense, WatcherKind
from undergrid.world.tables.people import Activity, Pace, Posture
from undergrid.world.tables.places import Stage

KNOBS = {"beat_speed": 6.5, "hunt_speed": 13.5, "walk_speed": 1.2, "run_speed": 3.1, "hunters": 2, "call_m": 15,
         "fresh_minutes": 0.5, "hunt_minutes": 2, "search_minutes": 0.5, "pattern": "random", "spacing_m": 5,
         "search_m": 13, "reach_m": 3.2, "grip": 0.6, "grip_running": 0.4, "grip_low": 0.8, "regrip_seconds": 7,
         "sentinel_m": 13, "sentinel_at": 599, "pursue": chases.PURSUE, "look_m": 10, "look_weight": 5,
         "look_minutes": 0.25, "lost_minutes": 0.4, "warm_minutes": 0.05, "warm_m": 6}  # fmt: skip
SEARCHING, LOOKING, PATIENCE, FRESH, LOOKED = 30, 15, 120, 30, 3
CALL, TETHER, NEAR, REACH = 10, 8, 6, 2  # cells
AWAY, FREE = (Duty.HUNT, Duty.SEARCH, Duty.RETURN), (Duty.PATROL, Duty.RETURN, Duty.POST)
LEVELS = ("always", "grave", "never")
BEGINS = 1015  # a few ticks before calls for help are looked at


class Once(Chase):
    """One tick. Flight and ways are others': what comes of each way on foot is `walks`, by row."""

    def __init__(self, world, walks):
        super().__init__(world, KNOBS, LEVELS)
        self.walks, self.holds, self.walked, self.conditions = walks, [], [], set()
        self.waits = world.beacons.waits.copy()
        looks = world.looks
        self.looks = [(int(looks.cell[slot]), int(looks.at[slot])) for slot in looks.rows()]
        self.kind = world.watchers.kind
        called = self.patrol()
        self.watch()
        if called:
            self.go_on(called)
        self.flies = called
        self.call()
        self.listen()

    def patrol(self):
        world, was, called = self.world, self.was, []
        timetable, beats = world.cache(Timetable), world.watchers.beat
        for row in range(WATCHERS):
            beat, duty = int(beats[row]), was["duty"][row]
            gone = self.now * (6500 if self.kind[row] == WatcherKind.DRONE else 1200)
            at = beat_position(timetable.handle, beat, gone) if beat >= 0 else (-1, -1)
            if duty == Duty.PATROL and beat >= 0:
                was["cell"][row], was["leg"][row] = at
            elif duty in AWAY and self.kind[row] != WatcherKind.HUNTER:
                called.append(row)
            back = duty == Duty.RETURN and beat >= 0 and was["cell"][row] == world.watchers.home[row]
            hunts = self.kind[row] == WatcherKind.HUNTER
            if back and hunts and self.squared(at[0], was["cell"][row]) <= 2:  # it passes beside where the hunter is
                was["duty"][row], was["cell"][row], was["leg"][row] = Duty.PATROL, *at
        return called

    def watch(self):
        """Whoever is back at a post or beat is on watch again: it is theirs, and what called them is over."""
        was, posted = self.was, self.world.watchers.posted
        for row in range(WATCHERS):
            over = int(was["cause"][row])
            if was["duty"][row] in (Duty.POST, Duty.PATROL) and kind_of(over) != Kind.ON_WATCH:
                event = self.tell(Kind.ON_WATCH, row, -1, int(was["cell"][row]), posted[row] or over)
                self.conditions.add((event, over, int(Role.CONDITION)))
                was["cause"][row] = event

    def go_on(self, rows):
        news, claims = [(row, self.decides(row)) for row in rows], {}
        for row, what in news:
            if what == "grabs":
                self.grabs(row)
                claims.setdefault(int(self.was["quarry"][row]), []).append(row)
            elif what == "arrives":
                self.search(row, self.now + SEARCHING) if self.was["quarry"][row] >= 0 else self.look_round(row)
            elif what == "resumes":
                self.resume(row)
            elif what:
                self.end(row, what == "in vain")
        people = self.world.citizens
        for who in sorted(claims):
            low, runs = people.posture[who] != Posture.STANDING, people.pace[who] == Pace.RUN
            self.holds.append((who, claims[who], luck.chance(0.8 if low else 0.4 if runs else 0.6), 7))
        for row in rows:
            if self.kind[row] == WatcherKind.SENTINEL and self.world.watchers.impaired[row] <= self.now:
                self.walk(row)

    def look_round(self, row):
        was, cell = self.was, int(self.was["cell"][row])
        was["duty"][row], was["until"][row] = Duty.SEARCH, self.now + LOOKING
        was["datum"][row], was["goal"][row], was["leg"][row] = cell, cell, 1

    def decides(self, row):
        world, was, who = self.world, self.was, int(self.was["quarry"][row])
        dossiers = world.dossiers
        if was["duty"][row] == Duty.RETURN or world.watchers.impaired[row] > self.now:
            return ""
        if who < 0:
            return self.follow(row, -1, False, 0, 0)
        slot = self.slot.get(who, -1)
        held = world.citizens.doing[who] == Activity.HELD
        if slot < 0 or not dossiers.wanted[slot] or dossiers.cell[slot] < 0 or held:
            return "ends"
        sees = self.sees(row)
        place = self.lead(row, slot, sees, 0)
        if place >= 0 and not self.may_go(row, slot, place):
            return "in vain"
        return self.follow(row, place, sees, PATIENCE, REACH**2)

    def may_go(self, row, slot, place):
        if self.kind[row] != WatcherKind.SENTINEL:
            return self.follows(slot, place)
        near = self.squared(self.world.watchers.home[row], place) <= TETHER**2
        return near and self.level(place) == self.level(self.was["cell"][row])

    def walk(self, row):
        world, was = self.world, self.was
        duty, home = was["duty"][row], int(world.watchers.home[row])
        goal = home if duty == Duty.RETURN else int(was["goal"][row])
        self.walked.append((home, TETHER, int(was["cell"][row]), goal, int(was["progress"][row]) + 3100))
        was["cell"][row], was["progress"][row], there = self.walks(row, goal)
        if duty == Duty.HUNT and there and was["cell"][row] != goal:
            self.search(row, self.now + SEARCHING)
        elif duty == Duty.RETURN and there:
            was["cell"][row], was["duty"][row] = home, Duty.POST
        elif duty == Duty.SEARCH and there:  # the next stop of squares 5 cells apart
            level, x, y = world.city.where(int(was["datum"][row]))
            dx, dy = square_stop(int(was["leg"][row]), 5)
            if max(abs(dx), abs(dy)) > TETHER:
                was["leg"][row], dx, dy = 0, 0, 0
            was["leg"][row] += 1
            x, y = min(chases.WIDE - 1, max(0, x + dx)), min(chases.HIGH - 1, max(0, y + dy))
            was["goal"][row] = world.city.cell(level, x, y)

    def call(self):
        world, was, people = self.world, self.was, self.world.citizens
        key, dossiers, watchers = world.key(dispatch.CALLED), world.dossiers, world.watchers
        trials = world.judgements
        judging = [int(trials.guard[slot]) for slot in trials.rows() if trials.stage[slot] != Stage.RECOVERING]
        guards = (self.kind == WatcherKind.SENTINEL) & (watchers.link >= 0) & (watchers.impaired <= self.now)
        guards = np.setdiff1d(np.flatnonzero(guards), judging).tolist()
        for who, slot in sorted(self.cases(FRESH), key=lambda one: (luck.u32(key, int(people.luck[one[0]])), one[0])):
            place, event = int(dossiers.cell[slot]), dossiers.event[slot] or world.scenario_event
            after = np.count_nonzero((was["quarry"] == who) & (self.kind == WatcherKind.DRONE))
            for row in self.nearest(place, CALL, int(people.luck[who]))[: max(0, 2 - after)]:
                self.send(row, who, place, event, PATIENCE)
            for row in guards if dossiers.suspicion[slot] >= 599 else ():
                home = int(watchers.home[row])
                near = self.level(home) == self.level(place) and self.squared(home, place) <= TETHER**2
                if near and was["duty"][row] == Duty.POST:
                    self.send(row, who, place, event, PATIENCE)

    def nearest(self, place, cells, lucky):
        """Free drones within so many cells, nearest first; equals by a draw."""
        world, found = self.world, []
        free = (self.kind == WatcherKind.DRONE) & np.isin(self.was["duty"], FREE)
        for row in np.flatnonzero(free & (world.watchers.impaired <= self.now)).tolist():
            far = self.squared(self.was["cell"][row], place)
            if far <= cells**2:
                pair = luck.pair(int(world.watchers.luck[row]), lucky)
                found.append((far, luck.u32(world.key(dispatch.CALLED), pair), row))
        return [row for _, _, row in sorted(found)]

    def listen(self):
        world = self.world
        reports, beacons = world.reports, world.beacons
        noticed = []
        for slot in reports.rows():
            place, told = int(reports.cell[slot]), reports.subject[slot] < 0 and reports.arrives[slot] <= self.now
            if not told or reports.weight[slot] < 5:
                continue
            if reports.sense[slot] != Sense.HEAT or not self.looked_at(place):
                noticed.append((place, int(reports.event[slot])))
        for slot in beacons.rows() if self.now % 60 == 0 else ():
            if beacons.waits[slot]:
                noticed.append((int(beacons.believed[slot]), int(beacons.trace[slot])))
        for place, event in sorted(noticed):
            waits = not self.look(place, event)
            for slot in beacons.rows():
                if beacons.trace[slot] == event:
                    self.waits[slot] = waits

    def looked_at(self, place):
        self.looks = [(cell, at) for cell, at in self.looks if at + LOOKED > self.now]
        near = [cell for cell, _ in self.looks if self.level(cell) == self.level(place)]
        return any(self.squared(cell, place) <= 4**2 for cell in near)

    def look(self, place, event):
        was = self.was
        looking = [row for row in range(WATCHERS) if was["quarry"][row] < 0 and was["duty"][row] in AWAY[:2]]
        near = self.nearest(place, NEAR, place)
        busy = any(self.squared(was["goal"][row], place) <= NEAR**2 for row in looking)
        if self.levels[self.level(place)] != "always" or busy or not near:
            return False
        self.send(near[0], -1, place, event or self.world.scenario_event, PATIENCE)
        self.looks.append((place, self.now))
        return True


def stubbed(monkeypatch, world, dice):
    """(what each way on foot comes to, what is asked of others): nobody flies, walks or is held."""
    share, reached = dice.random(WATCHERS), dice.choice(np.flatnonzero(world.city.walkable()), WATCHERS)
    asked = {"fly": [], "walk": [], "hold": []}

    def walks(row, goal):
        """(cell, mm left, whether it gets no farther) by the row of a watcher."""
        there = share[row] < 0.6
        return goal if share[row] < 0.3 else int(reached[row]), 100 + row, there

    def walk_near(city, walk, home, radius, cell, goal, budget):
        asked["walk"].append((home, radius, cell, goal, budget))
        assert city is world.city
        row = walkers.pop(0)
        return walks(row, goal)

    def fly_out(rows, watchers, timetable, ways, city, knobs, now, key):
        asked["fly"] += rows.tolist()
        assert (now, key.tolist()) == (world.tick, world.key(dispatch.TURNS).tolist())
        assert (knobs.beat_speed, knobs.hunt_speed, knobs.spacing, knobs.radius) == (6500, 13500, 3, 8)
        assert knobs.pattern == Pattern.RANDOM
        about = (world.watchers.kind[rows] == WatcherKind.SENTINEL) & (world.watchers.impaired[rows] <= now)
        walkers[:] = rows[about].tolist()

    def lay_hold(_, quarry, claimants, odds, again, stream, claim):
        assert (stream, claim) == (dispatch.STREAM, dispatch.CLAIM)
        asked["hold"].append((quarry, claimants, odds, again))

    walkers = []
    for name, stub in (("walk_near", walk_near), ("fly_out", fly_out), ("lay_hold", lay_hold)):
        monkeypatch.setattr(dispatch, name, stub)
    return walks, asked


def alarms(world, dice, around):
    """Reports of something unknown, beacons that wait or do not, judgements at the gates."""
    reports, beacons, trials = world.reports, world.beacons, world.judgements
    for table in (reports, beacons, trials):
        table.free(table.rows())
    slots = reports.take(9)
    reports.subject[slots], reports.cell[slots] = dice.choice((-1, -1, 5), 9), dice.choice(around, 9)
    reports.arrives[slots], reports.weight[slots] = world.tick + dice.integers(-1, 2, 9), dice.integers(4, 7, 9)
    reports.event[slots] = [event_id(world.tick, Kind.HEARD, slot) for slot in slots]
    reports.event[slots[::4]], reports.sense[slots[::2]] = 0, Sense.HEAT
    slots = beacons.take(8)
    beacons.believed[slots], beacons.waits[slots] = dice.choice(around, 8), dice.random(8) < 0.6
    beacons.trace[slots] = [event_id(900, Kind.BEACON_TRACED, slot) for slot in slots]
    beacons.trace[slots[:2]] = reports.event[reports.rows()[1:3]]
    beacons.free(slots[3:4])
    slots = trials.take(40)
    trials.guard[slots], trials.stage[slots] = dice.permutation(WATCHERS)[:40], dice.integers(0, 4, 40)
    trials.free(slots[::5])


@pytest.mark.parametrize("seed", [1, 2, 3, 4])
def test_every_drone_and_sentinel_goes_on_and_is_called_as_the_rule_says(seed, monkeypatch):
    world, dice = chases.chases(seed, (2, 2, 3, 3, 3, 4))
    watchers = world.watchers
    around = np.append(dice.choice(np.flatnonzero(world.city.walkable()), 12), dice.integers(0, world.city.n_cells, 2))
    world.tick, kinds, conditions = BEGINS, [], set()
    sent = 0
    for _ in range(10):
        chases.news_of(world, dice, around)
        if world.tick % 3 == 0:  # nobody is wanted: drones are free to look round
            world.dossiers.wanted[:] = False
        chases.watch_out(world, dice, (0, 0, 1, 2, 2, 3, 3, 4, 4, 5), around)
        watchers.beat[:], watchers.link[:] = dice.integers(-1, 3, WATCHERS), dice.integers(-1, 3, WATCHERS)
        watchers.home[:] = dice.choice(around, WATCHERS)
        looking = (watchers.quarry < 0) & np.isin(watchers.duty, AWAY[:2])
        watchers.duty[looking & (dice.random(WATCHERS) < 0.93)] = Duty.OFF
        starts = [world.city.posts[beat].cell if beat >= 0 else cell
                  for beat, cell in zip(watchers.beat, watchers.home, strict=True)]  # fmt: skip
        back = dice.random(WATCHERS) < 0.3
        watchers.home[back] = watchers.cell[back] = np.array(starts)[back]
        on = dice.random(WATCHERS) < 0.3
        watchers.cause[on] = [event_id(world.tick - 5, Kind.ON_WATCH, row) for row in np.flatnonzero(on)]
        watchers.posted[:] = np.where(dice.random(WATCHERS) < 0.5, 0, event_id(3, Kind.ON_WATCH, 7))
        alarms(world, dice, around)
        walks, asked = stubbed(monkeypatch, world, dice)
        once = Once(world, walks)
        world.events.begin(world.tick)
        dispatch.step(world, dispatch.Params(**KNOBS))
        assert said_now(world) == sorted(once.told)
        for name in chases.COLUMNS:
            assert getattr(watchers, name).tolist() == once.was[name].tolist(), name
        assert world.dossiers.searched.tolist() == once.searched.tolist()
        assert world.beacons.waits.tolist() == once.waits.tolist()
        looks = world.looks
        assert sorted((looks.cell[slot], looks.at[slot]) for slot in looks.rows()) == sorted(once.looks)
        assert asked == {"fly": once.flies, "walk": once.walked, "hold": once.holds}
        kinds += [one[0] for one in once.told]
        conditions |= once.conditions
        sent += sum(one[0] == Kind.HUNT_BEGAN and one[2] < 0 for one in once.told)
        world.tick += 1
    assert conditions_of(world) == conditions
    for kind in (Kind.HUNT_BEGAN, Kind.SEARCH_BEGAN, Kind.HUNT_ENDED, Kind.ON_WATCH):
        assert kinds.count(kind) > 5
    assert sent > 1
