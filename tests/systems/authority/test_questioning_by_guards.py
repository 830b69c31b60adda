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
OPEN = field(SIDE, SIDE)
TOLD = (Kind.STOPPED, Kind.LET_GO, Kind.UNCONVINCED, Kind.ARRESTED, Kind.SLIPPED_AWAY)


def bridge(passer=(32, 30), boy=(2, 2), seed=1, ground=OPEN):
    """A Sentinel at a post, and somebody without a tag who walks past it; a boy is somewhere else."""
    world = make_world(ground, [passer, boy], [(WatcherKind.SENTINEL, at(30, 30))], seed=seed, tagged=False)
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
    world = bridge()
    told = passes(world, 70, **NEVER)
    assert [event.kind for event in told] == [Kind.STOPPED, Kind.UNCONVINCED, Kind.ARRESTED]
    assert {event.who for event in told} == {GUARD}
    assert [event.cause for event in told] == [
        world.scenario_event,
        told[0].id,
        told[1].id,
    ]  # seen, asked, not believed


def looks_elsewhere(world, ticks, **params):
    """What comes of it while the guard has the boy before its eyes, and glimpses him at every tick."""
    events = []
    for _ in range(ticks):
        if world.watchers.duty[GUARD] == Duty.POST:
            show(world, GUARD, BOY)
        events += live(world, 1, questioning, questioning=params)
    return events


def test_a_guard_stops_who_comes_near_whomever_it_looks_at():
    """A man who stood in plain sight at 48 m blinded the guard to whoever went past it at 4 m."""
    world = bridge(boy=(50, 30))
    seen, lost, stopped = looks_elsewhere(world, 1)
    assert (seen.kind, seen.who, seen.whom, seen.amount) == (Kind.SIGHTED, GUARD, PASSER, 4)
    assert (lost.kind, lost.who, lost.whom, lost.cause) == (Kind.LOST_SIGHT, GUARD, BOY, seen.id)
    assert (stopped.kind, stopped.who, stopped.whom, stopped.cause) == (Kind.STOPPED, GUARD, PASSER, seen.id)


def test_who_slipped_away_is_held_because_the_guard_had_not_believed_them():
    world = bridge(boy=(50, 30))
    _, doubted, _ = [event for event in looks_elsewhere(world, 62, believed=0, guard_grip=0) if event.kind in TOLD]
    [held] = [event for event in looks_elsewhere(world, 10, guard_grip=1) if event.kind in TOLD]
    assert (held.kind, held.whom, held.cause) == (Kind.ARRESTED, PASSER, doubted.id)


@pytest.mark.parametrize("swapped", [False, True])
def test_the_nearest_is_stopped_first_and_of_two_as_near_luck_picks_not_the_row(swapped):
    nearer = bridge(passer=(33, 30), boy=(31, 30))
    assert [event.whom for event in passes(nearer, 1, who=PASSER)] == [BOY]
    near = bridge(passer=(32, 30), boy=(28, 30))
    if swapped:
        near.citizens.luck[:] = near.citizens.luck[::-1].copy()
    first = int(near.citizens.luck.argmin())
    assert [event.whom for event in passes(near, 1, who=PASSER)] == [first]


def test_who_was_let_pass_and_stays_does_not_keep_the_guard_from_the_next():
    world = bridge(boy=(40, 30))
    passes(world, 70, **SURE)
    world.citizens.cell[BOY] = at(33, 30)
    assert [(event.kind, event.whom) for event in passes(world, 1)] == [(Kind.STOPPED, BOY)]


@pytest.mark.parametrize("why", ["behind a wall", "no eyes", "vouched for"])
def test_nobody_is_stopped_whom_the_guard_cannot_make_out(why):
    wall = "\n".join("." * 31 + ("#" if why == "behind a wall" else ".") + "." * (SIDE - 32) for _ in range(SIDE))
    world = bridge(passer=(33, 30), boy=(29, 2), ground=wall)
    if why == "no eyes":
        world.watchers.senses[GUARD] = 0
    elif why == "vouched for":
        world.citizens.tagged[:] = True
    assert looks_elsewhere(world, 5) == []


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
    world = bridge(boy=(32, 31))
    world.citizens.tagged[PASSER] = True
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
