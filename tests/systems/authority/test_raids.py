"""Raids: when they go, where they come down, what they do to a door, whom they find and head off, and their end."""

from itertools import pairwise

import numpy as np
import pytest
from scenes.gatehouse import live, of_kind
from scenes.hunted_places import REFUGE, hunted_place, order_raid

from undergrid.core import luck
from undergrid.core.grid import cells_apart
from undergrid.systems.authority import custody, raids
from undergrid.systems.movement import movement
from undergrid.systems.places import burning
from undergrid.world.authority.cutoffs import meeting, predicted_way
from undergrid.world.log.kinds import Kind
from undergrid.world.places.shelters import door_holds, set_door
from undergrid.world.tables.authority import Duty
from undergrid.world.tables.minds import Topic
from undergrid.world.tables.people import Activity
from undergrid.world.tables.raids import RaidStage

DARK, LIGHT = 0, 255
MILD = {"hurt": 0, "burns": 0, "drop_m": 10}


def raided(people=6, raiders=6, light=DARK, **columns):
    world = hunted_place(people, raiders, **columns)
    world.sky.light[0] = light
    return world, order_raid(world)


def goes_on(world, ticks, **knobs):
    return live(world, ticks, raids, custody, movement, burning, raids=MILD | knobs)


def apart(world, a, b):
    return cells_apart(a, b, world.city.width, world.city.area)


def test_it_goes_in_the_dark_and_at_its_deadline_in_the_light():
    for light, waits in ((DARK, 0), (LIGHT, 3600)):
        world, _ = raided(light=light)
        goes_on(world, 3700)
        (landed,) = of_kind(world.events.rows(), Kind.RAIDERS_LANDED)
        assert waits <= landed.tick <= waits + 60
        assert landed.cause == of_kind(world.events.rows(), Kind.RAID_ORDERED)[0].id


def test_nobody_goes_before_they_are_mustered():
    world, slot = raided()
    world.raids.ready[slot] = 600
    goes_on(world, 600)
    assert world.raids.stage[slot] == RaidStage.ORDERED
    goes_on(world, 2)
    assert world.raids.stage[slot] == RaidStage.FLYING


def test_they_fly_straight_and_land_round_the_door_each_by_a_draw():
    world, slot = raided()
    world.citizens.alive[:] = False
    door = int(world.city.doors[REFUGE])
    goes_on(world, 1, air_speed=10)
    assert world.raids.due[slot] == 0 + 11, "110 m at 10 m/s"
    goes_on(world, 11, air_speed=10, aloft=2, drop_m=20)
    down = np.flatnonzero(world.watchers.duty == Duty.RAID)
    assert len(down) == 4
    cells = world.watchers.cell[down].tolist()
    assert len(set(cells)) > 1
    assert all(apart(world, cell, door) <= 10 for cell in cells)
    assert of_kind(world.events.rows(), Kind.RAIDERS_LANDED)[0].amount == 4


def test_no_more_are_sent_than_the_force_and_of_two_raids_each_has_its_own():
    world, slot = raided(raiders=5)
    goes_on(world, 2, force=3)
    assert np.count_nonzero(world.raiders.raid == slot) == 3


def blown(people=8, holds=True, **knobs):
    world, slot = raided(people)
    if holds:
        set_door(world, REFUGE, world.scenario_event, barricade=4000)
    for _ in range(200):
        goes_on(world, 1, aloft=0, **knobs)
        if of_kind(world.events.rows(), Kind.DOOR_BLOWN):
            break
    return world, slot


def test_a_charge_opens_any_door_for_good():
    world, slot = blown()
    (event,) = of_kind(world.events.rows(), Kind.DOOR_BLOWN)
    assert (event.whom, event.amount) == (REFUGE, 8)
    assert not door_holds(world, REFUGE)
    assert not world.shelters.door[0]
    assert world.raids.stage[slot] == RaidStage.INSIDE


def test_whoever_is_in_there_or_sees_its_door_knows_from_then_on_that_a_place_has_been_raided():
    world, _ = raided(people=6)
    door = int(world.city.doors[REFUGE])
    level, x, y = world.city.where(door)
    world.citizens.inside[4:], world.citizens.cell[4] = -1, world.city.cell(level, x - 5, y)
    world.citizens.cell[5] = world.city.cell(level, 0, 0)
    world.rebuild()
    goes_on(world, 60, aloft=0)
    (blown,) = of_kind(world.events.rows(), Kind.DOOR_BLOWN)
    known = world.knowledge
    rows = known.where(topic=Topic.PERIL, subject=REFUGE)
    assert set(known.knower[rows].tolist()) == {0, 1, 2, 3, 4}
    assert set(known.cause[rows].tolist()) == {blown.id}
    assert set(known.cell[rows].tolist()) == {door}


def test_a_door_that_holds_takes_its_time():
    began = [of_kind(blown(holds=holds)[0].events.rows(), Kind.DOOR_BLOWN)[0].tick for holds in (False, True)]
    assert began[1] - began[0] == 20


@pytest.mark.parametrize(("hurt", "share"), [(0, 0), (0.5, 0.5), (1, 1)])
def test_the_charge_hurts_its_share_of_those_inside(hurt, share):
    world, _ = blown(people=200, hurt=hurt)
    hit = {event.who for event in of_kind(world.events.rows(), Kind.WOUNDED)}
    assert abs(len(hit) / 200 - share) < 0.12


def test_it_wakes_everybody_and_may_set_fire():
    for burns in (0, 1):
        world, _ = raided()
        world.citizens.doing[:] = Activity.SLEEPING
        goes_on(world, 60, burns=burns, aloft=0)
        assert len(of_kind(world.events.rows(), Kind.WOKE)) == 6
        assert len(of_kind(world.events.rows(), Kind.CAUGHT_FIRE)) == burns


def test_people_run_out_no_faster_than_the_door_lets_them():
    world, _ = blown(people=40, grip=0, door_s=0.5)
    start = world.tick
    goes_on(world, 40, grip=0, door_s=0.5, find=0)
    fled = of_kind(world.events.rows(), Kind.FLED)
    assert abs(len(fled) - 20) <= 2
    assert all(event.whom == REFUGE for event in fled)
    ticks = [event.tick for event in fled]
    assert max(ticks.count(tick) for tick in ticks) == 1
    assert min(ticks) >= start - 1


@pytest.mark.parametrize(("shelter_m", "there"), [(300, True), (20, False)])
def test_they_run_to_another_shelter_that_they_know(shelter_m, there):
    world, _ = raided(people=4, next_door=20)
    goes_on(world, 120, grip=0, find=0, aloft=0, shelter_m=shelter_m)
    fled = of_kind(world.events.rows(), Kind.FLED)
    assert fled
    assert {event.amount == world.city.doors[1] for event in fled} == {there}


def test_those_inside_are_found_and_seized_but_not_where_it_burns_too_hot():
    for hot, seized in ((1001, True), (0, False)):
        world, _ = blown(people=3, grip=1, find=1, door_s=0.01)
        goes_on(world, 60, grip=1, find=1, door_s=0.01, too_hot=hot)
        assert bool(of_kind(world.events.rows(), Kind.ARRESTED)) == seized


def test_whom_a_tag_speaks_for_is_let_be_inside():
    world, _ = raided(people=4)
    world.citizens.tagged[:2] = True
    goes_on(world, 90, grip=1, find=1, door_s=0.01, aloft=0)
    assert {event.whom for event in of_kind(world.events.rows(), Kind.ARRESTED)} == {2, 3}


def test_in_the_end_they_go_up_with_whom_they_hold_and_are_ready_again():
    world, _ = raided(people=4)
    goes_on(world, 180, grip=1, find=1, aloft=1, stay_minutes=2)
    goes_on(world, 300, grip=1, find=1, aloft=1, stay_minutes=2)
    (ended,) = of_kind(world.events.rows(), Kind.RAID_ENDED)
    seized = of_kind(world.events.rows(), Kind.ARRESTED)
    assert ended.amount == len(seized) > 0
    assert not world.raids.n_used
    assert not world.fugitives.n_used
    held = world.citizens.doing == Activity.HELD
    assert held.sum() == len(seized)
    assert (world.citizens.cell[held] // world.city.area == 0).all(), "they have been brought within the wall"
    assert (world.watchers.duty == Duty.OFF).all()
    assert (world.watchers.cell == world.watchers.home).all()
    assert world.raiders.aloft.all()


# ---------------------------------------------------------------- heading off


def test_a_way_is_foreseen_straight_on_or_to_the_door_ahead():
    world = hunted_place()
    city, door = world.city, int(world.city.doors[REFUGE])
    cell = lambda x, y: city.cell(1, x, y)  # noqa: E731
    way = predicted_way(world, cell(20, 20), cell(22, 20), 40)
    assert way[-1] == cell(42, 20)
    assert [b - a for a, b in pairwise(way)] == [1] * 19
    assert predicted_way(world, cell(40, 60), cell(42, 60), 40)[-1] == door
    assert predicted_way(world, cell(42, 60), cell(40, 60), 40)[-1] != door, "it lies behind them"
    assert predicted_way(world, cell(40, 60), cell(40, 60), 40) == []


@pytest.mark.parametrize("speed", [1500, 3000, 6000])
@pytest.mark.parametrize("start", [(60, 60), (80, 30), (100, 110)])
def test_they_meet_at_the_first_place_of_the_way_where_one_is_before_them(speed, start):
    world = hunted_place()
    city = world.city
    here = city.cell(1, 20, 20)
    way = predicted_way(world, city.cell(1, 18, 20), here, 80)
    found, ahead = meeting(world, way, here, speed, city.cell(1, *start), 10_000, 2)
    fits, theirs, x, y = [], 0.0, 20, 20
    for cell in way:
        to_x, to_y = cell % city.width, cell % city.area // city.width
        theirs += 2 * np.hypot(to_x - x, to_y - y) / (speed * 0.85 // 1 / 1000)  # 2 m a cell, over waste
        x, y = to_x, to_y
        ours = 2 * np.hypot(x - start[0], y - start[1]) / 10 + 2
        if ours <= theirs:
            fits.append((cell, theirs - ours))
    assert found == (fits[0][0] if fits else -1)
    if fits:
        assert abs(ahead - fits[0][1]) <= 1


def test_one_comes_down_on_the_foreseen_way_of_somebody_who_runs_before_they_get_there():
    world, _ = raided(people=12)
    happened = goes_on(world, 120, grip=0, find=0, aloft=4, shelter_m=0)
    headed = of_kind(happened, Kind.HEADED_OFF)
    assert len(headed) == 4
    fled = {event.who: event for event in of_kind(happened, Kind.FLED)}
    assert len({event.whom for event in headed}) == 4
    for event in headed:
        assert event.cause == fled[event.whom].id
        assert event.amount >= 0
        assert event.where // world.city.area == 1


def test_nobody_is_headed_off_by_none_aloft_or_out_of_sight():
    for knobs in ({"aloft": 0}, {"aloft": 4, "watch_m": 0}):
        world, _ = raided(people=12)
        assert not of_kind(goes_on(world, 120, grip=0, find=0, **knobs), Kind.HEADED_OFF)


def test_draws_of_a_raid_are_its_own():
    assert len({int(stream) for stream in vars(raids).values() if isinstance(stream, luck.Stream)}) == 9
