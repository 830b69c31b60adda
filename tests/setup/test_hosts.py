"""What a scenario says of feeds, ghosts, minds of the network and augments; and how mistakes in it are told."""

import pytest

from undergrid import setup
from undergrid.world.network.wired import depth_of, ghosts_on, is_wired, n_augments, wired_rows
from undergrid.world.tables.hosts import EVER, NEVER_YET, AugmentKind, Host
from undergrid.world.tables.people import NEVER, Activity

TOWN = """scenario: dens
title: A town with a feed
clock: {starts: "11:30", lasts: 4 h}
map: {generate: {seed: 7}}
crowd:
  - {name: den, count: 6, at: arcade_1}
  - {name: rest, count: 20, at: anywhere, plugged: 0 %, augments: [eye]}
cast:
  ilo: {name: Ilo, at: gate_1, home: arcade_1}
  vera: {name: Vera, at: gate_1, augments: [eye, nerves]}
  mira: {name: Mira, at: gate_1, shut_down: {ago: 3 d}, ghost: vault}
network:
  devices: []
  nodes:
    nexus: {kind: core, at: gate_1}
    vault: {kind: server, at: gate_1, ghosts: 400, holds: 500}
    dens: {kind: pods, at: arcade_1}
  wires: [[nexus, vault], [nexus, dens]]
feeds:
  dens: {who: [ilo, den], depth: 70 %, lain: 2 d}
minds:
  erevos: {name: Erevos, at: vault}
"""


def checked(folder, text=TOWN):
    (folder / "scenario.yaml").write_text(text)
    return [str(problem).replace(f"{folder}/", "") for problem in setup.check(folder)]


def test_x2_one_table_holds_whoever_is_wired_and_whoever_has_no_body(tmp_path):
    assert checked(tmp_path) == []
    world = setup.build(tmp_path, 1).world
    minds, vault, dens = world.minds, world.node_names.index("vault"), world.node_names.index("dens")
    assert world.mind_names == ("Erevos",)
    slots = minds.rows()
    assert minds.owner[slots].tolist() == [-1, 2, -1, 0, *range(3, 9), 1]
    assert minds.host[slots].tolist() == [Host.SERVER] * 3 + [Host.POD] * 7 + [Host.BODY]
    assert minds.node[slots].tolist() == [vault] * 3 + [dens] * 7 + [-1]
    assert minds.count[slots].tolist() == [1, 1, 400] + [1] * 8
    assert minds.fed[slots].tolist() == [0] * 3 + [2 * 86_400] * 7 + [0]
    assert (ghosts_on(world, vault), ghosts_on(world, dens)) == (401, 0)
    assert world.servers.holds.tolist() == [500]


def test_those_in_a_feed_lie_there_and_are_wired_and_so_is_who_has_nerves_for_it(tmp_path):
    checked(tmp_path)
    world = setup.build(tmp_path, 1).world
    people = world.citizens
    assert wired_rows(world).tolist() == [0, 1, *range(3, 9)]
    assert [row for row in range(people.alive.size) if is_wired(world, row)] == wired_rows(world).tolist()
    assert (depth_of(world, 0), depth_of(world, 1), depth_of(world, 9)) == (70, 30, 0)
    assert (people.doing[[0, 3]] == Activity.PLUGGED).all()
    assert (n_augments(world, 1), n_augments(world, 12), n_augments(world, 0)) == (2, 1, 0)
    assert set(world.augments.kind[world.augments.of(1)].tolist()) == {AugmentKind.EYE, AugmentKind.NERVES}


def test_a_server_that_stands_by_is_switched_off_and_has_copies_from_before(tmp_path):
    text = TOWN.replace("holds: 500", "holds: 500, standby: 2 h")
    assert checked(tmp_path, text) == []
    for one, apart, synced in ((TOWN, False, NEVER_YET), (text, True, -7200)):
        checked(tmp_path, one)
        world = setup.build(tmp_path, 1).world
        vault = world.node_names.index("vault")
        assert world.servers.standby.tolist() == [apart]
        assert world.servers.synced.tolist() == [synced]
        assert (world.wires.open == (apart & ((world.wires.a == vault) | (world.wires.b == vault)))).all()
        minds, slots = world.minds, world.minds.rows()
        since = {Host.POD: -2 * 86_400, Host.BODY: EVER, Host.SERVER: NEVER}
        assert minds.wired[slots].tolist() == [since[Host(host)] for host in minds.host[slots].tolist()]


@pytest.mark.parametrize(
    ("old", "new", "line", "says"),
    [
        ("kind: server, at: gate_1, ghosts", "kind: hub, at: gate_1, ghosts", 16, "ghosts without a server"),
        ("ghosts: 400, holds: 500", "ghosts: 400, holds: 300", 16, "'vault' holds 300 minds, and 401 ghosts are on it"),
        ("kind: server, at: gate_1, ghosts: 400, holds: 500", "kind: hub, at: gate_1, standby: 2 h", 16,
         "standby is for servers"),
        ("ghosts: 400", "standby: soon", 16, "network.nodes.vault.standby"),
        ("ghosts: 400", "standbye: 2 h", 16, "did you mean 'standby'"),
        ("ghosts: 400", "ghosts: -1", 16, "network.nodes.vault.ghosts: -1, expected at least 0"),
        ("ghost: vault", "ghost: vaul", 11, "a ghost is on no node: there is no 'vaul', expected a node of kind"),
        ("ghost: vault", "ghost: dens", 11, "a ghost is on 'dens', of kind pods"),
        ("shut_down: {ago: 3 d}, ghost", "ghost", 11, "the ghost of somebody who lives, expected shut_down"),
        ("feeds:\n  dens", "feeds:\n  vault", 20, "a feed in 'vault', of kind server, expected a node of kind pods"),
        ("feeds:\n  dens", "feeds:\n  den", 20, "a feed in no node: there is no 'den'"),
        ("who: [ilo, den]", "who: [ilo, dem]", 20, "there is nobody 'dem', expected one of"),
        ("who: [ilo, den]", "who: [ilo, ilo]", 20, "ilo lies in the feed of dens already"),
        ("who: [ilo, den]", "who: [vera, den]", 20, "vera does not live in arcade_1, where the pods of dens are"),
        ("who: [ilo, den]", "who: [ilo, rest]", 20, "rest does not live in arcade_1"),
        ("depth: 70 %", "depth: 0 %", 20, "feeds.dens.depth"),
        ("at: vault}", "at: dens}", 22, "'Erevos' lives on 'dens', of kind pods, expected a node of kind one of"),
        ("at: vault}", "at: vold}", 22, "there is no 'vold'"),
        ("augments: [eye]", "augments: [eye, eye]", 7, "the same twice, expected each of them once"),
        ("augments: [eye]", "augments: [heart]", 7, "'heart', expected"),
    ],
)  # fmt: skip
def test_mistakes_are_told_with_their_line(tmp_path, old, new, line, says):
    assert old in TOWN
    told = checked(tmp_path, TOWN.replace(old, new, 1))
    assert len(told) == 1, told
    assert says in told[0]
    assert told[0].startswith(f"scenario.yaml:{line}:")
