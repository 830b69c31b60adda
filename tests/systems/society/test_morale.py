"""Morale: what moves hope and whose, what passes a tenth is told, who routs and who walks slower."""

from __future__ import annotations

import numpy as np
import pytest
from scenes.strangers import told
from scenes.worlds import field, make_world

from undergrid.systems.society import morale
from undergrid.world.body.posture import refresh_pace
from undergrid.world.log.kinds import Kind
from undergrid.world.people import background, hope
from undergrid.world.world import World


def band(n: int = 4, hopes: int = 500, seed: int = 1) -> World:
    """A band of `n`, led by citizen 0, and two people more who belong to nobody."""
    world = make_world(field(20, 3), n + 2, seed=seed)
    slot = world.bands.take(1)
    world.bands.leader[slot], world.bands.hope[slot] = 0, hopes
    slots = world.members.take(n)
    world.members.owner[slots], world.members.band[slots] = np.arange(n), 0
    return world


def befall(world: World, kind: Kind, who: int, whom: int = -1, **params: float) -> int:
    world.events.begin(world.tick)
    event = world.events.one(kind, who, whom, 0, cause=5)
    morale.step(world, morale.Params(**params))
    world.tick += 1
    return event


def test_a_death_in_the_band_lowers_its_hope_and_a_strangers_does_not():
    world = band()
    befall(world, Kind.DIED, 5)
    assert world.bands.hope[0] == 500
    befall(world, Kind.DIED, 1)
    assert world.bands.hope[0] < 500


def test_a_larger_band_bears_a_loss_more_easily():
    small, large = band(2), band(20)
    for world in (small, large):
        befall(world, Kind.DIED, 1)
    assert small.bands.hope[0] < large.bands.hope[0] < 500


@pytest.mark.parametrize("kind", [Kind.GAVE_WATER, Kind.DRESSED, Kind.PLACE_TOLD, Kind.LET_IN])
def test_help_and_good_words_raise_the_hope_of_whom_they_reach(kind: Kind):
    world = band()
    befall(world, kind, 5, 1)
    assert world.bands.hope[0] > 500


def test_what_one_knows_already_moves_nobody():
    world = band()
    befall(world, Kind.PLACE_TOLD_AGAIN, 5, 1)
    assert world.bands.hope[0] == 500


def test_what_passes_a_tenth_is_told_with_its_cause():
    world = band(2)
    event = befall(world, Kind.DIED, 1)
    (change,) = told(world, Kind.HOPE_CHANGED)
    assert (change.who, change.amount, change.cause) == (0, world.bands.hope[0], event)
    slot = background.make_profile(world, 3)
    befall(world, Kind.GAVE, 2, 3)
    assert world.profiles.hope[slot] == 520
    assert len(told(world, Kind.HOPE_CHANGED)) == 1


def test_whoever_is_bound_to_somebody_near_by_shares_what_befalls_them():
    world = band()
    slot = world.bonds.take(1)
    world.bonds.a[slot], world.bonds.b[slot] = 4, 1
    profile = background.make_profile(world, 4)
    befall(world, Kind.DIED, 1)
    assert world.profiles.hope[profile] == 500 - 150 // 2


def test_a_hopeful_band_stands_and_a_hopeless_one_routs_as_often_as_the_odds_say():
    routs = {600: 0, 200: 0, 0: 0}
    for hopes in routs:
        for seed in range(300):
            world = band(hopes=hopes, seed=seed)
            befall(world, Kind.WOUNDED, 1)
            routs[hopes] += len(told(world, Kind.ROUTED))
    assert routs[600] == 0
    assert 0 < routs[200] < routs[0]
    assert routs[0] / 300 == pytest.approx(morale.Params().rout, abs=0.09)


def test_a_rout_says_how_many_and_what_struck_them():
    world = band(hopes=0)
    blow = befall(world, Kind.WOUNDED, 1, rout=1.0)
    (rout,) = told(world, Kind.ROUTED)
    assert (rout.who, rout.amount, rout.cause) == (0, 4, blow)
    assert world.bands.routed[0]


def test_low_hope_slows_the_walk_and_high_hope_does_not_quicken_it():
    paces = []
    for hopes in (0, 250, 500, 1000):
        world = band(hopes=hopes)
        refresh_pace(world, 1)
        paces.append((hope.effort(world, 1), int(world.citizens.able[1])))
    assert paces == [(80, 80), (90, 90), (100, 100), (100, 100)]


def test_nothing_happens_where_nothing_befalls_anybody():
    world = band()
    befall(world, Kind.HEARD, 0, 1)
    assert world.bands.hope[0] == 500
    assert len(world.events.rows()) == 1
