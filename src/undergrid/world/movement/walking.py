"""One walker for one tick, in the crowd as it stood when the tick began, and two who are in each other's way.

A step leads to one of the eight cells around or along a link; `heading` says which is being taken, `progress` how many
mm of it are done. A fast walker takes several in a tick, and each cell on its way. What is left over at a turn counts
for the next step, so that speed over a walk is speed times time.
"""

from __future__ import annotations

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from undergrid.city.city import ground_column
from undergrid.city.routes.routes import NOT_READY, next_direction
from undergrid.core import luck
from undergrid.core.grid import ARRIVED, BY_LINK, DX, DY, NO_WAY
from undergrid.core.jit import kernel
from undergrid.core.tables import I64, Out
from undergrid.world.places.occupancy import CROWDED
from undergrid.world.tables.people import Activity

STAYS = -1  # the result of a walker's tick, where it is no cell to enter: still on the way to one
LOST = -2  # no way leads to its goal
BARRED = -3  # the gate before it is shut
ASKS = -4  # it has not gone on yet: routes must be prepared for it first
LAME = -5  # its legs carry it no longer
WANTS = -10  # WANTS - cell: it stands before that cell, which was full when the tick began

LOW = 26  # bits of a walker's number, below the bits by which walkers are sorted

ROW = (1 << LOW) - 1
_FROM_LOWER, _FROM_HIGHER, _BOTH = 1, 2, 3  # sides of a border
_CROSSING = int(Activity.CROSSING)
_GROUND_PACE = ground_column("pace")


class Gaits(BaseModel):
    """The knobs under `rules.gaits`: how fast people are who do not just walk."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    sneak: float = Field(0.5, ge=0.01, le=1, description="sneaking, share of walking speed [assumed]")
    run: float = Field(2.2, ge=1, le=5, description="running, times walking speed: about 3 m/s [assumed]")

    @property
    def speeds(self) -> I64:
        """(3,) speed by Pace, in thousandths of walking speed."""
        return np.array([round(1000 * self.sneak), 1000, round(1000 * self.run)], np.int64)


class Walkers(Out):
    """Those who are on their way in a tick, ascending by row, and the result for each.

    route: the number that routes gave the goal. to: the result, a cell or one of the constants above. via: the link
    taken, -1 for none. The others hold numbers k of walkers: whose goal routes do not know yet (fresh); whom a draw, or
    a full cell, lets wait (late); who has to be told that they get no further (refused); who came by a link (passed).
    """

    who: I64
    route: I64
    to: I64
    via: I64
    fresh: I64
    late: I64
    refused: I64
    passed: I64


@kernel(inline=True)
def turn(people, ways, walkers, k):
    """Look up the next step of a walker that has none; where routes are not ready, it stays without.

    `go_on` would do the same. A loop over nothing but look-ups does them three times as fast.
    """
    who = walkers.who[k]
    if people.heading[who] == NO_WAY and walkers.to[k] == ASKS:
        direction = next_direction(np.int64(people.cell[who]), walkers.route[k], ways)
        if direction != NOT_READY:
            people.heading[who] = direction


@kernel(inline=True)
def go_on(people, occupancy, ways, city, knobs, now, walkers, k):
    """Let a walker that asks go on for one tick; 1 if routes are not ready for it: then nothing of it has changed.

    knobs: `gaits`, and `crowd`, the share of the free speed by how many others stand on one's own cell and the one
    ahead, in 1 / 65536.
    """
    if walkers.to[k] != ASKS:
        return 0
    who = walkers.who[k]
    here = np.int64(people.cell[who])
    walkers.via[k] = -1
    if people.able[who] == 0:
        walkers.to[k] = LAME
        return 0
    reach = np.int64(people.speed[who]) * knobs.gaits[people.pace[who]]  # mm/s / 1000, and then / 100
    reach = reach * np.int64(_GROUND_PACE[city.ground[here]]) * people.able[who] // 100
    direction, done = np.int64(people.heading[who]), np.int64(people.progress[who])
    left = np.int64(-1)  # what can still be walked in this tick, mm
    at = here
    while True:
        if direction == NO_WAY or (direction < BY_LINK and not is_open(at, direction, ways)):
            direction = np.int64(next_direction(at, walkers.route[k], ways))
            if direction == NOT_READY:
                walkers.to[k] = ASKS
                return 1
        if direction == BY_LINK and at == here:
            _along_link(people, occupancy, ways, city, now, walkers, k, reach)
            return 0
        if direction >= BY_LINK:  # there, or nowhere to go, or before a link, which is taken at the next tick
            walkers.to[k] = at if at != here or direction == ARRIVED else LOST
            people.heading[who] = NO_WAY
            people.progress[who] = 0
            return 0
        ahead = at + DY[direction] * ways.width + DX[direction]
        if left < 0:
            others = np.int64(occupancy.bodies[at]) - 1 + np.int64(occupancy.bodies[ahead])
            left = (reach * knobs.crowd[others] >> 16) // 100_000
        length = city.diagonal_mm if direction & 1 else city.cell_mm
        if done + left < length or occupancy.bodies[ahead] >= CROWDED:
            walkers.to[k] = at if at != here else STAYS if done + left < length else WANTS - ahead
            people.heading[who] = direction
            people.progress[who] = min(done + left, length)
            return 0
        left -= length - done
        done = np.int64(0)
        at = ahead
        direction = np.int64(NO_WAY)
        if at == people.goal[who] or left < city.cell_mm:  # there, or the next step will not be done in this tick
            walkers.to[k] = at
            people.heading[who] = NO_WAY
            people.progress[who] = left
            return 0


@kernel(inline=True)
def _along_link(people, occupancy, ways, city, now, walkers, k, reach):
    """Let a walker at the end of a link, or on it, go on for one tick; `reach`: how far it can go, 1/100,000 mm."""
    who = walkers.who[k]
    here = np.int64(people.cell[who])
    link = link_at(here, city.end_cells, city.end_links)
    walkers.to[k] = STAYS
    if ways.gate_of[link] >= 0 and not ways.link_open[link]:
        walkers.to[k] = BARRED
        walkers.via[k] = link
        return
    done = np.int64(people.progress[who])
    if people.doing[who] != _CROSSING:
        people.doing[who] = _CROSSING
        people.since[who] = now
        done = np.int64(0)
    done = min(done + reach // 100_000, np.int64(city.link_mm[link]))
    direction = np.int64(BY_LINK)
    if done == city.link_mm[link]:
        other = city.link_b[link] if city.link_a[link] == here else city.link_a[link]
        walkers.to[k] = other
        walkers.via[k] = link
        if occupancy.bodies[other] < CROWDED:
            direction = np.int64(NO_WAY)
            done = np.int64(0)
        else:
            walkers.to[k] = WANTS - other
    people.heading[who] = direction
    people.progress[who] = done


@kernel(inline=True)
def is_open(cell, direction, ways):
    """Whether the step that a walker has begun can still be taken; such a step never leaves the level."""
    if not ways.walk[cell + DY[direction] * ways.width + DX[direction]]:
        return False
    if direction & 1:
        return ways.walk[cell + DX[direction]] != 0 and ways.walk[cell + DY[direction] * ways.width] != 0
    return True


@kernel(inline=True)
def link_at(cell, end_cells, end_links):
    """The link that ends at a cell, which must be a link's end; end_cells: ascending, end_links: the link of each."""
    first, last = 0, len(end_cells) - 1
    while first < last:
        middle = (first + last) >> 1
        if end_cells[middle] < cell:
            first = middle + 1
        else:
            last = middle
    return end_links[first]


@kernel
def squeeze_past(people, city, key, walkers, stuck):
    """Let two walkers change places where each stands on the cell that the other wants: a draw picks one pair a border.

    stuck: the numbers k of walkers before a full cell, in any order. Without this, two streams that meet in a passage
    one cell wide would never come apart.
    """
    meeting = _meeting(people, city, key, walkers, stuck)
    edges = np.empty(len(meeting), np.int64)
    for i in range(len(meeting)):
        edges[i] = border(people, city, walkers, meeting[i] & ROW) << LOW | i
    edges.sort()
    one = other = np.int64(-1)  # the first who comes from the lower of the two cells, and the first from the higher
    for e in range(len(edges)):
        if e == 0 or edges[e] >> LOW != edges[e - 1] >> LOW:
            one = other = np.int64(-1)
        k = meeting[edges[e] & ROW] & ROW
        if edges[e] < 0 or (one >= 0 and other >= 0):
            continue
        if _side(people, walkers, k) == _FROM_LOWER:
            one = k if one < 0 else one
        else:
            other = k if other < 0 else other
        if one >= 0 and other >= 0:
            cell_of_one, cell_of_other = WANTS - walkers.to[one], WANTS - walkers.to[other]
            _move_over(people, walkers, one, cell_of_one)
            _move_over(people, walkers, other, cell_of_other)


@kernel
def _meeting(people, city, key, walkers, stuck):
    """The stuck walkers whose border somebody wants to cross from either side: draw << LOW | k, ascending."""
    size = 64
    while size < 4 * len(stuck):
        size *= 2
    wanted = np.zeros(size, np.uint8)  # borders by hash: from which of its sides somebody wants across
    for k in stuck:
        wanted[_hash(border(people, city, walkers, k), size)] |= _side(people, walkers, k)
    n = 0
    for k in stuck:
        n += 1 if wanted[_hash(border(people, city, walkers, k), size)] == _BOTH else 0
    meeting = np.empty(n, np.int64)
    n = 0
    for k in stuck:
        if wanted[_hash(border(people, city, walkers, k), size)] == _BOTH:
            meeting[n] = luck.u32(key, people.luck[walkers.who[k]]) << LOW | k
            n += 1
    meeting.sort()
    return meeting


@kernel(inline=True)
def _move_over(people, walkers, k, cell):
    """Put a walker on the cell that it wanted to enter."""
    who = walkers.who[k]
    people.cell[who] = walkers.to[k] = cell
    if people.heading[who] != NO_WAY:
        people.heading[who] = NO_WAY
        people.progress[who] = 0


@kernel(inline=True)
def border(people, city, walkers, k):
    """A number for the border between a walker's cell and the cell that it wants; -1 where the two do not touch."""
    here, there = np.int64(people.cell[walkers.who[k]]), WANTS - walkers.to[k]
    apart = abs(there - here)
    side = 4 if walkers.via[k] >= 0 else 0 if apart == 1 else apart - city.width + 2
    return min(here, there) << 3 | side if 0 <= side <= 4 else np.int64(-1)


@kernel(inline=True)
def _side(people, walkers, k):
    """From which side of the border before it a walker comes."""
    return _FROM_LOWER if np.int64(people.cell[walkers.who[k]]) < WANTS - walkers.to[k] else _FROM_HIGHER


@kernel(inline=True)
def _hash(number, size):
    """A place in a table whose size is a power of two."""
    return (number * 0x9E3779B1 >> 15) & (size - 1)
