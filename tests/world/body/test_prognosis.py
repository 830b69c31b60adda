"""Prognosis: the chance that goes with a state, and the verdicts on either side of four to one."""

import pytest
from scenes.bodies import hurt, stop

from undergrid.world.body import blood_loss, prognosis
from undergrid.world.tables.body import BodyPart, Death, Prognosis


def in_class(klass, flow=0, shock=False):
    world = hurt(1, flow=flow, depth=1, part=BodyPart.ARM)
    (row,) = world.blood.rows().tolist()
    world.blood.lost[row] = (0, 200_000, 350_000, 420_000)[klass - 1]
    world.blood.klass[row] = klass
    if shock:
        world.blood.shock_since[row] = 0
    return world, row


@pytest.mark.parametrize(
    ("klass", "flow", "shock", "chance"),
    [
        (2, 0, True, 100),
        (3, 0, False, 100),
        (3, 120, True, 100),
        (3, 121, True, 10),
        (4, 0, False, 50),
        (4, 6000, True, 10),
        (1, 0, False, 1000),
    ],
)
def test_who_is_in_shock_or_near_it_has_the_chance_of_their_class(klass, flow, shock, chance):
    world, _ = in_class(klass, flow, shock)
    assert prognosis.chance(world, 0) == chance


def test_the_dead_have_none_and_the_unhurt_all():
    world = hurt(2, flow=0)
    blood_loss.die(world, 0, Death.BLAST, world.scenario_event)
    world.blood.free(world.blood.rows()[1:])
    world.rebuild()
    assert [prognosis.chance(world, who) for who in (0, 1)] == [0, 1000]


@pytest.mark.parametrize(("since", "chance"), [(0, 912), (3600, 956), (7199, 1000), (7200, 1000), (9000, 1000)])
def test_in_class_two_the_danger_of_shock_wears_off_over_two_hours(since, chance):
    world, row = in_class(2)
    world.tick = since
    world.blood.since[row] = since
    assert prognosis.chance(world, 0) == chance


def test_large_wounds_never_clot_and_small_ones_mostly_do_in_time():
    chances = [prognosis.chance(hurt(1, flow=flow, depth=1, part=BodyPart.ARM), 0) for flow in (120, 121, 900, 901)]
    assert chances[0] > chances[1] > chances[2] > chances[3] == 25
    world = hurt(1, flow=901, depth=1, part=BodyPart.ARM)
    stop(world, 0)
    assert prognosis.chance(world, 0) == 1000


def test_a_verdict_is_sure_from_four_to_one_on():
    assert [prognosis.verdict(odds) for odds in (1386, 1385, -1385, -1386)] == [
        Prognosis.WILL_LIVE, Prognosis.MAY_LIVE, Prognosis.MAY_LIVE, Prognosis.WILL_DIE
    ]  # fmt: skip
    assert prognosis.LOG_ODDS[800] == 1386 == -prognosis.LOG_ODDS[200]
    assert prognosis.LOG_ODDS[500] == 0
    assert (len(prognosis.LOG_ODDS), prognosis.LOG_ODDS[1000], prognosis.LOG_ODDS[0]) == (1001, 7600, -7600)
    world, _ = in_class(1)
    assert prognosis.standing(world, 0) == 7600
