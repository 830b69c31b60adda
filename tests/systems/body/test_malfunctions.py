"""Malfunctions: wounds break the parts of a unit one by one, and with each of them something is lost."""

import pytest
from scenes.companions import LUCY, REX, add_unit, before_a_sentinel, claim, of
from scenes.gatehouse import live
from scenes.gunfights import refused
from scenes.heads import tell

from undergrid.core.luck import CERTAIN
from undergrid.systems.authority import verdicts
from undergrid.systems.body import malfunctions
from undergrid.world.body import injuries
from undergrid.world.body.machine import parts_of
from undergrid.world.log.kinds import Kind
from undergrid.world.reasons import why_not
from undergrid.world.senses.eyes import eyes_now
from undergrid.world.senses.optics import STAGES
from undergrid.world.tables.body import BodyPart, Death, WoundKind
from undergrid.world.tables.minds import Topic
from undergrid.world.tables.orders import Refusal, Verb
from undergrid.world.tables.units import UnitPart

MINUTE = 60


def hurt(world, part, depth=3, who=LUCY, **knobs):
    """Wound somebody, and let what that breaks break; returns what happened."""
    world.events.begin(world.tick)
    injuries.wound(world, who, WoundKind.GUNSHOT, part, depth, False, world.scenario_event)
    malfunctions.step(world, malfunctions.Params(**{"graze": 1, "flesh": 1, "deep": 1, **knobs}))
    told = world.events.rows()[-8:]
    world.tick += 1
    return [event for event in told if event.tick == world.tick - 1]


def failed(events):
    return [UnitPart(event.amount) for event in of(events, Kind.UNIT_PART_FAILED)]


def test_each_wound_breaks_one_part_of_those_behind_it_until_none_is_left():
    world = before_a_sentinel()
    assert parts_of(world, LUCY) == dict.fromkeys(UnitPart, True)
    heads = [failed(hurt(world, BodyPart.HEAD)) for _ in range(3)]
    assert sorted(heads[0] + heads[1]) == [UnitPart.EYES, UnitPart.VOICE]
    assert heads[2] == []
    assert failed(hurt(world, BodyPart.LEG)) == [UnitPart.GAIT]
    assert failed(hurt(world, BodyPart.CHEST)) == [UnitPart.CORE]
    assert parts_of(world, LUCY) == dict.fromkeys(UnitPart, False)


def test_the_wound_is_the_cause_and_a_draw_decides():
    world = before_a_sentinel()
    told = hurt(world, BodyPart.LEG, flesh=0.5, depth=2)
    (wounded,) = of(told, Kind.WOUNDED)
    for event in of(told, Kind.UNIT_PART_FAILED):
        assert (event.who, event.cause, event.stream) == (LUCY, wounded.id, malfunctions.STREAM)
        assert event.odds == CERTAIN // 2


@pytest.mark.parametrize(("depth", "knob"), [(1, "graze"), (2, "flesh"), (3, "deep")])
@pytest.mark.parametrize("share", [0.0, 0.25, 1.0])
def test_how_often_a_wound_breaks_something_goes_by_how_deep_it_is(depth, knob, share):
    n = 0
    for seed in range(60):
        world = before_a_sentinel(seed=seed)
        n += len(failed(hurt(world, BodyPart.LEG, depth, **{knob: share})))
    assert n / 60 == pytest.approx(share, abs=0.17)


def test_who_is_no_unit_breaks_nothing():
    world = before_a_sentinel()
    assert not failed(hurt(world, BodyPart.CHEST, who=REX))
    assert parts_of(world, REX) is None
    assert not failed(hurt(before_a_sentinel(units=()), BodyPart.CHEST))


def test_without_its_eyes_it_sees_as_badly_as_can_be():
    world = before_a_sentinel()
    assert eyes_now(world)[LUCY] == 0
    for _ in range(2):
        hurt(world, BodyPart.HEAD)
    assert eyes_now(world)[LUCY] == STAGES - 1
    assert eyes_now(world)[REX] == 0


def test_without_its_voice_it_says_nothing_to_anybody():
    world = before_a_sentinel()
    tell(world, LUCY, Topic.PLACE, -1, 5)
    assert why_not(world, LUCY, Verb.TALK, REX, 5) is None
    for _ in range(2):
        hurt(world, BodyPart.HEAD)
    world.citizens.doing[LUCY], world.blood.passed_out[:] = 4, 0
    claim(world, LUCY)
    live(world, 1, verdicts)
    assert refused(world) == [Refusal.NO_VOICE]
    assert why_not(world, LUCY, Verb.TALK, REX, 5) == Refusal.NO_VOICE
    assert why_not(world, LUCY, Verb.CONFESS, REX) == Refusal.NO_VOICE


def test_without_its_gait_it_drags_itself_along():
    able = []
    for breaks in (0, 1):
        world = before_a_sentinel()
        hurt(world, BodyPart.LEG, 1, graze=breaks)
        able.append(int(world.citizens.able[LUCY]))
    assert able[1] == able[0] * 30 // 100 > 0


def test_without_its_core_it_stops_after_as_long_as_said():
    world = before_a_sentinel()
    (core,) = of(hurt(world, BodyPart.CHEST, 1, runs_minutes=2), Kind.UNIT_PART_FAILED)
    told = live(world, 3 * MINUTE, malfunctions)
    (died,) = of(told, Kind.DIED)
    assert (died.who, died.cause, died.tick) == (LUCY, core.id, core.tick + 2 * MINUTE)
    assert died.amount == Death.CORE


def test_another_unit_is_none_the_worse_for_it():
    world = before_a_sentinel(units=(LUCY, 2))
    for part in (BodyPart.CHEST, BodyPart.LEG):
        hurt(world, part)
    assert parts_of(world, 2) == dict.fromkeys(UnitPart, True)
    assert add_unit(world, REX) >= 0
