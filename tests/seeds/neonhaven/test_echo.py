"""An echo: what may be left of somebody who dies connected, whom it whispers to, and whose the network is then."""

import numpy as np
from contract.test_causes import unread
from scenes.nexus_fired import KAEL, LYRA, ask, hand_behind, row, run, town
from scenes.wired import of_kind

from undergrid.core import luck
from undergrid.runs import snapshots
from undergrid.runs.folder import Folder
from undergrid.world.log.kinds import Kind
from undergrid.world.network.regime import gives_orders
from undergrid.world.society.feelings import felt
from undergrid.world.tables.feelings import Feeling
from undergrid.world.tables.hosts import Host
from undergrid.world.tables.network import NodeKind
from undergrid.world.tables.orders import Verb

HOUR = 3600
SEEDS = range(1, 31)
SURE = "echo: {remains: 1, wakes_hours: 0.5, every_hours: 0.5, restart_minutes: 5}"
NOW = ("rules: {", f"rules: {{engine: {{tuning_minutes: 0.1}}, lines: {{renew_seconds: 60}}, {SURE}, ")
BACKUP = ("    island: {", "    backup: {kind: server, at: gate_1, holds: 1, standby: 2 h}\n    island: {")
WIRED_UP = ("wires: [[core, dome]", "wires: [[core, backup], [backup, island], [core, dome]")
LOVE = (
    "{name: Kael Ardent, at: old_station}",
    "{name: Kael Ardent, at: old_station, faction: rust, carries: [{radio: 1}], "
    "bonds: [{to: lyra, kind: love, strength: 80 %}], wants: [{mourn: {}}]}",
)
RUST = ("crowd:\n", "factions: {rust: {name: the Rust}, corps: {rules: true}}\ncrowd:\n")
SWORN = ("{name: Lyra Vale,", "{name: Lyra Vale, faction: rust,")
CREW = (
    "crowd:\n",
    "depots: {arcade_1: {parts: 400}}\ncrowd:\n  - {name: crew, count: 8, at: arcade_1, plugged: 0 %}\n",
)
TOWN = (NOW, LOVE, RUST, SWORN)
STANDBY = (BACKUP, WIRED_UP)
ALL = (*TOWN, CREW, *STANDBY)


def fired(seed, *changes):
    """The town whose Core Lyra has burnt out; what came of it, and what was left."""
    sim = town(seed, *changes)
    ask(sim, Verb.CONNECT, row(sim, "core"), 15)
    run(sim, 6)
    events = ask(sim, Verb.FIRE, row(sim, "core"), 9)
    assert of_kind(events, Kind.ENGINE_FIRED)
    return sim, events


def left_in(seeds, *changes):
    """(who died of firing it, of whom something was left) in some seeds."""
    died, left = [], []
    for seed in seeds:
        _, events = fired(seed, *changes)
        died += [event for event in of_kind(events, Kind.DIED) if event.who == LYRA]
        left += of_kind(events, Kind.ECHO_LEFT)
    return died, left


# ---------------------------------------------------------------- N49: "a fragment. An echo"


def test_n49_where_no_node_survives_nothing_is_left_of_anybody_in_any_seed():
    died, left = left_in(SEEDS, *TOWN)
    assert len(died) > 20
    assert left == []


NO_NERVES = ("augments: [nerves, eye, arm, leg]", "augments: [eye, arm, leg]")
GIVES = ("remains: 1,", "remains: 1, fed: 1,")


def test_n49_nor_of_whoever_was_not_connected_to_the_node_that_survives_until_they_died():
    """Lyra was never wired; those in the feed came to lie there after the server took its last copies."""
    died, left = left_in(range(1, 13), *TOWN, *STANDBY, NO_NERVES, GIVES)
    assert len(died) > 6
    assert left == []


def test_n49_nor_of_who_had_unplugged():
    for seed in (1, 2, 3):
        sim = town(seed, *TOWN, *STANDBY)
        ask(sim, Verb.UNPLUG)
        ask(sim, Verb.CONNECT, row(sim, "core"), 15)
        run(sim, 6)
        assert not of_kind(ask(sim, Verb.FIRE, row(sim, "core"), 9), Kind.ECHO_LEFT)


def test_n49_of_those_who_lay_in_the_feed_when_it_took_its_last_copies_something_may_be_left():
    lain = ("depth: 60 %}", "depth: 60 %, lain: 3 h}")
    _, left = left_in((1, 2, 3), *TOWN, *STANDBY, NO_NERVES, GIVES, lain)
    assert len(left) == 3  # there is room for one on it
    assert LYRA not in {event.who for event in left}


def test_n49_where_both_hold_something_may_be_left_as_often_as_the_odds_say():
    died, left = left_in(SEEDS, *TOWN, *STANDBY, ("remains: 1", "remains: 0.3"))
    n = len(died)
    assert n > 20
    assert len(left) > 0
    assert abs(len(left) - 0.3 * n) < 3 * (0.21 * n) ** 0.5
    deaths = {event.id for event in died}
    assert {event.cause for event in left} <= deaths
    assert {event.odds for event in left} == {luck.chance(0.3)}


def test_n49_beyond_the_end_of_the_pulse_a_node_survives_to_which_she_was_connected_until_then():
    sim, events = fired(1, *TOWN, ("purging: {", "purging: {per_hop: 0.6, "))
    [left] = of_kind(events, Kind.ECHO_LEFT)
    assert left.who == LYRA
    assert sim.world.nodes.works[left.whom]
    assert sim.world.nodes.kind[left.whom] in (NodeKind.SERVER, NodeKind.HUB, NodeKind.CELL)


def test_n49_it_whispers_to_whom_she_was_bound_to_and_why_leads_to_her_death():
    sim, _ = fired(1, *ALL)
    alone, _ = fired(1, *TOWN, CREW)
    for one in (sim, alone):
        run(one, HOUR)
    heard = of_kind(sim.world.events.rows(), Kind.WHISPERED)
    assert heard
    assert {(event.who, event.whom) for event in heard} == {(LYRA, KAEL)}
    kinds = [Kind.WHISPERED, Kind.ECHO_LEFT, Kind.DIED, Kind.ENGINE_FIRED, Kind.ORDERED]
    assert [event.kind for event in hand_behind(sim, heard[0])] == kinds
    grief = [felt(one.world, KAEL, Feeling.GRIEF, LYRA) for one in (sim, alone)]
    assert 0 < grief[0] < grief[1]
    assert felt(sim.world, KAEL, Feeling.RESOLVE, LYRA) > 0
    assert unread(sim.world.events.rows()) == []


def test_n49_what_starts_anew_is_her_peoples_and_none_of_it_the_authoritys():
    sim, _ = fired(1, *ALL)
    events, world = run(sim, HOUR + HOUR // 2), sim.world
    started = of_kind(events, Kind.NODE_RESTARTED)
    assert len(started) > 5
    assert {event.who for event in started} == {LYRA}
    assert started[0].whom == row(sim, "backup")
    held = world.holdings
    own = held.where(echo=LYRA)
    assert sorted(held.node[own].tolist()) == sorted(event.whom for event in started)
    assert set(held.faction[own].tolist()) == {world.faction_names.index("the Rust")}
    assert len(of_kind(events, Kind.NETWORK_RESTARTED)) == 1
    assert not gives_orders(world)
    watching = (NodeKind.DRONE, NodeKind.CAMERA, NodeKind.READER, NodeKind.GATE)
    assert not np.isin(world.nodes.kind[held.node[own]], watching).any()
    assert world.minds.where(host=Host.ECHO).tolist()


def test_n49_a_city_that_is_forked_or_saved_while_it_sleeps_goes_on_as_it_would_have(tmp_path):
    sim, _ = fired(1, *ALL)
    run(sim, 1790)
    (tmp_path / "snapshots").mkdir()
    twin, folder = sim.fork(), Folder(tmp_path)
    saved = sim.fork()
    snapshots.save(folder, saved.world)
    for wrong in (saved.world.minds.wired, saved.world.servers.synced):
        wrong[:] = 0
    snapshots.load(folder, sim.tick, saved.world)
    for one in (sim, twin, saved):
        assert of_kind(run(one, 700), Kind.WHISPERED)
    assert sim.digest() == twin.digest() == saved.digest()
