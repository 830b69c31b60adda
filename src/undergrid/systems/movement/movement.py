"""Movement: people walk, crowd, step out of doors and into them, take stairs and gates, wait and hide.

A walker takes one step after another towards its goal, each cell on the way, at its own free speed, less on rough
ground, on stairs and where it is crowded. Everybody moves against the crowd as it stood when the tick began, so
nobody's place in the table matters; where more want to enter a cell than fit, a draw says who does. How they evade,
pass each other and give up: `walking` and `crowding`.

Wounds, weariness and burdens leave a share of that speed (`able`); whose legs carry them no longer stop where they are.
Whoever hauls somebody goes at a walk at best.

Reads   citizens.doing, goal, enter, cell, pace, wake, cause, target; gates.cause; hauls.hauler; the ways that are
        open, the doors that are shut, occupancy; intents, speed, able, luck, heading and who lives as
        `starts.take_up`, `walking.go_on` and `crowding.land` do; who is trapped
Writes  citizens.doing, since, posture, pace, enter, wake; cell, heading and progress as `go_on` and `land` do; intents,
        goals and who is inside as `starts.take_up`, `stop` and `occupancy.step_in` do
Emits   CROSSED(citizen, gate; amount 0 outward, 1 inward; cause: what opened the gate), HID(citizen; cause: what made
        them), REFUSED(citizen; cause: the same, or the lockdown)
Units   mm and mm/s; density in persons/m2
Source  U. Weidmann, Transporttechnik der Fussgaenger, IVT ETH Zurich 90 (1993): speed over density.
"""

from __future__ import annotations

import math
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
from pydantic import BaseModel, ConfigDict, Field

from undergrid.core import luck, units
from undergrid.core.bits import each_set, set_bit
from undergrid.core.caches import Cache
from undergrid.core.handles import Handle, record
from undergrid.core.jit import kernel, prange
from undergrid.core.tables import I64
from undergrid.world.log.kinds import Kind
from undergrid.world.movement.crowding import land
from undergrid.world.movement.doorways import stop_at_doors
from undergrid.world.movement.starts import Begun, hold_down, stop, take_up
from undergrid.world.movement.walking import (
    AROUND,
    ASKS,
    BARRED,
    CROWDED,
    LAME,
    LOST,
    STAYS,
    Gaits,
    Walkers,
    go_on,
    turn,
)
from undergrid.world.orders.attempts import Attempts, Pause, anybody_tries, log_refusal, log_refusals
from undergrid.world.places.occupancy import DENSITY, JAM, MOST_DENSE, Occupancy, step_in
from undergrid.world.places.shelters import Doors, refuse_entry
from undergrid.world.places.ways import Ways
from undergrid.world.places.windows import shut_by
from undergrid.world.tables.orders import Refusal
from undergrid.world.tables.people import NEVER, Activity, Pace, Posture

if TYPE_CHECKING:
    from undergrid.world.world import World

STREAM = luck.stream("movement")

_MANY = 4000  # walkers from which several threads are worth their start
_SWEEP = 3600  # ticks after which goals and ways that nobody walks are forgotten
_CREEPS = 5.125  # persons/m2: however dense a crowd is, it moves as at this density [assumed]

_WALKING, _CROSSING, _WAITING, _RESTING = (
    int(Activity.WALKING), int(Activity.CROSSING), int(Activity.WAITING), int(Activity.RESTING)
)  # fmt: skip
_STANDING = int(Posture.STANDING)
_TOLD = {LOST: Refusal.NO_WAY, BARRED: Refusal.NO_WAY, LAME: Refusal.CANNOT_WALK, CROWDED: Refusal.CROWDED}


class Params(BaseModel):
    """The knobs a scenario may turn, under `rules.movement`."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    gamma: float = Field(
        1.913, ge=0.01, le=100, description="how steeply speed falls with density, persons/m2 [Weidmann 1993]"
    )
    jam: float = Field(JAM, ge=5.26, le=100, description="density at which nobody moves, persons/m2 [Weidmann 1993]")

    close: float = Field(
        0.5, ge=0.05, le=5.4, description="persons/m2 ahead from which some look for a way beside them [assumed]"
    )
    evades: float = Field(0.25, ge=0, le=1, description="share of steps towards such a crowd that evade it [assumed]")
    crammed: float = Field(
        3, ge=0.05, le=5.4, description="persons/m2 from which those who meet change places [assumed]"
    )
    passes: float = Field(0.7, ge=0, le=5, description="pairs of them that pass each other, for each m and s [assumed]")
    through: float = Field(
        1.6, ge=0.1, le=20, description="most who get through a gap, persons/(m s): 1.1 to 1.9 [Seyfried et al. 2009]"
    )
    around_m: float = Field(
        10, ge=0, le=1000, description="how near to a goal that is full one has come near enough, m [assumed]"
    )
    stands_seconds: float = Field(
        10, ge=1, le=86_400, description="before a full cell so near to it one stops after, on average, s [assumed]"
    )
    patience_minutes: float = Field(
        30, ge=0, le=1440, description="on foot so long, one may give up before a full cell, min [assumed]"
    )
    gives_up_minutes: float = Field(
        30, ge=0.1, le=1440, description="and does so after such a wait on average, min [assumed]"
    )

    @cached_property
    def crowd(self) -> I64:
        """Speed by the density met, in 1 / DENSITY persons/m2, in 1 / 65536 of free speed.

        Nobody who walks meets more than fit; at that density, or beyond it where a scenario has put more people on a
        cell than fit, they creep on, so that a jam comes undone.
        """
        met = np.minimum(np.arange(1, MOST_DENSE + 1) / DENSITY, _CREEPS)
        share = [1 - math.exp(-self.gamma * (1 / density - 1 / self.jam)) for density in met.tolist()]
        return np.array([65536, *(round(65536 * max(0.0, v)) for v in share)], np.int64)


class _Desk(Cache):
    """What the kernels take as knobs: what `walking.go_on` takes; pause in ticks."""

    def __init__(self, world: World, params: Params) -> None:
        gaits, square_metres = world.shared(Gaits), world.city.cell_mm**2 / 1e6
        self.knobs = record(
            gaits=gaits.speeds,
            slopes=gaits.slopes,
            crowd=params.crowd,
            close=max(2, round(params.close * square_metres)),
            evades=round(65536 * params.evades),
            crammed=round(DENSITY * params.crammed),
            passes=round(65536 * params.passes * world.city.cell_mm / 1000),
            through=round(65536 * params.through * world.city.cell_mm / 1000),
            around=round(1000 * params.around_m / world.city.cell_mm),
            stands=luck.rate_per_tick(units.HOUR / params.stands_seconds, units.HOUR),
            patience=round(60 * params.patience_minutes),
            gives_up=luck.rate_per_tick(60 / params.gives_up_minutes, units.HOUR),
            cell_mm=world.city.cell_mm,
            pause=world.shared(Pause).ticks,
        )


def step(world: World, params: Params) -> None:
    """Begin what people are about to try, then let everybody on the way walk for a tick."""
    if anybody_tries(world):
        if world.cache(Doors).n_shut:
            stop_at_doors(world, world.shared(Pause).ticks)
        _begin(world, params)
    occupancy, ways, people = world.cache(Occupancy), world.cache(Ways), world.citizens
    if not occupancy.outdoors.any:
        return
    knobs = world.cache(_Desk, params).knobs
    walkers = world.out(Walkers, occupancy.room)
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
    land(people.handle, occupancy.handle, ways.handle, knobs, world.tick, world.key(STREAM), walkers.handle, n)
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
        if world.windows.n:
            locked_out = _refuse_locked_out(world, who, reasons)
            who, reasons = who[~locked_out], reasons[~locked_out]
        log_refusals(world, who, reasons)
    if n_hid:
        who = begun.hid[:n_hid]
        world.events.add(Kind.HID, who, where=people.cell[who], cause=people.cause[who])
    if world.hauls.n_used:
        haulers = world.hauls.hauler[world.hauls.rows()]
        people.pace[haulers[people.pace[haulers] == Pace.RUN]] = Pace.WALK


def _refuse_locked_out(world: World, rows: I64, reasons: I64) -> npt.NDArray[np.bool_]:
    """Refuse those before a gate that is shut to everybody because of what shuts it; returns which of `rows` those are.

    rows: who is refused anything, and for which reason.
    """
    found = np.zeros(len(rows), np.bool_)
    for k in np.flatnonzero(reasons == Refusal.SHUT).tolist():
        who = int(rows[k])
        gate = int(world.citizens.target[who])
        bar = shut_by(world, gate)
        found[k] = bar != 0
        if bar:
            log_refusal(world, who, gate, Refusal.LOCKED_DOWN, bar)
    return found


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
        reason, cause = _TOLD[to], None
        if gate >= 0:
            bar = shut_by(world, gate)
            reason, cause = (Refusal.LOCKED_DOWN, bar) if bar else (Refusal.SHUT, int(gates.cause[gate]))
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
        turn(people, occupancy, ways, city, knobs, walkers, k)
    for k in prange(n):
        asked += go_on(people, occupancy, ways, city, knobs, now, walkers, k)
    return asked


@kernel
def _come_to(people, occupancy, doors, city, knobs, now, walkers, n):
    """Carry out what arriving means, or not getting there; returns (how many are refused, how many came by a link)."""
    n_refused = n_passed = 0
    for k in range(n):
        who, to = walkers.who[k], walkers.to[k]
        if to == STAYS:
            continue
        if to == AROUND:
            _arrive(people, occupancy, doors, city, knobs, now, who)
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
