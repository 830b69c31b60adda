"""Burning: a fire burns what there is and no more, drives people out, harms who stays, and spreads to what burns."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scenes.gatehouse import live, of_kind, order
from scenes.worlds import field, make_city, make_world

from undergrid.city.city import Use
from undergrid.systems.movement import movement
from undergrid.systems.places import burning
from undergrid.world.log.kinds import Kind
from undergrid.world.places.burning import ONE, Combustion, fuel_in, heat_in, ignite
from undergrid.world.places.shelters import Doors, set_door
from undergrid.world.places.stores import store
from undergrid.world.tables.body import Death
from undergrid.world.tables.items import ItemKind
from undergrid.world.tables.orders import Refusal, Verb
from undergrid.world.tables.people import Activity

HARMLESS = {"burns": 0, "smoke": 0, "spreads": 0}
DRY = Combustion()


def house(people=0, beds=0, furniture=40, apart=4, **columns):
    """Two shelters whose doors are so many cells apart; people in the first."""
    city = make_city(
        field(60, 12), buildings=[(Use.DISUSED, 0, 20, 4), (Use.DISUSED, 0, 20 + apart, 4)], capacity=beds
    )  # fmt: skip
    world = make_world(city, [(20, 4)] * people, **columns)
    world.shelters.furniture[:] = furniture
    world.citizens.inside[:], world.citizens.doing[:] = 0, Activity.RESTING
    world.rebuild()
    return world


def burns(world, ticks, **knobs):
    return live(world, ticks, movement, burning, burning=HARMLESS | knobs)


# ---------------------------------------------------------------- the fire itself


@pytest.mark.parametrize(("seconds", "megawatts"), [(75, 0.2638), (150, 1.0553), (250, 2.931)])
def test_it_grows_with_the_square_of_time_as_nfpa_72_has_it(seconds, megawatts):
    """A fast fire: 46.9 W/s2, so that it gives 1.055 MW after 150 s; the door lets 0.23 kg/s burn, 3.68 MW."""
    assert DRY.heat(seconds) / ONE * 3.68 == pytest.approx(megawatts, abs=0.01)
    assert DRY.heat(10_000) == ONE


@given(st.integers(1, 3_000_000), st.floats(1, 200), st.floats(0.01, 5), st.floats(1, 40))
def test_what_has_burnt_by_the_end_is_its_fuel_to_the_second(fuel, growth, air, heat):
    dry = Combustion(growth=growth, air_kg_s=air, heat_mj_kg=heat)
    ends = dry.lasts(fuel)
    assert dry.burnt(ends) >= fuel > (dry.burnt(ends - 1) if ends else -1)


@given(st.integers(0, 5000))
def test_it_burns_as_much_as_its_heat_says(second):
    """What it has burnt is the sum of its heat: 16 MJ for each kg."""
    heat = sum(DRY.heat(s) for s in range(second)) / ONE * 3.68e6
    assert DRY.burnt(second) == pytest.approx(heat / 16_000, rel=0.02, abs=150)


def test_it_ends_when_its_fuel_has_burnt_and_what_burnt_is_gone():
    for furniture, beds, stored in ((40, 0, 0), (40, 10, 0), (10, 0, 25)):
        world = house(furniture=furniture, beds=beds)
        if stored:
            store(world, 0, ItemKind.FUEL, stored, world.scenario_event)
        fuel = fuel_in(world, 0)
        assert fuel == 1000 * (furniture + 5 * beds + stored)
        ignite(world, 0, world.scenario_event)
        burns(world, 2000)
        (out,) = of_kind(world.events.rows(), Kind.BURNT_OUT)
        assert (out.amount, out.tick) == (fuel // 1000, DRY.lasts(fuel))
        assert (fuel_in(world, 0), heat_in(world, 0)) == (0, 0)
        assert not world.items.n_used
        assert not world.fires.n_used
        assert not ignite(world, 0, world.scenario_event), "it does not burn twice"


def test_where_nothing_burns_there_is_no_fire():
    world = house(furniture=0)
    assert ignite(world, 0, world.scenario_event) == 0
    assert not world.blazes.n_used


def test_twice_the_fuel_burns_for_longer_and_no_hotter():
    lasts = [DRY.lasts(kg * 1000) for kg in (50, 100, 200, 400)]
    assert lasts == sorted(lasts)
    assert lasts[3] - lasts[2] == pytest.approx(200 / 0.23, abs=1)


# ---------------------------------------------------------------- people


def test_people_run_out_at_the_rate_of_the_door_in_an_order_that_a_draw_gives():
    world = house(people=30)
    ignite(world, 0, world.scenario_event)
    happened = burns(world, 60, door_s=0.5, shelter_m=0)
    fled = of_kind(happened, Kind.FLED)
    assert [event.tick for event in fled] == list(range(1, 60, 2))
    order = [event.who for event in fled]
    assert order != sorted(order)
    assert (world.citizens.inside[order[:-1]] < 0).all()


def test_who_cannot_walk_or_sleeps_stays_and_a_sleeper_wakes_by_and_by():
    world = house(people=3)
    world.citizens.able[0] = 0
    world.citizens.doing[1] = Activity.SLEEPING
    ignite(world, 0, world.scenario_event)
    burns(world, 30, wakes=0, shelter_m=0)
    assert world.citizens.inside.tolist() == [0, 0, -1]
    assert of_kind(burns(world, 30, wakes=1, shelter_m=0), Kind.WOKE)
    burns(world, 5, shelter_m=0)
    assert world.citizens.inside.tolist() == [0, -1, -1]


def test_they_run_to_a_shelter_that_they_know_but_not_back_in():
    world = house(people=1, apart=20)
    ignite(world, 0, world.scenario_event)
    burns(world, 40, shelter_m=300)
    assert world.citizens.inside[0] == 1


def test_smoke_kills_and_fire_burns_those_who_stay_in_proportion_to_its_heat():
    died, burnt = [], []
    for second in (60, 150, 1000):
        world = house(people=300, able=0, furniture=1000)
        ignite(world, 0, world.scenario_event)
        world.tick = second - second % 10
        happened = burns(world, 60, smoke=0.3, burns=0.5)
        dead = of_kind(happened, Kind.DIED)
        assert all(event.amount == Death.SUFFOCATION and event.stream == burning.SMOKE for event in dead)
        died.append(len(dead) / 300)
        burnt.append(len({event.who for event in of_kind(happened, Kind.WOUNDED)}) / 300)
    assert died == sorted(died)
    assert died[0] < 0.05
    assert died[-1] == pytest.approx(0.3, abs=0.07)
    assert burnt[0] < 0.1 < 0.3 < burnt[-1]


def test_burns_may_be_deep():
    for deep in (0, 1):
        world = house(people=60, able=0, furniture=1000)
        ignite(world, 0, world.scenario_event)
        world.tick = 600
        burns(world, 60, burns=0.5, deep=deep)
        depths = world.wounds.depth[world.wounds.rows()]
        assert len(depths) > 10
        assert (depths == 2 + deep).all()


# ---------------------------------------------------------------- spreading


def test_it_spreads_to_a_door_near_by_where_something_burns():
    for apart, furniture, caught in ((4, 40, True), (10, 40, False), (4, 0, False)):
        world = house(apart=apart, furniture=1000)
        world.shelters.furniture[1] = furniture
        first = ignite(world, 0, world.scenario_event)
        happened = burns(world, 900, spreads=0.9, spread_m=12)
        spread = [event for event in of_kind(happened, Kind.CAUGHT_FIRE) if event.who == 1]
        assert bool(spread) == caught
        assert all(event.cause == first and event.stream == burning.SPREADS for event in spread)


def test_how_often_it_spreads_is_as_the_knob_says():
    caught = 0
    for seed in range(120):
        world = house(furniture=2000, seed=seed)
        ignite(world, 0, world.scenario_event)
        world.tick = 600
        caught += len(of_kind(live(world, 60, burning, burning=HARMLESS | {"spreads": 0.4}), Kind.CAUGHT_FIRE))
    assert caught / 120 == pytest.approx(0.4, abs=0.12)


def test_nobody_pays_where_nothing_burns():
    world = house(people=2)
    before = world.digest()
    burning.step(world, burning.Params())
    assert world.digest() == before
    assert not np.any(world.citizens.intent == Verb.RUN)


# ---------------------------------------------------------------- those who come to it from outside


@pytest.mark.parametrize("way", [Verb.ENTER, Verb.WALK])
def test_whoever_comes_to_the_door_of_a_house_on_fire_turns_away_because_of_the_fire(way):
    """Somebody ran home into the fire three times, and died of it."""
    world = house(people=1)
    people, door = world.citizens, int(world.city.doors[0])
    people.inside[0], people.doing[0] = -1, Activity.WAITING
    if way == Verb.WALK:
        people.cell[0] = door - 3
    world.rebuild()
    fire = ignite(world, 0, world.scenario_event)
    order(world, 0, way, door if way == Verb.WALK else 0)
    people.enter[0] = 0 if way == Verb.WALK else -1
    told = burns(world, 8)
    (refused,) = of_kind(told, Kind.REFUSED)
    assert (refused.who, refused.whom, refused.amount, refused.cause) == (0, 0, Refusal.ON_FIRE, fire)
    assert people.inside[0] < 0


def test_once_it_has_burnt_out_people_go_in_again_and_a_door_that_was_locked_still_holds():
    world = house(people=2)
    people = world.citizens
    people.inside[:], people.doing[:] = -1, Activity.WAITING
    people.cell[1] = world.city.doors[1]
    world.rebuild()
    set_door(world, 1, world.scenario_event, locked=True)
    for building in (0, 1):
        ignite(world, building, world.scenario_event)
    assert world.cache(Doors).n_shut == 2
    world.tick = int(world.blazes.until[world.blazes.rows()].max())
    world.rebuild()
    assert world.cache(Doors).n_shut == 2
    burns(world, 1)
    assert world.cache(Doors).shut.tolist() == [0, 1]
    for who in (0, 1):
        order(world, who, Verb.ENTER, who)
    (refused,) = of_kind(burns(world, 1), Kind.REFUSED)
    assert (refused.who, refused.amount) == (1, Refusal.BARRED)
    assert people.inside.tolist() == [0, -1]


def test_nobody_flees_from_one_fire_into_another():
    world = house(people=1, apart=4)
    for building in (0, 1):
        ignite(world, building, world.scenario_event)
    (ran,) = of_kind(burns(world, 2), Kind.FLED)
    assert ran.amount != int(world.city.doors[1])
