"""Hauling by many at once: each of a hundred pairs by its own row, whatever has become of either of them."""

import numpy as np
import pytest
from scenes.hauls import trusts
from scenes.walkers import assert_caches_are_true
from scenes.worlds import field, make_city, make_world, run

from undergrid.city.city import Use
from undergrid.core import luck
from undergrid.systems.movement import hauling
from undergrid.world.body import burdens, care
from undergrid.world.items import kit
from undergrid.world.log.kinds import Kind
from undergrid.world.orders.attempts import intend
from undergrid.world.society import regard
from undergrid.world.tables.body import HaulMode
from undergrid.world.tables.items import ItemKind
from undergrid.world.tables.orders import Refusal, Verb
from undergrid.world.tables.people import NEVER, Activity, Posture

PAIRS = 100
FATES = (
    "beside", "ahead", "indoors", "lame", "lies", "tends", "is hauled", "is held", "is dead", "other held",
    "other reclaimed", "other faints", "other comes to", "other cannot stand", "both",
)  # fmt: skip
ENDS = {
    "lame",
    "tends",
    "is hauled",
    "is held",
    "is dead",
    "other held",
    "other reclaimed",
    "other faints",
    "both",
}
PACES = {HaulMode.DRAG: (72, 34), HaulMode.TARP: (84, 45), HaulMode.CARRY: (100, 55), HaulMode.SUPPORT: (80, 60)}


def pairs(seed):
    """Haulers 0 to 99, whom they haul 100 to 199, and what has become of each pair: (world, fates)."""
    dice = np.random.default_rng(seed)
    city = make_city(field(20, 10), buildings=[(Use.PODS, 0, 7, 7), (Use.DISUSED, 0, 12, 2)])
    world = make_world(city, citizens=list(range(PAIRS)) * 2)
    people, hauls = world.citizens, world.hauls
    hauled = np.arange(PAIRS, 2 * PAIRS)
    people.doing[hauled], people.posture[hauled] = Activity.HAULED, Posture.FLAT
    people.able[:PAIRS] = 60
    people.cause[:] = [world.events.one(Kind.ORDERED, who, cause=world.scenario_event) for who in range(2 * PAIRS)]
    slots = hauls.take(PAIRS + 9)
    hauls.free(slots[::12])
    slots = hauls.rows()[:PAIRS]
    hauls.free(hauls.rows()[PAIRS:])
    slots = slots[dice.permutation(len(slots))]
    fates = [FATES[n % len(FATES)] for n in dice.permutation(len(slots))]
    for n, slot in enumerate(slots.tolist()):
        hauls.hauler[slot], hauls.hauled[slot], hauls.mode[slot] = n, PAIRS + n, dice.integers(4)
        hauls.pace[slot], hauls.cause[slot] = 60, people.cause[PAIRS + n]
        befall(world, fates[n], n, PAIRS + n, slot)
    world.tick = 300
    world.rebuild()
    return world, fates


def befall(world, fate, who, whom, slot):
    """Let something have become of the two of a haul."""
    people, hauls = world.citizens, world.hauls
    doing = {
        "lies": Activity.LYING, "tends": Activity.TENDING, "is hauled": Activity.HAULED, "is held": Activity.HELD,
    }  # fmt: skip
    if fate in doing:
        people.doing[who] = doing[fate]
    elif fate == "ahead":
        people.cell[who] = 150 + who // 4
    elif fate == "indoors":
        people.cell[who], people.inside[who] = world.city.doors[who % 2], who % 2
    elif fate == "lame":
        people.able[who] = 0
    elif fate == "is dead":
        people.alive[who] = False
    elif fate in ("other held", "other reclaimed"):
        people.doing[whom] = Activity.HELD if fate == "other held" else Activity.RECLAIMED
    elif fate == "other faints":
        hauls.mode[slot] = HaulMode.SUPPORT
        people.alive[whom] = False
    elif fate == "both":
        people.able[who], people.alive[whom] = 0, False
    elif fate == "other comes to":
        people.doing[whom] = Activity.LYING
    elif fate == "other cannot stand":
        people.able[whom] = 0


def test_each_pair_goes_along_or_is_parted_by_what_has_become_of_it():
    world, fates = pairs(1)
    people, hauls = world.citizens, world.hauls
    order = [(slot, int(hauls.hauler[slot])) for slot in hauls.rows().tolist()]
    modes = {int(hauls.hauler[slot]): int(hauls.mode[slot]) for slot, _ in order}
    expected = {name: values.copy() for name, values in people.items()}
    causes, told = people.cause.tolist(), []
    for _, who in order:
        whom, fate = PAIRS + who, fates[who]
        if fate in ENDS:
            told.append((Kind.SET_DOWN, who, whom, who, 0, causes[whom] if fate.startswith("other") else causes[who]))
        else:
            expected["cell"][whom], expected["inside"][whom] = people.cell[who], people.inside[who]
    n_told = len(world.events.rows())
    run(hauling, world)
    events = world.events.rows()[n_told:]
    parted = [e for e in events if e.kind == Kind.SET_DOWN]
    assert [(e.kind, e.who, e.whom, e.where, e.amount, e.cause) for e in parted] == told
    left = [(slot, who) for slot, who in order if fates[who] not in ENDS]
    assert [(slot, int(hauls.hauler[slot])) for slot in hauls.rows().tolist()] == left
    assert people.cell.tolist() == expected["cell"].tolist()
    assert people.inside.tolist() == expected["inside"].tolist()
    by_hauler = {e.who: e.id for e in parted}
    for who, fate in enumerate(fates):
        whom = PAIRS + who
        if fate == "other comes to":
            held_up = modes[who] == HaulMode.SUPPORT
            assert people.posture[whom] == (Posture.STANDING if held_up else Posture.FLAT)
            assert (people.doing[whom], people.cause[whom]) == (Activity.HAULED, causes[whom])
        elif fate in ENDS - {"both"} and not fate.startswith("other"):
            assert (people.doing[whom], people.posture[whom]) == (Activity.WAITING, Posture.STANDING)
            assert people.cause[whom] == by_hauler[who]
        elif fate in ("other faints", "both"):
            assert (people.doing[whom], people.posture[whom]) == (Activity.UNCONSCIOUS, Posture.FLAT)
            assert people.cause[whom] == causes[whom]
        else:
            for name in ("doing", "cause"):
                assert getattr(people, name)[whom] == expected[name][whom]
            held_up = modes[who] == HaulMode.SUPPORT and fate not in ENDS
            assert people.posture[whom] == (people.posture[who] if held_up else expected["posture"][whom])
        assert people.able[who] == (100 if fate in ENDS else 60), "of speed, weighed anew where a haul ends"
    assert_caches_are_true(world)


def test_who_cannot_stand_is_left_lying_and_routine_waits_unless_they_have_a_mind():
    world = make_world(field(9, 3), citizens=[1, 2, 3, 4, 1, 2, 3, 4])
    people, hauls = world.citizens, world.hauls
    people.doing[4:], people.posture[4:], people.able[4:] = Activity.HAULED, Posture.FLAT, [0, 100, 0, 0]
    slots = hauls.take(4)
    hauls.hauler[slots], hauls.hauled[slots], hauls.cause[slots] = range(4), range(4, 8), world.scenario_event
    world.plans.grow(1)
    world.plans.owner[:] = 6
    world.tick = 40
    world.rebuild()
    for who in (0, 1, 2):
        intend(world, who, Verb.DROP, -1, world.scenario_event)
    people.doing[:3], people.goal[:3] = Activity.WALKING, 8
    run(hauling, world, minutes=2)
    down = {e.whom: e.id for e in world.events.rows() if e.kind == Kind.SET_DOWN}
    assert [*down] == [4, 5, 6]
    assert hauls.hauler[hauls.rows()].tolist() == [3]
    assert people.doing[:3].tolist() == [Activity.WAITING] * 3
    assert people.goal[:3].tolist() == [-1] * 3
    assert people.doing[4:].tolist() == [Activity.LYING, Activity.WAITING, Activity.LYING, Activity.HAULED]
    assert people.posture[4:].tolist() == [Posture.FLAT, Posture.STANDING, Posture.FLAT, Posture.FLAT]
    assert people.wake[4:].tolist() == [40 + 120, 40 + 1, NEVER, 0]
    assert people.cause[4:7].tolist() == [down[4], down[5], down[6]]


def test_of_several_who_take_hold_of_one_the_draw_decides_and_the_others_are_interrupted():
    winners = set()
    for seed in range(12):
        world = make_world(field(9, 3), citizens=[10, 11, 9, 1, 10, 20], seed=seed)
        people = world.citizens
        people.doing[[4, 5]], people.posture[[4, 5]] = Activity.LYING, Posture.FLAT
        for who, whom in ((3, 4), (0, 4), (2, 4), (1, 5)):
            intend(world, who, Verb.DRAG, whom, world.scenario_event)
        run(hauling, world, ticks=4, take_up_seconds=4)
        assert not world.hauls.n_used
        key = luck.make_key(seed, world.tick, hauling.CLAIM)
        first = min((0, 2, 3), key=lambda who: luck.u32(key, luck.pair(people.luck[who], people.luck[4])))
        run(hauling, world, take_up_seconds=4)
        rows = world.hauls.rows()
        found = sorted(zip(world.hauls.hauler[rows].tolist(), world.hauls.hauled[rows].tolist(), strict=True))
        assert found == sorted([(first, 4), (1, 5)])
        stopped = [e.who for e in world.events.rows() if e.kind == Kind.INTERRUPTED]
        assert sorted(stopped) == sorted({0, 2, 3} - {first})
        winners.add(first)
    assert winners == {0, 2, 3}


@pytest.mark.parametrize("mode", list(HaulMode))
def test_the_burden_of_each_way_is_weighed_at_taking_up_and_at_handing_over(mode):
    world = make_world(field(9, 3), citizens=[3, 3, 3, 3, 3])
    people = world.citizens
    people.age[:] = [30, 40, 12, 30, 30]
    people.doing[2], people.posture[2] = Activity.LYING, Posture.FLAT
    if mode == HaulMode.SUPPORT:
        people.doing[2], people.posture[2] = Activity.WAITING, Posture.STANDING
        trusts(world, 2, 3)
    trusts(world, 1, 3)
    for owner, kind in ((0, ItemKind.TARP), (3, ItemKind.GAUZE), (3, ItemKind.TARP)):
        if kind != ItemKind.TARP or mode == HaulMode.TARP:
            kit.add(world, owner, kind, 1, world.scenario_event)
    verb = {HaulMode.CARRY: Verb.CARRY, HaulMode.SUPPORT: Verb.SUPPORT}.get(mode, Verb.DRAG)
    intend(world, 3, verb, 2, world.scenario_event)
    run(hauling, world, ticks=6)
    (slot,) = world.hauls.rows()
    weight = burdens.weight(world, 2)
    assert world.hauls.mode[slot] == mode
    assert world.hauls.pace[slot] == burdens.pace_left(weight, burdens.might(world, 3), *PACES[mode])
    intend(world, 3, Verb.HAND_OVER, 1, world.scenario_event)
    run(hauling, world, minutes=4)
    (over,) = (e for e in world.events.rows() if e.kind == Kind.HANDED_OVER)
    assert (over.who, over.whom, over.amount) == (1, 3, 0)
    hauls = world.hauls
    assert (hauls.hauler[slot], hauls.since[slot], hauls.cause[slot]) == (1, over.tick, over.id)
    assert hauls.pace[slot] == burdens.pace_left(weight, burdens.might(world, 1), *PACES[mode])
    assert [int(people.able[who]) for who in (0, 1, 3, 4)] == [100, int(hauls.pace[slot]), 100, 100]
    tarps = [kit.count(world, who, ItemKind.TARP) for who in range(5)]
    assert tarps == ([1, 1, 0, 0, 0] if mode == HaulMode.TARP else [0] * 5)
    assert kit.count(world, 3, ItemKind.GAUZE) == 1


def test_wounds_are_jolted_once_in_so_many_metres_by_the_draw_of_the_hauled(monkeypatch):
    world, fates = pairs(2)
    jolted, hauls = [], world.hauls
    monkeypatch.setattr(care, "jolt", lambda _, whom, mode, cause: jolted.append((whom, int(mode), cause)))
    key = luck.make_key(world.seed, world.tick, hauling.STREAM)
    expected = []
    for slot in hauls.rows().tolist():
        who, whom = int(hauls.hauler[slot]), int(hauls.hauled[slot])
        moves = fates[who] in ("ahead", "indoors")
        if moves and luck.u32(key, world.citizens.luck[whom]) < luck.chance(2 / 4):
            expected.append((whom, int(hauls.mode[slot]), int(hauls.cause[slot])))
    run(hauling, world, jolt_m=4)
    assert 2 < len(expected) < 14
    assert jolted == expected


def test_who_has_a_say_and_trusts_too_little_is_not_moved_and_who_lies_or_cannot_walk_is_not_asked(monkeypatch):
    monkeypatch.setattr(regard, "trust", lambda _, a, b: {(1, 0): 599, (2, 0): 600, (5, 0): 1000}.get((a, b), 0))
    for whom, able, doing, refused in (
        (1, 100, Activity.WAITING, True),
        (2, 100, Activity.WAITING, False),
        (1, 0, Activity.WAITING, False),
        (1, 100, Activity.LYING, False),
        (4, 100, Activity.WAITING, True),
    ):
        world = make_world(field(9, 3), citizens=[3] * 6)
        world.citizens.able[whom], world.citizens.doing[whom] = able, doing
        intend(world, 0, Verb.SUPPORT, whom, world.scenario_event)
        run(hauling, world)
        told = [Refusal(e.amount) for e in world.events.rows() if e.kind == Kind.REFUSED]
        assert told == ([Refusal.UNWILLING] if refused else [])


def test_nobody_who_hauls_somebody_lets_themselves_be_moved(monkeypatch):
    monkeypatch.setattr(regard, "trust", lambda *_: 1000)
    for busy in (False, True):
        world = make_world(field(9, 3), citizens=[3] * 4)
        slot = world.hauls.take(1)
        world.hauls.hauler[slot], world.hauls.hauled[slot] = 1 if busy else 2, 3
        world.citizens.doing[3] = Activity.HAULED
        intend(world, 0, Verb.CARRY, 1, world.scenario_event)
        run(hauling, world)
        told = [Refusal(e.amount) for e in world.events.rows() if e.kind == Kind.REFUSED]
        assert told == ([Refusal.UNWILLING] if busy else [])
