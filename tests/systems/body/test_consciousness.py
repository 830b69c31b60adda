"""Consciousness: fainting by class, shock, pain and morphine; talk keeps awake; coming to; too much morphine kills."""

import math

import numpy as np
import pytest
from scenes.bodies import hurt, live, stop, told

from undergrid.core import luck
from undergrid.core.jit import python
from undergrid.systems.body import bleeding, consciousness
from undergrid.world.body import blood_loss, posture
from undergrid.world.body.blood_rows import blood_slot
from undergrid.world.log.kinds import Kind
from undergrid.world.orders.attempts import intend
from undergrid.world.tables.body import BodyPart, Death
from undergrid.world.tables.people import NEVER, Activity, Posture

STAY_OUT = {"come_to": (0, 0, 0, 0)}


def at_class(klass, people=1500, shock=False, part=BodyPart.ARM):
    """People who have lost so much blood, and bleed no more."""
    world = hurt(people, flow=0, depth=1, part=part)
    rows = world.blood.rows()
    world.blood.lost[rows] = (0, 200_000, 350_000, 420_000)[klass - 1]
    world.blood.klass[rows] = klass
    world.blood.mind_due[rows] = 0
    if shock:
        world.blood.shock_since[rows] = 0
    return world


@pytest.mark.parametrize(("klass", "rate"), [(1, 0), (2, 0.2), (3, 2), (4, 10)])
@pytest.mark.parametrize("shock", [False, True])
def test_people_faint_at_the_rate_of_their_class(klass, rate, shock):
    world = at_class(klass, shock=shock)
    live(world, 900, consciousness, consciousness=STAY_OUT)
    expected = 1 - math.exp(-rate * (2 if shock else 1) / 4)
    assert abs(len(told(world, Kind.FAINTED)) / 1500 - expected) < 0.04


@pytest.mark.parametrize(("klass", "lying"), [(2, (0, 0, 25, 100)), (3, (0, 0, 25, 100)), (4, (0, 0, 25, 100)),
                                              (2, (0, 100, 25, 100))])  # fmt: skip
def test_who_lies_flat_does_not_faint_of_class_2_and_seldom_of_class_3(klass, lying):
    """As ATLS has it: anxious in class II, confused in III, lethargic in IV."""
    world = at_class(klass)
    world.citizens.posture[:] = Posture.FLAT
    live(world, 3600, consciousness, consciousness=STAY_OUT | {"lying": lying})
    expected = 1 - math.exp(-(0, 0.2, 2, 10)[klass - 1] * lying[klass - 1] / 100)
    fainted = told(world, Kind.FAINTED)
    assert abs(len(fainted) / 1500 - expected) < 0.04
    assert not fainted or expected
    assert not fainted or {event.odds for event in fainted} == {
        luck.rate_per_tick((0.2, 2, 10)[klass - 2] * lying[klass - 1] / 100, 60)
    }


def test_who_faints_of_standing_lies_awake_again_within_minutes():
    world = at_class(2)
    live(world, 60, consciousness, consciousness=STAY_OUT | {"faint": (1000,) * 4})
    assert len(told(world, Kind.FAINTED)) > 900
    live(world, 15 * 60, consciousness, consciousness={"faint": (0,) * 4})
    assert len(told(world, Kind.CAME_TO)) > 0.9 * len(told(world, Kind.FAINTED))


def test_talk_keeps_people_awake_and_wakes_them():
    fainted, came_to = [], []
    for talk in (False, True):
        world = at_class(3)
        if talk:
            world.blood.roused[world.blood.rows()] = 10_000
        live(world, 900, consciousness, consciousness=STAY_OUT)
        fainted.append({event.who for event in told(world, Kind.FAINTED)})
        live(world, 900, consciousness)
        came_to.append(len(told(world, Kind.CAME_TO)) / len(fainted[-1]))
    assert fainted[1] < fainted[0], "talk never makes anybody faint who would not have"
    assert len(fainted[1]) < 0.5 * len(fainted[0])
    assert came_to[0] < came_to[1]


def test_talk_brings_people_round_the_sooner_the_more_it_is_worth():
    came_to = []
    for times in (1, 10):
        world = at_class(2, people=60)
        live(world, 120, consciousness, consciousness=STAY_OUT | {"faint": (1000,) * 4})
        world.blood.roused[world.blood.rows()] = 10_000
        live(world, 240, consciousness, consciousness={"faint": (0,) * 4, "come_to": (3,) * 4, "talk_wakes": times})
        came_to.append(len(told(world, Kind.CAME_TO)))
    assert 0 < 2 * came_to[0] < came_to[1]


def test_whoever_faints_lies_and_drops_what_they_were_about():
    world = at_class(4, people=50)
    for who in range(50):
        intend(world, who, 1, 3, world.scenario_event)
    live(world, 3600, consciousness, consciousness=STAY_OUT)
    out = {event.who: event for event in told(world, Kind.FAINTED)}
    assert len(out) > 40
    for who, event in out.items():
        assert world.citizens.doing[who] == Activity.UNCONSCIOUS
        assert world.citizens.posture[who] == Posture.FLAT
        assert world.citizens.intent[who] == 0
        assert not posture.hears(world, who)
        assert not blood_loss.conscious(world, who)
        assert event.stream == consciousness.FAINT
        assert event.odds > 0


def test_whoever_comes_to_stands_if_the_legs_bear_them_and_lies_awake_if_not():
    for part, doing in ((BodyPart.ARM, Activity.WAITING), (BodyPart.LEG, Activity.LYING)):
        world = hurt(40, flow=0, depth=3, part=part)
        world.blood.mind_due[world.blood.rows()] = 0
        live(
            world,
            600,
            consciousness,
            consciousness=STAY_OUT | {"faint": (60, 0, 0, 0), "lying": (100,) * 4, "agony": 0},
        )
        live(world, 3600, consciousness)
        came_to = told(world, Kind.CAME_TO)
        assert len(came_to) > 30
        for event in came_to:
            assert world.citizens.doing[event.who] == doing
            assert event.cause in {fainting.id for fainting in told(world, Kind.FAINTED, event.who)}
            assert blood_loss.conscious(world, event.who)


def test_who_is_hauled_or_held_stays_where_they_are():
    for doing in (Activity.HAULED, Activity.HELD):
        world = at_class(4, people=50)
        world.citizens.doing[:] = doing
        live(world, 1800, consciousness, consciousness=STAY_OUT)
        assert told(world, Kind.FAINTED)
        assert (world.citizens.doing == doing).all()
        assert not blood_loss.conscious(world, told(world, Kind.FAINTED)[0].who)


def test_pain_makes_people_faint_and_morphine_keeps_them_from_it():
    fainted = []
    for doses in (0, 1000):
        world = hurt(1500, flow=0, kind=3, part=BodyPart.ARM)  # a deep crush wound: agony; they stand
        if doses:
            for who in range(1500):
                blood_loss.inject(world, who, doses, world.scenario_event)
        live(world, 1800, consciousness, consciousness=STAY_OUT)
        fainted.append(len(told(world, Kind.FAINTED)))
    assert abs(fainted[0] / 1500 - (1 - math.exp(-0.25))) < 0.04
    assert fainted[1] == 0


def test_nobody_who_lies_flat_faints_of_pain():
    world = hurt(300, flow=0, kind=3)
    world.citizens.posture[:] = Posture.FLAT
    live(world, 3600, consciousness, consciousness=STAY_OUT)
    assert not told(world, Kind.FAINTED)


def test_too_much_morphine_stifles_and_more_so_in_shock():
    deaths = {}
    for doses in (1, 3, 5, 8):
        for shock in (False, True):
            world = at_class(2, people=400, shock=shock)
            for who in range(400):
                blood_loss.inject(world, who, 1000 * doses, world.scenario_event)
            live(world, 1800, consciousness)
            died = told(world, Kind.DIED)
            assert all(event.amount == Death.MORPHINE for event in died)
            deaths[doses, shock] = len(died)
    assert deaths[1, False] == deaths[1, True] == deaths[3, False] == 0
    assert deaths[3, True] > 0
    assert deaths[5, False] < deaths[5, True]
    assert deaths[5, False] < deaths[8, False]


def test_shock_and_the_class_are_named_as_what_took_their_senses():
    world = hurt(60, flow=9_000, part=BodyPart.ARM)
    live(world, 1100, bleeding, consciousness)
    kinds = {event.id: event.kind for event in world.events.rows()}
    causes = {kinds[event.cause] for event in told(world, Kind.FAINTED)}
    assert causes == {Kind.CLASS_REACHED, Kind.SHOCKED}


def test_whoever_is_well_is_looked_at_no_more():
    world = hurt(10, flow=0, depth=1)
    live(world, 2, consciousness)
    assert (world.blood.mind_due[world.blood.rows()] == NEVER).all()
    for who in range(10):
        stop(world, who)
        blood_loss.die(world, who, Death.COLD, world.scenario_event)
    live(world, 120, consciousness)
    assert not told(world, Kind.FAINTED)


def test_compiled_and_plain_agree():
    digests = []
    for plain in (False, True):
        world, look = at_class(3, people=60, shock=True), consciousness._look
        blood_loss.inject(world, 0, 6000, world.scenario_event)
        consciousness._look = python(look) if plain else look
        try:
            live(world, 1800, consciousness)
        finally:
            consciousness._look = look
        digests.append(world.digest())
    assert digests[0] == digests[1]


def test_a_rate_an_hour_does_not_hang_on_how_long_one_waits_at_once():
    shares = []
    for pieces in (1, 2, 4):  # the same hour, looked at from one, two and four starts
        world = at_class(3, people=1500)
        for _ in range(pieces):
            world.blood.mind_due[world.blood.rows()] = world.tick
            live(world, 3600 // pieces, consciousness, consciousness=STAY_OUT)
        shares.append(len(told(world, Kind.FAINTED)))
    assert shares[0] == shares[1] == shares[2]


def test_whom_the_cold_has_taken_as_well_does_not_come_to():
    world = hurt(30, flow=0, depth=1)
    for who in range(30):
        fainted = world.events.one(Kind.FAINTED, who, cause=world.scenario_event)
        world.blood.passed_out[blood_slot(world, who)] = fainted
        posture.lay_down(world, who, Activity.UNCONSCIOUS, fainted)
    rows = world.exposure.take(15)
    world.exposure.owner[rows], world.exposure.numb[rows] = range(15), True
    live(world, 3600, consciousness)
    assert {event.who for event in told(world, Kind.CAME_TO)} == set(range(15, 30))


def test_shock_makes_fainting_likelier_and_coming_to_rarer_and_talk_the_other_way_round():
    params = consciousness.Params(
        faint=(0, 1, 2, 10), come_to=(6, 4, 2, 1), shock=2, talk=30, talk_wakes=1.5
    )  # in 1/20 an hour
    faint, faint_talk, come_to, come_to_talk = params.rates.tolist()
    assert faint == [[0, 20, 40, 200], [0, 40, 80, 400]]
    assert faint_talk == [[0, 6, 12, 60], [0, 12, 24, 120]]
    assert come_to == [[120, 80, 40, 20], [60, 40, 20, 10]]
    assert come_to_talk == [[180, 120, 60, 30], [90, 60, 30, 15]]
    assert consciousness.Params(faint=(0, 0, 0, 1000)).rates[0, 0, 3] == 60 * 20, "at most 60 an hour"


@pytest.mark.parametrize("shock", [False, True])
@pytest.mark.parametrize("talk", [False, True])
def test_who_comes_to_does_so_at_the_odds_of_shock_and_talk(shock, talk):
    world = at_class(3, people=60, shock=shock)
    rows = world.blood.rows()
    fainted = world.events.one(Kind.FAINTED, 0, cause=world.scenario_event)
    world.blood.passed_out[rows] = fainted
    world.citizens.doing[:] = Activity.UNCONSCIOUS
    if talk:
        world.blood.roused[rows] = 60
    live(world, 60, consciousness, consciousness={"come_to": (1, 1, 20, 1)})
    came_to = told(world, Kind.CAME_TO)
    assert came_to
    rate = 20 * (1.5 if talk else 1) / (2 if shock else 1)
    assert {event.odds for event in came_to} == {luck.rate_per_tick(rate, 60)}
    assert {(event.cause, event.stream) for event in came_to} == {(fainted, consciousness.COME_TO)}


def test_talk_counts_up_to_its_last_second():
    for until, rate in ((59, 2), (60, 0.6)):
        world = at_class(3, people=400)
        world.citizens.luck[:] = 60 * 7919 * np.arange(400)  # all are looked at in tick 60
        world.blood.roused[world.blood.rows()] = until
        world.tick = 60
        live(world, 1, consciousness)
        odds = {event.odds for event in told(world, Kind.FAINTED)}
        assert odds == {luck.rate_per_tick(rate, 60)}


def test_a_dose_takes_pain_away_before_it_takes_the_breath():
    for pain, doses, faints in ((800, 0, True), (799, 0, False), (999, 331, True), (999, 335, False)):
        world = hurt(400, flow=0, depth=1, part=BodyPart.ARM)
        rows = world.blood.rows()
        world.citizens.luck[:] = 60 * 7919 * np.arange(400)
        world.blood.pain[rows], world.blood.dose[rows], world.blood.dosed_at[rows] = pain, doses, 60
        world.tick = world.blood.mind_due[rows] = 60
        live(world, 1, consciousness, consciousness={"agony": 800, "agony_faints": 3})
        assert {event.odds for event in told(world, Kind.FAINTED)} == ({luck.rate_per_tick(3, 60)} if faints else set())
