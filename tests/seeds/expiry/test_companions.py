"""Rows of the story about the companion unit, C40 to C42 and C44, in a Sim of the small city: nobody gets orders.

A Sentinel comes out of its gate for somebody wanted. The unit that is bound to him does what she wants to.
"""

from __future__ import annotations

import pytest
from scenes.written import VILLAGE, written

from undergrid.sim import Sim
from undergrid.story.chronicle.perceived import perceived
from undergrid.world.log.kinds import Kind, Role
from undergrid.world.tables.orders import Order, Refusal, Verb
from undergrid.world.tables.units import Doubt, UnitPart

TEXT = """\
scenario: before_the_gate
title: Before the gate
clock: {tick: 1 s, starts: "12:00", lasts: 1 h}
map: map.tmx
watchers: {drones: 0 %, cameras: 0 %}
cast:
  rex:
    name: Rex
    at: gate_1
    tagged: false
    plugged: false
    wanted: {reason: Left his post., suspicion: 900, last_seen: gate_1, ago: 1 s}
    bonds: [{to: lucy, kind: love, strength: 90 %}]
  lucy:
    name: Lucy Ultra 5
    being: companion
    unit: {grade: 5, number: 5051}
    at: gate_1
    tagged: false
    plugged: false
    bonds: [{to: rex, kind: love, strength: 95 %}]
    knows: [rex]
    wants: [{shield: rex}]
rules:
  verdicts: {pause_s: 20, raise_s: 3}
  dispatch: {sentinel_at: 150, grip: 1, grip_low: 1}
"""


def before_the_gate(*changes: tuple[str, str], seed: int = 1) -> Sim:
    return written(TEXT, *changes, seed=seed, map_of=VILLAGE)


def lived(sim: Sim, seconds: int = 120) -> Sim:
    sim.run(seconds)
    return sim


def of(sim: Sim, *kinds: Kind) -> list:
    return [event for event in sim.world.events.rows() if event.kind in kinds]


@pytest.fixture(scope="module")
def stood_up() -> Sim:
    """Lucy as she is: nobody orders her to do anything."""
    return lived(before_the_gate())


def said(sim: Sim, verb: Verb, who: str = "lucy", of_whom: str = "lucy") -> None:
    """Let somebody be ordered to say something."""
    sim.advance([Order(sim.tick, sim.row(who), verb, sim.row(of_whom))])


def test_c40_a_claim_of_property_makes_a_sentinel_pause_that_has_come_for_somebody(stood_up):
    rex, lucy = stood_up.row("rex"), stood_up.row("lucy")
    (hunt,), (claimed,), (paused,) = (of(stood_up, k) for k in (Kind.HUNT_BEGAN, Kind.CLAIMED, Kind.PAUSED))
    assert (hunt.who, hunt.whom) == (paused.who, rex)
    assert (claimed.who, claimed.whom, claimed.amount) == (lucy, hunt.who, 5051)
    assert (paused.whom, paused.amount, paused.cause) == (lucy, 20, claimed.id)
    taken = [event.tick for event in of(stood_up, Kind.ARRESTED)]
    assert all(tick >= paused.tick + 20 for tick in taken)
    alone = lived(before_the_gate(("wants: [{shield: rex}]", "wants: []")))
    assert not of(alone, Kind.CLAIMED, Kind.PAUSED)
    (arrested,) = of(alone, Kind.ARRESTED)
    assert arrested.tick < paused.tick + 20


def test_c40_it_pauses_once_and_for_a_valid_number_alone():
    sim = before_the_gate(("wants: [{shield: rex}]", "wants: []"), ("suspicion: 900", "suspicion: 100"))
    sim.run(5)
    for _ in range(2):
        said(sim, Verb.CLAIM)
        sim.run(30)
    assert len(of(sim, Kind.PAUSED)) == 1
    assert [event.amount for event in of(sim, Kind.CLAIM_DISMISSED)] == [Doubt.HEARD_BEFORE]
    said(sim, Verb.CLAIM, "rex", "rex")
    said(sim, Verb.CLAIM, "rex", "lucy")
    said(sim, Verb.CLAIM, "lucy", "rex")
    assert [event.amount for event in of(sim, Kind.REFUSED)] == [Refusal.NO_UNIT] * 3
    struck_off = before_the_gate(("wants: [{shield: rex}]", "wants: []"), ("suspicion: 900", "suspicion: 100"))
    struck_off.world.citizens.registered[struck_off.row("lucy")] = False
    struck_off.run(5)
    said(struck_off, Verb.CLAIM)
    assert not of(struck_off, Kind.PAUSED)
    assert [event.amount for event in of(struck_off, Kind.CLAIM_DISMISSED)] == [Doubt.STRUCK_OFF]


def test_c41_the_verdicts_follow_property_pause_defective_fire(stood_up):
    rex, lucy = stood_up.row("rex"), stood_up.row("lucy")
    told = of(stood_up, Kind.CLAIMED, Kind.PAUSED, Kind.CONFESSED, Kind.FOUND_DEFECTIVE, Kind.FIRED_ON)
    claimed, paused, confessed, found, fired = told[:5]
    assert [event.kind for event in told[:5]] == [
        Kind.CLAIMED, Kind.PAUSED, Kind.CONFESSED, Kind.FOUND_DEFECTIVE, Kind.FIRED_ON
    ]  # fmt: skip
    assert (paused.cause, found.cause, fired.cause) == (claimed.id, confessed.id, found.id)
    assert (confessed.who, confessed.whom) == (lucy, rex)
    assert (found.whom, fired.whom, fired.who) == (lucy, lucy, paused.who)
    assert claimed.tick < confessed.tick <= paused.tick + 20
    assert fired.tick == found.tick + 3
    rows = stood_up.world.events.because_columns()
    assert (found.id, paused.id, Role.CONDITION) in zip(rows["event"], rows["cause"], rows["role"], strict=True)


def test_c41_without_the_claim_a_confession_is_heard_by_nobody():
    sim = before_the_gate(("wants: [{shield: rex}]", "wants: []"), ("suspicion: 900", "suspicion: 100"))
    sim.run(5)
    said(sim, Verb.CONFESS, "lucy", "rex")
    sim.run(20)
    assert [event.amount for event in of(sim, Kind.REFUSED)] == [Refusal.NOT_TAKEN_FOR_PROPERTY]
    assert not of(sim, Kind.FOUND_DEFECTIVE, Kind.FIRED_ON)


def test_c41_she_confesses_for_whom_she_loves_and_not_for_whom_she_hardly_knows():
    sim = lived(
        before_the_gate(("bonds: [{to: rex, kind: love, strength: 95 %}]", "bonds: [{to: rex, strength: 20 %}]"))
    )
    assert of(sim, Kind.PAUSED)
    assert not of(sim, Kind.CONFESSED)


def test_c44_what_is_fired_at_her_breaks_her_part_by_part_and_with_each_part_goes_what_it_was_for():
    changes = (
        "rules:\n",
        "rules:\n  weapons: {plasma_kills: 0}\n  malfunctions: {graze: 1, flesh: 1, deep: 1, runs_minutes: 2}\n",
    )
    lost: set[UnitPart] = set()
    for seed in range(1, 5):
        sim = before_the_gate(changes, seed=seed)
        assert sim.view("lucy").parts == dict.fromkeys(UnitPart, True)
        lived(sim, 90)
        failed = of(sim, Kind.UNIT_PART_FAILED)
        wounds = {event.id: event for event in of(sim, Kind.WOUNDED)}
        assert len({event.cause for event in failed}) == len(failed)  # one wound, one part
        assert all(wounds[event.cause].who == event.who == sim.row("lucy") for event in failed)
        assert len({event.amount for event in failed}) == len(failed)  # and none twice
        broken = {UnitPart(event.amount) for event in failed}
        if sim.world.citizens.alive[sim.row("lucy")]:
            assert sim.view("lucy").parts == {part: part not in broken for part in UnitPart}
        if UnitPart.GAIT in broken:
            assert sim.world.citizens.able[sim.row("lucy")] <= 30
        if UnitPart.CORE in broken:
            sim.run(3 * 60)
            assert not sim.world.citizens.alive[sim.row("lucy")]
        lost |= broken
    assert len(lost) >= 2
    assert sim.view("rex").parts is None


BOTH = ("strength: 90 %}]\n", "strength: 90 %}]\n    wants: [{shield: lucy}]\n")  # Rex stands up for her too
SURVIVED = ("rules:\n", "rules:\n  weapons: {plasma_kills: 0}\n")


@pytest.fixture(scope="module")
def lunged() -> Sim:
    """The night on which he lunges and both live on for a while."""
    return lived(before_the_gate(BOTH, SURVIVED), 600)


def test_c42_a_lunge_at_a_sentinel_that_fires_ends_in_a_blast_that_harms_them_both(lunged):
    rex, lucy = lunged.row("rex"), lunged.row("lucy")
    (found,), (lunge,), (blast,) = (of(lunged, k) for k in (Kind.FOUND_DEFECTIVE, Kind.LUNGED, Kind.BLAST))
    assert (lunge.who, lunge.whom) == (rex, found.who)
    assert (blast.who, blast.whom, blast.cause) == (rex, found.who, found.id)
    assert found.tick < lunge.tick <= blast.tick
    assert {event.who for event in of(lunged, Kind.WOUNDED) if event.cause == blast.id} == {rex, lucy}
    broken = [event for event in of(lunged, Kind.SUBSYSTEM_FAILED) if event.cause == blast.id]
    assert {event.who for event in broken} == {found.who}
    assert not [event for event in of(lunged, Kind.FIRED_ON) if event.tick >= blast.tick]


def test_c42_consciousness_is_lost_and_the_log_goes_on_though_he_perceives_nothing(lunged):
    rex = lunged.row("rex")
    (blast,) = of(lunged, Kind.BLAST)
    fainted = [event for event in of(lunged, Kind.FAINTED) if event.who == rex]
    assert fainted[0].cause == blast.id
    back = [event.tick for event in of(lunged, Kind.CAME_TO, Kind.DIED) if event.who == rex]
    until = min(back, default=600)
    assert until > blast.tick + 30
    events = lunged.world.events.rows()
    meanwhile = [event for event in events if blast.tick < event.tick < until]
    assert meanwhile
    assert not [event for event in perceived(events, rex) if blast.tick < event.tick < until]


def test_c42_who_is_not_bound_to_her_does_not_lunge():
    sim = lived(before_the_gate((BOTH[0], "strength: 20 %}]\n    wants: [{shield: lucy}]\n"), SURVIVED))
    assert of(sim, Kind.FOUND_DEFECTIVE)
    assert not of(sim, Kind.LUNGED, Kind.BLAST)
