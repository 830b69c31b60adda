"""Speeches: newcomers are sized up by those inside, and a speech moves many, each as far as they can bear."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scenes.gatehouse import live, of_kind
from scenes.heads import NIGHT, bind, minds
from scenes.heads import live as among
from scenes.hunted_places import REFUGE, hunted_place, shelter_them
from scenes.sworn import swear

from undergrid.systems.society import refuges, speeches
from undergrid.world.log.kinds import Kind
from undergrid.world.orders.attempts import intend
from undergrid.world.places.occupancy import bring
from undergrid.world.society import regard
from undergrid.world.society.speeches import Rhetoric, moved_to
from undergrid.world.tables.orders import Refusal, Verb
from undergrid.world.tables.people import Activity, Being
from undergrid.world.tables.society import BondKind

COMES = 0  # who comes to the refuge


def refuge(people=8, outside=(COMES,)):
    """A refuge whose people, all but citizen 0 and whoever else is to come, are in it."""
    world = hunted_place(people)
    shelter_them(world, room=50)
    for one in sorted({*range(2, people)} - {*outside}):
        swear(world, one, 0)
    for one in outside:
        bring(world, one, int(world.city.doors[REFUGE]), -1)
        world.citizens.doing[one] = Activity.WAITING
    lives(world, 11)
    return world


def lives(world, ticks=11, **knobs):
    return live(world, ticks, refuges, speeches, refuges={"noticed": 0}, **knobs)


def comes_in(world, **knobs):
    bring(world, COMES, int(world.city.doors[REFUGE]), REFUGE)
    world.citizens.doing[COMES] = Activity.RESTING
    return lives(world, **knobs)


def trusts(world, who=COMES):
    return [regard.trust(world, one, who) for one in range(world.citizens.n) if one != who]


def speaks(world, who=COMES, **knobs):
    intend(world, who, Verb.ADDRESS, -1, world.scenario_event)
    return lives(world, 1, **knobs)


# ---------------------------------------------------------------- newcomers


def test_a_newcomer_is_met_and_sized_up_once_by_all_who_are_awake_there():
    world = refuge()
    world.citizens.doing[7] = Activity.SLEEPING
    happened = comes_in(world)
    (sized,) = of_kind(happened, Kind.SIZED_UP)
    assert (sized.who, sized.whom) == (COMES, REFUGE)
    assert {event.who for event in of_kind(happened, Kind.MET)} == set(range(1, 7))
    assert sized.amount == sum(trusts(world)[:6]) // 6
    bring(world, COMES, int(world.city.doors[REFUGE]), -1)
    lives(world)
    world.citizens.doing[7] = Activity.RESTING
    again = of_kind(comes_in(world), Kind.SIZED_UP, Kind.MET)
    assert [event.who for event in again if event.kind == Kind.MET] == [7], "the others know them by now"


@pytest.mark.parametrize(("suspicion", "trusted"), [(0, 500), (600, 385), (2000, 250)])
def test_a_newcomer_is_held_to_be_a_risk(suspicion, trusted):
    world = refuge()
    assert set(trusts(world)) == {500}
    (sized,) = of_kind(comes_in(world, speeches={"suspicion": suspicion}), Kind.SIZED_UP)
    assert abs(sized.amount - trusted) <= 1
    assert len(set(trusts(world))) == 1


def test_nobody_suspects_whom_they_are_bound_to_or_one_of_their_own():
    world = refuge()
    regard.bind(world, 3, COMES, BondKind.FRIEND, 900, world.scenario_event)
    before = regard.trust(world, 3, COMES)
    comes_in(world)
    assert regard.trust(world, 3, COMES) == before
    world = refuge()
    swear(world, COMES, 0)
    assert not of_kind(comes_in(world), Kind.SIZED_UP)


# ---------------------------------------------------------------- the speech


def test_a_speech_moves_many_at_once_upward_and_is_one_event():
    world = refuge()
    comes_in(world)
    before = trusts(world)
    (spoken,) = of_kind(speaks(world), Kind.ADDRESSED)
    after = trusts(world)
    assert (spoken.who, spoken.amount) == (COMES, 7)
    assert all(new > old for new, old in zip(after, before, strict=True))
    assert sum(after) / 7 == pytest.approx(385 + 0.5 * (750 - 385), abs=4), "half of the way to what it stands for"


def test_it_moves_nobody_who_sleeps_is_away_or_cannot_bear_it():
    world = refuge()
    comes_in(world, speeches={"suspicion": 0})
    world.citizens.doing[5] = Activity.SLEEPING
    bring(world, 6, world.city.cell(1, 10, 10), -1)
    for _ in range(9):
        regard.bad(world, 4, COMES, 4000, world.scenario_event)
    before = trusts(world)
    (spoken,) = of_kind(speaks(world), Kind.ADDRESSED)
    moved = [one for one, (old, new) in enumerate(zip(before, trusts(world), strict=True), 1) if new != old]
    assert (spoken.amount, moved) == (5, [1, 2, 3, 7])


def test_a_made_voice_carries_further():
    shifted = {}
    for being in (Being.HUMAN, Being.COMPANION):
        world = refuge()
        world.citizens.being[COMES] = being
        comes_in(world)
        speaks(world)
        shifted[being] = sum(trusts(world))
    assert shifted[Being.COMPANION] > shifted[Being.HUMAN] + 300


def test_it_works_once_in_a_while():
    world = refuge()
    comes_in(world)
    speaks(world)
    after = trusts(world)
    (refused,) = of_kind(speaks(world), Kind.REFUSED)
    assert refused.amount == Refusal.ONLY_ONCE
    assert trusts(world) == after
    world.tick += 3600
    assert of_kind(speaks(world), Kind.ADDRESSED)


def test_where_nobody_listens_there_is_nobody_to_speak_to():
    world = refuge()
    (refused,) = of_kind(speaks(world), Kind.REFUSED)
    assert refused.amount == Refusal.NO_ANSWER
    assert not world.speeches.n_used


@given(st.integers(0, 1000), st.integers(0, 999), st.integers(0, 1000), st.floats(0, 1))
def test_opinions_move_as_deffuant_has_it_and_never_away(trusted, appeal, bears, comes):
    knobs = Rhetoric(appeal=appeal, bears=bears, comes=comes)
    after = moved_to(knobs, Being.HUMAN, trusted)
    if trusted < appeal <= trusted + bears:
        assert after == trusted + round(comes * (appeal - trusted))
        assert trusted <= after <= appeal
    else:
        assert after == trusted


@pytest.mark.parametrize("bad", [0, 500, 2000])
@pytest.mark.parametrize("good", [0, 1000, 4000])
def test_the_experience_that_it_is_counted_as_gives_the_trust_that_it_leads_to(good, bad):
    world = refuge()
    regard.good(world, 2, COMES, good, world.scenario_event)
    regard.bad(world, 2, COMES, bad, world.scenario_event)
    world.citizens.doing[COMES] = Activity.RESTING
    bring(world, COMES, int(world.city.doors[REFUGE]), REFUGE)
    world.tick += 1
    expected = moved_to(Rhetoric(), Being.HUMAN, regard.trust(world, 2, COMES))
    live(world, 0, speeches)
    intend(world, COMES, Verb.ADDRESS, -1, world.scenario_event)
    live(world, 1, speeches)
    assert abs(regard.trust(world, 2, COMES) - expected) <= 1


def test_who_comes_while_all_sleep_is_sized_up_when_somebody_is_awake():
    world = refuge()
    world.citizens.doing[1:] = Activity.SLEEPING
    world.events.begin(world.tick)
    came, slept = (
        world.events.one(kind, COMES, cause=world.scenario_event) for kind in (Kind.LET_IN, Kind.FELL_ASLEEP)
    )
    world.citizens.cause[COMES] = came
    assert not of_kind(comes_in(world), Kind.SIZED_UP)
    world.citizens.doing[3], world.citizens.cause[COMES] = Activity.RESTING, slept
    (event,) = of_kind(lives(world), Kind.SIZED_UP)
    assert (event.who, event.whom, event.cause) == (COMES, REFUGE, came)


@pytest.mark.parametrize("made", [None, 0, 7], ids=["people", "the first is made", "the second is made"])
def test_c33_of_two_newcomers_who_have_been_sized_up_one_speaks_by_themselves_the_companion_where_there_is_one(made):
    world = refuge(outside=(0, 7))
    bind(world, (0, 7), (7, 0))
    if made is not None:
        world.citizens.being[made] = Being.COMPANION
    for one in (0, 7):
        bring(world, one, int(world.city.doors[REFUGE]), REFUGE)
        world.citizens.doing[one] = Activity.RESTING
    heads = minds(world, {0: [("tend", {})], 7: [("tend", {})]})
    happened = among(world, heads, 600, systems=(*NIGHT, refuges, speeches), refuges={"noticed": 0})
    sized = {event.who: event.id for event in of_kind(happened, Kind.SIZED_UP)}
    assert sorted(sized) == [0, 7]
    (spoken,) = of_kind(happened, Kind.ADDRESSED)
    assert spoken.who == made if made is not None else spoken.who in (0, 7)
    (order,) = [event for event in of_kind(happened, Kind.ORDERED) if event.amount == Verb.ADDRESS]
    assert (spoken.cause, order.cause) == (order.id, sized[spoken.who])


def test_nobody_pays_where_nobody_comes_or_speaks():
    world = hunted_place()
    before = world.digest()
    speeches.step(world, speeches.Params())
    assert world.digest() == before
