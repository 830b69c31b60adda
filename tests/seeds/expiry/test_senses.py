"""Rows of the story about who sees, hears and tracks whom: C4, C11, C12, C14 (its gates: authority), C22, C24, C34."""

import numpy as np
from scenes.lanes import lanes, rows_of, sighted
from scenes.worlds import field, make_city, make_world, run

from undergrid.city.city import LinkKind
from undergrid.core import luck
from undergrid.core.grid import sees_over
from undergrid.systems.authority import tags
from undergrid.systems.movement import movement
from undergrid.systems.senses import hearing, perception, sight
from undergrid.world.log.kinds import Kind
from undergrid.world.orders.attempts import intend
from undergrid.world.senses.optics import Optics
from undergrid.world.tables.authority import Duty, WatcherKind
from undergrid.world.tables.orders import Verb
from undergrid.world.tables.people import Activity, Being, Pace, Profession
from undergrid.world.view.coverage import coverage
from undergrid.world.view.view import view

READER, CAMERA, SENTINEL, DRONE = (WatcherKind(n) for n in range(4))


def steps(world, ticks, *systems):
    """Let several systems live through some ticks together."""
    knobs = [(system, system.Params()) for system in systems]
    for _ in range(ticks):
        world.events.begin(world.tick)
        for system, params in knobs:
            system.step(world, params)
        yield world.tick
        world.tick += 1


def test_c4_rain_shrinks_the_radius_at_which_steps_are_heard():
    heard = {}
    for rain in (0, 1, 3, 10, 40):
        world = lanes(24, kind=SENTINEL, cells=24, doing=Activity.WALKING, pace=Pace.RUN)
        world.citizens.cell[:] -= np.arange(24, dtype=np.int32)  # from 48 m down to 2 m
        world.sky.curfew[0], world.sky.rain[0] = 1, rain
        run(hearing, world, ticks=4)
        heard[rain] = [24 - event.whom for event in rows_of(world, Kind.HEARD)]
    radii = [max(distances, default=0) for distances in heard.values()]
    assert radii == sorted(radii, reverse=True)
    assert radii[0] == 14
    assert radii[-1] < radii[0] / 3


def test_c11_the_coverage_map_is_the_cells_that_some_sensor_sees():
    draw = np.random.default_rng(11)
    for density in (0.05, 0.2, 0.4):
        rows = ["".join("#" if cell < density else "." for cell in row) for row in draw.random((24, 31))]
        city = make_city("\n".join(rows), "\n".join("." * 31 for _ in range(24)))
        free = np.flatnonzero(city.walkable()[: city.area])
        posts = [(WatcherKind(n % 4), int(cell)) for n, cell in enumerate(draw.choice(free, 12))]
        posts += [(DRONE, int(roof)) for roof in np.flatnonzero(city.opaque[: city.area])[:3]]  # above a roof
        world = make_world(city, watchers=[*posts, (CAMERA, city.area + 40)])  # the last one beyond the wall
        world.watchers.duty[3] = Duty.OFF
        world.share([Optics(camera_m=14, sentinel_m=20, drone_m=26)])
        cells = {READER: 4, CAMERA: 7, SENTINEL: 10, DRONE: 13}
        expected = np.zeros(city.n_cells, np.uint8)
        for number, (kind, post) in enumerate(posts):
            if number == 3:
                continue
            y, x = divmod(post, 31)
            for cell in np.flatnonzero(world.city.opaque[: city.area] == 0).tolist():
                near = (cell % 31 - x) ** 2 + (cell // 31 - y) ** 2 <= cells[kind] ** 2
                expected[cell] += near and sees_over(world.city.opaque, 31, 0, x, y, cell % 31, cell // 31)
        assert (coverage(world) == expected).all()
        world.watchers.cell[1] = free[0]
        assert (coverage(world) != expected).any()  # now, not once and for all


def test_c12_the_authoritys_track_of_anybody_is_a_part_of_the_truth_with_gaps_as_long_as_the_sensors_leave():
    city = make_city(field(60, 40))
    posts = [(READER, city.cell(0, x, y)) for x in range(5, 60, 12) for y in range(5, 40, 12)]
    people = [(5 + n % 50, n % 40) for n in range(80)]
    world = make_world(city, citizens=people, watchers=posts)
    world.citizens.tagged[70:] = 0
    key = luck.make_key(12, 0, luck.stream("test.c12"))
    for who in range(80):
        intend(world, who, Verb.WALK, int(luck.below(key, who, city.area)), world.scenario_event)
    truth, errors = {}, []
    for tick in steps(world, 60, tags, movement):
        seen = world.citizens.seen_at >= 0
        assert not seen[70:].any()  # who has no tag leaves no track
        for who in np.flatnonzero(seen).tolist():
            at, fix = int(world.citizens.seen_at[who]), int(world.citizens.seen_cell[who])
            if at == tick:
                truth[who, at] = fix
            assert truth[who, at] == fix
            here = int(world.citizens.cell[who])
            off = np.hypot(here % 60 - fix % 60, here // 60 - fix // 60) * 2
            errors.append(off - 1.34 * (tick - at + 1))
    assert len(truth) > 500
    assert max(errors) <= 2 * np.sqrt(2)  # a step of the grid beyond what they can have walked since


def test_c12_what_a_reader_logged_is_where_they_were_at_that_tick():
    city = make_city(field(60, 5))
    world = make_world(city, citizens=[(0, 2)], watchers=[(READER, city.cell(0, 20, 2)), (READER, city.cell(0, 45, 2))])
    intend(world, 0, Verb.WALK, city.cell(0, 59, 2), world.scenario_event)
    walked, logged = [], set()
    for tick in steps(world, 100, tags, movement):
        walked.append(int(world.citizens.cell[0]))  # where movement has left them: what the next tick reads
        if world.citizens.seen_at[0] > 0:
            logged.add((int(world.citizens.seen_at[0]), int(world.citizens.seen_cell[0])))
        assert world.citizens.seen_at[0] <= tick
    assert len(logged) > 5
    assert all(walked[at - 1] == cell for at, cell in logged)
    gap = max(np.diff(sorted(at for at, _ in logged)))
    assert 15 < gap < 40  # 34 m between the two discs, at 1.34 m/s


def test_c14_an_auditor_knows_how_to_hide_and_is_noticed_less_often_than_a_clerk():
    noticed = {}
    for profession in (Profession.CLERK, Profession.AUDITOR):
        world = lanes(1000, kind=SENTINEL, cells=30, light=20, profession=profession)
        run(sight, world, ticks=3)
        noticed[profession] = sighted(world) / 1000
    share = noticed[Profession.AUDITOR] / noticed[Profession.CLERK]
    assert abs(share - sight.Params().hiding) < 0.1


def test_c22_a_companion_on_the_lookout_warns_of_a_drone_sooner_than_one_would_see_it_alone():
    leads = {False: [], True: []}
    for seed in range(40):
        for together in (False, True):
            city = make_city(field(140, 5, ","))
            people = [(2, 2), (3, 2)] if together else [(2, 2)]
            world = make_world(city, citizens=people, watchers=[(DRONE, city.cell(0, 139, 2))], seed=seed)
            world.sky.light[0] = 0
            world.plans.grow(len(people))
            world.plans.owner[:] = np.arange(len(people))
            if together:
                world.citizens.being[1] = Being.COMPANION
                slot = world.bonds.take(1)
                world.bonds.a[slot], world.bonds.b[slot] = 1, 0
            for tick in steps(world, 130, perception):
                world.watchers.cell[0] = city.cell(0, 138 - tick, 2)  # 2 m a second, straight at them
                if any(event.who == 0 for event in rows_of(world, Kind.NOTICED)):
                    leads[together].append(136 - tick)
                    break
    assert len(leads[False]) == len(leads[True]) == 40
    assert all(pair >= alone for alone, pair in zip(leads[False], leads[True], strict=True))
    assert np.mean(leads[True]) > 1.5 * np.mean(leads[False])


def test_c24_beyond_the_wall_nothing_is_seen_heard_or_read():
    city = make_city(field(40, 20), field(40, 20), links=[(LinkKind.GATE, (0, 20, 10), (1, 20, 10), 4000)])
    watchers = [(WatcherKind(n % 4), n // 4 % 2 * city.area + city.cell(0, 4 + n, n % 20)) for n in range(24)]
    people = [city.area + city.cell(0, 2 * n, n) for n in range(20)]
    world = make_world(city, citizens=people, watchers=watchers, doing=Activity.WALKING, pace=Pace.RUN)
    world.citizens.tagged[10:] = 0
    world.citizens.wanted[:] = 1
    world.sky.curfew[0] = 1
    before = world.digest()
    for system in (sight, hearing, tags):
        world.tick = 0
        run(system, world, ticks=30)
    world.tick = 0
    assert not world.events.n
    assert world.digest() == before
    world.citizens.cell[:] -= city.area  # the same people inside
    for system in (sight, hearing, tags):
        world.tick = 0
        run(system, world, ticks=30)
    assert {event.kind for event in rows_of(world)} == {Kind.SIGHTED, Kind.HEARD}
    assert (world.citizens.seen_at[:10] >= 0).any()


def test_c34_the_further_the_implants_have_decayed_the_less_one_perceives_and_the_view_shows_it():
    noticed, shown = [], []
    for stage in range(5):
        city = make_city("\n".join("," * 80 if y % 2 == 0 else "#" * 80 for y in range(200)))
        people = [(0, 2 * n) for n in range(100)]  # each alone in a lane with a drone, at 30 m to 130 m
        posts = [(DRONE, city.cell(0, 15 + n // 2, 2 * n)) for n in range(100)]
        world = make_world(city, citizens=people, watchers=posts, stage=stage, expires=100_000)
        world.sky.light[0] = 40
        world.plans.grow(100)
        world.plans.owner[:] = np.arange(100)
        run(perception, world, ticks=5)
        noticed.append(len({event.who for event in rows_of(world, Kind.NOTICED)}))
        seen = [view(world, who) for who in range(100)]
        far = max((watcher.metres for one in seen for watcher in one.watchers), default=0)
        shown.append((far, seen[0].blur, seen[0].stage, seen[0].seconds_left))
    assert noticed == sorted(noticed, reverse=True)
    assert noticed[0] > noticed[2] > noticed[4] == 0
    ranges, blurs, stages, clocks = zip(*shown, strict=True)
    assert list(ranges) == sorted(ranges, reverse=True)
    assert ranges[0] > ranges[3]
    assert ranges[4] == 0
    assert list(blurs) == sorted(set(blurs))
    assert stages == (0, 1, 2, 3, 4)
    assert clocks[0] == 100_000 - 5  # the personal clock is exact while the implants are sound
    assert [100_000 - 5 - left for left in clocks[1:4]] == sorted(100_000 - 5 - left for left in clocks[1:4])
    assert clocks[4] is None
