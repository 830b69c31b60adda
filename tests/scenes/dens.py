"""Tiny worlds in which people lie in a feed, and a small town with a den of them and a mind on its network."""

from __future__ import annotations

from scenes.wired import CORE, HUB, NodeKind, wire_up
from scenes.worlds import field, make_city, make_world

from undergrid.city.city import Use
from undergrid.setup import build, load
from undergrid.sim import Sim
from undergrid.world.network.wired import mind_key
from undergrid.world.tables.hosts import AugmentKind, Host
from undergrid.world.tables.network import Failing
from undergrid.world.tables.people import Activity
from undergrid.world.world import World

PODS = 2
LIES, UP, ELSEWHERE = 0, 1, 2

TOWN = """scenario: dens
title: A town with a feed
clock: {starts: "11:30", lasts: 4 h}
map: {generate: {seed: 7}}
crowd:
  - {name: den, count: 6, at: arcade_1}
  - {name: rest, count: 20, at: anywhere, plugged: 0 %}
cast:
  vera: {name: Vera, at: gate_1, augments: [eye, nerves]}
  marek: {name: Marek, at: gate_1, augments: [eye], plugged: false}
network:
  devices: []
  nodes:
    nexus: {kind: core, at: gate_1}
    vault: {kind: server, at: gate_1, ghosts: 4000}
    crypt: {kind: server, at: old_station, ghosts: 300}
    dens: {kind: pods, at: arcade_1}
  wires: [[nexus, vault], [nexus, crypt], [nexus, dens]]
feeds:
  dens: {who: [den], depth: 80 %, lain: 30 d}
minds:
  erevos: {name: Erevos, at: vault}
"""


def den(depth: int = 100, fails: Failing = Failing.SAFE, **columns: int) -> World:
    """Three people; two live where pods have a feed, and one of these lies in it. The pods are node 2."""
    city = make_city(field(20, 6), buildings=[(Use.PODS, 0, 5, 2), (Use.PODS, 0, 12, 2)])
    world = make_world(city, [(5, 2), (5, 2), (12, 2)])
    people = world.citizens
    people.home[:] = people.inside[:] = [0, 0, 1]
    people.doing[:] = [Activity.PLUGGED, Activity.RESTING, Activity.PLUGGED]
    people.plugged[:] = [True, False, True]
    wire_up(
        world, [(CORE, 0), (HUB, 3), (NodeKind.PODS, 5 + 2 * 20, {"fails": int(fails), **columns})], [(0, 1), (1, 2)]
    )
    slot = world.pods.take(1)
    world.pods.node[slot], world.pods.building[slot] = PODS, 0
    slot = world.feed_nodes.take(1)
    world.feed_nodes.node[slot], world.feed_nodes.depth[slot] = PODS, depth
    world.rebuild()
    return world


def augment(world: World, who: int, *kinds: AugmentKind) -> None:
    """Let parts of somebody be machines."""
    for kind in kinds:
        slot = world.augments.take(1)
        world.augments.owner[slot], world.augments.kind[slot] = who, kind
        world.augments.cause[slot] = world.scenario_event


def in_body(world: World, who: int, haze: int = 0) -> int:
    """Give somebody's mind a row, in their body; returns it."""
    slot = int(world.minds.take(1)[0])
    world.minds.owner[slot], world.minds.host[slot], world.minds.haze[slot] = who, Host.BODY, haze
    world.minds.luck[slot] = mind_key(int(world.citizens.luck[who]), 0)
    return slot


def town(folder, text: str = TOWN, seed: int = 1) -> Sim:
    """The small town, living."""
    (folder / "scenario.yaml").write_text(text)
    return Sim(build(load(folder), seed))


HUNTED = TOWN.replace("devices: []", "devices: [drone, camera, reader]").replace(
    "augments: [eye], plugged: false}",
    "augments: [eye], plugged: false, wanted: {reason: flight, last_seen: gate_1, ago: 1 min}}",
)
"""The same; Marek is wanted, and stands where cameras and drones of the network see him, beside the Core."""
