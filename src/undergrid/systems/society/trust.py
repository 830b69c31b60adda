"""Trust: strangers meet; as fear and blows wear off, stances change; and whoever helps owes the world less.

People with a mind and a profile meet whoever they find in a shelter, and others with a profile near by outdoors: they
see how dangerous the other looks and guess what they are. People who pass in the street do not meet, nor do two of whom
one has felt the other's pulse: they have met. Whoever asks at a door meets those inside there and then
(`systems/society/parley.py`).

Reads   plans.owner; profiles.owner, debt; regards.a, b, met, fear, blow, cause; bonds.a, b; members.owner, band;
        citizens.doing, inside, cell, alive, cause; knowledge.knower, topic, subject, strength; this tick's events of
        help; who listens, as `listens` has it
Writes  profiles.debt, cause; regard as `meet` and `refresh_stance` do
Emits   MET, INFERRED(citizen, citizen; cause: what brought them there; stream, odds of a sign being misread),
        STANCE_CHANGED(citizen, citizen; cause: what last changed regard), DEBT_PAID(helper, helped; cause: the help)
Units   trust, fear, experience and debt in 1/1000; distances in m
Source  Beta reputation and half-lives as in world/society/regard.py. What help is worth against a debt is assumed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from undergrid.core.grid import is_near, squared_cells
from undergrid.core.jit import kernel
from undergrid.core.tables import I64
from undergrid.world.log.kinds import Kind
from undergrid.world.people import background
from undergrid.world.places.shelters import Doors
from undergrid.world.senses.earshot import listens
from undergrid.world.senses.optics import clear
from undergrid.world.society import regard
from undergrid.world.society.first_impressions import meet
from undergrid.world.tables.minds import Topic
from undergrid.world.tables.people import Activity

if TYPE_CHECKING:
    from undergrid.world.world import World

_MEET_S = 10  # seconds between looks at who is about
_TURNS = 300  # seconds in which each slot is looked at once, a share of them in each
_AT_ONCE = 6  # people whom one person meets in one look
_HELP = {
    Kind.GAVE_WATER: 30, Kind.GAVE: 20, Kind.FREED: 60, Kind.INJECTED: 40, Kind.DRESSED: 40,
    Kind.TOURNIQUET_PUT_ON: 60, Kind.STABILISED: 40, Kind.LET_IN: 30, Kind.BROUGHT_TO_SAFETY: 30, Kind.PLEDGE_KEPT: 200,
}  # fmt: skip
"""What helping somebody is worth once it is done, in 1/1000 of all that one can owe [assumed]. A look, a word or being
carried some way is no help yet: it counts by what comes of it."""
_HELPS = np.zeros(512, bool)  # by Kind
_HELPS[list(_HELP)] = True


class Params(BaseModel):
    """The knobs a scenario may turn, under `rules.trust`."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    meet_m: float = Field(10, ge=0, le=1000, description="within which people of note meet outdoors, m [assumed]")
    debt_percent: int = Field(100, ge=0, le=1000, description="how much help counts against a debt, % [assumed]")


def step(world: World, params: Params) -> None:
    if world.profiles.n:
        if world.tick % _MEET_S == 0:
            _meetings(world, params)
        if world.events.n > world.events.tick_began:
            _debts(world, params)
    if world.regards.n:
        _fade(world)


def _fade(world: World) -> None:
    """Work out the stances of the slots whose turn it is and in which fear or a blow wears off."""
    regards, first = world.regards, world.tick % _TURNS
    if first >= regards.n or not len(fades := _fading(regards.handle, first)):
        return
    for slot in fades.tolist():
        regard.refresh_stance(world, slot, int(regards.cause[slot]))


def _meetings(world: World, params: Params) -> None:
    """Let people with a mind and a profile meet who is about."""
    people, profiles, near = world.citizens, world.profiles, squared_cells(params.meet_m, world.city.cell_mm)
    looks: dict[int, int] = {}  # somebody met -> how many have met them in this look
    within: dict[int, I64] = {}  # the living in a building
    for who in _of_note(world.plans.handle, profiles.handle).tolist():
        if not listens(world, who):
            continue
        inside = int(people.inside[who])
        if inside < 0:
            others = _near(who, profiles.handle, people.handle, world.city.handle, near)
        elif world.cache(Doors).shelter_of[inside] >= 0:
            if inside not in within:
                within[inside] = np.flatnonzero((people.inside == inside) & people.alive)
            others = within[inside]
        else:
            continue
        if len(others) < 2:
            continue  # nobody but themselves
        strange = _strangers(who, others, world.regards.handle, world.bonds.handle, world.members.handle)
        if not len(strange):
            continue
        new = [other for other in sorted(strange.tolist()) if not _by_hand(world, who, other)]
        if inside < 0:
            new = [other for other in new if listens(world, other) and _in_sight(world, who, other)]
        for other in [other for other in new if looks.get(other, 0) < _AT_ONCE][:_AT_ONCE]:
            looks[other] = looks.get(other, 0) + 1
            meet(world, who, other, _brought(world, who, other))
            if listens(world, other):
                meet(world, other, who, _brought(world, other, who))


def _by_hand(world: World, who: int, other: int) -> bool:
    """Whether one of the two has felt the other's pulse: they are no strangers who size each other up."""
    felt = world.knowledge
    return any(felt.has(knower=a, topic=Topic.BODY, subject=b, strength=1000) for a, b in ((who, other), (other, who)))


def _brought(world: World, who: int, other: int) -> int:
    """What brought two people together: what the one who walks is about, while the other stays; else each's own."""
    people = world.citizens
    comes = people.doing[other] == Activity.WALKING and people.doing[who] != Activity.WALKING
    return int(people.cause[other if comes else who])


def _in_sight(world: World, a: int, b: int) -> bool:
    """Whether nothing stands between two people outdoors on one level."""
    people = world.citizens
    return bool(clear(world.city.handle, int(people.cell[a]), int(people.cell[b])))


def _debts(world: World, params: Params) -> None:
    """Let those who have helped somebody else this tick owe less."""
    log, profiles = world.events, world.profiles
    helps = _HELPS[log.kinds(log.tick_began)]
    if not helps.any():
        return
    happened = log.columns(log.tick_began)
    for row in np.flatnonzero(helps).tolist():
        who, whom, event = (int(happened[name][row]) for name in ("who", "whom", "id"))
        slot = background.profile(world, who)
        if who == whom or slot < 0 or profiles.debt[slot] <= 0:
            continue
        worth = _HELP[Kind(int(happened["kind"][row]))] * params.debt_percent // 100
        paid = min(int(profiles.debt[slot]), worth)
        if paid:
            profiles.debt[slot] -= paid
            profiles.cause[slot] = world.events.one(
                Kind.DEBT_PAID, who, whom, int(world.citizens.cell[who]), paid, event
            )


@kernel
def _fading(regards, first):
    """The slots whose turn it is, from `first` on, in which fear or a blow wears off: ascending."""
    n, slots = 0, np.empty((len(regards.used) - first + _TURNS - 1) // _TURNS, np.int64)
    for slot in range(first, len(regards.used), _TURNS):
        if regards.used[slot] and (regards.fear[slot] > 0 or regards.blow[slot] > 0):
            slots[n] = slot
            n += 1
    return slots[:n]


@kernel
def _of_note(plans, profiles):
    """Those with a mind who have a profile, in the order of their minds."""
    rows = np.empty(len(plans.owner), np.int64)
    n = 0
    for plan in range(len(plans.owner)):
        for slot in range(len(profiles.used)):
            if profiles.used[slot] and profiles.owner[slot] == plans.owner[plan]:
                rows[n] = plans.owner[plan]
                n += 1
                break
    return rows[:n]


@kernel
def _near(who, profiles, people, city, near):
    """Who of those with a profile is outdoors, on somebody's level and no farther than `near`, in cells squared."""
    rows = np.empty(len(profiles.used), np.int64)
    n = 0
    here = int(people.cell[who])
    for slot in range(len(profiles.used)):
        if not profiles.used[slot] or people.inside[profiles.owner[slot]] >= 0:
            continue
        there = int(people.cell[profiles.owner[slot]])
        if is_near(here, there, near, city.width, city.area):
            rows[n] = profiles.owner[slot]
            n += 1
    return rows[:n]


@kernel
def _strangers(who, others, regards, bonds, members):
    """Those of `others` whom somebody has not met, is not bound to and does not travel with; never themselves."""
    known = others == who
    for slot in range(len(regards.used)):
        if regards.used[slot] and regards.a[slot] == who and regards.met[slot] >= 0:
            known |= others == regards.b[slot]
    for slot in range(len(bonds.used)):
        if bonds.used[slot] and bonds.a[slot] == who:
            known |= others == bonds.b[slot]
    for mine in range(len(members.used)):
        if members.used[mine] and members.owner[mine] == who:
            for theirs in range(len(members.used)):
                if members.used[theirs] and members.band[theirs] == members.band[mine]:
                    known |= others == members.owner[theirs]
    return others[~known]
