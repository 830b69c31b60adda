"""Ghosts are lost with their server, cry out when the Core dies, and do not come back."""

import pytest
from scenes.nexus import CRYPT, EREVOS, NEXUS, VAULT, haunt, live, nexus, wire_to
from scenes.wired import break_node, cut, mend_node, of_kind

from undergrid.systems.network import mains
from undergrid.world.log.kinds import Kind
from undergrid.world.network.wired import ghosts_on
from undergrid.world.tables.network import Carries, Failing, Lack, NodeKind


def test_a_server_that_is_broken_has_lost_its_ghosts_and_no_other_has():
    world = nexus(at=NEXUS)
    haunt(world, VAULT, 40)
    haunt(world, VAULT, 2)
    haunt(world, CRYPT, 7)
    assert not live(world, 2)
    event = break_node(world, VAULT)
    [lost] = live(world, 3)
    assert (lost.kind, lost.who, lost.amount, lost.cause) == (Kind.GHOSTS_LOST, VAULT, 42, event)
    assert lost.where == world.nodes.cell[VAULT]
    assert (ghosts_on(world, VAULT), ghosts_on(world, CRYPT)) == (0, 7)
    mend_node(world, VAULT)
    assert not of_kind(live(world, 5), Kind.GHOSTS_LOST)
    assert ghosts_on(world, VAULT) == 0, "none comes back"


def test_a_server_that_holds_none_loses_none():
    world = nexus(at=NEXUS)
    break_node(world, VAULT)
    assert not live(world, 3)


def test_a_mind_that_was_born_there_is_no_ghost():
    world = nexus()
    assert ghosts_on(world, VAULT) == 0
    haunt(world, VAULT, 3)
    break_node(world, VAULT)
    live(world, 3)
    assert world.minds.used[EREVOS]


@pytest.mark.parametrize(("fails", "left"), [(Failing.SAFE, 5), (Failing.DEAD, 0)])
def test_a_server_that_fails_keeps_them_or_loses_them_as_it_fails(fails, left):
    world = nexus(at=NEXUS)
    haunt(world, VAULT, 5)
    world.nodes.fails[VAULT] = fails
    world.nodes.failed[VAULT] = True
    told = live(world, 2)
    assert ghosts_on(world, VAULT) == left
    assert len(told) == (not left)


def test_a_server_that_is_only_cut_off_keeps_them():
    world = nexus(at=NEXUS)
    haunt(world, VAULT, 5)
    cut(world, wire_to(world, VAULT))
    assert not live(world, 3600)
    assert ghosts_on(world, VAULT) == 5


def test_when_the_core_dies_all_cry_out_at_once_those_too_that_are_lost_with_it():
    world = nexus()
    haunt(world, VAULT, 40)
    haunt(world, CRYPT, 7)
    event = break_node(world, NEXUS)
    break_node(world, CRYPT)
    told = live(world, 30)
    [voices], [lost] = of_kind(told, Kind.VOICES_HEARD), of_kind(told, Kind.GHOSTS_LOST)
    assert (voices.who, voices.amount, voices.cause) == (NEXUS, 47, event)
    assert (lost.who, lost.amount) == (CRYPT, 7)


def test_they_cry_out_once_for_each_death_of_the_core():
    world = nexus()
    haunt(world, VAULT, 40)
    for _ in range(2):
        break_node(world, NEXUS)
        assert len(of_kind(live(world, 20), Kind.VOICES_HEARD)) == 1
        mend_node(world, NEXUS)
        live(world, 5)


def test_a_server_needs_power_and_stands_still_without_it_and_with_fails_dead_loses_its_ghosts():
    world = nexus(at=NEXUS)
    haunt(world, VAULT, 5)
    plant = world.nodes.grow(1)
    world.nodes.kind[plant], world.nodes.capacity[plant] = NodeKind.PLANT, 10_000
    line = world.wires.grow(1)
    world.wires.a[line], world.wires.b[line], world.wires.carries[line] = plant, VAULT, Carries.POWER
    world.nodes.load[VAULT], world.nodes.autonomy[VAULT], world.nodes.fails[VAULT] = 5_000, 60, Failing.DEAD
    world.rebuild()
    assert not live(world, 5, mains)
    event = cut(world, line)
    told = live(world, 70, mains)
    [stopped], [lost] = of_kind(told, Kind.SERVER_STOPPED), of_kind(told, Kind.GHOSTS_LOST)
    assert (stopped.who, stopped.amount, stopped.cause) == (VAULT, Lack.POWER, event)
    assert (lost.amount, lost.cause) == (5, stopped.id)
