"""Exertion: the published power of walking with a load, in whole milliwatts."""

import pytest

from undergrid.city.city import Ground
from undergrid.world.body.exertion import power, roughness


@pytest.mark.parametrize(
    ("weight", "load", "speed", "slope", "eta"),
    [
        (70, 0, 0, 0, 100),
        (70, 0, 1340, 0, 100),
        (70, 20, 1340, 0, 100),
        (70, 20, 1000, 100, 150),
        (41, 35, 700, 0, 120),
    ],
)
def test_it_is_what_pandolf_has(weight, load, speed, slope, eta):
    v, g, n = speed / 1000, slope / 10, eta / 100
    watts = (
        1.5 * weight + 2 * (weight + load) * (load / weight) ** 2 + n * (weight + load) * (1.5 * v * v + 0.35 * v * g)
    )
    assert power(weight, load, speed, slope, eta) == pytest.approx(1000 * watts, abs=300)


def test_rough_ground_costs_more():
    eta = roughness()
    assert len(eta) == 256
    named = {Ground.RUBBLE: 150, Ground.WASTE: 120, Ground.ALLEY: 110, Ground.SCAFFOLD: 150}
    assert {int(ground): int(eta[ground]) for ground in range(256) if eta[ground] != 100} == named
