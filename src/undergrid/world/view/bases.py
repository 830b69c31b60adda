"""What somebody in the base of a faction can tell of its air: how it stands, and how long it lasts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from undergrid.world.body.closed_air import PER_KG, base_of, out_at, oxygen
from undergrid.world.tables.people import NEVER

if TYPE_CHECKING:
    from undergrid.world.world import World


@dataclass(frozen=True, slots=True)
class BaseAir:
    """The air of a base that is shut off from the air outside, as it is shown there to everybody."""

    inside: int  # how many breathe there
    recycled: int  # for how many it is recycled
    grams: int  # of oxygen that it holds
    low: bool
    out_at: int | None  # tick at which it is out, if nobody comes or goes and no power fails; None where it lasts


def base_air(world: World, who: int) -> BaseAir | None:
    """The air about somebody in a base that is shut off; None for everybody else."""
    base = base_of(world, int(world.citizens.inside[who]))
    if base < 0 or not world.bases.full[base]:
        return None
    bases, ends = world.bases, out_at(world, base)
    return BaseAir(
        inside=int(bases.inside[base]),
        recycled=int(bases.made[base]),
        grams=oxygen(world, base) * 1000 // PER_KG,
        low=bool(bases.low[base]),
        out_at=None if ends == NEVER else ends,
    )
