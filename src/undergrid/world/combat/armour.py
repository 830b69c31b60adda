"""Armour: what it stops, and how it wears.

A set covers part of a body, never the head. A hit on what it covers is stopped if its damage is no more than the set
stops; else so much is taken off it. A hit that is stopped damages the set with the chance

    0.8 / (1 + exp(-(damage - 1.33 stopping)))

and one that goes through always does. Wear lowers what is covered before it lowers what is stopped: down to half of its
life a set covers less and less, and only then stops less and less.

Units   damage and stopping in the same units, here in tenths; wear as `items.quality`, 100 as new
Source  The curve that players of Cataclysm: DDA accepted (#80193). The sizes of damage, stopping and wear are assumed.
"""

from __future__ import annotations

import math
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from pydantic import BaseModel, ConfigDict, Field

from undergrid.core import luck
from undergrid.world.log.kinds import Kind
from undergrid.world.tables.body import BodyPart
from undergrid.world.tables.items import ItemKind

if TYPE_CHECKING:
    from undergrid.world.world import World

COVERS = luck.stream("combat/armour covers")
WEARS = luck.stream("combat/armour wears")

_HALF_LIFE = 50  # % of its quality down to which wear lowers what it covers, and below it what it stops [assumed]
_LEAST_COVER = 0.5  # of what it covers as new is left then [assumed]


class Armour(BaseModel):
    """The knobs under `rules.armour`: how much a set covers, what it stops, how it wears."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    covers: float = Field(0.8, ge=0, le=0.95, description="share of a body below the head that a set covers [assumed]")
    stops: float = Field(3.0, ge=0, le=100, description="damage that it stops, of a rifle's 2.5 to 5 [assumed]")
    wear: int = Field(5, ge=0, le=100, description="what one hit that damages it takes of it, % [assumed]")

    def covered(self, quality: int) -> float:
        """The share of a body below the head that a set of so much quality covers."""
        worn = max(0, quality - _HALF_LIFE) / (100 - _HALF_LIFE)
        return self.covers * (_LEAST_COVER + (1 - _LEAST_COVER) * worn)

    def stopped(self, quality: int) -> int:
        """The damage that a set of so much quality stops, tenths."""
        return round(10 * self.stops * min(_HALF_LIFE, quality)) // _HALF_LIFE


class Blow(NamedTuple):
    """What armour leaves of a hit (0: it is stopped), and the event that tells of it (0: none is met)."""

    left: int
    event: int


@lru_cache(maxsize=1024)
def wears_by(damage: int, stops: int) -> int:
    """The threshold of 2^32 that a hit which is stopped damages the set; both in tenths, rounded to 2^-20."""
    return round(0.8 / (1 + math.exp(-(damage - 1.33 * stops) / 10)) * (1 << 20)) << 12


def worn_by(world: World, who: int) -> int:
    """The slot of the set that somebody wears: the best that they carry; -1 for none."""
    slots = [slot for slot in world.items.where(holder=who, kind=ItemKind.ARMOUR).tolist() if world.items.quality[slot]]
    return max(slots, key=lambda slot: (int(world.items.quality[slot]), -slot)) if slots else -1


def stand(world: World, who: int, part: BodyPart, damage: int, cause: int, pair: int, nth: int) -> Blow:
    """Let what somebody wears take a hit on a part of them, by the event `cause`, and wear by it.

    damage: tenths; pair, nth: whose luck decides, and the how manieth hit of theirs it is in this tick (below 16).
    """
    slot, knobs, items = worn_by(world, who), world.shared(Armour), world.items
    if slot < 0 or part == BodyPart.HEAD:
        return Blow(damage, 0)
    quality = int(items.quality[slot])
    odds = luck.chance(round(knobs.covered(quality), 6))
    if luck.u32(world.key(COVERS), pair, nth) >= odds:
        return Blow(damage, 0)
    stops = knobs.stopped(quality)
    stopped = damage <= stops
    worn = not stopped or luck.u32(world.key(WEARS), pair, nth) < wears_by(damage, stops)
    if worn:
        items.quality[slot] = max(0, quality - knobs.wear)
    kind, left = (Kind.DEFLECTED, 0) if stopped else (Kind.PIERCED, damage - stops)
    where, of_it = int(world.citizens.cell[who]), int(items.quality[slot])
    return Blow(left, world.events.one(kind, who, where=where, amount=of_it, cause=cause, stream=COVERS, odds=odds))
