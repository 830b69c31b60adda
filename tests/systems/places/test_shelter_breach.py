"""Forcing doors: how long it takes, alone and together, what is heard of it, and soldiers at a door."""

import math

import pytest
from scenes.bays import BAY, barricaded, bay, breach, events, order, refusals
from scenes.worlds import run

from undergrid.systems.movement import movement
from undergrid.systems.places import fire, shelter
from undergrid.world.items import kit
from undergrid.world.log.kinds import Kind, Role
from undergrid.world.orders import tasks
from undergrid.world.places.shelters import at_hand, strength
from undergrid.world.tables.items import ItemKind
from undergrid.world.tables.orders import Refusal, Verb
from undergrid.world.tables.people import NEVER, Activity


def test_breaking_in_takes_as_long_as_the_door_is_strong():
    times = {beams: breach(barricaded(beams, outside=1), [1]) for beams in (1, 2, 3)}
    work = round(60 * shelter.Params().joules_per_kg)
    assert times == {beams: math.ceil(beams * work / 50) for beams in (1, 2, 3)}


def test_two_break_in_twice_as_fast_and_the_lame_more_slowly():
    alone = breach(barricaded(outside=2), [1])
    assert breach(barricaded(outside=2), [1, 2]) == pytest.approx(alone / 2, abs=1)
    world = barricaded(outside=2)
    world.citizens.able[1] = 50
    assert breach(world, [1]) == pytest.approx(2 * alone, abs=2)
    world = barricaded(outside=2)
    kit.add(world, 1, ItemKind.BEAM, 1, world.scenario_event)
    assert breach(world, [1]) == pytest.approx(alone / 2, abs=1)


def test_the_lock_gives_way_first_and_stays_broken():
    world = barricaded(outside=1)
    world.shelters.lock[0] = True
    order(world, 0, Verb.LOCK)
    run(shelter, world)
    whole = strength(world, BAY)
    assert whole == world.shelters.bolt[0] + world.shelters.barricade[0]
    order(world, 1, Verb.BREACH)
    run(shelter, world, ticks=30)
    assert not world.shelters.locked[0]
    assert strength(world, BAY) == whole - 30 * 50
    order(world, 1, Verb.WAIT, -1)
    run(movement, world)
    run(shelter, world)
    order(world, 0, Verb.LOCK)
    run(shelter, world)
    assert refusals(world) == [Refusal.NO_TOOL]


def test_a_lock_alone_takes_the_work_that_its_bolt_takes():
    world = bay(outside=1)
    order(world, 0, Verb.LOCK)
    run(shelter, world)
    assert breach(world, [1]) == 1500 / 50
    (event,) = events(world, Kind.BREACHED)
    assert (event.who, event.cause) == (1, events(world, Kind.BREACH_BEGAN)[0].id)
    assert not world.shelters.locked[0]


def test_who_breaks_in_is_told_with_how_long_it_took_and_who_helped():
    world = barricaded(outside=3)
    order(world, 1, Verb.BREACH)
    run(shelter, world, ticks=10)
    seconds = breach(world, [2])
    (event,) = events(world, Kind.BREACHED)
    began = events(world, Kind.BREACH_BEGAN)
    assert (event.who, event.whom, event.cause) == (1, BAY, began[0].id)
    assert seconds == 10 + math.ceil((4238 - 500) / 100)
    because = world.events.because_columns()
    assert because["event"].tolist() == [event.id]
    assert because["cause"].tolist() == [began[1].id]
    assert because["role"].tolist() == [Role.HELPER]
    order(world, 3, Verb.ENTER)
    run(movement, world)
    assert world.citizens.inside[3] == BAY
    assert world.shelters.forced[0]
    assert len(at_hand(world, 0, ItemKind.BEAM)) == 1


def test_blows_are_heard_while_a_door_is_being_forced_and_not_after():
    world = barricaded(outside=1)
    order(world, 1, Verb.BREACH)
    run(shelter, world, ticks=30)
    noises = world.noises.rows()
    assert len(noises) == 10
    assert set(world.noises.cell[noises].tolist()) == {int(world.city.doors[BAY])}
    assert set(world.noises.maker[noises].tolist()) == {1}
    assert set(world.noises.cause[noises].tolist()) == {events(world, Kind.BREACH_BEGAN)[0].id}
    order(world, 1, Verb.WAIT, -1)
    run(movement, world)
    tasks.sweep(world)
    run(shelter, world, ticks=30)
    assert len(world.noises.rows()) == 10
    assert world.shelters.worn[0] == 1500  # what is broken stays so
    assert world.shelters.assault[0] == 0


def test_whoever_forces_a_door_that_is_opened_breaks_off():
    world = bay(outside=1)
    order(world, 0, Verb.LOCK)
    run(shelter, world)
    order(world, 1, Verb.BREACH)
    run(shelter, world, ticks=5)
    order(world, 0, Verb.UNLOCK)
    run(shelter, world, ticks=2)
    (event,) = events(world, Kind.INTERRUPTED)
    assert (event.who, event.amount) == (1, Verb.BREACH)
    assert world.citizens.doing[1] == Activity.WAITING
    assert world.shelters.worn[0] == 0


def test_soldiers_at_a_door_force_it_by_the_same_rule():
    world = barricaded(hunters=2)  # they have been at it since the beam stood there
    run(shelter, world, ticks=200)
    began, (won,) = events(world, Kind.SIEGE_BEGAN), events(world, Kind.SIEGE_WON)
    assert [event.who for event in began] == [0, 1]
    assert won.amount == math.ceil(4238 / 160)
    assert won.cause == began[0].id
    assert world.watchers.cause[:2].tolist() == [won.id] * 2
    run(shelter, world, ticks=20)
    assert len(events(world, Kind.SIEGE_BEGAN)) == 2
    assert len(world.noises.rows()) == math.ceil(won.amount / 3)


def test_soldiers_begin_anew_when_the_door_is_shut_again():
    world = barricaded(hunters=1)
    run(shelter, world, ticks=100)
    assert len(events(world, Kind.SIEGE_WON)) == 1
    order(world, 0, Verb.BARRICADE)
    run(shelter, world, ticks=160)
    assert len(events(world, Kind.SIEGE_BEGAN)) == 2
    assert len(events(world, Kind.SIEGE_WON)) == 2


# -- and the rest


def test_a_bystander_changes_nothing():
    def fate(outside):
        world = barricaded(outside=outside)
        return breach(world, [1]), world.shelters.worn[0], [e[:-1] for e in told(world)]

    def told(world):
        return [(e.tick, e.kind, e.who, e.whom, e.amount, e.cause) for e in world.events.rows()]

    assert fate(1) == fate(2)


def test_all_goes_on_alike_after_a_restore_at_any_tick():
    def live(restores):
        world = barricaded(outside=2)
        order(world, 1, Verb.BREACH)
        digests = []
        for tick in range(100):
            if tick == 20:
                order(world, 2, Verb.BREACH)
            run(shelter, world)
            run(fire, world)
            world.tick -= 1
            if restores:
                world.restore(world.tick, world.state())
            digests.append(world.digest())
        return digests

    assert live(True) == live(False)


def test_nothing_is_left_to_wake_whoever_forces_a_door():
    world = barricaded(outside=1)
    order(world, 1, Verb.BREACH)
    run(shelter, world)
    assert world.citizens.wake[1] == NEVER
