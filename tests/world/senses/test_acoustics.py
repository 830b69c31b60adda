"""Acoustics: spreading, what air absorbs, and levels added."""

import numpy as np
import pytest

from undergrid.world.senses.acoustics import MIDBANDS, Acoustics, absorption, falls, rising, together
from undergrid.world.tables.sky import Sky

ISO_9613_1 = {  # C, %: dB/km at 63 Hz to 8 kHz
    (10, 70): (0.1, 0.4, 1.0, 1.9, 3.7, 9.7, 32.8, 117),
    (20, 70): (0.1, 0.3, 1.1, 2.8, 5.0, 9.0, 22.9, 76.6),
    (15, 20): (0.3, 0.6, 1.2, 2.7, 8.2, 28.2, 88.8, 202),
}


@pytest.mark.parametrize("weather", ISO_9613_1)
def test_air_absorbs_in_each_band_what_the_standard_says(weather):
    got = [absorption(hertz, *weather) for hertz in MIDBANDS]
    assert got == pytest.approx(ISO_9613_1[weather], abs=0.051, rel=0.0025)


def test_the_bands_are_the_exact_ones():
    """With the nominal 8,000 Hz the last column would be 1 % high."""
    assert list(MIDBANDS) == pytest.approx([63.1, 125.9, 251.2, 501.2, 1000, 1995.3, 3981.1, 7943.3], abs=0.05)
    assert absorption(8000, 10, 70) / absorption(MIDBANDS[-1], 10, 70) == pytest.approx(1.01, abs=0.003)


def test_sound_falls_by_six_decibels_for_every_doubling_and_by_what_the_air_takes():
    bare, air = falls(500, 2000), falls(500, 2000, per_km=10)
    for cells in (1, 4, 20, 100):
        assert bare[(2 * cells) ** 2] - bare[cells**2] == pytest.approx(602, abs=1)
        assert air[cells**2] - bare[cells**2] == pytest.approx(2 * cells, abs=1)
    assert bare[0] == 800
    assert (np.diff(air) >= 0).all()


def test_what_hides_a_sound_is_murmur_rain_and_wind_added_as_powers():
    sound, sky = Acoustics(quiet_db=40, busy_db=60, rain_db=40, rain_decade_db=20, wind_db=0, needed_db=0), Sky(1)
    masks = {}
    for curfew in (0, 1):
        for rain in range(0, 256, 5):
            sky.curfew[0], sky.rain[0] = curfew, rain
            masks[curfew, rain] = sound.needed(sky)
    assert masks[1, 0] == 4000
    assert masks[0, 10] == 6301  # 60 and 60 dB
    assert [masks[1, rain] for rain in range(0, 256, 5)] == sorted(masks[1, rain] for rain in range(0, 256, 5))
    sky.curfew[0], sky.rain[0], sky.wind[0] = 1, 0, 10  # 1 m/s: 40 dB over that of 0.1 m/s
    assert sound.needed(sky) == 4301  # twice the power


def test_two_equal_noises_are_three_decibels_louder_than_one():
    assert together(50, 50) == pytest.approx(53.01, abs=0.01)
    assert together(50, -np.inf) == pytest.approx(50)
    assert rising(38, 14)[[0, 1, 10]].tolist() == [-np.inf, 38, 52]
