"""Sight: who is looked at, who is noticed, kept in sight, recognised, reported and lost."""

import numpy as np
import pytest
from scenes.lanes import lanes, reports, rows_of, sighted
from scenes.worlds import field, make_city, make_world, run

from undergrid.core import luck
from undergrid.systems.senses import sight
from undergrid.world.authority.suspects import COMPANION, UNTAGGED, WANTED
from undergrid.world.log.kinds import Kind, Role
from undergrid.world.senses import optics
from undergrid.world.senses.optics import Optics
from undergrid.world.tables.authority import Duty, WatcherKind
from undergrid.world.tables.people import Activity, Being, Posture, Profession
from undergrid.world.tables.sky import Sky

CAMERA, SENTINEL, DRONE = WatcherKind.CAMERA, WatcherKind.SENTINEL, WatcherKind.DRONE
HUNTER = WatcherKind.HUNTER
SURE = {"glimpse_every": 1, "camera_attention": 1, "sentinel_attention": 1, "drone_attention": 1, "mistaken": 0,
        "displaced": 0}  # fmt: skip


def watched(*cells, kind=CAMERA, **columns):
    """An open field with people on it and one watcher in its west."""
    city = make_city(field(40, 20))
    columns.setdefault("tagged", 0)
    return make_world(city, citizens=list(cells), watchers=[(kind, city.cell(0, 2, 10))], **columns)


# ---------------------------------------------------------------- who is looked at


@pytest.mark.parametrize("kind", [CAMERA, SENTINEL, DRONE])
def test_somebody_without_a_tag_is_sighted_once_and_kept_in_sight(kind):
    world = watched((10, 10), kind=kind)
    run(sight, world, ticks=60, **SURE)
    (event,) = rows_of(world)
    assert (event.kind, event.who, event.whom, event.amount, event.tick) == (Kind.SIGHTED, 0, 0, 16, 0)
    assert event.where == world.citizens.cell[0]
    assert world.watchers.in_sight[0] == 0
    assert world.watchers.sighting[0] == event.id
    assert world.watchers.seen_at[0] == 59


def odds_to_be_sighted(kind, scene, **knobs):
    """The odds of one glimpse at somebody 60 m away; 0 where they are never sighted."""
    posture = {"crouched": Posture.CROUCHED, "flat": Posture.FLAT}.get(scene, Posture.STANDING)
    world = watched((32, 10), kind=kind, posture=posture)
    world.sky.light[0], world.sky.rain[0] = 0 if scene == "night" else 255, 20 if scene == "rain" else 0
    run(sight, world, ticks=120, glimpse_every=1, **knobs)
    return max((event.odds for event in rows_of(world, Kind.SIGHTED)), default=0)


@pytest.mark.parametrize(
    ("kind", "scene", "knob", "harder", "easier"),
    [
        (CAMERA, "day", "camera_m", 40, 100),
        (CAMERA, "day", "camera_mrad", 8, 2),
        (CAMERA, "day", "camera_attention", 0.2, 0.8),
        (SENTINEL, "day", "sentinel_m", 40, 100),
        (SENTINEL, "day", "sentinel_mrad", 8, 2),
        (SENTINEL, "day", "sentinel_attention", 0.2, 0.8),
        (DRONE, "day", "drone_m", 40, 100),
        (DRONE, "day", "drone_mrad", 8, 2),
        (DRONE, "day", "drone_attention", 0.2, 0.8),
        (HUNTER, "day", "hunter_m", 40, 100),
        (HUNTER, "day", "hunter_mrad", 8, 2),
        (HUNTER, "day", "hunter_attention", 0.2, 0.8),
        (HUNTER, "day", "person_m", 0.3, 1.5),
        (HUNTER, "crouched", "crouched", 0.2, 1),
        (HUNTER, "flat", "flat", 0.1, 1),
        (HUNTER, "day", "contrast", 0.03, 0.9),
        (HUNTER, "night", "contrast_needed", 1, 0.01),
        (HUNTER, "day", "clear_km", 0.1, 50),
        (HUNTER, "rain", "rain_db_km", 20, 0),
        (HUNTER, "rain", "rain_exponent", 1.5, 0.1),
        (HUNTER, "night", "lamps", 4, 200),
    ],
)
def test_each_thing_about_an_eye_a_body_and_the_air_makes_it_harder_or_easier_to_sight(
    kind, scene, knob, harder, easier
):
    given = (
        {}
        if knob.endswith(("_m", "_mrad", "_attention")) and knob != "person_m"
        else {"hunter_m": 200, "hunter_mrad": 2}
    )
    assert odds_to_be_sighted(kind, scene, **given, **{knob: harder}) < odds_to_be_sighted(
        kind, scene, **given, **{knob: easier}
    )


def test_a_reader_has_no_eyes():
    world = watched((10, 10), kind=WatcherKind.READER)
    run(sight, world, ticks=10, **SURE)
    assert not rows_of(world)


@pytest.mark.parametrize(
    ("column", "value", "why"),
    [("tagged", 0, UNTAGGED), ("wanted", 1, WANTED), ("being", Being.COMPANION, COMPANION)],
)
def test_by_day_tags_answer_for_all_but_the_untagged_the_wanted_and_companion_units(column, value, why):
    world = watched((10, 10), (12, 10), tagged=1)
    getattr(world.citizens, column)[1] = value
    run(sight, world, ticks=30, **SURE, untagged_points=1, companion_points=2, curfew_points=4, wanted_points=8)
    assert {event.whom for event in rows_of(world, Kind.SIGHTED)} == {1}
    assert reports(world, "subject", "weight")[0] == (1, why)


def test_under_curfew_a_tag_answers_only_for_those_with_a_permit():
    world = watched((10, 10), (12, 10), (14, 10), tagged=1, starts=0)
    people = world.citizens
    people.work[:2] = 0
    people.shift[:] = [12 * 60, 23 * 60, 23 * 60]  # off until noon; on since 23:00; no work at all
    world.starts = 1 * 3600
    world.sky.curfew[0] = 1
    world.sky.curfew_cause[0] = world.events.one(Kind.CURFEW_BEGAN)
    run(sight, world, ticks=60, **SURE, lost_after=1)
    events = rows_of(world, Kind.SIGHTED)
    assert {event.whom for event in events} <= {0, 2}
    assert events
    because = world.events.because_columns()
    assert (because["event"][0], because["cause"][0]) == (events[0].id, world.sky.curfew_cause[0])
    assert because["role"][0] == Role.CONDITION
    assert reports(world, "weight")[0] == (sight.Params().curfew_points,)


@pytest.mark.parametrize("doing", [Activity.HELD, Activity.SHUT_DOWN, Activity.RECLAIMED])
def test_the_arrested_and_the_shut_down_are_nobodys_suspects(doing):
    world = watched((10, 10), doing=doing)
    run(sight, world, ticks=10, **SURE)
    assert not rows_of(world)


def test_a_wall_hides_and_so_does_a_door():
    city = make_city("....#....\n....#....\n....#....")
    world = make_world(city, citizens=[(8, 1), (2, 1)], watchers=[(CAMERA, city.cell(0, 0, 1))], tagged=0)
    world.citizens.inside[1] = 0
    world.rebuild()
    run(sight, world, ticks=30, **SURE)
    assert not rows_of(world)


def test_watchers_that_are_off_or_disturbed_see_nothing():
    world = watched((10, 10))
    world.watchers.duty[0] = Duty.OFF
    run(sight, world, ticks=10, **SURE)
    world.watchers.duty[0], world.watchers.impaired[0] = Duty.POST, 30
    run(sight, world, ticks=20, **SURE)
    assert not rows_of(world)
    run(sight, world, **SURE)
    assert sighted(world) == 1


# ---------------------------------------------------------------- how often they are noticed


@pytest.mark.parametrize(("cells", "light", "posture"), [(20, 3, 0), (28, 3, 1), (29, 20, 2)])
def test_a_glimpse_notices_as_often_as_the_forecast_says(cells, light, posture):
    n = 1500
    world = lanes(n, cells=cells, light=light, sign=",", posture=posture)
    table = optics.tables(Optics(), 2000)
    odds = optics.detection_chance(
        table, CAMERA, posture, cells**2, light, 4, optics.haze(table, world.sky), optics.CERTAIN
    )
    assert 0.05 < odds / 2**32 < 0.5
    run(sight, world, ticks=3)  # one glimpse each
    assert abs(sighted(world) / n - odds / 2**32) < 3.3 * 0.5 / n**0.5
    assert {event.odds for event in rows_of(world)} == {odds}
    assert {event.stream for event in rows_of(world)} == {sight.STREAM}


def test_crouching_in_the_dark_behind_rubbish_hides():
    shares = []
    for light, sign, posture in ((255, ".", 0), (3, ",", 0), (3, ",", 1), (3, "%", 2)):
        world = lanes(300, cells=25, light=light, sign=sign, posture=posture)
        run(sight, world, ticks=3)
        shares.append(sighted(world))
    assert shares == sorted(shares, reverse=True)
    assert shares[0] > 2 * shares[2] > 4 * shares[3]


def test_an_auditor_knows_how_to_hide_and_how_well_is_a_parameter():
    counts = []
    for profession, knobs in ((Profession.CLERK, {}), (Profession.AUDITOR, {}), (Profession.AUDITOR, {"hiding": 1})):
        world = lanes(600, cells=25, profession=profession)
        run(sight, world, ticks=3, **knobs)
        counts.append(sighted(world))
    assert counts[2] == counts[0]
    assert abs(counts[1] / counts[0] - 0.4) < 0.12


def test_a_bystander_changes_nobodys_sighting():
    alone, crowd = (lanes(100, cells=27, light=10) for _ in range(2))
    crowd.citizens.grow(1)
    crowd.citizens.cell[-1], crowd.citizens.luck[-1] = crowd.city.cell(0, 5, 0), luck.key_of("test/bystander")
    crowd.rebuild()
    for world in (alone, crowd):
        run(sight, world, ticks=60)
    assert alone.citizens.n + 1 == crowd.citizens.n
    assert alone.events.rows() == [event for event in crowd.events.rows() if event.whom != 100]


# ---------------------------------------------------------------- reports


def test_a_sighting_is_reported_with_delay_and_a_wanted_person_again_and_again():
    world = watched((6, 10))
    run(sight, world, ticks=60, **SURE, report_delay=7)
    assert reports(world, "subject", "watcher", "at", "arrives", "weight") == [(0, 0, 0, 7, 40)]
    wanted = watched((6, 10), wanted=1)
    run(sight, wanted, ticks=60, **SURE, report_every=20)
    assert reports(wanted, "at", "weight") == [(0, 50), (20, 0), (40, 0)]
    assert {event for (event,) in reports(wanted, "event")} == {rows_of(wanted)[0].id}


def test_from_far_off_in_the_dark_somebody_is_an_unknown_before_they_are_recognised():
    world = lanes(200, cells=12, light=3, sign=",")
    run(sight, world, ticks=4, **SURE)
    subjects = np.array([subject for (subject,) in reports(world, "subject")])
    events = np.array([event for (event,) in reports(world, "event")])
    unknown = set(events[subjects < 0].tolist())
    later = unknown & set(events[subjects >= 0].tolist())
    assert 20 < len(later) < len(unknown) <= 200
    recognised = world.watchers.recognised[world.watchers.in_sight >= 0]
    assert recognised.sum() == (subjects >= 0).sum()


def test_now_and_then_a_report_names_a_neighbour_or_a_place_near_by():
    world = watched((10, 10), (11, 10), tagged=[0, 1])
    run(sight, world, **{**SURE, "mistaken": 1})
    assert reports(world, "subject", "cell") == [(1, world.citizens.cell[0])]
    assert rows_of(world)[0].whom == 0  # the log holds the truth
    world = lanes(300, cells=10, sign=".")
    run(sight, world, ticks=2, **{**SURE, "displaced": 1})
    off = [(cell % 12 - 10, cell // 12) for (cell,) in reports(world, "cell")]
    assert {x for x, _ in off} <= set(range(-3, 2))
    assert len({x for x, _ in off}) > 2
    assert all(world.city.opaque[cell] == 0 for (cell,) in reports(world, "cell"))


def test_who_is_seen_is_seen_because_the_watcher_was_there_and_by_what_they_are_about():
    world = watched((10, 10))
    world.citizens.cause[0] = world.events.one(Kind.ESCAPE_ATTEMPTED, 0)
    world.watchers.cause[0] = world.events.one(Kind.HUNT_BEGAN, 0, 0)
    run(sight, world, **SURE)
    event = rows_of(world, Kind.SIGHTED)[0]
    assert event.cause == world.watchers.cause[0]
    assert world.events.because_columns()["cause"].tolist() == [world.citizens.cause[0]]


def test_nobody_is_seen_because_they_fell_asleep():
    world = watched((10, 10))
    world.citizens.doing[0] = Activity.SLEEPING
    world.citizens.cause[0] = world.events.one(Kind.FELL_ASLEEP, 0)
    world.watchers.cause[0] = world.events.one(Kind.ON_WATCH, 0)
    run(sight, world, **SURE)
    event = rows_of(world, Kind.SIGHTED)[0]
    assert event.cause == world.watchers.cause[0]
    assert not world.events.n_because


# ---------------------------------------------------------------- the law of search (B. O. Koopman; science of patrols)


def passes(table, cell_mm, speed_mm, every_s, reach_cells):
    """W in m: the chance to be noticed in straight passes at each offset, over all offsets; by the kernel."""
    squared = np.arange(reach_cells * reach_cells + 1)
    dim = optics.haze(table, Sky(1))
    chances = [
        int(optics.detection_chance(table, CAMERA, 0, int(s), 255, 3, dim, optics.CERTAIN)) / 2**32 for s in squared
    ]
    table_of = np.array([*chances, 0.0])
    step = speed_mm * every_s // cell_mm
    width = 0.0
    for offset in range(reach_cells + 1):
        missed = []
        for phase in range(step):
            along = np.arange(phase - reach_cells - step, reach_cells + step, step)
            at = np.minimum(along * along + offset * offset, len(squared))
            missed.append(np.prod(1 - table_of[at]))
        width += (1 if offset == 0 else 2) * (1 - np.mean(missed)) * cell_mm / 1000
    return width


def test_a_definite_range_sweeps_twice_its_range():
    table = optics.tables(Optics(camera_m=25, camera_mrad=0.001, camera_attention=1), 250)
    assert abs(passes(table, 250, 10_000, 1, 100) / 50 - 1) < 0.01


def test_the_sweep_width_of_the_camera_is_the_integral_of_its_lateral_range_curve():
    knobs = Optics(camera_m=120, camera_mrad=12, camera_attention=0.5, contrast=1, contrast_needed=0.1, clear_km=300)
    table = optics.tables(knobs, 500)
    x = np.linspace(0, 120, 1201)
    curve = []
    for offset in x:
        hit = []
        for phase in np.linspace(0, 10, 20, endpoint=False):
            r = np.hypot(np.arange(phase - 130, 130, 10), offset)
            seen = [0.5 * optics.notice(0.75 * 1000 / (2 * 12 * max(0.25, far))) * (far <= 120) for far in r]
            hit.append(1 - np.prod(1 - np.array(seen)))
        curve.append(np.mean(hit))
    assert abs(passes(table, 500, 10_000, 1, 240) / (2 * np.trapezoid(curve, x)) - 1) < 0.01


def found_by_a_random_searcher(path, n_targets, reach):
    """The share of targets on a torus of 1 km found by coverage 0.25, 0.5, 1, 1.5 and 2, at 10 m/s along one path."""
    place, turn = luck.stream("test.search.place"), luck.stream("test.search.turn")
    words = [luck.block(luck.make_key(path, 0, place), thing, 0)[:2] for thing in range(n_targets)]
    targets = np.array(words) * 1000 / 2**32
    x, y, heading, left = 500.0, 500.0, 0.0, 0.0
    shares = []
    for second in range(4001):
        if left <= 0:
            draw = luck.block(luck.make_key(path, second, turn), 1, 0)
            heading, left = draw[0] * 2 * np.pi / 2**32, -75 * np.log((draw[1] + 1) / 2**32)
        apart = np.abs(targets - (x, y))
        apart = np.minimum(apart, 1000 - apart)
        near = (apart * apart).sum(1) <= reach * reach
        if second == 0:
            fresh, found = ~near, near  # those in sight at the start are left out
        found |= near
        x, y, left = (x + 10 * np.cos(heading)) % 1000, (y + 10 * np.sin(heading)) % 1000, left - 1
        if second in (500, 1000, 2000, 3000, 4000):
            shares.append(found[fresh].mean())
    return shares


def test_a_searcher_that_turns_at_random_finds_by_the_law_of_random_search():
    """20,000 targets over ten paths, heading redrawn every 75 s on average: 1 - exp(-C) are found by coverage C."""
    table = optics.tables(Optics(camera_m=25, camera_mrad=0.001, camera_attention=1), 1000)
    chances = [optics.detection_chance(table, CAMERA, 0, s, 255, 3, 0, optics.CERTAIN) for s in range(627)]
    assert chances == [luck.CERTAIN] * 626 + [0]  # the sensor is a cookie cutter of 25 m
    shares = np.mean([found_by_a_random_searcher(path, 2_000, 25) for path in range(10)], axis=0)
    assert np.abs(shares - (1 - np.exp(-np.array([0.25, 0.5, 1, 1.5, 2])))).max() <= 0.015


def test_posture_numbers_are_targets():
    assert [int(posture) for posture in Posture] == [optics.Target.STANDING, optics.Target.CROUCHED, optics.Target.FLAT]
