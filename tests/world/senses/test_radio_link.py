"""Radio links: published losses, error rates and coverage, and what the kernels make of them."""

import math

import numpy as np
import pytest

from undergrid.city.city import Ground
from undergrid.core import luck
from undergrid.core.jit import kernel
from undergrid.world.senses import radio_link
from undergrid.world.senses.radio_link import (
    bit_error,
    burst_chance,
    free_space_db,
    half_db,
    link_tables,
    margin,
    path_loss_db,
    range_m,
    ruined,
    share_covered,
    through,
)

BURST = 112


def tables(exponent=4.0, shadow_db=8.0, budget_db=130.0, far_m=4000):
    return link_tables(
        far_m, hertz=406e6, street=exponent, ruins=exponent, shadow_db=shadow_db, bits=BURST, budget_db=budget_db
    )


@kernel
def _margins(link, metres, luckies, key, over):
    for k in range(len(metres)):
        over[k] = margin(link, 0, metres[k], 0, luck.u32(key, luckies[k]))


def margins(t, metres, seed=1):
    """Margins of receivers at these distances, each with shadowing of its own."""
    luckies = np.arange(len(metres), dtype=np.int64) * 7919
    over = np.zeros(len(metres), np.int64)
    key = luck.make_key(seed, 0, luck.stream("test/shadowing"))
    _margins(t, metres, luckies, key, over)
    return over


@pytest.mark.parametrize(
    ("metres", "hertz", "loss"), [(1, 2.4e9, 40.05), (1, 868e6, 31.22), (1000, 406e6, 84.62)], ids=str
)
def test_free_space_loses_what_friis_says(metres, hertz, loss):
    assert free_space_db(metres, hertz) == pytest.approx(loss, abs=0.005)


@pytest.mark.parametrize(("ebn0", "error"), [(6.79, 1e-3), (8.40, 1e-4), (9.59, 1e-5), (10.53, 1e-6)])
def test_bits_of_bpsk_are_wrong_as_published(ebn0, error):
    assert math.log10(bit_error(ebn0)) == pytest.approx(math.log10(error), abs=0.01)


@pytest.mark.parametrize(
    ("exponent", "shadow", "share"), [(4, 8, 0.9073), (2, 8, 0.8620), (3.5, 8, 0.8989), (4, 6, 0.9241)]
)
def test_so_much_of_a_disc_is_covered_where_three_quarters_of_its_rim_are(exponent, shadow, share):
    assert share_covered(0.75, exponent, shadow) == pytest.approx(share, abs=5e-5)


@pytest.mark.parametrize(("exponent", "shadow"), [(4, 8), (2, 8), (3.5, 8), (4, 6)])
def test_a_hundred_thousand_receivers_in_a_disc_agree_with_the_formula(exponent, shadow):
    radius = 3000
    edge = shadow * 0.6744898  # the quantile of 0.75
    t = tables(exponent, shadow, path_loss_db(radius, 406e6, exponent) + edge)
    metres = np.rint(radius * np.sqrt((np.arange(100_000) + 0.5) / 100_000)).astype(np.int64)
    share = np.count_nonzero(margins(t, metres) > 0) / len(metres)
    assert share == pytest.approx(share_covered(0.75, exponent, shadow), abs=0.004)


@pytest.mark.parametrize(("exponent", "shadow"), [(3.0, 4.0), (3.0, 12.0), (4.5, 8.0)])
def test_the_median_range_is_the_range_without_shadowing(exponent, shadow):
    budget = path_loss_db(2000, 406e6, exponent)
    t, range_of_all = tables(exponent, shadow, budget), range_m(budget, 406e6, exponent)
    assert range_of_all == pytest.approx(2000)
    near, far = 1600, 2400
    while far - near > 4:
        middle = (near + far) // 2
        works = np.count_nonzero(margins(t, np.full(40_000, middle, np.int64)) > 0) / 40_000
        near, far = (middle, far) if works > 0.5 else (near, middle)
    assert (near + far) / 2 == pytest.approx(range_of_all, rel=0.02)


def test_half_of_the_bursts_get_through_at_the_sensitivity_and_more_with_a_better_signal():
    assert through(half_db(BURST), BURST) == pytest.approx(0.5, abs=1e-9)
    t = tables()
    chances = [burst_chance(t.chance, over) / 2**32 for over in range(-3000, 3000, 50)]
    assert burst_chance(t.chance, 0) / 2**32 == pytest.approx(0.5, abs=1e-6)
    assert chances == sorted(chances)
    assert chances[0] == burst_chance(t.chance, radio_link.NO_LINK) == 0
    assert chances[-1] > 0.999999


def test_each_tenfold_distance_costs_ten_times_the_exponent():
    t = tables(exponent=3.0, shadow_db=0)
    over = margins(t, np.array([10, 100, 1000], np.int64))
    assert np.diff(over).tolist() == [-3000, -3000]
    assert margins(t, np.array([5000], np.int64))[0] == radio_link.NO_LINK


def test_ruins_count_by_their_share_of_the_way():
    width, row = 10, [Ground.STREET] * 10
    ground = np.array(row * 3, np.uint8)
    ground[[3, 4]] = Ground.RUBBLE, Ground.BUILDING
    between = [ruined(ground, radio_link.IS_RUIN, width, 0, y, 9, y, 0) for y in (0, 1)]
    assert between == [250, 0]
    assert ruined(ground, radio_link.IS_RUIN, width, 9, 0, 0, 0, 0) == 250
    assert ruined(ground, radio_link.IS_RUIN, width, 3, 0, 4, 0, 0) == 0
    t = link_tables(3000, hertz=406e6, street=3.0, ruins=5.0, shadow_db=0, bits=BURST, budget_db=130)
    one = [margin(t, 0, 1000, share, 0) for share in (0, 500, 1000)]
    assert np.diff(one).tolist() == [-3000, -3000]
