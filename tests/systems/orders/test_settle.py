"""The end of a tick: what is over makes room."""

from scenes.worlds import make_world, run

from undergrid.systems.orders import settle


def test_a_report_is_freed_once_it_has_arrived_and_not_before():
    world = make_world("..")
    slots = world.reports.take(3)
    world.reports.arrives[slots] = [0, 1, 5]
    run(settle, world)
    assert world.reports.rows().tolist() == [1, 2]
    run(settle, world)
    assert world.reports.rows().tolist() == [2]
    assert world.reports.arrives[2] == 5
    run(settle, world, ticks=4)
    assert not world.reports.used.any()


def test_a_freed_slot_is_taken_again_under_another_serial():
    world = make_world("..")
    (slot,) = world.reports.take(1)
    run(settle, world)
    assert world.reports.take(1)[0] == slot
    assert world.reports.serial[slot] == 2
