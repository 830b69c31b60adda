"""Ways: now, later, at a run, or another way."""

import pytest
from scenes.heads import live, mind_of, ordered
from scenes.lanes_watched import GOAL, lane, watched

from undergrid.minds.plans import ways
from undergrid.minds.wants import evade
from undergrid.world.log.kinds import Kind
from undergrid.world.tables.minds import Topic
from undergrid.world.tables.orders import Verb
from undergrid.world.tables.people import Activity, Pace


def first_order(world, heads):
    """The verb of the first order, at once."""
    world.plans.wake[0] = world.tick
    return next((order.verb for order in heads.orders()), None)


def test_who_expects_a_drone_waits_until_it_has_passed_and_says_so_then():
    world, heads = lane()
    slot = watched(world, comes=2, lasts=80)
    cause = world.watched.cause[slot]
    events = live(world, heads, 180)
    said = [event for event in events if event.kind == Kind.WAITED_FOR]
    assert ordered(events, 0)[0] == Verb.HIDE
    assert [(event.who, event.whom, event.cause) for event in said] == [(0, 0, cause)]
    went = min(event.tick for event in events if event.kind == Kind.ORDERED and event.amount in (Verb.WALK, Verb.RUN))
    assert 1060 < went < 1110
    assert said[0].amount == went - 1000
    assert int(world.plans.held[0]) == -1


def test_who_has_stopped_stays_a_moment_though_the_danger_seems_over():
    world, heads = lane()
    slot = watched(world, comes=2, lasts=80)
    live(world, heads, 3)
    assert world.citizens.doing[0] == Activity.HIDING
    world.watched.gap[slot] = -1  # they expect it no more
    events = []
    for _ in range(40):
        world.plans.wake[0] = world.tick
        events += live(world, heads, 1)
    went = next(event.tick for event in events if event.kind == Kind.ORDERED and event.amount == Verb.WALK)
    assert went - 1000 in (15, 16)


@pytest.mark.parametrize(("held", "doing"), [(-1, Activity.HIDING), (985, Activity.HIDING), (990, Activity.WALKING)])
def test_who_has_not_stopped_or_has_stayed_long_enough_goes(held, doing):
    world, _ = lane()
    world.plans.held[0], world.citizens.doing[0] = held, doing
    assert ways._settles(mind_of(world)) == 0
    world.plans.held[0], world.citizens.doing[0] = 990, Activity.HIDING
    assert ways._settles(mind_of(world)) == 5


def test_who_walks_begins_to_run_and_who_runs_slows_down_only_by_the_margin():
    world, _ = lane()
    mind = mind_of(world)
    assert [ways._is_another(mind, verb) for verb in (Verb.RUN, Verb.WALK)] == [False, False]  # nothing has been begun
    world.citizens.doing[0], world.citizens.pace[0] = Activity.WALKING, Pace.RUN
    mind = mind_of(world)
    assert [ways._is_another(mind, verb) for verb in (Verb.RUN, Verb.WALK)] == [False, True]
    world.citizens.pace[0] = Pace.SNEAK
    mind = mind_of(world)
    assert [ways._is_another(mind, verb) for verb in (Verb.RUN, Verb.WALK)] == [True, False]


def test_who_expects_none_for_long_enough_goes_at_once():
    world, heads = lane()
    watched(world, comes=120, lasts=80)
    assert first_order(world, heads) in (Verb.WALK, Verb.SNEAK)


def test_who_has_seen_it_come_only_once_does_not_wait_for_it():
    world, heads = lane()
    slot = watched(world, comes=2, lasts=80)
    world.watched.gap[slot] = -1
    assert first_order(world, heads) in (Verb.WALK, Verb.SNEAK)


def test_who_has_just_time_enough_crosses_at_a_run():
    world, heads = lane()
    watched(world, comes=24, lasts=80)
    assert first_order(world, heads) == Verb.RUN


def test_who_is_above_suspicion_or_not_shy_does_not_wait():
    world, heads = lane(tagged=1)
    watched(world, comes=2, lasts=80)
    assert first_order(world, heads) in (Verb.WALK, Verb.SNEAK)
    world, heads = lane()
    watched(world, comes=2, lasts=80)
    heads.wants = [heads.wants[0][1:]]
    heads._most = [heads._most[0][1:]]
    assert first_order(world, heads) in (Verb.WALK, Verb.SNEAK)


@pytest.mark.parametrize(("knob", "value"), [("seen", 0), ("dread", 1), ("delay", 1000), ("margin", 1000)])
def test_how_shy_one_is_can_be_turned(knob, value):
    world, heads = lane(want={knob: value})
    watched(world, comes=2, lasts=80)
    assert first_order(world, heads) in (Verb.WALK, Verb.SNEAK, Verb.RUN)


def test_the_bold_go_where_others_wait():
    for bold, waits in ((1000, True), (10_000, False)):
        world, heads = lane()
        world.plans.bold[0] = bold
        watched(world, comes=2, lasts=80)
        assert (first_order(world, heads) == Verb.HIDE) == waits


def test_who_waits_for_what_does_not_go_away_goes_in_the_end():
    world, heads = lane()
    watched(world, comes=-250, lasts=290)
    assert first_order(world, heads) in (Verb.WALK, Verb.SNEAK, Verb.RUN)  # waiting would make it no better


def test_where_there_is_another_way_out_of_its_sight_that_is_taken_and_said():
    world, heads = lane(second=True, want={"delay": 100})
    slot = watched(world, comes=-10, lasts=250)
    events = live(world, heads, 40)
    said = [event for event in events if event.kind == Kind.WENT_ROUND]
    assert [(event.whom, event.cause) for event in said] == [(0, world.watched.cause[slot])]
    assert said[0].amount >= 20
    assert world.city.where(int(world.citizens.cell[0]))[1] > 28


def test_the_harm_of_a_delay_grows_with_its_length_and_with_how_long_one_has_waited_already():
    world, _ = lane()
    mind, shy = mind_of(world), evade.Params(delay=6)
    assert ways.Hardship.of(mind, shy).harm(0) == 0
    a_minute = ways.Hardship.of(mind, shy).harm(60)
    assert a_minute == pytest.approx(6 * 1.1**2)
    assert ways.Hardship.of(mind, shy).harm(120) > 2 * a_minute
    world.plans.held[0] = world.tick - 300
    assert ways.Hardship.of(mind, shy).harm(60) == pytest.approx(6 * 2.1**2)


def test_who_has_had_to_wait_a_moment_ago_is_no_more_patient_than_then():
    world, _ = lane()
    mind, plans = mind_of(world), world.plans
    plans.held_before[0], plans.held_end[0] = 300, world.tick - 600
    assert ways.impatience(mind) == 4
    assert ways.begin(mind, 0, 5) == {"held": 1000, "held_for": 0, "held_by": 5, "held_before": 300}
    plans.held_end[0] -= 1
    assert ways.impatience(mind) == 1
    assert ways.begin(mind, 0, 5)["held_before"] == 0
    plans.held[0] = world.tick - 300
    assert ways.impatience(mind) == 9
    assert ways.begin(mind, 0, 5) == {}


def test_a_short_wait_is_not_worth_a_word():
    world, _ = lane()
    for waited, word in ((59, 0), (60, 1)):
        world.plans.held[0], world.plans.held_by[0] = world.tick - waited, world.scenario_event
        world.plans.held_for[0] = 0
        first = world.events.n
        world.events.begin(world.tick)
        assert ways.priced(mind_of(world), None, evade.Params()) is None
        assert len(world.events.rows(first)) == word
        assert world.plans.held[0] == -1


def test_who_is_arrested_while_they_hold_back_has_not_waited_for_hours():
    world, heads = lane()
    world.plans.held[0], world.plans.held_for[0], world.plans.held_by[0] = world.tick, 0, world.scenario_event
    world.citizens.doing[0], world.plans.wake[0] = Activity.HELD, 0
    live(world, heads, 5)
    assert (world.plans.held[0], world.plans.held_for[0], world.plans.held_by[0]) == (-1, -1, 0)
    world.tick += 3600
    world.events.begin(world.tick)
    world.citizens.doing[0], world.plans.wake[0] = Activity.WAITING, 0
    assert not [event for event in live(world, heads, 60) if event.kind == Kind.WAITED_FOR]


def test_who_has_reached_the_other_side_is_not_held_back_any_more():
    world, heads = lane()
    watched(world, comes=10, lasts=20)
    live(world, heads, 120)
    assert world.city.apart(int(world.citizens.cell[0]), world.city.cell(0, *GOAL)) <= 2
    assert world.plans.held[0] == -1


def test_whoever_knows_to_be_hunted_minds_twice_as_much():
    world, _ = lane()
    mind = mind_of(world)
    assert mind.risk.matters() == 1
    slot = int(world.knowledge.take(1)[0])
    world.knowledge.knower[slot] = world.knowledge.subject[slot] = 0
    world.knowledge.topic[slot] = Topic.PERSON
    assert mind.risk.matters() == 2
    world, _ = lane(tagged=1)
    assert mind_of(world).risk.matters() == 0
    world.sky.curfew[0], world.citizens.work[0] = 1, -1
    assert mind_of(world).risk.matters() == 0.5


def test_a_delay_does_more_harm_by_what_one_has_in_hand_and_by_the_time_one_has_left():
    world, _ = lane()
    risk = mind_of(world).risk
    assert risk.haste(-1, 100 * 3600) == 1
    assert risk.haste(-1, 4 * 3600) == 1
    assert risk.haste(-1, 4 * 3600 - 1) == 2
    assert risk.haste(-1, 3600) == 2
    assert risk.haste(-1, 3599) == 4


def test_nobody_holds_back_without_a_reason_to():
    world, heads = lane()
    events = live(world, heads, 120)
    assert Verb.HIDE not in ordered(events, 0)
    assert world.citizens.doing[0] != Activity.HIDING
