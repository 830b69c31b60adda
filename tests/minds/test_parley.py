"""Parley: what the named say to strangers, through a door and behind it."""

import numpy as np
import pytest
from scenes.bodies import told
from scenes.heads import Want, mind_of, minds, night, ordered, tell
from scenes.strangers import INSIDE, OUTSIDE, SHELTER, at_the_door, live

from undergrid.minds.wants import parley as want
from undergrid.systems.society import parley
from undergrid.world.body import exposure, injuries
from undergrid.world.body.blood_rows import blood_slot
from undergrid.world.log.kinds import Kind
from undergrid.world.orders.attempts import intend
from undergrid.world.people import background
from undergrid.world.places.occupancy import move_body
from undergrid.world.society import parley_odds, regard
from undergrid.world.tables.body import BodyPart, WoundKind
from undergrid.world.tables.items import ItemKind
from undergrid.world.tables.minds import Topic
from undergrid.world.tables.orders import Order, Verb
from undergrid.world.tables.people import Activity
from undergrid.world.tables.society import Answer, Category, Plea, PledgeState, Stance


def at_home(seed=1, both=False, places=None, wants=None, **door):
    """Somebody with a mind behind a locked door, and a stranger before it, who is of the crowd unless `both`."""
    world = at_the_door(seed, **door)
    own = {INSIDE: [("parley", wants or {})]}
    if both:
        own[OUTSIDE] = [("parley", {})]
    return world, minds(world, own, places or {}, {})


def outside(seed=1, host=True, wants=None, **door):
    """Somebody with a mind before a locked door; one of the crowd behind it, or nobody."""
    world = at_the_door(seed, **door)
    if not host:
        world.citizens.alive[INSIDE] = False
    return world, minds(world, {OUTSIDE: [("parley", {"again_minutes": 1, "most_asks": 2, **(wants or {})})]}, {}, {})


def company(wants=None, places=None, trusted=3000, more=0):
    """Two behind one door, with nobody before it: the first has a mind, and trusts the other."""
    world = at_the_door(locked=False, trusted=trusted, more=more)
    move_body(world, OUTSIDE, SHELTER)
    world.citizens.doing[:] = Activity.RESTING
    return world, minds(world, {INSIDE: [("parley", wants or {})]}, places or {}, {})


def knock(world):
    intend(world, OUTSIDE, Verb.ASK, SHELTER, world.scenario_event)


def asked(events, who=INSIDE):
    return [verb for verb in ordered(events, who) if verb not in (Verb.NONE, Verb.WAIT)]


# ---------------------------------------------------------------- behind the door


def test_with_nobody_at_the_door_they_say_nothing():
    world, heads = at_home()
    assert not asked(night(world, heads, 30))


def test_who_is_trusted_is_let_in():
    world, heads = at_home(trusted=60_000)
    knock(world)
    assert asked(night(world, heads, 20)) == [Verb.ADMIT]
    assert world.citizens.inside[OUTSIDE] == SHELTER
    assert told(world, Kind.LET_IN)


def test_an_armed_stranger_is_warned_once():
    world, heads = at_home(outside_arms=ItemKind.RIFLE, inside_arms=ItemKind.SIDEARM)
    knock(world)
    assert asked(night(world, heads, 40)) == [Verb.WARN]
    assert world.citizens.inside[OUTSIDE] < 0


def test_they_answer_what_the_draw_has_decided_that_the_crowd_draws_too():
    """By the same odds and the same luck: with a mind or without, the same is answered to the same stranger."""
    answered = []
    for seed in range(1, 13):
        of_the_crowd, (world, heads) = at_the_door(seed), at_home(seed)
        knock(of_the_crowd)
        live(of_the_crowd, [parley], 12)
        knock(world)
        night(world, heads, 30)
        theirs, own = (told(each, Kind.LET_IN) + told(each, Kind.WARNED) for each in (of_the_crowd, world))
        assert [(e.kind, e.stream, e.odds) for e in theirs] == [(e.kind, e.stream, e.odds) for e in own]
        assert all(event.stream == parley.ANSWER and event.odds > 0 for event in own)
        answered += [event.kind for event in own]
    assert {Kind.LET_IN, Kind.WARNED} <= set(answered)


def test_what_they_are_inclined_to_stays_until_they_are_asked_again():
    world, heads = at_home()
    world.citizens.alive[INSIDE] = True
    knock(world)
    night(world, heads, 12, doorstep={"silence": 100_000})
    slot = parley_odds.parley_of(world, OUTSIDE)
    assert world.parleys.answer[slot] == Answer.SILENCE
    night(world, heads, 40, doorstep={"open_door": 100_000})
    assert not told(world, Kind.LET_IN)
    knock(world)
    night(world, heads, 20, doorstep={"open_door": 100_000})
    assert [event.who for event in told(world, Kind.LET_IN)] == [INSIDE]


def test_who_cannot_stand_does_not_open_and_says_so():
    world, heads = at_home(trusted=60_000)
    world.citizens.able[INSIDE] = 0
    knock(world)
    assert not asked(night(world, heads, 30))
    (cannot,) = told(world, Kind.CANNOT_OPEN)
    assert (cannot.who, cannot.whom, cannot.cause) == (INSIDE, OUTSIDE, told(world, Kind.ASKED)[0].id)


@pytest.mark.parametrize("word", ["gave or was vouched for", "surrendered"])
def test_whoever_gave_was_vouched_for_or_gave_themselves_up_is_likelier_let_in(word):
    odds = []
    for said in (False, True):
        world = at_the_door(outside_arms=ItemKind.RIFLE)
        heads = minds(world, {INSIDE: []})
        knock(world)
        night(world, heads, 3, [Order(2, OUTSIDE, Verb.SURRENDER, INSIDE)] if said and word == "surrendered" else [])
        if said and word != "surrendered":
            regard.good(world, INSIDE, OUTSIDE, 1000, world.scenario_event)
        odds.append(parley_odds.answer_odds(world, INSIDE, OUTSIDE).let_in)
    assert odds[0] < odds[1]


# ---------------------------------------------------------------- before it


def moves(world):
    """What the one outside has said and shown at the door, in order."""
    return [
        "hands" if event.kind == Kind.SURRENDERED else Plea(event.amount).name.lower()
        for event in world.events.rows()
        if event.kind in (Kind.ASKED, Kind.SURRENDERED) and event.who == OUTSIDE
    ]


def test_before_a_shut_door_they_make_one_move_after_another_and_leave_in_the_end():
    world, heads = outside(inside_arms=ItemKind.RIFLE, outside_arms=ItemKind.RIFLE, wants={"most_asks": 9})
    night(world, heads, 900, doorstep={"silence": 100_000, "force": -100_000})
    assert moves(world) == ["entry", "name", "hands", "help", "disarm"]
    assert world.citizens.inside[OUTSIDE] < 0
    slot = 0
    assert (world.plans.spurned[slot], world.plans.asks[slot]) == (SHELTER, 0)


def test_they_ask_no_more_often_than_they_meant_to():
    world, heads = outside(outside_arms=ItemKind.RIFLE, inside_arms=ItemKind.RIFLE, trusted=-9000)
    verbs = asked(night(world, heads, 400, doorstep={"warn": 100_000}), OUTSIDE)
    assert verbs.count(Verb.ASK) == 2
    assert set(verbs) <= {Verb.ASK, Verb.SURRENDER}
    assert not asked(night(world, heads, 300), OUTSIDE)
    assert world.citizens.inside[OUTSIDE] < 0


DEAF = {"silence": 100_000}


STATES = {"lighter": 0x010, "darker": 0x012, "colder": 0x021, "hurt": 0x111}


@pytest.mark.parametrize("worse", ["", *STATES, "another speaks"])
def test_who_has_given_up_at_a_door_asks_anew_only_after_a_while_and_when_something_has_changed(worse, monkeypatch):
    world, heads = outside(more=1, wants={"away_minutes": 10})
    monkeypatch.setattr(want, "_state", lambda mind: 0x011)
    night(world, heads, 200, doorstep=DEAF)
    before = len(told(world, Kind.ASKED))
    assert before == 2
    assert world.plans.spurned_at[0] >= 0
    if worse in STATES:
        monkeypatch.setattr(want, "_state", lambda mind: STATES[worse])
    elif worse == "another speaks":
        move_body(world, 2, SHELTER)
        world.citizens.doing[2] = Activity.RESTING
        night(world, heads, 30, [Order(world.tick + 1, 2, Verb.WARN, OUTSIDE)], doorstep=DEAF)
        assert len(told(world, Kind.ASKED)) == before + 1, "they turn to whoever speaks to them"
        return
    night(world, heads, 200, doorstep=DEAF)
    assert len(told(world, Kind.ASKED)) == before, "not for a good while, whatever has changed"
    night(world, heads, 500, doorstep=DEAF)
    assert (len(told(world, Kind.ASKED)) > before) == (worse in ("darker", "colder", "hurt"))


def test_darkness_cold_and_wounds_are_what_makes_one_worse_off():
    world, _ = outside()
    states = []
    for light in (255, 130, 0):
        world.sky.light[:] = light
        states.append(want._state(mind_of(world)))
    assert states == [0, 1, 3]
    slot = exposure.expose(world, np.array([OUTSIDE]), world.scenario_event)
    world.exposure.chilled[slot] = 2
    assert want._state(mind_of(world)) == 0x023
    injuries.wound(world, OUTSIDE, WoundKind.SHRAPNEL, BodyPart.LEG, 3, False, world.scenario_event, flow=2000)
    world.tick += 600
    assert want._state(mind_of(world)) == 0x123


def test_where_nobody_answers_they_ask_as_often_as_they_meant_to():
    world, heads = outside(host=False)
    assert asked(night(world, heads, 900), OUTSIDE) == [Verb.ASK] * 2


def test_who_is_out_there_to_go_on_with_somebody_as_promised_does_not_ask_to_be_let_in():
    world = at_the_door()
    pledges, slot = world.pledges, world.pledges.take(1)
    pledges.by[slot], pledges.to[slot], pledges.cell[slot] = OUTSIDE, INSIDE, world.city.cell(0, 1, 1)
    pledges.due[slot], pledges.cause[slot] = 10**6, world.scenario_event
    tell(world, OUTSIDE, Topic.PERSON, INSIDE, int(world.city.doors[SHELTER]))
    heads = minds(world, {OUTSIDE: [("bring", {"urgency": 400}), ("parley", {"urgency": 1})]})
    night(world, heads, 5)
    heads.wants[0][1] = Want("parley", want.Params())
    heads._most[0][1] = 780
    assert not told_to(night(world, heads, 200))
    world.pledges.outcome[slot] = PledgeState.FAILED
    world.plans.wake[:] = world.tick
    assert told_to(night(world, heads, 200))


def told_to(events):
    """What was said from before the door."""
    return [event.amount for event in events if event.kind == Kind.ASKED and event.who == OUTSIDE]


def test_warned_off_they_show_their_hands_and_ask_anew():
    world, heads = outside(inside_arms=ItemKind.RIFLE)
    verbs = asked(night(world, heads, 40, [Order(3, INSIDE, Verb.WARN, OUTSIDE)]), OUTSIDE)
    assert verbs == [Verb.ASK, Verb.SURRENDER, Verb.ASK]
    assert moves(world) == ["entry", "hands", "help"], "with raised hands they make an offer"


def test_before_an_open_door_or_none_they_say_nothing():
    world, heads = outside(locked=False)
    assert not asked(night(world, heads, 20), OUTSIDE)


# ---------------------------------------------------------------- in company


def with_a_past(trusted=3000, promised=True):
    world, heads = company(trusted=trusted)
    slot = background.make_profile(world, INSIDE)
    world.profiles.past[slot] = Category.SOLDIER
    if promised:
        pledges, slot = world.pledges, world.pledges.take(1)
        pledges.by[slot], pledges.to[slot], pledges.cell[slot], pledges.due[slot] = INSIDE, OUTSIDE, 45, 10**6
    return world, heads


def test_whom_they_have_promised_something_they_tell_their_past_once():
    world, heads = with_a_past()
    assert asked(night(world, heads, 300)) == [Verb.DISCLOSE]


@pytest.mark.parametrize(("trusted", "promised"), [(3000, False), (-6000, True)])
def test_and_nothing_of_it_to_who_has_no_promise_of_theirs_or_no_trust(trusted, promised):
    world, heads = with_a_past(trusted, promised)
    assert not asked(night(world, heads, 200))


@pytest.mark.parametrize("believed", [True, False])
def test_they_speak_to_those_in_their_care_for_who_came_and_not_again_and_again(believed):
    world, heads = company(trusted=6000, more=1)
    charge = 2
    move_body(world, charge, SHELTER)
    world.citizens.doing[charge] = Activity.RESTING
    world.plans.charge[0] = charge
    (regard.good if believed else regard.bad)(world, charge, INSIDE, 4000, world.scenario_event)
    verbs = asked(night(world, heads, 200))
    assert set(verbs) == {Verb.VOUCH}
    assert len(verbs) <= (1 if believed else 3)
    assert len(told(world, Kind.VOUCHED)) == believed


@pytest.mark.parametrize(("later", "spoken"), [(600, True), (7200, False)])
def test_for_who_came_hours_ago_nobody_speaks_up_any_more(later, spoken):
    """Somebody was vouched for six hours after he had been let in, to one who had been in there with him all night."""
    world, heads = company(trusted=6000, more=1)
    charge = 2
    move_body(world, charge, SHELTER)
    world.citizens.doing[charge] = Activity.RESTING
    world.plans.charge[0] = charge
    world.tick = later
    world.plans.wake[:] = later
    regard.good(world, charge, INSIDE, 4000, world.scenario_event)
    assert (Verb.VOUCH in asked(night(world, heads, 200))) == spoken


@pytest.mark.parametrize("who", ["charge", "other", "nobody"])
def test_nobody_is_spoken_to_of_plans_who_is_in_shock(who):
    world, heads = company(trusted=6000, more=1)
    charge = 2
    move_body(world, charge, SHELTER)
    world.citizens.doing[charge] = Activity.RESTING
    world.plans.charge[0] = charge
    regard.good(world, charge, INSIDE, 4000, world.scenario_event)
    for row, name in ((charge, "charge"), (OUTSIDE, "other")):
        injuries.wound(world, row, WoundKind.CUT, BodyPart.ARM, 1, False, world.scenario_event, flow=0)
        if who == name:
            world.blood.shock_since[blood_slot(world, row)] = 0
    assert asked(night(world, heads, 100)) == ([Verb.VOUCH] if who == "nobody" else [])


def test_they_tell_those_they_trust_of_a_place_they_know_once():
    world, heads = company({"place": "clinic"}, {"clinic": 45}, trusted=6000)
    tell(world, INSIDE, Topic.PLACE, -1, 45)
    assert mind_of(world).talk.stance(OUTSIDE) >= Stance.TRUCE
    assert asked(night(world, heads, 300)) == [Verb.TALK]
    assert len(told(world, Kind.PLACE_TOLD)) == 1


@pytest.mark.parametrize("afraid", [False, True])
def test_nobody_tells_a_stranger_whom_they_fear_of_a_place(afraid):
    world, heads = company({"place": "clinic"}, {"clinic": 45}, trusted=500)
    tell(world, INSIDE, Topic.PLACE, -1, 45)
    regard.frighten(world, INSIDE, OUTSIDE, 310 if afraid else 290, world.scenario_event)
    assert mind_of(world).talk.stance(OUTSIDE) == Stance.GUARDED
    assert asked(night(world, heads, 30)) == [Verb.TALK] * (not afraid)


@pytest.mark.parametrize("why", ["not known", "known already", "no trust"])
def test_a_place_is_not_told_of(why):
    world, heads = company({"place": "clinic"}, {"clinic": 45}, trusted=-9000 if why == "no trust" else 6000)
    if why != "not known":
        tell(world, INSIDE, Topic.PLACE, -1, 45)
    if why == "known already":
        tell(world, OUTSIDE, Topic.PLACE, -1, 45)
    assert not asked(night(world, heads, 200))


def test_who_owes_the_world_pledges_to_come_along_to_a_place_they_were_told_of():
    world, heads = company()
    slot = background.make_profile(world, INSIDE)
    world.profiles.debt[slot] = 500
    assert not asked(night(world, heads, 5))  # told of no place yet
    slot = tell(world, INSIDE, Topic.PLACE, -1, 45)
    world.knowledge.source[slot] = OUTSIDE
    world.plans.wake[:] = world.tick
    assert asked(night(world, heads, 300)) == [Verb.PLEDGE]
    assert int(world.pledges.cell[world.pledges.rows()[0]]) == 45


def test_to_the_sleeping_and_the_dead_they_say_nothing():
    for column, value in (("doing", Activity.SLEEPING), ("alive", False)):
        world, heads = company({"place": "clinic"}, {"clinic": 45}, trusted=6000)
        tell(world, INSIDE, Topic.PLACE, -1, 45)
        getattr(world.citizens, column)[OUTSIDE] = value
        assert not asked(night(world, heads, 10))


@pytest.mark.parametrize("state", [{"alive": 0}, {"doing": Activity.HELD}])
def test_the_dead_and_the_held_say_nothing(state):
    world, heads = at_home(trusted=6000)
    for column, value in state.items():
        getattr(world.citizens, column)[INSIDE] = value
    knock(world)
    assert not asked(night(world, heads, 20))


def test_what_they_cannot_know_changes_none_of_their_answers():
    """What the one at the door hides in the past, or thinks of those inside."""
    orders = []
    for changed in (False, True):
        world, heads = at_home(trusted=2000)
        if changed:
            slot = background.make_profile(world, OUTSIDE)
            world.profiles.past[slot], world.profiles.debt[slot] = Category.SOLDIER, 900
            regard.bad(world, OUTSIDE, INSIDE, 9000, world.scenario_event)
        knock(world)
        orders.append([(event.tick, event.who, event.amount) for event in night(world, heads, 30)
                       if event.kind == Kind.ORDERED and event.who == INSIDE])  # fmt: skip
    assert orders[0] == orders[1] != []


def test_who_has_been_asked_stays_by_the_door_for_what_else_may_be_said():
    world = at_the_door()
    heads = minds(world, {INSIDE: [("parley", {}), ("shelter", {"begins": "00:00", "until": "23:59", "bar": False})]})
    knock(world)
    dark = {"sunrise": "23:58", "sunset": "00:01"}
    stays = {"warn": 100_000, "wait": 100_000}
    assert asked(night(world, heads, 60, doorstep=stays, clock=dark)) == [Verb.WARN]
    world.citizens.cell[OUTSIDE] += 5
    world.rebuild()
    later = asked(night(world, heads, 200, clock=dark))
    assert Verb.SLEEP in later, "once they are gone one goes back to one's own"
