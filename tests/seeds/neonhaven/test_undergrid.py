"""Rows of the seed table about the undergrid: ground that slows, hurts, wets and flickers."""

import numpy as np
import pytest
from contract.test_causes import unread

import undergrid
from undergrid import setup
from undergrid.city.city import Ground
from undergrid.sim import Sim
from undergrid.world.log.kinds import Kind
from undergrid.world.senses import optics
from undergrid.world.senses.optics import CERTAIN, Optics, Sensor, Target
from undergrid.world.tables.orders import Order, Verb

SIDE = 100  # cells of 2 m, of the street and below it
NAMES = ["street", "scaffold", "seep", "neon"]
STORY = """
scenario: below
title: Below the plates
clock: {tick: 1 s, starts: "10:00", lasts: 2 h}
map: map.tmx
places: {street_west: [street, 1, 4], street_east: [street, 97, 4], below_west: [undergrid, 1, 4],
         below_east: [undergrid, 97, 4], drip: [undergrid, 50, 8]}
exposed: true
subscription: false
crowd: [{name: above, count: 40, at: anywhere, around: street_west, within: 4, tagged: 0 %},
        {name: below, count: 40, at: anywhere, around: below_west, within: 4, tagged: 0 %}]
cast: {juno: {name: Juno, at: drip}}
rules: {hazards: {falls_per_km: 3}, routine: {attends: 0}}
"""


def layer(name, rows, sky):
    tiles = ",\n".join(",".join(map(str, row)) for row in rows)
    return (
        f'<layer name="{name}" width="{SIDE}" height="10"><properties>'
        f'<property name="sky" type="bool" value="{sky}"/></properties><data encoding="csv">{tiles}</data></layer>'
    )


def town():
    """A street, and below it a gallery of scaffolding with pipes that leak along one side."""
    tiles = "".join(f'<tile id="{n}" type="{name}"/>' for n, name in enumerate([*NAMES, "building"]))
    street = np.ones((10, SIDE), int)
    street[0, 10:14] = 5
    below = np.full((10, SIDE), 2)
    below[7:] = 3
    home = (
        '<objectgroup name="buildings"><object id="2" name="home" x="80" y="0" width="32" height="8"><properties>'
        '<property name="use" value="pods"/><property name="capacity" type="int" value="99"/>'
        '<property name="level" value="street"/></properties></object></objectgroup>'
    )
    return (
        f'<map orientation="orthogonal" width="{SIDE}" height="10" tilewidth="8" tileheight="8" infinite="0">'
        '<properties><property name="cell_mm" type="int" value="2000"/></properties>'
        f'<tileset firstgid="1" name="g" tilecount="5">{tiles}</tileset>'
        f"{layer('street', street, 'true')}{layer('undergrid', below, 'false')}{home}</map>"
    )


@pytest.fixture(scope="module")
def walked(tmp_path_factory) -> Sim:
    """Forty people who have gone to and fro along the street for some twenty minutes, and forty below it."""
    folder = tmp_path_factory.mktemp("below")
    (folder / "map.tmx").write_text(town())
    (folder / "scenario.yaml").write_text(STORY)
    assert setup.check(folder / "scenario.yaml") == []
    sim = undergrid.load(folder / "scenario.yaml", seed=1)
    places = sim.built.places
    sim.metres, sim.at_once = np.zeros(81), np.zeros(81)  # in all, and in the first minute of each way
    for n in range(5):
        side = "east" if n % 2 == 0 else "west"
        orders = [
            Order(sim.tick, 1 + k, Verb.WALK, places[f"{'street' if k < 40 else 'below'}_{side}"]) for k in range(80)
        ]
        sim.step(orders)
        for turn in range(5):
            before = sim.world.citizens.cell.copy()
            sim.run(sim.tick + 55)
            went = 2 * np.abs(sim.world.citizens.cell % SIDE - before % SIDE)
            sim.metres += went
            sim.at_once += went if turn == 0 else 0
    return sim


def hurt(sim, rows):
    return [event for event in sim.world.events.rows() if event.kind == Kind.WOUNDED and event.who in rows]


def test_n32_more_are_hurt_in_a_thousand_metres_below_than_on_the_street(walked):
    above, below = range(1, 41), range(41, 81)
    km = walked.metres[list(below)].sum() / 1000
    assert walked.metres[list(above)].sum() / 1000 > km > 20
    assert hurt(walked, above) == []
    assert 1.5 * km < len(hurt(walked, below)) < 4.5 * km
    assert unread(walked.world.events.rows()) == []


def test_n32_below_the_same_way_takes_longer(walked):
    assert walked.at_once[41:].sum() < 0.8 * walked.at_once[1:41].sum()


def test_n32_leaking_pipes_wet_who_stays_below_them(walked):
    drenched = [event for event in walked.world.events.rows() if event.kind == Kind.DRENCHED]
    assert 0 in {event.who for event in drenched}
    assert {event.where // (10 * SIDE) for event in drenched} == {1}


@pytest.mark.parametrize("sensor", [Sensor.CAMERA, Sensor.SENTINEL, Sensor.EYE])
def test_n32_flicker_lowers_what_cameras_and_watchers_are_sure_of(sensor):
    table = optics.tables(Optics(), 2000)

    def odds(ground, cells):
        light = optics.light_on(table, int(ground), 0, 0, 0)
        return optics.detection_chance(table, sensor, Target.STANDING, cells**2, light, int(ground), 0, CERTAIN)

    for cells in (2, 5, 15, 25):
        assert odds(Ground.NEON, cells) == pytest.approx(0.6 * odds(Ground.STREET, cells), rel=1e-3)
        assert odds(Ground.STREET, cells) > 0
