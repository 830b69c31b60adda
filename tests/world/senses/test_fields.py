"""The fields of implants: by class and distance, and who perceives them."""

import pytest
from scenes.worlds import field, make_world

from undergrid.world.items import kit
from undergrid.world.senses import fields
from undergrid.world.senses.fields import FELT, Implant, field_of
from undergrid.world.tables.items import ItemKind
from undergrid.world.tables.people import Being
from undergrid.world.view.view import view


def two(metres=4, **of_the_other):
    """Somebody without implants who has a detector, and somebody else so many metres off."""
    world = make_world(field(60, 8), [(2, 2), (2 + metres // 2, 2)], tagged=False, plugged=False)
    kit.add(world, 0, ItemKind.DETECTOR, 1, world.scenario_event)
    for column, value in of_the_other.items():
        getattr(world.citizens, column)[1] = value
    return world


def test_the_field_falls_with_the_third_power_of_the_distance_and_rises_with_the_class():
    assert field_of(Implant.TAG, 2000) == 12_500
    for implant in Implant:
        assert field_of(implant, 4000) == implant * field_of(Implant.TAG, 4000)
        assert field_of(implant, 8000) == pytest.approx(field_of(implant, 4000) / 8, rel=0.01)
    assert field_of(Implant.TAG, 0) == field_of(Implant.TAG, 1000)


@pytest.mark.parametrize(
    ("columns", "implant"),
    [
        ({}, Implant.NONE), ({"tagged": True}, Implant.TAG), ({"plugged": True}, Implant.LATTICE),
        ({"tagged": True, "plugged": True}, Implant.BOTH), ({"being": Being.COMPANION}, Implant.UNIT),
    ],
)  # fmt: skip
def test_a_detector_shows_the_class_of_who_is_near_and_nothing_of_the_unwired(columns, implant):
    world = two(**columns)
    assert fields.implant_of(world, 1) == implant
    assert view(world, 0).buzz == implant * field_of(Implant.TAG, 4000)


def test_the_dead_those_under_another_roof_and_those_far_off_give_off_nothing():
    assert view(two(tagged=True, alive=False), 0).buzz == 0
    assert view(two(tagged=True, inside=0), 0).buzz == 0
    assert view(two(metres=22, tagged=True), 0).buzz == 0
    assert view(two(metres=18, being=Being.COMPANION), 0).buzz > 0


def test_who_is_wired_feels_what_is_strong_and_who_is_not_feels_nothing_without_a_detector():
    for metres, felt in ((4, True), (20, False)):
        world = two(metres, being=Being.COMPANION, plugged=True)
        world.citizens.being[0] = Being.COMPANION
        kit.spend(world, 0, ItemKind.DETECTOR)
        there = field_of(Implant.UNIT, 1000 * metres)
        assert (there >= FELT) == felt
        assert view(world, 0).buzz == (there if felt else 0)
    world.citizens.being[0] = Being.HUMAN
    assert view(world, 0).buzz is None


def test_fields_of_several_add_up():
    world = make_world(field(60, 8), [(2, 2), (4, 2), (4, 2)], tagged=True, plugged=False)
    kit.add(world, 0, ItemKind.DETECTOR, 1, world.scenario_event)
    assert view(world, 0).buzz == 2 * field_of(Implant.TAG, 4000)
