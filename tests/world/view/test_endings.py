"""Endings: who fulfils what, when it counts, and what is said to have brought it about; each condition by itself."""

import itertools

import numpy as np
import pytest
from scenes.worlds import field, make_city, make_world

from undergrid.city.city import Use
from undergrid.world.log.kinds import Kind, Role
from undergrid.world.tables.people import Activity
from undergrid.world.view.endings import Ending, State, check_endings, fulfils, reached

WIDE, HIGH = 12, 9
CELL = 4 * WIDE + 5


def crowd():
    """A hundred and twenty people on three levels, of two districts, in every state."""
    dice = np.random.default_rng(3)
    levels = [field(WIDE, HIGH), field(WIDE, HIGH, "_"), field(WIDE, HIGH, "=")]
    city = make_city(*levels, buildings=[(Use.PODS, 0, 1, 1), (Use.OFFICES, 0, 5, 4)])
    city.district_of[:] = np.arange(city.n_cells) % 3
    world = make_world(city, citizens=dice.integers(0, city.n_cells, 120).tolist())
    people = world.citizens
    people.cell[:60] = [CELL + dy * WIDE + dx for dy, dx in itertools.product(range(-3, 4), range(-4, 5))][:60]
    people.cell[60:70] += WIDE * HIGH - people.cell[60:70] + CELL
    people.inside[:] = dice.choice([-1, -1, 0, 1], 120)
    people.alive[:] = dice.random(120) < 0.6
    people.wanted[:] = dice.random(120) < 0.3
    people.doing[:] = dice.choice([Activity.WAITING, Activity.HELD, Activity.SHUT_DOWN, Activity.PRESENTING], 120)
    world.rebuild()
    return world


def is_in_state(world, row, state):
    people = world.citizens
    alive, held = bool(people.alive[row]), people.doing[row] == Activity.HELD
    return {
        None: True, State.ALIVE: alive, State.FREE: alive and not held, State.HELD: held, State.DEAD: not alive,
        State.SHUT_DOWN: not alive, State.WANTED: bool(people.wanted[row]), State.LIVING_ON: False,
    }[state]  # fmt: skip


@pytest.mark.parametrize("state", [None, *State])
@pytest.mark.parametrize("where", [{}, {"cell": CELL}, {"building": 1}, {"building": 0, "cell": CELL}, {"cell": 0}])
@pytest.mark.parametrize("area", [{}, {"level": 0}, {"level": 1}, {"district": 0}, {"level": 2, "district": 2}])
def test_somebody_fulfils_an_ending_where_all_of_its_conditions_hold(state, where, area):
    world = crowd()
    people = world.citizens
    ending = Ending("x", (), state=state, **where, **area)
    for row in range(people.n):
        level, x, y = world.city.where(int(people.cell[row]))
        place = where.get("cell", -1)
        is_near = place >= 0 and level == 0 and max(abs(x - place % WIDE), abs(y - place // WIDE)) <= 2
        is_there = not where or is_near or people.inside[row] == where.get("building", -9)
        is_in_area = area.get("level", level) == level and area.get("district", int(people.cell[row]) % 3) == (
            int(people.cell[row]) % 3
        )
        assert fulfils(world, ending, row) == (is_there and is_in_area and is_in_state(world, row, state))


def test_an_ending_counts_from_its_first_tick_up_to_the_one_at_which_it_no_longer_does():
    world = crowd()
    world.citizens.alive[:3] = [True, False, True]
    for tick in range(12):
        world.tick = tick
        for after, before in ((0, -1), (5, -1), (0, 7), (5, 7), (0, 0), (0, 1)):
            is_time = after <= tick and (before < 0 or tick < before)
            one = Ending("x", (0, 1), state=State.ALIVE, after=after, before=before)
            assert not reached(world, one)
            assert reached(world, Ending("x", (0, 2), state=State.ALIVE, after=after, before=before)) == is_time
            assert reached(world, Ending("x", (1, 2), False, state=State.ALIVE, after=after, before=before)) == is_time
            assert not reached(world, Ending("x", (1,), False, state=State.ALIVE, after=after, before=before))


def test_each_ending_is_told_once_of_the_first_who_fulfils_it_with_what_brought_them_there():
    world = crowd()
    people = world.citizens
    people.cause[:] = [world.events.one(Kind.ORDERED, who, cause=world.scenario_event) for who in range(people.n)]
    people.alive[:10] = [False, False, True, False, False, True, True, True, False, False]
    causes = people.cause.tolist()
    endings = [
        Ending("nobody", (2, 5), state=State.DEAD),
        Ending("all", (4, 1, 3), state=State.DEAD),
        Ending("one", (2, 8, 0, 9), False, state=State.DEAD),
        Ending("later", (0,), state=State.DEAD, after=99),
        Ending("seen", (6, 7), state=State.ALIVE),
        Ending("was", (0,), state=State.DEAD),
    ]
    world.endings.grow(len(endings))
    world.endings.at[:] = [-1, -1, -1, -1, -1, 17]
    world.events.one(Kind.CROSSED, 8, 0, 0, 0, world.scenario_event)  # of an earlier tick: it counts no more
    world.tick = 50
    world.events.begin(50)
    told = world.events.one
    died = [
        told(Kind.DIED, 4, cause=causes[4]),
        told(Kind.DIED, 4, cause=causes[4]),
        told(Kind.DIED, 1, cause=causes[1]),
    ]
    told(Kind.CROSSED, 3, 0, cause=world.scenario_event)
    told(Kind.ARRESTED, 6, 7, cause=world.scenario_event)  # 6 arrests: it is 7 of whom that decides
    told(Kind.REFUSED, 4, 6, cause=world.scenario_event)
    check_endings(world, endings)
    ended = world.events.this_tick()[6:]
    said = [(e.kind, e.who, e.whom, e.where, e.amount, e.cause) for e in ended]
    assert said == [
        (Kind.ENDED, 4, -1, int(people.cell[4]), 1, died[1]),
        (Kind.ENDED, 8, -1, int(people.cell[8]), 2, causes[8]),
        (Kind.ENDED, 6, -1, int(people.cell[6]), 4, causes[6]),
    ]
    because = {name: column.tolist() for name, column in world.events.because_columns().items()}
    assert because["event"] == [ended[0].id] * 2 + [ended[2].id]
    assert because["cause"] == [causes[1], causes[3], causes[7]]
    assert because["role"] == [Role.CONDITION] * 3
    assert world.endings.at.tolist() == [-1, 50, 50, -1, 50, 17]
    world.tick = 60
    check_endings(world, endings)
    assert world.endings.at.tolist() == [-1, 50, 50, -1, 50, 17]
    assert len(world.events.this_tick()) == 9


@pytest.mark.parametrize(
    ("kind", "party"), [(Kind.CROSSED, 0), (Kind.DIED, 0), (Kind.SHUT_DOWN, 0), (Kind.ARRESTED, 1)]
)
def test_what_has_just_become_of_somebody_is_what_ends(kind, party):
    for who in (0, 1):
        world = crowd()
        world.endings.grow(1)
        world.endings.at[:] = -1
        world.citizens.cause[:] = world.scenario_event
        world.tick = 9
        world.events.begin(9)
        event = world.events.one(kind, 0, 1, cause=world.scenario_event)
        check_endings(world, [Ending("x", (who,))])
        assert world.events.this_tick()[-1].cause == (event if who == party else world.scenario_event)
