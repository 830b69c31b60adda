"""Holdings: whose a node is that somebody mends while the authority gives no orders."""

import pytest
from scenes.sworn import sworn
from scenes.wired import CORE, HUB, break_node, equip, of_kind, wire_up, work
from scenes.worlds import field, make_city, make_world

from undergrid.world.log.kinds import Kind
from undergrid.world.tables.orders import Verb


def test_a_node_that_is_mended_while_there_is_no_core_is_not_the_authoritys_any_more():
    world = make_world(make_city(field(60, 12)), [(30, 5)])
    wire_up(world, [(CORE, 0), (HUB, 30 + 4 * 60)], [(0, 1)])
    equip(world, 0, parts=20)
    break_node(world, 1)
    assert not of_kind(work(world, 0, Verb.MEND_NODE, 1), Kind.NODE_PASSED)
    break_node(world, 0)
    break_node(world, 1)
    told = work(world, 0, Verb.MEND_NODE, 1)
    [mended], [passed] = of_kind(told, Kind.NODE_MENDED), of_kind(told, Kind.NODE_PASSED)
    assert (passed.who, passed.whom, passed.cause) == (0, 1, mended.id)
    holdings = world.holdings
    assert (holdings.node[holdings.rows()].tolist(), holdings.faction[holdings.rows()].tolist()) == ([1], [-1])


@pytest.mark.parametrize("rules", [False, True])
def test_what_one_of_a_faction_mends_then_is_the_factions_unless_it_is_the_one_that_rules(rules):
    world = make_world(make_city(field(60, 12)), [(30, 5)])
    wire_up(world, [(CORE, 0), (HUB, 30 + 4 * 60)], [(0, 1)])
    sworn(world, [0], rules=rules)
    equip(world, 0, parts=20)
    break_node(world, 0)
    break_node(world, 1)
    passed = of_kind(work(world, 0, Verb.MEND_NODE, 1), Kind.NODE_PASSED)
    assert len(passed) == (not rules)
    assert world.holdings.faction[world.holdings.rows()].tolist() == ([] if rules else [0])
