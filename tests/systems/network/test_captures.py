"""Captures: a node is taken over by odds that were shown before, obeys its captor, is missed, and is taken back."""

import pytest
from scenes.gatehouse import gatehouse, give_chip
from scenes.wired import CELL, CORE, HUB, NodeKind, cut, live, mend, of_kind, order, power, wire_up
from scenes.worlds import field, make_city, make_world

from undergrid.core import luck
from undergrid.systems.authority import judgement
from undergrid.systems.movement import movement
from undergrid.systems.network import captures
from undergrid.systems.places import gates
from undergrid.world.items import kit
from undergrid.world.log.kinds import Kind
from undergrid.world.network.captures import (
    believed_odds,
    captor_of,
    commanded,
    hands,
    linked,
    odds_of,
    seconds_for,
    true_odds,
)
from undergrid.world.orders import tasks
from undergrid.world.orders.attempts import intend
from undergrid.world.reasons import why_not
from undergrid.world.tables.authority import Duty, WatcherKind
from undergrid.world.tables.items import ItemKind
from undergrid.world.tables.network import Bid, Failing, Lack
from undergrid.world.tables.orders import Refusal, Verb
from undergrid.world.view.view import view

MINUTE = 60
HUB_, CELL_, CAMERA, LAMPS, DRONE = 1, 2, 3, 4, 5
SURE = {"device": 1, "cell": 1, "hub": 1, "core": 1, "by_wire": 1}
"""Odds by which whoever has a skill of 10 never fails."""


def skilled(world, who=0, engineering=10, terminal=True):
    slot = world.crafts.take(1)
    world.crafts.owner[slot], world.crafts.engineering[slot] = who, engineering
    if terminal:
        kit.add(world, who, ItemKind.TERMINAL, 1, world.scenario_event)
    return world


def street(people=((30, 5),), **camera):
    """Core - hub (30, 4) - cell (45, 4), on which a camera, lamps and a drone hang. Wires 0 to 4."""
    city = make_city(field(60, 12))
    seers = [(WatcherKind.CAMERA, city.cell(0, 50, 8)), (WatcherKind.DRONE, city.cell(0, 40, 2))]
    world = make_world(city, list(people), seers)
    world.watchers.duty[:] = [Duty.POST, Duty.PATROL]
    nodes = [
        (CORE, city.cell(0, 2, 4)),
        (HUB, city.cell(0, 30, 4)),
        (CELL, city.cell(0, 45, 4)),
        (NodeKind.CAMERA, city.cell(0, 50, 8), {"watcher": 0, **camera}),
        (NodeKind.LIGHTS, city.cell(0, 58, 8), {"district": 0}),
        (NodeKind.DRONE, city.cell(0, 40, 2), {"watcher": 1}),
    ]
    return wire_up(skilled(world), nodes, [(0, 1), (1, 2), (2, 3), (2, 4), (2, 5)])


def take(world, node, who=0, ticks=60, **turned):
    """Let somebody take a node over; returns the event, and what else happened."""
    order(world, who, Verb.CAPTURE, node)
    told = live(world, ticks, captures, capturing={**SURE, "try_seconds": 20}, captures=turned)
    return of_kind(told, Kind.NODE_CAPTURED), told


def tell(world, node, bid=0, ticks=10, *more, who=0, **turned):
    """Let somebody tell a node what to do."""
    world.events.begin(world.tick)
    event = world.events.one(Kind.ORDERED, who, node, amount=int(Verb.COMMAND))
    intend(world, who, Verb.COMMAND, node, event, amount=int(bid))
    return live(world, ticks, captures, *more, captures=turned)


# -- taking over


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


# -- over the wire


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


# -- telling it what to do


def test_lamps_go_out_and_burn_again_at_a_word_and_why_leads_to_the_hand():
    world = street()
    [taken], _ = take(world, HUB_)
    told = tell(world, LAMPS)
    [said], [dark] = of_kind(told, Kind.NODE_COMMANDED), of_kind(told, Kind.LIGHTS_WENT_OUT)
    assert (said.who, said.whom, said.amount) == (0, LAMPS, Bid.OFF)
    assert (dark.who, dark.amount, dark.cause) == (LAMPS, Lack.WORD, said.id)
    told = tell(world, LAMPS)
    assert [(e.kind, e.cause == told[0].id) for e in told] == [
        (Kind.NODE_COMMANDED, False), (Kind.DEVICE_BACK, True),
    ]  # fmt: skip
    assert taken.tick < said.tick


@pytest.mark.parametrize("seconds", [3, 30])
def test_how_long_it_takes_to_tell_is_for_the_scenario_to_say(seconds):
    world = street()
    take(world, HUB_)
    at = world.tick
    [said] = of_kind(tell(world, LAMPS, Bid.OFF, 60, command_seconds=seconds), Kind.NODE_COMMANDED)
    assert said.tick - at == seconds


@pytest.mark.parametrize(
    ("node", "bid", "why"),
    [
        (LAMPS, 0, None),
        (LAMPS, Bid.ON, Refusal.NOT_NEEDED),  # they burn
        (LAMPS, Bid.OPEN, Refusal.NOT_NEEDED),  # no gate
        (CAMERA, 0, Refusal.NOT_NEEDED),  # it does nothing but report
        (0, 0, Refusal.NOT_IN_HAND),
    ],
)
def test_what_cannot_be_said_is_refused_with_the_reason(node, bid, why):
    world = street()
    world.citizens.cell[0] = world.nodes.cell[HUB_]
    take(world, HUB_)
    found = why_not(world, 0, Verb.COMMAND, node, int(bid))
    assert found == (Refusal.NOT_HERE if why == Refusal.NOT_IN_HAND else why)
    told = tell(world, node, bid)
    assert bool(of_kind(told, Kind.NODE_COMMANDED)) == (why is None)


def test_who_walks_away_from_what_is_theirs_says_nothing_to_it():
    world = street()
    take(world, HUB_)
    assert commanded(world, 0) == [1, 2, 3, 4, 5]
    world.citizens.cell[0] = world.city.cell(0, 20, 10)
    world.rebuild()
    assert commanded(world, 0) == []
    assert why_not(world, 0, Verb.COMMAND, LAMPS) == Refusal.NO_LINK
    assert why_not(world, 0, Verb.COMMAND, 0) == Refusal.NOT_HERE


def test_cut_off_with_what_is_theirs_lamps_burn_on_by_their_captors_word():
    world = street()
    take(world, HUB_)
    cut(world, 0)
    told = live(world, 5 * MINUTE, captures)
    assert not of_kind(told, Kind.LIGHTS_WENT_OUT)
    assert not world.nodes.failed[LAMPS]


# -- noticed, and taken back


def test_what_does_not_report_is_missed_after_a_while_and_booted_anew_over_a_live_line():
    world = street()
    [taken], _ = take(world, HUB_)
    told = live(world, 15 * MINUTE, captures)
    [missed], [back] = of_kind(told, Kind.CAPTURE_NOTICED), of_kind(told, Kind.NODE_RETAKEN)
    assert (missed.tick - taken.tick, missed.who, missed.amount, missed.cause) == (10 * MINUTE, HUB_, 5, taken.id)
    assert (back.tick - missed.tick, back.who, back.whom, back.cause) == (3 * MINUTE, HUB_, -1, missed.id)
    assert {e.who: e.cause for e in of_kind(told, Kind.DEVICE_BACK)} == {CAMERA: back.id, DRONE: back.id}
    assert world.watchers.duty.tolist() == [Duty.POST, Duty.RETURN]
    assert not world.in_hand.n_used
    assert captor_of(world, HUB_) == -1


def test_what_is_made_to_do_something_is_noticed_sooner():
    world = street()
    take(world, HUB_)
    [said] = of_kind(tell(world, LAMPS), Kind.NODE_COMMANDED)
    [missed] = of_kind(live(world, 5 * MINUTE, captures), Kind.CAPTURE_NOTICED)
    assert (missed.tick - said.tick, missed.cause) == (2 * MINUTE, said.id)


@pytest.mark.parametrize(
    ("knob", "minutes", "ends"),
    [("silent_minutes", 1, 1 + 3), ("boot_minutes", 1, 10 + 1), ("telltale_minutes", 1, 10 + 3)],
)
def test_how_soon_is_for_the_scenario_to_say(knob, minutes, ends):
    world = street()
    [taken], _ = take(world, HUB_)
    [back] = of_kind(live(world, 20 * MINUTE, captures, captures={knob: minutes}), Kind.NODE_RETAKEN)
    assert back.tick - taken.tick == ends * MINUTE


def test_how_soon_it_shows_is_for_the_scenario_to_say():
    world = street()
    take(world, HUB_)
    [said] = of_kind(tell(world, LAMPS), Kind.NODE_COMMANDED)
    [missed] = of_kind(live(world, 9 * MINUTE, captures, captures={"telltale_minutes": 7}), Kind.CAPTURE_NOTICED)
    assert missed.tick - said.tick == 7 * MINUTE


def test_where_no_live_line_leads_nobody_boots_it_anew_but_a_hand_that_is_there():
    world = street([(30, 5), (31, 5)])
    [taken], _ = take(world, HUB_)
    cut(world, 0)
    told = live(world, 30 * MINUTE, captures)
    [missed] = of_kind(told, Kind.CAPTURE_NOTICED)
    assert not of_kind(told, Kind.NODE_RETAKEN)
    ordered = order(world, 1, Verb.RESET, HUB_)
    told = live(world, 3 * MINUTE, captures)
    [back] = of_kind(told, Kind.NODE_RETAKEN)
    assert (back.who, back.whom, back.cause) == (HUB_, 1, ordered)
    assert why_not(world, 1, Verb.RESET, HUB_) == Refusal.NOT_NEEDED
    assert missed.cause == taken.id


@pytest.mark.parametrize("seconds", [10, 100])
def test_how_long_that_takes_by_hand_is_for_the_scenario_to_say(seconds):
    world = street()
    take(world, HUB_)
    at = world.tick
    order(world, 0, Verb.RESET, HUB_)
    [back] = of_kind(live(world, 200, captures, captures={"reset_seconds": seconds}), Kind.NODE_RETAKEN)
    assert back.tick - at == seconds


def test_a_node_that_has_been_taken_back_is_wary_and_only_who_had_it_knows():
    world = street([(30, 5), (30, 3)])
    skilled(world, 1)
    fresh = true_odds(world, 0, HUB_)
    take(world, HUB_)
    live(world, 15 * MINUTE, captures)
    assert true_odds(world, 0, HUB_) == true_odds(world, 1, HUB_) == fresh // 2
    assert believed_odds(world, 0, HUB_) == fresh // 2
    assert believed_odds(world, 1, HUB_) == fresh


@pytest.mark.parametrize("share", [0, 1])
def test_how_wary_is_for_the_scenario_to_say(share):
    world = street()
    slot = world.captures.take(1)
    world.captures.node[slot], world.captures.lost[slot] = HUB_, 1
    order(world, 0, Verb.CAPTURE, HUB_)
    told = live(world, 60, captures, capturing={**SURE, "wary": share})
    assert len(of_kind(told, Kind.NODE_CAPTURED)) == share


def test_who_has_the_core_has_nobody_to_notice():
    world = street([(2, 5)])
    take(world, 0)
    told = live(world, 60 * MINUTE, captures)
    assert not of_kind(told, Kind.CAPTURE_NOTICED)
    assert (hands(world).root == 0).all()


# -- gates


def wall(**columns):
    """A gate (node 1) with a guard, on a hub (2) far off; the captor before the gate."""
    world = gatehouse(people=2, **columns)
    city = world.city
    nodes = [(CORE, 11), (NodeKind.GATE, 1, {"gate": 0}), (HUB, 9 * city.width + 9)]
    return wire_up(skilled(world), nodes, [(0, 2), (2, 1)])


def guarded(world, verb, ticks=30):
    """Let the second, who has a chip in order, do something at the gate."""
    order(world, 1, verb, 0)
    told = live(world, ticks, judgement, captures, gates, movement)
    return [e.kind for e in told if e.kind in (Kind.GATE_OPENED, Kind.CROSSED)], of_kind(told, Kind.REFUSED)


def test_a_gate_in_other_hands_opens_for_nobody_whom_the_guard_clears_and_says_by_whom():
    world = wall()
    give_chip(world, 1, 1)
    [taken], _ = take(world, 1)
    opened, refused = guarded(world, Verb.PRESENT)
    assert opened == []
    assert [(e.who, e.amount, e.cause) for e in refused] == [(1, Refusal.SHUT, taken.id)]


def test_it_stands_open_at_its_captors_word_and_shuts_at_another():
    world = wall()
    take(world, 1)
    [said] = of_kind(tell(world, 1, 0, 10, gates), Kind.NODE_COMMANDED)
    assert (said.amount, bool(world.gates.open[0]), int(world.gates.closes[0])) == (Bid.OPEN, True, -1)
    order(world, 1, Verb.WALK, 1)
    live(world, 10, movement)
    opened, _ = guarded(world, Verb.CROSS)
    assert opened == [Kind.CROSSED]
    told = tell(world, 1, 0, 10, gates)
    [said], [shut] = of_kind(told, Kind.NODE_COMMANDED), of_kind(told, Kind.GATE_CLOSED)
    assert (said.amount, shut.tick, shut.cause) == (Bid.SHUT, said.tick, said.id)


def test_taken_back_it_shuts_and_the_guard_opens_it_again():
    world = wall()
    give_chip(world, 1, 1)
    take(world, 1)
    tell(world, 1, 0, 10, gates)
    told = live(world, 10 * MINUTE, captures, gates)
    [back], [shut] = of_kind(told, Kind.NODE_RETAKEN), of_kind(told, Kind.GATE_CLOSED)
    assert (shut.tick, shut.cause) == (back.tick, back.id)
    opened, _ = guarded(world, Verb.PRESENT)
    assert opened == [Kind.GATE_OPENED]


# -- power


def grid(limit):
    """A plant feeds two yards over a line each; lamps of 400 W on either. The captor stands at the first yard."""
    city = make_city(field(40, 12))
    world = make_world(city, [(20, 5)])
    nodes = [
        (CORE, city.cell(0, 1, 10)),
        (NodeKind.PLANT, city.cell(0, 5, 4), {"capacity": 10_000}),
        (NodeKind.SUBSTATION, city.cell(0, 20, 4)),
        (NodeKind.SUBSTATION, city.cell(0, 35, 4)),
        (NodeKind.LIGHTS, city.cell(0, 22, 8), {"load": 400, "district": 0}),
        (NodeKind.LIGHTS, city.cell(0, 36, 8), {"load": 400, "district": 0}),
    ]
    wires = [power(1, 2, limit), power(1, 3, limit), power(2, 3), power(2, 4), power(3, 5), (0, 4), (0, 5)]
    return wire_up(skilled(world), nodes, wires)


def test_a_yard_that_draws_all_it_can_trips_line_after_line_and_why_leads_from_the_dark_to_the_hand():
    world = grid(550)
    take(world, 2)
    ordered = world.tick
    told = tell(world, 2, 0, 3 * MINUTE)
    [said], trips = of_kind(told, Kind.NODE_COMMANDED), of_kind(told, Kind.WIRE_TRIPPED)
    assert (said.amount, said.tick - ordered) == (Bid.SURGE, 5)
    assert [(e.who, e.cause) for e in trips] == [(0, said.id), (1, trips[0].id)]
    dark = of_kind(told, Kind.LIGHTS_WENT_OUT)
    assert {e.who for e in dark} == {4, 5}
    assert all(e.cause in {trip.id for trip in trips} for e in dark)


def test_within_its_limit_it_trips_nothing_and_eases_again():
    world = grid(2000)
    take(world, 2)
    told = tell(world, 2)
    assert world.nodes.load[2] == 400
    told += tell(world, 2)
    assert world.nodes.load[2] == 0
    assert [e.amount for e in of_kind(told, Kind.NODE_COMMANDED)] == [Bid.SURGE, Bid.EASE]
    assert not of_kind(told, Kind.WIRE_TRIPPED)


def test_taken_back_it_draws_what_it_drew():
    world = grid(2000)
    take(world, 2)
    tell(world, 2)
    order(world, 0, Verb.RESET, 2)
    live(world, 130, captures)
    assert world.nodes.load[2] == 0


@pytest.mark.parametrize("times", [0.5, 3])
def test_how_much_more_is_for_the_scenario_to_say(times):
    world = grid(100_000)
    take(world, 2)
    tell(world, 2, surge=times)
    assert world.nodes.load[2] == 400 * times


# -- refused, and nothing to do


@pytest.mark.parametrize(
    ("hinder", "node", "why"),
    [
        (lambda world: None, HUB_, None),
        (lambda world: None, CELL_, Refusal.NOT_HERE),
        (lambda world: world.items.free(world.items.rows()), HUB_, Refusal.NO_TOOL),
        (lambda world: world.nodes.works.__setitem__(HUB_, False), HUB_, Refusal.NOT_RUNNING),
        (lambda world: world.citizens.inside.__setitem__(0, 0), HUB_, Refusal.INDOORS),
        (lambda world: world.citizens.able.__setitem__(0, 0), HUB_, Refusal.CANNOT_WALK),
    ],
)
def test_what_stands_in_the_way_is_said(hinder, node, why):
    world = street()
    hinder(world)
    assert why_not(world, 0, Verb.CAPTURE, node) == why
    order(world, 0, Verb.CAPTURE, node)
    told = live(world, 200, captures)
    assert [Refusal(e.amount) for e in of_kind(told, Kind.REFUSED)] == ([why] if why else [])


def test_what_is_theirs_already_needs_no_taking():
    world = street()
    take(world, HUB_)
    assert why_not(world, 0, Verb.CAPTURE, HUB_) == Refusal.NOT_NEEDED
