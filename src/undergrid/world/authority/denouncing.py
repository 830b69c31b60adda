"""Denouncing: passers-by who know the face of somebody wanted, and report them to the authority.

It goes by one's tag: whose tag does not answer, or whom the registry has struck off, has nobody to tell it to.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from undergrid.core import luck
from undergrid.core.grid import is_near
from undergrid.core.handles import Handle
from undergrid.core.jit import kernel
from undergrid.core.tables import I64, Out
from undergrid.world.senses.optics import clear, in_view
from undergrid.world.tables.minds import Topic
from undergrid.world.tables.people import Activity

if TYPE_CHECKING:
    from undergrid.world.world import World

_HELD, _HIDING = int(Activity.HELD), int(Activity.HIDING)


class Denouncing(BaseModel):
    """The knobs under `rules.denouncing`: who knows a face, and what it is worth to say so."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    recognise_m: int = Field(15, ge=1, le=200, description="a wanted face is known at, m [assumed]")
    witness_m: int = Field(30, ge=1, le=1000, description="a passer-by knows a face up to, m [assumed]")
    weight: int = Field(40, ge=1, le=1000, description="what a denunciation weighs, points [assumed]")
    seconds: int = Field(60, ge=1, le=86_400, description="a denunciation is read after, s [assumed]")


class _Faces(Out):
    """The wanted who can be met in the streets."""

    who: I64


class _Told(Out):
    """Who denounces whom, at which odds."""

    who: I64
    whom: I64
    odds: I64


def denounced(world: World, passers_by: I64, knobs: Handle, key: luck.Key) -> list[tuple[int, ...]]:
    """(who, whom, at which odds) of the passers-by who denounce somebody they see now: one person each.

    knobs: within how many cells a face is known (`recognise`), the odds of the most obedient (`informs`).
    """
    people, dossiers = world.citizens.handle, world.dossiers
    faces, told = world.out(_Faces, dossiers.n), world.out(_Told, len(passers_by))
    n = _wanted_outdoors(dossiers.handle, people, faces.handle)
    if not n:
        return []
    n = _recognise(passers_by, faces.who[:n], people, world.city.handle, knobs, key, told.handle)
    return told.rows(n)


def is_heard(world: World, who: int) -> bool:
    """Whether the authority would take somebody's word: by the tag that answers for them."""
    return bool(_is_heard(world.citizens.handle, who))


def witnessed(world: World, who: int, whom: int) -> tuple[int, int] | None:
    """(cell, tick) at which `who` last saw `whom`: now, or as they remember it; None if they know nothing."""
    people, known = world.citizens, world.knowledge
    if people.alive[whom] and in_view(world, who, whom, world.shared(Denouncing).witness_m):
        return int(people.cell[whom]), world.tick
    rows = known.where(knower=who, topic=Topic.PERSON, subject=whom)
    rows = rows[known.cell[rows] >= 0]
    if not len(rows):
        return None
    newest = rows[np.argmax(known.at[rows])]
    return int(known.cell[newest]), int(known.at[newest])


@kernel(inline=True)
def _is_heard(people, who):
    """The same, for kernels."""
    return people.tagged[who] and people.registered[who]


@kernel
def _wanted_outdoors(dossiers, people, faces):
    """Write the wanted who can be met in the streets; returns how many."""
    n = 0
    for slot in range(len(dossiers.used)):
        if dossiers.used[slot] and dossiers.wanted[slot]:
            who = int(dossiers.subject[slot])
            if people.inside[who] < 0 and people.doing[who] < _HELD and people.doing[who] != _HIDING:
                faces.who[n] = who
                n += 1
    return n


@kernel
def _recognise(rows, faces, people, city, knobs, key, told):
    """Write which of `rows` know a wanted face near by and, by a draw, denounce it: one each. Returns how many."""
    n = 0
    for who in rows:
        if not _is_heard(people, who):
            continue
        odds = knobs.informs * min(1000, max(0, int(people.obedience[who]))) // 1000
        for whom in faces:
            if not _knows(int(people.cell[who]), int(people.cell[whom]), city, knobs.recognise):
                continue
            if luck.u32(key, luck.pair(people.luck[who], people.luck[whom])) < odds:
                told.who[n], told.whom[n], told.odds[n] = who, whom, odds
                n += 1
                break
    return n


@kernel(inline=True)
def _knows(here, there, city, recognise):
    """Whether a face can be known from one cell to another: near enough, and in sight."""
    return is_near(here, there, recognise * recognise, city.width, city.area) and clear(city, here, there)
