"""Armour: the published curve, what wear takes first, and that no set stops everything."""

import math

import pytest
from scenes.gunfights import armed, events, give

from undergrid.world.combat.armour import Armour, stand, wears_by, worn_by
from undergrid.world.log.kinds import Kind
from undergrid.world.tables.body import BodyPart
from undergrid.world.tables.items import ItemKind

ALL = 1 << 32


def test_the_chance_to_wear_is_that_of_the_curve_that_players_accepted():
    for damage in range(0, 80, 7):
        for stops in range(0, 60, 7):
            curve = 0.8 / (1 + math.exp(-(damage / 10 - 1.33 * stops / 10)))
            assert wears_by(damage, stops) / ALL == pytest.approx(curve, abs=1e-6)


def test_wear_lowers_what_is_covered_before_what_is_stopped_and_neither_ever_rises():
    knobs = Armour()
    covers = [knobs.covered(quality) for quality in range(100, -1, -1)]
    stops = [knobs.stopped(quality) for quality in range(100, -1, -1)]
    assert covers == sorted(covers, reverse=True)
    assert stops == sorted(stops, reverse=True)
    assert (covers[0], covers[50]) == pytest.approx((knobs.covers, knobs.covers / 2))
    assert stops[0] == stops[50] == 30 > stops[60] > stops[100] == 0


def test_no_set_stops_everything_and_none_can_be_made_to():
    with pytest.raises(ValueError, match="less than or equal"):
        Armour(covers=1)
    world = armed()
    give(world, 1, ItemKind.ARMOUR)
    world.share([Armour(covers=0.95, stops=100)])
    through = []
    for pair in range(300):
        world.events.begin(pair + 1)
        through.append(stand(world, 1, BodyPart.CHEST, 20, world.scenario_event, pair, 0).left)
    assert 0 < through.count(20) < 40
    assert stand(world, 1, BodyPart.HEAD, 20, world.scenario_event, 1, 0) == (20, 0)


def test_what_is_stopped_leaves_nothing_and_what_is_stronger_leaves_the_rest():
    world = armed()
    slot = give(world, 1, ItemKind.ARMOUR)
    left = set()
    for pair in range(60):
        world.events.begin(pair + 1)
        world.items.quality[slot] = 100
        left.add(stand(world, 1, BodyPart.CHEST, 30, world.scenario_event, pair, 0).left)
        left.add(stand(world, 1, BodyPart.CHEST, 42, world.scenario_event, pair, 1).left)
    assert left == {0, 12, 30, 42}


def test_wear_is_monotone_under_any_hits_and_a_set_that_is_worn_out_is_none():
    world = armed()
    slot = give(world, 1, ItemKind.ARMOUR)
    before = 100
    for pair in range(200):
        world.events.begin(pair + 1)
        stand(world, 1, BodyPart.LEG, 10 + pair % 40, world.scenario_event, pair, 0)
        now = int(world.items.quality[slot])
        assert now <= before
        before = now
    assert before == 0
    assert worn_by(world, 1) == -1
    assert events(world, Kind.DEFLECTED)
    assert events(world, Kind.PIERCED)


def test_the_best_of_several_sets_is_worn():
    world = armed()
    give(world, 1, ItemKind.ARMOUR, quality=40)
    best = give(world, 1, ItemKind.ARMOUR, quality=70)
    give(world, 1, ItemKind.ARMOUR, quality=60)
    assert worn_by(world, 1) == best
