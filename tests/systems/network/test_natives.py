"""A mind born on the network moves when its node dies, or ends; it knows what its nodes sense, and sends drones."""

import pytest
from scenes.nexus import (
    CAMERA,
    CRYPT,
    DRONE,
    EREVOS,
    EYE,
    HUB_1,
    NEXUS,
    STRAY,
    VAULT,
    WING,
    accuse,
    haunt,
    live,
    nexus,
    report,
    wire_to,
)
from scenes.wired import break_node, cut, mend, of_kind

from undergrid.systems.authority import dispatch
from undergrid.world.authority import hunts
from undergrid.world.log.kinds import Kind
from undergrid.world.network.control import set_node
from undergrid.world.network.natives import refuge_from, room_on, sensed_at, speaker
from undergrid.world.tables.people import NEVER

SUSPECT, OTHER = 0, 1


def test_its_node_dead_it_moves_to_another_server_in_a_while_and_lives_there():
    world = nexus()
    assert not live(world, 3)
    event = break_node(world, VAULT)
    began = world.tick
    assert speaker(world) == -1
    told = live(world, 60, natives={"moves_seconds": 25})
    [fled], [came] = of_kind(told, Kind.MIND_FLED), of_kind(told, Kind.MIND_ARRIVED)
    assert (fled.who, fled.whom, fled.tick, fled.cause) == (EREVOS, CRYPT, began, event)
    assert fled.where == world.nodes.cell[VAULT]
    assert (came.who, came.whom, came.tick, came.cause) == (EREVOS, CRYPT, began + 25, fled.id)
    assert (world.minds.node[EREVOS], world.minds.to[EREVOS], world.minds.arrives[EREVOS]) == (CRYPT, -1, NEVER)
    assert speaker(world) == EREVOS


def test_on_its_way_it_does_nothing():
    world = nexus()
    break_node(world, VAULT)
    live(world, 5)
    assert speaker(world) == -1
    assert not world.minds.linked[EREVOS]


def test_without_a_server_it_goes_to_the_core_and_else_to_a_hub():
    world = nexus(at=CRYPT)
    set_node(world, VAULT, False, lambda _: 1)
    assert refuge_from(world, CRYPT) == NEXUS
    haunt(world, NEXUS, 1)
    assert refuge_from(world, CRYPT) == HUB_1, "elsewhere than on a server there is room for one"
    haunt(world, HUB_1, 1)
    assert refuge_from(world, CRYPT) == -1


def test_of_two_servers_it_takes_the_nearer_that_has_room():
    world = nexus(at=NEXUS)
    assert refuge_from(world, NEXUS) == VAULT
    haunt(world, VAULT, 100)
    assert (room_on(world, VAULT), room_on(world, CRYPT)) == (0, 100)
    assert refuge_from(world, NEXUS) == CRYPT


def test_when_the_core_dies_with_its_node_it_ends():
    world = nexus()
    live(world, 2)
    break_node(world, NEXUS)
    event = break_node(world, VAULT)
    [ended] = live(world, 100)
    assert (ended.kind, ended.who, ended.whom, ended.cause) == (Kind.MIND_ENDED, EREVOS, VAULT, event)
    assert world.minds.ended[EREVOS] == ended.id
    assert not live(world, 10)


def test_cut_off_it_lives_on_and_reaches_nothing_and_cannot_leave_when_its_node_dies():
    world = nexus()
    wire = wire_to(world, VAULT)
    cut(world, wire)
    assert not live(world, 100)
    assert speaker(world) == -1
    mend(world, wire)
    live(world, 2)
    assert speaker(world) == EREVOS
    cut(world, wire)
    live(world, 2)
    break_node(world, VAULT)
    assert [event.kind for event in live(world, 5)] == [Kind.MIND_ENDED]


def test_where_the_node_that_it_makes_for_dies_it_goes_on_to_another():
    world = nexus()
    break_node(world, VAULT)
    live(world, 5)
    event = break_node(world, CRYPT)
    told = live(world, 100)
    assert [(e.kind, e.whom) for e in told] == [(Kind.MIND_FLED, NEXUS), (Kind.MIND_ARRIVED, NEXUS)]
    assert told[0].cause == event


def test_where_the_way_to_it_is_cut_it_goes_on_to_another_because_of_the_cut():
    world = nexus()
    break_node(world, VAULT)
    live(world, 5)
    event = cut(world, wire_to(world, CRYPT))
    told = live(world, 100)
    assert [(e.kind, e.whom) for e in told] == [(Kind.MIND_FLED, NEXUS), (Kind.MIND_ARRIVED, NEXUS)]
    assert told[0].cause == event


def test_it_knows_what_watchers_on_its_nodes_report_and_nothing_else_for_an_hour():
    world = nexus(2)
    seen = report(world, CAMERA, SUSPECT, 33)
    report(world, STRAY, OTHER, 34)
    live(world, 1)
    assert world.sensed.cause[sensed_at(world, SUSPECT, 33)] == seen
    assert sensed_at(world, OTHER, 34) == -1
    assert sensed_at(world, SUSPECT, 34) == -1
    world.reports.free(world.reports.rows())
    live(world, 120, natives={"keeps_minutes": 1})
    assert world.sensed.n_used == 0


def test_what_is_reported_by_a_node_that_has_no_path_does_not_reach_it():
    world = nexus(1)
    cut(world, wire_to(world, EYE))
    report(world, CAMERA, SUSPECT, 33)
    live(world, 3)
    assert world.sensed.n_used == 0


def send(world, watcher=DRONE, cell=33):
    first = world.events.n
    hunts.send(world, watcher, SUSPECT, cell, world.scenario_event, 600)
    return list(world.events.rows()[first:])


def test_whom_its_nodes_have_sensed_drones_are_sent_after_in_its_name():
    world = nexus(1)
    report(world, CAMERA, SUSPECT, 33)
    live(world, 1)
    sent, began = send(world)
    assert (sent.kind, sent.who, sent.whom, sent.where, sent.amount) == (Kind.MIND_SENT, EREVOS, DRONE, 33, SUSPECT)
    assert sent.cause == world.scenario_event
    assert (began.kind, began.who, began.whom, began.cause) == (Kind.HUNT_BEGAN, DRONE, SUSPECT, sent.id)


@pytest.mark.parametrize("what", ["elsewhere", "stray", "cut off", "drone cut off", "ended"])
def test_what_it_does_not_know_or_reach_is_not_sent_in_its_name(what):
    world = nexus(1)
    report(world, CAMERA, SUSPECT, 33)
    live(world, 1)
    if what == "cut off":
        cut(world, wire_to(world, VAULT))
    if what == "drone cut off":
        cut(world, wire_to(world, WING))
    if what == "ended":
        world.minds.ended[EREVOS] = 1
    [began] = send(world, STRAY if what == "stray" else DRONE, 34 if what == "elsewhere" else 33)
    assert (began.kind, began.cause) == (Kind.HUNT_BEGAN, world.scenario_event)


def test_dispatch_sends_in_its_name_whom_it_would_send_without_it():
    told = {}
    for born in (True, False):
        world = nexus(1)
        world.citizens.cell[SUSPECT] = 33
        event = report(world, CAMERA, SUSPECT, 33)
        accuse(world, SUSPECT, 33, event)
        world.mind_names = world.mind_names * born
        told[born] = live(world, 2, dispatch)
    [sent] = of_kind(told[True], Kind.MIND_SENT)
    assert (sent.whom, sent.where, sent.amount) == (DRONE, 33, SUSPECT)
    assert not of_kind(told[False], Kind.MIND_SENT)
    hunts_of = {born: [(e.tick, e.who, e.whom, e.where) for e in of_kind(told[born], Kind.HUNT_BEGAN)] for born in told}
    assert hunts_of[True] == hunts_of[False] == [(0, DRONE, SUSPECT, 33)]
