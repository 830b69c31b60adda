"""Shelters: what holds a door and because of what, and the work it takes; each shelter by its own row."""

import pytest
from scenes.worlds import field, make_city, make_world

from undergrid.city.city import Use
from undergrid.world.log.kinds import Kind
from undergrid.world.places.shelters import (
    Doors,
    Hold,
    at_hand,
    best_shelter,
    build_in,
    burns,
    door_holds,
    excess,
    glow,
    hold,
    inside_temperature,
    known_shelters,
    open_door,
    put_aside,
    set_door,
    set_warmth,
    shelter_row,
    strength,
    through_walls_db,
    use_up,
)
from undergrid.world.tables.items import ItemKind
from undergrid.world.tables.minds import Topic

DOORS = ((4, 4), (10, 4), (16, 4), (22, 4))
HOUSE = 1  # the building that nobody can hold: the shelters are rows 0, 1 and 2 for buildings 0, 2 and 3


def street(people=1, third=Use.DISUSED):
    """A refuge, a house with pods and two disused houses in a row; people before the first."""
    uses = (Use.REFUGE, Use.PODS, third, Use.DISUSED)
    city = make_city(field(40, 9), buildings=[(use, 0, *at) for use, at in zip(uses, DOORS, strict=True)])
    return make_world(city, [(4, 4)] * people)


def told(world):
    """Some event, to be the cause of something."""
    return world.events.one(Kind.ORDERED, 0)


# ---------------------------------------------------------------- doors


def test_buildings_that_can_be_held_have_a_row_each_and_others_none():
    world = street()
    assert [shelter_row(world, building) for building in (-1, 0, 1, 2, 3)] == [-1, 0, -1, 1, 2]
    assert world.shelters.building.tolist() == [0, 2, 3]
    assert world.shelters.cause.tolist() == [world.scenario_event] * 3


@pytest.mark.parametrize(("building", "row"), [(0, 0), (2, 1), (3, 2)])
def test_a_door_is_what_somebody_made_of_it_because_of_that(building, row):
    world = street()
    locked, barred, opened = told(world), told(world), told(world)
    shelters, doors = world.shelters, world.cache(Doors)
    others = [n for n in range(3) if n != row]
    for event, change, state in (
        (locked, {"locked": True}, Hold.LOCKED),
        (barred, {"barricade": 500}, Hold.BARRED),
        (opened, {"locked": False}, Hold.BARRED),
        (told(world), {"barricade": 0}, Hold.OPEN),
    ):
        set_door(world, building, event, **change)
        assert (hold(world, building), shelters.cause[row]) == (state, event)
        assert door_holds(world, building) == (state != Hold.OPEN)
        assert (doors.shut[building], doors.n_shut) == (state != Hold.OPEN, state != Hold.OPEN)
        assert shelters.cause[others].tolist() == [world.scenario_event] * 2
        assert not doors.shut[[n for n in range(4) if n != building]].any()


@pytest.mark.parametrize("row", [0, 1, 2])
@pytest.mark.parametrize(
    ("locked", "barricade", "forgets"), [(False, 0, True), (True, 0, False), (False, 9, False), (True, 9, False)]
)
def test_what_has_been_worn_off_a_door_is_forgotten_once_nothing_holds_it(row, locked, barricade, forgets):
    """Whatever holds the doors of the others, which keep what has been worn off them."""
    world = street()
    shelters = world.shelters
    for others_hold in (False, True):
        shelters.locked[:], shelters.barricade[:] = others_hold, 7 * others_hold
        shelters.worn[:], shelters.assault[:] = 3, 99
        set_door(world, int(shelters.building[row]), told(world), locked=locked, barricade=barricade)
        assert (shelters.worn[row], shelters.assault[row]) == ((0, 0) if forgets else (3, 99))
        assert [shelters.worn[n] for n in range(3) if n != row] == [3, 3]
        assert [shelters.assault[n] for n in range(3) if n != row] == [99, 99]


def test_forcing_a_door_takes_what_its_own_lock_and_barricade_take_less_what_is_worn_off():
    world = street()
    shelters = world.shelters
    shelters.bolt[:] = (100, 200, 300)
    for building in (0, 2, 3):
        assert strength(world, building) == 0
    set_door(world, 2, told(world), locked=True)
    set_door(world, 3, told(world), barricade=1000)
    assert [strength(world, building) for building in range(4)] == [0, 0, 200, 1000]
    shelters.worn[:] = (5, 150, 999)
    assert [strength(world, building) for building in range(4)] == [0, 0, 50, 1]
    shelters.worn[:] = (5, 201, 1000)
    assert [strength(world, building) for building in range(4)] == [0, 0, 0, 0]
    assert [hold(world, building) for building in range(4)] == [Hold.OPEN, Hold.OPEN, Hold.LOCKED, Hold.BARRED]


@pytest.mark.parametrize(
    ("change", "kind"),
    [
        ({"locked": True}, Kind.UNLOCKED),
        ({"barricade": 50}, Kind.UNBARRED),
        ({"locked": True, "barricade": 50}, Kind.UNBARRED),
    ],
)
def test_whoever_opens_a_door_says_what_held_it(change, kind):
    world = street(people=2)
    why = told(world)
    assert open_door(world, 2, 1, why) == why  # nothing to open
    set_door(world, 2, why, **change)
    set_door(world, 3, why, **change)
    event = open_door(world, 2, 1, why)
    (opened,) = [one for one in world.events.rows() if one.id == event]
    assert (opened.kind, opened.who, opened.whom, opened.cause) == (kind, 1, 2, why)
    assert opened.where == world.city.doors[2]
    assert (door_holds(world, 2), door_holds(world, 3)) == (False, True)
    assert world.shelters.cause.tolist() == [world.scenario_event, event, why]


def test_doors_are_counted_alike_when_a_world_is_built_anew():
    world = street()
    set_door(world, 2, told(world), locked=True)
    set_door(world, 3, told(world), barricade=1)
    before = world.cache(Doors)
    world.rebuild()
    after = world.cache(Doors)
    assert after.n_shut == before.n_shut == 2
    assert after.shut.tolist() == before.shut.tolist() == [0, 0, 1, 1]


@pytest.mark.parametrize(
    ("made", "loss"),
    [
        ({}, 20),
        ({"sealed": True}, 25),
        ({"forced": True}, 10),
        ({"door": False}, 10),
        ({"forced": True, "barricade": 5}, 20),
        ({"forced": True, "sealed": True}, 10),
    ],
)
def test_a_door_lets_out_as_much_sound_as_it_is_shut_or_broken(made, loss):
    world = street()
    for name, value in made.items():
        getattr(world.shelters, name)[1] = value
    assert [through_walls_db(world, building) for building in (-1, 0, 1, 2, 3)] == [0, 20, 30, loss, 20]


# ---------------------------------------------------------------- warmth and light


def test_each_room_warms_by_its_own_fire():
    world = street()
    set_warmth(world, 1, 1000, 600)
    set_warmth(world, 2, 400, 1200)
    world.tick = 600
    left = (1 - 2.718281828**-1, 1 - 2.718281828**-0.5)
    assert [excess(world, row) for row in range(3)] == [0, round(1000 * left[0]), round(400 * left[1])]
    world.sky.temperature[0] = -500
    assert inside_temperature(world, 2) == -500 + excess(world, 1)
    assert [inside_temperature(world, building) for building in (-1, 0, 1)] == [-500, -500, 2000]
    world.sky.temperature[0] = 2500
    assert inside_temperature(world, 1) == 2500


def test_a_fire_burns_until_its_tick_and_its_light_shows_at_its_own_door():
    world = street()
    world.tick = 10
    world.shelters.fire[:] = (10, 11, 12)
    world.shelters.sealed[:] = (False, True, False)
    assert [burns(world, building) for building in range(4)] == [False, False, True, True]
    world.tick = 9
    assert burns(world, 0)
    world.tick = 10
    cells, light = glow(world)
    assert cells.tolist() == world.city.doors[[2, 3]].tolist()
    assert light.tolist() == [4096 // 20, 4096]


# ---------------------------------------------------------------- things


def thing(world, kind=ItemKind.FUEL, count=1, holder=-1, building=-1):
    slot = int(world.items.take(1)[0])
    world.items.kind[slot], world.items.count[slot], world.items.holder[slot] = kind, count, holder
    world.items.building[slot] = building
    world.items.cell[slot] = world.city.doors[building] if building >= 0 else -1
    world.items.luck[slot] = 1000 - slot
    return slot


def test_what_one_carries_is_at_hand_first_then_what_lies_about_and_nothing_that_is_built_in():
    world = street(people=2)
    world.citizens.inside[:] = 0
    lies, other, elsewhere = (thing(world, building=building) for building in (0, 0, 2))
    carried, theirs = thing(world, holder=0), thing(world, holder=1)
    empty = thing(world, count=0, building=0)
    built_in = thing(world, building=0)
    build_in(world, built_in, 1, 0)
    assert at_hand(world, 0, ItemKind.FUEL) == [carried, other, lies]
    assert at_hand(world, 1, ItemKind.FUEL) == [theirs, other, lies]
    assert at_hand(world, 0, ItemKind.BEAM) == []
    put_aside(world, 0)
    assert at_hand(world, 0, ItemKind.FUEL) == [carried, built_in, other, lies]
    assert not {elsewhere, empty} & set(at_hand(world, 0, ItemKind.FUEL))


def test_what_is_piled_up_behind_one_door_is_furniture_of_that_room_again():
    world = street()
    world.shelters.furniture[:], world.shelters.piled[:] = (1, 2, 3), (10, 20, 30)
    put_aside(world, 2)
    assert world.shelters.furniture.tolist() == [1, 22, 3]
    assert world.shelters.piled.tolist() == [10, 0, 30]


def test_part_of_a_pile_is_built_in_and_the_rest_stays_where_it_was():
    world = street()
    pile = thing(world, count=5, holder=0)
    build_in(world, pile, 2, 0)
    items = world.items
    (rest,) = [slot for slot in items.rows().tolist() if slot != pile]
    assert (items.count[pile], items.holder[pile]) == (3, 0)
    assert (items.count[rest], items.holder[rest], items.cell[rest], items.building[rest]) == (2, -1, -1, 0)
    assert (items.kind[rest], items.luck[rest] != items.luck[pile]) == (ItemKind.FUEL, True)


@pytest.mark.parametrize(("n", "left"), [(1, [2, 7]), (2, [1, 7]), (3, [7]), (4, [7])])
def test_things_are_used_up_and_then_gone(n, left):
    world = street()
    slot, _ = thing(world, count=3), thing(world, count=7)
    use_up(world, slot, n)
    assert world.items.count[world.items.rows()].tolist() == left


# ---------------------------------------------------------------- what people know


def knows(world, building, at=0, source=-1, who=0):
    slot, known = int(world.knowledge.take(1)[0]), world.knowledge
    known.knower[slot], known.topic[slot], known.subject[slot] = who, Topic.PLACE, building
    known.cell[slot], known.at[slot], known.source[slot] = world.city.doors[building], at, source
    return slot


def test_of_each_shelter_the_newest_that_one_knows_counts_and_a_lock_that_one_has_seen_oneself():
    world = street(people=2)
    world.tick = 1000
    world.shelters.lock[:] = (False, True, True)
    for building, at, source in ((3, 100, 1), (2, 900, -1), (2, 500, 1), (1, 1000, -1)):
        knows(world, building, at, source)
    knows(world, 0, 1000, who=1)
    door = world.city.doors
    assert known_shelters(world, 0) == [(2, door[2], 100, True, -1), (3, door[3], 900, False, 1)]


def test_a_station_is_a_shelter_for_nobody():
    world = street(third=Use.STATION)
    assert 2 in world.shelters.building
    knows(world, 2)
    assert known_shelters(world, 0) == []
    assert best_shelter(world, 0) is None


@pytest.mark.parametrize(
    ("hours", "best"), [((0, 0, 0), 0), ((5, 0, 0), 2), ((2, 0, 0), 0), ((100, 13, 0), 3), ((100, 100, 100), 0)]
)
def test_the_nearest_is_the_best_unless_what_is_known_of_it_is_stale(hours, best):
    """24 and 36 m further to the next: an hour weighs as 10 m, up to 150 m."""
    world = street()
    world.tick = 400_000
    for building, age in zip((0, 2, 3), hours, strict=True):
        knows(world, building, world.tick - 3600 * age)
    found = best_shelter(world, 0)
    assert found is not None
    assert found.building == best
    assert best_shelter(world, 0, without=(0, 2, 3)) is None


@pytest.mark.parametrize(("locks", "best"), [((0, 0, 0), 0), ((0, 1, 0), 2), ((1, 1, 1), 0), ((0, 0, 1), 3)])
def test_a_lock_is_worth_sixty_metres(locks, best):
    world = street()
    world.shelters.lock[:] = locks
    for building in (0, 2, 3):
        knows(world, building)
    assert best_shelter(world, 0).building == best


def test_what_was_built_in_lies_before_the_door_that_it_stood_behind():
    world = street()
    slots = {building: thing(world, building=building) for building in (2, 3)}
    for building, slot in slots.items():
        build_in(world, slot, 1, building)
    put_aside(world, 3)
    assert [int(world.items.cell[slot]) for slot in slots.values()] == [-1, world.city.doors[3]]


def test_a_shelter_on_another_level_is_two_hundred_metres_farther():
    city = make_city(field(300, 3), field(300, 3), buildings=[(Use.REFUGE, 1, 0, 1), (Use.REFUGE, 0, 99, 1)])
    for door, best in ((99, 1), (101, 0)):
        world = make_world(city, [(0, 1)])
        for building in (0, 1):
            slot = knows(world, building)
            world.knowledge.cell[slot] = (city.cell(1, 0, 1), city.cell(0, door, 1))[building]
        assert best_shelter(world, 0).building == best
