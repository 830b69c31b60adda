"""Movement as a rule, once more: its knobs, its threads, what it logs of those who begin, and what it forgets."""

import numpy as np
import pytest
from scenes.footsteps import lives_as_said
from scenes.throngs import throng
from scenes.walkers import ask
from scenes.worlds import field, make_city, make_world, run

from undergrid.city.city import Use
from undergrid.core.grid import BY_LINK, NO_WAY
from undergrid.systems.movement import movement
from undergrid.world.log.kinds import Kind
from undergrid.world.places.ways import Ways
from undergrid.world.tables.orders import Refusal, Verb
from undergrid.world.tables.people import Activity, Pace

TURNED = {
    "gamma": 1.2, "jam": 7, "close": 2.4, "evades": 0.8, "crammed": 1.5, "passes": 2.3, "through": 0.7, "around_m": 5,
    "stands_seconds": 4, "patience_minutes": 0.3, "gives_up_minutes": 0.2, "minutes": 3,
}  # fmt: skip


@pytest.mark.parametrize("threads", [False, True])
@pytest.mark.parametrize("cell_mm", [500, 1000, 2000])
def test_with_every_knob_turned_people_walk_as_the_rule_says_on_one_thread_and_many(monkeypatch, cell_mm, threads):
    if threads:
        monkeypatch.setattr(movement, "_MANY", 0)
    told = lives_as_said(throng(21, cell_mm, 400, 20, width=13, height=9), 7, **TURNED)
    assert len(told) > 20


def test_who_turns_to_another_goal_on_the_way_goes_there_whatever_numbers_goals_had():
    world = throng(31, 1000, 150, 90, width=40, height=34)
    dice, people = np.random.default_rng(1), world.citizens
    for _ in range(4):
        lives_as_said(world, 2)
        on_the_way = np.flatnonzero(people.goal >= 0)
        people.goal[on_the_way] = dice.permutation(people.goal[on_the_way])
        people.heading[on_the_way[people.heading[on_the_way] < BY_LINK]] = NO_WAY
        people.enter[:] = -1


def test_of_those_who_begin_the_hidden_and_the_refused_are_told_each_with_place_and_cause():
    world = make_world(field(20, 8), citizens=list(range(160)))
    people = world.citizens
    people.cause[:] = [world.events.one(Kind.ORDERED, who, cause=world.scenario_event) for who in range(160)]
    causes = people.cause.tolist()
    people.able[::5] = 0
    hid, refused = [], []
    for who in range(1, 160, 3):
        if who % 2:
            ask(world, who, Verb.HIDE)
            hid.append((who, who, causes[who]))
        else:
            ask(world, who, Verb.WALK, 159 - who)
            if who % 5 == 0:
                refused.append((who, 159 - who, who, Refusal.CANNOT_WALK, causes[who]))
        people.cause[who] = causes[who]
    run(movement, world)
    told = world.events.rows()
    assert [(e.who, e.where, e.cause) for e in told if e.kind == Kind.HID] == hid
    assert [(e.who, e.whom, e.where, e.amount, e.cause) for e in told if e.kind == Kind.REFUSED] == refused
    assert np.flatnonzero(people.doing == Activity.HIDING).tolist() == [who for who, _, _ in hid]


def test_who_hauls_goes_at_a_walk_at_best_and_nobody_else_is_held_back():
    world = make_world(field(40, 4), citizens=list(range(90)))
    paces = [Pace.RUN, Pace.SNEAK, Pace.WALK]
    for who in range(90):
        ask(world, who, (Verb.RUN, Verb.SNEAK, Verb.WALK)[who % 3], 159)
    slots = world.hauls.take(80)
    world.hauls.hauler[slots], world.hauls.hauled[slots] = np.arange(80), 89
    world.hauls.free(slots[::7])
    run(movement, world)
    hauls = set(world.hauls.hauler[world.hauls.rows()].tolist())
    assert len(hauls) == 68
    said = [Pace.WALK if who in hauls and who % 3 == 0 else paces[who % 3] for who in range(90)]
    assert world.citizens.pace.tolist() == said


def test_only_at_the_hour_goals_that_nobody_walks_to_are_forgotten_and_those_of_walkers_and_doors_stay():
    city = make_city(field(80, 6), buildings=[(Use.PODS, 0, 3, 0), (Use.OFFICES, 0, 75, 5)])
    world = make_world(city, citizens=[0, 1, 160, 240], speed=100)
    ways = world.cache(Ways)
    for who, goal in enumerate((479, 320, 85)):
        ask(world, who, Verb.WALK, goal)
    run(movement, world, ticks=0)
    ways = world.cache(Ways)
    numbers = {goal: ways.routes.goal(goal) for goal in (7, 3, 479, 90, 320, 475, 12)}
    world.tick = 3599
    run(movement, world)
    assert set(ways.routes.goal_cells.tolist()) - {-1} == {7, 3, 479, 90, 320, 475, 12, 85}
    run(movement, world)
    assert set(ways.routes.goal_cells.tolist()) - {-1} == {3, 475, 479, 320, 85}
    assert [int(ways.route_of[who]) for who in (0, 1)] == [numbers[479], numbers[320]]
    before = world.citizens.progress.copy()
    run(movement, world)
    assert (world.citizens.progress[:3] > before[:3]).all()
