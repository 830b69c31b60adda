"""Fleeing: people run for the nearest shelter that is not shut, and where they know none, away; out of a door, too."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from undergrid.core import luck
from undergrid.core.grid import DX, DY
from undergrid.world.body.injuries import trapped
from undergrid.world.body.posture import hears
from undergrid.world.log.kinds import Kind
from undergrid.world.movement.near import place_near, squares
from undergrid.world.orders import tasks
from undergrid.world.orders.attempts import intend
from undergrid.world.places.shelters import Doors
from undergrid.world.tables.orders import Verb
from undergrid.world.tables.people import Activity

if TYPE_CHECKING:
    from undergrid.world.world import World

_FAR = 30  # cells that people run who know no shelter [assumed]


def run_for_shelter(world: World, people: list[int], cause: int, reach: int, stream: luck.Stream) -> None:
    """Let people outdoors run for cover because of the event `cause`.

    They know shelters up to `reach`, in cells squared; without one, they run in a direction drawn from `stream`.
    """
    for who in people:
        if world.citizens.inside[who] >= 0:
            continue
        there, refuge = _cover(world, who, reach, stream)
        if there >= 0:
            intend(world, who, Verb.RUN, there, cause)
            world.citizens.enter[who] = refuge


def rush_out(
    world: World, building: int, most: int, cause: int, reach: int, stream: luck.Stream, turns: luck.Stream
) -> list[int]:
    """Let people run out of a building because of the event `cause`, so many at most: a door lets no more through.

    `turns` draws who comes first; `reach` and `stream` as for `run_for_shelter`. Those who sleep, are held or cannot
    walk stay where they are. Returns who runs, each by FLED.
    """
    people, key = world.citizens, world.key(turns)
    inside = [who for who in np.flatnonzero(people.inside == building).tolist() if _can_run(world, who)]
    inside.sort(key=lambda who: (luck.u32(key, int(people.luck[who])), who))
    ran: list[int] = []
    for who in inside:
        if len(ran) == most:
            break
        there, refuge = _cover(world, who, reach, stream, building)
        if there < 0:
            continue
        event = world.events.one(Kind.FLED, who, building, int(people.cell[who]), there, cause)
        tasks.drop(world, who)
        intend(world, who, Verb.RUN, there, event)
        people.enter[who] = refuge
        _note_fugitive(world, who, building, event)
        ran.append(who)
    return ran


def _note_fugitive(world: World, who: int, building: int, event: int) -> None:
    """Let those who raid a building see somebody run from it, if anybody does."""
    raid, fugitives = world.raids.first(building=building) if world.raids.n_used else -1, world.fugitives
    if raid < 0 or fugitives.has(owner=who):
        return
    slot = int(fugitives.take(1)[0])
    fugitives.owner[slot], fugitives.raid[slot], fugitives.cause[slot] = who, raid, event


def _can_run(world: World, who: int) -> bool:
    """Whether somebody indoors is on their feet, and not on the way out already."""
    people = world.citizens
    return bool(
        people.able[who]
        and hears(world, who)
        and people.doing[who] not in (Activity.HAULED, Activity.QUESTIONED)
        and people.intent[who] != Verb.RUN
        and not trapped(world, who)
    )


def _cover(world: World, who: int, reach: int, stream: luck.Stream, without: int = -1) -> tuple[int, int]:
    """(cell, building) that somebody runs for: the nearest shelter but `without`; a cell alone; -1 for none of it."""
    citizens, city, shelters = world.citizens, world.city, world.shelters
    refuges = shelters.building[world.cache(Doors).shut[shelters.building] == 0]
    refuges = refuges[refuges != without]
    doors = city.doors[refuges]
    here = int(citizens.cell[who])
    far = squares(doors, here, city.width, city.height)
    far = np.where(doors // city.area == here // city.area, far, reach + 1)
    best = int(np.argmin(far)) if len(far) else -1
    if best >= 0 and far[best] <= reach:
        return int(doors[best]), int(refuges[best])
    way = luck.below(world.key(stream), int(citizens.luck[who]), 8)
    level, x, y = city.where(here)
    x = min(city.width - 1, max(0, x + _FAR * int(DX[way])))
    y = min(city.height - 1, max(0, y + _FAR * int(DY[way])))
    return place_near(world, city.cell(level, x, y)), -1
