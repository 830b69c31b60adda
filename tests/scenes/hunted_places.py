"""A street, the waste beyond the wall with a refuge in it, and Sentinels in their berth: places that are hunted for."""

from __future__ import annotations

import numpy as np
from scenes.sworn import sworn
from scenes.worlds import field, make_city, make_world

from undergrid.city.city import LinkKind, Use
from undergrid.core import luck
from undergrid.world.authority.cases import DossierOf
from undergrid.world.log.kinds import Kind
from undergrid.world.tables.authority import Duty, WatcherKind
from undergrid.world.tables.people import Activity
from undergrid.world.world import World

REFUGE = 0  # the building
SIZE = 120  # cells each way


def hunted_place(
    people: int = 6, raiders: int = 0, seed: int = 1, inside: bool = True, beds: int = 10, next_door: int = 0
) -> World:
    """People without tags in a refuge beyond the wall, or before it, in which nothing burns but the beds.

    next_door: how many cells east of it another shelter has its door, if any.
    """
    city = make_city(
        field(SIZE, SIZE), field(SIZE, SIZE, "_"),
        buildings=[(Use.REFUGE, 1, 60, 60), *[(Use.DISUSED, 1, 60 + next_door, 60)] * (next_door > 0)],
        links=[(LinkKind.GATE, (0, 60, 0), (1, 60, 0), 4000)], capacity=beds,
    )  # fmt: skip
    door = int(city.doors[REFUGE])
    berths = [(WatcherKind.SENTINEL, city.cell(0, 60, 5)) for _ in range(raiders)]
    world = make_world(city, [door] * people, berths, seed=seed, tagged=0, plugged=0)
    world.watchers.duty[:] = Duty.OFF
    world.raiders.grow(raiders)
    world.raiders.watcher[:] = np.arange(raiders)
    world.shelters.furniture[:] = 0
    if inside:
        world.citizens.inside[:], world.citizens.doing[:] = REFUGE, Activity.RESTING
    world.rebuild()
    return world


def shelter_them(world: World, room: int = 4) -> int:
    """Let the refuge be the base of a faction that takes in strangers, of which citizen 1 is; returns its row."""
    faction = sworn(world, [1], base=REFUGE)
    refuge = world.refuges.grow(1)
    world.refuges.luck[refuge], world.refuges.building[refuge] = luck.key_of("test/refuge"), REFUGE
    world.refuges.faction[refuge], world.refuges.room[refuge] = faction, room
    world.bases.grow(1)
    world.bases.building[0] = REFUGE
    return refuge


def lose(world: World, who: int, suspicion: int = 200) -> None:
    """Let somebody be wanted, and not heard of for so long that their dossier is closed."""
    world.citizens.wanted[who] = True
    slot = int(world.dossiers.take(1)[0])
    dossiers = world.dossiers
    dossiers.subject[slot], dossiers.wanted[slot], dossiers.suspicion[slot] = who, True, suspicion
    dossiers.cell[slot], dossiers.event[slot] = -1, world.scenario_event
    world.cache(DossierOf).slot[who] = slot


def order_raid(world: World, building: int = REFUGE, within: int = 3600) -> int:
    """Order a raid at this tick, that may begin at once and is due by then; returns its slot."""
    slot, raids = int(world.raids.take(1)[0]), world.raids
    event = world.events.one(Kind.RAID_ORDERED, building, amount=within, cause=world.scenario_event)
    raids.luck[slot], raids.building[slot] = luck.key_of("test/raid"), building
    raids.ready[slot], raids.deadline[slot] = world.tick, world.tick + within
    raids.order[slot] = raids.cause[slot] = event
    return slot
