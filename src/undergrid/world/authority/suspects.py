"""Suspects: people whose tag does not vouch for them, and so are suspect to whatever looks and listens.

A suspect is untagged, a companion unit, wanted, or out under curfew without a permit. Whoever has work may be out
around the shift: that is the permit, and the tag carries it.
"""

from __future__ import annotations

from functools import cached_property

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from undergrid.core.grid import BY_LINK
from undergrid.core.handles import Handle, record
from undergrid.core.jit import kernel, trailing_zeros
from undergrid.core.tables import I64, Out
from undergrid.world.tables.people import Activity, Being

UNTAGGED, COMPANION, CURFEW, WANTED = 1, 2, 4, 8  # reasons, as bits
_COMPANION = int(Being.COMPANION)
_HELD, _RECLAIMED = int(Activity.HELD), int(Activity.RECLAIMED)  # this range: arrested, shut down, taken away
DAY_MIN = 1440
_CROSSING = int(Activity.CROSSING)
_SHOWN_MM = 8000  # of stairs, a lift or a tunnel one sees from where they begin: the depth of a gate [assumed]
_NONE, _ONE = np.uint64(0), np.uint64(1)


class Permits(BaseModel):
    """The knobs under `rules.permits`: who may be out under curfew."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    before: int = Field(75, ge=0, le=720, description="minutes before a shift that its permit begins [assumed]")
    after: int = Field(600, ge=0, le=1440, description="minutes after a shift's start that it ends [assumed]")

    @cached_property
    def knobs(self) -> Handle:
        """What the kernels take: minutes of a permit before and after the start of the shift."""
        return record(before=self.before, after=self.after)


class Suspects(Out):
    """Who is a suspect (rows, ascending), and why: the sum of the reasons."""

    row: I64
    why: I64


@kernel
def reasons(people, who, permits, curfew, minute):
    """Why a citizen's tag does not vouch for them: a sum of UNTAGGED, COMPANION, CURFEW, WANTED; 0 for no suspect.

    curfew: 1 while there is one; minute: of the day.
    """
    why = 0
    if not people.tagged[who]:
        why |= UNTAGGED
    if people.being[who] == _COMPANION:
        why |= COMPANION
    if people.wanted[who]:
        why |= WANTED
    if curfew:
        into = (minute - int(people.shift[who]) + permits.before) % DAY_MIN
        if people.work[who] < 0 or into > permits.before + permits.after:
            why |= CURFEW
    return why


@kernel(inline=True)
def _on_the_way(people, who):
    """Whether somebody has gone so far by a link that neither of its ends shows them."""
    crosses = people.doing[who] == _CROSSING and people.heading[who] == BY_LINK
    return crosses and people.progress[who] > _SHOWN_MM


@kernel
def anybody(outdoors, turn, every):
    """Whether anybody is outdoors of those in the words turn, turn + every, ... of that bitmap."""
    for word in range(turn, len(outdoors), every):
        if outdoors[word] != _NONE:
            return True
    return False


@kernel
def suspects(people, occupancy, permits, curfew, minute, turn, every, out):
    """Write who of those outdoors is a suspect, and why, into `out`, a `Suspects`; returns how many there are.

    Looks at words turn, turn + every, ... of the bitmap of those outdoors. The dead, the arrested and the shut down are
    nobody's suspects, nor is who is well on the way by stairs, a lift or a tunnel: nobody looks in there.
    """
    n = 0
    for word in range(turn, len(occupancy.outdoors), every):
        left = occupancy.outdoors[word]
        while left != _NONE:
            who = (word << 6) + trailing_zeros(left)
            left &= left - _ONE
            if curfew or people.wanted[who] or people.being[who] == _COMPANION or not people.tagged[who]:
                why = reasons(people, who, permits, curfew, minute)
                free = people.doing[who] < _HELD or people.doing[who] > _RECLAIMED
                if why and people.alive[who] and free and not _on_the_way(people, who):
                    out.row[n], out.why[n] = who, why
                    n += 1
    return n
