"""Captures: a node is taken over by odds that were shown before, by hand or over the wire, and what hangs on it too."""

import pytest
from scenes.captured import CAMERA, CELL_, DRONE, HUB_, LAMPS, SURE, skilled, street, take
from scenes.wired import CELL, CORE, HUB, NodeKind, break_node, cut, live, mend, of_kind, order, wire_up
from scenes.worlds import field, make_city, make_world

from undergrid.core import luck
from undergrid.systems.network import captures
from undergrid.world.log.kinds import Kind
from undergrid.world.network.captures import (
    believed_odds,
    captor_of,
    hands,
    linked,
    odds_of,
    seconds_for,
    true_odds,
)
from undergrid.world.orders import tasks
from undergrid.world.reasons import why_not
from undergrid.world.tables.authority import Duty, WatcherKind
from undergrid.world.tables.network import Failing, Lack
from undergrid.world.tables.orders import Refusal, Verb
from undergrid.world.view.view import view


def test_who_has_a_cell_in_hand_blinds_its_camera_and_grounds_its_drone_while_its_lamps_burn_on():
    world = street([(45, 5)])
    ordered = order(world, 0, Verb.CAPTURE, CELL_)
    told = live(world, 60, captures, capturing={**SURE, "try_seconds": 20})
    [taken] = of_kind(told, Kind.NODE_CAPTURED)
    assert (taken.tick, taken.who, taken.whom, taken.amount, taken.cause) == (10, 0, CELL_, 4, ordered)
    assert (taken.stream, taken.odds) == (captures.STREAM, luck.CERTAIN)
    [blind], [landed] = of_kind(told, Kind.WENT_BLIND), of_kind(told, Kind.DRONE_LANDED)
    assert (blind.tick, blind.who, blind.amount, blind.cause) == (10, CAMERA, Lack.WORD, taken.id)
    assert (landed.who, landed.cause) == (DRONE, taken.id)
    assert world.watchers.duty.tolist() == [Duty.OFF, Duty.OFF]
    assert not world.nodes.failed[LAMPS]
    assert [captor_of(world, node) for node in range(6)] == [-1, -1, 0, 0, 0, 0]


def test_a_drone_that_fails_dead_falls():
    world = street([(45, 5)])
    world.nodes.fails[DRONE] = Failing.DEAD
    _, told = take(world, CELL_)
    assert [(e.who, e.amount) for e in of_kind(told, Kind.DRONE_FELL)] == [(DRONE, Lack.WORD)]
    assert not world.nodes.works[DRONE]


@pytest.mark.parametrize(
    ("skill", "node", "share"), [(10, CAMERA, 0.95), (10, CELL_, 0.8), (4, CELL_, 0.8 * 5 / 11), (0, HUB_, 0.6 / 11)]
)
def test_the_odds_are_by_the_node_and_the_skill_and_are_shown_before(skill, node, share):
    world = street()
    world.crafts.engineering[0] = skill
    world.citizens.cell[0] = world.nodes.cell[node]
    assert true_odds(world, 0, node) / luck.CERTAIN == pytest.approx(share)
    shown = view(world, 0)
    assert shown.aims[Verb.CAPTURE][0] == node
    assert shown.odds[Verb.CAPTURE] == true_odds(world, 0, node)


def test_as_many_tries_succeed_as_the_odds_say():
    won = 0
    for seed in range(300):
        world = street()
        world.seed = seed
        world.crafts.engineering[0] = 7
        order(world, 0, Verb.CAPTURE, HUB_)
        told = live(world, 3, captures, capturing={"try_seconds": 1})
        [end] = of_kind(told, Kind.NODE_CAPTURED, Kind.CAPTURE_FAILED)
        won += end.kind == Kind.NODE_CAPTURED
    assert abs(won / 300 - 0.6 * 8 / 11) < 0.09  # three standard deviations
    assert end.tick == seconds_for(world, 0) == 1


@pytest.mark.parametrize(("knob", "node"), [("device", CAMERA), ("cell", CELL_), ("hub", HUB_), ("core", 0)])
def test_how_hard_each_is_is_for_the_scenario_to_say(knob, node):
    for share, kind in ((0, Kind.CAPTURE_FAILED), (1, Kind.NODE_CAPTURED)):
        world = street()
        world.citizens.cell[0] = world.nodes.cell[node] + world.city.width
        order(world, 0, Verb.CAPTURE, node)
        told = live(world, 60, captures, capturing={knob: share})
        assert len(of_kind(told, kind)) == 1


@pytest.mark.parametrize("seconds", [20, 400])
def test_how_long_a_try_takes_is_for_the_scenario_to_say(seconds):
    world = street()
    order(world, 0, Verb.CAPTURE, HUB_)
    told = live(world, 300, captures, capturing={**SURE, "try_seconds": seconds})
    assert [e.tick for e in of_kind(told, Kind.NODE_CAPTURED)] == [seconds // 2]


def test_who_breaks_off_has_nothing_in_hand():
    world = street()
    order(world, 0, Verb.CAPTURE, HUB_)
    live(world, 10, captures)
    tasks.drop(world, 0)
    live(world, 100, captures)
    assert not world.captures.n_used


def test_of_two_who_take_the_same_node_over_the_later_has_it():
    world = street([(30, 5), (30, 3)])
    skilled(world, 1)
    take(world, HUB_, who=0, ticks=30)
    [taken], _ = take(world, HUB_, who=1, ticks=30)
    assert (taken.who, world.captures.n_used) == (1, 1)
    assert {captor_of(world, node) for node in range(1, 6)} == {1}


def test_over_a_live_line_the_next_node_is_taken_over_from_one_in_hand_and_not_across_a_gap():
    world = street()
    assert why_not(world, 0, Verb.CAPTURE, CELL_) == Refusal.NOT_HERE
    take(world, HUB_)
    assert {0, CELL_} <= set(linked(world, 0))  # the Core too; what is in hand may be taken over for its own sake
    assert why_not(world, 0, Verb.CAPTURE, CELL_) is None
    gap = cut(world, 1)
    assert why_not(world, 0, Verb.CAPTURE, CELL_) == Refusal.NO_LINK
    order(world, 0, Verb.CAPTURE, CELL_)
    assert [Refusal(e.amount) for e in of_kind(live(world, 5, captures), Kind.REFUSED)] == [Refusal.NO_LINK]
    assert gap
    mend(world, 1)
    [taken], _ = take(world, CELL_)
    assert taken.whom == CELL_


def test_over_the_wire_it_is_harder():
    world = street()
    take(world, HUB_)
    live(world, 1, captures)  # by the usual knobs
    assert odds_of(world, 0, CELL_, True, 0) == odds_of(world, 0, CELL_, False, 0) // 2
    assert true_odds(world, 0, CELL_) == believed_odds(world, 0, CELL_) == odds_of(world, 0, CELL_, True, 0)


@pytest.mark.parametrize("share", [0, 1])
def test_how_much_harder_is_for_the_scenario_to_say(share):
    world = street()
    take(world, HUB_)
    order(world, 0, Verb.CAPTURE, CELL_)
    told = live(world, 60, captures, capturing={**SURE, "by_wire": share})
    assert len(of_kind(told, Kind.NODE_CAPTURED)) == share


def test_what_hangs_on_another_way_to_the_core_too_is_not_in_hand():
    world = make_world(make_city(field(30, 6)), [(10, 3)])
    nodes = [(CORE, 0), (HUB, 10 + 2 * 30), (HUB, 20), (CELL, 25)]
    wire_up(skilled(world), nodes, [(0, 1), (0, 2), (1, 3), (2, 3)])
    take(world, 1)
    assert hands(world).root.tolist() == [-1, 1, -1, -1]
    cut(world, 1)
    live(world, 1, captures)
    assert hands(world).root.tolist() == [-1, 1, 1, 1]
    assert world.in_hand.n_used == 3


def two_ways():
    """Core - hub 1 - camera 3 - hub 2 - Core, the last wire but one cut; lamps of their own at hub 2. Wires 0 to 4."""
    city = make_city(field(40, 12))
    world = make_world(city, [(10, 4)], [(WatcherKind.CAMERA, city.cell(0, 20, 4))])
    lamps = (NodeKind.LIGHTS, city.cell(0, 35, 8), {"district": 0})
    camera = (NodeKind.CAMERA, city.cell(0, 20, 4), {"watcher": 0})
    nodes = [(CORE, 0), (HUB, city.cell(0, 10, 3)), (HUB, city.cell(0, 30, 3)), camera, lamps]
    wire_up(skilled(world), nodes, [(0, 1), (1, 3), (3, 2), (2, 0), (2, 4)])
    cut(world, 2)
    _, told = take(world, 1)
    assert [e.who for e in of_kind(told, Kind.WENT_BLIND)] == [3]
    return world


def test_what_gets_another_way_to_the_core_is_free_because_of_what_gave_it_that():
    world = two_ways()
    mended = mend(world, 2)
    elsewhere = break_node(world, 4)  # at the same moment
    told = live(world, 1, captures)
    assert captor_of(world, 3) == -1
    [back] = of_kind(told, Kind.DEVICE_BACK)
    assert (back.who, back.cause) == (3, mended)
    assert elsewhere > mended


def test_what_is_cut_off_from_its_captor_too_is_free_because_of_that_cut():
    world = two_ways()
    break_node(world, 4)
    severed = cut(world, 1)
    told = live(world, 1, captures)
    assert captor_of(world, 3) == -1
    [back] = of_kind(told, Kind.DEVICE_BACK)
    assert (back.who, back.cause) == (3, severed)
