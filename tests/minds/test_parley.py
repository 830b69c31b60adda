"""Parley: what the named say to strangers, through a door and behind it."""

import pytest
from scenes.bodies import told
from scenes.heads import mind_of, minds, night, ordered, tell
from scenes.strangers import INSIDE, OUTSIDE, SHELTER, at_the_door

from undergrid.world.log.kinds import Kind
from undergrid.world.orders.attempts import intend
from undergrid.world.people import background
from undergrid.world.places.occupancy import move_body
from undergrid.world.society import parley_odds, regard
from undergrid.world.tables.items import ItemKind
from undergrid.world.tables.minds import Topic
from undergrid.world.tables.orders import Order, Verb
from undergrid.world.tables.people import Activity
from undergrid.world.tables.society import Category, Stance


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
    world, heads = at_home(trusted=6000)
    knock(world)
    assert asked(night(world, heads, 10)) == [Verb.ADMIT]
    assert world.citizens.inside[OUTSIDE] == SHELTER
    assert told(world, Kind.LET_IN)


def test_an_armed_stranger_is_warned_once():
    world, heads = at_home(outside_arms=ItemKind.RIFLE, inside_arms=ItemKind.SIDEARM)
    knock(world)
    assert asked(night(world, heads, 40)) == [Verb.WARN]
    assert world.citizens.inside[OUTSIDE] < 0


def test_they_answer_by_what_weighs_most_of_what_the_crowd_would_weigh():
    for trusted in (-3000, 0, 1500, 6000):
        for arms in (None, ItemKind.RIFLE):
            world, heads = at_home(trusted=trusted, outside_arms=arms)
            knock(world)
            night(world, heads, 4)
            odds = parley_odds.answer_odds(world, INSIDE, OUTSIDE)
            best = max(odds)
            said = Verb.ADMIT if odds.let_in == best else Verb.WARN if odds.warn == best else None
            assert asked(world.events.rows()) == ([said] if said else [])


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
        odds.append(mind_of(world).talk.answer_odds(OUTSIDE).let_in)
    assert odds[0] < odds[1]


# ---------------------------------------------------------------- before it


def test_before_a_shut_door_they_ask_again_after_a_while_and_leave_in_the_end():
    world, heads = outside(host=True, outside_arms=ItemKind.RIFLE, inside_arms=ItemKind.RIFLE, trusted=-9000)
    verbs = asked(night(world, heads, 400, doorstep={"warn": 100_000}), OUTSIDE)
    assert verbs.count(Verb.ASK) >= 2
    assert set(verbs) <= {Verb.ASK, Verb.SURRENDER}
    assert not asked(night(world, heads, 300), OUTSIDE)
    assert world.citizens.inside[OUTSIDE] < 0


def test_where_nobody_answers_they_ask_as_often_as_they_meant_to():
    world, heads = outside(host=False)
    assert asked(night(world, heads, 900), OUTSIDE) == [Verb.ASK] * 2


def test_warned_off_they_show_their_hands_and_ask_anew():
    world, heads = outside(inside_arms=ItemKind.RIFLE)
    verbs = asked(night(world, heads, 40, [Order(3, INSIDE, Verb.WARN, OUTSIDE)]), OUTSIDE)
    assert verbs == [Verb.ASK, Verb.SURRENDER, Verb.ASK]
    assert len(told(world, Kind.SURRENDERED)) == 1


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


def test_they_tell_those_they_trust_of_a_place_they_know_once():
    world, heads = company({"place": "clinic"}, {"clinic": 45}, trusted=6000)
    tell(world, INSIDE, Topic.PLACE, -1, 45)
    assert mind_of(world).talk.stance(OUTSIDE) >= Stance.TRUCE
    assert asked(night(world, heads, 300)) == [Verb.TALK]
    assert len(told(world, Kind.PLACE_TOLD)) == 1


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
