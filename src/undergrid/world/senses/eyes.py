"""Eyes: how much worse than sound ones those of people are who have lain in a feed, or have lost the use of one.

Optics knows eyes at stages of the implants' decay (`optics.STAGES`), each with the sharpness that is left. Whose eyes
the feed has clouded sees like somebody at the stage of as much haze; whoever has an augmetic eye that works sees with
that as if there were none. Where it is dead, one eye is left.

Source  One eye alone needs 1.4 times the contrast of two: F. Campbell, D. Green, Nature 208 (1965) 191. From how much
        haze on the eyes are as bad as at which stage: assumed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from undergrid.core.caches import Cache
from undergrid.core.jit import kernel
from undergrid.core.tables import I64, U8
from undergrid.world.senses.optics import STAGES
from undergrid.world.tables.hosts import AugmentKind

if TYPE_CHECKING:
    from undergrid.world.world import World

HAZY = (150_000, 400_000, 700_000)  # from how much haze on eyes are at stage 1, 2 and 3, 1/1000000 [assumed]
_ONE_LEFT = 1  # the stage that one eye alone is like: 0.85 of range and detail [0.84: the root of 1 / 1.4]


class Eyes(Cache):
    """worse: (citizens,) u8 the stage at which eyes are at least, whatever the implants are like; 0 for sound ones."""

    def __init__(self, world: World) -> None:
        self.worse: U8 = np.zeros(world.citizens.n, np.uint8)
        self.rows: I64 = np.empty(0, np.int64)  # of those that are not sound


def eyes_now(world: World) -> U8:
    """(citizens,) the stage at which eyes are at least, as things stand now: the array of the cache `Eyes`."""
    eyes = world.cache(Eyes)
    minds, augments = world.minds, world.augments
    if not (minds.n_used or augments.n_used or len(eyes.rows)):
        return eyes.worse
    eyes.worse[eyes.rows] = 0
    slots = minds.rows()
    slots = slots[(minds.haze[slots] >= HAZY[0]) & (minds.owner[slots] >= 0)]
    eyes.worse[minds.owner[slots]] = np.searchsorted(HAZY, minds.haze[slots], side="right")
    made = augments.where(kind=AugmentKind.EYE)
    works, owners = augments.works[made], augments.owner[made]
    eyes.worse[owners[works]] = 0
    dead = owners[~works]
    eyes.worse[dead] = np.maximum(eyes.worse[dead], _ONE_LEFT)
    eyes.rows = np.flatnonzero(eyes.worse) if len(slots) or len(dead) else np.empty(0, np.int64)
    return eyes.worse


@kernel(inline=True)
def eye_stage(people, worse, who):
    """The stage at which somebody's eyes are: that of their implants, or a worse one as of `Eyes`."""
    return min(np.int64(max(people.stage[who], worse[who])), STAGES - 1)


@kernel
def clouded(haze):
    """At which stage eyes with so much haze on are: 0 for as good as none."""
    stage = 0
    for least in HAZY:
        stage += 1 if haze >= least else 0
    return stage
