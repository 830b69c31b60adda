"""Hauling: a burden passes to somebody else, and what moving does to wounds."""

import numpy as np
import pytest
from scenes.hauls import (
    AMARA,
    LEO,
    OTHER,
    ask,
    live,
    refusals,
    scene,
    speed,
    take_up,
    told,
    trusts,
)
from scenes.worlds import field, make_city, run

from undergrid.city.city import Use
from undergrid.systems.movement import hauling
from undergrid.systems.society import trust
from undergrid.world.body import injuries
from undergrid.world.body.blood_rows import BloodOf
from undergrid.world.items import kit
from undergrid.world.log.kinds import Kind
from undergrid.world.orders.attempts import intend
from undergrid.world.people import background
from undergrid.world.senses.thermal import Scanning
from undergrid.world.tables.body import BodyPart, Dressing, HaulMode, WoundKind
from undergrid.world.tables.items import ItemKind
from undergrid.world.tables.orders import Refusal, Verb
from undergrid.world.tables.people import Activity, Posture


def test_somebody_who_trusts_takes_over_with_the_tarp():
    world = scene(people=((0, 0), (1, 0), (1, 1)))
    kit.add(world, AMARA, ItemKind.TARP, 1, world.scenario_event)
    take_up(world)
    ask(world, AMARA, Verb.HAND_OVER, OTHER)
    live(world)
    assert refusals(world) == [Refusal.UNWILLING]
    trusts(world, OTHER, AMARA)
    ask(world, AMARA, Verb.HAND_OVER, OTHER)
    live(world)
    assert [(e.who, e.whom) for e in told(world, Kind.HANDED_OVER)] == [(OTHER, AMARA)]
    assert int(world.hauls.hauler[0]) == OTHER
    assert kit.count(world, OTHER, ItemKind.TARP) == 1
    assert kit.count(world, AMARA, ItemKind.TARP) == 0
    assert world.citizens.able[AMARA] == 100
    assert world.citizens.able[OTHER] < 100
    assert world.citizens.doing[LEO] == Activity.HAULED


def test_gauze_comes_off_on_the_way_and_what_is_bound_stays():
    def opened(dressing, seed):
        world = scene(seed=seed)
        slot = injuries.wound(world, LEO, WoundKind.SHRAPNEL, BodyPart.SHOULDER, 3, False, world.scenario_event)
        world.wounds.dressing[slot] = dressing
        world.citizens.doing[LEO] = Activity.LYING
        take_up(world)
        speed(world, 100)
        return len(told(world, Kind.REOPENED))

    assert sum(opened(Dressing.GAUZE, seed) for seed in range(8)) >= 5
    assert sum(opened(Dressing.STABILISED, seed) for seed in range(8)) == 0


def test_a_bystander_changes_nothing():
    def story(people):
        world = scene(people=people)
        take_up(world)
        speed(world, 40)
        return [np.array(column)[:2].tolist() for _, column in world.citizens.items()]

    assert story(((0, 0), (1, 0))) == story(((0, 0), (1, 0), (60, 2)))


def test_nothing_to_haul_costs_nothing_and_changes_nothing():
    world = scene()
    before = world.digest()
    run(hauling, world, 0)
    hauling.step(world, hauling.Params())
    assert world.digest() == before


def test_somebody_held_up_who_faints_sinks_down_at_once():
    world = scene()
    injuries.wound(world, LEO, WoundKind.CUT, BodyPart.ARM, 1, False, world.scenario_event)
    world.citizens.doing[LEO], world.citizens.posture[LEO] = Activity.WAITING, Posture.STANDING
    trusts(world, LEO, AMARA)
    take_up(world, Verb.SUPPORT)
    assert (world.citizens.doing[LEO], world.citizens.posture[LEO]) == (Activity.HAULED, Posture.STANDING)
    world.events.begin(world.tick)
    fainted = world.events.one(Kind.FAINTED, LEO, cause=world.scenario_event)
    world.blood.passed_out[world.cache(BloodOf).slot[LEO]] = world.citizens.cause[LEO] = fainted
    live(world)
    (down,) = told(world, Kind.SET_DOWN)
    assert (down.who, down.whom, down.cause) == (AMARA, LEO, fainted)
    assert (world.citizens.doing[LEO], world.citizens.posture[LEO]) == (Activity.UNCONSCIOUS, Posture.FLAT)
    assert not world.hauls.used.any()


def test_a_handing_over_and_a_setting_down_name_both_and_what_was_asked():
    world = scene(people=((0, 0), (1, 0), (1, 1)))
    take_up(world)
    trusts(world, OTHER, AMARA)
    world.events.begin(world.tick)
    order = world.events.one(Kind.ORDERED, AMARA, OTHER, amount=int(Verb.HAND_OVER))
    intend(world, AMARA, Verb.HAND_OVER, OTHER, order)
    live(world)
    (over,) = told(world, Kind.HANDED_OVER)
    assert (over.who, over.whom, over.where) == (OTHER, AMARA, world.citizens.cell[OTHER])
    assert (over.amount, over.cause, over.stream) == (0, order, 0)
    world.events.begin(world.tick)
    order = world.events.one(Kind.ORDERED, OTHER, LEO, amount=int(Verb.DROP))
    intend(world, OTHER, Verb.DROP, -1, order)
    live(world)
    (down,) = told(world, Kind.SET_DOWN)
    assert (down.who, down.whom, down.where) == (OTHER, LEO, world.citizens.cell[LEO])
    assert (down.amount, down.cause, down.stream) == (0, order, 0)


def test_who_sets_somebody_down_on_the_way_stands_still():
    world = scene()
    take_up(world)
    ask(world, AMARA, Verb.WALK, 119)
    live(world, 5)
    assert world.citizens.doing[AMARA] == Activity.WALKING
    ask(world, AMARA, Verb.DROP)
    live(world)
    assert told(world, Kind.SET_DOWN)
    assert (world.citizens.doing[AMARA], world.citizens.goal[AMARA]) == (Activity.WAITING, -1)
    assert world.citizens.intent[AMARA] == 0
    assert not world.hauls.used.any()


def test_both_who_hand_over_on_the_way_stand_still():
    world = scene(people=((0, 0), (1, 0), (1, 1)))
    take_up(world)
    trusts(world, OTHER, AMARA)
    for who in (AMARA, OTHER):
        world.citizens.doing[who], world.citizens.goal[who] = Activity.WALKING, 119
    intend(world, AMARA, Verb.HAND_OVER, OTHER, world.scenario_event)
    world.events.begin(world.tick)
    hauling.step(world, hauling.Params())
    assert told(world, Kind.HANDED_OVER)
    for who in (AMARA, OTHER):
        assert (world.citizens.doing[who], world.citizens.goal[who]) == (Activity.WAITING, -1)
        assert world.citizens.intent[who] == 0


@pytest.mark.parametrize(("verb", "mode"), [(Verb.DRAG, HaulMode.DRAG), (Verb.CARRY, HaulMode.CARRY)])
def test_a_taking_up_is_caused_by_the_order_and_is_what_keeps_both_busy(verb, mode):
    world = scene()
    world.tick = 20
    world.events.begin(20)
    order = world.events.one(Kind.ORDERED, AMARA, LEO, amount=int(verb))
    intend(world, AMARA, verb, LEO, order)
    live(world, 7)
    (up,) = told(world, Kind.TOOK_UP)
    assert (up.who, up.whom, up.where) == (AMARA, LEO, world.citizens.cell[AMARA])
    assert (up.tick, up.amount, up.cause) == (25, mode, order)
    (slot,) = world.hauls.rows()
    hauls = world.hauls
    assert (hauls.hauler[slot], hauls.hauled[slot], hauls.mode[slot]) == (AMARA, LEO, mode)
    assert (hauls.since[slot], hauls.cause[slot]) == (25, up.id)
    assert (world.citizens.doing[LEO], world.citizens.cause[LEO]) == (Activity.HAULED, up.id)


# ---------------------------------------------------------------- lying low with somebody


@pytest.mark.parametrize("verb", [Verb.DRAG, Verb.CARRY])
@pytest.mark.parametrize(("low", "doing"), [(Verb.FLAT, Activity.LYING), (Verb.HIDE, Activity.HIDING)])
def test_who_lies_low_with_somebody_lies_down_over_them_and_goes_on_with_them(verb, low, doing):
    world = scene()
    take_up(world, verb)
    people = world.citizens
    ask(world, AMARA, Verb.WALK, 60)
    live(world, 20)
    for _ in range(3):
        ask(world, AMARA, low)
        live(world, 30)
        assert people.doing[AMARA] == doing
        assert (people.doing[LEO], people.posture[LEO]) == (Activity.HAULED, Posture.FLAT)
        assert people.cell[LEO] == people.cell[AMARA]
        at = int(people.cell[AMARA])
        ask(world, AMARA, Verb.WALK, 60)
        live(world, 20)
        assert people.cell[LEO] == people.cell[AMARA] > at
    assert len(told(world, Kind.TOOK_UP)) == 1
    assert not told(world, Kind.SET_DOWN, Kind.REFUSED, Kind.INTERRUPTED)


def test_who_is_held_up_stands_stoops_and_lies_as_the_one_who_holds_them():
    world = scene()
    world.citizens.doing[LEO], world.citizens.posture[LEO] = Activity.WAITING, Posture.STANDING
    trusts(world, LEO, AMARA)
    take_up(world, Verb.SUPPORT)
    for verb, posture in (
        (Verb.FLAT, Posture.FLAT),
        (Verb.WALK, Posture.STANDING),
        (Verb.HIDE, Posture.CROUCHED),
        (Verb.SNEAK, Posture.CROUCHED),
        (Verb.WAIT, Posture.STANDING),
    ):
        ask(world, AMARA, verb, 60)
        live(world, 3)
        assert (world.citizens.posture[AMARA], world.citizens.posture[LEO]) == (posture, posture), verb
        assert world.citizens.doing[LEO] == Activity.HAULED
    assert not told(world, Kind.SET_DOWN)


@pytest.mark.parametrize("verb", [Verb.DRAG, Verb.CARRY, Verb.SUPPORT])
def test_while_both_lie_still_a_scanner_finds_the_one_carried_no_sooner_than_the_one_above(verb):
    world = scene(make_city(field(40, 1)))
    if verb == Verb.SUPPORT:
        world.citizens.doing[LEO], world.citizens.posture[LEO] = Activity.WAITING, Posture.STANDING
        trusts(world, LEO, AMARA)
    take_up(world, verb)
    ask(world, AMARA, Verb.FLAT)
    live(world, 3)
    scan, people = Scanning(world), world.citizens

    def chance(who):
        moving = 1 + int(people.pace[who]) if people.doing[who] == Activity.WALKING else 0
        there, clothes = int(people.cell[who]), int(scan.clothes[who])
        return scan.chance(world, 20, there, int(people.posture[who]), moving, clothes)

    assert 0 < chance(LEO) <= chance(AMARA)


def test_debris_and_legs_that_give_way_still_make_a_hauler_let_go():
    for fate in ("trapped", "lame"):
        world = scene()
        take_up(world)
        ask(world, AMARA, Verb.FLAT)
        live(world, 3)
        assert world.hauls.used.any()
        world.events.begin(world.tick)
        if fate == "trapped":
            cause = injuries.trap(world, AMARA, world.scenario_event)
        else:
            world.citizens.able[AMARA], cause = 0, int(world.citizens.cause[AMARA])
        live(world)
        (down,) = told(world, Kind.SET_DOWN)
        assert (down.who, down.whom, down.cause) == (AMARA, LEO, cause)


# ---------------------------------------------------------------- brought to safety

STREET = make_city(field(12, 1), buildings=[(Use.REFUGE, 0, 5, 0), (Use.OFFICES, 0, 9, 0)])


def carried(to, enters=-1, start=0, alive=True):
    """Amara takes Leo up, goes to a cell with him, perhaps in at the door there, and sets him down."""
    world = scene(STREET, people=((start, 0), (start, 0)))
    if not alive:
        world.citizens.alive[LEO], world.citizens.doing[LEO] = False, Activity.SHUT_DOWN
    take_up(world)
    if to != start:
        ask(world, AMARA, Verb.WALK, to)
        live(world, 40)
    if enters >= 0:
        ask(world, AMARA, Verb.ENTER, enters)
        live(world, 2)
    ask(world, AMARA, Verb.DROP)
    live(world)
    assert told(world, Kind.SET_DOWN)
    return world


@pytest.mark.parametrize(
    ("to", "enters", "start", "alive", "safe"),
    [
        (5, 0, 0, True, True),
        (5, -1, 0, True, True),  # at the door
        (4, -1, 0, True, False),  # in the open, a step before it
        (9, 1, 0, True, False),  # in an office
        (5, 0, 5, True, False),  # was there already
        (5, 0, 0, False, False),  # dead
    ],
)
def test_somebody_has_been_brought_to_safety_who_lives_and_comes_to_a_shelter_from_elsewhere(
    to, enters, start, alive, safe
):
    world = carried(to, enters, start, alive)
    (up,) = told(world, Kind.TOOK_UP)
    found = [(e.who, e.whom, e.where, e.cause) for e in told(world, Kind.BROUGHT_TO_SAFETY)]
    assert found == [(AMARA, LEO, to, up.id)] * safe


@pytest.mark.parametrize("caught", [AMARA, LEO])
def test_nobody_has_been_brought_to_safety_where_a_watcher_has_caught_one_of_the_two(caught):
    world = scene(STREET)
    take_up(world)
    ask(world, AMARA, Verb.WALK, 5)
    live(world, 40)
    ask(world, AMARA, Verb.ENTER, 0)
    live(world, 2)
    world.citizens.doing[caught] = Activity.HELD
    live(world)
    assert told(world, Kind.SET_DOWN)
    assert not told(world, Kind.BROUGHT_TO_SAFETY)


@pytest.mark.parametrize(("to", "enters", "paid"), [(4, -1, 0), (5, 0, 30)])
def test_setting_somebody_down_in_the_open_pays_no_debt_and_bringing_them_in_does(to, enters, paid):
    world = scene(STREET)
    slot = background.make_profile(world, AMARA)
    world.profiles.debt[slot] = 700
    for verb, target, ticks in (
        (Verb.DRAG, LEO, 7),
        (Verb.WALK, to, 40),
        *([(Verb.ENTER, enters, 2)] if enters >= 0 else []),
        (Verb.DROP, -1, 1),
    ):
        ask(world, AMARA, verb, target)
        for _ in range(ticks):
            live(world)
            trust.step(world, trust.Params())
    assert world.profiles.debt[slot] == 700 - paid
    causes = [event.cause for event in told(world, Kind.DEBT_PAID)]
    assert causes == [event.id for event in told(world, Kind.BROUGHT_TO_SAFETY)]
