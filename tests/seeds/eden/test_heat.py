"""Seed rows of `eden` about ash, heat, beams and ruins: E1, E2, E4, E9, E10, E22."""

import numpy as np
import pytest
from scenes.lanes import rows_of
from scenes.worlds import field, make_city, make_world, run

import undergrid
from undergrid.core import luck
from undergrid.core.grid import visible
from undergrid.core.paths import PathFinder
from undergrid.systems.authority import dispatch
from undergrid.systems.movement import movement
from undergrid.systems.places import ruins
from undergrid.systems.senses import heat, perception, rotors, sight
from undergrid.systems.sky import clock, weather
from undergrid.world.log.kinds import Kind
from undergrid.world.orders.attempts import intend
from undergrid.world.places.ways import Ways
from undergrid.world.senses import optics, thermal
from undergrid.world.senses.acoustics import Acoustics
from undergrid.world.senses.optics import CERTAIN, Sensor
from undergrid.world.senses.thermal import Scanning
from undergrid.world.tables.authority import Senses, WatcherKind
from undergrid.world.tables.minds import Topic
from undergrid.world.tables.orders import Verb
from undergrid.world.tables.people import Activity, Posture
from undergrid.world.view.outlook import Lookout

DRONE = WatcherKind.DRONE
BOTH = int(Senses.EYES | Senses.HEAT)
RULES = {
    "heat": heat.Params(faults_per_hour=0), "sight": sight.Params(), "movement": movement.Params(),
    "dispatch": dispatch.Params(),
}  # fmt: skip


def alley(*people, cells=60, sign=",", **columns):
    """An alley with a drone over its west end, on a cold night."""
    city = make_city(field(cells, 3, sign))
    columns.setdefault("tagged", 0)
    world = make_world(city, citizens=list(people), watchers=[(DRONE, city.cell(0, 0, 1))], **columns)
    world.watchers.senses[:] = BOTH
    world.sky.light[0], world.sky.temperature[0] = 3, 300
    return world


def warm_chance(world, who=0):
    """The odds of one look at somebody by heat."""
    people, view = world.citizens, Scanning(world)
    return view.chance(world, int(world.watchers.cell[0]), int(people.cell[who]), int(people.posture[who]), 0, 10)


def seen_chance(world, who=0):
    """The odds of one glimpse at somebody by eye."""
    people, sky, table = world.citizens, world.sky, optics.tables(world.shared(optics.Optics), world.city.cell_mm)
    return int(
        optics.chance_between(
            table, world.city.handle, Sensor.DRONE, int(people.posture[who]), int(world.watchers.cell[0]),
            int(people.cell[who]), int(sky.light[0]), optics.haze(table, sky),
        )
    )  # fmt: skip


def test_e1_ash_takes_contrast_from_eyes_and_heat_sensors():
    """The same person at the same spot, ever more ash: each chance falls, and a firestorm brings the ash."""
    world = alley((30, 1))
    world.sky.light[0] = 120
    warm, seen = [], []
    for ash in (0, 56, 200, 419, 1500):
        world.sky.ash[0] = ash
        warm.append(warm_chance(world))
        seen.append(seen_chance(world))
    assert warm == sorted(set(warm), reverse=True)
    assert seen == sorted(seen, reverse=True)
    assert seen[0] > 2 * seen[-1]
    assert warm[0] > 2 * warm[-1]

    burning = make_world("..")
    for _ in range(3000):
        run(weather, burning, firestorms_per_day=20, firestorm_ash=300)
        burning.tick += 59
        if burning.sky.ash[0] > 200:
            break
    (begun, *_), (thick, *_) = (rows_of(burning, kind) for kind in (Kind.FIRESTORM_BEGAN, Kind.ASH_CHANGED))
    assert thick.cause == begun.id


def test_e2_broken_walls_are_seen_through_at_their_holes_alone_and_come_down():
    """One hole of rubble in a long wall: lines of sight go through it only; what falls on it closes the way."""
    drawing = "\n".join(["." * 21] * 6 + ["#" * 10 + "%" + "#" * 10] + ["." * 21] * 6)
    world = make_world(make_city(drawing), citizens=[(10, 6)])
    city = world.city
    behind = visible(world.city.opaque, 21, 13, 0, 10, 3)[7:]
    ahead = [np.flatnonzero(row).tolist() for row in behind]
    assert all(10 in row and len(row) < 8 for row in ahead)  # a wedge behind the hole
    world.city.opaque[city.cell(0, 10, 6)] = 1
    assert not visible(world.city.opaque, 21, 13, 0, 10, 3)[7:].any()

    way = city.cell(0, 10, 0), city.cell(0, 10, 12)
    finder = PathFinder(city.width, city.height)
    assert finder.find_path(world.cache(Ways).walk, *way).length > 0
    run(ruins, world, ticks=60 * 24, collapses_per_hour=1000)
    (piece,) = rows_of(world, Kind.COLLAPSED)
    (barred,) = rows_of(world, Kind.WAY_BARRED)
    assert (piece.where, barred.cause) == (city.cell(0, 10, 6), piece.id)
    assert finder.find_path(world.cache(Ways).walk, *way).length < 0
    assert [event.kind for event in rows_of(world, Kind.TRAPPED)] == [Kind.TRAPPED]


def test_e4_a_drone_is_heard_before_it_is_seen():
    """A drone comes up a quiet alley at night: the whirr is news long before the sight of it."""
    world = alley((0, 1), cells=250)
    world.sky.curfew[0] = 1
    world.plans.grow(1)
    world.plans.owner[0] = 0
    world.rebuild()
    knobs = rotors.Params(rotor_db=92), perception.Params()
    world.share([Acoustics(busy_db=45)])
    for cells in range(249, 2, -1):
        world.watchers.cell[0] = world.city.cell(0, cells, 1)
        for _ in range(3):
            world.events.begin(world.tick)
            rotors.step(world, knobs[0])
            perception.step(world, knobs[1])
            world.tick += 1
    heard = rows_of(world, Kind.ROTORS_HEARD)
    table = optics.tables(world.shared(optics.Optics), world.city.cell_mm)
    dim = optics.haze(table, world.sky)
    seen = [
        cells for cells in range(250)
        if optics.detection_chance(table, Sensor.EYE, optics.Target.DRONE, cells**2, 3, 4, dim, CERTAIN)
    ]  # fmt: skip
    assert heard[0].amount > 2 * max(seen) > 0
    noticed = rows_of(world, Kind.NOTICED)
    assert not noticed or heard[0].tick < noticed[0].tick


@pytest.mark.parametrize("seed", range(8))
def test_e4_a_body_in_a_cold_alley_is_picked_out_and_one_beside_a_fire_barrel_is_missed(seed):
    city = make_city("\n".join([field(60, 1, ",")] * 3 + [field(60, 12, "#")] + [field(60, 1, ",")] * 3))
    drones = [(DRONE, city.cell(0, 0, 1)), (DRONE, city.cell(0, 0, 16))]
    world = make_world(city, citizens=[(22, 1), (22, 16)], watchers=drones, seed=seed, tagged=0)
    world.watchers.senses[:] = int(Senses.HEAT)
    world.sky.light[0], world.sky.temperature[0] = 0, 300
    barrel = world.fires.take(1)
    world.fires.cell[barrel] = city.cell(0, 23, 16)
    run(heat, world, ticks=60, faults_per_hour=0)
    assert {event.whom for event in rows_of(world, Kind.HEAT_SEEN)} == {0}


def beams(n, posture, doing, seed=1, **knobs):
    """Many alleys, each with a drone and somebody 60 m off; how many one turn of the beam picks out."""
    city = make_city("\n".join("," * 40 if y % 4 == 0 else "#" * 40 for y in range(4 * n)))
    people = [(30, 4 * k) for k in range(n)]
    drones = [(DRONE, city.cell(0, 0, 4 * k)) for k in range(n)]
    world = make_world(city, people, drones, seed=seed, tagged=0, posture=posture, doing=doing)
    world.watchers.senses[:] = int(Senses.HEAT)
    world.sky.light[0], world.sky.temperature[0] = 3, 1000
    world.plans.grow(1)
    world.plans.owner[0] = 0
    world.rebuild()
    run(heat, world, **{"ticks": 30, "faults_per_hour": 0, **knobs})
    return world


def test_e9_who_is_flat_and_still_is_found_less_often_than_who_stands_and_the_beam_is_logged():
    found = {}
    for posture, doing in ((Posture.STANDING, Activity.WAITING), (Posture.FLAT, Activity.LYING)):
        world = beams(500, posture, doing)
        found[posture] = len(rows_of(world, Kind.HEAT_SEEN))
        said = {thermal.spell(event.amount) for event in rows_of(world, Kind.HEAT_SEEN)}
        assert said == {"60 m to the east, through cover"}
    assert found[Posture.FLAT] < found[Posture.STANDING] / 2
    # the beam that passes over somebody without finding them is theirs to know, with the way it came from
    swept = [
        event
        for seed in range(12)
        for event in rows_of(beams(1, Posture.FLAT, Activity.LYING, seed, ticks=120), Kind.SWEPT)
    ]
    assert swept
    assert {thermal.spell(event.amount) for event in swept} == {"60 m to the east, through cover"}


def test_e9_a_flicker_of_the_beam_is_a_fault_of_its_sensor():
    world = beams(200, Posture.STANDING, Activity.WAITING, ticks=600, faults_per_hour=6)
    faults = rows_of(world, Kind.FLICKERED_OUT)
    assert faults
    assert {event.stream for event in faults} == {heat.FAULT}
    dark = {(event.who, tick) for event in faults for tick in range(event.tick, event.tick + event.amount)}
    assert not dark & {(event.who, event.tick) for event in rows_of(world, Kind.HEAT_SEEN)}


# ---------------------------------------------------------------- E10: run, walk, freeze, flat

APART, LENGTH = 36, 62
LANES, TRIES = 40, 250


def crossing(seed):
    """Alleys, each with a drone over its west end and somebody 70 m off, all beams in step."""
    city = make_city("\n".join("," * LENGTH if y % 4 == 0 else "#" * LENGTH for y in range(4 * LANES)))
    people = [(APART, 4 * k) for k in range(LANES)]
    drones = [(DRONE, city.cell(0, 0, 4 * k)) for k in range(LANES)]
    world = make_world(city, people, drones, seed=seed, tagged=0)
    world.watchers.luck[:] = [luck.key_of(f"drone/{k}") & ~0x1FFF | 700 for k in range(LANES)]
    world.watchers.senses[:] = BOTH
    world.sky.light[0], world.sky.temperature[0], world.sky.ash[0] = 3, 1500, 120
    known = world.knowledge
    slot = known.take(1)
    known.knower[slot], known.topic[slot], known.subject[slot] = 0, Topic.WATCHER, 0
    known.cell[slot], known.at[slot] = world.watchers.cell[0], 0
    return world


def tries(verb, ticks):
    """The share of all people found within so many ticks, by the systems that decide."""
    found = 0
    for seed in range(TRIES):
        world = crossing(seed)
        for lane in range(LANES):
            goal = world.city.cell(0, LENGTH - 1, 4 * lane) if verb in (Verb.RUN, Verb.WALK) else -1
            intend(world, lane, verb, goal, world.scenario_event)
        for _ in range(ticks):
            world.events.begin(world.tick)
            sight.step(world, RULES["sight"])
            heat.step(world, RULES["heat"])
            movement.step(world, RULES["movement"])
            world.tick += 1
        found += len({event.whom for event in rows_of(world, Kind.HEAT_SEEN, Kind.SIGHTED)})
    return found / (LANES * TRIES)


@pytest.mark.parametrize(
    ("way", "verb"), [("run", Verb.RUN), ("walk", Verb.WALK), ("freeze", Verb.WAIT), ("flat", Verb.FLAT)]
)
def test_e10_the_chance_shown_beforehand_is_that_of_ten_thousand_tries(way, verb):
    world = crossing(0)
    path = [world.city.cell(0, x, 0) for x in range(APART, LENGTH)]
    shown = getattr(Lookout(world, RULES).outlook(world, 0, 30, path), way)
    assert 0.05 < shown < 0.99
    assert abs(tries(verb, 30) - shown) <= 0.02


def test_e10_flat_is_safer_than_freezing_and_nobody_who_is_let_be_has_anything_to_fear():
    world = crossing(0)
    lookout = Lookout(world, RULES)
    shown = lookout.outlook(world, 0, 30)
    assert shown.flat < shown.freeze
    assert shown.best in ("flat", "run")
    assert [beam.watcher for beam in shown.beams] == [0]
    assert 0 <= shown.beams[0].passes < 30
    world.citizens.tagged[0] = 1
    let_be = lookout.outlook(world, 0, 30)
    assert (let_be.run, let_be.walk, let_be.freeze, let_be.flat) == (0, 0, 0, 0)


def test_e10_the_chance_is_worked_out_on_belief():
    """Whoever knows of no drone is shown no danger; who believes it elsewhere is shown that."""
    world = crossing(0)
    lookout = Lookout(world, RULES)
    near = lookout.outlook(world, 0, 30).freeze
    (slot,) = world.knowledge.rows()
    world.knowledge.cell[slot] = world.city.cell(0, 20, 0)
    assert lookout.outlook(world, 0, 30).freeze > near
    world.knowledge.at[slot] = -1000
    assert lookout.outlook(world, 0, 30).freeze == 0
    before = world.digest()
    lookout.outlook(world, 0, 30)
    assert world.digest() == before


def test_e22_at_dusk_eyes_lose_somebody_whom_heat_sensors_find():
    """The same spot from noon to night, light and warmth by the clock: optical p falls, thermal p rises."""
    chances = []
    for hour in (15, 22):
        world = alley((30, 1))
        world.starts = hour * 3600
        run(clock, world, coldest_c=2, warmest_c=24)
        chances.append((seen_chance(world), warm_chance(world)))
    (seen_by_day, warm_by_day), (seen_by_night, warm_by_night) = chances
    assert seen_by_night < seen_by_day
    assert warm_by_night > warm_by_day


def test_e10_a_view_shows_the_chances_and_looking_changes_nothing():
    sim = undergrid.load("village", seed=1)
    sim.run(until=5)
    before = sim.digest()
    outlook = sim.view(0).outlook
    assert outlook is not None
    assert outlook.ticks == 60
    assert all(0 <= chance <= 1 for chance in (outlook.run, outlook.walk, outlook.freeze, outlook.flat))
    assert sim.digest() == before
