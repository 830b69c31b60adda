"""Warmth worked out once more: contrast, curve and clutter by the formula, and a scene that is kept up to date."""

from __future__ import annotations

import numpy as np
import pytest
from scenes.worlds import field, make_city, make_world

from undergrid.city.city import TRAITS, Ground, Use
from undergrid.core.handles import record
from undergrid.world.body.exposure import expose
from undergrid.world.senses import optics, thermal
from undergrid.world.senses.fires import burning
from undergrid.world.senses.optics import Optics
from undergrid.world.senses.thermal import ASH, COVER, CROWD, FIRE, RAIN, Scanning, Thermal
from undergrid.world.sky.air import DUSTIEST
from undergrid.world.tables.items import ItemKind
from undergrid.world.world import World

HEAT = Thermal(
    beam_m=180, pixel_mrad=2, skin_c=34, bare=0.2, still_air_clo=0.9, blanket_clo=1.4, sun_k=7, effort_k=(0.5, 1, 2.5),
    cue=(0.9, 0.8, 0.5), cooling_hours=3, fire_k=11, most_cycles=3, netd_k=0.2, full_k=6,
)  # fmt: skip
TABLE = thermal.tables(HEAT, Optics(), 2000)
NIGHT = {Ground.STREET: 1.5, Ground.PLAZA: 1.5, Ground.ALLEY: 1, Ground.RUBBLE: 0.5, Ground.WASTE: -2,
         Ground.WALKWAY: -1, Ground.WATER: 3}  # fmt: skip
NOON = {Ground.ALLEY: 4, Ground.RUBBLE: 9, Ground.WASTE: 11, Ground.TUNNEL: 0, Ground.WATER: 2}
SUNLIT = {Ground.ALLEY: 0.3, Ground.RUBBLE: 0.8, Ground.TUNNEL: 0}


def warmer(degrees, sun, ground, clothes, moving, dead, by_fire):
    """The surface of a body less its background, K, by what is said of air, clothes, sun, ground, effort and death."""
    clo = clothes % 64 / 10
    if clothes >= 64 and not moving:
        clo = min(6.3, clo + 1.4)
    over = (34 - degrees) * (0.2 + 0.8 * 0.9 / (0.9 + clo))
    over += 7 * SUNLIT.get(ground, 1) * sun / 255 + (0, 0.5, 1, 2.5)[moving]
    over -= (NOON.get(ground, 14) * sun + NIGHT.get(ground, 0) * (255 - sun)) / 255 + 11 * by_fire
    return over * np.exp(-max(0, dead) / (3 * 3600))


def test_the_contrast_of_any_body_on_any_ground_is_the_sum_of_what_warms_both():
    dice = np.random.default_rng(4)
    for ground in list(Ground) * 40:
        degrees, sun, clothes = (
            float(dice.integers(-900, 4500)) / 100,
            int(dice.integers(0, 256)),
            dice.integers(0, 128),
        )
        moving, by_fire = int(dice.integers(0, 4)), int(dice.integers(0, 2))
        dead = int(dice.choice((-1, -1, 0, dice.integers(1, 30_000))))
        found = thermal.contrast(TABLE, round(100 * degrees), sun, int(ground), clothes, moving, dead, by_fire)
        expected = warmer(degrees, sun, ground, int(clothes), moving, dead, by_fire)
        # death cools in steps of a thirty-second of its time constant
        assert found / 100 == pytest.approx(expected, abs=0.06 + abs(expected) * (dead > 0) * 0.035)


def test_the_dead_cool_in_steps_of_a_thirty_second_of_three_hours_bodies_below_the_background_too():
    step = 338  # s
    for degrees, sign in ((10, 1), (45, -1)):
        alive = int(thermal.contrast(TABLE, 100 * degrees, 0, int(Ground.STREET), 10, 0, -1, 0))
        assert alive * sign > 500
        for n in (0, 1, 2, 31, 100, 254, 255, 256, 400):
            left = abs(alive) * round(4096 * np.exp(-min(n, 255) / 32)) // 4096
            for dead in (n * step, n * step + step - 1):
                assert thermal.contrast(TABLE, 100 * degrees, 0, int(Ground.STREET), 10, 0, dead, 0) == sign * left


def test_one_look_picks_a_body_out_by_its_cycles_its_contrast_the_clutter_and_how_it_moves():
    dice = np.random.default_rng(6)
    sizes, hides = (0.75, 0.75 * 0.7, 0.75 * 0.45), (1, 1.5, 1.8)
    seen = 0
    for _ in range(500):
        squared, target, moving = int(dice.integers(0, 90**2 + 1)), int(dice.integers(0, 3)), int(dice.integers(0, 4))
        ground, clutter = Ground(dice.integers(3, 11)), int(dice.integers(0, 400))
        apart, dim = int(dice.integers(-1500, 1500)), int(dice.integers(0, 20_000))
        scan = record(optics=thermal.optics_of(HEAT, Optics(), 2000), heat=TABLE, dim=dim)
        found = int(thermal.makes_out(scan, target, squared, int(ground), apart, clutter, moving)) / 2**32
        metres = 2 * squared**0.5
        fall = np.log2(max(abs(apart), 0.5) / 600) - dim * metres / 256 / 4096
        size = sizes[target] * np.sqrt(max(0.05, 1 - hides[target] * TRAITS[ground].cover / 100))
        cycles = size / (2 * max(1, metres) * 0.002) * 2 ** min(0, fall)
        needed = min(3, 1 + min(clutter, 255) / 64) * (1, 0.9, 0.8, 0.5)[moving]
        expected = optics.notice(cycles / needed) if fall >= np.log2(0.2 / 6) else 0
        assert found == pytest.approx(expected, abs=0.0015)
        seen += expected > 0.01
    assert seen > 100


# ---------------------------------------------------------------- where bodies stand


@pytest.mark.parametrize("level", [0, 1, 2])
def test_what_surrounds_a_body_stops_at_the_edges_of_its_level(level):
    """People and fires at all corners of three levels: those two cells off count, and none across an edge."""
    wide, high = 9, 7
    city = make_city(*(field(wide, high),) * 3)
    corners = [(0, 0), (8, 0), (0, 6), (8, 6), (4, 3)]
    world = make_world(city, [city.cell(each, x, y) for each in range(3) for x, y in corners])
    scan = Scanning(world)
    for x in range(wide):
        for y in range(high):
            found = thermal.surroundings(scan.handle, city.handle, city.cell(level, x, y))
            near = sum(abs(a - x) <= 2 and abs(b - y) <= 2 for a, b in corners)
            others = max(0, near - 1)
            assert [int(n) for n in found] == [16 * others, others, 0]


def test_the_beam_says_what_lay_between_and_keeps_silent_of_what_it_cannot_find():
    """By hand, for random pairs of cells of three levels: reach, walls, sun under the sky, and all that is told."""
    dice = np.random.default_rng(9)
    wide, high = 60, 40
    drawings = ["\n".join("".join(dice.choice(list(".,%#"), wide, p=(0.5, 0.25, 0.2, 0.05))) for _ in range(high))
                for _ in range(3)]  # fmt: skip
    city = make_city(*drawings)
    free = np.flatnonzero(city.walkable())
    world = make_world(city, dice.choice(free, 150).tolist())
    fires = world.fires.take(30)
    world.fires.cell[fires], world.fires.until[fires] = dice.choice(free, 30), 50
    world.sky.light[0], world.sky.temperature[0], world.sky.ash[0], world.sky.rain[0] = 200, 1500, 40, 1
    world.share([Thermal(beam_m=60)])
    scan, said = Scanning(world), set()
    for here, there in dice.choice(free, (500, 2)).tolist():
        posture, moving, clothes = int(dice.integers(0, 3)), int(dice.integers(0, 4)), int(dice.integers(0, 128))
        dead = int(dice.choice((-1, 900)))
        found = thermal.chance_between(scan.handle, city.handle, here, there, posture, moving, clothes, dead)
        (level, x, y), (to_level, to_x, to_y) = city.where(here), city.where(there)
        squared, expected = (to_x - x) ** 2 + (to_y - y) ** 2, (0, 0)
        if level == to_level and squared <= 30**2 and optics.clear(city.handle, here, there):
            ground = int(city.ground[there])
            clutter, others, by_fire = thermal.surroundings(scan.handle, city.handle, there)
            sun = 200 if level < 2 else 0
            apart = thermal.contrast(scan.table, 1500, sun, ground, clothes, moving, dead, by_fire)
            odds = int(thermal.makes_out(scan.handle, posture, squared, ground, int(apart), clutter, moving))
            through = ASH | RAIN | (COVER if TRAITS[Ground(ground)].cover else 0)
            through |= (CROWD if others else 0) | (FIRE if by_fire else 0)
            expected = (odds, through) if odds else (0, 0)
            said.add(expected[1])
        assert (int(found[0]), int(found[1])) == expected
        assert scan.chance(world, here, there, posture, moving, clothes, dead) == expected[0]
    assert len(said) > 5


# ---------------------------------------------------------------- the scene of the present


def assert_up_to_date(scanning: Scanning, world: World) -> None:
    scanning.refresh(world)
    fresh = Scanning(world)
    assert scanning.scene == fresh.scene
    for name in ("temperature", "sun", "dim", "ash", "rain"):
        assert int(getattr(scanning.handle, name)) == int(getattr(fresh.handle, name)), name
    for name in ("bodies", "clothes", "fires"):
        assert np.asarray(getattr(scanning.handle, name)).tolist() == np.asarray(getattr(fresh.handle, name)).tolist()
    assert scanning.clothes.tolist() == fresh.clothes.tolist()
    assert scanning.fires.tolist() == fresh.fires.tolist()
    assert [scanning.clothes_of(world, who) for who in range(world.citizens.n)] == fresh.clothes.tolist()


def test_a_scene_that_is_kept_is_after_each_change_the_scene_made_anew():
    world = make_world(field(9, 9), [(1, 1), (2, 2), (3, 3)])
    scanning, sky = Scanning(world), world.sky
    assert_up_to_date(scanning, world)
    for column, value in (("temperature", 2100), ("light", 77), ("glare", 77), ("glare", 76), ("ash", 30), ("rain", 9),
                          ("ash", DUSTIEST - 1), ("ash", DUSTIEST + 5)):  # fmt: skip
        getattr(sky, column)[0] = value
        assert_up_to_date(scanning, world)
        assert int(scanning.handle.sun) == (0 if sky.glare[0] >= sky.light[0] else sky.light[0])
        assert int(scanning.handle.ash) == min(int(sky.ash[0]), DUSTIEST - 1)
    world.citizens.cell[0] = 40
    world.rebuild()
    assert_up_to_date(scanning, world)
    assert scanning.handle.bodies[40] == 1
    fire = world.fires.take(1)
    world.fires.cell[fire], world.fires.until[fire] = 50, 5
    assert_up_to_date(scanning, world)
    assert scanning.fires.tolist() == [50]
    world.tick = 5
    assert_up_to_date(scanning, world)
    assert scanning.fires.tolist() == []
    slot = expose(world, np.array([1]))
    world.exposure.clothing[slot] = 2000
    assert_up_to_date(scanning, world)
    world.exposure.free(slot)
    blanket = world.items.take(1)
    world.items.kind[blanket], world.items.holder[blanket] = ItemKind.BLANKET, 2
    assert_up_to_date(scanning, world)
    assert scanning.clothes.tolist() == [10, 10, 74]
    ember = world.smoking.take(1)
    world.smoking.owner[ember] = 2
    assert_up_to_date(scanning, world)
    assert scanning.clothes.tolist() == [10, 10, 0]
    world.smoking.free(ember)
    world.citizens.grow(2)
    world.rebuild()
    assert_up_to_date(scanning, world)
    assert scanning.clothes.tolist() == [10, 10, 74, 10, 10]


def test_fires_burn_in_the_open_and_behind_doors_until_their_last_second_and_are_told_in_that_order():
    city = make_city(field(12, 9), field(12, 9), buildings=[(Use.PODS, 0, 1, 1), (Use.REFUGE, 0, 4, 4),
                                                           (Use.DISUSED, 1, 8, 4), (Use.REFUGE, 0, 6, 6)])  # fmt: skip
    world = make_world(city)
    world.tick = 10
    fires = world.fires.take(4)
    world.fires.cell[fires], world.fires.until[fires] = (7, 8, 9, 11), (10, 11, 50, 60)
    world.fires.free(fires[3:])
    doors = [city.buildings[building].door for building in world.shelters.building]
    assert burning(world).tolist() == [8, 9]
    world.shelters.fire[:] = 11
    assert burning(world).tolist() == [8, 9, *doors]
    world.shelters.fire[0], world.shelters.sealed[1] = 10, True
    assert burning(world).tolist() == [8, 9, *doors[2:]]
    assert burning(world).dtype == np.int64


def test_a_beam_turns_once_in_its_time_half_of_them_the_other_way_and_each_look_joins_the_last():
    for around, every in ((30, 5), (31, 4), (97, 11)):
        knobs = Thermal(sweep_s=around, look_every=every)
        for lucky in (0, 5, 4095, 4096, 4096 + 700, 8191, 123_456_789, -77):
            for tick in (0, 1, 1000, 77_777):
                low, high = (int(n) for n in thermal.arc(np.int64(lucky), tick, every, around))
                now, before = (4096 * t // around for t in (tick, tick - every))
                sign = 1 if lucky & 4096 else -1
                edges = (lucky + sign * before) % 4096, (lucky + sign * now) % 4096
                assert (low, high) == (edges if sign > 0 else edges[::-1])
                assert thermal.beam(knobs, lucky, tick) == (low * 360 / 4096, high * 360 / 4096)


def test_an_offset_is_within_an_arc_from_its_lower_edge_to_short_of_its_upper():
    dice = np.random.default_rng(2)
    for _ in range(600):
        low, size = int(dice.integers(0, 4096)), int(dice.integers(1, 2000))
        dx, dy = (int(n) for n in dice.integers(-40, 41, 2))
        angle = (np.arctan2(dy, dx) * 4096 / 2 / np.pi - low) % 4096
        if min(abs(angle - size), angle, 4096 - angle) > 0.05:  # not on an edge, but for rounding
            assert thermal.within(TABLE, low, (low + size) % 4096, dx, dy) == (angle < size)
    for low, high, here in ((0, 1024, True), (3072, 0, False), (3073, 1, True), (1024, 2048, False)):
        assert thermal.within(TABLE, low, high, 9, 0) == thermal.within(TABLE, low, high, 0, 0) == here


def test_a_detection_is_spelt_out_with_its_way_and_all_that_lay_between():
    ways = ((3, 0, "east"), (3, 1, "south-east"), (0, 9, "south"), (-3, 3, "south-west"), (-7, 0, "west"),
            (-1, -9, "north-west"), (0, -2, "north"), (5, -5, "north-east"))  # fmt: skip
    for dx, dy, way in ways:
        assert thermal.spell(thermal.pack(120, 0, dx, dy)) == f"120 m to the {way}"
    said = {
        ASH: "ash", RAIN: "rain", COVER: "cover", CROWD: "a crowd", FIRE: "the glow of a fire",
        ASH | RAIN | FIRE: "ash, rain and the glow of a fire",
        31: "ash, rain, cover, a crowd and the glow of a fire",
    }  # fmt: skip
    for through, words in said.items():
        assert thermal.spell(thermal.pack(65_535, through, 0, 0)) == f"65535 m, through {words}"


@pytest.mark.parametrize(("sweep", "every", "fits"), [(11, 5, True), (10, 5, False), (9, 5, False), (4, 1, True)])
def test_a_beam_must_not_turn_half_round_between_two_looks(sweep, every, fits):
    if fits:
        assert Thermal(sweep_s=sweep, look_every=every).sweep_s == sweep
    else:
        with pytest.raises(ValueError, match="half round"):
            Thermal(sweep_s=sweep, look_every=every)
