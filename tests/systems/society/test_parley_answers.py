"""Who answers at a door, who is woken for it, and what is said there, one thing after another."""

from __future__ import annotations

from typing import Any

import pytest
from scenes.strangers import INSIDE, OUTSIDE, SHELTER, at_the_door, live, told
from scenes.sworn import sworn

from undergrid.systems.movement import movement
from undergrid.systems.places import shelter
from undergrid.systems.society import parley, talk
from undergrid.world.body import injuries
from undergrid.world.items import kit
from undergrid.world.log.events import Event
from undergrid.world.log.kinds import Kind
from undergrid.world.orders.attempts import intend
from undergrid.world.people import background
from undergrid.world.places.occupancy import move_body
from undergrid.world.places.shelters import set_door
from undergrid.world.reasons import why_not
from undergrid.world.society import parley_odds, pleas, regard
from undergrid.world.tables.body import BodyPart, Waking, WoundKind
from undergrid.world.tables.items import ItemKind
from undergrid.world.tables.minds import Topic
from undergrid.world.tables.orders import Refusal, Verb
from undergrid.world.tables.people import NEVER, Activity
from undergrid.world.tables.society import BondKind, Category, Plea
from undergrid.world.world import World

CHILD = 2  # beside INSIDE
MUCH = 100_000
OPENS: dict[str, Any] = {"open_door": MUCH}


def room(*, asleep: bool = True, seed: int = 1, **child: int) -> World:
    """Somebody grown in a locked room, asleep or awake, and a child of twelve beside them who is up."""
    world = at_the_door(seed, more=1)
    move_body(world, CHILD, SHELTER)
    people = world.citizens
    people.doing[CHILD], people.age[CHILD] = Activity.RESTING, 12
    for column, value in child.items():
        getattr(people, column)[CHILD] = value
    people.doing[INSIDE] = Activity.SLEEPING if asleep else Activity.RESTING
    world.rebuild()
    return world


def ask(world: World, plea: int = Plea.ENTRY, ticks: int = 12, **params: dict[str, Any]) -> None:
    intend(world, OUTSIDE, Verb.ASK, SHELTER, 77, amount=int(plea))
    live(world, [movement, shelter, parley], ticks, **params)


# ---------------------------------------------------------------- who answers


def test_a_child_up_with_a_sleeper_calls_them_and_they_answer():
    world = room()
    ask(world, parley={"call_wakes": 1}, doorstep=OPENS)
    (asked,), (called,) = told(world, Kind.ASKED), told(world, Kind.CALLED_TO_THE_DOOR)
    assert (asked.who, asked.whom, asked.cause) == (OUTSIDE, CHILD, 77)
    assert (called.who, called.whom, called.cause, called.odds) == (CHILD, INSIDE, asked.id, 2**32)
    (woke,) = told(world, Kind.WOKE)
    assert (woke.who, woke.amount, woke.cause) == (INSIDE, Waking.VOICE, called.id)
    assert [event.who for event in told(world, Kind.LET_IN)] == [INSIDE]
    assert regard.regard(world, INSIDE, OUTSIDE, make=False) >= 0, "they know who is there"


def test_whom_nobody_can_wake_does_not_answer_and_the_child_says_so():
    world = room()
    ask(world, parley={"call_wakes": 0}, doorstep=OPENS)
    assert not told(world, Kind.WOKE, Kind.LET_IN, Kind.CALLED_TO_THE_DOOR)
    (cannot,) = told(world, Kind.CANNOT_OPEN)
    assert (cannot.who, cannot.whom, cannot.cause) == (CHILD, OUTSIDE, told(world, Kind.ASKED)[0].id)
    assert world.citizens.inside[OUTSIDE] < 0


def test_a_child_opens_only_where_nobody_grown_could():
    for alive, who in ((True, INSIDE), (False, CHILD)):
        world = room(asleep=False)
        world.citizens.alive[INSIDE] = alive
        world.rebuild()
        ask(world, doorstep=OPENS)
        assert [event.who for event in told(world, Kind.LET_IN)] == [who]


@pytest.mark.parametrize("why", ["lame", "trapped"])
def test_whoever_cannot_stand_opens_to_nobody_whether_asked_or_ordered(why):
    world = at_the_door(trusted=9000)
    set_door(world, SHELTER, world.scenario_event, barricade=5000)
    if why == "lame":
        world.citizens.able[INSIDE] = 0
    else:
        injuries.trap(world, INSIDE, world.scenario_event)
    refusal = Refusal.CANNOT_WALK if why == "lame" else Refusal.TRAPPED
    ask(world, doorstep=OPENS)
    assert told(world, Kind.CANNOT_OPEN)
    assert why_not(world, INSIDE, Verb.ADMIT, OUTSIDE) == refusal
    for verb in (Verb.UNBAR, Verb.BARRICADE, Verb.UNLOCK):
        assert why_not(world, INSIDE, verb, SHELTER) == refusal
    intend(world, INSIDE, Verb.ADMIT, OUTSIDE, 77)
    live(world, [parley])
    assert [event.amount for event in told(world, Kind.REFUSED)] == [refusal]
    assert world.citizens.inside[OUTSIDE] < 0


def test_where_all_sleep_a_knock_wakes_some_of_them_and_they_answer():
    woken = 0
    for seed in range(60):
        world = at_the_door(seed)
        world.citizens.doing[INSIDE] = Activity.SLEEPING
        ask(world, doorstep=OPENS)
        (knocked,) = told(world, Kind.KNOCKED)
        assert (knocked.who, knocked.whom, knocked.cause) == (OUTSIDE, SHELTER, 77)
        woke = told(world, Kind.WOKE)
        if woke:
            assert (woke[0].cause, woke[0].amount) == (knocked.id, Waking.VOICE)
            assert told(world, Kind.ASKED)[0].cause == knocked.id
            assert [event.who for event in told(world, Kind.LET_IN)] == [INSIDE]
        else:
            assert [event.amount for event in told(world, Kind.REFUSED)] == [Refusal.NO_ANSWER]
        woken += len(woke)
    assert woken / 60 == pytest.approx(parley.Params().knock_wakes, abs=0.2)


def test_at_an_empty_house_nobody_knocks_anybody_awake():
    world = at_the_door()
    world.citizens.alive[INSIDE] = False
    world.rebuild()
    ask(world)
    assert not told(world, Kind.KNOCKED, Kind.ASKED)


@pytest.mark.parametrize("wakes", [0, 1])
def test_who_sleeps_there_is_woken_when_a_guest_is_talked_to(wakes):
    world = room(asleep=True, age=30)
    ask(world, parley={"voices_wake": wakes}, doorstep=OPENS)
    (let_in,) = told(world, Kind.LET_IN)
    assert let_in.who == CHILD
    assert [(event.who, event.cause) for event in told(world, Kind.WOKE)] == [(INSIDE, let_in.id)] * wakes


# ---------------------------------------------------------------- names


def test_guest_and_host_tell_each_other_their_names_once():
    world = at_the_door()
    ask(world, doorstep=OPENS)
    named = told(world, Kind.NAMED)
    assert [(event.who, event.whom) for event in named] == [(OUTSIDE, INSIDE), (INSIDE, OUTSIDE)]
    assert {event.cause for event in named} == {told(world, Kind.LET_IN)[0].id}
    assert all(pleas.knows_name(world, *pair) for pair in ((INSIDE, OUTSIDE), (OUTSIDE, INSIDE)))
    assert regard.trust(world, INSIDE, OUTSIDE) > 500


def test_who_has_said_their_name_at_the_door_does_not_say_it_again_inside():
    world = at_the_door()
    ask(world, Plea.NAME, doorstep=OPENS)
    assert [(event.who, event.whom) for event in told(world, Kind.NAMED)] == [(INSIDE, OUTSIDE)]


# ---------------------------------------------------------------- pleas


def reason(world: World, why: Plea) -> None:
    """Give the one outside a reason to come."""
    if why == Plea.BY_NAME:
        regard.bind(world, OUTSIDE, INSIDE, BondKind.FRIEND, 500, world.scenario_event)
    elif why == Plea.CALLED:
        slot = world.knowledge.take(1)
        world.knowledge.knower[slot], world.knowledge.topic[slot] = OUTSIDE, Topic.CALL
    elif why == Plea.TRAIL:
        slot = world.trackings.take(1)
        world.trackings.follower[slot], world.trackings.maker[slot] = OUTSIDE, INSIDE


@pytest.mark.parametrize("why", [Plea.NAME, *pleas.REASONS])
def test_whoever_says_who_they_are_says_why_they_have_come(why):
    world = at_the_door()
    reason(world, why)
    ask(world, Plea.NAME, 1)
    (asked,) = told(world, Kind.ASKED)
    assert asked.amount == why
    assert world.parleys.said[parley_odds.parley_of(world, OUTSIDE)] == 1 << why


@pytest.mark.parametrize("why", pleas.REASONS)
def test_nobody_gives_a_reason_that_is_not_theirs(why):
    world = at_the_door()
    assert why_not(world, OUTSIDE, Verb.ASK, SHELTER, why) == Refusal.KNOWS_NOTHING
    ask(world, why, 1)
    assert [event.amount for event in told(world, Kind.REFUSED)] == [Refusal.KNOWS_NOTHING]
    reason(world, why)
    assert why_not(world, OUTSIDE, Verb.ASK, SHELTER, why) is None


@pytest.mark.parametrize("plea", [-1, len(Plea)])
def test_there_is_no_such_plea(plea):
    world = at_the_door()
    assert why_not(world, OUTSIDE, Verb.ASK, SHELTER, plea) == Refusal.NO_SUCH_TARGET


def test_only_the_armed_lay_their_weapons_down():
    unarmed, armed = at_the_door(), at_the_door(outside_arms=ItemKind.RIFLE)
    assert why_not(unarmed, OUTSIDE, Verb.ASK, SHELTER, Plea.DISARM) == Refusal.NO_TOOL
    assert why_not(armed, OUTSIDE, Verb.ASK, SHELTER, Plea.DISARM) is None


def moves(world: World) -> list[str]:
    """What the one outside has said and shown, in order."""
    return [
        "hands" if event.kind == Kind.SURRENDERED else Plea(event.amount).name.lower()
        for event in told(world, Kind.ASKED, Kind.SURRENDERED)
    ]


def test_an_asker_of_the_crowd_says_one_thing_after_another_and_none_twice_until_all_is_said():
    deaf = {"silence": MUCH, "plead": 12_000, "wait": -MUCH, "force": -MUCH, "each_refusal": 0}
    seen = set()
    for seed in range(4):
        world = at_the_door(seed, outside_arms=ItemKind.RIFLE)
        intend(world, OUTSIDE, Verb.ASK, SHELTER, 77)
        live(world, [movement, shelter, parley, talk], 900, doorstep=deaf)
        said = [move for move in moves(world) if move != "entry"]
        assert sorted(said) == ["disarm", "hands", "help", "name"]
        assert [event.who for event in told(world, Kind.GAVE_UP)] == [OUTSIDE]
        seen.add(tuple(said))
    assert len(seen) > 1, "a draw decides what comes next"


def test_who_does_not_plead_says_nothing_more():
    world = at_the_door()
    ask(world, ticks=400, doorstep={"silence": MUCH, "plead": -MUCH, "leave": 10_000})
    assert moves(world) == ["entry"]


# ---------------------------------------------------------------- what weighs


def answered(world: World, plea: Plea, knob: str, weight: int) -> list[Event]:
    ask(world, plea, doorstep={knob: weight})
    return told(world, Kind.LET_IN)


@pytest.mark.parametrize(
    ("knob", "plea"),
    [
        ("introduced", Plea.NAME),
        ("called", Plea.CALLED),
        ("trail", Plea.TRAIL),
        ("by_name", Plea.BY_NAME),
        ("disarmed", Plea.DISARM),
        ("offer", Plea.HELP),
        ("carriers", Plea.HELP),
        ("hands", Plea.ENTRY),
        ("ruling", Plea.ENTRY),
    ],
)
def test_what_is_said_and_shown_at_the_door_opens_it_if_it_weighs_enough(knob, plea):
    ends = []
    for weight in (MUCH, -MUCH):
        world = room(asleep=False, able=0)
        reason(world, plea)
        if plea == Plea.DISARM:
            world = at_the_door(outside_arms=ItemKind.SCALPEL)
        if knob == "offer":
            injuries.wound(world, CHILD, WoundKind.CRUSH, BodyPart.LEG, 3, False, world.scenario_event, flow=0)
        if knob == "hands":
            slot = regard.regard(world, INSIDE, OUTSIDE)
            world.regards.yielded[slot] = 0
        if knob == "ruling":
            slot = background.make_profile(world, OUTSIDE)
            world.profiles.category[slot], world.profiles.insignia[slot] = Category.SOLDIER, True
        ends.append(bool(answered(world, plea, knob, weight)))
    assert ends == ([False, True] if knob == "ruling" else [True, False])


@pytest.mark.parametrize("weight", [-MUCH, MUCH])
def test_that_they_could_have_come_in_shooting_counts_by_its_weight(weight):
    world = at_the_door(outside_arms=ItemKind.SIDEARM, locked=False)
    kit.add(world, OUTSIDE, ItemKind.ROUNDS, 6, world.scenario_event)
    assert bool(answered(world, Plea.RESTRAINT, "restraint", weight)) == (weight > 0)


def test_at_a_base_whoever_is_not_of_it_is_told_that_nobody_vouches_for_them_and_may_say_more():
    world = at_the_door()
    sworn(world, [INSIDE], base=SHELTER)
    ask(world, Plea.NAME, 9, doorstep=OPENS)
    (denied,) = told(world, Kind.DENIED)
    (asked,) = told(world, Kind.ASKED)
    assert (denied.who, denied.whom, denied.cause) == (INSIDE, OUTSIDE, asked.id)
    assert not told(world, Kind.LET_IN, Kind.WARNED)
    live(world, [movement, shelter, parley], 600, doorstep={"leave": MUCH})
    assert told(world, Kind.GAVE_UP)[0].cause == denied.id


@pytest.mark.parametrize("weight", [-MUCH, MUCH])
def test_those_who_have_been_sold_out_answer_by_how_much_that_weighs(weight):
    world = at_the_door()
    faction = sworn(world, [INSIDE])
    world.factions.betrayed[faction] = 1
    assert bool(answered(world, Plea.NAME, "sold_out", weight)) == (weight < 0)


@pytest.mark.parametrize("weight", [-MUCH, MUCH])
def test_who_was_warned_off_before_is_answered_by_how_much_that_hardens(weight):
    world = at_the_door()
    ask(world, ticks=1)
    intend(world, INSIDE, Verb.WARN, OUTSIDE, 78)
    live(world, [parley])
    ask(world, doorstep={"hardened": weight})
    assert bool(told(world, Kind.LET_IN)) == (weight < 0)


def test_a_mind_of_the_one_who_answers_changes_nothing_of_what_is_drawn():
    """Until they act on it: the same draw for the same two at the same tick."""
    drawn = []
    for minded in (False, True):
        world = at_the_door()
        if minded:
            world.plans.grow(1)
            world.plans.owner[0] = INSIDE
            world.rebuild()
        world.citizens.wake[:] = NEVER
        ask(world, ticks=10, doorstep={"silence": MUCH})
        slot = parley_odds.parley_of(world, OUTSIDE)
        drawn.append((int(world.parleys.answer[slot]), int(world.parleys.odds[slot])))
    assert drawn[0] == drawn[1]
