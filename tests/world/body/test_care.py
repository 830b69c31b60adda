"""What all care rests on: reach, free hands, the time things take, tasks that are over, and wounds that open again."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scenes.ward import HEALER, PATIENT, equip, hurt, ward
from scenes.worlds import field, make_city, make_world

from undergrid.city.city import Use
from undergrid.world.body import care, reach
from undergrid.world.items import kit
from undergrid.world.log.kinds import Kind
from undergrid.world.orders import tasks
from undergrid.world.tables.body import BodyPart, Dressing, HaulMode
from undergrid.world.tables.items import ItemKind
from undergrid.world.tables.orders import Refusal, Verb
from undergrid.world.tables.people import Activity


def test_arms_reach_the_cells_around_and_no_farther():
    world = make_world(field(5, 5), [(x, y) for y in range(5) for x in range(5)])
    middle = 12
    near = [who for who in range(25) if reach.within_reach(world, middle, who)]
    assert near == [6, 7, 8, 11, 12, 13, 16, 17, 18]
    assert all(reach.within_reach(world, who, middle) == (who in near) for who in range(25))


def test_walls_end_reach_and_a_building_is_one_place():
    city = make_city(field(4, 1), buildings=[(Use.REFUGE, 0, 0, 0), (Use.REFUGE, 0, 1, 0)])
    world = make_world(city, [(0, 0), (0, 0), (1, 0), (1, 0)])
    world.citizens.inside[:] = (0, 0, 1, -1)
    assert [reach.within_reach(world, 0, who) for who in range(4)] == [True, True, False, False]
    assert [reach.within_reach(world, 3, who) for who in range(4)] == [False, False, False, True]


def test_hands_that_haul_treat_nobody_and_who_is_hauled_is_left_alone():
    world = ward(healers=2)
    haul = world.hauls.take(1)
    world.hauls.hauler[haul], world.hauls.hauled[haul] = 0, 2
    world.citizens.doing[2] = Activity.HAULED
    assert reach.out_of_reach(world, 0, 2) == Refusal.HANDS_FULL
    assert reach.out_of_reach(world, 1, 2) == Refusal.CARRIED
    assert reach.out_of_reach(world, 1, 99) == Refusal.NO_SUCH_TARGET


@given(plain=st.integers(1, 10_000), share=st.integers(1, 300))
def test_time_falls_in_a_straight_line_from_one_and_a_half_to_half(plain, share):
    took = [care.seconds(plain, skill, share) for skill in range(11)]
    assert took == sorted(took, reverse=True)
    assert took[5] == max(1, plain * share // 100)
    assert abs(took[0] - 3 * took[10]) <= 3


def test_the_tasks_that_are_over_are_those_that_are_over():
    world = ward(patients=300)
    rng = np.random.default_rng(1)
    for who in rng.permutation(300).tolist():
        tasks.begin(world, who, Verb(int(rng.integers(15, 25))), PATIENT, int(rng.integers(1, 50)), 7)
    world.citizens.doing[rng.integers(0, 300, 40)] = Activity.WALKING
    world.tick = 25
    table, going = world.tasks, world.citizens.doing == Activity.TENDING
    over = [s for s in table.rows().tolist() if table.until[s] <= 25 and going[table.owner[s]]]
    for verbs in ((Verb.CHECK,), (Verb.FREE, Verb.ROUSE, Verb.WATER), ()):
        told = [s for s in over if table.verb[s] in verbs]
        assert tasks.done(world, verbs).tolist() == sorted(told, key=lambda s: table.owner[s])
    at = tasks.at(world, Verb.CUT)
    assert len(at) == int(((table.verb == Verb.CUT) & table.used & going[table.owner]).sum())


def test_the_worst_wound_is_the_one_that_bleeds_most_then_the_deepest():
    world = ward()
    flows = ((BodyPart.ARM, 1, 300), (BodyPart.LEG, 3, 300), (BodyPart.BELLY, 3, 9000), (BodyPart.SHOULDER, 2, 200))
    arm, leg, belly, shoulder = [hurt(world, part=part, depth=depth, flow=flow) for part, depth, flow in flows]
    assert care.wound_for(world, PATIENT, Verb.CUT) == belly
    assert care.wound_for(world, PATIENT, Verb.DRESS) == leg
    assert care.wound_for(world, PATIENT, Verb.TOURNIQUET) == leg
    world.wounds.dressing[shoulder] = Dressing.GAUZE
    assert care.wound_for(world, PATIENT, Verb.STABILISE) == shoulder
    world.wounds.dressing[[arm, leg, shoulder]] = Dressing.STABILISED
    assert care.wound_for(world, PATIENT, Verb.STABILISE) == -1


@pytest.mark.parametrize(("mode", "share"), [(mode, odds / 2**32) for mode, odds in care.REOPENS.items()])
def test_dressings_open_as_often_as_the_way_of_moving_has_it(mode, share):
    opened = 0
    for seed in range(300):
        world = ward(seed=seed)
        wound = hurt(world)
        world.wounds.dressing[wound], world.wounds.control[wound] = Dressing.GAUZE, 800
        moved = world.events.one(Kind.TOOK_UP, PATIENT, cause=world.scenario_event)
        opened += care.jolt(world, PATIENT, mode, moved)
        told = [e for e in world.events.rows() if e.kind == Kind.REOPENED]
        assert [(e.who, e.odds, e.cause) for e in told] in ([], [(PATIENT, care.REOPENS[mode], moved)])
    assert opened / 300 == pytest.approx(share, abs=0.09)


def test_bare_wounds_and_bindings_are_not_jolted_open():
    world = ward()
    for dressing in (Dressing.NONE, Dressing.TOURNIQUET, Dressing.STABILISED):
        wound = hurt(world)
        world.wounds.dressing[wound], world.wounds.control[wound] = dressing, 800
    for tick in range(50):
        world.tick = tick
        assert care.jolt(world, PATIENT, HaulMode.DRAG, world.scenario_event) == 0


def test_every_kind_of_thing_has_a_weight_and_loads_add():
    assert set(kit.GRAMS) == set(ItemKind)
    world = ward()
    equip(world, water=7, rifle=1)
    equip(world, quality=40, water=2)
    assert kit.load(world, HEALER) == 9 * 100 + 3600
    assert kit.load(world, PATIENT) == 0


def test_the_best_goes_over_and_is_counted_with_what_is_alike():
    world = ward()
    equip(world, quality=40, gauze=1)
    equip(world, quality=90, gauze=2)
    equip(world, PATIENT, quality=90, gauze=1)
    for _ in range(3):
        kit.hand(world, kit.slots_of(world, HEALER, ItemKind.GAUZE)[0], PATIENT, 1)
    slots = kit.slots_of(world, PATIENT, ItemKind.GAUZE)
    assert [(int(world.items.quality[s]), int(world.items.count[s])) for s in slots] == [(90, 3), (40, 1)]
    assert kit.count(world, HEALER, ItemKind.GAUZE) == 0


@pytest.mark.parametrize("hauler", [0, 1])
def test_the_senseless_whom_anybody_moves_are_left_alone(hauler):
    world = ward(healers=2)
    haul = world.hauls.take(1)
    world.hauls.hauler[haul], world.hauls.hauled[haul] = hauler, 2
    world.citizens.doing[2] = Activity.UNCONSCIOUS
    assert reach.out_of_reach(world, 1 - hauler, 2) == Refusal.CARRIED
    assert reach.hauling(world, hauler) == 2
    assert reach.hauling(world, 1 - hauler) == -1
