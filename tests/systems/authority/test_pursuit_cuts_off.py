"""Pursuit: the second hunter goes to where the way leads on, by the last two reports, and cuts it off."""

import pytest
from scenes.by_order import at, ground
from scenes.gatehouse import live, of_kind, report

from undergrid.city.city import LinkKind
from undergrid.systems.authority import dossiers, pursuit
from undergrid.world.authority.cases import DossierOf
from undergrid.world.authority.cutoffs import cut_off
from undergrid.world.log.kinds import Kind
from undergrid.world.tables.authority import Duty

HUNTERS = ((28, 30), (27, 30), (26, 30))


def sent(places, links=(), hunters=3, **params):
    """Where the hunters are sent, in their order, after somebody reported at some places one after the other."""
    world = ground((0, 0), hunters=HUNTERS, links=links)
    for nth, place in enumerate(places):
        report(world, 0, at(*place), 500, at=nth)
    world.tick = 4
    live(world, 1, dossiers)
    events = live(world, 1, pursuit, pursuit={"hunters": hunters} | params)
    return world, [event.where for event in of_kind(events, Kind.HUNT_BEGAN)]


def stair(x, y):
    return (LinkKind.STAIRS, (0, x, y), (0, 0, 59), 4000)


def test_the_first_goes_to_the_last_place_the_second_to_the_stair_ahead_the_third_to_the_place_again():
    _, places = sent([(20, 30), (30, 30)], links=[stair(45, 32)])
    assert places == [at(30, 30), at(45, 32), at(30, 30)]


def test_of_several_ways_ahead_the_nearest_is_cut_off_and_none_that_lies_behind_or_aside():
    assert sent([(20, 30), (30, 30)], links=[stair(50, 30), stair(40, 30), stair(25, 30), stair(31, 40)])[1][1] == at(
        40, 30
    )


@pytest.mark.parametrize(("y", "counts"), [(35, True), (36, False)])
def test_ahead_is_within_30_degrees(y, counts):
    assert (sent([(20, 30), (30, 30)], links=[stair(39, y)])[1][1] == at(39, y)) == counts  # tan 30 = 0.577; 5 / 9


@pytest.mark.parametrize(("metres", "counts"), [(29, False), (30, True)])
def test_only_ways_within_so_many_metres(metres, counts):
    place = sent([(20, 30), (30, 30)], links=[stair(45, 30)], cut_off_m=metres)[1][1]
    assert (place == at(45, 30)) == counts


def test_where_no_way_leads_on_it_is_straight_ahead_half_as_far_and_on_the_map():
    assert sent([(20, 30), (30, 30)], cut_off_m=40)[1][1] == at(40, 30)
    assert sent([(30, 20), (30, 30)], cut_off_m=40)[1][1] == at(30, 40)
    assert sent([(20, 30), (30, 30)], cut_off_m=4000)[1][1] == at(59, 30)


@pytest.mark.parametrize("places", [[(30, 30)], [(30, 30), (30, 30)]])
def test_by_one_place_alone_nobody_knows_where_they_are_going(places):
    assert sent(places)[1] == [at(30, 30)] * 3
    assert sent([(20, 30), (30, 30)], cut_off_m=0)[1] == [at(30, 30)] * 3


def test_reports_from_another_level_tell_no_direction():
    world, _ = sent([(20, 30), (30, 30)])
    slot = world.cache(DossierOf).slot[0]
    assert cut_off(world, slot, 10) >= 0
    world.dossiers.came_from[slot] = -1
    assert cut_off(world, slot, 10) == -1


def test_it_stays_there_searching_until_there_is_news():
    world, _ = sent([(20, 30), (30, 30)], links=[stair(36, 30)])
    live(world, 30, pursuit)
    assert world.watchers.duty[1] == Duty.SEARCH
    assert world.watchers.datum[1] == at(36, 30)
    world.tick += 1
    report(world, 0, at(33, 33), 0)
    live(world, 1, dossiers, pursuit)
    assert (world.watchers.duty[1], world.watchers.goal[1]) == (Duty.HUNT, at(33, 33))
