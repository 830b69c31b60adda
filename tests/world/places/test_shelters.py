"""Shelters: what holds a door, and what is left of an attack on it."""

import pytest
from scenes.worlds import field, make_city, make_world

from undergrid.city.city import Use
from undergrid.world.log.kinds import Kind
from undergrid.world.places.shelters import Doors, set_door


def two_refuges():
    return make_world(make_city(field(9, 9), buildings=[(Use.REFUGE, 0, 2, 2), (Use.REFUGE, 0, 6, 6)]))


@pytest.mark.parametrize("building", [0, 1])
def test_once_nothing_holds_a_door_what_was_broken_of_it_counts_no_more_and_the_other_door_stays(building):
    world, other = two_refuges(), 1 - building
    shelters = world.shelters
    for one in (0, 1):
        set_door(world, one, world.scenario_event, locked=True, barricade=500)
    assert world.cache(Doors).n_shut == 2
    shelters.worn[:], shelters.assault[:] = 300, 7
    taken = world.events.one(Kind.UNBARRED, 0)
    set_door(world, building, taken, barricade=0)
    assert (shelters.worn[building], shelters.cause[building]) == (300, taken), "the lock holds"
    opened = world.events.one(Kind.UNLOCKED, 0)
    set_door(world, building, opened, locked=False)
    assert (shelters.worn[building], shelters.assault[building], shelters.cause[building]) == (0, 0, opened)
    assert (shelters.worn[other], shelters.assault[other], shelters.cause[other]) == (300, 7, world.scenario_event)
    assert (world.cache(Doors).n_shut, world.cache(Doors).shut[building], world.cache(Doors).shut[other]) == (1, 0, 1)


def test_a_barricade_alone_shuts_a_door_and_keeps_what_was_broken():
    world = two_refuges()
    set_door(world, 0, world.scenario_event, locked=True, barricade=500)
    world.shelters.worn[0] = 300
    set_door(world, 0, world.scenario_event, locked=False)
    assert (world.shelters.worn[0], world.cache(Doors).shut[0]) == (300, 1)
