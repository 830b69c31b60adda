"""What a scenario says of viruses, and how mistakes in it are told."""

import pytest

from undergrid import setup
from undergrid.world.tables.hosts import Host
from undergrid.world.tables.viruses import Infection, Trigger

TOWN = """scenario: viral
title: A town with a virus in it
clock: {starts: "11:30", lasts: 4 h}
map: {generate: {seed: 7}}
crowd: [{count: 20, at: anywhere}]
cast:
  lucy: {name: Lucy, being: companion, profession: companion, at: gate_1}
  rex: {name: Rex, at: gate_1}
  osric: {name: Osric, at: gate_1, shut_down: {ago: 5 h}}
network:
  devices: []
  nodes: {nexus: {kind: core, at: gate_1}, vault: {kind: server, at: gate_1}}
  wires: [[nexus, vault]]
viruses:
  lucy: {at: [vault, nexus], trigger: {death: lucy}}
"""


ONE_THING = "15: viruses.lucy.trigger: a trigger is one thing, expected death, arrest (of somebody) or after (a time)"
WHO = "expected one of lucy, osric, rex; did you mean 'lucy'?"
LUCIE = f"15: nobody of the cast is called 'lucie', {WHO}"
LUCIA = f"15: the virus is to be the mind of 'lucia', and nobody of the cast is called that, {WHO}"
BOTH = "vault, trigger: {death: lucy}}\n  rex: {at: vault, trigger: {death: rex}}"


def told(folder, *changes):
    """What is wrong with the town, with some of its words replaced."""
    text = TOWN
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    (folder / "scenario.yaml").write_text(text)
    return [str(problem).replace(f"{folder}/scenario.yaml:", "") for problem in setup.check(folder)]


def test_c9_a_mind_lies_on_its_nodes_in_dormant_form_and_waits_for_what_is_said(tmp_path):
    assert told(tmp_path) == []
    world = setup.build(tmp_path, 1).world
    viruses, carried = world.viruses, world.infections
    assert viruses.owner.tolist() == viruses.subject.tolist() == [0]
    assert viruses.trigger.tolist() == [Trigger.DEATH]
    assert world.minds.host[viruses.mind].tolist() == [Host.VIRUS]
    assert world.minds.owner[viruses.mind].tolist() == [0]
    rows = carried.rows()
    assert sorted(world.node_names[node] for node in carried.node[rows]) == ["nexus", "vault"]
    assert set(carried.stage[rows].tolist()) == {Infection.DORMANT}


@pytest.mark.parametrize(
    ("trigger", "expected"),
    [("{after: 2 h}", (Trigger.DATE, -1, 7200)), ("{arrest: rex}", (Trigger.ARREST, 1, None))],
)
def test_a_trigger_may_be_a_time_or_an_arrest(tmp_path, trigger, expected):
    assert told(tmp_path, ("{death: lucy}", trigger), ("[vault, nexus]", "vault")) == []
    viruses = setup.build(tmp_path, 1).world.viruses
    assert (viruses.trigger[0], viruses.subject[0]) == expected[:2]
    assert expected[2] is None or viruses.at[0] == expected[2]


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ((", trigger: {death: lucy}", ""),
         "15: viruses.lucy.trigger is missing"),
        (("{death: lucy}", "{}"), ONE_THING),
        (("{death: lucy}", "{death: lucy, after: 2 h}"), ONE_THING),
        (("{death: lucy}", "{death: lucie}"), LUCIE),
        (("{death: lucy}", "{death: osric}"), "15: osric is dead at the start, expected somebody who lives"),
        (("{death: lucy}", "{after: 5 h}"), "15: it wakes only once the run is over, expected less than the run lasts"),
        (("  lucy: {at: [vault,", "  lucia: {at: [vault,"), LUCIA),
        (("[vault, nexus]", "[valt]"),
         "15: there is no node 'valt', expected one of nexus, vault; did you mean 'vault'?"),
        (("[vault, nexus]", "[vault, vault]"), "15: the virus lies on 'vault' already, expected each node once"),
        (("[vault, nexus]", "[]"), "15: viruses.lucy.at: a list, expected at least 1 of them"),
        (("[vault, nexus], trigger: {death: lucy}}", BOTH),
         "16: the virus of lucy lies on 'vault' already, expected another node"),
    ],
)  # fmt: skip
def test_mistakes_are_told_with_their_line(tmp_path, change, problem):
    assert told(tmp_path, change) == [problem]


def test_a_trigger_that_there_is_not_is_told_with_what_may_have_been_meant(tmp_path):
    problems = told(tmp_path, ("{death: lucy}", "{deth: lucy}"))
    expected = "expected one of after, arrest, death; did you mean 'death'?"
    assert f"15: unknown key 'deth' in viruses.lucy.trigger, {expected}" in problems


def test_a_virus_needs_a_network(tmp_path):
    network = TOWN[TOWN.index("network:") : TOWN.index("viruses:")]
    [problem] = told(tmp_path, (network, ""))
    assert problem == "11: a virus, and no control network for it to lie on, expected network: with nodes"
