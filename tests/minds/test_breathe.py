"""Breathe: who is in a base whose air is about to be out leaves in time, with who cannot go, for another roof."""

from scenes.closed import BASE, OTHER, closed
from scenes.heads import NIGHT, decided, live, minds, ordered

from undergrid.systems.places import recycling
from undergrid.world.body import injuries
from undergrid.world.log.kinds import Kind
from undergrid.world.tables.body import BodyPart, WoundKind
from undergrid.world.tables.minds import Aim
from undergrid.world.tables.orders import Verb
from undergrid.world.tables.people import Activity

RULES = (*NIGHT, recycling)


def stuffy(n=2, full=1200, minutes=20):
    """So many in a base in which nothing is recycled, and the first of them has a mind."""
    world = closed(n, people=0, full=full)
    heads = minds(world, {0: [("breathe", {"minutes": minutes})]})
    return world, heads


def lived(world, heads, ticks):
    return live(world, heads, ticks, systems=RULES)


def of(events, kind):
    return [event for event in events if event.kind == kind]


def test_who_feels_that_the_air_runs_out_leaves_in_time_for_another_roof_and_it_says_why():
    world, heads = stuffy(minutes=1)
    events = lived(world, heads, 1200)
    [low] = of(events, Kind.AIR_LOW)
    [meant] = of(events, Kind.INTENDED)
    assert (meant.amount, meant.cause) == (Aim.AIR, low.id)
    assert decided(events, 0) == [Aim.AIR]
    assert world.citizens.inside[0] == OTHER
    assert not [event for event in of(events, Kind.SUFFOCATES) if event.who == 0]
    assert Aim.AIR in [event.amount for event in of(events, Kind.ACHIEVED)]
    assert ordered(events, 0).count(Verb.LEAVE) == 1


def test_not_while_it_lasts_longer_than_one_waits_for():
    world, heads = stuffy(full=100_000, minutes=20)
    world.bases.oxygen[0] //= 6
    events = lived(world, heads, 60)
    assert of(events, Kind.AIR_LOW)
    assert not of(events, Kind.ORDERED)
    world, heads = stuffy(full=100_000, minutes=500)
    world.bases.oxygen[0] //= 6
    assert Verb.LEAVE in ordered(lived(world, heads, 60), 0)


def test_who_cannot_walk_is_taken_along():
    world, heads = stuffy(minutes=10)
    injuries.wound(world, 1, WoundKind.GUNSHOT, BodyPart.LEG, 3, False, world.scenario_event, flow=0)
    world.citizens.able[1] = 0
    world.citizens.doing[1] = Activity.LYING
    lived(world, heads, 1000)
    assert world.citizens.inside[0] != BASE
    assert world.citizens.inside[1] != BASE


def test_who_sleeps_is_woken_first():
    world, heads = stuffy(full=1200, minutes=10)
    world.bases.oxygen[0] //= 6
    injuries.wound(world, 1, WoundKind.GUNSHOT, BodyPart.ARM, 1, False, world.scenario_event, flow=0)
    world.citizens.doing[1] = Activity.SLEEPING
    events = lived(world, heads, 60)
    verbs = ordered(events, 0)
    assert verbs.index(Verb.ROUSE) < verbs.index(Verb.LEAVE)


def test_where_the_air_is_good_nobody_does_anything_for_it():
    world = closed(2, people=4)
    heads = minds(world, {0: [("breathe", {})]})
    assert not of(lived(world, heads, 120), Kind.ORDERED)


def test_who_is_out_goes_back_in_for_nothing():
    world, heads = stuffy(minutes=1)
    lived(world, heads, 1200)
    events = lived(world, heads, 300)
    assert not [event for event in of(events, Kind.ORDERED) if event.who == 0]
