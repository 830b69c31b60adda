"""Projectors that show something else than they should."""

import pytest
from scenes.captured import skilled, take, tell
from scenes.wired import CORE, HUB, NodeKind, live, of_kind, wire_up
from scenes.worlds import field, make_city, make_world

from undergrid.systems.network import captures
from undergrid.systems.sky import weather
from undergrid.world.log.kinds import Kind
from undergrid.world.network.skies import alter, author_of, set_right, set_static
from undergrid.world.tables.network import Bid
from undergrid.world.tables.orders import Refusal
from undergrid.world.tables.sky import Programme

EAST, WEST = 2, 3
RAIN = {"clear": 0, "clouds": 0, "drizzle": 0, "storm": 0, "slot_hours": 0.1}


def dome():
    """Core, hub, two projectors; somebody with a terminal at the second. It rains."""
    city = make_city(field(30, 8))
    world = skilled(make_world(city, [(20, 5)]))
    nodes = [(CORE, 0), (HUB, 10), (NodeKind.PROJECTOR, 15), (NodeKind.PROJECTOR, city.cell(0, 20, 4))]
    wire_up(world, nodes, [(0, 1), (1, 2), (1, 3)])
    world.tick = 360
    minute(world)
    assert world.sky.programme[0] == Programme.RAIN
    return world


def minute(world, n=1):
    """Let the weather have its turn, minute by minute; returns what happened."""
    before = world.events.n
    for _ in range(n):
        world.events.begin(world.tick)
        weather.step(world, weather.Params(**RAIN))
        world.tick += 60
    return world.events.rows()[before:]


def test_the_author_is_the_projector_that_shows_it():
    world = dome()
    [change] = of_kind(world.events.rows(), Kind.PROGRAMME_CHANGED)
    assert change.whom == author_of(world) == EAST
    world.nodes.works[EAST] = False
    assert author_of(world) == WEST
    world.nodes.works[WEST] = False
    assert author_of(world) == -1


def test_static_paints_over_until_it_is_set_right():
    world = dome()
    set_static(world, WEST, world.scenario_event)
    [change] = minute(world)
    assert (change.kind, change.who, change.whom, change.amount) == (Kind.SKY_ALTERED, WEST, -1, Programme.STATIC)
    assert world.sky.rain[0] == 0
    assert minute(world, 30) == []
    set_right(world, WEST, world.scenario_event)
    assert world.sky.programme[0] == Programme.CLEAR
    [back] = minute(world)
    assert (back.kind, back.whom, back.amount) == (Kind.PROGRAMME_CHANGED, EAST, Programme.RAIN)


def test_of_two_the_first_is_seen_and_what_is_broken_shows_nothing():
    world = dome()
    alter(world, WEST, Programme.STORM, 0, world.scenario_event)
    set_static(world, EAST, world.scenario_event)
    assert [(event.who, event.amount) for event in minute(world)] == [(EAST, Programme.STATIC)]
    world.nodes.works[EAST] = False
    assert [(event.who, event.amount) for event in minute(world)] == [(WEST, Programme.STORM)]
    assert world.sky.rain[0] == 25
    world.nodes.works[WEST] = False
    minute(world)
    assert world.sky.programme[0] == Programme.CLEAR


def test_only_a_projector_shows_a_sky():
    with pytest.raises(ValueError, match="node 1 is no projector"):
        set_static(dome(), 1, 0)


def test_who_has_one_in_hand_has_it_show_what_they_like_and_it_is_right_again_once_it_is_taken_back():
    world = dome()
    take(world, WEST)
    said = of_kind(tell(world, WEST, Bid.SHOW_STORM), Kind.NODE_COMMANDED)
    [change] = minute(world)
    assert (change.kind, change.who, change.whom, change.cause) == (Kind.SKY_ALTERED, WEST, 0, said[0].id)
    told = live(world, 600, captures)
    [back] = of_kind(told, Kind.NODE_RETAKEN)
    [clear] = of_kind(told, Kind.PROGRAMME_CHANGED)
    assert (clear.amount, clear.cause, clear.whom) == (Programme.CLEAR, back.id, WEST)


def test_it_can_be_told_to_go_on_as_before_and_nothing_else_can_show_a_sky():
    world = dome()
    take(world, WEST)
    tell(world, WEST, Bid.SHOW_CLOUDS)
    minute(world)
    assert world.sky.programme[0] == Programme.CLOUDS
    [refused] = of_kind(tell(world, WEST, Bid.SHOW_CLOUDS), Kind.REFUSED)
    assert refused.amount == Refusal.NOT_NEEDED
    tell(world, WEST, Bid.OFF)
    assert world.sky.programme[0] == Programme.CLEAR
    tell(world, WEST, Bid.SHOW_DRIZZLE)
    minute(world)
    assert world.sky.programme[0] == Programme.DRIZZLE
    assert not world.nodes.failed[WEST]
    tell(world, WEST, Bid.ON)
    assert world.projections.n_used == 0
