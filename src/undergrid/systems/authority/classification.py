"""Classification: watchers judge what the people in their sight are, and policy says which of them are hunted.

Some people wear a sign of what they are, such as a healer's patch. Eyes read it at the range at which they identify
something of its size; a covered sign is seldom found out. Without a sign, behaviour tells one thing only: that somebody
for whom no tag answers is unaligned. The watcher reports whoever it takes for something that policy hunts; dossiers and
dispatch do the rest. A sign read later overrides what behaviour said. Policy is empty unless a scenario fills it; while
it is empty nobody is classified. An order of which nothing is heard for long lapses; who was hunted by one and has
been let go is left alone for some hours, and so is whoever has been let out of custody.

Reads   watchers.in_sight, seen_at, kind, duty, senses, cell, luck, sighting, cause; citizens.cell, posture, tagged,
        being, wanted, luck; profiles.covered, category (where `sign_of` finds one); files; dossiers.at; policy.hunted;
        sky.light; the air as `haze` has it; whether the authority `gives_orders`, and with whom it `is_done_with`
Writes  policy.hunted; files; dossiers.sought, dossiers.asked, dossiers.event; reports as `report` files them
Emits   CLASSIFIED(watcher, citizen; amount category; cause: the sighting; stream, odds), HUNT_ASSIGNED(citizen; amount
        category; cause: the classification), ORDER_LAPSED(citizen; amount category; cause: HUNT_ASSIGNED)
Units   m; suspicion in points; chances per glimpse as thresholds of 2^32
Source  Optics: see world/senses/optics.py, with the cycles to identify [Johnson 1958]. What is hunted and how much
        weighs: a rule of the story, assumed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from undergrid.core import luck
from undergrid.core.caches import Cache
from undergrid.core.handles import Handle, record
from undergrid.core.jit import kernel
from undergrid.core.tables import I64, Out
from undergrid.world.authority.cases import DossierOf
from undergrid.world.authority.policy import FileOf, is_hunted, sign_of
from undergrid.world.authority.reporting import report
from undergrid.world.authority.settled import is_done_with
from undergrid.world.log.kinds import Kind
from undergrid.world.network.regime import gives_orders
from undergrid.world.senses.lamps import tables_now
from undergrid.world.senses.optics import (
    IDENTIFY,
    RECOGNISE,
    UNSEEN,
    Optics,
    chance_of,
    cycles,
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
_SKY = 1  # of `city.flags`
_REVIEW_EVERY = 60  # ticks between looks at the orders that stand
_ONE = 4096  # a share of one in the kernel

Hunted = Literal["healer", "rebel", "unaligned"]


class Params(BaseModel):
    """The knobs a scenario may turn, under `rules.classification`."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    hunted: tuple[Hunted, ...] = Field((), description="what people are hunted for being [assumed]")
    healer_points: int = Field(60, ge=1, le=1000, description="suspicion that being a healer carries [assumed]")
    rebel_points: int = Field(75, ge=1, le=1000, description="suspicion that being a rebel carries [assumed]")
    unaligned_points: int = Field(40, ge=1, le=1000, description="suspicion that being unaligned carries [assumed]")
    sign_size_m: float = Field(0.12, ge=0.01, le=2, description="size of a sign that people wear, m [assumed]")
    covered: float = Field(
        0.04, ge=0, le=1, description="share of the chance to tell what somebody is whose sign is covered [assumed]"
    )
    behaviour: float = Field(
        0.15, ge=0, le=1, description="share of glimpses in which behaviour tells something, of a known shape [assumed]"
    )
    by_heat_m: int = Field(40, ge=0, le=1000, description="without eyes behaviour is read within, m [assumed]")
    lapses_hours: float = Field(
        2, ge=0.01, le=240, description="without news an order to hunt somebody lapses after, h [assumed]"
    )
    cleared_hours: float = Field(4, ge=0.01, le=240, description="who has been let go is left alone for, h [assumed]")
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
    """What classification works with in one world: no state, only tables."""

    def __init__(self, world: World, params: Params) -> None:
        self.bits = params.bits()
        self.optics = tables_now(world)
        self.knobs: Handle = record(
            optics=self.optics,
            # a sign n times smaller than its bearer is read at n times as many cycles on the bearer
            read=log_cycles(IDENTIFY * world.shared(Optics).person_m / params.sign_size_m),
            known=log_cycles(RECOGNISE),
            covered=round(params.covered * _ONE),
            behaviour=round(params.behaviour * _ONE),
            near=(params.by_heat_m * 1000 // world.city.cell_mm) ** 2,
        )


class _Glimpses(Out):
    """The people whom watchers have in sight on their level at this tick, ascending by watcher."""

    watcher: I64
    who: I64
    pair: I64  # luck key of the two
    squared: I64  # distance in cells, squared
    spanned: I64  # cycles on the citizen, as `cycles` has them; UNSEEN without eyes
    eyes: I64  # whether the watcher has some
    vouched: I64  # whether a tag answers for the citizen


class _News(Out):
    """What a watcher takes a citizen for, by which draw at which odds, and whether a sign told it."""

    watcher: I64
    who: I64
    category: I64
    odds: I64
    by_sign: I64
    draw: I64


def step(world: World, params: Params) -> None:
    """Classify the people whom watchers have glimpsed at this tick, and report those whom policy hunts."""
    policy, watchers = world.policy, world.watchers
    if not params.hunted:
        if policy.hunted[0]:
            policy.hunted[0] = 0
        return
    desk = world.cache(_Desk, params)
    policy.hunted[0] = desk.bits
    if world.files.n_used and world.tick % _REVIEW_EVERY == 0:
        _review(world, params)
    if not _any_glimpse(watchers.seen_at, world.tick):
        return
    people, sky, city = world.citizens, world.sky, world.city.handle
    glimpses, news = world.out(_Glimpses, watchers.n), world.out(_News, watchers.n)
    n = _glimpse(watchers.handle, people.handle, city, world.tick, glimpses.handle)
    if not n:
        return
    _span(n, glimpses.handle, watchers.handle, people.handle, sky.handle, city, desk.knobs, haze(desk.optics, sky))
    keys = world.keys(sign=STREAM, behaviour=BEHAVIOUR)
    n = _classify(
        n, glimpses.handle, world.profiles.handle, world.files.handle, world.cache(FileOf).slot, desk.knobs, keys,
        news.handle,
    )  # fmt: skip
    if n:
        _file(world, params, news, n)


def _file(world: World, params: Params, news: _News, n: int) -> None:
    """Write down what people have been taken for, log it, and assign hunts; the lowest draw comes first."""
    people, watchers, files = world.citizens, world.watchers, world.files
    rows = news.rows(n)
    for k in np.lexsort((news.watcher[:n], news.draw[:n])).tolist():
        row, who, category, odds, by_sign, _ = rows[k]
        slot = int(world.cache(FileOf).slot[who])
        if slot >= 0 and (files.category[slot] == category or not by_sign):
            continue  # somebody else has said so at this very tick
        if is_done_with(world, who):
            continue
        here = int(people.cell[who])
        cause = int(watchers.sighting[row]) or int(watchers.cause[row])
        event = world.events.one(
            Kind.CLASSIFIED, row, who, here, category, cause, STREAM if by_sign else BEHAVIOUR, odds
        )
        if slot < 0:
            slot = int(files.take(1)[0])
            world.cache(FileOf).slot[who] = slot
        files.subject[slot], files.category[slot], files.at[slot], files.cause[slot] = who, category, world.tick, event
        files.assigned[slot], files.order[slot] = is_hunted(world, category) and gives_orders(world), 0
        if files.assigned[slot]:
            assigned = world.events.one(Kind.HUNT_ASSIGNED, who, where=here, amount=category, cause=event)
            files.order[slot] = assigned
            told = np.array([assigned], np.int64)
            report(world, who, row, Sense.SIGHT, here, params.assign_delay, params.points(category), told)


def _review(world: World, params: Params) -> None:
    """Let orders lapse of which nothing has come for long, and forget those who were let go long enough ago."""
    files, dossiers, now = world.files, world.dossiers, world.tick
    lapse, cleared = round(params.lapses_hours * 3600), round(params.cleared_hours * 3600)
    rows = files.rows()
    for file in rows[files.order[rows] != 0].tolist():
        subject = int(files.subject[file])
        slot = int(world.cache(DossierOf).slot[subject])
        if not files.assigned[file]:
            if files.at[file] + cleared <= now:
                _drop(world, file)
            continue
        heard = max(int(files.at[file]), int(dossiers.at[slot]) if slot >= 0 else -1)
        if heard + lapse <= now and not world.citizens.wanted[subject]:
            category, given = int(files.category[file]), int(files.order[file])
            event = world.events.one(Kind.ORDER_LAPSED, subject, amount=category, cause=given)
            if slot >= 0:
                dossiers.sought[slot], dossiers.asked[slot], dossiers.event[slot] = 0, -1, event
            _drop(world, file)


def _drop(world: World, file: int) -> None:
    """Put a file away: its subject may be taken for something anew."""
    world.cache(FileOf).slot[world.files.subject[file]] = -1
    world.files.free(np.array([file]))


@kernel
def _any_glimpse(seen_at, now):
    """Whether any watcher has anybody in sight at this tick."""
    for at in seen_at:
        if at == now:
            return True
    return False


@kernel
def _glimpse(watchers, people, city, now, glimpses):
    """Find the glimpses of this tick by which a watcher can tell what somebody is; returns how many."""
    n = 0
    width, area = city.width, city.area
    for w in range(len(watchers.in_sight)):
        who = np.int64(watchers.in_sight[w])
        if who < 0 or watchers.seen_at[w] != now or watchers.kind[w] == _READER or watchers.duty[w] == _OFF:
            continue
        here, there = np.int64(watchers.cell[w]), np.int64(people.cell[who])
        if here // area != there // area:
            continue
        dx = here % width - there % width
        dy = here % area // width - there % area // width
        glimpses.watcher[n], glimpses.who[n], glimpses.squared[n] = w, who, dx * dx + dy * dy
        glimpses.pair[n] = luck.pair(watchers.luck[w], people.luck[who])
        glimpses.eyes[n] = watchers.senses[w] & _EYES
        glimpses.vouched[n] = people.tagged[who] and people.being[who] != _COMPANION
        n += 1
    return n


@kernel
def _span(n, glimpses, watchers, people, sky, city, knobs, thick):
    """How many cycles the citizen of each glimpse spans for the eyes of the watcher. thick: what `haze` returns."""
    for k in range(n):
        glimpses.spanned[k] = UNSEEN
        if not glimpses.eyes[k]:
            continue
        w, who = glimpses.watcher[k], glimpses.who[k]
        there = np.int64(people.cell[who])
        ground = np.int64(city.ground[there])
        light = light_on(knobs.optics, ground, there, np.int64(sky.light[0]), city.flags[there // city.area] & _SKY)
        glimpses.spanned[k] = cycles(
            knobs.optics, np.int64(watchers.kind[w]), np.int64(people.posture[who]), glimpses.squared[k], light, ground,
            thick,
        )  # fmt: skip


@kernel
def _classify(n, glimpses, profiles, files, file_of, knobs, keys, news):
    """Find whom watchers take for something new by `n` glimpses; returns how many rows of news there are."""
    n_news = 0
    for k in range(n):
        who, pair = glimpses.who[k], glimpses.pair[k]
        slot, own = np.int64(file_of[who]), -1
        category, odds, draw, by_sign = -1, 0, 0, 0
        if glimpses.eyes[k]:
            own = sign_of(profiles, who)
        if own >= 0 and (slot < 0 or files.category[slot] != profiles.category[own]):
            odds = chance_of(knobs.optics, glimpses.spanned[k], knobs.read)
            if profiles.covered[own]:
                odds = odds * knobs.covered >> 12
            draw = luck.u32(keys.sign, pair)
            if draw < odds:
                category, by_sign = np.int64(profiles.category[own]), 1
        if category < 0 and slot < 0 and not glimpses.vouched[k]:
            odds = _tells(glimpses, k, knobs)
            draw = luck.u32(keys.behaviour, pair) if odds > 0 else 0
            if draw < odds:
                category = _UNALIGNED
        if category >= 0:
            news.watcher[n_news], news.who[n_news], news.category[n_news] = glimpses.watcher[k], who, category
            news.odds[n_news], news.draw[n_news], news.by_sign[n_news] = odds, draw, by_sign
            n_news += 1
    return n_news


@kernel(inline=True)
def _tells(glimpses, k, knobs):
    """The chance that behaviour tells something at a glimpse: eyes have to know the shape, other senses be near."""
    if glimpses.eyes[k]:
        return chance_of(knobs.optics, glimpses.spanned[k], knobs.known) * knobs.behaviour >> 12
    return knobs.behaviour << 20 if glimpses.squared[k] <= knobs.near else 0
