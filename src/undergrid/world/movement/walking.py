"""One walker for one tick, in the crowd as it stood when the tick began. What becomes of all of them: `crowding`.

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
from undergrid.core.grid import ARRIVED, BY_LINK, DX, DY, NO_WAY, steps_from
from undergrid.core.jit import kernel
from undergrid.core.tables import I64, Out
from undergrid.world.places.occupancy import density_met, is_full
from undergrid.world.tables.people import Activity

STAYS = -1  # the result of a walker's tick, where it is no cell to enter: still on the way to one
LOST = -2  # no way leads to its goal
BARRED = -3  # the gate before it is shut
ASKS = -4  # it has not gone on yet: routes must be prepared for it first
LAME = -5  # its legs carry it no longer
AROUND = -6  # it has come as near to its goal, which is full, as one can
CROWDED = -7  # it has given up: too many are in its way
WANTS = -10  # WANTS - cell: it is on its way to that cell, which was full when the tick began, or nearly so

_CROSSING = int(Activity.CROSSING)
_GROUND_PACE = ground_column("pace")


class Gaits(BaseModel):
    """The knobs under `rules.gaits`: how fast people are who do not just walk."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    sneak: float = Field(0.5, ge=0.01, le=1, description="sneaking, share of walking speed [assumed]")
    run: float = Field(2.2, ge=1, le=5, description="running, times walking speed: about 3 m/s [assumed]")
    upstairs: float = Field(
        0.455, ge=0.01, le=1, description="up stairs, share of the speed on the flat: 0.610 of 1.34 m/s [Weidmann 1993]"
    )
    downstairs: float = Field(
        0.518, ge=0.01, le=1, description="down stairs, the same: 0.694 of 1.34 m/s [Weidmann 1993]"
    )

    @property
    def speeds(self) -> I64:
        """(3,) speed by Pace, in thousandths of walking speed."""
        return np.array([round(1000 * self.sneak), 1000, round(1000 * self.run)], np.int64)

    @property
    def slopes(self) -> I64:
        """(3,) speed down stairs, on the flat and up stairs, in thousandths."""
        return np.array([round(1000 * self.downstairs), 1000, round(1000 * self.upstairs)], np.int64)


class Walkers(Out):
    """Those who are on their way in a tick, ascending by row, and the result for each.

    route: the number that routes gave the goal. to: the result, a cell or one of the constants above. via: the link
    taken, -1 for none. over: the last cell that is stepped over on the way, -1 for none. The others hold numbers k of
    walkers: whose goal routes do not know yet (fresh); whom a draw, or a full cell, lets wait (late); who has to be
    told that they get no further (refused); who came by a link (passed).
    """

    who: I64
    route: I64
    to: I64
    via: I64
    over: I64
    fresh: I64
    late: I64
    refused: I64
    passed: I64


@kernel(inline=True)
def turn(people, occupancy, ways, city, knobs, walkers, k):
    """Look up the next step of a walker that has none; where routes are not ready, it stays without.

    `go_on` would do the same. A loop over nothing but look-ups does them three times as fast.
    """
    who = walkers.who[k]
    if people.heading[who] == NO_WAY and walkers.to[k] == ASKS:
        here = np.int64(people.cell[who])
        direction = _next_step(here, walkers.route[k], people.luck[who], False, occupancy, ways, city, knobs)
        if direction != NOT_READY:
            people.heading[who] = direction


@kernel(inline=True)
def _next_step(at, route, lucky, stuck, occupancy, ways, city, knobs):
    """The direction to take from a cell: as the route has it, or beside that where it is crowded ahead.

    By a draw for each person and cell most go on all the same, until they are stuck: not everybody evades at once.
    """
    if _is_other_end(at, np.int64(ways.goal_cell[route]), ways, city):
        return np.int64(BY_LINK)
    direction = np.int64(next_direction(at, route, ways))
    if direction < BY_LINK:
        ahead = np.int64(occupancy.bodies[at + DY[direction] * ways.width + DX[direction]])
        if ahead >= knobs.close and (stuck or luck.pair(lucky, at) & 0xFFFF < knobs.evades):
            return _evade(at, direction, ahead, route, occupancy, ways, knobs)
    return direction


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


@kernel(inline=True)
def _is_other_end(at, goal, ways, city):
    """Whether a goal is the other end of an open link that ends at a cell: routes know but one of the links that lead
    from one region of a level to one of another, and would lead round by that.
    """
    area = ways.width * ways.height
    if goal < 0 or at // area == goal // area or len(city.end_cells) == 0:
        return False
    link = link_at(at, city.end_cells, city.end_links)
    ends = (city.link_a[link] == at and city.link_b[link] == goal) or (
        city.link_b[link] == at and city.link_a[link] == goal
    )
    return ends and ways.link_open[link] != 0


@kernel
def _evade(at, direction, ahead, route, occupancy, ways, knobs):
    """A step to the right or the left of the one ahead, onto the emptier of the two, where that is worth it.

    It is where that cell holds fewer than the one ahead, by as many as make it close, and where the way goes on from
    there in much the same direction: so nobody is led astray, and a crowd spreads over the width of a street. To the
    right if it makes no difference, so that those who meet pass each other.
    """
    can = steps_from(ways.walk, ways.width, ways.height, at)
    best, most = direction, ahead - knobs.close
    for aside in (1, -1):
        there = (direction + aside) & 7
        cell = at + DY[there] * ways.width + DX[there]
        if not can >> there & 1 or np.int64(occupancy.bodies[cell]) > most:
            continue
        onward = np.int64(next_direction(cell, route, ways))
        if onward == NOT_READY:
            return onward
        if onward == ARRIVED or (onward < BY_LINK and (onward - direction + 1) & 7 <= 2):
            best, most = there, np.int64(occupancy.bodies[cell]) - 1
    return best


@kernel(inline=True)
def go_on(people, occupancy, ways, city, knobs, now, walkers, k):
    """Let a walker that asks go on for one tick; 1 if routes are not ready for it: then nothing of it has changed.

    knobs: `gaits` and `slopes`; `crowd`, the share of the free speed by `density_met`, in 1 / 65536; `close`, how many
    bodies on the cell ahead make one look for a way beside them, and `evades`, the share that does, in 1 / 65536;
    `crammed`, the density met from which they may change places.
    """
    if walkers.to[k] != ASKS:
        return 0
    who = walkers.who[k]
    here = np.int64(people.cell[who])
    walkers.via[k] = walkers.over[k] = -1
    if people.able[who] == 0:
        walkers.to[k] = LAME
        return 0
    reach = _reach(people, city, knobs, who)
    direction, done = np.int64(people.heading[who]), np.int64(people.progress[who])
    left = np.int64(-1)  # what can still be walked in this tick, mm
    at, crammed = here, False
    while True:
        if direction == NO_WAY or (direction < BY_LINK and not _goes_on(at, direction, done, occupancy, ways, city)):
            stuck = direction != NO_WAY
            direction = _next_step(at, walkers.route[k], people.luck[who], stuck, occupancy, ways, city, knobs)
            if direction == NOT_READY:
                walkers.to[k] = ASKS
                return 1
        if direction == BY_LINK and at == here:
            _along_link(people, occupancy, ways, city, knobs, now, walkers, k)
            return 0
        if direction >= BY_LINK:  # there, or nowhere to go, or before a link, which is taken at the next tick
            walkers.to[k] = at if at != here or direction == ARRIVED else LOST
            people.heading[who] = NO_WAY
            people.progress[who] = 0
            return 0
        ahead = at + DY[direction] * ways.width + DX[direction]
        if left < 0:
            met = density_met(occupancy, ways, at, ahead, direction)
            left = (reach * knobs.crowd[met] >> 16) // 100_000
            crammed = met >= knobs.crammed
        length = city.diagonal_mm if direction & 1 else city.cell_mm
        if done + left < length or is_full(occupancy, ways, at, ahead):
            walkers.to[k] = at if at != here else WANTS - ahead if crammed or done + left >= length else STAYS
            people.heading[who] = direction
            people.progress[who] = min(done + left, length)
            return 0
        left -= length - done
        done = np.int64(0)
        if at != here:
            walkers.over[k] = at
        at = ahead
        direction = np.int64(NO_WAY)
        if at == people.goal[who] or left < city.cell_mm:  # there, or the next step will not be done in this tick
            walkers.to[k] = at
            people.heading[who] = NO_WAY
            people.progress[who] = left
            return 0


@kernel(inline=True)
def _reach(people, city, knobs, who):
    """How far somebody can go in a tick where nobody is in the way, in 1/100,000 mm."""
    ground = np.int64(_GROUND_PACE[city.ground[people.cell[who]]])
    return np.int64(people.speed[who]) * knobs.gaits[people.pace[who]] * ground * people.able[who] // 100


@kernel(inline=True)
def _along_link(people, occupancy, ways, city, knobs, now, walkers, k):
    """Let a walker at the end of a link, or on it, go on for one tick."""
    who = walkers.who[k]
    here = np.int64(people.cell[who])
    link = link_at(here, city.end_cells, city.end_links)
    walkers.to[k] = STAYS
    if ways.gate_of[link] >= 0 and not ways.link_open[link]:
        walkers.to[k] = BARRED
        walkers.via[k] = link
        return
    if ways.boards[link] != 0 and people.doing[who] != _CROSSING:  # the rule `lifts` lets them board
        people.heading[who] = NO_WAY
        people.progress[who] = 0
        return
    done = np.int64(people.progress[who])
    if people.doing[who] != _CROSSING:
        people.doing[who] = _CROSSING
        people.since[who] = now
        done = np.int64(0)
    slope = np.int64(city.link_rise[link]) * (1 if city.link_a[link] == here else -1)
    done = min(
        done + _reach(people, city, knobs, who) * knobs.slopes[1 + slope] // 100_000_000, np.int64(city.link_mm[link])
    )
    direction = np.int64(BY_LINK)
    if done == city.link_mm[link]:
        other = city.link_b[link] if city.link_a[link] == here else city.link_a[link]
        walkers.to[k] = other
        walkers.via[k] = link
        if occupancy.bodies[other] < occupancy.room:
            direction = np.int64(NO_WAY)
            done = np.int64(0)
        else:
            walkers.to[k] = WANTS - other
    people.heading[who] = direction
    people.progress[who] = done


@kernel(inline=True)
def _goes_on(at, direction, done, occupancy, ways, city):
    """Whether a step that a walker has begun is still the one to take: the way is open, and not full before them."""
    if not is_open(at, direction, ways):
        return False
    length = city.diagonal_mm if direction & 1 else city.cell_mm
    return done < length or not is_full(occupancy, ways, at, at + DY[direction] * ways.width + DX[direction])


@kernel(inline=True)
def is_open(cell, direction, ways):
    """Whether the step that a walker has begun can still be taken; such a step never leaves the level."""
    if not ways.walk[cell + DY[direction] * ways.width + DX[direction]]:
        return False
    if direction & 1:
        return ways.walk[cell + DX[direction]] != 0 and ways.walk[cell + DY[direction] * ways.width] != 0
    return True
