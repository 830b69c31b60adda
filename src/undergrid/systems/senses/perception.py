"""Perception: the named see watchers, gates and those they are bound to, and tell each other of the watchers.

Whoever is outdoors looks around every second: a watcher in range and in the line of sight may be noticed by the optics
that sight uses (`world/senses/optics.py`), less well the further the implants have decayed, better by a companion unit.
What was noticed is knowledge, kept up to date as long as it is seen; to notice something for the first time, or again
after a while, is an event. Those bound to each other and within earshot hear of it at once.

Reads   plans.owner; bonds; watchers.kind, duty, cell, luck, cause; gates.link; citizens.alive, doing, inside, cell,
        being, posture, stage, luck, cause; sky
Writes  knowledge (topics WATCHER, GATE, PERSON): one row for each knower, topic and subject
Emits   NOTICED(citizen, watcher; amount m; cause: what the watcher is about, or whose notice it was that was passed on;
        stream, odds)
Units   ranges in m; chances per second as thresholds of 2^32
Source  See world/senses/optics.py. How often one looks, how far a whisper carries: assumed.
"""

from __future__ import annotations

from math import isqrt
from typing import TYPE_CHECKING

import numpy as np
from pydantic import Field

from undergrid.core import luck
from undergrid.core.caches import Cache
from undergrid.core.grid import sees
from undergrid.core.jit import kernel
from undergrid.core.tables import I64
from undergrid.world.log.kinds import Kind
from undergrid.world.senses import optics
from undergrid.world.senses.optics import (
    CERTAIN,
    STAGES,
    Eyes,
    Sensor,
    Target,
    detection_chance,
    draw_between,
    haze,
    level_flags,
    light_on,
    makes_out,
    reach,
)
from undergrid.world.tables.authority import Duty
from undergrid.world.tables.minds import Topic
from undergrid.world.tables.people import Activity, Being

if TYPE_CHECKING:
    from undergrid.world.world import World

STREAM = luck.stream("perception")

_OFF, _COMPANION = int(Duty.OFF), int(Being.COMPANION)
_SHUT_DOWN, _RECLAIMED = int(Activity.SHUT_DOWN), int(Activity.RECLAIMED)
_SLEEPING, _UNCONSCIOUS = int(Activity.SLEEPING), int(Activity.UNCONSCIOUS)
_WATCHER, _GATE, _PERSON = int(Topic.WATCHER), int(Topic.GATE), int(Topic.PERSON)
_EYE, _COMPANION_EYE = int(Sensor.EYE), int(Sensor.COMPANION_EYE)
_AS_WATCHER, _AS_GATE = np.int64(Target.READER), np.int64(Target.GATE)  # as i64, not as constants: one compilation
_AT_ONCE = 8  # watchers that one person can notice in one tick
_ALL = np.int64(CERTAIN)
_FIRM = 1000  # strength of what was seen


class Params(Eyes):
    """The knobs a scenario may turn, under `rules.perception`."""

    notice_again: int = Field(600, ge=1, le=86_400, description="a watcher is news again after, s [assumed]")
    earshot_m: float = Field(6.0, ge=0, le=100, description="how far a whisper carries, m [assumed]")


class _Desk(Cache):
    """What perception works with in one world between ticks: no state, only room and tables.

    `slots` remembers in which knowledge slot (plan, thing) was found last; it is searched where that is over.
    """

    def __init__(self, world: World, params: Params) -> None:
        self.optics = optics.tables(params, world.city.cell_mm)
        self.flags = level_flags(world.city)
        self.earshot = int(params.earshot_m * 1000 // world.city.cell_mm) ** 2
        self.sizes = self.wanted(world)
        n_plans, n_watchers, n_gates, n_bonds = self.sizes
        self.spots = np.full((n_watchers, 4), -1, np.int64)
        self.slots = np.full((n_plans, n_watchers + n_gates + n_bonds), -1, np.int32)
        self.seen = np.zeros((n_plans * n_watchers, 3), np.int64)
        self.found = np.zeros((n_plans * (_AT_ONCE + n_gates + n_bonds), 7), np.int64)

    @staticmethod
    def wanted(world: World) -> tuple[int, int, int, int]:
        return world.plans.n, world.watchers.n, world.gates.n, world.bonds.n


def step(world: World, params: Params) -> None:
    """Let the named look around, and write down what they come to know."""
    people = world.citizens
    if not world.plans.n or not _anybody(world.plans.owner, people.alive, people.inside, people.doing):
        return
    desk = world.cache(_Desk, params)
    if desk.sizes != desk.wanted(world):
        desk = world.renew(_Desk, params)
    watchers, bonds, known, sky = world.watchers, world.bonds, world.knowledge, world.sky
    n_found = _look(
        world.plans.owner, people.alive, people.inside, people.doing, people.being, people.stage, people.cell,
        people.posture, people.luck, watchers.kind, watchers.duty, watchers.cell, watchers.luck, world.gates.link,
        world.city.link_a, world.city.link_b, bonds.used, bonds.a, bonds.b, known.used, known.knower, known.topic,
        known.subject, known.cell, known.at, known.source, known.strength, world.city.opaque, world.city.ground,
        desk.flags, desk.optics, world.city.width, world.city.area, int(sky.light[0]), haze(desk.optics, sky),
        desk.earshot, world.tick, params.notice_again, world.key(STREAM), desk.spots, desk.slots, desk.seen, desk.found,
    )  # fmt: skip
    if n_found:
        _learn(world, desk.found[:n_found])


def _learn(world: World, found: I64) -> None:
    """Write what is new into knowledge, and log what was noticed. Columns of `found`: as `_look` says."""
    people, watchers, known, cell_mm = world.citizens, world.watchers, world.knowledge, world.city.cell_mm
    new = found[:, 3] < 0
    if new.any():
        found[new, 3] = known.take(int(new.sum()))
    noticed: dict[tuple[int, int], int] = {}  # (knower, watcher) -> event
    for topic, who, subject, slot, teller, squared, odds in found.tolist():
        if topic == _WATCHER:
            where = int(watchers.cell[subject])
            metres = isqrt(squared * cell_mm**2) // 1000
            if teller < 0:
                cause = int(watchers.cause[subject]) or int(people.cause[who])
                event = world.events.one(Kind.NOTICED, who, subject, where, metres, cause, STREAM, odds)
            else:
                cause = noticed.get((teller, subject)) or _known_by(world, teller, subject)
                event = world.events.one(Kind.NOTICED, who, subject, where, metres, cause)
            noticed[who, subject] = event
        elif topic == _GATE:
            where, event = squared, int(people.cause[who])
        else:
            where, event = int(people.cell[subject]), int(people.cause[who])
        known.knower[slot], known.topic[slot], known.subject[slot] = who, topic, subject
        known.cell[slot], known.at[slot], known.source[slot] = where, world.tick, teller
        known.strength[slot], known.cause[slot] = _FIRM, event


def _known_by(world: World, who: int, watcher: int) -> int:
    """The event by which somebody came to know of a watcher."""
    known = world.knowledge
    rows = known.used & (known.knower == who) & (known.topic == _WATCHER) & (known.subject == watcher)
    return int(known.cause[np.argmax(rows)])


@kernel
def _look(owner, alive, inside, doing, being, stage, cell, posture, lucky, kind, duty, post, post_luck, gate_link,
          link_a, link_b, bond, bond_a, bond_b, used, knower, topic, subject, place, at, source, strength, opaque,
          ground, flags, table, width, area, sky_light, dim, earshot, tick, again, key, spots, slots,
          seen, found):  # fmt: skip
    """Let every owner of a plan who is outdoors look around; returns how many rows of `found` it wrote.

    A row: topic, knower, subject, slot (-1: none yet), who told it (-1: own eyes), squared range in cells (of a gate:
    the cell in view), odds. What is known already and was seen lately is brought up to date here.
    """
    n_seen = n_found = 0
    n_watchers, n_gates = len(kind), len(gate_link)
    for w in range(n_watchers):
        if spots[w, 0] != post[w]:
            there = np.int64(post[w])
            rest = there % area
            spots[w, 0], spots[w, 1], spots[w, 2], spots[w, 3] = there, there // area, rest % width, rest // width
    for p in range(len(owner)):
        who = np.int64(owner[p])
        if not _present(who, alive, inside, doing):
            continue
        here, news = np.int64(cell[who]), 0
        level = here // area
        base = level * area
        y = (here - base) // width
        x = here - base - y * width
        sensor = (_COMPANION_EYE if being[who] == _COMPANION else _EYE) + min(np.int64(stage[who]), STAGES - 1)
        squared_reach = reach(table, sensor)
        for w in range(n_watchers):
            spot = spots[w]
            dx, dy = spot[2] - x, spot[3] - y
            squared = dx * dx + dy * dy
            if squared > squared_reach or spot[1] != level or duty[w] == _OFF or news >= _AT_ONCE:
                continue
            there = np.int64(spot[0])
            light = light_on(table, np.int64(ground[there]), sky_light, flags[level] & 1)
            odds = detection_chance(
                table, sensor, _AS_WATCHER + np.int64(kind[w]), squared, light, np.int64(ground[there]), dim, _ALL
            )
            if odds == 0 or not sees(opaque, width, base, x, y, spot[2], spot[3]):
                continue
            if draw_between(key, lucky[who], post_luck[w], np.int64(0)) < odds:
                seen[n_seen, 0], seen[n_seen, 1], seen[n_seen, 2] = p, w, odds
                n_seen += 1
                slot = _slot(slots, p, w, who, _WATCHER, w, used, knower, topic, subject)
                if slot >= 0 and tick - at[slot] < again:
                    place[slot], at[slot], source[slot], strength[slot] = there, tick, -1, _FIRM
                else:
                    n_found = _write(found, n_found, _WATCHER, who, w, slot, -1, squared, odds)
                    news += 1
        for g in range(n_gates):
            for end in range(2):
                there = np.int64(link_a[gate_link[g]]) if end == 0 else np.int64(link_b[gate_link[g]])
                apart = makes_out(
                    table, sensor, _AS_GATE, opaque, ground, flags, width, area, here, there, sky_light, dim
                )
                if apart >= 0:
                    slot = _slot(slots, p, n_watchers + g, who, _GATE, g, used, knower, topic, subject)
                    if slot >= 0:
                        at[slot], source[slot] = tick, -1
                    else:
                        n_found = _write(found, n_found, _GATE, who, g, -1, -1, there, 0)
                    break
        for b in range(len(bond)):
            other = np.int64(bond_b[b])
            if bond[b] and bond_a[b] == who and other != who and inside[other] < 0:
                there = np.int64(cell[other])
                target = np.int64(posture[other])
                apart = makes_out(
                    table, sensor, target, opaque, ground, flags, width, area, here, there, sky_light, dim
                )
                if apart >= 0:
                    slot = _slot(slots, p, n_watchers + n_gates + b, who, _PERSON, other, used, knower, topic, subject)
                    if slot >= 0:
                        place[slot], at[slot], source[slot] = there, tick, -1
                    elif not _written(found, n_found, _PERSON, who, other):
                        n_found = _write(found, n_found, _PERSON, who, other, -1, -1, 0, 0)
    for i in range(n_seen):
        teller, w = np.int64(owner[seen[i, 0]]), seen[i, 1]
        for q in range(len(owner)):
            who = np.int64(owner[q])
            if who == teller or not _present(who, alive, inside, doing):
                continue
            here, there = np.int64(cell[who]), np.int64(post[w])
            near = _near(here, np.int64(cell[teller]), earshot, width, area)
            if not near or not _bound(who, teller, bond, bond_a, bond_b):
                continue
            slot = _slot(slots, q, w, who, _WATCHER, w, used, knower, topic, subject)
            if slot >= 0 and tick - at[slot] < again:
                if at[slot] < tick:
                    place[slot], at[slot], source[slot] = there, tick, teller
            elif not _written(found, n_found, _WATCHER, who, w) and _news(found, n_found, who) < _AT_ONCE:
                a, b = here % area, there % area
                dx, dy = a % width - b % width, a // width - b // width
                n_found = _write(found, n_found, _WATCHER, who, w, slot, teller, dx * dx + dy * dy, 0)
    return n_found


@kernel
def _anybody(owner, alive, inside, doing):
    """Whether any owner of a plan is outdoors."""
    n = 0
    for p in range(len(owner)):
        n += 1 if _present(np.int64(owner[p]), alive, inside, doing) else 0
    return n > 0


@kernel
def _present(who, alive, inside, doing):
    """Whether somebody is outdoors and has their senses."""
    what = doing[who]
    senseless = _SHUT_DOWN <= what <= _RECLAIMED or what == _SLEEPING or what == _UNCONSCIOUS
    return who >= 0 and alive[who] and inside[who] < 0 and not senseless


@kernel
def _slot(slots, p, thing, who, about, which, used, knower, topic, subject):
    """The slot in which `who` knows of a thing, -1 for none: where it was last time, or the lowest that there is."""
    slot = slots[p, thing]
    if slot >= 0 and slot < len(used) and used[slot]:
        same = knower[slot] == who and topic[slot] == about and subject[slot] == which
        if same:
            return np.int64(slot)
    for slot in range(len(used)):
        if used[slot] and knower[slot] == who and topic[slot] == about and subject[slot] == which:
            slots[p, thing] = slot
            return np.int64(slot)
    return np.int64(-1)


@kernel
def _write(found, n_found, about, who, which, slot, teller, squared, odds):
    """Add a row to `found`; returns how many there are then."""
    row = found[n_found]
    row[0], row[1], row[2], row[3], row[4], row[5], row[6] = about, who, which, slot, teller, squared, odds
    return n_found + 1


@kernel
def _written(found, n_found, about, who, which):
    """Whether `found` has a row of this topic, knower and subject."""
    n = 0
    for row in range(n_found):
        n += 1 if found[row, 0] == about and found[row, 1] == who and found[row, 2] == which else 0
    return n > 0


@kernel
def _news(found, n_found, who):
    """How many watchers are news to somebody in this tick."""
    n = 0
    for row in range(n_found):
        if found[row, 0] == _WATCHER and found[row, 1] == who:
            n += 1
    return n


@kernel
def _bound(a, b, bond, bond_a, bond_b):
    """Whether two people are bound to each other, one way or the other."""
    for row in range(len(bond)):
        if bond[row] and ((bond_a[row] == a and bond_b[row] == b) or (bond_a[row] == b and bond_b[row] == a)):
            return True
    return False


@kernel
def _near(a, b, squared, width, area):
    """Whether two cells lie on one level and no farther apart than `squared` cells squared."""
    if a // area != b // area:
        return False
    a, b = a % area, b % area
    dx, dy = a % width - b % width, a // width - b // width
    return dx * dx + dy * dy <= squared
