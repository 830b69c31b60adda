"""Following: who of those who follow a trail has something to do, and whether they have come to its end.

Kernels take plain columns; `systems/trails/tracking.py` says what comes of it.
"""

from __future__ import annotations

import numpy as np

from undergrid.core.grid import sees
from undergrid.core.jit import kernel
from undergrid.core.tables import Flag
from undergrid.world.body import posture
from undergrid.world.tables.minds import Topic
from undergrid.world.trails.trails import bucket, plain_of

_TRACE = int(Topic.TRACE)
_SENSELESS: Flag = np.zeros(256, np.bool_)  # by Activity: who looks at no ground
_SENSELESS[[int(doing) for doing in (*posture.SENSELESS, *posture.GONE)]] = True


@kernel
def known_of(who, maker, used, follower, followed, finding, known, knower, topic, cause):
    """The first slot of knowledge of a maker's trail that somebody follows; -1 for none."""
    for row in range(len(known)):
        if known[row] and knower[row] == who and topic[row] == _TRACE:
            for slot in range(len(used)):
                same = used[slot] and follower[slot] == who and followed[slot] == maker
                if same and finding[slot] == cause[row]:
                    return row
    return -1


@kernel
def stir(used, over, until, follower, watcher, maker, place, finding, known, knower, topic, at, cause, alive, inside,
         doing, cell, blood_of, passed_out, opaque, width, area, reach, patience, forget, tick, ended,
         busy):  # fmt: skip
    """What there is to do: the slots that are over for good into `ended`, those of whom more has to be asked into
    `busy`; returns how many. People who are elsewhere, or in no state to read on, are given time.
    """
    n_ended = n_busy = 0
    for slot in range(len(used)):
        if not used[slot]:
            continue
        if over[slot]:
            if until[slot] <= tick:
                ended[n_ended] = slot
                n_ended += 1
            continue
        who, whose = int(follower[slot]), int(maker[slot])
        waits = False
        if watcher[slot] < 0:
            row = known_of(who, whose, used, follower, maker, finding, known, knower, topic, cause)
            if row >= 0 and alive[who] and tick - at[row] <= forget:
                bled = int(blood_of[who])
                out_of_it = _SENSELESS[doing[who]] or (bled >= 0 and passed_out[bled])
                here, there, end = int(cell[who]), int(cell[whose]), int(place[slot])
                if inside[who] >= 0 or out_of_it:
                    waits = True
                elif not come_to(here, there, end, int(inside[whose]), reach, opaque, width, area):
                    waits = not _within(here, end, 1, width, area)
        if waits:
            until[slot] = tick + patience
        else:
            busy[n_busy] = slot
            n_busy += 1
    return n_ended, n_busy


@kernel
def come_to(here, there, end, indoors, reach, opaque, width, area):
    """Whether a follower has come to the maker of the trail: in view near by, or behind the door here."""
    if indoors >= 0:
        return here == there and there == end
    if not _within(here, there, reach, width, area):
        return False
    base = here // area * area
    a, b = here - base, there - base
    return sees(opaque, width, base, a % width, a // width, b % width, b // width)


@kernel(inline=True)
def _within(a, b, most, width, area):
    """Whether two cells of one level lie no more than so many apart, either way."""
    across, down = abs(a % area % width - b % area % width), abs(a % area // width - b % area // width)
    return a // area == b // area and across <= most and down <= most


@kernel
def next_traces(heads, after, cell, kind, maker, made, strength, covered, worn, gone, halves, who, here, when, onward,
                radius, width, height, ahead, plains):  # fmt: skip
    """The two traces of somebody that were made soonest after `when` (or, the wrong way, before) around a cell.

    Of each cell the newest counts. Writes their slots into `ahead`, the soonest first and of equals the lower slot,
    and how plain they are (1/1000) into `plains`; returns how many there are.
    """
    n = 0
    x, y, level = here % width, here // width % height, here // (width * height)
    for there_y in range(max(0, y - radius), min(height, y + radius + 1)):
        for there_x in range(max(0, x - radius), min(width, x + radius + 1)):
            there = (level * height + there_y) * width + there_x
            newest = -1
            slot = int(heads[bucket(there, len(heads))])
            while slot >= 0:
                if cell[slot] == there and maker[slot] == who:
                    later = newest < 0 or made[slot] > made[newest]
                    if later or (made[slot] == made[newest] and slot < newest):
                        newest = slot
                slot = int(after[slot])
            if there == here or newest < 0 or made[newest] == when or (made[newest] > when) != onward:
                continue
            place = n
            while place > 0 and _sooner(newest, ahead[place - 1], made, when):
                place -= 1
            if place > 1:
                continue
            if place == 0 and n > 0:
                ahead[1] = ahead[0]
            ahead[place] = newest
            n = min(n + 1, 2)
    for k in range(n):
        plains[k] = plain_of(ahead[k], heads, after, cell, kind, maker, made, strength, covered, worn, gone, halves)
    return n


@kernel(inline=True)
def _sooner(a, b, made, when):
    """Whether a trace was made nearer to a time than another; of equals, whether it has the lower slot."""
    apart, other = abs(int(made[a]) - when), abs(int(made[b]) - when)
    return apart < other or (apart == other and a < b)
