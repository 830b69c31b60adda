"""Visibility in dust, and the warmth of a day."""

import math
from itertools import pairwise

import pytest

from undergrid.world.sky import air
from undergrid.world.sky.air import AirClass


def test_two_percent_of_contrast_are_left_at_the_visibility_and_five_at_the_optical_range():
    assert abs(air.visibility(1) - 3.912) < 0.0005
    assert abs(air.visibility(1, 0.05) - 2.996) < 0.0005
    for sigma in (0.4, 3.9, 20):
        assert abs(math.exp(-sigma * air.visibility(sigma)) - 0.02) < 1e-12


@pytest.mark.parametrize(("km", "mass"), [(1, 56), (0.2, 419)])
def test_dust_of_a_visibility_has_the_mass_of_chepil_and_woodruff(km, mass):
    assert abs(air.dust_mass(km) - mass) < 0.5
    assert abs(air.visibility(air.dust_extinction(air.dust_mass(km))) - km) < 1e-9


def test_extinctions_of_dust_are_those_of_the_formula_and_never_fall():
    assert air.DUST[0] == 0
    assert abs(int(air.DUST[56]) - air.per_metre(3.912)) < 2
    assert (air.DUST[1:] > air.DUST[:-1]).all()


def test_air_changes_its_class_at_ten_one_and_a_fifth_of_a_kilometre_and_holds_it_for_a_fifth():
    assert air.BOUNDS == (3, 56, 419)
    assert [air.air_class(ash, AirClass.CLEAR) for ash in (0, 3, 4, 67, 68, 502, 503)] == [0, 0, 1, 1, 2, 2, 3]
    assert [air.air_class(ash, AirClass.SEVERE) for ash in (336, 335, 45, 44, 2)] == [3, 2, 2, 1, 0]


def day(coldest, warmest, sunrise=6.0, sunset=18.0):
    return [air.warmth(minute / 60, sunrise, sunset, coldest, warmest) for minute in range(1440)]


@pytest.mark.parametrize(("sunrise", "sunset"), [(6, 18), (4.5, 21), (8, 16)])
def test_it_is_coldest_near_sunrise_and_warmest_one_to_three_hours_after_noon(sunrise, sunset):
    degrees = day(2, 19, sunrise, sunset)
    assert abs(degrees.index(min(degrees)) / 60 - sunrise) <= 0.25
    assert 1 <= degrees.index(max(degrees)) / 60 - (sunrise + sunset) / 2 <= 3
    assert abs(min(degrees) - 2) < 0.01
    assert abs(max(degrees) - 19) < 0.01


@pytest.mark.parametrize(("sunrise", "sunset"), [(6, 18), (4.5, 21), (8, 16)])
def test_the_warmth_of_a_day_has_no_jumps(sunrise, sunset):
    """At sunset the sine meets the decay, near sunrise the decay meets the sine."""
    degrees = day(0, 20, sunrise, sunset)
    assert max(abs(a - b) for a, b in zip(degrees, degrees[1:] + degrees[:1], strict=True)) < 0.15
    for join in (sunset, sunrise - 0.17):
        before, after = (air.warmth(join + off, sunrise, sunset, 0, 20) for off in (-1e-6, 1e-6))
        assert abs(before - after) < 1e-4


def test_the_night_decays_exponentially():
    """Newton's law: over equal times the fall shrinks by the same factor."""
    at = [air.warmth(hour, 6, 18, 0, 20) for hour in (18, 20, 22, 24)]
    falls = [a - b for a, b in pairwise(at)]
    assert abs(falls[1] / falls[0] - math.exp(-2 * 2.2 / 12)) < 1e-9
    assert abs(falls[2] / falls[1] - falls[1] / falls[0]) < 1e-9


def test_under_a_dome_the_day_is_even():
    assert set(day(20, 20)) == {20.0}
