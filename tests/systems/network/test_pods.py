"""Pods: without control or power for too long, a building's pods wake whoever dreams there, or kill them."""

import numpy as np
import pytest
from scenes.dens import augment
from scenes.wired import CORE, HUB, NodeKind, cut, live, mend, of_kind, order, power, wire_up
from scenes.worlds import field, make_city, make_world

from undergrid.city.city import Use
from undergrid.systems.network import pods
from undergrid.world.log.kinds import Kind
from undergrid.world.network.wired import n_augments
from undergrid.world.reasons import why_not
from undergrid.world.tables.body import Death
from undergrid.world.tables.hosts import AugmentKind
from undergrid.world.tables.network import Failing, Lack
from undergrid.world.tables.orders import Refusal, Verb
from undergrid.world.tables.people import Activity

MINUTE = 60
PODS = 2
DREAMS, RESTS, ELSEWHERE = 0, 1, 2


def dormitory(fails=Failing.SAFE, **columns):
    """Two who live in a building of pods, one of them dreaming, and one who dreams next door; the pods are node 2."""
    city = make_city(field(20, 6), buildings=[(Use.PODS, 0, 5, 2), (Use.PODS, 0, 12, 2)])
    world = make_world(city, [(5, 2), (5, 2), (12, 2)])
    people = world.citizens
    people.home[:] = people.inside[:] = [0, 0, 1]
    people.doing[:] = [Activity.PLUGGED, Activity.RESTING, Activity.PLUGGED]
    people.plugged[:] = [True, False, True]
    nodes = [(CORE, 0), (HUB, 3), (NodeKind.PODS, 5 + 2 * 20, {"fails": int(fails), **columns})]
    wire_up(world, nodes, [(0, 1), (1, 2)])
    slot = world.pods.take(1)
    world.pods.node[slot], world.pods.building[slot] = PODS, 0
    world.rebuild()
    return world


def test_n23_without_control_they_wake_whoever_dreams_there_after_an_hour_and_why_leads_to_the_wire():
    world = dormitory()
    event = cut(world, 0)
    told = live(world, 70 * MINUTE, pods)
    [failed], [woken] = of_kind(told, Kind.PODS_FAILED), of_kind(told, Kind.UNPLUGGED)
    assert (failed.tick, failed.who, failed.amount, failed.cause) == (60 * MINUTE, PODS, Lack.CONTROL, event)
    assert (woken.tick, woken.who, woken.cause) == (60 * MINUTE, DREAMS, failed.id)
    assert world.citizens.doing.tolist() == [Activity.RESTING, Activity.RESTING, Activity.PLUGGED]
    assert world.citizens.alive.all()


def test_n23_those_that_fail_dead_kill_whoever_dreams_there_and_nobody_else():
    world = dormitory(Failing.DEAD, autonomy=30)
    event = cut(world, 1)
    told = live(world, 2 * MINUTE, pods)
    [failed], [died] = of_kind(told, Kind.PODS_FAILED), of_kind(told, Kind.DIED)
    assert (died.tick, died.who, died.amount, died.cause) == (30, DREAMS, Death.POD, failed.id)
    assert failed.cause == event
    assert world.citizens.alive.tolist() == [False, True, True]


def test_those_that_kill_burn_what_is_a_machine_of_whoever_lies_there_and_of_nobody_else():
    world = dormitory(Failing.DEAD, autonomy=30)
    for who in (DREAMS, RESTS, ELSEWHERE):
        augment(world, who, AugmentKind.EYE, AugmentKind.LEG)
    cut(world, 1)
    told = live(world, 2 * MINUTE, pods)
    [failed], [burnt] = of_kind(told, Kind.PODS_FAILED), of_kind(told, Kind.AUGMENTS_DIED)
    assert (burnt.who, burnt.amount, burnt.cause) == (DREAMS, 2, failed.id)
    assert [n_augments(world, who) for who in (DREAMS, RESTS, ELSEWHERE)] == [0, 2, 2]


def test_found_in_time_a_way_to_the_core_saves_them():
    world = dormitory(Failing.DEAD, autonomy=30)
    cut(world, 1)
    live(world, 20, pods)
    mend(world, 1)
    assert not live(world, 2 * MINUTE, pods)


def test_for_want_of_power_likewise():
    city = make_city(field(20, 6), buildings=[(Use.PODS, 0, 5, 2)])
    world = make_world(city, [(5, 2)])
    people = world.citizens
    people.home[0], people.inside[0], people.doing[0] = 0, 0, Activity.PLUGGED
    plant = (NodeKind.PLANT, 15, {"capacity": 1000})
    wire_up(world, [(CORE, 0), plant, (NodeKind.PODS, 45, {"load": 200, "autonomy": 60})], [(0, 2), power(1, 2)])
    slot = world.pods.take(1)
    world.pods.node[slot], world.pods.building[slot] = 2, 0
    event = cut(world, 1)
    [failed, woken] = live(world, 2 * MINUTE, pods)
    assert (failed.kind, failed.amount, failed.cause) == (Kind.PODS_FAILED, Lack.POWER, event)
    assert (woken.kind, woken.cause) == (Kind.UNPLUGGED, failed.id)


def test_nobody_dreams_in_pods_that_have_failed():
    world = dormitory(autonomy=0)
    cut(world, 1)
    live(world, 5, pods)
    assert why_not(world, RESTS, Verb.PLUG) == Refusal.POD_DOWN
    order(world, RESTS, Verb.PLUG, -1)
    told = live(world, 1, pods)
    assert [(e.who, Refusal(e.amount)) for e in of_kind(told, Kind.REFUSED)] == [(RESTS, Refusal.POD_DOWN)]
    mend(world, 1)
    live(world, 1, pods)
    assert why_not(world, RESTS, Verb.PLUG) is None


@pytest.mark.parametrize("every", [4, 30])
def test_who_lies_down_there_by_routine_is_put_out_again_and_lives(every):
    world = dormitory(Failing.DEAD, autonomy=0)
    world.citizens.doing[DREAMS] = Activity.RESTING
    cut(world, 1)
    live(world, 1, pods)
    world.citizens.doing[DREAMS], world.citizens.plugged[DREAMS] = Activity.PLUGGED, True
    told = live(world, 40, pods, pods={"look_every": every})
    assert [(e.tick, e.who) for e in of_kind(told, Kind.UNPLUGGED)] == [(every, DREAMS)]
    assert world.citizens.alive[DREAMS]
    assert np.count_nonzero(world.citizens.doing == Activity.PLUGGED) == 1
