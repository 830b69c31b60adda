"""Movement: people walk, crowd, step out of doors and into them, take stairs and gates, wait and hide.

A walker takes one step after another towards its goal, each cell on the way, at its own free speed, less on rough
ground and less where it is crowded: density is counted over its own cell and the one ahead. Everybody moves against the
crowd as it stood when the tick began, so nobody's place in the table matters; where more want to enter a cell than fit,
a draw says who does.

Wounds, weariness and burdens leave a share of that speed (`able`); whose legs carry them no longer stop where they are.
Whoever hauls somebody goes at a walk at best.

Reads   citizens.doing, goal, enter, cell, heading, pace, wake, cause, luck; gates.cause; hauls.hauler; the
        ways that are open, the doors that are shut, occupancy; intents, speed, able and who lives as `starts.take_up`
        and `walking.go_on` do; who is trapped
Writes  citizens.cell, doing, since, posture, pace, heading, progress, enter, wake; intents, goals and who is inside as
        `starts.take_up`, `stop` and `occupancy.step_in` do
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

from undergrid.core import luck
from undergrid.core.bits import each_set, set_bit
from undergrid.core.caches import Cache
from undergrid.core.grid import BY_LINK, NO_WAY
from undergrid.core.handles import Handle, record
from undergrid.core.jit import kernel, prange
from undergrid.core.tables import I64
from undergrid.world.log.kinds import Kind
from undergrid.world.movement.doorways import stop_at_doors
from undergrid.world.movement.starts import Begun, hold_down, stop, take_up
from undergrid.world.movement.walking import (
    ASKS,
    LAME,
    LOW,
    ROW,
    STAYS,
    WANTS,
    Gaits,
    Walkers,
    go_on,
    squeeze_past,
    turn,
)
from undergrid.world.orders.attempts import Attempts, Pause, log_refusal, log_refusals
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

_WALKING, _CROSSING, _WAITING, _RESTING = (
    int(Activity.WALKING), int(Activity.CROSSING), int(Activity.WAITING), int(Activity.RESTING)
)  # fmt: skip
_STANDING = int(Posture.STANDING)


class Params(BaseModel):
    """The knobs a scenario may turn, under `rules.movement`."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    gamma: float = Field(
        1.913, ge=0.01, le=100, description="how steeply speed falls with density, persons/m2 [Weidmann 1993]"
    )
    jam: float = Field(5.4, ge=5.26, le=100, description="density at which nobody moves, persons/m2 [Weidmann 1993]")

    @cached_property
    def crowd(self) -> I64:
        """Speed by how many others stand on one's own cell and the one ahead, in 1 / 65536 of free speed.

        Nobody who walks meets more than fit on two cells; at that density, or beyond it where a scenario has put more
        people on a cell than fit, they creep on, so that a jam comes undone.
        """
        others = np.minimum(np.arange(1, 512), 2 * CROWDED - 1)
        share = [1 - math.exp(-self.gamma * (2 * _SQUARE / n - 1 / self.jam)) for n in others.tolist()]
        return np.array([65536, *(round(65536 * max(0.0, v)) for v in share)], np.int64)


class _Desk(Cache):
    """What the kernels take as knobs: gaits and crowd as `walking.go_on` takes them; pause in ticks."""

    def __init__(self, world: World, params: Params) -> None:
        self.knobs = record(gaits=world.shared(Gaits).speeds, crowd=params.crowd, pause=world.shared(Pause).ticks)


def step(world: World, params: Params) -> None:
    """Begin what people are about to try, then let everybody on the way walk for a tick."""
    if world.cache(Attempts).intending.any:
        if world.cache(Doors).n_shut:
            stop_at_doors(world, world.shared(Pause).ticks)
        _begin(world, params)
    occupancy, ways, people = world.cache(Occupancy), world.cache(Ways), world.citizens
    if not occupancy.outdoors.any:
        return
    knobs = world.cache(_Desk, params).knobs
    walkers = world.out(Walkers, people.n if people.n <= 32_768 else occupancy.outdoors.count)
    n, n_fresh = _walkers(people.handle, occupancy.handle, ways.handle, walkers.handle)
    if n == 0:
        return
    for k in walkers.fresh[:n_fresh].tolist():
        who = int(walkers.who[k])
        walkers.route[k] = ways.route_of[who] = ways.routes.goal(int(people.goal[who]))
    advance = _advance if n >= _MANY else _advance.serial
    given = (
        people.handle, occupancy.handle, ways.handle, world.city.handle, knobs, world.tick, walkers.handle, n,
    )  # fmt: skip
    if advance(*given):
        # make the ways that some ask for; those walkers go on as if the ways had been there from the start
        asking = np.flatnonzero(walkers.to[:n] == ASKS)
        ways.routes.prepare(walkers.route[asking], people.cell[walkers.who[asking]])
        _advance.serial(*given)
    _land(people.handle, occupancy.handle, world.city.handle, world.key(STREAM), walkers.handle, n)
    _finish(world, knobs, walkers, n)
    if world.tick % _SWEEP == 0:
        _forget_goals(world, walkers.who[:n])


def _begin(world: World, params: Params) -> None:
    people, attempts = world.citizens, world.cache(Attempts)
    if world.conditions.n_used:
        hold_down(world)
    begun = world.out(Begun, attempts.intending.count)
    n_refused, n_hid = take_up(
        people.handle, world.cache(Occupancy).handle, attempts.handle, world.gates.handle, world.city.handle,
        world.cache(_Desk, params).knobs, world.tick, begun.handle,
    )  # fmt: skip
    if n_refused:
        who, reasons = begun.refused[:n_refused], begun.reason[:n_refused]
        log_refusals(world, who, reasons)
    if n_hid:
        who = begun.hid[:n_hid]
        world.events.add(Kind.HID, who, where=people.cell[who], cause=people.cause[who])
    if world.hauls.n_used:
        haulers = world.hauls.hauler[world.hauls.rows()]
        people.pace[haulers[people.pace[haulers] == Pace.RUN]] = Pace.WALK


def _finish(world: World, knobs: Handle, walkers: Walkers, n: int) -> None:
    """Let walkers at their goal arrive, and log what came of it."""
    people, gates, gate_of = world.citizens, world.gates, world.cache(Ways).gate_of
    n_refused, n_passed = _come_to(
        people.handle, world.cache(Occupancy).handle, world.cache(Doors).handle, world.city.handle, knobs,
        world.tick, walkers.handle, n,
    )  # fmt: skip
    for k in walkers.refused[:n_refused].tolist():
        who, to, via = int(walkers.who[k]), int(walkers.to[k]), int(walkers.via[k])
        gate = -1 if via < 0 else int(gate_of[via])
        if to >= 0:  # arrived, but before a door that holds
            refuse_entry(world, who, int(people.enter[who]))
            people.enter[who] = -1
            continue
        reason, cause = (Refusal.NO_WAY, None) if gate < 0 else (Refusal.SHUT, int(gates.cause[gate]))
        if to == LAME:
            reason = Refusal.CANNOT_WALK
        log_refusal(world, who, gate, reason, cause)
    for k in walkers.passed[:n_passed].tolist():
        gate, there = int(gate_of[walkers.via[k]]), int(walkers.to[k])
        if gate >= 0:
            inward = world.city.levels[there // world.city.area].lawful
            world.events.one(Kind.CROSSED, int(walkers.who[k]), gate, there, int(inward), int(gates.cause[gate]))


def _forget_goals(world: World, walkers: I64) -> None:
    """Forget the goals, other than doors, that nobody walks to, and the ways that nobody needs."""
    ways = world.cache(Ways)
    goals = ways.routes.goal_cells
    kept = np.union1d(world.citizens.goal[walkers], world.city.doors)
    for number in np.flatnonzero((goals >= 0) & ~np.isin(goals, kept)).tolist():
        ways.routes.forget(number)
    ways.routes.keep(ways.route_of[walkers])


@kernel
def _walkers(people, occupancy, ways, walkers):
    """Find who is on the way, and the numbers k of those whose goal has no route yet; returns how many of each."""
    n = n_fresh = 0
    for who in each_set(occupancy.outdoors):
        doing = people.doing[who]
        if (doing == _WALKING or doing == _CROSSING) and people.goal[who] >= 0:
            number = int(ways.route_of[who])
            if number < 0 or number >= len(ways.goal_cell) or ways.goal_cell[number] != people.goal[who]:
                walkers.fresh[n_fresh] = n
                n_fresh += 1
            walkers.who[n], walkers.route[n], walkers.to[n] = who, number, ASKS
            n += 1
    return n, n_fresh


@kernel(parallel=True)
def _advance(people, occupancy, ways, city, knobs, now, walkers, n):
    """Let each walker go on against the crowd as it stood when the tick began; returns how many ask for ways that are
    not made yet.

    Writes only the walkers' own rows of doing, since, heading and progress, and where each comes to.
    """
    asked = 0
    for k in prange(n):
        turn(people, ways, walkers, k)
    for k in prange(n):
        asked += go_on(people, occupancy, ways, city, knobs, now, walkers, k)
    return asked


@kernel
def _land(people, occupancy, city, key, walkers, n):
    """Put everybody on the cell they step onto, by a draw where more come than fit. `to` of who must wait is STAYS."""
    for k in range(n):
        there = walkers.to[k]
        if there >= 0 and there != people.cell[walkers.who[k]]:
            occupancy.bodies[there] = np.uint8(min(255, np.int64(occupancy.bodies[there]) + 1))
    n_late, first_stuck = _draw_lots(people, occupancy, key, walkers, n)
    for i in range(n_late):
        k = walkers.late[i] & ROW
        there = walkers.to[k]
        occupancy.bodies[there] = np.uint8(occupancy.bodies[there] - 1)
        walkers.to[k] = WANTS - there
    for k in range(n):
        who, there = walkers.who[k], walkers.to[k]
        if there >= 0 and there != people.cell[who]:
            occupancy.bodies[people.cell[who]] = np.uint8(occupancy.bodies[people.cell[who]] - 1)
            people.cell[who] = there
    n_turned_back = 0
    for i in range(n_late):
        k = walkers.late[i] & ROW
        who, there = walkers.who[k], WANTS - walkers.to[k]
        if people.heading[who] == NO_WAY and occupancy.bodies[there] < CROWDED:  # counted on it: room again
            step_to(people, occupancy, who, there)
            walkers.to[k] = there
        else:
            walkers.late[n_turned_back] = k
            n_turned_back += 1
    for i in range(n_turned_back - 1, -1, -1):
        first_stuck -= 1
        walkers.late[first_stuck] = walkers.late[i]
    stuck = walkers.late[first_stuck:n]
    if len(stuck):
        squeeze_past(people, city, key, walkers, stuck)
        _stay(people, city, walkers, stuck)


@kernel
def _draw_lots(people, occupancy, key, walkers, n):
    """Fill `late`: from its beginning with those who counted on a step onto a cell that is too full now, ordered by a
    draw; from its end with those who stood before a full cell. Returns (how many of the first, where the others begin).
    """
    n_late, first_stuck = 0, n
    for k in range(n):
        there = walkers.to[k]
        if there <= WANTS:
            first_stuck -= 1
            walkers.late[first_stuck] = k
        elif there >= 0 and there != people.cell[walkers.who[k]] and occupancy.bodies[there] > CROWDED:
            walkers.late[n_late] = luck.u32(key, people.luck[walkers.who[k]]) << LOW | k
            n_late += 1
    walkers.late[:n_late].sort()
    return n_late, first_stuck


@kernel
def _stay(people, city, walkers, stuck):
    """Let those who are still stuck stand where they began."""
    for k in stuck:
        if walkers.to[k] < 0:
            who, link = walkers.who[k], walkers.via[k]
            walkers.to[k] = STAYS
            walkers.via[k] = -1
            if people.heading[who] == NO_WAY:  # had counted on that step: back to where it began
                people.heading[who] = BY_LINK if link >= 0 else NO_WAY
                people.progress[who] = city.link_mm[link] if link >= 0 else 2000


@kernel
def _come_to(people, occupancy, doors, city, knobs, now, walkers, n):
    """Carry out what arriving means, or not getting there; returns (how many are refused, how many came by a link)."""
    n_refused = n_passed = 0
    for k in range(n):
        who, to = walkers.who[k], walkers.to[k]
        if to == STAYS:
            continue
        if to < 0:
            walkers.refused[n_refused] = k
            n_refused += 1
            people.doing[who] = _WAITING
            stop(people, who, now)
            people.wake[who] = now + knobs.pause
            continue
        if walkers.via[k] >= 0:
            walkers.passed[n_passed] = k
            n_passed += 1
            people.doing[who] = _WALKING
            people.since[who] = now
        if people.cell[who] == people.goal[who] and _arrive(people, occupancy, doors, city, knobs, now, who):
            walkers.refused[n_refused] = k
            n_refused += 1
    return n_refused, n_passed


@kernel(inline=True)
def _arrive(people, occupancy, doors, city, knobs, now, who):
    """Let somebody arrive at their goal, and go in where they meant to; 1 where the door that `enter` names holds."""
    building = int(people.enter[who])
    at_door = building >= 0 and city.doors[building] == people.cell[who]
    refused = 1 if at_door and doors.shut[building] != 0 else 0
    if at_door and not refused:
        step_in(people, occupancy, who, building)
        set_bit(occupancy.newcomers, who)
        people.doing[who] = _RESTING
    else:
        people.doing[who] = _WAITING
    people.posture[who] = _STANDING
    stop(people, who, now)
    if refused:
        people.enter[who] = building  # for the refusal
    if people.wake[who] == NEVER:
        people.wake[who] = now + knobs.pause
    return refused
