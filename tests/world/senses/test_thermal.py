"""The chance that a beam picks out the warmth of a body: the published curve, and what air, ground and clutter do."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scenes.worlds import field, make_city, make_world

from undergrid.city.city import Ground, Use
from undergrid.core import luck
from undergrid.core.handles import record
from undergrid.core.jit import python
from undergrid.world.body.exposure import expose
from undergrid.world.senses import optics, thermal
from undergrid.world.senses.fires import burning
from undergrid.world.senses.optics import Optics
from undergrid.world.senses.thermal import Scanning, Thermal
from undergrid.world.sky import air
from undergrid.world.tables.items import ItemKind
from undergrid.world.tables.people import Posture

STREET, ALLEY, RUBBLE = int(Ground.STREET), int(Ground.ALLEY), int(Ground.RUBBLE)
PRINTED = {0.25: 0.018, 0.5: 0.108, 0.75: 0.283, 1: 0.5, 1.5: 0.821, 2: 0.945, 3: 0.995}
FINE = Thermal(beam_m=1700, pixel_mrad=0.5, clear_per_km=0)
GRID = 2000


def chance(heat=FINE, cells=100, target=0, ground=STREET, apart=1500, dim=0, clutter=0, moving=0):
    """The chance of one look, without anything between."""
    scan = record(optics=thermal.optics_of(heat, Optics(), GRID), heat=thermal.tables(heat, Optics(), GRID), dim=dim)
    return int(thermal.makes_out(scan, target, cells * cells, ground, apart, clutter, moving)) / 2**32


def contrast(degrees, sun=0, ground=STREET, clothes=10, moving=0, dead=-1, by_fire=0, heat=FINE):
    """Body less background, K."""
    table = thermal.tables(heat, Optics(), GRID)
    return int(thermal.contrast(table, round(100 * degrees), sun, ground, clothes, moving, dead, by_fire)) / 100


def dust(ash):
    return int(air.DUST[ash])


# ---------------------------------------------------------------- the curve


@pytest.mark.parametrize(("r", "p"), PRINTED.items())
def test_the_standard_table_comes_out(r, p):
    """A standing body spans 750 m / range cycles here, so each r is a range, rounded to cells of 2 m."""
    cells = min(849, round(375 / r))
    assert abs(optics.notice(r) - p) <= 0.0005
    assert abs(chance(cells=cells) - optics.notice(375 / cells)) <= 0.0005


@pytest.mark.parametrize(("metres", "p"), [(400, 0.926), (800, 0.446), (1600, 0.092)])
def test_the_worked_range_line_comes_out(metres, p):
    assert abs(chance(cells=metres // 2) - p) <= 0.0008


def test_ten_thousand_glimpses_at_each_of_five_ranges_pick_out_as_many_as_forecast():
    for number, metres in enumerate((300, 500, 750, 1000, 1400)):
        threshold = round(2**32 * chance(cells=metres // 2))
        key = luck.make_key(7, number, luck.stream("test.thermal"))
        share = np.mean([luck.u32(key, thing) < threshold for thing in range(10_000)])
        assert abs(share - optics.notice(750 / metres)) <= 0.016


# ---------------------------------------------------------------- properties


@given(
    st.integers(1, 74), st.integers(0, 3000), st.integers(-3000, 3000), st.sampled_from(list(Ground)),
    st.integers(0, 200), st.integers(0, 2), st.integers(0, 3),
)  # fmt: skip
def test_no_chance_rises_with_range_ash_cover_clutter_or_a_lower_posture(
    cells, ash, apart, ground, clutter, target, moving
):
    heat = Thermal()
    given_ = {"cells": cells, "target": target, "ground": int(ground), "apart": apart, "dim": dust(ash),
              "clutter": clutter, "moving": moving}  # fmt: skip
    here = chance(heat, **given_)
    assert chance(heat, **{**given_, "cells": cells + 1}) <= here
    assert chance(heat, **{**given_, "dim": dust(ash + 100)}) <= here
    assert chance(heat, **{**given_, "clutter": clutter + 32}) <= here
    assert chance(heat, **{**given_, "apart": -apart}) == here  # what counts is |dT|
    assert chance(heat, **{**given_, "apart": apart // 2}) <= here
    assert chance(heat, **{**given_, "ground": RUBBLE}) <= here
    if target < Posture.FLAT:
        assert chance(heat, **{**given_, "target": target + 1}) <= here
    if moving < 3:
        assert chance(heat, **{**given_, "moving": moving + 1}) >= here


def test_there_is_nothing_to_see_where_the_background_equals_the_body():
    assert chance(cells=5, apart=0) == 0
    assert chance(cells=5, apart=9) == 0  # below the 0.1 K of the sensor
    assert chance(cells=5, apart=11) > 0


def test_ash_dims_one_way():
    """The contrast left at range R is exp(-sigma R): at 1 km of visibility, half of full contrast at 177 m."""
    full = round(100 * FINE.full_k)
    half = chance(cells=88, apart=full, dim=dust(56))
    assert abs(half - chance(cells=88, apart=full // 2)) < 0.002


def test_a_hot_afternoon_hides_better_than_a_night():
    afternoon, night = contrast(33, sun=190), contrast(12)
    assert abs(afternoon) < abs(night)
    assert chance(Thermal(), 50, apart=round(100 * afternoon)) < chance(Thermal(), 50, apart=round(100 * night))


def test_a_body_in_the_sun_can_be_the_cooler_of_the_two():
    assert contrast(33, sun=255) < 0 < contrast(5)


def test_clothes_and_a_blanket_hide_warmth_from_who_keeps_still():
    bare, dressed, thick, wrapped = (contrast(5, clothes=clo) for clo in (0, 10, 25, 10 + 64))
    assert bare > dressed > thick > 0
    assert wrapped < dressed
    assert contrast(5, clothes=10 + 64, moving=2) == contrast(5, clothes=10, moving=2)
    # the share of skin over air that shows, by ISO 9920, and street that is 1.5 K warmer than the air
    assert abs(dressed - (28 * (0.12 + 0.88 * 0.7 / 1.7) - 1.5)) < 0.02


def test_running_warms():
    still, sneaking, walking, running = (contrast(5, moving=moving) for moving in range(4))
    assert still < sneaking < walking < running


def test_the_dead_cool_down_to_the_background_with_their_time_constant():
    heat = Thermal(cooling_hours=4)
    warm = contrast(5, dead=0, heat=heat)
    assert warm == contrast(5, heat=heat)
    for hours in (1, 4, 8, 12):
        assert abs(contrast(5, dead=hours * 3600, heat=heat) / warm - np.exp(-hours / 4)) < 0.03
    assert contrast(5, dead=48 * 3600, heat=heat) == 0


# ---------------------------------------------------------------- places


def night(city, people, **columns):
    world = make_world(city, citizens=people, tagged=0, **columns)
    world.sky.light[0], world.sky.temperature[0] = 0, 500
    return world


def over(world, who, here, posture=0):
    scanning = Scanning(world)
    cell = int(world.citizens.cell[who])
    return scanning.chance(world, here, cell, posture, 0, int(scanning.clothes[who])) / 2**32


def test_walls_and_other_levels_hide_altogether():
    city = make_city("......\n...#..\n......", "......\n......\n......")
    world = night(city, [(5, 1), (5, 0), city.cell(1, 5, 0)])
    here = city.cell(0, 0, 1)
    assert [over(world, who, here) > 0 for who in range(3)] == [False, True, False]


def test_other_warm_bodies_and_fires_near_by_are_clutter():
    city = make_city(field(60, 9))
    alone = over(night(city, [(40, 4)]), 0, city.cell(0, 0, 4))
    crowd = over(night(city, [(40, 4), (41, 4), (39, 4), (40, 5)]), 0, city.cell(0, 0, 4))
    far = over(night(city, [(40, 4), (50, 4)]), 0, city.cell(0, 0, 4))
    burning = night(city, [(40, 4)])
    slot = burning.fires.take(1)
    burning.fires.cell[slot] = city.cell(0, 41, 4)
    beside = over(burning, 0, city.cell(0, 0, 4))
    assert far == alone > crowd > beside
    burning.fires.until[slot] = 0
    assert over(burning, 0, city.cell(0, 0, 4)) == alone


def test_a_blanket_in_the_pack_counts():
    city = make_city(field(60, 9))
    world = night(city, [(40, 4)])
    bare = over(world, 0, city.cell(0, 0, 4))
    slot = world.items.take(1)
    world.items.kind[slot], world.items.holder[slot] = ItemKind.BLANKET, 0
    assert over(world, 0, city.cell(0, 0, 4)) < bare


def test_a_beam_looks_in_every_direction_once_in_a_turn():
    table = thermal.tables(Thermal(), Optics(), GRID)
    for name in range(20):
        lucky = np.int64(luck.key_of(f"drone/{name}"))
        for dx, dy in ((1, 0), (-3, 7), (0, -5), (-4, -4), (11, 2), (0, 0)):
            looks = 0
            for tick in range(5, 35, 5):
                low, high = thermal.arc(lucky, tick, 5, 30)
                looks += bool(thermal.within(table, low, high, dx, dy))
            assert looks == 1


def test_the_beam_that_is_shown_is_the_one_that_looks():
    heat = Thermal()
    low, high = thermal.beam(heat, luck.key_of("drone"), 40)
    assert 0 <= low < 360
    assert abs((high - low) % 360 - 360 * heat.look_every / heat.sweep_s) < 0.1


def test_what_a_detection_says_is_spelt_out():
    amount = thermal.pack(40, thermal.ASH | thermal.COVER, 3, -3)
    assert thermal.spell(amount) == "40 m to the north-east, through ash and cover"
    assert thermal.spell(thermal.pack(7, 0, 0, 0)) == "7 m"


def test_a_beam_that_turns_too_fast_for_its_looks_is_refused():
    with pytest.raises(ValueError, match="half round"):
        Thermal(sweep_s=10, look_every=5)


def test_compiled_and_plain_python_agree():
    city = make_city("\n".join(["..,%.#.." * 4] * 6))
    world = night(city, [(9, 2), (10, 2), (30, 1)])
    world.sky.ash[0], world.sky.rain[0] = 80, 3
    view = Scanning(world)
    for here in range(0, city.n_cells, 17):
        for there in range(0, city.n_cells, 5):
            dead = -1 if there % 3 else 4000
            asked = (view.handle, city.handle, here, there, there % 3, there % 4, 10 + 64 * (there % 2), dead)
            plain, compiled = python(thermal.chance_between)(*asked), thermal.chance_between(*asked)
            assert [int(n) for n in plain] == [int(n) for n in compiled]


def test_a_fire_is_clutter_until_it_is_out_and_not_behind_a_door_whose_gaps_are_stopped():
    city = make_city(field(12, 9), buildings=[(Use.REFUGE, 0, 4, 4), (Use.REFUGE, 0, 8, 4)])
    world = make_world(city)
    assert burning(world).tolist() == []
    world.shelters.fire[:] = 10
    assert burning(world).tolist() == [city.cell(0, 4, 4), city.cell(0, 8, 4)]
    world.shelters.sealed[0] = True
    assert burning(world).tolist() == [city.cell(0, 8, 4)]
    for tick, burns in ((9, True), (10, False)):
        world.tick = tick
        assert bool(len(burning(world))) == burns


def test_everybody_wears_what_they_wear_and_whoever_carries_a_blanket_has_it_about_them():
    world = make_world(field(6, 6), 6)
    slots = expose(world, np.arange(5))
    world.exposure.clothing[slots] = (300, 1500, 2500, 9900, 700)
    world.exposure.free(slots[1:2])  # nobody looks at them any more: they count as dressed as usual
    blankets = world.items.take(4)
    world.items.kind[blankets] = (ItemKind.BLANKET, ItemKind.FOOD, ItemKind.BLANKET, ItemKind.BLANKET)
    world.items.holder[blankets] = (2, 4, -1, 5)
    world.items.free(blankets[3:])
    assert Scanning(world).clothes.tolist() == [3, 10, 25 + 64, 63, 7, 10]


# ---------------------------------------------------------------- the figures


@pytest.mark.parametrize("rain", [0, 1, 10, 50, 200])
def test_rain_dims_by_its_decibels_a_kilometre_and_clear_air_by_a_fifth(rain):
    """1.076 dB/km at 1 mm/h, growing with the power 0.67 [Carbonneau & Wisely 1998]: ten decibels leave a tenth."""
    world = make_world(field(4, 4))
    world.sky.rain[0] = rain
    left = 10 ** (-1.076 * rain**0.67 / 10) * np.exp(-0.2)  # of the contrast, after 1 km
    octaves = Scanning(world).handle.dim * 1000 / 256 / air.OCTAVE
    assert octaves == pytest.approx(-np.log2(left), abs=0.0005)  # to the unit of the table


WARMTH = {  # K above the air: at night; at noon, less what the sun adds to a body there
    Ground.STREET: (1.5, 14 - 10),
    Ground.PLAZA: (1.5, 14 - 10),
    Ground.ALLEY: (1.0, 4 - 3),
    Ground.RUBBLE: (0.5, 9 - 8),
    Ground.WASTE: (-2.0, 11 - 10),
    Ground.WALKWAY: (-1.0, 14 - 10),
    Ground.TUNNEL: (0.0, 0.0),
    Ground.WATER: (3.0, 2 - 10),
}


@pytest.mark.parametrize(("ground", "warmth"), WARMTH.items())
def test_each_kind_of_ground_is_as_warm_at_night_and_at_noon_as_is_said(ground, warmth):
    """Seen against a body in air as warm as its skin, 33 C."""
    assert contrast(33, ground=int(ground)) == -warmth[0]
    assert contrast(33, sun=255, ground=int(ground)) == -warmth[1]


def test_exertion_and_fire_add_what_is_said():
    still = contrast(33)
    assert [contrast(33, moving=moving) - still for moving in (1, 2, 3)] == [0.25, 0.5, 1.5]
    assert contrast(33, by_fire=1) - still == -14
