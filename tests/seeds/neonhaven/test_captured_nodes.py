"""The network in other hands: overrun at a price, air gaps, dependants, and causes that lead to the hand."""

from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from contract.test_causes import unread
from scenes.wired import of_kind
from scenes.wired_town import POWERED, row

import undergrid
from undergrid.world.log.kinds import Kind
from undergrid.world.network.captures import hands
from undergrid.world.network.control import Control
from undergrid.world.network.lines import place_of
from undergrid.world.places.ways import Ways
from undergrid.world.tables.network import Bid, Carries, NodeKind
from undergrid.world.tables.orders import Order, Refusal, Verb
from undergrid.world.tables.people import Activity

MINUTE, LYRA = 60, 1
EXPERT = "lyra: {name: Lyra Vale, at: bunker, engineering: 10, carries: [{cutters: 1}, {terminal: 1}]}"
SURE = "capturing: {device: 1, cell: 1, hub: 1, core: 1, by_wire: 1, try_seconds: 20}, captures: {surge: 6}, "


def town(nodes="", more=""):
    """The wired town with power, in which Lyra has a terminal and knows how to use it; her tries never fail."""
    text = POWERED.replace("lyra: {name: Lyra Vale, at: bunker, carries: [{cutters: 1}]}", EXPERT)
    text = text.replace("rules: {", f"rules: {{{SURE}").replace("  wires:\n", f"{nodes}  wires:\n") + more
    with TemporaryDirectory() as folder:
        (Path(folder) / "scenario.yaml").write_text(text)
        return undergrid.load(folder, seed=1)


def put(sim, cell, who=LYRA):
    """Let somebody stand on the cell nearest to one that can be walked."""
    world = sim.world
    walk = np.flatnonzero(world.cache(Ways).walk)
    city = world.city
    walk = walk[walk // city.area == cell // city.area]
    x, y = walk % city.width - cell % city.width, walk // city.width - cell // city.width
    world.citizens.cell[who], world.citizens.inside[who] = walk[np.argmin(x * x + y * y)], -1
    world.rebuild()


def ask(sim, verb, target, seconds, amount=0):
    """Let Lyra be told to do something, and the city live on; returns what happened."""
    first = sim.world.events.n
    sim.step([Order(sim.tick, LYRA, verb, target, amount)])
    sim.run(sim.tick + seconds - 1)
    return list(sim.world.events.rows()[first:])


def take(sim, node):
    put(sim, place_of(sim.world, node))
    return of_kind(ask(sim, Verb.CAPTURE, node, 30), Kind.NODE_CAPTURED)


def hub_of(sim):
    return int(np.flatnonzero(sim.world.nodes.kind == NodeKind.HUB)[0])


def hand_behind(sim, event):
    """The order at the root of an event."""
    by_id = {one.id: one for one in sim.world.events.rows()}
    while event.kind != Kind.ORDERED:
        event = by_id[event.cause]
    return event


def test_n22_from_a_hub_the_core_is_overrun_over_the_wire_and_with_it_all_that_is_linked():
    sim = town()
    world, hub = sim.world, hub_of(sim)
    take(sim, hub)
    part = np.count_nonzero(hands(world).root >= 0)
    [taken] = of_kind(ask(sim, Verb.CAPTURE, row(sim, "core"), 30), Kind.NODE_CAPTURED)
    root = hands(world).root
    assert taken.amount + np.count_nonzero(root == hub) == np.count_nonzero(root >= 0) > part
    assert (root[world.cache(Control).reached != 0] >= 0).all()
    assert unread(world.events.rows()) == []


def test_n22_behind_an_air_gap_the_core_is_not():
    sim = town()
    world, hub, core = sim.world, hub_of(sim), row(sim, "core")
    take(sim, hub)
    held = np.flatnonzero(hands(world).root >= 0)
    for wire in np.flatnonzero(np.isin(world.wires.a, held) != np.isin(world.wires.b, held)).tolist():
        if world.wires.carries[wire] == Carries.CONTROL and hub in (world.wires.a[wire], world.wires.b[wire]):
            ask(sim, Verb.OPEN_SWITCH, wire, 10)
    told = ask(sim, Verb.CAPTURE, core, 30)
    assert [Refusal(e.amount) for e in of_kind(told, Kind.REFUSED) if e.who == LYRA] == [Refusal.NO_LINK]
    assert hands(world).root[core] < 0
    assert unread(world.events.rows()) == []


def test_n23_all_that_reports_over_a_captured_node_is_uncontrolled_and_comes_back_with_it():
    sim = town()
    world = sim.world
    eyes = np.isin(world.nodes.kind, (NodeKind.CAMERA, NodeKind.READER, NodeKind.DRONE))
    take(sim, hub_of(sim))
    held = np.flatnonzero((hands(world).root >= 0) & eyes)
    assert len(held)
    assert world.nodes.failed[held].all()
    sim.run(sim.tick + 20 * MINUTE)
    assert not world.nodes.failed[held].any()
    [back] = of_kind(world.events.rows(), Kind.NODE_RETAKEN)
    assert {e.cause for e in of_kind(world.events.rows(), Kind.DEVICE_BACK)} >= {back.id}
    assert unread(world.events.rows()) == []


def test_n29_in_a_lockdown_a_gate_that_is_taken_over_stands_open():
    sim = town(more='windows: {nightfall: {kind: lockdown, at: "11:30", lasts: 2 h}}\n'.replace("at:", "begins:"))
    world = sim.world
    sim.run(5)
    gate = int(np.flatnonzero(world.nodes.gate == 0)[0])
    assert not world.gates.open[0]
    take(sim, gate)
    told = ask(sim, Verb.COMMAND, gate, 10, int(Bid.OPEN))
    assert [e.amount for e in of_kind(told, Kind.NODE_COMMANDED)] == [Bid.OPEN]
    sim.run(sim.tick + MINUTE)
    assert world.gates.open[0]
    assert unread(world.events.rows()) == []


def test_a_yard_that_is_made_to_draw_all_it_can_darkens_the_town_and_why_leads_to_the_hand():
    sim = town()
    world = sim.world
    yard = row(sim, "north")
    take(sim, yard)
    ask(sim, Verb.COMMAND, yard, 10)
    sim.run(sim.tick + 10 * MINUTE)
    trips = of_kind(world.events.rows(), Kind.WIRE_TRIPPED)
    dark = of_kind(world.events.rows(), Kind.LIGHTS_WENT_OUT)
    assert trips
    assert dark
    for event in dark:
        order = hand_behind(sim, event)
        assert (order.who, order.amount) == (LYRA, Verb.COMMAND)
    assert unread(world.events.rows()) == []


def test_n23_whoever_dreams_in_pods_that_fail_dead_dies_by_the_hand_that_cut_their_line():
    probe = town()
    people = probe.world.citizens
    home = int(np.bincount(people.home[people.home >= 0]).argmax())
    name = probe.world.city.buildings[home].name
    sim = town(f"    vault: {{kind: pods, at: {name}, fails: dead, autonomy: 1 min}}\n", "")
    world = sim.world
    vault = row(sim, "vault")
    lines = np.flatnonzero((world.wires.a == vault) | (world.wires.b == vault)).tolist()
    assert len(lines) == 1  # of power: nobody has drawn one of control
    dreamers = np.flatnonzero((world.citizens.home == home) & (world.citizens.doing == Activity.PLUGGED))
    put(sim, int(world.nodes.cell[vault]))
    told = ask(sim, Verb.CUT_WIRE, lines[0], 3 * MINUTE)
    died = of_kind(told, Kind.DIED)
    assert len(died) >= min(1, len(dreamers))
    assert all(hand_behind(sim, event).who == LYRA for event in died)
    assert unread(world.events.rows()) == []
