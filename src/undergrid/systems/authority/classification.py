"""Classification: watchers take those whom they have in sight for what they are, and policy says who of these is
hunted.

A sign that shows what somebody is, such as a healer's patch, is read at the range at which eyes identify something of
its size. Who has covered theirs is seldom found out by what else they carry. Without a sign it is behaviour that tells,
and it tells one thing only: that somebody for whom no tag answers is unaligned. Who is taken for something that policy
has hunted is given to the hunters: a report says so, and dossiers and dispatch do the rest. A sign that is read later
stands before what behaviour said. Policy is empty unless a scenario fills it, and then nobody is classified.

Reads   watchers.in_sight, seen_at, kind, duty, senses, cell, luck, sighting; citizens.cell, posture, tagged, being,
        luck; profiles; sky
Writes  policy, files, reports
Emits   CLASSIFIED(watcher, citizen; amount category; cause: the sighting; stream, odds), HUNT_ASSIGNED(citizen; amount
        category; cause: the classification)
Units   m; suspicion in points; chances per glimpse as thresholds of 2^32
Source  Optics: see world/senses/optics.py, with the cycles to identify [Johnson 1958]. What is hunted and how much
        weighs: a rule of the story, assumed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import numpy as np
from pydantic import Field

from undergrid.core import luck
from undergrid.core.caches import Cache
from undergrid.core.jit import kernel
from undergrid.core.tables import I64
from undergrid.world.authority.policy import FileOf, is_hunted, sign_of
from undergrid.world.authority.reporting import report
from undergrid.world.log.kinds import Kind
from undergrid.world.senses import optics
from undergrid.world.senses.optics import (
    IDENTIFY,
    RECOGNISE,
    Sensors,
    chance_of,
    cycles,
    draw_between,
    haze,
    light_on,
    log_cycles,
)
from undergrid.world.tables.authority import Duty, Sense, Senses, WatcherKind
from undergrid.world.tables.people import Being
from undergrid.world.tables.society import Category

if TYPE_CHECKING:
    from undergrid.world.world import World

STREAM = luck.stream("hunting")
BEHAVIOUR = luck.stream("hunting/behaviour")

_READER, _OFF, _EYES, _COMPANION = int(WatcherKind.READER), int(Duty.OFF), int(Senses.EYES), int(Being.COMPANION)
_UNALIGNED = int(Category.UNALIGNED)
_ONE = 4096  # a share of one in the kernel

Hunted = Literal["healer", "rebel", "unaligned"]


class Params(Sensors):
    """The knobs a scenario may turn, under `rules.classification`."""

    hunted: tuple[Hunted, ...] = Field((), description="what people are hunted for being [assumed]")
    healer_points: int = Field(120, ge=1, le=1000, description="suspicion that being a healer carries [assumed]")
    rebel_points: int = Field(150, ge=1, le=1000, description="suspicion that being a rebel carries [assumed]")
    unaligned_points: int = Field(60, ge=1, le=1000, description="suspicion that being unaligned carries [assumed]")
    sign_size_m: float = Field(0.12, gt=0, le=2, description="size of a sign that people wear, m [assumed]")
    covered: float = Field(
        0.04, ge=0, le=1, description="share of the chance to tell what somebody is whose sign is covered [assumed]"
    )
    behaviour: float = Field(
        0.15, ge=0, le=1, description="share of glimpses in which behaviour tells something, of a known shape [assumed]"
    )
    by_heat_m: int = Field(40, ge=0, le=1000, description="without eyes behaviour is read within, m [assumed]")
    assign_delay: int = Field(10, ge=1, le=3600, description="from the classification to the authority, s [assumed]")

    def bits(self) -> int:
        """The policy as bits by Category."""
        return sum(1 << Category[name.upper()] for name in set(self.hunted))

    def points(self, category: int) -> int:
        """Suspicion that goes with being hunted as a Category."""
        by_category = {
            Category.HEALER: self.healer_points,
            Category.REBEL: self.rebel_points,
            Category.UNALIGNED: self.unaligned_points,
        }
        return by_category[Category(category)]


class _Desk(Cache):
    """What hunting works with in one world between ticks: no state, only room and tables."""

    def __init__(self, world: World, params: Params) -> None:
        self.bits = params.bits()
        self.optics = optics.tables(params, world.city.cell_mm)
        self.flags = world.city.flags
        # a sign is as many times smaller than its bearer as it takes more cycles on the bearer to read it
        self.read = log_cycles(IDENTIFY * params.person_m / params.sign_size_m)
        self.known = log_cycles(RECOGNISE)
        self.covered, self.behaviour = round(params.covered * _ONE), round(params.behaviour * _ONE)
        self.near = (params.by_heat_m * 1000 // world.city.cell_mm) ** 2
        self.found = np.zeros((world.watchers.n, 6), np.int64)


def step(world: World, params: Params) -> None:
    """Classify whom watchers have glimpsed at this tick, and give to the hunters whom policy hunts."""
    policy, watchers = world.policy, world.watchers
    if not params.hunted:
        if policy.hunted[0]:
            policy.hunted[0] = 0
        return
    desk = world.cache(_Desk, params)
    if len(desk.found) != watchers.n:
        desk = world.renew(_Desk, params)
    policy.hunted[0] = desk.bits
    if not _anybody(watchers.in_sight, watchers.seen_at, world.tick):
        return
    people, sky, city = world.citizens, world.sky, world.city
    profiles = world.profiles
    n = _classify(
        watchers.in_sight, watchers.seen_at, watchers.kind, watchers.duty, watchers.senses, watchers.cell,
        watchers.luck, people.cell, people.posture, people.tagged, people.being, people.luck, profiles.used,
        profiles.owner, profiles.insignia, profiles.covered, profiles.category, world.cache(FileOf).slot,
        world.files.category, city.ground, desk.flags, desk.optics, city.width, city.area, int(sky.light[0]),
        haze(desk.optics, sky), desk.read, desk.known, desk.covered, desk.behaviour, desk.near, world.tick,
        world.key(STREAM), world.key(BEHAVIOUR), desk.found,
    )  # fmt: skip
    if n:
        _file(world, params, desk.found[:n])


def _file(world: World, params: Params, found: I64) -> None:
    """Write down what people have been taken for, log it, and assign hunts. Columns of `found`: as `_classify` says."""
    people, watchers, files = world.citizens, world.watchers, world.files
    for row, who, category, odds, by_sign, _ in found[np.lexsort((found[:, 0], found[:, 5]))].tolist():
        slot = int(world.cache(FileOf).slot[who])
        if slot >= 0 and (files.category[slot] == category or not by_sign):
            continue  # somebody else has said so at this very tick
        here = int(people.cell[who])
        cause = int(watchers.sighting[row]) or int(watchers.cause[row])
        event = world.events.one(
            Kind.CLASSIFIED, row, who, here, category, cause, STREAM if by_sign else BEHAVIOUR, odds
        )
        if slot < 0:
            slot = int(files.take(1)[0])
            world.cache(FileOf).slot[who] = slot
        files.subject[slot], files.category[slot], files.at[slot], files.cause[slot] = who, category, world.tick, event
        files.assigned[slot] = is_hunted(world, category)
        if files.assigned[slot]:
            assigned = world.events.one(Kind.HUNT_ASSIGNED, who, where=here, amount=category, cause=event)
            told = np.array([assigned], np.int64)
            report(world, who, row, Sense.SIGHT, here, params.assign_delay, params.points(category), told)


@kernel
def _anybody(in_sight, seen_at, tick):
    """Whether any watcher has glimpsed somebody at this tick."""
    for w in range(len(in_sight)):
        if in_sight[w] >= 0 and seen_at[w] == tick:
            return True
    return False


@kernel
def _classify(in_sight, seen_at, kind, duty, senses, post, post_luck, cell, posture, tagged, being, lucky, profiled,
              owner, insignia, covered, category, file_of, filed, ground, flags, table, width, area, sky_light, thick,
              read, known, hidden, tells, near, tick, key, behaviour, found):  # fmt: skip
    """Whom the watchers take for something new at this tick; returns how many rows of `found` it wrote.

    A row: watcher, citizen, category, odds, whether a sign told it, the draw.
    """
    n = 0
    for w in range(len(in_sight)):
        who = np.int64(in_sight[w])
        if who < 0 or seen_at[w] != tick or kind[w] == _READER or duty[w] == _OFF:
            continue
        here, there = np.int64(post[w]), np.int64(cell[who])
        level = there // area
        if here // area != level:
            continue
        dx = here % width - there % width
        dy = here % area // width - there % area // width
        squared = dx * dx + dy * dy
        slot = np.int64(file_of[who])
        if senses[w] & _EYES:
            light = light_on(table, np.int64(ground[there]), sky_light, flags[level] & 1)
            spanned = cycles(
                table, np.int64(kind[w]), np.int64(posture[who]), squared, light, np.int64(ground[there]), thick
            )
            own = sign_of(who, profiled, owner, insignia)
            if own >= 0 and (slot < 0 or filed[slot] != category[own]):
                odds = chance_of(table, spanned, read)
                if covered[own]:
                    odds = odds * hidden >> 12
                draw = draw_between(key, post_luck[w], lucky[who], np.int64(0))
                if draw < odds:
                    found[n, 0], found[n, 1], found[n, 2] = w, who, category[own]
                    found[n, 3], found[n, 4], found[n, 5] = odds, 1, draw
                    n += 1
                    continue
            odds = chance_of(table, spanned, known) * tells >> 12
        else:
            odds = tells << 20 if squared <= near else 0
        if slot < 0 and odds > 0 and not (tagged[who] and being[who] != _COMPANION):
            draw = draw_between(behaviour, post_luck[w], lucky[who], np.int64(0))
            if draw < odds:
                found[n, 0], found[n, 1], found[n, 2] = w, who, _UNALIGNED
                found[n, 3], found[n, 4], found[n, 5] = odds, 0, draw
                n += 1
    return n
