"""Optics worked out once more: cycles and contrast from the formula, and who sees whom from where both stand."""

from __future__ import annotations

import numpy as np
import pytest
from scenes.worlds import field, make_city, make_world

from undergrid.city.city import TRAITS, Ground
from undergrid.core.grid import visible
from undergrid.core.handles import record
from undergrid.world.senses import optics
from undergrid.world.senses.optics import CERTAIN, STAGES, UNSEEN, Optics, Sensor, Target
from undergrid.world.sky.air import DUST, DUSTIEST
from undergrid.world.tables.sky import Sky

GIVEN = Optics(companion_sharper=3, sharpness=(1, 0.8, 0.5, 0.3, 0), eye_m=90, companion_m=120, clear_km=2)
TABLE = optics.tables(GIVEN, 2000)
SEEN_BY = {  # IFOV in mrad, range in m, attention
    Sensor.CAMERA: (GIVEN.camera_mrad, GIVEN.camera_m, GIVEN.camera_attention),
    Sensor.SENTINEL: (GIVEN.sentinel_mrad, GIVEN.sentinel_m, GIVEN.sentinel_attention),
    Sensor.DRONE: (GIVEN.drone_mrad, GIVEN.drone_m, GIVEN.drone_attention),
    Sensor.HUNTER: (GIVEN.hunter_mrad, GIVEN.hunter_m, GIVEN.hunter_attention),
    **{Sensor.EYE + n: (0.3 / left, 90 * left, GIVEN.eye_attention) for n, left in enumerate((1, 0.8, 0.5, 0.3))},
    **{Sensor.COMPANION_EYE + n: (0.1 / left, 120 * left, GIVEN.companion_attention)
       for n, left in enumerate((1, 0.8, 0.5, 0.3))},
}  # fmt: skip
SIZES = {  # m, and how much more than it hides somebody upright the ground hides
    Target.STANDING: (0.75, 1), Target.CROUCHED: (0.75 * 0.7, 1.5), Target.FLAT: (0.75 * 0.45, 1.8),
    Target.READER: (0.15, 0), Target.CAMERA: (0.25, 0), Target.SENTINEL: (1.1, 0), Target.DRONE: (0.5, 0),
    Target.HUNTER: (0.75, 0), Target.GATE: (2, 0),
}  # fmt: skip
BLIND = (Sensor.READER, Sensor.EYE + STAGES - 1, Sensor.COMPANION_EYE + STAGES - 1)


def worked_out(sensor, target, squared, light, ground, dim):
    """log2 of the cycles that a target spans, by the formula; None where it cannot be made out."""
    mrad, metres, _ = SEEN_BY[sensor]
    size, hides = SIZES[target]
    if squared > int(metres / 2) ** 2:
        return None
    far = max(1.0, 2 * squared**0.5)
    contrast = np.log2(0.4 * np.sqrt(max(1, light) / 255) / 0.2) - dim * 2 * squared**0.5 / 256 / 4096
    if contrast < np.log2(0.02 / 0.2):
        return None
    shows = max(0.05, 1 - hides * TRAITS[ground].cover / 100)
    return np.log2(size * np.sqrt(shows) / (2 * far * mrad / 1000)) + min(0, contrast)


def test_every_sensor_resolves_every_target_on_every_ground_as_the_formula_says():
    dice = np.random.default_rng(5)
    seen = 0
    for sensor, (_, metres, attention) in SEEN_BY.items():
        reach = int(metres / 2)
        assert optics.reach(TABLE, int(sensor)) == reach**2
        for target in Target:
            for ground in Ground:
                squared, light = int(dice.integers(0, 1.3 * reach**2)), int(dice.integers(0, 256))
                dim = int(dice.integers(0, 60_000))
                found = int(optics.cycles(TABLE, int(sensor), target, squared, light, int(ground), dim))
                expected = worked_out(sensor, target, squared, light, ground, dim)
                near = (found == UNSEEN) if expected is None else abs(found / 4096 - expected) < 0.002
                assert near, (sensor, target, ground, squared, light, dim)
                seen += expected is not None
                share = int(dice.integers(0, CERTAIN + 1))
                chance = int(
                    optics.detection_chance(TABLE, int(sensor), target, squared, light, int(ground), dim, share)
                )
                steady = 1 - TRAITS[ground].flicker / 100
                p = 0 if expected is None else optics.notice(2**expected)
                assert chance / 2**32 == pytest.approx(p * attention * steady * share / CERTAIN, abs=0.0015)
    assert seen > 500


def test_at_the_rim_of_its_range_a_sensor_sees_and_one_cell_farther_nothing():
    for sensor, (_, metres, _) in SEEN_BY.items():
        reach = int(metres / 2) ** 2
        assert optics.cycles(TABLE, int(sensor), Target.GATE, reach, 255, int(Ground.STREET), 0) > UNSEEN
        assert optics.cycles(TABLE, int(sensor), Target.GATE, reach + 1, 255, int(Ground.STREET), 0) == UNSEEN
    for sensor in BLIND:
        assert optics.reach(TABLE, int(sensor)) == -1
        assert optics.cycles(TABLE, int(sensor), Target.GATE, 0, 255, int(Ground.STREET), 0) == UNSEEN


def test_the_chance_is_the_curve_from_a_hundredth_of_the_cycles_on_and_certain_far_above():
    needed = optics.log_cycles(4)
    for ratio in (2.0**-7.1, 2.0**-6.9, 0.1, 0.9, 1, 1.1, 2, 7.9, 9, 100):
        chance = int(optics.chance_of(TABLE, optics.log_cycles(4 * ratio), needed)) / 2**32
        assert chance == pytest.approx(optics.notice(ratio), abs=1e-3)
    assert optics.chance_of(TABLE, UNSEEN, 0) == 0
    assert [optics.notice(r) for r in (-1, 0)] == [0, 0]
    assert optics.notice(1) == 0.5


@pytest.mark.parametrize("cell_mm", [500, 1000, 2000, 3000])
def test_ranges_in_cells_are_those_in_metres_rounded_down_and_nobody_is_nearer_than_half_a_cell(cell_mm):
    table = optics.tables(GIVEN, cell_mm)
    for sensor, (mrad, metres, _) in SEEN_BY.items():
        assert optics.reach(table, int(sensor)) == int(metres * 1000 / cell_mm + 1e-9) ** 2
        nearest = min(1.0, cell_mm / 2000)
        found = int(optics.cycles(table, int(sensor), Target.GATE, 0, 255, int(Ground.STREET), 0)) / 4096
        assert found == pytest.approx(np.log2(2 / (2 * nearest * mrad / 1000)), abs=0.001)


# ---------------------------------------------------------------- the air


def test_haze_adds_up_of_clear_air_rain_and_ash_up_to_the_dustiest_that_is_known():
    sky, clear = Sky(1), Optics(rain_exponent=0, clear_km=2)
    table = optics.tables(clear, 2000)
    by_ash = {0: 0, 1: 1, 400: 400, DUSTIEST - 1: -1, DUSTIEST: -1, DUSTIEST + 9: -1}
    for rain, per_km in ((0, 0), (1, 1.076), (200, 1.076)):  # dB, as much for any rain with an exponent of 0
        for ash, at in by_ash.items():
            sky.rain[0], sky.ash[0] = rain, ash
            octaves = (3.912 / 2 + per_km * np.log(10) / 10) / np.log(2)
            assert optics.haze(table, sky) - int(DUST[at]) == pytest.approx(octaves * 4096 * 256 / 1000, abs=1)


def test_light_and_haze_of_a_record_follow_the_sky():
    sky, knobs = Sky(1), record(optics=TABLE, light=0, dim=0)
    for light, ash, rain in ((0, 0, 0), (80, 0, 0), (80, 90, 0), (80, 90, 4), (3, 90, 4), (3, 0, 0), (255, 7, 7)):
        sky.light[0], sky.ash[0], sky.rain[0] = light, ash, rain
        optics.refresh(knobs, sky)
        assert (int(knobs.light), int(knobs.dim)) == (light, optics.haze(TABLE, sky))


# ---------------------------------------------------------------- between two places


def test_somebody_sees_somebody_on_their_level_in_range_with_nothing_between_and_not_else():
    dice = np.random.default_rng(8)
    wide, high = 61, 47
    drawings = ["\n".join("".join(dice.choice(list(".,%#+"), wide, p=(0.4, 0.3, 0.1, 0.1, 0.1))) for _ in range(high))
                for _ in range(3)]  # fmt: skip
    city = make_city(*drawings)
    free, area, found = np.flatnonzero(city.walkable()), wide * high, []
    for _ in range(60):
        here, sensor, target = int(dice.choice(free)), int(dice.integers(1, 5)), int(dice.integers(0, 3))
        level, x, y = city.where(here)
        in_sight = visible(city.opaque, wide, high, level, x, y)
        for there in (*dice.choice(free, 12).tolist(), here, min(here + 3, int(free[-1])), (here + area) % (3 * area)):
            if city.opaque[there]:
                continue
            to_level, to_x, to_y = city.where(there)
            squared = (to_x - x) ** 2 + (to_y - y) ** 2
            plain = level == to_level and squared <= int(SEEN_BY[Sensor(sensor)][1] / 2) ** 2 and in_sight[to_y, to_x]
            ground, sky = Ground(city.ground[there]), 150 if level < 2 else 0  # no light from the sky below
            light = max(GIVEN.darkness, sky, GIVEN.lamps if TRAITS[ground].lit else 0)
            args = TABLE, city.handle, sensor, target, here, there, 150, 60_000
            chance = optics.detection_chance(TABLE, sensor, target, squared, light, int(ground), 60_000, CERTAIN)
            assert optics.chance_between(*args) == (chance if plain else 0)
            even = optics.cycles(TABLE, sensor, target, squared, light, int(ground), 60_000) >= 0
            assert optics.makes_out(*args) == (squared if plain and even else -1)
            if level == to_level:
                assert optics.clear(city.handle, here, there) == in_sight[to_y, to_x]
            found.append((bool(plain), bool(even)))
    assert min(found.count(case) for case in ((True, True), (True, False), (False, True))) > 3


def test_two_people_outdoors_are_in_view_of_each_other_up_to_so_many_metres_with_nothing_between():
    drawing = field(30, 3) + "\n" + "." * 12 + "#" + "." * 17
    city = make_city(drawing, drawing)
    below = [city.cell(1, x, y) for x, y in ((10, 1), (15, 1), (16, 1), (10, 3), (14, 3), (13, 1), (14, 1))]
    world = make_world(city, [*below, city.cell(0, 11, 1)])
    world.citizens.inside[[5, 6]] = 0, 0

    def views(metres):
        pairs = [(a, b) for a in range(8) for b in range(8) if a < b and optics.in_view(world, a, b, metres)]
        assert all(optics.in_view(world, b, a, metres) for a, b in pairs)
        return pairs

    assert [b for a, b in views(10) if a == 0] == [1, 3, 4]
    assert [b for a, b in views(9.9) if a == 0] == [3]
    assert [b for a, b in views(12) if a == 0] == [1, 2, 3, 4]
    assert (3, 4) not in views(12), "there is a wall between"
    assert not {pair for pair in views(2000) if {5, 6, 7} & set(pair)}, "who is indoors, and who is on another level"
