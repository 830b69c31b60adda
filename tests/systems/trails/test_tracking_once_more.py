"""Tracking worked out once more: whole towns of trails and of those who read them, from the rule as it is told."""

from __future__ import annotations

import numpy as np
import pytest
from scenes.readers import BEGAN, trodden

from undergrid.core import luck
from undergrid.systems.trails import tracking
from undergrid.world.authority.on_foot import LOST, march
from undergrid.world.log.kinds import Kind
from undergrid.world.senses.optics import Optics, clear, light_on, tables
from undergrid.world.tables.authority import Duty, Sense, WatcherKind
from undergrid.world.tables.minds import Topic
from undergrid.world.tables.people import Activity
from undergrid.world.tables.trails import TraceKind
from undergrid.world.trails import trails

FREE = (Duty.POST, Duty.PATROL, Duty.SEARCH, Duty.RETURN)
SENSELESS = (Activity.SLEEPING, Activity.UNCONSCIOUS, Activity.HELD, Activity.SHUT_DOWN, Activity.RECLAIMED)
BLIND = (*SENSELESS, Activity.HAULED)  # who does not look at the ground for new trails
KNOBS = {"notice": 0.9, "read": 0.95, "unskilled": 0.55, "in_the_dark": 0.4, "hunter_skill": 7, "sentinel_skill": 2,
         "way": 0.6, "way_skill": 0.04, "doubt": 0.06, "patience": 9, "again_minutes": 2, "forget_minutes": 5,
         "reach_m": 7, "track_speed": 1.7, "found_points": 170, "lost_points": 30, "report_delay": 6}  # fmt: skip


class Once:
    """One tick of tracking on a copy of the world, from what the rule says."""

    def __init__(self, world, knobs):
        self.world, self.knobs, self.now = world, knobs, world.tick
        self.optics = tables(world.shared(Optics), world.city.cell_mm)
        world.events.begin(world.tick)

    def live(self):
        self.go_on()
        for who, row, trace, odds in self.lookers():
            self.find(who, row, trace, odds)

    # ------------------------------------------------------------ going on

    def go_on(self):
        follows, watchers = self.world.trackings, self.world.watchers
        for slot in [s for s in follows.rows().tolist() if follows.over[s] and follows.until[s] <= self.now]:
            follows.free(np.array([slot]))
        under_way = [slot for slot in follows.rows().tolist() if not follows.over[slot]]
        tracking_ = [slot for slot in under_way if follows.watcher[slot] >= 0]
        tracking_ = [slot for slot in tracking_ if watchers.duty[follows.watcher[slot]] == Duty.TRACK]
        walking = [slot for slot in tracking_ if watchers.cell[follows.watcher[slot]] != follows.cell[slot]]
        rows, cells = follows.watcher[walking].astype(np.int64), follows.cell[walking].astype(np.int64)
        came = march(self.world, rows, cells, np.full(len(rows), 1700))
        strayed = {slot for slot, result in zip(walking, came.tolist(), strict=True) if result == LOST}
        for slot in under_way:
            if follows.watcher[slot] < 0:
                self.person(slot, int(follows.follower[slot]), int(follows.maker[slot]))
            else:
                self.watcher(slot, int(follows.watcher[slot]), int(follows.maker[slot]), slot in strayed)

    def person(self, slot, who, maker):
        follows, people, known = self.world.trackings, self.world.citizens, self.world.knowledge
        here, end, row = int(people.cell[who]), int(follows.cell[slot]), self.knows(who, maker)
        blood = self.world.blood
        fainted = (blood.used & (blood.owner == who) & (blood.passed_out != 0)).any()
        if row is None or not people.alive[who] or self.now - known.at[row] > 300:
            self.end(slot)
        elif people.inside[who] >= 0 or people.doing[who] in SENSELESS or fainted:
            follows.until[slot] = self.now + 9
        elif self.there(here, maker, end):
            self.tell(Kind.TRACED, who, maker, int(people.cell[maker]), slot)
            self.end(slot)
        elif self.apart(here, end) > 1:
            follows.until[slot] = self.now + 9
        elif follows.until[slot] <= self.now:
            self.tell(Kind.TRAIL_LOST, who, maker, here, slot)
            self.end(slot)
        else:
            read = self.read_on(slot, maker, int(people.luck[who]), self.skill(who))
            if read is not None:
                row = row if self.knows(who, maker) is not None else int(known.take(1)[0])
                self.know(row, slot, read)

    def watcher(self, slot, row, maker, strayed):
        follows, watchers, people = self.world.trackings, self.world.watchers, self.world.citizens
        here, end = int(watchers.cell[row]), int(follows.cell[slot])
        at, building = int(people.cell[maker]), int(people.inside[maker])
        if watchers.duty[row] != Duty.TRACK:
            self.end(slot)
        elif watchers.impaired[row] > self.now:
            follows.until[slot] += 1
        elif self.there(here, maker, end) and building < 0:
            event = self.tell(Kind.CAUGHT_UP, row, maker, at, slot)
            self.report(maker, row, at, 170, event)
            self.back(slot, row, event)
        elif self.there(here, maker, end):
            cause = int(follows.cause[slot])
            event = self.world.events.one(Kind.TRACKED_IN, row, building, at, cause=cause)
            self.report(-1, row, at, 170, event)
            if watchers.kind[row] == WatcherKind.HUNTER:
                self.besiege(slot, row, at, event)
            else:
                self.back(slot, row, event)
        elif strayed or follows.until[slot] <= self.now:
            event = self.tell(Kind.TRACK_LOST, row, maker, here, slot)
            self.report(-1, row, end, 30, event)
            self.back(slot, row, event)
        elif here == end:
            read = self.read_on(slot, maker, int(watchers.luck[row]), self.skill(-1, row))
            if read is not None:
                watchers.goal[row] = self.world.traces.cell[read]
                self.follow_up(read)

    def besiege(self, slot, row, door, event):
        watchers = self.world.watchers
        watchers.cause[row] = self.world.events.one(Kind.HUNT_BEGAN, row, -1, door, cause=event)
        watchers.duty[row], watchers.quarry[row], watchers.progress[row] = Duty.HUNT, -1, 0
        watchers.goal[row] = watchers.datum[row] = door
        watchers.until[row] = self.now + 9
        self.end(slot)

    def back(self, slot, row, event):
        watchers = self.world.watchers
        watchers.duty[row], watchers.cause[row], watchers.progress[row] = Duty.RETURN, event, 0
        watchers.quarry[row] = watchers.goal[row] = watchers.datum[row] = -1
        self.end(slot)

    def end(self, slot):
        follows = self.world.trackings
        row = self.knows(int(follows.follower[slot]), int(follows.maker[slot])) if follows.watcher[slot] < 0 else None
        if row is not None:
            self.world.knowledge.free(np.array([row]))
        follows.over[slot], follows.until[slot] = True, self.now + 120

    def read_on(self, slot, maker, lucky, skill):
        """The trace that is read now, by its slot: one of the two made soonest after the last one, or before it."""
        world, follows, traces = self.world, self.world.trackings, self.world.traces
        here, when, onward = int(follows.cell[slot]), int(follows.made[slot]), bool(follows.onward[slot])
        soonest = {}
        for trace in traces.rows().tolist():
            cell, by = int(traces.cell[trace]), int(traces.made[trace]) - when
            if traces.maker[trace] == maker and 0 < self.apart(here, cell) <= 2 and (by > 0 if onward else by < 0):
                plain = dict(trails.readable(world, cell)).get(trace, 0)
                soonest[cell] = min(soonest.get(cell, (10**9, 0, 0)), (abs(by), -plain, trace))
        order = sorted((by, trace) for by, _, trace in soonest.values())
        light = self.light(here)
        share = self.skilled(skill) * light // 1000
        for _, trace in order[:2]:
            pair = luck.pair(lucky, traces.luck[trace])
            key = world.key(tracking.READ)
            if traces.false[trace] and luck.u32(key, pair, 1) < luck.chance(0.06 * skill):
                continue
            plain = dict(trails.readable(world, int(traces.cell[trace]))).get(trace, 0)
            sure = plain if follows.watcher[slot] >= 0 else 1000 - int(traces.covered[trace])
            if luck.u32(key, pair) < luck.chance(0.95 * plain * sure * share / 1000**3):
                follows.cell[slot], follows.made[slot] = traces.cell[trace], traces.made[trace]
                follows.until[slot] = self.now + 9
                return trace
        return None

    # ------------------------------------------------------------ coming across

    def lookers(self):
        """(person or -1, watcher or -1, trace, odds) of all who notice a trace that is news to them."""
        people, watchers, found = self.world.citizens, self.world.watchers, []
        for who in self.world.plans.owner.tolist():
            if who >= 0 and people.alive[who] and people.inside[who] < 0 and people.doing[who] not in BLIND:
                found += self.notices(who, -1, int(people.cell[who]), int(people.luck[who]))
        for row in range(watchers.n):
            kind, duty = watchers.kind[row], watchers.duty[row]
            on_foot = kind == WatcherKind.HUNTER or (kind == WatcherKind.SENTINEL and duty == Duty.PATROL)
            if on_foot and duty in FREE and watchers.impaired[row] <= self.now:
                found += self.notices(-1, row, int(watchers.cell[row]), int(watchers.luck[row]))
        return found

    def notices(self, who, row, here, lucky):
        world, traces, people = self.world, self.world.traces, self.world.citizens
        news = [
            (-plain, slot) for slot, plain in trails.readable(world, here)
            if self.is_news(who, row, slot)
        ]  # fmt: skip
        if not news:
            return []
        less, trace = min(news)
        maker = int(traces.maker[trace])
        if who >= 0 and people.inside[maker] < 0 and self.apart(here, int(people.cell[maker])) <= 5:
            return []
        chance = 900 * -less * self.skilled(self.skill(who, row)) // 1000 * self.light(here) // 1000
        odds = (chance << 32) // 10**6
        draw = luck.u32(world.key(tracking.STREAM), luck.pair(lucky, traces.luck[trace]))
        return [(who, row, trace, odds)] if draw < odds else []

    def is_news(self, who, row, trace):
        traces, follows, bonds = self.world.traces, self.world.trackings, self.world.bonds
        maker = traces.maker[trace]
        if maker == who or (traces.kind[trace] == TraceKind.PRINTS and not self.knobs.get("prints_too")):
            return False
        if row >= 0 and traces.followed[trace]:
            return False
        column, one = (follows.watcher, row) if row >= 0 else (follows.follower, who)
        if (follows.used & (follows.maker == maker) & (column == one)).any():
            return False
        return row >= 0 or not (bonds.used & (bonds.a == who) & (bonds.b == maker)).any()

    def find(self, who, row, trace, odds):
        world, traces, people, watchers = self.world, self.world.traces, self.world.citizens, self.world.watchers
        maker, cell, kind = int(traces.maker[trace]), int(traces.cell[trace]), int(traces.kind[trace])
        told = (Kind.TRAIL_FOUND, who) if row < 0 else (Kind.TRACKED, row)
        event = world.events.one(*told, maker, cell, kind, int(traces.cause[trace]), tracking.STREAM, odds)
        lucky = people.luck[who] if row < 0 else watchers.luck[row]
        tells = trails.in_order(world, maker, cell) >= 5
        chance = luck.chance(min(1, 0.6 + 0.04 * self.skill(who, row)) if tells else 0.5)
        follows, (slot,) = world.trackings, world.trackings.take(1).tolist()
        follows.follower[slot], follows.watcher[slot], follows.maker[slot] = who, row, maker
        follows.cell[slot], follows.made[slot], follows.cause[slot] = cell, traces.made[trace], event
        follows.until[slot] = self.now + 9
        follows.onward[slot] = luck.u32(world.key(tracking.WAY), luck.pair(int(lucky), people.luck[maker])) < chance
        if row < 0:
            self.know(int(world.knowledge.take(1)[0]), slot, trace)
            return
        watchers.duty[row], watchers.cause[row], watchers.goal[row] = Duty.TRACK, event, cell
        watchers.quarry[row] = watchers.datum[row] = -1
        watchers.progress[row], watchers.until[row] = 0, self.now + 9
        self.follow_up(trace)

    # ------------------------------------------------------------ what both need

    def apart(self, a, b):
        """How many cells two places are apart, the longer way counting; far more where they are on two levels."""
        (level, x, y), (other, to_x, to_y) = self.world.city.where(a), self.world.city.where(b)
        return max(abs(to_x - x), abs(to_y - y)) if level == other else 1000

    def there(self, here, maker, end):
        """Whether the maker is in view within seven metres, or behind the very door to which the trail leads."""
        people = self.world.citizens
        at = int(people.cell[maker])
        if people.inside[maker] >= 0:
            return here == at == end
        return self.apart(here, at) <= 3 and bool(clear(self.world.city.handle, here, at))

    def light(self, here):
        """What the light on a cell leaves of a chance, 1/1000."""
        city, sky = self.world.city, self.world.sky
        day = min(255, int(sky.light[0]) + int(sky.glare[0]))
        light = light_on(self.optics, int(city.ground[here]), here, day, city.levels[here // city.area].sky)
        return 400 + 600 * int(light) // 255

    def skill(self, who, row=-1):
        if row >= 0:
            return 7 if self.world.watchers.kind[row] == WatcherKind.HUNTER else 2
        profiles = self.world.profiles
        return sum(int(profiles.soldiering[k]) for k in profiles.rows() if profiles.owner[k] == who)

    def skilled(self, skill):
        return 550 + 45 * skill

    def knows(self, who, maker):
        """The first slot of what somebody knows of a trail of that maker, which they follow."""
        known, follows = self.world.knowledge, self.world.trackings
        mine = follows.used & (follows.follower == who) & (follows.maker == maker)
        rows = known.used & (known.knower == who) & (known.topic == Topic.TRACE)
        rows &= np.isin(known.cause, follows.cause[mine])
        return int(np.flatnonzero(rows)[0]) if rows.any() else None

    def know(self, row, slot, trace):
        known, follows = self.world.knowledge, self.world.trackings
        known.knower[row], known.topic[row], known.subject[row] = follows.follower[slot], Topic.TRACE, trace
        known.cell[row], known.at[row], known.cause[row] = self.world.traces.cell[trace], self.now, follows.cause[slot]
        known.source[row], known.strength[row] = -1, 1000

    def follow_up(self, trace):
        traces = self.world.traces
        same = traces.used & (traces.cell == traces.cell[trace]) & (traces.maker == traces.maker[trace])
        traces.followed[same] = True

    def tell(self, kind, who, maker, where, slot):
        return self.world.events.one(kind, who, maker, where, 0, int(self.world.trackings.cause[slot]))

    def report(self, subject, row, cell, points, event):
        reports, (slot,) = self.world.reports, self.world.reports.take(1).tolist()
        reports.subject[slot], reports.watcher[slot], reports.sense[slot] = subject, row, Sense.SIGHT
        reports.cell[slot], reports.at[slot], reports.arrives[slot] = cell, self.now, self.now + 6
        reports.weight[slot], reports.event[slot] = points, event


def assert_alike(world, expected):
    """All that the rule writes first, to say what is wrong; then all that there is."""
    for name in ("trackings", "knowledge", "watchers", "traces", "reports"):
        for column, values in getattr(world, name).items():
            there = getattr(getattr(expected, name), column)
            assert len(values) == len(there), name
            off = np.flatnonzero(values != there)
            assert not len(off), f"{name}.{column} of {off[:9]}: {values[off][:9]}, not {there[off][:9]}"
    assert world.digest() == expected.digest()


@pytest.mark.parametrize(("seed", "prints_too"), [(1, False), (5, True)])
def test_all_who_read_trails_go_on_find_lose_and_tell_what_the_rule_says(seed, prints_too):
    world, dice = trodden(seed)
    knobs, told = {**KNOBS, "prints_too": prints_too}, []
    for _ in range(5):
        expected = world.copy()
        Once(expected, knobs).live()
        world.events.begin(world.tick)
        tracking.step(world, tracking.Params(**knobs))
        events = [
            (e.kind, e.who, e.whom, e.where, e.amount, e.cause, e.stream, e.odds) for e in world.events.this_tick()
        ]
        assert events == [
            (e.kind, e.who, e.whom, e.where, e.amount, e.cause, e.stream, e.odds) for e in expected.events.this_tick()
        ]
        assert_alike(world, expected)
        told += [event[0] for event in events]
        world.tick += 1
        moved = dice.integers(0, world.citizens.n, 25)
        world.citizens.cell[moved] = dice.permutation(world.citizens.cell[moved])
        world.rebuild()
    assert world.tick == BEGAN + 5
    kinds = (Kind.TRAIL_FOUND, Kind.TRAIL_LOST, Kind.TRACED, Kind.TRACKED, Kind.TRACK_LOST, Kind.CAUGHT_UP,
             Kind.TRACKED_IN, Kind.HUNT_BEGAN)  # fmt: skip
    assert set(kinds) <= set(told)


def test_which_way_a_finder_takes_goes_by_their_skill_and_by_how_many_steps_lie_in_order():
    world, dice = trodden(3)
    expected, knobs = world.copy(), tracking.Params(**KNOBS)
    once = Once(expected, KNOBS)
    world.events.begin(world.tick)
    lengths = set()
    for trace in world.traces.rows().tolist():
        who, row = ((int(dice.integers(30, 110)), -1), (-1, int(dice.integers(0, 110))))[trace % 2]
        if row < 0 and once.knows(who, int(world.traces.maker[trace])) is not None:
            continue  # nobody takes up a trail twice
        lengths.add(trails.in_order(world, int(world.traces.maker[trace]), int(world.traces.cell[trace])))
        tracking._find(world, knobs, who if row < 0 else -1 - row, trace, 1000 + trace)
        once.find(who, row, trace, 1000 + trace)
    assert_alike(world, expected)
    assert lengths > {1, 4, 5, 6}


@pytest.mark.parametrize("skill", [0, 4, 10])
def test_what_is_read_next_is_the_plainer_of_two_steps_for_the_skilled_and_a_false_one_sooner_for_others(skill):
    world, dice = trodden(4)
    expected, knobs, read = world.copy(), tracking.Params(**KNOBS), []
    once = Once(expected, KNOBS)
    traces, slots = world.traces, world.trackings.rows().tolist()
    world.traces.covered[:] = expected.traces.covered[:] = 0
    for last in traces.rows().tolist():
        slot, lucky, maker = int(dice.choice(slots)), int(dice.integers(1, 2**62)), int(traces.maker[last])
        onward = bool(dice.random() < 0.6)
        for follows in (world.trackings, expected.trackings):
            follows.maker[slot], follows.onward[slot] = maker, onward
            follows.cell[slot], follows.made[slot] = traces.cell[last], traces.made[last]
        read.append(tracking._read_on(world, knobs, slot, lucky, skill))
        found = once.read_on(slot, maker, lucky, skill)
        assert read[-1] == (-1 if found is None else found)
    assert_alike(world, expected)
    assert min(read.count(-1), len(set(read))) > 30
