"""Rows E29, E30, E33, E34, E38 and E39: strangers at a door, and what they come to think of each other."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
from scenes.strangers import INSIDE, OUTSIDE, asked_until_settled, at_the_door, live, told, waited
from scenes.worlds import field, make_world, run

from undergrid.core import luck
from undergrid.systems.society import hearsay, parley, talk
from undergrid.world.items import kit
from undergrid.world.log.kinds import Kind
from undergrid.world.orders.attempts import intend
from undergrid.world.people import background
from undergrid.world.society import first_impressions, knowledge, parley_odds, regard
from undergrid.world.tables.items import ItemKind
from undergrid.world.tables.minds import Topic
from undergrid.world.tables.orders import Verb
from undergrid.world.tables.society import Category
from undergrid.world.world import World


def test_e29_talk_through_a_door_ends_in_every_way_and_depends_on_trust_fear_and_arms():
    def outcomes(**how: Any) -> Counter[str]:
        ends: Counter[str] = Counter()
        for seed in range(60):
            world = at_the_door(seed, **how)
            ends[asked_until_settled(world)] += 1
            ends["wait"] += waited(world)
        return ends

    strangers = outcomes()
    trusted = outcomes(trusted=2000)
    armed = outcomes(outside_arms=ItemKind.RIFLE)
    assert all((strangers + trusted + armed)[end] for end in ("leave", "wait", "force", "let in"))
    assert trusted["let in"] > strangers["let in"] + 10
    assert armed["let in"] < strangers["let in"]
    assert armed["force"] > strangers["force"] + 3


def test_e30_raised_hands_lower_the_threat_by_the_step():
    world = at_the_door(outside_arms=ItemKind.RIFLE)
    intend(world, OUTSIDE, Verb.ASK, 0, world.scenario_event)
    live(world, [parley])
    feared, odds = regard.fear(world, INSIDE, OUTSIDE), parley_odds.answer_odds(world, INSIDE, OUTSIDE)
    intend(world, OUTSIDE, Verb.SURRENDER, INSIDE, world.scenario_event)
    live(world, [talk])
    assert regard.fear(world, INSIDE, OUTSIDE) == feared - talk.Params().surrender
    assert parley_odds.answer_odds(world, INSIDE, OUTSIDE).let_in > odds.let_in


def people_as_they_mostly_are(n: int) -> World:
    """Citizen 0 observes; the rest are of each category, armed, trained, on edge and with signs as often as assumed."""
    world = make_world(field(40, 40), n + 1)
    key = luck.make_key(5, 0, luck.stream("test.people"))

    def so_many(who: int, share: int, nth: int) -> bool:
        return luck.u32(key, who, nth) < luck.chance(share / 1000)

    for who in range(1, n + 1):
        slot = background.make_profile(world, who)
        kind = parley_odds.chosen(
            luck.u32(key, who, 0), tuple(luck.chance(share / 1000) for share in first_impressions.PRIOR)
        )
        world.profiles.category[slot] = kind
        world.profiles.insignia[slot] = so_many(who, first_impressions.WEARS[kind], 1)
        world.profiles.soldiering[slot] = 8 * so_many(who, first_impressions.SOLDIERLY[kind], 2)
        world.profiles.hunted[slot] = so_many(who, first_impressions.NERVOUS[kind], 3)
        if so_many(who, first_impressions.GUN[kind], 4):
            kit.add(world, who, ItemKind.SIDEARM, 1, world.scenario_event)
    return world


def test_e33_what_somebody_is_is_inferred_from_signs_sometimes_wrongly_and_as_surely_as_it_is_right():
    rights = []
    for skill in (0, 10):
        world, n = people_as_they_mostly_are(1500), 1500
        slot = background.make_profile(world, 0)
        world.profiles.soldiering[slot] = skill
        right = sure = 0
        for who in range(1, n + 1):
            world.tick += 1
            world.events.begin(world.tick)
            slot = first_impressions.meet(world, 0, who, world.scenario_event)
            right += world.regards.believed[slot] == background.category(world, who)
            sure += int(world.regards.certainty[slot])
        assert len(told(world, Kind.INFERRED)) == n
        assert right / n < 0.97, "sometimes wrong"
        assert sure / 1000 / n == pytest.approx(right / n, abs=0.03)
        rights.append(right)
    assert rights[1] > rights[0]


def test_e33_a_deserter_is_taken_for_a_soldier_and_told_apart_by_nobody_for_sure():
    world = at_the_door()
    slot = background.make_profile(world, OUTSIDE)
    world.profiles.past[slot], world.profiles.soldiering[slot] = Category.SOLDIER, 8
    kit.add(world, OUTSIDE, ItemKind.SIDEARM, 1, world.scenario_event)
    slot = first_impressions.meet(world, INSIDE, OUTSIDE, world.scenario_event)
    assert world.regards.believed[slot] in (Category.SOLDIER, Category.REBEL)
    assert world.regards.certainty[slot] < 950


def test_e34_a_past_told_costs_trust_at_first_and_earns_it_in_the_long_run():
    world = at_the_door()
    slot = background.make_profile(world, OUTSIDE)
    world.profiles.past[slot] = Category.SOLDIER
    regard.good(world, INSIDE, OUTSIDE, 1000, world.scenario_event)
    before = regard.trust(world, INSIDE, OUTSIDE)
    intend(world, OUTSIDE, Verb.DISCLOSE, INSIDE, world.scenario_event)
    live(world, [talk])
    short = regard.trust(world, INSIDE, OUTSIDE)
    world.tick += 36 * 3600
    long = regard.trust(world, INSIDE, OUTSIDE)
    assert short < before < long


def test_e39_a_secret_is_known_by_some_and_costs_more_when_it_comes_out_otherwise():
    world = make_world(field(20, 3), [(0, 0), (1, 0), (18, 2)])
    knower, healer, soldier = range(3)
    slot = background.make_profile(world, soldier)
    world.profiles.past[slot] = Category.SOLDIER
    regard.good(world, healer, soldier, 2000, world.scenario_event)
    before = regard.trust(world, healer, soldier)
    knowledge.found_out(world, knower, soldier, -1, world.scenario_event, 3000)
    assert knowledge.knows(world, knower, Topic.SECRET, soldier) >= 0
    assert knowledge.knows(world, healer, Topic.SECRET, soldier) < 0
    run(hearsay, world, ticks=6 * 3600, period=60)
    out = told(world, Kind.SECRET_OUT)[-1]
    assert (out.who, out.whom, out.amount) == (healer, soldier, Category.SOLDIER)
    assert knowledge.knows(world, healer, Topic.SECRET, soldier) >= 0
    world.tick += 36 * 3600
    assert regard.trust(world, healer, soldier) < before


def once_hunted(world: World, hunted: bool) -> None:
    slot = background.make_profile(world, INSIDE)
    world.profiles.hunted[slot] = hunted


def test_e38_who_was_hunted_themselves_helps_more_often():
    world = at_the_door()
    before = parley_odds.answer_odds(world, INSIDE, OUTSIDE).let_in
    once_hunted(world, True)
    assert parley_odds.answer_odds(world, INSIDE, OUTSIDE).let_in > 1.3 * before

    def opened(hunted: bool) -> int:
        n = 0
        for seed in range(80):
            world = at_the_door(seed)
            once_hunted(world, hunted)
            asked_until_settled(world)
            n += len(told(world, Kind.LET_IN))
        return n

    assert opened(True) > opened(False) + 8
