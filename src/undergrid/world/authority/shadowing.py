"""Shadowing: hunters keep an eye on people from a distance, while nothing more is to be done about them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from undergrid.core.grid import is_near, squared_apart_on
from undergrid.core.handles import Handle
from undergrid.core.jit import kernel
from undergrid.core.tables import I64
from undergrid.world.authority.cases import DossierOf
from undergrid.world.authority.hunts import has_in_view
from undergrid.world.tables.people import Activity

if TYPE_CHECKING:
    from undergrid.world.world import World


_UNCONSCIOUS, _HAULED = int(Activity.UNCONSCIOUS), int(Activity.HAULED)


def keep_back(world: World, rows: I64, knobs: Handle) -> npt.NDArray[np.bool_]:
    """(rows,) which hunters are near enough to whom they only watch. knobs: as of `is_watched`, and `distance`."""
    back: npt.NDArray[np.bool_] = _keep_back(
        rows, world.watchers.handle, world.citizens.handle, world.dossiers.handle, world.cache(DossierOf).slot,
        world.city.handle, knobs, world.tick,
    )  # fmt: skip
    return back


@kernel(inline=True)
def lies_helpless(people, who):
    """Whether somebody out of doors cannot get up, and nobody moves them."""
    helpless = people.able[who] == 0 or people.doing[who] == _UNCONSCIOUS
    return helpless and people.doing[who] != _HAULED and people.inside[who] < 0


@kernel(inline=True)
def lies_at_feet(watchers, row, people, who, knobs):
    """Whether somebody lies helpless within reach of a watcher, by `knobs`: squared `reach`, and the map's `width` and
    `area`.
    """
    here, there = int(watchers.cell[row]), int(people.cell[who])
    return lies_helpless(people, who) and is_near(here, there, knobs.reach, knobs.width, knobs.area)


@kernel(inline=True)
def in_view(watchers, row, people, who, knobs, now):
    """1 where a hunter has its quarry in view out of doors, or at its feet, whomever else it has an eye on; else 0."""
    if lies_at_feet(watchers, row, people, who, knobs):
        return 1
    return has_in_view(watchers, row, now) if people.inside[who] < 0 else 0


@kernel(inline=True)
def is_watched(dossiers, slot, people, knobs, now):
    """Whether somebody hunted by order is only watched: little speaks against them, or they have just been asked.

    Whoever lies there helpless shows nothing more from a distance: hunters come up to them.

    knobs: the suspicion from which they are asked (`question_at`), ticks for which they are followed (`following`).
    """
    if lies_helpless(people, dossiers.subject[slot]):
        return False
    just = dossiers.asked[slot] >= 0 and now < dossiers.asked[slot] + knobs.following
    return just or dossiers.suspicion[slot] < knobs.question_at


@kernel
def _keep_back(rows, watchers, people, dossiers, dossier_of, city, knobs, now):
    found = np.zeros(len(rows), np.bool_)
    for n in range(len(rows)):
        row = rows[n]
        who = watchers.quarry[row]
        slot = int(dossier_of[who]) if who >= 0 else -1
        if slot >= 0 and not dossiers.wanted[slot] and is_watched(dossiers, slot, people, knobs, now):
            apart = squared_apart_on(int(watchers.cell[row]), int(watchers.goal[row]), city.width, city.area)
            found[n] = apart <= knobs.distance
    return found
