"""What fragments and shots of an ambush do, by the figures: how likely each is to hit, and how deep."""

import math

import pytest
from systems.authority.test_ambush import spring, trap

from undergrid.systems.authority import ambush
from undergrid.world.tables.people import Activity, Pace, Posture

SHARES = {Posture.STANDING: 1.0, Posture.CROUCHED: 0.5, Posture.FLAT: 0.2}


def desk(drawing=None, **knobs):
    return ambush._Desk(trap(drawing=drawing), ambush.Params(**knobs))


@pytest.mark.parametrize("posture", SHARES)
@pytest.mark.parametrize(("runs", "wider"), [(0, 1), (1, 2)])
@pytest.mark.parametrize("cells", [1, 10, 30, 60])
def test_a_shot_hits_as_half_a_square_metre_under_six_milliradians(posture, runs, wider, cells):
    area, sigma = 0.5 * SHARES[posture], 0.006 * wider
    expected = 1 - math.exp(-area / (2 * math.pi * sigma**2 * (2 * cells) ** 2))
    assert desk().hits[runs, posture, 0, cells**2] / 2**20 == pytest.approx(expected, abs=2**-20)


@pytest.mark.parametrize("posture", SHARES)
@pytest.mark.parametrize("cells", [1, 2, 6, 20])
def test_fragments_hit_half_at_twelve_metres_and_kill_half_at_four_falling_with_the_square(posture, cells):
    knobs = desk().knobs
    for half, hit in ((12, knobs.fragments[posture, 0, cells**2]), (4, [knobs.deaths[posture, 0, cells**2]])):
        mean = math.log(2) * half**2 / (2 * cells) ** 2 * SHARES[posture]
        none = [math.exp(-mean), math.exp(-mean) * mean, math.exp(-mean) * mean**2 / 2]
        expected = [1 - sum(none[:n]) for n in range(1, len(hit) + 1)]
        assert [share / 2**20 for share in hit] == pytest.approx(expected, abs=2**-20)


def test_within_a_metre_nothing_is_likelier_than_at_one():
    made = desk()
    assert made.hits[0, 0, 0, 0] / 2**20 == pytest.approx(1, abs=2**-20)
    assert made.knobs.deaths[0, 0, 0] / 2**20 == pytest.approx(1 - 0.5**16, abs=2**-19)


def depths(metres, **knobs):
    """How deep the wounds are of a hundred people so far from a blast that kills nobody."""
    world = trap(people=[(40 + metres // 2, 40)] * 100, hunters=((40, 79),))
    spring(world, 1, fire_seconds=0, range_m=100, ground_m=100, lethal_m=0, half_m=400, **knobs)
    return world.wounds.depth[world.wounds.used].tolist()


@pytest.mark.parametrize(("metres", "deepest"), [(18, 3), (20, 3), (22, 2)])
def test_beyond_half_the_reach_of_a_blast_half_as_many_wounds_are_deep(metres, deepest):
    """With every wound a deep one near it, and none that only goes into the flesh."""
    found = depths(metres, deep=1, flesh=0)
    assert len(found) > 200
    if deepest == 3:
        assert set(found) == {3}
    else:
        assert found.count(3) / len(found) == pytest.approx(0.5, abs=0.12)
        assert found.count(2) + found.count(3) == len(found)  # the others go into the flesh


@pytest.mark.parametrize(("deep", "flesh", "depth"), [(1, 0, 3), (0, 1, 2), (0, 0, 1)])
def test_wounds_are_as_deep_as_the_knobs_say(deep, flesh, depth):
    assert set(depths(10, deep=deep, flesh=flesh)) == {depth}


def test_each_is_hit_by_their_own_posture_ground_and_distance():
    """Those who stand near are hit, and those who lie flat far off are not."""
    world = trap(people=[(58, 40), (41, 40), (22, 40), (40, 40)], hunters=((40, 79),), posture=Posture.STANDING)
    world.citizens.posture[[0, 2]] = Posture.FLAT
    spring(world, 1, fire_seconds=0, least=1, range_m=100, ground_m=100, lethal_m=0, half_m=5, flat=0.01)
    hit = set(world.wounds.owner[world.wounds.used].tolist())
    assert hit == {1, 3}


def test_only_those_who_run_are_harder_to_hit():
    """One who walks among runners is whom the hunter shoots at."""
    world = trap(people=[(40, 10)] * 5, hunters=[(40, 20)], ground=(40, 10))
    people = world.citizens
    people.doing[:], people.pace[:] = Activity.WALKING, Pace.RUN
    people.pace[2] = Pace.WALK
    spring(world, 2, blast=False, shot_every=1, fire_seconds=1)
    assert set(world.wounds.owner[world.wounds.used].tolist()) == {2}
