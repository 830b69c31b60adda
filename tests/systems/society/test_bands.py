"""Bands: people travel together, wait for the slow, stand still for drones, scatter when routed, and arrive."""

import numpy as np
import pytest
from scenes.gatehouse import live, of_kind
from scenes.worlds import field, make_city, make_world

from undergrid.city.city import Use
from undergrid.systems.movement import movement
from undergrid.systems.society import bands
from undergrid.world.log.kinds import Kind
from undergrid.world.orders.attempts import intend
from undergrid.world.places.shelters import set_door
from undergrid.world.tables.authority import Duty, WatcherKind
from undergrid.world.tables.people import Activity
from undergrid.world.tables.society import BandState

SIDE = 160


def at(x, y):
    return y * SIDE + x


def band(*people, goal=(100, 10), sets_out=3, buildings=(), drones=(), drawing=None, indoors=-1, seed=1, **columns):
    """A band of people at the given places whose goal is a cell, or the building whose door is there."""
    city = make_city(drawing or field(SIDE, 40), buildings=buildings)
    watchers = [(WatcherKind.DRONE, at(*place)) for place in drones]
    world = make_world(city, list(people), watchers, seed=seed, **columns)
    world.watchers.duty[:] = Duty.POST
    join(world, range(len(people)), at(*goal), indoors, sets_out)
    return world


def join(world, people, goal, building=-1, sets_out=3):
    slot = int(world.bands.take(1)[0])
    world.bands.leader[slot], world.bands.goal[slot], world.bands.building[slot] = people[0], goal, building
    world.bands.sets_out[slot], world.bands.cause[slot] = sets_out, world.scenario_event
    slots = world.members.take(len(people))
    world.members.owner[slots], world.members.band[slots] = list(people), slot
    return slot


def go(world, ticks, **params):
    return live(world, ticks, bands, movement, bands=params)


def xs(world):
    return world.citizens.cell % SIDE


def test_a_band_sets_out_at_its_time_and_not_before():
    world = band((10, 10), (11, 10), (10, 11), sets_out=20)
    assert not go(world, 20)
    events = go(world, 10)
    told = of_kind(events, Kind.BAND_SET_OUT)[0]
    assert (told.who, told.amount, told.cause) == (0, 3, world.scenario_event)
    assert (world.citizens.doing == Activity.WALKING).all()


def test_they_arrive_together_in_the_building_and_the_day_goes_on():
    world = band((10, 10), (11, 10), (10, 11), goal=(60, 10), buildings=[(Use.REFUGE, 0, 60, 10)], indoors=0)
    events = go(world, 200)
    arrived = of_kind(events, Kind.BAND_ARRIVED)[0]
    assert arrived.amount == 3
    assert arrived.cause == of_kind(events, Kind.BAND_SET_OUT)[0].id
    assert (world.citizens.inside == 0).all()
    assert world.bands.stage[0] == BandState.ARRIVED
    assert (world.citizens.wake < 2**31 - 1).all()


def test_the_band_goes_as_fast_as_its_slowest_and_stays_together():
    world = band((10, 10), (10, 11), (10, 12), (10, 13), speed=[1800, 1500, 1340, 700])
    apart = []
    for _ in range(200):
        go(world, 1)
        apart.append(int(np.ptp(xs(world))))
    assert max(apart) * 2 <= 16 + 2 * 5 * 1.8 + 4  # the spread, and what the fast walk until the band looks again
    alone = band((10, 13), speed=700)
    go(alone, 200)
    assert xs(world)[3] == xs(alone)[0]
    assert xs(world)[3] <= xs(world).min() + 1  # the slowest is the last


def test_nobody_waits_for_those_who_lost_sight_of_them_far_behind():
    world = band((90, 10), (91, 10), (2, 10))
    go(world, 60)
    assert world.bands.stage[0] == BandState.ARRIVED  # two of them: 166 m before the third


def test_those_who_cannot_walk_or_are_held_are_left_behind():
    world = band((10, 10), (11, 10), (12, 10), goal=(40, 10))
    world.citizens.able[1] = 0
    world.citizens.doing[2] = Activity.HELD
    events = go(world, 100)
    assert of_kind(events, Kind.BAND_ARRIVED)[0].amount == 1
    assert xs(world)[1] == 11


def test_when_the_leader_dies_the_next_takes_over():
    world = band((10, 10), (11, 10), (12, 10), goal=(60, 10))
    go(world, 20)
    world.citizens.alive[0] = False
    world.citizens.doing[0] = Activity.SHUT_DOWN
    events = go(world, 120)
    assert world.bands.leader[0] == 1
    arrived = of_kind(events, Kind.BAND_ARRIVED)[0]
    assert (arrived.who, arrived.amount) == (1, 2)


def test_a_band_of_which_nobody_is_left_is_over():
    world = band((10, 10), (11, 10))
    go(world, 10)
    world.citizens.alive[:] = False
    go(world, 10)
    assert world.bands.stage[0] == BandState.OVER
    assert not go(world, 100)


def test_they_stand_still_while_a_drone_is_near_and_walk_on_when_it_has_gone():
    world = band((10, 10), (11, 10), drones=[(20, 10)])
    go(world, 60)
    before = xs(world).copy()
    go(world, 60)
    assert (xs(world) == before).all()
    assert (world.citizens.doing == Activity.WAITING).all()
    world.watchers.cell[0] = at(159, 39)
    go(world, 30)
    assert (xs(world) > before + 8).all()


def test_they_do_not_stand_still_for_ever():
    world = band((10, 10), (11, 10), drones=[(20, 10)])
    go(world, 200, drone_minutes=2)
    assert (xs(world) > 30).all()


def test_a_routed_band_runs_to_shelters_that_are_not_shut_and_rallies_in_time():
    shelters = [(Use.REFUGE, 0, 40, 5), (Use.DISUSED, 0, 50, 20), (Use.OFFICES, 0, 44, 10)]
    world = band((38, 10), (39, 10), (49, 18), buildings=shelters, goal=(150, 10))
    go(world, 10)
    set_door(world, 0, world.scenario_event, locked=True)
    world.bands.routed[0] = True
    go(world, 60, rally_minutes=3)
    assert world.bands.stage[0] == BandState.SCATTERED
    assert world.citizens.inside.tolist() == [1, 1, 1]
    events = go(world, 200, rally_minutes=3)
    assert of_kind(events, Kind.BAND_SET_OUT)
    assert (world.citizens.inside == -1).all()
    assert not world.bands.routed[0]


def test_without_a_shelter_the_routed_run_apart():
    world = band((80, 20), (80, 20), (81, 20), (81, 20), goal=(150, 10))
    go(world, 10)
    world.bands.routed[0] = True
    go(world, 40)
    places = world.citizens.cell.tolist()
    assert len(set(places)) > 1
    assert max(abs(x - 85) for x in xs(world).tolist()) > 20


def test_where_no_way_leads_they_do_not_set_out_and_try_again_later():
    wall = "\n".join("." * 60 + "#" + "." * (SIDE - 61) for _ in range(40))
    world = band((10, 10), (11, 10), drawing=wall)
    assert not go(world, 60)
    assert world.bands.sets_out[0] > world.tick
    assert not go(world, 700)  # tried again, in vain again


def test_who_has_a_mind_of_their_own_or_other_business_is_let_be():
    world = band((10, 10), (11, 10), (12, 10), goal=(150, 10))
    row = world.plans.grow(1)
    world.plans.owner[row] = 1
    world.rebuild()
    go(world, 10)
    assert world.citizens.doing[1] == Activity.WAITING
    assert world.citizens.intent[1] == 0
    world.events.begin(world.tick)
    other = world.events.one(Kind.ORDERED, 2, at(12, 35), amount=1)
    intend(world, 2, 1, at(12, 35), other)  # somebody asks the third to walk elsewhere
    go(world, 20)
    assert world.citizens.goal[2] == at(12, 35)
    go(world, 40)
    assert world.citizens.cell[2] // SIDE == 35


def test_whoever_was_about_something_else_joins_in_again_once_idle():
    world = band((10, 10), (12, 10), goal=(150, 10), speed=900)
    go(world, 10)
    world.events.begin(world.tick)
    intend(world, 1, 1, at(12, 12), world.events.one(Kind.ORDERED, 1, at(12, 12), amount=1))
    go(world, 110, idle_seconds=60)
    assert world.citizens.goal[1] == at(150, 10)


def test_mirrored_people_walk_mirrored_ways():
    def widths(flip):
        places = [(10, 10), (12, 11), (9, 13)]
        goal = (60, 10)
        if flip:
            places, goal = [(SIDE - 1 - x, y) for x, y in places], (SIDE - 1 - goal[0], goal[1])
        world = band(*places, goal=goal, speed=[1500, 1340, 900])
        go(world, 90)
        return sorted((SIDE - 1 - xs(world)).tolist() if flip else xs(world).tolist())

    assert widths(flip=False) == pytest.approx(widths(flip=True), abs=1)


def test_another_band_changes_nothing_of_this_one():
    def places(more):
        people = [(10, 10), (11, 12), (12, 14)]
        world = make_world(make_city(field(SIDE, 40)), [*people, *more], speed=1340)
        join(world, [0, 1, 2], at(100, 10))
        if more:
            join(world, list(range(3, 3 + len(more))), at(100, 35))
        go(world, 80)
        return world.citizens.cell[:3].tolist()

    assert places([]) == places([(100, 30), (101, 30)])


def lived(heavy):
    world = band((10, 10), (11, 10), (10, 12), drones=[(60, 10)], buildings=[(Use.REFUGE, 0, 30, 20)], goal=(120, 10),
                 speed=[1800, 1340, 900])  # fmt: skip
    events = []
    for tick in range(300):
        if tick == 100:
            world.watchers.cell[0] = at(159, 39)
        if tick == 150:
            world.bands.routed[0] = True
        if heavy:
            world.restore(world.tick, world.state())
        events += go(world, 1, rally_minutes=1)
    return world.digest(), events


def test_a_band_saved_at_every_tick_lives_the_same_life():
    assert lived(heavy=False) == lived(heavy=True)
