"""Bodies found: the named come to know of people who lie about, by sight, and of the dead also by smell.

Whoever is outdoors and awake looks around every few seconds. They know of a body on the ground, alive or not, once it
is plain to see, by the optics that hold for watchers and gates; whoever cannot stand lies there too, whatever they do.
The dead are smelt some way off, farther in the wind, even behind walls. People know where the body lies and how likely
it seemed to live, and keep that up to date while they perceive it: whoever stirs lives, and who lies still may be dead
or senseless, which a hand on the pulse tells and a glance does not. Who has felt a pulse is unsure again once it has
stopped. Nobody finds those who lie at home or in shelters.

Reads   plans.owner; citizens.alive, able, inside, doing, being, cell, posture, cause; knowledge.knower, topic, subject,
        strength; sky.wind; light and air as `optics.refresh`, how good eyes are as `eye_stage` has them
Writes  knowledge (topic BODY: one row for each knower and body)
Emits   nothing: knowing of a body is a state, what it leads to is told
Units   ranges in m
Source  Optics: see world/senses/optics.py. How far one smells the dead, and how likely the still seem to live: assumed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from undergrid.core.bits import each_set
from undergrid.core.caches import Cache
from undergrid.core.grid import squared_apart_on
from undergrid.core.handles import change, held, record
from undergrid.core.jit import kernel
from undergrid.core.tables import I64, Out
from undergrid.world.places.occupancy import Occupancy
from undergrid.world.senses.eyes import Eyes, eye_stage, eyes_now
from undergrid.world.senses.lamps import tables_now
from undergrid.world.senses.optics import Sensor, makes_out, refresh
from undergrid.world.tables.minds import Topic
from undergrid.world.tables.people import Activity, Being

if TYPE_CHECKING:
    from undergrid.world.world import World

_SHUT_DOWN, _LYING, _UNCONSCIOUS, _SLEEPING, _HELD, _RECLAIMED = (
    int(Activity.SHUT_DOWN), int(Activity.LYING), int(Activity.UNCONSCIOUS), int(Activity.SLEEPING),
    int(Activity.HELD), int(Activity.RECLAIMED),
)  # fmt: skip
_HAULED = int(Activity.HAULED)
_EYE, _COMPANION_EYE, _HUMAN = int(Sensor.EYE), int(Sensor.COMPANION_EYE), int(Being.HUMAN)
_FELT_ALIVE, _FELT_DEAD = 1000, 0  # how sure one is, 1/1000, after feeling for a pulse
_BODY = int(Topic.BODY)
_AT_ONCE = 64  # bodies that one person comes to know of at one look


class Params(BaseModel):
    """The knobs a scenario may turn, under `rules.bodies_found`."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    bodies: bool = Field(False, description="whether people take note of those who lie about [assumed]")
    look_every: int = Field(5, ge=1, le=3600, description="people look around for bodies once in, s [assumed]")
    smell_m: float = Field(15.0, ge=0, le=1000, description="the dead are smelt in still air within, m [assumed]")
    stirs: float = Field(0.7, ge=0.001, le=0.999, description="how likely who stirs a little seems to live [assumed]")
    still: float = Field(0.3, ge=0.001, le=0.999, description="how likely who lies still seems to live [assumed]")
    smell_per_wind: float = Field(0.2, ge=0, le=10, description="farther by that share for 1 m/s of wind [assumed]")


class _Desk(Cache):
    """The knobs of the kernel: optics; worse, as of `Eyes`; stirs and still, 1/1000; light, dim (as of `haze`) and
    smell, cells squared, of the tick.
    """

    def __init__(self, world: World, params: Params) -> None:
        self.knobs = record(
            optics=tables_now(world), light=0, dim=0, smell=0, worse=world.cache(Eyes).worse,
            stirs=round(1000 * params.stirs), still=round(1000 * params.still),
        )  # fmt: skip


class _News(Out):
    """Who comes to know of which body, and how sure they are that it lives, 1/1000."""

    who: I64
    body: I64
    sure: I64


def step(world: World, params: Params) -> None:
    """Let the named take note of who lies about."""
    standing = world.cache(Occupancy)
    if not params.bodies or not world.plans.n or world.tick % params.look_every or not standing.outdoors.any:
        return
    people, known, sky = world.citizens, world.knowledge, world.sky
    lying = _lie_about(standing.outdoors.bits, people.handle)
    if not len(lying):
        return
    knobs, news = world.cache(_Desk, params).knobs, world.out(_News, world.plans.n * _AT_ONCE)
    farther = 1 + params.smell_per_wind * int(sky.wind[0]) / 10
    smell = round(params.smell_m * farther * 1000 / world.city.cell_mm) ** 2
    if smell != held(knobs)["smell"]:
        change(knobs, smell=smell)
    refresh(knobs, sky)
    eyes_now(world)
    n = _find(world.plans.handle, people.handle, known.handle, world.city.handle, knobs, world.tick, lying, news.handle)
    if not n:
        return
    slots = known.take(n)
    who, whom = news.who[:n], news.body[:n]
    known.knower[slots], known.topic[slots], known.subject[slots] = who, Topic.BODY, whom
    known.cell[slots], known.at[slots], known.strength[slots] = people.cell[whom], world.tick, news.sure[:n]
    known.cause[slots] = np.where(people.cause[whom] != 0, people.cause[whom], world.scenario_event)


@kernel
def _lie_about(outdoors, people):
    """Who lies outdoors: the dead, the senseless, the sleeping, those who lie flat and those who cannot get up; rows,
    ascending.
    """
    n = 0
    for who in each_set(outdoors):
        n += 1 if _lies(people, who) else 0
    rows = np.empty(n, np.int64)
    n = 0
    for who in each_set(outdoors):
        if _lies(people, who):
            rows[n] = who
            n += 1
    return rows


@kernel(inline=True)
def _lies(people, who):
    what = people.doing[who]
    if what == _SHUT_DOWN or what == _LYING or what == _UNCONSCIOUS or what == _SLEEPING:
        return True
    return people.able[who] == 0 and what != _HAULED and what != _HELD and what != _RECLAIMED


@kernel
def _find(plans, people, known, city, knobs, now, lying, news):
    """Let every owner of a plan who is outdoors and awake look around; returns how many rows of `news` it wrote.

    What is known already is brought up to date here.
    """
    n = 0
    for p in range(len(plans.owner)):
        who = np.int64(plans.owner[p])
        if who < 0 or not people.alive[who] or people.inside[who] >= 0 or _away(int(people.doing[who])):
            continue
        begun = n
        for k in range(len(lying)):
            body = lying[k]
            if body == who or n - begun >= _AT_ONCE or not _perceives(people, who, body, city, knobs):
                continue
            slot, sure = _known(known, who, body), _seems(people, body, knobs)
            if slot < 0:
                news.who[n], news.body[n], news.sure[n] = who, body, sure
                n += 1
                continue
            known.cell[slot], known.at[slot] = people.cell[body], now
            felt = known.strength[slot]
            if felt != _FELT_DEAD and (felt != _FELT_ALIVE or not people.alive[body]):
                known.strength[slot] = sure
    return n


@kernel(inline=True)
def _seems(people, body, knobs):
    """How likely somebody who lies there seems to live, at a glance, 1/1000: the senseless look like the dead."""
    return knobs.stirs if people.alive[body] and people.doing[body] != _UNCONSCIOUS else knobs.still


@kernel(inline=True)
def _away(what):
    """Whether somebody with that Activity is in no state to look around."""
    return what == _HELD or what == _SHUT_DOWN or what == _RECLAIMED or what == _SLEEPING or what == _UNCONSCIOUS


@kernel(inline=True)
def _perceives(people, who, body, city, knobs):
    """Whether somebody sees a body, or smells the dead, on their level."""
    here, there = np.int64(people.cell[who]), np.int64(people.cell[body])
    if there // city.area != here // city.area:
        return False
    eye = _COMPANION_EYE if people.being[who] != _HUMAN else _EYE
    sensor, target = eye + eye_stage(people, knobs.worse, who), np.int64(people.posture[body])
    if makes_out(knobs.optics, city, sensor, target, here, there, knobs.light, knobs.dim) >= 0:
        return True
    return not people.alive[body] and squared_apart_on(here, there, city.width, city.area) <= knobs.smell


@kernel(inline=True)
def _known(known, who, body):
    """The slot in which somebody knows of a body; -1 for none."""
    for slot in range(len(known.used)):
        mine = known.used[slot] and known.knower[slot] == who
        if mine and known.topic[slot] == _BODY and known.subject[slot] == body:
            return np.int64(slot)
    return np.int64(-1)
