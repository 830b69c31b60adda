"""Captures: what is in hand does as it is told; what cannot be said is refused with the reason."""

import pytest
from scenes.captured import CAMERA, CELL_, HUB_, LAMPS, MINUTE, street, take, tell
from scenes.wired import cut, live, of_kind, order

from undergrid.systems.network import captures
from undergrid.world.log.kinds import Kind
from undergrid.world.network.captures import commanded
from undergrid.world.reasons import why_not
from undergrid.world.tables.network import Bid, Lack
from undergrid.world.tables.orders import Refusal, Verb


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
