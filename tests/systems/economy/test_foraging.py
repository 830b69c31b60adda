"""Foraging: who goes out for scrap, to which wreck, until when, and what they bring home."""

import numpy as np
import pytest
from scenes.gatehouse import live, of_kind
from scenes.hunted_places import REFUGE, hunted_place, shelter_them

from undergrid.core import luck
from undergrid.systems.economy import foraging
from undergrid.systems.items import salvage
from undergrid.systems.movement import movement
from undergrid.world.items import kit
from undergrid.world.items.wrecks import leave_wreck
from undergrid.world.log.kinds import Kind
from undergrid.world.tables.items import ItemKind

SURE = {"goes": 1}


def refuge(*wrecks, people=1, **columns):
    """People in a refuge, and wrecks of a field: (cells east of its door, parts) of each."""
    world = hunted_place(people, **columns)
    shelter_them(world)
    world.citizens.home[:] = REFUGE
    world.scrap_fields.grow(1)
    for n, (east, parts) in enumerate(wrecks):
        cell = int(world.city.doors[REFUGE]) + east
        slot = int(world.scattered.take(1)[0])
        world.scattered.field[slot] = 0
        world.scattered.wreck[slot] = leave_wreck(world, cell, parts, 50 + n, world.scenario_event, frame=False)
    return world


def lives(world, minutes, **knobs):
    """Live some minutes; the rule is asked once in each."""
    for _ in range(minutes):
        world.events.begin(world.tick)
        foraging.step(world, foraging.Params(**SURE | knobs))
        live(world, 60, movement, salvage, salvage={"sound": 1, "salvage_minutes": 3})
    return world.events.rows()


def test_they_go_to_the_nearest_wreck_that_holds_a_part():
    world = refuge((5, 0), (20, 3), (12, 3), (-40, 9))
    (went,) = of_kind(lives(world, 1), Kind.WENT_FOR_SCRAP)
    assert (went.who, went.whom, went.amount) == (0, REFUGE, 24)
    assert (went.stream, went.odds) == (foraging.GOES, luck.CERTAIN)
    assert world.forays.cell[0] == world.city.doors[REFUGE] + 12


@pytest.mark.parametrize(("enough", "goes", "home"), [(6, 2, 8), (4, 1, 4), (50, 3, 10)])
def test_they_work_until_they_have_enough_or_it_is_empty_and_lay_it_down_at_home(enough, goes, home):
    world = refuge((12, 10))
    lives(world, 30, enough=enough)
    world.wrecks.parts[:] = 0
    events = lives(world, 10, enough=enough)
    assert len(of_kind(events, Kind.SALVAGED)) >= goes
    first = of_kind(events, Kind.PUT_DOWN)[0]
    assert first.amount == ItemKind.PARTS
    taken = sum(event.amount for event in of_kind(events, Kind.SALVAGED) if event.tick < first.tick)
    assert taken == home
    stored = world.items.where(building=REFUGE, kind=ItemKind.PARTS)
    assert world.items.count[stored].sum() == world.wrecks.taken.sum()
    assert kit.count(world, 0, ItemKind.PARTS) == 0
    assert world.citizens.inside[0] == REFUGE
    assert not world.forays.n_used


def test_nobody_goes_farther_than_they_would_or_where_nothing_is_left():
    for wreck, knobs in (((20, 4), {"reach_m": 39}), ((20, 0), {})):
        world = refuge(wreck)
        assert not of_kind(lives(world, 3, **knobs), Kind.WENT_FOR_SCRAP)
    assert of_kind(lives(refuge((20, 4)), 3, reach_m=40), Kind.WENT_FOR_SCRAP)


@pytest.mark.parametrize("column", [{"wanted": True}, {"able": 0}, {"home": -1}, {"alive": False}])
def test_nobody_goes_who_is_wanted_lame_or_a_guest(column):
    world = refuge((12, 4))
    for name, value in column.items():
        getattr(world.citizens, name)[:] = value
    assert not of_kind(lives(world, 2), Kind.WENT_FOR_SCRAP)


def test_how_many_go_in_an_hour_is_as_the_knob_says():
    world = refuge((12, 1), people=400)
    for _ in range(60):
        world.events.begin(world.tick)
        foraging.step(world, foraging.Params(goes=0.3))
        world.citizens.intent[:] = 0
        world.tick += 60
    share = len({event.who for event in of_kind(world.events.rows(), Kind.WENT_FOR_SCRAP)}) / 400
    assert abs(share - 0.3) < 0.1


def test_whoever_is_taken_or_dies_on_the_way_is_out_no_more():
    world = refuge((30, 4), people=2)
    lives(world, 1)
    assert world.forays.n_used == 2
    world.citizens.alive[0] = False
    world.citizens.wanted[1] = True
    world.events.begin(world.tick)
    foraging.step(world, foraging.Params())
    assert not world.forays.n_used


def test_nobody_pays_where_there_is_no_refuge_or_no_scrap():
    world = hunted_place()
    before = world.digest()
    foraging.step(world, foraging.Params(**SURE))
    assert world.digest() == before
    assert not np.any(world.citizens.intent)
