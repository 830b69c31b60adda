"""Rows of the seed table about suits: they wear, and what fails has its price."""

import pytest
from contract.test_causes import unread
from scenes.on_village import on_village

import undergrid
from undergrid import runs, setup, story
from undergrid.sim import Sim
from undergrid.world.body.air import air_is_bad
from undergrid.world.items import kit
from undergrid.world.log.kinds import Kind
from undergrid.world.tables.body import Death
from undergrid.world.tables.items import ItemKind
from undergrid.world.tables.orders import Order, Refusal, Verb
from undergrid.world.tables.suits import OF_SUITS, SuitPart

STORY = """
scenario: worn_suits
title: Suits on the ridge
clock: {tick: 1 s, starts: "12:00", lasts: 3 h}
map: map.tmx
places: {ridge: [outside, 80, 40]}
airless: [AIRLESS]
crowd:
  - {name: kept, count: 20, at: anywhere, around: ridge, tagged: 0 %,
     carries: [{suit: 1, quality: 95 %}, {fusion_cell: {}}]}
  - {name: neglected, count: 20, at: anywhere, around: ridge, tagged: 0 %,
     carries: [{suit: 1, quality: 20 %}, {fusion_cell: {}}]}
cast:
  kael: {name: Kael, at: ridge, plugged: false, carries: [{suit: 1, quality: 30 %}, {fusion_cell: {}}, {parts: 2}]}
  noor: {name: Noor, at: ridge, plugged: false, carries: [{suit: 1, quality: 90 %}, {fusion_cell: {}}]}
rules: {suits: {RULES}}
"""
KAEL, NOOR = 0, 1
HARDY = "life_support_hours: 100000, seals_hours: 100000, servos_hours: 100000"


def written(folder, rules=HARDY, airless=""):
    """A scenario of people in suits on a ridge outside, under these rules for suits."""
    on_village(folder)
    (folder / "scenario.yaml").write_text(STORY.replace("RULES", rules).replace("AIRLESS", airless))
    assert setup.check(folder / "scenario.yaml") == []
    return folder / "scenario.yaml"


def sim_of(folder, rules=HARDY, airless="", seed=1) -> Sim:
    return undergrid.load(written(folder, rules, airless), seed=seed)


def found(sim, *kinds, who=None):
    return [event for event in sim.world.events.rows() if event.kind in kinds and who in (None, event.who)]


def test_n4_wear_is_monotone_with_hours_and_shown(tmp_path):
    sim = sim_of(tmp_path, "life_support_hours: 20, seals_hours: 24, servos_hours: 18, shape: 10")
    sim.step([Order(0, KAEL, Verb.SWITCH_ON)])
    before = sim.view("kael").power.state
    assert set(before.values()) == {30}
    for _ in range(5):
        sim.run(sim.tick + 900)
        now = sim.view("kael").power.state
        assert all(now[part] <= before[part] for part in OF_SUITS)
        before = now
    assert before == {SuitPart.LIFE_SUPPORT: 24, SuitPart.SEALS: 25, SuitPart.SERVOS: 24}


def test_n4_the_first_fault_comes_earlier_at_lower_maintenance(tmp_path):
    sim = sim_of(tmp_path, "seals_hours: 3, servos_hours: 3")
    sim.run(7200)
    first = {}
    for event in found(sim, Kind.SUIT_FAULT):
        first.setdefault(event.who, event.tick)
    kept, neglected = (sorted(first.get(who, 7200) for who in range(2 + n, 22 + n)) for n in (0, 20))
    assert sum(neglected) < 0.6 * sum(kept)
    assert neglected[10] < kept[10]  # the median


def test_n4_a_repair_takes_parts_and_time_and_resets_the_wear(tmp_path):
    sim = sim_of(tmp_path)
    sim.run(60)
    sim.step([Order(sim.tick, KAEL, Verb.MEND_SUIT, KAEL), Order(sim.tick, NOOR, Verb.MEND_SUIT, NOOR)])
    assert [Refusal(event.amount) for event in found(sim, Kind.REFUSED, who=NOOR)] == [Refusal.NO_SUPPLIES]
    sim.run(sim.tick + 598)
    assert kit.count(sim.world, KAEL, ItemKind.PARTS) == 2
    sim.run(sim.tick + 3)
    (mended,) = found(sim, Kind.SUIT_MENDED)
    assert kit.count(sim.world, KAEL, ItemKind.PARTS) == 1
    assert sim.view("kael").power.state[SuitPart(mended.amount)] == 100
    assert sim.view("noor").power.state[SuitPart(mended.amount)] == 90


@pytest.fixture(scope="module")
def death(tmp_path_factory):
    """A run in which the pumps of Kael's life support fail where there is no air."""
    folder = tmp_path_factory.mktemp("worn")
    scenario = written(folder, f"life_support_hours: 0.2, {HARDY[HARDY.index('seals') :]}", "outside")
    orders = folder / "orders.jsonl"
    orders.write_text('{"at": 0, "who": "kael", "verb": "switch_on"}\n{"at": 1, "who": "kael", "verb": "wait"}\n')
    undergrid.record(scenario, folder / "run", seed=1, until="30 min", orders=orders)
    return runs.Log(folder / "run")


def test_n4_why_a_death_leads_to_the_fault_of_the_suit(death):
    died = next(event for event in death.events() if event.kind == Kind.DIED and event.who == KAEL)
    assert died.amount == Death.LIFE_SUPPORT
    told = " ".join(link.sentence for link in story.why(death, died.id))
    for says in ("Kael dies of the failing of life support", "loses consciousness", "has no air",
                 "In the suit of Kael, the pumps of life support fail"):  # fmt: skip
        assert says in told


def test_n4_each_cause_of_that_run_is_one_that_somebody_has_read(death):
    assert unread(list(death.events())) == []


def test_n4_in_a_fork_with_the_same_luck_a_mended_suit_lasts_longer(tmp_path):
    sim = sim_of(tmp_path, "seals_hours: 2, servos_hours: 100000", "outside")
    twin = sim.fork()
    twin.world.suit_parts.worn[twin.world.suit_parts.rows()] = 0
    for one in (sim, twin):
        one.run(3600)
    old, new = ({event.who: event.tick for event in found(one, Kind.SUIT_FAULT)} for one in (sim, twin))
    assert all(old[who] <= tick for who, tick in new.items())
    assert len(new) < len(old)
    assert air_is_bad(sim.world, NOOR)
