"""A tiny world with a mind on its network: a Core, two servers, a hub, a camera and a drone that report, or do not."""

from __future__ import annotations

from types import ModuleType
from typing import Any

import numpy as np
from scenes.wired import CORE, HUB, NodeKind, wire_up
from scenes.worlds import field, knobs_of, make_world

from undergrid.systems.network import control, ghosts, natives
from undergrid.world.log.events import Event
from undergrid.world.log.kinds import Kind
from undergrid.world.tables.authority import Sense, WatcherKind
from undergrid.world.tables.hosts import Host
from undergrid.world.world import World

NEXUS, VAULT, CRYPT, HUB_1, EYE, WING = range(6)  # nodes
CAMERA, DRONE, STRAY = range(3)  # watchers: the last hangs on nothing
EREVOS = 0  # row of minds
WIDTH = 60


def nexus(citizens: int = 0, at: int = VAULT, holds: int = 100, **columns: Any) -> World:
    """The mind lives on a node, first of the servers. Everything hangs on the Core itself."""
    world = make_world(
        field(WIDTH, 20),
        citizens,
        [(WatcherKind.CAMERA, 5), (WatcherKind.DRONE, 8), (WatcherKind.CAMERA, 6)],
        **columns,
    )
    server = NodeKind.SERVER
    nodes = [
        (CORE, 0), (server, 10), (server, 40), (HUB, 20),
        (NodeKind.CAMERA, 5, {"watcher": CAMERA}), (NodeKind.DRONE, 8, {"watcher": DRONE}),
    ]  # fmt: skip
    wire_up(world, nodes, [(0, node) for node in (1, 2, 3, 4, 5)])
    world.servers.grow(2)
    world.servers.node[:], world.servers.holds[:] = [VAULT, CRYPT], holds
    world.mind_names = ("Erevos",)
    slot = int(world.minds.take(1)[0])
    world.minds.host[slot], world.minds.node[slot], world.minds.linked[slot] = Host.SERVER, at, True
    world.minds.cause[slot] = world.scenario_event
    return world


def haunt(world: World, node: int, n: int) -> int:
    """Let so many ghosts without names be on a server; returns their row."""
    slot = int(world.minds.take(1)[0])
    world.minds.host[slot], world.minds.node[slot], world.minds.count[slot] = Host.SERVER, node, n
    return slot


def live(world: World, ticks: int, *more: ModuleType, **turned: Any) -> list[Event]:
    """Let minds and ghosts live on; returns what happened."""
    first = world.events.n
    chosen = knobs_of(world, (natives, *more, control, ghosts), turned)
    for _ in range(ticks):
        world.events.begin(world.tick)
        for system, knobs in chosen:
            system.step(world, knobs)
        world.tick += 1
    return list(world.events.rows()[first:])


def report(world: World, watcher: int, subject: int, cell: int) -> int:
    """Let a watcher report somebody, or something unknown (-1), as of this tick; returns the observation."""
    event = world.events.one(Kind.SIGHTED, watcher, subject, cell, cause=world.scenario_event)
    slot = world.reports.take(1)
    reports = world.reports
    reports.watcher[slot], reports.subject[slot], reports.cell[slot] = watcher, subject, cell
    reports.at[slot], reports.arrives[slot], reports.event[slot] = world.tick, world.tick + 600, event
    reports.sense[slot] = Sense.SIGHT
    return event


def accuse(world: World, subject: int, cell: int, event: int) -> None:
    """Let the authority want somebody, and believe them on a cell."""
    slot, dossiers = world.dossiers.take(1), world.dossiers
    dossiers.subject[slot], dossiers.cell[slot], dossiers.at[slot] = subject, cell, world.tick
    dossiers.wanted[slot], dossiers.suspicion[slot] = True, 200
    dossiers.event[slot] = dossiers.wanted_cause[slot] = event
    world.citizens.wanted[subject] = True
    world.rebuild()


def wire_to(world: World, node: int) -> int:
    """The line from the Core to a node."""
    return int(np.flatnonzero(world.wires.b == node)[0])
