"""Shelter: in at nightfall, the door shut, water, warmth and sleep; out again in the morning."""

import numpy as np
import pytest
from scenes.bodies import told
from scenes.heads import bind, mind_of, minds, night, ordered, tell
from scenes.worlds import field, make_city, make_world

from undergrid.city.city import Use
from undergrid.core import luck, units
from undergrid.systems.places import burning
from undergrid.world.body.exposure import expose
from undergrid.world.items import kit
from undergrid.world.log.kinds import Kind
from undergrid.world.movement.fleeing import rush_out
from undergrid.world.places import shelters
from undergrid.world.places.burning import ignite
from undergrid.world.tables.items import ItemKind
from undergrid.world.tables.minds import Aim, Topic
from undergrid.world.tables.orders import Verb
from undergrid.world.tables.people import Activity

DOOR = (20, 5)
BAY = 0


def dusk(clock="19:00", inside=False, others=0, exposed=True, minded=(0,), **wants):
    """Somebody on an open field who knows of a bay, or in it, with others; it is dark unless told otherwise."""
    city = make_city(field(40, 12), buildings=[(Use.DISUSED, 0, *DOOR)])
    world = make_world(city, [(10, 5)] + [DOOR] * others, starts=units.clock(clock), tagged=0)
    people = world.citizens
    for who in range(0 if inside else 1, 1 + others):
        people.cell[who], people.inside[who], people.doing[who] = world.city.doors[BAY], BAY, Activity.RESTING
    world.rebuild()
    if exposed:
        expose(world, np.arange(1 + others))
    tell(world, 0, Topic.PLACE, BAY, int(world.city.doors[BAY]))
    return world, minds(world, {who: [("shelter", wants)] for who in minded})


def put(world, kind, n=1):
    slot = int(world.items.take(1)[0])
    items = world.items
    items.kind[slot], items.count[slot], items.building[slot] = kind, n, BAY
    items.cell[slot], items.luck[slot] = world.city.doors[BAY], luck.key_of(f"test/{kind}")


def asked(events, who=0):
    return [verb for verb in ordered(events, who) if verb != Verb.NONE]


def test_at_nightfall_they_go_into_the_shelter_they_know_of():
    world, heads = dusk()
    night(world, heads, 40)
    assert world.citizens.inside[0] == BAY


def test_they_do_not_go_into_a_shelter_that_they_see_burn_and_do_once_it_has_burnt_out():
    world, heads = dusk()
    world.shelters.furniture[:] = 40
    ignite(world, BAY, world.scenario_event)
    events = night(world, heads, 60)
    assert world.citizens.inside[0] < 0
    assert Verb.ENTER not in ordered(events, 0)
    world.blazes.until[:] = world.tick
    burning.step(world, burning.Params())
    night(world, heads, 120)
    assert world.citizens.inside[0] == BAY


def test_whoever_is_driven_out_of_a_door_runs_on_before_they_think():
    """A man fled from a raided house, lay down to sleep in the second after, and fled again, until he was arrested."""
    world, heads = dusk(inside=True)
    world.events.begin(world.tick)
    noise = world.events.one(Kind.CAUGHT_FIRE, BAY, cause=world.scenario_event)
    assert rush_out(world, BAY, 1, noise, 1, burning.FLIGHT, burning.DOOR) == [0]
    (fled,) = told(world, Kind.FLED)
    fled_at = world.tick
    night(world, heads, 10)
    assert ordered([event for event in world.events.rows() if event.tick > fled_at], 0) == []
    assert world.citizens.inside[0] < 0
    assert world.city.apart(int(world.citizens.cell[0]), int(world.city.doors[BAY])) > 5
    assert world.citizens.cause[0] == fled.id
    night(world, heads, 120)
    assert ordered([event for event in world.events.rows() if event.tick > fled_at], 0)


@pytest.mark.parametrize("ran_in", [False, True])
def test_they_spend_the_night_where_those_in_their_care_lie_wherever_they_have_run_in(ran_in):
    city = make_city(field(60, 12), buildings=[(Use.DISUSED, 0, *DOOR), (Use.DISUSED, 0, 44, 5)])
    world = make_world(city, [(18, 5), (44, 5)], starts=units.clock("22:00"), tagged=0)
    people = world.citizens
    people.cell[1], people.inside[1], people.doing[1] = city.doors[1], 1, Activity.LYING
    if ran_in:
        people.cell[0], people.inside[0], people.doing[0] = city.doors[BAY], BAY, Activity.RESTING
    world.rebuild()
    expose(world, np.arange(2))
    bind(world, (0, 1))
    tell(world, 0, Topic.PLACE, BAY, int(city.doors[BAY]))
    slot = tell(world, 0, Topic.BODY, 1, int(city.doors[1]))
    world.knowledge.strength[slot] = 1000
    night(world, minds(world, {0: [("shelter", {})]}), 120)
    assert people.inside[0] == 1


@pytest.mark.parametrize("under", [0, 1])
def test_of_two_roofs_with_somebody_of_theirs_under_each_they_keep_to_the_one_they_are_under(under):
    """Amara went out of the clinic to the boy elsewhere, and back in to whom she had just brought there: 166 times."""
    city = make_city(field(60, 12), buildings=[(Use.DISUSED, 0, *DOOR), (Use.DISUSED, 0, 44, 5)])
    world = make_world(city, [(18, 5), DOOR, (44, 5)], starts=units.clock("22:00"), tagged=0)
    people = world.citizens
    for who, roof in ((0, under), (1, 0), (2, 1)):
        people.cell[who], people.inside[who], people.doing[who] = city.doors[roof], roof, Activity.RESTING
    world.rebuild()
    expose(world, np.arange(3))
    bind(world, (0, 1), (0, 2))
    tell(world, 0, Topic.PLACE, BAY, int(city.doors[BAY]))
    for who in (1, 2):
        slot = tell(world, 0, Topic.BODY, who, int(city.doors[who - 1]))
        world.knowledge.strength[slot] = 1000
    events = night(world, minds(world, {0: [("shelter", {})]}), 120)
    assert people.inside[0] == under
    assert Verb.LEAVE not in ordered(events, 0)


@pytest.mark.parametrize("clock", ["12:00", "16:30", "06:00", "15:59"])
def test_by_day_and_while_it_is_light_they_stay_out(clock):
    world, heads = dusk(clock)
    assert not asked(night(world, heads, 60))


def test_who_could_fall_asleep_on_their_feet_goes_in_by_day_too():
    world, heads = dusk("12:00")
    world.exposure.fatigue[:], world.exposure.worn[:] = 30_000_000, world.scenario_event
    night(world, heads, 40)
    assert world.citizens.inside[0] == BAY


def test_who_knows_of_no_shelter_stays_where_they_are():
    world, heads = dusk()
    world.knowledge.free(world.knowledge.rows())
    assert not asked(night(world, heads, 60))


def test_they_lock_and_bar_the_door_with_the_beam_there_and_sleep():
    world, heads = dusk(inside=True)
    world.shelters.lock[0] = True
    put(world, ItemKind.BEAM)
    verbs = asked(night(world, heads, 200))
    assert verbs == [Verb.LOCK, Verb.BARRICADE, Verb.SLEEP]
    assert shelters.hold(world, BAY) == shelters.Hold.BARRED
    assert not told(world, Kind.REFUSED)


@pytest.mark.parametrize(("lock", "beam", "bar"), [(False, False, True), (True, True, False)])
def test_without_lock_and_beam_or_where_they_do_not_care_the_door_stays_as_it_is(lock, beam, bar):
    world, heads = dusk(inside=True, bar=bar)
    world.shelters.lock[0] = lock
    if beam:
        put(world, ItemKind.BEAM)
    assert asked(night(world, heads, 60)) == [Verb.SLEEP]
    assert shelters.hold(world, BAY) == shelters.Hold.OPEN


def test_a_door_at_which_somebody_is_being_talked_to_is_not_shut():
    world, heads = dusk(inside=True)
    world.shelters.lock[0] = True
    slot = world.parleys.take(1)
    world.parleys.building[slot], world.parleys.asker[slot] = BAY, 0
    assert mind_of(world).aid.doors.expects_somebody()
    assert Verb.LOCK not in asked(night(world, heads, 1))


def test_those_who_need_it_more_drink_first_and_oneself_last():
    world, heads = dusk(inside=True, others=2)
    kit.add(world, 0, ItemKind.WATER, 80, world.scenario_event)
    world.exposure.water[:3] = [1_600_000, 1_700_000, 4_500_000]
    world.exposure.parched[:3] = [1, 1, 2]
    events = night(world, heads, 600)
    given = [event.whom for event in events if event.kind == Kind.ORDERED and event.amount == Verb.WATER]
    assert list(dict.fromkeys(given)) == [2, 1, 0]
    assert told(world, Kind.GAVE_WATER)[0].whom == 2


def test_the_sleeping_are_not_woken_for_a_drink():
    world, heads = dusk(inside=True, others=1)
    kit.add(world, 0, ItemKind.WATER, 30, world.scenario_event)
    world.citizens.doing[1] = Activity.SLEEPING
    world.exposure.parched[1] = 3
    assert Verb.WATER not in asked(night(world, heads, 10))


@pytest.mark.parametrize(("celsius", "fuel", "lights"), [(2, True, True), (2, False, False), (18, True, False)])
def test_when_it_is_cold_and_there_is_fuel_they_stop_the_gaps_and_light_a_fire(celsius, fuel, lights):
    world, heads = dusk(inside=True)
    if fuel:
        put(world, ItemKind.FUEL, 6)
    verbs = asked(night(world, heads, 1500, clock={"coldest_c": celsius, "warmest_c": celsius}))
    assert (Verb.SEAL in verbs and Verb.LIGHT in verbs) == lights
    assert shelters.burns(world, BAY) == lights
    if lights:
        assert verbs.index(Verb.SEAL) < verbs.index(Verb.LIGHT) < verbs.index(Verb.SLEEP)
        assert verbs.count(Verb.LIGHT) == 1


def test_whoever_was_startled_stays_awake_for_a_while():
    world, heads = dusk(inside=True)
    world.plans.cause[0] = world.events.one(Kind.NOISE_HEARD, 0, cause=world.scenario_event)
    assert Verb.SLEEP not in asked(night(world, heads, 100))
    assert asked(night(world, heads, 60)) == [Verb.SLEEP]


def two(pledged=True):
    """Two under one roof at ten in the evening, of whom one has promised the other to go on together."""
    world, heads = dusk("22:00", inside=True, others=1, minded=(0, 1), bar=False)
    tell(world, 1, Topic.PLACE, BAY, int(world.city.doors[BAY]))
    world.citizens.doing[:] = Activity.WAITING
    world.exposure.pressure[:2] = 500_000  # they could sleep, and need not
    if pledged:
        slot, pledges = world.pledges.take(1), world.pledges
        pledges.by[slot], pledges.to[slot], pledges.cell[slot] = 0, 1, world.city.cell(0, 39, 5)
        pledges.due[slot], pledges.cause[slot] = 10**6, world.scenario_event
    return world, heads


def awake(world):
    return [who for who in (0, 1) if world.citizens.doing[who] != Activity.SLEEPING]


def test_who_means_to_go_on_together_sleeps_in_turns_of_two_hours_and_wakes_the_next():
    world, heads = two()
    night(world, heads, 1800)
    (first,) = awake(world)
    night(world, heads, 2 * units.HOUR)
    assert awake(world) == [1 - first]
    roused = [event for event in told(world, Kind.ROUSED) if event.who == first]
    assert [event.whom for event in roused] == [1 - first]
    assert [event.tick // units.HOUR for event in roused] == [2]
    assert [event.amount for event in told(world, Kind.DECIDED) if event.who == 1 - first][-1] == Aim.KEEP_WATCH


@pytest.mark.parametrize("low", [True, False])
def test_nobody_falls_asleep_while_they_lie_low(low):
    """A night in which she heard the call, ran in from a drone, and slept for five hours."""
    world, heads = two(pledged=False)
    world.plans.low[:] = 900 if low else -1
    night(world, heads, 600)
    assert awake(world) == ([0, 1] if low else [])
    night(world, heads, 900)
    assert awake(world) == []


def test_whose_turn_comes_first_is_drawn_for_each_run_and_does_not_depend_on_the_order_of_rows():
    """With other rows for the same three people nights came out differently: the first in the file had every watch."""
    firsts = set()
    world, _ = two()
    for world.seed in range(16):
        order = mind_of(world, 0).talk.in_turn([1])
        assert mind_of(world, 1).talk.in_turn([0]) == order
        firsts.add(order[0])
        world.citizens.luck[[0, 1]] = world.citizens.luck[[1, 0]]  # the same two in the other order
        assert mind_of(world, 0).talk.in_turn([1]) == order[::-1]
        world.citizens.luck[[0, 1]] = world.citizens.luck[[1, 0]]
    assert firsts == {0, 1}


def test_who_has_promised_nothing_sleeps():
    world, heads = two(pledged=False)
    night(world, heads, 3600)
    assert awake(world) == []


def test_in_the_morning_they_lie_down_no_more_and_leave_the_door_as_it_is_until_they_go_out():
    world, heads = dusk("04:00", inside=True, until="04:20")
    world.exposure.alert[:] = units.DAY
    put(world, ItemKind.BEAM)
    night(world, heads, 300)
    assert shelters.hold(world, BAY) == shelters.Hold.BARRED
    world.tick += 20 * 60
    world.citizens.doing[0] = Activity.RESTING
    world.plans.wake[:] = world.tick
    assert asked(night(world, heads, 300)) == []
    assert shelters.hold(world, BAY) == shelters.Hold.BARRED


def test_a_door_that_does_not_open_is_tried_once():
    world, heads = dusk()
    world.shelters.lock[0] = True
    shelters.set_door(world, BAY, world.scenario_event, locked=True)
    verbs = asked(night(world, heads, 400))
    assert verbs.count(Verb.ENTER) == 1
    assert len(told(world, Kind.REFUSED)) == 1


@pytest.mark.parametrize("state", [{"alive": 0}, {"doing": Activity.HELD}])
def test_the_dead_and_the_held_go_nowhere(state):
    world, heads = dusk()
    for column, value in state.items():
        getattr(world.citizens, column)[0] = value
    assert not asked(night(world, heads, 20))


def test_what_they_cannot_know_changes_none_of_their_orders():
    """Whether the bay that one was in days ago has been locked, sealed, or lived in since, one finds out there."""
    orders = []
    for changed in (False, True):
        world, heads = dusk()
        if changed:
            world.shelters.furniture[:], world.shelters.sealed[:] = 0, True
            put(world, ItemKind.BEAM)
        orders.append([(event.tick, event.amount, event.whom) for event in night(world, heads, 15)
                       if event.kind == Kind.ORDERED])  # fmt: skip
    assert orders[0] == orders[1] != []


@pytest.mark.parametrize(("minutes", "changes"), [(50, False), (70, True)])
def test_nobody_hands_the_watch_over_within_an_hour_of_setting_out(minutes, changes):
    world, heads = two()
    world.plans.sets_out[1] = 2 * units.HOUR + 60 * minutes  # the one has told the other
    night(world, heads, 1800)
    (first,) = awake(world)
    night(world, heads, 2 * units.HOUR)
    assert awake(world) == [1 - first if changes else first]


@pytest.mark.parametrize(("minutes", "sleeps"), [(50, False), (170, True)])
def test_nobody_lies_down_to_sleep_within_an_hour_of_setting_out(minutes, sleeps):
    world, heads = two(pledged=False)
    world.plans.sets_out[:] = 60 * minutes
    night(world, heads, 2400)
    assert awake(world) == ([] if sleeps else [0, 1])
