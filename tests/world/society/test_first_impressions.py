"""First impressions: what is guessed from which signs, how skill helps, and what a meeting leaves."""

import pytest
from scenes.strangers import INSIDE, OUTSIDE, at_the_door

from undergrid.core import luck
from undergrid.world.log.kinds import Kind
from undergrid.world.people import background
from undergrid.world.society import first_impressions, parley_odds, regard
from undergrid.world.society.first_impressions import GUN, NERVOUS, PRIOR, SOLDIERLY, WEARS, guess, meet
from undergrid.world.tables.items import ItemKind
from undergrid.world.tables.society import BondKind, Category

KINDS = list(Category)


def bayes(shown, gun, soldierly, nervous, misread):
    """The same by floats, from the shares as the source has them."""

    def seems(share, sign):
        p = share / 1000 * (1 - misread / 1000) + (1 - share / 1000) * misread / 1000
        return p if sign else 1 - p

    weights = []
    for kind in KINDS:
        sign = (WEARS[kind] if kind == shown else 0) if shown else 1000 - WEARS[kind]
        arms = GUN[kind] if gun else 1000 - GUN[kind]
        weights.append(PRIOR[kind] * sign * arms * seems(SOLDIERLY[kind], soldierly) * seems(NERVOUS[kind], nervous))
    best = max(range(len(KINDS)), key=lambda kind: weights[kind])
    return KINDS[best], 1000 * weights[best] / sum(weights)


@pytest.mark.parametrize("misread", [0, 50, 350])
@pytest.mark.parametrize("shown", KINDS)
def test_a_guess_is_the_likeliest_by_all_signs_together(shown, misread):
    for signs in range(8):
        gun, soldierly, nervous = bool(signs & 1), bool(signs & 2), bool(signs & 4)
        believed, certainty = guess(shown, gun, soldierly, nervous, misread)
        expected, share = bayes(shown, gun, soldierly, nervous, misread)
        assert believed == expected
        assert certainty == pytest.approx(share, abs=3)


def test_a_sign_that_is_worn_leaves_no_doubt():
    for shown in KINDS[1:]:
        assert guess(shown, False, False, False, 350) == (shown, 1000)


@pytest.mark.parametrize(("skill", "misread"), [(0, 350), (1, 320), (10, 50)])
def test_skill_misreads_less(skill, misread):
    assert first_impressions.misreading(skill) == misread


def test_soldiers_walk_like_soldiers_and_the_hunted_are_on_edge():
    world = at_the_door()
    slot = background.make_profile(world, OUTSIDE)
    for skill, soldierly in ((3, False), (4, True)):
        world.profiles.soldiering[slot] = skill
        assert first_impressions.soldierly(world, OUTSIDE) == soldierly
    assert not first_impressions.nervous(world, OUTSIDE)
    world.profiles.past[slot] = Category.REBEL
    assert first_impressions.nervous(world, OUTSIDE)
    world.profiles.past[slot] = Category.UNALIGNED
    for hunted, wanted in ((True, False), (False, True)):
        world.profiles.hunted[slot], world.citizens.wanted[OUTSIDE] = hunted, wanted
        assert first_impressions.nervous(world, OUTSIDE)


def test_a_meeting_leaves_fear_a_stance_and_a_guess_and_happens_once():
    world = at_the_door(outside_arms=ItemKind.RIFLE)
    world.tick = 30
    world.events.begin(30)
    slot = meet(world, INSIDE, OUTSIDE, 77)
    regards = world.regards
    met, inferred = [event for event in world.events.rows() if event.kind in (Kind.MET, Kind.INFERRED)]
    assert (met.kind, met.who, met.whom, met.cause) == (Kind.MET, INSIDE, OUTSIDE, 77)
    assert (met.where, met.amount) == (world.citizens.cell[INSIDE], regards.stance[slot])
    assert (inferred.who, inferred.whom, inferred.cause) == (INSIDE, OUTSIDE, met.id)
    assert (inferred.amount, inferred.where) == (regards.believed[slot], world.citizens.cell[INSIDE])
    assert (inferred.stream, inferred.odds) == (first_impressions.SIGNS, luck.chance(0.35))
    assert (regards.met[slot], regards.as_of[slot], regards.cause[slot]) == (30, 30, met.id)
    assert regards.fear[slot] == parley_odds.threat(world, INSIDE, OUTSIDE) == 450
    assert regards.stance[slot] == regard.on_rung(500 - 225)
    before = (world.events.n, regards.fear[slot])
    world.tick = 40
    assert meet(world, INSIDE, OUTSIDE, 78) == slot
    assert (world.events.n, regards.fear[slot]) == before


def test_one_neither_fears_nor_reads_those_one_is_bound_to():
    world = at_the_door(outside_arms=ItemKind.RIFLE)
    world.events.begin(0)
    regard.bind(world, INSIDE, OUTSIDE, BondKind.FRIEND, 500, 5)
    slot = meet(world, INSIDE, OUTSIDE, 77)
    assert world.regards.fear[slot] == 0
    assert {event.kind for event in world.events.rows() if event.cause == 77} == {Kind.MET}
    assert Kind.INFERRED not in {event.kind for event in world.events.rows()}


def test_fear_that_is_there_already_is_not_made_less_by_a_harmless_look():
    world = at_the_door()
    world.events.begin(0)
    regard.frighten(world, INSIDE, OUTSIDE, 700, 5)
    assert world.regards.fear[meet(world, INSIDE, OUTSIDE, 77)] == 700
