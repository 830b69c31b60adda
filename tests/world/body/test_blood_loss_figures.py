"""What wounds, cold, morphine and lost blood come to, figure by figure, for one of several people."""

from __future__ import annotations

import numpy as np
import pytest
from scenes.worlds import field, make_world

from undergrid.world.body import blood_loss, injuries
from undergrid.world.body.blood_rows import blood_slot
from undergrid.world.log.kinds import Kind, Role
from undergrid.world.tables.body import BodyPart, Death, Dressing, WoundKind
from undergrid.world.tables.people import NEVER, Activity
from undergrid.world.world import World

WHO = 1  # of three people; the others are hurt otherwise


def three(depth=1, part=BodyPart.ARM, kind=WoundKind.CUT, flow=60) -> tuple[World, int]:
    """Three people who stand, each with a wound: that of WHO is the one asked for; returns its slot."""
    world = make_world(field(4, 4), citizens=3, age=30)
    injuries.wound(world, 0, WoundKind.BURN, BodyPart.LEG, 2, False, world.scenario_event, flow=11)
    slot = injuries.wound(world, WHO, kind, part, depth, False, world.scenario_event, flow=flow)
    injuries.wound(world, 2, WoundKind.CRUSH, BodyPart.HEAD, 2, False, world.scenario_event, flow=13)
    return world, slot


# ---------------------------------------------------------------- bleeding in the cold


@pytest.mark.parametrize(
    ("core", "flow"),
    [
        (37_000, 1200),
        (34_000, 1200),  # from there on a tenth of the hold is lost with each degree
        (33_000, 1680),
        (32_500, 1920),
        (30_000, 3120),
        (25_000, 5520),
        (24_000, 6000),
        (20_000, 6000),
    ],
)
def test_each_degree_below_34_takes_a_tenth_of_what_a_dressing_holds(core, flow):
    world, slot = three(flow=6000)
    world.wounds.control[slot] = 800
    world.wounds.control[[slot - 1, slot + 1]] = 100
    assert blood_loss.bleeds(world, slot, core) == flow
    assert blood_loss.control(world, slot, core) == 1000 - flow // 6
    rows = world.exposure.take(3)
    world.exposure.owner[rows], world.exposure.core[rows] = (0, WHO, 2), (20_000, core, 36_000)
    for who in (2, 0, WHO):
        blood_loss.redo(world, who)
    assert world.blood.flow[blood_slot(world, WHO)] == flow
    assert blood_loss.core_of(world, WHO) == core


def test_nobody_whom_no_cold_has_touched_is_cold():
    world, _ = three()
    assert blood_loss.core_of(world, WHO) == 37_000
    row = world.exposure.take(1)
    world.exposure.owner[row], world.exposure.core[row] = 0, 30_000
    assert [blood_loss.core_of(world, who) for who in range(3)] == [30_000, 37_000, 37_000]


@pytest.mark.parametrize(
    ("age", "ml"),
    [
        (0, 7 * 80),
        (5, 18 * 80),  # 80 mL/kg up to five years of age, 75 up to twelve, 70 beyond
        (6, 21 * 75),
        (12, 41 * 75),
        (13, 46 * 70),
        (17, 63 * 70),
        (18, 4900),
        (80, 4900),
    ],
)
def test_the_volume_of_blood_follows_weight_and_age(age, ml):
    assert blood_loss.volume_at(age) == ml
    world = make_world(field(4, 4), citizens=3, age=[50, age, 2])
    assert blood_loss.volume(world, WHO) == ml


# ---------------------------------------------------------------- pain, morphine


@pytest.mark.parametrize(("kind", "depth", "hurts", "bound"), [
    (WoundKind.CUT, 1, 100, 70), (WoundKind.CUT, 2, 350, 245), (WoundKind.CUT, 3, 650, 455),
    (WoundKind.GUNSHOT, 2, 350, 245), (WoundKind.CRUSH, 1, 250, 175), (WoundKind.BURN, 2, 500, 350),
    (WoundKind.BURN, 3, 800, 560),
])  # fmt: skip
def test_a_wound_hurts_by_its_depth_crushed_and_burnt_more_bound_up_less(kind, depth, hurts, bound):
    world, slot = three(depth, BodyPart.ARM, kind)
    assert blood_loss.pain(world, WHO) == hurts
    for dressing, pain in ((Dressing.GAUZE, hurts), (Dressing.STABILISED, bound)):
        world.wounds.dressing[slot] = dressing
        blood_loss.redo(world, WHO)
        assert blood_loss.pain(world, WHO) == pain


def test_pains_add_up_to_the_worst_and_no_further():
    world, _ = three(depth=3)
    for _ in range(2):
        injuries.wound(world, WHO, WoundKind.CUT, BodyPart.ARM, 1, False, world.scenario_event, flow=1)
    assert blood_loss.pain(world, WHO) == 850
    injuries.wound(world, WHO, WoundKind.CUT, BodyPart.ARM, 3, False, world.scenario_event, flow=1)
    assert blood_loss.pain(world, WHO) == 1000


def test_a_dose_takes_away_six_tenths_of_the_worst_pain_and_half_a_dose_half_of_that():
    world, _ = three(depth=3)
    event = world.scenario_event
    blood_loss.inject(world, 0, 4000, event)
    blood_loss.inject(world, WHO, 500, event)
    assert (blood_loss.pain(world, WHO), blood_loss.dose(world, WHO), blood_loss.dose(world, 2)) == (350, 500, 0)
    blood_loss.inject(world, WHO, 500, event)
    assert blood_loss.pain(world, WHO) == 50
    blood_loss.inject(world, WHO, 500, event)
    assert blood_loss.pain(world, WHO) == 0
    world.tick = 7200
    assert (blood_loss.dose(world, WHO), blood_loss.pain(world, WHO)) == (750, 200)


@pytest.mark.parametrize(("doses", "shock", "left"), [
    (0, False, 1000), (1000, False, 880), (500, False, 940), (2500, False, 700), (1000, True, 760), (2500, True, 400),
    (8000, False, 40), (9000, False, 0), (5000, True, 0),
])  # fmt: skip
def test_each_dose_takes_twelve_percent_of_the_drive_to_breathe_and_twice_that_in_shock(doses, shock, left):
    assert blood_loss.drive(doses, shock) == left


# ---------------------------------------------------------------- legs


@pytest.mark.parametrize(("part", "shares"), [(BodyPart.LEG, (95, 55, 0)), (BodyPart.ARM, (100, 90, 70))])
def test_what_a_wound_leaves_of_the_walking_speed_goes_by_its_depth_and_whether_it_is_in_a_leg(part, shares):
    for depth, share in zip((1, 2, 3), shares, strict=True):
        world, _ = three(depth, part)
        assert world.citizens.able[WHO] == world.blood.legs[blood_slot(world, WHO)] == share


def test_what_several_wounds_leave_is_the_product_and_below_15_percent_nobody_keeps_on_their_feet():
    world, _ = three(2, BodyPart.LEG)
    for left in (52, 28, 15, 0):  # 95 % of 55, then 55 % of that, ...: 14 % is too little
        depth = {52: 1, 28: 2, 15: 2, 0: 1}[left]
        assert world.citizens.doing[WHO] != Activity.LYING
        newest = injuries.wound(world, WHO, WoundKind.CUT, BodyPart.LEG, depth, False, world.scenario_event, flow=1)
        assert world.citizens.able[WHO] == left
    assert world.citizens.doing[WHO] == Activity.LYING
    assert world.citizens.cause[WHO] == world.wounds.cause[newest]


@pytest.mark.parametrize(("klass", "share"), [(1, 100), (2, 80), (3, 40), (4, 0)])
def test_what_lost_blood_leaves_goes_by_its_class_and_shock_leaves_nothing(klass, share):
    world, _ = three()
    slot = blood_slot(world, WHO)
    world.blood.klass[slot] = klass
    blood_loss.refresh_legs(world, WHO)
    assert world.citizens.able[WHO] == share
    world.blood.klass[slot], world.blood.shock_since[slot] = 1, 0
    blood_loss.refresh_legs(world, WHO)
    assert world.citizens.able[WHO] == 0


@pytest.mark.parametrize(("fever", "share"), [(0, 100), (200, 90), (1000, 50)])
def test_fever_takes_up_to_half_of_the_walking_speed(fever, share):
    world, _ = three()
    world.blood.fever[blood_slot(world, WHO)] = fever
    blood_loss.refresh_legs(world, WHO)
    assert world.citizens.able[WHO] == share


@pytest.mark.parametrize(("doing", "falls"), [
    (Activity.WORKING, True), (Activity.WALKING, True), (Activity.WAITING, True), (Activity.HIDING, True),
    (Activity.PRESENTING, True), (Activity.CROSSING, True), (Activity.SLEEPING, False), (Activity.RESTING, False),
])  # fmt: skip
def test_whose_legs_give_way_lies_down_if_they_were_up_because_of_the_shock_or_else_the_newest_wound(doing, falls):
    for shocked in (0, 77):
        world, slot = three()
        world.citizens.doing[WHO] = doing
        blood = blood_slot(world, WHO)
        world.blood.shock_since[blood], world.blood.shocked[blood] = 0, shocked
        blood_loss.refresh_legs(world, WHO)
        assert (world.citizens.doing[WHO] == Activity.LYING) == falls
        if falls:
            assert world.citizens.cause[WHO] == (shocked or world.wounds.cause[slot])


# ---------------------------------------------------------------- which wound


def test_the_gravest_wound_would_bleed_most_undressed_and_the_worst_bleeds_most_now():
    world, first = three(flow=500)
    more = [injuries.wound(world, WHO, WoundKind.CUT, BodyPart.ARM, depth, False, world.scenario_event, flow=flow)
            for depth, flow in ((2, 900), (1, 500), (2, 500))]  # fmt: skip
    assert blood_loss.gravest(world, WHO) == blood_loss.worst_wound(world, WHO) == more[0]
    world.wounds.control[more[0]] = 900
    assert blood_loss.gravest(world, WHO) == more[0]
    assert blood_loss.worst_wound(world, WHO) == more[2], "the deepest among equals"
    assert blood_loss.worst_wound(world, WHO, lambda slot: slot != more[2]) == first, "then the oldest"
    assert blood_loss.worst_wound(world, WHO, lambda slot: slot == more[1]) == more[1]
    assert blood_loss.worst_wound(world, WHO, lambda slot: False) == -1
    world.wounds.flow[more[0]] = 500
    assert blood_loss.gravest(world, WHO) == first
    assert blood_loss.wounds_of(world, WHO) == [first, *more]
    lone = make_world(field(2, 2), 1)
    assert blood_loss.gravest(lone, 0) == blood_loss.worst_wound(lone, 0) == -1


# ---------------------------------------------------------------- death


def test_the_dead_keep_what_they_had_lost_and_nothing_of_theirs_is_due():
    world, _ = three(flow=6000)
    world.tick = 600
    world.events.begin(600)
    slots = [blood_slot(world, who) for who in range(3)]
    blood, lost = world.blood, blood_loss.lost(world, WHO)
    blood.due[slots], blood.mind_due[slots], blood.ill_due[slots] = 900, 901, 902
    world.citizens.plugged[WHO] = True
    died = blood_loss.die(
        world, WHO, Death.BLOOD_LOSS, 5, [(5, Role.WOUND), (0, Role.DOSE), (6, Role.WOUND), (6, Role.DELAY)], 9, 12
    )
    event = world.events.rows()[-1]
    assert (event.id, event.kind, event.who, event.whom) == (died, Kind.DIED, WHO, -1)
    assert (event.amount, event.cause, event.stream, event.odds) == (Death.BLOOD_LOSS, 5, 9, 12)
    told = world.events.because_columns()
    assert list(zip(told["event"].tolist(), told["cause"].tolist(), told["role"].tolist(), strict=True)) == [
        (died, 6, Role.WOUND)
    ]  # fmt: skip
    assert (blood.lost[slots[WHO]], blood.since[slots[WHO]], blood.flow[slots[WHO]]) == (lost, 600, 0)
    assert np.array([blood.due[slots], blood.mind_due[slots], blood.ill_due[slots]]).T.tolist() == [
        [900, 901, 902], [NEVER] * 3, [900, 901, 902]
    ]  # fmt: skip
    assert not world.citizens.plugged[WHO]
    assert world.citizens.alive.tolist() == [True, False, True]
    assert (world.citizens.target[WHO], world.citizens.cause[WHO]) == (-1, died)


def test_the_law_of_bleeding_ends_at_its_edges():
    halves = blood_loss.HALVES
    assert blood_loss.lost_after(100, 0, 4900, 10, halves) == blood_loss.lost_after(100, 60, 4900, 0, halves) == 100
    assert blood_loss.lost_after(100, 1, 1, 36, halves) == 100 + 10_000
    assert blood_loss.lost_after(290_000, 1, 1, 36, halves) == 300_000
    assert blood_loss.lost_after(499_999, 10**6, 1, 10**4, halves) == blood_loss.lost_after(500_000, 9, 9, 9, halves)
    assert blood_loss.ticks_until(100, 100, 0, 4900, halves) == 0
    assert blood_loss.ticks_until(101, 100, 0, 4900, halves) == NEVER
    assert [bool(blood_loss.any_due(np.array([NEVER, 7, NEVER]), tick)) for tick in (6, 7, 8)] == [False, True, True]
