"""Bonding as Rescorla and Wagner have it: the published values, and what follows for several cues at once."""

import pytest

from undergrid.world.society.bonding import ONE, thousandths, trial

TENTH = round(0.1 * ONE)


def after(values, times, rate=TENTH, most=ONE):
    for _ in range(times):
        values = trial(values, rate, most)
    return values


@pytest.mark.parametrize(("n", "value"), [(1, 0.1), (5, 0.4095), (10, 0.6513), (20, 0.8784), (50, 0.9948)])
def test_one_cue_comes_to_the_published_values(n, value):
    assert after([0], n)[0] / ONE == pytest.approx(value, abs=5e-5)


@pytest.mark.parametrize("most", [0.3, 0.95])
@pytest.mark.parametrize("rate", [0.05, 0.2])
def test_the_closed_form_holds_for_other_rates_and_limits(rate, most):
    for n in (1, 3, 8, 30):
        found = after([0], n, round(rate * ONE), round(most * ONE))[0] / ONE
        assert found == pytest.approx(most * (1 - (1 - rate) ** n), abs=5e-5)


def test_what_is_expected_already_leaves_little_for_another():
    first = after([0], 60)
    both = after([*first, 0], 60)
    assert 0 <= both[1] < 0.05 * ONE


def test_two_that_are_there_together_share_what_there_is():
    alone, (one, other) = after([0], 60)[0], after([0, 0], 60)
    assert one == other
    assert abs(one + other - alone) < 0.01 * ONE
    assert one < 0.51 * alone


def test_where_nothing_comes_of_it_any_more_it_goes_down_again():
    learned = after([0], 20)
    lost = [after(learned, n, most=0)[0] for n in (0, 5, 10, 60)]
    assert lost == sorted(lost, reverse=True)
    assert lost[1] / ONE == pytest.approx(0.8784 * 0.9**5, abs=1e-4)
    assert lost[-1] < 0.01 * ONE


def test_bonds_keep_thousandths():
    assert [thousandths(value) for value in (-5, 0, ONE // 2, ONE, 2 * ONE)] == [0, 0, 500, 1000, 1000]
