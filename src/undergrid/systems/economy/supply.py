"""Supply: the City feeds itself. Soy vats and memory farms make what workers can process; the expired become paste.

Every unit that comes in is later raw, product, waste or given out: nothing else, at any tick.

Reads   citizens.alive, doing, work, registered, cell, cause; facilities; city buildings and levels
Writes  facilities; citizens.doing; bodies that are collected as `move_body` does
Emits   DELIVERED(facility, citizen; amount mass; cause: what shut the citizen down), SHORTAGE(facility; amount missing;
        cause: the scenario)
Units   grams at vats and reclamation centres, memories at farms; rates per hour
Source  assumed: 0.6 kg of soy and paste a person and day; a body is 70 kg [ATLS reference man].
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from undergrid.city.city import Use
from undergrid.core.jit import kernel
from undergrid.world.log.kinds import Kind
from undergrid.world.places.occupancy import move_body
from undergrid.world.tables.people import Activity

if TYPE_CHECKING:
    from undergrid.world.world import World

PERIOD = 600  # seconds between looks: the schedule's `each("10 min", supply)`
_WORKING, _PLUGGED, _DOWN, _RECLAIMED = (
    int(Activity.WORKING), int(Activity.PLUGGED), int(Activity.SHUT_DOWN), int(Activity.RECLAIMED),
)  # fmt: skip


class Params(BaseModel):
    """The knobs a scenario may turn, under `rules.supply`."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    feed_kg: float = Field(
        9.0, ge=0, le=10_000, description="feedstock that reaches a vat per worker's place and hour, kg [assumed]"
    )
    worker_kg: float = Field(12.0, ge=0, le=10_000, description="what a worker processes in an hour, kg [assumed]")
    yield_percent: int = Field(80, ge=0, le=100, description="product of what is processed, % [assumed]")
    food_kg_per_day: float = Field(0.6, ge=0, le=1000, description="what a person eats in a day, kg [assumed]")
    body_kg: float = Field(70.0, ge=0, le=1000, description="mass of a body, kg [ATLS reference man]")
    memories_per_hour: int = Field(
        30, ge=0, le=1_000_000, description="memories that a dreamer gives up in an hour [assumed]"
    )
    worker_memories: int = Field(
        5000, ge=0, le=10_000_000, description="memories that a worker sorts in an hour [assumed]"
    )


def step(world: World, params: Params) -> None:
    works = world.facilities
    if not works.n:
        return
    people = world.citizens
    use = np.array([world.city.buildings[b].use for b in works.building.tolist()])
    at = np.full(len(world.city.buildings) + 1, -1, np.int32)  # building -> facility
    at[works.building] = np.arange(works.n)
    alive, dreamers = _count(people.alive, people.doing, people.work, at, works.workers)

    _collect(world, params, np.flatnonzero(use == Use.RECLAMATION))
    farms, vats = np.flatnonzero(use == Use.FARM), np.flatnonzero(use == Use.VATS)
    _share_in(world, farms, dreamers * params.memories_per_hour * PERIOD // 3600)
    places = np.array([world.city.buildings[b].capacity for b in works.building.tolist()], np.int64)
    feed = places[vats] * round(params.feed_kg * 1000 * PERIOD / 3600)
    works.raw[vats] += feed
    works.taken_in[vats] += feed

    rate = np.where(use == Use.FARM, params.worker_memories, round(params.worker_kg * 1000))
    done = np.minimum(works.raw, works.workers.astype(np.int64) * rate * PERIOD // 3600)
    made = done * params.yield_percent // 100
    works.raw -= done
    works.product += made
    works.waste += done - made

    eaten = alive * round(params.food_kg_per_day * 1000 * PERIOD / 86_400)
    _share_out(world, np.flatnonzero(use != Use.FARM), eaten)
    _share_out(world, farms, dreamers * params.memories_per_hour * PERIOD // 3600 * params.yield_percent // 100)


def _collect(world: World, params: Params, centres: np.ndarray) -> None:
    """Bring the bodies that the registry has struck off to reclamation centres, shared out by row number."""
    people, works = world.citizens, world.facilities
    if not len(centres):
        return
    bodies = np.flatnonzero((people.doing == _DOWN) & ~people.registered)
    lawful = np.array([level.lawful for level in world.city.levels])
    for body in bodies.tolist():
        if not lawful[world.city.where(people.cell[body])[0]]:
            continue  # beyond the wall nobody collects
        centre = int(centres[body % len(centres)])
        mass = round(params.body_kg * 1000)
        works.raw[centre] += mass
        works.taken_in[centre] += mass
        move_body(world, body, int(works.building[centre]))
        people.doing[body] = _RECLAIMED
        works.cause[centre] = world.events.one(
            Kind.DELIVERED, centre, body, int(people.cell[body]), mass, cause=int(people.cause[body])
        )


def _share_in(world: World, rows: np.ndarray, total: int) -> None:
    """Spread what comes in evenly; what does not divide goes to the first."""
    if len(rows):
        part = _shares(total, len(rows))
        world.facilities.raw[rows] += part
        world.facilities.taken_in[rows] += part


def _share_out(world: World, rows: np.ndarray, total: int) -> None:
    """Take what is used from the stores, evenly; a place that cannot deliver says so once, until it can again."""
    if not len(rows):
        return
    works = world.facilities
    asked = _shares(total, len(rows))
    given = np.minimum(asked, works.product[rows])
    works.product[rows] -= given
    works.given_out[rows] += given
    short = given < asked
    new = short & ~works.short[rows]
    works.short[rows] = short
    if new.any():
        works.cause[rows[new]] = world.events.add(
            Kind.SHORTAGE, rows[new], amount=(asked - given)[new], cause=world.scenario_event
        )


def _shares(total: int, n: int) -> np.ndarray:
    return np.full(n, total // n, np.int64) + (np.arange(n) < total % n)


@kernel
def _count(alive, doing, work, at, workers):
    """Count the workers at each facility, and (the living, the dreaming)."""
    workers[:] = 0
    n_alive = n_dreaming = 0
    for row in range(len(alive)):
        if not alive[row]:
            continue
        n_alive += 1
        if doing[row] == _PLUGGED:
            n_dreaming += 1
        elif doing[row] == _WORKING and work[row] >= 0 and at[work[row]] >= 0:
            workers[at[work[row]]] += 1
    return n_alive, n_dreaming
