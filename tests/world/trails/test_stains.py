"""Stains: how blood on the ground looks, and from when to when it may have been shed."""

import numpy as np
import pytest
from scenes.worlds import field, make_city, make_world

from undergrid.city.city import Use
from undergrid.world.tables.trails import TraceKind
from undergrid.world.trails import trails
from undergrid.world.trails.stains import MOST_AGE, Look, look_of, shed, stains_by
from undergrid.world.view.view import view

NOW = 2_000_000
MINUTE, HOUR = 60, 3600


def ground(*people, **how):
    world = make_world(make_city(field(9, 7), **how), list(people or [(4, 3)]))
    world.tick = NOW
    return world


def stain(world, x=4, y=3, age=0, pace=511, kind=TraceKind.BLOOD, maker=0):
    """Blood of some age, which dries at a pace of its own: 0 the quickest, 1023 the slowest."""
    slot = trails.lay(world, maker, kind, world.city.cell(0, x, y), made=world.tick - age)
    world.traces.luck[slot] = 7 << 10 | pace
    return slot


@pytest.mark.parametrize(("pace", "ends"), [
    (0, (675, 2700, 64_800)), (1023, (1125, 4500, 108_000)),
])  # fmt: skip
def test_a_stain_glistens_then_is_tacky_then_dry_then_brown_at_a_pace_of_its_own(pace, ends):
    for n, end in enumerate(ends):
        for age, look in ((end - 1, n), (end, n + 1)):
            world = ground()
            assert look_of(world, stain(world, age=age, pace=pace)) == look


def test_who_reads_a_stain_allows_for_the_quickest_and_the_slowest():
    assert [shed(look) for look in Look] == [
        (0, 1125), (675, 4500), (2700, 108_000), (64_800, MOST_AGE),
    ]  # fmt: skip


def test_the_truth_is_never_outside_of_what_one_reads():
    dice = np.random.default_rng(5)
    for age, pace in zip(dice.integers(0, 40 * HOUR, 300).tolist(), dice.integers(0, 1024, 300).tolist(), strict=True):
        world = ground()
        stain(world, age=age, pace=pace)
        ((cell, _, since, until),) = stains_by(world, 0)
        assert cell == world.city.cell(0, 4, 3)
        assert since <= NOW - age <= until


def test_one_reads_the_blood_on_the_cells_about_one_and_nothing_else():
    world = ground((4, 3), (0, 0), (8, 6))
    for x in range(9):
        for y in range(7):
            stain(world, x, y, age=x + 10 * y, maker=2)
    stain(world, 4, 3, kind=TraceKind.PRINTS)
    for who, (x, y) in enumerate([(4, 3), (0, 0), (8, 6)]):
        expected = [
            (world.city.cell(0, there_x, there_y), Look.GLISTENS, NOW - 1125, NOW)
            for there_y in range(max(0, y - 1), min(7, y + 2)) for there_x in range(max(0, x - 1), min(9, x + 2))
        ]  # fmt: skip
        assert stains_by(world, who) == expected
        assert view(world, who).stains == tuple(expected)


def test_nobody_reads_the_ground_from_indoors_or_without_their_senses():
    world = ground((4, 3), (4, 3), buildings=[(Use.DISUSED, 0, 6, 3)])
    stain(world)
    assert view(world, 1).stains
    world.citizens.inside[0] = 0
    assert stains_by(world, 0) == []
    world.citizens.alive[1] = False
    assert view(world, 1).stains == ()


def test_what_wind_and_feet_have_worn_away_cannot_be_read():
    world = ground()
    slot = stain(world)
    world.traces.strength[slot] = 0
    assert stains_by(world, 0) == []
