"""Classification worked out once more: a whole town of watchers and people, glimpse by glimpse from the rule."""

from __future__ import annotations

import numpy as np
import pytest
from scenes.towns import PEOPLE, WATCHERS, filed_since, said_now, town
from scenes.worlds import run

from undergrid.core import luck
from undergrid.systems.authority import classification
from undergrid.world.log.events import event_id
from undergrid.world.log.kinds import Kind
from undergrid.world.senses import optics
from undergrid.world.senses.optics import IDENTIFY, RECOGNISE, Optics
from undergrid.world.tables.authority import Duty, Sense, Senses, WatcherKind
from undergrid.world.tables.people import Being
from undergrid.world.tables.society import Category

KNOBS = {"healer_points": 121, "rebel_points": 152, "unaligned_points": 63, "sign_size_m": 0.3, "covered": 0.3,
         "behaviour": 0.35, "by_heat_m": 13, "assign_delay": 9}  # fmt: skip
POINTS = {Category.HEALER: 121, Category.REBEL: 152, Category.UNALIGNED: 63}
FILE = ("category", "at", "cause", "assigned")
NEAR = 6  # whole cells


def watched(seed):
    """A town in good light, with signs on some, open or covered, and files of some; there are holes in both tables."""
    world, dice = town(seed, 0)
    profiles, files = world.profiles, world.files
    world.sky.light[0] = 230
    slots = profiles.take(120)
    profiles.owner[slots], profiles.category[slots] = dice.permutation(PEOPLE)[:120], dice.integers(0, 5, 120)
    profiles.insignia[slots], profiles.covered[slots] = dice.random(120) < 0.8, dice.random(120) < 0.4
    profiles.free(slots[::6])
    slots = files.take(70)
    files.subject[slots], files.category[slots] = dice.permutation(PEOPLE)[:70], dice.integers(0, 5, 70)
    files.at[slots], files.cause[slots] = dice.integers(0, 900, 70), 7
    files.free(slots[::5])
    world.watchers.sighting[:] = [event_id(990, Kind.SIGHTED, row) for row in range(WATCHERS)]
    world.watchers.sighting[::3] = 0
    world.rebuild()
    return world, dice


def look(world, dice):
    """Let each watcher have somebody in sight, of whom it stands a few cells off, at this tick or the one before."""
    watchers, city = world.watchers, world.city
    whom = dice.integers(0, PEOPLE, WATCHERS)
    watchers.in_sight[:] = np.where(dice.random(WATCHERS) < 0.1, -1, whom)
    watchers.seen_at[:] = world.tick - dice.choice((0, 0, 0, 0, 1), WATCHERS)
    off = dice.integers(-8, 9, WATCHERS) + city.width * dice.integers(-6, 7, WATCHERS)
    off[::9] += city.area
    off[dice.random(WATCHERS) < 0.2] = NEAR
    watchers.cell[:] = np.clip(world.citizens.cell[whom] + off, 0, city.n_cells - 1)


class Once:
    """One tick, worked out from the world as it is before."""

    def __init__(self, world, hunted):
        self.world, self.hunted, self.told, self.filed = world, [Category[name.upper()] for name in hunted], [], []
        self.table = optics.tables(world.shared(Optics), world.city.cell_mm)
        self.dim, files, profiles = optics.haze(self.table, world.sky), world.files, world.profiles
        self.files = {int(files.subject[slot]): {name: int(getattr(files, name)[slot]) for name in FILE}
                      for slot in files.rows()}  # fmt: skip
        self.signs = {int(profiles.owner[slot]): (int(profiles.category[slot]), bool(profiles.covered[slot]))
                      for slot in profiles.where(insignia=True)}  # fmt: skip
        watchers = world.watchers
        glimpses = [self.takes(row, int(watchers.in_sight[row])) for row in range(WATCHERS) if self.sees(row)]
        for found in sorted(one for one in glimpses if one):
            self.file(*found)

    def sees(self, row):
        watchers, area = self.world.watchers, self.world.city.area
        who = int(watchers.in_sight[row])
        looks = watchers.kind[row] != WatcherKind.READER and watchers.duty[row] != Duty.OFF
        level = watchers.cell[row] // area == self.world.citizens.cell[who] // area
        return bool(who >= 0 and watchers.seen_at[row] == self.world.tick and looks and level)

    def spanned(self, row, who, squared):
        world, city = self.world, self.world.city
        there = int(world.citizens.cell[who])
        ground, sky = int(city.ground[there]), city.levels[there // city.area].sky
        light = optics.light_on(self.table, ground, 0, int(world.sky.light[0]), int(sky))
        kind, posture = int(world.watchers.kind[row]), int(world.citizens.posture[who])
        return optics.cycles(self.table, kind, posture, squared, light, ground, self.dim)

    def takes(self, row, who):
        """(draw, watcher, citizen, category, odds, whether a sign told it): what a watcher takes somebody for."""
        world, people, watchers = self.world, self.world.citizens, self.world.watchers
        (_, x, y), (_, to_x, to_y) = world.city.where(int(watchers.cell[row])), world.city.where(int(people.cell[who]))
        squared, pair = (x - to_x) ** 2 + (y - to_y) ** 2, luck.pair(int(watchers.luck[row]), int(people.luck[who]))
        eyes, known = watchers.senses[row] & Senses.EYES, self.files.get(who)
        category, covered = self.signs.get(who, (-1, False))
        if eyes and category >= 0 and (known is None or known["category"] != category):
            needed = IDENTIFY * world.shared(Optics).person_m / 0.3
            odds = int(optics.chance_of(self.table, self.spanned(row, who, squared), optics.log_cycles(needed)))
            odds = odds * round(0.3 * 4096) >> 12 if covered else odds
            draw = luck.u32(world.key(classification.STREAM), pair)
            if draw < odds:
                return draw, row, who, category, odds, True
        if known is None and not (people.tagged[who] and people.being[who] != Being.COMPANION):
            share = round(0.35 * 4096)
            if eyes:
                needed = optics.log_cycles(RECOGNISE)
                odds = int(optics.chance_of(self.table, self.spanned(row, who, squared), needed)) * share >> 12
            else:
                odds = share << 20 if squared <= NEAR**2 else 0
            draw = luck.u32(world.key(classification.BEHAVIOUR), pair)
            if draw < odds:
                return draw, row, who, int(Category.UNALIGNED), odds, False
        return None

    def file(self, _, row, who, category, odds, by_sign):
        known, now, here = self.files.get(who), self.world.tick, int(self.world.citizens.cell[who])
        if known is not None and (known["category"] == category or not by_sign):
            return
        cause = int(self.world.watchers.sighting[row]) or int(self.world.watchers.cause[row])
        stream = classification.STREAM if by_sign else classification.BEHAVIOUR
        nth = sum(one[0] == Kind.CLASSIFIED and one[2] == who for one in self.told)
        self.told.append((Kind.CLASSIFIED, row, who, here, category, cause, int(stream), odds))
        event = event_id(now, Kind.CLASSIFIED, who, nth)
        hunts = Category(category) in self.hunted
        self.files[who] = dict(zip(FILE, (category, now, event, hunts), strict=True))
        if hunts:
            nth = sum(one[:2] == (Kind.HUNT_ASSIGNED, who) for one in self.told)
            self.told.append((Kind.HUNT_ASSIGNED, who, -1, here, category, event, 0, 0))
            event = event_id(now, Kind.HUNT_ASSIGNED, who, nth)
            self.filed.append((who, row, int(Sense.SIGHT), here, now, now + 9, POINTS[category], event))


@pytest.mark.parametrize(("seed", "hunted"), [
    (1, ("healer", "unaligned")), (2, ("rebel", "unaligned")), (3, ("healer", "rebel")),
])  # fmt: skip
def test_every_glimpse_tells_what_somebody_is_as_the_rule_says(seed, hunted):
    world, dice = watched(seed)
    told = []
    for _ in range(6):
        look(world, dice)
        once, n_reports = Once(world, hunted), len(world.reports.rows())
        run(classification, world, hunted=hunted, **KNOBS)
        world.tick -= 1
        assert said_now(world) == sorted(once.told)
        assert filed_since(world, n_reports) == sorted(once.filed)
        files = world.files
        found = {int(files.subject[slot]): {name: int(getattr(files, name)[slot]) for name in FILE}
                 for slot in files.rows()}  # fmt: skip
        assert found == once.files
        assert len(files.rows()) == len(once.files)
        assert world.policy.hunted[0] == sum(1 << category for category in once.hunted)
        told += once.told
        world.tick += 1
    by = [one[6] for one in told if one[0] == Kind.CLASSIFIED]
    assert by.count(classification.STREAM) > 10
    assert by.count(classification.BEHAVIOUR) > 10
    n = world.events.n
    run(classification, world)
    assert (world.policy.hunted[0], world.events.n) == (0, n), "with an empty policy nobody is taken for anything"
