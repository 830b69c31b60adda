"""Movement: people walk, crowd, step out of doors and into them, take stairs and gates, wait and hide.

A walker takes one step after another towards its goal, each cell on the way, at its own free speed, less on rough
ground and less where it is crowded: density is counted over its own cell and the one ahead. Everybody moves against the
crowd as it stood when the tick began, so nobody's place in the table matters; where more want to enter a cell than fit,
a draw says who does.

Wounds, weariness and burdens leave a share of that speed (`able`); whose legs carry them no longer stop where they are.
Whoever hauls somebody goes at a walk at best.

Reads   city, gates, Ways.walk, routes; citizens.alive, speed, able, luck; hauls; conditions (who is
        trapped); intents to WALK, RUN, SNEAK, WAIT, HIDE, FLAT, ENTER, LEAVE and CROSS
Writes  citizens.cell, inside, doing, since, posture, pace, heading, progress, intent, goal, enter, wake
Emits   CROSSED(citizen, gate; amount 0 outward, 1 inward; cause: what opened the gate), HID(citizen; cause: what made
        them), REFUSED(citizen; cause: the same)
Units   mm and mm/s; density in persons/m2
Source  U. Weidmann, Transporttechnik der Fussgaenger, IVT ETH Zurich 90 (1993): speed over density.
"""

from __future__ import annotations

import math
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from undergrid.city.city import ground_column
from undergrid.core import luck
from undergrid.core.bits import each_set, set_bit
from undergrid.core.fields import diagonal_of
from undergrid.core.grid import BY_LINK, NO_WAY
from undergrid.core.jit import Kernel, kernel, prange
from undergrid.core.tables import I64
from undergrid.world.log.kinds import Kind
from undergrid.world.movement.doorways import stop_at_doors
from undergrid.world.movement.starts import hold_down, stop, take_up
from undergrid.world.movement.walking import (
    ASKS,
    LAME,
    LOW,
    ROW,
    RUN,
    SNEAK,
    STAYS,
    WANTS,
    gaits,
    go_on,
    squeeze_past,
    turn,
)
from undergrid.world.orders.attempts import Attempts
from undergrid.world.places.occupancy import CROWDED, Occupancy, step_in, step_to
from undergrid.world.places.shelters import Doors, refuse_entry
from undergrid.world.places.ways import Ways
from undergrid.world.tables.orders import Refusal
from undergrid.world.tables.people import NEVER, Activity, Pace, Posture

if TYPE_CHECKING:
    from undergrid.world.world import World

STREAM = luck.stream("movement")

_MANY = 4000  # walkers from which several threads are worth their start
_SWEEP = 3600  # ticks after which goals and ways that nobody walks are forgotten
_SQUARE = 4  # m2 in a cell
_GROUND_PACE = ground_column("pace")

_WALKING, _CROSSING, _WAITING, _RESTING = (
    int(Activity.WALKING), int(Activity.CROSSING), int(Activity.WAITING), int(Activity.RESTING)
)  # fmt: skip
_STANDING = int(Posture.STANDING)


class Params(BaseModel):
    """The knobs a scenario may turn, under `rules.movement`."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    gamma: float = Field(1.913, gt=0, description="how steeply speed falls with density, persons/m2 [Weidmann 1993]")
    jam: float = Field(5.4, gt=5.25, description="density at which nobody moves, persons/m2 [Weidmann 1993]")
    sneak: float = Field(SNEAK, gt=0, le=1, description="sneaking, share of walking speed [assumed]")
    run: float = Field(RUN, ge=1, le=5, description="running, times walking speed: about 3 m/s [assumed]")
    pause_minutes: int = Field(10, ge=0, le=1440, description="routine lets be who has done as ordered, min [assumed]")

    @cached_property
    def gaits(self) -> I64:
        """Speed by Pace, in thousandths of walking speed."""
        return gaits(self.sneak, self.run)

    @cached_property
    def crowd(self) -> I64:
        """Speed by how many others stand on one's own cell and the one ahead, in 1 / 65536 of free speed.

        Nobody who walks meets more than fit on two cells; at that density, or beyond it where a scenario has put more
        people on a cell than fit, they creep on, so that a jam comes undone.
        """
        others = np.minimum(np.arange(1, 512), 2 * CROWDED - 1)
        share = [1 - math.exp(-self.gamma * (2 * _SQUARE / n - 1 / self.jam)) for n in others.tolist()]
        return np.array([65536, *(round(65536 * max(0.0, v)) for v in share)], np.int64)


def step(world: World, params: Params) -> None:
    """Begin what people are about to try, then let everybody on the way walk for a tick."""
    if world.cache(Attempts).intending.any:
        if world.cache(Doors).n_shut:
            stop_at_doors(world, params.pause_minutes * 60)
        _begin(world, params)
    if not world.cache(Occupancy).outdoors.any:
        return
    people, routes = world.citizens, world.cache(Ways).routes
    room = people.n if people.n <= 32_768 else world.cache(Occupancy).outdoors.count
    rows, to, via, spare, late = world.scratch(room, 5)
    n, n_new = _walkers(
        world.cache(Occupancy).outdoors.bits,
        people.doing,
        people.goal,
        world.cache(Ways).route_of,
        routes.tables.goal_cell,
        rows,
        spare,
    )
    if n == 0:
        return
    for who in spare[:n_new].tolist():
        world.cache(Ways).route_of[who] = routes.goal(int(people.goal[who]))
    advance = _advance if n >= _MANY else _advance.serial
    if _walk(advance, world, params, rows, n, to, via):
        # the ways that some need are made, and these go on as if they had been there from the start
        asking = np.flatnonzero(to[:n] == ASKS)
        who = rows[asking]
        routes.prepare(world.cache(Ways).route_of[who], people.cell[who])
        landed, through = np.empty(len(who), np.int64), np.empty(len(who), np.int64)
        _walk(_advance.serial, world, params, who, len(who), landed, through)
        to[asking], via[asking] = landed, through
    _land(
        rows, n, to, via, late, world.key(STREAM), people.luck, people.cell, world.cache(Occupancy).bodies,
        people.heading, people.progress, world.city.link_mm, world.city.width,
    )  # fmt: skip
    _finish(world, params, rows, n, to, via, spare, late)
    if world.tick % _SWEEP == 0:
        _forget_goals(world, rows[:n])


def _begin(world: World, params: Params) -> None:
    people, gates = world.citizens, world.gates
    if world.conditions.n_used:
        hold_down(world)
    n = world.cache(Attempts).intending.count
    refused, reasons, hid = world.scratch(n, 3)
    n_refused, n_hid = take_up(
        world.cache(Attempts).intending.bits, world.cache(Occupancy).outdoors.bits, world.cache(Occupancy).bodies,
        people.alive, people.intent, people.target, people.goal, people.enter, people.doing, people.since,
        people.posture, people.pace, people.heading, people.progress, people.wake, people.cell, people.inside,
        people.able, world.city.doors, world.city.link_a, world.city.link_b, gates.link, gates.open,
        world.cache(Occupancy).newcomers.bits, world.tick, params.pause_minutes * 60, refused, reasons, hid,
    )  # fmt: skip
    if n_refused:
        who = refused[:n_refused]
        world.events.add(
            Kind.REFUSED, who, people.target[who], people.cell[who], reasons[:n_refused], people.cause[who]
        )
    if n_hid:
        who = hid[:n_hid]
        world.events.add(Kind.HID, who, where=people.cell[who], cause=people.cause[who])
    if world.hauls.n_used:
        haulers = world.hauls.hauler[world.hauls.rows()]
        people.pace[haulers[people.pace[haulers] == Pace.RUN]] = Pace.WALK


def _walk(advance: Kernel, world: World, params: Params, rows: I64, n: int, to: I64, via: I64) -> int:
    """Let `rows[:n]` go on for a tick; returns how many ask for ways that are not made yet."""
    people, city = world.citizens, world.city
    asked: int = advance(
        rows, n, people.cell, people.goal, people.doing, people.since, people.heading, people.progress, people.speed,
        people.able, people.pace, world.cache(Ways).route_of, world.cache(Ways).routes.tables, city.ground,
        world.cache(Occupancy).bodies, _GROUND_PACE, params.gaits, params.crowd, world.city.end_cells,
        world.city.end_links, world.city.link_a, world.city.link_b, world.city.link_mm, world.cache(Ways).gate_of,
        world.gates.open, city.cell_mm, diagonal_of(city.cell_mm), world.tick, to, via,
    )  # fmt: skip
    return asked


def _finish(world: World, params: Params, rows: I64, n: int, to: I64, via: I64, refused: I64, passed: I64) -> None:
    """Let arrive who has arrived, and tell what came of it."""
    people, gates = world.citizens, world.gates
    n_refused, n_passed = _come_to(
        rows, n, to, via, people.cell, people.inside, world.cache(Occupancy).outdoors.bits,
        world.cache(Occupancy).bodies, people.goal, people.enter, people.doing, people.since, people.posture,
        people.heading, people.progress, people.wake, world.city.doors, world.cache(Doors).shut,
        world.cache(Occupancy).newcomers.bits, world.tick, params.pause_minutes * 60, refused, passed,
    )  # fmt: skip
    for k in refused[:n_refused].tolist():
        who, gate = int(rows[k]), -1 if via[k] < 0 else int(world.cache(Ways).gate_of[via[k]])
        if to[k] >= 0:  # there, but before a door that holds
            refuse_entry(world, who, int(people.enter[who]))
            people.enter[who] = -1
            continue
        reason, cause = (Refusal.NO_WAY, people.cause[who]) if gate < 0 else (Refusal.SHUT, gates.cause[gate])
        if to[k] == LAME:
            reason = Refusal.CANNOT_WALK
        world.events.one(Kind.REFUSED, who, gate, int(people.cell[who]), reason, int(cause))
    for k in passed[:n_passed].tolist():
        gate = int(world.cache(Ways).gate_of[via[k]])
        if gate >= 0:
            there = int(to[k])
            inward = world.city.levels[there // world.city.area].lawful
            world.events.one(Kind.CROSSED, int(rows[k]), gate, there, int(inward), int(gates.cause[gate]))


def _forget_goals(world: World, walkers: I64) -> None:
    """Forget the goals, other than doors, that nobody walks to, and the ways that nobody needs."""
    goals = world.cache(Ways).routes.tables.goal_cell
    kept = np.union1d(world.citizens.goal[walkers], world.city.doors)
    for number in np.flatnonzero((goals >= 0) & ~np.isin(goals, kept)).tolist():
        world.cache(Ways).routes.forget(number)
    world.cache(Ways).routes.keep(world.cache(Ways).route_of[walkers])


@kernel
def _walkers(outdoors, doing, goal, route_of, goal_cell, rows, new):
    """Write who is on the way into `rows` and who of them routes do not know yet into `new`; returns how many."""
    n = n_new = 0
    for who in each_set(outdoors):
        if (doing[who] == _WALKING or doing[who] == _CROSSING) and goal[who] >= 0:
            number = int(route_of[who])
            if number < 0 or number >= len(goal_cell) or goal_cell[number] != goal[who]:
                new[n_new] = who
                n_new += 1
            rows[n] = who
            n += 1
    return n, n_new


@kernel(parallel=True)
def _advance(rows, n, cell, goal, doing, since, heading, progress, speed, able, pace, route_of, tables, ground,
             occupancy, ground_pace, gaits, crowd, end_cells, end_links, link_a, link_b, link_mm, gate_of, gate_open,
             straight, diagonal, tick, to, via):  # fmt: skip
    """Each walker by itself, against the crowd as it stood when the tick began; returns how many ask for ways.

    Writes only the walkers' own rows of doing, since, heading and progress, and for the k-th walker where it comes to
    into to[k]: a cell, or STAYS, LOST, BARRED, ASKS; by which link, or -1, into via[k].
    """
    asked = 0
    for k in prange(n):
        turn(rows[k], cell, heading, route_of, tables)
    for k in prange(n):
        asked += go_on(k, rows, cell, goal, doing, since, heading, progress, speed, able, pace, route_of, tables,
                        ground, occupancy, ground_pace, gaits, crowd, end_cells, end_links, link_a, link_b, link_mm,
                        gate_of, gate_open, straight, diagonal, tick, to, via)  # fmt: skip
    return asked


@kernel
def _land(rows, n, to, via, late, key, lucky, cell, occupancy, heading, progress, link_mm, width):
    """Put everybody on the cell they come to; where more come than fit, by a draw. Who must wait comes to STAYS."""
    n_late, first_stuck = 0, n  # `late`: from its beginning who counted on a step, from its end who stood before a cell
    for k in range(n):
        there = to[k]
        if there >= 0 and there != cell[rows[k]]:
            occupancy[there] = np.uint8(min(255, np.int64(occupancy[there]) + 1))
    for k in range(n):
        if to[k] <= WANTS:
            first_stuck -= 1
            late[first_stuck] = k
        elif to[k] >= 0 and to[k] != cell[rows[k]] and occupancy[to[k]] > CROWDED:
            late[n_late] = luck.u32(key, lucky[rows[k]]) << LOW | k
            n_late += 1
    waiting = late[:n_late]
    waiting.sort()
    for i in range(n_late):
        k = waiting[i] & ROW
        occupancy[to[k]] = np.uint8(occupancy[to[k]] - 1)
        to[k] = WANTS - to[k]
    for k in range(n):
        who = rows[k]
        if to[k] >= 0 and to[k] != cell[who]:
            occupancy[cell[who]] = np.uint8(occupancy[cell[who]] - 1)
            cell[who] = to[k]
    n_turned_back = 0
    for i in range(n_late):
        k = waiting[i] & ROW
        who, there = rows[k], WANTS - to[k]
        if heading[who] == NO_WAY and occupancy[there] < CROWDED:  # who had room before, and still has
            step_to(who, there, cell, occupancy)
            to[k] = there
        else:
            late[n_turned_back] = k
            n_turned_back += 1
    for i in range(n_turned_back - 1, -1, -1):
        first_stuck -= 1
        late[first_stuck] = late[i]
    stuck = late[first_stuck:n]
    if len(stuck) == 0:
        return
    squeeze_past(stuck, key, lucky, rows, to, via, cell, heading, progress, width)
    for k in stuck:
        if to[k] < 0:
            who, link = rows[k], via[k]
            to[k] = STAYS
            via[k] = -1
            if heading[who] == NO_WAY:  # it had counted on that step: back to where it began
                heading[who] = BY_LINK if link >= 0 else NO_WAY
                progress[who] = link_mm[link] if link >= 0 else 2000


@kernel
def _come_to(rows, n, to, via, cell, inside, outdoors, occupancy, goal, enter, doing, since, posture, heading, progress,
             wake, doors, shut, newcomers, tick, pause, refused, passed):  # fmt: skip
    """What arriving means, or not being able to: the numbers k of who is refused, and of who came by a link."""
    n_refused = n_passed = 0
    for k in range(n):
        who = rows[k]
        if to[k] == STAYS:
            continue
        if to[k] < 0:
            refused[n_refused] = k
            n_refused += 1
            doing[who] = _WAITING
            stop(who, tick, goal, enter, heading, progress, since)
            wake[who] = tick + pause
            continue
        if via[k] >= 0:
            passed[n_passed] = k
            n_passed += 1
            doing[who] = _WALKING
            since[who] = tick
        if cell[who] == goal[who]:
            building = int(enter[who])
            arrives = False
            if building >= 0:
                arrives = doors[building] == cell[who]
            if arrives and shut[building] == 0:
                step_in(who, building, cell, inside, outdoors, occupancy)
                set_bit(newcomers, who)
                doing[who] = _RESTING
            else:
                doing[who] = _WAITING
            posture[who] = _STANDING
            stop(who, tick, goal, enter, heading, progress, since)
            if arrives and shut[building] != 0:
                enter[who] = building  # for whoever tells of it
                refused[n_refused] = k
                n_refused += 1
            if wake[who] == NEVER:
                wake[who] = tick + pause
    return n_refused, n_passed
