"""Lifts: so many at once, the others with the next ride; nobody without clearance where they ask for it."""

import numpy as np
import pytest
from scenes.gatehouse import give_chip, live, of_kind, order
from scenes.worlds import field, make_city, make_world

from undergrid.city.city import LinkKind
from undergrid.systems.movement import movement
from undergrid.systems.places import lifts
from undergrid.world.log.kinds import Kind, Role
from undergrid.world.movement.on_links import people_on
from undergrid.world.network.devices import fail
from undergrid.world.tables.body import HaulMode
from undergrid.world.tables.network import Lack
from undergrid.world.tables.orders import Refusal, Verb
from undergrid.world.tables.people import Activity, Profession

LENGTH = 13_400  # a ride of ten seconds at a walk


def shaft(people=1, capacity=2, *, guarded=False, below=0, listed=True, seed=1, width=8):
    """A street and what lies below, joined by a lift; `people` on the street beside it, some of them `below` instead.

    All of them are told to go to the other side.
    """
    city = make_city(*(field(width, 8, kind) for kind in "._="), links=[(LinkKind.LIFT, (0, 2, 2), (2, 2, 2), LENGTH)])
    places = [
        city.cell(2, 2, 4) if n < below else city.cell(0, 2, 2) if n % 2 else city.cell(0, 3, 2) for n in range(people)
    ]
    world = make_world(city, places, seed=seed)
    lift = world.lifts.grow(1)
    world.lifts.link[lift], world.lifts.capacity[lift], world.lifts.guarded[lift] = 0, capacity, guarded
    world.lifts.luck[lift] = 77
    world.citizens.registered[:] = listed
    world.rebuild()
    for who in range(people):
        order(world, who, Verb.WALK, city.cell(0, 6, 6) if who < below else city.cell(2, 6, 6))
    return world


def ride(world, ticks, **knobs):
    """Let them live on; the most who were in the lift at once, and what happened."""
    events, most = [], 0
    for _ in range(ticks):
        events += live(world, 1, movement, lifts, **knobs)
        most = max(most, len(people_on(world, 0)))
    return most, events


def level(world):
    return (world.citizens.cell // world.city.area).tolist()


def arrivals(world, ticks, **knobs):
    """The tick at which each has first been on the other level."""
    first = {}
    begun = level(world)
    for tick in range(ticks):
        live(world, 1, movement, lifts, **knobs)
        for who, at in enumerate(level(world)):
            if at != begun[who]:
                first.setdefault(who, tick)
    return first


def test_a_lift_takes_no_more_than_it_holds_and_the_others_take_the_next_ride():
    world = shaft(5, capacity=2)
    most, _ = ride(world, 200)
    assert most == 2
    assert level(world) == [2] * 5


@pytest.mark.parametrize(
    ("cells_off", "capacity", "open_s", "alone"), [(4, 2, 8, False), (4, 1, 8, True), (4, 2, 0, True), (14, 2, 8, True)]
)
def test_it_stands_open_for_who_comes_soon_after_the_first_unless_it_is_full(cells_off, capacity, open_s, alone):
    world = shaft(2, capacity, width=24)
    world.citizens.cell[:] = [world.city.cell(0, x, 2) for x in (2, 2 + cells_off)]
    world.rebuild()
    first = arrivals(world, 90, lifts={"open_s": open_s})
    assert (first[0] < first[1]) == alone


def test_those_of_one_ride_arrive_together_and_the_next_ride_comes_after_the_lift_has_been_back():
    first = arrivals(shaft(4, capacity=2), 120)
    a, b, c, d = sorted(first.values())
    assert a == b
    assert c == d
    assert 20 <= c - a <= 24  # back empty, and down again, ten seconds each


def test_a_lift_comes_when_it_is_called_from_the_other_end():
    world = shaft(1, below=1)
    [tick] = arrivals(world, 60).values()
    assert tick >= 20
    assert world.lifts.end[0] == 0


@pytest.mark.parametrize(("speed", "waits"), [(13.4, 1), (0.67, 20)])
def test_how_fast_it_comes_empty_can_be_turned(speed, waits):
    world = shaft(1, below=1)
    while not world.lifts.end[0]:
        called = world.tick
        live(world, 1, movement, lifts, lifts={"empty_speed": speed})
    assert world.lifts.there[0] == called + waits


def test_those_at_its_own_end_go_before_those_at_the_other():
    world = shaft(3, capacity=1, below=1)
    first = arrivals(world, 100)
    assert min(first, key=first.get) > 0


def test_of_many_who_wait_a_draw_picks_who_boards():
    def first_ride(seed):
        world = shaft(6, capacity=2, seed=seed)
        live(world, 5, movement, lifts)
        return tuple(people_on(world, 0).tolist())

    picked = {first_ride(seed) for seed in range(6)}
    assert {len(ride) for ride in picked} == {2}
    assert len(picked) > 1


def test_a_lift_of_which_the_scenario_says_nothing_takes_all_at_once():
    world = shaft(5)
    world.lifts.restore({name: values[:0] for name, values in world.lifts.state().items()})
    world.rebuild()
    most, _ = ride(world, 40)
    assert most == 5


def test_without_clearance_a_lift_takes_nobody_and_says_why():
    world = shaft(1, guarded=True)
    _, events = ride(world, 20)
    [refused] = of_kind(events, Kind.REFUSED)
    assert refused.amount == Refusal.NO_CHIP
    assert level(world) == [0]
    assert world.citizens.doing[0] == Activity.WAITING
    assert world.citizens.wake[0] == refused.tick + 600
    world.citizens.profession[0] = Profession.AUDITOR
    order(world, 0, Verb.WALK, world.city.cell(2, 6, 6))
    ride(world, 40)
    assert level(world) == [2]


def test_with_a_sound_chip_it_takes_them():
    world = shaft(1, guarded=True)
    give_chip(world, 0, 0)
    ride(world, 40)
    assert level(world) == [2]


def test_a_chip_that_is_lost_or_of_somebody_struck_off_is_not_taken():
    for corruption, listed in ((100, True), (0, False)):
        world = shaft(1, guarded=True, listed=listed)
        chip = give_chip(world, 0, 0, corruption)
        world.items.cause[chip] = 12345 << 4
        _, events = ride(world, 30)
        [refused] = of_kind(events, Kind.REFUSED)
        assert refused.amount == Refusal.NO_CLEARANCE
        because = world.events.because_columns()
        assert (int(because["cause"][0]), int(because["role"][0])) == (12345 << 4, Role.CREDENTIAL)


def test_half_the_chips_of_a_year_are_taken_and_each_of_them_every_time():
    world = shaft(60, capacity=100, guarded=True)
    for who in range(60):
        give_chip(world, who, who, age_days=365)
    _, events = ride(world, 30)
    refused = {event.who for event in of_kind(events, Kind.REFUSED)}
    assert 15 < len(refused) < 45
    for who in refused:
        order(world, who, Verb.WALK, world.city.cell(2, 6, 6))
    _, again = ride(world, 30)
    assert {event.who for event in of_kind(again, Kind.REFUSED)} == refused


def test_who_is_carried_counts_and_two_do_not_fit_where_there_is_room_for_one():
    for capacity, told in ((1, [Refusal.TOO_HEAVY]), (2, [])):
        world = shaft(2, capacity=capacity)
        world.citizens.doing[1] = Activity.HAULED
        world.citizens.intent[1] = 0
        world.rebuild()
        slot = world.hauls.take(1)
        world.hauls.hauler[slot], world.hauls.hauled[slot], world.hauls.mode[slot] = 0, 1, HaulMode.CARRY
        _, events = ride(world, 40)
        assert [event.amount for event in of_kind(events, Kind.REFUSED)] == told


def test_a_lift_that_has_stopped_takes_nobody():
    world = shaft(2)
    node = world.nodes.grow(1)
    world.nodes.kind[node], world.nodes.link[node] = 8, 0
    world.rebuild()
    world.events.begin(world.tick)
    fail(world, node, world.scenario_event, Lack.CONTROL)
    most, events = ride(world, 20)
    assert most == 0
    assert {event.amount for event in of_kind(events, Kind.REFUSED)} == {Refusal.NO_WAY}
    assert np.all(np.array(level(world)) == 0)


def test_without_lifts_nothing_is_done():
    world = shaft(1)
    world.lifts.restore({name: values[:0] for name, values in world.lifts.state().items()})
    world.rebuild()
    before = world.digest()
    lifts.step(world, lifts.Params())
    assert world.digest() == before
