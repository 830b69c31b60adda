"""One walker for one tick, against the crowd as it stood when the tick began, and two who are in each other's way.

A step leads to one of the eight cells around or along a link; `heading` says which is being taken, `progress` how many
mm of it are done. A fast walker takes several in a tick, and each cell on its way. What is left over at a turn counts
for the next step, so that speed over a walk is speed times time.
"""

from __future__ import annotations

import numpy as np

from undergrid.city.routes.routes import NOT_READY, next_direction
from undergrid.core import luck
from undergrid.core.grid import ARRIVED, BY_LINK, DX, DY, NO_WAY
from undergrid.core.jit import kernel
from undergrid.core.tables import I64
from undergrid.world.places.occupancy import CROWDED
from undergrid.world.tables.people import Activity

STAYS = -1  # what a walker may come to in a tick, beside a cell to enter: it is under way to one,
LOST = -2  # no way leads to its goal,
BARRED = -3  # the gate before it is shut,
ASKS = -4  # routes must be prepared for it first,
LAME = -5  # its legs carry it no longer,
WANTS = -10  # less the cell that it stands before, which was full when the tick began

SNEAK, RUN = 0.5, 2.2  # gaits, times walking speed, where a scenario says nothing else [assumed]
LOW = 26  # bits of a walker's number, below what sorts it

ROW = (1 << LOW) - 1
_FROM_LOWER, _FROM_HIGHER, _BOTH = 1, 2, 3  # sides of a border
_CROSSING = int(Activity.CROSSING)


def gaits(sneak: float = SNEAK, run: float = RUN) -> I64:
    """Speed by Pace, in thousandths of walking speed: (3,) i64."""
    return np.array([round(1000 * sneak), 1000, round(1000 * run)], np.int64)


@kernel(inline=True)
def turn(who, cell, heading, route_of, tables):
    """Look up the next step of a walker who stands before one; left open where routes are not ready.

    `go_on` would do so itself. A loop over nothing but look-ups does them three times as fast.
    """
    if heading[who] == NO_WAY:
        direction = next_direction(np.int64(cell[who]), route_of[who], tables)
        if direction != NOT_READY:
            heading[who] = direction


@kernel(inline=True)
def go_on(k, rows, cell, goal, doing, since, heading, progress, speed, able, pace, route_of, tables, ground, occupancy,
          ground_pace, gaits, crowd, end_cells, end_links, link_a, link_b, link_mm, gate_of, gate_open, straight,
          diagonal, tick, to, via):  # fmt: skip
    """One walker for one tick; 1 if it asks for ways, and then nothing of it has changed."""
    who = rows[k]
    here = np.int64(cell[who])
    direction, done = np.int64(heading[who]), np.int64(progress[who])
    reach = np.int64(speed[who]) * gaits[pace[who]] * np.int64(ground_pace[ground[here]])  # mm/s / 1000 / 100
    reach = reach * able[who] // 100
    left = np.int64(-1)  # what can still be walked in this tick, mm
    at = here
    via[k] = -1
    if able[who] == 0:
        to[k] = LAME
        return 0
    while True:
        if direction == NO_WAY or (direction < BY_LINK and not is_open(at, direction, tables)):
            direction = np.int64(next_direction(at, route_of[who], tables))
            if direction == NOT_READY:
                to[k] = ASKS
                return 1
        if direction > BY_LINK or (direction == BY_LINK and at != here):
            # there, or nowhere to go, or before a link, which is taken at the next tick
            to[k] = at if at != here or direction == ARRIVED else LOST
            heading[who] = NO_WAY
            progress[who] = 0
            return 0
        if direction == BY_LINK:
            link = link_at(here, end_cells, end_links)
            gate = gate_of[link]
            to[k] = STAYS
            if gate >= 0 and not gate_open[gate]:
                to[k] = BARRED
                via[k] = link
                return 0
            if doing[who] != _CROSSING:
                doing[who] = _CROSSING
                since[who] = tick
                done = np.int64(0)
            done = min(done + reach // 100_000, np.int64(link_mm[link]))
            other = link_b[link] if link_a[link] == here else link_a[link]
            if done == link_mm[link]:
                to[k] = other
                via[k] = link
                if occupancy[other] < CROWDED:
                    direction = np.int64(NO_WAY)
                    done = np.int64(0)
                else:
                    to[k] = WANTS - other
            heading[who] = direction
            progress[who] = done
            return 0
        ahead = at + DY[direction] * tables.width + DX[direction]
        if left < 0:
            left = (reach * crowd[np.int64(occupancy[at]) - 1 + np.int64(occupancy[ahead])] >> 16) // 100_000
        length = diagonal if direction & 1 else straight
        if done + left < length or occupancy[ahead] >= CROWDED:
            to[k] = at if at != here else STAYS if done + left < length else WANTS - ahead
            heading[who] = direction
            progress[who] = min(done + left, length)
            return 0
        left -= length - done
        done = np.int64(0)
        at = ahead
        direction = np.int64(NO_WAY)
        if at == goal[who] or left < straight:  # there, or the next step will not be done in this tick
            to[k] = at
            heading[who] = NO_WAY
            progress[who] = left
            return 0


@kernel(inline=True)
def is_open(cell, direction, tables):
    """Whether the step that a walker had begun can still be taken; it never left the level when it was begun."""
    if not tables.walk[cell + DY[direction] * tables.width + DX[direction]]:
        return False
    if direction & 1:
        return tables.walk[cell + DX[direction]] != 0 and tables.walk[cell + DY[direction] * tables.width] != 0
    return True


@kernel(inline=True)
def link_at(cell, end_cells, end_links):
    """The link that ends at a cell where one does; end_cells: ascending, end_links: the link of each."""
    first, last = 0, len(end_cells) - 1
    while first < last:
        middle = (first + last) >> 1
        if end_cells[middle] < cell:
            first = middle + 1
        else:
            last = middle
    return end_links[first]


@kernel
def squeeze_past(stuck, key, lucky, rows, to, via, cell, heading, progress, width):
    """Let people change places who are stuck because each is where the other wants to be: one pair a tick and border,
    by a draw. `stuck` are their numbers, in any order.

    Without that, two streams that meet in a passage as narrow as a cell would never come apart.
    """
    size = 64
    while size < 4 * len(stuck):
        size *= 2
    wanted = np.zeros(size, np.uint8)  # borders by hash: from which of its sides somebody wants across
    for k in stuck:
        wanted[_hash(border(k, rows, to, via, cell, width), size)] |= _side(k, rows, to, cell)
    n = 0
    for k in stuck:
        n += 1 if wanted[_hash(border(k, rows, to, via, cell, width), size)] == _BOTH else 0
    meeting, edges = np.empty(n, np.int64), np.empty(n, np.int64)
    n = 0
    for k in stuck:
        if wanted[_hash(border(k, rows, to, via, cell, width), size)] == _BOTH:
            meeting[n] = luck.u32(key, lucky[rows[k]]) << LOW | k
            n += 1
    meeting.sort()
    for i in range(n):
        edges[i] = border(meeting[i] & ROW, rows, to, via, cell, width) << LOW | i
    edges.sort()
    one = other = np.int64(-1)  # the first who comes from the lower of the two cells, and the first from the higher
    for e in range(n):
        if e == 0 or edges[e] >> LOW != edges[e - 1] >> LOW:
            one = other = np.int64(-1)
        k = meeting[edges[e] & ROW] & ROW
        if edges[e] < 0 or (one >= 0 and other >= 0):
            continue
        if _side(k, rows, to, cell) == _FROM_LOWER:
            one = k if one < 0 else one
        else:
            other = k if other < 0 else other
        if one >= 0 and other >= 0:
            cell[rows[one]], cell[rows[other]] = WANTS - to[one], WANTS - to[other]
            for k in (one, other):
                to[k] = cell[rows[k]]
                if heading[rows[k]] != NO_WAY:
                    heading[rows[k]] = NO_WAY
                    progress[rows[k]] = 0


@kernel(inline=True)
def border(k, rows, to, via, cell, width):
    """A number for what lies between a walker's cell and the one it wants to enter; -1 where they do not touch."""
    here, there = np.int64(cell[rows[k]]), WANTS - to[k]
    apart = abs(there - here)
    side = 4 if via[k] >= 0 else 0 if apart == 1 else apart - width + 2
    return min(here, there) << 3 | side if 0 <= side <= 4 else np.int64(-1)


@kernel(inline=True)
def _side(k, rows, to, cell):
    """From which side of the border before it a walker comes."""
    return _FROM_LOWER if np.int64(cell[rows[k]]) < WANTS - to[k] else _FROM_HIGHER


@kernel(inline=True)
def _hash(number, size):
    """A place in a table whose size is a power of two."""
    return (number * 0x9E3779B1 >> 15) & (size - 1)
