"""Rows of the story about what the authority does: C10, C14, C25 and C27 to C29."""

import numpy as np
import pytest
from scenes.gatehouse import gatehouse, give_chip, live, of_kind, order, report

from undergrid.core.luck import CERTAIN
from undergrid.systems.authority import dispatch, dossiers, judgement
from undergrid.systems.movement import movement
from undergrid.systems.places import gates
from undergrid.world.authority.cases import DossierOf
from undergrid.world.authority.clearance import Verdict, odds
from undergrid.world.authority.showing import showing
from undergrid.world.log.kinds import Kind, Role
from undergrid.world.tables.orders import Refusal, Verb
from undergrid.world.tables.people import Activity, Profession

GATES = 1200  # judgements in an ensemble: standard error of a share at most 0.0145


def judged(world, *systems, ticks=30, **params):
    """Let everybody who holds a chip present it at their own gate; returns what happened."""
    for who in world.items.holder[world.items.used].tolist():
        order(world, who, Verb.PRESENT, who)
    return live(world, ticks, *(systems or (judgement,)), **params)


def opened(events):
    return np.mean([event.amount == Verdict.OPEN for event in of_kind(events, Kind.JUDGED)])


def because(world, event, role):
    rows = world.events.because_columns()
    return rows["cause"][(rows["event"] == event) & (rows["role"] == role)].tolist()


def test_c10_the_wanted_are_on_a_list_with_the_reason_and_links_to_the_evidence():
    world = gatehouse(people=2)
    observations = []
    for weight in (30, 30, 60):
        observations.append(report(world, 0, 7, weight))
        live(world, 1, dossiers)
    wanted = of_kind(world.events.rows(), Kind.WANTED)
    assert [event.who for event in wanted] == [0]
    assert wanted[0].cause == observations[2]  # the reason: what tipped it
    assert because(world, wanted[0].id, Role.EVIDENCE) == observations[:2]
    slot = world.cache(DossierOf).slot[0]
    assert world.citizens.wanted.tolist() == [True, False]
    assert world.dossiers.wanted[slot]
    assert world.dossiers.event[slot] == wanted[0].id
    assert all(event.cause for event in world.events.rows() if event.kind in (Kind.SUSPECTED, Kind.WANTED))


def test_c14_an_auditor_knows_the_codes_and_passes_more_often_than_a_clerk():
    shares = {}
    for profession in (Profession.AUDITOR, Profession.CLERK):
        world = gatehouse(n_gates=GATES, side=3, profession=profession)
        for who in range(GATES):
            give_chip(world, who, who, corruption=50)
        expected = odds(showing(world, 0, 0), judgement.Params().rule).open / CERTAIN
        shares[profession] = opened(judged(world))
        assert abs(shares[profession] - expected) < 0.05
    assert shares[Profession.AUDITOR] > shares[Profession.CLERK] + 0.1


def test_c25_each_judgement_has_inputs_and_a_verdict():
    world = gatehouse(n_gates=3)
    for who, corruption in enumerate((0, 40, 100)):
        item = give_chip(world, who, who, corruption=corruption)
        world.items.cause[item] = 1000 + who
    report(world, 1, 7, weight=60)
    live(world, 1, dossiers)
    world.sky.curfew[0], world.sky.curfew_cause[0] = 1, 77
    happened = judged(world)
    verdicts = of_kind(happened, Kind.JUDGED)
    assert len(verdicts) == 3
    presented = {event.id: event for event in of_kind(happened, Kind.CHIP_PRESENTED)}
    for verdict in verdicts:
        who = verdict.whom
        assert verdict.who == world.gates.guard[who]
        assert presented[verdict.cause].who == who
        assert presented[verdict.cause].amount == world.items.corruption[who]
        assert because(world, verdict.id, Role.CREDENTIAL) == [1000 + who]
        assert 77 in because(world, verdict.id, Role.CONDITION)
        assert (int(world.dossiers.event[0]) in because(world, verdict.id, Role.CONDITION)) == (who == 1)
        assert verdict.amount in list(Verdict)
        assert verdict.stream == judgement.STREAM
        assert verdict.odds == odds(showing(world, who, who), judgement.Params().rule).open


def test_c27_the_more_corrupted_a_chip_the_less_it_opens_and_the_more_it_disturbs():
    passed, disturbed = [], []
    for corruption in (0, 30, 50, 70, 100):
        world = gatehouse(n_gates=GATES, side=3)
        for who in range(GATES):
            give_chip(world, who, who, corruption=corruption)
        expected = odds(showing(world, 0, 0), judgement.Params().rule)
        happened = judged(world)
        passed.append(opened(happened))
        disturbed.append(len(of_kind(happened, Kind.TWITCHED)) / GATES)
        assert abs(passed[-1] - expected.open / CERTAIN) < 0.05
        assert abs(disturbed[-1] - expected.disturbed / CERTAIN) < 0.05
    assert passed == sorted(passed, reverse=True)
    assert disturbed == sorted(disturbed)
    assert (passed[0], disturbed[0]) == (1, 0)
    assert (passed[-1], disturbed[-1] > 0.8) == (0, True)


def test_c27_the_older_a_chip_the_less_it_opens():
    shares = []
    for age in (0, 180, 365):
        world = gatehouse(n_gates=GATES, side=3)
        for who in range(GATES):
            give_chip(world, who, who, age_days=age)
        shares.append(opened(judged(world)))
    assert shares[0] > shares[1] > shares[2] > 0


def test_c28_the_guard_twitches_spasms_then_judges_and_is_not_itself_for_a_while():
    world = gatehouse(people=2)
    give_chip(world, 0, 0, corruption=100)
    give_chip(world, 1, 1)
    order(world, 0, Verb.PRESENT, 0)
    knobs = {"disturb": 1, "codes": 1, "seconds": 6, "beat_seconds": 2, "impaired_seconds": 45}
    world.citizens.profession[0] = Profession.AUDITOR  # the codes make up for the chip
    told = live(world, 12, judgement, gates, judgement=knobs)
    beats = (Kind.CHIP_PRESENTED, Kind.TWITCHED, Kind.SPASMED, Kind.JUDGED, Kind.GATE_OPENED)
    assert [(e.kind, e.tick) for e in told] == list(zip(beats, (0, 6, 8, 10, 10), strict=True))
    presented, twitched, spasmed, verdict, _ = told
    assert (twitched.cause, spasmed.cause, verdict.cause) == (presented.id, twitched.id, presented.id)
    assert twitched.stream
    assert spasmed.id in because(world, verdict.id, Role.CONDITION)
    assert world.watchers.impaired[0] == 55
    order(world, 1, Verb.PRESENT, 0)  # the next one has to wait until the guard is itself again
    told = live(world, 60, judgement, judgement=knobs)
    assert [(e.kind, e.tick) for e in told] == [
        (Kind.CHIP_PRESENTED, 12),
        (Kind.GUARD_RECOVERED, 55),
        (Kind.JUDGED, 61),
    ]
    assert told[1].cause == spasmed.id


def test_c28_an_undisturbed_guard_judges_the_next_one_at_once():
    world = gatehouse(people=2)
    for who in (0, 1):
        give_chip(world, who, who)
        order(world, who, Verb.PRESENT, 0)
        told = live(world, 8, judgement)
        assert [e.tick for e in of_kind(told, Kind.JUDGED)] == [8 * who + 6]


@pytest.mark.parametrize(("late", "through"), [(0, True), (25, False)])
def test_c29_they_run_and_must_be_through_before_the_gate_closes(late, through):
    """Cleared, they run: the cleared one and a follower. Whoever starts too late is put back unhurt."""
    world = gatehouse(people=2)
    world.citizens.cell[:] = world.city.link_a[0]
    world.rebuild()
    give_chip(world, 0, 0)
    order(world, 0, Verb.PRESENT, 0)
    live(world, 7 + late, judgement, movement, gates, gates={"open_seconds": 30})
    assert world.gates.open[0]
    for who in (0, 1):
        order(world, who, Verb.CROSS, 0)
    told = live(world, 40, judgement, movement, gates)
    closed = of_kind(told, Kind.GATE_CLOSED)[0]
    crossed = of_kind(told, Kind.CROSSED)
    assert sorted(e.who for e in crossed) == ([0, 1] if through else [])
    assert all(e.tick < closed.tick for e in crossed)
    there = world.city.link_b[0] if through else world.city.link_a[0]
    assert world.citizens.cell.tolist() == [there, there]
    assert world.citizens.alive.all()
    if not through:
        assert {(e.amount, e.cause) for e in of_kind(told, Kind.REFUSED)} == {(Refusal.SHUT, closed.id)}
        assert (world.citizens.doing == Activity.WAITING).all()


@pytest.mark.parametrize(("suspicion", "followed"), [(300, False), (700, True)])
def test_c29_only_a_grave_case_is_followed_beyond_the_wall(suspicion, followed):
    world = gatehouse()
    world.watchers.kind[0] = 3  # a drone
    world.watchers.link[0] = -1
    beyond = int(world.city.link_b[0])
    world.citizens.cell[0] = beyond
    report(world, 0, beyond, suspicion)
    told = live(world, 30, dossiers, dispatch)
    assert bool(of_kind(told, Kind.HUNT_BEGAN)) == followed
    outside = world.watchers.cell[0] // world.city.area == 1
    assert outside == followed
