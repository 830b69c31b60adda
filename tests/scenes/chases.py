"""Chases in which all is different from row to row, and how hunts go on as it is told: for rules that send watchers."""

from __future__ import annotations

import numpy as np
from scenes.worlds import make_city, make_world

from undergrid.city.city import Post, Use
from undergrid.world.log.events import event_id, kind_of
from undergrid.world.log.kinds import Kind
from undergrid.world.places.ways import Ways
from undergrid.world.tables.authority import Duty, WatcherKind
from undergrid.world.tables.people import Activity

WIDE, HIGH, PEOPLE, WATCHERS = 44, 32, 130, 150
AREA = WIDE * HIGH
BEGAN = 995
CELL = 1500
PURSUE = 600
LOST = 24  # ticks after which whoever is searched for is lost
DOORS = [(0, 9, 9), (0, 11, 9), (1, 30, 9), (0, 30, 20), (2, 9, 25), (0, 12, 25)]
BEATS = [((3, 3), (30, 5), (12, 20)), ((40, 4), (41, 25)), ((7, 30), (20, 9), (35, 30), (9, 12))]
COLUMNS = ("duty", "leg", "goal", "datum", "quarry", "until", "lost_at", "impaired", "progress", "cause", "cell")
GONE = (Activity.HELD, Activity.SHUT_DOWN, Activity.RECLAIMED)


def chases(seed, kinds):
    """(a town on three levels with people, dossiers and watchers of these kinds, the dice that go on)."""
    dice = np.random.default_rng(seed)
    drawn = ["\n".join("".join(dice.choice(list(signs), WIDE, p=(0.6, 0.15, 0.2, 0.05))) for _ in range(HIGH))
             for signs in (".,%#", "_+%#", "=,%#")]  # fmt: skip
    uses = [(Use.REFUGE if n % 2 else Use.DISUSED, *door) for n, door in enumerate(DOORS)]
    beats = [tuple((y * WIDE + x) for x, y in beat) for beat in BEATS]
    posts = [Post("drone", beat[0], beat=beat) for beat in beats]
    city = make_city(*drawn, buildings=uses, posts=posts, cell_mm=CELL)
    free = np.flatnonzero(city.walkable())
    stand = dice.choice(free, WATCHERS).tolist()
    kinds = [WatcherKind(kind) for kind in dice.choice(kinds, WATCHERS)]
    world = make_world(city, dice.choice(free, PEOPLE).tolist(), list(zip(kinds, stand, strict=True)), seed=seed)
    world.tick = BEGAN
    people = world.citizens
    people.alive[:], people.wanted[:] = dice.random(PEOPLE) < 0.95, dice.random(PEOPLE) < 0.3
    people.tagged[:], people.being[:] = dice.random(PEOPLE) < 0.6, dice.random(PEOPLE) < 0.1
    people.doing[:], people.pace[:] = dice.choice((3, 3, 3, 4, *range(16)), PEOPLE), dice.integers(0, 3, PEOPLE)
    people.posture[:] = dice.choice((0, 0, 1, 2), PEOPLE)
    people.cause[:] = [event_id(60 + who, Kind.ARRESTED, who) for who in range(PEOPLE)]
    inside = np.flatnonzero(dice.random(PEOPLE) < 0.35)
    people.inside[inside] = dice.integers(0, len(DOORS), len(inside))
    people.cell[inside] = city.doors[people.inside[inside]]
    slots = world.dossiers.take(110)
    world.dossiers.subject[slots] = dice.permutation(PEOPLE)[:110]
    world.dossiers.free(slots[::6])
    world.shelters.locked[1] = True
    world.rebuild()
    return world, dice


def news_of(world, dice, around):
    """Let the dossiers say something new: where, when, how grave, whether followed up."""
    dossiers, people, city = world.dossiers, world.citizens, world.city
    n = len(dossiers.used)
    dossiers.cell[:] = np.where(dice.random(n) < 0.5, people.cell[dossiers.subject], dice.choice(around, n))
    dossiers.cell[dice.random(n) < 0.1] = -1
    odd = dice.random(n) < 0.1
    dossiers.cell[odd] = dice.integers(0, city.n_cells, odd.sum())
    dossiers.at[:] = world.tick - dice.integers(0, 40, n)
    dossiers.searched[:] = np.where(dice.random(n) < 0.3, dossiers.at - dice.integers(0, 2, n), -1)
    dossiers.suspicion[:] = dice.choice((0, 99, PURSUE - 1, PURSUE, PURSUE + 1, 900), n)
    dossiers.wanted[:] = dice.random(n) < 0.8
    kinds = (Kind.WANTED, Kind.DOSSIER_CLOSED, Kind.SIGHTED)
    dossiers.event[:] = [event_id(int(at), kinds[slot % 3], slot) for slot, at in enumerate(dossiers.at)]
    dossiers.event[::11] = 0


def watch_out(world, dice, duties, around):
    """Let the watchers be at all kinds of things, near what they want or far from it."""
    watchers, city = world.watchers, world.city
    watchers.duty[:] = dice.choice(duties, WATCHERS)
    away = np.isin(watchers.duty, (Duty.HUNT, Duty.SEARCH, Duty.SIEGE))
    watchers.quarry[:] = np.where(away & (dice.random(WATCHERS) < 0.85), dice.integers(0, PEOPLE, WATCHERS), -1)
    many = away & (dice.random(WATCHERS) < 0.25)
    watchers.quarry[many] = dice.integers(0, 6, many.sum())  # some have more after them than it takes
    watchers.cell[:] = dice.choice(around, WATCHERS)
    watchers.cell[watchers.duty == Duty.SIEGE] = dice.choice(city.doors, (watchers.duty == Duty.SIEGE).sum())
    watchers.goal[:] = np.where(dice.random(WATCHERS) < 0.5, watchers.cell, dice.choice(around, WATCHERS))
    watchers.datum[:] = np.where(dice.random(WATCHERS) < 0.5, -1, dice.choice(around, WATCHERS))
    same = dice.random(WATCHERS) < 0.2
    watchers.datum[same] = watchers.cell[same]
    watchers.until[:] = world.tick + dice.choice((-1, 0, 1, 5, 10, 15, 20, 25, 30, 45, 60), WATCHERS)
    ago = np.array((0, 1, 10, LOST - 1, LOST, LOST + 1, 40))
    watchers.lost_at[:] = world.tick - ago[np.arange(WATCHERS) % len(ago)]
    watchers.impaired[:] = np.where(dice.random(WATCHERS) < 0.2, world.tick + dice.integers(-1, 2, WATCHERS), 0)
    watchers.in_sight[:] = np.where(dice.random(WATCHERS) < 0.6, watchers.quarry, dice.integers(-1, PEOPLE, WATCHERS))
    watchers.seen_at[:] = world.tick - dice.choice((0, 0, 0, 1, 5, 6, 7, 30), WATCHERS)
    watchers.recognised[:], watchers.leg[:] = dice.random(WATCHERS) < 0.8, dice.integers(0, 6, WATCHERS)
    watchers.progress[:] = dice.integers(0, 1400, WATCHERS)
    watchers.sighting[:] = [event_id(world.tick, Kind.SIGHTED, row) for row in range(WATCHERS)]
    watchers.sighting[::7] = 0
    kinds = (Kind.SEARCH_BEGAN, Kind.HUNT_BEGAN, Kind.SIEGE_WON)
    watchers.cause[:] = [event_id(world.tick - 9, kinds[row % 3], row) for row in range(WATCHERS)]
    close = np.flatnonzero((watchers.in_sight >= 0) & (watchers.duty != Duty.SIEGE))
    close = close[dice.random(len(close)) < 0.4]  # some stand beside whom they see
    watchers.cell[close] = world.citizens.cell[watchers.in_sight[close]]
    watchers.cell[close[::2]] += dice.integers(-2, 3, len(close[::2]))
    watchers.cell[:] = np.clip(watchers.cell, 0, city.n_cells - 1)


class Chase:
    """A tick of hunts, worked out from the world as it is before: columns of watchers, dossiers' `searched`, events."""

    def __init__(self, world, rules, levels):
        self.world, self.now, self.rules, self.levels = world, world.tick, rules, levels
        self.was = {name: getattr(world.watchers, name).astype(np.int64) for name in COLUMNS}
        self.searched = world.dossiers.searched.copy()
        self.slot = {int(world.dossiers.subject[slot]): int(slot) for slot in world.dossiers.rows()}
        self.told = []

    def tell(self, kind, who, whom, where, cause):
        self.told.append((kind, who, whom, where, 0, int(cause), 0, 0))
        about = 1 if kind.subject == "who" else 2
        nth = sum(one[0] == kind and one[about] == (kind, who, whom)[about] for one in self.told) - 1
        return event_id(self.now, kind, (kind, who, whom)[about], nth)

    def squared(self, one, other):
        """The squared distance in cells, as seen from above."""
        (y, x), (to_y, to_x) = divmod(int(one) % AREA, WIDE), divmod(int(other) % AREA, WIDE)
        return (x - to_x) ** 2 + (y - to_y) ** 2

    def level(self, cell):
        return int(cell) // AREA

    def follows(self, slot, cell):
        """Whether watchers go to a cell for a case: beyond the wall only for a grave one."""
        when = self.levels[self.level(cell)]
        return when == "always" or (when == "grave" and self.world.dossiers.suspicion[slot] >= PURSUE)

    def sees(self, row):
        watchers = self.world.watchers
        mine = watchers.in_sight[row] == self.was["quarry"][row] and watchers.recognised[row]
        return bool(mine and watchers.seen_at[row] == self.now)

    def lead(self, row, slot, sees, besieging):
        """Where its eyes, or news that it has not followed yet, lead a watcher; -1 to go on as before."""
        world, was = self.world, self.was
        watchers, dossiers = world.watchers, world.dossiers
        quarry, believed, at = was["quarry"][row], int(dossiers.cell[slot]), int(dossiers.at[slot])
        if sees:
            return int(world.citizens.cell[quarry])
        if was["duty"][row] == Duty.HUNT:
            knows = watchers.in_sight[row] == quarry and watchers.recognised[row] and watchers.seen_at[row] >= at
            new = believed != was["goal"][row] and was["datum"][row] < 0
            return believed if new and not knows else -1
        began = was["lost_at"][row] if was["duty"][row] == Duty.SEARCH else was["until"][row] - besieging
        return believed if believed != was["datum"][row] and at > began else -1

    def follow(self, row, place, sees, patience, reach):
        """Make for a cell: what comes of it, and whether it lays hold of whom it sees there."""
        was, what = self.was, ""
        if place >= 0:
            soon = was["duty"][row] == Duty.SEARCH and self.now < was["lost_at"][row] + LOST
            what = "resumes" if was["duty"][row] != Duty.HUNT and not soon else ""
            was["duty"][row], was["goal"][row], was["datum"][row] = Duty.HUNT, place, -1
            was["until"][row] = self.now + patience
            here = was["cell"][row]
            if sees and self.level(here) == self.level(place) and self.squared(here, place) <= reach:
                what = "grabs"
        if not sees and what != "resumes":
            at_goal = was["duty"][row] == Duty.HUNT and was["cell"][row] == was["goal"][row]
            what = "in vain" if was["until"][row] <= self.now else "arrives" if at_goal else what
        return what

    def send(self, row, quarry, goal, cause, patience):
        was = self.was
        was["cause"][row] = self.tell(Kind.HUNT_BEGAN, row, quarry, goal, cause)
        was["duty"][row], was["quarry"][row], was["goal"][row] = Duty.HUNT, quarry, goal
        was["progress"][row], was["datum"][row], was["until"][row] = 0, -1, self.now + patience

    def search(self, row, until):
        was = self.was
        cell = int(was["cell"][row])
        if kind_of(int(was["cause"][row])) != Kind.SEARCH_BEGAN:
            was["cause"][row] = self.tell(Kind.SEARCH_BEGAN, row, int(was["quarry"][row]), cell, was["cause"][row])
        was["duty"][row], was["until"][row], was["lost_at"][row] = Duty.SEARCH, until, self.now
        was["datum"][row], was["goal"][row], was["leg"][row] = cell, cell, 1

    def resume(self, row):
        was, watchers = self.was, self.world.watchers
        quarry = int(was["quarry"][row])
        own = watchers.in_sight[row] == quarry and watchers.seen_at[row] == self.now
        cause = watchers.sighting[row] if own else self.world.dossiers.event[self.slot[quarry]]
        cause = int(cause) or was["cause"][row]
        was["cause"][row] = self.tell(Kind.HUNT_BEGAN, row, quarry, int(was["goal"][row]), cause)

    def grabs(self, row):
        if kind_of(int(self.was["cause"][row])) == Kind.SEARCH_BEGAN:
            self.resume(row)

    def end(self, row, in_vain):
        was, world = self.was, self.world
        quarry = int(was["quarry"][row])
        slot = self.slot.get(quarry, -1)
        cause, last = was["cause"][row], int(world.dossiers.event[slot]) if slot >= 0 else 0
        if not in_vain and quarry >= 0 and world.citizens.doing[quarry] in GONE:
            cause = world.citizens.cause[quarry]
        elif not in_vain and kind_of(last) == Kind.DOSSIER_CLOSED:
            cause = last
        was["cause"][row] = self.tell(Kind.HUNT_ENDED, row, quarry, int(was["cell"][row]), cause)
        if in_vain and slot >= 0:
            self.searched[slot] = world.dossiers.at[slot]
        was["duty"][row], was["quarry"][row], was["goal"][row], was["datum"][row] = Duty.RETURN, -1, -1, -1

    def cases(self, fresh):
        """The dossiers for which watchers set out, ascending: (subject, slot)."""
        dossiers, people = self.world.dossiers, self.world.citizens
        found = []
        for who, slot in sorted(self.slot.items(), key=lambda one: one[1]):
            at = dossiers.at[slot]
            new = at >= self.now - fresh and at > self.searched[slot] and people.doing[who] != Activity.HELD
            if dossiers.wanted[slot] and dossiers.cell[slot] >= 0 and new and self.follows(slot, dossiers.cell[slot]):
                found.append((who, slot))
        return found

    def walkable(self, cell):
        return bool(self.world.cache(Ways).walk[cell])
