"""Burdens: what people weigh, how much weight they can move, and how much it slows them.

A body's weight goes by age. What somebody can lift or drag depends on their own weight, on age from fifty on, and on
the strength that is left to them. A burden slows whoever hauls it, the weak more than the strong: walking speed
falls in a straight line from the share left with no weight to the share left with the weight of an adult.

Source  Design values: no accepted table of speeds was found. What holds is their order: free, carrying a light child,
        on a tarp, by the hands; see `systems/movement/hauling.py` for the shares.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict, Field

from undergrid.world.body.blood_loss import ADULT_KG, KG
from undergrid.world.body.physique import Ages
from undergrid.world.items import kit
from undergrid.world.tables.body import HaulMode
from undergrid.world.tables.items import ItemKind

if TYPE_CHECKING:
    from undergrid.world.world import World

SOUND = 30_000  # `citizens.strength` of a sound body
LEAST_PACE = 15  # % of walking speed that the heaviest burden leaves [assumed]
_OLD = 50  # years, from which on strength is lost, [assumed]
_A_YEAR = 1  # % of it a year [assumed]


class Loads(BaseModel):
    """The knobs under `rules.loads`: what people can carry on them, and move of others."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    carry_kg: int = Field(75, ge=0, le=500, description="what a sound adult carries on the back, kg [assumed]")
    drag_kg: int = Field(120, ge=0, le=500, description="what a sound adult drags by the hands, kg [assumed]")
    tarp_kg: int = Field(160, ge=0, le=500, description="what a sound adult drags on a tarp, kg [assumed]")
    support_kg: int = Field(110, ge=0, le=500, description="whom a sound adult holds up, kg [assumed]")
    pack_kg: int = Field(25, ge=0, le=200, description="what a grown person carries of things, kg [23: NIOSH; rounded]")
    child_pack_kg: int = Field(8, ge=0, le=200, description="what a child carries of things, kg [assumed]")

    def limit(self, mode: HaulMode) -> int:
        """What a sound adult can move in this mode, kg."""
        return (self.drag_kg, self.tarp_kg, self.carry_kg, self.support_kg)[mode]


def kg_at(age: int) -> int:
    """What a body of that age (years) weighs, kg."""
    return KG[age] if age < len(KG) else ADULT_KG


def might(world: World, who: int) -> int:
    """How strong somebody is, in percent of a sound adult: by weight, age and what is left of their strength."""
    people = world.citizens
    age = int(people.age[who])
    share = 100 * kg_at(age) // ADULT_KG - max(0, age - _OLD) * _A_YEAR
    return max(10, share) * max(0, int(people.strength[who])) // SOUND


def weight(world: World, who: int) -> int:
    """What somebody weighs with all they carry, g."""
    return kg_at(int(world.citizens.age[who])) * 1000 + kit.load(world, who)


def can_carry(world: World, who: int, kind: ItemKind, less: int = 0) -> bool:
    """Whether somebody can carry one more thing of a kind on them, once they carry `less` g less than they do."""
    loads = world.shared(Loads)
    kg = loads.child_pack_kg if world.citizens.age[who] < world.shared(Ages).child else loads.pack_kg
    return kit.load(world, who) - less + kit.GRAMS[kind] <= 1000 * kg


def pace_left(grams: int, strong: int, light: int, heavy: int) -> int:
    """The share of walking speed, in percent, left to somebody of strength `strong` (%) with a burden of so many g.

    `light` is the share left with no weight at all, `heavy` that with an adult's.
    """
    if strong <= 0:
        return LEAST_PACE
    return max(LEAST_PACE, light - (light - heavy) * grams // (10 * ADULT_KG * strong))


def hauler_of(world: World, who: int) -> int:
    """The person who drags, carries or holds up `who`; -1 for nobody."""
    slot = world.hauls.first(hauled=who)
    return int(world.hauls.hauler[slot]) if slot >= 0 else -1
