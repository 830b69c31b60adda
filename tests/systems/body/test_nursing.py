"""Care: pulses that are found and missed, water that is given and counted, prognoses and their error, talk."""

import numpy as np
import pytest
from scenes.gatehouse import live, of_kind
from scenes.ward import HEALER, PATIENT, ask, equip, hurt, thirsty, ward

from undergrid.systems.body import bleeding, nursing
from undergrid.world.body import blood_loss, exposure, prognosis
from undergrid.world.items import kit
from undergrid.world.log.kinds import Kind
from undergrid.world.society import regard
from undergrid.world.tables.body import Death, Prognosis
from undergrid.world.tables.items import ItemKind
from undergrid.world.tables.minds import Topic
from undergrid.world.tables.orders import Refusal, Verb
from undergrid.world.tables.people import Activity


def do(world, verb, amount=0, who=HEALER, whom=PATIENT, ticks=60, **knobs):
    """Order something and let it come to its end; returns what happened."""
    ask(world, who, verb, whom, amount)
    return live(world, ticks, nursing, nursing=knobs)


def refusals(told):
    return [event.amount for event in of_kind(told, Kind.REFUSED)]


def lose(world, share, who=PATIENT):
    """Let somebody have lost so much of their blood, in 1/1000000, and bleed no more."""
    slot = blood_loss.blood_row(world, who)
    world.blood.lost[slot], world.blood.since[slot] = share, world.tick
    world.blood.klass[slot] = blood_loss.klass(world, who)


# ---------------------------------------------------------------- pulses


def test_a_pulse_takes_ten_seconds_to_find_less_with_skill():
    took = {}
    for skill in (0, 5, 10):
        world = ward(skill=skill)
        lose(world, 100_000)
        found = of_kind(do(world, Verb.CHECK), Kind.PULSE_FOUND)
        took[skill] = found[0].tick
        assert found[0].amount == blood_loss.pulse(world, PATIENT)
        assert world.blood.found[0] == found[0].id
    assert took == {0: 15, 5: 10, 10: 5}


def test_a_pulse_is_found_in_somebody_who_has_never_been_wounded():
    world = ward()
    assert [e.kind for e in do(world, Verb.CHECK)] == [Kind.PULSE_FOUND]


def test_the_dead_have_none():
    world = ward()
    blood_loss.die(world, PATIENT, Death.BLOOD_LOSS, world.scenario_event)
    told = do(world, Verb.CHECK)
    assert [(e.kind, e.whom, e.stream) for e in told] == [(Kind.NO_PULSE, PATIENT, 0)]


def test_whoever_has_felt_for_it_knows_the_body():
    world = ward(patients=2)
    blood_loss.die(world, 2, Death.BLOOD_LOSS, world.scenario_event)
    told = [do(world, Verb.CHECK, whom=who)[0] for who in (1, 2)]
    known = world.knowledge
    rows = known.rows()
    assert known.topic[rows].tolist() == [Topic.BODY] * 2
    assert known.subject[rows].tolist() == [1, 2]
    assert known.strength[rows].tolist() == [1000, 0]
    assert known.cause[rows].tolist() == [event.id for event in told]
    do(world, Verb.CHECK, whom=1)
    assert len(known.rows()) == 2


@pytest.mark.parametrize(
    ("skill", "scanner", "share"), [(0, None, 0.45), (3, None, 0.225), (6, None, 0), (0, 100, 0), (0, 50, 0.225)]
)
def test_weak_pulses_are_missed_by_unskilled_fingers(skill, scanner, share):
    world = ward(patients=600, skill=skill)
    if scanner:
        equip(world, quality=scanner, scanner=1)
    for who in range(1, 601):
        lose(world, 350_000, who)
    told = []
    for who in range(1, 601):
        told += do(world, Verb.CHECK, whom=who, ticks=16)
    missed = of_kind(told, Kind.NO_PULSE)
    assert len(told) == 600
    assert len(missed) / 600 == pytest.approx(share, abs=0.05)
    assert all(event.stream == nursing.PULSE and event.odds for event in missed)


def test_a_strong_pulse_is_never_missed():
    world = ward(patients=100, skill=0)
    for who in range(1, 101):
        lose(world, 290_000, who)
        assert of_kind(do(world, Verb.CHECK, whom=who, ticks=16), Kind.PULSE_FOUND)


# ---------------------------------------------------------------- water


def test_water_goes_over_exactly():
    world = ward()
    thirsty(world, PATIENT, 730)
    equip(world, water=9)
    told = of_kind(do(world, Verb.WATER, amount=3), Kind.GAVE_WATER)
    assert [event.amount for event in told] == [300]
    assert kit.count(world, HEALER, ItemKind.WATER) == 6
    assert exposure.lacking(world, 0) == 430


def test_one_go_is_half_a_litre_or_what_there_is_or_what_is_lacking():
    given = {}
    for name, (had, lacks) in {"plenty": (9, 2000), "empty": (2, 2000), "enough": (9, 350)}.items():
        world = ward()
        thirsty(world, PATIENT, lacks)
        equip(world, water=had)
        given[name] = of_kind(do(world, Verb.WATER), Kind.GAVE_WATER)[0].amount
    assert given == {"plenty": 500, "empty": 200, "enough": 300}


def test_one_can_drink_oneself():
    world = ward()
    thirsty(world, HEALER, 500)
    equip(world, water=4)
    told = do(world, Verb.WATER, whom=HEALER)
    assert [(e.kind, e.who, e.whom, e.amount) for e in told] == [(Kind.GAVE_WATER, HEALER, HEALER, 400)]
    assert not world.regards.used.any()


def test_more_water_than_there_is_is_refused_and_stays():
    world = ward()
    thirsty(world, PATIENT, 2000)
    equip(world, water=2)
    assert refusals(do(world, Verb.WATER, amount=3)) == [Refusal.NO_SUPPLIES]
    assert kit.count(world, HEALER, ItemKind.WATER) == 2


def test_nobody_drinks_who_is_not_thirsty_or_has_no_senses():
    world = ward()
    equip(world, water=2)
    assert refusals(do(world, Verb.WATER)) == [Refusal.NOT_NEEDED]
    thirsty(world, PATIENT, 1000)
    world.citizens.doing[PATIENT] = Activity.UNCONSCIOUS
    assert refusals(do(world, Verb.WATER)) == [Refusal.NO_ANSWER]
    world.citizens.alive[PATIENT] = False
    assert refusals(do(world, Verb.WATER)) == [Refusal.TARGET_DEAD]
    assert kit.count(world, HEALER, ItemKind.WATER) == 2


def test_the_last_drop_earns_more_trust_than_one_of_many():
    trust = []
    for had in (2, 9):
        world = ward()
        thirsty(world, PATIENT, 200)
        equip(world, water=had)
        do(world, Verb.WATER, amount=2)
        trust.append(regard.trust(world, PATIENT, HEALER))
    assert trust[0] > trust[1] > 500


# ---------------------------------------------------------------- prognosis


def test_without_error_the_prognosis_is_what_the_closed_form_says():
    said = {}
    for name, (flow, share) in {"scratch": (5, 0), "artery": (6000, 100_000), "slow": (500, 60_000)}.items():
        world = ward(skill=10)
        hurt(world, flow=flow)
        lose(world, share)
        said[name] = Prognosis(of_kind(do(world, Verb.ASSESS), Kind.ASSESSED)[0].amount).name
    assert said == {"scratch": "WILL_LIVE", "artery": "WILL_DIE", "slow": "MAY_LIVE"}


def test_a_bleeding_that_is_stopped_turns_the_prognosis():
    world = ward(skill=10)
    wound = hurt(world, flow=3000)
    assert prognosis.verdict(prognosis.standing(world, PATIENT)) == Prognosis.WILL_DIE
    world.wounds.control[wound] = 1000
    blood_loss.redo(world, PATIENT)
    assert prognosis.verdict(prognosis.standing(world, PATIENT)) == Prognosis.WILL_LIVE


def test_what_healers_have_learned_is_what_bleeding_does_unless_told_otherwise():
    usual = bleeding.Params()
    assert (usual.trickle_ml, usual.clots_ml) == (prognosis.TRICKLE, prognosis.CLOTTING)
    for chance, halves in (
        (usual.trickle_clots, prognosis.TRICKLE_HALVES),
        (usual.clots, prognosis.CLOTTING_HALVES),
    ):
        assert 0.5 ** (3600 / halves) == pytest.approx(1 - chance, abs=0.001)
    for kills, lives in zip((usual.shock_kills, usual.class_4_kills), prognosis.SHOCK_LIVES, strict=True):
        assert lives == pytest.approx(1000 * usual.overcome / (usual.overcome + kills), abs=4)
    assert 3600 * usual.unsettled_hours == prognosis.UNSETTLED
    assert pytest.approx(1000 * (1 - (1 - usual.shock) ** usual.unsettled_hours), abs=1) == prognosis.SHOCK_IN_II


def test_the_chance_to_live_falls_with_blood_lost_and_with_flow():
    def chance(flow, share):
        world = ward()
        hurt(world, flow=flow)
        lose(world, share)
        return prognosis.chance(world, PATIENT)

    by_loss = [chance(600, share) for share in range(0, 500_000, 25_000)]
    by_flow = [chance(flow, 100_000) for flow in range(0, 3000, 100)]
    assert by_loss == sorted(by_loss, reverse=True)
    assert by_flow == sorted(by_flow, reverse=True)
    assert (by_flow[0], by_flow[-1]) == (1000, 25)


def test_the_error_is_normal_and_as_large_as_skill_and_scanner_have_it():
    for skill, scanner, size in ((0, 0, 3000), (5, 0, 1500), (0, 100, 1200), (8, 50, 420), (10, 0, 0)):
        world = ward(skill=skill)
        if scanner:
            equip(world, quality=scanner, scanner=1)
        knobs = nursing.Params()
        assert nursing.error(world, knobs, HEALER) == size
    world = ward()
    drawn = np.array([nursing._normal(world, thing) for thing in range(20_000)])
    assert abs(drawn.mean()) < 25
    assert drawn.std() == pytest.approx(1000, rel=0.02)
    assert np.mean(np.abs(drawn) < 1000) == pytest.approx(0.683, abs=0.01)


@pytest.mark.parametrize(("error", "scanner", "right"), [(0, 0, 12), (20_000, 0, None), (20_000, 100, 12)])
def test_the_unskilled_are_wrong_as_often_as_their_error_has_it_unless_a_scanner_helps(error, scanner, right):
    said = []
    for seed in range(12):
        world = ward(skill=0, seed=seed)
        hurt(world, flow=6000)
        lose(world, 100_000)
        equip(world, scanner=1)
        told = of_kind(do(world, Verb.ASSESS, error=error, scanner=scanner), Kind.ASSESSED)
        said.append(told[0].amount == Prognosis.WILL_DIE)
    assert sum(said) == right if right else sum(said) < 12


def test_there_is_nothing_to_say_of_the_unhurt():
    assert refusals(do(ward(), Verb.ASSESS)) == [Refusal.NOT_NEEDED]


# ---------------------------------------------------------------- talk


def test_talk_keeps_awake_while_it_lasts_and_a_while_longer():
    world = ward()
    hurt(world)
    told = do(world, Verb.ROUSE, amount=30, ticks=200, keeps=100)
    assert [e.kind for e in told] == [Kind.ROUSED]
    assert world.blood.roused[0] == 30 + 100
    assert world.citizens.doing[HEALER] == Activity.WAITING


def test_talk_without_an_end_goes_on_until_something_else_is_asked():
    world = ward()
    hurt(world)
    do(world, Verb.ROUSE, ticks=500, keeps=100)
    assert world.blood.roused[0] == 499 + 100
    do(world, Verb.CHECK, ticks=100)
    assert world.blood.roused[0] == 599


def test_one_who_faints_hears_no_more():
    world = ward()
    hurt(world)
    do(world, Verb.ROUSE, ticks=20)
    world.citizens.doing[PATIENT] = Activity.UNCONSCIOUS
    told = live(world, 5, nursing)
    assert [(e.kind, e.amount) for e in told] == [(Kind.INTERRUPTED, Verb.ROUSE)]


def test_talking_to_the_dead_or_senseless_is_refused():
    world = ward()
    hurt(world)
    world.citizens.doing[PATIENT] = Activity.UNCONSCIOUS
    assert refusals(do(world, Verb.ROUSE)) == [Refusal.NO_ANSWER]
    world.citizens.alive[PATIENT] = False
    assert refusals(do(world, Verb.ROUSE)) == [Refusal.TARGET_DEAD]
    assert world.blood.roused[0] == -1


def test_whoever_hauls_can_say_a_word_on_the_way():
    world = ward()
    hurt(world)
    haul = world.hauls.take(1)
    world.hauls.hauler[haul], world.hauls.hauled[haul] = HEALER, PATIENT
    world.citizens.doing[PATIENT] = Activity.HAULED
    assert [e.kind for e in do(world, Verb.ROUSE, ticks=5)] == [Kind.ROUSED]
    assert world.blood.roused[0] == 300
    assert refusals(do(world, Verb.CHECK)) == [Refusal.HANDS_FULL]


def test_a_body_nobody_can_reach_is_neither_felt_nor_given_to():
    world = ward()
    world.citizens.cell[PATIENT] = 0
    equip(world, water=2)
    for verb in (Verb.CHECK, Verb.WATER, Verb.ASSESS, Verb.ROUSE):
        assert refusals(do(world, verb, ticks=2)) == [Refusal.NOT_HERE]


def test_bleeding_goes_on_while_one_is_looked_over():
    world = ward(skill=0)
    hurt(world, flow=40_000)
    ask(world, HEALER, Verb.ASSESS)
    live(world, 40, nursing, bleeding)
    late = ward(skill=0)
    hurt(late, flow=40_000)
    live(late, 40, bleeding)
    assert blood_loss.lost(world, PATIENT) == blood_loss.lost(late, PATIENT)
