"""Doses: how much of one's morphine somebody should have now, as far as one can tell.

One dose at a time, none that would do more harm than good (`care.bears_a_dose`), and the last one for who has had none.
"""

from __future__ import annotations

from collections.abc import Sequence

from undergrid.world.body import blood_loss, care, reach
from undergrid.world.items import kit
from undergrid.world.tables.items import ItemKind
from undergrid.world.world import World

_MORE = 300  # 1/1000 of pain from which on morphine is worth a dose [assumed]
_BREATHES = 700  # 1/1000 of the drive to breathe that morphine should leave [assumed]


def doses(world: World, who: int, whom: int, others: Sequence[int]) -> int:
    """How many of their doses `who` should give `whom` now, 0 or 1; `others`: who else lies out there alive, to them.

    The last one is not a second dose where one of the others is in pain within reach and has had none, or is out of
    reach: of them one can't tell more.
    """
    had, left = blood_loss.dose(world, whom), kit.count(world, who, ItemKind.MORPHINE)
    breathes = blood_loss.drive(had + blood_loss.ONE, shock=False) >= _BREATHES
    if blood_loss.pain(world, whom) < _MORE or not breathes or not care.bears_a_dose(world, whom):
        return 0
    kept = left == 1 and had > 0 and any(_may_need_it(world, who, row) for row in others)
    return 0 if kept else min(1, left)


def _may_need_it(world: World, who: int, other: int) -> bool:
    """Whether somebody may be in pain without a dose, as far as `who` can tell."""
    if not reach.within_reach(world, who, other):
        return True
    return blood_loss.pain(world, other) >= _MORE and not blood_loss.dose(world, other)
