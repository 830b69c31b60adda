"""Rescue: to where somebody calls from, round there, and from body to body."""

import pytest
from scenes.bodies import told
from scenes.heads import bind, decided, night, ordered, tell
from scenes.healers import DOOR, HEALER, LIFE, call, done, scene, tarp

from undergrid.world.body import blood_loss, injuries
from undergrid.world.body.blood_rows import blood_slot
from undergrid.world.body.posture import lay_down
from undergrid.world.items import kit
from undergrid.world.log.kinds import Kind, Role
from undergrid.world.places.occupancy import move_body
from undergrid.world.tables.body import BodyPart, Death, Dressing, WoundKind
from undergrid.world.tables.items import ItemKind
from undergrid.world.tables.minds import Aim, Topic
from undergrid.world.tables.orders import Verb
from undergrid.world.tables.people import Activity


def test_they_go_to_where_a_call_came_from_and_once_round_there_and_only_once():
    world, heads = scene()
    call(world, 40, 6)
    night(world, heads, 90)
    assert world.city.where(int(world.citizens.cell[HEALER]))[1] >= 38
    night(world, heads, 120)
    assert not ordered(night(world, heads, 120), HEALER)
    assert decided(world.events.rows(), HEALER) == [Aim.ANSWER_CALL]
    begun, done = (event for event in world.events.rows() if event.kind in (Kind.INTENDED, Kind.ACHIEVED))
    assert begun.cause == world.scenario_event  # by which they know of the call
    walks = [event.id for event in world.events.rows() if event.kind == Kind.ORDERED]
    assert done.cause == walks[-1]  # the last of the walks round there


def test_who_goes_on_calling_from_where_they_have_been_is_not_gone_to_again_but_another_is():
    world, heads = scene()
    call(world, 30, 6)
    night(world, heads, 240)
    assert not ordered(night(world, heads, 60), HEALER)
    world.knowledge.at[world.knowledge.rows()] = world.tick  # it still calls
    world.plans.wake[:] = world.tick
    assert not ordered(night(world, heads, 60), HEALER)
    world.events.begin(world.tick)
    slot = tell(world, HEALER, Topic.CALL, 2, world.city.cell(0, 8, 6))
    heard = world.knowledge.cause[slot] = world.events.one(Kind.BEACON_HEARD, HEALER, cause=world.scenario_event)
    world.plans.wake[:] = world.tick + 1
    night(world, heads, 240)
    assert decided(world.events.rows(), HEALER) == [Aim.ANSWER_CALL] * 2
    assert [event for event in world.events.rows() if event.kind == Kind.INTENDED][-1].cause == heard


def test_a_call_is_answered_by_feeling_the_pulse_of_whoever_called_wherever_that_is():
    world, heads = scene((48, 6))
    call(world, 20, 6)  # fixed roughly
    events = night(world, heads, 200)
    (pulse,) = (event for event in events if event.kind == Kind.PULSE_FOUND)
    night(world, heads, 1800)
    events = [event for event in world.events.rows() if event.kind == Kind.ACHIEVED]
    assert [event.cause for event in events if event.amount == Aim.ANSWER_CALL] == [pulse.id]


def test_a_beacon_that_goes_on_calling_from_the_dead_on_the_doorstep_brings_nobody_out_again_and_again():
    """She died in her arms before the door; indoors, the healer forgot it, and went out to her call eight times."""
    world, heads = scene(DOOR)
    call(world, *DOOR)
    blood_loss.die(world, 1, Death.BLOOD_LOSS, world.scenario_event)
    slot = tell(world, HEALER, Topic.BODY, 1, int(world.city.doors[0]))
    world.knowledge.strength[slot] = 0
    move_body(world, HEALER, 0)
    events = night(world, heads, 120)
    assert Aim.ANSWER_CALL not in decided(events, HEALER)
    assert not ordered(events, HEALER)
    assert world.knowledge.has(knower=HEALER, topic=Topic.BODY, subject=1, strength=0)


def test_a_call_that_nobody_has_heard_for_hours_is_given_up():
    world, heads = scene()
    call(world, 40, 6)
    night(world, heads, 10)
    world.knowledge.at[world.knowledge.rows()] = -3 * 3600
    world.plans.wake[:] = world.tick
    world.citizens.doing[HEALER] = Activity.WAITING
    events = night(world, heads, 5)
    assert [event.amount for event in events if event.kind == Kind.ABANDONED] == [Aim.ANSWER_CALL]
    assert not [event for event in events if event.kind == Kind.ACHIEVED]


def test_having_answered_a_call_they_go_home_to_whom_they_have_left_under_a_roof():
    world, heads = scene((31, 6), healer=(30, 6))
    for who in (HEALER, 1):
        move_body(world, who, 0)
    tell(world, HEALER, Topic.BODY, 1, int(world.city.doors[0]))
    world.plans.charge[0] = world.plans.housed[0] = 1
    night(world, heads, 900)
    world.events.begin(world.tick)
    slot = tell(world, HEALER, Topic.CALL, 2, world.city.cell(0, 12, 6))
    world.knowledge.cause[slot] = world.events.one(Kind.BEACON_HEARD, HEALER, cause=world.scenario_event)
    world.plans.wake[:] = world.tick + 1
    night(world, heads, 600)
    assert decided(world.events.rows(), HEALER)[-3:] == [Aim.TEND, Aim.ANSWER_CALL, Aim.TEND]
    assert world.citizens.inside[HEALER] == 0


def test_whoever_looks_after_somebody_gives_them_water_and_looks_at_them_again_and_is_never_without_an_intention():
    world, heads = scene((31, 6), healer=(30, 6))
    for who in (HEALER, 1):
        move_body(world, who, 0)
    lay_down(world, 1, Activity.LYING, world.scenario_event)
    kit.add(world, HEALER, ItemKind.WATER, 3, world.scenario_event)
    night(world, heads, 300)
    slot = int(world.exposure.of(1)[0]) if len(world.exposure.of(1)) else int(world.exposure.take(1)[0])
    world.exposure.owner[slot], world.exposure.parched[slot], world.exposure.water[slot] = 1, 1, 3_000_000
    night(world, heads, 2400)
    verbs = ordered(world.events.rows(), HEALER)
    assert Verb.WATER in verbs
    assert verbs.count(Verb.ASSESS) == 1  # half an hour on
    for _ in range(10):
        night(world, heads, 60)
        assert world.plans.intends[0] >= 0


def test_whom_they_are_bound_to_and_who_lies_low_is_not_felt_for_a_pulse():
    world, heads = scene((10, 6), (16, 6), buildings=())
    for whom in (1, 2):
        lay_down(world, whom, Activity.LYING, world.scenario_event)
    bind(world, (HEALER, 1))
    assert felt(night(world, heads, 300)) == [2]


def test_without_a_call_they_look_where_they_were_told_to_and_then_no_more():
    world, heads = scene(place="camp")
    been = set()
    for _ in range(180):
        night(world, heads, 1)
        been.add(world.city.where(int(world.citizens.cell[HEALER]))[1])
    assert 20 in been
    assert not ordered(night(world, heads, 120), HEALER)


def felt(events):
    """Whose pulses the healer has felt for, in order."""
    return [whom for kind, whom in done(events) if kind in (Kind.PULSE_FOUND, Kind.NO_PULSE)]


def test_they_feel_for_pulses_nearest_first_and_leave_the_dead():
    world, heads = scene((10, 6), (16, 6), (13, 6), healer=(8, 6), buildings=())
    blood_loss.die(world, 3, Death.BLOOD_LOSS, world.scenario_event)
    assert felt(night(world, heads, 500)) == [1, 3, 2]  # that the third is dead shows when it is felt for
    hands = [(kind, whom) for kind, whom in done(world.events.rows()) if whom == 3]
    assert hands == [(Kind.NO_PULSE, 3)]


def test_they_go_first_to_whoever_stirs():
    world, heads = scene((10, 6), (16, 6), (13, 6), healer=(8, 6), buildings=())
    lay_down(world, 2, Activity.LYING, world.scenario_event)
    assert felt(night(world, heads, 500))[0] == 2


def test_they_turn_from_looking_to_saving_and_back_and_begin_neither_anew():
    world, heads = scene((10, 6), (16, 6), (22, 6), healer=(8, 6))
    blood_loss.die(world, 3, Death.BLOOD_LOSS, world.scenario_event)
    tarp(world, 13, 8)
    for _ in range(240):
        night(world, heads, 5)
        world.plans.wake[:] = world.tick  # they look up often, as with a drone about
    log = [event for event in world.events.rows() if event.who == HEALER]
    looks = [event.kind for event in log if event.amount == Aim.LOOK_FOR_WOUNDED and event.kind in LIFE]
    assert looks == [Kind.INTENDED, Kind.DECIDED, Kind.DECIDED, Kind.DECIDED, Kind.ACHIEVED]
    turns = [(event.amount, event.whom) for event in log if event.kind == Kind.DECIDED]
    look = (Aim.LOOK_FOR_WOUNDED, -1)
    assert turns[:5] == [look, (Aim.SAVE, 1), look, (Aim.SAVE, 2), look]
    back = [event for event in log if event.kind == Kind.DECIDED][2]
    because = [column.tolist() for column in world.events.because_columns().values()]
    [deed] = [cause for event, cause, role in zip(*because, strict=True) if (event, role) == (back.id, Role.CONDITION)]
    assert next(event.kind for event in log if event.id == deed) in (Kind.STABILISED, Kind.INJECTED)
    assert told(world, Kind.TOOK)[0].tick > max(event.tick for event in told(world, Kind.NO_PULSE))


def test_who_rests_awake_under_the_same_roof_is_not_felt_for_a_pulse():
    world, heads = scene((31, 6), healer=(30, 6))
    for who in (HEALER, 1):
        move_body(world, who, 0)
    for kind in (ItemKind.GAUZE, ItemKind.TOURNIQUET, ItemKind.MORPHINE):
        kit.spend(world, HEALER, kind, 9)  # nothing can be done for them
    world.wounds.clothed[world.wounds.rows()] = False
    lay_down(world, 1, Activity.LYING, world.scenario_event)
    night(world, heads, 60)
    assert not felt(world.events.rows())
    lay_down(world, 1, Activity.UNCONSCIOUS, world.scenario_event)
    world.plans.wake[:] = world.tick
    night(world, heads, 60)
    assert felt(world.events.rows()) == [1]


def test_who_is_badly_hurt_or_trapped_helps_nobody():
    for hurt in (True, False):
        world, heads = scene((5, 6))
        if hurt:
            injuries.wound(world, HEALER, WoundKind.CUT, BodyPart.LEG, 3, False, world.scenario_event, flow=0)
            world.blood.lost[blood_slot(world, HEALER)] = 350_000
            world.wounds.dressing[world.wounds.of(HEALER)] = Dressing.STABILISED
            world.wounds.clothed[world.wounds.of(HEALER)] = False
        else:
            injuries.trap(world, HEALER, world.scenario_event)
        assert not [verb for verb in ordered(night(world, heads, 20), HEALER) if verb != Verb.NONE]


def test_who_got_up_and_went_is_not_looked_for_twice():
    world, heads = scene()
    slot = tell(world, HEALER, Topic.BODY, 0, world.city.cell(0, 12, 6))
    world.knowledge.subject[slot], world.knowledge.strength[slot] = 0, 700
    ordered_to = ordered(night(world, heads, 200), HEALER)
    assert ordered_to.count(Verb.WALK) + ordered_to.count(Verb.SNEAK) == 1


def test_what_they_cannot_know_changes_none_of_their_orders():
    """Whoever lies out of sight, behind a wall and unheard of, is not looked for."""
    drawing = "\n".join("." * 25 + "#" + "." * 24 for _ in range(12))
    worlds = [scene((35, 6), drawing=drawing, buildings=()), scene((45, 2), drawing=drawing, buildings=())]
    orders = [[(event.tick, event.amount) for event in night(*one, 60) if event.kind == Kind.ORDERED] for one in worlds]
    assert orders[0] == orders[1] == []


def test_who_has_called_and_sits_up_but_cannot_stand_is_found_and_seen_to_a_few_metres_off():
    """A caller with a deep wound in the leg, who had come to and waited, was passed by."""
    world, heads = scene((24, 6))
    call(world, 20, 6)
    world.citizens.doing[1], world.citizens.able[1] = Activity.WAITING, 0
    kinds = [kind for kind, whom in done(night(world, heads, 300)) if whom == 1]
    assert Kind.PULSE_FOUND in kinds
    assert {Kind.TOURNIQUET_PUT_ON, Kind.DRESSED} & set(kinds)


@pytest.mark.parametrize(("hour", "looks"), [(12, True), (23, False)])
def test_by_day_who_has_nobody_to_go_to_looks_about(hour, looks):
    """A healer stood in a street for three hours, in a spot to which no call carried."""
    world, heads = scene(starts=hour * 3600)
    events = night(world, heads, 1200)
    walks = [event for event in events if event.kind == Kind.ORDERED and event.amount in (Verb.WALK, Verb.SNEAK)]
    assert (Aim.LOOK_ABOUT in decided(events, HEALER)) == looks
    assert bool(walks) == looks
    assert not looks or walks[0].tick >= 300
