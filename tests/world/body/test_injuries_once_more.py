"""Wounds drawn once more by hand: what each bleeds, what it is made of, and that it is nobody else's."""

from __future__ import annotations

import pytest
from scenes.worlds import field, make_world

from undergrid.core import luck
from undergrid.world.body import blood_loss, injuries
from undergrid.world.log.kinds import Kind
from undergrid.world.tables.body import BodyPart, WoundKind
from undergrid.world.tables.people import Activity, ConditionKind

PLACES = {
    BodyPart.HEAD: 1.2,
    BodyPart.CHEST: 1,
    BodyPart.BELLY: 1,
    BodyPart.SHOULDER: 0.8,
    BodyPart.ARM: 0.6,
    BodyPart.LEG: 1,
}
MAKERS = {WoundKind.CUT: 1, WoundKind.SHRAPNEL: 1, WoundKind.GUNSHOT: 1.2, WoundKind.CRUSH: 0.5, WoundKind.BURN: 0.05}
MOST = {1: 200, 2: 2400, 3: 15_000}


def people(n, tick=100):
    world = make_world(field(9, 9), n)
    world.tick = tick
    world.events.begin(tick)
    return world


@pytest.mark.parametrize("kind", MAKERS)
@pytest.mark.parametrize("part", PLACES)
def test_each_draw_is_halvings_of_the_most_or_a_femoral_artery_of_a_leg(kind, part):
    world, opened = people(70), 0
    for depth, most in MOST.items():
        for who in range(70):
            slot = injuries.wound(world, who, kind, part, depth, False, 1)
            draw = int(luck.u32(world.key(injuries.FLOW), int(world.wounds.luck[slot]))) / 2**32
            femoral = part == BodyPart.LEG and depth == 3 and MAKERS[kind] >= 1 and draw < 1 / 20
            expected = 57_000 * 2 ** -(20 * draw) if femoral else most * PLACES[part] * MAKERS[kind] * 2 ** -(3 * draw)
            assert world.wounds.flow[slot] == pytest.approx(expected, abs=1.01, rel=2e-4)
            opened += femoral
    assert (opened > 0) == (part == BodyPart.LEG and MAKERS[kind] >= 1)


def test_a_flow_that_is_given_is_the_flow_even_if_it_is_nothing():
    world = people(3)
    slots = [injuries.wound(world, who, WoundKind.CUT, BodyPart.ARM, 3, False, 1, flow=who) for who in (2, 1, 0)]
    assert world.wounds.flow[slots].tolist() == [2, 1, 0]
    assert world.wounds.flow[injuries.wound(world, 0, WoundKind.CUT, BodyPart.ARM, 3, False, 1)] > 0


def test_wounds_of_many_are_each_their_owners_in_the_order_in_which_they_were_made():
    world = people(5)
    dealt = [(who, nth) for nth in range(18) for who in (3, 0, 4)]
    made: dict[int, list[int]] = {0: [], 3: [], 4: []}
    for who, nth in dealt:
        world.tick = 100 + nth
        world.events.begin(world.tick)
        kind, depth = WoundKind(nth % 5), 1 + nth % 3
        slot = injuries.wound(
            world, who, kind, BodyPart.ARM, depth, nth % 2 == 0, 500 + nth, who - 9, 10 * who + nth, 8, 9
        )
        if nth >= 16:
            assert slot == made[who][-1], "a further one makes the newest bleed more"
            continue
        made[who].append(slot)
        wounds = world.wounds
        lucky = int(luck.child(int(world.citizens.luck[who]), world.tick, 130, nth))
        turns = world.tick + 6 * 3600 + int(luck.below(world.key(injuries.TURNS), lucky, 6 * 3600))
        names = ("luck", "owner", "made", "kind", "part", "depth", "dirty", "flow", "turns", "due")
        assert [int(getattr(wounds, name)[slot]) for name in names] == [
            lucky, who, world.tick, kind, BodyPart.ARM, depth, nth % 2 == 0, 10 * who + nth, turns, world.tick + 600,
        ]  # fmt: skip
        told = [e for e in world.events.this_tick() if e.kind == Kind.WOUNDED and e.who == who]
        code = kind | BodyPart.ARM << 4 | depth << 8 | (nth % 2 == 0) << 12
        assert [(e.id, e.whom, e.where, e.amount, e.cause, e.stream, e.odds) for e in told] == [
            (wounds.cause[slot], who - 9, world.citizens.cell[who], code, 500 + nth, 8, 9)
        ]
    for who, slots in made.items():
        assert blood_loss.wounds_of(world, who) == slots
        assert world.wounds.flow[slots[-1]] == 10 * who + 15 + 10 * who + 16 + 10 * who + 17
        assert world.blood.flow[blood_loss.blood_row(world, who)] == sum(world.wounds.flow[slots])
    assert [blood_loss.wounds_of(world, who) for who in (1, 2)] == [[], []]


def test_the_dead_get_no_wounds_and_are_named():
    world = people(3)
    world.citizens.alive[1] = False
    with pytest.raises(ValueError, match="citizen 1 is dead"):
        injuries.wound(world, 1, WoundKind.CUT, BodyPart.ARM, 1, False, 1)
    injuries.wound(world, 2, WoundKind.CUT, BodyPart.ARM, 1, False, 1)
    assert world.wounds.owner[world.wounds.used].tolist() == [2]


def test_dirt_comes_into_one_wound_by_its_own_draw():
    world = people(4)
    slots = [injuries.wound(world, who, WoundKind.CUT, BodyPart.ARM, 1, who == 3, 1) for who in range(4)]
    turns = world.wounds.turns.copy()
    world.tick = 777
    for slot in (slots[2], slots[3]):
        injuries.soil(world, slot)
    turns[slots[2]] = (
        777 + 6 * 3600 + int(luck.below(world.key(injuries.TURNS), int(world.wounds.luck[slots[2]]), 6 * 3600))
    )
    assert world.wounds.turns.tolist() == turns.tolist()
    assert world.wounds.dirty[slots].tolist() == [0, 0, 1, 1]


def test_debris_on_one_of_many_is_theirs_alone():
    world = people(5)
    for who, kind in ((2, ConditionKind.FINED), (0, ConditionKind.FAILING), (2, ConditionKind.UNRENEWED)):
        slot = world.conditions.take(1)
        world.conditions.owner[slot], world.conditions.kind[slot] = who, kind
    world.citizens.doing[4] = Activity.HELD
    events = {who: injuries.trap(world, who, 60 + who) for who in (3, 2, 4)}
    assert [injuries.trapped(world, who) for who in range(5)] == [False, False, True, True, True]
    assert world.citizens.doing[[2, 3, 4]].tolist() == [Activity.LYING, Activity.LYING, Activity.HELD]
    assert injuries.trap(world, 3, 99) == events[3]
    told = [(e.id, e.who, e.where, e.cause) for e in world.events.rows()]
    assert told == [(events[who], who, world.citizens.cell[who], 60 + who) for who in (3, 2, 4)]
    for who in (1, 3):
        injuries.untrap(world, who)
    assert [injuries.trapped(world, who) for who in range(5)] == [False, False, True, False, True]
    assert sorted(world.conditions.owner[world.conditions.rows()].tolist()) == [0, 2, 2, 2, 4]
    injuries.rise(world, 2, 71)
    injuries.rise(world, 3, 72)
    assert world.citizens.doing[[2, 3]].tolist() == [Activity.LYING, Activity.WAITING]
    assert world.citizens.cause[[2, 3]].tolist() == [71, 72]


def test_every_wound_can_be_spelled():
    words = {injuries.spell_wound(injuries.wound_code(kind, part, depth, dirty))
             for kind in WoundKind for part in BodyPart for depth in (1, 2, 3) for dirty in (False, True)}  # fmt: skip
    assert len(words) == 5 * 6 * 3 * 2
    assert "a shallow, dirty burn in the arm" in words
    assert "a deep, clean gunshot wound in the chest" in words
