"""Rows of the seed table about windows: a sync of twenty minutes, the lockdown after it, and what jamming does."""

import pytest
from contract.test_causes import unread

import undergrid
from undergrid.world.log.kinds import Kind
from undergrid.world.network.lines import place_of
from undergrid.world.tables.authority import Duty, WatcherKind
from undergrid.world.tables.orders import Order, Refusal, Verb

TOWN = """scenario: sync_town
title: Twenty minutes
clock: {starts: "23:55", lasts: 4 h}
map: {generate: {seed: 7}}
crowd: [{count: 40, at: anywhere}]
cast:
  kael: {name: Kael Ardent, at: old_station, carries: [{jammer: 1}]}
  lyra: {name: Lyra Vale, at: bunker, carries: [{chip: {of: lyra}}]}
  mara: {name: Mara Quell, at: bunker, carries: [{chip: {of: mara}}]}
network: {generate: {kind: by_district, nodes: 6, spare: 20 %, seed: 4}}
rules:
  judgement: {stale: 0, curfew: 0, driven: 0, recognise: 0, mistrust: 10000}
watchers:
  more: [SPARES]
windows:
  bearings: {kind: sync, begins: "00:00", lasts: 20 min, relay: RELAY, known_to: [kael]}
  nightfall: {kind: lockdown, after: bearings, lasts: 1 h, known_to: [kael]}
""".replace("SPARES", ", ".join(["{kind: drone, at: gate_1, spare: true}"] * 12))
BEGINS, MINUTE = 300, 60
T0 = BEGINS + 20 * MINUTE


def sim_of(folder):
    node = "node_3"
    (folder / "scenario.yaml").write_text(TOWN.replace("RELAY", node))
    return undergrid.load(folder)


@pytest.fixture
def sim(tmp_path):
    return sim_of(tmp_path)


def put(sim, who, cell):
    """Let somebody stand on a cell from now on."""
    sim.world.citizens.cell[who], sim.world.citizens.inside[who] = cell, -1
    sim.world.rebuild()


def go(sim, until):
    """Let the city live on up to a tick."""
    sim.run(until)


def ask(sim, who, verb, target, amount=0):
    """Let somebody be told to do something in the next tick."""
    return sim.step([Order(sim.tick, who, verb, target, amount)])


def events(sim, *kinds):
    return [event for event in sim.world.events.rows() if event.kind in kinds]


def before_gate(sim, who, gate):
    link = sim.world.city.links[int(sim.world.gates.link[gate])]
    put(sim, who, link.a)


# ---------------------------------------------------------------- N28: "You'll have twenty minutes tops"


def present_at(sim, who, gate, verdict):
    """Let somebody hold out a chip so that the verdict falls at a tick."""
    go(sim, verdict - sim.built.rules["judgement"].model_dump()["seconds"])
    before_gate(sim, who, gate)
    ask(sim, who, Verb.PRESENT, gate)
    go(sim, verdict + 1)


def test_n28_a_gate_opens_at_19_59_and_refuses_at_20_01_and_the_lockdown_begins_at_20_00(sim):
    world, lyra, mara = sim.world, sim.row("lyra"), sim.row("mara")
    drones = (world.watchers.kind == WatcherKind.DRONE) & (world.watchers.duty != Duty.OFF)
    present_at(sim, lyra, 0, T0 - 1)
    [opened] = events(sim, Kind.GATE_OPENED)
    assert (opened.tick, opened.whom) == (T0 - 1, lyra)
    go(sim, T0 + 1)
    before_gate(sim, mara, 1)
    ask(sim, mara, Verb.PRESENT, 1)
    [refused] = [event for event in events(sim, Kind.REFUSED) if event.who == mara]
    [began] = events(sim, Kind.LOCKDOWN_BEGAN)
    assert (began.tick, refused.tick) == (T0, T0 + 1)
    assert (refused.amount, refused.cause) == (Refusal.LOCKED_DOWN, began.id)
    assert not world.gates.open.any()
    [shut] = events(sim, Kind.GATE_CLOSED)
    assert (shut.tick, shut.cause) == (T0, began.id)
    [over], [sync] = events(sim, Kind.SYNC_ENDED), events(sim, Kind.SYNC_BEGAN)
    assert (sync.tick, over.tick, began.cause, over.cause) == (BEGINS, T0, over.id, sync.id)
    # drones: as many again
    assert began.amount == drones.sum() > 0
    now = (world.watchers.kind == WatcherKind.DRONE) & (world.watchers.duty != Duty.OFF)
    assert now.sum() == 2 * drones.sum()
    assert unread(world.events.rows()) == []


def test_n28_who_knows_the_timetable_sees_the_countdown_and_tells_of_it(sim):
    kael, lyra = sim.row("kael"), sim.row("lyra")
    go(sim, BEGINS + 5 * MINUTE)
    sync, lockdown = sim.view("kael").windows
    assert (sync.name, sync.begins, sync.ends) == ("bearings", None, T0)
    assert (lockdown.name, lockdown.begins, lockdown.ends) == ("nightfall", T0, None)
    assert sim.view("lyra").windows == ()
    put(sim, kael, place_of(sim.world, 3))
    put(sim, lyra, place_of(sim.world, 3))
    ask(sim, kael, Verb.TELL, lyra, 11)
    [told] = events(sim, Kind.WINDOW_TOLD)
    assert (told.who, told.whom, told.amount) == (kael, lyra, 2)
    assert [(window.begins, window.ends, window.source) for window in sim.view("lyra").windows] == [
        (None, T0, kael), (T0, None, kael),
    ]  # fmt: skip
    ask(sim, lyra, Verb.TELL, kael, 11)
    assert len(events(sim, Kind.WINDOW_TOLD)) == 2
    assert sim.view("kael").windows[0].source == -1


# ---------------------------------------------------------------- N29: "Then I'll make it twenty-one"


def test_n29_jamming_the_sync_shifts_the_lockdown_by_one_minute_and_without_it_nothing_does(tmp_path):
    quiet, jammed = sim_of(tmp_path), sim_of(tmp_path)
    kael, relay = jammed.row("kael"), jammed.world.node_names.index("node_3")
    for sim in (quiet, jammed):
        go(sim, BEGINS + MINUTE)
        put(sim, kael, place_of(sim.world, relay))
    ask(jammed, kael, Verb.JAM, relay)
    go(jammed, jammed.tick + 30)
    ask(jammed, kael, Verb.JAM, relay)
    [again] = [event for event in events(jammed, Kind.REFUSED) if event.who == kael]
    assert again.amount == Refusal.ONLY_ONCE
    for sim in (quiet, jammed):
        go(sim, T0 + 2 * MINUTE)
    assert [event.tick for event in events(quiet, Kind.LOCKDOWN_BEGAN)] == [T0]
    [jam], [began] = events(jammed, Kind.SYNC_JAMMED), events(jammed, Kind.LOCKDOWN_BEGAN)
    assert jam.amount == jammed.built.rules["windows"].model_dump()["delay_seconds"] == MINUTE
    assert began.tick == T0 + MINUTE
    assert unread(jammed.world.events.rows()) == []


def test_a_city_that_is_forked_in_the_middle_of_a_window_goes_on_as_it_would_have(sim):
    kael, relay = sim.row("kael"), sim.world.node_names.index("node_3")
    go(sim, BEGINS + MINUTE)
    put(sim, kael, place_of(sim.world, relay))
    ask(sim, kael, Verb.JAM, relay)
    go(sim, sim.tick + 30)
    for until in (T0 - 5, T0 + MINUTE + 5, T0 + 2 * MINUTE):
        twin = sim.fork()
        go(sim, until)
        go(twin, until)
        assert twin.digest() == sim.digest()
    assert len(events(sim, Kind.LOCKDOWN_BEGAN)) == 1
