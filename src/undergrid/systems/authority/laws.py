"""Laws: what is forbidden comes into force and lapses by date; who is found with it by a watcher is ruled on.

A law forbids a kind of thing, companion units of a class or of any, or smoke: a cloud that no projector makes, and that
a fire does. A unit that one in force forbids is unlawful, a suspect for what it is, and licensed otherwise. Every
watcher with eyes looks again and again whether anybody in its sight, out of doors and within the wall, breaks a law in
force. It has to notice them, and to make out what the law forbids, by the optics that all watchers go by; a thing shows
in a share of glimpses. Some minutes later the finding is ruled on. A sanction needs a name: whose tag answers, or whose
face is on the list, is sanctioned by the law that they broke, which costs obedience (the rule `subscription` books it),
adds suspicion, or both. Of anybody else the suspicion goes to somebody unknown. The same person is not charged by the
same law again for a day. While nobody gives orders nobody finds, and what has been found is not ruled on.

Reads   laws; offences; watchers.kind, duty, senses, cell, luck, impaired; citizens.posture, luck, registered; light and
        air as `optics.refresh` has them; who breaks a law as `offenders` has it, who is known as `is_named` has it;
        whether the authority `gives_orders`
Writes  laws.in_force, cause; citizens.being as `outlaw` has it; offences; reports as `report` files them
Emits   LAW_CAME_INTO_FORCE, LAW_LAPSED(law; cause: the scenario), BANNED_FOUND(watcher, citizen; amount law; cause: the
        law, else the stream; stream, odds), SANCTIONED(citizen; amount law; cause: the finding)
Units   m; points; chances per glimpse as thresholds of 2^32; ticks of 1 s
Source  Optics: see world/senses/optics.py, with the cycles to identify [Johnson 1958]. What is forbidden, and the rest:
        rules of the story, assumed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from undergrid.core import luck, units
from undergrid.core.caches import Cache
from undergrid.core.handles import Handle, record
from undergrid.core.jit import kernel
from undergrid.core.tables import I64, Out
from undergrid.world.authority.laws import is_named, offenders, outlaw
from undergrid.world.authority.reporting import report
from undergrid.world.log.kinds import Kind
from undergrid.world.network.regime import gives_orders
from undergrid.world.senses.lamps import tables_now
from undergrid.world.senses.optics import (
    IDENTIFY,
    Optics,
    Target,
    between,
    chance_between,
    chance_of,
    cycles,
    log_cycles,
    refresh,
)
from undergrid.world.tables.authority import Duty, Sense, Senses, WatcherKind
from undergrid.world.tables.laws import Ban
from undergrid.world.tables.people import NEVER

if TYPE_CHECKING:
    from undergrid.world.world import World

STREAM = luck.stream("laws")

_READER, _OFF, _EYES = int(WatcherKind.READER), int(Duty.OFF), int(Senses.EYES)
_LAWFUL = 2  # of `city.flags`
_ALL = 4096  # a share of one in the kernel


class Params(BaseModel):
    """The knobs a scenario may turn, under `rules.laws`."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    glimpse_every: int = Field(10, ge=1, le=3600, description="watchers look for what is banned once in, s [assumed]")
    thing_m: float = Field(0.12, ge=0.01, le=3, description="size of a thing as it shows on somebody, m [assumed]")
    face_m: float = Field(0.25, ge=0.01, le=3, description="by what a companion unit is told: a face, m [assumed]")
    smoke_m: float = Field(2.5, ge=0.01, le=20, description="size of the smoke over a fire, m [assumed]")
    thing_shows: float = Field(0.1, ge=0, le=1, description="share of glimpses in which a thing shows [assumed]")
    face_shows: float = Field(0.04, ge=0, le=1, description="share in which a unit gives itself away [assumed]")
    smoke_shows: float = Field(0.4, ge=0, le=1, description="share in which smoke stands clear of roofs [assumed]")
    ruling_minutes: float = Field(10, ge=0.1, le=10_000, description="from the finding to the sanction, min [assumed]")
    again_hours: float = Field(24, ge=0.1, le=10_000, description="nobody is charged by one law again for, h [assumed]")


class _Desk(Cache):
    """What the law works with in one world: no state, only tables.

    knobs: optics; light and dim (as of `haze`) of the tick; by Ban, the cycles `needed` on a person to make out what is
    banned (as `log_cycles`), and the share of glimpses in which it `shows`.
    """

    def __init__(self, world: World, params: Params) -> None:
        person = world.shared(Optics).person_m
        sizes = {Ban.THING: params.thing_m, Ban.COMPANION: params.face_m, Ban.SMOKE: params.smoke_m}
        shows = {Ban.THING: params.thing_shows, Ban.COMPANION: params.face_shows, Ban.SMOKE: params.smoke_shows}
        self.knobs: Handle = record(
            optics=tables_now(world), light=0, dim=0,
            needed=np.array([log_cycles(IDENTIFY * person / sizes[ban]) for ban in Ban], np.int64),
            shows=np.array([round(shows[ban] * _ALL) for ban in Ban], np.int64),
        )  # fmt: skip


class _Docket(Cache):
    """due: the next tick at which a law comes into force or lapses, or a finding is to be ruled on or forgotten."""

    def __init__(self, world: World) -> None:
        laws, offences = world.laws, world.offences
        dates = np.where(laws.in_force, laws.ends, laws.starts)[laws.ends > world.tick]
        rows = offences.rows()
        rulings = np.minimum(offences.due[rows], offences.until[rows])
        self.due = int(min(dates.min(initial=NEVER), rulings.min(initial=NEVER)))


class _Found(Out):
    """Who breaks which law where: what it bans, the Target that shows it, their luck key; and who has found it, -1 for
    nobody: at which draw and odds.
    """

    who: I64
    law: I64
    cell: I64
    ban: I64
    target: I64
    luck: I64
    watcher: I64
    draw: I64
    odds: I64


def step(world: World, params: Params) -> None:
    """Let laws come into force and lapse, find who breaks them, and rule on what has been found."""
    laws = world.laws
    if not laws.n:
        return
    if world.cache(_Docket).due <= world.tick:
        _keep_dates(world)
        _rule(world, params)
        world.renew(_Docket)
    if world.tick % params.glimpse_every == 0:
        _look(world, params)


def _keep_dates(world: World) -> None:
    laws = world.laws
    holds = (laws.starts <= world.tick) & (world.tick < laws.ends)
    for kind, rows in (
        (Kind.LAW_CAME_INTO_FORCE, np.flatnonzero(holds & ~laws.in_force)),
        (Kind.LAW_LAPSED, np.flatnonzero(~holds & laws.in_force)),
    ):
        if len(rows):
            laws.cause[rows] = world.events.add(kind, rows, cause=world.scenario_event)
            laws.in_force[rows] = kind == Kind.LAW_CAME_INTO_FORCE
            outlaw(world)


# ---------------------------------------------------------------- finding


def _look(world: World, params: Params) -> None:
    """Let every watcher look whether somebody in its sight breaks a law, and charge whom it finds."""
    open_ = world.offences
    breaking = [one for one in offenders(world) if not open_.has(subject=one.who, law=one.law)]
    if not breaking or not gives_orders(world):
        return
    knobs, people, n = world.cache(_Desk, params).knobs, world.citizens, len(breaking)
    refresh(knobs, world.sky)
    found = world.out(_Found, n)
    found.who[:n], found.law[:n], found.cell[:n] = zip(*breaking, strict=True)
    found.ban[:n] = world.laws.ban[found.law[:n]]
    found.target[:n] = np.where(found.ban[:n] == Ban.SMOKE, Target.STANDING, people.posture[found.who[:n]])
    found.luck[:n], found.watcher[:n] = people.luck[found.who[:n]], -1
    _find(n, found.handle, world.watchers.handle, world.city.handle, knobs, world.tick, world.key(STREAM))
    charged = set[int]()
    for row in np.flatnonzero(found.watcher[:n] >= 0).tolist():
        if (who := int(found.who[row])) not in charged:  # of several laws that one breaks, the first in the file
            charged.add(who)
            _charge(world, params, found, row)
    if charged:
        world.renew(_Docket)


def _charge(world: World, params: Params, found: _Found, row: int) -> None:
    """Note and log that somebody has been found, to be ruled on."""
    offences, watcher, who = world.offences, int(found.watcher[row]), int(found.who[row])
    law, cell, odds = int(found.law[row]), int(found.cell[row]), int(found.odds[row])
    slot = int(offences.take(1)[0])
    offences.subject[slot], offences.law[slot], offences.watcher[slot] = who, law, watcher
    offences.cell[slot], offences.at[slot] = cell, world.tick
    offences.due[slot] = world.tick + round(60 * params.ruling_minutes)
    offences.until[slot] = max(int(offences.due[slot]) + 1, world.tick + round(params.again_hours * units.HOUR))
    offences.cause[slot] = world.events.one(
        Kind.BANNED_FOUND, watcher, who, cell, law, int(world.laws.cause[law]), STREAM, odds
    )


@kernel
def _find(n, found, watchers, city, knobs, now, key):
    """Write down who has found each of `n` who break a law: of several watchers the one with the lowest draw."""
    for w in range(len(watchers.kind)):
        here, sensor = np.int64(watchers.cell[w]), np.int64(watchers.kind[w])
        if sensor == _READER or watchers.duty[w] == _OFF or watchers.senses[w] & _EYES == 0:
            continue
        if watchers.impaired[w] > now or city.flags[here // city.area] & _LAWFUL == 0:
            continue
        for row in range(n):
            odds = _makes_out(found, row, sensor, here, city, knobs)
            if odds <= 0:
                continue
            draw = luck.draw_between(key, watchers.luck[w], found.luck[row], found.law[row])
            if draw < odds and (found.watcher[row] < 0 or draw < found.draw[row]):
                found.watcher[row], found.draw[row], found.odds[row] = w, draw, odds


@kernel
def _makes_out(found, row, sensor, here, city, knobs):
    """The threshold (u32) that a glimpse from a cell notices whoever breaks a law, and makes out what is banned."""
    there, target, ban = found.cell[row], found.target[row], found.ban[row]
    notices = chance_between(knobs.optics, city, sensor, target, here, there, knobs.light, knobs.dim)
    if notices <= 0:
        return np.int64(0)
    squared, light = between(knobs.optics, city, sensor, here, there, knobs.light)
    ground = np.int64(city.ground[there])
    spanned = cycles(knobs.optics, sensor, target, squared, light, ground, knobs.dim)
    reads = chance_of(knobs.optics, spanned, knobs.needed[ban])
    return ((notices >> 16) * (reads >> 16) >> 12) * knobs.shows[ban]


# ---------------------------------------------------------------- ruling


def _rule(world: World, params: Params) -> None:
    """Rule on the findings that are due, and forget those of whom enough time has passed."""
    offences, laws, now = world.offences, world.laws, world.tick
    for slot in offences.rows()[offences.due[offences.rows()] <= now].tolist():
        offences.due[slot] = NEVER
        if not gives_orders(world):
            continue
        who, law, found = int(offences.subject[slot]), int(offences.law[slot]), int(offences.cause[slot])
        cell, named = int(offences.cell[slot]), is_named(world, who) and bool(world.citizens.registered[who])
        event = world.events.one(Kind.SANCTIONED, who, where=cell, amount=law, cause=found) if named else found
        if laws.suspicion[law]:
            report(
                world, who if named else -1, int(offences.watcher[slot]), Sense.SIGHT, cell, 1,
                int(laws.suspicion[law]), np.array([event], np.int64), int(offences.at[slot]),
            )  # fmt: skip
    rows = offences.rows()
    offences.free(rows[offences.until[rows] <= now])
