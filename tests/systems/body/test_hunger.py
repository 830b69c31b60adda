"""Who goes without where food is short, what hunger does to them, and how it ends."""

import numpy as np
import pytest
from scenes.famine import FAR_VATS, PODS, VATS, housed, live, of, plenty, short

from undergrid.core import units
from undergrid.systems.body import hunger
from undergrid.systems.economy import supply
from undergrid.world.body.meals import LOOK, Meals, eats_at, fed_by
from undergrid.world.body.posture import refresh_pace
from undergrid.world.log.events import kind_of
from undergrid.world.log.kinds import Kind
from undergrid.world.tables.body import Death, Hunger, Privation
from undergrid.world.tables.people import Activity, Being

MEAL = 48  # looks from meal to meal: eight hours


def stages(world):
    rows = world.hungry.rows()
    return dict(zip(world.hungry.owner[rows].tolist(), world.hungry.stage[rows].tolist(), strict=True))


def test_while_there_is_enough_nobody_is_hungry_and_nothing_is_kept_of_anybody():
    world = housed(50)
    world.facilities.product[:] = world.facilities.taken_in[:] = 10_000_000
    live(world, MEAL, supply, hunger)
    assert world.hungry.n == world.shortages.n == 0
    assert not of(world, Kind.DEPRIVED, Kind.SHORTAGE)


def test_everybody_eats_once_between_meals_and_about_as_many_at_each_look():
    world = housed(480)
    live(world, 1, hunger)
    turns = np.array([eats_at(world, np.arange(480), look * LOOK) for look in range(MEAL)])
    assert (turns.sum(axis=0) == 1).all()
    assert turns.sum(axis=1).max() < 25


def test_without_any_food_all_go_hungry_at_their_next_meal_because_of_the_shortage():
    world = housed(60)
    shortage = short(world)
    live(world, MEAL - 1, hunger)
    assert len(stages(world)) < 60
    live(world, 1, hunger)
    assert stages(world) == dict.fromkeys(range(60), Hunger.HUNGRY)
    told = of(world, Kind.DEPRIVED)
    assert sorted(event.who for event in told) == list(range(60))
    assert {(event.amount, event.cause) for event in told} == {(Privation.HUNGRY, shortage)}
    rows = world.hungry.rows()
    missed = [event.tick for event in sorted(told, key=lambda event: event.who)]
    ate = world.hungry.ate[rows[np.argsort(world.hungry.owner[rows])]]
    assert (np.array(missed) - ate == 8 * units.HOUR).all()


@pytest.mark.parametrize("missing", [1, 33, 50, 97])
def test_of_all_meals_so_many_are_missed_as_there_is_too_little_for(missing):
    world = housed(300)
    short(world, missing)
    missed = 0
    for _ in range(MEAL):
        live(world, 1, hunger)
        rows = world.hungry.rows()
        missed += len(rows)
        world.hungry.free(rows)
    assert missed == 300 * missing // 100


def test_dispensers_serve_the_useful_first_and_luck_makes_up_for_some_of_it():
    world = housed(400)
    world.citizens.obedience[::2], world.citizens.obedience[1::2] = 200, 900
    short(world, 30)
    live(world, MEAL, hunger, evens=1)
    useless = sum(who % 2 == 0 for who in stages(world))
    assert useless > 0.9 * len(stages(world)) > 100
    world = housed(400)
    world.citizens.obedience[::2], world.citizens.obedience[1::2] = 200, 900
    short(world, 30)
    live(world, MEAL, hunger, evens=10_000)
    assert 0.4 < sum(who % 2 == 0 for who in stages(world)) / len(stages(world)) < 0.65


def test_hunger_ends_with_the_next_meal():
    world = housed(60)
    short(world)
    live(world, MEAL, hunger)
    plenty(world)
    live(world, MEAL // 2, hunger)
    assert 10 < len(stages(world)) < 50
    live(world, MEAL // 2, hunger)
    assert not world.hungry.n_used


def test_hunger_comes_in_stages_each_because_of_the_one_before_and_kills_after_weeks():
    world = housed(1)
    shortage = short(world)
    live(world, MEAL, hunger)
    live(world, 70, hunger, apart=units.DAY)
    hungry, weak, dying, died = of(world, Kind.DEPRIVED, Kind.DIED)
    assert [event.amount for event in (hungry, weak, dying)] == [
        Privation.HUNGRY, Privation.WEAK_WITH_HUNGER, Privation.DYING_OF_HUNGER,
    ]  # fmt: skip
    assert (died.kind, died.amount) == (Kind.DIED, Death.HUNGER)
    assert [event.cause for event in (hungry, weak, dying, died)] == [shortage, hungry.id, weak.id, dying.id]
    ate = hungry.tick - 8 * units.HOUR
    days = [(event.tick - ate) / units.DAY for event in (weak, dying, died)]
    assert days == [pytest.approx(at, abs=1) for at in (1.5, 21, 60)]
    assert not world.citizens.alive[0]
    assert not world.hungry.n_used


def test_a_hungry_body_walks_slower_the_hungrier_it_is_and_as_before_once_it_has_eaten():
    world = housed(1)
    short(world)
    live(world, MEAL, hunger)
    assert world.citizens.able[0] == 100
    live(world, 3, hunger, apart=units.DAY)
    assert world.citizens.able[0] == 80
    live(world, 22, hunger, apart=units.DAY)
    assert world.citizens.able[0] == 30
    plenty(world)
    live(world, MEAL, hunger)
    assert world.citizens.able[0] == 100
    refresh_pace(world, 0)
    assert world.citizens.able[0] == 100


def test_hunger_weighs_on_the_mood_at_each_stage():
    world = housed(1)
    short(world)
    live(world, MEAL, hunger)
    assert world.moods.mood.tolist()[0] == -80_000
    live(world, 3, hunger, apart=units.DAY)
    assert world.moods.mood.tolist()[0] == -160_000


@pytest.mark.parametrize(("days", "lost"), [(0, 1), (3, 4), (30, 10)])
def test_a_shift_is_worth_less_to_who_works_it_hungry(days, lost):
    world = housed(2, expires=units.DAY * 100)
    short(world)
    live(world, MEAL, hunger)
    live(world, days, hunger, apart=units.DAY)
    world.hungry.free(world.hungry.of(1))
    before = world.citizens.productivity.tolist()
    world.tick += 1  # between looks
    world.events.begin(world.tick)
    world.events.add(Kind.SHIFT_WORKED, np.arange(2), amount=10, cause=world.scenario_event)
    hunger.step(world, hunger.Params())
    (slump,) = of(world, Kind.SLUMPED)
    assert (slump.who, slump.amount, kind_of(slump.cause)) == (0, -lost, Kind.DEPRIVED)
    assert world.citizens.productivity.tolist() == [before[0] - lost, before[1]]


def test_without_a_subscription_there_is_nothing_to_lose():
    world = housed(1)
    short(world)
    live(world, MEAL, hunger)
    world.events.begin(world.tick)
    world.events.one(Kind.SHIFT_WORKED, 0, amount=10, cause=world.scenario_event)
    hunger.step(world, hunger.Params())
    assert not of(world, Kind.SLUMPED)


def in_line(world, who, building):
    """Let somebody hungry stand at the door of a works."""
    people, slot = world.citizens, world.hungry.first(owner=who)
    people.inside[who], people.cell[who], people.doing[who] = -1, world.city.doors[building], Activity.WAITING
    world.hungry.line[slot] = world.facilities.building.tolist().index(building)
    world.rebuild()


def test_whoever_stands_in_line_eats_first_of_what_little_there_is():
    world = housed(300)
    short(world)
    live(world, MEAL, hunger)
    plenty(world)
    short(world, 50)
    for who in (7, 8):
        in_line(world, who, VATS)
    in_line(world, 9, FAR_VATS)
    world.facilities.broken[1] = world.scenario_event
    live(world, 1, hunger)
    assert {7, 8} & set(stages(world)) == set()
    assert 9 in stages(world)  # nothing is served at a works that has broken down
    assert world.citizens.wake[7] <= world.tick


def test_whoever_stands_in_line_is_handed_what_lies_in_store_there_to_the_gram():
    world = housed(60)
    short(world)
    live(world, MEAL, hunger)
    plenty(world)
    works = world.facilities
    works.product[0] = works.taken_in[0] = 450
    out = [who for who in range(60) if not eats_at(world, np.array([who]), world.tick)[0]][:3]
    for who in out:
        in_line(world, who, VATS)
    live(world, 1, hunger)
    assert len(set(out) & set(stages(world))) == 1
    assert (works.product[0], works.given_out[0]) == (50, 400)


def test_a_dispenser_feeds_whose_tag_answers_within_the_wall():
    world = housed(8)
    people = world.citizens
    people.tagged[1], people.registered[2], people.wanted[3], people.home[4] = False, False, True, -1
    people.being[5], people.alive[6], people.doing[7] = Being.COMPANION, False, Activity.HELD
    assert fed_by(world, np.arange(8)).tolist() == [-1, -3, -3, -3, -3, -3, -3, -2]
    short(world)
    live(world, MEAL, hunger)
    assert list(stages(world)) == [0]


def test_where_the_stores_of_a_base_are_gone_who_is_in_goes_without():
    world = housed(3)
    world.bases.grow(1)
    world.bases.building[0] = PODS
    slots = world.lodgers.take(2)
    world.lodgers.owner[slots], world.lodgers.base[slots] = [0, 1], 0
    gone = short(world, 1, 1, building=PODS)
    live(world, MEAL, hunger)
    assert stages(world) == {0: Hunger.HUNGRY, 1: Hunger.HUNGRY}
    assert {event.cause for event in of(world, Kind.DEPRIVED)} == {gone}


def test_supply_says_how_much_is_missing_for_as_long_as_it_is():
    world = housed(40)
    works = world.facilities
    works.workers[:] = 0
    works.product[:2] = works.taken_in[:2] = 100
    live(world, 1, supply)
    assert world.shortages.n_used == 0
    live(world, 1, supply)
    (slot,) = world.shortages.rows().tolist()
    assert (world.shortages.asked[slot], world.shortages.missing[slot]) == (160, 120)
    assert kind_of(int(world.shortages.cause[slot])) == Kind.SHORTAGE
    works.product[0] += 10_000
    works.taken_in[0] += 10_000
    live(world, 1, supply)
    assert world.shortages.n_used == 0


def test_the_hours_between_meals_and_what_one_weighs_are_the_scenarios():
    world = housed(60)
    short(world)
    live(world, MEAL // 2, hunger, hours=4)
    assert len(stages(world)) == 60
    assert Meals(hours=4).ticks == 4 * units.HOUR
    plenty(world)
    works = world.facilities
    works.product[0] = works.taken_in[0] = 450
    (late, *_) = [who for who in range(60) if not eats_at(world, np.array([who]), world.tick)[0]]
    in_line(world, late, VATS)
    live(world, 1, hunger, grams=500, hours=4)
    assert late in stages(world)
    assert works.product[0] == 450


def test_a_bystander_changes_nobodys_meal():
    alone, beside = housed(60), housed(80)
    for world in (alone, beside):
        short(world)
        live(world, MEAL // 2, hunger)
    assert {who: stage for who, stage in stages(beside).items() if who < 60} == stages(alone)


def test_a_world_that_was_saved_and_loaded_goes_hungry_the_same():
    world = housed(90)
    short(world, 60)
    live(world, MEAL // 2, hunger)
    other = world.copy()
    other.restore(world.tick, world.state())
    for one in (world, other):
        live(one, MEAL, hunger)
    assert world.digest() == other.digest()
