"""Burdens: what people weigh, how strong they are, what they can carry on them, and what that leaves of their pace."""

import pytest
from scenes.ward import HEALER, equip, ward

from undergrid.world.body import burdens
from undergrid.world.body.burdens import Loads
from undergrid.world.body.physique import Ages
from undergrid.world.tables.body import HaulMode
from undergrid.world.tables.items import ItemKind


@pytest.mark.parametrize(("age", "kg"), [(0, 7), (12, 41), (17, 63), (18, 70), (90, 70)])
def test_weight_goes_by_age_up_to_grown(age, kg):
    world = ward(age=age)
    assert burdens.kg_at(age) == kg
    assert burdens.weight(world, HEALER) == 1000 * kg
    equip(world, rifle=1, water=2)
    assert burdens.weight(world, HEALER) == 1000 * kg + 3600 + 200


@pytest.mark.parametrize(
    ("age", "strength", "might"),
    [
        (30, 30_000, 100),
        (30, 15_000, 50),
        (30, 0, 0),
        (30, -5, 0),
        (50, 30_000, 100),
        (51, 30_000, 99),
        (70, 30_000, 80),
        (12, 30_000, 58),
        (0, 30_000, 10),
        (139, 30_000, 11),
        (140, 30_000, 10),
        (150, 30_000, 10),
    ],
)
def test_strength_goes_by_weight_age_and_what_is_left_of_it(age, strength, might):
    world = ward(age=age)
    world.citizens.strength[HEALER] = strength
    assert burdens.might(world, HEALER) == might


def test_each_mode_has_its_limit():
    loads = Loads(drag_kg=1, tarp_kg=2, carry_kg=3, support_kg=4)
    assert [loads.limit(mode) for mode in (HaulMode.DRAG, HaulMode.TARP, HaulMode.CARRY, HaulMode.SUPPORT)] == [
        1,
        2,
        3,
        4,
    ]


@pytest.mark.parametrize(("age", "rifles"), [(13, 2), (14, 6)])
def test_a_child_carries_less_and_each_to_the_gram(age, rifles):
    world = ward(age=age)
    world.share([Ages(child=14), Loads(pack_kg=25, child_pack_kg=8)])
    equip(world, rifle=rifles)  # 3,600 g each
    room = (8000 if age < 14 else 25_000) - 3600 * rifles
    equip(world, scalpel=(room - 500) // 20)  # 20 g each: a beacon's 500 g still fit, or more
    assert burdens.can_carry(world, HEALER, ItemKind.BEACON)
    equip(world, scalpel=1)
    left = room - (room - 500) // 20 * 20 - 20
    assert burdens.can_carry(world, HEALER, ItemKind.BEACON) == (left >= 500)


@pytest.mark.parametrize(
    ("grams", "strong", "light", "heavy", "left"),
    [
        (0, 100, 72, 34, 72),
        (70_000, 100, 72, 34, 34),
        (35_000, 100, 72, 34, 53),
        (35_000, 50, 72, 34, 34),
        (140_000, 100, 72, 34, 15),
        (105_000, 100, 72, 34, 15),
        (0, 0, 72, 34, 15),
        (0, 1, 72, 34, 72),
    ],
)
def test_pace_falls_in_a_straight_line_with_the_burden_and_faster_for_the_weak(grams, strong, light, heavy, left):
    assert burdens.pace_left(grams, strong, light, heavy) == left


@pytest.mark.parametrize("hauler", [0, 1])
def test_who_moves_somebody(hauler):
    world = ward(healers=2)
    assert burdens.hauler_of(world, 2) == -1
    slot = world.hauls.take(1)
    world.hauls.hauler[slot], world.hauls.hauled[slot] = hauler, 2
    assert burdens.hauler_of(world, 2) == hauler
