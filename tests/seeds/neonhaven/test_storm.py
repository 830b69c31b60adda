"""Rows of the seed table about sandstorms: they blind, they wear suits, and one waits until they have lain down."""

import pytest
from scenes.on_village import on_village

import undergrid
from undergrid import setup
from undergrid.city.city import Ground
from undergrid.sim import Sim
from undergrid.world.log.kinds import Kind
from undergrid.world.senses.lamps import tables_now
from undergrid.world.senses.optics import CERTAIN, Sensor, Target, detection_chance, haze
from undergrid.world.tables.orders import Order, Verb
from undergrid.world.tables.suits import SuitPart

STORY = """
scenario: sandstorm
title: Before the gate in a sandstorm
clock: {tick: 1 s, starts: "12:00", lasts: 4 h}
map: map.tmx
places: {ridge: [outside, 80, 40], dune: [outside, 79, 40]}
sandstorms: [{starts: 20 min, lasts: 1 h}]
cast: {kael: {name: Kael, at: ridge, plugged: false, carries: [{suit: 1}]}}
rules:
  optics: {eye_m: 300, hunter_m: 300, drone_m: 300, sentinel_m: 300, camera_m: 300}
  suits: {life_support_hours: 100000, seals_hours: 50, servos_hours: 100000, shape: 10}
  weather: {ash_minutes: 5}
"""


@pytest.fixture
def sim(tmp_path) -> Sim:
    on_village(tmp_path)
    (tmp_path / "scenario.yaml").write_text(STORY)
    assert setup.check(tmp_path / "scenario.yaml") == []
    return undergrid.load(tmp_path / "scenario.yaml", seed=1)


def odds(sim, sensor):
    """The chance that one glimpse of a sensor notices somebody who stands 200 m off, in the air as it is."""
    world = sim.world
    table, squared = tables_now(world), (200_000 // world.city.cell_mm) ** 2
    return detection_chance(
        table, int(sensor), int(Target.STANDING), squared, 255, int(Ground.WASTE), haze(table, world.sky), CERTAIN
    )


def test_n1_a_storm_leaves_less_than_three_tenths_of_the_chance_to_be_seen_at_200_m(sim):
    eyes = (Sensor.HUNTER, Sensor.SENTINEL, Sensor.DRONE, Sensor.EYE)
    calm = [odds(sim, sensor) for sensor in eyes]
    sim.run(40 * 60)
    assert all(after < 0.3 * before for before, after in zip(calm, [odds(sim, sensor) for sensor in eyes], strict=True))
    assert min(calm) > 0


def test_n1_seals_wear_faster_in_it(sim):
    def worn(minutes):
        before = sim.world.suit_parts.worn.copy()
        sim.run(sim.tick + 60 * minutes)
        return (sim.world.suit_parts.worn - before)[:3].tolist()

    calm = worn(15)
    sim.run(30 * 60)
    storm = worn(15)
    assert storm[SuitPart.SEALS] > 5 * calm[SuitPart.SEALS] > 0


def test_n1_who_waits_for_calm_sets_out_after_the_weather_has_changed(sim):
    sim.step([Order(0, 0, Verb.WAIT)])
    log = sim.world.events
    while not any(event.kind == Kind.SANDSTORM_ENDED for event in log.rows()) or sim.world.sky.air[0] > 1:
        sim.run(sim.tick + 60)
        assert sim.tick < 3 * 3600
    sim.step([Order(sim.tick, 0, Verb.WALK, sim.built.places["dune"])])
    changed = [event for event in log.rows() if event.kind == Kind.ASH_CHANGED]
    moved = [event for event in log.rows() if event.kind == Kind.ORDERED and event.amount == Verb.WALK]
    assert [event.kind for event in log.rows() if event.kind in (Kind.SANDSTORM_BEGAN, Kind.SANDSTORM_ENDED)] == [
        Kind.SANDSTORM_BEGAN, Kind.SANDSTORM_ENDED
    ]  # fmt: skip
    assert max(event.tick for event in changed) <= moved[0].tick
    assert len(changed) >= 3  # it gets worse, and better again
