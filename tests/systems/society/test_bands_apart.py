"""Bands, to the cell and the second: how near a drone is, who is lost, who is there, and who tries the door again."""

import pytest
from scenes.gatehouse import of_kind
from systems.society.test_bands import at, band, go, join

from undergrid.city.city import Use
from undergrid.world.log.kinds import Kind
from undergrid.world.places.occupancy import move_body
from undergrid.world.places.shelters import set_door
from undergrid.world.tables.authority import Duty, WatcherKind
from undergrid.world.tables.orders import Verb
from undergrid.world.tables.people import Activity
from undergrid.world.tables.society import BandState

SLOWLY = 1  # mm/s: nobody gets anywhere


@pytest.mark.parametrize(("where", "still"), [((50, 30), True), ((50, 31), False), ((20, 0), True), ((19, 0), False)])
def test_a_drone_is_near_within_sixty_metres_of_the_leader(where, still):
    world = band((50, 0), (50, 10), drones=[(159, 39), where], speed=SLOWLY)
    go(world, 20)
    assert (world.citizens.doing == (Activity.WAITING if still else Activity.WALKING)).all()
    assert (world.bands.still[0] >= 0) == still


@pytest.mark.parametrize("why", ["off", "another kind", "beside another", "under a roof"])
def test_what_is_no_drone_at_work_over_the_leader_holds_nobody_up(why):
    world = band((50, 0), (50, 10), drones=[(159, 39), (50, 20)], speed=SLOWLY, buildings=[(Use.REFUGE, 0, 50, 0)])
    if why == "off":
        world.watchers.duty[1] = Duty.OFF
    elif why == "another kind":
        world.watchers.kind[1] = WatcherKind.SENTINEL
    elif why == "beside another":
        world.bands.leader[0], world.watchers.cell[1] = 1, at(50, 39)  # near nobody but whom it does not lead
        world.citizens.cell[0] = at(50, 39)
        world.citizens.cell[1] = at(50, 0)
    else:
        world.bands.goal[0], world.bands.building[0] = at(50, 0), 0  # the leader is there already
        move_body(world, 0, 0)
    go(world, 11)
    assert (world.bands.stage[0], world.bands.still[0]) == (BandState.TRAVELLING, -1)


def test_they_stand_still_for_as_long_as_they_have_patience_and_no_longer():
    world = band((50, 10), (51, 10), drones=[(50, 20)], speed=SLOWLY, sets_out=0)
    go(world, 10, drone_minutes=0.5, look_every=1)
    began = int(world.bands.still[0])
    while world.citizens.doing[0] == Activity.WAITING and world.tick < 200:
        go(world, 1, drone_minutes=0.5, look_every=1)
    assert world.tick - 1 == began + 30 + 1


@pytest.mark.parametrize(("cells", "waits"), [(60, True), (61, False)])
def test_whoever_is_more_than_a_hundred_and_twenty_metres_from_the_leader_is_lost(cells, waits):
    world = band((100, 10), (100, 11), (100 - cells, 10), speed=SLOWLY)
    go(world, 60)
    assert (world.bands.stage[0] == BandState.TRAVELLING) == waits


@pytest.mark.parametrize(("cells", "there"), [(3, True), (4, False)])
def test_one_is_there_within_six_metres_of_the_goal(cells, there):
    world = band((100, 10), (100 - cells, 10), speed=SLOWLY, sets_out=0)
    events = go(world, 30)
    assert [event.amount for event in of_kind(events, Kind.BAND_ARRIVED)] == ([2] if there else [])


@pytest.mark.parametrize("building", [0, 1])
def test_those_who_wait_before_a_shut_door_try_it_again_once_it_opens_and_no_sooner(building):
    """The third is too slow to come: so the band has not arrived, and those before the door wait."""
    shelters = [(Use.REFUGE, 0, 100, 10), (Use.REFUGE, 0, 100, 20)]
    door = (100, 10 + 10 * building)
    world = band(door, door, (80, 10), goal=door, buildings=shelters, indoors=building, speed=SLOWLY, sets_out=0)
    set_door(world, building, world.scenario_event, locked=True)
    go(world, 200)
    assert (world.citizens.inside == -1).all()
    tried = of_kind(world.events.rows(), Kind.REFUSED)
    set_door(world, building, world.scenario_event, locked=False)
    go(world, 10)
    assert world.citizens.inside.tolist() == [building, building, -1]
    assert world.bands.stage[0] == BandState.TRAVELLING
    assert len(tried) <= 4  # each once as they came, not again and again


def test_they_try_the_door_again_only_after_having_stood_there_for_a_while():
    world = band((100, 10), (80, 10), goal=(100, 10), buildings=[(Use.REFUGE, 0, 100, 10)], indoors=0, speed=SLOWLY)
    set_door(world, 0, world.scenario_event, locked=True)
    go(world, 20)
    since = int(world.citizens.since[0])
    set_door(world, 0, world.scenario_event, locked=False)
    while world.citizens.inside[0] < 0 and world.tick < 200:
        go(world, 1, look_every=1)
    assert world.tick - 1 - since == 60


def test_those_inside_and_those_whose_goal_is_no_building_try_no_door():
    for building in (0, -1):
        world = band((100, 10), (80, 10), goal=(100, 10), buildings=[(Use.REFUGE, 0, 100, 10)], indoors=building,
                     speed=SLOWLY, sets_out=0)  # fmt: skip
        if building == 0:
            move_body(world, 0, 0)
        go(world, 200)
        assert world.citizens.inside.tolist() == [building, -1]
        assert world.citizens.intent[0] != Verb.WALK
        assert world.citizens.doing[0] == Activity.WAITING


def test_each_band_goes_by_its_own_members_goal_and_drone():
    world = _three_bands()
    go(world, 60)
    assert world.bands.stage[:3].tolist() == [BandState.TRAVELLING, BandState.ARRIVED, BandState.GATHERED]
    assert [int(still) >= 0 for still in world.bands.still[:3]] == [True, False, False]
    assert world.citizens.doing[:2].tolist() == [Activity.WAITING] * 2


def _three_bands():
    """One over which a drone stands, one that is at its goal, and one that sets out much later."""
    world = band((10, 10), (11, 10), (60, 30), (61, 30), (100, 5), drones=[(10, 0)], speed=SLOWLY)
    world.bands.free(world.bands.rows())
    world.members.free(world.members.rows())
    join(world, [0, 1], at(150, 10), sets_out=0)
    join(world, [2, 3], at(61, 31), sets_out=0)
    join(world, [4], at(150, 5), sets_out=10_000)
    world.rebuild()
    return world
