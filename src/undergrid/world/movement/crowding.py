"""Crowding: who gets onto a cell where more come than fit, who change places, who gives up.

After each walker has been let go on by itself (`walking.go_on`), `land` puts all of them where they come to.
"""

from __future__ import annotations

import numpy as np

from undergrid.core import luck
from undergrid.core.grid import BY_LINK, DX, DY, NO_WAY, cells_apart, steps_from
from undergrid.core.jit import kernel
from undergrid.world.movement.walking import AROUND, CROWDED, STAYS, WANTS

_LOW = 26  # bits of a walker's number, below the bits by which walkers are sorted
_ROW = (1 << _LOW) - 1
_ABOVE = 29  # bits of a place among those who meet, below a border's number
_ABOUT = 1 << _ABOVE - 1  # the highest of them: it is not just there that somebody wants to
_PLACE = _ABOUT - 1
_BOTH = 3  # sides of a border
_PASSES, _GIVES_UP = 1, 2  # draws of a walker beside the first, for a place


@kernel
def land(people, occupancy, ways, knobs, now, key, walkers, n):
    """Put everybody on the cell they step onto, by a draw where more come than fit. `to` of who must wait is STAYS."""
    for k in range(n):
        if _moves(people, walkers, k):
            _count(occupancy, walkers.to[k], walkers.over[k], 1)
    through = (knobs.through * (now + 1) >> 16) - (knobs.through * now >> 16)
    n_late, first_stuck = _draw_lots(people, occupancy, ways, through, key, walkers, n)
    for i in range(n_late):
        k = walkers.late[i] & _ROW
        there = walkers.to[k]
        _count(occupancy, there, walkers.over[k], -1)
        walkers.to[k] = WANTS - there
        people.heading[walkers.who[k]] = NO_WAY  # what they had begun beyond that step does not start where they are
    for k in range(n):
        if _moves(people, walkers, k):
            who = walkers.who[k]
            occupancy.bodies[people.cell[who]] -= 1
            people.cell[who] = walkers.to[k]
    n_turned_back = 0
    for i in range(n_late):
        k = walkers.late[i] & _ROW
        who, there = walkers.who[k], WANTS - walkers.to[k]
        if _overfull(occupancy, ways, there, walkers.over[k], 1, through):
            walkers.late[n_turned_back] = k
            n_turned_back += 1
        else:  # there is room again
            _count(occupancy, there, walkers.over[k], 1)
            occupancy.bodies[people.cell[who]] -= 1
            people.cell[who] = walkers.to[k] = there
    for i in range(n_turned_back - 1, -1, -1):
        first_stuck -= 1
        walkers.late[first_stuck] = walkers.late[i]
    if occupancy.span > 1:
        for k in range(n):
            if walkers.to[k] >= 0:
                occupancy.entered[walkers.to[k]] = 0
                if walkers.over[k] >= 0:
                    occupancy.entered[walkers.over[k]] = 0
    stuck = walkers.late[first_stuck:n]
    if len(stuck):
        _squeeze_past(people, ways, knobs, key, walkers, stuck)
        if _stay(people, occupancy, ways, knobs, now, key, walkers, stuck):
            _go_on_to_goals_that_empty(people, occupancy, walkers, stuck, n)


@kernel(inline=True)
def _moves(people, walkers, k):
    """Whether a walker steps onto another cell."""
    return walkers.to[k] >= 0 and walkers.to[k] != people.cell[walkers.who[k]]


@kernel(inline=True)
def _count(occupancy, there, over, more):
    """Count somebody who steps onto a cell, perhaps over another, or does not after all (-1)."""
    occupancy.bodies[there] = np.int64(occupancy.bodies[there]) + more
    if occupancy.span > 1:
        occupancy.entered[there] += more
        if over >= 0:
            occupancy.entered[over] += more


@kernel(inline=True)
def _overfull(occupancy, ways, there, over, more, through):
    """Whether a cell would hold more than fit with so many more; or, where cells are small, more would have come onto
    it, or over the one before, in this tick than get through a gap so wide.
    """
    if np.int64(occupancy.bodies[there]) + more > occupancy.room:
        return True
    if occupancy.span == 1:
        return False
    if occupancy.entered[there] + more > through and _is_gap(occupancy, ways, there):
        return True
    return over >= 0 and occupancy.entered[over] + more > through and _is_gap(occupancy, ways, over)


@kernel
def _is_gap(occupancy, ways, cell):
    """Whether the way over a cell is no wider than about 2 m, from wall to wall, across or down."""
    row = cell // ways.width
    column, row = cell - row * ways.width, row % ways.height
    for step, before, after in ((1, column, ways.width - 1 - column), (ways.width, row, ways.height - 1 - row)):
        wide, at = 1, cell
        while wide <= occupancy.span and before > 0 and ways.walk[at - step]:
            wide, at, before = wide + 1, at - step, before - 1
        at = cell
        while wide <= occupancy.span and after > 0 and ways.walk[at + step]:
            wide, at, after = wide + 1, at + step, after - 1
        if wide <= occupancy.span:
            return True
    return False


@kernel
def _draw_lots(people, occupancy, ways, through, key, walkers, n):
    """Fill `late`: from its beginning with those who counted on a step onto a cell that is too full now, ordered by a
    draw; from its end with those who stood before a full cell. Returns (how many of the first, where the others begin).
    """
    n_late, first_stuck = 0, n
    alone = max(1, through)  # whoever has a gap to themselves is not held up by it
    for k in range(n):
        if walkers.to[k] <= WANTS:
            first_stuck -= 1
            walkers.late[first_stuck] = k
        elif _moves(people, walkers, k) and _overfull(occupancy, ways, walkers.to[k], walkers.over[k], 0, alone):
            walkers.late[n_late] = luck.u32(key, people.luck[walkers.who[k]]) << _LOW | k
            n_late += 1
    walkers.late[:n_late].sort()
    return n_late, first_stuck


@kernel
def _stay(people, occupancy, ways, knobs, now, key, walkers, stuck):
    """Let those who are still stuck stand where they began; some of those before a full cell give up.

    Returns how many have come near enough to a goal that is full.
    """
    n_near = 0
    for k in stuck:
        if walkers.to[k] < 0:
            who, link = walkers.who[k], walkers.via[k]
            full = occupancy.bodies[WANTS - walkers.to[k]] >= occupancy.room
            walkers.to[k] = STAYS
            walkers.via[k] = -1
            if people.heading[who] == NO_WAY:  # had counted on that step: back to where it began
                people.heading[who] = BY_LINK if link >= 0 else NO_WAY
                people.progress[who] = ways.link_mm[link] if link >= 0 else knobs.cell_mm
            if full and link < 0:
                walkers.to[k] = _give_up(people, occupancy, ways, knobs, now, key, who)
                n_near += walkers.to[k] == AROUND
    return n_near


@kernel(inline=True)
def _give_up(people, occupancy, ways, knobs, now, key, who):
    """What becomes of somebody before a full cell: near a goal that is full itself they have come as near as one can;
    others turn to something else once they have long been under way. By a draw in each tick.
    """
    draw, goal = luck.u32(key, people.luck[who], _GIVES_UP), np.int64(people.goal[who])
    near = cells_apart(np.int64(people.cell[who]), goal, ways.width, ways.width * ways.height) <= knobs.around
    if near and people.enter[who] < 0 and occupancy.bodies[goal] >= occupancy.room and draw < knobs.stands:
        return AROUND
    return CROWDED if now - people.since[who] >= knobs.patience and draw < knobs.gives_up else STAYS


@kernel
def _go_on_to_goals_that_empty(people, occupancy, walkers, stuck, n):
    """Let those go on after all whose goal is full of people on their way: it is not taken until half of them stand."""
    goals = np.unique(people.goal[walkers.who[stuck[walkers.to[stuck] == AROUND]]])
    passing = np.zeros(len(goals), np.int64)
    for k in range(n):
        i = np.searchsorted(goals, people.cell[walkers.who[k]])
        if i < len(goals) and goals[i] == people.cell[walkers.who[k]]:
            passing[i] += 1
    for k in stuck:
        if walkers.to[k] == AROUND:
            goal = people.goal[walkers.who[k]]
            if 2 * passing[np.searchsorted(goals, goal)] > np.int64(occupancy.bodies[goal]):
                walkers.to[k] = STAYS


@kernel
def _squeeze_past(people, ways, knobs, key, walkers, stuck):
    """Let walkers who meet in a throng change places, pair by pair: a draw picks who, of those at one border.

    Each of the two wants to where the other stands, or about there. stuck: the numbers k of walkers
    who are before a cell that is full or nearly so, in any order. knobs: `passes`, how many pairs pass a border in a
    tick, in 1 / 65536. Without this, two streams that meet in a passage would never come apart.
    """
    edges, place = _meeting(people, ways, key, walkers, stuck)
    one = other = np.int64(-1)  # the first who comes from the lower of the two cells, and the first from the higher
    left = np.int64(0)  # pairs that may still pass this border
    for e in range(len(edges)):
        k = place[edges[e] & _PLACE] >> 2
        if e == 0 or edges[e] >> _ABOVE != edges[e - 1] >> _ABOVE:
            one = other = np.int64(-1)
            left = knobs.passes + (luck.u32(key, people.luck[walkers.who[k]], _PASSES) & 0xFFFF) >> 16
        if left == 0 or walkers.to[k] >= 0:  # or they have passed another by now
            continue
        here, there = _sides(people, ways, walkers, place[edges[e] & _PLACE])
        if (one if here < there else other) >= 0:
            continue  # somebody else of that side comes first
        if here < there:
            one = place[edges[e] & _PLACE] >> 2
        else:
            other = place[edges[e] & _PLACE] >> 2
        if one >= 0 and other >= 0:
            if _opposed(people.heading[walkers.who[one]], people.heading[walkers.who[other]]):
                _move_over(people, walkers, one, max(here, there))
                _move_over(people, walkers, other, min(here, there))
                one = other = np.int64(-1)
                left -= 1
            elif here < there:
                one = np.int64(-1)
            else:
                other = np.int64(-1)


@kernel(inline=True)
def _opposed(heading, other):
    """Whether two walkers, of whom each is before the other's cell, come towards each other: at less than a right
    angle, if their headings are known.
    """
    return heading >= BY_LINK or other >= BY_LINK or (np.int64(heading) - np.int64(other) + 5) & 7 <= 2


@kernel
def _meeting(people, ways, key, walkers, stuck):
    """Who may pass at which border: (edges, place). edges: border << _ABOVE | _ABOUT where somebody would only go about
    there | i, ascending; place[i]: a walker and which of its ways, k << 2 | way, in the order of a draw.
    """
    size = 64
    while size < 12 * len(stuck):
        size *= 2
    sides = np.zeros(size, np.uint8)  # borders by hash: from which of its sides somebody wants across, or about there
    drawn = np.empty(len(stuck), np.int64)
    for i in range(len(stuck)):
        k = stuck[i]
        drawn[i] = luck.u32(key, people.luck[walkers.who[k]]) << _LOW | k
        for way in range(3):
            here, there = _sides(people, ways, walkers, k << 2 | way)
            sides[_hash(_border(here, there, walkers.via[k] >= 0, ways.width), size)] |= 1 if here < there else 2
    drawn.sort()
    edges, place = np.empty(3 * len(stuck), np.int64), np.empty(3 * len(stuck), np.int64)
    n = 0
    for i in range(len(stuck)):
        k = drawn[i] & _ROW
        for way in range(3):
            here, there = _sides(people, ways, walkers, k << 2 | way)
            number = _border(here, there, walkers.via[k] >= 0, ways.width)
            if number < 0 or sides[_hash(number, size)] != _BOTH:
                continue
            edges[n] = number << _ABOVE | (_ABOUT if way else 0) | n
            place[n] = k << 2 | way
            n += 1
    edges = edges[:n]
    edges.sort()
    return edges, place


@kernel(inline=True)
def _sides(people, ways, walkers, place):
    """(where a walker stands, the cell beyond the border before it): the one it wants (way 0), or one to either side.

    Where there is no such way both are the same cell.
    """
    k, way = place >> 2, place & 3
    who = walkers.who[k]
    here = np.int64(people.cell[who])
    if way == 0:
        return here, WANTS - walkers.to[k]
    if people.heading[who] >= BY_LINK:
        return here, here
    aside = (np.int64(people.heading[who]) + (1 if way == 1 else -1)) & 7
    if not steps_from(ways.walk, ways.width, ways.height, here) >> aside & 1:
        return here, here
    return here, here + DY[aside] * ways.width + DX[aside]


@kernel(inline=True)
def _move_over(people, walkers, k, cell):
    """Put a walker on the cell that somebody else leaves for its own."""
    who = walkers.who[k]
    people.cell[who] = walkers.to[k] = cell
    if people.heading[who] != NO_WAY:
        people.heading[who] = NO_WAY
        people.progress[who] = 0


@kernel(inline=True)
def _border(here, there, linked, width):
    """A number for the border between two cells; -1 where they do not touch, or are one."""
    apart = abs(there - here)
    side = np.int64(-1)
    if linked and apart:
        side = 4
    elif apart == 1:
        side = 0
    elif width - 1 <= apart <= width + 1:
        side = apart - width + 2
    return min(here, there) << 3 | side if side >= 0 else side


@kernel(inline=True)
def _hash(number, size):
    """A place in a table whose size is a power of two."""
    return (number * 0x9E3779B1 >> 15) & (size - 1)
