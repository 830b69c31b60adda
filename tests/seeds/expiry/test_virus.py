"""Rows of the story about what Lucy has left in the network: C9 and C46, through the engine that runs scenarios."""

import numpy as np
import pytest
from contract.test_causes import unread
from scenes.wired import of_kind

import undergrid
from undergrid.core import units
from undergrid.systems.network import virus
from undergrid.world.log.kinds import Kind
from undergrid.world.network.control import set_switch
from undergrid.world.network.viruses import carriers, reproduction
from undergrid.world.tables.network import NodeKind
from undergrid.world.tables.sky import Programme
from undergrid.world.tables.viruses import Infection

HOUR, DIES = units.HOUR, 600
TOWN = """scenario: infected_town
title: A town in whose network something sleeps
clock: {starts: "20:00", lasts: 30 h}
map: {generate: {seed: 7}}
crowd:
  - {name: crew, count: 6, at: arcade_1, plugged: 0 %}
  - {count: 40, at: anywhere}
depots: {arcade_1: {parts: 400}}
cast:
  lucy: {name: Lucy, pronouns: she, at: parlour_alley, expires: 10 min}
  rex: {name: Rex, at: gate_1}
network:
  generate: {kind: by_district, nodes: 6, spare: 20 %, seed: 4}
  nodes: {sky: {kind: projector, at: gate_1}}
  wires: [[core, sky]]
viruses:
  lucy: {at: [core], trigger: {death: lucy}}
rules: {virus: {glitches_per_hour: 1, patched_hours: 48}}
endings:
  she_lives_on: {who: lucy, are: living_on}
"""
SPREADS = (Kind.OUTBREAK, Kind.NODE_INFECTED, Kind.NODE_CLEANED, Kind.VIRUS_ENDED)
GLITCHES = (Kind.GATE_GLITCHED, Kind.SENTINEL_GLITCHED, Kind.TIMER_GLITCHED, Kind.SKY_ALTERED)
SEEDS = (1, 2)


def town(folder, *changes, seed=1):
    """The town with some of its words replaced."""
    text = TOWN
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    folder.mkdir(exist_ok=True)
    (folder / "scenario.yaml").write_text(text)
    return undergrid.load(folder, seed=seed)


def told(sim, *kinds):
    return of_kind(sim.world.events.rows(), *kinds)


def part(sim):
    """Open the switches of the lines that lead from the Core, as hands could; returns who hangs together with it."""
    world = sim.world
    [core] = np.flatnonzero(world.nodes.kind == NodeKind.CORE).tolist()
    for wire in np.flatnonzero((world.wires.a == core) | (world.wires.b == core)).tolist():
        world.events.begin(world.tick)
        set_switch(world, wire, True, lambda n, wire=wire: world.events.one(
            Kind.SWITCH_OPENED, -1, wire, amount=n, cause=world.scenario_event))  # fmt: skip
    return core


@pytest.fixture(scope="module")
def outbreaks(tmp_path_factory):
    """The town six hours later, in some seeds."""
    sims = [town(tmp_path_factory.mktemp(f"town_{seed}"), seed=seed) for seed in SEEDS]
    for sim in sims:
        sim.run(6 * HOUR)
    return sims


# ---------------------------------------------------------------- C9: "in virus form for a later time"


def test_c9_a_payload_sleeps_until_its_trigger_and_breaks_out_in_the_tick_of_her_death(outbreaks, tmp_path):
    for sim in outbreaks:
        [died] = [event for event in told(sim, Kind.SHUT_DOWN) if event.who == sim.row("lucy")]
        first, *_ = told(sim, *SPREADS, *GLITCHES)
        assert (first.kind, first.tick, first.cause) == (Kind.OUTBREAK, DIES, died.id), "and nothing of it before"
        assert told(sim, Kind.NODE_INFECTED)
    asleep = town(tmp_path, ("{death: lucy}", "{death: rex}"))
    asleep.run(2 * HOUR)
    carried = asleep.world.infections
    assert told(asleep, Kind.SHUT_DOWN), "her death is not what it waits for"
    assert told(asleep, *SPREADS, *GLITCHES) == []
    assert carried.stage[carried.rows()].tolist() == [Infection.DORMANT]


# ---------------------------------------------------------------- C46: "a glitch spread through the system"


def test_c46_on_the_default_network_r0_exceeds_one_and_most_of_it_is_reached(outbreaks, tmp_path):
    fresh = town(tmp_path)
    knobs = virus.Params()
    assert reproduction(fresh.world, knobs.passes_per_hour, knobs.boots_per_hour) > 1.5
    reached = [len(told(sim, Kind.NODE_INFECTED)) / sim.world.nodes.n for sim in outbreaks]
    assert np.mean(reached) > 0.5


def test_c46_what_it_reaches_glitches_each_by_its_kind_because_of_what_infected_it(outbreaks):
    kinds = set()
    for sim in outbreaks:
        world, infected = sim.world, {e.id: e.whom for e in told(sim, Kind.OUTBREAK, Kind.NODE_INFECTED)}
        for glitch in told(sim, *GLITCHES):
            node = infected[glitch.cause]
            kind = NodeKind(int(world.nodes.kind[node]))
            kinds.add(glitch.kind)
            if glitch.kind == Kind.GATE_GLITCHED:
                assert world.nodes.gate[node] == glitch.who
            elif glitch.kind == Kind.SENTINEL_GLITCHED:
                assert world.gates.guard[world.nodes.gate[node]] == glitch.who
            elif glitch.kind == Kind.SKY_ALTERED:
                assert (glitch.who, glitch.amount, kind) == (node, Programme.STATIC, NodeKind.PROJECTOR)
            else:
                assert kind in (NodeKind.CORE, NodeKind.HUB, NodeKind.CELL)
                assert glitch.whom == node
    assert kinds == set(GLITCHES)


def test_c46_crews_come_and_clean_what_shows_and_every_cause_is_one_that_a_person_would_accept(outbreaks):
    for sim in outbreaks:
        glitches = {event.id for event in told(sim, *GLITCHES)}
        by_hand = [event for event in told(sim, Kind.NODE_CLEANED) if event.whom >= 0]
        assert by_hand
        glitches |= {event.cause for event in told(sim, Kind.SKY_ALTERED)}
        sent = [event for event in told(sim, Kind.SENT_TO_NODE) if event.cause in glitches]
        assert {event.who for event in by_hand} <= {event.whom for event in sent}
        assert unread(sim.world.events.rows()) == []


def test_c46_she_lives_on_where_it_persists_and_not_where_the_network_is_parted(outbreaks, tmp_path):
    lives = [sim for sim in outbreaks if len(carriers(sim.world, 0))]
    assert len(lives) == 2
    for sim in lives:
        assert not told(sim, Kind.VIRUS_ENDED)
        [ended] = told(sim, Kind.ENDED)
        assert ended.cause == told(sim, Kind.OUTBREAK)[0].id
    for seed in SEEDS:
        sim = town(tmp_path / f"parted_{seed}", ("depots: {arcade_1: {parts: 400}}\n", ""),
                   ("rules: {virus: {", "rules: {virus: {boots_per_hour: 1, "), seed=seed)  # fmt: skip
        core = part(sim)
        sim.run(9 * HOUR)
        assert told(sim, Kind.NODE_INFECTED) == []
        assert [event.whom for event in told(sim, Kind.VIRUS_ENDED)] == [core]
        assert told(sim, Kind.ENDED) == []
