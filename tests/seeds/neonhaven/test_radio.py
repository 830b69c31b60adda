"""Rows of the seed table about radio: words fade and are garbled, others listen in, and an operator passes on."""

from contract.test_causes import unread
from scenes.on_village import on_village

import undergrid
from undergrid import setup
from undergrid.sim import Sim
from undergrid.world.log.kinds import Kind
from undergrid.world.society import messages
from undergrid.world.tables.authority import WatcherKind
from undergrid.world.tables.orders import Order, Refusal, Verb

STORY = """
scenario: comms
title: Comms crackle
clock: {tick: 1 s, starts: "12:00", lasts: 2 h}
map: map.tmx
places: {ridge: [outside, 80, 40], valley: [outside, 41, 6], dell: [outside, 60, 16]}
subscription: false
cast:
  kael: {name: Kael, at: valley, tagged: false, plugged: false, carries: [{radio: 1}], knows: [mara],
         bonds: [{to: mara}], wants: [{reach: valley}]}
  mara: {name: Mara, at: ridge, tagged: false, plugged: false, carries: [{radio: 1}], knows: [kael, old_station],
         bonds: [{to: kael}]}
  vex: {name: Vex, at: dell, tagged: false, plugged: false, carries: [{radio: 1}]}
watchers: {sentinels: 0 %, drones: 0 %, MORE}
rules: {airwaves: {shadow_db: 0, SENS}, routine: {attends: 0}}
"""
KAEL, MARA, VEX = 0, 1, 2


def story(folder, more="hunters: 100 %", sens="fix_cells: 12", seed=1) -> Sim:
    on_village(folder)
    text = STORY.replace("MORE", more).replace("SENS", sens)
    (folder / "scenario.yaml").write_text(text)
    assert setup.check(folder / "scenario.yaml") == []
    return undergrid.load(folder / "scenario.yaml", seed=seed)


def tell(sim, whom=KAEL, topic="old_station"):
    """Mara says over radio where a place is; what came of it."""
    sim.run(5)
    sim.step([Order(sim.tick, MARA, Verb.RADIO, whom, sim.built.places[topic])])
    return sim.world.events.rows()


def heard_by(events, who):
    heard = [event.amount for event in events if event.kind == Kind.RADIO_HEARD and event.who == who]
    return [messages.unpacked(amount).cell for amount in heard]


def off(sim, cells):
    return max(sim.world.city.apart(cell, sim.built.places["old_station"]) for cell in cells)


def test_n27_a_word_is_degraded_by_the_quality_of_the_link_and_lost_beyond_it(tmp_path):
    sim = story(tmp_path, sens="sensitivity_dbm: -120")
    good = heard_by(tell(sim), KAEL)
    assert off(sim, good) == 0
    weak, lost = [], 0
    for seed in range(12):
        sim = story(tmp_path, sens="sensitivity_dbm: -66.8", seed=seed)
        odds = sim.view("mara").odds[Verb.RADIO]  # shown before by the kernel that decides
        events = tell(sim)
        drawn = [e for e in events if e.kind == Kind.RADIO_HEARD and e.who == KAEL]
        refused = [e for e in events if e.kind == Kind.REFUSED and e.amount == Refusal.STATIC]
        assert [event.odds for event in (*drawn, *refused)] == [odds]
        weak += heard_by(events, KAEL)
        lost += len(refused)
    assert weak
    assert 0 < off(sim, weak) <= 12
    dead = tell(story(tmp_path, sens="sensitivity_dbm: -40"))
    assert heard_by(dead, KAEL) == []
    assert [e.amount for e in dead if e.kind == Kind.REFUSED] == [Refusal.STATIC]
    assert unread(events) == []


def test_n27_whoever_has_a_receiver_in_range_listens_in_and_so_does_the_authority(tmp_path):
    sim = story(tmp_path, more="more: [{kind: hunter, at: dell}]")
    events = tell(sim)
    assert heard_by(events, VEX) == heard_by(events, KAEL)
    [traced] = [e for e in events if e.kind == Kind.RADIO_TRACED]
    assert sim.world.watchers.kind[traced.who] == WatcherKind.HUNTER
    assert sim.world.city.apart(traced.where, int(sim.world.citizens.cell[MARA])) <= 12
    sim.run(sim.tick + 20)  # it reaches the authority
    noticed = sim.world.strangers
    assert traced.id in noticed.event[noticed.rows()].tolist()
    assert unread(sim.world.events.rows()) == []


def test_n27_out_of_range_nobody_listens_in(tmp_path):
    sim = story(tmp_path, sens="sensitivity_dbm: -40", more="more: [{kind: hunter, at: dell}]")
    events = tell(sim)
    assert not [e for e in events if e.kind in (Kind.RADIO_TRACED, Kind.RADIO_HEARD)]
