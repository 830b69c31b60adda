"""Captures: what does not report, or does what it ought not to, is missed and taken back."""

import pytest
from scenes.captured import CAMERA, DRONE, HUB_, LAMPS, MINUTE, SURE, skilled, street, take, tell
from scenes.wired import cut, live, of_kind, order

from undergrid.systems.network import captures
from undergrid.world.log.kinds import Kind
from undergrid.world.network.captures import (
    believed_odds,
    captor_of,
    hands,
    true_odds,
)
from undergrid.world.reasons import why_not
from undergrid.world.tables.authority import Duty
from undergrid.world.tables.orders import Refusal, Verb


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
