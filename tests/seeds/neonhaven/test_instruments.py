"""Rows of the seed table about instruments: a rifle scope, and what feels the fields of implants."""

import pytest
from contract.test_causes import unread
from scenes.on_village import on_village

import undergrid
from undergrid import setup
from undergrid.sim import Sim
from undergrid.world.log.kinds import Kind
from undergrid.world.senses.fields import Implant
from undergrid.world.senses.optics import clear
from undergrid.world.tables.authority import WatcherKind
from undergrid.world.tables.minds import Topic
from undergrid.world.tables.orders import Order, Verb

STORY = """
scenario: perimeter
title: At the perimeter
clock: {tick: 1 s, starts: "12:00", lasts: 2 h}
map: map.tmx
places: {ridge: [outside, 80, 40]}
cast:
  kael: {name: Kael, at: ridge, tagged: false, plugged: false, carries: [{scope: 1}, {detector: 1}],
         bonds: [{to: noor}], wants: [{reach: ridge}]}
  noor: {name: Noor, at: ridge, tagged: false, plugged: false, wants: [{reach: ridge}]}
  vex: {name: Vex, at: ridge, tagged: false, plugged: true}
watchers: {more: [{kind: sentinel, at: ridge}]}
rules: {optics: {eye_m: 15}, scope: {reach_m: 120}}
"""
KAEL, NOOR, VEX = 0, 1, 2


@pytest.fixture
def sim(tmp_path) -> Sim:
    on_village(tmp_path)
    (tmp_path / "scenario.yaml").write_text(STORY)
    assert setup.check(tmp_path / "scenario.yaml") == []
    sim = undergrid.load(tmp_path / "scenario.yaml", seed=1)
    sim.minds.silent = frozenset({KAEL, NOOR})  # they stay where they are
    return sim


def posted(sim, dx, dy):
    """The sentinel that the scenario has added, moved so many cells from Kael."""
    watcher = max(w for w in range(sim.world.watchers.n) if sim.world.watchers.kind[w] == WatcherKind.SENTINEL)
    city, here = sim.world.city, int(sim.world.citizens.cell[KAEL])
    sim.world.watchers.cell[watcher] = sim.world.watchers.home[watcher] = here + dy * city.width + dx
    return watcher


def knows(sim, who, watcher):
    return sim.world.knowledge.first(knower=who, topic=Topic.WATCHER, subject=watcher) >= 0


def clear_line(sim, length=12):
    """A step (dx, dy) along which one looks that far from the ridge over open ground."""
    city, here = sim.world.city, int(sim.world.citizens.cell[KAEL])
    for dx, dy in ((0, 1), (0, -1), (1, 0), (-1, 0)):
        there = here + length * (dy * city.width + dx)
        if city.walkable()[there] and clear(city.handle, here, there):
            return dx, dy
    raise AssertionError("no open ground about the ridge")


def test_n9_contacts_beyond_naked_range_are_known_only_while_scoped_and_inside_the_cone(sim):
    dx, dy = clear_line(sim)
    watcher = posted(sim, 12 * dx, 12 * dy)  # 24 m off: beyond the 15 m of the naked eye here
    target = int(sim.world.watchers.cell[watcher])
    sim.run(60)
    assert not knows(sim, KAEL, watcher)
    aside = int(sim.world.citizens.cell[KAEL]) + dx * sim.world.city.width + dy  # at right angles to it
    sim.step([Order(sim.tick, KAEL, Verb.SCOPE, aside, 30)])
    sim.run(sim.tick + 40)
    assert not knows(sim, KAEL, watcher)
    sim.step([Order(sim.tick, KAEL, Verb.SCOPE, target, 30)])
    sim.run(sim.tick + 40)
    [scoped] = [event for event in sim.world.events.rows() if event.kind == Kind.SCOPED]
    assert (scoped.who, scoped.whom, scoped.amount) == (KAEL, watcher, 24)
    assert knows(sim, KAEL, watcher)
    assert knows(sim, NOOR, watcher)  # the party is told
    assert not knows(sim, VEX, watcher)
    assert unread(sim.world.events.rows()) == []


def test_n8_the_field_goes_by_the_class_of_the_implants_and_the_unwired_have_none(sim):
    people = sim.world.citizens
    readings = {}
    for tagged, plugged, being in ((0, 0, 0), (1, 0, 0), (0, 1, 0), (1, 1, 0), (0, 0, 1)):
        people.tagged[VEX], people.plugged[VEX], people.being[VEX] = tagged, plugged, being
        people.cell[VEX] = people.cell[KAEL] + 2
        people.cell[NOOR] = people.cell[KAEL]
        implant = Implant.UNIT if being else Implant(tagged + 2 * plugged)
        readings[implant] = sim.view("kael").buzz
    assert readings[Implant.NONE] == 0
    one = readings[Implant.TAG]
    assert one > 0
    assert readings == {implant: implant * one for implant in Implant}


def test_n8_the_wired_feel_it_and_the_unwired_do_not(sim):
    people = sim.world.citizens
    people.cell[VEX], people.being[NOOR] = people.cell[KAEL], 1
    assert sim.view("vex").buzz > 0
    assert sim.view("kael").buzz > 0  # by the detector
    people.being[NOOR] = 0
    assert sim.view("vex").buzz == 0
    assert sim.view("noor").buzz is None
