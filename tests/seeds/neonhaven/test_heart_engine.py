"""The Heart Engine: carried, linked, foretold, fired; what falls with the Core, who dies, and who hears it."""

from collections import Counter

import numpy as np
import pytest
from contract.test_causes import unread
from scenes.nexus_fired import KAEL, LYRA, ask, hand_behind, put, row, run, town
from scenes.wired import of_kind

from undergrid.core import luck
from undergrid.world.body.blood_loss import die
from undergrid.world.log.kinds import Kind
from undergrid.world.network.control import Control
from undergrid.world.network.lines import place_of
from undergrid.world.network.wired import is_wired, wired_rows
from undergrid.world.places.ways import Ways
from undergrid.world.society.factions import faction_of
from undergrid.world.tables.body import Death
from undergrid.world.tables.engines import EngineStage
from undergrid.world.tables.items import ItemKind
from undergrid.world.tables.network import NodeKind
from undergrid.world.tables.orders import Order, Refusal, Verb
from undergrid.world.tables.people import Activity

CUBE = int(ItemKind.ENGINE_CUBE)
NOW = ("rules: {", "rules: {engine: {tuning_minutes: 0.1}, ")
PLAIN = ("augments: [nerves, eye, arm, leg], ", "")


def fired(sim, node="core", who=LYRA, wait=600):
    """Let somebody link the cube, wait, and fire it; returns (what came of the linking, what came of the firing)."""
    linked = ask(sim, Verb.CONNECT, row(sim, node), 15, who=who)
    run(sim, wait)
    return linked, ask(sim, Verb.FIRE, row(sim, node), 9, who=who)


def refusals(events):
    return [Refusal(event.amount) for event in of_kind(events, Kind.REFUSED)]


def of_purge(events):
    return [event for event in of_kind(events, Kind.DIED) if event.amount == Death.PURGE]


# ---------------------------------------------------------------- N19, N36


def test_n19_idle_charged_linked_fired_each_only_after_the_other():
    sim = town(1, ("map: {generate: {seed: 7}}", "map: {generate: {seed: 7}}\nsockets: [arcade_1]"))
    world, core, stage = sim.world, row(sim, "core"), sim.world.engines.stage
    world.engines.stage[0], world.engines.joules[0] = EngineStage.IDLE, 3_540_000
    assert refusals(ask(sim, Verb.CONNECT, core)) == [Refusal.UNCHARGED]
    assert refusals(ask(sim, Verb.FIRE, core)) == [Refusal.UNCHARGED]
    building = next(n for n, one in enumerate(world.city.buildings) if one.name == "arcade_1")
    world.citizens.cell[LYRA], world.citizens.inside[LYRA] = world.city.buildings[building].door, building
    world.rebuild()
    assert of_kind(ask(sim, Verb.CHARGE_CUBE, seconds=62), Kind.ENGINE_CHARGED)
    assert stage[0] == EngineStage.CHARGED
    put(sim, place_of(world, core))
    assert refusals(ask(sim, Verb.FIRE, core)) == [Refusal.NOT_LINKED]
    ask(sim, Verb.CONNECT, core, 15)
    assert stage[0] == EngineStage.LINKED
    assert refusals(ask(sim, Verb.FIRE, core)) == [Refusal.NOT_READY]
    run(sim, 600)
    assert of_kind(ask(sim, Verb.FIRE, core, 9), Kind.ENGINE_FIRED)
    assert stage[0] == EngineStage.FIRED


def test_n36_it_is_handed_over_dropped_taken_and_lies_where_its_carrier_fell():
    sim = town()
    world = sim.world
    world.regards.free(world.regards.rows())
    assert of_kind(ask(sim, Verb.GIVE, KAEL, amount=CUBE), Kind.GAVE)
    assert of_kind(ask(sim, Verb.PUT_DOWN, amount=CUBE, who=KAEL), Kind.PUT_DOWN)
    put(sim, int(world.citizens.cell[KAEL]))
    assert of_kind(ask(sim, Verb.TAKE, -1, amount=CUBE), Kind.TOOK)
    died = die(world, LYRA, Death.BLAST, world.scenario_event)
    here = int(world.citizens.cell[LYRA])
    [fell] = of_kind(run(sim, 2), Kind.CUBE_FELL)
    assert (fell.cause, fell.where, int(world.items.cell[0])) == (died, here, here)
    put(sim, here, KAEL)
    assert of_kind(ask(sim, Verb.TAKE, -1, amount=CUBE, who=KAEL), Kind.TOOK)


def test_n36_linking_takes_its_time_beside_a_port_and_begins_again_where_it_is_broken_off():
    sim = town(1, PLAIN)
    core = row(sim, "core")
    assert not of_kind(ask(sim, Verb.CONNECT, core, 12), Kind.ENGINE_LINKED)
    ask(sim, Verb.WAIT)
    assert not of_kind(ask(sim, Verb.CONNECT, core, 12), Kind.ENGINE_LINKED)
    assert of_kind(run(sim, 1), Kind.ENGINE_LINKED)
    sim = town()
    assert refusals(ask(sim, Verb.CONNECT, row(sim, "island"))) == [Refusal.NOT_HERE]
    put(sim, place_of(sim.world, row(sim, "dens")))
    assert refusals(ask(sim, Verb.CONNECT, row(sim, "dens"))) == [Refusal.NO_PORT]


# ---------------------------------------------------------------- N22, N2, N3


def test_n22_linked_at_the_core_all_that_a_live_line_leads_to_dies():
    sim = town()
    world = sim.world
    reached = world.cache(Control).reached.copy()
    [shot] = of_kind(fired(sim)[1], Kind.ENGINE_FIRED)
    assert shot.amount == np.count_nonzero(reached)
    assert not world.nodes.works[reached != 0].any()
    assert world.nodes.works[reached == 0].all()
    assert unread(world.events.rows()) == []


def test_n22_linked_to_a_cell_behind_an_air_gap_only_its_part_does():
    sim = town()
    world = sim.world
    put(sim, place_of(world, row(sim, "island")))
    _, events = fired(sim, "island")
    assert of_kind(events, Kind.ENGINE_FIRED)[0].amount == 2
    assert np.flatnonzero(~world.nodes.works).tolist() == sorted((row(sim, "island"), row(sim, "loose")))
    assert not of_kind(events, Kind.CORE_SCREAMED, Kind.SEARED)
    assert not of_purge(events)


def test_n2_the_shield_falls_with_the_core_and_its_cells_can_be_walked():
    sim = town()
    world = sim.world
    cells = world.shielded.cell[world.shielded.rows()].astype(np.int64)
    assert not world.cache(Ways).walk[cells].any()
    _, events = fired(sim)
    [down] = of_kind(events, Kind.SHIELD_FELL)
    assert down.cause == of_kind(events, Kind.ENGINE_FIRED)[0].id
    assert world.cache(Ways).walk[cells].all()


def test_n3_the_lights_go_out_with_it_and_drones_come_down_in_the_same_second():
    sim = town()
    world = sim.world
    lamps = np.flatnonzero(world.nodes.kind == NodeKind.LIGHTS)
    assert not world.nodes.failed[lamps].any()
    _, events = fired(sim)
    [shot], dark = of_kind(events, Kind.ENGINE_FIRED), of_kind(events, Kind.LIGHTS_WENT_OUT)
    assert sorted(event.who for event in dark) == lamps.tolist()
    landed = of_kind(events, Kind.DRONE_LANDED, Kind.WENT_BLIND)
    assert landed
    assert {event.tick for event in (*dark, *landed)} == {shot.tick}
    assert world.nodes.failed[lamps].all()


# ---------------------------------------------------------------- N24


def foretold_and_dead(sim, wait):
    """(deaths by faction as foretold, as they happened) of one life."""
    linked, events = fired(sim, wait=wait)
    foreseen = {event.whom: event.amount for event in of_kind(linked, Kind.DEATHS_FORESEEN)}
    dead = Counter(faction_of(sim.world, event.who) for event in of_purge(events))
    return foreseen, dict(dead) or {-1: 0}


def test_n24_as_many_die_as_was_foretold_in_every_seed():
    seen = [foretold_and_dead(town(seed, NOW), 6) for seed in range(1, 13)]
    assert [before for before, _ in seen] == [after for _, after in seen]
    assert len({before[-1] for before, _ in seen}) > 4


def test_n24_as_many_of_each_faction_die_as_was_foretold_for_it():
    sworn = (
        ("crowd:\n", "factions: {rust: {name: the Rust}, corps: {rules: true}}\ncrowd:\n"),
        (
            "  - {name: den, count: 40, at: arcade_1}\n",
            "  - {name: den, count: 10, at: arcade_1}\n"
            "  - {name: theirs, count: 18, at: arcade_1, faction: corps}\n"
            "  - {name: ours, count: 12, at: arcade_1, faction: rust}\n",
        ),
        ("who: [den]", "who: [den, theirs, ours]"),
        ("{name: Lyra Vale,", "{name: Lyra Vale, faction: rust,"),
    )
    sim = town(1, NOW, *sworn)
    foreseen, died = foretold_and_dead(sim, 6)
    assert foreseen == died
    assert set(died) == {-1, 0, 1}
    assert died[1] > died[0] > 1


@pytest.mark.slow
def test_n24_as_many_die_as_was_foretold_ten_minutes_before_in_a_hundred_seeds():
    for seed in range(1, 101):
        before, after = foretold_and_dead(town(seed), 600)
        assert before == after


def test_n24_an_unplug_campaign_lowers_it_by_exactly_those_unplugged():
    sim, twin = town(), town()
    foreseen = foretold_and_dead(twin, 600)[0][-1]
    died = [event.who for event in of_purge(list(twin.world.events.rows()))]
    linked = ask(sim, Verb.CONNECT, row(sim, "core"), 15)
    assert of_kind(linked, Kind.DEATHS_FORESEEN)[0].amount == foreseen == len(died)
    saved = [who for who in died if who != LYRA][:9]
    sim.step([Order(sim.tick, who, Verb.UNPLUG) for who in saved])
    run(sim, 600)
    assert not any(is_wired(sim.world, who) for who in saved)
    events = ask(sim, Verb.FIRE, row(sim, "core"), 9)
    assert [event.who for event in of_purge(events)] == sorted(set(died) - set(saved))


def test_n24_why_somebody_died_leads_to_the_hand_on_the_panel():
    sim = town()
    _, events = fired(sim)
    for death in of_purge(events):
        chain = hand_behind(sim, death)
        assert [event.kind for event in chain] == [Kind.DIED, Kind.ENGINE_FIRED, Kind.ORDERED]
        assert (chain[-1].who, chain[-1].amount) == (LYRA, Verb.FIRE)


# ---------------------------------------------------------------- N42, N43


def test_n42_who_is_all_machine_dies_of_it_in_nine_of_ten_seeds_and_the_unaugmented_mostly_live():
    ends = {}
    for name, changes in (("lyra", [NOW]), ("plain", [NOW, PLAIN])):
        lived = []
        for seed in range(1, 31):
            sim = town(seed, *changes)
            if of_kind(fired(sim, wait=6)[1], Kind.ENGINE_FIRED):
                lived.append(bool(sim.world.citizens.alive[LYRA]))
        assert len(lived) >= 20
        ends[name] = np.mean(lived)
    assert ends["lyra"] <= 0.1
    assert ends["plain"] >= 0.8


def test_n42_the_unaugmented_take_longer_and_the_odds_are_shown_before():
    took, shown = [], []
    for changes in ([], [PLAIN]):
        sim = town(1, *changes)
        ask(sim, Verb.CONNECT, row(sim, "core"), 15)
        run(sim, 600)
        seen = sim.view(LYRA)
        shown.append(seen.odds[Verb.FIRE] / luck.CERTAIN)
        assert seen.engine.dies == seen.odds[Verb.FIRE]
        began = sim.tick
        [shot] = of_kind(ask(sim, Verb.FIRE, row(sim, "core"), 9), Kind.ENGINE_FIRED)
        took.append(shot.tick - began)
    assert took == [2, 6]
    assert shown == pytest.approx([1 - 0.95 / 16, 0.05])


def test_n43_the_core_screams_with_the_voices_of_those_on_it_and_all_who_are_wired_hear_it():
    sim = town()
    wired = wired_rows(sim.world).tolist()
    _, events = fired(sim)
    [scream] = of_kind(events, Kind.CORE_SCREAMED)
    assert (scream.who, scream.amount) == (row(sim, "core"), 400)
    assert scream.cause == of_kind(events, Kind.ENGINE_FIRED)[0].id
    heard = {event.who for event in of_kind(events, Kind.SCREAM_HEARD)}
    assert set(wired) <= heard
    assert KAEL in heard
    assert sim.world.citizens.doing[KAEL] != Activity.PLUGGED
    assert not of_kind(events, Kind.VOICES_HEARD)


# ---------------------------------------------------------------- by themselves


def test_n19_somebody_who_wants_to_brings_it_to_the_core_links_it_waits_and_fires_it():
    wants = ("carries: [{engine_cube: {}}]", "carries: [{engine_cube: {}}], wants: [{link: {at: bunker}}]")
    sim = town(
        3, wants, ("  wires: [[core, dome]", "    post: {kind: cell, at: bunker}\n  wires: [[core, post], [core, dome]")
    )
    world = sim.world
    put(sim, world.nodes.cell[row(sim, "post")] + 12)
    events = run(sim, 1500)
    [linked], [shot] = of_kind(events, Kind.ENGINE_LINKED), of_kind(events, Kind.ENGINE_FIRED)
    assert (linked.who, linked.whom) == (LYRA, row(sim, "post")) == (shot.who, shot.whom)
    assert shot.tick - linked.tick >= 600
    assert not world.nodes.works[row(sim, "core")]
    assert unread(world.events.rows()) == []
