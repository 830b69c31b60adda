"""Breath: where there is no air, who faints and dies of it, and when."""

import pytest
from scenes.suits import HALL, LOCK, ask, events, live, suited
from scenes.worlds import run

from undergrid.systems.body import breath
from undergrid.world.log.kinds import Kind
from undergrid.world.tables.body import Death
from undergrid.world.tables.orders import Verb
from undergrid.world.tables.people import Activity
from undergrid.world.view.view import view


def test_without_air_one_faints_and_dies_at_the_ticks_that_were_told():
    world = suited(0)
    run(breath, world, faints_s=12, dies_s=240)
    (short,) = events(world, Kind.SUFFOCATES)
    assert (short.tick, short.amount) == (0, 12)
    run(breath, world, ticks=300, faints_s=12, dies_s=240)
    (fainted,), (died,) = events(world, Kind.FAINTED), events(world, Kind.DIED)
    assert (fainted.tick, fainted.cause) == (12, short.id)
    assert (died.tick, died.amount, died.cause) == (240, Death.SUFFOCATION, fainted.id)
    assert not world.breaths.n_used


def test_where_there_is_air_the_suit_idles_and_nobody_notices():
    world = suited(0, airless=False)
    live(world, 400)
    assert not world.events.n
    assert view(world, 0).power.faints_at is None


@pytest.mark.parametrize(("inside", "breathes"), [(LOCK, True), (HALL, False), (-1, False)])
def test_a_level_without_air_leaves_it_to_buildings_but_for_those_that_are_named(inside, breathes):
    world = suited(0)
    world.citizens.inside[0] = inside
    world.rebuild()
    live(world, 2)
    assert bool(events(world, Kind.SUFFOCATES)) != breathes


def test_an_empty_cell_takes_the_life_support_and_that_the_life_each_at_its_tick():
    world = suited(6_400)
    ask(world, 0, Verb.SWITCH_ON)
    live(world)
    told = view(world, 0).power
    assert (told.life_support_until, told.faints_at, told.dies_at) == (100, 115, 400)
    live(world, 500)
    chain = {kind: events(world, kind)[0] for kind in (
        Kind.ORDERED, Kind.SWITCHED_ON, Kind.CELL_EMPTY, Kind.POWER_FAILED, Kind.SUFFOCATES, Kind.FAINTED, Kind.DIED,
    )}  # fmt: skip
    assert [event.tick for event in chain.values()] == [0, 0, 100, 100, 100, 115, 400]
    causes = [event.cause for event in chain.values()]
    assert causes[1:] == [event.id for event in chain.values()][:-1]
    assert chain[Kind.DIED].amount == Death.LIFE_SUPPORT
    assert not world.citizens.alive[0]


def test_whoever_switches_it_off_has_only_themselves_to_thank():
    world = suited(50_000)
    ask(world, 0, Verb.SWITCH_ON)
    live(world, 5)
    ask(world, 0, Verb.SWITCH_OFF)
    live(world, 2)
    (off,), (short,) = events(world, Kind.SWITCHED_OFF), events(world, Kind.SUFFOCATES)
    assert (short.tick, short.cause) == (5, off.id)


@pytest.mark.parametrize("after", [10, 100])
def test_whoever_has_air_again_in_time_is_well_and_comes_to(after):
    world = suited(0)
    live(world, after)
    world.citizens.inside[0] = LOCK
    world.rebuild()
    live(world, 500)
    (short,), (again,) = events(world, Kind.SUFFOCATES), events(world, Kind.BREATHES_AGAIN)
    assert (again.tick, again.cause) == (after, short.id)
    fainted, came_to = events(world, Kind.FAINTED), events(world, Kind.CAME_TO)
    assert len(fainted) == len(came_to) == (after > 15)
    assert world.citizens.doing[0] != Activity.UNCONSCIOUS
    assert not events(world, Kind.DIED)


def test_a_cable_keeps_two_alive_on_one_cell_and_both_die_of_its_end():
    world = suited(50_000, 640)
    for who in (0, 1):
        ask(world, who, Verb.SWITCH_ON)
    live(world)
    ask(world, 0, Verb.LINK, 1)
    live(world, 3_000)
    died = events(world, Kind.DIED)
    assert sorted(event.who for event in died) == [0, 1]
    assert {event.amount for event in died} == {Death.LIFE_SUPPORT}
    alone = 10 + 300  # ticks that the other would have had
    assert min(event.tick for event in died) > alone
