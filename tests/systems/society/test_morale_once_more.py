"""Morale worked out once more: a day on which much befalls many, and what that does to each and to every band."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest
from scenes.worlds import field, make_city, make_world

from undergrid.core import luck
from undergrid.systems.society import morale
from undergrid.world.body.posture import refresh_pace
from undergrid.world.log.kinds import Kind
from undergrid.world.tables.society import BandState

N, BANDS, WIDE, HIGH, NOW = 240, 90, 24, 20, 700
KNOBS = {"percent": 130, "bound": 60, "near_m": 9, "steady": 520, "rout": 0.8}
TO_WHOM = {Kind.DRESSED: 40, Kind.GAVE: 20, Kind.PLEDGE_BROKEN: -150, Kind.AMBUSHED: -150, Kind.LET_IN: 80}
TO_WHO = {Kind.DIED: -150, Kind.WOUNDED: -60, Kind.BAND_ARRIVED: 200}
NEITHER = [Kind.MET, Kind.HEARD, Kind.PLACE_TOLD_AGAIN]
BLOWS = (Kind.DIED, Kind.WOUNDED, Kind.AMBUSHED)


def a_bad_day(seed):
    """People of whom some have a hope of their own, most travel in bands, and many are bound to others."""
    dice = np.random.default_rng(seed)
    ground = field(WIDE, HIGH)
    world = make_world(make_city(ground, ground), dice.integers(0, 2 * WIDE * HIGH, N).tolist(), seed=seed)
    people, profiles, bands, members = world.citizens, world.profiles, world.bands, world.members
    world.tick = NOW
    people.alive[:], people.able[:] = dice.random(N) < 0.9, 55
    rows = profiles.take(150)
    profiles.owner[rows], profiles.hope[rows] = dice.permutation(N)[:150], dice.integers(0, 1001, 150)
    profiles.cause[rows] = 400 + rows
    profiles.free(rows[2::9])
    slots = bands.take(BANDS)
    bands.hope[slots], bands.stage[slots] = dice.integers(0, 620, BANDS), dice.choice([1, 1, 1, *BandState], BANDS)
    bands.routed[slots], bands.cause[slots] = dice.random(BANDS) < 0.1, 300 + slots
    rows = members.take(180)
    members.owner[rows], members.band[rows] = dice.permutation(N)[:180], dice.integers(0, BANDS, 180)
    for band in slots.tolist():
        its = members.owner[members.where(band=band)]
        bands.leader[band] = dice.choice(its) if len(its) and dice.random() < 0.9 else -1
        people.alive[its] &= dice.random() < 0.95
    members.free(rows[1::12])
    rows = world.bonds.take(300)
    world.bonds.a[rows], world.bonds.b[rows] = dice.integers(0, N, 300), dice.integers(0, N, 300)
    world.bonds.free(rows[::10])
    world.rebuild()
    return world


def befalls(world):
    """Log what befalls whom this tick, after what has been before."""
    dice = np.random.default_rng(world.seed)
    world.events.begin(world.tick - 1)
    for who in range(0, N, 3):
        world.events.one(Kind.DIED, who, cause=1)
    world.events.begin(world.tick)
    kinds = [*TO_WHOM, *TO_WHO, Kind.WOUNDED, Kind.DIED, *NEITHER]
    for nth, pair in enumerate(dice.integers(0, N, (100, 2)).tolist()):
        kind = kinds[int(dice.integers(0, len(kinds)))]
        other = pair[1] if kind.whom == "citizen" else -1
        world.events.one(kind, pair[0] if kind.who == "citizen" else -1, other, 3, cause=9000 + nth)


class Once:
    """One tick by the rule, in a world of its own."""

    def __init__(self, world):
        self.world, self.people, self.ends = world, world.citizens, Counter()
        bonds, members, profiles = world.bonds, world.members, world.profiles
        self.slot = {int(profiles.owner[row]): row for row in profiles.rows().tolist()}
        self.band = {int(members.owner[row]): int(members.band[row]) for row in members.rows().tolist()}
        self.bound = [(int(bonds.a[row]), int(bonds.b[row])) for row in bonds.rows().tolist()]
        self.own, self.common, self.struck = {}, {}, {}
        for event in world.events.this_tick():
            self.note(event)
        for slot in sorted(self.own):
            self.hope_of_one(slot, *self.own[slot])
        for band in sorted(self.common):
            self.hope_of_band(band, *self.common[band])
        for band in sorted(self.struck):
            self.rout(band, self.struck[band])

    def note(self, event):
        whom = event.kind in TO_WHOM
        person, moves = event.whom if whom else event.who, (TO_WHOM | TO_WHO).get(event.kind)
        if moves is None or person < 0:
            return
        by = moves * 130 // 100
        sharing = [(person, by)] + [(a, by * 60 // 100) for a, b in self.bound if b == person and self.near(a, b)]
        for who, share in sharing:
            if who in self.slot and self.people.alive[who]:
                total, first = self.own.get(self.slot[who], (0, event.id))
                self.own[self.slot[who]] = total + share, first
        if person in self.band:
            band = self.band[person]
            n = list(self.band.values()).count(band)
            share = by if event.kind in (Kind.AMBUSHED, Kind.BAND_ARRIVED) else by * 4 // (3 + n)
            total, first = self.common.get(band, (0, event.id))
            self.common[band] = total + share, first
            if event.kind in BLOWS:
                self.struck.setdefault(band, event.id)

    def near(self, a, b):
        (level, x, y), (other, to_x, to_y) = (self.world.city.where(int(self.people.cell[who])) for who in (a, b))
        return level == other and (x - to_x) ** 2 + (y - to_y) ** 2 <= 20  # 9 m are four cells and a half

    def tell(self, kind, who, amount, cause, stream=0, odds=0):
        self.ends[kind] += 1
        where = int(self.people.cell[who]) if who >= 0 else -1
        return self.world.events.one(kind, who, -1, where, amount, cause, stream, odds)

    def hope_of_one(self, slot, by, cause):
        profiles = self.world.profiles
        before, who = int(profiles.hope[slot]), int(profiles.owner[slot])
        now = profiles.hope[slot] = max(0, min(1000, before + by))
        if now // 100 != before // 100:
            profiles.cause[slot] = self.tell(Kind.HOPE_CHANGED, who, now, cause)
            refresh_pace(self.world, who)

    def hope_of_band(self, band, by, cause):
        bands = self.world.bands
        before = int(bands.hope[band])
        now = bands.hope[band] = max(0, min(1000, before + by))
        if now // 100 != before // 100:
            self.tell(Kind.HOPE_CHANGED, int(bands.leader[band]), now, cause)
            for who in self.band:
                if self.band[who] == band:
                    refresh_pace(self.world, who)

    def rout(self, band, cause):
        bands, leader = self.world.bands, int(self.world.bands.leader[band])
        alive = sum(bool(self.people.alive[who]) for who in self.band if self.band[who] == band)
        lacks, over = 520 - int(bands.hope[band]), bands.stage[band] in (BandState.ARRIVED, BandState.OVER)
        if lacks <= 0 or over or bands.routed[band] or leader < 0 or not alive:
            return
        odds = luck.chance(0.8 * lacks / 520)
        if luck.u32(self.world.key(morale.ROUT), int(self.people.luck[leader])) < odds:
            bands.routed[band] = True
            bands.cause[band] = self.tell(Kind.ROUTED, leader, alive, cause, morale.ROUT, odds)


@pytest.mark.parametrize("seed", [1, 2, 3, 4])
def test_what_befalls_somebody_moves_their_hope_their_bands_and_that_of_those_bound_to_them(seed):
    start = a_bad_day(seed)
    world, twin = start.copy(), start.copy()
    befalls(world)
    morale.step(world, morale.Params(**KNOBS))
    befalls(twin)
    ends = Once(twin).ends
    assert world.events.rows() == twin.events.rows()
    for (name, table), then in zip(world.state().items(), twin.state().values(), strict=True):
        for column, values in table.items():
            assert values.tolist() == then[column].tolist(), f"{name}.{column}"
    assert ends[Kind.HOPE_CHANGED] > 20
    assert ends[Kind.ROUTED] > 2


@pytest.mark.parametrize("has", ["a hope of their own", "a band", "somebody bound to them"])
def test_it_takes_one_who_hopes_for_anything_to_move(has):
    world = make_world(field(8, 1), 4)
    if has == "a band":
        world.bands.take(1)
        row = world.members.take(1)
        world.members.owner[row], world.members.band[row], world.bands.leader[0] = 0, 0, 2
    else:
        who = 3 if has == "somebody bound to them" else 0
        world.profiles.take(1)
        world.profiles.owner[0] = who
        bond = world.bonds.take(1)
        world.bonds.a[bond], world.bonds.b[bond] = (3, 0) if who else (1, 2)
    world.events.begin(0)
    event = world.events.one(Kind.DIED, 0, cause=1)
    morale.step(world, morale.Params(rout=0))
    teller, now = {"a band": (2, 350), "somebody bound to them": (3, 425)}.get(has, (0, 350))
    told = [(one.who, one.amount, one.cause) for one in world.events.rows() if one.kind == Kind.HOPE_CHANGED]
    assert told == [(teller, now, event)]
