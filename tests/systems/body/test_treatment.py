"""Treatment: what it takes, how long, what it does to a wound, and whose hands are first."""

import numpy as np
import pytest
from scenes.gatehouse import live, of_kind
from scenes.ward import CLEAN, HEALER, LONG, PATIENT, ask, equip, hurt, refusals, treat, ward

from undergrid.core import luck
from undergrid.systems.body import treatment
from undergrid.world.body import blood_loss, care, injuries
from undergrid.world.items import kit
from undergrid.world.log.kinds import Kind
from undergrid.world.society import regard
from undergrid.world.tables.body import BodyPart, Dressing, HaulMode
from undergrid.world.tables.items import ItemKind
from undergrid.world.tables.orders import Refusal, Verb
from undergrid.world.tables.people import Activity

# ---------------------------------------------------------------- what each does


def test_gauze_holds_six_to_nine_tenths_by_skill():
    held = {}
    for skill in (0, 5, 10):
        world = ward(skill=skill)
        wound = hurt(world, clothed=False)
        equip(world, gauze=1)
        treat(world, Verb.DRESS)
        held[skill] = int(world.wounds.control[wound])
        assert world.blood.flow[0] == 1000 - held[skill]
    assert held == {0: 600, 5: 750, 10: 900}


def test_through_cloth_gauze_holds_the_least_and_takes_half_as_long_again():
    took = {}
    for clothed in (True, False):
        world = ward(skill=8)
        wound = hurt(world, clothed=clothed)
        equip(world, gauze=1)
        told = of_kind(treat(world, Verb.DRESS), Kind.DRESSED)
        took[clothed] = told[0].tick, int(world.wounds.control[wound])
    assert took == {True: (63, 600), False: (42, 840)}


@pytest.mark.parametrize(
    ("verb", "kind"), [(Verb.DRESS, Kind.DRESSED), (Verb.TOURNIQUET, Kind.TOURNIQUET_PUT_ON), (Verb.CUT, Kind.CUT_AWAY)]
)
def test_people_treat_their_own_wounds_and_owe_nobody_for_it(verb, kind):
    world = ward(skill=5)
    hurt(world, HEALER, part=BodyPart.LEG)
    equip(world, gauze=1, tourniquet=1)
    told = of_kind(treat(world, verb, whom=HEALER), kind)
    assert [(event.who, event.whom) for event in told] == [(HEALER, HEALER)]
    assert not world.bonds.has(a=HEALER, b=HEALER)


def test_a_tourniquet_stops_all_that_a_limb_bleeds():
    world = ward(skill=0)
    wound = hurt(world, part=BodyPart.LEG)
    equip(world, tourniquet=1)
    told = treat(world, Verb.TOURNIQUET)
    assert [event.kind for event in told] == [Kind.TOURNIQUET_PUT_ON, *[e.kind for e in told[1:]]]
    assert (world.wounds.control[wound], world.blood.flow[0]) == (1000, 0)
    assert kit.count(world, HEALER, ItemKind.TOURNIQUET) == 0


@pytest.mark.parametrize("part", [BodyPart.CHEST, BodyPart.BELLY])
@pytest.mark.parametrize("verb", [Verb.DRESS, Verb.TOURNIQUET, Verb.STABILISE])
def test_nothing_from_outside_helps_the_trunk(part, verb):
    world = ward()
    hurt(world, part=part)
    equip(world, gauze=2, tourniquet=2)
    assert refusals(treat(world, verb)) == [Refusal.NOT_NEEDED]
    assert kit.count(world, HEALER, ItemKind.GAUZE) == kit.count(world, HEALER, ItemKind.TOURNIQUET) == 2


def test_a_tourniquet_is_for_limbs_only():
    world = ward()
    hurt(world, part=BodyPart.SHOULDER)
    equip(world, tourniquet=1)
    assert refusals(treat(world, Verb.TOURNIQUET)) == [Refusal.NOT_NEEDED]


def test_a_bound_wound_hardly_bleeds_and_is_not_bound_twice():
    world = ward(skill=8)
    wound = hurt(world, clothed=False)
    equip(world, gauze=2)
    treat(world, Verb.STABILISE)
    assert world.wounds.dressing[wound] == Dressing.STABILISED
    assert world.blood.flow[0] == 10
    assert refusals(treat(world, Verb.STABILISE)) == [Refusal.NOT_NEEDED]
    assert kit.count(world, HEALER, ItemKind.GAUZE) == 1


def test_a_dressed_wound_is_bound_with_torn_cloth_once_the_gauze_is_used_up():
    world = ward()
    hurt(world, clothed=True)
    equip(world, gauze=1)
    treat(world, Verb.CUT)
    treat(world, Verb.DRESS)
    assert of_kind(treat(world, Verb.STABILISE), Kind.STABILISED)


def test_there_is_no_cloth_to_tear_before_it_has_been_cut():
    world = ward()
    hurt(world, clothed=True)
    equip(world, gauze=1)
    treat(world, Verb.DRESS)
    assert refusals(treat(world, Verb.STABILISE)) == [Refusal.NO_SUPPLIES]


def test_the_worst_wound_comes_first():
    world = ward()
    slight, grave = hurt(world, part=BodyPart.ARM, flow=100), hurt(world, part=BodyPart.LEG, flow=2000)
    equip(world, gauze=2)
    treat(world, Verb.DRESS)
    assert world.wounds.dressing[[slight, grave]].tolist() == [Dressing.NONE, Dressing.GAUZE]
    treat(world, Verb.DRESS)
    assert world.wounds.dressing[[slight, grave]].tolist() == [Dressing.GAUZE, Dressing.GAUZE]


def test_doses_add():
    world = ward()
    hurt(world)
    equip(world, morphine=3, syringe=1)
    told = treat(world, Verb.INJECT, amount=2)
    assert [event.amount for event in of_kind(told, Kind.INJECTED)] == [2]
    at_once = of_kind(told, Kind.INJECTED)[0].tick
    assert blood_loss.dose(world, PATIENT) < 2000
    assert world.blood.dosed_at[0] == at_once
    assert world.blood.dose[0] == 2000
    treat(world, Verb.INJECT)
    assert world.blood.dose[0] > 2000
    assert kit.count(world, HEALER, ItemKind.MORPHINE) == 0
    assert kit.count(world, HEALER, ItemKind.SYRINGE) == 1


def test_a_dose_that_is_not_there_is_refused_and_remembered():
    world = ward()
    hurt(world)
    equip(world, morphine=1, syringe=1)
    told = treat(world, Verb.INJECT, amount=2)
    assert refusals(told) == [Refusal.NO_DOSE]
    assert world.blood.dosed[0] == told[0].id
    assert kit.count(world, HEALER, ItemKind.MORPHINE) == 1


def test_morphine_takes_a_syringe():
    world = ward()
    hurt(world)
    equip(world, morphine=1)
    assert refusals(treat(world, Verb.INJECT)) == [Refusal.NO_TOOL]
    assert kit.count(world, HEALER, ItemKind.MORPHINE) == 1


def test_somebody_trapped_is_free_after_a_time_that_the_debris_sets():
    took = []
    for seed in range(8):
        world = ward(seed=seed)
        injuries.trap(world, PATIENT, world.scenario_event)
        told = of_kind(treat(world, Verb.FREE), Kind.FREED)
        assert not injuries.trapped(world, PATIENT)
        took.append(told[0].tick)
    assert min(took) >= 60
    assert max(took) <= 180
    assert len(set(took)) > 3
    assert refusals(treat(world, Verb.FREE)) == [Refusal.NOT_NEEDED]


def test_a_child_takes_twice_as_long_to_free_somebody():
    took = {}
    for age in (12, 30):
        world = ward(age=age)
        injuries.trap(world, PATIENT, world.scenario_event)
        took[age] = of_kind(treat(world, Verb.FREE), Kind.FREED)[0].tick
    assert abs(took[12] - 2 * took[30]) <= 1


# ---------------------------------------------------------------- time, skill and tools


def test_skill_shortens_everything():
    took = []
    for skill in (0, 5, 10):
        world = ward(skill=skill)
        hurt(world, clothed=False)
        equip(world, gauze=1)
        took.append(of_kind(treat(world, Verb.DRESS), Kind.DRESSED)[0].tick)
    assert took == [90, 60, 30]


def test_a_blade_cuts_faster_the_better_it_is():
    took = []
    for quality in (None, 20, 100):
        world = ward(skill=5)
        hurt(world)
        if quality is not None:
            equip(world, quality=quality, scalpel=1)
        took.append(of_kind(treat(world, Verb.CUT), Kind.CUT_AWAY)[0].tick)
    assert took == [30, 26, 12]


def test_a_rusted_blade_leaves_dirt_in_proportion_to_its_rust():
    """Eight hundred wounds are cut free, with hands that leave none themselves."""
    share = {}
    for quality in (100, 40, 0):
        world = ward(patients=800, healers=1, skill=10)
        equip(world, quality=quality, scalpel=1)
        wounds = [hurt(world, who) for who in range(1, 801)]
        world.citizens.doing[HEALER] = Activity.WAITING
        for who in range(1, 801):
            ask(world, HEALER, Verb.CUT, who)
            live(world, 20, treatment)
        share[quality] = float(np.mean(world.wounds.dirty[wounds]))
    assert share[100] == 0
    assert share[40] == pytest.approx(0.3, abs=0.05)
    assert share[0] == pytest.approx(0.5, abs=0.06)


def test_cloth_can_be_torn_with_bare_hands_to_spare_the_wound_a_rusted_blade():
    cut = {}
    for amount in (0, 1):
        world = ward(skill=10)
        hurt(world)
        equip(world, quality=20, scalpel=1)
        told = of_kind(treat(world, Verb.CUT, amount=amount), Kind.CUT_AWAY)[0]
        cut[amount] = told.tick, told.odds
    assert cut == {0: (13, luck.chance(0.4)), 1: (15, 0)}


def test_a_treatment_goes_on_over_a_save():
    def finish(world):
        live(world, LONG, treatment)
        return world.digest()

    world = ward(skill=0)
    hurt(world)
    equip(world, quality=50, scalpel=1)
    ask(world, HEALER, Verb.CUT)
    live(world, 5, treatment)
    assert finish(world.copy()) == finish(world)


def test_what_the_odds_of_dirt_were_stands_in_the_event():
    world = ward(skill=0)
    wound = hurt(world)
    told = of_kind(treat(world, Verb.CUT, hands=0.25), Kind.CUT_AWAY)
    assert told[0].odds == luck.chance(0.25)
    assert told[0].stream == treatment.DIRT
    because = world.events.because_columns()
    assert int(world.wounds.cause[wound]) in because["cause"][because["event"] == told[0].id].tolist()


def test_soiled_gauze_brings_dirt_in_proportion_and_clean_gauze_none():
    for quality, chance in ((100, 0), (50, 0.2), (0, 0.4)):
        world = ward(skill=10)
        hurt(world)
        equip(world, quality=quality, gauze=1)
        (dressed,) = of_kind(treat(world, Verb.DRESS, soiled=0.4), Kind.DRESSED)
        assert dressed.odds / 2**32 == pytest.approx(chance, abs=0.001)


# ---------------------------------------------------------------- what stands in the way


def test_who_is_not_there_cannot_be_treated():
    world = ward()
    hurt(world)
    equip(world, gauze=1)
    world.citizens.cell[PATIENT] = world.city.cell(0, 4, 4)
    assert refusals(treat(world, Verb.DRESS)) == [Refusal.NOT_HERE]
    assert kit.count(world, HEALER, ItemKind.GAUZE) == 1


def test_the_dead_cannot_be_treated():
    world = ward()
    hurt(world)
    equip(world, gauze=1, morphine=1, syringe=1, tourniquet=1)
    world.citizens.alive[PATIENT] = False
    for verb in treatment.VERBS:
        assert refusals(treat(world, verb, ticks=2)) == [Refusal.TARGET_DEAD]
    assert kit.count(world, HEALER, ItemKind.MORPHINE) == 1


def test_whoever_walks_is_not_treated():
    world = ward()
    hurt(world)
    equip(world, gauze=1)
    world.citizens.doing[PATIENT] = Activity.WALKING
    assert refusals(treat(world, Verb.DRESS)) == [Refusal.NOT_HERE]


def test_one_with_no_such_wound_needs_nothing():
    world = ward()
    equip(world, gauze=1)
    for verb in (Verb.CUT, Verb.DRESS, Verb.STABILISE):
        assert refusals(treat(world, verb)) == [Refusal.NOT_NEEDED]


def test_a_patient_who_dies_meanwhile_costs_nothing():
    world = ward()
    hurt(world)
    equip(world, gauze=1)
    ordered = ask(world, HEALER, Verb.DRESS)
    live(world, 5, treatment)
    world.citizens.alive[PATIENT] = False
    told = live(world, LONG, treatment)
    assert [(e.kind, e.amount, e.cause) for e in told] == [(Kind.INTERRUPTED, Verb.DRESS, ordered)]
    assert kit.count(world, HEALER, ItemKind.GAUZE) == 1
    assert world.citizens.doing[HEALER] == Activity.WAITING


def test_a_new_order_ends_a_treatment_and_nothing_is_spent():
    world = ward()
    hurt(world)
    equip(world, gauze=1)
    ask(world, HEALER, Verb.DRESS)
    live(world, 5, treatment)
    world.citizens.doing[HEALER] = Activity.WALKING  # as movement would have it
    assert not live(world, LONG, treatment)
    assert kit.count(world, HEALER, ItemKind.GAUZE) == 1
    assert not world.tasks.used.any()


# ---------------------------------------------------------------- moving, thanks, bystanders


def test_a_dressing_opens_when_its_wearer_is_dragged_and_a_binding_does_not():
    opened = {}
    for bound in (True, False):
        opened[bound] = 0
        for seed in range(200):
            world = ward(seed=seed)
            wound = hurt(world, clothed=False)
            equip(world, gauze=2)
            treat(world, Verb.STABILISE if bound else Verb.DRESS, ticks=100, **CLEAN)
            world.events.begin(world.tick)
            opened[bound] += care.jolt(world, PATIENT, HaulMode.DRAG, world.scenario_event)
            assert (world.wounds.control[wound] == 0) == (world.blood.flow[0] == 1000)
    assert opened[True] == 0
    assert opened[False] == pytest.approx(100, abs=25)


def test_whoever_is_treated_and_knows_it_thinks_better_of_the_healer():
    world = ward(patients=2)
    for who in (1, 2):
        hurt(world, who)
    equip(world, gauze=2)
    world.citizens.doing[2] = Activity.UNCONSCIOUS
    for who in (1, 2):
        treat(world, Verb.DRESS, whom=who)
    assert regard.trust(world, 1, HEALER) > 500
    assert regard.trust(world, 2, HEALER) == 500


def test_a_bystander_changes_nobody_elses_treatment():
    def lived(people):
        world = ward(patients=people, skill=0)
        wounds = [hurt(world, who) for who in range(1, people + 1)]
        equip(world, gauze=9, scalpel=1)
        for verb in (Verb.CUT, Verb.DRESS, Verb.STABILISE):
            treat(world, verb)
        return [getattr(world.wounds, name)[wounds[0]] for name in ("dirty", "control", "dressing", "clothed")]

    assert lived(1) == lived(2)


def test_a_child_is_whoever_is_younger_than_fourteen():
    took = {}
    for age in (13, 14, 15):
        world = ward(age=age)
        injuries.trap(world, PATIENT, world.scenario_event)
        took[age] = treatment.ticks(world, treatment.Params(), HEALER, Verb.FREE, PATIENT)
    assert took[14] == took[15]
    assert abs(took[13] - 2 * took[14]) <= 1
