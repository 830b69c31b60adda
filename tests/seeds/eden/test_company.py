"""Rows E40 to E44: a place known from others, a pledge, a debt, a truce, and hope."""

from __future__ import annotations

import numpy as np
from scenes.strangers import INSIDE, OUTSIDE, at_the_door, live, told
from scenes.worlds import field, make_city, make_world, run

from undergrid.city.city import Use
from undergrid.systems.items import exchange
from undergrid.systems.movement import movement
from undergrid.systems.society import hearsay, morale, parley, pledges, talk, trust
from undergrid.world.body.posture import refresh_pace
from undergrid.world.items import kit
from undergrid.world.log.kinds import Kind
from undergrid.world.orders.attempts import intend
from undergrid.world.people import background
from undergrid.world.society import knowledge, regard
from undergrid.world.tables.items import ItemKind
from undergrid.world.tables.minds import Topic
from undergrid.world.tables.orders import Verb
from undergrid.world.tables.people import NEVER
from undergrid.world.tables.society import PledgeState, Stance
from undergrid.world.world import World


def test_e40_a_clinic_is_known_from_somebody_and_may_be_gone():
    city = make_city(field(120, 11), buildings=[(Use.REFUGE, 0, 80, 5)])
    for told_cell, kind in ((80, Kind.PLACE_FOUND), (30, Kind.PLACE_MISSED)):
        world = make_world(city, [(0, 5), (1, 5), (119, 10)])
        knowledge.learn(world, 0, Topic.PLACE, 0, city.cell(0, told_cell, 5), -1, 1000, world.scenario_event)
        intend(world, 0, Verb.TALK, 1, world.scenario_event)
        live(world, [talk])
        slot = knowledge.knows(world, 1, Topic.PLACE, 0)
        assert world.knowledge.source[slot] == 0
        assert world.knowledge.strength[slot] < 1000
        world.citizens.cell[1] = world.knowledge.cell[slot]
        world.rebuild()
        run(hearsay, world, ticks=11, period=60)
        (found,) = told(world, kind)
        assert (found.who, found.whom) == (1, 0)


def test_e41_an_escort_pledge_is_kept_or_broken_and_says_so():
    for left_behind in (False, True):
        world = make_world(field(80, 3), [(0, 1), (1, 1)])
        clinic = world.city.cell(0, 60, 1)
        world.citizens.wake[:] = NEVER
        intend(world, 0, Verb.PLEDGE, 1, world.scenario_event, amount=clinic)
        live(world, [pledges])
        for who in (0,) if left_behind else (0, 1):
            intend(world, who, Verb.WALK, clinic, world.scenario_event)
        live(world, [movement, pledges], 2500)
        (end,) = told(world, Kind.PLEDGE_KEPT, Kind.PLEDGE_BROKEN)
        assert end.kind == (Kind.PLEDGE_BROKEN if left_behind else Kind.PLEDGE_KEPT)
        assert end.cause == told(world, Kind.PLEDGED)[0].id
        assert world.pledges.outcome[0] == (PledgeState.BROKEN if left_behind else PledgeState.KEPT)
        assert (regard.trust(world, 1, 0) < 500) == left_behind


def test_e42_a_debt_falls_with_each_help():
    world = make_world("...", [(0, 0), (1, 0)])
    slot = background.make_profile(world, 0)
    world.profiles.debt[slot] = 600
    kit.add(world, 0, ItemKind.GAUZE, 3, world.scenario_event)
    debts = [600]
    for _ in range(3):
        intend(world, 0, Verb.GIVE, 1, world.scenario_event, amount=ItemKind.GAUZE)
        live(world, [exchange, trust])
        debts.append(int(world.profiles.debt[slot]))
    paid = told(world, Kind.DEBT_PAID)
    assert [event.cause for event in paid] == [event.id for event in told(world, Kind.GAVE)]
    assert len(paid) == 3
    assert debts == sorted(set(debts), reverse=True)


def test_e43_a_truce_lies_between_hostile_and_ally_shows_and_can_fall_back():
    world = at_the_door(outside_arms=ItemKind.SIDEARM)
    intend(world, INSIDE, Verb.ADMIT, OUTSIDE, world.scenario_event)
    live(world, [parley, talk, pledges])
    intend(world, OUTSIDE, Verb.SURRENDER, INSIDE, world.scenario_event)
    live(world, [parley, talk, pledges])
    regard.good(world, INSIDE, OUTSIDE, 1000, world.scenario_event)
    assert regard.stance(world, INSIDE, OUTSIDE) == Stance.TRUCE
    assert Stance.HOSTILE < Stance.TRUCE < Stance.ALLY
    intend(world, OUTSIDE, Verb.PLEDGE, INSIDE, world.scenario_event, amount=30)
    live(world, [parley, talk, pledges])
    intend(world, OUTSIDE, Verb.RELEASE, INSIDE, world.scenario_event)
    live(world, [parley, talk, pledges])
    fell = told(world, Kind.STANCE_CHANGED)[-1]
    assert fell.amount < Stance.TRUCE
    assert fell.cause == told(world, Kind.PLEDGE_BROKEN)[0].id


def travellers(hopes: int, seed: int) -> World:
    """A band of six on a road."""
    world = make_world(field(80, 6), [(0, y) for y in range(6)], seed=seed)
    slot = world.bands.take(1)
    world.bands.leader[slot], world.bands.hope[slot] = 0, hopes
    slots = world.members.take(6)
    world.members.owner[slots], world.members.band[slots] = np.arange(6), 0
    world.citizens.wake[:] = NEVER
    return world


def test_e44_hope_decides_whether_a_group_breaks_and_how_fast_it_goes():
    routs, far = [], []
    for hopes in (50, 250, 800):
        n = 0
        for seed in range(150):
            world = travellers(hopes, seed)
            world.events.begin(0)
            world.events.one(Kind.WOUNDED, 2, cause=world.scenario_event)
            morale.step(world, morale.Params())
            n += len(told(world, Kind.ROUTED))
        routs.append(n)
        world = travellers(hopes, 1)
        for who in range(6):
            refresh_pace(world, who)
            intend(world, who, Verb.WALK, world.city.cell(0, 79, who), world.scenario_event)
        live(world, [movement], 60)
        far.append(int((world.citizens.cell % 80).sum()))
    assert routs[0] > routs[1] > routs[2] == 0
    assert far[0] < far[1] < far[2]


def test_e44_hope_rises_with_help_and_falls_with_deaths():
    world = travellers(500, 1)
    world.events.begin(0)
    world.events.one(Kind.GAVE_WATER, 0, 1, cause=world.scenario_event)
    morale.step(world, morale.Params())
    higher = int(world.bands.hope[0])
    world.events.begin(1)
    world.events.one(Kind.DIED, 3, cause=world.scenario_event)
    morale.step(world, morale.Params())
    assert higher > 500 > world.bands.hope[0]
