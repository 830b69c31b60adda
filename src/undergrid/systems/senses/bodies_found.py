"""Bodies found: the named come to know of those who lie about, by sight, and of the dead by their smell.

Whoever is outdoors and awake looks around every few seconds. A body on the ground, alive or not, is known once it is
plain to see, by the optics by which watchers and gates are. The dead are smelt some way off, farther in the wind, even
where walls hide them. What is known is where the body lies and whether it seemed to live; a body that is known already
is brought up to date. Those who lie at home or in shelters are nobody's find.

Reads   plans.owner; citizens.alive, inside, doing, being, stage, cell, posture; sky; ground
Writes  knowledge (topic BODY): one row for each knower and body
Emits   nothing: knowing of a body is a state, what it leads to is told
Units   ranges in m
Source  Optics: see world/senses/optics.py. How far one smells the dead: assumed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from pydantic import Field

from undergrid.core.bits import each_set
from undergrid.core.grid import squared_apart_on
from undergrid.core.jit import kernel
from undergrid.world.places.occupancy import Occupancy
from undergrid.world.senses import optics
from undergrid.world.senses.optics import STAGES, Eyes, Sensor, haze, level_flags, makes_out
from undergrid.world.tables.minds import Topic
from undergrid.world.tables.people import Activity, Being

if TYPE_CHECKING:
    from undergrid.world.world import World

_SHUT_DOWN, _LYING, _UNCONSCIOUS, _SLEEPING, _HELD, _RECLAIMED = (
    int(Activity.SHUT_DOWN), int(Activity.LYING), int(Activity.UNCONSCIOUS), int(Activity.SLEEPING),
    int(Activity.HELD), int(Activity.RECLAIMED),
)  # fmt: skip
_EYE, _COMPANION_EYE, _COMPANION = int(Sensor.EYE), int(Sensor.COMPANION_EYE), int(Being.COMPANION)
_ALIVE, _DEAD = 700, 0  # how sure one is, at a glance, that somebody who lies there lives, 1/1000 [assumed]
_BODY = int(Topic.BODY)
_AT_ONCE = 64  # bodies that one person comes to know of at one look


class Params(Eyes):
    """The knobs a scenario may turn, under `rules.bodies_found`."""

    bodies: bool = Field(False, description="whether people take note of those who lie about [assumed]")
    look_every: int = Field(5, ge=1, le=3600, description="people look around for bodies once in, s [assumed]")
    smell_m: float = Field(15.0, ge=0, le=1000, description="the dead are smelt in still air within, m [assumed]")
    smell_per_wind: float = Field(0.2, ge=0, le=10, description="farther by that share for 1 m/s of wind [assumed]")


def step(world: World, params: Params) -> None:
    """Let the named take note of who lies about."""
    if (
        not params.bodies
        or not world.plans.n
        or world.tick % params.look_every
        or not world.cache(Occupancy).outdoors.any
    ):
        return
    people, known, city, sky = world.citizens, world.knowledge, world.city, world.sky
    lying = _lie_about(world.cache(Occupancy).outdoors.bits, people.doing)
    if not len(lying):
        return
    table = optics.tables(params, city.cell_mm)
    farther = 1 + params.smell_per_wind * int(sky.wind[0]) / 10
    smell = round(params.smell_m * farther * 1000 / city.cell_mm) ** 2
    found = np.empty((world.plans.n * _AT_ONCE, 3), np.int64)
    n = _find(
        world.plans.owner, lying, people.alive, people.inside, people.doing, people.being, people.stage, people.cell,
        people.posture, known.used, known.knower, known.topic, known.subject, known.cell, known.at, known.strength,
        world.city.opaque, city.ground, level_flags(city), table, city.width, city.area, int(sky.light[0]),
        haze(table, sky), smell, world.tick, found,
    )  # fmt: skip
    if not n:
        return
    slots = known.take(n)
    who, whom = found[:n, 0], found[:n, 1]
    known.knower[slots], known.topic[slots], known.subject[slots] = who, Topic.BODY, whom
    known.cell[slots], known.at[slots], known.strength[slots] = people.cell[whom], world.tick, found[:n, 2]
    known.cause[slots] = np.where(people.cause[whom] != 0, people.cause[whom], world.scenario_event)


@kernel
def _lie_about(outdoors, doing):
    """Who lies outdoors: the dead, the senseless, the sleeping and those who lie flat; rows, ascending."""
    n = 0
    for who in each_set(outdoors):
        n += 1 if _lies(int(doing[who])) else 0
    rows = np.empty(n, np.int64)
    n = 0
    for who in each_set(outdoors):
        if _lies(int(doing[who])):
            rows[n] = who
            n += 1
    return rows


@kernel(inline=True)
def _lies(what):
    return what == _SHUT_DOWN or what == _LYING or what == _UNCONSCIOUS or what == _SLEEPING


@kernel
def _find(owner, lying, alive, inside, doing, being, stage, cell, posture, used, knower, topic, subject, place, at,
          sure, opaque, ground, flags, table, width, area, sky_light, dim, smell, tick, found):  # fmt: skip
    """Let every owner of a plan who is outdoors and awake look around; returns how many rows of `found` it wrote.

    A row: knower, body, how sure that it lives (1/1000). What is known already is brought up to date here.
    """
    n_found = 0
    for p in range(len(owner)):
        who = np.int64(owner[p])
        if who < 0 or not alive[who] or inside[who] >= 0 or _away(int(doing[who])):
            continue
        here, news = np.int64(cell[who]), 0
        sensor = (_COMPANION_EYE if being[who] == _COMPANION else _EYE) + min(np.int64(stage[who]), STAGES - 1)
        for k in range(len(lying)):
            body = lying[k]
            there = np.int64(cell[body])
            if body == who or news >= _AT_ONCE or there // area != here // area:
                continue
            seen = makes_out(
                table, sensor, np.int64(posture[body]), opaque, ground, flags, width, area, here, there, sky_light, dim
            )
            if seen < 0 and (alive[body] or squared_apart_on(here, there, width, area) > smell):
                continue
            lives = _ALIVE if alive[body] else _DEAD
            slot = _known(body, who, used, knower, topic, subject)
            if slot >= 0:
                place[slot], at[slot] = there, tick
                if not alive[body]:
                    sure[slot] = _DEAD
            else:
                found[n_found, 0], found[n_found, 1], found[n_found, 2] = who, body, lives
                n_found += 1
                news += 1
    return n_found


@kernel(inline=True)
def _away(what):
    """Whether somebody at that is in no state to look around."""
    return what == _HELD or what == _SHUT_DOWN or what == _RECLAIMED or what == _SLEEPING or what == _UNCONSCIOUS


@kernel
def _known(body, who, used, knower, topic, subject):
    """The slot in which somebody knows of a body; -1 for none."""
    for slot in range(len(used)):
        if used[slot] and knower[slot] == who and topic[slot] == _BODY and subject[slot] == body:
            return np.int64(slot)
    return np.int64(-1)
