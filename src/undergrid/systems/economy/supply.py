"""Supply: the City feeds itself. Soy vats and memory farms make what workers can process; the expired become paste.

Every unit that comes in is later raw, product, waste or given out: nothing else, at any tick. Bodies are processed in
the order in which they came, and the paste of each is its share of all that its centre has made, to the gram: of n
bodies of one mass it comes to the yield of n times that mass. What the living eat is taken from vats and centres in
proportion to what each has in store, soy and paste alike; if all of them together have too little, they say so, once.
A works that runs may break down: then nothing is processed there until its workers have mended it.

Reads   citizens.alive, doing, work, registered, cell, cause; facilities; remains; city buildings and levels
Writes  facilities; remains; shortages as `note_shortage` does; citizens.doing; bodies that are collected as
        `move_body` does
Emits   DELIVERED(facility, citizen; amount mass; cause: the striking off), PROCESSED(facility, citizen; amount paste;
        cause: DELIVERED), WORKS_BROKE_DOWN(facility; amount h; stream, odds), WORKS_MENDED(facility; cause: the
        breakdown), SHORTAGE(facility; amount missing; cause: the last breakdown that stands, else the scenario)
Units   grams at vats and reclamation centres, memories at farms; rates per hour
Source  assumed: 0.6 kg of soy and paste a person and day; a body is 70 kg [ATLS reference man].
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from undergrid.city.city import Use
from undergrid.core import luck, units
from undergrid.core.jit import kernel
from undergrid.core.tables import I64
from undergrid.world.body.meals import DISPENSER, LOOK, note_shortage
from undergrid.world.log.kinds import Kind
from undergrid.world.places.occupancy import move_body
from undergrid.world.tables.people import Activity

if TYPE_CHECKING:
    from undergrid.world.world import World

STREAM = luck.stream("supply/breakdowns")

PERIOD = LOOK  # seconds between looks: the schedule's `each("10 min", supply)`
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
    breakdowns_per_day: float = Field(
        0.1, ge=0, le=100, description="how often a works that runs breaks down, a day [assumed]"
    )
    mending_hours: float = Field(6, ge=0.1, le=1000, description="work that mends it, h of one worker [assumed]")


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
    _mend(world)
    _break_down(world, params)
    farms, vats = np.flatnonzero(use == Use.FARM), np.flatnonzero(use == Use.VATS)
    _share_in(world, farms, dreamers * params.memories_per_hour * PERIOD // 3600)
    places = np.array([world.city.buildings[b].capacity for b in works.building.tolist()], np.int64)
    feed = places[vats] * round(params.feed_kg * 1000 * PERIOD / 3600)
    works.raw[vats] += feed
    works.taken_in[vats] += feed

    _process(world, params, np.where(use == Use.FARM, params.worker_memories, round(params.worker_kg * 1000)))
    eaten = alive * round(params.food_kg_per_day * 1000 * PERIOD / 86_400)
    food = np.flatnonzero(use != Use.FARM)
    note_shortage(world, DISPENSER, eaten, *_give_out(world, food, eaten))
    _give_out(world, farms, dreamers * params.memories_per_hour * PERIOD // 3600 * params.yield_percent // 100)


def _process(world: World, params: Params, rate: I64) -> None:
    """Let workers process what there is, by their rate an hour; what each body has become is told once it is done."""
    works, remains = world.facilities, world.remains
    done = np.minimum(works.raw, works.workers.astype(np.int64) * rate * PERIOD // 3600)
    done[works.broken != 0] = 0
    before = works.processed * params.yield_percent // 100
    works.processed += done
    made = works.processed * params.yield_percent // 100 - before
    works.raw -= done
    works.product += made
    works.waste += done - made
    rows = remains.rows()
    rows = rows[remains.upto[rows] <= works.processed[remains.facility[rows]]]
    if len(rows):
        upto = remains.upto[rows]
        paste = upto * params.yield_percent // 100 - (upto - remains.mass[rows]) * params.yield_percent // 100
        world.events.add(
            Kind.PROCESSED, remains.facility[rows].astype(np.int64), remains.subject[rows],
            world.city.doors[works.building[remains.facility[rows]]], paste, remains.cause[rows],
        )  # fmt: skip
        remains.free(rows)


def _collect(world: World, params: Params, centres: np.ndarray) -> None:
    """Bring the bodies that the registry has struck off to reclamation centres, shared out by row number."""
    people, works, remains = world.citizens, world.facilities, world.remains
    if not len(centres):
        return
    bodies = np.flatnonzero((people.doing == _DOWN) & ~people.registered)
    lawful = np.array([level.lawful for level in world.city.levels])
    for body in bodies.tolist():
        if not lawful[world.city.where(people.cell[body])[0]]:
            continue  # beyond the wall nobody collects
        centre = int(centres[body % len(centres)])
        mass = round(params.body_kg * 1000)
        ahead = int(works.processed[centre] + works.raw[centre])
        works.raw[centre] += mass
        works.taken_in[centre] += mass
        move_body(world, body, int(works.building[centre]))
        people.doing[body] = _RECLAIMED
        event = world.events.one(
            Kind.DELIVERED, centre, body, int(people.cell[body]), mass, cause=int(people.cause[body])
        )
        slot = int(remains.take(1)[0])
        remains.subject[slot], remains.facility[slot], remains.mass[slot] = body, centre, mass
        remains.upto[slot], remains.cause[slot], works.cause[centre] = ahead + mass, event, event


def _break_down(world: World, params: Params) -> None:
    """Let a works at which somebody works break down, by a draw."""
    works, key = world.facilities, world.key(STREAM)
    odds = luck.rate_per_tick(params.breakdowns_per_day, units.DAY // PERIOD)
    for row in np.flatnonzero((works.workers > 0) & (works.broken == 0)).tolist():
        if luck.u32(key, luck.key_of(f"works/{world.city.buildings[works.building[row]].name}")) < odds:
            works.repair[row] = round(params.mending_hours * units.HOUR)
            works.broken[row] = works.cause[row] = world.events.one(
                Kind.WORKS_BROKE_DOWN, row, where=int(world.city.doors[works.building[row]]),
                amount=round(params.mending_hours), stream=STREAM, odds=odds,
            )  # fmt: skip


def _mend(world: World) -> None:
    """Let those who work at what is broken mend it."""
    works = world.facilities
    for row in np.flatnonzero(works.broken).tolist():
        works.repair[row] = max(0, int(works.repair[row]) - int(works.workers[row]) * PERIOD)
        if not works.repair[row]:
            where, broken = int(world.city.doors[works.building[row]]), int(works.broken[row])
            works.broken[row], works.cause[row] = 0, world.events.one(Kind.WORKS_MENDED, row, where=where, cause=broken)


def _share_in(world: World, rows: np.ndarray, total: int) -> None:
    """Spread what comes in evenly; what does not divide goes to the first."""
    if len(rows):
        part = _shares(total, len(rows))
        world.facilities.raw[rows] += part
        world.facilities.taken_in[rows] += part


def _give_out(world: World, rows: I64, total: int) -> tuple[int, int]:
    """Take what is used from stores in proportion to what each holds; those of a kind say once that all are short.

    Returns (how much is missing, the event that says so of the works that broke down last; 0 where none says so now).
    """
    if not len(rows):
        return 0, 0
    works, stock = world.facilities, world.facilities.product[rows]
    have = int(stock.sum())
    given = stock * min(total, have) // max(1, have)
    rest = min(total, have) - int(given.sum())
    given[np.flatnonzero(given < stock)[:rest]] += 1
    works.product[rows] -= given
    works.given_out[rows] += given
    missing = _shares(max(0, total - have), len(rows))
    new, said = (missing > 0) & ~works.short[rows], 0
    if new.any():
        stopped = int(works.broken[rows].max())  # the last breakdown: ids begin with the tick
        works.cause[rows[new]] = world.events.add(
            Kind.SHORTAGE, rows[new], amount=missing[new], cause=stopped or world.scenario_event
        )
        said = int(works.cause[rows[new]][np.argmax(works.broken[rows[new]])])
    works.short[rows] = total > have
    return max(0, total - have), said


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
