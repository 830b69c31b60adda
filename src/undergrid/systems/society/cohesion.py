"""Cohesion: a faction holds together by what its members believe; losses and want shake them, and some leave.

Whoever sees, or hears, that one of their own is dead, taken or a traitor believes less, the more the closer they were;
so do all at home when there is no more to breathe, to eat or to drink there. What they see succeed makes them believe
more. By and by they come back to what they believed at first. Once an hour a draw says whether somebody who hardly
believes any more leaves. Whoever of the crowd leaves goes to live elsewhere; those with a mind of their own leave when
they are about nothing for anybody else.

Reads   this tick's events; sworn; factions.base, belief, rules; intentions.owner, aim, whom; bonds.a, b;
        citizens.alive, cell, inside, luck, home, cause; who sees what as `clear` has it; who has their senses as
        `hears` has it; ties as `tie` has them; who is in a base as `lodging` has it; where else one can live as
        `another_roof` has it
Writes  sworn.belief, shaken; factions.cohesion, cause; citizens.home, enter; who belongs as `leave` does; who is known
        to be dead as `learn_of_body` does; intents of those who leave as `intend` does
Emits   LEFT_FACTION(citizen, faction; cause: what has last shaken them, else the scenario; stream, odds)
Units   belief and cohesion in 1/1000; distances in m
Source  That groups hold together by shared belief and lose people by losses: E. Shils and M. Janowitz, Cohesion and
        disintegration in the Wehrmacht, Public Opinion Quarterly 12 (1948). All sizes are assumed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from undergrid.core import luck, units
from undergrid.core.grid import is_near, squared_cells
from undergrid.core.handles import Handle
from undergrid.core.tables import I64
from undergrid.world.body import posture
from undergrid.world.body.care import learn_of_body
from undergrid.world.body.closed_air import base_of, lodging
from undergrid.world.log.events import KIND_BITS
from undergrid.world.log.kinds import Kind
from undergrid.world.orders.attempts import Pause, intend, is_minded
from undergrid.world.senses.earshot import within_earshot
from undergrid.world.senses.optics import clear
from undergrid.world.society.factions import another_roof, at_home, leave, members, sworn_row
from undergrid.world.society.feelings import tie
from undergrid.world.tables.factions import Allegiance
from undergrid.world.tables.minds import Aim
from undergrid.world.tables.orders import Verb

if TYPE_CHECKING:
    from undergrid.world.world import World

LEAVES = luck.stream("cohesion/leaves")

_DEATHS = (Kind.DIED, Kind.SHUT_DOWN)
_AT_HOME = (Kind.AIR_LOW, Kind.AIR_OUT, Kind.STORES_GONE)
_SUCCESSES = (Kind.ENGINE_CHARGED, Kind.ENGINE_LINKED, Kind.ENGINE_FIRED, Kind.NODE_CAPTURED)
_MOVES = np.zeros(1 << KIND_BITS, bool)  # by Kind
_MOVES[[*_DEATHS, *_AT_HOME, *_SUCCESSES]] = True
_MOVES[[Kind.ARRESTED, Kind.BETRAYED, Kind.SCREAM_HEARD, Kind.NO_PULSE, Kind.DEATH_TOLD]] = True
_READ = ("id", "kind", "who", "whom", "amount")  # of what has happened
_FOR_THE_CAUSE = (Aim.LINK, Aim.SEVER)


class Params(BaseModel):
    """The knobs a scenario may turn, under `rules.cohesion`."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    death: int = Field(60, ge=0, le=1000, description="belief lost by the death of one of them, 1/1000 [assumed]")
    bound: int = Field(200, ge=0, le=1000, description="more, where one was wholly bound to them, 1/1000 [assumed]")
    arrest: int = Field(40, ge=0, le=1000, description="by their arrest, 1/1000 [assumed]")
    betrayal: int = Field(80, ge=0, le=1000, description="by hearing that one has sold them out, 1/1000 [assumed]")
    want: int = Field(50, ge=0, le=1000, description="by want of air, food or water at home, 1/1000 [assumed]")
    success: int = Field(80, ge=0, le=1000, description="won by what is seen to succeed, 1/1000 [assumed]")
    sees_m: float = Field(50, ge=0, le=1000, description="one sees outdoors what happens within, m [assumed]")
    heals: int = Field(10, ge=0, le=1000, description="belief comes back in an hour by, 1/1000 [assumed]")
    wavers: int = Field(300, ge=1, le=1000, description="below this belief somebody may leave, 1/1000 [assumed]")
    leaves: float = Field(0.5, ge=0, le=0.999, description="chance an hour to, without any belief [assumed]")


def step(world: World, params: Params) -> None:
    """Let members believe more or less by what they come to know, and once an hour let some leave."""
    if not world.factions.n:
        return
    log, moved = world.events, False
    if log.n > log.tick_began:
        moving = _MOVES[log.kinds(log.tick_began)]
        if moving.any():
            happened = log.columns(log.tick_began)
            for event in zip(*(happened[name][moving].tolist() for name in _READ), strict=True):
                _appraise(world, params, *event)
            moved = True
    if world.tick and world.tick % units.HOUR == 0:
        _waver(world, params)
        _heal(world, params)
        moved = True
    if moved:
        for faction in range(world.factions.n):
            rows = _sworn(world, faction)
            world.factions.cohesion[faction] = int(world.sworn.belief[rows].mean()) if len(rows) else 0


def _sworn(world: World, faction: int) -> I64:
    """The slots of `sworn` of the living members of a faction, ascending."""
    slots = world.sworn.where(faction=faction, stands=Allegiance.MEMBER)
    return slots[world.citizens.alive[world.sworn.owner[slots]]]


# ---------------------------------------------------------------- what moves them


def _appraise(world: World, params: Params, event: int, number: int, who: int, whom: int, amount: int) -> None:
    """Let an event move those who come to know of it by it."""
    kind = Kind(number)
    if kind in _AT_HOME:
        for one in lodging(world, base_of(world, who)).tolist():
            _move(world, sworn_row(world, one, at_home(world, who)), -params.want, event)
    elif kind == Kind.BETRAYED:
        for one in members(world, whom):
            if one != who and posture.hears(world, one) and within_earshot(world, one, who):
                _move(world, sworn_row(world, one), -params.betrayal, event)
    elif kind == Kind.SCREAM_HEARD:
        _succeeds(world, params, who, event)
    elif kind == Kind.NO_PULSE:
        _loses(world, params, who, whom, params.death, event)
    elif kind == Kind.DEATH_TOLD:
        _loses(world, params, whom, amount, params.death, event)
    elif kind in _SUCCESSES:
        for one in _witnesses(world, params, who):
            _succeeds(world, params, one, event)
    else:
        lost, by = (whom, params.arrest) if kind == Kind.ARRESTED else (who, params.death)
        for one in _witnesses(world, params, lost) if sworn_row(world, lost) >= 0 else ():
            if _loses(world, params, one, lost, by, event) and kind in _DEATHS and not world.bonds.has(a=one, b=lost):
                learn_of_body(world, one, lost, 0, event)  # those who are bound to them see to it themselves


def _witnesses(world: World, params: Params, of: int) -> list[int]:
    """The members of any faction who see what befalls or is done by somebody, themselves too; rows, ascending."""
    people, city, near = world.citizens, world.city, squared_cells(params.sees_m, world.city.cell_mm)
    there, inside = int(people.cell[of]), int(people.inside[of])
    owners = np.unique(world.sworn.owner[world.sworn.where(stands=Allegiance.MEMBER)])
    together = owners[people.alive[owners] & (people.inside[owners] == inside)].tolist()
    return [
        one
        for one in together
        if posture.hears(world, one)
        and (inside >= 0 or _in_sight(city.handle, int(people.cell[one]), there, near, city.width, city.area))
    ]


def _in_sight(city: Handle, here: int, there: int, near: int, width: int, area: int) -> bool:
    return bool(is_near(here, there, near, width, area) and clear(city, here, there))


def _loses(world: World, params: Params, who: int, lost: int, by: int, event: int) -> bool:
    """Let somebody believe less who comes to know that one of their own is lost; returns whether they are theirs."""
    row = sworn_row(world, lost)
    own = sworn_row(world, who, int(world.sworn.faction[row])) if row >= 0 and who != lost else -1
    if own >= 0 and world.sworn.shaken[own] != world.citizens.cause[lost]:  # they have seen it themselves
        _move(world, own, -by - params.bound * tie(world, who, lost) // 1000, event)
    return own >= 0


def _succeeds(world: World, params: Params, who: int, event: int) -> None:
    """Let a success make somebody believe more, unless they are of those who rule."""
    row = sworn_row(world, who)
    if row >= 0 and not world.factions.rules[world.sworn.faction[row]]:
        _move(world, row, params.success, event)


def _move(world: World, row: int, by: int, event: int) -> None:
    """Change the belief of a slot of `sworn`; -1: of nobody."""
    if row < 0:
        return
    sworn = world.sworn
    sworn.belief[row] = min(1000, max(0, int(sworn.belief[row]) + by))
    if by < 0:
        sworn.shaken[row] = event


def _heal(world: World, params: Params) -> None:
    """Let an hour pass over what has moved people."""
    sworn = world.sworn
    for faction in range(world.factions.n):
        rows = _sworn(world, faction)
        lacks = int(world.factions.belief[faction]) - sworn.belief[rows].astype(np.int64)
        sworn.belief[rows] += np.clip(lacks, -params.heals, params.heals).astype(np.int16)


# ---------------------------------------------------------------- those who leave


def _waver(world: World, params: Params) -> None:
    """Let those of little belief leave, by a draw: the likelier, the less they believe."""
    sworn, people, key = world.sworn, world.citizens, world.key(LEAVES)
    for row in sworn.where(stands=Allegiance.MEMBER).tolist():
        who, lacks = int(sworn.owner[row]), params.wavers - int(sworn.belief[row])
        if lacks <= 0 or not posture.hears(world, who) or _is_needed(world, who):
            continue
        odds = luck.chance(params.leaves * lacks / params.wavers)
        if luck.u32(key, int(people.luck[who])) < odds:
            _leave(world, row, who, odds)


def _is_needed(world: World, who: int) -> bool:
    """Whether somebody with a mind of their own is about something for somebody else, or for the cause."""
    kept = world.intentions
    slots = kept.of(who)
    others = (kept.whom[slots] >= 0) & (kept.whom[slots] != who)
    return bool((others | np.isin(kept.aim[slots], _FOR_THE_CAUSE)).any())


def _leave(world: World, row: int, who: int, odds: int) -> None:
    """Let a member leave their faction, and, of the crowd, its base for good."""
    sworn, people, faction = world.sworn, world.citizens, int(world.sworn.faction[row])
    cause, where = int(sworn.shaken[row]) or world.scenario_event, int(people.cell[who])
    event = world.events.one(Kind.LEFT_FACTION, who, faction, where, cause=cause, stream=LEAVES, odds=odds)
    leave(world, who, faction, event)
    world.factions.cause[faction] = event
    base = int(world.factions.base[faction])
    if base < 0 or people.home[who] != base or is_minded(world, who):
        return
    people.home[who] = house = another_roof(world, who)
    if people.inside[who] == base:
        soon = world.tick + world.shared(Pause).ticks
        verb = Verb.WALK if house >= 0 else Verb.LEAVE
        intend(world, who, verb, int(world.city.doors[house]) if house >= 0 else -1, event, soon)
        people.enter[who] = house
