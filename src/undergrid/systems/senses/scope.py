"""Scope: a far and narrow look through a rifle scope, which finds watchers for whoever looks and for their party.

Through it an eye sees as much finer as it magnifies, and farther, but only what lies within its field of view. What it
makes out becomes known to those who are bound to the one who looks, and near enough to be told.

Reads   citizens.target, cell, inside, luck; tasks.owner, target, until, cause; watchers.kind, duty, cell, luck;
        bonds.a, b; sky.light; optics as `tables_as` and `haze` have them; how far a voice carries as `reach_of_speech`
        has it; what stands in the way, as `world/reasons` has it
Writes  knowledge as `contacts.mark` does; what people are at as `tasks.begin` and `finish` do
Emits   SCOPED(citizen, watcher; range in m; cause: the order; stream, odds), NOTICED(citizen, watcher; range in m;
        cause: SCOPED), INTERRUPTED, REFUSED
Units   metres, degrees, seconds
Source  Sight: world/senses/optics.py. A scope of 4 x 32 magnifies four times and shows 7 degrees (Trijicon ACOG TA31).
"""

from __future__ import annotations

import math
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from undergrid.core import luck
from undergrid.core.grid import isqrt, squared_apart_on
from undergrid.core.jit import kernel
from undergrid.core.tables import I32, I64, Out
from undergrid.world.body.posture import hears
from undergrid.world.log.kinds import Kind
from undergrid.world.orders import tasks
from undergrid.world.orders.attempts import amount_of, anybody_tries, asked
from undergrid.world.reasons.senses import scoping
from undergrid.world.senses import contacts
from undergrid.world.senses.earshot import carries, reach_of_speech
from undergrid.world.senses.lamps import tables_as
from undergrid.world.senses.optics import Optics, Sensor, Target, chance_between, haze
from undergrid.world.tables.authority import Duty
from undergrid.world.tables.orders import Verb
from undergrid.world.tables.people import NEVER

if TYPE_CHECKING:
    from undergrid.world.world import World

STREAM = luck.stream("scope")

_EYE, _AS_WATCHER, _OFF = int(Sensor.EYE), np.int64(Target.READER), int(Duty.OFF)
_FINE = 10_000  # units of a tangent of 1


class Params(BaseModel):
    """The knobs a scenario may turn, under `rules.scope`."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    magnifies: float = Field(4, ge=1, le=50, description="how much finer one sees through it [ACOG TA31: 4 x]")
    degrees: float = Field(7, ge=0.1, le=90, description="its field of view, degrees [ACOG TA31: 7.0]")
    reach_m: float = Field(800, ge=1, le=2000, description="how far one looks through it, m [assumed]")

    @cached_property
    def tangent(self) -> int:
        """Of half the field of view, 1 / 10000."""
        return round(_FINE * math.tan(math.radians(self.degrees / 2)))

    def through(self, eyes: Optics) -> Optics:
        """What an eye behind a scope sees."""
        return eyes.model_copy(
            update={"eye_m": self.reach_m, "eye_mrad": eyes.eye_mrad / self.magnifies, "eye_attention": 1.0}
        )


class _Seen(Out):
    """A watcher that is made out: which, how far off in cells squared, and the odds."""

    watcher: I64
    squared: I64
    odds: I64


def step(world: World, params: Params) -> None:
    """Let people take up and put down their scopes, and look through them."""
    if anybody_tries(world):
        for who in asked(world, Verb.SCOPE):
            _begin(world, who)
    if not world.tasks.n_used:
        return
    slots = tasks.at(world, Verb.SCOPE).tolist()
    if not slots:
        return
    optics = tables_as(world, params.through(world.shared(Optics)))
    for slot in slots:
        who, target = int(world.tasks.owner[slot]), int(world.tasks.target[slot])
        if scoping(world, who, Verb.SCOPE, target, 0) is not None:
            tasks.interrupt(world, slot)
        elif world.tasks.until[slot] <= world.tick:
            tasks.finish(world, slot)
        else:
            _look_through(world, params, optics, slot)


def _begin(world: World, who: int) -> None:
    """Let somebody take up a scope, or refuse it."""
    target, amount = int(world.citizens.target[who]), amount_of(world, who)
    why = scoping(world, who, Verb.SCOPE, target, amount)
    tasks.begin_or_refuse(world, who, why, Verb.SCOPE, target, amount or NEVER - world.tick, amount)


def _look_through(world: World, params: Params, optics: I32, slot: int) -> None:
    """One look: what is made out becomes known to whoever looks, and to their party."""
    table, people = world.tasks, world.citizens
    who, order = int(table.owner[slot]), int(table.cause[slot])
    seen, sky = world.out(_Seen, world.watchers.n), world.sky
    here, target = int(people.cell[who]), int(table.target[slot])
    aim = np.array([here, target, people.luck[who], params.tangent, sky.light[0], haze(optics, sky)], np.int64)
    n = _look(world.watchers.handle, world.city.handle, optics, aim, world.key(STREAM), seen.handle)
    for watcher, squared, odds in seen.rows(n):
        metres = isqrt(squared * world.city.cell_mm**2) // 1000
        drawn = contacts.Drawn(order, int(STREAM), odds)
        event = contacts.mark(world, Kind.SCOPED, who, watcher, metres, drawn)
        if event:
            _tell(world, who, watcher, event)


def _tell(world: World, who: int, watcher: int, event: int) -> None:
    """Let those know who are bound to whoever looks, and hear what they say."""
    bonds, people, city = world.bonds, world.citizens, world.city
    party = {*bonds.b[bonds.where(a=who)].tolist(), *bonds.a[bonds.where(b=who)].tolist()} - {who}
    far, behind = reach_of_speech(world)
    here, there = int(people.cell[who]), int(world.watchers.cell[watcher])
    for other in sorted(party):
        at = int(people.cell[other])
        if people.inside[other] < 0 and hears(world, other) and carries(city.handle, here, at, far, behind):
            squared = int(squared_apart_on(at, there, city.width, city.area))
            metres = isqrt(squared * city.cell_mm**2) // 1000
            contacts.mark(world, Kind.NOTICED, other, watcher, metres, contacts.Drawn(event), source=who)


@kernel
def _look(watchers, city, optics, aim, key, seen):
    """Write the watchers that are made out within the field of view; returns how many.

    aim: from which cell and towards which, luck key of whoever looks, tangent, light, dim.
    """
    here, target, lucky, tangent, light, dim = aim[0], aim[1], aim[2], aim[3], aim[4], aim[5]
    ax, ay = target % city.width - here % city.width, target // city.width - here // city.width
    n = 0
    for watcher in range(len(watchers.cell)):
        there = np.int64(watchers.cell[watcher])
        if watchers.duty[watcher] == _OFF or there // city.area != here // city.area:
            continue
        dx, dy = there % city.width - here % city.width, there // city.width - here // city.width
        along, aside = ax * dx + ay * dy, abs(ax * dy - ay * dx)
        if along <= 0 or aside * _FINE > tangent * along:
            continue
        odds = chance_between(
            optics, city, _EYE, _AS_WATCHER + np.int64(watchers.kind[watcher]), here, there, light, dim
        )
        if odds == 0 or luck.draw_between(key, lucky, watchers.luck[watcher], np.int64(0)) >= odds:
            continue
        seen.watcher[n], seen.squared[n], seen.odds[n] = watcher, dx * dx + dy * dy, odds
        n += 1
    return n
