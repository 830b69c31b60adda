"""Hearing: how far steps carry, what masks them, who listens, and what is reported."""

import numpy as np
import pytest
from scenes.lanes import reports, rows_of
from scenes.worlds import field, make_city, make_world, run

from undergrid.systems.senses import hearing
from undergrid.world.log.kinds import Kind
from undergrid.world.tables.authority import Duty, Sense, WatcherKind
from undergrid.world.tables.body import HaulMode
from undergrid.world.tables.people import Activity, Pace

SENTINEL, DRONE = WatcherKind.SENTINEL, WatcherKind.DRONE


def night(*cells, kind=SENTINEL, pace=Pace.RUN, doing=Activity.WALKING, **columns):
    """People about under curfew, and one listener in the west of an open field."""
    city = make_city(field(60, 20))
    world = make_world(
        city, citizens=list(cells), watchers=[(kind, city.cell(0, 2, 10))], pace=pace, doing=doing, **columns
    )
    world.sky.curfew[0] = 1
    return world


def radius(rain=0, pace=Pace.RUN, kind=SENTINEL, curfew=1, **params):
    """How far off, in cells, somebody is heard who moves under an open sky."""
    city = make_city("\n".join("." * 40 if y % 2 == 0 else "#" * 40 for y in range(80)))
    people = [(x, 2 * x) for x in range(40)]  # each in a lane of their own, one cell farther off than the last
    posts = [(kind, city.cell(0, 0, 2 * lane)) for lane in range(40)]
    world = make_world(city, citizens=people, watchers=posts, pace=pace, doing=Activity.WALKING, tagged=0)
    world.sky.curfew[0], world.sky.rain[0] = curfew, rain
    run(hearing, world, ticks=4, wall_db=100, **params)
    heard = sorted({event.whom for event in rows_of(world, Kind.HEARD)})
    assert heard == list(range(len(heard)))
    return len(heard) - 1


def test_sound_falls_by_six_decibels_for_every_doubling_of_the_distance():
    fall = hearing.falls(200, 1000) / 100
    assert fall[1] == 8
    for cells in (1, 2, 5, 25, 50):
        assert abs(fall[(2 * cells) ** 2] - fall[cells**2] - 6.02) < 0.02
    assert (np.diff(fall) >= 0).all()


def test_steps_carry_as_far_as_their_power_over_the_background():
    """72 dB of power, less 8 and 20 log10 r, over 32 + 3 dB: 28.2 m; walking 4.0 m; sneaking nowhere but here."""
    assert radius() == 14
    assert radius(pace=Pace.WALK) == 1
    assert radius(pace=Pace.SNEAK) == -1
    assert radius(run_db=78.03) == 28


def test_what_masks_a_sound_is_rain_the_day_and_a_drones_own_rotors():
    assert radius(rain=10) < radius(rain=2) < radius()
    assert radius(curfew=0) < radius()
    assert radius(kind=DRONE) < radius(kind=SENTINEL)


def test_a_wall_takes_away_what_it_takes_away():
    city = make_city("....#....\n....#....\n....#....")
    world = make_world(city, citizens=[(7, 1)], watchers=[(SENTINEL, city.cell(0, 1, 1))], doing=Activity.WALKING,
                       pace=Pace.RUN, tagged=0)  # fmt: skip
    world.sky.curfew[0] = 1
    run(hearing, world, ticks=4, wall_db=20)
    assert not rows_of(world)
    run(hearing, world, ticks=4, wall_db=5)
    assert len(rows_of(world)) == 1


@pytest.mark.parametrize("kind", [WatcherKind.CAMERA, WatcherKind.READER])
def test_cameras_and_readers_have_no_ears(kind):
    world = night((4, 10), kind=kind)
    run(hearing, world, ticks=8)
    assert not rows_of(world)


@pytest.mark.parametrize("doing", [Activity.WAITING, Activity.HIDING, Activity.HELD])
def test_who_keeps_still_makes_no_noise(doing):
    world = night((4, 10), doing=doing)
    run(hearing, world, ticks=8)
    assert not rows_of(world)


def test_nobody_listens_to_those_whose_tags_answer_for_them():
    world = night((4, 10), work=0, shift=12 * 60)  # on the way to work
    run(hearing, world, ticks=8)
    world.sky.curfew[0] = 0
    world.citizens.work[0] = -1
    run(hearing, world, ticks=8)
    assert not rows_of(world)


def test_a_listener_reports_somebody_unknown_somewhere_thereabouts():
    world = night((8, 10), (4, 10))
    run(hearing, world, report_delay=6)
    (event,) = rows_of(world)
    assert (event.kind, event.who, event.whom, event.amount) == (Kind.HEARD, 0, 1, 51)  # the louder of the two
    assert event.cause == world.citizens.cause[1]
    ((subject, watcher, sense, cell, arrives, source),) = reports(
        world, "subject", "watcher", "sense", "cell", "arrives", "event"
    )
    assert (subject, watcher, sense, arrives, source) == (-1, 0, Sense.HEARING, 6, event.id)
    assert abs(cell % 60 - 4) <= 4
    assert abs(cell // 60 - 10) <= 4


def test_a_listener_reports_again_only_after_a_while():
    world = night((4, 10))
    run(hearing, world, ticks=100, again_after=40)
    assert [event.tick for event in rows_of(world)] == [0, 40, 80]
    world.watchers.duty[0] = Duty.OFF
    run(hearing, world, ticks=100)
    assert len(rows_of(world)) == 3


def test_many_listeners_to_one_runner_report_in_turn():
    city = make_city(field(30, 20))
    posts = [(SENTINEL, city.cell(0, x, y)) for x in range(6) for y in range(5)]
    world = make_world(city, citizens=[(8, 5)], watchers=posts, doing=Activity.WALKING, pace=Pace.RUN, tagged=0)
    world.sky.curfew[0] = 1
    run(hearing, world, ticks=16)
    assert np.bincount([event.tick for event in rows_of(world)]).tolist() == [8, 0, 0, 0] * 3 + [6]


def test_a_body_that_is_dragged_is_heard_farther_than_steps_and_less_far_on_a_tarp():
    def level(mode):
        world = night((3, 10), pace=Pace.WALK, tagged=0)
        if mode is not None:
            slot = world.hauls.take(1)
            world.hauls.hauler[slot], world.hauls.mode[slot] = 0, mode
        run(hearing, world, 4)
        return rows_of(world, Kind.HEARD)[0].amount

    steps, drag, tarp, carry = (level(mode) for mode in (None, HaulMode.DRAG, HaulMode.TARP, HaulMode.CARRY))
    assert drag > tarp > carry > steps


@pytest.mark.parametrize("cell_mm", [500, 1000, 2000, 4000])
def test_steps_carry_as_many_metres_on_any_map_and_walls_take_as_much(cell_mm):
    """70.97 dB of power less 8 and 20 log10 24 make 35.4, less as much again for 28 m 34.0: 35 are needed."""
    long, cells = 40_000 // cell_mm, 4000 // cell_mm
    walled = "." * (2 * cells) + "#" * cells + "." * (long - 3 * cells)
    for metres, drawing, heard in ((24, field(long, 1), 1), (28, field(long, 1), 0), (24, walled, 0)):
        city = make_city(drawing, cell_mm=cell_mm)
        world = make_world(city, [(metres * 1000 // cell_mm, 0)], [(SENTINEL, 0)], tagged=0)
        world.citizens.pace[:], world.citizens.doing[:], world.sky.curfew[0] = Pace.RUN, Activity.WALKING, 1
        run(hearing, world, ticks=4, run_db=71)
        assert len(rows_of(world, Kind.HEARD)) == heard, (metres, drawing)
        assert all(abs(int(cell) * cell_mm - 24_000) <= 8000 for cell in world.reports.cell[world.reports.rows()])
