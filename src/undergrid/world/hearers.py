"""Hearers: who is around when somebody talks, as word passes from mouth to mouth."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from undergrid.core.bits import each_set
from undergrid.core.jit import kernel
from undergrid.core.tables import I64
from undergrid.world.tables.people import Activity

if TYPE_CHECKING:
    from undergrid.world.world import World

EARSHOT = 3  # cells: 6 m, quiet speech [assumed]
AWAKE = np.zeros(256, bool)  # by Activity: who can talk and listen while going on with what they do
AWAKE[[Activity.RESTING, Activity.WORKING, Activity.WAITING, Activity.WALKING, Activity.HIDING, Activity.LYING,
       Activity.TENDING]] = True  # fmt: skip


def around(world: World, tellers: list[int]) -> list[I64]:
    """For each teller, who can hear them: rows, ascending."""
    people, city = world.citizens, world.city
    inside = [int(people.inside[teller]) for teller in tellers]
    at_work = [here >= 0 and here == people.work[teller] for teller, here in zip(tellers, inside, strict=True)]
    asked = np.zeros(len(city.buildings), bool)
    asked[[here for here, works in zip(inside, at_work, strict=True) if here >= 0 and not works]] = True
    indoors = _in_any(people.inside, asked) if asked.any() else np.empty(0, np.int64)
    hearers = []
    for teller, here, works in zip(tellers, inside, at_work, strict=True):
        if here < 0:
            near = outdoors_near(
                world.outdoors.bits, people.cell, int(people.cell[teller]), city.width, city.area, EARSHOT
            )
        else:
            near = world.workmates(here) if works else indoors
            near = near[people.inside[near] == here]
        hearers.append(near[(near != teller) & people.alive[near] & AWAKE[people.doing[near]]])
    return hearers


@kernel
def outdoors_near(outdoors, cell, here, width, area, reach):
    """The rows of those outdoors within `reach` cells of a cell, on its level, ascending."""
    n, found = 0, np.empty(16, np.int64)
    for row in each_set(outdoors):
        there = int(cell[row])
        down, right = there // width - here // width, there % width - here % width
        if abs(down) <= reach and abs(right) <= reach and there // area == here // area:
            if n == len(found):
                wider = np.empty(2 * n, np.int64)
                wider[:n] = found
                found = wider
            found[n] = row
            n += 1
    return found[:n]


@kernel
def _in_any(inside, asked):
    """The rows of those in any of the buildings asked for, ascending."""
    n = 0
    for row in range(len(inside)):
        n += 1 if inside[row] >= 0 and asked[inside[row]] else 0
    found = np.empty(n, np.int64)
    n = 0
    for row in range(len(inside)):
        if inside[row] >= 0 and asked[inside[row]]:
            found[n] = row
            n += 1
    return found
