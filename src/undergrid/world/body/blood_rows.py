"""Blood rows: which row of `blood` is whose. Somebody who has never been wounded has none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from undergrid.core.caches import Cache, slots_by_owner
from undergrid.core.handles import Handle, record

if TYPE_CHECKING:
    from undergrid.world.world import World


class BloodOf(Cache):
    """slot: (citizens,) the row of each in `blood`, -1 for the never wounded. handle: the same, for kernels."""

    def __init__(self, world: World) -> None:
        self.slot = slots_by_owner(world.citizens.n, world.blood.rows(), world.blood.owner)
        self.handle: Handle = record(slot=self.slot)


def blood_slot(world: World, who: int) -> int:
    """The row of somebody in `blood`; -1 for the never wounded."""
    return int(world.cache(BloodOf).slot[who]) if world.blood.n else -1
