"""Drones that people have made fly again: whom they obey, where they fly, what they show, and to whom."""

import pytest
from scenes.suits import ask, events
from scenes.worlds import field, make_city, make_world, run

from undergrid.core import luck
from undergrid.systems.senses import own_drones
from undergrid.world.items.wrecks import begin_own_drone, leave_wreck
from undergrid.world.log.kinds import Kind
from undergrid.world.tables.authority import Duty, WatcherKind
from undergrid.world.tables.minds import Topic
from undergrid.world.tables.orders import Refusal, Verb

MAKER, OTHER = 0, 1


def sky(*watchers, drones=1, far=40):
    """A field with a maker, somebody else, and drones over the maker that obey the maker."""
    city = make_city(field(120, 6), field(120, 6))
    world = make_world(city, [(2, 2), (4, 2)], watchers=[(kind, city.cell(0, x, 3)) for kind, x in watchers])
    for n in range(drones):
        wreck = leave_wreck(
            world, city.cell(0, 2, 2), 9, luck.key_of(f"test/wreck/{n}"), world.scenario_event, frame=True
        )
        begin_own_drone(world, MAKER, wreck, 3, world.scenario_event)
    world.rebuild()
    return world


def over(world, row=0):
    return world.city.where(int(world.own_drones.cell[row]))


def known(world, who):
    slots = world.knowledge.where(knower=who, topic=Topic.WATCHER)
    return {int(world.knowledge.subject[slot]): int(world.knowledge.cell[slot]) for slot in slots}


def test_it_follows_its_maker_at_its_speed_and_waits_over_a_roof():
    world = sky()
    world.citizens.cell[MAKER] = world.city.cell(0, 102, 2)
    run(own_drones, world, ticks=6, speed=10)
    assert over(world) == (0, 52, 2)  # two moves of 50 m
    run(own_drones, world, ticks=30, speed=10)
    assert over(world) == (0, 102, 2)
    world.citizens.cell[MAKER], world.citizens.inside[MAKER] = world.city.cell(0, 5, 2), 0
    run(own_drones, world, ticks=10)
    assert over(world) == (0, 102, 2)
    world.citizens.cell[MAKER], world.citizens.inside[MAKER] = world.city.cell(1, 5, 2), -1
    run(own_drones, world, ticks=10)
    assert over(world) == (0, 102, 2)


def test_it_flies_where_its_maker_sends_it_and_comes_back_when_called():
    world = sky()
    order = ask(world, MAKER, Verb.SEND, world.city.cell(0, 60, 4))
    run(own_drones, world, ticks=40)
    (sent,) = events(world, Kind.DRONE_SENT)
    assert (sent.cause, sent.amount, over(world)) == (order, world.city.cell(0, 60, 4), (0, 60, 4))
    ask(world, MAKER, Verb.RECALL)
    run(own_drones, world, ticks=40)
    assert over(world) == (0, 2, 2)
    assert len(events(world, Kind.DRONE_RECALLED)) == 1


def test_of_two_the_one_that_follows_is_sent():
    world = sky(drones=2)
    for x in (50, 90):
        ask(world, MAKER, Verb.SEND, world.city.cell(0, x, 4))
        run(own_drones, world)
    assert sorted(world.own_drones.goal[world.own_drones.rows()] % world.city.width) == [50, 90]


def test_nobody_else_commands_it_and_it_goes_to_no_other_level():
    world = sky()
    ask(world, OTHER, Verb.SEND, world.city.cell(0, 60, 4))
    ask(world, MAKER, Verb.RECALL)
    run(own_drones, world)
    ask(world, MAKER, Verb.SEND, world.city.cell(1, 60, 4))
    run(own_drones, world)
    assert [Refusal(event.amount) for event in events(world, Kind.REFUSED)] == [
        Refusal.NOT_NEEDED, Refusal.NO_TOOL, Refusal.NO_WAY
    ]  # fmt: skip
    assert over(world) == (0, 2, 2)


def test_what_it_sees_its_maker_knows_wherever_that_is_and_nobody_else():
    world = sky((WatcherKind.SENTINEL, 100), (WatcherKind.CAMERA, 110), (WatcherKind.DRONE, 5))
    world.watchers.duty[1] = Duty.OFF
    ask(world, MAKER, Verb.SEND, world.city.cell(0, 85, 3))
    run(own_drones, world, ticks=4)
    assert not known(world, MAKER).keys() & {0}
    run(own_drones, world, ticks=120)
    assert known(world, MAKER)[0] == world.watchers.cell[0]
    assert 1 not in known(world, MAKER)
    assert known(world, OTHER) == {}
    shown = [event for event in events(world, Kind.DRONE_SHOWED) if event.whom == 0]
    assert len(shown) == 1  # it is news once
    assert 0 < shown[0].amount <= 100
    assert shown[0].cause == events(world, Kind.DRONE_SENT)[0].id
    assert shown[0].stream == own_drones.STREAM


@pytest.mark.parametrize("dead", [True, False])
def test_it_tells_no_dead_maker_anything(dead):
    world = sky((WatcherKind.SENTINEL, 12))
    world.citizens.alive[MAKER] = not dead
    run(own_drones, world, ticks=60)
    assert bool(known(world, MAKER)) != dead


def test_it_makes_no_report_and_no_watcher_of_the_authority_s():
    world = sky((WatcherKind.SENTINEL, 12))
    run(own_drones, world, ticks=60)
    assert world.reports.n_used == world.dossiers.n_used == 0
    assert world.watchers.n == 1
