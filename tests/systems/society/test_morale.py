"""Morale: what moves hope and whose, what passes a tenth is told, who routs and who walks slower."""

from __future__ import annotations

import numpy as np
import pytest
from scenes.strangers import told
from scenes.worlds import field, make_city, make_world

from undergrid.core import luck
from undergrid.systems.society import morale
from undergrid.world.body.posture import refresh_pace
from undergrid.world.log.kinds import Kind
from undergrid.world.people import background, hope
from undergrid.world.tables.society import BandState
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


# ---------------------------------------------------------------- exactly how much, and for whom


@pytest.mark.parametrize(
    ("before", "kind", "after", "is_told"),
    [
        (500, Kind.DIED, 350, True),
        (599, Kind.WOUNDED, 539, False),
        (560, Kind.WOUNDED, 500, False),
        (559, Kind.WOUNDED, 499, True),
        (570, Kind.INJECTED, 600, True),
        (569, Kind.INJECTED, 599, False),
        (100, Kind.DIED, 0, True),
        (50, Kind.DIED, 0, False),
        (990, Kind.DRESSED, 1000, True),
    ],
)
def test_a_persons_hope_moves_by_what_befalls_them_and_each_tenth_is_told(before, kind, after, is_told):
    world = band(1)
    slot = background.make_profile(world, 2)
    world.profiles.hope[slot] = before
    event = befall_person(world, kind, 2)
    assert world.profiles.hope[slot] == after
    changes = told(world, Kind.HOPE_CHANGED)
    assert [(one.who, one.amount, one.cause) for one in changes] == ([(2, after, event)] if is_told else [])
    assert [one.where for one in changes] == [world.citizens.cell[2]] * is_told
    if is_told:
        assert world.profiles.cause[slot] == changes[0].id


def befall_person(world: World, kind: Kind, who: int, **params: float) -> int:
    """Let something befall somebody, whichever party of the event that is."""
    return befall(world, kind, 0, who, **params) if kind.whom == "citizen" else befall(world, kind, who, **params)


def test_the_dead_hope_no_more():
    world = band(1)
    slot = background.make_profile(world, 2)
    world.citizens.alive[2] = False
    befall(world, Kind.DIED, 2)
    assert world.profiles.hope[slot] == 500


@pytest.mark.parametrize(("n", "kind", "by"), [
    (1, Kind.DIED, -150), (2, Kind.DIED, -120), (5, Kind.DIED, -75), (5, Kind.DRESSED, 20), (2, Kind.AMBUSHED, None),
    (9, Kind.AMBUSHED, None),
])  # fmt: skip
def test_a_band_bears_what_befalls_one_of_them_together_but_an_ambush_is_for_all(n, kind, by):
    world = band(n)
    event = befall_person(world, kind, n - 1, rout=0)
    by = kind.hope if by is None else by
    now = min(1000, max(0, 500 + by))
    assert world.bands.hope[0] == now
    if now // 100 != 5:
        (change,) = told(world, Kind.HOPE_CHANGED)
        assert (change.who, change.amount, change.cause) == (0, now, event)
        assert change.where == world.citizens.cell[0]


@pytest.mark.parametrize(("knobs", "own", "theirs"), [
    ({}, 350, 425), ({"percent": 200}, 200, 350), ({"percent": 0}, 500, 500), ({"bound": 100}, 350, 350),
    ({"bound": 0}, 350, 500),
])  # fmt: skip
def test_how_much_of_it_reaches_those_bound_to_them(knobs, own, theirs):
    world = band(1)
    slots = [background.make_profile(world, who) for who in (1, 2)]
    bond = world.bonds.take(1)
    world.bonds.a[bond], world.bonds.b[bond] = 2, 1
    befall(world, Kind.DIED, 1, **knobs)
    assert world.profiles.hope[slots].tolist() == [own, theirs]


@pytest.mark.parametrize(("apart", "knows"), [(25, True), (26, False)])
def test_who_is_bound_knows_of_it_within_twenty_five_cells(apart, knows):
    world = make_world(field(60, 3), [(0, 0), (apart, 0)])
    slot = background.make_profile(world, 1)
    bond = world.bonds.take(1)
    world.bonds.a[bond], world.bonds.b[bond] = 1, 0
    befall(world, Kind.DIED, 0)
    assert world.profiles.hope[slot] == (425 if knows else 500)


def test_all_of_a_tick_counts_together_and_the_first_is_the_cause():
    world = band(2)
    slot = background.make_profile(world, 3)
    world.events.begin(0)
    first = world.events.one(Kind.WOUNDED, 3, cause=5)
    world.events.one(Kind.WOUNDED, 3, cause=6)
    blow = world.events.one(Kind.WOUNDED, 0, cause=7)
    world.events.one(Kind.WOUNDED, 1, cause=8)
    morale.step(world, morale.Params(rout=1, steady=1000))
    assert world.profiles.hope[slot] == 500 - 120
    assert world.bands.hope[0] == 500 - 2 * 48
    assert [(one.who, one.cause) for one in told(world, Kind.HOPE_CHANGED)] == [(3, first), (0, blow)]
    assert [(one.who, one.cause) for one in told(world, Kind.ROUTED)] in ([(0, blow)], [])


@pytest.mark.parametrize(
    ("hopes", "steady", "share"), [(450, 450, 0), (449, 450, 1 / 450), (0, 450, 1), (300, 400, 0.25)]
)
def test_the_odds_of_a_rout_are_what_hope_lacks(hopes, steady, share):
    odds = set()
    for seed in range(120):
        world = band(1, hopes=hopes, seed=seed)
        befall(world, Kind.WOUNDED, 0, steady=steady, rout=0.8, percent=0)
        odds |= {(one.odds, one.stream) for one in told(world, Kind.ROUTED)}
    if share < 0.01:
        assert not odds or odds == {(luck.chance(0.8 * share), morale.ROUT)}
    else:
        ((found, stream),) = odds
        assert stream == morale.ROUT
        assert abs(found - luck.chance(0.8 * share)) <= 2


@pytest.mark.parametrize("why", ["routed", "arrived", "over", "no leader", "all dead"])
def test_a_band_breaks_once_and_only_on_its_way(why):
    world = band(3, hopes=0)
    if why == "routed":
        world.bands.routed[0] = True
    elif why in ("arrived", "over"):
        world.bands.stage[0] = BandState.ARRIVED if why == "arrived" else BandState.OVER
    elif why == "no leader":
        world.bands.leader[0] = -1
    else:
        world.citizens.alive[:3] = False
    befall(world, Kind.WOUNDED, 1, rout=1)
    assert not told(world, Kind.ROUTED)


def test_a_rout_counts_the_living_and_is_what_moves_the_band_from_then_on():
    world = band(4, hopes=0)
    world.citizens.alive[2] = False
    befall(world, Kind.WOUNDED, 1, rout=1)
    (rout,) = told(world, Kind.ROUTED)
    assert (rout.amount, rout.where) == (3, world.citizens.cell[0])
    assert (world.bands.routed[0], world.bands.cause[0]) == (True, rout.id)


def test_what_is_no_blow_breaks_nobody():
    world = band(3, hopes=0)
    befall(world, Kind.GAVE_WATER, 5, 1, rout=1)
    assert not told(world, Kind.ROUTED)


@pytest.mark.parametrize("cell_mm", [500, 1000, 2000, 4000])
def test_what_befalls_somebody_is_known_from_as_many_metres_on_any_map(cell_mm: int):
    for metres, near_m, shared in ((48, 50, True), (52, 50, False), (52, 52, True)):
        world = make_world(make_city(field(120, 1), cell_mm=cell_mm), [(0, 0), (metres * 1000 // cell_mm, 0)])
        slot = world.bonds.take(1)
        world.bonds.a[slot], world.bonds.b[slot] = 0, 1
        profile = background.make_profile(world, 0)
        befall(world, Kind.DIED, 1, near_m=near_m)
        assert (world.profiles.hope[profile] < 500) == shared, (metres, near_m)
