"""Injuries: what a new wound is and bleeds, that the seventeenth adds to the sixteenth, and how debris holds."""

import pytest
from scenes.worlds import field, make_world

from undergrid.core import luck
from undergrid.world.body import blood_loss, care, injuries
from undergrid.world.log.kinds import Kind
from undergrid.world.tables.body import BodyPart, Dressing, WoundKind
from undergrid.world.tables.items import ItemKind
from undergrid.world.tables.orders import Verb
from undergrid.world.tables.people import Activity, Posture

CUT, CRUSH = WoundKind.CUT, WoundKind.CRUSH


def people(n=2, **columns):
    world = make_world(field(6, 6), n, **columns)
    world.tick = 100
    world.events.begin(100)
    return world


def test_a_new_wound_is_as_it_was_made():
    world = people()
    first = injuries.wound(world, 1, CRUSH, BodyPart.LEG, 3, True, 4711, watcher=5, flow=700)
    wounds = world.wounds
    assert (wounds.owner[first], wounds.made[first], wounds.flow[first]) == (1, 100, 700)
    assert (wounds.kind[first], wounds.part[first], wounds.depth[first], wounds.dirty[first]) == (
        3,
        BodyPart.LEG,
        3,
        True,
    )
    assert wounds.due[first] == 100 + injuries.LOOK
    assert 100 + 6 * 3600 <= wounds.turns[first] < 100 + 12 * 3600
    (event,) = [one for one in world.events.rows() if one.kind == Kind.WOUNDED]
    assert (event.id, event.who, event.whom, event.where) == (wounds.cause[first], 1, 5, world.citizens.cell[1])
    assert (event.amount, event.cause) == (injuries.wound_code(3, BodyPart.LEG, 3, True), 4711)
    assert injuries.code(world, first) == event.amount == 3 | BodyPart.LEG << 4 | 3 << 8 | 1 << 12
    second = injuries.wound(world, 1, CUT, BodyPart.ARM, 1, False, 1, flow=10)
    assert blood_loss.wounds_of(world, 1) == [first, second]
    assert wounds.luck[second] != wounds.luck[first]
    assert world.blood.flow[0] == 710


def test_a_body_has_sixteen_wounds_and_a_further_one_makes_the_newest_bleed_more():
    world = people()
    slots = [injuries.wound(world, 1, CUT, BodyPart.ARM, 1, False, 1, flow=10) for _ in range(16)]
    assert len(set(slots)) == 16
    assert injuries.wound(world, 1, CUT, BodyPart.ARM, 1, False, 1, flow=7) == slots[-1]
    assert world.wounds.flow[slots].tolist() == [10] * 15 + [17]
    assert world.blood.flow[0] == 167


@pytest.mark.parametrize(("depth", "what"), [(0, "1 to 3 deep, not 0"), (4, "1 to 3 deep, not 4")])
def test_a_wound_has_one_of_three_depths(depth, what):
    with pytest.raises(ValueError, match=what):
        injuries.wound(people(), 1, CUT, BodyPart.ARM, depth, False, 1)


@pytest.mark.parametrize("part", list(BodyPart))
def test_clothes_cover_a_wound_but_in_the_head(part):
    world = people(1)
    slot = injuries.wound(world, 0, CUT, part, 2, False, 1)
    assert world.wounds.clothed[slot] == (part != BodyPart.HEAD)
    assert (care.wound_for(world, 0, Verb.CUT) == slot) == (part != BodyPart.HEAD)
    world.wounds.clothed[slot], world.wounds.dressing[slot] = False, Dressing.GAUZE
    strips = care.takes(world, slot, Verb.STABILISE, 0)  # of the cloth that was cut away
    assert strips == (ItemKind.GAUZE if part == BodyPart.HEAD else None)


@pytest.mark.parametrize(
    ("kind", "part", "depth", "most"),
    [
        (CUT, BodyPart.BELLY, 3, injuries.MOST[3]),
        (CUT, BodyPart.ARM, 2, 1_440),
        (CRUSH, BodyPart.LEG, 2, 1_200),
        (WoundKind.GUNSHOT, BodyPart.CHEST, 1, 240),
        (WoundKind.BURN, BodyPart.HEAD, 2, 144),
    ],
)
def test_a_wound_bleeds_from_the_most_to_an_eighth_of_it(kind, part, depth, most):
    world = people(300)
    flows = []
    for who in range(300):
        slot = injuries.wound(world, who, kind, part, depth, False, 1)
        flows.append(int(world.wounds.flow[slot]))
    assert most * 0.95 < max(flows) <= most
    assert most / 8 <= min(flows) + 1 < most / 8 * 1.05 + 1
    assert abs(sorted(flows)[150] / (most / 8**0.5) - 1) < 0.25, "half of them more than the middle one, by halvings"


def test_dirt_comes_in_once_and_a_new_draw_says_when_it_turns():
    world = people()
    slot = injuries.wound(world, 1, CUT, BodyPart.ARM, 1, False, 1)
    world.tick = 5000
    injuries.soil(world, slot)
    turns = int(world.wounds.turns[slot])
    delay = int(luck.below(world.key(injuries.TURNS), int(world.wounds.luck[slot]), 6 * 3600))
    assert world.wounds.dirty[slot]
    assert turns == 5000 + 6 * 3600 + delay
    world.tick = 9000
    injuries.soil(world, slot)
    assert world.wounds.turns[slot] == turns


def test_debris_holds_whoever_it_fell_on_until_it_is_taken_away():
    world = people()
    event = injuries.trap(world, 1, 77)
    (told,) = [one for one in world.events.rows() if one.kind == Kind.TRAPPED]
    assert (told.id, told.who, told.where, told.cause) == (event, 1, world.citizens.cell[1], 77)
    assert injuries.trapped(world, 1)
    assert not injuries.trapped(world, 0)
    assert injuries.trap(world, 1, 78) == event, "whom it holds already it holds no more for that"
    held = world.conditions
    assert (held.owner[0], held.since[0], held.cause[0], held.n_used) == (1, 100, event, 1)
    row = world.citizens
    assert (row.doing[1], row.posture[1], row.cause[1]) == (Activity.LYING, Posture.FLAT, event)
    injuries.rise(world, 1, 5)
    assert (row.doing[1], row.cause[1]) == (Activity.LYING, 5)
    injuries.untrap(world, 1)
    injuries.untrap(world, 1)
    assert not injuries.trapped(world, 1)
    assert row.doing[1] == Activity.LYING
    injuries.rise(world, 1, 6)
    assert (row.doing[1], row.posture[1], row.cause[1]) == (Activity.WAITING, Posture.STANDING, 6)
    row.able[1] = 0
    injuries.rise(world, 1, 7)
    assert (row.doing[1], row.cause[1]) == (Activity.LYING, 7)


def test_debris_does_not_wake_the_senseless():
    world = people(doing=Activity.UNCONSCIOUS)
    injuries.trap(world, 1, 77)
    assert world.citizens.doing[1] == Activity.UNCONSCIOUS


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ((1, BodyPart.SHOULDER, 3, False), "a deep, clean shrapnel wound in the shoulder"),
        ((0, BodyPart.HEAD, 1, True), "a shallow, dirty cut on the head"),
        ((3, BodyPart.BELLY, 2, True), "a moderate, dirty crush wound in the belly"),
    ],
)
def test_a_wound_can_be_spelled(code, words):
    assert injuries.spell_wound(injuries.wound_code(*code)) == words
