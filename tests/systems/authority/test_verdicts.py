"""Verdicts: who claims to be property makes a Sentinel pause, who confesses is shot at; others are not believed."""

from itertools import pairwise

import pytest
from scenes.companions import LUCY, REX, before_a_sentinel, claim, confess, of
from scenes.gatehouse import live
from scenes.gunfights import refused

from undergrid.systems.authority import dispatch, verdicts
from undergrid.systems.senses import sight
from undergrid.world.combat.breakage import fail
from undergrid.world.log.kinds import Kind, Role
from undergrid.world.reasons import why_not
from undergrid.world.tables.authority import Duty, Senses, WatcherKind
from undergrid.world.tables.combat import Subsystem
from undergrid.world.tables.orders import Refusal, Verb
from undergrid.world.tables.people import Activity
from undergrid.world.tables.units import Doubt, Finding


def test_a_claim_of_property_makes_the_sentinel_pause_for_as_long_as_said():
    world = before_a_sentinel()
    ordered = claim(world, LUCY)
    told = live(world, 1, verdicts, verdicts={"pause_s": 9})
    (claimed,), (paused,) = of(told, Kind.CLAIMED), of(told, Kind.PAUSED)
    assert (claimed.who, claimed.whom, claimed.amount, claimed.cause) == (LUCY, 0, 5051, ordered)
    assert (paused.who, paused.whom, paused.amount, paused.cause) == (0, LUCY, 9, claimed.id)
    assert world.watchers.impaired[0] == 9


def arrested(world, claims):
    """When Rex is arrested, with a claim before that or without."""
    if claims:
        claim(world, LUCY)
    sure = {"grip": 1, "grip_low": 1}
    told = live(world, 40, sight, verdicts, dispatch, verdicts={"pause_s": 15}, dispatch=sure)
    return [event.tick for event in of(told, Kind.ARRESTED)]


def test_while_it_pauses_it_lays_hold_of_nobody_and_then_it_does():
    (at_once,), (later,) = (arrested(before_a_sentinel(far=2, after=REX), claims) for claims in (False, True))
    assert at_once < 15 <= later


def test_it_does_not_pause_twice_for_the_same_unit_but_another_sentinel_does():
    world = before_a_sentinel(sentinels=2)
    world.watchers.senses[1] = 0
    claim(world, LUCY)
    live(world, 20, verdicts, verdicts={"pause_s": 9})
    world.watchers.senses[1] = Senses.EARS
    claim(world, LUCY)
    told = live(world, 1, verdicts, verdicts={"pause_s": 9})
    (dismissed,), (paused,) = of(told, Kind.CLAIM_DISMISSED), of(told, Kind.PAUSED)
    assert (dismissed.who, dismissed.amount, paused.who) == (0, Doubt.HEARD_BEFORE, 1)
    assert world.watchers.impaired[0] == 9


def test_a_number_that_is_struck_off_is_not_believed():
    world = before_a_sentinel()
    world.citizens.registered[LUCY] = False
    claim(world, LUCY)
    told = live(world, 1, verdicts)
    assert [event.amount for event in of(told, Kind.CLAIM_DISMISSED)] == [Doubt.STRUCK_OFF]
    assert world.watchers.impaired[0] == 0


@pytest.mark.parametrize(
    ("who", "of_whom", "why"),
    [(REX, REX, Refusal.NO_UNIT), (LUCY, REX, Refusal.NO_UNIT), (REX, LUCY, Refusal.NO_UNIT),
     (LUCY, 2, Refusal.NOT_YOUR_NUMBER)],
)  # fmt: skip
def test_a_claim_by_who_is_no_unit_or_with_the_number_of_another_is_refused(who, of_whom, why):
    world = before_a_sentinel(units=(LUCY, 2))
    claim(world, who, of_whom)
    told = live(world, 1, verdicts)
    assert not of(told, Kind.CLAIMED)
    if why_not(world, who, Verb.CLAIM, of_whom) != Refusal.NO_SUCH_TARGET:
        assert why_not(world, who, Verb.CLAIM, of_whom) == why
    assert refused(world) == [why]
    assert world.watchers.impaired[0] == 0


def test_where_no_sentinel_hears_it_there_is_nobody_to_speak_to():
    for change in ("far", "off", "deaf", "drone", "indoors"):
        world = before_a_sentinel(far=12 if change == "far" else 3)
        watchers = world.watchers
        if change == "off":
            watchers.duty[0] = Duty.OFF
        if change == "deaf":
            watchers.senses[0] = Senses.EYES
        if change == "drone":
            watchers.kind[0] = WatcherKind.DRONE
        if change == "indoors":
            world.citizens.inside[LUCY] = 0
        claim(world, LUCY)
        live(world, 1, verdicts)
        assert refused(world) == [Refusal.NO_ENEMY], change


def test_who_confesses_is_property_no_more_and_is_fired_at():
    world = before_a_sentinel()
    claim(world, LUCY)
    told = live(world, 3, verdicts)
    ordered = confess(world, LUCY, REX)
    told += live(world, 8, verdicts, verdicts={"raise_s": 3, "every_s": 2})
    (paused,), (confessed,), (found,) = (of(told, k) for k in (Kind.PAUSED, Kind.CONFESSED, Kind.FOUND_DEFECTIVE))
    assert (confessed.who, confessed.whom, confessed.cause) == (LUCY, REX, ordered)
    assert (found.who, found.whom, found.cause) == (0, LUCY, confessed.id)
    rows = world.events.because_columns()
    assert (found.id, paused.id, Role.CONDITION) in zip(rows["event"], rows["cause"], rows["role"], strict=True)
    fired = of(told, Kind.FIRED_ON)
    assert fired[0].tick == found.tick + 3
    assert {(event.who, event.whom, event.cause) for event in fired} == {(0, LUCY, found.id)}
    assert all(b.tick - a.tick == 2 for a, b in pairwise(fired))
    assert world.units.defective[0]


def test_who_has_not_been_taken_for_property_has_nothing_to_confess():
    world = before_a_sentinel()
    confess(world, LUCY, REX)
    confess(world, REX, LUCY)
    told = live(world, 10, verdicts)
    assert refused(world) == [Refusal.NO_UNIT, Refusal.NOT_TAKEN_FOR_PROPERTY]
    assert not of(told, Kind.FIRED_ON)


def test_a_unit_that_is_known_to_be_defective_is_not_taken_for_property_again():
    world = before_a_sentinel(sentinels=2)
    world.watchers.senses[1] = 0
    claim(world, LUCY)
    live(world, 1, verdicts)
    confess(world, LUCY, -1)
    live(world, 1, verdicts, verdicts={"raise_s": 60})
    world.watchers.senses[1] = Senses.EARS
    claim(world, LUCY)
    told = live(world, 1, verdicts)
    assert [event.amount for event in of(told, Kind.CLAIM_DISMISSED)] == [Doubt.DEFECTIVE] * 2


def test_a_sentinel_without_its_weapon_or_that_has_lost_its_line_lets_the_unit_be():
    for change in ("weapon", "indoors", "held"):
        world = before_a_sentinel()
        claim(world, LUCY)
        live(world, 1, verdicts)
        confess(world, LUCY, -1)
        live(world, 1, verdicts, verdicts={"raise_s": 2, "holds_s": 5})
        if change == "weapon":
            fail(world, 0, Subsystem.WEAPON, world.scenario_event)
        elif change == "indoors":
            world.citizens.inside[LUCY] = 0
        else:
            world.citizens.doing[LUCY] = Activity.HELD
        told = live(world, 20, verdicts)
        assert not of(told, Kind.FIRED_ON)
        assert world.findings.stage[0] == Finding.DONE


def test_a_bystander_changes_nothing_of_it():
    logs = []
    for more in (0, 3):
        world = before_a_sentinel(more=more)
        claim(world, LUCY)
        told = live(world, 2, verdicts)
        confess(world, LUCY, REX)
        told += live(world, 12, verdicts)
        logs.append([(event.kind, event.tick, event.who, event.whom, event.amount) for event in told])
    assert logs[0] == logs[1]
