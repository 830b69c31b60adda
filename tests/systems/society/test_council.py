"""Council: who may call one, how it argues and votes, and what those do who have lost."""

from collections import Counter

import pytest
from scenes.councils import (
    BASE,
    QUICK,
    base,
    believe,
    bind,
    cube,
    decide,
    live,
    of,
    refusals,
    skilled,
    tell,
)  # fmt: skip
from scenes.sworn import sworn

from undergrid.core import luck
from undergrid.systems.society import council
from undergrid.world.log.kinds import Kind
from undergrid.world.places.occupancy import move_body
from undergrid.world.society import ballot, regard
from undergrid.world.tables.council import CouncilState, Question, Vote
from undergrid.world.tables.feelings import Feeling
from undergrid.world.tables.orders import Refusal, Verb
from undergrid.world.tables.people import Activity
from undergrid.world.view.view import view

MEMBERS = 6
SPOILS = {"sabotage_minutes": 1}


def called(world, who=0, amount=0):
    """What comes of somebody's calling a council."""
    tell(world, who, Verb.CALL_VOTE, amount)
    return live(world, 1, **QUICK)


def moved():
    """A council of people of many minds, of whom some lose much by what most of them want."""
    world = base(9, 8, seed=3)
    for who in range(9):
        believe(world, who, 300 + 60 * who)
    for who in (0, 1, 7, 8):
        bind(world, who, 9 + who % 8, 250 + 50 * who)
    slots = world.profiles.take(3)
    world.profiles.owner[slots], world.profiles.hunted[slots] = [2, 4, 6], True
    grief = world.feelings.take(1)
    world.feelings.owner[grief], world.feelings.kind[grief], world.feelings.whom[grief] = 3, Feeling.GRIEF, 16
    world.feelings.strength[grief], world.citizens.wanted[16] = 700, True
    world.citizens.plugged[5], world.citizens.home[5] = True, 1
    for who in (2, 4, 6):
        for other in range(9):
            if other != who:
                regard.good(world, other, who, 3000, world.scenario_event)
    for who in range(9):
        skilled(world, who, who % 5)
    return world


# ---------------------------------------------------------------- calling it


def test_nothing_is_decided_where_nobody_asks_for_it():
    world = base()
    live(world, 20)
    assert not world.councils.n_used
    assert not world.votes.n_used


@pytest.mark.parametrize("others", [0, 1, 2])
def test_a_vote_takes_two_others_who_are_there_awake(others):
    world = base(1 + others, 0)
    events = called(world)
    if others < 2:
        assert refusals(events) == [Refusal.VOTE_OF_ONE]
    else:
        [event] = of(events, Kind.VOTE_CALLED)
        assert (event.who, event.whom, event.amount) == (0, 0, Question.ENGINE)


@pytest.mark.parametrize("doing", [Activity.SLEEPING, Activity.UNCONSCIOUS, Activity.PLUGGED, Activity.HELD])
def test_those_who_are_not_themselves_do_not_count(doing):
    world = base(3, 0)
    world.citizens.doing[2] = doing
    assert refusals(called(world)) == [Refusal.VOTE_OF_ONE]


def test_it_is_refused_with_the_reason():
    world = base()
    assert refusals(called(world, 6)) == [Refusal.NO_SUCH_TARGET], "of no faction"
    assert refusals(called(world, amount=9)) == [Refusal.NO_SUCH_TARGET]
    world.citizens.inside[1] = -1
    assert refusals(called(world, 1)) == [Refusal.NOT_HERE]
    assert called(world)
    assert refusals(called(world, 2)) == [Refusal.NOT_NEEDED], "one sits already"
    live(world, 61, **QUICK)
    assert refusals(called(world)) == [Refusal.ONLY_ONCE], "it is decided"
    assert refusals(called(base(engine=False))) == [Refusal.NO_QUESTION]


def test_an_engine_in_the_hands_of_one_of_them_is_a_question_too_and_the_scenario_may_ask_another():
    world = base(engine=False)
    cube(world, holder=1)
    assert of(called(world), Kind.VOTE_CALLED)
    world = base(engine=False)
    world.factions.question[0] = Question.STRIKE
    [event] = of(called(world), Kind.VOTE_CALLED)
    assert event.amount == Question.STRIKE


# ---------------------------------------------------------------- how it goes


def test_each_speaks_once_in_turn_and_then_each_votes_and_all_is_on_record():
    world = base(MEMBERS)
    order = tell(world, 0, Verb.CALL_VOTE)
    events = live(world, 61, **QUICK)
    [call] = of(events, Kind.VOTE_CALLED)
    spoke, voted = of(events, Kind.ARGUED), of(events, Kind.VOTED)
    assert call.cause == order
    assert sorted(event.who for event in spoke) == sorted(event.who for event in voted) == list(range(MEMBERS))
    assert spoke[0].who == 0
    assert len({event.tick for event in spoke}) == MEMBERS
    assert {event.cause for event in (*spoke, *voted)} == {call.id}
    assert all(0 < event.odds <= luck.CERTAIN for event in voted)
    [end] = of(events, Kind.VOTE_CARRIED, Kind.VOTE_FAILED)
    cast = Counter(event.amount for event in voted)
    assert end.amount == 1000 * cast[Vote.FOR] + cast[Vote.AGAINST]
    assert (end.kind == Kind.VOTE_CARRIED) == (cast[Vote.FOR] > cast[Vote.AGAINST])
    votes = world.votes
    assert {int(votes.owner[seat]): int(votes.vote[seat]) for seat in votes.rows()} == {
        event.who: event.amount for event in voted
    }


def test_whoever_is_called_away_neither_speaks_nor_votes():
    world = base(MEMBERS)
    called(world)
    world.citizens.doing[3] = Activity.SLEEPING
    events = live(world, 61, **QUICK)
    assert 3 not in {event.who for event in of(events, Kind.ARGUED, Kind.VOTED)}
    assert world.votes.vote[world.votes.first(owner=3)] == Vote.OPEN
    assert of(events, Kind.VOTE_CARRIED, Kind.VOTE_FAILED)


@pytest.mark.parametrize(("stay", "votes"), [(2, 0), (3, 3)])
def test_a_council_that_nearly_all_have_left_decides_nothing(stay, votes):
    world = base(MEMBERS)
    for who in range(2):
        called(world, who, Vote.FOR)
    world.citizens.inside[stay:MEMBERS] = -1
    events = live(world, 61, **QUICK)
    assert len(of(events, Kind.VOTED)) == votes
    [end] = of(events, Kind.VOTE_CARRIED, Kind.VOTE_FAILED)
    assert end.amount // 1000 >= min(2, votes)
    assert end.kind == (Kind.VOTE_CARRIED if votes else Kind.VOTE_FAILED)


@pytest.mark.parametrize("stand", [Vote.FOR, Vote.AGAINST, Vote.ABSTAIN])
def test_whoever_gives_their_word_votes_as_they_have_said(stand):
    world = base(MEMBERS)
    called(world)
    order = tell(world, 4, Verb.CALL_VOTE, stand)
    events = live(world, 61, **QUICK)
    [voted] = [event for event in of(events, Kind.VOTED) if event.who == 4]
    assert (voted.amount, voted.cause, voted.stream, voted.odds) == (stand, order, 0, 0)
    assert (4 in {event.who for event in of(events, Kind.ARGUED)}) == (stand != Vote.ABSTAIN)


def test_those_who_trust_a_speaker_are_moved_their_way_and_those_who_do_not_are_not():
    world = base(3, 0)
    regard.good(world, 1, 0, 8000, world.scenario_event)
    regard.bad(world, 2, 0, 8000, world.scenario_event)
    called(world, amount=Vote.FOR)
    live(world, 20, ballot={"argument": 3000}, **QUICK)
    sway = {int(world.votes.owner[seat]): int(world.votes.sway[seat]) for seat in world.votes.rows()}
    assert sway[1] > 300
    assert sway[2] == 0


def test_what_is_shown_before_is_what_is_drawn():
    world = moved()
    called(world)
    live(world, 59, **QUICK)
    shown = {who: view(world, who).council for who in range(9)}
    events = live(world, 2, **QUICK)
    for event in of(events, Kind.VOTED):
        assert shown[event.who].odds[Vote(event.amount)] == event.odds
    after = view(world, 0).council
    assert after.stage in (CouncilState.CARRIED, CouncilState.FAILED)
    assert not after.odds
    assert set(after.votes) == set(range(9))
    assert view(world, 10).council is None


def spoken(world, *, seconds=61, **turned):
    """A council called by 0: what each has spoken for, what each has voted, and their votes as events."""
    events = decide(world, ticks=seconds, **turned)
    spoke = {event.who: event.amount for event in of(events, Kind.ARGUED)}
    return spoke, {event.who: event for event in of(events, Kind.VOTED)}


@pytest.mark.parametrize("seed", range(1, 6))
def test_everybody_votes_as_they_have_spoken_where_nothing_has_turned_them(seed):
    world = base(MEMBERS, seed=seed)
    for who in range(MEMBERS):
        for other in range(MEMBERS):
            regard.bad(world, who, other, 8000, world.scenario_event)
    spoke, voted = spoken(world)
    assert spoke == {who: event.amount for who, event in voted.items()}
    assert {event.odds for event in voted.values()} == {luck.CERTAIN}


@pytest.mark.parametrize("seed", range(1, 6))
def test_who_has_called_it_speaks_for_it_and_votes_for_it_whatever_speaks_against(seed):
    world = base(MEMBERS, seed=seed)
    bind(world, 0, MEMBERS, 900)
    for other in range(1, MEMBERS):
        regard.bad(world, 0, other, 8000, world.scenario_event)
    spoke, voted = spoken(world)
    assert spoke[0] == voted[0].amount == Vote.FOR


def test_unless_an_argument_of_somebody_they_trust_turns_them_and_then_it_says_which():
    world = base(3, 3)
    for who in (1, 2):
        bind(world, who, MEMBERS - 1, 1000)  # both lose too much by it
    bind(world, 0, 3, 100)
    regard.good(world, 0, 1, 4000, world.scenario_event)
    regard.good(world, 0, 2, 8000, world.scenario_event)
    events = decide(world, ballot={"argument": 9000, "abstain": -50_000})
    spoke = {event.who: event for event in of(events, Kind.ARGUED)}
    [voted] = [event for event in of(events, Kind.VOTED) if event.who == 0]
    assert (spoke[0].amount, spoke[1].amount, spoke[2].amount) == (Vote.FOR, Vote.AGAINST, Vote.AGAINST)
    assert voted.amount == Vote.AGAINST
    assert voted.cause == spoke[2].id, "whom they trust more"


def test_which_side_somebody_speaks_for_is_drawn_from_how_they_lean():
    sides = Counter()
    for seed in range(1, 13):
        world = base(9, 0, seed=seed)
        for who in range(9):
            for other in range(9):
                regard.bad(world, who, other, 8000, world.scenario_event)
        events = decide(world, ballot={"per_belief": 0, "hunted": 0})
        sides += Counter(event.amount for event in of(events, Kind.ARGUED) if event.who)
        assert all(0 < event.odds < luck.CERTAIN for event in of(events, Kind.ARGUED) if event.who)
    assert 25 < sides[Vote.FOR] < 71


# ---------------------------------------------------------------- what weighs


def leaning(world, who=0):
    return ballot.lean(world, who, 0, Question.ENGINE)


def test_belief_and_grudges_speak_for_it_and_wired_kin_against():
    world = base(MEMBERS)
    plain = leaning(world)
    believe(world, 0, 900)
    assert leaning(world) > plain
    believe(world, 0, 500)
    bind(world, 0, MEMBERS, 800)
    assert leaning(world) == plain - 5 * 800
    assert ballot.lean(world, 0, 0, Question.STRIKE) == plain
    world.citizens.plugged[MEMBERS] = False
    assert leaning(world) == plain, "they are unplugged for good"


def test_the_dead_are_not_feared_for_by_those_who_know_it():
    world = base(MEMBERS)
    bind(world, 0, MEMBERS)
    against = leaning(world)
    slot, known = world.knowledge.take(1), world.knowledge
    known.knower[slot], known.topic[slot], known.subject[slot], known.strength[slot] = 0, 6, MEMBERS, 0
    assert leaning(world) > against


def test_nobody_of_another_faction_is_asked():
    world = base(MEMBERS)
    other = sworn(world, [])
    world.sworn.faction[world.sworn.first(owner=5)] = other
    events = decide(world)
    assert 5 not in {event.who for event in of(events, Kind.ARGUED, Kind.VOTED)}


def test_a_council_of_many_minds_argues_votes_and_parts():
    world = moved()
    world.tick = 9
    events = decide(world, ticks=400, engine=SPOILS, ballot={"stays": 0})
    assert of(events, Kind.VOTE_CARRIED, Kind.VOTE_FAILED)
    assert len(of(events, Kind.VOTED)) == 9


def test_a_bystander_changes_nobodys_vote():
    seen = []
    for more in (0, 4):
        world = base(MEMBERS, 3 + more)
        events = decide(world)
        seen.append([(event.who, event.amount, event.odds) for event in of(events, Kind.VOTED)])
    assert seen[0] == seen[1]


def test_saved_and_taken_up_again_at_every_tick_it_ends_as_it_would_have():
    ends = []
    for heavy in (False, True):
        world, happened = moved(), []
        tell(world, 0, Verb.CALL_VOTE)
        for _ in range(120):
            if heavy:
                assert world.out_of_range() == ""
                world.restore(world.tick, world.state())
            happened += live(world, 1, engine=SPOILS, ballot={"stays": -2000}, **QUICK)
        assert len(of(happened, Kind.VOTED)) == 9
        ends.append((world.digest(), happened))
    assert ends[0] == ends[1]


def test_with_nothing_to_decide_a_step_does_nothing():
    world = base(3)
    move_body(world, 0, BASE)
    before = world.digest()
    council.step(world, council.Params())
    assert world.digest() == before
