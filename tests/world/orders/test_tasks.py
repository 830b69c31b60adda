"""Tasks: what takes its time, found by verb and by when it is over."""

import pytest
from scenes.worlds import field, make_world

from undergrid.world.orders import tasks
from undergrid.world.tables.orders import Verb


@pytest.mark.parametrize("number", [1, 55, 63, 64, 128, 200, 255])
def test_a_task_is_found_by_its_verb_whatever_its_number(number):
    world = make_world(field(5, 1), citizens=3)
    tasks.begin(world, 2, number, -1, 3, 0)
    tasks.begin(world, 0, number, -1, 4, 0)
    tasks.begin(world, 1, Verb.DRESS, -1, 3, 0)
    world.tick = 3
    assert world.tasks.owner[tasks.done(world, (number,))].tolist() == [2]
    assert world.tasks.owner[tasks.at(world, number)].tolist() == [0, 2]
    assert world.tasks.owner[tasks.done(world, (Verb.DRESS, number))].tolist() == [1, 2]
    assert not len(tasks.done(world, (number ^ 64,)))
