"""Heart Engines: charged, carried, linked, and taken off the network again."""

import pytest
from scenes.engines import CELL_, FAR, FULL, HUB_, LAMPS, PLANT, RULES, augment, cube, street, tell, told
from scenes.wired import break_node, live, mend_node, of_kind
from scenes.worlds import field, make_city, make_world

from undergrid.city.city import Use
from undergrid.world.body.blood_loss import die
from undergrid.world.items import kit
from undergrid.world.log.kinds import Kind
from undergrid.world.network import engines
from undergrid.world.tables.body import Death
from undergrid.world.tables.engines import EngineStage
from undergrid.world.tables.items import ItemKind
from undergrid.world.tables.orders import Refusal, Verb
from undergrid.world.tables.people import NEVER
from undergrid.world.view.engines import engine_at_hand
from undergrid.world.view.view import view

CUBE = int(ItemKind.ENGINE_CUBE)


def room(joules=0, sockets=(0,)):
    """Somebody in a building with a socket, who carries a cube."""
    world = make_world(make_city(field(20, 6), buildings=[(Use.DISUSED, 0, 5, 2)]), [(5, 2)], inside=0)
    for building in sockets:
        row = world.sockets.grow(1)
        world.sockets.building[row] = building
    cube(world, joules=joules)
    return world


def why(events):
    return [Refusal(event.amount) for event in of_kind(events, Kind.REFUSED)]


# ---------------------------------------------------------------- charging


def test_a_socket_charges_a_cube_to_the_joule_and_no_further():
    world = room(joules=FULL - 10_500)
    began = told(world, Verb.CHARGE_CUBE, ticks=11)
    [begun] = of_kind(began, Kind.CUBE_CHARGES)
    assert (begun.whom, begun.amount) == (0, 1000)
    assert engines.stored(world, 0) == FULL
    assert world.engines.stage[0] == EngineStage.IDLE
    [full] = of_kind(live(world, 1, *RULES), Kind.ENGINE_CHARGED)
    assert (full.who, full.amount, full.cause) == (0, FULL, begun.id)
    assert world.engines.stage[0] == EngineStage.CHARGED
    assert world.engines.rate[0] == 0
    live(world, 5, *RULES)
    assert engines.stored(world, 0) == FULL


def test_whoever_leaves_the_building_ends_it_and_what_has_flowed_stays_in_the_cube():
    world = room()
    told(world, Verb.CHARGE_CUBE, ticks=8)
    world.citizens.inside[0] = -1
    [ended] = of_kind(live(world, 3, *RULES), Kind.CUBE_HOLDS)
    assert ended.amount == 8000 == engines.stored(world, 0)
    assert ended.cause == world.citizens.cause[0]


def test_a_power_node_gives_more_and_what_it_gives_is_wanted_of_it():
    world = street((35, 10), joules=0)
    [tapped] = of_kind(told(world, Verb.CHARGE_CUBE, PLANT, 10), Kind.CUBE_TAPS)
    assert (tapped.whom, tapped.amount, int(world.nodes.load[PLANT])) == (PLANT, 20_000, 20_000)
    assert engines.stored(world, 0) == 200_000
    world.citizens.cell[0] += 4
    assert of_kind(live(world, 1, *RULES), Kind.CUBE_HOLDS)
    assert world.nodes.load[PLANT] == 0


def test_how_much_it_gives_is_for_the_scenario_to_say():
    world = street((35, 10), joules=0)
    told(world, Verb.CHARGE_CUBE, PLANT, 10, engine={"node_w": 5})
    assert engines.stored(world, 0) == 50


def test_a_power_node_that_breaks_gives_no_more():
    world = street((35, 10), joules=0)
    told(world, Verb.CHARGE_CUBE, PLANT, 10)
    broken = break_node(world, PLANT)
    [ended] = of_kind(live(world, 2, *RULES), Kind.CUBE_HOLDS)
    assert ended.cause == broken
    assert why(told(world, Verb.CHARGE_CUBE, PLANT)) == [Refusal.NOT_RUNNING]
    mend_node(world, PLANT)
    assert not why(told(world, Verb.CHARGE_CUBE, PLANT))


def test_a_cube_that_is_handed_over_is_charged_no_more():
    world = street((35, 10), (36, 10), joules=0)
    told(world, Verb.CHARGE_CUBE, PLANT, 10)
    handed = told(world, Verb.GIVE, 1, 1, amount=CUBE)
    [ended] = of_kind(handed, Kind.CUBE_HOLDS)
    assert ended.cause == of_kind(handed, Kind.GAVE)[0].id
    assert world.nodes.load[PLANT] == 0


@pytest.mark.parametrize(
    ("world", "target", "expected"),
    [
        (lambda: room(sockets=()), -1, Refusal.NOT_HERE),
        (lambda: room(joules=FULL), -1, Refusal.NOT_NEEDED),
        (lambda: street((35, 10)), PLANT, Refusal.NOT_NEEDED),
        (lambda: street((20, 6), joules=0), HUB_, Refusal.NO_PORT),
        (lambda: street((20, 6), joules=0), PLANT, Refusal.NOT_HERE),
        (lambda: street((20, 6), joules=0), -1, Refusal.NOT_HERE),
    ],
)  # fmt: skip
def test_what_cannot_be_charged_is_refused_with_the_reason(world, target, expected):
    world = world()
    held = engines.stored(world, 0)
    assert why(told(world, Verb.CHARGE_CUBE, target)) == [expected]
    assert engines.stored(world, 0) == held


def test_nobody_charges_what_they_do_not_carry_or_what_is_being_charged():
    world = street((35, 10), (36, 10), joules=0)
    assert why(told(world, Verb.CHARGE_CUBE, PLANT, who=1)) == [Refusal.NO_TOOL]
    told(world, Verb.CHARGE_CUBE, PLANT)
    assert why(told(world, Verb.CHARGE_CUBE, PLANT)) == [Refusal.NOT_NEEDED]


# ---------------------------------------------------------------- carrying


def test_a_cube_is_put_down_and_taken_up_by_somebody_else():
    world = street((20, 6), (20, 6))
    [down] = of_kind(told(world, Verb.PUT_DOWN, amount=CUBE), Kind.PUT_DOWN)
    assert (down.amount, int(world.items.holder[0]), int(world.items.cell[0])) == (
        CUBE,
        -1,
        int(world.citizens.cell[0]),
    )
    assert why(told(world, Verb.PUT_DOWN, amount=CUBE)) == [Refusal.NO_SUPPLIES]
    assert of_kind(told(world, Verb.TAKE, -1, amount=CUBE, who=1), Kind.TOOK)
    assert engines.carried(world, 1) == 0
    assert engines.carried(world, 0) == -1


def test_things_of_one_kind_that_are_put_down_lie_in_one_heap():
    world = street((20, 6))
    kit.add(world, 0, ItemKind.GAUZE, 3, world.scenario_event)
    for _ in range(2):
        told(world, Verb.PUT_DOWN, amount=int(ItemKind.GAUZE))
    lies = world.items.where(holder=-1, kind=ItemKind.GAUZE)
    assert world.items.count[lies].tolist() == [2]
    assert kit.count(world, 0, ItemKind.GAUZE) == 1
    told(world, Verb.PUT_DOWN, amount=int(ItemKind.GAUZE))
    assert world.items.count[lies].tolist() == [3]
    assert kit.count(world, 0, ItemKind.GAUZE) == 0
    assert why(told(world, Verb.PUT_DOWN, amount=200)) == [Refusal.NO_SUCH_TARGET]


def test_where_its_carrier_dies_it_falls():
    world = street((22, 6))
    world.events.begin(world.tick)
    died = die(world, 0, Death.BLAST, world.scenario_event)
    [fell] = of_kind(live(world, 2, *RULES), Kind.CUBE_FELL)
    assert (fell.who, fell.cause, int(world.items.cell[0])) == (0, died, int(world.citizens.cell[0]))
    assert world.items.holder[0] == -1


def test_a_cube_that_falls_is_charged_no_more():
    world = street((35, 10), joules=0)
    told(world, Verb.CHARGE_CUBE, PLANT, 5)
    world.events.begin(world.tick)
    die(world, 0, Death.BLAST, world.scenario_event)
    later = live(world, 1, *RULES)
    [ended] = of_kind(later, Kind.CUBE_HOLDS)
    assert ended.cause == of_kind(later, Kind.CUBE_FELL)[0].id


# ---------------------------------------------------------------- linking


def test_linking_takes_its_time_and_then_the_cube_lies_at_the_node():
    world = street()
    assert not of_kind(told(world, Verb.CONNECT, HUB_, 240), Kind.ENGINE_LINKED)
    [linked] = of_kind(live(world, 1, *RULES), Kind.ENGINE_LINKED)
    assert (linked.whom, linked.amount) == (HUB_, 5)  # Core, hub, cell, pods and lamps
    assert world.engines.stage[0] == EngineStage.LINKED
    assert world.engines.by[0] == 0
    assert int(world.items.holder[0]) == -1
    assert int(world.items.cell[0]) == int(world.citizens.cell[0])
    assert engines.linked_at(world, HUB_) == 0
    assert engines.linked_at(world, CELL_) == -1


@pytest.mark.parametrize(("n", "seconds"), [(0, 240), (1, 160), (2, 120), (4, 80)])
def test_the_more_of_somebody_is_machine_the_sooner_it_is_done(n, seconds):
    world = augment(street(), 0, n)
    assert engine_at_hand(world, 0).seconds == seconds
    assert not of_kind(told(world, Verb.CONNECT, HUB_, seconds), Kind.ENGINE_LINKED)
    assert of_kind(live(world, 1, *RULES), Kind.ENGINE_LINKED)


def test_how_long_it_takes_and_how_much_sooner_is_for_the_scenario_to_say():
    for turned, n, seconds in (({"link_seconds": 9}, 0, 9), ({"link_seconds": 8, "quicker": 1.0}, 1, 4)):
        world = augment(street(), 0, n)
        assert of_kind(told(world, Verb.CONNECT, HUB_, seconds + 1, purging=turned), Kind.ENGINE_LINKED)


def test_what_breaks_it_off_lets_it_begin_again():
    world = street()
    told(world, Verb.CONNECT, HUB_, 200)
    tell(world, Verb.PUT_DOWN, amount=CUBE)
    live(world, 1, *RULES)
    told(world, Verb.TAKE, -1, amount=CUBE)
    assert not of_kind(told(world, Verb.CONNECT, HUB_, 240), Kind.ENGINE_LINKED)
    assert of_kind(live(world, 1, *RULES), Kind.ENGINE_LINKED)


def test_who_has_no_cube_any_more_when_it_would_be_done_has_not_linked_it():
    world = street()
    told(world, Verb.CONNECT, HUB_, 100)
    kit.lay(world, 0, 0, -1, world.scenario_event)
    events = live(world, 200, *RULES)
    assert of_kind(events, Kind.INTERRUPTED)
    assert not of_kind(events, Kind.ENGINE_LINKED)


@pytest.mark.parametrize(
    ("place", "joules", "target", "expected"),
    [
        ((30, 6), FULL, LAMPS, Refusal.NO_PORT),
        ((35, 10), FULL, PLANT, Refusal.NO_PORT),
        ((20, 6), FULL - 1, HUB_, Refusal.UNCHARGED),
        ((20, 8), FULL, HUB_, Refusal.NOT_HERE),
    ],
)  # fmt: skip
def test_what_cannot_be_linked_is_refused_with_the_reason(place, joules, target, expected):
    world = street(place, joules=joules)
    assert why(told(world, Verb.CONNECT, target)) == [expected]
    assert world.engines.stage[0] != EngineStage.LINKED
    assert world.items.holder[0] == 0


def test_nobody_links_without_a_cube_or_to_a_node_that_is_down_or_has_one():
    world = street((20, 6), (20, 6), (20, 4))
    assert why(told(world, Verb.CONNECT, HUB_, who=1)) == [Refusal.NO_TOOL]
    cube(world, 1)
    told(world, Verb.CONNECT, HUB_, 241)
    assert why(told(world, Verb.CONNECT, HUB_, who=1)) == [Refusal.NOT_NEEDED]
    world = street()
    break_node(world, HUB_)
    assert why(told(world, Verb.CONNECT, HUB_)) == [Refusal.NOT_RUNNING]


def test_of_two_who_would_link_to_one_node_one_does():
    world = street((20, 6), (20, 4))
    cube(world, 1)
    tell(world, Verb.CONNECT, HUB_)
    tell(world, Verb.CONNECT, HUB_, who=1)
    events = live(world, 241, *RULES)
    assert len(of_kind(events, Kind.ENGINE_LINKED)) == 1 == len(of_kind(events, Kind.INTERRUPTED))


def test_whoever_takes_it_up_takes_it_off_the_network_and_linking_begins_again():
    world = street((20, 6), (20, 6))
    told(world, Verb.CONNECT, HUB_, 241)
    events = told(world, Verb.TAKE, -1, amount=CUBE, who=1)
    [off] = of_kind(events, Kind.ENGINE_UNLINKED)
    assert (off.who, off.whom, off.cause) == (1, HUB_, of_kind(events, Kind.TOOK)[0].id)
    assert world.engines.stage[0] == EngineStage.CHARGED
    assert world.engines.ready[0] == NEVER
    assert why(told(world, Verb.FIRE, HUB_)) == [Refusal.NOT_LINKED]
    assert of_kind(told(world, Verb.CONNECT, HUB_, 241, who=1), Kind.ENGINE_LINKED)


# ---------------------------------------------------------------- foretelling


def test_at_linking_it_is_told_how_many_it_would_kill_and_whoever_stands_there_can_read_it():
    world = street((20, 6), (20, 4), dreamers=6)
    [linked, foreseen] = told(world, Verb.CONNECT, HUB_, 241)
    assert (foreseen.kind, foreseen.cause, foreseen.whom) == (Kind.DEATHS_FORESEEN, linked.id, -1)
    assert 0 < foreseen.amount < 6
    for who in (0, 1):
        seen = view(world, who).engine
        assert seen.deaths == {-1: foreseen.amount}
        assert seen.ready == 240 + 600
        assert seen.node == HUB_
    assert view(world, 2).engine is None


def test_where_nobody_would_die_that_is_told_too():
    [_, foreseen] = told(street(), Verb.CONNECT, HUB_, 241)
    assert foreseen.amount == 0


def test_it_cannot_be_fired_before_it_has_tuned_in_and_how_long_that_takes_is_for_the_scenario_to_say():
    world = street()
    told(world, Verb.CONNECT, HUB_, 241)
    live(world, 598, *RULES)
    assert why(told(world, Verb.FIRE, HUB_)) == [Refusal.NOT_READY]
    assert not why(told(world, Verb.FIRE, HUB_))
    world = street()
    told(world, Verb.CONNECT, HUB_, 241, engine={"tuning_minutes": 0})
    assert not why(told(world, Verb.FIRE, HUB_))


def test_who_carries_one_sees_what_it_holds_and_what_firing_it_would_cost():
    world = street((20, 6), (50, 9), joules=1234)
    seen = view(world, 0).engine
    assert (seen.stage, seen.joules, seen.full, seen.node, seen.ready) == (EngineStage.IDLE, 1234, FULL, -1, None)
    assert seen.deaths == {}
    assert seen.seconds == 240
    assert view(world, 0).verbs[Verb.CONNECT] == Refusal.UNCHARGED
    assert view(world, 1).engine is None


def test_without_an_engine_nothing_is_looked_at():
    world = make_world(field(6, 6), 2)
    live(world, 3, *RULES)
    assert world.events.n == 0


def test_far_off_behind_an_open_switch_a_cube_reaches_one_node():
    world = street((50, 6))
    [linked, _] = told(world, Verb.CONNECT, FAR, 241)
    assert linked.amount == 1


# ---------------------------------------------------------------- sabotage


def spoilt(world, who=0, ticks=302, **turned):
    tell(world, Verb.SABOTAGE, who=who)
    return live(world, ticks, *RULES, **turned)


def test_who_puts_a_cube_out_of_order_lets_all_that_it_holds_go():
    world = room(joules=1_000_000)
    order = tell(world, Verb.SABOTAGE)
    assert not of_kind(live(world, 300, *RULES), Kind.ENGINE_SPOILT)
    [event] = of_kind(live(world, 1, *RULES), Kind.ENGINE_SPOILT)
    assert (event.who, event.amount, event.cause) == (0, 1_000_000, order)
    assert (world.engines.joules[0], world.engines.stage[0]) == (0, EngineStage.IDLE)


def test_it_can_be_charged_again_once_it_has_been_put_right():
    world = room(joules=FULL)
    spoilt(world, engine={"repair_hours": 0.5, "sabotage_minutes": 1})
    assert why(told(world, Verb.CHARGE_CUBE)) == [Refusal.NOT_RUNNING]
    assert why(told(world, Verb.SABOTAGE)) == [Refusal.NOT_NEEDED]
    live(world, 1800, *RULES)
    assert of_kind(told(world, Verb.CHARGE_CUBE), Kind.CUBE_CHARGES)


def test_power_that_flows_into_it_flows_no_more():
    world = room()
    told(world, Verb.CHARGE_CUBE)
    assert world.engines.rate[0] > 0
    spoilt(world)
    assert world.engines.rate[0] == 0


def test_it_takes_a_cube_at_hand_that_is_not_linked_and_has_not_been_fired():
    world = street((20, 6), (30, 6))
    assert why(told(world, Verb.SABOTAGE, who=1)) == [Refusal.NO_TOOL]
    told(world, Verb.CONNECT, HUB_, 300)
    assert world.engines.stage[0] == EngineStage.LINKED
    assert why(told(world, Verb.SABOTAGE)) == [Refusal.NO_TOOL]
    world = room()
    world.engines.stage[0] = EngineStage.FIRED
    assert why(told(world, Verb.SABOTAGE)) == [Refusal.ONLY_ONCE]


def test_of_two_at_it_the_second_finds_it_done():
    world = make_world(make_city(field(20, 6), buildings=[(Use.DISUSED, 0, 5, 2)]), [(5, 2), (5, 2)], inside=0)
    row = cube(world, joules=FULL)
    kit.lay(world, int(world.engines.item[row]), int(world.citizens.cell[0]), 0, world.scenario_event)
    tell(world, Verb.SABOTAGE)
    tell(world, Verb.SABOTAGE, who=1)
    events = live(world, 302, *RULES)
    assert len(of_kind(events, Kind.ENGINE_SPOILT)) == len(of_kind(events, Kind.INTERRUPTED)) == 1
