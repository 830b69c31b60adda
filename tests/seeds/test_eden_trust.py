"""Rows E29, E30, E33, E34, E35, E38 and E39: strangers at a door, and what they come to think of each other."""

from __future__ import annotations

from collections import Counter

from tests.strangers import INSIDE, OUTSIDE, asked_until_settled, at_the_door, told, waited
from undergrid.world import parleys, regard
from undergrid.world.kinds import Kind
from undergrid.world.people import ItemKind
from undergrid.world.world import World


def test_e29_talk_through_a_door_ends_in_every_way_and_depends_on_trust_fear_and_arms():
    def outcomes(**how: object) -> Counter[str]:
        ends: Counter[str] = Counter()
        for seed in range(60):
            world = at_the_door(seed, **how)  # type: ignore[arg-type]
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


def once_hunted(world: World, hunted: bool) -> None:
    slot = regard.make_profile(world, INSIDE)
    world.profiles.hunted[slot] = hunted


def test_e38_who_was_hunted_themselves_helps_more_often():
    world = at_the_door()
    before = parleys.answer_odds(world, INSIDE, OUTSIDE).let_in
    once_hunted(world, True)
    assert parleys.answer_odds(world, INSIDE, OUTSIDE).let_in > 1.3 * before

    def opened(hunted: bool) -> int:
        n = 0
        for seed in range(80):
            world = at_the_door(seed)
            once_hunted(world, hunted)
            asked_until_settled(world)
            n += len(told(world, Kind.LET_IN))
        return n

    assert opened(True) > opened(False) + 8
