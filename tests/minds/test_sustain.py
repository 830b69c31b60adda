"""Sustain: who is bound to somebody whose time runs out patches their net by themselves, and talks to them asleep."""

import pytest
from scenes.heads import NIGHT, bind, live, minds, ordered
from scenes.worlds import field, make_city, make_world

from undergrid.city.city import Use
from undergrid.systems.body import neural_patch
from undergrid.systems.items import exchange
from undergrid.systems.society import solace
from undergrid.world.items import kit
from undergrid.world.log.kinds import Kind
from undergrid.world.places.occupancy import move_body
from undergrid.world.tables.items import ItemKind
from undergrid.world.tables.minds import Aim
from undergrid.world.tables.orders import Verb
from undergrid.world.tables.people import Activity

LUCY, REX = 0, 1
HOUR = 3600


def den(left=6 * HOUR, parts=4, bound=True, asleep=False, **params):
    """Lucy and Rex in a den, with some parts, and some hours left to him."""
    city = make_city(field(40, 8), buildings=[(Use.DISUSED, 0, 20, 4)])
    world = make_world(city, [(20, 4), (20, 4)], tagged=0, starts=12 * HOUR)
    for row in (LUCY, REX):
        move_body(world, row, 0)
    if bound:
        bind(world, (LUCY, REX), (REX, LUCY))
        world.bonds.strength[:] = 900
    world.citizens.expires[REX] = left
    if asleep:
        world.citizens.doing[REX] = Activity.SLEEPING
    if parts:
        kit.add(world, LUCY, ItemKind.PARTS, parts, world.scenario_event)
    return world, minds(world, {LUCY: [("sustain", params)]})


def lived(world, heads, ticks=HOUR):
    return live(world, heads, ticks, systems=(*NIGHT, neural_patch, solace))


def test_c35_who_has_parts_patches_whom_they_are_bound_to_and_whose_end_is_near_until_the_parts_are_gone():
    world, heads = den()
    told = lived(world, heads)
    patched = [event for event in told if event.kind == Kind.NET_PATCHED]
    assert [(event.who, event.whom) for event in patched] == [(LUCY, REX)] * 2
    assert world.citizens.expires[REX] == 6 * HOUR + 60 * sum(event.amount for event in patched)
    assert kit.count(world, LUCY, ItemKind.PARTS) == 0
    [begins, *_] = [event for event in told if event.kind == Kind.INTENDED]
    assert (begins.amount, begins.whom) == (Aim.TEND, REX)


def test_parts_that_lie_there_are_taken_up_for_it():
    world, heads = den(parts=0)
    slot = kit.add(world, LUCY, ItemKind.PARTS, 3, world.scenario_event)
    for _ in range(2):
        kit.lay(world, slot, int(world.citizens.cell[LUCY]), 0, world.scenario_event)
    told = live(world, heads, HOUR // 2, systems=(*NIGHT, exchange, neural_patch))
    assert ordered(told, LUCY)[:2] == [Verb.TAKE, Verb.PATCH_NET]
    assert [event.kind for event in told if event.kind == Kind.NET_PATCHED]


@pytest.mark.parametrize("change", [{"left": 20 * HOUR}, {"bound": False}, {"hours": 5}, {"parts": 0}])
def test_not_of_strangers_nor_before_it_is_time_nor_without_parts(change):
    world, heads = den(**change)
    assert Verb.PATCH_NET not in ordered(lived(world, heads), LUCY)


@pytest.mark.parametrize("minutes", [10, 20])
def test_c36_without_parts_they_talk_to_the_sleeper(minutes):
    world, heads = den(parts=0, asleep=True, talk_minutes=minutes)
    told = lived(world, heads, 60 * minutes + 30)
    assert Verb.SOOTHE in ordered(told, LUCY)
    assert len([event for event in told if event.kind == Kind.SOOTHED]) == minutes // 5
