"""Shadowing: hunters keep an eye on people from a distance, while nothing more is to be done about them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from undergrid.core.grid import squared_apart_on
from undergrid.core.handles import Handle
from undergrid.core.jit import kernel
from undergrid.core.tables import I64
from undergrid.world.authority.cases import DossierOf

if TYPE_CHECKING:
    from undergrid.world.world import World


def keep_back(world: World, rows: I64, knobs: Handle) -> npt.NDArray[np.bool_]:
    """(rows,) which hunters are near enough to whom they only watch. knobs: as of `is_watched`, and `distance`."""
    back: npt.NDArray[np.bool_] = _keep_back(
        rows, world.watchers.handle, world.dossiers.handle, world.cache(DossierOf).slot, world.city.handle, knobs,
        world.tick,
    )  # fmt: skip
    return back


@kernel(inline=True)
def is_watched(dossiers, slot, knobs, now):
    """Whether somebody hunted by order is only watched: little speaks against them, or they have just been asked.

    knobs: the suspicion from which they are asked (`question_at`), ticks for which they are followed (`following`).
    """
    just = dossiers.asked[slot] >= 0 and now < dossiers.asked[slot] + knobs.following
    return just or dossiers.suspicion[slot] < knobs.question_at


@kernel
def _keep_back(rows, watchers, dossiers, dossier_of, city, knobs, now):
    found = np.zeros(len(rows), np.bool_)
    for n in range(len(rows)):
        row = rows[n]
        who = watchers.quarry[row]
        slot = int(dossier_of[who]) if who >= 0 else -1
        if slot >= 0 and not dossiers.wanted[slot] and is_watched(dossiers, slot, knobs, now):
            apart = squared_apart_on(int(watchers.cell[row]), int(watchers.goal[row]), city.width, city.area)
            found[n] = apart <= knobs.distance
    return found
