"""Preparation: what is counted, who does it, what it uses up, and what is told of it at the deadline."""

import pytest
from scenes.councils import BASE, QUICK, base, bind, cube, decide, live, of, skilled, store, tell
from scenes.engines import FULL
from scenes.heads import minds

from undergrid.core import luck
from undergrid.systems.society import preparation
from undergrid.world.items import kit, power
from undergrid.world.items import suits as worn
from undergrid.world.items.wrecks import leave_wreck
from undergrid.world.log.kinds import Kind
from undergrid.world.tables.body import Waking
from undergrid.world.tables.council import Chore, Dissent, Vote
from undergrid.world.tables.engines import EngineStage
from undergrid.world.tables.items import ItemKind
from undergrid.world.tables.orders import Verb
from undergrid.world.tables.people import Activity

MEMBERS = 4
FAST = {
    "suits": {"mend_minutes": 1, "armour_minutes": 2},
    "salvage": {"patch_minutes": 2},
    "power": {"socket_w": 60_000},
}


def night(members=MEMBERS, *, hours=1, engine=False, begins=0, **given):
    """People in their base before a deadline, from the very start."""
    world = base(members, 0, engine=engine, **given)
    world.factions.prepares[0], world.factions.deadline[0] = begins, (22 + hours) % 24 * 3600
    return world


def wear(world, who, kind, quality):
    """Give somebody a suit or armour in such a state."""
    item = kit.add(world, who, kind, 1, world.scenario_event, quality)
    if kind == ItemKind.SUIT:
        worn.fit_out(world, item)
    return item


def cell(world, who, joules, full=FULL):
    item = kit.add(world, who, ItemKind.FUSION_CELL, 1, world.scenario_event)
    return power.add_cell(world, item, joules, full)


def done(events):
    return [(event.who, event.whom, Chore(event.amount)) for event in of(events, Kind.TASK_DONE)]


def readiness(events):
    [event] = of(events, Kind.PREPARED)
    return event.amount


# ---------------------------------------------------------------- when


def test_nothing_is_prepared_where_nobody_means_to():
    world = base(MEMBERS)
    assert not live(world, 20)
    assert not world.preparations.n_used


def test_it_begins_at_the_hour_of_the_scenario_and_is_over_at_the_deadline():
    world = night(begins=100)
    wear(world, 0, ItemKind.ARMOUR, 30)
    live(world, 100)
    assert not world.preparations.n_used
    events = live(world, 3600, **FAST)
    [event] = of(events, Kind.PREPARED)
    assert (event.tick, event.who, event.cause, event.amount) == (3600, 0, world.scenario_event, 0)
    assert world.preparations.over[0]
    assert not world.chores.n_used


def test_it_begins_once_a_council_has_carried_what_it_was_about():
    world = base(MEMBERS, 0, belief=1000, starts=22)
    world.factions.deadline[0] = 23 * 3600
    world.engines.joules[0], world.engines.stage[0] = 0, EngineStage.IDLE
    events = decide(world, ticks=3601, ballot={"per_belief": 40}, **FAST)
    [carried], [ready] = of(events, Kind.VOTE_CARRIED), of(events, Kind.PREPARED)
    assert ready.cause == carried.id
    assert done(events)[0][2] == Chore.CUBE
    assert readiness(events) == 1000
    assert world.engines.stage[0] == EngineStage.CHARGED
    assert world.items.building[world.engines.item[0]] == BASE, "it lies there again"


def test_where_there_is_nothing_to_do_all_is_ready():
    assert readiness(live(night(), 3601)) == 1000


# ---------------------------------------------------------------- what


def test_suits_and_armour_are_mended_and_that_takes_parts():
    world = night()
    wear(world, 0, ItemKind.SUIT, 40)
    armour = wear(world, 1, ItemKind.ARMOUR, 30)
    store(world, ItemKind.PARTS, 9)
    events = live(world, 3601, **FAST)
    assert len(of(events, Kind.SUIT_MENDED)) == 3 + 2
    assert min(worn.state_of(world, 0).values()) >= 70
    assert world.items.quality[armour] == 80
    assert world.items.count[world.items.where(kind=ItemKind.PARTS)].sum() == 9 - 5
    assert {(whom, kind) for _, whom, kind in done(events)} == {(0, Chore.SUIT), (1, Chore.ARMOUR)}
    assert readiness(events) == 1000


@pytest.mark.parametrize("parts", [0, 1, 2, 4])
def test_what_there_are_no_parts_for_stays_undone(parts):
    world = night()
    for who in range(MEMBERS):
        wear(world, who, ItemKind.ARMOUR, 50)
    store(world, ItemKind.PARTS, parts)
    events = live(world, 3601, **FAST)
    assert len(done(events)) == parts
    assert readiness(events) == 1000 * parts // MEMBERS


def test_everybody_charges_their_own_cells_and_fills_their_own_canteen():
    world = night()
    cells = [cell(world, who, 100_000) for who in range(2)]
    store(world, ItemKind.WATER, 30)
    events = live(world, 3601, readiness={"water": 10}, **FAST)
    assert all(power.room(world, one) < 60_000 for one in cells)
    canteens = [kit.count(world, who, ItemKind.WATER) for who in range(MEMBERS)]
    assert sum(canteens) == 30
    assert all(who == whom for who, whom, _ in done(events))
    assert readiness(events) == 1000 * (2 + canteens.count(10)) // 6


def fallen(world, x, parts=9):
    key = luck.key_of(f"test/wreck/{x}")
    return leave_wreck(world, world.city.cell(0, x, 6), parts, key, world.scenario_event, frame=True)


def test_a_fallen_drone_near_by_is_made_to_fly_and_whoever_does_it_comes_back():
    world = night(2)
    fallen(world, 16), fallen(world, 55)
    store(world, ItemKind.PARTS, 3)
    events = live(world, 3601, **FAST)
    [patched] = of(events, Kind.PATCHED)
    assert patched.amount == 12
    [(who, whom, kind)] = done(events)
    assert (kind, whom, who) == (Chore.DRONE, -1, patched.who)
    assert world.own_drones.maker[0] == who
    assert world.citizens.inside[who] == BASE
    assert readiness(events) == 1000


# ---------------------------------------------------------------- who


def test_the_most_skilled_do_what_is_most_needed_and_each_is_at_one_task():
    world = night()
    for who in range(MEMBERS):
        skilled(world, who, who)
    wear(world, 0, ItemKind.SUIT, 60)
    wear(world, 0, ItemKind.ARMOUR, 60)
    store(world, ItemKind.PARTS, 4)
    live(world, 30, **FAST)
    table = world.chores
    assert {Chore(int(table.kind[slot])): int(table.worker[slot]) for slot in table.rows()} == {
        Chore.SUIT: 3,
        Chore.ARMOUR: 2,
    }


def test_who_is_more_skilled_mends_armour_sooner():
    took = []
    for skill in (0, 10):
        world = night(1)
        skilled(world, 0, skill)
        wear(world, 0, ItemKind.ARMOUR, 60)
        store(world, ItemKind.PARTS, 1)
        [mended] = of(live(world, 3601, **FAST), Kind.SUIT_MENDED)
        took.append(mended.tick)
    assert took[1] < took[0]


def test_fewer_hands_get_less_done():
    ready = []
    for hands in (6, 3, 1):
        world = night(6, hours=1)
        for who in range(6):
            wear(world, who, ItemKind.ARMOUR, 60)
        store(world, ItemKind.PARTS, 6)
        world.citizens.doing[hands:] = Activity.UNCONSCIOUS
        ready.append(readiness(live(world, 3601, suits={"armour_minutes": 30})))
    assert ready[0] == 1000
    assert ready[0] > ready[1] > ready[2]


def test_who_sleeps_is_woken_and_who_has_a_mind_of_their_own_is_let_be():
    world = night(3)
    minds(world, {2: []})
    world.citizens.doing[0] = world.citizens.doing[2] = Activity.SLEEPING
    for who in range(3):
        wear(world, who, ItemKind.ARMOUR, 60)
    store(world, ItemKind.PARTS, 6)
    events = live(world, 3601, **FAST)
    assert {(event.who, event.amount) for event in of(events, Kind.WOKE)} == {(0, Waking.VOICE)}
    assert 2 not in {event.who for event in of(events, Kind.SUIT_MENDED)}
    assert readiness(events) == 1000


def test_whoever_will_not_bear_with_the_vote_does_nothing_for_it():
    world = base(MEMBERS, 2, belief=950)
    world.factions.deadline[0] = 23 * 3600
    bind(world, 0, MEMBERS, 1000)
    wear(world, 0, ItemKind.ARMOUR, 60)
    store(world, ItemKind.PARTS, 4)
    tell(world, 0, Verb.CALL_VOTE, Vote.AGAINST)
    turned = {"ballot": {"loyalty": 0, "stays": -9000, "spoils": 50_000, "per_belief": 40}}
    live(world, 62, engine={"sabotage_minutes": 1000}, **turned, **QUICK)
    assert world.votes.dissent[world.votes.first(owner=0)] == Dissent.SABOTAGES
    live(world, 60, engine={"sabotage_minutes": 1000}, **turned, **QUICK)
    assert 0 not in world.chores.worker[world.chores.rows()]


def test_what_somebody_does_by_order_counts_as_well():
    world = night(1)
    minds(world, {0: []})
    wear(world, 0, ItemKind.ARMOUR, 60)
    kit.add(world, 0, ItemKind.PARTS, 2, world.scenario_event)
    live(world, 20, **FAST)
    tell(world, 0, Verb.MEND_SUIT, int(ItemKind.ARMOUR), 0)
    events = live(world, 3601, **FAST)
    assert done(events) == [(0, 0, Chore.ARMOUR)]
    assert readiness(events) == 1000


@pytest.mark.parametrize("minutes", [1, 30])
def test_what_cannot_be_done_now_is_tried_again_later(minutes):
    world = night(1)
    wear(world, 0, ItemKind.ARMOUR, 60)
    live(world, 20, preparation={"again_minutes": minutes}, **FAST)
    store(world, ItemKind.PARTS, 1)
    events = live(world, 600, preparation={"again_minutes": minutes}, **FAST)
    assert bool(done(events)) == (minutes == 1)


def test_a_cube_that_is_spoilt_is_charged_once_it_is_put_right():
    world = night(2, hours=3, engine=False)
    cube(world, joules=0)
    tell(world, 1, Verb.SABOTAGE)
    events = live(world, 3 * 3600 + 1, engine={"sabotage_minutes": 1, "repair_hours": 1}, **FAST)
    [spoilt], [charged] = of(events, Kind.ENGINE_SPOILT), of(events, Kind.ENGINE_CHARGED)
    assert charged.tick >= spoilt.tick + 3600
    assert readiness(events) == 1000


def test_saved_and_taken_up_again_now_and_then_it_ends_as_it_would_have():
    ends = []
    for heavy in (False, True):
        world = night(MEMBERS, engine=True, hours=1)
        world.engines.joules[0], world.engines.stage[0] = 0, EngineStage.IDLE
        for who in range(MEMBERS):
            wear(world, who, ItemKind.SUIT, 60)
            cell(world, who, 1_000_000)
        store(world, ItemKind.PARTS, 7)
        fallen(world, 14)
        for _ in range(90):
            if heavy:
                assert world.out_of_range() == ""
                world.restore(world.tick, world.state())
            live(world, 10, **FAST)
        ends.append(world.digest())
    assert ends[0] == ends[1]
    assert world.preparations.done[0] > 3


def test_before_its_hour_a_step_does_nothing():
    world = night(2)
    world.factions.prepares[0] = 100
    before = world.digest()
    preparation.step(world, preparation.Params())
    assert world.digest() == before
