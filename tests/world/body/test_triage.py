"""Triage as tabulated: START on every combination, JumpSTART, RPM and its decline, and the order of treatment."""

import csv
import itertools

import numpy as np
import pytest
from reference import data
from scenes.worlds import field, make_world

from undergrid.core import luck
from undergrid.world.body import blood_loss, injuries, posture, triage
from undergrid.world.body.triage import Tag
from undergrid.world.tables.body import BodyPart, Death, WoundKind
from undergrid.world.tables.people import Activity

YES_NO = (True, False)


def test_start_is_its_flow_chart_for_every_combination():
    for answers in itertools.product(YES_NO, repeat=7):
        walks, breathes, once_open, fast, radial, slow, obeys = answers
        match (walks, breathes, once_open):
            case (True, _, _):
                expected = Tag.MINOR
            case (False, False, False):
                expected = Tag.DECEASED
            case (False, False, True):
                expected = Tag.IMMEDIATE
            case _:
                expected = Tag.DELAYED if (fast, radial, slow, obeys) == (False, True, False, True) else Tag.IMMEDIATE
        assert triage.start(*answers) == expected, answers
    tags = [triage.start(*answers) for answers in itertools.product(YES_NO, repeat=7)]
    assert [tags.count(tag) for tag in Tag] == [64, 1 * 2, 15 * 2 + 16, 16]


def test_jump_start_gives_a_child_with_a_pulse_five_breaths():
    for answers in itertools.product(YES_NO, repeat=7):
        walks, breathes, once_open, pulse, after_breaths, odd, responds = answers
        if walks:
            expected = Tag.MINOR
        elif breathes:
            expected = Tag.DELAYED if (odd, pulse, responds) == (False, True, True) else Tag.IMMEDIATE
        else:
            expected = Tag.IMMEDIATE if once_open or (pulse and after_breaths) else Tag.DECEASED
        assert triage.jump_start(*answers) == expected, answers


def test_people_are_tagged_by_what_can_be_measured_in_them():
    world = make_world(field(4, 4), citizens=6)
    for who, flow in ((1, 3_000), (2, 3_000), (3, 40_000), (4, 3_000)):
        part = BodyPart.LEG if who == 2 else BodyPart.SHOULDER
        injuries.wound(world, who, WoundKind.CUT, part, 3, False, world.scenario_event, flow=flow)
    world.tick = 300
    posture.lay_down(world, 4, Activity.UNCONSCIOUS, world.scenario_event)
    blood_loss.die(world, 5, Death.COLD, world.scenario_event)
    posture.lay_down(world, 3, Activity.UNCONSCIOUS, world.scenario_event)
    assert [triage.tag(world, who) for who in range(6)] == [
        Tag.MINOR, Tag.MINOR, Tag.DELAYED, Tag.IMMEDIATE, Tag.IMMEDIATE, Tag.DECEASED,
    ]  # fmt: skip
    assert triage.rpm_of(world, 0) == 12
    assert triage.rpm_of(world, 5) == 0
    assert triage.rpm_of(world, 3) < triage.rpm_of(world, 1)
    world.citizens.age[4] = 6
    assert triage.tag(world, 4) == Tag.DELAYED, "a child of six goes by JumpSTART: it reacts to pain"
    world.citizens.age[4] = 12
    assert triage.tag(world, 4) == Tag.IMMEDIATE, "one of twelve goes by START"


def test_rpm_codes_begin_where_the_table_says():
    breaths = {0: 0, 1: 1, 9: 1, 10: 4, 24: 4, 25: 3, 35: 3, 36: 2, 60: 2}
    assert {n: triage.breaths_code(n) for n in breaths} == breaths
    pulses = {0: 0, 1: 1, 40: 1, 41: 2, 60: 2, 61: 4, 120: 4, 121: 3, 180: 3}
    assert {n: triage.pulse_code(n) for n in pulses} == pulses
    assert triage.rpm(0, 0, 0) == 0
    assert triage.rpm(16, 80, 4) == 12


def test_sacco_is_the_published_table():
    with data.path("tables/sacco_rpm.csv").open() as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == len(triage.SURVIVE) == len(triage.LATER) == 13
    for row in rows:
        score = int(row["rpm"])
        assert triage.SURVIVE[score] == round(1000 * float(row["p_survival_t0"]))
        for minutes in range(30, 361, 30):
            name = "rpm_30min" if minutes == 30 else f"rpm_{minutes}"
            assert triage.later(score, minutes) == int(row[name]), (score, minutes)


def test_a_score_steps_down_every_half_hour():
    for score in range(13):
        assert triage.later(score, 0) == triage.later(score, 29) == score
        steps = [triage.later(score, minutes) for minutes in range(0, 500, 10)]
        assert steps == sorted(steps, reverse=True)
        assert triage.later(score, 359) == triage.later(score, 330)
        assert triage.later(score, 9999) == triage.later(score, 360)
    with pytest.raises(ValueError, match="0 to 12"):
        triage.later(13, 0)


def test_the_logistic_curve_fits_within_four_thousandths():
    for score in range(13):
        assert abs(triage.logistic(score) - triage.SURVIVE[score] / 1000) <= 0.004


def test_of_ten_thousand_casualties_with_a_score_as_many_live_as_the_table_says():
    key = luck.make_key(7, 0, luck.stream("test triage"))
    for score in range(13):
        lived = sum(triage.lives(key, luck.key_of(f"casualty/{score}/{n}"), score) for n in range(10_000))
        assert abs(lived / 10_000 - triage.SURVIVE[score] / 1000) <= 0.016


def survivors(order, scores, minutes):
    waited = total = 0
    for k in order:
        total += triage.chance(scores[k], waited)
        waited += minutes[k]
    return total


def test_the_best_order_is_the_best_of_all_orders():
    random = np.random.default_rng(3)
    for n in (0, 1, 2, 4, 6, 7, 8):
        for _ in range(8 if n < 8 else 1):
            scores, minutes = random.integers(0, 13, n).tolist(), random.integers(5, 50, n).tolist()
            order, worth = triage.best_order(scores, minutes)
            assert sorted(order) == list(range(n))
            assert survivors(order, scores, minutes) == worth
            assert worth == max(survivors(one, scores, minutes) for one in itertools.permutations(range(n)))


def test_beyond_a_dozen_a_rule_of_thumb_comes_near():
    random = np.random.default_rng(4)
    scores, minutes = random.integers(0, 13, 30).tolist(), [15] * 30
    order, worth = triage.best_order(scores, minutes)
    assert sorted(order) == list(range(30))
    assert survivors(order, scores, minutes) == worth
    by_number = survivors(range(30), scores, minutes)
    assert worth > by_number
    for _ in range(20):
        few, each = random.integers(0, 13, 8).tolist(), [15] * 8
        assert triage._thumb(few, each)[1] >= 0.9 * triage.best_order(few, each)[1]


def test_casualties_and_durations_come_in_pairs():
    with pytest.raises(ValueError, match="2 scores and 1 durations"):
        triage.best_order([3, 4], [10])


@pytest.mark.parametrize(
    ("scores", "minutes"), [((3, 9, 12, 5, 7), (40, 10, 20, 25, 15)), ((2, 9, 12, 12), (10, 20, 10, 30))]
)
def test_the_rule_of_thumb_takes_who_loses_most_a_minute_by_waiting_for_all_the_others(scores, minutes):

    def loss(k, left, waited):
        last = waited + sum(minutes[other] for other in left if other != k)
        return (triage.chance(scores[k], waited) - triage.chance(scores[k], last)) / minutes[k]

    left, waited, order = set(range(len(scores))), 0, []
    while left:
        order.append(max(sorted(left), key=lambda k: loss(k, left, waited)))
        left.remove(order[-1])
        waited += minutes[order[-1]]
    assert triage._thumb(scores, minutes) == (order, survivors(order, scores, minutes))
    assert triage._thumb((5, 5, 5), (0, 0, 0))[0] == [0, 1, 2], "among equals by number, and no time is no matter"
