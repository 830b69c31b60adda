"""Programmes: who is the author of what the sky shows, and projectors that show something else.

The projectors of a city show what its Weather Authority has them show, all of them the same. One that is altered (in
other hands, or out of order) paints over the others as long as it works: of several, the one with the lowest number.
The rule `weather` looks at them once a minute.

Source  assumed: a rule of the story.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from undergrid.world.log.kinds import Kind
from undergrid.world.network.control import in_order, sky_is_blank
from undergrid.world.tables.network import NodeKind
from undergrid.world.tables.sky import Programme

if TYPE_CHECKING:
    from undergrid.world.world import World


def author_of(world: World) -> int:
    """The node that shows the sky: the first altered projector in order, else the first one in order; -1 for none."""
    slot = altered(world)
    if slot >= 0:
        return int(world.projections.node[slot])
    projectors = np.flatnonzero(world.nodes.kind == NodeKind.PROJECTOR).tolist()
    return next((node for node in projectors if in_order(world, node)), -1)


def altered(world: World) -> int:
    """The slot of `projections` of the projector that paints over the others; -1 for none."""
    table = world.projections
    if not table.n_used:
        return -1
    slots = sorted(table.rows().tolist(), key=lambda slot: int(table.node[slot]))
    return next((slot for slot in slots if in_order(world, int(table.node[slot]))), -1)


def alter(world: World, node: int, programme: Programme, by: int, cause: int) -> None:
    """Let a projector show something else from the next minute on, by somebody's doing or (-1) nobody's.

    Raises ValueError for a node that is no projector.
    """
    if world.nodes.kind[node] != NodeKind.PROJECTOR:
        raise ValueError(f"node {node} is no projector")
    table, slot = world.projections, world.projections.first(node=node)
    if slot < 0:
        slot = int(table.take(1)[0])
        table.node[slot] = node
    table.programme[slot], table.by[slot], table.cause[slot], table.shows[slot] = programme, by, cause, False


def set_static(world: World, node: int, cause: int) -> None:
    """Let a projector show nothing but static, because of the event `cause`: something in it is out of order."""
    alter(world, node, Programme.STATIC, -1, cause)


def set_right(world: World, node: int, cause: int) -> None:
    """Let a projector show again what all others do, because of the event `cause`; clear until the next programme."""
    table, slot = world.projections, world.projections.first(node=node)
    if slot < 0:
        return
    shown = bool(table.shows[slot])
    table.free(np.array([slot]))
    if shown:
        clear_sky(world, node, cause)


def went_dark(world: World, node: int, cause: int) -> None:
    """Let the sky be clear where what it shows was shown by a projector that has failed, or where none is left."""
    table, slot = world.projections, world.projections.first(node=node)
    shown = slot >= 0 and bool(table.shows[slot])
    if shown:
        table.shows[slot] = False
    if shown or sky_is_blank(world):
        clear_sky(world, node, cause)


def clear_sky(world: World, node: int, cause: int) -> None:
    """Let nothing be projected, by what has become of a node, until there is a next programme."""
    sky = world.sky
    if sky.programme[0] != Programme.CLEAR:
        sky.programme[0], sky.rain[0] = Programme.CLEAR, 0
        sky.cause[0] = world.events.one(Kind.PROGRAMME_CHANGED, -1, node, amount=Programme.CLEAR, cause=cause)
