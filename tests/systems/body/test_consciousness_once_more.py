"""Consciousness worked out once more: wounded at one second, beside a twin in which a test does as the rule says."""

import pytest
from scenes.casualties import NOW, casualties
from scenes.twins import assert_alike

from undergrid.core import luck
from undergrid.core.halving import HALVES, halved
from undergrid.systems.body import consciousness
from undergrid.world.body import blood_loss, injuries, posture
from undergrid.world.log.kinds import Kind, Role
from undergrid.world.orders.attempts import drop_intent
from undergrid.world.tables.body import Death
from undergrid.world.tables.orders import Verb
from undergrid.world.tables.people import NEVER, Activity, Posture

FAINT, COME_TO, LYING = (4, 11, 23, 58), (40, 31, 22, 9), (70, 55, 35, 90)
KNOBS = {"faint": FAINT, "lying": LYING, "come_to": COME_TO, "shock": 1.6, "agony": 620, "agony_faints": 7.3,
         "least_drive": 640, "stifled_faints": 33, "stifled_dies": 21, "talk": 45, "talk_wakes": 1.7}  # fmt: skip


def odds_of(rate):
    """The odds in a minute of so many twentieths an hour, up to sixty an hour."""
    return luck.rate_per_tick(min(1200, rate) / 20, 60)


def rate_of(table, klass, shocked, talk):
    """Fainting or coming to by class, in twentieths an hour, with or without shock and talk."""
    if table is FAINT:
        rate = FAINT[klass - 1] * (1.6 if shocked else 1.0)
        return min(1200, round(20 * (rate * 45 / 100 if talk else rate)))
    rate = COME_TO[klass - 1] / (1.6 if shocked else 1.0)
    return min(1200, round(20 * (rate * 1.7 if talk else rate)))


def draw(world, slot, doses):
    """(what the minute makes of a body, at which odds)."""
    blood, lucky = world.blood, int(world.citizens.luck[world.blood.owner[slot]])
    klass, shocked, talk = int(blood.klass[slot]), blood.shock_since[slot] >= 0, blood.roused[slot] >= NOW
    drive = max(0, 1000 - 120 * doses * (2 if shocked else 1) // 1000)
    lacks = max(0, 640 - drive)
    dies = odds_of(420 * lacks // 640)
    if lacks and luck.u32(world.key(consciousness.BREATH), lucky) < dies:
        return "dies", dies
    if blood.passed_out[slot]:
        odds = 0 if lacks else odds_of(rate_of(COME_TO, klass, shocked, talk))
        return ("comes to" if luck.u32(world.key(consciousness.COME_TO), lucky) < odds else ""), odds
    more = 660 * lacks // 640
    flat = world.citizens.posture[blood.owner[slot]] == Posture.FLAT
    share = LYING[klass - 1] if flat else 100
    if max(0, int(blood.pain[slot]) - 600 * doses // 1000) >= 620:
        more += 146 * share // 100
    faints = rate_of(FAINT, klass, shocked, talk) * share // 100
    odds = odds_of(faints + (more * 45 // 100 if talk else more))
    return ("faints" if luck.u32(world.key(consciousness.FAINT), lucky) < odds else ""), odds


def why(world, slot, who):
    """What somebody faints of."""
    blood, gravest = world.blood, blood_loss.gravest(world, who)
    if blood.shock_since[slot] >= 0 and blood.shocked[slot]:
        return int(blood.shocked[slot])
    if blood.klass[slot] >= 2 and blood.bled[slot]:
        return int(blood.bled[slot])
    doses = int(halved(int(blood.dose[slot]), NOW - int(blood.dosed_at[slot]), 7200, HALVES))
    if gravest < 0 or 1000 - 120 * doses // 1000 < 500:
        return int(blood.dosed[slot]) or world.scenario_event
    return int(world.wounds.cause[gravest])


def tell(world, slot, what, odds):
    """Log what has become of somebody, and let it come of it."""
    people, blood, who = world.citizens, world.blood, int(world.blood.owner[slot])
    where, exposure, rules = int(people.cell[who]), world.exposure, consciousness
    if what == "comes to":
        if exposure.numb[exposure.of(who)].any():
            return
        cause, blood.passed_out[slot] = int(blood.passed_out[slot]), 0
        event = world.events.one(Kind.CAME_TO, who, -1, where, 0, cause, rules.COME_TO, odds)
        if people.doing[who] == Activity.UNCONSCIOUS:
            injuries.rise(world, who, event)
    elif what == "dies":
        behind = [(event, role) for event, role in blood_loss.behind(world, who) if role != Role.DOSE]
        cause = int(blood.dosed[slot]) or why(world, slot, who)
        blood_loss.die(world, who, Death.MORPHINE, cause, behind, rules.BREATH, odds)
    else:
        event = world.events.one(Kind.FAINTED, who, -1, where, 0, why(world, slot, who), rules.FAINT, odds)
        blood.passed_out[slot] = event
        if people.doing[who] in (Activity.HELD, Activity.HAULED):
            drop_intent(world, who)
        else:
            posture.lay_down(world, who, Activity.UNCONSCIOUS, event)


def as_said(world):
    """One second, as the rule says; returns what has become of all."""
    blood, people, news = world.blood, world.citizens, []
    for slot in [slot for slot in blood.rows().tolist() if blood.mind_due[slot] <= NOW]:
        who = int(blood.owner[slot])
        doses = int(halved(int(blood.dose[slot]), NOW - int(blood.dosed_at[slot]), 7200, HALVES))
        is_well = blood.klass[slot] == 1 and doses == 0 and blood.passed_out[slot] == 0 and blood.pain[slot] < 620
        turn = (NOW + int(people.luck[who])) % 60
        blood.mind_due[slot] = NEVER if is_well or not people.alive[who] else NOW + 60 - turn
        if blood.mind_due[slot] != NEVER and turn == 0:
            news.append((slot, *draw(world, slot, doses)))
    for slot, what, odds in news:
        if what:
            tell(world, slot, what, odds)
    return {what for _, what, _ in news}


def awake(seed):
    """The casualties, all of whom mean to do something."""
    world = casualties(seed)
    world.citizens.intent[:] = Verb.WAIT
    world.citizens.posture[::2] = Posture.FLAT
    world.rebuild()
    return world


@pytest.mark.parametrize("seed", [1, 4, 5, 6])
def test_bodies_faint_come_to_or_die_of_morphine_as_the_rule_says(seed):
    world, twin = awake(seed), awake(seed)
    consciousness.step(world, consciousness.Params(**KNOBS))
    what = as_said(twin)
    assert_alike(world, twin)
    assert what == {"", "faints", "comes to", "dies"}


@pytest.mark.parametrize("early", [0, 1])
def test_bodies_are_looked_at_in_their_second_and_not_before(early):
    world, twin = awake(5), awake(5)
    for one in (world, twin):
        one.blood.mind_due[one.blood.rows()] = NOW + early
    consciousness.step(world, consciousness.Params(**KNOBS))
    as_said(twin)
    assert_alike(world, twin)
    assert bool(world.events.this_tick()) == (early == 0)


@pytest.mark.parametrize("pain", [619, 620])
def test_agony_alone_makes_somebody_worth_a_look_every_minute(pain):
    world, twin = awake(6), awake(6)
    for one in (world, twin):
        blood, rows = one.blood, one.blood.rows()
        blood.pain[rows], blood.klass[rows], blood.dose[rows], blood.passed_out[rows] = pain, 1, 0, 0
        blood.shock_since[rows], blood.mind_due[rows] = -1, NOW
    consciousness.step(world, consciousness.Params(**KNOBS))
    as_said(twin)
    assert_alike(world, twin)
    assert bool(world.events.this_tick()) == (pain == 620)
