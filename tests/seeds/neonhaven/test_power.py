"""Rows of the seed table about power: a cell that runs down, and life with it."""

import shutil
from pathlib import Path

import pytest

import undergrid
from undergrid import runs, setup, story
from undergrid.sim import Sim
from undergrid.world.log.kinds import Kind
from undergrid.world.tables.body import Death
from undergrid.world.tables.orders import Order, Refusal, Verb
from undergrid.world.tables.power import Device

STORY = """
scenario: dark_side
title: Two on the far side
clock: {tick: 1 s, starts: "12:00", lasts: 2 h}
map: map.tmx
places: {ridge: [outside, 80, 40]}
airless: [outside]
sockets: [old_station]
cast:
  kael: {name: Kael, at: ridge, plugged: false, carries: [{suit: 1}, {fusion_cell: {joules: 38400}}]}
  noor: {name: Noor, at: ridge, plugged: false, carries: [{suit: 1}, {fusion_cell: {joules: 200000, full: 250000}}]}
"""
KAEL, NOOR = 0, 1


@pytest.fixture
def sim(tmp_path) -> Sim:
    """Kael and Noor in suits outside, in a whole city, where there is no air; both have switched life support on."""
    village = Path(setup.__file__).parents[1] / "scenarios" / "village" / "map.tmx"
    shutil.copy(village, tmp_path / "map.tmx")
    (tmp_path / "scenario.yaml").write_text(STORY)
    assert setup.check(tmp_path / "scenario.yaml") == []
    sim = undergrid.load(tmp_path / "scenario.yaml", seed=1)
    sim.step([Order(0, who, Verb.SWITCH_ON) for who in (KAEL, NOOR)])
    sim.step([Order(1, who, Verb.WAIT) for who in (KAEL, NOOR)])
    return sim


def found(sim, kind, who=KAEL):
    return [event for event in sim.world.events.rows() if event.kind == kind and event.who == who]


def test_n5_a_cell_with_no_refill_ends_life_at_the_tick_that_the_suit_shows(sim):
    shown = sim.view("kael").power
    assert (shown.load, shown.life_support_until, shown.faints_at, shown.dies_at) == (64, 600, 615, 900)
    while sim.tick < 599:
        sim.step()
    assert sim.view("kael").power.joules == 38_400 - 64 * 599
    sim.run(1000)
    (empty,), (died,) = found(sim, Kind.CELL_EMPTY), found(sim, Kind.DIED)
    assert (empty.tick, died.tick, died.amount) == (600, 900, Death.LIFE_SUPPORT)
    assert sim.world.citizens.alive[NOOR]


def test_n5_why_a_death_leads_to_the_load_that_drained_the_cell_and_who_switched_it_on(sim):
    sim.run(1000)
    by_id = {event.id: event for event in sim.world.events.rows()}
    event, told = found(sim, Kind.DIED)[0], []
    while event.cause:
        event = by_id[event.cause]
        told.append(event.kind)
    assert told == [
        Kind.FAINTED, Kind.SUFFOCATES, Kind.POWER_FAILED, Kind.CELL_EMPTY, Kind.SWITCHED_ON, Kind.ORDERED
    ]  # fmt: skip
    assert found(sim, Kind.SWITCHED_ON)[0].amount == Device.LIFE_SUPPORT


def test_n5_a_cable_moves_the_end_by_what_it_gives_to_the_tick(sim):
    sim.step([Order(sim.tick, NOOR, Verb.LINK, KAEL, 64_000)])
    sim.run(500)
    (ended,) = found(sim, Kind.CABLE_ENDED, NOOR)
    assert ended.amount == 64_000
    assert sim.view("kael").power.life_support_until == 1600
    assert sim.view("noor").power.life_support_until == (200_000 - 64_000) // 64


def ended_without(sim, *orders):
    """A fork with the same luck in which these orders are given; and what led to Kael's death there, kind by kind."""
    twin = sim.fork()
    twin.step([Order(twin.tick, *order) for order in orders])
    twin.run(2500)
    died = found(twin, Kind.DIED)
    by_id = {event.id: event for event in (*sim.world.events.rows(), *twin.world.events.rows())}
    event, told = died[0] if died else None, []
    while event is not None and event.cause:
        event = by_id[event.cause]
        told.append((event.kind, event.who))
    return twin, told


def test_n6_whoever_shares_power_keeps_the_other_alive_and_without_them_he_dies(sim):
    sim.step([Order(sim.tick, NOOR, Verb.LINK, KAEL, 120_000)])
    sim.run(300)
    with_her, _ = ended_without(sim)
    assert with_her.world.citizens.alive[KAEL]
    away = int(sim.world.citizens.cell[NOOR]) + 10
    left, told = ended_without(sim, (NOOR, Verb.WALK, away))
    assert not left.world.citizens.alive[KAEL]
    (parted,) = found(left, Kind.CABLE_ENDED, NOOR)
    assert parted.amount < 120_000
    assert found(left, Kind.DIED)[0].tick == (38_400 + parted.amount) // 64 + 300
    (empty,), because = found(left, Kind.CELL_EMPTY), left.world.events.because_columns()
    assert because["cause"][because["event"] == empty.id].tolist() == [parted.id], "the share that he has not had"
    assert told[-3:] == [(Kind.CELL_EMPTY, KAEL), (Kind.SWITCHED_ON, KAEL), (Kind.ORDERED, KAEL)]


def test_n5_a_cell_charged_beyond_full_is_refused_and_nothing_is_spent(sim):
    sim.step([Order(sim.tick, KAEL, Verb.LINK, NOOR, 50_000)])  # more than Kael has, and than Noor has room for
    sim.step([Order(sim.tick, NOOR, Verb.LINK, KAEL, 200_000)])  # more than is left
    assert [Refusal(event.amount) for event in found(sim, Kind.REFUSED)] == [Refusal.NO_SUPPLIES]
    assert [Refusal(event.amount) for event in found(sim, Kind.REFUSED, NOOR)] == [Refusal.NO_SUPPLIES]
    sim.world.citizens.inside[NOOR] = next(
        n for n, building in enumerate(sim.world.city.buildings) if building.name == "old_station"
    )
    sim.world.rebuild()
    left = sim.view("noor").power.joules
    sim.step([Order(sim.tick, NOOR, Verb.CHARGE, -1, 250_000 - left + 1)])
    assert [Refusal(event.amount) for event in found(sim, Kind.REFUSED, NOOR)][1:] == [Refusal.FULL]
    assert sim.view("noor").power.joules == left - 64


def test_n5_a_run_that_is_resumed_again_and_again_ends_with_the_same_digest(sim):
    sim.step([Order(sim.tick, NOOR, Verb.LINK, KAEL, 6_430)])
    twin = sim.fork()
    while sim.tick < 1040:
        sim.run(sim.tick + 10)
        twin.run(twin.tick + 10)
        twin = twin.fork()  # with no cache of the one before
    assert sim.digest() == twin.digest()
    assert found(sim, Kind.DIED)[0].tick == 700 + 300


def test_n5_why_is_told_from_the_death_to_the_switch(sim, tmp_path):
    orders = tmp_path / "orders.jsonl"
    orders.write_text('{"at": 0, "who": "kael", "verb": "switch_on", "amount": "life_support"}\n'
                      '{"at": 1, "who": "kael", "verb": "wait"}\n')  # fmt: skip
    undergrid.record(tmp_path / "scenario.yaml", tmp_path / "run", seed=1, until="16 min", orders=orders)
    log = runs.Log(tmp_path / "run")
    died = next(event for event in log.events() if event.kind == Kind.DIED and event.who == KAEL)
    told = " ".join(link.sentence for link in story.why(log, died.id))
    for says in ("Kael dies of the failing of life support", "loses consciousness", "has no air",
                 "The fusion cell of Kael is empty, at a load of 64 W", "Kael switches on life support"):  # fmt: skip
        assert says in told
