"""The ledger of useful lives: assessments, slumps, fines, and the published law of renewals."""

from math import lgamma

import numpy as np
import pytest
from scenes.worlds import field, make_world, run

from undergrid.core import luck, units
from undergrid.core.tables import I64
from undergrid.setup.build import crowd, spreads
from undergrid.systems.economy import subscription
from undergrid.world.log.kinds import Kind
from undergrid.world.tables.people import ConditionKind
from undergrid.world.world import World


def assessed(world: World, **params: int) -> World:
    run(subscription, world, ticks=1, **params)
    return world


def kinds(world: World) -> list[Kind]:
    return [event.kind for event in world.events.rows()]


def test_the_useful_are_renewed_for_a_period_without_a_word():
    world = assessed(make_world(field(4, 4), 1, expires=10, obedience=500, productivity=500), period_days=30)
    assert world.citizens.expires[0] == 10 + 30 * units.DAY
    assert not world.citizens.refused[0]
    assert kinds(world) == []


def test_below_the_threshold_the_renewal_is_refused_and_the_end_stands():
    world = assessed(make_world(field(4, 4), 1, expires=10, obedience=300, productivity=499), threshold=400)
    assert world.citizens.expires[0] == 10
    assert world.citizens.refused[0]
    assert kinds(world) == [Kind.RENEWAL_REFUSED]
    assert world.conditions.kind[0] == ConditionKind.UNRENEWED
    assert world.conditions.cause[0] == world.events.rows()[0].id


def test_exactly_at_the_threshold_is_enough():
    world = assessed(make_world(field(4, 4), 1, expires=10, obedience=300, productivity=500), threshold=400)
    assert not world.citizens.refused[0]


def test_nobody_is_assessed_before_their_notice():
    world = make_world(field(4, 4), 1, expires=37 * units.HOUR, obedience=0, productivity=0)
    assessed(world, notice_hours=36)
    assert not world.citizens.refused[0]


@pytest.mark.parametrize(
    ("kind", "lost"),
    [
        (Kind.SUSPECTED, 60),
        (Kind.WANTED, 250),
        (Kind.INFORMED, -40),
        (Kind.APPEAL_DISMISSED, 25),
        (Kind.FRAUD_FOUND, 210),
    ],
)
def test_what_the_authority_learns_costs_obedience_and_what_it_is_told_earns_some(kind, lost):
    world = make_world(field(4, 4), 1, expires=30 * units.DAY, obedience=500)
    event = world.events.one(kind, 0)
    subscription.step(
        world, subscription.Params(fine_suspect=60, fine_wanted=250, reward=40, fine_appeal=25, fine_fraud=210)
    )
    booked = world.events.rows()[-1]
    assert world.citizens.obedience[0] == 500 - lost
    assert (booked.kind, booked.amount, booked.cause) == (Kind.FINED if lost > 0 else Kind.REWARDED, abs(lost), event)


def test_a_slump_names_its_draw_and_causes_the_refusal():
    world = assessed(make_world(field(4, 4), 1, expires=10, obedience=500, productivity=500, lapse=65_535), slump=400)
    slump, refusal = world.events.rows()
    assert (slump.kind, slump.amount, slump.stream) == (Kind.SLUMPED, -400, subscription.STREAM)
    assert refusal.cause == slump.id


def test_whoever_lacks_points_for_their_fines_is_refused_because_of_the_last_one():
    world = make_world(field(4, 4), 1, expires=10 * units.DAY, obedience=500, productivity=300)
    for kind in (Kind.SUSPECTED, Kind.WANTED):
        world.events.begin(world.tick)
        world.events.one(kind, 0)
        subscription.step(world, subscription.Params())
        world.tick += 1
    world.citizens.expires[0] = world.tick
    world.events.begin(world.tick)
    subscription.step(world, subscription.Params())
    _, first, _, last, refusal = world.events.rows()
    assert [event.kind for event in (first, last, refusal)] == [Kind.FINED, Kind.FINED, Kind.RENEWAL_REFUSED]
    assert refusal.cause == last.id


def test_a_surplus_carries_a_citizen_through_a_slump():
    world = assessed(make_world(field(4, 4), 1, expires=10, obedience=700, productivity=700, lapse=65_535), slump=400)
    assert kinds(world) == [Kind.SLUMPED]
    assert not world.citizens.refused[0]


def test_suspicion_costs_obedience_and_informing_earns_it():
    world = make_world(field(4, 4), 2, expires=30 * units.DAY, obedience=500)
    suspected = world.events.one(Kind.SUSPECTED, 0)
    informed = world.events.one(Kind.INFORMED, 1, 0)
    world.period = 1
    subscription.step(world, subscription.Params(fine_suspect=60, reward=40))
    assert world.citizens.obedience.tolist() == [440, 540]
    booked = [(e.kind, e.who, e.amount, e.cause) for e in world.events.rows()[2:]]
    assert booked == [(Kind.FINED, 0, 60, suspected), (Kind.REWARDED, 1, 40, informed)]


def test_of_two_fines_at_a_time_the_last_is_remembered():
    world = make_world(field(4, 4), 2, expires=30 * units.DAY, obedience=500)
    for who in (1, 0, 1):
        world.events.one(Kind.SUSPECTED, who)
    world.period = 1
    subscription.step(world, subscription.Params(fine_suspect=60))
    fines = [event for event in world.events.rows() if event.kind == Kind.FINED]
    assert [event.who for event in fines] == [1, 0, 1]
    kept = world.conditions.where(kind=ConditionKind.FINED)
    assert dict(zip(world.conditions.owner[kept].tolist(), world.conditions.cause[kept].tolist(), strict=True)) == {
        0: fines[1].id, 1: fines[2].id,
    }  # fmt: skip
    assert len(kept) == 2


def booked(world):
    """What a month books where everybody has been wanted, and has informed on somebody."""
    for who in range(world.citizens.n):
        world.events.one(Kind.WANTED, who)
        world.events.one(Kind.INFORMED, who, 0)
    world.period = 1
    subscription.step(world, subscription.Params(fine_wanted=300, reward=40))
    return [(event.kind, event.who) for event in world.events.rows() if event.kind in (Kind.FINED, Kind.REWARDED)]


def test_nobody_without_a_subscription_is_fined_or_rewarded_but_who_has_one_beside_them_is():
    world = make_world(field(4, 4), 3, obedience=500)
    world.citizens.expires[2] = 30 * units.DAY
    assert booked(world) == [(Kind.FINED, 2), (Kind.REWARDED, 2)]
    assert world.citizens.obedience.tolist() == [500, 500, 240]


def test_nothing_is_booked_for_those_who_are_off_the_books():
    """Somebody whom no registry knew was credited forty points; a fugitive without a tag was fined three hundred."""
    world = make_world(field(4, 4), 3, obedience=500, expires=30 * units.DAY)
    world.citizens.tagged[0], world.citizens.registered[1] = 0, False
    assert booked(world) == [(Kind.FINED, 2), (Kind.REWARDED, 2)]
    assert world.citizens.obedience.tolist() == [500, 500, 240]


def survivors(n: int, renewals: int, seed: int) -> I64:
    """How many of `n` are still renewed after each of `renewals`, all with a neutral ledger."""
    world = make_world(field(4, 4), n, seed=seed, expires=units.DAY, obedience=500, productivity=500)
    people = world.citizens
    people.lapse[:] = spreads.inverse(spreads.lapses(), crowd.Traits(seed, people.luck).draw(crowd.LAPSE))
    left = []
    for _ in range(renewals):
        run(subscription, world, ticks=1, period_days=1, notice_hours=24, threshold=400, slump=400)
        world.tick += units.DAY - 1
        left.append(int((~people.refused).sum()))
    return np.array(left)


def expected_survival(a: float, b: float, renewals: int) -> list[float]:
    def log_beta(x: float, y: float) -> float:
        return lgamma(x) + lgamma(y) - lgamma(x + y)

    return [float(np.exp(log_beta(a, b + t) - log_beta(a, b))) for t in range(1, renewals + 1)]


def test_renewals_follow_the_shifted_beta_geometric_law():
    """Fader and Hardie 2007, High End segment: 0.851, 0.747, ..., 0.378 (science: section 14)."""
    expected = expected_survival(0.668, 3.806, 12)
    assert expected[0] == pytest.approx(0.851, abs=0.001)
    assert expected[11] == pytest.approx(0.378, abs=0.001)
    left = survivors(100_000, 12, seed=5) / 100_000
    assert np.abs(left - expected).max() < 0.005


def test_the_renewal_rate_rises_with_tenure_though_nobody_changes():
    left = np.concatenate([[40_000], survivors(40_000, 6, seed=6)])
    rates = left[1:] / left[:-1]
    assert (np.diff(rates) > 0).all()


def test_draws_belong_to_citizens_not_to_rows():
    """A bystander in front of everyone moves the rows, and nobody's slump."""
    alone = make_world(field(4, 4), 200, expires=10, obedience=500, productivity=500, lapse=20_000)
    joined = make_world(field(4, 4), 201, expires=10, obedience=500, productivity=500, lapse=20_000)
    joined.citizens.luck[1:] = alone.citizens.luck
    joined.citizens.luck[0] = luck.key_of("test/bystander")
    assert (assessed(joined).citizens.refused[1:] == assessed(alone).citizens.refused).all()


def test_an_appeal_in_vain_and_a_fraud_that_is_found_cost_obedience():
    world = make_world(field(4, 4), 2, expires=30 * units.DAY, obedience=500)
    for who, kind in enumerate((Kind.APPEAL_DISMISSED, Kind.FRAUD_FOUND)):
        world.events.one(kind, who, who)
    world.period = 1
    subscription.step(world, subscription.Params())
    assert world.citizens.obedience.tolist() == [470, 200]
