"""Vouching: whose tag answers for them. The others are *suspects* to whatever looks and listens.

A suspect is untagged, a companion unit, wanted, or out under curfew without a permit. Whoever has work may be out
around the shift: that is the permit, and the tag carries it.
"""

from __future__ import annotations

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from undergrid.core.jit import kernel, trailing_zeros
from undergrid.world.tables.people import Activity, Being

UNTAGGED, COMPANION, CURFEW, WANTED = 1, 2, 4, 8  # reasons, as bits
_COMPANION = int(Being.COMPANION)
_HELD, _RECLAIMED = int(Activity.HELD), int(Activity.RECLAIMED)  # and between them: arrested, shut down, taken away
DAY_MIN = 1440
_NONE, _ONE = np.uint64(0), np.uint64(1)


class Permits(BaseModel):
    """Who may be out under curfew."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    permit_before: int = Field(75, ge=0, le=720, description="minutes before a shift that its permit begins [assumed]")
    permit_after: int = Field(600, ge=0, le=1440, description="minutes after a shift's start that it ends [assumed]")


@kernel
def reasons(who, tagged, being, wanted, work, shift, curfew, minute, before, after):
    """Why a citizen's tag does not vouch for them: a sum of UNTAGGED, COMPANION, CURFEW, WANTED; 0 for no suspect.

    curfew: whether there is one; minute: of the day; before, after: minutes of a permit around the shift's start.
    """
    why = 0
    if not tagged[who]:
        why |= UNTAGGED
    if being[who] == _COMPANION:
        why |= COMPANION
    if wanted[who]:
        why |= WANTED
    if curfew:
        into = (minute - int(shift[who]) + before) % DAY_MIN
        if work[who] < 0 or into > before + after:
            why |= CURFEW
    return why


@kernel
def suspects(outdoors, first_word, stop_word, stride, alive, doing, tagged, being, wanted, work, shift, curfew, minute,
             before, after, rows, whys):  # fmt: skip
    """Write who of those outdoors is a suspect into `rows` (ascending) and why into `whys`; returns how many.

    Looks at words first_word, first_word + stride, ... below stop_word of the bitmap `outdoors`. The dead, the arrested
    and the shut down are nobody's suspects.
    """
    n = 0
    for word in range(first_word, stop_word, stride):
        left = outdoors[word]
        while left != _NONE:
            who = (word << 6) + trailing_zeros(left)
            left &= left - _ONE
            if curfew or wanted[who] or being[who] == _COMPANION or not tagged[who]:
                why = reasons(who, tagged, being, wanted, work, shift, curfew, minute, before, after)
                if why and alive[who] and (doing[who] < _HELD or doing[who] > _RECLAIMED):
                    rows[n] = who
                    whys[n] = why
                    n += 1
    return n
