"""Endings are reached once, when everything that they ask for holds."""

import pytest
from scenes.worlds import field, make_city, make_world

from undergrid.world.log.kinds import Kind
from undergrid.world.tables.people import Activity
from undergrid.world.view.endings import Ending, State, check_endings, reached

TWO = (0, 1)


@pytest.fixture
def world():
    """Two people on the street; the second level is the land outside."""
    return make_world(make_city(field(12, 4), field(12, 4, "_")), citizens=[(0, 0), (6, 0)])


def test_both_have_to_be_there_unless_one_is_enough(world):
    both, one = Ending("both", TWO, level=1), Ending("one", TWO, every=False, level=1)
    assert not reached(world, one)
    world.citizens.cell[0] = world.city.cell(1, 3, 3)
    assert reached(world, one)
    assert not reached(world, both)
    world.citizens.cell[1] = world.city.cell(1, 3, 2)
    assert reached(world, both)


def test_a_place_is_reached_within_two_cells_of_it_on_its_level(world):
    place = world.city.cell(0, 3, 0)
    there = Ending("there", (0,), cell=place)
    assert not reached(world, there)
    world.citizens.cell[0] = world.city.cell(0, 1, 2)
    assert reached(world, there)
    world.citizens.cell[0] = world.city.cell(1, 3, 0)
    assert not reached(world, there)


def test_inside_the_building_is_at_its_place_too(world):
    world.citizens.inside[0] = 4
    assert reached(world, Ending("inside", (0,), cell=world.city.cell(1, 11, 3), building=4))
    assert not reached(world, Ending("elsewhere", (0,), building=3))


@pytest.mark.parametrize(
    ("state", "change"),
    [
        (State.HELD, {"doing": Activity.HELD}),
        (State.SHUT_DOWN, {"alive": 0}),
        (State.WANTED, {"wanted": 1}),
    ],
)
def test_a_state_counts_from_when_it_holds(state, change, world):
    ending = Ending("state", (0,), state=state)
    assert not reached(world, ending)
    for column, value in change.items():
        getattr(world.citizens, column)[0] = value
    assert reached(world, ending)


def test_who_is_held_is_alive_but_not_free(world):
    world.citizens.doing[0] = Activity.HELD
    assert reached(world, Ending("alive", (0,), state=State.ALIVE))
    assert not reached(world, Ending("free", (0,), state=State.FREE))


def test_an_ending_counts_only_between_after_and_before(world):
    ending = Ending("in time", (0,), state=State.ALIVE, after=10, before=20)
    found = []
    for world.tick in (9, 10, 19, 20):
        found.append(reached(world, ending))
    assert found == [False, True, True, False]


def test_an_ending_is_told_once_with_what_brought_it_about(world):
    world.endings.grow(2)
    endings = [Ending("never", (0,), state=State.HELD), Ending("outside", TWO, level=1)]
    world.citizens.cell[:2] = world.city.cell(1, 3, 3)
    world.citizens.cause[:2] = [111, 222]
    for world.tick in (10, 20):
        world.events.begin(world.tick)
        check_endings(world, endings)
    told = [event for event in world.events.rows() if event.kind == Kind.ENDED]
    assert [(e.tick, e.who, e.amount, e.cause) for e in told] == [(10, 0, 1, 111)]
    assert world.events.because_columns()["cause"].tolist() == [222]
    assert world.endings.at.tolist() == [-1, 10]
