"""Rows of the seed table about the control network. Where a row speaks of the purge, a cut stands for it."""

import json

import numpy as np
import pytest
from contract.test_causes import unread
from scenes.wired_town import beside, powered, row, sim_of, town

import undergrid
from undergrid import runs, story
from undergrid.runs.reading import Log
from undergrid.world.log.kinds import Kind
from undergrid.world.places.ways import Ways
from undergrid.world.senses import lamps, optics
from undergrid.world.tables.authority import Duty
from undergrid.world.tables.network import Carries, Lack, NodeKind
from undergrid.world.tables.orders import Order, Refusal, Verb
from undergrid.world.tables.people import Activity

MINUTE = 60


@pytest.fixture
def sim(tmp_path):
    return sim_of(tmp_path / "town")


def put(sim, who, cell):
    """Let somebody stand on a cell from now on."""
    sim.world.citizens.cell[who], sim.world.citizens.inside[who] = cell, -1
    sim.world.rebuild()


def ask(sim, who, verb, target):
    """Let somebody be told to do something in the next tick."""
    sim.step([Order(sim.tick, who, verb, target)])


def go(sim, ticks):
    """Let the city live on for some ticks."""
    sim.run(sim.tick + ticks)


def events(sim, *kinds):
    return [event for event in sim.world.events.rows() if event.kind in kinds]


def cut_off(sim, node, who=1):
    """Let somebody without wants of her own cut every wire of a node, from where each can be reached."""
    wires = sim.world.wires
    for wire in np.flatnonzero((wires.a == node) | (wires.b == node)).tolist():
        put(sim, who, beside(sim, wire)[0])
        ask(sim, who, Verb.CUT_WIRE, wire)
        go(sim, 25)
        assert not wires.works[wire]


# ---------------------------------------------------------------- N2: "The shield was gone"


def test_n2_nobody_crosses_the_shield_until_its_line_is_cut(sim):
    world, lyra = sim.world, 1
    there = sim.built.places["gate_1_outside"]
    city = world.city
    x, y = there % city.width, there % city.area // city.width
    west = city.cell(city.where(there)[0], x - 2, y)
    near = west if city.walkable()[west] else city.cell(city.where(there)[0], x + 2, y)
    put(sim, lyra, near)
    ask(sim, lyra, Verb.WALK, there)
    go(sim, 20)
    assert world.citizens.cell[lyra] != there
    assert world.cache(Ways).walk[there] == 0
    cut_off(sim, row(sim, "dome"))
    go(sim, 40)
    [fell] = events(sim, Kind.SHIELD_FELL)
    [cut] = events(sim, Kind.WIRE_CUT)
    assert fell.cause == cut.id
    assert world.cache(Ways).walk[there] == 1
    put(sim, lyra, near)
    ask(sim, lyra, Verb.WALK, there)
    go(sim, 20)
    assert world.citizens.cell[lyra] == there


# ---------------------------------------------------------------- N3: "blue glow ... lights pulsed"


def lit(sim, district):
    """The share of a district's lamps that burn, by the tables with which everybody looks."""
    world, city = sim.world, sim.world.city
    table = lamps.tables_now(world)
    cells = np.flatnonzero((world.cache(lamps.Lamps).feeder >= 0) & (np.asarray(city.district_of) == district))
    return np.mean([optics.light_on(table, int(city.ground[cell]), int(cell), 0, 0) > 3 for cell in cells])


def test_n3_each_district_is_lit_as_its_nodes_are_and_all_go_dark_once_the_core_is_cut_off(sim):
    world = sim.world
    nodes = world.nodes
    feeds = np.flatnonzero(nodes.kind == NodeKind.LIGHTS)
    assert len(feeds) > 2
    assert all(lit(sim, int(nodes.district[node])) == 1 for node in feeds)
    one = int(feeds[0])
    cut_off(sim, one)
    go(sim, 2 * MINUTE)
    assert [lit(sim, int(nodes.district[node])) for node in feeds] == [0, *[1] * (len(feeds) - 1)]
    cut_off(sim, row(sim, "core"))
    go(sim, 2 * MINUTE)
    assert all(lit(sim, int(nodes.district[node])) == 0 for node in feeds)
    dark = events(sim, Kind.LIGHTS_WENT_OUT)
    assert sorted(event.who for event in dark) == feeds.tolist()
    cuts = {event.id: event for event in events(sim, Kind.WIRE_CUT)}
    assert all(event.tick == cuts[event.cause].tick + 2 * MINUTE for event in dark)


@pytest.fixture
def with_power(tmp_path):
    """The town with a plant; two lines lead from it, either of which is too little for the whole."""
    return undergrid.load(powered(tmp_path / "town"), seed=1)


def power_lines(sim, node):
    """The power lines at a node."""
    wires = sim.world.wires
    found = (wires.carries == Carries.POWER) & ((wires.a == node) | (wires.b == node))
    return np.flatnonzero(found).tolist()


def test_n3_a_district_is_lit_as_long_as_what_feeds_its_lamps_has_power(with_power):
    sim, world = with_power, with_power.world
    feeds = np.flatnonzero(world.nodes.kind == NodeKind.LIGHTS).tolist()
    one = feeds[0]
    [line] = power_lines(sim, one)
    put(sim, 1, beside(sim, line)[0])
    ask(sim, 1, Verb.CUT_WIRE, line)
    go(sim, 25 + 2 * MINUTE + 2)
    [dark], [cut] = events(sim, Kind.LIGHTS_WENT_OUT), events(sim, Kind.WIRE_CUT)
    assert (dark.who, dark.cause, dark.amount) == (one, cut.id, Lack.POWER)
    assert [lit(sim, int(world.nodes.district[node])) for node in feeds] == [0, *[1] * (len(feeds) - 1)]


def test_n3_a_switch_that_is_opened_on_one_of_two_lines_makes_the_other_trip_and_darkens_the_whole_town(with_power):
    sim, world = with_power, with_power.world
    first, second = power_lines(sim, row(sim, "reactor"))
    put(sim, 1, int(world.nodes.cell[row(sim, "reactor")]))
    ask(sim, 1, Verb.OPEN_SWITCH, first)
    go(sim, 10 + 5 + 2 * MINUTE + 2)
    [opened], [tripped] = events(sim, Kind.SWITCH_OPENED), events(sim, Kind.WIRE_TRIPPED)
    dark = events(sim, Kind.LIGHTS_WENT_OUT)
    feeds = np.flatnonzero(world.nodes.kind == NodeKind.LIGHTS).tolist()
    assert (opened.who, opened.whom) == (1, first)
    assert (tripped.who, tripped.cause, tripped.amount) == (second, opened.id, world.nodes.load.sum())
    assert sorted(event.who for event in dark) == feeds
    assert {event.cause for event in dark} == {tripped.id}
    assert all(lit(sim, int(world.nodes.district[node])) == 0 for node in feeds)


# ---------------------------------------------------------------- N23: "They'll lose everything"


def test_n23_every_device_whose_path_is_gone_is_uncontrolled_within_its_own_grace_time(sim):
    world, grace = sim.world, {}
    cut_off(sim, row(sim, "core"))
    minutes = sim.built.rules["control"].model_dump()
    nodes = world.nodes
    devices = np.flatnonzero(nodes.kind > NodeKind.CELL)
    go(sim, 10 * MINUTE)
    cuts = {event.id: event.tick for event in events(sim, Kind.WIRE_CUT)}
    for node in devices.tolist():
        grace[node] = round(60 * minutes[f"{NodeKind(int(nodes.kind[node])).name.lower()}_minutes"])
        assert nodes.failed[node]
        assert nodes.ends[node] == cuts[int(nodes.lost[node])] + grace[node]
    of = np.isin(nodes.kind, (NodeKind.DRONE, NodeKind.CAMERA, NodeKind.READER))
    assert (world.watchers.duty[nodes.watcher[of]] == Duty.OFF).all()
    assert world.gates.stuck.all()
    lifts = nodes.link[nodes.kind == NodeKind.LIFT]
    assert not world.cache(Ways).link_open[lifts].any()


# ---------------------------------------------------------------- N30: "faint hum of power lines overhead"


def test_n30_a_line_is_come_upon_followed_and_cut_and_what_hangs_on_it_goes_dark(sim):
    world, kael = sim.world, 0
    node = int(np.flatnonzero(world.nodes.kind == NodeKind.LIGHTS)[0])
    wire = int(np.flatnonzero((world.wires.a == node) | (world.wires.b == node))[0])
    course = beside(sim, wire)
    put(sim, kael, course[0])
    sim.minds.silent = frozenset([kael])
    go(sim, 6)
    found = [event for event in events(sim, Kind.LINE_FOUND) if event.whom == wire]
    assert [event.who for event in found] == [kael]
    assert sim.view("kael").aims[Verb.CUT_WIRE][0] in {event.whom for event in events(sim, Kind.LINE_FOUND)}
    ask(sim, kael, Verb.CUT_WIRE, wire)
    go(sim, 4 * MINUTE)
    dark = [event for event in events(sim, Kind.LIGHTS_WENT_OUT) if event.who == node]
    [cut] = [event for event in events(sim, Kind.WIRE_CUT) if event.whom == wire]
    assert [event.cause for event in dark] == [cut.id]


def test_n30_why_on_a_dark_district_leads_to_the_wire_that_was_cut_and_the_hand_that_cut_it(tmp_path):
    folder = town(tmp_path / "town")
    sim = undergrid.load(folder)
    world = sim.world
    node = int(np.flatnonzero(world.nodes.kind == NodeKind.LIGHTS)[0])
    wire = int(np.flatnonzero((world.wires.a == node) | (world.wires.b == node))[0])
    names = [world.node_names[int(end)] for end in (world.wires.a[wire], world.wires.b[wire])]
    level, x, y = world.city.where(beside(sim, wire)[0])
    (folder / "scenario.yaml").write_text(
        (folder / "scenario.yaml").read_text().replace("at: bunker", "at: spot")
        + f"places: {{spot: [{world.city.levels[level].name}, {x}, {y}]}}\n"
    )
    orders = tmp_path / "orders.jsonl"
    orders.write_text(
        json.dumps({"at": "1 min", "who": "lyra", "verb": "cut_wire", "target": " - ".join(names)}) + "\n"
    )
    undergrid.record(folder, tmp_path / "run", until="6 min", orders=orders)
    log = Log(tmp_path / "run")
    dark = next(event for event in log.events() if event.kind == Kind.LIGHTS_WENT_OUT)
    chain = story.why(log, dark.id)
    assert [link.told.kind for link in chain] == ["lights went out", "wire cut", "ordered"]
    assert chain[-1].root == "order"
    said = [link.sentence for link in chain]
    line = f"the line from {names[0]} to {names[1]}".replace("_", " ")
    assert said[1].startswith(f"Lyra Vale cuts {line}")
    assert "which takes control from one device" in said[1]
    assert said[2].startswith(f"Lyra Vale is told to cut {line}")
    assert not runs.verify(tmp_path / "run")


def test_a_repair_without_parts_is_refused_by_an_event_with_the_reason_and_nothing_is_spent(sim):
    world, kael = sim.world, 0
    wire = int(np.flatnonzero(world.wires.b == row(sim, "dome"))[0])
    cut_off(sim, row(sim, "dome"))
    parts = world.items.where(holder=kael)
    before = world.items.count[parts].tolist()
    put(sim, 1, sim.built.places["bunker"])
    ask(sim, 1, Verb.MEND_WIRE, wire)
    put(sim, 1, beside(sim, wire)[0])
    ask(sim, 1, Verb.MEND_WIRE, wire)
    go(sim, 400)
    refused = [event for event in events(sim, Kind.REFUSED) if event.who == 1]
    assert [event.amount for event in refused] == [Refusal.NOT_HERE, Refusal.NO_SUPPLIES]
    assert world.items.count[parts].tolist() == before
    assert not world.wires.works[wire]


def test_a_life_with_cuts_is_the_same_saved_and_restored_or_not(tmp_path):
    one, two = sim_of(tmp_path / "one"), sim_of(tmp_path / "two")
    wires = one.world.wires
    for n in range(12):
        wire = (7 * n) % wires.n
        for sim in (one, two):
            put(sim, 1, beside(sim, wire)[0])
            ask(sim, 1, Verb.CUT_WIRE, wire)
        for _ in range(40):
            one.step()
            two.world.restore(two.tick, two.world.state())
            two.step()
        assert one.world.digest() == two.world.digest(), n
    assert events(one, Kind.LIFT_STOPPED)
    assert events(one, Kind.SHIELD_FELL)


def test_somebody_has_read_every_pair_of_an_event_and_its_cause_in_a_life_with_cuts_and_repairs(tmp_path):
    folder = tmp_path / "town"
    text = powered(folder).joinpath("scenario.yaml").read_text()
    text = text.replace("cutters: 1}]", "cutters: 1}, {parts: 500}]").replace(
        "drone_minutes", "hub_minutes: 1, drone_minutes"
    )
    folder.joinpath("scenario.yaml").write_text(text)
    sim = undergrid.load(folder, seed=3)
    world, draw = sim.world, np.random.default_rng(5)
    for _ in range(60):
        broken = np.flatnonzero(~world.wires.works)
        mends = len(broken) and draw.random() < 0.4
        wire = int(draw.choice(broken) if mends else draw.integers(world.wires.n))
        if beside(sim, wire) and world.citizens.doing[1] != Activity.HELD:
            put(sim, 1, beside(sim, wire)[0])
            ask(sim, 1, Verb.CUT_WIRE if world.wires.works[wire] else Verb.MEND_WIRE, wire)
        node = int(draw.integers(1, world.nodes.n))
        if draw.random() < 0.3:
            put(sim, 1, int(world.nodes.cell[node]))
            ask(sim, 1, Verb.BREAK_NODE if world.nodes.works[node] else Verb.MEND_NODE, node)
        go(sim, int(draw.integers(60, 400)))
        switch = int(draw.choice(np.flatnonzero(world.wires.carries == Carries.POWER)[:3]))
        if draw.random() < 0.3 and world.citizens.doing[1] != Activity.HELD:
            put(sim, 1, int(world.nodes.cell[world.wires.a[switch]]))
            ask(sim, 1, Verb.CLOSE_SWITCH if world.wires.open[switch] else Verb.OPEN_SWITCH, switch)
            go(sim, 10)
    kinds = {event.kind for event in world.events.rows()}
    assert {Kind.WENT_BLIND, Kind.DEVICE_BACK, Kind.LIGHTS_WENT_OUT, Kind.GATE_STUCK, Kind.WIRE_MENDED} <= kinds
    assert {Kind.WIRE_TRIPPED, Kind.SWITCH_CLOSED, Kind.NODE_WENT_DOWN, Kind.PLANT_STOPPED} <= kinds
    assert unread(world.events.rows()) == []
