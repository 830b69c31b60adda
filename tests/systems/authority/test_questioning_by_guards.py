"""Questioning by Sentinels at posts away from gates: who passes is stopped, asked, and held or let pass."""

import pytest
from scenes.by_order import SIDE, at, show
from scenes.gatehouse import live
from scenes.worlds import field, make_world

from undergrid.systems.authority import questioning
from undergrid.world.log.kinds import Kind
from undergrid.world.orders.attempts import intend
from undergrid.world.tables.authority import Duty, WatcherKind
from undergrid.world.tables.body import HaulMode
from undergrid.world.tables.orders import Verb
from undergrid.world.tables.people import Activity

GUARD, PASSER, BOY = 0, 0, 1
SURE = {"believed": 1, "untagged": 1, "charge": 1}
NEVER = {"believed": 0, "guard_grip": 1}
TOLD = (Kind.STOPPED, Kind.LET_GO, Kind.UNCONVINCED, Kind.ARRESTED, Kind.SLIPPED_AWAY)


def bridge(passer=(32, 30), seed=1):
    """A Sentinel at a post, and somebody without a tag who walks past it, with another one behind them."""
    people = [passer, (passer[0], passer[1] + 1)]
    world = make_world(field(SIDE, SIDE), people, [(WatcherKind.SENTINEL, at(30, 30))], seed=seed, tagged=False)
    world.watchers.duty[:] = Duty.POST
    world.citizens.doing[PASSER], world.citizens.goal[PASSER] = Activity.WALKING, at(50, 30)
    return world


def passes(world, ticks, who=PASSER, **params):
    events = []
    for _ in range(ticks):
        show(world, GUARD, who)
        events += live(world, 1, questioning, questioning=params)
    return [event for event in events if event.kind in TOLD]


def test_who_passes_is_stopped_and_whom_the_guard_believes_it_lets_pass():
    world = bridge()
    intend(world, PASSER, Verb.WALK, at(50, 30), world.scenario_event)
    stopped, gone = passes(world, 70, **SURE)
    assert (stopped.kind, stopped.who, stopped.whom) == (Kind.STOPPED, GUARD, PASSER)
    assert (gone.kind, gone.tick, gone.cause) == (Kind.LET_GO, stopped.tick + 60, stopped.id)
    assert (world.watchers.duty[GUARD], world.watchers.goal[GUARD]) == (Duty.POST, -1)
    assert (world.citizens.intent[PASSER], world.citizens.target[PASSER]) == (Verb.WALK, at(50, 30))


def test_whom_it_has_let_pass_it_asks_again_only_after_an_hour():
    world = bridge()
    passes(world, 70, **SURE)
    assert passes(world, 60, **SURE) == []
    world.tick += 3600
    assert [event.kind for event in passes(world, 2, **SURE)] == [Kind.STOPPED]
    assert world.questionings.n_used == 1


def test_whom_it_does_not_believe_it_lays_hold_of():
    told = passes(bridge(), 70, **NEVER)
    assert [event.kind for event in told] == [Kind.STOPPED, Kind.UNCONVINCED, Kind.ARRESTED]
    assert {event.who for event in told} == {GUARD}


def test_who_slips_away_from_it_goes_on_and_is_seized_again_without_a_question():
    """`Nora slipped away from a sentinel`: six seconds later it asked for her name anew, and believed her."""
    world = bridge()
    told = passes(world, 62, believed=0, guard_grip=0)
    assert [event.kind for event in told] == [Kind.STOPPED, Kind.UNCONVINCED, Kind.SLIPPED_AWAY]
    assert (world.watchers.duty[GUARD], world.citizens.target[PASSER]) == (Duty.POST, at(50, 30))
    assert [event.kind for event in passes(world, 10, guard_grip=1)] == [Kind.ARRESTED]
    assert world.questionings.n_used == 0


def test_who_is_wanted_is_held_without_a_question():
    world = bridge()
    world.citizens.wanted[PASSER] = True
    assert [event.kind for event in passes(world, 1, guard_grip=1)] == [Kind.ARRESTED]


def test_who_carries_somebody_answers_for_both():
    world = bridge()
    slot = world.hauls.take(1)
    world.hauls.hauler[slot], world.hauls.hauled[slot], world.hauls.mode[slot] = PASSER, BOY, HaulMode.CARRY
    world.citizens.doing[BOY] = Activity.HAULED
    assert [(event.kind, event.whom) for event in passes(world, 1, who=BOY)] == [(Kind.STOPPED, PASSER)]


@pytest.mark.parametrize(
    ("why", "passer"),
    [("out of reach", (35, 30)), ("a gate is kept", (32, 30)), ("on a beat", (32, 30)), ("disturbed", (32, 30)),
     ("lies there", (32, 30)), ("a hunter", (32, 30))],
)  # fmt: skip
def test_nobody_else_is_stopped(why, passer):
    world = bridge(passer)
    watchers = world.watchers
    if why == "a gate is kept":
        watchers.link[GUARD] = 0
    elif why == "on a beat":
        watchers.duty[GUARD] = Duty.PATROL
    elif why == "disturbed":
        watchers.impaired[GUARD] = 1000
    elif why == "lies there":
        world.citizens.able[PASSER] = 0
    elif why == "a hunter":
        watchers.kind[GUARD] = WatcherKind.HUNTER
    assert passes(world, 10, **SURE) == []


def test_a_guard_that_is_disturbed_lets_go_of_whom_it_asks_and_stands_at_its_post():
    world = bridge()
    passes(world, 5, **SURE)
    world.watchers.impaired[GUARD] = 1000
    [gone] = passes(world, 2, **SURE)
    assert gone.kind == Kind.LET_GO
    assert world.watchers.duty[GUARD] == Duty.POST
