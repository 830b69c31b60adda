"""Walking: as fast as people do, as slow as crowds do, through doors, stairs and gates, never through a wall."""

import math

import numpy as np
import pytest
from scenes.walkers import ask, assert_caches_are_true, refusals
from scenes.worlds import field, make_city, make_world, run

from undergrid.city.city import LinkKind, Use
from undergrid.core.grid import BY_LINK, NO_WAY
from undergrid.systems.movement import movement
from undergrid.world.log.kinds import Kind
from undergrid.world.orders.attempts import Attempts
from undergrid.world.places.occupancy import DENSITY, Occupancy, room_on
from undergrid.world.places.ways import Ways, bar, set_gate
from undergrid.world.tables.orders import Refusal, Verb
from undergrid.world.tables.people import Activity, Pace, Posture

ROOM = room_on(2000)
WEIDMANN = {0.5: 1.298, 1.0: 1.058, 1.5: 0.807, 2.0: 0.606, 3.0: 0.331, 4.0: 0.156, 5.0: 0.037}  # m/s by persons/m2


# ---------------------------------------------------------------- speed


def test_a_corridor_of_40_m_at_1_m_a_second_takes_40_s():
    world = make_world(field(21, 1), citizens=[(0, 0)], speed=1000)
    ask(world, 0, Verb.WALK, 20)
    run(movement, world, ticks=39)
    assert world.citizens.doing[0] == Activity.WALKING
    run(movement, world)
    assert world.citizens.cell[0] == 20
    assert world.citizens.doing[0] == Activity.WAITING


@pytest.mark.parametrize(
    ("verb", "sign", "speed"),
    [(Verb.WALK, ".", 1340), (Verb.SNEAK, ".", 670), (Verb.RUN, ".", 2948), (Verb.WALK, "%", 804)],
)
def test_a_stated_speed_is_kept_over_a_long_walk(verb, sign, speed):
    world = make_world(field(200, 1, sign), citizens=[(0, 0)])
    ask(world, 0, verb, 199)
    run(movement, world, ticks=100)
    people = world.citizens
    assert abs(int(people.cell[0]) * 2000 + int(people.progress[0]) - 100 * speed) <= 100  # a millimetre a tick
    assert people.posture[0] == (Posture.CROUCHED if verb == Verb.SNEAK else Posture.STANDING)
    assert people.pace[0] == {Verb.WALK: Pace.WALK, Verb.RUN: Pace.RUN, Verb.SNEAK: Pace.SNEAK}[verb]


def test_a_diagonal_is_longer_than_a_straight_step():
    world = make_world(field(30, 30), citizens=[(0, 0)], speed=1000)
    ask(world, 0, Verb.WALK, 29 * 31)
    run(movement, world, ticks=math.ceil(29 * 2.828) - 1)
    assert world.citizens.doing[0] == Activity.WALKING
    run(movement, world)
    assert world.citizens.doing[0] == Activity.WAITING


def test_speed_falls_with_density_as_weidmann_measured():
    crowd = movement.Params().crowd
    for density, speed in WEIDMANN.items():
        assert crowd[round(density * DENSITY)] / 65536 * 1.34 == pytest.approx(speed, abs=0.0006)
    density = np.arange(1, 5 * DENSITY) / DENSITY
    flow = density * crowd[1 : 5 * DENSITY] / 65536 * 1.34
    assert flow.max() == pytest.approx(1.225, abs=0.001)
    assert density[flow.argmax()] == 1.75
    assert (np.diff(crowd) <= 0).all()
    assert crowd[-1] > 0


RING = 15  # cells on each side of a square corridor, one cell wide


def ring_place(cell):
    """How many cells clockwise from the first corner."""
    y, x = divmod(cell, RING)
    last = RING - 1
    return x if y == 0 else last + y if x == last else 3 * last - x if y == last else 4 * last - y


def loop_speed(density):
    """Mean speed of people who keep walking round a square corridor of 2 m by 112 m, m/s, from the second minute on."""
    inner = "." + "#" * (RING - 2) + "."
    city = make_city("\n".join(["." * RING, *[inner] * (RING - 2), "." * RING]))
    length = 4 * (RING - 1)
    cells = sorted(np.flatnonzero(city.walkable()).tolist(), key=ring_place)
    n = round(density * 4 * length)
    world = make_world(city, citizens=[cells[k * length // n] for k in range(n)])
    people = world.citizens

    def walk_on(who, place):
        ask(world, who, Verb.WALK, cells[(place + length // 3) % length])

    place = np.array([ring_place(cell) for cell in people.cell.tolist()])
    walked = 0
    for tick in range(180):
        for who in range(n):
            if tick == 0 or (ring_place(int(people.goal[who])) - place[who]) % length < length // 4:
                walk_on(who, place[who])
        run(movement, world)
        now = np.array([ring_place(cell) for cell in people.cell.tolist()])
        if tick >= 60:
            walked += int(((now - place) % length).sum())
        place = now
    assert_caches_are_true(world)
    return walked * 2 / n / 120


def test_people_in_a_loop_walk_as_fast_as_weidmann_says_at_eight_densities():
    off = []
    for density in (0.25, *WEIDMANN):
        expected = 1.34 * (1 - math.exp(-1.913 * (1 / density - 1 / 5.4)))
        off.append(loop_speed(density) - expected)
        assert abs(off[-1]) < max(0.1 * expected, 0.04)
    assert math.sqrt(np.mean(np.square(off))) < 0.05


# ---------------------------------------------------------------- rooms, doors and walls


def leave_room(exits, people=300, seed=1):
    """Ticks at which the n-th person has left a room of 16 x 10 m through cells of its east wall; people by tick."""
    rows = ["." * 8 + ("." if y in exits else "#") + "." * 20 for y in range(5)]
    city = make_city("\n".join(rows), buildings=[])
    inside = [y * 29 + x for y in range(5) for x in range(8)]
    world = make_world(city, citizens=[inside[k % 40] for k in range(people)], seed=seed)
    for who in range(people):
        ask(world, who, Verb.WALK, exits[who % len(exits)] * 29 + 28)
    out = []
    for _ in range(3000):
        run(movement, world)
        out.append(int((world.citizens.cell % 29 > 8).sum()))
        if out[-1] == people:
            break
    assert_caches_are_true(world)
    return np.array(out)


def flow(out, people=300):
    """Persons a second from the 10th to the 90th of a hundred."""
    first, last = np.searchsorted(out, 0.1 * people), np.searchsorted(out, 0.9 * people)
    return (out[last] - out[first]) / (last - first)


def test_a_door_lets_through_what_real_doors_do_and_twice_the_doors_twice_the_people():
    one, two, three = (flow(leave_room(exits)) for exits in ([2], [1, 3], [1, 2, 3]))
    for n, persons in ((1, one), (2, two), (3, three)):
        assert 1.1 <= persons / (2 * n) <= 1.9  # persons/(m s); a cell is 2 m wide
    assert 1.8 <= two / one <= 2.2


def test_halving_the_exits_doubles_the_time_to_get_out():
    two, one = len(leave_room([1, 3])), len(leave_room([1]))
    assert 1.7 <= one / two <= 2.2


def test_people_who_round_a_corner_cross_no_wall():
    city = make_city("..........\n" + "########..\n" * 8)
    world = make_world(city, citizens=[0, 1, 10 * 0 + 2] * 7, speed=1900)
    for who in range(21):
        ask(world, who, Verb.RUN if who % 2 else Verb.WALK, 8 * 10 + 8 + who % 2)
    before = world.citizens.cell.copy()
    for _ in range(40):
        run(movement, world)
        now = world.citizens.cell.copy()
        assert city.walkable()[now].all()
        assert (abs(now % 10 - before % 10) <= 3).all()  # up to 4.2 m, and what was begun before
        assert (abs(now // 10 - before // 10) <= 3).all()
        before = now
    assert (now // 10 == 8).all()


def test_no_cell_ever_holds_more_than_fit():
    world = make_world(field(12, 12), citizens=[cell for cell in range(144) if cell % 12 < 4] * 18)
    for who in range(world.citizens.n):
        ask(world, who, Verb.RUN, 6 * 12 + 11)
    for _ in range(120):
        run(movement, world)
        assert world.cache(Occupancy).bodies.max() <= ROOM
    assert_caches_are_true(world)


def passed_through(people_west, people_east):
    """Ticks until all who come into a passage 2 m by 40 m from either end have gone in at the other."""
    city = make_city(field(20, 1), buildings=[(Use.PODS, 0, 0, 0), (Use.PODS, 0, 19, 0)])
    world = make_world(city, citizens=[k % 5 for k in range(people_west)] + [19 - k % 5 for k in range(people_east)])
    for who in range(world.citizens.n):
        ask(world, who, Verb.WALK, *((19, 1) if who < people_west else (0, 0)))
    while (world.citizens.inside < 0).any():
        run(movement, world)
        assert world.tick < 1000
    assert world.citizens.inside.tolist() == [1] * people_west + [0] * people_east
    assert_caches_are_true(world)
    return world.tick


def test_two_streams_that_meet_in_a_narrow_passage_squeeze_past_each_other():
    alone, both = passed_through(100, 0), passed_through(100, 100)
    assert alone < both <= 2 * alone


def test_who_gets_the_last_place_is_a_matter_of_luck_not_of_rows():
    first = []
    for seed in range(40):
        world = make_world("...", citizens=[0, 2, *[1] * (ROOM - 1)], seed=seed, speed=2000)
        for who in (0, 1):
            ask(world, who, Verb.WALK, 1)
        run(movement, world, ticks=60)
        assert sorted(world.citizens.cell[:2].tolist()) in ([0, 1], [1, 2])
        first.append(int(world.citizens.cell[0]) == 1)
    assert 10 <= sum(first) <= 30


def test_who_comes_too_late_for_the_last_place_stands_before_it_with_the_whole_step_done():
    world = make_world("...", citizens=[0, 2, *[1] * (ROOM - 1)])
    people = world.citizens
    for who in (0, 1):
        ask(world, who, Verb.WALK, 1)
    while not (people.cell[:2] == 1).any():
        run(movement, world)
    (late,) = np.flatnonzero(people.cell[:2] != 1).tolist()
    assert (people.heading[late], people.progress[late]) == (NO_WAY, 2000)
    world.citizens.cell[5] = 2 - 2 * late
    world.rebuild()
    run(movement, world)
    assert people.cell[late] == 1, "as soon as there is room"


def test_who_comes_too_late_by_the_stairs_stands_at_their_end_with_all_of_them_behind():
    links = [(LinkKind.STAIRS, (0, 3, 0), (2, 3, 0), 6000), (LinkKind.STAIRS, (0, 0, 0), (2, 0, 0), 900_000)]
    world = make_world(make_city("....", "    ", "====", links=links), citizens=[3, 3, *[11] * (ROOM - 1)])
    people = world.citizens
    for who in (0, 1):
        ask(world, who, Verb.WALK, 11)
    while not (people.cell[:2] == 11).any():
        run(movement, world)
    (late,) = np.flatnonzero(people.cell[:2] == 3).tolist()
    assert (people.heading[late], people.progress[late]) == (BY_LINK, 6000)
    assert people.doing[late] == Activity.CROSSING


# ---------------------------------------------------------------- ways that close and open


def test_a_barricade_turns_walkers_at_once():
    city = make_city(".......\n.#####.\n.......")
    world = make_world(city, citizens=[0, 14], speed=1000)
    for who in (0, 1):
        ask(world, who, Verb.WALK, 6)
    run(movement, world, ticks=3)
    assert world.citizens.cell[0] == 1
    bar(world, 2, world.scenario_event)
    run(movement, world, ticks=60)
    assert world.citizens.cell.tolist() == [6, 6]
    assert [event.kind for event in world.events.rows()] == [Kind.WAY_BARRED]


def test_whoever_has_no_way_left_stands_and_is_told_so():
    world = make_world(field(9, 1), citizens=[0], speed=1000)
    ask(world, 0, Verb.WALK, 8)
    run(movement, world, ticks=4)
    bar(world, 5, world.scenario_event)
    run(movement, world, ticks=9)
    assert refusals(world) == [(0, Refusal.NO_WAY)]
    assert world.citizens.doing[0] == Activity.WAITING
    assert world.citizens.cell[0] in (2, 3)


def test_there_is_nothing_to_bar_on_a_wall():
    world = make_world("..#")
    with pytest.raises(ValueError, match="cell 2"):
        bar(world, 2, world.scenario_event)


GATED = make_city("....|", "____ ", links=[(LinkKind.GATE, (0, 3, 0), (1, 3, 0), 4000)])
STAIRS = make_city("....", "    ", "====", links=[(LinkKind.STAIRS, (0, 3, 0), (2, 3, 0), 6000)])


def test_a_closed_gate_stops_walkers():
    world = make_world(GATED, citizens=[0, 3])
    ask(world, 0, Verb.WALK, 5)
    ask(world, 1, Verb.CROSS, 0)
    run(movement, world, ticks=5)
    assert refusals(world) == [(1, Refusal.SHUT), (0, Refusal.NO_WAY)]
    assert world.citizens.cell.tolist() == [0, 3]


def test_an_open_gate_is_crossed_out_and_in_and_both_are_told():
    world = make_world(GATED, citizens=[0, 3], speed=1000)
    set_gate(world, 0, True)
    ask(world, 0, Verb.WALK, 5)
    ask(world, 1, Verb.CROSS, 0)
    run(movement, world, ticks=3)
    assert world.citizens.doing[1] == Activity.CROSSING
    run(movement, world, ticks=20)
    people = world.citizens
    assert people.cell.tolist() == [5, 8]
    ask(world, 1, Verb.CROSS, 0)
    run(movement, world, ticks=5)
    crossed = [(e.who, e.whom, e.amount, e.cause) for e in world.events.rows() if e.kind == Kind.CROSSED]
    cause = int(world.gates.cause[0])
    assert crossed == [(1, 0, 0, cause), (0, 0, 0, cause), (1, 0, 1, cause)]
    assert_caches_are_true(world)


def test_a_gate_that_shuts_before_somebody_is_through_turns_them_back():
    world = make_world(GATED, citizens=[3], speed=1000)
    set_gate(world, 0, True)
    ask(world, 0, Verb.CROSS, 0)
    run(movement, world, ticks=2)
    set_gate(world, 0, False)
    run(movement, world)
    assert refusals(world) == [(0, Refusal.SHUT)]
    assert (world.citizens.cell[0], world.citizens.doing[0]) == (3, Activity.WAITING)


def test_stairs_are_slower_than_the_street_and_slower_up_than_down():
    # 6 m at 0.518 m/s, and 0.9 of 0.455 m/s from a tunnel, which is slower than a street; then 6 m on the flat
    for start, end, first, ticks, flat in ((3, 8, 11, 12, 7), (11, 0, 3, 15, 6)):
        world = make_world(STAIRS, citizens=[start], speed=1000)
        ask(world, 0, Verb.WALK, end)
        run(movement, world, ticks=ticks - 1)
        assert world.citizens.cell[0] == start
        run(movement, world)
        assert world.citizens.cell[0] == first
        run(movement, world, ticks=flat - 1)
        assert world.citizens.doing[0] == Activity.WALKING
        run(movement, world)
        assert (world.citizens.cell[0], world.citizens.doing[0]) == (end, Activity.WAITING)
        assert not any(event.kind == Kind.CROSSED for event in world.events.rows())


# ---------------------------------------------------------------- the same whatever happens around it


def crowd(seed=3):
    """A busy place: stairs, a gate, walls, houses."""
    street = ["." * 30 if y % 4 else "." + "####.." * 4 + "....." for y in range(20)]
    city = make_city(
        "\n".join(street),
        "\n".join(["_" * 30] * 20),
        "\n".join(["=" * 30] * 20),
        buildings=[(Use.PODS, 0, 7, 1), (Use.OFFICES, 0, 20, 9)],
        links=[(LinkKind.GATE, (0, 29, 5), (1, 29, 5), 6000), (LinkKind.STAIRS, (0, 0, 9), (2, 0, 9), 8000)],
    )
    places = [cell for cell in np.flatnonzero(city.walkable()).tolist() if cell % 7 == 0]
    world = make_world(city, citizens=places * 3, seed=seed)
    set_gate(world, 0, True)
    for who in range(world.citizens.n):
        goal = places[(who * 31) % len(places)]
        ask(world, who, (Verb.WALK, Verb.RUN, Verb.SNEAK)[who % 3], goal)
        if who % 11 == 0:
            ask(world, who, Verb.WALK, int(world.city.doors[who % 2]), enter=who % 2)
    return world


def test_a_walk_is_the_same_after_a_restore_at_any_tick():
    straight, broken = crowd(), crowd()
    for _ in range(40):
        run(movement, straight)
        run(movement, broken)
        broken.restore(broken.tick, broken.state())
        assert straight.digest() == broken.digest()


def test_one_thread_and_many_walk_alike(monkeypatch):
    alone, together = crowd(), crowd()
    run(movement, alone, ticks=30)
    monkeypatch.setattr(movement, "_MANY", 0)
    run(movement, together, ticks=30)
    assert alone.digest() == together.digest()


def test_somebody_far_away_changes_nobodys_walk():
    alone, watched = crowd(), crowd()
    watched.citizens.doing[-1] = Activity.WAITING
    watched.cache(Attempts).intending.discard(watched.citizens.n - 1)
    watched.citizens.intent[-1] = Verb.NONE
    run(movement, alone, ticks=3)
    run(movement, watched, ticks=3)
    near = alone.citizens.cell[-1]
    far = abs(alone.citizens.cell % 600 // 30 - near % 600 // 30) > 8
    assert far.sum() > 50
    for name in ("cell", "progress", "heading"):
        assert (getattr(alone.citizens, name)[far] == getattr(watched.citizens, name)[far]).all()


def test_goals_that_nobody_walks_to_are_forgotten():
    city = make_city("......\n......", buildings=[(Use.PODS, 0, 3, 0), (Use.OFFICES, 0, 5, 1)])
    world = make_world(city, citizens=[0])
    for goal in (1, 2, 4, 11):
        ask(world, 0, Verb.WALK, goal)
        run(movement, world, ticks=20)
    ask(world, 0, Verb.WALK, 0)
    world.tick = 3600
    run(movement, world)
    assert set(world.cache(Ways).routes.goal_cells.tolist()) - {-1} == {0, 11}
    run(movement, world, ticks=20)
    assert world.citizens.cell[0] == 0
