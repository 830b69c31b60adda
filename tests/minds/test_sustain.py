"""Sustain: who is bound to somebody whose time runs out patches their net by themselves, and talks to them asleep."""

import numpy as np
import pytest
from scenes.heads import NIGHT, bind, decided, live, minds, ordered
from scenes.worlds import field, make_city, make_world

from undergrid.city.city import Use
from undergrid.systems.body import neural_patch
from undergrid.systems.items import exchange, salvage
from undergrid.systems.society import solace
from undergrid.world.body.exposure import expose
from undergrid.world.items import kit
from undergrid.world.items.wrecks import leave_wreck
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


OPEN = field(60, 30)


def beyond(*wrecks, drawing=OPEN, hour=12, outside=True, **params):
    """Lucy and Rex in a den beyond the wall, in whose door's sight wrecks lie: their cells and parts."""
    level = int(outside)
    city = make_city(*(drawing,) * (1 + level), buildings=[(Use.DISUSED, level, 20, 14)])
    world = make_world(city, [city.cell(level, 20, 14)] * 2, tagged=0, starts=hour * HOUR)
    world.sky.light[0] = 200 if hour == 12 else 0
    for row in (LUCY, REX):
        move_body(world, row, 0)
    bind(world, (LUCY, REX), (REX, LUCY))
    world.bonds.strength[:] = 900
    world.citizens.expires[REX] = 10 * HOUR
    world.citizens.doing[REX] = Activity.RESTING
    for n, (x, y, parts) in enumerate(wrecks):
        leave_wreck(world, city.cell(level, x, y), parts, 900 + n, world.scenario_event, frame=False)
    return world, minds(world, {LUCY: [("sustain", params)]})


def gathers(world, heads, ticks=2 * HOUR):
    return live(world, heads, ticks, systems=(*NIGHT, salvage, neural_patch, solace), salvage={"sound": 1})


def test_c35_beyond_the_wall_who_has_no_parts_takes_wrecks_in_sight_apart_comes_back_and_patches():
    world, heads = beyond((40, 16, 4), (28, 14, 2))
    told = gathers(world, heads)
    salvaged = [event for event in told if event.kind == Kind.SALVAGED]
    assert [world.city.apart(event.where, world.city.cell(1, 28, 14)) <= 1 for event in salvaged] == [True, False]
    assert decided(told, LUCY)[:2] == [Aim.GATHER_PARTS, Aim.TEND]
    [first, *_] = [event for event in told if event.kind == Kind.NET_PATCHED]
    assert (first.who, first.whom) == (LUCY, REX)
    assert first.tick > salvaged[-1].tick
    assert world.citizens.inside[LUCY] == 0
    assert sum(world.wrecks.parts[world.wrecks.rows()]) == 0


def test_they_come_back_with_as_many_parts_as_they_meant_to_have():
    world, heads = beyond((28, 14, 4), (40, 16, 4), parts=4)
    told = gathers(world, heads, HOUR)
    assert [event.kind for event in told if event.kind in (Kind.SALVAGED, Kind.NET_PATCHED)][:3] == [
        Kind.SALVAGED, Kind.NET_PATCHED, Kind.NET_PATCHED,
    ]  # fmt: skip


WALL = "\n".join("".join("#" if x == 24 else "." for x in range(60)) for _ in range(30))


@pytest.mark.parametrize(
    "change",
    [
        {"outside": False}, {"hour": 23}, {"sees_m": 10}, {"drawing": WALL},
    ],
    ids=["within the wall", "by night", "too far off", "out of sight"],
)  # fmt: skip
def test_not_within_the_wall_nor_by_night_nor_for_what_they_cannot_see(change):
    world, heads = beyond((28, 14, 4), **change)
    told = gathers(world, heads, HOUR)
    assert Verb.SALVAGE not in ordered(told, LUCY)
    assert world.citizens.inside[LUCY] == 0


def test_who_has_found_none_is_back_at_once_and_looks_again_only_after_a_while():
    world, heads = beyond(again_hours=1)
    told = gathers(world, heads, HOUR)
    assert ordered(told, LUCY).count(Verb.LEAVE) == 1
    assert ordered(told, LUCY).count(Verb.ENTER) == 1
    assert ordered(gathers(world, heads, HOUR // 2), LUCY).count(Verb.LEAVE) == 1


@pytest.mark.parametrize(("left", "woken"), [(580, True), (2900, True), (HOUR, False)])
def test_who_sleeps_is_woken_shortly_before_the_end(left, woken):
    """Nights in which he slept through his last hours beside her, and nobody took leave of anybody."""
    world, heads = den(left=left, parts=0, asleep=True)
    expose(world, np.array([REX]))
    told = lived(world, heads, 200)
    assert (REX in [event.whom for event in told if event.kind == Kind.ROUSED]) == woken
    assert (ordered(told, LUCY)[-1] == Verb.ROUSE) == woken
