"""Freedom: whom neither the network reaches, nor a reader hears, nor the authority hunts."""

import pytest
from scenes.wired import CORE, NodeKind, break_node, wire_up
from scenes.worlds import field, make_city, make_world

from undergrid.city.city import Use
from undergrid.world.network.freedom import free_rows, tags_are_read
from undergrid.world.network.regime import hand_over
from undergrid.world.tables.authority import Duty, WatcherKind
from undergrid.world.tables.hosts import AugmentKind

PLAIN, TAGGED, WANTED, WIRED, DEAD = range(5)
READER = 1


def town(readers=1):
    """Somebody of each kind, and a Core and a node for each reader."""
    city = make_city(field(20, 6), buildings=[(Use.PODS, 0, 5, 2)])
    world = make_world(city, [(5, 2)] * 5, [(WatcherKind.READER, 40 + n) for n in range(readers)])
    people = world.citizens
    people.tagged[:] = [False, True, False, False, False]
    people.wanted[WANTED], people.alive[DEAD] = True, False
    slot = world.augments.take(1)
    world.augments.owner[slot], world.augments.kind[slot] = WIRED, AugmentKind.NERVES
    nodes = [(CORE, 0), *((NodeKind.READER, 40 + n, {"watcher": n}) for n in range(readers))]
    return wire_up(world, nodes, [(0, 1 + n) for n in range(readers)])


def test_free_is_who_lives_and_is_neither_wired_nor_tagged_nor_wanted():
    assert free_rows(town()).tolist() == [PLAIN]


@pytest.mark.parametrize("how", ["failed", "broken"])
def test_a_tag_that_no_reader_can_hear_holds_nobody(how):
    world = town(readers=2)
    for node in (READER, READER + 1):
        assert tags_are_read(world)
        if how == "broken":
            break_node(world, node)
        else:
            world.nodes.failed[node] = True
    assert not tags_are_read(world)
    assert free_rows(world).tolist() == [PLAIN, TAGGED]


def test_where_there_has_never_been_a_reader_a_tag_says_nothing():
    assert free_rows(town(readers=0)).tolist() == [PLAIN, TAGGED]


def test_maintenance_sets_nobody_free():
    world = town()
    world.watchers.duty[:] = Duty.OFF
    assert free_rows(world).tolist() == [PLAIN]


def test_without_a_core_nobody_is_wired_and_nobody_hears_the_readers():
    world = town()
    break_node(world, 0)
    assert free_rows(world).tolist() == [PLAIN, TAGGED, WIRED]


def test_nor_does_anybody_hear_them_by_a_core_that_others_have_mended_for_themselves():
    world = town()
    hand_over(world, 0, -1, world.scenario_event)
    assert not tags_are_read(world)
