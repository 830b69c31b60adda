"""Wrecks: cover half as high as a person, by posture, distance and the height of the eye."""

import numpy as np
import pytest
from scenes.worlds import field, make_city, make_world

from undergrid.world.senses.lamps import tables_now
from undergrid.world.senses.optics import Sensor, Target, chance_between, makes_out
from undergrid.world.senses.wrecks import BODY_MM, WRECK_MM, hides, shadow_between
from undergrid.world.tables.people import Posture

WIDTH = 30
LINE = "\n".join(["." * WIDTH] * 2 + ["." * 12 + "w" + "." * 17] + ["." * WIDTH] * 2)


def cell(x, y=2):
    return x + WIDTH * y


@pytest.fixture
def city():
    return make_city(LINE).handle


def test_who_stands_behind_a_wreck_is_seen_and_who_crouches_close_behind_it_is_not(city):
    for low, hidden in ((Target.STANDING, False), (Target.CROUCHED, True), (Target.FLAT, True)):
        assert hides(city, Sensor.EYE, low, cell(2), cell(13)) == hidden


def test_far_behind_a_wreck_one_is_seen_again(city):
    assert hides(city, Sensor.EYE, Target.CROUCHED, cell(2), cell(13))
    assert not hides(city, Sensor.EYE, Target.CROUCHED, cell(11), cell(25))


def test_what_looks_from_above_looks_over(city):
    assert not hides(city, Sensor.DRONE, Target.CROUCHED, cell(11), cell(14))
    assert hides(
        city, Sensor.READER, Target.STANDING, cell(2), cell(13)
    )  # lower than the wreck: it sees nothing behind


def test_the_shadow_is_that_of_similar_triangles(city):
    for far in (12, 14, 16):
        there = far + 2
        expected = 1600 - (1600 - WRECK_MM) * far // 10
        assert shadow_between(city, 1600, cell(2), cell(there)) == max(0, expected)


def test_a_wreck_shields_only_what_is_behind_it(city):
    for there in (cell(13, 0), cell(13, 4), cell(11), cell(3)):
        assert not hides(city, Sensor.EYE, Target.FLAT, cell(2), there)


def test_the_gap_between_a_wreck_and_free_ground_hides_nothing_and_that_between_two_does():
    one = make_city("\n".join(["......", "..w...", "......", "......"])).handle
    two = make_city("\n".join(["......", "..w...", "..w...", "......"])).handle
    between = (0 + 6 * 1, 4 + 6 * 2)  # this line runs exactly between the cells of the middle column
    assert not hides(one, Sensor.EYE, Target.FLAT, *between)
    assert hides(two, Sensor.EYE, Target.FLAT, *between)


def test_walkers_and_eyes_know_of_wrecks():
    city = make_city(LINE)
    assert city.walkable()[cell(12)] == 0
    assert city.opaque[cell(12)] == 0
    world = make_world(city)
    table = tables_now(world)
    for low, seen in ((Posture.STANDING, True), (Posture.CROUCHED, False)):
        out = makes_out(table, city.handle, int(Sensor.EYE), int(low), cell(2), cell(13), 255, 0)
        chance = chance_between(table, city.handle, int(Sensor.SENTINEL), int(low), cell(2), cell(13), 255, 0)
        assert (out >= 0) == seen
        # a Sentinel looks from higher up: it sees who crouches too where it is near enough
        assert (chance > 0) == (seen or bool(BODY_MM[low] > shadow_between(city.handle, 2200, cell(2), cell(13))))


def test_a_city_without_wrecks_pays_nothing_for_them():
    city = make_city(field(10, 4))
    assert len(city.half_high) == 0
    assert shadow_between(city.handle, 1600, 0, 9) == 0
    assert np.count_nonzero(make_city(LINE).half_high) == 1
