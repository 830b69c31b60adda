"""Whose blood, prints and drag marks lie where, how plain, leading where, and because of what."""

from __future__ import annotations

import pytest
from scenes.worlds import field, make_city, make_world, run

from undergrid.core.grid import BY_LINK, NO_WAY
from undergrid.systems.trails import traces
from undergrid.world.body import injuries
from undergrid.world.body.blood_rows import blood_slot
from undergrid.world.tables.body import BodyPart, HaulMode, WoundKind
from undergrid.world.tables.people import Activity, Pace
from undergrid.world.tables.trails import TraceKind
from undergrid.world.trails import trails
from undergrid.world.world import World

WHO = 1  # of three people


def bleeding(flow: int = 600, **columns: int) -> World:
    """Three people who stand apart; WHO bleeds, and the two others do not."""
    world = make_world(field(20, 3), [(0, 0), (5, 1), (10, 2)])
    for who in range(3):
        injuries.wound(world, who, WoundKind.CUT, BodyPart.ARM, 1, False, world.scenario_event, flow=0)
    injuries.wound(world, WHO, WoundKind.CUT, BodyPart.ARM, 1, False, 90 + world.scenario_event, flow=flow)
    world.citizens.doing[:] = Activity.WAITING
    for name, value in columns.items():
        getattr(world.citizens, name)[WHO] = value
    world.rebuild()
    return world


def laid(world: World, kind: TraceKind = TraceKind.BLOOD) -> list[tuple[int, int, int, int]]:
    """(maker, cell, heading, strength) of all traces of a kind, in the order of slots."""
    marks = world.traces
    return [
        (int(marks.maker[row]), int(marks.cell[row]), int(marks.heading[row]), int(marks.strength[row]))
        for row in marks.rows().tolist()
        if marks.kind[row] == kind
    ]


@pytest.mark.parametrize("tick", [0, 1, 239, 240, 241, 480])
@pytest.mark.parametrize(("doing", "always"), [
    (Activity.WALKING, True), (Activity.CROSSING, True), (Activity.WAITING, False), (Activity.LYING, False),
    (Activity.HIDING, False),
])  # fmt: skip
def test_who_walks_or_climbs_stairs_drips_at_every_tick_and_others_once_in_four_minutes(doing, always, tick):
    world = bleeding(doing=doing, heading=3)
    world.tick = tick
    run(traces, world)
    drips = always or tick % 240 == 0
    assert [row[:3] for row in laid(world)] == ([(WHO, 25, 3 if always else 255)] if drips else [])


def test_drops_are_caused_by_the_newest_wound():
    world = bleeding(doing=Activity.WALKING)
    world.blood.last[blood_slot(world, 0)] = -1
    run(traces, world)
    (row,) = world.traces.rows().tolist()
    newest = world.blood.last[blood_slot(world, WHO)]
    assert world.traces.cause[row] == world.wounds.cause[newest]
    assert len(set(world.wounds.cause[world.wounds.rows()].tolist())) == 4


@pytest.mark.parametrize(("heading", "leads"), [(0, 0), (7, 7), (BY_LINK, 255), (NO_WAY, 255)])
def test_a_trace_leads_where_its_maker_steps_and_nowhere_on_a_link_or_without_a_step(heading, leads):
    world = bleeding(doing=Activity.WALKING, heading=heading)
    run(traces, world)
    assert laid(world) == [(WHO, 25, leads, 280)]


@pytest.mark.parametrize(
    ("flow", "plain"), [(0, None), (1, 200), (750, 300), (3000, 600), (5999, 999), (6000, 1000), (9000, 1000)]
)
def test_the_more_somebody_bleeds_the_plainer_the_drops_up_to_six_litres_an_hour(flow, plain):
    world = bleeding(flow=flow, doing=Activity.WALKING)
    run(traces, world)
    assert [row[3] for row in laid(world)] == ([] if plain is None else [plain])


def test_whoever_is_indoors_leaves_no_blood_outside():
    world = bleeding(doing=Activity.WALKING, inside=0)
    run(traces, world)
    assert not laid(world)


def hauled(mode: HaulMode, flow: int = 600, **columns: int) -> World:
    """WHO bleeds and is hauled by the one after them, who walks to the north-east; the first hauls nobody."""
    world = bleeding(flow, doing=Activity.HAULED)
    slots = world.hauls.take(1)
    world.hauls.hauler[slots], world.hauls.hauled[slots], world.hauls.mode[slots] = 2, WHO, mode
    world.hauls.cause[slots] = 71
    people = world.citizens
    people.cell[2], people.doing[2], people.heading[2] = people.cell[WHO] + 1, Activity.WALKING, 7
    for name, value in columns.items():
        getattr(people, name)[2] = value
    world.rebuild()
    world.tick = 1
    run(traces, world)
    return world


@pytest.mark.parametrize("mode", HaulMode)
def test_a_body_that_bleeds_drips_where_it_is_hauled_and_leads_where_its_hauler_goes(mode):
    world = hauled(mode)
    assert laid(world) == [(WHO, 25, 7, 280)]
    dragged = {HaulMode.DRAG: [(2, 26, 7, 900)], HaulMode.TARP: [(2, 26, 7, 450)]}
    assert laid(world, TraceKind.DRAG) == dragged.get(mode, [])
    for row in world.traces.rows().tolist():
        newest = world.blood.last[blood_slot(world, WHO)]
        is_blood = world.traces.kind[row] == TraceKind.BLOOD
        assert world.traces.cause[row] == (world.wounds.cause[newest] if is_blood else 71)


@pytest.mark.parametrize(("heading", "leads"), [(0, 0), (7, 7), (BY_LINK, 255), (NO_WAY, 255)])
def test_the_trail_of_a_burden_leads_nowhere_on_a_link_or_without_a_step(heading, leads):
    world = hauled(HaulMode.DRAG, heading=heading)
    assert laid(world) == [(WHO, 25, leads, 280)]
    assert laid(world, TraceKind.DRAG) == [(2, 26, leads, 900)]


def test_who_stands_still_with_a_burden_leaves_no_trail_of_it_and_who_does_not_bleed_no_blood():
    assert not laid(hauled(HaulMode.DRAG, doing=Activity.WAITING))
    assert not laid(hauled(HaulMode.DRAG, doing=Activity.WAITING), TraceKind.DRAG)
    assert not laid(hauled(HaulMode.DRAG, inside=0), TraceKind.DRAG)
    assert not laid(hauled(HaulMode.DRAG, flow=0))
    assert laid(hauled(HaulMode.DRAG, flow=0), TraceKind.DRAG)


@pytest.mark.parametrize(("doing", "pace", "ticks"), [
    (Activity.WALKING, Pace.RUN, [0, 1]), (Activity.WALKING, Pace.WALK, [1]), (Activity.WALKING, Pace.SNEAK, [1]),
    (Activity.WAITING, Pace.RUN, []), (Activity.CROSSING, Pace.RUN, []),
])  # fmt: skip
def test_who_runs_leaves_prints_at_every_tick_who_walks_at_every_other_and_nobody_else(doing, pace, ticks):
    left = []
    for tick in (0, 1):
        world = make_world(field(20, 3, "%"), [(0, 0), (5, 1), (10, 2)])
        people = world.citizens
        people.doing[WHO], people.pace[:], people.heading[WHO] = doing, Pace.WALK, 2
        people.pace[WHO], people.cause[:] = pace, (61, 62, 63)
        world.tick = tick
        run(traces, world, prints=True)
        assert laid(world, TraceKind.PRINTS) in ([], [(WHO, 25, 2, 350)])
        assert world.traces.cause[world.traces.rows()].tolist() in ([], [62])
        left += [tick] * len(laid(world, TraceKind.PRINTS))
    assert left == ticks


@pytest.mark.parametrize(("sign", "ash", "plain"), [
    (".", 9, None), (".", 10, 450), ("%", 0, 350), ("%", 10, 450), ("_", 0, 500), ("_", 10, 500), ("=", 0, None),
])  # fmt: skip
def test_how_plain_prints_are_goes_by_the_ground_and_by_ash_that_lies_on_it(sign, ash, plain):
    world = make_world(make_city(field(20, 3, sign)), [(0, 0), (5, 1), (10, 2)])
    world.sky.ash[0] = ash
    world.citizens.doing[WHO], world.citizens.pace[WHO] = Activity.WALKING, Pace.RUN
    run(traces, world, prints=True)
    assert [row[3] for row in laid(world, TraceKind.PRINTS)] == ([] if plain is None else [plain])


def test_each_trace_is_looked_at_once_a_minute_in_its_turn_and_gone_below_its_measure():
    world = make_world(field(200, 1), [(0, 0)])
    faint = [trails.lay(world, 0, TraceKind.PRINTS, cell, strength=19) for cell in range(130)]
    kept = trails.lay(world, 0, TraceKind.PRINTS, 150, strength=20)
    still = dict.fromkeys(("prints_hours", "blood_hours", "drag_hours", "sign_hours"), 10_000.0)
    gone = []
    for _ in range(3):
        run(traces, world, **still)
        gone.append(sum(not world.traces.used[slot] for slot in faint))
    assert gone == [64, 128, 130]
    assert world.traces.used[kept]
    late = trails.lay(world, 0, TraceKind.PRINTS, 160, strength=19)
    assert late < 64, "its turn is that of the first"
    while world.traces.used[late]:
        run(traces, world, **still)
    assert world.tick == 61
