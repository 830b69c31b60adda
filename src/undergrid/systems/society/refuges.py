"""Refuges: who comes and goes gives them away, sooner or later; and they have room for so many.

Each time somebody comes in or goes out at the door of a refuge, a draw says whether that is noticed, by whomever it
may be; where more are in it than there is room for, some hang about outside, and it is noticed the more. The authority
then knows that people hide there, and keeps it as a clue for the cases that have gone cold. It knows, too, once a
watcher has seen somebody go in whom it had in sight. So a refuge of which nobody tells is found the sooner, the more
traffic it has: after n comings and goings with the odds 1 - (1 - p)^n.

What those inside eat and drink is the business of `rations`, who is let in that of `parley`.

Reads   refuges; guests; factions.known; citizens.inside, alive, cause, luck; watchers.in_sight, seen_at, sighting, duty
Writes  refuges.inside, passed, full; guests; factions.known, cause; clues as `keep` does
Emits   TRAFFIC_NOTICED(citizen, building; amount comings and goings so far; cause: what brought them or took them away;
        stream, odds), HIDEOUT_FOUND(watcher, building; cause: the sighting), REFUGE_FULL(building; amount people;
        cause: what brought the last of them)
Units   points; s
Source  Independent chances to be found, as in random search (B. Koopman, Search and screening, 1946). Numbers: assumed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from undergrid.core import luck
from undergrid.core.jit import kernel
from undergrid.core.tables import I64
from undergrid.world.authority.clues import keep
from undergrid.world.log.kinds import Kind
from undergrid.world.society.factions import sworn_row
from undergrid.world.tables.authority import Duty

if TYPE_CHECKING:
    from undergrid.world.world import World

NOTICED = luck.stream("refuges/noticed")

_LOOK_S = 10  # seconds between looks at who is there


class Params(BaseModel):
    """The knobs a scenario may turn, under `rules.refuges`."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    noticed: float = Field(0.02, ge=0, le=1, description="chance that somebody who passes is noticed [assumed]")
    traffic_points: int = Field(60, ge=0, le=10_000, description="what that says of a place, points [assumed]")
    seen_seconds: int = Field(15, ge=0, le=3600, description="a watcher sees in who was in sight within, s [assumed]")
    seen_points: int = Field(60, ge=0, le=10_000, description="what that says of the place, points [assumed]")


def step(world: World, params: Params) -> None:
    """Look who has come and gone since the last look."""
    if world.refuges.n and world.tick % _LOOK_S == 0:
        for refuge in range(world.refuges.n):
            _look(world, params, refuge)


def _look(world: World, params: Params, refuge: int) -> None:
    """Bring the list of those in a refuge up to date; whoever has passed its door may have been noticed."""
    people, guests, refuges = world.citizens, world.guests, world.refuges
    if not _differs(people.handle, guests.handle, refuge, int(refuges.building[refuge])):
        return
    now = np.flatnonzero((people.inside == refuges.building[refuge]) & people.alive)
    slots = guests.where(refuge=refuge)
    before = guests.owner[slots].astype(np.int64)
    gone, came = before[~np.isin(before, now)], now[~np.isin(now, before)]
    refuges.inside[refuge] = len(now)
    guests.free(slots[np.isin(before, gone)])
    new = guests.take(len(came))
    guests.owner[new], guests.refuge[new], guests.cause[new] = came, refuge, people.cause[came]
    if world.tick == 0:
        return  # they have been there before it all begins
    guests.judged[new] = [sworn_row(world, who, int(refuges.faction[refuge])) >= 0 for who in came.tolist()]
    passed = np.sort(np.concatenate((gone[people.alive[gone]], came)))
    refuges.passed[refuge] += len(passed)
    for who in passed.tolist():
        _notice(world, params, refuge, who)
    for who in came.tolist():
        _see_in(world, params, refuge, who)
    _count(world, refuge, came)


def _notice(world: World, params: Params, refuge: int, who: int) -> None:
    """Let somebody who has passed the door be noticed, by a draw: TRAFFIC_NOTICED."""
    refuges, people = world.refuges, world.citizens
    crowding = max(int(refuges.room[refuge]), int(refuges.inside[refuge]))
    odds = min(luck.CERTAIN, luck.chance(params.noticed) * crowding // int(refuges.room[refuge]))
    pair = luck.pair(int(refuges.luck[refuge]), int(people.luck[who]))
    if luck.u32(world.key(NOTICED), pair) >= odds:
        return
    building, passed = int(refuges.building[refuge]), int(refuges.passed[refuge])
    door, cause = int(world.city.doors[building]), int(people.cause[who])
    event = world.events.one(Kind.TRAFFIC_NOTICED, who, building, door, passed, cause, NOTICED, odds)
    _is_known(world, params.traffic_points, refuge, -1, event)


def _see_in(world: World, params: Params, refuge: int, who: int) -> None:
    """Let a watcher that had somebody in sight see where they have gone: HIDEOUT_FOUND, where that is news."""
    watchers, refuges = world.watchers, world.refuges
    since = world.tick - params.seen_seconds
    rows = np.flatnonzero((watchers.in_sight == who) & (watchers.seen_at >= since) & (watchers.duty != Duty.OFF))
    if not len(rows) or world.factions.known[refuges.faction[refuge]]:
        return
    row, building = int(rows[0]), int(refuges.building[refuge])
    door = int(world.city.doors[building])
    event = world.events.one(Kind.HIDEOUT_FOUND, row, building, door, cause=int(watchers.sighting[row]))
    _is_known(world, params.seen_points, refuge, who, event)


def _is_known(world: World, points: int, refuge: int, who: int, event: int) -> None:
    """Let the authority know of a refuge, and keep why."""
    factions, refuges = world.factions, world.refuges
    faction, door = int(refuges.faction[refuge]), int(world.city.doors[refuges.building[refuge]])
    factions.known[faction], factions.cause[faction] = True, event
    keep(world, who, door, world.tick, points, event)


def _count(world: World, refuge: int, came: I64) -> None:
    """Say that a refuge is full, once for each time that it comes to be."""
    refuges = world.refuges
    building, n = int(refuges.building[refuge]), int(refuges.inside[refuge])
    if n <= refuges.room[refuge]:
        refuges.full[refuge] = 0
    elif not refuges.full[refuge] and len(came):
        cause, door = int(world.citizens.cause[came[-1]]), int(world.city.doors[building])
        refuges.full[refuge] = world.events.one(Kind.REFUGE_FULL, building, where=door, amount=n, cause=cause)


@kernel
def _differs(people, guests, refuge, building):
    """Whether others than its guests are alive in a refuge."""
    inside, alive, building = people.inside, people.alive, np.int32(building)
    n = np.int32(0)  # as wide as what is compared: three times as fast
    for who in range(len(inside)):
        if inside[who] == building and alive[who]:
            n += np.int32(1)
    for slot in range(len(guests.used)):
        if guests.used[slot] and guests.refuge[slot] == refuge:
            n -= np.int32(1)
            if inside[guests.owner[slot]] != building or not alive[guests.owner[slot]]:
                return True
    return n != 0
