"""Shelter: locks, barricades, and who is found inside."""

import pytest
from scenes.bays import BAY, OTHER, barricaded, bay, events, lay, order, refusals
from scenes.sworn import sworn
from scenes.worlds import run

from undergrid.systems.movement import movement
from undergrid.systems.places import shelter
from undergrid.world.items import kit
from undergrid.world.log.kinds import Kind
from undergrid.world.orders import tasks
from undergrid.world.orders.attempts import Attempts
from undergrid.world.places.shelters import Doors, at_hand, door_holds, strength, through_walls_db
from undergrid.world.tables.items import ItemKind
from undergrid.world.tables.minds import Topic
from undergrid.world.tables.orders import Refusal, Verb
from undergrid.world.tables.people import Activity

# -- locks


def test_a_locked_door_lets_nobody_in_and_whoever_is_inside_unlocks_it():
    world = bay(outside=1)
    order(world, 0, Verb.LOCK)
    run(shelter, world)
    assert door_holds(world, BAY)
    assert (world.cache(Doors).shut[BAY], world.cache(Doors).n_shut) == (1, 1)
    order(world, 1, Verb.ENTER)
    run(movement, world)
    assert refusals(world) == [Refusal.BARRED]
    assert world.citizens.inside[1] == -1
    order(world, 0, Verb.UNLOCK)
    run(shelter, world)
    order(world, 1, Verb.ENTER)
    run(movement, world)
    assert world.citizens.inside[1] == BAY
    assert [event.kind for event in events(world, Kind.LOCKED, Kind.UNLOCKED)] == [Kind.LOCKED, Kind.UNLOCKED]
    assert world.cache(Doors).n_shut == 0


@pytest.mark.parametrize(("verb", "target"), [(Verb.LEAVE, -1), (Verb.WALK, 30)])
def test_whoever_leaves_by_a_locked_door_unlocks_it(verb, target):
    world = bay()
    order(world, 0, Verb.LOCK)
    run(shelter, world)
    order(world, 0, verb, target)
    run(movement, world)
    assert world.citizens.inside[0] == -1
    assert not door_holds(world, BAY)
    assert len(events(world, Kind.UNLOCKED)) == 1


def test_the_senseless_unlock_nothing():
    world = bay()
    order(world, 0, Verb.LOCK)
    run(shelter, world)
    world.citizens.doing[0] = Activity.SLEEPING
    order(world, 0, Verb.LEAVE)
    run(movement, world)
    assert door_holds(world, BAY)


@pytest.mark.parametrize(
    ("lock", "forced", "door"), [(0, 0, 1), (1, 1, 1), (1, 0, 0)], ids=["no lock", "forced", "no door"]
)
def test_locking_takes_a_lock_that_works(lock, forced, door):
    world = bay()
    world.shelters.lock[0], world.shelters.forced[0], world.shelters.door[0] = lock, forced, door
    order(world, 0, Verb.LOCK)
    run(shelter, world)
    assert refusals(world) == [Refusal.NO_TOOL]
    assert not door_holds(world, BAY)


def test_what_makes_no_sense_at_a_door_is_refused_with_the_reason():
    world = bay(outside=1)
    for who, verb, target, why in (
        (1, Verb.LOCK, BAY, Refusal.OUTDOORS),
        (0, Verb.LOCK, OTHER, Refusal.NO_TOOL),
        (0, Verb.UNLOCK, BAY, Refusal.NOT_NEEDED),
        (0, Verb.UNBAR, BAY, Refusal.NOT_NEEDED),
        (0, Verb.BARRICADE, BAY, Refusal.NO_SUPPLIES),
        (0, Verb.BREACH, BAY, Refusal.INDOORS),
        (1, Verb.BREACH, BAY, Refusal.NOT_NEEDED),
        (1, Verb.BREACH, OTHER, Refusal.NOT_NEEDED),
    ):
        order(world, who, verb, target)
        run(shelter, world)
        assert refusals(world)[-1] == why, verb.name
        assert not world.cache(Attempts).intending.any
    order(world, 0, Verb.LOCK)
    run(shelter, world)
    order(world, 0, Verb.LOCK)
    run(shelter, world)
    assert refusals(world)[-1] == Refusal.NOT_NEEDED
    world.citizens.cell[1] += 3
    order(world, 1, Verb.BREACH)
    run(shelter, world)
    assert refusals(world)[-1] == Refusal.NOT_HERE


def test_walking_home_ends_before_a_door_that_holds():
    world = bay()
    world.citizens.inside[0], world.citizens.cell[0] = -1, world.city.cell(0, 1, 5)
    world.shelters.locked[0] = True
    world.rebuild()
    order(world, 0, Verb.WALK, int(world.city.doors[BAY]))
    world.citizens.enter[0] = BAY
    run(movement, world, ticks=20)
    assert refusals(world) == [Refusal.BARRED]
    (event,) = events(world, Kind.REFUSED)
    assert (event.whom, world.citizens.inside[0], world.citizens.cell[0]) == (BAY, -1, world.city.doors[BAY])


# -- barricades


def test_a_barricade_is_as_strong_as_what_is_used_and_several_add():
    world = barricaded(beams=2)
    each = [event.amount for event in events(world, Kind.BARRICADED)]
    assert each == [round(60 * 0.6 * 9.81 * 0.6 / 0.05)] * 2
    assert strength(world, BAY) == sum(each)
    assert not at_hand(world, 0, ItemKind.BEAM)


def test_what_is_built_in_is_free_again_once_the_barricade_is_taken_away():
    world = barricaded()
    order(world, 0, Verb.LEAVE)
    run(movement, world)
    assert refusals(world) == [Refusal.BARRED]
    assert world.citizens.inside[0] == BAY
    order(world, 0, Verb.UNBAR)
    run(shelter, world, ticks=20)
    assert door_holds(world, BAY)  # it takes its time
    run(shelter, world, ticks=15)
    assert not door_holds(world, BAY)
    assert len(at_hand(world, 0, ItemKind.BEAM)) == 1


def test_furniture_serves_where_there_is_no_beam_and_scraps_where_asked_for():
    world = bay(furniture=40)
    lay(world, ItemKind.FUEL, count=5)
    order(world, 0, Verb.BARRICADE)
    run(shelter, world, ticks=42)
    assert (world.shelters.furniture[0], world.shelters.piled[0]) == (0, 40)
    order(world, 0, Verb.BARRICADE, amount=int(ItemKind.FUEL))
    run(shelter, world, ticks=10)
    per_kg = shelter.Params().joules_per_kg
    assert [event.amount for event in events(world, Kind.BARRICADED)] == [round(40 * per_kg), round(5 * per_kg)]
    order(world, 0, Verb.UNBAR)
    run(shelter, world, ticks=40)
    assert (world.shelters.furniture[0], world.shelters.piled[0]) == (40, 0)
    assert world.items.count[at_hand(world, 0, ItemKind.FUEL)].sum() == 5


def test_a_carried_beam_can_be_used_and_of_several_only_one():
    world = bay()
    kit.add(world, 0, ItemKind.BEAM, 2, world.scenario_event)
    order(world, 0, Verb.BARRICADE)
    run(shelter, world, ticks=62)
    assert kit.count(world, 0, ItemKind.BEAM) == 1
    order(world, 0, Verb.UNBAR)
    run(shelter, world, ticks=35)
    assert int(world.items.count[at_hand(world, 0, ItemKind.BEAM)].sum()) == 2


@pytest.mark.parametrize("seed", range(1, 7))
def test_one_beam_serves_one_of_two_and_a_draw_says_whose(seed):
    world = bay(inside=2, beams=1, seed=seed)
    for who in (0, 1):
        order(world, who, Verb.BARRICADE)
    run(shelter, world, ticks=62)
    assert len(events(world, Kind.BARRICADED)) == 1
    (broken_off,) = events(world, Kind.INTERRUPTED)
    assert {broken_off.who, events(world, Kind.BARRICADED)[0].who} == {0, 1}
    assert not world.tasks.used.any()


def test_both_come_first_over_seeds():
    first = set()
    for seed in range(1, 12):
        world = bay(inside=2, beams=1, seed=seed)
        for who in (0, 1):
            order(world, who, Verb.BARRICADE)
        run(shelter, world, ticks=62)
        first.add(events(world, Kind.BARRICADED)[0].who)
    assert first == {0, 1}


def test_a_task_broken_off_uses_nothing():
    world = bay(beams=1)
    order(world, 0, Verb.BARRICADE)
    run(shelter, world, ticks=10)
    order(world, 0, Verb.LEAVE)
    run(movement, world)
    tasks.sweep(world)
    run(shelter, world, ticks=100)
    assert not events(world, Kind.BARRICADED)
    assert world.items.cell[0] == world.city.doors[BAY]


# -- coming in


def knows(world, who, building=BAY, at=-3600, source=-1):
    slot, known = world.knowledge.take(1), world.knowledge
    known.knower[slot], known.topic[slot], known.subject[slot] = who, Topic.PLACE, building
    known.cell[slot], known.at[slot], known.source[slot] = world.city.doors[building], at, source
    known.cause[slot] = world.scenario_event
    return int(slot[0])


def come_in(world, who):
    order(world, who, Verb.ENTER)
    run(movement, world)
    world.tick -= 1
    run(shelter, world)


def test_to_find_people_where_one_expected_nobody_is_a_surprise():
    world = bay(outside=1)
    slot = knows(world, 1)
    come_in(world, 1)
    (event,) = events(world, Kind.SURPRISED)
    assert (event.who, event.whom) == (1, 0)
    assert world.knowledge.at[slot] == 0
    known = world.knowledge
    (person,) = [row for row in known.rows() if known.topic[row] == Topic.PERSON]
    assert (known.knower[person], known.subject[person], known.cause[person]) == (1, 0, event.id)
    order(world, 1, Verb.LEAVE)
    run(movement, world)
    come_in(world, 1)
    assert len(events(world, Kind.SURPRISED)) == 1  # by now it is known


@pytest.mark.parametrize("lived_in", ["a base", "a clinic"])
def test_where_people_are_said_to_be_nobody_is_surprised_to_find_them_but_knows_them_from_then_on(lived_in):
    world = bay(outside=1)
    knows(world, 1)
    if lived_in == "a base":
        sworn(world, [0], base=BAY)
    else:
        world.clinics.grow(1)
        world.clinics.building[0] = BAY
    come_in(world, 1)
    assert not events(world, Kind.SURPRISED)
    known = world.knowledge
    assert [known.subject[row] for row in known.rows() if known.topic[row] == Topic.PERSON] == [0]


@pytest.mark.parametrize("why", ["knows nothing of it", "nobody there", "bound", "together", "at home"])
def test_no_surprise_without_a_stranger_and_an_expectation(why):
    world = bay(outside=2, inside=0 if why in ("nobody there", "together") else 1)
    late = world.citizens.n - 1
    if why != "knows nothing of it":
        knows(world, late)
    if why == "bound":
        slot = world.bonds.take(1)
        world.bonds.a[slot], world.bonds.b[slot] = 0, late
    if why == "at home":
        sworn(world, [0, late], base=BAY)
    if why == "together":
        order(world, 0, Verb.ENTER)
    come_in(world, late)
    assert world.citizens.inside[late] == BAY
    assert not events(world, Kind.SURPRISED)


# -- and the rest


def test_walls_and_doors_keep_sounds_out_by_how_the_door_is():
    world = bay()
    shut = through_walls_db(world, BAY)
    assert through_walls_db(world, -1) == 0
    assert through_walls_db(world, OTHER) > shut
    world.shelters.sealed[0] = True
    assert through_walls_db(world, BAY) > shut
    world.shelters.forced[0] = True
    assert through_walls_db(world, BAY) < shut
