"""Perception: the named see watchers, gates and those they are bound to, and tell each other of the watchers.

Whoever is outdoors looks around every second: a watcher in range and in the line of sight may be noticed by the optics
that sight uses (`world/senses/optics.py`), less well the further the implants have decayed, better by a companion unit.
What was noticed is knowledge, kept up to date as long as it is seen; to notice something for the first time, or again
after a while, is an event. Those bound to each other and within earshot hear of it at once.

Reads   plans.owner; bonds.a, b; watchers.kind, duty, cell, luck, cause; gates.link; citizens.alive, doing, inside,
        cell, being, posture, luck, cause; knowledge.knower, topic, subject, at, cause; light and air as
        `optics.refresh`, how good eyes are as `eye_stage` has them; how far a word carries as `reach_of_speech` has it
Writes  knowledge (topics WATCHER, GATE, PERSON: one row for each knower, topic and subject)
Emits   NOTICED(citizen, watcher; amount m; cause: what the watcher is about, or whose notice it was that was passed on;
        stream, odds)
Units   ranges in m; chances per second as thresholds of 2^32
Source  See world/senses/optics.py and acoustics.py. How often one looks: assumed.
"""

from __future__ import annotations

from math import isqrt
from typing import TYPE_CHECKING

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from undergrid.core import luck
from undergrid.core.caches import Cache
from undergrid.core.handles import change, held, record
from undergrid.core.jit import kernel
from undergrid.core.tables import I64, Out
from undergrid.world.body.reach import at_arms_length
from undergrid.world.log.kinds import Kind
from undergrid.world.senses.earshot import carries, reach_of_speech
from undergrid.world.senses.eyes import Eyes, eye_stage, eyes_now
from undergrid.world.senses.lamps import tables_now
from undergrid.world.senses.optics import (
    Sensor,
    Target,
    chance_between,
    makes_out,
    reach,
    refresh,
)
from undergrid.world.tables.authority import Duty
from undergrid.world.tables.minds import Topic
from undergrid.world.tables.people import Activity, Being

if TYPE_CHECKING:
    from undergrid.world.world import World

STREAM = luck.stream("perception")

_OFF, _HUMAN = int(Duty.OFF), int(Being.HUMAN)
_SHUT_DOWN, _RECLAIMED = int(Activity.SHUT_DOWN), int(Activity.RECLAIMED)
_SLEEPING, _UNCONSCIOUS = int(Activity.SLEEPING), int(Activity.UNCONSCIOUS)
_WATCHER, _GATE, _PERSON = int(Topic.WATCHER), int(Topic.GATE), int(Topic.PERSON)
_EYE, _COMPANION_EYE = int(Sensor.EYE), int(Sensor.COMPANION_EYE)
_AS_WATCHER, _AS_GATE = np.int64(Target.READER), np.int64(Target.GATE)  # as i64, not as constants: one compilation
_AT_ONCE = 8  # watchers that one person can notice in one tick
_FIRM = 1000  # strength of what was seen


class Params(BaseModel):
    """The knobs a scenario may turn, under `rules.perception`."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    notice_again: int = Field(600, ge=1, le=86_400, description="a watcher is news again after, s [assumed]")


class _Desk(Cache):
    """What perception works with in one world between ticks: no state, only room and tables.

    The knobs of the kernels: optics; worse, as of `Eyes`; again, s; of the tick, light and dim (as of `haze`), far and
    behind (as of `earshot.carries`). gates: (gates, 2) the cells where they can be seen. lookers: (plans, 6) who looks
    around (-1: nobody), from which cell, level, x and y, with which sensor. spots: (watchers, 4) their cells, levels, x
    and y. slots: (plans, things) a cache of the slot of knowledge in which each thing was found last. seen: (plan,
    watcher) pairs of this tick.
    """

    def __init__(self, world: World, params: Params) -> None:
        city, link = world.city, world.gates.link
        self.sizes = self.wanted(world)
        n_plans, n_watchers, n_gates, n_bonds = self.sizes
        self.room = n_plans * (_AT_ONCE + n_gates + n_bonds)
        self.knobs = record(
            optics=tables_now(world), light=0, dim=0,
            far=0, behind=0, again=params.notice_again, worse=world.cache(Eyes).worse,
            gates=np.stack([city.link_a[link], city.link_b[link]], axis=1).astype(np.int64),
            lookers=np.full((n_plans, 6), -1, np.int64),
            spots=np.full((n_watchers, 4), -1, np.int64),
            slots=np.full((n_plans, n_watchers + n_gates + n_bonds), -1, np.int32),
            seen=np.zeros((n_plans * n_watchers, 2), np.int64),
        )  # fmt: skip

    @staticmethod
    def wanted(world: World) -> tuple[int, int, int, int]:
        return world.plans.n, world.watchers.n, world.gates.n, world.bonds.n


class _News(Out):
    """What people come to know: turn, the order in which it is logged; topic; who knows it; of which row; in which slot
    of knowledge (-1: none yet); who told it (-1: own eyes); where it is; squared range in cells; odds.
    """

    turn: I64
    topic: I64
    who: I64
    subject: I64
    slot: I64
    teller: I64
    place: I64
    squared: I64
    odds: I64


def step(world: World, params: Params) -> None:
    """Let the named look around, and write down what they come to know."""
    if not world.plans.n:
        return
    desk = world.cache(_Desk, params)
    if desk.sizes != desk.wanted(world):
        desk = world.renew(_Desk, params)
    people, known, city, knobs = world.citizens.handle, world.knowledge.handle, world.city.handle, desk.knobs
    eyes_now(world)
    if not _stand(world.plans.handle, people, city, knobs):
        return
    refresh(knobs, world.sky)
    news, key = world.out(_News, desk.room), world.key(STREAM)
    n, n_seen = _see_watchers(people, world.watchers.handle, known, city, knobs, world.tick, key, news.handle)
    if world.gates.n:
        n = _see_gates(known, city, knobs, world.tick, n, news.handle)
    if world.bonds.n_used:
        n = _see_bound(people, world.bonds.handle, known, city, knobs, world.tick, n, news.handle)
    if n_seen and world.bonds.n_used:
        far, behind = reach_of_speech(world)
        fields = held(knobs)
        if far != fields["far"] or behind != fields["behind"]:
            change(knobs, far=far, behind=behind)
        n = _pass_on(world.bonds.handle, known, city, knobs, world.tick, n_seen, n, news.handle)
    if n:
        _learn(world, sorted(news.rows(n), key=lambda row: row[0]))


def _learn(world: World, found: list[tuple[int, ...]]) -> None:
    """Write what is new into knowledge, and log what was noticed. Columns of `found`: as `_News` says."""
    people, watchers, known, cell_mm = world.citizens, world.watchers, world.knowledge, world.city.cell_mm
    new = iter(known.take(sum(row[4] < 0 for row in found)).tolist())
    noticed: dict[tuple[int, int], int] = {}  # (knower, watcher) -> event
    for _, topic, who, subject, last, teller, where, squared, odds in found:
        slot = last if last >= 0 else next(new)
        event = int(people.cause[who])
        if topic == _WATCHER:
            metres = isqrt(squared * cell_mm**2) // 1000
            if teller < 0:
                cause = int(watchers.cause[subject]) or event
                event = world.events.one(Kind.NOTICED, who, subject, where, metres, cause, STREAM, odds)
            else:
                cause = noticed.get((teller, subject)) or _known_by(world, teller, subject)
                event = world.events.one(Kind.NOTICED, who, subject, where, metres, cause)
            noticed[who, subject] = event
        known.knower[slot], known.topic[slot], known.subject[slot] = who, topic, subject
        known.cell[slot], known.at[slot], known.source[slot] = where, world.tick, teller
        known.strength[slot], known.cause[slot] = _FIRM, event


def _known_by(world: World, who: int, watcher: int) -> int:
    """The event by which somebody came to know of a watcher."""
    known = world.knowledge
    return int(known.cause[known.first(knower=who, topic=_WATCHER, subject=watcher)])


@kernel
def _stand(plans, people, city, knobs):
    """Write down the owners of plans who look around, and from where; returns how many they are."""
    n = 0
    for p in range(len(plans.owner)):
        who = np.int64(plans.owner[p])
        knobs.lookers[p, 0] = -1
        if who < 0 or not _present(people, who):
            continue
        eye = _COMPANION_EYE if people.being[who] != _HUMAN else _EYE
        knobs.lookers[p, 0], knobs.lookers[p, 5] = who, eye + eye_stage(people, knobs.worse, who)
        _locate(knobs.lookers, p, 1, np.int64(people.cell[who]), city)
        n += 1
    return n


@kernel(inline=True)
def _present(people, who):
    """Whether somebody is outdoors and has their senses."""
    what = people.doing[who]
    senseless = _SHUT_DOWN <= what <= _RECLAIMED or what == _SLEEPING or what == _UNCONSCIOUS
    return people.alive[who] and people.inside[who] < 0 and not senseless


@kernel(inline=True)
def _locate(table, row, column, cell, city):
    """Write a cell, its level, x and y into four columns of a row."""
    level = cell // city.area
    rest = cell - level * city.area
    table[row, column], table[row, column + 1] = cell, level
    table[row, column + 2], table[row, column + 3] = rest % city.width, rest // city.width


@kernel
def _see_watchers(people, watchers, known, city, knobs, now, key, news):
    """Let everybody who looks around notice watchers; returns how many rows there are (of `news`, of `knobs.seen`).

    What is known already and was seen lately is brought up to date here.
    """
    n = n_seen = 0
    lookers, spots = knobs.lookers, knobs.spots
    for w in range(len(spots)):
        if spots[w, 0] != watchers.cell[w]:
            _locate(spots, w, 0, np.int64(watchers.cell[w]), city)
    for p in range(len(lookers)):
        who, level, x, y, sensor = lookers[p, 0], lookers[p, 2], lookers[p, 3], lookers[p, 4], lookers[p, 5]
        if who < 0:
            continue
        squared_reach, n_new = reach(knobs.optics, sensor), 0
        for w in range(len(spots)):
            dx, dy, there = spots[w, 2] - x, spots[w, 3] - y, spots[w, 0]
            squared = dx * dx + dy * dy
            if squared > squared_reach or spots[w, 1] != level or watchers.duty[w] == _OFF or n_new >= _AT_ONCE:
                continue
            target = _AS_WATCHER + np.int64(watchers.kind[w])
            odds = chance_between(knobs.optics, city, sensor, target, lookers[p, 1], there, knobs.light, knobs.dim)
            if odds == 0 or luck.draw_between(key, people.luck[who], watchers.luck[w], np.int64(0)) >= odds:
                continue
            knobs.seen[n_seen, 0], knobs.seen[n_seen, 1] = p, w
            n_seen += 1
            slot = _slot(known, knobs.slots, p, w, who, _WATCHER, w)
            if slot >= 0 and now - known.at[slot] < knobs.again:
                known.cell[slot], known.at[slot], known.source[slot], known.strength[slot] = there, now, -1, _FIRM
                continue
            n = _write(news, n, p, _WATCHER, who, w, there)
            news.slot[n - 1], news.squared[n - 1], news.odds[n - 1] = slot, squared, odds
            n_new += 1
    return n, n_seen


@kernel
def _see_gates(known, city, knobs, now, n, news):
    """Let everybody who looks around see gates, by whichever end; returns how many rows of `news` there are then."""
    lookers = knobs.lookers
    for p in range(len(lookers)):
        if lookers[p, 0] < 0:
            continue
        for gate in range(len(knobs.gates)):
            there = knobs.gates[gate, 0]
            if not _plain(city, knobs, p, there, _AS_GATE):
                there = knobs.gates[gate, 1]
                if not _plain(city, knobs, p, there, _AS_GATE):
                    continue
            slot = _slot(known, knobs.slots, p, len(knobs.spots) + gate, lookers[p, 0], _GATE, gate)
            if slot >= 0:
                known.at[slot], known.source[slot] = now, -1
            else:
                n = _write(news, n, p, _GATE, lookers[p, 0], gate, there)
    return n


@kernel
def _see_bound(people, bonds, known, city, knobs, now, n, news):
    """Let everybody who looks around see those they are bound to; returns how many rows of `news` there are then.

    Who stands at arm's length is felt and heard, in whatever state one's eyes are.
    """
    things = len(knobs.spots) + len(knobs.gates)
    for p in range(len(knobs.lookers)):
        who = knobs.lookers[p, 0]
        if who < 0:
            continue
        for b in range(len(bonds.used)):
            other = np.int64(bonds.b[b])
            if not bonds.used[b] or bonds.a[b] != who or other == who or people.inside[other] >= 0:
                continue
            there = np.int64(people.cell[other])
            felt = at_arms_length(people, city, who, other)
            if not felt and not _plain(city, knobs, p, there, np.int64(people.posture[other])):
                continue
            slot = _slot(known, knobs.slots, p, things + b, who, _PERSON, other)
            if slot >= 0:
                known.cell[slot], known.at[slot], known.source[slot] = there, now, -1
            elif not _written(news, n, _PERSON, who, other):
                n = _write(news, n, p, _PERSON, who, other, there)
    return n


@kernel
def _pass_on(bonds, known, city, knobs, now, n_seen, n, news):
    """Let those who have just seen watchers tell whom they are bound to; returns how many rows of `news` there are."""
    lookers, spots = knobs.lookers, knobs.spots
    for i in range(n_seen):
        p, w = knobs.seen[i, 0], knobs.seen[i, 1]
        teller, there = lookers[p, 0], spots[w, 0]
        for q in range(len(lookers)):
            who = lookers[q, 0]
            if who < 0 or who == teller or not _bound(bonds, who, teller):
                continue
            if not carries(city, lookers[p, 1], lookers[q, 1], knobs.far, knobs.behind):
                continue
            slot = _slot(known, knobs.slots, q, w, who, _WATCHER, w)
            if slot >= 0 and now - known.at[slot] < knobs.again:
                if known.at[slot] < now:
                    known.cell[slot], known.at[slot], known.source[slot] = there, now, teller
            elif not _written(news, n, _WATCHER, who, w) and _times(news, n, who) < _AT_ONCE:
                dx, dy = lookers[q, 3] - spots[w, 2], lookers[q, 4] - spots[w, 3]
                n = _write(news, n, len(lookers), _WATCHER, who, w, there)  # after what everybody has seen
                news.slot[n - 1], news.teller[n - 1], news.squared[n - 1] = slot, teller, dx * dx + dy * dy
    return n


@kernel(inline=True)
def _plain(city, knobs, p, there, target):
    """Whether a target on a cell is plain to see for somebody who looks around."""
    here, sensor = knobs.lookers[p, 1], knobs.lookers[p, 5]
    return makes_out(knobs.optics, city, sensor, target, here, there, knobs.light, knobs.dim) >= 0


@kernel
def _slot(known, slots, p, thing, who, about, which):
    """The slot in which `who` knows of a thing, -1 for none: the cached one, or the lowest that there is."""
    slot = slots[p, thing]
    if slot >= 0 and slot < len(known.used) and _is_about(known, slot, who, about, which):
        return np.int64(slot)
    for slot in range(len(known.used)):
        if _is_about(known, slot, who, about, which):
            slots[p, thing] = slot
            return np.int64(slot)
    return np.int64(-1)


@kernel(inline=True)
def _is_about(known, slot, who, about, which):
    """Whether a slot of knowledge holds what `who` knows of a thing."""
    if not known.used[slot] or known.knower[slot] != who:
        return False
    return known.topic[slot] == about and known.subject[slot] == which


@kernel(inline=True)
def _write(news, n, turn, about, who, which, place):
    """Add a row to `news`; returns how many there are then."""
    news.turn[n], news.topic[n], news.who[n], news.subject[n], news.place[n] = turn, about, who, which, place
    news.slot[n], news.teller[n], news.squared[n], news.odds[n] = -1, -1, 0, 0
    return n + 1


@kernel(inline=True)
def _written(news, n, about, who, which):
    """Whether `news` has a row of this topic, knower and subject."""
    for row in range(n):
        if news.topic[row] == about and news.who[row] == who and news.subject[row] == which:
            return True
    return False


@kernel(inline=True)
def _times(news, n, who):
    """How many watchers are news to somebody in this tick."""
    times = 0
    for row in range(n):
        times += 1 if news.topic[row] == _WATCHER and news.who[row] == who else 0
    return times


@kernel(inline=True)
def _bound(bonds, a, b):
    """Whether two people are bound to each other, one way or the other."""
    for row in range(len(bonds.used)):
        one_way = bonds.a[row] == a and bonds.b[row] == b
        if bonds.used[row] and (one_way or (bonds.a[row] == b and bonds.b[row] == a)):
            return True
    return False
