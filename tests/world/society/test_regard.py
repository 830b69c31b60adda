"""Regard: beta reputation, forgetting, fear that fades, and stances with hysteresis."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scenes.worlds import make_world

from undergrid.core import luck
from undergrid.world.log.kinds import Kind
from undergrid.world.people import background
from undergrid.world.society import regard
from undergrid.world.tables.society import BondKind, Category, Stance


@pytest.mark.parametrize(
    ("r", "s", "expected"),
    [(0, 0, Fraction(1, 2)), (8, 2, Fraction(3, 4)), (1, 0, Fraction(2, 3)), (100, 0, Fraction(990_196, 1_000_000))],
)
def test_beta_reputation_expects_what_josang_and_ismail_say(r: int, s: int, expected: Fraction):
    assert regard.expectation(1000 * r, 1000 * s, one=1_000_000) == round(expected * 1_000_000)


@pytest.mark.parametrize("kept", [500, 900, 950, 990])
def test_constant_good_news_tends_to_one_over_one_minus_lambda(kept: int):
    r = 0
    for _ in range(5000):
        r = regard.remembered(r, kept) + 1000
    assert r == 1_000_000 // (1000 - kept)


@pytest.mark.parametrize("q", [0.1, 0.5, 0.85])
def test_ten_thousand_encounters_teach_how_honest_a_partner_is(q: float):
    key, honest = luck.make_key(7, 0, luck.stream("test.regard")), luck.chance(q)
    r = s = 0
    for n in range(10_000):
        if luck.u32(key, n) < honest:
            r, s = regard.remembered(r, 1000) + 1000, regard.remembered(s, 1000)
        else:
            r, s = regard.remembered(r, 1000), regard.remembered(s, 1000) + 1000
    assert abs(regard.expectation(r, s) / 1000 - q) < 0.015


@given(st.integers(0, 10**6), st.integers(0, 10**6), st.integers(1, 10**5))
def test_good_news_never_lowers_trust_and_bad_news_never_raises_it(r: int, s: int, weight: int):
    assert regard.expectation(r + weight, s) >= regard.expectation(r, s) >= regard.expectation(r, s + weight)


def test_what_fades_halves_exactly_and_never_rises():
    assert [regard.faded(1000, age, 7200) for age in (0, 7200, 14_400, 72_000_000)] == [1000, 500, 250, 0]
    values = [regard.faded(1000, age, 7200) for age in range(0, 30_000, 50)]
    assert values == sorted(values, reverse=True)
    assert all(
        abs(value - 1000 * 0.5 ** (age / 7200)) < 4 for value, age in zip(values, range(0, 30_000, 50), strict=True)
    )


def test_one_good_deed_leaves_two_thirds_and_makes_a_truce():
    world = make_world("..", citizens=2)
    regard.good(world, 0, 1, 1000, cause=5)
    assert regard.trust(world, 0, 1) == 667
    assert regard.trust(world, 1, 0) == 500, "what one thinks of another is one-sided"
    (change,) = world.events.this_tick()
    assert (change.kind, change.who, change.whom, change.amount, change.cause) == (
        Kind.STANCE_CHANGED, 0, 1, Stance.TRUCE, 5,
    )  # fmt: skip


def test_stances_do_not_flicker_at_a_rung():
    up = [standing for standing in range(1000) if regard.stance_for(standing, Stance.GUARDED) == Stance.TRUCE]
    down = [standing for standing in range(1000) if regard.stance_for(standing, Stance.TRUCE) == Stance.GUARDED]
    assert min(up) - max(down) == 2 * regard.MARGIN + 1


def test_a_betrayal_can_undo_a_truce():
    world = make_world("..", citizens=2)
    regard.good(world, 0, 1, 1000, cause=5)
    regard.bad(world, 0, 1, 6000, cause=6)
    assert regard.stance(world, 0, 1) == Stance.WARY
    assert regard.trust(world, 0, 1) < 500


def test_bad_news_of_the_vouched_falls_on_the_voucher_in_part():
    world = make_world("...", citizens=3)
    slot = world.vouches.take(1)
    world.vouches.by[slot], world.vouches.to[slot], world.vouches.about[slot] = 1, 0, 2
    regard.bad(world, 0, 2, 1000, cause=6)
    assert regard.trust(world, 0, 2) < regard.trust(world, 0, 1) < 500


def test_a_bond_is_trusted_from_the_start():
    world = make_world("..", citizens=2)
    slot = world.bonds.take(1)
    world.bonds.a[slot], world.bonds.b[slot], world.bonds.strength[slot] = 0, 1, 1000
    assert regard.trust(world, 0, 1) == 875
    assert regard.stance(world, 0, 1) == Stance.ALLY
    slot = regard.regard(world, 0, 1)
    assert world.regards.stance[slot] == Stance.ALLY


def test_a_blow_told_openly_wears_off():
    world = make_world("..", citizens=2)
    regard.blow(world, 0, 1, 3000, cause=5)
    assert regard.trust(world, 0, 1) == 200
    world.tick += regard.BLOW_HALVES
    assert regard.trust(world, 0, 1) == regard.expectation(0, 1500)
    world.tick += 40 * regard.BLOW_HALVES
    assert regard.trust(world, 0, 1) == 500


def test_covered_insignia_show_nothing():
    world = make_world("..", citizens=2)
    slot = background.make_profile(world, 0)
    world.profiles.category[slot], world.profiles.insignia[slot] = Category.HEALER, True
    assert background.shown(world, 0) == Category.HEALER
    assert background.shown(world, 1) == Category.UNALIGNED
    world.profiles.covered[slot] = True
    assert background.shown(world, 0) == Category.UNALIGNED
    assert background.category(world, 0) == Category.HEALER


def test_who_has_no_profile_has_no_skill():
    world = make_world(".", citizens=1)
    assert background.profile(world, 0) == -1
    assert background.skill_medicine(world, 0) == background.skill_soldiering(world, 0) == 0
    assert not np.any(world.profiles.used)


# ---------------------------------------------------------------- several at once: each slot is its own


def among_others():
    """Four people; 0 thinks of 3, of 1 and of 2 already, in this order, and differently."""
    world = make_world("....", citizens=4)
    for slot, (about, good, bad, fear) in enumerate(((3, 800, 100, 50), (1, 2000, 400, 200), (2, 10, 20, 30))):
        assert regard.regard(world, 0, about) == slot
        regards = world.regards
        regards.good[slot], regards.bad[slot], regards.fear[slot], regards.blow[slot] = good, bad, fear, fear
    return world


def columns(world, slot):
    regards = world.regards
    return tuple(int(getattr(regards, name)[slot]) for name in ("good", "bad", "fear", "blow", "cause"))


def test_experience_is_added_where_it_was_made_and_nowhere_else():
    world = among_others()
    before = [columns(world, slot) for slot in range(3)]
    regard.good(world, 0, 1, 700, cause=5)
    assert columns(world, 1) == (1900 + 700, 380, 200, 200, 5)
    regard.bad(world, 0, 2, 60, cause=6)
    assert columns(world, 2) == (10, 19 + 60, 30, 30, 6)
    assert columns(world, 0) == before[0]


def test_fear_and_blows_fade_up_to_the_moment_in_which_something_is_added():
    world = among_others()
    world.tick = regard.FEAR_HALVES
    regard.frighten(world, 0, 1, 300, cause=7)
    faded = regard.faded(200, regard.FEAR_HALVES, regard.BLOW_HALVES)
    assert columns(world, 1) == (2000, 400, 100 + 300, faded, 7)
    assert world.regards.as_of[:3].tolist() == [0, regard.FEAR_HALVES, 0]
    world.tick = 3 * regard.FEAR_HALVES
    assert regard.fear(world, 0, 1) == 100
    regard.frighten(world, 0, 1, -1000, cause=8)
    assert regard.fear(world, 0, 1) == 0
    regard.frighten(world, 0, 1, 5000, cause=9)
    assert regard.fear(world, 0, 1) == 1000


def test_a_blow_adds_to_what_is_left_of_those_before_and_openness_stays():
    world = among_others()
    world.tick = regard.BLOW_HALVES
    regard.blow(world, 0, 1, 1000, cause=7, openness=300)
    fear = regard.faded(200, regard.BLOW_HALVES, regard.FEAR_HALVES)
    assert columns(world, 1) == (1900 + 300, 380, fear, 100 + 1000, 7)
    regard.blow(world, 0, 1, 1000, cause=8)
    assert columns(world, 1) == (2200, 380, fear, 2100, 8)


def test_the_voucher_bears_half_of_bad_news_of_the_vouched_and_no_good_news():
    world = among_others()
    slot = world.vouches.take(1)
    world.vouches.by[slot], world.vouches.to[slot], world.vouches.about[slot] = 3, 0, 1
    assert regard.has_vouched(world, 3, 0, 1)
    assert not regard.has_vouched(world, 3, 1, 0)
    regard.bad(world, 0, 1, 1000, cause=6)
    assert columns(world, 1)[:2] == (1900, 380 + 1000)
    assert columns(world, 0)[:2] == (760, 95 + 500)
    regard.good(world, 0, 1, 1000, cause=7)
    assert columns(world, 0)[:2] == (760, 95 + 500)


def test_standing_is_trust_less_half_of_fear():
    world = among_others()
    for slot in range(3):
        assert regard.standing(world, slot) == regard.trust_in(world, slot) - regard.fear_in(world, slot) // 2
    assert regard.trust_in(world, 1) == regard.expectation(2000, 600)
    assert regard.fear_in(world, 1) == 200


def test_a_stance_changes_by_the_margin_and_says_so_once():
    world = among_others()
    world.events.begin(0)
    regards = world.regards
    regards.good[1] = regards.bad[1] = regards.fear[1] = regards.blow[1] = 0
    for fear, now in ((340, Stance.WARY), (300, Stance.WARY), (200, Stance.WARY), (139, Stance.GUARDED)):
        regards.fear[1], standing = 2 * fear, 500 - fear
        said = regard.refresh_stance(world, 1, 9)
        assert regards.stance[1] == regard.stance_for(standing, now)
        assert not regard.refresh_stance(world, 1, 10)
        if said:
            last = world.events.this_tick()[-1]
            assert (last.kind, last.who, last.whom, last.where) == (Kind.STANCE_CHANGED, 0, 1, world.citizens.cell[0])
            assert (last.amount, last.cause) == (regards.stance[1], 9)


@pytest.mark.parametrize(
    ("standing", "rung"), [(149, 0), (150, 1), (299, 1), (300, 2), (549, 2), (550, 3), (719, 3), (720, 4)]
)
def test_the_rungs_themselves(standing, rung):
    assert regard.on_rung(standing) == rung
    for now in Stance:
        led = regard.stance_for(standing, int(now))
        assert all(standing >= regard.RUNGS[n] + regard.MARGIN for n in range(int(now), led))
        assert all(standing < regard.RUNGS[n] - regard.MARGIN for n in range(led, int(now)))


def test_a_bond_that_is_there_stays_as_it_is():
    world = make_world("...", citizens=3)
    other = next(kind for kind in BondKind if kind != BondKind.FRIEND)
    regard.bind(world, 0, 1, BondKind.FRIEND, 400, cause=5)
    regard.bind(world, 0, 1, other, 900, cause=6)
    regard.bind(world, 0, 2, other, 900, cause=7)
    bonds = world.bonds
    found = [(int(bonds.b[n]), int(bonds.kind[n]), int(bonds.strength[n]), int(bonds.cause[n])) for n in bonds.rows()]
    assert found == [(1, BondKind.FRIEND, 400, 5), (2, other, 900, 7)]
    assert regard.trust(world, 0, 1) == regard.expectation(400 * 6, 0)
    assert regard.trust(world, 1, 0) == 500


def test_nobody_has_experience_of_themselves():
    world = make_world("..", citizens=2)
    regard.good(world, 1, 1, 1000, cause=5)
    assert not world.regards.used.any()
