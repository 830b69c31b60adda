"""Grenades: people throw them, and some seconds later they go off, for friend and foe.

A grenade lands about where it was meant to, the farther the less so. Its fragments thin out with the square of the
distance and lose force on their way; they stop at walls, and at armour that is stronger. Close by it kills outright.
Watchers near by are hit too, and glass breaks (`world/combat/glass.py`). Who throws keeps low. One that has been thrown
goes off whatever becomes of its thrower.

Reads   citizens.target, cell, luck, posture, alive; tasks.owner, target, cause; fuses; watchers.cell, luck; what
        stands in the way, as `world/reasons` has it
Writes  fuses; tasks as `begin` and `interrupt` do; items as `kit.spend` does; people as `strike`, `die`, `pin` and
        `keep_low` do; watchers as `hit_watcher` does; glass as `shatter` does; noises as `make_noise` does
Emits   GRENADE_THROWN(citizen; where it lands; amount m beside the mark; cause: the order), EXPLODED(citizen; amount
        people hit; cause: GRENADE_THROWN), INTERRUPTED, REFUSED; by it WOUNDED, DIED, DEFLECTED, PIERCED, KEPT_DOWN,
        BOUNCED_OFF, SUBSYSTEM_FAILED, CRASHED, OUT_OF_ACTION, GLASS_FELL
Units   m, cells, ticks of 1 s; chances as thresholds of 2^32, in tables of 2^20
Source  Fragments: world/combat/burst.py; half of those who stand are hit at 15 m: casualty radius of an M67, FM
        3-23.30. The rest is assumed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from undergrid.city.city import Ground
from undergrid.core import luck
from undergrid.core.caches import Cache
from undergrid.core.grid import isqrt, squared_apart_on
from undergrid.core.handles import Handle, record
from undergrid.world.authority.reporting import misplaced
from undergrid.world.body import blood_loss
from undergrid.world.body.blood_loss import any_due
from undergrid.world.combat.breakage import hit_watcher, out_of_use
from undergrid.world.combat.burst import Victims, burst, fragments, showing
from undergrid.world.combat.glass import shatter
from undergrid.world.combat.hits import strike
from undergrid.world.combat.suppression import keep_low, pin
from undergrid.world.items import kit
from undergrid.world.log.kinds import Kind, Role
from undergrid.world.orders import tasks
from undergrid.world.orders.attempts import Pause, anybody_tries, asked
from undergrid.world.places.occupancy import Occupancy
from undergrid.world.reasons.combat import throwing
from undergrid.world.senses.noises import make_noise
from undergrid.world.senses.optics import clear
from undergrid.world.tables.body import Death, WoundKind
from undergrid.world.tables.items import ItemKind
from undergrid.world.tables.orders import Verb
from undergrid.world.tables.people import Posture

if TYPE_CHECKING:
    from undergrid.world.world import World

STREAM = luck.stream("grenades")
TURN = luck.stream("grenades/turn")
BLAST = luck.stream("grenades/blast")
FORCE = luck.stream("grenades/force")

_AT_ONCE = 2  # grenades that go off in one tick; others go off a tick later
_SHOWS = (1.0, 0.5, 0.2)  # share of a body that shows, standing, crouched, flat [NVESD, as in an ambush]
_LEAST, _MOST = 8, 30  # tenths of damage of a fragment close by [assumed]


class Params(BaseModel):
    """The knobs a scenario may turn, under `rules.grenades`."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    throw_s: int = Field(2, ge=1, le=60, description="to throw one takes, s [assumed]")
    fuse_s: int = Field(4, ge=1, le=600, description="it goes off after, s [M67: 4 to 5.5]")
    off: float = Field(0.1, ge=0, le=1, description="it lands beside the mark by up to, share of the throw [assumed]")
    blast_m: int = Field(40, ge=2, le=400, description="its fragments are reckoned with up to, m [assumed]")
    half_m: float = Field(15, ge=0.01, le=400, description="half of those who stand are hit at, m [M67]")
    lethal_m: float = Field(3, ge=0, le=400, description="half of those who stand are killed at, m [assumed]")
    glass_m: float = Field(20, ge=0, le=400, description="it breaks glass within, m [assumed]")
    blast_db: float = Field(165, ge=0, le=220, description="sound power of the blast, dB [assumed]")


class _Desk(Cache):
    """What a blast works with in one world: no state, only tables."""

    def __init__(self, world: World, params: Params) -> None:
        cell_m = world.city.cell_mm / 1000
        share = np.array(_SHOWS)[:, None] * showing()[None, :]
        self.reach = params.blast_m * 1000 // world.city.cell_mm
        self.fragments = fragments(share, self.reach, cell_m, params.half_m)
        self.knobs: Handle = record(
            blast=self.reach**2,
            fragments=self.fragments,
            deaths=fragments(share, self.reach, cell_m, params.lethal_m)[:, :, :, 0].copy(),
        )


def step(world: World, params: Params) -> None:
    """Throw what is thrown, and let go off what is due."""
    if anybody_tries(world):
        for who in asked(world, Verb.THROW):
            _begin(world, params, who)
    if world.tasks.n_used:
        _throw_all(world, params)
    if world.fuses.n_used and any_due(world.fuses.due, world.tick):
        _go_off_all(world, params)


def _begin(world: World, params: Params, who: int) -> None:
    """Begin to throw, or refuse it."""
    cell = int(world.citizens.target[who])
    why = throwing(world, who, Verb.THROW, cell, 0)
    tasks.begin_or_refuse(world, who, why, Verb.THROW, cell, params.throw_s)


def _throw_all(world: World, params: Params) -> None:
    """Let those throw whose time is up; a draw gives their order."""
    table = world.tasks
    for slot in tasks.done_in_turn(world, (Verb.THROW,), TURN):
        if throwing(world, int(table.owner[slot]), Verb.THROW, int(table.target[slot]), 0) is not None:
            tasks.interrupt(world, slot)
        else:
            _throw(world, params, slot)


def _throw(world: World, params: Params, slot: int) -> None:
    """Let a grenade land about where it was meant to."""
    people, table, city = world.citizens, world.tasks, world.city
    who, mark, cause = int(table.owner[slot]), int(table.target[slot]), int(table.cause[slot])
    here, lucky = int(people.cell[who]), int(people.luck[who])
    far = int(isqrt(squared_apart_on(here, mark, city.width, city.area)))
    off = round(params.off * far)
    lands = int(misplaced(world.key(STREAM), lucky, 0, mark, off, city.handle)) if off else mark
    if not clear(city.handle, here, lands):
        lands = mark
    beside = int(isqrt(squared_apart_on(lands, mark, city.width, city.area) * city.cell_mm**2)) // 1000
    kit.spend(world, who, ItemKind.GRENADE)
    event = world.events.one(Kind.GRENADE_THROWN, who, where=lands, amount=beside, cause=cause)
    fuse, fuses = int(world.fuses.take(1)[0]), world.fuses
    fuses.luck[fuse] = luck.child(lucky, world.tick, int(Kind.GRENADE_THROWN), 0)
    fuses.thrower[fuse], fuses.cell[fuse], fuses.cause[fuse] = who, lands, event
    fuses.due[fuse] = world.tick + params.fuse_s
    keep_low(world, who, Posture(int(people.posture[who])), world.tick + world.shared(Pause).ticks)


def _go_off_all(world: World, params: Params) -> None:
    """Let the grenades go off that are due, in the order of their luck."""
    fuses = world.fuses
    due = [row for row in fuses.rows().tolist() if fuses.due[row] <= world.tick]
    for row in sorted(due, key=lambda row: int(fuses.luck[row]))[:_AT_ONCE]:
        _go_off(world, params, row)


def _go_off(world: World, params: Params, fuse: int) -> None:
    """The blast: fragments, death and broken things for everything near enough that no wall covers."""
    fuses, people, desk = world.fuses, world.citizens, world.cache(_Desk, params)
    who, place, lucky, cause = (int(column[fuse]) for column in (fuses.thrower, fuses.cell, fuses.luck, fuses.cause))
    fuses.free(np.array([fuse]))
    occupancy = world.cache(Occupancy)
    victims = world.out(Victims, occupancy.outdoors.count)
    n = burst(
        occupancy.handle, people.handle, world.city.handle, desk.knobs, world.key(BLAST), place, lucky, victims.handle,
    )  # fmt: skip
    near = victims.rows(n)
    hit = sum(1 for _, hits, odds, _ in near if hits or odds)
    event = world.events.one(Kind.EXPLODED, who, where=place, amount=hit, cause=cause)
    make_noise(world, place, params.blast_db, event, who)
    for whom, hits, odds, squared in near:
        pair, wounds = luck.pair(lucky, int(people.luck[whom])), []
        for nth in range(hits):
            if people.alive[whom]:
                force = _force(world, desk, pair, nth, squared)
                wounds.append(strike(world, whom, WoundKind.SHRAPNEL, force, event, pair, nth))
        if odds and people.alive[whom]:
            because = [(wound, Role.WOUND) for wound in wounds if wound]
            blood_loss.die(world, whom, Death.BLAST, event, because, BLAST, odds)
        elif people.alive[whom]:
            pin(world, whom, event)
    _reach_watchers(world, desk, place, lucky, event, who)
    shatter(world, place, params.glass_m, event)


def _force(world: World, desk: _Desk, pair: int, nth: int, squared: int) -> int:
    """What a fragment does, tenths: it loses its force evenly up to where the blast is reckoned with."""
    drawn = _LEAST + int(luck.below(world.key(FORCE), pair, _MOST - _LEAST + 1, nth))
    return max(1, drawn * (desk.reach - int(isqrt(squared))) // max(1, desk.reach))


def _reach_watchers(world: World, desk: _Desk, place: int, lucky: int, event: int, by: int) -> None:
    """Let fragments hit the watchers near by, as people who stand there; each is hit once at most."""
    watchers, city = world.watchers, world.city
    for row in range(watchers.n):
        there = int(watchers.cell[row])
        squared = int(squared_apart_on(there, place, city.width, city.area))
        if there // city.area != place // city.area or squared > desk.reach**2 or out_of_use(world, row):
            continue
        pair = luck.pair(lucky, int(watchers.luck[row]))
        odds = int(desk.fragments[0, Ground.STREET, squared, 0]) << 12
        if luck.u32(world.key(BLAST), pair) < odds and clear(city.handle, place, there):
            hit_watcher(world, row, _force(world, desk, pair, 0, squared), event, pair, by)
