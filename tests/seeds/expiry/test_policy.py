"""Row C13 in expiry: a policy has a forecast of who is lost by it, which comes true under the same luck."""

import pytest

from undergrid.core import units
from undergrid.core.errors import UsageError
from undergrid.setup import build, load
from undergrid.sim import Sim
from undergrid.world.log.kinds import Kind

UNTIL = 14 * units.HOUR
POLICIES = ({}, {"subscription.threshold": 480}, {"subscription.threshold": 520, "subscription.slump": 250},
            {"subscription.threshold": 470, "routine.points": 60, "routine.attends": 0.5})  # fmt: skip


@pytest.fixture(scope="module")
def evening():
    """Half an hour of a small city whose subscriptions run for four days."""
    sim = Sim(build(load("expiry", 1500).with_rules({"subscription.period_days": 4}), 3))
    sim.run("30 min")
    return sim


_NAMES = ("as it is", "harder", "kinder slump", "work counts")
_SLOW = {"kinder slump": pytest.mark.slow, "work counts": pytest.mark.slow}


@pytest.fixture(
    scope="module",
    params=[
        pytest.param(knobs, id=name, marks=_SLOW.get(name, ())) for name, knobs in zip(_NAMES, POLICIES, strict=True)
    ],
)
def lived(request, evening):
    """The forecast of a policy, and what happens under it with the same luck: who is lost, whose obedience moved."""
    foreseen = evening.losses(request.param, UNTIL)
    twin = evening.fork(request.param)
    twin.run(UNTIL)
    events = twin.world.events.rows()
    lost = {event.who for event in events if event.kind == Kind.RENEWAL_REFUSED}
    moved = {event.who for event in events if event.kind in (Kind.FINED, Kind.REWARDED)}
    return foreseen, lost, moved


def test_c13_as_many_are_lost_under_a_policy_as_its_forecast_says(lived):
    foreseen, lost, _ = lived
    assert foreseen.expected > 15
    assert foreseen.spread < 0.3 * foreseen.expected
    assert abs(len(lost) - foreseen.expected) <= 3.3 * foreseen.spread


def test_c13_who_is_certain_to_be_lost_is_and_nobody_else_but_those_at_risk(lived):
    foreseen, lost, moved = lived
    certain, at_risk = set(foreseen.certain.tolist()), set(foreseen.at_risk.tolist())
    assert certain - lost <= moved
    assert lost - certain - at_risk <= moved
    assert lost & at_risk
    assert at_risk - lost


def test_c13_the_chances_are_those_by_which_people_are_lost(lived):
    """Of those with a chance about the same as many are lost as that chance says."""
    foreseen, lost, _ = lived
    for least, most in ((0.02, 0.15), (0.15, 0.5), (0.5, 1)):
        some = (foreseen.chance > least) & (foreseen.chance < most)
        chance = foreseen.chance[some]
        n = len(lost & set(foreseen.who[some].tolist()))
        assert abs(n - chance.sum()) <= 3.3 * max(1, (chance * (1 - chance)).sum() ** 0.5)


def test_c13_a_forecast_changes_nothing_and_a_harder_policy_loses_more(evening):
    digest, n = evening.digest(), evening.world.events.n
    harder = [evening.losses({"subscription.threshold": points}, UNTIL).expected for points in (420, 460, 500)]
    assert harder == sorted(set(harder))
    assert (evening.digest(), evening.world.events.n) == (digest, n)


def test_c13_a_policy_that_frees_everybody_is_refused_with_the_reason(evening):
    with pytest.raises(UsageError, match="this policy frees everybody"):
        evening.losses({"subscription.threshold": 1, "subscription.slump": 0}, UNTIL)
    with pytest.raises(UsageError, match="a policy that frees everybody: nobody's usefulness is below 0"):
        evening.losses({"subscription.threshold": 0}, UNTIL)
    with pytest.raises(UsageError, match="no knob 'treshold'"):
        evening.losses({"subscription.treshold": 400}, UNTIL)
    with pytest.raises(UsageError, match="is not ahead of"):
        evening.losses({}, 60)
