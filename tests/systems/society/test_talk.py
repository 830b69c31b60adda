"""Talk: hands raised, a past told, a word for somebody, word of a place; who cannot be talked to."""

from __future__ import annotations

import pytest
from scenes.strangers import live, told
from scenes.sworn import sworn
from scenes.worlds import make_world

from undergrid.systems.society import talk
from undergrid.world.log.kinds import Kind
from undergrid.world.orders.attempts import Attempts, intend
from undergrid.world.people import background
from undergrid.world.society import knowledge, regard
from undergrid.world.society.factions import betrayals
from undergrid.world.tables.minds import Topic
from undergrid.world.tables.orders import Refusal, Verb
from undergrid.world.tables.people import Activity
from undergrid.world.tables.society import Category
from undergrid.world.world import World

RULES = talk.Params()


def three(seed: int = 1, apart: int = 1) -> World:
    """Three people in the open, 0 and 1 `apart` cells from each other, 2 beside 0."""
    return make_world("." * 40 + "\n" + "." * 40, [(0, 0), (apart, 0), (0, 1)], seed=seed)


def deserter(world: World, who: int) -> None:
    slot = background.make_profile(world, who)
    world.profiles.past[slot] = Category.SOLDIER


def say(world: World, who: int, verb: Verb, whom: int, amount: int = 0) -> None:
    intend(world, who, verb, whom, 77, amount=amount)
    live(world, [talk])


def refusal(world: World) -> Refusal | None:
    events = told(world, Kind.REFUSED)
    return Refusal(events[-1].amount) if events else None


@pytest.mark.parametrize("verb", [Verb.SURRENDER, Verb.DISCLOSE, Verb.VOUCH, Verb.TALK])
def test_the_dead_the_distant_and_the_unconscious_are_not_talked_to(verb: Verb):
    def world(apart: int = 1) -> World:
        made = three(apart=apart)
        deserter(made, 0)
        knowledge.learn(made, 0, Topic.PLACE, -1, 30, -1, 1000, 5)
        return made

    dead = world()
    dead.citizens.alive[1] = False
    far = world(apart=30)
    fainted = world()
    fainted.citizens.doing[1] = Activity.UNCONSCIOUS
    for case, expected in ((dead, Refusal.TARGET_DEAD), (far, Refusal.NOT_HERE), (fainted, Refusal.NO_ANSWER)):
        before = (case.knowledge.rows().tolist(), case.regards.rows().tolist(), case.vouches.rows().tolist())
        say(case, 0, verb, 1, amount=2 if verb == Verb.VOUCH else 0)
        assert refusal(case) == expected
        if verb != Verb.SURRENDER:
            after = (case.knowledge.rows().tolist(), case.regards.rows().tolist(), case.vouches.rows().tolist())
            assert after == before
        assert not case.cache(Attempts).intending.any


def test_raised_hands_lower_fear_by_the_step_and_are_seen_from_afar():
    for apart in (1, 8):
        world = three(apart=apart)
        regard.frighten(world, 1, 0, 500, 5)
        say(world, 0, Verb.SURRENDER, 1)
        (up,) = told(world, Kind.SURRENDERED)
        assert up.cause == 77
        assert regard.fear(world, 1, 0) == 500 - RULES.surrender


def test_hands_that_are_up_already_say_nothing_new():
    world = three()
    regard.frighten(world, 1, 0, 1000, 5)
    say(world, 0, Verb.SURRENDER, 1)
    say(world, 0, Verb.SURRENDER, 1)
    assert refusal(world) == Refusal.NOT_NEEDED
    assert regard.fear(world, 1, 0) == pytest.approx(1000 - RULES.surrender, abs=2)


def test_a_past_told_is_known_and_who_has_none_has_nothing_to_tell():
    world = three()
    say(world, 0, Verb.DISCLOSE, 1)
    assert refusal(world) == Refusal.KNOWS_NOTHING
    deserter(world, 0)
    say(world, 0, Verb.DISCLOSE, 1)
    (told_it,) = told(world, Kind.DISCLOSED)
    assert (told_it.who, told_it.whom, told_it.amount) == (0, 1, Category.SOLDIER)
    slot = knowledge.knows(world, 1, Topic.SECRET, 0)
    assert (world.knowledge.source[slot], world.knowledge.cause[slot]) == (0, told_it.id)
    say(world, 0, Verb.DISCLOSE, 1)
    assert refusal(world) == Refusal.NOT_NEEDED


def test_an_enemys_past_weighs_more_than_a_friends():
    trusts = []
    for hearer in (Category.UNALIGNED, Category.LOYAL):
        world = three()
        deserter(world, 0)
        slot = background.make_profile(world, 1)
        world.profiles.category[slot] = hearer
        say(world, 0, Verb.DISCLOSE, 1)
        trusts.append(regard.trust(world, 1, 0))
    assert trusts[0] < trusts[1]


def test_vouching_hands_trust_on_in_proportion_and_needs_some():
    world = three()
    say(world, 0, Verb.VOUCH, 1, amount=2)
    assert refusal(world) == Refusal.UNWILLING
    gains = []
    for deeds in (1, 4):
        world = three()
        for _ in range(deeds):
            regard.good(world, 1, 0, 1000, 5)
        say(world, 0, Verb.VOUCH, 1, amount=2)
        (vouched,) = told(world, Kind.VOUCHED)
        assert (vouched.who, vouched.whom, vouched.amount) == (0, 1, 2)
        gains.append(regard.trust(world, 1, 2))
    assert 500 < gains[0] < gains[1]


def test_later_bad_news_of_somebody_falls_on_who_vouched_for_them():
    world = three()
    regard.good(world, 1, 0, 4000, 5)
    say(world, 0, Verb.VOUCH, 1, amount=2)
    before = regard.trust(world, 1, 0)
    regard.bad(world, 1, 2, 2000, 6)
    assert regard.trust(world, 1, 0) < before


def test_word_of_a_place_one_has_seen_comes_out_right_and_names_its_source():
    world = three()
    knowledge.learn(world, 0, Topic.PLACE, -1, 30, -1, 1000, 5)
    say(world, 0, Verb.TALK, 1, amount=30)
    (place,) = told(world, Kind.PLACE_TOLD)
    slot = knowledge.knows_place(world, 1, 30)
    assert (place.amount, place.cause) == (30, 77)
    assert (world.knowledge.source[slot], world.knowledge.cause[slot]) == (0, place.id)
    assert world.knowledge.strength[slot] == knowledge.KEPT
    assert regard.trust(world, 1, 0) > 500


def test_word_of_a_place_that_is_known_earns_no_thanks():
    world = three()
    knowledge.learn(world, 0, Topic.PLACE, -1, 30, -1, 1000, 5)
    knowledge.learn(world, 1, Topic.PLACE, -1, 30, -1, 1000, 5)
    say(world, 0, Verb.TALK, 1, amount=30)
    assert not told(world, Kind.PLACE_TOLD)
    assert len(told(world, Kind.PLACE_TOLD_AGAIN)) == 1
    assert regard.trust(world, 1, 0) == 500


def test_nobody_tells_of_a_place_they_do_not_know():
    world = three()
    say(world, 0, Verb.TALK, 1, amount=30)
    assert refusal(world) == Refusal.KNOWS_NOTHING


def test_a_bystander_changes_nobodys_talk():
    logs = []
    for others in (0, 5):
        world = make_world("." * 20, [(0, 0), (1, 0), *[(9, 0)] * others])
        deserter(world, 0)
        say(world, 0, Verb.DISCLOSE, 1)
        logs.append([world.regards.state()[name].tolist()[:1] for name in ("good", "bad", "blow", "stance")])
    assert logs[0] == logs[1]


# ---------------------------------------------------------------- exactly what is said, and by how much it counts


@pytest.mark.parametrize("minded", [False, True])
def test_the_crowd_passes_on_what_it_is_told_and_a_mind_decides_for_itself(minded):
    world = three()
    if minded:
        world.plans.grow(1)
        world.plans.owner[0] = 1
        world.rebuild()
    knowledge.learn(world, 0, Topic.PLACE, -1, 30, -1, 1000, 5)
    say(world, 0, Verb.TALK, 1, amount=30)
    assert world.knowledge.telling[knowledge.knows_place(world, 1, 30)] == (not minded)
    assert not world.knowledge.telling[knowledge.knows_place(world, 0, 30)]


def test_word_of_a_place_counts_once_as_a_good_turn():
    world = three()
    knowledge.learn(world, 0, Topic.PLACE, -1, 30, -1, 1000, 5)
    for _ in range(2):
        say(world, 0, Verb.TALK, 1, amount=30)
        assert world.regards.good[regard.regard(world, 1, 0)] == RULES.tip
    (first,), (again,) = told(world, Kind.PLACE_TOLD), told(world, Kind.PLACE_TOLD_AGAIN)
    assert (first.who, first.whom, first.amount, again.amount) == (0, 1, 30, 30)
    assert world.knowledge.cause[knowledge.knows_place(world, 1, 30)] == first.id


@pytest.mark.parametrize(("ticks", "again"), [(RULES.surrender_again_s - 1, False), (RULES.surrender_again_s, True)])
def test_raised_hands_are_news_again_after_a_while(ticks, again):
    world = three()
    say(world, 0, Verb.SURRENDER, 1)
    world.tick = ticks
    say(world, 0, Verb.SURRENDER, 1)
    assert [event.tick for event in told(world, Kind.SURRENDERED)] == ([0, ticks] if again else [0])
    (met,) = told(world, Kind.MET)
    assert (met.who, met.whom, met.cause) == (1, 0, told(world, Kind.SURRENDERED)[0].id)


@pytest.mark.parametrize(("good", "trusted"), [(0, 500), (1000, 667), (6000, 875)])
def test_a_word_for_somebody_counts_by_how_far_the_voucher_is_trusted_above_one_half(good, trusted):
    world = three()
    if good:
        regard.good(world, 1, 0, good, 5)
    assert regard.trust(world, 1, 0) == trusted
    intend(world, 0, Verb.VOUCH, 1, 77, amount=2)
    live_with(world, voucher=500, vouching=1000)
    (vouched,) = told(world, Kind.VOUCHED)
    assert (vouched.who, vouched.whom, vouched.amount, vouched.cause) == (0, 1, 2, 77)
    slot = regard.regard(world, 1, 2)
    assert world.regards.good[slot] == 1000 * (trusted - 500) // 500
    assert world.regards.cause[slot] == vouched.id
    intend(world, 0, Verb.VOUCH, 1, 78, amount=2)
    live_with(world, voucher=500, vouching=1000)
    assert refusal(world) == Refusal.NOT_NEEDED


@pytest.mark.parametrize(("voucher", "heeded"), [(667, True), (668, False)])
def test_a_voucher_has_to_be_trusted_enough(voucher, heeded):
    world = three()
    regard.good(world, 1, 0, 1000, 5)
    intend(world, 0, Verb.VOUCH, 1, 77, amount=2)
    live_with(world, voucher=voucher)
    assert len(told(world, Kind.VOUCHED)) == heeded
    assert (refusal(world) == Refusal.UNWILLING) == (not heeded)


def test_a_past_told_openly_is_a_blow_that_wears_off_and_a_little_good_that_stays():
    for hearer, harm in ((Category.UNALIGNED, RULES.harm), (Category.LOYAL, RULES.harm // 4)):
        world = three()
        deserter(world, 0)
        slot = background.make_profile(world, 1)
        world.profiles.category[slot] = hearer
        say(world, 0, Verb.DISCLOSE, 1)
        (told_it,) = told(world, Kind.DISCLOSED)
        slot, regards = regard.regard(world, 1, 0), world.regards
        assert told_it.cause == 77
        assert (regards.blow[slot], regards.good[slot], regards.bad[slot]) == (harm, RULES.openness, 0)
        assert regards.cause[slot] == told_it.id


def live_with(world: World, **knobs: int) -> None:
    world.events.begin(world.tick)
    talk.step(world, talk.Params(**knobs))
    world.tick += 1


def with_a_timetable() -> World:
    """Three in the open; 0 knows of two windows, the second less firmly."""
    world = three()
    world.windows.grow(2)
    for window, strength in ((0, 1000), (1, 500)):
        knowledge.learn(world, 0, Topic.WINDOW, window, -1, -1, strength, 5)
    return world


def windows_of(world: World, who: int) -> list[tuple[int, int, int]]:
    """(window, firmness, source) of all windows that somebody knows of."""
    known = world.knowledge
    slots = known.where(knower=who, topic=Topic.WINDOW).tolist()
    return [(int(known.subject[s]), int(known.strength[s]), int(known.source[s])) for s in slots]


def test_whoever_is_told_of_the_timetable_knows_it_less_firmly_and_from_whom():
    world = with_a_timetable()
    say(world, 0, Verb.TELL, 1, amount=Topic.WINDOW)
    (event,) = told(world, Kind.WINDOW_TOLD)
    assert (event.who, event.whom, event.amount, event.cause) == (0, 1, 2, 77)
    assert windows_of(world, 1) == [(0, 850, 0), (1, 425, 0)]
    assert world.knowledge.cause[world.knowledge.where(knower=1, topic=Topic.WINDOW)].tolist() == [event.id] * 2


def test_what_somebody_knows_more_firmly_of_the_timetable_stays():
    world = with_a_timetable()
    knowledge.learn(world, 1, Topic.WINDOW, 0, -1, -1, 1000, 5)
    knowledge.learn(world, 1, Topic.WINDOW, 1, -1, 2, 100, 5)
    say(world, 0, Verb.TELL, 1, amount=Topic.WINDOW)
    assert windows_of(world, 1) == [(0, 1000, -1), (1, 425, 0)]


def test_whoever_knows_nothing_of_the_timetable_cannot_tell_of_it():
    world = with_a_timetable()
    knowledge.learn(world, 1, Topic.OUTZONE, -1, -1, -1, 1000, 5)
    say(world, 1, Verb.TELL, 0, amount=Topic.WINDOW)
    assert refusal(world) == Refusal.KNOWS_NOTHING


def test_of_what_else_one_tells_talk_leaves_alone():
    world = with_a_timetable()
    say(world, 0, Verb.TELL, 1, amount=Topic.OUTZONE)
    assert world.citizens.intent[0] == Verb.TELL
    assert not told(world, Kind.WINDOW_TOLD)


@pytest.mark.parametrize(("times", "each", "heeded"), [(0, 50, True), (5, 50, False), (5, 0, True)])
def test_those_who_have_been_sold_out_want_a_better_word(times, each, heeded):
    world = three()
    faction = sworn(world, [0, 1], belief=1000)
    world.factions.betrayed[faction] = times
    assert (betrayals(world, 1, 2), betrayals(world, 1, 0)) == (times, 0)
    intend(world, 0, Verb.VOUCH, 1, world.scenario_event, amount=2)
    live(world, [talk], talk={"per_betrayal": each})
    assert len(told(world, Kind.VOUCHED)) == heeded
    assert [event.amount for event in told(world, Kind.REFUSED)] == [Refusal.UNWILLING] * (not heeded)
