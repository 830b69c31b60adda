"""Masonry comes down over rubble beside walls: how often, where, and on whom."""

import numpy as np
from scenes.lanes import rows_of
from scenes.worlds import make_city, make_world, run

from undergrid.core import luck
from undergrid.systems.places import ruins
from undergrid.world.body.injuries import trapped
from undergrid.world.log.kinds import Kind
from undergrid.world.places.ways import Ways
from undergrid.world.tables.body import WoundKind

STREET = "\n".join(["#" * 40, "%" * 40, "." * 40] * 10)


def fallen(world):
    return rows_of(world, Kind.COLLAPSED)


def test_masonry_leans_over_rubble_beside_walls_and_over_nothing_else():
    city = make_city("#%%.\n....\n.%.#")
    assert ruins.leaning(city).tolist() == [1]


def test_by_default_nothing_comes_down():
    world = make_world(STREET)
    run(ruins, world, ticks=600)
    assert not rows_of(world)


def test_pieces_come_down_as_often_as_said():
    """400 cells, 120 turns of a minute at 30 an hour over 1,000: 24 are expected, of which few fall twice."""
    counts = []
    for seed in range(20):
        world = make_world(STREET, seed=seed)
        run(ruins, world, ticks=120, collapses_per_hour=30)
        counts.append(len(fallen(world)))
    n = len(ruins.leaning(make_city(STREET)))
    expected = n * (1 - np.exp(-30 / 1000 * 2))
    assert abs(np.mean(counts) - expected) < 3.3 * (expected / 20) ** 0.5


def test_what_came_down_bars_the_way_for_good_and_says_so():
    world = make_world(STREET)
    run(ruins, world, ticks=100, collapses_per_hour=100)
    pieces = fallen(world)
    bars = rows_of(world, Kind.WAY_BARRED)
    assert pieces
    assert [bar.cause for bar in bars] == [piece.id for piece in pieces]
    assert [bar.where for bar in bars] == [piece.where for piece in pieces]
    assert len({piece.where for piece in pieces}) == len(pieces)
    assert not world.cache(Ways).walk[[piece.where for piece in pieces]].any()
    assert {piece.stream for piece in pieces} == {ruins.STREAM}


def test_who_stands_below_is_hurt_and_caught_and_who_stands_beside_is_not():
    city = make_city("###\n.%.\n...")
    world = make_world(city, citizens=[(1, 1), (0, 1)])
    run(ruins, world, ticks=60 * 24, collapses_per_hour=1000)
    (piece,) = fallen(world)
    (hurt,) = rows_of(world, Kind.WOUNDED)
    assert (hurt.who, hurt.cause) == (0, piece.id)
    assert [trapped(world, who) for who in (0, 1)] == [True, False]
    wounds = world.wounds
    assert wounds.kind[wounds.rows()].tolist() == [WoundKind.CRUSH]


def test_a_bystander_changes_nothing_that_comes_down():
    places = []
    for people in (0, 30):
        world = make_world(STREET, citizens=people)
        run(ruins, world, ticks=60, collapses_per_hour=200)
        places.append([(piece.tick, piece.where) for piece in fallen(world)])
    assert places[0] == places[1] != []


def test_the_luck_of_a_piece_is_its_places():
    assert luck.key_of("ruin/1") != luck.key_of("ruin/2")
