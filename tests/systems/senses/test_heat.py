"""Beams that sweep: who is looked at and picked out, what is reported, what those swept know, and sensors that fail."""

import numpy as np
import pytest
from scenes.lanes import lanes, reports, rows_of
from scenes.worlds import field, make_city, make_world, run

from undergrid.core import luck
from undergrid.systems.senses import heat
from undergrid.world.items import kit
from undergrid.world.log.kinds import Kind
from undergrid.world.senses import thermal
from undergrid.world.senses.thermal import Scanning
from undergrid.world.tables.authority import Duty, Sense, Senses, WatcherKind
from undergrid.world.tables.items import ItemKind
from undergrid.world.tables.people import Activity, Posture
from undergrid.world.world import World

DRONE = WatcherKind.DRONE
SURE = {"pixel_mrad": 0.1, "faults_per_hour": 0}
HEAT_ONLY = int(Senses.HEAT)


def cold(world):
    """A cold night, and scanners."""
    world.watchers.senses[:] = HEAT_ONLY
    world.sky.light[0], world.sky.temperature[0] = 3, 500
    return world


def under_a_beam(*people, seed=1, **columns):
    city = make_city(field(60, 20))
    columns.setdefault("tagged", 0)
    return cold(make_world(city, citizens=list(people), watchers=[(DRONE, city.cell(0, 5, 10))], seed=seed, **columns))


def test_somebody_in_the_open_is_picked_out_once_in_a_turn_and_minded():
    world = under_a_beam((25, 10))
    run(heat, world, ticks=120, **SURE)
    (event,) = rows_of(world)
    assert (event.kind, event.who, event.whom) == (Kind.HEAT_SEEN, 0, 0)
    assert event.tick < 30
    assert thermal.spell(event.amount) == "40 m to the east"
    assert (event.stream, event.where) == (heat.STREAM, world.citizens.cell[0])
    assert event.odds > 0.99 * 2**32
    assert world.watchers.warm[0] == 0
    assert world.watchers.warm_event[0] == event.id
    told = reports(world, "subject", "sense", "cell", "event")
    assert set(told) == {(-1, Sense.HEAT, event.where, event.id)}  # it cannot tell who
    assert len(told) == 4  # once in every turn of 30 s


def test_a_watcher_without_a_heat_sensor_picks_nobody_out():
    world = under_a_beam((25, 10))
    world.watchers.senses[:] = int(Senses.EYES | Senses.EARS)
    run(heat, world, ticks=60, **SURE)
    assert not rows_of(world)


@pytest.mark.parametrize(("column", "value"), [("tagged", 1), ("alive", 0), ("doing", Activity.HELD)])
def test_those_whose_tag_answers_the_dead_and_the_arrested_are_let_be(column, value):
    world = under_a_beam((25, 10), **{column: value})
    run(heat, world, ticks=60, **SURE)
    assert not rows_of(world)


def test_walls_and_doors_hide():
    city = make_city("....#....\n....#....\n....#....")
    world = cold(make_world(city, citizens=[(8, 1), (2, 1)], watchers=[(DRONE, city.cell(0, 0, 1))], tagged=0))
    world.citizens.inside[1] = 0
    world.rebuild()
    run(heat, world, ticks=60, **SURE)
    assert not rows_of(world)


@pytest.mark.parametrize(("column", "value"), [("duty", Duty.OFF), ("impaired", 1000), ("faulty", 1000)])
def test_scanners_that_are_off_disturbed_or_faulty_pick_nobody_out(column, value):
    world = under_a_beam((25, 10))
    getattr(world.watchers, column)[0] = value
    run(heat, world, ticks=60, **SURE)
    assert not rows_of(world)


def scan_lanes(n, seed=1, cells=35, **columns):
    """Many scenes of one drone and one person each, far enough apart not to be clutter to each other."""
    world = cold(lanes(3 * n, kind=DRONE, cells=cells, sign=",", seed=seed, **columns))
    world.watchers.duty[:] = Duty.OFF
    world.watchers.duty[::3] = Duty.POST
    people = world.citizens
    people.tagged[np.arange(people.n) % 3 > 0] = 1
    people.inside[np.arange(people.n) % 3 > 0] = 0
    world.rebuild()
    return world


def picked_out(world):
    return len({event.whom for event in rows_of(world, Kind.HEAT_SEEN)})


@pytest.mark.parametrize("posture", list(Posture))
def test_one_turn_of_the_beam_picks_out_as_often_as_the_forecast_says(posture):
    n = 1200
    world = scan_lanes(n, posture=posture)
    view = Scanning(world)
    there = int(world.citizens.cell[0])
    odds = view.chance(world, int(world.watchers.cell[0]), there, int(posture), 0, 10) / 2**32
    assert 0.1 < odds < 0.95
    run(heat, world, ticks=30, faults_per_hour=0)
    assert abs(picked_out(world) / n - odds) < 3.3 * 0.5 / n**0.5


def test_a_runner_is_picked_out_sooner_than_who_freezes_and_who_lies_flat_last():
    counts = []
    for doing, pace, posture in (
        (Activity.WALKING, 2, 0), (Activity.WALKING, 1, 0), (Activity.WAITING, 1, 0), (Activity.LYING, 1, 2)
    ):  # fmt: skip
        world = scan_lanes(400, doing=doing, pace=pace, posture=posture, cells=40)
        run(heat, world, ticks=30, faults_per_hour=0)
        counts.append(picked_out(world))
    assert counts == sorted(counts, reverse=True)
    assert counts[0] > counts[2] > 2 * counts[3]


def odds_to_be_picked_out(scene, **knobs):
    """The odds at which somebody on a mild night is picked out in one sweep; 0 where they never are."""
    others = [(30, 11), (31, 10), (29, 10), (30, 9), (31, 11)] if scene == "crowd" else []
    walks = {"doing": Activity.WALKING} if scene == "walking" else {}
    world = under_a_beam((30, 10), *others, **walks)
    world.citizens.tagged[1:] = 1
    world.sky.temperature[0] = 2000
    if scene == "noon":
        world.sky.light[0] = 255
    elif scene == "ash":
        world.sky.ash[0] = 250
    elif scene == "blanket":
        kit.add(world, 0, ItemKind.BLANKET, 1, world.scenario_event)
    elif scene == "fire":
        slot = world.fires.take(1)
        world.fires.cell[slot], world.fires.until[slot] = world.city.cell(0, 32, 10), 10_000
    run(heat, world, ticks=900, faults_per_hour=0, again_after=1, lost_after=1, **knobs)
    return max((event.odds for event in rows_of(world, Kind.HEAT_SEEN) if event.whom == 0), default=0)


@pytest.mark.parametrize(
    ("scene", "knob", "harder", "easier"),
    [
        ("night", "beam_m", 40, 60),
        ("night", "pixel_mrad", 4, 2),
        ("night", "netd_k", 10, 0.1),
        ("night", "full_k", 16, 8),
        ("night", "skin_c", 28, 35),
        ("night", "bare", 0, 0.5),
        ("night", "still_air_clo", 0.3, 2),
        ("night", "clothes_clo", 3, 0.5),
        ("night", "clear_per_km", 20, 0),
        ("noon", "sun_k", 9, 16),
        ("walking", "effort_k", (0, 0, 0), (3, 3, 3)),
        ("walking", "cue", (1, 1, 1), (0.5, 0.5, 0.5)),
        ("blanket", "blanket_clo", 3, 0),
        ("crowd", "clutter_m", 5, 0),
        ("crowd", "crowd_cycles", 0.25, 0),
        ("crowd", "most_cycles", 2, 1),
        ("fire", "fire_m", 6, 2),
        ("fire", "fire_k", 9, 20),
        ("fire", "fire_cycles", 1.5, 0),
        ("ash", "ash_cycles", 4, 0),
        ("ash", "ash_infrared", 2, 0),
    ],
)
def test_each_thing_about_a_body_and_its_surroundings_makes_it_harder_or_easier_to_pick_out(
    scene, knob, harder, easier
):
    assert odds_to_be_picked_out(scene, **{knob: harder}) < odds_to_be_picked_out(scene, **{knob: easier})


# ---------------------------------------------------------------- whom it minds


def test_it_minds_the_nearest_and_others_only_after_a_while():
    world = under_a_beam((30, 10), (20, 10))
    run(heat, world, ticks=60, **SURE)
    assert [event.whom for event in rows_of(world)] == [1]
    world.citizens.inside[1] = 0
    world.rebuild()
    run(heat, world, ticks=90, **SURE)
    assert [event.whom for event in rows_of(world)] == [1]
    run(heat, world, ticks=60, **SURE)
    first, then = rows_of(world)
    assert then.whom == 0
    assert then.tick - first.tick >= heat.Params().again_after


def test_no_more_than_eight_scanners_pick_out_one_person_in_one_tick():
    city = make_city(field(40, 20))
    posts = [(DRONE, city.cell(0, x, 10)) for x in range(30)]
    world = cold(make_world(city, citizens=[(35, 10)], watchers=posts, tagged=0))
    world.watchers.luck[:] = [luck.key_of(f"beam/{n}") & ~0x1FFF for n in range(30)]
    run(heat, world, ticks=60, **SURE)
    ticks = [event.tick for event in rows_of(world, Kind.HEAT_SEEN)]
    assert max(ticks.count(tick) for tick in ticks) == 8
    assert len(ticks) > 8


def test_who_stands_right_under_a_scanner_is_picked_out_wherever_it_is():
    """One below each of 81 scanners that see no farther, at corners and edges of the buckets of 32 cells and inside."""
    along = (0, 1, 15, 31, 32, 33, 62, 63, 64)
    places = [(x, y) for x in along for y in along]
    city = make_city(field(66, 66))
    watchers = [(DRONE, city.cell(0, *place)) for place in places]
    world = cold(make_world(city, citizens=places, watchers=watchers, tagged=0))
    run(heat, world, ticks=30, beam_m=1, crowd_cycles=0, **SURE)
    assert sorted((event.who, event.whom) for event in rows_of(world, Kind.HEAT_SEEN)) == [(n, n) for n in range(81)]


@pytest.mark.parametrize(
    "phase", [thermal.TURN + 1024, (1024 - 1844) % thermal.TURN], ids=["clockwise", "the other way"]
)
def test_who_stands_right_under_a_wide_beam_that_ends_due_south_is_picked_out(phase):
    """They count as east of it, where the eastern edge of a bucket leaves no corner on that side."""
    city = make_city(field(66, 66))
    world = cold(make_world(city, citizens=[(31, 15)], watchers=[(DRONE, city.cell(0, 31, 15))], tagged=0))
    world.watchers.luck[0] = phase
    low, high = thermal.arc(np.int64(phase), 0, 9, 20)
    assert (low, high) == (1024 - 1844 + thermal.TURN, 1024)
    run(heat, world, sweep_s=20, look_every=9, **SURE)
    assert [(event.tick, event.whom) for event in rows_of(world, Kind.HEAT_SEEN)] == [(0, 0)]


# ---------------------------------------------------------------- those who are swept


def test_who_keeps_knowledge_notices_a_beam_that_passes_and_nobody_else_does():
    """Two stand alike; only the one with a plan perceives. The odds are those that it escaped."""
    world = under_a_beam((40, 8), (40, 12), posture=Posture.FLAT)
    world.plans.grow(1)
    world.plans.owner[0] = 0
    world.rebuild()
    run(heat, world, ticks=600, faults_per_hour=0)
    swept = rows_of(world, Kind.SWEPT)
    assert swept
    assert {event.whom for event in swept} == {0}
    assert all(event.odds >= 0.1 * 2**32 and event.stream == heat.STREAM for event in swept)
    assert len(swept) <= 20  # once in each turn of 30 s


def test_a_beam_that_came_nowhere_near_is_not_news():
    world = under_a_beam((40, 8), posture=Posture.FLAT)
    world.plans.grow(1)
    world.plans.owner[0] = 0
    world.rebuild()
    run(heat, world, ticks=300, faults_per_hour=0, swept_share=1)
    assert not rows_of(world, Kind.SWEPT)


# ---------------------------------------------------------------- faults


def test_sensors_fail_as_often_as_said_flicker_out_and_come_back():
    city = make_city(field(60, 60))
    world = cold(make_world(city, citizens=[], watchers=[(DRONE, cell) for cell in range(600)]))
    run(heat, world, ticks=3600, faults_per_hour=2, fault_s=8, look_every=3, sweep_s=24)
    faults = rows_of(world, Kind.FLICKERED_OUT)
    assert abs(len(faults) / 600 - 2) < 3.3 * (2 / 600) ** 0.5 + 0.02
    assert {event.amount for event in faults} == set(range(4, 12))
    assert {event.stream for event in faults} == {heat.FAULT}
    assert (world.watchers.faulty <= world.tick + 12).all()


def test_a_fault_hides_for_as_long_as_it_lasts():
    world = under_a_beam((25, 10))
    run(heat, world, ticks=600, pixel_mrad=0.1, faults_per_hour=100, fault_s=60, again_after=1, lost_after=1)
    faults = [(event.tick, event.tick + event.amount) for event in rows_of(world, Kind.FLICKERED_OUT)]
    seen = [event.tick for event in rows_of(world, Kind.HEAT_SEEN)]
    assert faults
    assert seen
    assert not any(begin <= tick < end for tick in seen for begin, end in faults)


# ---------------------------------------------------------------- contracts


def test_a_bystander_changes_nobodys_detection():
    alone, crowd = (scan_lanes(60) for _ in range(2))
    crowd.citizens.grow(1)
    crowd.citizens.cell[-1], crowd.citizens.luck[-1] = crowd.city.cell(0, 5, 0), luck.key_of("test/bystander")
    crowd.rebuild()
    for world in (alone, crowd):
        run(heat, world, ticks=120)
    assert rows_of(alone)
    assert rows_of(alone) == [event for event in rows_of(crowd) if event.whom != crowd.citizens.n - 1]


def test_a_world_that_was_saved_and_loaded_scans_the_same():
    world = scan_lanes(60)
    run(heat, world, ticks=37, faults_per_hour=60)
    again = World(world.city, world.seed, starts=world.starts)
    again.restore(world.tick, world.state())
    for twin in (world, again):
        run(heat, twin, ticks=60, faults_per_hour=60)
    assert world.digest() == again.digest()
