"""Morale: hope rises with help, good words and arrivals, falls with wounds and deaths, and without it groups break.

What befalls somebody moves their own hope, that of their band by their share in it, and that of people bound to them
who are near. A band that is struck while its hope is low may rout: the lower, the likelier. Low hope slows the walk.

Reads   this tick's events; profiles.owner, hope; bonds.a, b; members.owner, band; citizens.alive, cell, luck;
        bands.leader, stage, hope, routed
Writes  profiles.hope, cause; bands.hope, routed, cause (of the rout); how able people are as `refresh_pace` does
Emits   HOPE_CHANGED(citizen, or the leader of a band; amount: hope; cause: what moved it), where it passes a tenth;
        ROUTED(leader; amount: people; cause: what struck them; stream, odds)
Units   hope in 1/1000
Source  None published in numbers that would fit: assumed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from undergrid.core import luck
from undergrid.core.grid import is_near, squared_cells
from undergrid.world.body.posture import refresh_pace
from undergrid.world.log.kinds import Kind
from undergrid.world.people import background
from undergrid.world.people.hope import band_of
from undergrid.world.tables.society import BandState

if TYPE_CHECKING:
    from undergrid.world.world import World

ROUT = luck.stream("morale.rout")

_MOVING = [kind for kind in Kind if kind.hope]
_TO_WHOM = [int(kind) for kind in _MOVING if kind.whom == "citizen"]  # these befall the second party
_BLOWS = (Kind.DIED, Kind.WOUNDED, Kind.AMBUSHED)
_MOVES = np.zeros(512, bool)  # by Kind
_MOVES[_MOVING] = True
_TENTH = 100


class Params(BaseModel):
    """The knobs a scenario may turn, under `rules.morale`."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    percent: int = Field(100, ge=0, le=1000, description="how much what happens moves hope, % [assumed]")
    bound: int = Field(50, ge=0, le=100, description="how much of it befalls who is bound to them, % [assumed]")
    near_m: float = Field(50, ge=0, le=100_000, description="those bound to them know of it within, m [assumed]")
    steady: int = Field(450, ge=1, le=1000, description="hope from which on nobody routs, 1/1000 [assumed]")
    rout: float = Field(0.6, ge=0, le=1, description="chance to rout at a blow without any hope [assumed]")


def step(world: World, params: Params) -> None:
    if not world.profiles.n and not world.bands.n:
        return
    log = world.events
    if log.n == log.tick_began:
        return
    moves = _MOVES[log.kinds(log.tick_began)]
    if not moves.any():
        return
    happened, rows = log.columns(log.tick_began), np.flatnonzero(moves)
    kinds = happened["kind"][rows]
    persons = np.where(np.isin(kinds, _TO_WHOM), happened["whom"][rows], happened["who"][rows])
    counts = np.isin(persons, world.profiles.owner) | np.isin(persons, world.members.owner)
    counts = (persons >= 0) & (counts | np.isin(persons, world.bonds.b))
    struck: dict[int, int] = {}  # band -> the first blow of this tick
    people_by: dict[int, list[int]] = {}  # slot of profiles -> by how much, because of which event
    bands_by: dict[int, list[int]] = {}
    events = happened["id"][rows]
    for number, person, event in zip(
        kinds[counts].tolist(), persons[counts].tolist(), events[counts].tolist(), strict=True
    ):
        kind = Kind(number)
        _befalls(world, params, kind, person, event, people_by, bands_by)
        band = band_of(world, person)
        if kind in _BLOWS and band >= 0:
            struck.setdefault(band, event)
    for slot in sorted(people_by):
        _move_person(world, slot, *people_by[slot])
    for band in sorted(bands_by):
        _move_band(world, band, *bands_by[band])
    for band in sorted(struck):
        _rout(world, params, band, struck[band])


def _befalls(
    world: World,
    params: Params,
    kind: Kind,
    person: int,
    event: int,
    people_by: dict[int, list[int]],
    bands_by: dict[int, list[int]],
) -> None:
    """Note what an event does to the hope of the person it befalls, of those bound to them, and of their band."""
    by = kind.hope * params.percent // 100
    slot, band, bonds = background.profile(world, person), band_of(world, person), world.bonds
    if slot >= 0 and world.citizens.alive[person]:
        _add(people_by, slot, by, event)
    for other in bonds.a[bonds.where(b=person)].tolist():
        theirs = background.profile(world, other)
        if theirs >= 0 and world.citizens.alive[other] and _about(world, params, other, person):
            _add(people_by, theirs, by * params.bound // 100, event)
    if band >= 0:
        n = len(world.members.where(band=band))
        _add(bands_by, band, by if kind in (Kind.AMBUSHED, Kind.BAND_ARRIVED) else by * 4 // (3 + n), event)


def _add(moves: dict[int, list[int]], row: int, by: int, event: int) -> None:
    """Put moves of one hope in one tick together; the first event stands as the cause."""
    if row in moves:
        moves[row][0] += by
    else:
        moves[row] = [by, event]


def _about(world: World, params: Params, who: int, other: int) -> bool:
    """Whether somebody is near enough to know what befalls somebody else: in one building, or within some metres."""
    people, city, near = world.citizens, world.city, squared_cells(params.near_m, world.city.cell_mm)
    return bool(is_near(int(people.cell[who]), int(people.cell[other]), near, city.width, city.area))


def _move_person(world: World, slot: int, by: int, cause: int) -> None:
    profiles = world.profiles
    before = int(profiles.hope[slot])
    profiles.hope[slot] = now = min(1000, max(0, before + by))
    if now // _TENTH == before // _TENTH:
        return
    who = int(profiles.owner[slot])
    profiles.cause[slot] = world.events.one(
        Kind.HOPE_CHANGED, who, where=int(world.citizens.cell[who]), amount=now, cause=cause
    )
    refresh_pace(world, who)


def _move_band(world: World, band: int, by: int, cause: int) -> None:
    bands, members = world.bands, world.members
    before = int(bands.hope[band])
    bands.hope[band] = now = min(1000, max(0, before + by))
    if now // _TENTH == before // _TENTH:
        return
    leader = int(bands.leader[band])
    where = int(world.citizens.cell[leader]) if leader >= 0 else -1
    world.events.one(Kind.HOPE_CHANGED, leader, where=where, amount=now, cause=cause)
    for who in members.owner[members.where(band=band)].tolist():
        refresh_pace(world, who)


def _rout(world: World, params: Params, band: int, cause: int) -> None:
    """Let a band that has been struck break, by a draw, if its hope is low."""
    bands, people, members = world.bands, world.citizens, world.members
    lacks = params.steady - int(bands.hope[band])
    if lacks <= 0 or bands.routed[band] or bands.stage[band] in (BandState.ARRIVED, BandState.OVER):
        return
    rows = members.owner[members.where(band=band)]
    leader = int(bands.leader[band])
    if not people.alive[rows].any() or leader < 0:
        return
    odds = luck.chance(params.rout * lacks / params.steady)
    if luck.u32(world.key(ROUT), int(people.luck[leader])) >= odds:
        return
    bands.routed[band] = True
    alive = int(people.alive[rows].sum())
    bands.cause[band] = world.events.one(
        Kind.ROUTED, leader, where=int(people.cell[leader]), amount=alive, cause=cause, stream=ROUT, odds=odds
    )
