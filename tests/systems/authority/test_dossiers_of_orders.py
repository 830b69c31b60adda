"""Dossiers of those hunted by order: what somebody is speaks against them once, however often it is said."""

import pytest
from scenes.by_order import ground, lives, order
from scenes.gatehouse import live, of_kind, report

from undergrid.systems.authority import classification, dossiers
from undergrid.world.authority.cases import DossierOf
from undergrid.world.log.kinds import Kind

STILL = {"fades_per_hour": 0}


def suspicion(world):
    live(world, 1, dossiers, dossiers=STILL)
    return int(world.dossiers.suspicion[world.cache(DossierOf).slot[0]])


@pytest.mark.parametrize(("first", "then", "weighs"), [(40, 40, 40), (40, 60, 60), (60, 40, 60)])
def test_a_second_order_weighs_what_it_says_and_not_both_together(first, then, weighs):
    world = ground((30, 30))
    order(world, 0, points=first)
    assert suspicion(world) == first
    order(world, 0, points=then)
    assert suspicion(world) == weighs


def test_what_somebody_has_done_counts_each_time_and_beside_the_order():
    world = ground((30, 30))
    order(world, 0, points=40)
    assert suspicion(world) == 40
    for points in (60, 80):
        report(world, 0, 0, 20)
        assert suspicion(world) == points


@pytest.mark.parametrize("category", [0, 1, 2])
def test_an_order_and_a_name_for_a_stranger_make_nobody_wanted(category):
    assert classification.Params().points(category) + 20 < dossiers.Params().wanted_at


def test_a_new_order_is_followed_although_the_one_before_was_in_vain():
    world = ground((30, 30), hunters=((28, 30),))
    order(world, 0)
    live(world, 1, dossiers)
    slot = world.cache(DossierOf).slot[0]
    world.dossiers.searched[slot] = 500
    given = order(world, 0)
    (began,) = of_kind(lives(world, 6, dispatch={"by_order": 0}), Kind.HUNT_BEGAN)
    assert began.cause == given
    assert world.dossiers.searched[slot] == -1
