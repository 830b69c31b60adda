"""Tags: readers log who passes, and report the wanted."""

import numpy as np
import pytest
from scenes.lanes import reports, rows_of
from scenes.worlds import field, make_city, make_world, run

from undergrid.systems.authority import tags
from undergrid.world.log.kinds import Kind
from undergrid.world.tables.authority import Duty, Sense, WatcherKind

READER = WatcherKind.READER


def gateway(*cells, **columns):
    """A street with a reader at (10, 5)."""
    city = make_city(field(30, 11))
    return make_world(city, citizens=list(cells), watchers=[(READER, city.cell(0, 10, 5))], **columns)


def test_a_reader_logs_where_and_when_those_in_range_passed():
    world = gateway((10, 5), (14, 5), (13, 3), (15, 5), (13, 8))  # 0, 8, 7.2, 10 and 8.5 m away
    run(tags, world, ticks=5)
    people = world.citizens
    assert people.seen_at.tolist() == [4, 4, 4, -1, -1]
    assert people.seen_cell.tolist() == [*people.cell[:3].tolist(), -1, -1]
    assert not world.events.n


def test_every_tag_is_asked_in_turn():
    world = gateway(*[(10, 5)] * 130)
    run(tags, world)
    assert sorted(set(world.citizens.seen_at.tolist())) == [-1, 0]
    run(tags, world)
    assert [set(world.citizens.seen_at[first : first + 64].tolist()) for first in (0, 64, 128)] == [{0}, {1}, {0}]


def test_who_has_no_tag_or_no_life_leaves_no_trace():
    world = gateway((10, 5), (11, 5), (9, 5))
    world.citizens.tagged[0] = 0
    world.citizens.alive[1] = 0
    run(tags, world, ticks=4)
    assert world.citizens.seen_at.tolist() == [-1, -1, 2]


def test_no_reader_hears_through_a_wall_or_a_door():
    city = make_city(".....\n#####\n.....")
    world = make_world(city, citizens=[(2, 2), (2, 0)], watchers=[(READER, city.cell(0, 2, 0))])
    world.citizens.inside[1] = 0
    world.rebuild()
    run(tags, world, ticks=4)
    assert world.citizens.seen_at.tolist() == [-1, -1]


def test_a_reader_that_is_moved_or_switched_off_is_noticed_at_once():
    world = gateway((25, 5))
    params = tags.Params()
    step = lambda: (world.events.begin(world.tick), tags.step(world, params))  # noqa: E731
    step()
    assert world.citizens.seen_at[0] == -1
    world.watchers.cell[0] = world.city.cell(0, 24, 5)
    world.tick = 2
    step()
    assert world.citizens.seen_at[0] == 2
    world.watchers.duty[0] = Duty.OFF
    world.tick = 4
    step()
    assert world.citizens.seen_at[0] == 2


def test_a_wanted_tag_is_reported_once_in_a_while_by_the_nearest_reader():
    world = gateway((12, 5), (12, 6), wanted=[1, 0])
    world.watchers.grow(1)
    world.watchers.kind[1], world.watchers.cell[1] = READER, world.city.cell(0, 11, 5)
    run(tags, world, ticks=61, report_every=30, report_delay=3)
    events = rows_of(world)
    assert [(e.kind, e.who, e.whom, e.amount, e.tick) for e in events] == [
        (Kind.SIGHTED, 1, 0, 2, tick) for tick in (0, 30, 60)
    ]
    assert all(event.cause == world.citizens.cause[0] for event in events)
    assert reports(world, "subject", "watcher", "sense", "cell", "at", "arrives", "event") == [
        (0, 1, Sense.TAG, world.citizens.cell[0], event.tick, event.tick + 3, event.id) for event in events
    ]


@pytest.mark.parametrize("reader_m", [0, 4, 8, 12])
def test_a_reader_covers_a_disc_of_its_range(reader_m):
    city = make_city(field(15, 15))
    world = make_world(city, citizens=list(range(225)), watchers=[(READER, city.cell(0, 7, 7))])
    run(tags, world, ticks=2, reader_m=reader_m)
    y, x = np.divmod(np.arange(225), 15)
    assert ((world.citizens.seen_at >= 0) == ((x - 7) ** 2 + (y - 7) ** 2 <= (reader_m // 2) ** 2)).all()
