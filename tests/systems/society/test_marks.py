"""Marks: what somebody writes on a wall, who reads it, and what they know then."""

import pytest
from scenes.wired import live, of_kind, order
from scenes.worlds import field, make_city, make_world

from undergrid.city.city import Use
from undergrid.core import luck
from undergrid.systems.society import hearsay, marks
from undergrid.world.log.kinds import Kind
from undergrid.world.orders import tasks
from undergrid.world.reasons import why_not
from undergrid.world.society import knowledge, messages, regard
from undergrid.world.society.marks import put_up
from undergrid.world.society.messages import Message
from undergrid.world.tables.authority import WatcherKind
from undergrid.world.tables.minds import Topic
from undergrid.world.tables.orders import Refusal, Verb
from undergrid.world.tables.people import Activity, Pace
from undergrid.world.tables.society import BondKind

WALL = "\n".join(["#" * 40, *("." * 40 for _ in range(11))])
CAMERA = 30


def street(*people, drawing=WALL, light=255):
    """A street along a wall in broad daylight, with a camera at its far end that the first person knows of."""
    city = make_city(drawing)
    world = make_world(city, list(people or [(2, 1), (4, 2)]), [(WatcherKind.CAMERA, city.cell(0, CAMERA, 1))])
    world.citizens.doing[:] = Activity.WAITING
    world.sky.light[0] = light
    world.tick = 100
    slot = knowledge.learn(world, 0, Topic.WATCHER, 0, city.cell(0, CAMERA, 1), -1, 1000, world.scenario_event)
    world.knowledge.at[slot] = 40
    return world


def of(world, who, topic=Topic.WATCHER):
    """What somebody knows on a topic: (cell, tick, source, firmness)."""
    known = world.knowledge
    return [
        (int(known.cell[row]), int(known.at[row]), int(known.source[row]), int(known.strength[row]))
        for row in known.where(knower=who, topic=topic).tolist()
    ]


def test_who_knows_of_something_writes_it_on_the_wall_and_who_comes_by_knows_it_then():
    world = street()
    ordered = order(world, 0, Verb.WRITE, -1)
    told = live(world, 60, marks)
    [written], [read] = of_kind(told, Kind.MARK_WRITTEN), of_kind(told, Kind.MARK_READ)
    here, there = world.city.cell(0, 2, 1), world.city.cell(0, CAMERA, 1)
    assert (written.tick, written.who, written.where, written.cause) == (120, 0, here, ordered)
    assert messages.unpacked(written.amount) == Message(Topic.WATCHER, 0, there)
    assert (read.who, read.whom, read.where, read.cause, read.amount) == (1, -1, here, written.id, written.amount)
    assert read.odds == luck.chance(0.3)
    assert of(world, 1) == [(there, 40, knowledge.ON_A_WALL, 1000 * 850 // 1000 * 500 // 1000)]


def test_nobody_reads_a_mark_twice_or_their_own():
    world = street((2, 1), (3, 1), (4, 1))
    order(world, 0, Verb.WRITE, -1)
    told = live(world, 400, marks)
    assert sorted(event.who for event in of_kind(told, Kind.MARK_READ)) == [1, 2]


@pytest.mark.parametrize("seconds", [5, 200])
def test_how_long_it_takes_is_for_the_scenario_to_say(seconds):
    world = street()
    order(world, 0, Verb.WRITE, -1)
    [written] = of_kind(live(world, 300, marks, marks={"write_seconds": seconds}), Kind.MARK_WRITTEN)
    assert written.tick == 100 + seconds


def test_who_breaks_off_has_written_nothing():
    world = street()
    order(world, 0, Verb.WRITE, -1)
    live(world, 10, marks)
    tasks.drop(world, 0)
    assert of_kind(live(world, 60, marks), Kind.MARK_WRITTEN) == []


def written(world, said=None, cell=(2, 1), writer=-1):
    """The same street with a mark on its wall already."""
    there = world.city.cell(0, CAMERA, 1)
    said = said or Message(Topic.WATCHER, 0, there, -3600)
    key = 0 if writer >= 0 else luck.key_of("test/mark")
    world.mark = put_up(world, world.city.cell(0, *cell), writer, said, 1000, world.scenario_event, key)
    return world


def readers(world, ticks=300, **knobs):
    return [event.who for event in of_kind(live(world, ticks, marks, marks=knobs), Kind.MARK_READ)]


def test_whoever_runs_past_reads_nothing_and_whoever_walks_does():
    for pace, read in ((Pace.RUN, []), (Pace.WALK, [1])):
        world = written(street((20, 9), (4, 1)))
        world.citizens.doing[1], world.citizens.pace[1] = Activity.WALKING, pace
        assert readers(world) == read


@pytest.mark.parametrize(
    ("doing", "read"),
    [(Activity.WAITING, True), (Activity.HIDING, True), (Activity.SLEEPING, False), (Activity.HELD, False)],
)
def test_it_takes_open_eyes(doing, read):
    world = written(street((20, 9), (4, 1)))
    world.citizens.doing[1] = doing
    assert bool(readers(world)) == read


def test_it_takes_light():
    assert readers(written(street((20, 9), (4, 1), light=24))) == [1]
    dark = "\n".join(["#" * 40, *("," * 40 for _ in range(11))])  # an alley without lamps
    assert readers(written(street((20, 9), (4, 1), drawing=dark, light=23))) == []
    assert readers(written(street((20, 9), (4, 1), drawing=dark, light=23)), light_needed=0) == [1]


@pytest.mark.parametrize(("cells", "read"), [(3, False), (10, True)])
def test_it_is_read_from_within_some_cells(cells, read):
    assert bool(readers(written(street((20, 9), (9, 1))), within_cells=cells)) == read


def test_not_through_a_wall():
    drawing = "\n".join(["#" * 40, "." * 40, "#" * 40, *("." * 40 for _ in range(9))])
    assert readers(written(street((20, 9), (2, 3), drawing=drawing))) == []


@pytest.mark.parametrize(("notice", "most"), [(0.02, 20), (1.0, 40)])
def test_how_many_of_those_who_pass_read_it_is_a_chance(notice, most):
    world = written(street((20, 9), *[(4, 2)] * 40))
    found = len(readers(world, ticks=2, notice=notice))
    assert found <= most
    assert found == 40 if notice == 1 else found < 10


def test_an_unknown_hand_is_believed_as_the_scenario_says_and_a_known_one_as_its_writer_is_trusted():
    world = written(street((20, 9), (4, 1)))
    readers(world, stranger=900)
    assert of(world, 1)[0][2:] == (knowledge.ON_A_WALL, 850 * 900 // 1000)
    world = written(street((20, 9), (4, 1)), writer=0)
    regard.bind(world, 1, 0, BondKind.FRIEND, 800, world.scenario_event)
    [read] = of_kind(live(world, 300, marks), Kind.MARK_READ)
    assert read.whom == 0
    assert of(world, 1)[0][2:] == (0, 850 * min(1000, 500 + regard.trust(world, 1, 0)) // 1000)


def test_older_word_does_not_replace_what_one_knows_better():
    world = written(street((20, 9), (4, 1)))
    knowledge.learn(world, 1, Topic.WATCHER, 0, 77, -1, 1000, world.scenario_event)
    readers(world)
    assert of(world, 1) == [(77, 100, -1, 1000)]
    elsewhere = Message(Topic.PERSON, 1, 50, 0)
    world = written(street((20, 9), (4, 1)), elsewhere)
    readers(world)
    assert of(world, 1, Topic.PERSON) == []  # nobody learns where they are themselves


def test_a_mark_that_is_true_leads_to_a_place_and_a_stale_one_is_found_out_and_nobody_is_blamed():
    for said, kind in (((30, 3), Kind.PLACE_FOUND), ((5, 9), Kind.PLACE_MISSED)):
        city = make_city(WALL, buildings=[(Use.REFUGE, 0, 30, 3)])
        world = make_world(city, [(4, 1)])
        world.citizens.doing[:], world.sky.light[0] = Activity.WAITING, 255
        written(world, Message(Topic.PLACE, 0, city.cell(0, *said), -60))
        [read] = of_kind(live(world, 200, marks), Kind.MARK_READ)
        world.citizens.cell[0] = city.cell(0, *said)
        [found] = of_kind(live(world, 20, hearsay), kind)
        assert (found.who, found.whom, found.cause) == (0, -1, read.id)
        assert world.regards.n_used == 0


def test_where_one_lives_is_no_news():
    for home in (-1, 0):
        city = make_city(WALL, buildings=[(Use.REFUGE, 0, 30, 3)])
        world = make_world(city, [(4, 1)])
        world.citizens.doing[:], world.citizens.home[0], world.sky.light[0] = Activity.WAITING, home, 255
        written(world, Message(Topic.PLACE, 0, city.cell(0, 30, 3), -60))
        assert readers(world) == [0]
        assert bool(of(world, 0, Topic.PLACE)) == (home < 0)


def test_a_mark_of_a_camera_that_is_there_no_more_is_read_and_teaches_nothing():
    world = written(street((20, 9), (4, 1)), Message(Topic.WATCHER, -1, 50, 0))
    assert readers(world) == [1]
    assert of(world, 1) == []


def test_of_one_thing_a_writer_has_one_mark_at_a_place_and_what_is_new_in_it_is_read_again():
    world = written(street((2, 1), (4, 1)), writer=0)
    assert readers(world) == [1]
    written(world, Message(Topic.WATCHER, 0, 60, world.tick), writer=0)
    assert world.marks.n_used == 1
    assert readers(world) == [1]
    assert of(world, 1)[0][0] == 60


@pytest.mark.parametrize(
    ("hinder", "why"),
    [
        (lambda world: None, None),
        (lambda world: world.citizens.cell.__setitem__(0, world.city.cell(0, 2, 5)), Refusal.NO_WALL),
        (lambda world: world.knowledge.free(world.knowledge.rows()), Refusal.KNOWS_NOTHING),
    ],
)
def test_what_stands_in_the_way_is_said(hinder, why):
    world = street()
    hinder(world)
    assert why_not(world, 0, Verb.WRITE) == why
    order(world, 0, Verb.WRITE, -1)
    told = live(world, 30, marks)
    assert [Refusal(e.amount) for e in of_kind(told, Kind.REFUSED)] == ([why] if why else [])
    assert bool(of_kind(told, Kind.MARK_WRITTEN)) == (why is None)


def test_a_message_is_one_number_and_back():
    for said in (
        Message(Topic.WATCHER, -1, -1),
        Message(Topic.PERSON, 9_999_999, (1 << 30) - 1),
        Message(Topic.PLACE, 0, 0),
    ):
        assert messages.unpacked(said.packed) == said
        assert 0 <= said.packed < 1 << 63
    assert messages.unpacked(-1) is messages.unpacked(1 << 62) is messages.unpacked(7) is None


def test_a_field_without_walls_has_no_marks():
    world = make_world(make_city(field(9, 9)), [(4, 4)])
    assert why_not(world, 0, Verb.WRITE) == Refusal.NO_WALL
