"""Following: which followers of a trail have something to do, and whether they have reached its end.

`systems/trails/tracking.py` decides what they do.
"""

from __future__ import annotations

import numpy as np

from undergrid.core.grid import cells_apart
from undergrid.core.jit import kernel
from undergrid.core.tables import I64, Flag, Out
from undergrid.world.body import posture
from undergrid.world.senses.optics import clear
from undergrid.world.tables.minds import Topic
from undergrid.world.trails.trails import bucket, plain_of

_TRACE = int(Topic.TRACE)
_SENSELESS: Flag = np.zeros(256, np.bool_)  # by Activity: whether somebody cannot look at the ground
_SENSELESS[[int(doing) for doing in (*posture.SENSELESS, *posture.GONE)]] = True


class Followed(Out):
    """What `stir` writes: the slots that are over for good, and those that `tracking` has to look at further.

    held_up: by slot, 1 where the follower is in no state to look at the ground.
    """

    ended: I64
    busy: I64
    held_up: I64


class Ahead(Out):
    """The traces that lie ahead: slots, and how plain they are, 1 / 1000."""

    slot: I64
    plain: I64


@kernel
def known_of(trackings, known, who, maker):
    """The first slot of knowledge of a maker's trail that somebody follows; -1 for none."""
    for row in range(len(known.used)):
        if known.used[row] and known.knower[row] == who and known.topic[row] == _TRACE:
            for slot in range(len(trackings.used)):
                same = trackings.used[slot] and trackings.follower[slot] == who and trackings.maker[slot] == maker
                if same and trackings.cause[slot] == known.cause[row]:
                    return row
    return -1


@kernel
def hold_up(trackings, people, blood, blood_of, followed):
    """Write `held_up`: which people who follow a trail are indoors or without their senses; watchers never are."""
    for slot in range(len(trackings.used)):
        followed.held_up[slot] = 0
        if trackings.used[slot] and trackings.watcher[slot] < 0:
            who = int(trackings.follower[slot])
            bled = int(blood_of.slot[who])
            fainted = bled >= 0 and blood.passed_out[bled] != 0
            if people.inside[who] >= 0 or _SENSELESS[people.doing[who]] or fainted:
                followed.held_up[slot] = 1


@kernel
def stir(trackings, known, people, city, knobs, now, followed):
    """Sort the trackings; returns how many slots are (over for good, to be looked at further).

    People who are elsewhere, or held up, get more time. knobs: `reach_mm`, `patience` and `forget`.
    """
    n_ended = n_busy = 0
    for slot in range(len(trackings.used)):
        if not trackings.used[slot]:
            continue
        if trackings.over[slot]:
            if trackings.until[slot] <= now:
                followed.ended[n_ended] = slot
                n_ended += 1
        elif _waits(trackings, known, people, city, knobs, now, followed, slot):
            trackings.until[slot] = now + knobs.patience
        else:
            followed.busy[n_busy] = slot
            n_busy += 1
    return n_ended, n_busy


@kernel(inline=True)
def _waits(trackings, known, people, city, knobs, now, followed, slot):
    """Whether somebody cannot read on now, but may do so later."""
    if trackings.watcher[slot] >= 0:
        return False
    who, maker = int(trackings.follower[slot]), int(trackings.maker[slot])
    row = known_of(trackings, known, who, maker)
    if row < 0 or not people.alive[who] or now - known.at[row] > knobs.forget:
        return False
    if followed.held_up[slot]:
        return True
    here, there, end = int(people.cell[who]), int(people.cell[maker]), int(trackings.cell[slot])
    if come_to(city, here, there, end, int(people.inside[maker]), knobs.reach_mm):
        return False
    return cells_apart(here, end, city.width, city.area) > 1


@kernel
def come_to(city, here, there, end, indoors, reach_mm):
    """Whether a follower has come to the maker of the trail: in view near by, or behind the door here."""
    if indoors >= 0:
        return here == there and there == end
    if cells_apart(here, there, city.width, city.area) > max(1, reach_mm // city.cell_mm):
        return False
    return clear(city, here, there)


@kernel
def next_traces(trackings, traces, weathering, index, city, tracking, radius, ahead):
    """The two traces of a maker near the one read last that were made soonest after it (before it, if not `onward`).

    Of each cell one counts. Writes the soonest first, of equals the lower slot; returns how many there are.
    """
    n = 0
    here, when = int(trackings.cell[tracking]), int(trackings.made[tracking])
    x, y, level = here % city.width, here // city.width % city.height, here // city.area
    for there_y in range(max(0, y - radius), min(city.height, y + radius + 1)):
        for there_x in range(max(0, x - radius), min(city.width, x + radius + 1)):
            there = (level * city.height + there_y) * city.width + there_x
            if there == here:
                continue
            slot = _soonest(traces, weathering, index, there, int(trackings.maker[tracking]), when,
                            trackings.onward[tracking])  # fmt: skip
            if slot >= 0:
                n = _put_in(traces, ahead, n, slot, when)
    for k in range(n):
        ahead.plain[k] = plain_of(traces, weathering, index, ahead.slot[k])
    return n


@kernel(inline=True)
def _soonest(traces, weathering, index, cell, who, when, onward):
    """Of somebody's traces on a cell that which was made soonest after a time (before it, if not `onward`), of equals
    the plainest; -1 for none. A later step does not hide the mark of what was dragged there before.
    """
    found = -1
    slot = int(index.heads[bucket(cell, len(index.heads))])
    while slot >= 0:
        mine = traces.cell[slot] == cell and traces.maker[slot] == who and traces.made[slot] != when
        if mine and (traces.made[slot] > when) == onward:
            apart = abs(int(traces.made[slot]) - when)
            sooner = found < 0 or apart < abs(int(traces.made[found]) - when)
            alike = found >= 0 and traces.made[slot] == traces.made[found]
            if sooner or (alike and _plainer(traces, weathering, index, slot, found)):
                found = slot
        slot = int(index.after[slot])
    return found


@kernel
def _plainer(traces, weathering, index, slot, other):
    """Whether a trace is plainer than another; of equals, whether it has the lower slot."""
    plain, others = plain_of(traces, weathering, index, slot), plain_of(traces, weathering, index, other)
    return plain > others or (plain == others and slot < other)


@kernel(inline=True)
def _put_in(traces, ahead, n, slot, when):
    """Put a trace among the two that were made nearest to a time, in their order; returns how many these are now."""
    place = n
    while place > 0 and _sooner(slot, ahead.slot[place - 1], traces.made, when):
        place -= 1
    if place > 1:
        return n
    if place == 0 and n > 0:
        ahead.slot[1] = ahead.slot[0]
    ahead.slot[place] = slot
    return min(n + 1, 2)


@kernel(inline=True)
def _sooner(a, b, made, when):
    """Whether a trace was made nearer to a time than another; of equals, whether it has the lower slot."""
    apart, other = abs(int(made[a]) - when), abs(int(made[b]) - when)
    return apart < other or (apart == other and a < b)
