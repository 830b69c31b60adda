"""Policy: which categories of people the authority hunts, and what it has classified people as.

`Policy` is one row that many rules read; `Files` has a row for each person who has been classified.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from undergrid.core.caches import Cache, slots_by_owner
from undergrid.core.jit import kernel
from undergrid.world.tables.society import Category

if TYPE_CHECKING:
    from undergrid.world.world import World

UNREAD = 255  # as a category: no sign is worn
_UNALIGNED, _LOYAL = int(Category.UNALIGNED), int(Category.LOYAL)


class FileOf(Cache):
    """slot: (citizens,) the row of each in `files`, -1 for none; the rule `classification` keeps it up to date."""

    def __init__(self, world: World) -> None:
        self.slot = slots_by_owner(world.citizens.n, world.files.rows(), world.files.subject)


def is_hunted(world: World, category: int) -> bool:
    """Whether people of a Category are hunted for what they are."""
    return bool(int(world.policy.hunted[0]) >> category & 1)


def signs(world: World) -> tuple[npt.NDArray[np.uint8], npt.NDArray[np.uint8]]:
    """((citizens,) u8 Category of the sign that each wears, `UNREAD` without; (citizens,) u8 1 where it is covered)."""
    n, profiles = world.citizens.n, world.profiles
    category, covered = np.full(n, UNREAD, np.uint8), np.zeros(n, np.uint8)
    rows = profiles.where(insignia=True)
    category[profiles.owner[rows]] = profiles.category[rows]
    covered[profiles.owner[rows]] = profiles.covered[rows]
    return category, covered


@kernel
def sign_of(profiles, who):
    """The slot in `profiles` of somebody who wears a sign; -1 without one."""
    for slot in range(len(profiles.used)):
        if profiles.used[slot] and profiles.insignia[slot] and profiles.owner[slot] == who:
            return slot
    return -1


@kernel
def looks_like(sign, covered, vouched):
    """The Category that somebody passes for at a look: that of an open sign; else LOYAL if `vouched` for by a tag."""
    if sign != UNREAD and not covered:
        return int(sign)
    return _LOYAL if vouched else _UNALIGNED
