"""Rows of the seed table about marks on walls: they carry true and stale word, anybody can write, others act."""

import pytest
from contract.test_causes import unread
from scenes.on_village import on_village

import undergrid
from undergrid import setup
from undergrid.sim import Sim
from undergrid.world.log.kinds import Kind
from undergrid.world.society import knowledge, messages
from undergrid.world.tables.minds import Topic
from undergrid.world.tables.orders import Order, Verb

STORY = """
scenario: walls
title: What the walls say
clock: {tick: 1 s, starts: "21:30", lasts: 8 h}
map: map.tmx
places: {corner: [street, 27, 41]}
exposed: true
subscription: false
cast:
  kael: {name: Kael, at: parlour_alley, tagged: false, plugged: false, knows: [arcade_1]}
  noor: {name: Noor, at: parlour_alley, tagged: false, plugged: false,
         wants: [{shelter: {light: 255, begins: "12:00"}}]}
watchers: {readers: 0 %, cameras: 0 %, sentinels: 0 %, drones: 0 %}
rules: {marks: {light_needed: 0}}
"""
KAEL, NOOR = 0, 1
DAY = 86_400


def story(folder, more="") -> Sim:
    on_village(folder)
    (folder / "scenario.yaml").write_text(STORY + more)
    assert setup.check(folder / "scenario.yaml") == []
    return undergrid.load(folder / "scenario.yaml", seed=1)


def of_kind(sim, kind):
    return [event for event in sim.world.events.rows() if event.kind == kind]


def shelters(sim, who):
    """What somebody remembers of places, as their view has it: (cell, source, age)."""
    return [(k.cell, k.source, k.age) for k in sim.view(who).known if k.topic == Topic.PLACE]


def test_n31_who_reads_a_mark_knows_what_it_says_from_the_mark_and_as_old_as_it_is(tmp_path):
    sim = story(tmp_path, "marks: [{at: parlour_alley, of: arcade_1, ago: 3 d}]\n")
    assert shelters(sim, "noor") == []
    while not of_kind(sim, Kind.MARK_READ):
        sim.run(sim.tick + 1)
    door = sim.built.places["arcade_1"]
    reader = sim.world.names[of_kind(sim, Kind.MARK_READ)[0].who]
    assert (door, knowledge.ON_A_WALL, 3 * DAY + sim.tick) in shelters(sim, reader) or reader == "kael"
    while not any(event.who == NOOR for event in of_kind(sim, Kind.MARK_READ)):
        sim.run(sim.tick + 1)
    assert shelters(sim, "noor") == [(door, knowledge.ON_A_WALL, 3 * DAY + sim.tick)]
    assert unread(sim.world.events.rows()) == []


def test_n31_a_player_writes_one_and_another_mind_acts_on_it(tmp_path):
    sim, alone = story(tmp_path), story(tmp_path)
    arcade = next(n for n, b in enumerate(sim.world.city.buildings) if b.name == "arcade_1")
    sim.step([Order(0, KAEL, Verb.WRITE, amount=sim.built.places["arcade_1"])])
    sim.run("1 h")
    alone.run("1 h")
    [written] = of_kind(sim, Kind.MARK_WRITTEN)
    [read] = of_kind(sim, Kind.MARK_READ)
    assert (written.who, read.who, read.cause) == (KAEL, NOOR, written.id)
    assert messages.unpacked(read.amount).cell == sim.built.places["arcade_1"]
    assert sim.world.citizens.inside[NOOR] == arcade
    assert alone.world.citizens.inside[NOOR] != arcade  # without the mark she does not know of it
    assert unread(sim.world.events.rows()) == []


def test_n31_a_mark_may_be_stale_and_whoever_trusts_it_finds_nothing(tmp_path):
    sim = story(tmp_path, "marks: [{at: parlour_alley, of: noor, where: gate_1, ago: 2 h}]\n")
    sim.run("20 min")
    reads = of_kind(sim, Kind.MARK_READ)
    assert {event.who for event in reads} == {KAEL, NOOR}
    # Kael stands beside her, and believes the mark all the same as long as nobody tells them apart
    [found] = [k for k in sim.view("kael").known if k.topic == Topic.PERSON and k.subject == NOOR]
    assert (found.cell, found.source) == (sim.built.places["gate_1"], knowledge.ON_A_WALL)
    assert found.cell != int(sim.world.citizens.cell[NOOR])
    assert found.age == 7200 + sim.tick


@pytest.mark.parametrize("hours", [1])
def test_n31_nobody_who_has_got_away_from_nothing_writes(tmp_path, hours):
    sim = story(tmp_path)
    sim.run(hours * 3600)
    assert of_kind(sim, Kind.MARK_WRITTEN) == []
