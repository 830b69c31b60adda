"""Hideouts: where a faction has its base is known to its people, and to whoever finds out, is told, or is let in.

Whoever is in a base, awake, knows it from then on. So does a scout: somebody of another faction, or with a mind of
their own, who sees one of its people at its door. The authority knows of it only once somebody who does has told it. It
looks there for all of the faction whom it hunts; of a refuge it keeps that as a clue for cases that have gone cold.

Reads   who is about to GIVE_AWAY, as `asked` has it; this tick's PLACE_TOLD; citizens.target, cause, cell, inside,
        wanted, alive; factions.base; sworn.owner; plans.owner; who is of which faction as `members` has it, knows a
        base as `who_knows`, listens as `listens` and sees as `clear` has it; what stands in the way, as
        `world/reasons` has it
Writes  factions.known, cause; clues as `keep` does; knowledge as `learn` does; reports as `report` does
Emits   LOCATION_LEARNED(citizen, building; cause: what they are about, or PLACE_TOLD), BASE_GIVEN_AWAY(citizen,
        building; cause: the order), REFUSED
Units   distances in m
Source  assumed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from undergrid.core.grid import is_near, squared_cells
from undergrid.core.jit import kernel
from undergrid.world.authority.clues import keep
from undergrid.world.authority.denouncing import Denouncing
from undergrid.world.authority.reporting import report
from undergrid.world.log.kinds import Kind
from undergrid.world.orders.attempts import anybody_tries, asked, drop_intent, refuse
from undergrid.world.reasons.authority import giving_away
from undergrid.world.senses.earshot import at_door, listens
from undergrid.world.senses.optics import clear
from undergrid.world.society import knowledge
from undergrid.world.society.factions import members, refuge_of
from undergrid.world.society.knowledge import who_knows
from undergrid.world.tables.authority import Sense
from undergrid.world.tables.minds import Topic
from undergrid.world.tables.orders import Verb

if TYPE_CHECKING:
    from undergrid.world.world import World

_LOOK_S = 10  # seconds between looks at who is about


class Params(BaseModel):
    """The knobs a scenario may turn, under `rules.hideouts`."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    scout_m: float = Field(30, ge=0, le=1000, description="from how far one sees who is at a door, m [assumed]")
    leak_points: int = Field(
        150, ge=0, le=10_000, description="what it says of a refuge that somebody has given it away, points [assumed]"
    )


def step(world: World, params: Params) -> None:
    """Hear those who give a base away, and let those who find one out know of it."""
    if anybody_tries(world):
        for who in asked(world, Verb.GIVE_AWAY):
            _give_away(world, params, who)
    if not world.factions.n:
        return
    _hear(world)
    if world.tick % _LOOK_S == 0:
        for faction in np.flatnonzero(world.factions.base >= 0).tolist():
            _look(world, params, faction)


def _give_away(world: World, params: Params, who: int) -> None:
    """Let the authority know where a base is, and look there for those of it whom it hunts."""
    people, factions, told = world.citizens, world.factions, world.shared(Denouncing)
    base, cause = int(people.target[who]), int(people.cause[who])
    why = giving_away(world, who, Verb.GIVE_AWAY, base, 0)
    if why is not None:
        refuse(world, who, why)
        return
    drop_intent(world, who)
    event = world.events.one(Kind.BASE_GIVEN_AWAY, who, base, int(people.cell[who]), cause=cause)
    faction = int(np.flatnonzero(factions.base == base)[0])
    factions.known[faction], factions.cause[faction] = True, event
    sought = np.array([one for one in members(world, faction) if people.wanted[one] and one != who], np.int64)
    events = np.full(len(sought), event)
    report(world, sought, -1, Sense.INFORMER, int(world.city.doors[base]), told.seconds, told.weight, events)
    if refuge_of(world, base) >= 0:
        keep(world, -1, int(world.city.doors[base]), world.tick, params.leak_points, event)


def _hear(world: World) -> None:
    """Tell of those who have been told this tick where a base is."""
    log = world.events
    if log.n == log.tick_began:
        return
    told = log.kinds(log.tick_began) == Kind.PLACE_TOLD
    if not told.any():
        return
    happened, bases = log.columns(log.tick_began), world.factions.base[world.factions.base >= 0]
    doors = world.city.doors[bases]
    for row in np.flatnonzero(told & np.isin(happened["amount"], doors)).tolist():
        whom, cell, event = (int(happened[name][row]) for name in ("whom", "amount", "id"))
        base = int(bases[doors == cell][0])
        world.events.one(Kind.LOCATION_LEARNED, whom, base, int(world.citizens.cell[whom]), cause=event)


def _look(world: World, params: Params, faction: int) -> None:
    """Let those who are in a base, and scouts who see its people at its door, know of it."""
    people, base = world.citizens, int(world.factions.base[faction])
    found = _inside(people.handle, base).tolist()
    if any(at_door(world, one, base) for one in members(world, faction) if people.inside[one] < 0):
        found += _scouts(world, params, base)
    aware = who_knows(world, Topic.PLACE, base)
    for who in found:
        if who not in aware and listens(world, who):
            cause, door = int(people.cause[who]), int(world.city.doors[base])
            event = world.events.one(Kind.LOCATION_LEARNED, who, base, int(people.cell[who]), cause=cause)
            knowledge.learn(world, who, Topic.PLACE, base, door, -1, 1000, event)


@kernel
def _inside(people, base):
    """Those who are in a building and live: rows, ascending."""
    n = 0
    for who in range(len(people.inside)):
        n += people.inside[who] == base
    rows, n_left, n = np.empty(n, np.int64), n, 0
    for who in range(len(people.inside)):
        if n_left == 0:
            break
        if people.inside[who] == base:
            n_left -= 1
            if people.alive[who]:
                rows[n] = who
                n += 1
    return rows[:n]


def _scouts(world: World, params: Params, base: int) -> list[int]:
    """Those of a faction, or with a mind of their own, who have the door of a building in sight; rows, ascending."""
    people, city, door = world.citizens, world.city, int(world.city.doors[base])
    sworn = world.sworn
    about = np.union1d(sworn.owner[sworn.rows()], world.plans.owner[: world.plans.n])
    about = about[about >= 0]
    about = about[(people.inside[about] < 0) & people.alive[about]]
    near = squared_cells(params.scout_m, city.cell_mm)
    return [
        who
        for who in about.tolist()
        if is_near(int(people.cell[who]), door, near, city.width, city.area)
        and clear(city.handle, int(people.cell[who]), door)
    ]
