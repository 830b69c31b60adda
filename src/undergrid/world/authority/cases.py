"""Cases: which dossiers call for somebody to go there, and where watchers go at all."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from undergrid.city.city import Level
from undergrid.core.caches import Cache, slots_by_owner
from undergrid.core.jit import kernel
from undergrid.world.tables.people import Activity

if TYPE_CHECKING:
    from undergrid.world.world import World

NEVER, ALWAYS, GRAVE = 0, 1, 2  # when watchers go to a level; GRAVE: for a grave case
_HELD = int(Activity.HELD)


class DossierOf(Cache):
    """slot: (citizens,) the row of each in `dossiers`, -1 for none; kept by the rule `dossiers`."""

    def __init__(self, world: World) -> None:
        self.slot = slots_by_owner(world.citizens.n, world.dossiers.rows(), world.dossiers.subject)


def where_to(levels: tuple[Level, ...], underground: bool = False) -> npt.NDArray[np.int64]:
    """(levels,) when watchers go to each: always within the wall, beyond it for grave cases.

    Never to a level without a sky, unless they go `underground` (on foot).
    """
    return np.array(
        [NEVER if not (level.sky or underground) else ALWAYS if level.lawful else GRAVE for level in levels], np.int64
    )


@kernel
def any_wanted(used, wanted):
    """Whether any dossier is that of a wanted person."""
    for slot in range(len(used)):
        if used[slot] and wanted[slot]:
            return True
    return False


@kernel
def cases(used, subject, wanted, cell, at, searched, suspicion, doing, levels, area, pursue, since):
    """The dossiers that call for hunters: fresh news of a place where hunters go, not followed up in vain yet."""
    found = np.empty(len(used), np.int64)
    n_found = 0
    for slot in range(len(used)):
        if used[slot] and wanted[slot] and cell[slot] >= 0 and at[slot] >= since and at[slot] > searched[slot]:
            here = levels[cell[slot] // area]
            if (here == ALWAYS or (here == GRAVE and suspicion[slot] >= pursue)) and doing[subject[slot]] != _HELD:
                found[n_found] = slot
                n_found += 1
    return found[:n_found]
