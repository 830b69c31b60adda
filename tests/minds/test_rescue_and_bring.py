"""Rescue and bring in one head: whom one brings to a place, nothing else that one wants sets down or takes away."""

import pytest
from scenes.bodies import told
from scenes.heads import bind, minds, night, tell
from scenes.worlds import field, make_city, make_world

from undergrid.city.city import Use
from undergrid.world.body import burdens, injuries
from undergrid.world.body.posture import lay_down
from undergrid.world.items import kit
from undergrid.world.log.kinds import Kind
from undergrid.world.tables.body import BodyPart, WoundKind
from undergrid.world.tables.items import ItemKind
from undergrid.world.tables.minds import Aim, Topic
from undergrid.world.tables.people import Activity

NURSE, BOY = 0, 1
BAY = (30, 3)
RESCUE, BRING = ("rescue", {}), ("bring", {"who": "tim", "place": "mill"})


def wounded(*wants, boy=(12, 6), mill=(50, 6), roof=False, bound=True, seed=1):
    """A nurse on a field, and a boy, bound to her or not, whose leg is too badly hurt to walk on; a bay if asked."""
    city = make_city(field(60, 12), buildings=[(Use.DISUSED, 0, *BAY)] if roof else ())
    world = make_world(city, [(4, 6), boy], seed=seed, tagged=0, starts=12 * 3600)
    bind(world, *[(NURSE, BOY)] * bound)
    for kind in (ItemKind.GAUZE, ItemKind.TOURNIQUET):
        kit.add(world, NURSE, kind, 4, world.scenario_event)
    injuries.wound(world, BOY, WoundKind.GUNSHOT, BodyPart.LEG, 3, False, world.scenario_event, flow=300)
    lay_down(world, BOY, Activity.LYING, world.scenario_event)
    if roof:
        tell(world, NURSE, Topic.PLACE, 0, int(city.doors[0]))
    place = int(city.doors[0]) if mill == BAY else city.cell(0, *mill)
    return world, minds(
        world, {NURSE: wants}, {"mill": place, "camp": city.cell(0, 14, 6)}, {"nora": NURSE, "tim": BOY}
    )


@pytest.mark.parametrize("seed", range(1, 5))
@pytest.mark.parametrize("roof", [False, True])
@pytest.mark.parametrize("wants", [(RESCUE, BRING), (BRING, RESCUE), (RESCUE, BRING, ("tend", {}))])
def test_the_wounded_boy_is_carried_once_to_where_he_is_brought(wants, roof, seed):
    """`Nora took Tim on her back and, a few seconds later, set Tim down`: 2,000 times in two hours."""
    world, heads = wounded(*wants, roof=roof, seed=seed)
    night(world, heads, 1800)
    assert [event.whom for event in told(world, Kind.TOOK_UP) + told(world, Kind.SET_DOWN)] == [BOY, BOY]
    assert world.city.beside(int(world.citizens.cell[BOY]), world.city.cell(0, 50, 6))
    assert world.citizens.inside[BOY] < 0
    assert burdens.hauler_of(world, BOY) < 0


@pytest.mark.parametrize("urgency", [300, 900])
def test_whom_one_brings_under_a_roof_one_takes_up_once(urgency):
    world, heads = wounded(RESCUE, ("bring", {"who": "tim", "place": "mill", "urgency": urgency}), mill=BAY, roof=True)
    night(world, heads, 1800)
    assert len(told(world, Kind.TOOK_UP)) == len(told(world, Kind.SET_DOWN)) == 1
    assert world.citizens.inside[[NURSE, BOY]].tolist() == [0, 0]


def test_who_lies_where_one_has_brought_them_has_been_brought_there():
    world, heads = wounded(BRING)
    night(world, heads, 900)
    [brought] = [event for event in told(world, Kind.ACHIEVED) if event.amount == Aim.BRING]
    assert brought.whom == BOY
    assert not [event for event in night(world, heads, 900) if event.kind == Kind.INTENDED]


def test_until_it_is_time_to_bring_them_on_they_are_brought_under_a_roof():
    late = ("bring", {"who": "tim", "place": "mill", "begins": "20:00", "ends": "22:00"})
    world, heads = wounded(RESCUE, late, boy=(5, 6), roof=True)
    night(world, heads, 1800)
    assert world.citizens.inside[BOY] == 0


def test_who_is_found_where_one_was_told_to_look_is_brought_on_at_once():
    """Having treated him, she set out on a round of where he lay, came back, and set out again."""
    world, heads = wounded(("rescue", {"place": "camp"}), BRING, bound=False)
    night(world, heads, 1800)
    seen_to, took = told(world, Kind.STABILISED)[-1].tick, told(world, Kind.TOOK_UP)[0].tick
    assert took - seen_to < 30
