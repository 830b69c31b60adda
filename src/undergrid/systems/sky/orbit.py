"""Orbit: what a ring in orbit sheds once nobody on the ground keeps it.

A city whose machines take their bearings from orbit (a window of kind `sync`) has things up there, and its authority
keeps them in their places. As soon as it gives no orders, fragments come down, wherever luck has them fall: over roofs
they hurt nobody, outdoors under the open sky whoever is right below.

Reads   windows.kind; sky.adrift; citizens.luck; whether the authority `gives_orders`, and what has `silenced` it
Writes  sky.adrift; people as `strike` does; noises as `make_noise` does
Emits   DEBRIS_FELL(where; amount g; cause: what has silenced the authority; stream, odds of any in that minute), and by
        it WOUNDED, DIED, DEFLECTED, PIERCED
Units   g, fragments a day and km2
Source  Falls that have nothing to do with each other: a Poisson process. That of fragments half are of the least
        weight, half of the others twice as heavy and so on, what comes down how often and whom it hits are assumed.
"""

from __future__ import annotations

from decimal import Decimal, localcontext
from itertools import accumulate
from typing import TYPE_CHECKING

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from undergrid.city.city import City, Ground
from undergrid.core import luck
from undergrid.core.caches import Cache
from undergrid.core.tables import I64
from undergrid.world.combat.glass import beside, struck_below
from undergrid.world.combat.hits import strike
from undergrid.world.log.kinds import Kind
from undergrid.world.network.regime import gives_orders, silenced_by
from undergrid.world.senses.noises import make_noise
from undergrid.world.tables.body import WoundKind
from undergrid.world.tables.windows import WindowKind

if TYPE_CHECKING:
    from undergrid.world.world import World

STREAM = luck.stream("orbit")
PLACE = luck.stream("orbit/place")
WEIGHT = luck.stream("orbit/weight")
HITS = luck.stream("orbit/hits")

_RING = luck.key_of("orbit")
_MINUTES = 24 * 60  # in a day: turns, as in the schedule
_AT_ONCE = 15  # fragments that come down in one minute
_LEAST_G, _HEAVIER = 50, 8  # g, the lightest that reach the ground; how often one may be twice as heavy [assumed]
_HIT = 0.3  # chance that it hits whoever is outdoors right below [assumed]
_LEAST, _MORE = 8, 4  # tenths of damage of the lightest, and more for each time that it is twice as heavy [assumed]
_DECIBELS = 110  # sound power as it strikes the ground, dB [assumed]


class Params(BaseModel):
    """The knobs a scenario may turn, under `rules.orbit`."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    fragments_per_day: float = Field(
        2, ge=0, le=1000, description="fragments that come down in a day on a km2, once nobody keeps the ring [assumed]"
    )


class _Desk(Cache):
    """The cells on which things from orbit come down in one city, and the odds of so many in a minute. No state."""

    def __init__(self, world: World, params: Params) -> None:
        self.cells = open_cells(world.city)
        km2 = len(self.cells) * world.city.cell_mm**2 / 1e12
        self.below = falls(params.fragments_per_day * km2 / _MINUTES)


def open_cells(city: City) -> I64:
    """The topmost cells of the city under the open sky, one for each place, in no order."""
    ground, taken = city.ground.reshape(-1, city.area), np.zeros(city.area, bool)
    found = []
    for level in np.argsort(-city.heights).tolist():
        if city.skies[level]:
            here = np.flatnonzero((ground[level] != Ground.VOID) & ~taken)
            taken[here] = True
            found.append(level * city.area + here)
    return np.concatenate([np.empty(0, np.int64), *found])


def falls(mean: float) -> list[int]:
    """By n: the threshold of 2^32 that no more than n fragments fall where `mean` do on average: Poisson."""
    with localcontext(prec=50):
        chances = [(-Decimal(mean)).exp()]
        for n in range(1, _AT_ONCE):
            chances.append(chances[-1] * Decimal(mean) / n)
        return [luck.chance(min(Decimal(1), share)) for share in accumulate(chances)]


def step(world: World, params: Params) -> None:
    """Let fragments come down that are due in this minute."""
    sky = world.sky
    if not params.fragments_per_day or not world.windows.n or not (world.windows.kind == WindowKind.SYNC).any():
        return
    if gives_orders(world):
        sky.adrift[0] = 0
        return
    if not sky.adrift[0]:
        sky.adrift[0] = silenced_by(world)
    desk = world.cache(_Desk, params)
    draw = luck.u32(world.key(STREAM), _RING)
    for nth in range(sum(draw >= most for most in desk.below)):
        cell = int(desk.cells[luck.below(world.key(PLACE), _RING, len(desk.cells), nth)])
        _fall(world, cell, nth, luck.CERTAIN - desk.below[0])


def _fall(world: World, cell: int, nth: int, odds: int) -> None:
    """Let a fragment come down on a cell."""
    people = world.citizens
    heavier = min(_HEAVIER, 32 - luck.u32(world.key(WEIGHT), _RING, nth).bit_length())
    event = world.events.one(
        Kind.DEBRIS_FELL, where=cell, amount=_LEAST_G << heavier, cause=int(world.sky.adrift[0]), stream=STREAM,
        odds=min(odds, 0xFFFFFFFF),
    )  # fmt: skip
    make_noise(world, cell, _DECIBELS, event)
    for who in struck_below(world, beside(world.city, np.array([cell])), HITS, luck.chance(_HIT)):
        pair = luck.pair(int(people.luck[who]), cell)
        strike(world, who, WoundKind.SHRAPNEL, _LEAST + _MORE * heavier, event, pair)
