"""Natives: minds born on the network, what they know, and where they can live.

Such a mind knows what watchers on nodes with a path to the Core have reported, and nothing else. It reaches the drones
on such nodes, as long as its own has a path.

Source  assumed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from undergrid.world.movement.near import squares
from undergrid.world.network.captures import hands
from undergrid.world.network.control import Control
from undergrid.world.tables.hosts import Host
from undergrid.world.tables.network import NodeKind

if TYPE_CHECKING:
    from undergrid.world.world import World

_LIVES_ON = (NodeKind.SERVER, NodeKind.CORE, NodeKind.HUB)  # what it goes to sooner before what later [assumed]


def natives(world: World) -> list[int]:
    """The rows in `minds` of those born on the network that have not ended, ascending."""
    ended = world.minds.ended
    return [slot for slot in range(len(world.mind_names)) if not ended[slot]]


def speaker(world: World) -> int:
    """The first mind born on the network that is anywhere, and reaches what hangs on it; -1 for none."""
    minds = world.minds
    return next((slot for slot in natives(world) if minds.to[slot] < 0 and is_live(world, int(minds.node[slot]))), -1)


def is_live(world: World, node: int) -> bool:
    """Whether a node works, has a path to the Core, and obeys it."""
    if not world.cache(Control).reached[node] or world.nodes.failed[node] or not world.nodes.works[node]:
        return False
    return not world.captures.n_used or int(hands(world).root[node]) < 0


def senses_by(world: World, watcher: int) -> bool:
    """Whether the network senses by a watcher: it hangs on a node that is live."""
    return any(is_live(world, node) for node in np.flatnonzero(world.nodes.watcher == watcher).tolist())


def room_on(world: World, node: int) -> int:
    """For how many more minds there is room on a node: on a server as many as it holds, elsewhere for one."""
    minds, servers = world.minds, world.servers
    here = minds.where(node=node)
    there = int(minds.count[here[np.isin(minds.host[here], (Host.SERVER, Host.ECHO))]].sum())
    row = np.flatnonzero(servers.node == node)
    return (int(servers.holds[row[0]]) if len(row) else 1) - there


def refuge_from(world: World, node: int) -> int:
    """Where a mind goes whose node is lost: the nearest live server with room, else the Core, else a hub; -1 none."""
    nodes, city = world.nodes, world.city
    for kind in _LIVES_ON:
        rows = np.flatnonzero((nodes.kind == kind) & (world.cache(Control).reached != 0))
        rows = rows[[row != node and is_live(world, row) and room_on(world, row) > 0 for row in rows.tolist()]]
        if len(rows):
            return int(rows[np.argmin(squares(nodes.cell[rows], int(nodes.cell[node]), city.width, city.height))])
    return -1


def sensed_at(world: World, subject: int, cell: int) -> int:
    """The slot of `sensed` by which the minds of the network have somebody on a cell; -1 for none."""
    return world.sensed.first(cell=cell, subject=subject)
