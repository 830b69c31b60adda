"""Ghosts: minds that have been uploaded are on servers, and are lost with theirs. When the Core dies they cry out.

A server that is broken, or fails dead, has lost all of its ghosts. None of them comes back by this rule.

Reads   servers.node, cried; nodes.works, failed, fails, cell, cause; minds.node, host; which are `Cores`; how many
        ghosts there are as `ghosts_on` has it
Writes  servers.cried; minds
Emits   VOICES_HEARD(node; amount: all ghosts there are; cause: what has become of the Core), GHOSTS_LOST(node; amount:
        its ghosts; cause: what has become of it)
Units   minds
Source  assumed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from undergrid.world.log.kinds import Kind
from undergrid.world.network.control import Cores
from undergrid.world.network.wired import born_there, core_is_up, ghosts_on
from undergrid.world.tables.hosts import Host
from undergrid.world.tables.network import Failing

if TYPE_CHECKING:
    from undergrid.world.world import World


def step(world: World, params: None = None) -> None:
    """Let the ghosts cry out whose Core has died, and be lost whose server is."""
    servers, nodes = world.servers, world.nodes
    if not servers.n:
        return
    if not core_is_up(world):
        _cry_out(world)
    elif servers.cried.any():
        servers.cried[:] = 0
    for node in servers.node.tolist():
        if not nodes.works[node] or (nodes.failed[node] and nodes.fails[node] == Failing.DEAD):
            _lose(world, node)


def _cry_out(world: World) -> None:
    """Let all ghosts be heard at once, once for each death of the Core; before those are lost that go with it."""
    servers, nodes = world.servers, world.nodes
    n = sum(ghosts_on(world, node) for node in servers.node.tolist())
    if not n or servers.cried.any():
        return
    core = world.cache(Cores).rows[0]
    cell, cause = int(nodes.cell[core]), int(nodes.cause[core])
    servers.cried[:] = world.events.one(Kind.VOICES_HEARD, core, where=cell, amount=n, cause=cause)


def _lose(world: World, node: int) -> None:
    """Let the ghosts of a server be no more."""
    minds, nodes = world.minds, world.nodes
    n = ghosts_on(world, node)
    slots = minds.where(node=node, host=Host.SERVER)
    minds.free(slots[~born_there(world, slots)])
    if n:
        world.events.one(Kind.GHOSTS_LOST, node, where=int(nodes.cell[node]), amount=n, cause=int(nodes.cause[node]))
