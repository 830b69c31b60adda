"""What a scanner looks through, and what burns, beside a body, to the cell and to the least of each."""

from __future__ import annotations

import pytest
from scenes.worlds import field, make_city, make_world

from undergrid.city.city import Ground
from undergrid.world.senses import thermal
from undergrid.world.senses.thermal import ASH, COVER, CROWD, FIRE, RAIN, Scanning
from undergrid.world.world import World

WIDE, HIGH = 40, 21
SIGNS = {Ground.STREET: ".", Ground.ALLEY: ",", Ground.RUBBLE: "%", Ground.WASTE: "_", Ground.PLAZA: "+"}


def night(sign: str = ".", *others: tuple[int, int]) -> World:
    """A cold night; somebody at (20, 10) of the lower of two levels, and others on it; a scanner may be beside them."""
    city = make_city(field(WIDE, HIGH), field(WIDE, HIGH, sign))
    world = make_world(city, [city.cell(1, x, y) for x, y in ((20, 10), *others)])
    world.sky.light[0], world.sky.temperature[0] = 0, 500
    return world


def looked(world: World, x: int = 24, y: int = 10, level: int = 1) -> tuple[bool, int]:
    """(whether a scanner over (24, 10) could pick out a body there, what lay between)."""
    scan, city = Scanning(world), world.city
    odds, through = thermal.chance_between(
        scan.handle, city.handle, city.cell(level, x, y), city.cell(1, 20, 10), 0, 0, 10, -1
    )
    return odds > 0, int(through)


@pytest.mark.parametrize(("column", "bit"), [("ash", ASH), ("rain", RAIN)])
@pytest.mark.parametrize("amount", [0, 1, 2])
def test_the_least_ash_and_rain_in_the_air_are_said_to_lie_between(column, bit, amount):
    world = night()
    getattr(world.sky, column)[0] = amount
    assert looked(world) == (True, bit if amount else 0)


@pytest.mark.parametrize("ground", SIGNS)
def test_street_and_plaza_are_no_cover_and_alleys_rubble_and_waste_are(ground):
    open_ground = ground in (Ground.STREET, Ground.PLAZA)
    assert looked(night(SIGNS[ground])) == (True, 0 if open_ground else COVER)


@pytest.mark.parametrize(("other", "crowd"), [
    ((20, 10), True), ((22, 10), True), ((23, 10), False), ((18, 10), True), ((17, 10), False), ((20, 12), True),
    ((20, 13), False), ((20, 8), True), ((20, 7), False), ((22, 12), True), ((18, 8), True),
])  # fmt: skip
def test_one_other_body_within_five_metres_to_any_side_is_a_crowd(other, crowd):
    assert looked(night(".", other)) == (True, CROWD if crowd else 0)


@pytest.mark.parametrize(("x", "y", "glows"), [
    (23, 10, True), (24, 10, False), (17, 10, True), (16, 10, False), (20, 13, True), (20, 14, False), (22, 12, True),
    (22, 13, False),
])  # fmt: skip
def test_a_fire_within_six_metres_glows_into_the_picture(x, y, glows):
    world = night()
    slots = world.fires.take(2)
    world.fires.cell[slots] = world.city.cell(1, x, y), world.city.cell(0, 20, 10)
    world.fires.until[slots] = 100
    assert looked(world, 21) == (True, FIRE if glows else 0)
    assert int(thermal.surroundings(Scanning(world).handle, world.city.handle, world.city.cell(1, 20, 10))[2]) == glows


def test_all_that_lies_between_is_said_together():
    world = night("%", (20, 10))
    world.sky.ash[0], world.sky.rain[0] = 1, 1
    assert looked(world) == (True, ASH | RAIN | COVER | CROWD)


def test_a_scanner_above_another_level_or_out_of_its_range_sees_nothing_and_says_so():
    assert looked(night(), level=0) == (False, 0)
    world = make_world(field(200, 1), [(0, 0)])
    world.sky.light[0], world.sky.temperature[0] = 0, 500
    scan = Scanning(world)
    for cells, seen in ((75, True), (76, False)):  # 150 m
        odds, _ = thermal.chance_between(scan.handle, world.city.handle, cells, 0, 0, 3, 10, -1)
        assert (odds > 0) == seen


@pytest.mark.parametrize(("others", "fire", "ash", "clutter"), [
    (0, False, 0, 0), (1, False, 0, 16), (3, False, 0, 48), (0, True, 0, 96), (0, False, 500, 32), (0, False, 250, 16),
    (2, True, 250, 144),
])  # fmt: skip
def test_clutter_adds_up_a_quarter_cycle_a_body_one_and_a_half_a_fire_a_half_for_thick_ash(others, fire, ash, clutter):
    world = night(".", *[(20, 10)] * others)
    world.sky.ash[0] = ash
    if fire:
        slot = world.fires.take(1)
        world.fires.cell[slot], world.fires.until[slot] = world.city.cell(1, 21, 10), 100
    found = thermal.surroundings(Scanning(world).handle, world.city.handle, world.city.cell(1, 20, 10))
    assert [int(n) for n in found] == [clutter, others, int(fire)]
