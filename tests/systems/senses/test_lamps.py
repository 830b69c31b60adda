"""Where a scenario turns the lamps out, they are out for everybody who looks: one knob, read by all senses."""

import pytest
from scenes.lanes import lanes, rows_of
from scenes.worlds import field, make_city, make_world, run

from undergrid.systems.authority import classification
from undergrid.systems.senses import bodies_found, perception, sight
from undergrid.systems.trails import tracking
from undergrid.world.body.exposure import expose
from undergrid.world.log.kinds import Kind
from undergrid.world.tables.authority import Duty, WatcherKind
from undergrid.world.tables.people import Activity, Posture
from undergrid.world.tables.society import Category
from undergrid.world.tables.trails import TraceKind
from undergrid.world.trails import trails

SIDE = 40  # cells; in every fourth row somebody looks from the west end
ROWS = range(0, SIDE, 4)


def city_at_night(*, apart, watchers=(), **columns):
    """A lit street at night: in each row two people so many cells apart, the western one with a mind of their own."""
    city = make_city(field(SIDE, SIDE))
    people = [place for y in ROWS for place in ((0, y), (apart, y))]
    posts = [(kind, city.cell(0, 0, y)) for kind in watchers for y in ROWS]
    world = make_world(city, people, posts, tagged=0, **columns)
    world.watchers.duty[:] = Duty.POST
    world.plans.grow(len(ROWS))
    world.plans.owner[:] = range(0, len(people), 2)
    world.sky.light[0] = 0
    world.rebuild()
    return world


def sighted(lamps):
    world = lanes(60, cells=28, light=0)
    run(sight, world, ticks=3, lamps=lamps)
    return len(rows_of(world, Kind.SIGHTED))


def noticed(lamps):
    """Of cameras at the east end of each row."""
    city = make_city(field(SIDE, SIDE))
    world = make_world(city, [(0, y) for y in ROWS], [(WatcherKind.CAMERA, city.cell(0, 12, y)) for y in ROWS])
    world.plans.grow(len(ROWS))
    world.plans.owner[:] = range(len(ROWS))
    world.sky.light[0] = 0
    world.rebuild()
    run(perception, world, ticks=2, eye_mrad=3, lamps=lamps)
    return len(rows_of(world, Kind.NOTICED))


def classified(lamps):
    world = city_at_night(apart=6, watchers=[WatcherKind.HUNTER])
    slots = world.profiles.take(len(ROWS))
    world.profiles.owner[slots] = range(1, world.citizens.n, 2)
    world.profiles.category[slots], world.profiles.insignia[slots] = Category.HEALER, True
    for _ in range(1):
        world.watchers.in_sight[:], world.watchers.seen_at[:] = range(1, world.citizens.n, 2), world.tick
        run(classification, world, hunted=("healer",), lamps=lamps)
    return len(rows_of(world, Kind.CLASSIFIED))


def found_lying(lamps):
    world = city_at_night(apart=12)
    lying = range(1, world.citizens.n, 2)
    world.citizens.doing[lying], world.citizens.posture[lying] = Activity.LYING, Posture.FLAT
    expose(world, lying)
    run(bodies_found, world, ticks=5, bodies=True, smell_m=0, eye_mrad=2, lamps=lamps)
    return len(world.knowledge.rows())


def trails_found(lamps):
    found = 0
    for seed in range(100):
        world = make_world(field(SIDE, 3), [(SIDE - 1, 1), (10, 1)], seed=seed)
        world.plans.grow(1)
        world.plans.owner[0] = 1
        world.sky.light[0] = 0
        world.rebuild()
        trails.lay(world, 0, TraceKind.BLOOD, SIDE + 10, strength=500)
        run(tracking, world, notice=1, lamps=lamps)
        found += len(rows_of(world, Kind.TRAIL_FOUND))
    return found


@pytest.mark.parametrize("looks", [sighted, noticed, classified, found_lying, trails_found])
def test_lamps_that_are_out_are_out_for_all_who_look(looks):
    lit, dark = looks(200), looks(1)
    assert dark < lit
