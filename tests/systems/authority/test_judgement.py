"""Judgement: what a guard makes of a chip, when, and of whom."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scenes.gatehouse import gatehouse, give_chip, live, of_kind, order, report

from undergrid.core import luck
from undergrid.core.luck import CERTAIN
from undergrid.systems.authority import dossiers, judgement
from undergrid.systems.places import gates
from undergrid.world.authority.clearance import Showing, Verdict, legible, odds
from undergrid.world.authority.showing import showing
from undergrid.world.items import kit
from undergrid.world.log.kinds import Kind
from undergrid.world.orders.attempts import Attempts
from undergrid.world.tables.authority import Duty
from undergrid.world.tables.orders import Refusal, Verb
from undergrid.world.tables.people import Activity, Pace, Profession

RULE = judgement.Params().rule
FRESH = Showing(corruption=0, age=0, listed=True, auditor=False, wanted=False, suspicion=0, curfew=False, driven=False)
showings = st.builds(
    Showing, st.integers(0, 100), st.integers(0, 2000), st.booleans(), st.booleans(), st.booleans(),
    st.integers(0, 1000), st.booleans(), st.booleans(),
)  # fmt: skip


def present(world, who, gate=0):
    return order(world, who, Verb.PRESENT, gate)


def test_a_sound_chip_of_a_living_owner_always_opens():
    assert odds(FRESH, RULE).open == CERTAIN


def test_a_chip_is_read_while_most_of_its_copies_are_whole():
    assert legible(0, 5) == CERTAIN
    assert legible(100, 5) == 0
    assert legible(50, 5) == CERTAIN // 2  # a majority of fair coins
    assert legible(10, 3) == int(CERTAIN * 0.972)  # 0.9^3 + 3 * 0.1 * 0.9^2


@given(showings)
def test_odds_are_shares_of_one(showing):
    found = odds(showing, RULE)
    assert 0 <= found.open <= CERTAIN
    assert found.alarm >= 0
    assert found.open + found.alarm <= CERTAIN
    assert 0 <= found.disturbed <= CERTAIN


@given(showings, st.integers(0, 100))
def test_no_fault_makes_a_chip_better(showing, corruption):
    def open_at(**changes):
        return odds(showing._replace(**changes), RULE).open

    low, high = sorted((showing.corruption, corruption))
    assert open_at(corruption=low) >= open_at(corruption=high)
    assert open_at(age=showing.age) >= open_at(age=showing.age + 10)
    assert open_at(listed=True) >= open_at(listed=False)
    assert open_at(auditor=True) >= open_at(auditor=False)
    assert open_at(curfew=False) >= open_at(curfew=True)
    assert open_at(driven=False) >= open_at(driven=True)
    assert open_at(wanted=False) >= open_at(wanted=True)
    assert open_at(suspicion=0) >= open_at(suspicion=showing.suspicion)


def test_the_verdict_comes_after_the_time_it_takes_to_read_and_frees_the_bearer():
    world = gatehouse()
    give_chip(world, 0, 0)
    ordered = present(world, 0)
    told = live(world, 8, judgement, judgement={"seconds": 6})
    assert [(e.kind, e.tick) for e in told] == [(Kind.CHIP_PRESENTED, 0), (Kind.JUDGED, 6)]
    assert told[0].cause == ordered
    assert told[1].cause == told[0].id
    assert told[1].amount == Verdict.OPEN
    assert world.citizens.doing[0] == Activity.WAITING
    assert not world.judgements.used.any()


def test_the_guard_reads_the_best_chip_in_hand():
    world = gatehouse()
    give_chip(world, 0, 0, corruption=60)
    best = give_chip(world, 0, 0, corruption=5, age_days=10)
    give_chip(world, 0, 0, corruption=5, age_days=300)
    assert kit.best_chip(world, 0) == best


def held(world):
    world.citizens.doing[0] = Activity.HELD


def indoors(world):
    world.citizens.inside[0] = 0


def elsewhere(world):
    world.citizens.cell[0] += 4


def without_chip(world):
    world.items.holder[:] = -1


def without_guard(world):
    world.gates.guard[0] = -1


def guard_away(world):
    world.watchers.duty[0] = Duty.HUNT


@pytest.mark.parametrize(
    ("trouble", "why"),
    [
        (held, Refusal.HELD),
        (indoors, Refusal.INDOORS),
        (elsewhere, Refusal.NOT_HERE),
        (without_chip, Refusal.NO_CHIP),
        (without_guard, Refusal.SHUT),
        (guard_away, Refusal.BUSY),
    ],
)
def test_what_cannot_be_is_refused_with_a_reason(trouble, why):
    world = gatehouse()
    give_chip(world, 0, 0)
    trouble(world)
    ordered = present(world, 0)
    told = live(world, 1, judgement)
    assert [(e.kind, e.amount, e.cause) for e in told] == [(Kind.REFUSED, why, ordered)]
    assert not world.cache(Attempts).intending.any


def test_a_gate_that_does_not_exist_is_refused():
    world = gatehouse()
    give_chip(world, 0, 0)
    present(world, 0, gate=5)
    assert live(world, 1, judgement)[0].amount == Refusal.NO_SUCH_TARGET


def test_of_two_who_present_at_once_a_draw_picks_one():
    world = gatehouse(n_gates=200, people=2)
    for who in range(400):
        give_chip(world, who, who)
        present(world, who, who // 2)
    told = live(world, 1, judgement)
    granted = [e.who % 2 for e in of_kind(told, Kind.CHIP_PRESENTED)]
    assert len(granted) == 200
    assert 70 <= sum(granted) <= 130  # four standard errors round a half: neither row is favoured
    assert {e.amount for e in of_kind(told, Kind.REFUSED)} == {Refusal.BUSY}


def test_who_comes_while_the_guard_is_judging_is_refused():
    world = gatehouse(people=2)
    give_chip(world, 0, 0)
    give_chip(world, 1, 1)
    present(world, 0)
    live(world, 2, judgement)
    present(world, 1)
    assert [(e.who, e.amount) for e in live(world, 1, judgement)] == [(1, Refusal.BUSY)]


@pytest.mark.parametrize(
    ("duty", "why"), [(Duty.OFF, Refusal.SHUT), (Duty.LAMED, Refusal.SHUT), (Duty.HUNT, Refusal.BUSY)]
)
def test_a_guard_that_lies_broken_opens_to_nobody_and_one_that_is_away_may_come_back(duty, why):
    """Somebody showed a chip to a guard that stood there for good seventeen times: it was only busy."""
    world = gatehouse()
    give_chip(world, 0, 0)
    world.watchers.duty[0] = duty
    present(world, 0)
    assert [event.amount for event in live(world, 1, judgement)] == [why]


def test_a_bearer_who_walks_off_is_not_judged():
    world = gatehouse()
    give_chip(world, 0, 0)
    present(world, 0)
    live(world, 2, judgement)
    world.citizens.doing[0] = Activity.WALKING
    assert not of_kind(live(world, 20, judgement), Kind.JUDGED)
    assert not world.judgements.used.any()


def test_verdicts_come_as_often_as_the_odds_say():
    world = gatehouse(n_gates=1500, side=3)
    for who in range(1500):
        give_chip(world, who, who, corruption=45, age_days=200)
        present(world, who, who)
    found = odds(showing(world, 0, 0), judgement.Params().rule)
    judged = of_kind(live(world, 20, judgement), Kind.JUDGED)
    assert len(judged) == 1500
    for verdict, share in ((Verdict.OPEN, found.open), (Verdict.ALARM, found.alarm)):
        p = share / CERTAIN
        n = sum(e.amount == verdict for e in judged)
        assert abs(n - 1500 * p) < 3.3 * np.sqrt(1500 * p * (1 - p))


def test_a_refusal_makes_a_suspect_and_an_alarm_a_wanted_person():
    world = gatehouse(n_gates=60, side=3)
    world.citizens.registered[:] = False  # every chip is that of somebody struck off
    for who in range(60):
        give_chip(world, who, who)
        present(world, who, who)
    told = live(world, 12, dossiers, judgement, judgement={"alarm_unlisted": 0.7})
    refused = {e.whom for e in of_kind(told, Kind.JUDGED) if e.amount == Verdict.REFUSE}
    alarmed = {e.whom for e in of_kind(told, Kind.ALARM)}
    assert refused
    assert alarmed
    assert refused | alarmed == set(range(60))
    assert {e.who for e in of_kind(told, Kind.WANTED)} == alarmed
    causes = {e.id for e in of_kind(told, Kind.ALARM)}
    assert all(e.cause in causes for e in of_kind(told, Kind.WANTED))


def test_over_whom_a_guard_raises_the_alarm_it_has_before_its_eyes_and_whom_it_turns_away_it_need_not():
    world = gatehouse(n_gates=60, side=3)
    world.watchers.in_sight[:] = 59
    for who in range(60):
        give_chip(world, who, who, corruption=50)
        present(world, who, who)
    told = live(world, 12, judgement)
    alarms = {event.who: event for event in of_kind(told, Kind.ALARM)}
    assert 0 < len(alarms) < 60
    for gate, alarm in alarms.items():
        guard = int(world.gates.guard[gate])
        assert (world.watchers.in_sight[guard], world.watchers.recognised[guard]) == (alarm.whom, True)
        assert (world.watchers.seen_at[guard], world.watchers.sighting[guard]) == (alarm.tick, alarm.id)
    others = [int(world.gates.guard[gate]) for gate in range(60) if gate not in alarms]
    assert (world.watchers.in_sight[others] == 59).all()


def test_the_odds_shown_are_the_odds_that_decide_where_belief_is_true():
    world = gatehouse()
    item = give_chip(world, 0, 0, corruption=37, age_days=90)
    world.citizens.profession[0], world.citizens.pace[0] = Profession.AUDITOR, Pace.RUN
    believed = Showing(37, 90, True, True, False, 0, False, True)
    present(world, 0)
    judged = of_kind(live(world, 30, judgement, judgement={"disturb": 0}), Kind.JUDGED)
    assert judged[0].odds == odds(believed, RULE).open
    assert showing(world, 0, item) == believed
    draw = luck.u32(luck.make_key(1, judged[0].tick, judgement.STREAM), luck.pair(*_keys(world)))
    assert odds(believed, RULE).verdict(draw) == judged[0].amount


@pytest.mark.parametrize("trouble", ["curfew", "wanted", "suspected", "unlisted", "none"])
def test_a_verdict_is_decided_at_the_odds_of_what_the_guard_goes_by(trouble):
    """Wanted people are known by their faces now and then; suspicion alone counts as it grows."""
    world = gatehouse()
    item = give_chip(world, 0, 0, corruption=20, age_days=90)
    if trouble in ("wanted", "suspected"):
        report(world, 0, 5, 500 if trouble == "wanted" else 60)
        live(world, 1, dossiers)
    world.sky.curfew[0], world.citizens.registered[0] = trouble == "curfew", trouble != "unlisted"
    present(world, 0)
    shown = showing(world, 0, item)
    assert (shown.curfew, shown.wanted, shown.listed) == (
        trouble == "curfew",
        trouble == "wanted",
        trouble != "unlisted",
    )
    assert (shown.suspicion > 0) == (trouble in ("wanted", "suspected"))
    judged = of_kind(live(world, 30, judgement, judgement={"disturb": 0}), Kind.JUDGED)
    found = odds(shown, RULE)
    assert judged[0].odds in (found.open, found.alarm, CERTAIN - found.open - found.alarm)


def _keys(world):
    return int(world.watchers.luck[0]), int(world.citizens.luck[0])


def test_a_bystander_changes_nobodys_verdict():
    def verdicts(bystander):
        world = gatehouse(n_gates=40, people=2, side=4)
        for who in range(0, 80, 2):
            give_chip(world, who, who, corruption=50)
            present(world, who, who // 2)
        if bystander:
            world.items.take(1)
            give_chip(world, 1, 1, corruption=50)
            present(world, 1, 0)
        happened = live(world, 30, judgement, gates)
        return [e for e in of_kind(happened, Kind.JUDGED) if e.who > 0]

    assert verdicts(False) == verdicts(True)


def test_copies_of_a_key_are_odd():
    with pytest.raises(ValueError, match="odd"):
        judgement.Params(copies=4)
