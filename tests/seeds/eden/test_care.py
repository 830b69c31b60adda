"""Rows of the seed table about care: counted doses, pulses, freeing, treatment, water, dirty tools, prognoses."""

import numpy as np
import pytest
from scenes.gatehouse import live, of_kind
from scenes.ward import HEALER, PATIENT, ask, equip, hurt, thirsty, ward

from undergrid.systems.body import bleeding, infection, nursing, treatment
from undergrid.systems.items import exchange
from undergrid.systems.movement import hauling
from undergrid.world.body import blood_loss, exposure, injuries, prognosis
from undergrid.world.body.blood_rows import blood_slot
from undergrid.world.items import kit
from undergrid.world.log.kinds import Kind
from undergrid.world.people import background
from undergrid.world.society import regard
from undergrid.world.tables.body import Death, Prognosis
from undergrid.world.tables.items import ItemKind
from undergrid.world.tables.orders import Refusal, Verb
from undergrid.world.tables.society import Stance

STEADY = {"trickle_clots": 0.0, "clots": 0.0, "shock": 0.0, "shock_kills": 0.0, "class_4_kills": 0.0, "overcome": 0.0}


def do(world, verb, *systems, whom=PATIENT, amount=0, who=HEALER, ticks=200, **knobs):
    """Order something and let it come to its end; returns what happened."""
    ask(world, who, verb, whom, amount)
    return live(world, ticks, *(systems or (nursing, treatment, exchange)), **knobs)


# ---------------------------------------------------------------- E6: counted supplies, tool quality


@pytest.mark.parametrize("way", ["a dose spent before", "the wound takes both"])
def test_e6_either_way_to_the_last_of_the_morphium_can_be_told(way):
    world = ward(patients=2, skill=8)
    leo, stranger = 1, 2
    hurt(world, leo)
    hurt(world, stranger)
    equip(world, morphine=2, syringe=1, gauze=2)
    if way == "a dose spent before":
        do(world, Verb.INJECT, whom=stranger)
        told = do(world, Verb.INJECT, whom=leo)
    else:
        told = do(world, Verb.INJECT, whom=leo, amount=2)
    assert of_kind(told, Kind.INJECTED)[0].whom == leo
    assert kit.count(world, HEALER, ItemKind.MORPHINE) == 0
    wanting = do(world, Verb.INJECT, whom=stranger)
    assert [(e.kind, e.amount) for e in wanting] == [(Kind.REFUSED, Refusal.NO_DOSE)]
    assert kit.count(world, HEALER, ItemKind.MORPHINE) == 0


def test_e6_doses_are_never_negative_and_what_one_gets_is_gone_for_the_others():
    world = ward(patients=6, healers=1)
    for who in range(1, 7):
        hurt(world, who)
    equip(world, morphine=2, syringe=1)
    told = [event for who in range(1, 7) for event in do(world, Verb.INJECT, whom=who)]
    assert [event.whom for event in of_kind(told, Kind.INJECTED)] == [1, 2]
    wanting = of_kind(told, Kind.REFUSED)
    assert [event.whom for event in wanting] == [3, 4, 5, 6]
    rows = [blood_slot(world, who) for who in range(3, 7)]
    assert world.blood.dosed[rows].tolist() == [event.id for event in wanting]
    assert (world.items.count[world.items.used] > 0).all()


def test_e6_a_battered_scanner_is_less_use_than_a_good_one():
    wrong = {}
    for quality in (0, 30, 100):
        world = ward(patients=400, healers=1, skill=2)
        if quality:
            equip(world, quality=quality, scanner=1)
        right, said = [], []
        for who in range(1, 401):
            hurt(world, who, flow=40 + 4 * who)
            right.append(prognosis.verdict(prognosis.standing(world, who)))
            ask(world, HEALER, Verb.ASSESS, who)
            said += [event.amount for event in of_kind(live(world, 40, nursing), Kind.ASSESSED)]
        wrong[quality] = float(np.mean(np.array(right) != said))
    assert wrong[0] > wrong[30] + 0.02
    assert wrong[30] > wrong[100] + 0.04


# ---------------------------------------------------------------- E15: a child under debris


def test_e15_whoever_is_trapped_has_to_be_freed_first():
    world = ward(patients=1)
    world.citizens.age[PATIENT] = 12
    hurt(world)
    injuries.trap(world, PATIENT, world.scenario_event)
    told = do(world, Verb.DRAG, hauling, ticks=2)
    assert [(e.kind, e.amount) for e in told] == [(Kind.REFUSED, Refusal.TRAPPED)]
    assert of_kind(do(world, Verb.FREE), Kind.FREED)
    told = do(world, Verb.DRAG, hauling, ticks=20)
    assert of_kind(told, Kind.TOOK_UP)


def test_e15_a_child_bleeds_out_faster_and_carries_less():
    dies, carried = {}, {}
    for age in (12, 30):
        world = ward(patients=1, age=age)
        hurt(world, flow=3000)
        dies[age] = blood_loss.reaches(world, PATIENT, blood_loss.FATAL)
        equip(world, fuel=25)
        for _ in range(25):
            do(world, Verb.GIVE, exchange, amount=int(ItemKind.FUEL), ticks=1)
        carried[age] = kit.count(world, PATIENT, ItemKind.FUEL)
    assert dies[12] < 0.75 * dies[30]
    assert carried == {12: 8, 30: 25}


# ---------------------------------------------------------------- E17: cut, inject, stabilise


def test_e17_stabilised_it_hardly_bleeds_and_without_that_death_comes_when_it_was_predicted():
    def night(steps):
        world = ward(skill=8)
        hurt(world, flow=6000)
        equip(world, morphine=1, syringe=1, gauze=1)
        predicted = blood_loss.reaches(world, PATIENT, blood_loss.FATAL) + bleeding.Params(**STEADY).fatal_seconds
        told = []
        for verb in steps:
            told += do(world, verb, treatment, bleeding, ticks=120, bleeding=STEADY)
        told += live(world, predicted + 10 - world.tick, treatment, bleeding, bleeding=STEADY)
        return world, predicted, told

    world, predicted, told = night([])
    assert [(e.tick, e.amount) for e in of_kind(told, Kind.DIED)] == [(predicted, Death.BLOOD_LOSS)]

    world, predicted, told = night([Verb.CUT, Verb.INJECT, Verb.STABILISE])
    steps = (Kind.CUT_AWAY, Kind.INJECTED, Kind.STABILISED)
    assert [e.kind for e in of_kind(told, *steps)] == list(steps)
    assert not of_kind(told, Kind.DIED)
    assert world.blood.flow[0] <= 6000 // 100
    assert kit.count(world, HEALER, ItemKind.GAUZE) == kit.count(world, HEALER, ItemKind.MORPHINE) == 0


def test_e17_the_order_counts():
    """Bound through cloth it takes longer, and bleeds more than five times as much."""
    left, took = {}, {}
    for steps in ((Verb.CUT, Verb.STABILISE), (Verb.STABILISE,)):
        world = ward(skill=9)
        hurt(world, flow=2000)
        equip(world, gauze=1)
        told = [event for verb in steps for event in do(world, verb, treatment)]
        bound = of_kind(told, Kind.STABILISED)[0]
        left[len(steps)], took[len(steps)] = int(world.blood.flow[0]), bound.tick - 200 * (len(steps) - 1)
    assert left == {2: 10, 1: 100}
    assert took == {2: 72, 1: 108}


def test_e17_morphine_takes_the_pain_and_not_the_bleeding():
    world = ward()
    hurt(world, flow=500)
    equip(world, morphine=1, syringe=1)
    before = blood_loss.pain(world, PATIENT), int(world.blood.flow[0])
    do(world, Verb.INJECT, treatment)
    assert blood_loss.pain(world, PATIENT) < before[0] - 400
    assert world.blood.flow[0] == before[1]


# ---------------------------------------------------------------- E25: the last of the water


def test_e25_water_given_is_gone_here_and_there_and_makes_a_bond():
    world = ward()
    thirsty(world, PATIENT, 900)
    thirsty(world, HEALER, 1200)
    equip(world, water=2)
    ordered = ask(world, HEALER, Verb.WATER, PATIENT)
    told = live(world, 60, nursing)
    gave = of_kind(told, Kind.GAVE_WATER)
    assert [(e.who, e.whom, e.amount, e.cause) for e in gave] == [(HEALER, PATIENT, 200, ordered)]
    assert kit.count(world, HEALER, ItemKind.WATER) == 0
    assert [exposure.lacking(world, exposure.slot_of(world, who)) for who in (PATIENT, HEALER)] == [700, 1200]
    thinks = regard.regard(world, PATIENT, HEALER, make=False)
    assert world.regards.cause[thinks] == gave[0].id
    changed = of_kind(told, Kind.STANCE_CHANGED)
    assert [(e.who, e.whom, e.amount, e.cause) for e in changed] == [(PATIENT, HEALER, Stance.TRUCE, gave[0].id)]


# ---------------------------------------------------------------- E28: a rusted scalpel


def test_e28_a_rusted_scalpel_raises_the_odds_of_infection():
    n, turned = 300, {}
    for quality in (100, 15):
        world = ward(patients=n, skill=8)
        for who in range(1, n + 1):
            hurt(world, who, flow=0)
        equip(world, quality=quality, scalpel=1)
        for who in range(1, n + 1):
            do(world, Verb.CUT, treatment, whom=who, ticks=30)
        world.tick += 13 * 3600
        told = live(world, 1, infection)
        turned[quality] = len(of_kind(told, Kind.INFECTED)) / n
    assert turned[100] < 0.1
    assert turned[15] == pytest.approx(turned[100] + 0.425 * 0.8, abs=0.09)


# ---------------------------------------------------------------- E36: a second assessment


def test_e36_clean_work_he_will_live():
    world = ward(healers=2, skill=8)
    leo = 2
    hurt(world, leo, flow=3000)
    equip(world, gauze=1, scalpel=1)
    before = do(world, Verb.ASSESS, whom=leo, who=1)
    for verb in (Verb.CUT, Verb.STABILISE):
        do(world, verb, whom=leo)
    after = do(world, Verb.ASSESS, whom=leo, who=1)
    assert [of_kind(told, Kind.ASSESSED)[0].amount for told in (before, after)] == [
        Prognosis.WILL_DIE,
        Prognosis.WILL_LIVE,
    ]


def test_e36_what_the_skilled_say_of_a_thousand_comes_true():
    n = 1000
    world = ward(patients=n, healers=2 * n, skill=8)
    for unskilled in range(n, 2 * n):
        world.profiles.medicine[background.profile(world, unskilled)] = 0
    patients = range(2 * n, 3 * n)
    rng = np.random.default_rng(36)
    flows = np.exp(rng.uniform(np.log(20), np.log(6000), n)).astype(int)
    for k, who in enumerate(patients):
        hurt(world, who, flow=int(flows[k]))
    live(world, 900, bleeding)
    stands = np.array([prognosis.chance(world, who) for who in patients]) / 1000
    for k, who in enumerate(patients):
        ask(world, k, Verb.ASSESS, who)
        ask(world, n + k, Verb.ASSESS, who)
    said = np.full(3 * n, -1)
    for event in of_kind(live(world, 50, nursing), Kind.ASSESSED):
        said[event.who] = event.amount
    live(world, 10 * 3600, bleeding)
    lived = world.citizens.alive[patients.start :]
    share = {}
    for name, words in (("skilled", said[:n]), ("unskilled", said[n : 2 * n])):
        share[name] = [float(lived[words == verdict].mean()) for verdict in Prognosis]
    assert share["skilled"][Prognosis.WILL_LIVE] > 0.9
    assert 0.3 < share["skilled"][Prognosis.MAY_LIVE] < 0.7
    assert share["skilled"][Prognosis.WILL_DIE] < 0.1
    assert share["unskilled"][Prognosis.WILL_LIVE] < share["skilled"][Prognosis.WILL_LIVE] - 0.05
    assert share["unskilled"][Prognosis.WILL_DIE] > share["skilled"][Prognosis.WILL_DIE] + 0.05
    for low, high in ((0, 0.2), (0.2, 0.5), (0.5, 0.8), (0.8, 1.01)):
        group = (stands >= low) & (stands < high)
        assert group.sum() > 40
        assert stands[group].mean() == pytest.approx(lived[group].mean(), abs=0.12)
