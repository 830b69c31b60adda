"""Moods: whoever is under a sky takes on something of it, and loses that again under a roof.

The mood of those outdoors draws near to what the sky over them makes of it, exponentially; that of everybody else draws
near to nothing. Skies that are projected move people as their makers mean them to; weather beyond the wall moves them
more. It is an event where it has become plainly lighter, or heavier, than usual.

Reads   sky.programme, cause; beyond.programme, cause; moods.owner, mood, told, cause; citizens.alive, doing, cell; who
        is outdoors
Writes  moods
Emits   MOOD_CHANGED(citizen; Mood; cause: the change of the sky that they see)
Units   mood in 1/1,000,000 of the whole scale
Source  That weather lifts or lowers the mood of those who are out in it for half an hour and more: M. Keller et al., A
        warm heart and a clear head, Psychol. Sci. 16 (2005) 724. How far each sky moves it is assumed.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from undergrid.core.tables import I64
from undergrid.world.body.posture import SENSELESS
from undergrid.world.log.kinds import Kind
from undergrid.world.people.moods import ONE
from undergrid.world.places.occupancy import Occupancy
from undergrid.world.places.overhead import is_natural
from undergrid.world.tables.sky import Mood

if TYPE_CHECKING:
    from undergrid.world.world import World

_OVER = 5_000  # millionths: what is less than that has passed [assumed]
_SENSELESS = np.isin(np.arange(256), [int(one) for one in SENSELESS])


class Params(BaseModel):
    """The knobs a scenario may turn, under `rules.moods`. What skies do is in 1/1000 of the whole scale of moods."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    moves: bool = Field(False, description="whether skies move people at all [assumed]")
    clear: int = Field(200, ge=-1000, le=1000, description="mood under a clear sky, 1/1000 [assumed]")
    clouds: int = Field(150, ge=-1000, le=1000, description="under clouds, shown to call up the past [assumed]")
    drizzle: int = Field(-50, ge=-1000, le=1000, description="in drizzle, 1/1000 [assumed]")
    rain: int = Field(-150, ge=-1000, le=1000, description="in rain, 1/1000 [assumed]")
    storm: int = Field(-300, ge=-1000, le=1000, description="in a storm, 1/1000 [assumed]")
    static: int = Field(-400, ge=-1000, le=1000, description="under static, 1/1000 [assumed]")
    real: int = Field(
        200, ge=0, le=1000, description="weather that nobody shows moves people so much more, % [assumed]"
    )
    minutes: int = Field(30, ge=1, le=10_000, description="time constant outdoors, min [Keller et al. 2005]")
    fades_minutes: int = Field(120, ge=1, le=10_000, description="time constant under a roof, min [assumed]")
    told: int = Field(100, ge=1, le=1000, description="from which on a change is plain, 1/1000 [assumed]")

    @cached_property
    def aims(self) -> I64:
        """(skies,) what each makes of a mood, by Programme, in millionths."""
        skies = (self.clear, self.clouds, self.drizzle, self.rain, self.storm, self.static)
        return np.array(skies, np.int64) * (ONE // 1000)


def step(world: World, params: Params) -> None:
    """Let moods draw near to what the sky makes of them."""
    if not params.moves:
        return
    who, aim, cause = _who_sees(world, params)
    moods, slot_of = world.moods, np.full(world.citizens.n, -1, np.int64)
    slot_of[moods.owner[moods.rows()]] = moods.rows()
    new = who[slot_of[who] < 0]
    if len(new):
        slot_of[new] = slots = moods.take(len(new))
        moods.owner[slots] = new
    slots = slot_of[who]
    indoors = np.setdiff1d(moods.rows(), slots)
    moods.mood[slots] += ((aim - moods.mood[slots]) // params.minutes).astype(np.int32)
    moods.cause[slots] = cause
    left = moods.mood[indoors].astype(np.int64)
    moods.mood[indoors] = np.sign(left) * (abs(left) - abs(left) // params.fades_minutes)
    _tell(world, params)
    rows = moods.rows()
    moods.free(rows[(abs(moods.mood[rows]) < _OVER) & np.isin(rows, indoors)])


def _who_sees(world: World, params: Params) -> tuple[I64, I64, I64]:
    """((people,) who is under a sky and has their senses, ascending; (people,) its aim; (people,) its change)."""
    people, city, sky = world.citizens, world.city, world.sky
    who = world.cache(Occupancy).outdoors.rows()
    level = people.cell[who] // city.area
    sees = people.alive[who] & ~_SENSELESS[people.doing[who]] & (city.skies[level] != 0)
    who, level = who[sees], level[sees]
    aim = np.full(len(who), params.aims[int(sky.programme[0])])
    cause = np.full(len(who), int(sky.cause[0]) or world.scenario_event)
    outside = np.array([is_natural(world, number) for number in range(len(city.levels))], bool)[level]
    if outside.any():
        aim[outside] = params.aims[int(world.beyond.programme[0])] * params.real // 100
        cause[outside] = world.beyond.cause[0]
    return who, aim, cause


def _tell(world: World, params: Params) -> None:
    """Tell whose mood has become plainly lighter or heavier than usual; half of that is the usual again."""
    moods, people = world.moods, world.citizens
    rows = moods.rows()
    plain, mood, told = params.told * (ONE // 1000), moods.mood[rows], moods.told[rows]
    moods.told[rows[abs(mood) < plain // 2]] = 0
    for way, amount in ((1, Mood.LIGHT), (-1, Mood.HEAVY)):
        found = rows[(way * mood >= plain) & (told != way)]
        moods.told[found] = way
        for slot in found[np.argsort(moods.owner[found])].tolist():
            who = int(moods.owner[slot])
            world.events.one(
                Kind.MOOD_CHANGED, who, where=int(people.cell[who]), amount=amount, cause=int(moods.cause[slot])
            )
