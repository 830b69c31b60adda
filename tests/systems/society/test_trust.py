"""Trust: who meets whom, how guesses are made and how often they are right, stances that follow what fades, debts."""

from __future__ import annotations

import pytest
from scenes.strangers import live, told
from scenes.worlds import field, make_city, make_world, run

from undergrid.city.city import Use
from undergrid.systems.society import trust
from undergrid.world.body.care import learn_of_body
from undergrid.world.items import kit
from undergrid.world.log.kinds import Kind
from undergrid.world.people import background
from undergrid.world.places.occupancy import move_body
from undergrid.world.society import first_impressions, regard
from undergrid.world.tables.items import ItemKind
from undergrid.world.tables.people import Activity
from undergrid.world.tables.society import Category, Stance
from undergrid.world.world import World


def of_note(world: World, *rows: int) -> None:
    """People with a mind and a profile."""
    for who in rows:
        plan = world.plans.grow(1)
        world.plans.owner[plan] = who
        background.make_profile(world, who)
    world.rebuild()


def met(world: World) -> set[tuple[int, int]]:
    return {(event.who, event.whom) for event in told(world, Kind.MET)}


def test_people_who_pass_in_the_street_do_not_meet_and_those_of_note_do():
    world = make_world(field(20, 3), [(0, 0), (2, 0), (3, 0), (18, 0)])
    of_note(world, 0, 2, 3)
    live(world, [trust], 10)
    assert met(world) == {(0, 2), (2, 0)}


def test_those_who_meet_do_so_because_of_what_the_one_who_walks_is_about():
    for walks in (0, 1):
        world = make_world(field(20, 3), [(0, 0), (2, 0)])
        of_note(world, 0, 1)
        world.citizens.doing[walks] = Activity.WALKING
        world.citizens.cause[:] = [world.events.one(Kind.ORDERED, who) for who in (0, 1)]
        live(world, [trust], 10)
        assert {event.cause for event in told(world, Kind.MET)} == {int(world.citizens.cause[walks])}


def test_a_wall_between_them_keeps_people_of_note_strangers():
    world = make_world("..#..", [(1, 0), (3, 0)])
    of_note(world, 0, 1)
    live(world, [trust], 10)
    assert not met(world)


def test_in_a_shelter_everybody_is_met_but_in_an_office_nobody():
    for use, expected in ((Use.REFUGE, {(0, 1), (1, 0)}), (Use.OFFICES, set())):
        world = make_world(make_city(field(5, 5), buildings=[(use, 0, 2, 2)]), [(2, 2), (2, 2)])
        of_note(world, 0)
        for who in (0, 1):
            move_body(world, who, 0)
        world.citizens.doing[:] = Activity.RESTING
        live(world, [trust], 10)
        assert met(world) == expected


@pytest.mark.parametrize(("by", "strength", "strangers"), [(0, 1000, False), (1, 1000, False), (0, 0, True)])
def test_two_of_whom_one_has_felt_the_others_pulse_are_no_strangers(by, strength, strangers):
    world = make_world(field(20, 3), [(0, 0), (2, 0)])
    of_note(world, 0, 1)
    learn_of_body(world, by, 1 - by, strength, world.scenario_event)
    live(world, [trust], 30)
    assert bool(met(world)) == strangers


def test_nobody_meets_twice_nor_those_they_know():
    world = make_world(field(20, 3), [(0, 0), (2, 0), (3, 0)])
    of_note(world, 0, 1, 2)
    slots = world.bonds.take(2)
    world.bonds.a[slots], world.bonds.b[slots] = (0, 1), (1, 0)
    live(world, [trust], 60)
    assert len(told(world, Kind.MET)) == 4
    assert (0, 1) not in met(world)


def test_arms_make_strangers_wary_and_a_stance_recovers_as_fear_fades():
    world = make_world(field(20, 3), [(0, 0), (2, 0)])
    of_note(world, 0, 1)
    kit.add(world, 1, ItemKind.RIFLE, 1, world.scenario_event)
    live(world, [trust], 5)
    (before,) = (event for event in told(world, Kind.MET) if event.who == 0)
    assert before.amount == Stance.WARY
    live(world, [trust], 2 * regard.FEAR_HALVES)
    (change,) = (event for event in told(world, Kind.STANCE_CHANGED) if event.who == 0)
    assert change.amount == Stance.GUARDED
    assert change.cause == before.id


def test_help_pays_a_debt_and_no_more_than_is_owed():
    world = make_world("..", citizens=2)
    slot = background.make_profile(world, 0)
    world.profiles.debt[slot] = 70
    for _ in range(3):
        world.events.begin(world.tick)
        world.events.one(Kind.DRESSED, 0, 1, 0, cause=5)
        world.events.one(Kind.DRESSED, 0, 0, 0, cause=5)
        trust.step(world, trust.Params())
        world.tick += 1
    assert [event.amount for event in told(world, Kind.DEBT_PAID)] == [40, 30]
    assert world.profiles.debt[slot] == 0
    assert told(world, Kind.DEBT_PAID)[0].cause == told(world, Kind.DRESSED)[0].id


@pytest.mark.parametrize(
    ("kind", "pays"),
    [
        (Kind.BROUGHT_TO_SAFETY, True),
        (Kind.PLEDGE_KEPT, True),
        (Kind.LET_IN, True),
        (Kind.GAVE_WATER, True),
        (Kind.STABILISED, True),
        (Kind.TOOK_UP, False),
        (Kind.SET_DOWN, False),
        (Kind.ASSESSED, False),
        (Kind.ROUSED, False),
        (Kind.PLEDGE_FAILED, False),
    ],
)
def test_a_debt_falls_with_help_that_is_done_and_not_with_what_is_only_begun(kind: Kind, pays: bool):
    world = make_world("..", citizens=2)
    slot = background.make_profile(world, 0)
    world.profiles.debt[slot] = 700
    world.events.begin(world.tick)
    did = world.events.one(kind, 0, 1, 0, cause=5)
    trust.step(world, trust.Params())
    assert [event.cause for event in told(world, Kind.DEBT_PAID)] == [did] * pays


def test_without_signs_most_people_are_taken_for_nobodys():
    kind, certainty = first_impressions.guess(Category.UNALIGNED, False, False, True, first_impressions.misreading(5))
    assert kind == Category.UNALIGNED
    assert certainty > 600


def test_a_sign_worn_openly_is_believed_and_skill_makes_surer():
    assert first_impressions.guess(Category.HEALER, False, False, False, 200) == (Category.HEALER, 1000)
    sure = [
        first_impressions.guess(Category.UNALIGNED, True, True, False, first_impressions.misreading(skill))[1]
        for skill in (0, 5, 10)
    ]
    assert sure == sorted(sure)
    assert sure[0] < sure[2]


@pytest.mark.parametrize("cell_mm", [500, 1000, 2000, 4000])
def test_people_of_note_meet_from_as_many_metres_on_any_map(cell_mm: int):
    for metres, meet_m, meet in ((8, 8, True), (8, 7.9, False), (8, 10, True), (12, 10, False)):
        cells = metres * 1000 // cell_mm
        world = make_world(make_city(field(40, 1), cell_mm=cell_mm), [(0, 0), (cells, 0)])
        of_note(world, 0, 1)
        run(trust, world, ticks=10, meet_m=meet_m)
        assert bool(met(world)) == meet, (metres, meet_m)
