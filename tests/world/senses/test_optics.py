"""The chance that a glimpse notices: the published curve, and what light, range, rain, cover and posture do to it."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scenes.worlds import field, make_city

from undergrid.city.city import TRAITS, Ground
from undergrid.core import luck
from undergrid.core.jit import python
from undergrid.world.senses import optics
from undergrid.world.senses.optics import CERTAIN, Optics, Sensor, Target
from undergrid.world.tables.authority import WatcherKind
from undergrid.world.tables.sky import Sky

PRINTED = {0.25: 0.018, 0.5: 0.108, 0.75: 0.283, 1: 0.5, 1.5: 0.821, 2: 0.945, 3: 0.995}
STREET = int(Ground.STREET)


def dim(table, rain=0, ash=0):
    """The extinction in so much rain, mm/h, and ash, mg/m3."""
    sky = Sky(1)
    sky.rain[0], sky.ash[0] = rain, ash
    return optics.haze(table, sky)


def chance(
    table, sensor=Sensor.CAMERA, target=Target.STANDING, squared=100, light=255, ground=STREET, rain=0, share=CERTAIN
):
    return int(optics.detection_chance(table, sensor, target, squared, light, ground, dim(table, rain), share)) / 2**32


def sharp(**knobs):
    """A camera that minds everything it can make out, in air so clear that contrast is no matter."""
    return Optics(**{"camera_attention": 1, "clear_km": 300, "contrast": 1, "contrast_needed": 0.05, **knobs})


@pytest.mark.parametrize(("r", "p"), PRINTED.items())
def test_the_table_of_chances_against_cycles_comes_out(r, p):
    table = optics.tables(Optics(), 2000)
    assert abs(optics.notice(r) - p) <= 0.0005
    assert abs(int(optics.chance_of(table, optics.log_cycles(r), 0)) / 2**32 - p) <= 0.0008  # half a unit more
    assert abs(int(optics.chance_of(table, optics.log_cycles(4 * r), optics.log_cycles(4))) / 2**32 - p) <= 0.0008


@pytest.mark.parametrize(("metres", "p"), [(400, 0.926), (800, 0.446), (1600, 0.092)])
def test_the_worked_range_line_comes_out(metres, p):
    table = optics.tables(sharp(camera_m=1700, camera_mrad=0.5), 2000)
    assert abs(chance(table, squared=(metres // 2) ** 2) - p) < 0.0015


@given(st.floats(0.02, 6), st.sampled_from([1000, 2000]))
def test_the_kernel_is_the_formula_to_one_in_two_thousand(r, cell_mm):
    table = optics.tables(sharp(camera_m=200), cell_mm)
    cells = max(1, round(375 / r * 1000 / cell_mm)) if 375 / r < 200 else 100_000 // cell_mm
    metres = cells * cell_mm / 1000
    assert abs(chance(table, squared=cells * cells) - optics.notice(375 / metres)) <= 0.0005


def test_ten_thousand_glimpses_at_each_of_five_ranges_notice_as_often_as_forecast():
    table = optics.tables(sharp(camera_m=1000, camera_mrad=0.5), 2000)
    for number, metres in enumerate((300, 500, 700, 850, 1000)):
        threshold = int(
            optics.detection_chance(table, Sensor.CAMERA, 0, (metres // 2) ** 2, 255, STREET, dim(table), CERTAIN)
        )
        key = luck.make_key(5, number, luck.stream("test.optics"))
        share = np.mean([luck.u32(key, thing) < threshold for thing in range(10_000)])
        assert abs(share - optics.notice(0.75 / (metres * 0.001))) <= 0.016


@given(
    st.sampled_from([Sensor.CAMERA, Sensor.SENTINEL, Sensor.DRONE]),
    st.integers(0, 2500), st.integers(0, 255), st.sampled_from(list(Ground)), st.integers(0, 254), st.integers(0, 2),
)  # fmt: skip
def test_no_chance_rises_with_range_rain_cover_darkness_or_a_lower_posture(
    sensor, squared, light, ground, rain, posture
):
    table = optics.tables(Optics(), 2000)
    ground = int(ground)
    here = chance(table, sensor, posture, squared, light, ground, rain)
    assert 0 <= here <= 1
    assert chance(table, sensor, posture, squared + 1, light, ground, rain) <= here
    assert chance(table, sensor, posture, squared, light, ground, rain + 1) <= here
    assert chance(table, sensor, posture, squared, max(0, light - 1), ground, rain) <= here
    assert TRAITS[Ground(ground)].flicker or chance(table, sensor, posture, squared, light, Ground.RUBBLE, rain) <= here
    if posture < Target.FLAT:
        assert chance(table, sensor, posture + 1, squared, light, ground, rain) <= here
    assert chance(table, sensor, posture, squared, light, ground, rain, CERTAIN // 2) <= here / 2 + 1e-9


def test_at_the_visibility_two_percent_of_contrast_are_left_and_beyond_it_nothing_is_seen():
    """Koschmieder: with full contrast at noon, the last cell that can be seen is the visibility."""
    knobs = {"camera_m": 800, "camera_mrad": 0.01, "contrast": 1, "contrast_needed": 1, "camera_attention": 1}
    table = optics.tables(Optics(clear_km=0.5, **knobs), 2000)
    seen = [cells for cells in range(400) if chance(table, squared=cells * cells) > 0]
    assert abs(2 * max(seen) - 500) <= 4
    assert seen == list(range(len(seen)))


def test_extinction_by_rain_is_carbonneau_and_wiselys():
    """20 mm/h: 1.076 * 20^0.67 dB/km, to which clear air adds hardly anything, is a visibility of 2.1 km."""
    sigma = 1.076 * 20**0.67 * math.log(10) / 10
    knobs = {"camera_m": 2000, "camera_mrad": 0.001, "contrast": 0.04, "contrast_needed": 0.04, "clear_km": 300}
    table = optics.tables(Optics(**knobs), 2000)
    seen = [cells for cells in range(1000) if chance(table, squared=cells * cells, rain=20) > 0]
    assert abs(2 * max(seen) - 1000 * math.log(2) / (sigma + 3.912 / 300)) <= 6  # from 4 % down to 2 %


def test_lamps_never_let_a_street_get_darker_than_dusk_and_no_daylight_falls_below():
    table = optics.tables(Optics(lamps=40, darkness=2), 2000)
    street, alley = int(Ground.STREET), int(Ground.ALLEY)
    assert [optics.light_on(table, ground, 0, sky, 1) for ground in (street, alley) for sky in (0, 100)] == [
        40,
        100,
        2,
        100,
    ]
    assert [optics.light_on(table, ground, 0, 255, 0) for ground in (street, alley)] == [40, 2]


def test_an_eye_sees_less_at_every_stage_of_decay_and_a_companions_more():
    table = optics.tables(Optics(), 2000)
    drone = [chance(table, Sensor.EYE + stage, Target.DRONE, 25**2, 20) for stage in range(5)]
    assert drone == sorted(drone, reverse=True)
    assert drone[0] > drone[3] > drone[4] == 0
    assert [optics.reach(table, Sensor.EYE + stage) for stage in range(4)] == [75**2, 63**2, 45**2, 26**2]
    assert chance(table, Sensor.COMPANION_EYE, Target.DRONE, 25**2, 20) > drone[0]


def test_a_reader_sees_nothing():
    assert chance(optics.tables(Optics(), 2000), Sensor.READER, squared=0) == 0


def test_compiled_and_plain_python_agree():
    table = optics.tables(Optics(), 2000)
    plain, compiled = python(optics.detection_chance), optics.detection_chance
    for squared in range(0, 2600, 37):
        for light, ground, rain in ((255, 3, 0), (48, 4, 7), (3, 6, 60)):
            asked = (table, 3, squared % 3, squared, light, ground, rain, 3000)
            assert int(plain(*asked)) == int(compiled(*asked))


def test_the_same_numbers_are_worked_out_once():
    assert optics.tables(Optics(), 2000) is optics.tables(Optics(), 2000)
    assert not optics.tables(Optics(), 2000).flags.writeable


def test_hunters_stand_in_the_tables_where_their_kind_says():
    assert Sensor.HUNTER == WatcherKind.HUNTER
    assert Target.HUNTER == WatcherKind.HUNTER + Target.READER
    table = optics.tables(Optics(), 2000)
    far = [chance(table, Sensor.EYE, target, 70**2, light=3) for target in (Target.DRONE, Target.HUNTER, Target.GATE)]
    assert far == sorted(set(far))  # as their sizes are
    assert optics.reach(optics.tables(Optics(), 2000), Sensor.HUNTER) == 60**2


def test_between_two_cells_lie_so_many_cells_and_the_light_is_that_of_the_level():
    city = make_city(field(80, 60), field(80, 60), field(80, 60))  # street, outside, underbelly: no sky
    table = optics.tables(Optics(), 2000)
    reach = int(optics.reach(table, Sensor.CAMERA) ** 0.5)

    def between(level, here, there, other=None):
        a, b = city.cell(level, *here), city.cell(level if other is None else other, *there)
        squared, light = optics.between(table, city.handle, Sensor.CAMERA, a, b, 200)
        return int(squared), int(light)

    lit = [int(optics.light_on(table, STREET, 0, 200, sky)) for sky in (0, 1)]
    assert lit[0] < lit[1]
    for level, light in ((0, lit[1]), (1, lit[1]), (2, lit[0])):
        assert between(level, (3, 4), (6, 8)) == between(level, (6, 8), (3, 4)) == (25, light)
        assert between(level, (3, 4), (3, 4)) == (0, light)
        assert between(level, (0, 9), (reach, 9)) == (reach**2, light)
        assert between(level, (0, 9), (reach + 1, 9)) == (-1, 0)
        assert between(level, (79, 9), (0, 10))[0] == -1, "the next row is not the next cell"
    assert between(0, (3, 4), (6, 8), other=1) == (-1, 0)
