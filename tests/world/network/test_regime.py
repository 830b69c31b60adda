"""Regime: whether the authority has a Core to speak through, and whose a node is."""

import pytest
from scenes.captured import street
from scenes.wired import CORE, HUB, break_node, mend_node, wire_up
from scenes.worlds import make_world

from undergrid.world.network.regime import gives_orders, hand_over, is_the_authoritys

FIRST, SECOND = 0, 1


def with_cores(n):
    return wire_up(make_world("." * 20), [(CORE, node) for node in range(n)] + [(HUB, 10)], [(0, n)])


def test_a_city_without_a_network_hears_it_and_one_whose_network_has_no_core():
    assert gives_orders(make_world(".."))
    assert gives_orders(wire_up(make_world(".."), [(HUB, 0)], []))


@pytest.mark.parametrize("how", ["broken", "failed", "theirs"])
def test_one_core_of_its_own_is_enough_and_none_is_silence(how):
    world = with_cores(2)
    for core, speaks in ((FIRST, True), (SECOND, False)):
        assert gives_orders(world)
        if how == "broken":
            break_node(world, core)
        elif how == "failed":
            world.nodes.failed[core] = True
        else:
            hand_over(world, core, -1, world.scenario_event)
        assert gives_orders(world) is speaks


def test_a_core_that_is_mended_speaks_again():
    world = with_cores(1)
    break_node(world, FIRST)
    mend_node(world, FIRST)
    assert gives_orders(world)


def test_a_core_in_somebodys_hand_does_not_speak_for_the_authority():
    world = street()
    assert gives_orders(world)
    slot = world.captures.take(1)
    world.captures.node[slot], world.captures.captor[slot] = 0, 0
    assert not gives_orders(world)


def test_a_node_is_the_authoritys_until_it_is_handed_over_and_the_last_to_have_it_counts():
    world = with_cores(1)
    assert is_the_authoritys(world, 1)
    for faction in (-1, 3):
        hand_over(world, 1, faction, world.scenario_event)
    holdings = world.holdings
    assert not is_the_authoritys(world, 1)
    assert is_the_authoritys(world, FIRST)
    assert holdings.faction[holdings.rows()].tolist() == [3]
