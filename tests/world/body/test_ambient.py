"""Ambient temperature: the published wind chill, where it holds, and the air indoors."""

import numpy as np
import pytest
from scenes.worlds import field, make_city, make_world

from undergrid.city.city import Use
from undergrid.world.body import ambient
from undergrid.world.body.exposure import expose
from undergrid.world.places.shelters import HEATED, excess, shelter_row


@pytest.mark.parametrize(
    ("celsius", "kmh", "feels"), [(10, 20, 7.4), (0, 40, -7.4), (-20, 60, -36.5), (-40, 30, -58.7)]
)
def test_it_feels_as_cold_as_published(celsius, kmh, feels):
    assert ambient.felt_at(celsius, kmh) == pytest.approx(feels, abs=0.1)
    dm = round(kmh / 0.36)
    assert ambient.wind_chill(100 * celsius, dm) == pytest.approx(100 * ambient.felt_at(celsius, dm * 0.36), abs=1)


def test_mild_or_calm_air_feels_as_warm_as_it_is():
    assert ambient.wind_chill(1001, 100) == 1001
    assert ambient.wind_chill(1000, 100) < 1000
    assert ambient.wind_chill(0, 13) == 0
    assert ambient.wind_chill(0, 14) < 0
    assert ambient.wind_chill(-500, 255) == ambient.wind_chill(-500, 400)
    assert ambient.wind_chill(1000, 14) <= 1000


def test_walls_keep_the_wind_off_and_only_some_buildings_are_heated():
    city = make_city(field(9, 3), buildings=[(Use.REFUGE, 0, 2, 1), (Use.PODS, 0, 6, 1), (Use.REFUGE, 0, 4, 1)])
    world = make_world(city, 4)
    slots = expose(world, np.arange(4))
    world.citizens.inside[:] = (-1, 0, 1, 2)
    world.rebuild()
    world.sky.temperature[0], world.sky.wind[0] = -300, 100
    fire = shelter_row(world, 2)
    world.shelters.warmth[fire], world.shelters.warms_to[fire] = 700, 700
    warm = -300 + excess(world, fire)
    assert ambient.temperatures(world, slots).tolist() == [-300, -300, HEATED, warm]
    assert ambient.temperatures(world, slots, felt=True).tolist() == [
        ambient.wind_chill(-300, 100), -300, HEATED, warm
    ]  # fmt: skip
    world.sky.temperature[0] = HEATED + 500
    assert ambient.temperatures(world, slots[2:3]).tolist() == [HEATED + 500]
