"""Why not: each reason on both sides of what it hangs on."""

import numpy as np
import pytest
from scenes.bays import BAY, OTHER, bay, lay
from scenes.strangers import INSIDE, OUTSIDE, SHELTER, at_the_door
from scenes.ward import HEALER, PATIENT, equip, hurt, thirsty, ward
from scenes.worlds import field, make_city, make_world

from undergrid.city.city import Use
from undergrid.world.body import injuries
from undergrid.world.items import kit
from undergrid.world.people import background
from undergrid.world.reasons import items, movement, orders, places, society, why_not
from undergrid.world.society import knowledge, regard
from undergrid.world.tables.body import HaulMode
from undergrid.world.tables.items import ItemKind
from undergrid.world.tables.minds import Topic
from undergrid.world.tables.orders import Refusal, Verb
from undergrid.world.tables.people import Activity
from undergrid.world.tables.society import Category, PledgeState

# ---------------------------------------------------------------- who can be asked at all


@pytest.mark.parametrize(
    ("doing", "why"),
    [
        (Activity.HELD, Refusal.HELD),
        (Activity.SLEEPING, Refusal.ASLEEP),
        (Activity.UNCONSCIOUS, Refusal.UNCONSCIOUS),
        (Activity.HAULED, Refusal.CARRIED),
        (Activity.WAITING, None),
        (Activity.LYING, None),
    ],
)
def test_who_cannot_act_cannot_be_asked(doing, why):
    world = make_world(field(4, 4), 2, doing=doing)
    assert orders.asking(world, 0, Verb.WAIT, -1) == why
    world.citizens.alive[0] = False
    assert orders.asking(world, 0, Verb.WAIT, -1) == Refusal.DEAD


@pytest.mark.parametrize(
    ("verb", "target", "exists"),
    [
        (Verb.WALK, -1, False), (Verb.WALK, 0, True), (Verb.WALK, 7, True), (Verb.WALK, 8, False),
        (Verb.WALK, 3, False),
        (Verb.ENTER, -1, False), (Verb.ENTER, 0, True), (Verb.ENTER, 1, False),
        (Verb.PRESENT, -1, False), (Verb.PRESENT, 0, False),
        (Verb.CHECK, -1, False), (Verb.CHECK, 0, False), (Verb.CHECK, 1, True), (Verb.CHECK, 2, False),
        (Verb.WATER, 0, True), (Verb.WATER, 2, False), (Verb.TAKE, -1, True), (Verb.TAKE, -2, False),
        (Verb.TAKE, 0, False), (Verb.WAIT, -1, True), (Verb.WAIT, 99, True),
    ],
)  # fmt: skip
def test_what_an_order_is_aimed_at_has_to_be_there(verb, target, exists):
    world = make_world(make_city("...#\n....", buildings=[(Use.PODS, 0, 0, 0)]), 2)
    assert orders.asking(world, 0, verb, target) == (None if exists else Refusal.NO_SUCH_TARGET)


# ---------------------------------------------------------------- bodies and things


@pytest.mark.parametrize(
    ("verb", "things", "amount", "why"),
    [
        (Verb.INJECT, {}, 0, Refusal.NO_DOSE),
        (Verb.INJECT, {"morphine": 1}, 0, Refusal.NO_TOOL),
        (Verb.INJECT, {"morphine": 1, "syringe": 1}, 1, None),
        (Verb.INJECT, {"morphine": 1, "syringe": 1}, 2, Refusal.NO_DOSE),
        (Verb.FREE, {}, 0, Refusal.NOT_NEEDED),
        (Verb.DRESS, {}, 0, Refusal.NO_SUPPLIES),
        (Verb.DRESS, {"gauze": 1}, 0, None),
        (Verb.CUT, {}, 0, None),
        (Verb.TOURNIQUET, {"gauze": 1}, 0, Refusal.NOT_NEEDED),
        (Verb.CHECK, {}, 0, None),
        (Verb.ASSESS, {}, 0, None),
        (Verb.WATER, {}, 0, Refusal.NO_SUPPLIES),
        (Verb.WATER, {"water": 1}, 2, Refusal.NO_SUPPLIES),
        (Verb.WATER, {"water": 1}, 0, Refusal.NOT_NEEDED),
    ],
)
def test_why_care_is_not_given(verb, things, amount, why):
    world = ward()
    hurt(world)
    equip(world, **things)
    assert why_not(world, HEALER, verb, PATIENT, amount) == why


@pytest.mark.parametrize(
    ("ml", "amount", "why"), [(99, 1, Refusal.NOT_NEEDED), (100, 1, None), (299, 3, Refusal.NOT_NEEDED)]
)
def test_water_is_for_those_who_lack_it_by_tenths(ml, amount, why):
    world = ward()
    thirsty(world, PATIENT, ml)
    equip(world, water=5)
    assert why_not(world, HEALER, Verb.WATER, PATIENT, amount) == why


def test_words_need_no_hands_and_wake_only_the_sleeping():
    world = ward(patients=2)
    hurt(world)
    slot = world.hauls.take(1)
    world.hauls.hauler[slot], world.hauls.hauled[slot] = HEALER, 2
    assert why_not(world, HEALER, Verb.ROUSE, PATIENT) is None
    assert why_not(world, HEALER, Verb.CHECK, PATIENT) == Refusal.HANDS_FULL
    world.citizens.doing[PATIENT] = Activity.SLEEPING
    assert why_not(world, HEALER, Verb.ROUSE, PATIENT) is None
    world.citizens.doing[PATIENT] = Activity.UNCONSCIOUS
    assert why_not(world, HEALER, Verb.ROUSE, PATIENT) == Refusal.NO_ANSWER
    assert why_not(world, 2, Verb.WATER, PATIENT) == Refusal.NO_ANSWER
    world.citizens.alive[PATIENT] = False
    assert why_not(world, HEALER, Verb.ROUSE, PATIENT) == Refusal.TARGET_DEAD
    assert why_not(world, 2, Verb.CHECK, PATIENT) is None
    assert why_not(world, 2, Verb.ASSESS, PATIENT) == Refusal.TARGET_DEAD


def test_who_has_nothing_wrong_needs_no_look():
    world = ward()
    assert why_not(world, HEALER, Verb.ASSESS, PATIENT) == Refusal.NOT_NEEDED
    assert why_not(world, HEALER, Verb.CHECK, PATIENT) is None
    thirsty(world, PATIENT, 1)
    assert why_not(world, HEALER, Verb.ASSESS, PATIENT) is None


@pytest.mark.parametrize(
    ("doing", "why"),
    [(Activity.LYING, None), (Activity.SLEEPING, Refusal.NO_ANSWER), (Activity.UNCONSCIOUS, Refusal.NO_ANSWER)],
)
def test_a_thing_is_given_to_somebody_awake_who_can_carry_it(doing, why):
    world = ward()
    assert why_not(world, HEALER, Verb.GIVE, PATIENT, 99) == Refusal.NO_SUCH_TARGET
    assert why_not(world, HEALER, Verb.GIVE, PATIENT, ItemKind.GAUZE) == Refusal.NO_SUPPLIES
    equip(world, gauze=1, beam=1)
    world.citizens.doing[PATIENT] = doing
    assert why_not(world, HEALER, Verb.GIVE, PATIENT, ItemKind.GAUZE) == why
    assert why_not(world, HEALER, Verb.GIVE, PATIENT, ItemKind.BEAM) == (why or Refusal.TOO_HEAVY)


def test_things_are_taken_from_those_who_have_no_say_or_could_answer():
    world = ward()
    equip(world, PATIENT, gauze=1, beam=1)
    for doing, why in ((Activity.LYING, None), (Activity.UNCONSCIOUS, None), (Activity.SLEEPING, Refusal.NO_ANSWER)):
        world.citizens.doing[PATIENT] = doing
        assert items.taking(world, HEALER, Verb.TAKE, PATIENT, ItemKind.GAUZE) == why
        assert items.has_a_say(world, PATIENT) == (doing != Activity.UNCONSCIOUS)
    world.citizens.doing[PATIENT] = Activity.LYING
    assert items.taking(world, HEALER, Verb.TAKE, PATIENT, ItemKind.RIFLE) == Refusal.NO_SUPPLIES
    assert items.taking(world, HEALER, Verb.TAKE, PATIENT, ItemKind.BEAM) == Refusal.TOO_HEAVY
    assert items.taking(world, HEALER, Verb.TAKE, -1, ItemKind.GAUZE) == Refusal.NO_SUPPLIES
    world.citizens.alive[PATIENT] = False
    assert not items.has_a_say(world, PATIENT)
    assert items.taking(world, HEALER, Verb.TAKE, PATIENT, ItemKind.GAUZE) is None
    slot = world.hauls.take(1)
    world.hauls.hauler[slot], world.hauls.hauled[slot] = HEALER, PATIENT
    assert items.taking(world, HEALER, Verb.TAKE, -1, ItemKind.GAUZE) == Refusal.HANDS_FULL


@pytest.mark.parametrize(
    ("insignia", "covered", "veil", "unveil"),
    [
        (False, False, Refusal.NOT_NEEDED, Refusal.NOT_NEEDED),
        (True, False, None, Refusal.NOT_NEEDED),
        (True, True, Refusal.NOT_NEEDED, None),
    ],
)
def test_a_sign_is_covered_or_shown_once(insignia, covered, veil, unveil):
    world = ward()
    slot = background.profile(world, HEALER)
    world.profiles.insignia[slot], world.profiles.covered[slot] = insignia, covered
    assert (why_not(world, HEALER, Verb.VEIL), why_not(world, HEALER, Verb.UNVEIL)) == (veil, unveil)
    assert why_not(world, PATIENT, Verb.VEIL) == Refusal.NOT_NEEDED


def test_a_call_takes_an_idle_beacon_with_some_charge_left():
    world = ward()
    assert why_not(world, HEALER, Verb.BEACON) == Refusal.NO_TOOL
    equip(world, quality=0, beacon=1)
    assert why_not(world, HEALER, Verb.BEACON) == Refusal.NO_SUPPLIES
    equip(world, quality=1, beacon=1)
    assert why_not(world, HEALER, Verb.BEACON) is None
    for slot in kit.idle_beacons(world, HEALER):
        sending = world.beacons.take(1)
        world.beacons.luck[sending] = world.items.luck[slot]
    assert why_not(world, HEALER, Verb.BEACON) == Refusal.NOT_NEEDED


# ---------------------------------------------------------------- taking somebody along


def test_who_lies_or_cannot_walk_has_no_say_in_being_moved():
    world = ward()
    for doing, able, say in (
        (Activity.LYING, 100, False), (Activity.SLEEPING, 100, False), (Activity.UNCONSCIOUS, 100, False),
        (Activity.SHUT_DOWN, 100, False), (Activity.WAITING, 100, True), (Activity.WAITING, 1, True),
        (Activity.WAITING, 0, False),
    ):  # fmt: skip
        world.citizens.doing[PATIENT], world.citizens.able[PATIENT] = doing, able
        assert movement.has_a_say(world, PATIENT) == say


@pytest.mark.parametrize(("verb", "kg"), [(Verb.DRAG, 120), (Verb.CARRY, 75), (Verb.SUPPORT, 110)])
def test_one_moves_whom_ones_strength_allows_to_the_gram(verb, kg):
    world = ward()
    equip(world, PATIENT, scalpel=(1000 * kg - 70_000) // 20)
    assert why_not(world, HEALER, verb, PATIENT) is None
    equip(world, PATIENT, scalpel=1)
    assert why_not(world, HEALER, verb, PATIENT) == Refusal.TOO_HEAVY
    equip(world, tarp=1)
    assert (why_not(world, HEALER, verb, PATIENT) is None) == (verb == Verb.DRAG), "a tarp is for dragging"
    assert movement.mode_of(world, HEALER, Verb.DRAG) == HaulMode.TARP
    assert movement.mode_of(world, PATIENT, Verb.DRAG) == HaulMode.DRAG
    assert movement.mode_of(world, HEALER, Verb.CARRY) == HaulMode.CARRY
    assert movement.mode_of(world, HEALER, Verb.SUPPORT) == HaulMode.SUPPORT


def test_who_takes_over_has_to_be_there_awake_and_strong_enough():
    world = ward(patients=2)
    other = 2
    world.citizens.doing[other] = Activity.WAITING
    assert why_not(world, HEALER, Verb.DROP) == why_not(world, HEALER, Verb.HAND_OVER, other) == Refusal.NOT_NEEDED
    slot = world.hauls.take(1)
    world.hauls.hauler[slot], world.hauls.hauled[slot], world.hauls.mode[slot] = HEALER, PATIENT, HaulMode.CARRY
    assert why_not(world, HEALER, Verb.DROP) is None
    assert why_not(world, HEALER, Verb.HAND_OVER, other) is None
    assert why_not(world, HEALER, Verb.HAND_OVER, PATIENT) == Refusal.NOT_HERE
    world.citizens.able[other] = 0
    assert why_not(world, HEALER, Verb.HAND_OVER, other) == Refusal.CANNOT_WALK
    world.citizens.able[other], world.citizens.strength[other] = 100, 1000
    assert why_not(world, HEALER, Verb.HAND_OVER, other) == Refusal.TOO_HEAVY
    world.citizens.doing[other] = Activity.SLEEPING
    assert why_not(world, HEALER, Verb.HAND_OVER, other) == Refusal.NO_ANSWER
    world.citizens.alive[other] = False
    assert why_not(world, HEALER, Verb.HAND_OVER, other) == Refusal.TARGET_DEAD


def test_debris_holds_on_both_sides():
    for who in (HEALER, PATIENT):
        world = ward()
        injuries.trap(world, who, world.scenario_event)
        assert why_not(world, HEALER, Verb.DRAG, PATIENT) == Refusal.TRAPPED
        assert why_not(world, HEALER, Verb.FREE, PATIENT) == (None if who == PATIENT else Refusal.NOT_NEEDED)
    world = ward()
    injuries.trap(world, HEALER, world.scenario_event)
    assert why_not(world, HEALER, Verb.WALK, 3) == Refusal.TRAPPED
    assert why_not(world, HEALER, Verb.WAIT) != Refusal.TRAPPED


# ---------------------------------------------------------------- doors and fires


@pytest.mark.parametrize(
    ("verb", "made", "why"),
    [
        (Verb.LOCK, {}, None),
        (Verb.LOCK, {"locked": True}, Refusal.NOT_NEEDED),
        (Verb.LOCK, {"lock": False}, Refusal.NO_TOOL),
        (Verb.LOCK, {"door": False}, Refusal.NO_TOOL),
        (Verb.LOCK, {"forced": True}, Refusal.NO_TOOL),
        (Verb.UNLOCK, {}, Refusal.NOT_NEEDED),
        (Verb.UNLOCK, {"locked": True}, None),
        (Verb.UNBAR, {}, Refusal.NOT_NEEDED),
        (Verb.UNBAR, {"barricade": 1}, None),
        (Verb.BARRICADE, {}, Refusal.NO_SUPPLIES),
        (Verb.BARRICADE, {"furniture": 1}, None),
        (Verb.BREACH, {}, Refusal.INDOORS),
        (Verb.SEAL, {}, None),
        (Verb.SEAL, {"door": False}, Refusal.NO_TOOL),
        (Verb.SEAL, {"forced": True}, Refusal.NO_TOOL),
        (Verb.SEAL, {"sealed": True}, Refusal.NOT_NEEDED),
        (Verb.LIGHT, {}, Refusal.NO_SUPPLIES),
        (Verb.DOUSE, {}, Refusal.NOT_NEEDED),
        (Verb.DOUSE, {"fire": 1}, None),
        (Verb.DOUSE, {"fire": 0}, Refusal.NOT_NEEDED),
    ],
)
def test_what_can_be_done_to_a_door_and_a_fire_hangs_on_how_they_are(verb, made, why):
    world = bay()
    for column, value in made.items():
        getattr(world.shelters, column)[0] = value
    assert why_not(world, 0, verb, BAY) == why


def test_a_door_is_locked_from_inside_and_forced_from_before_it():
    world = bay(outside=1)
    for verb in (Verb.LOCK, Verb.UNLOCK, Verb.UNBAR, Verb.BARRICADE):
        assert why_not(world, 1, verb, BAY) == Refusal.OUTDOORS
    assert why_not(world, 1, Verb.BREACH, BAY) is None
    world.citizens.cell[1] += 1
    assert why_not(world, 1, Verb.BREACH, BAY) == Refusal.NOT_HERE
    assert why_not(world, 1, Verb.LIGHT, BAY) == Refusal.OUTDOORS
    assert why_not(world, 0, Verb.SEAL, OTHER) == Refusal.NOT_HERE
    world.citizens.inside[0] = OTHER
    assert why_not(world, 0, Verb.LOCK, BAY) == Refusal.NOT_HERE
    for verb, why in (
        (Verb.UNLOCK, Refusal.NOT_NEEDED),
        (Verb.UNBAR, Refusal.NOT_NEEDED),
        (Verb.LOCK, Refusal.NO_TOOL),
    ):
        assert why_not(world, 0, verb, OTHER) == why, "a building that is no shelter"
    assert why_not(world, 0, Verb.LIGHT) == Refusal.NOT_HERE


def test_beams_are_piled_up_before_furniture_and_scraps_last():
    world = bay()
    load = places.load_for
    assert load(world, 0, 0) is None
    fuel = lay(world, ItemKind.FUEL, count=3)
    assert load(world, 0, 0) == load(world, 0, ItemKind.FUEL) == (fuel, 3, 3)
    world.shelters.furniture[0] = 40
    assert load(world, 0, 0) == (-1, 1, 40)
    assert load(world, 0, ItemKind.FUEL) == (fuel, 3, 3)
    assert load(world, 0, ItemKind.BEAM) is None
    beam = lay(world, ItemKind.BEAM)
    assert load(world, 0, 0) == load(world, 0, ItemKind.BEAM) == (beam, 1, 60)


# ---------------------------------------------------------------- words


def test_one_asks_outside_the_door_and_admits_from_inside():
    world = at_the_door(more=1)
    assert why_not(world, OUTSIDE, Verb.ASK, SHELTER) is None
    assert why_not(world, 2, Verb.ASK, SHELTER) == Refusal.NOT_HERE
    assert why_not(world, INSIDE, Verb.ASK, SHELTER) == Refusal.INDOORS
    assert why_not(world, INSIDE, Verb.ADMIT, OUTSIDE) is None
    assert why_not(world, INSIDE, Verb.ADMIT, 2) == Refusal.NOT_HERE
    assert why_not(world, OUTSIDE, Verb.ADMIT, INSIDE) == Refusal.OUTDOORS
    world.citizens.doing[OUTSIDE] = Activity.SLEEPING
    assert why_not(world, INSIDE, Verb.ADMIT, OUTSIDE) == Refusal.NO_ANSWER
    world.citizens.inside[OUTSIDE] = SHELTER
    assert why_not(world, INSIDE, Verb.ADMIT, OUTSIDE) == Refusal.NOT_HERE
    world.citizens.alive[OUTSIDE] = False
    assert why_not(world, INSIDE, Verb.ADMIT, OUTSIDE) == Refusal.TARGET_DEAD


def test_one_tells_of_what_one_knows_to_whom_one_can_be_heard_by():
    world = make_world(field(30, 30), [(0, 0), (3, 0), (4, 0)])
    assert why_not(world, 0, Verb.DISCLOSE, 1) == why_not(world, 0, Verb.TALK, 1, 9) == Refusal.KNOWS_NOTHING
    assert why_not(world, 0, Verb.TELL, 1) == Refusal.KNOWS_NOTHING
    slot = background.make_profile(world, 0)
    world.profiles.past[slot] = Category.SOLDIER
    knowledge.learn(world, 0, Topic.PLACE, -1, 9, -1, 1000, 5)
    knowledge.learn(world, 0, Topic.OUTZONE, -1, -1, -1, 1000, 5)
    for verb in (Verb.DISCLOSE, Verb.TALK, Verb.TELL):
        assert why_not(world, 0, verb, 1, 9) is None
        assert why_not(world, 0, verb, 2, 9) == Refusal.NOT_HERE
    assert why_not(world, 0, Verb.TALK, 1, 8) == Refusal.KNOWS_NOTHING


def test_a_promise_is_given_once_and_taken_back_by_either():
    world = make_world(field(30, 30), [(0, 0), (1, 0), (9, 9)])
    assert why_not(world, 0, Verb.PLEDGE, 1, 899) is None
    assert why_not(world, 0, Verb.PLEDGE, 1, 900) == why_not(world, 0, Verb.PLEDGE, 1, -1) == Refusal.NO_SUCH_TARGET
    assert why_not(world, 0, Verb.PLEDGE, 2, 5) == Refusal.NOT_HERE
    assert why_not(world, 0, Verb.RELEASE, 1) == Refusal.NOT_NEEDED
    slot = world.pledges.take(1)
    world.pledges.by[slot], world.pledges.to[slot], world.pledges.outcome[slot] = 0, 1, PledgeState.OPEN
    assert why_not(world, 0, Verb.PLEDGE, 1, 5) == Refusal.NOT_NEEDED
    assert why_not(world, 1, Verb.PLEDGE, 0, 5) is None
    assert why_not(world, 0, Verb.RELEASE, 1) is None
    assert why_not(world, 1, Verb.RELEASE, 0) is None
    world.pledges.outcome[slot] = next(state for state in PledgeState if state != PledgeState.OPEN)
    assert why_not(world, 0, Verb.PLEDGE, 1, 5) is None


def test_one_vouches_once_for_a_third_person():
    world = make_world(field(30, 30), [(0, 0), (1, 0), (9, 9)])
    for about in (-1, 0, 1, 3):
        assert why_not(world, 0, Verb.VOUCH, 1, about) == Refusal.NO_SUCH_TARGET
    assert why_not(world, 0, Verb.VOUCH, 1, 2) is None
    assert why_not(world, 0, Verb.VOUCH, 2, 1) == Refusal.NOT_HERE
    slot = world.vouches.take(1)
    world.vouches.by[slot], world.vouches.to[slot], world.vouches.about[slot] = 0, 1, 2
    assert regard.has_vouched(world, 0, 1, 2)
    assert why_not(world, 0, Verb.VOUCH, 1, 2) == Refusal.NOT_NEEDED
    assert society.no_voucher(world, 0, 1, 2) is None


def test_ground_is_marked_outdoors_with_free_hands():
    world = make_world(field(30, 30), [(5, 5), (6, 5)])
    assert why_not(world, 0, Verb.MARK) is None
    assert why_not(world, 0, Verb.COVER) == Refusal.NOT_NEEDED
    assert why_not(world, 0, Verb.FAKE, 40) is None
    slot = world.hauls.take(1)
    world.hauls.hauler[slot], world.hauls.hauled[slot] = 0, 1
    assert why_not(world, 0, Verb.MARK) is None
    assert why_not(world, 0, Verb.COVER) == why_not(world, 0, Verb.FAKE, 40) == Refusal.HANDS_FULL
    world.citizens.inside[0] = 0
    assert {why_not(world, 0, verb, 40) for verb in (Verb.MARK, Verb.COVER, Verb.FAKE)} == {Refusal.INDOORS}
    assert np.array_equal(world.hauls.rows(), [0])
