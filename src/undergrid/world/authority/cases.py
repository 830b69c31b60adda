"""Cases: for which dossiers watchers set out, and to which levels they go at all."""

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

NEVER, ALWAYS, GRAVE = 0, 1, 2  # when watchers go to a level; GRAVE: only for a grave case
_HELD = int(Activity.HELD)


class DossierOf(Cache):
    """slot: (citizens,) the row of each in `dossiers`, -1 for none; the rule `dossiers` keeps it up to date."""

    def __init__(self, world: World) -> None:
        self.slot = slots_by_owner(world.citizens.n, world.dossiers.rows(), world.dossiers.subject)


def where_to(levels: tuple[Level, ...], underground: bool = False) -> npt.NDArray[np.int64]:
    """(levels,) when watchers go to each: always within the wall, beyond it only for grave cases.

    Never to a level without a sky, unless they go `underground` (on foot).
    """
    return np.array(
        [NEVER if not (level.sky or underground) else ALWAYS if level.lawful else GRAVE for level in levels], np.int64
    )


@kernel
def any_wanted(dossiers):
    """Whether any dossier is that of a wanted person."""
    for slot in range(len(dossiers.used)):
        if dossiers.used[slot] and dossiers.wanted[slot]:
            return True
    return False


@kernel
def any_sought(dossiers):
    """Whether an order to hunt somebody for what they are stands in any dossier."""
    for slot in range(len(dossiers.used)):
        if dossiers.used[slot] and dossiers.sought[slot] != 0:
            return True
    return False


@kernel(inline=True)
def is_case(dossiers, slot):
    """Whether somebody goes after the subject of a dossier: they are wanted, or hunted by order."""
    return dossiers.used[slot] and (dossiers.wanted[slot] or dossiers.sought[slot] != 0) and dossiers.cell[slot] >= 0


@kernel
def ordered(dossiers, people, city, knobs, since):
    """The dossiers of people hunted by order who are not wanted, with such news as `cases` asks for.

    Whom a watcher has been after for nothing, or has watched for as long as it does, news calls nobody to for a while.
    knobs: as for `cases`, and that while in ticks, `again`.
    """
    found = np.empty(len(dossiers.used), np.int64)
    n_found = 0
    for slot in range(len(dossiers.used)):
        if dossiers.wanted[slot] or not is_case(dossiers, slot):
            continue
        left_alone = dossiers.searched[slot] >= 0 and dossiers.at[slot] < dossiers.searched[slot] + knobs.again
        if not left_alone and _calls(dossiers, slot, people, city, knobs, since):
            found[n_found] = slot
            n_found += 1
    return found[:n_found]


@kernel
def cases(dossiers, people, city, knobs, since):
    """The dossiers that call for a hunt: wanted, with news since `since`, not followed in vain, where hunters go."""
    found = np.empty(len(dossiers.used), np.int64)
    n_found = 0
    for slot in range(len(dossiers.used)):
        if _is_wanted(dossiers, slot) and _calls(dossiers, slot, people, city, knobs, since):
            found[n_found] = slot
            n_found += 1
    return found[:n_found]


@kernel
def any_case(dossiers, people, city, knobs, since):
    """Whether `cases` finds any."""
    for slot in range(len(dossiers.used)):
        if _is_wanted(dossiers, slot) and _calls(dossiers, slot, people, city, knobs, since):
            return True
    return False


@kernel(inline=True)
def _is_wanted(dossiers, slot):
    """Whether the subject of a dossier is wanted, and believed to be somewhere."""
    return dossiers.used[slot] and dossiers.wanted[slot] and dossiers.cell[slot] >= 0


@kernel(inline=True)
def _calls(dossiers, slot, people, city, knobs, since):
    """Whether there is news of somebody free, at a place where hunters go."""
    fresh = dossiers.at[slot] >= since and dossiers.at[slot] > dossiers.searched[slot]
    held = people.doing[dossiers.subject[slot]] == _HELD
    return fresh and not held and follows_to(dossiers, slot, dossiers.cell[slot], city, knobs)


@kernel(inline=True)
def follows_to(dossiers, slot, cell, city, knobs):
    """Whether watchers go to a cell for a case. knobs: `levels` as of `where_to`, suspicion from which to `pursue`."""
    when = knobs.levels[cell // city.area]
    return when == ALWAYS or (when == GRAVE and dossiers.suspicion[slot] >= knobs.pursue)
