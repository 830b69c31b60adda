"""Mourn: who grieves stays a while with the dead, and then goes on."""

import pytest
from scenes.heads import NIGHT, bind, decided, live, mind_of, minds, ordered, tell
from scenes.worlds import field, make_city, make_world

from undergrid.city.city import Use
from undergrid.systems.society import feelings, memorials
from undergrid.world.body import blood_loss
from undergrid.world.log.kinds import Kind
from undergrid.world.places.occupancy import move_body
from undergrid.world.tables.authority import WatcherKind
from undergrid.world.tables.body import Death
from undergrid.world.tables.minds import Aim, Topic
from undergrid.world.tables.orders import Verb

WHO, WHOM = 0, 1
MINUTE = 60


def deathbed(tie=500, watchers=(), **params):
    """Two in a den, bound to each other; one of them dies."""
    city = make_city(field(40, 8), buildings=[(Use.DISUSED, 0, 20, 4)])
    world = make_world(city, [(20, 4), (20, 4)], watchers, tagged=0, starts=12 * 3600)
    world.tick = MINUTE
    for row in (WHO, WHOM):
        move_body(world, row, 0)
    bind(world, (WHO, WHOM))
    world.bonds.strength[:] = tie
    heads = minds(world, {WHO: [("tend", {}), ("mourn", params)]})
    tell(world, WHO, Topic.BODY, WHOM, int(world.city.doors[0]))
    world.events.begin(world.tick)
    died = blood_loss.die(world, WHOM, Death.COLD, world.scenario_event)
    world.tick += 1
    return world, heads, died


def of_mourning(events):
    return [event for event in events if event.amount == Aim.MOURN]


@pytest.mark.parametrize("minutes", [5, 10])
def test_they_stay_for_so_long_because_they_grieve(minutes):
    world, heads, died = deathbed(minutes=minutes)
    events = live(world, heads, 12 * MINUTE, systems=(*NIGHT, feelings))
    (grieves,) = [event for event in events if event.kind == Kind.GRIEVES]
    assert grieves.cause == died
    begins, *_, ends = of_mourning([event for event in events if event.kind in (Kind.INTENDED, Kind.ACHIEVED)])
    assert (begins.kind, begins.whom, begins.cause) == (Kind.INTENDED, WHOM, grieves.id)
    assert (ends.kind, ends.cause) == (Kind.ACHIEVED, begins.id)
    assert ends.tick == grieves.tick + minutes * MINUTE
    assert decided(events, WHO) == [Aim.MOURN]
    assert set(ordered(events, WHO)) <= {Verb.WAIT}


@pytest.mark.parametrize(("tie", "mourns"), [(249, False), (250, True)])
def test_they_do_so_for_those_whom_they_were_close_to(tie, mourns):
    world, heads, _ = deathbed(tie)
    events = live(world, heads, MINUTE, systems=(*NIGHT, feelings))
    assert (Aim.MOURN in decided(events, WHO)) == mourns


def test_who_is_taken_from_the_dead_does_not_go_back():
    world, heads, _ = deathbed()
    live(world, heads, MINUTE, systems=(*NIGHT, feelings))
    move_body(world, WHO, -1)
    world.plans.wake[0] = world.tick
    events = live(world, heads, MINUTE, systems=(*NIGHT, feelings))
    assert [event.kind for event in of_mourning(events)] == [Kind.ACHIEVED]


def test_whom_somebody_grieves_for_they_know_to_be_dead_though_they_forget_where_they_lie():
    """A night in which somebody mourned, went in, and set out for the dead one again five seconds later."""
    world, heads, _ = deathbed()
    assert mind_of(world).aid.known_dead(WHOM)  # as one sees
    live(world, heads, MINUTE, systems=(*NIGHT, feelings))
    world.knowledge.free(world.knowledge.rows())
    move_body(world, WHO, -1)
    assert mind_of(world).aid.known_dead(WHOM)
    assert WHOM not in mind_of(world).aid.bound()
    world.feelings.free(world.feelings.rows())
    assert not mind_of(world).aid.known_dead(WHOM)


@pytest.mark.parametrize(("seen_at", "mourns"), [(0, False), (20, False), (21, True)])
def test_nobody_sits_down_to_it_out_of_doors_while_a_watcher_is_about(seen_at, mourns):
    world, heads, _ = deathbed(watchers=[(WatcherKind.DRONE, 0)])
    for row in (WHO, WHOM):
        move_body(world, row, -1)
    slot = tell(world, WHO, Topic.WATCHER, 0, int(world.city.doors[0]) - 30)
    events = []
    for _ in range(MINUTE):
        world.knowledge.at[slot] = world.tick - seen_at
        events += live(world, heads, 1, systems=(*NIGHT, feelings))
    assert (Aim.MOURN in decided(events, WHO)) == mourns


@pytest.mark.parametrize("memorial", [False, True])
def test_who_wants_to_lays_something_for_the_dead_first_once_and_stays_then(memorial):
    world, heads, _ = deathbed(memorial=memorial)
    events = live(world, heads, 4 * MINUTE, systems=(*NIGHT, feelings, memorials))
    assert (Verb.COMMEMORATE in ordered(events, WHO)) is memorial
    laid = [event for event in events if event.kind == Kind.SIGN_SET]
    assert [(event.who, event.whom) for event in laid] == [(WHO, WHOM)] * memorial
    assert decided(events, WHO) == [Aim.MOURN]
