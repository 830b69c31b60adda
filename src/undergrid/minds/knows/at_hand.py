"""At hand: the bodies within somebody's reach, by tables: what `Aid` asks about many of them at once."""

from __future__ import annotations

import numpy as np

from undergrid.core.jit import kernel
from undergrid.world.body.reach import at_arms_length


@kernel
def note_those_here(known, people, city, who, hauls, rows, now):
    """Note of the bodies that one knows of by these rows which are under one's roof too; returns the rows of those that
    one takes to be on one's cell and that are not.
    """
    inside, here = people.inside[who], people.cell[who]
    gone, n = np.empty(len(rows), np.int64), 0
    for row in rows:
        whom = known.subject[row]
        if 0 <= inside == people.inside[whom] and whom != hauls:
            known.cell[row], known.at[row] = here, now
            continue
        away = known.cell[row] == here and not at_arms_length(people, city, who, whom)
        if away and (inside < 0 or known.strength[row] > 0):
            gone[n] = row
            n += 1
    return gone[:n]


@kernel
def wounded_in_reach(blood, people, city, who):
    """The wounded who live and are at arm's length of somebody, but themselves, in the order of their blood."""
    found, n = np.empty(len(blood.used), np.int64), 0
    for slot in range(len(blood.used)):
        row = blood.owner[slot]
        if blood.used[slot] and row != who and people.alive[row] and at_arms_length(people, city, who, row):
            found[n] = row
            n += 1
    return found[:n]
