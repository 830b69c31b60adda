"""Hearsay: how word of a place changes on its way, what is found on the spot, and pasts that come out."""

from __future__ import annotations

import numpy as np
import pytest
from scenes.strangers import told
from scenes.worlds import field, make_city, make_world, run

from undergrid.city.city import Use
from undergrid.systems.society import hearsay
from undergrid.world.log.kinds import Kind
from undergrid.world.people import background
from undergrid.world.society import knowledge, regard
from undergrid.world.tables.minds import Topic
from undergrid.world.tables.people import Activity
from undergrid.world.tables.society import Category
from undergrid.world.world import World

CLINIC = [(Use.REFUGE, 0, 80, 5)]


def street(n: int, seed: int = 1) -> World:
    """`n` people in earshot of each other; the first has seen the clinic and tells of it."""
    world = make_world(make_city(field(120, 11), buildings=CLINIC), [(0, 5)] * n, seed=seed)
    slot = knowledge.learn(world, 0, Topic.PLACE, 0, int(world.city.doors[0]), -1, 1000, world.scenario_event)
    world.knowledge.telling[slot] = True
    return world


def places(world: World) -> np.ndarray:
    return np.flatnonzero(world.knowledge.used & (world.knowledge.topic == Topic.PLACE))


def test_word_spreads_with_its_source_and_less_firmly_at_each_telling():
    world = street(12)
    run(hearsay, world, ticks=400, period=10, tell_per_hour=1.0)
    known = world.knowledge
    rows = places(world)
    assert len(rows) >= 8  # some never hear of it, as in Maki and Thompson's model
    firmness = {int(known.knower[row]): int(known.strength[row]) for row in rows}
    for row in rows:
        source = int(known.source[row])
        if source >= 0:
            assert firmness[int(known.knower[row])] < firmness[source]


def test_word_goes_astray_only_at_second_hand_and_by_no_more_than_it_can():
    world = street(12)
    run(hearsay, world, ticks=400, period=10, tell_per_hour=1.0)
    known, door = world.knowledge, int(world.city.doors[0])
    off = {}
    for row in places(world).tolist():
        apart = abs(known.cell[row] % 120 - door % 120), abs(known.cell[row] // 120 - door // 120)
        off[int(known.knower[row])] = (int(known.source[row]), max(apart))
    assert all(far == 0 for source, far in off.values() if source <= 0)
    assert any(far > 0 for source, far in off.values())

    def tellings(who: int) -> int:
        return 0 if off[who][0] < 0 else 1 + tellings(off[who][0])

    assert all(far <= knowledge.OFF_BY * (tellings(who) - 1) for who, (source, far) in off.items() if source >= 0)


def test_what_is_no_news_is_not_told_for_ever():
    world = street(3)
    run(hearsay, world, ticks=2000, period=10, tell_per_hour=1.0)
    assert not world.knowledge.telling[places(world)].any()
    assert len(told(world, Kind.PLACE_TOLD)) < 20


def test_nobody_is_told_of_the_place_at_which_they_stand():
    world = street(3)
    world.citizens.cell[:] = world.city.doors[0]
    world.rebuild()
    run(hearsay, world, ticks=400, period=10, tell_per_hour=1.0)
    assert not told(world, Kind.PLACE_TOLD)
    assert not told(world, Kind.PLACE_TOLD_AGAIN)


def told_astray(world: World, who: int, cell: int, source: int, strength: int = 700) -> int:
    """Let somebody have been told of a place without a building."""
    return knowledge.learn(world, who, Topic.PLACE, -1, cell, source, strength, world.scenario_event)


def test_news_that_one_has_told_is_no_news_when_told_back():
    world = street(2)
    known = world.knowledge
    mine = told_astray(world, 0, 600, -1, 1000)
    theirs = told_astray(world, 1, 609, 0)  # it came out nine cells off
    told_back, news = knowledge.tell_place(world, theirs, 0, world.scenario_event)
    assert not news
    assert [event.kind for event in world.events.rows() if event.id == told_back] == [Kind.PLACE_TOLD_AGAIN]
    assert (int(known.cell[mine]), int(known.source[mine])) == (600, -1)
    assert len(known.where(knower=0, topic=Topic.PLACE, subject=-1)) == 1
    known.cell[theirs] = 700  # and even if it came out far off
    assert knowledge.tell_place(world, theirs, 0, world.scenario_event)[1] is False
    assert len(known.where(knower=0, topic=Topic.PLACE, subject=-1)) == 1


def test_word_of_a_place_near_one_that_is_known_is_of_that_place_and_farther_off_of_another():
    for far, news in ((0, False), (2 * knowledge.OFF_BY, False), (2 * knowledge.OFF_BY + 1, True)):
        world = street(2)
        told_astray(world, 0, 240 + far, -1, 1000)
        known = told_astray(world, 1, 240, -1, 900)  # seen: it is told where it is
        event, was = knowledge.tell_place(world, known, 0, world.scenario_event)
        assert was == news
        (one,) = [one for one in world.events.rows() if one.id == event]
        assert one.kind == (Kind.PLACE_TOLD if news else Kind.PLACE_TOLD_AGAIN)


def test_firmer_word_of_a_known_place_is_taken_over_and_is_no_news():
    world = street(2)
    weak = told_astray(world, 0, 240, 9, 100)
    firm = told_astray(world, 1, 245, -1, 1000)
    _, news = knowledge.tell_place(world, firm, 0, world.scenario_event)
    known = world.knowledge
    assert not news
    assert (int(known.cell[weak]), int(known.source[weak])) == (245, 1)
    assert known.strength[weak] > 100


def test_nobody_tells_a_place_or_a_past_back_to_whom_they_have_it_from():
    world = street(2)
    known = world.knowledge
    known.free(places(world))
    place = told_astray(world, 1, 240, 0)
    slot = knowledge.learn(world, 1, Topic.SECRET, 5, -1, 0, 1000, world.scenario_event)
    known.telling[[place, slot]] = True
    run(hearsay, world, ticks=400, period=10, tell_per_hour=1.0)
    assert not known.telling[[place, slot]].any(), "they lose interest"
    assert not world.events.rows()


def hearer(world: World, cell: int, at: int) -> int:
    """Citizen 1 has heard of the clinic from citizen 0, as being at `cell`, and stands at `at`."""
    slot = knowledge.learn(world, 1, Topic.PLACE, 0, cell, 0, 500, 77)
    world.citizens.cell[1] = at
    world.rebuild()
    run(hearsay, world)
    return slot


def test_a_place_is_found_near_where_it_was_said_to_be_and_who_said_so_is_thanked():
    world = street(2)
    door = int(world.city.doors[0])
    slot = hearer(world, door - 4, door - 4)
    (found,) = told(world, Kind.PLACE_FOUND)
    assert (found.who, found.whom, found.where, found.cause) == (1, 0, door, 77)
    assert (world.knowledge.cell[slot], world.knowledge.source[slot]) == (door, -1)
    assert regard.trust(world, 1, 0) > 500


def test_a_place_that_is_not_there_is_forgotten_and_who_said_so_is_blamed():
    world = street(2)
    door = int(world.city.doors[0])
    slot = hearer(world, door - 40, door - 40)
    (missed,) = told(world, Kind.PLACE_MISSED)
    assert (missed.who, missed.whom, missed.cause) == (1, 0, 77)
    assert not world.knowledge.used[slot]
    assert regard.trust(world, 1, 0) < 500


def test_who_has_come_to_a_place_looks_about_every_ten_seconds():
    world = street(2)
    door = int(world.city.doors[0])
    world.tick = 1
    hearer(world, door - 4, door - 4)
    run(hearsay, world, ticks=30)
    assert [event.tick for event in told(world, Kind.PLACE_FOUND)] == [10]


def test_on_the_way_nothing_is_found_or_missed():
    world = street(2)
    door = int(world.city.doors[0])
    hearer(world, door - 40, door - 60)
    assert not told(world, Kind.PLACE_FOUND, Kind.PLACE_MISSED)


@pytest.mark.parametrize(("off", "heard_off", "kind"), [
    (12, 50, Kind.PLACE_FOUND), (13, 50, None), (50, 52, Kind.PLACE_MISSED), (50, 53, None), (12, 12, Kind.PLACE_FOUND),
])  # fmt: skip
def test_a_place_is_found_from_within_twelve_cells_and_missed_within_two_of_where_it_was_said_to_be(
    off, heard_off, kind
):
    for down in (False, True):
        size = (11, 120) if down else (120, 11)
        city = make_city(field(*size), buildings=[(Use.REFUGE, 0, 5, 80) if down else (Use.REFUGE, 0, 80, 5)])
        world = make_world(city, [(5, 5)] * 2)
        step = size[0] if down else 1
        door = int(city.doors[0])
        hearer(world, door - heard_off * step, door - off * step)
        said = told(world, Kind.PLACE_FOUND, Kind.PLACE_MISSED)
        assert [event.kind for event in said] == ([kind] if kind else [])


def test_two_who_were_told_of_two_places_each_find_their_own_or_miss_it():
    """The first comes to the door of the first, the second to where it was told that the second is: it is not there."""
    city = make_city(field(120, 11), buildings=[*CLINIC, (Use.OFFICES, 0, 20, 5)])
    world = make_world(city, [(0, 5)] * 4)
    doors, known = city.doors.tolist(), world.knowledge
    first = knowledge.learn(world, 1, Topic.PLACE, 0, doors[0] - 3, 0, 500, 71)
    second = knowledge.learn(world, 2, Topic.PLACE, 1, doors[1] + 30, 3, 500, 72)
    third = knowledge.learn(world, 3, Topic.PLACE, 1, doors[1], -1, 1000, 73)
    world.citizens.cell[1:3] = doors[0] - 3, doors[1] + 30
    world.rebuild()
    run(hearsay, world)
    (found,), (missed,) = told(world, Kind.PLACE_FOUND), told(world, Kind.PLACE_MISSED)
    assert (found.who, found.whom, found.where, found.cause) == (1, 0, doors[0], 71)
    assert (missed.who, missed.whom, missed.where, missed.cause) == (2, 3, doors[1] + 30, 72)
    assert known.used[[first, second, third]].tolist() == [True, False, True]
    assert (known.cell[first], known.source[first], known.strength[first]) == (doors[0], -1, 1000)
    assert (known.at[first], known.cause[first]) == (0, found.id)
    assert regard.trust(world, 1, 0) > 500 > regard.trust(world, 2, 3)


@pytest.mark.parametrize(("column", "value"), [("alive", False), ("doing", Activity.SLEEPING)])
def test_the_dead_and_the_sleeping_find_and_miss_nothing(column, value):
    world = make_world(make_city(field(120, 11), buildings=CLINIC), [(0, 5)] * 3)
    door = int(world.city.doors[0])
    for who in (1, 2):
        knowledge.learn(world, who, Topic.PLACE, 0, door, 0, 500, 77)
    world.citizens.cell[1:] = door
    getattr(world.citizens, column)[1] = value
    world.rebuild()
    run(hearsay, world)
    assert [event.who for event in told(world, Kind.PLACE_FOUND, Kind.PLACE_MISSED)] == [2]


@pytest.mark.parametrize("liked", [True, False])
def test_a_past_is_passed_on_by_who_does_not_think_well_of_them(liked: bool):
    world = make_world(field(20, 3), [(0, 0), (1, 0), (19, 2)])
    slot = background.make_profile(world, 2)
    world.profiles.past[slot] = Category.SOLDIER
    (regard.good if liked else regard.bad)(world, 0, 2, 8000, 5)
    knowledge.disclosed_to(world, 2, 0, 77, 1000, 500)
    run(hearsay, world, ticks=600, period=10, tell_per_hour=1.0)
    out = told(world, Kind.SECRET_OUT)
    assert len(out) == (0 if liked else 1)
    if out:
        assert (out[0].who, out[0].whom, out[0].amount, out[0].cause) == (1, 2, Category.SOLDIER, 77)
        assert regard.trust(world, 1, 2) < 500
