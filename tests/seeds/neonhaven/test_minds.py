"""Minds without a body: on nodes and servers, moving, giving orders, speaking; and ghosts that are lost with theirs."""

import pytest
from contract.test_causes import unread
from scenes.dens import HUNTED, TOWN, town
from scenes.wired import of_kind

from undergrid.world.log.kinds import Kind
from undergrid.world.network.control import set_node, set_wire
from undergrid.world.network.natives import speaker
from undergrid.world.network.wired import ghosts_on, wired_rows
from undergrid.world.society.feelings import deepen
from undergrid.world.tables.feelings import Feeling
from undergrid.world.tables.hosts import Host
from undergrid.world.tables.orders import Order, Refusal, Verb
from undergrid.world.tables.people import Activity

VERA, MAREK, EREVOS = 0, 1, 0
GHOSTS = 4300
SURE, NEVER_HELD = "rules: {voice: {holds: 10}}\n", "rules: {voice: {holds: 0}}\n"


def node(sim, name):
    return sim.world.node_names.index(name)


def smash(sim, *names):
    """Break nodes of the town between ticks; returns the events."""
    world, found = sim.world, []
    for name in names:
        row = node(sim, name)

        def tell(_, row=row):
            found.append(world.events.one(Kind.NODE_BROKEN, -1, row, cause=world.scenario_event))
            return found[-1]

        set_node(world, row, False, tell)
    return found


def live(sim, seconds):
    first = sim.world.events.n
    sim.run(sim.tick + seconds)
    return list(sim.world.events.rows()[first:])


def total(sim):
    return sum(ghosts_on(sim.world, row) for row in range(sim.world.nodes.n))


def test_x2_one_table_holds_who_lies_in_a_feed_ghosts_and_a_mind_born_there_and_they_live_by_one_network(tmp_path):
    sim = town(tmp_path)
    live(sim, 120)
    minds = sim.world.minds
    rows = minds.rows()
    hosts = minds.host[rows].tolist()
    assert [hosts.count(host) for host in (Host.BODY, Host.POD, Host.SERVER)] == [1, 6, 3]
    assert wired_rows(sim.world).tolist() == [VERA, *range(2, 8)]
    smash(sim, "nexus")
    live(sim, 120)
    assert wired_rows(sim.world).tolist() == []
    assert minds.host[rows].tolist().count(Host.POD) == 0, "whom nothing reaches lies in no feed"


def test_x2_unplugging_takes_somebody_out_of_it_in_a_pod_or_by_nerves(tmp_path):
    sim = town(tmp_path)
    sim.step([Order(0, VERA, Verb.UNPLUG), Order(0, 3, Verb.UNPLUG)])
    live(sim, 120)
    assert wired_rows(sim.world).tolist() == [2, *range(4, 8)]
    assert sim.world.citizens.doing[3] == Activity.RESTING


def test_n20_it_moves_when_its_node_dies_and_ends_when_none_is_left(tmp_path):
    sim = town(tmp_path)
    live(sim, 10)
    [event] = smash(sim, "vault")
    told = live(sim, 90)
    [fled], [came] = of_kind(told, Kind.MIND_FLED), of_kind(told, Kind.MIND_ARRIVED)
    assert (fled.who, fled.whom, fled.cause) == (EREVOS, node(sim, "crypt"), event)
    assert came.tick - fled.tick == 40
    smash(sim, "nexus", "crypt")
    [ended] = of_kind(live(sim, 90), Kind.MIND_ENDED)
    assert (ended.who, ended.whom) == (EREVOS, node(sim, "crypt"))
    assert speaker(sim.world) == -1


def test_n20_its_orders_carry_its_name_and_rest_on_what_its_nodes_have_seen(tmp_path):
    sim = town(tmp_path, HUNTED)
    told = live(sim, 30)
    sent, began = of_kind(told, Kind.MIND_SENT), of_kind(told, Kind.HUNT_BEGAN)
    assert sent
    assert {(event.who, event.amount) for event in sent} == {(EREVOS, MAREK)}
    by_event = {event.id: event for event in told}
    for event in sent:
        assert by_event[event.cause].kind == Kind.SIGHTED
    named = [event for event in began if event.cause in {one.id for one in sent}]
    assert sorted(event.who for event in named) == sorted(event.whom for event in sent)
    assert sim.names().thing("mind", EREVOS) == "Erevos"
    assert not unread(sim.world.events.rows())


def test_n20_cut_off_it_sends_nobody_and_the_authority_hunts_without_it(tmp_path):
    sim = town(tmp_path, HUNTED)
    world = sim.world
    wire = int((world.wires.b == node(sim, "vault")).argmax())
    set_wire(world, wire, False, lambda _: world.events.one(Kind.WIRE_CUT, -1, wire, cause=world.scenario_event))
    told = live(sim, 30)
    assert of_kind(told, Kind.HUNT_BEGAN)
    assert not of_kind(told, Kind.MIND_SENT)


def test_n21_a_server_lost_takes_its_ghosts_and_the_count_falls_by_as_many(tmp_path):
    sim = town(tmp_path)
    live(sim, 5)
    assert total(sim) == GHOSTS
    [event] = smash(sim, "crypt")
    [lost] = of_kind(live(sim, 60), Kind.GHOSTS_LOST)
    assert (lost.who, lost.amount, lost.cause) == (node(sim, "crypt"), 300, event)
    assert total(sim) == GHOSTS - 300


def test_n34_when_the_core_dies_all_of_them_cry_out_and_none_comes_back(tmp_path):
    sim = town(tmp_path)
    living = int(sim.world.citizens.alive.sum())
    live(sim, 5)
    [event, *_] = smash(sim, "nexus", "vault", "crypt")
    told = live(sim, 600)
    [voices] = of_kind(told, Kind.VOICES_HEARD)
    assert (voices.amount, voices.cause) == (GHOSTS, event)
    assert sum(lost.amount for lost in of_kind(told, Kind.GHOSTS_LOST)) == GHOSTS
    assert total(sim) == 0
    assert int(sim.world.citizens.alive.sum()) <= living


@pytest.mark.parametrize(("rules", "held"), [(SURE, True), (NEVER_HELD, False)])
def test_n37_it_speaks_to_an_intruder_at_the_core_and_who_is_wired_and_not_resolved_loses_time(tmp_path, rules, held):
    sim = town(tmp_path, HUNTED + rules)
    told = live(sim, 20)
    [spoke] = of_kind(told, Kind.MIND_SPOKE)
    stalled, firm = of_kind(told, Kind.STALLED), of_kind(told, Kind.STOOD_FIRM)
    assert (spoke.who, spoke.whom, spoke.amount) == (EREVOS, MAREK, 1)
    assert [event.who for event in stalled] == [VERA] * held
    assert [event.who for event in firm] == [VERA] * (not held)
    first = sim.world.events.n
    sim.step([Order(sim.tick, VERA, Verb.WAIT, -1)])
    refused = of_kind(list(sim.world.events.rows()[first:]), Kind.REFUSED)
    assert [event.amount for event in refused] == [Refusal.SPELLBOUND] * held
    freed = of_kind(live(sim, 60), Kind.SPELL_BROKEN)
    assert [event.tick - spoke.tick for event in freed] == [45] * held


def test_n37_the_resolved_stand_firm(tmp_path):
    sim = town(tmp_path, HUNTED + SURE)
    deepen(sim.world, VERA, Feeling.RESOLVE, -1, 1000, sim.world.scenario_event)
    told = live(sim, 20)
    assert not of_kind(told, Kind.STALLED)
    assert len(of_kind(told, Kind.STOOD_FIRM)) == 1


def test_x2_the_log_tells_of_it_by_name(tmp_path):
    sim = town(tmp_path, TOWN)
    live(sim, 5)
    smash(sim, "vault")
    told = live(sim, 60)
    assert {sim.names().thing(event.kind.who, event.who) for event in of_kind(told, Kind.MIND_FLED)} == {"Erevos"}
