"""Perception: what the named notice, how it is kept up to date, and what they tell each other."""

import numpy as np
import pytest
from scenes.lanes import rows_of
from scenes.worlds import field, make_city, make_world, run

from undergrid.city.city import LinkKind
from undergrid.systems.senses import perception
from undergrid.world.authority.watches import take_up
from undergrid.world.log.kinds import Kind
from undergrid.world.tables.authority import Duty, WatcherKind
from undergrid.world.tables.minds import Topic
from undergrid.world.tables.people import Activity, Being
from undergrid.world.tables.units import UnitPart
from undergrid.world.world import World

DRONE, SENTINEL = WatcherKind.DRONE, WatcherKind.SENTINEL
KEEN = {"eye_attention": 1, "companion_attention": 1}


def cast(city, people, watchers, bound=(), **columns):
    """A world in which everybody has a plan, and the pairs in `bound` are bound to each other."""
    world = make_world(city, citizens=people, watchers=watchers, **columns)
    world.plans.grow(len(people))
    world.plans.owner[:] = np.arange(len(people))
    for a, b in bound:
        slot = world.bonds.take(1)
        world.bonds.a[slot], world.bonds.b[slot] = a, b
    world.sky.light[0] = 255
    return world


def known(world, *columns, topic=Topic.WATCHER):
    table = world.knowledge
    rows = np.flatnonzero(table.used & (table.topic == topic))
    return list(zip(*(np.asarray(getattr(table, name))[rows].tolist() for name in columns), strict=True))


def test_a_watcher_in_sight_is_noticed_once_and_known_to_be_where_it_is():
    city = make_city(field(60, 20))
    world = cast(city, [(5, 10)], [(DRONE, city.cell(0, 20, 10))])
    take_up(world, 0, world.scenario_event)
    run(perception, world, ticks=5, **KEEN)
    world.watchers.cell[0] = city.cell(0, 30, 10)
    run(perception, world, ticks=5, **KEEN)
    watch, event = rows_of(world)
    assert watch.kind == Kind.ON_WATCH
    assert (event.kind, event.who, event.whom, event.amount, event.tick) == (Kind.NOTICED, 0, 0, 30, 0)
    assert event.cause == watch.id
    assert event.stream == perception.STREAM
    assert known(world, "knower", "subject", "cell", "at", "source", "cause") == [
        (0, 0, city.cell(0, 30, 10), 9, -1, event.id)
    ]


def test_a_wall_hides_watchers_and_what_is_known_of_them_grows_old():
    city = make_city("..........\n.....#####\n..........")
    world = cast(city, [(9, 0)], [(DRONE, city.cell(0, 2, 0))])
    run(perception, world, ticks=3, **KEEN)
    world.watchers.cell[0] = city.cell(0, 9, 2)
    run(perception, world, ticks=20, **KEEN)
    assert known(world, "cell", "at") == [(city.cell(0, 2, 0), 2)]


def test_after_a_while_out_of_sight_a_watcher_is_news_again():
    city = make_city("..........\n.....#####\n..........")
    world = cast(city, [(9, 0)], [(DRONE, city.cell(0, 2, 0))])
    run(perception, world, ticks=3, **KEEN)
    for away in (20, 120):
        world.watchers.cell[0] = city.cell(0, 9, 2)
        run(perception, world, ticks=away, notice_again=60, **KEEN)
        world.watchers.cell[0] = city.cell(0, 2, 0)
        run(perception, world, ticks=2, notice_again=60, **KEEN)
    events = rows_of(world)
    assert [event.tick for event in events] == [0, 145]
    assert known(world, "at", "cause") == [(146, events[1].id)]


def test_nobody_perceives_from_indoors_dead_or_without_a_plan():
    city = make_city(field(20, 5))
    world = cast(city, [(1, 1), (2, 1), (3, 1), (4, 1)], [(SENTINEL, city.cell(0, 8, 1))])
    world.citizens.inside[0] = 0
    world.citizens.alive[1] = 0
    world.citizens.doing[2] = Activity.SHUT_DOWN
    world.plans.owner[3] = -1
    world.rebuild()
    run(perception, world, ticks=5, **KEEN)
    assert not world.events.n
    assert not world.knowledge.used.any()


def test_a_watcher_that_is_off_is_not_about():
    city = make_city(field(20, 5))
    world = cast(city, [(1, 1)], [(DRONE, city.cell(0, 8, 1))])
    world.watchers.duty[0] = Duty.OFF
    run(perception, world, ticks=5, **KEEN)
    assert not world.events.n


def test_those_bound_to_each_other_hear_of_it_within_earshot_only():
    city = make_city("......\n####..\n......")  # the drone is in the north street
    drone = [(DRONE, city.cell(0, 0, 0))]
    near = cast(city, [(4, 0), (3, 2)], drone, bound=[(0, 1)])
    seer, other = 0, 1
    run(perception, near, ticks=3, **KEEN)
    assert known(near, "knower", "source") == [(seer, -1), (other, seer)]
    first, second = rows_of(near)
    assert (second.who, second.cause, second.stream) == (other, first.id, 0)
    strangers = cast(city, [(4, 0), (3, 2)], drone)
    run(perception, strangers, ticks=3, **KEEN)
    assert known(strangers, "knower") == [(seer,)]
    for knob in ({"speech_m": 2}, {"voice_db": 58}, {"busy_db": 70}):
        far = cast(city, [(4, 0), (3, 2)], drone, bound=[(0, 1)])
        run(perception, far, ticks=3, **knob, **KEEN)
        assert known(far, "knower") == [(seer,)]


def test_nobody_hears_of_it_through_a_wall():
    for between, knowers in ((",", [(0,), (1,)]), ("#", [(0,)])):
        city = make_city(f"......\n##{between * 2}..\n##....")
        world = cast(city, [(3, 0), (3, 2)], [(DRONE, city.cell(0, 0, 0))], bound=[(0, 1)])
        run(perception, world, ticks=3, **KEEN)
        assert known(world, "knower") == knowers, between


def test_a_companion_unit_sees_farther():
    city = make_city(field(130, 3))
    firsts = {}
    for being in (Being.HUMAN, Being.COMPANION):
        for cells in range(125, 0, -1):
            world = cast(city, [(0, 1)], [(DRONE, city.cell(0, cells, 1))], being=being)
            run(perception, world, **KEEN)
            if world.events.n:
                firsts[being] = cells
                break
    assert firsts[Being.COMPANION] > firsts[Being.HUMAN]


def test_gates_in_sight_are_remembered():
    city = make_city("..|.\n..|.", "....\n....", links=[(LinkKind.GATE, (0, 1, 0), (1, 3, 0), 4000)])
    world = cast(city, [(0, 1)], [])
    run(perception, world, ticks=3)
    assert known(world, "subject", "cell", "at", topic=Topic.GATE) == [(0, city.cell(0, 1, 0), 2)]
    assert not world.events.n


def test_those_one_is_bound_to_are_known_to_be_where_they_were_last_seen():
    city = make_city("..........\n.....#####\n..........")
    world = cast(city, [(9, 0), (2, 0), (3, 0)], [], bound=[(0, 1)])
    run(perception, world, ticks=2)
    world.citizens.cell[1] = city.cell(0, 9, 2)
    run(perception, world, ticks=5)
    assert known(world, "knower", "subject", "cell", "at", topic=Topic.PERSON) == [(0, 1, city.cell(0, 2, 0), 1)]


@pytest.mark.parametrize(("x", "felt"), [(3, True), (4, True), (5, False)])
def test_whose_eyes_have_failed_feels_who_of_theirs_stands_at_arms_length(x, felt):
    city = make_city("..........")
    world = cast(city, [(3, 0), (x, 0)], [], bound=[(0, 1)], being=Being.COMPANION)
    slot = world.unit_faults.take(1)
    world.unit_faults.owner[slot], world.unit_faults.part[slot] = 0, UnitPart.EYES
    world.sky.light[0] = 0
    run(perception, world, ticks=2)
    assert bool(known(world, "cell", topic=Topic.PERSON)) == felt


@pytest.mark.parametrize("at", [1, 4, 9])
def test_a_world_that_was_saved_and_loaded_perceives_the_same(at):
    def begun():
        city = make_city(field(60, 20))
        watchers = [(DRONE, city.cell(0, 10 + 7 * n, n)) for n in range(6)]
        return cast(city, [(5, 10), (7, 10)], watchers, bound=[(0, 1)], being=[Being.HUMAN, Being.COMPANION])

    one = begun()
    run(perception, one, ticks=at)
    two = World(one.city, one.seed, starts=one.starts)
    two.restore(one.tick, one.state())
    for world in (one, two):
        run(perception, world, ticks=12)
    assert one.knowledge.used.any()
    assert one.digest() == two.digest()


def test_more_watchers_than_one_can_take_in_at_once_are_noticed_one_after_the_other():
    city = make_city(field(40, 10))
    world = cast(city, [(5, 5)], [(SENTINEL, city.cell(0, 8 + n, 2)) for n in range(30)])
    run(perception, world, ticks=4, **KEEN)
    assert np.bincount([event.tick for event in rows_of(world)]).tolist() == [8, 8, 8, 6]
