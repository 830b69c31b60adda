"""Rows of the seed table about salvage: parts out of wrecks, weapons and drones out of parts."""

import pytest
from contract.test_causes import unread
from scenes.wired import break_node
from scenes.wired_town import row, sim_of

from undergrid.world.items import kit
from undergrid.world.items.wrecks import RECIPES
from undergrid.world.log.kinds import Kind
from undergrid.world.tables.authority import Duty, WatcherKind
from undergrid.world.tables.items import ItemKind
from undergrid.world.tables.minds import Topic
from undergrid.world.tables.network import NodeKind
from undergrid.world.tables.orders import Order, Refusal, Verb

KAEL, LYRA = 0, 1
WRECKS = """wrecks: [{at: gate_1_outside, parts: 30}, {at: gate_1_outside, parts: 6, drone: true}]
"""


@pytest.fixture
def sim(tmp_path):
    """A town with a network, a wreck and a fallen drone before its gate, and Lyra beside them."""
    sim = sim_of(tmp_path / "town", WRECKS)
    sim.world.citizens.cell[LYRA], sim.world.citizens.inside[LYRA] = sim.built.places["gate_1_outside"], -1
    sim.world.rebuild()
    return sim


def events(sim, *kinds):
    return [event for event in sim.world.events.rows() if event.kind in kinds]


def ask(sim, verb, target=-1, amount=0, who=LYRA):
    sim.step([Order(sim.tick, who, verb, target, amount)])


def parts(sim):
    return kit.count(sim.world, LYRA, ItemKind.PARTS)


def salvage(sim, wanted):
    """Let Lyra take the wrecks apart until she has so many parts, or nothing is left."""
    while parts(sim) < wanted:
        ask(sim, Verb.SALVAGE)
        if events(sim, Kind.REFUSED)[-1:] and events(sim, Kind.REFUSED)[-1].tick == sim.tick - 1:
            break
        sim.run(sim.tick + 601)


def test_n13_weapons_come_from_the_guts_of_machines_and_no_part_is_lost(sim):
    salvage(sim, 10)
    assert parts(sim) >= 10
    had = parts(sim)
    ask(sim, Verb.BUILD, amount=int(ItemKind.RIFLE))
    sim.run(sim.tick + 3 * 3600 + 1)
    assert kit.count(sim.world, LYRA, ItemKind.RIFLE) == 1
    assert parts(sim) == had - RECIPES[ItemKind.RIFLE].parts
    wrecks = sim.world.wrecks
    assert (wrecks.held == wrecks.parts + wrecks.taken + wrecks.scrap)[wrecks.rows()].all()
    assert wrecks.taken.sum() == had
    assert unread(events(sim, *{event.kind for event in sim.world.events.rows()})) == []


def test_n13_a_patched_drone_obeys_its_maker_and_reports_to_nobody_else(sim):
    world, city = sim.world, sim.world.city
    salvage(sim, 6)
    ask(sim, Verb.PATCH)
    sim.run(sim.tick + 7201)
    [patched] = events(sim, Kind.PATCHED)
    own = world.own_drones
    [drone] = own.rows().tolist()
    assert (own.maker[drone], own.parts[drone], patched.amount) == (LYRA, 12, 12)
    level = int(own.cell[drone]) // city.area
    watched = world.watchers
    there = [
        w for w in range(watched.n) if watched.cell[w] // city.area == 0 and watched.kind[w] == WatcherKind.SENTINEL
    ]
    watched.cell[there[0]] = world.citizens.cell[LYRA] + 2  # a sentinel has come out before the gate
    sim.run(sim.tick + 60)
    known = world.knowledge
    slots = known.where(knower=LYRA, topic=Topic.WATCHER, subject=there[0])
    assert known.cell[slots].tolist() == [watched.cell[there[0]]]
    ask(sim, Verb.SEND, int(world.citizens.cell[LYRA]) + 30, who=KAEL)
    assert Refusal(events(sim, Kind.REFUSED)[-1].amount) == Refusal.NO_TOOL
    goal = next(c for c in range(level * city.area, (level + 1) * city.area) if city.walkable()[c])
    ask(sim, Verb.SEND, goal)
    sim.run(sim.tick + 120)
    assert own.cell[drone] == goal
    ask(sim, Verb.RECALL)
    sim.run(sim.tick + 120)
    assert own.cell[drone] == world.citizens.cell[LYRA]
    assert unread(events(sim, *{event.kind for event in world.events.rows()})) == []


def test_n13_a_drone_that_fell_for_want_of_control_can_be_turned(tmp_path):
    sim = sim_of(tmp_path / "town")
    world = sim.world
    drone = next(
        n for n in range(world.nodes.n) if world.nodes.kind[n] == NodeKind.DRONE and world.nodes.watcher[n] >= 0
    )
    world.nodes.fails[drone] = 2
    break_node(world, int(row(sim, sim.world.node_names[drone])))
    sim.step()
    assert events(sim, Kind.DRONE_FELL)
    watcher = int(world.nodes.watcher[drone])
    wreck = world.wrecks.first(watcher=watcher)
    beside = int(world.wrecks.cell[wreck])
    world.citizens.cell[LYRA], world.citizens.inside[LYRA] = beside, -1
    world.rebuild()
    kit.add(world, LYRA, ItemKind.PARTS, 4, world.scenario_event)
    ask(sim, Verb.PATCH)
    sim.run(sim.tick + 7201)
    assert [event.whom for event in events(sim, Kind.PATCHED)] == [watcher]
    assert world.watchers.duty[watcher] == Duty.OFF
    assert parts(sim) == 0


def test_n13_in_time_before_a_deadline_one_gets_done_what_the_minutes_allow(sim):
    """Preparation is a row of tasks: what each takes is known, so what fits before a deadline is known."""
    deadline = sim.tick + 3600
    salvage(sim, 3)
    while (
        sim.tick + 60 * RECIPES[ItemKind.CUTTERS].minutes < deadline and parts(sim) >= RECIPES[ItemKind.CUTTERS].parts
    ):
        ask(sim, Verb.BUILD, amount=int(ItemKind.CUTTERS))
        sim.run(sim.tick + 60 * RECIPES[ItemKind.CUTTERS].minutes + 1)
    assert kit.count(sim.world, LYRA, ItemKind.CUTTERS) == 2  # hers, and the one that she has built
    assert sim.tick <= deadline
