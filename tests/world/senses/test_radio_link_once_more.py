"""Radio links worked out once more: each receiver's metres, losses, odds and draw, by the formulas in floats."""

from __future__ import annotations

from statistics import NormalDist

import numpy as np
import pytest
from scenes.worlds import make_city, make_world

from undergrid.city.city import Ground
from undergrid.core import luck
from undergrid.core.handles import record
from undergrid.world.senses import radio_link
from undergrid.world.senses.radio_link import IS_RUIN, NO_LINK, Receivers

WIDE, HIGH = 37, 29
RUINS = (Ground.RUBBLE, Ground.BUILDING, Ground.VOID)
KNOBS = {"hertz": 300e6, "street": 2.8, "ruins": 4.7, "shadow_db": 7.0, "bits": 90, "budget_db": 84.0}


def between(city, a, b):
    """The cells from a to b, both left out: the nearest to the line for each step along its longer axis."""
    (level, x, y), (_, to_x, to_y) = city.where(a), city.where(b)
    steps = max(abs(to_x - x), abs(to_y - y))
    return [
        city.cell(
            level, int(np.floor(x + k * (to_x - x) / steps + 0.5)), int(np.floor(y + k * (to_y - y) / steps + 0.5))
        )
        for k in range(1, steps)
    ]


def test_each_receiver_hears_a_burst_by_its_own_way_losses_and_draws():
    dice = np.random.default_rng(1)
    drawings = ["\n".join("".join(dice.choice(list("..,%#"), WIDE)) for _ in range(HIGH)) for _ in range(3)]
    city = make_city(*drawings)
    world, n, sender, loss = make_world(city), 400, 987_654, 900
    link = radio_link.link_tables(60, **KNOBS)
    keys = record(
        links=luck.make_key(3, 0, luck.stream("test/links")), burst=luck.make_key(3, 77, luck.stream("test/burst"))
    )
    here = city.cell(1, 20, 13)
    out = world.out(Receivers, n + 5)
    out.cell[: n + 5], out.luck[: n + 5] = dice.integers(0, city.n_cells, n + 5), dice.integers(0, 2**60, n + 5)
    out.cell[:3] = here, here + 1, here + WIDE
    out.extra[: n + 5], out.heard[:] = dice.choice((-600, 0, 1200), n + 5), 7
    radio_link.receive(link, city.handle, here, sender, loss, keys, n, out.handle)
    heard = []
    for k in range(n):
        there = int(out.cell[k])
        (level, x, y), (_, to_x, to_y) = city.where(there), city.where(here)
        metres = int(np.sqrt(4 * ((x - to_x) ** 2 + (y - to_y) ** 2)))
        assert out.metres[k] == metres
        pair = luck.pair(sender, out.luck[k])
        odds = check_margin(city, link, keys, out, k, here, there, level, metres, pair)
        assert out.odds[k] / 2**32 == pytest.approx(odds, abs=1e-4)
        assert bool(out.heard[k]) == (int(luck.u32(keys.burst, pair)) < out.odds[k])
        heard.append(bool(out.heard[k]))
    assert (out.heard[n:] == 7).all(), "beyond the first n nobody is asked"
    assert 30 < sum(heard) < n - 30


def check_margin(city, link, keys, out, k, here, there, level, metres, pair):
    """Check the margin of a receiver by the formulas; returns the odds that follow from it."""
    if metres > 60:
        assert (out.over[k], out.odds[k]) == (NO_LINK, 0)
        return 0
    cells = between(city, here, there) if level == 1 and there != here else []
    share = np.mean([Ground(city.ground[cell]) in RUINS for cell in cells]) if cells else 0.0
    if level != 1:
        share = 1.0  # all that lies between two levels counts as ruins
    exponent = 2.8 + 1.9 * int(1000 * share + 1e-9) / 1000
    first = 20 * np.log10(4 * np.pi * 300e6 / 299_792_458)
    quantile = (int(luck.u32(keys.links, pair)) // 2**20 + 0.5) / 4096
    shadow = 7 * NormalDist().inv_cdf(quantile)
    lost = first + 10 * exponent * np.log10(max(1, metres)) + out.extra[k] / 100 + 9 * abs(level - 1)
    assert out.over[k] / 100 == pytest.approx(84 - lost + shadow, abs=0.03)
    over = min(max(out.over[k] / 100, -20.01), 20)
    return radio_link.through(radio_link.half_db(90) + over, 90) if over >= -20 else 0


def test_the_share_of_ruins_is_that_of_the_cells_along_the_line_wherever_it_runs():
    dice = np.random.default_rng(2)
    drawings = ["\n".join("".join(dice.choice(list(".%#,"), WIDE)) for _ in range(HIGH)) for _ in range(2)]
    city = make_city(*drawings)
    for _ in range(400):
        level = int(dice.integers(0, 2))
        base = level * city.area
        ax, bx = (int(n) for n in dice.integers(0, WIDE, 2))
        ay, by = (int(n) for n in dice.integers(0, HIGH, 2))
        cells = between(city, city.cell(level, ax, ay), city.cell(level, bx, by)) if (ax, ay) != (bx, by) else []
        ruins = sum(Ground(city.ground[cell]) in RUINS for cell in cells)
        share = ruins * 1000 // len(cells) if cells else 0
        assert radio_link.ruined(city.ground, IS_RUIN, WIDE, ax, ay, bx, by, base) == share
    assert [Ground(n) for n in np.flatnonzero(IS_RUIN)] == sorted(RUINS)


def test_the_tables_are_the_formulas_in_whole_numbers():
    link = radio_link.link_tables(1234, **KNOBS)
    assert len(link.loss) == 1235
    metres = np.maximum(1, np.arange(1235))
    assert np.abs(link.loss - 10_000 * np.log10(metres)).max() <= 0.5
    quantiles = [NormalDist().inv_cdf((n + 0.5) / 4096) for n in range(4096)]
    assert np.abs(link.shadow - 700 * np.array(quantiles)).max() <= 0.5
    assert (int(link.street), int(link.ruins), int(link.budget)) == (2800, 4700, 8400)
    assert int(link.first) == round(100 * radio_link.free_space_db(1, 300e6)) == 2199
    for db in (-20, -12.34, -3, -0.5, 0, 0.5, 2.5, 7, 20):
        p = radio_link.through(radio_link.half_db(90) + db, 90)
        assert int(radio_link.burst_chance(link.chance, round(100 * db))) / 2**32 == pytest.approx(p, abs=1e-9)
    assert radio_link.burst_chance(link.chance, -2001) == 0
    assert radio_link.burst_chance(link.chance, 2001) == radio_link.burst_chance(link.chance, 2000)


def test_a_link_ends_with_the_last_metre_of_its_table():
    link = radio_link.link_tables(500, **KNOBS)
    assert radio_link.margin(link, 0, 501, 0, 1 << 31) == NO_LINK
    half = int(radio_link.margin(link, 0, 500, 0, 1 << 31))
    assert half / 100 == pytest.approx(84 - radio_link.path_loss_db(500, 300e6, 2.8), abs=0.03)
    assert int(radio_link.margin(link, 350, 500, 0, 1 << 31)) == half - 350


def test_ranges_and_halves_are_the_inverse_of_losses_and_chances():
    for budget in (60, 90, 130.5):
        for exponent in (2, 3.3):
            metres = radio_link.range_m(budget, 406e6, exponent)
            assert radio_link.path_loss_db(metres, 406e6, exponent) == pytest.approx(budget)
    assert radio_link.range_m(3, 406e6, 2) == 1.0
    assert radio_link.path_loss_db(0.2, 406e6, 3) == radio_link.free_space_db(1, 406e6)
    for bits in (8, 90, 5000):
        assert radio_link.through(radio_link.half_db(bits), bits) == pytest.approx(0.5, abs=1e-6)
