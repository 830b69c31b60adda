"""Triage at its edges: which breath and which beat turns a tag, and where a rule of thumb begins."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from scenes.worlds import field, make_world

from undergrid.core import luck
from undergrid.world.body import blood_loss, posture, triage
from undergrid.world.body.triage import Tag
from undergrid.world.body.vitals import Mind, Motor, Vitals
from undergrid.world.tables.people import Activity

WHO = 1


def tagged(
    monkeypatch, age=30, lies=True, breaths=20, motor=Motor.OBEYS, radial=True, slow=False, able=100, alive=True
):
    """The tag of the middle one of three people, whose signs are such; the others are well."""
    world = make_world(field(3, 3), 3)
    if lies:
        posture.lay_down(world, WHO, Activity.UNCONSCIOUS, world.scenario_event)
    world.citizens.age[WHO], world.citizens.able[WHO], world.citizens.alive[WHO] = age, able, alive
    well = Vitals(70, 14, 60, Mind(1), Motor.OBEYS, radial=True, slow_refill=False)
    ill = Vitals(90, breaths, 20, Mind(1), motor, radial, slow)
    monkeypatch.setattr(blood_loss, "vital_signs", lambda world, who: ill if who == WHO else well)
    assert [triage.tag(world, who) for who in (0, 2)] == [Tag.MINOR, Tag.MINOR]
    return triage.tag(world, WHO)


@pytest.mark.parametrize(("signs", "tag"), [
    ({}, Tag.DELAYED), ({"breaths": 0}, Tag.DECEASED), ({"breaths": 1}, Tag.DELAYED), ({"breaths": 30}, Tag.DELAYED),
    ({"breaths": 31}, Tag.IMMEDIATE), ({"radial": False}, Tag.IMMEDIATE), ({"slow": True}, Tag.IMMEDIATE),
    ({"motor": Motor.LOCALISES}, Tag.IMMEDIATE), ({"lies": False}, Tag.MINOR), ({"lies": False, "able": 1}, Tag.MINOR),
    ({"lies": False, "able": 0}, Tag.DELAYED), ({"lies": False, "alive": False}, Tag.DELAYED),
    ({"lies": False, "breaths": 31, "able": 0}, Tag.IMMEDIATE), ({"age": 8, "breaths": 31}, Tag.IMMEDIATE),
    ({"age": 7, "breaths": 31}, Tag.DELAYED), ({"age": 7, "breaths": 45}, Tag.DELAYED),
    ({"age": 7, "breaths": 46}, Tag.IMMEDIATE), ({"age": 7, "breaths": 15}, Tag.DELAYED),
    ({"age": 7, "breaths": 14}, Tag.IMMEDIATE), ({"age": 7, "breaths": 0}, Tag.DECEASED),
    ({"age": 7, "breaths": 1}, Tag.IMMEDIATE), ({"age": 7, "radial": False}, Tag.IMMEDIATE),
    ({"age": 7, "slow": True}, Tag.DELAYED), ({"age": 7, "motor": Motor.WITHDRAWS}, Tag.DELAYED),
    ({"age": 7, "motor": Motor.EXTENDS_OR_FLEXES}, Tag.IMMEDIATE), ({"age": 7, "lies": False}, Tag.MINOR),
    ({"age": 7, "breaths": 0, "radial": True}, Tag.DECEASED),
])  # fmt: skip
def test_a_tag_turns_on_each_sign_at_its_published_mark(monkeypatch, signs, tag):
    assert tagged(monkeypatch, **signs) == tag


def test_the_score_of_somebody_is_that_of_their_own_signs(monkeypatch):
    world = make_world(field(3, 3), 3)
    signs = {0: (70, 14, Motor.OBEYS), 1: (130, 28, Motor.WITHDRAWS), 2: (50, 40, Motor.NONE)}
    made = {who: Vitals(pulse, breaths, 30, Mind(1), motor, radial=True, slow_refill=False)
            for who, (pulse, breaths, motor) in signs.items()}  # fmt: skip
    monkeypatch.setattr(blood_loss, "vital_signs", lambda world, who: made[who])
    assert [triage.rpm_of(world, who) for who in range(3)] == [4 + 4 + 4, 3 + 3 + 2, 2 + 2 + 0]


def test_a_life_hangs_on_ones_own_draw_and_on_how_long_one_waits():
    key = luck.make_key(3, 7, luck.stream("test triage, edges"))
    for score, minutes, thing in itertools.product((0, 5, 9, 12), (0, 29, 30, 95, 400), range(40)):
        p = triage.SURVIVE[triage.later(score, minutes)] / 1000
        assert triage.lives(key, thing, score, minutes) == (luck.u32(key, thing) < p * 2**32)
    with pytest.raises(ValueError, match="0 to 12, not -1"):
        triage.later(-1, 0)
    assert [triage.later(0, 0), triage.later(12, 30), triage.later(12, 29)] == [0, 12, 12]


def worth(order, scores, minutes):
    waits = np.cumsum([0, *(minutes[k] for k in order)])
    return sum(triage.chance(scores[k], int(waited)) for k, waited in zip(order, waits, strict=False))


def test_of_twelve_the_best_order_is_found_and_of_thirteen_the_rule_of_thumb_is_taken():
    dice = np.random.default_rng(0)
    for n in (12, 13):
        scores, minutes = dice.integers(4, 13, n).tolist(), dice.integers(5, 60, n).tolist()
        best, thumb = triage.best_order(scores, minutes), triage._thumb(scores, minutes)
        assert sorted(best[0]) == list(range(n))
        assert worth(best[0], scores, minutes) == best[1]
        assert (best == thumb) == (n == 13)
        if n == 12:  # no exchange of two makes it better
            assert best[1] > thumb[1]
            for a, b in itertools.combinations(range(n), 2):
                order = best[0].copy()
                order[a], order[b] = order[b], order[a]
                assert worth(order, scores, minutes) <= best[1]


def test_among_equals_the_lower_numbers_come_first():
    assert triage.best_order([9, 9, 9], [10, 10, 10])[0] == [0, 1, 2]
    assert triage.best_order([0, 0, 0, 0], [7, 7, 7, 7]) == ([0, 1, 2, 3], 4 * triage.SURVIVE[0])
    assert triage.best_order([], []) == ([], 0)
    assert triage.best_order([5] * 14, [30] * 14)[0] == list(range(14))
