"""Several hunters on foot: each goes on by its own duty, eyes and case, whatever the others are about."""

import numpy as np
import pytest
from scenes.gatehouse import live, of_kind
from systems.authority.test_pursuit import at, ground, show, want

from undergrid.systems.authority import dossiers, pursuit
from undergrid.world.log.kinds import Kind
from undergrid.world.tables.authority import Duty, WatcherKind
from undergrid.world.tables.people import Activity


def amid_others(duty, impaired=0):
    """The second of three hunters is at its quarry and sees it; the others are about something of their own."""
    world = ground((30, 5), hunters=((5, 5), (30, 5), (50, 50)))
    want(world, 0, at(30, 5), hunters=1)
    assert world.watchers.duty.tolist() == [Duty.POST, Duty.HUNT, Duty.POST]
    watchers = world.watchers
    watchers.duty[[0, 2]] = duty
    watchers.impaired[[0, 2]] = world.tick + impaired
    watchers.cell[[0, 2]] = at(15, 5), at(40, 50)
    show(world, 1, 0)
    return world


@pytest.mark.parametrize(("duty", "impaired"), [(Duty.RETURN, 0), (Duty.POST, 1000), (Duty.RETURN, 1000)])
def test_a_hunter_lays_hold_of_its_quarry_while_others_go_back_or_are_disturbed(duty, impaired):
    world = amid_others(duty, impaired)
    events = live(world, 1, dossiers, pursuit, pursuit={"grip": 1, "hunters": 1})
    assert [(event.who, event.whom) for event in of_kind(events, Kind.ARRESTED)] == [(1, 0)]
    assert not of_kind(events, Kind.HUNT_ENDED)


@pytest.mark.parametrize(("for_so_long", "acts"), [(0, True), (1, False)])
def test_a_hunter_that_is_disturbed_does_nothing_until_that_is_over(for_so_long, acts):
    world = amid_others(Duty.POST)
    world.watchers.impaired[1] = world.tick + for_so_long
    events = live(world, 1, dossiers, pursuit, pursuit={"grip": 1, "hunters": 1})
    assert bool(of_kind(events, Kind.ARRESTED)) == acts
    assert bool(world.citizens.doing[0] == Activity.HELD) == acts


def test_those_on_their_way_back_end_no_hunt_again_and_those_who_hunt_end_theirs():
    """The time of all three is up; only the second still hunts."""
    world = amid_others(Duty.RETURN)
    world.watchers.until[:] = world.tick
    world.watchers.in_sight[:] = -1
    world.citizens.cell[0] = at(55, 5)
    events = live(world, 1, dossiers, pursuit, pursuit={"hunters": 1})
    assert [event.who for event in of_kind(events, Kind.HUNT_ENDED)] == [1]


def test_each_is_led_to_its_own_quarry():
    world = ground((10, 30), (50, 30), (30, 55), hunters=((10, 10), (50, 10), (30, 40)))
    for who, cell in enumerate(world.citizens.cell.tolist()):
        want(world, who, cell, hunters=1)
    watchers = world.watchers
    assert sorted(watchers.quarry.tolist()) == [0, 1, 2]
    assert watchers.goal.tolist() == world.citizens.cell[watchers.quarry].tolist()
    news = (at(12, 30), at(52, 30), at(32, 55))
    for who, cell in enumerate(news):
        want(world, who, cell, hunters=1)
    assert watchers.goal.tolist() == [news[who] for who in watchers.quarry.tolist()]


@pytest.mark.parametrize("why", ["dead", "held", "not wanted", "sought"])
def test_a_hunt_ends_by_its_own_quarry_and_not_by_another(why):
    world = ground((10, 30), (50, 30), (30, 55), hunters=((10, 10), (50, 10), (30, 40)))
    for who, cell in enumerate(world.citizens.cell.tolist()):
        want(world, who, cell, hunters=1)
    hunter = int(np.flatnonzero(world.watchers.quarry == 1)[0])
    if why == "dead":
        world.citizens.alive[1] = False
    elif why == "held":
        world.citizens.doing[1] = Activity.HELD
    elif why == "not wanted":
        world.dossiers.wanted[world.dossiers.subject == 1] = False
    events = live(world, 1, pursuit)
    assert [event.who for event in of_kind(events, Kind.HUNT_ENDED)] == ([] if why == "sought" else [hunter])


@pytest.mark.parametrize(("metres", "kind", "called"), [(0, WatcherKind.HUNTER, [1]), (0, WatcherKind.DRONE, [])])
def test_whoever_is_hunted_by_enough_hunters_on_foot_calls_no_more(metres, kind, called):
    """A second hunter is called to one whom a first one hunts, if two should; drones are not counted nor called."""
    world = ground((30, 30), hunters=((28, 28), (40, 40)))
    world.watchers.kind[1] = kind
    want(world, 0, at(30, 30), hunters=1)
    events = want(world, 0, at(30, 30), hunters=2)
    assert [event.who for event in of_kind(events, Kind.HUNT_BEGAN)] == called
    assert metres == 0
