"""The law of bleeding, vital signs, pain and morphine: closed forms, boundaries, limits and directions."""

import math
from pathlib import Path

import numpy as np
import pytest
from scenes.worlds import field, make_world

from undergrid.core.halving import HALVES
from undergrid.core.jit import python
from undergrid.world.body import blood_loss, injuries, posture, vitals
from undergrid.world.body.blood_rows import blood_slot
from undergrid.world.body.injuries import spell_wound, wound_code
from undergrid.world.body.vitals import Mind, Motor, signs
from undergrid.world.log.kinds import Kind, Role
from undergrid.world.orders.attempts import Attempts, intend
from undergrid.world.tables.body import BodyPart, Death, Dressing, WoundKind
from undergrid.world.tables.people import NEVER, Activity, Posture

DOCS = Path(__file__).resolve().parents[3] / "docs"
TIMES = {150_000: 0.15, 300_000: 0.30, 400_000: 0.30 + 0.20 * math.log(2), 450_000: 0.30 + 0.20 * math.log(4)}
LITRES = (0.95, 0.3, 0.1, 0.03)


def wounded(flow, age=30, depth=3, part=BodyPart.LEG, kind=WoundKind.SHRAPNEL, dirty=False):
    """A world of one who bleeds so many mL/h; the slot of the wound."""
    world = make_world(field(4, 4), citizens=2, age=age)
    return world, injuries.wound(world, 0, kind, part, depth, dirty, world.scenario_event, flow=flow)


@pytest.mark.parametrize("litres", LITRES)
def test_each_share_is_lost_when_the_closed_form_says(litres):
    world, _ = wounded(round(litres * 60_000))
    for share, times in TIMES.items():
        seconds = times * 4.9 / litres * 60
        assert 0 <= blood_loss.reaches(world, 0, share) - seconds < 1.01, "the first tick at which it is"


def test_a_severed_femoral_artery_leaves_three_minutes():
    world, _ = wounded(57_000)
    assert round(blood_loss.reaches(world, 0, 450_000) / 60, 1) == 3.0
    for litres, minutes in ((0.3, 7.2), (0.1, 21.5), (0.03, 71.6)):
        world, _ = wounded(round(litres * 60_000))
        assert abs(blood_loss.reaches(world, 0, 400_000) / 60 - minutes) < 0.1, "class IV"


@pytest.mark.parametrize("step", [60, 30, 15])
def test_working_it_out_anew_at_dt_a_half_and_a_quarter_comes_to_the_same(step):
    world, slot = wounded(6_000)
    for tick in range(step, 1801, step):
        world.tick = tick
        world.wounds.flow[slot] += 1 if tick // step % 2 else -1  # hardly any change, but one: lost blood is rebased
        blood_loss.redo(world, 0)
    seconds = 1800
    at_300 = 0.30 * 4900 / 6000 * 3600
    exact = 0.5 - 0.2 * math.exp(-6000 * (seconds - at_300) / 3600 / (0.2 * 4900))
    assert abs(blood_loss.lost(world, 0) / 1e6 - exact) < 1e-4


def test_lost_blood_never_comes_back_and_never_passes_a_half():
    world, _ = wounded(200_000)
    before = 0
    for world.tick in range(0, 4000, 7):
        now = blood_loss.lost(world, 0)
        assert before <= now <= 500_000
        before = now
    assert blood_loss.reaches(world, 0, 500_001) == NEVER


def test_twice_the_flow_takes_half_the_time():
    slow, _ = wounded(3_000)
    fast, _ = wounded(6_000)
    for share in TIMES:
        assert abs(blood_loss.reaches(slow, 0, share) - 2 * blood_loss.reaches(fast, 0, share)) <= 2


def test_one_who_does_not_bleed_loses_nothing():
    world, _ = wounded(0)
    assert blood_loss.reaches(world, 0, 1) == NEVER
    world.tick = 100_000
    assert blood_loss.lost(world, 0) == 0
    assert blood_loss.lost(world, 1) == 0
    assert blood_slot(world, 1) == -1


def test_when_a_share_is_reached_agrees_with_what_is_lost_then():
    for lost in (0, 140_000, 290_000, 299_999, 300_000, 380_000):
        for flow in (1, 60, 5_000, 57_000, 500_000):
            for share in (150_000, 300_000, 400_001, 450_000):
                ticks = blood_loss.ticks_until(share, lost, flow, 4900, HALVES)
                assert ticks == python(blood_loss.ticks_until)(share, lost, flow, 4900, HALVES)
                if 0 < ticks < NEVER:
                    assert blood_loss.lost_after(lost, flow, 4900, ticks, HALVES) >= share
                    assert blood_loss.lost_after(lost, flow, 4900, ticks - 1, HALVES) < share


def test_blood_goes_by_weight_and_age():
    assert blood_loss.volume_at(30) == 4900
    assert blood_loss.volume_at(12) == 41 * 75
    assert blood_loss.volume_at(4) == 16 * 80
    volumes = [blood_loss.volume_at(age) for age in range(40)]
    assert volumes == sorted(volumes)


# ---------------------------------------------------------------- the ATLS table


def test_the_classes_begin_where_the_table_says():
    boundaries = {0: 1, 149_999: 1, 150_000: 2, 299_999: 2, 300_000: 3, 400_000: 3, 400_001: 4, 500_000: 4}
    for lost, klass in boundaries.items():
        assert vitals.class_of_loss(lost) == klass, lost


def test_vital_signs_are_those_of_the_table_throughout():
    table = {  # class: (pulse, breaths, urine, mind)
        1: (range(60, 100), range(14, 21), range(31, 100), Mind.SLIGHTLY_ANXIOUS),
        2: (range(100, 121), range(20, 31), range(20, 31), Mind.MILDLY_ANXIOUS),
        3: (range(120, 141), range(30, 41), range(5, 16), Mind.CONFUSED),
        4: (range(141, 200), range(36, 60), range(1), Mind.LETHARGIC),
    }
    before = signs(0)
    for lost in [*range(0, 500_001, 250), 149_999, 299_999, 400_001]:
        pulse, breaths, urine, mind = table[vitals.class_of_loss(lost)]
        now = signs(lost)
        assert now.pulse in pulse, lost
        assert now.breaths in breaths, lost
        assert now.urine in urine, lost
        assert now.mind == mind, lost
    for lost in range(0, 500_001, 250):
        now = signs(lost)
        assert now.pulse >= before.pulse
        assert now.breaths >= before.breaths
        assert now.urine <= before.urine
        before = now
    assert [signs(at).pulse for at in (150_000, 300_000, 400_000, 400_001)] == [100, 120, 140, 141]
    assert [signs(at).breaths for at in (150_000, 300_000, 400_000)] == [20, 30, 40]


def test_the_dead_have_no_signs_and_the_senseless_do_not_obey():
    world, _ = wounded(0)
    assert blood_loss.vital_signs(world, 0).motor == Motor.OBEYS
    posture.lay_down(world, 0, Activity.UNCONSCIOUS, world.scenario_event)
    assert blood_loss.vital_signs(world, 0).motor == Motor.LOCALISES
    blood_loss.die(world, 0, Death.SHOCK, world.scenario_event)
    assert blood_loss.pulse(world, 0) == 0
    assert blood_loss.vital_signs(world, 0) == vitals.DEAD


# ---------------------------------------------------------------- morphine and pain


def test_morphine_halves_every_two_hours_and_doses_add():
    world, _ = wounded(0)
    blood_loss.inject(world, 0, 1000, world.scenario_event)
    for halvings in range(6):
        world.tick = 7200 * halvings
        assert blood_loss.dose(world, 0) == int(1000 / 2**halvings + 0.5)
    world.tick = 7200
    blood_loss.inject(world, 0, 1000, world.scenario_event)
    assert blood_loss.dose(world, 0) == 1500
    world.tick = 14_400
    assert blood_loss.dose(world, 0) == 750


def test_morphine_eases_pain_and_slows_the_breath():
    world, _ = wounded(0)
    pain, breaths = blood_loss.pain(world, 0), blood_loss.vital_signs(world, 0).breaths
    blood_loss.inject(world, 0, 500, world.scenario_event)
    assert 0 < blood_loss.pain(world, 0) < pain
    assert blood_loss.vital_signs(world, 0).breaths < breaths
    blood_loss.inject(world, 0, 5000, world.scenario_event)
    assert blood_loss.pain(world, 0) == 0
    assert blood_loss.drive(2000, True) < blood_loss.drive(2000, False) < 1000


# ---------------------------------------------------------------- control, cold, legs


def test_a_dressing_lowers_the_flow_and_a_cold_body_lowers_the_dressing():
    world, slot = wounded(6_000)
    world.wounds.control[slot], world.wounds.dressing[slot] = 800, Dressing.GAUZE
    blood_loss.redo(world, 0)
    assert world.blood.flow[0] == 1200
    row = int(world.exposure.take(1)[0])
    world.exposure.owner[row] = 0
    flows = []
    for core in (37_000, 34_000, 33_000, 30_000, 20_000):
        world.exposure.core[row] = core
        blood_loss.redo(world, 0)
        flows.append(int(world.blood.flow[0]))
    assert flows[0] == flows[1] == 1200
    assert flows == sorted(flows)
    assert flows[-1] == 6000, "nothing holds any more"


def test_a_deep_wound_in_the_leg_leaves_nobody_walking():
    world, _ = wounded(60)
    assert world.citizens.able[0] == 0
    assert world.citizens.doing[0] == Activity.LYING
    assert world.citizens.posture[0] == Posture.FLAT
    shares = []
    for depth in (1, 2, 3):
        world, _ = wounded(60, depth=depth, part=BodyPart.SHOULDER)
        shares.append(int(world.citizens.able[0]))
    assert shares == sorted(shares, reverse=True)
    assert shares[-1] > 0


def test_what_a_wound_bleeds_goes_by_its_depth_and_place():
    means = {}
    for depth in (1, 2, 3):
        for part in (BodyPart.LEG, BodyPart.ARM):
            world = make_world(field(4, 4), citizens=300)
            slots = [
                injuries.wound(world, n, WoundKind.CUT, part, depth, False, world.scenario_event) for n in range(300)
            ]
            flows = world.wounds.flow[slots]
            most = injuries.MOST[depth] * injuries.BY_PART[part] // 100
            spares = flows[flows < injuries.FEMORAL // 2]
            assert most // 8 <= spares.min() <= spares.max() <= most
            assert len(spares) == 300 or (depth, part) == (3, BodyPart.LEG)
            means[depth, part] = spares.mean()
    assert means[1, BodyPart.LEG] < means[2, BodyPart.LEG] < means[3, BodyPart.LEG]
    assert means[3, BodyPart.ARM] < means[3, BodyPart.LEG]


def drawn(n, kind, part, depth=3):
    """What so many wounds bleed, mL/h, each by its own draw."""
    world = make_world(field(4, 4), citizens=n)
    slots = [injuries.wound(world, who, kind, part, depth, False, world.scenario_event) for who in range(n)]
    return world, world.wounds.flow[slots]


@pytest.mark.parametrize("kind", WoundKind)
def test_one_deep_wound_of_a_leg_in_twenty_opens_the_femoral_artery_which_can_bleed_as_its_source_says(kind):
    world, flows = drawn(2000, kind, BodyPart.LEG)
    opened = flows >= injuries.FEMORAL // 2
    if kind not in (WoundKind.CUT, WoundKind.SHRAPNEL, WoundKind.GUNSHOT):
        assert not opened.any()
        return
    assert opened.mean() == pytest.approx(0.05, abs=3.3 * (0.05 * 0.95 / 2000) ** 0.5)
    assert 0.97 * 57_000 < flows.max() <= 57_000
    worst = int(np.argmax(flows))
    assert 180 <= blood_loss.reaches(world, worst, 450_000) <= 186, "three minutes"
    assert flows[opened].min() < 1.05 * 28_500
    for part, depth in ((BodyPart.LEG, 2), (BodyPart.ARM, 3), (BodyPart.BELLY, 3)):
        assert drawn(300, kind, part, depth)[1].max() < injuries.FEMORAL // 2


def test_the_page_about_bodies_says_what_wounds_are_drawn_to_bleed():
    page = " ".join((DOCS / "bodies.md").read_text().split())

    def most(kind, part, depth):
        return injuries.MOST[depth] * injuries.BY_PART[part] // 100 * injuries.BY_KIND[kind] // 100

    shallow, moderate, deep = (f"{flow:,}" for flow in injuries.MOST[1:])
    assert f"{shallow}, {moderate} or {deep} mL/h by its depth" in page
    for part, percent in injuries.BY_PART.items():
        assert percent == 100 or f"{percent} % ({part.name.lower()})" in page
    for kind, percent in injuries.BY_KIND.items():
        assert percent == 100 or f"{percent} % ({kind.name.lower()})" in page
    assert f"{most(WoundKind.GUNSHOT, BodyPart.LEG, 3):,} mL/h from a leg" in page
    assert f"{most(WoundKind.GUNSHOT, BodyPart.HEAD, 3):,} mL/h from a head that was shot" in page
    assert f"{injuries.FEMORAL // 2:,} to {injuries.FEMORAL:,} mL/h" in page
    flows = drawn(400, WoundKind.GUNSHOT, BodyPart.HEAD)[1]
    top = most(WoundKind.GUNSHOT, BodyPart.HEAD, 3)
    assert top // 8 <= flows.min() < 1.05 * top / 8
    assert 0.95 * top < flows.max() <= top


def test_a_wound_can_be_told_from_its_number():
    code = wound_code(WoundKind.SHRAPNEL, BodyPart.SHOULDER, 3, False)
    assert spell_wound(code) == "a deep, clean shrapnel wound in the shoulder"
    for kind in WoundKind:
        for part in BodyPart:
            for depth in (1, 2, 3):
                assert spell_wound(wound_code(kind, part, depth, True)).startswith("a ")


def test_nobody_has_more_than_sixteen_wounds_but_more_bleed_more():
    world = make_world(field(4, 4), citizens=1)
    for n in range(40):
        slot = injuries.wound(world, 0, WoundKind.CUT, BodyPart.ARM, 1, False, world.scenario_event, flow=10)
        assert world.blood.flow[0] == 10 * (n + 1)
    assert len(blood_loss.wounds_of(world, 0)) == 16
    assert slot == blood_loss.wounds_of(world, 0)[-1]


def test_wounds_are_for_the_living():
    world, _ = wounded(60)
    with pytest.raises(ValueError, match="deep"):
        injuries.wound(world, 1, WoundKind.CUT, BodyPart.ARM, 4, False, world.scenario_event)
    blood_loss.die(world, 0, Death.COLD, world.scenario_event)
    with pytest.raises(ValueError, match="dead"):
        injuries.wound(world, 0, WoundKind.CUT, BodyPart.ARM, 1, False, world.scenario_event)
    with pytest.raises(ValueError, match="dead already"):
        blood_loss.die(world, 0, Death.COLD, world.scenario_event)


def test_debris_holds_until_it_is_taken_away():
    world = make_world(field(4, 4), citizens=2)
    event = injuries.trap(world, 0, world.scenario_event)
    assert injuries.trap(world, 0, world.scenario_event) == event, "nobody is trapped twice"
    assert injuries.trapped(world, 0)
    assert not injuries.trapped(world, 1)
    assert world.citizens.doing[0] == Activity.LYING
    injuries.rise(world, 0, event)
    assert world.citizens.doing[0] == Activity.LYING
    injuries.untrap(world, 0)
    injuries.rise(world, 0, event)
    assert world.citizens.doing[0] == Activity.WAITING


# ---------------------------------------------------------------- death


def test_death_leaves_nothing_of_what_they_were_about():
    world, slot = wounded(6_000)
    intend(world, 0, 1, 3, world.scenario_event)
    world.tick = 600
    world.events.begin(600)
    lost = blood_loss.lost(world, 0)
    died = blood_loss.die(world, 0, Death.BLOOD_LOSS, int(world.wounds.cause[slot]), blood_loss.behind(world, 0))
    people = world.citizens
    assert not people.alive[0]
    assert people.doing[0] == Activity.SHUT_DOWN
    assert people.posture[0] == Posture.FLAT
    assert people.intent[0] == 0
    assert 0 not in world.cache(Attempts).intending
    assert people.cause[0] == died
    assert not world.tasks.n or not world.tasks.used.any()
    world.tick = 9000
    assert blood_loss.lost(world, 0) == lost, "the dead do not bleed"


def test_a_death_names_the_wounds_the_time_and_the_doses():
    world, slot = wounded(6_000)
    other = injuries.wound(world, 0, WoundKind.CUT, BodyPart.ARM, 1, False, world.scenario_event, flow=10)
    found = world.events.one(Kind.PULSE_FOUND, 1, 0)
    dosed = world.events.one(Kind.INJECTED, 1, 0)
    body = blood_slot(world, 0)
    world.blood.found[body], world.blood.dosed[body] = found, dosed
    died = blood_loss.die(world, 0, Death.BLOOD_LOSS, int(world.wounds.cause[slot]), blood_loss.behind(world, 0))
    told = world.events.because_columns()
    named = set(zip(told["event"].tolist(), told["cause"].tolist(), told["role"].tolist(), strict=True))
    assert named == {
        (died, int(world.wounds.cause[other]), Role.WOUND),
        (died, found, Role.DELAY),
        (died, dosed, Role.DOSE),
    }
