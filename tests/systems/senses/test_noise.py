"""Noise: whom it wakes, who learns of it, what masks it, and whom it draws."""

import numpy as np
import pytest
from scenes.lanes import reports, rows_of
from scenes.worlds import field, make_city, make_world, run

from undergrid.city.city import Use
from undergrid.core.handles import record
from undergrid.systems.senses import noise
from undergrid.world.body.exposure import expose
from undergrid.world.log.kinds import Kind
from undergrid.world.places.shelters import through_walls_db
from undergrid.world.senses.acoustics import BROADBAND, absorption
from undergrid.world.senses.noises import make_noise
from undergrid.world.tables.authority import Duty, Sense, Senses, WatcherKind
from undergrid.world.tables.body import Waking
from undergrid.world.tables.minds import Topic
from undergrid.world.tables.people import Activity

DRONE, SENTINEL, HUNTER = WatcherKind.DRONE, WatcherKind.SENTINEL, WatcherKind.HUNTER


def place(*cells, minds=(), watchers=(), drawing=None, buildings=(), cell_mm=2000, **columns):
    """People of whom all are exposed and some have minds."""
    city = make_city(drawing or field(60, 12), buildings=buildings, cell_mm=cell_mm)
    posts = [(kind, city.cell(0, *cell)) for kind, cell in watchers]
    world = make_world(city, citizens=list(cells), watchers=posts, **columns)
    if cells:
        expose(world, np.arange(len(cells)))
    rows = world.plans.grow(len(minds))
    world.plans.owner[rows:] = minds
    world.rebuild()
    return world


def bang(world, decibels, at=(0, 0), ticks=1, **params):
    """Let there be a noise in a quiet town, and everybody hear it."""
    cause = world.events.one(Kind.BREACH_BEGAN, 0)
    make_noise(world, world.city.cell(0, *at), decibels, cause)
    run(noise, world, ticks=ticks, **{"busy_db": 45, **params})
    return cause


def at_distance(decibels, metres):
    return decibels - 20 * np.log10(metres) - 8 - absorption(BROADBAND, 10, 70) * metres / 1000


def test_a_sleeper_wakes_at_the_level_and_not_below_it():
    power = 55 + (100 - at_distance(100, 20))
    for louder, wakes in ((-0.1, False), (0.1, True)):
        world = place((10, 0), doing=Activity.SLEEPING)
        cause = bang(world, power + louder, busy_db=0)
        assert (world.citizens.doing[0] == Activity.WAITING) == wakes
        woke = rows_of(world, Kind.WOKE)
        assert [(e.who, e.amount, e.cause) for e in woke] == ([(0, Waking.NOISE, cause)] if wakes else [])


def test_a_mind_whose_owner_is_gone_hears_nothing():
    world = place((3, 0), (5, 0), minds=(0, -1))
    bang(world, 90)
    assert {event.who for event in world.events.rows() if event.kind == Kind.NOISE_HEARD} <= {0}


def test_a_noise_is_heard_once_and_is_over():
    world = place((3, 0), minds=[0])
    bang(world, 90, ticks=5)
    assert len(rows_of(world, Kind.NOISE_HEARD)) == 1
    assert not world.noises.used.any()


def test_who_has_a_mind_learns_that_there_was_something_and_about_where():
    world = place((3, 5), (5, 5), minds=[0])
    cause = bang(world, 100, at=(30, 5))
    (event,) = rows_of(world, Kind.NOISE_HEARD)
    assert (event.who, event.cause, event.where) == (0, cause, world.city.cell(0, 30, 5))
    assert event.amount == int(at_distance(100, 54))
    known = world.knowledge
    (row,) = known.rows()
    assert (known.knower[row], known.topic[row], known.subject[row], known.at[row]) == (0, Topic.NOISE, -1, 0)
    assert known.cause[row] == event.id
    assert abs(known.cell[row] % 60 - 30) <= 4
    assert abs(known.cell[row] // 60 - 5) <= 4


def test_nobody_hears_themselves_and_the_senseless_hear_nothing():
    world = place((3, 5), (3, 5), (3, 5), minds=[0, 1, 2])
    world.citizens.doing[1] = Activity.UNCONSCIOUS
    make_noise(world, world.city.cell(0, 3, 5), 100, world.scenario_event, maker=0)
    run(noise, world)
    assert [event.who for event in rows_of(world)] == [2]


def test_the_same_noise_going_on_is_news_once_a_minute_and_one_from_elsewhere_at_once():
    world = place((3, 5), minds=[0])
    for _ in range(90):
        bang(world, 90, at=(10, 5))
    assert [event.tick for event in rows_of(world, Kind.NOISE_HEARD)] == [0, 60]
    bang(world, 110, at=(50, 5))
    assert rows_of(world, Kind.NOISE_HEARD)[-1].tick == 90
    assert len(world.knowledge.rows()) == 1


def heard_at(power=80, rain=0, wind=0, curfew=0, drawing=None, **params):
    """The farthest of those in a row who hear a noise at its west end, in cells; -1 for nobody."""
    people = [(x, 1) for x in range(60)]
    world = place(*people, minds=list(range(60)), drawing=drawing)
    world.sky.rain[0], world.sky.wind[0], world.sky.curfew[0] = rain, wind, curfew
    bang(world, power, at=(0, 1), **params)
    return max((event.who for event in rows_of(world, Kind.NOISE_HEARD)), default=-1)


def test_rain_wind_and_the_murmur_of_the_day_mask_a_noise():
    assert heard_at(curfew=1) > heard_at()
    assert heard_at() > heard_at(rain=2) > heard_at(rain=25)
    assert heard_at() > heard_at(wind=60) > heard_at(wind=150)


def test_the_louder_a_noise_the_farther_it_is_heard_and_without_power_not_at_all():
    assert heard_at(70) < heard_at(75) < heard_at(80)
    assert heard_at(0) == -1
    assert heard_at(80) == pytest.approx(10 ** ((80 - 8 - 48.0) / 20) / 2, abs=1)


def test_a_wall_between_takes_away_what_it_takes_away():
    wall = "\n".join("..#" + "." * 57 for _ in range(12))
    assert heard_at(80, drawing=wall, wall_db=0) == heard_at(80)
    assert heard_at(80, drawing=wall) == 2  # up to the wall


def test_a_house_keeps_noises_out_and_in_and_other_noises_from_masking():
    door = (5, 5)
    world = place(door, door, minds=[0, 1], buildings=[(Use.DISUSED, 0, *door)])
    world.citizens.inside[1] = 0
    out_of_doors, within = [], []
    for _ in range(2):
        bang(world, 100, at=(30, 5), again_after=1)
        levels = {event.who: event.amount for event in rows_of(world, Kind.NOISE_HEARD)}
        out_of_doors.append(levels[0])
        within.append(levels[1])
    assert out_of_doors[0] - within[0] == pytest.approx(through_walls_db(world, 0), abs=1)
    loud = place(door, minds=[0], buildings=[(Use.DISUSED, 0, *door)])
    loud.citizens.inside[0], loud.sky.rain[0] = 0, 25
    bang(loud, 100, at=door)
    assert rows_of(loud, Kind.NOISE_HEARD)


def test_a_noise_in_the_same_room_is_as_loud_as_across_the_room():
    world = place((5, 5), minds=[0], buildings=[(Use.DISUSED, 0, 5, 5)])
    world.citizens.inside[0] = 0
    make_noise(world, world.city.cell(0, 5, 5), 70, world.scenario_event, building=0)
    run(noise, world)
    (event,) = rows_of(world, Kind.NOISE_HEARD)
    assert event.amount == int(70 - 20 * np.log10(4) - 8)


def test_of_several_noises_one_hears_the_loudest():
    world = place((10, 5), minds=[0])
    soft, loud = (world.events.one(Kind.BREACH_BEGAN, n) for n in (1, 2))
    make_noise(world, world.city.cell(0, 12, 5), 75, soft)
    make_noise(world, world.city.cell(0, 12, 5), 90, loud)
    run(noise, world)
    assert [event.cause for event in rows_of(world, Kind.NOISE_HEARD)] == [loud]


def test_a_loud_noise_draws_the_watcher_who_hears_it_best():
    world = place(watchers=[(SENTINEL, (40, 5)), (HUNTER, (20, 5)), (DRONE, (25, 5))])
    cause = bang(world, 100, at=(10, 5), report_delay=7)
    (event,) = rows_of(world, Kind.NOISE_DREW)
    assert (event.who, event.where, event.cause) == (1, world.city.cell(0, 10, 5), cause)
    ((subject, watcher, sense, cell, arrives, points, told),) = reports(
        world, "subject", "watcher", "sense", "cell", "arrives", "weight", "event"
    )
    assert (subject, watcher, sense, arrives, points, told) == (-1, 1, Sense.HEARING, 7, 10, event.id)
    assert abs(cell % 60 - 10) <= 4
    assert world.watchers.heard_at[1] == 0


@pytest.mark.parametrize("duty", [Duty.HUNT, Duty.SEARCH, Duty.TRACK, Duty.AMBUSH, Duty.SIEGE, Duty.OFF])
def test_who_has_graver_things_to_do_is_not_drawn(duty):
    world = place(watchers=[(HUNTER, (12, 5))])
    world.watchers.duty[0] = duty
    bang(world, 110, at=(10, 5))
    assert not rows_of(world, Kind.NOISE_DREW)


def test_only_ears_are_drawn_and_only_by_what_is_loud_and_only_once_in_a_while():
    for kind, senses in ((WatcherKind.CAMERA, 7), (DRONE, Senses.EYES | Senses.HEAT)):
        world = place(watchers=[(kind, (12, 5))])
        world.watchers.senses[0] = senses
        bang(world, 110, at=(10, 5))
        assert not rows_of(world, Kind.NOISE_DREW)
    world = place(watchers=[(HUNTER, (12, 5))])
    bang(world, 60, at=(10, 5))
    assert not rows_of(world, Kind.NOISE_DREW)
    for _ in range(100):
        bang(world, 110, at=(10, 5))
    assert [event.tick for event in rows_of(world, Kind.NOISE_DREW)] == [1, 61]


def test_a_bystander_changes_nobody_elses_ears():
    events = []
    for people in ([(10, 5)], [(10, 5), (11, 5)]):
        world = place(*people, minds=list(range(len(people))))
        bang(world, 100, at=(30, 5))
        known = world.knowledge
        mine = np.flatnonzero(known.used & (known.knower == 0))
        events.append((int(known.cell[mine[0]]), [e.amount for e in rows_of(world, Kind.NOISE_HEARD) if e.who == 0]))
    assert events[0] == events[1]


def test_kernels_say_the_same_plainly():
    world = place((10, 5), (20, 5), (50, 8), watchers=[(HUNTER, (12, 5)), (DRONE, (40, 5))])
    people, watchers, city = world.citizens, world.watchers, world.city
    fall = noise.falls(200, 2000, 4.0)
    noises = np.array([(city.cell(0, 12, 5), 8000), (city.cell(0, 40, 5), 9000)], np.int64)
    knobs = record(fall=fall, wall=2000, rotor=1000, again=60, listens=noise._LISTENS, free=noise._FREE)
    arguments = (people.handle, city.handle, knobs, np.arange(3), np.full(3, 4000), noises)
    plain = getattr(noise._within, "py_func", noise._within)
    for a, b in zip(plain(*arguments), noise._within(*arguments), strict=True):
        assert (a == b).all()
    ears = (watchers.handle, city.handle, knobs, 0, city.cell(0, 30, 5), 9000, 4000)
    assert getattr(noise._best_ear, "py_func", noise._best_ear)(*ears) == noise._best_ear(*ears)


@pytest.mark.parametrize("cell_mm", [500, 1000, 2000, 4000])
def test_a_noise_is_as_loud_and_its_place_as_vague_on_any_map(cell_mm):
    cells = 40_000 // cell_mm
    power = 100 - at_distance(100, 40) + 48  # 45 dB of murmur, and 3 dB over it
    for louder, hears in ((-0.1, False), (0.1, True)):
        world = place((0, 0), minds=[0], drawing=field(2 * cells, 1), cell_mm=cell_mm)
        bang(world, power + louder, at=(cells, 0))
        assert len(rows_of(world, Kind.NOISE_HEARD)) == hears
    (row,) = world.knowledge.rows()
    assert abs(int(world.knowledge.cell[row]) - cells) * cell_mm <= 8000


@pytest.mark.parametrize("cell_mm", [500, 1000, 2000, 4000])
def test_the_place_is_plain_to_who_stands_at_the_door_on_any_map(cell_mm):
    cells = 4000 // cell_mm
    heard = {}
    for door_m in (3.9, 4):
        world = place((0, 20), minds=[0], drawing=field(9 * cells, 41), cell_mm=cell_mm)
        for _ in range(20):
            bang(world, 100, at=(cells, 20), door_m=door_m)
            (row,) = world.knowledge.rows()
            heard.setdefault(door_m, set()).add(int(world.knowledge.cell[row]))
    assert heard[4] == {world.city.cell(0, cells, 20)}
    assert len(heard[3.9]) > 1
