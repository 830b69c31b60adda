"""Eyes: how much worse than sound ones those of people are who have lain in a feed, or have lost the use of one.

Optics knows eyes at stages of the implants' decay (`optics.STAGES`), each with the sharpness that is left. Whose eyes
the feed has clouded sees like somebody at the stage of as much haze; whoever has an augmetic eye that works sees with
that as if there were none. Where it is dead, one eye is left. The broken eyes of a unit see as at the worst stage.

Source  One eye alone needs 1.4 times the contrast of two: F. Campbell, D. Green, Nature 208 (1965) 191. From how much
        haze on the eyes are as bad as at which stage: assumed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from undergrid.core.caches import Cache
from undergrid.core.jit import kernel
from undergrid.core.tables import U8
from undergrid.world.senses.optics import STAGES
from undergrid.world.tables.hosts import AugmentKind
from undergrid.world.tables.units import UnitPart

if TYPE_CHECKING:
    from undergrid.world.world import World

_UNIT_EYES = int(UnitPart.EYES)
_BLIND = np.uint8(STAGES - 1)  # the stage that broken eyes of a unit are like [assumed]
_AUGMETIC = int(AugmentKind.EYE)
HAZY = (150_000, 400_000, 700_000)  # from how much haze on eyes are at stage 1, 2 and 3, 1/1000000 [assumed]
_ONE_LEFT = np.uint8(1)  # the stage that one eye alone is like: 0.85 of range and detail [0.84: the root of 1 / 1.4]


class Eyes(Cache):
    """worse: (citizens,) u8 the stage at which eyes are at least, whatever the implants are like; 0 for sound ones."""

    def __init__(self, world: World) -> None:
        self.worse: U8 = np.zeros(world.citizens.n, np.uint8)
        self.all_sound = True


def eyes_now(world: World) -> U8:
    """(citizens,) the stage at which eyes are at least, as things stand now: the array of the cache `Eyes`."""
    eyes = world.cache(Eyes)
    if world.minds.n_used or world.augments.n_used or world.unit_faults.n_used or not eyes.all_sound:
        eyes.all_sound = _look(world.minds.handle, world.augments.handle, world.unit_faults.handle, eyes.worse)
    return eyes.worse


@kernel
def _look(minds, augments, faults, worse):
    """Write down the stage at which eyes are at least; returns whether all are sound as far as one can tell."""
    worse[:] = 0
    sound = True
    for slot in range(len(minds.used)):
        if minds.used[slot] and minds.owner[slot] >= 0 and minds.haze[slot] >= HAZY[0]:
            worse[minds.owner[slot]], sound = clouded(minds.haze[slot]), False
    for slot in range(len(augments.used)):
        if augments.used[slot] and augments.kind[slot] == _AUGMETIC and augments.works[slot]:
            worse[augments.owner[slot]] = 0
    for slot in range(len(augments.used)):
        if augments.used[slot] and augments.kind[slot] == _AUGMETIC and not augments.works[slot]:
            worse[augments.owner[slot]], sound = max(worse[augments.owner[slot]], _ONE_LEFT), False
    for slot in range(len(faults.used)):
        if faults.used[slot] and faults.part[slot] == _UNIT_EYES:
            worse[faults.owner[slot]], sound = _BLIND, False
    return sound


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
