"""Rows of the seed table about places and calls: beacons, known shelters, barricades, a fire behind a sealed door."""

import math

import numpy as np
import pytest
from scenes.bays import BAY, bay, events, lay, order, refusals
from scenes.worlds import field, make_city, make_world

from undergrid.city.city import Use
from undergrid.systems.authority import dispatch, dossiers
from undergrid.systems.movement import hauling, movement
from undergrid.systems.places import fire, shelter
from undergrid.systems.senses import radio, sight
from undergrid.world.body import posture
from undergrid.world.items import kit
from undergrid.world.log.kinds import Kind
from undergrid.world.places.shelters import best_shelter, excess, inside_temperature, known_shelters
from undergrid.world.senses.radio_link import Airwaves
from undergrid.world.tables.authority import WatcherKind
from undergrid.world.tables.items import ItemKind
from undergrid.world.tables.minds import Topic
from undergrid.world.tables.orders import Refusal, Verb
from undergrid.world.tables.people import Activity, Being

ACT = (movement, hauling, shelter, fire)


def live(world, systems, ticks, **params):
    """Let some systems live through ticks together, each with its own knobs or the default ones."""
    knobs = {s: s.Params(**params.get(s.__name__.rpartition(".")[2], {})) for s in systems if hasattr(s, "Params")}
    for _ in range(ticks):
        world.events.begin(world.tick)
        for system in systems:
            system.step(world, knobs.get(system))
        world.tick += 1


# ---------------------------------------------------------------- E7: a distress beacon, both sides, who comes first


def called(ally, drone, seed=1):
    """Somebody calls for help in the middle; a healer with a receiver and a drone set out from so far, in cells."""
    city = make_city(field(160, 11))
    world = make_world(
        city, [(80, 5), (80 - ally, 5)], watchers=[(WatcherKind.DRONE, city.cell(0, 80 + drone, 5))], seed=seed
    )
    world.citizens.being[0] = Being.COMPANION  # somebody whom a drone that comes by reports
    kit.add(world, 0, ItemKind.BEACON, 1, world.scenario_event)
    kit.add(world, 1, ItemKind.RADIO, 1, world.scenario_event)
    order(world, 0, Verb.BEACON, -1)
    return world


def who_comes_first(ally, drone):
    """Whether the healer is there before anything sees who called."""
    world, systems, there = called(ally, drone), (radio, sight, dossiers, dispatch, movement), None
    for _ in range(300):
        live(world, systems, 1, airwaves={"fix_cells": 0})
        if world.tick == 1:
            (_, cell) = answer(world)
            order(world, 1, Verb.RUN, cell)
        if there is None and world.citizens.cell[1] == world.citizens.cell[0]:
            there = world.tick
    seen = [event.tick for event in events(world, Kind.SIGHTED) if event.whom == 0]
    assert there is not None
    return "drone" if seen and seen[0] < there else "healer"


def answer(world):
    """(when, where from) the healer knows the call to come."""
    known = world.knowledge
    (row,) = np.flatnonzero(known.used & (known.topic == Topic.CALL) & (known.knower == 1))
    return int(known.at[row]), int(known.cell[row])


def test_e7_both_sides_receive_the_call_and_the_authority_sends_somebody_to_look():
    world = called(ally=60, drone=60)
    live(world, (radio, sight, dossiers, dispatch), 30)
    (set_off,) = events(world, Kind.BEACON_SET_OFF)
    (heard,), (traced,) = events(world, Kind.BEACON_HEARD), events(world, Kind.BEACON_TRACED)
    assert heard.cause == traced.cause == set_off.id
    (hunt,) = events(world, Kind.HUNT_BEGAN)
    assert hunt.cause == traced.id


@pytest.mark.parametrize(("ally", "drone", "first"), [(10, 70, "healer"), (75, 55, "drone")])
def test_e7_the_order_of_arrival_decides(ally, drone, first):
    assert who_comes_first(ally, drone) == first


def test_e7_a_call_grows_old_and_a_beacon_out_of_range_is_heard_by_nobody():
    world = called(ally=20, drone=20)
    world.asked.take(1)
    world.asked.owner[0], world.asked.amount[0] = 0, 100
    live(world, (radio,), 7300)
    at, _ = answer(world)
    assert world.tick - at >= 7200  # two hours ago
    faint = called(ally=20, drone=20)
    faint.share([Airwaves(sensitivity_dbm=0)])
    live(faint, (radio,), 300)
    assert events(faint, Kind.BEACON_SET_OFF)
    assert not events(faint, Kind.BEACON_HEARD, Kind.BEACON_TRACED)


# ---------------------------------------------------------------- E21: known shelters, stale knowledge, locks


def two_bays(occupied=True):
    """Citizen 0 outdoors knows two disused buildings; citizen 1 may be in the nearer one by now."""
    city = make_city(field(60, 11), buildings=[(Use.DISUSED, 0, 20, 5), (Use.DISUSED, 0, 45, 5), (Use.PODS, 0, 5, 5)])
    world = make_world(city, [(10, 5), (20, 5)])
    if occupied:
        world.citizens.inside[1], world.citizens.doing[1] = 0, Activity.RESTING
    world.rebuild()
    for building, months in ((0, 3), (1, 1)):
        slot, known = world.knowledge.take(1), world.knowledge
        known.knower[slot], known.topic[slot], known.subject[slot] = 0, Topic.PLACE, building
        known.cell[slot], known.at[slot] = world.city.doors[building], -months * 30 * 86_400
    return world


def test_e21_the_best_known_shelter_is_near_and_has_a_lock():
    world = two_bays()
    assert [(s.building, s.lock) for s in known_shelters(world, 0)] == [(0, False), (1, False)]
    assert known_shelters(world, 1) == []
    assert best_shelter(world, 1) is None
    assert best_shelter(world, 0).building == 0
    world.shelters.lock[1] = True
    assert best_shelter(world, 0).building == 1  # a lock is worth 50 m more
    assert best_shelter(world, 0, without=(1,)).building == 0
    assert best_shelter(world, 0).age == 30 * 86_400


@pytest.mark.parametrize("occupied", [True, False])
def test_e21_a_place_thought_empty_may_be_held_by_others_now(occupied):
    world = two_bays(occupied)
    place = best_shelter(world, 0)
    order(world, 0, Verb.WALK, place.door)
    world.citizens.enter[0] = place.building
    live(world, ACT, 40)
    assert world.citizens.inside[0] == place.building
    surprised = events(world, Kind.SURPRISED)
    assert [(event.who, event.whom) for event in surprised] == ([(0, 1)] if occupied else [])
    assert known_shelters(world, 0)[0].age < 40


def test_e21_a_lock_keeps_newcomers_out():
    world = two_bays()
    world.shelters.lock[0] = True
    order(world, 1, Verb.LOCK, 0)
    live(world, ACT, 1)
    order(world, 0, Verb.WALK, int(world.city.doors[0]))
    world.citizens.enter[0] = 0
    live(world, ACT, 40)
    assert refusals(world) == [Refusal.BARRED]
    assert world.citizens.inside[0] == -1
    assert not events(world, Kind.SURPRISED)


# ---------------------------------------------------------------- E24: a barricade of what is at hand


def barricaded(beams, outside=1):
    world = bay(outside=outside, lock=False, beams=beams)
    for _ in range(beams):
        order(world, 0, Verb.BARRICADE)
        live(world, ACT, 62)
    return world


def test_e24_breaking_in_takes_in_proportion_to_the_barricade_and_is_heard():
    took = []
    for beams in (1, 2, 4):
        world = barricaded(beams)
        strength = sum(event.amount for event in events(world, Kind.BARRICADED))
        began = world.tick
        order(world, 1, Verb.BREACH)
        while not (won := events(world, Kind.BREACHED)):
            live(world, ACT, 1)
        assert won[0].amount == world.tick - began == math.ceil(strength / 50)
        assert len(world.noises.rows()) == math.ceil(won[0].amount / 3)
        took.append(won[0].amount)
    assert took[1] == pytest.approx(2 * took[0], abs=1)
    assert took[2] == pytest.approx(4 * took[0], abs=3)


def test_e24_nobody_is_dragged_through_a_closed_door():
    world = barricaded(1, outside=2)
    posture.lay_down(world, 2, Activity.UNCONSCIOUS, world.scenario_event)
    world.citizens.strength[:] = 30_000
    order(world, 1, Verb.DRAG, 2)
    live(world, ACT, 10)
    assert events(world, Kind.TOOK_UP)
    before = world.citizens.cell.tolist(), world.citizens.inside.tolist()
    order(world, 1, Verb.ENTER)
    live(world, ACT, 5)
    assert refusals(world) == [Refusal.BARRED]
    assert (world.citizens.cell.tolist(), world.citizens.inside.tolist()) == before
    order(world, 0, Verb.UNBAR)
    live(world, ACT, 40)
    order(world, 1, Verb.ENTER)
    live(world, ACT, 5)
    assert world.citizens.inside.tolist() == [BAY] * 3


# ---------------------------------------------------------------- E37: warmth against being seen


def night_in(sealed, lit=True, drones=40):
    """A cold night in the bay, with drones about; with a fire of scraps, and the door sealed or not."""
    world = bay()
    world.sky.temperature[0], world.sky.light[0] = -500, 0
    world.watchers.grow(drones)
    world.watchers.kind[:] = WatcherKind.DRONE
    world.watchers.cell[:] = world.city.cell(0, 39, 11)
    world.watchers.luck[:] = np.arange(drones) + 1
    lay(world, ItemKind.FUEL, count=4)
    for verb in (Verb.SEAL,) * sealed + (Verb.LIGHT,) * lit:
        order(world, 0, verb)
        live(world, ACT, 301)
    live(world, ACT, 3600, fire={"told_again": 30})
    return world


def test_e37_a_fire_warms_those_inside_and_is_seen_from_outside_unless_the_door_is_sealed():
    dark, plain, sealed = night_in(False, lit=False), night_in(False), night_in(True)
    assert inside_temperature(dark, BAY) == -500
    assert inside_temperature(plain, BAY) > 200
    assert excess(sealed, 0) > excess(plain, 0)
    seen = [len(events(world, Kind.FIRE_SEEN)) for world in (dark, plain, sealed)]
    assert seen[0] == 0
    assert seen[1] > 20
    assert seen[2] < seen[1]
    door, cell = int(plain.city.doors[BAY]), plain.city.cell(0, 25, 8)
    open_odds, sealed_odds = (
        fire.chance_to_see(plain, fire.Params(), WatcherKind.DRONE, cell, door, share)[0] for share in (4096, 204)
    )
    assert 0 < sealed_odds < open_odds / 10


def test_e37_the_fuel_is_spent():
    world = night_in(True)
    assert not (world.items.used & (world.items.kind == ItemKind.FUEL)).any()
    (event,) = events(world, Kind.FIRE_LIT)
    assert event.amount == 80  # minutes
    live(world, ACT, 1300)
    assert events(world, Kind.FIRE_WENT_OUT)[0].cause == event.id
